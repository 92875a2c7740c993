"""Where δ comes from (lecture §5): the backward pass term by term, and what each δ means."""

from dataclasses import dataclass

import numpy as np

from ... import checks
from ...figures.deltas import (
    U_RANGE,
    draw_making,
    draw_over_u,
    draw_wiggle,
    draw_wishes,
    making,
    mark_patterns,
    most_rows,
    neuron_axis,
    reach,
)
from ...figures.wave import part_of_delta
from ...one_step.backward import (
    back_terms,
    backward_pass,
    bands,
    delta_over_u,
    flat_neurons,
    flat_stretches,
    settled_sum,
    wiggled,
    wishes,
)
from ...one_step.formulas import describe, explain
from ...one_step.names import item, name_of, weight_names
from ...one_step.text import number, symbol
from ..kit import controls
from ..kit.hint import KEYS
from ..kit.pictures import Picture, chosen
from ..kit.setting import Setting, placed
from . import settings as rules
from .network_explorer import FIGURE, Numbers
from .stepped_explorer import SteppedExplorer

PLACES = 161  # of a curve over u
NOTHING = np.array([])
LOW = (FIGURE[0], FIGURE[1] - 20)  # below it stands the long sum of all patterns
PICTURES = {
    "making": Picture(lambda ax: draw_making(ax, []), FIGURE, (30, 26, 30, 28)),
    "over_u": Picture(
        lambda ax: draw_over_u(ax, NOTHING, None, [], (None, None), ""), FIGURE, (54, 40, 10, 34)
    ),
    "wiggle": Picture(None, FIGURE, (54, 38, 10, 50), limits=((0, 1), (-1, 1))),
    "wishes": Picture(
        lambda ax: draw_wishes(ax, [], None, 1, ""), LOW, (54, 26, 10, 50), instead_of="wiggle"
    ),  # of the patterns for a chosen weight
}  # fmt: skip


def _delta_at(parts, terms):
    """The δ that is being made when so many parts of the backward pass are done; at 0, the first to come."""
    return item(("delta", *parts[max(terms, 1) - 1][1:3]))


def _usual_delta(s):
    """What is chosen where nothing is said: the δ that is being made, or the first of all."""
    parts = backward_pass(s["sizes"])
    return "delta-1-1" if s["terms"] == len(parts) else _delta_at(parts, s["terms"])


def read_terms(name, value, s):
    """How many terms of the backward pass are done; None: all."""
    most = len(backward_pass(s["sizes"]))
    return most if value is None else checks.whole_number(name, value, most=most)


@dataclass(frozen=True)
class DeltaNumbers(Numbers):
    """And {(m, i): how many parts of its δ are computed}, these parts, {(m, i): its true ΔErr/h}, and the flat neurons
    in words."""

    done: dict
    parts: list
    wiggles: dict
    flat: dict


