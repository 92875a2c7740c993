"""The notebooks as files: stored with true outputs, readable without a kernel, and the same on another processor.

That they run and give what is stored is nbval's part (`make test` runs it in strict mode). nbval compares nothing in
a cell that stores no output, so here we see to it that there is something to compare.
"""

import inspect
import io
import json
import os
import platform
import re
import subprocess
import sys
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path

import nbformat
import pytest

from backprop_core import explorers
from backprop_core.explorers import LiveFigure, Question, SelfTest
from backprop_core.explorers.memory import place
from backprop_core.explorers.progress import course
from backprop_core.explorers.questions.tasks import TASKS
from backprop_core.one_step.text import number

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SHOWS_NOTHING = re.compile(r"^(from|import|def|class|#|@)|^\w[\w, ]* = |^$|^[ )\]}]")
NUMBER = r"[−-]?\d+(?:\.\d+)?(?:e[−-]?\d+)?"

# Matrix products and exp by other instructions than this machine would choose. NumPy has an exp of its own for AVX512
# only; elsewhere it takes the C library's.
OTHER_PROCESSOR = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-FMA,-FMA_Usable",
}
BITS = """
import numpy as np
rng = np.random.default_rng(0)
a = rng.standard_normal((60, 60))
print((a @ a).tobytes().hex()[:20000], np.exp(a).tobytes().hex()[:20000], sep="\\n")
"""
# What each cell of the notebooks prints and gives, without a kernel and without pixels: only the text is compared.
WHAT_CELLS_SAY = """
import io, json, os, sys
from contextlib import redirect_stdout
import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from backprop_core.explorers import LiveFigure
from backprop_core.explorers.kit import explorer

LiveFigure.render = lambda self: b"no pixels"
explorer.to_png = lambda svg: None
said = []

class Hook(DisplayHook):
    def __call__(self, result=None):
        if result is not None:
            said.append(self.shell.display_formatter.format(result)[0]["text/plain"])

texts = {}
for path in sys.argv[1:]:
    shell, texts[path] = InteractiveShell(displayhook_class=Hook), []
    for cell in nbformat.read(path, as_version=4).cells:
        said = []
        if cell.cell_type == "code":
            with redirect_stdout(io.StringIO()) as printed:
                shell.run_cell(cell.source).raise_error()
            said = [printed.getvalue()] * bool(printed.getvalue()) + said
        texts[path].append(said)
print(json.dumps(texts), flush=True)
os._exit(0)  # without the clearing up, which takes a third of the time
"""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_the_file_is_valid_small_and_clean(notebook, request):
    nbformat.validate(notebook)
    path = request.node.callspec.params["notebook"]
    assert path.stat().st_size < 1_000_000
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z0-9-]+", cell.id), "cell ids are words, and stay"
        assert "execution" not in cell.metadata, "no times are stored"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_cells_are_short_and_hold_no_plumbing(notebook):
    for cell in code_cells(notebook):
        assert len(cell.source.splitlines()) <= 15, cell.id
        assert not re.search(r"matplotlib|ipywidgets|anywidget|IPython|\.observe\(", cell.source), cell.id


def test_every_cell_that_shows_something_stores_it(notebook):
    for cell in code_cells(notebook):
        silent = all(SHOWS_NOTHING.match(line) for line in cell.source.splitlines())
        assert silent or cell.outputs, f"{cell.id}: nothing is stored for nbval to compare"
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", cell.id
            data = output.get("data", {})
            assert "application/vnd.jupyter.widget-view+json" not in data, cell.id
            if "Explorer" in data.get("text/plain", "") or "Network " in data.get("text/plain", ""):
                assert "image/png" in data, f"{cell.id}: no picture for a reader without a kernel"


def test_equations_questions_and_a_way_on(notebook, request):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "$" in text
    assert "?" in text
    assert "You can now" in notebook.cells[-1].source
    assert "](" in notebook.cells[-1].source, "the last cell leads on"
    folder = request.node.callspec.params["notebook"].parent
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (folder / target).exists(), target


def test_a_link_to_a_notebook_says_its_title(notebook):
    """Or as much of it as stands before a colon: who has followed it must see that they are there."""
    titles = {path.name: nbformat.read(path, as_version=4).cells[0].source.splitlines()[0] for path in NOTEBOOKS}
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for words, target in re.findall(r"\[(\d\d · [^\]]+)\]\(([^)#]+)\)", text):
        title = titles[target].removeprefix("# ")
        assert words in (title, title.partition(":")[0]), words


