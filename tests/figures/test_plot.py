"""Axes whose picture is an SVG: their marks, their limits, and what is cut off at their edges."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ticker import MaxNLocator

from backprop_core.figures.plot import Plot, fitted, marks

ENDS = st.floats(-1e6, 1e6, allow_subnormal=False)


@given(st.tuples(ENDS, st.floats(1e-3, 1e6)).map(lambda ends: (ends[0], ends[0] + ends[1])))
def test_marks_are_round_few_and_evenly_spread(ends):
    found = np.array(marks(*ends, 5))
    room = 1e-6 * (ends[1] - ends[0])
    assert 2 <= len(found) <= 6 and ends[0] - room <= found[0] and found[-1] <= ends[1] + room
    steps = np.diff(found)
    assert steps == pytest.approx(steps[0], rel=1e-4)
    assert f"{steps[0]:.0e}"[0] in "125"
    assert found[0] - steps[0] < ends[0] + room and found[-1] + steps[0] > ends[1] - room, "none is missing"


@pytest.mark.parametrize(
    "ends, most, steps", [((-4.4, 4.4), 5, (1, 2, 5)), ((-1.15, 1.65), 6, (1, 2.5, 5)), ((-0.06, 1.2), 6, (1, 2.5, 5))]
)
def test_the_usual_marks_are_those_of_matplotlib(ends, most, steps):
    theirs = MaxNLocator(nbins=most, steps=[*steps, 10]).tick_values(*ends)
    assert marks(*ends, most, steps) == pytest.approx([each for each in theirs if ends[0] <= each <= ends[1]])


def test_where_only_whole_numbers_count_no_other_is_marked():
    assert marks(-0.2, 1.1, 5, whole=True) == [0, 1] != marks(-0.2, 1.1, 5)
    assert marks(-0.8, 12.4, 5, whole=True) == [0, 5, 10] == marks(-0.8, 12.4, 5)


def test_limits_stay_where_they_will_do():
    now = (-1.0, 1.0)
    assert fitted((-0.9, 0.9), now) is now
    assert fitted((-0.1, 0.1), now) != now, "they close in"
    assert fitted((-0.1, 0.1), now, held=True) is now
    low, high = fitted((-0.9, 1.2), now, held=True)
    assert low < -0.9 and high > 1.2


def test_a_line_is_cut_off_at_the_axes_and_a_gap_stays_one():
    plot = Plot((200, 100), (40, 20, 10, 10), (0.0, 3.0), (0.0, 1.0))
    plot.lines((np.array([(0.0, 0.0), (1.0, np.nan), (2.0, 1e9), (3.0, 0.5)]), "pos", 2, ""))
    (part,) = plot.parts
    box, d = re.search(r'<svg class="cut" (.*?) viewBox', part)[1], re.search(r' d="(.*?)"', part)[1]
    assert box == 'x="40" y="10" width="150" height="70"'
    first, second = d.split("M")[1:]
    assert first == "40.0 80.0" and second.startswith("140.0 ") and second.endswith("L190.0 45.0")
    assert float(second.split()[1].split("L")[0]) < -100, "it leaves the picture"


def test_each_part_has_a_line_of_its_own():
    plot = Plot((200, 100), (40, 20, 10, 10), (0.0, 3.0), (0.0, 1.0))
    plot.title("a < b")
    plot.axis_across(5, "u", grid=True)
    plot.axis_up(4)
    first, *parts, last = plot.svg('say "u"').split("\n")
    assert len(parts) == len(plot.parts) and last == "</svg>"
    assert 'role="img"' in first and 'aria-label="say &quot;u&quot;"' in first and "a &lt; b" in parts[0]
