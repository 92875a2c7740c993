"""σ and σ′, one table row at a time."""

import math

import numpy as np
import pytest

from backprop_core import ACTIVATIONS
from backprop_core.activations import Activation, get_activation

EACH = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=list(ACTIVATIONS))

# The lecture's formulas (§2), number by number, with the standard library.
FORMULAS = {
    "identity": lambda u: u,
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "tanh": lambda u: (math.exp(u) - math.exp(-u)) / (math.exp(u) + math.exp(-u)),
    "relu": lambda u: max(0.0, u),
    "leaky_relu": lambda u: u if u > 0 else u / 100,
    "softplus": lambda u: math.log(1 + math.exp(u)),
}


def test_the_table_holds_these_and_knows_their_names():
    assert list(ACTIVATIONS) == list(FORMULAS)
    for name, activation in ACTIVATIONS.items():
        assert activation.name == name
        assert get_activation(name) is activation


@EACH
def test_sigma_is_the_lectures_formula(activation):
    u = np.linspace(-6, 6, 49)
    expected = [FORMULAS[activation.name](number) for number in u]
    np.testing.assert_allclose(activation.f(u), expected, rtol=1e-13, atol=1e-16)


@EACH
def test_the_slope_is_that_of_centred_differences(activation):
    """σ′ is a function of u, like σ. The grid avoids 0, where relu has no slope."""
    u, h = np.linspace(-6, 6, 50), 1e-5
    assert np.abs(u).min() > 0.1
    centred = (activation.f(u + h) - activation.f(u - h)) / (2 * h)
    np.testing.assert_allclose(activation.df(u), centred, rtol=0, atol=1e-9)


@EACH
def test_limit_is_the_largest_slope_there_is(activation):
    u = np.concatenate([np.linspace(-30, 30, 6001), [-1e4, 1e4]])
    assert 0.0 in u
    assert np.abs(activation.df(u)).max() == activation.limit


def test_the_slopes_at_zero():
    """relu and leaky_relu have none there; we choose the left one."""
    at_zero = {name: float(activation.df(np.array(0.0))) for name, activation in ACTIVATIONS.items()}
    assert at_zero == {"identity": 1.0, "sigmoid": 0.25, "tanh": 1.0, "relu": 0.0, "leaky_relu": 0.01, "softplus": 0.5}


@EACH
def test_huge_u_raises_no_warning(activation):
    """Anything that overflows on the way would raise here. (Underflow to 0 is no harm, and NumPy is silent on it.)"""
    u = np.array([-1e4, -710.0, 710.0, 1e4, -1e308, 1e308])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert np.isfinite(activation.f(u)).all()
        assert np.isfinite(activation.df(u)).all()


def test_sigmoid_far_out():
    sigmoid = ACTIVATIONS["sigmoid"]
    far = np.array([-1e4, 1e4])
    assert sigmoid.f(far).tolist() == [0.0, 1.0]
    assert sigmoid.df(far).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("u", [40.0, 300.0, 700.0])
def test_sigmoid_keeps_its_digits_where_it_is_nearly_0_or_1(u):
    """σ(−u) and both slopes are e^−u to all digits there, not 0: the δ of a saturated neuron is tiny, not gone."""
    sigmoid = ACTIVATIONS["sigmoid"]
    assert float(sigmoid.f(np.array(-u))) == pytest.approx(math.exp(-u), rel=1e-13, abs=0)
    assert sigmoid.df(np.array([-u, u])) == pytest.approx([math.exp(-u)] * 2, rel=1e-13, abs=0)


@pytest.mark.parametrize("u", [1e-9, 1.0, 36.0, 40.0, 700.0, 1e4, 1e308])
def test_softplus_far_out(u):
    """It comes ever nearer to relu: u to the right, and e^u, not 0, to the left. Its slope is the sigmoid."""
    softplus, sigmoid = ACTIVATIONS["softplus"], ACTIVATIONS["sigmoid"]
    both = np.array([u, -u])
    decay = math.exp(-u)
    assert softplus.f(both) == pytest.approx([u + math.log1p(decay), math.log1p(decay)], rel=1e-14, abs=0)
    assert np.array_equal(softplus.df(both), sigmoid.f(both))


