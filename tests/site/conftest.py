"""The site in Chromium: built once for each worker, or taken from the folder that BACKPROP_SITE names (as `make
test-site` does)."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import SIZE, Desk, chromium, context, desk, run_cells, view  # noqa: F401
from tests.site.lite import Site, SitePage
from tools.lab import ROOT
from tools.site import pyodide

MAKES = ROOT / ".venv-site" / "bin" / "python"
NOT_KEPT = "what makes the site is not here: `make site` gets it once, and this test uses it then"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder of the site. What it is made with is not installed from within the tests."""
    if os.environ.get("BACKPROP_SITE"):
        return Path(os.environ["BACKPROP_SITE"]).resolve()
    if not MAKES.is_file() or not pyodide.is_kept():
        if os.environ.get("CI") == "true":
            pytest.fail(NOT_KEPT)
        pytest.skip(NOT_KEPT)
    folder = tmp_path_factory.mktemp("made") / "site"
    subprocess.run([MAKES, "-m", "tools.site", folder], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="session")
def site(built):
    site = Site(built)
    yield site
    site.close()


@pytest.fixture(scope="session")
def _desk(site, chromium):  # noqa: F811
    """Each new page is of a browser that has never been here: what was open in an earlier one would open again."""
    found = Desk(lambda: SitePage(site, chromium.new_context(viewport=SIZE), "00_start_here.ipynb"))
    yield found
    found.leave()
