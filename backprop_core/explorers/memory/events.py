"""The file of what a learner did: one event in each line, as JSON, and lines are only ever added.

Every event has a `kind`, the `learner`, the `notebook` where it is known, and the time `at`, in seconds since 1970.
What else it has, by its kind:

    answer      question, asked, said, tries, right: what was said to a `Question` so far
    test        question, asked, said, of, right, first, over: the same of a `SelfTest`, with its marks
    prediction  view, item, said: a number that was said before the view showed it
    learner     nothing: from here on it is this learner

A line is added by one write at the end (O_APPEND), so that two kernels lose nothing of each other's, and nothing need
be locked. On a file system that comes over a network, or on Windows, two lines that are written at the very same
moment may damage each other: they are then left out, and counted.
"""

import json
import os
import time
from functools import lru_cache
from typing import NamedTuple

from . import place

# What an event must have, by its kind. Events of other kinds may come from a newer course: they are left alone.
KINDS = {
    "answer": {"question": str, "asked": str, "said": dict, "tries": int, "right": bool},
    "test": {"question": str, "asked": str, "said": dict, "of": int, "right": int, "first": int, "over": bool},
    "prediction": {"view": str, "item": str, "said": (int, float)},
    "learner": {},
}
COMMON = {"kind": str, "learner": str, "notebook": str, "at": (int, float)}
LONGEST = 100_000  # bytes of a line: what is longer was not written here


class Remembered(NamedTuple):
    """The events, oldest first, and how many lines could not be read."""

    events: tuple = ()
    damaged: int = 0


def append(kind, learner=None, **said):
    """Add an event, if anything is to be remembered. Where nothing can be written, `place.trouble` says so."""
    path = place.file()
    if path is None:
        return
    common = {"kind": kind, "learner": current() if learner is None else learner, "notebook": place.notebook()}
    line = json.dumps({**common, "at": round(time.time(), 3), **said}).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            os.write(file, line if _ends_well(file) else b"\n" + line)
        finally:
            os.close(file)
    except OSError:
        return


def _ends_well(file):
    """Whether the last line is a whole one: a machine may have gone off half-way."""
    size = os.lseek(file, 0, os.SEEK_END)
    if size == 0:
        return True
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def read():
    """All that is remembered, of all learners: `Remembered`."""
    path = place.file()
    try:
        if path is None or not path.is_file():
            return Remembered()
        seen = path.stat()
        return _read(path, seen.st_ino, seen.st_size, seen.st_mtime_ns)
    except OSError:
        return Remembered()


@lru_cache(maxsize=1)
def _read(path, *_):
    """Read once, as long as the file stays the same: every question of a notebook asks."""
    lines = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    events = [event for event in map(parse, lines) if event is not None]
    return Remembered(tuple(events), len(lines) - len(events))


@lru_cache(maxsize=2**16)
def parse(line):
    """The event in a line; None where it is damaged. Each is read once: after an answer, all others are known."""
    if len(line) > LONGEST:
        return None
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or not _has(event, COMMON) or not _has(event, KINDS.get(event["kind"], {})):
        return None
    return event


def _has(event, wanted):
    """Whether it has all this; True is no number here."""
    return all(name in event and isinstance(event[name], kind) and (kind is bool or not isinstance(event[name], bool))
               for name, kind in wanted.items())  # fmt: skip


def current():
    """The name of who learns now: "" as long as nobody has said one."""
    return next((each["learner"] for each in reversed(read().events) if each["kind"] == "learner"), "")


def learners():
    """The names of all who have done something, in the order in which they came."""
    return tuple(dict.fromkeys(each["learner"] for each in read().events))


def of_learner(*kinds):
    """The events of these kinds of who learns now, oldest first."""
    name = current()
    return [each for each in read().events if each["learner"] == name and each["kind"] in kinds]


def forget():
    """Forget everything, of everybody. Raises OSError where the file cannot be removed."""
    path = place.file()
    if path is not None:
        path.unlink(missing_ok=True)
