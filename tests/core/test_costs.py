"""The costs of a gradient: its formulas against multiplications that are really counted, and three ways to the same
numbers."""

import itertools
from functools import partial

import numpy as np
import pytest

from backprop_core import Network, by_hand, costs

SIZES = [(1, 1), (2, 1), (2, 3), (2, 3, 1), (3, 2, 4), (2, 3, 2, 2), (1, 2, 3, 1, 2), (2, 2, 2, 2, 2), (4, 1, 3, 2)]
every_size = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))


class Counted(float):
    """A number that counts how often it is multiplied, squared or divided; what comes out counts on."""

    done = 0

    def __mul__(self, other):
        Counted.done += 1
        return Counted(float(self) * float(other))

    def __truediv__(self, other):
        Counted.done += 1
        return Counted(float(self) / float(other))

    def __pow__(self, other):
        assert other == 2
        Counted.done += 1
        return Counted(float(self) ** 2)

    def __add__(self, other):
        return Counted(float(self) + float(other))

    def __sub__(self, other):
        return Counted(float(self) - float(other))

    def __rsub__(self, other):
        return Counted(float(other) - float(self))

    __rmul__, __radd__ = __mul__, __add__


def problem(sizes, kind=float, seed=0):
    """Weights, inputs and targets as lists of numbers of this kind."""
    rng = np.random.default_rng(seed)

    def numbers(*shape):
        return [numbers(*shape[1:]) for _ in range(shape[0])] if shape else kind(rng.normal())

    theta = [None, *(numbers(n, before) for before, n in itertools.pairwise(sizes))]
    return theta, numbers(sizes[0]), numbers(sizes[-1])


def multiplications(run, sizes):
    theta, x, y = problem(sizes, Counted)
    Counted.done = 0
    run(theta, x, y)
    return Counted.done


def test_the_counter_counts():
    a, b = Counted(2), Counted(3)
    Counted.done = 0
    assert (a * b + 1.0 * a - 2 * (b - a) ** 2 / a, Counted.done) == (7.0, 5)
    assert all(type(each) is Counted for each in (a * b, 1 + a, 1 - a, 2 * a, a / b, a**2))


@every_size
def test_the_multiplications_of_each_way_are_those_that_it_really_makes(sizes):
    assert multiplications(lambda theta, x, y: by_hand.forward(theta, x), sizes) == costs.cost_of_forward(sizes)
    assert multiplications(costs.gradient_by_backprop, sizes) == costs.cost_of_backprop(sizes)
    assert multiplications(costs.gradient_by_differences, sizes) == costs.cost_of_differences(sizes)
    assert multiplications(costs.gradient_by_paths, sizes) == costs.cost_of_paths(sizes)


@every_size
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "identity", "leaky_relu"])
def test_three_ways_to_one_gradient(sizes, activation):
    theta, x, y = problem(sizes, seed=len(sizes))
    net = Network(sizes, activation, theta=theta[1:])
    true = net.backward(net.forward(x), y).gradient
    for way, exact in [
        (costs.gradient_by_backprop, 1e-12),
        (costs.gradient_by_paths, 1e-12),
        (costs.gradient_by_differences, 1e-6),
    ]:
        found = way(theta, x, y, activation)
        assert found[0] is None
        for ours, theirs in zip(found[1:], true[1:], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=exact, atol=exact)


def test_differences_leave_the_weights_alone():
    theta, x, y = problem((2, 3, 1))
    before = repr(theta)
    costs.gradient_by_differences(theta, x, y)
    assert repr(theta) == before


@every_size
def test_paths_are_counted_by_walking_them(sizes):
    def walk(m):
        return 1 if m == len(sizes) - 1 else sum(walk(m + 1) for _ in range(sizes[m + 1]))

    for m in range(1, len(sizes)):
        assert costs.count_paths(sizes, m) == walk(m)
    net = Network(sizes)
    assert costs.count_weights(sizes) == sum(theta.size for theta in net.theta[1:])
    grads = net.backward(net.forward(np.zeros(sizes[0])), np.zeros(sizes[-1]))
    assert costs.count_deltas(sizes) == sum(len(delta) for delta in grads.delta[1:])


def test_how_they_grow():
    """Twice the weights: backprop twice, differences four times. One more layer: paths times its width."""
    half, whole = (1, 400, 1), (1, 800, 1)
    assert costs.count_weights(whole) == 2 * costs.count_weights(half)
    assert costs.cost_of_backprop(whole) / costs.cost_of_backprop(half) == pytest.approx(2, rel=0.01)
    assert costs.cost_of_differences(whole) / costs.cost_of_differences(half) == pytest.approx(4, rel=0.01)
    deep = [costs.count_paths((3,) * (layers + 1)) for layers in range(1, 8)]
    assert deep == [3**n for n in range(7)]
    assert costs.cost_of_backprop((50, 50, 50, 1)) < 3.1 * costs.count_weights((50, 50, 50, 1))


@pytest.mark.parametrize(
    "ask, words",
    [
        (lambda: costs.count_paths((2, 3, 1), 0), "m must be"),
        (lambda: costs.count_paths((2, 3, 1), 3), "m must be"),
        (lambda: costs.cost_of_paths((2,)), "sizes must"),
        (lambda: costs.cost_of_backprop((2, 0, 1)), "sizes"),
        (partial(costs.gradient_by_paths, [None, [[1.0]]], [1.0], [1.0], "sine"), "activation must be"),
    ],
)
def test_bad_input_is_one_sentence(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()


def test_what_notebook_07_says_about_32_layers_of_three():
    """1.8 · 10^17 multiplications, more than five years at a thousand million a second."""
    paths = costs.cost_of_paths((3,) * 32 + (1,))
    assert f"{paths:.1e}" == "1.8e+17" and paths / 1e9 > 5 * 366 * 24 * 3600
