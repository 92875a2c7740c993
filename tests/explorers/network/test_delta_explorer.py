"""DeltaExplorer: each term of the backward pass, each δ, what its figures and sentences say.

What δ should be is told by autograd (and by closed forms), not by the core.
"""

import html
import itertools
import math
import re

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from backprop_core import Network
from backprop_core.explorers import DeltaExplorer
from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.explorers.network.presets import PRESETS
from backprop_core.figures.deltas import MOST_ROWS, draw_over_u, most_rows, reach
from backprop_core.one_step.backward import (
    backward_pass,
    flat_neurons,
    flat_stretches,
    settled_sum,
    wiggled,
    wishes,
)
from backprop_core.one_step.snapshot import Snapshot
from backprop_core.one_step.text import number
from tests.explorers.shown import Shown
from tests.explorers.views import event

pytestmark = pytest.mark.usefixtures("unseen", "silent")

SIGMAS = {
    "identity": lambda u: u,
    "sigmoid": lambda u: 1 / (1 + anp.exp(-u)),
    "tanh": anp.tanh,
    "relu": lambda u: anp.where(u > 0, u, 0.0),
    "leaky_relu": lambda u: anp.where(u > 0, u, u / 100),
    "softplus": lambda u: anp.log(1 + anp.exp(u)),
}
ERRS = {
    "squared_error": lambda r: anp.sum(r**2),
    "half_squared_error": lambda r: anp.sum(r**2) / 2,
    "mean_squared_error": lambda r: anp.mean(r**2),
}
# Weights and patterns such that no two numbers of the network read the same.
UNIQUE = {
    "sizes": (2, 3, 2),
    "x": [[0.5137], [0.9241]],
    "y": [[1.0379], [-0.2213]],
    "history": {
        0: {
            "theta": {
                (1, 1, 1): 0.8123, (1, 1, 2): -0.5317, (1, 2, 1): -0.3229, (1, 2, 2): 0.9371,
                (1, 3, 1): 0.4451, (1, 3, 2): 0.6173, (2, 1, 1): 1.1713, (2, 1, 2): -0.7539, (2, 1, 3): 0.5791,
                (2, 2, 1): 0.3167, (2, 2, 2): 0.6947, (2, 2, 3): -1.2919,
            }
        }
    },
}  # fmt: skip

LIT = r'<g id="[^"]*?((?:theta|delta|y)-[\d-]+)"[^>]*>(?:<line class="stroke-lit"|<rect class="fill-lit)'


@pytest.fixture(scope="module")
def kept():
    return DeltaExplorer()


@pytest.fixture
def view(kept):
    for figure in kept.figures.children:
        figure.held = False
    kept.transport.less_motion = False
    kept.set(preset="lecture", full=False)
    return kept


def net_of(s):
    theta = [np.array(matrix) for matrix in s["theta"][1:]]
    return Network(s["sizes"], s["activation"], s["loss"], s["bias"], theta=theta)


def Err_of(s, m, moved):
    """Err as autograd can follow it, when the pre-activations of layer m of the shown pattern are `moved`."""
    sigma, x, y, p = SIGMAS[s["activation"]], np.array(s["x"]), np.array(s["y"]), s["pattern"] - 1
    column = 1.0 * (np.arange(x.shape[1]) == p)
    o = x
    for layer, theta in enumerate((np.array(matrix) for matrix in s["theta"][1:]), start=1):
        u = theta[:, 1:] @ o + theta[:, :1] if s["bias"] else theta @ o
        if layer == m:
            u = u * (1.0 - column) + anp.reshape(moved, (-1, 1)) * column
        o = sigma(u)
    return ERRS[s["loss"]](y - o)


def deltas(s, m):
    """δ of layer m, by autograd."""
    return grad(lambda u: Err_of(s, m, u))(np.array(s["u"][m]))


def words(view):
    """All that can be read or heard."""
    parts = [view.text(), view.diagram.svg, view.panel.value, view.where.value, view.page.table, view.page.status]
    for figure in view.figures.children:
        if isinstance(figure, SvgFigure):
            texts = [text.text for text in Shown.of(figure).all("text")]
        else:
            found = figure.figure.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_visible())
            texts = [text.get_text() for text in found]
        parts += [figure.alt, *texts]
    return html.unescape(" ".join(parts))


