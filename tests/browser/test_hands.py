"""What a hand does in a view: it can be taken back, nothing is lost by a key, and the picture says what answered."""

import pytest

from backprop_core.one_step.dependence import answering
from backprop_core.one_step.names import item
from tests.browser.screen import LECTURE, VIEW, drag, middle, press

pytestmark = pytest.mark.browser
SIZES = LECTURE["sizes"]
VALUES = """() => Object.fromEntries([...document.querySelectorAll(".bp-diagram .drag")].map(
    part => [part.dataset.item, Number(part.dataset.value)]))"""


@pytest.fixture
def view(run_cells):
    """A notebook with one AlgorithmExplorer, which has just been run."""
    return run_cells(VIEW)


def values(notebook):
    """All numbers that can be dragged, as the page has them once it is at rest: {"theta-1-1-1": 0.8, …}."""
    notebook.settled()
    return notebook.page.evaluate(VALUES)


@pytest.mark.js(page=True, press=True)
def test_control_z_and_the_button_take_back_change_by_change(view):
    """A whole drag at once; not what is being typed, nor what stands in the cells."""
    page, undo = view.page, view.page.get_by_role("button", name="Undo")
    cells = page.locator(".jp-CodeCell").count()
    opening = values(view)
    assert undo.is_disabled()
    drag(view, "theta-2-1-2", up=60)
    assert values(view) == opening | {"theta-2-1-2": -0.1}
    drag(view, "x-1", up=25)
    assert values(view) == opening | {"theta-2-1-2": -0.1, "x-1": 0.75}
    assert undo.is_enabled()
    page.keyboard.press("Control+z")
    assert values(view) == opening | {"theta-2-1-2": -0.1}
    page.locator("[role=status]", has_text="Taken back.").wait_for(state="attached")
    page.keyboard.press("Enter")
    page.locator(".bp-edit").wait_for()
    page.keyboard.type("5")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    assert values(view) == opening | {"theta-2-1-2": -0.1}
    place = undo.bounding_box()["x"]
    press(view, "Undo")
    assert values(view) == opening and undo.bounding_box()["x"] == place  # no button beside it has come or gone
    page.locator("button[aria-disabled=true]", has_text="Undo").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Undo"  # Tab goes on from there
    for key in ("Enter", "Control+z", "Meta+z"):
        page.keyboard.press(key)
    assert values(view) == opening and page.locator(".jp-CodeCell").count() == cells
    assert "AlgorithmExplorer" in page.locator(".jp-CodeCell .cm-content").first.inner_text()


@pytest.mark.js(page=True)
def test_a_key_that_runs_the_cell_loses_nothing_that_was_changed(view):
    page = view.page
    prompt = page.locator(".jp-InputArea-prompt").first.inner_text()
    page.mouse.click(*middle(view, "theta-1-1-1"))
    page.keyboard.press("ArrowUp")
    assert values(view)["theta-1-1-1"] == 0.9
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(300)
    assert page.locator(".jp-InputArea-prompt").first.inner_text() == prompt
    assert values(view)["theta-1-1-1"] == 0.9


@pytest.mark.js(diagram_view=True)
@pytest.mark.parametrize("x, y, value", [(50, 0, 0.5), (-50, 0, -0.5), (0, -50, 0.5), (40, -20, 0.6)])
def test_to_the_right_is_as_good_as_upward(view, x, y, value):
    mouse = view.page.mouse
    left, top = middle(view, "theta-1-1-1")
    mouse.move(left, top)
    mouse.down()
    mouse.move(left + x, top + y, steps=10)
    mouse.up()
    assert values(view)["theta-1-1-1"] == round(0.8 + value, 4)


@pytest.mark.js(diagram_view=True)
@pytest.mark.parametrize("up", [-20, -60])
def test_a_target_on_its_axis_stays_under_the_pointer(view, up):
    mark = view.page.locator(".bp-diagram .item.drag[data-item=y-1]").first
    assert float(mark.get_attribute("data-unit")) > 0
    view.page.mouse.move(*middle(view, "y-1"))
    before = height(mark)
    mouse = view.page.mouse
    x, y = middle(view, "y-1")
    mouse.down()
    for n in range(1, 11):
        mouse.move(x, y - up * n / 10)
    view.settled()
    assert abs(before - height(mark) - up) <= 2
    mouse.up()


