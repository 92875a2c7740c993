"""What is remembered, in JupyterLab: a question is answered, the kernel restarts, and it stands there answered."""

import json
import shutil

import pytest

from tests.browser.screen import check_quiet, press
from tools.lab import write_notebook

pytestmark = pytest.mark.browser

SET_UP = "import os\n\nos.environ['BACKPROP_PROGRESS'] = ''  # on, as for a learner\n"
CELLS = (
    SET_UP + "from backprop_core.explorers import Progress, Question",
    "Question('which_way', seed=2)",
    "Progress()",
)
ONE = "notebooks/01_one.ipynb"


@pytest.fixture
def course(lab):
    """Two notebooks of a course in the folder of the server; what is remembered lies beside them."""
    (lab.folder / "notebooks").mkdir()
    write_notebook(lab.folder / "notebooks" / "00_start_here.ipynb", (), ("# 00 · Start here",))
    write_notebook(lab.folder / ONE, (CELLS[1], "Question('update')"), ("# 01 · One",))
    yield lab.folder / "progress.jsonl"
    shutil.rmtree(lab.folder / "notebooks")
    (lab.folder / "progress.jsonl").unlink(missing_ok=True)


@pytest.mark.js(links=True)
def test_a_link_leads_to_a_part_of_a_notebook(desk, lab, course):
    """One that is not open yet, and again after its reader has gone on."""
    heading = "2 · What is “Σ”? (lecture §2)"
    much = ["much\n\n" * 20] * 20
    write_notebook(lab.folder / ONE, (), ("# 01 · One", *much, f"## {heading}", *much))
    html = f"links.link({ONE!r}, 'there', {heading!r})"
    notebook = desk.show(f"from backprop_core.explorers.kit import links\nlinks.Links(html={html})")
    page = notebook.page
    notebook.run_all()
    there = page.locator(".bp-links a", has_text="there")
    shown = "path => jupyterapp.shell.currentWidget?.context?.path === path"
    found = """heading => [...document.querySelectorAll('h2')].some(each => {
        const top = each.getBoundingClientRect().top;
        return each.textContent.startsWith(heading) && top > 0 && top < innerHeight / 2;
    })"""
    for _ in range(2):
        there.click()
        page.wait_for_function(shown, arg=ONE)
        page.wait_for_function(found, arg=heading)
        page.mouse.move(800, 500)
        page.mouse.wheel(0, -5000)
        page.wait_for_function(f"heading => !({found})(heading)", arg=heading)
        page.evaluate("name => { jupyterapp.commands.execute('docmanager:open', { path: name }); }", notebook.name)
        page.wait_for_function(shown, arg=notebook.name)
    check_quiet(notebook)
    desk.leave()  # two notebooks are open in this page now


@pytest.mark.js(links=True, press=True)
def test_an_answer_outlives_its_kernel_and_stands_on_the_map(desk, lab, course):
    notebook = desk.show(*CELLS)
    page = notebook.page
    notebook.run_all()
    question, progress = page.locator(".bp-question"), page.locator(".bp-progress")
    head, verdict = progress.locator(".bp-links").first, question.locator(".bp-verdict")
    head.get_by_text("Of 2 questions: 0 right at once, 0 with help, 2 not yet.").wait_for()
    assert progress.locator("a").first.inner_text() == "01 · One"
    question.get_by_label("Err falls").check()
    press(notebook, "Check")
    verdict.get_by_text("Right.", exact=True).wait_for()
    question.get_by_label("because …").fill("it leads away from the target")
    page.keyboard.press("Tab")
    notebook.settled()
    assert [json.loads(line)["notebook"] for line in course.read_text().splitlines()] == [notebook.name] * 2

    notebook.restart_and_run_all()
    verdict.get_by_text("This is how you left it.").wait_for()
    assert question.get_by_label("because …").input_value() == "it leads away from the target"
    assert question.get_by_role("button", name="Check").count() == 0
    head.get_by_text("1 right at once").wait_for()
    assert progress.locator("tr[aria-current]").inner_text().split() == ["01", "·", "One", "✓○", "1", "0", "1"]

    press(notebook, "Ask again")
    question.get_by_role("button", name="Check").wait_for()
    verdict.wait_for(state="detached")
    assert not question.get_by_label("Err falls").is_checked()

    press(notebook, "Another learner")
    page.wait_for_function("document.activeElement.matches('.bp-progress input')")
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    head.get_by_text("Ada's way through the course.").wait_for()
    head.get_by_text("0 right at once").wait_for()
    press(notebook, "Forget everything")
    page.wait_for_function("document.activeElement.textContent === 'Keep it'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    head.get_by_text("Your way through the course.").wait_for()
    assert not course.exists()

    pages = len(page.context.pages)
    progress.locator("a", has_text="01 · One").first.click()  # opens beside this one, in the same page
    page.wait_for_function("path => jupyterapp.shell.currentWidget?.context?.path === path", arg=ONE)
    assert len(page.context.pages) == pages
    check_quiet(notebook)
    desk.leave()  # two notebooks are open in this page now
    lab.end_kernel(ONE)
