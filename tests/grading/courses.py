"""What the tests of marking share: notebooks that are handed in, quick courses, and what the gradebook says."""

import nbformat

from grading import demo, mark, repair
from grading.course import GRADING
from grading.release import EXERCISES
from grading.wall import sandbox

PS2 = "ps2_deltas_and_gradients"
# The students of every problem set, as the made-up class has them for ps2.
SOLVED, UNTOUCHED = "ada-perfect", "flo-untouched"


def walled():
    """Whether there is a wall here; where there is none, classes of the tests are marked without."""
    try:
        sandbox.check()
    except sandbox.NoWall:
        return False
    return True


LIMITS = mark.LIMITS._replace(wall=walled())


def read(path):
    return nbformat.read(path, as_version=4)


def work():
    """(a notebook with all solutions, the release)"""
    release = read(EXERCISES / f"{PS2}.ipynb")
    return demo.solve(release, read(GRADING / "source" / PS2 / f"{PS2}.ipynb")), release


def cells(course, ps, student):
    """{cell: (points by machine, points by hand)} in the gradebook."""
    with course.gradebook() as gradebook:
        grades = gradebook.find_submission_notebook(ps, ps, student).grades
        return {grade.name: (grade.auto_score, grade.manual_score) for grade in grades}


def without_views(notebook):
    """Without the cells that no mark hangs on: in most of them there is a view to look at, which takes its time."""
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "code" or repair.name_of(cell)]
    return notebook
