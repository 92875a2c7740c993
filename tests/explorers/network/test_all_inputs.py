"""What the network computes at all inputs, beside it in every view: what a drag does, and what stands still."""

import re

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.explorers import AlgorithmExplorer, ErrorExplorer, ForwardExplorer, NetworkExplorer
from tests.explorers.network.networks import every_class
from tests.explorers.views import assert_code_agrees, counted, event, expect_message

pytestmark = pytest.mark.usefixtures("unseen", "silent")
X = [[-0.5, 0.0, 0.5, 1.0], [1.0] * 4]


def svg(view):
    return view.diagram.svg


def curve(view):
    return re.findall(r'<path class="stroke-pos" d="([^"]*)"', svg(view))[-1]


def handle(view, name, across, up):
    item = re.search(rf'data-item="([^"]*)" data-handle="{name}"', svg(view))[1]
    event(view, kind="drag", item=item, handle=name, across=across, up=up)


@every_class
def test_it_is_there_when_asked_for_and_never_else(cls):
    view = cls(preset="lecture")
    before = view.text(), svg(view)
    assert "data-handle" not in svg(view)
    view.set(computes="answer")
    assert 'data-handle="here"' in svg(view) and view.text() != before[0] and "ŷ over x₁ and x₂" in view.diagram.svg
    assert_code_agrees(view)
    view.set(computes="nothing")
    assert (view.text(), svg(view)) == before


@every_class
def test_every_neuron_shows_its_own(cls):
    view = cls(preset="lecture", computes="neurons")
    assert len(re.findall(r'<image [^>]*width="40"', svg(view))) == 4
    view.set(sizes=(1, 2, 1))
    assert "<image" not in svg(view) and svg(view).count('<path class="stroke-pos"') >= 3


def test_the_point_takes_both_inputs_along(monkeypatch):
    view = NetworkExplorer(computes="answer")
    computed, chosen = counted(view, monkeypatch), view.state()["selected"]
    handle(view, "here", -1.234, 0.789)
    s = view.state()
    assert s["x"] == [[-1.23], [0.79]] and s["selected"] == chosen and len(computed) == 1
    assert 'data-at="-1.23 0.79"' in svg(view)
    handle(view, "here", 99.0, -99.0)
    assert view.state()["x"] == [[2.0], [-2.0]], "not beyond the picture"
    event(view, kind="drop")
    view.undo.presses += 1
    assert view.state()["x"] == [[0.5], [0.9]]


def test_of_several_patterns_the_present_one_is_dragged():
    view = NetworkExplorer(preset="xor", pattern=3, computes="answer")
    x = view.state()["x"]
    handle(view, "here", 0.25, 0.5)
    assert view.state()["x"] == [[*x[0][:2], 0.25, *x[0][3:]], [*x[1][:2], 0.5, *x[1][3:]]]


def test_one_input_is_dragged_along_its_axis_alone():
    view = NetworkExplorer(preset="sure", computes="answer")
    handle(view, "here", -0.5, 77.0)
    assert view.state()["x"] == [[-0.5]]


@pytest.mark.parametrize("odd", [{"handle": "bogus"}, {"handle": "end-1"}, {"across": "a"}, {"up": None}])
def test_an_odd_drag_is_refused(odd):
    view = NetworkExplorer(computes="answer")
    before = view.state()
    event(view, **{"kind": "drag", "item": "x-1", "handle": "here", "across": 0.0, "up": 0.0, **odd})
    assert view.state() == before
    expect_message(view, ok=False)


def test_a_click_on_a_pattern_chooses_it():
    view = NetworkExplorer(preset="xor", computes="answer")
    assert {f'data-item="pattern-{p}"' in svg(view) for p in (2, 3, 4)} == {True}
    event(view, kind="select", item="pattern-3")
    assert view.state()["pattern"] == 3 and 'data-item="pattern-3"' not in svg(view)
    for odd in ("pattern-9", "pattern-", "pattern-x"):
        event(view, kind="select", item=odd)
        expect_message(view, ok=False)
    assert view.state()["pattern"] == 3


def test_the_axes_stand_still_until_they_are_fitted_anew():
    view = NetworkExplorer(sizes=(1, 2, 1), x=[[0.5]], y=[[0.25]], activation="identity", computes="answer", seed=1)
    axis = re.compile(r">−?[\d.]+<")
    ends = view.state()["scale"]["answer"]
    before, drawn = axis.findall(svg(view)[svg(view).rindex("ŷ over") :]), curve(view)
    for value in (3.0, 30.0):
        event(view, kind="drag", item="theta-1-1-1", value=value)
        assert view.state()["scale"]["answer"] == ends and curve(view) != drawn
    event(view, kind="drop")
    view.rescale.presses += 1
    assert view.state()["scale"]["answer"][1] > ends[1]
    view.reset.presses += 1
    assert view.state()["scale"]["answer"] == ends and axis.findall(svg(view)[svg(view).rindex("ŷ over") :]) == before


def test_a_scale_that_was_written_before_there_was_an_answer_is_read():
    scale = dict(NetworkExplorer().state()["scale"])
    answer = scale.pop("answer")
    assert NetworkExplorer(scale=scale).state()["scale"]["answer"] == answer


def test_the_identity_refuses_to_bend():
    view = ForwardExplorer(activation="identity", computes="answer")
    for value in (-4.0, 0.3, 4.0):
        view.set(theta={(1, 1, 1): value})
        assert "all its lines straight" in view.text()
    view.set(activation="sigmoid")
    assert "straight" not in view.text() and "bent" in view.text()


