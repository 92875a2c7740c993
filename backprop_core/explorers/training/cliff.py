"""What Err does along the gradient, and where a step lands there."""

import math
from typing import NamedTuple

import numpy as np

from ...figures.nudge import round_up
from ...figures.stability import BEFORE
from ...training import gradient_norm
from .stability_run import clipped

POINTS, LEAST_POINTS, WORK = 61, 9, 1_250_000  # of the curve of Err; fewer of them for a network of more weights
CLOSER = 1.5  # they stand closer on this side of the wall, where most of the curve is seen: a power
TALL, TALLEST = 3.0, 1e300  # Err is seen up to so many times the present one, or somewhat more
AHEAD = 2.5  # and so many times the way to the wall
MOST_SEARCHES = 12
AT_ONCE = 8  # steps in one pass: the arrays of more of them leave the cache of a processor
TINY = 1e-290  # a shorter step cannot be divided into parts


class Landing(NamedTuple):
    """Where a step ends: its length, and Err there."""

    length: float
    Err: float


class Cliff(NamedTuple):
    """Err(θ − t · g), over the length of the step, t · ‖g‖.

    reach              lengths are seen from −`BEFORE` · reach to reach: a little beyond the wall
    lengths, Errs      along the gradient; own: the same two along the gradient clipped by value, else None
    here               Err of the present θ
    top                Err is seen so high
    unclipped, clipped the step of η as it is, and clipped (None: there is no clipping)
    """

    reach: float
    lengths: np.ndarray
    Errs: np.ndarray
    own: tuple | None
    here: float
    top: float
    unclipped: Landing
    clipped: Landing | None

    def plain(self):
        """As it stands in a state."""
        return {
            "lengths": self.lengths.tolist(),
            "Err": list(map(known, self.Errs.tolist())),
            "here": self.here,
            "unclipped": list(map(known, self.unclipped)),
            "clipped": self.clipped and list(map(known, self.clipped)),
        }


def known(value):
    """A number of a state; None for what is not a number, which would not even be equal to itself."""
    return None if math.isnan(value) else value


def errs_along(net, data, direction, steps):
    """Err(θ − t · direction) for every t of `steps`, as an array."""
    blocks = (steps[n : n + AT_ONCE] for n in range(0, len(steps), AT_ONCE))
    return np.concatenate([_errs_of_a_block(net, data, direction, block) for block in blocks])


def _errs_of_a_block(net, data, direction, steps):
    """The same in one pass: weights (K, n, n), outputs (K, n, N)."""
    x, y = data
    t, o = np.asarray(steps, dtype=float)[:, None, None], x
    with np.errstate(over="ignore", invalid="ignore"):
        for theta, slope, activation in zip(net.theta[1:], direction[1:], net.activations[1:], strict=True):
            moved = t * slope
            np.subtract(theta, moved, out=moved)  # in place: room for so many matrices takes time to get
            u = moved[:, :, 1:] @ o + moved[:, :, :1] if net.bias else moved @ o
            o = activation.f(u)
        return np.array([net.loss.f(y, y_hat) for y_hat in o])


class Ahead(NamedTuple):
    """The next step, from the present θ: ‖∂Err/∂θ‖, the gradient as it is clipped and its length, and ‖θ‖."""

    norm: float
    cut: list
    cut_norm: float
    theta: float


def look_ahead(run, s):
    """What the next step of `run` is made of, by the settings in force → `Ahead`."""
    g = run.seen[1].gradient
    norm = gradient_norm(g)
    cut = clipped(g, s) if math.isfinite(norm) else g
    return Ahead(norm, cut, norm if cut is g else gradient_norm(cut), gradient_norm(run.net.theta))


def find_cliff(run, s, ahead):
    """The `Cliff` that a step from the present θ of `run` meets; None where it has no (finite) length.

    How far it is seen hangs on θ alone: whatever η and the clipping are, the picture stands still.
    """
    net, data, grads = run.net, run.data, run.seen[1]
    norm, cut, cut_norm, _ = ahead
    if not (math.isfinite(norm) and norm > 0 and math.isfinite(grads.Err)):
        return None
    plain, short = s["eta"] * norm, s["eta"] * cut_norm
    if not TINY < (min(plain, short) or plain) < math.inf:
        return None
    count = sum(each.size for each in net.theta[1:])
    points = int(np.clip(WORK // count, LEAST_POINTS, POINTS))
    top = min(round_up(TALL * grads.Err), TALLEST)
    reach = _to_the_wall(net, data, grads, norm, top)
    lengths = reach * (np.linspace(0.0, 1.0, points) ** CLOSER * (1.0 + BEFORE) - BEFORE)
    by_value = s["clip"] == "value"
    landing = [plain] if by_value else [plain, short]
    found = errs_along(net, data, grads.gradient, np.concatenate([lengths, landing]) / norm)
    own, end = None, found[-1]
    if by_value:
        there = np.linspace(0.0, reach, points // 2 + 1)
        *Errs, end = errs_along(net, data, cut, np.append(there, short) / cut_norm)
        own = there, np.array(Errs)
    cut_landing = None if s["clip"] == "none" else Landing(short, float(end))
    unclipped = Landing(plain, float(found[points]))
    return Cliff(reach, lengths, found[:points], own, grads.Err, top, unclipped, cut_landing)


def _to_the_wall(net, data, grads, norm, top):
    """A round length that is somewhat more than the way to where Err is over the top, if it ever is."""

    def is_over(times):
        (Err,) = errs_along(net, data, grads.gradient, [times * unit / norm])
        return not Err <= top  # what is no number, too

    unit, times = grads.Err / norm, 1.0  # there Err would be 0, were the slope the same all the way
    by = 0.5 if is_over(times) else 2.0
    for _ in range(MOST_SEARCHES):  # one by one: it is mostly met early
        times *= by
        if is_over(times) == (by > 1):
            break
    far = times if by > 1 else times / by
    return min(max(round_up(AHEAD * far * unit), TINY), TALLEST)
