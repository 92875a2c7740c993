"""ErrorExplorer: its squares are real squares, its curve and landscape are Err, and its points can be dragged."""

import io
import itertools
import math
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from backprop_core import ACTIVATIONS, LOSSES, Network
from backprop_core.explorers import ErrorExplorer, LiveFigure
from backprop_core.explorers.network.error_explorer import weights_of
from backprop_core.explorers.network.presets import PRESETS
from backprop_core.figures import errors
from tests.explorers.shown import Shown
from tests.explorers.views import counted, event

pytestmark = pytest.mark.usefixtures("unseen", "silent")

LINE = PRESETS["line"]
X, Y = np.array(LINE["x"]), np.array(LINE["y"])


@pytest.fixture
def placed(monkeypatch):
    """Figures without pixels, but with axes where they would be."""
    draw = LiveFigure.render
    monkeypatch.setattr(LiveFigure, "render", lambda self: draw(self) if self._background is None else b"no pixels")


@pytest.fixture
def view(placed):
    return ErrorExplorer()


def at(figure, x, y=0.5):
    """The place of (x, y) on a figure's axes, as the page reports it."""
    across, up = figure.axes[0].transData.transform((x, y))
    return {"x": across / figure.figure.bbox.width, "y": 1 - up / figure.figure.bbox.height}


def weights(view):
    return [number for layer in view.state()["theta"][1:] for row in layer for number in row]


def drop(figure):
    event(figure, kind="drop")


def limits(figure):
    if isinstance(figure, LiveFigure):
        return (*figure.axes[0].get_xlim(), *figure.axes[0].get_ylim())
    return (*figure.limits[0], *figure.limits[1])


class Square(NamedTuple):
    """A square as it is drawn: where its sides are, and which look it has."""

    left: float
    right: float
    low: float
    high: float
    dashed: bool
    kind: str


def squares(view):
    """(those that show, the heights of their targets and predictions, their areas, their names)."""
    shown = Shown.of(view.squares)
    found = []
    for each in shown.all("rect", "residual"):
        x, y, side, tall = (float(each.get(name)) for name in ("x", "y", "width", "height"))
        assert side == tall, "equal scales"
        sides = shown.u(x), shown.u(x + side), shown.height(y + side), shown.height(y)
        found.append(Square(*sides, "stroke-dasharray" in each.attrib, each.get("class")))
    ends = [each.get("d")[1:].replace("L", " ").split() for each in shown.all("path", "stroke-ink")]
    targets = [shown.height(y0) for x0, y0, x1, y1 in ends if y0 == y1 and float(x1) > float(x0)]
    predictions = [shown.height(each.get("cy")) for each in shown.all("circle", "fill-ink")]
    floor = shown.axes.top + shown.axes.high
    middle = [each for each in shown.all("text") if each.get("text-anchor") == "middle"]
    areas = [each.text for each in middle if float(each.get("y")) < floor]
    return found, targets, predictions, areas, [each for each in middle if float(each.get("y")) > floor]


def line(view):
    """What stands above the squares."""
    return Shown.of(view.squares).all("text")[1].text


# --- Err at many weights at once


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    "places",
    [[(1, 2, 1), (1, 1, 2)], [(1, 2, 1), (1, 2, 0)], [(1, 1, 1), (3, 2, 1)], [(2, 2, 0), (3, 1, 3)], [(3, 1, 1)]],
)
def test_err_over_weights_is_err_of_each_network(places, activation, loss):
    net = Network((2, 3, 3, 2), activation, loss, bias=True, init="normal", rng=4)
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 5)), rng.normal(size=(2, 5))
    values = {place: rng.normal(0, 3, 7) for place in places}
    wanted = []
    for g in range(7):
        other = net.copy()
        for m, i, l in places:
            other.theta[m][i - 1, l] = values[m, i, l][g]
        wanted.append(other.backward(other.forward(x), y).Err)
    assert errors.err_over(net, x, y, values) == pytest.approx(wanted, rel=1e-12)


