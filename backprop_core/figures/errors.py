"""Err as pictures (lecture §3): each residual as a square, Err over one weight as a curve, over two as bands."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..one_step.text import number, symbol
from .colours import COLOURS
from .frame import heading_start, plain_numbers, raster, round_marks
from .pen import residual
from .pixels import finer, shade
from .plot import BEGIN, TITLE

INK, MUTED, LINE, LIT = (COLOURS[name] for name in ("ink", "muted", "pos", "lit"))
MOST_SQUARES = 8
GAP = 0.1  # between two squares, as a share of the width that each has
BANDS = 12
WIDE = 1.44  # the squares' axes are that many times as wide as high


# --- Err at many weights at once ------------------------------------------------------------------------------------


def err_over(net, x, y, weights):
    """Err(θ) where some weights take many values: {(m, i, l): G values} → G numbers.

    Neurons count from 1; l = 0 is the constant neuron. The G·N columns go forward together, one matrix product for
    each layer: every set of values is another block of patterns.
    """
    amount = len(next(iter(weights.values())))
    o = x[:, None, :]  # (n, blocks, N); one block until the first of these weights is met
    with np.errstate(over="ignore", invalid="ignore"):
        for m in range(1, len(net.sizes)):
            here = {place: values for place, values in weights.items() if place[0] == m}
            theta = net.theta[m].copy()
            for _, i, l in here:
                theta[i - 1, l - (not net.bias)] = 0.0
            before = np.concatenate([np.ones((1, *o.shape[1:])), o]) if net.bias else o
            u = (theta @ before.reshape(len(before), -1)).reshape(len(theta), *before.shape[1:])
            if here and u.shape[1] == 1:
                u = np.repeat(u, amount, axis=1)
            for (_, i, l), values in here.items():
                u[i - 1] += np.asarray(values)[:, None] * before[l - (not net.bias)]
            o = net.activations[m].f(u)
        per_square = net.loss.per_square(y.shape)
        if per_square is None:
            return np.array([net.loss.f(y, o[:, block]) for block in range(amount)])
        return per_square * np.square(y[:, None, :] - o).sum(axis=(0, 2))


# --- Squares --------------------------------------------------------------------------------------------------------


class Residual(NamedTuple):
    """The target y and the prediction ŷ of output k for pattern p; both count from 1."""

    p: int
    k: int
    y: float
    y_hat: float

    @property
    def value(self):
        """y − ŷ, with 0 for what is only rounding."""
        lacks = self.y - self.y_hat
        return lacks if abs(lacks) > 1e-12 * (abs(self.y) + abs(self.y_hat)) else 0.0


def residuals(y, y_hat):
    """All `Residual`s, pattern by pattern; y and ŷ: (n_M, N)."""
    return [
        Residual(p + 1, k + 1, float(y[k, p]), float(y_hat[k, p])) for p in range(y.shape[1]) for k in range(len(y))
    ]


def largest(all_of_them, most=MOST_SQUARES):
    """At most so many residuals: the largest ones, in their old order."""
    kept = sorted(all_of_them, key=lambda each: -abs(each.value))[:most]
    return sorted(kept)


def draw_squares(plot, shown=(), label="", areas=True, pattern=None):
    """Residuals as squares that stand side by side on a `Plot`, each between its target y and its prediction ŷ.

    shown: `Residual`s, at most `MOST_SQUARES`; label: the line above them; areas=False leaves their areas unsaid;
    pattern: the one whose name below its square is bold. With the limits of `squares_limits` these are real squares.
    """
    plot.text(BEGIN, 21, "(y − ŷ)² as squares:\u2002▬ y\u2002● ŷ", TITLE, anchor="start")
    plot.text(BEGIN, 37, label, TITLE, anchor="start", room=plot.size[0] - BEGIN)
    plot.axis_up(5)
    left, right = plot.across
    slot = (right - left) / max(len(shown), 1)
    few, several = len(shown) <= 5, any(each.k > 1 for each in shown)
    starts = _side_by_side([abs(each.value) for each in shown], left, right)
    floor = plot.top + plot.high
    for each, start, after in zip(shown, starts, starts[1:], strict=False):
        side = abs(each.value)
        end = max(min(start + 0.83 * slot, after - 0.04 * slot), start + side)
        middle, high = round(plot.x((start + end) / 2), 1), plot.y(max(each.y, each.y_hat))
        corner, wide = (round(plot.x(start), 1), round(high, 1)), round(plot.x(start + side) - plot.x(start), 1)
        plot.add(residual(*corner, wide, each.value >= 0, 1.6))
        plot.stroke(plot.x(start), plot.y(each.y), plot.x(end), plot.y(each.y), "ink", 3.4)
        plot.add(f'<circle class="fill-ink" cx="{corner[0]}" cy="{plot.y(each.y_hat):.1f}" r="4" fill="{INK}"/>')
        if areas:
            plot.text(middle, round(high - 4, 1), _area(side**2, 6 if few else 4), 11 if few else 10, halo=True)
        for row, words in enumerate([f"p={each.p}", *([f"k={each.k}"] if several else [])]):
            size, room = 11 if few else 10, plot.wide / len(shown) - 3
            plot.text(middle, floor + 14 + 13 * row, words, size, "muted", bold=each.p == pattern, room=room)


def _side_by_side(sides, left, right):
    """Where squares with these sides begin: each in its own equal share of the width, pushed aside only where its
    neighbour needs the room; and after them the end of the last share."""
    slot = (right - left) / max(len(sides), 1)
    gap = GAP * slot
    starts = [left + place * slot + gap for place in range(len(sides))]
    for place in range(1, len(sides)):
        starts[place] = max(starts[place], starts[place - 1] + sides[place - 1] + gap)
    end = right
    for place in reversed(range(len(sides))):
        starts[place] = min(starts[place], end - gap - sides[place])
        end = starts[place]
    return [*starts, right]


def _area(value, room):
    """An area to 4 digits, or to as many as so many characters hold."""
    for digits in (4, 3, 2, 1):
        text = number(float(f"{value:.{digits}g}"))
        if len(text) <= room:
            break
    return text


def squares_limits(shown, present=None, held=False):
    """The limits ((left, right), (bottom, top)) at which `shown` can be seen, the `present` ones where they will do.

    There is room to move: only what leaves the picture changes them, and then by a large step, so that the unit stays
    the same while a number is dragged. They close in where only little of them is used, but not while held=True.
    """
    low = min((min(each.y, each.y_hat) for each in shown), default=0.0)
    high = max((max(each.y, each.y_hat) for each in shown), default=1.0)
    sides = sum(abs(each.value) for each in shown)
    gaps = GAP * (1 + 1 / max(len(shown), 1))
    least = max(1.18 * (high - low), sides / (WIDE * (1 - gaps)), 1e-9 * max(-low, high)) or 1.0
    if present is not None:
        bottom, top = present
        height = top - bottom
        fits = bottom + 0.03 * height <= low and high <= top - 0.1 * height
        if fits and least <= height and (held or least >= 0.15 * height):
            return (0.0, WIDE * height), present
    height = _round_up(2 * least)
    if held:
        height = max(height, top - bottom)
    bottom = (low + high) / 2 - 0.47 * height
    return (0.0, WIDE * height), (bottom, bottom + height)


def _round_up(value):
    """The least of 1, 1.5, 2, 3, 4, 6, 8 times a power of ten that is not below `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 6, 8, 10) if value <= step * power * (1 + 1e-9))


# --- Err over one weight --------------------------------------------------------------------------------------------


class Curve(NamedTuple):
    """The artists of `draw_curve`."""

    curve: object
    drop: object
    point: object
    label: object


def draw_curve(ax, values=(), errs=(), now=None, label="", artists=None):
    """Err over the values of one weight, and a point at the present one: now = (value, Err) or None → `Curve`."""
    if artists is None:
        _prepare(ax, "Err over one weight")
        ax.grid(True, color=COLOURS["line"], linewidth=0.5)
        ax.spines[["top", "right"]].set_visible(False)
        round_marks(ax.yaxis, 5)
        artists = Curve(
            ax.plot([], [], color=LINE, linewidth=2)[0],
            ax.plot([], [], ":", color=INK, linewidth=1)[0],
            _handle(ax),
            _label(ax),
        )
    artists.curve.set_data(values, errs)
    _show_point(ax, artists, now)
    artists.label.set_text(label)
    return artists


# --- Err over two weights -------------------------------------------------------------------------------------------


class Bands(NamedTuple):
    """The artists of `draw_bands`."""

    picture: object
    drop: object
    point: object
    label: object


def draw_bands(ax, errs=None, now=None, label="", artists=None):
    """Err over two weights as bands, light where Err is low, and a point at the present weights → `Bands`.

    errs: Err on a grid that fills the axes (rows: the vertical weight), or None for an empty card; now: the two
    weights, or None.
    """
    if artists is None:
        _prepare(ax, "Err over two weights")
        round_marks(ax.yaxis, 4)
        artists = Bands(
            raster(ax, band_colours), ax.plot([], [], ":", color=INK, linewidth=1)[0], _handle(ax), _label(ax)
        )
    artists.picture.shows = errs
    _show_point(ax, artists, now)
    artists.label.set_text(label)
    return artists


def band_colours(errs, high, wide, bands=BANDS, theme="light"):
    """Err on a grid as the colours (high, wide, 4) of bands, with lines between them; the first row is the lowest.

    The borders are evenly spaced in √(Err − lowest): in a bowl these are rings of even width.
    """
    lowest, highest = lowest_and_highest(errs)
    band = np.zeros((high, wide), np.intp)
    if not is_flat(lowest, highest):
        height = np.clip((errs - lowest) / (highest - lowest), 0.0, 1.0)
        height[~np.isfinite(height)] = 1.0  # where Err is too large for a float
        band = (np.sqrt(finer(finer(height, high).T, wide).T) * bands).astype(np.intp)
        np.minimum(band, bands - 1, out=band)
    border = np.zeros(band.shape, bool)
    border[:, 1:] = band[:, 1:] != band[:, :-1]
    border[1:] |= band[1:] != band[:-1]
    return _palette(bands, theme)[band + bands * border]


def lowest_and_highest(errs):
    """The least and the largest number of a grid, without what is too large for a float."""
    finite = errs[np.isfinite(errs)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def is_flat(low, high):
    """Whether Err is the same everywhere, but for rounding."""
    return not high - low > 1e-9 * abs(high)


@lru_cache
def _palette(bands, theme):
    """Colours from light to dark, and then the same again for the lines between: darker, or lighter on a dark page."""
    fills = shade(np.linspace(0.0, 0.85, bands), theme)
    colours = np.concatenate([fills, 0.72 * fills + (0.28 * 255 if theme == "dark" else 0.0)])
    return np.column_stack([colours, np.full(len(colours), 255)]).astype(np.uint8)


def _prepare(ax, title):
    ax.set_title(title, fontsize=9, color=INK, loc="left", pad=16, x=heading_start(ax))
    plain_numbers(ax.xaxis, ax.yaxis)
    ax.tick_params(labelsize=8, colors=MUTED)
    round_marks(ax.xaxis, 5)


def _handle(ax):
    """The point that can be dragged."""
    return ax.plot(
        [], [], "o", markerfacecolor=LIT, markeredgecolor=INK, markeredgewidth=1.5, markersize=11, zorder=5
    )[0]


def _show_point(ax, artists, now):
    """Put the point at `now` (x, y), with lines down to x and across to y; nowhere where it is None."""
    artists.point.set_data(*([[part] for part in now] if now else ([], [])))
    if now:
        artists.drop.set_data([now[0], now[0], ax.get_xlim()[0]], [ax.get_ylim()[0], now[1], now[1]])
    else:
        artists.drop.set_data([], [])


def _label(ax):
    """The live line between the title and the axes."""
    return ax.text(heading_start(ax), 1.02, "", transform=ax.transAxes, va="bottom", fontsize=8.5, color=INK)


def name_axes(ax):
    """Artists for the names of both axes, which may change."""
    from .ruler import AxisName

    names = [ax.add_artist(AxisName(axis)) for axis in (ax.xaxis, ax.yaxis)]
    for name in names:
        name.set_clip_on(False)
    return names


def weight_symbol(place, layers):
    """A weight (m, i, l) as the axes write it: θ₁₂, and where there are several layers of weights, with its own."""
    m, i, l = place
    return symbol("θ", i, l, layer=m if layers > 1 else None)


def reach(weight, usual, present=None):
    """How far an axis goes to both sides of 0: `usual`, doubled until it holds the weight.

    present: how far it goes now, which does as long as the weight is on it: under a drag the axes stand still.
    """
    if present is not None and abs(weight) <= present:
        return present
    return usual * 2 ** max(0, math.ceil(math.log2(max(abs(weight) / usual, 1e-9)) - 1e-9))