def bars(drawing):
    """[(left, bottom, right, top, sign)] of the bars that show, from the left and from above."""
    found = []
    for collection, sign in zip(drawing.bars, (1, -1), strict=True):
        if collection.get_visible():
            for path in collection.get_paths():
                (left, bottom), (right, top) = path.vertices.min(axis=0), path.vertices.max(axis=0)
                found.append((*map(float, (left, bottom, right, top)), sign))
    return sorted(found)


def rows(view):
    """[(symbol, numbers)] of how the chosen δ is made."""
    drawing = view.picture("making").artists
    return [
        (name.get_text(), numbers.get_text())
        for name, numbers in zip(drawing.symbols, drawing.numbers, strict=True)
        if name.get_visible()
    ]


# --- the backward pass, one term at a time


def test_the_parts_of_the_backward_pass_go_from_right_to_left():
    assert backward_pass((2, 2, 2)) == [
        ("back", 2, 1), ("delta", 2, 1), ("back", 2, 2), ("delta", 2, 2),
        ("back", 1, 1, 1), ("back", 1, 1, 2), ("delta", 1, 1),
        ("back", 1, 2, 1), ("back", 1, 2, 2), ("delta", 1, 2),
    ]  # fmt: skip


def test_next_goes_through_the_sums_term_by_term(view):
    """At every part: the sum so far, by autograd's δ; its one edge lit; panel, status line and figure agree."""
    view.set(**UNIQUE, terms=0)
    s = {**view.state()}
    full = DeltaExplorer(**UNIQUE).state()
    delta = [None, deltas(full, 1), deltas(full, 2)]
    residual = np.array(s["y"])[:, 0] - full["o"][2]
    parts = backward_pass((2, 3, 2))
    for n, part in enumerate(parts, start=1):
        view.next.presses += 1
        s = view.state()
        m, i = part[1:3]
        assert (s["terms"], s["selected"]) == (n, f"delta-{m}-{i}")
        where = view.where.value
        assert f"{n} of {len(parts)}" in where
        if part[0] == "delta":
            assert s["delta"][m][i - 1] == pytest.approx(delta[m][i - 1])
            assert f"= {number(delta[m][i - 1], plus=True)}" in view.text()
            continue
        assert s["delta"][m][i - 1] is None
        lit = set(re.findall(LIT, view.diagram.svg))
        if m == 2:
            so_far = -2 * residual[i - 1]
            assert lit == {f"y-{i}", f"delta-2-{i}"}
        else:
            j = part[3]
            theta = np.array(full["theta"][2])
            so_far = sum(delta[2][:j] * theta[:j, i - 1])
            assert lit == {f"theta-2-{j}-{i}", f"delta-2-{j}", f"delta-1-{i}"}
            assert f"{number(delta[2][j - 1])}" in where or f"({number(delta[2][j - 1])})" in where
            assert rows(view)[j - 1][1].endswith(number(delta[2][j - 1] * theta[j - 1, i - 1], plus=True))
            assert j == 2 or rows(view)[j][1] == "·"
        assert number(so_far, plus=True) in where
        whole = m == 2 or part[3] == 2
        to_come = "· σ′" if whole else "+ …"
        assert f">{number(so_far, plus=True)} {to_come}<" in view.diagram.svg
        assert ("sum so far" in where) == (not whole)
        assert f"= {number(so_far, plus=True)}" in view.text().splitlines()[-1]
        assert rows(view)[-1][1] == "·"
    assert "every δ is computed" in view.where.value


