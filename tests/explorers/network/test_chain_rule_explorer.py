"""ChainRuleExplorer: the nudge against networks that are really nudged, the chain against the gradient that it makes,
and where everything stands in its pictures."""

import itertools
import math
import re
from collections import Counter
from typing import NamedTuple

import numpy as np
import pytest

from backprop_core import ACTIVATIONS, LOSSES, Network
from backprop_core.explorers import ChainRuleExplorer
from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.explorers.network.chain_rule_explorer import LEAST_H, MOST_H
from backprop_core.figures.nudge import EDGE, REACH, ROOM, STEPS, places, round_up
from backprop_core.one_step.chain import chain
from backprop_core.one_step.snapshot import Snapshot
from backprop_core.one_step.text import number
from tests.explorers.shown import Shown
from tests.explorers.views import counted, event

pytestmark = pytest.mark.usefixtures("unseen", "silent")


@pytest.fixture(scope="module")
def lent():
    return ChainRuleExplorer()


@pytest.fixture
def view(lent):
    """The view as it opens; built once."""
    lent.set(preset="lecture", full=False)
    return lent


def drag(view, item, value):
    event(view, kind="drag", item=item, value=value)


def read(text):
    """The number that a label tells."""
    return float(text.replace("−", "-"))


class Window(NamedTuple):
    """What stands in the picture of the curve, its places in units of its axes."""

    shown: Shown

    @property
    def _floor(self):
        return self.shown.axes.top + self.shown.axes.high

    def line(self, kind):
        return (self.shown.lines(kind) or [[]])[0]

    @property
    def curve(self):
        return np.array(self.line("pos"))

    @property
    def square(self):
        """The middle of the square on the tangent."""
        ((left, bottom, right, top),) = self.shown.boxes("fill-card stroke-neg")
        return (left + right) / 2, (bottom + top) / 2

    @property
    def names(self):
        return [each for each in self.shown.all("text") if each.text in ("● Err", "□ tangent")]

    @property
    def across(self):
        return [each.text for each in self.shown.all("text") if float(each.get("y")) == self._floor + 16]

    @property
    def up(self):
        """From the lowest number to the highest."""
        return [each.text for each in self.shown.all("text") if float(each.get("x")) == self.shown.axes.left - 7]

    @property
    def texts(self):
        return [each.text for each in self.shown.all("text")]

    @property
    def unit(self):
        return next(each.text for each in self.shown.all("text") if float(each.get("y")) == self._floor + 30)


class Bars(NamedTuple):
    """What stands in the picture of the bars."""

    shown: Shown

    @property
    def texts(self):
        return [each.text for each in self.shown.all("text")]

    @property
    def title(self):
        return self.texts[0]

    @property
    def labels(self):
        return [text for text in self.texts if " = " in text and not text.startswith("h = ")]

    @property
    def across(self):
        floor = self.shown.axes.top + self.shown.axes.high
        return [each.text for each in self.shown.all("text") if float(each.get("y")) == floor + 16]

    @property
    def widths(self):
        """Of the bars, with their signs, in units of the axes."""
        near, _ = self.shown.near
        return [right if abs(left) <= near else left for left, _, right, _ in self.shown.boxes()]


def drawn(view):
    return Window(Shown.of(view.curve)), Bars(Shown.of(view.bars))


def panel(view):
    return re.sub(r"<[^>]*>", "", view.panel.value)


# --- the published example


def test_the_nudge_first_22_then_3_then_66():
    """worked-examples: J = a², a = 2 + 3w at w = 3; a nudge of .001 in w moves J by .0660."""
    view = ChainRuleExplorer(preset="nudge", h=0.001)
    view.set(theta={(1, 1, 1): 3.0})
    s = view.state()
    assert (s["u"][1][0], s["Err"], s["delta"][1][0]) == (11, 121, 22)
    assert s["slope"] == s["gradient"][1][0][1] == 66 and s["nudged"] == "theta-1-1-1"
    assert s["factors"] == [22, 1, 3]
    assert s["predicted_change"] == pytest.approx(0.066, rel=1e-12)
    assert s["true_change"] == pytest.approx(0.066009, rel=1e-9)  # (11.003)² − 121
    assert f"{s['true_change']:.4f}" == "0.0660"
    view.set(selected="u-1-1")
    s = view.state()
    assert (s["slope"], s["factors"]) == (22, [22, 1])
    assert s["true_change"] == pytest.approx(0.022001, rel=1e-9)  # (11.001)² − 121


def test_the_preset_tells_it_where_no_two_numbers_are_the_same():
    """At w = 4: a = 14, J = 196, first 28, then 3, then 84; the 3 is the input."""
    s = ChainRuleExplorer(preset="nudge").state()
    assert (s["theta"][1], s["x"]) == ([[2, 4]], [[3]])
    assert (s["u"][1][0], s["Err"], s["factors"], s["slope"]) == (14, 196, [28, 1, 3], 84)
    assert s["true_change"] == 15.5**2 - 14**2


