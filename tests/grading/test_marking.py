"""The marking run without nbgrader: what is collected and cleared away, which copy counts, what the gradebook says."""

import copy
import io
import json
import os
import re
import sys
import zipfile
from contextlib import nullcontext
from types import SimpleNamespace

import nbformat
import nbgrader.apps
import pytest
from nbgrader.api import MissingEntry

from backprop_core import coach
from backprop_core.explorers.memory.place import SWITCH
from grading import course, hand_ins, mark, pages, repair, status
from grading.course import Course, MarkingError
from grading.gradebook import keep
from grading.marking import Marked
from grading.release import EXERCISES
from grading.spread import Lost
from grading.status import GRADED, UNGRADED, WAITING, Record
from tests.grading.courses import LIMITS, PS2, read, work


@pytest.fixture
def marking(tmp_path):
    """A course folder with a release, and a folder of downloads."""
    marking = Course(tmp_path / "course")
    marking.release(PS2).parent.mkdir(parents=True)
    marking.release(PS2).write_bytes((EXERCISES / f"{PS2}.ipynb").read_bytes())
    marking.source(PS2).parent.mkdir(parents=True)
    marking.source(PS2).write_bytes(b"a notebook with the solutions")
    (tmp_path / "downloads").mkdir()
    marking.check_config = lambda: None
    return marking, tmp_path / "downloads"


def names(notebook):
    return [name for cell in notebook.cells if (name := repair.name_of(cell))]


def hand_in(folder, name):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(work()[1], folder / name)


def old_pages(marking, student):
    """What an earlier marking has left of a student."""
    found = [marking.autograded(student, PS2), marking.feedback(student, PS2)]
    for path in found:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old")
    return found


# --- Collecting


@pytest.mark.parametrize("place", [".ipynb_checkpoints/ada-checkpoint.ipynb", "__MACOSX/ada.ipynb", ".trash/x.ipynb"])
def test_what_a_computer_has_put_beside_a_notebook_is_not_handed_in(marking, place):
    marking, folder = marking
    for name in ("ada/ps2.ipynb", f"ada/{place}", place):
        hand_in(folder, name)
    mark.collect(marking, PS2, folder)
    records = status.read(marking.marks(PS2))
    assert list(records) == ["ada"] and records["ada"].reason == Record("").reason


def test_a_new_hand_in_leaves_nothing_of_the_old_marking(marking):
    marking, folder = marking
    hand_in(folder, "ada.ipynb")
    old = old_pages(marking, "ada")
    mark.collect(marking, PS2, folder)
    assert not [path for path in old if path.exists()]


@pytest.mark.parametrize("hidden", ["", "\t", "\r\n", " ", "\xa0", "\u200b", "\ufeff", "\u202e", "\0"])
@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\uff1d", "plain", ""])
def test_no_answer_is_a_formula_of_a_spreadsheet(begins, hidden):
    text = mark._as_text(f"{hidden}{begins}1+1")
    assert text == f"{'' if begins in ('plain', '') else chr(39)}{hidden}{begins}1+1"
    assert mark._as_text("") == ""


# --- Marking


def test_who_is_marked_again_has_no_page_of_the_old_marks(marking, monkeypatch):
    marking, folder = marking
    hand_in(folder, "ada.ipynb")
    mark.collect(marking, PS2, folder)
    _, page = old_pages(marking, "ada")
    marking.gradebook = nullcontext
    monkeypatch.setattr(mark, "spread", lambda _, tasks, *__: [(student, Lost("it failed")) for student, _ in tasks])
    assert not mark.autograde(marking, PS2, limits=LIMITS) and not page.exists()
    assert status.read(marking.marks(PS2))["ada"].reason == "it failed"


def gradebook_of(grades):
    """A gradebook that holds these grades: {name: (auto_score, manual_score, needs_manual_grade)}."""
    found = [SimpleNamespace(name=name, auto_score=auto, manual_score=manual, needs_manual_grade=needs)
             for name, (auto, manual, needs) in grades.items()]  # fmt: skip
    return SimpleNamespace(find_submission_notebook=lambda *_: SimpleNamespace(grades=found))


TEST, READ, UNREAD = (2.0, None, False), (None, 1.0, False), (None, None, True)


@pytest.mark.parametrize(
    "grades, state",
    [
        ((TEST,), GRADED),
        ((TEST, READ), GRADED),
        ((TEST, UNREAD), WAITING),
        ((UNREAD, READ, TEST), WAITING),
        ((READ, UNREAD), WAITING),
        ((TEST, (None, None, False)), UNGRADED),
        ((UNREAD, (None, None, False), READ), UNGRADED),
    ],
)
def test_only_a_mark_for_every_cell_is_a_mark(grades, state):
    book = gradebook_of({f"cell-{n}": grade for n, grade in enumerate(grades)})
    record = mark._judge(book, PS2, Record("ada", notes=["kept"]))
    assert record.state == state and record.notes == ["kept"]
    assert record.tests == (None if state == UNGRADED else 2.0 * (TEST in grades))


def test_a_test_that_could_not_be_judged_waits_for_a_human(tmp_path):
    """Neither all of its points nor none."""
    submission = SimpleNamespace(notebooks=[SimpleNamespace(comments=[], grades=[
        SimpleNamespace(name=name, auto_score=9.0, manual_score=None, needs_manual_grade=False)
        for name in ("test-deltas", "test-update")
    ])])  # fmt: skip
    book = SimpleNamespace(
        update_or_create_student=lambda *_: None, update_or_create_submission=lambda *_: submission,
        db=SimpleNamespace(no_autoflush=nullcontext(), commit=lambda: None),
    )  # fmt: skip
    found = Marked(points={"test-deltas": 2.0}, notebook=nbformat.writes(work()[1]))
    keep(Course(tmp_path), book, PS2, "ada", found)
    kept = {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in submission.notebooks[0].grades}
    assert kept == {"test-deltas": (2.0, False), "test-update": (None, True)}


