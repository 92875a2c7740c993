"""How the parts of a view stand, by its room and by what there is to show."""

import pytest

from backprop_core.explorers import ChainRuleExplorer, ForwardExplorer, NetworkExplorer, WhyExplorer
from backprop_core.explorers.network.arrangement import arrangement

SMALL = 272


@pytest.mark.parametrize(
    ("room", "network", "figures", "more", "expected"),
    [
        (560, 500, [], {}, "stack"),
        (848, 600, [], {}, "stack"),  # the network alone takes the room
        (848, 735, [SMALL], {}, "under"),
        (848, 735, [SMALL] * 2, {}, "under"),
        (848, 735, [SMALL] * 3, {}, "stack"),
        (560, 500, [SMALL], {}, "under"),
        (540, 500, [SMALL], {}, "stack"),
        (848, 566, [], {}, "beside"),
        (848, 566, [SMALL], {}, "corner"),
        (848, 566, [SMALL] * 2, {}, "left2"),
        (848, 566, [SMALL] * 2, {"panel": False}, "corner"),
        (848, 566, [SMALL] * 3, {}, "wide"),
        (1116, 566, [SMALL] * 3, {}, "left3"),
        (1115, 566, [SMALL] * 3, {}, "wide"),
        (1900, 566, [SMALL] * 4, {}, "wide"),
        (848, 566, [SMALL], {"beside": 238}, "over3"),
        (810, 560, [SMALL], {"beside": 238}, "over3"),
        (807, 560, [SMALL], {"beside": 238}, "over"),
        (848, 566, [], {"beside": 238}, "over"),
        (848, 566, [SMALL] * 2, {"beside": 238}, "over"),
        (848, 620, [SMALL], {"beside": 238}, "under"),
    ],
)
def test_the_parts_stand_where_they_have_room(room, network, figures, more, expected):
    assert arrangement(room, network, figures, **more) == expected


def arranged(view):
    """What the page is told: how the parts stand, where the pictures are, and how wide the network is."""
    (name,) = (each for each in view.split._dom_classes if each not in ("bp-split", "bp-few"))
    assert (view.figures in view.side.children) + (view.figures in view.split.children) == 1
    return name, view.figures in view.side.children


def tell(view, width, room):
    view.diagram.event = {"kind": "width", "width": width, "room": room}


def test_a_view_is_arranged_anew_when_the_page_gives_it_other_room(still):
    view = ChainRuleExplorer()
    assert arranged(view) == ("bp-left2", False)
    for room, expected in ((560, "bp-stack"), (1200, "bp-left2"), (-3, "bp-left2"), ("wide", "bp-left2")):
        tell(view, 540, room)
        assert arranged(view) == (expected, False)


def test_a_single_picture_stands_in_the_corner_and_leaves_it(still):
    view = ForwardExplorer(pictures=("sum",))
    assert arranged(view) == ("bp-corner", True)
    view.set(pictures=("sum", "sigma"))
    assert arranged(view) == ("bp-left2", False)
    view.set(pictures=("sum",))
    assert arranged(view) == ("bp-corner", True)
    view.set(sizes=(2, 2, 2, 2, 2))
    assert arranged(view) == ("bp-under", False)


def test_where_nothing_is_explained_there_is_no_empty_panel(still):
    view = WhyExplorer(pictures="costs")
    assert arranged(view) == ("bp-corner", True)
    assert view.panel.layout.display == "none"
    view.set(pictures="paths")
    assert view.panel.layout.display == ""


def test_before_the_page_says_it_the_network_is_as_wide_as_it_will_likely_be(still):
    wide, small = NetworkExplorer(sizes=(1, 1, 1, 1)), NetworkExplorer()
    assert 'width="848"' in wide.diagram.svg
    assert 'width="848"' not in small.diagram.svg
    tell(small, 640, 960)
    assert 'width="640"' in small.diagram.svg