def test_halving_h_quarters_the_difference_of_the_example_exactly():
    """(14 + 3h)² − 196 − 84h = 9h²."""
    view = ChainRuleExplorer(preset="nudge", h=0.5)
    for _ in range(4):
        s = view.state()
        assert s["true_change"] - s["predicted_change"] == pytest.approx(9 * s["h"] ** 2, rel=1e-9)
        view.closer.presses += 1
        assert view.state()["h"] == s["h"] / 2


# --- the numbers, against networks that are nudged for real

NETS = [
    ((2, 3, 1), False, 1),
    ((2, 2, 2), True, 3),
    ((3, 4, 2, 2), True, 1),
    ((1, 1), False, 2),
]


def snapshots():
    """Snapshots of all σ and Err, with and without bias, of one pattern and of several."""
    cases = itertools.product(NETS, ACTIVATIONS, LOSSES)
    for n, ((sizes, bias, patterns), activation, loss) in enumerate(cases):
        rng = np.random.default_rng(n)
        net = Network(sizes, activation, loss, bias, init="normal", rng=rng)
        x, y = rng.normal(size=(sizes[0], patterns)), rng.normal(size=(sizes[-1], patterns))
        yield Snapshot(net, x, y, 0.1, pattern=patterns - 1)


def away_from_corners():
    """Those of the snapshots in which no relu is so near to its corner that centred differences would see both sides:
    where nothing arrives at all, u is exactly 0."""
    found = [one for one in snapshots() if all((np.abs(u) > 1e-4).all() for u in one.trace.u[1:])]
    assert len(found) > 0.8 * len(list(snapshots()))
    return found


def nudgeable(snapshot):
    sizes, last = snapshot.net.sizes, len(snapshot.net.sizes) - 1
    names = [name for name in snapshot.values if name[0] in ("theta", "u", "x", "y")]
    return [*names, *(("o", last, k) for k in range(1, sizes[last] + 1))]


def err_after(snapshot, name, h):
    """Err of a network that is nudged for real. A u is nudged by hand: its layer's output is computed anew."""
    kind, *place = name
    net, x, y, p = snapshot.net.copy(), snapshot.x.copy(), snapshot.y.copy(), snapshot.pattern
    if kind == "theta":
        m, i, l = place
        net.theta[m][i - 1, l if net.bias else l - 1] += h
    elif kind == "x":
        x[place[0] - 1, p] += h
    elif kind == "y":
        y[place[0] - 1, p] += h
    o = x
    for m in range(1, len(net.sizes)):
        before = np.vstack([np.ones(x.shape[1]), o]) if net.bias else o
        u = net.theta[m] @ before
        if (kind, *place[:1]) == ("u", m):
            u[place[1] - 1, p] += h
        o = net.activations[m].f(u)
    if kind == "o":
        o[place[1] - 1, p] += h
    return net.loss.f(y, o)


def test_the_true_change_is_that_of_a_network_nudged_for_real():
    for snapshot in snapshots():
        steps = [0.5, -0.125, 1e-3, 0.0]
        now = err_after(snapshot, ("x", 1), 0.0)
        for name in nudgeable(snapshot):
            wanted = [err_after(snapshot, name, h) - now for h in steps]
            assert snapshot.true_changes(name, steps) == pytest.approx(wanted, rel=1e-9, abs=1e-13 * (1 + now)), name


def test_the_slope_is_the_centred_difference():
    for snapshot in away_from_corners():
        for name in nudgeable(snapshot):
            h = 1e-6
            centred = (err_after(snapshot, name, h) - err_after(snapshot, name, -h)) / (2 * h)
            assert snapshot.derivative(name) == pytest.approx(centred, rel=1e-6, abs=1e-7), name


def test_a_slope_that_is_only_rounding_reads_0():
    net = Network((1, 3, 1), "identity", theta=[[[0.1], [0.2], [-0.3]], [[1.0, 1.0, 1.0]]])
    snapshot = Snapshot(net, np.ones((1, 1)), np.ones((1, 1)), 0.1)
    assert snapshot.derivative(("x", 1)) == 0
    assert snapshot.true_changes(("x", 1), [0.5]).tolist() == [0]
    net = Network((1, 1), "identity", theta=[[[1e-9]]])
    snapshot = Snapshot(net, np.full((1, 1), 1e-9), np.ones((1, 1)), 0.1)
    assert snapshot.true_changes(("u", 1, 1), [1e-18]).tolist() == [0]  # less than a float can tell beside Err = 1


