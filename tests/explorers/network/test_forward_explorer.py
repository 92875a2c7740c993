"""ForwardExplorer: each term, each point on σ and σ′, what its sentences say; the artists of its figures."""

import math

import numpy as np
import pytest
from matplotlib.text import Text

from backprop_core.explorers import ForwardExplorer
from backprop_core.explorers.network import settings as rules
from backprop_core.figures.forward import LAYERS, ROWS
from backprop_core.one_step.text import number
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
    """[(words, left end, right end, lit)] of the bars that show."""
    _, _, *artists = view.picture("sum").artists
    found = []
    for bar, words in zip(artists[:ROWS], artists[ROWS:], strict=True):
        assert bar.get_visible() == words.get_visible()
        if bar.get_visible():
            found.append((words.get_text(), bar.get_x(), bar.get_x() + bar.get_width(), bar.get_linewidth() == 2))
    return found


def points(figure, view):
    """{layer: [(u, y), …]} of the discs, and the chosen point."""
    curve, hollow, tangent, drop, disc, digit, words, *layers = view.picture(
        "sigma" if figure is view.sigma else "slope"
    ).artists
    found = {}
    for m in range(LAYERS):
        discs, digits = (layers[k].get_xydata().tolist() for k in (m, LAYERS + m))
        assert discs == digits
        if discs:
            found[m + 1] = [tuple(point) for point in discs]
    return found, [tuple(point) for point in disc.get_xydata().tolist()]


def test_the_sum_of_the_lectures_neuron_term_by_term(view):
    """u₂ = (−0.3) · 0.5 + 0.9 · 0.9 = −0.15 + 0.81 = 0.66, by hand."""
    view.set(selected="u-1-2")
    assert rows(view) == [
        ("θ₂₁ · x₁ = −0.15", 0.0, pytest.approx(-0.15), False),
        ("θ₂₂ · x₂ = +0.81", pytest.approx(-0.15), pytest.approx(0.66), False),
        ("u₂ = 0.66", 0.0, pytest.approx(0.66), True),
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
            assert terms[0][1] == zero == 0.0
            for before, after in zip(terms, terms[1:], strict=False):
                assert after[1] == pytest.approx(before[2])
            assert terms[-1][2] == pytest.approx(end) == pytest.approx(s["u"][m][i - 1])
            low, high = view.sum.axes[0].get_xlim()
            assert all(low <= edge <= high for row in rows(view) for edge in row[1:3])


@pytest.mark.parametrize("activation", CLOSED)
@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 4, 3, 2)])
def test_every_neuron_is_a_point_on_both_curves(view, activation, sizes):
    view.set(sizes=sizes, activation=activation, x=[[-1.5], [2.0]])
    s = view.state()
    for which, figure in enumerate((view.sigma, view.slope)):
        exact = CLOSED[activation][which]
        found, _ = points(figure, view)
        assert [len(found[m]) for m in sorted(found)] == list(sizes[1:])
        for m, places in found.items():
            assert [u for u, _ in places] == s["u"][m]
            for u, y in places:
                assert y == pytest.approx(exact(u), rel=1e-12, abs=1e-15)
                for value, (low, high) in zip(
                    (u, y), (figure.axes[0].get_xlim(), figure.axes[0].get_ylim()), strict=True
                ):
                    assert low <= value <= high
        curve = view.picture("sigma" if figure is view.sigma else "slope").artists[0].get_xydata()
        inside = curve[~np.isnan(curve[:, 1]) & (curve[:, 0] != 0)]
        assert len(inside) > 200
        assert inside[:, 1] == pytest.approx([exact(u) for u in inside[:, 0]], rel=1e-12, abs=1e-15)
    assert s["slope"][1] == pytest.approx([CLOSED[activation][1](u) for u in s["u"][1]], rel=1e-12)


def test_the_points_follow_a_dragged_weight(view):
    view.set(selected="theta-1-1-1")
    for weight in (-3.0, 0.0, 2.5, 40.0):
        event(view, kind="drag", item="theta-1-1-1", value=weight)
        u = weight * 0.5 - 0.5 * 0.9
        for figure, exact in ((view.sigma, CLOSED["sigmoid"][0]), (view.slope, CLOSED["sigmoid"][1])):
            found, chosen = points(figure, view)
            assert found[1][0] == pytest.approx((u, exact(u)), abs=1e-12)
            assert chosen == [found[1][0]]
            low, high = figure.axes[0].get_xlim()
            assert low <= u <= high
            assert number(u) in figure.alt and number(exact(u)) in figure.alt


