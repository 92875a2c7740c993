"""StabilityExplorer: its numbers against the core alone, the post-mortem replayed, remedies, clipping, the table."""

import math
import random
import re

import numpy as np
import pytest

from backprop_core import Network, gradient_norm
from backprop_core.activations import ACTIVATIONS
from backprop_core.diagnostics import rms
from backprop_core.explorers import LiveFigure, StabilityExplorer
from backprop_core.explorers.training import table_of_runs as stability_table
from backprop_core.explorers.training.cliff import Cliff, Landing, errs_along
from backprop_core.explorers.training.post_mortem import KEPT, culprit, per_layer
from backprop_core.explorers.training.runs import after_words
from backprop_core.explorers.training.stability_explorer import BUTTONS
from backprop_core.explorers.training.stability_run import WEIGHTS, KeptRun, read_remedies, switched
from backprop_core.explorers.training.table_of_runs import MOST_ROWS
from backprop_core.figures.depth import SIZES
from backprop_core.figures.stability import ABOVE, BEFORE, EDGE, PARTS, draw_cliff, errs_limits
from backprop_core.initialization import INITIALIZATIONS
from backprop_core.one_step.text import number, rounded
from backprop_core.training import Failure
from tests.explorers.training.deep import data_of, strips
from tests.explorers.training.stability_again import assert_agrees, net_of, replayed, with_remedies
from tests.explorers.views import counted, rebuilt, stored_forms, walk
from tests.figures.test_figures import count_texts_inside

pytestmark = pytest.mark.usefixtures("unseen", "patient", "silent")

SMALL = {"depth": 6, "width": 16, "gain": 1.6, "eta": 0.5}  # its unclipped run dies as well
CALM = {"depth": 5, "width": 16, "gain": 1.0, "eta": 0.01}  # no run dies
QUICK = {**CALM, "pictures": "cliff"}  # to make figures takes most of the time
WILD = {"depth": 40, "width": 8, "eta": 1000.0, "threshold": 1e6}  # both die
LIVES = 3  # so many steps the unclipped run of the opening makes; the next meets what they led to


@pytest.fixture(scope="module")
def kept():
    """A view that bad input does not change."""
    return StabilityExplorer(**SMALL)


# --- numbers


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"steps": 6},
        {**SMALL, "steps": 12, "clip": "value", "threshold": 0.3},
        {**SMALL, "steps": 9, "look": "unclipped"},
        {**CALM, "steps": 25, "clip": "none"},
        {**CALM, "steps": 8, "bias": True, "loss": "squared_error", "seed": 7, "threshold": 2.0},
        {**CALM, "input": "digits", "loss": "half_squared_error", "steps": 5},
        {**CALM, "activation": "sigmoid", "gain": 8.0, "steps": 3},
        {"depth": 2, "width": 1, "steps": 5},
        {"depth": 40, "width": 1, "activation": "identity", "init": "constant", "gain": 2.0, "steps": 4},
        {**SMALL, "init": "zeros", "steps": 2},
        {**SMALL, "init": "zeros", "bias": True, "steps": 2},
        {"gain": 100.0, "steps": 3},
        {"depth": 64, "width": 128, "steps": 1},
        {**SMALL, "remedies": ("eta", "he"), "steps": 7},
        {"depth": 3, "width": 8, "eta": 1000.0, "threshold": 1e6, "gain": 30.0, "steps": 30},
    ],
    ids=str,
)
def test_the_numbers_are_those_of_the_core(settings):
    assert_agrees(StabilityExplorer(**settings, pictures="cliff"))


@pytest.mark.seen
@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_set_numbers_text_and_code_are_right(seed):
    rng = random.Random(seed)
    view = StabilityExplorer(**QUICK)
    for _ in range(3):
        view.set(**{
            "depth": rng.randint(2, 14), "width": rng.choice([1, 3, 16, 40]), "activation": rng.choice([*ACTIVATIONS]),
            "init": rng.choice([*INITIALIZATIONS]), "gain": round(10 ** rng.uniform(-2, 2), 3),
            "bias": rng.random() < 0.3,
            "loss": rng.choice(["squared_error", "mean_squared_error"]), "seed": rng.randint(0, 99),
            "eta": float(f"{10 ** rng.uniform(-6, 3):.2g}"), "clip": rng.choice(["none", "norm", "value"]),
            "threshold": float(f"{10 ** rng.uniform(-6, 6):.2g}"),
            "look": rng.choice(["usual", "unclipped", "clipped"]),
            "remedies": rng.choice([(), ("eta",), ("he", "activation"), ("orthogonal",)]), "steps": rng.randint(0, 9),
        })  # fmt: skip
        assert_agrees(view)
        assert "nan" not in view.text() and view.page.status
        view.set(eta=max(view.state()["eta"] / 3, 1e-6))
        view.one.presses += 1
        assert_agrees(view)


@pytest.mark.seen
def test_overflow_happens_for_real_at_the_opening():
    view = StabilityExplorer()
    for _ in range(LIVES):
        assert not view.state()["failure"]["unclipped"]
        view.one.presses += 1
    s = view.state()
    assert s["failure"]["unclipped"]["step"] == LIVES + 1 and s["failure"]["clipped"] is None
    assert s["failure"]["unclipped"]["quantity"] == "u" and s["Err"]["unclipped"] > 1e60
    assert "too large for a float" in view.message.value and f"died after {LIVES} steps" in view.ending.value
    view.set(steps=300)
    assert view.state()["Err"]["clipped"] < 0.05, "clipping lets the same run learn"


