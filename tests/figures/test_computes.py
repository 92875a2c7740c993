"""What a network computes, as a curve or a map: held against its numbers; and nothing hidden is told."""

import base64
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import contourpy
import numpy as np
import pytest
from PIL import Image

from backprop_core import Network
from backprop_core.figures.colours import COLOURS, DARK
from backprop_core.figures.computes import Computes, ErrorCurve, image, level_lines
from backprop_core.figures.diagram import ASIDE, network_diagram
from backprop_core.figures.places import Parts, least_width
from backprop_core.figures.png import PNG, to_png
from backprop_core.figures.scales import fitting
from backprop_core.one_step.plane import plane
from backprop_core.one_step.snapshot import Snapshot

SVG = "{http://www.w3.org/2000/svg}"
LIMITS = (-2.0, 2.0)


def shot(sizes, x, y, **settings):
    return Snapshot(Network(sizes, **{"init": "normal", "rng": 4, **settings}), np.array(x), np.array(y), 0.5)


def picture(snapshot, kind=Computes, limits=LIMITS, told=True, **more):
    shown = plane(snapshot.net, snapshot.x, limits)
    points = tuple(
        (tuple(float(snapshot.x[i - 1, p]) for i in shown.inputs), float(snapshot.y[0, p]))
        for p in range(snapshot.x.shape[1])
    )
    ends = fitting(snapshot, () if told else ("o",)).answer
    return kind(shown.inputs, limits, ends, shown if told else None, points, words="hidden", **more)


def drawn(snapshot, beside, width=900, **more):
    values = {name: value for name, value in snapshot.values.items() if name[0] != "update"}
    told = {"scales": fitting(snapshot), "marks": ("level",), "beside": beside, "width": width}
    return network_diagram(snapshot.net.sizes, snapshot.net.bias, values, **(told | more))


def numbers(path):
    """The points of a path, whatever joins them."""
    return np.array(re.findall(r"[-.\d]+", path), float).reshape(-1, 2)


def paths(svg, kind):
    return [each.get("d") for each in ET.fromstring(svg).iter(f"{SVG}path") if each.get("class") == kind]


def groups(svg, item):
    return [group for group in ET.fromstring(svg).iter(f"{SVG}g") if group.get("data-item") == item]


def over(address, card):
    """The pixels of an image on a card, rows from above."""
    picture = Image.open(io.BytesIO(base64.b64decode(address.removeprefix(PNG)))).convert("RGBA")
    below = Image.new("RGBA", picture.size, card)
    below.alpha_composite(picture)
    return np.asarray(below.convert("RGB")).astype(int)


# --- a map


def test_lines_of_equal_height_are_those_of_contourpy():
    rng = np.random.default_rng(0)
    for n in (2, 5, 24):
        values = rng.normal(size=(n, n))
        levels = [-0.5, 0.0, 0.7]
        for level, found in zip(levels, level_lines(values, levels), strict=True):
            ours = {tuple(point) for point in (found.reshape(-1, 2) * (n - 1)).round(6).tolist()}
            lines = contourpy.contour_generator(z=values).lines(level)
            theirs = {tuple(point) for line in lines for point in line.round(6).tolist()}
            assert ours == theirs


def test_lines_of_a_plane_are_straight():
    places = np.linspace(0, 1, 24)
    (found,) = level_lines(2 * places + places[:, None], [1.2])
    x, y = found.reshape(-1, 2).T
    assert 2 * x + y == pytest.approx(np.full(len(x), 1.2)) and len(x) > 24


@pytest.mark.parametrize("card", [COLOURS["card"], DARK["card"]])
def test_high_is_blue_low_is_orange_and_the_middle_is_the_card(card):
    rows = np.array([[0.0, 0.25, 0.5], [0.5, 0.75, 1.0]])  # from below
    pixels = over(image(rows, (0.0, 1.0)), card)
    red, blue = pixels[..., 0] - over(image(np.full((1, 1), 0.5), (0, 1)), card)[0, 0, 0], pixels[..., 2]
    assert (pixels[0, 0] == pixels[1, 2]).all() and tuple(pixels[0, 0]) == tuple(
        int(card[n : n + 2], 16) for n in (1, 3, 5)
    )
    warm = pixels[..., 0] - blue  # more red than blue
    assert warm[1, 0] > warm[1, 1] > warm[1, 2] > warm[0, 1] > warm[0, 2]
    assert red.shape == (2, 3)


