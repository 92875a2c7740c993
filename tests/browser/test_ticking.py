"""Tasks at the top of a view are ticked off by what a hand does in it, and by keys where nothing can be checked."""

import pytest

from backprop_core.explorers.todo import BANK
from tests.browser.screen import drag, kernel_says, press

pytestmark = pytest.mark.browser

CELL = """from backprop_core.explorers import ChainRuleExplorer
view = ChainRuleExplorer(x=[0.0, 0.9], selected="theta-1-1-1", todo="still")
view"""
FIRST, SECOND, THIRD = (task.text for task in BANK["still"])
MARKS = "() => [...document.querySelectorAll('.bp-todo button')].map(mark => mark.textContent).join('')"
SEEN = "() => document.querySelector('.bp-todo .bp-now').textContent"


@pytest.mark.js(tasks=True)
def test_a_drag_and_a_key_tick_off_what_is_done(run_cells):
    notebook = run_cells(CELL)
    page = notebook.page
    page.locator(".bp-todo").wait_for()
    lines = page.get_by_role("list", name="To do in this view").get_by_role("listitem")
    assert lines.all_text_contents() == [FIRST, SECOND, THIRD], "who listens hears all of them"
    assert page.evaluate(MARKS) == "123" and page.evaluate(SEEN) == FIRST
    high = page.locator(".bp-todo").bounding_box()["height"]

    drag(notebook, "x-1", up=40)  # the third is done before the others
    page.wait_for_function(f"({MARKS})() === '12✓'")
    assert page.evaluate(SEEN) == FIRST

    box = page.get_by_role("checkbox", name=FIRST)
    page.locator(".jp-Cell").first.focus()
    for _ in range(9):
        page.keyboard.press("Tab")
        if box.evaluate("box => document.activeElement === box"):
            break
    page.keyboard.press("Space")
    notebook.settled()
    assert box.is_checked() and page.locator(".jp-Cell").count() == 1
    assert page.evaluate(MARKS) == "✓2✓" and page.evaluate(SEEN) == FIRST, "it is praised for a moment"
    page.wait_for_function(f"text => ({SEEN})() === text", arg=SECOND)
    assert page.locator(".bp-todo").bounding_box()["height"] == high, "nothing moves"
    press(notebook, "Undo", "Reset")
    notebook.settled()
    assert box.is_checked() and page.evaluate(MARKS) == "✓2✓"
    page.get_by_role("button", name="Task 1: done").click()
    assert page.evaluate(SEEN) == FIRST
    box.click()
    assert kernel_says(notebook, "view.tasks.done") == "[False, False, True]"
    assert not box.is_checked() and page.evaluate(SEEN) == FIRST
