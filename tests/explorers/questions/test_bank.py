"""The bank of questions: every answer against an independent computation (bank_again.py), every expected mistake and
its hint, and the words."""

import re

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from backprop_core import Network, datasets
from backprop_core.explorers import Question
from backprop_core.explorers.questions.answer import judge
from backprop_core.explorers.questions.tasks import ABOUT, TASKS
from backprop_core.explorers.questions.tasks.task import SIGNS
from backprop_core.one_step.agreement import apart
from backprop_core.one_step.text import number
from tests.explorers.questions.bank import SEEDS, draw, every_task, numbers_in, typed
from tests.explorers.questions.bank_again import AGAIN, sigmoid

pytestmark = pytest.mark.usefixtures("silent")


@every_task
def test_every_answer_is_right(task):
    for seed in SEEDS:
        found = draw(task, seed)
        again = AGAIN[task](found)
        if found.kind == "number":
            assert found.answer == pytest.approx(again, rel=1e-9), (seed, found.prompt)
        else:
            assert found.answer == again, (seed, found.prompt)


def test_the_runs_of_which_eta_are_true():
    """Err of each list again: the same first weights, gradients by autograd."""
    x, y = datasets.xor()

    def err(first, last):
        o = anp.tanh(anp.dot(first[:, 1:], x) + first[:, :1])
        return anp.mean((y - sigmoid(anp.dot(last[:, 1:], o) + last[:, :1])) ** 2)

    for seed in range(3):
        f = draw("which_eta", seed).facts
        told = {errs[-1]: errs for errs in np.reshape(f["errs"], (3, -1)).tolist()}
        for eta in f["etas"]:
            first, last = (theta.copy() for theta in Network((2, 3, 1), bias=True, rng=f["seed"]).theta[1:])
            errs = []
            for _ in range(41):
                errs.append(err(first, last))
                slopes = grad(err, 0)(first, last), grad(err, 1)(first, last)
                first, last = first - eta * slopes[0], last - eta * slopes[1]
            assert np.allclose(told[float(f"{errs[40]:.3g}")], np.array(errs)[[0, 10, 20, 40]], rtol=0.006)


@every_task
def test_the_question_gives_the_numbers_that_it_is_about(task):
    """What the answer is computed from stands in the question."""
    for seed in SEEDS:
        found = draw(task, seed)
        told = numbers_in(found.prompt)
        for name, value in found.facts.items():
            if name in ("name", "chosen", "seed", "sizes", "slope"):  # the slope is for the student to find
                continue
            for each in value if isinstance(value, (list, tuple)) else [value]:
                assert {number(each), number(abs(each))} & told, (seed, name, each, found.prompt)


@every_task
def test_every_mistake_tells(task):
    """It is neither the answer nor another mistake, and whoever makes it gets its hint."""
    for seed in SEEDS:
        found = draw(task, seed)
        assert found.mistakes
        values = [found.answer, *(value for value, _ in found.mistakes)]
        for place, value in enumerate(values):
            for other in values[:place]:
                assert apart(value, other) if found.kind == "number" else value != other, (seed, value, other)
        for value, hint in found.mistakes:
            judged = judge(found, typed(found, value))
            assert (judged.right, judged.hint) == (False, hint)
        assert judge(found, typed(found, found.answer)).right
        if found.kind == "number":  # to two digits, too
            assert judge(found, f"{found.answer:.2g}").right
            for value, hint in found.mistakes:
                assert judge(found, f"{value:.2g}").hint == hint


