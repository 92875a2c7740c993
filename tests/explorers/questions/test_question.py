"""`Question`: one question from beginning to end, and the view that a question is about. No browser: the tests speak
to the widgets through their traits. The bank that is asked from has its own tests, in test_bank.py."""

import re
from functools import cache

import ipywidgets as widgets
import numpy as np
import pytest
import traitlets
import traitlets.log

from backprop_core import explorers
from backprop_core.explorers import AlgorithmExplorer, DeltaExplorer, ForwardExplorer, NetworkExplorer, Question
from backprop_core.explorers.kit import controls
from backprop_core.explorers.kit.answer_box import AnswerBox
from backprop_core.explorers.questions.answer import CLOSE, in_words, judge
from backprop_core.explorers.questions.question import LATER, SHOWS
from backprop_core.explorers.questions.tasks import ABOUT, choose_item, from_snapshot
from backprop_core.explorers.questions.tasks.task import SIGNS
from backprop_core.figures.sketch import in_words as in_picture
from backprop_core.one_step.agreement import apart
from backprop_core.one_step.text import number, to_html
from tests.explorers.questions.bank import draw, every_task, numbers_in, typed
from tests.explorers.views import message, press, stored_forms

pytestmark = pytest.mark.usefixtures("unseen", "silent")

every_about = pytest.mark.parametrize("task", ABOUT)


# --- the page's side

count = iter(range(10**9))


def enter(question, text):
    """Type into the line and press Enter."""
    with question.box.hold_trait_notifications():
        question.box.text = text
        question.box.event = {"kind": "enter", "text": text, "count": next(count)}


def give(question, answer):
    """Answer as a student does: with the line, the round buttons, or the buttons in order."""
    kind = question.state()["kind"]
    if kind == "number":
        enter(question, answer)
        return
    if kind == "order":
        press(question.back, 9)
        for option in answer:
            press(next(button for button in question.picks.children if button.about == option))
    else:
        question.radio.value = answer
    press(question.check)


def wrong_answers(task):
    """Two wrong answers of a kind."""
    if task.kind == "number":
        return ["12345", "54321"]
    if task.kind == "order":
        return [tuple(task.answer[1:] + task.answer[:1]), tuple(task.answer[2:] + task.answer[:2])]
    return [option for option in task.options if option != typed(task, task.answer)][:2]


def shown(widget):
    return widget.layout.display != "none"


def svg_words(view):
    return " ".join(re.findall(">([^<]+)<", view.svg()))


def stored(view):
    """All that is stored of a view, and all that a screen reader is told."""
    return "\n".join([view.text(), svg_words(view), view.page.table, view.page.status])


def assert_code_agrees(question):
    code = question.to_code()
    assert eval(code, dict(vars(explorers))).state() == question.state(), code


# --- one question from beginning to end


@every_task
def test_right_at_once(task):
    question, found = Question(task), draw(task, 0)
    give(question, typed(found, found.answer))
    s = question.state()
    assert s["resolved"] and s["right"] == [True] and s["answer"] == found.answer
    assert "Right." in question.feedback.value and "Right." in question.page.status
    for words in filter(None, (found.formula, found.numeric)):
        assert words in question.text()
    assert shown(question.reason) and not shown(question.buttons)
    assert_code_agrees(question)


@every_task
def test_a_mistake_then_the_answer(task):
    found, question = draw(task, 0), Question(task)
    for value, hint in found.mistakes:
        question.set(given=())
        give(question, typed(found, value))
        assert question.state()["hint"] == hint and not question.state()["resolved"]
        assert hint in question.page.status and hint in question.text()
        assert shown(question.check) and message(question) == ""
        assert_code_agrees(question)
        give(question, typed(found, found.answer))
        assert question.state()["right"] == [False, True]
        assert "second try" in question.text()
        assert_code_agrees(question)


@every_task
def test_two_wrong_answers_resolve(task):
    found = draw(task, 1)
    question = Question(task, seed=1)
    first, second = wrong_answers(found)
    give(question, first)
    give(question, second)
    s = question.state()
    assert s["resolved"] and s["right"] == [False, False] and s["answer"] == found.answer
    assert "Not right." in question.text() and "First you said: " in question.text()
    hint = judge(found, second).hint
    assert hint and all(hint in words for words in (question.text(), question.page.status, s["hint"]))
    assert to_html(hint) in question.feedback.value
    assert f"The answer: {in_words(found)}" in question.text()
    assert_code_agrees(question)
    before = question.state()
    give(question, typed(found, found.answer))  # too late
    press(question.show)
    assert question.state() == before


