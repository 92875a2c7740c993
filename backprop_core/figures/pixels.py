"""Arrays of colours, from which a `Raster` is made."""

import numpy as np

from .colours import THEMES

DEEPEST = 0.45  # the share of blue in what is light where the page is dark: lines and points are to be seen on it


def finer(rows, fine):
    """Rows of numbers with `fine` of them in place of fewer, in between on straight lines."""
    places = np.linspace(0, len(rows) - 1, fine)
    below = np.minimum(places.astype(int), len(rows) - 2)
    part = (places - below)[:, None]
    return rows[below] * (1 - part) + rows[below + 1] * part


def rgb(name, theme="light"):
    """One of the course's colours as three numbers from 0 to 255."""
    return np.array([int(THEMES[theme][name][n : n + 2], 16) for n in (1, 3, 5)])


def shade(parts, theme="light"):
    """Numbers from 0 (light) to 1 (dark) as colours (…, 3): from the card to blue, and where the page is dark from a
    blue to the card. What words call dark is dark on both."""
    card = rgb("card", theme)
    if theme == "dark":
        parts = DEEPEST * (1 - parts)
    return card + (rgb("pos", theme) - card) * parts[..., None]
