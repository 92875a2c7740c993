"""mark(source, release, submission, limits) → Marked: bytes in, plain data out; no file, no database, no message.

So it is the same in this process, in a pool of others, and on other machines (`spread.py`).

Threat: everything in a hand-in may be written to earn what was not done: its code, its outputs, its metadata. So its
code runs behind the wall only (`wall/`); which cells there are, what they are worth, and what a test says is taken
from the teacher's notebooks; tests run here, on stand-ins for the student's functions, with the course's own coach;
and points are those of the `Verdict` object that the coach has made, never a text.
"""

import ast
import base64
import contextlib
import copy
import io
import math
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import nbformat
from nbformat.v4 import new_output

from backprop_core.coach import Verdict

from . import repair
from .repair import is_solution, name_of
from .wall.sandbox import Ended, Sandbox
from .wall.standins import value

STARTS = 5  # of one student's program, at most: each time one cell is left out
PLACE = "This cell was left out: {}."
NO_WALL = "Marked without a wall."
NOT_JUDGED = "could not be judged, because the coach broke down: look at it, and give its points yourself."
NOT_STARTED = "this machine could not start its program ({}); mark it again"
BUSY = 30  # s: how late a machine that has much else to do may answer what takes no time
MOST_OUTPUTS = 200  # of one cell
MOST_SHOWN = 4 * 2**20  # letters of what all cells of a notebook show
NO_ROOM = "(The rest of what this cell shows is left out.)"
PNG = b"\x89PNG\r\n\x1a\n"


class Limits(NamedTuple):
    """cell, all: seconds for one cell, and for all that a student's program does; wall: whether there must be one."""

    cell: float = 120.0
    all: float = 400.0
    wall: bool = True


@dataclass
class Marked:
    """What was found: plain data.

    points     {test: earned}; a test that the coach could not judge is not in it: a human must look
    mistakes   {test: names of the mistakes that the coach has seen}
    reason     why there is no mark at all, or ""
    notes      what was put right, or left out, on the way
    notebook   with what each cell shows, as JSON text; "" where it could not be read
    seconds    by the clock on the wall
    """

    points: dict = field(default_factory=dict)
    mistakes: dict = field(default_factory=dict)
    reason: str = ""
    notes: list = field(default_factory=list)
    notebook: str = ""
    seconds: float = 0.0


def mark(source, release, submission, limits=None):
    """Mark one hand-in. source, release, submission: the bytes of notebooks. Never raises for what is handed in."""
    limits, begun = limits or Limits(), time.monotonic()
    work = _work(source, release)
    try:
        notebook, notes = repair.repair(repair.read_bytes(submission), work.release)
    except repair.Unreadable as error:
        return Marked(reason=str(error))
    _as_given_out(notebook, work.release)
    run = _Run(work, notebook, limits)
    try:
        run.go()
        reason = ""
    except _Lost as error:
        reason = str(error)
    if not limits.wall:
        notes.append(NO_WALL)
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"*{NO_WALL}*"))
    marked = Marked({} if reason else run.points, run.mistakes, reason, notes + run.notes, nbformat.writes(notebook))
    marked.seconds = round(time.monotonic() - begun, 2)
    return marked


def _as_given_out(notebook, release):
    """Put the release's own text into every cell that is not the student's to write."""
    ours = {name_of(cell): cell for cell in release.cells if name_of(cell) and not is_solution(cell)}
    for at, cell in enumerate(notebook.cells):
        if name_of(cell) in ours:
            notebook.cells[at] = copy.deepcopy(ours[name_of(cell)])
            notebook.cells[at].id = cell.id  # the student's notebook may have a cell of ours' id


# --- What the teacher's notebooks say --------------------------------------------------------------------------------


class _Work(NamedTuple):
    """release: the students' version; cells: the teacher's, {name: cell}; names: what solution cells define; space:
    what tests need of the locked ones."""

    release: object
    cells: dict
    names: frozenset
    space: dict


