"""The map of the course: its notebooks and the questions in them, read from the notebooks themselves."""

import ast
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..memory import place
from ..questions.question import name_of_question
from ..questions.tasks import ABOUT, TASKS

PACKAGE = Path(__file__).resolve().parents[3]  # the course's folder, where the package lies in it
NUMBERED = "[0-9][0-9]_*.ipynb"


class Asked(NamedTuple):
    """A question in a notebook: the name under which its answers are remembered, its task, and the seed of its
    numbers; None where it asks about a view."""

    name: str
    task: str
    seed: int | None


class Notebook(NamedTuple):
    """One with questions: its path, its title ("01 · The forward pass") and the `Asked`, in their order."""

    path: Path
    title: str
    asked: tuple

    @property
    def number(self):
        """Its number in the course."""
        return int(self.path.name[:2])


def notebooks():
    """The notebooks with questions, in the order of the course; () where the course is not to be found."""
    folder = next((each for each in (place.course(), PACKAGE) if each and (each / place.START).is_file()), None)
    if folder is None:
        return ()
    paths = sorted((folder / place.START).parent.glob(NUMBERED))
    found = [_read(path, path.stat().st_mtime_ns) for path in paths]
    return tuple(each for each in found if each is not None and each.asked)


@lru_cache(maxsize=64)
def _read(path, _):
    """The `Notebook`; None where the file is none, as after an unlucky edit."""
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(path.read_bytes())["cells"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    titles = [re.match(r"# (.+)", text) for kind, text in cells if kind == "markdown"]
    title = next((found[1].strip() for found in titles if found), path.stem)
    asked = [each for kind, text in cells if kind == "code" for each in questions_in(text)]
    return Notebook(path, title, tuple(dict.fromkeys(asked)))


def questions_in(code):
    """The `Asked` in a cell, as far as they can be read without running it."""
    try:
        tree = ast.parse(code)
    except SyntaxError:  # the learner is at work there
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [asked for call in calls if _name(call.func) == "Question" and (asked := _asked(call)) is not None]


def _asked(call):
    """The `Asked` of a call of Question; None where its task is not told by its name."""
    said = {word.arg: word.value for word in call.keywords}
    task = _value(call.args[0] if call.args else said.get("task"))
    if task not in TASKS:
        return None
    view = said.get("about")
    if not isinstance(view, ast.Call):
        seed = _value(said.get("seed"), 0)
        return Asked(name_of_question(task, seed, None, None), task, seed) if isinstance(seed, int) else None
    if task not in ABOUT:
        return None
    chosen = {word.arg: word.value for word in view.keywords}.get("selected")
    return Asked(name_of_question(task, None, _name(view.func), _value(said.get("item", chosen))), task, None)


def _name(node):
    """The last name of `a.b.c`."""
    return getattr(node, "id", getattr(node, "attr", None))


def _value(node, usual=None):
    """What a constant stands for."""
    return node.value if isinstance(node, ast.Constant) else usual
