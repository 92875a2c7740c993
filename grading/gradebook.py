"""What has been found out about a student → nbgrader's gradebook and its folder autograded/.

Only the coordinator of a marking run writes here, one student after the other: no hand-in is run in this process.
"""

from typing import NamedTuple

import nbformat
from nbgrader.utils import compute_checksum

from .repair import is_answer, is_solution, name_of
from .status import UNGRADED

NO_RESPONSE = "No response."  # nbgrader's own words


def keep(course, gradebook, ps, student, marked):
    """Store a `Marked`. A test without a mark, and every answer in which something was written, waits for a human;
    what a human has given to an answer stays, but has to be confirmed: the answer may be another one now."""
    path = course.autograded(student, ps)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(marked.notebook, encoding="utf-8")
    cells = [cell for cell in nbformat.reads(marked.notebook, as_version=4).cells if name_of(cell)]
    untouched = {name_of(cell) for cell in cells if is_solution(cell) and _is_untouched(cell)}
    answers = {name_of(cell) for cell in cells if is_answer(cell)}
    gradebook.update_or_create_student(student)
    with gradebook.db.no_autoflush:  # nbgrader's own function looks at what it has only begun to add
        submission = gradebook.update_or_create_submission(ps, student)
    (notebook,) = submission.notebooks
    for grade in notebook.grades:
        grade.auto_score = 0.0 if grade.name in answers & untouched else marked.points.get(grade.name)
        grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
    for comment in notebook.comments:
        comment.auto_comment = NO_RESPONSE if comment.name in untouched else None
    gradebook.db.commit()


def _is_untouched(cell):
    """Whether nothing was written into a cell."""
    return not cell.source.strip() or cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)


class Points(NamedTuple):
    """cells: {cell with points: the most}, in the order of the notebook; of: {student: {cell: points, or None}}; most:
    all points together."""

    cells: dict
    of: dict
    most: float


def points(course, ps, records):
    """The `Points` that stand in the gradebook; those of who is ungraded are all None."""
    with course.gradebook() as gradebook:
        notebook = gradebook.find_notebook(ps, ps)
        order = [cell.name for cell in notebook.source_cells]
        cells = {cell.name: cell.max_score for cell in sorted(notebook.grade_cells, key=lambda c: order.index(c.name))}
        of = {}
        for student, record in sorted(records.items()):
            of[student] = dict.fromkeys(cells)
            if record.state != UNGRADED:
                for grade in gradebook.find_submission_notebook(ps, ps, student).grades:
                    known = not (grade.auto_score is None and grade.manual_score is None)
                    of[student][grade.name] = grade.score if known else None
        return Points(cells, of, notebook.max_score)
