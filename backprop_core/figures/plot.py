"""The axes of a small picture, and what is drawn on them, as the text of an SVG."""

import math

import numpy as np

from ..one_step.text import number
from . import pen
from .colours import COLOURS
from .png import CUT

BEGIN = 12  # px from the left edge of a picture to its title
TITLE, NUMBERS = 12.5, 11  # px: sizes of letters
DASHES, DOTS = ' stroke-dasharray="7 4"', ' stroke-dasharray="1.5 2.5"'
SHRINK = 0.4  # axes close in only when less than this share of them is used


def fitted(wanted, now, held=False, margin=0.08):
    """The limits of an axis that is to show `wanted` = (low, high) and goes from and to `now`: the same where that
    will do; while it is held it does not close in."""
    (low, high), (left, right) = wanted, now
    if left <= low and high <= right and (held or high - low >= SHRINK * (right - left)):
        return now
    room = margin * (high - low) or 1.0
    return low - room, high + 3 * room  # more room ahead: runs grow to the right, drags go on as they began


def marks(low, high, most, steps=(1, 2, 5), whole=False):
    """The numbers that stand at an axis, at most `most` apart from the first: all multiples of the smallest of `steps`
    times a power of ten that are on it. whole: only whole ones, where `steps` are."""
    power = math.floor(math.log10((high - low) / most))
    power = max(power, 0) if whole else power
    lengths = [float(f"{step:g}e{more}") for more in (power, power + 1) for step in steps]
    step = next(each for each in lengths if high - low <= most * each * (1 + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{n * step:.10g}") for n in range(first, last + 1)]


class Plot:
    """Axes of `size` px with `margins` (left, bottom, right, top) around them, from and to `across` and `up`; what is
    drawn on them is added as text, each part in a line of its own (`become.js`)."""

    def __init__(self, size, margins, across, up):
        left, bottom, right, top = margins
        self.size, self.across, self.up = size, across, up
        self.left, self.top = left, top
        self.wide, self.high = size[0] - left - right, size[1] - top - bottom
        self.parts = []

    def x(self, value):
        """Where a number stands across, in px."""
        return self.left + self.wide * _share(value, self.across)

    def y(self, value):
        """Where it stands, in px from above."""
        return self.top + self.high * (1 - _share(value, self.up))

    def add(self, text):
        self.parts.append(text)

    def text(self, *what, **how):
        self.add(pen.text(*what, **how))

    def title(self, text, line=False):
        """line: whether another line stands between it and the axes."""
        y = self.top - (29 if line else 9)
        self.text(BEGIN, y, text, TITLE, anchor="start", room=self.size[0] - BEGIN)

    def stroke(self, x0, y0, x1, y1, colour, width, more=""):
        """A straight line between two places in px."""
        self.add(pen.path(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}", colour, width, more=more))

    def mark_across(self, value, words, anchor="middle"):
        """A mark below the axes, and its words."""
        x, floor = self.x(value), self.top + self.high
        self.stroke(x, floor, x, floor + 4, "muted", 1)
        self.text(round(x, 1), floor + 16, words, NUMBERS, "muted", anchor=anchor)

    def mark_up(self, value, words):
        """A mark at the left of the axes, and its words."""
        y = self.y(value)
        self.stroke(self.left - 4, y, self.left, y, "muted", 1)
        self.text(self.left - 7, round(y + 4, 1), words, NUMBERS, "muted", anchor="end", room=self.left - 9)

    def name_across(self, words, size=TITLE):
        """What is told along the axis, below its numbers."""
        self.text(self.left + self.wide / 2, self.top + self.high + 30, words, size, "muted")

    def name_up(self, words):
        """What is told along the upright axis, above its numbers, in the line below a title."""
        self.text(self.left - 7, self.top - 9, words, TITLE, "muted", anchor="end", room=self.left - 9)

    def axis_across(self, most, name="", grid=False, steps=(1, 2, 5), whole=False):
        """The marks and numbers below the axes, and what is told there."""
        floor = self.top + self.high
        for value in marks(*self.across, most, steps, whole):
            if grid:
                self.stroke(self.x(value), self.top, self.x(value), floor, "line", 0.7)
            self.mark_across(value, number(value))
        self.stroke(self.left, floor, self.left + self.wide, floor, "ink", 1)
        if name:
            self.name_across(name)

    def axis_up(self, most, grid=False, steps=(1, 2, 5)):
        """The marks and numbers at the left of the axes."""
        for value in marks(*self.up, most, steps):
            if grid:
                self.stroke(self.left, self.y(value), self.left + self.wide, self.y(value), "line", 0.7)
            self.mark_up(value, number(value))
        self.stroke(self.left, self.top, self.left, self.top + self.high, "ink", 1)

    def lines(self, *drawn):
        """Lines over the axes, cut off at their edges; each as ((n, 2) array of numbers, colour, width, attributes);
        nan: a gap."""
        low, high = self.top - 9 * self.high, self.top + 10 * self.high  # no more is needed of what is cut off
        paths = []
        for numbers, colour, width, more in drawn:
            x, y = self.x(numbers[:, 0]), self.y(numbers[:, 1])
            pixels, there = np.column_stack([x, np.clip(y, low, high)]).tolist(), np.isfinite(x + y).tolist()
            begins = [here and not (n and there[n - 1]) for n, here in enumerate(there)]
            d = "".join(
                f"{'M' if begin else 'L'}{x:.1f} {y:.1f}"
                for (x, y), here, begin in zip(pixels, there, begins, strict=True) if here
            )  # fmt: skip
            paths.append(pen.path(d, colour, width, more=more))
        box = f'x="{self.left:g}" y="{self.top:g}" width="{self.wide:g}" height="{self.high:g}"'
        view = f"{self.left:g} {self.top:g} {self.wide:g} {self.high:g}"
        self.add(f'<svg class="{CUT}" {box} viewBox="{view}">{"".join(paths)}</svg>')

    def box(self, x0, y0, x1, y1, fill, edge, width, more=""):
        """An upright rectangle between two places in px."""
        (left, right), (top, bottom) = sorted((x0, x1)), sorted((y0, y1))
        self.add(
            f'<rect class="fill-{fill} stroke-{edge}" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top:.1f}" fill="{COLOURS[fill]}" stroke="{COLOURS[edge]}" stroke-width="{width:g}"'
            f"{more}/>"
        )

    def disc(self, x, y, radius, fill="card", edge="pos", kind=""):
        """A disc about a place in px. kind: a class of its own."""
        self.add(
            f'<circle class="{f"fill-{fill} stroke-{edge} {kind}".strip()}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" '
            f'fill="{COLOURS[fill]}" stroke="{COLOURS[edge]}" stroke-width="1.3"/>'
        )

    def svg(self, alt):
        """The text of the picture; alt: the same in words."""
        return "\n".join([pen.sheet(*self.size, 0, alt, role="img"), *self.parts, "</svg>"])


def _share(value, ends):
    """How far from one end to the other."""
    low, high = ends
    return (value - low) / (high - low)
