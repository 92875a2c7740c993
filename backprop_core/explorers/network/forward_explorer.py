"""The forward pass: each weighted sum term by term, and every neuron as a point on its σ and on σ′."""

from dataclasses import dataclass

import numpy as np

from ...activations import ACTIVATIONS
from ...figures.forward import draw_points, draw_terms, reach
from ...one_step.formulas import NUDGE
from ...one_step.names import name_of, neuron_of
from ...one_step.text import number, symbol
from ..kit import controls
from ..kit.hint import KEYS
from ..kit.pictures import Picture, chosen
from . import settings as rules
from .network_explorer import FIGURE, NetworkExplorer, Numbers

# All σ share these axes, so that they can be compared; they grow where a neuron lies further out.
U, SIGMA, SLOPE, SUM = (-4.4, 4.4), (-1.15, 1.65), (-0.06, 1.2), (-1.0, 1.5)
TITLES = {"f": "o = σ(u): every neuron a point", "df": "σ′(u): the slope of σ"}
HIDDEN = "hidden until you answer"


PICTURES = {
    "sum": Picture(None, FIGURE, (22, 26, 22, 26), limits=(SUM, (0.0, 1.0))),
    "sigma": Picture(None, FIGURE, (52, 36, 12, 26), limits=(U, SIGMA)),
    "slope": Picture(None, FIGURE, (52, 36, 12, 26), limits=(U, SLOPE)),
}


@dataclass(frozen=True)
class ForwardNumbers(Numbers):
    """And σ′ of every neuron (m, i)."""

    slopes: dict


