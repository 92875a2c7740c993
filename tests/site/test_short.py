"""The site in short, where what makes it is there: it is built, 00 begins, and problem set 1 can be solved."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.browser.screen import press
from tests.site.lite import Site, SitePage
from tools.lab import browser

pytestmark = pytest.mark.browser
NOT_COMPILED = """
import sys, zipfile
from pathlib import Path

library = {f"{path}/{name}" for path in sys.path if path.endswith(".zip") for name in zipfile.ZipFile(path).namelist()}
for name, module in sorted(sys.modules.items()):
    source = getattr(getattr(module, "__spec__", None), "origin", None) or ""
    compiled = module.__spec__.cached or f"{source}c" if source else ""
    if source.endswith(".py") and compiled not in library and not Path(compiled).is_file():
        print(name)
print(repr(sys.path[-1]))
"""


def visit(built, path):
    """Points earned and to be had, what Python had to compile in the page and where it looks last for a module, what
    the page complains about and whom else it asked, after a first view has answered and problem set 1 was solved."""
    site = Site(built)
    with browser(path) as chromium:
        notebook = SitePage(site, chromium.new_context(), "00_start_here.ipynb")
        notebook.run_first()
        page = notebook.page
        before = page.locator(".bp-diagram").first.inner_text()
        press(notebook, "1 step")
        page.wait_for_function("text => document.querySelector('.bp-diagram').innerText !== text", arg=before)
        earned, points = notebook.solve("ps1_forward_and_error.ipynb")
        compiled = notebook.says(NOT_COMPILED)
    site.close()
    return earned, points, compiled, notebook.problems, notebook.outside


def test_the_site_begins_and_a_problem_set_is_solved(built, browser_path):
    """In a thread of its own: other tests of this process may have a browser already."""
    with ThreadPoolExecutor(1) as alone:
        earned, points, compiled, problems, outside = alone.submit(visit, built, browser_path).result()
    assert points and earned == points
    assert compiled == "''\n", "all came compiled, and the student's own folder is the last to be asked"
    assert problems == [] and outside == []
