"""Activation functions σ and their slopes σ′, side by side.

Both are functions **of u**, the pre-activation (lecture §2 and §5). Each takes and returns an array of any
shape. `limit` is the largest value that |σ′| can take: it decides how much of δ survives a layer.

| name       | σ(u)                  | σ′(u)                      | max σ′ |
|------------|-----------------------|----------------------------|--------|
| identity   | u                     | 1                          | 1      |
| sigmoid    | 1 / (1 + e^−u)        | σ(u) · (1 − σ(u))          | ¼      |
| tanh       | tanh u                | 1 − tanh² u                | 1      |
| relu       | max(0, u)             | 1 if u > 0, else 0         | 1      |
| leaky_relu | u if u > 0, else u/100 | 1 if u > 0, else 1/100    | 1      |

relu has no slope at u = 0. Any number from 0 to 1 would do there; like most libraries we choose 0.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from . import checks

LEAK = 0.01


class Activation(NamedTuple):
    """σ (`f`), σ′ (`df`), and the largest |σ′| (`limit`)."""

    name: str
    f: Callable[[np.ndarray], np.ndarray]
    df: Callable[[np.ndarray], np.ndarray]
    limit: float

    @property
    def corner(self):
        """Whether σ has a corner at u = 0: another slope on either side of it."""
        below, above = self.df(np.array([-1e-9, 1e-9]))
        return bool(abs(above - below) > 1e-6)


def _sigmoid(u):
    # e^−|u| never overflows, as e^−u does for u < −709; and σ(u) keeps its digits where it is nearly 0.
    decay = np.exp(-np.abs(u))
    return np.where(u >= 0, 1.0, decay) / (1.0 + decay)


def _sigmoid_slope(u):
    # σ(1 − σ), written so that it keeps its digits where σ is nearly 1.
    decay = np.exp(-np.abs(u))
    return decay / (1.0 + decay) ** 2


def _tanh_slope(u):
    slope = np.tanh(u)
    # 1 − tanh² u, in place: on large layers, fresh memory costs more than the arithmetic.
    slope *= slope
    slope *= -1.0
    slope += 1.0
    return slope


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("identity", lambda u: np.array(u, dtype=float), lambda u: np.ones_like(u, dtype=float), 1.0),
        Activation("sigmoid", _sigmoid, _sigmoid_slope, 0.25),
        Activation("tanh", np.tanh, _tanh_slope, 1.0),
        Activation("relu", lambda u: np.maximum(u, 0.0), lambda u: (u > 0) * 1.0, 1.0),
        Activation("leaky_relu", lambda u: np.where(u > 0, u, LEAK * u), lambda u: np.where(u > 0, 1.0, LEAK), 1.0),
    )
}


def get_activation(name, argument="activation"):
    """The `Activation` called `name`; `argument` is how an error calls it."""
    return ACTIVATIONS[checks.choice(argument, name, ACTIVATIONS)]
