"""A notebook that is opened again, in JupyterLab and in Notebook 7.

Where the kernel of its views is gone, pictures stand in their place; where it still lives, the views themselves.
"""

import inspect
import re

import pytest

from backprop_core.figures.png import to_png
from tests.browser.screen import check_quiet, drag
from tools.lab import Notebook

pytestmark = pytest.mark.browser

ZOOM = inspect.signature(to_png).parameters["zoom"].default
SAYS = "A picture of this view as it was. Run the cell, and it is live again."
CELLS = (
    "import sys\n\nfrom backprop_core.explorers import AlgorithmExplorer, Question, Sentence\n\n"
    "if sys.modules.get('resvg_py', 'not yet') is None:\n    del sys.modules['resvg_py']  # here we want pictures\n"
    "view = AlgorithmExplorer()\nview",
    "Question('output_delta', seed=1)",
    "resvg_py, sys.modules['resvg_py'] = sys.modules['resvg_py'], None  # here, none\n"
    "display(Sentence('Twice {x} is {y}.', x=2, y=lambda x: 2 * x))\nsys.modules['resvg_py'] = resvg_py",
)
STORED = ".backprop-stored"
MISSING = "widget model not found"
ALIVE = ".jp-OutputArea-output .bp-explorer"


@pytest.fixture
def show(desk, lab, context):
    """Shows cells, not yet run, in JupyterLab or in Notebook 7."""
    others = []

    def show(*cells, app="jupyterlab"):
        if app == "jupyterlab":
            return desk.show(*cells)
        others.append(Notebook(lab, context, lab.write("day.ipynb", *cells), app))
        return others[-1]

    yield show
    for notebook in others:
        notebook.close()
        check_quiet(notebook)


def check_only_missing(notebook):
    """All that the console has to say is that a model is missing. (Notebook 7 finds no schema of its own, and no
    list of files where JupyterLab's server serves it.)"""
    known = MISSING, "reading 'schema'", "'filebrowser:open-path' not registered"
    assert not [each for each in notebook.problems if not any(words in each for words in known)]
    notebook.problems.clear()


@pytest.mark.parametrize("app", ["jupyterlab", "notebook"])
def test_the_next_day_there_are_pictures_and_run_all_brings_the_views_back(show, app):
    notebook = show(*CELLS, app=app)
    page = notebook.page
    notebook.run_all()
    page.locator(ALIVE).nth(2).wait_for()
    width = page.locator(ALIVE).first.bounding_box()["width"]
    assert page.locator(STORED).count() == 0
    notebook.reload()
    page.locator(ALIVE).nth(2).wait_for()  # the kernel lives: so do the views
    page.locator(STORED).wait_for(state="detached")
    assert page.get_by_text("Error displaying widget").count() == 0
    notebook.save()
    notebook.lab.end_kernel(notebook.name)
    # On a slow machine ipywidgets gives a living view up, too; it came back above.
    before = sum(MISSING in each for each in notebook.problems)
    asked = []  # for a kernel, which comes late
    page.route(SESSIONS, lambda route: asked.append(route) if route.request.method == "POST" else route.continue_())
    notebook.visit()
    page.locator(STORED).nth(2).wait_for()
    assert page.get_by_text("Error displaying widget").count() == page.locator(ALIVE).count() == 0
    assert page.get_by_text(SAYS, exact=True).count() == 2
    assert page.get_by_text("This view as it was, as text.").count() == 1
    pictures = page.locator(f"{STORED} img")
    assert pictures.count() == 2
    sized = f"() => [...document.querySelectorAll('{STORED} img')].every(each => each.style.width)"
    page.wait_for_function(sized)
    for n in range(2):
        alt = pictures.nth(n).get_attribute("alt")
        assert re.fullmatch(r"A picture of a view: [^\n]+[.?!]", alt)
        details = page.locator(f"{STORED} details").nth(n)
        assert not details.locator("pre").is_visible()
        details.locator("summary").click()
        details.locator("pre").wait_for()
    assert "layer 1 neuron 1" in page.locator(f"{STORED} pre").first.inner_text()
    assert page.locator(STORED).nth(2).locator("pre").inner_text().strip() == "Twice 2 is 4."
    assert pictures.first.bounding_box()["width"] <= width + 1
    asked.pop().continue_()
    page.unroute(SESSIONS)
    notebook.ready()
    for _ in range(400):
        if sum(MISSING in each for each in notebook.problems) == before + 3:  # ipywidgets has given up all three
            break
        page.wait_for_timeout(50)
    else:
        raise AssertionError(notebook.problems)
    assert page.locator(f"{STORED} pre:visible").count() == 3  # what a reader has opened stays open
    natural = pictures.nth(1).evaluate("picture => picture.naturalWidth")
    assert pictures.nth(1).bounding_box()["width"] == pytest.approx(natural / ZOOM, abs=1)
    notebook.run_all()
    page.locator(ALIVE).nth(2).wait_for()
    assert page.locator(STORED).count() == 0
    drag(notebook, "theta-1-1-1", up=70, steps=10)
    page.locator(".bp-diagram", has_text="+1.5").first.wait_for()
    check_keys(notebook)
    check_only_missing(notebook)


