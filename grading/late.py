"""When a notebook was handed in, by how much that was late, and what a rule takes off for it: never in silence.

Who tells the time, from the surest to the least sure:

    a worksheet     Moodle's own list, downloaded beside the hand-ins (`platforms.submitted`)
    a file's name   Canvas writes LATE into it, but not by how much
    the file        when it was changed last. In the ZIPs of Moodle and Canvas that is when the ZIP was made, for both
                    write every file anew while one downloads (Moodle's zip_writer.php, Canvas' content_zipper.rb):
                    so times that lie within an hour of one another are no times of hand-in, and are left out

All times are local ones, of the machine that marks, without a zone; they are compared with the change to and from
summer time in mind.
"""

import math
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from . import platforms
from .course import MarkingError
from .status import Came

SHOWN = "%Y-%m-%d %H:%M"
OLDEST = datetime(1990, 1, 1)  # before that a clock or an archive says nothing
DOWNLOAD = timedelta(hours=1)  # files that were written within so much time were written by one download
UNITS = {
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)
}  # fmt: skip
UNIT = f"({'|'.join(UNITS)})"
NUMBER = r"(\d+(?:\.\d+)?)"
PARTS = {  # of a rule: a text for each
    "rate": rf"{NUMBER} ?% (?:an?|per|each|every) {UNIT}",
    "until": rf"{NUMBER} {UNIT}s?",
    "most": rf"at most {NUMBER} ?%",
    "free": rf"{NUMBER} {UNIT}s? free",
}
EXAMPLE = '"10 % a day, 3 days"'


def moment(text):
    """A date, or date and time, as text → datetime; a date alone is its last minute. Or `MarkingError`."""
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise MarkingError(f'{text!r} is no time: write it like "2026-12-01 18:00".') from None
    if found.tzinfo is not None:
        found = found.astimezone().replace(tzinfo=None)
    return found.replace(hour=23, minute=59) if re.fullmatch(r"[\d-]+", text) else found


# --- When it came ----------------------------------------------------------------------------------------------------


def arrivals(found):
    """{student: Came}, of what `hand_ins.find` has found: what the files and their names say."""
    written = {student: _written(files[0].path) for student, files in found.items()}
    known = [time for time in written.values() if time]
    if len(known) > 1 and max(known) - min(known) <= DOWNLOAD:
        written = dict.fromkeys(found)
    came = {}
    for student, files in found.items():
        number, late = platforms.named(files[0].inner)
        at = written[student]
        by = "Canvas" if late else files[0].by if at else ""
        came[student] = Came("" if late or not at else _iso(at), by, number, late)
    return came


def _written(path):
    """When a file was changed last; None where its clock says nothing."""
    try:
        found = datetime.fromtimestamp(path.stat().st_mtime)
    except (OSError, OverflowError, ValueError):
        return None
    return found if found > OLDEST else None


def _iso(time):
    return time.isoformat(sep=" ", timespec="minutes")


def set_times(records, worksheet):
    """Put the times of a platform's worksheet into the records. Returns the names of those who are not in it."""
    times, missing = platforms.submitted(worksheet), []
    for record in records:
        if record.came.number in times:
            if times[record.came.number]:
                record.came.at, record.came.by = _iso(times[record.came.number]), "Moodle"
        elif record.came.number or record.came.by:
            missing.append(record.student)
    return missing


def set_due(records, when, students=()):
    """Put the time when it was due into the records, of these students or of all."""
    for record in records:
        if not students or record.student in students:
            record.came.due = _iso(when)


def usual_due(records):
    """When it was due for most of them, as text; "" where nobody has said so."""
    said = Counter(record.came.due for record in records if record.came.due)
    return said.most_common(1)[0][0] if said else ""


def late_by(came):
    """How long after the time when it was due, a timedelta of 0 or more; None where that is not known."""
    if not came.at or not came.due:
        return None
    at, due = (datetime.fromisoformat(text).astimezone() for text in (came.at, came.due))
    return max(at - due, timedelta(0))


def describe(came):
    """How late, in words; "" for in time, or where nobody knows."""
    by = late_by(came)
    if by:
        return spoken(by)
    return "late; Canvas does not say by how long" if came.late and by is None else ""


def spoken(time):
    """A length of time in words: the two largest units."""
    days, minutes = time.days, -(-time.seconds // 60)
    amounts = ((days, "day"), (minutes // 60, "hour"), (minutes % 60, "minute"))
    words = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in amounts if n]
    return " ".join(words[:2]) or "0 minutes"


# --- What it costs ---------------------------------------------------------------------------------------------------


class Rule(NamedTuple):
    """percent of the points that can be had, for each `each` that has begun; after `until` (None: never) nothing
    counts; most: no more percent than these; free: so late costs nothing."""

    percent: float
    each: timedelta
    until: timedelta | None = None
    most: float = 100.0
    free: timedelta = timedelta(0)


def rule(text):
    """A rule in words → `Rule`, or `MarkingError`: "10 % a day, 3 days", "5 % an hour, at most 50 %, 2 hours free"."""
    said = {}
    for part in text.split(","):
        plain = " ".join(part.split()).casefold()
        name, found = next(
            ((name, m) for name, each in PARTS.items() if (m := re.fullmatch(each, plain))), (None, None)
        )
        if found is None or name in said:
            again = "twice in it" if found else "not understood"
            raise MarkingError(
                f"The rule {text!r}: {part.strip()!r} is {again}. Write it like {EXAMPLE}; there may also be "
                '"at most 30 %" and "15 minutes free".'
            )
        said[name] = found
    if "rate" not in said:
        raise MarkingError(f"The rule {text!r} does not say what each day costs. Write it like {EXAMPLE}.")
    return Rule(
        float(said["rate"][1]), UNITS[said["rate"][2]],
        float(said["until"][1]) * UNITS[said["until"][2]] if "until" in said else None,
        float(said["most"][1]) if "most" in said else 100.0,
        float(said["free"][1]) * UNITS[said["free"][2]] if "free" in said else timedelta(0),
    )  # fmt: skip


def off(rule, came, mark, most):
    """(points that a rule takes off a mark, a sentence on why or ""). most: the points that can be had."""
    by = late_by(came)
    if by is None:
        what = "how late it was" if came.late else "when it was due" if came.at else "when it was handed in"
        return 0.0, f"It is not known {what}: nothing was taken off."
    if by <= rule.free:
        return 0.0, ""
    if rule.until is not None and by > rule.until:
        return mark, f"It was more than {spoken(rule.until)} late, and so counts nothing."
    percent = min(rule.percent * math.ceil(by / rule.each), rule.most)
    lost = round(min(mark, percent / 100 * most), 2)
    return lost, f"It was {spoken(by)} late: {percent:g} % of {most:g} points are off." if lost else ""
