"""Why backpropagation works (lecture §8): paths and δ, what a gradient costs, who judges it, and the tip about δ."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from ... import checks, costs
from ...figures.deltas import draw_wiggle, neuron_axis, reach
from ...figures.tree import MOST_LEAVES, fold_diagram, least_width
from ...figures.why import WAYS, draw_check, draw_costs, draw_growth, draw_terms, mark_paths
from ...gradient_check import ErrorCurve
from ...one_step.backward import settled_sum
from ...one_step.check import judge, true_moves
from ...one_step.formulas import describe
from ...one_step.names import item, name_of
from ...one_step.paths import all_paths, start_of
from ...one_step.text import number, symbol
from ...one_step.unfolded import copies, folds, products
from ..kit import controls, looks
from ..kit.hint import KEYS
from ..kit.pictures import Picture, choosable
from ..kit.setting import LOOKS, Setting, choice, placed, power, read_names
from ..kit.transport import Player
from .measure import COST, DEPTHS, GROWING, MOST_WORK, SLICE, counted, deeper, jobs, measure, networks
from .network_explorer import FIGURE, NetworkExplorer, Numbers
from .panel import panel_html

LEAST_H, MOST_H = 1e-14, 1.0
MOST_ROWS = 24  # of the table of paths
HIDDEN = "hidden until you answer"
LOW = (FIGURE[0], 222)  # a view with its line of tasks fits the screen
NO_CURVE = ErrorCurve(*[np.array([])] * 3)
PICTURES = {
    "growth": Picture(
        lambda ax: draw_growth(ax, DEPTHS, [1] * len(DEPTHS), [1] * len(DEPTHS), (1, 1, 1), ""), LOW,
        (54, 38, 14, 50), usual=False,
    ),
    "paths": Picture(lambda ax: draw_terms(ax, [], 0, ""), LOW, (54, 38, 14, 50)),
    "costs": Picture(lambda ax: draw_costs(ax, {}, (1, []), ""), LOW, (54, 38, 18, 50), usual=False),
    "times": Picture(
        lambda ax: draw_costs(ax, {}, (1, []), "", times=True), LOW, (54, 38, 18, 50), instead_of="costs"
    ),  # beside them, once they are measured
    "check": Picture(lambda ax: draw_check(ax, NO_CURVE, None, (1.0, 1.0), ""), LOW, (54, 38, 18, 50)),
    "wiggle": Picture(None, LOW, (54, 38, 10, 50), usual=False, limits=((0, 1), (-1, 1))),
}  # fmt: skip
TREE = "tree"  # the picture that stands in the place of the diagram
PANEL = {"growth", "costs", "check", TREE}  # pictures that need no explanation of one number beside them
FOLD = (
    "Click a line or a neuron of the graph: its paths are the tree. Press Fold. Keys: ← → choose, Ctrl+Z takes back."
)


def most_paths(s):
    """How many paths lead from the chosen number to Err."""
    _, m, *_ = start_of(name_of(s["selected"]), s["sizes"])
    return costs.count_paths(s["sizes"], m)


def read_path(name, value, s):
    """Which path is marked; 0: all of them."""
    return checks.whole_number(name, value, most=most_paths(s))


def most_folds(s):
    """How many steps fold the tree of the chosen number: two for each neuron that has copies."""
    return 2 * len(folds(s["sizes"], start_of(name_of(s["selected"]), s["sizes"])))


def read_fold(name, value, s):
    """How far the tree is folded."""
    return checks.whole_number(name, value, most=most_folds(s))


def read_shown(name, value, s):
    """Which pictures are shown, the tree among them; None: the usual ones."""
    return read_names(name, value, (*choosable(PICTURES), TREE))


def show_with(control, s, *names):
    """A control belongs to pictures: where none of them is shown, it has nothing to do."""
    looks.show(control, {*names} & {*WhyExplorer._pictures_of(s)})


def shown_with(*names):
    """A control's setting is shown, and the control with these pictures."""

    def show(control, value, s):
        control.value = value
        show_with(control, s, *names)

    return show


def show_path(slider, value, s):
    """As far as there are paths."""
    slider.show(value, most_paths(s))
    show_with(slider, s, "paths")


def show_fold(slider, value, s):
    """As far as there is something to fold."""
    slider.show(value, most_folds(s))
    show_with_tree(slider, s)


