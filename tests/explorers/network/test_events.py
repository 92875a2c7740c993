"""What the student does in the diagram of a network view: drags, keys, clicks, typed numbers, and nonsense."""

import itertools
import math
import re
import xml.etree.ElementTree as ET
from functools import partial

import pytest

from backprop_core.explorers import AlgorithmExplorer
from backprop_core.explorers.kit.diagram_view import DiagramView
from tests.explorers.network import networks
from tests.explorers.network.networks import SHOWS, assert_agrees, every_class, panel, showing, shown_by
from tests.explorers.views import SENTENCE, assert_code_agrees, event, expect_message, message

pytestmark = pytest.mark.usefixtures("silent")
borrow = partial(networks.borrow, pictured=False)


@every_class
def test_a_change_to_what_is_already_there_still_gets_its_answer(cls, unseen):
    """The page waits for a new frame after each event, also where nothing changed."""
    view = cls()
    for _ in range(2):
        before = view.diagram.frame
        event(view, kind="drag", item="theta-1-1-1", value=0.8)
        assert view.diagram.frame == before + 1


DRAGS = {"theta": ("theta-1-2-1", (0.75, -1.5, 0.0)), "x": ("x-2", (0.25, -3.0)), "y": ("y-1", (2.0, -0.5))}


@pytest.mark.parametrize("cls, kind", showing(DRAGS))
def test_dragging(cls, kind, unseen):
    item, values = DRAGS[kind]
    view = borrow(cls)
    place = [int(part) - 1 for part in item.split("-")[1:]]
    for value in values:
        before = view.diagram.frame
        event(view, kind="drag", item=item, value=value)
        s = view.state()
        assert (s["theta"][1][1][0] if kind == "theta" else s[kind][place[0]][0]) == value
        assert s["selected"] == item
        assert view.diagram.frame == before + 1
        expect_message(view, ok=True)
        assert_agrees(view)
    assert_code_agrees(view)
    before = view.diagram.frame
    event(view, kind="drop")
    assert view.diagram.frame == before + 1


@every_class
def test_a_drag_changes_the_pattern_that_is_shown_and_no_other(cls, unseen):
    view = borrow(cls, preset="xor", pattern=3)
    event(view, kind="drag", item="x-2", value=0.25)
    s = view.state()
    assert (s["x"], s["y"]) == ([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.25, 1.0]], [[0.0, 1.0, 1.0, 0.0]])
    if "y" in SHOWS[cls]:
        event(view, kind="change", item="y-1", by=-1)
        assert view.state()["y"] == [[0.0, 1.0, 0.9, 0.0]]
    assert_agrees(view)


def test_while_a_weight_is_dragged_the_axes_stand_still():
    """They may grow with the curve, and close in when the weight is let go."""
    view = AlgorithmExplorer(y=[[1.0]])
    event(view, kind="drag", item="y-1", value=30.0)
    high = view.figure.limits[1][1]
    assert high > view.state()["Err"]
    event(view, kind="drag", item="y-1", value=1.0)
    assert view.figure.limits[1][1] == high
    event(view, kind="drop")
    assert view.state()["Err"] < view.figure.limits[1][1] < high / 10


@every_class
@pytest.mark.parametrize("by, change", [(1, 0.1), (-1, -0.1), (10, 1.0), (-10, -1.0), (3, 0.3)])
def test_keys_change_the_chosen_number(cls, by, change, unseen):
    view = borrow(cls)
    for item in shown_by(cls, ["theta-2-1-3", "x-1", "y-1"]):
        old = {"theta": 0.5, "x": 0.5, "y": 1.0}[item.split("-")[0]]
        before = view.diagram.frame
        event(view, kind="change", item=item, by=by)
        s = view.state()
        new = {"theta": s["theta"][2][0][2], "x": s["x"][0][0], "y": s["y"][0][0]}[item.split("-")[0]]
        assert new == pytest.approx(old + change, abs=1e-12) and len(repr(new)) <= 6
        assert s["selected"] == item and view.diagram.frame == before + 1
    assert_agrees(view)


@every_class
def test_a_key_that_comes_before_the_answer_to_a_choice_changes_what_is_chosen_by_then(cls, unseen):
    view = borrow(cls, preset="lecture", selected="x-2")
    event(view, kind="choose", by=1)
    event(view, kind="change", item="chosen", by=2)
    assert view.state()["selected"] == "theta-1-1-1" and view.state()["theta"][1][0][0] == pytest.approx(1.0)
    assert view.state()["x"][1] == [0.9]


def test_keys_change_an_updated_weight_from_what_is_shown(unseen):
    view = AlgorithmExplorer(micro=31)
    shown = view.state()["theta"][1][0][0]
    event(view, kind="change", item="theta-1-1-1", by=1)
    assert view.state()["theta"][1][0][0] == pytest.approx(shown + 0.1, abs=1e-4)


@every_class
@pytest.mark.parametrize(
    "text, value",
    [("2", 2.0), ("−0,5", -0.5), ("-0.5", -0.5), (" +3 ", 3.0), ("1e-3", 0.001), ("1000000", 1e6), (".25", 0.25)],
)
def test_typing_a_number(cls, text, value, unseen):
    view = borrow(cls)
    for item in shown_by(cls, ["theta-1-3-2", "x-1", "y-1"]):
        before = view.diagram.frame
        event(view, kind="type", item=item, text=text)
        s = view.state()
        assert {"theta": s["theta"][1][2][1], "x": s["x"][0][0], "y": s["y"][0][0]}[item.split("-")[0]] == value
        assert view.diagram.frame == before + 1
        expect_message(view, ok=True)
    assert_agrees(view)


