"""When a notebook came, how late that was, and what it costs: visibly, and only where it is known."""

import os
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from grading import hand_ins, late, mark, status
from grading.course import Course, MarkingError
from grading.gradebook import Points
from grading.late import Rule
from grading.release import EXERCISES
from grading.status import GRADED, UNGRADED, Came, Record
from tests.grading.courses import PS2, work

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = "2026-12-01 18:00"


def came(hours, **more):
    """Handed in so many hours after it was due."""
    at = datetime.fromisoformat(DUE) + timedelta(hours=hours)
    return Came(at.isoformat(sep=" ", timespec="minutes"), "Moodle", "", False, DUE) if not more else Came(**more)


@pytest.mark.parametrize(
    "text, right",
    [
        ("10 % a day, 3 days", Rule(10, DAY, 3 * DAY)),
        ("10% a day", Rule(10, DAY)),
        ("2.5 % per hour, at most 50 %", Rule(2.5, HOUR, most=50)),
        ("5 % an hour,15 minutes free , 2 days", Rule(5, HOUR, 2 * DAY, free=timedelta(minutes=15))),
        ("1 day free, 100 % each week", Rule(100, 7 * DAY, free=DAY)),
    ],
)
def test_a_rule_is_read(text, right):
    assert late.rule(text) == right


@pytest.mark.parametrize(
    "text, part",
    [
        ("3 days", "what each day costs"), ("", "''"), ("ten % a day", "'ten % a day'"), ("10 a day", "'10 a day'"),
        ("10 % a day, 5 % an hour", "twice"), ("10 % a day, 3 days, 4 days", "twice"),
        ("10 % a fortnight", "fortnight"),
        ("10 % a day, -3 days", "'-3 days'"),
    ],
)  # fmt: skip
def test_a_rule_that_says_nothing_clear_is_one_sentence(text, part):
    with pytest.raises(MarkingError, match=late.re.escape(part)) as found:
        late.rule(text)
    assert late.EXAMPLE in str(found.value) and "\n" not in str(found.value)


@pytest.mark.parametrize(
    "rule, hours, lost",
    [
        ("10 % a day, 3 days", -1, 0), ("10 % a day, 3 days", 0, 0), ("10 % a day, 3 days", 1, 4),
        ("10 % a day, 3 days", 24, 4), ("10 % a day, 3 days", 25, 8), ("10 % a day, 3 days", 72, 12),
        ("10 % a day, 3 days", 73, 30), ("10 % a day", 24 * 9, 30), ("10 % a day, at most 30 %", 24 * 9, 12),
        ("5 % an hour, 2 hours free", 2, 0), ("5 % an hour, 2 hours free", 3, 6),
    ],
)  # fmt: skip
def test_what_lateness_costs_of_40_points_when_30_were_earned(rule, hours, lost):
    """A day that has begun counts in full, of the points that could be had; nobody comes below 0."""
    off, why = late.off(late.rule(rule), came(hours), 30.0, 40.0)
    assert off == lost and bool(why) == bool(lost)


@pytest.mark.parametrize(
    "found, word",
    [
        (Came(), "when it was handed in"), (Came(at=DUE, by="Moodle"), "when it was due"),
        (Came(by="Canvas", late=True, due=DUE), "how late"),
    ],
)  # fmt: skip
def test_nothing_is_off_where_it_is_not_known(found, word):
    off, why = late.off(late.rule("10 % a day"), found, 30.0, 40.0)
    assert off == 0 and word in why and "nothing was taken off" in why


@pytest.mark.parametrize(
    "text, right",
    [(DUE, datetime(2026, 12, 1, 18)), ("2026-12-01T18:00", datetime(2026, 12, 1, 18)),
     ("2026-12-01", datetime(2026, 12, 1, 23, 59))],
)  # fmt: skip
def test_a_time_is_read(text, right):
    assert late.moment(text) == right


