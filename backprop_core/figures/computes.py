"""What a network computes at all inputs, drawn beside its diagram: ŷ as a curve over one input, as a map over two.

The axes and colours are fixed (`Scales.answer`), so that under a drag it is the curve that moves. The map is an image
of 47 × 47 pixels, whose colours lie half transparent on the card of either theme, with lines of equal ŷ on it: what is
bent is seen by them, and nothing is told by colour alone. A picture is drawn with the pen of `diagram.py`: its
`text`, `stroke`, `reach` …
"""

import base64
import io
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from ..one_step.plane import Plane, is_straight
from ..one_step.text import number, rounded, symbol
from .colours import COLOURS, DARK
from .pen import residual
from .png import FIELD, PNG
from .scales import filled

TOP = 32  # of the picture, for its title
SHADES = 20  # of colour to either side of the middle
DEEPEST = 0.7  # how opaque the colours are at both ends
LINES = 10  # of equal ŷ, from one end of the scale to the other
FEW = 2, 4, 5  # of them, in a neuron: two below the middle, and that of the middle
COARSE = 2  # lines are drawn from every second place
MOST_NAMED = 6  # targets are written beside their points where there are no more patterns, else in them
MOST_SQUARES = 12


# --- Pixels and lines ------------------------------------------------------------------------------------------------


def _between(name):
    """A colour halfway between those of the two themes: it is seen on both."""
    return [
        round(sum(int(theme[name][n : n + 2], 16) for theme in (COLOURS, DARK)) / 2) for n in (1, 3, 5)
    ]  # fmt: skip


def shades(values, ends):
    """Numbers on the scale `ends` as places from 0 (all orange) over `SHADES` (the card) to twice that (all blue)."""
    low, high = ends
    part = np.clip((np.nan_to_num(values, nan=(low + high) / 2) - low) / (high - low), 0.0, 1.0)
    return np.round(2 * SHADES * part).astype(np.uint8)


def image(values, ends):
    """The address of a PNG of numbers, rows from below, on the scale `ends`: orange is low, blue is high."""
    from PIL import Image

    rows = np.ascontiguousarray(shades(values, ends)[::-1])
    picture = Image.frombytes("P", rows.shape[::-1], rows.tobytes())
    picture.putpalette(_between("neg") * SHADES + _between("pos") * (SHADES + 1))
    deep = [round(255 * DEEPEST * abs(n - SHADES) / SHADES) for n in range(2 * SHADES + 1)]
    stored = io.BytesIO()
    picture.save(stored, "png", transparency=bytes(deep), compress_level=6)
    return PNG + base64.b64encode(stored.getvalue()).decode()


def level_lines(values, levels):
    """Where values (n, n) on a unit square, rows from below, are equal to each of `levels`: for each the ends of short
    lines (amount, 4) as x0, y0, x1, y1."""
    n = len(values)
    above = values > np.asarray(levels)[:, None, None]
    # The corners of a cell, and its edges, both counter-clockwise from the lower left one.
    corners = [above[:, :-1, :-1], above[:, :-1, 1:], above[:, 1:, 1:], above[:, 1:, :-1]]
    crossed = np.stack([a != b for a, b in zip(corners, corners[1:] + corners[:1], strict=True)], axis=-1)
    found = []
    for level, here in zip(levels, crossed, strict=True):
        rows, columns, edges = np.nonzero(here)  # the two, or four, edges of a cell come one after another
        ends = _AT[edges]
        (r0, c0), (r1, c1) = ((rows + ends[:, n], columns + ends[:, n + 1]) for n in (0, 2))
        with np.errstate(invalid="ignore", over="ignore"):
            t = (level - values[r0, c0]) / (values[r1, c1] - values[r0, c0])
        points = np.column_stack([c0 + t * (c1 - c0), r0 + t * (r1 - r0)]) / (n - 1)
        found.append(points.reshape(-1, 4))
    return found


_AT = np.array([(0, 0, 0, 1), (0, 1, 1, 1), (1, 1, 1, 0), (1, 0, 0, 0)])  # row, column of both ends of each edge


