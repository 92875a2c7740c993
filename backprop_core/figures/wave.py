"""What moves while a micro-step is done: numbers travel along the lines, meet in a neuron and are made into the next.

A wave is what `moves.py` says. Nothing that is hidden travels, waits or sets a direction.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..one_step.backward import back_terms, settled_sum
from ..one_step.names import item
from ..one_step.snapshot import Snapshot
from ..one_step.text import rounded
from . import pen
from . import scales as sizes_of
from .colours import COLOURS
from .moves import LINE, Moves, diamond, dot, rectangle, token_width
from .places import Layout, Parts, box, common, ends, every_weight, high_of, row, wide_of
from .scales import Scales

LEAVE, READ, ARRIVE = 350, 500, 300  # ms: from a neuron to the weight; "θ × o" stands there; into the other neuron
BETWEEN, TOGETHER = 350, 1400  # ms: from one line to the next; from the first to the last at most
MADE = 250  # ms: in which what is made comes up
CURVE, SQUEEZE, MEET, PUSH, AREA = 700, 750, 900, 700, 800  # ms: of σ, of σ′, of δ × o, of an update, of Err
WHOLE = 1650  # ms: a forward and a backward pass through the whole network
PANEL = 96, 62  # px: where σ and σ′ are seen
PLACES = 41  # of the curve
TELL_DELTA = "delta", "gradient", "update"  # kinds of number each of which would tell a δ


@dataclass(frozen=True)
class Scene:
    """The picture in which something moves: where all stands, the numbers, and the kinds of them that are hidden."""

    place: Layout
    parts: Parts
    snapshot: Snapshot
    scales: Scales
    hide: frozenset

    def told(self, *kinds):
        """Whether none of these kinds is hidden."""
        return not self.hide.intersection(kinds)

    def written(self, name, *kinds):
        """A number as it travels; "?" where it is hidden, or where it would tell one of `kinds` that are."""
        return rounded(self.snapshot.values[name]) if self.told(name[0], *kinds) else "?"

    def output(self, m, i):
        """The o of a neuron, of an input, or of the constant one, as it travels."""
        return "1" if i == 0 else self.written(("o", m, i) if m else ("x", i))


def micro_step(scene, name):
    """What moves while the number `name` of `names.py` is computed, a δ with all that comes back to it.
    {} where there is nothing to be seen."""
    kind, *place = name
    return getattr(_Wave(scene), f"_{kind}")(*place)


def part_of_delta(scene, part):
    """What moves while a part of `backward_pass` is done."""
    kind, *place = part
    return getattr(_Wave(scene), "_back" if kind == "back" else "_squeezed")(*place)


def whole_step(scene):
    """A forward and a backward wave through the whole network; in a crowded one along the lines of one neuron."""
    return _Wave(scene).whole()


class _Wave(Moves):
    """The wave to one number of the network, or through all of it."""

    def __init__(self, scene):
        super().__init__()
        self.scene, self.place, self.values = scene, scene.place, scene.snapshot.values
        self.sizes = scene.snapshot.net.sizes
        self.last = len(self.sizes) - 1

    def number_waits(self, name, until):
        self.waits(f'[data-item="{item(name)}"] > text:last-of-type', until)

    def level_rises(self, m, i, begin, end):
        """The level of a neuron, which would tell the sign of its o."""
        if self.scene.told("o"):
            of = f'[data-item="{item(("o", m, i))}"]'
            self.grows(f"{of} > .fill-level", begin, end, _edge(self.values["o", m, i]))
            self.waits(f"{of} > line, {of} > circle", end)

    def arrow_grows(self, of, slope, begin, end):
        self.grows(f"{of} > path", begin, end, _edge(-slope))

    # -- the parts of a micro-step -----------------------------------------------------------------------------

    def output(self, m, i):
        """The o of a neuron, of an input, or of the constant one."""
        return self.values[("o", m, i) if m else ("x", i)] if i else 1.0

    def middle_of(self, weight):
        """Where a weight is read: at its label, or in the middle of its line."""
        x0, y0, x1, y1 = ends(self.place, *weight)
        return self.place.labels.get(weight) or ((x0 + x1) / 2, (y0 + y1) / 2)

    def is_narrow(self, product, weight, room=math.inf):
        """Whether a product at its weight would hide the neurons at both ends, and there is `room` (px) for two
        lines."""
        x0, _, x1, _ = ends(self.place, *weight)
        return token_width(product) > x1 - x0 and room >= 20 + LINE

    def gather(self, terms, to, begin=0, sums=()):
        """Terms travel one after another and are added up at `to`; the ms at which all have come.

        terms   (weight, whether it goes back, what leaves, the product, its value); sums: the sum after each
        """
        pause = min(BETWEEN, TOGETHER / max(len(terms) - 1, 1))
        arrivals = [begin + LEAVE + READ + ARRIVE + n * pause for n in range(len(terms))]
        heights = sorted(self.middle_of(weight)[1] for weight, *_ in terms)
        room = min((below - above for above, below in pairwise(heights)), default=math.inf)
        for n, (weight, back, leaves, product, value) in enumerate(terms):
            start = begin + n * pause
            x0, y0, x1, y1 = ends(self.place, *weight)
            (ax, ay), (bx, by) = ((x1, y1), (x0, y0)) if back else ((x0, y0), (x1, y1))
            middle = self.middle_of(weight)
            self.token(leaves, (start, ax, ay), (start + LEAVE, *middle))
            narrow = self.is_narrow(product, weight, room)
            self.token(product, (start + LEAVE, *middle), (start + LEAVE + READ, *middle), narrow=narrow)
            self.token(value, (start + LEAVE + READ, *middle), (arrivals[n], bx, by))
        for n, text in enumerate(sums):
            until = [*arrivals[1:], arrivals[-1] + MADE][n]
            self.token(f"Σ {text}", (arrivals[n], *to), (until, *to))
        return arrivals[-1]

    def panel(self, m, i, content, begin, end):
        """What is seen beside a neuron, where it hides least of the others: to its right, but at an output to its
        left, for there are y and ŷ; or above or below it, or between two of the layer beside it."""
        (x, y), (width, height) = self.place.neurons[m, i], PANEL
        across, up = (self.place.wide + width) / 2 + 6, (self.place.high + height) / 2 + 12
        side = -across if m == self.last else across
        places = [(x + side, y), (x, y - up), (x, y + up), (x - side, y)]
        places += [(x + to, y + down) for to in (side, -side) for down in (-up / 2, up / 2)]
        others = [box(*at, (wide_of(*each, self.place.wide), high_of(*each, self.place.high)))
                  for each, at in self.place.neurons.items()]  # fmt: skip

        def hides(at):
            here = box(*at, PANEL)
            inside = min(here) >= 0 and here[2] <= self.place.width and here[3] <= self.place.height
            return sum(common(here, other) for other in others) if inside else math.inf

        x, y = min(places, key=hides)
        card = rectangle("fill-card stroke-muted", -width / 2, -height / 2, width, height, 6)
        self.piece(card + content, begin, end, (begin, x, y), (end, x, y))
        return x, y

    def sums(self, values, told):
        """Σ so far, after each of the terms."""
        return [rounded(settled_sum(values[: n + 1])) if told else "?" for n in range(len(values))]

    def _u(self, m, i):
        scene, terms, values = self.scene, [], []
        for weight in every_weight(self.sizes, scene.snapshot.net.bias):
            if weight[:2] == (m, i):
                l = weight[2]
                o, theta = scene.output(m - 1, l), scene.written(("theta", *weight))
                values.append(self.values["theta", *weight] * self.output(m - 1, l))
                value = rounded(values[-1]) if o != "?" and scene.told("u") else "?"
                terms.append((weight, False, o, f"{theta} × {_factor(o)}", value))
        sums = self.sums(values, scene.told("u") and (m == 1 or scene.told("o")))
        end = self.gather(terms, row(self.place, scene.parts, "u", m, i), sums=sums) + MADE
        self.number_waits(("u", m, i), end)
        return self.lasting(end + MADE)

    def _o(self, m, i):
        """u goes in on the axis, o comes out at the height of the curve; and the level rises."""
        begin = 0
        if self.scene.told("u", "o"):
            begin = self.curve(m, i)
        self.level_rises(m, i, begin, begin + MADE)
        self.number_waits(("o", m, i), begin + MADE)
        return self.lasting(begin + 2 * MADE)

    def curve(self, m, i):
        """σ, and the point that goes along u and then up to o; the ms at which it is there."""
        u, o = self.values["u", m, i], self.values["o", m, i]
        if not (math.isfinite(u) and math.isfinite(o)):
            return 0
        far = max(4.0, 1.1 * abs(u))
        over = np.linspace(-far, far, PLACES)
        with np.errstate(over="ignore", invalid="ignore"):
            heights = self.scene.snapshot.net.activations[m].f(over)
        low, high = min(0.0, float(heights.min())), max(0.0, float(heights.max()), 1e-9)
        width, height = PANEL[0] - 16, PANEL[1] - 16

        def at(u, o):
            return width * u / (2 * far), height * (0.5 - (o - low) / (high - low))

        sigma = pen.text(6 - PANEL[0] / 2, 13 - PANEL[1] / 2, f"σ({rounded(u)})", 11, anchor="start")
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, over.tolist(), heights.tolist()))
        (left, zero), (right, _) = at(-far, 0), at(far, 0)
        end = CURVE + MADE
        x, y = self.panel(
            m, i,
            f'<line class="stroke-muted" x1="{left:.1f}" y1="{zero:.1f}" x2="{right:.1f}" y2="{zero:.1f}" '
            f'stroke="{COLOURS["muted"]}"/><polyline class="stroke-ink" points="{line}" fill="none" '
            f'stroke="{COLOURS["ink"]}" stroke-width="2"/>{sigma}',
            0, end,
        )  # fmt: skip
        way = [(0, at(0, 0)), (0.4 * CURVE, at(u, 0)), (CURVE, at(u, o)), (end, at(u, o))]
        self.piece(dot(5), 0, end, *((ms, x + right, y + down) for ms, (right, down) in way))
        return CURVE

    def _Err(self):
        """ŷ goes to its axis, and the square grows between it and y."""
        if not self.scene.told("Err", "o"):
            return {}
        for k, (x, top, bottom) in self.place.axes.items():
            neuron = self.place.neurons[self.last, k]
            y_hat, _ = sizes_of.filled(self.values["o", self.last, k], self.scene.scales.axis)
            height = bottom - y_hat * (bottom - top)
            self.piece(dot(5), 0, AREA / 2, (0, neuron[0] + self.place.wide / 2, neuron[1]), (AREA / 2, x, height))
        for fill, origin in (("level", "0% 100%"), ("square", "0% 0%")):  # up from ŷ where it is too low, else down
            self.grows(f'[data-item="Err"] > .residual.fill-{fill}', AREA / 2, AREA, origin, "scale")
        self.waits('[data-item="Err"] > text', AREA)
        return self.lasting(AREA + MADE)

    def back(self, m, i, terms=None, begin=0):
        """What comes back to a neuron: to an output ∂Err/∂ŷ, else δ_j θ_ji of each neuron j that it feeds, or of those
        in `terms`. The ms at which it has come."""
        scene, to = self.scene, row(self.place, self.scene.parts, "delta", m, i)
        values = back_terms(scene.snapshot, m, i)
        if m == self.last:
            if i not in self.place.axes:
                return begin
            text = rounded(values[0]) if scene.told("o", "Err", *TELL_DELTA) else "?"
            (x, top, bottom), (middle, y) = self.place.axes[i], self.place.neurons[m, i]
            come = begin + LEAVE + READ
            self.token(f"∂Err/∂ŷ {text}", (begin, x, (top + bottom) / 2), (come, middle + self.place.wide / 2, y))
            self.token(text, (come, *to), (come + MADE, *to))
            return come
        told = scene.told(*TELL_DELTA)
        sums, found = self.sums(values, told), []
        for j, value in enumerate(values, start=1):
            weight = (m + 1, j, i)
            delta, theta = scene.written(("delta", m + 1, j), *TELL_DELTA), scene.written(("theta", *weight))
            found.append((weight, True, f"δ {delta}", f"{theta} × {_factor(delta)}", rounded(value) if told else "?"))
        chosen = [j - 1 for j in terms or range(1, len(values) + 1)]
        return self.gather([found[j] for j in chosen], to, begin, [sums[j] for j in chosen])

    def squeeze(self, m, i, begin):
        """σ′ lets through so much of what has come back; the ms at which it has."""
        slope = self.scene.snapshot.slope(m, i)
        if not self.scene.told("u", "o", *TELL_DELTA) or not math.isfinite(slope):
            return begin
        width, end = PANEL[0] - 16, begin + SQUEEZE
        back = rounded(settled_sum(back_terms(self.scene.snapshot, m, i)))
        words = pen.text(0, -16, back, 12, bold=True) + pen.text(0, -1, f"× σ′ {rounded(slope)}", 11.5)
        x, y = self.panel(m, i, words + rectangle("fill-card stroke-ink", -width / 2, 7, width, 16), begin, end)
        bar = self.piece(rectangle("fill-ink bar", -width / 2, 7, width, 16), begin, end, (begin, x, y), (end, x, y))
        part = min(abs(slope) / max(1.0, self.scene.snapshot.net.activations[m].limit), 1.0)
        all_of, passed = ({"transform": f"scaleX({each:.4g})", "transformOrigin": "0% 50%"} for each in (1, part))
        self.move(f"{bar} > .bar", (begin + 0.25 * SQUEEZE, all_of), (begin + 0.75 * SQUEEZE, passed))
        return end

    def _back(self, m, i, j=None):
        end = self.back(m, i, None if j is None else [j])
        self.number_waits(("delta", m, i), end + MADE)
        return self.lasting(end + 2 * MADE)

    def _delta(self, m, i):
        return self._squeezed(m, i, self.back(m, i) + MADE)

    def _squeezed(self, m, i, begin=0):
        end = self.squeeze(m, i, begin)
        self.delta_appears(m, i, end)
        return self.lasting(end + 2 * MADE)

    def delta_appears(self, m, i, at):
        self.number_waits(("delta", m, i), at)
        if self.scene.told(*TELL_DELTA):
            self.arrow_grows(f'[data-item="{item(("delta", m, i))}"]', self.values["delta", m, i], at, at + MADE)

    def _gradient(self, m, i, l):
        """o from one end of the line and δ from the other meet at the weight: of this pattern, for ∂Err/∂θ their
        product."""
        scene, weight = self.scene, (m, i, l)
        x0, y0, x1, y1 = ends(self.place, *weight)
        middle = self.middle_of(weight)
        o, delta = scene.output(m - 1, l), scene.written(("delta", m, i), *TELL_DELTA)
        product = "?"
        if "?" not in (o, delta):
            product = rounded(self.values["delta", m, i] * self.output(m - 1, l))
        met, made = MEET, MEET + LEAVE
        self.token(o, (0, x0, y0), (LEAVE, *middle))
        self.token(f"δ {delta}", (0, x1, y1), (LEAVE, *middle))
        both = f"{delta} × {_factor(o)}"
        self.token(both, (LEAVE, *middle), (met, *middle), narrow=self.is_narrow(both, weight))
        self.token(f"∂ {product}", (met, *middle), (made, *middle))
        label = f'[data-item="{item(("theta", *weight))}"]'
        self.waits(f"{label} > text.muted", made)
        if scene.told(*TELL_DELTA):
            self.arrow_grows(label, self.values["gradient", m, i, l], made, made + MADE)
        return self.lasting(made + 2 * MADE)

    def _update(self, m, i, l):
        """θ − η ∂Err/∂θ is read, and the arrow pushes the number."""
        if not self.scene.told(*TELL_DELTA) or (m, i, l) not in self.place.labels:
            return {}
        slope, (x, y) = self.values["gradient", m, i, l], self.place.labels[m, i, l]
        item_of = f'[data-item="{item(("theta", m, i, l))}"]'
        far = 0 if slope == 0 else 12 if slope > 0 else -12  # down on the page where it becomes smaller
        still, pushed = ({"transform": f"translateY({each}px)"} for each in (0, far))
        theta, eta = rounded(self.values["theta", m, i, l]), rounded(self.scene.snapshot.eta)
        beside = y - 24 if far >= 0 else y + 24  # where the number is not pushed to
        self.token(f"{theta} − {eta} × {_factor(rounded(slope))}", (0, x, beside), (READ + PUSH, x, beside))
        self.move(f"{item_of} > path", (READ, still), (READ + 0.5 * PUSH, pushed), (READ + PUSH, still))
        self.token(theta, (0, x, y), (READ, x, y), (READ + 0.5 * PUSH, x, y + far))
        self.waits(f"{item_of} > text:first-of-type", READ + 0.5 * PUSH)
        return self.lasting(READ + PUSH + MADE)

    # -- whole passes ------------------------------------------------------------------------------------------

    def whole(self):
        weights = every_weight(self.sizes, self.scene.snapshot.net.bias)
        if len(self.place.labels) < len(weights):
            weights = [*self.place.labels]
        each = WHOLE / (2 * self.last + 1)
        for m in range(1, self.last + 1):
            end, returns = m * each, WHOLE - m * each
            for weight in weights:
                if weight[0] == m:
                    x0, y0, x1, y1 = ends(self.place, *weight)
                    self.piece(dot(4.5), end - each, end, (end - each, x0, y0), (end, x1, y1))
                    if weight[2]:
                        self.piece(diamond(5.5), returns, returns + each, (returns, x1, y1), (returns + each, x0, y0))
            for i in range(1, self.sizes[m] + 1):
                self.number_waits(("u", m, i), end)
                self.number_waits(("o", m, i), end)
                self.level_rises(m, i, end, end + each / 2)
                self.delta_appears(m, i, returns)
        self.waits('[data-item="Err"] > text', self.last * each)
        return self.lasting(WHOLE + MADE)


def _factor(text):
    """As it stands in a product: what is negative in brackets."""
    return f"({text})" if text.startswith("−") else text


def _edge(value):
    """From where something grows that reaches from 0 to `value`."""
    return "50% 100%" if value >= 0 else "50% 0%"