def test_a_network_that_is_spoken_of_is_shown():
    for task in ("who_changes", "row_changes", "delta_order", "paths_to_err", "deltas_once", "forward_passes"):
        question = Question(task, seed=3)
        found = draw(task, 3)
        assert found.sizes and f'aria-label="{in_picture(found.sizes)}"' in question.prompt.value
        assert in_picture(found.sizes) in question.svg() and "currentColor" not in question.svg().split("<text")[0]
        dashed, told = "-".join(map(str, found.sizes)), re.sub(r"\D+", "-", found.prompt)
        assert dashed in told, "it is the network of the words"
    assert "<svg" not in Question("nudge").prompt.value
    assert "<svg" not in Question("who_changes", about=NetworkExplorer()).prompt.value, "the view shows its own"


@every_task
def test_show_me(task):
    question = Question(task, seed=2)
    press(question.show)
    assert question.state()["shown"] and question.state()["resolved"]
    assert "Here is the answer." in question.page.status
    assert_code_agrees(question)


@every_task
def test_nothing_stored_tells_the_answer(task):
    """Neither before the first try nor after a wrong one: not in the text, the picture, or what is announced."""
    question = Question(task)
    for seed in range(8):
        found = draw(task, seed)
        question.set(seed=seed)
        for answer in (None, wrong_answers(found)[0]):
            if answer is not None:
                give(question, answer)
            text = stored(question)
            assert found.prompt in question.text() and "Run this cell to answer." in question.text()
            for secret in found.secrets:
                assert number(secret) not in numbers_in(text) - numbers_in(str(answer)), text
            assert not found.numeric or found.numeric not in text
            assert found.because not in text and "model sentence" not in text
            if found.kind in ("choice", "order"):
                told = [f"○ {option}" for option in found.options]
                assert [line for line in question.text().split("\n") if line[0] == "○"] == told
            if found.kind == "order":
                assert " → ".join(found.answer) not in text
            s = question.state()
            assert s["answer"] == "?" and "mistakes" not in s
            assert "?" not in question.to_code()


def test_the_stored_picture_is_a_picture():
    bundle = stored_forms(Question("hidden_delta"))
    assert bundle["text/plain"].startswith("Neuron 3 of layer 1") and bundle["image/png"].startswith("iVBOR")


def test_nonsense_uses_up_no_try():
    question = Question("hidden_delta")
    for text, words in (("five", "Type a number"), ("", "Type your answer"), ("1/0", "Type a number")):
        enter(question, text)
        assert words in message(question) and words in question.page.status
        assert question.state()["given"] == () and shown(question.check)
    enter(question, "9")
    assert message(question) == ""
    enter(question, "9")
    assert "first answer" in message(question) and question.state()["right"] == [False]
    enter(question, "nine")
    assert question.state()["right"] == [False]


def test_enter_and_check_do_the_same():
    answer = repr(draw("nudge", 0).answer)
    by_enter, by_button = Question("nudge"), Question("nudge")
    enter(by_enter, answer)
    by_button.box.text = answer
    assert not by_button.state()["resolved"]  # leaving the line is no answer
    press(by_button.check)
    assert by_enter.state() == by_button.state() and by_button.state()["resolved"]


def test_a_close_answer_is_told_so():
    found = draw("hidden_delta", 0)
    question = Question("hidden_delta")
    enter(question, repr(found.answer * 1.04))
    assert question.state()["hint"] == CLOSE
    assert judge(found, repr(found.answer * 1.06)).hint != CLOSE, "another slope may be as near as that"
    whole = draw("overflow_depth", 0)._replace(answer=100, mistakes=())
    assert judge(whole, "96").hint not in ("", CLOSE), "a whole number has no last digits"


def test_without_a_choice():
    question = Question("activation_output")
    press(question.check)
    assert "Choose" in message(question) and question.radio.index is None
    question = Question("slope_order")
    press(question.check)
    assert "Press the buttons" in message(question)
    press(question.picks.children[1])
    press(question.check)
    assert "you have put 1 of the 4 into your order" in message(question)
    assert question.picks.children[1].description.startswith("1. ")
    press(question.back)
    assert "press what comes first" in question.line.value
    assert question.state()["given"] == ()


