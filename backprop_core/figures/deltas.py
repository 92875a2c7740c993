"""Pictures of δ: how one is made, what it would be elsewhere, and what it means (lecture §5 and §8).

All but the wiggle test draw with Matplotlib, without pyplot, on the axes they are given; called again with the artists
that they returned, they move them. Positive is blue and full, negative orange and hollow.
"""

from math import floor, isfinite, log10
from typing import NamedTuple

import numpy as np

from ..one_step.backward import back_terms, settled_sum
from ..one_step.snapshot import Snapshot
from ..one_step.text import factor, number, symbol
from .colours import COLOURS
from .frame import DPI, SMALL, USUAL, above, dress, label, marks_at, plain_numbers, polygons
from .letters import text_width
from .plot import BEGIN, NUMBERS, TITLE

INK, MUTED, UP, DOWN = COLOURS["ink"], COLOURS["muted"], COLOURS["pos"], COLOURS["neg"]
MOST_ROWS = 9  # six terms, their sum, σ′, δ
MOST_MARKS = 24  # so many neurons or patterns can have their number below
LEGEND = 10.5  # px: its letters
U_RANGE = 8.0  # a curve over u goes from −8 to 8, or further where u does


def reach(values):
    """The next 1, 2 or 5 times a power of ten that is not below any |value|; None where all are 0."""
    largest = max([0.0, *(abs(value) for value in values if isfinite(value))])
    if largest == 0:
        return None
    power = 10.0 ** floor(log10(largest) + 1e-9)
    return next(step * power for step in (1, 2, 5, 10) if largest <= step * power * (1 + 1e-9))


def _scale(axis):
    """Three marks: both ends and the 0 between them."""
    from matplotlib.ticker import LinearLocator

    axis.set_major_locator(LinearLocator(3))
    plain_numbers(axis)


def _bars(ax):
    """What bars are drawn with: the positive ones and the negative ones."""
    return (
        polygons(ax, facecolor=UP, edgecolor=UP, linewidth=1.0),
        polygons(ax, facecolor="white", edgecolor=DOWN, linewidth=1.4),
    )


