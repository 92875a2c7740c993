"""Centred differences, and the comparison that must catch a wrong `backward`."""

import math

import numpy as np
import pytest

from backprop_core import ACTIVATIONS, LOSSES, GradientCheck, Network, centred_differences, compare_gradients


def problem(activation="tanh", loss="squared_error", bias=True, sizes=(2, 4, 3, 2), seed=0, network=Network):
    """A network whose biases are not 0, and 5 patterns."""
    rng = np.random.default_rng(seed)
    theta = [rng.standard_normal((n, before + bias)) for before, n in zip(sizes[:-1], sizes[1:], strict=True)]
    net = network(sizes, activation, loss, bias, theta=theta)
    return net, rng.standard_normal((sizes[0], 5)), rng.standard_normal((sizes[-1], 5))


def thetas(net):
    return [matrix.copy() for matrix in net.theta[1:]]


def same(matrices, others):
    return all(np.array_equal(a, b) for a, b in zip(matrices, others, strict=True))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("loss", list(LOSSES))
@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_backpropagation_passes(activation, loss, bias):
    """h² = 1e-10 and 1e-16/h = 1e-11 are the two errors of the method; no random u lies within h of a kink."""
    check = compare_gradients(*problem(activation, loss, bias))
    assert isinstance(check, GradientCheck)
    assert check.relative_error < 1e-7


def test_it_passes_where_nothing_has_a_slope():
    """All relus are off: every gradient of layer 1 is 0 by either method, and 0 agrees with 0."""
    net = Network((1, 2, 1), ["relu", "identity"], theta=[[[-1.0], [-2.0]], [[1.0, 1.0]]])
    assert compare_gradients(net, [1.0], [1.0]).relative_error == 0.0


def test_the_differences_are_centred():
    """Err = θ² at θ = 3: (3.5² − 2.5²)/1 is 6 exactly, however large h; one-sided, it would be 6.5."""
    net = Network((1, 1), "identity", theta=[[[3.0]]])
    assert centred_differences(net, [1.0], [0.0], h=0.5)[1].item() == 6.0


def test_the_error_falls_with_the_square_of_h():
    net, x, y = problem(sizes=(1, 1), bias=False)
    coarse, fine = (compare_gradients(net, x, y, h).relative_error for h in (2e-2, 1e-2))
    assert coarse / fine == pytest.approx(4, rel=0.05)


def test_centred_differences_have_the_shapes_of_theta():
    net, x, y = problem()
    centred = centred_differences(net, x, y)
    assert centred[0] is None
    assert [matrix.shape for matrix in centred[1:]] == net.shapes


# --- A wrong backward is caught, and found.


def broken_at(place, wrong):
    """A Network class whose backward puts wrong(g) for the gradient g of one weight."""
    m, i, l = place

    class Broken(Network):
        def backward(self, trace, y):
            grads = super().backward(trace, y)
            grads.gradient[m][i, l] = wrong(grads.gradient[m][i, l])
            return grads

    return Broken


PLACES = [(m, *index) for m, shape in ((1, (4, 3)), (2, (3, 5)), (3, (2, 4))) for index in np.ndindex(shape)]


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_one_wrong_number_is_found_whichever_it_is(place):
    m, i, l = place
    net, x, y = problem()
    right = net.backward(net.forward(x), y).gradient[m]
    check = compare_gradients(*problem(network=broken_at(place, lambda g: g + 10)))
    assert (check.layer, check.i, check.l) == place
    assert check.backprop == right[i, l] + 10
    assert check.centred_difference == pytest.approx(right[i, l], abs=1e-6)
    scale = max(np.abs(right).max(), abs(right[i, l] + 10))
    assert check.relative_error == pytest.approx(10 / scale, rel=1e-6)


def test_a_tiny_layer_is_measured_by_its_own_size():
    """The first of many sigmoid layers has gradients of 1e-6; one per cent wrong there is still one per cent."""
    sizes = (1,) + (1,) * 8
    net, x, y = problem("sigmoid", bias=False, sizes=sizes, network=broken_at((1, 0, 0), lambda g: 1.01 * g))
    gradient = net.backward(net.forward(x), y).gradient
    assert abs(gradient[1].item()) < 1e-4 * abs(gradient[8].item())
    check = compare_gradients(net, x, y)
    assert check.layer == 1
    assert check.relative_error == pytest.approx(0.01, rel=0.05)  # rounding takes the next digits


