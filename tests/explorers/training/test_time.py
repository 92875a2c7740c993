"""Time in every view that trains: back to any step and forward again, Play from there, Play up to a step."""

import pytest

from backprop_core.explorers import DepthExplorer, StabilityExplorer, TrainingExplorer
from backprop_core.explorers.training import runs
from backprop_core.one_step.text import number
from tests.explorers.views import message

pytestmark = pytest.mark.usefixtures("unseen", "patient", "silent")

VIEWS = {
    "training": (TrainingExplorer, {"N": 20, "hidden": (3,), "pictures": "errs"}),
    "batches": (TrainingExplorer, {"N": 20, "hidden": (3,), "batch_size": 4, "pictures": "errs"}),
    "depth": (DepthExplorer, {"depth": 4, "width": 8, "activation": "tanh", "eta": 0.05, "pictures": "strips"}),
    "stability": (StabilityExplorer, {"depth": 6, "width": 16, "gain": 1.6, "eta": 0.5, "pictures": "errs"}),
}  # fmt: skip
every_view = pytest.mark.parametrize("name", VIEWS)


def make(name, **settings):
    cls, usual = VIEWS[name]
    return cls(**usual | settings)


def steps_done(monkeypatch):
    """A list that grows with every step that any run makes."""
    done, step = [], runs.Run.step

    def counted(run):
        done.append(run.done)
        step(run)

    monkeypatch.setattr(runs.Run, "step", counted)
    return done


@every_view
def test_back_and_forward_it_is_the_network_of_that_step(name):
    """To the last bit: what is shown is what so many steps from the beginning lead to."""
    view = make(name, steps=23)
    for step in (22, 23, 22, 7, 8, 0, 23, 1, 15):
        view.time.slider.value = step
        assert view.state() == make(name, steps=step).state(), step
        assert view.time.slider.box.max == 23 and view.time.slider.value == step
        assert view.time.slider.slider.value == round(100 * step / 23)
    view.time.slider.slider.value = 50
    assert view.state()["steps"] == 12, "half of the way"


@every_view
def test_play_goes_on_from_there_and_leads_to_the_same(name):
    view = make(name, steps=12, pace=1)
    before = view.state()
    view.time.slider.value = 5
    view.play.value = True
    for n in range(7):
        view.ticks.value += 1
        assert view.time.layout.display == "none" and view.time.slider.value == 5, "nothing moves under a finger"
        view.time.slider.value = 4  # comes late
        view.time.slider.value = 5
        assert view.play.value and view.state()["steps"] == 6 + n
    view.play.value = False
    assert view.time.layout.display == "" and view.time.slider.value == view.state()["steps"]
    view.set(steps=12)
    assert view.state() | {"runs": ()} == before | {"runs": ()}, "what died on the way was written down"


def test_a_change_on_the_way_is_part_of_what_is_gone_back_over():
    view = make("depth", steps=6)
    view.set(eta=0.2)
    view.set(steps=14)
    after = view.state()
    view.time.slider.value = 3
    assert view.state()["eta"] == 0.05 and view.time.slider.box.max == 14
    view.time.slider.value = 14
    assert view.state() == after
    view.time.slider.value = 4
    view.eta.value = 0.1
    assert view.time.slider.box.max == 4, "from here it goes another way"
    view.set(steps=14)
    s = view.state()
    assert s["history"] == {0: {"eta": 0.05}, 4: {"eta": 0.1}}
    assert s == make("depth", steps=14, history={0: {"eta": 0.05}, 4: {"eta": 0.1}}).state() and s != after


def test_another_past_begins_at_no_mark_of_this_one():
    view = make("depth", steps=14)
    history = {0: {"eta": 0.05}, 4: {"eta": 0.1}}
    view.set(steps=12, history=history)
    assert view.state() == make("depth", steps=12, history=history).state()


def test_a_pause_shows_everything_as_it_is():
    view = DepthExplorer(depth=4, width=8, eta=0.05)
    view.play.value = True
    for _ in range(3):
        view.ticks.value += 1
    view.play.value = False
    assert view.time.slider.value == 3 and f"Err = {number(view.state()['Err'])}" in view.page.table


def test_before_its_end_a_run_that_died_lives_and_dies_of_the_same():
    view = make("stability", clip="none", steps=40)
    before = view.state()
    last = before["done"]["unclipped"]
    assert before["failure"]["unclipped"] and last > 1
    view.time.slider.value = last - 1
    assert view.state()["failure"]["unclipped"] is None and view.ending.layout.display == "none"
    view.one.presses += 1
    view.one.presses += 1
    assert view.state()["failure"] == before["failure"] and view.state()["post_mortem"] == before["post_mortem"]


def test_to_go_back_takes_few_steps_and_with_batches_all_of_them(monkeypatch):
    monkeypatch.setattr(runs, "MOST_MARKS", 8)
    for name, most in (("depth", 32), ("batches", 150)):
        view = make(name, steps=150)
        done = steps_done(monkeypatch)
        view.time.slider.value = 149
        assert 0 < len(done) <= most, name
        assert view.state() == make(name, steps=149).state()
        view.time.slider.value = 20
        done.clear()
        view.time.slider.value = 148
        assert 0 < len(done) <= most, f"{name}, forward again"
        assert view.state() == make(name, steps=148).state()
        monkeypatch.undo()
        monkeypatch.setattr(runs, "MOST_MARKS", 8)
    assert len(view._numbers.training._marks) == 0


def test_marks_take_little_room(monkeypatch):
    monkeypatch.setattr(runs, "MOST_MARKS", 8)
    marks = make("depth", steps=100)._numbers.training._marks
    assert 4 <= len(marks) <= 8 and max(marks) > 80
    monkeypatch.setattr(runs, "MARKED_BYTES", 1)
    assert len(make("depth", steps=100)._numbers.training._marks) <= runs.LEAST_MARKS


@every_view
def test_the_slider_is_there_when_there_is_something_to_go_back_to(name):
    view = make(name)
    assert view.time.layout.display == "none"
    view.one.presses += 1
    assert view.time.layout.display == "" and view.time.slider.box.max == 1
    view.set(seed=5)
    assert view.time.layout.display == "none"
    view.set(steps=4)
    view.reset.presses += 1
    assert view.time.layout.display == "none"
    view.undo.presses += 1
    assert view.state()["steps"] == 4 == view.time.slider.box.max and view.time.layout.display == ""


@every_view
def test_play_stops_at_the_step_that_is_asked_for_and_then_goes_on(name):
    view = make(name, pace=5)
    view.until.value = "8"
    view.play.value = True
    for _ in range(4):
        view.ticks.value += 1
    assert view.state()["steps"] == 8 == view.state()["until"] and not view.play.value
    view.play.value = True
    view.ticks.value += 1
    assert view.play.value and view.state()["steps"] == 13, "it has been there"
    view.play.value = False
    before = view.state()
    for text in ("soon", "0", "1.5"):
        view.until.value = text
        assert view.state() == before and message(view), text
    view.until.value = ""
    assert view.state()["until"] is None