def test_delta_grows_by_a_factor_per_layer():
    view = StabilityExplorer(depth=30, width=64, gain=2.0, pictures="growth")
    s = view.state()
    hidden = s["delta_rms"][:-1]
    assert s["per_layer"] == pytest.approx((hidden[0] / hidden[-1]) ** (1 / 28)) and 1.8 < s["per_layer"] < 2.2
    _, artists = view.picture("growth")
    assert f"× {rounded(s['per_layer'])} per layer" in artists.words.get_text()
    assert f"multiplied by {rounded(s['per_layer'])} in each layer" in view.verdict.value
    assert artists.measured.get_ydata() == pytest.approx(np.log10(hidden))
    assert artists.theory.get_ydata() == pytest.approx(np.log10(s["theory_delta_rms"][:-1]))


def test_err_along_a_direction_is_that_of_forward():
    rng = np.random.default_rng(0)
    net = Network((4, 5, 3), "tanh", bias=True, rng=1)
    data = rng.standard_normal((4, 7)), rng.standard_normal((3, 7))
    direction = [None, *(rng.standard_normal(matrix.shape) for matrix in net.theta[1:])]
    found = errs_along(net, data, direction, [0.0, 0.5, -2.0])
    for t, Err in zip([0.0, 0.5, -2.0], found, strict=True):
        moved = net.copy()
        moved.theta = [None, *(a - t * b for a, b in zip(net.theta[1:], direction[1:], strict=True))]
        assert pytest.approx(moved.loss.f(data[1], moved.forward(data[0]).o[-1])) == Err


@pytest.mark.parametrize("clip", ["norm", "value"])
def test_the_two_runs_land_where_the_cliff_says(clip):
    """Both begin at the same θ, and what the picture promises of the next step is what the runs then do."""
    view = StabilityExplorer(clip=clip, threshold={"norm": 10.0, "value": 0.5}[clip])
    before = view.state()["cliff"]
    view.one.presses += 1
    s = view.state()
    assert s["Err"]["unclipped"] == pytest.approx(before["unclipped"][1])
    assert s["Err"]["clipped"] == pytest.approx(before["clipped"][1])
    assert s["Err"]["clipped"] < before["here"] < s["Err"]["unclipped"]


# --- the post-mortem


@pytest.mark.parametrize(
    "settings, name",
    [
        ({}, "unclipped"),
        ({**SMALL, "bias": True}, "unclipped"),
        ({**WILD, "clip": "value"}, "clipped"),
        ({**WILD, "activation": "identity", "bias": True, "loss": "squared_error"}, "clipped"),
        (
            {"depth": 2, "width": 8, "activation": "identity", "eta": 1000.0, "gain": 100.0, "clip": "none"},
            "unclipped",
        ),
        ({**CALM, "activation": "tanh", "eta": 1000.0, "gain": 100.0, "loss": "squared_error"}, "unclipped"),
        ({"depth": 8, "width": 16, "remedies": ("eta",), "gain": 4.0}, "unclipped"),
    ],
    ids=str,
)
def test_the_post_mortem_is_what_a_replay_finds(settings, name):
    view = StabilityExplorer(**settings, steps=60, pictures=())
    s = view.state()
    found = s["post_mortem"].get(name) or s["post_mortem"]["both"]
    _, thetas, (step, failed) = replayed(s, name, 60)
    assert (found["step"], found["quantity"], found["layer"], found["why"]) == (step, *failed)
    links = [link for link in found["chain"] if link["gradient"] is not None or link["step"] < step]
    assert [link["step"] for link in links] == list(range(max(0, step - KEPT), step))[-len(links) :]
    x, y = data_of(s)
    net = net_of(with_remedies(s))
    for link in links:
        net.theta = thetas[link["step"]]
        trace = net.forward(x)
        grads = net.backward(trace, y)
        sizes = [rms(o) for o in trace.o[1:]]
        if all(map(math.isfinite, sizes)):
            assert link["o"] == pytest.approx(max(sizes))
        for value, wanted in (
            (link["theta"], gradient_norm(net.theta)), (link["delta_first"], rms(grads.delta[1])),
            (link["delta_last"], rms(grads.delta[-1])), (link["gradient"], gradient_norm(grads.gradient)),
            (link["Err"], grads.Err),
        ):  # fmt: skip
            assert value is None if math.isnan(wanted) else value == pytest.approx(wanted, rel=1e-9)
    led = step if failed.quantity == "theta" else step - 1
    assert found["chain"][-1]["step"] == led, "and the table ends with the same count"
    assert f"died {after_words(led)}<" in view.ending.value and culprit(failed) in view.ending.value
    assert f"✕ died {after_words(led)}" in view.where.value, "and so does the line beside the buttons"
    assert found["because"] in view.text() and found["because"] in view.ending.value
    assert "nan" not in found["because"]


def test_a_step_whose_own_update_overflows_counts_among_those_that_led_to_the_end():
    """Everything else that is not finite is met by the step after: here u, Err and the gradient are finite, and θ is
    not. In the view's own networks Err always is the first."""
    net = Network((1, 1), ["identity"], bias=False, theta=[[[0.0]]])
    run = KeptRun(net, (np.array([[1e150]]), np.array([[-1e153]])), 0)
    run.begin(eta=1e6)
    run.step()
    step, failed = run.failure
    assert (step, failed.quantity) == (1, "theta") and run.died_after == 1 == run.post_mortem().died_after


def test_the_post_mortem_says_how_long_the_last_step_was():
    s = StabilityExplorer(steps=5).state()
    _, thetas, _ = replayed(s, "unclipped", 5)
    old, new = thetas[2], thetas[3]
    moved = gradient_norm([None, *(a - b for a, b in zip(new[1:], old[1:], strict=True))])
    because = s["post_mortem"]["unclipped"]["because"]
    assert f"Step 3 was {rounded(moved / gradient_norm(old), 2)} times as long as θ was" in because