@EACH
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_any_shape_goes_through_and_the_input_stays(activation, shape):
    u = np.random.default_rng(0).standard_normal(shape)
    u = np.asarray(u)
    before = u.copy()
    for function in (activation.f, activation.df):
        result = function(u)
        assert np.shape(result) == shape
        assert result is not u  # o is its own array: who edits it must not edit u
        result += 1.0
        assert np.array_equal(u, before)


@EACH
def test_whole_numbers_are_read_as_numbers(activation):
    u = np.array([-2, 0, 3])
    np.testing.assert_array_equal(activation.f(u), activation.f(u.astype(float)))
    np.testing.assert_array_equal(activation.df(u), activation.df(u.astype(float)))
    assert activation.df(u).dtype == np.float64


@EACH
def test_infinity_goes_through_quietly(activation):
    """A net that overflowed still answers, so that it can be shown."""
    u = np.array([-np.inf, np.inf])
    ends = {"sigmoid": [0, 1], "tanh": [-1, 1], "relu": [0, np.inf], "softplus": [0, np.inf]}
    assert activation.f(u).tolist() == ends.get(activation.name, [-np.inf, np.inf])
    assert not np.isnan(activation.df(u)).any()


# --- What follows from the two functions


def tent(u):
    return np.maximum(1 - np.abs(u), 0.0)


OTHERS = {  # σ and σ′ that are in no table
    "elu": Activation("elu", lambda u: np.where(u > 0, u, np.expm1(np.minimum(u, 0.0))),
                      lambda u: np.where(u > 0, 1.0, np.exp(np.minimum(u, 0.0))), 1.0),
    "clipped": Activation("clipped", lambda u: np.clip(u, -2.0, 3.0), lambda u: ((u > -2) & (u < 3)) * 1.0, 1.0),
    "half_relu": Activation("half_relu", lambda u: 0.5 * np.maximum(u, 0.0), lambda u: 0.5 * (u > 0), 0.5),
    "shifted": Activation("shifted", lambda u: u + 1.0, lambda u: np.ones_like(u), 1.0),
    "size": Activation("size", np.abs, np.sign, 1.0),
    "tent": Activation("tent", tent, lambda u: np.where(np.abs(u) < 1, -np.sign(u), 0.0), 1.0),
    "swish": Activation("swish", lambda u: u / (1 + np.exp(-u)), lambda u: np.ones_like(u), 1.1),
}  # fmt: skip


@pytest.mark.parametrize(
    "what, these",
    [
        ("corner", {"relu", "leaky_relu", "half_relu", "size", "tent"}),
        ("straight", {"identity", "relu", "leaky_relu", "half_relu", "size"}),
        ("switches_off", {"relu", "half_relu"}),
    ],
)
def test_what_a_sigma_is_like_is_seen_in_its_functions(what, these):
    assert {name for name, each in {**ACTIVATIONS, **OTHERS}.items() if getattr(each, what)} == these


def test_the_ends_of_a_sigma():
    """swish is 0 · ∞ far to the left; a tent has two ends, but stays above both."""
    ends = {name: each.ends for name, each in {**ACTIVATIONS, **OTHERS}.items() if each.ends}
    assert ends == {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "clipped": (-2.0, 3.0)}


@pytest.mark.parametrize("name", [name for name, each in ACTIVATIONS.items() if each.by_o])
def test_the_slope_by_o_is_the_slope(name):
    """As a function, and as it is written."""
    activation, u = ACTIVATIONS[name], np.linspace(-4, 4, 33)
    words, by_o = activation.by_o
    np.testing.assert_allclose(by_o(activation.f(u)), activation.df(u), rtol=1e-12)
    code = words.replace("−", "-").replace("·", "*").replace("²", "**2").replace("e^-o", "exp(-o)")
    np.testing.assert_allclose(eval(code, {"o": activation.f(u), "exp": np.exp}), activation.df(u), rtol=1e-12)


def test_a_sigma_is_written_by_its_formula_and_else_by_its_name():
    assert ACTIVATIONS["tanh"].write("0.5") == "tanh 0.5" and ACTIVATIONS["tanh"].write("−0.5") == "tanh (−0.5)"
    assert ACTIVATIONS["leaky_relu"].write("−2") == "−2 if −2 > 0, else −2/100"
    assert OTHERS["half_relu"].write("−2") == "half relu(−2)"