def test_nothing_shows_before_it_is_computed(view):
    """No δ, no gradient, no ΔErr/h: not in a word, not in the state, not in a figure."""
    full = DeltaExplorer(**UNIQUE).state()
    view.set(**UNIQUE)
    weights = [(m, i, l) for m in (1, 2) for i in range(1, full["sizes"][m] + 1) for l in range(full["sizes"][m - 1])]
    for n, selected in itertools.product(range(14), (None, "delta-1-2", "theta-1-3-1", "x-1", "u-1-3")):
        view.set(terms=n, **({"selected": selected} if selected else {}))
        s, read = view.state(), words(view)
        later = [part[1:] for part in backward_pass((2, 3, 2))[n:] if part[0] == "delta"]
        for m, i in later:
            assert s["delta"][m][i - 1] is s["wiggle"][m][i - 1] is None
            assert number(abs(full["delta"][m][i - 1])) not in read, (n, selected, m, i)
            assert number(abs(full["wiggle"][m][i - 1])) not in read
        for m, i, l in weights:
            if (m, i) in later:
                assert s["gradient"][m][i - 1][l] is None
                assert number(abs(full["gradient"][m][i - 1][l])) not in read, (n, selected, m, i, l)
        neurons = [part[1:] for part in backward_pass((2, 3, 2)) if part[0] == "delta"]
        shown = Shown.of(view.wiggle)
        assert len(shown.boxes()) == len(shown.dots()) == len(neurons) - len(later)
        chosen = view._neuron()
        assert bool(len(view.picture("over_u").artists.delta.get_xdata())) == (chosen not in later)


def test_the_transport(view):
    top = len(backward_pass((2, 3, 1)))
    assert view.state()["terms"] == top == 8
    view.first.presses += 1
    assert view.state()["terms"] == 0 and "press Next" in view.where.value
    assert view.state()["selected"] == "delta-2-1"
    view.back.presses += 1
    assert view.state()["terms"] == 0
    for n in range(1, 4):
        view.next.presses += 1
        assert view.state()["terms"] == n
    view.back.presses += 1
    assert view.state()["terms"] == view.terms.value == 2
    view.last.presses += 1
    view.next.presses += 1
    assert view.state()["terms"] == top
    view.terms.slider.value = 4
    assert (view.state()["terms"], view.state()["selected"]) == (4, "delta-1-1")
    view.sizes.value = "2-2-2"
    assert view.terms.box.max == view.terms.slider.max == view.state()["terms"] == 10


def test_play_goes_to_the_end_and_begins_again(view):
    view.play.value = True
    assert view.state()["terms"] == 0, "at the end there is nothing to play"
    for n in range(1, 9):
        assert view.play.value
        view.ticks.value += 3
        assert view.state()["terms"] == n
    assert not view.play.value
    view.set(terms=3)
    view.play.value = True
    assert view.state()["terms"] == 3
    view.page.event = {"kind": "gone", "count": 1}
    assert not view.play.value


def test_with_less_motion_a_tick_is_a_whole_delta(view):
    view.page.event = {"kind": "shown", "less_motion": True, "count": 2}
    view.set(sizes=(2, 2, 2), terms=0)
    seen = []
    view.play.value = True
    while view.play.value:
        view.ticks.value += 1
        seen.append(view.state()["terms"])
    assert seen == [2, 4, 7, 10]


def test_there_is_no_prediction_of_what_is_not_computed(view):
    view.set(hide=("delta",), terms=2, selected="delta-1-1")
    assert view.ask.layout.display == "none"
    view.set(terms=4, selected="delta-1-1")
    assert view.ask.layout.display == ""


# --- δ, its factors, and the wiggle test


@pytest.mark.parametrize("activation", SIGMAS)
@pytest.mark.parametrize(
    "preset, loss",
    [("xor", "squared_error"), ("mazur", "mean_squared_error"), ("lecture", "half_squared_error")],
)
def test_every_delta_is_its_two_factors_and_what_err_does(view, preset, loss, activation):
    view.set(preset=preset, loss=loss, activation=activation, sizes=(2, 3, 2), bias=preset != "lecture", seed=4)
    if preset == "xor":
        view.set(x=[[0.1, -0.4, 1.2], [0.3, 1.0, 0.2]], y=[[0.2, 0.9, 0.1], [0.7, 0.3, 0.5]], pattern=2)
    s = view.state()
    for m in (1, 2):
        for i, wanted in enumerate(deltas(s, m)):
            assert s["back"][m][i] * s["slope"][m][i] == pytest.approx(wanted, abs=1e-14)
            assert s["delta"][m][i] == pytest.approx(wanted, abs=1e-14)
            moved = [np.array(s["u"][m]) + h * (np.arange(s["sizes"][m]) == i) for h in (0.0, 0.001)]
            change = (Err_of(s, m, moved[1]) - Err_of(s, m, moved[0])) / 0.001
            assert s["wiggle"][m][i] == pytest.approx(change, rel=1e-6, abs=1e-9)
            assert s["wiggle"][m][i] == pytest.approx(wanted, abs=0.01)
            row = next(line for line in view.text().splitlines() if line.startswith(f"u{i + 1} of layer {m}"))
            assert row.split()[4:8] == [number(s[name][m][i]) for name in ("back", "slope", "delta", "wiggle")]