def show_with_tree(control, s):
    """A control of the tree, seen with it; where there is nothing to fold, it keeps its place."""
    (control.add_class if has_tree(s) else control.remove_class)("bp-keeps")
    looks.show(control, has_tree(s) and most_folds(s) > 0)


def has_tree(s):
    """Whether the tree is shown."""
    return s["pictures"] is not None and TREE in s["pictures"]


@dataclass(frozen=True)
class WhyNumbers(Numbers):
    """And where the paths begin, the paths, what judges the gradient, and what Err does when each u is moved: as far
    as they are shown."""

    start: tuple
    paths: list
    judgement: object
    moves: dict


class WhyExplorer(NetworkExplorer):
    """Every path from a weight to Err, and how many there are beside the few δ; the tree of all paths, which folds
    until each δ is there once; what three ways to the gradient cost; the gradient check over h; and for every neuron
    what the tip of lecture §8 asks: if I wiggle its u, how much does Err wiggle?

    All settings of `NetworkExplorer`, and:

    path    which path from the chosen weight (or from u of the chosen neuron) is marked, from 1; 0: all of them
    fold    how far the tree is folded: two steps for each neuron, of which the first lights up its equal sub-trees
    grow    "width" or "depth": how the networks grow whose costs are compared
    h       for the gradient check and for the wiggle, from 1e-14 to 1
    pictures  which of "tree", "growth", "paths", "costs", "check", "wiggle" are shown; None: "paths" and "check".
              The tree takes the place of the network's numbers

    Times are measured only on request, and are never stored: they are this machine's.
    """

    _pictures = PICTURES
    _few_controls = False
    _fresh = {"path": 0, "fold": 0}
    _hint = f"Click a weight or a u; drag a weight, an input or a target up or sideways. {KEYS}"

    _kind_of_numbers = WhyNumbers
    settings = placed(
        NetworkExplorer.settings | {"pictures": Setting(None, read_shown)},
        before="full",
        path=Setting(
            0, read_path, lambda value: controls.whole_slider("path", value, 0, max(1, value)), LOOKS, show_path
        ),
        fold=Setting(
            0, read_fold, lambda value: controls.whole_slider("folded", value, 0, max(1, value)), LOOKS, show_fold
        ),
        grow=choice("width", GROWING, "Growing", "160px", LOOKS)._replace(show=shown_with("costs")),
        h=power(1e-3, "h", LEAST_H, MOST_H, LOOKS, "136px")._replace(show=shown_with("check", "wiggle")),
    )
    _at_hand = ("fold", "grow", "h")
    _first_under_more = ("path",)

    # -- settings ----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        if changes.get("selected", settings["selected"]) != settings["selected"]:
            changes = {**self._fresh, **changes}  # other paths
        return super()._change(settings, changes)

    # -- numbers -----------------------------------------------------------------------------------------------

    def _seen(self, snapshot, s, before):
        shown, start = self._pictures_of(s), start_of(name_of(s["selected"]), s["sizes"])
        return super()._seen(snapshot, s, before) | {
            "start": start,
            "paths": all_paths(snapshot, start) if "paths" in shown else [],
            "judgement": judge(snapshot, s["h"]) if "check" in shown else None,
            "moves": true_moves(snapshot, s["h"]) if "wiggle" in shown else {},
        }

    def _of_all(self):
        """Whether all that is shown is about the whole network; then the panel, which explains one number, gives its
        place to the pictures."""
        s, shown = self._settings, self._pictures_of(self._settings)
        return bool(shown) and PANEL.issuperset(shown) and not s["hide"] and not s["predicted"]

    @classmethod
    def _pictures_of(cls, s):
        return (*((TREE,) if has_tree(s) else ()), *super()._pictures_of(s))

    def _secret(self):
        """Whether the slopes may not be seen: together they tell every number that can be hidden."""
        return bool(self._settings["hide"])

    def _sum(self):
        """What all paths together make."""
        return settled_sum([path.term for path in self._numbers.paths])

    def _grown(self):
        return networks(self._settings["sizes"], self._settings["grow"])

    # -- words -------------------------------------------------------------------------------------------------

    def _number(self, value):
        return "?" if self._secret() else number(value, self._settings["full"], plus=True)

    def _whole(self):
        """What the paths are summed to, in symbols, and where they begin in words."""
        kind, m, i, *l = self._numbers.start
        if kind == "u":
            return symbol("δ", i, layer=m), f"{symbol('u', i, layer=m)}"
        theta = symbol("θ", i, l[0], layer=m)
        return f"∂Err/∂{theta}", theta

    def _path_line(self):
        """The chosen path, or all of them, in a line."""
        paths, n = self._numbers.paths, self._settings["path"]
        if n:
            return f"path {n} of {len(paths)}: {self._number(paths[n - 1].term)}"
        count = "the only path" if len(paths) == 1 else f"all {len(paths)} paths"
        return f"{count}: {self._whole()[0]} = {self._number(self._sum())}"

    def _path_lines(self):
        """The chosen path, or all of them, as lines of the panel: pairs (text, style)."""
        s, paths = self._settings, self._numbers.paths
        if not paths:
            return []
        whole, begin = self._whole()
        of = f", pattern {s['pattern']} alone" if len(s["x"][0]) > 1 else ""
        if s["path"]:
            path = paths[s["path"] - 1]
            numbers = HIDDEN if self._secret() else f"= {path.numbers(s['full'])}"
            return [
                (f"Path {s['path']} of {len(paths)} from {begin} to Err{of}: {path.words}", "title"),
                (path.symbols(), "bold"),
                (numbers, ""),
                (f"= {self._number(path.term)}", "result"),
            ]
        m = self._numbers.start[1]
        neurons, factors = 1 + sum(s["sizes"][m + 1 :]), len(paths[0].factors)
        ways = f"There are {len(paths)} paths, each with {factors} factors. They share the δ of {neurons} neurons; "
        ways += "each δ is computed once."
        if len(paths) == 1:
            ways = f"There is one path, with {factors} factors."
        return [
            (f"All paths from {begin} to Err{of}", "title"),
            (f"{whole} = the sum of their products", "bold"),
            (ways, ""),
            (f"= {self._number(self._sum())}", "result"),
        ]

    def _products(self, folded):
        """How often the tree multiplies when so many of its neurons are folded; None: all of them."""
        sizes, start = self._settings["sizes"], self._numbers.start
        return products(sizes, start, folds(sizes, start)[:folded])

    def _fold_line(self):
        """The tree as it stands, in a line."""
        s, start = self._settings, self._numbers.start
        order, done = folds(s["sizes"], start), s["fold"] // 2
        paths = costs.count_paths(s["sizes"], start[1])
        if not order:
            return f"{paths} path{'s' * (paths > 1)}: the tree is the graph"
        if s["fold"] % 2:
            m, i = order[done]
            equal = copies(s["sizes"], start, order[:done])[m - 1]
            return f"{symbol('δ', i)} of layer {m} stands there {equal} times, with all that follows"
        if done == len(order):
            return "The tree is the graph: each δ once"
        if not done:
            return f"All {paths} paths"
        m, i = order[done - 1]
        return f"{symbol('δ', i)} of layer {m} is computed once: all lines lead to it"

    def _fold_lines(self):
        """The tree, and what it multiplies, as lines of the panel."""
        s, start = self._settings, self._numbers.start
        line = self._fold_line()
        paths, factors = costs.count_paths(s["sizes"], start[1]), 2 * (len(s["sizes"]) - 1 - start[1]) + 3
        factors -= start[0] != "theta"
        both = [("Tree", self._products(s["fold"] // 2)), ("Graph", self._products(None))]
        lines = [(f"From {self._whole()[1]} to Err, unfolded", "title"), (f"{line}.", "bold")]
        for words, (along, slopes, outputs, o) in both:
            parts = [f"{along} with θ", f"{slopes} with σ′", f"{outputs} at outputs", *["1 with o"] * o]
            lines.append((f"{words}: {along + slopes + outputs + o} = {', '.join(parts)}", ""))
        if paths > MOST_LEAVES:
            lines.append((f"Its {paths} leaves are too many to draw: the numbers say how many δ each layer has.", ""))
        apart = f"Each path multiplied out by itself: {paths} · {factors} = {paths * factors}."
        return [*lines, (apart, "small")]

    def _check_line(self):
        found = self._numbers.judgement
        return " · ".join(filter(None, [f"h = {number(found.h)}: {found.words()}", found.why()]))

    def _growth_line(self):
        """Layers, paths and δ of the present network, and the same in words."""
        sizes = self._settings["sizes"]
        here = len(sizes) - 1, costs.count_paths(sizes), costs.count_deltas(sizes)
        words = f"here: {here[1]} path{'s' * (here[1] != 1)}, {here[2]} δ"
        return here, words

    def _explanations(self):
        """What the diagram lights up is the marked path."""
        found, paths, n = super()._explanations(), self._numbers.paths, self._settings["path"]
        if not paths:
            return found
        (name, explanation, done), *rest = found
        if n:
            marked = paths[n - 1].names
        else:
            deltas = {("delta", *neuron) for path in paths for neuron in path.neurons}
            marked = (*{each for path in paths for each in path.names if each[0] == "theta"}, *deltas)
        return [(name, explanation._replace(uses=marked), done), *rest]

    def _status(self):
        words = []
        if has_tree(self._settings):
            words.append(f" {self._fold_alt()}")
        if self._numbers.paths:
            words.append(f" From {self._whole()[1]}, {self._path_line()}.")
        if self._numbers.judgement and not self._secret():
            words.append(f" Gradient check, {self._check_line()}.")
        return super()._status() + "".join(words)

    def _fold_alt(self):
        tree, graph = (sum(self._products(n)) for n in (self._settings["fold"] // 2, None))
        return f"From {self._whole()[1]}, {self._fold_line()}. Multiplications: the tree {tree}, the graph {graph}."

    def _alt(self):
        if not has_tree(self._settings):
            return super()._alt()
        return (
            f"The graph {'-'.join(map(str, self._settings['sizes']))}, and the tree of its paths. {self._fold_alt()}"
        )

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_side(self):
        self._seconds = {}  # {(way, sizes): seconds}
        self.along = looks.HTML()
        return [self.along]

    def _build_controls(self):
        super()._build_controls()
        self.back = controls.Press("◀ Path", "Marks the path before; before the first, all of them")
        self.next = controls.Press("Next path ▶", "Marks the next path; after the last, all of them")
        self.unfold = controls.Press("◀ Unfold", "One step back")
        self.fold_on = controls.Press("Fold ▶", "Equal sub-trees light up; then they are one", primary=True)
        tip = "Measures how long each way takes on this machine"
        self.player = Player(self._played(self._on_tick), interval=60, name="▶ Measure times", tip=tip)
        self._when(self.player.play, "value", self._on_measure)
        self._pressed(self.back, lambda: self._move(-1))
        self._pressed(self.next, lambda: self._move(+1))
        self._pressed(self.unfold, lambda: self._fold(-1))
        self._pressed(self.fold_on, lambda: self._fold(+1))

    def _below(self):
        paths, tree = (self.back, self.next), (self.unfold, self.fold_on, self.fold)
        return controls.row(*paths, *tree, self.grow, self.player, self.h, *self._closing())

    def _show_settings(self):
        super()._show_settings()
        for button in (self.back, self.next):
            show_with(button, self._settings, "paths")
        for button in (self.unfold, self.fold_on):
            show_with_tree(button, self._settings)
        show_with(self.player, self._settings, "costs")
        looks.show(self.rescale, not has_tree(self._settings))  # there are no scales
        self.hint.words = FOLD if has_tree(self._settings) else self._hint

    # -- what the student does ---------------------------------------------------------------------------------

    def _move(self, by):
        paths = costs.count_paths(self._settings["sizes"], self._numbers.start[1])
        self.set(path=(self._settings["path"] + by) % (paths + 1))

    def _fold(self, by):
        """A step on or back; at either end there is none."""
        fold = self._settings["fold"] + by
        if 0 <= fold <= most_folds(self._settings):
            self.set(fold=fold)

    def _on_measure(self, playing):
        """What has all been measured is measured anew; what was only paused goes on."""
        wanted = jobs(self._grown())
        if playing and all(job in self._seconds for job in wanted):
            for job in wanted:
                del self._seconds[job]

    def _on_tick(self):
        """Measure for a moment; the rest waits for the next tick."""
        wanted = jobs(self._grown())
        left = [job for job in wanted if job not in self._seconds]
        if left == wanted:
            for way in WAYS:
                measure(way, left[0][1])  # Python is slower where it goes for the first time
        until = perf_counter() + SLICE
        while left and perf_counter() < until:
            job = left.pop(0)
            self._seconds[job] = measure(*job)
        if not left:
            self.player.stop()
        if "costs" in self._pictures_of(self._settings):
            self._draw_pictures()
            self._announce(self._times_words())

    # -- drawing -----------------------------------------------------------------------------------------------

    def _usual_marks(self):
        return ("level", "line", "wish")

    def _draw(self):
        super()._draw()
        lines = [*(self._fold_lines() if has_tree(self._settings) else []), *self._path_lines()]
        looks.show(self.along, lines, value=panel_html(lines, "bp-chain") if lines else "")

    def _diagram_svg(self, width, prefix=""):
        s = self._settings
        if not has_tree(s):
            return super()._diagram_svg(width, prefix)
        labels = {
            name: describe(name, s["sizes"])
            for name in self._numbers.snapshot.values
            if name[0] in ("theta", "u", "x")
        }
        return fold_diagram(
            s["sizes"], s["bias"], self._numbers.start, s["fold"], selected=name_of(s["selected"]), labels=labels,
            width=width, alt=self._alt(), prefix=prefix,
        )  # fmt: skip

    def _arrangement(self, least, widths):
        s = self._settings
        return super()._arrangement(least_width(s["sizes"]) if has_tree(s) else least, widths)

    def _panel_lines(self):
        return [] if self._of_all() else super()._panel_lines()

    def _pictured(self):
        """Times stand beside what they are about."""
        found = [each for each in super()._pictured() if each[0] != TREE]
        if self._seconds and ("costs", 0) in found and any(job in self._seconds for job in jobs(self._grown())):
            found.insert(found.index(("costs", 0)) + 1, ("times", 0))
        return found

    def _draw_growth(self, figure, artists, n):
        if not figure.is_news(self._settings["sizes"]):
            return
        depths, paths, deltas = zip(*deeper(self._settings["sizes"]), strict=True)
        here, words = self._growth_line()
        draw_growth(figure.axes[0], depths, paths, deltas, here, words, artists)
        figure.show(
            f"Paths from a weight of layer 1 to Err, and δ, from 1 to {depths[-1]} layers of weights: at the end "
            f"{paths[-1]} paths, {deltas[-1]} δ; {words}."
        )

    def _draw_paths(self, figure, artists, n):
        if figure.is_news(len(self._numbers.paths)):  # along the axes
            mark_paths(figure.axes[0], len(self._numbers.paths) or 1)
            figure.redraw()
        terms, line = [path.term for path in self._numbers.paths], self._path_line()
        ends = [sum(terms[: n + 1]) for n in range(len(terms))]
        secret = self._secret()
        figure.span(1.0 if secret else reach(ends) or 1.0)
        line = HIDDEN if secret else line
        draw_terms(figure.axes[0], None if secret else terms, self._settings["path"], line, artists)
        said = (
            "" if secret else f" Their terms, each added to those before: {', '.join(map(number, terms[:MOST_ROWS]))}."
        )
        figure.show(f"Paths from {self._whole()[1]}, {line}.{said}")

    def _draw_costs(self, figure, artists, n):
        sizes, grow = self._settings["sizes"], self._settings["grow"]
        if not figure.is_news(sizes, grow):
            return
        weights, *work = zip(*counted(sizes, grow), strict=True)
        curves = {way: (weights, each) for way, each in zip(WAYS, work, strict=True)}
        here = costs.count_weights(sizes), [COST[way](sizes) for way in WAYS]
        draw_costs(figure.axes[0], curves, here, "○ this network", artists=artists)
        words = "; ".join(f"{way} {curves[way][1][-1]}" for way in WAYS)
        figure.show(
            f"Multiplications for one gradient, growing in {grow} to {weights[-1]} weights: "
            f"{words}. This network: {', '.join(f'{way} {cost}' for way, cost in zip(WAYS, here[1], strict=True))}."
        )

    def _draw_times(self, figure, artists, n):
        grown, curves = self._grown(), {}
        for way in WAYS:
            pairs = [
                (costs.count_weights(each), self._seconds[way, each]) for each in grown if (way, each) in self._seconds
            ]
            if pairs:
                curves[way] = tuple(zip(*pairs, strict=True))
        draw_costs(figure.axes[0], curves, (1, []), "", True, artists)
        figure.show(self._times_words())

    def _times_words(self):
        """What has been measured so far, in words."""
        grown, words = self._grown(), []
        for way in WAYS:
            measured = [each for each in grown if (way, each) in self._seconds]
            if measured:
                each = measured[-1]
                time = number(float(f"{self._seconds[way, each]:.1e}"))
                words.append(f"{way} {time} s at {costs.count_weights(each)} weights")
        return f"Measured here: {'; '.join(words)}. More than {MOST_WORK:,} multiplications are not tried."

    def _draw_check(self, figure, artists, n):
        found, line = self._numbers.judgement, self._check_line()
        now = found.h, found.error
        draw_check(figure.axes[0], found.curve, found.truncation, now, line, artists)
        best = found.best()
        end = f" Rounding and truncation meet near h = {number(best)}." if best else ""
        figure.show(f"Relative error of centred differences over h. {line}.{end}")

    def _draw_wiggle(self, figure, artists, n):
        s, numbers = self._settings, self._numbers
        names, secret = [*numbers.moves], self._secret()
        predicted = [None if secret else self._predicted(*name) for name in names]
        true = [None if secret else numbers.moves[name] for name in names]
        plot = figure.spanning(neuron_axis(s["sizes"]), 1.0 if secret else reach([*predicted, *true]) or 1.0)
        note, title = HIDDEN if secret else "", "If every u in turn moves by h"
        draw_wiggle(plot, s["sizes"], predicted, true, note, title, ("δ · h", "true ΔErr"))
        said = [f"{describe(('u', *name), s['sizes'])}: predicted {self._number(guess)}, true {self._number(change)}"
                for name, guess, change in zip(names, predicted, true, strict=True) if not secret]  # fmt: skip
        figure.show(plot, f"Every u in turn moved by h = {number(s['h'])}. {'; '.join(said) or HIDDEN}.")

    def _predicted(self, m, i):
        return self._numbers.snapshot.values["delta", m, i] * self._settings["h"] + 0.0

    # -- stored forms ------------------------------------------------------------------------------------------

    def _stored_figures(self):
        """Times are this machine's, and of today."""
        return [self.picture(*each).figure for each in super()._pictured() if each[0] != TREE]

    def _stored_lines(self):
        tree = self._fold_lines() if has_tree(self._settings) else []
        return [*super()._stored_lines(), *tree, *self._path_lines()]

    def _heading(self):
        check = [f"Gradient check, {self._check_line()}"] if self._numbers.judgement else []
        return [*super()._heading(), *check]

    def _tables(self):
        s, numbers, shown = self._settings, self._numbers, self._pictures_of(self._settings)
        tables = super()._tables()
        if TREE in shown:
            rows = [
                (words, *map(str, counted), str(sum(counted)))
                for words, counted in (
                    ("the tree", self._products(s["fold"] // 2)),
                    ("the graph", self._products(None)),
                )
            ]
            tables.append(
                [(f"from {self._whole()[1]} to Err", "with θ", "with σ′", "at outputs", "with o", "all"), *rows]
            )
        if "growth" in shown:
            rows = [tuple(map(str, row)) for row in deeper(s["sizes"])]
            tables.append([("layers of weights", "paths", "δ"), *rows])
        if "paths" in shown:
            rows = [(path.words, self._number(path.term)) for path in numbers.paths[:MOST_ROWS]]
            more = len(numbers.paths) - len(rows)
            rows += [(f"and {more} more", "")] if more else []
            tables.append([(f"paths from {self._whole()[1]}", "term"), *rows, ("all", self._number(self._sum()))])
        if "costs" in shown:
            rows = [
                (str(costs.count_weights(each)), *(str(COST[way](each)) for way in WAYS)) for each in self._grown()
            ]
            tables.append([(f"weights, growing in {s['grow']}", *WAYS), *rows])
        if "wiggle" in shown:
            rows = [(f"u{i} of layer {m}", self._number(self._predicted(m, i)), self._number(change))
                    for (m, i), change in numbers.moves.items()]  # fmt: skip
            tables.append([(f"moved by h = {number(s['h'])}", "δ · h", "ΔErr"), *rows])
        return tables

    def _plain_numbers(self):
        numbers, s = self._numbers, self._settings
        secret, found = self._secret(), numbers.judgement
        return super()._plain_numbers() | {
            "start": item(numbers.start),
            "path_terms": "?" if secret else [path.term for path in numbers.paths],
            "products": {"tree": sum(self._products(s["fold"] // 2)), "graph": sum(self._products(None))},
            "multiplications": {way: COST[way](s["sizes"]) for way in WAYS},
            "relative_error": found and found.error,
            "best_h": found and found.best(),
            "predicted_changes": "?"
            if secret
            else {item(("u", *name)): self._predicted(*name) for name in numbers.moves},
            "true_changes": "?" if secret else {item(("u", *name)): change for name, change in numbers.moves.items()},
        }
