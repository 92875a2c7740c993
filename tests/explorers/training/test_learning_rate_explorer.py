"""LearningRateExplorer: the ball by its formula, how Err bends by autograd, and what is dragged, seen and said."""

import itertools
import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from backprop_core.explorers import LearningRateExplorer
from backprop_core.explorers.training import descent
from backprop_core.explorers.training.descent import LEAST_ETA, LOOKED, MOST_ETA, MOST_STEPS, begin, what_it_does
from backprop_core.figures import learning_rate as drawing
from tests.explorers.training.learning_rate_again import assert_agrees, descended, rolled
from tests.explorers.training.training_again import data_of, net_of
from tests.explorers.views import assert_code_agrees, event, message, press, stored_forms, tell

pytestmark = pytest.mark.usefixtures("unseen", "silent")

SMALL = {"of": "network", "N": 20, "hidden": (3,)}
ODD = [
    {"kind": "drag"}, {"kind": "drag", "x": "a", "y": None}, {"kind": "drag", "x": math.nan, "y": 0.5},
    {"kind": "move"}, {"kind": "move", "dx": "far"}, {"kind": "move", "dx": 1e300}, {"kind": "bogus"}, {},
]  # fmt: skip


def at(figure, x, y=0.5):
    """The place of (x, y) on a figure's axes, as the page reports it."""
    across, up = figure.axes[0].transData.transform((x, y))
    return {"x": across / figure.figure.bbox.width, "y": 1 - up / figure.figure.bbox.height}


def drag(figure, x, y=0.5):
    event(figure, kind="drag", **at(figure, x, y))


def drop(figure):
    event(figure, kind="drop")


# --- numbers


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"eta": 0.45, "steps": 30},
        {"a": 1.0, "eta": 100.0, "steps": 30, "start": 0.5},
        {"start": 0, "steps": 3},
        {"of": "network"},
        {"of": "network", "taken": (5.0, 20.0, 0.3), "eta": 40.0},
        {"of": "network", "data": "xor", "loss": "squared_error", "taken": (0.5,) * 8, "activation": "sigmoid"},
        {**SMALL, "data": "circles", "bias": False, "hidden": (4, 3), "activation": "relu", "taken": (1.0,)},
        {**SMALL, "data": "spiral", "hidden": (), "seed": 4},
        {**SMALL, "init": "zeros", "taken": (1.0,)},
    ],
    ids=str,
)
def test_all_numbers_are_the_formulas_or_the_cores(settings):
    view = LearningRateExplorer(**settings)
    assert_agrees(view)
    assert_code_agrees(view)


@pytest.mark.parametrize("data, seed, hidden", [("moons", 0, 8), ("circles", 2, 5), ("xor", 1, 3)])
def test_how_err_bends_along_the_gradient_is_what_autograd_says(data, seed, hidden):
    """g·H·g of ½, mean and sum by autograd's second derivative of Err(θ − ηg) by η."""
    view = LearningRateExplorer(of="network", data=data, seed=seed, hidden=(hidden,))
    s = view.state()
    net, (patterns, _) = net_of(s), data_of(s)
    x, y = patterns
    g = net.backward(net.forward(x), y).gradient

    def Err(eta):
        first, last = (theta - eta * each for theta, each in zip(net.theta[1:], g[1:], strict=True))
        hidden = anp.tanh(first[:, 1:] @ x + first[:, :1])
        return anp.mean((y - 1 / (1 + anp.exp(-(last[:, 1:] @ hidden + last[:, :1])))) ** 2)

    slope = autograd.grad(Err)
    assert slope(0.0) == pytest.approx(-(s["gradient_norm"] ** 2))
    assert autograd.grad(slope)(0.0) == pytest.approx(s["bend"], rel=1e-6)
    line = view._numbers.line
    assert [line.fitted(0.0), line.promised(0.0)] == pytest.approx([Err(0.0)] * 2)
    if line.best:
        near = line.fitted(line.best * np.array([0.9, 1.0, 1.1]))
        assert near[1] < min(near[0], near[2]), "it is the parabola's lowest point"


