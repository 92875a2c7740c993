"""Numbers worked out by hand: right ones and those that follow from wrong ones count, and a slip is named."""

import numpy as np
import pytest

from backprop_core import Network, coach
from backprop_core.coach import worked
from tests.coach import students

NET = {"theta": [None, [[1.2, -0.8], [-0.5, 1.5]], [[2.0, -1.0], [0.7, 0.4]]], "x": [1.0, -0.5], "y": [0.2, 0.9]}
NAMES = (
    "u-1-1 o-1-1 o-2-2 Err delta-2-1 term-1-2-1 sum-1-1 delta-1-1 factor-1-1-2 gradient-1-1-2 theta-2-1-2 wiggle-2-2-1"
)


def right_numbers():
    """The same by the core."""
    net = Network((2, 2, 2), theta=NET["theta"][1:])
    trace = net.forward(NET["x"])
    grads = net.backward(trace, NET["y"])
    (u, o), delta, theta = trace, grads.delta, net.theta
    slope = trace.o[1][0, 0] * (1 - trace.o[1][0, 0])
    return {
        "u-1-1": u[1][0, 0],
        "o-1-1": o[1][0, 0],
        "o-2-2": o[2][1, 0],
        "Err": grads.Err,
        "delta-2-1": delta[2][0, 0],
        "term-1-2-1": delta[2][0, 0] * theta[2][0, 1],
        "sum-1-1": (theta[2].T @ delta[2])[0, 0],
        "delta-1-1": delta[1][0, 0],
        "factor-1-1-2": slope * theta[2][1, 0],
        "gradient-1-1-2": grads.gradient[1][0, 1],
        "theta-2-1-2": theta[2][0, 1] - 0.5 * grads.gradient[2][0, 1],
        "wiggle-2-2-1": grads.gradient[2][1, 0],
    }


RIGHT = right_numbers()
Y_HAT = students.sigma(2.0 * RIGHT["o-1-1"] - students.sigma(-1.25))  # of output 1


def numbers(changes, names=NAMES, points=12):
    return coach.check_numbers({**RIGHT, **changes}, names, **NET, points=points)


def test_right_numbers_earn_all_also_when_rounded_and_as_arrays(capsys):
    verdict = numbers({})
    assert verdict.passed and repr(verdict) == "12" and verdict.mistakes == ()
    rounded = {name: float(f"{value:.3g}") for name, value in RIGHT.items()}
    assert numbers(rounded).passed
    assert numbers({name: np.array([[value]]) for name, value in RIGHT.items()}).passed
    assert set(capsys.readouterr().out.splitlines()) == {"✓ Right, all 12 numbers."}


@pytest.mark.parametrize(
    "name, change, mistake",
    [
        ("delta-2-1", lambda right: -right, "wrong_sign"),
        ("delta-2-1", lambda right: right / 2, "missing_factor_two"),
        (
            "delta-2-1",
            lambda right: -2 * (0.2 - Y_HAT),
            "missing_output_slope",
        ),
        ("delta-1-1", lambda right: RIGHT["sum-1-1"], "missing_hidden_slope"),
        ("o-1-1", lambda right: RIGHT["u-1-1"], "activation_skipped"),
        ("Err", lambda right: right / 2, "extra_half"),
        ("gradient-1-1-2", lambda right: -right, "wrong_sign"),
        ("theta-2-1-2", lambda right: -2.0 - right, "ascent"),
        ("sum-1-1", lambda right: -right, "wrong_sign"),
        ("sum-1-1", lambda right: RIGHT["delta-1-1"], "another_number"),
        ("term-1-2-1", lambda right: right * 1.04, "rounded"),
        ("wiggle-2-2-1", lambda right: right / 1000, "power_of_ten"),
        ("factor-1-1-2", lambda right: 17.3, "unknown"),
    ],
)
def test_a_wrong_number_is_named(name, change, mistake):
    verdict = numbers({name: change(RIGHT[name])})
    assert verdict.mistakes == (mistake,), verdict.message
    assert repr(verdict) == "11" and "11 of 12 are right." in verdict.message
    assert f"{RIGHT[name]:.4g}"[:6] not in verdict.message  # the answer is not told