def test_rounding_in_the_wiggle_test_does_not_show():
    """A difference of two Err, divided by 0.001, has nothing to say below 1e−9 of Err."""
    net = Network((1, 1), theta=[[[40.0]]])
    snapshot = Snapshot(net, np.array([[1.0]]), np.array([[0.0]]), 1.0)
    assert wiggled(snapshot, 1, 1) == 0.0
    assert settled_sum([0.3, 0.6, -0.9]) == 0.0 != sum([0.3, 0.6, -0.9])
    assert settled_sum([0.3, 0.6, -0.8999]) == pytest.approx(1e-4)


def test_wrong_and_sure():
    """Preset "sure": y = 0, u = 5, in closed form and by autograd; and at u = 0."""
    view = DeltaExplorer(preset="sure")
    s = view.state()
    sigma = 1 / (1 + math.exp(-5))
    assert s["u"][1] == [5.0] and s["o"][1] == [pytest.approx(sigma)]
    assert s["delta"][1] == [pytest.approx(2 * sigma * sigma * (1 - sigma))] == [pytest.approx(0.013207124, abs=5e-10)]
    assert deltas(s, 1) == pytest.approx(s["delta"][1])
    assert s["flat"] == {"u-1-1": "saturated"}
    event(view, kind="drag", item="theta-1-1-1", value=0.0)
    s = view.state()
    assert s["delta"][1] == [0.25] == deltas(s, 1).tolist() and s["flat"] == {}


@pytest.mark.parametrize(
    "activation, u, word",
    [
        ("sigmoid", 4.35, None), ("sigmoid", 4.36, "saturated"), ("sigmoid", -4.36, "saturated"),  # σ′ = .0125
        ("tanh", 2.17, None), ("tanh", -2.19, "saturated"),
        ("relu", 0.01, None), ("relu", 0.0, "dead"), ("relu", -1.0, "dead"), ("leaky_relu", -1.0, "saturated"),
        ("identity", 100.0, None),
    ],
)  # fmt: skip
def test_flat_neurons_are_marked_everywhere(view, activation, u, word):
    view.set(preset="sure", activation=activation, theta={(1, 1, 1): u})
    assert view.state()["flat"] == ({} if word is None else {"u-1-1": word})
    alt = re.search(r'role="group" aria-label="([^"]*)"', view.diagram.svg)[1]
    spoken = re.search(r'data-item="u-1-1" role="option"[^>]*aria-label="([^"]*)"', view.diagram.svg)[1]
    written = " ".join(re.findall(r">([^<]+)<", view.diagram.svg))
    for text in (alt, spoken, written, view.text()):
        assert re.findall("saturated|dead|off", text) == [word] * (word is not None)
    for hide in ("u", "delta"):  # how flat it is makes δ what it is
        view.set(hide=(hide,))
        assert "saturated" not in words(view) and "dead" not in words(view)
        assert view.state()["flat"] == {}


def test_a_relu_that_is_off_for_this_pattern_alone_is_not_dead():
    net = Network((1, 2), "relu", theta=[[[1.0], [0.0]]])
    x, y = np.array([[-1.0, 2.0]]), np.zeros((2, 2))
    assert flat_neurons(Snapshot(net, x, y, 1.0, 0)) == {(1, 1): "off", (1, 2): "dead"}
    assert flat_neurons(Snapshot(net, x, y, 1.0, 1)) == {(1, 2): "dead"}


# --- each pattern's wish