def test_the_slopes_of_every_chain_make_the_gradient():
    """Their product over all patterns, summed, is ∂Err/∂θ; the first two make δ; and the chain of an input adds up."""
    for snapshot in snapshots():
        patterns = range(snapshot.y.shape[1])
        each = [Snapshot(snapshot.net, snapshot.x, snapshot.y, 0.1, p) for p in patterns]
        for name in nudgeable(snapshot):
            chains = [chain(one, name) for one in each]
            for one, found in zip(each, chains, strict=True):
                values = [link.value for link in found.links]
                made = sum(values) if found.sums else math.prod(values)
                assert found.whole.value == pytest.approx(made, rel=1e-9, abs=1e-13), name
                if found.delta:
                    wanted = one.grads.delta[name[1]][name[2] - 1, one.pattern]
                    assert found.delta.value == pytest.approx(values[0] * values[1], rel=1e-9, abs=1e-13)
                    assert found.delta.value == pytest.approx(wanted, rel=1e-9, abs=1e-13)
            if name[0] == "theta":
                assert sum(found.whole.value for found in chains) == pytest.approx(
                    snapshot.derivative(name), rel=1e-9, abs=1e-12
                )
            else:
                assert chains[snapshot.pattern].whole.value == pytest.approx(snapshot.derivative(name), abs=1e-12)


def test_the_middle_slope_and_the_last_are_those_of_the_lecture():
    """∂o/∂u = σ′(u) by a centred difference, ∂u/∂θ = o_ℓ."""
    for snapshot in away_from_corners():
        p, h = snapshot.pattern, 1e-6
        for name in (name for name in nudgeable(snapshot) if name[0] == "theta"):
            _, m, i, l = name
            u, f = snapshot.trace.u[m][i - 1, p], snapshot.net.activations[m].f
            _, slope, before = (link.value for link in chain(snapshot, name).links)
            assert slope == pytest.approx((f(np.array(u + h)) - f(np.array(u - h))) / (2 * h), abs=1e-8)
            assert before == (snapshot.trace.o[m - 1][l - 1, p] if l else 1)


# --- what is nudged when what is chosen

CHOSEN = {
    "theta-2-1-3": ("theta-2-1-3", "∂Err/∂θ₁₃"),
    "u-1-2": ("u-1-2", "δ₂"),
    "o-1-2": ("u-1-2", "δ₂"),
    "delta-1-2": ("u-1-2", "δ₂"),
    "x-2": ("x-2", "∂Err/∂x₂"),
    "y-1": ("y-1", "∂Err/∂y₁"),
    "Err": ("o-2-1", "∂Err/∂ŷ₁"),
    "gradient-1-3-2": ("theta-1-3-2", "∂Err/∂θ₃₂"),
    "update-1-3-2": ("theta-1-3-2", "∂Err/∂θ₃₂"),
}


@pytest.mark.parametrize("item", [item for item in CHOSEN if item[:6] != "update"])
def test_every_number_that_can_be_chosen_nudges_something(view, item):
    """No dead view: and the figures say what it is."""
    view.set(selected=item)
    nudged, slope = CHOSEN[item]
    s = view.state()
    assert s["nudged"] == nudged
    assert s["true_change"] != 0 and s["predicted_change"] == s["slope"] * s["h"]
    curve, bars = drawn(view)
    assert curve.texts[0].endswith(slope.split("∂")[-1] if "∂" in slope else "u₂")
    assert bars.labels[0] == f"predicted: {slope} · h = {number(s['predicted_change'], plus=True)}"
    assert ("cannot be nudged" in panel(view)) == (item == "Err")


def test_the_difference_goes_like_h_squared(view):
    for item in ("theta-1-2-2", "u-2-1", "x-1"):
        gaps = []
        for h in (0.02, 0.01, 0.005):
            view.set(selected=item, h=h)
            s = view.state()
            gaps.append(s["true_change"] - s["predicted_change"])
        assert gaps[0] / gaps[1] == pytest.approx(4, rel=0.03) and gaps[1] / gaps[2] == pytest.approx(4, rel=0.03)


# --- the control h


def test_h_by_slider_box_and_buttons(view):
    view.h.box.value = 0.123456
    assert view.state()["h"] == view.h.value == 0.123456, "what was typed is not rounded to a place of the slider"
    view.h.slider.value = -40
    assert view.state()["h"] == view.h.box.value == 0.01
    view.closer.presses += 1
    assert view.state()["h"] == view.h.box.value == 0.005
    assert view.h.slider.value == round(20 * math.log10(0.005))
    for wanted in (0.01, 0.02):
        view.farther.presses += 1
        assert view.state()["h"] == wanted


@pytest.mark.parametrize("end, button", [(LEAST_H, "closer"), (MOST_H, "farther")])
def test_at_the_ends_of_h_the_view_says_so(view, end, button):
    view.set(h=end)
    before = view.state()
    getattr(view, button).presses += 1
    assert view.state() == before
    assert re.fullmatch(r"Here h is never .*\.", view.message.value)
    other = "farther" if button == "closer" else "closer"
    getattr(view, other).presses += 1
    assert view.message.value == "" and view.state()["h"] == end * (2 if other == "farther" else 0.5)


def test_a_step_that_would_leave_the_range_ends_at_its_end(view):
    view.set(h=1.5e-4)
    view.closer.presses += 1
    assert view.state()["h"] == LEAST_H
    view.set(h=0.7)
    view.farther.presses += 1
    assert view.state()["h"] == MOST_H


