"""A training as pictures: what the network says where, Err and ‖δ‖ over the steps, and one gradient taken apart."""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from ..one_step.text import rounded
from .colours import COLOURS
from .frame import (
    SMALL,
    above,
    aside,
    dress,
    label,
    marks_at,
    plain_numbers,
    polygons,
    raster,
    round_marks,
    ruler,
    write_numbers,
)
from .pixels import finer, rgb

INK, MUTED, GRID, BLUE, ORANGE = (COLOURS[name] for name in ("ink", "muted", "line", "pos", "neg"))
# Of curves, one after another: blue and orange are left to what the network says, 1 or 0.
STYLES = ((INK, "-"), (INK, "--"), (INK, ":"), (MUTED, "-"), (MUTED, "--"))
APART = 12  # CSS pixels between the labels of two curves
SHADES = 128  # colours from orange to the card, and as many from there to blue
DIGITS = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9))  # of marks
LEAST, MOST_POWER = 1e-12, 308.0  # of what is drawn on a logarithmic scale


def diverging(values, theme="light"):
    """Numbers from −1 (orange) by 0 (the card) to 1 (blue) as colours (…, 4)."""
    places = (values * SHADES + (SHADES + 0.5)).astype(np.int16)
    return _shades(theme).take(places, axis=0, mode="clip")


@cache
def _shades(theme):
    parts, card = np.linspace(0.0, 1.0, SHADES + 1)[:, None] * 0.8, rgb("card", theme)
    blue, orange = (card + (rgb(name, theme) - card) * parts for name in ("pos", "neg"))
    colours = np.concatenate([orange[:0:-1], blue])
    return np.column_stack([colours, np.full(len(colours), 255)]).astype(np.uint8)


# --- What the network says where ------------------------------------------------------------------------------------


class Field(NamedTuple):
    """The artists of `draw_field`: ŷ over the plane, the patterns of either label, and the line above them."""

    picture: object
    zeros: object
    ones: object
    words: object


def field_pixels(values, high, wide, theme="light"):
    """ŷ on a grid, from 0 (orange) to 1 (blue), with a line where it is ½."""
    values = finer(finer(np.nan_to_num(values), high).T, wide).T
    colours = diverging(2 * values - 1, theme)
    over = values > 0.5
    border = np.zeros(over.shape, bool)
    across, up = over[:, 1:] != over[:, :-1], over[1:] != over[:-1]
    for part, change in ((border[:, 1:], across), (border[:, :-1], across), (border[1:], up), (border[:-1], up)):
        part |= change
    colours[border] = (*rgb("ink", theme), 255)
    return colours


