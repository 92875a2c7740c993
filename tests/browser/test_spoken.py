"""What a screen reader speaks on a way through one view, as Chromium tells it to the reader."""

import pytest

from backprop_core.one_step.text import number
from tests.browser.screen import LECTURE, computed, with_weight

pytestmark = pytest.mark.browser

# A key, what has the focus then, and after – what is announced by itself. The numbers are the core's, of the network
# of that moment.
FIRST = "weight from x1 to neuron 1 of layer 1"
TRANSCRIPT = f"""
Tab · {FIRST}: {{theta-1-1-1}}, ∂Err/∂θ {{gradient-1-1-1}}
ArrowUp · {FIRST}: {{theta-1-1-1}}, ∂Err/∂θ {{gradient-1-1-1}} – {FIRST}: {{theta-1-1-1}}. Err: {{Err}}.
ArrowRight × 6 · u of hidden neuron 1: {{u-1-1}} – u of hidden neuron 1: {{u-1-1}}. Err: {{Err}}.
ArrowRight · o of hidden neuron 1: {{o-1-1}} – o of hidden neuron 1: {{o-1-1}}. Err: {{Err}}.
ArrowRight · δ of hidden neuron 1: {{delta-1-1}} – δ of hidden neuron 1: {{delta-1-1}}. Err: {{Err}}.
ArrowRight × 10 · u of output neuron 1: {{u-2-1}} – u of output neuron 1: {{u-2-1}}. Err: {{Err}}.
ArrowRight · o of output neuron 1: {{o-2-1}} – o of output neuron 1: {{o-2-1}}. Err: {{Err}}.
ArrowRight · δ of output neuron 1: {{delta-2-1}} – δ of output neuron 1: {{delta-2-1}}. Err: {{Err}}.
ArrowRight · target y1: {{y-1}} – target y1: {{y-1}}. Err: {{Err}}.
ArrowRight · Err: {{Err}} – Err: {{Err}}.
Home · input x1: {{x-1}} – input x1: {{x-1}}. Err: {{Err}}.
Enter · New number for input x1: {{x-1}}. Enter sets it, Escape leaves it.
q, Enter · input x1: {{x-1}} – Type a number, like 0.5; got 'q'. input x1: {{x-1}}. Err: {{Err}}.
Tab · Show wishes
Tab · Reset
Enter · Reset – input x1: {{x-1}}. Err: {{Err}}.
"""

LISTEN = """() => {
    window.said = [];
    for (const region of document.querySelectorAll(".bp-explorer [role=status]"))
        new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, subtree: true });
}"""
HEARD = """(() => {
    const { activeElement: box } = document;
    return document.getElementById(box.getAttribute("aria-activedescendant")) ?? box;
})()"""


def focused(tell):
    """The name of what has the focus, as Chromium's accessibility tree has it."""
    part = tell("Runtime.evaluate", {"expression": HEARD})["result"]["objectId"]
    tree = tell("Accessibility.getPartialAXTree", {"objectId": part, "fetchRelatives": False})
    return tree["nodes"][0]["name"]["value"]


def test_the_way_of_a_screen_reader_through_a_view(run_cells):
    notebook = run_cells("from backprop_core.explorers import NetworkExplorer\nNetworkExplorer()")
    page = notebook.page
    tell = page.context.new_cdp_session(page).send
    tell("Accessibility.enable")
    page.evaluate(LISTEN)
    page.locator(".jp-Cell").first.focus()
    page.keyboard.press("Tab")  # JupyterLab's own buttons
    before, after = LECTURE["theta"], with_weight(1, 1, 1, 0.9)
    for n, line in enumerate(TRANSCRIPT.strip().splitlines()):
        keys, _, spoken = line.partition(" · ")
        key, _, times = keys.partition(" × ")
        page.evaluate("said.length = 0")
        for press in key.split(", ") * int(times or 1):
            page.keyboard.press(press)
            notebook.settled()
        numbers = computed(before if n == 0 or line.startswith("Enter · Reset") else after, write=number)
        for name, text in numbers.items():
            spoken = spoken.replace(f"{{{name}}}", text.removeprefix("+"))
        announced = page.evaluate("said")
        assert " – ".join([focused(tell), *announced[-1:]]) == spoken, keys
        assert len(announced) <= int(times or 1), "said twice"
    numbers = computed(before, write=number)
    row = [
        FIRST.removeprefix("weight from "),
        *(numbers[f"{kind}-1-1-1"].removeprefix("+") for kind in ("theta", "gradient")),
    ]
    table = page.locator(".bp-explorer .bp-unseen table").last
    table.locator("tr", has_text=row[-1]).first.wait_for(state="attached")
    assert table.inner_text().splitlines()[1].split("\t") == row
