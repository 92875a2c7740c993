"""The marks and numbers along both axes, drawn in one go; and names of axes that may change.

Matplotlib makes several artists of every mark, and looks for the room that each needs: of the time that a new
background takes, that was three quarters. Here all marks are one path, and numbers go straight to the renderer.
"""

from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from .colours import COLOURS

MARK, PAD, NAME = 2, 3.5, 15  # points: length of a mark, from there to its number, from the axis to what it is called


class Ruler(Artist):
    """Draws the marks of an axes, at the places and with the words that its two axes' locators and formatters give,
    and what stands across (`ax.set_xlabel`). The axes' own drawing is switched off.

    size: of the numbers, in points; grid: the colour of lines across the axes, or None.
    """

    def __init__(self, ax, size, colour, grid=None):
        super().__init__()
        self._size, self._colour, self._grid = size, colour, grid
        ax.xaxis.set_visible(False)
        ax.yaxis.set_visible(False)
        ax.xaxis.label.set_visible(False)
        ax.add_artist(self)
        self.set_clip_on(False)
        self.set_zorder(0)

    def draw(self, renderer):
        if not self.get_visible():
            return
        (across, up), texts = self._marks(renderer)
        box, point = self.axes.bbox, renderer.points_to_pixels(1)
        gc = renderer.new_gc()
        gc.set_snap(True)
        if self._grid:
            lines = [((x, box.y0), (x, box.y1)) for x in across] + [((box.x0, y), (box.x1, y)) for y in up]
            self._draw_lines(renderer, gc, lines, self._grid, 0.5 * point)
        marks = [((x, box.y0), (x, box.y0 - MARK * point)) for x in across]
        marks += [((box.x0, y), (box.x0 - MARK * point, y)) for y in up]
        self._draw_lines(renderer, gc, marks, self._colour, 0.8 * point)
        gc.set_foreground(self._colour)
        for text, x, y, _ in texts:
            renderer.draw_text(gc, x, renderer.height - y, text, _font(self._size), 0)
        gc.restore()

    def get_text(self):
        """All numbers, and the name of what stands across."""
        (_, texts) = self._marks(self.axes.figure.canvas.get_renderer())
        return " ".join(text for text, *_ in texts)

    def get_window_extent(self, renderer=None):
        """The room that they take, in pixels."""
        _, texts = self._marks(renderer or self.axes.figure.canvas.get_renderer())
        return Bbox.union([box for *_, box in texts])

    def _marks(self, renderer):
        """((pixels across, pixels up), [(text, left, base line, its `Bbox`)])."""
        box, point = self.axes.bbox, renderer.points_to_pixels(1)
        font, far = _font(self._size), (MARK + PAD) * point
        _, tall, below = renderer.get_text_width_height_descent("l", font, False)
        places, texts = [], []

        def put(text, x, y, share):
            """A line whose base line is y, that lies with `share` of its width to the left of x."""
            wide, _, descent = renderer.get_text_width_height_descent(text, font, False)
            left = x - share * wide
            texts.append((text, left, y, Bbox.from_extents(left, y - descent, left + wide, y + tall)))

        for axis, (begin, length) in (
            (self.axes.xaxis, (box.x0, box.width)),
            (self.axes.yaxis, (box.y0, box.height)),
        ):
            low, high = axis.get_view_interval()
            values = np.asarray(axis.get_majorticklocs())
            inside = values[(values >= low - 1e-9 * (high - low)) & (values <= high + 1e-9 * (high - low))]
            pixels = begin + (inside - low) * (length / (high - low))
            for text, pixel in zip(axis.get_major_formatter().format_ticks(inside), pixels, strict=True):
                if axis is self.axes.xaxis:
                    put(text, pixel, box.y0 - far - tall, 0.5)
                else:
                    put(text, box.x0 - far, pixel - (tall - below) / 2, 1.0)
            places.append(pixels)
        if self.axes.get_xlabel():
            put(self.axes.get_xlabel(), (box.x0 + box.x1) / 2, box.y0 - NAME * point - tall, 0.5)
        return places, texts

    @staticmethod
    def _draw_lines(renderer, gc, lines, colour, wide):
        if lines:
            gc.set_foreground(colour)
            gc.set_linewidth(wide)
            path = Path(np.reshape(lines, (-1, 2)), [Path.MOVETO, Path.LINETO] * len(lines))
            renderer.draw_path(gc, path, IdentityTransform())


class AxisName(Text):
    """The name of an axis as a live artist, at the place of an empty label that keeps the room for it."""

    def __init__(self, axis):
        axis.set_label_text(" ", fontsize=9)
        axis.labelpad = 1
        super().__init__(fontsize=9, color=COLOURS["ink"], rotation=axis.label.get_rotation(), rotation_mode="anchor")
        self.set(ha=axis.label.get_ha(), va=axis.label.get_va(), figure=axis.axes.figure)
        self._place = axis.label

    def draw(self, renderer):
        self.set_transform(self._place.get_transform())
        self.set_position(self._place.get_position())
        super().draw(renderer)


@lru_cache(maxsize=8)
def _font(size):
    return FontProperties(size=size)
