"""What travels in a circuit: values forward, and back what came times the local derivative, along the wires drawn."""

import json
import xml.etree.ElementTree as ET

import pytest

from backprop_core.figures.circuit import circuit_diagram
from backprop_core.figures.circuit_wave import gate_wave
from backprop_core.one_step.circuit import CIRCUITS, reached, steps, walk
from backprop_core.one_step.text import rounded
from tests.figures.test_wave import travelling

WIDTH = 848


def drawn(circuit, numbers, done):
    values, wires, back = reached(circuit, done)
    svg = circuit_diagram(circuit, numbers, values=values, wires=wires, back=back, width=WIDTH)
    return {
        path.get("id"): tuple(float(path.get(f"data-{end}")) for end in ("x1", "y1", "x2", "y2"))
        for path in ET.fromstring(svg).iter() if path.get("data-x1")
    }  # fmt: skip


@pytest.mark.parametrize("name, inputs", [("neuron", 1), ("neuron", 3), ("J", 1)])
def test_what_travels_goes_from_end_to_end_of_its_wire_and_back(name, inputs):
    circuit = CIRCUITS[name](inputs)
    numbers = walk(circuit, circuit.ends)
    for done, (what, gate) in enumerate(steps(circuit), start=1):
        wave = gate_wave(circuit, numbers, (what, gate), WIDTH)
        assert 0 < wave["time"] < 2000 and json.loads(json.dumps(wave)) == wave
        if what == "begin":
            continue
        ends, tokens = drawn(circuit, numbers, done), travelling(wave)
        for n, source in enumerate(circuit.gate(gate).inputs, start=1):
            x1, y1, x2, y2 = ends[f"wire-{gate}-{n}"]
            way = [(x1, y1), (x2, y2)] if what == "forward" else [(x2, y2), (x1, y1)]
            value = numbers.values[source] if what == "forward" else numbers.along[gate, n]
            assert any(
                text == rounded(value) and stops[0][1:] == pytest.approx(way[0], abs=0.2)
                and stops[-1][1:] == pytest.approx(way[1], abs=0.2) for text, stops in tokens
            )  # fmt: skip
            if what == "back":
                slope, came = numbers.slopes[gate, n], numbers.back[gate]
                assert f"{rounded(slope)} · {rounded(came)}" in [text for text, _ in tokens]


def test_the_sum_over_branches_waits_for_all_of_them():
    circuit = CIRCUITS["J"](1)
    wave = gate_wave(circuit, walk(circuit, circuit.ends), ("back", "J"), WIDTH)
    waiting = {move["of"]: move["frames"][-2]["offset"] for move in wave["moves"] if "text" in move["of"]}
    come = waiting['[data-item="wire-J-1"] > text:last-of-type']
    assert (
        waiting['[data-item="a"] > text:last-of-type'] > come == waiting['[data-item="wire-J-2"] > text:last-of-type']
    )
    others = [gate_wave(circuit, walk(circuit, circuit.ends), ("back", gate), WIDTH) for gate in ("a", "p")]
    assert not any('[data-item="a"] > text' in move["of"] for wave in others for move in wave["moves"])


@pytest.mark.parametrize("hide", [("back",), ("value",), ("value", "back")])
def test_what_is_hidden_does_not_travel(hide):
    circuit = CIRCUITS["neuron"](2)
    one = walk(circuit, circuit.ends)
    other = one._replace(
        values=one.values | ({gate.name: -7.7 for gate in circuit.gates} if "value" in hide else {}),
        back={name: 3.3 for name in one.back} if "back" in hide else one.back,
        along={wire: 5.5 for wire in one.along} if "back" in hide else one.along,
        slopes={wire: value if circuit.gate(wire[0]).kind in "+−" and "back" not in hide else 9.9
                for wire, value in one.slopes.items()},
    )  # fmt: skip
    for step in steps(circuit):
        assert gate_wave(circuit, one, step, WIDTH, hide) == gate_wave(circuit, other, step, WIDTH, hide)
        texts = {text for text, _ in travelling(gate_wave(circuit, other, step, WIDTH, hide))}
        assert not texts & {"−7.7", "3.3", "5.5", "9.9", "9.9 · ?"}