@pytest.mark.parametrize("value", [0.0, -0.5, 2.0, 1e-5])
def test_a_nudge_out_of_range_gets_one_sentence(view, value):
    before = view.state()
    view.h.box.value = value
    assert view.state() == before
    assert view.message.value.startswith("nudge h must be")
    assert view.message.value.endswith("nudge h is still 0.5.")
    view.set(h=0.25)
    assert view.message.value == ""


def test_reset_also_restores_h(view):
    view.set(h=0.02, theta={(1, 1, 1): 3.0})
    view.reset.presses += 1
    assert view.state()["h"] == 0.5 and "nudge h" in view.reset.tooltip
    assert view.state()["theta"][1][0][0] == 0.8


@pytest.mark.parametrize(
    "act",
    [
        lambda view: setattr(view.h.slider, "value", -20),
        lambda view: setattr(view.h.box, "value", 0.3),
        lambda view: setattr(view.closer, "presses", view.closer.presses + 1),
        lambda view: drag(view, "theta-1-1-1", 0.3125),
        lambda view: drag(view, "x-1", -0.25),
    ],
    ids=["slider", "box", "button", "a weight", "an input"],
)
def test_one_change_is_one_computation_and_one_picture_of_each_figure(view, act, monkeypatch):
    computed, shown, show = counted(view, monkeypatch), Counter(), SvgFigure.show
    monkeypatch.setattr(SvgFigure, "show", lambda self, *what: shown.update([self]) or show(self, *what))
    chains = []
    view.chain.observe(lambda change: chains.append(1), "value")
    act(view)
    assert len(computed) == 1 and shown == {view.curve: 1, view.bars: 1} and len(chains) <= 1


# --- the figures: where everything stands


NEAR = {"abs": 2.5e-3}  # a tenth of a pixel


