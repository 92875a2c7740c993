"""Loss functions Err and their derivatives ∂Err/∂ŷ, side by side (lecture §3).

y is the target, ŷ the network's output; both have shape (n_M, N): N patterns, one a column.

| name               | Err                  | ∂Err/∂ŷ            |
|--------------------|----------------------|--------------------|
| squared_error      | Σ (y − ŷ)²           | −2 (y − ŷ)         |
| half_squared_error | Σ ½ (y − ŷ)²         | −(y − ŷ)           |
| mean_squared_error | Σ (y − ŷ)² / (n_M N) | −2 (y − ŷ)/(n_M N) |

`squared_error` is the lecture's. It calls the sum "MSE"; the mean only divides Err, and with it every δ, by a
constant, which is the same as a smaller η.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from . import checks


class Loss(NamedTuple):
    """Err(y, ŷ) → a number (`f`), and ∂Err/∂ŷ(y, ŷ) → an array of ŷ's shape (`df`)."""

    name: str
    f: Callable[[np.ndarray, np.ndarray], float]
    df: Callable[[np.ndarray, np.ndarray], np.ndarray]


def _sum_of_squares(y, y_hat):
    residual = (y - y_hat).ravel()
    return float(residual @ residual)


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("squared_error", _sum_of_squares, lambda y, y_hat: -2.0 * (y - y_hat)),
        Loss("half_squared_error", lambda y, y_hat: 0.5 * _sum_of_squares(y, y_hat), lambda y, y_hat: y_hat - y),
        Loss("mean_squared_error", lambda y, y_hat: _sum_of_squares(y, y_hat) / y.size,
             lambda y, y_hat: (-2.0 / y.size) * (y - y_hat)),
    )
}  # fmt: skip


def get_loss(name):
    """The `Loss` called `name`."""
    return LOSSES[checks.choice("loss", name, LOSSES)]
