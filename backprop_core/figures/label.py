"""One line of text in a live figure, drawn by Pillow.

Matplotlib sets every letter anew, in Python: about 1.5 ms for a short label, a tenth of the time that a view has to
answer a finger. Pillow sets the whole line in a fifth of that, with the same font.
"""

from functools import lru_cache
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import ImageFont

FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
ALIGN = {"left": 0.0, "center": 0.5, "right": 1.0, "bottom": 0.0, "baseline": 0.0, "top": 1.0}


class Label(Text):
    """A `Text` of one level line. All of its setters work; it is never clipped."""

    def draw(self, renderer):
        self.stale = False
        text = self.get_text()
        if not text or not self.get_visible():
            return
        size = renderer.points_to_pixels(self.get_fontsize())
        shape, below = _shape(text, size, self.get_fontweight() == "bold")
        high, wide = shape.shape
        x, y = self.get_transform().transform(self.get_unitless_position())
        x -= ALIGN[self.get_horizontalalignment()] * wide
        y -= ALIGN[self.get_verticalalignment()] * high
        if self.get_verticalalignment() == "baseline":
            y -= below
        image = np.empty((high, wide, 4), dtype=np.uint8)
        image[..., :3] = np.round(255 * np.array(to_rgb(self.get_color())))
        image[..., 3] = shape
        context = renderer.new_gc()
        renderer.draw_image(context, round(x), round(y), image)
        context.restore()


def label(ax, x, y, text="", transform=None, **style):
    """Put a `Label` on `ax`, as `ax.text` would put a `Text`. It takes no part in the layout of the figure: the axes
    keep their place whatever is written."""
    artist = Label(x, y, text, in_layout=False, **style)
    artist.set_transform(ax.transData if transform is None else transform)
    artist.set_clip_on(False)
    ax._add_text(artist)
    return artist


@lru_cache(maxsize=2048)
def _shape(text, size, bold):
    """How strongly each pixel of `text` is inked (rows from below), and how far it reaches below its base line."""
    font = _font(size, bold)
    mask, (_, top) = font.getmask2(text, mode="L")
    wide, high = mask.size
    ascent, descent = font.getmetrics()
    shape = np.zeros((ascent + descent, max(wide, 1)), dtype=np.uint8)
    rows = np.array(mask, dtype=np.uint8).reshape(high, wide)[: ascent + descent - top]
    shape[top : top + len(rows), :wide] = rows
    return shape[::-1], descent


@lru_cache(maxsize=32)
def _font(size, bold):
    return ImageFont.truetype(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)
