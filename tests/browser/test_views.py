"""The other views of a small network, and questions about it, in real JupyterLab."""

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.explorers import ChainRuleExplorer, ErrorExplorer
from backprop_core.one_step.text import number
from tests.browser.screen import LECTURE, computed, drag, kernel_says, press, until_shown, with_weight

pytestmark = pytest.mark.browser


@pytest.mark.js(live_figure=True)
def test_the_point_of_a_landscape_is_dragged_and_moved_by_keys(run_cells):
    """Also where the page shows the picture smaller than it is."""
    cell = "from backprop_core.explorers import ErrorExplorer\nview = ErrorExplorer()\nview"
    notebook = run_cells(cell)
    page = notebook.page
    box = page.locator(".bp-handles").nth(1)
    box.locator("img").wait_for()
    figure = ErrorExplorer().bands

    def drag_to(a, b):
        notebook.settled()
        box.hover()  # it has come to rest
        place, (across, up) = box.bounding_box(), figure.axes[0].transData.transform((a, b))
        x = place["x"] + across / figure.figure.bbox.width * place["width"]
        y = place["y"] + (1 - up / figure.figure.bbox.height) * place["height"]
        page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        page.mouse.down()
        page.mouse.move(x, y, steps=40)
        page.mouse.up()

    def until_told(text):
        page.wait_for_function(
            "text => document.querySelectorAll('.bp-handles')[1].getAttribute('aria-label').includes(text)", arg=text
        )

    drag_to(0.6, 0.45)
    until_told("Err = 0.21 at θ₁₁ = 0.6, θ₁₂ = 0.45.")
    for key in ("ArrowLeft", "ArrowDown", "Shift+ArrowUp", "b", "d", "d"):
        page.keyboard.press(key)
    until_told("at θ₁₁ = 0.5, θ₁₂ = 1.35.")
    assert page.locator(".jp-CodeCell").count() == 1
    narrow = page.add_style_tag(content=".bp-figures .bp-host { width: 180px !important }")
    drag_to(0.6, 0.45)
    until_told("Err = 0.21 at θ₁₁ = 0.6, θ₁₂ = 0.45.")
    narrow.evaluate("style => style.remove()")


DIGEST = """async () => {
    const answer = await fetch(document.querySelector("img.bp-figure").src);
    const hash = await crypto.subtle.digest("SHA-1", await answer.arrayBuffer());
    return [...new Uint8Array(hash)].map(each => each.toString(16).padStart(2, "0")).join("");
}"""


BOX = "part => (({ x, y, width, height }) => [x, y, width, height])(part.getBoundingClientRect())"
ZOOMED = f"""share => {{
    const over = document.querySelector(".bp-zoom");
    const picture = over.closest(".bp-figure");
    const old = over.lastElementChild;
    for (const each of old.getAnimations()) {{
        each.pause();
        each.currentTime = share * each.effect.getTiming().duration;
    }}
    const box = {BOX};
    return [box(picture), box(old.querySelector(".cut .stroke-muted"))];
}}"""


@pytest.mark.js(svg_figure=True)
def test_half_the_nudge_is_seen_to_zoom(run_cells):
    """The old window grows until its frame fills the axes; then nothing of it is left. With less motion it is not
    there at all."""
    cell = "from backprop_core.explorers import ChainRuleExplorer\nview = ChainRuleExplorer()\nview"
    notebook = run_cells(cell)
    page = notebook.page
    frame = page.locator(".bp-figure .cut .stroke-muted").first
    frame.wait_for()
    notebook.settled()
    before = frame.evaluate(f"part => ({BOX})(part)")
    press(notebook, "h ÷ 2")
    page.locator(".bp-zoom").wait_for(state="attached")
    picture, old = page.evaluate(ZOOMED, 0)
    assert old == pytest.approx(before, abs=1), "it begins as it was"
    picture, old = page.evaluate(ZOOMED, 0.75)
    view = ChainRuleExplorer()
    view.closer.presses += 1
    share = picture[2] / view.curve.width
    left, top, width, height = (share * each for each in view.curve.zoom[:4])
    assert old == pytest.approx([picture[0] + left, picture[1] + top, width, height], abs=3), "it fills the axes"
    page.evaluate("document.querySelector('.bp-zoom').lastElementChild.getAnimations()[0].finish()")
    page.locator(".bp-zoom").wait_for(state="detached")
    page.emulate_media(reduced_motion="reduce")
    words = page.locator(".bp-figure text", has_text="square: h = 0.125")
    press(notebook, "h ÷ 2")
    words.first.wait_for()
    assert not page.locator(".bp-zoom").count()
    page.emulate_media(reduced_motion="no-preference")


