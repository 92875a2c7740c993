"""Err (lecture §3): each residual as a square, Err over one weight as a curve, over two as a landscape."""

from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

import numpy as np

from ... import checks
from ...figures.computes import ErrorCurve
from ...figures.errors import (
    draw_bands,
    draw_curve,
    draw_squares,
    err_over,
    is_flat,
    largest,
    lowest_and_highest,
    name_axes,
    reach,
    residuals,
    squares_limits,
    weight_symbol,
)
from ...losses import LOSSES
from ...one_step.names import item, name_of
from ...one_step.text import number
from ..kit import controls, looks
from ..kit.explorer import InputError
from ..kit.pictures import Picture, chosen
from ..kit.setting import Setting, placed
from ..kit.typed import KEY_STEP, LARGEST
from . import settings as rules
from .network_explorer import FIGURE, HINT, NetworkExplorer, Numbers

REACHES = (0.75, 1.5, 3.0, 6.0, 12.0, 24.0)
ON_CURVE = 121  # values of one weight
ON_GRID, LEAST_ON_GRID, MOST_COLUMNS = 61, 15, 30_000  # values of each of two weights; fewer where patterns are many
PICTURES = {
    "squares": Picture(None, FIGURE, (52, 34, 4, 46), limits=squares_limits([])),
    "curve": Picture(lambda ax: (draw_curve(ax), name_axes(ax)), FIGURE, (58, 40, 10, 44), handles="x"),
    "bands": Picture(lambda ax: (draw_bands(ax), name_axes(ax)), FIGURE, (58, 40, 10, 44), handles="xy"),
}
HIDDEN = "Err is hidden until you answer"
SWITCH = {"sum": "squared_error", "mean": "mean_squared_error"}


def weights_of(s):
    """All weights, as items."""
    return [item(name) for name in rules.names(s) if name[0] == "theta"]


def read_over(name, value, s):
    """The two weights that span the landscape, or the only one; None: the chosen one first, biases last."""
    weights = weights_of(s)
    usual = sorted(weights, key=lambda each: (each != s["selected"], name_of(each)[-1] == 0))[:2]
    over = usual if value is None else checks.sequence(name, value)
    if len(over) != len(usual) or len({*map(repr, over)}) != len(over) or any(each not in weights for each in over):
        wanted = "two different weights of this network" if len(usual) == 2 else "the one weight of this network"
        raise checks.InputValueError(f"over must name {wanted}, like {tuple(usual)}; got {checks.show(value)}.")
    return tuple(over)


def read_reach(name, value, s):
    """How far the axes of weights go."""
    reach = checks.number(name, value)
    if reach not in REACHES:
        known = ", ".join(f"{each:g}" for each in REACHES)
        raise checks.InputValueError(f"reach must be one of {known}; got {checks.show(reach)}.")
    return reach


class Landscape(NamedTuple):
    """Err over two weights: `errs[b, a]` where the first has its a-th and the second its b-th value (two equal rows
    where there is only one); `key` tells what it was computed from."""

    values: tuple
    errs: np.ndarray
    key: tuple


@dataclass(frozen=True)
class ErrorNumbers(Numbers):
    """And the residuals, how far the axes of weights reach, Err over the curve's weight, and the landscape."""

    residuals: list
    reaches: dict
    on_curve: str
    curve: tuple
    landscape: Landscape | None


