"""Views use the room that a page has, letters included, and a projector gets larger ones still."""

import pytest

from backprop_core import explorers
from backprop_core.explorers import NetworkExplorer
from backprop_core.figures.frame import DPI, SMALL
from backprop_core.figures.strips import LETTERS
from tests.browser.conftest import SIZE
from tests.browser.screen import press
from tools.lab import PANEL

pytestmark = pytest.mark.browser

CELL = "from backprop_core.explorers import ErrorExplorer\nErrorExplorer()"
PROJECTOR = {"width": 1920, "height": 1080}
# How high the smallest letters are on the screen, how sharp the pictures, how wide the view and what it could have.
LOOK = """() => {
    const view = document.querySelector(".bp-explorer");
    const svg = view.querySelector(".bp-diagram svg");
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const drawn = [...svg.querySelectorAll("text")].map(each => scale * Number(each.getAttribute("font-size")));
    const words = [...view.querySelectorAll(".bp-panel > *, button, label, .bp-hint")]
        .filter(each => each.checkVisibility() && each.textContent)
        .map(each => Number.parseFloat(getComputedStyle(each).fontSize));
    const bottom = each => view.querySelector(each).getBoundingClientRect().bottom;
    const pictures = [...view.querySelectorAll("img.bp-figure")];
    return {
        drawn: Math.min(...drawn),
        words: Math.min(...words),
        sharp: pictures.map(each => each.naturalWidth / each.getBoundingClientRect().width),
        share: view.offsetWidth / view.closest(".jp-OutputArea-output").clientWidth,
        sideways: [...view.querySelectorAll(".bp-diagram")].map(each => each.scrollWidth - each.clientWidth),
        below: Math.max(bottom(".bp-main"), bottom(".bp-panel")) - view.getBoundingClientRect().top,
    };
}"""

# Of a circuit the same, how high its panel is, and where Reset stands, from the picture.
CIRCUIT = """() => {
    const svg = document.querySelector(".bp-circuit .bp-diagram svg"), around = svg.parentElement;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const sizes = [...svg.querySelectorAll("text")].map(each => scale * Number(each.getAttribute("font-size")));
    const high = document.querySelector(".bp-circuit .bp-panel").offsetHeight;
    const reset = [...document.querySelectorAll(".bp-circuit button")].find(each => each.textContent === "Reset");
    const empty = document.querySelector(".bp-circuit").getBoundingClientRect().bottom
        - document.querySelector(".bp-circuit .bp-panel").getBoundingClientRect().bottom;
    const { x, y } = reset.getBoundingClientRect(), top = around.getBoundingClientRect().top;
    const sideways = around.scrollWidth - around.clientWidth;
    return [{ sideways, drawn: Math.min(...sizes), panel: high, empty }, [x, y - top]];
}"""


@pytest.fixture
def look(run_cells):
    """A view in a page of which the window can be made larger: look(size) → what is seen."""
    notebook = run_cells(CELL)
    page = notebook.page
    page.locator("img.bp-figure").first.wait_for()

    def look(size=None):
        if size:
            page.set_viewport_size(size)
        for _ in range(2):  # the network may get another place, and then other room
            page.wait_for_timeout(150)
            notebook.settled()
        return page.evaluate(LOOK)

    look.notebook = notebook
    yield look
    page.evaluate("document.body.classList.remove('bp-large')")
    look(SIZE)


@pytest.mark.js(diagram_view=True, live_figure=True)
def test_a_view_grows_with_its_room_and_letters_with_it(look):
    small, wide = look(SIZE), look(PROJECTOR)
    for seen in (small, wide):
        assert seen["share"] > 0.97
        assert all(0.99 < each < 1.01 for each in seen["sharp"])
    assert wide["drawn"] > 1.25 * small["drawn"]
    assert wide["words"] > 1.25 * small["words"]


@pytest.mark.js(diagram_view=True)
def test_on_a_page_640_wide_nothing_is_scrolled_sideways(look):
    look.notebook.page.evaluate("jupyterapp.shell.collapseLeft()")
    assert look({"width": 640, "height": 800})["sideways"] == [0]
    look.notebook.page.evaluate("jupyterapp.shell.expandLeft()")
    squeezed = look({"width": 640, "height": 800})  # with what is left beside the file browser
    assert squeezed["below"] > 300 and squeezed["share"] > 0.97


def test_a_circuit_is_seen_whole_on_a_page_640_wide_and_its_panel_is_as_high_as_its_words(run_cells):
    notebook = run_cells("from backprop_core.explorers import CircuitExplorer\nCircuitExplorer(inputs=3)")
    page = notebook.page
    page.evaluate("jupyterapp.shell.collapseLeft()")
    page.set_viewport_size({"width": 640, "height": 800})
    try:
        notebook.settled()
        before, reset = page.evaluate(CIRCUIT)
        assert before["sideways"] == 0 and before["drawn"] > 9.9 and before["empty"] < 10
        press(notebook, "Backward pass")
        page.locator(".bp-status", has_text="step 15 of 15").wait_for()
        notebook.settled()  # the panel comes after the status
        after, where = page.evaluate(CIRCUIT)
        assert where == reset and after["sideways"] == 0, "no button moves"
        assert after["panel"] > 2 * before["panel"], "with one line in it, it is no empty frame"
    finally:
        page.evaluate("jupyterapp.shell.expandLeft()")
        page.set_viewport_size(SIZE)