def test_nbgraders_last_complaint_is_the_reason():
    lines = ["[INFO] begins", "ValueError: the first", "  in a cell", "KeyError: the last", "[ERROR] it ended"]
    assert course._complaint("\n".join(lines)) == "KeyError: the last"
    assert course._complaint("one\ntwo\n\n") == "two" and course._complaint("") == "it said nothing"


def test_the_teachers_own_jupyter_has_no_say_in_the_marking(tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setattr(course.os, "environ", {**os.environ, "IPYTHONDIR": "theirs", "JUPYTER_CONFIG_DIR": "theirs"})
    monkeypatch.delenv(SWITCH)
    monkeypatch.setattr(course.os, "dup2", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nbgrader.apps.NbGraderApp, "launch_instance", lambda argv: seen.update(os.environ, argv=argv))
    course._run(["autograde", PS2], tmp_path, str(tmp_path), tmp_path / "log.txt")
    assert seen["IPYTHONDIR"] == seen["JUPYTER_CONFIG_DIR"] == str(tmp_path) and seen["argv"] == ["autograde", PS2]
    assert seen[SWITCH] == "off"  # what is marked is nobody's own work at this machine


# --- Which of several copies counts


def copies(kind, *sources):
    """A notebook with such a cell there several times (None: as it was given out), at its end, and the release."""
    notebook, release = work()
    right = next(cell for cell in release.cells if repair.name_of(cell) and kind(cell.metadata.nbgrader))
    name = repair.name_of(right)
    notebook.cells = [cell for cell in notebook.cells if repair.name_of(cell) != name]
    for n, source in enumerate(sources):
        cell = copy.deepcopy(right)
        cell.id, cell.source = f"copy-{n}", right.source if source is None else source
        notebook.cells.append(cell)
    repaired, _ = repair.repair(notebook, release)
    return [cell.id for cell in repaired.cells if repair.name_of(cell) == name]


@pytest.mark.parametrize(
    "sources, counts", [(("a", "b"), 1), (("a", None), 0), ((None, "a", None), 1), ((None,) * 2, 1)]
)
def test_of_a_copied_solution_the_last_that_was_written_counts(sources, counts):
    assert copies(lambda about: about.solution and not about.grade, *sources) == [f"copy-{counts}"]


def test_of_a_copied_test_the_last_counts_and_of_what_all_needs_the_first():
    assert copies(lambda about: about.grade and not about.solution, None, None, None) == ["copy-2"]
    assert copies(lambda about: not about.grade and not about.solution, None, None, None) == ["copy-0"]


@pytest.mark.parametrize(
    "path, student",
    [
        ("ada.ipynb", "ada"),
        ("ada_ps2.ipynb", "ada"),
        ("Ada Lovelace_1234_assignsubmission_file_/ps2.ipynb", "Ada-Lovelace"),
        ("Ada/some/where/ps2.ipynb", "Ada"),
        ("Zoë Müller.ipynb", "Zoë-Müller"),
        ("00123.ipynb", "00123"),
        ("*[a].ipynb", "a"),
        ("Zoe\u0308.ipynb", "Zoë"),
        ("_x.ipynb", None),
        ("BEA_PS1.IPYNB", "BEA"),
        ("BEA.IPYNB", "BEA"),
        ("ada.ipynb.txt", "ada"),
        ("ada_ps1.ipynb.json", "ada"),
        ("ada.Ipynb.TXT", "ada"),
        ("ada.ipynb (2)", "ada"),
        ("ada.ipynb(1).txt", "ada"),
        ("ada.ipynb.download", "ada"),
        ("हिन्दी_ps2.ipynb", "हिन्दी"),
        ("Nguye\u0302\u0303n.ipynb", "Nguyễn"),
        ("a\u200bda\u200f.ipynb", "ada"),
        ("007_ps2.ipynb", "007"),
        ("Ada.txt.ipynb", "Ada.txt"),
    ],
)
def test_the_student_is_found_in_the_name(path, student):
    assert hand_ins.student_of(path) == student


@pytest.mark.parametrize(
    "pattern, student",
    [
        (r"(\d+)", "123"),
        (r"(?P<student>\d+)_(.*)", "123"),
        (r"\d+_(?P<name>\w+)", "ada"),
        (r"x(?P<student>y)?|", None),
    ],
)
def test_a_pattern_finds_the_student(pattern, student):
    assert hand_ins.student_of("123_ada.ipynb", hand_ins.name_pattern(pattern)) == student


@pytest.mark.parametrize("pattern", ["(", "*", r"\d+", r"(\d+)_(\w+)", "a{99999999999}", "(?P<student>x"])
def test_a_pattern_that_names_nobody_is_refused_before_anything_is_changed(marking, pattern):
    own, folder = marking
    hand_in(folder, "ada.ipynb")
    old = old_pages(own, "ada")
    with pytest.raises(MarkingError, match="^The pattern .*( is no regular expression| must say what)") as told:
        mark.collect(own, PS2, folder, pattern=pattern)
    assert repr(pattern) in str(told.value) and "\n" not in str(told.value)
    assert all(path.exists() for path in old) and not (own.root / "marks").exists()


def test_what_cannot_count_is_said_at_once(marking, tmp_path, capsys):
    own, folder = marking
    for name in ("twice/a", "twice/b", "other", "fine"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.v4.new_notebook() if name == "other" else read(own.release(PS2))
        nbformat.write(notebook, folder / f"{name}.ipynb")
    nbformat.write(read(own.release(PS2)), folder / "Twice.ipynb")  # one folder with `twice`, on some file systems
    (tmp_path / "class.csv").write_text(
        "student;mail\nfine;f@example.org\nMia Absent;m@example.org\n", encoding="utf-8"
    )
    mark.collect(own, PS2, folder, tmp_path / "class.csv")
    assert "other is not in" in capsys.readouterr().out
    reasons = {record.student: record.reason for record in status.read(own.marks(PS2)).values()}
    assert reasons.keys() == {"Twice", "other", "fine", "Mia-Absent"}
    assert "3 notebooks" in reasons["Twice"] and "another notebook" in reasons["other"]
    assert reasons["Mia-Absent"] == "nothing was handed in" and reasons["fine"] == "not marked yet"
    for step in ("autograde", "feedback"):
        with pytest.raises(MarkingError, match="Not collected: nobody"):
            getattr(mark, step)(own, PS2, ["nobody"])


def test_a_notebook_by_another_spelling_is_taken_and_what_is_not_taken_is_named(marking, capsys):
    own, folder = marking
    for name in ("ada_ps1.ipynb.txt", "BEA_PS1.IPYNB", "cem/ps1.ipynb.json", "di.ipynb"):
        hand_in(folder, name)
    others = ("eve_ps1.zip", "Flo/ps1.py", "gus.html", "ipynb", "_ps1.ipynb", "hal_ps1.ipynb.pdf")
    for name in (*others, "class.csv", ".DS_Store"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("student,mail\neve,e\nFLO,f\nida,i\ndi,d\n" if name == "class.csv" else "work")
    (folder / "a folder.ipynb").mkdir()
    (folder / "jo.ipynb").symlink_to(folder / "not there")
    mark.collect(own, PS2, folder, folder / "class.csv")
    lines = capsys.readouterr().out.splitlines()
    left = {line.split("NOT TAKEN: ")[1].partition(" (")[0] for line in lines if "NOT TAKEN" in line}
    assert left == {*others, "jo.ipynb", "a folder.ipynb"}
    assert sum("no student's name is in it" in line for line in lines) == 1
    reasons = {student: record.reason for student, record in status.read(own.marks(PS2)).items()}
    assert [reasons[name] for name in ("ada", "BEA", "cem", "di")] == [Record("").reason] * 4
    assert "jo" not in reasons and reasons["ida"] == "nothing was handed in"
    assert any("jo.ipynb (it is a link" in line for line in lines)
    assert reasons["eve"] == "no notebook was handed in, only eve_ps1.zip"
    assert reasons["FLO"] == "no notebook was handed in, only Flo/ps1.py"
    for name in ("ada_ps1.ipynb.txt", "BEA_PS1.IPYNB", "cem/ps1.ipynb.json", "di.ipynb", "jo.ipynb"):
        (folder / name).unlink()
    with pytest.raises(MarkingError, match="no students' notebooks in"):
        mark.collect(own, PS2, folder)
    with pytest.raises(MarkingError, match="There is no folder or file"):
        mark.collect(own, PS2, folder / "elsewhere")
    assert "NOT TAKEN: eve_ps1.zip" in capsys.readouterr().out


def pack(path, *names):
    """A ZIP with a notebook under each of these names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, nbformat.writes(work()[1]) if "ipynb" in name else "words")


def test_what_is_packed_or_has_another_ending_is_read(marking, capsys):
    own, folder = marking
    pack(folder / "ada_ps2.zip", "work/notebook.ipynb", "__MACOSX/._notebook.ipynb", "notes.txt")
    pack(folder / "Bea_12_assignsubmission_file_" / "all.zip", "ps2.ipynb")
    of_a_class = "cem_1/ps2.ipynb", "dora_2/ps2.ipynb.txt", "dora_2/.ipynb_checkpoints/ps2.ipynb"
    pack(folder / "the whole class.ZIP", *of_a_class)
    pack(folder / "CS101-ps2-4711.zip", "Lou Reed_17_assignsubmission_file_/ps2.ipynb")
    pack(folder / "eve.zip", "ps2.html")
    (folder / "fay.zip").write_bytes((folder / "ada_ps2.zip").read_bytes()[:-40])
    for name in ("gus_ps2.json", "hal_ps2.txt", "ida"):
        hand_in(folder, name)
    (folder / "jo.json").write_text('{"a": "table"}')
    pack(folder / "kim_3_file_" / "all.zip", "ps2.ipynb", "old/ps2.ipynb")
    mark.collect(own, PS2, folder)
    records = status.read(own.marks(PS2))
    assert "2 notebooks, and only one can count" in records.pop("kim").reason
    assert records.keys() == {"ada", "Bea", "cem", "dora", "gus", "hal", "ida", "Lou-Reed"}
    assert {record.reason for record in records.values()} == {Record("").reason}
    lines = capsys.readouterr().out.splitlines()
    assert {line.split("NOT TAKEN: ")[1] for line in lines if "NOT TAKEN" in line} == {
        "eve.zip (no notebook is in it)", "fay.zip (it is no notebook)", "jo.json (it is no notebook)",
    }  # fmt: skip


def packed(*contents):
    """The bytes of a ZIP with these (name, content)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents:
            archive.writestr(name, content)
    return file.getvalue()


def test_the_one_zip_of_a_class_can_be_given_and_whatever_is_in_it_has_a_place(marking, capsys):
    own, folder = marking
    notebook = nbformat.writes(work()[1])
    (folder / "class.csv").write_text("Ada\nBea\nCem\nDi\nEve\nFay\nGus\n")
    (folder / "downloaded.zip").write_bytes(
        packed(
            ("Ada_11_assignsubmission_file_/ps2.ipynb", notebook),
            ("Bea_12_assignsubmission_file_/photo.jpg", b"\xff\xd8\xff" + bytes(10**6)),
            ("Cem_13_assignsubmission_file_/all of it.zip", packed(("my work/ps2.ipynb", notebook), ("a.csv", "1"))),
            ("Di_14_assignsubmission_file_/ps2", notebook),
            ("Eve_15_assignsubmission_file_/ps2.zip", packed(("in.zip", packed(("ps2.ipynb", notebook))))),
            ("Fay_16_assignsubmission_file_/ps2.zip", b"PK\x03\x04" + bytes(500)),
            ("Gus_17_assignsubmission_file_/ps2.zip", packed(*[(f"{n}/ps2.ipynb", " " * 9999) for n in range(4)])),
        )
    )
    assert mark.main(["--course", str(own.root), "collect", PS2, f"{folder / 'downloaded.zip'}",
                      "--roster", f"{folder / 'class.csv'}"]) == 0  # fmt: skip
    reasons = {student: record.reason for student, record in status.read(own.marks(PS2)).items()}
    assert {student for student, reason in reasons.items() if reason == Record("").reason} == {"Ada", "Cem", "Di"}
    only = "no notebook was handed in, only {}"
    assert reasons["Bea"] == only.format("Bea_12_assignsubmission_file_/photo.jpg")
    assert reasons["Eve"] == only.format("Eve_15_assignsubmission_file_/ps2.zip")
    assert reasons["Fay"] == only.format("Fay_16_assignsubmission_file_/ps2.zip")
    assert "4 notebooks, and only one can count" in reasons["Gus"]
    lines = capsys.readouterr().out.splitlines()
    assert {line.split("file_/")[1] for line in lines if "NOT TAKEN" in line} == {
        "photo.jpg (it is no notebook)", "ps2.zip (ZIPs lie in ZIPs in it)", "ps2.zip (it is no notebook)",
    }  # fmt: skip


def test_a_zip_that_grows_without_end_is_left(marking, monkeypatch, capsys):
    own, folder = marking
    hand_in(folder, "ada.ipynb")
    monkeypatch.setattr(hand_ins, "MOST_PACKED", 10**6)
    (folder / "bo_ps2").mkdir()
    (folder / "bo_ps2" / "all.zip").write_bytes(packed(*[(f"{n}/ps2.ipynb", " " * 10**5) for n in range(11)]))
    mark.collect(own, PS2, folder)
    assert "NOT TAKEN: bo_ps2/all.zip (more than 0 MB of notebooks are in it)" in capsys.readouterr().out
    assert status.read(own.marks(PS2)).keys() == {"ada"}


def test_a_part_of_a_zip_that_is_broken_takes_nobody_else_with_it(marking, capsys):
    own, folder = marking
    notebook = nbformat.writes(work()[1])
    names = [f"{name}_1{n}_assignsubmission_file_/ps2.ipynb" for n, name in enumerate(("Ada", "Bea", "Cem"))]
    whole = packed(*[(name, notebook) for name in names])
    at = whole.index(names[1].encode()) + len(names[1]) + 200  # among Bea's data
    (folder / "class.zip").write_bytes(whole[:at] + bytes(50) + whole[at + 50 :])
    mark.collect(own, PS2, folder)
    assert status.read(own.marks(PS2)).keys() == {"Ada", "Cem"}
    assert f"NOT TAKEN: {names[1]} (it is a ZIP that cannot be opened (" in capsys.readouterr().out


def test_a_file_that_is_too_large_stops_nobody(marking, monkeypatch, capsys):
    own, folder = marking
    hand_in(folder, "ada.ipynb")
    monkeypatch.setattr(hand_ins, "MOST_BYTES", (folder / "ada.ipynb").stat().st_size)
    (folder / "bo.ipynb").write_text((folder / "ada.ipynb").read_text() + " ")
    pack(folder / "cem.zip", "ps2.ipynb")
    with zipfile.ZipFile(folder / "di.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ps2.ipynb", " " * 10**7)
    mark.collect(own, PS2, folder)
    assert status.read(own.marks(PS2)).keys() == {"ada", "cem"}
    assert capsys.readouterr().out.count("it is larger than") == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_roster_is_read_as_every_other_table(marking, encoding):
    own, folder = marking
    hand_in(folder, "Zoë Müller.ipynb")
    roster = folder.parent / "class.csv"
    roster.write_bytes('Zoë Müller;z@example.org\n"Léa";"l@example.org"\n\n'.encode(encoding))
    mark.collect(own, PS2, folder, roster)
    assert status.read(own.marks(PS2)).keys() == {"Zoë-Müller", "Léa"}


def half(notebook, place):
    """A notebook in which half an emoji stands in one of many places."""
    cell = notebook.cells[-1]
    if place == "source":
        cell.source += " \ud83d"
    elif place == "a key":
        cell.metadata["\ude00"] = 1
    elif place == "metadata":
        notebook.metadata["title"] = "\ud83d"
    else:
        cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
        cell.outputs = [nbformat.v4.new_output("stream", text="\udfff")]
    return json.dumps(notebook)


@pytest.mark.parametrize("place", ["source", "a key", "metadata", "output"])
def test_half_an_emoji_is_replaced_and_the_others_are_taken(marking, capsys, place):
    own, folder = marking
    for name in ("ada", "zoe"):
        hand_in(folder, f"{name}.ipynb")
    (folder / "bo.ipynb").write_text(half(work()[0], place))
    mark.collect(own, PS2, folder)
    records = status.read(own.marks(PS2))
    assert {record.reason for record in records.values()} == {Record("").reason} and len(records) == 3
    kept = place == "source"  # what has been shown is made anew, and of metadata labels alone are asked for
    assert (
        kept == ("replaced by \ufffd" in " ".join(records["bo"].notes)) == ("replaced by" in capsys.readouterr().out)
    )
    taken = own.submitted("bo", PS2).read_text(encoding="utf-8")
    assert kept == ("\ufffd" in taken) and "\\ud83d" not in taken and records["ada"].notes == []
    assert (own.marks(PS2) / "handed in" / "bo.ipynb").read_bytes() == (folder / "bo.ipynb").read_bytes()


def broken(notebook):
    """Each way in which what nobody asks for is no notebook's."""
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    yield notebook["metadata"], {"kernelspec": None}
    yield notebook["metadata"], {"kernelspec": 7, "language_info": {"name": ["x"]}, "widgets": "text"}
    yield notebook, {"metadata": 5}
    yield cell, {"outputs": None}
    yield cell, {"outputs": [{"output_type": "display_data", "data": 1}]}
    yield cell, {"id": None}
    yield cell, {"id": 12, "execution_count": "first"}
    yield cell, {"metadata": []}
    yield cell, {"metadata": {"nbgrader": {"grade_id": ["a", {}], "solution": True, "grade": True}}}
    yield notebook["cells"][0], {"attachments": 3}
    yield notebook["cells"][0], {"attachments": {"a.png": {"image/png": 5}, "b.png": "x"}}


@pytest.mark.parametrize("n", range(11))
def test_what_is_not_asked_for_may_be_broken(tmp_path, n):
    notebook, release = work()
    notebook = json.loads(json.dumps(notebook))
    where, what = [*broken(notebook)][n]
    where |= what
    (tmp_path / "x.ipynb").write_text(json.dumps(notebook))
    repaired, _ = repair.repair(repair.read(tmp_path / "x.ipynb"), release)
    assert names(repaired) == names(release)
    nbformat.validate(repaired)


def test_labels_may_be_broken_in_an_older_format(tmp_path):
    notebook, release = work()
    older = json.loads(json.dumps(nbformat.convert(copy.deepcopy(notebook), 3)))
    older["worksheets"][0]["cells"][0]["metadata"] = {"nbgrader": {"grade_id": ["a"], "solution": True, "grade": True}}
    (tmp_path / "x.ipynb").write_text(json.dumps(older))
    repaired, _ = repair.repair(repair.read(tmp_path / "x.ipynb"), release)
    assert names(repaired) == names(release)


@pytest.mark.parametrize("encoding, noted", [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("cp1252", 1)])
def test_a_notebook_that_an_editor_has_stored_is_read(tmp_path, encoding, noted):
    notebook, release = work()
    text = json.dumps(notebook).replace("Done", "Fertig für heute", 1)
    (tmp_path / "x.ipynb").write_bytes(text.encode(encoding))
    repaired, notes = repair.repair(repair.read(tmp_path / "x.ipynb"), release)
    assert names(repaired) == names(release) and len(notes) == noted
    assert f"Fertig f{'ü' if not noted else chr(0xFFFD)}r heute" in repaired.cells[-1].source


@pytest.mark.parametrize("broken", ["repair.read", "repair.repair", "nbformat.write", "shutil.copyfile"])
def test_whatever_goes_wrong_with_a_notebook_is_that_students_reason(marking, monkeypatch, broken):
    own, folder = marking
    for name in ("ada", "bo", "zoe"):
        hand_in(folder, f"{name}.ipynb")
    mark.collect(own, PS2, folder)
    module, name = broken.split(".")
    right, calls = getattr(getattr(mark, module), name), []

    def fails_once(*given):
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("\udcff is strange\nand this is a second line")
        return right(*given)

    monkeypatch.setattr(getattr(mark, module), name, fails_once)
    mark.collect(own, PS2, folder)
    reasons = {student: record.reason for student, record in status.read(own.marks(PS2)).items()}
    assert reasons.pop("bo") == "RuntimeError: \ufffd is strange"
    assert reasons == dict.fromkeys(("ada", "zoe"), Record("").reason)
    assert not own.submitted("bo", PS2).parent.exists(), "an earlier notebook would be marked in its place"


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system takes no such name")
def test_a_name_that_is_no_text_stops_nobody(marking):
    """As an archive that was made under an older Windows leaves it."""
    own, folder = marking
    for name in (b"M\xfcller.ipynb", b"M\xfcller_2.ipynb", b"\xfc.zip"):
        with open(os.fsencode(folder) + b"/" + name, "w") as file:
            file.write(json.dumps(work()[1]))
    hand_in(folder, "ada.ipynb")
    mark.collect(own, PS2, folder)
    records = status.read(own.marks(PS2))
    assert records["ada"].reason == Record("").reason
    assert (
        records["M-ller"].reason
        == "there are 2 notebooks, and only one can count: M\ufffdller.ipynb, M\ufffdller_2.ipynb"
    )


def test_a_sound_notebook_is_not_touched():
    notebook, release = work()
    repaired, notes = repair.repair(notebook, release)
    assert repaired == notebook and notes == []


@pytest.mark.parametrize("name", names(work()[1]))
def test_a_missing_cell_is_put_back_in_its_place(name):
    notebook, release = work()
    notebook.cells = [cell for cell in notebook.cells if repair.name_of(cell) != name]
    repaired, notes = repair.repair(notebook, release)
    about = next(cell for cell in release.cells if repair.name_of(cell) == name).metadata.nbgrader
    if about.solution and not about.grade:  # never put back: the function may stand in another cell
        assert name not in names(repaired) and notes == [f"The cell `{name}` was missing."]
        assert set(names(repaired)) == set(names(release)) - {name}
    else:
        assert names(repaired) == names(release) and name in notes[0]
    assert repaired.cells[0].source.startswith("**Before marking**")


@pytest.mark.parametrize("name", names(work()[1]))
def test_of_a_copied_cell_one_counts_and_no_code_is_lost(name):
    notebook, release = work()
    (at,) = [at for at, cell in enumerate(notebook.cells) if repair.name_of(cell) == name]
    again = copy.deepcopy(notebook.cells[at])
    again.id, again.source = "again", again.source + "\n# changed"
    notebook.cells.append(again)
    repaired, notes = repair.repair(notebook, release)
    assert sorted(names(repaired)) == sorted(names(release)) and len(notes) == 1
    if repair.is_answer(again):
        (joined,) = [cell.source for cell in repaired.cells if repair.name_of(cell) == name]
        assert joined == f"{notebook.cells[at].source}\n\n{again.source}"
    elif again.metadata.nbgrader.solution:
        assert {notebook.cells[at].source, again.source} <= {cell.source for cell in repaired.cells}
    if not again.metadata.nbgrader.grade and not again.metadata.nbgrader.solution:
        assert names(repaired) == names(release), "what the rest needs comes first"
    ids = [cell.id for cell in repaired.cells]
    assert len(ids) == len(set(ids))


# --- Answers that stand where nobody would read them

WHICH = "explain-small"
NEW = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}


def beside(above=(), below=(), answer=None, change=None):
    """(the answer, the other cells' texts, notes) where cells stand above and below an answer that was not touched."""
    _, release = work()
    notebook = copy.deepcopy(release)
    (at,) = [at for at, cell in enumerate(notebook.cells) if repair.name_of(cell) == WHICH]
    if answer is not None:
        notebook.cells[at].source = answer
    if change:
        change(notebook.cells[at - 1])
    notebook.cells[at + 1 : at + 1] = below
    notebook.cells[at:at] = above
    before = copy.deepcopy(notebook)
    repaired, notes = repair.repair(notebook, release)
    assert notebook == before and names(repaired) == names(release)
    (cell,) = [cell for cell in repaired.cells if repair.name_of(cell) == WHICH]
    assert cell.cell_type == "markdown"
    return cell, [each.source for each in repaired.cells if each is not cell], notes


NOTE = f"The answer `{WHICH}` was written beside its cell; it was put there."


@pytest.mark.parametrize("kind", NEW)
@pytest.mark.parametrize("answer", [None, "", " \n"])
@pytest.mark.parametrize("where", ["above", "below"])
def test_an_answer_beside_its_cell_is_put_into_it(where, answer, kind):
    cell, others, notes = beside(**{where: [NEW[kind]("Because."), NEW[kind]("And so.")]}, answer=answer)
    code = kind == "code"
    assert cell.source == ("```\nBecause.\n```\n\n```\nAnd so.\n```" if code else "Because.\n\nAnd so.")
    assert [text in others for text in ("Because.", "And so.")] == [code] * 2, (
        "code is run as well; what moves is moved"
    )
    assert notes == [NOTE] and NOTE in others[0]


def test_what_stands_on_both_sides_is_read_in_its_order():
    new = nbformat.v4.new_markdown_cell
    cell, others, _ = beside([new("1"), new(" "), new("2")], [new("YOUR ANSWER HERE"), new("3"), new("")])
    assert cell.source == "1\n\n2\n\n3" and not {"1", "2", "3"} & {*others}


def test_an_answer_in_its_cell_stays_as_it_is():
    cell, _, notes = beside([nbformat.v4.new_code_cell("2 + 2")], [], "My answer.")
    assert cell.source == "My answer." and notes == []
    cell, others, notes = beside([nbformat.v4.new_raw_cell("Before.")], [NEW["markdown"]("A remark.")], "My answer.")
    assert cell.source == "Before.\n\nMy answer.\n\nA remark." and "A remark." not in others
    assert notes == [f"The answer `{WHICH}` goes on beside its cell; that was put there."]
    cell, _, notes = beside(below=[nbformat.v4.new_markdown_cell(" ")])
    assert cell.source == "YOUR ANSWER HERE" and notes == [], "nothing was written: 0 points, by machine"


def test_an_answer_in_a_new_cell_in_place_of_its_own_is_read():
    _, release = work()
    notebook = copy.deepcopy(release)
    (at,) = [at for at, cell in enumerate(notebook.cells) if repair.name_of(cell) == WHICH]
    notebook.cells[at] = nbformat.v4.new_markdown_cell("Because.")
    repaired, notes = repair.repair(notebook, release)
    assert [cell.source for cell in repaired.cells if repair.name_of(cell) == WHICH] == ["Because."]
    assert notes == [f"The cell `{WHICH}` had lost its label; it was found by its place."]


def test_an_answer_in_the_cell_of_its_question_is_read():
    """nbgrader writes the release's text over it."""

    def add(question):
        question.source += "\n\nBecause."

    def turn_round(question):
        question.source = "Because."

    for change in (add, turn_round):
        cell, _, notes = beside(change=change)
        assert cell.source == "Because." and notes == [NOTE]


@pytest.mark.parametrize("new", [
    NEW["markdown"]("Because."), NEW["raw"]("Because."), NEW["code"]("# Because."), NEW["code"]("'Because.'"),
    NEW["code"]("Because it is so."),
])  # fmt: skip
@pytest.mark.parametrize("at", [0, 3, 20])
def test_what_is_written_far_from_an_empty_answer_is_read_by_a_human(new, at):
    _, release = work()
    notebook = copy.deepcopy(release)
    notebook.cells.insert(at, copy.deepcopy(new))
    repaired, notes = repair.repair(notebook, release)
    answers = [cell for cell in repaired.cells if repair.is_answer(cell)]
    assert len(answers) == 2 and all(repair.ELSEWHERE_SAID in cell.source for cell in answers)
    assert all("Because" in cell.source for cell in answers) and "is empty; what was written" in notes[0]
    assert any(cell.source == new.source for cell in repaired.cells), "where it was written it stays"


def test_a_program_elsewhere_is_no_answer():
    _, release = work()
    notebook = copy.deepcopy(release)
    notebook.cells.insert(2, NEW["code"]("x = 3  # because"))
    assert repair.repair(notebook, release)[1] == []


@pytest.mark.parametrize("stripped", ["solutions", "all"])
@pytest.mark.parametrize("ids", ["kept", "new"])
def test_cells_without_their_labels_are_found(stripped, ids):
    """As an editor leaves a notebook that knows nothing of nbgrader."""
    notebook, release = work()
    notebook = copy.deepcopy(notebook)
    for n, cell in enumerate(notebook.cells):
        if stripped == "all" or repair.name_of(cell) and repair.is_solution(cell):
            cell.metadata = {}
        if ids == "new":
            cell.id = f"cell-{n}"
    before = [cell.source for cell in notebook.cells]
    repaired, notes = repair.repair(notebook, release)
    assert names(repaired) == names(release) and "had lost its label" in notes[0]
    assert [cell.source for cell in repaired.cells[1:]] == before, "nothing was put in anyone's place"
    by_name = {repair.name_of(cell): cell.source for cell in repaired.cells}
    for cell in work()[0].cells:
        if repair.name_of(cell):
            assert by_name[repair.name_of(cell)] == cell.source


def test_of_two_cells_in_one_place_neither_is_taken_for_the_one_that_is_missing():
    notebook, release = work()
    notebook = copy.deepcopy(notebook)
    (at,) = [at for at, cell in enumerate(notebook.cells) if repair.name_of(cell) == "order-answer"]
    notebook.cells[at : at + 1] = [NEW["code"]("order = 'A'"), NEW["code"]("order = 'B'")]
    repaired, notes = repair.repair(notebook, release)
    assert notes == ["The cell `order-answer` was missing."] and "order-answer" not in names(repaired)


def test_a_view_that_was_given_out_is_no_answer():
    notebook, release = work()
    places = [at for at, cell in enumerate(release.cells) if not repair.name_of(cell)]
    answer = copy.deepcopy(next(cell for cell in release.cells if repair.name_of(cell) == WHICH))
    wanted = {WHICH: answer, **{repair.name_of(cell): cell for cell in release.cells if repair.name_of(cell)}}
    views = {release.cells[at].source.strip() for at in places}
    notebook.cells = [copy.deepcopy(release.cells[places[0]]), answer, copy.deepcopy(release.cells[places[1]])]
    assert repair._bring_in(notebook, wanted, views) == [] and answer.source == "YOUR ANSWER HERE"


def test_pictures_that_were_pasted_into_an_answer_come_with_it():
    def new(data):
        cell = nbformat.v4.new_markdown_cell("![image.png](attachment:image.png)")
        cell.attachments = {"image.png": {"image/png": data}}
        return cell

    cell, *_ = beside(below=[new("AAAA"), new("BBBB"), new("AAAA")])
    first, second = re.findall(r"\(attachment:(.*?)\)", cell.source)
    assert [cell.attachments[name] for name in (first, second)] == [{"image/png": "AAAA"}, {"image/png": "BBBB"}]


def test_an_answer_that_was_split_is_put_together():
    _, release = work()
    notebook = copy.deepcopy(release)
    (at,) = [at for at, cell in enumerate(notebook.cells) if repair.name_of(cell) == WHICH]
    parts = [copy.deepcopy(notebook.cells[at]) for _ in range(4)]
    for n, (part, text) in enumerate(zip(parts, ("First.", "YOUR ANSWER HERE", "Then.", ""), strict=True)):
        part.id, part.source = f"part-{n}", text
    notebook.cells[at : at + 1] = parts
    repaired, notes = repair.repair(notebook, release)
    assert [cell.source for cell in repaired.cells if repair.name_of(cell) == WHICH] == ["First.\n\nThen."]
    assert notes == [f"The cell `{WHICH}` was there 4 times; what is written in them was put together."]
    assert len(repaired.cells) == len(release.cells) + 1


def test_points_and_names_in_the_notebook_are_those_of_the_release():
    notebook, release = work()
    for cell in notebook.cells:
        if repair.name_of(cell):
            cell.metadata.nbgrader = {"grade_id": repair.name_of(cell), "points": 1000, "grade": True}
    notebook.cells[0].metadata.nbgrader = {"grade_id": "made-up", "points": 5}
    repaired, _ = repair.repair(notebook, release)
    wanted = {repair.name_of(cell): cell.metadata.nbgrader for cell in release.cells if repair.name_of(cell)}
    assert {repair.name_of(c): c.metadata.nbgrader for c in repaired.cells if "nbgrader" in c.metadata} == wanted


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 3}', '{"nbformat": 4, "nbformat_minor": 5, "cells": [{}]}']
)
def test_a_file_that_is_no_notebook_has_a_reason(tmp_path, text):
    (tmp_path / "x.ipynb").write_text(text)
    with pytest.raises(repair.Unreadable, match="cannot|not a notebook|another notebook"):
        repair.repair(repair.read(tmp_path / "x.ipynb"), work()[1])


