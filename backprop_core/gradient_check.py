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
    """

    relative_error: float
    layer: int
    i: int
    l: int
    backprop: float
    centred_difference: float


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
    differences see only rounding, and the relative error says so.
    """
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
    return worst
