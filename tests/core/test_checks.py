"""Bad input: one sentence that names the argument, what was expected and what came; and nothing has changed."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from backprop_core import DATASETS, Network, checks, clip_by_norm, clip_by_value, compare_gradients, train
from backprop_core.initialization import draw_theta

SIZES = (2, 3, 1)
ONES = [np.ones((3, 3)), np.ones((1, 4))]  # θ for SIZES with a bias


def make_world():
    """Everything that a bad call could spoil."""
    net = Network(SIZES, "tanh", bias=True, rng=1)
    x, y = np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([[0.0, 1.0]])
    trace = net.forward(x)
    return SimpleNamespace(
        net=net,
        x=x,
        y=y,
        trace=trace,
        grads=net.backward(trace, y),
        rng=np.random.default_rng(0),
        theta=[matrix.copy() for matrix in ONES],
    )


def snapshot(world):
    """All numbers in it, the random ones to come included."""
    net, trace, grads = world.net, world.trace, world.grads
    arrays = [*net.theta[1:], *trace.u, *trace.o, *grads.delta, *grads.gradient[1:], *world.theta, world.x, world.y]
    settings = (net.sizes, net.bias, net.loss, tuple(net.activations), grads.Err)
    return settings, [array.tolist() for array in arrays], world.rng.bit_generator.state


def with_nan(array, index, value=math.nan):
    spoilt = np.array(array, dtype=float)
    spoilt[index] = value
    return spoilt


def other_trace(sizes):
    return Network(sizes).forward(np.ones(sizes[0]))


def network(**bad):
    """Network(**bad), with w's generator, so that a draw before the refusal would show."""
    return lambda w: Network(**(dict(sizes=SIZES, bias=True, rng=w.rng) | bad))


def dataset(name, **bad):
    return lambda w: DATASETS[name](**(dict(rng=w.rng) | bad))


def training(**bad):
    return lambda w: train(w.net, **(dict(x=w.x, y=w.y, rng=w.rng) | bad))


