"""The chain rule of lecture §4: nudge one number, and see how far δ·h or ∂Err/∂θ·h foretells what Err does."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...activations import ACTIVATIONS
from ...figures.nudge import (
    REACH,
    SCALE,
    STEPS,
    WINDOW,
    draw_changes,
    draw_nudged,
    draw_scale,
    draw_window,
    largest,
    places,
    round_up,
)
from ...one_step.chain import chain
from ...one_step.names import item, name_of
from ...one_step.text import number, symbol, to_html
from ..kit import controls, looks
from ..kit.hint import KEYS
from ..kit.pictures import Picture, chosen
from ..kit.setting import LOOKS, placed, power
from .network_explorer import FIGURE, NetworkExplorer, Numbers
from .panel import panel_lines

LEAST_H, MOST_H = 1e-4, 1.0
SIZE = (FIGURE[0], FIGURE[1] - 20)  # below stands a network of any height, above it tasks
PICTURES = {
    "curve": Picture(None, SIZE, (66, 40, 14, 28), limits=WINDOW),
    "bars": Picture(None, SIZE, (16, 40, 20, 28), limits=SCALE),
}
HIDDEN = "hidden until you answer"


class Nudge(NamedTuple):
    """What a nudge of the number `name` by h does to Err.

    changes   the true change at each of `STEPS` · h, where the curve is shown
    gap       true − predicted; 0 where that is only rounding
    rounding  what floats lose of a change here: one that is hardly larger cannot be told
    """

    name: tuple
    value: float
    slope: float
    predicted: float
    true: float
    changes: np.ndarray
    gap: float
    rounding: float

    @property
    def least(self):
        """What is smaller in a picture is only rounding."""
        return 100 * self.rounding

    @property
    def lost(self):
        return self.predicted != 0 and self.rounding > 0.01 * abs(self.predicted)


@dataclass(frozen=True)
class ChainNumbers(Numbers):
    """And the nudge, and the chain of slopes to Err."""

    nudge: Nudge
    chain: object


class ChainRuleExplorer(NetworkExplorer):
    """The chosen number is nudged by h: the change of Err that its slope predicts, beside the true one; Err over that
    number with its tangent; and the slopes along its way to Err, whose product is δ_i · o_ℓ (lecture §4).

    All settings of `NetworkExplorer`, and:

    h   the nudge, from 0.0001 to 1. It has no sign: the curve shows both ways, and a smaller h closes in on the
        point from both. Below 0.0001 floats would soon show their rounding instead of the curve
    pictures  which of "curve", "bars" stand below; None: both

    A weight is nudged itself: ∂Err/∂θ · h is predicted. For u, o or δ of a neuron its u is nudged: δ · h. So are an
    input and a target; for Err it is the first prediction ŷ. All but a weight are nudged in the shown pattern only.
    """

    _pictures = PICTURES
    _few_controls = False
    _hint = (
        "Click a weight, a u or an input: it is nudged by h. Make h smaller until curve and tangent are one. "
        f"Drag a weight, an input or a target up or sideways. {KEYS}"
    )

    _kind_of_numbers = ChainNumbers
    settings = placed(
        NetworkExplorer.settings | {"pictures": chosen(PICTURES)},
        before="selected",
        h=power(0.5, "nudge h", LEAST_H, MOST_H, LOOKS, "150px"),
    )
    _at_hand = ("h",)

    # -- numbers -----------------------------------------------------------------------------------------------

    def _seen(self, snapshot, s, before):
        h = s["h"]
        name = _nudged(name_of(s["selected"]), s["sizes"])
        steps = STEPS * h if "curve" in self._pictures_of(s) else ()
        *changes, true = snapshot.true_changes(name, [*steps, h])
        slope, value = snapshot.derivative(name), snapshot.values[name]
        predicted, true = slope * h, float(true)
        rounding = 1e-15 * (snapshot.grads.Err + abs(slope * value))
        gap = true - predicted if abs(true - predicted) > rounding else 0.0
        nudge = Nudge(name, value, slope, predicted, true, np.array(changes), gap, rounding)
        return super()._seen(snapshot, s, before) | {"nudge": nudge, "chain": chain(snapshot, name, s["hide"])}

    def _hides(self):
        """Whether the nudge would tell what is hidden: the slope of Err is δ or ∂Err/∂θ, and tells of all else."""
        hide = set(self._settings["hide"])
        return bool(hide & {"u", "o", "Err", "delta"}) or "gradient" in hide and self._nudge.name[0] == "theta"

    @property
    def _nudge(self):
        return self._numbers.nudge

    # -- words -------------------------------------------------------------------------------------------------

    def _symbols(self):
        """The nudged number and its slope, as they are written: θ₁₁ and ∂Err/∂θ₁₁, u₁ and δ₁."""
        kind, *place = self._nudge.name
        if kind == "u":
            return symbol("u", place[1]), symbol("δ", place[1])
        of = {"theta": "θ", "x": "x", "y": "y", "o": "ŷ"}[kind]
        of = symbol(of, *(place[1:] if kind in ("theta", "o") else place))
        return of, f"∂Err/∂{of}"

    def _number(self, value):
        return number(value, self._settings["full"], plus=True)

    def _off(self):
        """How far the prediction is from the truth, in words."""
        nudge = self._nudge
        if nudge.lost:
            return "too small to tell"
        if nudge.gap == 0:
            return "no difference"
        if nudge.predicted == 0:
            return "the tangent is flat"
        if nudge.true * nudge.predicted <= 0:
            return "the wrong direction"
        share = 100 * abs(nudge.gap / nudge.true)
        return f"off by {number(float(f'{share:.2g}'))}\u00a0%"  # no line ends between the two

    def _sentence_of_nudge(self):
        of, slope = self._symbols()
        nudge = self._nudge
        return (
            f"Nudge {of} by h = {number(self._settings['h'])}: Err moves by {self._number(nudge.true)}. "
            f"{slope} · h = {self._number(nudge.predicted)} predicts it: {self._off()}."
        )

    def _remarks(self):
        """What a student should know about this nudge: a list of sentences."""
        s, nudge, snapshot = self._settings, self._nudge, self._numbers.snapshot
        kind, chain = nudge.name[0], self._numbers.chain
        patterns = len(s["x"][0])
        said = []
        if name_of(s["selected"])[0] == "Err":
            said.append(f"Err itself cannot be nudged: here the prediction {self._symbols()[0]} is.")
        if patterns > 1 and kind == "theta":
            said.append(
                f"All {patterns} patterns share this weight: their slopes add up to {self._number(nudge.slope)}."
            )
        elif patterns > 1:
            said.append(f"Only pattern {s['pattern']} is nudged, but Err is the sum over all {patterns}.")
        if self._at_corner():
            sigma = s["activation"].replace("_", " ")
            said.append(f"Here {sigma} has a corner: at u = 0 curve and tangent agree on one side at most.")
        elif nudge.lost:
            said.append(
                f"So small a change cannot be seen beside Err = {number(snapshot.grads.Err)}: a float has 16 digits."
            )
        elif patterns == 1 and chain.delta and any(link.value == 0 for link in chain.links):
            said.append("A slope in the chain is 0, and so is the product.")
        return said

    def _at_corner(self):
        """Whether Err has another slope on each side, because a relu is nudged exactly at u = 0."""
        s, snapshot, name = self._settings, self._numbers.snapshot, self._nudge.name
        if not ACTIVATIONS[s["activation"]].corner or name[0] in ("y", "o"):
            return False
        if not any((u == 0).any() for u in snapshot.trace.u[1:]):
            return False
        e = 1e-3 * s["h"]
        right, left, nearer, near = snapshot.true_changes(name, [e, -e, e / 2, -e / 2])
        bend, half = abs(right + left), abs(nearer + near)  # of a smooth curve a quarter is left, at a corner a half
        return bool(half > 0.4 * bend > 1e-12 * snapshot.grads.Err)

    def _explanations(self):
        found = super()._explanations()
        words = None if self._hides() else " ".join([self._sentence_of_nudge(), *self._remarks()])
        (name, explanation, done), *rest = found
        return [(name, explanation._replace(wiggle=words), done), *rest]

    def _panel_lines(self):
        """What is hidden is predicted, and the factors are a part of that: they are left out here as in the chain."""
        snapshot = self._numbers.snapshot
        return panel_lines(self._explanations(), self._settings["predicted"], snapshot, asked=True)

    def _status(self):
        words = "" if self._hides() else f" {self._sentence_of_nudge()}"
        return super()._status() + words

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_side(self):
        self.chain = looks.HTML()
        return [self.chain]

    def _build_controls(self):
        super()._build_controls()
        self._opening_h = self._settings["h"]
        self._closing_in = None  # the window that is left on the way to a closer or wider one
        self.reset.tooltip = "Back to the first weights, inputs, targets and nudge h; other settings stay"
        self.closer = controls.Press("h ÷ 2", "Zoom in: half the nudge, half the window")
        self.farther = controls.Press("h × 2", "Zoom out: twice the nudge, twice the window")
        self._pressed(self.closer, lambda: self._zoom(0.5))
        self._pressed(self.farther, lambda: self._zoom(2.0))

    def _below(self):
        return controls.row(self.h, self.closer, self.farther, *self._closing())

    def _beginning(self):
        return super()._beginning() | {"h": self._opening_h}

    def _zoom(self, times):
        h = self._settings["h"]
        if h == (LEAST_H if times < 1 else MOST_H):
            end = "smaller than 0.0001" if times < 1 else "larger than 1"
            self._refuse(f"Here h is never {end}.")
            return
        self._closing_in = self._window() if "curve" in self._pictures_of(self._settings) else None
        try:
            self.set(h=min(max(h * times, LEAST_H), MOST_H))
        finally:
            self._closing_in = None

    def _window(self):
        """How wide and how high the window is."""
        nudge = self._nudge
        return self._settings["h"], round_up(max(largest(nudge.changes, nudge.predicted), nudge.least))

    # -- drawing -----------------------------------------------------------------------------------------------

    def _usual_marks(self):
        return ("level", "square", "wish")

    def _draw(self):
        super()._draw()
        self.chain.value = self._chain_html()

    def _draw_curve(self, figure, artists, n):
        nudge, s = self._nudge, self._settings
        of, _ = self._symbols()
        plot = figure.plot()
        if self._hides():
            draw_window(plot, HIDDEN)
            figure.show(plot, f"Err over {of}, {HIDDEN}.")
            return
        words = f"slope {number(nudge.slope, plus=True)}"
        across, nearer = places(nudge.value, s["h"]), s["h"] > LEAST_H
        draw_nudged(
            plot, f"ΔErr over {of}", nudge.changes, nudge.true, nudge.predicted, across, words,
            f"window: ± {REACH} h, square: h = {number(s['h'])}", nudge.least, nearer,
        )  # fmt: skip
        low, here, high = across
        now = number(self._numbers.snapshot.grads.Err)
        if self._closing_in:
            figure.zoom_by(*(left / come for left, come in zip(self._closing_in, self._window(), strict=True)))
        figure.show(
            plot,
            f"Err over {of} from {low} to {high}, and its tangent at {here}, where Err is {now}: {words}. One h "
            f"further the curve has changed by {number(nudge.true, plus=True)}, the tangent by "
            f"{number(nudge.predicted, plus=True)}.",
        )

    def _draw_bars(self, figure, artists, n):
        rows, h, plot = self._rows(), self._settings["h"], figure.plot()
        if self._hides():
            draw_scale(plot, HIDDEN)
            figure.show(plot, f"The predicted and the true change of Err, {HIDDEN}.")
            return
        draw_changes(plot, rows, f"h = {number(h)}: {self._off()}", self._nudge.least)
        figure.show(plot, f"{'; '.join(text for text, _ in rows)}: {self._off()}.")

    def _rows(self):
        nudge = self._nudge
        rows = [
            (f"predicted: {self._symbols()[1]} · h = ", nudge.predicted),
            ("true: ΔErr = ", nudge.true),
            ("true − predicted = ", nudge.gap),
        ]
        return [(text + number(value, plus=True), value) for text, value in rows]

    def _chain_title(self):
        s = self._settings
        if self._numbers.chain.sums:
            title = "Slopes multiply along a path, paths add up"
        else:
            title = "The chain of slopes – lecture §4"
        return title + (f": pattern {s['pattern']} alone" if len(s["x"][0]) > 1 else "")

    def _chain_html(self):
        """The chain as a little table: one row for each slope, the two that make δ bracketed, and what they make."""
        chain, full = self._numbers.chain, self._settings["full"]
        rows = []
        for row, link in enumerate(chain.links):
            sign = "" if row == 0 else "+ " if chain.sums else "· "
            rows.append(_row(link, sign + link.factor(full), bracket=chain.delta is not None and row < 2))
            if chain.delta and row == 1:
                rows.append(_row(chain.delta, "= " + chain.delta.number(full), bracket=True, whole=True))
        if chain.sums or len(chain.links) > 1 and chain.whole is not chain.delta:
            rows.append(_row(chain.whole, "= " + chain.whole.number(full), whole=True))
        title = to_html(self._chain_title())
        return f'<div class="bp-panel bp-chain"><h4>{title}</h4><table>{"".join(rows)}</table></div>'

    # -- stored forms ------------------------------------------------------------------------------------------

    def _heading(self):
        first, *rest = super()._heading()
        of, slope = self._symbols()
        rows = [] if self._hides() else [*(text for text, _ in self._rows()), self._off()]
        nudge = f"{of} nudged by h = {number(self._settings['h'])}: "
        return [first, *rest, nudge + ("; ".join(rows) if rows else HIDDEN)]

    def _stored_lines(self):
        general, *numbers = self._numbers.chain.lines(self._settings["full"])
        chain = [(self._chain_title(), "title"), (general, "bold"), *((line, "") for line in numbers)]
        return [*super()._stored_lines(), *chain]

    def _plain_numbers(self):
        nudge, hidden = self._nudge, self._hides()
        values = {"slope": nudge.slope, "predicted_change": nudge.predicted, "true_change": nudge.true}
        factors = [link.value for link in self._numbers.chain.links]
        return super()._plain_numbers() | {
            "nudged": item(nudge.name),
            **{name: "?" if hidden else value for name, value in values.items()},
            "factors": ["?" if factor is None else factor for factor in factors],
        }


def _nudged(name, sizes):
    """The number that is nudged when `name` is chosen."""
    kind, *place = name
    if kind in ("o", "delta"):
        return ("u", *place)
    if kind == "Err":
        return ("o", len(sizes) - 1, 1)
    return ("theta", *place) if kind in ("gradient", "update") else name


def _row(link, number, bracket=False, whole=False):
    """One slope as a row of the table; `whole`: it is what those above it make."""
    classes = " ".join(["bp-bracket"] * bracket + ["bp-whole"] * whole)
    why, value = to_html(link.why), to_html(number)
    return f'<tr class="{classes}"><th scope="row">{to_html(link.what)}</th><td>{why}</td><td>{value}</td></tr>'
