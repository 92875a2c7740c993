"""A deep network as it stands, from left to right: for each layer a strip whose colour says how large something is.

There is one scale of colours, it is printed, and it never changes: so a setting that lets δ fade, one that keeps it
and one that lets it grow are told apart at a glance, whatever was shown before. What is small goes dark and what is
large glows, on a light page as on a dark one.
"""

from typing import NamedTuple

import numpy as np

from ..one_step.text import rounded
from .colours import COLOURS
from .depth import powers
from .frame import above, aside, dress, label, marks_at, plain_numbers, raster, round_marks, ruler
from .pixels import rgb

DECADES = 8  # powers of ten from the middle of the scale to either end
LEAST = 4  # pixels of a strip that has an edge
STRIPE = 6  # pixels from one stripe to the next, in what is larger: it is seen without colours, too
SCALE = np.linspace(-DECADES, DECADES, 129)
SCALE_WORDS = {power: rounded(10.0**power) for power in range(-DECADES, DECADES + 1, DECADES // 2)}
SCALE_WORDS |= {-DECADES: f"≤ {SCALE_WORDS[-DECADES]}", DECADES: f"≥ {SCALE_WORDS[DECADES]}"}
BELOW = -25  # points from the strips down to what the marks mean
LETTERS, TITLE = 10, 10.5  # points: where the page is narrow, so wide a picture is shown smaller
INK, MUTED = COLOURS["ink"], COLOURS["muted"]
MARKS = {"dead": ("o", "none"), "saturated": ("s", INK), "lost": ("x", INK)}  # the marker, and what fills it


class Strips(NamedTuple):
    """The artists of `draw_strips`."""

    strips: object
    dead: object
    saturated: object
    lost: object
    words: object
    note: object
    idle: object


def strip_pixels(shows, high, wide, theme="light"):
    """Rows of strips as colours. shows: (rows of powers of ten, the lowest first; the axes' left and right end): a
    number that is not known has no colour, and a row of which none is known no strips. Dark blue is smaller than 1;
    larger is striped, and glows."""
    rows, (left, right) = shows
    layer = np.round(left + (np.arange(wide) + 0.5) / wide * (right - left)).astype(int) - 1
    there = (layer >= 0) & (layer < rows.shape[1])
    found = np.where(there, rows[:, np.clip(layer, 0, rows.shape[1] - 1)], np.nan)
    even, part = rgb("even", theme), np.clip(np.abs(found) / DECADES, 0, 1)[..., None]
    colours = even + (np.where((found > 0)[..., None], rgb("more", theme), rgb("less", theme)) - even) * part
    colours[np.isnan(found)] = rgb("card", theme)
    striped = np.where((found > 0)[..., None], (colours + 2 * even) / 3, colours)
    colours, striped = colours.astype(np.uint8), striped.astype(np.uint8)
    pixels = np.full((high, wide, 4), 255, np.uint8)
    row = np.arange(high) * len(rows) // high
    pixels[..., :3] = colours[row]
    for y in range(high):  # stripes are slanted: in each row of pixels one further to the left
        stripes = slice(-y % STRIPE, None, STRIPE)
        pixels[y, stripes, :3] = striped[row[y], stripes]
    if wide > LEAST * (right - left):  # what has no colour is a strip as well
        edges = (np.diff(layer, append=-1) != 0) & (there | np.roll(there, -1))
        known = ~np.isnan(found).all(axis=1)[row]
        line = (np.diff(row, append=-1) != 0) & (known | np.roll(known, -1))
        pixels[np.ix_(known, edges, range(3))] = rgb("line", theme)
        pixels[np.ix_(line, there, range(3))] = rgb("line", theme)
    return pixels


def draw_strips(
    ax, title="", names=(), rows=(), across=(0.5, 1.5), marks=None, words="", note="", idle="", artists=None
):
    """Rows of strips, one below the other, the layers across → `Strips`.

    rows: for each row the numbers of layers 1…M, as multiples of what the row is measured by, or nan; names: what
    stands at the left of each row, when it is first drawn; across: the limits of the axes; marks: {"dead", "saturated"
    or "lost": the layers marked so}; words: the line above; note: what the marks mean; idle: what stands in the last
    row while there is nothing in it. Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        dress(ax, title, size=TITLE)
        ax.set_xlabel("layer")
        ax.set_ylim(0, len(names))
        ruler(ax, MUTED, size=LETTERS)
        round_marks(ax.xaxis, 12, whole=True)
        plain_numbers(ax.xaxis)
        marks_at(ax.yaxis, [len(names) - n - 0.5 for n in range(len(names))], names)
        _draw_scale(ax)
        artists = Strips(
            raster(ax, strip_pixels),
            *(ax.plot([], [], marker, color=INK, markerfacecolor=fill, markersize=5, zorder=4)[0]
              for marker, fill in MARKS.values()),
            above(ax, LETTERS, 7),
            label(ax, 1, 0, aside(ax, ax.transAxes, up=BELOW), ha="right", color=MUTED, fontsize=LETTERS),
            label(ax, 0.01, 0.5, ax.get_yaxis_transform(), va="center", color=MUTED, fontsize=LETTERS),
        )  # fmt: skip
    artists.strips.shows = np.array([_heights(row) for row in reversed(rows)]), across
    for name, where in (marks or {}).items():
        getattr(artists, name).set_data(where, np.full(len(where), len(rows) - 1.5))
    artists.words.set_text(words)
    artists.note.set_text(note)
    artists.idle.set_text(idle)
    return artists


def _heights(row):
    """Powers of ten: of 0 the least that is told apart; not a number where nothing is known."""
    return np.where(np.array(row, dtype=float) == 0, -DECADES, powers(row))


def _draw_scale(ax):
    """What the colours mean, at the upper right: the same for every picture of this kind."""
    scale = ax.inset_axes([0.54, 1.36, 0.42, 0.09])
    scale.set(xlim=(-DECADES, DECADES), ylim=(0, 1), yticks=[])
    marks_at(scale.xaxis, list(SCALE_WORDS), list(SCALE_WORDS.values()))
    scale.tick_params(labelsize=LETTERS, colors=MUTED, length=2)
    for spine in scale.spines.values():
        spine.set_color(COLOURS["line"])
    raster(scale, scale_pixels).shows = SCALE


def scale_pixels(shows, high, wide, theme="light"):
    """All colours of the scale, from the smallest number to the largest."""
    return strip_pixels((shows[None, :], (0.5, len(shows) + 0.5)), high, wide, theme)
