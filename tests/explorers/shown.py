"""What stands in a picture that is an SVG, read back in the numbers of its axes."""

from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np

from backprop_core.figures.plot import Plot


class Shown(NamedTuple):
    """A picture and its axes."""

    axes: Plot
    root: ElementTree.Element

    @classmethod
    def of(cls, figure):
        return cls(figure.plot(), ElementTree.fromstring(figure.svg))

    def all(self, tag, kind=""):
        found = self.root.iter(f"{{http://www.w3.org/2000/svg}}{tag}")
        return [each for each in found if kind in each.get("class", "")]

    @property
    def near(self):
        """How exactly a number can be read, across and up."""
        axes = self.axes
        return 0.06 * np.ptp(axes.across) / axes.wide, 0.06 * np.ptp(axes.up) / axes.high

    def u(self, x):
        (low, high), axes = self.axes.across, self.axes
        return low + (float(x) - axes.left) / axes.wide * (high - low)

    def height(self, y):
        (low, high), axes = self.axes.up, self.axes
        return low + (1 - (float(y) - axes.top) / axes.high) * (high - low)

    def words(self):
        """The lines of text that begin where the axes do."""
        left, floor = self.axes.left, self.axes.top + self.axes.high
        return [each for each in self.all("text") if float(each.get("x")) == left and float(each.get("y")) < floor]

    def lines(self, kind):
        """The places along the lines of this kind that are drawn over the axes, each as [(u, y), …]."""
        drawn = [path.get("d") for path in self.all("path", kind) if path in list(*self.all("svg", "cut"))]
        return [
            [tuple(read(part) for read, part in zip((self.u, self.height), place.split(), strict=True))
             for place in piece.split("L")]
            for d in drawn for piece in d.split("M")[1:]
        ]  # fmt: skip

    def dots(self):
        """The middles of the discs on the axes."""
        discs = [each for each in self.all("circle") if float(each.get("cy")) > self.axes.top - 8]  # without a legend
        return [(self.u(each.get("cx")), self.height(each.get("cy"))) for each in discs]

    def boxes(self, kind="stroke-"):
        """[(left, bottom, right, top)] of the boxes on the axes, as they come."""
        found = []
        for box in self.all("rect", kind):
            x, y, wide, high = (float(box.get(name)) for name in ("x", "y", "width", "height"))
            if y > self.axes.top - 1:
                found.append((self.u(x), self.height(y + high), self.u(x + wide), self.height(y)))
        return found