SLOW = """() => {
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
    const later = { configurable: true, get, set(address) { setTimeout(() => set.call(this, address), 300); } };
    Object.defineProperty(HTMLImageElement.prototype, "src", later);
    window.quick = () => Object.defineProperty(HTMLImageElement.prototype, "src", { configurable: true, get, set });
}"""


@pytest.mark.js(live_figure=True)
def test_the_last_of_many_quick_pictures_is_the_one_that_stays(run_cells):
    """On a page that takes its time to load them."""
    notebook = run_cells("from backprop_core.explorers import ErrorExplorer\nview = ErrorExplorer()\nview")
    notebook.page.locator("img.bp-figure").first.wait_for()
    notebook.page.evaluate(SLOW)
    before = "figure = view.figures.children[1]; one = figure.png; view.set(theta={(1, 1, 1): 2.0})"
    kernel_says(notebook, f"{before}\nlen(one)")
    notebook.page.wait_for_timeout(600)
    last = kernel_says(
        notebook,
        "other = figure.png; figure.png = one; figure.png = other\n__import__('hashlib').sha1(other).hexdigest()",
    )
    notebook.page.wait_for_timeout(900)  # what comes first may be loaded, and what comes last after it
    assert notebook.page.evaluate(DIGEST) == last.strip("'")
    notebook.page.evaluate("quick()")


CARDS = """() => [...document.querySelectorAll("img.bp-figure")].filter(img => img.offsetParent).map(img => {
    const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    pen.drawImage(img, 0, 0);
    return pen.getImageData(0, 0, 1, 1).data.join(" ");
})"""
SAME = f"card => {{ const cards = ({CARDS})(); return cards.length === 2 && cards.every(each => each === card); }}"
LIGHT, DARK = "255 255 255 255", "22 25 29 255"


def until_all_are(page, card):
    """Wait until the corner of each of both figures has this colour."""
    for _ in range(200):
        if page.evaluate(SAME, card):
            return
        page.wait_for_timeout(50)
    assert page.evaluate(CARDS) == [card] * 2


@pytest.mark.js(live_figure=True)
def test_figures_follow_the_theme_of_the_page(run_cells):
    """One that begins in the dark, and one whose page changes while it is open; what is stored stays light."""
    cell = "from backprop_core.explorers import ErrorExplorer\nview = ErrorExplorer()\nview"
    notebook = run_cells(cell)
    page = notebook.page
    stored = "__import__('hashlib').sha1(view.svg().encode()).hexdigest()"
    notebook.theme("JupyterLab Light")  # the theme of a page that is opened may be another test's
    until_all_are(page, LIGHT)
    before = kernel_says(notebook, stored)
    notebook.theme("JupyterLab Dark")
    try:
        until_all_are(page, DARK)
        assert kernel_says(notebook, stored) == before
        notebook = run_cells(cell)
        until_all_are(page, DARK)
        drag(notebook, "theta-1-1-1", up=30)
        notebook.settled()
        until_all_are(page, DARK)
    finally:
        notebook.theme("JupyterLab Light")
    until_all_are(page, LIGHT)


POINTS = """() => [...document.querySelectorAll(".bp-figure.bp-drawn svg:has(> circle.fill-lit)")].map(picture => {
    const disc = picture.querySelector("circle.fill-lit");
    const colours = [picture.querySelector(".card"), disc].map((part) => getComputedStyle(part).fill);
    return [disc.getAttribute("cx"), disc.getAttribute("cy"), ...colours];
})"""


