"""What learning platforms write into the names of files, and the tables that they read.

Moodle. A file is called `Ada Lovelace_1234_assignsubmission_file_/ps2.ipynb` (mod/assign/classes/downloader.php). The
number is that of "Participant 1234" in the *grading worksheet* of the same assignment, which tells when each was
handed in, and takes the marks: its importer (mod/assign/feedback/offline/importgradeslib.php) looks for columns called
Identifier, Grade and Last modified (grade), and needs no other. It leaves out, without a word, a mark that is larger
than the assignment's, and one that was changed there after the worksheet was downloaded. The gradebook's own import
knows people by e-mail or ID number, which are in no file's name. Headers are in the teacher's language: here English.

Canvas. A file is called `lovelaceada_LATE_1234_5678_ps2.ipynb` (lib/content_zipper.rb): the first number is the
person, the second the file. Its gradebook reads what it has exported (lib/gradebook_importer.rb): Student, ID, what
else stands before Section, and an assignment "Problem set 2 (98765)", whose points stand in a row "Points Possible". A
column that it does not know becomes a new assignment; whatever else is in the table would be written as well, so all
other columns are left out.
"""

import re
from datetime import datetime
from typing import NamedTuple

from .course import MarkingError
from .status import read_table

MOODLE_NAME = re.compile(r"[^/]*?_(?P<number>\d+)_assignsubmission_")
CANVAS_NAME = re.compile(r"[^/_]+(?P<late>_LATE)?_(?P<number>\d+)_\d+_")
IDENTIFIER, GRADE, CHANGED = "Identifier", "Grade", "Last modified (grade)"
MOST, SUBMITTED, COMMENTS = "Maximum grade", "Last modified (submission)", "Feedback comments"
TIMES = (  # as Moodle writes them in English, of two countries
    "%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M",
)  # fmt: skip
ASSIGNMENT = re.compile(r"(?P<title>.+) \(\d+\)")
POSSIBLE = "points possible"


class Line(NamedTuple):
    """A student: their name, the platform's number for them or "", the mark or None, and what is said of it."""

    student: str
    number: str
    mark: float | None
    remark: str


class Filled(NamedTuple):
    """A table to be imported, and sentences on what was done: nothing is changed without one."""

    header: list
    rows: list
    notes: list


def named(path):
    """(the platform's number for the student, or ""; whether it calls the hand-in late), from a path as it made it."""
    found = MOODLE_NAME.match(path) or CANVAS_NAME.match(path)
    return (found["number"], bool(found.groupdict().get("late"))) if found else ("", False)


# --- Moodle ----------------------------------------------------------------------------------------------------------


def _worksheet(path, *columns):
    """(rows, {column: how it is spelt there}) of a grading worksheet with these columns, or `MarkingError`."""
    rows = read_table(path)
    spelt = {name.strip().casefold(): name for name in rows[0]} if rows else {}
    for name in columns:
        if name.casefold() not in spelt:
            raise MarkingError(
                f"{path} has no column {name!r}. It should be the grading worksheet of this assignment, downloaded "
                "from Moodle while its language is English."
            )
    return rows, {name: spelt.get(name.casefold()) for name in (IDENTIFIER, GRADE, CHANGED, MOST, SUBMITTED, COMMENTS)}


def _number(identifier):
    """1234 of "Participant 1234", as text."""
    found = re.search(r"\d+$", identifier.strip())
    return found[0] if found else ""


def submitted(path):
    """{number: when it was handed in, or None}, from a grading worksheet."""
    rows, at = _worksheet(path, IDENTIFIER, SUBMITTED)
    return {_number(row[at[IDENTIFIER]]): _time(row[at[SUBMITTED]].strip(), path) for row in rows}


def _time(text, path):
    if text in ("", "-"):
        return None
    for form in TIMES:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            pass
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise MarkingError(
            f"{path}: {text!r} cannot be read as a time. Download the worksheet while Moodle's language is English."
        ) from None


