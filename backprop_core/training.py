"""Gradient descent as a generator of steps, gradient clipping, and the post-mortem of a run that diverged.

θ_iℓ ← θ_iℓ − η ∂Err/∂θ_iℓ                                                              lecture §6
"""

import math
from typing import NamedTuple

import numpy as np

from . import checks
from .network import Gradients


class Failure(NamedTuple):
    """Where the first number that is not finite appeared: in `quantity` ("u", "o", "Err", "delta",
    "gradient" or "theta") of `layer`; `why` says it in a sentence."""

    quantity: str
    layer: int
    why: str


class Step(NamedTuple):
    """One step of gradient descent.

    number     1, 2, 3, …
    Err        of the step's patterns, before the update
    gradients  what `backward` returned for them, before any clipping
    failed     None, or the `Failure` that ended the run; θ then keeps its last finite values
    """

    number: int
    Err: float
    gradients: Gradients
    failed: Failure | None


def gradient_norm(gradient):
    """‖∂Err/∂θ‖ = √Σ (∂Err/∂θ_iℓ)², over all weights of all layers together: one number.

    gradient: a list of matrices, None left out. Where squares would leave the floats it is scaled by its largest
    entry, so that it overflows only if the norm itself is too large for a float.
    """
    matrices = [matrix for matrix in gradient if matrix is not None]
    squares = sum(float(np.vdot(matrix, matrix)) for matrix in matrices)
    if 1e-290 < squares < math.inf:
        return math.sqrt(squares)
    largest = max((float(np.abs(matrix).max()) for matrix in matrices), default=0.0)
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(sum(float(np.sum((matrix / largest) ** 2)) for matrix in matrices))


def clip_by_norm(gradient, clip_norm):
    """g ← g · min(1, c/‖g‖), with ‖g‖ the norm over all layers together: the length is cut, the direction kept.

    gradient: a list of matrices (None for layer 0 stays None); clip_norm: c > 0. Returns a new list.
    Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    clip_norm = checks.number("clip_norm", clip_norm, above=0)
    norm = gradient_norm(gradient)
    if not norm > clip_norm:
        return list(gradient)
    if math.isinf(norm):  # the norm overflows before its entries do: shrink them first
        largest = max(float(np.abs(matrix).max()) for matrix in gradient if matrix is not None)
        if math.isinf(largest):
            return list(gradient)
        shrunk = [None if matrix is None else matrix / largest for matrix in gradient]
        factor = clip_norm / gradient_norm(shrunk)
        return [None if matrix is None else matrix * factor for matrix in shrunk]
    return [None if matrix is None else matrix * (clip_norm / norm) for matrix in gradient]


def clip_by_value(gradient, clip_value):
    """g ← min(max(g, −c), c), entry by entry: this may change the direction.

    gradient: a list of matrices (None for layer 0 stays None); clip_value: c > 0. Returns a new list.
    """
    clip_value = checks.number("clip_value", clip_value, above=0)
    return [None if matrix is None else np.clip(matrix, -clip_value, clip_value) for matrix in gradient]


def find_failure(trace, grads):
    """The first number that is not finite, in the order of the lecture's algorithm (§6), or None."""
    last = len(trace.u) - 1
    order = [(name, m, values[m]) for m in range(1, last + 1) for name, values in (("u", trace.u), ("o", trace.o))]
    order.append(("Err", last, grads.Err))
    order += [("delta", m, grads.delta[m]) for m in range(last, 0, -1)]
    order += [("gradient", m, grads.gradient[m]) for m in range(last, 0, -1)]
    for quantity, m, values in order:
        if not np.isfinite(values).all():
            return _failure(quantity, m, values)
    return None


def _failure(quantity, m, values):
    name = {"delta": "δ", "gradient": "∂Err/∂θ", "theta": "θ"}.get(quantity, quantity)
    where = "Err" if quantity == "Err" else f"{name} of layer {m}"
    what = "not a number (∞ − ∞ or 0 · ∞)" if np.isnan(values).any() else "too large for a float (over 1.8e308)"
    return Failure(quantity, m, f"{where} is {what}.")


def train(net, x, y, eta=0.5, steps=1000, clip_norm=None, clip_value=None,
          batch_size=None, train_bias=True, rng=0):  # fmt: skip
    """Gradient descent on `net`, in place: yields a `Step` after each update.

    x (n_0, N), y (n_M, N): patterns as columns. eta > 0. batch_size=None uses all N patterns in every step;
    a number draws that many without repetition, and reshuffles (with `rng`) when fewer are left. clip_norm and
    clip_value cut the gradient before the update (by value first). The run ends after `steps` steps, or with
    the first step that meets inf or NaN: its `failed` says where, and its update is not made.
    Wrong input raises ValueError or TypeError here, before the first step.
    """
    net = checks.network("net", net)
    x = checks.columns("x", x, net.sizes[0])
    patterns = x.shape[1]
    y = checks.columns("y", y, net.sizes[-1], patterns=patterns)
    eta = checks.number("eta", eta, above=0)
    steps = checks.whole_number("steps", steps)
    clip_norm = None if clip_norm is None else checks.number("clip_norm", clip_norm, above=0)
    clip_value = None if clip_value is None else checks.number("clip_value", clip_value, above=0)
    if batch_size is not None:
        batch_size = checks.whole_number("batch_size", batch_size, least=1, most=patterns)
    train_bias = checks.flag("train_bias", train_bias)
    rng = checks.generator("rng", rng)
    return _steps(net, _batches(x, y, steps, batch_size, rng), eta, clip_norm, clip_value, train_bias)


def _batches(x, y, steps, batch_size, rng):
    """`steps` pairs (x, y) of the patterns of each step."""
    left = np.empty(0, dtype=int)
    for _ in range(steps):
        if batch_size is None:
            yield x, y
            continue
        if len(left) < batch_size:
            left = rng.permutation(x.shape[1])
        batch, left = left[:batch_size], left[batch_size:]
        yield x[:, batch], y[:, batch]


def _steps(net, batches, eta, clip_norm, clip_value, train_bias):
    for number, (x, y) in enumerate(batches, start=1):
        trace = net.forward(x)
        grads = net.backward(trace, y)
        failed = find_failure(trace, grads)
        if failed is None:
            used = grads.gradient
            if clip_value is not None:
                used = clip_by_value(used, clip_value)
            if clip_norm is not None:
                used = clip_by_norm(used, clip_norm)
            before = [None if theta is None else theta.copy() for theta in net.theta]
            net.update(grads._replace(gradient=used), eta, train_bias)
            failed = _failed_update(net)
            if failed is not None:
                net.theta = before
        yield Step(number, grads.Err, grads, failed)
        if failed is not None:
            return


def _failed_update(net):
    for m, theta in enumerate(net.theta[1:], start=1):
        if not np.isfinite(theta).all():
            return _failure("theta", m, theta)
    return None