CHAIN = {"theta": [None, [[1.5]], [[-1.0]], [[2.0]], [[0.8]]], "x": [0.8], "y": [1.0]}


@pytest.mark.parametrize(
    "name, change, mistake",
    [
        ("factor-2-1-1", lambda right: 2.0, "slope_missing"),
        ("factor-2-1-1", lambda right: right * 0.8 / 2.0, "wrong_weight"),
        ("factor-2-1-1", lambda right: 0.2265 * 2.0, "wrong_slope"),
        ("factor-3-1-1", lambda right: 0.2265, "another_number"),
        (
            "delta-1-1",
            lambda right: right / worked.values(worked.case_of(**CHAIN), {})("factor-3-1-1"),
            "factor_too_few",
        ),
        (
            "delta-1-1",
            lambda right: right * worked.values(worked.case_of(**CHAIN), {})("factor-1-1-1"),
            "factor_too_many",
        ),
    ],
)
def test_a_wrong_number_of_a_chain_is_named(name, change, mistake):
    right = worked.values(worked.case_of(**CHAIN), {})(name)
    verdict = coach.check_numbers({name: change(right)}, name, **CHAIN)
    assert verdict.mistakes == (mistake,), verdict.message


@pytest.mark.parametrize(
    "name, value, mistake",
    [
        ("u-1-1", 1.2 + -0.5 * -0.5, "theta_transposed_forward"),
        ("u-1-1", 1.2 - 0.4, "wrong_sign"),
        ("u-1-1", 1.2, "sum_over_inputs_lost"),
        ("o-1-1", 1 - RIGHT["o-1-1"], "wrong_sign"),
        ("term-1-2-1", RIGHT["delta-2-1"] * 0.4, "wrong_weight"),
    ],
)
def test_a_slip_is_named(name, value, mistake):
    assert numbers({name: value}).mistakes == (mistake,)


def test_a_number_that_follows_from_a_wrong_factor_counts():
    value = worked.values(worked.case_of(**CHAIN), {})
    given = {"factor-1-1-1": 0.5, "delta-1-1": 0.5 * value("delta-2-1")}
    verdict = coach.check_numbers(given, "factor-1-1-1 delta-1-1", **CHAIN, points=2)
    assert verdict.earned == 1 and "counts as right" in verdict.message


def test_what_follows_from_a_wrong_number_counts():
    verdict = numbers({"delta-2-1": -RIGHT["delta-2-1"], "term-1-2-1": -RIGHT["term-1-2-1"]})
    assert verdict.earned == 11 and "counts as right" in verdict.message
    assert numbers({"delta-2-1": 0.0, "term-1-2-1": 0.0}).earned == 10  # 0 explains everything, and nothing


@pytest.mark.parametrize("given", [None, 5, "u-1-1", [], {}, {"u-1-1": None}, dict.fromkeys(RIGHT, None)])
def test_nothing_filled_in(given):
    verdict = coach.check_numbers(given, NAMES, **NET, points=12)
    assert repr(verdict) == "0" and not verdict.passed and verdict.message.endswith(".")


@pytest.mark.parametrize("odd", ["x", float("nan"), float("inf"), [1, 2], True, object(), 1j, {}, lambda: 1, (0, 25)])
def test_what_is_no_number(odd):
    verdict = numbers({"u-1-1": odd})
    assert verdict.earned == 11 and "no number" in verdict.message


def test_some_filled_in():
    verdict = coach.check_numbers({"u-1-1": RIGHT["u-1-1"], "o-1-1": None}, "u-1-1 o-1-1", **NET, points=4)
    assert verdict.earned == 2 and "Still to do: o of neuron 1 in layer 1" in verdict.message


def test_left_out_numbers_earn_nothing():
    assert coach.check_numbers({"u-1-1": RIGHT["u-1-1"]}, NAMES, **NET, points=12).earned == 1
