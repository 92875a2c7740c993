"""The first minute of the course, in 00: a network learns, and a hand halves Err."""

import pytest

from tests.browser.screen import press
from tools.first_drag import first_drag

pytestmark = pytest.mark.browser


def test_err_is_halved_after_four_keys_and_clicks(open_notebook):
    acts, before, after = first_drag(open_notebook("00_start_here.ipynb").page)
    assert acts <= 4 and after < before / 2


@pytest.mark.js(live_figure=True, press=True, hint=True)
def test_a_network_learns_by_itself_and_a_clock_counts_for_who_does_it_by_hand(run_cells):
    notebook = run_cells("from backprop_core.explorers import TrainByHand\nview = TrainByHand()\nview")
    page = notebook.page
    clock, where = page.locator(".bp-clock"), page.locator(".bp-status").first
    assert clock.inner_text() == ""
    page.locator(".bp-diagram").focus()
    page.keyboard.press("ArrowDown")
    where.filter(has_text="after 1 drag").wait_for()
    page.wait_for_function("() => parseInt(document.querySelector('.bp-clock').textContent) >= 1")
    press(notebook, "▶ Let them")
    page.wait_for_function(
        "() => /after ([2-9]\\d|\\d{3}) steps/.test(document.querySelector('.bp-status').textContent)"
    )
    press(notebook, "❚❚ Pause")
    notebook.settled()
    stood = clock.inner_text()
    page.wait_for_timeout(1200)
    assert clock.inner_text() == stood, "it stands while the gradient is at it"
    hint = page.locator(".bp-hint").first
    assert hint.text_content().startswith("▶ Let them")
    press(notebook, "yours")
    where.filter(has_text="after 1 drag").wait_for()
    hint.filter(has_text="Drag a weight").wait_for()
    assert page.locator(".bp-figure > svg").count() == 2
