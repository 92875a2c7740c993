"""The marking run without nbgrader: what is collected and cleared away, which copy counts, what the gradebook says."""

import copy
import os
from contextlib import contextmanager
from types import SimpleNamespace

import nbformat
import nbgrader.apps
import pytest

from grading import course, demo, mark, pages, repair, status
from grading.course import GRADING, Course, Outcome
from grading.release import EXERCISES
from grading.status import GRADED, UNGRADED, WAITING, Record

PS = "ps2_deltas_and_gradients"


def read(path):
    return nbformat.read(path, as_version=4)


def work():
    """(a notebook with all solutions, the release)"""
    release = read(EXERCISES / f"{PS}.ipynb")
    return demo.solve(release, read(GRADING / "source" / PS / f"{PS}.ipynb")), release


@pytest.fixture
def marking(tmp_path):
    """A course folder with a release, and a folder of downloads."""
    marking = Course(tmp_path / "course")
    marking.release(PS).parent.mkdir(parents=True)
    marking.release(PS).write_bytes((EXERCISES / f"{PS}.ipynb").read_bytes())
    (tmp_path / "downloads").mkdir()
    marking.check_config = lambda: None
    return marking, tmp_path / "downloads"


def hand_in(folder, name):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(work()[1], folder / name)


def old_pages(marking, student):
    """What an earlier marking has left of a student."""
    found = [marking.autograded(student, PS), marking.feedback(student, PS)]
    for path in found:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old")
    return found


# --- Collecting


@pytest.mark.parametrize("place", [".ipynb_checkpoints/ada-checkpoint.ipynb", "__MACOSX/ada.ipynb", ".trash/x.ipynb"])
def test_what_a_computer_has_put_beside_a_notebook_is_not_handed_in(marking, place):
    marking, folder = marking
    for name in ("ada/ps2.ipynb", f"ada/{place}", place):
        hand_in(folder, name)
    mark.collect(marking, PS, folder)
    records = status.read(marking.marks(PS))
    assert list(records) == ["ada"] and records["ada"].reason == Record("").reason


def test_a_new_hand_in_leaves_nothing_of_the_old_marking(marking):
    marking, folder = marking
    hand_in(folder, "ada.ipynb")
    old = old_pages(marking, "ada")
    mark.collect(marking, PS, folder)
    assert not [path for path in old if path.exists()]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "plain", ""])
def test_no_answer_is_a_formula_of_a_spreadsheet(begins):
    text = mark._as_text(f"{begins}1+1")
    assert text[0] not in "=+-@" and text.removeprefix("'") == f"{begins}1+1"
    assert mark._as_text("") == ""


# --- Marking


def test_who_is_marked_again_has_no_page_of_the_old_marks(marking):
    marking, folder = marking
    hand_in(folder, "ada.ipynb")
    mark.collect(marking, PS, folder)
    _, page = old_pages(marking, "ada")
    marking.nbgrader = lambda *_, **__: Outcome(False, "it failed", "words")
    assert not mark.autograde(marking, PS) and not page.exists()
    assert status.read(marking.marks(PS))["ada"].reason == "it failed"


def gradebook_of(grades):
    """A course whose gradebook holds these grades: {name: (auto_score, manual_score, needs_manual_grade, written)}."""
    cells = [SimpleNamespace(name=name) for name, (*_, written) in grades.items() if written]
    found = [SimpleNamespace(name=name, auto_score=auto, manual_score=manual, needs_manual_grade=needs)
             for name, (auto, manual, needs, _) in grades.items()]  # fmt: skip
    book = SimpleNamespace(
        find_submission_notebook=lambda *_: SimpleNamespace(grades=found),
        find_notebook=lambda *_: SimpleNamespace(solution_cells=cells),
    )

    @contextmanager
    def gradebook():
        yield book

    return SimpleNamespace(gradebook=gradebook)


TEST, READ, UNREAD = (2.0, None, False, False), (None, 1.0, False, True), (None, None, True, True)