@lru_cache(maxsize=8)
def _work(source, release):
    """Once for each problem set and process."""
    teachers, students = (nbformat.reads(each.decode(), as_version=4) for each in (source, release))
    cells = {name_of(cell): cell for cell in teachers.cells if name_of(cell)}
    code = [cell for cell in teachers.cells if cell.cell_type == "code"]
    solutions = [cell for cell in code if name_of(cell) and is_solution(cell)]
    names = frozenset(name for cell in solutions for name in _stored(ast.parse(cell.source)))
    tests = [cell for cell in code if is_test(cell)]
    wanted = {name for cell in tests for name in _loaded(ast.parse(cell.source))} - names
    locked = [cell.source for cell in code if name_of(cell) and not is_solution(cell) and not is_test(cell)]
    space = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(_needed("\n".join(locked), wanted), space)
    return _Work(students, cells, names, space)


def is_test(cell):
    """Whether a cell's points come from a machine."""
    return bool(name_of(cell)) and cell.cell_type == "code" and cell.metadata.nbgrader.grade and not is_solution(cell)


def _stored(tree):
    """The names to which a program gives something, at its top level or below it."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    kinds = ast.FunctionDef | ast.ClassDef
    return names | {each.name for each in tree.body if isinstance(each, kinds)} | {
        (each.asname or each.name).split(".")[0]
        for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for each in node.names
    }  # fmt: skip


def _loaded(tree):
    """The names of which it asks something."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _needed(program, wanted):
    """The statements of a program on which these names depend: views would take their time, and nobody sees them."""
    kept = []
    for statement in reversed(ast.parse(program).body):
        part = ast.Module([statement], [])
        if (_stored(part) | (_loaded(part) if isinstance(statement, ast.Expr) else set())) & wanted:
            kept.insert(0, statement)
            wanted = wanted | _loaded(part)
    return compile(ast.Module(kept, []), "<the teacher's cells>", "exec")


# --- One hand-in -----------------------------------------------------------------------------------------------------


class _Lost(Exception):
    """Why nothing can be marked."""