def test_the_tangent_has_the_slope_of_sigma(view):
    for activation, (_, slope) in CLOSED.items():
        view.set(activation=activation, selected="u-1-2")
        (left, low), (right, high) = view.picture("sigma").artists[2].get_xydata().tolist()
        assert (high - low) / (right - left) == pytest.approx(slope(0.66))


def test_relu_has_no_slope_at_zero_and_says_so(view):
    """A corner: both ends of the jump are drawn, no tangent; and the panel says that 0 is our choice."""
    view.set(activation="relu", theta={(1, 1, 1): 0.0, (1, 1, 2): 0.0}, selected="o-1-1")
    assert view.state()["u"][1][0] == 0.0 and view.state()["slope"][1][0] == 0.0
    assert "corner" in view.panel.value and "We choose σ′(0) = 0" in view.panel.value
    curve, hollow, tangent, *_ = view.picture("slope").artists
    assert hollow.get_xydata().tolist() == [[0.0, 1.0]]
    data = curve.get_xydata()
    at_zero = data[data[:, 0] == 0.0, 1]
    assert at_zero[0] == 0.0 and np.isnan(at_zero[-2]) and at_zero[-1] == 1.0
    assert view.picture("sigma").artists[2].get_xydata().size == 0
    view.set(activation="sigmoid")
    assert view.picture("slope").artists[1].get_xydata().size == 0
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
        assert points(figure, view) == ({}, [])
        assert "hidden" in figure.alt
    assert [row[0] for row in rows(view)] == ["hidden until you answer"]
    assert view.state()["slope"][1] == ["?", "?", "?"]
    view.set(hide=())
    assert len(points(view.sigma, view)[0][1]) == 3 and len(rows(view)) == 3


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
        assert len(points(view.sigma, view)[0]) == layers + 1
    view.set(sizes=(3, 4, 2, 2))
    assert view.depth.value == 2
    view.depth.slider.value = 3
    assert view.state()["sizes"] == (3, 4, 2, 2, 2)
    view.depth.slider.value = 1
    assert view.state()["sizes"] == (3, 4, 2)
    assert view.depth.slider.max == rules.MOST_LAYERS - 2 == LAYERS - 1


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
    limits = [(figure.axes[0].get_xlim(), figure.axes[0].get_ylim()) for figure in view.figures.children]
    for weight in np.linspace(-1, 1, 9):
        view.set(theta={(1, 1, 1): weight})
    assert [(figure.axes[0].get_xlim(), figure.axes[0].get_ylim()) for figure in view.figures.children] == limits


def pieces(line):
    """The ends (x, upper y, lower y) of the pieces of an upright line."""
    x, y = line.get_data()
    return [(x[n], y[n], y[n + 1]) for n in range(0, len(x), 3)]


@pytest.mark.parametrize(
    "settings",
    [{}, {"hide": ("u",)}, {"preset": "xor", "selected": "u-2-1"}, {"sizes": (6, 6, 1), "bias": True}],
    ids=repr,
)
def test_no_line_of_the_sum_runs_through_its_words(settings):
    view = ForwardExplorer(**settings)
    ax, (zero, joints, *rows) = view.sum.axes[0], view.picture("sum").artists
    words = [text for text in rows if isinstance(text, Text) and text.get_visible()]
    renderer = view.sum.figure.canvas.get_renderer()
    lines = [*pieces(zero), *pieces(joints)]
    assert len(pieces(zero)) >= min(len(words), 4) - 1
    for text in words:
        box = text.get_window_extent(renderer).transformed(ax.transAxes.inverted())
        for _, upper, lower in lines:
            assert upper > lower and (lower >= box.y1 - 0.02 or upper <= box.y0 + 0.01), text.get_text()


def test_a_term_names_the_layer_of_its_output_as_the_panel_does():
    view = ForwardExplorer(selected="theta-2-1-1")
    label = view._terms()[0][0].split(" =")[0]
    assert label == "θ₁₁ · o₁⁽¹⁾" and label in view.text()
    assert ForwardExplorer(selected="u-1-1")._terms()[0][0].startswith("θ₁₁ · x₁ =")
