"""Err and ∂Err/∂ŷ, side by side."""

import inspect
import re

import numpy as np
import pytest

from backprop_core import LOSSES, Network
from backprop_core.losses import SQUARE, Loss, get_loss

EACH = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))

# Two outputs, two patterns. y − ŷ = [[1, −2], [0, 3]], so Σ (y − ŷ)² = 1 + 4 + 0 + 9 = 14.
Y, Y_HAT = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 4.0], [3.0, 1.0]])

BY_HAND = {  # Err, ∂Err/∂ŷ, what they are called, and how often Err counts each of n squares
    # −2(y − ŷ), lecture §5
    "squared_error": (14, [[-2, 4], [0, -6]], "the sum of (y − ŷ)²", "all together", lambda n: 1),
    "half_squared_error": (7, [[-1, 2], [0, -3]], "half the sum of (y − ŷ)²", "half of all", lambda n: 0.5),
    # over 2 outputs × 2 patterns
    "mean_squared_error": (3.5, [[-0.5, 1], [0, -1.5]], "the mean of (y − ŷ)²", "mean of all", lambda n: 1 / n),
}


def test_the_table_holds_these_and_knows_their_names():
    assert list(LOSSES) == list(BY_HAND)
    for name, loss in LOSSES.items():
        assert loss.name == name
        assert get_loss(name) is loss


def test_the_lectures_loss_is_the_sum_and_the_default():
    assert inspect.signature(Network).parameters["loss"].default == "squared_error"
    assert Network((1, 1)).loss is LOSSES["squared_error"]


@EACH
def test_err_and_its_slope(loss):
    Err, slope, *_ = BY_HAND[loss.name]
    value = loss.f(Y, Y_HAT)
    assert type(value) is float
    assert value == Err
    assert loss.df(Y, Y_HAT).tolist() == slope


@EACH
def test_the_slope_is_that_of_centred_differences(loss):
    """Where Err is a square in ŷ, centred differences are exact but for rounding, even with a large h."""
    rng = np.random.default_rng(0)
    y, y_hat = rng.standard_normal((2, 3, 4))
    slope = loss.df(y, y_hat)
    assert slope.shape == y_hat.shape
    for index in np.ndindex(y_hat.shape):
        h = np.zeros_like(y_hat)
        h[index] = step = 0.5 if loss.term == SQUARE else 1e-5
        rise = (loss.f(y, y_hat + h) - loss.f(y, y_hat - h)) / (2 * step)
        assert rise == pytest.approx(slope[index], rel=1e-10 if loss.term == SQUARE else 1e-5)


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


# --- How they are written


@EACH
def test_a_term_and_its_slope_are_written_as_they_are(loss):
    """Worked out, Err is `front` times the sum of its terms, or of their mean; and the slope is ∂Err/∂ŷ."""

    def work_out(text, y, y_hat, n=Y.size):
        text = text.format(y=repr(y), ŷ=f"({y_hat!r})", n=n).replace("−", "-").replace("²", "**2")
        text = re.sub(r"\|(.*?)\|", r"abs(\1)", text.replace(") (", ") * (").replace("2 (", "2 * ("))
        return eval(text, {"sign": np.sign})

    front = float(loss.front.replace("½", "0.5") or 1)
    terms = [work_out(loss.term, float(y), float(y_hat)) for y, y_hat in zip(Y.ravel(), Y_HAT.ravel(), strict=True)]
    total = (float(np.mean(terms)) if loss.mean else sum(terms)) * front
    assert total == loss.f(Y, Y_HAT)
    slopes = [work_out(loss.slope, float(y), float(y_hat)) for y, y_hat in zip(Y.ravel(), Y_HAT.ravel(), strict=True)]
    assert np.reshape(slopes, Y.shape).tolist() == loss.df(Y, Y_HAT).tolist()


@EACH
def test_what_it_is_called(loss):
    _, _, words, of_all, _ = BY_HAND[loss.name]
    assert (loss.words, loss.of_all) == (words, of_all)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (1, 49), (7, 11)])
def test_how_often_err_counts_each_square(shape):
    for name, loss in LOSSES.items():
        *_, times = BY_HAND[name]
        assert loss.per_square(shape) == times(shape[0] * shape[1])
    of_patterns = Loss("", lambda y, y_hat: float(np.square(y - y_hat).sum()) / y.shape[1], None, SQUARE, "")
    assert of_patterns.per_square(shape) == pytest.approx(1 / shape[1], rel=1e-15)
    of_sizes = Loss("", lambda y, y_hat: float(np.abs(y - y_hat).sum()), None, "|{y} − {ŷ}|", "")
    assert of_sizes.per_square(shape) is None