@pytest.mark.wide
def test_a_network_that_cannot_even_begin_says_so_once():
    view = StabilityExplorer(depth=64, width=128, activation="identity", init="normal", gain=100.0)
    s = view.state()
    assert s["failure"]["unclipped"]["step"] == 1 and "cannot even begin" in view.message.value
    assert list(s["post_mortem"]) == ["both"] and view.ending.value.count("<h4>") == 1
    assert "Why both runs died at step 0" in view.ending.value and s["cliff"] is None
    view.one.presses += 1
    assert view.state()["steps"] == 0 and "cannot even begin" in view.message.value
    view.gain.value = 0.05
    assert not view.state()["failure"]["clipped"] and not view.message.value


def test_the_last_steps_stand_open_only_where_no_other_picture_takes_their_room():
    one, two = (StabilityExplorer(clip="none", pictures=pictures) for pictures in ("errs", ("errs", "cliff")))
    for view in (one, two):
        for _ in range(5):
            view.one.presses += 1
        assert view.ending.value.count("<details") == view.ending.value.count("The last steps in numbers") > 0
    assert one.ending.value.count("<details open>") == one.ending.value.count("<details")
    assert "<details open>" not in two.ending.value and "<td>" in two.ending.value


def test_a_run_that_dies_again_has_a_post_mortem_of_its_own():
    """It has died after 0 whole steps, so that nothing is done twice when it begins again."""
    view = StabilityExplorer(depth=64, width=8, activation="identity", eta=1000.0, threshold=1e6)
    view.one.presses += 1
    view.clipping.value = False
    assert not any(view.state()["failure"].values()) and not view.message.value, "nothing has been run with it"
    view.set(steps=3)
    s = view.state()
    assert [link["step"] for link in s["post_mortem"]["unclipped"]["chain"]] == [0, 1]
    assert rebuilt(view).state() == s


def test_where_two_runs_die_at_different_steps_the_code_meets_both_ends():
    view = StabilityExplorer(depth=20, width=8, activation="leaky_relu", eta=1000.0, threshold=1e6, steps=40)
    steps = [end["step"] for end in view.state()["failure"].values()]
    assert steps[1] - steps[0] > 2
    assert rebuilt(view).state() == view.state()


def test_growth_per_layer_stops_where_numbers_end():
    assert per_layer([1.0, 2.0, 4.0, math.inf, 8.0]) == pytest.approx(2.0)
    assert per_layer([1.0]) is None and per_layer([0.0, 1.0]) is None and per_layer([math.nan, 1.0]) is None
    assert culprit(Failure("u", 3, "u of layer 3 is too large for a float (over 1.8e308).")) == "u of layer 3 became ∞"
    assert culprit(Failure("Err", 3, "Err is not a number (∞ − ∞ or 0 · ∞).")) == "Err became NaN"


# --- controls