def test_where_the_thresholds_are():
    """1/(2a): at the bottom after one step; 1/a: as high for ever; beyond: away."""
    for a in (0.1, 0.25, 0.5, 1.0):
        at_bottom, edge = 1 / (2 * a), 1 / a
        told = [
            (0.2 * at_bottom, "creeps"), (0.8 * at_bottom, "glides"), (at_bottom, "at the bottom after one step"),
            (1.5 * at_bottom, "zig-zags, from side to side, but nearer"), (edge, "zig-zags for ever"),
            (1.05 * edge, "flies off"),
        ]  # fmt: skip
        for eta, words in told:
            s = LearningRateExplorer(a=a, eta=eta, steps=5).state()
            assert words in s["does"], (a, eta)


def test_nothing_is_called_by_its_name_before_it_was_seen():
    for steps in range(LOOKED):
        view = LearningRateExplorer(steps=steps, eta=2.2)
        assert view.state()["does"] == "" and "flies" not in view.text() + view.page.status + view.hint.value
    assert "flies off" in LearningRateExplorer(steps=LOOKED, eta=2.2).page.status
    assert what_it_does([0.0] * 5).startswith("stays")


def test_the_network_goes_on_from_where_it_was():
    """Step by step, it comes to the same as all at once, and Undo takes a step back."""
    view = LearningRateExplorer(**SMALL, eta=2.0)
    for eta in (2.0, 0.7, 3.0):
        view.eta.value = eta
        press(view.one)
    s = view.state()
    assert s["taken"] == (2.0, 0.7, 3.0) and s["Err"] == pytest.approx(descended(s)[2])
    assert s == LearningRateExplorer(**SMALL, eta=3.0, taken=(2.0, 0.7, 3.0)).state()
    press(view.undo)
    assert view.state()["taken"] == (2.0, 0.7) and len(view.state()["Err"]) == 3
    assert_agrees(view)
    view.set(taken=(5.0, 0.7))
    assert_agrees(view)
    view.activation.value = "relu"
    assert view.state()["taken"] == (), "another network begins anew"


def test_the_next_step_lands_where_the_picture_says():
    view = LearningRateExplorer(**SMALL, eta=4.0)
    for _ in range(4):
        promised = view.state()["landing"]
        press(view.one)
        assert view.state()["Err"][-1] == pytest.approx(promised)


# --- buttons


@pytest.mark.parametrize("of", ["parabola", "network"])
def test_steps_one_by_one_or_all_at_once(of):
    view = LearningRateExplorer(**SMALL | {"of": of})
    press(view.one, 2)
    view.play.value = True
    view.ticks.value += 1
    assert view._done == 3 and view.play.value
    press(view.every)
    assert view._done == MOST_STEPS and len(view.state()["Err"]) == MOST_STEPS + 1
    view.play.value = True
    view.ticks.value += 1
    assert not view.play.value and f"room for {MOST_STEPS} steps" in message(view)
    press(view.reset)
    assert view._done == 0
    tell(view.page, event={"kind": "shown", "less_motion": True, "count": 1})
    view.play.value = True
    view.ticks.value += 1
    assert view._done == MOST_STEPS and not view.play.value
    assert_agrees(view)


def test_the_lowest_point_of_the_parabola_can_be_taken():
    view = LearningRateExplorer(of="network", eta=1.0)
    assert view.best.layout.display == "none"
    view.fit.value = True
    assert view.best.layout.display == "" and "parabola: lowest at η = 5.22" in view.page.status
    press(view.best)
    assert view.state()["eta"] == float(f"{view.state()['best']:.3g}")
    view.set(data="xor", taken=(2.0,) * 5)
    assert view.state()["best"] is None and "no lowest point" in view.page.status
    press(view.best)
    assert "no lowest point" in message(view)
    view.of.value = "parabola"
    assert view.best.layout.display == view.fit.layout.display == "none" and view.a.layout.display == ""


def test_a_step_that_ends_in_infinity_is_a_sentence(monkeypatch):
    view = LearningRateExplorer(**SMALL)
    line = begin(view._settings)
    line.net.theta[1][:] = 1.7e308
    with pytest.raises(ValueError, match=r"^This step of η = 2 cannot be shown, because .* of layer 1 .*: choose"):
        descent.one_more(line, 2.0)
    monkeypatch.setattr(descent, "begin", lambda s: line)
    view.set(seed=1)
    press(view.one)
    assert "choose a smaller η" in message(view) and view.state()["taken"] == ()
    view.play.value = True
    view.ticks.value += 1
    assert not view.play.value


