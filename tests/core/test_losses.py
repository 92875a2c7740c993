"""Err and ∂Err/∂ŷ, side by side."""

import inspect

import numpy as np
import pytest

from backprop_core import LOSSES, Network
from backprop_core.losses import get_loss

EACH = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))

# Two outputs, two patterns. y − ŷ = [[1, −2], [0, 3]], so Σ (y − ŷ)² = 1 + 4 + 0 + 9 = 14.
Y, Y_HAT = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 4.0], [3.0, 1.0]])


def test_the_table_holds_these_and_knows_their_names():
    assert list(LOSSES) == ["squared_error", "half_squared_error", "mean_squared_error"]
    for name, loss in LOSSES.items():
        assert loss.name == name
        assert get_loss(name) is loss


def test_the_lectures_loss_is_the_sum_and_the_default():
    assert inspect.signature(Network).parameters["loss"].default == "squared_error"
    assert Network((1, 1)).loss is LOSSES["squared_error"]


@pytest.mark.parametrize("name, Err", [("squared_error", 14), ("half_squared_error", 7), ("mean_squared_error", 3.5)])
def test_err(name, Err):
    value = LOSSES[name].f(Y, Y_HAT)
    assert type(value) is float
    assert value == Err


@pytest.mark.parametrize(
    "name, slope",
    [
        ("squared_error", [[-2, 4], [0, -6]]),  # −2(y − ŷ), lecture §5
        ("half_squared_error", [[-1, 2], [0, -3]]),
        ("mean_squared_error", [[-0.5, 1], [0, -1.5]]),  # over 2 outputs × 2 patterns
    ],
)
def test_the_slope(name, slope):
    assert LOSSES[name].df(Y, Y_HAT).tolist() == slope


@EACH
def test_the_slope_is_that_of_centred_differences(loss):
    """Err is a square in ŷ, so that centred differences are exact but for rounding, even with a large h."""
    rng = np.random.default_rng(0)
    y, y_hat = rng.standard_normal((2, 3, 4))
    slope = loss.df(y, y_hat)
    assert slope.shape == y_hat.shape
    for index in np.ndindex(y_hat.shape):
        h = np.zeros_like(y_hat)
        h[index] = 0.5
        assert loss.f(y, y_hat + h) - loss.f(y, y_hat - h) == pytest.approx(slope[index], rel=1e-10)


@EACH
def test_a_perfect_prediction(loss):
    assert loss.f(Y, Y) == 0.0
    assert not loss.df(Y, Y).any()


@EACH
def test_nothing_given_is_changed(loss):
    y, y_hat = Y.copy(), Y_HAT.copy()
    loss.f(y, y_hat)
    loss.df(y, y_hat)[:] = 99.0
    assert np.array_equal(y, Y) and np.array_equal(y_hat, Y_HAT)
