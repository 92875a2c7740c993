"""The learning rate as pictures: steps down a parabola, Err along the next step of a network, Err after each step.

All axes are linear and stand still, whatever is dragged, so that growth is seen: what leaves a picture ends in an
arrow at its edge.
"""

import math
from typing import NamedTuple

import numpy as np

from .colours import COLOURS
from .frame import SMALL, above, dress, label, plain_numbers, polygons, round_marks, ruler

INK, MUTED, GRID, BLUE, ORANGE, LIT = (COLOURS[name] for name in ("ink", "muted", "line", "pos", "neg", "lit"))
WIDE, HIGH, BELOW = 4.5, 10.0, -0.8  # of the parabola: w to both sides, Err, and the room below the bottom
VALLEY = np.linspace(-WIDE, WIDE, 161)
NUMBERED, APART = 5, 15  # the first steps have a number, where it is so many CSS pixels away from those before
HANDLE = {"marker": "o", "markerfacecolor": LIT, "markeredgecolor": INK, "markeredgewidth": 1.5, "linestyle": ""}
LEAVES = 0.97  # of the height, or of the way to the right: there stands the sign of what lies beyond


def ground(ax):
    """An artist for what lies below a curve."""
    return polygons(ax, facecolor=GRID, edgecolor="none", alpha=0.45, zorder=0.5)


def fill(artist, across, up, floor):
    """Let it lie below the curve through these points."""
    artist.set_verts([np.column_stack([[across[0], *across, across[-1]], [floor, *up, floor]])])


def leaving(points, wide, high):
    """(the points that can be seen, where the way to the next leaves the picture or None, the number of that one).

    points: [(across, up)], the first of which is in the picture: −wide … wide, and up to high.
    """
    for n, (across, up) in enumerate(points):
        if abs(across) <= wide and up <= high:
            continue
        x, y = points[n - 1]
        shares = [(high - y) / (up - y)] if up > high else []
        if abs(across) > wide:
            shares.append((math.copysign(wide, across) - x) / (across - x))
        part = min(shares)
        return points[:n], (x + part * (across - x), y + part * (up - y)), n
    return points, None, None


# --- Down a parabola ------------------------------------------------------------------------------------------------


class Bowl(NamedTuple):
    """The artists of `draw_bowl`."""

    ground: object
    valley: object
    slope: object
    way: object
    steps: object
    start: object
    ball: object
    away: object
    numbers: list
    which: object
    words: object


