"""What the page tells, as it reaches a widget: one by one, and no place of the finger after a later one."""

import pytest

from backprop_core.explorers.kit.diagram_view import DiagramView
from backprop_core.explorers.kit.events import Eventful
from backprop_core.explorers.kit.live_figure import LiveFigure
from tests.explorers.views import tell


def heard(widget):
    events = []
    widget.observe(lambda change: events.append(change["new"]), "event")
    return events


def test_an_event_that_equals_the_last_is_heard_again():
    widget = Eventful()
    events = heard(widget)
    for count in (1, 2):
        tell(widget, event=dict(kind="copied", page="a", count=count))
    assert [each["kind"] for each in events] == ["copied", "copied"]


def test_an_event_is_not_part_of_what_a_reload_brings_back():
    widget = DiagramView()
    tell(widget, event=dict(kind="select", item="Err", page="a", count=1))
    assert "event" not in widget.get_state() and "frame" in widget.get_state()


@pytest.mark.parametrize("make", [DiagramView, lambda: LiveFigure(handles="xy")])
def test_a_drag_that_comes_late_says_nothing_but_is_answered(make):
    widget = make()
    events = heard(widget)
    for count in (1, 3, 2, 4):
        tell(widget, event=dict(kind="drag", item="Err", value=count, page="a", count=count))
    assert [each["value"] for each in events] == [1, 3, 4]
    assert widget.frame == 1  # for the one that was left out; the others are answered by the view
    tell(widget, event=dict(kind="drop", page="a", count=5))
    tell(widget, event=dict(kind="change", item="Err", by=1, page="a", count=3))  # a step counts whenever it comes
    assert [each["kind"] for each in events[3:]] == ["drop", "change"]


def test_each_page_counts_on_its_own():
    widget = DiagramView()
    events = heard(widget)
    for page, count in (("a", 40), ("b", 1), ("b", 2), ("a", 41)):
        tell(widget, event=dict(kind="drag", item="Err", value=0.0, page=page, count=count))
    assert [(each["page"], each["count"]) for each in events] == [("a", 40), ("b", 1), ("b", 2), ("a", 41)]


@pytest.mark.parametrize("told", [None, [], "drag", {}, {"kind": "drag"}, {"kind": 3, "page": {}, "count": None}])
def test_nonsense_is_no_error_and_the_next_drag_is_heard(told):
    """What a callback raises fails every test (tests/hushed.py)."""
    widget = DiagramView()
    events = heard(widget)
    tell(widget, event=told)
    tell(widget, event={"kind": "drag", "page": "a", "count": 1})
    assert events[-1] == {"kind": "drag", "page": "a", "count": 1}
