"""SvgFigure: its axes, and how a picture comes up."""

import pytest

from backprop_core.explorers.kit.svg_figure import SvgFigure


@pytest.fixture
def figure():
    return SvgFigure(200, 120, (40, 30, 10, 20), ((0, 1), (-1, 1)))


def test_a_zoom_is_told_with_one_picture_and_with_no_other(figure):
    figure.show(figure.plot(), "before")
    figure.zoom_by(2.0, 1.5)
    assert figure.zoom == [], "not before the picture that it belongs to"
    figure.show(figure.plot(), "closer")
    assert figure.zoom == [40, 20, 150, 70, 2.0, 1.5], "left, top, width and height of the axes, and how it grows"
    figure.show(figure.plot(), "something else")
    assert figure.zoom == []


def test_axes_that_span_the_same_to_both_sides_do_not_close_in_while_they_are_held(figure):
    assert figure.spanning((0, 4), 5.0).up == (-5.0, 5.0)
    assert figure.spanning((0, 4), None).up == (-5.0, 5.0), "as far as before"
    figure.held = True
    assert figure.spanning((0, 4), 2.0).up == (-5.0, 5.0)
    assert figure.spanning((0, 4), 10.0).up == (-10.0, 10.0)
    figure.held = False
    plot = figure.spanning((-1, 3), 2.0)
    assert (plot.across, plot.up) == ((-1, 3), (-2.0, 2.0)) == figure.limits
