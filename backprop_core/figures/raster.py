"""Pictures that fill their axes pixel for pixel: `imshow` takes five times as long."""

import numpy as np
from matplotlib.artist import Artist

from .diagram import COLOURS


class Raster(Artist):
    """An image over the whole of its axes. A subclass gives `pixels(high, wide)`: colours (high, wide, 4), the first
    row the lowest, or None where there is nothing to show; `shows` is what they are made from."""

    zorder = 0.5
    shows = None
    _made = (None, None, None)  # shows, shape, pixels

    def draw(self, renderer):
        if self.shows is None or not self.get_visible():
            return
        left, bottom, right, top = (round(edge) for edge in self.axes.bbox.extents)
        shape = top - bottom, right - left
        if self._made[0] is not self.shows or self._made[1] != shape:
            self._made = self.shows, shape, self.pixels(*shape)
        gc = renderer.new_gc()
        renderer.draw_image(gc, left, bottom, self._made[2])
        gc.restore()


def finer(rows, fine):
    """Rows of numbers with `fine` of them in place of fewer, in between on straight lines."""
    places = np.linspace(0, len(rows) - 1, fine)
    below = np.minimum(places.astype(int), len(rows) - 2)
    part = (places - below)[:, None]
    return rows[below] * (1 - part) + rows[below + 1] * part


def rgb(name):
    """One of the course's colours as three numbers from 0 to 255."""
    return np.array([int(COLOURS[name][n : n + 2], 16) for n in (1, 3, 5)])
