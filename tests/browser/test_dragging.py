"""The diagram in real JupyterLab and Chromium, used as a student uses it: by hand and by keys."""

import pytest

from backprop_core.one_step.text import number
from tests.browser.screen import (
    LECTURE,
    SAME,
    after_steps,
    computed,
    drag,
    drag_target,
    kernel_says,
    middle,
    press,
    shown,
    type_number,
    until_shown,
    with_weight,
)

pytestmark = pytest.mark.browser


@pytest.mark.js(diagram_view=True, become=True)
def test_what_the_pointer_is_on_stays_lit_while_its_number_changes(view):
    """The part is the same before and after: no picture takes its place, which the pointer would be on anew."""
    page, lit = view.page, view.page.locator(".bp-diagram .hover")
    page.mouse.click(*middle(view, "theta-1-1-1"))
    assert lit.evaluate_all("parts => [...new Set(parts.map(part => part.dataset.item))]") == ["theta-1-1-1"]
    before = lit.count()
    page.keyboard.press("ArrowUp")
    until_shown(view, computed(with_weight(1, 1, 1, 0.9)))
    assert lit.count() == before
    page.mouse.move(0, 0)
    assert lit.count() == 0
    page.keyboard.press("ArrowDown")
    until_shown(view, computed(LECTURE["theta"]))
    assert lit.count() == 0


def test_a_drag_asks_the_server_for_nothing(view):
    """JupyterLab would fetch the tab's icon twice for every message of the kernel."""
    asked = []
    view.page.on("request", lambda request: asked.append(request.url))
    drag(view, "theta-2-1-2", up=60)
    until_shown(view, computed(with_weight(2, 1, 2, -0.1)))
    assert [url for url in asked if "favicon" in url] == []


@pytest.mark.js(become=True)
def test_the_page_shows_the_very_picture_that_python_wrote(view):
    """Also where a line has lost its dashes, or a number its place."""
    for item, up in (("theta-1-2-1", 80), ("theta-2-1-2", -150), ("theta-1-2-1", -80)):
        drag(view, item, up=up)
    view.page.keyboard.press("End")
    view.settled()
    view.page.wait_for_timeout(1100)  # what glows has faded
    assert view.page.evaluate(SAME, kernel_says(view, "print(view.diagram.svg)"))


@pytest.mark.js(diagram_view=True, queue=True, events=True)
def test_dragging_a_weight_changes_every_number_in_the_page(view):
    drag(view, "theta-2-1-2", up=60)
    until_shown(view, computed(with_weight(2, 1, 2, -0.1)))
    drag(view, "theta-2-1-2", up=-230, steps=5)  # fast: fewer moves than pixels
    until_shown(view, computed(with_weight(2, 1, 2, -2.4)))
    drag(view, "x-1", up=25)
    until_shown(view, computed(with_weight(2, 1, 2, -2.4), x=[[0.75], [0.9]]))
    press(view, "Reset")
    until_shown(view, computed(LECTURE["theta"]))
    drag_target(view, by=-1.0)
    page = view.page
    for _ in range(200):
        if shown(view)["y-1"] == "0":
            break
        page.wait_for_timeout(20)
    assert shown(view)["y-1"] == "0", "the target stays under the pointer, and 0 can be reached"
    page.keyboard.press("Enter")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    until_shown(view, computed(LECTURE["theta"], y=[[0.0]]))


@pytest.mark.js(diagram_view=True, queue=True, events=True)
def test_keys_stay_in_the_diagram(view):
    page = view.page
    cells = page.locator(".jp-Cell").count()
    page.mouse.click(*middle(view, "theta-1-1-1"))
    for key in ("ArrowDown", "ArrowDown", "b", "a", "d", "d", "x", "m", "Shift+ArrowUp"):
        page.keyboard.press(key)
    until_shown(view, computed(with_weight(1, 1, 1, 1.6)))
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-CodeCell").count() == cells
    assert page.evaluate("document.activeElement.classList[0]") == "bp-diagram"

    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.getAttribute('aria-activedescendant').endsWith('theta-1-1-2')")
    type_number(page, "-1.25")
    theta = with_weight(1, 1, 1, 1.6)
    theta[0][0][1] = -1.25
    until_shown(view, computed(theta))
    assert page.evaluate("document.activeElement.classList[0]") == "bp-diagram"


