"""A question about a view: the mistakes that are likely there, and other numbers when it is asked again."""

import itertools

import numpy as np
import pytest

from backprop_core.explorers import AlgorithmExplorer, NetworkExplorer, Question
from backprop_core.explorers.questions.question import OLD
from backprop_core.explorers.questions.tasks import ABOUT
from backprop_core.one_step.text import number
from tests.explorers.questions.bank import numbers_in
from tests.explorers.views import message, press

pytestmark = pytest.mark.usefixtures("unseen", "silent")

count = itertools.count()


def enter(question, text):
    """Type into the line and press Enter."""
    with question.box.hold_trait_notifications():
        question.box.text = text
        question.box.event = {"kind": "enter", "text": text, "count": next(count)}


@pytest.mark.parametrize("task", ABOUT)
def test_ask_again_draws_other_numbers_before_anything_of_them_is_seen(task):
    view = AlgorithmExplorer(sizes=(2, 3, 2, 2), seed=4)
    question = Question(task, about=view)
    press(question.show)
    before, theta, told = question._numbers.task, view.snapshot.net.theta[1], []
    x = view.state()["x"]
    view.page.observe(lambda change: told.append(change["new"]), "table")
    press(question.again)
    after = question._numbers.task
    assert not question.state()["resolved"] and question.state()["given"] == () and message(question) == ""
    assert np.array_equal(view.snapshot.net.theta[1], theta) and all(
        a != b for a, b in zip(view.state()["x"], x, strict=True)
    )
    if after.kind == "number":
        assert after.answer != before.answer
        assert not any(number(after.answer) in numbers_in(table) for table in told) or not after.hides
    once = view.state()["x"]
    press(question.show)
    press(question.again)
    assert view.state()["x"] not in (x, once), "and others again"


def test_ask_again_leaves_the_other_patterns_as_they_are():
    view = NetworkExplorer(preset="xor", pattern=2, selected="u-1-1")
    question = Question("weighted_sum", about=view)
    before = np.array(view.state()["x"])
    press(question.show)
    press(question.again)
    changed = np.array(view.state()["x"]) != before
    assert changed[:, 1].all() and changed.sum() == len(before)


# --- the mistakes that are likely in a view


def hint_of(view, task, item, said):
    """What is said to an answer."""
    question = Question(task, about=view, item=item)
    enter(question, repr(float(said)))
    hint = question.state()["hint"]
    press(question.show)
    return hint


def test_a_number_of_another_place_is_known():
    theta = {(2, 1, 1): 0.4, (2, 1, 2): 0.5, (2, 2, 1): 1.3, (2, 2, 2): 0.8}
    view = NetworkExplorer(sizes=(2, 2, 2), seed=5, x=[0.9, -0.4], y=[1.0, 0.0])
    view.set(theta=theta)
    values, trace, weights = view.snapshot.values, view.snapshot.trace, view.snapshot.net.theta[2]
    x, u, o = trace.o[0][:, 0], trace.u[1][:, 0], trace.o[1][:, 0]
    assert "You took the inputs x" in hint_of(view, "weighted_sum", "u-2-1", weights[0] @ x)
    assert "You took u of the neurons before" in hint_of(view, "weighted_sum", "u-2-1", weights[0] @ u)
    assert "lead out of one neuron" in hint_of(view, "weighted_sum", "u-2-1", weights[:, 0] @ o)
    assert "That is u of neuron 2 of layer 2." in hint_of(view, "weighted_sum", "u-2-1", values["u", 2, 2])
    delta = [values["delta", 1, i] for i in (1, 2)]
    assert "Where does this one begin?" in hint_of(view, "weight_gradient", "theta-1-1-1", delta[0] * x[1])
    assert "ends at neuron 1" in hint_of(view, "weight_gradient", "theta-1-1-1", delta[1] * x[0])
    assert "o of the neuron where the weight ends" in hint_of(view, "weight_gradient", "theta-1-1-1", delta[0] * o[0])
    assert "That is δ of neuron 2 of layer 2." in hint_of(view, "output_delta", "delta-2-1", values["delta", 2, 2])


def test_what_another_question_asks_is_not_confirmed():
    view = NetworkExplorer(sizes=(2, 2, 2), seed=5)
    other = Question("output_delta", about=view, item="delta-2-2")
    asked = view.snapshot.values["delta", 2, 2]
    question = Question("output_delta", about=view, item="delta-2-1")
    enter(question, repr(asked))
    assert "That is δ" not in question.state()["hint"] and not other.state()["resolved"]


def test_a_number_of_another_pattern_is_known():
    view = NetworkExplorer(preset="xor", pattern=2, selected="u-1-1")
    net, x = view.snapshot.net, view.snapshot.x
    u = float(net.theta[1][0] @ (np.append(1.0, x[:, 2]) if net.bias else x[:, 2]))
    assert "for pattern 3. The view shows pattern 2" in hint_of(view, "weighted_sum", "u-1-1", u)


def test_the_numbers_of_before_are_known():
    view = NetworkExplorer(selected="u-1-1")
    old = view.snapshot.values["u", 1, 1]
    question = Question("weighted_sum", about=view)
    view.set(x=[0.7, -0.2])
    enter(question, repr(old))
    assert question.state()["hint"] == OLD and question.state()["right"] == [False]
    enter(question, repr(view.snapshot.values["u", 1, 1]))
    assert question.state()["right"] == [False, True]
