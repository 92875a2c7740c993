"""An η and a network that reads digits: what they come to is said, and nonsense gets a sentence."""

import re

import numpy as np
import pytest

from backprop_core import coach, datasets
from tests.coach.further_students import train_with


def xor_start():
    rng = np.random.default_rng(0)
    x, y = datasets.xor()
    return [None, rng.normal(0, 1, (4, 3)), rng.normal(0, 1, (1, 4))], np.vstack([x, np.ones(4)]), y


@pytest.mark.parametrize(
    "eta, earned, mistakes",
    [
        (2, 2, ()),
        (np.float64(1), 2, ()),
        (0.01, 0, ("eta_too_small",)),
        (0.1, 1, ("eta_too_small",)),
        (100, 0, ("eta_too_large",)),
        (1e6, 0, ("eta_too_large",)),
        (1e308, 0, ("eta_too_large",)),
        (0, 0, ("wrong_type",)),
        (-1, 0, ("wrong_type",)),
        ("2", 0, ("wrong_type",)),
        (None, 0, ("returns_none",)),
        (..., 0, ("returns_none",)),
    ],
)
def test_eta(eta, earned, mistakes):
    verdict = coach.check_eta(eta, *xor_start(), steps=1000, below=0.01, points=2)
    assert verdict.earned == earned and verdict.mistakes == mistakes, verdict.message


def test_a_trained_network_reads_and_is_shown():
    rng = np.random.default_rng(0)
    first = [None, rng.normal(0, 1 / 8, (20, 64)), rng.normal(0, 1 / np.sqrt(20), (10, 20))]
    x, y = datasets.digits().train
    theta, _ = train_with()(first, x, y, 0.002, 120)
    verdict = coach.check_trained(theta, points=5)
    assert verdict.passed and repr(verdict) == "5"
    assert re.match(r"Your network reads 9\d% of 397 digits right", verdict.message)
    assert (
        verdict.picture.startswith("<svg")
        and "The network says:" in verdict.picture
        and "<svg" in verdict._repr_html_()
    )
    assert coach.check_trained(train_with()(first, x, y, 0.002, 8)[0], points=5).score < 1


@pytest.mark.parametrize(
    "theta, mistake",
    [
        (None, "wrong_shape"),
        (..., "wrong_shape"),
        (5, "wrong_shape"),
        ([None], "wrong_shape"),
        ([None, None], "wrong_shape"),
        ([None, "abc"], "wrong_shape"),
        ([None, [[1, 2], [3]]], "wrong_shape"),
        ([[1, [2]], np.zeros((10, 64))], "saturated"),
        ([None, np.zeros((0, 64))], "wrong_shape"),
        ([None, np.zeros((10, 63))], "wrong_shape"),
        ([None, np.zeros((9, 64))], "wrong_shape"),
        ([None, np.zeros(64)], "wrong_shape"),
        ([None, np.full((10, 64), np.nan)], "wrong_shape"),
        (([None, np.zeros((10, 64))], [1.0]), "wrong_shape"),
        ([np.zeros((10, 64)), np.zeros((10, 10))], "wrong_shape"),
        ([None, np.zeros((10, 64))], "saturated"),
        ([None, np.zeros((20, 64)), np.zeros((10, 20))], "symmetric"),
        ([None, np.tile(np.linspace(-1, 1, 64), (20, 1)), np.zeros((10, 20))], "symmetric"),
        ([None, np.random.default_rng(0).normal(0, 1, (10, 64))], "untrained"),
    ],
)
def test_untrained_networks(theta, mistake):
    verdict = coach.check_trained(theta, points=5)
    assert verdict.mistakes == (mistake,) and verdict.earned == 0 and verdict.message.endswith((".", "?"))


@pytest.mark.parametrize("eta", [1e-5, 1e-3, 1e-300])
def test_an_eta_that_moves_nothing_is_too_small(eta):
    theta, x, y = xor_start()
    verdict = coach.check_eta(eta, theta, x, y, steps=1000, below=0.01)
    assert verdict.mistakes == ("eta_too_small",) and "too large" not in verdict.message


def test_a_network_that_is_too_large_is_not_tried():
    wide = [None, np.zeros((4000, 64)), np.zeros((10, 4000))]
    verdict = coach.check_trained(wide)
    assert verdict.score == 0 and "200,000 weights" in verdict.message and verdict.mistakes == ("wrong_shape",)
