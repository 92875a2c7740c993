"""Lines of text as pixels, set by Pillow in one of Matplotlib's fonts, and kept."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

FONTS = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"  # to ask for them would load it
USUAL, BOLD, SLANTED = (str(FONTS / f"DejaVuSans{name}.ttf") for name in ("", "-Bold", "-Oblique"))


@lru_cache(maxsize=1024)
def text_width(text, size):
    """How wide a line in the usual font is, in the unit of its size."""
    return font(USUAL, 100.0).getlength(text) * size / 100


@lru_cache(maxsize=4096)
def room(text, path, size):
    """Width, height and descent of a line, in pixels."""
    set_in = font(path, size)
    _, top, _, bottom = set_in.getbbox(text, anchor="ls")
    return set_in.getlength(text), max(bottom - top, 0), max(bottom, 0)


@lru_cache(maxsize=4096)
def line(text, path, size):
    """How strongly each pixel is inked (rows from below), and where the picture begins: to the right of where the line
    begins, and below its base line."""
    set_in = font(path, size)
    mask, (left, top) = set_in.getmask2(text, mode="L", anchor="ls")
    wide, high = mask.size
    ink = np.array(mask, dtype=np.uint8).reshape(high, wide)[::-1]
    return ink, left, top + high


@lru_cache(maxsize=128)
def font(path, size):
    """A font of Pillow's."""
    from PIL import ImageFont

    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