CHANGES = {
    "gain": 2.0, "eta": 0.05, "threshold": 3.0, "depth": 9, "width_": 12, "activation": "tanh", "init": "xavier",
    "clip": "value", "look": "unclipped", "input": "digits", "bias": True, "loss": "squared_error", "seed": 3,
    "pace": 5,
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_control_moves_what_it_names(name, monkeypatch):
    """By the control and by `set`: the same view, with numbers that agree."""
    by_control, by_set = StabilityExplorer(**QUICK, steps=2), StabilityExplorer(**QUICK, steps=2)
    computed = counted(by_control, monkeypatch)
    getattr(by_control, name).value = CHANGES[name]
    assert len(computed) == 1
    setting = name.rstrip("_")
    by_set.set(**{setting: CHANGES[name]})
    assert by_control.state()[setting] == CHANGES[name] and by_set.state() == by_control.state()
    assert getattr(by_set, name).value == CHANGES[name]
    assert_agrees(by_control)
    begins_again = setting in by_control._begins()
    assert by_control.state()["steps"] == (0 if begins_again else 2)
    assert ("begin again" in by_control.message.value) == begins_again


def test_eta_and_clipping_change_in_the_middle_of_a_run():
    view = StabilityExplorer(**CALM, steps=5)
    view.eta.value = 0.03
    view.set(steps=9)
    view.threshold.value = 0.1
    view.clip.value = "value"
    view.set(steps=12)
    view.clip.value = "none"
    s = view.state()
    assert s["steps"] == 12 and s["history"][0] == {"eta": 0.01, "clip": "norm", "threshold": 10.0}
    assert s["history"][9] == {"clip": "value", "threshold": 0.1} and s["history"][12] == {"clip": "none"}
    assert "clipped" in s["Err"], "it was clipped before"
    assert_agrees(view)
    view.table.note.presses += 1
    assert all("changed on the way" in row["setting"] for row in view.state()["runs"])


@pytest.mark.parametrize("name, value", [("eta", 0.001), ("threshold", 1.0), ("clip", "value")])
def test_after_a_death_another_eta_or_threshold_begins_again(name, value):
    view = StabilityExplorer(steps=6, pictures="cliff")
    getattr(view, name).value = value
    s = view.state()
    assert s["steps"] == 0 and s["history"] == {} and "begin again" in view.message.value
    assert [row["died"][:13] for row in s["runs"]] == ["after 3 steps", ""], "what was run stands in the table"
    assert_agrees(view)


@pytest.mark.parametrize("name, value", [("eta", -3.0), ("eta", 0.0), ("threshold", 1e9), ("gain", math.inf)])
def test_nonsense_in_a_number_box_is_answered_by_a_sentence(kept, name, value):
    before = kept.state()
    getattr(kept, name).box.value = value
    assert kept.state() == before and f"{getattr(kept, name).description} must be" in kept.message.value
    assert kept.message.layout.display == "" and kept.hint.layout.display == "none"
    kept.set(seed=before["seed"])
    assert getattr(kept, name).value == before[name] and not kept.message.value


# --- remedies


@pytest.mark.parametrize("name", BUTTONS)
def test_a_remedy_is_switched_on_and_off_with_its_effect_on_the_same_run(name):
    view = StabilityExplorer(steps=5, pictures="cliff")
    first = view.state()
    button = view.remedies[name]
    assert not button.description.startswith("✓")
    button.value = True
    s = view.state()
    assert s["remedies"] == (name,) and s["steps"] == 0 and button.description.startswith("✓ ")
    now = with_remedies(s)
    assert s["in_force"] == {key: now[key] for key in ("activation", "init", "gain", "eta")}
    assert [view.gain.value, view.eta.value, view.activation.value] == [now["gain"], now["eta"], now["activation"]]
    assert "begin again" in view.message.value and "instead of" in view.message.value, "it says what moved the slider"
    assert all(s[key] == first[key] for key in ("gain", "eta", "init", "activation")), "the student's own are kept"
    view.one.presses += 1
    assert "instead of" in view.hint.value
    view.set(steps=5)
    assert view.state()["failure"]["unclipped"] is None, "it lives on"
    assert_agrees(view)
    button.value = False
    s = view.state()
    assert s["remedies"] == () and s["in_force"]["gain"] == 1.2 and view.gain.value == 1.2
    view.set(steps=5)
    again = view.state()
    assert again["failure"] == first["failure"] and again["curve"] == first["curve"]


@pytest.mark.parametrize("eta, tenth", [(1e-6, 1e-6), (5e-6, 1e-6), (1e-4, 1e-5)])
def test_a_tenth_of_eta_is_no_less_than_the_least_eta(eta, tenth):
    view = StabilityExplorer(**{**CALM, "eta": eta}, pictures=())
    view.remedies["eta"].value = True
    assert view.state()["in_force"]["eta"] == pytest.approx(tenth, rel=1e-12) == view.eta.value


def test_of_first_weights_there_is_one_kind_at_a_time():
    view = StabilityExplorer(**SMALL)
    for name in WEIGHTS:
        view.remedies[name].value = True
        assert view.state()["remedies"] == (name,)
        assert [each for each in WEIGHTS if view.remedies[each].value] == [name]
    view.remedies["eta"].value = True
    assert view.state()["remedies"] == ("eta", "orthogonal")
    assert switched(("eta", "he"), "xavier", True) == ("eta", "xavier") and switched(("he",), "he", False) == ()
    assert read_remedies("he") == ("he",) and read_remedies(["activation", "eta"]) == ("eta", "activation")


@pytest.mark.parametrize(
    "control, value, left",
    [
        ("gain", 3.0, ("eta", "activation")),
        ("eta", 0.5, ("activation", "he")),
        ("activation", "sigmoid", ("eta", "he")),
    ],
)
def test_who_moves_what_a_remedy_holds_takes_it_over(control, value, left):
    view = StabilityExplorer(**SMALL, init="xavier", remedies=("eta", "activation", "he"))
    getattr(view, control).value = value
    s = view.state()
    assert s["remedies"] == left and s[control] == value
    assert s["init"] == ("he" if control == "gain" else "xavier"), "as it was shown"
    assert_agrees(view)


def test_clipping_is_a_remedy_like_the_others():
    view = StabilityExplorer(steps=3)
    assert view.clipping.value and view.clipping.description == "✓ clipping (by norm)"
    view.clipping.value = False
    s = view.state()
    assert s["clip"] == "none" and s["steps"] == 0 and list(s["Err"]) == ["unclipped"] and not view.clipping.value
    assert_agrees(view)
    view.clip.value = "value"
    assert view.clipping.value and view.clipping.description == "✓ clipping (by value)"


def test_what_was_run_before_clipping_is_switched_stands_in_the_table():
    view = StabilityExplorer(**CALM, steps=3)
    view.clipping.value = False
    assert [(row["clip"], row["steps"]) for row in view.state()["runs"]] == [("none", 3), ("norm 10", 3)]


@pytest.mark.seen
def test_clipping_by_norm_keeps_the_direction_and_by_value_does_not():
    view = StabilityExplorer(**SMALL, threshold=0.05, clip="value")
    cliff = view._cliff()
    _, artists = view.picture("cliff")
    assert cliff.own is not None and artists.own.get_visible()
    view.clip.value = "norm"
    assert view._cliff().own is None and not artists.own.get_visible()
    assert artists.clipped.get_visible()
    assert all(each.get_visible() for each in artists.names)
    view.clip.value = "none"
    assert not artists.clipped.get_visible() and not any(each.get_visible() for each in artists.names)


# --- the table


def test_a_run_that_has_come_to_where_play_stops_is_noted_and_later_ones_are_not():
    view = StabilityExplorer(**CALM, clip="none", until=4, pictures=())
    for steps in (1, 2, 3, 4, 5, 6):
        view.one.presses += 1
        assert [row["steps"] for row in view.state()["runs"]] == [4] * (steps >= 4)
    view.reset.presses += 1
    assert [row["steps"] for row in view.state()["runs"]] == [4, 6], "and a run that is left"


def rows_of(view):
    return [(row["setting"], row["clip"], row["died"]) for row in view.state()["runs"]]


def test_the_table_fills_by_itself_and_by_hand():
    view = StabilityExplorer(**SMALL)
    assert view.table.table.layout.display == "none"
    view.table.note.presses += 1
    assert view.state()["runs"] == [] and "Nothing has been run yet" in view.message.value
    assert "Nothing has been run yet" in view.page.status
    for _ in range(6):
        view.one.presses += 1
    s = view.state()
    (row,) = s["runs"]
    assert row["clip"] == "none" and row["steps"] == s["done"]["unclipped"]
    died = after_words(s["failure"]["unclipped"]["step"] - 1)
    assert row["died"] == f"{died}: {culprit(view._runs[0].failure[1])}"
    assert row["Err"] == pytest.approx(s["Err"]["unclipped"], rel=1e-3)
    assert f"✕ {died}" in view.table.table.value and f"✕ {died}" in view.page.table
    view.table.note.presses += 1
    assert [row["clip"] for row in view.state()["runs"]] == ["none", "norm 10"]
    view.table.note.presses += 1
    assert len(view.state()["runs"]) == 2, "equal rows stand once"
    view.set(gain=1.0)
    view.set(steps=3)
    view.reset.presses += 1
    assert len(view.state()["runs"]) == 4 and view.state()["steps"] == 0
    assert rebuilt(view).state() == view.state()
    view.table.clear.presses += 1
    assert view.state()["runs"] == [] and view.table.table.layout.display == "none"


@pytest.mark.parametrize("settings", [{}, {"remedies": ("activation", "orthogonal")}, {"init": "zeros"}], ids=str)
def test_a_row_says_by_what_delta_was_multiplied_before_the_first_step(settings):
    """Also where the run has gone on, or back and on from a mark: the remedies are compared by it."""
    view = StabilityExplorer(**CALM, **settings, pictures=())
    s = view.state()
    net = net_of(with_remedies(s))
    x, y = data_of(s)
    first, *_, last, _ = (rms(delta) for delta in net.backward(net.forward(x), y).delta[1:])
    factor = (first / last) ** (1 / 3) if last else None  # over the hidden layers, 4 to 1
    for steps in (9, 4, 6):
        view.set(steps=steps)
        view.table.note.presses += 1
        row = view.state()["runs"][-1]
        assert row["factor"] == (factor and pytest.approx(factor, rel=1e-3))
        assert f"<td>{'–' if factor is None else rounded(row['factor'])}</td>" in view.table.table.value
    assert rebuilt(view).state() == view.state()


def test_rows_of_former_times_are_read():
    """Codes that were copied when a row did not have the factor yet."""
    row = {"setting": "mine", "clip": "none", "steps": 3, "Err": 0.5, "died": ""}
    view = StabilityExplorer(**QUICK, runs=[row])
    assert view.state()["runs"] == [row | {"factor": None}] and "<td>–</td>" in view.table.table.value
    assert rebuilt(view).state() == view.state()


def test_the_table_keeps_the_youngest_rows():
    view = StabilityExplorer(depth=2, width=2, clip="none")
    for n in range(MOST_ROWS + 3):
        view.set(seed=n + 1)
        view.one.presses += 1
    view.reset.presses += 1
    rows = view.state()["runs"]
    assert len(rows) == MOST_ROWS
    assert [re.search(r"seed (\d+)", row["setting"])[1] for row in rows] == [str(n) for n in range(4, MOST_ROWS + 4)]
    assert rebuilt(view).state() == view.state()


def test_the_table_is_copied_as_text(monkeypatch):
    view = StabilityExplorer(steps=5)
    view.remedies["he"].value = True
    sent = []
    monkeypatch.setattr(view.table, "_hand_on", sent.append)
    view.table.copy.presses += 1
    lines = [line.split("\t") for line in sent[0].split("\n")]
    assert lines[0] == list(stability_table.HEAD) and all(len(line) == 4 for line in lines) and len(lines) == 3
    assert lines[1][1:3] == ["none", "1.24"] and "✕ after 3 steps: u of layer 11 became ∞" in lines[1][3]
    assert lines[2][1:3] == ["norm 10", "1.24"] and lines[2][3].endswith("after 5 steps")
    view.page.event = {"kind": "copied", "count": 1}
    assert view.table.copy.description == "Copied ✓" and view.copy.description == "Copy as code"
    assert "The table is on the clipboard." in view.page.status
    view.table.copy.presses += 1
    view.page.event = {"kind": "not copied", "count": 2}
    assert view.table.sheet.value == sent[1] and view.table.sheet.layout.display == ""
    assert view.code.layout.display == "none"
    view.copy.presses += 1
    view.page.event = {"kind": "not copied", "count": 3}
    assert view.code.value == view.to_code() and view.code.layout.display == ""
    view.table.clear.presses += 1
    assert view.table.sheet.value == "\t".join(stability_table.HEAD)


# --- training


def test_play_goes_on_after_one_run_has_died_and_stops_after_both():
    view = StabilityExplorer(**SMALL)
    view.play.value = True
    for _ in range(12):
        view.ticks.value += 1
    s = view.state()
    assert view.play.value and s["failure"]["unclipped"] and s["done"]["clipped"] == 12 == s["steps"]
    view.page.event = {"kind": "gone", "count": 1}
    assert not view.play.value
    assert_agrees(view)
    view.set(**WILD, clip="value", gain=1.2)
    assert view.state()["steps"] == 0
    view.play.value = True
    for _ in range(60):
        view.ticks.value += 1
    s = view.state()
    assert not view.play.value and all(s["failure"].values()) and "Both runs died" in view.message.value
    assert view.ending.value.count("<h4>") == 2
    assert rebuilt(view).state() == s


def test_reset_while_it_plays_ends_at_the_beginning():
    view = StabilityExplorer(**CALM)
    view.play.value = True
    view.ticks.value += 1
    view.reset.presses += 1
    view.ticks.value += 1
    assert not view.play.value and view.state()["steps"] == 0 and len(view.state()["runs"]) == 2


def test_the_look_at_the_dead_run_shows_the_cliff_it_fell_from():
    view = StabilityExplorer(steps=6, look="unclipped")
    s = view.state()
    assert s["looked_at"] == "unclipped" and s["cliff"]["here"] == s["Err"]["unclipped"]
    assert s["cliff"]["unclipped"][1] is None or s["cliff"]["unclipped"][1] > 1e300
    _, artists = view.picture("cliff")
    assert artists.unclipped.get_marker() == (3, 0, -45), "it lands far beyond the picture, and high above it"
    view.set(clip="none", look="clipped", steps=5)
    s = view.state()
    assert s["looked_at"] == "unclipped", "there is no other run"
    figure, artists = view.picture("cliff")
    heights = artists.line.get_ydata() * view._cliff().top
    assert heights[0] > view._cliff().top and pytest.approx(s["cliff"]["here"]) in heights.tolist()
    assert "∞" in figure.alt


def test_the_cliff_is_a_wall_on_linear_axes():
    """With and without clipping: Err falls a little, then leaves the picture long before its end; the step of η flies
    over it, the clipped one stops before it."""
    view = StabilityExplorer()
    figure, artists = view.picture("cliff")
    cliff, ax = view._cliff(), figure.axes[0]
    assert ax.get_xscale() == ax.get_yscale() == "linear" and ax.get_ylim() == (0.0, 1.0)
    across, up = artists.line.get_data()
    ahead = across > 0
    wall = across[ahead][np.argmax(up[ahead] > 1)]
    assert up[ahead].min() < cliff.here / cliff.top / 3 and 0.1 < wall < 0.6
    assert np.all(up[across > wall + 0.01] > 1), "and never comes back"
    ((x,), (y,)), (clip_x, clip_y) = artists.unclipped.get_data(), artists.clipped.get_xydata()[0]
    assert x == y == EDGE and clip_x < wall and clip_y < cliff.here / cliff.top
    assert artists.flight.get_xydata().tolist() == [[0.0, cliff.here / cliff.top], [x, y]]
    assert artists.goes_on.get_visible() and artists.goes_on.get_text().startswith("↑ Err goes on, to ")
    assert artists.goes_on.get_position()[0] > (wall + BEFORE) / (1 + BEFORE) - 0.05


@pytest.mark.parametrize("settings", [{"gain": 0.5}, {"gain": 0.8}, {}, {"gain": 2.0}, {"seed": 2}], ids=str)
def test_the_wall_stands_well_within_the_picture(settings):
    cliff = StabilityExplorer(**settings, pictures="cliff")._cliff()
    over = cliff.lengths[(cliff.lengths > 0) & ~(cliff.Errs <= cliff.top)]
    assert 1.8 * over[0] < cliff.reach < 9 * over[0]


@pytest.mark.parametrize(
    "landing, marker",
    [
        (Landing(0.5, 0.4), "s"),
        (Landing(0.5, 7.0), "^"),
        (Landing(0.5, math.inf), "^"),
        (Landing(0.5, math.nan), "^"),
        (Landing(3.0, 0.4), ">"),
        (Landing(3.0, 7.0), (3, 0, -45)),
        (Landing(math.inf, math.nan), (3, 0, -45)),
    ],
)
def test_what_lands_beyond_the_picture_is_an_arrow_at_its_edge(landing, marker):
    ax = LiveFigure(400, 240).axes[0]
    artists = draw_cliff(ax)
    lengths = np.linspace(-BEFORE, 1.0, 9)
    cliff = Cliff(1.0, lengths, 1 + lengths, None, 1.0, 3.0, landing, landing)
    draw_cliff(ax, cliff=cliff, artists=artists)
    for sign in (artists.unclipped, artists.clipped):
        x, y = sign.get_xydata()[0]
        assert -BEFORE <= x <= 1 and 0 <= y <= 1
    assert artists.unclipped.get_marker() == marker
    assert artists.clipped.get_marker() == ("D" if marker == "s" else marker)


# --- what it shows and says


@pytest.mark.parametrize("look", ["unclipped", "clipped"])
def test_each_strip_is_what_the_core_computes_and_the_output_is_left_out(look):
    view = StabilityExplorer(depth=7, width=16, threshold=0.5, steps=2, look=look, pictures="strips")
    s = view.state()
    net, thetas, _ = replayed(s, look, 2)
    x, y = data_of(s)
    trace = net.forward(x)
    delta = [rms(each) for each in net.backward(trace, y).delta[1:-1]]
    moved = [rms(net.theta[m] - thetas[0][m]) / rms(thetas[0][m]) for m in range(1, 7)]
    (deltas, outputs, ways), _ = strips(view)
    assert deltas == pytest.approx(np.log10(np.array(delta) / delta[-1]), abs=1e-6)
    assert outputs == pytest.approx(np.log10([rms(o) / rms(x) for o in trace.o[1:-1]]), abs=1e-6)
    assert ways == pytest.approx(np.log10(moved), abs=1e-6)


def test_the_left_end_goes_dark_stays_or_glows_as_gain_is_dragged():
    view = StabilityExplorer(clip="none", pictures="strips")
    left_end = []
    for gain in (0.3, 1.0, 2.0):
        view.gain.value = gain
        left_end.append(strips(view)[0][0][0])
    assert left_end[0] < -4 and abs(left_end[1]) < 0.3 and left_end[2] > 2
    view.depth.value = 24
    assert strips(view)[0][0][0] > 6, "twice as many layers"


def test_the_growth_is_drawn_without_the_output_on_one_axis_with_what_was_before():
    view = StabilityExplorer(clip="none", pictures="growth")
    before, (figure, artists) = view.state(), view.picture("growth")
    assert artists.theory.get_ydata() == pytest.approx(np.log10(before["theory_delta_rms"][:-1]))
    assert f"{number(before['delta_rms'][10])} in layer 11" in figure.alt
    view.gain.value = 2.0
    assert figure.axes[0].get_ylim() == SIZES
    assert artists.measured.get_ydata() == pytest.approx(np.log10(view.state()["delta_rms"][:-1]))
    assert artists.former.get_ydata() == pytest.approx(np.log10(before["delta_rms"][:-1]))


def test_what_the_marks_mean_stands_there_as_soon_as_there_are_any(monkeypatch):
    """It belongs to the background, which was not drawn anew."""
    view = StabilityExplorer(clip="none", pictures="strips")
    (figure, artists), drawn = view.picture("strips"), []
    assert artists.note.get_text() == ""
    monkeypatch.setattr(figure, "redraw", lambda: drawn.append(figure))
    view.set(steps=2)
    assert "most dead" in view.picture("strips")[1].note.get_text() and drawn == [figure]


def test_strips_mark_only_the_layers_that_they_show():
    view = StabilityExplorer(init="zeros", width=8, pictures="strips")
    _, marked = strips(view)
    assert marked["dead"] == [*range(1, 12)] and "Layers 1 to 11: most dead" in view.picture("strips")[0].alt
    view.set(depth=64, width=64, activation="identity", init="normal", gain=100.0)
    assert strips(view)[1]["lost"] and max(strips(view)[1]["lost"]) <= 63


def test_the_pictures_show_the_numbers():
    view = StabilityExplorer(**CALM, steps=15)
    s = view.state()
    _, errs = view.picture("errs")
    for line, name in zip(errs.lines, s["Err"], strict=False):
        assert line.get_xdata() == pytest.approx(s["curve"][name]["steps"])
        assert line.get_ydata() == pytest.approx(np.log10(s["curve"][name]["Err"]))
    assert not any(cross.get_visible() for cross in errs.crosses)
    _, cliff = view.picture("cliff")
    found = view._cliff()
    lengths = sorted([0.0, *s["cliff"]["lengths"]])  # the curve goes through the present θ
    assert cliff.line.get_xdata() * found.reach == pytest.approx(lengths)
    Errs = [each for each, length in zip(cliff.line.get_ydata(), lengths, strict=True) if length]
    assert pytest.approx(np.minimum(np.array(s["cliff"]["Err"]) / found.top, ABOVE)) == Errs
    assert cliff.here.get_ydata() == pytest.approx([s["cliff"]["here"] / found.top])
    for mark, name in ((cliff.unclipped, "unclipped"), (cliff.clipped, "clipped")):
        length, Err = s["cliff"][name]
        assert mark.get_xydata()[0] == pytest.approx([length / found.reach, Err / found.top])
    figure, _ = view.picture("cliff")
    assert rounded(s["cliff"]["unclipped"][1]) in figure.alt and "Err along the gradient" in figure.alt


def test_a_cross_marks_where_a_run_died():
    view = StabilityExplorer(steps=6)
    figure, errs = view.picture("errs")
    top = figure.axes[0].get_ylim()[1]
    assert [cross.get_visible() for cross in errs.crosses] == [True, False]
    assert errs.crosses[0].get_xdata()[0] == 2 and errs.crosses[0].get_ydata()[0] == top
    assert f"✕ after {LIVES} steps" in errs.words.get_text() and f"✕ died after {LIVES} steps" in figure.alt
    assert all(figure.alt for figure in view.figures.children)


@pytest.mark.seen
def test_before_the_first_step_the_dot_moves_and_not_the_axes():
    before = errs_limits(0, [("", ([0], np.array([2.0])))], [False])
    assert before[1] == (-3.0, 3.0)
    assert errs_limits(0, [("", ([0], np.array([90.0])))], [False], before) == before
    assert errs_limits(0, [("", ([0], np.array([1e5])))], [False], before)[1] == (2.0, 8.0)
    assert errs_limits(0, [("", ([0], np.array([1e308])))], [False])[1] == (302.0, 308.0)
    low, high = errs_limits(2, [("", ([0, 1], np.array([1.2e308, 1.3e308])))], [False])[1]
    assert low < high <= 308


@pytest.mark.seen
def test_the_scale_of_the_cliff_holds_where_it_can():
    """However η and threshold are dragged: it hangs on θ."""
    view = StabilityExplorer()
    first, figure = view._cliff(), view.picture("cliff").figure
    marks = figure.axes[0].xaxis.get_major_formatter().seq
    assert marks == [number(part * first.reach) for part in PARTS]
    for name, value in (("eta", 1e-4), ("eta", 1.0), ("threshold", 1.0), ("threshold", 1e4), ("clip", "value")):
        getattr(view, name).value = value
        now = view._cliff()
        assert (now.reach, now.top) == (first.reach, first.top) and np.array_equal(now.Errs, first.Errs)
    view.gain.value = 2.0
    assert figure.axes[0].xaxis.get_major_formatter().seq != marks


@pytest.mark.parametrize("shown", [(), ("cliff",), ("strips", "errs"), ("strips", "errs", "growth", "cliff")])
def test_only_the_pictures_that_are_asked_for_are_shown(shown):
    view = StabilityExplorer(**CALM, pictures=shown)
    assert len(view.figures.children) == len(shown) and view.svg().count("<image") == len(shown)
    assert (view.state()["cliff"] is None) == ("cliff" not in shown)
    assert view.state()["pictures"] == (None if shown is None else shown) and rebuilt(view).state() == view.state()


@pytest.mark.parametrize(
    "settings, words",
    [
        ({**CALM, "init": "zeros"}, "The gradient is 0"),
        ({**CALM, "init": "zeros", "bias": True}, "takes θ away from 0"),
        ({"depth": 3, "width": 2, "seed": 5, "init": "constant", "gain": 0.01}, "% of its length"),
        ({"gain": 100.0}, "times its length"),
        ({"depth": 64, "activation": "identity", "init": "normal", "gain": 100.0, "width": 64}, "range of floats"),
    ],
    ids=str,
)
def test_the_verdict_stands_everywhere(settings, words):
    view = StabilityExplorer(**settings)
    verdict = view._verdict()
    assert words in verdict and verdict == view.state()["verdict"]
    assert all(verdict in place for place in (view.verdict.value, view.page.status, view.text()))
    assert verdict[:15] in view.svg()


def test_the_opening_says_what_to_do_first_and_has_three_controls_and_no_empty_box():
    view = StabilityExplorer()
    assert "Press 1 step, and again" in view.hint.value and "same weights" in view.hint.value
    assert view.hand.children == (view.gain, view.eta, view.threshold) and view.more_box.layout.display == "none"
    assert view.below_hand.children == ()
    assert view.ending.layout.display == view.table.table.layout.display == view.table.copy.layout.display == "none"
    view.set(steps=LIVES)
    assert view.ending.layout.display == "" and "died after 3 steps" in view.ending.value


def test_a_run_is_counted_in_one_way():
    """It was at step 2, died in step 4, and had made 2 steps. All counts are of steps that are made."""
    view = StabilityExplorer(clip="none", pictures="errs", steps=9)
    view.table.note.presses += 1
    for place in (view.where.value, view.message.value, view.ending.value, view.text(), view.picture("errs")[0].alt):
        assert "after 3 steps" in place and "step 4" not in place
    assert "step 2, the last that is finite" in view.where.value
    _, *links = view.state()["post_mortem"]["unclipped"]["chain"]
    assert [(link["step"], math.isfinite(link["Err"])) for link in links] == [(1, True), (2, True), (3, False)]
    both = StabilityExplorer(**WILD, clip="value", steps=60)
    counts = [found["chain"][-1]["step"] for found in both.state()["post_mortem"].values()]
    assert "the unclipped one after {} steps and the clipped one after {}".format(*counts) in both.message.value


def test_it_opens_with_the_controls_that_are_asked_for_and_all_others_wait():
    view = StabilityExplorer(**QUICK, controls=("gain",))
    assert view.hand.children == (view.gain,) and view.below_hand.children == ()
    assert view.table.layout.display == "none"
    view.more.value = True
    waiting = set(walk(view.more_box))
    assert {view.eta, view.threshold, view.tried} <= waiting and view.gain not in waiting
    view.set(controls=("eta", "remedies"))
    assert view.hand.children == (view.eta,) and view.below_hand.children == (view.tried,)
    waiting = set(walk(view.more_box))
    assert view.gain in waiting and not {view.eta, view.tried} & waiting and view.table.layout.display == ""
    assert rebuilt(view).hand.children[0].value == view.state()["eta"]
    view.set(controls=("gain",), steps=1)
    view.reset.presses += 1
    assert view.table.layout.display == "", "a run that was left is written down where it can be seen"


def test_where_theory_is_not_expected_to_hold_none_is_drawn_and_it_says_why():
    view = StabilityExplorer(width=8, depth=4)
    _, artists = view.picture("growth")
    assert "narrow" in view.hint.value and len(artists.theory.get_xdata()) == 0


@pytest.mark.drawn
@pytest.mark.wide
def test_nothing_written_is_cut_off():
    view = StabilityExplorer()
    seen = 0
    for settings in (
        {}, {"steps": 5}, {"look": "unclipped"}, {"gain": 100.0, "steps": 3},
        {"gain": 1.0, "eta": 1000.0, "steps": 40},
        {**WILD, "steps": 60, "loss": "half_squared_error"},
        {"clip": "value", "threshold": 1e-6, "eta": 1e-6, "gain": 0.01}, {"init": "zeros"},
        {"depth": 64, "width": 8, "init": "he", "gain": 3.0, "steps": 2}, {"depth": 2, "width": 1, "gain": 1.0},
    ):  # fmt: skip
        view.set(**settings)
        seen += sum(count_texts_inside(figure, settings) for figure in view.figures.children)
    assert seen > 100  # the numbers along the axes are one text


def test_the_stored_forms():
    view = StabilityExplorer(steps=5, remedies=("eta", "orthogonal"))
    text = view.text()
    assert text.startswith("Network: 12 layers of 32 relu, orthogonal · one linear output")
    assert "η = 0.001 · clipping: norm 10 · remedies: smaller η (÷ 10), orthogonal weights" in text
    assert all(number(value) in text for value in view.state()["delta_rms"])
    view.set(remedies=(), steps=5)
    bundle = stored_forms(view)
    assert bundle["image/png"] and "Why the unclipped run died after 3 steps" in bundle["text/plain"]
    assert "after step" in bundle["text/plain"] and "Why the unclipped run died" in view.svg()
