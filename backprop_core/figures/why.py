"""Pictures of why backpropagation is cheap, and how it is judged (lecture §8).

Matplotlib without pyplot. Every function draws on the axes it is given; called again with the artists that it
returned, it moves them.
"""

from math import ceil, floor, log10
from typing import NamedTuple

import numpy as np

from .colours import COLOURS
from .frame import INK, MUTED, SMALL, above, dress, label, legend, marks_at, plain_numbers, polygons

FIRST, SECOND = COLOURS["pos"], COLOURS["neg"]
MOST_WORK = 1e9  # multiplications: the axes end here, whatever a deep network would need by paths
SHORTEST, LONGEST = 1e-6, 1.0  # seconds: the ends of the axis of times


def _logarithmic(axis, low, high, marks=5):
    """An axis over powers of ten from `low` to `high`, with at most so many marks."""
    from matplotlib.ticker import NullLocator

    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    powers = range(first, last + 1, max(1, ceil((last - first) / (marks - 1))))
    (axis.axes.set_yscale if axis.axis_name == "y" else axis.axes.set_xscale)("log")
    (axis.axes.set_ylim if axis.axis_name == "y" else axis.axes.set_xlim)(low, high)
    marks_at(axis, [10.0**power for power in powers])
    axis.set_minor_locator(NullLocator())
    plain_numbers(axis)


def _below(ax, words):
    ax.set_xlabel(words, fontsize=SMALL, color=MUTED, labelpad=1)


def _power_of_ten(value):
    """The next power of ten that is not below `value`."""
    return 10.0 ** ceil(log10(max(value, 1.0)) - 1e-9)


# --- Paths and δ ----------------------------------------------------------------------------------------------------


class Growth(NamedTuple):
    """The artists of `draw_growth`."""

    paths: object
    deltas: object
    here: tuple
    line: object


def draw_growth(ax, depths, paths, deltas, here, line, artists=None):
    """The number of paths from a weight of layer 1 to Err, and of δ, over the number of layers; `here`: these three
    of the present network; `line` says them in words."""
    if artists is None:
        dress(ax, "As a network gets deeper")
        _logarithmic(ax.yaxis, 0.7, 10)
        _below(ax, "layers of weights")
        ax.set_xlim(0.7, max(depths) + 0.5)
        marks_at(ax.xaxis, depths[1::2])
        artists = Growth(
            ax.plot([], [], color=SECOND, linewidth=1.6, linestyle="--")[0],
            ax.plot([], [], color=FIRST, linewidth=2)[0],
            (
                ax.plot([], [], "s", markersize=7, markerfacecolor="white", markeredgecolor=SECOND)[0],
                ax.plot([], [], "o", markersize=6, color=FIRST)[0],
            ),
            label(ax, 0.04, 0.9, ax.transAxes),
        )
        legend(ax, artists[:2], ("paths of one weight", "δ, for all weights"))
    top = _power_of_ten(2 * max(*paths, *deltas))
    if ax.get_ylim()[1] != top:
        _logarithmic(ax.yaxis, 0.7, top)
    artists.paths.set_data(depths, paths)
    artists.deltas.set_data(depths, deltas)
    depth, *numbers = here
    for mark, value in zip(artists.here, numbers, strict=True):
        mark.set_data([depth], [value])
    artists.line.set_text(line)
    return artists


# --- The terms of all paths -----------------------------------------------------------------------------------------


class Terms(NamedTuple):
    """The artists of `draw_terms`."""

    bars: tuple
    sum: object
    now: object
    line: object


def draw_terms(ax, terms, now, line, artists=None):
    """Each path's term as a bar that begins where the last one ended: the end of the last is the sum of all.

    terms  None where they are not to be seen; now: the path that is marked, from 1; 0: all
    line   what is written below the title
    """
    if artists is None:
        dress(ax, "Path after path, added up")
        plain_numbers(ax.yaxis)
        ax.set_ylim(-1, 1)
        _below(ax, "path")
        ax.axhline(0, color=COLOURS["line"], linewidth=1, zorder=0)
        artists = Terms(
            (
                polygons(ax, facecolor=FIRST, edgecolor=FIRST, linewidth=1.0),
                polygons(ax, facecolor="white", edgecolor=SECOND, linewidth=1.4),
            ),
            ax.plot([], [], color=INK, linewidth=1, linestyle=":")[0],
            ax.plot([], [], "^", color=INK, markersize=6, transform=ax.get_xaxis_transform(), clip_on=False)[0],
            above(ax, SMALL, 8),
        )
    terms = [] if terms is None else terms
    ends = np.concatenate([[0.0], np.cumsum(terms)])
    boxes = ([], [])
    for n, term in enumerate(terms):
        low, high = sorted(ends[n : n + 2])
        if term:
            boxes[term < 0].append([(n + 0.65, low), (n + 1.35, low), (n + 1.35, high), (n + 0.65, high)])
    for bars, corners in zip(artists.bars, boxes, strict=True):
        bars.set_verts(corners)
        bars.set_visible(bool(corners))
    artists.sum.set_data(([0.4, len(terms) + 0.6], [ends[-1]] * 2) if terms else ([], []))
    artists.now.set_data(([now], [0.02]) if now and terms else ([], []))
    artists.line.set_text(line)
    return artists


