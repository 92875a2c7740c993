"""Ways to earn points without computing anything: none of them earns any. And float32, which is no such way."""

import numpy as np
import pytest

from backprop_core import coach
from tests.coach import students
from tests.coach.test_worked import NET, RIGHT

RNG = np.random.default_rng(0)


def like(value):
    """Random numbers in the form of what is right."""
    if isinstance(value, (list, tuple)):
        return type(value)(None if each is None else like(each) for each in value)
    return RNG.normal(size=np.shape(value)) if np.ndim(value) else float(RNG.normal())


def slope(u):
    return students.sigma(u) * (1 - students.sigma(u))


def of(name):
    """Another function that gives random numbers in the place of those of a right one."""
    right = {"sigmoid": students.sigma, "sigmoid_slope": slope}.get(name) or getattr(students, name)
    return lambda *arguments: like(right(*arguments))


@pytest.mark.parametrize(
    "name", ["sigmoid", "sigmoid_slope", "forward", "error", "deltas", "gradients", "update", "train_step"]
)
def test_random_numbers_earn_nothing(name):
    verdict = getattr(coach, f"check_{name}")(of(name), rng=1)
    assert verdict.score == 0 and not verdict.passed


@pytest.mark.parametrize("name, at", [("deltas", 0), ("gradients", 0), ("train_step", 0)])
@pytest.mark.parametrize("seed", range(3))
def test_a_function_that_stops_in_all_networks_but_the_smallest_earns_nothing(name, at, seed):
    right = getattr(students, name)

    def stops(*arguments):
        if len(arguments[at]) > 3:
            raise ValueError("operands could not be broadcast together with shapes (2,3) (3,2)")
        return like(right(*arguments))

    assert getattr(coach, f"check_{name}")(stops, rng=seed).score == 0


@pytest.mark.parametrize("size", [1e-200, 1e-12, -1e-150, 1e150, 1e308, 1.7e308, -1.7e308])
def test_numbers_from_which_nothing_can_be_worked_out_carry_nothing(size):
    names = "delta-2-1 term-1-2-1 sum-1-1 delta-1-1 gradient-1-1-2"
    verdict = coach.check_numbers(dict.fromkeys(names.split(), size), names, **NET)
    assert verdict.score == 0
    names = "gradient-2-1-2 theta-2-1-2"
    verdict = coach.check_numbers({"gradient-2-1-2": size, "theta-2-1-2": -1.0}, names, **NET)
    assert verdict.score == 0, "the old weight is not what comes out of a gradient of nothing"


def test_what_follows_from_an_honest_slip_counts_as_before():
    wrong = 2 * RIGHT["delta-2-1"]
    verdict = coach.check_numbers(
        {"delta-2-1": wrong, "term-1-2-1": wrong * -1.0}, "delta-2-1 term-1-2-1", **NET, points=2
    )
    assert verdict.earned == 1 and "counts as right" in verdict.message


def test_a_slope_that_is_its_own_helper_is_no_helpers_fault():
    def d_sig(u):
        return np.zeros_like(u)

    def calling(u):
        return d_sig(u)

    def right_slope(u):
        return slope(u)

    def kept(u):
        right_slope(u)
        return d_sig(u)

    for function in (calling, kept):
        verdict = coach.check_sigmoid_slope(function)
        assert verdict.score == 0 and "wrong_helper" not in verdict.mistakes


@pytest.mark.parametrize("seed", range(8))
def test_float32_on_the_way_is_no_mistake(seed):
    def gradients(delta, o):
        return [None, *(each.astype(np.float32) for each in students.gradients(delta, o)[1:])]

    def train_step(theta, x, y, eta):
        u, o = students.forward(theta, x)
        new = gradients(students.deltas(theta, u, o, y), o)
        return students.update(theta, new, eta)

    assert coach.check_gradients(gradients, rng=seed).passed
    assert coach.check_train_step(train_step, rng=seed).passed
