"""The circuits of notebook 05, against autograd, centred differences and the walk that the notebook does by hand."""

import numpy as np
import pytest

from backprop_core.activations import ACTIVATIONS
from backprop_core.one_step.circuit import CIRCUITS, neuron, reached, squared, steps, walk
from tests.explorers.network.circuit_again import back_again, formula

NEURONS = [(inputs, activation) for inputs in (1, 2, 3) for activation in ACTIVATIONS]


def settings(circuit, inputs, activation, values):
    return {"circuit": circuit, "inputs": inputs, "activation": activation, "values": values}


@pytest.mark.parametrize("inputs, activation", NEURONS)
def test_a_neuron_has_the_numbers_of_its_formula_and_the_slopes_of_autograd(inputs, activation):
    rng, circuit = np.random.default_rng(inputs), neuron(inputs)
    for _ in range(5):
        ends = {name: float(value) for name, value in zip(circuit.ends, rng.normal(size=9), strict=False)}
        s, found = settings("neuron", inputs, activation, ends), walk(circuit, ends, activation)
        for name, value in formula(s).items():
            assert found.values[name] == pytest.approx(float(value(ends)), rel=1e-12)
        for name, slope in back_again(s).items():
            assert found.back[name] == pytest.approx(float(slope), rel=1e-9, abs=1e-12)


def test_the_walk_of_the_notebook():
    """J = a · a, a = 2 + 3w, w = 3: 11 to each factor, 22 at a, 66 at w."""
    found = walk(squared(), {"w": 3.0})
    assert found.values["a"] == 11 and found.values["J"] == 121
    assert found.along["J", 1] == found.along["J", 2] == 11
    assert (found.back["a"], found.back["p"], found.back["w"], found.back["two"]) == (22, 22, 66, 22)
    for w in (-2.0, 0.0, 0.7):
        assert walk(squared(), {"w": w}).back["w"] == pytest.approx(2 * (2 + 3 * w) * 3)


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_inner_slopes_are_what_a_small_push_there_does(inputs):
    """What comes back to a gate, against centred differences of what follows it."""
    circuit, h = neuron(inputs), 1e-5
    found = walk(circuit, circuit.ends)

    def err(u=None, o=None):
        u = found.values["u"] if u is None else u
        o = 1 / (1 + np.exp(-u)) if o is None else o
        return (circuit.ends["y"] - o) ** 2

    for name in ("u", "o"):
        value = found.values[name]
        slope = (err(**{name: value + h}) - err(**{name: value - h})) / (2 * h)
        assert found.back[name] == pytest.approx(slope, rel=1e-6)
    assert found.back["p1"] == found.back["theta0"] == found.back["u"], "an addition copies"


@pytest.mark.parametrize("name", CIRCUITS)
def test_every_step_needs_only_what_is_there(name):
    circuit = CIRCUITS[name](3)
    every = steps(circuit)
    assert len(every) == 2 * len(circuit.gates) + 1
    for done, (what, at) in enumerate(every):
        values, wires, back = reached(circuit, done)
        if what == "forward":
            assert {*circuit.gate(at).inputs} <= values and at not in values
        elif what == "begin":
            assert at in values and not wires and not back
        else:
            assert at in back and not any(wire[0] == at for wire in wires)
    values, wires, back = reached(circuit, len(every))
    assert values == back == {*circuit.symbols} and wires == {*circuit.wires}
