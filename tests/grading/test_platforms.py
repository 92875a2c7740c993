"""What learning platforms write into names, and the tables that they import. The samples are written after what their
own programs read and write; see `grading/platforms.py` for which."""

import pytest

from grading import platforms, status
from grading.course import MarkingError
from grading.platforms import Line

LINES = [
    Line("Ada-Lovelace", "11", 37.5, ""),
    Line("Bo", "12", 30.0, "It was 1 day late: 10 % of 40 points are off."),
    Line("Cy", "13", None, ""),
    Line("Di", "", 20.0, ""),
]


@pytest.mark.parametrize(
    "path, right",
    [
        ("Ada Lovelace_1234_assignsubmission_file_/ps2.ipynb", ("1234", False)),
        ("Ada Lovelace_1234_assignsubmission_file_ps2_3_4_.ipynb", ("1234", False)),
        ("lovelaceada_1234_5678_ps2.ipynb", ("1234", False)),
        ("lovelaceada_LATE_1234_5678_ps2-1.ipynb", ("1234", True)),
        ("ada_ps2.ipynb", ("", False)), ("ada.ipynb", ("", False)), ("ada/LATE_1_2_ps2.ipynb", ("", False)),
    ],
)  # fmt: skip
def test_a_name_tells_the_number_and_whether_it_is_late(path, right):
    assert platforms.named(path) == right


# --- Moodle

WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
    'Participant 11,"Lovelace, Ada",a@example.org,Submitted for grading,,{most},Yes,'
    '"Tuesday, 1 December 2026, 5:58 PM",-,\r\n'
    "Participant 12,Bo,b@example.org,Submitted for grading,,{most},Yes,-,-,\r\n"
    "Participant 13,Cy,c@example.org,Submitted for grading,12.00,{most},Yes,-,-,Well done\r\n"
    "Participant 99,Zed,z@example.org,No submission,,{most},Yes,-,-,\r\n"
)


@pytest.fixture
def worksheet(tmp_path):
    def write(most="40.00", text=WORKSHEET):
        path = tmp_path / "worksheet.csv"
        path.write_text(text.format(most=most), encoding="utf-8-sig", newline="")
        return path

    return write


def by_first(filled):
    return {row[0]: dict(zip(filled.header, row, strict=True)) for row in filled.rows}


def test_the_worksheet_gets_the_marks_and_keeps_all_else(worksheet):
    path = worksheet()
    filled = platforms.moodle(LINES, 40.0, path)
    before = {row["Identifier"]: row for row in status.read_table(path)}
    rows = by_first(filled)
    assert filled.header == [*before["Participant 11"]] and rows.keys() == before.keys()
    changed = {(who, name) for who in rows for name in filled.header if rows[who][name] != before[who][name]}
    assert changed == {
        ("Participant 11", "Grade"),
        ("Participant 12", "Grade"),
        ("Participant 12", "Feedback comments"),
    }
    assert rows["Participant 11"]["Grade"] == "37.5" and "late" in rows["Participant 12"]["Feedback comments"]
    assert filled.notes == ["No place in Moodle's table for Di: enter these marks there by hand."]


def test_marks_out_of_another_number_are_multiplied_and_that_is_said(worksheet):
    filled = platforms.moodle(LINES, 40.0, worksheet("100.00"))
    assert by_first(filled)["Participant 11"]["Grade"] == "93.75" and "multiplied by 2.5" in filled.notes[0]


def test_without_a_worksheet_there_is_one_with_the_columns_that_moodle_must_have():
    filled = platforms.moodle(LINES, 40.0)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= {*filled.header}
    assert [row[0] for row in filled.rows] == ["Participant 11", "Participant 12"] and "40" in filled.notes[0]


@pytest.mark.parametrize("text", ["Teilnehmer/in,Bewertung\nPerson 1,2\n", "", "Identifier,Status\nParticipant 1,x\n"])
def test_what_is_no_worksheet_is_one_sentence(worksheet, text):
    with pytest.raises(MarkingError, match="grading worksheet"):
        platforms.moodle(LINES, 40.0, worksheet(text=text))


def test_a_time_in_another_language_is_one_sentence(worksheet):
    text = WORKSHEET.replace("Tuesday, 1 December 2026, 5:58 PM", "Dienstag, 1. Dezember 2026, 17:58")
    with pytest.raises(MarkingError, match="Dienstag.*English"):
        platforms.submitted(worksheet(text=text))


@pytest.mark.parametrize(
    "text",
    ["Tuesday, 1 December 2026, 5:58 PM", "Tuesday, December 1, 2026, 5:58 PM", "1 December 2026, 5:58 PM",
     "2026-12-01 17:58"],
)  # fmt: skip
def test_moodles_times_are_read(worksheet, text):
    found = platforms.submitted(worksheet(text=WORKSHEET.replace("Tuesday, 1 December 2026, 5:58 PM", text)))
    assert f"{found['11']:%Y-%m-%d %H:%M}" == "2026-12-01 17:58" and found["99"] is None


# --- Canvas

EXPORT = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Problem set 1 (501),Problem set 2 (502),Assignments Current Score,"
    "Final Score\n"
    ",,,,,Manual Posting,,,\n"
    "    Points Possible,,,,,10.00,{most},(read only),(read only)\n"
    '"Lovelace, Ada",11,s11,ada,Section A,9.00,,90.00,45.00\n'
    "Bo,12,s12,bo,Section A,8.00,3.00,80.00,40.00\n"
    "Cy,13,s13,cy,Section A,7.00,,70.00,35.00\n"
    "Zed,99,s99,zed,Section A,1.00,1.00,1.00,1.00\n"
    '"Student, Test",77,,abc,Section A,,,,\n'
)


@pytest.fixture
def export(tmp_path):
    def write(most="40.00", text=EXPORT):
        path = tmp_path / "export.csv"
        path.write_text(text.format(most=most), encoding="utf-8")
        return path

    return write


def test_canvas_gets_its_own_people_and_one_column_alone(export):
    filled = platforms.canvas(LINES, 40.0, export(), "Problem set 2")
    assert filled.header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Problem set 2 (502)"]
    assert filled.rows == [
        ["    Points Possible", "", "", "", "", "40.00"],
        ["Lovelace, Ada", "11", "s11", "ada", "Section A", "37.5"],
        ["Bo", "12", "s12", "bo", "Section A", "30"],
    ]
    assert filled.notes == ["No place in Canvas's table for Di: enter these marks there by hand."]


def test_points_possible_of_canvas_count(export):
    filled = platforms.canvas(LINES, 40.0, export("10.00"), "Problem set 2 (502)")
    assert [row[-1] for row in filled.rows] == ["10.00", "9.38", "7.5"] and "multiplied by 0.25" in filled.notes[0]


@pytest.mark.parametrize("column", [None, "Problem set 3", "Final Score"])
def test_which_assignment_must_be_clear(export, column):
    with pytest.raises(MarkingError, match="--column; there are Problem set 1, Problem set 2"):
        platforms.canvas(LINES, 40.0, export(), column)


def test_what_is_no_export_of_canvas_is_one_sentence(export):
    with pytest.raises(MarkingError, match="no export of Canvas"):
        platforms.canvas(LINES, 40.0, export(text="name,mark\nada,3\n"))
    with pytest.raises(MarkingError, match="--from"):
        platforms.canvas(LINES, 40.0, None)
