"""Deep networks, measured and predicted: against closed forms, SciPy's integrals, and many random networks."""

import math

import numpy as np
import pytest
from scipy import integrate

from backprop_core import Network
from backprop_core.activations import ACTIVATIONS, Activation
from backprop_core.diagnostics import (
    doubts,
    gaussian_means,
    mean_singular_value,
    measure_layers,
    predict_layers,
    rms,
    weight_scale,
)
from backprop_core.initialization import INITIALIZATIONS, draw_theta

# --- Measuring


def test_rms_is_the_root_of_the_mean_square():
    values = np.random.default_rng(0).normal(size=(7, 9))
    assert rms(values) == pytest.approx(math.sqrt(sum(v**2 for v in values.ravel()) / 63))


@pytest.mark.parametrize("scale", [1e-200, 1e-160, 1e160, 1e300])
def test_rms_keeps_numbers_whose_squares_leave_the_floats(scale):
    assert rms(np.array([3.0, 4.0]) * scale) == pytest.approx(math.sqrt(12.5) * scale, rel=1e-12, abs=0)


def test_rms_of_nothing_zeros_and_infinities():
    assert rms([]) == 0.0 and rms(np.zeros(3)) == 0.0
    assert rms([1.0, math.inf]) == math.inf and math.isnan(rms([1.0, math.nan]))


def test_every_measure_of_a_small_network_by_hand():
    net = Network((2, 2, 1), ("relu", "identity"), theta=[[[1.0, 0.0], [0.0, 1.0]], [[1.0, 2.0]]])
    x, y = np.array([[1.0, 2.0], [-1.0, -2.0]]), np.array([[0.0, 0.0]])
    trace = net.forward(x)
    found = measure_layers(net, trace, net.backward(trace, y))
    # u of layer 1: (1, 2) and (−1, −2); ŷ = 1, 2 and δ₂ = 2, 4; so δ₁ = 2, 4 for the first neuron, 0 for the second.
    assert found.u_rms == pytest.approx([math.sqrt(10 / 4), math.sqrt(5 / 2)])
    assert found.delta_rms == pytest.approx([math.sqrt(20 / 4), math.sqrt(20 / 2)])
    # ∂Err/∂θ: of the first neuron 2·1 + 4·2 = 10 and −10, of the second 0 and 0; of the output 2·1 + 4·2 = 10 and 0.
    assert found.gradient_rms == pytest.approx([math.sqrt(200 / 4), math.sqrt(100 / 2)])
    assert found.slope_rms == pytest.approx([math.sqrt(1 / 2), 1.0])
    assert found.saturated == [0.5, 0.0]
    assert found.dead == [0.5, 0.0]


def test_saturated_is_below_a_twentieth_of_the_largest_slope():
    u = np.array([[-6.0, -3.0, 0.0, 2.9, 5.0]])  # σ′ = .0025, .045, .25, .0498, .0066; a twentieth of ¼ is .0125
    net = Network((1, 1, 1), ("sigmoid", "identity"), theta=[[[1.0]], [[1.0]]])
    trace = net.forward(u)
    found = measure_layers(net, trace, net.backward(trace, np.zeros((1, 5))))
    assert found.saturated == [2 / 5, 0.0] and found.dead == [0.0, 0.0]


# --- The integrals


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("q", [0.01, 0.1, 1.0, 5.0, 20.0, 50.0, 200.0])
def test_gaussian_means_agree_with_an_independent_integration(name, q):
    activation, scale = ACTIVATIONS[name], math.sqrt(q)

    def mean(f):
        def inside(z):
            return float(f(np.array(scale * z))) ** 2 * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

        near = 3 / scale  # most of what changes lies there
        cuts = sorted({-12.0, -min(near, 11.0), 0.0, min(near, 11.0), 12.0})
        parts = (
            integrate.quad(inside, low, high, epsabs=1e-13, epsrel=1e-12, limit=200)
            for low, high in zip(cuts[:-1], cuts[1:], strict=True)
        )
        return sum(part for part, _ in parts)

    value, slope = gaussian_means(name, scale)
    assert value**2 == pytest.approx(mean(activation.f), rel=1e-9)
    assert slope**2 == pytest.approx(mean(activation.df), rel=1e-9)


@pytest.mark.parametrize("scale", [1e-6, 0.3, 1.0, 1e3, 1e150])
def test_relu_halves_at_every_scale(scale):
    assert gaussian_means("relu", scale) == pytest.approx((scale / math.sqrt(2), math.sqrt(0.5)), rel=1e-15)


def test_any_sigma_that_is_straight_on_either_side_is_exact_at_every_scale(monkeypatch):
    """With slopes 3 and 1: (9 + 1)/2 = 5. The trapezoid rule would square 1e160."""
    bent = Activation("bent", lambda u: np.where(u > 0, 3 * u, u), lambda u: np.where(u > 0, 3.0, 1.0), 3.0)
    monkeypatch.setitem(ACTIVATIONS, "bent", bent)
    for scale in (1e-6, 1.0, 1e160):
        assert gaussian_means("bent", scale) == pytest.approx((scale * math.sqrt(5), math.sqrt(5)), rel=1e-15)


