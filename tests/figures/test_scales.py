"""How large the marks are: round scales, roots, and what is cut."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_core import Network
from backprop_core.figures.scales import Scales, filled, fitting, line_width, round_up, share
from backprop_core.one_step.snapshot import Snapshot

POSITIVE = st.floats(1e-300, 1e299)


@given(POSITIVE)
def test_a_scale_is_a_round_number_not_below_and_not_far_above(value):
    full = round_up(value)
    assert value * (1 - 1e-11) <= full < 2.5 * value * (1 + 1e-9)
    assert f"{full:.0e}"[0] in "125" and float(f"{full:.0e}") == full


@pytest.mark.parametrize("value, full", [(0.0, 1), (math.nan, 1), (math.inf, 1e300), (1e305, 1e300), (0.2, 0.2),
                                         (0.3, 0.5), (6, 10), (1e-9, 1e-9), (0.20000000000000004, 0.2)])  # fmt: skip
def test_scales_of_odd_numbers(value, full):
    assert round_up(value) == pytest.approx(full, rel=1e-12)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_a_mark_grows_with_the_root_and_is_cut_at_its_full_size(value, full):
    part, cut = share(value, full)
    assert 0 <= part <= 1 and (part < 1 or not cut or abs(value) > full)
    if abs(value) <= full:
        assert part**2 == pytest.approx(abs(value) / full) and not cut


def test_the_width_of_a_line():
    assert [line_width(theta) for theta in (0.0, 1.0, -1.0, 4.0, -16.0, math.inf)] == [
        (1.5, False), (4.5, False), (4.5, False), (7.5, False), (7.5, True), (7.5, True)
    ]  # fmt: skip


def test_how_high_a_neuron_is_filled():
    assert filled(0.25, (0.0, 1.0)) == (0.25, False) and filled(-0.5, (-1.0, 1.0)) == (0.25, False)
    assert filled(3.0, (0.0, 2.0)) == (1.0, True) and filled(-3.0, (-2.0, 2.0)) == (0.0, True)
    assert filled(math.inf, (0.0, 1.0)) == (1.0, True) and filled(-math.inf, (0.0, 1.0)) == (0.0, True)


def snapshot(activation="sigmoid", x=(0.5, 0.9), y=(1.0,), seed=1, gain=1.0):
    net = Network((2, 3, 1), activation, init="normal", gain=gain, rng=seed)
    return Snapshot(net, np.array([x]).T, np.array([y]).T, 0.5)


@pytest.mark.parametrize("activation, hidden", [("sigmoid", (0, 1)), ("tanh", (-1, 1))])
def test_a_level_spans_the_range_of_its_activation(activation, hidden):
    scales = fitting(snapshot(activation))
    assert scales.levels == ((0.0, 1.0), hidden, hidden)
    assert scales.axis == (hidden[0] * 1.0, 1.0)


def test_where_it_has_no_ends_the_layers_largest_counts():
    for activation, below in (("relu", 0), ("softplus", 0), ("identity", -1), ("leaky_relu", -1)):
        shot = snapshot(activation, gain=3.0)
        for m in (1, 2):
            low, high = fitting(shot).levels[m]
            assert high == round_up(np.abs(shot.trace.o[m]).max()) and low == below * high


def test_scales_cover_all_patterns():
    net = Network((2, 3, 1), "tanh", init="normal", rng=3)
    x, y = np.random.default_rng(1).normal(size=(2, 7)), 3 * np.ones((1, 7))
    shot = Snapshot(net, x, y, 0.5, pattern=2)
    scales = fitting(shot)
    assert isinstance(scales, Scales)
    assert scales.delta == round_up(max(np.abs(each).max() for each in shot.grads.delta[1:]))
    assert scales.gradient == round_up(max(np.abs(each).max() for each in shot.grads.gradient[1:]))
    assert scales.slope == round_up(np.abs(2 * (y - shot.trace.o[2])).max())
    assert scales.axis == (-5.0, 5.0) and scales.levels[0] == (-round_up(np.abs(x).max()), round_up(np.abs(x).max()))
    assert fitting(Snapshot(net, x, y, 0.5, pattern=5)) == scales
