"""What is known while a class is being marked: whose state is kept, and how far it is."""

import io
import json
import re
import sys

import pytest

from grading import mark, progress, status
from grading.course import Course
from grading.status import GRADED, Record

THREE = [Record("ada"), Record("bo", notes=["half a \ud83d"]), Record("cy")]


def test_a_run_that_is_killed_has_lost_nobody(tmp_path):
    status.write(tmp_path, {each.student: each for each in THREE})
    before = (tmp_path / "status.json").read_bytes()
    status.add(tmp_path, Record("ada", GRADED, "", tests=2.0))
    status.add(tmp_path, Record("bo", reason="it ended \ud83d", mistakes={"test": ["uphill"]}))
    assert (tmp_path / "status.json").read_bytes() == before, "all are written once for each student"
    with (tmp_path / status.LOG).open("a", encoding="utf-8") as log:
        log.write('{"student": "cy", "state": "gra')  # here it was killed
    found = status.read(tmp_path)
    assert found["ada"] == Record("ada", GRADED, "", tests=2.0)
    assert found["bo"].reason.startswith("it ended") and found["bo"].mistakes == {"test": ["uphill"]}
    assert found["cy"] == Record("cy")


def test_the_next_run_begins_where_the_other_one_was_cut(tmp_path):
    """Half a line is left over; what is added behind it is a line of its own."""
    status.write(tmp_path, {each.student: each for each in THREE})
    (tmp_path / status.LOG).write_text('{"student": "cy", "state": "gra', encoding="utf-8")
    status.write(tmp_path, status.read(tmp_path))
    status.add(tmp_path, Record("cy", GRADED, ""))
    assert status.read(tmp_path)["cy"].state == GRADED
    status.write(tmp_path, status.read(tmp_path))
    assert not (tmp_path / status.LOG).exists()
    assert {each["student"]: each["state"] for each in json.loads((tmp_path / "status.json").read_text())}[
        "cy"
    ] == GRADED
    assert f"cy,{GRADED}" in (tmp_path / "status.csv").read_text(encoding="utf-8-sig")


def test_the_step_status_brings_the_table_up_to_date(tmp_path, capsys):
    course = Course(tmp_path)
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    (tmp_path / "source" / "ps1" / "ps1.ipynb").touch()
    status.write(course.marks("ps1"), {each.student: each for each in THREE})
    status.add(course.marks("ps1"), Record("ada", GRADED, ""))
    assert mark.main(["--course", str(tmp_path), "status", "ps1"]) == 0
    assert "1 graded, 2 UNGRADED" in capsys.readouterr().out
    assert f"ada,{GRADED}" in (course.marks("ps1") / "status.csv").read_text(encoding="utf-8-sig")


class Terminal(io.StringIO):
    def isatty(self):
        return True


RESULTS = [("ada", 1), ("bo", 2), ("cy", 3)]


@pytest.mark.parametrize("live", [False, True])
def test_each_result_is_handed_on_and_then_told(monkeypatch, live):
    said = Terminal() if live else io.StringIO()
    monkeypatch.setattr(sys, "stdout", said)
    seen = {}
    for name, result in progress.shown(iter(RESULTS), 3, "Marking", lambda name: f"{seen[name]} points"):
        seen[name] = result
    assert seen == dict(RESULTS)
    lines = said.getvalue().splitlines()
    if live:
        assert "\r" in said.getvalue() and said.getvalue().count("\n") <= 1
        assert re.search(r"Marking: .* 3 of 3, 00:00 left, cy", said.getvalue())
    else:
        assert lines == [f"[{n}/3, 00:00 left] {name}: {n} points" for name, n in RESULTS]


def test_nothing_is_said_of_a_class_of_nobody(capsys):
    assert list(progress.shown([], 0, "Marking", str)) == []
    assert capsys.readouterr().out == ""