# Each line: the call, the kind of error, then the sentence: argument, what was expected, what came.
BAD = [
    # the network's layers
    (network(sizes=()), ValueError, "sizes", "at least two layers", "()"),
    (network(sizes=[3]), ValueError, "sizes", "at least two layers", "[3]"),
    (network(sizes=3), TypeError, "sizes", "list the neurons of each layer", "3"),
    (network(sizes="23"), TypeError, "sizes", "list the neurons of each layer", "'23'"),
    (network(sizes=None), TypeError, "sizes", "list the neurons of each layer", "None"),
    (network(sizes=(2, 0, 1)), ValueError, "sizes[1]", "at least 1", "0"),
    (network(sizes=(-2, 1)), ValueError, "sizes[0]", "at least 1", "-2"),
    (network(sizes=(2, 3.0)), TypeError, "sizes[1]", "a whole number", "3.0"),
    (network(sizes=(2, True)), TypeError, "sizes[1]", "a whole number", "True"),
    (network(sizes=(2, "3")), TypeError, "sizes[1]", "a whole number", "'3'"),
    # names
    (network(activation="relo"), ValueError, "activation", "identity, sigmoid, tanh, relu, leaky_relu", "'relo'"),
    (network(activation=["tanh", "Tanh"]), ValueError, "activation", "identity, sigmoid, tanh", "'Tanh'"),
    (network(activation=["tanh", None]), TypeError, "activation", "one of the names identity", "None"),
    (network(activation=["tanh", ["relu"]]), TypeError, "activation", "one of the names identity", "['relu']"),
    (network(activation=["tanh"]), ValueError, "activation", "one name, or one per layer 1…2", "1 name"),
    (network(activation=["tanh"] * 3), ValueError, "activation", "one name, or one per layer 1…2", "3 names"),
    (network(loss="mse"), ValueError, "loss", "squared_error, half_squared_error, mean_squared_error", "'mse'"),
    (network(loss=None), TypeError, "loss", "one of the names squared_error", "None"),
    (network(init="glorot"), ValueError, "init", "zeros, constant, normal, xavier", "'glorot'"),
    (network(init=0), TypeError, "init", "one of the names zeros", "0"),
    (network(init=["xavier"]), TypeError, "init", "one of the names zeros", "['xavier']"),
    # flags and numbers
    (network(bias=1), TypeError, "bias", "True or False", "1"),
    (network(bias="no"), TypeError, "bias", "True or False", "'no'"),
    (network(gain="big"), TypeError, "gain", "a number", "'big'"),
    (network(gain=True), TypeError, "gain", "a number", "True"),
    (network(gain=None), TypeError, "gain", "a number", "None"),
    (network(gain=[1.0, 2.0]), TypeError, "gain", "a number", "[1.0, 2.0]"),
    (network(gain=math.nan), ValueError, "gain", "a finite number", "nan"),
    (network(gain=-math.inf), ValueError, "gain", "a finite number", "-inf"),
    (lambda w: draw_theta("he", (2,), rng=w.rng), ValueError, "sizes", "at least two layers", "(2,)"),
    # seeds
    (network(rng=-1), ValueError, "rng", "at least 0", "-1"),
    (network(rng=1.5), TypeError, "rng", "a seed (a whole number) or a numpy Generator", "1.5"),
    (network(rng="1"), TypeError, "rng", "a seed (a whole number) or a numpy Generator", "'1'"),
    (network(rng=True), TypeError, "rng", "a seed (a whole number) or a numpy Generator", "True"),
    (network(rng=None), TypeError, "rng", "a seed (a whole number) or a numpy Generator", "None"),
    # θ given
    (network(theta=5), TypeError, "theta", "a list", "5"),
    (network(theta=[]), ValueError, "theta", "2 matrices, for layers 1…2", "0"),
    (network(theta=[None, *ONES]), ValueError, "theta", "2 matrices", "3 (leave out the None of layer 0)"),
    (network(theta=[ONES[0].T, ONES[1].T]), ValueError, "theta of layer 2", "shape (1, 4)", "shape (4, 1)"),
    (network(theta=[ONES[0][:, 1:], ONES[1]]), ValueError, "theta of layer 1", "shape (3, 3)", "shape (3, 2)"),
    (network(theta=[ONES[0], np.ones(4)]), ValueError, "theta of layer 2", "shape (1, 4)", "shape (4,)"),
    (network(theta=[ONES[0], with_nan(ONES[1], (0, 2))]), ValueError, "theta of layer 2", "finite", "(0, 2) is nan"),
    (network(theta=[ONES[0], "four"]), TypeError, "theta of layer 2", "an array of numbers", "'four'"),
    # forward
    (lambda w: w.net.forward(np.ones((3, 2))), ValueError, "x", "shape (2, N), one pattern a column", "shape (3, 2)"),
    (lambda w: w.net.forward([1, 2, 3]), ValueError, "x", "shape (2, N)", "shape (3,)"),
    (lambda w: w.net.forward(1.0), ValueError, "x", "shape (2, N)", "shape ()"),
    (lambda w: w.net.forward(np.ones((2, 1, 1))), ValueError, "x", "shape (2, N)", "shape (2, 1, 1)"),
    (lambda w: w.net.forward(np.ones((2, 0))), ValueError, "x", "shape (2, N)", "shape (2, 0)"),
    (lambda w: w.net.forward([]), ValueError, "x", "shape (2, N)", "shape (0,)"),
    (lambda w: w.net.forward([1, math.nan]), ValueError, "x", "finite numbers only", "entry (1,) is nan"),
    (lambda w: w.net.forward([[1], [-math.inf]]), ValueError, "x", "finite numbers only", "entry (1, 0) is -inf"),
    (lambda w: w.net.forward("ab"), TypeError, "x", "an array of numbers", "'ab'"),
    (lambda w: w.net.forward([[1, 2], [3]]), TypeError, "x", "an array of numbers", "[[1, 2], [3]]"),
    (lambda w: w.net.forward({"x": 1}), TypeError, "x", "an array of numbers", "{'x': 1}"),
    # backward
    (lambda w: w.net.backward(w.trace, [0.0]), ValueError, "y", "as many patterns (columns) as x, 2", "1"),
    (lambda w: w.net.backward(w.trace, np.ones((1, 3))), ValueError, "y", "patterns (columns) as x, 2", "3"),
    (lambda w: w.net.backward(w.trace, [0.0, 1.0]), ValueError, "y", "shape (1, N)", "shape (2,)"),
    (lambda w: w.net.backward(w.trace, np.ones((2, 2))), ValueError, "y", "shape (1, N)", "shape (2, 2)"),
    (lambda w: w.net.backward(w.trace, [[0.0, math.inf]]), ValueError, "y", "finite", "entry (0, 1) is inf"),
    (lambda w: w.net.backward(other_trace((2, 1)), [0]), ValueError, "trace", "of sizes (2, 3, 1)", "(2, 1)"),
    (lambda w: w.net.backward(other_trace((2, 4, 1)), [0]), ValueError, "trace", "of sizes (2, 3, 1)", "(2, 4, 1)"),
    (lambda w: w.net.backward(w.x, w.y), TypeError, "trace", "what forward(x) returned", "an array of shape (2, 2)"),
    (lambda w: w.net.backward(w.trace.o, w.y), TypeError, "trace", "what forward(x) returned", ""),
    (lambda w: w.net.backward(None, w.y), TypeError, "trace", "what forward(x) returned", "None"),
    # update
    (lambda w: w.net.update(w.grads, 0), ValueError, "eta", "greater than 0", "0"),
    (lambda w: w.net.update(w.grads, -0.5), ValueError, "eta", "greater than 0", "-0.5"),
    (lambda w: w.net.update(w.grads, math.nan), ValueError, "eta", "a finite number", "nan"),
    (lambda w: w.net.update(w.grads, math.inf), ValueError, "eta", "a finite number", "inf"),
    (lambda w: w.net.update(w.grads, "0.5"), TypeError, "eta", "a number", "'0.5'"),
    (lambda w: w.net.update(w.grads, True), TypeError, "eta", "a number", "True"),
    (lambda w: w.net.update(w.grads, np.ones(2)), TypeError, "eta", "a number", "an array of shape (2,)"),
    (lambda w: w.net.update(w.grads, 0.5, train_bias="no"), TypeError, "train_bias", "True or False", "'no'"),
    (
        lambda w: w.net.update(w.grads._replace(gradient=[None, ONES[0], np.ones((1, 3))]), 0.5),
        ValueError,
        "grads.gradient of layer 2",
        "shape (1, 4)",
        "shape (1, 3)",
    ),
    (
        lambda w: w.net.update(w.grads._replace(gradient=[None, ONES[0]]), 0.5),
        ValueError,
        "grads.gradient",
        "2 matrices",
        "1",
    ),
    # train (more in test_training.py), clipping, the gradient check
    (training(x=np.ones((1, 2))), ValueError, "x", "shape (2, N)", "shape (1, 2)"),
    (training(y=[[1.0]]), ValueError, "y", "as many patterns (columns) as x, 2", "1"),
    (training(eta=0.0), ValueError, "eta", "greater than 0", "0.0"),
    (training(steps=1e3), TypeError, "steps", "a whole number", "1000.0"),
    (training(steps=-1), ValueError, "steps", "at least 0", "-1"),
    (training(batch_size=3), ValueError, "batch_size", "from 1 to 2", "3"),
    (training(batch_size=0), ValueError, "batch_size", "from 1 to 2", "0"),
    (training(clip_norm=0), ValueError, "clip_norm", "greater than 0", "0"),
    (training(clip_value=False), TypeError, "clip_value", "a number", "False"),
    (training(train_bias=0), TypeError, "train_bias", "True or False", "0"),
    (training(rng=2.0), TypeError, "rng", "a seed (a whole number) or a numpy Generator", "2.0"),
    (lambda w: clip_by_norm(w.grads.gradient, -1), ValueError, "clip_norm", "greater than 0", "-1"),
    (lambda w: clip_by_value(w.grads.gradient, None), TypeError, "clip_value", "a number", "None"),
    (lambda w: compare_gradients(w.net, w.x, w.y, h=0), ValueError, "h", "greater than 0", "0"),
    (lambda w: compare_gradients(w.net, w.x, w.y[:, :1]), ValueError, "y", "patterns (columns) as x, 2", "1"),
    # data sets
    (dataset("circles", N=1), ValueError, "N", "at least 2", "1"),
    (dataset("moons", N=10.0), TypeError, "N", "a whole number", "10.0"),
    (dataset("spiral", N=True), TypeError, "N", "a whole number", "True"),
    (dataset("circles", noise=-0.1), ValueError, "noise", "at least 0", "-0.1"),
    (dataset("moons", noise="0"), TypeError, "noise", "a number", "'0'"),
    (dataset("spiral", turns=0), ValueError, "turns", "greater than 0", "0"),
    (dataset("spiral", noise=math.inf), ValueError, "noise", "a finite number", "inf"),
    (dataset("circles", rng=-3), ValueError, "rng", "at least 0", "-3"),
    (dataset("circles", rng=0.0), TypeError, "rng", "a seed (a whole number) or a numpy Generator", "0.0"),
]


