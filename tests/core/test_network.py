"""`Network` against an independent engine (autograd), against the lecture's loops, and as a thing one changes.

Against autograd stands every kind of network. For the loops Hypothesis chooses shapes, a name and a seed, and the
numbers come from the seed: so a failing example shrinks to a small network, not to odd numbers.
"""

import itertools

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_core import Network, by_hand

NAMES = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"]
LOSSES = ["squared_error", "half_squared_error", "mean_squared_error"]

# --- The reference. Written from the definitions, with autograd's NumPy, and without a line of the core. The slope of
# --- relu at exactly 0 is a choice: `where` gives it 0, as the course does. (Random numbers do not meet the kink, but
# --- the layer behind one that is wholly off has u = 0.)

SIGMA = {
    "identity": lambda u: u,
    "sigmoid": lambda u: 1 / (1 + anp.exp(-u)),
    "tanh": anp.tanh,
    "relu": lambda u: anp.where(u > 0, u, 0.0),
    "leaky_relu": lambda u: anp.where(u > 0, u, 0.01 * u),
    "softplus": lambda u: anp.log(1 + anp.exp(u)),
}
ERR = {
    "squared_error": lambda y, y_hat: anp.sum((y - y_hat) ** 2),
    "half_squared_error": lambda y, y_hat: anp.sum(0.5 * (y - y_hat) ** 2),
    "mean_squared_error": lambda y, y_hat: anp.mean((y - y_hat) ** 2),
}


def reference_layers(theta, nudges, x, names, bias):
    """u and o of layers 1…M; nudges[m] is added to u of its layer, so that ∂Err/∂nudge is the δ of that layer."""
    u, o = [], [x]
    for matrix, nudge, name in zip(theta, nudges, names, strict=True):
        before = anp.concatenate([anp.ones((1, x.shape[1])), o[-1]]) if bias else o[-1]
        u.append(anp.dot(matrix, before) + nudge)
        o.append(SIGMA[name](u[-1]))
    return u, o[1:]


def reference_err(theta, nudges, x, y, names, loss, bias):
    return ERR[loss](y, reference_layers(theta, nudges, x, names, bias)[1][-1])


def assert_close(ours, reference, of_largest=1e-10):
    """Equal shape, and equal within a small part of the array's largest entry (so exactly, where all are 0)."""
    ours, reference = np.asarray(ours), np.asarray(reference)
    assert ours.shape == reference.shape
    np.testing.assert_allclose(ours, reference, rtol=0, atol=of_largest * np.abs(reference).max())


def tame(sizes, bias, rng):
    """Random weights. Divided by √n_in, they keep u within a few units: far out, 1 − tanh² has fewer than ten digits
    left."""
    return [
        rng.standard_normal((n, before + bias)) / np.sqrt(before + bias)
        for before, n in zip(sizes[:-1], sizes[1:], strict=True)
    ]


@st.composite
def problems(draw):
    """The settings of a network as the lecture has it, with random weights, and patterns for it."""
    sizes = tuple(draw(st.lists(st.integers(1, 5), min_size=2, max_size=7), label="sizes"))
    activation = draw(st.sampled_from(NAMES), label="activation")
    N = draw(st.integers(1, 20), label="N")
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1), label="seed"))
    theta = tame(sizes, False, rng)
    x, y = rng.standard_normal((sizes[0], N)), rng.standard_normal((sizes[-1], N))
    return dict(sizes=sizes, activation=activation, loss="squared_error", bias=False, theta=theta), x, y


def names_of(chosen):
    """One name for each of layers 1…M."""
    activation = chosen["activation"]
    return [activation] * len(chosen["theta"]) if isinstance(activation, str) else activation


SHAPES = [(1, 1), (2, 3, 1), (4, 5), (3, 1, 2), (1, 4, 4, 1), (5, 2, 3, 4, 2), (2, 3, 2, 4, 2, 3, 2)]


