"""Whole trainings in real JupyterLab: they play, pause, die and live on."""

import pytest

from backprop_core.explorers.training.depth_explorer import PICTURES
from backprop_core.explorers.training.learning_rate_explorer import PICTURES as PICTURES_OF_ETA
from backprop_core.figures.learning_rate import BELOW, HIGH, WIDE
from tests.browser.conftest import SIZE
from tests.browser.course import fits_the_screen
from tests.browser.screen import kernel_says, press

pytestmark = pytest.mark.browser


@pytest.mark.js(press=True)
def test_reset_while_it_plays_ends_at_the_beginning(run_cells):
    cell = "from backprop_core.explorers import TrainingExplorer\nTrainingExplorer()"
    notebook = run_cells(cell)
    where = notebook.page.locator(".bp-training .bp-status").first
    for _ in range(5):
        press(notebook, "▶ Play")
        where.filter(has_not_text="step 0 ·").wait_for()
        notebook.page.wait_for_timeout(300)  # frames are on their way all the time
        press(notebook, "Reset")
        notebook.settled()
        assert where.inner_text().startswith("step 0 ·")


@pytest.mark.js(live_figure=True, page=True, press=True)
def test_a_training_plays_pauses_and_never_goes_on_unseen(run_cells):
    """η is dragged in the middle of it, and time goes back; a page that is loaded again finds it standing still."""
    cell = "from backprop_core.explorers import TrainingExplorer\nview = TrainingExplorer()\nview"
    notebook = run_cells(cell)
    page = notebook.page
    where, picture = page.locator(".bp-training .bp-status"), page.locator("img.bp-figure").first
    where.filter(has_text="step 0 ·").wait_for()
    assert page.locator("img.bp-figure").count() == 4

    def step():
        return int(where.inner_text().split()[1])

    def until_beyond(n):
        page.wait_for_function(
            "n => Number(document.querySelector('.bp-training .bp-status').textContent.split(' ')[1]) > n", arg=n
        )

    before = picture.get_attribute("src")
    press(notebook, "▶ Play")
    until_beyond(20)
    assert picture.get_attribute("src") != before and "right" in picture.get_attribute("alt")
    page.locator(".bp-training > .bp-row .noUi-handle").focus()
    page.keyboard.press("ArrowRight")
    until_beyond(step())
    press(notebook, "❚❚ Pause")
    notebook.settled()
    stopped = step()
    page.wait_for_timeout(500)  # ten ticks and more
    assert step() == stopped
    page.locator(".bp-unseen[role=status]", has_text=f"step {stopped} · Err").wait_for(state="attached")
    page.locator(".bp-time .noUi-handle").focus()
    page.keyboard.press("Home")  # time is taken back
    where.filter(has_text="step 0 ·").wait_for()
    page.keyboard.press("End")
    where.filter(has_text=f"step {stopped} ·").wait_for()
    press(notebook, "▶ Play")
    until_beyond(stopped)
    notebook.reload()
    page.get_by_role("button", name="▶ Play").wait_for()
    notebook.settled()
    first = step()
    page.wait_for_timeout(500)
    assert step() == first
    says = kernel_says(notebook, "view.state()['steps'], view.play.value, len(view.state()['history'])")
    assert says == f"({first}, False, 2)"