def draw_bowl(ax, title="", a=1.0, rolled=None, words="", artists=None):
    """Err = a · w² with the steps of a ball: where it began, each place where it landed, and where it is → `Bowl`.

    rolled: a `Rolled`; words: the line above. Where it leaves the picture stands an arrow, with the number of
    that step. Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        dress(ax, title)
        ax.set(xlim=(-WIDE, WIDE), ylim=(BELOW, HIGH), xlabel="w")
        plain_numbers(ax.xaxis, ax.yaxis)
        round_marks(ax.xaxis, 9)
        round_marks(ax.yaxis, 5)
        ruler(ax, MUTED, GRID)
        line = {"color": BLUE, "zorder": 4}
        artists = Bowl(
            ground(ax),
            ax.plot([], [], color=MUTED, linewidth=1.8)[0],
            ax.plot([], [], color=ORANGE, linewidth=1.4, linestyle="--")[0],
            ax.plot([], [], linewidth=1.3, **line)[0],
            ax.plot([], [], linestyle="", marker="o", markersize=4.5, **line)[0],
            ax.plot([], [], markersize=12, zorder=6, **HANDLE)[0],
            ax.plot([], [], linestyle="", marker="o", markersize=8, color=INK, zorder=7)[0],
            ax.plot([], [], linestyle="", markersize=11, color=BLUE, zorder=8, clip_on=False)[0],
            [label(ax, 0, 0, ax.transData, color=BLUE, zorder=8, ha="center") for _ in range(NUMBERED)],
            label(ax, 0, 0, ax.transData, color=BLUE, zorder=8, ha="center"),
            above(ax, SMALL, 8),
        )
    artists.words.set_text(words)
    if rolled is None:
        return artists
    heights = a * VALLEY**2
    artists.valley.set_data(VALLEY, heights)
    fill(artists.ground, VALLEY, np.minimum(heights, HIGH), BELOW)
    points, edge, gone = leaving(rolled.places, WIDE, HIGH)
    way = [*points, edge] if edge else points
    artists.way.set_data(*zip(*way, strict=True))
    artists.steps.set_data(*zip(*points, strict=True))
    artists.start.set_data(*zip(points[0], strict=True))
    artists.ball.set_data(*([], []) if edge or len(points) == 1 else zip(points[-1], strict=True))
    w, Err = points[-1]
    slope = 2 * a * w
    reach = 1.6 / math.hypot(1.0, 0.4 * slope)  # about as long wherever it lies
    artists.slope.set_visible(edge is None)
    artists.slope.set_data([w - reach, w + reach], [Err - slope * reach, Err + slope * reach])
    _number(ax, artists.numbers, points)
    artists.away.set_visible(edge is not None)
    artists.which.set_text(str(gone) if edge else "")
    if edge:
        _point(artists.away, points[-1], edge, ax)
        right = edge[0] > points[-1][0]  # it came from the left: there its way lies
        artists.which.set_position((edge[0] + (0.25 if right else -0.25), min(edge[1], HIGH - 0.4)))
    return artists


def _number(ax, texts, points):
    """The numbers of the first steps, each where there is room beside those before."""
    pixels = ax.transData.transform(points) * 100 / ax.figure.dpi
    taken = [pixels[0]]
    for n, text in enumerate(texts, start=1):
        free = n < len(points) and all(math.dist(pixels[n], each) >= APART for each in taken)
        text.set_text(str(n) if free else "")
        if free:
            taken.append(pixels[n])
            w, Err = points[n]
            text.set_position((w + (0.18 if w >= 0 else -0.18), Err - 0.45))


def _point(arrow, begin, end, ax):
    """An arrow head at the end of a way, that points on."""
    (x, y), (across, up) = ax.transData.transform([begin, end])
    arrow.set_data([end[0]], [end[1]])
    arrow.set_marker((3, 0, math.degrees(math.atan2(up - y, across - x)) - 90))


# --- Err along the next step ----------------------------------------------------------------------------------------


class Along(NamedTuple):
    """The artists of `draw_along`."""

    ground: object
    curve: object
    slope: object
    fit: object
    lowest: object
    promised: object
    here: object
    landing: object
    away: object
    names: list
    words: object


def draw_along(ax, title="", line=None, eta=1.0, landing=0.0, fit=False, words="", artists=None):
    """Err(θ − η · ∂Err/∂θ) over η: where θ is now, the slope there, and where the step of η lands → `Along`.

    line: a `Line`; landing: Err after the step; fit: whether the parabola is drawn that has the same slope and bend
    here; words: the line above. Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        dress(ax, title)
        ax.set_xlabel("η of the next step")
        plain_numbers(ax.xaxis, ax.yaxis)
        round_marks(ax.xaxis, 6)
        round_marks(ax.yaxis, 5)
        ruler(ax, MUTED, GRID)
        mark = {"linestyle": "", "zorder": 6, "clip_on": False}
        artists = Along(
            ground(ax),
            ax.plot([], [], color=BLUE, linewidth=2)[0],
            ax.plot([], [], color=ORANGE, linewidth=1.4, linestyle="--")[0],
            ax.plot([], [], color=INK, linewidth=1.4, linestyle=":")[0],
            ax.plot([], [], marker="x", markersize=9, markeredgewidth=2, color=INK, **mark | {"zorder": 8})[0],
            ax.plot([], [], marker="s", markersize=7, markerfacecolor="white", markeredgecolor=ORANGE, **mark)[0],
            ax.plot([], [], marker="o", markersize=8, color=INK, **mark)[0],
            ax.plot([], [], markersize=12, **HANDLE | {"zorder": 7, "clip_on": False})[0],
            ax.plot([], [], markersize=11, color=INK, linestyle="", zorder=8, clip_on=False)[0],
            [
                label(ax, 0.09, up, ax.transAxes, va="top", color=colour, zorder=8)
                for up, colour in ((0.99, BLUE), (0.93, ORANGE), (0.87, INK))
            ],
            above(ax, SMALL, 8),
        )
    artists.words.set_text(words)
    if line is None:
        return artists
    left, top = float(line.etas[0]), line.top
    along = np.where(np.isfinite(line.along), np.minimum(line.along, 2 * top), 2 * top)
    artists.curve.set_data(line.etas, along)
    fill(artists.ground, line.etas, np.minimum(along, top), 0.0)
    ends = np.array([left, line.reach])
    artists.slope.set_data(ends, line.promised(ends))
    artists.fit.set_visible(fit)
    artists.lowest.set_visible(fit and line.best is not None and line.best <= line.reach)
    if fit:
        artists.fit.set_data(line.etas, np.minimum(line.fitted(line.etas), 2 * top))
    if artists.lowest.get_visible():
        artists.lowest.set_data([line.best], [max(line.fitted(line.best), 0.0)])
    inside = eta <= line.reach
    artists.promised.set_visible(inside and line.promised(eta) >= 0)
    artists.promised.set_data([eta], [line.promised(eta)])
    artists.here.set_data([0.0], [line.here])
    beyond = not landing <= top  # what is no number, too
    artists.landing.set_visible(inside and not beyond)
    artists.landing.set_data([eta], [landing])
    artists.away.set_visible(not inside or beyond)
    artists.away.set_data([min(eta, LEAVES * line.reach)], [LEAVES * top if beyond else max(landing, 0.0)])
    artists.away.set_marker(">" if not inside else "^")
    names = "● now, ○ after the step", "□ what the slope promises (dashed)", "✕ lowest point of the parabola (dotted)"
    for text, name in zip(artists.names, names if fit else (*names[:2], ""), strict=True):
        text.set_text(name)
    return artists