def test_err_over_weights_leaves_the_network_as_it_is():
    net = Network((2, 3, 1), rng=1)
    before = [matrix.copy() for matrix in net.theta[1:]]
    errors.err_over(net, X, Y, {(1, 1, 1): np.ones(3), (2, 1, 2): np.ones(3)})
    assert all(np.array_equal(now, old) for now, old in zip(net.theta[1:], before, strict=True))


# --- the opening example


def test_the_line_has_its_lowest_err_where_least_squares_says():
    best, (rest,), *_ = np.linalg.lstsq(X.T, Y[0], rcond=None)
    assert best == pytest.approx([0.6, 0.45]) and rest == pytest.approx(0.21)


def test_the_opening_shows_residuals_of_both_signs_and_clearly_different_squares(view):
    (found,) = view.state()["residual"]
    assert found == pytest.approx([-0.7, -0.6, 0.4, 0.3])
    assert view.state()["Err"] == pytest.approx(1.1) == pytest.approx(sum(each**2 for each in found))
    assert view.state()["selected"] == "Err"
    assert "(0.2 − 0.9)² + (0.2 − 0.8)² + (1.1 − 0.7)² + (0.9 − 0.6)²" in view.text()


def test_the_landscape_of_the_line_is_a_bowl(view):
    landscape = view._numbers.landscape
    a, b = np.meshgrid(*landscape.values)
    bowl = 0.21 + 1.5 * (a - 0.6) ** 2 + 2 * (a - 0.6) * (b - 0.45) + 4 * (b - 0.45) ** 2  # Σx1² = 1.5, Σx1 = 1, N = 4
    assert landscape.errs == pytest.approx(bowl)
    lowest = np.unravel_index(landscape.errs.argmin(), bowl.shape)
    assert (a[lowest], b[lowest]) == pytest.approx((0.6, 0.45))
    assert "0.21 near θ₁₁ = 0.6, θ₁₂ = 0.45" in view.bands.alt


# --- squares


@pytest.mark.parametrize("settings", [{}, {"preset": "mazur"}, {"y": [[9.0, -3.0, 1.1, 0.9]]}], ids=repr)
def test_the_squares_are_square_and_lie_between_target_and_prediction(settings):
    view = ErrorExplorer(**settings)
    s, (shown, targets, predictions, areas, _) = view.state(), squares(view)
    y, residual = np.ravel(s["y"], "F"), np.ravel(s["residual"], "F")
    assert len(shown) == len(y)
    near = 2 * max(Shown.of(view.squares).near)
    for n, square in enumerate(shown):
        assert sorted([y[n], y[n] - residual[n]]) == pytest.approx([square.low, square.high], abs=near)
        assert square.right - square.left == pytest.approx(abs(residual[n]), abs=near)
        assert float(areas[n]) == pytest.approx(residual[n] ** 2, rel=2e-3)
        assert square.dashed == (residual[n] < 0) and ("stroke-pos" in square.kind) == (residual[n] >= 0)
    assert targets == pytest.approx(y, abs=near) and predictions == pytest.approx(y - residual, abs=near)
    ends = [end for square in shown for end in (square.left, square.right)]
    assert ends == sorted(ends), "they stand side by side"
    left, right, bottom, top = limits(view.squares)
    assert left < ends[0] and ends[-1] < right
    assert all(bottom <= square.low and square.high <= top for square in shown)


def test_of_many_residuals_the_largest_show_in_their_old_order(view):
    y = np.round(np.linspace(-1, 1, 30) ** 3, 3)[None]
    view.set(x=[[0.1] * 30] * 2, y=y.tolist(), theta={(1, 1, 1): 0.0, (1, 1, 2): 0.0})
    shown = errors.largest(view._numbers.residuals)
    assert [each.p for each in shown] == [1, 2, 3, 4, 27, 28, 29, 30]
    assert "8 of 30 shown" in line(view) and "8 largest of 30" in view.squares.alt
    found, *_, names = squares(view)
    assert [each.text for each in names] == [f"p={each.p}" for each in shown] and len(found) == 8
    assert view.state()["Err"] == pytest.approx((y**2).sum()), "Err is of all of them"


