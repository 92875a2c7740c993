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
    even = rgb("even", theme)
    for power, end in ((-DECADES, "less"), (-3, "less"), (0, "even"), (2, "more"), (DECADES, "more")):
        part = abs(power) / DECADES
        assert np.abs(seen([[power, 0.0]], 1, theme=theme) - (even + (rgb(end, theme) - even) * part)).max() <= 1


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_small_goes_dark_and_what_is_large_glows_on_either_ground(theme):
    smallest, small, even, large = (
        light(seen([[power, 0.0]], 1, theme=theme)) for power in (-DECADES, -3, 0, DECADES)
    )
    assert smallest < small < even
    assert large > 4 * smallest
    assert theme == "light" or large > 1.5 * even, "on a light page nothing is lighter than the page"


def light(colour):
    """The luminance of a colour, as WCAG 2 defines it."""
    share = colour / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722)


def test_a_row_of_which_nothing_is_known_is_left_blank():
    rows = np.array([[math.nan] * 4, [0.0, math.nan, 0.0, 0.0]])
    pixels = strip_pixels((rows, (0.5, 4.5)), HIGH, WIDE)[..., :3]
    assert (pixels[: HIGH // 2 - 1] == rgb("card")).all()
    assert (pixels[HIGH // 2 + 5, WIDE // 4 - 3 : WIDE // 4 + 3] == rgb("line")).all(axis=1).any()


def test_beyond_the_ends_it_stays_and_what_is_unknown_has_no_colour():
    assert (seen([[-300.0, -8.0]], 1) == seen([[-300.0, -8.0]], 2)).all()
    assert (seen([[math.nan, 1.0]], 1) == rgb("card")).all()


def test_rows_lie_in_their_order_and_layers_from_left_to_right():
    rows = [[-8.0, 0.0, 0.0], [0.0, 0.0, -8.0]]
    coloured = {(row, layer) for row in (0, 1) for layer in (1, 2, 3) if (seen(rows, layer, row) == rgb("less")).all()}
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
