"""mark(source, release, submission): what a hand-in earns, whatever it holds. Each kind of hand-in is a change of the
perfect notebook."""

import errno
import math
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from backprop_core import coach
from grading import demo, marking, repair
from grading.course import GRADING
from grading.marking import Limits
from grading.release import EXERCISES
from grading.repair import name_of
from grading.wall import sandbox

PS2 = "ps2_deltas_and_gradients"
HONEST = Limits(cell=3.0, all=60.0, wall=False)


def given(ps):
    """The bytes of (source, release)."""
    return [path.read_bytes() for path in (GRADING / "source" / ps / f"{ps}.ipynb", EXERCISES / f"{ps}.ipynb")]


def read(stored):
    return nbformat.reads(stored.decode(), as_version=4)


def perfect(ps=PS2):
    source, release = map(read, given(ps))
    return demo.solve(release, source)


def marked(notebook, ps=PS2, limits=HONEST):
    stored = notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()
    found = marking.mark(*given(ps), stored, limits)
    assert (marking.NO_WALL in found.notes) == (bool(found.notebook) and not limits.wall)
    found.notes = [note for note in found.notes if note != marking.NO_WALL]
    return found


def most(ps):
    return {name_of(cell): cell.metadata.nbgrader.points for cell in read(given(ps)[1]).cells if marking.is_test(cell)}


def before_tests(notebook, text):
    """The notebook with a cell of the student's own, above its first test."""
    at = next(n for n, cell in enumerate(notebook.cells) if marking.is_test(cell))
    notebook.cells.insert(at, new_code_cell(text))
    return notebook


@pytest.mark.parametrize("ps", [path.stem for path in sorted(EXERCISES.glob("*.ipynb"))])
def test_the_solutions_earn_all_and_what_was_given_out_earns_nothing(ps):
    found = marked(perfect(ps), ps)
    assert found.points == most(ps) and found.reason == "" and found.notes == []
    assert not any(found.mistakes.values())
    untouched = marked(read(given(ps)[1]), ps)
    assert untouched.points == dict.fromkeys(most(ps), 0.0) and untouched.reason == ""


CLASS = [student for student in demo.CLASS if not student.untouched]


@pytest.mark.parametrize("student", CLASS, ids=lambda student: student.name)
def test_the_made_up_class_earns_what_it_must(student):
    source, release = map(read, given(PS2))
    found = marked(demo.write_work(student, release, source))
    right = demo.expected(student, release, source)
    assert found.points == {name: right[name] for name in found.points} and found.points.keys() == most(PS2).keys()
    shown = " ".join(
        output.get("text") or " ".join(output.get("traceback", []))
        for cell in read(found.notebook.encode()).cells if cell.cell_type == "code" for output in cell.outputs
    )  # fmt: skip
    said = shown + " ".join(found.notes)
    assert all(words in said for words in student.says)


