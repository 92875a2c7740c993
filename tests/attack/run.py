"""Hand-ins of any kind are marked, each in the process of a pool as in a marking run, and what has come of them is
looked at: was anything forged, lost, leaked, hung or harmed?

Secrets are planted beforehand where the marking process is: in its environment, in its folder (a gradebook, another
student's hand-in, the teacher's notebook), in a file that it holds open.
"""

import base64
import ctypes
import hashlib
import os
import resource
import shutil
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil

import backprop_core
from grading import demo, marking
from grading.course import GRADING
from grading.release import EXERCISES
from grading.spread import Lost, spread
from grading.stored import decode
from grading.wall import sandbox
from tests.grading.courses import PS2, without_views

LIMITS = marking.Limits(cell=3.0, all=25.0, wall=True)  # never without one: they would do what they say
SPARE = 15.0  # seconds more, after which a hand-in hangs
MEMORY = 3 * 2**30  # of the marking process itself, which a hand-in may not fill
SECRET = "the-secret-7f3a9c"
FOUND = "LEAKED-HERE"  # what unseen.py prints where it has found what it should not
BAD = ("forged", "lost", "leaked", "hung", "harmed")
SUBREAPER = 36  # of prctl: who has lost its parent becomes a child of this process


class Outcome(NamedTuple):
    """Of one case. points: of all tests; reason: why there are none; bad: those of BAD that have come about, each with
    a few words on how; asked: the notes."""

    points: float
    reason: str
    bad: dict
    notes: list
    seconds: float


def teachers(ps):
    """The bytes of (source, release)."""
    return [path.read_bytes() for path in (GRADING / "source" / ps / f"{ps}.ipynb", EXERCISES / f"{ps}.ipynb")]


@cache
def notebooks(ps):
    """(source, release), to be copied before they are changed."""
    return tuple(nbformat.reads(stored.decode(), as_version=4) for stored in teachers(ps))


def handed_in(case):
    """The file of a case, as bytes."""
    notebook = nbformat.from_dict(notebooks(case.ps)[1])
    made = case.make(notebook)
    if made is None:
        made = nbformat.writes(notebook)
    return made.encode() if isinstance(made, str) else made


@cache
def full(ps):
    """The points of all tests."""
    return sum(cell.metadata.nbgrader.points for cell in notebooks(ps)[1].cells if marking.is_test(cell))


@cache
def honest():
    """A right hand-in, that is marked after each of the others."""
    source, release = notebooks(PS2)
    return nbformat.writes(without_views(demo.solve(release, source))).encode()


# --- In a process of the pool ----------------------------------------------------------------------------------------


def plant(folder):
    """Put secrets into a folder, the environment, and a file that stays open."""
    for name in ("gradebook.db", "submitted/eve/ps2.ipynb", "marks/status.json", "source/ps2/ps2.ipynb"):
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(teachers(PS2)[0] if "source" in name else f"{name}: {SECRET}".encode())
    os.environ["GRADING_SECRET"] = SECRET
    return open(Path(folder, "gradebook.db"))


