"""Loss functions Err and their derivatives ∂Err/∂ŷ, side by side (lecture §3).

y is the target, ŷ the network's output; both have shape (n_M, N): N patterns, one a column.

| name               | Err                  | ∂Err/∂ŷ            |
|--------------------|----------------------|--------------------|
| squared_error      | Σ (y − ŷ)²           | −2 (y − ŷ)         |
| half_squared_error | Σ ½ (y − ŷ)²         | −(y − ŷ)           |
| mean_squared_error | Σ (y − ŷ)² / (n_M N) | −2 (y − ŷ)/(n_M N) |

`squared_error` is the lecture's. It calls the sum "MSE"; the mean only divides Err, and with it every δ, by a
constant, which is the same as a smaller η. All that is known of a loss stands here: whoever adds one adds an entry and
its row.

The views count on this: Err is a sum (or mean) of terms, one for each output of each pattern. A term hangs on y − ŷ
alone, so that ∂Err/∂y = −∂Err/∂ŷ, is never below 0, and is 0 where ŷ = y. Cross-entropy is not of this kind: it needs
0 < ŷ < 1, and here any σ may stand at the output.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from . import checks

SQUARE = "({y} − {ŷ})²"


class Loss(NamedTuple):
    """Err(y, ŷ) → a number (`f`), ∂Err/∂ŷ(y, ŷ) → an array of ŷ's shape (`df`), and how they are written.

    term    one term of Err as text, of {y} and {ŷ}, without the factor that all have, `front`; like SQUARE
    slope   ∂Err/∂ŷ of one output as text; a mean divides by {n}
    front   what stands before the sum: "½ "
    sum     what the sum is called: "half the sum"
    of_all  what Err makes of all its terms: "half of all"
    mean    whether Err is divided by the number of its terms, n_M N
    """

    name: str
    f: Callable[[np.ndarray, np.ndarray], float]
    df: Callable[[np.ndarray, np.ndarray], np.ndarray]
    term: str
    slope: str
    front: str = ""
    sum: str = "the sum"
    of_all: str = "all together"
    mean: bool = False

    @property
    def words(self):
        """What Err is: "half the sum of (y − ŷ)²"."""
        return f"{self.sum} of {self.term.format(y='y', ŷ='ŷ')}"

    def per_square(self, shape):
        """c, where Err = c · Σ (y − ŷ)² for y of this shape; None where Err is not made of squares."""
        if self.term != SQUARE:
            return None
        return self.f(np.ones(shape), np.zeros(shape)) / math.prod(shape)


def _sum_of_squares(y, y_hat):
    residual = (y - y_hat).ravel()
    return float(residual @ residual)


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("squared_error", _sum_of_squares, lambda y, y_hat: -2.0 * (y - y_hat),
             SQUARE, "−2 ({y} − {ŷ})"),
        Loss("half_squared_error", lambda y, y_hat: 0.5 * _sum_of_squares(y, y_hat), lambda y, y_hat: y_hat - y,
             SQUARE, "−({y} − {ŷ})", "½ ", "half the sum", "half of all"),
        Loss("mean_squared_error", lambda y, y_hat: _sum_of_squares(y, y_hat) / y.size,
             lambda y, y_hat: (-2.0 / y.size) * (y - y_hat),
             SQUARE, "−(2/{n}) ({y} − {ŷ})", sum="the mean", of_all="mean of all", mean=True),
    )
}  # fmt: skip


def get_loss(name):
    """The `Loss` called `name`."""
    return LOSSES[checks.choice("loss", name, LOSSES)]