def assert_one_sentence(message):
    assert "\n" not in message
    assert message.endswith(".") and not message.endswith("..")
    assert ". " not in message  # a period inside a number is followed by a digit
    assert len(message) < 300


@pytest.mark.parametrize(
    "call, kind, argument, expected, came", BAD, ids=[f"{line[2]}-{line[4]}".replace(" ", "_") for line in BAD]
)
def test_bad_input_gets_one_sentence_and_changes_nothing(call, kind, argument, expected, came):
    world = make_world()
    before = snapshot(world)
    with pytest.raises(kind) as caught:
        call(world)
    message = str(caught.value)
    assert_one_sentence(message)
    assert message.startswith(f"{argument} must ")
    assert expected in message
    got = message.rpartition("; ")[2]
    assert got.startswith(("got ", "entry "))  # of an array, "entry (0, 1) is nan"
    assert came in got
    assert snapshot(world) == before


def test_the_snapshot_sees_a_change():
    """Else the test above would prove nothing."""
    for spoil in (
        lambda w: w.net.update(w.grads, 1e-9),
        lambda w: w.rng.random(),
        lambda w: w.theta[1].fill(2.0),
        lambda w: w.x.fill(0.0),
        lambda w: setattr(w.net, "bias", False),
    ):
        world = make_world()
        before = snapshot(world)
        spoil(world)
        assert snapshot(world) != before


