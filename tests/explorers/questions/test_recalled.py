"""A question that was answered on an earlier day stands there answered, and can be asked again; so does a test."""

import json

import pytest

from backprop_core.explorers import DeltaExplorer, NetworkExplorer, Question, SelfTest
from backprop_core.explorers.memory import answers, events, place
from backprop_core.explorers.questions import question as module
from backprop_core.explorers.questions.answer import in_words
from backprop_core.explorers.questions.self_test import EARLIER as LEFT
from backprop_core.explorers.questions.tasks import draw
from tests.explorers.views import press, tell

pytestmark = pytest.mark.usefixtures("unseen", "silent")

RIGHT = in_words(draw("which_way", 2))
WRONG = next(option for option in draw("which_way", 2).options if option != RIGHT)


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    path = tmp_path / "mine.jsonl"
    monkeypatch.setenv(place.SWITCH, str(path))
    return path


def ask(**settings):
    return Question("which_way", seed=2, **settings)


def choose(question, option):
    question.radio.value = option
    press(question.check)


def shown(widget):
    return widget.layout.display != "none"


def kinds():
    return [each["kind"] for each in events.read().events]


def test_an_answered_question_stands_there_answered():
    question = ask()
    assert not shown(question.again) and events.read().events == ()
    choose(question, RIGHT)
    question.reason.value = "the sum grows"
    assert not shown(question.again)  # it has just been answered: "Another one" is at hand
    again = ask()
    assert again.state() == question.state() and again.text() == question.text()
    assert shown(again.again) and not shown(again.another) and shown(question.another)
    assert module.EARLIER in again.feedback.value and module.EARLIER in again.page.status
    assert module.EARLIER not in question.feedback.value
    assert again.reason.value == "the sum grows" and shown(again.reasons) and not shown(again.radio)
    assert answers.marks() == {"which_way 2": answers.AT_ONCE}


def test_a_question_that_was_half_answered_has_one_try_left():
    choose(ask(), WRONG)
    again = ask()
    assert again.state()["given"] == (WRONG,) and not again.state()["resolved"] and shown(again.radio)
    assert not shown(again.again) and "One try is left." in again.feedback.value
    choose(again, RIGHT)
    assert answers.marks() == {"which_way 2": answers.HELPED}


def test_ask_again_asks_afresh_and_forgets_nothing(path):
    press(ask().show)
    again = ask()
    before = path.read_bytes()
    press(again.again)
    seed = again.state()["seed"]
    assert not again.state()["resolved"] and seed != 2 and again.state()["prompt"] != ask().state()["prompt"]
    assert not shown(again.again) and shown(again.buttons) and module.EARLIER not in again.feedback.value
    assert path.read_bytes() == before
    choose(again, in_words(draw("which_way", seed)))
    assert module.EARLIER not in again.feedback.value and not shown(again.again)  # it has just been answered
    assert path.read_bytes().startswith(before) and ask().state()["shown"]
    assert answers.marks() == {"which_way 2": answers.AT_ONCE}  # with other numbers, of which none had been shown


def test_another_one_belongs_to_the_same_question_but_is_not_recalled_in_its_place():
    question = ask()
    press(question.another)
    seed = question.state()["seed"]
    choose(question, in_words(draw("which_way", seed)))
    assert seed != 2 and question.state()["right"] == [True]
    assert not ask().state()["resolved"]
    assert answers.marks() == {"which_way 2": answers.AT_ONCE}


def test_the_cell_is_right_where_it_says_something_of_an_answer():
    press(ask().show)
    again = ask(given=(WRONG,))
    assert again.state()["given"] == (WRONG,) and not again.state()["shown"] and not shown(again.again)
    assert kinds() == ["answer"]  # what a cell says is not what a learner did


def test_other_numbers_or_another_task_are_other_questions():
    press(ask().show)
    for other in (Question("which_way", seed=3), Question("error_grows", seed=2)):
        assert not other.state()["resolved"]


# --- About a view


def about(**settings):
    view = DeltaExplorer(selected="delta-1-3", pictures=(), **settings)
    return Question("hidden_delta", about=view, with_view=True)


def test_a_question_about_a_view_comes_back_with_its_view_open():
    question = about()
    press(question.show)
    question.reason.value = "the chain"
    again = about()
    s = again.state()
    assert s["shown"] and s["because"] == "the chain" and s["answer"] == question.state()["answer"]
    assert again._settings["about"].state()["hide"] == () and shown(again.again)
    press(again.again)
    assert not again.state()["resolved"] and again._settings["about"].state()["hide"] != ()