def test_beyond_the_scale_a_colour_is_that_of_its_end():
    rows = np.array([[-5.0, 0.0, 1.0, 9.0, np.inf, -np.inf, np.nan, 0.5]])
    ((*pixels,),) = over(image(rows, (0.0, 1.0)), "#ffffff").tolist()
    assert pixels[0] == pixels[1] == pixels[5] and pixels[2] == pixels[3] == pixels[4] and pixels[6] == pixels[7]


def test_a_map_is_small_and_drawn_in_the_stored_picture_under_its_lines():
    snapshot = shot((2, 3, 1), [[0.5], [0.9]], [[1.0]], gain=4.0)
    beside = picture(snapshot)
    address = image(beside.values, beside.ends)
    assert len(address) < 4096 and Image.open(io.BytesIO(base64.b64decode(address[22:]))).size == (47, 47)
    svg = drawn(snapshot, beside)
    pixels = np.asarray(Image.open(io.BytesIO(to_png(svg, zoom=1.0))).convert("RGB")).astype(int)
    left, top = 900 - beside.size[0] + beside.margin, 32
    inside = pixels[top + 2 : top + beside.plot[1] - 2, left + 2 : left + beside.plot[0] - 2]
    coloured = (inside.max(axis=2) - inside.min(axis=2) > 25).mean()
    dark = (inside.max(axis=2) < 90).mean()
    assert coloured > 0.4 and dark > 0.01


def test_the_present_inputs_stand_where_they_are_and_are_dragged_there():
    snapshot = shot((2, 3, 1), [[0.5], [-1.25]], [[1.0]])
    beside = picture(snapshot)
    (point,) = [group for group in groups(drawn(snapshot, beside), "x-1") if group.get("data-handle")]
    circle = point.find(f"{SVG}circle[@r='7.5']")
    left = 900 - beside.size[0] + beside.margin
    across = (float(circle.get("cx")) - left) / beside.plot[0] * 4 - 2
    up = 2 - (float(circle.get("cy")) - 32) / beside.plot[1] * 4
    assert (across, up) == pytest.approx((0.5, -1.25), abs=0.03)
    assert point.get("data-at") == "0.5 -1.25" and point.get("data-scale") == f"{148 / 4:g} {148 / 4:g}"


# --- a curve


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "identity", "relu"])
def test_a_curve_goes_through_what_the_network_computes(activation):
    snapshot = shot((1, 3, 1), [[0.9]], [[0.25]], activation=activation, gain=2.0)
    beside = picture(snapshot)
    (d,) = paths(drawn(snapshot, beside), "stroke-pos")[-1:]
    assert d.count("M") == 1
    left, (low, high) = 900 - beside.size[0] + beside.margin, beside.ends
    x, up = numbers(d).T
    x = (x - left) / beside.plot[0] * 4 - 2
    y_hat = low + (1 - (up - 32) / beside.plot[1]) * (high - low)
    wanted = snapshot.net.forward(x[None, :]).o[-1][0]
    assert len(x) == 97 and y_hat == pytest.approx(wanted, abs=0.02 * (high - low))


def test_a_curve_leaves_its_axes_at_their_edge_and_comes_back():
    snapshot = shot((1, 1), [[0.5]], [[0.25]], activation="identity", theta=[[[3.0]]])
    beside = picture(snapshot).__class__(**{**vars(picture(snapshot)), "ends": (-1.0, 2.0)})
    (d,) = paths(drawn(snapshot, beside), "stroke-pos")[-1:]
    x, up = numbers(d).T
    left = 900 - beside.size[0] + beside.margin
    assert (up.min(), up.max()) == (32, 32 + 148), "from edge to edge"
    assert ((x - left) / 148 * 4 - 2)[[0, -1]] == pytest.approx([-1 / 3, 2 / 3], abs=0.02)