@pytest.mark.parametrize("text", ["tomorrow", "1.12.2026 18:00", "2026-13-01", ""])
def test_what_is_no_time_is_one_sentence(text):
    with pytest.raises(MarkingError, match="is no time"):
        late.moment(text)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system sets no time zone for one process")
def test_summer_time_ends_between_the_two(monkeypatch):
    """18:00 to 17:30 of the next day are 24½ hours when a clock goes back in between."""
    try:
        with monkeypatch.context() as patch:
            patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
            time.tzset()
            found = late.late_by(Came("2026-10-25 17:30", "Moodle", due="2026-10-24 18:00"))
    finally:
        time.tzset()
    assert found == timedelta(hours=24, minutes=30)


@pytest.mark.parametrize(
    "length, words",
    [(timedelta(days=1, hours=2, minutes=3), "1 day 2 hours"), (HOUR, "1 hour"), (timedelta(seconds=30), "1 minute"),
     (timedelta(days=3), "3 days"), (timedelta(minutes=59, seconds=1), "1 hour")],
)  # fmt: skip
def test_a_length_of_time_in_words(length, words):
    assert late.spoken(length) == words


# --- Who tells the time


def files(tmp_path, times):
    """{student: [File]} with these times of their files."""
    found = {}
    for n, (inner, at) in enumerate(times.items()):
        path = tmp_path / f"{n}.ipynb"
        path.write_text("{}")
        os.utime(path, (at.timestamp(),) * 2)
        found[inner.split("_")[0]] = [hand_ins.File(path, inner, "its file")]
    return found


def test_the_files_tell_where_nobody_else_does(tmp_path):
    now = datetime(2026, 12, 1, 12)
    found = late.arrivals(files(tmp_path, {"ada_ps2.ipynb": now, "bo_ps2.ipynb": now - 3 * HOUR}))
    assert found["ada"] == Came("2026-12-01 12:00", "its file") and found["bo"].at == "2026-12-01 09:00"


def test_what_one_download_has_written_tells_no_time(tmp_path):
    now = datetime(2026, 12, 1, 12)
    times = {"Ada_12_assignsubmission_file_/a.ipynb": now, "bo_LATE_34_56_a.ipynb": now - timedelta(minutes=20)}
    found = late.arrivals(files(tmp_path, times))
    assert found["Ada"] == Came(number="12") and found["bo"] == Came(by="Canvas", number="34", late=True)


def test_a_file_with_no_clock_tells_no_time(tmp_path):
    found = late.arrivals(files(tmp_path, {"ada.ipynb": datetime(1980, 1, 1), "bo.ipynb": datetime(2026, 1, 1)}))
    assert found["ada.ipynb"] == Came() and found["bo.ipynb"].at == "2026-01-01 00:00"


# --- The steps


@pytest.fixture
def course(tmp_path):
    course = Course(tmp_path / "course")
    course.release(PS2).parent.mkdir(parents=True)
    course.release(PS2).write_bytes((EXERCISES / f"{PS2}.ipynb").read_bytes())
    return course


WORKSHEET = """Identifier,Full name,Status,Grade,Maximum grade,Last modified (submission),Last modified (grade)
Participant 11,Ada L,Submitted for grading,,40.00,"Tuesday, 1 December 2026, 5:58 PM",-
Participant 12,Bo C,Submitted for grading,,40.00,"Thursday, 3 December 2026, 12:05 AM",-
Participant 13,Cy D,No submission,,40.00,-,-
"""


def collected(course, tmp_path, **asked):
    """A ZIP as Moodle makes it, taken in."""
    folder = tmp_path / "downloads"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / "class.zip", "w") as packed:
        for name in ("Ada L_11", "Bo C_12", "Di E_14"):
            packed.writestr(f"{name}_assignsubmission_file_/ps2.ipynb", nbformat.writes(work()[1]))
    mark.collect(course, PS2, folder, **asked)
    return status.read(course.marks(PS2))