def test_each_pattern_wishes_what_it_would_do_alone(view):
    view.set(preset="xor", pattern=3, seed=2)
    s = view.state()
    for m, i, l in [(1, 2, 1), (1, 3, 0), (2, 1, 2)]:
        view.set(selected=f"theta-{m}-{i}-{l}")
        now = view.state()
        alone = []
        for p in range(4):
            net = net_of(s)
            x, y = np.array(s["x"])[:, [p]], np.array(s["y"])[:, [p]]
            alone.append(-net.backward(net.forward(x), y).gradient[m][i - 1, l])
        assert now["wishes"] == pytest.approx(alone, abs=1e-14)
        assert sum(now["wishes"]) == pytest.approx(-s["gradient"][m][i - 1][l])
        drawn = bars(view.picture("wishes").artists)
        heights = {
            round((left + right) / 2, 6): (top if sign > 0 else bottom) for left, bottom, right, top, sign in drawn
        }
        wanted = {1.0: alone[0], 2.0: alone[1], 3.0: alone[2], 4.0: alone[3], 5.5: sum(alone)}
        assert heights == {at: pytest.approx(wish) for at, wish in wanted.items() if abs(wish) > 1e-15}
        assert view.picture("wishes").artists.now.get_xdata() == [3]
        for p, wish in enumerate(alone, start=1):
            assert f"pattern {p} {number(wish + 0.0, plus=True)}" in view.wishes.alt
            assert re.search(rf"pattern {p} +{number(wish + 0.0)}\n", view.text())


def test_three_figures_and_the_third_follows_the_choice(view):
    def shown():
        return [
            name for name in ("making", "over_u", "wiggle", "wishes") if getattr(view, name) in view.figures.children
        ]

    usual, wishing = ["making", "over_u", "wiggle"], ["making", "over_u", "wishes"]
    view.set(selected="theta-1-1-1")
    assert shown() == usual and view.state()["wishes"] is None, "one pattern wishes what the gradient says"
    view.set(preset="xor")
    for selected, wanted in (
        ("theta-1-1-1", wishing),
        ("gradient-2-1-0", wishing),
        ("delta-1-1", usual),
        ("Err", usual),
    ):
        view.set(selected=selected)
        assert shown() == wanted
    sizes = {(figure.width, figure.height) for figure in view.figures.children}
    assert sizes == {(272, 230)}


def test_wishes_without_rounding():
    net = Network((1, 1), "identity", theta=[[[1.0]]])
    snapshot = Snapshot(net, np.array([[0.0, -1.0, 2.0]]), np.array([[1.0, 1.0, 2.0]]), 1.0)
    assert wishes(snapshot, 1, 1, 1) == [0.0, -4.0, 0.0]
    assert not any(str(wish) == "-0.0" for wish in wishes(snapshot, 1, 1, 1))


# --- the figures


def test_how_a_hidden_delta_is_made(view):
    """Its terms end to end, their sum, and what σ′ leaves of it."""
    view.set(**UNIQUE, selected="delta-1-2")
    s = view.state()
    terms = [s["delta"][2][j] * s["theta"][2][j][1] for j in (0, 1)]
    total, delta = sum(terms), s["delta"][1][1]
    assert [text for text, _ in rows(view)] == ["δ₁⁽²⁾·θ₁₂⁽²⁾", "δ₂⁽²⁾·θ₂₂⁽²⁾", "Σⱼ", "× σ′(u₂)", "= δ₂⁽¹⁾"]
    assert [text.split(" = ")[-1] for _, text in rows(view)] == [
        number(terms[0], plus=True), number(terms[1], plus=True), number(total, plus=True),
        number(s["slope"][1][1]), number(delta, plus=True),
    ]  # fmt: skip
    ends = [(0.0, terms[0]), (terms[0], total), (0.0, total), (0.0, delta)]
    wanted = {row: (min(pair), max(pair), math.copysign(1, pair[1] - pair[0]))
              for row, pair in zip((0, 1, 2, 4), ends, strict=True)}  # fmt: skip
    found = {
        math.floor(bottom): (left, right, sign)
        for left, bottom, right, _, sign in bars(view.picture("making").artists)
    }
    assert found == {row: pytest.approx(place) for row, place in wanted.items()}
    assert view.making.axes[0].get_xlim()[1] >= max(abs(end) for pair in ends for end in pair)
    for text in (number(terms[0], plus=True), number(total, plus=True), number(delta, plus=True)):
        assert text in view.making.alt