def test_the_squares_tell_pattern_and_output(view):
    view.set(sizes=(2, 3, 2), x=[[1, 0], [0, 1]], y=[[1, 0], [0, 1]], pattern=2)
    *_, names = squares(view)
    assert [name.text for name in names] == ["p=1", "k=1", "p=1", "k=2", "p=2", "k=1", "p=2", "k=2"]
    assert [name.get("font-weight") for name in names] == [None] * 4 + ["bold"] * 4


def drag(view, item, values):
    """The student drags a number; what the squares' axes were on the way."""
    seen = []
    for value in values:
        event(view, kind="drag", item=item, value=float(value))
        seen.append(limits(view.squares))
    return seen


@pytest.mark.seen
@pytest.mark.parametrize("item, values", [
    ("y-1", np.arange(0.2, -1.01, -0.1)), ("y-1", np.arange(0.2, 2.01, 0.1)),
    ("theta-1-1-2", np.arange(0.8, -0.51, -0.1)), ("theta-1-1-2", np.arange(0.8, 1.51, 0.1)),
])  # fmt: skip
def test_the_unit_stays_the_same_while_a_number_is_dragged(item, values):
    """A square that has not changed keeps its size on the screen; the others make room for each other."""
    view = ErrorExplorer(pictures="squares")
    before = limits(view.squares)
    assert set(drag(view, item, values)) == {before}
    found, *_ = squares(view)
    ends = [end for square in found for end in (square.left, square.right)]
    assert len(found) == 4 and ends == sorted(ends) and ends[0] > 0 and ends[-1] < before[1]
    event(view, kind="drop")
    assert limits(view.squares) == before
    *_, names = squares(view)
    shown = Shown.of(view.squares)
    ends = [each.get("d")[1:].replace("L", " ").split() for each in shown.all("path", "stroke-ink")]
    middles = [(float(x0) + float(x1)) / 2 for x0, y0, x1, y1 in ends if y0 == y1]
    assert middles == pytest.approx([float(name.get("x")) for name in names], abs=0.11)


@pytest.mark.seen
def test_the_axes_of_the_squares_grow_in_few_large_steps():
    view = ErrorExplorer(pictures="squares")
    seen = drag(view, "y-1", np.arange(0.2, 20, 0.1))
    steps = [each for n, each in enumerate(seen) if n == 0 or each != seen[n - 1]]
    assert 2 <= len(steps) <= 6
    assert all(later[1] > 1.4 * sooner[1] for sooner, later in zip(steps, steps[1:], strict=False))
    back = drag(view, "y-1", np.arange(20, 0.2, -0.5))
    assert {each[1] for each in back} == {steps[-1][1]}, "under a drag they never close in"
    event(view, kind="drop")
    assert limits(view.squares)[1] < steps[-1][1]


@pytest.mark.seen
def test_a_point_at_the_edge_of_the_landscape_does_not_change_the_axes(view):
    before = view._numbers.reaches
    for value in (1.5, -1.5):
        view.set(theta={(1, 1, 1): value, (1, 1, 2): -value})
        assert view._numbers.reaches == before == {"theta-1-1-1": 1.5, "theta-1-1-2": 1.5}
    view.set(theta={(1, 1, 1): 1.51})
    assert view._numbers.reaches == {"theta-1-1-1": 3.0, "theta-1-1-2": 1.5}


@pytest.mark.seen
def test_a_residual_of_zero_and_huge_ones_have_axes(view):
    for y in ([[0.5] * 4], [[1e6, -1e6, 0.0, 3.0]], [[1e-6, 0, 0, 0]]):
        view.set(y=y, theta={(1, 1, 1): 0.0, (1, 1, 2): 0.5 if y[0][0] == 0.5 else 0.0})
        left, right, bottom, top = limits(view.squares)
        assert right - left == pytest.approx(errors.WIDE * (top - bottom)) and top > bottom
        assert bottom <= np.min(y) and np.max(y) <= top
        assert math.isfinite(view.state()["Err"])


# --- sum or mean