def test_an_order_grows_and_shrinks_at_its_end():
    question = Question("slope_order")
    first, second, third, _ = (pick.about for pick in question.picks.children)

    def told():
        line = re.sub("<.*?>", "", question.line.value).removeprefix("Your order: ").split(" → ")
        places = {pick.about: pick.description for pick in question.picks.children}
        assert places == {each: f"{line.index(each) + 1}. {each}" if each in line else each for each in places}
        assert ", ".join(line) in question.page.status
        return line

    for place, step in enumerate(([second], [second, first], [second, first, third])):
        press(question.picks.children[(1, 0, 2)[place]])
        assert told() == step
    press(question.back)
    assert told() == [second, first]
    press(question.picks.children[3])
    press(question.back, 2)
    assert told() == [second]
    press(question.picks.children[0])
    press(question.picks.children[2])
    press(question.picks.children[0])  # one is taken out, wherever it stands
    assert told() == [second, third]


@pytest.mark.parametrize(
    "task, place",
    [("nudge", AnswerBox), ("activation_output", widgets.RadioButtons), ("slope_order", controls.Press)],
)
def test_the_cursor_goes_where_the_student_goes_on(task, place, monkeypatch):
    told = []
    for kind in (widgets.DOMWidget, AnswerBox):
        monkeypatch.setattr(kind, "focus", lambda self: told.append(self))
    question = Question(task)
    press(question.show)
    assert told == [question.reason]
    press(question.another)
    assert len(told) == 2 and isinstance(told[1], place) and told[1] not in (question.show, question.another)


def test_the_first_wrong_place_is_told():
    found = draw("slope_order", 3)
    order = (*found.answer[:2], found.answer[3], found.answer[2])
    hint = judge(found, order).hint
    assert hint in dict(found.mistakes).values() or hint.startswith("The first place that is wrong is number 3.")


def test_because_is_compared_by_the_student():
    found = draw("hidden_delta", 0)
    question = Question("hidden_delta")
    enter(question, repr(found.answer))
    assert not shown(question.model) and not shown(question.same)
    for nothing in ("", " \n"):
        question.reason.value = nothing
        press(question.compare)
        assert "Write your own reason" in message(question) and not question.state()["compared"]
    question.reason.value = "it <b>feeds</b>\ntwo neurons"
    press(question.compare)
    assert found.because in question.page.status and "A model sentence" in question.model.value
    assert shown(question.same)
    question.same.value = True
    s = question.state()
    assert (s["because"], s["compared"], s["same"]) == ("it <b>feeds</b>\ntwo neurons", True, True)
    assert "because it <b>feeds</b> two neurons" in question.text() and "☑ Mine says the same." in question.text()
    assert "<b>feeds" not in question.svg()
    assert_code_agrees(question)
    press(question.another)
    s = question.state()
    assert (s["because"], s["compared"], s["same"], s["given"]) == ("", False, False, ())


@every_task
def test_another_one(task):
    question = Question(task, seed=5)
    if question.radio.options:
        question.radio.index = 0
    press(question.show)
    before = question.state()
    press(question.another)
    s = question.state()
    assert not s["resolved"] and s["given"] == () and s["seed"] > 5
    assert s["prompt"] != before["prompt"] or s["task"] == "algorithm_order"
    assert question.box.text == "" and question.radio.index is None and question._picked == []
    assert shown(question.buttons) and not shown(question.another)


def test_set():
    question = Question("nudge", seed=3)
    answer = draw("nudge", 3).answer
    question.set(given=("9", answer), because="so")
    assert question.state()["right"] == [False, True] and question.state()["because"] == "so"
    question.set(task="slope_order")
    assert question.state()["given"] == () and question.state()["kind"] == "order"
    question.set(given=[list(draw("slope_order", 3).answer)])
    assert question.state()["right"] == [True]
    question.set(given=())
    assert not question.state()["resolved"] and shown(question.buttons)
    assert_code_agrees(question)


@pytest.mark.parametrize(
    "settings, words",
    [({"item": "u-1-1"}, "give the view too"), ({"with_view": True}, "give it too, with about=")],
)
def test_what_belongs_to_a_view_is_refused_without_one(settings, words):
    question = Question("nudge")
    before = question.state()
    with pytest.raises((ValueError, TypeError), match=re.escape(words)) as caught:
        question.set(**settings)
    assert "\n" not in str(caught.value)
    assert question.state() == before
    with pytest.raises((ValueError, TypeError), match=re.escape(words)):
        Question(**{"task": "nudge", **settings})


