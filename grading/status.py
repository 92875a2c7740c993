"""Who has a mark, who has none, and why: the list that never says 0 where nothing was marked."""

import csv
import io
import json
import re
from dataclasses import asdict, dataclass, field

from .course import MarkingError
from .stored import decode

LOG = "status.jsonl"  # what a run that is not at its end yet has found out
GRADED, WAITING, UNGRADED = "graded", "answers to be marked", "UNGRADED"
NOTHING = "nothing was handed in"  # a reason


@dataclass
class Came:
    """How a hand-in came.

    at      when it was handed in, local time as ISO text, or "" where nobody says so
    by      who says so
    number  the learning platform's own for this student, or ""
    late    whether the platform calls it late
    due     when it was due, as ISO text, or "" where nobody has said so
    """

    at: str = ""
    by: str = ""
    number: str = ""
    late: bool = False
    due: str = ""


@dataclass
class Record:
    """One student.

    state     graded; answers to be marked (the tests have been, by machine); or UNGRADED
    reason    why there is no mark
    notes     what was put right in the notebook before marking
    tests     points of the cells that are marked by machine, None if these have not been
    seconds   how long that took
    mistakes  {test: names of the mistakes that the coach has seen}
    came      how the notebook came, whatever its marking comes to
    """

    student: str
    state: str = UNGRADED
    reason: str = "not marked yet"
    notes: list = field(default_factory=list)
    tests: float | None = None
    seconds: float | None = None
    mistakes: dict = field(default_factory=dict)
    came: Came = field(default_factory=Came)


def write_table(path, header, rows, encoding="utf-8-sig"):
    """A CSV file as spreadsheets read it: with the mark that says it is UTF-8. None is an empty field."""
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def read_rows(path):
    """[(line, fields)] of a table: the line in which a row begins, and what stands in it. Whichever of , ; and tab a
    spreadsheet has put between the fields, and in whichever encoding; rows without a word are left out."""
    stored = path.read_bytes()
    try:
        text = decode(stored)
    except UnicodeDecodeError:  # as older spreadsheets do
        text = stored.decode("cp1252", errors="replace")
    if "\0" in text.partition("\n")[0]:
        raise MarkingError(f"{path} is no table that can be read: store it as CSV, in UTF-8.")
    marked = next((line for line in text.splitlines() if re.search("[,;\t]", line)), "")
    delimiter = max(",;\t", key=marked.count)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # else a long answer is an error
    rows, found, line = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [], 1
    try:
        for fields in rows:
            if any(field.strip() for field in fields):
                found.append((line, fields))
            line = rows.line_num + 1
    except csv.Error as error:
        raise MarkingError(
            f"Nothing is recorded: in {path}, the quotation marks of the row in line {line} do not fit ({error})."
        ) from None
    return found


def read_table(path):
    """The rows of a table as dictionaries. A row that does not fit below the first one is an error: whatever stands in
    it might be taken for something else."""
    (_, header), *rows = read_rows(path) or [(1, [])]
    for line, fields in rows:
        if len(fields) != len(header):
            more = len(fields) > len(header)
            why = "a comma inside a field needs quotation marks around it" if more else "a part of it is missing"
            raise MarkingError(
                f"Nothing is recorded: in {path}, the row in line {line} has {len(fields)} fields instead of "
                f"{len(header)} ({why})."
            )
    return [dict(zip(header, fields, strict=True)) for _, fields in rows]


def show(points):
    """Points as people write them: 2.5, 3, and nothing for None."""
    return "" if points is None else f"{points:g}"


def read(folder):
    """{student: Record} from status.json, and from the lines that a run has added since; empty if there is none."""
    path, log = folder / "status.json", folder / LOG
    records = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True) if log.exists() else []
    records += [json.loads(line) for line in lines if line.endswith("\n")]  # one was cut short by the end of its run
    return {each["student"]: Record(**each | {"came": Came(**each.get("came", {}))}) for each in records}


def add(folder, record):
    """Store one student's record: a line of a file of its own, so that a run that is killed has lost none, and a large
    class is not written once for each student. `write` takes it into status.json."""
    text = json.dumps(asdict(record), ensure_ascii=False) + "\n"
    with (folder / LOG).open("a", encoding="utf-8", errors="replace") as file:
        file.write(text)


def write(folder, records):
    """status.json and, to look at, status.csv."""
    records = [records[student] for student in sorted(records)]
    text = json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=1)
    new = folder / "status.json.new"
    new.write_text(text + "\n", encoding="utf-8", errors="replace")
    new.replace(folder / "status.json")  # whenever a run is killed, one of the two is there, and whole
    (folder / LOG).unlink(missing_ok=True)
    header = ["student", "state", "reason", "points of the tests", "notes", "seconds"]
    rows = [[r.student, r.state, r.reason, show(r.tests), " ".join(r.notes), show(r.seconds)] for r in records]
    write_table(folder / "status.csv", header, rows)
