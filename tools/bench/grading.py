"""What marking a class takes: N made-up students on ps2, through the very commands that a teacher types.

    python -m tools.bench.grading 500                       on this machine, two at a time
    python -m tools.bench.grading 2000 --scheduler local --kill-every 200
                                                            over Dask, and so often one of its workers is killed

The computing time is that of all processes that a step has started. What ends behind the wall is killed, and nobody
learns how long it has computed: that is measured for each kind of hand-in, by marking one of it here, and added.
"""

import argparse
import ctypes
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil

from .report import judged, table

N = 20  # students, where nobody asks for more
ENDLESS = 50  # one student in so many hands in a loop that never ends; it takes as long as ten others
MOST = {"autograde": 0.75, "feedback": 0.7}  # s of computing, for each student
WORKER = "multiprocessing.spawn"  # what stands in the command of a process that Dask has started
SUBREAPER = 36  # Linux: whatever is left behind by those that we have started is ours


class Step(NamedTuple):
    """What one command has taken: seconds on the wall, seconds of computing, and the most memory (MB) that the process
    that gives out the work had."""

    wall: float
    computing: float
    memory: float


def bench(n=N, jobs=2, scheduler=None, kill_every=0, keep=None):
    """Print what each step takes for n students; returns whether every mark is what it must be."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(keep or folder).resolve()
        right, steps, killed = _class(root, n, jobs, scheduler, kill_every)
    rows = [_row(name, step, n) for name, step in steps.items()]
    whole = sum(step.wall for step in steps.values())
    table(f"Marking {n} students on ps2, {jobs} at a time", ("step", "wall", "computing", "a student", "memory"), rows)
    print(
        f"  all of it: {whole:.0f} s, {whole / n:.2f} s a student" + (f"; {killed} workers killed" if killed else "")
    )
    print(f"  {'every mark is as it should be' if right else 'WRONG MARKS: ' + ', '.join(_wrong)}")
    return right


_wrong = []


def _row(name, step, n):
    each = f"{step.computing / n:.2f} s"
    if name in MOST:
        each += " " + judged(step.computing / n <= MOST[name], f"at most {MOST[name]}")
    return name, f"{step.wall:.1f} s", f"{step.computing:.1f} s", each, f"{step.memory:.0f} MB"


def _class(root, n, jobs, scheduler, kill_every):
    """(whether all is right, {step: what it took}, how many workers were killed)"""
    from grading import demo, status
    from grading.release import new_course

    course = new_course(root)
    ps = course.problem_set(demo.PS)
    steps, downloads, killed = {}, root / "downloads", 0

    def step(name, *options, watch=lambda: None):
        steps[name] = _run([name, demo.PS, *map(str, options)], root, watch)

    step("generate")
    given = course.source(ps).read_bytes(), course.release(ps).read_bytes()
    release, source = (nbformat.read(path, as_version=4) for path in (course.release(ps), course.source(ps)))
    students = {f"{each.name}-{number:04}": each for number, each in enumerate(_students(demo.CLASS, n))}
    texts = {each.name: nbformat.writes(demo.write_work(each, release, source)) for each in students.values()}
    downloads.mkdir()
    for name, each in students.items():
        (downloads / f"{name}_{demo.PS}.ipynb").write_text(texts[each.name], encoding="utf-8")
    step("collect", downloads)
    killer = _Killer(course.marks(ps), kill_every)
    step("autograde", "--jobs", jobs, *(["--scheduler", scheduler] if scheduler else []), watch=killer.look)
    killed = killer.killed
    behind = {name: _behind_the_wall(*given, text.encode()) for name, text in texts.items()}
    more = sum(behind[each.name] for each in students.values())
    steps["autograde"] = steps["autograde"]._replace(computing=steps["autograde"].computing + more)
    step("answers")
    demo.fill_in(course.marks(ps) / "answers.csv", students.__getitem__)
    step("manual")
    step("feedback", "--jobs", jobs)
    step("marks")
    rows = {row["student"]: row for row in status.read_table(course.marks(ps) / "marks.csv")}
    due = {name: sum(demo.expected(each, release, source).values()) for name, each in students.items()}
    _wrong[:] = [name for name, mark in due.items() if rows[name]["mark"] != status.show(mark)]
    pages = [course.feedback(name, ps).exists() for name in students]
    return not _wrong and all(pages) and len(rows) == n, steps, killed


def _students(several, n):
    """n students of the made-up class: all kinds as often, but for the one whose loop never ends."""
    endless = [each for each in several if "endless" in each.name]
    others = [each for each in several if each not in endless]
    for number in range(n):
        yield endless[0] if number % ENDLESS == ENDLESS // 2 else others[number % len(others)]


def _run(arguments, root, watch):
    """Run one step of `grading.mark`, and wait for all that it has started."""
    before = os.times()
    begun = time.monotonic()
    command = [sys.executable, "-m", "grading.mark", "--course", str(root), *arguments]
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere)
    memory = 0.0
    while process.poll() is None:
        memory = max(memory, _memory(process.pid))
        watch()
        time.sleep(0.1)
    wall = time.monotonic() - begun
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: failed")
    while True:  # what it has left behind: the process that others are forks of, and what ended behind the wall
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    after = os.times()
    used = (after.children_user + after.children_system) - (before.children_user + before.children_system)
    return Step(wall, used, memory)


def _behind_the_wall(source, release, text):
    """Seconds that a hand-in computes behind the wall."""
    from grading.marking import mark
    from grading.wall.sandbox import Sandbox

    used, close = [], Sandbox.close

    def measured(self):
        with suppress(psutil.NoSuchProcess):
            outer = psutil.Process(self.number)
            used.extend(sum(each.cpu_times()[:2]) for each in [outer, *outer.children(recursive=True)])
        close(self)

    Sandbox.close = measured
    try:
        mark(source, release, text)
    finally:
        Sandbox.close = close
    return sum(used)


def _memory(number):
    """What a process holds by itself, in MB."""
    try:
        return psutil.Process(number).memory_info().rss / 2**20
    except psutil.NoSuchProcess:
        return 0.0


class _Killer:
    """Kills one of Dask's workers each time that so many students more have been marked."""

    def __init__(self, folder, every):
        self._folder, self._every, self.killed = folder, every, 0

    def look(self):
        """Look how far it is."""
        if not self._every:
            return
        log = self._folder / "status.jsonl"
        done = log.read_bytes().count(b"\n") if log.exists() else 0
        if done >= self._every * (self.killed + 1) and (found := _workers()):
            os.kill(random.choice(found), signal.SIGKILL)
            self.killed += 1


def _workers():
    """The numbers of the processes in which Dask marks."""
    found = []
    for each in psutil.Process().children(recursive=True):
        try:
            if WORKER in " ".join(each.cmdline()) and each.parent().name() != "systemd":
                found.append(each.pid)
        except psutil.NoSuchProcess:
            continue
    return found


def main(arguments=None):
    """The command: returns the exit code."""
    options = argparse.ArgumentParser(prog="python -m tools.bench.grading", description=__doc__.partition("\n")[0])
    options.add_argument("students", type=int, nargs="?", default=N)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--scheduler")
    options.add_argument("--kill-every", type=int, default=0)
    options.add_argument("--keep", type=Path, help="a new folder in which everything stays")
    given = options.parse_args(arguments)
    return 0 if bench(given.students, given.jobs, given.scheduler, given.kill_every, given.keep) else 1


if __name__ == "__main__":
    sys.exit(main())
