"""AlgorithmExplorer: micro-steps forward and back, whole steps, Play, and what is remembered of them."""

import math
import threading
import time

import pytest

from backprop_core import Network, train
from backprop_core.explorers import AlgorithmExplorer
from backprop_core.explorers.kit import controls
from backprop_core.explorers.network import algorithm_explorer
from tests.explorers.network.networks import assert_agrees, borrow, micro_steps
from tests.explorers.views import assert_code_agrees, event, expect_message, press, tell

pytestmark = pytest.mark.usefixtures("silent")


def test_settings_set_together_with_the_step_hold_at_that_step(unseen):
    """η = 0.7 was asked for, so η is 0.7 at the step that is then shown."""
    view = AlgorithmExplorer()
    view.set(steps=10)
    view.set(steps=4, eta=0.7, activation="tanh")
    s = view.state()
    assert (s["steps"], s["eta"], s["activation"]) == (4, 0.7, "tanh")
    assert_agrees(view)


def test_code_names_a_micro_step_that_only_looks_usual(unseen):
    """22 is where a 2-3-1 network opens, and not where a 2-4-1 network does."""
    assert_code_agrees(AlgorithmExplorer(sizes=(2, 4, 1), micro=AlgorithmExplorer().state()["micro"]))


def test_a_hundred_weights_may_be_edited_and_no_more(unseen):
    """Design: at most 100 literal weights, or the code would grow without end."""
    view = AlgorithmExplorer(sizes=(6, 6, 6))
    places = [(m, i, l) for m in (1, 2) for i in range(1, 7) for l in range(1, 7)]
    view.set(theta=dict.fromkeys(places, 0.25))
    view.set(steps=1)
    view.set(theta=dict.fromkeys(places[:28], 0.5))
    assert_code_agrees(view)
    before = view.state()
    with pytest.raises(ValueError, match="100"):
        view.set(theta={(2, 6, 6): 0.5})
    event(view, kind="type", item="theta-2-6-6", text="0.5")
    expect_message(view, ok=False)
    assert view.state() == before
    view.set(theta={(1, 1, 1): 0.75})  # one of the hundred
    assert view.state()["theta"][1][0][0] == 0.75


def test_code_is_short_and_holds_no_weights_but_edited_ones(unseen):
    assert AlgorithmExplorer().to_code() == "AlgorithmExplorer()"
    assert AlgorithmExplorer(seed=0, eta=0.5).to_code() == "AlgorithmExplorer()"
    view = AlgorithmExplorer(preset="xor", seed=4)
    press(view.hundred)
    assert view.to_code() == "AlgorithmExplorer(preset='xor', seed=4, steps=100)"
    view.set(theta={(1, 1, 2): 0.5})
    assert view.to_code().count("0.5") == 1 and "(1, 1, 2): 0.5" in view.to_code()


def bare(s):
    """A state without what is chosen: at micro-step 0 that depends on whether one came from before or behind."""
    return {name: value for name, value in s.items() if name != "selected" or s["micro"] > 0}


@pytest.mark.parametrize("settings", [{}, {"preset": "mazur"}, {"preset": "xor", "sizes": "2-2-1"}], ids=repr)
def test_forward_into_the_next_step_and_back_restores_every_state(settings, unseen):
    view = borrow(AlgorithmExplorer, **settings, micro=0)
    order = micro_steps(view.state())
    seen = [view.state()]
    for _ in range(len(order) + 6):
        press(view.next)
        seen.append(view.state())
        assert_agrees(view)
    at = [(s["steps"], s["micro"]) for s in seen]
    assert at == [(0, n) for n in range(len(order) + 1)] + [(1, n) for n in range(6)]
    for s in reversed(seen[:-1]):
        press(view.back)
        assert bare(view.state()) == bare(s)
    press(view.back)  # before the very beginning there is nothing
    assert bare(view.state()) == bare(seen[0])


def test_each_micro_step_chooses_what_it_computes(unseen):
    view = borrow(AlgorithmExplorer, micro=0)
    for name in micro_steps(view.state()):
        press(view.next)
        assert view.state()["selected"] == "-".join(map(str, name))
        assert "Not computed yet" not in view.panel.value.rpartition("<h4>")[2] or name[0] == "gradient"


