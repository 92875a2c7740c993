"""A calculation read as a circuit: gates and wires, forward and back (lecture §4, the chain rule).

    what comes back along a wire = the local derivative of its gate × what came back to the gate
    what comes back to a gate or an end = the sum over the wires that begin there

Two circuits: one neuron with its error, and J = a · a with a = 2 + 3w. Numbers only; nothing is drawn here.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..activations import get_activation
from .text import symbol

MOST_INPUTS = 3


class Gate(NamedTuple):
    """name: of what comes out; kind: one of `RULES`; inputs: the names of what goes in; twice the same where a wire
    splits."""

    name: str
    kind: str
    inputs: tuple


class Circuit(NamedTuple):
    """ends: {name: its usual value} of what can be moved; fixed: {name: value} of what cannot; gates: each after those
    that it needs, the last is the result; symbols: {name: how it is written}."""

    ends: dict
    fixed: dict
    gates: tuple
    symbols: dict

    def gate(self, name):
        """The gate of that name, or None for an end."""
        return next((gate for gate in self.gates if gate.name == name), None)

    @property
    def result(self):
        """The name of the last gate."""
        return self.gates[-1].name

    @property
    def wires(self):
        """(gate, place) of each wire: it leads to the input of the gate at that place, from 1."""
        return [(gate.name, n) for gate in self.gates for n in range(1, len(gate.inputs) + 1)]

    def source(self, wire):
        """The name of what a wire carries."""
        name, place = wire
        return self.gate(name).inputs[place - 1]


class Rule(NamedTuple):
    """What a gate computes of its inputs, the local derivative by each of them, and both in words."""

    value: Callable
    slopes: Callable
    words: str


SQUARE = "A square is a product with itself: what came, times twice its input."
# {kind: `Rule`}; "σ" is that of the view.
RULES = {
    "+": Rule(sum, lambda v: [1.0] * len(v), "+ hands on: every summand gets what came, unchanged."),
    "−": Rule(lambda v: v[0] - v[1], lambda v: [1.0, -1.0], "− hands on, too; for what is taken away the sign turns."),
    "×": Rule(lambda v: v[0] * v[1], lambda v: [v[1], v[0]],
              "× swaps: each factor gets what came, times the other factor."),
    "square": Rule(lambda v: v[0] ** 2, lambda v: [2 * v[0]], SQUARE),
}  # fmt: skip
SIGMA = "σ squeezes: what came is multiplied by the slope σ′(u)."


def rule_of(kind, activation):
    """The `Rule` of a kind of gate."""
    if kind != "σ":
        return RULES[kind]
    sigma = get_activation(activation)
    return Rule(
        lambda v: float(sigma.f(np.array(v[0]))), lambda v: [float(sigma.df(np.array(v[0])))], SIGMA
    )  # fmt: skip


def neuron(inputs=2):
    """u = θ₀ + Σ θ_ℓ x_ℓ, o = σ(u), Err = (y − o)²: one neuron with up to three inputs."""
    each = range(1, inputs + 1)
    usual = {1: (0.8, 0.5), 2: (-0.5, 0.9), 3: (0.4, -0.6)}  # θ, x
    ends = {"theta0": 0.1}
    for l in each:
        ends |= {f"theta{l}": usual[l][0], f"x{l}": usual[l][1]}
    products = [Gate(f"p{l}", "×", (f"theta{l}", f"x{l}")) for l in each]
    gates = (
        *products,
        Gate("u", "+", ("theta0", *(gate.name for gate in products))),
        Gate("o", "σ", ("u",)),
        Gate("e", "−", ("y", "o")),
        Gate("Err", "square", ("e",)),
    )
    theta, x = ({l: symbol(letter, l) for l in each} for letter in "θx")
    symbols = {"theta0": symbol("θ", 0)}
    for l in each:
        symbols |= {f"theta{l}": theta[l], f"x{l}": x[l]}
    symbols |= {"y": "y"} | {f"p{l}": theta[l] + x[l] for l in each} | {"u": "u", "o": "o", "e": "y − o", "Err": "Err"}
    return Circuit(ends | {"y": 1.0}, {}, gates, symbols)


def squared():
    """J = a · a with a = 2 + 3w: both factors are a."""
    gates = Gate("p", "×", ("three", "w")), Gate("a", "+", ("two", "p")), Gate("J", "×", ("a", "a"))
    symbols = {"two": "2", "three": "3", "w": "w", "p": "3w", "a": "a", "J": "J"}
    return Circuit({"w": 3.0}, {"two": 2.0, "three": 3.0}, gates, symbols)


CIRCUITS = {"neuron": neuron, "J": lambda inputs: squared()}


class Walk(NamedTuple):
    """The numbers of a circuit: {name: value}, {wire: local derivative}, {wire: what comes back along it}, and {name:
    what comes back to it}."""

    values: dict
    slopes: dict
    along: dict
    back: dict


def walk(circuit, ends, activation="sigmoid"):
    """Forward through all gates, and back through all: a `Walk`. ends: {name: value}."""
    values = {**circuit.fixed, **ends}
    slopes, along = {}, {}
    for gate in circuit.gates:
        rule, given = rule_of(gate.kind, activation), [values[name] for name in gate.inputs]
        values[gate.name] = rule.value(given)
        slopes |= {(gate.name, n): slope for n, slope in enumerate(rule.slopes(given), start=1)}
    back = dict.fromkeys(values, 0.0) | {circuit.result: 1.0}
    for gate in reversed(circuit.gates):
        for n, name in enumerate(gate.inputs, start=1):
            along[gate.name, n] = slopes[gate.name, n] * back[gate.name] + 0.0
            back[name] += along[gate.name, n]
    return Walk(values, slopes, along, back)


def steps(circuit):
    """The steps of both passes: ("forward", gate) for each gate, ("begin", result), and ("back", gate), from the last
    gate to the first."""
    names = [gate.name for gate in circuit.gates]
    forward = [("forward", name) for name in names]
    return [*forward, ("begin", circuit.result), *(("back", name) for name in reversed(names))]


def reached(circuit, done):
    """After so many steps: (the names that have a value, the wires along which something has come back, the names to
    which all has come back)."""
    past = steps(circuit)[:done]
    values = {*circuit.ends, *circuit.fixed, *(name for what, name in past if what == "forward")}
    left = {name for what, name in past if what == "back"}
    wires = {wire for wire in circuit.wires if wire[0] in left}
    begun = {circuit.result} if ("begin", circuit.result) in past else set()
    back = {name for name in circuit.symbols if name != circuit.result
            and all(wire in wires for wire in circuit.wires if circuit.source(wire) == name)}  # fmt: skip
    return values, wires, back | begun
