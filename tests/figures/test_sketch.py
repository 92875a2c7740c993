"""The small network beside a question."""

import itertools
import xml.etree.ElementTree as ET

import pytest

from backprop_core.figures.sketch import LETTERS, RADIUS, sketch

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("sizes", [(2, 3, 2), (1, 1), (4, 4, 4, 2), (2, 4, 3, 4, 2)])
def test_every_neuron_and_every_weight_is_there(sizes):
    svg, (width, height) = sketch(sizes)
    root = ET.fromstring(svg)
    assert (float(root.get("width")), float(root.get("height"))) == (width, height) and width < 330 and height < 140
    circles, squares = list(root.iter(f"{SVG}circle")), list(root.iter(f"{SVG}rect"))
    assert (len(squares), len(circles)) == (sizes[0], sum(sizes[1:]))
    lines = list(root.iter(f"{SVG}line"))
    assert len(lines) == sum(a * b for a, b in itertools.pairwise(sizes))
    middles = [(float(each.get("cx")), float(each.get("cy"))) for each in circles]
    assert all(RADIUS < x < width - RADIUS and RADIUS < y < height - RADIUS for x, y in middles)
    assert len({x for x, _ in middles}) == len(sizes) - 1
    ends = {(float(each.get("x2")), float(each.get("y2"))) for each in lines}
    assert ends == {(x - RADIUS, y) for x, y in middles}
    assert LETTERS >= 10 and f"{sizes[-1]} neurons" in root.get("aria-label")


def test_it_has_the_pages_colour_or_its_own():
    assert (
        'stroke="currentColor"' in sketch((2, 1))[0]
        and "currentColor" not in sketch((2, 1), "#123456")[0].split("<text")[0]
    )
