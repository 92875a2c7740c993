"""What a problem set asks, task by task, and what a student has written for each: read from the notebooks."""

import ast
import json
import re
from contextlib import suppress
from typing import NamedTuple

from .marking import is_test
from .repair import is_answer, is_solution, name_of

HEADING = re.compile(r"^#+ (.+)", re.MULTILINE)
POINTS = re.compile(r" · [\d +]+ points$")
LETTER = re.compile(r"\([a-z]\)")


class Task(NamedTuple):
    """test: the cell with its points; title: the words of the heading above it; check: of the coach, without
    "check_", "" for an answer that a human reads; about: the name that is tested, or ""; cell: where it is written."""

    test: str
    title: str
    check: str
    about: str
    cell: str


def tasks(source):
    """The `Task`s of a problem set, from the teacher's notebook."""
    found, headings, defines = [], {}, {}
    for cell in source.cells:
        if cell.cell_type == "markdown" and not is_answer(cell):
            for text in HEADING.findall(cell.source):
                title = POINTS.sub("", text.strip())
                headings = {"part": title} if LETTER.match(title) else headings | {"task": title}
        elif is_answer(cell):
            found.append(Task(name_of(cell), _title(headings, found), "", "", name_of(cell)))
        elif is_test(cell):
            check, about = _asked(cell.source)
            found.append(Task(name_of(cell), _title(headings, found), check, about, defines.get(about, "")))
        elif cell.cell_type == "code" and name_of(cell) and is_solution(cell):
            defines |= dict.fromkeys(_defined(ast.parse(cell.source)), name_of(cell))
    return found


def _title(headings, before):
    """The heading above a task: the part's letter, and its own words; with a number where several have one heading."""
    part, own = headings.get("part", ""), headings.get("task", "")
    letter = LETTER.match(part)
    title = f"{letter[0]} {own}" if letter and own else part or own
    same = sum(re.sub(r", [IVX]+$", "", each.title) == title for each in before)
    return f"{title}, {'I' * (same + 1)}" if same else title


def _asked(test):
    """(the check, the name that it looks at) of a test cell: its last line is coach.check_…(name, …)."""
    call = ast.parse(test).body[-1].value
    about = call.args[0]
    return call.func.attr.removeprefix("check_"), about.id if isinstance(about, ast.Name) else ""


def _defined(tree):
    """{name: the last statement at the top of a program that gives it its value}."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id: node for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return found


# --- What a student has written --------------------------------------------------------------------------------------


class Work:
    """What a student has written: `cells`, {name: text}, and what is defined there and in cells of their own."""

    def __init__(self, path):
        self.cells, self.defined = {}, {}
        for cell in json.loads(path.read_bytes())["cells"]:
            about, text = cell["metadata"].get("nbgrader"), "".join(cell["source"])
            about = about if isinstance(about, dict) else {}  # in cells of their own anything may stand there
            name, theirs = str(about.get("grade_id", "")), about.get("solution") is True
            if name and theirs:
                self.cells[name] = text
            if cell["cell_type"] == "code" and (theirs or not name):
                with suppress(SyntaxError, ValueError, RecursionError, MemoryError):  # a broken program
                    self.defined |= _defined(ast.parse(text))

    def is_blank(self, task, release):
        """Whether the cell of a task is as it was given out."""
        return self.cells.get(task.cell, "").strip() in ("", release[task.cell].strip())

    def uses(self, name):
        """The names that a function of theirs asks for, directly or by one another; also one whose cell is broken."""
        seen, waiting = set(), [name]
        while waiting:
            for node in ast.walk(self.defined.get(waiting.pop(), ast.Pass())):
                if isinstance(node, ast.Name) and node.id not in seen:
                    seen.add(node.id)
                    waiting.append(node.id)
        return seen - {name}

    def example(self, task, student):
        """What they have written for a task, in a form that says nothing of who it was: without comments and texts
        that stand alone. "" where it cannot be read, or where a part of the name `student` is in it."""
        node = self.defined.get(task.about)
        if node is None:
            return ""
        try:
            text = ast.unparse(_Bare().visit(ast.parse(ast.unparse(node))))
        except (ValueError, RecursionError, MemoryError):  # deeper than can be read
            return ""
        words = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
        return "" if words & {part for part in re.findall(r"[^\W\d_]{2,}", student.casefold())} else text


class _Bare(ast.NodeTransformer):
    """Takes docstrings out, and every other text and print that a program does not compute with."""

    def visit_Expr(self, node):
        kept = not isinstance(node.value, ast.Constant) and not _is_print(node.value)
        return node if kept else ast.copy_location(ast.Pass(), node)

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.body = [each for each in node.body if not isinstance(each, ast.Pass)] or [ast.Pass()]
        return node


def _is_print(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