def test_moodles_worksheet_says_when_each_was_handed_in(course, tmp_path, capsys):
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    records = collected(course, tmp_path, due=DUE, times=tmp_path / "worksheet.csv")
    assert records["Ada-L"].came == Came("2026-12-01 17:58", "Moodle", "11", False, DUE)
    assert late.describe(records["Ada-L"].came) == "" and late.describe(records["Bo-C"].came) == "1 day 6 hours"
    assert records["Di-E"].came == Came(number="14", due=DUE)
    said = capsys.readouterr().out
    assert "1 of them late" in said and "1 at a time that nobody tells" in said and "Di-E" in said


def test_an_extension_is_for_one_alone_and_stays_when_collected_again(course, tmp_path):
    collected(course, tmp_path, due=DUE)
    mark.set_due(course, PS2, "2026-12-09", ["Bo-C"])
    records = collected(course, tmp_path)
    assert [records[each].came.due for each in ("Ada-L", "Bo-C")] == [DUE, "2026-12-09 23:59"]
    with pytest.raises(MarkingError, match="nobody-known"):
        mark.set_due(course, PS2, DUE, ["nobody-known"])


def test_a_status_from_before_there_were_times_is_read(tmp_path):
    (tmp_path / "status.json").write_text('[{"student": "ada", "state": "graded", "reason": ""}]')
    assert status.read(tmp_path)["ada"].came == Came()
    status.write(tmp_path, {"ada": Record("ada", came=came(3))})
    assert status.read(tmp_path)["ada"].came == came(3)


@pytest.fixture
def graded(course, monkeypatch):
    """Four of 30 points out of 40, and one without a mark."""
    how = {"ada": came(-2), "bo": came(30), "cy": came(100), "di": Came(), "ed": came(2)}
    records = {name: Record(name, GRADED, "", came=each) for name, each in how.items()}
    records["ed"].state, records["ed"].reason = UNGRADED, "it was lost"
    status.write(course.marks(PS2), records)
    points = Points({"a-test": 30.0, "b": 10.0}, {name: {"a-test": 25.0, "b": 5.0} for name in how}, 40.0)
    points.of["ed"] = {"a-test": None, "b": None}
    monkeypatch.setattr(mark, "points", lambda *_: points)
    return course


def test_lateness_stands_beside_the_mark_before(graded):
    rows = {row["student"]: row for row in status.read_table(mark.marks(graded, PS2, "10 % a day, 3 days"))}
    told = {name: [row[each] for each in ("mark", "mark before", "off for lateness", "late by")]
            for name, row in rows.items()}  # fmt: skip
    assert told == {
        "ada": ["30", "30", "0", ""], "bo": ["22", "30", "8", "1 day 6 hours"],
        "cy": ["0", "30", "30", "4 days 4 hours"],
        "di": ["30", "30", "0", ""], "ed": ["", "", "", "2 hours"],
    }  # fmt: skip
    assert "20 % of 40 points are off" in rows["bo"]["remarks"] and "counts nothing" in rows["cy"]["remarks"]
    assert "nothing was taken off" in rows["di"]["remarks"] and rows["bo"]["handed in at"] == "2026-12-03 00:00"


def test_without_a_rule_lateness_is_told_and_costs_nothing(graded):
    rows = {row["student"]: row for row in status.read_table(mark.marks(graded, PS2))}
    assert [rows["cy"][each] for each in ("mark", "late by", "off for lateness")] == ["30", "4 days 4 hours", ""]


def test_a_rule_without_a_time_is_one_sentence(graded, capsys):
    records = status.read(graded.marks(PS2))
    status.write(graded.marks(PS2), {name: Record(name, GRADED, "") for name in records})
    graded.source(PS2).parent.mkdir(parents=True)
    graded.source(PS2).write_text("{}")
    assert mark.main(["--course", str(graded.root), "marks", "ps2", "--late", "10 % a day"]) == 1
    assert capsys.readouterr().err.count("\n") == 1 and not Path(graded.marks(PS2), "marks.csv").exists()
