"""ForwardExplorer: each term, each point on σ and σ′, what its sentences say; its pictures, read back."""

import math

import numpy as np
import pytest

from backprop_core.explorers import ForwardExplorer
from backprop_core.explorers.network import settings as rules
from backprop_core.one_step.text import number
from tests.explorers.shown import Shown
from tests.explorers.views import event

pytestmark = pytest.mark.usefixtures("unseen", "silent")

CLOSED = {  # σ and σ′ written out once more, one number at a time
    "identity": (lambda u: u, lambda u: 1.0),
    "sigmoid": (lambda u: 1 / (1 + math.exp(-u)), lambda u: math.exp(-u) / (1 + math.exp(-u)) ** 2),
    "tanh": (math.tanh, lambda u: 1 / math.cosh(u) ** 2),
    "relu": (lambda u: max(0.0, u), lambda u: float(u > 0)),
    "leaky_relu": (lambda u: u if u > 0 else u / 100, lambda u: 1.0 if u > 0 else 0.01),
    "softplus": (lambda u: math.log(1 + math.exp(u)), lambda u: 1 / (1 + math.exp(-u))),
}


@pytest.fixture(scope="module")
def lecture():
    return ForwardExplorer()


@pytest.fixture
def view(lecture):
    lecture.set(preset="lecture", full=False)
    return lecture


def rows(view):
    """[(words, left end, right end, lit)] of the bars that show; each begins at its first end."""
    shown = Shown.of(view.sum)
    words = [each.text for each in shown.words()]
    bars = shown.all("rect")[1:]
    found = []
    for text, bar in zip(words, bars, strict=True):
        left, width = float(bar.get("x")), float(bar.get("width"))
        ends = [shown.u(left), shown.u(left + width)]
        found.append((text, *(ends if "stroke-pos" in bar.get("class") else ends[::-1]), "lit" in bar.get("class")))
    return found


def points(figure):
    """{layer: [(u, y), …]} of the discs with a number, and the chosen point, [] if there is none."""
    shown, found, chosen = Shown.of(figure), {}, []
    for disc in shown.all("circle", "layer-"):
        place = shown.u(disc.get("cx")), shown.height(disc.get("cy"))
        if "fill-lit" in disc.get("class"):
            chosen.append(place)
        else:
            found.setdefault(int(disc.get("class").split("layer-")[1]), []).append(place)
    return found, chosen


def at(figure, u, y):
    """A place, as exactly as it can be read."""
    return pytest.approx(u, abs=Shown.of(figure).near[0]), pytest.approx(y, abs=Shown.of(figure).near[1])


def test_the_sum_of_the_lectures_neuron_term_by_term(view):
    """u₂ = (−0.3) · 0.5 + 0.9 · 0.9 = −0.15 + 0.81 = 0.66, by hand."""
    view.set(selected="u-1-2")
    near = Shown.of(view.sum).near[0]
    zero, first, both = (pytest.approx(value, abs=near) for value in (0.0, -0.15, 0.66))
    assert rows(view) == [
        ("θ₂₁ · x₁ = −0.15", zero, first, False),
        ("θ₂₂ · x₂ = +0.81", first, both, False),
        ("u₂ = 0.66", zero, both, True),
    ]
    for part in ("θ₂₁ · x₁ = −0.15", "θ₂₂ · x₂ = +0.81", "u₂ = 0.66"):
        assert part in view.sum.alt


@pytest.mark.parametrize(
    "selected, neuron, lit",
    [("theta-1-3-2", "u₃", 1), ("theta-2-1-1", "u₁", 0), ("o-2-1", "u₁", 3), ("x-2", "u₁", 1), ("u-1-3", "u₃", 2)],
)
def test_the_chosen_number_is_lit_in_the_sum(view, selected, neuron, lit):
    view.set(selected=selected)
    found = rows(view)
    assert [row[3] for row in found].index(True) == lit and sum(row[3] for row in found) == 1
    assert found[-1][0].startswith(neuron)


def test_the_constant_neuron_brings_its_weight(view):
    view.set(preset="mazur", selected="u-1-2")
    found = rows(view)
    assert found[0][0] == "θ₂₀ · 1 = +0.35" and len(found) == 4
    view.set(selected="theta-1-2-0")
    assert rows(view)[0][3]


@pytest.mark.parametrize("settings", [{}, {"preset": "mazur"}, {"sizes": (3, 6, 2), "bias": True}, {"sizes": (1, 1)}])
def test_the_bars_hang_together_and_end_at_u(view, settings):
    view.set(**settings)
    s = view.state()
    for m in range(1, len(s["sizes"])):
        for i in range(1, s["sizes"][m] + 1):
            view.set(selected=f"u-{m}-{i}")
            *terms, (_, zero, end, _) = rows(view)
            near = 2 * Shown.of(view.sum).near[0]
            assert zero == pytest.approx(0.0, abs=near) == terms[0][1]
            for before, after in zip(terms, terms[1:], strict=False):
                assert after[1] == pytest.approx(before[2], abs=near)
            assert terms[-1][2] == pytest.approx(end, abs=near)
            assert end == pytest.approx(s["u"][m][i - 1], abs=near)
            low, high = view.sum.plot().across
            assert all(low <= edge <= high for row in rows(view) for edge in row[1:3])


