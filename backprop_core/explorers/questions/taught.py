"""Where the course teaches what a question of the bank asks: a notebook, and the part of it."""

import json
import re
from functools import lru_cache
from typing import NamedTuple

from ..kit.links import link
from ..kit.tables import escape
from ..memory import place as course
from .tasks import TASKS

TAUGHT = {  # part of the bank: its notebook
    "forward": "01 · The forward pass",
    "error": "02 · How wrong is it?",
    "chain": "03 · Who moves Err, and how much?",
    "delta": "04 · The deltas",
    "update": "05 · The algorithm",
    "training": "06 · Training",
    "why": "07 · Why it works",
    "vanishing": "08 · Vanishing gradients",
    "exploding": "09 · Exploding gradients",
    "summary": "10 · The summary",
}


class Place(NamedTuple):
    """A notebook's title ("04 · The deltas"), its path, and the heading of a part ("3 · In a hidden layer (lecture
    §5)"). Where the course is not at hand there is no path, and where the part is not found, its heading is ""."""

    title: str
    path: object
    heading: str

    def plain(self):
        return f"{self.title}, “{_short(self.heading)}”" if self.heading else self.title

    def linked(self):
        """The same for the page, as a link where there is a way."""
        return link(self.path, self.plain(), self.heading) if self.path else escape(self.plain())


def module_of(task):
    """The part of the bank in which a task stands: the name of its module."""
    return TASKS[task].__module__.rpartition(".")[2]


def where(task):
    """The `Place` where a task is taught."""
    title = TAUGHT[module_of(task)]
    folder = course.course()
    number = title.split(" · ")[0]
    path = next(iter(sorted((folder / course.START).parent.glob(f"{number}_*.ipynb"))), None) if folder else None
    return Place(title, path, _headings(path, path.stat().st_mtime_ns).get(task, "") if path else "")


@lru_cache(maxsize=16)
def _headings(path, _):
    """{task: the heading above the first cell of a notebook that asks it}; {} where the file is no notebook, as after
    an unlucky edit."""
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(path.read_bytes())["cells"]]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    heading, found = "", {}
    for kind, text in cells:
        if kind == "markdown":
            heading = [heading, *re.findall(r"^#{2,} (.+)", text, re.MULTILINE)][-1].strip()
        else:
            for task in re.findall(r'\bQuestion\(\s*"(\w+)"', text):
                found.setdefault(task, heading)
    return found


def _short(heading):
    """A heading without the lecture's section."""
    return re.sub(r" \(lecture §.*\)$", "", heading)