def test_tanh_and_sigmoid_are_straight_near_zero():
    assert gaussian_means("tanh", 1e-3) == pytest.approx((1e-3, 1.0), rel=1e-5)
    assert gaussian_means("sigmoid", 1e-3) == pytest.approx((0.5, 0.25), rel=1e-5)


# --- How weights are drawn


@pytest.mark.parametrize("init", INITIALIZATIONS)
@pytest.mark.parametrize("shape", [(300, 300), (500, 200), (200, 500)], ids=str)
def test_weight_scale_is_that_of_the_weights_that_are_drawn(init, shape):
    n_in, n_out = shape
    (theta,) = draw_theta(init, shape, gain=1.7, rng=3)
    assert weight_scale(init, n_in, n_out, 1.7) == pytest.approx(math.sqrt(n_in) * rms(theta), rel=0.02)


# --- The theory


def prediction(name, init, gain, depth=40, width=400, x_rms=1.0):
    sizes = (width,) * depth + (1,)
    return predict_layers(sizes, [name] * (depth - 1) + ["identity"], init, gain, x_rms, 1.0)


@pytest.mark.parametrize(("s", "chi"), [(1, 0.056), (2, 0.17), (4, 0.40), (8, 0.79)])
def test_chi_of_sigmoid_is_the_published_one(s, chi):
    assert prediction("sigmoid", "xavier", s).chi[20] == pytest.approx(chi, abs=0.006)


def test_chi_of_sigmoid_reaches_1_near_10():
    assert prediction("sigmoid", "xavier", 9.5).chi[20] < 1 < prediction("sigmoid", "xavier", 11).chi[20]


def test_chi_of_relu_is_half_of_s_squared_so_he_keeps_and_1_over_n_loses():
    kept = prediction("relu", "he", 1.0, depth=30)
    assert kept.chi == pytest.approx([1.0] * 30) and kept.u_rms == pytest.approx([math.sqrt(2)] * 30)
    lost = prediction("relu", "xavier", 1.0, depth=30)
    # The output layer has one neuron: from δ_30 to δ_29 the width shrinks, which is no matter of depth.
    assert lost.delta_rms[0] / lost.delta_rms[28] == pytest.approx(2**-14, rel=1e-12, abs=0)


def test_chi_of_tanh_near_zero_is_s_squared():
    assert prediction("tanh", "xavier", 0.5).chi[30] == pytest.approx(0.25, rel=1e-6)


@pytest.mark.parametrize("w", [0.5, 2.0])
def test_a_chain_is_exact(w):
    sizes, names = (1,) * 51, ["identity"] * 50
    assert doubts(sizes, names, "constant") == []
    net = Network(sizes, "identity", init="constant", gain=w)
    trace = net.forward([[0.3, -0.7]])
    grads = net.backward(trace, [[1.0, 2.0]])
    found = measure_layers(net, trace, grads)
    theory = predict_layers(sizes, names, "constant", w, rms(trace.o[0]), found.delta_rms[-1])
    assert found.delta_rms == pytest.approx(theory.delta_rms, rel=1e-12, abs=0)
    assert found.u_rms == pytest.approx(theory.u_rms, rel=1e-12, abs=0)
    published = {2.0: 1.1259e15, 0.5: 8.88e-16}[w]
    assert rms(grads.delta[0]) / found.delta_rms[-1] == pytest.approx(published, rel=1e-3, abs=0)


def test_without_a_last_delta_only_u_is_predicted():
    assert predict_layers((64, 64, 1), ["tanh", "identity"], "xavier", 1.0, 1.0).delta_rms is None


def measured(sizes, names, init, gain, bias=False, patterns=4, shift=0.0, seeds=20):
    """u and δ of each layer for so many seeds, δ relative to that of the last layer: two arrays (seeds, layers)."""
    u, delta, x_rms = [], [], []
    for seed in range(seeds):
        rng = np.random.default_rng([seed, 7])
        x = rng.standard_normal((sizes[0], patterns)) + shift
        net = Network(sizes, names, init=init, gain=gain, bias=bias, rng=rng)
        trace = net.forward(x)
        found = measure_layers(net, trace, net.backward(trace, rng.standard_normal((sizes[-1], patterns))))
        u.append(found.u_rms)
        delta.append(np.array(found.delta_rms) / found.delta_rms[-1])
        x_rms.append(rms(x))
    return np.array(u), np.array(delta), rms(x_rms)