@pytest.mark.js(svg_figure=True)
def test_written_pictures_follow_a_drag_and_the_theme(run_cells):
    notebook = run_cells("from backprop_core.explorers import ForwardExplorer\nview = ForwardExplorer()\nview")
    page = notebook.page
    notebook.theme("JupyterLab Light")
    page.locator(".bp-figure circle.fill-lit").first.wait_for()
    before = page.evaluate(POINTS)
    assert [each[2:] for each in before] == [["rgb(255, 255, 255)", "rgb(255, 239, 194)"]] * 2
    drag(notebook, "theta-1-1-1", up=30)
    notebook.settled()
    after = page.evaluate(POINTS)
    assert all(old[:2] != new[:2] and old[2:] == new[2:] for old, new in zip(before, after, strict=True))
    page.evaluate("svg => (window.written = svg)", eval(kernel_says(notebook, "view.figures.children[0].svg")))
    assert page.evaluate("""() => {
        const box = document.createElement("div");
        box.innerHTML = written.replaceAll("\\n", "");
        return box.innerHTML === document.querySelector(".bp-figure.bp-drawn").innerHTML;
    }""")
    notebook.theme("JupyterLab Dark")
    try:
        page.wait_for_function(f"({POINTS})().every(each => each[2] === 'rgb(22, 25, 29)')")
        dark = page.evaluate(POINTS)
        assert all(old[:2] == new[:2] and old[3] != new[3] for old, new in zip(after, dark, strict=True))
    finally:
        notebook.theme("JupyterLab Light")


@pytest.mark.js(live_figure=True)
def test_the_end_of_a_drag_is_told(run_cells):
    """Under a drag the axes stand still; afterwards they may take in what has come."""
    notebook = run_cells("from backprop_core.explorers import ErrorExplorer\nview = ErrorExplorer()\nview")
    page = notebook.page
    box = page.locator(".bp-handles").nth(1)
    box.locator("img").wait_for()
    place = box.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20, steps=5)
    page.mouse.up()
    notebook.settled()
    assert kernel_says(notebook, "view.bands.event['kind'], view.bands.held") == "('drop', False)"


KINDS = ["ForwardExplorer", "ErrorExplorer", "ChainRuleExplorer", "DeltaExplorer"]
SHOWN = """n => {
    const view = document.querySelectorAll(".bp-explorer")[n];
    const pictures = [...view.querySelectorAll(".bp-figure")].filter(each => each.offsetParent);
    return {
        diagram: view.querySelector(".bp-diagram").textContent,
        pictures: pictures.map(each => each.innerHTML || each.alt + each.src),
        said: view.querySelector(".bp-unseen[role=status]").textContent,
    };
}"""


@pytest.mark.js(diagram_view=True, live_figure=True, page=True)
def test_four_views_in_one_notebook_answer_each_for_itself(run_cells):
    """A weight dragged in one changes its numbers, its pictures and what it says, and nothing in the other three."""
    cells = [f"from backprop_core.explorers import {name}\n{name}(preset='lecture')" for name in KINDS]
    notebook = run_cells(*cells)
    page = notebook.page
    page.wait_for_function("() => document.querySelectorAll('.bp-explorer .bp-diagram svg').length === 4")
    page.wait_for_function(
        "() => [...document.querySelectorAll('img.bp-figure')].every(img => img.naturalWidth || !img.offsetParent)"
    )
    for n, name in enumerate(KINDS):
        page.locator(".bp-explorer").nth(n).locator(".bp-diagram").scroll_into_view_if_needed()
        notebook.settled()
        before = [page.evaluate(SHOWN, k) for k in range(4)]
        drag(notebook, "theta-1-1-1", up=70, steps=10, view=n)
        page.wait_for_function(
            "n => document.querySelectorAll('.bp-explorer .bp-diagram')[n].textContent.includes('+1.5')",
            arg=n,
        )
        notebook.settled()
        after = [page.evaluate(SHOWN, k) for k in range(4)]
        assert [k for k in range(4) if after[k] != before[k]] == [n], name
        assert "x1" in after[n]["said"].replace("₁", "1")
        moved = [old != new for old, new in zip(before[n]["pictures"], after[n]["pictures"], strict=True)]
        assert len(moved) >= 2 and all(moved), name