def test_a_notebook_of_an_older_format_is_read(tmp_path):
    notebook, release = work()
    old = nbformat.from_dict(copy.deepcopy(notebook))
    old.nbformat_minor = 4
    for cell in old.cells:
        del cell["id"]
    nbformat.write(old, tmp_path / "x.ipynb")
    repaired, notes = repair.repair(repair.read(tmp_path / "x.ipynb"), release)
    assert names(repaired) == names(release) and notes == []


def test_the_coachs_picture_comes_as_a_png_and_no_program_with_it():
    html = coach.check_update(lambda theta, gradients, eta: gradients, rng=0)._repr_html_()
    assert "<svg" in html
    cell = nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("display_data", {"text/html": html})])
    cell, _ = pages.CoachPictures().preprocess_cell(cell, {}, 0)
    box, picture = cell.outputs
    assert "<svg" not in box.data["text/html"] and "<div" in box.data["text/html"]
    assert "<style" not in box.data["text/html"], "it would be shown as text"
    assert picture.data.keys() == {"image/png"} and "neuron" in picture.metadata["image/png"]["alt"]
    broken = nbformat.v4.new_output("display_data", {"text/html": "<svg><script>alert(1)</svg>"})
    cell, _ = pages.CoachPictures().preprocess_cell(nbformat.v4.new_code_cell("", outputs=[broken]), {}, 0)
    assert [output.data for output in cell.outputs] == [{"text/html": ""}]


