"""Runs that may come to an end: Err over the steps with a cross where one died, and what Err does along a step."""

import math
from typing import NamedTuple

import numpy as np

from ..one_step.text import rounded
from . import training
from .colours import COLOURS
from .depth import powers
from .frame import SMALL, above, dress, label, marks_at, ruler, write_numbers

INK, MUTED, GRID, BLUE, ORANGE = (COLOURS[name] for name in ("ink", "muted", "line", "pos", "neg"))
BEYOND = 1e3  # Err over the steps: a run that has died is shown up to so many times what the others reach
WIDER, LOOSE = 1.6, 1.0  # limits stay while they are so many times too wide, or so much (a factor of 3) too far
STYLES = ((BLUE, "-"), (ORANGE, "--"))  # of the unclipped run and the clipped one, wherever they are met
CLIPPED = "after a clipped step"
FREE = 0.66  # of the height of the cliff, the part below the names of its signs
WALL = 400.0  # the power of ten at which what is no number is drawn: beyond every picture
ROOM = 3.0  # powers of ten above and below the first Err
STEEP = 1e6  # Err along a step: shown up to so many times the present Err


# --- Err over the steps ---------------------------------------------------------------------------------------------


class Ends(NamedTuple):
    """The artists of `draw_errs`."""

    lines: list
    names: list
    words: object
    crosses: list


def errs_limits(steps, curves, ended, now=None):
    """Limits for `draw_errs`, ((left, right), (low, high)): a run that died may leave them above.

    now: the limits in force, which stay as long as they hold all that is to be seen and are not much too wide.
    """
    rows = [numbers for _, (_, numbers) in curves]
    alive = [row for row, end in zip(rows, ended, strict=True) if not end]
    if alive and len(alive) < len(rows):
        top = BEYOND * max(max(row) for row in alive)
        rows = [np.minimum(row, top) for row in rows]
    across, up = training.curve_limits(steps, rows)
    now = now and now[1]
    if steps > 0:
        return across, _kept(up, now)
    if now and now[1] - now[0] == 2 * ROOM and now[0] <= up[0] and up[1] <= now[1]:
        return across, now
    middle = min(float(round(sum(up) / 2)), training.MOST_POWER - ROOM)
    return across, (middle - ROOM, middle + ROOM)  # before the first step Err moves, and not the axes


def _kept(wanted, now):
    """`now`, where it holds the limits that are wanted, and these fill a good part of it; else those wanted."""
    (low, high), (bottom, top) = wanted, now or wanted
    inside = bottom <= low and high <= top
    return now if now and inside and top - bottom <= WIDER * (high - low) else wanted


def draw_errs(ax, title="", curves=(), ended=(), words="", artists=None):
    """Err over the steps done, on a scale of powers of ten → `Ends`.

    curves: pairs (name, (steps, Errs)); ended: for each whether it died: a cross marks its last finite Err, at the
    upper edge if that lies beyond. Called again with the `artists` it returned, it moves them; put the limits first.
    """
    if artists is None:
        style = {"linestyle": "", "marker": "x", "markersize": 9, "markeredgewidth": 2.5, "clip_on": False}
        crosses = [ax.plot([], [], color=colour, zorder=6, **style)[0] for colour, _ in STYLES]
        return Ends(*training.draw_curves(ax, title, styles=STYLES), crosses)
    top = ax.get_ylim()[1]
    capped = [(name, (steps, np.minimum(Errs, 10.0 ** min(top, 308)))) for name, (steps, Errs) in curves]
    training.draw_curves(ax, curves=capped, words=words, artists=training.Curves(*artists[:3]))
    for cross in artists.crosses:
        cross.set_visible(False)
    parts = zip(artists.lines, artists.names, artists.crosses, curves, ended, strict=False)
    for line, name, cross, (text, (steps, Errs)), died in parts:
        heights = powers(Errs)
        line.set_data(steps, heights)  # it leaves at the upper edge, and does not run along it
        cross.set_data(steps[-1:], np.minimum(heights[-1:], top))
        cross.set_visible(bool(died))
        name.set_text(f"  {text}" if died else text)  # beside its cross
    return artists


# --- Err along a step -----------------------------------------------------------------------------------------------


class Slopes(NamedTuple):
    """The artists of `draw_cliff`."""

    line: object
    own: object
    here: object
    unclipped: object
    clipped: object
    words: object
    note: object
    names: list  # of the sign for a clipped step


class Scale(NamedTuple):
    """The axes of `draw_cliff`: lengths stand at asinh(length/unit); limits as places and as powers of ten."""

    unit: float
    across: tuple
    up: tuple

    def places(self, lengths):
        """Where lengths of a step stand."""
        with np.errstate(over="ignore"):
            return np.arcsinh(np.asarray(lengths) / self.unit)


