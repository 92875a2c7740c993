"""Every kind of view in the page without a server, moved by mouse and keys: what the page shows is what the core says.

The page's Python writes the code of the view as it stands; ours makes that view, and both must say the same.
"""

import pytest

from backprop_core import explorers
from backprop_core.explorers import (
    AlgorithmExplorer,
    ChainRuleExplorer,
    CircuitExplorer,
    DeltaExplorer,
    DepthExplorer,
    ErrorExplorer,
    ForwardExplorer,
    LearningRateExplorer,
    NetworkExplorer,
    StabilityExplorer,
    SummaryExplorer,
    TrainByHand,
    TrainingExplorer,
    WhyExplorer,
)
from tests.browser.screen import drag, kernel_says, press

pytestmark = [pytest.mark.browser, pytest.mark.whole]
SAYS = "print(view.to_code()); print(view.text())"
NETWORKS = (
    AlgorithmExplorer, ChainRuleExplorer, DeltaExplorer, ErrorExplorer, ForwardExplorer, NetworkExplorer,
    SummaryExplorer, TrainByHand, WhyExplorer,
)  # fmt: skip
RUNS = (DepthExplorer, StabilityExplorer, TrainingExplorer)
# What stands at each number of a diagram: of the one in the page, or of one that is given as text.
NUMBERS = """svg => {
    const part = document.createElement("template");
    part.innerHTML = svg ?? "";
    const root = svg ? part.content : document.querySelector(".bp-diagram");
    return [...root.querySelectorAll("[data-item]")].map(each => {
        const words = [...each.querySelectorAll("text")].map(text => text.textContent);
        return [each.dataset.item, words, each.getAttribute("aria-label")];
    });
}"""


def agrees(notebook):
    """What the page's Python says of its view is what ours says of the same one; returns ours."""
    notebook.settled()
    code, _, text = kernel_says(notebook, SAYS).partition("\n")
    view = eval(code, vars(explorers).copy())
    assert text.split() == view.text().split()
    return view


def opened(run_cells, kind):
    notebook = run_cells(f"from backprop_core.explorers import {kind.__name__}\nview = {kind.__name__}()\nview")
    notebook.page.locator(".bp-explorer :is(svg, img.bp-figure)").first.wait_for()
    return notebook


@pytest.mark.parametrize("kind", NETWORKS, ids=lambda each: each.__name__)
def test_a_view_of_a_network_answers_mouse_and_keys(kind, run_cells):
    notebook = opened(run_cells, kind)
    drag(notebook, "theta-1-1-1", up=30)
    for key in ("ArrowUp", "ArrowRight", "Shift+ArrowDown"):
        notebook.page.keyboard.press(key)
    view = agrees(notebook)
    assert view.text() != kind().text()
    assert notebook.page.evaluate(NUMBERS, None) == notebook.page.evaluate(NUMBERS, view.diagram.svg)


@pytest.mark.parametrize("kind", RUNS, ids=lambda each: each.__name__)
def test_a_training_goes_on_by_mouse_and_keys(kind, run_cells):
    notebook = opened(run_cells, kind)
    press(notebook, "1 step")
    notebook.settled()
    notebook.page.get_by_role("button", name="1 step", exact=True).press("Enter")
    view = agrees(notebook)
    assert view.state()["steps"] == 2 and view.text() != kind().text()


def test_a_point_in_a_valley_is_stepped_by_its_button(run_cells):
    notebook = opened(run_cells, LearningRateExplorer)
    press(notebook, "1 step")
    assert agrees(notebook).text() != LearningRateExplorer().text()


def test_a_circuit_is_gone_through_by_keys(run_cells):
    notebook = opened(run_cells, CircuitExplorer)
    for _ in range(13):
        notebook.page.get_by_role("button", name="Next ▶", exact=True).press("Enter")
    assert "step 13 of 13" in agrees(notebook).text()