# --- Tables that a teacher has had in another program

STORED = {
    "semicolons": "student;points\nZoë;0,5\n".encode(),
    "a mark for UTF-8": '\ufeffstudent,points\r\nZoë,"0,5"\r\n'.encode(),
    "an old spreadsheet": "student;points\nZoë;0,5\n".encode("cp1252"),
    "Excel's Unicode text": "student\tpoints\r\nZoë\t0,5\r\n".encode("utf-16"),
    "UTF-16, the other way": "\ufeffstudent\tpoints\r\nZoë\t0,5\r\n".encode("utf-16-be"),
    "an old Mac": "student;points\rZoë;0,5\r".encode(),
    "empty rows": "student;points\n;\n\nZoë;0,5\n;\n".encode(),
}


@pytest.mark.parametrize("stored", STORED.values(), ids=STORED)
def test_a_table_is_read_as_spreadsheets_store_it(tmp_path, stored):
    (tmp_path / "x.csv").write_bytes(stored)
    assert status.read_table(tmp_path / "x.csv") == [{"student": "Zoë", "points": "0,5"}]


@pytest.mark.parametrize(
    "stored, words",
    [
        ("a,b,c\n1,2,3\n\n1,2,5,3\n", "line 4 has 4 fields instead of 3 .a comma"),
        ('a,b,c\n"1\n\n",2,3\n1,2\n1,2,3\n', "line 5 has 2 fields instead of 3 .a part"),
        ('a,b\n1,"2\n3,4\n', "quotation marks of the row in line 2"),
        ('a,b\n1,2\n3,"4"4\n', "quotation marks of the row in line 3"),
        ("a\tb\n1\t2\n".encode("utf-16-le"), "no table that can be read: store it as CSV"),
        (b"PK\x03\x04\x14\0\x06\0a workbook", "no table that can be read: store it as CSV"),
    ],
)
def test_a_table_that_does_not_fit_together_is_refused_in_one_sentence(tmp_path, stored, words):
    (tmp_path / "x.csv").write_bytes(stored if isinstance(stored, bytes) else stored.encode())
    with pytest.raises(MarkingError, match=words) as told:
        status.read_table(tmp_path / "x.csv")
    assert "\n" not in str(told.value) and str(tmp_path / "x.csv") in str(told.value)


