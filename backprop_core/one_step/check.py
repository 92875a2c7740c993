"""The gradient check and the wiggle of every u as numbers, and what can be said of them (lecture §8).

What floats round differs from machine to machine in its digits, and where the outputs are large beside what is left of
Err also in its size. So where only rounding is left that is said, without a number; where some of the error is
rounding, a power of ten is told that it stays below.
"""

from math import ceil, floor, isfinite, log10
from typing import NamedTuple

import numpy as np

from ..gradient_check import ErrorCurve, error_curve
from .text import number

STEPS = 10.0 ** np.arange(0, -14.25, -0.5)
TELLS = 1e4  # an error so many times its rounding can be told to two digits
ROUNDS = 100  # an error that is at most so many times its rounding can be all rounding


class Judgement(NamedTuple):
    """The gradient check of a network at `h`, and what stands to both sides of the best h.

    curve       `ErrorCurve` at `STEPS`
    error       the relative error at h, and `rounding`, what floats alone make of it
    truncation  c of c · h², the error to the right; None where Err has no third derivative to speak of
    corner      whether a relu's corner lies within h of some u
    """

    curve: ErrorCurve
    h: float
    error: float
    rounding: float
    truncation: float | None
    corner: bool

    def words(self):
        """The error in words."""
        if self.error == 0:
            return "no difference at all"
        if not isfinite(self.error):
            return "no finite number"
        if self.error > TELLS * self.rounding:
            return f"error {number(float(f'{self.error:.1e}'))}"
        if self.rounded():
            return "only rounding is left"
        return f"error < {number(_power_above(max(self.error, 10 * self.rounding)))}"

    def rounded(self):
        """Whether rounding is all that is left of the error; told by its truncation, where that is known."""
        if self.truncation is None:
            return self.error <= ROUNDS * self.rounding
        return self.truncation * self.h**2 < self.rounding

    def why(self):
        """What else can be said of this h, in words; "" where there is nothing."""
        if self.corner:
            return "a corner within h"
        if self.error == 0 or self.best() is None:
            return ""
        ratio = self.h / self.best()
        return "truncation" if ratio > 3 else "the best h" if ratio > 1 / 3 else ""

    def best(self):
        """The power of ten nearest to where rounding and truncation are equal; None where there is no such place."""
        if self.truncation is None or not self.curve.rounding.any():
            return None
        rounding = self.curve.rounding[0] * self.curve.steps[0]
        return 10.0 ** round(log10(rounding / self.truncation) / 3)


def judge(snapshot, h):
    """The `Judgement` of backpropagation in this network, by centred differences with `h`."""
    net = snapshot.net
    found = error_curve(net, snapshot.x, snapshot.y, [*STEPS, h])
    curve = ErrorCurve(*(part[:-1] for part in found))
    error, rounding = float(found.errors[-1]), float(found.rounding[-1])
    cornered = any(activation.corner for activation in net.activations[1:])
    return Judgement(
        curve, h, error, rounding, None if cornered else _truncation(curve), cornered and error > TELLS * rounding
    )


def _truncation(curve):
    """c, where the error is c · h² at h = 0.01 and 0.001; else None."""
    larger, smaller = (int(np.argmin(np.abs(curve.steps - h))) for h in (1e-2, 1e-3))
    first, second = curve.errors[larger], curve.errors[smaller]
    clear = second > 1e3 * curve.rounding[smaller]
    return float(first / curve.steps[larger] ** 2) if clear and 50 < first / second < 200 else None


def _power_above(value):
    return 10.0 ** ceil(log10(value) - 1e-9)


def true_moves(snapshot, h):
    """{(m, i): by how much Err really changes when u_i of layer m is moved by h}, without what is only rounding."""
    sizes, Err = snapshot.net.sizes, snapshot.grads.Err
    places = 13 - floor(log10(Err)) if Err > 0 and isfinite(Err) else None
    found = {}
    for m in range(1, len(sizes)):
        for i in range(1, sizes[m] + 1):
            change = snapshot.true_change(m, i, h)
            found[m, i] = round(change, places) + 0.0 if places is not None and isfinite(change) else change
    return found
