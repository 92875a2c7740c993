"""The teacher's way: sources and students' versions in step, the marking run, and the made-up class from end to end.

Nothing in here is skipped: the developers' environment holds nbgrader.
"""

import ast
import copy
import importlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.converters import Autograde
from nbgrader.utils import determine_grade
from traitlets import HasTraits
from traitlets.config.loader import PyFileConfigLoader

from backprop_core import coach
from grading import demo, mark, pages, repair, status
from grading.course import GRADING, Course, MarkingError
from grading.release import EXERCISES, generated, new_course, problem_sets
from grading.status import GRADED, UNGRADED, WAITING
from tests import kernels

ROOT = GRADING.parent
SETS = problem_sets()
PS2 = "ps2_deltas_and_gradients"


def read(path):
    return nbformat.read(path, as_version=4)


def graded(notebook):
    """{name: cell} of the cells that earn points."""
    return {name: cell for cell in notebook.cells if (name := repair.name_of(cell)) and cell.metadata.nbgrader.grade}


def cells(course, ps, student):
    """{cell: (points by machine, points by hand)} in the gradebook."""
    with course.gradebook() as gradebook:
        grades = gradebook.find_submission_notebook(ps, ps, student).grades
        return {grade.name: (grade.auto_score, grade.manual_score) for grade in grades}


# --- The problem sets


def test_there_are_problem_sets():
    assert PS2 in SETS
    assert sorted(path.stem for path in EXERCISES.glob("*.ipynb")) == SETS


@pytest.mark.parametrize("ps", SETS)
def test_no_solution_is_in_the_students_version(ps):
    release = read(EXERCISES / f"{ps}.ipynb")
    given = {repair.name_of(cell): cell.source for cell in release.cells}
    assert all("SOLUTION" not in cell.source and not cell.get("outputs") for cell in release.cells)
    for cell in read(GRADING / "source" / ps / f"{ps}.ipynb").cells:
        if repair.name_of(cell) and repair.is_solution(cell) and cell.cell_type == "code":
            assert "### BEGIN SOLUTION" in cell.source, "without the markers the student would get no frame to fill in"
            assert "raise NotImplementedError" in given[repair.name_of(cell)]


@pytest.mark.parametrize("ps", SETS)
def test_every_test_cell_ends_with_a_check_that_is_worth_its_points(ps):
    source = read(GRADING / "source" / ps / f"{ps}.ipynb")
    names = [repair.name_of(cell) for cell in source.cells if repair.name_of(cell)]
    assert len(names) == len(set(names))
    for name, cell in graded(source).items():
        if repair.is_solution(cell):
            assert cell.cell_type == "markdown"
            continue
        check = ast.parse(cell.source).body[-1].value
        assert ast.unparse(check.func).startswith("coach.check_"), name
        points = [word.value.value for word in check.keywords if word.arg == "points"]
        assert points == [cell.metadata.nbgrader.points], name
        assert cell.metadata.nbgrader.locked


# --- The marking run


# The students of every problem set, as the made-up class has them for ps2.
SOLVED, UNTOUCHED = "ada-perfect", "flo-untouched"


def quick(course):
    """The same course, with kernels that start at once."""
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(kernels.settings())
    return course


