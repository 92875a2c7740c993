"""What is remembered: where the file is, that nothing in it is lost, and what becomes of a damaged line."""

import json
import multiprocessing
import os
import threading

import pytest

from backprop_core.explorers.memory import answers, events, place
from backprop_core.explorers.memory.answers import AT_ONCE, HELPED, NOT_YET

ANSWER = {"question": "update 9", "asked": "a", "said": {"given": ["1"]}, "tries": 1, "right": True}


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The file of a learner of our own."""
    path = tmp_path / "here" / "mine.jsonl"
    monkeypatch.setenv(place.SWITCH, str(path))
    return path


def answer(question="update 9", asked="a", tries=1, right=True, **said):
    answers.remember(question, asked, said, tries, right)


# --- Where it is


def make_course(folder):
    (folder / "notebooks" / "exercises").mkdir(parents=True)
    (folder / place.START).write_text("{}")
    return folder


def test_the_file_lies_in_the_course_around_the_working_folder(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course")
    monkeypatch.setenv(place.SWITCH, "")
    for folder in (course, course / "notebooks", course / "notebooks" / "exercises"):
        monkeypatch.chdir(folder)
        assert place.course() == course and place.file() == course / "progress.jsonl"


def test_elsewhere_it_lies_in_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(place.SWITCH, "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert place.course() is None and place.file() == tmp_path / "home" / ".backprop" / "progress.jsonl"
    answer()
    assert len(events.read().events) == 1 and place.file().is_file()


def test_a_path_may_be_named_and_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(place.SWITCH, os.path.join("~", "mine.jsonl"))
    assert place.file() == tmp_path / "mine.jsonl"


def test_without_a_home_or_a_working_folder_nothing_is_remembered_and_nothing_fails(tmp_path, monkeypatch):
    def nobody():
        raise RuntimeError

    def gone():
        raise FileNotFoundError

    monkeypatch.setenv(place.SWITCH, "")
    monkeypatch.setattr(place.Path, "cwd", gone)
    monkeypatch.setattr(place.Path, "home", nobody)
    answer()
    assert events.read() == events.Remembered() and "no home folder" in place.trouble()


def test_the_switch(tmp_path, monkeypatch):
    """Off: nothing is written, nothing is read, though there is a file. And off it is, in every test."""
    assert os.environ[place.SWITCH] == "off"
    course = make_course(tmp_path)
    monkeypatch.chdir(course)
    monkeypatch.setenv(place.SWITCH, "")
    answer()
    written = place.file().read_bytes()
    monkeypatch.setenv(place.SWITCH, place.OFF[place.SWITCH])
    assert place.file() is None and events.read() == events.Remembered()
    answer()
    events.forget()
    assert (course / "progress.jsonl").read_bytes() == written
    assert place.trouble() == "Nothing is remembered here: BACKPROP_PROGRESS is off."


def test_what_cannot_be_written_is_said(path):
    assert place.trouble() == ""
    path.parent.write_text("a file where a folder should be")
    answer()
    assert events.read() == events.Remembered()
    assert place.trouble().startswith(f"Nothing new can be remembered, because {path} cannot be written")
    path.parent.unlink()
    path.mkdir(parents=True)  # a folder where a file should be
    answer()
    assert events.read() == events.Remembered() and str(path) in place.trouble()


def test_what_may_not_be_written_is_said(path, monkeypatch):
    answer()
    monkeypatch.setattr(os, "access", lambda there, how: (there, how) != (path, os.W_OK))
    assert str(path) in place.trouble()


def test_the_notebook_of_a_kernel(monkeypatch):
    class Shell:
        user_ns = {}

    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert place.notebook() == ""
    monkeypatch.setenv("JPY_SESSION_NAME", "/course/notebooks/03_chain_rule.ipynb")
    assert place.notebook() == "03_chain_rule.ipynb"
    monkeypatch.setattr(place, "get_ipython", Shell)
    assert place.notebook() == "03_chain_rule.ipynb"
    Shell.user_ns = {"__vsc_ipynb_file__": "/course/04_deltas.ipynb"}
    assert place.notebook() == "04_deltas.ipynb"
    monkeypatch.setattr(place, "get_ipython", lambda: None)
    monkeypatch.setenv("JPY_SESSION_NAME", "3f2a-console")
    assert place.notebook() == ""


# --- What is in it


def test_an_event_is_a_line_that_can_be_read(path, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "01_forward_pass.ipynb")
    answer(because="ä δ \u2028 \ud800 \n")
    events.append("prediction", view="DeltaExplorer", item="delta-1-1", said=0.5)
    lines = path.read_text("ascii").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["answer", "prediction"]
    first, second = events.read().events
    assert first | ANSWER == first | {"said": ANSWER["said"]} and first["said"] == {"because": "ä δ \u2028 \ud800 \n"}
    assert first["notebook"] == "01_forward_pass.ipynb" and second["at"] >= first["at"] > 1.7e9


DAMAGED = [
    b"nonsense", b"{", b'{"kind": "answer", "learner": "", "note', b"[1, 2]", b"3", b"null", b'"text"',
    b"\xff\xfe\x00",
    b"[" * 50_000, b'{"kind": 5, "learner": "", "notebook": "", "at": 1}', b'{"kind": "learner"}',
    b'{"kind": "learner", "learner": null, "notebook": "", "at": 1}',
    b'{"kind": "learner", "learner": "", "notebook": "", "at": "today"}',
    b'{"kind": "learner", "learner": "' + b"a" * 200_000 + b'", "notebook": "", "at": 1}',
    *(json.dumps({"kind": "answer", "learner": "", "notebook": "", "at": 1, **ANSWER, **wrong}).encode()
      for wrong in ({"said": []}, {"question": 3}, {"tries": "1"}, {"tries": True}, {"right": 1}, {"asked": None})),
]  # fmt: skip


@pytest.mark.parametrize("line", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_line_is_left_out_and_counted(path, line):
    answer("before 1")
    with path.open("ab") as file:
        file.write(line)  # without an end, as when the machine went off
    answer("after 1")
    told = events.read()
    assert [each["question"] for each in told.events] == ["before 1", "after 1"] and told.damaged == 1
    assert answers.marks() == {"before 1": AT_ONCE, "after 1": AT_ONCE}


def test_a_line_of_a_newer_course_is_no_damage(path):
    events.append("poem", verse=3)
    assert events.read().damaged == 0 and answers.marks() == {} and answers.recall("answer", "a", "b") == {}


def test_what_others_write_is_seen_at_once(path):
    answer("one 1")
    assert len(events.read().events) == 1
    line = path.read_bytes()
    with path.open("ab") as file:
        file.write(line)
    assert len(events.read().events) == 2
    path.unlink()
    assert events.read() == events.Remembered()


def test_an_unchanged_file_is_read_once(path, monkeypatch):
    answer()
    events.read()
    monkeypatch.setattr(events, "parse", None)
    assert len(events.read().events) == 1


LINES = 1500


def write_many(path, name):
    os.environ[place.SWITCH] = str(path)
    for n in range(LINES):
        events.append(
            "answer", learner="", **ANSWER | {"question": f"{name} {n}", "said": {"because": "x" * (n % 3000)}}
        )


def test_two_kernels_that_write_at_once_lose_nothing(path):
    ways = multiprocessing.get_context("spawn")
    processes = [ways.Process(target=write_many, args=(path, name)) for name in ("one", "two")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    told = events.read()
    assert told.damaged == 0
    written = [each["question"] for each in told.events]
    for name in ("one", "two"):
        assert [each for each in written if each.startswith(name)] == [f"{name} {n}" for n in range(LINES)]


def test_two_threads_that_write_at_once_lose_nothing(path):
    threads = [threading.Thread(target=lambda: [answer() for _ in range(200)]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(events.read().events), events.read().damaged) == (600, 0)


# --- Learners


def test_each_learner_has_answers_of_their_own(path):
    answer("one 1")
    assert events.current() == "" and events.learners() == ("",)
    events.append("learner", learner="Ada")
    assert events.current() == "Ada" and answers.marks() == {}
    answer("two 1", given=["5"])
    assert answers.marks() == {"two 1": AT_ONCE} and answers.recall("answer", "two 1", "a") == {"given": ["5"]}
    events.append("learner", learner="")
    assert answers.marks() == {"one 1": AT_ONCE} and answers.recall("answer", "two 1", "a") == {}
    assert events.learners() == ("", "Ada")


def test_forget_everything(path):
    answer()
    events.append("learner", learner="Ada")
    events.forget()
    assert events.read() == events.Remembered() and events.current() == "" and not path.exists()
    events.forget()  # there is nothing left
    answer()
    assert len(events.read().events) == 1


# --- Answers


def test_the_last_answer_to_the_very_same_question_is_recalled(path):
    answer(given=["1"])
    answer(given=["2"])
    answer(asked="b", given=["3"])
    answer(question="other 1", given=["4"])
    answers.remember_test("update 9", "a", {1: {"shown": True}}, of=10, right=0, first=0, over=False)
    assert answers.recall("answer", "update 9", "a") == {"given": ["2"]}
    assert answers.recall("test", "update 9", "a") == {"1": {"shown": True}}
    assert answers.recall("answer", "update 9", "c") == {}


@pytest.mark.parametrize(
    "tried, mark",
    [
        ([("a", 1, True)], AT_ONCE),
        ([("a", 1, False)], NOT_YET),
        ([("a", 1, False), ("a", 2, True)], HELPED),
        ([("a", 1, False), ("a", 2, False)], NOT_YET),
        ([("a", 0, False)], NOT_YET),  # "Show me"
        ([("a", 0, False), ("a", 1, True)], HELPED),  # asked again, with the numbers whose answer was shown
        ([("a", 0, False), ("b", 1, True)], AT_ONCE),  # with other numbers
        ([("a", 1, False), ("a", 2, True), ("a", 1, True)], HELPED),
        ([("a", 1, True), ("a", 1, False)], AT_ONCE),  # each as it went at its best
        ([("a", 1, True), ("b", 0, False), ("b", 1, True)], AT_ONCE),
        ([("a", 1, False), ("a", 2, True), ("b", 0, False)], HELPED),
    ],
)
def test_how_well_it_went(path, tried, mark):
    for asked, tries, right in tried:
        answer(asked=asked, tries=tries, right=right)
    answer("other 1", asked="a", tries=1, right=False)
    assert answers.marks() == {"update 9": mark, "other 1": NOT_YET}


def test_fingerprints_tell_apart_what_differs():
    told = [("a", 1.5), ("a", 1.6), ("b", 1.5), ("a", None), ("a", ["1.5"]), ("a",)]
    assert len({answers.fingerprint(*each) for each in told}) == len(told)
    assert answers.fingerprint("δ", ("x", "y")) == answers.fingerprint("δ", ["x", "y"])
