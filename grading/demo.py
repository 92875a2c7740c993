"""The whole way from the source of a problem set to the marks, for a made-up class: make grade-demo

Each student is a row of the table CLASS: what they have changed in a perfect notebook. What they must earn follows
from the points in the notebook; nobody's mark is written down here.
"""

import argparse
import ast
import copy
import csv
import html
import math
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import nbformat

from . import mark, report, status
from .release import new_course
from .repair import is_answer, name_of

PS = "ps2"
DUE, PERCENT = "2026-12-01 18:00", 10  # for each day that has begun after that

# --- What students write. Each function stands for itself: it needs nothing but np.

NO_HIDDEN_SLOPE = """
def deltas(theta, u, o, y):
    last = len(theta) - 1
    delta = [None] * (last + 1)
    delta[last] = -2 * (y - o[last]) * o[last] * (1 - o[last])
    for m in range(last - 1, 0, -1):
        delta[m] = theta[m + 1].T @ delta[m + 1]
    return delta
"""
ONE_PATTERN = """
def gradients(delta, o):
    result = [None]
    for m in range(1, len(delta)):
        result.append(np.outer(delta[m][:, 0], o[m - 1][:, 0]))
    return result
"""
UPHILL = """
def update(theta, gradients, eta):
    return [None] + [theta[m] + eta * gradients[m] for m in range(1, len(theta))]
"""
FOREVER = """
def train_step(theta, x, y, eta):
    m = 1
    while m < len(theta):
        o = sigma(theta[m] @ x)
    return theta
"""
NONSENSE = """
def gradients(delta, o):
    return [None] + [np.cos(delta[m]) @ o[m - 1].T + 3 for m in range(1, len(delta))]
"""
BROKEN = """
def deltas(theta, u, o, y):
    delta = [None] * len(theta
    return delta
"""
WARNS = """
def deltas(theta, u, o, y):
    np.log(np.zeros(1))  # a RuntimeWarning; the numbers are right
    last = len(theta) - 1
    slope = [None] + [o[m] * (1 - o[m]) for m in range(1, last + 1)]
    delta = [None] * last + [2 * (o[last] - y) * slope[last]]
    for m in reversed(range(1, last)):
        delta[m] = (theta[m + 1].T @ delta[m + 1]) * slope[m]
    return delta
"""
SCRIPT = "Because <script>alert('hello')</script> the same δ serves every weight of a neuron."
ANSWER = "Each δ is put together from the δ behind it, which are there already; so nothing is computed twice."


# --- The class


@dataclass
class Student:
    """functions: {name: (source, share of the points that it earns)}; what calls it earns no larger share.
    answer: what is written in every written answer, None for nothing; written: the share of its points it is given.
    untouched: handed in as it was given out. hand_in: other changes, a function of the notebook. late: by how many
    hours; who is in time has 1 to spare, or more.
    says: words that must stand on the feedback page. notes: words that must stand in status.csv.
    """

    name: str
    says: tuple = ()
    functions: dict = field(default_factory=dict)
    answer: str | None = ANSWER
    written: float = 1.0
    untouched: bool = False
    hand_in: object = None
    late: int = 0
    notes: str = ""


def delete_tests(notebook):
    """Every test cell is gone."""
    notebook.cells = [cell for cell in notebook.cells if not _is_test(cell)]


def copy_tests(notebook):
    """Every test cell is there twice, and so is the first cell in which something is to be written."""
    twice = [cell for cell in notebook.cells if _is_test(cell)]
    twice += [next(cell for cell in notebook.cells if name_of(cell) and cell.metadata.nbgrader.solution)]
    for cell in twice:
        again = copy.deepcopy(cell)
        again.id += "-2"
        notebook.cells.insert(notebook.cells.index(cell) + 1, again)


RIGHT = ("Right, on every network that I tried.",)
CLASS = (
    Student("ada-perfect", RIGHT),
    Student("bo-partly-right", ("no mistake that I know",), {"gradients": (NONSENSE, 0)}, written=0.5),
    Student("cy-hidden-slope", ("as if σ′(uᵢ) were missing",), {"deltas": (NO_HIDDEN_SLOPE, 0.5)}),
    Student("di-one-pattern", ("one pattern in it",), {"gradients": (ONE_PATTERN, 0.5)}, late=25),
    Student("ed-uphill", ("Your step goes uphill",), {"update": (UPHILL, 0.5)}, answer=SCRIPT),
    Student("flo-untouched", ("It has not been written yet",), answer=None, untouched=True),
    Student("gus-syntax-error", ("SyntaxError",), {"deltas": (BROKEN, None)}),
    Student("hal-endless-loop", ("does not come to an end",), {"train_step": (FOREVER, 0)}, late=2),
    Student("ida-deleted-tests", ("was missing; it was put back", *RIGHT), hand_in=delete_tests, notes="put back"),
    Student("jo-copied-cells", ("the copies were removed", *RIGHT), {"deltas": (WARNS, 1)}, hand_in=copy_tests,
            notes="copies were removed"),
)  # fmt: skip
ALL = "(the whole class)"
SAID_OF_ALL = ("missing hidden slope", "sum over patterns lost", "ascent", "too slow", "2 late")
NOT_A_NOTEBOOK = "kim-lost-file"  # hands in a file that cannot be read: no mark, and above all no 0