def test_the_mean_is_the_sum_divided_and_has_the_same_lowest_point(view):
    total, before = view.state()["Err"], view._numbers.landscape
    view.switch.value = "mean_squared_error"
    assert view.state()["loss"] == "mean_squared_error" and view.loss.value == "mean_squared_error"
    assert view.state()["Err"] == pytest.approx(total / 4)
    assert view._numbers.landscape.errs == pytest.approx(before.errs / 4)
    assert "areas 1.1 ÷ 4: Err = 0.275" in line(view)
    colours = [errors.band_colours(errs, 40, 60) for errs in (before.errs, view._numbers.landscape.errs)]
    assert np.mean(colours[0] != colours[1]) < 0.01, "the same bands"
    view.switch.value = "squared_error"
    assert view.state()["Err"] == total and "areas together: Err = 1.1" in line(view)


def test_the_switch_shows_neither_for_half_the_sum(view):
    view.loss.value = "half_squared_error"
    assert view.switch.value is None
    assert "areas 1.1 ÷ 2: Err = 0.55" in line(view)


def test_where_there_is_one_square_nobody_chooses_between_its_sum_and_its_mean(view):
    assert view.switch.layout.display != "none"
    assert ErrorExplorer(preset="lecture").switch.layout.display == "none"


# --- the curve


def names(view, figure):
    """What is written at the two axes of a figure."""
    return [artist.get_text() for artist in view.picture("curve" if figure is view.curve else "bands").artists[1]]


def test_the_curve_is_err_and_the_point_lies_on_it(view):
    for settings in ({}, {"preset": "xor", "selected": "theta-2-1-2"}, {"preset": "mazur", "selected": "theta-1-1-0"}):
        view.set(**settings)
        s, now = view.state(), view.picture("curve").artists[0].point.get_xydata()[0]
        weight = view._numbers.on_curve
        assert weight == (s["selected"] if "selected" in settings else s["over"][0])
        values, errs = view.picture("curve").artists[0].curve.get_data()
        assert now[1] == s["Err"] and values[0] <= now[0] <= values[-1]
        assert np.interp(now[0], values, errs) == pytest.approx(now[1], rel=1e-2)
        low, high = view.curve.axes[0].get_ylim()
        assert low <= 0 and max(errs) <= high
        assert names(view, view.curve)[0] == view._symbol(weight)


def test_the_curve_follows_the_chosen_weight_and_the_landscape_stays(view):
    before = view._numbers.landscape
    view.set(selected="theta-1-1-2")
    assert view._numbers.on_curve == "theta-1-1-2" and names(view, view.curve)[0] == "θ₁₂"
    assert view.state()["over"] == ("theta-1-1-1", "theta-1-1-2") and view._numbers.landscape is before
    view.set(selected="u-1-1")
    assert view._numbers.on_curve == "theta-1-1-1"


def test_a_third_weight_takes_the_place_of_the_first(view):
    view.set(preset="lecture")
    view.set(selected="theta-2-1-3")
    assert view.state()["over"] == ("theta-2-1-3", "theta-1-1-2")
    assert view.first.value == "theta-2-1-3" and names(view, view.bands)[0] == "θ₁₃⁽²⁾"
    assert ErrorExplorer(preset="lecture", selected="theta-2-1-3").state()["over"] == ("theta-2-1-3", "theta-1-1-1")


# --- the axes' weights


def test_choosing_the_weight_of_the_other_axis_swaps_them(view):
    bowl = view._numbers.landscape.errs
    view.second.value = "theta-1-1-1"
    assert view.state()["over"] == ("theta-1-1-2", "theta-1-1-1")
    assert view._numbers.landscape.errs == pytest.approx(bowl.T)
    assert names(view, view.bands) == ["θ₁₂", "θ₁₁"]
    view.first.value = "theta-1-1-1"
    assert view.state()["over"] == ("theta-1-1-1", "theta-1-1-2") and view.state()["selected"] == "theta-1-1-1"


@pytest.mark.seen
def test_weights_that_stay_keep_their_axes(view):
    view.set(preset="xor", over=("theta-2-1-2", "theta-1-1-0"))
    view.set(seed=3)
    assert view.state()["over"] == ("theta-2-1-2", "theta-1-1-0")
    view.set(bias=False)
    assert view.state()["over"] == ("theta-1-1-1", "theta-1-1-2")
    view.set(sizes=(2, 2, 2, 1))
    assert [value for _, value in view.first.options] == weights_of(view.state())


