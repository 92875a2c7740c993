"""The curve of Err as it stands in its picture: where it is solid, dotted and not there, and Errs of every size."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.figures import letters
from backprop_core.figures.curves import WITHOUT, draw_err, err_ends
from backprop_core.figures.png import BEFORE
from tests.explorers.shown import Shown

ERRS = [4.0, 2.5, 1.5, 1.0, 0.7, 0.5]
SIZE, MARGINS = (272, 180), (54, 36, 8, 44)


def blank():
    return SvgFigure(*SIZE, MARGINS, WITHOUT)


def drawn(errs=ERRS, now=3, hidden=False, figure=None, **how):
    """What is seen of it."""
    figure = figure or blank()
    plot = figure.plot(**err_ends(len(errs), errs, hidden))
    draw_err(plot, errs, now, hidden=hidden, **how)
    figure.show(plot, "Err")
    return Shown.of(figure)


def texts(shown):
    return [each.text for each in shown.all("text")]


def curve(shown):
    """(solid, dotted): the places along the curve."""
    pieces, found = iter(shown.lines("pos")), ([], [])
    for path in shown.all("path", "pos"):
        for _ in range(path.get("d").count("M")):
            found["stroke-dasharray" in path.attrib].extend(next(pieces))
    return found


def stands_at(shown, places, wanted):
    for axis, near in enumerate(shown.near):
        assert [place[axis] for place in places] == pytest.approx([each[axis] for each in wanted], abs=near)


def inside(shown):
    """Nothing written is cut off, or too small."""
    for each in shown.all("text"):
        size, x, y = (float(each.get(name)) for name in ("font-size", "x", "y"))
        wide = letters.font(letters.USUAL, size).getlength(each.text)
        left = x - BEFORE[each.get("text-anchor")] * wide
        assert left > 0 and left + wide < SIZE[0] + 1 and size <= y < SIZE[1] - 2 and size >= 7, each.text
    return True


def test_the_curve_shows_past_present_and_future():
    shown = drawn(now=2, title="By the gradient")
    solid, dotted = curve(shown)
    stands_at(shown, solid, [(0, 4.0), (1, 2.5), (2, 1.5)])
    stands_at(shown, dotted, [(2, 1.5), (3, 1.0), (4, 0.7), (5, 0.5)])
    stands_at(shown, shown.dots(), [(2, 1.5)])
    assert {"By the gradient", "Err", "steps done", "after 2 steps"} <= {*texts(shown)} and inside(shown)
    assert "after 1 drag" in texts(drawn(now=1, what="drag")) and "drags done" in texts(drawn(what="drag"))


def test_what_is_counted_is_marked_at_whole_numbers_from_0_on():
    for count in (1, 4, 12, 58, 601, 10_001):
        shown = drawn(np.linspace(2, 1, count), count - 1)
        floor = shown.axes.top + shown.axes.high
        below = [each for each in shown.all("text") if float(each.get("y")) == floor + 16]
        assert below[0].text == "0" and 3 <= len(below) <= 6 and all(float(each.text).is_integer() for each in below)
        places = [shown.u(each.get("x")) for each in below]
        assert places == pytest.approx([float(each.text) for each in below], abs=shown.near[0]) and inside(shown)


def test_the_words_stand_where_no_curve_runs():
    shown = drawn([0.1] * 20, 19)
    (words,) = [each for each in shown.all("text") if each.text.startswith("after")]
    assert float(words.get("y")) < shown.axes.top - 5


def test_an_err_that_is_not_computed_yet_is_not_drawn():
    """The curve ends before the present step, and nothing of what came after it shows either."""
    shown = drawn(now=2, known=False)
    solid, dotted = curve(shown)
    stands_at(shown, solid, [(0, 4.0), (1, 2.5)])
    assert dotted == shown.dots() == []
    first = drawn([4.0], 0, known=False)
    assert first.lines("") == first.dots() == []


def test_a_hidden_curve_holds_no_number():
    """Nothing of it is anywhere, and the picture is the same for every run."""
    first, second = (drawn(errs, 1, hidden=True) for errs in ([4.0, 1.0], [4e9, 3.9]))
    assert ElementTree.tostring(first.root) == ElementTree.tostring(second.root)
    assert not first.lines("") and first.dots() == []
    assert "Err is hidden until you answer" in texts(first) and inside(first)


def test_the_curve_moves_in_axes_that_stay():
    """So that the page touches little of the picture, and one sees the curve move and not its frame."""
    figure = blank()
    pictures = []
    for now in (1, 2):
        drawn(now=now, figure=figure)
        pictures.append(figure.svg.split("\n"))
    differ = [one != other for one, other in zip(*pictures, strict=True)]
    assert sum(differ) == 3, "the curve, the disc and the words"
    limits = figure.limits
    for high in (3.9, 2.5, 4.3, 2.2):
        drawn([high, 0.1], 1, figure=figure)
        assert figure.limits == limits
    figure.held = True
    drawn([0.1, 0.01], 1, figure=figure)
    assert figure.limits == limits
    figure.held = False
    drawn([0.1, 0.01], 1, figure=figure)
    assert figure.limits != limits


@pytest.mark.parametrize("largest", [0.0, 1e-300, 1e-12, 1e-3, 9999.0, 123456.0, 1e30, 1e300, 1.7e308])
def test_very_large_and_very_small_errs_are_drawn(largest):
    """A run that diverges is shown: nothing breaks, and nothing leaves the picture."""
    shown = drawn([0.0, largest / 2, largest], 2, title="By your hand")
    solid, _ = curve(shown)
    assert len(solid) == 3 and inside(shown)
    low, high = shown.axes.up
    assert -math.inf < low < 0 < high < math.inf
    heights = [height for _, height in solid]
    assert heights[1] == pytest.approx(largest / 2, abs=shown.near[1]) or largest > 1e307
    assert bool(shown.all("circle")) == (largest <= 1e307), "no disc beside the axes"
    if largest >= 1e-9:
        assert heights[2] > 0.6 * high, "it is seen how Err grows"


@pytest.mark.parametrize("end", [math.inf, math.nan])
def test_an_err_that_is_no_number_leaves_the_axes(end):
    shown = drawn([4.0, 2.0, end], 2)
    solid, _ = curve(shown)
    stands_at(shown, solid[:2], [(0, 4.0), (1, 2.0)])
    assert shown.axes.up[1] < 10 and shown.dots() == [] and "nan" not in ElementTree.tostring(shown.root, "unicode")
    assert [height > shown.axes.up[1] for _, height in solid[2:]] == [True] * (end == math.inf)


def test_both_curves_of_two_runs_fit_on_one_axis():
    ends = err_ends(3, [4.0, 2.0, 1.0, 8.0])
    assert ends == {"x": (0, 10), "y": (0.0, pytest.approx(8.4))}
    assert err_ends(601, [1.0])["x"] == (0, 600)
    assert err_ends(3, [1e99], hidden=True)["y"] == (0.0, 1.0), "hidden, it does not tell how large they are"
