"""The network as a picture whose sizes one sees: a function from numbers to the text of an SVG.

Four marks say how large a number is (`scales.py`): the level of a neuron its o, the width of a line its θ, an arrow
what would lower Err (−∂Err by that number), a square the error (y − ŷ)². The same text is the live view and the stored
picture. Colours are presentation attributes; a page has rules for them by class, `ink muted card pos neg lit …`, so
that it can be dark. No sign is told by colour alone. Every number that can be chosen is an element with `data-item`,
its name joined by dashes: "theta-1-2-1"; its marks stand in it. Each part of the picture has a line of the text: the
page sees at once which have changed (`kit/become.js`).
"""

from dataclasses import replace
from typing import NamedTuple

from ..one_step.formulas import describe, layer_role
from ..one_step.names import item, neuron_of
from ..one_step.text import number, rounded, symbol
from . import pen
from . import scales as sizes_of
from .colours import COLOURS
from .pen import escape, text_width
from .places import (
    ARROW,
    CONSTANT,
    GAUGE,
    NUMBERS,
    PITCH,
    TALL,
    TILE,
    WISH,
    Parts,
    box,
    ends,
    every_weight,
    high_of,
    layout,
    least_width,
    row,
    touch,
    wide_of,
    within,
)

MARKS = ("level", "line", "wish", "square")
LEAST_SCALE = 0.8  # a page that is narrower scrolls the picture sideways: its numbers stay readable
DIGITS = 3  # of a number in the picture; the panel has all
LEGEND = 10.5  # its size
LEAST = 10  # px: of letters
LONG, SHORT = 44, 24  # px: a full arrow in a neuron and beside an axis, and one at a label
HEAD = 8  # px: of an arrow; an outline of it where the arrow is too small to draw
BAND = 15  # px: a full band
ASIDE = 12  # px: between the network and what stands beside it
ALL = Parts()
HIDES = {"level": {"o"}, "square": {"o", "Err"}, "slope": {"o"}, "delta": {"delta"}, "gradient": {"delta", "gradient"}}


class Square(NamedTuple):
    """How Err comes from the squares: Err = times · Σ (y − ŷ)² over so many patterns; which is shown, from 1."""

    times: float = 1.0
    patterns: int = 1
    shown: int = 1


def network_diagram(
    sizes,
    bias,
    values,
    *,
    scales=None,
    marks=(),
    wishes=None,
    bands=None,
    square=None,
    width=640,
    selected=None,
    uses=(),
    letters=None,
    hide=(),
    ringed=(),
    flat=None,
    begun=None,
    still=(),
    parts=ALL,
    beside=None,
    alt="",
    prefix="",
):
    """The network of layers `sizes` as SVG text.

    values    {name: number}, the names of `snapshot.py`; a number that is missing is not drawn
    scales    the `Scales` of the marks, which all but the line need; marks: which of `MARKS` are drawn
    wishes    {name: ∂Err by it} of the numbers that carry an arrow: ("delta", m, i), ("gradient", m, i, l), and
              ("slope", k) for ŷ_k
    bands     {(m, i, l): δ θ} of the lines along which a δ comes back
    square    a `Square`; None where Err is not made of squares
    selected  the name of the chosen number, drawn strongest; `uses`, the names that it is computed from
    letters   {layer: letter}, the lecture's ℓ, i, j, k; `hide`: kinds of numbers shown as "?", and with them the marks
              that would tell them
    ringed    names of numbers of neurons and weights to ring, as wrong; `alt`: the picture in words
    flat      {neuron (m, i): word} to put below neurons whose σ has hardly any slope there, like "saturated"
    begun     {neuron (m, i): text}: a δ that is being made, as far as it is
    still     names of numbers that are dimmed: they do not hang on what is being dragged
    parts     what room is kept for, `Parts`
    beside    a picture like `Computes`, to stand at the right of the network, or below it where the width is short
    prefix    put before every element's id, so that two diagrams on a page do not share any
    """
    sizes, hide = tuple(sizes), frozenset(hide)
    place, fits = place_of(sizes, bias, width, selected, parts, beside)
    drawing = _Drawing(
        sizes, bias, values, place, scales, frozenset(marks), wishes or {}, bands or {}, square, selected,
        frozenset(uses), letters or {}, hide, flat or {}, begun or {}, frozenset(still), parts, beside, prefix,
    )  # fmt: skip
    return drawing.svg(ringed, alt, fits)


