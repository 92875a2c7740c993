"""What is marked by hand, and what a teacher is told: a course in which two students have been marked by machine."""

import nbformat
import pytest

from grading import demo, mark, status
from grading.course import MarkingError
from grading.release import new_course
from grading.status import GRADED, UNGRADED, WAITING
from tests.courses import PS2, SOLVED, UNTOUCHED, cells, quick, read, without_views


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = quick(new_course(tmp_path_factory.mktemp("course")))
    mark.generate(course, PS2)
    release, source, folder = read(course.release(PS2)), read(course.source(PS2)), course.root / "downloads"
    folder.mkdir()
    for name, notebook in ((SOLVED, demo.solve(release, source)), (UNTOUCHED, release)):
        nbformat.write(without_views(notebook), folder / f"{name}.ipynb")
    mark.collect(course, PS2, folder)
    assert mark.autograde(course, PS2)
    return course


def test_a_written_answer_without_points_is_no_zero(course):
    (row,) = [row for row in status.read_table(mark.marks(course, PS2)) if row["student"] == SOLVED]
    assert row["mark"] == "" and row["state"] == WAITING
    assert "" in row.values() and "0" not in row.values()
    assert mark.feedback(course, PS2, [SOLVED])
    assert not course.feedback(SOLVED, PS2).exists(), "a page with a 0 for what nobody has read"


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
