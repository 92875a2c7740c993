"""The backward pass of lecture §5 taken apart: which δ is made of what, and what each δ means.

Its parts, from right to left, in the names of `snapshot.py` and one more:

    ("back", M, k)     ∂Err/∂ŷ_k of output k
    ("back", m, i, j)  the sum Σ_j δ_j θ_ji of hidden neuron i, up to and with its term j
    ("delta", m, i)    that, times σ′(u_i)

"Back" is what comes back to a neuron's output: ∂Err/∂o_i. Here are numbers only; the drawings are in `deltas.py`.
"""

import math

import numpy as np

FLAT = 0.05  # a neuron whose |σ′| is below this share of the largest passes hardly anything on
NUDGE = 0.001  # of u, to see how much Err really moves


def backward_pass(sizes):
    """The names of all parts of the backward pass, in the order in which they are computed."""
    last = len(sizes) - 1
    parts = []
    for k in range(1, sizes[last] + 1):
        parts += [("back", last, k), ("delta", last, k)]
    for m in range(last - 1, 0, -1):
        for i in range(1, sizes[m] + 1):
            parts += [("back", m, i, j) for j in range(1, sizes[m + 1] + 1)]
            parts.append(("delta", m, i))
    return parts


def back_terms(snapshot, m, i):
    """What the sum ∂Err/∂o_i of neuron i in layer m is made of: the terms δ_j θ_ji, or, for an output, [∂Err/∂ŷ_k]."""
    values, sizes = snapshot.values, snapshot.net.sizes
    if m == len(sizes) - 1:
        return [snapshot.derivative(("o", m, i))]
    return [values["delta", m + 1, j] * values["theta", m + 1, j, i] for j in range(1, sizes[m + 1] + 1)]


def bands(snapshot, m, i):
    """{weight: δ_j θ_ji} of all lines along which ∂Err comes back to neuron i of layer m; of an output none."""
    if m == len(snapshot.net.sizes) - 1:
        return {}
    return {(m + 1, j, i): term for j, term in enumerate(back_terms(snapshot, m, i), start=1)}


def settled_sum(terms):
    """Their sum, which is 0 where only rounding is left of it, as in 0.3 + 0.6 − 0.9."""
    total = sum(terms)
    return 0.0 if abs(total) < 1e-12 * sum(map(abs, terms)) else total


def _err_slopes(snapshot, outputs):
    """∂Err/∂ŷ of the shown pattern for each column of `outputs` that may stand in the place of its ŷ."""
    loss, y = snapshot.net.loss, snapshot.y
    slopes = loss.df(np.broadcast_to(y[:, [snapshot.pattern]], outputs.shape), outputs)
    return slopes * (outputs.size / y.size) if loss.mean else slopes  # a mean is over all of y, not over these columns


def delta_over_u(snapshot, m, i, u):
    """∂Err/∂o_i and σ′(u_i) of the shown pattern, if neuron i of layer m had the pre-activations `u` (an array)
    instead of its own. Their product is δ_i, over its u."""
    net, p, last = snapshot.net, snapshot.pattern, len(snapshot.net.sizes) - 1
    u = np.asarray(u, dtype=float)
    with np.errstate(over="ignore", invalid="ignore"):
        o = np.repeat(snapshot.trace.o[m][:, p : p + 1], len(u), axis=1)
        o[i - 1] = net.activations[m].f(u)
        later = []
        for layer in range(m + 1, last + 1):
            later.append(net.weights(layer) @ o + (net.theta[layer][:, :1] if net.bias else 0.0))
            o = net.activations[layer].f(later[-1])
        back = _err_slopes(snapshot, o)
        for layer in range(last, m, -1):
            back = net.weights(layer).T @ (net.activations[layer].df(later.pop()) * back)
        return back[i - 1], net.activations[m].df(u)


def flat_stretches(u, slope, limit):
    """[(from, to)] of the places `u` (in order) between which |σ′|, at each of them `slope`, stays below 5 % of its
    largest, `limit`: where a neuron counts as saturated. A single place is no stretch."""
    flat = np.concatenate([[False], np.abs(slope) < FLAT * limit, [False]])
    begins, ends = np.flatnonzero(flat[1:] & ~flat[:-1]), np.flatnonzero(flat[:-1] & ~flat[1:]) - 1
    return [(float(u[n]), float(u[last])) for n, last in zip(begins, ends, strict=True) if n < last]


def wiggled(snapshot, m, i, h=NUDGE):
    """ΔErr/h when u_i of layer m is moved by h: lecture §8's test of δ_i, up to terms of the size of h.

    Two Err are subtracted and divided by a small h: digits below 1e−9 of Err are rounding, and are rounded away.
    """
    change = snapshot.true_change(m, i, h) / h
    Err = snapshot.grads.Err
    if not math.isfinite(change) or Err == 0:
        return change
    return round(change, 9 - math.floor(math.log10(Err))) + 0.0


def wishes(snapshot, m, i, l):
    """−δ_i⁽ᵖ⁾ o_ℓ⁽ᵖ⁾ for each pattern p: how this pattern alone would have its weight θ_iℓ moved. Their sum is
    −∂Err/∂θ_iℓ, and η times that is the update. l = 0 is the constant neuron."""
    first = 1 if l else 0
    before = snapshot.trace.o[m - 1][l - 1] if first else 1.0
    each = -snapshot.grads.delta[m][i - 1] * before + 0.0
    return np.where(np.abs(each) < 1e-12 * np.abs(each).max(initial=0.0), 0.0, each).tolist()


def flat_neurons(snapshot):
    """{(m, i): word} of the neurons that pass hardly anything on, for the shown pattern.

    "saturated"  |σ′(u_i)| is below 5 % of the largest slope that this σ has
    "off"        a relu with u_i ≤ 0, or another σ without slope there; "dead" where u_i ≤ 0 for every pattern
    """
    net, p = snapshot.net, snapshot.pattern
    found = {}
    for m in range(1, len(net.sizes)):
        activation, u = net.activations[m], snapshot.trace.u[m]
        for i, slope in enumerate(np.abs(activation.df(u[:, p])), start=1):
            if slope >= FLAT * activation.limit:
                continue
            if activation.switches_off and not u[i - 1, p] > 0:
                found[m, i] = "dead" if (u[i - 1] <= 0).all() else "off"
            else:
                found[m, i] = "saturated"
    return found