def without_views(notebook):
    """Without the cells that no mark hangs on: in most of them there is a view to look at, which takes its time."""
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "code" or repair.name_of(cell)]
    return notebook


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A folder in which every problem set has been handed in with all solutions, and untouched: ps2 by the made-up
    class. All has been run, and nothing been marked by hand. What changes anything works in a copy."""
    course = quick(new_course(tmp_path_factory.mktemp("course")))

    def write_work(*asked, write=demo.write_work):
        return without_views(write(*asked))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "write_work", write_work)
        demo.by_machine(course)
    for ps in SETS:
        if ps == PS2:
            continue
        assert generated(course, ps) == course.release(ps).read_bytes()
        downloads = course.root / "more" / ps
        (downloads / UNTOUCHED).mkdir(parents=True)
        nbformat.write(without_views(read(course.source(ps))), downloads / f"{SOLVED}_{ps}.ipynb")
        nbformat.write(without_views(read(EXERCISES / f"{ps}.ipynb")), downloads / UNTOUCHED / "notebook.ipynb")
        mark.collect(course, ps, downloads)
        assert mark.autograde(course, ps)
    return course.root


@pytest.fixture(scope="module")
def course(marked):
    return Course(shutil.copytree(marked, marked.parent / "copy"))


@pytest.mark.parametrize("ps", SETS)
def test_the_students_version_is_in_step_with_the_source(course, ps):
    assert course.release(ps).read_bytes() == (EXERCISES / f"{ps}.ipynb").read_bytes(), "`make release` is due"


@pytest.mark.parametrize("ps", SETS)
def test_the_source_scores_full_and_the_release_zero(course, ps):
    solved, untouched = cells(course, ps, SOLVED), cells(course, ps, UNTOUCHED)
    for name, cell in graded(read(course.source(ps))).items():
        machine = None if repair.is_solution(cell) else cell.metadata.nbgrader.points
        assert solved[name] == (machine, None)
        assert untouched[name] == (0, None)
    records = status.read(course.marks(ps))
    assert records[UNTOUCHED].state == GRADED
    assert records[SOLVED].state == (WAITING if None in [points for points, _ in solved.values()] else GRADED)


def test_a_written_answer_without_points_is_no_zero(course):
    (row,) = [row for row in status.read_table(mark.marks(course, PS2)) if row["student"] == SOLVED]
    assert row["mark"] == "" and row["state"] == WAITING
    assert "" in row.values() and "0" not in row.values()
    assert mark.feedback(course, PS2, [SOLVED])
    assert not course.feedback(SOLVED, PS2).exists(), "a page with a 0 for what nobody has read"


@pytest.fixture(scope="module")
def true_course(marked):
    """With the true settings: every process in it is as teachers have it."""
    folder = shutil.copytree(marked, marked.parent / "true")
    shutil.copy(GRADING / "nbgrader_config.py", folder)
    return Course(folder)


def test_the_command_line_marks_a_student(true_course):
    shutil.rmtree(true_course.autograded(SOLVED, PS2).parent)
    before = cells(true_course, PS2, SOLVED)
    with true_course.gradebook() as gradebook:
        gradebook.remove_submission(PS2, SOLVED)
    command = [sys.executable, "-m", "grading.mark", "--course", true_course.root, "autograde", "ps2"]
    done = subprocess.run([*command, "--student", SOLVED], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"[1/1] {SOLVED}: {WAITING}, " in done.stdout
    assert cells(true_course, PS2, SOLVED) == before
    assert true_course.autograded(SOLVED, PS2).exists()


def stubborn(notebook):
    """A loop outside every function that no interrupt ends."""
    loop = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(loop))
    return notebook


def test_who_takes_too_long_is_ungraded_and_the_others_keep_their_marks(true_course, tmp_path):
    before = cells(true_course, PS2, UNTOUCHED)
    nbformat.write(stubborn(read(true_course.source(PS2))), tmp_path / "stubborn_ps2.ipynb")
    mark.collect(true_course, PS2, tmp_path)
    assert not mark.autograde(true_course, PS2, ["stubborn"], seconds=5)
    records = status.read(true_course.marks(PS2))
    assert records["stubborn"].state == UNGRADED and "stopped after 5 seconds" in records["stubborn"].reason
    assert records[UNTOUCHED].state == GRADED and cells(true_course, PS2, UNTOUCHED) == before
    row = {row["student"]: row for row in status.read_table(mark.marks(true_course, PS2))}["stubborn"]
    assert row["mark"] == "" and "stopped" in row["remarks"]
    left = [each for each in psutil.process_iter(["cmdline", "cwd"]) if "stubborn" in str(each.info["cwd"])]
    assert not left, "its kernel is still running"


def test_an_error_in_the_settings_is_loud(tmp_path):
    course = new_course(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 1 / 0\n")
    with pytest.raises(MarkingError, match=r"nbgrader_config\.py cannot be used \(ZeroDivisionError"):
        mark.generate(course, PS2)
    with pytest.raises(MarkingError, match="Nothing is marked"):
        mark.autograde(course, PS2)
    assert mark.main(["--course", str(tmp_path), "generate", "ps2"]) == 1
    outcome = course.nbgrader("generate_assignment", PS2)  # nbgrader by itself, in the way we call it
    assert not outcome.ok and "ZeroDivisionError" in outcome.reason


def test_every_setting_is_one_that_exists():
    places = ["nbgrader.preprocessors", "nbgrader.converters", "nbconvert.preprocessors.sanitize", "jupyter_client"]
    for name, settings in PyFileConfigLoader("nbgrader_config.py", path=str(GRADING)).load_config().items():
        (found,) = {
            getattr(module, name) for place in places if hasattr(module := importlib.import_module(place), name)
        }
        assert issubclass(found, HasTraits)
        assert set(settings) <= set(found.class_trait_names(config=True)), name


def test_wrong_points_by_hand_change_nothing(course, tmp_path):
    table = mark.answers(course, PS2)
    rows = status.read_table(table)
    assert {row["student"] for row in rows} >= {SOLVED}

    def say(**changes):
        status.write_table(tmp_path / "points.csv", mark.ANSWERS, [list((row | changes).values()) for row in rows])
        return tmp_path / "points.csv"

    for changes, words in (
        ({"points": "100"}, "not from 0 to"),
        ({"points": "many"}, "not from 0 to"),
        ({"points": "-1"}, "not from 0 to"),
        ({"points": "nan"}, "not from 0 to"),
        ({"points": "1", "student": "nobody"}, "no such student"),
        ({"points": "1", "question": "test-deltas"}, "not from 0 to|no such"),
    ):
        with pytest.raises(MarkingError, match=words):
            mark.manual(course, PS2, say(**changes))
        assert all(by_hand is None for _, by_hand in cells(course, PS2, SOLVED).values())
    table.write_bytes(say(points="0,5", comment="Not bad").read_bytes())  # filled in, not recorded yet
    mark.answers(course, PS2)
    assert {row["points"] for row in status.read_table(table)} == {"0,5"}, "what the teacher has written is gone"
    mark.manual(course, PS2)
    assert 0.5 in [by_hand for _, by_hand in cells(course, PS2, SOLVED).values()]


def test_a_new_hand_in_asks_for_its_written_answer_again(course, tmp_path):
    """The points for the old answer must not stand beside the new one unseen."""
    release, source = read(course.release(PS2)), read(course.source(PS2))
    for text in ("First thoughts.", "Second thoughts."):
        student = demo.Student("rethinks", answer=text)
        nbformat.write(without_views(demo.write_work(student, release, source)), tmp_path / "rethinks.ipynb")
        mark.collect(course, PS2, tmp_path)
        assert status.read(course.marks(PS2))["rethinks"].state == UNGRADED
        mark.autograde(course, PS2, ["rethinks"])
        assert status.read(course.marks(PS2))["rethinks"].state == WAITING
        rows = [row for row in status.read_table(mark.answers(course, PS2)) if row["student"] == "rethinks"]
        assert [row["answer"] for row in rows] == [text] * len(rows)
        points = tmp_path / "points.csv"
        status.write_table(
            points, mark.ANSWERS, [[*list(row.values())[:2], "1", *list(row.values())[3:]] for row in rows]
        )
        mark.manual(course, PS2, points)
        assert status.read(course.marks(PS2))["rethinks"].state == GRADED


# --- Collecting and repairing


@pytest.mark.parametrize(
    "path, student",
    [
        ("ada.ipynb", "ada"),
        ("ada_ps2.ipynb", "ada"),
        ("Ada Lovelace_1234_assignsubmission_file_/ps2.ipynb", "Ada-Lovelace"),
        ("Ada/some/where/ps2.ipynb", "Ada"),
        ("Zoë Müller.ipynb", "Zoë-Müller"),
        ("00123.ipynb", "00123"),
        ("*[a].ipynb", "a"),
        ("Zoe\u0308.ipynb", "Zoë"),
        ("_x.ipynb", None),
    ],
)
def test_the_student_is_found_in_the_name(path, student):
    assert mark.student_of(path) == student


def test_a_cell_that_was_stopped_is_said_so(course):
    """Its points may have been lost to a slow machine only."""
    path = course.autograded(UNTOUCHED, PS2)
    path.chmod(0o644)
    notebook, before = read(path), path.read_bytes()
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("error", ename="TooSlow", evalue="", traceback=["stopped"])]
    nbformat.write(notebook, path)
    assert mark._stopped(course, PS2, UNTOUCHED) == ["The cell `setup` was stopped: it took too long."]
    path.write_bytes(before)
    assert mark._stopped(course, PS2, UNTOUCHED) == []


def test_the_readme_shows_commands_that_exist_and_the_limits_that_hold():
    text = (GRADING / "README.md").read_text(encoding="utf-8")
    steps = re.findall(r'make grade ARGS="([^"]+)"', text)
    for step in steps:
        if step != "STEP PS":
            assert mark.parser().parse_args(shlex.split(step)).ps == "ps2"
    assert {step.split()[0] for step in steps} >= {"generate", "collect", "autograde", "answers", "manual", "marks"}
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(GRADING)).load_config()
    assert settings.Execute.timeout == 120 and "A cell may take two minutes" in " ".join(text.split())
    assert mark.SECONDS == 400 and " ".join(text.split()).count("400 seconds") == 2


def test_what_cannot_count_is_said_at_once(course, tmp_path, capsys):
    folder = tmp_path / "downloads"
    for name in ("twice/a", "twice/b", "other", "fine"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.v4.new_notebook() if name == "other" else read(course.release(PS2))
        nbformat.write(notebook, folder / f"{name}.ipynb")
    nbformat.write(read(course.release(PS2)), folder / "Twice.ipynb")  # one folder with `twice`, on some file systems
    (tmp_path / "class.csv").write_text(
        "student;mail\nfine;f@example.org\nMia Absent;m@example.org\n", encoding="utf-8"
    )
    (tmp_path / "own").mkdir()
    own = new_course(tmp_path / "own")
    shutil.copytree(course.root / "release", own.root / "release")
    mark.collect(own, PS2, folder, tmp_path / "class.csv")
    assert "other is not in" in capsys.readouterr().out
    reasons = {record.student: record.reason for record in status.read(own.marks(PS2)).values()}
    assert reasons.keys() == {"Twice", "other", "fine", "Mia-Absent"}
    assert "3 notebooks" in reasons["Twice"] and "another notebook" in reasons["other"]
    assert reasons["Mia-Absent"] == "nothing was handed in" and reasons["fine"] == "not marked yet"
    for step in ("autograde", "feedback"):
        with pytest.raises(MarkingError, match="Not collected: nobody"):
            getattr(mark, step)(own, PS2, ["nobody"])


def work():
    """(a notebook with all solutions, the release)"""
    release = read(EXERCISES / f"{PS2}.ipynb")
    return demo.solve(release, read(GRADING / "source" / PS2 / f"{PS2}.ipynb")), release


def names(notebook):
    return [name for cell in notebook.cells if (name := repair.name_of(cell))]


def test_a_sound_notebook_is_not_touched():
    notebook, release = work()
    repaired, notes = repair.repair(notebook, release)
    assert repaired == notebook and notes == []


@pytest.mark.parametrize("name", names(work()[1]))
def test_a_missing_cell_is_put_back_in_its_place(name):
    notebook, release = work()
    notebook.cells = [cell for cell in notebook.cells if repair.name_of(cell) != name]
    repaired, notes = repair.repair(notebook, release)
    about = next(cell for cell in release.cells if repair.name_of(cell) == name).metadata.nbgrader
    if about.solution and not about.grade:  # never put back: the function may stand in another cell
        assert name not in names(repaired) and notes == [f"The cell `{name}` was missing."]
        assert set(names(repaired)) == set(names(release)) - {name}
    else:
        assert names(repaired) == names(release) and name in notes[0]
    assert repaired.cells[0].source.startswith("**Before marking**")


@pytest.mark.parametrize("name", names(work()[1]))
def test_of_a_copied_cell_one_counts_and_no_code_is_lost(name):
    notebook, release = work()
    (at,) = [at for at, cell in enumerate(notebook.cells) if repair.name_of(cell) == name]
    again = copy.deepcopy(notebook.cells[at])
    again.id, again.source = "again", again.source + "\n# changed"
    notebook.cells.append(again)
    repaired, notes = repair.repair(notebook, release)
    assert sorted(names(repaired)) == sorted(names(release)) and len(notes) == 1
    if again.metadata.nbgrader.solution:
        assert {notebook.cells[at].source, again.source} <= {cell.source for cell in repaired.cells}
    if not again.metadata.nbgrader.grade and not again.metadata.nbgrader.solution:
        assert names(repaired) == names(release), "what the rest needs comes first"
    ids = [cell.id for cell in repaired.cells]
    assert len(ids) == len(set(ids))


def test_points_and_names_in_the_notebook_are_those_of_the_release():
    notebook, release = work()
    for cell in notebook.cells:
        if repair.name_of(cell):
            cell.metadata.nbgrader = {"grade_id": repair.name_of(cell), "points": 1000, "grade": True}
    notebook.cells[0].metadata.nbgrader = {"grade_id": "made-up", "points": 5}
    repaired, _ = repair.repair(notebook, release)
    wanted = {repair.name_of(cell): cell.metadata.nbgrader for cell in release.cells if repair.name_of(cell)}
    assert {repair.name_of(c): c.metadata.nbgrader for c in repaired.cells if "nbgrader" in c.metadata} == wanted


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 3}', '{"nbformat": 4, "nbformat_minor": 5, "cells": [{}]}']
)
def test_a_file_that_is_no_notebook_has_a_reason(tmp_path, text):
    (tmp_path / "x.ipynb").write_text(text)
    with pytest.raises(repair.Unreadable, match="cannot|not a notebook|another notebook"):
        repair.repair(repair.read(tmp_path / "x.ipynb"), work()[1])


def test_a_notebook_of_an_older_format_is_read(tmp_path):
    notebook, release = work()
    old = nbformat.from_dict(copy.deepcopy(notebook))
    old.nbformat_minor = 4
    for cell in old.cells:
        del cell["id"]
    nbformat.write(old, tmp_path / "x.ipynb")
    repaired, notes = repair.repair(repair.read(tmp_path / "x.ipynb"), release)
    assert names(repaired) == names(release) and notes == []


# --- Outputs


@pytest.mark.parametrize("error, points", [(False, 2.5), (True, 0)])
def test_a_warning_costs_no_points(error, points):
    cell = nbformat.v4.new_code_cell("coach.check_x(x, points=4)")
    cell.metadata.nbgrader = {"grade": True, "grade_id": "x", "points": 4, "locked": True, "solution": False}
    cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="RuntimeWarning: overflow")]
    if error:
        cell.outputs.append(nbformat.v4.new_output("error", ename="NameError", evalue="", traceback=[]))
    else:
        cell.outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": "2.5"}))
    cell, _ = pages.WarningsCostNothing().preprocess_cell(cell, {}, 0)
    assert determine_grade(cell) == (points, 4)
    assert cell.outputs[0].text == "RuntimeWarning: overflow"


def test_our_list_of_preprocessors_is_nbgraders_and_one_more():
    ours = PyFileConfigLoader("nbgrader_config.py", path=str(GRADING)).load_config().Autograde.autograde_preprocessors
    names = [name.rpartition(".")[2] for name in ours]
    names.remove("WarningsCostNothing")
    assert names == [each.__name__ for each in Autograde().autograde_preprocessors]


def test_the_coachs_picture_comes_as_a_png_and_no_program_with_it():
    html = coach.check_update(lambda theta, gradients, eta: gradients, rng=0)._repr_html_()
    assert "<svg" in html
    cell = nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("display_data", {"text/html": html})])
    cell, _ = pages.CoachPictures().preprocess_cell(cell, {}, 0)
    box, picture = cell.outputs
    assert "<svg" not in box.data["text/html"] and "<div" in box.data["text/html"]
    assert picture.data.keys() == {"image/png"} and "neuron" in picture.metadata["image/png"]["alt"]
    broken = nbformat.v4.new_output("display_data", {"text/html": "<svg><script>alert(1)</svg>"})
    cell, _ = pages.CoachPictures().preprocess_cell(nbformat.v4.new_code_cell("", outputs=[broken]), {}, 0)
    assert [output.data for output in cell.outputs] == [{"text/html": ""}]


# --- The whole way


@pytest.fixture(scope="module")
def demo_table(marked):
    """What `make grade-demo` prints."""
    table = demo.by_hand(Course(shutil.copytree(marked, marked.parent / "demo")))
    demo.show(table)
    return {row[0]: row for row in table}


@pytest.mark.parametrize("student", [*(student.name for student in demo.CLASS), demo.NOT_A_NOTEBOOK])
def test_the_demo_gives_each_student_the_right_mark_and_words(demo_table, student):
    *_, wrong = demo_table[student]
    assert not wrong


def test_the_demo_would_notice(capsys):
    assert not demo.show([("x", "1", "0", "words", ["mark 0 instead of 1"])])
    assert "WRONG: mark 0 instead of 1" in capsys.readouterr().out


# --- What students and the world get


def test_the_students_zip_holds_the_course_without_solutions_and_tests(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "student_zip.py", tmp_path / "x.zip"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        files = {name.removeprefix("backpropagation/"): archive.read(name) for name in archive.namelist()}
    assert {"Makefile", "README.md", "requirements/lab.txt", "backprop_core/network.py"} <= files.keys()
    assert {f"notebooks/exercises/{ps}.ipynb" for ps in SETS} <= files.keys()
    assert not {name.split("/")[0] for name in files} & {"grading", "tests", ".ci", ".git"}
    assert not [name for name, text in files.items() if name.endswith(".ipynb") and b"BEGIN SOLUTION" in text]


def test_neither_wheel_nor_source_distribution_holds_the_teachers_side(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", tmp_path], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (wheel,), (sdist,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive, tarfile.open(sdist) as other:
        inside = [*archive.namelist(), *(name.partition("/")[2] for name in other.getnames())]
    assert inside and not [name for name in inside if name.startswith("grading")]


def test_students_work_is_never_committed():
    for name in ("gradebook.db", "submitted/ada/ps/ps.ipynb", "marks/ps/marks.csv", "feedback/a/ps/ps.html"):
        assert subprocess.run(["git", "check-ignore", "-q", Path("grading", name)], cwd=ROOT).returncode == 0
