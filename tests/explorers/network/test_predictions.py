"""What a view says of a prediction: how far off it is, and which factor was left out."""

import numpy as np
import pytest

from backprop_core.explorers import AlgorithmExplorer, ChainRuleExplorer, DeltaExplorer, NetworkExplorer
from backprop_core.explorers.network.predictions import compared, factors
from tests.explorers.views import message, press, tell

pytestmark = pytest.mark.usefixtures("unseen", "silent")


def told(view, number):
    """What stands in the view after a prediction of the chosen number has been committed."""
    view.prediction.text = repr(float(number))
    press(view.commit)
    return next(line for line in view.text().splitlines() if line.startswith("You predicted"))


def test_a_factor_that_was_left_out_is_named():
    """∂Err/∂θ = δ · o, with o = 3: who forgets it finds a third."""

    def view():
        return NetworkExplorer(x=[3.0, 0.4], hide=("gradient",), selected="theta-1-1-1")

    gradient = view().snapshot.values["gradient", 1, 1, 1]
    assert told(view(), gradient).endswith("Right.")
    assert told(view(), gradient / 3).endswith("Three times too small: you left out ∂u/∂θ = o = 3.")
    assert told(view(), -gradient / 3).endswith("too small, with the other sign: you left out ∂u/∂θ = o = 3.")
    assert told(view(), gradient * 3).endswith("too large: ∂u/∂θ = o = 3 has come in once too often.")
    assert told(view(), gradient * 7).endswith("7 times too large.")


def test_what_delta_was_multiplied_by_instead_is_named():
    """The weight +4 of the story: δ = 28, and 3 comes along it."""
    views = [ChainRuleExplorer(preset="nudge", hide=("gradient",), selected="theta-1-1-1") for _ in range(2)]
    assert told(views[0], 28 * 4).endswith(
        "too large: you multiplied δ by the weight itself, not by the o where it begins."
    )
    assert told(views[1], 28 * 14).endswith("by the o where the weight ends, not by the one where it begins.")


def test_enter_commits_and_nonsense_is_answered():
    view = NetworkExplorer(hide=("gradient",), selected="theta-1-1-1")
    tell(view.prediction, event={"kind": "enter", "text": "zero", "count": 1})
    assert message(view).startswith("Type your prediction as a number") and not view.state()["predicted"]
    tell(view.prediction, event={"kind": "enter", "text": "0,5", "count": 2})
    assert view.state()["predicted"] == {"gradient-1-1-1": 0.5} and view.state()["hide"] == ()


def test_a_slope_that_was_left_out_is_named():
    view = DeltaExplorer(hide=("delta",), selected="delta-1-2")
    net, u = view.snapshot.net, view.snapshot.trace.u[1][1, 0]
    slope = np.exp(-u) / (1 + np.exp(-u)) ** 2
    delta = view.snapshot.values["delta", 1, 2]
    line = told(view, delta / slope)
    assert "too large: you left out σ′(u) = 0." in line and net.activations[1].name == "sigmoid"
    output = DeltaExplorer(hide=("delta",), selected="delta-2-1")
    half = output.snapshot.values["delta", 2, 1] / 2
    assert told(output, half).endswith("Twice too small: you left out the 2 of the square.")


@pytest.mark.parametrize("settings", [{}, {"sizes": (2, 2, 2), "seed": 3}, {"activation": "tanh"}])
def test_the_factors_make_the_number(settings):
    snapshot = AlgorithmExplorer(**settings).snapshot
    for name, value in snapshot.values.items():
        known = dict(factors(snapshot, name))
        if name[0] == "gradient" and {"∂u/∂θ = o", "δ"} <= set(known):
            assert np.isclose(known["∂u/∂θ = o"] * known["δ"], value)
        elif name[0] == "delta" and {"∂Err/∂ŷ", "σ′(u)"} <= set(known):  # what is nearly 1 is left out
            assert np.isclose(known["σ′(u)"] * known["∂Err/∂ŷ"], value)
        assert compared(snapshot, name, value) == "Right."


def test_a_size_that_was_asked_for_is_right_to_one_digit_and_1_is_a_size_too():
    """δ = 0.0132: about 1, 0.1 or 0.01?"""
    views = [DeltaExplorer(preset="sure", hide=("delta", "gradient")) for _ in range(4)]
    verdicts = [told(view, said) for view, said in zip(views, (0.01, 1, -1, 0.1), strict=True)]
    assert verdicts[0].endswith("About right: that is it to one digit.")
    assert verdicts[1].endswith("The sign is right. (As a size that is 76 times too large.)")
    assert verdicts[2].endswith("Wrong sign. (As a size that is 76 times too large.)")
    assert verdicts[3].endswith("7.6 times too large.")


def test_zero_has_no_times():
    snapshot = NetworkExplorer(x=[0.0, 0.4]).snapshot
    assert snapshot.values["gradient", 1, 1, 1] == 0
    assert compared(snapshot, ("gradient", 1, 1, 1), 0.3) == "It is 0."
    assert compared(snapshot, ("delta", 1, 1), 0.0) == "It is not 0."


def test_several_patterns_are_a_sum_and_have_no_factors():
    snapshot = NetworkExplorer(preset="xor").snapshot
    assert factors(snapshot, ("gradient", 1, 1, 1)) == [] and factors(snapshot, ("u", 1, 1)) == []
