"""A circuit as a picture: gates and wires, above each wire its value, and below it what comes back.

A function from numbers to the text of an SVG, with the colours, classes and `data-item` of `diagram.py`. Each wire is
a path of class "wire", with its ends in data-x1, data-y1, data-x2 and data-y2, and an id of its own: along it a page
may let something travel.
"""

from ..one_step.text import rounded
from . import pen
from .colours import COLOURS
from .pen import escape, text_width

ROW = 42  # px: from one end to the one below it
RADIUS = 17  # of a gate
WIDE, HIGH = 76, 28  # of an end
OUT = 98  # of the wire that leads out of the result
MARGIN, TOP = 6, 2
SPLIT = 23  # px: how far the branches of a wire that splits lie from its middle
RUN = 74  # px: the least part of a wire that is level, where its numbers stand
LEAST = 90  # px: from one column to the next
DIGITS = 3
LEAST_SCALE = 0.82  # a page that is narrower scrolls the picture sideways
SMALL = 12.2  # the least of its letters: they are 10 px high then
LEGEND = "above a wire: its value", "below, on violet: what comes back", "thick edge: the gate at work"


def least_width(circuit):
    """The width below which the picture is scaled down."""
    return 2 * MARGIN + WIDE + LEAST * max(depths(circuit).values()) + OUT


def depths(circuit):
    """{name: its column}: a gate stands behind all that it needs, and an end just before its gate."""
    found = {}
    for gate in circuit.gates:
        found[gate.name] = 1 + max((found[name] for name in gate.inputs if name in found), default=0)
    return found


def spots(circuit, width):
    """{name: (x, y)} of the middles of ends and gates, and where the last row ends."""
    column, rows, place = depths(circuit), [], {}

    def visit(name):
        gate = circuit.gate(name)
        if gate is None:
            rows.append(name)
            place[name] = len(rows) - 1.0
            return
        for each in dict.fromkeys(gate.inputs):
            visit(each)
        place[name] = sum(place[each] for each in gate.inputs) / len(gate.inputs)

    visit(circuit.result)
    apart = (width - 2 * MARGIN - WIDE - OUT) / max(column.values())
    left = MARGIN + WIDE - RADIUS  # a wire from an end is as long as one from a gate
    found = {
        name: (left + apart * column[name] if name in column else MARGIN + WIDE / 2, TOP + ROW * (row + 0.5))
        for name, row in place.items()
    }
    return found, TOP + ROW * len(rows)


def way_of(circuit, wire, place):
    """Where a wire begins and ends, and the height of its level part: x0, y0, x1, y1, level. place: the `spots`."""
    gate, at = wire
    source = circuit.source(wire)
    (x0, y0), (x1, y1) = place[source], place[gate]
    twins = [each for each in circuit.wires if circuit.source(each) == source]
    level = y0 + (twins.index(wire) - (len(twins) - 1) / 2) * 2 * SPLIT
    begin = x0 + (RADIUS if circuit.gate(source) else WIDE / 2)
    # The ends of the wires into one gate lie beside each other on its edge.
    inputs = len(circuit.gate(gate).inputs)
    into = y1 + (at - (inputs + 1) / 2) * min(7, 20 / inputs)
    return begin, y0, x1 - RADIUS + 2, into, level


def circuit_diagram(
    circuit,
    walk,
    *,
    values,
    wires,
    back,
    step=None,
    selected=None,
    hide=(),
    width=640,
    labels=None,
    alt="",
    prefix="",
):
    """The picture of a `Circuit` with the numbers of its `Walk`, as SVG text.

    values, wires, back  of which names there is a value, along which wires something has come back, and to which names
                         all has
    step      (what, gate) that has just been done: "forward", "begin" or "back"
    selected  the name that is chosen; hide: of "value" and "back", shown as "?"; labels: {name: words}
    """
    width = max(width, least_width(circuit))
    drawing = _Drawing(
        circuit, walk, values, wires, back, step, selected, frozenset(hide), width, labels or {}, prefix
    )
    return drawing.svg(alt)


