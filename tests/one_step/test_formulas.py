"""The formula behind each number, read back as a student would: worked out with a pocket calculator, it must give the
number that stands below it.

The evaluator is small and knows only what the lines use: − · / ( ) [ ] ½ ² e^( ), ln, tanh, max, "if … else". The same
evaluator reads the *specific* line, with symbols in place of numbers, and looks each symbol up in the network.
"""

import itertools
import math
import re
from functools import cache

import numpy as np
import pytest

from backprop_core import ACTIVATIONS, LOSSES, Network
from backprop_core.one_step.formulas import MOST_TERMS, NUDGE, describe, explain, layer_letters
from backprop_core.one_step.names import algorithm
from backprop_core.one_step.snapshot import Snapshot
from backprop_core.one_step.text import number

LOWERED, RAISED = "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"


# --- the pocket calculator


class Interval:
    """All numbers that are written alike: 0.5244 stands for 0.52435 … 0.52445."""

    def __init__(self, low, high=None):
        self.low, self.high = low, low if high is None else high

    @classmethod
    def of(cls, text):
        """A number of 4 significant digits, or a short one, which may be exact or rounded."""
        value = float(text)
        half = 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 3) if value else 0.0
        return cls(value - half, value + half)

    def _with(self, other, act):
        other = other if isinstance(other, Interval) else Interval(other)
        ends = [act(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __add__(self, other):
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._with(other, lambda a, b: a - b)

    def __mul__(self, other):
        return self._with(other, lambda a, b: a * b)

    def __truediv__(self, other):
        return self._with(other, lambda a, b: a / b)

    def __neg__(self):
        return Interval(-self.high, -self.low)

    def __pow__(self, two):
        ends = sorted((self.low**2, self.high**2))
        return Interval(0.0 if self.low < 0 < self.high else ends[0], ends[1])

    def __gt__(self, other):
        return self.low + self.high > other.low + other.high

    def map(self, rising):
        return Interval(rising(self.low), rising(self.high))

    def touches(self, other):
        return self.low <= other.high and other.low <= self.high


def mapped(function):
    return lambda value: value.map(function) if isinstance(value, Interval) else function(value)


FUNCTIONS = {
    "exp": mapped(math.exp),
    "ln": mapped(math.log),
    "tanh": mapped(math.tanh),
    "relu_": lambda zero, value: value.map(lambda v: max(0.0, v)) if isinstance(value, Interval) else max(zero, value),
}
NUMBER = r"(?<![\w.])(\d+(?:\.\d+)?(?:e-?\d+)?)"


def calculate(line, literal, names=None):
    """The value of a line; `literal` makes a number of a text, `names` holds what other words stand for."""
    code = line.replace("−", "-").replace("·", "*").replace("²", "**2").replace("[", "(").replace("]", ")")
    code = code.replace("½ ", "0.5*").replace("e^(", "exp(").replace("max(", "relu_(").replace(", else", " else")
    code = re.sub(r"tanh (\([^)]*\)|\S+)", r"tanh(\1)", code)
    code = re.sub(r"([\d)]) ?\(", r"\1*(", code)  # 2 (a − b)
    code = re.sub(r"\) (?=[a-zA-Z])(?!if|else)", ")*", code)
    code = re.sub(NUMBER, r"N('\1')", code)
    code = code.replace("**N('2')", "**2")
    return eval(code, {"__builtins__": {}}, {"N": literal, **FUNCTIONS, **(names or {})})


def test_the_calculator():
    """It is not trusted either."""
    cases = {
        "0.8 · 0.5 + (−0.5) · 0.9": 0.8 * 0.5 - 0.5 * 0.9,
        "1 / (1 + e^(−(−0.3)))": 1 / (1 + math.exp(0.3)),
        "1 / (1 + e^(−0.3))": 1 / (1 + math.exp(-0.3)),
        "ln(1 + e^(−0.3))": math.log(1 + math.exp(-0.3)),
        "tanh (−0.3)": math.tanh(-0.3),
        "tanh 1.5e−3": math.tanh(0.0015),
        "max(0, −2)": 0.0,
        "−2 if −2 > 0, else −2/100": -0.02,
        "−2 (1 − 0.7) · 0.2": -2 * (1 - 0.7) * 0.2,
        "−2/8 (1 − (−0.7)) · 0.2": -0.25 * 1.7 * 0.2,
        "−(0 − 0.7) · 0.2": 0.14,
        "½ [ (1 − 0.7)² + (0 − (−2))² ]": 0.5 * (0.09 + 4),
        "½ (1 − 0.7)²": 0.5 * 0.09,
        "1/4 · [ (1 − 0.5)² + (1 − 3)² ]": 0.25 * 4.25,
        "0.25 · (2 · 3 + (−1) · 4)": 0.5,
    }
    for line, value in cases.items():
        assert calculate(line, float) == pytest.approx(value, rel=1e-14)
        around = calculate(line, Interval.of)
        assert around.low - 1e-15 <= value <= around.high + 1e-15 and around.high - around.low < 0.01


# --- the networks


def snapshots():
    """Networks of every activation and loss, with and without bias, of 1 and 4 patterns, small and large."""
    shapes = [(1, 1), (2, 3, 1), (2, 2, 2), (3, 4, 2, 3), (6, 6), (1, 6, 1), (2, 2, 2, 2, 2)]
    settings = itertools.product(sorted(ACTIVATIONS), sorted(LOSSES), (False, True), (1, 4))
    for seed, (activation, loss, bias, patterns) in enumerate(settings):
        sizes = shapes[seed % len(shapes)]
        rng = np.random.default_rng(seed)
        net = Network(sizes, activation, loss, bias, init="normal", gain=0.7, rng=rng)
        if bias:
            for theta in net.theta[1:]:
                theta[:, 0] = rng.normal(0, 0.5, len(theta))
        x, y = rng.normal(0, 1, (sizes[0], patterns)), rng.normal(0, 1, (sizes[-1], patterns))
        shown = int(rng.integers(patterns))
        name = f"{activation}-{loss}{'-bias' if bias else ''}-{'-'.join(map(str, sizes))}-N{patterns}"
        yield pytest.param(Snapshot(net, x, y, 0.37, shown, train_bias=True), id=name)


every_net = pytest.mark.parametrize("snapshot", list(snapshots()))


def names_of(snapshot):
    """All numbers that can be chosen."""
    sizes = snapshot.net.sizes
    names = [("x", i) for i in range(1, sizes[0] + 1)] + [("y", k) for k in range(1, sizes[-1] + 1)]
    return names + algorithm(sizes, snapshot.net.bias)


def lines(explanation):
    """The numeric line and the result, without their =; None where the sum was cut."""
    assert explanation.numeric.startswith("= ")
    assert not re.search("[−+·/] ?−", explanation.numeric), "a negative factor stands in brackets"
    if "…" in explanation.numeric:
        return None
    return explanation.numeric[2:], explanation.result.removeprefix("+")


@cache
def passes(snapshot):
    trace = snapshot.net.forward(snapshot.x)
    return trace, snapshot.net.backward(trace, snapshot.y)


def true_value(snapshot, name):
    """The number behind the result, from the core alone."""
    net, p = snapshot.net, snapshot.pattern
    kind, *place = name
    trace, grads = passes(snapshot)
    if kind == "x":
        return grads.delta[0][place[0] - 1, p]
    if kind == "y":
        return snapshot.y[place[0] - 1, p] - trace.o[-1][place[0] - 1, p]
    if kind == "Err":
        return grads.Err
    if kind in ("u", "o", "delta"):
        return {"u": trace.u, "o": trace.o, "delta": grads.delta}[kind][place[0]][place[1] - 1, p]
    m, i, l = place
    column = l if net.bias else l - 1
    slope = grads.gradient[m][i - 1, column]
    return slope if kind == "gradient" else net.theta[m][i - 1, column] - snapshot.eta * slope


@every_net
def test_every_formula_worked_out_gives_its_result(snapshot):
    """To all digits in full, and to those printed otherwise; and the result is the core's number."""
    scale = {}
    for name in names_of(snapshot):
        scale[name[0]] = max(scale.get(name[0], 0.0), abs(true_value(snapshot, name)))
    cut = 0
    for name in names_of(snapshot):
        wanted = true_value(snapshot, name)
        full, short = (lines(explain(snapshot, name, full)) for full in (True, False))
        if full is None:
            cut += 1
            continue
        near = pytest.approx(wanted, rel=1e-12, abs=1e-12 * scale[name[0]])
        assert calculate(full[1], float) == near, (name, full)
        assert calculate(full[0], float) == near, (name, full)
        line, result = calculate(short[0], Interval.of), calculate(short[1], Interval.of)
        tiny = 1e-12 * scale[name[0]]  # rounding noise is written as 0
        assert line.touches(Interval(result.low - tiny, result.high + tiny)), (name, short)
        assert max(map(abs, (result.low - wanted, result.high - wanted))) <= 2e-3 * abs(wanted) + tiny
    assert cut == 0 or snapshot.y.size > MOST_TERMS


def test_only_long_sums_are_cut():
    """Twelve squares do not fit the panel: seven are written, then an ellipsis; eight are written out."""
    for sizes, patterns, terms in (((2, 3), 4, 12), ((2, 2), 4, 8)):
        rng = np.random.default_rng(0)
        net = Network(sizes, rng=0)
        snapshot = Snapshot(net, rng.normal(size=(2, patterns)), rng.normal(size=(sizes[1], patterns)), 0.5)
        for line in explain(snapshot, ("Err",))[2:4]:
            assert line.count(")²") == (7 if terms == 12 else 8)
            assert ("…" in line) == (terms == 12)


# --- the line with this neuron's indices


class Symbols:
    """The value of each symbol in a formula about layer m: θ₂₁ is a weight into layer m, δ₁⁽²⁾ a δ of layer 2, and
    δ₁⁽ᵖ⁼²⁾ that of pattern 2."""

    def __init__(self, snapshot, m, patterns_named):
        self.snapshot, self.m, self.patterns_named = snapshot, m, patterns_named
        self.seen = set()

    def value(self, letter, indices, raised):
        s, net = self.snapshot, self.snapshot.net
        patterns = [number for number, is_pattern in raised if is_pattern]
        layers = [number for number, is_pattern in raised if not is_pattern]
        assert len(layers) <= 1 and len(patterns) == (self.patterns_named and letter in "δyŷox")
        p = patterns[0] - 1 if patterns else s.pattern
        m = layers[0] if layers else self.m
        last = len(net.sizes) - 1
        if letter == "x":
            self.seen.add(("x", *indices))
            return s.x[indices[0] - 1, p]
        if letter == "y":
            self.seen.add(("y", *indices))
            return s.y[indices[0] - 1, p]
        if letter == "ŷ":
            self.seen.add(("o", last, *indices))
            return s.trace.o[last][indices[0] - 1, p]
        if letter in "uoδ":
            kind = {"u": "u", "o": "o", "δ": "delta"}[letter]
            self.seen.add((kind, m, *indices))
            return {"u": s.trace.u, "o": s.trace.o, "δ": s.grads.delta}[letter][m][indices[0] - 1, p]
        assert letter == "θ"
        self.seen.add(("theta", m, *indices))
        return net.theta[m][indices[0] - 1, indices[1] - (0 if net.bias else 1)]


SYMBOL = re.compile(f"([δθuoxyŷ])([{LOWERED}]+)((?:⁽(?:ᵖ⁼)?[{RAISED}]+⁾)*)")


def look_up(line, symbols):
    """The line with every symbol replaced by its value."""

    def write(match):
        letter, low, raised = match.groups()
        indices = [LOWERED.index(character) for character in low]
        parts = re.findall(f"(ᵖ⁼)?([{RAISED}]+)", raised)
        numbers = [(int("".join(str(RAISED.index(c)) for c in digits)), bool(p)) for p, digits in parts]
        return f"({float(symbols.value(letter, indices, numbers))!r})".replace("-", "−")

    return SYMBOL.sub(write, line)


@every_net
def test_every_specific_line_names_the_right_neurons(snapshot):
    """With each symbol looked up in the network, the line gives the number; and `uses` lists these very symbols."""
    net = snapshot.net
    patterns = snapshot.x.shape[1]
    sigma = net.activations[1]
    call = {
        "s": lambda u: float(sigma.f(np.array([u]))[0]),
        "slope": lambda u: float(sigma.df(np.array([u]))[0]),
    }
    for name in names_of(snapshot):
        kind, *place = name
        explanation = explain(snapshot, name)
        assert len(set(explanation.uses)) == len(explanation.uses)
        if "…" in explanation.specific:
            continue
        m = {"x": 1, "y": len(net.sizes) - 1, "Err": None}[kind] if len(name) < 3 else place[0]
        symbols = Symbols(snapshot, m, patterns_named=patterns > 1 and kind in ("Err", "gradient"))
        left, _, right = explanation.specific.partition(" ← " if kind == "update" else " = ")
        if kind == "y":  # a difference that has no letter of its own
            left, right = "", explanation.specific
        letter = {"x": "∂Err/∂x", "gradient": "∂Err/∂θ", "update": "θ", "delta": "δ"}.get(kind, kind)
        indices = place if kind == "x" else place[1:]
        assert left == ("" if kind == "y" else letter + low(*indices))
        right = right.replace("σ′(", "slope(").replace(f"{sigma.name.replace('_', ' ')}(", "s(")
        if kind == "update":
            slope = float(true_value(snapshot, ("gradient", *place)))
            right = right.replace("η", repr(snapshot.eta)).replace(f"∂Err/∂θ{low(*place[1:])}", f"({slope!r})")
            symbols.seen.add(("gradient", *place))
        value = calculate(look_up(right, symbols), float, call)
        wanted = true_value(snapshot, name)
        assert value == pytest.approx(wanted, rel=1e-9, abs=1e-12), (name, explanation.specific)
        if kind != "x":
            assert set(explanation.uses) == symbols.seen, name


def test_the_formula_of_an_input_uses_its_weights():
    """∂Err/∂x₁ = Σ δ · θ: the weights are lit in the diagram as well as the δ."""
    net = Network((2, 3, 1), rng=0)
    uses = explain(Snapshot(net, np.array([[0.5], [0.9]]), np.array([[1.0]]), 0.5), ("x", 2)).uses
    assert set(uses) == {(kind, 1, n, *rest) for n in (1, 2, 3) for kind, *rest in (("delta",), ("theta", 2))}


def low(*indices):
    return "".join(LOWERED[index] for index in indices)


# --- the wiggle


WIGGLE = r"Wiggle (u\S+) by 0.001: Err moves by (\S+)\. (δ\S+) · 0.001 = (\S+) predicts it\."


@every_net
def test_the_wiggle_is_the_true_change_of_err(snapshot):
    """u moved by 0.001, and the layers after it computed again by Network.forward: that change, and δ · 0.001."""
    net, p = snapshot.net, snapshot.pattern
    sizes, last = net.sizes, len(net.sizes) - 1
    trace = net.forward(snapshot.x)
    neurons = [(m, i) for m in range(1, last + 1) for i in range(1, sizes[m] + 1)]
    for m, i in neurons:
        changes = []
        for h in (NUDGE, -NUDGE):
            o = trace.o[m].copy()
            o[i - 1, p] = net.activations[m].f(np.array([trace.u[m][i - 1, p] + h]))[0]
            if m < last:
                names = [activation.name for activation in net.activations[m + 1 :]]
                rest = Network(sizes[m:], names, net.loss.name, net.bias, theta=net.theta[m + 1 :])
                o = rest.forward(o).o[-1]
            changes.append(net.loss.f(snapshot.y, o) - net.loss.f(snapshot.y, trace.o[-1]))
        delta = snapshot.grads.delta[m][i - 1, p]
        assert snapshot.true_change(m, i, NUDGE) == pytest.approx(changes[0], rel=1e-9, abs=1e-14)
        if net.activations[m].name not in ("relu", "leaky_relu"):  # smooth: the centred difference is δ
            assert (changes[0] - changes[1]) / (2 * NUDGE) == pytest.approx(delta, rel=1e-3, abs=1e-5)
        for name in (("u", m, i), ("delta", m, i)):
            sentence = explain(snapshot, name).wiggle
            told = re.fullmatch(WIGGLE, sentence)
            assert told, sentence
            assert (told[1], told[3]) == (f"u{low(i)}", f"δ{low(i)}")
            true, predicted = (float(told[n].replace("−", "-")) for n in (2, 4))
            assert true == pytest.approx(changes[0], rel=6e-4, abs=1e-12)
            assert predicted == pytest.approx(delta * NUDGE, rel=6e-4, abs=1e-15)


# --- words around the numbers


def test_the_numbers_of_one_pattern_are_those_of_the_pattern_shown():
    rng = np.random.default_rng(0)
    net = Network((2, 2, 1), rng=1)
    x, y = rng.normal(size=(2, 3)), rng.normal(size=(1, 3))
    seen = {explain(Snapshot(net, x, y, 0.5, p), ("u", 1, 1)).numeric for p in range(3)}
    errs = {explain(Snapshot(net, x, y, 0.5, p), ("Err",)).result for p in range(3)}
    assert len(seen) == 3 and len(errs) == 1


def test_a_held_bias_is_not_updated_and_the_formula_does_not_say_otherwise():
    """Mazur holds the biases: "θ ← θ − η · ∂Err/∂θ" with a result that is θ itself would not be true."""
    net = Network((1, 1), bias=True, theta=[[[0.25, 0.5]]])
    snapshot = Snapshot(net, np.array([[1.0]]), np.array([[0.0]]), 0.5, train_bias=False)
    explanation = explain(snapshot, ("update", 1, 1, 0), full=True)
    assert calculate(explanation.numeric[2:], float) == pytest.approx(float(explanation.result.replace("−", "-")))


@pytest.mark.parametrize("hide", [("u",), ("o",), ("Err",), ("delta",), ("gradient",), ("update",), ("u", "delta")])
def test_hidden_numbers_are_question_marks_in_every_formula(hide):
    net = Network((2, 3, 2), rng=3)
    snapshot = Snapshot(net, np.array([[0.51], [0.93]]), np.array([[0.2], [0.7]]), 0.37)
    for name in names_of(snapshot):
        explanation = explain(snapshot, name, hide=hide)
        hidden = {other for other in (*explanation.uses, name) if other[0] in hide}
        assert (explanation.result == "?") == (name[0] in hide or derived(name, hide))
        assert explanation.numeric.count("?") >= len(hidden - {name})
        if {"delta", "Err"} & set(hide):
            assert explanation.wiggle is None


def test_where_delta_is_asked_for_its_slope_is_not_told_either():
    net = Network((2, 3, 2), rng=3)
    snapshot = Snapshot(net, np.array([[0.51], [0.93]]), np.array([[0.2], [0.7]]), 0.37)
    for name in (("delta", 2, 1), ("delta", 1, 3)):
        slope = number(snapshot.slope(*name[1:]))
        assert slope in explain(snapshot, name).numeric
        assert slope not in explain(snapshot, name, hide=("delta",)).numeric


def derived(name, hide):
    """Results that are not numbers of their own kind, and would tell a hidden one."""
    kinds = {"x": {"delta"}, "y": {"o"}, "update": {"gradient"}}.get(name[0], set())
    return bool(kinds & set(hide))


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3, 1), (2, 3, 2, 1), (2, 2, 2, 2, 2)])
def test_the_lectures_letters(sizes):
    """ℓ, i, j from left to right about the number at hand; k only for outputs."""
    last = len(sizes) - 1
    assert layer_letters(sizes, ("delta", last, 1)) == {last - 1: "ℓ", last: "k"}
    assert layer_letters(sizes, ("Err",)) == layer_letters(sizes, ("y", 1)) == {last: "k"}
    for m in range(1, last):
        for kind in ("u", "o", "delta"):
            assert layer_letters(sizes, (kind, m, 1)) == {m - 1: "ℓ", m: "i", m + 1: "j"}
    letters = layer_letters(sizes, ("x", 1))
    assert letters == {0: "ℓ", 1: "i"}


def test_every_number_has_its_own_description():
    """Screen readers have nothing else to tell two numbers apart by."""
    for sizes in ((1, 1), (2, 3, 1), (2, 3, 2, 1)):
        names = [("x", i) for i in range(1, sizes[0] + 1)] + [("y", k) for k in range(1, sizes[-1] + 1)]
        names += [name for name in algorithm(sizes, bias=True) if name[0] != "update"]
        names += [("theta", *name[1:]) for name in names if name[0] == "gradient"]
        texts = [describe(name, sizes) for name in names]
        assert len(set(texts)) == len(texts)