@pytest.mark.js(diagram_view=True)
def test_a_double_click_by_hand_opens_the_editor(view):
    """A hand holds the button for a while; meanwhile the picture has been swapped."""
    page = view.page
    page.evaluate("addEventListener('pointerdown', event => (window.pressed ??= []).push(event.timeStamp), true)")
    for item, text, value in (("theta-1-3-2", "0.25", 0.25), ("theta-2-1-1", "−0,5", -0.5)):
        for _ in range(5):
            page.mouse.move(*middle(view, item))
            for _ in range(2):
                page.mouse.down()
                page.wait_for_timeout(60)
                page.mouse.up()
                page.wait_for_timeout(60)
            if page.evaluate("pressed.at(-1) - pressed.at(-2)") < 400:
                break  # else this machine was too slow for a double click, and tries again
            page.wait_for_timeout(500)  # no double click with the next press
        page.locator(".bp-edit").wait_for()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        m, i, l = map(int, item.split("-")[1:])
        expected = number(value, plus=True)
        page.wait_for_function(
            "([item, text]) => [...document.querySelectorAll(`.bp-diagram [data-item='${item}'] text`)]"
            ".some(each => each.textContent === text)",
            arg=[item, expected],
        )
    theta = with_weight(1, 3, 2, 0.25)
    theta[1][0][0] = -0.5
    until_shown(view, computed(theta))


@pytest.mark.js(diagram_view=True)
def test_escape_leaves_the_number_as_it_was(view):
    page = view.page
    page.mouse.click(*middle(view, "theta-1-1-1"))
    page.keyboard.press("Enter")
    page.locator(".bp-edit").wait_for()
    page.keyboard.type("5")
    page.keyboard.press("Escape")
    page.locator(".bp-edit").wait_for(state="detached")
    view.settled()
    assert page.evaluate("document.activeElement.classList[0]") == "bp-diagram"
    assert shown(view) == computed(LECTURE["theta"])


@pytest.mark.js(page=True)
def test_the_table_for_screen_readers_keeps_up(view):
    table = view.page.locator(".bp-explorer .bp-unseen table").last
    assert "+1.3" not in table.inner_text()
    drag(view, "theta-1-1-1", up=50)
    until_shown(view, computed(with_weight(1, 1, 1, 1.3)))
    table.locator("tr", has_text="x1 to neuron 1 of layer 1").filter(has_text="1.3").wait_for(state="attached")


@pytest.mark.js(page=True)
def test_keys_stay_in_the_view(view):
    """Also from a button or a slider JupyterLab must not insert or delete cells."""
    page = view.page
    cells = page.locator(".jp-Cell").count()
    for place in (page.get_by_role("button", name="Reset"), page.locator(".bp-explorer .noUi-handle").last):
        place.focus()
        for key in ("b", "a", "d", "d", "m"):
            page.keyboard.press(key)
    assert page.locator(".jp-CodeCell").count() == cells
    prompt = page.locator(".jp-InputArea-prompt").first
    before = prompt.inner_text()
    page.get_by_label("η", exact=True).press("Shift+Enter")  # it would run the cell again
    view.settled()
    assert prompt.inner_text() == before
    page.locator(".bp-diagram").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.bp-explorer')") is None


def test_the_eta_that_is_typed_is_the_eta_that_is_used(view):
    page = view.page
    box = page.get_by_label("η", exact=True)
    for text in ("0.3", "0.7", "0.123456"):
        box.fill(text)
        box.press("Enter")
        view.settled()  # the slider might send something back
        assert box.input_value() == text
    press(view, "1 step")
    until_shown(view, computed(after_steps(1, eta=0.123456)))
    box.fill("0")
    box.press("Enter")
    page.locator(".bp-message", has_text="η must be from 0.001 to 1000").wait_for()


@pytest.mark.js(line=True, number_box=True)
def test_a_number_box_takes_a_comma_arrow_keys_and_its_buttons(run_cells):
    view = run_cells("from backprop_core.explorers import AlgorithmExplorer\nAlgorithmExplorer(init='xavier')")
    page = view.page
    eta = page.get_by_label("η", exact=True)
    for typed, stands in (("0,25", "0.25"), ("1.000,5", "1.000,5"), ("1,000", "1,000"), ("0,3", "0.3")):
        eta.fill(typed)
        eta.press("Tab")
        view.settled()
        assert eta.input_value() == stands
        assert page.locator(".bp-message").is_visible() == (stands not in ("0.25", "0.3"))
    for key, stands in (("ArrowUp", "0.35"), ("ArrowDown", "0.28")):
        eta.fill("0.3")
        eta.press(key)
        view.settled()
        assert eta.input_value() == stands
    press(view, "More ▾")
    seed = page.get_by_label("Seed", exact=True)
    up, down = (page.locator(".bp-number", has=seed).locator(".bp-spin button").nth(n) for n in (0, 1))
    for button, stands in ((up, "1"), (up, "2"), (down, "1")):
        button.click()
        view.settled()
        assert seed.input_value() == stands
    assert page.locator(".bp-number", has=eta).locator(".bp-spin").is_hidden()