@pytest.mark.js(live_figure=True, page=True, press=True)
def test_a_run_dies_is_explained_and_lives_on_with_a_remedy(run_cells):
    """Nothing below the controls moves when it dies; what it came to stands in the table, which can be copied."""
    cell = "from backprop_core.explorers import StabilityExplorer"
    cell += "\nStabilityExplorer(pictures=('errs', 'cliff'), controls=('gain', 'eta', 'remedies'))"
    notebook = run_cells(cell)
    page = notebook.page
    where, picture = page.locator(".bp-stability .bp-status").first, page.locator("img.bp-figure").first
    where.filter(has_text="step 0 ·").wait_for()
    page.locator(".bp-hint", has_text="Press 1 step, and again").wait_for()
    ending = page.locator(".bp-ending")
    before = picture.bounding_box()["y"]
    for n in range(1, 5):
        press(notebook, "1 step")
        where.filter(has_text=f"step {n} ·").wait_for()
    ending.filter(has_text="Why the unclipped run died after 3 steps").wait_for()
    page.locator(".bp-message", has_text="u of layer 11 is too large for a float").wait_for()
    assert "died after 3 steps" in picture.get_attribute("alt") and picture.bounding_box()["y"] == before
    press(notebook, "he")
    page.get_by_role("button", name="✓ he", exact=True).wait_for()
    page.locator(".bp-message", has_text="begin again from their first weights").wait_for()
    press(notebook, "▶ Play")
    page.wait_for_function(
        "() => Number(document.querySelector('.bp-stability .bp-status').textContent.split(' ')[1]) > 10"
    )
    press(notebook, "❚❚ Pause")
    notebook.settled()
    assert "died" not in where.inner_text() and "died" not in picture.get_attribute("alt")
    press(notebook, "Copy the table")
    page.get_by_role("button", name="Copied ✓").wait_for()
    assert "✕ after 3 steps: u of layer 11 became ∞" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.js(live_figure=True, press=True)
def test_a_deep_network_is_chosen_deepened_and_trained(run_cells):
    """A preset is one click; the sentence follows the depth; the band comes in by itself; Play shows who learns."""
    cell = "from backprop_core.explorers import DepthExplorer"
    cell += f"\nview = DepthExplorer(controls=('depth', 'presets'), pictures={(*PICTURES,)})\nview"
    notebook = run_cells(cell)
    page = notebook.page
    where, pictures = page.locator(".bp-depth .bp-status").first, page.locator("img.bp-figure")
    where.filter(has_text="times slower than layer 29.").wait_for()
    assert pictures.count() == len(PICTURES)
    press(notebook, "He 2/n")
    page.locator(".bp-depth", has_text="He et al. 2015").wait_for()
    page.locator(".bp-depth .noUi-handle").first.focus()
    page.keyboard.press("ArrowLeft")
    where.filter(has_text="than layer 28.").or_(where.filter(has_text="as layer 28.")).wait_for()
    page.wait_for_function("() => !document.querySelector('.bp-depth').textContent.includes('He et al. 2015')")
    alts = "[...document.querySelectorAll('img.bp-figure')].map(each => each.alt)"
    page.wait_for_function(f"() => {alts}[{[*PICTURES].index('deltas')}].includes('20 other seeds')")
    press(notebook, "sigmoid")
    where.filter(has_text="than layer 29.").wait_for()
    before = [pictures.nth(n).bounding_box() for n in range(len(PICTURES))]
    press(notebook, "▶ Play")
    learning = [*PICTURES].index("learning")
    page.wait_for_function(f"() => {alts}[{learning}].includes('θ has moved')")
    page.wait_for_function(
        "() => Number(document.querySelector('.bp-depth .bp-status').textContent.split(' ')[1]) > 5"
    )
    press(notebook, "❚❚ Pause")
    notebook.settled()
    assert "layer 1 by 0 %" in pictures.nth(learning).get_attribute("alt")
    assert [pictures.nth(n).bounding_box() for n in range(len(PICTURES))] == before, "nothing moves to another place"


