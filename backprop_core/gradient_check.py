"""The gradient without backpropagation: move one weight a little, look at Err again.

    ∂Err/∂θ_iℓ ≈ (Err(θ_iℓ + h) − Err(θ_iℓ − h)) / 2h                    centred differences

Two forward passes for every weight: far too slow to train with, and a fair judge of `Network.backward`.
"""

from typing import NamedTuple

import numpy as np

from . import checks


class GradientCheck(NamedTuple):
    """The largest disagreement between backpropagation and centred differences, and the weight where it is.

    relative_error   |difference| / the largest |∂Err/∂θ| of that layer, by either method
    layer, i, l      the weight theta[layer][i, l] (i and l count from 0; with a bias, l = 0 is the constant neuron)
    backprop, centred_difference   the two numbers for that weight
    corner           whether a corner of σ lies within h: moving that weight by ±h takes some u across 0, where relu
                     has one. Then centred differences see a bit of the slope on either side: the two need not agree.
                     At u = 0 itself relu has no slope, and `Network.backward` takes 0.
    """

    relative_error: float
    layer: int
    i: int
    l: int
    backprop: float
    centred_difference: float
    corner: bool = False


def centred_differences(net, x, y, h=1e-5):
    """∂Err/∂θ by centred differences: a list over layers, [0] None, [m] the shape of theta[m].

    x (n_0, N), y (n_M, N), h > 0. `net` is not changed. The error is about h²·Err‴/6 from cutting the Taylor
    series, and about 1e-16·Err/h from rounding.
    """
    h = checks.number("h", h, above=0)
    net = checks.network("net", net)
    trace = net.forward(x)
    y = checks.columns("y", y, net.sizes[-1], patterns=trace.o[0].shape[1])
    other = net.copy()
    gradient = [None]
    for theta in other.theta[1:]:
        slopes = np.empty_like(theta)
        for index in np.ndindex(theta.shape):
            kept = theta[index]
            errs = []
            for moved in (kept + h, kept - h):
                theta[index] = moved
                errs.append(other.loss.f(y, other.forward(x).o[-1]))
            theta[index] = kept
            slopes[index] = (errs[0] - errs[1]) / (2 * h)
        gradient.append(slopes)
    return gradient


def compare_gradients(net, x, y, h=1e-5):
    """Backpropagation against centred differences, weight by weight → `GradientCheck` of the worst one.

    Shapes and errors as in `centred_differences`. Each layer is measured by its own largest entry: in a deep net
    the first layers' gradients may be tiny and still matter. Where they fall below about 1e-16·Err/h, centred
    differences see only rounding, and the relative error says so. Where a corner of σ lies within h of some u, the
    two may differ although both are right: `corner` of the result says so.
    """
    h = checks.number("h", h, above=0)
    centred = centred_differences(net, x, y, h)
    backprop = net.backward(net.forward(x), y).gradient
    worst = None
    for m in range(1, len(backprop)):
        difference = np.abs(backprop[m] - centred[m])
        scale = max(np.abs(backprop[m]).max(), np.abs(centred[m]).max())
        index = np.unravel_index(np.argmax(difference), difference.shape)
        relative = float(difference[index] / scale) if scale != 0 else 0.0
        if np.isnan(relative):
            relative = float("inf")
        if worst is None or not relative <= worst.relative_error:
            i, l = (int(n) for n in index)
            worst = GradientCheck(relative, m, i, l, float(backprop[m][index]), float(centred[m][index]))
    return worst._replace(corner=_crosses_corner(net, x, worst, h))


def _crosses_corner(net, x, weight, h):
    """Whether ±h of a weight takes some u across 0 in a layer whose σ has a corner there."""
    signs = []
    for step in (h, -h):
        moved = net.copy()
        moved.theta[weight.layer][weight.i, weight.l] += step
        signs.append([np.sign(u) for u in moved.forward(x).u[1:]])
    return any(
        activation.corner and not np.array_equal(above, below)
        for activation, above, below in zip(net.activations[1:], *signs, strict=True)
    )


class ErrorCurve(NamedTuple):
    """How the relative error of the gradient check hangs on h, and why; arrays, one number for each h.

    errors     the largest relative error, as `compare_gradients` finds it
    rounding   what floats alone make of it: about 2e-16 · Err/(h · the largest |∂Err/∂θ| of the layer)
    """

    steps: np.ndarray
    errors: np.ndarray
    rounding: np.ndarray


def error_curve(net, x, y, steps):
    """`compare_gradients` for each h of `steps` at once → `ErrorCurve`.

    Err is computed for all of them in one go, from the layer of the moved weight on: quick enough to follow a finger
    in a small network. In the last digits, which are rounding, it may differ from `compare_gradients`.
    """
    steps = np.array([checks.number("each of steps", h, above=0) for h in steps])
    net = checks.network("net", net)
    trace = net.forward(x)
    grads = net.backward(trace, y)
    y = checks.columns("y", y, net.sizes[-1], patterns=trace.o[0].shape[1])
    errors, rounding = np.zeros(len(steps)), np.zeros(len(steps))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for m in range(1, len(net.sizes)):
            before = np.vstack([np.ones(y.shape[1]), trace.o[m - 1]]) if net.bias else trace.o[m - 1]
            centred = np.empty((*net.theta[m].shape, len(steps)))
            for i, l in np.ndindex(net.theta[m].shape):
                row = np.repeat(net.theta[m][i : i + 1], 2 * len(steps), axis=0)
                row[:, l] += np.concatenate([steps, -steps])
                u = np.repeat(trace.u[m][None], len(row), axis=0)
                u[:, i] = row @ before
                errs = _errs(net, m, u, y)
                centred[i, l] = (errs[: len(steps)] - errs[len(steps) :]) / (2 * steps)
            backprop = grads.gradient[m][..., None]
            difference = np.abs(backprop - centred).max(axis=(0, 1))
            scale = np.maximum(np.abs(backprop).max(), np.abs(centred).max(axis=(0, 1)))
            relative = np.where(scale > 0, difference / np.where(scale > 0, scale, 1), 0.0)
            errors = np.maximum(errors, np.where(np.isnan(relative), np.inf, relative))
            # Not the moved scale: where rounding is all that is left, that is rounding too.
            largest = np.abs(backprop).max()
            noise = np.finfo(float).eps * grads.Err / (steps * largest) if largest > 0 else np.zeros(len(steps))
            rounding = np.maximum(rounding, noise)
    return ErrorCurve(steps, errors, rounding)


def _errs(net, m, u, y):
    """Err for each of several pre-activations of layer m, (steps, n_m, N)."""
    o = net.activations[m].f(u)
    for later in range(m + 1, len(net.sizes)):
        u = net.weights(later) @ o + (net.theta[later][:, :1] if net.bias else 0.0)
        o = net.activations[later].f(u)
    return np.array([net.loss.f(y, each) for each in o])