def test_one_weight_has_a_landscape_that_says_so(view):
    view.set(sizes=(1, 1))
    assert view.state()["over"] == ("theta-1-1-1",) and view.second.layout.display == "none"
    assert "one weight" in view.picture("bands").artists[0].label.get_text() and "only one weight" in view.bands.alt
    errs = view._numbers.landscape.errs
    assert np.array_equal(errs[0], errs[1])
    event(view.bands, kind="drag", **at(view.bands, 0.75, -0.5))
    drop(view.bands)
    assert weights(view) == [0.75]
    assert view.picture("bands").artists[0].point.get_xydata().tolist() == [[0.75, 0.0]]
    event(view.bands, kind="move", dx=0, dy=3)
    assert weights(view) == [0.75]


@pytest.mark.seen
@pytest.mark.parametrize(
    "weight, end", [(1.4, 1.5), (1.5, 1.5), (1.6, 3.0), (-3.1, 6.0), (1e6, 1.5 * 2**20), (0.0, 1.5)]
)
def test_the_axes_go_along_with_a_weight(view, weight, end):
    view.set(theta={(1, 1, 2): weight})
    assert limits(view.bands) == (-1.5, 1.5, -end, end)
    assert view.picture("bands").artists[0].point.get_xydata().tolist() == [[-0.2, weight]]
    view.set(selected="theta-1-1-2", reach=0.75)
    assert limits(view.curve)[1] == errors.reach(weight, 0.75)


# --- dragging


@pytest.mark.seen
def test_dragging_on_the_landscape_changes_both_weights_at_once(view, monkeypatch):
    computed = counted(view, monkeypatch)
    bands, where = view._numbers.landscape, [limits(figure) for figure in (view.curve, view.bands)]
    for a, b in ((0.6, 0.45), (-1.2, 1.0), (1.5, -1.5)):
        computed.clear()
        event(view.bands, kind="drag", **at(view.bands, a, b))
        assert weights(view) == [a, b] and len(computed) == 1
        assert view.picture("bands").artists[0].point.get_xydata().tolist() == [[a, b]]
        assert view._numbers.landscape is bands, "only the point moves"
        assert limits(view.bands) == where[1] and limits(view.curve)[:2] == where[0][:2], "the axes stand still"
        assert view.state()["Err"] == pytest.approx(((Y - [[a, b]] @ X) ** 2).sum())
    drop(view.bands)
    assert limits(view.bands) == where[1], "also at the very edge"
    assert view.state()["selected"] == "Err"


@pytest.mark.seen
def test_dragging_on_the_curve_changes_one_weight(view):
    errs = view._numbers.curve[1]
    for value in (0.37, -1.0, 1.25):
        event(view.curve, kind="drag", **at(view.curve, value, 3.0))
        assert weights(view) == [value, 0.8]
        assert view._numbers.curve[1] == pytest.approx(errs), "the curve stays"
    drop(view.curve)
    view.set(selected="theta-1-1-2")
    event(view.curve, kind="drag", **at(view.curve, 0.5, 0.0))
    assert weights(view) == [1.25, 0.5]


@pytest.mark.seen
def test_a_drag_that_leaves_the_axes_stays_at_their_end(view):
    event(view.bands, kind="drag", **at(view.bands, 0.0, 0.0))
    event(view.bands, kind="drag", x=2.0, y=-3.0)
    assert weights(view) == [1.5, 1.5]
    drop(view.bands)


@pytest.mark.seen
def test_a_drag_begins_on_the_axes(view):
    """A click on a number of an axis is no drag."""
    for figure in (view.bands, view.curve):
        before = view.state()
        event(figure, kind="drag", x=0.01, y=0.99)
        assert view.state() == before
        drop(figure)