def test_what_is_run_after_a_prediction_is_collapsed(notebook):
    for n, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and re.search("[Tt]hen run it", cell.source):
            following = next(each for each in notebook.cells[n:] if each.cell_type == "code")
            assert following.metadata.get("jupyter", {}).get("outputs_hidden"), cell.id


def test_no_collapsed_output_tells_a_number_before_it_is_opened(notebook):
    """JupyterLab shows the first line of an output that is collapsed."""
    for cell in code_cells(notebook):
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            first = cell.outputs[0].get("text", "").partition("\n")[0]
            assert not re.search(r"\d[.,]?\d|\d ?%", first), f"{cell.id}: {first}"


def test_nothing_stands_behind_a_fold_in_its_cell(notebook):
    """There the page leaves no room between the two."""
    for cell in notebook.cells:
        behind = cell.source.rpartition("</details>")
        assert cell.cell_type != "markdown" or not behind[1] or not behind[2].strip(), cell.id


def test_nbval_sees_an_altered_number(tmp_path):
    """If a stored number is wrong, the comparison must fail; otherwise it would prove nothing."""
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    shown = next(cell for cell in code_cells(notebook) if any("data" in output for output in cell.outputs))
    notebook.cells = notebook.cells[: notebook.cells.index(shown) + 1]
    nbformat.write(notebook, tmp_path / "stored.ipynb")
    output = next(output for output in shown.outputs if "data" in output)
    text = output["data"]["text/plain"]
    output["data"]["text/plain"] = text.replace("0.9616", "0.9617", 1)
    assert output["data"]["text/plain"] != text
    nbformat.write(notebook, tmp_path / "altered.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", tmp_path],
        cwd=tmp_path, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    cells = len(code_cells(notebook))
    assert done.returncode == 1, done.stdout
    assert re.findall(r"^FAILED (\w+\.ipynb)::", done.stdout, re.MULTILINE) == ["altered.ipynb"]
    assert re.findall(r"^PASSED (\w+\.ipynb)::", done.stdout, re.MULTILINE).count("stored.ipynb") == cells


@pytest.mark.wide
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the switches are for x86 processors")
def test_another_processor_gives_the_same_text():
    """Stored numbers must not hang on the last bits, which differ from one processor to the next."""
    here, there = (run_python(BITS, environment) for environment in ({}, OTHER_PROCESSOR))
    assert all(ours != theirs for ours, theirs in zip(here.split(), there.split(), strict=True)), (
        "the switches change nothing here, so this test would prove nothing"
    )
    texts = run_python(WHAT_CELLS_SAY, OTHER_PROCESSOR, *map(str, NOTEBOOKS))
    for path, cells in json.loads(texts).items():
        stored = nbformat.read(path, as_version=4).cells
        for cell, texts in zip(stored, cells, strict=True):
            expected = [output.get("text") or output["data"].get("text/plain") for output in cell.get("outputs", [])]
            assert texts == expected, f"{Path(path).name}, cell {cell.id}"


def run_python(source, environment, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", source, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True,
        text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_somebody_answered_here_is_not_stored(tmp_path):
    """The tool runs as by a learner who has answered the question and stands somewhere on the map."""
    mine = tmp_path / "mine.jsonl"
    told = "import sys\nfrom backprop_core.explorers import Question\nQuestion('update').set(shown=True)"
    run_python(told, {place.SWITCH: str(mine)})
    before = mine.read_text()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(
        "from backprop_core.explorers import Progress, Question\nprint(Question('update').text(), Progress().text())"
    )])  # fmt: skip
    nbformat.write(notebook, tmp_path / "a.ipynb")
    tool = "import sys\nfrom tools.store_notebooks import main\nsys.exit(main(sys.argv[1:]))"
    run_python(tool, {place.SWITCH: str(mine)}, str(tmp_path / "a.ipynb"))
    (output,) = nbformat.read(tmp_path / "a.ipynb", as_version=4).cells[0].outputs
    assert "Run this cell to answer." in output.text and "Begin here" in output.text
    assert mine.read_text() == before != ""


# --- Questions