# --- Err after each step --------------------------------------------------------------------------------------------


class Stairs(NamedTuple):
    """The artists of `draw_stairs`."""

    line: object
    away: object
    words: object


def draw_stairs(ax, title="", Errs=(), most=30, words="", artists=None):
    """Err after 0, 1, … steps, on a linear axis; the first that lies above it is an arrow → `Stairs`.

    most: as many steps have room. Called again with the `artists` it returned, it moves them; put the height before.
    """
    if artists is None:
        dress(ax, title)
        ax.set(xlim=(-0.5, most + 0.5), xlabel="steps done")
        plain_numbers(ax.xaxis, ax.yaxis)
        round_marks(ax.xaxis, 6)
        round_marks(ax.yaxis, 5)
        ruler(ax, MUTED, GRID)
        artists = Stairs(
            ax.plot([], [], color=BLUE, linewidth=1.3, marker="o", markersize=4.5)[0],
            ax.plot([], [], marker="^", markersize=11, color=BLUE, linestyle="", zorder=8, clip_on=False)[0],
            above(ax, SMALL, 8),
        )
    artists.words.set_text(words)
    high = ax.get_ylim()[1]
    points, edge, _ = leaving([*enumerate(Errs)], math.inf, high)
    way = [*points, edge] if edge else points
    artists.line.set_data(*zip(*way, strict=True) if way else ([], []))
    artists.line.set_markevery([*range(len(points))])
    artists.away.set_visible(edge is not None)
    if edge:
        artists.away.set_data([edge[0]], [LEAVES * high])
    return artists