def mark_paths(ax, count):
    """Number the paths along the axis."""
    ax.set_xlim(0.3, count + 0.7)
    marks_at(ax.xaxis, range(1, count + 1) if count <= 12 else (1, count // 2, count))


# --- What a gradient costs ------------------------------------------------------------------------------------------

WAYS = ("backprop", "differences", "paths")
STYLES = (
    {"color": FIRST, "linewidth": 2, "marker": "o", "markersize": 3.5},
    {
        "color": SECOND,
        "linewidth": 1.4,
        "linestyle": "--",
        "marker": "s",
        "markersize": 3.5,
        "markerfacecolor": "white",
    },
    {"color": INK, "linewidth": 1.2, "linestyle": ":", "marker": "^", "markersize": 4, "markerfacecolor": "white"},
)


class Costs(NamedTuple):
    """The artists of `draw_costs`: a curve for each of `WAYS`, and the present network."""

    curves: tuple
    here: object
    line: object


def draw_costs(ax, curves, here, line, times=False, artists=None):
    """What each of `WAYS` costs over the number of weights, both on scales of powers of ten.

    curves  {way: (numbers of weights, costs)}; a way that is missing is not drawn
    here    (number of weights, the costs) of the present network
    times   True: seconds, False: multiplications
    line    what is written inside, where there is room
    """
    if artists is None:
        dress(ax, "Time, in seconds" if times else "Multiplications for one gradient")
        _logarithmic(ax.xaxis, 0.8, 1500)
        _below(ax, "number of weights")
        _logarithmic(ax.yaxis, *((SHORTEST, LONGEST) if times else (1, MOST_WORK)), marks=6)
        artists = Costs(
            tuple(ax.plot([], [], **style)[0] for style in STYLES),
            ax.plot([], [], "o", color=INK, markersize=9, markerfacecolor="none")[0],
            label(ax, 0.97, 0.03, ax.transAxes, ha="right"),
        )
        legend(ax, artists.curves, WAYS)
    for way, curve in zip(WAYS, artists.curves, strict=True):
        curve.set_data(*curves.get(way, ([], [])))
    weights, costs = here
    artists.here.set_data([weights] * len(costs), costs)
    artists.line.set_text(line)
    return artists


# --- The gradient check ---------------------------------------------------------------------------------------------

LEAST_ERROR = 1e-16


class Check(NamedTuple):
    """The artists of `draw_check`."""

    errors: object
    rounding: object
    truncation: object
    now: object
    line: object
    names: tuple


def draw_check(ax, curve, truncation, now, line, artists=None):
    """The relative error of centred differences over h, and the two lines that it follows.

    curve       an `ErrorCurve`; truncation: the factor c of c · h², or None where there is no such side
    now         (h, relative error) of the chosen h; `line` says it in words
    """
    if artists is None:
        dress(ax, "Backprop against centred differences")
        _logarithmic(ax.xaxis, 10**-14.4, 10**0.4, marks=4)
        _below(ax, "h")
        _logarithmic(ax.yaxis, LEAST_ERROR / 3, 30)
        artists = Check(
            ax.plot([], [], color=FIRST, linewidth=1.8, marker="o", markersize=3)[0],
            ax.plot([], [], color=MUTED, linewidth=1.2, linestyle=":")[0],
            ax.plot([], [], color=SECOND, linewidth=1.2, linestyle="--")[0],
            ax.plot([], [], "o", color=INK, markersize=9, markerfacecolor=COLOURS["lit"], zorder=3)[0],
            above(ax, SMALL, 8),
            (
                label(ax, 0.2, 0.93, ax.transAxes, color=MUTED),
                label(ax, 0.86, 0.8, ax.transAxes, color=SECOND, ha="right"),
            ),
        )
    nothing = [], []
    artists.errors.set_data(curve.steps, np.maximum(curve.errors, LEAST_ERROR))
    noisy = curve.rounding.any()
    artists.rounding.set_data((curve.steps, np.maximum(curve.rounding, LEAST_ERROR)) if noisy else nothing)
    there = truncation is not None
    artists.truncation.set_data(
        (curve.steps, np.maximum(truncation * curve.steps**2, LEAST_ERROR / 9)) if there else nothing
    )
    h, error = now
    artists.now.set_data([h], [max(error, LEAST_ERROR)])
    artists.line.set_text(line)
    for text, words in zip(
        artists.names, ("← rounding ∝ 1/h" if noisy else "", "truncation ∝ h² →" if there else ""), strict=True
    ):
        text.set_text(words)
    return artists