@pytest.mark.js(live_figure=True, press=True)
def test_a_ball_is_dragged_and_its_eta_with_where_it_landed(run_cells):
    cell = "from backprop_core.explorers import LearningRateExplorer"
    cell += "\nview = LearningRateExplorer(a=1, start=-2, eta=1.1)\nview"
    notebook = run_cells(cell)
    page, picture = notebook.page, notebook.page.locator(".bp-handles img.bp-figure")
    page.locator(".bp-status", has_text="step 0 · w = −2").wait_for()
    each = PICTURES_OF_ETA["bowl"]
    left, below, right, above = each.margins

    def drag(*ways):
        """From one (w, Err) to another, with the button down."""
        picture.hover()  # it is in sight and has come to rest: a new cell moves the page
        box = picture.bounding_box()
        for way, do in zip(ways, (page.mouse.down, page.mouse.up), strict=True):
            across = left + (way[0] + WIDE) / (2 * WIDE) * (each.size[0] - left - right)
            down = above + (HIGH - way[1]) / (HIGH - BELOW) * (each.size[1] - above - below)
            scale = box["width"] / each.size[0]
            page.mouse.move(box["x"] + across * scale, box["y"] + down * scale, steps=10)
            do()
        notebook.settled()

    drag((-2.0, 4.0), (1.5, 5.0))
    assert abs(float(kernel_says(notebook, "view.state()['start']")) - 1.5) < 0.03
    press(notebook, "All 30 steps")
    page.wait_for_function("() => document.querySelector('.bp-handles img').alt.includes('flies off')")
    drag((-1.8, 3.3), (0.0, 0.0))  # its slider hurries after it, and has no say
    page.wait_for_function("() => /η = 0\\.(49|50?[ :·])/.test(document.querySelector('.bp-handles img').alt)")
    assert "flies off" not in picture.get_attribute("alt")


# Where the controls of a view stand in it.
PLACES = """view => {
    const { x, y } = view.getBoundingClientRect();
    const seen = [...view.querySelectorAll(".bp-press, .bp-number, .bp-switch")].filter(each => each.offsetWidth);
    return seen.map(each => [each.textContent, each.getBoundingClientRect()])
        .map(([words, at]) => `${words} ${Math.round(at.x - x)} ${Math.round(at.y - y)} ${Math.round(at.width)}`);
}"""
AFTER_A_RUN = (
    "TrainingExplorer(todo='ring')",
    "StabilityExplorer(clip='none', pictures=('strips', 'errs'), controls='remedies', todo='remedies')",
    "StabilityExplorer(pictures=('errs', 'cliff'), controls='threshold', todo='two_runs')",
)


@pytest.mark.js(press=True)
def test_a_view_fits_the_screen_also_after_its_run(run_cells):
    """The slider of the steps, the end of a run and the table of runs came below, out of sight."""
    notebook = run_cells("from backprop_core.explorers import *", *AFTER_A_RUN)
    for n in range(len(AFTER_A_RUN)):
        view = notebook.page.locator(".bp-explorer").nth(n)
        for _ in range(4):
            view.get_by_role("button", name="1 step", exact=True).click()
            notebook.settled()
        view.locator(".bp-time .noUi-handle").wait_for()
    fits_the_screen(notebook)


WITH_A_RUN = (
    "AlgorithmExplorer()", "TrainByHand()", "TrainByHand(whose='gradient')", "TrainingExplorer()", "DepthExplorer()",
    "StabilityExplorer()",
)  # fmt: skip


@pytest.mark.js(press=True)
@pytest.mark.parametrize("width", [1600, 640])
def test_no_control_moves_away_from_a_hand_as_a_run_begins(run_cells, width):
    """Quick presses on one button after the other: what the first changes must not take the second away."""
    notebook = run_cells(*(f"from backprop_core.explorers import *\n{view}" for view in WITH_A_RUN))
    page = notebook.page
    try:
        page.set_viewport_size({"width": width, "height": 800})
        if width < SIZE["width"]:
            page.evaluate("jupyterapp.shell.collapseLeft()")
        for n, name in enumerate(WITH_A_RUN):
            view = page.locator(".bp-explorer").nth(n)
            one = view.get_by_role("button", name="1 step", exact=True)
            one.hover()  # in sight, it is told its room
            notebook.settled()
            before = view.evaluate(PLACES)
            one.click()
            view.locator(".bp-time .noUi-handle").wait_for()
            notebook.settled()
            after = view.evaluate(PLACES)
            assert len(before) > 3 and [each for each in before if each not in after] == [], name
    finally:
        page.set_viewport_size(SIZE)
        page.evaluate("jupyterapp.shell.expandLeft()")
