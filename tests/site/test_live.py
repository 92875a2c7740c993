"""What is different where Python runs in the page: how it comes there, what it cannot do, and where work is kept."""

import re
import tempfile
import time

import pytest

from tests.site.lite import SCRATCH, Site, SitePage
from tools.lab import CHROMIUM_FLAGS, PANEL

pytestmark = [pytest.mark.browser, pytest.mark.whole]
FIRST, AGAIN = 45e6, 1e6  # bytes that a visit may cost
QUESTION = "from backprop_core.explorers import Progress, Question\nQuestion('weighted_sum', seed=3)"
ANSWERED = "from backprop_core.explorers.memory import events\nprint(len(events.of_learner('answer')), end='')"


def test_a_first_visit_costs_little_and_a_second_hardly_anything(built, browser_path):
    """By a browser that keeps what it has loaded; in between it is closed."""
    from playwright.sync_api import sync_playwright

    sent = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        site = Site(built)
        for _ in range(2):
            browser = playwright.chromium.launch_persistent_context(
                folder, executable_path=browser_path, args=CHROMIUM_FLAGS
            )
            before = site.sent()
            notebook = SitePage(site, browser, "00_start_here.ipynb")
            notebook.run_first()
            sent.append(site.sent() - before)
            assert notebook.problems == [] and notebook.outside == []
            time.sleep(1)  # it writes what it keeps
            browser.close()
        site.close()
    assert sent[0] <= FIRST and sent[1] <= AGAIN, sent


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


def test_what_was_answered_is_remembered_after_a_reload_and_in_a_second_tab(desk, site, context):
    notebook = desk.show(QUESTION)
    notebook.run_all()
    page = notebook.page
    before = int(notebook.says(ANSWERED))
    box = page.locator(".bp-explorer input[type=text]").first
    box.fill("1000")
    page.get_by_role("button", name="Check", exact=True).click()
    notebook.settled()
    assert int(notebook.says(ANSWERED)) == before + 1
    notebook.save()
    page.reload()
    notebook.ready()
    assert int(notebook.says(ANSWERED)) == before + 1
    other = SitePage(site, context, SCRATCH)
    assert int(other.says(ANSWERED)) == before + 1
    other.close()


def test_a_notebook_is_downloaded_as_it_stands(desk):
    notebook = desk.show("'mine'")
    notebook.run_all()
    with notebook.page.expect_download() as waiting:
        notebook.menu("File", "Download")
    text = waiting.value.path().read_text(encoding="utf-8")
    assert "'mine'" in text and waiting.value.suggested_filename == SCRATCH


FULL = """() => {
    window.put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
}"""


def test_a_full_store_is_told_in_one_sentence(desk):
    notebook = desk.show("1 + 1")
    page = notebook.page
    page.evaluate(FULL)
    page.locator(".jp-CodeCell").first.click()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+s")
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for()
    assert "This browser has no room left for your work" in dialog.inner_text()
    assert "Download" in dialog.inner_text()
    dialog.locator("button").last.click()
    page.evaluate("IDBObjectStore.prototype.put = window.put")
    notebook.problems.clear()


def test_a_host_that_sends_no_headers_will_do(built, context):
    """As GitHub Pages: views live, and what was answered is remembered."""
    site = Site(built, plain=True)
    notebook = SitePage(site, context, "00_start_here.ipynb")
    notebook.run_first()
    assert not notebook.page.evaluate("crossOriginIsolated")
    said = notebook.says(
        "from backprop_core.explorers.memory import events\n"
        "events.append('answer', question='q', asked='a', said={}, tries=1, right=True)\n" + ANSWERED
    )
    assert said == "1"
    assert notebook.problems == [] and notebook.outside == []
    notebook.close()
    site.close()


def test_the_page_is_dark_where_the_system_is(site, chromium):
    context = chromium.new_context(color_scheme="dark")
    notebook = SitePage(site, context, "00_start_here.ipynb")
    notebook.page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    assert PANEL
    context.close()