# --- What the checks let through.


@pytest.mark.parametrize("value", [3, np.int64(3), np.array(3)])
def test_whole_numbers_of_any_kind(value):
    read = checks.whole_number("N", value)
    assert type(read) is int and read == 3


@pytest.mark.parametrize("value", [0.5, np.float64(0.5), np.float32(0.5), np.array(0.5)])
def test_numbers_of_any_kind(value):
    read = checks.number("eta", value)
    assert type(read) is float and read == 0.5


def test_bounds_belong_to_the_range():
    assert checks.whole_number("N", 2, least=2, most=2) == 2
    assert checks.number("noise", 0, least=0) == 0.0
    with pytest.raises(ValueError, match=r"^share must be from 0 to 1; got 1\.5\.$"):
        checks.number("share", 1.5, least=0, most=1)
    with pytest.raises(ValueError, match=r"^share must be at most 1; got 1\.5\.$"):
        checks.number("share", 1.5, most=1)


def test_huge_entries_are_finite():
    """Their squares are not; the quick look must not be the last."""
    assert checks.array("x", [1e200, -1e300]).tolist() == [1e200, -1e300]
    with pytest.raises(ValueError, match=r"entry \(1,\) is inf"):
        checks.array("x", [1e200, math.inf])


def test_an_array_of_floats_is_not_copied():
    x = np.ones((2, 3))
    assert checks.array("x", x) is x
    assert np.shares_memory(checks.columns("x", x, 2), x)