MISTAKEN = [  # task, words of a hint, and the mistake that it is about, from the facts of the question
    ("weighted_sum", "That is already the output", lambda f: sigmoid(np.dot(f["inputs"], f["weights"]))),
    ("weighted_sum", "You added up the weights", lambda f: sum(f["weights"])),
    ("weighted_sum", "You added up the inputs", lambda f: sum(f["inputs"])),
    ("squared_error", "That is the mean", lambda f: np.mean(np.subtract(f["y"], f["y_hat"]) ** 2)),
    ("squared_error", "You added up the distances", lambda f: np.abs(np.subtract(f["y"], f["y_hat"])).sum()),
    ("output_delta", "The 2 is missing", lambda f: (f["o"] - f["y"]) * f["slope"]),
    ("output_delta", "You took Err itself", lambda f: (f["o"] - f["y"]) ** 2 * f["slope"]),
    ("hidden_delta", "The slope is missing", lambda f: np.dot(f["deltas"], f["weights"])),
    ("hidden_delta", "You multiplied by o", lambda f: f["o"] * np.dot(f["deltas"], f["weights"])),
    ("hidden_delta", "The weights are missing", lambda f: f["slope"] * sum(f["deltas"])),
    ("bowl_eta", "That is how steep the bowl is at w = 1", lambda f: 2 * f["a"]),
    ("update", "You went uphill", lambda f: f["theta"] + f["eta"] * f["delta"] * f["o"]),
    ("update", "η is missing", lambda f: f["theta"] - f["delta"] * f["o"]),
    ("update", "o is missing", lambda f: f["theta"] - f["eta"] * f["delta"]),
    ("update", "That is the step alone", lambda f: -f["eta"] * f["delta"] * f["o"]),
    ("patterns_add", "That is the mean", lambda f: np.dot(f["deltas"], f["outputs"]) / 3),
    ("corner", "Divide by 2h", lambda f: (f["u"] + f["h"]) / f["h"]),
    ("two_paths", "Its o is missing", lambda f: f["slope"] * np.dot(f["deltas"], f["weights"])),
]


@pytest.mark.parametrize("task, words, mistake", MISTAKEN, ids=[f"{task}: {words}" for task, words, _ in MISTAKEN])
def test_a_hint_is_about_the_mistake_that_it_names(task, words, mistake):
    for seed in range(10):
        found = draw(task, seed)
        assert words in judge(found, repr(float(mistake(found.facts)))).hint, seed


@every_task
def test_no_hint_gives_the_answer_away(task):
    for seed in SEEDS:
        found = draw(task, seed)
        for hint in (found.hint, *(hint for _, hint in found.mistakes)):
            assert hint[-1] in ".?!"
            assert not found.numeric or found.numeric not in hint
            if found.kind == "number":
                assert number(found.answer) not in numbers_in(hint)
            if found.kind == "order":
                assert " → ".join(found.answer) not in hint


@every_task
def test_another_seed_asks_about_other_numbers(task):
    prompts = {draw(task, seed).prompt + str(draw(task, seed).options) for seed in SEEDS}
    assert len(prompts) >= 10
    answers = {draw(task, seed).answer for seed in SEEDS}
    assert len(answers) >= 2


def test_the_bank_is_named_after_its_functions():
    assert set(AGAIN) == set(TASKS) and set(ABOUT) <= set(TASKS)
    assert {draw(task, 0).kind for task in TASKS} == {"number", "choice", "sign", "order"}
    with pytest.raises(ValueError, match="task must be one of"):
        Question("hidden_detla")


def test_the_words_of_the_prompts():
    for seed in SEEDS:
        dead = draw("dead_input", seed)
        assert dead.prompt.endswith("For which of them is ∂Err/∂θ 0?")
        words = " ".join([dead.prompt, dead.hint, dead.because, *(hint for _, hint in dead.mistakes)])
        assert not re.search("update|move|still", words)
        for task in TASKS:
            found = draw(task, seed)
            words = " ".join([found.prompt, *map(str, found.options)]).lower()
            assert not ("hidden neuron" in words and re.search(r"(?<!hidden )neuron \d|layer \d", words)), words
            whole = found.exact == "A whole number." and float(found.answer).is_integer()
            assert found.exact == "" or whole or found.exact.startswith("Two significant digits are enough.")


def test_the_network_of_the_facts_is_a_network():
    """One seeded question against a whole network: δ of a hidden neuron by the core itself."""
    found = draw("three_factors", 0)
    f = found.facts
    u = np.log(f["y_hat"] / (1 - f["y_hat"]))
    net = Network((1, 1), theta=[[[u / f["o"]]]])
    grads = net.backward(net.forward([f["o"]]), [float(f["y"])])
    assert grads.gradient[1][0, 0] == pytest.approx(found.answer)
    assert SIGNS == ("negative", "zero", "positive")
