"""The live views in real JupyterLab and Chromium, used as a student uses them."""

import json
import shutil

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.explorers import ErrorExplorer
from backprop_core.explorers.presets import PRESETS
from backprop_core.figures.text import number
from tools.lab import ROOT, Lab, Notebook, browser

pytestmark = pytest.mark.browser

LECTURE = PRESETS["lecture"]
VIEW = "from backprop_core.explorers import AlgorithmExplorer\nview = AlgorithmExplorer()\nview"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab over a folder of its own, with copies of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder)
    lab = Lab(folder)
    yield lab
    lab.close()


@pytest.fixture(scope="module")
def chromium(browser_path):
    with browser(browser_path) as chromium:
        yield chromium


def check_quiet(notebook):
    """No page may have complained, or asked an outside address for anything."""
    assert notebook.problems == []
    assert notebook.outside == []


@pytest.fixture
def open_notebook(lab, chromium):
    """Opens a notebook in a page of its own."""
    contexts, notebooks = [], []

    def open_it(name, width=1280, height=900, **settings):
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        contexts.append(context)
        notebooks.append(Notebook(lab, context, name))
        return notebooks[-1]

    yield open_it
    for context in contexts:
        context.close()
    for notebook in notebooks:
        check_quiet(notebook)


@pytest.fixture(scope="module")
def shared(lab, chromium):
    """One page for the tests of one view: opening JupyterLab takes longer than most of them."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Notebook(lab, context, lab.write("view.ipynb", VIEW))
    context.close()


@pytest.fixture
def view(shared):
    """A notebook with one AlgorithmExplorer, which has just been run."""
    shared.run_all()
    shared.page.locator(".bp-diagram svg").wait_for()
    until_shown(shared, computed(LECTURE["theta"]))
    yield shared
    check_quiet(shared)


def shown(notebook):
    """The numbers that the page shows: {"u-1-2": "0.66", "theta-1-1-1": "+0.8", "gradient-1-1-1": "−0.02622", …}."""
    texts = notebook.page.evaluate(
        """() => {
            const found = {};
            for (const part of document.querySelectorAll(".bp-diagram [data-item]")) {
                const lines = [...part.querySelectorAll("text")].map(text => text.textContent);
                if (lines.length) found[part.dataset.item] = lines;
            }
            return found;
        }"""
    )
    numbers = {}
    for item, lines in texts.items():
        numbers[item] = lines[-1].split(" ")[-1] if item[0] != "t" else lines[0]
        if item.startswith("theta") and len(lines) == 2:
            numbers["gradient" + item[5:]] = lines[1].split(" ")[-1]
    return numbers


def computed(theta, x=LECTURE["x"], y=LECTURE["y"], **settings):
    """The same from the core, as text."""
    net = Network(LECTURE["sizes"], theta=theta, **settings)
    trace = net.forward(x)
    grads = net.backward(trace, y)
    numbers = {"Err": number(grads.Err), "y-1": number(y[0][0])}
    numbers |= {f"x-{i}": number(value[0]) for i, value in enumerate(x, start=1)}
    for m in (1, 2):
        for i in range(LECTURE["sizes"][m]):
            place = f"{m}-{i + 1}"
            numbers[f"u-{place}"] = number(trace.u[m][i, 0])
            numbers[f"o-{place}"] = number(trace.o[m][i, 0])
            numbers[f"delta-{place}"] = number(grads.delta[m][i, 0], plus=True)
            for l in range(LECTURE["sizes"][m - 1]):
                numbers[f"theta-{place}-{l + 1}"] = number(net.theta[m][i, l], plus=True)
                numbers[f"gradient-{place}-{l + 1}"] = number(grads.gradient[m][i, l], plus=True)
    return numbers


def after_steps(steps, eta=0.5):
    """θ of the lecture's network after some steps."""
    net = Network(LECTURE["sizes"], theta=LECTURE["theta"])
    for _ in range(steps):
        net.update(net.backward(net.forward(LECTURE["x"]), LECTURE["y"]), eta)
    return net.theta[1:]


