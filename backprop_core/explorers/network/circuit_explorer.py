"""A calculation as a circuit, gate by gate, forward and back: what comes back is what came, times a local slope."""

from typing import NamedTuple

from ... import checks
from ...activations import ACTIVATIONS
from ...figures.circuit import circuit_diagram
from ...figures.circuit_wave import gate_wave
from ...figures.picture import compose, size_of
from ...one_step.circuit import CIRCUITS, MOST_INPUTS, Circuit, Walk, reached, rule_of, steps, walk
from ...one_step.text import factor, number
from ..kit import controls, looks
from ..kit.diagram_explorer import DiagramExplorer
from ..kit.hint import KEYS
from ..kit.setting import BEGINS, LOOKS, RUNS, Setting, choice, flag, whole
from ..kit.typed import LARGEST, wanted
from .panel import panel_html

SHOWN = (("one neuron", "neuron"), ("J = (2 + 3w)²", "J"))
HIDES = ("value", "back")
HIDDEN = "hidden until you answer"
WIDTH, STORED_WIDTH, STORED_WORDS = 848, 680, 300
LABEL = "Circuit. Left and Right choose an end or a gate, Up and Down change a number, Enter types one."
HINT = f"Drag a number at the left up or sideways. Press Next, and click a gate for its rule. {KEYS}"


def circuit_of(s):
    """The `Circuit` of these settings."""
    return CIRCUITS[s["circuit"]](s["inputs"])


def read_values(name, value, s):
    """{name: number} of all ends that can be moved; those that are not given have their usual value."""
    usual = circuit_of(s).ends
    given = {} if value is None else checks.dictionary(name, value)
    for each in given:
        checks.choice(f"a name in {name}", each, usual)
    return {
        each: checks.number(f"{name}: {each}", given.get(each, usual[each]), least=-LARGEST, most=LARGEST)
        for each in usual
    }


def read_done(name, value, s):
    """How many steps are done; None: all."""
    most = len(steps(circuit_of(s)))
    return most if value is None else checks.whole_number(name, value, most=most)


def read_selected(name, value, s):
    """The name of an end or a gate; None: the gate of the last step, or the first end."""
    circuit = circuit_of(s)
    if value is None:
        return steps(circuit)[s["done"] - 1][1] if s["done"] else next(iter(circuit.ends))
    return checks.choice(name, value, circuit.symbols)


def read_hide(name, value, s):
    """Which of `HIDES` are shown as "?"."""
    names = [value] if isinstance(value, str) else checks.sequence(name, value)
    for each in names:
        checks.choice(name, each, dict.fromkeys(HIDES))
    return tuple(each for each in HIDES if each in names)


def show_of_neuron(control, value, s):
    """Only where the circuit is a neuron."""
    if hasattr(control, "show"):
        control.show(value, MOST_INPUTS)
    else:
        control.value = value
    looks.show(control, s["circuit"] == "neuron")


class CircuitNumbers(NamedTuple):
    """The circuit, all its numbers, and of which of them there is one by now."""

    circuit: Circuit
    walk: Walk
    values: set
    wires: set
    back: set