@pytest.mark.js(live_figure=True, press=True)
def test_paths_are_stepped_through_and_times_measured(run_cells):
    """The button marks path after path; times come beside the counts by themselves, and the button is free again."""
    cell = "from backprop_core.explorers import WhyExplorer\nWhyExplorer(sizes=(2, 3, 2), pictures=('paths', 'costs'))"
    notebook = run_cells(cell)
    page = notebook.page
    page.locator("img.bp-figure[alt*='all 2 paths']").wait_for()
    for words in ("path 1 of 2", "path 2 of 2", "all 2 paths"):
        page.get_by_role("button", name="Next path").click()
        page.locator(f"img.bp-figure[alt*='{words}']").wait_for()
    assert page.locator("img.bp-figure:visible").count() == 2
    page.get_by_role("button", name="Measure times").click()
    page.locator("img.bp-figure[alt^='Measured here']").wait_for()
    page.get_by_role("button", name="Measure times").wait_for()
    assert page.locator("img.bp-figure:visible").count() == 3


@pytest.mark.js(diagram_view=True)
def test_the_rows_of_the_table_follow_hand_and_keys(run_cells):
    cells = "from backprop_core.explorers import SummaryExplorer\nSummaryExplorer()"
    notebook = run_cells(cells)
    page = notebook.page
    table = page.locator(".bp-equations")

    def chosen(words):
        table.locator("tr[aria-selected=true]", has_text=words).wait_for()

    chosen("u of hidden neuron 1")
    table.locator("tr", has_text="Delta, output layer").click()
    chosen("δ of output neuron 1")
    for key, words in (
        ("ArrowDown", "δ of hidden neuron 1"), ("ArrowUp", "δ of output neuron 1"), ("b", "δ of output neuron 1"),
        ("End", "Update"), ("ArrowDown", "u of hidden neuron 1"),
    ):  # fmt: skip
        page.keyboard.press(key)
        chosen(words)
    assert page.locator(".jp-CodeCell").count() == 1
    drag(notebook, "theta-1-2-1", up=50)
    theta = [np.array(matrix) for matrix in with_weight(1, 2, 1, 0.2)]
    net = Network((2, 3, 1), theta=theta)
    grads = net.backward(net.forward(LECTURE["x"]), LECTURE["y"])
    table.locator("tr", has_text=f"= {number(grads.gradient[1][1, 0], plus=True)}").wait_for()
    table.locator("tr", has_text=f"= {number(0.2 - 0.5 * grads.gradient[1][1, 0])}").wait_for()


@pytest.mark.js(diagram_view=True)
def test_a_number_in_a_sentence_is_dragged(run_cells):
    cells = (
        "from backprop_core.explorers import Sentence\n"
        "Sentence('{a} times {b} is {c}.', a=2, b=3, c=lambda a, b: a * b)"
    )
    notebook = run_cells(cells)
    page = notebook.page
    sentence = page.locator(".bp-explorer p", has_text="2 times 3 is 6.").first
    sentence.wait_for()
    drag(notebook, "a", up=50)
    page.locator(".bp-explorer p", has_text="2.5 times 3 is 7.5.").first.wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.locator(".bp-explorer p", has_text="2.5 times 2.9 is 7.25.").first.wait_for()


@pytest.mark.js(answer_box=True, line=True, page=True, press=True)
def test_a_question_is_answered_by_keyboard_alone(run_cells):
    """Wrong, a hint; wrong again, the answer beside what was said; a reason; a model sentence. Keys stay in it."""
    from backprop_core.explorers.questions.tasks import draw

    task = draw("output_delta", 3)
    cells = "from backprop_core.explorers import Question\nQuestion('output_delta', seed=3)"
    notebook = run_cells(cells)
    page = notebook.page
    box = page.get_by_label("Your answer")
    box.focus()
    page.keyboard.type(str(-task.answer))
    page.keyboard.press("Enter")
    hint = next(words for value, words in task.mistakes if value == -task.answer)
    page.locator(".bp-question", has_text=hint).wait_for()
    assert number(task.answer) not in page.locator(".bp-question").inner_text()
    page.get_by_label("Your answer").focus()
    page.keyboard.type("no idea")
    page.keyboard.press("Enter")
    page.locator(".bp-question .bp-message:visible").wait_for()
    box.fill("")
    page.keyboard.type("17")
    page.keyboard.press("Shift+Enter")  # it would run the cell again, and the answer would be lost
    page.locator(".bp-question", has_text=f"The answer: {number(task.answer)}").wait_for()
    page.get_by_label("because …").focus()
    page.keyboard.type("b d d error times slope")
    page.keyboard.press("Shift+Enter")
    page.get_by_role("button", name="Compare").focus()
    page.keyboard.press("Enter")
    page.locator(".bp-model", has_text=task.because[:40]).wait_for()
    assert "error times slope" in page.get_by_label("because …").input_value()
    assert page.locator(".jp-CodeCell").count() == 1


