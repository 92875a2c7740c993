"""You against the gradient: Err of both ways computed again, by autograd; what counts as a drag; what is refused."""

import re

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from backprop_core import Network
from backprop_core.explorers import TrainByHand
from backprop_core.explorers.network.presets import PRESETS
from backprop_core.explorers.network.train_by_hand import LATER, MOST_DRAGS, MOST_STEPS
from backprop_core.one_step.snapshot import Snapshot
from tests.explorers.network.networks import assert_agrees
from tests.explorers.shown import Shown
from tests.explorers.views import event, message, press

CORNER = PRESETS["corner"]


def err(theta):
    """Err of the network of the corner: σ of sums of σ of sums, squared misses added up."""
    out = anp.array(CORNER["x"])
    for matrix in theta:
        out = 1 / (1 + anp.exp(-anp.dot(matrix, out)))
    return anp.sum((anp.array(CORNER["y"]) - out) ** 2)


def start():
    return [np.array(matrix) for matrix in CORNER["theta"]]


def drag(view, item, *values):
    """From grasp to letting go."""
    for value in values:
        event(view, kind="drag", item=item, value=value)
    event(view, kind="drop")


def test_err_of_every_drag_is_that_of_the_weights_then():
    view, theta = TrainByHand(), start()
    wanted = [err(theta)]
    for (m, i, l), values in (((2, 1, 2), (0.5, -0.7)), ((1, 3, 1), (2.0,)), ((2, 1, 2), (-0.9, -1.5))):
        drag(view, f"theta-{m}-{i}-{l}", *values)
        theta[m - 1][i - 1, l - 1] = values[-1]
        wanted.append(err(theta))
        assert_agrees(view)
    s = view.state()
    assert s["drags"] == ((2, 1, 2, -0.7), (1, 3, 1, 2.0), (2, 1, 2, -1.5)), "a whole drag is one"
    assert s["by_hand"] == pytest.approx(wanted, rel=1e-12) and s["Err"] == s["by_hand"][-1]
    assert wanted[1] < wanted[0] / 2, "the first of them halves Err: so says the preset"
    shown = Shown.of(view.yours)
    assert [height for _, height in shown.lines("pos")[0]] == pytest.approx(wanted, abs=shown.near[1])


def test_keys_on_one_weight_are_one_drag_and_a_new_grasp_is_another():
    view = TrainByHand(selected="theta-2-1-2")
    for _ in range(3):
        event(view, kind="change", item="chosen", by=-1)
    assert view.state()["drags"] == ((2, 1, 2, 1.0),)
    drag(view, "theta-2-1-2", 0.5)
    assert view.state()["drags"] == ((2, 1, 2, 0.5),), "the keys had not let it go yet"
    drag(view, "theta-2-1-2", 0.1)
    assert [each[-1] for each in view.state()["drags"]] == [0.5, 0.1]


def test_the_gradient_begins_at_the_same_weights_and_goes_downhill():
    view = TrainByHand()
    drag(view, "theta-1-1-1", 3.0)
    press(view.one, 5)
    slopes, theta, wanted = grad(err), start(), [err(start())]
    for _ in range(5):
        theta = [matrix - 0.5 * slope for matrix, slope in zip(theta, slopes(theta), strict=True)]
        wanted.append(err(theta))
    s = view.state()
    assert s["whose"] == "gradient" and s["steps"] == 5 and s["errs"] == pytest.approx(wanted, rel=1e-9)
    assert np.array(s["theta"][2]) == pytest.approx(theta[1], rel=1e-9)
    assert_agrees(view)
    view.whose.value = "hand"
    assert view.state()["theta"][1][0][0] == 3.0 and view.state()["steps"] == 5, "nobody's way is lost"
    drag(view, "theta-2-1-3", 3.0)
    assert view.state()["by_hand"][-1] > view.state()["errs"][0]
    yours, its = (Shown.of(view.picture(name).figure) for name in ("yours", "its"))
    assert yours.axes.up == its.axes.up, "both curves stand on one axis, also where a hand has made it worse"
    for shown, errs in ((yours, view.state()["by_hand"]), (its, view.state()["errs"])):
        assert [height for _, height in shown.lines("pos")[0]] == pytest.approx(errs, abs=shown.near[1])
        assert [height for _, height in shown.dots()] == pytest.approx(errs[-1:], abs=shown.near[1])


