"""A small picture that Python writes as the text of an SVG: it needs no Matplotlib, and follows the page's theme."""

import traitlets

from ...figures.plot import Plot, fitted
from .tiny import Tiny, script


class SvgFigure(Tiny):
    """A picture of `width` × `height` CSS pixels, with axes in it that go from and to `limits`, across and up; the
    interface of `LiveFigure`, as far as pictures have to do with each other.

    For every change: `plot(x=…, y=…)` gives new axes that hold these ranges, and `show(plot, alt)` what has been drawn
    on them. While `held` is True they do not close in. `limits` may be set where a picture knows them better.
    """

    _esm = script("become.js", "svg_figure.js")
    handles = ""  # nothing in it can be moved
    svg = traitlets.Unicode().tag(sync=True)
    width = traitlets.Int().tag(sync=True)

    def __init__(self, width, height, margins, limits):
        super().__init__(width=width, _dom_classes=("bp-host",))
        self.height, self.alt, self.held = height, "", False
        self.limits, self._margins = limits, margins

    def plot(self, x=None, y=None):
        """Axes that hold x = (low, high) and y = (low, high), changed only where that is needed."""
        self.limits = tuple(
            now if wanted is None else fitted(wanted, now, self.held)
            for wanted, now in zip((x, y), self.limits, strict=True)
        )
        return Plot((self.width, self.height), self._margins, *self.limits)

    def show(self, plot, alt):
        """Send the picture; `alt` is the picture in words."""
        self.alt = alt
        self.svg = plot.svg(alt)

    def stored(self):
        """The picture that the page has."""
        return self.svg
