"""Whose notebooks are in a folder of downloads: from the names of files to those of students."""

import os
import re
import unicodedata
import zipfile
import zlib
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from . import platforms
from .course import MarkingError
from .status import read_rows
from .stored import whole

# Browsers add what they take a notebook for, and a number to what they have seen before.
NOTEBOOK = re.compile(r"\.ipynb( ?\(\d+\))?(\.(txt|json|ipynb|download))?( ?\(\d+\))?$", re.IGNORECASE)
MOST_BYTES = 50 << 20  # of one notebook
MOST_PACKED = 4 * MOST_BYTES  # of all notebooks in a student's ZIP
DEEPEST = 2  # a student's ZIP in that of the class
FIRST_BYTES = 100
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
    # Signs that nobody sees are left out; marks belong to the letters on which they stand: हिन्दी.
    seen = (sign for sign in name if unicodedata.category(sign) != "Cf")
    kept = "".join(sign if sign in "_.-" or unicodedata.category(sign)[0] in "LNM" else " " for sign in seen)
    return re.sub(" +", "-", kept).strip("-.") or None


class Left(NamedTuple):
    """A file that is not taken: its path below the folder, whose it seems to be ("" if nobody's), and why."""

    name: str
    student: str
    why: str


class File(NamedTuple):
    """A notebook: where it is, its path below the folder or in its ZIP, and what tells when it was written."""

    path: Path
    inner: str
    by: str


def find(given, opened, pattern=STUDENT, roster=None):
    """({student: their `File`s}, [Left]), of all files below a folder, or of one file, but for the roster and those
    that a computer has put there by itself. What is in a ZIP is put into the folder `opened`."""
    found, spelt, left = {}, {}, []
    zips, others = [], []
    for inner, path in _files(given, roster):
        (zips if _is_zip(path) else others).append((inner, path))
    for inner, path in [*others, *_packed(zips, opened, left)]:
        name, student = whole(inner), student_of(inner, pattern)
        why = _why_not(path)
        if why:
            left.append(Left(name, student or "", why))
        elif not student:
            left.append(Left(name, "", "no student's name is in it: rename it, or give a --pattern"))
        else:
            # Some file systems do not tell Ada from ada: that is one folder, and so one student.
            by = "its ZIP" if path.is_relative_to(opened) else "its file"
            found.setdefault(spelt.setdefault(student.casefold(), student), []).append(File(path, name, by))
    return found, left


def _files(given, roster):
    """(path below the folder, path) of what lies in it, but for folders that are not empty, and the roster."""
    folder = given if given.is_dir() else given.parent
    for path in sorted(given.rglob("*")) if given.is_dir() else [given]:
        inner = path.relative_to(folder)
        if any(_by_itself(part) for part in inner.parts):
            continue
        if path.is_dir() and not path.is_symlink() and (not NOTEBOOK.search(path.name) or any(path.iterdir())):
            continue
        if roster is None or path.resolve() != Path(roster).expanduser().resolve():
            yield inner.as_posix(), path


def _by_itself(part):
    """Whether a computer has put there what has such a part in its path."""
    return part.startswith(".") or part == "__MACOSX"


def _is_zip(path):
    return path.is_file() and not path.is_symlink() and zipfile.is_zipfile(path)


def _why_not(path):
    """Why a file is no notebook that can be taken, or ""."""
    if path.is_symlink():
        return "it is a link: put the file itself there"
    if not path.is_file():
        return "it is a folder, or no file"
    if path.stat().st_size > MOST_BYTES:
        return f"it is larger than {MOST_BYTES >> 20} MB: have its outputs cleared"
    if NOTEBOOK.search(path.name):
        return ""
    with path.open("rb") as file:
        begins = file.read(FIRST_BYTES)
    # Under whatever name: all notebooks say in which format they are, and first or last of all.
    return "" if begins.lstrip()[:1] == b"{" and b'"nbformat"' in path.read_bytes() else "it is no notebook"


