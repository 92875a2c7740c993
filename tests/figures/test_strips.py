"""The strips of a deep network: what their colours say, and that the scale never changes."""

import math

import numpy as np
import pytest

from backprop_core.figures.colours import THEMES
from backprop_core.figures.pixels import rgb
from backprop_core.figures.strips import DECADES, SCALE, SCALE_WORDS, scale_pixels, strip_pixels

HIGH, WIDE = 90, 640


def seen(rows, layer, row=0, theme="light"):
    """The colour in the middle of a strip; rows: powers of ten, the lowest row first."""
    rows = np.array(rows, dtype=float)
    count, layers = rows.shape
    pixels = strip_pixels((rows, (0.5, layers + 0.5)), HIGH, WIDE, theme)
    up, across = int((row + 0.5) * HIGH / count), int((layer - 0.5) * WIDE / layers)
    patch = pixels[up - 4 : up + 5, across - 4 : across + 5, :3].reshape(-1, 3)
    values, counts = np.unique(patch, axis=0, return_counts=True)
    return values[counts.argmax()].astype(int)  # between the stripes


@pytest.mark.parametrize("theme", THEMES)
def test_a_colour_says_how_many_powers_of_ten_and_to_which_side(theme):
    card = rgb("card", theme)
    for power, end in ((-DECADES, "pos"), (-3, "pos"), (0, "card"), (2, "neg"), (DECADES, "neg")):
        part = abs(power) / DECADES
        assert np.abs(seen([[power, 0.0]], 1, theme=theme) - (card + (rgb(end, theme) - card) * part)).max() <= 1


def test_beyond_the_ends_it_stays_and_what_is_unknown_has_no_colour():
    assert (seen([[-300.0, -8.0]], 1) == seen([[-300.0, -8.0]], 2)).all()
    assert (seen([[math.nan, 1.0]], 1) == rgb("card")).all()


def test_rows_lie_in_their_order_and_layers_from_left_to_right():
    rows = [[-8.0, 0.0, 0.0], [0.0, 0.0, -8.0]]
    coloured = {(row, layer) for row in (0, 1) for layer in (1, 2, 3) if (seen(rows, layer, row) == rgb("pos")).all()}
    assert coloured == {(0, 1), (1, 3)}


def test_larger_is_striped_smaller_is_not():
    larger, smaller = (
        strip_pixels((np.array([[power]]), (0.5, 1.5)), 40, 40)[5:35, 5:35, :3] for power in (4.0, -4.0)
    )
    assert len(np.unique(larger.reshape(-1, 3), axis=0)) == 2
    assert len(np.unique(smaller.reshape(-1, 3), axis=0)) == 1


def test_the_printed_scale_has_the_colours_of_the_strips():
    pixels = scale_pixels(SCALE, 9, 516)
    for power in SCALE_WORDS:
        across = int((power + DECADES + 1 / 16) / (2 * DECADES + 1 / 8) * 516)
        around = pixels[:, max(across - 1, 0) : across + 2, :3].reshape(-1, 3).astype(int)
        assert np.abs(around - seen([[power, 0.0]], 1)).max(axis=1).min() <= 6, power