def test_given_answers_must_fit_their_kind():
    with pytest.raises(ValueError, match="one of negative, zero, positive"):
        Question("hidden_delta_sign", given=("up",))
    with pytest.raises(ValueError, match="in order"):
        Question("slope_order", given=(("u = 1",),))
    right = repr(draw("nudge", 0).answer)
    with pytest.raises(ValueError, match="none after the right one"):
        Question("nudge", given=(right, "3"))


# --- about a view


def fresh(cls=AlgorithmExplorer, **settings):
    return cls(**{"sizes": (2, 3, 2, 2), "seed": 4, **settings})


@cache
def plain_state(cls, **settings):
    return fresh(cls, **settings).state()


def wanted(state, task, text):
    """What the question asks for, read from the state of a view that hides nothing."""
    kind, *place = text.split("-")
    place = [int(part) for part in place]
    if task == "squared_error":
        return state["Err"]
    if task in ("weighted_sum", "output_delta", "hidden_delta", "hidden_delta_sign"):
        value = state["u" if task == "weighted_sum" else "delta"][place[0]][place[1] - 1]
        return int(np.sign(value)) if task == "hidden_delta_sign" else value
    m, i, l = place
    gradient = state["gradient"][m][i - 1][l - 1]
    if task == "which_way":
        return int(np.sign(gradient))
    return state["theta"][m][i - 1][l - 1] - state["eta"] * gradient if task == "update" else gradient


def items(task):
    """All numbers of the view that a task can ask about."""
    s = plain_state(AlgorithmExplorer)
    view = fresh()
    for name in view.snapshot.values:
        text = "-".join(map(str, name))
        if choose_item(task, view.snapshot, text) == text:
            yield text, s


@every_about
def test_answers_about_a_view_are_the_views(task):
    view = fresh()
    found = 0
    for text, s in items(task):
        if task == "who_changes":
            continue
        asked = from_snapshot(task, view.snapshot, text)
        right = wanted(s, task, text)
        assert asked.answer == pytest.approx(right, rel=1e-9) if asked.kind == "number" else asked.answer == right
        for value, hint in asked.mistakes:
            assert judge(asked, typed(asked, value)).hint == hint
            assert asked.kind != "number" or apart(value, asked.answer)
        found += 1
    assert found or task == "who_changes"


@pytest.mark.parametrize("loss", ["squared_error", "half_squared_error", "mean_squared_error"])
def test_other_losses_give_their_own_answer_and_formula(loss):
    view = NetworkExplorer(loss=loss, sizes=(2, 3, 2), seed=1)
    state = view.state()
    question = Question("output_delta", about=view)
    enter(question, repr(state["delta"][2][0]))
    assert question.state()["right"] == [True]
    question = Question("squared_error", about=NetworkExplorer(preset="xor", loss=loss))
    enter(question, repr(NetworkExplorer(preset="xor", loss=loss).state()["Err"]))
    assert question.state()["right"] == [True]


def test_who_is_asked_for_the_sign_of_a_slope_does_not_see_that_of_delta():
    """Where o is positive, as behind a sigmoid, it is the same."""
    view = NetworkExplorer(selected="theta-2-1-2")
    assert np.sign(view.state()["delta"][2][0]) == np.sign(view.state()["gradient"][2][0][1])
    Question("which_way", about=view)
    assert {"delta", "gradient", "update"} <= set(view.state()["hide"])


@every_about
def test_the_view_hides_what_is_asked_and_then_shows_it_beside_the_prediction(task):
    view = fresh()
    open_words = stored(view)
    question = Question(task, about=view)
    s = question.state()
    asked = question._numbers.task
    for secret in asked.secrets:
        assert number(secret) not in numbers_in(stored(question))
        if asked.hides:
            assert number(secret) not in numbers_in(stored(view)), stored(view)
            assert number(secret) in numbers_in(open_words) or task in ("update", "which_way", "weight_gradient")
    assert set(asked.hides) <= set(view.state()["hide"])
    give(question, wrong_answers(asked)[0])
    assert set(asked.hides) <= set(view.state()["hide"])
    assert_code_agrees(question)
    give(question, typed(asked, asked.answer))
    assert question.state()["right"] == [False, True] and view.state()["hide"] == ()
    if asked.item is not None:
        assert view.state()["predicted"] == {asked.item: pytest.approx(float(asked.answer))}
        assert "You predicted" in view.text()
    assert question.state()["about"] != view.to_code() or not asked.hides
    assert_code_agrees(question)
    assert s["item"] == question.state()["item"]


