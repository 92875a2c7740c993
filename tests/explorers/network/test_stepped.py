"""Which changes come with a wave, how fast one part follows the other, and the signs that are guessed before."""

import numpy as np
import pytest

from backprop_core.explorers import AlgorithmExplorer, DeltaExplorer
from backprop_core.explorers.kit.transport import REST, TICK
from backprop_core.explorers.network.guess import sign_of, why
from backprop_core.one_step.text import number
from tests.explorers.views import click, event, tell

STEPPED = pytest.mark.parametrize("cls, place", [(AlgorithmExplorer, "micro"), (DeltaExplorer, "terms")])


def at(cls, place, done, **more):
    return cls(**{place: done}, **more)


@STEPPED
def test_next_and_play_come_with_a_wave_and_all_else_jumps(cls, place):
    view = at(cls, place, 3)
    assert view.diagram.wave == {}
    click(view.next)
    assert view.diagram.wave["moves"] and view.state()[place] == 4
    for jump in (
        lambda: click(view.back),
        lambda: view.set(**{place: 6}),
        lambda: tell(view.transport.place.slider, value=7),
        lambda: click(view.first),
        lambda: click(view.last),
        lambda: event(view, kind="change", item="theta-1-1-1", by=1),
        lambda: click(view.undo),
    ):
        view.set(**{place: 3})
        click(view.next)
        assert view.diagram.wave
        jump()
        assert view.diagram.wave == {}
    view.set(**{place: 3})
    tell(view.play, value=True)
    tell(view.ticks, value=view.ticks.value + 1)
    assert view.diagram.wave["moves"] and view.state()[place] == 4


def test_one_step_is_a_wave_through_the_whole_network_and_a_hundred_are_none():
    view = AlgorithmExplorer()
    click(view.one)
    assert view.diagram.wave["time"] < 2000 and view.state()["steps"] == 1
    click(view.hundred)
    assert view.diagram.wave == {}


@STEPPED
def test_the_next_part_comes_when_the_wave_has_ended(cls, place):
    view = at(cls, place, 3)
    click(view.next)
    time = view.diagram.wave["time"]
    assert view.ticks.interval == max(time + REST, TICK)
    tell(view.transport.speed, index=3)
    assert view.diagram.speed == 4 and view.ticks.interval == round(max(time + REST, TICK) / 4)
    assert "speed" not in view.state() and view.state() == eval(view.to_code()).state()
    tell(view.page, event=dict(kind="shown", less_motion=True))
    assert view.ticks.interval == round(TICK / 4)


@STEPPED
def test_what_is_shown_at_the_end_does_not_hang_on_the_wave(cls, place):
    moved, jumped = at(cls, place, 0), at(cls, place, 0)
    for n in range(len(moved._parts_of(moved._settings))):
        click(moved.next)
        jumped.set(**{place: n + 1})
        assert moved.svg() == jumped.svg() and moved.state() == jumped.state()


# --- guess first


@STEPPED
def test_every_sign_is_asked_for_once_and_counted(cls, place):
    view = at(cls, place, 0, guess=True, preset="xor")
    asked, right = [], 0
    while view._done() < len(view._parts_of(view._settings)):
        neuron = view._asked()
        if neuron is None:
            assert all(button.disabled for button in view.guesses.buttons.values())
            click(view.next)
            continue
        asked.append(neuron)
        done = view._done()
        click(view.next)
        assert view._done() == done and "is guessed first" in view.message.value
        true = sign_of(view._numbers.snapshot.grads.delta[neuron[0]][neuron[1] - 1, 0])
        said = "−" if len(asked) % 2 else true
        right += said == true
        click(view.guesses.buttons[said])
        assert view._done() == done + 1 and view.diagram.wave
        assert view.message.value.startswith("Right" if said == true else "Not negative: it is")
        assert view.guesses.score.value == f"{right} of {len(asked)} right"
        assert view.page.status.startswith(view.message.value[:8])
    sizes = view.state()["sizes"]
    assert asked == [(m, i) for m in range(len(sizes) - 1, 0, -1) for i in range(1, sizes[m] + 1)]
    click(view.reset)
    assert view.guesses.score.value == ""


@STEPPED
def test_a_key_says_the_sign_while_it_is_asked_for(cls, place):
    view = at(cls, place, None if cls is AlgorithmExplorer else 0, guess=True)
    if cls is AlgorithmExplorer:
        view.set(micro=[name[0] for name in view._parts_of(view._settings)].index("delta"))
    assert "bp-guessing" in view._dom_classes
    done = view._done()
    tell(view.page, event=dict(kind="sign", sign="+"))
    assert view._done() == done + 1 and view.guesses.all == 1
    view.set(**{place: 0} if cls is AlgorithmExplorer else {"guess": False})
    assert "bp-guessing" not in view._dom_classes
    tell(view.page, event=dict(kind="sign", sign="+"))
    tell(view.page, event=dict(kind="sign", sign="no sign"))
    assert view.guesses.all == 1


def test_what_is_hidden_is_not_asked_for():
    view = DeltaExplorer(terms=0, guess=True, hide=("delta",))
    assert view._asked() is None
    click(view.next)
    assert view.state()["terms"] == 1


def test_play_waits_for_the_guess_and_then_goes_on():
    view = DeltaExplorer(terms=0, guess=True)
    tell(view.play, value=True)
    for _ in range(3):
        tell(view.ticks, value=view.ticks.value + 1)
    assert view.state()["terms"] == 0 and view.play.value
    click(view.guesses.buttons["−"])
    tell(view.ticks, value=view.ticks.value + 1)
    assert view.state()["terms"] == 2


@pytest.mark.parametrize(
    "activation, theta", [("sigmoid", {}), ("tanh", {}), ("relu", {(2, 1, 1): 3.0, (1, 2, 1): -3.0, (2, 1, 2): 0.5})]
)
def test_the_reason_names_what_decides(activation, theta):
    view = DeltaExplorer(activation=activation)
    view.set(theta=theta)
    snapshot, said = view._numbers.snapshot, []
    for i in (1, 2, 3):
        said.append(why(snapshot, 1, i))
        back = float(snapshot.net.weights(2)[:, i - 1] @ snapshot.grads.delta[2][:, 0])
        slope = float(snapshot.net.activations[1].df(snapshot.trace.u[1])[i - 1, 0])
        if slope == 0:
            assert "nothing gets through" in said[-1] and snapshot.grads.delta[1][i - 1, 0] == 0 != back
        else:
            assert "keeps its sign" in said[-1] and np.sign(back) == np.sign(snapshot.grads.delta[1][i - 1, 0]) != 0
            assert number(back) in said[-1] and number(slope) in said[-1]
    assert any("nothing" in each for each in said) == (activation == "relu")