def test_the_words_are_the_numbers_of_the_core():
    view = NetworkExplorer(preset="sure", computes="answer")
    said = re.search(r"goes from (\S+) to (\S+), bent", view.text()).groups()
    first, last = Network((1, 1), theta=[[[5.0]]]).forward([[-2.0, 2.0]]).o[1][0]
    assert [float(each.replace("−", "-").replace("e-", "e-")) for each in said] == pytest.approx(
        [first, last], rel=5e-3
    )


@pytest.mark.parametrize("hide", ["o", "u"])
@pytest.mark.parametrize("preset", ["lecture", "sure", "nudge"])
def test_what_is_hidden_is_not_drawn(preset, hide):
    pictures = []
    for value in (0.4, 2.5):
        weight = {0: {"theta": {(1, 1, 1): value}}}
        kinds = hide, "Err", "delta", "gradient"
        view = NetworkExplorer(preset=preset, history=weight, hide=kinds, computes="neurons")
        whole = svg(view)
        pictures.append(whole[whole.rindex("ŷ over") :])
        assert "hidden until you answer" in whole and whole.count("<image") == (preset == "lecture"), "the scale"
    assert pictures[0] == pictures[1]


def test_what_is_not_computed_yet_is_not_drawn():
    view = AlgorithmExplorer(micro=0, computes="answer")
    assert "not computed yet" in svg(view)
    view.set(micro=8)
    assert "not computed yet" not in svg(view)


def test_where_there_are_too_many_inputs_there_is_no_picture_and_no_control():
    view = NetworkExplorer(sizes=(3, 2, 1), computes="answer")
    assert "data-handle" not in svg(view) and view.computes.layout.display == "none"
    view.set(sizes=(2, 2, 1))
    assert "data-handle" in svg(view) and view.computes.layout.display == ""


def test_it_stands_beside_the_network_where_there_is_room():
    view = NetworkExplorer(computes="answer")
    assert "bp-over" in view.split._dom_classes
    for room, wanted in ((560, "bp-stack"), (848, "bp-over")):
        event(view, kind="width", width=room, room=room)
        assert wanted in view.split._dom_classes


# --- the line of ErrorExplorer


def ends(view):
    s = view.state()
    net = Network(s["sizes"], s["activation"], bias=s["bias"], theta=[np.array(m) for m in s["theta"][1:]])
    constant = [s["x"][i][0] for i in range(1, s["sizes"][0])]
    low, high = (1.5 * end for end in s["scale"]["levels"][0])
    return net.forward([[low, high], *[[each] * 2 for each in constant]]).o[-1][0].tolist()


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"x": [[-0.5, 0.0, 0.5, 1.0], [-2.0] * 4]},
        {"sizes": (1, 1), "bias": True, "x": [[-0.5, 0.0, 0.5, 1.0]], "y": [[0.2, 0.2, 1.1, 0.9]]},
        {"sizes": (3, 1), "x": [[-0.5, 0.0, 0.5, 1.0], [0.0] * 4, [0.5] * 4], "y": [[0.2, 0.2, 1.1, 0.9]], "seed": 2},
    ],
)
def test_a_line_is_dragged_by_its_ends(settings):
    view = ErrorExplorer(pictures=(), computes="answer", **settings)
    first, last = ends(view)
    handle(view, "end-1", -1.5, 0.25)
    assert ends(view) == pytest.approx([0.25, last], abs=1e-3)
    handle(view, "end-2", 1.5, 1.125)
    assert ends(view) == pytest.approx([0.25, 1.125], abs=1e-3)
    high = view.state()["scale"]["answer"][1]
    handle(view, "end-2", 1.5, 1e9)
    assert ends(view) == pytest.approx([0.25, high], abs=1e-3), "not beyond the picture"


def test_without_a_constant_the_line_turns_about_0():
    view = ErrorExplorer(
        sizes=(1, 1), x=[[-0.5, 0.5, 1.0]], y=[[0.2, 0.4, 0.6]], activation="identity", pictures=(), computes="answer"
    )
    handle(view, "end-2", 1.5, 0.6)
    assert view.state()["theta"][1] == [[0.4]] and ends(view) == pytest.approx([-0.6, 0.6])
    handle(view, "end-1", -1.5, 0.3)
    assert view.state()["theta"][1] == [[-0.2]]


@pytest.mark.parametrize("settings", [{"activation": "tanh"}, {"sizes": (2, 2, 1)}, {"sizes": (2, 2)}])
def test_what_is_bent_or_deep_has_no_ends(settings):
    more = {"x": X, "y": [[0.2] * 4] * 2} if settings.get("sizes") == (2, 2) else {}
    view = ErrorExplorer(pictures=(), computes="answer", **settings, **more)
    assert "end-1" not in svg(view) and "pattern-2" in svg(view)


def test_squares_choose_their_pattern_and_follow_the_line():
    view = ErrorExplorer(pictures=(), computes="answer")
    event(view, kind="select", item="pattern-4")
    assert view.state()["pattern"] == 4
    assert "area 1.1 = Err" in svg(view) and "area 1.1 = Err" in view.text()
    view.set(loss="mean_squared_error")
    assert "÷ 4 = Err 0.275" in svg(view)
    view.set(loss="squared_error", hide="Err")
    assert "together" not in svg(view) and "area" not in view.text()


def test_two_inputs_that_differ_make_a_map():
    view = ErrorExplorer(pictures=(), computes="answer")
    event(view, kind="drag", item="x-2", value=0.5)
    assert "<image" in svg(view) and "ŷ over x₁ and x₂" in svg(view)
