"""One JupyterLab and one Chromium for the tests of the live views, and the pages in them."""

import shutil

import pytest

from tests.browser.screen import LECTURE, VIEW, check_quiet, computed, until_shown
from tools.lab import ROOT, Lab, Notebook, browser


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab over a folder of its own, with copies of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder)
    lab = Lab(folder)
    yield lab
    lab.close()


@pytest.fixture(scope="module")
def chromium(browser_path):
    with browser(browser_path) as chromium:
        yield chromium


@pytest.fixture
def open_notebook(lab, chromium):
    """Opens a notebook in a page of its own."""
    contexts, notebooks = [], []

    def open_it(name, width=1280, height=900, **settings):
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        notebooks.append(Notebook(lab, context, name))
        return notebooks[-1]

    yield open_it
    for context in contexts:
        context.close()
    for notebook in notebooks:
        check_quiet(notebook)


@pytest.fixture(scope="module")
def shared(lab, chromium):
    """One page for the tests of one view: opening JupyterLab takes longer than most of them."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Notebook(lab, context, lab.write("view.ipynb", VIEW))
    context.close()


@pytest.fixture
def view(shared):
    """A notebook with one AlgorithmExplorer, which has just been run."""
    shared.run_all()
    shared.page.locator(".bp-diagram svg").wait_for()
    until_shown(shared, computed(LECTURE["theta"]))
    yield shared
    check_quiet(shared)
