"""A nudge as pictures: Err over one number with its tangent, and the predicted beside the true change of Err.

Both are drawn in units of their own (the nudge h, and a round number for the heights), so that the axes never move:
a smaller h shows the same window with more of the curve's surroundings cut away. What is left of it at h ÷ 2 stands in
a frame. What moves is the numbers beside it. Each function draws on a `Plot` from and to the ends that stand here.
"""

import math

import numpy as np

from ..one_step.text import number
from .plot import DASHES, DOTS, NUMBERS, TITLE

REACH = 3  # nudges to either side
STEPS = np.linspace(-REACH, REACH, 61)  # where the curve is drawn, in nudges
ROOM = 1.12  # the height of the axes to either side; 1 is the round number that `round_up` gives
EDGE = REACH + 0.15
WINDOW = (-EDGE, EDGE), (-ROOM, ROOM)  # the axes of `draw_nudged`
SCALE = (-ROOM, ROOM), (0, 1)  # those of `draw_changes`


def round_up(value):
    """The least of 1, 1.5, 2, 3, 5, 7, and these times a power of ten, that is not below `value`; 1 for 0."""
    if not (0 < value < math.inf):
        return 1.0
    power = math.floor(math.log10(value))
    for digits in (1, 1.5, 2, 3, 5, 7, 10):
        rounded = float(f"{digits}e{power}")
        if rounded >= value * (1 - 1e-9):
            return rounded
    return value


def largest(changes, predicted, reach=REACH):
    """The largest change of Err, on the curve or on its tangent, within `reach` nudges."""
    near = changes[np.isfinite(changes) & (np.abs(STEPS) <= reach + 1e-9)]
    return max(np.abs(near).max(initial=0.0), reach * abs(predicted))


def places(value, h):
    """`value` − 3h, `value` and `value` + 3h as text, with as many places as it takes to tell them apart."""
    decimals = max(0, 2 - math.floor(math.log10(REACH * h)))
    texts = (f"{each:.{decimals}f}" for each in (value - REACH * h, value, value + REACH * h))
    return [(text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−") for text in texts]


def draw_nudged(plot, title, changes, true, predicted, across, slope, unit, least, closer):
    """Err over one number, in the window of ±3 nudges around its present value, with its tangent.

    changes    what Err changes by at each of `STEPS`
    true       what it changes by at one nudge: a dot on the curve
    predicted  what the tangent says it would: a square on the tangent
    across     the numbers below the window's left end, middle and right end
    slope      the tangent's slope, beside the title; unit: what stands below the axis
    least      the height of the window is never less: what is smaller is only rounding
    closer     whether a frame shows the window of half the nudge
    """
    draw_window(plot, title)
    most = largest(changes, predicted)
    scale = round_up(max(most, least))
    heights, flat, true = changes / scale, predicted / scale, true / scale
    right = plot.left + plot.wide
    plot.text(right, plot.top - 9, slope, TITLE, "neg", anchor="end")
    plot.name_across(unit, NUMBERS)
    for at, words, anchor in zip((-REACH, 0, REACH), across, ("start", "middle", "end"), strict=True):
        plot.mark_across(at, words, anchor)
    for value, words in _ends(scale, most):
        plot.mark_up(value / scale, words)
    lines = [
        (np.column_stack([STEPS, heights]), "pos", 2.8, ""),
        (np.array([(-REACH, -REACH * flat), (REACH, REACH * flat)]), "neg", 2, DASHES),
        (np.array([(0, 0), (1, 0), (1, true), (1, flat)]), "ink", 1.6, DOTS),
    ]
    wide, high = EDGE / 2, ROOM * round_up(max(largest(changes, predicted, REACH / 2), least)) / scale
    if closer:
        frame = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high), (-wide, -high)])
        lines.append((frame, "muted", 1.4, ""))
    plot.lines(*lines)
    plot.box(plot.x(1) - 6, plot.y(flat) - 6, plot.x(1) + 6, plot.y(flat) + 6, "card", "neg", 2)
    for at, height in ((0, 0), (1, true)):
        plot.disc(plot.x(at), plot.y(height), 3.6, "pos")
    # The names stand in the corner that the tangent leaves free.
    x, anchor = (plot.left + 5, "start") if flat > 0.1 else (right - 4, "end") if flat < -0.1 else (None, "middle")
    for row, (words, colour) in enumerate((("● Err", "pos"), ("□ tangent", "neg"))):
        at = plot.left + plot.wide / 2 if x is None else x
        plot.text(at, plot.top + 11 + 16 * row, words, NUMBERS, colour, anchor=anchor, halo=True)
    if closer:  # its name stands in the lower corner that the tangent leaves free
        x, anchor = (plot.x(-wide) + 4, "start") if flat < -0.1 else (plot.x(wide) - 4, "end")
        plot.text(round(x, 1), round(plot.y(-high) - 5, 1), "h ÷ 2", NUMBERS, "muted", anchor=anchor, halo=True)


def draw_window(plot, title):
    """The axes of `draw_nudged`, where there is nothing to be seen on them."""
    plot.title(title)
    right, floor = plot.left + plot.wide, plot.top + plot.high
    for at in range(-REACH, REACH + 1):
        plot.stroke(plot.x(at), plot.top, plot.x(at), floor, "line", 0.7)
    for at in (-1, 0, 1):
        plot.stroke(plot.left, plot.y(at), right, plot.y(at), "line", 0.7)
    plot.stroke(plot.left, floor, right, floor, "ink", 1)
    plot.stroke(plot.left, plot.top, plot.left, floor, "ink", 1)


BARS = (  # fill and edge: as the square on the tangent, as the dot on the curve, and neither
    ("card", "neg"),
    ("pos", "pos"),
    ("line", "ink"),
)


def draw_changes(plot, rows, title, least):
    """The predicted change of Err, the true one and their difference as bars on one scale.

    rows   three pairs (label, value)
    least  the scale never ends below this: what is smaller is only rounding
    """
    draw_scale(plot, title)
    most = max(abs(value) for _, value in rows)
    scale = round_up(max(most, least))
    for value, words in _ends(scale, most):
        plot.mark_across(value / scale, words)
    under = plot.top
    for row, ((words, value), style) in enumerate(zip(rows, BARS, strict=True)):
        top = plot.y(1 - row / len(BARS) - 0.17)
        plot.stroke(plot.x(0), under, plot.x(0), top - 17, "muted", 0.8)  # broken where the words stand
        plot.text(plot.left, round(top - 5, 1), words, TITLE, anchor="start", room=plot.wide + 18)
        plot.box(plot.x(0), top, plot.x(value / scale), top + 0.12 * plot.high, *style, 1.6)
        under = top
    plot.stroke(plot.x(0), under, plot.x(0), plot.top + plot.high, "muted", 0.8)


def draw_scale(plot, title):
    """The axes of `draw_changes`, where there is nothing to be seen on them."""
    plot.title(title)
    floor = plot.top + plot.high
    plot.stroke(plot.left, floor, plot.left + plot.wide, floor, "ink", 1)
    plot.name_across("ΔErr, the change of Err", NUMBERS)


def _ends(scale, most):
    """The numbers at −scale, 0 and scale; where nothing moves at all, only the 0: pairs (value, words)."""
    return [(value, number(value, plus=True)) for value in (-scale, 0.0, scale) if most or not value]