def test_an_answer_about_a_view_that_was_changed_is_not_an_answer_about_the_view_of_the_cell():
    question = about()
    question._settings["about"].set(theta={(1, 1, 1): 2.0})
    press(question.show)
    question._settings["about"].set(theta={(1, 1, 1): 0.8})  # it stays about what it asked
    question.reason.value = "late"
    assert not about().state()["resolved"]
    assert len({each["asked"] for each in events.read().events}) == 1
    assert answers.marks() == {"hidden_delta DeltaExplorer delta-1-3": answers.NOT_YET}


def test_how_a_view_looks_is_no_part_of_the_question():
    press(about().show)
    assert about(full=True).state()["resolved"] and not about(y=[[0.3]]).state()["resolved"]


def test_a_prediction_in_a_view_is_remembered():
    view = NetworkExplorer(selected="delta-1-2", hide="delta")
    press(view.commit)
    assert kinds() == []
    view.prediction.text = "0.25"
    press(view.commit)
    (event,) = events.read().events
    assert (event["kind"], event["view"], event["item"], event["said"]) == (
        "prediction", "NetworkExplorer", "delta-1-2", 0.25,
    )  # fmt: skip


# --- What does not fit any more


@pytest.mark.parametrize(
    "said",
    [
        {"given": ["nothing that can be chosen"]}, {"given": 3}, {"given": [RIGHT, RIGHT, RIGHT]}, {"given": [{}]},
        {"shown": 1}, {"because": None}, {"bogus": True}, {"given": [[]]},
    ],
)  # fmt: skip
def test_what_nobody_could_have_said_is_not_recalled(path, said):
    press(ask().show)
    event = json.loads(path.read_text())
    path.write_text(json.dumps(event | {"said": said}) + "\n")
    question = ask()
    assert not question.state()["resolved"] and question.state()["given"] == () and not shown(question.again)


def test_where_nothing_can_be_written_a_question_works_as_ever(path):
    path.mkdir()
    question = ask()
    choose(question, RIGHT)
    assert question.state()["right"] == [True] and not ask().state()["resolved"]


# --- A test


def test_a_test_stands_as_it_was_left_and_begins_again():
    test = SelfTest(seed=4, count=3)
    press(test.question.show)
    test.question.reason.value = "so"
    press(test.next)
    press(test.question.show)
    assert kinds() == ["test"] * len(kinds()) and not shown(test.again)
    again = SelfTest(seed=4, count=3)
    assert again.state()["answers"] == test.state()["answers"] != {} and again.state()["at"] == 1
    assert again.question.state()["because"] == "so" and shown(again.again) and LEFT in again.result.html
    assert SelfTest(seed=5, count=3).state()["answers"] == SelfTest(seed=4, count=4).state()["answers"] == {}
    told = events.read()
    press(again.again)
    assert again.state()["answers"] == {} and not shown(again.again) and LEFT not in again.result.html
    assert not again.question.state()["resolved"] and events.read() == told


def test_the_result_of_a_test_is_remembered():
    test = SelfTest(seed=4, count=2)
    for _ in range(2):
        press(test.question.show)
        press(test.next)
    last = events.read().events[-1]
    assert {name: last[name] for name in ("of", "right", "first", "over")} == {
        "of": 2, "right": 0, "first": 0, "over": True,
    }  # fmt: skip
    assert [each["over"] for each in events.read().events] == [False, True]


def test_what_the_cell_says_of_a_test_is_right():
    press(SelfTest(seed=4).question.show)
    said = {2: {"shown": True}}
    test = SelfTest(seed=4, answers=said)
    assert test.state()["answers"] == said and not shown(test.again)


@pytest.mark.parametrize("said", [{"a": {}}, {"11": {"shown": True}}, {"1": 3}, {"1": {"bogus": 1}}])
def test_what_nobody_could_have_said_in_a_test_is_not_recalled(path, said):
    press(SelfTest(seed=4).question.show)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"said": said}) + "\n")
    test = SelfTest(seed=4)
    assert test.state()["answers"] == {} and not shown(test.again)


def test_a_press_in_the_page_is_remembered_as_well():
    question = ask()
    tell(question.show, clicks=1)
    assert kinds() == ["answer"]