def test_the_chosen_number_of_the_view_is_asked_about():
    view = NetworkExplorer(selected="delta-1-3")
    assert Question("hidden_delta", about=view).state()["item"] == "delta-1-3"
    assert Question("output_delta", about=view).state()["item"] == "delta-2-1"
    assert Question("weight_gradient", about=view, item="theta-1-2-2").state()["item"] == "theta-1-2-2"
    with pytest.raises(ValueError, match="hidden neuron's δ"):
        Question("hidden_delta", about=view, item="delta-2-1")
    with pytest.raises(ValueError, match="learning rate"):
        Question("update", about=view)
    with pytest.raises(ValueError, match="draws its own numbers"):
        Question("nudge", about=view)


def test_the_answer_is_computed_when_it_is_given():
    """The student drags a weight between reading and answering."""
    view = NetworkExplorer(selected="delta-1-2", hide=("delta",))
    question = Question("hidden_delta", about=view)
    prompt = question.prompt.value
    view.diagram.event = {"kind": "drag", "item": "theta-2-1-2", "value": 1.5, "count": next(count)}
    assert question.prompt.value != prompt  # it tells the δ that the view hides
    view_again = NetworkExplorer(selected="delta-1-2", history={0: {"theta": {(2, 1, 2): 1.5}}})
    now = view_again.state()["delta"][1][1]
    enter(question, repr(now))
    assert question.state()["right"] == [True] and question.state()["answer"] == now
    assert view.state()["delta"][1][1] == now


def test_a_change_between_two_tries_gives_both_tries_again():
    view = NetworkExplorer(selected="delta-1-2")
    question = Question("hidden_delta", about=view)
    enter(question, "7")
    view.set(selected="u-1-1")  # no number has changed
    assert question.state()["right"] == [False]
    view.set(theta={(1, 2, 1): 2.0})
    assert question.state()["given"] == () and "two tries again" in message(question)
    assert_code_agrees(question)
    enter(question, "8")
    assert question.state()["right"] == [False] and message(question) == ""


def test_an_answered_question_stays_about_what_it_asked():
    view = NetworkExplorer(selected="delta-1-2")
    question = Question("hidden_delta", about=view)
    enter(question, "7")
    enter(question, "8")
    before, words = question.state(), stored(question)
    for change in (
        {"theta": {(1, 2, 1): 2.0}},
        {"sizes": (2, 2)},
        {"hide": ("delta",)},
        {"loss": "half_squared_error"},
    ):
        view.set(**change)
        assert question.state() == before and stored(question) == words
    question.set(because="so", compared=True)
    assert question.state()["answer"] == before["answer"]
    assert_code_agrees(question)


def test_a_view_that_shows_the_answer_leaves_nothing_to_predict():
    view = NetworkExplorer(selected="delta-1-2")
    question = Question("hidden_delta", about=view)
    view.prediction.text = "0.1"
    press(view.commit)  # the view's own way to a prediction: now it shows δ
    assert message(question) == SHOWS and not shown(question.buttons) and not shown(question.box)
    enter(question, "0.1")
    assert question.state()["given"] == ()
    press(question.again)
    assert message(question) == "" and shown(question.buttons) and "delta" in view.state()["hide"]
    view.set(theta={(1, 2, 1): 2.0})
    press(question.show)
    assert view.state()["hide"] == () and view.state()["predicted"] == {}
    assert "Here is the answer." in question.text()
    press(question.again)
    assert not question.state()["resolved"] and "delta" in view.state()["hide"]


def test_several_questions_about_one_view():
    view = fresh(selected="delta-1-1")
    first = Question("hidden_delta", about=view)
    second = Question("hidden_delta", about=view, item="delta-1-2")
    third = Question("squared_error", about=view)
    state = plain_state(AlgorithmExplorer)
    assert {"delta", "gradient", "update", "Err"} <= set(view.state()["hide"])
    enter(first, repr(state["delta"][1][0]))
    assert first.state()["right"] == [True] and message(first) == LATER
    assert "delta" in view.state()["hide"] and second.state()["given"] == () and shown(second.buttons)
    enter(third, "9")
    enter(third, repr(state["Err"]))
    assert "Err" not in view.state()["hide"] and "delta" in view.state()["hide"]
    enter(second, repr(state["delta"][1][1]))
    assert view.state()["hide"] == ()
    assert set(view.state()["predicted"]) == {"delta-1-1", "delta-1-2", "Err"}