def place_of(sizes, bias, width, selected, parts, beside=None):
    """Where the network of such a diagram stands, a `Layout`; and whether `beside` has room at its right."""
    wide = beside.size[0] + ASIDE if beside else 0
    fits = width >= least_width(sizes, parts) + wide
    neuron = neuron_of(selected, sizes) if selected else None
    return layout(sizes, bool(bias), width - wide if fits else width, neuron, parts), fits


class _Drawing:
    def __init__(
        self, sizes, bias, values, place, scales, marks, wishes, bands, square, selected, uses, letters, hide, flat,
        begun, still, parts, beside, prefix,
    ):  # fmt: skip
        self.sizes, self.bias, self.values, self.place = sizes, bias, values, place
        self.scales, self.marks, self.square_of, self.room_for = scales, marks, square, parts
        self.selected, self.uses, self.letters, self.hide, self.prefix = selected, uses, letters, hide, prefix
        self.flat, self.begun, self.still_ones, self.beside = flat, begun, still, beside
        self.last = len(sizes) - 1
        self.wishes = {name: value for name, value in wishes.items() if "wish" in marks and self.told(name[0])}
        self.bands = {weight: value for weight, value in bands.items() if "wish" in marks and self.told("delta")}
        self.parts = []
        self.tells_slopes = False  # whether ∂Err/∂θ stands at a label

    def svg(self, ringed, alt, fits):
        weights = every_weight(self.sizes, self.bias)
        self.crowded = len(self.place.labels) < len(weights)  # then only one neuron's lines stand out
        self.ringed = {name[1:] for name in ringed}
        self.captions()
        # The chosen line comes last, on top of the others; then labels, then neurons, which lie over every line.
        for weight in sorted(weights, key=lambda weight: self.strength(*self.names_of_line(weight))):
            self.line(weight)
        for weight, value in self.bands.items():
            self.band(weight, value)
        for weight in sorted(self.place.labels, key=lambda weight: self.strength(*self.names_of_line(weight))):
            self.label(weight)
        for m, n in enumerate(self.sizes):
            for i in range(1, n + 1):
                self.neuron(m, i) if m else self.input(i)
            if self.bias and m < self.last:
                self.constant(m)
        for k in self.place.axes:
            self.axis(k)
        self.err()
        for name in ringed:
            self.ring(name)
        width, height = self.place.width, self.legend()
        if self.beside:
            width, height = self.put_beside(width, height, fits)
        return "\n".join([pen.sheet(width, height, LEAST_SCALE, alt), *self.lines(), "</svg>"])

    def put_beside(self, width, height, fits):
        """Draw what stands at the right of the network, or below it; returns the size of the whole."""
        wide, high = self.beside.size
        at = (width + ASIDE, 0) if fits else ((max(width, wide) - wide) / 2, height + ASIDE)
        replace(self.beside, at=at).draw(self)
        return (width + ASIDE + wide, max(height, high)) if fits else (max(width, wide), height + ASIDE + high)

    # -- what may be told --------------------------------------------------------------------------------------

    def told(self, mark):
        """Whether nothing is hidden that this mark would tell."""
        return not HIDES[mark] & self.hide

    def shown(self, name, plus=False, digits=DIGITS):
        """The number as text; "?" where it is hidden, None where there is none yet."""
        if name not in self.values:
            return None
        return "?" if name[0] in self.hide else rounded(self.values[name], digits, plus)

    def sign(self, name):
        """The class that tells a number's sign."""
        if name[0] in self.hide or self.values.get(name, 0) == 0:
            return "muted"
        return "pos" if self.values[name] > 0 else "neg"

    def written(self, name):
        """The number for those who cannot see it: none of its digits is too small."""
        return "?" if name[0] in self.hide else number(self.values[name])

    def spoken(self, name):
        value = self.written(name) if name in self.values else None
        wish = {"theta": ("gradient", *name[1:])}.get(name[0], name)
        wishes = ""
        if self.wishes.get(wish):
            what = "smaller" if self.wishes[wish] > 0 else "larger"
            wishes = f", to lower Err: {'u ' * (name[0] == 'delta')}{what}"
        return f"{describe(name, self.sizes)}: {'not computed yet' if value is None else value}{wishes}"

    # -- small pieces ------------------------------------------------------------------------------------------

    def add(self, text):
        self.parts.append(text)

    def lines(self):
        """The text of each element that stands in no group."""
        lines, depth = [], 0
        for part in self.parts:
            if depth:
                lines[-1] += part
            else:
                lines.append(part)
            depth += part.count("<g ") - part.count("</g>")
        return lines

    def text(self, *what, **how):
        self.add(pen.text(*what, **how))

    def rectangle(self, x, y, size, radius=0.0, fill="card", stroke=None, width=1.5):
        """A rectangle about its middle."""
        left, top, _, _ = box(x, y, size)
        edge = f' stroke="{COLOURS[stroke]}" stroke-width="{width:g}"' if stroke else ""
        self.add(
            f'<rect class="fill-{fill}{f" stroke-{stroke}" if stroke else ""}" x="{left:g}" y="{top:g}" '
            f'width="{size[0]:g}" height="{size[1]:g}" rx="{radius:g}" fill="{COLOURS[fill]}"{edge}/>'
        )

    def reach(self, x, y, size):
        """What can be pointed at and is not seen."""
        left, top, _, _ = box(x, y, size)
        self.add(
            f'<rect class="reach" x="{left:g}" y="{top:g}" width="{size[0]:g}" height="{size[1]:g}" '
            'fill="transparent"/>'
        )

    def stroke(self, x0, y0, x1, y1, colour="ink", width=1.5, more=""):
        """A straight line."""
        self.add(
            f'<line class="stroke-{colour}" x1="{x0:g}" y1="{y0:g}" x2="{x1:g}" y2="{y1:g}" '
            f'stroke="{COLOURS[colour]}" stroke-width="{width:.3g}"{more}/>'
        )

    def strength(self, *names):
        """2: one of the names is chosen; 1: used by the chosen one; 0: neither."""
        return 2 if self.selected in names else 1 if self.uses.intersection(names) else 0

    def open_item(self, name, label=None, drag=None):
        """Begin the group of a number that can be chosen. label: as which it stands in the list of numbers, None where
        it stands there already; drag: how many px upward are 1, or 0 for the page's own measure, if it moves."""
        drag = drag if name[0] in self.room_for.moves else None
        kinds = ["item", *(["drag"] if drag is not None else []), *(["still"] if name in self.still_ones else [])]
        attributes = ""
        if label is not None:
            chosen = "true" if self.strength(*self.same_place(name)) == 2 else "false"
            attributes = f' role="option" aria-selected="{chosen}" aria-label="{escape(label)}"'
        if drag is not None:
            attributes += f' data-value="{self.values[name]!r}"' + (f' data-unit="{drag:g}"' if drag else "")
        known = f' id="{self.prefix}{item(name)}"' if label is not None else ""
        self.add(f'<g{known} class="{" ".join(kinds)}" data-item="{item(name)}"{attributes}>')

    def close(self):
        self.add("</g>")

    def same_place(self, name):
        return self.names_of_line(name[1:]) if name[0] == "theta" else (name,)

    @staticmethod
    def names_of_line(weight):
        return ("theta", *weight), ("gradient", *weight), ("update", *weight)

    def arrow(self, x, y, slope, full, length, middle=False):
        """What would lower Err: an arrow up or down by −slope, at most `length` px long about (x, y), where the middle
        of it stands, or that of the longest."""
        part, cut = sizes_of.share(slope, full)
        if slope == 0 or slope != slope:
            self.stroke(x - 4, y, x + 4, y, "muted", 2)
            return
        up = -1 if slope < 0 else 1  # towards the tip; y grows downwards
        small = part * part < sizes_of.TOO_SMALL
        long, half = HEAD if small else max(part * length, HEAD), 1.4 + 1.2 * part
        base = y - up * (long if middle else length) / 2
        if small:
            d = f"M{x:g} {base + up * HEAD:g}l-4.5 {-up * HEAD}h9z"
            self.add(
                f'<path class="fill-card stroke-ink" d="{d}" fill="{COLOURS["card"]}" stroke="{COLOURS["ink"]}" '
                'stroke-width="1.2"/>'
            )
            return
        tip, neck = base + up * long, base + up * (long - HEAD)
        d = f"M{x - half:g} {base:g}V{neck:g}H{x - 5.5:g}L{x:g} {tip:g}L{x + 5.5:g} {neck:g}H{x + half:g}V{base:g}z"
        self.add(f'<path class="fill-ink" d="{d}" fill="{COLOURS["ink"]}"/>')
        if cut:
            self.stroke(x - 6, tip, x + 6, tip, "ink", 2.5)

    # -- the parts of the picture ------------------------------------------------------------------------------

    def captions(self):
        for m in range(len(self.sizes)):
            letter = f" ({self.letters[m]})" if m in self.letters else ""
            role = layer_role(self.sizes, m)
            if "level" in self.marks:
                low, high = self.scales.levels[m]
                role += f" {number(low)}…{number(high)}"
            half = 5.25 * text_width(role)
            x = min(max(self.place.neurons[m, 1][0], half + 2), self.place.width - half - 2)
            self.text(x, 12, f"layer {m}{letter}", 11, "muted")
            self.text(x, 25, role, 10.5, "muted")

    def band(self, weight, value):
        """What comes back along a line, below it: δ θ."""
        x0, y0, x1, y1 = ends(self.place, *weight)
        part, cut = sizes_of.share(value, self.scales.delta)
        long = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        right, down = -(y1 - y0) / long, (x1 - x0) / long  # across the line, downwards
        near = self.line_width(weight)[0] / 2
        corners = [
            (x + right * away, y + down * away)
            for (x, y), away in (((x0, y0), near), ((x1, y1), near), ((x1, y1), near + max(part * BAND, 1)),
                                 ((x0, y0), near + max(part * BAND, 1)))
        ]  # fmt: skip
        d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "z"
        self.add(f'<path class="fill-lane" d="{d}" fill="{COLOURS["lane"]}" fill-opacity="0.75"/>')
        if value == 0:
            return
        up = -3 if value < 0 else 3  # as an arrow: what lowers Err
        away = near + max(part * BAND, 7) / 2
        label = self.place.labels.get(weight)
        gap = within((x0, y0, x1, y1), box(*label, self.place.label)) if label else (1.0, 1.0)
        for t in [t for t in (0.12, 0.3, 0.5, 0.7, 0.88) if not gap[0] - 0.03 < t < gap[1] + 0.03]:
            x, y = x0 + t * (x1 - x0) + right * away, y0 + t * (y1 - y0) + down * away
            self.add(
                f'<path class="stroke-ink" d="M{x - 4:.1f} {y - up / 2:.1f}l4 {up}l4 {-up}" fill="none" '
                f'stroke="{COLOURS["ink"]}" stroke-width="1.6"/>'
            )
        if cut:
            (ax, ay), (bx, by) = corners[0], corners[3]
            self.stroke(round(ax, 1), round(ay, 1), round(bx, 1), round(by, 1), "ink", 2.5)

    def line_width(self, weight):
        return sizes_of.line_width(self.values["theta", *weight]) if "line" in self.marks else (1.5, False)

    def line(self, weight):
        theta, gradient, update = self.names_of_line(weight)
        x0, y0, x1, y1 = ends(self.place, *weight)
        slope = f", ∂Err/∂θ {self.written(gradient)}" if gradient in self.values else ""
        self.open_item(theta, self.spoken(theta) + slope, drag=0)
        strength = self.strength(theta, gradient, update)
        if strength:
            self.stroke(x0, y0, x1, y1, "lit", 22 if strength == 2 else 14)
        kind, (thick, cut) = self.sign(theta), self.line_width(weight)
        far = ' opacity="0.35"' if self.crowded and self.place.labels and weight not in self.place.labels else ""
        dash = ' stroke-dasharray="7 4"' if kind == "neg" else ""
        pieces = [(0.0, 1.0)]
        if weight in self.place.labels:
            gap = within((x0, y0, x1, y1), box(*self.place.labels[weight], self.place.label))
            pieces = [(0.0, gap[0]), (gap[1], 1.0)]
        for begin, end in pieces:
            here = [round(a + t * (b - a), 1) for t in (begin, end) for a, b in ((x0, x1), (y0, y1))]
            self.stroke(*here, kind, thick, dash + far)
        if cut:
            for x, y in ((x0 + 3, y0), (x1 - 3, y1)):
                self.stroke(x, y - 8, x, y + 8, kind, 2.5)
        self.add(
            f'<line class="reach" x1="{x0:g}" y1="{y0:g}" x2="{x1:g}" y2="{y1:g}" stroke="transparent" '
            'stroke-width="14"/>'
        )
        self.close()

    def label(self, weight):
        theta, gradient, update = self.names_of_line(weight)
        x, y = self.place.labels[weight]
        chosen = self.strength(theta, gradient, update)
        self.open_item(theta, drag=0)
        size = self.place.label
        if chosen:
            self.rectangle(x, y, size, 3, "lit")
        else:
            self.reach(x, y, size)
        text, slope = self.shown(theta, plus=True), self.shown(gradient, plus=True)
        middle, room, halo = x, size[0] - 2, not chosen
        if gradient in self.wishes:
            if self.room_for.slopes:
                middle, room = x + ARROW / 2, room - ARROW
            half = min(12.5 * text_width(text, True), room) / 2
            self.arrow(middle - half - 7, y, self.wishes[gradient], self.scales.gradient, SHORT, middle=True)
        below = slope and self.room_for.slopes and size[1] > TALL
        if below and LEAST * text_width(slope) > room:
            slope = self.shown(gradient, plus=True, digits=DIGITS - 1)
        self.tells_slopes |= bool(below)
        self.text(middle, y - 1.5 if below else y + 4.5, text, 12.5, self.sign(theta), True, room=room, halo=halo)
        if below:
            self.text(middle, y + 10.5, slope, LEAST, "muted", room=room, halo=halo)
        self.name_of_weight(weight, chosen == 2 and weight not in self.ringed)  # the ring would go through it
        self.close()

    def name_of_weight(self, weight, seen):
        """θ₂₁ beside a label where there is room: when the weight is chosen, or pointed at."""
        x, y = self.place.labels[weight]
        name, (wide, high) = symbol("θ", *weight[1:]), self.place.label
        size = 11 * text_width(name), 12
        others = [box(*at, self.place.label) for each, at in self.place.labels.items() if each != weight]
        others += [box(*at, (wide_of(*n, self.place.wide), high_of(*n, self.place.high)))
                   for n, at in self.place.neurons.items()]  # fmt: skip
        for middle in (
            (x, y - high / 2 - 6), (x, y + high / 2 + 6), (x - (wide + size[0]) / 2 - 2, y),
            (x + (wide + size[0]) / 2 + 2, y),
        ):  # fmt: skip
            here = box(*middle, size)
            if not any(touch(here, other) for other in others):
                self.text(middle[0], middle[1] + 4, name, 11, "ink", kind="" if seen else "whose")
                if not seen:
                    self.parts[-1] = self.parts[-1].replace("<text ", '<text display="none" ', 1)
                return

    def neuron(self, m, i):
        x, y = self.place.neurons[m, i]
        wide, high = self.place.wide, self.place.high
        u, o, delta = ("u", m, i), ("o", m, i), ("delta", m, i)
        chosen = self.selected in (u, o, delta)
        self.add(f'<g class="frame{" still" * (o in self.still_ones)}">')
        self.rectangle(x, y, (wide, high), 9, "card", "ink", 3.5 if chosen else 1.5)
        self.text(x - wide / 2 + 2, y - high / 2 - 3, i, 10, "muted", anchor="start")
        self.close()
        for letter, name in (("u", u), ("o", o), ("δ", delta)):
            if name == delta and not (self.room_for.deltas and (delta in self.values or (m, i) in self.begun)):
                continue
            middle, at = row(self.place, self.room_for, *name)
            left = middle - NUMBERS / 2 + 3
            begun = self.begun.get((m, i)) if name == delta and delta not in self.values else None
            more = f", {begun}" if begun else ""
            more += f", {self.flat[m, i]}" if name == u and (m, i) in self.flat else ""
            self.open_item(name, self.spoken(name) + more)
            if self.strength(name):
                self.rectangle(middle, at, (NUMBERS - 2, PITCH), 3, "lit")
            self.reach(middle, at, (NUMBERS - 2, PITCH))
            value, bold = self.shown(name, plus=name == delta), name != u or self.selected == name
            colour = self.sign(delta) if name == delta else "ink" if bold else "muted"
            if begun:
                self.text(middle, at + 4.5, begun, 11.5, room=NUMBERS - 6)
            else:
                self.text(left, at + 4.5, letter, 12, "muted", anchor="start", slanted=True)
                self.text(left + NUMBERS - 8, at + 4.5, value or "·", 11 if name == u else 12.5, colour, bold,
                          anchor="end", room=NUMBERS - 19)  # fmt: skip
            if name == o and "level" in self.marks:
                self.level(x - wide / 2 + GAUGE / 2 + 2, y, high - 8, o, m)
            if name in self.wishes:
                right = x + wide / 2 - (TILE if self.room_for.tiles else 0)
                self.arrow(right - WISH / 2 - 0.5, y, self.wishes[name], self.scales.delta, LONG)
            self.close()
        if self.room_for.tiles and self.beside:
            self.beside.tile(self, m, i, x + (wide - TILE) / 2, y, TILE - 4)
        if (m, i) in self.flat:
            self.text(x, y + high / 2 + 11, self.flat[m, i], 10, bold=True, room=wide)

    def level(self, x, y, high, name, m):
        """A gauge, filled from 0 up or down to o."""
        low, top = self.scales.levels[m]
        zero, _ = sizes_of.filled(0.0, (low, top))
        bottom = y + high / 2
        self.rectangle(x, y, (GAUGE - 4, high), 2, "card", "muted", 1)
        if name in self.values and name[0] not in self.hide:
            part, cut = sizes_of.filled(self.values[name], (low, top))
            ends_at, begins = bottom - part * high, bottom - zero * high
            self.rectangle(x, (ends_at + begins) / 2, (GAUGE - 5, abs(ends_at - begins)), 0, "level")
            self.stroke(x - GAUGE / 2 + 1, ends_at, x + GAUGE / 2 - 1, ends_at, "ink", 4.5 if cut else 2)
        if low < 0:
            self.stroke(x - GAUGE / 2 + 1, bottom - zero * high, x + GAUGE / 2 - 1, bottom - zero * high, "muted", 1)

    def input(self, i):
        name = ("x", i)
        x, y = self.place.neurons[0, i]
        size = wide_of(0, i, 0), high_of(0, i, 0)
        self.open_item(name, self.spoken(name), drag=0)
        strength = self.strength(name)
        self.rectangle(x, y, size, 9, "lit" if strength else "card", "ink", 3.5 if strength == 2 else 1.5)
        if "level" in self.marks:
            self.level(x - size[0] / 2 + GAUGE / 2 + 2, y, size[1] - 8, name, 0)
        middle = x + (GAUGE / 2 if "level" in self.marks else 0)
        self.text(middle, y - 5, symbol("x", i), 11, "muted")
        self.text(middle, y + 12, self.shown(name), 12.5, bold=True, room=size[0] - GAUGE - 8)
        self.close()

    def constant(self, m):
        x, y = self.place.neurons[m, 0]
        self.add(
            f'<circle class="fill-card stroke-muted" cx="{x:g}" cy="{y:g}" r="{CONSTANT}" fill="{COLOURS["card"]}" '
            f'stroke="{COLOURS["muted"]}" stroke-width="1.5"/>'
        )
        self.text(x, y + 4.5, "1", 12.5, "muted", bold=True)

    def height_at(self, k, value):
        """Where a value stands on the axis of output k, and whether it is off it."""
        _, top, bottom = self.place.axes[k]
        part, off = sizes_of.filled(value, self.scales.axis)
        return round(bottom - part * (bottom - top), 1), off

    def axis(self, k):
        x, top, bottom = self.place.axes[k]
        y, o = ("y", k), ("o", self.last, k)
        low, high = self.scales.axis
        target, off_y = self.height_at(k, self.values[y])
        told = o in self.values and "o" not in self.hide
        output, off_o = self.height_at(k, self.values[o]) if told else (None, False)
        if told and ("Err",) in self.values and "square" in self.marks and self.square_of and self.told("square"):
            self.open_item(("Err",))
            self.square(x, target, output, off_y or off_o)
            self.close()
        self.stroke(x, top, x, bottom, "muted", 1.5)
        for value in dict.fromkeys((low, 0.0, high)):
            at, _ = self.height_at(k, value)
            self.stroke(x - 4, at, x, at, "muted", 1.5)
            self.text(x - 6, at + 3.5, number(value), 10, "muted", anchor="end", room=16)
        above = output is None or target <= output  # the target's name above it, that of the output below; or reversed
        self.open_item(y, self.spoken(y), drag=(bottom - top) / (high - low))
        strength = self.strength(y)
        at = target - 5 if above else target + 14
        name = f"{symbol('y', k) if self.sizes[-1] > 1 else 'y'} = {self.shown(y)}"
        if strength:
            self.rectangle(x + 43, at - 4, (74, 15), 3, "lit", "ink" if strength == 2 else None)
        self.reach(x + 24, (target + at - 4) / 2, (80, abs(target - at + 4) + 18))
        self.stroke(x - 9, target, x + 9, target, "ink", 4.5)
        if off_y:
            self.stroke(x - 9, target - 5, x + 9, target - 5, "ink", 2)
        self.text(x + 10, at, name, 12, "ink", bold=True, anchor="start", room=68)
        self.close()
        self.open_item(o)
        if told:
            out = self.place.neurons[self.last, k][0] + self.place.wide / 2
            middle = self.place.neurons[self.last, k][1]
            self.stroke(out, middle, x, output, "muted", 1.2, ' stroke-opacity="0.6"')
            self.add(
                f'<circle class="fill-ink" cx="{x:g}" cy="{output:g}" r="{4.5 if not off_o else 6}" '
                f'fill="{COLOURS["ink"]}"/>'
            )
        if o in self.values:
            at = bottom + 14 if output is None else output + 14 if above else output - 5
            self.reach(x + 38, at - 4, (72, 14))
            y_hat = symbol("ŷ", k) if self.sizes[-1] > 1 else "ŷ"
            self.text(x + 10, at, f"{y_hat} = {self.shown(o)}", 12, anchor="start", room=68)
            if ("slope", k) in self.wishes:
                slope = self.wishes["slope", k]
                long = min(LONG, bottom - top)
                middle = output + (-long / 2 if slope < 0 else long / 2)  # it begins at ŷ, where there is room
                middle = min(max(middle, top + long / 2), bottom - long / 2)
                self.arrow(x - 27, middle, slope, self.scales.slope, long)
        self.close()

    def square(self, x, target, output, cut):
        """(y − ŷ)² as an area."""
        side = abs(target - output)
        self.add(pen.residual(x, min(target, output), side, target < output, 1.3))
        if cut:
            end = min(target, output)
            self.stroke(x, end - 3, x + side, end - 3, "neg", 2.5)

    def err(self):
        if ("Err",) not in self.values or self.place.err is None:
            return
        x, y = self.place.err
        self.open_item(("Err",), self.spoken(("Err",)))
        strength = self.strength(("Err",))
        size = (104, 38)
        if strength:
            self.rectangle(x + 24, y + 6, size, 6, "lit", "ink" if strength == 2 else None, 3)
        else:
            self.reach(x + 24, y + 6, size)
        self.text(x + 24, y + 3, f"Err = {self.shown(('Err',))}", 13, bold=True, room=size[0] - 6)
        words = self.made_of()
        if words:
            self.text(x + 24, y + 18, words, 10, "muted", room=size[0] - 4)
        self.close()

    def made_of(self):
        """What the squares of the shown pattern are of Err."""
        if self.square_of is None or "square" not in self.marks:
            return ""
        times, patterns, shown = self.square_of
        if patterns == 1:
            part = {1.0: "", 0.5: "½ of "}.get(times, f"{rounded(times)} of ")
            return part + {1: "the square", 2: "both squares"}.get(self.sizes[-1], "all squares")
        outputs = [("o", self.last, k) for k in self.place.axes]
        if not self.told("square") or not all(each in self.values for each in outputs):
            return f"of {patterns} patterns"
        part = times * sum((self.values["y", k] - self.values["o", self.last, k]) ** 2 for k in self.place.axes)
        return f"pattern {shown}: {rounded(part)}"

    def ring(self, name):
        """A ring around a number, or around the neuron where its weight ends if that has no label."""
        kind, m, i, *_ = name
        x, y = self.place.neurons[m, i]
        size = self.place.wide, self.place.high
        if kind in ("u", "o", "delta"):
            (x, y), size = row(self.place, self.room_for, *name), (NUMBERS, PITCH - 8)  # and not over its neighbour
        elif name[1:] in self.place.labels:
            (x, y), size = self.place.labels[name[1:]], self.place.label
        left, top, _, _ = box(x, y, (size[0] + 8, size[1] + 8))
        self.add(
            f'<rect class="stroke-neg" x="{left:g}" y="{top:g}" width="{size[0] + 8:g}" height="{size[1] + 8:g}" '
            f'rx="12" fill="none" stroke="{COLOURS["neg"]}" stroke-width="3"/>'
        )

    def legend(self):
        """What is drawn, in a line or two at the bottom; returns the height of the picture."""
        said = []
        if "level" in self.marks:
            said.append("level: o, empty…full above")
            if self.room_for.tiles and self.beside:
                over = " and ".join(symbol("x", i) for i in self.beside.inputs)
                kind, low = ("map", ", dashed in its lower half") if len(self.beside.inputs) == 2 else ("curve", "")
                said.append(f"small {kind}: o over {over}, on the same scale{low}")
        if "line" in self.marks:
            said.append(f"line: θ, dashed = negative, widest {sizes_of.HEAVY:g}")
        if self.tells_slopes:
            said.append("small: ∂Err/∂θ")
        names = {"delta": "−δ", "gradient": "−∂Err/∂θ", "slope": "−∂Err/∂ŷ"}
        drawn = [each for each in names if any(name[0] == each for name in self.wishes)]
        if drawn == ["gradient"] and not any(name[0] == "gradient" for name in self.values):
            said.append("arrow: lowers Err, the longest most, a hollow one hardly")  # a view that does not know ∂ yet
        elif drawn:
            full = ", ".join(f"{names[each]} {number(getattr(self.scales, each))}" for each in drawn)
            said.append(f"arrow: lowers Err, longest {full}")
        if self.bands:
            said.append(f"band: δ · θ coming back, widest {number(self.scales.delta)}")
        if "square" in self.marks and self.square_of and self.place.axes:
            said.append("square: (y − ŷ)²")
        lines, room = [""], self.place.width - 12
        for words in said:
            longer = f"{lines[-1]} · {words}".removeprefix(" · ")
            if lines[-1] and 0.6 * LEGEND * len(longer) > room:
                lines.append(words)
            else:
                lines[-1] = longer
        bottom = self.place.height
        for n, words in enumerate(filter(None, lines)):
            self.text(6, round(bottom + 6 + 14 * n, 1), words, LEGEND, "muted", anchor="start", room=room)
        return round(bottom + (14 * len(lines) if said else 0), 1)