def test_no_answer_is_too_long_for_a_table(tmp_path):
    for length in (200_000, 3):
        status.write_table(tmp_path / "x.csv", ["student", "answer"], [["ada", length * "x"]])
        assert status.read_table(tmp_path / "x.csv") == [{"student": "ada", "answer": length * "x"}]


def test_a_pasted_picture_is_no_part_of_the_table_but_said_in_its_place():
    picture = f"data:image/png;base64,{200_000 * 'A'}"
    shown = mark._shortened(f"So: ![]({picture}) and <img src='{picture}'>, done.", "ada.ipynb")
    note = f"({len(picture)} characters of a picture or file: see ada.ipynb)"
    assert shown == f"So: ![]({note}) and <img src='{note}'>, done."
    assert mark._shortened("data: all of it", "ada.ipynb") == "data: all of it"
    shown = mark._shortened(50_000 * "word ", "ada.ipynb")
    assert len(shown) < 32_767 and shown.endswith("ada.ipynb)") and shown.startswith("word word")


def points_of(row):
    """What `manual` takes from a row of answers.csv, where the answer is worth two points."""

    def find_grade(question, *_):
        if question != "explain":
            raise MissingEntry(question)
        return SimpleNamespace(name="explain", max_score=2.0, auto_score=None)

    cells = SimpleNamespace(solution_cells=[SimpleNamespace(name="explain")])
    book = SimpleNamespace(find_grade=find_grade, find_notebook=lambda *_: cells)
    return mark._points(book, PS2, {"student": "ada", "question": "explain", **row})