SETTINGS = [
    {},
    {"selected": "theta-2-1-2", "h": 1.0},
    {"selected": "u-1-2", "h": 0.01},
    {"selected": "x-2", "h": 1e-4},
    {"selected": "Err"},
    {"preset": "nudge"},
    {"preset": "xor", "pattern": 3, "selected": "theta-1-2-2"},
    {"activation": "relu", "sizes": (2, 2, 1), "selected": "theta-1-1-1"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_curve_tangent_and_step_stand_where_the_numbers_are(view, settings):
    """In units of the axes: h across, and up the round number that the labels tell."""
    view.set(**settings)
    s, snapshot = view.state(), view.snapshot
    curve, _ = drawn(view)
    name = tuple(int(part) if part.isdigit() else part for part in s["nudged"].split("-"))
    low, zero, scale = map(read, curve.up)
    assert (low, zero) == (-scale, 0)
    here = err_after(snapshot, name, 0.0)
    heights = [(err_after(snapshot, name, t * s["h"]) - here) / scale for t in STEPS]
    assert curve.curve == pytest.approx(np.column_stack([STEPS, heights]), **NEAR) and STEPS[[0, -1]].tolist() == [
        -REACH, REACH
    ]  # fmt: skip
    flat, true = s["predicted_change"] / scale, s["true_change"] / scale
    assert np.array(curve.line("neg")) == pytest.approx(
        np.array([(-REACH, -REACH * flat), (REACH, REACH * flat)]), **NEAR
    )
    assert np.array(curve.line("ink")) == pytest.approx(np.array([(0, 0), (1, 0), (1, true), (1, flat)]), **NEAR)
    assert curve.square == pytest.approx((1, flat), **NEAR)
    assert np.array(curve.shown.dots()) == pytest.approx(np.array([(0, 0), (1, true)]), **NEAR)
    assert f"slope {number(s['slope'], plus=True)}" in curve.texts
    assert curve.unit == f"window: ± 3 h, square: h = {number(s['h'])}"
    ends = list(map(read, curve.across))
    value = snapshot.values[name]
    assert ends == pytest.approx([value - 3 * s["h"], value, value + 3 * s["h"]], abs=0.2 * s["h"])
    assert max(map(abs, [*heights, REACH * flat])) <= 1 + 1e-9, "nothing leaves the window"
    assert max(map(abs, [*heights, REACH * flat])) > 0.6, "the window is used"


@pytest.mark.seen
@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_the_frame_is_the_window_of_half_the_nudge_and_the_page_sees_it_grow(view, settings):
    view.set(**settings)
    curve, _ = drawn(view)
    corners, scale = np.array(curve.line("muted")), read(curve.up[2])
    if view.state()["h"] == LEAST_H:
        assert not len(corners) and "h ÷ 2" not in curve.texts, "no smaller nudge, no frame"
        return
    (left, bottom), (right, top) = corners.min(axis=0), corners.max(axis=0)
    assert [left, right] == pytest.approx([-EDGE / 2, EDGE / 2], **NEAR) and "h ÷ 2" in curve.texts
    view.closer.presses += 1
    inner = read(drawn(view)[0].up[2])
    assert [bottom * scale / inner, top * scale / inner] == pytest.approx([-ROOM, ROOM], abs=5e-3)
    assert view.curve.zoom[4:] == pytest.approx([2, scale / inner]) and view.bars.zoom == []
    view.farther.presses += 1
    assert view.curve.zoom[4:] == pytest.approx([1 / 2, inner / scale])
    axes = curve.shown.axes
    assert view.curve.zoom[:4] == [axes.left, axes.top, axes.wide, axes.high]


@pytest.mark.seen
def test_nothing_zooms_but_by_its_buttons(view):
    view.closer.presses += 1
    view.set(h=0.125)
    assert view.curve.zoom == []
    view.closer.presses += 1
    drag(view, "x-1", -0.25)
    assert view.curve.zoom == []
    view.set(hide=("delta",))
    view.closer.presses += 1
    assert view.curve.zoom == [] and not drawn(view)[0].line("muted")
    alone = ChainRuleExplorer(pictures=("bars",))
    alone.closer.presses += 1
    assert alone.state()["h"] == 0.25


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_the_bars_are_as_long_as_their_numbers(view, settings):
    view.set(**settings)
    s = view.state()
    _, bars = drawn(view)
    scale = read(bars.across[2])
    wanted = [s["predicted_change"], s["true_change"], s["true_change"] - s["predicted_change"]]
    assert bars.widths == pytest.approx([value / scale for value in wanted], **NEAR)
    for text, value in zip(bars.labels, wanted, strict=True):
        assert text.endswith(f"= {number(value, plus=True)}")
    assert len({box.get("class") for box in bars.shown.all("rect", "stroke-")}) == 3, "no two look alike"


def test_a_smaller_h_closes_in_until_curve_and_tangent_are_one(view):
    """The largest distance between the two, in the window's own height, shrinks with h."""
    gaps = []
    for h in (1.0, 0.1, 0.01, 0.001):
        view.set(selected="theta-2-1-1", h=h)
        curve, _ = drawn(view)
        tangent = np.interp(STEPS, *np.array(curve.line("neg")).T)
        gaps.append(np.abs(curve.curve[:, 1] - tangent).max())
    assert gaps[0] > 0.15 and gaps[1] < 0.2 * gaps[0] and gaps[2] < 0.01 and gaps[3] < 0.003


def test_the_axes_never_move(view):
    def axes():
        return [(figure.limits, figure.width, figure.height) for figure in (view.curve, view.bars)]

    before, pictures = axes(), (view.curve.svg, view.bars.svg)
    drag(view, "theta-1-1-1", -7.5)
    view.set(h=0.001, selected="u-1-3")
    view.set(preset="nudge")
    assert axes() == before and view.curve.svg != pictures[0] and view.bars.svg != pictures[1]


def test_a_drag_moves_curve_and_slope(view):
    before = drawn(view)[0].line("pos")
    drag(view, "theta-1-2-2", 2.5)
    s = view.state()
    assert s["nudged"] == "theta-1-2-2" and drawn(view)[0].line("pos") != before
    assert drawn(view)[0].across[1] == "2.5"
    assert s["slope"] == s["gradient"][1][1][1]


@pytest.mark.parametrize("y, side", [(1.0, "end"), (0.2, "start"), (0.6018713490841836, "middle")])
def test_the_names_stand_where_the_tangent_is_not(view, y, side):
    """It falls, rises or lies flat, as the output is too low, too high or right."""
    view.set(y=[[y]], selected="u-2-1")
    assert [name.get("text-anchor") for name in drawn(view)[0].names] == [side, side]


def test_round_numbers():
    assert [round_up(value) for value in (0.0, 1.0, 1.01, 0.0021, 33.0, 7.1, 5e-8, 9.99e20)] == [
        1, 1, 1.5, 0.003, 50, 10, 5e-8, 1e21,
    ]  # fmt: skip
    assert round_up(math.inf) == round_up(math.nan) == 1


def test_places_tell_the_three_numbers_apart():
    assert places(0.8, 0.5) == ["−0.7", "0.8", "2.3"]
    assert places(0.66, 0.5) == ["−0.84", "0.66", "2.16"]
    assert places(11.0, 1e-4) == ["10.9997", "11", "11.0003"]
    assert places(-1e6, 1e-4) == ["−1000000.0003", "−1000000", "−999999.9997"]
    for value, h in itertools.product((0.0, 0.123456789, -5.5, 1e4), (1.0, 0.3, 0.017, 1e-4)):
        assert len(set(places(value, h))) == 3


# --- the words


@pytest.mark.parametrize("settings", SETTINGS, ids=repr)
def test_the_words_hold_the_numbers(view, settings):
    """Alt texts, panel, live region, table and text say what the figures show."""
    view.set(**settings)
    s = view.state()
    slope, true, predicted = (number(s[name], plus=True) for name in ("slope", "true_change", "predicted_change"))
    for text in (view.curve.alt, view.bars.alt, panel(view), view.page.status, view.page.table, view.text()):
        assert true in text and predicted in text
    assert f"slope {slope}" in view.curve.alt
    assert all(end in view.curve.alt for end in drawn(view)[0].across)
    assert number(s["Err"]) in view.curve.alt
    off = view._off()
    assert off in view.bars.alt and off in view.text() and off in panel(view)


OFF = [
    ({"preset": "nudge"}, "off by 5.1\u00a0%"),  # 42 of 44.25
    ({"preset": "nudge", "h": 0.001}, "off by 0.011\u00a0%"),  # .084 of .084009
    ({"selected": "y-1", "y": [[0.6]], "h": 1.0}, "the wrong direction"),  # y is a little below ŷ = .6019
    ({"activation": "relu", "theta": {(2, 1, 1): 0.0, (2, 1, 2): 0.0, (2, 1, 3): 0.0}}, "no difference"),
    ({"x": [[0.0], [0.9]]}, "no difference"),
]


@pytest.mark.parametrize("settings, words", OFF, ids=[words for _, words in OFF])
def test_how_far_the_prediction_is_off(view, settings, words):
    view.set(**settings)
    assert drawn(view)[1].title == f"h = {number(view.state()['h'])}: {words}"


def test_at_the_lowest_point_the_tangent_is_flat():
    """Err = u², at u = 0: the slope predicts nothing, and all that is left is h²."""
    view = ChainRuleExplorer(preset="nudge")
    view.set(theta={(1, 1, 0): -12.0}, selected="u-1-1")
    s = view.state()
    assert (s["slope"], s["predicted_change"], s["true_change"]) == (0, 0, 0.25)
    assert view._off() == "the tangent is flat"
    assert np.array(drawn(view)[0].line("neg")) == pytest.approx(np.array([[-3, 0], [3, 0]]), **NEAR)


def test_the_chain_is_shown_with_a_bracket_and_its_product():
    view = ChainRuleExplorer(preset="nudge")
    rows = re.findall(r"<tr([^>]*)>(.*?)</tr>", view.chain.value)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for _, row in rows]
    words = [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in cells]
    assert words == [
        ["∂Err/∂ŷ1", "−2 (y1 − ŷ1)", "28"],
        ["∂ŷ1/∂u1", "σ′(u1)", "· 1"],
        ["∂Err/∂u1", "δ1", "= 28"],
        ["∂u1/∂θ11", "x1", "· 3"],
        ["∂Err/∂θ11", "δ1 · x1", "= 84"],
    ]
    assert ["bracket" in mark for mark, _ in rows] == [True, True, True, False, False]
    assert ["whole" in mark for mark, _ in rows] == [False, False, True, False, True]
    assert view._numbers.chain.lines() == [
        "∂Err/∂θ₁₁ = [ ∂Err/∂ŷ₁ · ∂ŷ₁/∂u₁ ] · ∂u₁/∂θ₁₁",
        "= [ 28 · 1 ] · 3",
        "= δ₁ · x₁ = 28 · 3 = 84",
    ]
    assert all(line in view.text() for line in view._numbers.chain.lines())


def test_the_ways_of_an_input_add_up(view):
    """One row for each neuron of layer 1, and their sum; also where there is only one."""
    view.set(selected="x-1")
    s = view.state()
    ways = [s["delta"][1][i] * s["theta"][1][i][0] for i in range(3)]
    assert s["factors"] == pytest.approx(ways) and s["slope"] == pytest.approx(sum(ways))
    assert view.chain.value.count("<tr") == 4 and f"= {number(s['slope'])}" in view.chain.value
    assert view._numbers.chain.lines()[0] == "∂Err/∂x₁ = δ₁ · θ₁₁ + δ₂ · θ₂₁ + δ₃ · θ₃₁"
    view.set(preset="nudge", selected="x-1")
    assert view.chain.value.count("<tr") == 2 and "= 112" in view.chain.value  # 28 · 4


def test_a_hidden_weight_names_its_first_slope_after_its_own_output(view):
    """∂Err/∂o_i = Σ_j δ_j θ_ji; in the last layer o is ŷ."""
    view.set(sizes=(2, 3, 2), selected="theta-1-2-1")
    first = view._numbers.chain.links[0]
    assert (first.what, first.why) == ("∂Err/∂o₂", "all that comes after o₂")
    s = view.state()
    wanted = sum(s["delta"][2][j] * s["theta"][2][j][1] for j in (0, 1))
    assert first.value == pytest.approx(wanted, rel=1e-12)
    view.set(selected="theta-2-2-1")
    assert view._numbers.chain.links[0].what == "∂Err/∂ŷ₂"


@pytest.mark.parametrize("loss, why", [("squared_error", "−2 (y₁ − ŷ₁)"), ("half_squared_error", "−(y₁ − ŷ₁)"),
                                       ("mean_squared_error", "−(2/4) (y₁ − ŷ₁)")])  # fmt: skip
def test_the_first_slope_in_symbols_fits_the_loss(view, loss, why):
    view.set(preset="xor", loss=loss, selected="Err")
    assert view._numbers.chain.links[0].why == why
    view.set(selected="y-1")
    assert view._numbers.chain.links[0].why == why[1:]


# --- several patterns, corners, floats


def test_with_several_patterns_the_view_says_what_is_nudged(view):
    view.set(preset="xor", pattern=3, selected="theta-1-1-1")
    assert "All 4 patterns share this weight" in panel(view) and number(view.state()["slope"], plus=True) in panel(
        view
    )
    assert "pattern 3 alone" in view.chain.value
    assert view._numbers.chain.whole.what == "∂Err⁽ᵖ⁼³⁾/∂θ₁₁"
    for item in ("u-1-1", "x-1", "y-1"):
        view.set(selected=item)
        assert "Only pattern 3 is nudged" in panel(view)
    view.set(preset="lecture")
    assert "pattern" not in panel(view) + view.chain.value


CORNER = {"sizes": (1, 1, 1), "x": [[1.0]], "y": [[1.0]]}


@pytest.mark.parametrize("activation, there", [("relu", True), ("leaky_relu", True), ("tanh", False)])
@pytest.mark.parametrize("item", ["u-1-1", "theta-1-1-1", "x-1"])
@pytest.mark.parametrize("h", [1.0, 1e-4])
def test_at_a_corner_curve_and_tangent_differ_on_one_side(view, activation, there, item, h):
    """u = 0 of the hidden neuron; a step further there is none."""
    place = {(1, 1, 0): -0.5, (1, 1, 1): 0.5, (2, 1, 0): 0.25, (2, 1, 1): 1.0}
    view.set(**CORNER, activation=activation, bias=True)
    view.set(theta=place, selected=item, h=h)
    assert view.state()["u"][1] == [0]
    assert ("has a corner" in panel(view)) == there
    if there:
        curve = drawn(view)[0].curve[:, 1]
        slopes = [(curve[30] - curve[29]) / 0.1, (curve[31] - curve[30]) / 0.1]
        assert abs(slopes[0] - slopes[1]) > 0.1
    view.set(theta={(1, 1, 0): -0.25})
    assert "has a corner" not in panel(view)


def test_a_corner_that_nothing_reaches_is_not_told_of(view):
    """u = 0 in a neuron whose way on is cut: Err has no corner."""
    view.set(**CORNER, activation="relu", bias=True)
    view.set(theta={(1, 1, 0): -0.5, (1, 1, 1): 0.5, (2, 1, 0): 0.25, (2, 1, 1): 0.0}, selected="u-1-1")
    assert view.state()["u"][1] == [0] and "has a corner" not in panel(view)


@pytest.mark.parametrize("item, there", [("u-1-1", True), ("u-1-2", False), ("theta-1-2-1", False), ("x-1", False)])
def test_a_corner_is_told_of_only_where_the_nudge_meets_it(view, item, there):
    """Neuron 1 stands at its corner, neuron 2 does not; and the input reaches neuron 1 through a weight of 0."""
    view.set(sizes=(1, 2, 1), x=[[1.0]], y=[[1.0]], activation="relu")
    view.set(theta={(1, 1, 1): 0.0, (1, 2, 1): 0.5, (2, 1, 1): 1.0, (2, 1, 2): 0.5}, selected=item)
    assert view.state()["u"][1] == [0, 0.5] and view.state()["true_change"] != 0
    assert ("has a corner" in panel(view)) == there


def test_a_slope_of_0_in_the_chain_is_told_of(view):
    """A zero input: the weight stands still, whatever δ is."""
    view.set(x=[[0.0], [0.9]])
    s = view.state()
    assert (s["slope"], s["true_change"]) == (0, 0) and s["delta"][1][0] != 0
    assert "A slope in the chain is 0" in panel(view)
    curve, bars = drawn(view)
    assert bars.widths == pytest.approx([0, 0, 0], **NEAR)
    flat = np.array([*curve.curve[:, 1], *(height for _, height in curve.line("neg"))])
    assert flat == pytest.approx(0, **NEAR)
    assert curve.up == bars.across == ["0"], "no scale where nothing moves"
    view.set(selected="theta-1-1-2")
    assert "A slope in the chain is 0" not in panel(view)


@pytest.mark.seen
@pytest.mark.parametrize("h", [1.0, 1e-4])
def test_a_saturated_neuron_is_drawn_flat_and_said_to_be_so(view, h):
    """Its slope is 1e−40, which no float can show beside Err."""
    view.set(theta={(2, 1, 1): -200.0}, selected="u-2-1", h=h)
    s = view.state()
    assert 0 < abs(s["slope"]) < 1e-30 and s["true_change"] == 0
    assert view._off() == "too small to tell" and "a float has 16 digits" in panel(view)
    curve, bars = drawn(view)
    assert [height for _, height in curve.line("neg")] == pytest.approx([0, 0], **NEAR)
    assert np.abs(curve.curve[:, 1]).max() < 0.2 and bars.widths == pytest.approx([0, 0, 0], **NEAR)


def test_a_difference_that_is_only_rounding_reads_0(view):
    """u = −18: the change of 3e−12 can be told beside Err = 1, but that of h² cannot."""
    view.set(sizes=(1, 1), x=[[1.0]], y=[[1.0]], selected="u-1-1", h=1e-4)
    view.set(theta={(1, 1, 1): -18.0}, selected="u-1-1")
    s = view.state()
    assert s["true_change"] != 0 and s["true_change"] == pytest.approx(s["predicted_change"], rel=1e-3)
    assert view._off() == "no difference" and drawn(view)[1].widths[2] == pytest.approx(0, **NEAR)


@pytest.mark.drawn
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_huge_and_tiny_numbers_break_nothing(view, activation):
    """NumPy may not even warn."""
    for theta in (1e6, -1e6, 1e-300):
        view.set(preset="lecture", activation=activation, x=[[1e6], [-1e6]])
        view.set(theta={(1, 1, 1): theta, (2, 1, 1): theta})
        for item, h in itertools.product(("theta-1-1-1", "u-2-1", "x-1", "Err"), (1.0, 1e-4)):
            view.set(selected=item, h=h)
            curve, bars = drawn(view)
            assert len(curve.curve) > 1 and "nan" not in view.curve.svg + view.bars.svg
            assert all(abs(width) <= 1.003 for width in bars.widths)


# --- hiding

KINDS = ("u", "o", "Err", "delta", "gradient")


@pytest.mark.parametrize("hide", KINDS)
@pytest.mark.parametrize("item", ["theta-1-2-1", "theta-2-1-3", "u-1-2", "x-1", "y-1", "Err"])
def test_a_figure_that_would_tell_what_is_hidden_is_empty(view, hide, item):
    """Every slope of Err tells δ or ∂Err/∂θ, and from these and the picture the rest follows. Only a hidden gradient
    leaves the others: δ stands in the picture beside it."""
    view.set(selected=item, hide=(hide,))
    empty = hide != "gradient" or item.startswith("theta")
    curve, bars = drawn(view)
    if empty:
        assert curve.texts == ["hidden until you answer"] == bars.texts[:1] and len(bars.texts) == 2
        assert not curve.shown.all("circle") and not bars.widths
    assert all((curve.line(kind) == []) == empty for kind in ("pos", "neg", "ink", "muted"))
    s = view.state()
    for name in ("slope", "true_change", "predicted_change"):
        assert (s[name] == "?") == empty
    told = [view.curve.alt, view.bars.alt, view.text()]
    assert all(("hidden until you answer" in text) == empty for text in told)
    assert ("Nudge" not in panel(view)) == empty


@pytest.mark.drawn
def test_what_is_hidden_leaves_no_trace_in_the_pictures():
    """Two networks whose hidden numbers differ have the same pictures, letter by letter."""
    view = ChainRuleExplorer(hide=("delta",))
    seen = set()
    for y in (1.0, -5.0):
        view.set(y=[[y]], hide=("delta",))
        seen.add((view.curve.svg, view.bars.svg, view.chain.value))
    assert len(seen) == 1


@pytest.mark.parametrize(
    "hide, item, factors",
    [
        ("delta", "theta-2-1-1", (False, False, False, False)),
        ("Err", "theta-2-1-1", (False, False, True, False)),
        ("gradient", "theta-2-1-1", (True, True, False, False)),
        ("o", "theta-2-1-1", (False, False, False, False)),
        ("o", "theta-1-1-1", (False, False, True, False)),
        ("u", "theta-1-1-1", (False, False, True, False)),
    ],
)
def test_hidden_slopes_of_the_chain(view, hide, item, factors):
    """The three slopes and their product. An input is hidden only where the gradient is asked for, and so is δ: these
    two are the student's to find."""
    view.set(selected=item, hide=(hide,))
    found = view._numbers.chain
    values = [*(link.value for link in found.links), found.whole.value]
    expected = list(factors)
    if hide in ("Err", "u") or item == "theta-1-1-1":  # δ and what it is multiplied by stand in the picture
        expected[3] = True
    assert [value is not None for value in values] == expected
    asked = hide in ("delta", "gradient")
    assert (found.delta.value is None) == asked
    assert view.state()["factors"] == ["?" if value is None else value for value in values[:3]]
    assert view.chain.value.count("?") == values.count(None) + asked


def test_the_factors_of_a_hidden_slope_are_left_to_who_predicts_it():
    view = ChainRuleExplorer(preset="nudge", hide="gradient", selected="theta-1-1-1")
    assert "28 · 3" not in view.text() + panel(view) and "= ?" in panel(view)
    view.prediction.text = "84"
    view.commit.presses += 1
    assert "28 · 3" in panel(view) and "You predicted +84. Right." in panel(view)


def test_committing_opens_the_figures(view):
    view.set(hide=("delta",), selected="delta-2-1")
    assert view.ask.layout.display == ""
    view.prediction.text = "-0.2"
    view.commit.presses += 1
    assert len(drawn(view)[0].curve) == len(STEPS) and "You predicted −0.2" in panel(view)
