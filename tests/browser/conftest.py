"""JupyterLab in Chromium, for the tests that look at live views as a student does.

What takes long is made once for each worker, and only where it is needed: a server, a browser, and for views on their
own a page with a kernel, in which one after another is shown. A test that fails takes its page along.
"""

import secrets
import shutil

import pytest

pytest.register_assert_rewrite("tests.browser.screen", "tests.browser.course")

from tests import kernels  # noqa: E402
from tests.browser.screen import LECTURE, check_quiet, computed, until_shown  # noqa: E402 - rewritten from here on
from tools.lab import ROOT, Lab, Notebook, browser  # noqa: E402

SIZE = {"width": 1280, "height": 900}
VIEW = "from backprop_core.explorers import AlgorithmExplorer\nview = AlgorithmExplorer()\nview"


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab over a folder of its own, with kernels that start at once. No test here looks at the pictures that
    views store."""
    lab = Lab(tmp_path_factory.mktemp("lab"), pictures=False, settings=kernels.settings())
    yield lab
    lab.close()


@pytest.fixture(scope="session")
def chromium(browser_path):
    with browser(browser_path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def context(chromium):
    """All pages of a worker share what they have loaded."""
    return chromium.new_context(viewport=SIZE, permissions=["clipboard-read", "clipboard-write"])


class Desk:
    """A page with a notebook for views on their own, as long as all goes well in it. new() opens one."""

    def __init__(self, new):
        self._new = new
        self.notebook = None

    def show(self, *cells):
        """A notebook of these cells, not yet run."""
        if self.notebook is None:
            self.notebook = self._new()
        self.notebook.page.mouse.move(0, 0)
        self.notebook.show(*cells)
        return self.notebook

    def leave(self):
        if self.notebook:
            self.notebook.close()
            self.notebook = None


@pytest.fixture(scope="session")
def _desk(lab, context):
    desk = Desk(lambda: Notebook(lab, context, lab.write(f"{secrets.token_hex(3)}.ipynb")))
    yield desk
    desk.leave()


@pytest.fixture
def desk(_desk, request):
    """Nothing in the page may complain, or ask an outside address for anything."""
    failed = request.session.testsfailed
    yield _desk
    notebook = _desk.notebook
    if notebook is None:  # it could not even be opened
        return
    if request.session.testsfailed > failed or notebook.problems or notebook.outside:
        _desk.leave()
    check_quiet(notebook)


@pytest.fixture(scope="session")
def _course():
    """The page in which the course's notebooks are opened, one after another: [] or [a `Notebook`]."""
    pages = []
    yield pages
    for notebook in pages:
        notebook.close()


@pytest.fixture
def open_notebook(lab, context, _desk, _course, request):
    """Opens one of the course's notebooks, with a kernel of its own."""
    _desk.leave()  # one page at a time
    failed = request.session.testsfailed

    def open_it(name):
        shutil.copy(ROOT / "notebooks" / name, lab.folder)
        if _course:
            _course[0].turn_to(name)
        else:
            _course.append(Notebook(lab, context, name))
        return _course[0]

    yield open_it
    notebook = _course[0]
    if request.session.testsfailed > failed or notebook.problems or notebook.outside:
        _course.pop().close()
    check_quiet(notebook)


@pytest.fixture
def run_cells(desk):
    """Runs cells in a notebook."""

    def run(*cells):
        notebook = desk.show(*cells)
        notebook.run_all()
        return notebook

    return run


@pytest.fixture
def view(run_cells):
    """A notebook with one AlgorithmExplorer, which has just been run."""
    notebook = run_cells(VIEW)
    notebook.page.locator(".bp-diagram svg").wait_for()
    until_shown(notebook, computed(LECTURE["theta"]))
    return notebook