@pytest.mark.parametrize(
    "grades, state",
    [
        ((TEST,), GRADED),
        ((TEST, READ), GRADED),
        ((TEST, UNREAD), WAITING),
        ((UNREAD, READ, TEST), WAITING),
        ((READ, UNREAD), WAITING),
        ((TEST, (None, None, False, False)), UNGRADED),
        ((UNREAD, (None, None, False, False), READ), UNGRADED),
    ],
)
def test_only_a_mark_for_every_cell_is_a_mark(grades, state):
    book = gradebook_of({f"cell-{n}": grade for n, grade in enumerate(grades)})
    record = mark._judge(book, PS, Record("ada", notes=["kept"]))
    assert record.state == state and record.notes == ["kept"]
    assert record.tests == (None if state == UNGRADED else 2.0 * (TEST in grades))


def test_nbgraders_last_complaint_is_the_reason():
    lines = ["[INFO] begins", "ValueError: the first", "  in a cell", "KeyError: the last", "[ERROR] it ended"]
    assert course._complaint("\n".join(lines)) == "KeyError: the last"
    assert course._complaint("one\ntwo\n\n") == "two" and course._complaint("") == "it said nothing"
    assert course._complaint("nbclient.exceptions.DeadKernelError: Kernel died").startswith("the kernel died")


def test_the_teachers_own_jupyter_has_no_say_in_the_marking(tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setattr(course.os, "environ", {**os.environ, "IPYTHONDIR": "theirs", "JUPYTER_CONFIG_DIR": "theirs"})
    monkeypatch.setattr(course.os, "dup2", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nbgrader.apps.NbGraderApp, "launch_instance", lambda argv: seen.update(os.environ, argv=argv))
    course._run(["autograde", PS], tmp_path, str(tmp_path), tmp_path / "log.txt")
    assert seen["IPYTHONDIR"] == seen["JUPYTER_CONFIG_DIR"] == str(tmp_path) and seen["argv"] == ["autograde", PS]


def test_what_stands_beside_an_error_stays_on_stderr():
    for ends, name in (((), "stderr"), (("value",), "stdout"), (("error",), "stderr"), (("value", "error"), "stderr")):
        made = {
            "value": nbformat.v4.new_output("execute_result", {"text/plain": "2"}),
            "error": nbformat.v4.new_output("error", ename="NameError", evalue="", traceback=[]),
        }
        outputs = [nbformat.v4.new_output("stream", name="stderr", text="careful"), *(made[each] for each in ends)]
        cell, _ = pages.WarningsCostNothing().preprocess_cell(nbformat.v4.new_code_cell("", outputs=outputs), {}, 0)
        assert cell.outputs[0].name == name


# --- Which of several copies counts


def copies(kind, *sources):
    """A notebook with such a cell there several times (None: as it was given out), at its end, and the release."""
    notebook, release = work()
    right = next(cell for cell in release.cells if repair.name_of(cell) and kind(cell.metadata.nbgrader))
    name = repair.name_of(right)
    notebook.cells = [cell for cell in notebook.cells if repair.name_of(cell) != name]
    for n, source in enumerate(sources):
        cell = copy.deepcopy(right)
        cell.id, cell.source = f"copy-{n}", right.source if source is None else source
        notebook.cells.append(cell)
    repaired, _ = repair.repair(notebook, release)
    return [cell.id for cell in repaired.cells if repair.name_of(cell) == name]


@pytest.mark.parametrize(
    "sources, counts", [(("a", "b"), 1), (("a", None), 0), ((None, "a", None), 1), ((None,) * 2, 1)]
)
def test_of_a_copied_solution_the_last_that_was_written_counts(sources, counts):
    assert copies(lambda about: about.solution and not about.grade, *sources) == [f"copy-{counts}"]


def test_of_a_copied_test_the_last_counts_and_of_what_all_needs_the_first():
    assert copies(lambda about: about.grade and not about.solution, None, None, None) == ["copy-2"]
    assert copies(lambda about: not about.grade and not about.solution, None, None, None) == ["copy-0"]
