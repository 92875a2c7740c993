"""The network as a picture: a function from numbers to the text of an SVG.

The same text is the live view and the stored picture. Colours are presentation attributes; a page has rules for them
by class, `ink muted card line pos neg lit`, so that it can be dark. Sign is told by colour *and* line style.
Every number that can be chosen is an element with `data-item`, its name joined by dashes: "theta-1-2-1".
"""

import html
from functools import lru_cache
from typing import NamedTuple

from ..one_step.formulas import describe, layer_role
from ..one_step.names import item, neuron_of, weight_names
from ..one_step.text import number, symbol
from .colours import COLOURS, FONT

NEURON = (82, 46)  # width, height
PILL = (80, 18)  # δ, below its neuron
TARGET = (58, 40)
LABEL = (63, 26)  # θ and ∂Err/∂θ on an edge
GAP = 70  # the least room between two columns: one label
FLAT = 54  # room for a word below δ, between the labels of the edges to both sides
BELOW = 3 + PILL[1] + 13  # what stands below a neuron: its δ and that word
STEM = 16  # from an output to its target
CONSTANT = 15  # radius of the constant neuron
EDGE = 6  # margin of the picture
TOP = 30  # the layers' names
LEAST_SCALE = 0.8  # a page that is narrower scrolls the picture sideways: its numbers stay readable
PLACES = (
    0.5,
    0.45,
    0.55,
    0.4,
    0.6,
    0.36,
    0.64,
    0.32,
    0.68,
    0.28,
    0.72,
    0.24,
    0.76,
)  # where along an edge its label may stand


class Layout(NamedTuple):
    """Where everything stands, in pixels. `labels` holds the middle of each edge's label that is shown."""

    width: float
    height: float
    neurons: dict
    targets: dict
    err: tuple
    labels: dict


def least_width(sizes, targets=True):
    """The width below which a diagram is scaled down rather than laid out anew."""
    columns = len(sizes)
    return 2 * EDGE + columns * NEURON[0] + (columns - 1) * GAP + targets * (STEM + TARGET[0])


@lru_cache(maxsize=1024)
def layout(sizes, bias, width, neuron=None, targets=True, deltas=True):
    """The `Layout` of layers of `sizes`; edges whose labels would collide carry them only at `neuron` (m, i).

    targets: whether there is a column for the targets and Err; deltas: whether there is room for a δ below neurons.
    """
    place = _full_layout(sizes, bias, width, targets, deltas)
    if place.labels is not None:
        return place
    last = len(sizes) - 1
    weights = [weight for m in range(1, last + 1) for weight in weight_names(sizes, bias, m)]
    near = [(m, i, l) for m, i, l in weights if neuron in ((m, i), (m - 1, l))]
    return place._replace(labels=_place_labels(near, place.neurons, fan=neuron) or {})


@lru_cache(maxsize=64)
def _full_layout(sizes, bias, width, targets, deltas):
    """The `Layout` with every label, or with None for `labels` where they would collide."""
    width = max(width, least_width(sizes, targets))
    last = len(sizes) - 1
    counts = [n + (bias and m < last) for m, n in enumerate(sizes)]
    rows = max(counts)
    pitch = {1: 118, 2: 118, 3: 116, 4: 98}.get(rows, 86)
    first_x = EDGE + NEURON[0] / 2
    last_x = width - EDGE - targets * (TARGET[0] + STEM) - NEURON[0] / 2
    neurons = {}
    for m, count in enumerate(counts):
        x = first_x + (last_x - first_x) * m / last
        top = TOP + NEURON[1] / 2 + EDGE + (rows - count) * pitch / 2
        for row in range(count):
            i = row + 1 if row < sizes[m] else 0
            # The constant neuron is smaller: moved to the right, its edges begin where the others do.
            right = 0 if i else NEURON[0] / 2 - CONSTANT
            neurons[m, i] = (round(x + right, 1), round(top + row * pitch, 1))
    drawn = [
        y + (NEURON[1] / 2 + (BELOW if m and deltas else 0) if i else CONSTANT) for (m, i), (_, y) in neurons.items()
    ]
    places, err = {}, None
    if targets:
        places = {k: (width - EDGE - TARGET[0] / 2, neurons[last, k][1]) for k in range(1, sizes[last] + 1)}
        err = (width - EDGE - TARGET[0] / 2, places[sizes[last]][1] + TARGET[1] / 2 + 26)
        drawn.append(err[1] + 26)
    height = max(drawn) + EDGE
    weights = [weight for m in range(1, last + 1) for weight in weight_names(sizes, bias, m)]
    return Layout(width, height, neurons, places, err, _place_labels(weights, neurons))