def test_numpy_flags():
    assert checks.flag("bias", np.True_) is True


# --- How the sentence looks.


def test_long_values_are_cut_and_stay_on_one_line():
    with pytest.raises(TypeError) as caught:
        checks.number("eta", ["a\nb"] * 100)
    message = str(caught.value)
    assert_one_sentence(message)
    assert "…" in message and len(message) < 100


def test_arrays_are_told_by_their_shape():
    with pytest.raises(TypeError, match=r"^eta must be a number; got an array of shape \(2, 2\)\.$"):
        checks.number("eta", np.ones((2, 2)))


@pytest.mark.parametrize("eta, start", [(-1.0, "ValueError: eta must be"), ("one", "TypeError: eta must be")])
def test_a_notebook_shows_the_sentence_without_a_traceback(eta, start):
    """IPython prints what `_render_traceback_` returns, line by line, instead of a traceback."""
    world = make_world()
    with pytest.raises((ValueError, TypeError)) as caught:
        world.net.update(world.grads, eta)
    lines = caught.value._render_traceback_()
    assert isinstance(lines, list) and len(lines) == 1
    assert lines[0].startswith(start)
    assert lines[0].endswith(str(caught.value))


# --- Wrong input that once slipped through.


@pytest.mark.parametrize(
    "call, kind, argument",
    [
        pytest.param(
            lambda w: w.net.forward(["0.5", "1"]),
            TypeError,
            "x",
            id="strings",
        ),
        pytest.param(
            lambda w: w.net.forward([10**400, 1]),
            ValueError,
            "x",
            id="a whole number too large for a float",
        ),
        pytest.param(
            lambda w: w.net.forward(np.array([1j, 1])),
            TypeError,
            "x",
            id="complex",
        ),
        pytest.param(
            lambda w: w.net.update(None, 0.5),
            TypeError,
            "grads",
            id="grads=None",
        ),
        pytest.param(
            lambda w: w.net.update(w.grads.gradient, 0.5),
            TypeError,
            "grads",
            id="the gradient itself as grads",
        ),
        pytest.param(
            lambda w: Network((1, 1)).update(Network((1, 1)).backward(other_trace((1, 1)), [0]), 0.5, train_bias="no"),
            TypeError,
            "train_bias",
            id="train_bias without a bias",
        ),
        pytest.param(
            lambda w: w.net.backward((w.net.forward([1, 2]).u, w.trace.o), w.y),
            ValueError,
            "trace",
            id="u and o of different runs",
        ),
    ],
)
def test_not_yet_one_sentence(call, kind, argument):
    with pytest.raises(kind) as caught:
        call(make_world())
    assert_one_sentence(str(caught.value))
    assert str(caught.value).startswith(f"{argument} must ")


@pytest.mark.parametrize(
    "call, words",
    [
        pytest.param(
            lambda: Network((2, 2, 1), activation=5),
            "one name, or one per layer",
            id="activation=5",
        ),
        pytest.param(
            lambda: Network((2, 1), theta=[None]),
            "leave out the None",
            id="theta=[None]",
        ),
        pytest.param(
            lambda: checks.number("eta", np.float64(-0.5), above=0),
            "got -0.5.",
            id="a NumPy number",
        ),
    ],
)
def test_not_yet_the_right_words(call, words):
    with pytest.raises((ValueError, TypeError)) as caught:
        call()
    assert words in str(caught.value)


def test_a_long_unknown_name_is_cut():
    with pytest.raises(ValueError) as caught:
        Network((2, 1), loss="x" * 5000)
    assert len(str(caught.value)) < 300
