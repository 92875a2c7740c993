"""A deep network as pictures: a number for each layer, what theory predicts for it, and where its neurons stand.

Layers stand from left to right, the input's side first. What may differ by powers of ten is drawn as logarithms.
"""

import math
from typing import NamedTuple

import numpy as np

from ..one_step.text import rounded
from .colours import COLOURS
from .frame import (
    OVER,
    SMALL,
    above,
    dress,
    label,
    marks_at,
    plain_numbers,
    polygons,
    put_limits,
    raster,
    round_marks,
    ruler,
    write_numbers,
)
from .pixels import shade
from .training import put_marks

INK, MUTED, GRID, BLUE, ORANGE, LIT = (COLOURS[name] for name in ("ink", "muted", "line", "pos", "neg", "lit"))
LEAST_POWER, MOST_POWER = -307.0, 307.0  # of what is drawn
SIZES = (-12, 8)  # powers of ten at the ends of the axis on which numbers of layers stand: it never changes
APART = 0.15  # so far apart, as powers of ten, two numbers are seen as two: by 1 px of the picture
EDGE = 0.35  # from there to the signs of what lies beyond
BINS = 48
SHRINK = 0.4  # axes close in only when less than this share of them is used,
TEXT = 0.3  # of the height that numbers take, so much does a line of text take below them
FIT = 0.75  # or this one, where nothing is being dragged


