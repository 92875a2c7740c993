"""Progress: the map of the course, what stands on it, and what its buttons do."""

import json
import re

import pytest

from backprop_core.explorers import NetworkExplorer, Progress, Question, SelfTest
from backprop_core.explorers.kit.links import link
from backprop_core.explorers.memory import answers, events, place
from backprop_core.explorers.progress import course
from backprop_core.explorers.progress.course import questions_in
from backprop_core.explorers.progress.progress import NOTHING, NOWHERE
from tests.explorers.views import count, message, press, tell

pytestmark = pytest.mark.usefixtures("still", "silent")


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    path = tmp_path / "mine.jsonl"
    monkeypatch.setenv(place.SWITCH, str(path))
    return path


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A course of three notebooks, in whose folder we work."""
    folder = tmp_path / "course" / "notebooks"
    folder.mkdir(parents=True)
    write(folder, "00_start_here.ipynb", "# 00 · Start")
    write(folder, "01_one.ipynb", "# 01 · One <b>", "Question('which_way', seed=2)", "Question('which_way')")
    write(folder, "02_two.ipynb", "# 02 · Two", "x = Question('output_delta', seed=1)")
    monkeypatch.chdir(folder)
    return folder


def write(folder, name, title, *cells):
    found = [{"cell_type": "markdown", "source": [f"{title}\n", "and words"]}]
    found += [{"cell_type": "code", "source": each} for each in cells]
    (folder / name).write_text(json.dumps({"cells": found}))


def shown(widget):
    return widget.layout.display != "none"


def enter(view, name):
    """What the page does when a name is typed and Enter pressed."""
    tell(view.name, text=name, event={"kind": "enter", "text": name, "count": next(count)})


def answer(question, tries=1, right=True, asked="a"):
    answers.remember(question, asked, {}, tries, right)


# --- The map


@pytest.mark.parametrize(
    "code, names",
    [
        ("Question('update', seed=3)", ["update 3"]),
        ("explorers.Question(task='update')", ["update 0"]),
        ("a = Question('update', seed=1), Question('nudge', seed=2)", ["update 1", "nudge 2"]),
        ("Question('hidden_delta', about=DeltaExplorer(selected='u-1-3'))", ["hidden_delta DeltaExplorer u-1-3"]),
        ("Question('update', about=V(selected='theta-1-1-1'), item='theta-2-1-1')", ["update V theta-2-1-1"]),
        ("Question('squared_error', about=ErrorExplorer())", ["squared_error ErrorExplorer"]),
        ("Question('bogus')", []),
        ("Question(name, seed=3)", []),
        ("Question('update', seed=n)", ["update 0"]),
        ("Question('nudge', about=V())", []),
        ("Question('update', seed='3')", []),
        ("Question()", []),
        ("SelfTest(seed=3)", []),
        ("Question('update', seed=", []),
        ("%matplotlib inline\nQuestion('update')", []),
    ],
)  # fmt: skip
def test_questions_are_read_from_cells_that_are_not_run(code, names):
    assert [each.name for each in questions_in(code)] == names


def test_the_map_is_that_of_the_notebooks_around(made):
    one, two = course.notebooks()
    assert (one.title, one.number, [each.name for each in one.asked]) == (
        "01 · One <b>", 1, ["which_way 2", "which_way 0"],
    )  # fmt: skip
    assert two.path == made / "02_two.ipynb"
    write(made, "02_two.ipynb", "# 02 · Other", "Question('nudge')", "Question('nudge')")
    (one, two) = course.notebooks()
    assert two.title == "02 · Other" and [each.name for each in two.asked] == ["nudge 0"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 3}', '{"cells": [{}]}', '{"cells": [{"cell_type": "code"}]}']
)
def test_a_broken_notebook_is_left_out(made, text):
    (made / "01_one.ipynb").write_text(text)
    assert [each.number for each in course.notebooks()] == [2]


def test_outside_of_the_course_the_map_is_that_of_the_package(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [each.number for each in course.notebooks()] == [*range(1, 11)]
    monkeypatch.setattr(course, "PACKAGE", tmp_path)
    view = Progress()
    assert course.notebooks() == () and NOWHERE in view.text() and view.map.html == ""
    assert view.state()["stopped"] is None
    with pytest.raises(ValueError, match="none is to be found"):
        view.set(notebook=1)


def test_links_lead_from_the_working_folder(made, monkeypatch):
    assert link(made / "a b.ipynb", "<A>") == '<a href="a%20b.ipynb" target="_blank">&lt;A&gt;</a>'
    (made / "exercises").mkdir()
    monkeypatch.chdir(made / "exercises")
    assert 'href="../01_one.ipynb"' in Progress().map.html

    def elsewhere(path):
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("os.path.relpath", elsewhere)
    assert link(made / "a.ipynb", "<A>") == "&lt;A&gt;"


# --- What stands on it


def test_marks(made):
    answer("which_way 2")
    answer("which_way 0", right=False)
    answer("which_way 0", tries=2)
    answer("gone 1")
    view = Progress()
    assert view.state()["marks"] == {1: ("right at once", "with help"), 2: ("not yet",)}
    assert "Of 3 questions: 1 right at once, 1 with help, 1 not yet." in view.text()
    rows = [line.split() for line in view.text().splitlines() if line[:2].isdigit()]
    assert [row[-4:] for row in rows] == [["✓◐", "1", "1", "0"], ["○", "0", "0", "1"]]
    assert (
        "<span>✓</span><span>◐</span></td><td>1</td><td>1</td><td>0</td>" in view.map.html
        and "One &lt;b&gt;</a>" in view.map.html
    )
    assert "✓◐" in view.svg() and "Of 3 questions" in view.page.status and "rgba" not in view.map.html
    view.set(notebook=1)
    listed = view.text().splitlines()[-2:]
    assert [line[0] for line in listed] == ["✓", "◐"] and all(len(line) > 40 for line in listed)
    assert view.listed.value.count("<p>") == 2
    view.set(notebook=None)
    assert view.listed.value == "" and not shown(view.listed)


def test_what_a_question_about_a_view_asks_is_told():
    view = Progress(notebook=4)
    assert view.text().count("About the view: a hidden neuron's δ.") == 2


@pytest.mark.parametrize(
    "done, number, verb",
    [
        ([], 1, "Begin"),
        ([("", "which_way 0")], 1, "Continue"),
        ([("", "output_delta 1")], 2, "Continue"),  # all is tried, and there is no other
        ([("", "which_way 0"), ("", "which_way 2")], 2, "Continue"),  # all is tried: on to the next
        ([("02_two.ipynb", "which_way 2")], 2, "Continue"),  # of which notebook the kernel is, goes first
        ([("", "output_delta 1"), ("mine.ipynb", "which_way 2")], 1, "Continue"),
        ([("", "bogus")], 1, "Continue"),
    ],
)
def test_where_to_go_on(made, monkeypatch, done, number, verb):
    for notebook, question in done:
        monkeypatch.setenv("JPY_SESSION_NAME", notebook)
        answer(question)
    view = Progress()
    assert view.state()["stopped"] == number
    title = {1: "01 · One &lt;b&gt;", 2: "02 · Two"}[number]
    assert f'{verb} here: <b><a href="0{number}_{"one" if number == 1 else "two"}.ipynb"' in view.head.html
    assert re.search(rf'<tr aria-current="step"><th scope="row"><a [^>]*>{title}</a>', view.map.html)
    assert view.map.html.count("aria-current") == 1


def test_answers_of_real_questions_and_tests_arrive():
    press(Question("weighted_sum", seed=0).show)
    press(SelfTest(seed=1, count=2).question.show)
    view = NetworkExplorer(selected="delta-1-2", hide="delta")
    view.prediction.text = "1"
    press(view.commit)
    text = Progress().text()
    assert "Continue here: 02" in text and "Self-test: 0 of 2 right so far, 0 at the first try." in text
    assert "Predicted in views: 1 number." in text


def test_look_again_sees_what_others_have_done_meanwhile(made):
    view = Progress()
    answer("which_way 2")
    assert view._numbers.rows[0][1][0] == "not yet"
    press(view.look)
    assert view._numbers.rows[0][1][0] == "right at once"


def test_damaged_lines_are_said(made, path):
    assert not shown(Progress().notes)
    answer("which_way 2")
    with path.open("a") as file:
        file.write("nonsense\n")
    view = Progress()
    assert f"1 line is damaged in {path}, and left out." in view.text()
    assert "1 line is damaged" in view.notes.value and shown(view.notes) and view.state()["damaged"] == 1
    with path.open("a") as file:
        file.write("{}\n")
    assert "2 lines are damaged" in Progress().text()


def test_what_is_stored_does_not_tell_that_nothing_is_remembered(monkeypatch):
    fresh = Progress().text()
    monkeypatch.setenv(place.SWITCH, "off")
    view = Progress()
    assert view.text() == fresh and "Nothing is remembered here" in view.notes.value


def test_where_nothing_can_be_written_one_sentence_says_so(path):
    path.mkdir()
    view = Progress()
    assert str(path) in view.notes.value and "cannot be written" in view.notes.value
    press(view.another)
    enter(view, "Ada")
    assert "cannot be written" in message(view) and view.state()["learner"] == ""


# --- Learners, and forgetting


def test_another_learner_begins_and_the_first_comes_back(made):
    answer("which_way 2")
    view = Progress()
    assert not shown(view.naming)
    press(view.another)
    assert shown(view.naming) and view.known.value == ""
    enter(view, "  Ada   <b>Lovelace ")
    assert not shown(view.naming) and message(view) == ""
    assert view.state()["learner"] == "Ada <b>Lovelace" and view.name.text == ""
    assert "Ada &lt;b&gt;Lovelace's way" in view.head.html and view.text().startswith("Ada <b>Lovelace's way")
    assert view.state()["marks"][1][0] == "not yet" and Progress().state()["learner"] == "Ada <b>Lovelace"
    press(view.another)
    enter(view, "Ben")
    press(view.another)
    assert "Already here: Ada &lt;b&gt;Lovelace." in view.known.value
    press(view.cancel)
    assert not shown(view.naming) and view.state()["learner"] == "Ben"
    assert view.state()["learners"] == ("", "Ada <b>Lovelace", "Ben")


@pytest.mark.parametrize("name", ["a" * 41, "a\x07b", "\x1b[31m"])
def test_an_odd_name_gets_one_sentence(name):
    view = Progress()
    press(view.another)
    enter(view, name)
    assert message(view) == "Type a name of at most 40 letters." and events.read().events == ()


@pytest.mark.parametrize("name", ["", "   "])
def test_without_a_name_nobody_else_begins(name):
    view = Progress()
    press(view.another)
    enter(view, name)
    assert message(view) == "Type your name first, then press Enter."
    assert events.read().events == () and shown(view.naming)


def test_leaving_the_line_with_a_name_in_it_begins_nothing():
    view = Progress()
    press(view.another)
    tell(view.name, text="Ada")
    press(view.cancel)
    assert events.read().events == () and view.name.text == "" and not shown(view.naming)


def test_the_first_learner_without_a_name_can_come_back():
    answer("update 9")
    view = Progress()
    press(view.another)
    enter(view, "Ada")
    press(view.another)
    assert shown(view.nameless)
    press(view.nameless)
    assert view.state()["learner"] == "" and answers.marks() != {} and not shown(view.naming)


def test_forget_everything_asks_first(made, path):
    view = Progress()
    press(view.forget)
    assert NOTHING in view.warning.value
    answer("which_way 2")
    press(view.look)
    press(view.forget)
    assert shown(view.forgetting) and "for good" in view.warning.value and "for good" in view.page.status
    press(view.keep)
    assert not shown(view.forgetting) and path.exists()
    press(view.forget)
    press(view.drop)
    assert not path.exists() and not shown(view.forgetting) and view.state()["marks"][1][0] == "not yet"
    assert "Begin here" in view.text()


def test_forgetting_names_everybody_whom_it_would_hit(made):
    answer("which_way 2")
    for name in ("Ada", "Ben"):
        events.append("learner", learner=name)
    view = Progress()
    press(view.forget)
    assert "(Ada, Ben)" in view.warning.value


def test_what_cannot_be_forgotten_is_said(made, path, monkeypatch):
    answer("which_way 2")
    view = Progress()

    def refuse():
        raise PermissionError

    monkeypatch.setattr(events, "forget", refuse)
    press(view.forget)
    press(view.drop)
    assert message(view) == f"{path} cannot be removed; nothing is forgotten." and path.exists()