def test_no_question_tells_what_another_one_asks():
    """The hidden δ needs the output's: as long as that is asked, it reads ?."""
    view = NetworkExplorer(selected="delta-1-2")
    state = NetworkExplorer().state()
    hidden = Question("hidden_delta", about=view)
    secret = number(state["delta"][2][0])
    assert secret in hidden.state()["prompt"]
    output = Question("output_delta", about=view)
    enter(hidden, "9")
    for question in (hidden, output):
        assert secret not in stored(question)
    assert "δ₁⁽²⁾ = ?" in hidden.state()["prompt"] and "answer that one first" in hidden.state()["prompt"]
    enter(output, repr(state["delta"][2][0]))
    assert output.state()["right"] == [True]
    assert secret in hidden.state()["prompt"] and hidden.state()["right"] == [False]  # the try is not given back
    assert secret in re.sub("<.*?>", "", hidden.prompt.value)


def test_what_the_view_hides_for_another_question_is_told():
    view = NetworkExplorer(selected="delta-1-2")
    state = NetworkExplorer().state()
    gradient = Question("weight_gradient", about=view, item="theta-1-1-1")
    assert "hides" not in gradient.state()["prompt"]
    Question("hidden_delta", about=view)
    assert f"δ₁⁽¹⁾ = {number(state['delta'][1][0])}" in gradient.state()["prompt"]


@pytest.mark.parametrize("task, needed", [("hidden_delta", ("u₂⁽¹⁾", "δ₁⁽²⁾")), ("output_delta", ("u₁⁽²⁾", "o₁⁽²⁾"))])
def test_a_question_tells_all_that_it_needs_and_the_view_hides(task, needed):
    state, view = NetworkExplorer().state(), NetworkExplorer(selected="delta-1-2", hide=("u", "o"))
    prompt = Question(task, about=view).state()["prompt"]
    kinds = {"u": "u", "o": "o", "δ": "delta"}
    for name in needed:
        i, m = "₀₁₂".index(name[1]), "⁰¹²".index(name[3])
        assert f"{name} = {number(state[kinds[name[0]]][m][i - 1])}" in prompt


def test_a_cell_that_is_run_again_takes_the_place_of_its_first_question():
    view = fresh(selected="delta-1-1")
    Question("hidden_delta", about=view)
    again = Question("hidden_delta", about=view)
    press(again.show)
    assert view.state()["hide"] == ()


def test_a_view_that_has_become_another_one():
    """The question says so in one sentence, and goes on when it can."""
    view = NetworkExplorer(selected="delta-1-3")
    question = Question("hidden_delta", about=view)
    view.set(sizes=(2, 2, 1))
    assert message(question).startswith("This network has no delta-1-3 to ask about") and not shown(question.buttons)
    assert message(question).endswith("Undo in the view brings the question back.")
    enter(question, "0.3")
    press(question.show)
    assert not question.state()["resolved"]
    assert "This network has no delta-1-3" in question.text()
    view.set(sizes=(2, 3, 1))
    assert message(question) in ("", SHOWS)


def test_nothing_to_ask_about():
    with pytest.raises(ValueError, match="nothing to ask"):
        Question("who_changes", about=NetworkExplorer(sizes=(1, 1), selected="theta-1-1-1"))
    with pytest.raises(ValueError, match="hidden neuron"):
        Question("hidden_delta", about=NetworkExplorer(sizes=(2, 1)))


def test_another_view():
    first, second = NetworkExplorer(), NetworkExplorer(selected="delta-1-2")
    question = Question("hidden_delta", about=first)
    question.set(about=second)
    assert question.state()["item"] == "delta-1-2" and "delta" in second.state()["hide"]
    prompt = question.prompt.value
    first.set(theta={(1, 1, 1): 3.0})
    assert question.prompt.value == prompt
    question.set(about=None)
    second.set(theta={(1, 1, 1): 3.0})
    assert question.state()["about"] is None and "In the view" not in question.state()["prompt"]


def test_a_drag_that_does_not_concern_the_question_sends_nothing():
    view = NetworkExplorer(selected="u-1-1")
    question = Question("weighted_sum", about=view)
    sent = []
    for each in [question.prompt, question.feedback, question.message, question.page]:
        each.observe(sent.append, names=traitlets.All)
    view.set(theta={(2, 1, 1): 0.3})
    assert sent == []


