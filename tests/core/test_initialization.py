"""How θ is drawn: shapes, spreads and seeds."""

import numpy as np
import pytest

from backprop_core import INITIALIZATIONS, Network
from backprop_core.initialization import draw_theta

EACH = pytest.mark.parametrize("init", list(INITIALIZATIONS))
N_IN, N_OUT = 400, 100  # unequal, so that n_in is told from n_out; 40,000 numbers

# The standard deviation of each, from design: U(±b) has b/√3.
SPREAD = {
    "normal": 1.0,
    "xavier": np.sqrt(2 / 500),
    "xavier_uniform": np.sqrt(6 / 500) / np.sqrt(3),
    "standard_uniform": 1 / np.sqrt(400) / np.sqrt(3),
    "he": np.sqrt(2 / 400),
}


def test_the_names():
    assert set(INITIALIZATIONS) == set(SPREAD) | {"zeros", "constant", "orthogonal"}


@EACH
@pytest.mark.parametrize("bias", [False, True])
def test_shapes(init, bias):
    matrices = draw_theta(init, (4, 3, 2), bias=bias)
    assert [matrix.shape for matrix in matrices] == [(3, 4 + bias), (2, 3 + bias)]
    assert all(matrix.dtype == np.float64 for matrix in matrices)


@EACH
def test_biases_start_at_zero_and_are_not_drawn(init):
    without = draw_theta(init, (4, 3, 2), rng=5)
    with_bias = draw_theta(init, (4, 3, 2), bias=True, rng=5)
    for a, b in zip(without, with_bias, strict=True):
        assert not b[:, 0].any()
        assert np.array_equal(b[:, 1:], a)


@EACH
def test_gain_multiplies_every_weight(init):
    plain, tripled = draw_theta(init, (4, 3, 2)), draw_theta(init, (4, 3, 2), gain=3.0)
    for a, b in zip(plain, tripled, strict=True):
        np.testing.assert_allclose(b, 3 * a, rtol=1e-15)


def test_zeros_and_constant():
    assert not draw_theta("zeros", (4, 3), gain=7.0)[0].any()
    assert (draw_theta("constant", (4, 3))[0] == 1.0).all()
    assert (draw_theta("constant", (4, 3), gain=0.25)[0] == 0.25).all()  # the gain is the constant


@pytest.mark.parametrize("init", list(SPREAD))
def test_mean_and_spread(init):
    """Of 40,000 numbers the mean strays by .5 % of the spread, the spread by at most .35 % of itself: 4σ each."""
    (theta,) = draw_theta(init, (N_IN, N_OUT), rng=1)
    assert abs(theta.mean()) < 0.02 * SPREAD[init]
    assert theta.std() == pytest.approx(SPREAD[init], rel=0.015)


@pytest.mark.parametrize("init", ["xavier_uniform", "standard_uniform"])
def test_uniform_ones_fill_their_interval(init):
    (theta,) = draw_theta(init, (N_IN, N_OUT), rng=1)
    bound = SPREAD[init] * np.sqrt(3)
    assert 0.999 * bound < theta.max() <= bound
    assert -bound <= theta.min() < -0.999 * bound
    assert (np.abs(theta) < bound / 2).mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("init", ["normal", "xavier", "he"])
def test_normal_ones_have_tails(init):
    (theta,) = draw_theta(init, (N_IN, N_OUT), rng=1)
    assert (np.abs(theta) > 2 * SPREAD[init]).mean() == pytest.approx(0.0455, abs=0.005)


@pytest.mark.parametrize("n_in, n_out", [(5, 3), (3, 5), (4, 4), (1, 6), (6, 1)])
def test_orthogonal_keeps_lengths(n_in, n_out):
    (theta,) = draw_theta("orthogonal", (n_in, n_out), gain=2.0, rng=3)
    smaller = theta @ theta.T if n_out <= n_in else theta.T @ theta
    np.testing.assert_allclose(smaller, 4 * np.eye(min(n_in, n_out)), atol=1e-13)


def test_orthogonal_favours_no_direction():
    """Each entry is as often above 0 as below. QR alone would give the first column one sign for ever."""
    first = [draw_theta("orthogonal", (3, 3), rng=seed)[0] for seed in range(200)]
    positive = np.mean([theta > 0 for theta in first], axis=0)
    assert (np.abs(positive - 0.5) < 4 * 0.5 / np.sqrt(200)).all()


@pytest.mark.parametrize("init", [*SPREAD, "orthogonal"])
def test_the_seed_decides(init):
    one, again, other = (draw_theta(init, (4, 4, 4), rng=seed) for seed in (1, 1, 2))
    from_generator = draw_theta(init, (4, 4, 4), rng=np.random.default_rng(1))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(one, from_generator, strict=True))
    assert not np.array_equal(one[0], other[0])
    assert not np.array_equal(one[0], one[1])  # layers do not repeat each other


def test_a_generator_goes_on_where_it_stands():
    rng = np.random.default_rng(1)
    assert not np.array_equal(draw_theta("normal", (2, 2), rng=rng)[0], draw_theta("normal", (2, 2), rng=rng)[0])


def test_the_network_draws_the_same():
    net = Network((4, 3, 2), init="he", gain=0.5, bias=True, rng=9)
    for a, b in zip(net.theta[1:], draw_theta("he", (4, 3, 2), bias=True, gain=0.5, rng=9), strict=True):
        assert np.array_equal(a, b)