def every_kind():
    """Each σ with each Err, with and without bias, the same in all layers and another one in each; over it all shapes,
    with one pattern, two and many."""
    for n, (name, loss, bias) in enumerate(itertools.product(NAMES, LOSSES, (False, True))):
        sizes, N = SHAPES[n % len(SHAPES)], (1, 2, 20)[(n + n // 6) % 3]
        in_turn = [NAMES[(NAMES.index(name) + m) % len(NAMES)] for m in range(len(sizes) - 1)]
        for activation in (name, in_turn):
            rng = np.random.default_rng(n)
            yield pytest.param(
                dict(sizes=sizes, activation=activation, loss=loss, bias=bias, theta=tame(sizes, bias, rng)),
                rng.standard_normal((sizes[0], N)),
                rng.standard_normal((sizes[-1], N)),
                id=f"{'-'.join(map(str, sizes))} {name}{'' if activation is name else '…'} {loss} bias={bias} N={N}",
            )


@pytest.mark.parametrize("chosen, x, y", list(every_kind()))
def test_every_number_agrees_with_autograd(chosen, x, y):
    net = Network(**chosen)
    trace = net.forward(x)
    grads = net.backward(trace, y)

    theta, names, bias = chosen["theta"], names_of(chosen), chosen["bias"]
    nudges = [np.zeros((n, x.shape[1])) for n in chosen["sizes"][1:]]
    u, o = reference_layers(theta, nudges, x, names, bias)
    arguments = (theta, nudges, x, y, names, chosen["loss"], bias)
    gradient, delta, slope_of_x = (grad(reference_err, argument)(*arguments) for argument in (0, 1, 2))

    assert isinstance(grads.Err, float)
    assert_close(grads.Err, reference_err(*arguments))
    assert len(trace.u) == len(trace.o) == len(grads.delta) == len(grads.gradient) == len(net.sizes)
    assert np.array_equal(trace.u[0], x) and np.array_equal(trace.o[0], x)
    assert_close(grads.delta[0], slope_of_x)
    assert grads.gradient[0] is None
    for m in range(1, len(net.sizes)):
        assert_close(trace.u[m], u[m - 1])
        assert_close(trace.o[m], o[m - 1])
        assert_close(grads.delta[m], delta[m - 1])
        assert_close(grads.gradient[m], gradient[m - 1])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems())
def test_the_lectures_loops_agree_with_the_matrices(problem):
    """Pattern by pattern; and what the loops find for each pattern adds up to the matrices' gradient and Err."""
    chosen, x, y = problem
    net = Network(**chosen)
    trace = net.forward(x)
    grads = net.backward(trace, y)
    last = len(net.sizes) - 1
    lists = [None] + [matrix.tolist() for matrix in chosen["theta"]]
    name = chosen["activation"]

    total = [None] + [np.zeros_like(matrix) for matrix in chosen["theta"]]
    total_err = 0.0
    for p in range(x.shape[1]):
        u, o = by_hand.forward(lists, x[:, p].tolist(), name)
        delta = by_hand.deltas(lists, u, o, y[:, p].tolist(), name)
        gradient = by_hand.gradients(delta, o)
        total_err += by_hand.error(o, y[:, p].tolist())
        assert delta[0] is None and gradient[0] is None
        for m in range(1, last + 1):
            assert_close(u[m], trace.u[m][:, p])
            assert_close(o[m], trace.o[m][:, p])
            assert_close(delta[m], grads.delta[m][:, p])
            total[m] += gradient[m]
    assert total_err == pytest.approx(grads.Err, rel=1e-12)
    for m in range(1, last + 1):
        assert_close(total[m], grads.gradient[m])

    new = by_hand.update(lists, [None] + [matrix.tolist() for matrix in grads.gradient[1:]], 0.3)
    net.update(grads, 0.3)
    assert new[0] is None
    for m in range(1, last + 1):
        assert_close(new[m], net.theta[m], 1e-15)
        assert np.array_equal(lists[m], chosen["theta"][m - 1])  # the old weights are still there


def test_the_gradients_of_patterns_add_up():
    net = Network((3, 4, 2), "tanh", bias=True, rng=1)
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((3, 6)), rng.standard_normal((2, 6))
    together = net.backward(net.forward(x), y)
    alone = [net.backward(net.forward(x[:, p]), y[:, p]) for p in range(6)]
    assert together.Err == pytest.approx(sum(grads.Err for grads in alone), rel=1e-14)
    for m in (1, 2):
        assert_close(together.gradient[m], sum(grads.gradient[m] for grads in alone), 1e-14)
        assert_close(together.delta[m], np.hstack([grads.delta[m] for grads in alone]), 1e-14)


# --- The network as an object.


def small_net(**changes):
    """Two inputs, three hidden neurons, one output, with biases that are not 0."""
    rng = np.random.default_rng(7)
    chosen = dict(sizes=(2, 3, 1), activation="tanh", bias=True)
    chosen["theta"] = [rng.standard_normal((3, 3)), rng.standard_normal((1, 4))]
    return Network(**(chosen | changes))


def thetas(net):
    return [matrix.copy() for matrix in net.theta[1:]]


def same(matrices, others):
    return all(np.array_equal(a, b) for a, b in zip(matrices, others, strict=True))


def test_update_moves_against_the_gradient_in_place():
    net = small_net()
    grads = net.backward(net.forward([0.5, -1.0]), [0.2])
    before, held = thetas(net), net.theta[1:]
    slopes = [matrix.copy() for matrix in grads.gradient[1:]]

    assert net.update(grads, 0.1) is None
    for m in (1, 2):
        assert net.theta[m] is held[m - 1]  # the very same array, changed
        np.testing.assert_allclose(net.theta[m], before[m - 1] - 0.1 * slopes[m - 1], rtol=1e-15)
        assert np.array_equal(grads.gradient[m], slopes[m - 1])  # and the gradient is left alone


def test_update_can_hold_the_biases():
    net = small_net()
    grads = net.backward(net.forward([0.5, -1.0]), [0.2])
    before = thetas(net)
    net.update(grads, 0.1, train_bias=False)
    for m in (1, 2):
        assert grads.gradient[m][:, 0].all()  # there was something to hold back
        assert np.array_equal(net.theta[m][:, 0], before[m - 1][:, 0])
        np.testing.assert_allclose(net.theta[m][:, 1:], (before[m - 1] - 0.1 * grads.gradient[m])[:, 1:], rtol=1e-15)


def test_without_a_bias_train_bias_makes_no_difference():
    """There, column 0 of θ is an ordinary weight, and is trained."""
    net = Network((2, 1), "identity", theta=[[[1.0, 2.0]]])
    grads = net.backward(net.forward([1.0, 1.0]), [0.0])  # ŷ = 3, δ = 6
    net.update(grads, 0.5, train_bias=False)
    assert np.array_equal(net.theta[1], [[-2.0, -1.0]])


def test_a_small_step_lowers_the_error():
    net = small_net()
    x, y = np.random.default_rng(0).standard_normal((2, 5)), np.zeros((1, 5))
    grads = net.backward(net.forward(x), y)
    net.update(grads, 1e-3)
    assert net.backward(net.forward(x), y).Err < grads.Err


def test_forward_and_backward_change_nothing():
    net = small_net()
    x, y = np.array([[0.5], [-1.0]]), np.array([[0.2]])
    before = thetas(net)
    trace = net.forward(x)
    kept = [layer.copy() for layer in trace.u + trace.o]
    first = net.backward(trace, y)
    second = net.backward(trace, y)
    assert same(thetas(net), before)
    assert same(trace.u + trace.o, kept)
    assert np.array_equal(x, [[0.5], [-1.0]]) and np.array_equal(y, [[0.2]])
    assert same(first.delta, second.delta) and same(first.gradient[1:], second.gradient[1:])


def test_a_copy_has_the_same_settings_and_its_own_weights():
    net = small_net(activation=["relu", "sigmoid"], loss="mean_squared_error")
    other = net.copy()
    assert other.sizes == net.sizes and other.bias is net.bias and other.loss is net.loss
    assert other.activations == net.activations
    assert other.theta[0] is None and same(thetas(other), thetas(net))

    before = thetas(net)
    for matrix in other.theta[1:]:
        matrix += 1.0
    assert same(thetas(net), before)


def test_the_given_theta_is_copied():
    given_theta = [np.ones((3, 2)), np.ones((1, 3))]
    net = Network((2, 3, 1), theta=given_theta)
    net.theta[1][:] = 5.0
    assert same(given_theta, [np.ones((3, 2)), np.ones((1, 3))])
    given_theta[1][:] = 7.0
    assert np.array_equal(net.theta[2], np.ones((1, 3)))


def test_the_given_theta_may_be_lists_of_whole_numbers():
    net = Network((2, 1), theta=[[[1, 2]]])
    assert net.theta[1].dtype == np.float64  # whole-number arrays would swallow every small update


def test_without_theta_the_weights_are_drawn_from_the_seed():
    assert same(thetas(Network((2, 3, 1), rng=4)), thetas(Network((2, 3, 1), rng=np.random.default_rng(4))))
    assert not same(thetas(Network((2, 3, 1), rng=4)), thetas(Network((2, 3, 1), rng=5)))


@pytest.mark.parametrize("bias", [False, True])
def test_shapes(bias):
    net = Network([4, 3, 2], bias=bias)
    assert net.sizes == (4, 3, 2)
    assert net.theta[0] is None
    assert net.shapes == [(3, 4 + bias), (2, 3 + bias)] == [matrix.shape for matrix in net.theta[1:]]
    assert net.weights(1).shape == (3, 4) and net.weights(2).shape == (2, 3)
    assert np.shares_memory(net.weights(1), net.theta[1])  # a view: what is edited there is edited in θ


def test_a_flat_x_or_y_is_one_pattern_read_as_a_column():
    net = small_net()
    flat, column = net.forward([0.5, -1.0]), net.forward([[0.5], [-1.0]])
    assert flat.o[0].shape == (2, 1)
    assert same(flat.u, column.u) and same(flat.o, column.o)
    from_flat, from_column = net.backward(flat, [0.2]), net.backward(column, [[0.2]])
    assert from_flat.Err == from_column.Err
    assert same(from_flat.delta, from_column.delta)


def test_activations_stand_at_their_own_layer():
    """One name per layer 1…M: the first belongs to the first hidden layer, not to the input."""
    net = Network((1, 1, 1), ["relu", "identity"], theta=[[[1.0]], [[-1.0]]])
    trace = net.forward([[2.0, -2.0]])
    assert trace.o[0].tolist() == [[2.0, -2.0]]
    assert trace.o[1].tolist() == [[2.0, 0.0]]
    assert trace.o[2].tolist() == [[-2.0, 0.0]]
    assert net.activations[0] is None and [a.name for a in net.activations[1:]] == ["relu", "identity"]


def test_an_overflow_stays_visible_and_raises_no_warning():
    """Pytest turns every warning into an error here: a diverged net answers with inf, quietly."""
    net = Network((1, 1, 1), "identity", theta=[[[1e200]], [[1e200]]])
    trace = net.forward([1.0])
    assert trace.u[1].item() == 1e200 and trace.u[2].item() == np.inf
    grads = net.backward(trace, [0.0])
    assert grads.Err == np.inf and np.isinf(grads.delta[2]).all()
    net.update(grads, 0.1)
    assert not np.isfinite(net.theta[2]).any()
