"""The network diagram, read back from its SVG: what stands where, whether anything touches, and what the lines say.

Boxes are made from the SVG's own <rect>, <circle> and <text>. The width of a text comes from the font itself (DejaVu
Sans, as Matplotlib ships it and the stored pictures use it), not from the constants of the layout.
"""

import html
import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.ft2font import FT2Font, LoadFlags

from backprop_core import Network
from backprop_core.figures.colours import COLOURS
from backprop_core.figures.diagram import MARKS, Square, network_diagram
from backprop_core.figures.places import Parts, layout
from backprop_core.figures.scales import Scales
from backprop_core.one_step.formulas import layer_letters
from backprop_core.one_step.names import algorithm, item, name_of
from backprop_core.one_step.snapshot import Snapshot
from backprop_core.one_step.text import number, rounded

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [
    (1, 1), (2, 2), (1, 6), (6, 6), (2, 3, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4), (2, 6, 2),
    (6, 6, 6), (2, 4, 4, 2), (3, 5, 5, 3), (4, 6, 6, 3), (1, 1, 1, 1, 1, 1), (2, 2, 2, 2, 2, 2),
]  # fmt: skip
DIFFERENT = [(-1) ** n * (0.111 + 0.037 * n) for n in range(60)]
LONG = [-5.123e-12, -1.234e-300, 123456.7, -0.05244, -9999.0, 1e6, 0.001, -2.345e103, 0.0]


# --- the font's own metrics


@cache
def font(bold):
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    loaded = FT2Font(str(Path(matplotlib.get_data_path(), "fonts", "ttf", name)))
    loaded.set_size(100, 72)
    return loaded


@cache
def glyph(character, bold):
    """Advance, lowest and highest point of ink, for a font of 1 pixel."""
    loaded = font(bold)
    assert loaded.get_char_index(ord(character)), f"DejaVu Sans has no {character!r}"
    drawn = loaded.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    _, low, _, high = drawn.bbox
    return drawn.linearHoriAdvance / 65536 / 100, low / 64 / 100, high / 64 / 100


def text_box(element):
    """left, top, right, bottom of a <text>'s ink."""
    size, x, y = (float(element.get(name)) for name in ("font-size", "x", "y"))
    glyphs = [glyph(character, element.get("font-weight") == "bold") for character in element.text]
    width = size * sum(advance for advance, _, _ in glyphs)
    left = x - {"middle": width / 2, "start": 0.0, "end": width}[element.get("text-anchor")]
    low, high = min(low for _, low, _ in glyphs), max(high for _, _, high in glyphs)
    return left, y - size * high, left + width, y - size * low


def test_the_metrics_agree_with_matplotlibs_own():
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    for text, bold in (("−5.123e−12", False), ("δ +0.03", True), ("x₁", False)):
        name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
        path = TextPath((0, 0), text, 20, prop=FontProperties(fname=Path(font(bold).fname).with_name(name)))
        element = ET.Element("text", {"font-size": "20", "x": "0", "y": "0", "text-anchor": "start"})
        element.text = text
        if bold:
            element.set("font-weight", "bold")
        left, top, right, bottom = text_box(element)
        ink = path.get_extents()
        assert left <= ink.x0 and ink.x1 <= right + 0.5 and right - left < ink.width + 5
        assert -top == pytest.approx(ink.y1, abs=0.5) and -bottom == pytest.approx(ink.y0, abs=0.5)


# --- pictures


def values_of(sizes, bias, kinds=("u", "o", "delta", "gradient", "Err"), numbers=None):
    """{name: number} of a real network, or of `numbers` in turn."""
    net = Network(sizes, "tanh", bias=bias, init="normal", rng=sum(sizes))
    rng = np.random.default_rng(0)
    snapshot = Snapshot(net, rng.normal(size=(sizes[0], 1)), rng.normal(size=(sizes[-1], 1)), 0.5)
    values = {name: value for name, value in snapshot.values.items() if name[0] in (*kinds, "x", "y", "theta")}
    if numbers is not None:
        values = dict(zip(values, itertools.cycle(numbers), strict=False))
    return values