class CircuitExplorer(DiagramExplorer):
    """One neuron with its error, or J = a · a with a = 2 + 3w, as gates and wires. Forward, each gate computes its
    value; back, it hands to each of its wires the local derivative times what came.

    circuit     "neuron": u = θ₀ + Σ θ_ℓ x_ℓ, o = σ(u), Err = (y − o)²; or "J"
    inputs      of the neuron, from 1 to 3
    activation  σ of the neuron, as for `Network`
    values      {name: number} of what can be moved: "theta0", "theta1", "x1", …, "y", or "w"; of the others the usual
    done        steps done: one for each gate forward, one for the 1 with which the way back begins, and one for each
                gate back; None: all
    selected    the name of the chosen end or gate: "theta1", "x1", "p1" (θ₁x₁), "u", "o", "e" (y − o), "Err"; "w",
                "two", "three", "p" (3w), "a", "J"; None: the gate of the last step
    full        True writes every digit in the panel
    hide        of "value" (what gates compute) and "back" (what comes back): shown as "?"
    """

    settings = {
        "circuit": choice("neuron", CIRCUITS, "Circuit", "200px", options=SHOWN),
        "inputs": whole(2, "Inputs", 1, MOST_INPUTS, BEGINS)._replace(show=show_of_neuron),
        "activation": choice("sigmoid", ACTIVATIONS, "σ", "150px", RUNS)._replace(show=show_of_neuron),
        "values": Setting(None, read_values, means=RUNS),
        "done": Setting(0, read_done),
        "selected": Setting(None, read_selected),
        "full": flag(False, "all digits", LOOKS),
        "hide": Setting((), read_hide),
    }  # fmt: skip
    _at_hand = ("circuit",)
    _hint = HINT
    _family = "circuit"
    _counted = "done"
    _words = ("gate", "both passes")

    # -- settings and numbers ----------------------------------------------------------------------------------

    def _change(self, settings, changes):
        new = {**settings, **changes}
        checks.choice("circuit", new["circuit"], CIRCUITS)
        checks.whole_number("inputs", new["inputs"], least=1, most=MOST_INPUTS)
        if any(new[name] != settings[name] for name in ("circuit", "inputs")):  # another circuit, from its beginning
            new |= {name: changes.get(name, self.settings[name].usual) for name in ("done", "selected")}
        ends, given = circuit_of(new).ends, new["values"]
        kept = {name: value for name, value in settings["values"].items() if name in ends}
        if "values" not in changes:
            new["values"] = kept
        elif isinstance(given, dict):
            new["values"] = kept | given
        if "done" in changes and "selected" not in changes:
            new["selected"] = None
        return self._checked(new)

    def _compute(self, s, before):
        circuit = circuit_of(s)
        return CircuitNumbers(circuit, walk(circuit, s["values"], s["activation"]), *reached(circuit, s["done"]))

    def _parts_of(self, s):
        return steps(circuit_of(s))

    def _last(self):
        """The step that has been done last, (what, gate), or None."""
        done = self._done()
        return self._parts_of(self._settings)[done - 1] if done else None

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self.add_class("bp-circuit")
        self._room = WIDTH
        self._build_diagram()
        self.diagram.label = LABEL
        self.panel = looks.HTML()
        self._build_transport("step")
        self.done = self.transport.place
        self.forward = controls.Press("Forward pass", "To the end of the forward pass")
        self.backward = controls.Press("Backward pass", "To the end of the backward pass")
        self._pressed(self.forward, lambda: self.set(done=len(self._numbers.circuit.gates)))
        self._pressed(self.backward, lambda: self.set(done=None))
        self.reset = controls.Press("Reset", "Back to the first numbers, before the first step")
        self._pressed(self.reset, lambda: self.set(values=dict(self._numbers.circuit.ends), done=0))
        self._build_more()
        foot = controls.row(*self._controls("circuit"), self.forward, self.backward, *self._closing())
        # Last what has more and less to say: nothing below a control moves.
        self.children = [
            self.page, self.transport, foot, self.more_box, self.message, self.hint, self.diagram, self.where,
            self.panel,
        ]  # fmt: skip

    def _show_settings(self):
        self._show_transport()

    # -- what the student does ---------------------------------------------------------------------------------

    def _move(self, by):
        """A step on or back; playing ends with the last."""
        done, most = self._done() + by, self.transport.top
        if by == 1 and done <= most:
            self._one_more()
        elif 0 <= done <= most:
            self.set(done=done)
        if done >= most:
            self.transport.stop()

    def _answer(self, event):
        kind, by, width = event.get("kind"), event.get("by"), event.get("width")
        if kind == "select":
            self.set(selected=self._named(event.get("item")))
        elif kind == "choose" and (by in ("first", "last") or isinstance(by, int)):
            names = [*self._numbers.circuit.symbols]
            at = {"first": 0, "last": -1}.get(by)
            now = names.index(self._settings["selected"])
            self.set(selected=names[(now + by) % len(names) if at is None else at])
        elif kind in ("change", "drag", "type"):
            item = event.get("item")
            name = self._settings["selected"] if item == "chosen" else item
            if name not in self._numbers.circuit.ends:
                raise checks.InputValueError(
                    "Only numbers at the ends can be changed; all else is computed from them."
                )
            self.set(values={name: wanted(event, self._settings["values"][name])}, selected=name)
        elif kind == "width" and isinstance(width, (int, float)) and 0 < width < 1e5:
            self._room = int(width)

    def _named(self, item):
        """The end or gate of an item; of a wire, the gate to which it leads."""
        circuit = self._numbers.circuit
        wires = {"wire-out": circuit.result} | {f"wire-{gate}-{place}": gate for gate, place in circuit.wires}
        return wires.get(item, item) if isinstance(item, str) else item

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw(self):
        numbers, step = self._numbers, self._travelling
        wave = step and gate_wave(numbers.circuit, numbers.walk, step, self._room, self._settings["hide"])
        self.diagram.show(self._svg(self._room, prefix=f"bp{self.model_id[:8]}-"), wave)
        self.panel.value = panel_html(self._lines())
        self._announce(self._status())

    def _svg(self, width, prefix=""):
        s, numbers = self._settings, self._numbers
        labels = {name: self._label(name) for name in numbers.circuit.symbols}
        return circuit_diagram(
            numbers.circuit, numbers.walk, values=numbers.values, wires=numbers.wires, back=numbers.back,
            step=self._last(), selected=s["selected"], hide=s["hide"], width=width, labels=labels,
            alt=f"Circuit. {self._status()}", prefix=prefix,
        )  # fmt: skip

    # -- words -------------------------------------------------------------------------------------------------

    def _value(self, name, write=number):
        """The value of an end or a gate as it is shown."""
        numbers = self._numbers
        if name not in numbers.values:
            return "·"
        hidden = "value" in self._settings["hide"] and numbers.circuit.gate(name)
        return "?" if hidden else write(numbers.walk.values[name], self._settings["full"])

    def _back(self, name):
        """What has come back to it."""
        if name not in self._numbers.back:
            return "·"
        return "?" if "back" in self._settings["hide"] else number(
            self._numbers.walk.back[name], self._settings["full"], plus=True
        )  # fmt: skip

    def _along(self, wire):
        """What has come back along a wire."""
        if wire not in self._numbers.wires:
            return "·"
        if "back" in self._settings["hide"]:
            return "?"
        return number(self._numbers.walk.along[wire], self._settings["full"], plus=True)

    def _slope(self, wire, write=factor):
        """The local derivative along a wire, once there are values: a hidden value is not told by it."""
        gate, _ = wire
        if gate not in self._numbers.values:
            return "·"
        kind = self._numbers.circuit.gate(gate).kind
        hidden = "value" in self._settings["hide"] and kind not in "+−" or "back" in self._settings["hide"]
        return "?" if hidden else write(self._numbers.walk.slopes[wire], self._settings["full"])

    def _slope_of(self, name):
        """The derivative of the result by it, in symbols."""
        symbols, result = self._numbers.circuit.symbols, self._numbers.circuit.result
        word = symbols[name]
        return f"∂{result}/∂{f'({word})' if len(word) > 2 else word}"

    def _label(self, name):
        """An end or a gate, for those who cannot see it."""
        gate = self._numbers.circuit.gate(name)
        words = (
            f"gate {gate.kind}, {self._numbers.circuit.symbols[name]}" if gate else self._numbers.circuit.symbols[name]
        )
        back = "" if name not in self._numbers.back else f", comes back: {self._back(name)}"
        value = "not computed yet" if name not in self._numbers.values else self._value(name)
        return f"{words}: {value}{back}"

    def _where(self):
        """Where both passes stand."""
        count = f"step {self._done()} of {len(self._parts_of(self._settings))}"
        if not self._done():
            return f"{count} · nothing is computed yet: press Next"
        what, name = self._last()
        symbol, kind = self._numbers.circuit.symbols[name], self._numbers.circuit.gate(name).kind
        if what == "forward":
            return f"{count} · forward: {kind} computes {symbol}"
        if what == "begin":
            return f"{count} · at {symbol} itself the way back begins with 1"
        return f"{count} · back: {kind} hands on what came to {symbol}"

    def _lines(self):
        """The chosen end or gate, as lines of the panel: pairs (text, style)."""
        s, (circuit, _, values, _, back) = self._settings, self._numbers
        name = s["selected"]
        gate, symbol = circuit.gate(name), circuit.symbols[name]
        branches = [wire for wire in circuit.wires if circuit.source(wire) == name]
        lines = []
        if gate is None:
            lines.append((f"An end of the circuit: {symbol} = {self._value(name)}", "title"))
        else:
            rule = rule_of(gate.kind, s["activation"])
            lines += [(f"The gate {gate.kind}, which makes {symbol}", "title"), (rule.words, "bold")]
            if name in values:
                lines.append((f"{symbol} = {self._formula(gate)} = {self._value(name)}", ""))
            if any((name, 1) == wire for wire in self._numbers.wires):
                came = self._back(name)
                came = f"({came})" if came[0] in "−+" else came
                parts = [
                    f"to {circuit.symbols[each]}: {self._slope((name, n))} · {came} = {self._along((name, n))}"
                    for n, each in enumerate(gate.inputs, start=1)
                ]
                if gate.kind == "+":  # the same for all
                    parts = [f"to each input: 1 · {came} = {self._along((name, 1))}"]
                lines.append((f"Back, local derivative · what came: {'; '.join(parts)}", ""))
        if name in back:
            if len(branches) > 1:
                parts = " + ".join(self._along(wire).removeprefix("+") for wire in branches)
                lines.append((f"A wire that splits adds up what comes back: {parts}", ""))
            lines.append((f"{self._slope_of(name)} = {self._back(name)}", "bold"))
        return lines

    def _formula(self, gate):
        """What a gate does with the values that go in."""
        given = [self._value(name, factor) for name in gate.inputs]
        if gate.kind == "σ":
            return f"σ({self._value(gate.inputs[0])})"
        if gate.kind == "square":
            return f"{given[0]}²" if given[0].startswith("(") else f"({given[0]})²"
        return f" {'·' if gate.kind == '×' else gate.kind} ".join(given)

    def _status(self):
        return f"{self._where()}. {self._label(self._settings['selected'])}."

    # -- stored forms ------------------------------------------------------------------------------------------

    def _tables(self):
        s, circuit = self._settings, self._numbers.circuit
        what = (
            f"one neuron, {s['inputs']} inputs, {s['activation']}"
            if s["circuit"] == "neuron"
            else "J = a · a, a = 2 + 3w"
        )
        heading = [f"Circuit: {what}", self._where()]
        names = [(circuit.symbols[name], self._value(name), self._back(name)) for name in circuit.symbols]
        wires = [
            (f"{circuit.symbols[circuit.source(wire)]} to {circuit.gate(wire[0]).kind} of {circuit.symbols[wire[0]]}",
             self._slope(wire, number), self._along(wire))
            for wire in circuit.wires
        ]  # fmt: skip
        return [heading, [("", "value", "comes back"), *names], [("wire", "local derivative", "comes back"), *wires]]

    def text(self):
        return "\n".join([super().text(), *(text for text, _ in self._lines())])

    def svg(self):
        diagram = self._svg(STORED_WIDTH)
        return compose(diagram, size_of(diagram), [(self._where(), "small"), *self._lines()], width=STORED_WORDS)

    def _plain_numbers(self):
        """What has been computed: {gate: value}, {name: what came back to it}, and {wire: what came back along it}."""
        circuit, numbers, all_, wires, back = self._numbers
        hide = self._settings["hide"]

        def plain(value, known, kind):
            return None if not known else "?" if kind in hide else value

        return {
            "computed": {
                gate.name: plain(numbers.values[gate.name], gate.name in all_, "value") for gate in circuit.gates
            },
            "back": {name: plain(numbers.back[name], name in back, "back") for name in circuit.symbols},
            "along": {
                f"{gate}-{n}": plain(numbers.along[gate, n], (gate, n) in wires, "back") for gate, n in circuit.wires
            },
        }