def fingerprint(folder):
    """Of all that a hand-in must leave alone: what is planted byte for byte, the course by size and time."""
    planted = [(str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in _files(Path(folder))]
    course = [
        (str(path), path.stat().st_size, path.stat().st_mtime_ns)
        for root in (GRADING, EXERCISES, Path(backprop_core.__file__).parent)
        for path in _files(root)
    ]  # fmt: skip
    return sorted(planted), sorted(course)


def _files(root):
    return [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def mark_one(stored, ps, right):
    """Mark a hand-in where secrets lie, then a right one (or None). → (Marked, what has been harmed: {what: how})."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    at = os.getcwd()
    folder = tempfile.mkdtemp()
    try:
        os.chdir(folder)
        with plant(folder):
            before = fingerprint(folder)
            found = marking.mark(*teachers(ps), stored, LIMITS)
            after = fingerprint(folder)
    finally:
        os.chdir(at)
        shutil.rmtree(folder)
    bad = {} if before == after else {"harmed": "files were changed"}
    if not _alone():
        bad["hung"] = "a process is left"
    next_one = right and marking.mark(*teachers(PS2), right, LIMITS)
    if right and sum(next_one.points.values()) != full(PS2):
        bad["harmed"] = f"the next hand-in is not marked as it was: {next_one.reason or next_one.points}"
    return found, bad


def _alone():
    """Whether no process is left below this one, but for what ends within a moment."""
    for _ in range(20):
        left = [each for each in psutil.Process().children(recursive=True) if each.status() != psutil.STATUS_ZOMBIE]
        if not left:
            return True
        time.sleep(0.1)
    return False


# --- What has come of it ---------------------------------------------------------------------------------------------


def attack(cases, jobs=2):
    """{name: Outcome} of some cases. Raises `NoWall` where there is no wall."""
    sandbox.check()
    by_name = {case.name: case for case in cases}
    stored = {case.name: handed_in(case) for case in cases}
    tasks = ((case.name, (stored[case.name], case.ps, honest() if case.hostile else None)) for case in cases)
    seconds = 2 * LIMITS.all + SPARE  # of the hand-in, and of the honest one
    return {name: judged(by_name[name], stored[name], found) for name, found in spread(mark_one, tasks, seconds, jobs)}


def judged(case, stored, found):
    """The Outcome of what has been found."""
    if isinstance(found, Lost):
        kind = "hung" if "stopped" in found.why else "harmed"
        return Outcome(0.0, found.why, {kind: found.why}, [], 0.0)
    marked, bad = found
    bad = dict(bad)
    points = sum(marked.points.values())
    deserves = full(case.ps) if case.deserves is None else case.deserves
    if not points <= deserves + 1e-9:
        bad["forged"] = f"{points:g} points instead of {deserves:g}"
    if not marked.reason and not marked.points:
        bad["lost"] = "neither points nor a reason"
    if not case.hostile and points < deserves - 1e-9:
        bad["lost"] = f"{points:g} points instead of {deserves:g}: {marked.reason}"
    if seen := leaked(marked, case.ps, stored):
        bad["leaked"] = seen
    if marked.seconds > LIMITS.all + SPARE:
        bad["hung"] = f"{marked.seconds:g} seconds"
    try:
        marked.notebook.encode()
    except UnicodeEncodeError:
        bad["lost"] = "the notebook cannot be stored"
    return Outcome(points, marked.reason, bad, marked.notes, marked.seconds)


def solution_lines(ps):
    """The lines of the teacher's notebook that are in no student's."""
    source, release = notebooks(ps)
    given = "\n".join(cell.source for cell in release.cells)
    lines = {line.strip() for cell in source.cells for line in cell.source.splitlines()}
    return {line for line in lines if len(line) > 24 and line not in given}


def leaked(marked, ps, stored):
    """What is kept of a hand-in and was not in it: a line of the solutions, or a secret; or ""."""
    kept = "\n".join([marked.reason, *marked.notes, marked.notebook])
    if marked.notebook:
        cells = nbformat.reads(marked.notebook, as_version=4).cells
        kept += "\n".join(
            text for cell in cells if cell.cell_type == "code" for output in cell.outputs
            for text in map(str, (output.get("text"), output.get("traceback"), *output.get("data", {}).values()))
        )  # fmt: skip
    theirs = decode(stored, errors="replace")
    for each in [SECRET, FOUND, *solution_lines(ps)]:
        forms = each, each[::-1], base64.b64encode(each.encode()).decode(), each.encode().hex(), repr(each)[1:-1]
        if any(form in kept and form not in theirs for form in forms) and each not in theirs:
            return each
    return ""


def table(cases, outcomes):
    """The lines of a table: for each kind how many, and how many of these were bad in each way."""
    done = [case for case in cases if case.name in outcomes]
    counts = Counter((case.kind, way) for case in done for way in outcomes[case.name].bad)
    kinds = Counter(case.kind for case in done)
    lines = [f"{'kind':<34}{'cases':>6}" + "".join(f"{way:>8}" for way in BAD)]
    for hostile in (True, False):
        ours = {case.kind for case in done if case.hostile is hostile}
        for kind in sorted(ours):
            lines.append(f"{kind:<34}{kinds[kind]:>6}" + "".join(f"{counts[kind, way]:>8}" for way in BAD))
        total = sum(kinds[kind] for kind in ours)
        name = "all hostile" if hostile else "all honest"
        sums = [sum(counts[kind, way] for kind in ours) for way in BAD]
        lines.append(f"{name:<34}{total:>6}" + "".join(f"{each:>8}" for each in sums))
    return lines