@pytest.mark.parametrize("sizes, x", [((1, 3, 2), [[0.5]]), ((2, 3, 2), [[0.5], [0.9]])])
def test_nothing_hidden_is_told(sizes, x):
    first, second = (
        drawn(one, picture(one, told=False, tiles={(1, 1): (0.0, 1.0)}), hide=("u", "o", "Err", "delta", "gradient"),
              scales=fitting(one, ("u", "o", "delta")), marks=(), parts=Parts(tiles=True))
        for one in (shot(sizes, x, [[1.0], [0.5]], theta=None, rng=seed) for seed in (1, 2))
    )  # fmt: skip
    weights = re.compile(r'<g[^>]*data-item="theta.*?</g>')
    assert weights.sub("", first) == weights.sub("", second) and "hidden" in first
    assert picture(shot(sizes, x, [[1.0], [0.5]]), told=False).said().endswith("hidden.")


# --- where it stands


def test_it_stands_beside_the_network_or_below_it():
    snapshot = shot((2, 3, 1), [[0.5], [0.9]], [[1.0]])
    beside, least = picture(snapshot), least_width((2, 3, 1), Parts())
    room = least + ASIDE + beside.size[0]
    wide, narrow = (ET.fromstring(drawn(snapshot, beside, width=width)) for width in (room, room - 1))
    alone = ET.fromstring(drawn(snapshot, None, width=least))
    assert float(wide.get("width")) == room and wide.get("height") == alone.get("height")
    assert float(narrow.get("width")) == room - 1
    assert float(narrow.get("height")) == float(alone.get("height")) + ASIDE + beside.size[1]


@pytest.mark.parametrize("sizes, x", [((1, 3, 1), [[0.5]]), ((2, 3, 1), [[0.5], [0.9]])])
def test_no_letter_is_small_and_nothing_leaves_the_picture(sizes, x):
    snapshot = shot(sizes, x, [[1.0]])
    beside = picture(snapshot, tiles={(1, i): (0.0, 1.0) for i in (1, 2, 3)})
    svg = ET.fromstring(drawn(snapshot, beside, parts=Parts(tiles=True)))
    ours = [text for text in svg.iter(f"{SVG}text") if float(text.get("x")) > 900 - beside.size[0]]
    assert len(ours) > 8 and min(float(text.get("font-size")) for text in ours) >= 10
    assert max(float(text.get("y")) for text in ours) <= float(svg.get("height")) - 4


def test_a_neuron_shows_its_own_o():
    snapshot = shot((2, 2, 1), [[0.5], [0.9]], [[1.0]], theta=[[[3.0, 0.0], [0.0, -3.0]], [[1.0, 1.0]]])
    beside = picture(snapshot, tiles={(1, 1): (0.0, 1.0), (1, 2): (0.0, 1.0)})
    svg = ET.fromstring(drawn(snapshot, beside, parts=Parts(tiles=True)))
    tiles = [each for each in svg.iter(f"{SVG}image") if each.get("width") == each.get("height") == "40"]
    first, second = (over(each.get("href"), "#ffffff") for each in tiles)
    warm = first[..., 0] - first[..., 2], second[..., 0] - second[..., 2]
    assert warm[0][0, 0] > 60 and warm[0][0, -1] < -60, "o₁ grows to the right"
    assert warm[1][-1, 0] < -60 and warm[1][0, 0] > 60, "o₂ grows downwards"