# --- The picture -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Computes:
    """What is drawn of what a network computes, with output k.

    inputs    those that span the picture, (i,) or (i, j); limits: from where to where they go
    ends      of the axis, or of the colours, of ŷ
    plane     the `Plane`, or None where nothing is told; words: then, why
    points    for each pattern (its inputs that span the picture, its target y_k or None); present: which is shown
    name      ŷ, or ŷ₂
    tiles     {neuron (m, i): both ends of its colours} of those that show their own o
    moves     whether the present inputs can be dragged
    """

    inputs: tuple
    limits: tuple
    ends: tuple
    plane: Plane | None
    points: tuple
    present: int = 0
    k: int = 1
    name: str = "ŷ"
    words: str = ""
    tiles: dict = field(default_factory=dict)
    moves: bool = True
    at: tuple = (0.0, 0.0)  # its upper left corner

    size = (226, 254)
    plot = (148, 148)
    margin = 32  # at the left, for what stands at the axis

    @property
    def left(self):
        """Where the axes begin, and `top`."""
        return self.at[0] + self.margin

    @property
    def top(self):
        return self.at[1] + TOP

    @property
    def values(self):
        """ŷ_k at all places; None where nothing is told."""
        return None if self.plane is None else self.plane.o[-1][self.k - 1]

    @property
    def straight(self):
        """Whether ŷ_k is a straight line, or a plane."""
        return self.plane is not None and is_straight(self.values)

    @property
    def beyond(self):
        """Whether ŷ_k goes somewhere below the scale, and above it: there the colour stays that of its end."""
        if self.values is None:
            return False, False
        (low, high), values = self.ends, self.values[np.isfinite(self.values)]
        return bool((values < low).any()), bool((values > high).any())

    def said(self):
        """The picture in words."""
        over = f"{self.name} over {' and '.join(symbol('x', i) for i in self.inputs)}"
        low, high = (number(each) for each in self.limits)
        if self.values is None:
            return f"{over} from {low} to {high}: {self.words}."
        if len(self.inputs) == 1:
            shape = "in a straight line" if self.straight else "bent"
            first, last = (rounded(self.values[end]) for end in (0, -1))
            return f"{over} from {low} to {high} goes from {first} to {last}, {shape}."
        corners = (("lower left", 0, 0), ("lower right", 0, -1), ("upper left", -1, 0), ("upper right", -1, -1))
        told = ", ".join(f"{where} {rounded(self.values[row, column])}" for where, row, column in corners)
        shape = "flat and tilted, all its lines straight" if self.straight else "bent"
        return f"{over}, both from {low} to {high}: {told}; {shape}."

    # -- where things stand ------------------------------------------------------------------------------------

    def across(self, x):
        """Where on the picture an input stands, and whether it is off it."""
        part, off = filled(x, self.limits)
        return round(self.left + part * self.plot[0], 1), off

    def up(self, value, ends):
        """The same for what grows upward."""
        part, off = filled(value, ends)
        return round(self.top + (1 - part) * self.plot[1], 1), off

    def per_unit(self, ends):
        """Pixels of the picture for 1 upward."""
        return self.plot[1] / (ends[1] - ends[0])

    # -- drawing -----------------------------------------------------------------------------------------------

    def draw(self, pen):
        """Draw it at its place."""
        over = " and ".join(symbol("x", i) for i in self.inputs)
        pen.text(self.left, self.at[1] + 12, f"{self.name} over {over}", 11, "muted", anchor="start")
        if len(self.inputs) == 2:
            self.map(pen)
        else:
            self.curve(pen)

    def frame(self, pen, ends, left_name):
        """The axes: the inputs across, and upward what is named."""
        wide, high = self.plot
        right, bottom = self.left + wide, self.top + high
        self.outline(pen, self.left, self.top, wide, high)
        for value in self.marks(self.limits):
            at, _ = self.across(value)
            pen.stroke(at, bottom, at, bottom + 4, "muted", 1)
            pen.text(at, bottom + 15, number(value), 10.5, "muted")
        for value in self.marks(ends):
            at, _ = self.up(value, ends)
            pen.stroke(self.left - 4, at, self.left, at, "muted", 1)
            pen.text(self.left - 6, at + 3.5, number(value), 10.5, "muted", anchor="end")
        pen.text(right, bottom + 29, symbol("x", self.inputs[0]), 11, anchor="end")
        pen.text(self.left - 6, self.top - 9, left_name, 11, anchor="end")

    @staticmethod
    def outline(pen, left, top, wide, high):
        """A frame that hides nothing of what is in it."""
        pen.add(
            f'<rect class="stroke-muted" x="{left:g}" y="{top:g}" width="{wide:g}" height="{high:g}" fill="none" '
            f'stroke="{COLOURS["muted"]}" stroke-width="1"/>'
        )

    @staticmethod
    def marks(ends):
        """The numbers that stand at an axis: both ends and what is between them, 0 if it is on the axis."""
        low, high = ends
        return dict.fromkeys((low, 0.0 if low < 0 < high else (low + high) / 2, high))

    def unknown(self, pen):
        """What stands in the picture while nothing is told."""
        pen.text(self.left + self.plot[0] / 2, self.top + self.plot[1] / 2 - 4, "?", 22, "muted", bold=True)
        pen.text(self.left + self.plot[0] / 2, self.top + self.plot[1] / 2 + 14, self.words, 10.5, "muted")

    def handle(self, pen, item, name, at, scale, x, y, off=False):
        """A point that is dragged; at: its two numbers, scale: pixels for 1 across and upward, 0: it keeps its own;
        off: whether it is really further out."""
        dashed = ' stroke-dasharray="3 2"' if off else ""
        moves = f' data-handle="{name}" data-at="{at[0]!r} {at[1]!r}" data-scale="{scale[0]:g} {scale[1]:g}"'
        pen.add(
            f'<g class="item{" drag" * self.moves}" data-item="{item}"{moves * self.moves}>'
            f'<circle class="reach" cx="{x:g}" cy="{y:g}" r="14" fill="transparent"/>'
            f'<circle class="fill-lit stroke-ink" cx="{x:g}" cy="{y:g}" r="7.5" fill="{COLOURS["lit"]}" '
            f'stroke="{COLOURS["ink"]}" stroke-width="{3 if off else 1.8}"{dashed}/>'
        )
        pen.close()

    def pattern(self, pen, p, draw):
        """What belongs to pattern p, from 0: a click chooses it."""
        if len(self.points) == 1:
            return draw()
        pen.add(f'<g class="item" data-item="pattern-{p + 1}">')
        draw()
        return pen.close()

    # -- two inputs: a map -------------------------------------------------------------------------------------

    def map(self, pen):
        wide, high = self.plot
        ends, values = self.ends, self.values
        if values is None:
            self.unknown(pen)
        else:
            half = wide / (len(values) - 1) / 2  # the middles of the outer pixels lie on the edges
            pen.add(
                f'<image class="{FIELD}" x="{self.left - half:.4g}" y="{self.top - half:.4g}" '
                f'width="{wide + 2 * half:.6g}" height="{high + 2 * half:.6g}" preserveAspectRatio="none" '
                f'href="{image(values, ends)}"/>'
            )
            self.lines(pen, values[::COARSE, ::COARSE], ends, (self.left, self.top, *self.plot))
        self.frame(pen, self.limits, symbol("x", self.inputs[1]))
        self.colours(pen)
        if values is not None:
            for row, y in ((-1, self.top + 12), (0, self.top + high - 4)):
                for column, x, anchor in ((0, self.left + 3, "start"), (-1, self.left + wide - 3, "end")):
                    pen.text(x, y, rounded(values[row, column], 2), 10.5, anchor=anchor, halo=True)
        for p, (place, y) in enumerate(self.points):
            if p != self.present:
                self.pattern(pen, p, lambda place=place, y=y: self.dot(pen, place, y))
        place, y = self.points[self.present]
        (x0, off), (y0, off_y) = self.across(place[0]), self.up(place[1], self.limits)
        scale = wide / (self.limits[1] - self.limits[0]), self.per_unit(self.limits)
        self.target(pen, x0, y0, y)
        self.handle(pen, f"x-{self.inputs[0]}", "here", place, scale, x0, y0, off or off_y)
        self.target_in(pen, x0, y0, y)
        middle = number(sum(ends) / 2)
        step = number((ends[1] - ends[0]) / LINES)
        notes = [f"lines: {self.name} at each {step},", f"bold at {middle}, dashed below"]
        if 1 < len(self.points) <= MOST_NAMED and y is not None:
            notes.append("beside each point: its y")
        elif self._told_inside(y):
            notes.append("in each point: its y")
        for row, words in enumerate(notes):
            pen.text(self.left, self.top + high + 44 + 13 * row, words, 10.5, "muted", anchor="start")

    def dot(self, pen, place, y):
        (x0, _), (y0, _) = self.across(place[0]), self.up(place[1], self.limits)
        self.target(pen, x0, y0, y)
        pen.reach(x0, y0, (20, 20))
        radius = 7 if self._told_inside(y) else 4.5
        pen.add(
            f'<circle class="fill-card stroke-ink" cx="{x0:g}" cy="{y0:g}" r="{radius}" fill="{COLOURS["card"]}" '
            f'stroke="{COLOURS["ink"]}" stroke-width="1.8"/>'
        )
        self.target_in(pen, x0, y0, y)

    def _told_inside(self, y):
        """Whether a target is written in its point: where there are many, and it is short."""
        return y is not None and len(self.points) > MOST_NAMED and len(rounded(y, 2)) < 3

    def target_in(self, pen, x, y, value):
        """The target of a pattern in its point, in the colour that the map should have there."""
        if self._told_inside(value):
            colour = "pos" if value > sum(self.ends) / 2 else "neg"
            pen.text(x, y + 4, rounded(value, 2), 10.5, colour, bold=True)

    def target(self, pen, x, y, value):
        """The target of a pattern beside its point, on the side where there is room."""
        if value is None or len(self.points) > MOST_NAMED:
            return
        over = x > self.left + 0.7 * self.plot[0]
        words = f"{'y = ' if len(self.points) == 1 else ''}{rounded(value, 2)}"
        pen.text(x + (-9 if over else 9), y - 6, words, 10.5, bold=True,
                 anchor="end" if over else "start", halo=True)  # fmt: skip

    @staticmethod
    def lines(pen, values, ends, box, which=range(1, LINES), thin=0.9, bold=2):
        """The lines of equal value in a box (left, top, width, height), `which` of all between the `ends` of the
        scale: those below the middle dashed, that of the middle bold."""
        low, high = ends
        levels = low + (high - low) * np.array(which) / LINES
        left, top, wide, tall = box
        paths = {}
        for n, pieces in zip(which, level_lines(values, levels), strict=True):
            pieces = pieces[np.isfinite(pieces).all(axis=1)]
            scaled = pieces * (wide, -tall, wide, -tall) + (left, top + tall) * 2
            kind = (2 * n > LINES) - (2 * n < LINES)
            drawn = "".join(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" for x0, y0, x1, y1 in scaled.tolist())
            paths[kind] = paths.get(kind, "") + drawn
        for kind, d in paths.items():
            if d:
                more = ' stroke-dasharray="3 2"' if kind < 0 else ""
                pen.add(
                    f'<path class="stroke-ink" d="{d}" fill="none" stroke="{COLOURS["ink"]}" '
                    f'stroke-width="{thin if kind else bold}"{more}/>'
                )

    def colours(self, pen):
        """The scale of colours, at the right of the map."""
        left, (_, high) = self.left + self.plot[0] + 8, self.plot
        scale = np.linspace(*self.ends, 2 * SHADES + 1)[:, None]
        pen.add(
            f'<image class="{FIELD}" x="{left:g}" y="{self.top}" width="9" height="{high}" preserveAspectRatio="none" '
            f'href="{image(scale, self.ends)}"/>'
        )
        self.outline(pen, left, self.top, 9, high)
        (low, top), (below, above) = self.ends, self.beyond
        for value, past in ((low, "≤ " * below), ((low + top) / 2, ""), (top, "≥ " * above)):
            words = f"{past}{number(value)}"
            pen.text(left + 12, self.up(value, self.ends)[0] + 3.5, words, 10.5, "muted", anchor="start")
        pen.text(left + 4.5, self.top - 6, self.name, 11)

    # -- one input: a curve ------------------------------------------------------------------------------------

    def curve(self, pen):
        self.frame(pen, self.ends, self.name)
        low, high = self.ends
        if low < 0 < high:
            pen.stroke(self.left, self.up(0.0, self.ends)[0], self.left + self.plot[0], self.up(0.0, self.ends)[0],
                       "muted", 1, ' stroke-dasharray="1 3"')  # fmt: skip
        if self.values is None:
            self.unknown(pen)
        else:
            box = self.left, self.top, *self.plot
            pen.add(_path(self.values, self.ends, box, "stroke-pos", COLOURS["pos"], 2.5))
        for p, (place, y) in enumerate(self.points):
            self.pattern(pen, p, lambda place=place, y=y, p=p: self.bar(pen, place[0], y, p))
        self.here(pen)

    def here(self, pen):
        """The present input, which is dragged along its axis."""
        place, _ = self.points[self.present]
        x0, off = self.across(place[0])
        y0 = self.top + self.plot[1]
        if self.values is not None:
            now = float(np.interp(place[0], self.plane.places, self.values))
            y0, off_y = self.up(now, self.ends)
            off = off or off_y
            pen.stroke(x0, y0, x0, self.top + self.plot[1], "ink", 1, ' stroke-dasharray="2 3"')
        scale = self.plot[0] / (self.limits[1] - self.limits[0])
        self.handle(pen, f"x-{self.inputs[0]}", "here", (place[0], 0.0), (scale, 0.0), x0, y0, off)

    def bar(self, pen, x, y, p):
        """The target of a pattern."""
        if y is None:
            return
        (x0, _), (y0, off) = self.across(x), self.up(y, self.ends)
        pen.reach(x0, y0, (20, 16))
        pen.stroke(x0 - 8, y0, x0 + 8, y0, "ink", 4.5 if p == self.present else 3)
        if off:
            pen.stroke(x0 - 8, y0 + 5, x0 + 8, y0 + 5, "ink", 1.5)
        if len(self.points) <= MOST_NAMED and p == self.present:
            pen.text(x0, y0 - 7, f"y = {rounded(y, 2)}", 10.5, bold=True, halo=True)

    # -- a small one in a neuron -------------------------------------------------------------------------------

    def tile(self, pen, m, i, x, y, side):
        """What neuron i of layer m makes of the inputs, `side` wide and high about (x, y)."""
        if (m, i) not in self.tiles:
            return
        left, top = x - side / 2, y - side / 2
        told = self.plane is not None
        if told and len(self.inputs) == 2:
            values = self.plane.o[m][i - 1][::COARSE, ::COARSE]
            address = image(values, self.tiles[m, i])
            pen.add(
                f'<image class="{FIELD}" x="{left:g}" y="{top:g}" width="{side:g}" height="{side:g}" '
                f'href="{address}"/>'
            )
            self.lines(pen, values, self.tiles[m, i], (left, top, side, side), FEW, thin=0.8, bold=1.4)
        self.outline(pen, left, top, side, side)
        if not told:
            pen.text(x, y + 5, "?", 13, "muted", bold=True)
            return
        place, _ = self.points[self.present]
        x0 = left + filled(place[0], self.limits)[0] * side
        if len(self.inputs) == 2:
            y0 = top + side - filled(place[1], self.limits)[0] * side
        else:
            values = self.plane.o[m][i - 1]
            box = left, top, side, side
            pen.add(_path(values[::COARSE], self.tiles[m, i], box, "stroke-pos", COLOURS["pos"], 1.8))
            now = float(np.interp(place[0], self.plane.places, values))
            y0 = top + side - filled(now, self.tiles[m, i])[0] * side
        pen.add(f'<circle class="fill-ink" cx="{x0:.1f}" cy="{y0:.1f}" r="2.2" fill="{COLOURS["ink"]}"/>')


def _path(values, ends, box, kind, colour, width):
    """A curve of evenly spaced values as one path; what is off the scale `ends` is left out, up to its very edge."""
    left, top, wide, high = box
    low, up = ends
    heights = (np.nan_to_num(values, nan=np.inf) - low) / (up - low)
    across = np.linspace(0.0, 1.0, len(heights))
    d, on = [], False
    for n, part in enumerate(heights):
        inside = 0.0 <= part <= 1.0
        if n and inside != on and np.isfinite(heights[n - 1 : n + 1]).all():
            edge = float(np.clip(part if on else heights[n - 1], 0.0, 1.0))
            t = across[n - 1] + (edge - heights[n - 1]) / (part - heights[n - 1]) * (across[n] - across[n - 1])
            d.append(f"{'L' if on else 'M'}{left + t * wide:.1f} {top + (1 - edge) * high:.1f}")
        if inside:
            begins = "L" if on or (n and np.isfinite(heights[n - 1])) else "M"
            d.append(f"{begins}{left + across[n] * wide:.1f} {top + (1 - part) * high:.1f}")
        on = inside
    shape = "".join(d)
    return f'<path class="{kind}" d="{shape}" fill="none" stroke="{colour}" stroke-width="{width}"/>' if d else ""


# --- With the error on it --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ErrorCurve(Computes):
    """A curve with the squares of the residuals hanging on it, as large as they are, and all of them as one square.

    outputs   ŷ_k of each pattern
    per       Err = per · Σ (y − ŷ)² of all squares; None where Err is not made of squares
    Err       None where it is not told, and then no area is
    ends_move whether the line is dragged by its ends
    """

    outputs: tuple = ()
    per: float | None = None
    Err: float | None = None
    ends_move: bool = False

    size = (480, 296)
    plot = (300, 216)
    margin = 38

    def said(self):
        words = super().said()
        if self.values is None or self.Err is None:
            return words
        return f"{words} The squares of its residuals: {self.total_in_words()}."

    def total_in_words(self):
        """The area of all squares together, and what it has to do with Err."""
        if self.per is None:
            return f"Err = {rounded(self.Err)}"
        area = rounded(self.Err / self.per)
        if self.per == 1:
            return f"area {area} = Err"
        factor = f"÷ {number(1 / self.per)}" if self.per < 1 else f"· {number(self.per)}"
        return f"area {area}; {factor} = Err {rounded(self.Err)}"

    def curve(self, pen):
        told = self.values is not None
        if told:
            order = sorted(range(len(self.points)), key=lambda p: -abs(self.points[p][1] - self.outputs[p]))
            for p in order[:MOST_SQUARES]:  # the small ones on top, where they can be reached
                self.pattern(pen, p, lambda p=p: self.square(pen, p))
        super().curve(pen)
        if told and self.Err is not None:
            for p in order[:MOST_SQUARES]:  # over all edges
                self.pattern(pen, p, lambda p=p: self.area(pen, p))
        if told and self.ends_move:
            for n, end in enumerate(self.limits):
                value = float(self.values[-n])
                (x, _), (y, off) = self.across(end), self.up(value, self.ends)
                scale = 0.0, self.per_unit(self.ends)
                self.handle(pen, f"theta-1-1-{self.inputs[0]}", f"end-{n + 1}", (end, value), scale, x, y, off)
        if told and self.Err is not None and self.per is not None:
            self.total(pen)

    def here(self, pen):
        """Every prediction is a dot on the curve."""
        if self.values is None:
            return
        for (place, _), y_hat in zip(self.points, self.outputs, strict=True):
            (x, _), (y, _) = self.across(place[0]), self.up(y_hat, self.ends)
            pen.add(f'<circle class="fill-ink" cx="{x:g}" cy="{y:g}" r="4" fill="{COLOURS["ink"]}"/>')

    def square(self, pen, p):
        """(y − ŷ)² as an area."""
        left, top, side, cut = self.place_of(p)
        low = self.points[p][1] > self.outputs[p]
        pen.add(residual(left, top, side, low, 3 if p == self.present else 1.3))
        if cut:
            pen.stroke(left, top - 3, left + side, top - 3, "neg", 2.5)

    def area(self, pen, p):
        """What (y − ŷ)² is, in its square, where there is room."""
        left, top, side, _ = self.place_of(p)
        if side > 30:
            area = (self.points[p][1] - self.outputs[p]) ** 2
            pen.text(left + side / 2, top + side / 2 + 4, rounded(area, 2), 10.5, halo=True)

    def place_of(self, p):
        """The left and upper edge of a square and its side, on the side of its pattern where there is room; and
        whether it goes on past the picture."""
        (place, y), y_hat = self.points[p], self.outputs[p]
        (x, _), (end, cut), (other, cut_too) = self.across(place[0]), self.up(y, self.ends), self.up(y_hat, self.ends)
        side = abs(end - other)
        left = x if x + side <= self.left + self.plot[0] else x - side
        return left, min(end, other), side, cut or cut_too

    def total(self, pen):
        """All squares together as one, on the same scale, in the colour of neither kind."""
        left, bottom = self.left + self.plot[0] + 16, self.top + self.plot[1]
        room = self.at[0] + self.size[0] - left - 4
        side = sqrt(max(self.Err / self.per, 0.0)) * self.per_unit(self.ends)
        shown = min(side, room)
        pen.add('<g class="item" data-item="Err">')
        pen.add(
            f'<rect class="fill-line stroke-ink" x="{left:g}" y="{bottom - shown:.1f}" width="{shown:.1f}" '
            f'height="{shown:.1f}" fill="{COLOURS["line"]}" stroke="{COLOURS["ink"]}" stroke-width="1.8"/>'
        )
        if side > room:
            pen.stroke(left, bottom - room - 4, left + room, bottom - room - 4, "neg", 3)
            pen.text(left, bottom - room - 10, "more than fits here", 10.5, "muted", anchor="start")
        pen.text(left, bottom + 15, "all squares together", 10.5, "muted", anchor="start")
        for row, words in enumerate(self.total_in_words().split("; ")):
            pen.text(left, bottom + 29 + 14 * row, words, 11.5, bold=True, anchor="start")
        pen.close()
