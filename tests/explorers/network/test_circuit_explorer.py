"""CircuitExplorer: led through both passes, dragged, asked; its numbers against autograd are those of the contract."""

import pytest

from backprop_core.explorers import CircuitExplorer
from tests.explorers.network.circuit_again import assert_agrees
from tests.explorers.views import event, is_hidden, message, press, rebuilt

pytestmark = pytest.mark.usefixtures("unseen", "silent")


def test_next_leads_through_both_passes_and_back_again():
    view, seen = CircuitExplorer(circuit="J"), []
    for _ in range(8):
        state = view.state()
        seen.append((state["selected"], state["computed"]["J"], state["back"]["a"], state["back"]["w"]))
        assert_agrees(view)
        press(view.next)
    assert seen == [("w", None, None, None), ("p", None, None, None), ("a", None, None, None),
                    ("J", 121, None, None), ("J", 121, None, None), ("J", 121, 22, None),
                    ("a", 121, 22, None), ("p", 121, 22, 66)]  # fmt: skip
    assert view.state()["done"] == 7, "there is nothing after the last step"
    for _ in range(9):
        press(view.back)
    assert view.state()["done"] == 0 and "nothing is computed yet" in view.where.value
    press(view.forward)
    assert (view.state()["done"], view.state()["selected"]) == (3, "J")
    press(view.backward)
    assert view.state()["back"]["w"] == 66


def test_a_gate_says_its_rule_and_what_it_makes_of_what_came():
    view = CircuitExplorer(circuit="J", done=None)
    event(view, kind="select", item="wire-J-2")  # of a wire: the gate to which it leads
    assert view.state()["selected"] == "J"
    assert "swaps" in view.panel.value and "to a: 11 · (+1) = +11; to a: 11 · (+1) = +11" in view.panel.value
    event(view, kind="select", item="a")
    assert "hands on" in view.panel.value and "a = 2 + 9 = 11" in view.panel.value
    assert "adds up what comes back: 11 + 11" in view.panel.value and "∂J/∂a = +22" in view.panel.value
    view.set(circuit="neuron", done=None, selected="o")
    assert "squeezes" in view.panel.value
    s = view.state()
    assert s["along"]["o-1"] == pytest.approx(s["back"]["o"] * s["computed"]["o"] * (1 - s["computed"]["o"]))
    view.set(done=6, selected="Err")
    assert "The gate square, which makes Err" in view.panel.value
    assert "forward: square computes Err" in view.where.value


def test_ends_are_dragged_and_only_they():
    view = CircuitExplorer(done=None)
    before = view.state()["back"]["theta1"]
    event(view, kind="drag", item="x1", value=-0.7)
    assert view.state()["values"]["x1"] == -0.7 and view.state()["selected"] == "x1"
    assert (view.state()["back"]["theta1"] > 0) != (before > 0)
    assert_agrees(view)
    event(view, kind="change", item="chosen", by=2)
    assert view.state()["values"]["x1"] == -0.5
    event(view, kind="type", item="theta0", text="1,5")
    assert view.state()["values"]["theta0"] == 1.5
    event(view, kind="drag", item="u", value=1.0)
    assert "Only numbers at the ends" in message(view)
    press(view.undo)
    assert view.state()["values"]["theta0"] == 0.1
    press(view.reset)
    assert view.state() == CircuitExplorer().state()


def test_another_circuit_begins_at_its_beginning_and_keeps_what_it_can():
    view = CircuitExplorer(values={"x1": 2.0}, done=4)
    view.set(inputs=3)
    assert (view.state()["values"]["x1"], view.state()["values"]["x3"], view.state()["done"]) == (2.0, -0.6, 0)
    view.set(circuit="J")
    assert view.state()["values"] == {"w": 3.0}
    view.more.value = True
    assert is_hidden(view, view.inputs) and is_hidden(view, view.activation)
    view.set(values={"w": -1.0}, done=None)
    assert view.state()["computed"]["J"] == 1 and view.state()["back"]["w"] == -6
    assert rebuilt(view).state() == view.state()
    view.set(circuit="neuron", values={"y": 0.0})
    view.set(values={"x1": -1.5})
    assert (view.state()["values"]["y"], view.state()["values"]["x1"]) == (0.0, -1.5), "the others stay"
    view.set(circuit="J")
    with pytest.raises(ValueError, match="a name in values must be one of w"):
        view.set(values={"x1": 1.0})


def test_what_is_hidden_is_told_nowhere():
    view = CircuitExplorer(circuit="J", done=None, hide="back", selected="a")
    for place in (view.panel.value, view.text(), view.page.table, view.page.status, view.diagram.svg):
        assert "22" not in place.replace("#", "") or place is view.diagram.svg, place
        assert "?" in place
    assert view.state()["back"]["w"] == "?" and view.state()["computed"]["a"] == 11
    view.set(hide="value")
    assert view.state()["computed"]["J"] == "?" and "121" not in view.text()
    assert view.state()["back"]["w"] == 66


def test_playing_ends_with_the_last_step():
    view = CircuitExplorer(circuit="J", done=5)
    view.play.value = True
    for _ in range(2):
        view.ticks.value += 1
    assert view.state()["done"] == 7 and not view.play.value


def test_only_what_goes_one_step_on_comes_with_a_wave():
    view = CircuitExplorer(circuit="J", done=2)
    assert not view.diagram.wave
    press(view.next)
    assert "11" in view.diagram.wave["svg"] and view.state()["done"] == 3, "both factors travel to the last gate"
    event(view, kind="select", item="a")
    assert not view.diagram.wave, "it has been there"
    press(view.next)
    assert view.diagram.wave
    for button in (view.back, view.last, view.first, view.forward):
        press(button)
        assert not view.diagram.wave
    view.play.value = True
    view.ticks.value += 1
    assert view.diagram.wave
