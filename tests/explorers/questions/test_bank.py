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
    ("hidden_delta", "leads to its own neuron j", lambda f: f["slope"] * np.dot(f["deltas"], f["weights"][::-1])),
    ("two_paths", "Its o is missing", lambda f: f["slope"] * np.dot(f["deltas"], f["weights"])),
    ("two_paths", "Two factors are missing", lambda f: np.dot(f["deltas"], f["weights"])),
    ("two_paths", "The weights on the two paths", lambda f: f["o"] * f["slope"] * sum(f["deltas"])),
    ("two_paths", "its own neuron", lambda f: f["o"] * f["slope"] * np.dot(f["deltas"], f["weights"][::-1])),
]


@pytest.mark.parametrize("task, words, mistake", MISTAKEN, ids=[f"{task}: {words}" for task, words, _ in MISTAKEN])
def test_a_hint_is_about_the_mistake_that_it_names(task, words, mistake):
    for seed in range(10):
        found = draw(task, seed)
        assert words in judge(found, repr(float(mistake(found.facts)))).hint, seed


FACTORS = [  # task, and the facts that stand in one product
    *((task, "deltas", "outputs") for task in ("patterns_add", "strongest_pattern", "shared_weight")),
    ("gradient_ratio", "deltas", "outputs"),
    *((task, a, "weights") for task in ("hidden_delta", "two_paths") for a in ("deltas", "slope")),
    *(("two_paths", "o", other) for other in ("slope", "deltas", "weights")),
    *(("update", a, b) for a, b in (("delta", "o"), ("eta", "delta"), ("eta", "o"), ("theta", "eta"))),
    ("weight_gradient", "delta", "o"), ("constant_start", "x", "gradient"), ("overshoot", "a", "theta"),
    ("chain_reaches", "w", "delta"), ("layer_factor", "w", "slope"),
]  # fmt: skip


@pytest.mark.parametrize("task, a, b", FACTORS)
def test_the_factors_of_a_product_can_be_told_apart(task, a, b):
    """Of 0.3 · 0.3 nobody can say which is δ."""
    for seed in SEEDS:
        f = draw(task, seed).facts
        assert not np.isclose(np.abs(f[a]), np.abs(f[b])).any(), (seed, f)


def test_a_delta_of_another_layer_is_no_right_answer():
    """Who takes δ of layer 3 for what comes back is told so."""
    for seed in SEEDS:
        found = draw("hidden_delta", seed)
        far = float(re.search("with δ = (.*?)\\. What", found.prompt)[1].replace("−", "-"))
        assert "a layer too far" in judge(found, repr(found.facts["slope"] * far)).hint


def test_a_hint_that_calls_a_factor_the_largest_is_right():
    for seed in SEEDS:
        found = draw("strongest_pattern", seed)
        for letter, name in (("δ", "deltas"), ("o", "outputs")):
            (pattern,) = [value for value, hint in found.mistakes if hint.startswith(f"Its {letter} is the largest")]
            assert pattern == f"pattern {np.argmax(np.abs(found.facts[name])) + 1}"


def test_numbers_of_a_network_that_is_not_shown_explain_nothing():
    for seed in SEEDS:
        found = draw("who_changes", seed)
        assert not re.search(r"\d\.\d", found.numeric) and found.numeric.endswith(f"; {found.answer} does not.")
        into_output = found.facts["name"][1] == 2
        hints = [hint for wrong, hint in found.mistakes if wrong == "Err"]
        assert all(hint.endswith("into one of them.") == into_output for hint in hints)


def test_what_is_put_in_order_does_not_tell_its_own_place():
    for task in TASKS:
        if draw(task, 0).kind == "order":
            words = " ".join(" ".join(draw(task, seed).options) for seed in SEEDS)
            assert not re.search(r"\b(first|last|before|after|then|next|begins?|ends?|output\))", words), task


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
