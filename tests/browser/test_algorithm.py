"""The algorithm in real JupyterLab: its steps, its end, and what is left of it after a reload or a restart."""

import os
import signal

import pytest

from backprop_core.one_step.text import number
from tests.browser.screen import (
    LECTURE,
    VIEW,
    after_steps,
    computed,
    drag,
    kernel_says,
    middle,
    press,
    shown,
    until_shown,
    with_weight,
)
from tools.lab import RESTARTED, Notebook

pytestmark = pytest.mark.browser


@pytest.mark.js(press=True)
def test_micro_steps_forward_back_and_scrub(view):
    page = view.page
    opening = computed(LECTURE["theta"])
    press(view, "|◀ Start")
    inputs = {name: text for name, text in opening.items() if name[0] in "xyt"}
    nothing = {f"{kind}-{m}-{i}": "·" for kind in "uo" for m, i in ((1, 1), (1, 2), (1, 3), (2, 1))}
    until_shown(view, inputs | nothing)
    press(view, *["Next ▶"] * 9)
    forward = {name: text for name, text in opening.items() if name[0] in "xytuoE"}
    until_shown(view, forward)
    press(view, "Next ▶")
    until_shown(view, forward | {"delta-2-1": opening["delta-2-1"]})
    press(view, "◀ Back")
    until_shown(view, forward)

    handle = page.locator(".bp-explorer .noUi-handle").first
    handle.focus()
    page.keyboard.press("End")
    new = computed(after_steps(1))
    until_shown(view, opening | {name: text for name, text in new.items() if name.startswith("theta")})
    page.keyboard.press("Home")
    until_shown(view, inputs | nothing)
    press(view, "End ▶|", "Next ▶")
    page.locator(".bp-status", has_text="1 step done · micro-step 0").wait_for()
    press(view, "◀ Back", *["◀ Back"] * 9)
    until_shown(view, opening)


@pytest.mark.js(svg_figure=True, press=True)
def test_whole_steps_and_the_curve(view):
    page = view.page
    picture = page.locator(".bp-figure.bp-drawn > svg")
    before = page.locator(".bp-figure .cut").inner_html()
    press(view, "100 steps", "1 step")
    until_shown(view, computed(after_steps(101)))
    page.wait_for_function(
        "document.querySelector('.bp-figure > svg').getAttribute('aria-label').includes('after 101 steps')"
    )
    assert picture.get_by_text("after 101 steps", exact=True).is_visible()
    assert page.locator(".bp-figure .cut").inner_html() != before
    handle = page.locator(".bp-foot .noUi-handle").first  # η
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("[...document.querySelectorAll('.bp-explorer input')].some(box => box.value === '0.56')")
    press(view, "Reset")
    until_shown(view, computed(LECTURE["theta"]))


def test_divergence_is_told_and_the_last_finite_picture_kept(view):
    page = view.page
    press(view, "More ▾")
    page.get_by_label("σ", exact=True).select_option("identity")
    page.get_by_label("η", exact=True).fill("100")
    page.keyboard.press("Enter")
    press(view, "100 steps")
    sentence = page.locator(".bp-message", has_text="The run ends after")
    sentence.wait_for()
    assert "too large for a float" in sentence.text_content()
    assert not [text for text in shown(view).values() if "∞" in text or "not a number" in text]
    press(view, "Reset")
    sentence.wait_for(state="hidden")
    until_shown(view, computed(LECTURE["theta"], activation="identity"))


@pytest.mark.js(page=True)
def test_play_goes_on_until_its_view_is_gone(view):
    page = view.page
    press(view, "|◀ Start", "▶ Play")
    page.locator(".bp-status", has_text="micro-step 3 of 31").wait_for()
    page.locator(".jp-CodeCell").first.click(position={"x": 5, "y": 5})
    view.menu("Edit", "Clear Cell Output")
    page.locator(".bp-diagram").wait_for(state="detached")
    view.settled()
    first = kernel_says(view, "view.state()['micro'], view.play.value")
    page.wait_for_timeout(1500)  # two ticks and more
    assert kernel_says(view, "view.state()['micro'], view.play.value") == first
    assert first.endswith("False)")