@pytest.mark.js(diagram_view=True)
def test_nonsense_is_answered_by_a_sentence_and_changes_nothing(view):
    page = view.page
    page.mouse.click(*middle(view, "theta-1-1-1"))
    for text in ("abc", "1e999", "", "nan"):
        type_number(page, text)
        page.locator(".bp-message", has_text="number").wait_for()
        until_shown(view, computed(LECTURE["theta"]))
        page.keyboard.press("ArrowUp")  # a good change takes the sentence away
        page.locator(".bp-message").wait_for(state="hidden")
        page.keyboard.press("ArrowDown")
    press(view, "More ▾")
    page.get_by_label("Layers").fill("two-three")
    page.keyboard.press("Enter")
    page.locator(
        ".bp-message", has_text="Layers must be whole numbers from 1, joined by dashes, like 2-3-1"
    ).wait_for()
    until_shown(view, computed(LECTURE["theta"]))


@pytest.mark.js(page=True, press=True)
def test_copied_code_rebuilds_the_view(view):
    drag(view, "theta-1-2-1", up=40)
    press(view, "100 steps", "More ▾", "Copy as code")
    view.page.get_by_role("button", name="Copied ✓").wait_for()
    code = view.page.evaluate("navigator.clipboard.readText()")
    import backprop_core.explorers

    again = eval(code, vars(backprop_core.explorers))
    assert again.state()["steps"] == 100
    assert number(again.state()["theta"][1][1][0]) == shown(view)["theta-1-2-1"]


@pytest.fixture
def fine_screen(view):
    """The page on a screen with two pixels in place of one."""
    devtools = view.page.context.new_cdp_session(view.page)
    screen = {**view.page.viewport_size, "mobile": False}
    devtools.send("Emulation.setDeviceMetricsOverride", {**screen, "deviceScaleFactor": 2})
    yield
    devtools.send("Emulation.setDeviceMetricsOverride", {**screen, "deviceScaleFactor": 1})
    devtools.detach()


@pytest.mark.js(live_figure=True)
def test_sharp_on_a_fine_screen(fine_screen, run_cells):
    notebook = run_cells("from backprop_core.explorers import ErrorExplorer\nErrorExplorer(pictures='curve')")
    page = notebook.page
    sharp = """before => {
        const img = document.querySelector("img.bp-figure");
        return img && img.src !== before && img.naturalWidth === 2 * img.clientWidth;
    }"""
    page.wait_for_function(sharp)
    notebook.settled()
    before = page.locator("img.bp-figure").get_attribute("src")
    page.locator(".bp-diagram").hover()  # it has come to rest
    drag(notebook, "theta-1-1-1", up=60)
    page.wait_for_function(sharp, arg=before)


POINT = """name => {
    const part = [...document.querySelectorAll(`.bp-diagram [data-handle="${name}"] circle`)].pop();
    const { x, y, width, height } = part.getBoundingClientRect(), svg = part.ownerSVGElement;
    const zoom = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const scale = part.parentNode.dataset.scale.split(" ").map(each => each * zoom);
    return { x: x + width / 2, y: y + height / 2, scale };
}"""


def drag_point(notebook, name, across, up):
    """Drag a point of the picture beside the network, by so much on its axes."""
    notebook.page.locator(f'[data-handle="{name}"]').wait_for()
    notebook.settled()
    point, mouse = notebook.page.evaluate(POINT, name), notebook.page.mouse
    mouse.move(point["x"], point["y"])
    mouse.down()
    mouse.move(point["x"] + across * point["scale"][0], point["y"] - up * point["scale"][1], steps=12)
    mouse.up()
    notebook.settled()


@pytest.mark.js(diagram_view=True)
def test_the_present_inputs_are_dragged_over_the_plane(run_cells):
    notebook = run_cells(
        'from backprop_core.explorers import NetworkExplorer\nview = NetworkExplorer(computes="answer")\nview'
    )
    drag_point(notebook, "here", across=-1.0, up=0.5)
    x = [float(row) for row in kernel_says(notebook, "print(*(row[0] for row in view.state()['x']))").split()]
    assert x == pytest.approx([-0.5, 1.4], abs=0.03)
    notebook.page.locator('[data-handle="here"]').scroll_into_view_if_needed()
    point = notebook.page.evaluate(POINT, "here")
    hit = "([x, y]) => document.elementFromPoint(x, y).closest('[data-handle]')?.dataset.handle"
    assert notebook.page.evaluate(hit, [point["x"], point["y"]]) == "here"


@pytest.mark.js(diagram_view=True)
def test_a_line_is_dragged_by_its_end(run_cells):
    notebook = run_cells(
        'from backprop_core.explorers import ErrorExplorer\nview = ErrorExplorer(pictures=(), computes="answer")\nview'
    )
    drag_point(notebook, "end-2", across=2.0, up=0.6)  # it moves up and down alone
    said = kernel_says(notebook, "print(*view.state()['theta'][1][0])")
    assert [float(each) for each in said.split()] == pytest.approx([0.0, 1.1], abs=0.02)
