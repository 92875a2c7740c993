"""What a network computes at all inputs is what it computes at each of them."""

import math

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.one_step.plane import ACROSS, ALONG, is_straight, plane, reach, spanning

SIGMA = {"sigmoid": lambda u: 1 / (1 + math.exp(-u)), "tanh": math.tanh, "identity": lambda u: u}


def by_hand(net, sigma, x):
    """Every o of one pattern, by the lecture's sums."""
    o = [list(x)]
    for m in range(1, len(net.sizes)):
        rows = net.theta[m].tolist()
        before = [1.0, *o[-1]] if net.bias else o[-1]
        o.append([sigma(sum(theta * each for theta, each in zip(row, before, strict=True))) for row in rows])
    return o


@pytest.mark.parametrize("sigma", SIGMA)
@pytest.mark.parametrize("bias", [False, True])
def test_over_two_inputs(sigma, bias):
    net = Network((2, 3, 2), sigma, bias=bias, init="normal", rng=3)
    shown = plane(net, np.array([[0.3], [0.2]]), (-2.0, 3.0))
    assert shown.inputs == (1, 2) and shown.places[0] == -2 and shown.places[-1] == 3
    for row, column in ((0, 0), (0, ACROSS - 1), (11, 30), (ACROSS - 1, 2)):
        wanted = by_hand(net, SIGMA[sigma], (shown.places[column], shown.places[row]))
        for m in range(3):
            assert shown.o[m][:, row, column] == pytest.approx(wanted[m], rel=1e-12, abs=1e-14)


def test_over_one_input_the_others_stay_as_they_are():
    net = Network((3, 2, 1), "tanh", init="normal", rng=1)
    x = np.array([[5.0, 5.0, 5.0], [-1.0, 0.0, 0.5], [2.0, 2.0, 2.0]])
    shown = plane(net, x, (-1.5, 1.5))
    assert shown.inputs == (2,) and shown.o[2].shape == (1, ALONG)
    for n in (0, 40, ALONG - 1):
        assert shown.o[2][0, n] == pytest.approx(by_hand(net, math.tanh, (5.0, shown.places[n], 2.0))[2][0])


@pytest.mark.parametrize(
    "x, inputs",
    [
        ([[1.0]], (1,)), ([[1.0], [1.0]], (1, 2)), ([[1.0], [1.0], [1.0]], None),
        ([[-1.0, 1.0], [1.0, 1.0]], (1,)), ([[1.0, 1.0], [0.0, 1.0], [2.0, 2.0]], (2,)),
        ([[0.0, 1.0], [0.0, 1.0]], (1, 2)), ([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]], None), ([[2.0, 2.0]], (1,)),
    ],
)  # fmt: skip
def test_what_can_be_chosen(x, inputs):
    x = np.array(x)
    assert spanning(x) == inputs
    if inputs is None:
        assert plane(Network((3, 1)), x, (-1.0, 1.0)) is None


def test_how_far_it_goes():
    assert reach((0.0, 1.0), 1) == (-2.0, 2.0), "about 0, where there is one pattern"
    assert reach((-1.0, 1.0), 4) == (-1.5, 1.5) and reach((0.0, 1.0), 4) == (-0.5, 1.5), "beyond all patterns"


@pytest.mark.parametrize("sizes", [(1, 1), (1, 3, 1), (2, 1), (2, 3, 3, 2)])
def test_without_a_bend_it_is_straight_and_with_one_it_is_not(sizes):
    x = np.ones((sizes[0], 1))
    for sigma, straight in (("identity", True), ("tanh", False), ("sigmoid", False)):
        shown = plane(Network(sizes, sigma, init="normal", rng=5, bias=True), x, (-2.0, 2.0))
        assert shown.straight(len(sizes) - 1, 1) == straight, sigma


def test_a_saddle_is_not_flat_and_what_is_not_finite_is_not_straight():
    line = np.linspace(-1, 1, 9)
    assert is_straight(line[:, None] + 3 * line) and not is_straight(line[:, None] * line)
    assert not is_straight(line[:, None] + line**2) and not is_straight(line[:, None] ** 2 + line)
    assert is_straight(np.zeros(5)) and is_straight(1e9 + line) and not is_straight(np.array([0.0, 1.0, np.inf]))
