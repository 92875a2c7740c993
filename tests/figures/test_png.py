"""The stored picture: resvg draws the shapes, Pillow puts words and figures on top, and it looks as if resvg had drawn
it all."""

import io

import numpy as np
import pytest
import resvg_py
from PIL import Image

from backprop_core.explorers import NetworkExplorer
from backprop_core.figures import letters
from backprop_core.figures.picture import compose, stack
from backprop_core.figures.png import to_png

ZOOM = 1.5
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" font-family="DejaVu Sans">'
CARD = '<rect width="100%" height="100%" fill="#ffffff"/>'


def pixels(png):
    """Red, green and blue; white is all that looks like it: of 256 colours none need be exactly white."""
    image = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return np.where(image >= 253, 255, image)


def by_resvg(svg):
    """What resvg makes of all of it."""
    fonts = [letters.USUAL, letters.BOLD]
    return pixels(bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True, zoom=ZOOM)))


def box(image):
    """Left, top, right and bottom of what is not white."""
    rows, columns = np.nonzero((image < 128).any(axis=-1))
    return np.array([columns.min(), rows.min(), columns.max(), rows.max()])


def block(colour, wide, high):
    """A PNG of one colour."""
    png = io.BytesIO()
    Image.new("RGB", (wide, high), colour).save(png, "png")
    return png.getvalue()


@pytest.mark.parametrize("anchor", ["start", "middle", "end"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("size", [10, 16])
def test_words_stand_where_resvg_would_set_them(anchor, weight, size):
    svg = (
        f'{OPEN.format(301, 61)}{CARD}<g><text x="150" y="40" font-size="{size}" text-anchor="{anchor}" '
        f'font-weight="{weight}" fill="#1a1a1a">∂ −0.02622 &lt; δ₁</text></g></svg>'
    )
    ours, theirs = pixels(to_png(svg)), by_resvg(svg)
    assert ours.shape == theirs.shape == (92, 452, 3)
    across, up = np.abs(box(ours) - box(theirs)).reshape(2, 2).T
    assert across.max() <= 2 and up.max() <= 1, "at both ends"
    inks = [(255 - image).sum() for image in (ours, theirs)]
    assert 0.8 < inks[0] / inks[1] < 1.25, "and so is the weight"


def test_a_long_line_is_as_long_as_it_is_meant_to_be():
    """With each letter on a whole pixel it would be 26 pixels longer, and be cut off."""
    line = "A network is made so much wider that it has 5 times as many weights. How do the"
    svg = f'{OPEN.format(642, 30)}{CARD}<text x="16" y="18" font-size="13" font-weight="bold">{line}</text></svg>'
    assert np.abs(box(pixels(to_png(svg))) - box(by_resvg(svg))).max() <= 3


def test_words_look_as_is_said_around_them():
    svg = OPEN.format(200, 40).replace(">", ' fill="#b34a00" font-size="20">')
    image = pixels(to_png(f'{svg}<g text-anchor="end"><text x="190" y="30">now</text></g></svg>'))
    left, top, right, bottom = box(image)
    assert right == pytest.approx(190 * ZOOM, abs=3) and bottom == pytest.approx(30 * ZOOM, abs=2)
    assert image[top : bottom + 1, left : right + 1].min(axis=(0, 1)) == pytest.approx([0xB3, 0x4A, 0x00], abs=8)


def test_shapes_are_those_of_resvg():
    svg = NetworkExplorer(sizes=(2, 3, 1), bias=True).diagram.svg
    parts = svg.split("<text")
    shapes = parts[0] + "".join(part.split("</text>")[1] for part in parts[1:])
    ours, theirs = pixels(to_png(shapes)), by_resvg(shapes)
    assert ours.shape == theirs.shape and np.abs(ours - theirs).max() <= 40 and np.abs(ours - theirs).mean() < 0.5


def test_figures_stand_in_their_rows_and_pictures_below_each_other():
    first = compose(
        "", (0, 0), [("Above", "")], [(block("#005f9e", 40, 20), (80, 40)), (block("#b34a00", 80, 40), (80, 40))]
    )
    height = pixels(to_png(first)).shape[0]
    image = pixels(to_png(stack(first, first)))
    assert image.shape[0] in (2 * height - 1, 2 * height)
    for colour in ((0x00, 0x5F, 0x9E), (0xB3, 0x4A, 0x00)):
        rows, columns = np.nonzero((np.abs(image - colour) < 3).all(axis=-1))
        assert len(rows) == 2 * (80 * ZOOM) * (40 * ZOOM) and np.ptp(columns) + 1 == 80 * ZOOM
        assert np.ptp(rows) + 1 == pytest.approx(height + 40 * ZOOM, abs=1)


def test_what_is_turned_or_moved_is_left_to_resvg():
    svg = (
        f'{OPEN.format(200, 100)}{CARD}<g transform="translate(90 0) rotate(90)"><text x="10" y="0" font-size="20">up'
        '</text></g><text transform="translate(10 90)" font-size="20">low</text></svg>'
    )
    assert np.abs(pixels(to_png(svg)) - by_resvg(svg)).mean() < 0.5


def test_a_figure_comes_from_within():
    outside = f'{OPEN.format(60, 60)}{CARD}<image width="9" height="9" href="file:///etc/hostname"/></svg>'
    assert (pixels(to_png(outside)) == 255).all()


def test_without_resvg_there_is_none(no_resvg):
    assert to_png(f"{OPEN.format(9, 9)}{CARD}</svg>") is None
