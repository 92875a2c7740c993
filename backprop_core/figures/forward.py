"""The forward pass as pictures: the weighted sum term by term, and every neuron as a point on its σ and on σ′."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Rectangle

from .diagram import COLOURS
from .label import label

INK, MUTED, LINE, MARK, LIT = (COLOURS[name] for name in ("ink", "muted", "pos", "neg", "lit"))
ROWS = 8  # of the sum at most: six neurons, the constant one and u itself
LAYERS = 5
SAMPLES = 241


class Terms(NamedTuple):
    """The artists of `draw_terms`: one label and one bar for each row, the joints between them, the line at 0."""

    labels: list
    bars: list
    joints: object
    zero: object


def draw_terms(ax, terms=(), chosen=None, artists=None):
    """The weighted sum u_i = Σ θ_iℓ · o_ℓ as bars, each beginning where the last one ended → `Terms`.

    terms   pairs (label, value); the last one is u itself, whose bar begins at 0
    chosen  the row that is lit, or None
    Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        ax.set_yticks([])
        ax.set_ylim(0, 1)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.tick_params(labelsize=8, colors=MUTED)
        across = ax.get_yaxis_transform()
        artists = Terms(
            [label(ax, 0.0, 0.0, transform=across, fontsize=9, color=INK, va="bottom") for _ in range(ROWS)],
            [ax.add_patch(Rectangle((0, 0), 0, 0, linewidth=1)) for _ in range(ROWS)],
            ax.plot([], [], ":", color=MUTED, linewidth=1)[0],
            ax.plot([0, 0], [0, 1], color=MUTED, linewidth=0.8)[0],
        )
    height = 1 / max(len(terms), 1)
    start, joints = 0.0, []
    for row, (words, bar) in enumerate(zip(artists.labels, artists.bars, strict=True)):
        if row >= len(terms):
            words.set_text("")
            bar.set_bounds(0, 0, 0, 0)
            bar.set_linewidth(0)
            continue
        text, value = terms[row]
        is_sum = row == len(terms) - 1
        top = 1 - row * height
        thick = min(0.32 * height, 0.09)
        bottom = top - 0.62 * height - thick / 2
        words.set_text(text)
        words.set_y(bottom + thick + 0.02)
        words.set_fontweight("bold" if is_sum or row == chosen else "normal")
        if is_sum:
            start = 0.0
        bar.set_bounds(start, bottom, value, thick)
        bar.set_linewidth(2 if row == chosen else 1)
        bar.set_edgecolor(LINE if value >= 0 else MARK)
        bar.set_facecolor(LIT if row == chosen else (LINE if value >= 0 else "white") if is_sum else "white")
        bar.set_hatch(None if value >= 0 else "////")
        start += value
        if not is_sum:
            joints += [(start, bottom), (start, bottom - height if row < len(terms) - 2 else 0.0), (np.nan, np.nan)]
    artists.joints.set_data(*(zip(*joints, strict=True) if joints else ((), ())))
    return artists


def reach(terms):
    """The least and the largest number that `draw_terms` needs on its axis."""
    ends = np.concatenate([[0.0], np.cumsum([value for _, value in terms[:-1]])])
    return float(ends.min()), float(ends.max())


class Points(NamedTuple):
    """The artists of `draw_points`."""

    curve: object
    kink: object
    tangent: object
    drop: object
    chosen: object
    layers: list
    label: object


def draw_points(ax, title="", f=None, points=(), chosen=None, tangent=None, kink=None, artists=None):
    """The curve y = f(u) over the width of the axes, and every neuron as a point on it → `Points`.

    points   triples (layer m, u, y): each is drawn as the number of its layer
    chosen   (u, y) of the chosen neuron, lit, with lines down to its u and across to its y
    tangent  the slope of a line drawn through the chosen point, or None
    kink     ((0, y), …): the ends of the curve where it jumps at u = 0; the first one is the value that is taken
    """
    if artists is None:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(True, color=COLOURS["line"], linewidth=0.5)
        ax.tick_params(labelsize=8, colors=MUTED)
        ax.set_title(title, fontsize=9, color=INK, loc="left")
        ax.set_xlabel("u", fontsize=9, color=MUTED, labelpad=0)
        artists = Points(
            ax.plot([], [], color=LINE, linewidth=2)[0],
            ax.plot([], [], "o", markerfacecolor="white", markeredgecolor=LINE, markersize=6)[0],
            ax.plot([], [], "--", color=MARK, linewidth=1.5)[0],
            ax.plot([], [], ":", color=INK, linewidth=1)[0],
            ax.plot([], [], "o", markerfacecolor=LIT, markeredgecolor=INK, markersize=16, zorder=3)[0],
            [_layer(ax, m) for m in range(1, LAYERS + 1)],
            label(ax, 0.03, 0.97, transform=ax.transAxes, va="top", fontsize=9, color=INK, zorder=6),
        )
    left, right = ax.get_xlim()
    u = np.linspace(left, right, SAMPLES)
    y = f(u) if f else np.full(SAMPLES, np.nan)
    if kink:  # the curve jumps: no upright line between its two parts
        at = np.searchsorted(u, 0.0)
        u, y = np.insert(u, at, 0.0), np.insert(y, at, np.nan)
        artists.kink.set_data([0.0], [kink[1]])
    else:
        artists.kink.set_data([], [])
    artists.curve.set_data(u, y)
    for m, (disc, digit) in enumerate(artists.layers, start=1):
        here = [(x, value) for layer, x, value in points if layer == m]
        for artist in (disc, digit):
            artist.set_data(*(zip(*here, strict=True) if here else ((), ())))
    for artist in (artists.tangent, artists.drop, artists.chosen):
        artist.set_data([], [])
    if chosen:
        x, value = chosen
        artists.chosen.set_data([x], [value])
        low = ax.get_ylim()[0]
        artists.drop.set_data([x, x, left], [low, value, value])
        if tangent is not None:
            reach = 0.18 * (right - left)
            artists.tangent.set_data([x - reach, x + reach], [value - reach * tangent, value + reach * tangent])
    return artists


def _layer(ax, m):
    """The points of one layer: a disc, and on it the layer's number."""
    disc = ax.plot([], [], "o", markerfacecolor="white", markeredgecolor=LINE, markersize=11, zorder=4)[0]
    digit = ax.plot([], [], marker=f"${m}$", color=INK, markersize=6, linestyle="", markeredgewidth=0.3, zorder=5)[0]
    return disc, digit