def _packed(zips, opened, left, depth=1):
    """(path, path in `opened`) of what is in ZIPs, each of them given as such a pair.

    What is in a ZIP of the whole class is named by its own path, and is taken out whatever it is: a student may have
    handed in a ZIP. Of a student's own ZIP the notebooks are, and named by the path of the ZIP. What cannot be read is
    added to `left`.
    """
    for number, (inner, path) in enumerate(zips):
        with _told(left, inner), zipfile.ZipFile(path) as archive:
            members, theirs = _members(archive, inner)
            why = _why_not_opened(members, theirs, depth)
            if why:
                left.append(_packed_left(inner, why))
                continue
            for n, member in enumerate(members):
                name = inner.rpartition(".")[0] if theirs else member.filename
                target = opened / f"{number}-{n}" / Path(member.filename).name
                with _told(left, inner if theirs else member.filename):
                    _take_out(archive, member, target)
                    if not _is_zip(target):
                        yield name, target
                    else:
                        inside = f"{name}.zip" if theirs else name
                        yield from _packed([(inside, target)], target.parent / "in", left, depth + 1)


@contextmanager
def _told(left, inner):
    """What cannot be taken out of a ZIP is added to `left`."""
    try:
        yield
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        left.append(_packed_left(inner, f"it is a ZIP that cannot be opened ({type(error).__name__})"))


def _packed_left(inner, why):
    """A ZIP, or a part of one, that is not taken."""
    return Left(whole(inner), student_of(inner.rpartition(".")[0]) or "", why)


def _why_not_opened(members, theirs, depth):
    """Why nothing is taken out of a ZIP, or ""."""
    if not members:
        return "no notebook is in it"
    if depth > DEEPEST:
        return "ZIPs lie in ZIPs in it"
    if theirs and sum(min(each.file_size, MOST_BYTES) for each in members) > MOST_PACKED:
        return f"more than {MOST_PACKED >> 20} MB of notebooks are in it"
    return ""


def _members(archive, inner):
    """What is to be taken out of a ZIP, and whether that is one student's."""
    members = [
        each for each in archive.infolist()
        if not each.is_dir() and not any(map(_by_itself, Path(each.filename).parts))
    ]  # fmt: skip
    notebooks = [each for each in members if NOTEBOOK.search(each.filename)]
    inside = notebooks or [each for each in members if each.filename.lower().endswith(".zip")]
    # A learning platform puts a number behind each name, also where one student alone has handed in.
    if any(platforms.named(each.filename)[0] for each in members) or (len(inside) > 1 and "/" not in inner):
        return members, False
    return inside, True


def _take_out(archive, member, target):
    """Write a member of a ZIP to the path `target`: of what cannot be a notebook only the beginning."""
    target.parent.mkdir(parents=True)
    with archive.open(member) as file:
        begins = file.read(FIRST_BYTES)
        whole_of_it = NOTEBOOK.search(target.name) or begins.lstrip()[:1] == b"{" or begins.startswith(b"PK")
        # A byte more than is taken: it is seen to be too large.
        target.write_bytes(begins + (file.read(MOST_BYTES + 1 - len(begins)) if whole_of_it else b""))
    _as_written(target, member.date_time)


def _as_written(path, time):
    """Give a file the time at which it was written, as its ZIP has it; without a zone, so it is a local one."""
    with suppress(ValueError, OverflowError, OSError):  # a time that is none
        seconds = datetime(*time).timestamp()
        os.utime(path, (seconds, seconds))


def listed(roster):
    """{name in small letters: name}: who stands in the first column of a table, written as in the notebooks' names. A
    line "student" is a header."""
    names = {student_of(fields[0].strip(' "'), "(.+)") for _, fields in read_rows(Path(roster).expanduser())}
    return {name.casefold(): name for name in names - {None, "student"}}