@pytest.mark.js(diagram_view=True, live_figure=True, page=True)
def test_large_letters_are_for_all_views_of_a_page_and_for_those_that_come(look):
    notebook = look.notebook
    page = notebook.page
    page.evaluate("jupyterapp.shell.collapseLeft()")  # as who stands before a class does
    usual = look(PROJECTOR)
    press(notebook, "More ▾", "Large letters")
    seen = look()
    assert seen["drawn"] >= 20 > usual["drawn"]
    assert seen["words"] >= 20 > usual["words"]
    assert all(0.99 < each < 1.01 for each in seen["sharp"])
    assert seen["below"] < PROJECTOR["height"] - 130  # network and panel are seen together
    page.locator(".bp-unseen[role=status]", has_text="large").wait_for(state="attached", timeout=5000)
    notebook.run_all()
    assert look()["drawn"] >= 20
    press(notebook, "More ▾", "Large letters")
    assert look()["drawn"] == pytest.approx(usual["drawn"], rel=0.05)
    page.evaluate("jupyterapp.shell.expandLeft()")


# What is written on buttons and in the boxes of choices, and is wider than they are.
CUT = f"""async () => {{
    {PANEL}
    const cut = [];
    for (const n of panel.content.widgets.keys()) {{
        await panel.content.scrollToItem(n, "start");
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        const written = [...panel.content.widgets[n].node.querySelectorAll(".bp-explorer :is(button, label)")];
        const seen = written.filter(each => each.checkVisibility());
        const short = seen.filter(each => each.scrollWidth > each.clientWidth + 1);
        cut.push(...short.map(each => `${{n}}: ${{each.textContent}}`));
        if (!seen.length) cut.push(`${{n}} has no buttons`);
    }}
    return cut;
}}"""


def test_no_word_on_a_button_is_cut_off(run_cells):
    views = [name for name in explorers.__all__ if issubclass(getattr(explorers, name), NetworkExplorer)]
    assert len(views) == 9
    notebook = run_cells(*(f"from backprop_core.explorers import {name}\n{name}()" for name in views))
    page = notebook.page
    page.evaluate("jupyterapp.shell.collapseLeft()")
    try:
        for size in ({"width": 640, "height": 800}, PROJECTOR):
            page.set_viewport_size(size)
            notebook.settled()
            assert page.evaluate(CUT) == []
    finally:
        page.set_viewport_size(SIZE)
        page.evaluate("jupyterapp.shell.expandLeft()")


NARROW = """() => [...document.querySelectorAll(".bp-depth, .bp-stability")].flatMap(view =>
    [...view.querySelectorAll("img.bp-figure")].map(img => {
        const wide = img.getBoundingClientRect().width, host = img.closest(".bp-host");
        return [img.alt, wide / Number(img.style.getPropertyValue("--bp-width")),
                host.getBoundingClientRect().right - view.getBoundingClientRect().right];
    }))"""


@pytest.mark.js(live_figure=True)
def test_letters_of_deep_views_can_be_read_where_the_page_is_narrow(run_cells):
    """In a picture that is scrolled sideways; the view itself stays within the page."""
    calls = (
        "DepthExplorer(pictures=('strips', 'deltas'))",
        "StabilityExplorer(clip='none', pictures=('strips', 'growth'))",
    )
    notebook = run_cells(*(f"from backprop_core.explorers import *\n{each}" for each in calls))
    try:
        notebook.page.set_viewport_size({"width": 640, "height": 800})  # beside the file browser
        notebook.settled()
        found = notebook.page.evaluate(NARROW)
        assert len(found) == 4
        for alt, scale, beyond in found:
            letters = LETTERS if "as a strip" in alt else SMALL
            assert scale * letters * DPI / 72 >= 10 and beyond <= 1, alt
    finally:
        notebook.page.set_viewport_size(SIZE)


ALONE = """from backprop_core.explorers import LiveFigure
figure = LiveFigure(300, 200)
line, = figure.axes[0].plot([0, 1], [0, 1])
figure.live(line)
figure.show("A line.")
figure"""


@pytest.mark.js(live_figure=True, zoom=True)
def test_a_figure_outside_every_view_is_as_large_and_as_sharp_as_it_was_made(run_cells):
    notebook = run_cells(ALONE)
    picture = notebook.page.locator("img.bp-figure")
    picture.wait_for()
    notebook.settled()
    natural = "img => [img.naturalWidth, img.naturalHeight, Math.round(img.getBoundingClientRect().width)]"
    assert picture.evaluate(natural) == [300, 200, 300]


# How wide each line to type into is, and how far it reaches beyond its row.
LINES = """() => [...document.querySelectorAll(".bp-number input, .bp-answer input")]
    .filter(each => each.checkVisibility() && each.offsetWidth)
    .map(each => [each.offsetWidth, each.getBoundingClientRect().right
        - each.closest(".bp-row").getBoundingClientRect().right])"""


def test_where_there_is_little_room_a_line_to_type_into_is_seen_whole(run_cells):
    narrow = (
        "from backprop_core.explorers import DeltaExplorer, ForwardExplorer\n"
        "ForwardExplorer(sizes=(1, 1), x=[[4.0]], computes='answer', pictures='slope', selected='o-1-1')"
    )
    notebook = run_cells(narrow, "DeltaExplorer(preset='sure', hide=('delta', 'gradient'), pictures='over_u')")
    notebook.settled()
    found = notebook.page.evaluate(LINES)
    assert len(found) >= 3 and all(wide >= 36 and beyond <= 0 for wide, beyond in found), found
