"""The forward pass as pictures: the weighted sum term by term, and every neuron as a point on its σ and on σ′.

Each function draws on the axes it is given and returns its artists, a list in which all that moves can be found;
called again with them, it moves them.
"""

import numpy as np

from .colours import COLOURS
from .frame import heading_start, plain_numbers, rectangle, round_marks

INK, MUTED, LINE, MARK, LIT = (COLOURS[name] for name in ("ink", "muted", "pos", "neg", "lit"))
ROWS = 8  # of the sum at most: six neurons, the constant one and u itself
LAYERS = 5
WORDS = 0.08  # the height of a line of words in `draw_terms`, as a share of the axes
SAMPLES = 241


def draw_terms(ax, title="", terms=(), chosen=None, artists=None):
    """The weighted sum u_i = Σ θ_iℓ · o_ℓ as bars, each beginning where the last one ended → its artists.

    terms   pairs (words, value); the last one is u itself, whose bar begins at 0
    chosen  the row that is lit, or None
    """
    if artists is None:
        ax.set_title(title, fontsize=9, color=INK, loc="left", x=heading_start(ax))
        ax.set_yticks([])
        round_marks(ax.xaxis, 5)
        plain_numbers(ax.xaxis)
        ax.set_ylim(0, 1)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.tick_params(labelsize=8, colors=MUTED)
        across = ax.get_yaxis_transform()
        artists = [
            ax.plot([0, 0], [0, 1], color=MUTED, linewidth=0.8)[0],
            ax.plot([], [], ":", color=MUTED, linewidth=1)[0],
            *(rectangle(ax, linewidth=0) for _ in range(ROWS)),
            *(ax.text(0.0, 0.0, "", transform=across, fontsize=9, color=INK, va="bottom") for _ in range(ROWS)),
        ]
    zero, joints, *rows = artists
    height = 1 / max(len(terms), 1)
    thick = min(0.32 * height, 0.09)
    start, corners, top, zeros = 0.0, [], 1.0, []
    for row, (bar, words) in enumerate(zip(rows[:ROWS], rows[ROWS:], strict=True)):
        bar.set_visible(row < len(terms))
        words.set_visible(row < len(terms))
        if row >= len(terms):
            continue
        text, value = terms[row]
        is_sum = row == len(terms) - 1
        bottom = 1 - (row + 0.62) * height - thick / 2
        words.set(text=text, y=bottom + thick + 0.02, fontweight="bold" if is_sum or row == chosen else "normal")
        bar.set_bounds(0.0 if is_sum else start, bottom, value, thick)
        bar.set(
            linewidth=2 if row == chosen else 1,
            edgecolor=LINE if value >= 0 else MARK,
            facecolor=LIT if row == chosen else "white",
            hatch=None if value >= 0 else "////",
        )
        # No line runs through the words: they stand from the bar up to `above`.
        above = bottom + thick + 0.02 + WORDS
        zeros += _down(0.0, top, above)
        top = bottom + thick + 0.01
        start += value
        if not is_sum:
            corners += _down(start, bottom, above - height) + _down(start, bottom - height + thick, bottom - height)
    zeros += _down(0.0, top, 0.0)
    zero.set_data(*zip(*zeros, strict=True))
    joints.set_data(*(zip(*corners, strict=True) if corners else ((), ())))
    return artists


def _down(x, top, bottom):
    """A piece of a line, if there is room for it."""
    return [(x, top), (x, bottom), (np.nan, np.nan)] if top > bottom + 0.025 else []


def reach(terms):
    """The ends of the bars of `draw_terms`."""
    return np.cumsum([value for _, value in terms[:-1]]).tolist()


def draw_points(ax, title="", f=None, points=(), chosen=None, tangent=None, kink=None, label="", artists=None):
    """The curve y = f(u) over the width of the axes, and every neuron as a point on it → its artists.

    points   triples (layer m, u, y): each is drawn as the number of its layer
    chosen   (m, u, y) of the chosen neuron, lit, with lines down to its u and across to its y
    tangent  the slope of a line drawn through the chosen point, or None
    kink     where the curve jumps at u = 0: (the value that is taken there, the value on the other side)
    """
    if artists is None:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(True, color=COLOURS["line"], linewidth=0.5)
        ax.tick_params(labelsize=8, colors=MUTED)
        ax.set_title(title, fontsize=9, color=INK, loc="left", x=heading_start(ax))
        plain_numbers(ax.xaxis, ax.yaxis)
        round_marks(ax.yaxis, 6, (1, 2.5, 5, 10))
        ax.set_xlabel("u", fontsize=9, color=MUTED, labelpad=0)
        disc = {"markeredgecolor": LINE, "markersize": 10, "markerfacecolor": "white"}
        artists = [
            ax.plot([], [], color=LINE, linewidth=2, zorder=2)[0],
            ax.plot([], [], "o", **disc | {"markersize": 6}, zorder=2.1)[0],
            ax.plot([], [], "--", color=MARK, linewidth=1.5, zorder=2.2)[0],
            ax.plot([], [], ":", color=INK, linewidth=1, zorder=2.3)[0],
            ax.plot(
                [], [], "o", **disc | {"markersize": 15, "markerfacecolor": LIT, "markeredgecolor": INK}, zorder=4
            )[0],
            ax.text(0.0, 0.0, "", fontsize=9, fontweight="bold", color=INK, ha="center", va="center", zorder=5),
            ax.text(0.03, 0.97, "", transform=ax.transAxes, va="top", fontsize=9, color=INK, zorder=5),
            *(ax.plot([], [], "o", **disc, zorder=3 - m / 100)[0] for m in range(LAYERS)),
            *(_digits(ax, m) for m in range(LAYERS)),
        ]
    curve, hollow, line, drop, disc, digit, words, *layers = artists
    left, right = ax.get_xlim()
    u = np.linspace(left, right, SAMPLES)
    y = f(u) if f else np.full(SAMPLES, np.nan)
    hollow.set_data([], [])
    if kink:  # the curve jumps: no upright line between its two parts
        at = np.searchsorted(u, 0.0, side="right")
        u, y = np.insert(u, at, [0.0, 0.0, 0.0]), np.insert(y, at, [kink[0], np.nan, kink[1]])
        hollow.set_data([0.0], [kink[1]])
    curve.set_data(u, y)
    for m in range(LAYERS):
        here = [(x, value) for layer, x, value in points if layer == m + 1]
        for artist in (layers[m], layers[LAYERS + m]):
            artist.set_data(*(zip(*here, strict=True) if here else ((), ())))
    for artist in (line, drop, disc):
        artist.set_data([], [])
    digit.set_text("")
    words.set_text(label)
    if chosen:
        m, x, value = chosen
        disc.set_data([x], [value])
        digit.set(text=str(m), x=x, y=value)
        drop.set_data([x, x, left], [ax.get_ylim()[0], value, value])
        if tangent is not None:
            half = 0.18 * (right - left)
            line.set_data([x - half, x + half], [value - half * tangent, value + half * tangent])
    return artists


def _digits(ax, m):
    """The numbers that stand on the discs of layer m + 1."""
    style = {"marker": f"${m + 1}$", "markersize": 5.5, "markeredgewidth": 0.3, "linestyle": ""}
    return ax.plot([], [], color=INK, **style, zorder=3.005 - m / 100)[0]