def check_keys(notebook):
    """Keys that the front end would take for itself reach the view, and nothing else moves."""
    page = notebook.page
    cell = "[...document.querySelectorAll('.jp-Cell')].findIndex(each => each.classList.contains('jp-mod-active'))"
    page.locator(".bp-diagram").first.focus()
    before, cells = page.evaluate(cell), page.locator(".jp-Cell").count()
    for key in ("ArrowUp", "b", "d", "d", "x"):
        page.keyboard.press(key)
    page.locator(".bp-diagram", has_text="+1.6").first.wait_for()
    for key, item in (("End", "Err"), ("Home", "x-1"), ("ArrowRight", "x-2"), ("ArrowLeft", "x-1")):
        page.keyboard.press(key)
        page.wait_for_function(
            "item => document.activeElement.getAttribute('aria-activedescendant')?.endsWith(item)", arg=item
        )
    handle = page.locator(".bp-explorer .noUi-handle").first
    handle.focus()
    for key, stands in (("Home", "0"), ("PageUp", "5"), ("ArrowUp", "6"), ("PageDown", "1"), ("End", "31")):
        page.keyboard.press(key)
        notebook.settled()
        assert page.get_by_label("micro-step", exact=True).input_value() == stands
    assert (page.evaluate(cell), page.locator(".jp-Cell").count()) == (before, cells)


def test_a_model_may_come_late_and_words_may_change(show):
    """The page is loaded again while the kernel computes: it answers when ipywidgets has long given up.

    Where ipywidgets says in other words that a model is missing, nothing is done.
    """
    busy = "import os, time\nwhile not os.path.exists('go on'):\n    time.sleep(0.1)"
    notebook = show(CELLS[0], busy)
    page = notebook.page
    notebook.menu("Run", "Run All Cells")
    page.locator(ALIVE).wait_for()
    notebook.save()
    page.reload()
    page.locator(STORED).wait_for()
    page.wait_for_timeout(5000)  # ipywidgets waits for 4 s
    assert page.locator(STORED).is_visible()
    (notebook.lab.folder / "go on").touch()
    page.locator(ALIVE).wait_for()
    assert page.locator(STORED).count() == 0
    notebook.ready()
    notebook.save()
    notebook.lab.end_kernel(notebook.name)
    page.route(SCRIPTS, other_words)
    notebook.open()
    page.get_by_text("Error displaying widget: there is no model").wait_for()
    assert page.locator(STORED).count() == 0
    page.unroute(SCRIPTS)
    notebook.problems.clear()


SESSIONS = re.compile(r"/api/sessions\?")
SCRIPTS = re.compile(r"jupyterlab-manager/static/.*\.js")


def other_words(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("model not found", "there is no model"))