class ErrorExplorer(NetworkExplorer):
    """How wrong the network is: residuals as squares, and Err over one weight and over two, where a point is dragged.

    All settings of `NetworkExplorer`, and:

    over   the two weights that span the landscape, like ("theta-1-1-1", "theta-1-1-2"), the horizontal one first; one
           where the network has no more. The curve is over the chosen weight, if it is one of them, else over the
           first. A weight chosen anew that is none of them takes the place of the first.
    reach  how far the axes of weights go to both sides of 0, one of 0.75, 1.5, 3, 6, 12, 24; further (doubled) where
           a weight lies further out
    pictures  which of "squares", "curve", "bands" stand below; None: all of them

    Where `computes` shows a curve, the squares hang on it, and all of them stand beside it as one. Where it is a
    straight line, of a network without hidden layers, it is dragged by its ends.
    """

    _pictures = PICTURES
    _few_controls = False
    _kinds = ("x", "theta", "u", "o", "y", "Err")
    _amount = None  # of squares, and of which example: others have other axes
    _held = False  # True while a point or a number is dragged: the axes stand still

    _kind_of_numbers = ErrorNumbers
    settings = placed(
        NetworkExplorer.settings
        | {
            "preset": NetworkExplorer.settings["preset"]._replace(usual="line"),
            "selected": Setting(None, rules.selected(lambda s: "Err")),
            "show": NetworkExplorer.settings["show"]._replace(control=None),  # it knows no ∂Err/∂θ
            "pictures": chosen(PICTURES),
        },
        before="full",
        over=Setting(None, read_over),
        reach=Setting(
            1.5, read_reach,
            lambda _: controls.choice("Axes to ±", [(f"{each:g}", each) for each in REACHES], 1.5, "130px"),
        ),
    )  # fmt: skip
    _first_under_more = ("reach",)

    @property
    def _hint(self):
        """A round point is spoken of where there is one."""
        shown, handles = self._numbers.plane, self._handles()
        points = "end-1" in handles or (shown is not None and len(shown.inputs) == 2)
        drawn = {"curve", "bands"} & {*self._pictures_of(self._settings)}
        return HINT.replace("Drag ", "Drag a round point in a picture, or ", 1) if points or drawn else HINT

    # -- settings ----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        new = super()._change(settings, changes)
        chosen = new["selected"]
        if "selected" in changes and "over" not in changes and chosen in weights_of(new) and chosen not in new["over"]:
            new["over"] = (chosen, *new["over"][1:])
        return new

    def _restructured(self, settings, changes):
        new = super()._restructured(settings, changes)
        weights = weights_of(new)
        if not set(new["over"]) <= set(weights) or len(new["over"]) < min(2, len(weights)):
            new["over"] = None
        return new

    # -- numbers -----------------------------------------------------------------------------------------------

    def _seen(self, snapshot, s, before):
        """Besides: the residuals, Err over the curve's weight, and the landscape."""
        net, x, y = snapshot.net, snapshot.x, snapshot.y
        reaches = {}
        for each in s["over"]:
            present = before.reaches.get(each) if before and self._held else None
            reaches[each] = reach(snapshot.values[name_of(each)], s["reach"], present)
        on_curve = s["selected"] if s["selected"] in s["over"] else s["over"][0]
        values = np.linspace(-reaches[on_curve], reaches[on_curve], ON_CURVE)
        return super()._seen(snapshot, s, before) | {
            "residuals": residuals(y, snapshot.trace.o[-1]),
            "reaches": reaches,
            "on_curve": on_curve,
            "curve": (values, err_over(net, x, y, {name_of(on_curve)[1:]: values})),
            "landscape": self._landscape(net, x, y, s, reaches, before and before.landscape)
            if "bands" in self._pictures_of(s)
            else None,
        }

    @staticmethod
    def _landscape(net, x, y, s, reaches, before):
        """The `Landscape`; the one before, if nothing has changed but its own two weights."""
        places = [name_of(each)[1:] for each in s["over"]]
        others = [matrix.copy() for matrix in net.theta[1:]]
        for m, i, l in places:
            others[m - 1][i - 1, l - (not net.bias)] = 0.0
        kept = (s["sizes"], s["bias"], s["activation"], s["loss"], *reaches.items())
        key = (*kept, *(part.tobytes() for part in (x, y, *others)))
        if before and before.key == key:
            return before
        points = min(max(int((MOST_COLUMNS / x.shape[1]) ** 0.5), LEAST_ON_GRID), ON_GRID)
        values = [np.linspace(-reaches[each], reaches[each], points) for each in s["over"]]
        grid = [part.ravel() for part in np.meshgrid(*values)]
        errs = err_over(net, x, y, dict(zip(places, grid, strict=True))).reshape(-1, points)
        return Landscape(tuple(values), errs if len(places) == 2 else errs.repeat(2, axis=0), key)

    def _symbol(self, weight):
        return weight_symbol(name_of(weight)[1:], len(self._settings["sizes"]) - 1)

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_controls(self):
        super()._build_controls()
        s = self._settings
        self.switch = looks.ToggleButtons(
            options=SWITCH, value=None, description="Err is the", style=controls.WIDE | {"button_width": "auto"},
            tooltips=["Σ (y − ŷ)², as in the lecture", "the same, divided by the number of squares"],
            layout={"width": "max-content"},
        )  # fmt: skip
        self.switch.add_class("bp-switch")
        self._bind(self.switch, "loss")
        self.first = controls.choice("Err over", self._choices(s), s["over"][0], "auto")
        self.second = controls.choice("and over", self._choices(s), s["over"][-1], "auto")
        self._when(self.first, "value", lambda weight: self._choose_axis(0, weight))
        self._when(self.second, "value", lambda weight: self._choose_axis(1, weight))

    def _choices(self, s):
        """(label, item) of every weight."""
        found = []
        for each in weights_of(s):
            m, i, l = name_of(each)[1:]
            before = "1" if l == 0 else f"x{l}" if m == 1 else f"neuron {l}"
            found.append((f"{weight_symbol((m, i, l), len(s['sizes']) - 1)}: {before} → neuron {i}", each))
        return tuple(found)

    def _choose_axis(self, place, weight):
        """The student chooses a weight for one of the axes; from the other axis the two change places."""
        over = list(self._settings["over"])
        other = 1 - place
        if len(over) == 2 and over[other] == weight:
            over[other] = over[place]
        over[place] = weight
        self.set(over=tuple(over), **({"selected": weight} if place == 0 else {}))

    def _below(self):
        return controls.row(self.switch, self.first, self.second, *self._closing())

    def _show_settings(self):
        super()._show_settings()
        s = self._settings
        self.hint.words = self._hint
        several = len(s["y"]) * len(s["y"][0]) > 1  # of one square the mean is the sum
        looks.show(self.switch, several, value=s["loss"] if s["loss"] in SWITCH.values() else None)
        choices = self._choices(s)
        axes = {"curve", "bands"} & {*self._pictures_of(s)}  # without these there is nothing to choose
        both = len(s["over"]) == 2 and "bands" in axes
        # The curve is over the chosen weight, which may be either of the map's.
        self.first.description, self.second.description = (
            ("Map across", "and up") if both else ("Err over", "and over")
        )
        for control, weight, shown in ((self.first, s["over"][0], bool(axes)), (self.second, s["over"][-1], both)):
            with control.hold_sync():
                if choices != control.options:
                    control.options = choices
                looks.show(control, shown, value=weight)

    def _on_made(self, name, figure):
        if figure.handles:
            self._when(figure, "event", lambda event: self._on_point(name, event))

    # -- what the student does ---------------------------------------------------------------------------------

    def _answer(self, event):
        self._held = event.get("kind") == "drag"
        super()._answer(event)

    def _handles(self):
        """Besides the present input: both ends of the line, where its weights can be found from them."""
        handles, shown = super()._handles(), self._numbers.plane
        if shown is None or len(shown.inputs) == 2:
            return handles
        moved = [name for name in (self._slope(), self._height()) if name]
        return handles | ({"end-1": moved, "end-2": moved} if self._can_be_turned() else {})

    def _can_be_turned(self):
        """Whether the curve is a line that one weight tilts: no hidden layer, one output, and no σ that bends."""
        s = self._settings
        return len(s["sizes"]) == 2 and s["sizes"][-1] == 1 and self._numbers.plane.straight(1, 1)

    def _slope(self):
        """The weight that says how steep the line is."""
        return ("theta", 1, 1, self._numbers.plane.inputs[0])

    def _height(self):
        """The weight that says how high it lies at 0, from the constant neuron or from an input that is not 0; None
        where there is none."""
        s, shown = self._settings, self._numbers.plane
        others = [i for i in range(1, s["sizes"][0] + 1) if i not in shown.inputs and s["x"][i - 1][0]]
        return ("theta", 1, 1, 0) if s["bias"] else ("theta", 1, 1, others[0]) if others else None

    def _put_handle(self, handle, across, up):
        if handle == "here":
            super()._put_handle(handle, across, up)
            return
        shown, visible = self._numbers.plane, self._visible()
        y_hat, ends = shown.o[-1][0], shown.limits
        low, high = self._numbers.scales.answer
        heights = [float(y_hat[0]), float(y_hat[-1])]
        heights[handle == "end-2"] = min(max(up, low), high)
        slope, height = self._slope(), self._height()
        if height is None:  # it turns about 0
            steep = heights[handle == "end-2"] / ends[handle == "end-2"]
            self._put({item(slope): steep})
            return
        steep = (heights[1] - heights[0]) / (ends[1] - ends[0])
        at_0 = heights[0] - steep * ends[0]
        unit = 1.0 if height[-1] == 0 else self._settings["x"][height[-1] - 1][0]
        before = float(y_hat[0]) - visible[slope] * ends[0]  # how high the line lies at 0 now
        self._put({item(slope): steep, item(height): visible[height] + (at_0 - before) / unit})

    def _drop(self):
        self._held = False
        self._become(self._settings)  # now the axes may follow

    def _on_point(self, name, event):
        """The student moves the point of the curve or of the landscape; every event gets its answer."""
        figure = self.picture(name).figure
        shown = figure.frame
        try:
            self._move_point(name, figure, event)
        except InputError as error:
            self._refuse(str(error))
        if figure.frame == shown:
            figure.answer()

    def _move_point(self, name, figure, event):
        weights = [self._numbers.on_curve] if name == "curve" else list(self._settings["over"])
        kind = event.get("kind")
        if kind == "drop" and self._held:
            self._drop()
        elif "Err" in self._settings["hide"]:
            return  # there is no point
        elif kind == "drag":
            place = figure.place(event)
            if place is not None and (self._held or place[3]):  # a drag begins on the axes
                self._held = True
                self._put({each: self._dragged(each, value) for each, value in zip(weights, place[1:3], strict=False)})
        elif kind == "move":
            steps = [event.get("dx"), event.get("dy")][: len(weights)]
            if all(isinstance(step, (int, float)) and abs(step) < 1e6 for step in steps):
                visible = self._visible()
                self._held = False
                self._put({w: visible[name_of(w)] + KEY_STEP * by for w, by in zip(weights, steps, strict=True) if by})

    def _dragged(self, weight, value):
        """Where on its axis a weight is let lie: not beyond the end, and on a round number."""
        end = self._numbers.reaches[weight]
        return round(min(max(value, -end), end), -floor(log10(end / 100)))

    def _put(self, values):
        """Several weights at once."""
        largest = LARGEST
        values = {name_of(each)[1:]: round(min(max(value, -largest), largest), 4) for each, value in values.items()}
        if values:
            self.set(theta=values)

    # -- drawing -----------------------------------------------------------------------------------------------

    def _status(self):
        over = self._settings["over"]
        at = _places([self._symbol(each) for each in over], [self._visible()[name_of(each)] for each in over])
        return f"{super()._status()} At {at}."

    def _picture_of(self, shown):
        s, snapshot = self._settings, self._numbers.snapshot
        picture = super()._picture_of(shown)
        if len(shown.inputs) == 2:
            return picture
        return ErrorCurve(
            **vars(picture), outputs=tuple(snapshot.trace.o[-1][picture.k - 1].tolist()),
            per=snapshot.net.loss.per_square(snapshot.y.shape),
            Err=None if {"Err", "o", "u"} & set(s["hide"]) else self._visible()["Err",],
            ends_move=self._can_be_turned(),
        )  # fmt: skip

    def _draw_squares(self, figure, artists, n):
        s, found = self._settings, self._numbers.residuals
        hidden = "o" in s["hide"]
        shown = [] if hidden else largest(found)
        amount = len(found), s["preset"]
        present = figure.limits[1] if self._amount == amount else None
        figure.limits = squares_limits(shown, present, self._held and present is not None)
        self._amount = amount
        tells = "Err" not in s["hide"]
        words = self._sum_in_words() if tells else HIDDEN
        left_out = len(shown) < len(found)
        if left_out and tells:
            words = f"{len(shown)} of {len(found)} shown · {LOSSES[s['loss']].of_all}: Err = {self._shown(('Err',))}"
        pattern = s["pattern"] if len(s["x"][0]) > 1 else None
        plot = figure.plot()
        draw_squares(plot, shown, "hidden until you answer" if hidden else words, tells, pattern)
        if hidden:
            figure.show(plot, "The squares of the residuals, hidden until you answer.")
            return
        parts = []
        for each in shown:
            which = f"pattern {each.p}" + (f" output {each.k}" if len(s["y"]) > 1 else "")
            area = f", area {number(each.value**2)}" if tells else ""
            parts.append(f"{which}: y − ŷ = {number(each.value, plus=True)}{area}")
        which = f"The {len(shown)} largest of {len(found)} residuals" if left_out else "Each residual"
        figure.show(plot, f"{which} as a square, {words}. {'; '.join(parts)}.")

    def _sum_in_words(self):
        """How Err comes from the areas."""
        found, loss = self._numbers.residuals, LOSSES[self._settings["loss"]]
        total, Err = number(sum(each.value**2 for each in found)), self._shown(("Err",))
        factor = loss.per_square(np.shape(self._settings["y"]))
        if factor is None:  # the areas do not make it
            return f"{loss.words}: Err = {Err}"
        if factor == 1 and not loss.mean:
            return f"areas together: Err = {Err}"
        return f"areas {total} {'·' if factor > 1 else '÷'} {number(max(factor, 1 / factor))}: Err = {Err}"

    def _draw_curve(self, figure, artists, n):
        s, numbers, ax = self._settings, self._numbers, figure.axes[0]
        curve, names = artists
        weight, (values, errs) = numbers.on_curve, numbers.curve
        figure.held = self._held
        self._limit(figure, weight)
        self._name_axes(figure, names, self._symbol(weight), "Err")
        if "Err" in s["hide"]:
            figure.fit(ax, y=(0.0, 1.0))
            draw_curve(ax, label=HIDDEN, artists=curve)
            figure.show(f"Err over {self._symbol(weight)}, hidden until you answer.")
            return
        now = self._visible()[name_of(weight)], self._visible()["Err",]
        figure.fit(ax, y=(0.0, max(lowest_and_highest(errs)[1], now[1])))
        label = f"Err = {number(now[1])} at {self._symbol(weight)} = {number(now[0])}"
        draw_curve(ax, values, errs, now, label, curve)
        figure.show(f"Err over {self._symbol(weight)} from {number(values[0])} to {number(values[-1])}: {label}.")

    def _draw_bands(self, figure, artists, n):
        s, landscape, visible = self._settings, self._numbers.landscape, self._visible()
        bands, beside = artists
        names = [self._symbol(each) for each in s["over"]]
        self._limit(figure, *s["over"], *[""][: 2 - len(names)])
        self._name_axes(figure, beside, *names, *[""][: 2 - len(names)])
        what = f"Err over {' and '.join(names)} as bands"
        if "Err" in s["hide"]:
            draw_bands(figure.axes[0], label=HIDDEN, artists=bands)
            figure.show(f"{what}, hidden until you answer.")
            return
        now = [visible[name_of(each)] for each in s["over"]]
        low, high = lowest_and_highest(landscape.errs)
        if is_flat(low, high):
            label = scale = f"Err = {number(low)} everywhere here"
        else:
            least, most = _apart(low, high)
            label = f"Err: light {least} … dark {most}"
            if len(label) > 30:  # digits beyond the picture's edge
                label = f"Err hardly changes: about {number(low)}"
            place = np.unravel_index(np.nanargmin(landscape.errs), landscape.errs.shape)[::-1]
            lowest = [values[at] for values, at in zip(landscape.values, place, strict=False)]
            scale = f"from {least} near {_places(names, lowest)} to {most}"
        if len(names) == 1:
            label, what = "one weight: the same at every height", f"{what}, as there is only one weight"
        draw_bands(figure.axes[0], landscape.errs, (*now, 0.0)[:2], label, bands)
        figure.show(f"{what}, {scale}. The point: Err = {number(visible['Err',])} at {_places(names, now)}.")

    def _limit(self, figure, x, y=None):
        """Let the axes go as far as these weights should: y None leaves the upward one, "" stands for no weight."""
        ax, reaches = figure.axes[0], self._numbers.reaches
        if ax.get_xlim()[1] != reaches[x]:
            ax.set_xlim(-reaches[x], reaches[x])
        if y is not None and ax.get_ylim()[1] != reaches.get(y, 1.0):
            ax.set_ylim(-reaches.get(y, 1.0), reaches.get(y, 1.0))

    @staticmethod
    def _name_axes(figure, artists, *names):
        """What stands at the axes; an upward one without a name is not seen."""
        for artist, name in zip(artists, names, strict=True):
            artist.set_text(name)
        ax = figure.axes[0]
        if ax.yaxis.get_visible() != (names[1] != ""):
            ax.yaxis.set_visible(names[1] != "")
            figure.redraw()

    # -- stored forms ------------------------------------------------------------------------------------------

    def _tables(self):
        hide = self._settings["hide"]
        rows = [("residual", "y", "ŷ", "y − ŷ", "(y − ŷ)²")]
        for each in largest(self._numbers.residuals):
            y_hat, lacks = ("?", "?") if "o" in hide else (number(each.y_hat), number(each.value, plus=True))
            area = "?" if {"o", "Err"} & set(hide) else number(each.value**2)
            rows.append((f"pattern {each.p} output {each.k}", number(each.y), y_hat, lacks, area))
        return [*super()._tables(), rows]

    def _plain_numbers(self):
        rows = [[] for _ in self._settings["y"]]
        for each in self._numbers.residuals:
            rows[each.k - 1].append("?" if "o" in self._settings["hide"] else each.value)
        return super()._plain_numbers() | {"residual": rows}


def _places(names, values):
    """ "θ₁₁ = 0.6, θ₁₂ = 0.45" """
    return ", ".join(f"{name} = {number(value)}" for name, value in zip(names, values, strict=True))


def _apart(low, high):
    """Two numbers to 2 digits, or to as many as tell them apart."""
    for digits in range(2, 17):
        texts = [number(float(f"{value:.{digits}g}"), full=digits > 4) for value in (low, high)]
        if texts[0] != texts[1]:
            break
    return texts
