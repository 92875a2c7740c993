"""AlgorithmExplorer where a run leaves the range of floats."""

import math
import re

import pytest

from backprop_core import Network, train
from backprop_core.explorers import AlgorithmExplorer
from tests.explorers.network.networks import assert_agrees, micro_steps
from tests.explorers.views import all_words, assert_code_agrees, event, flat, message, press, stored_forms

pytestmark = pytest.mark.usefixtures("silent")

DIVERGING = {
    "identity": {"activation": "identity", "eta": 1000.0},
    "identity, bias": {"activation": "identity", "eta": 3.0, "bias": True},
    "relu": {"activation": "relu", "eta": 100.0, "sizes": (1, 1), "seed": 3, "x": [[-1.0, 1.0]], "y": [[0.5, -0.5]]},
    "leaky relu": {"activation": "leaky_relu", "eta": 100.0},
    "in a layer": {"activation": "identity", "eta": 41.0, "sizes": (1, 1, 1), "x": [[8.73]], "y": [[0.74]]},
    "deep": {"activation": "identity", "eta": 100.0, "sizes": (2, 4, 4, 2)},
}


def all_finite(view):
    return all(math.isfinite(number) for number in flat(view.state()) if isinstance(number, float))


@pytest.mark.parametrize("settings", DIVERGING.values(), ids=DIVERGING)
def test_a_run_that_diverges_says_where_and_keeps_the_last_finite_picture(settings, unseen):
    view = AlgorithmExplorer(**settings)
    s = view.state()
    net = Network(s["sizes"], s["activation"], s["loss"], s["bias"], theta=s["theta"][1:])
    *_, last = train(net, s["x"], s["y"], s["eta"], 200)
    assert last.failed is not None, "this run does not diverge: choose another"
    for _ in range(2):
        press(view.hundred)
    ends = re.match(r"The run ends after (\d+) steps?: ", message(view))
    assert int(ends[1]) == last.number - 1 and last.failed.why in message(view) and "Reset" in message(view)
    assert message(view) in view.page.status
    if last.failed.quantity != "Err":
        assert f"layer {last.failed.layer}" in message(view)
    # The picture is that of the last step at which every number is finite.
    assert last.failed.quantity != "theta" and view.state()["steps"] == last.number - 2
    assert_agrees(view)
    assert all_finite(view)
    read = " ".join(all_words(view).values()).replace(message(view), "")
    assert not re.search(r"∞|\bnan\b|\binf\b|not a number", read)
    for button in (view.last, view.back, view.first, view.next):
        press(button)
        assert all_finite(view)


def test_after_a_failure_one_can_lower_eta_or_begin_again(unseen):
    view = AlgorithmExplorer(activation="identity", eta=30.0)
    press(view.hundred)
    steps = view.state()["steps"]
    view.eta.box.value = 0.001
    assert message(view) == "" and view.state()["steps"] == steps
    assert_agrees(view)
    press(view.reset)
    assert message(view) == "" and view.state()["steps"] == 0 and view.state()["eta"] == 0.001
    press(view.hundred)
    assert message(view) == "" and view.state()["steps"] == 100
    assert_agrees(view)


@pytest.mark.parametrize("act", ["reset", "back"])
def test_a_failure_is_told_only_where_the_run_ends(act, unseen):
    """Far from it, "the numbers of step 1 are the last finite ones" would be wrong."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    assert view.state()["steps"] == 3
    if act == "reset":
        press(view.reset)
        press(view.one)
    else:
        press(view.first)
        press(view.back)
        press(view.first)
        press(view.back)
    assert view.state()["steps"] == 1
    assert message(view) == ""


def test_the_message_and_the_heading_count_steps_alike(unseen):
    """The picture that is kept is headed "3 steps done": the message must not call it the fourth."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    (heading,) = re.findall(r"(\d+) steps done ·", view.where.value)
    assert re.findall(r"(\d+) steps", message(view)) == ["4", heading]
    assert heading == str(view.state()["steps"]) == "3"


@pytest.mark.parametrize("back", [False, True])
def test_a_diverged_view_is_rebuilt_by_its_code(back, unseen):
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    if back:
        press(view.back)
    assert_code_agrees(view)


def test_a_view_that_opens_on_a_diverged_run_says_so(unseen):
    """Design: a diverged run is shown, never hidden. This is also how a stored notebook is rebuilt."""
    view = AlgorithmExplorer(activation="identity", eta=100.0, steps=100)
    assert view.state()["steps"] == 3
    assert "after 4 steps" in message(view)


def test_the_stored_text_tells_of_the_failure(no_resvg, unseen):
    """Who reads the notebook on GitHub sees no live view, and should not think that the run went well."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    assert "Err is too large for a float" in stored_forms(view)["text/plain"]


def test_an_edit_at_the_very_end_is_not_lost_in_silence(unseen):
    """All weights are updated, and with them Err would overflow: the edit belongs to a step that cannot be shown."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    press(view.last)
    event(view, kind="type", item="theta-1-1-1", text="0.5")
    assert view.state()["theta"][1][0][0] == 0.5 or message(view)


def test_a_diverged_run_stops_playing(unseen):
    view = AlgorithmExplorer(activation="identity", eta=100.0, steps=3)
    view.play.value = True
    press(view.last)
    for _ in range(3 * len(micro_steps(view.state()))):
        if view.play.value:
            view.ticks.value += 1
    assert not view.play.value and "after 4 steps" in message(view)


def test_huge_numbers_are_drawn_without_a_warning():
    """Matplotlib and NumPy must not overflow on the last finite numbers: this one test draws them in earnest."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    assert message(view) and view.state()["Err"] > 1e100
    for item in ("delta-2-1", "u-1-1", "theta-1-1-1", "Err", "y-1"):
        event(view, kind="select", item=item)
    press(view.last)