class ForwardExplorer(NetworkExplorer):
    """The forward pass of lecture §2: layers ℓ → i → j, each u as a sum of terms, each o as a point on σ.

    All settings of `NetworkExplorer`. Targets, Err and all that is computed from them come later in the course and
    do not show. And:

    pictures  which of "sum", "sigma", "slope" stand below; None: all of them
    """

    _pictures = PICTURES
    _few_controls = False
    _kinds = ("x", "theta", "u", "o")
    _hint = f"Drag a weight or an input up or sideways. Click a number to see where it comes from. {KEYS}"

    _kind_of_numbers = ForwardNumbers
    settings = {
        **NetworkExplorer.settings,
        "loss": NetworkExplorer.settings["loss"]._replace(control=None),
        "show": NetworkExplorer.settings["show"]._replace(control=None),
        "pictures": chosen(PICTURES),
    }
    _at_hand = ("activation",)

    # -- numbers -----------------------------------------------------------------------------------------------

    def _seen(self, snapshot, s, before):
        last = len(s["sizes"])
        slopes = {(m, i): snapshot.slope(m, i) for m in range(1, last) for i in range(1, s["sizes"][m] + 1)}
        return super()._seen(snapshot, s, before) | {"slopes": slopes}

    def _hides(self):
        """Whether the figures would tell what is hidden: o can be read off u, and u off o."""
        return bool({"u", "o"} & set(self._settings["hide"]))

    def _neuron(self):
        """The neuron whose sum and point are shown; an input shows what it sends to the first neuron."""
        m, i = neuron_of(name_of(self._settings["selected"]), self._settings["sizes"])
        return (m, i) if m else (1, 1)

    def _terms(self):
        """(label, value) of each term of the chosen neuron's sum, and of the sum itself."""
        m, i = self._neuron()
        visible, full = self._visible(), self._settings["full"]
        terms = []
        for l in range(0 if self._settings["bias"] else 1, self._settings["sizes"][m - 1] + 1):
            weight = visible["theta", m, i, l]
            before = 1.0 if l == 0 else visible["x", l] if m == 1 else visible["o", m - 1, l]
            sign = "1" if l == 0 else symbol("x", l) if m == 1 else symbol("o", l, layer=m - 1)
            brings = weight * before
            terms.append((f"{symbol('θ', i, l)} · {sign} = {number(brings, full, plus=True)}", brings))
        u = visible["u", m, i]
        return [*terms, (f"{symbol('u', i)} = {number(u, full)}", u)]

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_controls(self):
        super()._build_controls()
        self.depth = controls.whole_slider("hidden layers", self._hidden_layers(), 0, rules.MOST_LAYERS - 2)
        self._bind(self.depth, "sizes", read=self._with_hidden)

    def _hidden_layers(self):
        return len(self._settings["sizes"]) - 2

    def _with_hidden(self, layers):
        """Sizes with so many hidden layers: the last ones are left out, or new ones added that are like the last."""
        first, *hidden, last = self._settings["sizes"]
        hidden = hidden or [3]
        return (first, *(hidden + hidden[-1:] * layers)[:layers], last)

    def _below(self):
        return controls.row(self.depth, self.activation, *self._closing())

    def _show_settings(self):
        super()._show_settings()
        self.depth.value = self._hidden_layers()

    # -- drawing -----------------------------------------------------------------------------------------------

    def _usual_marks(self):
        return ("level", "line")

    def _draw_sigma(self, figure, artists, n):
        self._draw_points(figure, "f")

    def _draw_slope(self, figure, artists, n):
        self._draw_points(figure, "df")

    def _draw_sum(self, figure, artists, n):
        if self._hides():
            plot = figure.plot()
            draw_terms(plot, [(HIDDEN, 0.0)])
            figure.show(plot, f"The weighted sum, {HIDDEN}.")
            return
        m, i = self._neuron()
        terms = self._terms()
        kind, *place = name_of(self._settings["selected"])
        part = {"theta": place[-1], "x": place[0]}.get(kind)  # the neuron ℓ whose term is chosen
        chosen = len(terms) - 1 if part is None else part - (not self._settings["bias"])
        plot = figure.plot(x=_around(SUM, reach(terms)))
        draw_terms(plot, terms, chosen)
        figure.show(plot, f"The sum of neuron {i} in layer {m}, term by term: {'; '.join(text for text, _ in terms)}.")

    def _draw_points(self, figure, which):
        """σ (which = "f") or σ′ (which = "df") with the neurons on it."""
        s, title = self._settings, TITLES[which]
        activation, what = ACTIVATIONS[s["activation"]], "o" if which == "f" else "σ′"
        function = getattr(activation, which)
        if self._hides():
            plot = figure.plot()
            draw_points(plot, title, function, label=HIDDEN)
            figure.show(plot, f"The curve of {what}, the points on it {HIDDEN}.")
            return
        visible, slopes = self._visible(), self._numbers.slopes
        neurons = {place: (visible["u", *place], visible["o", *place], slopes[place]) for place in slopes}
        height = 1 if which == "f" else 2
        points = [(m, numbers[0], numbers[height]) for (m, _), numbers in neurons.items()]
        plot = figure.plot(
            x=_around(U, [u for _, u, _ in points]),
            y=_around(SIGMA if which == "f" else SLOPE, [y for _, _, y in points]),
        )
        u, _, slope = neurons[self._neuron()]
        jumps = which == "df" and self._has_corner()
        kink = (float(function(np.zeros(1))[0]), 1.0) if jumps else None
        tangent = slope if which == "f" and not self._at_kink() else None
        y = neurons[self._neuron()][height]
        chosen = (self._neuron()[0], u, y)
        draw_points(plot, title, function, points, chosen, tangent, kink, f"{what} = {number(y)}")
        sigma = s["activation"].replace("_", " ")
        where = ", ".join(f"layer {m} neuron {i} at u = {number(neurons[m, i][0])}" for m, i in neurons)
        figure.show(plot, f"{what} over u for {sigma}: {where}. Chosen: u = {number(u)}, {what} = {number(y)}.")

    def _has_corner(self):
        return ACTIVATIONS[self._settings["activation"]].corner

    def _at_kink(self):
        return self._has_corner() and self._visible()["u", *self._neuron()] == 0

    def _explanations(self):
        found = super()._explanations()
        name = name_of(self._settings["selected"])
        if name[0] == "o" and not self._hides():
            ((_, explanation, done),) = found
            found = [(name, explanation._replace(wiggle=self._wiggle(*name[1:])), done)]
        return found

    def _wiggle(self, m, i):
        """What σ′ says: by how much o moves when u is moved by a little."""
        u, o, slope = symbol("u", i), symbol("o", i), self._numbers.slopes[m, i]
        if self._at_kink():
            return f"Here σ has a corner: at {u} = 0 it has no slope. We choose σ′(0) = {number(slope)}."
        moved = number(slope * NUDGE)
        return f"The slope here is σ′({u}) = {number(slope)}: move {u} by {NUDGE}, and {o} moves by {moved}."

    # -- stored forms ------------------------------------------------------------------------------------------

    def _tables(self):
        heading, neurons, weights = super()._tables()
        slopes = [
            "?" if self._hides() else number(slope) for slope in self._numbers.slopes.values()
        ]  # in the order of the rows, which begin with the inputs
        column = ["σ′(u)", *[""] * self._settings["sizes"][0], *slopes]
        return [heading, [(*row, cell) for row, cell in zip(neurons, column, strict=True)], weights]

    def _plain_numbers(self):
        slopes, sizes = self._numbers.slopes, self._settings["sizes"]
        layers = [
            [slopes[m, i] if not self._hides() else "?" for i in range(1, sizes[m] + 1)] for m in range(1, len(sizes))
        ]
        return super()._plain_numbers() | {"slope": [None, *layers]}


def _around(usual, numbers):
    """The range `usual`, widened to hold all `numbers`."""
    return min(usual[0], *numbers), max(usual[1], *numbers)