FORGED = {
    "the test says so itself": "from backprop_core import coach\ncoach.check_deltas = lambda *a, **k: 4",
    "Verdict is replaced": "import backprop_core.coach\nbackprop_core.coach.Verdict = lambda *a: 4",
    "the values print as points": "class P(float):\n    def __repr__(self): return '4'\ndeltas = P(4)",
    "every name answers": "import builtins\nbuiltins.len = lambda x: 4",
    "numpy says all is close": "import numpy as np\nnp.allclose = lambda *a, **k: True\nnp.abs = lambda x: 0 * x",
    "the pipe is written to": (
        "import os, struct\nfor n in range(3, 20):\n    try:\n"
        "        os.write(n, struct.pack('>II', 4, 0) + b'null' * 99)\n    except OSError:\n        pass"
    ),
    "the program inside is rewritten": (
        "import sys\nfor name, module in list(sys.modules.items()):\n    if name.startswith('behind'):\n"
        "        for each in dir(module):\n            if each == 'Inside':\n"
        "                module.Inside.call = lambda self, *a: (None, None, a[1])"
    ),
    "the answers are imported": "from backprop_core.coach import recipes\ndeltas = recipes.deltas",
    "the course computes": (
        "from backprop_core import Network\ndef deltas(theta, u, o, y):\n    return Network((2, 3)).backward(y)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED)
def test_nothing_is_earned_by_a_trick(text):
    """The released notebook with the trick in it, once above everything and once above its first test."""
    notebook = read(given(PS2)[1])
    notebook.cells.insert(0, new_code_cell(text))
    found = marked(before_tests(notebook, text))
    assert sum(found.points.values()) == 0


def test_tests_and_metadata_are_the_teachers():
    notebook = read(given(PS2)[1])
    for cell in notebook.cells:
        if marking.is_test(cell):
            cell.source = "4.0"
            cell.metadata.nbgrader.points = 100
    assert sum(marked(notebook).points.values()) == 0


@pytest.mark.parametrize("name", [["a"], {}, 3, None, True])
def test_a_name_may_be_anything_and_is_found_by_its_cell(name):
    notebook = perfect()
    for cell in filter(name_of, notebook.cells):
        cell.metadata.nbgrader.grade_id = name
    assert marked(notebook).points == most(PS2)


def test_locked_names_are_the_teachers():
    found = marked(before_tests(perfect(), "net_a = net_b = lines = None\nnp = 3"))
    assert found.points["hand-test"] == most(PS2)["hand-test"] and found.points["order-test"] == 4


@pytest.mark.parametrize(
    "text, note",
    [
        ("import os\nos._exit(0)", "the program ended in it"),
        ("while True:\n    pass", "was stopped: it took too long"),
        ("try:\n    while True:\n        pass\nexcept BaseException:\n    pass", ""),
        ("import time\nwhile 1:\n    try:\n        time.sleep(9)\n    except BaseException:\n        0", "too long"),
        ("quit()", ""), ("raise SystemExit", ""), ("input()", ""), ("print('x' * 10**7)", ""),
        ("import threading\nthreading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()", ""),
    ],
)  # fmt: skip
def test_a_scratch_cell_costs_nobody_the_points_of_the_others(text, note):
    found = marked(before_tests(perfect(), text))
    assert found.points == most(PS2) and found.reason == ""
    assert note in " ".join(found.notes) and bool(found.notes) == bool(note)


SHOWN = """
import base64
from IPython.display import HTML, Image, Javascript, Latex, Markdown, display
png = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==")
for each in (HTML("<script>alert(1)</script>"), Javascript("alert(1)"), Latex("$$x$$"), Markdown("[x](javascript:0)"),
             Image(png)):
    display(each)
display({"image/png": base64.b64encode(b"GIF89a").decode(), "text/plain": "another kind"}, raw=True)
display({"image/png": '"><script>alert(1)</script>', "text/plain": "not a picture", "text/html": "<b>"}, raw=True)
"""


def test_of_what_a_cell_shows_texts_and_true_pictures_are_kept():
    notebook = read(marked(before_tests(perfect(), SHOWN)).notebook.encode())
    (cell,) = [cell for cell in notebook.cells if cell.source == SHOWN]
    data = [output.data for output in cell.outputs]
    assert {kind for each in data for kind in each} == {"text/plain", "image/png"}
    assert sum("image/png" in each for each in data) == 1 and data[-1] == {"text/plain": "not a picture"}
    assert data[-2] == {"text/plain": "another kind"}


def test_half_a_character_that_was_printed_can_be_stored():
    notebook = perfect(PS2)
    notebook.cells.append(new_code_cell("print('\\ud83d')"))
    found = marked(notebook)
    assert found.points == most(PS2) and r'"?\n"' in found.notebook
    found.notebook.encode()


FLOOD = """
import gc
for each in gc.get_objects():
    if type(each).__name__ == "Inside":
        each._shell.run = lambda *_: [{"output_type": "stream", "name": "stdout", "text": "x" * 10_000}] * 20
"""


def test_what_all_cells_show_is_kept_as_far_as_there_is_room(monkeypatch):
    """Also where a shell of the student's own keeps to no limit."""
    monkeypatch.setattr(marking, "MOST_SHOWN", 250_000)
    notebook = before_tests(before_tests(perfect(), "1"), FLOOD)
    found = marked(notebook)
    assert len(found.notebook) < 700_000 and found.notebook.count(marking.NO_ROOM) > 1
    assert found.reason == "" and found.points.keys() == most(PS2).keys()


SLOWLY = """
import gc, time
for each in gc.get_objects():
    if type(each).__name__ == "Inside":
        type(each).call = lambda *_: time.sleep(0.4) or (1.0, None, ())
"""


def test_tests_keep_the_limit_of_time_too():
    found = marked(before_tests(perfect(), SLOWLY), limits=HONEST._replace(all=4.0))
    assert found.reason == "it was stopped after 4 seconds" and found.points == {} and found.seconds < 15


def test_of_more_cells_than_anybody_writes_none_is_read():
    notebook = perfect()
    notebook.cells += [new_code_cell("1", id=f"c{n}") for n in range(repair.MOST_CELLS)]
    found = marked(notebook)
    assert f"no more than {repair.MOST_CELLS} are read" in found.reason and found.points == {}


def test_what_a_student_changed_in_the_teachers_cells_is_put_back():
    notebook = perfect()
    ours = {name_of(cell): cell for cell in read(given(PS2)[1]).cells if name_of(cell)}
    locked = [cell for cell in notebook.cells if name_of(cell) and not cell.metadata.nbgrader.solution]
    for cell in locked:
        cell.source = "print('all of it is mine')"
    found = marked(notebook)
    kept = {name_of(cell): cell for cell in read(found.notebook.encode()).cells if name_of(cell)}
    assert [kept[name_of(cell)].source for cell in locked] == [ours[name_of(cell)].source for cell in locked]
    assert found.points == most(PS2)


def test_what_the_coach_cannot_judge_has_no_points_and_a_note(monkeypatch):
    def breaks(answer, *others, points=0, **asked):
        return coach.verdict.give(points, math.nan, "The coach has broken down.")

    monkeypatch.setattr(coach, "check_deltas", breaks)
    found = marked(perfect())
    missing = most(PS2).keys() - found.points.keys()
    assert missing and all(f"`{name}` could not be judged" in " ".join(found.notes) for name in missing)


def test_a_program_that_always_ends_is_given_up():
    notebook = perfect()
    for _ in range(6):
        before_tests(notebook, "import os\nos._exit(0)")
    found = marked(notebook)
    assert "ended 5 times" in found.reason and found.points == {}


def test_a_machine_that_can_start_no_program_says_so_and_blames_nobody(monkeypatch):
    def full(*_, **__):
        raise OSError(errno.EMFILE, "Too many open files")

    says = marking.NOT_STARTED.format
    monkeypatch.setattr(sandbox, "command", lambda *_: [sys.executable, "-c", "import sys; sys.exit('no memory')"])
    found = marked(perfect())
    assert found.reason == says("no memory") and found.points == {}
    monkeypatch.setattr(sandbox.subprocess, "Popen", full)
    assert marked(perfect()).reason == says("Too many open files")


@pytest.mark.parametrize("stored", [b"", b"{", b"\xff\xfe\x00", b'{"cells": 3}', b"[" * 10_000])
def test_what_is_no_notebook_has_a_reason_and_no_points(stored):
    found = marked(stored)
    assert found.points == {} and "not a notebook" in found.reason
