"""What is different where Python runs in the page: how it comes there, what it cannot do, and where work is kept."""

import json
import re
import tempfile
import time

import pytest

from tests.browser.conftest import SIZE
from tests.browser.screen import check_quiet, press
from tests.site.lite import SCRATCH, Site, SitePage
from tools.lab import CHROMIUM_FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.whole]
FIRST, AGAIN = 45e6, 1e6  # bytes that a visit may cost
QUESTION = "from backprop_core.explorers import Question\nQuestion('weighted_sum', seed=3)"
ANSWERED = "from backprop_core.explorers.memory import events\nprint(len(events.of_learner('answer')), end='')"


@pytest.fixture
def mine(site, chromium):
    """Opens a notebook of some cells in a browser that has never been here."""
    context = chromium.new_context(viewport=SIZE)

    def opened(*cells):
        notebook = SitePage(site, context, "00_start_here.ipynb")
        notebook.show(*cells)
        notebook.run_all()
        return notebook

    yield opened
    context.close()


def test_a_first_visit_costs_little_and_a_second_hardly_anything(built, chromium, browser_path):
    """By a browser that keeps what it has loaded; in between it is closed. Nothing is asked for twice, by the page and
    by the worker that answers for the browser's store."""
    sent = []
    with tempfile.TemporaryDirectory() as folder:
        site = Site(built)
        for _ in range(2):
            browser = chromium.browser_type.launch_persistent_context(
                folder, executable_path=browser_path, args=CHROMIUM_FLAGS
            )
            before, by_worker = site.sent(), []
            browser.on("response", lambda each, found=by_worker: each.from_service_worker and found.append(each))
            notebook = SitePage(site, browser, "00_start_here.ipynb")
            notebook.run_first()
            sent.append(site.sent() - before)
            check_quiet(notebook)
            apart = [each.url for each in by_worker if not each.request.is_navigation_request()]
            assert [url for url in apart if "/api/" not in url] == []
            time.sleep(1)  # it writes what it keeps
            browser.close()
        site.close()
    print(f"bytes of a first and of a second visit: {sent}")
    assert sent[0] <= FIRST and sent[1] <= AGAIN, sent


def test_the_page_says_how_far_python_is(site, context):
    page = context.new_page()
    page.goto(f"{site.address}/live/lab/index.html?path=notebooks/00_start_here.ipynb")
    line = page.locator("#backprop-loading")
    line.wait_for()
    assert re.fullmatch(r"Python is being loaded, once: \d+ of \d+ MB|Python starts.*", line.inner_text().strip())
    line.wait_for(state="detached", timeout=120_000)
    page.close()


OPEN = """() => [
    [...jupyterapp.serviceManager.sessions.running()].map(each => each.path),
    [...jupyterapp.shell.widgets("main")].map(each => [each.title.label, Boolean(each.context?.model.dirty)]),
]"""


def test_a_page_opens_what_its_address_names_and_nothing_of_earlier_visits(site, chromium):
    """Each notebook has a Python of its own: one that nobody asked for costs seconds, and 100 MB. It is there once,
    and not changed by being opened."""
    context = chromium.new_context()
    for name in ("00_start_here.ipynb", "02_error.ipynb"):
        notebook = SitePage(site, context, name)
        for _ in range(2):
            assert notebook.says("print(6 * 7)") == "42\n"
            assert notebook.page.evaluate(OPEN) == [[f"notebooks/{name}"], [[name, False]]]
            notebook.page.reload()
            notebook.ready()
        check_quiet(notebook)
        notebook.close()
    context.close()


def test_the_address_names_the_notebook_that_one_has_gone_to(site, chromium):
    notebook = SitePage(site, chromium.new_context(), "00_start_here.ipynb")
    page = notebook.page
    page.locator(".jp-DirListing-item", has_text="02_error").dblclick()
    page.wait_for_url("**path=notebooks%2F02_error.ipynb")
    page.locator(".lm-TabBar-tab", has_text="00_start").click()
    page.wait_for_url("**path=notebooks%2F00_start_here.ipynb")
    check_quiet(notebook)
    page.context.close()


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