def ends(neurons, m, i, l):
    """Both ends of the edge from neuron l of layer m−1 to neuron i of layer m: x0, y0, x1, y1."""
    (x0, y0), (x1, y1) = neurons[m - 1, l], neurons[m, i]
    return x0 + (CONSTANT if l == 0 else NEURON[0] / 2), y0, x1 - NEURON[0] / 2, y1


def obstacles(neurons):
    """The boxes (left, top, right, bottom) that no label may touch."""
    boxes = []
    for (m, i), (x, y) in neurons.items():
        w, h = (2 * CONSTANT, 2 * CONSTANT) if i == 0 else NEURON
        boxes.append((x - w / 2, y - h / 2, x + w / 2, y + h / 2 + (PILL[1] + 3 if m and i else 0)))
    return boxes


def box(x, y, size):
    """The box of `size` about a middle."""
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2


def touch(a, b):
    """Whether two boxes overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _place_labels(weights, neurons, fan=None):
    """A place on its own edge for every label such that nothing collides, or None.

    All labels of a layer stand at the same fraction of their edges, where that works: it is easiest to read.
    """
    labels = {}
    for layer in sorted({m for m, _, _ in weights}):
        edges = {weight: ends(neurons, *weight) for weight in weights if weight[0] == layer}
        places = PLACES
        if fan is not None:  # away from the neuron where these edges meet
            places = sorted(PLACES, reverse=fan[0] == layer - 1)
        for choices in (*((t,) for t in places), places):
            placed = _place_along(edges, choices, obstacles(neurons))
            if placed is not None:
                labels |= placed
                break
        else:
            return None
    return labels


def _place_along(edges, choices, taken, tries=20_000):
    """The labels of `edges`, each at a fraction of `choices` where it touches nothing; None if there is no such way
    (or none is found in so many tries)."""
    left = [tries]

    def place(rest, boxes):
        if not rest:
            return {}
        weight, (x0, y0, x1, y1) = rest[0]
        for t in choices:
            left[0] -= 1
            if left[0] < 0:
                return None
            middle = (round(x0 + t * (x1 - x0), 1), round(y0 + t * (y1 - y0), 1))
            here = box(*middle, LABEL)
            if not any(touch(here, other) for other in boxes):
                found = place(rest[1:], [*boxes, here])
                if found is not None:
                    return {weight: middle, **found}
        return None

    return place(list(edges.items()), taken)


def network_diagram(
    sizes,
    bias,
    values,
    *,
    width=640,
    selected=None,
    uses=(),
    letters=None,
    hide=(),
    marked=(),
    flat=None,
    begun=None,
    alt="",
    prefix="",
    deltas=True,
):
    """The network of layers `sizes` as SVG text.

    values    {name: number}, the names of `snapshot.py`; a number that is missing is not drawn, and without targets
              there is no column for them
    selected  the name of the chosen number, drawn strongest; `uses`, the names that it is computed from
    letters   {layer: letter}, the lecture's ℓ, i, j, k; `hide`: kinds of numbers shown as "?"
    marked    neurons (m, i) to mark with a cross, as wrong; `alt`: the picture in words
    flat      {neuron (m, i): word} to put below neurons whose σ has hardly any slope there, like "saturated"
    begun     {neuron (m, i): text}: a δ that is being made, as far as it is
    prefix    put before every element's id, so that two diagrams on a page do not share any
    deltas    whether room is kept for δ, which may be yet to come
    """
    sizes = tuple(sizes)
    neuron = neuron_of(selected, sizes) if selected else None
    place = layout(sizes, bool(bias), width, neuron, targets=("y", 1) in values, deltas=deltas)
    drawing = _Drawing(
        sizes, bias, values, place, selected, frozenset(uses), letters or {}, frozenset(hide), flat or {}, begun or {},
        prefix,
    )  # fmt: skip
    return drawing.svg(frozenset(marked), alt)


def text_width(text, bold=False):
    """The width of a line of numbers in DejaVu Sans, the widest of the fonts we name, at size 1."""
    width = sum(0.32 if letter in " ." else 0.84 if letter in "−+" else 0.64 for letter in text)
    return width * (1.1 if bold else 1.0)


def escape(text):
    """Text that is safe inside SVG and its attributes."""
    return html.escape(str(text), quote=True)


class _Drawing:
    def __init__(self, sizes, bias, values, place, selected, uses, letters, hide, flat, begun, prefix):
        self.sizes, self.bias, self.values, self.place = sizes, bias, values, place
        self.selected, self.uses, self.letters, self.hide, self.prefix = selected, uses, letters, hide, prefix
        self.flat, self.begun = flat, begun
        self.last = len(sizes) - 1
        self.parts = []

    def svg(self, marked, alt):
        width, height = self.place.width, self.place.height
        weights = [w for m in range(1, self.last + 1) for w in weight_names(self.sizes, self.bias, m)]
        self.crowded = len(self.place.labels) < len(weights)  # then only one neuron's edges stand out
        self.captions()
        # The chosen edge comes last, on top of the others; then labels, then neurons, which lie over every edge.
        for weight in sorted(weights, key=lambda weight: self.strength(*self.edge_names(weight))):
            self.edge(weight)
        for weight in self.place.labels:
            self.edge_label(weight)
        for m, n in enumerate(self.sizes):
            for i in range(1, n + 1):
                self.neuron(m, i) if m else self.input(i)
            if self.bias and m < self.last:
                self.constant(m)
        for k in self.place.targets:
            self.target(k)
        self.err()
        for neuron in marked:
            self.cross(*self.place.neurons[neuron])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
            f'height="{height:g}" style="min-width:{LEAST_SCALE * width:g}px" role="group" '
            f'aria-label="{escape(alt)}" font-family="{FONT}">'
            f'<rect class="card" width="100%" height="100%" fill="{COLOURS["card"]}"/>{"".join(self.parts)}</svg>'
        )

    # -- small pieces ------------------------------------------------------------------------------------------

    def add(self, text):
        self.parts.append(text)

    def text(self, x, y, content, size, colour="ink", bold=False, anchor="middle", room=None):
        """One line of text; where it is longer than `room` pixels it is set smaller."""
        if room is not None:
            size = min(size, room / text_width(content, bold))
        weight = ' font-weight="bold"' if bold else ""
        self.add(
            f'<text class="{colour}" x="{x:g}" y="{y:g}" font-size="{size:.3g}" text-anchor="{anchor}"'
            f'{weight} fill="{COLOURS[colour]}">{escape(content)}</text>'
        )

    def shown(self, name, plus=False):
        """The number as text; "?" where it is hidden, None where there is none yet."""
        if name not in self.values:
            return None
        return "?" if name[0] in self.hide else number(self.values[name], plus=plus)

    def sign(self, name):
        """The class that tells a number's sign."""
        if name[0] in self.hide or self.values.get(name, 0) == 0:
            return "muted"
        return "pos" if self.values[name] > 0 else "neg"

    def strength(self, *names):
        """2: one of the names is chosen; 1: used by the chosen one; 0: neither."""
        return 2 if self.selected in names else 1 if self.uses.intersection(names) else 0

    def open_item(self, name, label, drag=False):
        """Begin the group of a number that can be chosen."""
        chosen = "true" if self.strength(*self.same_place(name)) == 2 else "false"
        attributes = f' data-value="{self.values[name]!r}"' if drag else ""
        self.add(
            f'<g id="{self.prefix}{item(name)}" class="item{" drag" if drag else ""}" data-item="{item(name)}" '
            f'role="option" aria-selected="{chosen}" aria-label="{escape(label)}"{attributes}>'
        )

    def same_place(self, name):
        return self.edge_names(name[1:]) if name[0] == "theta" else (name,)

    @staticmethod
    def edge_names(weight):
        return ("theta", *weight), ("gradient", *weight), ("update", *weight)

    def spoken(self, name):
        value = self.shown(name)
        return f"{describe(name, self.sizes)}: {'not computed yet' if value is None else value}"

    def rectangle(self, x, y, size, radius, fill="card", stroke="ink", width=1.5):
        left, top, _, _ = box(x, y, size)
        self.add(
            f'<rect class="fill-{fill} stroke-{stroke}" x="{left:g}" y="{top:g}" width="{size[0]:g}" '
            f'height="{size[1]:g}" rx="{radius:g}" fill="{COLOURS[fill]}" stroke="{COLOURS[stroke]}" '
            f'stroke-width="{width:g}"/>'
        )

    # -- the parts of the picture ------------------------------------------------------------------------------

    def captions(self):
        for m in range(len(self.sizes)):
            letter = f" ({self.letters[m]})" if m in self.letters else ""
            self.text(self.place.neurons[m, 1][0], 12, f"layer {m}{letter}", 11, "muted")
            self.text(self.place.neurons[m, 1][0], 25, layer_role(self.sizes, m), 11, "muted")
        if self.place.targets:
            self.text(self.place.targets[1][0], 25, "target", 11, "muted")

    def edge(self, weight):
        theta, gradient, update = self.edge_names(weight)
        x0, y0, x1, y1 = ends(self.place.neurons, *weight)
        line = f'x1="{x0:g}" y1="{y0:g}" x2="{x1:g}" y2="{y1:g}"'
        slope = self.shown(gradient)
        self.open_item(theta, self.spoken(theta) + (f", ∂Err/∂θ {slope}" if slope else ""), drag=True)
        strength = self.strength(theta, gradient, update)
        if strength:
            self.add(
                f'<line class="stroke-lit" {line} stroke="{COLOURS["lit"]}" '
                f'stroke-width="{22 if strength == 2 else 14}"/>'
            )
        kind, size = self.sign(theta), abs(self.values[theta])
        far = ' opacity="0.4"' if self.crowded and weight not in self.place.labels else ""
        dash = {"neg": ' stroke-dasharray="7 4"', "muted": ' stroke-dasharray="2 4"'}.get(kind, "")
        thick = 1.2 if "theta" in self.hide else 1.2 + 4 * size / (size + 1.5)
        self.add(
            f'<line class="stroke-{kind}" {line} stroke="{COLOURS[kind]}" stroke-width="{thick:.3g}"{dash}{far}/>'
            f'<line class="reach" {line} stroke="transparent" stroke-width="14"/></g>'
        )

    def edge_label(self, weight):
        theta, gradient, update = self.edge_names(weight)
        x, y = self.place.labels[weight]
        strength = self.strength(theta, gradient, update)
        text, slope = self.shown(theta, plus=True), self.shown(gradient, plus=True)
        size = LABEL if slope else (LABEL[0], 16)
        self.add(f'<g class="item drag" data-item="{item(theta)}" data-value="{self.values[theta]!r}">')
        left, top, _, _ = box(x, y, size)
        fill = "lit" if strength else "card"
        self.add(
            f'<rect class="fill-{fill}" x="{left:g}" y="{top:g}" width="{size[0]}" height="{size[1]}" rx="3" '
            f'fill="{COLOURS[fill]}" fill-opacity="0.9"/>'
        )
        self.text(x, y - 1 if slope else y + 4, text, 12, self.sign(theta), bold=True, room=LABEL[0] - 2)
        if slope:
            self.text(x, y + 11, f"∂ {slope}", 10, "muted", room=LABEL[0] - 2)
        self.add("</g>")

    def neuron(self, m, i):
        x, y = self.place.neurons[m, i]
        u, o, delta = ("u", m, i), ("o", m, i), ("delta", m, i)
        strength = self.strength(u, o)
        self.rectangle(x, y, NEURON, NEURON[1] / 2, "lit" if strength else "card", width=3.5 if strength == 2 else 1.5)
        for name, letter, dy, size, bold in ((u, "u", -5, 11, False), (o, "o", 13, 12.5, True)):
            flat = f", {self.flat[m, i]}" if name == u and (m, i) in self.flat else ""
            self.open_item(name, self.spoken(name) + flat)
            value = self.shown(name)
            chosen = self.selected == name
            self.add(
                f'<rect class="reach" x="{x - NEURON[0] / 2 + 4:g}" y="{y + dy - 16:g}" width="{NEURON[0] - 8}" '
                f'height="20" fill="transparent"/>'
            )
            colour = "ink" if chosen or name == o else "muted"
            self.text(x, y + dy, f"{letter} {value or '·'}", size, colour, bold or chosen, room=NEURON[0] - 14)
            self.add("</g>")
        if delta in self.values:
            strength, kind = self.strength(delta), self.sign(delta)
            middle = y + NEURON[1] / 2 + 3 + PILL[1] / 2
            self.open_item(delta, self.spoken(delta))
            self.rectangle(x, middle, PILL, 9, "lit" if strength else "card", kind, 3 if strength == 2 else 1.3)
            text = f"δ {self.shown(delta, plus=True)}"
            self.text(x, middle + 4, text, 11.5, kind, bold=True, room=PILL[0] - 10)
            self.add("</g>")
        elif (m, i) in self.begun:
            self.begun_delta(delta, x, y + NEURON[1] / 2 + 3 + PILL[1] / 2, self.begun[m, i])
        if (m, i) in self.flat:
            self.text(x, y + NEURON[1] / 2 + 3 + PILL[1] + 10, self.flat[m, i], 10, bold=True, room=FLAT)

    def begun_delta(self, name, x, y, text):
        left, top, _, _ = box(x, y, PILL)
        chosen = self.selected == name
        fill = "lit" if chosen else "card"
        self.open_item(name, f"{self.spoken(name)}, {text}")
        self.add(
            f'<rect class="fill-{fill} stroke-ink" x="{left:g}" y="{top:g}" width="{PILL[0]}" height="{PILL[1]}" '
            f'rx="9" fill="{COLOURS[fill]}" stroke="{COLOURS["ink"]}" stroke-width="{2 if chosen else 1.3}" '
            f'stroke-dasharray="3 3"/>'
        )
        self.text(x, y + 4, text, 11.5, room=PILL[0] - 10)
        self.add("</g>")

    def input(self, i):
        name = ("x", i)
        x, y = self.place.neurons[0, i]
        self.open_item(name, self.spoken(name), drag=True)
        strength = self.strength(name)
        self.rectangle(x, y, NEURON, NEURON[1] / 2, "lit" if strength else "card", width=3.5 if strength == 2 else 1.5)
        self.text(x, y - 5, symbol("x", i), 11, "muted")
        self.text(x, y + 13, self.shown(name), 12.5, bold=True, room=NEURON[0] - 14)
        self.add("</g>")

    def constant(self, m):
        x, y = self.place.neurons[m, 0]
        self.add(
            f'<circle class="fill-card stroke-muted" cx="{x:g}" cy="{y:g}" r="{CONSTANT}" fill="{COLOURS["card"]}" '
            f'stroke="{COLOURS["muted"]}" stroke-width="1.5" stroke-dasharray="3 3"/>'
        )
        self.text(x, y + 4.5, "1", 12.5, "muted", bold=True)

    def target(self, k):
        name = ("y", k)
        x, y = self.place.targets[k]
        out = self.place.neurons[self.last, k][0] + NEURON[0] / 2
        self.add(
            f'<line class="stroke-muted" x1="{out:g}" y1="{y:g}" x2="{x - TARGET[0] / 2:g}" y2="{y:g}" '
            f'stroke="{COLOURS["muted"]}" stroke-dasharray="2 3"/>'
        )
        self.open_item(name, self.spoken(name), drag=True)
        strength = self.strength(name)
        self.rectangle(
            x,
            y,
            TARGET,
            6,
            "lit" if strength else "card",
            "ink" if strength == 2 else "muted",
            3 if strength == 2 else 1.3,
        )
        self.text(x, y - 4, symbol("y", k), 11, "muted")
        self.text(x, y + 13, self.shown(name), 12.5, bold=True, room=TARGET[0] - 8)
        self.add("</g>")

    def err(self):
        if ("Err",) not in self.values:
            return
        x, y = self.place.err
        self.open_item(("Err",), self.spoken(("Err",)))
        strength = self.strength(("Err",))
        if strength:
            self.rectangle(x, y + 6, (TARGET[0] + 8, 40), 6, "lit", "ink" if strength == 2 else "lit", 3)
        else:
            left, top, _, _ = box(x, y + 6, (TARGET[0], 40))
            self.add(
                f'<rect class="reach" x="{left:g}" y="{top:g}" width="{TARGET[0]}" height="40" fill="transparent"/>'
            )
        self.text(x, y + 2, "Err", 11, "muted")
        self.text(x, y + 18, self.shown(("Err",)), 13, bold=True, room=TARGET[0])
        self.add("</g>")

    def cross(self, x, y):
        self.add(
            f'<path class="stroke-neg" d="M{x - 12:g} {y - 12:g}l24 24m0 -24l-24 24" stroke="{COLOURS["neg"]}" '
            f'stroke-width="4" fill="none"/>'
        )