class WithoutSlope(Network):
    """Forgets σ′ on the way back through the hidden layers."""

    def backward(self, trace, y):
        grads = super().backward(trace, y)
        slopes = self.activations[1].df(trace.u[1])
        grads.gradient[1][:] = (grads.delta[1] / slopes) @ trace.o[0].T
        return grads


class WrongSign(Network):
    """δ with the sign of (y − ŷ) turned: uphill."""

    def backward(self, trace, y):
        grads = super().backward(trace, y)
        return grads._replace(gradient=[None] + [-matrix for matrix in grads.gradient[1:]])


class UpdatedTooEarly(Network):
    """Mazur's slip: goes back through output weights that were already updated."""

    def backward(self, trace, y):
        right = super().backward(trace, y)
        other = Network(self.sizes, self.activations[1].name, theta=self.theta[1:])
        other.theta[2] -= 0.5 * right.gradient[2]
        return Network.backward(other, trace, y)


@pytest.mark.parametrize("network, layer", [(WithoutSlope, 1), (UpdatedTooEarly, 1)])
def test_a_wrong_rule_is_caught_in_its_layer(network, layer):
    check = compare_gradients(*problem("sigmoid", bias=False, sizes=(2, 3, 2), network=network))
    assert check.layer == layer
    assert check.relative_error > 0.01


def test_a_wrong_sign_is_caught():
    assert compare_gradients(*problem(network=WrongSign)).relative_error == pytest.approx(2, rel=1e-6)


def test_a_gradient_of_zeros_is_caught():
    class Lazy(Network):
        def backward(self, trace, y):
            grads = super().backward(trace, y)
            return grads._replace(gradient=[None] + [0 * matrix for matrix in grads.gradient[1:]])

    assert compare_gradients(*problem(network=Lazy)).relative_error == 1.0


def test_not_a_number_is_caught():
    check = compare_gradients(*problem(network=broken_at((1, 0, 0), lambda g: math.nan)))
    assert (check.layer, check.i, check.l) == (1, 0, 0)
    assert not check.relative_error < 1e-3


# --- The net is left as it was.


def test_the_net_is_not_changed():
    net, x, y = problem()
    before, arrays = thetas(net), net.theta[1:]
    centred_differences(net, x, y)
    compare_gradients(net, x, y)
    assert all(a is b for a, b in zip(net.theta[1:], arrays, strict=True))
    assert same(thetas(net), before)


@pytest.mark.parametrize("call", [2, 3, 10])
def test_the_net_is_not_changed_even_when_something_raises_in_the_middle(monkeypatch, call):
    """Say, the student presses stop: at that moment one weight is moved by h."""
    net, x, y = problem()
    before, forward, calls = thetas(net), Network.forward, []

    def interrupted(self, x):
        calls.append(1)
        if len(calls) == call:
            raise KeyboardInterrupt
        return forward(self, x)

    monkeypatch.setattr(Network, "forward", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compare_gradients(net, x, y)
    assert same(thetas(net), before)


@pytest.mark.parametrize("check", [centred_differences, compare_gradients])
@pytest.mark.parametrize("h", [0, -1e-5, math.nan, math.inf, "1e-5", None, True], ids=repr)
def test_h_must_be_a_positive_number(check, h):
    net, x, y = problem()
    with pytest.raises((ValueError, TypeError), match=r"^h must be .*(number|greater than 0); got .*\.$"):
        check(net, x, y, h)


@pytest.mark.parametrize("check", [centred_differences, compare_gradients])
def test_patterns_must_fit(check):
    net, x, y = problem()
    with pytest.raises(ValueError, match=r"^x must have shape \(2, N\)"):
        check(net, x[:1], y)
    with pytest.raises(ValueError, match=r"^y must have as many patterns \(columns\) as x, 5; got 4\.$"):
        check(net, x, y[:, :4])