def test_the_page_is_dark_where_the_system_is_and_a_narrow_one_belongs_to_the_notebook(site, chromium):
    context = chromium.new_context(color_scheme="dark", viewport={"width": 640, "height": 800})
    notebook = SitePage(site, context, "00_start_here.ipynb")
    notebook.page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    assert notebook.page.locator(".jp-Notebook").bounding_box()["width"] > 500
    context.close()


def answer(notebook):
    """Give an answer to the question, a wrong one."""
    notebook.page.get_by_label("Your answer").first.fill("1000")
    press(notebook, "Check")
    notebook.settled()


def test_what_was_answered_is_remembered_after_a_reload_and_in_a_second_tab(mine, site):
    notebook = mine(QUESTION)
    assert notebook.says(ANSWERED) == "0"
    answer(notebook)
    assert notebook.says(ANSWERED) == "1"
    notebook.reload()
    assert (
        notebook.says(ANSWERED) == "1"
        and QUESTION.splitlines()[1] in notebook.page.locator(".jp-Notebook").inner_text()
    )
    other = SitePage(site, notebook.page.context, SCRATCH)
    assert other.says(ANSWERED) == "1"
    for each in (notebook, other):
        check_quiet(each)


ROOM = 4_000_000  # bytes
# What others keep in this browser takes all of it but for some hundred bytes.
FILL = """async room => {
    const opened = indexedDB.open("of-others");
    opened.onupgradeneeded = () => opened.result.createObjectStore("all");
    await new Promise(done => opened.onsuccess = done);
    const bytes = new Uint8Array(room - (await navigator.storage.estimate()).usage - 300);
    for (let n = 0; n < bytes.length; n += 65536) crypto.getRandomValues(bytes.subarray(n, n + 65536));
    const writing = opened.result.transaction("all", "readwrite");
    writing.objectStore("all").put(bytes, 1);
    await new Promise((done, failed) => { writing.oncomplete = done; writing.onabort = failed; });
}"""


def test_a_notebook_is_downloaded_as_it_stands_even_when_the_store_is_full(site, chromium):
    """Which is told; and Python, whose files lie there as well, goes on."""
    context = chromium.new_context()
    small = context.new_page()
    small.goto(f"{site.address}/icon.svg")
    asked = {"origin": site.address, "quotaSize": ROOM}
    context.new_cdp_session(small).send("Storage.overrideQuotaForOrigin", asked)
    notebook = SitePage(site, context, "00_start_here.ipynb")
    notebook.show("'mine'", QUESTION)
    notebook.run_all()
    check_quiet(notebook)
    page = notebook.page
    page.evaluate(FILL, ROOM)
    answer(notebook)
    toast = page.locator(".Toastify__toast")
    toast.wait_for()
    assert toast.inner_text().startswith("This browser has no room left for your work")
    answer(notebook)
    assert notebook.says(ANSWERED) == "0" and toast.count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    dialog = page.locator(".jp-Dialog")
    dialog.wait_for()
    said = dialog.inner_text()
    assert "This browser has no room left for your work" in said and "File → Download" in said
    dialog.locator("button").last.click()
    with page.expect_download() as waiting:
        notebook.menu("File", "Download")
    text = waiting.value.path().read_text(encoding="utf-8")
    assert "'mine'" in text and waiting.value.suggested_filename == SCRATCH
    page.locator(".jp-DirListing-item", has_text="04_deltas").click(button="right")
    with page.expect_download() as waiting:
        page.locator(".lm-Menu-itemLabel").get_by_text("Download", exact=True).click()
    assert waiting.value.suggested_filename == "04_deltas.ipynb"
    got, stored = waiting.value.path(), site.notebook("04_deltas.ipynb")
    assert json.loads(got.read_text("utf-8")) == json.loads(stored.read_text("utf-8"))
    assert {said.partition(",")[0] for said in notebook.problems} == {"This browser has no room left for your work"}
    context.close()


def test_a_host_that_sends_no_headers_will_do(built, chromium):
    """As GitHub Pages: views live, and what was answered is remembered."""
    site, context = Site(built, plain=True), chromium.new_context()
    notebook = SitePage(site, context, "00_start_here.ipynb")
    notebook.run_first()
    notebook.show(QUESTION)
    notebook.run_all()
    answer(notebook)
    notebook.reload()
    assert notebook.says(ANSWERED) == "1"
    check_quiet(notebook)
    context.close()
    site.close()