def selections(sizes, bias):
    """Nothing; Err; a number of each layer."""
    last = len(sizes) - 1
    yield from [None, ("Err",), ("u", last, sizes[last]), ("x", sizes[0]), ("theta", 1, 1, 0 if bias else 1)]
    yield from [("delta", m, (sizes[m] + 1) // 2) for m in range(1, last)]


def scales_of(sizes):
    """Scales on which some numbers of `values_of` are large, small, too small to draw, and cut."""
    return Scales(((-1.0, 1.0),) * len(sizes), (-2.0, 2.0), 0.5, 0.5, 1.0)


def picture(sizes, bias, values, **more):
    """The diagram with all of its marks, where nothing else is said."""
    slopes = {("slope", k): 2 * (values["o", len(sizes) - 1, k] - values["y", k])
              for k in range(1, sizes[-1] + 1) if ("o", len(sizes) - 1, k) in values}  # fmt: skip
    wishes = {name: value for name, value in values.items() if name[0] == "delta"} | slopes
    told = {"scales": scales_of(sizes), "marks": MARKS, "wishes": wishes, "square": Square()}
    return network_diagram(sizes, bias, values, **(told | more))


def is_neuron(element):
    return element.tag == f"{SVG}rect" and element.get("rx") == "9"


def boxes_of(root):
    """What may not touch: {what: box} of neurons, constant neurons, and the chosen weight's label."""
    found = {}
    for element in root.iter():
        if element.tag == f"{SVG}circle" and "fill-card" in element.get("class"):
            x, y, r = (float(element.get(name)) for name in ("cx", "cy", "r"))
            found[f"constant at {x}"] = (x - r, y - r, x + r, y + r)
        if is_neuron(element):
            left, top, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
            found[f"box {len(found)} at {left},{top}"] = (left, top, left + width, top + height)
    return found


def seen_texts(root):
    """The <text>s that are seen, not those that show when their weight is pointed at."""
    return [each for each in root.iter(f"{SVG}text") if each.get("display") != "none"]


def arrows(element):
    """The arrows in an element: (box, up, hollow, tip)."""
    found = []
    for path in element.iter(f"{SVG}path"):
        kind, d = path.get("class"), path.get("d")
        if kind == "fill-ink":
            x0, base, neck, _, x, tip = (float(each) for each in re.findall(r"-?[\d.]+(?:e-?\d+)?", d)[:6])
            found.append(((x - 5.5, min(base, tip), x + 5.5, max(base, tip)), tip < base, False, tip))
        elif kind == "fill-card stroke-ink":
            x, tip, _, down = (float(each) for each in re.findall(r"-?[\d.]+", d)[:4])
            found.append(((x - 4.5, min(tip, tip + down), x + 4.5, max(tip, tip + down)), down > 0, True, tip))
    return found


def overlaps(first, second, slack=0.05):
    """Which boxes of `first` (rows) lie over which of `second` (columns)."""
    a, b = np.reshape(first, (-1, 1, 4)), np.reshape(second, (1, -1, 4))
    return ((a[..., :2] < b[..., 2:] - slack) & (b[..., :2] < a[..., 2:] - slack)).all(axis=2)


def inside(box, outer, slack=0.3):
    """Whether one box lies within the other."""
    left, top, right, bottom = outer
    return left - slack <= box[0] and top - slack <= box[1] and box[2] <= right + slack and box[3] <= bottom + slack


def first_pair(touching, names):
    """The first two different ones that touch."""
    for a, b in np.argwhere(touching):
        if a < b:
            return names[a], names[b]
    return None


def pictures(sizes, bias, width, numbers=None, most=None):
    values = values_of(sizes, bias, numbers=numbers)
    for selected in itertools.islice(selections(sizes, bias), most):
        uses = [("theta", 1, 1, 1), ("delta", len(sizes) - 1, 1)]
        letters = layer_letters(sizes, selected) if selected else None
        flat = dict.fromkeys(((m, i) for m in range(1, len(sizes)) for i in range(1, sizes[m] + 1)), "saturated")
        svg = picture(sizes, bias, values, width=width, selected=selected, uses=uses, letters=letters, flat=flat)
        yield selected, ET.fromstring(svg)


@pytest.mark.wide
@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
def test_nothing_touches_and_nothing_runs_out_of_its_box(sizes):
    """At several widths, with and without bias, whatever is chosen, with usual numbers and with the longest."""
    cases = [(0, None, 4), (0, LONG, 2), (620, None, None)]
    if sizes in ((2, 3, 1), (4, 6, 6, 3)):
        cases += [(440, None, None), (1000, None, None)]
    for bias, (width, numbers, most) in itertools.product((False, True), cases):
        for selected, root in pictures(sizes, bias, width, numbers, most):
            here = f"bias={bias} width={width} selected={selected}"
            page = tuple(float(part) for part in root.get("viewBox").split())
            assert page[2] >= width and (float(root.get("width")), float(root.get("height"))) == page[2:]
            boxes = boxes_of(root)
            texts = [(element.text, text_box(element)) for element in seen_texts(root)]
            texts += [("an arrow", place) for place, *_ in arrows(root)]
            names, places = [*boxes, *(text for text, _ in texts)], [*boxes.values(), *(place for _, place in texts)]
            touching = overlaps(places, places)
            n = len(boxes)
            assert not first_pair(touching[:n, :n], names), f"boxes touch: {here}"
            assert not first_pair(touching[n:, n:], names[n:]), f"texts touch: {here}"
            outside = [name for name, place in zip(names, places, strict=True) if not inside(place, page)]
            assert not outside, f"out of the picture: {here}"
            for text, place, around in zip(names[n:], places[n:], touching[n:, :n], strict=True):
                assert around.sum() <= 1, f"{text!r} lies on two boxes: {here}"
                assert all(inside(place, places[box]) for box in np.flatnonzero(around)), f"{text!r} is cut: {here}"


@pytest.mark.parametrize("sizes", [(2, 3, 1), (4, 6, 6, 3)], ids=["2-3-1", "4-6-6-3"])
def test_texts_stay_readable(sizes):
    """A number is set smaller rather than cut, but not smaller than one can read; usual ones keep their size."""
    for numbers, least in ((None, 7.5), ([-5.123e-12], 6.2)):
        for _, root in pictures(sizes, True, 620, numbers):
            assert min(float(text.get("font-size")) for text in seen_texts(root)) >= least


@pytest.mark.parametrize("sizes, bias", [((1, 1), True), ((2, 3, 1), False), ((2, 2, 2), True), ((3, 3), False)])
def test_small_networks_show_every_label(sizes, bias):
    values = values_of(sizes, bias)
    svg = picture(sizes, bias, values)
    weights = [name for name in values if name[0] == "theta"]
    assert len(labels(svg)) == len(weights)


def labels(svg):
    """{weight: its label's texts}."""
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        if group.get("data-item", "").startswith("theta") and not group.get("id"):
            found[name_of(group.get("data-item"))] = [text.text for text in seen_texts(group)]
    return found


def edges_at(neuron, sizes, bias):
    """The weights that lead into a neuron and out of it."""
    return {
        ("theta", m, i, l)
        for m in range(1, len(sizes))
        for i in range(1, sizes[m] + 1)
        for l in range(0 if bias else 1, sizes[m - 1] + 1)
        if neuron in ((m, i), (m - 1, l))
    }


@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize(
    "sizes", [sizes for sizes in SIZES if max(sizes) > 2], ids=lambda sizes: "-".join(map(str, sizes))
)
def test_the_edges_of_the_chosen_neuron_are_labelled(sizes, bias):
    """In crowded networks only those; in all others, every edge is. 620 is the width of a stored picture."""
    values = values_of(sizes, bias)
    every = {name for name in values if name[0] == "theta"}
    for m, n in enumerate(sizes):
        for i in {1, (n + 1) // 2, n}:
            shown = set(labels(picture(sizes, bias, values, width=620, selected=("o", m, i))))
            assert shown in (every, edges_at((m, i), sizes, bias)), f"neuron {i} of layer {m}"


@pytest.mark.parametrize("width", [400, 620, 1000])
def test_each_label_lies_in_a_gap_of_its_own_line(width):
    sizes, values = (2, 3, 1), values_of((2, 3, 1), True)
    root = ET.fromstring(picture(sizes, True, values, width=width))
    groups = [group for group in root.iter(f"{SVG}g") if group.get("data-item", "").startswith("theta")]
    for group in [group for group in groups if not group.get("id")]:
        text = next(iter(seen_texts(group)))
        x, y = float(text.get("x")), float(text.get("y")) - 4.5
        first, second = edge_lines(root, group.get("data-item"))
        (x0, y0, x1, y1), (x2, y2, x3, y3) = first, second
        assert x0 < x1 <= x <= x2 < x3 and min(x1 - x0, x3 - x2) > 3
        assert (x1 + x2) / 2 == pytest.approx(x, abs=1) and (y1 + y2) / 2 == pytest.approx(y, abs=1)
        assert (y3 - y0) / (x3 - x0) == pytest.approx((y1 - y0) / (x1 - x0), abs=0.1), "one straight line"


def edge_lines(root, item):
    """Both pieces of a weight's line."""
    (group,) = (group for group in root.iter(f"{SVG}g") if group.get("data-item") == item and group.get("id"))
    lines = [line for line in group.iter(f"{SVG}line") if line.get("class") not in ("reach", "stroke-lit")]
    return [tuple(float(line.get(name)) for name in ("x1", "y1", "x2", "y2")) for line in lines]


def edge_line(root, item):
    """The line that shows a weight."""
    (group,) = (group for group in root.iter(f"{SVG}g") if group.get("data-item") == item and group.get("id"))
    return next(line for line in group.iter(f"{SVG}line") if line.get("class") not in ("reach", "stroke-lit"))


def drawn(values, sizes=(1, 1), **settings):
    return ET.fromstring(picture(sizes, False, values, **settings))


# --- well formed


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", [(1, 1), (2, 3, 1), (4, 6, 6, 3), (2, 2, 2, 2, 2, 2)])
def test_ids_are_unique_and_the_parts_of_a_list(sizes, bias):
    """The page speaks of options in a listbox: each has its id, its name and whether it is chosen; one is."""
    values = values_of(sizes, bias)
    for selected in selections(sizes, bias):
        svg = picture(sizes, bias, values, selected=selected, prefix="p-", alt="a network")
        root = ET.fromstring(svg)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)) and all(each.startswith("p-") for each in ids)
        options = [element for element in root.iter() if element.get("role") == "option"]
        assert {element.get("data-item") for element in options} == {item(name) for name in shown(values)}
        assert len(options) == len(ids)
        assert all(element.get("aria-label") for element in options)
        chosen = [element.get("data-item") for element in options if element.get("aria-selected") == "true"]
        assert chosen == ([item(selected)] if selected else [])
        assert {element.get("role") for element in root.iter()} == {None, "option", "group"}
        assert root.get("role") == "group" and root.get("aria-label") == "a network"
        assert not any(element.get("tabindex") for element in root.iter())


def shown(values):
    return [name for name in values if name[0] != "gradient"]


def test_two_diagrams_with_prefixes_share_no_id():
    values = values_of((2, 3, 1), True)
    first, second = (picture((2, 3, 1), True, values, prefix=prefix) for prefix in ("a-", "b-"))
    assert not set(re.findall(r' id="([^"]+)"', first)) & set(re.findall(r' id="([^"]+)"', second))


def test_names_and_items_are_the_reverse_of_each_other():
    for name in [("x", 1), ("y", 2), ("Err",), *algorithm((2, 3, 1), bias=True)]:
        assert name_of(item(name)) == name


@pytest.mark.parametrize("alt", ["a < b & \"c\" > 'd'", "]]>", "<script>alert(1)</script>", "--", "é δ \u2028"])
def test_words_from_outside_stay_words(alt):
    svg = picture((1, 1), False, values_of((1, 1), False), alt=alt, letters={0: alt})
    root = ET.fromstring(svg)
    assert root.get("aria-label") == alt
    assert any(alt in (text.text or "") for text in root.iter(f"{SVG}text"))
    assert not list(root.iter(f"{SVG}script"))


def test_what_can_be_dragged_says_from_where():
    """data-value holds the very number, and only weights, inputs and targets can be dragged."""
    values = values_of((2, 3, 1), True)
    root = ET.fromstring(picture((2, 3, 1), True, values))
    for group in root.iter(f"{SVG}g"):
        if group.get("data-item"):
            name = name_of(group.get("data-item"))
            drags = name[0] in ("x", "y", "theta")
            assert ("drag" in group.get("class").split()) == drags
            assert (group.get("data-value") == repr(values[name])) if drags else group.get("data-value") is None


def words(svg):
    """All words that can be read in a picture."""
    return {word for text in re.findall(r">([^<]+)<", svg) for word in html.unescape(text).split()}


def written(value):
    return {rounded(value), rounded(value, plus=True)}


def test_what_is_missing_is_not_drawn_and_every_number_that_is_there_can_be_read():
    sizes = (2, 3, 1)
    full = values_of(sizes, False, numbers=DIFFERENT)
    order = algorithm(sizes)
    for done in (0, 1, 5, 9, 12, len(order)):
        values = {name: full[name] for name in full if name in order[:done] or name[0] in ("x", "y", "theta")}
        gradients = {name: values[name] for name in values if name[0] == "gradient"}
        svg = picture(sizes, False, values, width=900, wishes=gradients, parts=Parts(slopes=True))
        for name, value in full.items():
            assert bool(written(value) & words(svg)) == (name in values), name
        spoken = dict(re.findall(r'data-item="([^"]+)" role="option"[^>]*aria-label="([^"]*)"', svg))
        for name in values:
            if name[0] != "gradient":
                assert number(values[name]) in spoken[item(name)]
        for name in (("u", 1, 1), ("o", 2, 1)):
            assert ("not computed yet" in spoken[item(name)]) == (name not in values)


# --- what the lines say


def test_sign_is_told_by_colour_and_by_dashes():
    styles = {}
    for value in (0.7, -0.7, 0.0):
        line = edge_line(drawn({**values_of((1, 1), False), ("theta", 1, 1, 1): value}), "theta-1-1-1")
        styles[value] = (line.get("stroke"), line.get("stroke-dasharray"), line.get("class"))
    assert styles[0.7] == (COLOURS["pos"], None, "stroke-pos")
    assert [style[1] for style in styles.values()] == [None, "7 4", None], "a dash means negative, and nothing else"
    colours, _, classes = (set(column) for column in zip(*styles.values(), strict=True))
    assert len(colours) == len(classes) == 3


def test_the_sign_of_delta_is_told_by_colour_and_by_its_sign():
    for value, colour in ((0.25, "pos"), (-0.25, "neg")):
        root = drawn({**values_of((1, 1), False), ("delta", 1, 1): value})
        (group,) = (group for group in root.iter(f"{SVG}g") if group.get("data-item") == "delta-1-1")
        letter, shown = group.iter(f"{SVG}text")
        assert (letter.text, letter.get("font-style")) == ("δ", "italic")
        assert (shown.text, shown.get("fill")) == (number(value, plus=True), COLOURS[colour])


SIZES_OF_WEIGHTS = (0.0, 0.01, 0.1, 0.5, 1.0, 3.0, 4.0, 10.0, 1e6)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_line_is_wider_for_a_larger_weight(sign):
    """Size by width: rising, never gone, never so wide that it hides the picture."""
    widths = []
    for size in SIZES_OF_WEIGHTS:
        values = {**values_of((1, 1), False), ("theta", 1, 1, 1): sign * size}
        widths.append(float(edge_line(drawn(values), "theta-1-1-1").get("stroke-width")))
    assert widths == pytest.approx([1.5 + 6 * min(size / 4, 1) ** 0.5 for size in SIZES_OF_WEIGHTS], abs=0.01)


def test_hidden_numbers_are_question_marks():
    """In the picture and for screen readers."""
    sizes, values = (2, 3, 1), values_of((2, 3, 1), False, numbers=DIFFERENT)
    every = {"wishes": {name: value for name, value in values.items() if name[0] in ("delta", "gradient")},
             "parts": Parts(slopes=True), "width": 900}  # fmt: skip
    assert "?" not in picture(sizes, False, values, **every)
    for kind in ("u", "o", "delta", "gradient", "Err"):
        svg = picture(sizes, False, values, hide=(kind,), **every)
        spoken = {word for text in re.findall(r'aria-label="([^"]*)"', svg) for word in text.split()}
        for name, value in values.items():
            assert bool(written(value) & words(svg)) == (name[0] != kind), name
            assert not (name[0] == kind and {number(value), number(value, plus=True)} & spoken), name
        assert "?" in words(svg) and "?" in "".join(spoken)


def test_the_chosen_number_and_those_it_uses_are_lit():
    """The chosen one strongest; all else stays as it is."""
    sizes, values = (2, 3, 1), values_of((2, 3, 1), False)
    uses = [("theta", 2, 1, 2), ("o", 1, 2), ("x", 1)]
    root = ET.fromstring(picture(sizes, False, values, selected=("u", 2, 1), uses=uses))
    edges = {group.get("id"): [part.get("class") for part in group] for group in root.iter(f"{SVG}g")}
    assert [name for name, classes in edges.items() if "stroke-lit" in classes] == ["theta-2-1-2"]
    filled = [rect for rect in root.iter(f"{SVG}rect") if "fill-lit" in rect.get("class", "")]
    assert len(filled) == 4  # the neuron of u, that of o, the input, and the label of the weight
    assert len([rect for rect in root.iter(f"{SVG}rect") if rect.get("stroke-width") == "3.5"]) == 1
    calm = picture(sizes, False, values)
    assert "fill-lit" not in calm and "stroke-lit" not in calm


@pytest.mark.parametrize("kind", ["theta", "gradient", "update"])
def test_a_chosen_weight_gradient_or_update_lights_its_edge(kind):
    values = values_of((2, 3, 1), False)
    root = ET.fromstring(picture((2, 3, 1), False, values, selected=(kind, 1, 2, 1)))
    chosen = [group for group in root.iter(f"{SVG}g") if group.get("aria-selected") == "true"]
    assert [group.get("data-item") for group in chosen] == ["theta-1-2-1"]
    assert chosen[0][0].get("class") == "stroke-lit"


def middle_of(root, m, i):
    """The middle of a neuron: from the left the m-th column of them, from the top the i-th."""
    neurons = [
        [float(rect.get(name)) for name in ("x", "y", "width", "height")] for rect in root.iter() if is_neuron(rect)
    ]
    columns = sorted({left for left, *_ in neurons})
    left, top, wide, high = sorted(each for each in neurons if each[0] == columns[m])[i - 1]
    return left + wide / 2, top + high / 2


def test_wrong_numbers_are_ringed_and_can_still_be_read():
    """Of u, o and δ of a neuron, δ is the lowest, and o stands in the middle; a weight's ring is around its label."""
    values = values_of((2, 3, 1), False)

    def rings(*names):
        found = list(drawn(values, (2, 3, 1), ringed=names, wishes={}).iter(f"{SVG}rect"))
        found = [each for each in found if each.get("fill") == "none"]
        return [{name: float(each.get(name)) for name in ("x", "y", "width", "height")} for each in found]

    root = drawn(values, (2, 3, 1), wishes={})
    assert rings() == []
    o, delta = rings(("o", 1, 2), ("delta", 1, 2))
    x, y = middle_of(root, 1, 2)
    assert o["y"] + o["height"] / 2 == pytest.approx(y, abs=0.2) and delta["y"] > o["y"]
    assert all(abs(each["x"] + each["width"] / 2 - x) < 40 for each in (o, delta))
    (ring,) = rings(("gradient", 2, 1, 2))
    label = next(group for group in root.iter(f"{SVG}g") if group.get("data-item") == "theta-2-1-2" and any(
        text.get("font-weight") for text in group.iter(f"{SVG}text")))  # fmt: skip
    text = next(each for each in label.iter(f"{SVG}text"))
    assert ring["x"] < float(text.get("x")) < ring["x"] + ring["width"]
    assert ring["y"] < float(text.get("y")) < ring["y"] + ring["height"]


def test_flat_neurons_are_marked_by_a_word_below_their_delta():
    """Below the place of δ, also as long as there is none, so that nothing jumps; and told to those who cannot see."""
    sizes, full = (2, 3, 1), values_of((2, 3, 1), False)
    assert "saturated" not in picture(sizes, False, full)
    places = []
    for values in (full, {name: value for name, value in full.items() if name[0] != "delta"}):
        root = drawn(values, sizes, flat={(1, 2): "saturated", (2, 1): "dead"})
        marks = {text.text: text for text in root.iter(f"{SVG}text") if text.text in ("saturated", "dead")}
        assert set(marks) == {"saturated", "dead"}
        assert {mark.get("font-weight") for mark in marks.values()} == {"bold"}
        spoken = {
            group.get("data-item"): group.get("aria-label")
            for group in root.iter(f"{SVG}g")
            if group.get("aria-label")
        }
        assert {item for item, words in spoken.items() if "saturated" in words} == {"u-1-2"}
        assert {item for item, words in spoken.items() if "dead" in words} == {"u-2-1"}
        places.append([(mark.get("x"), mark.get("y")) for mark in marks.values()])
        assert float(marks["saturated"].get("x")) == pytest.approx(middle_of(root, 1, 2)[0])
    assert places[0] == places[1]


def test_a_delta_that_is_being_made_says_how_far_it_is_and_can_be_chosen():
    full = values_of((2, 3, 1), False)
    values = {name: value for name, value in full.items() if name[0] != "delta"}
    root = drawn(values, (2, 3, 1), begun={(1, 2): "+0.1336 · σ′"}, selected=("delta", 1, 2))
    (group,) = (group for group in root.iter(f"{SVG}g") if group.get("data-item", "").startswith("delta"))
    assert group.get("data-item") == "delta-1-2" and group.get("aria-selected") == "true"
    assert "not computed yet" in group.get("aria-label") and "+0.1336" in group.get("aria-label")
    assert group.find(f"{SVG}text").text == "+0.1336 · σ′"
    root = drawn(full, (2, 3, 1), begun={(1, 2): "+0.1336 · σ′"})
    assert not [text for text in root.iter(f"{SVG}text") if "σ′" in text.text], "it is made: its number shows"


def test_a_long_sum_stays_in_its_box():
    values = {name: value for name, value in values_of((2, 2), False).items() if name[0] != "delta"}
    for text in ("−1.234e−12 · σ′", "δ ·", "+0.001234 + …"):
        root = drawn(values, (2, 2), begun={(1, 1): text})
        (group,) = (group for group in root.iter(f"{SVG}g") if group.get("data-item") == "delta-1-1")
        rect = group.find(f"{SVG}rect")
        left, top, wide, high = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        assert inside(text_box(group.find(f"{SVG}text")), (left, top, left + wide, top + high))


def test_the_constant_neuron_stands_in_every_layer_but_the_last():
    for bias, wanted in ((True, 3), (False, 0)):
        root = drawn(values_of((2, 3, 2, 1), bias), (2, 3, 2, 1)) if not bias else ET.fromstring(
            picture((2, 3, 2, 1), True, values_of((2, 3, 2, 1), True))
        )  # fmt: skip
        assert len([each for each in root.iter(f"{SVG}circle") if "fill-card" in each.get("class")]) == wanted


def test_captions_name_the_layers_and_the_lectures_letters():
    values = values_of((2, 3, 1), False)
    letters = {0: "ℓ", 1: "i", 2: "k"}
    words = [text.text for text in drawn(values, (2, 3, 1), letters=letters, marks=()).iter(f"{SVG}text")]
    for caption in ("layer 0 (ℓ)", "layer 1 (i)", "layer 2 (k)", "input", "hidden", "output"):
        assert caption in words


# --- colours, for eyes and for the dark theme


def contrast(first, second):
    """WCAG's contrast ratio of two colours."""
    lights = []
    for colour in (first, second):
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        lights.append(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_texts_have_enough_contrast_on_what_they_stand():
    """Level AA asks for 4.5, on the card and on what is lit."""
    for ink, ground in itertools.product(("ink", "muted", "pos", "neg"), ("card", "lit")):
        assert contrast(COLOURS[ink], COLOURS[ground]) >= 4.5, (ink, ground)


def test_every_colour_has_a_class_that_a_dark_page_can_override():
    values = values_of((2, 3, 1), True)
    svg = picture((2, 3, 1), True, values, selected=("u", 1, 1), uses=[("x", 1)], ringed=[("u", 1, 1)])
    for element in ET.fromstring(svg).iter():
        classes = set(element.get("class", "").split())
        for attribute, prefix in (("fill", "fill-"), ("stroke", "stroke-")):
            colour = element.get(attribute)
            if colour in (None, "none", "transparent"):
                continue
            (name,) = (name for name, code in COLOURS.items() if code == colour)
            own = name if element.tag == f"{SVG}text" or name == "card" and "card" in classes else prefix + name
            own = "halo" if element.tag == f"{SVG}text" and attribute == "stroke" else own
            assert own in classes, ET.tostring(element)


# --- alone


def test_it_draws_without_matplotlib_and_widgets():
    """The coach and the page draw with it where neither may be there."""
    code = (
        "import sys\n"
        "from backprop_core.figures.diagram import MARKS, network_diagram\n"
        "from backprop_core.figures.scales import Scales\n"
        "svg = network_diagram((1, 1), False, {('x', 1): 1.0, ('y', 1): 0.0, ('theta', 1, 1, 1): 0.5}, "
        "scales=Scales(((0, 1),) * 2, (0, 1), 1, 1, 1), marks=MARKS)\n"
        "assert svg.startswith('<svg')\n"
        "print(sorted({'matplotlib', 'ipywidgets', 'anywidget', 'PIL', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("[]", "", 0)


def test_the_same_numbers_give_the_same_text():
    values = values_of((2, 3, 1), True)
    assert picture((2, 3, 1), True, values) == picture([2, 3, 1], True, dict(values))


@pytest.mark.parametrize("sizes", [(1, 1), (2, 1), (2, 3, 1), (2, 2, 2), (1, 6, 3), (6, 6, 6)], ids=str)
def test_the_picture_is_as_high_as_what_is_drawn(sizes):
    """Nothing is cut, and no more than a margin is left: the view is to fit on a screen."""
    for bias, targets, deltas in itertools.product((False, True), repeat=3):
        place = layout(sizes, bias, 620, (1, 1), Parts(targets, deltas))
        drawn = [y + (place.high / 2 if m and i else 19 if i else 15) + 14 for (m, i), (_, y) in place.neurons.items()]
        drawn += [place.err[1] + 25] if targets else []
        assert 2 <= place.height - max(drawn) <= 10
        highest = min(y - (place.high / 2 if m and i else 19 if i else 15) for (m, i), (_, y) in place.neurons.items())
        axis = min((top for _, top, _ in place.axes.values()), default=1e9)
        assert 28 < min(highest - 10, axis - 17) <= 44
