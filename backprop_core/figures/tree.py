"""A network beside the tree of all paths behind a weight or a neuron: a function from numbers to the text of an SVG.

Equal sub-trees light up and fold together, until the tree is the network's graph (`one_step/unfolded.py`). The drawing
always has the same elements in the same order, also where several lie on one another: so a page can let them travel.
Colours, classes and `data-item` are those of `diagram.py`.
"""

from ..one_step.names import item, neuron_of
from ..one_step.text import LOWERED, symbol
from ..one_step.unfolded import copies, folded_into, folds, nodes, products
from . import pen
from .colours import COLOURS
from .diagram import LEAST_SCALE
from .pen import escape, text_width

MOST_LEAVES = 36  # of a tree that can be read; of larger ones only the numbers are shown
COLUMN = 40  # px: the least from one layer to the next
RADIUS, LEAST_RADIUS = 13, 5.5
PITCH = 62  # px: the most from one neuron to the one below it
MARGIN, GAP = 6, 34  # of the picture; between graph and tree
BODY = 300  # px: as high as a tree may be whose leaves have room
LEAST_PITCH = 11.5
TOP, CAPTION, LEGEND = 44, 18, 34  # what stands above the layers, their names, and what stands below


def least_width(sizes):
    """The width below which the picture is scaled down."""
    return 2 * (MARGIN + RADIUS) * 2 + GAP + COLUMN * _steps(sizes)


def _steps(sizes):
    """How many steps from column to column both parts have together, where the tree is longest: so every column keeps
    its place, whatever is chosen."""
    return 2 * (len(sizes) - 1)


def _most_leaves(sizes):
    """The leaves of the largest tree of this network that is drawn; the others are as high."""
    counts = [copies(sizes, ("u", m, 1))[len(sizes) - 1] for m in range(1, len(sizes))]
    return max((count for count in counts if count <= MOST_LEAVES), default=1)


def fold_diagram(sizes, bias, start, fold, *, selected=None, labels=None, width=560, alt="", prefix=""):
    """The graph of layers `sizes` beside the tree behind `start`, after `fold` steps, as SVG text.

    fold      two steps for each of `folds`: its copies light up, and they are one
    selected  the name of the chosen number; labels: {name: words} of those that can be chosen
    alt       the picture in words; prefix: put before every element's id
    """
    drawing = _Drawing(tuple(sizes), bias, start, fold, selected, labels or {}, max(width, least_width(sizes)))
    return drawing.svg(alt, prefix)


