"""How large the marks of the network diagram are: one fixed scale for each, which says what its full size stands for.

A mark's size is the root of the number's share of that, so that small numbers are seen beside large ones.
"""

import math
from typing import NamedTuple

import numpy as np

from ..one_step.plane import plane, reach

HEAVY = 4.0  # the |θ| from which on a line grows no wider
THIN, WIDER = 1.5, 6.0  # px: the width of a line at θ = 0, and what |θ| = HEAVY adds to it
TOO_SMALL = 0.03  # the share of a scale below which an arrow is only an outline


class Scales(NamedTuple):
    """What the full size of each mark stands for.

    levels    for each layer 0…M the o of an empty and of a full neuron: (0, 1) where σ is a sigmoid
    axis      both ends of the axis beside each output, on which y and ŷ stand
    delta     the |δ| of a full arrow, and the |δ θ| of a full band
    gradient  the |∂Err/∂θ| of a full arrow
    slope     the |∂Err/∂ŷ| of a full arrow
    answer    both ends of the axis, or of the colours, of ŷ over the inputs; None: what suits the numbers
    """

    levels: tuple
    axis: tuple
    delta: float
    gradient: float
    slope: float
    answer: tuple | None = None


def fitting(snapshot, hide=()):
    """The `Scales` that suit the numbers of a `Snapshot`, over all of its patterns, but for the kinds that are hidden:
    a scale would tell them."""
    net, last = snapshot.net, len(snapshot.net.sizes) - 1
    outputs = snapshot.trace.o[1:]
    if {"u", "o"} & set(hide):
        outputs = [np.zeros_like(each) for each in outputs]
    with np.errstate(over="ignore", invalid="ignore"):
        slopes = net.loss.df(snapshot.y, outputs[-1])
    levels = [_signed(snapshot.x)]
    for activation, o in zip(net.activations[1:], outputs, strict=True):
        levels.append(activation.ends or _signed(o, below=activation.f(np.array(-1.0)) < 0))
    low = min(levels[last][0] if net.activations[last].ends else 0.0, snapshot.y.min(), outputs[-1].min())
    high = round_up(max(_largest([snapshot.y, outputs[-1]]), 1.0))
    return Scales(
        tuple((float(low), float(high)) for low, high in levels),
        (-high if low < 0 else 0.0, high),
        1.0 if "delta" in hide else round_up(_largest(snapshot.grads.delta[1:])),
        1.0 if {"delta", "gradient", "update"} & set(hide) else round_up(_largest(snapshot.grads.gradient[1:])),
        round_up(_largest([slopes])),
        answers(snapshot, levels[0], hide),
    )


def answers(snapshot, level, hide=()):
    """Both ends of the axis of ŷ over the inputs, which are drawn on `level`: those of σ where it has any; else round
    ones that hold ŷ and the targets. Where colours show ŷ, their middle is 0, or what divides `two_classes`."""
    net, (low, high) = snapshot.net, level
    shown = plane(net, snapshot.x, reach((float(low), float(high)), snapshot.x.shape[1]))
    classes = two_classes(snapshot.y) if shown is not None and len(shown.inputs) == 2 else None
    ends = net.activations[-1].ends
    if ends or shown is None or {"u", "o"} & set(hide):
        low, high = ends or (-1.0, 1.0)
        if classes and not math.isclose(sum(classes), low + high, abs_tol=1e-9):
            low, high = classes
        return float(low), float(high)
    found = np.concatenate([shown.o[-1].ravel(), snapshot.y.ravel(), [0.0]])
    found = found[np.isfinite(found)]
    if len(shown.inputs) == 2:
        middle = sum(classes) / 2 if classes else 0.0
        far = round_up(float(np.abs(found - middle).max()))
        return middle - far, middle + far
    step = round_up(float(np.ptp(found)) / 4)
    return float(step * (math.floor(found.min() / step) - 1)), float(step * (math.ceil(found.max() / step) + 1))


def two_classes(y):
    """The two numbers that all targets of more than two patterns are, the lower one first; else None."""
    found = np.unique(y)
    return tuple(found.tolist()) if len(found) == 2 < y.shape[1] else None


def _signed(numbers, below=None):
    """An empty and a full neuron, where σ has no ends: 0 and the largest, or as far below 0 as above."""
    high = round_up(_largest([numbers]))
    return (-high if (numbers.min() < 0 if below is None else below) else 0.0), high


def _largest(arrays):
    return max(float(np.abs(each).max()) for each in arrays)


def round_up(value):
    """The next of 1, 2, 5 times a power of ten; 1 for 0 and for what is not finite."""
    if not 0 < value < 1e300:
        return 1.0 if not value >= 1e300 else 1e300
    power = math.floor(math.log10(value))
    return next((float(f"{step}e{power}") for step in (1, 2, 5) if float(f"{step}e{power}") >= value * (1 - 1e-12)),
                float(f"1e{power + 1}"))  # fmt: skip


def share(value, full):
    """How much of its full size a mark has, from 0 to 1: the root of |value| / full; and whether it is cut there."""
    if not math.isfinite(value):
        return 1.0, True
    part = abs(value) / full
    return min(math.sqrt(part), 1.0), part > 1 + 1e-9


def line_width(theta):
    """The width of a weight's line in px, 1.5 + 6 √(|θ|/4), and whether it is cut."""
    part, cut = share(theta, HEAVY)
    return THIN + WIDER * part, cut


def filled(o, level):
    """How high a neuron is filled, from 0 to 1, for the output o on (empty, full); and whether it is cut there."""
    low, high = level
    part = (o - low) / (high - low) if math.isfinite(o) else float(o > 0)
    return min(max(part, 0.0), 1.0), not -1e-9 <= part <= 1 + 1e-9 or not math.isfinite(o)