def test_play_lets_it_learn_nearly_all():
    view = TrainByHand(whose="gradient")
    view.play.value = True
    while view.state()["steps"] < 100:
        view.ticks.value += 1
    s = view.state()
    assert s["Err"] < 0.05 * s["errs"][0]
    view.set(steps=MOST_STEPS)
    view.ticks.value += 1
    assert not view.play.value and message(view) == f"This view has room for {MOST_STEPS} steps: Reset begins anew."


def test_time_is_taken_back_and_nobody_loses_a_way():
    view = TrainByHand()
    drag(view, "theta-2-1-2", -0.7)
    press(view.one, 20)
    view.time.slider.value = 3
    s = view.state()
    assert (s["steps"], s["whose"], len(s["errs"])) == (3, "gradient", 4)
    view.whose.value = "hand"
    view.time.slider.value = 20
    assert view.state()["steps"] == 20 and view.state()["drags"] == ((2, 1, 2, -0.7),)
    assert_agrees(view)


def test_only_weights_move_and_only_ones_own():
    view = TrainByHand()
    before = view.state()
    for what in ({"item": "x-1"}, {"item": "y-1"}):
        event(view, kind="drag", value=0.3, **what)
        assert message(view) == "Here only weights can be changed: inputs and targets are the task."
    assert view.state() == before
    moving = set(re.findall(r'<g[^>]* class="item drag[^"]*" data-item="([^"]+)"', view.diagram.svg))
    assert moving and all(item.startswith("theta-") for item in moving)
    assert "data-handle" not in view.diagram.svg
    view.set(whose="gradient")
    event(view, kind="change", item="theta-1-1-1", by=1)
    assert message(view).startswith("Here the gradient moves the weights:") and view.state()["drags"] == ()
    assert "data-value" not in view.diagram.svg


def test_what_to_do_is_said_of_the_network_that_is_shown():
    view = TrainByHand()
    assert view.hint.words.startswith("Drag a weight")
    press(view.one)
    assert view.hint.words.startswith("▶ Let them")
    view.whose.value = "hand"
    assert view.hint.words.startswith("Drag a weight")


def test_another_start_reset_and_undo():
    view = TrainByHand()
    drag(view, "theta-2-1-2", -0.7)
    press(view.one)
    view.undo.presses += 1
    assert view.state()["steps"] == 0 and view.state()["drags"] == ((2, 1, 2, -0.7),)
    press(view.another)
    s = view.state()
    assert (s["drags"], s["steps"], s["init"], s["seed"]) == ((), 0, "normal", 1)
    assert np.array(s["theta"][1]) != pytest.approx(start()[0])
    first = s["theta"]
    press(view.another)
    assert view.state()["theta"] != first and view.state()["seed"] == 2
    view.undo.presses += 1
    drag(view, "theta-1-1-1", 1.0)
    press(view.one)
    view.play.value = True
    press(view.reset)
    assert not view.play.value
    s = view.state()
    assert (s["theta"], s["drags"], s["steps"]) == (first, (), 0), "to this start, not to the first of all"


