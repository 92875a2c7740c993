"""What travels through a network, in real JupyterLab: where it is on its way, how it is ended, and what it leaves."""

import pytest

from tests.browser.screen import LECTURE, SAME, computed, kernel_says, press, until_shown

pytestmark = [pytest.mark.browser, pytest.mark.js(wave=True, diagram_view=True)]

OPEN = "from backprop_core.explorers import AlgorithmExplorer\nview = AlgorithmExplorer(micro=0)\nview"
# Stops all that moves at a share of the wave's time.
AT = """share => {
    const moving = document.querySelector(".bp-diagram").getAnimations({ subtree: true });
    for (const each of moving) { each.pause(); each.currentTime = share * each.effect.getTiming().duration; }
    return moving.length;
}"""
TOKENS = """() => [...document.querySelectorAll(".bp-diagram svg.wave > g")].map(part => {
    const { x, y, width, height } = part.getBoundingClientRect();
    return [part.textContent, x + width / 2, y + height / 2, Number(getComputedStyle(part).opacity)];
})"""
BOX = """item => {
    const part = [...document.querySelectorAll(`.bp-diagram svg:not(.wave) [data-item="${item}"]`)].at(-1);
    const { x, y, width, height } = (part.querySelector("rect") ?? part).getBoundingClientRect();
    return [x, y, width, height];
}"""
# The picture without what a resting pointer and a change do to it.
PICTURE = """() => {
    const here = document.querySelector(".bp-diagram").cloneNode(true);
    for (const part of here.querySelectorAll("[class]")) part.classList.remove("hover", "changed");
    return here;
}"""
MOVING = "document.querySelector('.bp-diagram').getAnimations({ subtree: true }).length"
ENDED = f"!document.querySelector('svg.wave') && !{MOVING}"


@pytest.fixture
def stepped(run_cells):
    """A view in which nothing is computed yet."""
    notebook = run_cells(OPEN)
    notebook.page.locator(".bp-diagram svg").wait_for()
    notebook.page.locator(".bp-status", has_text="nothing is computed yet").wait_for()
    return notebook


def waved(notebook):
    """Press Next, and wait until something travels."""
    press(notebook, "Next ▶")
    notebook.page.locator("svg.wave").wait_for(state="attached")


def test_a_number_is_halfway_when_half_its_time_has_passed(stepped):
    page = stepped.page
    waved(stepped)
    leaves, total = 350, 2000  # ms: from the input to the weight; the whole wave of a sum of two
    assert page.evaluate(AT, leaves / 2 / total) > 5
    tokens = page.evaluate(TOKENS)
    (x, y, wide, high), label = page.evaluate(BOX, "x-1"), page.evaluate(BOX, "theta-1-1-1")
    text, at_x, at_y, opacity = next(each for each in tokens if each[3] == 1)
    start, end = (x + wide, y + high / 2), (label[0] + label[2] / 2, label[1] + label[3] / 2)
    halfway = [(a + b) / 2 for a, b in zip(start, end, strict=True)]
    assert text == "0.5" and [at_x, at_y] == pytest.approx(halfway, abs=3)
    number = page.locator('.bp-diagram [data-item="u-1-1"] > text').last
    seen = "part => getComputedStyle(part).opacity"
    assert number.evaluate(seen) == "0"  # it is not made yet
    page.evaluate(AT, 0.999)
    assert number.evaluate(seen) == "1"
    assert [each for each in page.evaluate(TOKENS) if each[3]] == []


@pytest.mark.parametrize("how", ["key", "pointer", "by itself", "another press", "back and forth"])
def test_whatever_ends_a_wave_the_end_is_exact(stepped, how):
    page = stepped.page
    waved(stepped)
    page.wait_for_function(f"{ENDED} && !document.querySelector('.bp-diagram .changed')")
    page.evaluate(f"window.right = ({PICTURE})()")
    press(stepped, "◀ Back")
    page.locator(".bp-status", has_text="nothing is computed yet").wait_for()
    waved(stepped)
    if how == "key":
        page.keyboard.press("Shift")
    elif how == "pointer":
        page.mouse.move(5, 5)
        page.mouse.down()
        page.mouse.up()
    elif how == "by itself":
        page.wait_for_function(ENDED)
    elif how == "another press":
        press(stepped, "Next ▶", "◀ Back")
        page.locator(".bp-status", has_text="micro-step 1 of").wait_for()
    else:
        press(stepped, "◀ Back", "Next ▶", "◀ Back", "Next ▶", "Next ▶", "◀ Back")
        page.locator(".bp-status", has_text="micro-step 1 of").wait_for()
    page.wait_for_timeout(100)
    assert page.evaluate(ENDED)
    page.wait_for_function("!document.querySelector('.bp-diagram .changed')")
    assert page.evaluate(f"({PICTURE})().isEqualNode(window.right)")