def test_in_a_neuron_too_what_is_low_is_told_by_dashed_lines():
    """o = σ(3 x₁) is an upright line at each of its levels, left of the middle where it is low."""
    snapshot = shot((2, 1, 1), [[0.5], [0.9]], [[1.0]], theta=[[[3.0, 0.0]], [[1.0]]])
    beside = picture(snapshot, tiles={(1, 1): (0.0, 1.0)})
    svg = ET.fromstring(drawn(snapshot, beside, parts=Parts(tiles=True)))
    (left,) = [float(each.get("x")) for each in svg.iter(f"{SVG}image") if each.get("width") == "40"]
    lines = [each for each in svg.iter(f"{SVG}path") if each.get("stroke-width") in ("0.8", "1.4")]
    dashed, solid = (
        sorted(
            {x for each in lines if bool(each.get("stroke-dasharray")) == dashes for x in numbers(each.get("d"))[:, 0]}
        )
        for dashes in (True, False)
    )
    levels = [left + 20 + 10 * np.log(each / (1 - each)) / 3 for each in (0.2, 0.4, 0.5)]
    assert [dashed[0], dashed[-1], *solid] == pytest.approx(levels, abs=0.3)
    (legend,) = [t.text for t in svg.iter(f"{SVG}text") if "small map" in (t.text or "")]
    assert "o over x₁ and x₂, on the same scale, dashed in its lower half" in legend


@pytest.mark.parametrize(
    ("targets", "middle", "ends"),
    [
        ([0.0, 1.0, 1.0, 0.0], "0.5", (0.0, 1.0)),
        ([-1.0, 1.0, 1.0, -1.0], "0", (-1.0, 1.0)),
        ([-0.6, 0.6, 0.6, 0.6], "0", (-1.0, 1.0)),  # the middle of σ's range is theirs as well
        ([0.0, 1.0, 0.5, 0.0], "0", (-1.0, 1.0)),
    ],
)
def test_the_bold_line_divides_two_classes(targets, middle, ends):
    """ŷ = tanh(x₁): the bold line, at which the colours change, is upright where that is the middle of the targets."""
    corners = [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]
    snapshot = shot((2, 1), corners, [targets], activation="tanh", theta=[[[1.0, 0.0]]])
    beside = picture(snapshot)
    assert beside.ends == ends
    svg = ET.fromstring(drawn(snapshot, beside))
    (bold,) = [each for each in svg.iter(f"{SVG}path") if each.get("stroke-width") == "2" and "M" in each.get("d")]
    left = 900 - beside.size[0] + beside.margin
    x = (numbers(bold.get("d"))[:, 0] - left) / beside.plot[0] * 4 - 2
    assert x == pytest.approx(np.full(len(x), np.arctanh(sum(ends) / 2)), abs=0.01)
    assert f"bold at {middle}, dashed below" in [t.text for t in svg.iter(f"{SVG}text")]