class _Drawing:
    def __init__(self, sizes, bias, start, fold, selected, labels, width):
        self.sizes, self.bias, self.start, self.width = sizes, bias, start, width
        self.selected, self.labels = selected, labels
        order = folds(sizes, start)
        self.all = frozenset(order)
        self.folded = frozenset(order[: fold // 2])
        self.lit = order[fold // 2] if fold % 2 else None
        self.first, self.last = start[1], len(sizes) - 1
        self.paths = copies(sizes, start)[self.last]
        self.parts = []
        rows = max(sizes[m] + (bias and m < self.last) for m in range(len(sizes)))
        leaves = _most_leaves(sizes)
        self.high = max(leaves * LEAST_PITCH, min(BODY, max(rows * PITCH, leaves * PITCH)), rows * 2 * RADIUS + 10)
        self.pitch = min(PITCH, self.high / rows)
        self.middle = TOP + CAPTION + self.high / 2
        column = (width - 4 * (MARGIN + RADIUS) - GAP) / _steps(sizes)
        self.graph_x = [MARGIN + RADIUS + 4 + m * column for m in range(len(sizes))]
        right = width - MARGIN - RADIUS - 4
        self.tree_x = {m: right - (self.last - m) * column for m in range(len(sizes))}

    def svg(self, alt, prefix):
        self.prefix = prefix
        middle = (self.graph_x[-1] + self.tree_x[0]) / 2
        self.heads(middle)
        bottom = TOP + CAPTION + self.high
        self.line("line", middle, 8, middle, bottom, 1)
        self.graph()
        self.tree() if self.paths <= MOST_LEAVES else self.counts()
        height = round(bottom + LEGEND, 1)
        self.legend(bottom)
        return f"{pen.sheet(self.width, height, LEAST_SCALE, alt)}{''.join(self.parts)}</svg>"

    # -- small pieces ------------------------------------------------------------------------------------------

    def text(self, *what, **how):
        self.parts.append(pen.text(*what, **how))

    def line(self, colour, x0, y0, x1, y1, width):
        self.parts.append(pen.path(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}", colour, width, "moves"))

    def ball(self, x, y, words, radius=RADIUS, lit=False, faint=False, square=False):
        """A neuron, or as a square an input: what is lit is yellow, and has a thick edge."""
        fill, edge, wide = ("lit", "ink", 3) if lit else ("card", "muted" if faint else "ink", 1.2)
        dress = (
            f'class="fill-{fill} stroke-{edge}" fill="{COLOURS[fill]}" stroke="{COLOURS[edge]}" stroke-width="{wide}"'
        )
        shape = f'<circle r="{radius:.3g}" {dress}/>'
        if square:
            shape = f'<rect x="{-radius:g}" y="{-radius:g}" width="{2 * radius:g}" height="{2 * radius:g}" {dress}/>'
        size = max(10, min(12.5, 2 * radius / text_width(words) - 1))
        colour = "muted" if faint else "ink"
        self.parts.append(
            f'<g class="moves" transform="translate({x:.1f} {y:.1f})">{shape}'
            f'<text class="{colour}" y="{size / 3:.3g}" font-size="{size:.3g}" text-anchor="middle" '
            f'fill="{COLOURS[colour]}">{escape(words)}</text></g>'
        )

    def open_item(self, name, chosen):
        label = escape(self.labels.get(name, ""))
        self.parts.append(
            f'<g id="{self.prefix}{item(name)}" class="item" data-item="{item(name)}" role="option" '
            f'aria-selected="{"true" if chosen else "false"}" aria-label="{label}">'
        )

    def close(self):
        self.parts.append("</g>")

    # -- the parts of the picture ------------------------------------------------------------------------------

    def heads(self, middle):
        done = self.all <= self.folded
        here, there = (
            sum(products(self.sizes, self.start, self.folded)),
            sum(products(self.sizes, self.start, self.all)),
        )
        count = f"{self.paths} path{'s' * (self.paths > 1)}"
        words = "the tree is the graph" if done and self.all else f"the tree: {count}"
        for x, room, head, number in (
            (middle / 2, middle, "the graph: each δ once", there),
            ((middle + self.width) / 2, self.width - middle, words, here),
        ):
            size = min(12.5, (room - 10) / text_width(head))
            self.text(x, 15, head, round(size, 1))
            size = min(15, (room - 10) / text_width(f"{number} multiplications", True))
            self.text(x, 34, f"{number} multiplications", round(size, 1), bold=True)

    def captions(self, places):
        for m, x in places:
            self.text(x, TOP + 12, f"layer {m}", 10.5, "muted")

    def column(self, count, rows, pitch):
        """The heights of `count` neurons in a column, as far apart as `rows` let them be."""
        apart = pitch * rows / count
        return [self.middle + (row - (count - 1) / 2) * apart for row in range(count)]

    def graph(self):
        place = {}
        rows = max(n + (self.bias and m < self.last) for m, n in enumerate(self.sizes))
        for m, n in enumerate(self.sizes):
            constant = self.bias and m < self.last
            heights = self.column(n + constant, rows, self.pitch)
            place |= {(m, i + 1): (self.graph_x[m], heights[i]) for i in range(n)}
            if constant:
                place[m, 0] = self.graph_x[m], heights[n]
        self.captions(enumerate(self.graph_x))
        weights = [(m, i, l) for m in range(1, len(self.sizes)) for i in range(1, self.sizes[m] + 1)
                   for l in range(0 if self.bias else 1, self.sizes[m - 1] + 1)]  # fmt: skip
        begin = self.start[1:] if self.start[0] == "theta" else None
        for weight in sorted(weights, key=lambda weight: (weight == begin, self.behind(weight))):
            m, i, l = weight
            (x0, y0), (x1, y1) = place[m - 1, l], place[m, i]
            self.open_item(("theta", *weight), self.selected and self.selected[0] in ("theta", "gradient", "update")
                           and self.selected[1:] == weight)  # fmt: skip
            self.parts.append(
                f'<path class="reach" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" fill="none" stroke="transparent" '
                'stroke-width="8"/>'
            )
            colour, wide = ("pos", 4) if weight == begin else ("ink", 1.2) if self.behind(weight) else ("line", 1)
            self.line(colour, x0, y0, x1, y1, wide)
            self.close()
        for (m, i), (x, y) in place.items():
            if i == 0:
                self.ball(x, y, "1", 10, faint=True, square=True)
                continue
            name = ("u", m, i) if m else ("x", i)
            chosen = self.selected and self.selected[0] not in ("theta", "gradient", "update")
            self.open_item(name, chosen and neuron_of(self.selected, self.sizes) == (m, i))
            faint = not (m > self.first or (m, i) == self.start[1:3])
            words = symbol("δ", i) if m else symbol("x", i)
            self.ball(x, y, words, lit=(m, i) == self.lit, faint=faint, square=m == 0)
            self.close()

    def behind(self, weight):
        """Whether the paths lead along it."""
        m, _, l = weight
        return m > self.first + 1 or (m == self.first + 1 and l == self.start[2])

    def begin(self, y):
        """The o with which the paths of a weight begin, and its line."""
        if self.start[0] != "theta":
            return
        x, l = self.tree_x[self.first - 1], self.start[3]
        self.line("pos", x, y, self.tree_x[self.first], y, 4)
        self.ball(
            x, y, "1" if l == 0 else symbol("x" if self.first == 1 else "o", l), square=self.first == 1 or l == 0
        )

    def tree(self):
        every = nodes(self.sizes, self.start)
        first = {node: self.first + len(node) - 1 for node in every}
        spots, unfolded = {}, {}
        for m in range(self.first, len(self.sizes)):
            here = [node for node in every if first[node] == m]
            for row, node in enumerate(here):
                unfolded.setdefault(folded_into(node, self.start, self.folded), []).append((row + 0.5) / len(here))
        columns = {m: sorted((each for each in unfolded if each[0] == m),
                             key=lambda each: (sum(unfolded[each]) / len(unfolded[each]), each[1]))
                   for m in self.tree_x if m >= self.first}  # fmt: skip
        rows = max(map(len, columns.values()))
        pitch = min(self.pitch, self.high / rows)
        radii = {}
        for m, column in columns.items():
            heights = self.column(len(column), rows, pitch)
            spots |= {each: (self.tree_x[m], y) for each, y in zip(column, heights, strict=True)}
            apart = pitch * rows / len(column)
            radii[m] = max(LEAST_RADIUS, min(RADIUS, 0.46 * apart))
        self.captions((m, self.tree_x[m]) for m in columns)
        at = {node: spots[folded_into(node, self.start, self.folded)] for node in every}
        for node in every[1:]:
            wide = 2.6 if self.in_lit(node[:-1]) else 1.2
            self.line("ink", *at[node[:-1]], *at[node], wide)
        self.begin(self.middle)
        for node in every:
            radius, i = radii[first[node]], node[-1]
            words = symbol("δ", i) if radius >= 10 else str(i)
            self.ball(*at[node], words, radius, lit=self.in_lit(node))

    def in_lit(self, node):
        """Whether it belongs to a sub-tree that is lit."""
        if self.lit is None:
            return False
        m, i = self.lit
        place = m - self.first
        return len(node) > place and node[place] == i

    def counts(self):
        """Of a tree that nobody could read: how many neurons it has in each layer."""
        there = copies(self.sizes, self.start, self.folded)
        self.captions((m, self.tree_x[m]) for m in there)
        for m in range(self.first, self.last):
            self.line("ink", self.tree_x[m], self.middle, self.tree_x[m + 1], self.middle, 1.2)
        self.begin(self.middle)
        for m, count in there.items():
            apart = self.tree_x[self.last] - self.tree_x[self.last - 1] if self.last > self.first else 60
            lit = self.lit is not None and m >= self.lit[0]
            words, radius = str(count), min(apart / 2 - 3, 20)
            self.ball(self.tree_x[m], self.middle, words, radius, lit=lit)
        middle = (self.tree_x[self.first] + self.tree_x[self.last]) / 2
        self.text(middle, self.middle + 44, "so many δ in each layer:", 10.5, "muted")
        self.text(middle, self.middle + 58, "too many to draw", 10.5, "muted")

    def legend(self, bottom):
        lit = (
            ""
            if self.lit is None
            else f" · yellow, thick: {self.copies_of_lit()} equal sub-trees, {self.name_of_lit()}"
        )
        self.text(MARGIN, bottom + 14, "a line: one product, with θ · a neuron: one, with σ′ (an output: two)", 10.5,
                  "muted", anchor="start")  # fmt: skip
        self.text(MARGIN, bottom + 28, f"blue, thick: what is chosen{lit}", 10.5, "muted", anchor="start")

    def copies_of_lit(self):
        return copies(self.sizes, self.start, self.folded)[self.lit[0] - 1]

    def name_of_lit(self):
        m, i = self.lit
        return f"δ{str(i).translate(LOWERED)} of layer {m}"
