"""The forward pass as pictures: the weighted sum term by term, and every neuron as a point on its σ and on σ′. Each
function draws on a `Plot`."""

from math import hypot

import numpy as np

from .plot import DASHES, DOTS

WORDS = 14  # px: the height of a line of words
THICK = 16  # px: of a bar at most
RADIUS, LARGE = 7, 10.5  # px: of a neuron, and of the chosen one
SAMPLES = 161


def draw_terms(plot, terms, chosen=None):
    """The weighted sum u_i = Σ θ_iℓ · o_ℓ as bars, each beginning where the last one ended.

    terms   pairs (words, value); the last one is u itself, whose bar begins at 0
    chosen  the row that is lit, or None
    """
    plot.title("the sum, term by term")
    plot.axis_across(5)
    height = plot.high / len(terms)
    thick = min(0.32 * height, THICK)
    start, under = 0.0, plot.top
    for row, (text, value) in enumerate(terms):
        is_sum = row == len(terms) - 1
        low = plot.top + (row + 0.62) * height + thick / 2
        words = low - thick - 4
        # No line runs through the words.
        _down(plot, 0.0, under, words - WORDS, "muted", 0.8)
        if row:
            for top, bottom in ((under, words - WORDS), (low - thick, low)):
                _down(plot, start, top, bottom, "muted", 1, DOTS)
        _bar(plot, 0.0 if is_sum else start, value, low - thick, thick, row == chosen)
        plot.text(plot.left, words, text, 12.5, bold=is_sum or row == chosen, anchor="start", room=plot.wide + 20)
        under = low + 2
        start += value
    _down(plot, 0.0, under, plot.top + plot.high, "muted", 0.8)


def _down(plot, value, top, bottom, *style):
    """A piece of an upright line, if there is room for it."""
    if bottom > top + 4:
        plot.stroke(plot.x(value), top, plot.x(value), bottom, *style)


def _bar(plot, start, value, top, thick, lit):
    """From `start` on, so long as `value` says; dashed where it leads back."""
    edge, dash = ("pos", "") if value >= 0 else ("neg", ' stroke-dasharray="5 3"')
    fill, width = ("lit", 2.5) if lit else ("card", 1.4)
    plot.box(plot.x(start), top, plot.x(start + value), top + thick, fill, edge, width, dash)


def reach(terms):
    """The ends of the bars of `draw_terms`."""
    return np.cumsum([value for _, value in terms[:-1]]).tolist()


def draw_points(plot, title, f, points=(), chosen=None, tangent=None, kink=None, label=""):
    """The curve y = f(u) over the width of the axes, and every neuron as a point on it.

    points   triples (layer m, u, y): each is drawn as the number of its layer
    chosen   (m, u, y) of the chosen neuron, lit, with lines down to its u and across to its y
    tangent  the slope of a line drawn through the chosen point, or None
    kink     where the curve jumps at u = 0: (the value that is taken there, the value on the other side)
    """
    plot.title(title)
    plot.axis_across(5, "u", grid=True)
    plot.axis_up(6, grid=True, steps=(1, 2.5, 5))
    left, right = plot.across
    u = np.linspace(left, right, SAMPLES)
    y = f(u)
    if kink:  # the curve jumps: no upright line between its two parts
        at = np.searchsorted(u, 0.0, side="right")
        u, y = np.insert(u, at, [0.0, 0.0, 0.0]), np.insert(y, at, [kink[0], np.nan, kink[1]])
    lines = [(np.column_stack([u, y]), "pos", 2.6, "")]
    if chosen and tangent is not None:
        _, x, value = chosen
        half = 0.18 * (right - left)
        ends = [(x - half, value - half * tangent), (x + half, value + half * tangent)]
        lines.append((np.array(ends), "neg", 2, DASHES))
    if chosen:
        _, x, value = chosen
        ends = np.array([(x, plot.up[0]), (x, value), (left, value)])
        lines.append((ends, "ink", 1.3, DOTS))
    plot.lines(*lines)
    if kink:
        plot.disc(plot.x(0.0), plot.y(kink[1]), 4)
    # The first layers lie on top, and the chosen neuron on all.
    discs = [(plot.x(u), plot.y(y), m, RADIUS) for m, u, y in sorted(points, key=lambda point: -point[0])]
    if chosen:
        m, u, y = chosen
        discs.append((plot.x(u), plot.y(y), m, LARGE))
    for n, (x, y, m, radius) in enumerate(discs):
        lit = radius == LARGE
        plot.disc(x, y, radius, *(("lit", "ink") if lit else ("card", "pos")), kind=f"layer-{m}")
        if not any(hypot(x - x1, y - y1) < 0.9 * covers for x1, y1, _, covers in discs[n + 1 :]):
            size = 12.5 if lit else 10.5
            plot.text(round(x, 1), round(y + 0.36 * size, 1), str(m), size, bold=lit)
    if label:
        plot.text(plot.left + 6, plot.top + 14, label, 12.5, anchor="start", halo=True)