def test_what_is_asked_for_is_shown_at_the_very_step_that_computes_it(unseen):
    """Not a step before it, and no later than needed; what is computed already is only chosen."""
    view = borrow(AlgorithmExplorer, micro=4)
    order = micro_steps(view.state())
    for n, name in enumerate(order, start=1):
        assert view.showing(name).get("micro") == (n if n > 4 else None)
        view.set(**view.showing(name))
        assert view.state()["micro"] == max(4, n)
        assert name[0] == "gradient" or "Not computed yet" not in view.panel.value.rpartition("<h4>")[2]
        view.set(micro=4)


def test_scrubbing_shows_what_stepping_shows(unseen):
    view = borrow(AlgorithmExplorer, preset="mazur", micro=0)
    seen = {0: view.state()}
    top = len(micro_steps(view.state()))
    for n in range(1, top + 1):
        press(view.next)
        seen[n] = view.state()
    for n in [0, top, 3, top - 1, 17, 0, 9, top]:
        view.micro.slider.value = n
        assert bare(view.state()) == bare(seen[n])
        assert view.micro.box.value == view.micro.value == n
    press(view.first)
    assert bare(view.state()) == bare(seen[0])
    press(view.last)
    assert view.state() == seen[top]


def test_whole_steps_train_as_train_does(unseen):
    view = borrow(AlgorithmExplorer, preset="xor", seed=1)
    for n in range(1, 4):
        press(view.one)
        assert view.state()["steps"] == n
        assert_agrees(view)
    press(view.hundred)
    s = view.state()
    assert s["steps"] == 103 and len(s["errs"]) == 104
    assert_agrees(view)
    net = Network(s["sizes"], s["activation"], s["loss"], bias=True, rng=1)
    errs = [step.Err for step in train(net, s["x"], s["y"], s["eta"], 103)]
    assert s["errs"][:-1] == errs
    assert [matrix.tolist() for matrix in net.theta[1:]] == s["theta"][1:]


def test_the_end_of_one_step_is_the_beginning_of_the_next(unseen):
    """All weights updated at the last micro-step of step 4 are the weights that step 5 begins with."""
    view = borrow(AlgorithmExplorer, preset="mazur", steps=3)
    press(view.last)
    updated = view.state()["theta"]
    press(view.next)
    s = view.state()
    assert (s["steps"], s["micro"]) == (4, 0)
    assert s["theta"] == updated