# --- what is dragged


def test_the_ball_and_its_first_step_are_dragged():
    view = LearningRateExplorer(a=1.0, start=-2.0, eta=0.2, steps=4)
    figure = view.bowl
    drag(figure, -1.9, 4.0)
    drag(figure, -1.25, 4.0)
    assert view.state()["start"] == -1.25 and view.state()["eta"] == 0.2
    drag(figure, 3.9, 4.0)
    assert view.state()["start"] == 3.0, "no farther"
    drop(figure)
    view.set(start=-2.0)
    drag(figure, -1.2, 1.0)
    assert view.state()["start"] == -2.0 and view.state()["eta"] == pytest.approx(0.2)
    for x, eta in ((0.0, 0.5), (2.0, 1.0), (1.0, 0.75), (-3.0, LEAST_ETA)):
        drag(figure, x, 1.0)
        assert view.state()["eta"] == pytest.approx(eta)
    drop(figure)
    event(figure, kind="drag", x=0.001, y=0.001)
    assert view.state()["start"] == -2.0, "a drag begins on the axes"
    assert_agrees(view)


def test_the_landing_is_dragged_along_the_axis_of_eta():
    view = LearningRateExplorer(of="network")
    figure, limits = view.along, view.along.axes[0].get_xlim()
    for x in (5.0, 12.0, limits[1], -1.0):
        drag(figure, x, 0.2)
        assert view.state()["eta"] == pytest.approx(max(x, LEAST_ETA))
        assert figure.axes[0].get_xlim() == limits, "the axes stand still"
        assert_agrees(view)
    drop(figure)


def test_arrow_keys_move_the_same_points():
    view = LearningRateExplorer(start=1.0)
    event(view.bowl, kind="move", dx=-3, dy=0)
    assert view.state()["start"] == pytest.approx(0.7)
    event(view.bowl, kind="move", dx=900, dy=0)
    assert view.state()["start"] == 3.0
    view = LearningRateExplorer(**SMALL, eta=1.0)
    event(view.along, kind="move", dx=20, dy=0)
    assert view.state()["eta"] == pytest.approx(10.0)
    for dx, end in ((900, MOST_ETA), (-900, LEAST_ETA)):
        event(view.along, kind="move", dx=dx, dy=0)
        assert view.state()["eta"] == end


def test_odd_events_change_nothing_and_are_answered():
    for settings, what in itertools.product(({}, SMALL), ODD):
        view = LearningRateExplorer(**settings)
        before = view.state()
        event(view.bowl if not settings else view.along, **what)
        assert view.state() == before and message(view) == ""


# --- what is seen


@pytest.mark.seen
def test_the_axes_stand_still_and_what_leaves_them_is_an_arrow():
    view = LearningRateExplorer(steps=30)
    figure, artists = view.picture("bowl")
    limits = figure.axes[0].get_xlim(), figure.axes[0].get_ylim()
    for a, eta in itertools.product((0.1, 0.5, 1.0), (0.1, 0.9, 1.7, 2.3, 6.0, 100.0)):
        view.set(a=a, eta=eta)
        w = np.array(rolled(a, -3.0, eta, 30))
        inside = (np.abs(w) <= drawing.WIDE) & (a * w**2 <= drawing.HIGH)
        gone = 31 if inside.all() else int(np.argmin(inside))
        assert (figure.axes[0].get_xlim(), figure.axes[0].get_ylim()) == limits
        assert artists.steps.get_xdata() == pytest.approx(w[:gone])
        assert artists.away.get_visible() == (gone < 31) != artists.slope.get_visible()
        if gone < 31:
            (x,), (y,) = artists.away.get_data()
            assert abs(x) == pytest.approx(drawing.WIDE) or y == pytest.approx(drawing.HIGH)
            assert abs(x) <= drawing.WIDE + 1e-9 and y <= drawing.HIGH + 1e-9
            assert artists.which.get_text() == str(gone) and f"step {gone} lands at w = " in figure.alt
        assert view.picture("errs").artists.away.get_visible() == bool((a * w**2 > drawing.HIGH).any())
    assert artists.valley.get_ydata() == pytest.approx(1.0 * artists.valley.get_xdata() ** 2)


