"""What moves while a gate of a circuit is at work: values travel to it, and what has come back goes on to its wires.

A wave is what `moves.py` says; what is hidden travels as "?".
"""

from ..one_step.text import rounded
from .circuit import least_width, spots, way_of
from .moves import Moves

TRAVEL, READ, MADE = 500, 450, 250  # ms: along a wire; a product stands at the gate; what is made comes up


def gate_wave(circuit, walk, step, width, hide=()):
    """What moves while this step, (what, gate) of `steps`, is done in the picture of `circuit_diagram`."""
    what, name = step
    moves, (place, _) = Moves(), spots(circuit, max(width, least_width(circuit)))
    gate = circuit.gate(name)
    wires = [(name, n) for n in range(1, len(gate.inputs) + 1)]
    ways = {wire: way_of(circuit, wire, place) for wire in wires}

    def written(kind, value):
        return "?" if kind in hide else rounded(value)

    if what == "begin":
        moves.waits('[data-item="wire-out"] > text:last-of-type', MADE)
        return moves.lasting(2 * MADE)
    if what == "forward":
        for wire, source in zip(wires, gate.inputs, strict=True):
            kind = "value" if circuit.gate(source) else ""
            moves.token(written(kind, walk.values[source]), *along(ways[wire], 0, TRAVEL))
        outs = [wire for wire in circuit.wires if circuit.source(wire) == name]
        items = [f"wire-{each}-{n}" for each, n in outs] or ["wire-out"]
        for each in items:
            moves.waits(f'[data-item="{each}"] > text:first-of-type', TRAVEL + MADE)
        return moves.lasting(TRAVEL + 2 * MADE)
    came = written("back", walk.back[name])
    for wire, (x0, y0, x1, y1, level) in ways.items():
        hidden = "back" in hide or "value" in hide and gate.kind not in "+−"
        slope = "?" if hidden else rounded(walk.slopes[wire])
        # The products stand before the gate, one below the other, until what they make goes on.
        aside = x1 - 46, place[name][1] + (wire[1] - (len(wires) + 1) / 2) * 24
        moves.token(f"{slope} · {came}", (0, *aside), (READ, *aside))
        moves.token(written("back", walk.along[wire]), *along((x0, y0, x1, y1, level), READ + TRAVEL, READ))
        moves.waits(f'[data-item="wire-{wire[0]}-{wire[1]}"] > text:last-of-type', READ + TRAVEL)
    order = [each.name for each in circuit.gates]
    for source in {*gate.inputs} & {*order}:
        users = [user for user, n in circuit.wires if circuit.source((user, n)) == source]
        if len(users) > 1 and min(map(order.index, users)) == order.index(name):  # its sum is complete now
            moves.waits(f'[data-item="{source}"] > text:last-of-type', READ + TRAVEL + MADE / 2)
    return moves.lasting(READ + TRAVEL + MADE)


def along(way, begin, end):
    """The stops of what goes along a wire, (ms, x, y): from `begin` at its source to `end` at its gate; the other way
    where `end` is earlier."""
    x0, y0, x1, y1, level = way
    bend = max(x0 + 10, x1 - 74)
    share = end - begin
    stops = [(begin, x0, y0), (begin + 0.2 * share, x0 + 10, level), (begin + 0.6 * share, bend, level), (end, x1, y1)]
    return sorted(stops)
