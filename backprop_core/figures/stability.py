"""Runs that may come to an end: Err over the steps with a cross where one died, and what Err does along a step."""

import math
from typing import NamedTuple

import numpy as np

from ..one_step.text import rounded
from . import training
from .colours import COLOURS
from .depth import powers
from .frame import SMALL, above, aside, dress, heading_start, label, marks_at, ruler
from .learning_rate import fill, ground

INK, MUTED, GRID, BLUE, ORANGE = (COLOURS[name] for name in ("ink", "muted", "line", "pos", "neg"))
BEYOND = 1e3  # Err over the steps: a run that has died is shown up to so many times what the others reach
WIDER = 1.6  # limits stay while they are so many times too wide
STYLES = ((BLUE, "-"), (ORANGE, "--"))  # of the unclipped run and the clipped one, wherever they are met
CLIPPED = "a clipped step"
ROOM = 3.0  # powers of ten above and below the first Err
PARTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the axes of the cliff, where numbers stand
BEFORE = 0.08  # of the way ahead, what is seen behind the present θ
ABOVE, EDGE = 2.0, 0.96  # times the height: out of the picture; and the place of an arrow at its edge


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

    ground: object
    line: object
    own: object
    flight: object
    hop: object
    here: object
    unclipped: object
    clipped: object
    goes_on: object
    words: object
    note: object
    names: list  # of the sign for a clipped step


def put_marks(ax, cliff):
    """Numbers beside the axes of `draw_cliff`, which are linear and always reach from a little before 0 to 1."""
    for axis, whole in ((ax.xaxis, cliff.reach), (ax.yaxis, cliff.top)):
        marks_at(axis, PARTS, [rounded(part * whole) for part in PARTS])


def draw_cliff(ax, title="", cliff=None, words="", note="", artists=None):
    """Err along the gradient, over the length of the step, on linear axes: here, and where the step of η lands →
    `Slopes`.

    cliff: a `Cliff`, or None where there is nothing to draw; words: the line above; note: a line inside. What lies
    beyond the picture is an arrow at its edge. Called again with the `artists` it returned, it moves them; put the
    numbers beside the axes by `put_marks` first.
    """
    if artists is None:
        artists = _draw_land(ax, title)
    artists.words.set_text(words)
    artists.note.set_text(note)
    for artist in artists[:9]:
        artist.set_visible(cliff is not None)
    if cliff is None:
        return artists

    def run(line, lengths, Errs):
        """A curve that goes through the present θ; where Err is no number, or far too large, it leaves above."""
        at = int(np.searchsorted(lengths, 0.0))
        lengths, Errs = np.insert(lengths, at, 0.0), np.insert(Errs, at, cliff.here)
        line.set_data(lengths / cliff.reach, np.fmin(Errs / cliff.top, ABOVE))  # fmin: NaN is above as well

    def put(mark, way, usual, landing, edge):
        for artist in (mark, way):
            artist.set_visible(landing is not None)
        if landing is None:
            return
        place, height = landing.length / cliff.reach, landing.Err / cliff.top
        far, high = not place <= 1.0, not height <= 1.0
        mark.set_marker((3, 0, -45) if far and high else "^" if high else ">" if far else usual)
        at = EDGE if far else place, edge if high else min(height, edge)
        mark.set_data(*([each] for each in at))
        way.set_data(*zip((0.0, cliff.here / cliff.top), at, strict=True))

    run(artists.line, cliff.lengths, cliff.Errs)
    across, up = artists.line.get_data()
    fill(artists.ground, across, np.minimum(up, 1.0), 0.0)
    artists.own.set_visible(cliff.own is not None)
    if cliff.own is not None:
        run(artists.own, *cliff.own)
    for artist in artists.names:
        artist.set_visible(cliff.clipped is not None)
    artists.names[-1].set_text(f"{CLIPPED} (dashed: its way)" if cliff.own else CLIPPED)
    artists.here.set_data([0.0], [cliff.here / cliff.top])
    put(artists.unclipped, artists.flight, "s", cliff.unclipped, EDGE)
    put(artists.clipped, artists.hop, "D", cliff.clipped, EDGE - 0.12)
    _say_where_it_goes_on(artists.goes_on, cliff, across, up)
    return artists


def _draw_land(ax, title):
    dress(ax, title, line=2)
    ax.set(xlim=(-BEFORE, 1.0), ylim=(0.0, 1.0), xlabel="length of the step")
    for axis in (ax.xaxis, ax.yaxis):
        marks_at(axis, [])
    ruler(ax, MUTED, GRID)
    mark = {"linestyle": "", "markeredgecolor": "white", "markeredgewidth": 0.8, "clip_on": False, "zorder": 6}
    artists = Slopes(
        ground(ax),
        ax.plot([], [], color=MUTED, linewidth=2.2)[0],
        ax.plot([], [], color=ORANGE, linewidth=1.6, linestyle="--")[0],
        ax.plot([], [], color=BLUE, linewidth=1.2, linestyle=":")[0],
        ax.plot([], [], color=ORANGE, linewidth=1.2)[0],
        ax.plot([], [], marker="o", markersize=9, color=INK, **mark)[0],
        ax.plot([], [], marker="s", markersize=9, color=BLUE, **mark)[0],
        ax.plot([], [], marker="D", markersize=8, color=ORANGE, **mark)[0],
        label(ax, 0.0, 0.97, ax.transAxes, va="top", color=MUTED, zorder=5),
        above(ax, SMALL, 24),
        label(ax, 0.5, 0.5, ax.transAxes, ha="center", color=MUTED, zorder=5),
        [],
    )
    line, left = aside(ax, ax.transAxes, up=11), heading_start(ax)
    for sign, place, words in zip(artists[5:8], (0.015, 0.165, 0.47), ("here", "a step of η", CLIPPED), strict=True):
        look = {"marker": sign.get_marker(), "markersize": sign.get_markersize() - 2, "color": sign.get_color()}
        # a legend of Matplotlib's own takes longer to draw
        (mark_of,) = ax.plot([left + place], [1.0], transform=line, linestyle="", clip_on=False, **look)
        name = label(ax, left + place + 0.03, 1.0, line, color=MUTED, va="center")
        name.set_text(words)
        artists.names[:] = mark_of, name  # the last of them comes and goes with clipping
    return artists


def _say_where_it_goes_on(text, cliff, across, up):
    """On the rock, beside the place where the curve leaves the picture ahead, how large Err still grows in it."""
    over = (across > 0) & (up > 1.0)
    text.set_visible(bool(over.any()))
    if not over.any():
        return
    n = int(np.argmax(over))
    share = (1.0 - up[n - 1]) / (up[n] - up[n - 1])
    leaves = across[n - 1] + share * (across[n] - across[n - 1])
    taken = cliff.unclipped.length <= cliff.reach and not cliff.unclipped.Err <= cliff.top  # its arrow stands there
    text.set(x=(leaves + BEFORE) / (1.0 + BEFORE) + 0.03, y=0.14 if taken else 0.97)
    end = cliff.Errs[-1]
    text.set_text(f"↑ Err goes on, to {rounded(end) if math.isfinite(end) else '∞'}")
