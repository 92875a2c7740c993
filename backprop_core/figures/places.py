"""Where everything of the network diagram stands, in pixels: layers from left to right, and on each weight's line a
place for its label at which it touches nothing."""

from functools import lru_cache
from typing import NamedTuple

from ..one_step.names import weight_names

GAUGE, NUMBERS, WISH, TILE = 16, 66, 15, 44  # the parts of a neuron, from left to right
PITCH = 16  # from one of its numbers to the next
INPUT = 64  # how wide an input is
HIGH, INPUT_HIGH = 54, 38  # of a neuron, and of one without δ
CONSTANT = 15  # radius of the constant neuron
BETWEEN = 24  # the least room between two neurons, one below the other: a number, and a word
PITCHES = {1: 128, 2: 118, 3: 104, 4: 92}  # from a neuron to the one below it, by how many there are
LEAST_PITCH = HIGH + BETWEEN
MARGIN = 6  # of the picture
CAPTIONS = 30  # the layers' names
ROW, SECOND, TALL = 15, 12, 20  # how high a label is: θ; with ∂Err/∂θ below it; at least, with an arrow
LABEL, ARROW = 44, 12  # how wide: its number, and an arrow
ASIDE = 18  # what is left of its line, at least, to both sides together
TO_AXIS = 36  # from an output to its axis
AXES = {1: 116, 2: 78}  # how long the axis beside an output is at most, by how many there are
LEAST_AXIS = 80  # the room to its right: for y and ŷ, and their square
ABOUT = 17  # what is written above and below an axis
ERR = 40  # the height of Err below
PLACES = (0.5, *(0.5 + side * n / 25 for n in range(1, 9) for side in (-1, 1)))  # along a line, for its label
TRIES = 3000  # of placing the labels of a layer


class Layout(NamedTuple):
    """The middles of the neurons {(m, i): (x, y)}; of the axes {k: (x, top, bottom)}; of Err and of the labels that
    are shown {(m, i, l): (x, y)}; and the size of neurons and labels."""

    width: float
    height: float
    neurons: dict
    axes: dict
    err: tuple | None
    labels: dict
    wide: float
    high: float
    label: tuple


class Parts(NamedTuple):
    """What a diagram has room for: axes beside the outputs; a δ in each neuron; arrows in neurons; an arrow and
    ∂Err/∂θ at every label; and in each neuron a small picture of its o. Besides, the kinds of number that move."""

    targets: bool = True
    deltas: bool = True
    wishes: bool = True
    slopes: bool = False
    tiles: bool = False
    moves: tuple = ("theta", "x", "y")

    @property
    def neuron(self):
        """Width and height of a neuron."""
        wide = GAUGE + NUMBERS + (WISH if self.wishes else 0) + (TILE if self.tiles else 0)
        return wide, HIGH if self.deltas or self.tiles else INPUT_HIGH

    @property
    def labels(self):
        """Widths and heights of a label, the best first: with ∂Err/∂θ, or at least with room for its arrow."""
        return ((LABEL + ARROW, ROW + SECOND), (LABEL + ARROW, TALL)) if self.slopes else ((LABEL, ROW),)


def least_width(sizes, parts):
    """The width below which a diagram is scaled down rather than laid out anew."""
    wide, _ = parts.neuron
    axes = parts.targets * (TO_AXIS + LEAST_AXIS)
    return 2 * MARGIN + INPUT + (len(sizes) - 1) * (wide + parts.labels[0][0] + ASIDE) + axes


@lru_cache(maxsize=1024)
def layout(sizes, bias, width, neuron, parts):
    """The `Layout` of layers of `sizes`; lines whose labels would collide carry them only at `neuron` (m, i)."""
    place = _full_layout(sizes, bias, width, parts)
    if place.labels is not None:
        return place
    near = [(m, i, l) for m, i, l in every_weight(sizes, bias) if neuron in ((m, i), (m - 1, l))]
    return place._replace(labels=_place_labels(near, near, place, fan=neuron) or {})


def every_weight(sizes, bias):
    """(m, i, l) of all weights."""
    return [weight for m in range(1, len(sizes)) for weight in weight_names(sizes, bias, m)]


@lru_cache(maxsize=64)
def _full_layout(sizes, bias, width, parts):
    """The `Layout` with every label, or with None for `labels` where they would collide."""
    width, last = max(width, least_width(sizes, parts)), len(sizes) - 1
    wide, high = parts.neuron
    outputs = sizes[last]
    counts = [n + (bias and m < last) for m, n in enumerate(sizes)]
    rows = max(counts)
    pitch = max(PITCHES.get(rows, 0), LEAST_PITCH)
    axis = min(AXES.get(outputs, 60), LEAST_AXIS + 0.2 * (width - least_width(sizes, parts)))
    axis = min(axis, pitch - 2 * ABOUT) if outputs > 1 else axis
    first_x = MARGIN + INPUT / 2
    last_x = width - MARGIN - parts.targets * (TO_AXIS + max(axis, LEAST_AXIS)) - wide / 2
    neurons = {}
    for m, count in enumerate(counts):
        for row in range(count):
            i = row + 1 if row < sizes[m] else 0
            x = first_x + (last_x - first_x) * m / last
            # The constant neuron is smaller: moved to the right, its lines begin where the others do.
            right = 0 if i else wide_of(m, 1, wide) / 2 - CONSTANT
            neurons[m, i] = round(x + right, 1), (row - (count - 1) / 2) * pitch
    edges = [(y - half, y + half) for (m, i), (_, y) in neurons.items() for half in [high_of(m, i, high) / 2]]
    top = min(edge for edge, _ in edges) - 12  # a neuron's number stands above it
    bottom = max(edge for _, edge in edges) + 14  # a word below
    at = {k: neurons[last, k][1] for k in range(1, outputs + 1)} if parts.targets else {}
    if at:
        top = min(top, at[1] - axis / 2 - ABOUT)
        bottom = max(bottom, at[outputs] + axis / 2 + ABOUT + ERR)
    down = CAPTIONS + 4 - top
    neurons = {name: (x, round(y + down, 1)) for name, (x, y) in neurons.items()}
    x = round(last_x + wide / 2 + TO_AXIS, 1)
    axes = {k: (x, round(y + down - axis / 2, 1), round(y + down + axis / 2, 1)) for k, y in at.items()}
    err = (x, axes[outputs][2] + ABOUT + 14) if axes else None
    height = round(bottom + down + MARGIN, 1)
    place = Layout(width, height, neurons, axes, err, None, wide, high, parts.labels[0])
    weights = every_weight(sizes, bias)
    for label in parts.labels:
        labels = _place_labels(weights, weights, place._replace(label=label))
        if labels is not None:
            return place._replace(labels=labels, label=label)
    return place


