"""Who has a mark, who has none, and why: the list that never says 0 where nothing was marked."""

import csv
import io
import json
from dataclasses import asdict, dataclass, field

GRADED, WAITING, UNGRADED = "graded", "answers to be marked", "UNGRADED"


@dataclass
class Record:
    """One student.

    state     graded; answers to be marked (the tests have been, by machine); or UNGRADED
    reason    why there is no mark
    notes     what was put right in the notebook before marking
    tests     points of the cells that are marked by machine, None if these have not been
    seconds   how long that took
    """

    student: str
    state: str = UNGRADED
    reason: str = "not marked yet"
    notes: list = field(default_factory=list)
    tests: float | None = None
    seconds: float | None = None


def write_table(path, header, rows):
    """A CSV file as spreadsheets read it: with the mark that says it is UTF-8. None is an empty field."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def read_table(path):
    """The rows of a CSV file as dictionaries, whichever of , ; and tab a spreadsheet has put between the fields."""
    stored = path.read_bytes()
    try:
        text = stored.decode("utf-8-sig")
    except UnicodeDecodeError:  # as older spreadsheets do
        text = stored.decode("cp1252", errors="replace")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def show(points):
    """Points as people write them: 2.5, 3, and nothing for None."""
    return "" if points is None else f"{points:g}"


def read(folder):
    """{student: Record} from status.json, empty if there is none."""
    path = folder / "status.json"
    records = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return {record["student"]: Record(**record) for record in records}


def write(folder, records):
    """status.json and, to look at, status.csv."""
    records = [records[student] for student in sorted(records)]
    text = json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=1)
    (folder / "status.json").write_text(text + "\n", encoding="utf-8")
    header = ["student", "state", "reason", "points of the tests", "notes", "seconds"]
    rows = [[r.student, r.state, r.reason, show(r.tests), " ".join(r.notes), show(r.seconds)] for r in records]
    write_table(folder / "status.csv", header, rows)