class _Run:
    """The cells of one hand-in, in their order."""

    def __init__(self, work, notebook, limits):
        self._work, self._notebook, self._limits = work, notebook, limits
        self._until = time.monotonic() + limits.all
        self._out, self._starts = set(), 0  # the places of cells that are left out
        self._tested = set()  # the names of tests that have said what they say
        self.points, self.mistakes, self.notes = {}, {}, []

    def go(self):
        """Run every cell, from the beginning once more where the program was lost."""
        while True:
            self._starts += 1
            with self._started() as sandbox:
                at = self._as_far_as_it_goes(sandbox)
            if at is None:
                return
            if self._starts == STARTS:
                raise _Lost(f"its program ended {STARTS} times while it was run")
            self._in_time()

    def _started(self):
        """A new program, which answers; raises where there is none, for that is no fault of a student's."""
        try:
            sandbox = Sandbox(self._limits.wall, self._until)
        except OSError as error:
            raise _Lost(NOT_STARTED.format(error.strerror or error)) from None
        try:
            sandbox.ask("value", "x", seconds=BUSY)
        except Ended as error:
            self._in_time()
            raise _Lost(NOT_STARTED.format(sandbox.said() or error)) from None
        return sandbox

    def _in_time(self):
        """Raise where all the time has passed: what is asked after that gets no answer, which is no mistake."""
        if time.monotonic() >= self._until:
            raise _Lost(f"it was stopped after {self._limits.all:g} seconds")

    def _as_far_as_it_goes(self, sandbox):
        """The place of the cell in which the program was lost, or None."""
        self._room = MOST_SHOWN
        for at, cell in enumerate(self._notebook.cells):
            if cell.cell_type != "code" or at in self._out:
                continue
            ours = self._work.cells.get(name_of(cell))
            try:
                if ours is None or not is_test(ours):
                    self._run(sandbox, cell)
                elif name_of(cell) not in self._tested:
                    self._test(sandbox, cell, ours)
            except Ended as error:
                self._out.add(at)
                late = "it took too long, and could not be stopped"
                why = late if "time" in str(error) else "the program ended in it"
                cell.outputs = [new_output("error", ename="LeftOut", evalue="", traceback=[PLACE.format(why)])]
                self.notes.append(f"The cell `{name_of(cell) or cell.id}` was left out: {why}.")
                return at
        return None

    def _run(self, sandbox, cell):
        """Run a cell that is no test, and keep what it shows."""
        seconds = min(self._limits.cell, max(self._until - time.monotonic(), 0.0))
        outputs = sandbox.ask("run", cell.source, seconds, seconds=seconds + BUSY)
        cell.outputs = self._kept(outputs if type(outputs) is list else [outputs])
        if any(output.get("ename") == "TooSlow" for output in cell.outputs):
            self.notes.append(f"The cell `{name_of(cell) or cell.id}` was stopped: it took too long.")

    def _kept(self, outputs):
        """What a cell shows, as a notebook may hold it and as far as there is room: who has written a shell of their
        own keeps to no limit behind the wall."""
        kept = []
        for each in outputs[:MOST_OUTPUTS]:
            made = _output(each) if self._room > 0 else None
            self._room -= len(str(made))
            if self._room <= 0:
                return [*kept, new_output("stream", name="stderr", text=NO_ROOM)]
            kept.append(made)
        return kept

    def _test(self, sandbox, cell, ours):
        """Run a test, from the teacher's notebook, and keep what it says."""
        sandbox.ask("begin", ours.source, seconds=BUSY)
        tree = ast.parse(ours.source)
        asked = sorted(_loaded(tree) & self._work.names)
        space = self._work.space | {name: value(sandbox, name) for name in asked}
        *first, last = tree.body
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(ast.Module(first, []), "<a test>", "exec"), space)
            verdict = eval(compile(ast.Expression(last.value), "<a test>", "eval"), space)
        self._in_time()
        name, most = name_of(ours), ours.metadata.nbgrader.points
        if type(verdict) is not Verdict:
            raise _Lost(f"the test {name} gives no verdict; it is a fault of the problem set")
        cell.outputs = [new_output("stream", name="stdout", text=said.getvalue()),
                        new_output("execute_result", {"text/plain": repr(verdict), "text/html": verdict._repr_html_()},
                                   execution_count=None)]  # fmt: skip
        self._tested.add(name)
        self.mistakes[name] = tuple(verdict.mistakes)
        if math.isnan(verdict.score):
            self.notes.append(f"The cell `{name}` {NOT_JUDGED}")
        else:
            self.points[name] = min(max(verdict.earned, 0.0), float(most))


KINDS = {"stream": ("name", "text"), "execute_result": ("data",), "display_data": ("data",),
         "error": ("ename", "evalue", "traceback")}  # fmt: skip


def _nothing(_):
    return None


def _picture(text):
    """A PNG as a notebook holds it, and no other thing under its name."""
    data = b""
    with contextlib.suppress(ValueError):  # it is in no such form
        data = base64.b64decode(text)
    return base64.b64encode(data).decode() if data.startswith(PNG) else None


KEPT = {"text/plain": str, "image/png": _picture}  # of what a cell shows; all else could do something in a page


def _output(said):
    """An output as it came from behind the wall, as a notebook may hold it; what it cannot hold is left out."""
    try:
        kind = said["output_type"]
        known = {name: said[name] for name in KINDS[kind]}
        if kind in ("execute_result", "display_data"):
            data = {form: made for form, text in known["data"].items() if (made := KEPT.get(form, _nothing)(text))}
            return new_output(kind, data, **({"execution_count": None} if kind == "execute_result" else {}))
        if kind == "error":
            known = {"ename": str(known["ename"]), "evalue": str(known["evalue"]),
                     "traceback": [str(line) for line in known["traceback"]]}  # fmt: skip
        else:
            known = {"name": "stderr" if known["name"] == "stderr" else "stdout", "text": str(known["text"])}
        return new_output(kind, **known)
    except (TypeError, KeyError, AttributeError, ValueError):
        return new_output("stream", name="stderr", text="(an output that no notebook can hold was left out)")
