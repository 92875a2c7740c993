"""Activation functions σ and their slopes σ′, side by side.

Both are functions **of u**, the pre-activation (lecture §2 and §5). Each takes and returns an array of any
shape. `limit` is the largest value that |σ′| can take: it decides how much of δ survives a layer. All that is known of
a σ stands here, or follows from its two functions: whoever adds one adds an entry and its row.

| name       | σ(u)                  | σ′(u)                      | max σ′ |
|------------|-----------------------|----------------------------|--------|
| identity   | u                     | 1                          | 1      |
| sigmoid    | 1 / (1 + e^−u)        | σ(u) · (1 − σ(u))          | ¼      |
| tanh       | tanh u                | 1 − tanh² u                | 1      |
| relu       | max(0, u)             | 1 if u > 0, else 0         | 1      |
| leaky_relu | u if u > 0, else u/100 | 1 if u > 0, else 1/100    | 1      |
| softplus   | ln(1 + e^u)           | 1 / (1 + e^−u)             | 1      |

relu has no slope at u = 0. Any number from 0 to 1 would do there; like most libraries we choose 0.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from . import checks

LEAK = 0.01


class Activation(NamedTuple):
    """σ (`f`), σ′ (`df`), the largest |σ′| (`limit`), and how they are written.

    formula  σ(u) as text: {u} is where u stands, {(u)} where a negative u needs brackets. By default name(u)
    by_o     σ′ by o = σ(u), where that is how one computes it: the pair (as text, function of o); else None
    """

    name: str
    f: Callable[[np.ndarray], np.ndarray]
    df: Callable[[np.ndarray], np.ndarray]
    limit: float
    formula: str | None = None
    by_o: tuple[str, Callable] | None = None

    def write(self, u):
        """The formula of σ with the text `u` put in: "max(0, −0.3)", "tanh (−0.3)"."""
        formula = self.formula or self.name.replace("_", " ") + "({u})"
        return formula.format_map({"u": u, "(u)": f"({u})" if u.startswith("−") else u})

    @property
    def corner(self):
        """Whether σ has a corner at u = 0: another slope on either side of it."""
        below, above = self.df(np.array([-1e-9, 1e-9]))
        return bool(abs(above - below) > 1e-6)

    @property
    def straight(self):
        """Whether σ is a straight line on either side of 0: σ(cu) = c σ(u) for c > 0, so it passes every scale on."""
        u = np.array([-8.0, -1.0, -0.125, 0.125, 1.0, 8.0])
        return bool(np.array_equal(self.f(2 * u), 2 * self.f(u)))

    @property
    def switches_off(self):
        """Whether σ has no slope at all left of 0: there a neuron is off, and passes no δ on."""
        return not self.df(np.array([-3.0, -1e-9])).any()

    @property
    def ends(self):
        """Where σ(u) goes far to the left and far to the right, (0, 1) for the sigmoid; None where it does not end."""
        with np.errstate(all="ignore"):
            low, high = map(float, self.f(np.array([-np.inf, np.inf])))
        return (low, high) if -np.inf < low < high < np.inf else None


def _sigmoid(u):
    # 1 / (1 + e^−u), above and below times e^u where u < 0: no power overflows, as e^−u does for u < −709, and σ(u)
    # keeps its digits where it is nearly 0. Without a choice for each u, which takes a processor longer.
    return np.exp(np.minimum(u, 0.0)) / (1.0 + np.exp(-np.abs(u)))


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
        Activation("identity", lambda u: np.array(u, dtype=float), lambda u: np.ones_like(u, dtype=float), 1.0, "{u}"),
        Activation("sigmoid", _sigmoid, _sigmoid_slope, 0.25, "1 / (1 + e^(−{(u)}))",
                   ("o · (1 − o)", lambda o: o * (1 - o))),
        Activation("tanh", np.tanh, _tanh_slope, 1.0, "tanh {(u)}", ("1 − o²", lambda o: 1 - o * o)),
        Activation("relu", lambda u: np.maximum(u, 0.0), lambda u: (u > 0) * 1.0, 1.0, "max(0, {u})"),
        Activation("leaky_relu", lambda u: np.maximum(u, LEAK * u), lambda u: np.where(u > 0, 1.0, LEAK), 1.0,
                   "{u} if {u} > 0, else {u}/100"),
        Activation("softplus", lambda u: np.logaddexp(0.0, u), _sigmoid, 1.0, "ln(1 + e^({u}))",
                   ("1 − e^−o", lambda o: -np.expm1(-o))),
    )
}  # fmt: skip


def get_activation(name, argument="activation"):
    """The `Activation` called `name`; `argument` is how an error calls it."""
    return ACTIVATIONS[checks.choice(argument, name, ACTIVATIONS)]