@pytest.mark.seen
def test_while_a_number_of_the_diagram_is_dragged_the_axes_stand_still_or_grow(view):
    event(view, kind="drag", item="theta-1-1-1", value=1.48)
    assert limits(view.bands)[1] == 1.5
    event(view, kind="drag", item="theta-1-1-1", value=5.0)
    assert limits(view.bands)[1] == 6.0
    event(view, kind="drag", item="theta-1-1-1", value=0.1)
    assert limits(view.bands)[1] == 6.0
    event(view, kind="drop")
    assert limits(view.bands)[1] == 1.5


def test_arrow_keys_move_the_point(view):
    event(view.bands, kind="move", dx=1, dy=-10)
    assert weights(view) == pytest.approx([-0.1, -0.2])
    event(view.curve, kind="move", dx=-3, dy=0)
    assert weights(view) == pytest.approx([-0.4, -0.2])
    view.set(theta={(1, 1, 1): 1e6})
    event(view.curve, kind="move", dx=10, dy=0)
    assert weights(view)[0] == 1e6


ODD = [
    {}, {"kind": "dance"}, {"kind": "drag"}, {"kind": "drag", "x": "a", "y": 0.5}, {"kind": "drop"}, {"kind": "move"},
    {"kind": "drag", "x": math.nan, "y": 0.5}, {"kind": "move", "dx": "1", "dy": 1},
    {"kind": "move", "dx": math.nan, "dy": 1}, {"kind": "move", "dx": 0, "dy": 0},
]  # fmt: skip


def test_an_odd_event_is_answered_and_changes_nothing(view):
    before = view.state()
    for figure, what in itertools.product((view.curve, view.bands), ODD):
        event(figure, **what)
        assert view.state() == before and view.message.value == ""


# --- hidden


def test_a_hidden_err_leaves_no_curve_no_bands_and_nothing_to_drag(placed):
    views = [ErrorExplorer(hide=("Err",), y=[[0.2, 0.2, 1.1, y]]) for y in (0.9, 500.0)]
    for view in views:
        lines = (
            view.picture("curve").artists[0].curve,
            view.picture("curve").artists[0].point,
            view.picture("curve").artists[0].drop,
            view.picture("bands").artists[0].point,
            view.picture("bands").artists[0].drop,
        )
        assert not any(len(line.get_xdata()) for line in lines)
        assert view.picture("bands").artists[0].picture.shows is None
        *_, areas, _ = squares(view)
        assert not areas
        assert all("hidden" in each.alt for each in (view.curve, view.bands))
        before = view.state()
        for figure in (view.curve, view.bands):
            event(figure, kind="drag", **at(figure, 0.5, 0.5))
            event(figure, kind="move", dx=1, dy=1)
        assert view.state() == before
    assert limits(views[0].curve) == limits(views[1].curve), "the scale would tell it"


def test_a_hidden_prediction_leaves_no_square(placed):
    view = ErrorExplorer(hide=("o",))
    assert not any(squares(view)) and view.state()["residual"] == [["?"] * 4]
    assert "?" in view.text() and "−0.7" not in view.text() and "hidden" in view.squares.alt


# --- bands


def test_bands_grow_darker_with_err_and_are_separated_by_lines():
    errs = np.linspace(0.0, 1.0, 61)[None].repeat(61, axis=0) ** 2  # its square root is even
    picture = errors.band_colours(errs, 50, 1200).astype(int)
    assert picture.shape == (50, 1200, 4) and (picture[..., 3] == 255).all() and (picture == picture[0]).all()
    dark = picture[0, :, 0]
    borders = [n for n in range(1, 1200) if (dark[n] < min(dark[n - 1], dark[n + 1] if n < 1199 else 255))]
    assert len(borders) == errors.BANDS - 1
    assert np.diff(borders) == pytest.approx(1200 / errors.BANDS, abs=3), "evenly spaced in the root of Err"
    fills = np.delete(dark, borders)
    assert (np.diff(fills) <= 0).all() and len(np.unique(fills)) == errors.BANDS
    assert fills[0] == 255