@pytest.mark.parametrize("activation", CLOSED)
@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 4, 3, 2)])
def test_every_neuron_is_a_point_on_both_curves(view, activation, sizes):
    view.set(sizes=sizes, activation=activation, x=[[-1.5], [2.0]])
    s = view.state()
    for which, figure in enumerate((view.sigma, view.slope)):
        exact, shown = CLOSED[activation][which], Shown.of(figure)
        found, _ = points(figure)
        assert [len(found[m]) for m in sorted(found)] == list(sizes[1:])
        for m, places in found.items():
            assert places == [at(figure, u, exact(u)) for u in s["u"][m]]
            for place in places:
                for value, (low, high) in zip(place, (shown.axes.across, shown.axes.up), strict=True):
                    assert low <= value <= high
        (across, up), curve = shown.near, [place for line in shown.lines("stroke-pos") for place in line]
        assert len(curve) > 150
        for u, y in curve:
            if abs(u) > across:  # at a corner the slope jumps
                steep = across * max(abs(exact(u + across) - exact(u - across)) / across, 1e-9)
                assert y == pytest.approx(exact(u), abs=up + steep)
    assert s["slope"][1] == pytest.approx([CLOSED[activation][1](u) for u in s["u"][1]], rel=1e-12)


def test_a_neuron_tells_its_layer_unless_another_covers_it(view):
    view.set(sizes=(2, 4, 3, 2), x=[1.5, -2.0], selected="u-2-1")
    shown = Shown.of(view.sigma)
    digits = [(float(each.get("x")), float(each.get("y")), each.text) for each in shown.all("text")]
    discs = [(float(each.get("cx")), float(each.get("cy")), float(each.get("r")), each.get("class").split("layer-")[1])
             for each in shown.all("circle", "layer-")]  # fmt: skip
    told = []
    for n, (x, y, radius, m) in enumerate(discs):
        covered = any(math.hypot(x - x1, y - y1) < 0.9 * wide for x1, y1, wide, _ in discs[n + 1 :])
        on_it = [text for left, base, text in digits if abs(left - x) < 0.11 and 0 < base - y < radius]
        assert covered or m in on_it
        told.append(not covered)
    assert len(discs) == 10 and 3 < sum(told) < 10 and told[-1]


def test_the_points_follow_a_dragged_weight(view):
    view.set(selected="theta-1-1-1")
    for weight in (-3.0, 0.0, 2.5, 40.0):
        event(view, kind="drag", item="theta-1-1-1", value=weight)
        u = weight * 0.5 - 0.5 * 0.9
        for figure, exact in ((view.sigma, CLOSED["sigmoid"][0]), (view.slope, CLOSED["sigmoid"][1])):
            found, chosen = points(figure)
            assert found[1][0] == at(figure, u, exact(u)) and chosen == [found[1][0]]
            low, high = figure.plot().across
            assert low <= u <= high
            assert number(u) in figure.alt and number(exact(u)) in figure.alt


def test_the_tangent_has_the_slope_of_sigma(view):
    for activation, (_, slope) in CLOSED.items():
        view.set(activation=activation, selected="u-1-2")
        (((left, low), (right, high)),) = Shown.of(view.sigma).lines("stroke-neg")
        assert (high - low) / (right - left) == pytest.approx(slope(0.66), abs=0.01)


def hollow(view):
    """Where the curve of σ′ has a ring: what it jumps from."""
    shown = Shown.of(view.slope)
    rings = [each for each in shown.all("circle") if each.get("r") == "4"]
    return [(shown.u(ring.get("cx")), shown.height(ring.get("cy"))) for ring in rings]


def test_relu_has_no_slope_at_zero_and_says_so(view):
    """A corner: both ends of the jump are drawn, no tangent; and the panel says that 0 is our choice."""
    view.set(activation="relu", theta={(1, 1, 1): 0.0, (1, 1, 2): 0.0}, selected="o-1-1")
    assert view.state()["u"][1][0] == 0.0 and view.state()["slope"][1][0] == 0.0
    assert "corner" in view.panel.value and "We choose σ′(0) = 0" in view.panel.value
    shown = Shown.of(view.slope)
    below, above = shown.lines("stroke-pos")
    assert below[-1] == at(view.slope, 0.0, 0.0) and above[0] == at(view.slope, 0.0, 1.0)
    assert hollow(view) == [at(view.slope, 0.0, 1.0)]
    assert not Shown.of(view.sigma).lines("stroke-neg")
    view.set(activation="sigmoid")
    assert not hollow(view) and Shown.of(view.sigma).lines("stroke-neg")
    assert "corner" not in view.panel.value


