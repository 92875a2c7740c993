"""What is marked by hand, and what a teacher is told: a course in which three students have been marked by machine."""

import copy

import nbformat
import pytest

from grading import demo, mark, repair, status
from grading.course import MarkingError
from grading.release import new_course
from grading.status import GRADED, UNGRADED, WAITING
from tests.grading.courses import LIMITS, PS2, SOLVED, UNTOUCHED, cells, read, without_views

HIDES = "hides-its-outputs"


def hiding(release, source):
    """A notebook that shows no values, with its answers in new cells below their own."""
    given = {repair.name_of(cell): cell for cell in release.cells}
    notebook = without_views(demo.solve(release, source))
    for cell in [cell for cell in notebook.cells if repair.is_answer(cell)]:
        cell.source = given[repair.name_of(cell)].source
        below = nbformat.v4.new_markdown_cell(f"Because. ![](data:image/png;base64,{200_000 * 'A'})")
        notebook.cells.insert(notebook.cells.index(cell) + 1, below)
    notebook.cells.insert(0, nbformat.v4.new_code_cell('%config InteractiveShell.ast_node_interactivity = "none"'))
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = new_course(tmp_path_factory.mktemp("course"))
    mark.generate(course, PS2)
    release, source, folder = read(course.release(PS2)), read(course.source(PS2)), course.root / "downloads"
    folder.mkdir()
    for name, notebook in ((SOLVED, demo.solve(release, source)), (UNTOUCHED, copy.deepcopy(release))):
        nbformat.write(without_views(notebook), folder / f"{name}.ipynb")
    nbformat.write(hiding(release, source), folder / f"{HIDES}.ipynb")
    mark.collect(course, PS2, folder)
    assert mark.autograde(course, PS2, limits=LIMITS)
    return course


def test_a_written_answer_without_points_is_no_zero(course):
    (row,) = [row for row in status.read_table(mark.marks(course, PS2)) if row["student"] == SOLVED]
    assert row["mark"] == "" and row["state"] == WAITING
    assert "" in row.values() and "0" not in row.values()
    assert mark.feedback(course, PS2, [SOLVED])
    assert not course.feedback(SOLVED, PS2).exists(), "a page with a 0 for what nobody has read"


def test_a_notebook_that_hides_what_it_shows_earns_what_it_earns(course):
    by_machine = {name: machine for name, (machine, _) in cells(course, PS2, HIDES).items() if machine is not None}
    assert by_machine == {name: machine for name, (machine, _) in cells(course, PS2, SOLVED).items() if machine}


def test_answers_below_their_cells_are_asked_for(course):
    rows = [row for row in status.read_table(mark.answers(course, PS2)) if row["student"] == HIDES]
    assert len(rows) == sum(repair.is_answer(cell) for cell in read(course.release(PS2)).cells)
    for row in rows:
        assert row["answer"].startswith("Because. ![]((") and "see autograded/" in row["answer"]
        assert len(row["answer"]) < 500
    assert status.read(course.marks(PS2))[HIDES].state == WAITING
    whole = [cell.source for cell in read(course.autograded(HIDES, PS2)).cells if repair.is_answer(cell)]
    assert all(200_000 * "A" in text for text in whole)


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
        mark.autograde(course, PS2, ["rethinks"], LIMITS)
        assert status.read(course.marks(PS2))["rethinks"].state == WAITING
        rows = [row for row in status.read_table(mark.answers(course, PS2)) if row["student"] == "rethinks"]
        assert [row["answer"] for row in rows] == [text] * len(rows)
        points = tmp_path / "points.csv"
        status.write_table(
            points, mark.ANSWERS, [[*list(row.values())[:2], "1", *list(row.values())[3:]] for row in rows]
        )
        mark.manual(course, PS2, points)
        assert status.read(course.marks(PS2))["rethinks"].state == GRADED
