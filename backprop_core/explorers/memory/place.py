"""Where the course remembers what a learner did: one file, and the one switch that turns it off.

The environment variable `SWITCH` says "off", or names the file. Where it says nothing, the file is `NAME` in the
course's folder, which is looked for from the working folder upward, and outside of the course in `HOME`.

What is marked, tested or stored runs with `OFF` in its environment: the Makefile sees to it for all its commands but
`make lab`, and again those who can be called without it (grading/course.py, tests/conftest.py, tools/lab.py,
tools/store_notebooks.py).
"""

import os
from pathlib import Path

from IPython import get_ipython  # ipywidgets brings it along

SWITCH = "BACKPROP_PROGRESS"
OFF = {SWITCH: "off"}
NAME = "progress.jsonl"
HOME = ".backprop"  # in the home folder
START = Path("notebooks", "00_start_here.ipynb")  # by which the course's folder is known


def course():
    """The course's folder, around the working folder; None where there is none."""
    try:
        here = Path.cwd()
    except OSError:  # it has been removed
        return None
    return next((folder for folder in (here, *here.parents) if (folder / START).is_file()), None)


def file():
    """The path of the file; None where nothing is to be remembered, or can be."""
    asked = os.environ.get(SWITCH, "")
    if asked == OFF[SWITCH]:
        return None
    folder = course()
    try:
        return Path(asked).expanduser() if asked else folder / NAME if folder else Path.home() / HOME / NAME
    except RuntimeError:  # nobody has a home here
        return None


def trouble():
    """One sentence where nothing will be remembered; "" where all is well."""
    path = file()
    if path is None and os.environ.get(SWITCH) == OFF[SWITCH]:
        return f"Nothing is remembered here: {SWITCH} is {OFF[SWITCH]}."
    if path is None:
        return "Nothing can be remembered here, because there is no home folder for it."
    there = next(each for each in (path, *path.parents) if os.path.exists(each) or not each.name)
    fits = os.path.isfile(there) if there == path else os.path.isdir(there)
    if fits and os.access(there, os.W_OK):
        return ""
    return f"Nothing new can be remembered, because {path} cannot be written; all else works as ever."


def notebook():
    """The file name of the notebook whose kernel this is; "" where nobody has told it.

    Jupyter's server tells it in the environment, VS Code by a variable.
    """
    shell = get_ipython()
    told = shell.user_ns.get("__vsc_ipynb_file__") if shell else None
    name = Path(str(told or os.environ.get("JPY_SESSION_NAME", ""))).name
    return name if name.endswith(".ipynb") else ""