@pytest.mark.seen
def test_the_slope_touches_the_bowl_where_the_ball_is():
    view = LearningRateExplorer(steps=2, eta=0.3, a=0.7, start=-2.0)
    _, artists = view.picture("bowl")
    (left, right), (low, high) = artists.slope.get_data()
    w = view.state()["w"][-1]
    assert (left + right) / 2 == pytest.approx(w) and (low + high) / 2 == pytest.approx(0.7 * w**2)
    assert (high - low) / (right - left) == pytest.approx(2 * 0.7 * w)
    assert artists.ball.get_xydata()[0] == pytest.approx([w, 0.7 * w**2])
    assert [text.get_text() for text in artists.numbers] == ["1", "2", "", "", ""]
    view.set(start=-3.0, a=0.5, eta=0.9, steps=30)
    assert [text.get_text() for text in artists.numbers] == ["1", "", "3", "", ""], "where there is room"
    view.set(eta=2.0)
    assert [text.get_text() for text in artists.numbers] == ["1", "", "", "", ""], "to and fro between two places"


@pytest.mark.seen
def test_the_pictures_of_the_network_show_its_numbers():
    view = LearningRateExplorer(of="network", eta=5.0, fit=True)
    s, (_, artists) = view.state(), view.picture("along")
    assert artists.here.get_xydata().tolist() == [[0.0, s["Err"][-1]]]
    assert artists.landing.get_xydata()[0] == pytest.approx([5.0, s["landing"]])
    assert artists.promised.get_xydata()[0] == pytest.approx([5.0, s["promised"]])
    assert artists.curve.get_ydata() == pytest.approx(s["along"])
    assert artists.fit.get_visible() and artists.lowest.get_xdata() == pytest.approx([s["best"]])
    assert view.picture("errs").artists.line.get_ydata() == pytest.approx(s["Err"])
    assert not artists.away.get_visible()
    view.set(eta=100.0)
    assert artists.away.get_visible() and artists.away.get_marker() == ">" and not artists.landing.get_visible()
    assert "outside" in view.picture("along").figure.alt
    line = view._numbers.line
    for landing in (1.01 * line.top, 1e30, math.inf, math.nan):
        drawing.draw_along(view.along.axes[0], line=line, eta=5.0, landing=landing, artists=artists)
        (x,), (y,) = artists.away.get_data()
        assert artists.away.get_visible() and artists.away.get_marker() == "^" and not artists.landing.get_visible()
        assert x == 5.0 and 0.9 * line.top < y < line.top
    view.set(fit=False)
    assert not artists.fit.get_visible() and not artists.lowest.get_visible() and artists.names[2].get_text() == ""


def test_how_far_eta_is_seen_hangs_on_the_network_alone():
    s = {**LearningRateExplorer(**SMALL)._settings}
    lines = [begin(s | {"eta": eta}) for eta in (0.01, 1.0, 100.0)]
    assert len({(line.reach, line.top) for line in lines}) == 1
    line = lines[0]
    lowest = line.etas[np.argmin(line.along)]
    assert line.reach == MOST_ETA or line.reach / 4 < lowest < line.reach


def test_words_and_stored_forms():
    view = LearningRateExplorer(steps=4, eta=1.6)
    stored = stored_forms(view)
    assert "zig-zags" in stored["text/plain"] and "image/png" in stored
    assert (
        "It begins at w = −3; after 0, 1, … of 4 steps it is at −3, 1.8, −1.08, 0.648, −0.389. η = 1.6: the ball"
        in (view.picture("bowl").figure.alt)
    )
    for settings in ({}, {"steps": 1}, {"of": "network"}, {"of": "network", "taken": (1.0,)}):
        assert LearningRateExplorer(**settings).hint.value
    assert "the gradient is 0" in LearningRateExplorer(of="network", init="zeros", data="xor").text()