def test_without_an_end_the_colours_are_as_far_on_both_sides_of_what_divides_two_classes():
    snapshot = shot((2, 1), [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [[0.0, 1.0, 0.0]], activation="identity")
    low, high = fitting(snapshot).answer
    assert low + high == pytest.approx(1.0)
    shown = plane(snapshot.net, snapshot.x, (-0.5, 1.5)).o[-1]
    assert low <= shown.min() and shown.max() <= high


@pytest.mark.parametrize(("weight", "bias", "past"), [(0.2, 0.0, (0, 0)), (1.0, 0.0, (1, 1)), (0.5, 0.6, (0, 1))])
def test_it_is_said_where_the_colours_end_before_the_numbers(weight, bias, past):
    """ŷ = w x₁ + b over −2 … 2, coloured from −1 to 1."""
    snapshot = shot((2, 1), [[0.1], [0.2]], [[0.1]], bias=True, activation="identity", theta=[[[bias, weight, 0.0]]])
    beside = replace(picture(snapshot), ends=(-1.0, 1.0))
    assert beside.beyond == past
    words = [t.text for t in ET.fromstring(drawn(snapshot, beside)).iter(f"{SVG}text")]
    assert ("≤ −1" in words, "≥ 1" in words) == past


# --- the error


LINE = shot((2, 1), [[-0.5, 0.0, 0.5, 1.0], [1.0] * 4], [[0.2, 0.2, 1.1, 0.9]], activation="identity",
            theta=[[[-0.2, 0.8]]])  # fmt: skip


def line(**more):
    y_hat = LINE.trace.o[-1][0].tolist()
    told = {"limits": (-1.5, 1.5), "outputs": tuple(y_hat), "per": 1.0, "Err": LINE.grads.Err, "ends_move": True}
    return picture(LINE, ErrorCurve, **(told | more))


def squares(svg):
    """For each pattern its square: (left, top, side)."""
    found = {}
    for p in range(4):
        rects = [r for group in groups(svg, f"pattern-{p + 1}") for r in group.iter(f"{SVG}rect")]
        ((x, y, wide, high),) = [
            [float(r.get(side)) for side in ("x", "y", "width", "height")] for r in rects if r.get("fill-opacity")
        ]
        assert wide == high
        found[p] = x, y, wide
    return found


def test_squares_hang_on_the_line_and_together_they_are_one():
    beside = line()
    svg = drawn(LINE, beside)
    unit = beside.plot[1] / (beside.ends[1] - beside.ends[0])
    found = squares(svg)
    left = 900 - beside.size[0] + beside.margin
    for p, (x, top, side) in found.items():
        y, y_hat = LINE.y[0, p], LINE.trace.o[-1][0, p]
        assert side / unit == pytest.approx(abs(y - y_hat), abs=0.01)
        assert 32 + (beside.ends[1] - max(y, y_hat)) * unit == pytest.approx(top, abs=0.1)
        assert (x - left) / beside.plot[0] * 3 - 1.5 == pytest.approx(LINE.x[0, p], abs=0.01)
    (total,) = [group for group in groups(svg, "Err") for r in group.iter(f"{SVG}rect") if r.get("stroke-width")]
    rect = next(r for r in total.iter(f"{SVG}rect"))
    assert "fill-line" in rect.get("class"), "in the colour of neither: some are too low, others too high"
    area = float(rect.get("width")) * float(rect.get("height"))
    assert area / unit**2 == pytest.approx(LINE.grads.Err, rel=0.01)
    assert area == pytest.approx(sum(side**2 for _, _, side in found.values()), rel=0.01)


def test_every_area_stands_over_all_edges_and_its_words_within_the_picture():
    beside = line(per=0.25, Err=0.275)
    svg = ET.fromstring(drawn(LINE, beside))
    order = [*svg.iter()]
    last = max(order.index(each) for each in order if "residual" in each.get("class", ""))
    areas = [each for each in order if each.tag == f"{SVG}text" and each.text in ("0.49", "0.36", "0.16")]
    assert len(areas) == 3 and all(order.index(each) > last and "halo" in each.get("class") for each in areas)
    (below,) = [each for each in order if (each.text or "").startswith("÷ 4 = Err")]
    assert float(below.get("y")) + 3 < beside.size[1], "what hangs below a line is seen"


def test_the_total_is_the_area_whatever_err_makes_of_it():
    for per, words in (
        (1.0, "area 1.1 = Err"),
        (0.25, "area 1.1; ÷ 4 = Err 0.275"),
        (0.5, "area 1.1; ÷ 2 = Err 0.55"),
    ):
        assert line(per=per, Err=1.1 * per).total_in_words() == words
    rects = re.findall(
        r'<g class="item" data-item="Err"><rect[^>]* width="([^"]*)"', drawn(LINE, line(per=0.25, Err=0.275))
    )
    assert [float(each) for each in rects] == pytest.approx([1.1**0.5 * 216 / 2.5], abs=0.1)
    assert "more than fits here" not in drawn(LINE, line()) and "more than fits here" in drawn(LINE, line(Err=30.0))


def test_both_ends_are_dragged_where_they_can_be():
    svg = drawn(LINE, line())
    ends = [group for group in groups(svg, "theta-1-1-1") if group.get("data-handle")]
    assert [group.get("data-handle") for group in ends] == ["end-1", "end-2"]
    for group, x in zip(ends, (-1.5, 1.5), strict=True):
        at = [float(each) for each in group.get("data-at").split()]
        assert at == pytest.approx([x, -0.2 * x + 0.8])
    assert "data-handle" not in drawn(LINE, line(ends_move=False))


def test_no_area_is_told_where_err_is_hidden():
    svg = drawn(LINE, line(Err=None), hide=("Err",))
    assert len(squares(svg)) == 4 and "squares together" not in svg and "0.49" not in svg
    assert "area" not in line(Err=None).said()
    assert "0.49" in drawn(LINE, line())
