"""The course in the page without a server: all notebooks run, and show what they show elsewhere; the coach's words."""

import numpy as np
import pytest

from backprop_core import coach
from grading import demo
from tests.browser.conftest import ROOT
from tests.site.lite import SitePage, comparable, stored

pytestmark = [pytest.mark.browser, pytest.mark.whole]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
PROBLEM_SETS = sorted(path.name for path in (ROOT / "notebooks" / "exercises").glob("*.ipynb"))
WRONG = {  # a function of a problem set: (its check, a wrong one)
    "sigma": ("check_sigmoid", "def sigma(u): return 1 / (1 + np.exp(u))"),
    "slope": ("check_sigmoid_slope", "def slope(u): return u * (1 - u)"),
    "deltas": ("check_deltas", demo.NO_HIDDEN_SLOPE),
    "gradients": ("check_gradients", demo.ONE_PATTERN),
    "update": ("check_update", demo.UPHILL),
}


@pytest.fixture(scope="module")
def course(site, context):
    """One page, in which one notebook after another is opened."""
    pages = []

    def open_it(name):
        if pages:
            pages[0].turn_to(name)
        else:
            pages.append(SitePage(site, context, name))
        return pages[0]

    open_it.pages = pages
    yield open_it
    for page in pages:
        page.close()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_shows_what_it_shows_elsewhere(name, course, site):
    notebook = course(name)
    notebook.run_all()
    shown = {cell: comparable(outputs) for cell, outputs in notebook.outputs().items()}
    wanted = stored(site.notebook(name))
    assert {cell: shown[cell] for cell in wanted} == wanted
    assert notebook.page.get_by_text("Error displaying widget").count() == 0
    assert notebook.problems == [] and notebook.outside == []


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_a_solved_problem_set_earns_every_point(name, course):
    notebook = course("00_start_here.ipynb")
    earned, points = notebook.solve(name)
    assert points and earned == points
    assert notebook.problems == [] and notebook.outside == []


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_function_gets_the_same_words_as_at_home(name, course, capsys):
    check, function = WRONG[name]
    here = {"np": np, "coach": coach}
    exec(function, here)
    verdict = getattr(coach, check)(here[name], points=4, rng=0)
    said = capsys.readouterr().out + repr(verdict)
    assert "✗" in said
    notebook = course("00_start_here.ipynb") if name == next(iter(WRONG)) else course.pages[0]
    judged = f"verdict = coach.{check}({name}, points=4, rng=0)\nprint(repr(verdict), end='')"
    assert notebook.says(f"import numpy as np\nfrom backprop_core import coach\n{function}\n{judged}") == said