@pytest.mark.js(answer_box=True, looks=True, press=True)
def test_check_judges_what_was_typed_just_before(run_cells):
    """Text and press are two messages, which JupyterLab may give to two threads of the kernel."""
    from backprop_core.explorers.questions.tasks import draw

    cells = [f"from backprop_core.explorers import Question\nQuestion('output_delta', seed={n})" for n in range(4)]
    notebook = run_cells(*cells)
    page = notebook.page
    for n in range(4):
        question = page.locator(".bp-question").nth(n)
        box, check = question.get_by_label("Your answer"), question.get_by_role("button", name="Check", exact=True)
        box.fill("17")
        check.click()
        question.locator(".bp-hint", has_text="One try is left.").wait_for()
        box.fill(str(draw("output_delta", n).answer))
        page.wait_for_timeout(100)
        check.click()
        question.get_by_role("button", name="Another one").wait_for()
        assert "Right" in question.inner_text(), question.inner_text()


@pytest.fixture
def late(desk):
    """anywidget's two seconds for the script of a model are over at once, as in a page that is busy."""
    page = desk.show().page
    page.evaluate("window.usual = AbortSignal.timeout; AbortSignal.timeout = () => usual.call(AbortSignal, 0)")
    yield
    page.evaluate("AbortSignal.timeout = usual")


@pytest.mark.js(hearing=True)
def test_a_view_whose_scripts_come_late_hears_the_kernel(late, run_cells):
    """Its diagram, its numbers, its figures, its buttons, and the line for an answer."""
    notebook = run_cells(
        "from backprop_core.explorers import AlgorithmExplorer, Question\nview = AlgorithmExplorer()\nview",
        "question = Question('output_delta', seed=3)\nquestion",
    )
    page = notebook.page
    until_shown(notebook, computed(LECTURE["theta"]))
    before = page.locator(".bp-figure circle").get_attribute("cy")
    drag(notebook, "theta-2-1-2", up=60)
    until_shown(notebook, computed(with_weight(2, 1, 2, -0.1)))
    page.wait_for_function("cy => document.querySelector('.bp-figure circle').getAttribute('cy') !== cy", arg=before)
    kernel_says(notebook, "view.eta.set_trait('value', 0.25) or 'said'")
    page.wait_for_function("[...document.querySelectorAll('.bp-explorer input')].some(box => box.value === '0.25')")
    kernel_says(notebook, "question.check.set_trait('description', 'Heard') or 'said'")
    page.get_by_role("button", name="Heard").wait_for()


@pytest.mark.js(press=True)
def test_a_test_is_taken_one_question_at_a_time(run_cells):
    cells = "from backprop_core.explorers import SelfTest\nSelfTest(count=2)"
    notebook = run_cells(cells)
    page = notebook.page
    for n in (1, 2):
        page.locator(".bp-test", has_text=f"Question {n} of 2").wait_for()
        page.get_by_role("button", name="Show me").click()
        page.locator(".bp-test [aria-current]", has_text=f"{n} ✗").wait_for()
        if n == 1:
            page.get_by_role("button", name="Next ▶").click()
    page.locator(".bp-test", has_text="0 of 2 right").wait_for()
    assert page.locator(".bp-test", has_text="Read again: ").count() == 1
    chip = page.get_by_role("button", name="Question 1: wrong", exact=True)
    assert chip.inner_text() == "1 ✗" and chip.get_attribute("aria-current") is None
    chip.focus()
    page.keyboard.press("Enter")
    page.locator(".bp-test [aria-current='step']", has_text="1 ✗").wait_for()
    page.locator(".bp-test", has_text="Question 1 of 2").wait_for()
    assert page.locator(".bp-test [aria-current]").count() == 1
    page.get_by_role("button", name="New test").click()
    page.locator(".bp-test", has_text="✗").wait_for(state="detached")
    page.locator(".bp-test", has_text="Question 1 of 2").wait_for()
