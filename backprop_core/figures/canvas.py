"""A Matplotlib canvas on which text is quick, for figures that must keep up with a finger, and whose colours are those
of the page.

Agg sets every letter anew, in Python: about 1 ms for the label of a tick, 2 ms for a short line. That was most of the
time of a frame. Here `letters` sets the whole line, with the same font, at the same place, and keeps it.
"""

import struct
import zlib
from functools import lru_cache

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.font_manager import findfont, get_font

from . import letters
from .colours import COLOURS, DARK


class QuickRenderer(RendererAgg):
    """Agg, but for level text. Formulas and turned text are left to Agg."""

    theme = "light"

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        if angle or ismath:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        image, left, below = _coloured(s, *self._font(prop), gc.get_rgb())
        self.draw_image(gc, round(x + left), round(self.height - y - below), image)

    def get_text_width_height_descent(self, s, prop, ismath):
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return letters.room(s, *self._font(prop))

    def _get_font_height_metrics(self, prop):
        """Matplotlib 3.11 asks for this; of a renderer that cannot tell it finds the font anew for every text, which
        took a tenth of a frame. A Matplotlib that does not ask is no worse off."""
        return _line_heights(*self._font(prop))

    def _font(self, prop):
        return _path(prop), self.points_to_pixels(prop.get_size_in_points())


class DarkRenderer(QuickRenderer):
    """The same on a dark page. Every artist keeps the colours that it was given, which are those of a light one: they
    are exchanged on their way to the pixels."""

    theme = "dark"

    def __init__(self, *size):
        super().__init__(*size)
        markers, collection = self.draw_markers, self.draw_path_collection  # Agg's own functions

        def draw_markers(gc, mark, at, path, transform, face=None):
            markers(gc, mark, at, path, transform, face and darkened(face))

        def draw_path_collection(gc, at, paths, transforms, offsets, transform, faces, edges, *rest, **more):
            colours = [[darkened(tuple(each)) for each in some] for some in (faces, edges)]
            faces, edges = (np.reshape(some, (-1, 4)) for some in colours)
            collection(gc, at, paths, transforms, offsets, transform, faces, edges, *rest, **more)

        self.draw_markers, self.draw_path_collection = draw_markers, draw_path_collection

    def new_gc(self):
        return DarkPen()

    def draw_path(self, gc, path, transform, rgbFace=None):
        super().draw_path(gc, path, transform, rgbFace and darkened(tuple(rgbFace)))


class DarkPen(GraphicsContextBase):
    """What lines, letters and hatches are drawn with."""

    def set_foreground(self, fg, isRGBA=False):
        super().set_foreground(fg, isRGBA)
        self._rgb = darkened(self._rgb)

    def set_hatch_color(self, hatch_color):
        super().set_hatch_color(hatch_color)
        self._hatch_color = darkened(self._hatch_color)


class QuickCanvas(FigureCanvasAgg):
    """A canvas that draws with `QuickRenderer`, or where `theme` is "dark" with `DarkRenderer`."""

    theme = "light"
    _how = None  # the renderer has been made

    def get_renderer(self):
        how = (*self.get_width_height(physical=True), self.figure.dpi, self.theme)
        if self._how != how:
            *size, theme = how
            self.renderer, self._how = (DarkRenderer if theme == "dark" else QuickRenderer)(*size), how
        return self.renderer

    def to_png(self):
        """The pixels as PNG bytes: opaque, its rows unfiltered, at the lightest compression.

        The page is on this machine, time is dearer than bytes. Pillow tries five filters for each row: that takes
        twice as long.
        """
        pixels = np.asarray(self.buffer_rgba())
        high, wide, _ = pixels.shape
        rows = np.zeros((high, 1 + 3 * wide), dtype=np.uint8)  # each row begins with the number of its filter: none
        for colour in range(3):  # one after another: all three at once take five times as long
            rows[:, 1 + colour :: 3] = pixels[..., colour]
        header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)  # 8 bits for each of red, green and blue
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in chunks
        )


_DARK = {to_rgb(COLOURS[name]): to_rgb(DARK[name]) for name in COLOURS}
_DARK[to_rgb("black")] = _DARK[to_rgb(COLOURS["ink"])]  # what Matplotlib draws where nothing is said


@lru_cache(maxsize=256)
def darkened(colour):
    """A colour of the light theme as it is in the dark one, as opaque as it was; any other as it is."""
    *rgb, alpha = to_rgba(colour)
    return (*_DARK.get(tuple(rgb), rgb), alpha)


@lru_cache(maxsize=64)
def _path(prop):
    """The file of a font. Matplotlib remembers it as well, but first looks whether any of its settings has changed."""
    return findfont(prop)


@lru_cache(maxsize=256)
def _line_heights(path, size):
    """How far a font of this size reaches above and below its base line, and the gap between two lines, in pixels; as
    Matplotlib finds them."""
    font = get_font(path)
    scale = size / font.get_sfnt_table("head")["unitsPerEm"]
    for name, *keys in (
        ("OS/2", "sTypoAscender", "sTypoDescender", "sTypoLineGap"),
        ("hhea", "ascent", "descent", "lineGap"),
    ):
        if table := font.get_sfnt_table(name):
            above, below, gap = (scale * table[key] for key in keys)
            return above, -below, gap
    return None, None, None


@lru_cache(maxsize=4096)
def _coloured(text, path, size, colour):
    """A line as pixels (rows from below, red, green, blue, how opaque), and where it begins, as in `letters.line`."""
    ink, left, below = letters.line(text, path, size)
    image = np.empty((*ink.shape, 4), dtype=np.uint8)
    *colour, alpha = to_rgba(colour)
    image[..., :3] = np.round(255 * np.array(colour))
    image[..., 3] = np.round(alpha * ink)
    return image, left, below
