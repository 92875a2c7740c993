"""Text that may change with every frame: Matplotlib draws ten letters in a millisecond, this draws hundreds."""

from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text

ALIGNED = {"left": 0.0, "center": 0.5, "right": 1.0, "bottom": 0.0, "baseline": 0.0, "top": 1.0}


class LiveText(Text):
    """A `Text` of one upright line on Agg, put together from pictures of its letters. All else is left to `Text`.

    It takes no part in the layout of the figure: the axes keep their place whatever is written.
    """

    def __init__(self, *args, **settings):
        super().__init__(*args, **settings)
        self.set_in_layout(False)

    def draw(self, renderer):
        text = self.get_text()
        if not isinstance(renderer, RendererAgg) or "\n" in text or self.get_rotation():
            super().draw(renderer)
        elif text and self.get_visible():
            cover = _line(text, self.get_fontproperties(), renderer.dpi)
            x, y = self.get_transform().transform(self.get_unitless_position())
            high, wide = cover.shape
            picture = np.empty((high, wide, 4), np.uint8)
            picture[..., :3] = np.multiply(to_rgb(self.get_color()), 255).round()
            picture[..., 3] = cover
            gc = renderer.new_gc()
            left = round(x - ALIGNED[self.get_horizontalalignment()] * wide)
            renderer.draw_image(gc, left, round(y - ALIGNED[self.get_verticalalignment()] * high), picture)
            gc.restore()


def _line(text, font, dpi):
    """How much of each pixel the letters cover, 0 … 255; the first row is the lowest."""
    letters = [_letter(letter, font, dpi) for letter in text]
    ends = np.cumsum([width for _, width in letters])
    high = letters[0][0].shape[0]
    line = np.zeros((high, round(ends[-1]) + 3 * high), np.uint8)
    for (cover, width), end in zip(letters, ends, strict=True):
        place = line[:, (start := round(end - width)) : start + cover.shape[1]]
        np.maximum(place, cover, out=place)
    return line[:, high // 2 : round(ends[-1]) + high // 2 + 1]


@lru_cache(maxsize=4096)
def _letter(letter, font, dpi):
    """The picture of one letter, with some room around it, and by how much it moves the next one on."""
    size = font.get_size_in_points() * dpi / 72
    high = round(1.25 * size)
    scratch = RendererAgg(2 * high, high, dpi)
    gc = scratch.new_gc()
    scratch.draw_text(gc, high // 2, round(0.97 * size), letter, font, 0)
    gc.restore()
    with_it, without = (scratch.get_text_width_height_descent(f"|{text}|", font, False)[0] for text in (letter, ""))
    return np.array(scratch.buffer_rgba())[::-1, :, 3], with_it - without