@pytest.mark.js(diagram_view=True, svg_figure=True, page=True, press=True, queue=True, events=True)
def test_reload_then_restart(view):
    page = view.page
    drag(view, "theta-1-1-1", up=50)
    until_shown(view, computed(with_weight(1, 1, 1, 1.3)))
    view.reload()
    page.locator(".bp-diagram svg").wait_for()
    until_shown(view, computed(with_weight(1, 1, 1, 1.3)))  # the kernel kept it
    drag(view, "theta-1-1-1", up=10)
    until_shown(view, computed(with_weight(1, 1, 1, 1.4)))
    view.restart_and_run_all()
    page.locator(".bp-diagram svg").wait_for()
    until_shown(view, computed(LECTURE["theta"]))
    drag(view, "theta-1-1-1", up=50)
    until_shown(view, computed(with_weight(1, 1, 1, 1.3)))


@pytest.mark.js(diagram_view=True, queue=True, events=True)
def test_wherever_a_view_is_shown_once_more_it_is_heard(run_cells):
    """After a reload, in a second tab, by another cell and beside the notebook its first event is like the last one
    that the kernel has had. All show the same view; what is done in one is seen in all."""
    notebook = run_cells(VIEW)
    page = notebook.page
    until_shown(notebook, computed(LECTURE["theta"]))
    notebook.reload()
    page.locator(".bp-diagram svg").wait_for()
    other = Notebook(notebook.lab, page.context, notebook.name)
    try:
        none_is_unanswered(notebook, other)
        page.bring_to_front()
        kernel_says(notebook, "view")
        page.locator(".bp-diagram svg").nth(1).wait_for()
        page.locator(".bp-explorer .bp-status").first.click(button="right")
        page.locator(".lm-Menu-itemLabel", has_text="Create New View for Cell Output").click()
        page.locator(".bp-diagram svg").nth(2).wait_for()
        none_is_unanswered(notebook, other)
        for n, (tab, view) in enumerate(((other, 0), (notebook, 0), (notebook, 1), (notebook, 2)), start=1):
            tab.page.bring_to_front()
            tab.page.locator(".bp-diagram").nth(view).scroll_into_view_if_needed()
            drag(tab, "theta-1-1-1", up=10, steps=5, view=view)
            for each in (notebook, other):
                each.page.wait_for_function(EVERY_FIRST_WEIGHT, arg=number(0.8 + n / 10, plus=True))
        assert other.problems == []
    finally:
        other.page.close()
    page.bring_to_front()
    page.evaluate("[...jupyterapp.shell.widgets('main')].find(each => !each.context).close()")


def none_is_unanswered(*tabs):
    """What the kernel has not answered would be told after 3 s."""
    tabs[0].page.wait_for_timeout(3300)
    for tab in tabs:
        assert set(tab.page.locator(".bp-silence").all_text_contents()) == {""}


EVERY_FIRST_WEIGHT = """is => [...document.querySelectorAll('.bp-diagram')].every(
    each => each.querySelector('[data-item="theta-1-1-1"] text')?.textContent === is
)"""


@pytest.mark.js(diagram_view=True, queue=True, events=True)
def test_a_kernel_that_dies_in_the_middle_of_a_drag_is_told(run_cells):
    """The server starts another one by itself, which knows nothing of the view."""
    notebook = run_cells(VIEW)
    page = notebook.page
    until_shown(notebook, computed(LECTURE["theta"]))
    process = int(kernel_says(notebook, "__import__('os').getpid()"))
    page.locator(".bp-diagram").scroll_into_view_if_needed()
    x, y = middle(notebook, "theta-1-1-1")
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("window.restarts = 0")
    page.mouse.move(x, y - 20, steps=5)
    os.kill(process, signal.SIGKILL)
    page.mouse.move(x, y - 90, steps=20)
    page.locator(".bp-silence", has_text="Restart Kernel and Run All Cells").wait_for()
    page.mouse.up()
    page.wait_for_function(RESTARTED)
    page.locator(".jp-Dialog button.jp-mod-accept").click()  # JupyterLab says so as well


@pytest.mark.js(diagram_view=True, queue=True, events=True)
def test_a_stopped_kernel_is_told(view):
    """Restarted without running the cell again, the old view must not look alive."""
    view.restart()
    drag(view, "theta-1-1-1", up=50)
    view.page.locator(".bp-silence", has_text="Restart Kernel and Run All Cells").wait_for()