# --- From the class to notebooks


def _is_test(cell):
    """Whether it is a cell that earns points by machine."""
    return name_of(cell) is not None and cell.metadata.nbgrader.grade and not cell.metadata.nbgrader.solution


def _functions(source):
    """{name: its lines in `source`, as (first, last)}."""
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {node.name: (node.lineno - 1, node.end_lineno) for node in found}


def solve(release, source):
    """The release version with the source's solutions in it: a perfect notebook."""
    solved = copy.deepcopy(release)
    solutions = {name_of(cell): cell.source for cell in source.cells if name_of(cell)}
    for cell in solved.cells:
        if name_of(cell) and cell.metadata.nbgrader.solution:
            lines = solutions[name_of(cell)].splitlines()
            cell.source = "\n".join(line for line in lines if not re.search("(BEGIN|END) SOLUTION", line))
    return solved


def write_work(student, release, source):
    """The notebook that a student hands in."""
    notebook = copy.deepcopy(release) if student.untouched else solve(release, source)
    for cell in notebook.cells:
        if is_answer(cell) and cell.cell_type == "markdown" and not student.untouched:
            cell.source = student.answer
        if cell.cell_type == "code" and not _is_test(cell):
            for name, (text, _) in student.functions.items():
                lines, places = cell.source.splitlines(), _functions(cell.source)
                if name in places:
                    first, last = places[name]
                    cell.source = "\n".join([*lines[:first], *text.strip("\n").splitlines(), *lines[last:]])
    if student.hand_in:
        student.hand_in(notebook)
    return notebook


def expected(student, release, source):
    """{cell: points} that a student must have at the end."""
    uses, cell_of, tests = _who_calls_whom(release, source)
    shares = {name: share for name, (_, share) in student.functions.items()}
    lost = {
        name for name, share in shares.items() if share is None
    }  # a syntax error takes the cell's other functions along
    shares |= {name: 0 for name in uses if cell_of[name] in {cell_of[each] for each in lost}}
    points = {}
    for cell in release.cells:
        name, about = name_of(cell), cell.metadata.get("nbgrader")
        if is_answer(cell):
            points[name] = 0.0 if student.answer is None else round(student.written * about.points * 2) / 2
        elif _is_test(cell):
            used = _reached(tests[name], uses)
            share = 0 if student.untouched else min((shares.get(each, 1) for each in used), default=1)
            points[name] = round(share * about.points, 4)
    return points


