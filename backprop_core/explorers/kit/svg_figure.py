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
    zoom = traitlets.List().tag(sync=True)  # how `svg` comes up: `zoom_by`

    def __init__(self, width, height, margins, limits):
        super().__init__(width=width, _dom_classes=("bp-host",))
        self.height, self.alt, self.held = height, "", False
        self.limits, self._margins = limits, margins
        self._next_zoom = ()

    def plot(self, x=None, y=None):
        """Axes that hold x = (low, high) and y = (low, high), changed only where that is needed."""
        self.limits = tuple(
            now if wanted is None else fitted(wanted, now, self.held)
            for wanted, now in zip((x, y), self.limits, strict=True)
        )
        return Plot((self.width, self.height), self._margins, *self.limits)

    def spanning(self, across, limit):
        """Axes that go just from and to `across`, and upward from −`limit` to `limit`; None: as far as now. While the
        picture is held they do not close in."""
        low, high = self.limits[1]
        if limit is not None and not (self.held and limit < high):
            low, high = -limit, limit
        self.limits = across, (low, high)
        return self.plot()

    def zoom_by(self, across, up):
        """The next picture shows what is so many times as wide and as high in this one: the page lets what is on the
        axes grow out of them, or shrink in them, over that picture."""
        self._next_zoom = float(across), float(up)

    def show(self, plot, alt):
        """Send the picture; `alt` is the picture in words."""
        zoom, self._next_zoom, self.alt = self._next_zoom, (), alt
        with self.hold_sync():
            self.zoom = [plot.left, plot.top, plot.wide, plot.high, *zoom] if zoom else []
            self.svg = plot.svg(alt)

    def stored(self):
        """The picture that the page has."""
        return self.svg