class _Drawing:
    def __init__(self, circuit, walk, values, wires, back, step, selected, hide, width, labels, prefix):
        self.circuit, self.walk, self.values, self.wires, self.back = circuit, walk, values, wires, back
        self.what, self.at = step or (None, None)
        self.selected, self.hide, self.width, self.labels, self.prefix = selected, hide, width, labels, prefix
        self.place, self.height = spots(circuit, width)
        self.parts = []

    def svg(self, alt):
        for wire in self.circuit.wires:
            self.wire(wire)
        for wire in self.circuit.wires:  # over all wires
            self.numbers(wire)
        self.out()
        for name in self.circuit.symbols:
            self.gate(name) if self.circuit.gate(name) else self.end(name)
        self.legend()
        return f"{pen.sheet(self.width, self.height, LEAST_SCALE, alt)}{''.join(self.parts)}</svg>"

    # -- small pieces ------------------------------------------------------------------------------------------

    def text(self, *what, **how):
        self.parts.append(pen.text(*what, **how))

    def path(self, *what, **how):
        self.parts.append(pen.path(*what, **how))

    def shown(self, kind, value, plus=False):
        return "?" if kind in self.hide else rounded(value, DIGITS, plus)

    def sign(self, value):
        return "muted" if "back" in self.hide or value == 0 else "pos" if value > 0 else "neg"

    def open_item(self, name, drag=False):
        chosen = "true" if name == self.selected else "false"
        value = f' data-value="{self.walk.values[name]!r}"' if drag else ""
        self.parts.append(
            f'<g id="{self.prefix}{name}" class="item{" drag" if drag else ""}" data-item="{name}" role="option" '
            f'aria-selected="{chosen}" aria-label="{escape(self.labels.get(name, name))}"{value}>'
        )

    def close(self):
        self.parts.append("</g>")

    def dress(self, name, lit):
        """Fill, colour and width of the edge of a gate or an end."""
        fill = "lit" if lit or name == self.selected else "card"
        edge = "ink" if lit or name in self.values else "muted"
        wide = 3.5 if lit else 2.5 if name == self.selected else 1.3
        return (
            f'class="fill-{fill} stroke-{edge}" fill="{COLOURS[fill]}" stroke="{COLOURS[edge]}" stroke-width="{wide}"'
        )

    def where(self, name, x0, y0, x1, y1, done):
        """The attributes of a wire: its own id, its ends, and dashes as long as it carries nothing."""
        return (
            f' id="{self.prefix}{name}" data-x1="{x0:.1f}" data-y1="{y0:.1f}" data-x2="{x1:.1f}" data-y2="{y1:.1f}" '
            f'stroke-dasharray="{"none" if done else "3 4"}"'
        )

    # -- the parts of the picture ------------------------------------------------------------------------------

    def wire(self, wire):
        x0, y0, x1, y1, level = way_of(self.circuit, wire, self.place)
        gate, place = wire
        source = self.circuit.source(wire)
        run = min(max(x0 + RUN, x1 - RUN), x1 - 8)  # level as far as it may be: it crosses nothing there
        aside = f"L{x0 + 10:.1f} {level:.1f}" if level != y0 else ""
        d = f"M{x0:.1f} {y0:.1f}{aside}H{run:.1f}L{x1:.1f} {y1:.1f}"
        name = f"wire-{gate}-{place}"
        self.parts.append(f'<g class="item" data-item="{name}">')
        self.parts.append(f'<path class="reach" d="{d}" fill="none" stroke="transparent" stroke-width="14"/>')
        if wire in self.wires:  # what comes back has its own lane
            self.path(d, "lane", 9)
        done = source in self.values
        at_work = gate == self.at and self.what in ("forward", "back")
        self.path(d, "ink" if done else "muted", 3 if at_work else 1.6, "wire", self.where(name, x0, y0, x1, y1, done))
        self.close()

    def numbers(self, wire):
        """Above the beginning of a wire its value, below what has come back along it."""
        x0, _, x1, _, level = way_of(self.circuit, wire, self.place)
        gate, place = wire
        source = self.circuit.source(wire)
        self.parts.append(f'<g class="item" data-item="wire-{gate}-{place}">')
        room = min(x1 - 8 - x0, RUN)
        middle = x0 + 4 + room / 2
        if self.circuit.gate(source) and source in self.values:
            self.text(middle, level - 7, self.shown("value", self.walk.values[source]), SMALL, room=room, halo=True)
        if wire in self.wires:
            value = self.walk.along[wire]
            back = self.shown("back", value, True)
            self.text(middle, level + 16, back, SMALL, self.sign(value), True, room=room, halo=True)
        self.close()

    def legend(self):
        """What is drawn, in as many lines as it needs."""
        lines, room = [""], self.width - 2 * MARGIN
        for words in LEGEND:
            longer = f"{lines[-1]} · {words}".removeprefix(" · ")
            lines = [*lines, words] if SMALL * text_width(longer) > room else [*lines[:-1], longer]
        for line in lines:
            self.height += 15
            self.text(MARGIN, self.height, line, SMALL, "muted", anchor="start")
        self.height += 7

    def out(self):
        """The wire that leads out of the result."""
        name = self.circuit.result
        x, y = self.place[name]
        x0, x1 = x + RADIUS, x + RADIUS + OUT - 12
        d, done = f"M{x0:.1f} {y:.1f}H{x1:.1f}", name in self.values
        self.parts.append('<g class="item" data-item="wire-out">')
        if name in self.back:
            self.path(d, "lane", 9)
        thick = 3 if self.what == "begin" else 1.6
        self.path(d, "ink" if done else "muted", thick, "wire", self.where("wire-out", x0, y, x1, y, done))
        middle = (x0 + x1) / 2
        value = f" = {self.shown('value', self.walk.values[name])}" if done else ""
        self.text(middle, y - 7, f"{self.circuit.symbols[name]}{value}", 12.5, bold=True, room=OUT - 14)
        if name in self.back:
            self.text(
                middle, y + 16, self.shown("back", 1.0, True), SMALL, "muted" if "back" in self.hide else "pos", True
            )
        self.close()

    def end(self, name):
        x, y = self.place[name]
        free = name in self.circuit.ends
        self.open_item(name, drag=free)
        self.parts.append(
            f'<rect x="{x - WIDE / 2:.1f}" y="{y - HIGH / 2:.1f}" width="{WIDE}" height="{HIGH}" rx="5" '
            f"{self.dress(name, False)}/>"
        )
        words = self.circuit.symbols[name]
        if free:
            words = f"{words} = {rounded(self.walk.values[name], DIGITS)}"
        self.text(x, y + 4.5, words, 13, "ink" if free else "muted", bold=free, room=WIDE - 4)
        self.close()

    def gate(self, name):
        x, y = self.place[name]
        gate = self.circuit.gate(name)
        self.open_item(name)
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" {self.dress(name, name == self.at)}/>')
        self.text(x, y + 6, {"square": "( )²"}.get(gate.kind, gate.kind), SMALL if gate.kind == "square" else 18)
        if name != self.circuit.result:
            self.text(x, y - RADIUS - 5, self.circuit.symbols[name], SMALL, "muted")
        if sum(self.circuit.source(wire) == name for wire in self.circuit.wires) > 1 and name in self.back:
            value = self.walk.back[name]  # what comes back along all its branches
            self.text(x, y + RADIUS + 15, f"Σ {self.shown('back', value, True)}", SMALL, self.sign(value), True)
        self.close()
