"""A nudge as pictures: Err over one number with its tangent, and the predicted beside the true change of Err.

Both are drawn in units of their own (the nudge h, and a round number for the heights), so that the axes never move:
a smaller h shows the same window with more of the curve's surroundings cut away. What is left of it at h ÷ 2 stands in
a frame. What moves is the numbers beside it.
"""

import math
from typing import NamedTuple

import numpy as np

from ..one_step.text import number
from .colours import COLOURS
from .frame import heading_start, rectangle

INK, MUTED, GRID, TRUE, PREDICTED = (COLOURS[name] for name in ("ink", "muted", "line", "pos", "neg"))
REACH = 3  # nudges to either side
STEPS = np.linspace(-REACH, REACH, 61)  # where the curve is drawn, in nudges
EDGE = REACH + 0.15  # of the axes
ROOM = 1.12  # the height of the axes to either side; 1 is the round number that `round_up` gives
WIDEST = "−0.0005"  # room is kept for numbers of this width


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


class Nudged(NamedTuple):
    """The artists of `draw_nudged`."""

    curve: object
    tangent: object
    run: object
    predicted: object
    true: object
    title: object
    slope: object
    unit: object
    names: list
    across: list
    up: list
    frame: object
    nearer: object


def draw_nudged(
    ax, title="", changes=None, true=0.0, predicted=0.0, across=("", "", ""), slope="", unit="", least=0.0,
    closer=False, artists=None,
):  # fmt: skip
    """Err over one number, in the window of ±3 nudges around its present value, with its tangent → `Nudged`.

    changes    what Err changes by at each of `STEPS`; None shows an empty window
    true       what it changes by at one nudge: a dot on the curve
    predicted  what the tangent says it would: a square on the tangent
    across     the numbers below the window's left end, middle and right end
    slope      the tangent's slope, beside the title; unit: what stands below the axis
    least      the height of the window is never less: what is smaller is only rounding
    closer     whether a frame shows the window of half the nudge
    Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        artists = _draw_window(ax)
    hidden = changes is None
    changes = np.zeros(len(STEPS)) if hidden else np.asarray(changes, dtype=float)
    most = largest(changes, predicted)
    scale = round_up(max(most, least))
    heights, flat = changes / scale, predicted / scale
    artists.title.set_text(title)
    artists.slope.set_text(slope)
    artists.unit.set_text(unit)
    # The names stand in the corner that the tangent leaves free.
    x, side = (0.02, "left") if flat > 0.1 else (0.98, "right") if flat < -0.1 else (0.5, "center")
    for name, words in zip(artists.names, ("● Err", "□ tangent"), strict=True):
        name.set(x=x, horizontalalignment=side, text="" if hidden else words)
    for text, content in zip(artists.across, across, strict=True):
        text.set_text(content)
    _tell_scale(artists.up, scale, hidden, most)
    nothing = ([], [])
    artists.curve.set_data(*(nothing if hidden else (STEPS, heights)))
    artists.tangent.set_data(*(nothing if hidden else (STEPS[[0, -1]], flat * STEPS[[0, -1]])))
    artists.run.set_data(*(nothing if hidden else ([0, 1, 1, 1], [0, 0, true / scale, flat])))
    artists.predicted.set_data(*(nothing if hidden else ([1], [flat])))
    artists.true.set_data(*(nothing if hidden else ([0, 1], [0, true / scale])))
    shown = closer and not hidden
    wide, high = EDGE / 2, ROOM * round_up(max(largest(changes, predicted, REACH / 2), least)) / scale
    corners = [-wide, wide, wide, -wide, -wide], [-high, -high, high, high, -high]
    artists.frame.set_data(*(corners if shown else nothing))
    # Its name stands in the lower corner that the tangent leaves free.
    x, side = (-wide + 0.08, "left") if flat < -0.1 else (wide - 0.08, "right")
    artists.nearer.set(x=x, y=-high + 0.03, horizontalalignment=side, text="h ÷ 2" if shown else "")
    return artists


def _draw_window(ax):
    ax.set_xlim(-EDGE, EDGE)
    ax.set_ylim(-ROOM, ROOM)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(True, color=GRID, linewidth=0.5)
    # The numbers beside the axes move with h: their room is kept by these, which are not drawn.
    ax.set_xticks(range(-REACH, REACH + 1), ["", "", "", WIDEST, "", "", ""], fontsize=8)
    ax.set_yticks([-1, 0, 1], [WIDEST] * 3, fontsize=8)
    ax.tick_params(labelcolor="none", color=MUTED)
    ax.set_title(" ", fontsize=9)
    ax.set_xlabel(" ", fontsize=8, labelpad=1)
    below, beside = ax.get_xaxis_transform(), ax.get_yaxis_transform()
    small = {"fontsize": 8, "color": MUTED}
    ends = zip((-REACH, 0, REACH), ("left", "center", "right"), strict=True)
    within = {"transform": ax.transAxes}
    return Nudged(
        ax.plot([], [], color=TRUE, linewidth=2)[0],
        ax.plot([], [], "--", color=PREDICTED, linewidth=1.5)[0],
        ax.plot([], [], ":", color=INK, linewidth=1.2)[0],
        ax.plot([], [], "s", markerfacecolor="white", markeredgecolor=PREDICTED, markersize=9, markeredgewidth=1.8)[0],
        ax.plot([], [], "o", color=TRUE, markersize=5)[0],
        ax.text(heading_start(ax), 1.03, "", **within, fontsize=9, color=INK, va="bottom"),
        ax.text(1.0, 1.03, "", **within, fontsize=9, color=PREDICTED, ha="right", va="bottom"),
        ax.text(0.5, -0.16, "", **within, **small, ha="center", va="top"),
        [
            ax.text(0.0, y, "", fontsize=8, color=colour, va="top", **within)
            for y, colour in ((1.0, TRUE), (0.9, PREDICTED))
        ],
        [ax.text(x, -0.035, "", transform=below, ha=side, va="top", **small) for x, side in ends],
        [ax.text(-0.03, y, "", transform=beside, ha="right", va="center", **small) for y in (-1, 0, 1)],
        ax.plot([], [], color=MUTED, linewidth=1)[0],
        ax.text(0, 0, "", va="bottom", **small),
    )


class Changes(NamedTuple):
    """The artists of `draw_changes`: for each row a label and a bar, the line at 0, the numbers below, the title."""

    labels: list
    bars: list
    zero: object
    across: list
    title: object


BARS = (  # face, edge, hatch: as the square on the tangent, as the dot on the curve, and neither
    ("white", PREDICTED, None),
    (TRUE, TRUE, None),
    ("white", INK, "/////"),
)


def draw_changes(ax, rows=(), title="", least=0.0, artists=None):
    """The predicted change of Err, the true one and their difference as bars on one scale → `Changes`.

    rows   three pairs (label, value); without them there is only the title
    least  the scale never ends below this: what is smaller is only rounding
    Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        ax.set_xlim(-ROOM, ROOM)
        ax.set_ylim(0, 1)
        ax.set_yticks([])
        ax.set_xticks([-1, 0, 1], [WIDEST] * 3, fontsize=8)
        ax.tick_params(labelcolor="none", color=MUTED)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.set_title(" ", fontsize=9)
        ax.set_xlabel("ΔErr, the change of Err", fontsize=8, color=MUTED, labelpad=1)
        below, beside = ax.get_xaxis_transform(), ax.get_yaxis_transform()
        small = {"fontsize": 8, "color": MUTED}
        tops = [1 - row / len(BARS) for row in range(len(BARS))]
        artists = Changes(
            [ax.text(0.0, top - 0.15, "", transform=beside, fontsize=9, color=INK, va="bottom") for top in tops],
            [rectangle(ax, 0, top - 0.29, 0, 0.12, linewidth=1.5) for top in tops],
            ax.plot(*_beside_bars(tops), color=MUTED, linewidth=0.8)[0],
            [ax.text(x, -0.035, "", transform=below, ha="center", va="top", **small) for x in (-1, 0, 1)],
            ax.text(heading_start(ax), 1.03, "", transform=ax.transAxes, fontsize=9, color=INK, va="bottom"),
        )
        for bar, (face, edge, hatch) in zip(artists.bars, BARS, strict=True):
            bar.set(facecolor=face, edgecolor=edge, hatch=hatch)
    hidden = not rows
    rows = rows or [("", 0.0)] * len(BARS)
    most = max(abs(value) for _, value in rows)
    scale = round_up(max(most, least))
    for text, bar, (words, value) in zip(artists.labels, artists.bars, rows, strict=True):
        text.set_text(words)
        bar.set_width(value / scale)
        bar.set_linewidth(0 if hidden else 1.5)
    _tell_scale(artists.across, scale, hidden, most)
    artists.title.set_text(title)
    return artists


def _beside_bars(tops):
    """The line at 0, broken where the labels stand."""
    ends = [end for top in tops for end in ((0.0, top - 0.17), (0.0, top - 0.29), (np.nan, np.nan))]
    return zip(*ends, strict=True)


def _tell_scale(labels, scale, hidden, most):
    """The numbers at −scale, 0 and scale; where nothing moves at all, only the 0."""
    for text, value in zip(labels, (-scale, 0.0, scale), strict=True):
        text.set_text("" if hidden or value and not most else number(value, plus=True))