@contextmanager
def without_pixels():
    """Code is run, but nothing is drawn or printed."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
        patch.setattr(LiveFigure, "render", lambda self: b"no pixels")
        yield patch


@cache
def first_run(path):
    """A notebook, run once: [(cell id, Question)] in the order in which they are asked, and the names that it leaves.
    The questions of a test over the whole course are among them."""
    found, space, now = [], {}, []

    def ask(*arguments, **settings):
        found.append((now[-1], Question(*arguments, **settings)))
        return found[-1][1]

    def test(*arguments, **settings):
        whole = SelfTest(*arguments, **settings)
        found.extend((now[-1], Question(task, seed=seed)) for task, seed in whole.state()["asked"])
        return whole

    with without_pixels() as patch:
        patch.setattr(explorers, "Question", ask)
        patch.setattr(explorers, "SelfTest", test)
        for cell in code_cells(nbformat.read(path, as_version=4)):
            now.append(cell.id)
            exec(cell.source, space)
    return tuple(found), space


def questions(path):
    return first_run(path)[0]


COURSE = [path for path in NOTEBOOKS if not path.stem.startswith("00")]
every_notebook = pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)


# module of tasks → notebook
TAUGHT = {
    "forward": 1, "error": 2, "chain": 3, "delta": 4, "update": 5, "training": 6, "why": 7, "vanishing": 8,
    "exploding": 9, "summary": 10,
}  # fmt: skip


def section(question):
    """The notebook that teaches what a question asks."""
    return TAUGHT[inspect.getmodule(TASKS[question.state()["task"]]).__name__.split(".")[-1]]


@every_notebook
def test_at_least_three_questions_on_its_own_matter_and_one_about_a_view(path):
    own = [question for _, question in questions(path) if section(question) == int(path.stem[:2])]
    assert len(own) >= 3
    assert any(question.state()["about"] for _, question in questions(path))


@pytest.mark.parametrize("path", COURSE[1:], ids=lambda path: path.stem)
def test_it_opens_with_two_questions_from_earlier_notebooks(path):
    """One from the last, one older where there is an older one; nothing is run before them."""
    here = int(path.stem[:2])
    first = [cell.id for cell in code_cells(nbformat.read(path, as_version=4))[:2]]
    asked = {cell: section(question) for cell, question in questions(path)}
    assert [cell in asked for cell in first] == [True, True]
    last, older = sorted((asked[cell] for cell in first), reverse=True)
    before = max(int(each.stem[:2]) for each in COURSE if int(each.stem[:2]) < here)
    assert last == before
    assert older < before or here == 2


@every_notebook
def test_no_stored_output_gives_an_answer_away(path):
    """Neither the answer itself nor any number from which it could be read."""
    stored = []
    for cell in code_cells(nbformat.read(path, as_version=4)):
        for output in cell.outputs:
            texts = [
                output.get("text", ""),
                *(output.get("data", {}).get(f"text/{kind}", "") for kind in ("plain", "html")),
            ]
            stored.append((cell.id, "\n".join(texts)))
    for asking, question in questions(path):
        task = question._numbers.task
        for secret in map(number, task.secrets):
            given = re.findall(NUMBER, task.prompt)
            for cell, text in stored:
                assert secret in given or secret not in re.findall(NUMBER, text), (
                    f"{asking}: {secret} stands in {cell}"
                )
        for words in (task.numeric, task.because, task.hint):
            for cell, text in stored:
                assert len(words) < 20 or words not in text or cell != asking, f"{asking}: {words}"


def test_no_question_is_asked_twice_in_the_same_words():
    """Not even in different notebooks: what comes back later comes with other numbers, if it has any."""
    asked = {}
    for path in COURSE:
        for cell, question in questions(path):
            prompt = question._numbers.task.prompt
            if not re.search(r"\d", prompt):
                continue
            before = asked.setdefault(prompt, (path.stem, cell))
            assert before == (path.stem, cell), f"{path.stem}, {cell} asks what {' '.join(before)} asks"


@every_notebook
def test_the_map_of_the_course_reads_the_names_of_its_questions(path):
    """Without running them; the questions of a test are no part of the map."""
    (read,) = [each for each in course.notebooks() if each.path.samefile(path)]
    own = [cell.id for cell in code_cells(nbformat.read(path, as_version=4)) if "SelfTest(" in cell.source]
    asked = [question.name for cell, question in questions(path) if cell not in own]
    assert [each.name for each in read.asked] == asked
    assert nbformat.read(path, as_version=4).cells[0].source.startswith(f"# {read.title}\n")


def test_no_two_questions_of_the_course_are_remembered_as_one():
    names = [asked.name for notebook in course.notebooks() for asked in notebook.asked]
    assert len(names) > 60 and len(names) == len(set(names))


@pytest.mark.wide
@every_notebook
def test_cells_can_be_run_again_in_any_order(path):
    """From the last to the first, and then once more from the first: nothing fails."""
    cells, (_, space) = code_cells(nbformat.read(path, as_version=4)), first_run(path)
    with without_pixels():
        for cell in [*reversed(cells), *cells]:
            exec(cell.source, space)
