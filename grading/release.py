"""Make the students' version of every problem set: python -m grading.release   (make release)

What is stored in notebooks/exercises/ is what nbgrader generates from grading/source/, byte for byte.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from .course import GRADING, Course, MarkingError
from .mark import EXERCISES


def new_course(folder):
    """A course folder of its own, with the real sources and settings."""
    shutil.copytree(GRADING / "source", folder / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(GRADING / "nbgrader_config.py", folder)
    return Course(folder)


def problem_sets():
    """The names of all problem sets."""
    return sorted(path.parent.name for path in GRADING.glob("source/*/*.ipynb"))


def generated(course, ps):
    """The release version of a problem set, as bytes."""
    course.check_config()
    outcome = course.nbgrader("generate_assignment", ps)
    if not outcome.ok:
        raise MarkingError(f"{ps}: {outcome.reason}\n{outcome.text}")
    return course.release(ps).read_bytes()


def main():
    """Store all of them; returns the exit code."""
    EXERCISES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        course = new_course(Path(folder).resolve())
        for ps in problem_sets():
            new, path = generated(course, ps), EXERCISES / f"{ps}.ipynb"
            changed = not path.exists() or path.read_bytes() != new
            path.write_bytes(new)
            print(f"{path.name}: {'stored anew' if changed else 'unchanged'}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MarkingError as error:
        sys.exit(str(error))