def until_shown(notebook, expected):
    """Wait until the page shows exactly these numbers."""
    for _ in range(60):
        if shown(notebook) == expected:
            return
        notebook.page.wait_for_timeout(100)
    assert shown(notebook) == expected


def press(notebook, *names):
    for name in names:
        notebook.page.get_by_role("button", name=name, exact=True).click()


def middle(notebook, item):
    """Where the label (or body) of a number is on the screen."""
    return notebook.page.evaluate(
        """item => {
            const parts = [...document.querySelectorAll(`.bp-diagram [data-item="${item}"]`)];
            const box = parts.pop().getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        item,
    )


def drag(notebook, item, up, steps=30):
    """Drag a number upward by so many pixels."""
    mouse = notebook.page.mouse
    x, y = middle(notebook, item)
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y - up, steps=steps)
    mouse.up()


def type_number(page, text):
    """Enter, the number, Enter; the first may have to wait for the kernel's last answer."""
    page.keyboard.press("Enter")
    page.locator(".bp-edit").wait_for()
    page.keyboard.type(text) if text else page.keyboard.press("Delete")
    page.keyboard.press("Enter")


def with_weight(m, i, l, value):
    """The lecture's θ with one weight changed; neurons counted from 1."""
    theta = json.loads(json.dumps(LECTURE["theta"]))
    theta[m - 1][i - 1][l - 1] = value
    return theta


def test_dragging_a_weight_changes_every_number_in_the_page(view):
    drag(view, "theta-2-1-2", up=60)
    until_shown(view, computed(with_weight(2, 1, 2, -0.1)))
    drag(view, "theta-2-1-2", up=-230, steps=5)  # fast: fewer moves than pixels
    until_shown(view, computed(with_weight(2, 1, 2, -2.4)))
    drag(view, "x-1", up=25)
    until_shown(view, computed(with_weight(2, 1, 2, -2.4), x=[[0.75], [0.9]]))
    press(view, "Reset")
    until_shown(view, computed(LECTURE["theta"]))
    drag(view, "y-1", up=-100)
    until_shown(view, computed(LECTURE["theta"], y=[[0.0]]))


def test_keys_stay_in_the_diagram(view):
    page = view.page
    cells = page.locator(".jp-Cell").count()
    page.mouse.click(*middle(view, "theta-1-1-1"))
    for key in ("ArrowDown", "ArrowDown", "b", "a", "d", "d", "x", "m", "Shift+ArrowUp"):
        page.keyboard.press(key)
    until_shown(view, computed(with_weight(1, 1, 1, 1.6)))
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-CodeCell").count() == cells
    assert page.evaluate("document.activeElement.className") == "bp-diagram"

    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.getAttribute('aria-activedescendant').endsWith('theta-1-1-2')")
    type_number(page, "-1.25")
    theta = with_weight(1, 1, 1, 1.6)
    theta[0][0][1] = -1.25
    until_shown(view, computed(theta))
    assert page.evaluate("document.activeElement.className") == "bp-diagram"


def test_a_double_click_by_hand_opens_the_editor(view):
    """A hand holds the button for a while; meanwhile the picture has been swapped."""
    page = view.page
    for item, text, value in (("theta-1-3-2", "0.25", 0.25), ("theta-2-1-1", "−0,5", -0.5)):
        page.mouse.move(*middle(view, item))
        for _ in range(2):
            page.mouse.down()
            page.wait_for_timeout(60)
            page.mouse.up()
            page.wait_for_timeout(60)
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


def test_keys_stay_in_the_view(view):
    """Also from a button or a slider JupyterLab must not insert or delete cells."""
    page = view.page
    cells = page.locator(".jp-Cell").count()
    for place in (page.get_by_role("button", name="Reset"), page.locator(".bp-explorer .noUi-handle").last):
        place.focus()
        for key in ("b", "a", "d", "d", "m"):
            page.keyboard.press(key)
    assert page.locator(".jp-CodeCell").count() == cells
    page.locator(".bp-diagram").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.bp-explorer')") is None


def test_the_eta_that_is_typed_is_the_eta_that_is_used(view):
    page = view.page
    box = page.get_by_label("η", exact=True)
    for text in ("0.3", "0.7", "0.123456"):
        box.fill(text)
        box.press("Enter")
        page.wait_for_timeout(500)  # for what the slider sends back
        assert box.input_value() == text
    press(view, "1 step")
    until_shown(view, computed(after_steps(1, eta=0.123456)))
    box.fill("0")
    box.press("Enter")
    page.locator(".bp-message", has_text="eta must be from 0.001 to 1000").wait_for()


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
    page.locator(".bp-status", has_text="Step 2 · micro-step 0").wait_for()
    press(view, "◀ Back", *["◀ Back"] * 9)
    until_shown(view, opening)


def test_whole_steps_and_the_curve(view):
    page = view.page
    picture = page.locator("img.bp-figure")
    before = picture.get_attribute("src")
    press(view, "100 steps", "1 step")
    until_shown(view, computed(after_steps(101)))
    assert "after 101 steps" in picture.get_attribute("alt")
    assert picture.get_attribute("src") != before
    assert page.evaluate("document.querySelector('img.bp-figure').naturalWidth") > 0
    handle = page.locator(".bp-explorer .noUi-handle").last  # η
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
    sentence = page.locator(".bp-message", has_text="The run ends at step")
    sentence.wait_for()
    assert "too large for a float" in sentence.text_content()
    assert not [text for text in shown(view).values() if "∞" in text or "not a number" in text]
    press(view, "Reset")
    sentence.wait_for(state="hidden")
    until_shown(view, computed(LECTURE["theta"], activation="identity"))


def test_play_goes_on_until_its_view_is_gone(view, lab):
    page = view.page
    press(view, "|◀ Start", "▶ Play")
    page.locator(".bp-status", has_text="micro-step 3 of 31").wait_for()
    page.locator(".jp-CodeCell").first.click(position={"x": 5, "y": 5})
    view.menu("Edit", "Clear Cell Output")
    page.locator(".bp-diagram").wait_for(state="detached")
    page.wait_for_timeout(500)
    first = kernel_says(view, "view.state()['micro'], view.play.value")
    page.wait_for_timeout(2000)
    assert kernel_says(view, "view.state()['micro'], view.play.value") == first
    assert first.endswith("False)")


def kernel_says(notebook, expression):
    """Run an expression in a new cell at the end, and return what it shows."""
    page = notebook.page
    page.locator(".jp-Cell").last.click(position={"x": 5, "y": 5})
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(expression)
    page.keyboard.press("Control+Enter")
    notebook.finished()
    return page.locator(".jp-Cell").last.locator(".jp-OutputArea-output").last.inner_text().strip()


def test_copied_code_rebuilds_the_view(lab, open_notebook):
    notebook = open_notebook(lab.write("copy.ipynb", VIEW), permissions=["clipboard-read", "clipboard-write"])
    notebook.run_all()
    drag(notebook, "theta-1-2-1", up=40)
    press(notebook, "100 steps", "More ▾", "Copy as code")
    notebook.page.get_by_role("button", name="Copied ✓").wait_for()
    code = notebook.page.evaluate("navigator.clipboard.readText()")
    import backprop_core.explorers

    again = eval(code, vars(backprop_core.explorers))
    assert again.state()["steps"] == 100
    assert number(again.state()["theta"][1][1][0], plus=True) == shown(notebook)["theta-1-2-1"]


def test_reload_then_restart(view):
    page = view.page
    drag(view, "theta-1-1-1", up=50)
    until_shown(view, computed(with_weight(1, 1, 1, 1.3)))
    page.keyboard.press("Control+s")
    page.wait_for_timeout(500)
    page.reload()
    view.ready()
    page.locator(".bp-diagram svg").wait_for()
    until_shown(view, computed(with_weight(1, 1, 1, 1.3)))  # the kernel kept it
    drag(view, "theta-1-1-1", up=10)
    until_shown(view, computed(with_weight(1, 1, 1, 1.4)))
    view.restart_and_run_all()
    page.locator(".bp-diagram svg").wait_for()
    until_shown(view, computed(LECTURE["theta"]))
    drag(view, "theta-1-1-1", up=50)
    until_shown(view, computed(with_weight(1, 1, 1, 1.3)))


def test_a_stopped_kernel_is_told(view):
    """Restarted without running the cell again, the old view must not look alive."""
    page = view.page
    view.menu("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    view.ready()
    page.wait_for_timeout(1000)
    drag(view, "theta-1-1-1", up=50)
    page.locator(".bp-silence", has_text="Restart Kernel and Run All Cells").wait_for()


def test_sharp_on_a_fine_screen(lab, open_notebook):
    notebook = open_notebook(lab.write("fine.ipynb", VIEW), device_scale_factor=2)
    notebook.run_all()
    sharp = """() => {
        const img = document.querySelector("img.bp-figure");
        return img && img.naturalWidth === 2 * Number(img.getAttribute("width"));
    }"""
    notebook.page.wait_for_function(sharp)
    until_shown(notebook, computed(LECTURE["theta"]))
    notebook.page.wait_for_timeout(300)  # for the page to settle
    drag(notebook, "theta-2-1-2", up=60)
    until_shown(notebook, computed(with_weight(2, 1, 2, -0.1)))
    notebook.page.wait_for_function(sharp)


def test_the_point_of_a_landscape_is_dragged_and_moved_by_keys(lab, open_notebook):
    """Also where the page shows the picture smaller than it is."""
    cell = "from backprop_core.explorers import ErrorExplorer\nview = ErrorExplorer()\nview"
    notebook = open_notebook(lab.write("landscape.ipynb", cell))
    notebook.run_all()
    page = notebook.page
    box = page.locator(".bp-handles").nth(1)
    box.locator("img").wait_for()
    figure = ErrorExplorer().bands

    def drag_to(a, b):
        page.wait_for_timeout(300)  # for the page to settle
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
    page.add_style_tag(content=".bp-figures .bp-host { width: 180px !important }")
    drag_to(0.6, 0.45)
    until_told("Err = 0.21 at θ₁₁ = 0.6, θ₁₂ = 0.45.")


KINDS = ["ForwardExplorer", "ErrorExplorer", "ChainRuleExplorer", "DeltaExplorer"]
SHOWN = """n => {
    const view = document.querySelectorAll(".bp-explorer")[n];
    const pictures = [...view.querySelectorAll("img.bp-figure")].filter(img => img.offsetParent);
    return {
        diagram: view.querySelector(".bp-diagram").textContent,
        pictures: pictures.map(img => img.alt + img.src),
        said: view.querySelector(".bp-unseen[role=status]").textContent,
    };
}"""


def test_four_views_in_one_notebook_answer_each_for_itself(lab, open_notebook):
    """A weight dragged in one changes its numbers, its pictures and what it says, and nothing in the other three."""
    cells = [f"from backprop_core.explorers import {name}\n{name}(preset='lecture')" for name in KINDS]
    notebook = open_notebook(lab.write("four.ipynb", *cells), height=3600)
    notebook.run_all()
    page = notebook.page
    page.wait_for_function("() => document.querySelectorAll('.bp-explorer .bp-diagram svg').length === 4")
    page.wait_for_function(
        "() => [...document.querySelectorAll('img.bp-figure')].every(img => img.naturalWidth || !img.offsetParent)"
    )
    page.wait_for_timeout(500)
    for n, name in enumerate(KINDS):
        before = [page.evaluate(SHOWN, k) for k in range(4)]
        x, y = page.evaluate(
            """n => {
                const view = document.querySelectorAll(".bp-explorer")[n];
                const box = [...view.querySelectorAll('[data-item="theta-1-1-1"]')].pop().getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
            }""",
            n,
        )
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - 70, steps=20)
        page.mouse.up()
        page.wait_for_function(
            "n => document.querySelectorAll('.bp-explorer .bp-diagram')[n].textContent.includes('+1.5')",
            arg=n,
        )
        page.wait_for_timeout(300)
        after = [page.evaluate(SHOWN, k) for k in range(4)]
        assert [k for k in range(4) if after[k] != before[k]] == [n], name
        assert "x1" in after[n]["said"].replace("₁", "1")
        moved = [old != new for old, new in zip(before[n]["pictures"], after[n]["pictures"], strict=True)]
        assert len(moved) >= 2 and all(moved), name


def test_paths_are_stepped_through_and_times_measured(lab, open_notebook):
    """The button marks path after path; times come beside the counts by themselves, and the button is free again."""
    cell = "from backprop_core.explorers import WhyExplorer\nWhyExplorer(sizes=(2, 3, 2), pictures=('paths', 'costs'))"
    notebook = open_notebook(lab.write("why.ipynb", cell))
    notebook.run_all()
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


def test_a_question_is_answered_by_keyboard_alone(lab, open_notebook):
    """Wrong, a hint; wrong again, the answer beside what was said; a reason; a model sentence. Keys stay in it."""
    from backprop_core.explorers.tasks import draw

    task = draw("output_delta", 3)
    cells = "from backprop_core.explorers import Question\nQuestion('output_delta', seed=3)"
    notebook = open_notebook(lab.write("question.ipynb", cells))
    notebook.run_all()
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
    page.keyboard.press("Enter")
    page.locator(".bp-question", has_text=f"It is {number(task.answer)}").wait_for()
    page.get_by_label("because …").focus()
    page.keyboard.type("b d d error times slope")
    page.keyboard.press("Shift+Enter")
    page.get_by_role("button", name="Compare").focus()
    page.keyboard.press("Enter")
    page.locator(".bp-model", has_text=task.because[:40]).wait_for()
    assert "error times slope" in page.get_by_label("because …").input_value()
    assert page.locator(".jp-CodeCell").count() == 1


def test_check_judges_what_was_typed_just_before(lab, open_notebook):
    """Text and press are two messages, which JupyterLab may give to two threads of the kernel."""
    from backprop_core.explorers.tasks import draw

    cells = [f"from backprop_core.explorers import Question\nQuestion('output_delta', seed={n})" for n in range(4)]
    notebook = open_notebook(lab.write("check.ipynb", *cells))
    notebook.run_all()
    page = notebook.page
    page.wait_for_timeout(1500)  # by now JupyterLab has its second thread
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


def test_reset_while_it_plays_ends_at_the_beginning(lab, open_notebook):
    cell = "from backprop_core.explorers import TrainingExplorer\nTrainingExplorer()"
    notebook = open_notebook(lab.write("reset.ipynb", cell))
    notebook.run_all()
    where = notebook.page.locator(".bp-training .bp-status").first
    for _ in range(5):
        press(notebook, "▶ Play")
        where.filter(has_not_text="step 0 ·").wait_for()
        notebook.page.wait_for_timeout(300)
        press(notebook, "Reset")
        notebook.page.wait_for_timeout(500)
        assert where.inner_text().startswith("step 0 ·")


def test_the_rows_of_the_table_follow_hand_and_keys(lab, open_notebook):
    cells = "from backprop_core.explorers import SummaryExplorer\nSummaryExplorer()"
    notebook = open_notebook(lab.write("summary.ipynb", cells))
    notebook.run_all()
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


def test_a_test_is_taken_one_question_at_a_time(lab, open_notebook):
    cells = "from backprop_core.explorers import SelfTest\nSelfTest(count=2)"
    notebook = open_notebook(lab.write("test.ipynb", cells))
    notebook.run_all()
    page = notebook.page
    for n in (1, 2):
        page.locator(".bp-test", has_text=f"Question {n} of 2").wait_for()
        page.get_by_role("button", name="Show me").click()
        page.locator(".bp-test [aria-current]", has_text=f"{n} ✗").wait_for()
        if n == 1:
            page.get_by_role("button", name="Next ▶").click()
    page.locator(".bp-test", has_text="0 of 2 right").wait_for()
    assert page.locator(".bp-test", has_text="Read again: ").count() == 1
    page.get_by_role("button", name="New test").click()
    page.locator(".bp-test", has_text="Question 1 of 2").wait_for()
    assert page.locator(".bp-test", has_text="✗").count() == 0


def test_a_number_in_a_sentence_is_dragged(lab, open_notebook):
    cells = (
        "from backprop_core.explorers import Sentence\n"
        "Sentence('{a} times {b} is {c}.', a=2, b=3, c=lambda a, b: a * b)"
    )
    notebook = open_notebook(lab.write("sentence.ipynb", cells))
    notebook.run_all()
    page = notebook.page
    sentence = page.locator(".bp-explorer p", has_text="2 times 3 is 6.").first
    sentence.wait_for()
    drag(notebook, "a", up=50)
    page.locator(".bp-explorer p", has_text="2.5 times 3 is 7.5.").first.wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.locator(".bp-explorer p", has_text="2.5 times 2.9 is 7.25.").first.wait_for()


def test_a_training_plays_pauses_and_never_goes_on_unseen(lab, open_notebook):
    """η is dragged in the middle of it; a page that is loaded again finds it standing still."""
    cell = "from backprop_core.explorers import TrainingExplorer\nview = TrainingExplorer()\nview"
    notebook = open_notebook(lab.write("training.ipynb", cell))
    notebook.run_all()
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
    page.locator(".bp-training .noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    until_beyond(step())
    press(notebook, "❚❚ Pause")
    page.wait_for_timeout(500)
    stopped = step()
    page.wait_for_timeout(700)
    assert step() == stopped
    page.locator(".bp-unseen[role=status]", has_text=f"step {stopped} · Err").wait_for(state="attached")
    press(notebook, "▶ Play")
    until_beyond(stopped)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(500)
    page.reload()
    notebook.ready()
    page.get_by_role("button", name="▶ Play").wait_for()
    page.wait_for_timeout(1000)
    first = step()
    page.wait_for_timeout(1000)
    assert step() == first
    says = kernel_says(notebook, "view.state()['steps'], view.play.value, len(view.state()['history'])")
    assert says == f"({first}, False, 2)"


def test_a_run_dies_is_explained_and_lives_on_with_a_remedy(lab, open_notebook):
    """Nothing below the controls moves when it dies; what it came to stands in the table, which can be copied."""
    cell = "from backprop_core.explorers import StabilityExplorer\nStabilityExplorer()"
    notebook = open_notebook(lab.write("stability.ipynb", cell), permissions=["clipboard-read", "clipboard-write"])
    notebook.run_all()
    page = notebook.page
    where, picture = page.locator(".bp-stability .bp-status").first, page.locator("img.bp-figure").first
    where.filter(has_text="step 0 ·").wait_for()
    page.locator(".bp-hint", has_text="Press 1 step, and again").wait_for()
    ending = page.locator(".bp-ending")
    before = ending.bounding_box()["y"]
    for n in range(1, 5):
        press(notebook, "1 step")
        where.filter(has_text=f"step {n} ·").wait_for()
    ending.filter(has_text="Why the unclipped run died in step 4").wait_for()
    page.locator(".bp-message", has_text="u of layer 11 is too large for a float").wait_for()
    assert "died in step 4" in picture.get_attribute("alt") and ending.bounding_box()["y"] == before
    press(notebook, "he")
    page.get_by_role("button", name="✓ he", exact=True).wait_for()
    page.locator(".bp-message", has_text="begin again from their first weights").wait_for()
    press(notebook, "▶ Play")
    page.wait_for_function(
        "() => Number(document.querySelector('.bp-stability .bp-status').textContent.split(' ')[1]) > 10"
    )
    press(notebook, "❚❚ Pause")
    page.wait_for_timeout(300)
    assert "died" not in where.inner_text() and "died" not in picture.get_attribute("alt")
    press(notebook, "Copy the table")
    page.get_by_role("button", name="Copied ✓").wait_for()
    assert "✕ step 4: u of layer 11 became ∞" in page.evaluate("navigator.clipboard.readText()")


def test_a_deep_network_is_chosen_deepened_and_trained(lab, open_notebook):
    """A preset is one click; the sentence follows the depth; the band comes in by itself; Play shows who learns."""
    cell = "from backprop_core.explorers import DepthExplorer\nview = DepthExplorer()\nview"
    notebook = open_notebook(lab.write("depth.ipynb", cell))
    notebook.run_all()
    page = notebook.page
    where, pictures = page.locator(".bp-depth .bp-status").first, page.locator("img.bp-figure")
    where.filter(has_text="times slower than layer 29.").wait_for()
    assert pictures.count() == 7
    press(notebook, "He 2/n")
    page.locator(".bp-depth", has_text="He et al. 2015").wait_for()
    page.locator(".bp-depth .noUi-handle").first.focus()
    page.keyboard.press("ArrowLeft")
    where.filter(has_text="than layer 28.").or_(where.filter(has_text="as layer 28.")).wait_for()
    page.wait_for_function("() => !document.querySelector('.bp-depth').textContent.includes('He et al. 2015')")
    page.wait_for_function("() => document.querySelector('img.bp-figure').alt.includes('20 other seeds')")
    press(notebook, "sigmoid")
    where.filter(has_text="than layer 29.").wait_for()
    before = [pictures.nth(n).bounding_box() for n in range(7)]
    press(notebook, "▶ Play")
    page.wait_for_function("() => document.querySelectorAll('img.bp-figure')[2].alt.includes('θ has moved')")
    page.wait_for_function(
        "() => Number(document.querySelector('.bp-depth .bp-status').textContent.split(' ')[1]) > 5"
    )
    press(notebook, "❚❚ Pause")
    page.wait_for_timeout(500)
    assert "layer 1 by 0 %" in pictures.nth(2).get_attribute("alt")
    assert [pictures.nth(n).bounding_box() for n in range(7)] == before, "nothing moves to another place"


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb")))
def test_every_notebook_shows_pictures_then_lives(open_notebook, name):
    """Unopened it shows stored pictures; run, it shows live views in which axe finds nothing wrong, in both themes."""
    from axe_playwright_python.sync_playwright import Axe

    notebook = open_notebook(name)
    page = notebook.page
    page.locator(".jp-OutputArea-output img").first.wait_for()
    assert page.locator(".jp-OutputArea-output", has_text="model not found").count() == 0
    notebook.run_all()
    page.locator(".bp-diagram svg").first.wait_for()
    assert page.get_by_text("Error displaying widget").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    while page.get_by_role("button", name="More ▾").count():
        page.get_by_role("button", name="More ▾").first.click()
        page.wait_for_timeout(100)
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    context = {"include": [[".bp-explorer"]], "exclude": [[".noUi-handle"]]}
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.theme(theme)
        page.wait_for_timeout(300)
        found = Axe().run(page, context=context, options=rules).response["violations"]
        told = [
            f"{each['id']}: {node['html'][:200]} {node['failureSummary']}" for each in found for node in each["nodes"]
        ]
        assert told == [], theme
