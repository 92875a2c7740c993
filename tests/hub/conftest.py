"""These tests need the packages of the extra `hub`: make test-hub. Elsewhere they are skipped, and say so; with
CI=true that is a failure."""

import os
from importlib.util import find_spec

import pytest

NEEDED = ("jupyterhub", "configurable_http_proxy", "nbgitpuller", "websocket", "psutil")


def missing(find=find_spec):
    """One sentence where packages are missing, or None."""
    gone = [name for name in NEEDED if not find(name)]
    return f"tests of the hub need {', '.join(gone)}, from the extra `hub`: make test-hub" if gone else None


@pytest.fixture(scope="session", autouse=True)
def extra():
    if trouble := missing():
        if os.environ.get("CI") == "true":
            pytest.fail(trouble)
        pytest.skip(trouble)