def draw_field(ax, title="", values=None, data=None, words="", artists=None):
    """ŷ over the plane, and the training patterns → `Field`.

    values: ŷ on a square grid that fills the axes (rows: x2); data: the `Dataset`, drawn where it is given.
    Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        dress(ax, title)
        plain_numbers(ax.xaxis, ax.yaxis)
        for axis in (ax.xaxis, ax.yaxis):
            round_marks(axis, 3)
        mark = {"linestyle": "", "markeredgecolor": "white", "markeredgewidth": 0.5}
        artists = Field(
            raster(ax, field_pixels),
            ax.plot([], [], marker="o", markersize=4.5, markerfacecolor=ORANGE, **mark)[0],
            ax.plot([], [], marker="s", markersize=4.5, markerfacecolor=BLUE, **mark)[0],
            above(ax, SMALL, 8),
        )
    artists.picture.shows = values
    if data is not None:
        for points, label_of in ((artists.zeros, 0), (artists.ones, 1)):
            points.set_data(*data.x[:, data.y[0] == label_of])
    artists.words.set_text(words)
    return artists


# --- Curves over the steps ------------------------------------------------------------------------------------------


class Curves(NamedTuple):
    """The artists of `draw_curves`: lines, and their names at their ends."""

    lines: list
    names: list
    words: object


def draw_curves(ax, title="", steps=(), curves=(), words="", artists=None, least=LEAST, styles=STYLES):
    """Numbers over the steps done, on a logarithmic scale → `Curves`.

    curves: at most five pairs (name, numbers), one number for each of `steps`, or pairs (name, (steps, numbers)) where
    they have steps of their own. What is `least` or less is drawn nowhere, and its name stands below; styles: pairs
    (colour, dashes). Called again with the `artists` it returned, it moves them; put the limits by `curve_limits`
    first.
    """
    if artists is None:
        dress(ax, title)
        ax.set_xlabel("steps done")
        ruler(ax, MUTED, GRID)
        round_marks(ax.xaxis, 5, whole=True)
        plain_numbers(ax.xaxis)
        write_numbers(ax.yaxis, lambda power: rounded(10.0**power, 2))
        now = {"marker": "o", "markersize": 4, "markevery": [-1]}
        beside = aside(ax, ax.transData, right=4.32)
        artists = Curves(
            [ax.plot([], [], color=colour, linestyle=dash, linewidth=1.8, **now)[0] for colour, dash in styles],
            [label(ax, 0, 0, beside, color=colour, va="center") for colour, _ in styles],
            above(ax, SMALL, 8),
        )
    artists.words.set_text(words)
    for artist in (*artists.lines, *artists.names):
        artist.set_visible(False)
    ends = []
    for line, name, (text, numbers) in zip(artists.lines, artists.names, curves, strict=False):
        here, numbers = numbers if isinstance(numbers, tuple) else (steps, numbers)
        powers = _powers(numbers, least)
        line.set_data(here, powers)
        line.set_visible(True)
        name.set_text(text)
        name.set_visible(True)
        ends.append((name, here[-1], powers[-1]))
    _place_names(ax, ends)
    return artists


def _powers(numbers, least=LEAST):
    """Logarithms, not a number where there is none."""
    numbers = np.asarray(numbers, dtype=float)
    return np.log10(np.where(np.isfinite(numbers) & (numbers > least), numbers, np.nan))


def _place_names(ax, ends):
    """Put the names at the ends of their curves, those of neighbours apart."""
    low, high = ax.get_ylim()
    apart = APART / (ax.get_position(original=True).height * 100 * ax.figure.get_figheight()) * (high - low)
    least = low + apart / 2  # above the axis
    ends = sorted(((least if math.isnan(y) else y, x, name) for name, x, y in ends), key=lambda end: end[0])
    places = []
    for y, _, _ in ends:
        places.append(max(y, places[-1] + apart) if places else y)
    over = max(0.0, places[-1] - (high - apart / 2)) if places else 0.0
    for place, (_, x, name) in zip(places, ends, strict=True):
        name.set_position((x, place - over))


def curve_limits(steps, curves):
    """The limits at which all curves over so many steps can be seen: ((0, last step), (lowest, highest logarithm)).

    All are 1, 2 or 5 times powers of ten, so that they seldom change: a new background takes longer than a frame.
    """
    powers = np.concatenate([[], *(_powers(numbers) for numbers in curves)])
    powers = powers[~np.isnan(powers)]
    low, high = (float(powers.min()), float(powers.max())) if powers.size else (-1.0, 0.0)
    last = 10 ** _round_power(math.log10(max(steps, 20)), up=True)
    low, high = _round_power(low - 0.02, up=False), _round_power(high + 0.02, up=True)
    high = min(high, MOST_POWER)
    return (-0.03 * last, 1.02 * last), (min(low, high - 0.3), high)


def _round_power(power, up):
    """The next logarithm of 1, 2 or 5 times a power of ten, above or below."""
    whole = math.floor(power)
    marks = [whole + math.log10(digit) for digit in (1, 2, 5, 10)]
    return next(m for m in marks if m >= power - 1e-9) if up else next(m for m in marks[::-1] if m <= power + 1e-9)


def put_marks(ax):
    """Marks at round numbers: powers of ten, or so many between them that there are at least three."""
    low, high = ax.get_ylim()
    by = max(1, math.ceil((high - low) / 6))
    powers = range(math.floor(low / by) * by, math.ceil(high) + 1, by)
    for digits in DIGITS:
        marks = [power + math.log10(digit) for power in powers for digit in digits]
        marks = [mark for mark in marks if low <= mark <= high]
        if len(marks) >= 3:
            break
    marks_at(ax.yaxis, marks)


# --- One gradient, pattern by pattern -------------------------------------------------------------------------------


class Parts(NamedTuple):
    """The artists of `draw_contributions`."""

    up: object
    down: object
    words: object
    note: object


def draw_contributions(ax, title="", parts=(), words="", note="", artists=None):
    """The contributions of patterns to one gradient, a bar each, from the largest to the smallest → `Parts`.
    words: the line above; note: a line in the corner that negative bars leave free.

    Called again with the `artists` it returned, it moves them; set the limits first.
    """
    if artists is None:
        dress(ax, title)
        ax.axhline(0, color=MUTED, linewidth=0.8)
        ax.set_xlabel("patterns, sorted", fontsize=SMALL, color=MUTED, labelpad=1)
        round_marks(ax.xaxis, 5, whole=True)
        round_marks(ax.yaxis, 5)
        plain_numbers(ax.xaxis, ax.yaxis)
        artists = Parts(
            polygons(ax, facecolor=MUTED, edgecolor=MUTED, linewidth=0.3),
            polygons(ax, facecolor="white", edgecolor=MUTED, linewidth=0.6),
            above(ax, SMALL, 8),
            label(ax, 0.98, 0.9, ax.transAxes, ha="right", color=MUTED),
        )
    parts = np.sort(np.asarray(parts, dtype=float))[::-1]
    places = np.arange(len(parts)) + 0.5
    for collection, chosen in ((artists.up, parts > 0), (artists.down, parts < 0)):
        x, y = places[chosen], parts[chosen]
        zero = np.zeros_like(y)
        corners = [(x, zero), (x, y), (x + 0.8, y), (x + 0.8, zero)]
        collection.set_verts(np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1))
        collection.set_visible(bool(len(y)))
    artists.words.set_text(words)
    artists.note.set_text(note)
    return artists