def wide_of(m, i, wide):
    """How wide a neuron is: an input wishes nothing."""
    return 2 * CONSTANT if i == 0 else INPUT if m == 0 else wide


def high_of(m, i, high):
    """How high a neuron is: an input has neither u nor δ."""
    return 2 * CONSTANT if i == 0 else INPUT_HIGH if m == 0 else high


def row(place, parts, kind, m, i):
    """The middle of the place where a neuron's u, o or delta is written."""
    x, y = place.neurons[m, i]
    rows = ("u", "o", "delta") if parts.deltas else ("u", "o")
    return x - place.wide / 2 + GAUGE + 1 + NUMBERS / 2, y + PITCH * (rows.index(kind) - (len(rows) - 1) / 2)


def ends(place, m, i, l):
    """Both ends of the line from neuron l of layer m−1 to neuron i of layer m: x0, y0, x1, y1."""
    (x0, y0), (x1, y1) = place.neurons[m - 1, l], place.neurons[m, i]
    return x0 + wide_of(m - 1, l, place.wide) / 2, y0, x1 - place.wide / 2, y1


def box(x, y, size):
    """The box (left, top, right, bottom) of `size` about a middle."""
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2


def touch(a, b):
    """Whether two boxes overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def common(a, b):
    """The area that two boxes have in common."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(wide, 0.0) * max(high, 0.0)


def within(line, around):
    """The part of a line (x0, y0, x1, y1) that lies in a box, as two fractions of its length; None where none does."""
    x0, y0, x1, y1 = line
    first, last = 0.0, 1.0
    for begin, along, low, high in ((x0, x1 - x0, around[0], around[2]), (y0, y1 - y0, around[1], around[3])):
        if along == 0:
            if not low < begin < high:
                return None
            continue
        enter, leave = sorted(((low - begin) / along, (high - begin) / along))
        first, last = max(first, enter), min(last, leave)
    return (first, last) if first < last else None


def obstacles(place):
    """The boxes that no label may touch: neurons, with what is written above and below them."""
    boxes = []
    for (m, i), (x, y) in place.neurons.items():
        left, top, right, bottom = box(x, y, (wide_of(m, i, place.wide), high_of(m, i, place.high)))
        boxes.append((left - 2, top - (11 if i else 1), right + 2, bottom + (13 if m and i else 1)))
    return boxes


def _place_labels(weights, others, place, fan=None):
    """A place on its own line for the label of every weight, or None where there is no way.

    No label touches another or a neuron, nor has it another line in its middle; at the neuron `fan` alone, where these
    meet, it may after all. All labels of a layer stand at the same share of their lines, where that works: it is
    easiest to read.
    """
    labels = {}
    for layer in sorted({m for m, _, _ in weights}):
        lines = {weight: ends(place, *weight) for weight in weights if weight[0] == layer}
        crossed = {weight: ends(place, *weight) for weight in others if weight[0] == layer}
        places = PLACES if fan is None else sorted(PLACES, reverse=fan[0] == layer - 1)  # away from where they meet
        for avoided, share in [(crossed, 1.0), (crossed, 0.7), (crossed, 0.4)] + [({}, 0.0)] * (fan is not None):
            placed = _place_along(lines, places, place, avoided, share)
            if placed is not None:
                break
        if placed is None:
            return None
        labels |= placed
    return labels


def _place_along(lines, places, layout, avoided, share):
    """The labels of `lines`, each at one of `places` where it is free, and the `avoided` lines keep away from such a
    share of it; None if there is no such way, or none is found in so many tries."""
    taken = obstacles(layout)
    free = {}  # {weight: {share: (middle, box)}}
    for weight, (x0, y0, x1, y1) in lines.items():
        free[weight] = {}
        for t in places:
            middle = round(x0 + t * (x1 - x0), 1), round(y0 + t * (y1 - y0), 1)
            here = box(*middle, (layout.label[0] + 4, layout.label[1] + 2))
            inner = box(*middle, (share * layout.label[0], share * layout.label[1]))
            on_a_line = any(other != weight and within(line, inner) for other, line in avoided.items())
            if not on_a_line and not any(touch(here, each) for each in taken):
                free[weight][t] = middle, here
    for choices in (*([t] for t in places), places):
        left = [TRIES]

        def put(rest, boxes, choices=choices, left=left):
            if not rest:
                return {}
            for t in choices:
                if t not in free[rest[0]]:
                    continue
                left[0] -= 1
                if left[0] < 0:
                    return None
                middle, here = free[rest[0]][t]
                if not any(touch(here, other) for other in boxes):
                    found = put(rest[1:], [*boxes, here])
                    if found is not None:
                        return {rest[0]: middle, **found}
            return None

        found = put(list(lines), [])
        if found is not None:
            return found
    return None
