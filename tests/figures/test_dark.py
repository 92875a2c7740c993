"""The colours of the dark theme, and how what is drawn in those of the light one gets them."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from backprop_core.figures.canvas import QuickCanvas, darkened
from backprop_core.figures.colours import COLOURS, DARK, THEMES
from backprop_core.figures.depth import spread_pixels
from backprop_core.figures.errors import band_colours
from backprop_core.figures.frame import polygons, rectangle
from backprop_core.figures.neurons import image_pixels, tile_pixels
from backprop_core.figures.pixels import rgb
from backprop_core.figures.training import diverging, field_pixels
from tests.figures.test_diagram import contrast


def test_both_themes_have_the_same_names_and_no_colour_in_common():
    """One that both had would be exchanged twice: a pen is told its own colour again with every new opacity."""
    assert list(COLOURS) == list(DARK) and not {*COLOURS.values()} & {*DARK.values()}


@pytest.mark.parametrize("theme", THEMES)
def test_texts_and_lines_can_be_told_from_what_they_stand_on(theme):
    colours = THEMES[theme]
    for ink, ground in [*itertools.product(("ink", "muted", "pos", "neg"), ("card", "lit")), ("ink", "glow")]:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def test_a_colour_is_exchanged_and_stays_as_opaque_as_it_was():
    for name, colour in COLOURS.items():
        assert to_hex(darkened(colour)) == DARK[name] and darkened(colour)[3] == 1.0
    assert to_hex(darkened((1.0, 1.0, 1.0, 0.25)), keep_alpha=True) == DARK["card"] + "40"
    assert darkened(darkened("black")) == darkened(COLOURS["ink"])
    assert darkened((0.25, 0.5, 0.75)) == (0.25, 0.5, 0.75, 1.0), "a colour of nobody's stays"


def drawn(put, theme):
    """The middle of a picture: `put(ax)` draws over it."""
    figure = Figure(figsize=(1, 1), dpi=20, facecolor="white")
    canvas = QuickCanvas(figure)
    canvas.theme = theme
    put(figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1), frame_on=False, xticks=[], yticks=[]))
    canvas.draw()
    return to_hex(np.asarray(canvas.buffer_rgba())[10, 10] / 255)


@pytest.mark.parametrize(
    "put",
    [
        lambda ax, colour: ax.plot([0, 1], [0.475, 0.475], color=colour, linewidth=40),
        lambda ax, colour: ax.plot([0.5], [0.5], "s", color=colour, markersize=40),
        lambda ax, colour: ax.plot([0.5], [0.5], "s", markerfacecolor=colour, markersize=40),
        lambda ax, colour: rectangle(ax, 0, 0, 1, 1, facecolor=colour),
        lambda ax, colour: rectangle(ax, 0, 0, 1, 1, facecolor="white", edgecolor=colour, hatch="O" * 30),
        lambda ax, colour: polygons(ax, facecolor=colour).set_verts([[(0, 0), (0, 1), (1, 1), (1, 0)]]),
        lambda ax, colour: polygons(ax, facecolor=["white", colour]).set_verts([[(0, 0), (0, 1), (1, 1), (1, 0)]] * 2),
        lambda ax, colour: ax.text(0.5, 0.5, "■", color=colour, fontsize=60, ha="center", va="center"),
        lambda ax, colour: ax.text(0.5, 0.5, "■", color=colour, fontsize=60, ha="center", va="center", rotation=90),
    ],
    ids=["line", "mark", "face of a mark", "patch", "hatch", "polygon", "polygons", "text", "turned text"],
)
def test_whatever_is_drawn_gets_the_colour_of_the_theme(put):
    for name in ("pos", "ink"):
        for theme, colours in THEMES.items():
            assert drawn(lambda ax, name=name: put(ax, COLOURS[name]), theme) == colours[name]


# --- pictures that are made of pixels


def hexed(pixel):
    return to_hex(np.asarray(pixel[:3]) / 255)


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_the_card_and_more_is_more_of_a_colour(theme):
    colours, values = THEMES[theme], np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    far = np.abs(diverging(values, theme)[:, :3] - rgb("card", theme)).sum(axis=1)
    assert hexed(diverging(values, theme)[2]) == colours["card"]
    assert far[0] > far[1] > 0 and far[4] > far[3] > 0
    for end, name in ((0, "neg"), (-1, "pos")):
        assert np.abs(diverging(values, theme)[end, :3] - rgb(name, theme)).max() <= 52  # a fifth of the card is left


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_digits_have_the_ink_of_the_theme(theme):
    colours = THEMES[theme]
    field = field_pixels(np.array([[0.0, 1.0], [0.0, 1.0]]), 20, 20, theme=theme)
    assert colours["ink"] in map(hexed, field[10])
    (digit,) = images = np.zeros((1, 64))
    digit[0] = 1.0  # its upper left corner
    picture = image_pixels((images, [False]), 40, 40, amount=(1, 1), width=40, theme=theme)
    seen = set(map(hexed, picture.reshape(-1, 4)))
    assert seen == {colours["ink"], colours["card"]}
    tile = tile_pixels(([(0.0, 0.0, 1.0)], [np.zeros((2, 2))]), 20, 20, theme=theme)
    assert (hexed(tile[0, 0]), hexed(tile[10, 10])) == (colours["muted"], colours["card"])


@pytest.mark.parametrize("theme", THEMES)
def test_what_words_call_light_and_dark_is_so_in_both_themes(theme):
    """Low Err is light, high Err dark; where many neurons stand it is dark. Lines lie between the bands."""
    bands = band_colours(np.linspace(0.0, 1.0, 2)[None].repeat(2, axis=0), 4, 1200, theme=theme)[2, :, :3]
    lights = bands.astype(int).sum(axis=1)
    line = np.flatnonzero(np.diff(lights))
    assert lights[0] > lights[600] > lights[-1] and len(line) >= 20
    spread = spread_pixels(np.array([[0.0, 1.0]]), 1, 2, theme=theme)[0, :, :3].astype(int).sum(axis=1)
    assert spread[0] > spread[1]
    if theme == "dark":
        assert max(lights[0], spread[0]) < 3 * 128