def test_how_an_outputs_delta_is_made(view):
    view.set(selected="delta-2-1")
    s = view.state()
    error = -2 * (1 - s["o"][2][0])
    assert rows(view) == [
        ("∂Err/∂ŷ₁", number(error, plus=True)),
        ("× σ′(u₁)", number(s["slope"][2][0])),
        ("= δ₁⁽²⁾", number(s["delta"][2][0], plus=True)),
    ]
    assert [(left, right) for left, _, right, _, _ in bars(view.picture("making").artists)] == [
        (pytest.approx(error), 0.0), (pytest.approx(s["delta"][2][0]), 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3, 1), (2, 2, 2), (2, 4, 6), (3, 2, 6, 1)])
def test_every_making_has_its_rows(view, sizes):
    view.set(sizes=sizes)
    most = 0
    for m in range(1, len(sizes)):
        view.set(selected=f"delta-{m}-1")
        n = 1 if m == len(sizes) - 1 else sizes[m + 1]
        assert len(rows(view)) == n + 2 + (n > 1)
        most = max(most, len(rows(view)))
    assert most == most_rows(sizes) == view.making.axes[0].get_ylim()[0] <= MOST_ROWS


@pytest.mark.parametrize("loss", ERRS)
@pytest.mark.parametrize("selected", ["delta-1-2", "delta-2-1"])
def test_delta_over_its_own_u_is_what_it_would_be_there(view, selected, loss):
    """By autograd, at places along the curve; the present point lies on it."""
    view.set(preset="xor", sizes=(2, 3, 2), x=[[0.1, -0.4], [0.3, 1.0]], y=[[0.2, 0.9], [0.7, 0.3]], pattern=2)
    view.set(selected=selected, loss=loss, activation="sigmoid")
    s, (m, i) = view.state(), view._neuron()
    u, delta = view.picture("over_u").artists.delta.get_data()
    assert (u[0], u[-1]) == (-8.0, 8.0)
    for n in range(0, len(u), 16):
        there = np.array(s["u"][m])
        there[i - 1] = u[n]
        wanted = grad(lambda moved: Err_of(s, m, moved))(there)[i - 1]
        assert delta[n] == pytest.approx(wanted, abs=1e-12)
    present = s["u"][m][i - 1], s["delta"][m][i - 1]
    assert view.picture("over_u").artists.now.get_xydata().tolist() == [pytest.approx(present)]
    slope = math.exp(-present[0]) / (1 + math.exp(-present[0])) ** 2
    assert number(present[1]) in view.over_u.alt and number(slope) in view.over_u.alt
    largest = max(delta, key=abs)
    assert f"largest near u = {number(round(u[list(delta).index(largest)], 1))}: {number(largest)}" in view.over_u.alt
    assert number(present[1]) in view.picture("over_u").artists.title.get_text()


def test_the_curve_reaches_as_far_as_u(view):
    view.set(preset="sure", theta={(1, 1, 1): 31.0})
    assert view.over_u.axes[0].get_xlim() == (-50.0, 50.0)
    view.set(theta={(1, 1, 1): -3.0})
    assert view.over_u.axes[0].get_xlim() == (-8.0, 8.0)


@pytest.mark.parametrize(
    "activation, wanted",
    [
        ("sigmoid", [(-8, -math.log(77.987)), (math.log(77.987), 8)]),  # σ′ = t / (1 + t)² = 1/80 at t = 77.987
        ("tanh", [(-8, -math.atanh(0.95**0.5)), (math.atanh(0.95**0.5), 8)]),  # 1 − tanh² = 1/20
        ("relu", [(-8, 0)]), ("identity", []),
    ],
)  # fmt: skip
def test_where_sigma_is_flat_the_ground_is_grey_and_says_so(view, activation, wanted):
    view.set(activation=activation, selected="delta-1-2")
    artists, ax = view.picture("over_u").artists, view.over_u.axes[0]
    found = [(corners[0][0], corners[1][0]) for corners in (path.vertices for path in artists.flat.get_paths())]
    assert found == [pytest.approx(each, abs=0.11) for each in wanted]  # the places are 0.1 apart
    assert artists.flat.get_visible() == bool(wanted)
    for path in artists.flat.get_paths():
        assert (path.vertices[0][1], path.vertices[2][1]) == ax.get_ylim()
    said = [(word.get_position()[0], word.get_text()) for word in artists.words]
    assert [each for each in said if each[1]] == [(pytest.approx(sum(x) / 2, abs=0.11), "flat σ") for x in wanted]