def powers(numbers):
    """Logarithms of numbers; not a number where there is none: of 0, None, inf and nan."""
    found = np.array([math.nan if each is None else each for each in numbers], dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log10(np.abs(found))
    return np.where(np.isfinite(found), np.clip(found, LEAST_POWER, MOST_POWER), math.nan)


def power_limits(now, *rows, hold=True):
    """Limits, as powers of ten, that hold all of several rows of numbers: `now`, those that are in force (or None), as
    long as the numbers fill a good part of them (hold=False: most), since new limits cost a new background; else new
    ones."""
    found = np.concatenate([powers(row) for row in rows])
    found = found[~np.isnan(found)]
    low, high = (float(found.min()), float(found.max())) if found.size else (-0.5, 0.5)
    share = SHRINK if hold else FIT
    if now is not None and now[0] <= low and high <= now[1] and high - low >= share * (now[1] - now[0] - 1):
        return now
    step = max(0.5, round_limit((high - low) / 8))  # coarse enough to last for a while
    low, high = math.floor(low / step - 0.2) * step, math.ceil(high / step + 0.2) * step
    return max(low, LEAST_POWER - 0.5), min(high, MOST_POWER + 0.5)  # beyond, 10^limit is no float


def put_powers(ax, across, *rows, hold=True, fresh=False):
    """Limits of axes that show rows of numbers on a scale of powers of ten, and marks for them: equal ones are not put
    anew, and those in force stay as long as `power_limits` lets them (fresh: never). across: (left, right)."""
    before = None if fresh or ax.get_autoscaley_on() else ax.get_ylim()  # None: they have never been put
    up = power_limits(before, *rows, hold=hold)
    if put_limits(ax, across, up) and up != before:
        put_marks(ax)


def room_below(numbers):
    """A number so far below all of these that between them, on a scale of powers of ten, there is room for a line of
    text."""
    found = [each for each in map(abs, numbers) if 0 < each < math.inf] or [1.0]
    low, high = min(found), max(found)
    return low / max(3.0, (high / low) ** TEXT)


def round_limit(value, now=None):
    """The next 1, 2 or 5 times a power of ten; or `now`, if that is large enough and not much too large."""
    if not (math.isfinite(value) and value > 0):
        return 1.0
    if now is not None and value <= now <= 6 * value:
        return now
    power = 10.0 ** math.floor(math.log10(value))
    return next(digit * power for digit in (1, 2, 5, 10) if value <= digit * power * (1 + 1e-9))


def layer_limits(depth):
    """From the first layer to the last, or beyond: while the depth is dragged, axes stand still and layers keep their
    width, so that a deeper network is longer. Were there room for 64 everywhere, a shallow one would be a sliver."""
    return 0.4, next(end for end in (12, 32, 64) if depth <= end) + 0.6


def _over_layers(ax, title, grid=False):
    """Axes with the layers across."""
    dress(ax, title)
    ax.set_xlabel("layer")
    ruler(ax, MUTED, GRID if grid else None)
    round_marks(ax.xaxis, 8, whole=True)
    plain_numbers(ax.xaxis)


def _over_powers(axis):
    """Numbers beside an axis that holds their logarithms."""
    write_numbers(axis, lambda power: rounded(10.0**power, 2))


# --- A number for each layer ----------------------------------------------------------------------------------------


class Sizes(NamedTuple):
    """The artists of `draw_sizes`."""

    band: object
    former: object
    theory: object
    measured: object
    below: object
    beyond: object
    words: object
    note: object


def draw_sizes(ax, title="", measured=(), theory=None, band=None, words="", note="", former=None, artists=None):
    """A number for each layer 1…M, on the scale of powers of ten from `SIZES` → `Sizes`.

    theory: what is predicted for each, or None; band: (low, high) for each, or None; words: the line above; note: a
    line inside; former: the numbers as they were before, drawn pale, or None. What lies outside of the scale is marked
    by triangles at its end. Called again with the `artists` it returned, it moves them; put the limits across first.
    """
    if artists is None:
        _over_layers(ax, title, grid=True)
        _over_powers(ax.yaxis)
        ax.set_ylim(*SIZES)
        marks_at(ax.yaxis, range(SIZES[0], SIZES[1] + 1, 4))
        triangle = {"linestyle": "", "color": INK, "markersize": 4, "zorder": 4}
        artists = Sizes(
            polygons(ax, facecolor=BLUE, alpha=0.18, linewidth=0),
            ax.plot([], [], color=MUTED, linewidth=3, alpha=0.4, zorder=2)[0],
            ax.plot([], [], color=ORANGE, linewidth=5, alpha=0.55, linestyle=(0, (3, 1)), zorder=3)[0],
            ax.plot([], [], color=BLUE, linewidth=1, marker="o", markersize=3, zorder=4)[0],  # theory shows behind it
            ax.plot([], [], marker="v", **triangle)[0],
            ax.plot([], [], marker="^", **triangle)[0],
            above(ax, SMALL, 8),
            label(ax, 0.03, 0.9, ax.transAxes, color=MUTED, zorder=5, bbox=OVER),
        )
    layers = np.arange(1, len(measured) + 1)
    found = powers(measured)
    artists.measured.set_data(layers, found)
    for artist, end, out in ((artists.below, SIZES[0] + EDGE, found < SIZES[0]),
                             (artists.beyond, SIZES[1] - EDGE, found > SIZES[1])):  # fmt: skip
        artist.set_data(layers[out], np.full(np.count_nonzero(out), end))
    artists.former.set_data(([], []) if former is None else (np.arange(1, len(former) + 1), powers(former)))
    artists.theory.set_data(([], []) if theory is None else (layers, powers(theory)))
    artists.band.set_visible(band is not None)
    if band is not None:
        low, high = powers(band[0]), powers(band[1])
        seen = ~(np.isnan(low) | np.isnan(high))
        across = layers[seen]
        corners = np.concatenate([np.column_stack([across, low[seen]]), np.column_stack([across, high[seen]])[::-1]])
        artists.band.set_verts([corners] if len(across) else [])
    artists.words.set_text(words)
    artists.note.set_text(note)
    artists.note.set_y(0.1 if found[:1].sum() > sum(SIZES) / 2 else 0.88)  # at the left, where the curve is not
    return artists


def is_seen(former, measured, across):
    """Whether of the numbers as they were before anything is seen beside those `measured` now, within axes that go
    `across` (left, right)."""
    seen = [m for m in range(1, len(former) + 1) if m < across[1]]
    before, now = powers(former)[: len(seen)], powers(measured)[: len(seen)]
    now = np.pad(now, (0, len(before) - len(now)), constant_values=math.inf)
    return bool(np.any((before > SIZES[0]) & (before < SIZES[1]) & ~(np.abs(before - now) < APART)))


def beyond_words(measured):
    """What stands for numbers outside of the scale: "▼ down to 1.2e−20"; "" where there are none."""
    found = [each for each in map(abs, measured) if each and math.isfinite(each)]
    below = [each for each in found if each < 10.0 ** SIZES[0]]
    above = [each for each in found if each > 10.0 ** SIZES[1]]
    words = [f"▼ down to {rounded(min(below), 2)}"] if below else []
    return " · ".join([*words, *([f"▲ up to {rounded(max(above), 2)}"] if above else [])])


# --- Where the neurons of each layer stand --------------------------------------------------------------------------


class Spread(NamedTuple):
    """The artists of `draw_spread`."""

    picture: object
    theory: object
    chosen: object
    words: object


def spread_pixels(shares, high, wide, theme="light"):
    """How often each u occurs in each layer: `shares` is an array (bins, layers), each column up to 1."""
    bins, layers = shares.shape
    across, up = np.arange(wide) * layers // wide, np.arange(high) * bins // high
    colours = np.full((bins, layers, 4), 255, np.uint8)
    colours[..., :3] = shade(shares, theme)
    return colours.view(np.uint32)[..., 0].take(up, axis=0).take(across, axis=1).view(np.uint8).reshape(high, wide, 4)


def draw_spread(ax, title="", shares=None, limit=1.0, theory=None, chosen=1, words="", artists=None):
    """u of all neurons and patterns in each layer, dark where there are many → `Spread`.

    shares: (bins, layers) from −limit to limit, each column up to 1; theory: the predicted root mean square of u for
    each layer, drawn on both sides of 0, or None; chosen: the layer marked below. Put the limits first.
    """
    if artists is None:
        _over_layers(ax, title)
        round_marks(ax.yaxis, 5)
        plain_numbers(ax.yaxis)
        side = ax.get_xaxis_transform()
        artists = Spread(
            raster(ax, spread_pixels),
            [ax.plot([], [], color=ORANGE, linewidth=1.5, linestyle=(0, (5, 2)))[0] for _ in range(2)],
            ax.plot([], [], "^", color=INK, markersize=6, transform=side, clip_on=False)[0],
            above(ax, SMALL, 8),
        )
    artists.picture.shows = shares
    for line, sign in zip(artists.theory, (1, -1), strict=True):
        known = theory is not None and all(each < 50 * limit for each in theory)
        line.set_data((np.arange(1, len(theory) + 1), sign * np.array(theory)) if known else ([], []))
    artists.chosen.set_data([chosen], [0.0])
    artists.words.set_text(words)
    return artists


# --- How many of them are saturated or dead -------------------------------------------------------------------------


class Shares(NamedTuple):
    """The artists of `draw_shares`."""

    saturated: object
    dead: object
    words: object


def draw_shares(ax, title="", saturated=(), dead=(), words="", artists=None):
    """For each layer a bar for the share with hardly any slope, and in a frame that of dead neurons → `Shares`."""
    if artists is None:
        _over_layers(ax, title)
        ax.set_ylim(0, 100)
        round_marks(ax.yaxis, 4, None)
        write_numbers(ax.yaxis, lambda value: f"{value:g} %")
        artists = Shares(
            polygons(ax, facecolor=BLUE, linewidth=0),
            polygons(ax, facecolor="none", edgecolor=ORANGE, linewidth=1.6),
            above(ax, SMALL, 8),
        )
    for collection, values in ((artists.saturated, saturated), (artists.dead, dead)):
        bars = [(m, 100 * value) for m, value in enumerate(values, start=1) if value > 0]
        collection.set_verts([[(m - 0.4, 0), (m - 0.4, y), (m + 0.4, y), (m + 0.4, 0)] for m, y in bars])
        collection.set_visible(bool(bars))
    artists.words.set_text(words)
    return artists


# --- One layer: u, and the slope that each of its u meets -----------------------------------------------------------


class Slope(NamedTuple):
    """The artists of `draw_slope`."""

    flat: object
    counts: object
    slope: object
    words: object


def draw_slope(ax, title="", edges=(), counts=(), u=(), slope=(), flat=(), words="", artists=None):
    """How often each u occurs in one layer, and below it σ′(u) → `Slope`.

    edges, counts: a histogram whose highest bar is 1; u, slope: the curve of σ′ as a share of its maximum; flat: pairs
    (from, to) where σ′ is below 5 % of it. Put the limits first: upward from 0 to 1.
    """
    if artists is None:
        dress(ax, title)
        ax.set_xlabel("u")
        ruler(ax, MUTED)
        round_marks(ax.xaxis, 7)
        plain_numbers(ax.xaxis)
        ax.set_ylim(0, 1.08)
        marks_at(ax.yaxis, [0, 0.5, 1])
        write_numbers(ax.yaxis, lambda value: f"{100 * value:g} %")
        artists = Slope(
            polygons(ax, facecolor=LIT, linewidth=0, zorder=0),
            polygons(ax, facecolor=BLUE, alpha=0.55, linewidth=0),
            ax.plot([], [], color=ORANGE, linewidth=2, linestyle=(0, (5, 2)))[0],
            above(ax, SMALL, 8),
        )
    artists.flat.set_verts([[(low, 0), (low, 1.08), (high, 1.08), (high, 0)] for low, high in flat])
    across, up = np.repeat(edges, 2), np.concatenate([[0.0], np.repeat(counts, 2), [0.0]])
    artists.counts.set_verts([np.column_stack([across, up])] if len(counts) else [])
    artists.slope.set_data(u, slope)
    artists.words.set_text(words)
    return artists


# --- The two factors ------------------------------------------------------------------------------------------------


class Factors(NamedTuple):
    """The artists of `draw_factors`."""

    slope: object
    theta: object
    both: object
    words: object


def draw_factors(ax, title="", slope=(), theta=(), words="", artists=None):
    """What σ′ and θ each multiply δ by, on its way back into each hidden layer, and both together → `Factors`.
    words: a line inside."""
    if artists is None:
        _over_layers(ax, title, grid=True)
        ax.axhline(0, color=MUTED, linewidth=1)
        _over_powers(ax.yaxis)
        artists = Factors(
            ax.plot([], [], color=BLUE, linewidth=1, marker="o", markersize=3.5)[0],
            ax.plot([], [], color=ORANGE, linewidth=1, marker="s", markersize=3.5, linestyle="--")[0],
            ax.plot([], [], color=INK, linewidth=2)[0],
            label(ax, 0.03, 0.05, ax.transAxes, zorder=5, bbox=OVER),
        )
        above(ax, SMALL, 8).set_text("dots: σ′ · squares: θ · thick line: both, σ′ · θ")
    layers = np.arange(1, len(slope) + 1)
    found = powers(slope), powers(theta)
    for line, each in zip(artists[:3], (*found, found[0] + found[1]), strict=True):
        line.set_data(layers, each)
    artists.words.set_text(words)
    return artists