def _who_calls_whom(release, source):
    """{function: names in it}, {function: its cell}, {test cell: names in it}, as the solutions have it."""
    uses, cell_of, tests = {}, {}, {}
    for cell in solve(release, source).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        if _is_test(cell):
            tests[name_of(cell)] = _names(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                uses[node.name], cell_of[node.name] = _names(node), name_of(cell)
    return uses, cell_of, tests


def _names(tree):
    """Names that are read in a piece of program; arguments of a function hide what lies outside."""
    hidden = {arg.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for arg in node.args}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - hidden


def _reached(names, uses):
    """The functions that are called, directly or by one another."""
    seen, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in uses and name not in seen:
            seen.add(name)
            waiting += uses[name]
    return seen


# --- The way


def hand_in(course, ps, folder):
    """Everyone's notebook in one folder, as a learning platform gives them."""
    folder.mkdir()
    release, source = _given_out(course, ps)
    for number, student in enumerate(CLASS, start=1):
        path = folder / f"{student.name}_{ps}.ipynb"
        nbformat.write(write_work(student, release, source), path)
        at = datetime.fromisoformat(DUE) + timedelta(hours=student.late or -number)
        os.utime(path, (at.timestamp(), at.timestamp()))
    (folder / f"{NOT_A_NOTEBOOK}_{ps}.ipynb").write_text('{"cells": [', encoding="utf-8")


def _given_out(course, ps):
    """(release, source)"""
    return [nbformat.read(path, as_version=4) for path in (course.release(ps), course.source(ps))]


def fill_in(path, student_of):
    """What the teacher does in answers.csv; student_of(name) is the `Student`."""
    rows = status.read_table(path)
    for row in rows:
        share = student_of(row["student"]).written
        row["points"] = status.show(round(share * float(row["out of"]) * 2) / 2)
        row["comment"] = f"Read by a human: {row['student']}."
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")  # as a European spreadsheet stores it
        writer.writeheader()
        writer.writerows(rows)


def page_text(path):
    """The words on a feedback page."""
    return html.unescape(re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")))


def by_machine(course, limits=mark.LIMITS, jobs=2):
    """The way up to the points of the tests."""
    ps = course.problem_set(PS)
    mark.generate(course, ps)
    hand_in(course, ps, course.root / "downloads")
    mark.collect(course, ps, course.root / "downloads", due=DUE)
    mark.autograde(course, ps, limits=limits, jobs=jobs)


def by_hand(course, jobs=2):
    """The rest of it. Returns the rows of a table: (student, expected, found, words, complaints)."""
    ps = course.problem_set(PS)
    release, source = _given_out(course, ps)
    fill_in(mark.answers(course, ps), {student.name: student for student in CLASS}.__getitem__)
    mark.manual(course, ps)
    mark.feedback(course, ps, jobs=jobs)
    rows = {row["student"]: row for row in status.read_table(mark.marks(course, ps, f"{PERCENT} % a day"))}
    records = status.read(course.marks(ps))
    return [_compare(course, ps, each, expected(each, release, source), rows, records) for each in CLASS] + [
        _compare_unmarked(course, ps, rows[NOT_A_NOTEBOOK]), _compare_report(course, ps),
    ]  # fmt: skip


def run(folder, limits=mark.LIMITS, jobs=2):
    """Go the whole way in `folder`. Returns what `by_hand` returns."""
    course = new_course(folder)
    by_machine(course, limits, jobs)
    return by_hand(course, jobs)


def _compare(course, ps, student, points, rows, records):
    """One row of the table."""
    row, record = rows[student.name], records[student.name]
    wrong = [f"has no mark: {record.reason}"] if record.state == status.UNGRADED else []
    for name, right in points.items():
        (found,) = [value for column, value in row.items() if column.rpartition(" (")[0] == name]
        if not found or abs(float(found) - right) > 1e-9:
            wrong.append(f"{name}: {found or 'nothing'} instead of {right:g}")
    before = sum(points.values())
    total = before - min(math.ceil(student.late / 24) * PERCENT / 100 * float(row["out of"]), before)
    if [row["mark"], row["mark before"]] != [status.show(total), status.show(before)]:
        wrong.append(f"mark {row['mark'] or 'empty'} of {row['mark before']} instead of {total:g} of {before:g}")
    page = course.feedback(student.name, ps)
    text = page_text(page) if page.exists() else ""
    wrong += [f"the feedback does not say “{words}”" for words in student.says if words not in text]
    if student.answer is not None and f"Read by a human: {student.name}." not in text:
        wrong.append("the teacher's comment is not in the feedback")
    if page.exists() and "<script>alert" in page.read_text(encoding="utf-8"):
        wrong.append("a program in an answer is alive in the feedback")
    if student.notes not in " ".join(record.notes):
        wrong.append(f"status.csv does not say “{student.notes}”")
    return student.name, f"{total:g}", row["mark"], student.says[0], wrong


def _compare_unmarked(course, ps, row):
    """The student whose file cannot be read: no mark, which is not a 0."""
    points = [value for column, value in row.items() if column.endswith(")")]
    wrong = [] if row["mark"] == "" and not any(points) else ["there is a mark"]
    wrong += [] if row["state"] == status.UNGRADED and "not a notebook" in row["remarks"] else ["no reason is given"]
    wrong += [] if not course.feedback(NOT_A_NOTEBOOK, ps).exists() else ["there is feedback"]
    return NOT_A_NOTEBOOK, "none", row["mark"] or "none", row["remarks"], wrong


def _compare_report(course, ps):
    """The page on what the class has not understood: it names mistakes and nobody."""
    report.report(course, ps, names=True)
    text = page_text(report.report(course, ps))
    wrong = [f"does not say “{words}”" for words in SAID_OF_ALL if words not in text]
    wrong += [f"names {student.name}" for student in CLASS if student.name in text]
    return ALL, "", "", "what the class has not understood", wrong


def show(table):
    """Print the comparison; returns whether all is as it should be."""
    print(f"\n{'student':20} {'expected':>8} {'found':>8}   the feedback says")
    for name, right, found, words, wrong in table:
        print(f"{name:20} {right:>8} {found:>8}   {words}")
        for complaint in wrong:
            print(f"{'':20} WRONG: {complaint}")
    return not any(wrong for *_, wrong in table)


def main(arguments=None):
    """The command: returns the exit code."""
    options = argparse.ArgumentParser(prog="make grade-demo", description=__doc__.partition("\n")[0])
    options.add_argument("--keep", type=Path, help="do it in this new folder and leave everything there to look at")
    options.add_argument("--jobs", type=int, default=2, help="how many students at the same time")
    options.add_argument("--no-wall", action="store_true", help="where there is no bubblewrap")
    given = options.parse_args(arguments)
    limits = mark.LIMITS._replace(wall=not given.no_wall)
    start = time.monotonic()
    if given.keep:
        given.keep.mkdir(parents=True)
        right = show(run(given.keep.resolve(), limits, given.jobs))
    else:
        with tempfile.TemporaryDirectory() as folder:
            right = show(run(Path(folder).resolve(), limits, given.jobs))
    print(f"\n{'All as it should be' if right else 'NOT as it should be'}, in {time.monotonic() - start:.0f} seconds.")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
