"""What all tests share: where the browser is, and that browser tests are never skipped in silence."""

import importlib.util
import os
from functools import cache
from pathlib import Path

import pytest

from tests import kernels

ROOT = Path(__file__).resolve().parent.parent
NO_BROWSER = "browser tests were skipped: no Chromium was found (`python tools/get_browser.py` gets one)"

kernels.use()


@cache
def find_browser() -> str | None:
    """The browser that tools/get_browser.py finds; nothing is installed from within the tests."""
    spec = importlib.util.spec_from_file_location("get_browser", ROOT / "tools" / "get_browser.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.find()


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of a Chromium. Without one the test is skipped, and with CI=true it fails."""
    path = find_browser()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER.replace("were skipped", "cannot run"))
        pytest.skip(NO_BROWSER)
    return path


def pytest_collection_modifyitems(items):
    """A test marked `browser` asks for the browser, even if it does not name the fixture."""
    for item in items:
        if item.get_closest_marker("browser") and "browser_path" not in item.fixturenames:
            item.fixturenames.insert(0, "browser_path")
