"""The site in Chromium: built once for each worker, or taken from the folder that SITE names (`make test-site`)."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import chromium, context, desk, run_cells, view  # noqa: F401
from tests.site.lite import Site, SiteDesk
from tools.site import __main__ as build
from tools.site import pyodide

NOT_KEPT = "Pyodide is not here: `make site` gets it once, and this test uses it then"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder of the site. In CI Pyodide is got where it is not kept; elsewhere it is said that it is not here."""
    if os.environ.get("SITE"):
        return Path(os.environ["SITE"]).resolve()
    if not pyodide.is_kept() and os.environ.get("CI") != "true":
        pytest.skip(NOT_KEPT)
    folder = tmp_path_factory.mktemp("made") / "site"
    assert build.main([str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def site(built):
    site = Site(built)
    yield site
    site.close()


@pytest.fixture(scope="session")
def _desk(site, context):  # noqa: F811
    found = SiteDesk(site, context)
    yield found
    found.leave()