def test_a_row_in_which_something_has_moved_is_refused():
    """1,5 without quotes, and one field less behind it: the table still has as many fields as it should have."""
    for row in ({"points": "1,5", "out of": "2"}, {"points": "1.5", "out of": "2,0"}, {"points": "1.5"}):
        assert points_of(row) == 1.5
    assert points_of({"points": " ", "out of": "5"}) is None
    assert points_of({"points": "0,5", "out of": "02. May"}) == 0.5, "a spreadsheet takes a number for a day"
    for points, out_of, words in (("1", "5", "out of 2 points, and the table says 5"), ("3", "2", "not from 0 to 2")):
        with pytest.raises(MarkingError, match=f"Nothing is recorded: ada, explain .*{words}"):
            points_of({"points": points, "out of": out_of})
    with pytest.raises(MarkingError, match="no such student or question as ada, other"):
        points_of({"points": "1", "question": "other"})


@pytest.mark.parametrize("begins", ["", "\ufeff"])
def test_what_a_teacher_has_typed_is_not_written_over_where_the_table_is_damaged(marking, begins):
    own, _ = marking
    table = own.marks(PS2) / "answers.csv"
    table.write_text(f"{begins}{','.join(mark.ANSWERS)}\nada,explain,1,5,2,good,because\n", encoding="utf-8")
    before = table.read_bytes()
    for step in (mark.answers, mark.manual):
        with pytest.raises(MarkingError, match="Nothing is recorded: .*line 2 has 7 fields instead of 6"):
            step(own, PS2)
    assert table.read_bytes() == before and not (own.root / "gradebook.db").exists()