BAD_TEXTS = ["", " ", "abc", "1e999", "-1e999", "nan", "inf", "1.2.3", "0x10", "1e7", "−", "1/2", "<b>", "½", None]


@every_class
def test_typing_nonsense_gets_one_sentence(cls, unseen):
    view = borrow(cls)
    before = view.state()
    for text, item in itertools.product(BAD_TEXTS, ("theta-1-3-2", "x-1", "y-1")):
        frame = view.diagram.frame
        event(view, kind="type", item=item, text=text)
        assert view.state() == before, text
        assert view.diagram.frame == frame + 1, text
        expect_message(view, ok=False)
        ET.fromstring(f"<p>{view.message.value}</p>")
    event(view, kind="type", item="x-1", text="0.25")
    expect_message(view, ok=True)
    assert view.state()["x"][0][0] == 0.25


@every_class
@pytest.mark.parametrize("way", ["typed into the diagram", "no layers", "too many neurons"])
def test_a_refused_number_is_announced(cls, way, unseen):
    """Screen readers hear the sentence: it is in what the live region holds in the end."""
    view = borrow(cls)
    if way == "typed into the diagram":
        event(view, kind="type", item="x-1", text="abc")
    else:
        view.sizes.value = "2-x-1" if way == "no layers" else "9-9"
    assert re.fullmatch(SENTENCE, message(view))
    assert message(view) in view.page.status


@every_class
def test_a_number_that_cannot_be_changed_says_so(cls, unseen):
    """The page does not send this; but whoever does gets a sentence, not silence."""
    view = borrow(cls)
    for item in ("u-1-1", "Err", "delta-1-1", "gradient-1-1-1"):
        event(view, kind="drag", item="x-1", value=0.5)
        try:
            event(view, kind="type", item=item, text="0.5")
        except Exception as error:
            pytest.fail(f"{item}: {type(error).__name__}: {error}")
        expect_message(view, ok=False)


@pytest.mark.seen
@every_class
def test_a_drag_beyond_the_largest_number_stops_there(cls, unseen):
    view = borrow(cls)
    for value in (1e6, 1e9, -1e9, 1e300, math.inf, -math.inf):
        event(view, kind="drag", item="theta-1-1-1", value=value)
        assert view.state()["theta"][1][0][0] == math.copysign(1e6, value)
        assert_agrees(view)


@every_class
def test_any_width_gives_a_picture(cls, unseen):
    """The room that the page gives is used; nonsense about it changes nothing that matters."""
    view = cls()
    before = view.state()
    for width in (620, 1000, 5000, 400, 33.7, 1, 0, -5, 10**7):
        frame = view.diagram.frame
        event(view, kind="width", width=width)
        assert view.diagram.frame == frame + 1
        _, _, wide, high = (float(number) for number in ET.fromstring(view.diagram.svg).get("viewBox").split())
        assert wide == width if 620 <= width <= 5000 else 0 < wide <= 10**7
        assert high > 0
    assert view.state() == before


@every_class
@pytest.mark.parametrize("settings", [{}, {"preset": "mazur"}, {"sizes": "1-1"}], ids=repr)
def test_left_and_right_go_through_every_number_and_come_back(cls, settings, unseen):
    view = borrow(cls, **settings)
    drawn = set(re.findall(r'data-item="([^"]+)"', view.diagram.svg))
    start = view.state()["selected"]
    there = []
    for _ in range(len(drawn)):
        frame = view.diagram.frame
        event(view, kind="choose", by=1)
        assert view.diagram.frame == frame + 1
        there.append(view.state()["selected"])
        chosen = re.findall(r'data-item="([^"]+)" role="option" aria-selected="true"', view.diagram.svg)
        assert chosen == [there[-1]]
    assert set(there) == drawn and there[-1] == start
    for item in [*reversed(there[:-1]), start]:
        event(view, kind="choose", by=-1)
        assert view.state()["selected"] == item
    sizes = view.state()["sizes"]
    output = [f"{kind}-{len(sizes) - 1}-{sizes[-1]}" for kind in ("u", "o", "delta")]
    *_, before, last = shown_by(cls, [*output, f"y-{sizes[-1]}", "Err"])
    for by, wanted in (("first", "x-1"), ("last", last)):
        event(view, kind="choose", by=by)
        assert view.state()["selected"] == wanted
    event(view, kind="choose", by=1)
    assert view.state()["selected"] == "x-1"
    event(view, kind="choose", by=-2)
    assert view.state()["selected"] == before


@every_class
def test_a_click_chooses(cls, unseen):
    view = borrow(cls)
    for item in re.findall(r'data-item="([^"]+)" role="option"', view.diagram.svg):
        frame = view.diagram.frame
        event(view, kind="select", item=item)
        assert view.state()["selected"] == item and view.diagram.frame == frame + 1
        if isinstance(view.panel, DiagramView):
            continue  # a table of all rows at once: test_summary_explorer.py
        weight = "Gradient" if "gradient" in SHOWS[cls] else "The weight"
        titles = {"u": "Pre-act", "o": "Output", "delta": "δ of", "theta": weight, "x": "Input", "y": "Target"}
        assert titles.get(item.split("-")[0], "Error") in panel(view)