def test_every_control_has_a_name():
    question = Question("slope_order", shown=True, because="so", compared=True)

    def walk(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from walk(child)

    for widget in walk(question):
        if isinstance(widget, (controls.Press, widgets.Textarea, widgets.Checkbox)):
            assert widget.description, widget
    assert question.box.label == "Your answer"


def test_a_view_leaves_asking_to_the_question():
    """There is one line for the answer, not two; the view's own comes back when nobody else asks."""
    view = NetworkExplorer(hide=("delta",), selected="delta-1-2")
    assert view.ask.layout.display == ""
    first = Question("hidden_delta", about=view)
    second = Question("output_delta", about=view)
    assert view.ask.layout.display == "none"
    first.set(shown=True)
    assert view.ask.layout.display == "none"
    second.set(shown=True)
    view.set(hide=("delta",))
    assert view.ask.layout.display == ""


# --- the view above its question


def asked_with_view(**settings):
    """What a cell with both makes whenever it is run."""
    return Question("weighted_sum", about=ForwardExplorer(selected="u-1-2", **settings), with_view=True)


def view_of(question):
    return question.children[0]


def panel_text(view):
    return re.sub("<.*?>", "", view.panel.value)


@every_about
def test_a_question_with_its_view_tells_no_secret(task):
    question = Question(task, about=fresh(), with_view=True)
    view, asked = view_of(question), question._numbers.task
    assert question.children == (view, question.card) and question.page in question.card.children
    assert view.ask.layout.display == "none"
    for answer in (None, wrong_answers(asked)[0]):
        if answer is not None:
            give(question, answer)
        assert question.text().startswith(view.text()) and "Run this cell to answer." in question.text()
        assert asked.prompt in question.text()
        for secret in asked.secrets:
            told = numbers_in(stored(question)) | numbers_in(stored(view)) | numbers_in(panel_text(view))
            assert number(secret) not in told - numbers_in(str(answer)) or not asked.hides
        assert question.state()["with_view"] and "with_view=True" in question.to_code()
        assert_code_agrees(question)
    give(question, typed(asked, asked.answer))
    assert question.state()["right"] == [False, True] and view.state()["hide"] == ()
    assert asked.formula in question.text() and question.text().startswith(view.text())
    again = eval(question.to_code(), dict(vars(explorers)))
    assert again.state() == question.state() and again.text() == question.text()
    press(question.again)
    assert not question.state()["resolved"] and set(asked.hides) <= set(view.state()["hide"])
    press(question.show)
    assert question.state()["resolved"] and view.state()["hide"] == ()


def test_a_cell_with_view_and_question_is_run_again():
    """The new question is about the new view; the old ones stay as they were."""
    old = asked_with_view()
    enter(old, "9")
    new = asked_with_view(x=[2.0, -1.0])
    assert view_of(old) is not view_of(new)
    right = ForwardExplorer(x=[2.0, -1.0]).state()["u"][1][1]
    before = old.state()
    enter(new, repr(right))
    assert new.state()["right"] == [True] and old.state() == before
    assert view_of(new).state()["hide"] == () and "u" in view_of(old).state()["hide"]
    view_of(old).set(theta={(1, 2, 1): 2.0})
    assert new.state()["answer"] == right


def test_one_view_above_the_questions_of_two_cells():
    view = fresh(selected="delta-1-1")
    first = Question("hidden_delta", about=view, with_view=True)
    second = Question("squared_error", about=view, with_view=True)
    state = plain_state(AlgorithmExplorer)
    assert view_of(first) is view_of(second) is view
    enter(second, repr(state["Err"]))
    assert number(state["Err"]) in second.text() and "Err" not in view.state()["hide"]
    assert number(state["delta"][1][0]) not in numbers_in(second.text()) | numbers_in(svg_words(first))
    enter(first, repr(state["delta"][1][0]))
    assert view.state()["hide"] == () and first.state()["right"] == second.state()["right"] == [True]


def test_the_view_above_can_be_dragged_and_put_away():
    question = asked_with_view()
    view = view_of(question)
    view.diagram.event = {"kind": "drag", "item": "theta-1-2-1", "value": 1.5, "count": next(count)}
    assert view.state()["theta"][1][1][0] == 1.5
    question.set(with_view=False)
    assert question.children == (question.card,) and "Network" not in question.text()
    assert "with_view" not in question.to_code()
    question.set(with_view=True)
    assert view_of(question) is view
    before = question.state()
    with pytest.raises(ValueError, match="with_view shows the view"):
        question.set(about=None)
    assert question.state() == before
    question.set(about=None, with_view=False, task="nudge")
    assert question.children == (question.card,)


def test_the_picture_has_the_view_above_the_question():
    question = asked_with_view()
    svg, above = question.svg(), view_of(question).svg()
    size = {name: float(re.search(rf'<svg [^>]*{name}="([^"]+)"', above)[1]) for name in ("width", "height")}
    parts = re.findall(r'<svg y="([^"]+)"', svg)
    assert [float(y) for y in parts] == [0, size["height"]]
    whole = re.match(r'<svg [^>]*width="([^"]+)" height="([^"]+)"', svg)
    assert float(whole[1]) >= size["width"] and float(whole[2]) > size["height"] + 30
    assert "what is the pre-activation" in svg_words(question) and "Pre-activation" in svg_words(question)
    bundle = stored_forms(question)
    assert bundle["image/png"].startswith("iVBOR") and bundle["text/plain"] == question.text()


@pytest.mark.parametrize("with_view", [False, True])
def test_while_a_question_asks_the_panel_leaves_the_calculation_to_the_student(with_view):
    view = ForwardExplorer(selected="u-1-2", hide=("u", "o"))
    calculation = "= (−0.3) · 0.5 + 0.9 · 0.9"
    assert calculation in panel_text(view) and calculation in view.text()  # the view's own Commit line
    question = Question("weighted_sum", about=view, with_view=with_view)
    for text in (panel_text(view), stored(view)):
        assert calculation not in text and "= ?" in text
    assert "u₂ = θ₂₁ · x₁ + θ₂₂ · x₂" in view.text()
    view.set(selected="theta-1-2-1")  # what is not hidden keeps its calculation
    assert "= (−0.3) · 0.5" in panel_text(view)
    view.set(selected="u-1-3")
    assert "0.4 · 0.5" not in panel_text(view)
    press(question.show)
    assert calculation in panel_text(view) and "= 0.66" in panel_text(view)
    press(question.again)
    assert calculation not in panel_text(view)


def test_a_question_that_goes_lets_the_panel_say_all_at_once():
    """Also where the view hides on: it is drawn again when nobody asks any more."""
    view = ForwardExplorer(selected="u-1-2", hide=("u", "o"))
    view.leave_asking(to_others=True)
    assert "0.9 · 0.9" not in panel_text(view) and not shown(view.ask)
    view.leave_asking(to_others=False)
    assert "0.9 · 0.9" in panel_text(view) and shown(view.ask)


def test_a_sign_needs_only_signs():
    view = NetworkExplorer(selected="delta-1-2", hide=("delta",))
    delta = NetworkExplorer().state()["delta"][2][0]
    question = Question("hidden_delta_sign", about=view)
    words = SIGNS[int(np.sign(delta)) + 1]
    assert question.state()["prompt"].endswith(f"You need only the sign of what comes back: δ₁⁽²⁾ is {words}.")
    assert not {number(delta), number(-delta)} & numbers_in(stored(question))
    Question("output_delta", about=view)
    assert "δ₁⁽²⁾ is ?. Where a ? stands" in question.state()["prompt"]
    shows = Question("hidden_delta_sign", about=DeltaExplorer(sizes=(2, 2, 3), seed=2, hide=("delta",)))
    assert len(re.findall("is (?:negative|positive)", shows.state()["prompt"])) == 3


@pytest.mark.parametrize(
    "said, verdict",
    [
        ("0.66", " Right."),
        ("0.655", " Right."),
        ("-0.66", " Right size, wrong sign."),
        ("0.5", " 1.3 times too small."),
        ("1", " The sign is right."),
        ("-1", " Wrong sign."),
        ("0", " It is not 0."),
        ("-1.98", " Three times too large, with the other sign."),
    ],
)
def test_the_views_own_commit_compares_the_prediction(said, verdict):
    view = ForwardExplorer(selected="u-1-2", hide=("u", "o"))
    view.prediction.text = said
    press(view.commit)
    line = f"You predicted {number(float(said), plus=True)}.{verdict}"
    assert line in view.text().split("\n")
    assert f">{line}<" in view.panel.value
    view.set(hide=("u", "o"), predicted={"u-1-2": float(said)})  # hidden again: then nothing is told
    assert line.removesuffix(verdict) in view.text().split("\n")


def test_an_answered_view_gets_no_picture_that_pushes_its_question_away():
    view = AlgorithmExplorer(selected="update-2-1-1")
    question = Question("update", about=view, with_view=True)
    asked = view._pictured()
    press(question.show)
    assert question.state()["resolved"] and view._pictured() == asked == []
    assert view.state()["selected"] == "update-2-1-1", "its panel tells no more than was asked"
    assert AlgorithmExplorer()._pictured() != []
