"""What the course consists of, from the two tables in README.md: the one place that says it."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = re.compile(r"\| \[(\d\d) ([^\]]+)\]\((notebooks/[\w/]+)\.ipynb\) \| (.+?) \| (.+?) \| (\d+) \|")
PROBLEM_SET = re.compile(r"\| \[(\d) ([^\]]+)\]\((notebooks/[\w/]+)\.ipynb\) \| (\d\d) \| (\d+) \| (\d+) \|")


class Part(NamedTuple):
    """A notebook of the course, or a problem set.

    label, title   "00" and "Start here"; "Problem set 1" and "Forward pass and error"
    path           of the notebook below the project's folder, without its ending
    about          the question that it answers; of a problem set, after which notebook it comes and its points
    minutes        how long it takes
    """

    label: str
    title: str
    path: str
    about: str
    minutes: int

    @property
    def name(self):
        """Both parts of its name in one."""
        return f"{self.label} · {self.title}"

    @property
    def page(self):
        """Its reading page, from the top of the site."""
        return f"read/{self.path.removeprefix('notebooks/')}.html"

    @property
    def live(self):
        """The same notebook in the live course, from the top of the site."""
        return f"live/lab/index.html?path={self.path}.ipynb"


def notebooks():
    """The notebooks as `Part`s, in the order of the course."""
    return [Part(number, title, path, about, int(minutes))
            for number, title, path, about, _, minutes in NOTEBOOK.findall(_readme())]  # fmt: skip


def problem_sets():
    """The problem sets as `Part`s."""
    return [Part(f"Problem set {number}", title, path, f"after {after}, {points} points", int(minutes))
            for number, title, path, after, points, minutes in PROBLEM_SET.findall(_readme())]  # fmt: skip


def _readme():
    return (ROOT / "README.md").read_text("utf-8")
