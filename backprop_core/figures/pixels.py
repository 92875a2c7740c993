"""Arrays of colours, from which a `Raster` is made."""

import numpy as np

from .colours import COLOURS


def finer(rows, fine):
    """Rows of numbers with `fine` of them in place of fewer, in between on straight lines."""
    places = np.linspace(0, len(rows) - 1, fine)
    below = np.minimum(places.astype(int), len(rows) - 2)
    part = (places - below)[:, None]
    return rows[below] * (1 - part) + rows[below + 1] * part


def rgb(name):
    """One of the course's colours as three numbers from 0 to 255."""
    return np.array([int(COLOURS[name][n : n + 2], 16) for n in (1, 3, 5)])