def test_a_flat_stretch_too_narrow_for_a_word_has_none(view):
    view.set(preset="sure", theta={(1, 1, 1): 8.0})
    words = view.picture("over_u").artists.words
    assert [word.get_text() for word in words] == ["flat σ", "flat σ"]
    artists = view.picture("over_u").artists
    draw_over_u(view.over_u.axes[0], [], None, [(-8, -7.5), (4.4, 8)], (None, None), "", "", artists)
    assert [word.get_text() for word in words] == ["", "flat σ"]


def test_flat_stretches_begin_and_end_where_the_slope_does():
    u = np.arange(8.0)
    slope = np.array([0.01, -0.04, 0.05, 1.0, 0.02, 0.5, -0.01, 0.0])
    assert flat_stretches(u, slope, 1.0) == [(0.0, 1.0), (6.0, 7.0)]
    assert flat_stretches(u, np.zeros(8), 1.0) == [(0.0, 7.0)]
    assert flat_stretches(u, np.ones(8), 1.0) == []
    assert flat_stretches(u, -np.ones(8), 1.0) == [], "a σ that fell steeply would not be flat"


def test_the_wiggle_test_beside_each_delta(view):
    view.set(**UNIQUE)
    s = view.state()
    wanted = [(m, i) for m in (1, 2) for i in range(s["sizes"][m])]
    shown = Shown.of(view.wiggle)
    across, up = shown.near
    dots, drawn = shown.dots(), shown.boxes()
    assert len(dots) == len(drawn) == len(wanted)
    for (m, i), (at, change), (left, bottom, right, top) in zip(wanted, dots, drawn, strict=True):
        assert (left + right) / 2 == pytest.approx(at, abs=2 * across)
        assert change == pytest.approx(s["wiggle"][m][i], abs=up)
        delta = s["delta"][m][i]
        assert (bottom, top) == pytest.approx(sorted((0.0, delta)), abs=2 * up)
        assert f"{number(delta)}, true {number(s['wiggle'][m][i])}" in view.wiggle.alt
    floor = shown.axes.top + shown.axes.high
    below = [each for each in shown.all("text") if float(each.get("y")) > floor + 9]
    assert [each.text for each in below] == ["1", "2", "3", "layer 1", "1", "2", "layer 2"]
    numbered = [shown.u(each.get("x")) for each in below if "layer" not in each.text]
    assert numbered == pytest.approx([at for at, _ in dots], abs=2 * across)


def test_positive_and_negative_bars_differ_not_by_colour_alone(view):
    view.set(**UNIQUE)
    shown, deltas = Shown.of(view.wiggle), [delta for layer in view.state()["delta"][1:] for delta in layer]
    filled, hollow = shown.boxes("fill-pos"), shown.boxes("fill-card")
    assert filled and hollow and len(filled) + len(hollow) == len(deltas)
    assert len(filled) == sum(delta > 0 for delta in deltas)


@pytest.mark.parametrize(
    "values, wanted",
    [([0.3], 0.5), ([-0.5], 0.5), ([0.51, 0.2], 1.0), ([2.0000000001], 2.0), ([0.0], None), ([], None), ([1e-9], 1e-9),
     ([math.inf, 3.0], 5.0), ([math.nan], None), ([9999.0], 10000.0)],
)  # fmt: skip
def test_axes_reach_to_a_round_number(values, wanted):
    assert reach(values) == (wanted if wanted is None else pytest.approx(wanted))


@pytest.mark.seen
def test_axes_stand_still_under_a_drag_and_close_in_after_it(view):
    view.set(selected="delta-2-1")

    def limits():
        *painted, written = view.figures.children
        return [ax.get_xlim() + ax.get_ylim() for figure in painted for ax in figure.axes] + [written.limits]

    event(view, kind="drag", item="y-1", value=30.0)
    far = limits()
    event(view, kind="drag", item="y-1", value=0.7)
    assert limits() == far
    event(view, kind="drop")
    assert limits() != far
    assert view.making.axes[0].get_xlim()[1] == reach([2 * (0.7 - view.state()["o"][2][0])])