class DeltaExplorer(SteppedExplorer):
    """The backward pass, one term at a time from right to left; how the chosen δ is made, what it would be at another
    u, and the wiggle test of all of them. With several patterns and a weight chosen: what each pattern wishes for it.

    All settings of `SteppedExplorer`, and:

    terms   how many terms of the backward pass are done: for each output ∂Err/∂ŷ and then its δ; for each hidden
            neuron one for each neuron j that it feeds, and then its δ. None: all of them
    pictures  which of "making", "over_u", "wiggle" stand below (the wishes take the place of "wiggle"); None: all
    """

    _pictures = PICTURES
    _fresh = {"terms": None}
    _hint = (
        "|◀ Start, then Next ▶: one term at a time. Click a δ to see how it is made. "
        f"Drag a weight, an input or a target up or sideways. {KEYS}"
    )

    _kind_of_numbers = DeltaNumbers
    settings = placed(
        SteppedExplorer.settings
        | {"selected": Setting(None, rules.selected(_usual_delta)), "pictures": chosen(PICTURES)},
        before="history",
        terms=Setting(None, read_terms),
    )
    _at_hand = ("activation", "pattern", "guess")
    _counted = "terms"
    _words = ("term", "the backward pass")

    # -- settings ----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        changed = super()._change(settings, changes)
        if "terms" in changes and "selected" not in changes and changes["terms"] is not None:
            changed["selected"] = _delta_at(backward_pass(changed["sizes"]), changed["terms"])
        return changed

    # -- numbers -----------------------------------------------------------------------------------------------

    def _seen(self, snapshot, s, before):
        parts = backward_pass(s["sizes"])[: s["terms"]]
        deltas = {name for name in parts if name[0] == "delta"}
        computed = {name for name in snapshot.values if name[0] in ("u", "o", "Err")} | deltas
        for m in range(1, len(s["sizes"])):
            weights = weight_names(s["sizes"], s["bias"], m)
            computed |= {("gradient", *weight) for weight in weights if ("delta", *weight[:2]) in deltas}
        done = {}  # {(m, i): how many parts of its δ are computed}
        for name in parts:
            done[name[1:3]] = done.get(name[1:3], 0) + 1
        wiggles = {name[1:]: wiggled(snapshot, *name[1:]) for name in deltas}
        return {
            "computed": frozenset(computed), "visible": snapshot.visible(computed), "done": done, "parts": parts,
            "wiggles": wiggles, "flat": {} if {"u", "delta"} & set(s["hide"]) else flat_neurons(snapshot),
        }  # fmt: skip

    def _neuron(self):
        """The neuron (m, i) whose δ the figures are about."""
        kind, *place = name_of(self._settings["selected"])
        last = len(self._settings["sizes"]) - 1
        if kind == "x":
            return 1, 1
        return (last, place[0] if place else 1) if kind in ("y", "Err") else (place[0], place[1])

    def _whole(self, m):
        """How many parts a δ of layer m has."""
        sizes = self._settings["sizes"]
        return 2 if m == len(sizes) - 1 else sizes[m + 1] + 1

    def _is_whole(self, part):
        """Whether a ("back", …) is complete, and σ′ comes next."""
        return self._numbers.done[part[1:3]] == self._whole(part[1]) - 1

    def _wished(self):
        """The weight (m, i, l) whose wishes are shown: a chosen one, where there are several patterns; else None."""
        kind, *place = name_of(self._settings["selected"])
        return tuple(place) if kind in ("theta", "gradient") and len(self._settings["x"][0]) > 1 else None

    # -- words -------------------------------------------------------------------------------------------------

    def _explanations(self):
        """Of a δ that is being made: the sum so far."""
        s, numbers = self._settings, self._numbers
        name = name_of(s["selected"])
        if name[0] == "delta" and name not in numbers.computed and numbers.done.get(name[1:], 0):
            part = [each for each in numbers.parts if each[1:3] == name[1:]][-1]
            return [(part, explain(numbers.snapshot, part, s["full"], s["hide"]), True)]
        return super()._explanations()

    def _where(self):
        s, parts = self._settings, backward_pass(self._settings["sizes"])
        n, count = s["terms"], f"Backward pass · {s['terms']} of {len(parts)}"
        if n == 0:
            return f"{count} · no δ is computed yet: press Next ▶"
        if n == len(parts):
            return f"{count} · every δ is computed; |◀ Start takes the pass apart, term by term"
        part = parts[n - 1]
        who = describe(("delta", *part[1:3]), s["sizes"])
        if part[0] == "delta":
            return f"{count} · {who}: times σ′(u), and it is done: {self._shown(part)}"
        explanation = explain(self._numbers.snapshot, part, s["full"], s["hide"])
        if len(part) == 3:
            return f"{count} · {who}: ∂Err/∂{symbol('ŷ', part[2])} {explanation.numeric} = {explanation.result}"
        m, i, j = part[1:]
        term = f"{symbol('δ', j, layer=m + 1)} · {symbol('θ', j, i, layer=m + 1)}"
        so_far = "sum" if self._is_whole(part) else "sum so far"
        numbers = explanation.numeric.removeprefix("= ").split(" + ")[-1]  # of this term; the panel has them all
        return f"{count} · {who}: + {term} = {numbers}; {so_far} {explanation.result}"

    def _status(self):
        return f"{self._where()}. {super()._status()}"

    def _alt(self):
        words = [f"{describe(('u', *neuron), self._settings['sizes'])[5:]} is {word}"
                 for neuron, word in self._numbers.flat.items()]  # fmt: skip
        return " ".join([super()._alt(), *(f"{each[0].upper()}{each[1:]}." for each in words)])

    def _marks(self):
        """Flat neurons, and the δ that is being made: what it is so far, and what is still to come."""
        s, parts = self._settings, self._numbers.parts
        begun, chosen = {}, name_of(s["selected"])
        if chosen[0] == "delta" and chosen not in self._numbers.computed:
            begun[chosen[1:]] = "δ ·"
        if parts and parts[-1][0] == "back":
            part = parts[-1]
            so_far = explain(self._numbers.snapshot, part, hide=s["hide"]).result
            begun[part[1:3]] = f"{so_far} · σ′" if self._is_whole(part) else f"{so_far} + …"
        return {"flat": self._numbers.flat, "begun": begun}

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_controls(self):
        super()._build_controls()
        self.terms = self.transport.place
        self._when(self.play, "value", self._on_play)

    def _below(self):
        return controls.row(self.activation, self.pattern, self.guess, *self._closing())

    # -- what the student does ---------------------------------------------------------------------------------

    def _parts_of(self, s):
        return backward_pass(s["sizes"])

    def _asks_before(self, s, n):
        """Before anything of a δ is computed."""
        parts = self._parts_of(s)
        return parts[n][1:3] if n == 0 or parts[n][1:3] != parts[n - 1][1:3] else None

    def _move(self, by):
        done, top = self._done(), self.transport.top
        if by == 1 and done < top:
            self._next()
        else:
            self.set(terms=min(max(done + by, 0), top))

    def _wave(self, scene, what):
        return part_of_delta(scene, what)

    def _on_play(self, playing):
        if playing and self._settings["terms"] == self.transport.top:
            self.set(terms=0)  # at the end there is nothing to play: begin again

    def _on_tick(self):
        """A tick is one term; where less motion is wished for, a whole δ."""
        parts, n = backward_pass(self._settings["sizes"]), self._settings["terms"]
        by = 1
        while (
            self.transport.less_motion
            and not self._settings["guess"]
            and n + by < len(parts)
            and parts[n + by - 1][0] != "delta"
        ):
            by += 1
        self._move(by)
        if self._settings["terms"] == len(parts):
            self.transport.stop()

    # -- drawing -----------------------------------------------------------------------------------------------

    def _usual_marks(self):
        return ("line", "wish")

    def _wishing(self):
        """Every δ, and a weight that is chosen."""
        names = super()._wishing()
        if "wish" in self._shown_marks():
            names += [name for name in self._numbers.computed if name[0] == "delta" and name not in names]
        return names

    def _bands(self):
        """Along the lines of the neuron whose δ is being made, or is chosen; as far as it is made."""
        m, i = self._neuron()
        done = self._numbers.done.get((m, i), 0)
        return {weight: value for weight, value in bands(self._numbers.snapshot, m, i).items() if weight[1] <= done}

    def _pictured(self):
        wished = self._wished() is not None
        return [("wishes" if wished and name == "wiggle" else name, 0) for name in self._pictures_of(self._settings)]

    @staticmethod
    def _span(figure, values, x=False):
        """Let the axes reach as far as the values, to both sides; while a drag lasts they do not close in. Where there
        is nothing to be seen, they tell nothing either."""
        figure.span(reach(values) if values else 1.0, x)

    def _draw_making(self, figure, artists, n):
        s, (m, i) = self._settings, self._neuron()
        if figure.is_news(s["sizes"]):
            figure.axes[0].set_ylim(most_rows(s["sizes"]), 0)
        done = self._numbers.done.get((m, i), 0)
        rows = making(self._numbers.snapshot, m, i, done, s["full"], s["hide"])
        self._span(figure, [value for row in rows if row.end is not None for value in (row.start, row.end)], x=True)
        draw_making(figure.axes[0], rows, artists)
        said = "; ".join(f"{row.symbol}: {_said(row.numbers)}" for row in rows)
        figure.show(f"How {describe(('delta', m, i), s['sizes'])} is made. {said}.")

    def _draw_over_u(self, figure, artists, n):
        s, snapshot, (m, i) = self._settings, self._numbers.snapshot, self._neuron()
        limit, hide = snapshot.net.activations[m].limit, set(s["hide"])
        hidden = bool(hide & {"u", "o", "delta"})
        seen = ("delta", m, i) in self._numbers.computed and not hidden
        u = None if "u" in hide else snapshot.values["u", m, i]
        ax = figure.axes[0]
        end = U_RANGE if u is None or abs(u) <= U_RANGE else reach([u])
        if ax.get_xlim()[1] != end and not (figure.held and end < ax.get_xlim()[1]):
            ax.set_xlim(-end, end)
        places = np.linspace(*ax.get_xlim(), PLACES)
        back, slopes = delta_over_u(snapshot, m, i, places)
        curve = back * slopes if seen else None
        self._span(figure, [snapshot.values["delta", m, i], *curve.tolist()] if seen else [])
        flat = [] if hidden else flat_stretches(places, slopes, limit)
        delta, at = self._shown(("delta", m, i)), "?" if u is None else number(u)
        value = "still to come" if delta == "·" else delta
        title = f"{symbol('δ', i, layer=m)} over {symbol('u', i)}: {value}"
        note = "hidden until you answer" if hidden else "" if seen else "not computed yet"
        draw_over_u(ax, places, curve, flat, (u, snapshot.values["delta", m, i]), title, note, artists)
        alt = f"{describe(('delta', m, i), s['sizes'])} over its own u: {_said(delta)} at u = {at}"
        if not hidden:
            alt += f", where σ′ is {number(snapshot.slope(m, i))} of at most {number(limit)}"
        if seen:
            most = np.argmax(np.abs(curve))
            alt += f". It is largest near u = {number(round(places[most], 1))}: {number(curve[most])}"
        figure.show(f"{alt}.")

    def _tested(self):
        """Whether the wiggle test may be seen."""
        return not {"delta", "Err"} & set(self._settings["hide"])

    def _draw_wiggle(self, figure, artists, n):
        numbers, sizes = self._numbers, self._settings["sizes"]
        names = [(m, i) for m in range(1, len(sizes)) for i in range(1, sizes[m] + 1)]
        seen = [name if name in numbers.wiggles and self._tested() else None for name in names]
        deltas = [name and numbers.snapshot.values["delta", *name] for name in seen]
        changes = [name and numbers.wiggles[name] for name in seen]
        values = [each for each in (*deltas, *changes) if each is not None]
        plot = figure.spanning(neuron_axis(sizes), reach(values) if values else 1.0)
        label = "hidden until you answer" if not self._tested() else ""
        label = label or ("no δ is computed yet" if not numbers.wiggles else "")
        draw_wiggle(plot, sizes, deltas, changes, label)
        said = [f"{describe(('delta', *name), sizes)} {number(delta)}, true {number(change)}"
                for name, delta, change in zip(seen, deltas, changes, strict=True) if name]  # fmt: skip
        figure.show(plot, f"Wiggle test, every δ and the true ΔErr/h: {'; '.join(said) or label}.")

    def _wishes_of(self, m, i, l):
        """Each pattern's wish and their sum; None where they may not be seen."""
        hidden = {"delta", "gradient", *(("o",) if m > 1 else ())} & set(self._settings["hide"])
        if hidden or ("gradient", m, i, l) not in self._numbers.computed:
            return None
        snapshot = self._numbers.snapshot
        return wishes(snapshot, m, i, l), -snapshot.values["gradient", m, i, l] + 0.0

    def _draw_wishes(self, figure, artists, n):
        """What the patterns wish for the chosen weight, in the place of the wiggle test."""
        m, i, l = self._wished()
        s, found = self._settings, self._wishes_of(m, i, l)
        if figure.is_news(len(s["x"][0])):  # along the axes
            mark_patterns(figure.axes[0], len(s["x"][0]))
            figure.redraw()
        each, total = found or ([None] * len(s["x"][0]), None)
        self._span(figure, [*each, total] if found else [])
        if found:
            answer = f"together {number(total, plus=True)}"
        else:
            computed = ("gradient", m, i, l) in self._numbers.computed
            answer = "hidden until you answer" if computed else "not computed yet"
        line = f"{symbol('θ', i, l, layer=m)}: {answer} · ▲ is shown"
        draw_wishes(figure.axes[0], each, total, s["pattern"], line, artists)
        said = [f"pattern {p} {number(wish, plus=True)}" for p, wish in enumerate(each, start=1) if found]
        weight = describe(("theta", m, i, l), s["sizes"])
        figure.show(f"What each pattern wishes for the {weight}: {', '.join([*said, answer])}.")

    # -- stored forms ------------------------------------------------------------------------------------------

    def _heading(self):
        return [*super()._heading(), self._where()]

    def _tables(self):
        s, numbers = self._settings, self._numbers
        sizes, secret = s["sizes"], set(s["hide"])
        rows = [("move u by h = 0.001", "∂Err/∂o", "σ′(u)", "δ", "ΔErr/h", "")]
        for m in range(1, len(sizes)):
            for i in range(1, sizes[m] + 1):
                whole = numbers.done.get((m, i), 0) >= self._whole(m) - 1
                change = numbers.wiggles.get((m, i))
                rows.append((
                    f"u{i} of layer {m}",
                    "·" if not whole else self._shown_back(m, i),
                    "?" if {"u", "delta"} & secret else number(numbers.snapshot.slope(m, i)),
                    self._shown(("delta", m, i)),
                    "·" if change is None else number(change) if self._tested() else "?",
                    numbers.flat.get((m, i), ""),
                ))  # fmt: skip
        tables = [*super()._tables(), rows]
        wished = self._wished()
        found = wished and self._wishes_of(*wished)
        if found:
            each, total = found
            lines = [(f"pattern {p}", number(wish)) for p, wish in enumerate(each, start=1)]
            tables.append([(f"wish for the {describe(('theta', *wished), sizes)}", "−δ · o"), *lines,
                           ("together", number(total))])  # fmt: skip
        return tables

    def _back(self, m, i):
        """∂Err/∂o_i, or None where it may not be seen."""
        hidden = ("o" if m == len(self._settings["sizes"]) - 1 else "delta") in self._settings["hide"]
        return None if hidden else settled_sum(back_terms(self._numbers.snapshot, m, i))

    def _shown_back(self, m, i):
        value = self._back(m, i)
        return "?" if value is None else number(value)

    def _plain_numbers(self):
        s, numbers = self._settings, self._numbers
        sizes, snapshot = s["sizes"], numbers.snapshot

        def layers(of):
            return [None, *([of(m, i) for i in range(1, sizes[m] + 1)] for m in range(1, len(sizes)))]

        def slope(m, i):
            return "?" if {"u", "delta"} & set(s["hide"]) else snapshot.slope(m, i)

        def back(m, i):
            if numbers.done.get((m, i), 0) < self._whole(m) - 1:
                return None
            value = self._back(m, i)
            return "?" if value is None else value

        def change(m, i):
            found = numbers.wiggles.get((m, i))
            return found if found is None or self._tested() else "?"

        wished = self._wished()
        found = wished and self._wishes_of(*wished)
        return super()._plain_numbers() | {
            "slope": layers(slope),
            "back": layers(back),
            "wiggle": layers(change),
            "flat": {item(("u", *neuron)): word for neuron, word in numbers.flat.items()},
            "wishes": found[0] if found else None,
        }


def _said(text):
    """A number as words: a dot, in tables and pictures, stands for what is not computed yet."""
    return "not computed yet" if text == "·" else text