def assert_theory_holds(sizes, names, init, gain, **settings):
    assert doubts(sizes, names, init) == []
    u, delta, x_rms = measured(sizes, names, init, gain, **settings)
    theory = predict_layers(sizes, names, init, gain, x_rms, 1.0)
    low, high = np.percentile(delta, [5, 95], axis=0)
    inside = (low <= np.array(theory.delta_rms) * (1 + 1e-9)) & (np.array(theory.delta_rms) <= high * (1 + 1e-9))
    assert inside.all(), [m + 1 for m in np.flatnonzero(~inside)]
    for seen, predicted in ((delta, theory.delta_rms), (u, theory.u_rms)):
        root = np.sqrt(np.mean(seen**2, axis=0))  # of the mean square over the seeds
        assert np.abs(np.log10(root / np.array(predicted))).max() <= 0.15


GAINS = {
    "identity": ("orthogonal", (0.7, 1.0, 1.3)),
    "sigmoid": ("xavier", (1.0, 4.0, 8.0)),
    "tanh": ("xavier_uniform", (0.577, 1.0, 1.5, 4.0)),
    "relu": ("he", (0.5, 0.7071, 1.0, 2.0)),
    "leaky_relu": ("he", (0.7071, 1.0, 2.0)),
    "softplus": ("he", (0.5, 1.0, 2.0)),
}


@pytest.mark.wide
@pytest.mark.parametrize(
    ("name", "init", "gain"), [(name, init, gain) for name, (init, gains) in GAINS.items() for gain in gains]
)
def test_theory_meets_wide_networks(name, init, gain):
    assert_theory_holds((256,) * 12 + (1,), [name] * 11 + ["identity"], init, gain)


@pytest.mark.parametrize(
    ("name", "init", "gain"), [("tanh", "xavier", 1.0), ("relu", "he", 1.0), ("sigmoid", "he", 4.0)]
)
def test_theory_meets_the_opening_size(name, init, gain):
    """Narrower and deeper: the mean settles later, so that it takes more draws."""
    assert_theory_holds((64,) * 30 + (1,), [name] * 29 + ["identity"], init, gain, patterns=16, seeds=60)


def test_theory_meets_unequal_widths_ten_outputs_a_bias_and_a_shifted_input():
    sizes = (64, 256, 128, 256, 128, 10)
    assert_theory_holds(sizes, ["tanh"] * 4 + ["identity"], "xavier", 1.2, bias=True, shift=0.5)


def test_outside_its_regime_the_theory_says_so_and_would_be_wrong():
    sizes = (256,) * 13  # the output is as wide as the rest
    assert doubts(sizes, ["tanh"] * 12, "xavier")
    net = Network(sizes, ["relu"] * 11 + ["identity"], init="he", rng=0)
    rng = np.random.default_rng(1)
    trace = net.forward(rng.standard_normal((256, 8)))
    found = measure_layers(net, trace, net.backward(trace, rng.standard_normal((256, 8))))
    theory = predict_layers(sizes, ["relu"] * 11 + ["identity"], "he", 1.0, 1.0, found.delta_rms[-1])
    assert found.delta_rms[0] > 2 * theory.delta_rms[0]


@pytest.mark.parametrize(
    ("sizes", "init", "trained", "word"),
    [
        ((64, 8, 8, 1), "xavier", False, "narrow"),
        ((64,) * 40 + (1,), "xavier", False, "many"),
        ((64, 64, 64), "xavier", False, "wide"),
        ((64, 64, 1), "zeros", False, "drawn"),
        ((64, 64, 1), "constant", False, "drawn"),
        ((64, 64, 1), "xavier", True, "trained"),
        ((1, 1, 1), "constant", True, "trained"),
    ],
)
def test_what_speaks_against_the_theory_is_named(sizes, init, trained, word):
    names = ["tanh"] * (len(sizes) - 2) + ["identity"]
    assert any(word in reason for reason in doubts(sizes, names, init, trained))


def test_a_single_layer_of_weights_has_no_hidden_layer_to_doubt():
    assert doubts((64, 1), ["identity"], "xavier") == []


# --- Published numbers


def test_mean_singular_values_of_glorot_and_bengio():
    (standard,) = draw_theta("standard_uniform", (400, 400), rng=0)
    (normalized,) = draw_theta("xavier_uniform", (400, 400), rng=0)
    assert mean_singular_value(standard) == pytest.approx(8 / (3 * math.pi) / math.sqrt(3), abs=0.002)
    assert mean_singular_value(normalized) == pytest.approx(8 / (3 * math.pi), abs=0.002)


def test_the_trap_of_tanh_delta_falls_and_the_gradients_do_not():
    sizes, names = (256,) * 10 + (1,), ["tanh"] * 9 + ["identity"]
    net = Network(sizes, names, init="standard_uniform", rng=0)
    rng = np.random.default_rng(0)
    trace = net.forward(rng.standard_normal((256, 64)))
    found = measure_layers(net, trace, net.backward(trace, rng.standard_normal((1, 64))))
    # Hidden layers only: the output layer has one neuron, and its δ another scale.
    assert found.delta_rms[0] / found.delta_rms[8] == pytest.approx(3**-4, rel=0.3)  # 1/√3 each of 8 times
    assert found.gradient_rms[0] / found.gradient_rms[8] == pytest.approx(1.0, rel=0.6)