def drawn(view):
    """All that the figures show, and their scales."""
    found = [figure.alt for figure in view.figures.children]
    for figure in view.figures.children:
        if isinstance(figure, SvgFigure):
            found.append(figure.svg)
            continue
        found += [ax.get_xlim() + ax.get_ylim() for ax in figure.axes]
        for artist in figure._live:
            if not artist.get_visible():
                found.append(None)
            elif hasattr(artist, "get_text"):
                found.append(artist.get_text())
            elif hasattr(artist, "get_xydata"):
                found.append(artist.get_xydata().tolist())
            else:
                found.append([path.vertices.tolist() for path in artist.get_paths()])
    return found


@pytest.mark.parametrize("selected", ["delta-1-2", "delta-2-1", "theta-2-1-1", "theta-1-1-1", "x-1", "Err"])
def test_where_all_is_hidden_no_figure_tells_one_network_from_another(view, selected):
    """Neither a mark nor a scale nor a word; also if it was shown a moment ago."""
    everything, seen = ("u", "o", "Err", "delta", "gradient"), []
    for size in (1.0, 30.0):
        view.set(preset="xor", selected=selected)
        view.set(x=(size * np.array(PRESETS["xor"]["x"])).tolist(), y=[[size, -size, 0.5 * size, size]])
        assert drawn(view) not in seen
        view.set(hide=everything)
        seen.append(drawn(view))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("hide", ["delta", "Err"])
def test_what_the_targets_alone_decide_is_hidden_with_delta(view, hide):
    """With other targets only Err, δ and the gradients are others: figures of a hidden neuron must not tell them."""
    seen = []
    for y in (0.9, -7.0):
        view.set(preset="lecture", selected="delta-1-2")
        view.set(y=[[y]], hide=(hide,))
        seen.append(drawn(view))
    assert (seen[0] == seen[1]) == (hide == "delta")


def test_hiding_one_kind_hides_what_it_could_be_read_from(view):
    view.set(hide=(), selected="delta-1-2")
    for hide in (None, "delta", "o", "u"):
        view.set(hide=(hide,) if hide else ())
        artists, shown = view.picture("over_u").artists, hide is None
        assert bool(len(artists.delta.get_xdata())) == bool(len(artists.now.get_xdata())) == shown, hide
        assert bool(artists.flat.get_visible()) == any(word.get_text() for word in artists.words) == shown, hide
        assert artists.note.get_text() == ("" if shown else "hidden until you answer")
        assert ("σ′" in view.over_u.alt) == shown
    for hide in ("delta", "Err"):
        view.set(hide=(hide,))
        shown = Shown.of(view.wiggle)
        assert shown.boxes() == shown.dots() == [] and "hidden" in view.wiggle.alt
        assert "hidden until you answer" in [each.text for each in shown.all("text")]
    view.set(hide=("delta",), selected="delta-1-2")
    assert bars(view.picture("making").artists) == [] and {row[1] for row in rows(view)} == {"?"}
    view.set(preset="xor", hide=("gradient",), selected="theta-1-1-1")
    assert (
        bars(view.picture("wishes").artists) == [] and view.state()["wishes"] is None and "hidden" in view.wishes.alt
    )


def test_the_code_of_a_view_in_the_middle(view):
    assert DeltaExplorer().to_code() == "DeltaExplorer()"
    view.set(terms=3)
    assert view.to_code() == "DeltaExplorer(terms=3)"
    view.set(selected="u-1-1")
    assert view.to_code() == "DeltaExplorer(terms=3, selected='u-1-1')"


def test_a_hidden_delta_is_not_taken_apart_in_numbers(view):
    """The student is to make it: no factor stands ready, in the picture or in its words."""
    for settings in ({"preset": "sure"}, {"preset": "lecture"}, {"preset": "xor", "selected": "delta-2-1"}):
        view.set(**settings, hide=("delta", "gradient"))
        shown = [text.get_text() for text in view.picture("making").artists.numbers if text.get_visible()]
        assert set(shown) == {"?"}
        assert not re.search(r"\d\.\d", view.making.alt)
    view.set(hide=())
    assert "?" not in [text.get_text() for text in view.picture("making").artists.numbers if text.get_visible()]