def moodle(lines, most, path=None, column=None):
    """`Filled` for the assignment's "Upload grading worksheet". path: the worksheet as it was downloaded; without it,
    a new one with the columns that must be there. most: the points that can be had. column: the one to fill in."""
    if path is None:
        header = [IDENTIFIER, "Full name", GRADE, CHANGED]
        rows = [[f"Participant {each.number}", each.student, _shown(each.mark), "-"]
                for each in lines if each.number and each.mark is not None]  # fmt: skip
        note = f"Made without Moodle's worksheet: the assignment must be out of {most:g} points there."
        return Filled(header, rows, [note, *_unplaced(lines, {_number(row[0]) for row in rows}, "Moodle")])
    rows, at = _worksheet(path, IDENTIFIER, column or GRADE, CHANGED)
    ours = {each.number: each for each in lines if each.number}
    grade = next(name for name in rows[0] if name.strip().casefold() == (column or GRADE).casefold())
    theirs = {_points(row[at[MOST]]) for row in rows} if at[MOST] else {most}
    if len(theirs) != 1 or None in theirs:
        raise MarkingError(f"{path}: the column {MOST!r} should say one number for all.")
    factor, notes = _factor(most, *theirs, "Moodle")
    for row in rows:
        line = ours.get(_number(row[at[IDENTIFIER]]))
        if line and line.mark is not None:
            row[grade] = _shown(line.mark * factor)
            if at[COMMENTS] and not row[at[COMMENTS]].strip():
                row[at[COMMENTS]] = line.remark
    placed = {_number(row[at[IDENTIFIER]]) for row in rows}
    return Filled([*rows[0]], [[*row.values()] for row in rows], [*notes, *_unplaced(lines, placed, "Moodle")])


# --- Canvas ----------------------------------------------------------------------------------------------------------


def canvas(lines, most, path, column=None):
    """`Filled` for the gradebook's "Import". path: the gradebook as it was exported; column: the title of the
    assignment, where there are several. most: the points that can be had."""
    if path is None:
        raise MarkingError(
            "Canvas knows people by what it has exported: add --from with the CSV file of its gradebook."
        )
    rows = read_table(path)
    header = [*rows[0]] if rows else []
    if "Section" not in header or "ID" not in header or not header[0].endswith("Student"):
        raise MarkingError(f"{path} is no export of Canvas' gradebook: it should begin with Student, ID … Section.")
    kept, chosen = header[: header.index("Section") + 1], _assignment(header, column, path)
    possible = next((row[chosen] for row in rows if POSSIBLE in row[header[0]].casefold()), "")
    factor, notes = _factor(most, _points(possible) or most, "Canvas")
    ours = {each.number: each for each in lines if each.number}
    filled, placed = [], set()
    for row in rows:
        number = row["ID"].strip()
        line = ours.get(number)
        if line:
            placed.add(number)
        if line and line.mark is not None:
            filled.append([*(row[name] for name in kept), _shown(line.mark * factor)])
        elif POSSIBLE in row[header[0]].casefold():
            filled.append([*(row[name] for name in kept), row[chosen]])
    return Filled([*kept, chosen], filled, [*notes, *_unplaced(lines, placed, "Canvas")])


def _assignment(header, column, path):
    """The column of the assignment: the one that is asked for, or the only one."""
    titles = {name: found["title"] for name in header[header.index("Section") + 1 :]
              if (found := ASSIGNMENT.fullmatch(name))}  # fmt: skip
    found = [name for name, title in titles.items() if column is None or column in (name, title)]
    if len(found) != 1:
        raise MarkingError(
            f"Say which column of {path} to fill in, by --column; there are {', '.join(titles.values()) or 'none'}."
        )
    return found[0]


# --- Both ------------------------------------------------------------------------------------------------------------


def _points(text):
    """A number as a platform writes it, or None."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _shown(mark):
    """With a point, whatever the language: both platforms read that."""
    return "" if mark is None else f"{round(mark, 2):g}"


def _factor(ours, theirs, platform):
    """(by what to multiply, [a sentence on it])."""
    if ours == theirs or not theirs:
        return 1.0, []
    factor = theirs / ours
    return factor, [
        f"Marks are out of {ours:g} here, and of {theirs:g} in {platform}: all were multiplied by {factor:g}."
    ]


def _unplaced(lines, placed, platform):
    """A sentence on those who have a mark that found no place, if there are any."""
    names = [each.student for each in lines if each.mark is not None and each.number not in placed]
    return (
        [f"No place in {platform}'s table for {', '.join(names)}: enter these marks there by hand."] if names else []
    )