def height(mark):
    """How far down the page the mark of a number stands."""
    box = mark.locator("line").first.bounding_box()
    return box["y"] + box["height"] / 2


TEXTS = """() => Object.fromEntries([...document.querySelectorAll(".bp-diagram [data-item] text")].map((text, n) =>
    [`${text.closest("[data-item]").dataset.item} ${n}`, [text.textContent, text.matches(".changed")]]))"""


def texts(notebook):
    """{what it is of and its place: [its letters, whether it glows]} of all that is written in the diagram."""
    return notebook.page.evaluate(TEXTS)


@pytest.mark.js(diagram_view=True)
def test_what_has_changed_glows_for_a_moment(view):
    page = view.page
    page.mouse.click(*middle(view, "theta-2-1-2"))
    view.settled()
    page.mouse.move(0, 0)
    before = texts(view)
    page.keyboard.press("ArrowUp")
    page.locator(".bp-diagram text.changed").first.wait_for()
    fills = "texts => [...new Set(texts.map(text => getComputedStyle(text).fill))].length"
    assert page.locator(".bp-diagram text.changed").evaluate_all(fills) == 1, "in ink alone a number is read on it"
    after = texts(view)
    assert before.keys() == after.keys()
    assert {name for name in after if after[name][1]} == {name for name in after if after[name][0] != before[name][0]}
    page.wait_for_timeout(1300)
    assert not any(glows for _, glows in texts(view).values())


ITEMS = "kind => [...new Set([...document.querySelectorAll(kind)].map(each => each.dataset.item))]"


@pytest.mark.js(diagram_view=True)
@pytest.mark.parametrize("name", [("theta", 2, 1, 2), ("y", 1), ("x", 2)], ids=item)
def test_what_does_not_answer_is_dimmed_as_long_as_a_number_is_dragged(view, name):
    """The same all the way: nothing flickers; no text glows under way."""
    page, mouse = view.page, view.page.mouse
    items = {*page.evaluate(ITEMS, ".bp-diagram .item")}
    expected = items - {item(each) for each in answering(name, SIZES)}
    x, y = middle(view, item(name))
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y - 6)
    view.settled()
    assert {*page.evaluate(ITEMS, ".item.still")} == expected != set()
    page.evaluate(
        """() => {
            window.seen = new Set();
            const look = () => {
                window.seen.add([...document.querySelectorAll(".bp-diagram .item.still")].map(
                    each => each.dataset.item).join());
                window.seen.add(`${document.querySelectorAll(".bp-diagram text.changed").length} glow`);
                window.looking = requestAnimationFrame(look);
            };
            look();
        }"""
    )
    mouse.move(x, y - 40, steps=20)
    view.settled()
    seen = page.evaluate("cancelAnimationFrame(looking) || [...seen]")
    assert len(seen) == 2 and "0 glow" in seen
    mouse.up()
    view.settled()
    assert page.evaluate(ITEMS, ".item.still") == []
    assert page.locator(".bp-diagram text.changed").count() > 0


@pytest.mark.js(hint=True)
def test_the_line_that_says_what_to_do_stands_in_the_first_view_alone(run_cells):
    """Also after that one has been run again; all others have a button for it, that keys can reach."""
    first = "from backprop_core.explorers import AlgorithmExplorer, DeltaExplorer\nAlgorithmExplorer()"
    notebook = run_cells(first, "DeltaExplorer()")
    page = notebook.page

    def opened():
        return page.locator(".bp-how > span").evaluate_all("spans => spans.map(span => !span.hidden)")

    page.wait_for_function("document.querySelectorAll('.bp-how > span').length === 2")
    assert opened() == [True, False]
    how = page.get_by_role("button", name="How to use this view")
    how.nth(1).focus()
    below = page.locator(".bp-explorer").nth(1).locator(".bp-press").last.bounding_box()
    page.keyboard.press("Enter")
    assert opened() == [True, True]
    assert how.nth(1).get_attribute("aria-expanded") == "true"
    page.locator(".bp-hint", has_text="sideways").nth(1).wait_for()
    page.keyboard.press("Enter")
    assert opened() == [True, False]
    assert page.locator(".bp-explorer").nth(1).locator(".bp-press").last.bounding_box() == below
    with notebook.running():
        page.locator(".jp-InputPrompt").first.click()
        page.keyboard.press("Control+Enter")
    page.wait_for_function("document.querySelectorAll('.bp-how > span').length === 2")
    assert opened() == [True, False]
