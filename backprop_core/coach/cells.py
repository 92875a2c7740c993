"""Whether the cell in which a function was to be made has run: what the kernel's history of cells tells.

In a notebook the name of a function may still stand for an older one, or for nothing, because the cell above stopped
with an error before it came to `def`. The judge would then speak of what is not on the page. IPython (in JupyterLab,
and where a hand-in is marked) keeps the text of every cell that was run in the list `In`; where there is no such
list, or it does not tell for certain, nothing is said.
"""

import ast
import linecache
import re
import sys
from types import FunctionType

from .calls import Elsewhere, not_written

BROKEN = "The cell in which you define {name} did not run: Python cannot read it ({error}, in line {line})."
STOPPED = "The cell in which you define {name} did not come to that line: it stopped with an error before."
OLD = "What I can see is an older {name}, and I do not judge that one."
MEND = "Mend that cell and run it, then run this one again."


def not_run(function, check):
    """A sentence, where the latest cell that was to define `function` stopped before it did; or "". check: the name of
    the check that is asked, "check_deltas"."""
    if isinstance(function, Elsewhere):
        return function.not_run(check)
    space = vars(sys.modules["__main__"]) if "__main__" in sys.modules else {}
    history = space.get("In")
    if not isinstance(history, list) or not all(isinstance(each, str) for each in history) or not history:
        return ""
    name = _asked_about(history[-1], check)
    if name is None or space.get(name) is not function:
        return ""
    at, why = _latest(history, name)
    made = 0 if function is not_written else _made_in(function, history)  # 0: before all cells
    if at is None or made is None or made >= at:
        return ""
    old = [] if function is not_written else [OLD.format(name=name)]
    return " ".join([why, *old, MEND])


def _asked_about(cell, check):
    """The name between the brackets of the check in the cell that is running, or None."""
    tree = _parsed(cell)
    for node in ast.walk(tree) if isinstance(tree, ast.AST) else ():
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == check:
                return node.args[0].id
    return None


def _made_in(function, history):
    """The place in the history of the latest cell with the text that the function was made from; None where there is
    none."""
    if type(function) is not FunctionType:
        return None
    text = "".join(linecache.getlines(function.__code__.co_filename)).rstrip()
    return next((at for at in range(len(history) - 1, -1, -1) if text and history[at].rstrip() == text), None)


def _latest(history, name):
    """(the place of the latest cell that gives `name` something, what is to be said if it did not come to it), if it
    is a plain definition; or (None, "")."""
    for at in range(len(history) - 1, -1, -1):
        tree = _parsed(history[at])
        if isinstance(tree, SyntaxError):
            if re.search(rf"^[ \t]*def[ \t]+{name}\b", history[at], re.MULTILINE):
                return at, BROKEN.format(name=name, error=type(tree).__name__, line=tree.lineno)
        elif any(isinstance(node, ast.FunctionDef) and node.name == name and not node.decorator_list
                 for node in tree.body):  # fmt: skip
            return at, STOPPED.format(name=name)
        elif _binds(tree, name):
            return None, ""
    return None, ""


def _binds(tree, name):
    """Whether a cell may give `name` something in any other way."""
    for node in ast.walk(tree):
        names = {getattr(node, "name", None), getattr(node, "asname", None)}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if name in names:
            return True
    return False


def _parsed(text):
    """The tree of a cell's text, or the SyntaxError that it ends in."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):  # no text that Python could have run
        return ast.Module([], [])
