"""Functions that the lecture does not have: right ones pass, and nonsense gets a sentence."""

import numpy as np
import pytest

from backprop_core import coach
from backprop_core.coach import cases, further
from tests.coach import students
from tests.coach.further_students import norms_with, skip_deltas, train_with


def test_right_deltas_of_a_skip_connection():
    for seed in range(5):
        verdict = coach.check_skip_deltas(skip_deltas(""), points=4, rng=seed)
        assert verdict.passed and repr(verdict) == "4"


def test_the_skip_recipe_is_the_slope_of_err():
    case = cases.draw_skipping(np.random.default_rng(0))[2]
    delta = further.skip_deltas(case, lambda place, value, **known: value)["delta"]

    def Err(m, i, by):
        o = [case.o[0]]
        for layer in (1, 2, 3):
            u = case.theta[layer] @ o[-1] + (case.skip @ o[1] if layer == 3 else 0)
            if layer == m:
                u[i, 0] += by
            o.append(students.sigma(u))
        return ((case.y - o[3]) ** 2).sum()

    for m in (1, 2, 3):
        for i in range(case.sizes[m]):
            assert np.isclose((Err(m, i, 1e-5) - Err(m, i, -1e-5)) / 2e-5, delta[m][i, 0], atol=1e-9)


def test_right_norms():
    for norm in (np.linalg.norm, lambda d: np.sqrt((d**2).sum()), lambda d: float(sum(v * v for v in d.flat)) ** 0.5):
        assert coach.check_norms(norms_with(norm), points=3).passed


def test_a_norm_belongs_to_a_layer():
    verdict = coach.check_norms(norms_with(lambda d: np.linalg.norm(d) + 1), rng=0)
    assert verdict.mistakes == ("unknown",) and "your ‖δ‖ of layer 1 is" in verdict.message


def test_right_training():
    assert coach.check_train(train_with(), points=4).passed


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda theta, errs: (theta, errs[:-1]), "one number for each step"),
        (lambda theta, errs: (theta, [*errs, 1.0]), "one number for each step"),
        (lambda theta, errs: (errs, theta), "in the other order"),
        (lambda theta, errs: theta, "two things"),
        (lambda theta, errs: None, "gives back None"),
    ],
)
def test_what_training_gives_back(change, words):
    verdict = coach.check_train(lambda *args: change(*train_with()(*args)), points=4)
    assert words in verdict.message and verdict.earned == 0


@pytest.mark.parametrize(
    "name, function", [("skip_deltas", skip_deltas("wrong_sign")), ("train", train_with("err_after"))]
)
def test_what_the_diagram_cannot_show_is_told_in_words(name, function):
    verdict = getattr(coach, f"check_{name}")(function, rng=0)
    assert "First seen" in verdict.message and verdict.picture == ""
    assert ("in Err of step 1: yours is" in verdict.message) == (name == "train"), verdict.message
    assert not getattr(coach, f"check_{name}")(lambda *args: 1 / 0, rng=0).message.endswith("network.)")


NOTHING = [
    coach.not_written,
    lambda *args: None,
    lambda *args: 1 / 0,
    lambda *args: "nonsense",
    lambda *args: [],
    lambda *args: (1, 2),
    lambda: 3,
    lambda *args: [None, 1, 2, 3],
]


@pytest.mark.parametrize("function", NOTHING)
@pytest.mark.parametrize("name", ["skip_deltas", "norms", "train"])
def test_nonsense_gets_a_sentence(name, function, capfd):
    verdict = getattr(coach, f"check_{name}")(function, points=4, rng=0)
    assert repr(verdict) == "0" and not verdict.passed
    assert verdict.message.strip() and "Traceback" not in verdict.message
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", ["skip_deltas", "norms", "train"])
def test_a_function_is_needed(name):
    verdict = getattr(coach, f"check_{name}")(3, points=2)
    assert (
        "without brackets behind it; what I got is 3" in verdict.message
        and repr(verdict) == "0"
        and verdict.points == 2
    )
