"""A notebook that is opened again, in JupyterLab and in Notebook 7.

Where the kernel of its views is gone, pictures stand in their place; where it still lives, the views themselves.
"""

import inspect
import re
from contextlib import contextmanager

import pytest

from backprop_core.figures.picture import to_png
from tests import kernels
from tests.browser.screen import drag
from tools.lab import Lab, Notebook, write_notebook

pytestmark = pytest.mark.browser

ZOOM = inspect.signature(to_png).parameters["zoom"].default
SAYS = "A picture of this view as it was. Run the cell, and it is live again."
CELLS = (
    "from backprop_core.explorers import AlgorithmExplorer, Question, Sentence\nview = AlgorithmExplorer()\nview",
    "Question('output_delta', seed=1)",
    "import sys\nsys.modules['resvg_py'] = None  # no picture\nSentence('Twice {x} is {y}.', x=2, y=lambda x: 2 * x)",
)
STORED = ".backprop-stored"
ALIVE = ".jp-OutputArea-output .bp-explorer"


@contextmanager
def opened(folder, context, name, app):
    """The notebook, in a server of its own that ends afterwards."""
    lab = Lab(folder, settings=kernels.settings(), app=app)
    try:
        notebook = Notebook(lab, context, name)
        yield notebook
        notebook.page.close()
    finally:
        lab.close()


def only_missing(notebook):
    """All that the console has to say is that a model is missing. (Notebook 7 finds no schema of its own.)"""
    known = "widget model not found", "reading 'schema'"
    return [each for each in notebook.problems if not any(words in each for words in known)]


@pytest.mark.parametrize("app", ["jupyterlab", "notebook"])
def test_the_next_day_there_are_pictures_and_run_all_brings_the_views_back(tmp_path, context, app):
    write_notebook(tmp_path / "day.ipynb", CELLS)
    with opened(tmp_path, context, "day.ipynb", app) as notebook:
        page = notebook.page
        notebook.run_all()
        page.locator(ALIVE).nth(2).wait_for()
        width = page.locator(ALIVE).first.bounding_box()["width"]
        assert page.locator(STORED).count() == 0
        notebook.reload()
        page.locator(ALIVE).nth(2).wait_for()  # the kernel lives: so do the views
        page.locator(STORED).wait_for(state="detached")
        assert page.get_by_text("Error displaying widget").count() == 0 and not only_missing(notebook)
        notebook.save()

    with opened(tmp_path, context, "day.ipynb", app) as notebook:
        page = notebook.page
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
        natural = pictures.nth(1).evaluate("picture => picture.naturalWidth")
        assert pictures.nth(1).bounding_box()["width"] == pytest.approx(natural / ZOOM, abs=1)
        assert not only_missing(notebook)
        notebook.run_all()
        page.locator(ALIVE).nth(2).wait_for()
        assert page.locator(STORED).count() == 0
        drag(notebook, "theta-1-1-1", up=70, steps=10)
        page.locator(".bp-diagram", has_text="+1.5").first.wait_for()
        check_keys(notebook)


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


def test_a_model_may_come_late_and_words_may_change(tmp_path, context):
    """The page is loaded again while the kernel computes: it answers when ipywidgets has long given up.

    Where ipywidgets says in other words that a model is missing, nothing is done.
    """
    busy = "import os, time\nwhile not os.path.exists('go on'):\n    time.sleep(0.1)"
    write_notebook(tmp_path / "late.ipynb", (CELLS[0], busy))
    with opened(tmp_path, context, "late.ipynb", "jupyterlab") as notebook:
        page = notebook.page
        notebook.menu("Run", "Run All Cells")
        page.locator(ALIVE).wait_for()
        notebook.save()
        page.reload()
        page.locator(STORED).wait_for()
        page.wait_for_timeout(5000)  # ipywidgets waits for 4 s
        assert page.locator(STORED).is_visible()
        (tmp_path / "go on").touch()
        page.locator(ALIVE).wait_for()
        assert page.locator(STORED).count() == 0
        notebook.ready()
        notebook.save()
        notebook.lab.end_kernel("late.ipynb")
        page.route(SCRIPTS, other_words)
        page.reload()
        page.get_by_text("Error displaying widget: there is no model").wait_for()
        assert page.locator(STORED).count() == 0


SCRIPTS = re.compile(r"jupyterlab-manager/static/.*\.js")


def other_words(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("model not found", "there is no model"))