def find_scale(cliff, now=None):
    """The `Scale` that shows a cliff: `now`, the one in force, as long as the cliff fills a good part of it."""
    landed = cliff.here if cliff.clipped is None else max(cliff.here, cliff.clipped.Err)
    top = STEEP * (landed if math.isfinite(landed) else cliff.here)
    rows = [cliff.Errs, [cliff.here, cliff.unclipped.Err], *([] if cliff.own is None else [cliff.own[1]])]
    low, high = training.curve_limits(1, [np.minimum(row, top) for row in rows])[1]
    near = math.asinh(cliff.lengths[-1] / cliff.unit) / 2  # what lies to the left of this must leave the signs free
    left = [cliff.here, *cliff.Errs[np.arcsinh(cliff.lengths / cliff.unit) < near]]
    left = powers(np.minimum(left, top))
    up = low, max(high + 0.12 * (high - low), low + (float(np.nanmax(left, initial=low)) - low) / FREE)
    if now is not None and cliff.unit / 10 < 1.01 * now.unit and now.unit < 10.1 * cliff.unit:
        right = float(now.places(cliff.lengths[-1]))
        if now.across[1] - LOOSE <= right <= now.across[1]:
            return now._replace(up=_kept(up, now.up))
    right = math.asinh(cliff.lengths[-1] / cliff.unit)
    return Scale(cliff.unit, (-1.0, math.ceil(4 * right + 1) / 4), up)  # a little beyond: it may stay for a while


def put_lengths(ax, scale):
    """Marks at 0 and at powers of ten, as many as can be read."""
    longest = scale.unit * math.sinh(scale.across[1])
    first, last = round(math.log10(scale.unit)), math.floor(math.log10(max(longest, scale.unit)))
    by = max(1, math.ceil((last - first + 1) / 5))
    marks = [0.0, *(10.0**power for power in range(first, last + 1, by))]
    places = [float(place) for place in scale.places(marks)]
    words = dict(zip(places, marks, strict=True))
    marks_at(ax.xaxis, places)
    write_numbers(ax.xaxis, lambda place: rounded(words.get(place, 0.0)))


def draw_cliff(ax, title="", cliff=None, scale=None, words="", note="", artists=None):
    """Err along the gradient, over the length of the step, with marks: here, and where the step of η lands → `Slopes`.

    cliff: a `Cliff`, or None where there is nothing to draw; scale: its `Scale`, whose limits are put before; words:
    the line above; note: a line inside. Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        dress(ax, title)
        ax.set_xlabel("length of the step")
        ruler(ax, MUTED, GRID)
        write_numbers(ax.yaxis, lambda power: rounded(10.0 ** min(power, 308), 2))
        mark = {"linestyle": "", "markeredgecolor": "white", "markeredgewidth": 0.8, "clip_on": False, "zorder": 6}
        artists = Slopes(
            ax.plot([], [], color=MUTED, linewidth=1.8)[0],
            ax.plot([], [], color=ORANGE, linewidth=1.6, linestyle="--")[0],
            ax.plot([], [], marker="o", markersize=9, color=INK, **mark)[0],
            ax.plot([], [], marker="s", markersize=8, color=BLUE, **mark)[0],
            ax.plot([], [], marker="D", markersize=7, color=ORANGE, **mark)[0],
            above(ax, SMALL, 8),
            label(ax, 0.5, 0.5, ax.transAxes, ha="center", color=MUTED, zorder=5),
            [],
        )
        for n, words_of in enumerate(("here", "after a step of η", CLIPPED)):
            sign, up = artists[2 + n], 0.93 - 0.09 * n  # a legend of Matplotlib's own takes longer to draw
            look = {"marker": sign.get_marker(), "markersize": sign.get_markersize() - 1, "color": sign.get_color()}
            (mark_of,) = ax.plot([0.035], [up], transform=ax.transAxes, linestyle="", **look)
            name = label(ax, 0.065, up, ax.transAxes, fontsize=7.5, color=MUTED, va="center")
            name.set_text(words_of)
            artists.names[:] = mark_of, name  # the last of them comes and goes with clipping
    artists.words.set_text(words)
    artists.note.set_text(note)
    for artist in artists[:5]:
        artist.set_visible(cliff is not None)
    if cliff is None:
        return artists
    right, high = scale.across[1], scale.up[1]

    def put(mark, usual, landing):
        mark.set_visible(landing is not None)
        if landing is not None:  # what lies beyond the picture stands at its edge, as an arrow
            height = powers([landing[1]])[0] if math.isfinite(landing[1]) else math.inf
            place = float(scale.places(landing[0]))
            mark.set_data([min(place, right)], [min(height, high)])
            mark.set_marker("^" if height > high else ">" if place > right else usual)

    def run(line, lengths, Errs):
        """A curve that goes through the present θ; where Err is no number it leaves the picture."""
        at = int(np.searchsorted(lengths, 0.0))
        lengths, Errs = np.insert(lengths, at, 0.0), np.insert(Errs, at, cliff.here)
        line.set_data(scale.places(lengths), np.where(np.isfinite(Errs), powers(Errs), WALL))

    run(artists.line, cliff.lengths, cliff.Errs)
    artists.own.set_visible(cliff.own is not None)
    if cliff.own is not None:
        run(artists.own, *cliff.own)
    for artist in artists.names:
        artist.set_visible(cliff.clipped is not None)
    artists.names[-1].set_text(f"{CLIPPED}; dashed: on its way" if cliff.own else CLIPPED)
    put(artists.here, "o", (0.0, cliff.here))
    put(artists.unclipped, "s", cliff.unclipped)
    put(artists.clipped, "D", cliff.clipped)
    return artists