def test_back_after_training_restores_every_step(unseen):
    view = borrow(AlgorithmExplorer, preset="xor", seed=2)
    seen = []
    for _ in range(5):
        press(view.last)
        seen.append(view.state())
        press(view.one)
        press(view.first)
    for s in reversed(seen):
        press(view.back)
        assert view.state() == s
        press(view.first)
    assert view.state()["steps"] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"theta": {(1, 1, 1): 0.5}},
        {"eta": 0.05},
        {"activation": "sigmoid"},
        {"loss": "mean_squared_error"},
        {"train_bias": False},
        {"x": [[0.1, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]},
        {"y": [[0.0, 1.0, 1.0, 0.5]]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_in_the_middle_drops_the_future_and_keeps_the_past(change, unseen):
    view = borrow(AlgorithmExplorer, preset="xor", steps=10)
    old = view.state()
    view.set(steps=4)
    past = view.state()
    view.set(**change)
    s = view.state()
    assert s["steps"] == 4 and s["errs"][:4] == past["errs"][:4] == old["errs"][:4]
    assert_agrees(view)
    assert_code_agrees(view)
    view.set(steps=10)
    new = view.state()
    assert new["errs"][:4] == old["errs"][:4] and new["errs"][6:] != old["errs"][6:]
    assert_agrees(view)
    assert_code_agrees(view)
    view.set(steps=2)  # before the change: as it was
    assert_agrees(view)
    assert_code_agrees(view)
    assert view.state()["errs"] == old["errs"][:3]
    assert {name: view.state()[name] for name in change if name != "theta"} == {
        name: old[name] for name in change if name != "theta"
    }
    view.set(steps=10)  # and past it again: replayed
    assert view.state() == new


def test_weights_may_be_edited_at_several_steps(unseen):
    view = borrow(AlgorithmExplorer, preset="mazur")
    view.set(theta={(1, 1, 1): 0.9})
    view.set(theta={(1, 1, 1): -0.4, (2, 2, 0): 0.1})  # the later edit counts
    view.set(steps=2)
    view.set(theta={(1, 1, 1): 0.7})
    view.set(steps=5)
    view.set(theta={(2, 1, 2): 1.5})
    assert set(view.state()["history"]) == {0, 2, 5}
    for steps in (5, 2, 0, 4, 5, 7):
        view.set(steps=steps)
        assert_agrees(view)
        assert_code_agrees(view)
    view.set(steps=2)
    assert view.state()["theta"][1][0][1] == 0.7
    view.set(theta={(1, 1, 2): 0.0})  # a change at step 2 drops what was edited at step 5
    view.set(steps=7)
    assert set(view.state()["history"]) == {0, 2}
    assert_agrees(view)


@pytest.mark.parametrize("updated", [1, 3, 9])
def test_a_weight_edited_between_the_updates_takes_the_value_asked_for(updated, unseen):
    """Where some or all weights are updated already, the edited one shows what was typed, and the run goes on."""
    view = borrow(AlgorithmExplorer)
    view.set(micro=view.state()["micro"] + updated)
    for item, place in (("theta-2-1-1", (2, 0, 0)), ("theta-1-3-2", (1, 2, 1))):
        event(view, kind="type", item=item, text="0.625")
        m, i, l = place
        assert view.state()["theta"][m][i][l] == 0.625
        assert_agrees(view)
        assert_code_agrees(view)


def test_a_history_written_by_hand_begins_with_the_settings(unseen):
    """η is 0.5 for five steps and 0.1 from then on: the code of a lesson may say just that."""
    view = borrow(AlgorithmExplorer, eta=0.5, steps=10, history={5: {"eta": 0.1}})
    same = AlgorithmExplorer(eta=0.5)
    same.set(steps=5)
    same.set(eta=0.1)
    same.set(steps=10)
    assert view.state()["errs"] == same.state()["errs"]
    assert_code_agrees(view)


def test_at_the_last_step_there_is_no_going_on(unseen, monkeypatch):
    """Next at the end must not throw the student back to the beginning of the step, nor Play run for ever."""
    monkeypatch.setattr(algorithm_explorer, "MOST_KEPT", 3)
    view = AlgorithmExplorer(steps=3)
    press(view.last)
    end = view.state()
    press(view.next)
    press(view.one)
    press(view.hundred)
    assert view.state()["steps"] == 3
    press(view.last)
    view.play.value = True
    view.ticks.value += 1
    assert view.state() == end
    assert not view.play.value


@pytest.mark.parametrize("kind", ["shown", "gone"])
def test_play_stops_when_the_view_goes_or_comes_back(kind, unseen):
    view = borrow(AlgorithmExplorer)
    view.play.value = True
    assert view.ticks.playing
    view.page.event = {"kind": kind, "count": 1}
    assert not view.play.value and not view.ticks.playing
    assert "Play" in view.play.description


def test_a_tick_is_one_micro_step_whatever_its_value(unseen):
    view = AlgorithmExplorer(micro=0)
    view.play.value = True
    assert "Pause" in view.play.description
    for n, value in enumerate((1, 2, 9, 10, 30), start=1):
        view.ticks.value = value
        assert view.state()["micro"] == n
    assert view.play.value


def test_with_less_motion_a_tick_is_a_whole_phase(unseen):
    view = borrow(AlgorithmExplorer, micro=0)
    view.page.event = {"kind": "shown", "less_motion": True, "count": 1}
    order = micro_steps(view.state())
    phase = {"u": 1, "o": 1, "Err": 2, "delta": 3, "gradient": 4, "update": 5}
    ends = [n for n in range(1, len(order) + 1) if n == len(order) or phase[order[n][0]] != phase[order[n - 1][0]]]
    for n in [*ends, 0, *ends]:
        view.play.value = True
        view.ticks.value += 1
        assert view.state()["micro"] == n
    assert view.state()["steps"] == 1
    view.page.event = {"kind": "shown", "less_motion": False, "count": 2}
    view.set(micro=0)
    view.play.value = True
    view.ticks.value += 1
    assert view.state()["micro"] == 1


def test_a_tick_that_comes_after_the_end_of_playing_does_nothing(unseen):
    view = borrow(AlgorithmExplorer, micro=0)
    view.play.value = True
    view.play.value = False
    view.ticks.value += 1
    assert view.state()["micro"] == 0


def test_time_is_taken_back_to_any_whole_step_and_forward_again(unseen):
    view = AlgorithmExplorer(sizes=(2, 2, 1))
    assert view.time.layout.display == "none", "no step has been done"
    press(view.hundred)
    assert view.time.layout.display == "" and (view.time.slider.value, view.time.slider.box.max) == (
        100,
        100,
    )
    for step in (99, 40, 0, 100, 7):
        view.time.slider.value = step
        assert view.state()["steps"] == step and (view.time.slider.value, view.time.slider.box.max) == (
            step,
            100,
        )
        net = Network((2, 2, 1), theta=AlgorithmExplorer(sizes=(2, 2, 1)).state()["theta"][1:])
        for _ in train(net, view.state()["x"], view.state()["y"], 0.5, step):
            pass
        assert [net.theta[m].tolist() for m in (1, 2)] == view.state()["theta"][1:]
    view.time.slider.slider.value = 50
    assert view.state()["steps"] == 50
    view.set(eta=0.1)
    assert (view.time.slider.box.max, view.time.slider.slider.value) == (50, 100), "from here it goes another way"
    press(view.reset)
    assert view.time.layout.display == "none"


def test_while_it_plays_time_has_no_slider(unseen):
    view = AlgorithmExplorer(steps=3)
    view.play.value = True
    view.ticks.value += 1
    micro = view.state()["micro"]
    assert view.time.layout.display == "none"
    view.time.slider.value = 1  # comes late
    assert (view.state()["steps"], view.state()["micro"]) == (3, micro)
    view.play.value = False
    assert view.time.layout.display == "" and view.time.slider.value == 3 and view.state()["micro"] == micro


def test_quick_presses_that_come_as_one_message_all_count(unseen):
    view = borrow(AlgorithmExplorer, steps=0)
    tell(view.one, clicks=view.one.clicks + 3)
    assert view.state()["steps"] == 3


def test_a_cell_and_the_page_take_turns(unseen):
    """JupyterLab lets a cell and what the page reports run in two threads at once: no change may be lost."""
    view = borrow(AlgorithmExplorer, steps=0)
    compute = view._compute

    def slowly(*given):
        time.sleep(0.005)
        return compute(*given)

    view._compute = slowly
    cell = threading.Thread(target=lambda: [view.set(eta=0.1 + n) for n in range(5)])
    page = threading.Thread(target=lambda: [view.set(theta={(1, 1, 1): 0.1 * n}) for n in range(5)])
    for thread in (cell, page):
        thread.start()
    for thread in (cell, page):
        thread.join()
    assert view.state()["eta"] == 4.1 and view.state()["theta"][1][0][0] == 0.4


@pytest.mark.parametrize("value", [0.001, 0.5, 0.123456, 7.0, 1000.0])
def test_both_halves_of_the_eta_slider_agree(value, unseen):
    view = borrow(AlgorithmExplorer)
    view.eta.box.value = value
    assert view.state()["eta"] == view.eta.value == value, "what was typed is not rounded to a place of the slider"
    assert view.eta.slider.value == round(20 * math.log10(value))
    view.eta.slider.value = -20
    assert view.state()["eta"] == view.eta.box.value == view.eta.value == 0.1


def test_a_typed_number_is_told_once_and_as_it_was_typed():
    slider, told = controls.log_slider("η", 0.5, 1e-3, 1e3), []
    slider.observe(lambda change: told.append(change["new"]), "value")
    slider.box.value = 0.123456
    assert told == [0.123456] == [slider.box.value]
