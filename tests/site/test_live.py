"""What is different where Python runs in the page: how it comes there, what it cannot do, and where work is kept."""

import re

import pytest

from tests.site.lite import SitePage

pytestmark = [pytest.mark.browser, pytest.mark.whole]


def test_the_page_says_how_far_python_is(site, context):
    page = context.new_page()
    page.goto(f"{site.address}/live/lab/index.html?path=notebooks/00_start_here.ipynb")
    line = page.locator("#backprop-loading")
    line.wait_for()
    assert re.fullmatch(r"Python is being loaded, once: \d+ of \d+ MB|Python starts.*", line.inner_text().strip())
    line.wait_for(state="detached", timeout=120_000)
    page.close()


def test_what_cannot_work_is_not_offered(desk):
    notebook = desk.show("1 + 1")
    page = notebook.page
    assert page.locator("[data-jp-item-name=interrupt]").count() == 0
    page.locator(".lm-MenuBar-itemLabel", has_text="Kernel").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.wait_for()
    assert page.locator(".lm-Menu-itemLabel", has_text="Interrupt").count() == 0
    page.keyboard.press("Escape")


def test_a_loop_without_end_is_stopped_by_the_coach_and_elsewhere_by_a_restart(desk):
    notebook = desk.show("1 + 1")
    code = "def sigma(u):\n    while True:\n        u = u + 1\n"
    said = notebook.says(f"from backprop_core import coach\n{code}\nverdict = coach.check_sigmoid(sigma)")
    assert "it was stopped after 5 seconds. Is there a loop that never ends?" in said
    notebook.show("while True:\n    pass", "6 * 7")
    page = notebook.page
    page.locator(".jp-CodeCell").first.click()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-InputArea-prompt", has_text="*").first.wait_for()
    notebook.restart()
    page.locator(".jp-CodeCell").last.click()
    page.keyboard.press("Control+Enter")
    page.locator(".jp-OutputArea-output", has_text="42").wait_for(timeout=120_000)


def test_the_page_is_dark_where_the_system_is(site, chromium):
    context = chromium.new_context(color_scheme="dark")
    notebook = SitePage(site, context, "00_start_here.ipynb")
    notebook.page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    context.close()
