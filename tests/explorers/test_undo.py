"""What a student has changed by hand can be taken back, change by change, in every view but those that ask."""

import random
from functools import partial

import pytest

from backprop_core.explorers import (
    AlgorithmExplorer,
    CircuitExplorer,
    DeltaExplorer,
    DepthExplorer,
    ErrorExplorer,
    NetworkExplorer,
    Question,
    StabilityExplorer,
    SummaryExplorer,
    TrainingExplorer,
)
from backprop_core.explorers.kit import controls, past
from tests.explorers.contract import EXCUSED, VIEWS, builds, every_view, make
from tests.explorers.views import (
    Wire,
    count,
    counted,
    event,
    find_controls,
    is_hidden,
    label,
    moves,
    press,
    tell,
    walk,
)

pytestmark = pytest.mark.usefixtures("still", "patient", "silent", "unseen")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that stands still unless a test moves it."""
    now = [0.0]
    monkeypatch.setattr(past.time, "monotonic", lambda: now[0])
    return now


def ctrl_z(view):
    """The page says that the key was pressed."""
    tell(view.page, event={"kind": "undo", "count": next(count)})


def changed(before, view):
    """Whether more has changed than what is chosen; numbers may follow from that, or come in later."""
    names = ({*before} & {*view.keywords()} or {*before}) - {*view._choosing}
    return any(before[name] != view.state()[name] for name in names)


def test_who_takes_nothing_back_is_excused():
    assert {cls for cls in VIEWS if not cls._takes_back} == {cls for what, cls in EXCUSED if what == "undo"}


def hands(view):
    """All that a hand can do to the controls that are shown: [(what it is, do it)]."""
    shown = [control for control in find_controls(view) if not is_hidden(view, control)]
    return [
        (f"{type(control).__name__} {label(control)!r}", partial(setattr, control, trait, value))
        for control in shown
        for trait, value in moves(control)[-1:]
        if label(control) != "Undo"
    ]


@pytest.mark.wide
@every_view("undo")
def test_every_control_is_taken_back(cls, clock):
    """To the very state, numbers and code; and once more there is nothing to take back."""
    taken = 0
    for settings in builds(cls):
        view = make(cls, **settings)
        for place in range(len(hands(view))):
            found = hands(view)
            if place >= len(found):
                break
            name, move = found[place]
            before, code = view.state(), view.to_code()
            clock[0] += 10
            move()
            if not changed(before, view):
                continue
            taken += 1
            assert len(view._past) == 1, name
            ctrl_z(view)
            assert (view.state(), view.to_code()) == (before, code), name
            assert view.page.status.startswith("Taken back. "), name
            Wire.sent.clear()
            ctrl_z(view)
            assert view.state() == before and Wire.sent == [], name
    assert taken > 2 or not hands(view)


@every_view("diagram")
def test_a_drag_is_one_change_and_so_is_a_row_of_keys(cls, clock):
    view = make(cls, **VIEWS[cls].quick)
    item = view._dragged()[0] if hasattr(view, "_dragged") and cls.__name__ == "Sentence" else "theta-1-1-1"
    item = "theta1" if cls is CircuitExplorer else item
    states = [view.state()]
    for value in (0.3, -0.2):
        event(view, kind="select", item=item)
        for n in range(5):
            event(view, kind="drag", item=item, value=value + n / 10)
            event(view, kind="width", width=500 + n)  # a bar for scrolling has come
            clock[0] += 5
        event(view, kind="drop")
        states.append(view.state())
    for by in (1, -2):
        clock[0] += 5
        for _ in range(4):
            event(view, kind="change", item="chosen", by=by)
            clock[0] += 0.5
        states.append(view.state())
    event(view, kind="type", item=item, text="0.75")
    event(view, kind="type", item=item, text="0.85")
    assert len(view._past) == 6
    ctrl_z(view)
    for state in states[::-1]:
        ctrl_z(view)
        assert not changed(state, view)
    assert len(view._past) == 0


def test_to_choose_is_no_change():
    view = SummaryExplorer()
    before = view.state()
    event(view, kind="select", item="theta-2-1-3")
    chosen = view.state()
    assert chosen != before and len(view._past) == 0
    ctrl_z(view)
    assert view.state() == chosen
    event(view, kind="drag", item="theta-1-1-1", value=0.25)
    event(view, kind="drop")
    event(view, kind="select", item="delta-1-1")
    ctrl_z(view)
    assert view.state() == chosen


def test_what_came_to_nothing_is_passed_over():
    view = NetworkExplorer()
    states = [view.state()]
    event(view, kind="drag", item="theta-1-1-1", value=0.25)
    event(view, kind="drop")
    states.append(view.state())
    for value in (0.5, 0.25):
        event(view, kind="drag", item="theta-1-1-1", value=value)
    event(view, kind="drop")
    ctrl_z(view)
    assert view.state() == states[0]


def test_what_code_has_set_stays():
    """There begins what can be taken back."""
    view = NetworkExplorer()
    event(view, kind="drag", item="theta-1-1-1", value=0.25)
    view.set(selected="Err")
    assert len(view._past) == 1
    view.set(activation="tanh")
    before = view.state()
    ctrl_z(view)
    assert view.state() == before
    event(view, kind="type", item="theta-1-1-1", text="0.5")
    ctrl_z(view)
    assert view.state() == before


def test_a_question_that_changes_its_view_cannot_be_undone_there():
    view = NetworkExplorer()
    event(view, kind="drag", item="theta-1-1-1", value=0.25)
    question = Question("output_delta", about=view)
    event(view, kind="drag", item="theta-1-1-1", value=0.75)
    press(question.show)
    before, asked = view.state(), question.state()
    ctrl_z(view)
    ctrl_z(question)
    assert (view.state(), question.state()) == (before, asked)


def test_after_something_was_taken_back_one_goes_on_from_there(clock):
    view, states = NetworkExplorer(), []

    def drag(value):
        states.append(view.state())
        event(view, kind="type", item="theta-1-1-1", text=str(value))

    for value in (0.1, 0.2, 0.3):
        drag(value)
    ctrl_z(view)
    assert view.state() == states.pop()
    drag(0.4)
    drag(0.5)
    for state in states[::-1]:
        ctrl_z(view)
        assert view.state() == state
    assert view.undo.disabled


def test_no_more_is_kept_than_the_newest_changes():
    """And numbers, which take room, of the last alone."""
    view = NetworkExplorer()
    for n in range(past.LEVELS + 5):
        event(view, kind="type", item="theta-1-1-1", text=str(n))
    assert [kept.numbers is None for kept in view._past._kept] == [True] * (past.LEVELS - 1) + [False]
    for _ in range(past.LEVELS + 5):
        ctrl_z(view)
    assert view.state()["theta"][1][0][0] == 4.0


@pytest.mark.parametrize("cls", [AlgorithmExplorer, TrainingExplorer, StabilityExplorer, DepthExplorer])
def test_reset_and_steps_are_taken_back_exactly(cls):
    view = make(cls, **VIEWS[cls].quick)
    states = [view.state()]
    press(view.one, 3)
    states.append(view.state())
    if cls is AlgorithmExplorer:
        press(view.hundred)
        states.append(view.state())
    press(view.reset)
    assert view.state()["steps"] == 0
    for state in states[:0:-1]:
        ctrl_z(view)
        assert view.state() == state
    for _ in range(3):
        ctrl_z(view)
    assert view.state() == states[0]


@pytest.mark.parametrize("cls", [TrainingExplorer, StabilityExplorer, DepthExplorer])
def test_reset_is_taken_back_without_computing_the_run_again(cls):
    view = make(cls, **VIEWS[cls].quick)
    press(view.one, 2)
    training = view._numbers.training
    press(view.reset)
    assert view._numbers.training is not training
    ctrl_z(view)
    assert view._numbers.training is training


@pytest.mark.parametrize("cls", [TrainingExplorer, StabilityExplorer, DepthExplorer])
def test_another_eta_is_taken_back_without_computing_the_run_again(cls):
    """And the run goes on as if nothing had been, with the batches that would have come."""
    batches = {"batch_size": 4} if cls is TrainingExplorer else {}
    view, other = (make(cls, **VIEWS[cls].quick | batches) for _ in range(2))
    press(view.one, 2)
    training = view._numbers.training
    for eta in (0.02, 0.03):
        view.eta.value = eta
    ctrl_z(view)
    assert view._numbers.training is training
    for each in (view, view, other, other, other, other):
        press(each.one)
    assert view.state() == other.state()
    view.eta.value = 0.02
    press(view.one)
    ctrl_z(view)
    ctrl_z(view)
    assert view.state() == other.state()


@pytest.mark.parametrize("cls", [AlgorithmExplorer, DeltaExplorer, TrainingExplorer])
def test_what_was_played_is_one_change_from_play_to_pause(cls):
    view = make(cls, **VIEWS[cls].quick)
    states = [view.state()]
    for _ in range(2):
        view.play.value = True
        for _ in range(3):
            view.ticks.value += 1
        view.play.value = False
        states.append(view.state())
    assert len(view._past) == 2
    view.play.value = True
    view.ticks.value += 1
    ctrl_z(view)
    assert view.play.value is False and view.state() == states[2]
    for state in states[1::-1]:
        ctrl_z(view)
        assert view.state() == state


def test_a_slider_on_its_way_is_one_change(clock):
    view = AlgorithmExplorer()
    before = view.state()
    for place in (-20, -18, -16):
        view.eta.slider.value = place
        clock[0] += 0.3
    assert len(view._past) == 1
    clock[0] += 2
    view.eta.slider.value = 0
    assert len(view._past) == 2
    ctrl_z(view)
    ctrl_z(view)
    assert view.state() == before


def test_reset_still_knows_the_opening_when_another_example_was_taken_back():
    view = NetworkExplorer()
    opening = view.state()
    event(view, kind="type", item="x-1", text="0.125")
    view.preset.value = "xor"
    ctrl_z(view)
    press(view.reset)
    assert view.state()["x"] == opening["x"]


def test_what_a_change_meant_is_not_said_when_it_is_taken_back():
    view = AlgorithmExplorer(steps=3)
    view.bias.value = True
    assert "begins again" in view.message.value
    ctrl_z(view)
    assert view.message.layout.display == "none" and "begins again" not in view.page.status


def test_the_button_is_there_and_asleep_until_there_is_something_to_take_back():
    view = NetworkExplorer()
    row = next(each for each in walk(view) if view.undo in getattr(each, "children", ()))
    assert row.children[-3:] == (view.undo, view.more, view.rescale)
    assert view.undo.disabled and isinstance(view.undo, controls.Press)
    event(view, kind="drag", item="theta-1-1-1", value=0.25)
    assert not view.undo.disabled
    press(view.undo)
    assert view.undo.disabled and view.state() == NetworkExplorer().state()


def test_to_take_back_is_one_computation(monkeypatch):
    view = ErrorExplorer()
    event(view, kind="drag", item="theta-1-1-1", value=0.25)
    computed = counted(view, monkeypatch)
    Wire.sent.clear()
    ctrl_z(view)
    assert len(computed) == 1


def hand(view, rng):
    """Something that a hand does to a view, at random."""
    item, by = rng.choice(["theta-1-1-1", "theta-2-1-1", "x-1"]), rng.choice([-1, 1])
    acts = [
        lambda: event(view, kind="drag", item=item, value=rng.uniform(-1, 1)) or event(view, kind="drop"),
        lambda: event(view, kind="change", item=item, by=by),
        lambda: event(view, kind="select", item=rng.choice([item, "Err"])),
        lambda: setattr(view.activation, "value", rng.choice(["sigmoid", "tanh"])),
        lambda: press(view.reset),
    ]
    if hasattr(view, "one"):
        acts += [lambda: press(view.one), lambda: press(view.next), lambda: press(view.hundred)]
    rng.choice(acts)()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cls", [NetworkExplorer, AlgorithmExplorer])
def test_any_row_of_changes_is_taken_back_in_turn(cls, seed, clock):
    """With new changes after some were taken back."""
    rng, view, states = random.Random(seed), cls(**VIEWS[cls].quick), []
    for _ in range(40):
        before = view.state()
        clock[0] += 10
        if rng.random() < 0.3:
            ctrl_z(view)
            assert not changed(states.pop() if states else before, view)
        else:
            hand(view, rng)
            states += [before] if changed(before, view) else []
        assert len(view._past) == len(states)
    for state in states[::-1]:
        ctrl_z(view)
        assert not changed(state, view)
    assert view.undo.disabled
