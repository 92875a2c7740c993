"""A circuit as a picture: its wires can be found, nothing overlaps, and what is hidden is not told."""

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from backprop_core.figures.circuit import LEAST_SCALE, RADIUS, circuit_diagram, least_width
from backprop_core.figures.pen import text_width
from backprop_core.one_step.circuit import neuron, reached, squared, steps, walk

SVG = "{http://www.w3.org/2000/svg}"
CASES = [neuron(1), neuron(2), neuron(3), squared()]


def drawn(circuit, done=None, width=848, **words):
    every = steps(circuit)
    done = len(every) if done is None else done
    values, wires, back = reached(circuit, done)
    step = every[done - 1] if done else None
    svg = circuit_diagram(
        circuit, walk(circuit, circuit.ends), values=values, wires=wires, back=back, step=step, width=width,
        prefix="p", **words,
    )  # fmt: skip
    return ET.fromstring(svg)


@pytest.mark.parametrize("circuit", CASES)
@pytest.mark.parametrize("width", [300, 640, 848, 1400])
def test_each_wire_has_an_id_and_says_where_it_begins_and_ends(circuit, width):
    root = drawn(circuit, width=width)
    wires = [each for each in root.iter(f"{SVG}path") if "wire" in each.get("class").split()]
    names = [f"pwire-{gate}-{place}" for gate, place in circuit.wires] + ["pwire-out"]
    assert [each.get("id") for each in wires] == names
    for each in wires:
        way = [float(n) for n in re.findall(r"-?[\d.]+", each.get("d"))]
        x1, y1, x2, y2 = (float(each.get(f"data-{name}")) for name in ("x1", "y1", "x2", "y2"))
        assert way[:2] == [x1, y1] and x2 > x1 + 40 and way[-1] in (x2, y2)
    items = {each.get("data-item") for each in root.iter(f"{SVG}g")}
    assert {each.get("id").removeprefix("p") for each in wires} <= items
    assert float(root.get("width")) == max(width, least_width(circuit))


@pytest.mark.parametrize("circuit", CASES)
@pytest.mark.parametrize("width", [300, 848])
def test_no_number_lies_on_another_or_on_a_gate(circuit, width):
    root, boxes = drawn(circuit, width=width), []
    for each in root.iter(f"{SVG}text"):
        size, x, y = (float(each.get(name)) for name in ("font-size", "x", "y"))
        assert size * LEAST_SCALE >= (8.5 if re.fullmatch(r"[−+]0\.0\d+", each.text) else 10), each.text
        half = size * text_width(each.text, each.get("font-weight") == "bold") / 2
        middle = x + half if each.get("text-anchor") == "start" else x
        boxes.append((middle - half, y - 0.75 * size, middle + half, y, each.text))
    for a, b in itertools.combinations(boxes, 2):
        assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3], (a[4], b[4])
    for each in root.iter(f"{SVG}circle"):
        x, y = float(each.get("cx")), float(each.get("cy"))
        for left, top, right, bottom, text in boxes:
            if text not in ("+", "×", "σ", "−", "( )²"):
                assert not (left < x + RADIUS and x - RADIUS < right and top < y + 12 and y - 12 < bottom), text


def test_forward_no_lane_and_back_one_for_each_wire():
    circuit = neuron(2)
    lanes = [sum("stroke-lane" in each.get("class") for each in drawn(circuit, done).iter(f"{SVG}path"))
             for done in range(14)]  # fmt: skip
    assert lanes == [0] * 7 + [1, 2, 4, 5, 8, 10, 12]
    lit = [[each for each in drawn(circuit, done).iter(f"{SVG}circle") if each.get("stroke-width") == "3.5"]
           for done in range(14)]  # fmt: skip
    assert [len(each) for each in lit] == [0] + [1] * 13, "by more than colour"


def test_what_is_hidden_stands_nowhere_in_the_picture():
    circuit = neuron(2)
    found = walk(circuit, circuit.ends)
    for hide, numbers in (
        ("value", [found.values[gate.name] for gate in circuit.gates]),
        ("back", found.back.values()),
    ):
        words = ET.tostring(drawn(circuit, hide=(hide,)), encoding="unicode")
        assert ">?<" in words or "= ?" in words
        for value in numbers:
            text = f"{value:.3g}".lstrip("-")
            assert text in ("1", "0.9", "0.5", "0.8", "0") or f"{text}<" not in words, (hide, text)


@pytest.mark.parametrize("circuit", CASES)
def test_beside_no_file_browser_a_page_640_wide_need_not_scroll(circuit):
    assert LEAST_SCALE * least_width(circuit) <= 524
    legend = [each.text for each in drawn(circuit, width=300).iter(f"{SVG}text") if each.get("text-anchor") == "start"]
    assert len(legend) == 2, "it breaks where it must"
    root = drawn(circuit)
    lowest = max(float(each.get("y")) for each in root.iter(f"{SVG}text"))
    assert lowest < float(root.get("height")) < lowest + 10