def _move_bars(bars, boxes):
    """Put bars at `boxes` = [(left, bottom, right, top, value)]; the value's sign chooses the kind."""
    for bar, sign in zip(bars, (1, -1), strict=True):
        corners = [[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, y0, x1, y1, value in boxes if value * sign > 0]
        bar.set_verts(corners)
        bar.set_visible(bool(corners))  # even an empty collection takes its time


# --- How one δ is made ----------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """One line of the making of a δ: its symbol, its numbers, and its bar from `start` to `end` (None: no bar)."""

    symbol: str
    numbers: str
    start: float | None = None
    end: float | None = None


NOT_YET = "·"


def most_rows(sizes):
    """The largest number of rows that a δ of this network needs."""
    return max(len(_parts(sizes, m, 1)) + 2 for m in range(1, len(sizes)))


def _parts(sizes, m, i):
    """The symbols of the terms and, where there are several, of their sum."""
    if m == len(sizes) - 1:
        return [f"∂Err/∂{symbol('ŷ', i)}"]
    terms = [f"{symbol('δ', j, layer=m + 1)}·{symbol('θ', j, i, layer=m + 1)}" for j in range(1, sizes[m + 1] + 1)]
    return [*terms, "Σⱼ"] if len(terms) > 1 else terms


def making(snapshot: Snapshot, m, i, done, full=False, hide=()):
    """The `Row`s of how δ_i of layer m is made. done: how many of its parts are computed by now, the last its δ.

    hide: kinds of numbers that are not told; with "delta" no number that this δ is made of: to find it is the
    student's part.
    """
    values, sizes = snapshot.values, snapshot.net.sizes
    terms = back_terms(snapshot, m, i)
    output = m == len(sizes) - 1
    secret = "delta" in hide or output and "o" in hide
    rows, so_far = [], 0.0
    for j, (name, term) in enumerate(zip(_parts(sizes, m, i), terms, strict=False), start=1):
        if j > done:
            rows.append(Row(name, NOT_YET))
            continue
        before = ""
        if not output:
            before = f"{factor(values['delta', m + 1, j], full)}·{factor(values['theta', m + 1, j, i], full)} = "
        after = so_far + term
        rows.append(_row(name, before, term, so_far, after, secret, full))
        so_far = after
    if len(terms) > 1:
        total = settled_sum(terms)
        rows.append(_row("Σⱼ", "", total, 0.0, total, secret, full) if done >= len(terms) else Row("Σⱼ", NOT_YET))
    slope = "?" if {"u", "delta"} & set(hide) else number(snapshot.slope(m, i), full)
    rows.append(Row(f"× σ′({symbol('u', i)})", slope))
    name, delta = f"= {symbol('δ', i, layer=m)}", values["delta", m, i]
    finished = done > len(terms)
    rows.append(_row(name, "", delta, 0.0, delta, "delta" in hide, full) if finished else Row(name, NOT_YET))
    return rows


def _row(name, before, value, start, end, secret, full):
    if secret:
        return Row(name, "?")
    return Row(name, before + number(value, full, plus=True), start, end)


class Making(NamedTuple):
    """The artists of `draw_making`."""

    bars: tuple
    steps: object
    symbols: tuple
    numbers: tuple


def draw_making(ax, rows, artists=None):
    """`rows` from top to bottom: a line of numbers and under it its bar; terms begin where the last one ended."""
    if artists is None:
        dress(ax, "How the chosen δ is made", line=False)
        ax.spines["left"].set_visible(False)
        ax.set_yticks([])
        _scale(ax.xaxis)
        ax.set_xlim(-1, 1)
        side = ax.get_yaxis_transform()

        def line(x, align, colour):
            return tuple(label(ax, x, row + 0.45, side, ha=align, color=colour) for row in range(MOST_ROWS))

        steps = ax.plot([], [], color=MUTED, linewidth=0.8, linestyle=":")[0]
        artists = Making(_bars(ax), steps, line(0.0, "left", MUTED), line(1.0, "right", INK))
    boxes = [
        (min(row.start, row.end), n + 0.62, max(row.start, row.end), n + 0.88, row.end - row.start)
        for n, row in enumerate(rows)
        if row.end is not None
    ]
    _move_bars(artists.bars, boxes)
    x, y = [], []  # short lines at 0, and thin ones from the end of each term down to the next bar
    for n, row in enumerate(rows):
        if row.end is None:
            continue
        x += [0.0, 0.0, np.nan]
        y += [n + 0.52, n + 0.98, np.nan]
        if n and rows[n - 1].end is not None:
            x += [rows[n - 1].end] * 2 + [np.nan]
            y += [n - 0.12, n + 0.62, np.nan]
    artists.steps.set_data(x, y)
    for n, (name, numbers) in enumerate(zip(artists.symbols, artists.numbers, strict=True)):
        shown = n < len(rows)
        name.set_visible(shown)
        numbers.set_visible(shown)
        if shown:
            name.set_text(rows[n].symbol)
            numbers.set_text(_fitting(rows[n], ax.bbox.width / ax.figure.dpi * 72))
            for text in (name, numbers):
                text.set_fontweight("bold" if n == len(rows) - 1 else "normal")
    return artists


def _fitting(row, room):
    """The numbers of a row: of those too long to stand beside its symbol in `room` points, only the result."""
    wide = text_width(f"{row.symbol} {row.numbers}", SMALL)
    return row.numbers if wide <= room else row.numbers.rsplit(" = ")[-1]


# --- What it would be elsewhere -------------------------------------------------------------------------------------


FLAT_LABELS = 2  # a σ ends flat on two sides at most; a stretch beyond has no word of its own
ROOM_FOR_LABEL = 40  # CSS pixels that "flat σ" takes


class OverU(NamedTuple):
    """The artists of `draw_over_u`."""

    flat: object
    words: tuple
    delta: object
    now: object
    note: object
    title: object


def draw_over_u(ax, u, delta, flat, now, title, note="", artists=None):
    """δ over its own u: one curve, and where the neuron is on it. Behind it, in grey, where σ is flat: there nothing
    much is left of δ, however wrong the neuron is.

    u, delta     the curve; δ is None where it is not to be seen
    flat         [(from, to)] of u where σ is flat
    now          (u, δ) at present, either of them None where it is not to be seen
    note         why there is no curve
    """
    if artists is None:
        dress(ax, " ", line=False)
        _scale(ax.xaxis)
        _scale(ax.yaxis)
        ax.set_xlim(-U_RANGE, U_RANGE)
        ax.set_ylim(-1, 1)
        ax.set_xlabel("u", fontsize=USUAL, color=MUTED, labelpad=1)
        ax.axhline(0, color=COLOURS["line"], linewidth=1, zorder=0.5)
        style = {"ha": "center", "fontsize": USUAL, "color": MUTED}
        artists = OverU(
            polygons(ax, facecolor=COLOURS["line"], edgecolor="none", alpha=0.35, zorder=0),
            tuple(label(ax, 0, 0.92, ax.get_xaxis_transform(), **style) for _ in range(FLAT_LABELS)),
            ax.plot([], [], color=INK, linewidth=2)[0],
            ax.plot([], [], "o", color=INK, markersize=8, zorder=3)[0],
            label(ax, 0.5, 0.75, ax.transAxes, ha="center", fontsize=USUAL),
            above(ax, USUAL, 8),
        )
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    artists.flat.set_verts([[(x0, low), (x1, low), (x1, high), (x0, high)] for x0, x1 in flat])
    artists.flat.set_visible(bool(flat))
    for n, word in enumerate(artists.words):
        x0, x1 = flat[n] if n < len(flat) else (0.0, 0.0)
        fits = (x1 - x0) / (right - left) * ax.bbox.width >= ROOM_FOR_LABEL * ax.figure.dpi / DPI
        word.set_text("flat σ" if fits else "")
        word.set_x((x0 + x1) / 2)
    artists.delta.set_data(([], []) if delta is None else (u, delta))
    artists.now.set_data(([], []) if delta is None or None in now else ([now[0]], [now[1]]))
    artists.note.set_text(note)
    artists.title.set_text(title)
    return artists


# --- What it means: every δ beside what Err really does -------------------------------------------------------------


def neuron_places(sizes):
    """Where the neurons of layers 1…M stand along the axis: a list for each layer, and a gap between two."""
    places, at = [], 0.0
    for n in sizes[1:]:
        places.append([at + i for i in range(n)])
        at += n + 0.6
    return places


def neuron_axis(sizes):
    """Both ends of that axis."""
    end = neuron_places(sizes)[-1][-1]
    beside = max(0.8, 2.0 - end / 2)  # so that few bars are not too broad
    return -beside, end + beside


def draw_wiggle(
    plot, sizes, deltas, changes, note="", title="Wiggle test, h = 0.001", names=("δ", "true ΔErr/h")
):  # fmt: skip
    """A bar for each δ and a dot for the true ΔErr/h, on a `Plot` with the `neuron_axis` of the network; None for what
    is not to be seen. note: why nothing is to be seen. With other `names`, bars and dots of what these say."""
    plot.title(title, line=True)
    _legend(plot, names)
    floor, zero = plot.top + plot.high, plot.y(0)
    low, high = plot.up
    for value in (low, 0.0, high):
        plot.mark_up(value, number(value))
    plot.stroke(plot.left, zero, plot.left + plot.wide, zero, "line", 1.4)
    word = "layer {}" if len(sizes) <= 5 else "l. {}"
    layers = neuron_places(sizes)
    for m, places in enumerate(layers, start=1):
        for i, at in enumerate(places, start=1):
            plot.text(round(plot.x(at), 1), floor + 15, str(i), NUMBERS, "muted")
        plot.text(round(plot.x(sum(places) / len(places)), 1), floor + 30, word.format(m), NUMBERS, "muted")
    places = [place for layer in layers for place in layer]
    seen = [each for each in zip(places, deltas, changes, strict=True) if each[1] is not None]
    for at, delta, _ in seen:
        if delta:
            fill, edge = ("pos", "pos") if delta > 0 else ("card", "neg")
            plot.box(plot.x(at - 0.34), zero, plot.x(at + 0.34), plot.y(delta), fill, edge, 1.8)
    for at, _, change in seen:
        plot.disc(plot.x(at), plot.y(change), 3.6, "lit", "ink")
    plot.stroke(plot.left, plot.top, plot.left, floor, "line", 1)
    plot.stroke(plot.left, floor, plot.left + plot.wide, floor, "line", 1)
    if note:
        plot.text(plot.left + plot.wide / 2, plot.top + 0.3 * plot.high, note, TITLE)


def _legend(plot, names):
    """What bars and dots are."""
    y, (bars, dots) = plot.top - 10, names
    plot.box(BEGIN, y - 7, BEGIN + 16, y, "pos", "pos", 1)
    plot.text(BEGIN + 21, y, bars, LEGEND, "muted", anchor="start")
    x = BEGIN + 36 + text_width(bars, LEGEND)
    plot.disc(x, y - 3.5, 3.6, "lit", "ink")
    plot.text(round(x + 9, 1), y, dots, LEGEND, "muted", anchor="start")


# --- What each pattern wishes ---------------------------------------------------------------------------------------


class Wishes(NamedTuple):
    """The artists of `draw_wishes`."""

    bars: tuple
    now: object
    line: object


def mark_patterns(ax, patterns):
    """Name the patterns along the axis, and after them their sum."""
    marks = range(1, patterns + 1) if patterns <= MOST_MARKS else (1, patterns)
    marks_at(ax.xaxis, [*marks, patterns + 1.5], [*map(str, marks), "sum"])
    ax.set_xlim(0.3, patterns + 2.2)


def draw_wishes(ax, each, total, now, line, artists=None):
    """A bar for each pattern's wish −δᵢ·oₗ for one weight, and one for their sum; a mark at pattern `now`; `line`
    says it in words. None for what is not to be seen."""
    if artists is None:
        dress(ax, "Wishes −δ·o of each pattern")
        _scale(ax.yaxis)
        ax.set_ylim(-1, 1)
        ax.axhline(0, color=COLOURS["line"], linewidth=1, zorder=0)
        side = ax.get_xaxis_transform()
        artists = Wishes(
            _bars(ax),
            ax.plot([], [], "^", color=INK, markersize=6, transform=side, clip_on=False)[0],
            above(ax, SMALL, 8),
        )
    bars = [*enumerate(each, start=1), (len(each) + 1.5, total)]
    _move_bars(artists.bars, [(at - 0.36, min(0.0, d), at + 0.36, max(0.0, d), d) for at, d in bars if d is not None])
    artists.now.set_data([now], [0.03])
    artists.line.set_text(line)
    return artists