@pytest.mark.drawn
def test_the_lightest_place_on_the_screen_is_where_err_is_lowest():
    """The picture is the right way up: seen in the PNG itself."""
    view = ErrorExplorer(reach=3)
    view.set(theta={(1, 1, 1): -2.5, (1, 1, 2): -2.5})  # the point stands elsewhere
    pixels = np.asarray(Image.open(io.BytesIO(view.bands.render()))).astype(int)
    place = at(view.bands, 0.6, 0.45)
    row, column = int(place["y"] * pixels.shape[0]), int(place["x"] * pixels.shape[1])
    assert pixels[row, column].tolist() == [255, 255, 255]
    mirrored = at(view.bands, 0.6, -0.45 - 0.6)
    assert pixels[int(mirrored["y"] * pixels.shape[0]), column].tolist() != [255, 255, 255]


@pytest.mark.seen
def test_a_plateau_and_what_is_too_large_for_a_float_are_drawn():
    flat = errors.band_colours(np.full((5, 5), 0.3), 20, 20)
    assert len(np.unique(flat.reshape(-1, 4), axis=0)) == 1
    errs = np.linspace(0, 1, 25).reshape(5, 5)
    errs[4, 4] = np.inf
    assert errors.band_colours(errs, 20, 20)[-1, -1, 0] < 120
    assert errors.lowest_and_highest(np.full((2, 2), np.inf)) == (0.0, 0.0)


def test_a_dead_network_says_that_err_is_the_same_everywhere(view):
    view.set(preset="lecture", activation="relu", theta={(2, 1, 1): -9.0, (2, 1, 2): -9.0, (2, 1, 3): -9.0})
    assert (
        "Err = 1 everywhere here" in view.picture("bands").artists[0].label.get_text()
        and "everywhere" in view.bands.alt
    )


# --- in words


def test_alt_texts_and_announcements_say_where_the_point_is(view):
    event(view.bands, kind="drag", **at(view.bands, 0.5, 0.25))
    assert "Err = 0.425 at θ₁₁ = 0.5, θ₁₂ = 0.25" in view.bands.alt
    assert "Err = 0.425 at θ₁₁ = 0.5" in view.curve.alt
    assert "Err: 0.425" in view.page.status and "θ₁₁ = 0.5, θ₁₂ = 0.25" in view.page.status
    assert view.squares.alt.count("area") == 5 and "pattern 1: y − ŷ = +0.2, area 0.04" in view.squares.alt


def test_the_table_lists_the_squares(view):
    rows = view._tables()[-1]
    assert rows[0] == ("residual", "y", "ŷ", "y − ŷ", "(y − ŷ)²")
    assert rows[1] == ("pattern 1 output 1", "0.2", "0.9", "−0.7", "0.49") and len(rows) == 5


# --- numbers that could hurt


@pytest.mark.seen
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(1, 1), (2, 3, 1), (2, 4, 4, 4, 2)])
def test_huge_weights_constant_inputs_and_zeros_are_drawn_without_a_warning(sizes, activation):
    view = ErrorExplorer(sizes=sizes, activation=activation)
    last = len(sizes) - 1
    for weight, x in ((1e6, 1e6), (-1e6, 0.0), (0.0, 1.0), (1e-6, -1e-6)):
        view.set(
            theta={(1, 1, 1): weight, (last, 1, 1): -weight},
            x=[[x, x, x]] * sizes[0],
            y=[[x, 0.0, 1.0]] * sizes[-1],
            over=(*dict.fromkeys(["theta-1-1-1", f"theta-{last}-1-1"]),),
        )
        assert math.isfinite(view.state()["Err"]) and view.message.value == ""
        assert weights(view)[0] in (weight, -weight)


@pytest.mark.parametrize(
    ("settings", "points"),
    [
        ({}, True),
        ({"pictures": ("squares",)}, False),
        ({"pictures": (), "computes": "answer"}, True),  # the ends of its line
        ({"pictures": (), "computes": "answer", "activation": "tanh"}, False),  # a bent one has none
        ({"pictures": (), "preset": "lecture", "computes": "answer"}, True),  # of the map
    ],
)
def test_the_hint_speaks_of_a_round_point_where_there_is_one(settings, points):
    assert ("round point" in ErrorExplorer(**settings).hint.words) == points