def test_nothing_moves_where_nobody_looks_or_less_motion_is_wished_for(stepped):
    page = stepped.page
    page.emulate_media(reduced_motion="reduce")
    press(stepped, "Next ▶")
    page.locator(".bp-status", has_text="micro-step 1 of").wait_for()
    assert page.evaluate(ENDED)
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(
        "document.querySelector('.bp-explorer').closest('.jp-OutputArea-output').style.marginBottom = '3000px'"
    )
    page.wait_for_timeout(200)
    kernel_says(stepped, "view.next.set_trait('presses', view.next.presses + 1) or 'pressed'")
    page.locator(".bp-status", has_text="micro-step 2 of").wait_for(state="attached")
    assert page.evaluate(ENDED)


def test_fifty_waves_leave_nothing_behind(stepped):
    page = stepped.page
    line = page.context.new_cdp_session(page)

    def nodes():
        line.send("HeapProfiler.collectGarbage")
        return line.send("Memory.getDOMCounters")["nodes"]

    def ten():
        for _ in range(5):
            waved(stepped)
            press(stepped, "◀ Back")
            page.locator(".bp-status", has_text="nothing is computed yet").wait_for()
            page.wait_for_function(ENDED)

    ten()
    before = nodes()
    for _ in range(10):
        ten()
    assert nodes() < before + 600  # one wave alone has more than 60
    press(stepped, "End ▶|", "Next ▶")


@pytest.mark.js(become=True)
@pytest.mark.parametrize("make, button", [("CircuitExplorer(done=3)", "Next ▶"), ("DeltaExplorer(terms=0)", "Next ▶"),
                                          ("WhyExplorer(sizes=(2, 3, 3, 1), pictures='tree')", "Fold ▶")])  # fmt: skip
def test_after_each_press_the_page_has_the_picture_that_python_wrote(run_cells, make, button):
    notebook = run_cells(f"from backprop_core.explorers import *\nview = {make}\nview")
    page = notebook.page
    page.locator(".bp-diagram svg").wait_for()
    for _ in range(3):
        press(notebook, button)
        notebook.settled()
        page.keyboard.press("Shift")  # ends what moves
        page.wait_for_function(ENDED)
    page.wait_for_timeout(1100)  # what glows has faded
    assert page.evaluate(SAME, kernel_says(notebook, "print(view.diagram.svg)"))


def test_the_keys_for_a_sign_count_once_and_only_while_it_is_asked_for(run_cells):
    notebook = run_cells(
        "from backprop_core.explorers import DeltaExplorer\nview = DeltaExplorer(terms=0, guess=True)\nview"
    )
    page = notebook.page
    page.locator(".bp-diagram svg").wait_for()
    until_shown(notebook, {name: text for name, text in computed(LECTURE["theta"]).items()
                           if not name.startswith(("delta", "gradient"))} | {"delta-2-1": "·"})  # fmt: skip
    page.locator(".bp-diagram").focus()
    page.keyboard.press("-")
    page.locator(".bp-message", has_text="Right: it is negative.").wait_for()
    page.keyboard.press("+")  # nobody asks
    press(notebook, "Next ▶")
    page.locator(".bp-row", has_text="1 of 1 right").wait_for()
    page.locator(".bp-row", has_text="Guess: which sign has δ of hidden neuron 1?").wait_for()
    page.keyboard.press("0")
    page.locator(".bp-row", has_text="1 of 2 right").wait_for()
    page.locator(".bp-message", has_text="Not 0: it is negative. Σ θ δ").wait_for()
    kernel_says(notebook, "heard = []; view.set(guess=False); view.page.observe(heard.append, 'event'); print(heard)")
    page.locator(".bp-diagram").focus()
    page.keyboard.press("-")  # begins a negative number
    notebook.settled()
    assert kernel_says(notebook, "print([each for each in heard if each.new.get('kind') == 'sign'])") == "[]"
