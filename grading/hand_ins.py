"""Whose notebooks are in a folder of downloads: from the names of files to those of students."""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from .course import MarkingError
from .status import read_rows
from .stored import whole

NOTEBOOK = re.compile(r"\.ipynb(\.(txt|json))?$", re.IGNORECASE)  # browsers add what they take a notebook for
STUDENT = r"(?P<student>[^_/]+)"  # the file's or folder's name up to its first underscore


def name_pattern(text):
    """What finds the student in a path, compiled: its group `student`, or else its only group."""
    try:
        pattern = re.compile(text)
    except (re.error, OverflowError) as error:
        raise MarkingError(f"The pattern {text!r} is no regular expression ({error}).") from None
    if "student" not in pattern.groupindex and pattern.groups != 1:
        raise MarkingError(rf"The pattern {text!r} must say what the student's name is, as in (?P<student>\d+).")
    return pattern


def student_of(path, pattern=STUDENT):
    """The student's name in a path below the folder, in letters, digits, - and . only; None if there is none."""
    found = re.match(pattern, path)
    name = found["student" if "student" in found.re.groupindex else 1] if found else None
    name = unicodedata.normalize("NFC", NOTEBOOK.sub("", (name or "").strip()))
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or None


class Left(NamedTuple):
    """A file that is not taken: its path below the folder, whose it seems to be ("" if nobody's), and why."""

    name: str
    student: str
    why: str


def find(folder, pattern=STUDENT, roster=None):
    """({student: their notebooks}, [Left]), of all files below a folder but the roster and those that a computer has
    put there by itself."""
    found, spelt, left = {}, {}, []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_dir() or any(part.startswith(".") or part == "__MACOSX" for part in inner.parts):
            continue
        name, student = whole(inner.as_posix()), student_of(inner.as_posix(), pattern)
        if not NOTEBOOK.search(name):
            if roster is None or path.resolve() != Path(roster).expanduser().resolve():
                left.append(Left(name, student or "", "it is no notebook"))
        elif not student:
            left.append(Left(name, "", "no student's name is in it: rename it, or give a --pattern"))
        else:
            # Some file systems do not tell Ada from ada: that is one folder, and so one student.
            found.setdefault(spelt.setdefault(student.casefold(), student), []).append(path)
    return found, left


def listed(roster):
    """{name in small letters: name}: who stands in the first column of a table, written as in the notebooks' names. A
    line "student" is a header."""
    names = {student_of(fields[0].strip(' "'), "(.+)") for _, fields in read_rows(Path(roster).expanduser())}
    return {name.casefold(): name for name in names - {None, "student"}}