def test_the_panel_of_an_output_tells_its_slope(view):
    view.set(selected="o-1-2")
    slope = CLOSED["sigmoid"][1](0.66)
    assert f"= {number(slope)}" in view.panel.value and number(slope * 0.001) in view.panel.value


def test_the_panel_of_a_weight_tells_what_it_brings(view):
    view.set(selected="theta-1-2-1")
    text = view.text()
    assert "(−0.3) · 0.5" in text and "= −0.15" in text
    view.set(selected="x-1")
    assert "= +0.4, −0.15, +0.2" in view.text()


@pytest.mark.parametrize("hide", ["u", "o"])
def test_what_is_hidden_has_no_point_and_no_bar(view, hide):
    """u could be read off the bars and both curves, o off σ, and off σ′ by o(1 − o)."""
    view.set(hide=(hide,), selected="u-1-2")
    for figure in (view.sigma, view.slope):
        assert points(figure) == ({}, [])
        assert "hidden" in figure.alt and not Shown.of(figure).lines("stroke-neg")
    assert [row[0] for row in rows(view)] == ["hidden until you answer"]
    assert view.state()["slope"][1] == ["?", "?", "?"]
    view.set(hide=())
    assert len(points(view.sigma)[0][1]) == 3 and len(rows(view)) == 3


def test_hidden_layers_come_and_go(view):
    for layers, sizes in (
        (0, (2, 1)),
        (1, (2, 3, 1)),
        (3, (2, 3, 3, 3, 1)),
        (4, (2, 3, 3, 3, 3, 1)),
        (2, (2, 3, 3, 1)),
    ):
        view.depth.box.value = layers
        assert view.state()["sizes"] == sizes
        assert len(points(view.sigma)[0]) == layers + 1
    view.set(sizes=(3, 4, 2, 2))
    assert view.depth.value == 2
    view.depth.slider.value = 3
    assert view.state()["sizes"] == (3, 4, 2, 2, 2)
    view.depth.slider.value = 1
    assert view.state()["sizes"] == (3, 4, 2)
    assert view.depth.slider.max == rules.MOST_LAYERS - 2


def test_nothing_of_the_later_sections_shows(view):
    """No target, no Err, no δ: lecture §2 does not have them."""
    text = view.text() + view.diagram.svg + view.panel.value
    for word in ("target", "Err", "δ", "∂", "squared"):
        assert word not in text
    assert view.state()["Err"] is None and view.state()["delta"][1] == [None] * 3
    view.set(selected="o-1-1")
    with pytest.raises(ValueError, match="ForwardExplorer shows"):
        view.set(selected="delta-1-1")
    assert view.state()["selected"] == "o-1-1"


@pytest.mark.seen
def test_while_a_weight_is_dragged_a_little_the_axes_stand_still(view):
    view.set(selected="theta-1-1-1")
    limits = [(figure.plot().across, figure.plot().up) for figure in view.figures.children]
    for weight in np.linspace(-1, 1, 9):
        view.set(theta={(1, 1, 1): weight})
    assert [(figure.plot().across, figure.plot().up) for figure in view.figures.children] == limits


@pytest.mark.parametrize(
    "settings",
    [{}, {"hide": ("u",)}, {"preset": "xor", "selected": "u-2-1"}, {"sizes": (6, 6, 1), "bias": True}],
    ids=repr,
)
def test_no_line_of_the_sum_runs_through_its_words(settings):
    view = ForwardExplorer(**settings)
    shown = Shown.of(view.sum)
    words = shown.words()
    ends = [[part.split() for part in line.get("d")[1:].split("L")] for line in shown.all("path", "stroke-muted")]
    floor = shown.axes.top + shown.axes.high
    upright = [(float(y0), float(y1)) for (x0, y0), (x1, y1) in ends if x0 == x1 and float(y0) < floor]
    assert len(upright) >= min(len(words), 4)
    for text in words:
        below, above = float(text.get("y")) + 2, float(text.get("y")) - 0.75 * float(text.get("font-size"))
        for upper, lower in upright:
            assert lower > upper and (upper >= below or lower <= above), text.text


def test_a_term_names_the_layer_of_its_output_as_the_panel_does():
    view = ForwardExplorer(selected="theta-2-1-1")
    label = view._terms()[0][0].split(" =")[0]
    assert label == "θ₁₁ · o₁⁽¹⁾" and label in view.text()
    assert ForwardExplorer(selected="u-1-1")._terms()[0][0].startswith("θ₁₁ · x₁ =")