def test_a_drag_too_many_is_one_sentence():
    view = TrainByHand(drags=((1, 1, 1, 0.1), (1, 1, 2, 0.1)) * (MOST_DRAGS // 2))
    before = view.state()
    event(view, kind="type", item="theta-2-1-1", text="3")
    assert view.state() == before and re.fullmatch(
        r"drags can be 100 at most.*; got 101\. Reset begins anew\.", message(view)
    )


def test_a_run_that_blows_up_is_told_of():
    view = TrainByHand(activation="identity", eta=100)
    view.play.value = True
    for _ in range(400):
        view.ticks.value += 1
        if not view.play.value:
            break
    assert "The gradient's run ends at step" in message(view) and "smaller η" in message(view)
    assert_agrees(view)
    view.set(whose="hand")
    assert message(view) == ""


def test_a_run_that_is_stuck_where_sigma_is_flat_says_so():
    """There no weight has a slope: that is asked of centred differences."""
    view = TrainByHand(eta=1000, whose="gradient", steps=30)
    assert message(view).startswith("Err stays as it is") and view.state()["Err"] > 2.9
    net, x, y = view.snapshot.net, view.snapshot.x, view.snapshot.y
    for theta in net.theta[1:]:
        for at in np.ndindex(theta.shape):
            errs = []
            for h in (1e-3, -1e-3):
                theta[at] += h
                errs.append(net.loss.f(y, net.forward(x).o[-1]))
                theta[at] -= h
            assert errs[0] == pytest.approx(errs[1], abs=1e-9)
    view.set(whose="hand")
    assert message(view) == ""
    right = Snapshot(Network((1, 1), theta=[[[20.0]]]), np.array([[1.0]]), np.array([[1.0]]), 0.5)
    assert not right.stuck, "what has been learnt is flat as well"
    assert message(TrainByHand(eta=1000, whose="gradient", steps=30, hide="Err")) == ""


def test_every_weight_wishes_what_lowers_err():
    view = TrainByHand(show=("line", "wishes", "square"))
    said = re.findall(r'data-item="theta-(\d)-(\d)-(\d)"[^>]*to lower Err: (larger|smaller)', view.diagram.svg)
    slopes = grad(err)(start())
    wanted = {(m, i, l): slopes[m - 1][i - 1, l - 1] for m, i, l in (tuple(map(int, each[:3])) for each in said)}
    assert len(wanted) == 9 and [each[3] == "larger" for each in said] == [slope < 0 for slope in wanted.values()]
    assert "∂" not in view.text() + view.diagram.svg, "the letter comes later in the course"
    assert "arrow: lowers Err, the longest most, a hollow one hardly" in view.diagram.svg


def test_a_still_shows_what_it_will_come_to_and_the_view_does_not():
    view = TrainByHand(whose="gradient")
    svg = view.svg()
    assert svg.count(">ŷ over x₁ and x₂<") == 2 and f"After {LATER} steps" in svg
    assert view.state()["errs"] == [pytest.approx(err(start()))]
    assert view._numbers.run.errs == view.state()["errs"], "its curve ends where it is"
    view.set(steps=1)
    assert view.svg().count(">ŷ over x₁ and x₂<") == 1


@pytest.mark.parametrize("eta", [100.0, 1000.0])
def test_a_still_of_a_run_that_ends_early_shows_how_far_it_comes(eta):
    view = TrainByHand(whose="gradient", activation="identity", eta=eta)
    svg, reached = view.svg(), view._numbers.run.reach(LATER)
    assert 0 < reached < LATER and f"After {reached} step" in svg
    assert svg.count(">ŷ over x₁ and x₂<") == 2


def test_the_clock_runs_from_the_first_drag_until_the_gradient_takes_over():
    view = TrainByHand()
    assert not view.clock.runs
    drag(view, "theta-1-1-1", 1.0)
    assert view.clock.runs
    press(view.one)
    assert not view.clock.runs


def test_the_way_of_the_hand_is_seen_as_soon_as_there_is_one_and_stays():
    """Also in a view that its own code makes anew, with drags, as the gradient's network is shown."""

    def shown(view):
        return [name for name, _ in view._pictured()]

    drags = ((2, 1, 1, 0.5),)
    for settings in ({}, {"drags": drags}, {"drags": drags, "whose": "gradient"}):
        assert shown(TrainByHand(**settings)) == ["yours", "its"]
    view = TrainByHand(whose="gradient")
    assert shown(view) == ["its"]
    view.set(theta={(2, 1, 1): 0.5})
    view.set(whose="gradient")
    assert shown(view) == ["yours", "its"]
