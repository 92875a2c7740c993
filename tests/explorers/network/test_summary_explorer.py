"""SummaryExplorer: what each of the seven rows says and speaks of, and how rows and diagram choose each other."""

import html
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from backprop_core import Network, explorers
from backprop_core.explorers import DeltaExplorer, Question, SummaryExplorer
from backprop_core.explorers.network.equations import NO_HIDDEN
from backprop_core.one_step.names import name_of
from backprop_core.one_step.text import number
from tests.explorers.views import event

pytestmark = pytest.mark.usefixtures("silent")

STEPS = [
    "Weighted sum", "Activation", "Error", "Delta, output layer", "Delta, hidden layers", "Weight gradient", "Update",
]  # fmt: skip
FIRST = ["u-1-1", "o-1-1", "Err", "delta-2-1", "delta-1-1", "gradient-1-1-1", "update-1-1-1"]


@pytest.fixture(scope="module")
def lecture():
    return SummaryExplorer()


@pytest.fixture
def view(lecture):
    lecture.set(preset="lecture", full=False, hide=(), selected="u-1-1", follow=None, hold=False)
    lecture._reset()  # nothing is marked as just changed
    return lecture


def test_beside_a_map_there_is_no_room_for_the_rows_so_they_stand_below_both():
    view = SummaryExplorer(computes="answer")
    assert "bp-over" in view.split._dom_classes
    view.set(computes="nothing")
    assert "bp-beside" in view.split._dom_classes


def table(view):
    """The page's table: a list of rows, each a dict of its attributes and its four cells as text."""
    root = ET.fromstring(view.panel.svg.replace("<br>", "<br/>"))
    rows = []
    for row in root.find("tbody"):
        cells = ["".join(cell.itertext()) for cell in row]
        rows.append({**row.attrib, "cells": cells})
    return rows


def chosen(view):
    return [place for place, row in enumerate(table(view), start=1) if row["aria-selected"] == "true"]


def marked(view):
    """The rows whose number has just changed, as the page marks them and says it."""
    places = [place for place, row in enumerate(table(view), 1) if row["cells"][0].startswith("• just changed")]
    assert len(places) == view.panel.svg.count("•")
    return places


def items(view):
    return [row.get("data-item") for row in table(view)]


# --- the rows


def test_the_rows_are_those_of_the_algorithm_in_its_order(view):
    rows = table(view)
    assert [row["cells"][0].split("· ")[1] for row in rows] == [
        f"{step}{who}"
        for step, who in zip(
            STEPS,
            [
                "u of hidden neuron 1", "o of hidden neuron 1", "Err", "δ of output neuron 1", "δ of hidden neuron 1",
                "from x1 to neuron 1 of layer 1", "from x1 to neuron 1 of layer 1",
            ],
            strict=True,
        )
    ]  # fmt: skip
    assert items(view) == FIRST and all(row["cells"][3] for row in rows)


@pytest.mark.parametrize("settings", [{}, {"preset": "mazur"}, {"preset": "xor"}, {"activation": "relu", "eta": 0.03}])
def test_each_row_ends_with_what_the_core_computes(settings):
    """Also after a weight was changed; forward, backward and update are done once more here."""
    view = SummaryExplorer(**settings)
    view.set(theta={(1, 2, 1): -0.37}, follow="theta-1-2-1")
    s = view.state()
    net = Network(s["sizes"], s["activation"], s["loss"], s["bias"], theta=[np.array(each) for each in s["theta"][1:]])
    trace = net.forward(s["x"])
    grads = net.backward(trace, s["y"])
    p, column = s["pattern"] - 1, int(s["bias"])
    before, gradient = net.theta[1][1, column], grads.gradient[1][1, column]
    wanted = {
        "u-1-2": trace.u[1][1, p], "o-1-2": trace.o[1][1, p], "Err": grads.Err, "delta-2-1": grads.delta[2][0, p],
        "delta-1-2": grads.delta[1][1, p], "gradient-1-2-1": gradient,
        "update-1-2-1": before - s["eta"] * gradient,
    }  # fmt: skip
    assert list(s["rows"]) == list(wanted)
    for row, (name, value) in zip(table(view), wanted.items(), strict=True):
        assert s["rows"][name] == pytest.approx(value, rel=1e-12)
        assert row["cells"][2].endswith(f"= {number(s['rows'][name], plus=name[:2] in ('de', 'gr'))}")


def test_the_update_is_the_one_row_that_hangs_on_eta(view):
    before = table(view)
    assert marked(view) == []
    view.eta.value = 0.25
    changed = [place for place, (row, old) in enumerate(zip(table(view), before, strict=True), 1) if row != old]
    assert marked(view) == changed == [7] and "0.25" in table(view)[6]["cells"][2]
    assert view.state()["theta"][1][0][0] == 0.8, "the diagram shows the weight from before the update"
    view.set(eta=0.5)


@pytest.mark.parametrize("change, stay", [
    ({"y": [[0.2]]}, [1, 2]),
    ({"theta": {(2, 1, 2): 0.4}}, [1, 2]),
    ({"theta": {(1, 1, 1): 0.3}}, []),
])  # fmt: skip
def test_what_moves_and_what_stays(view, change, stay):
    before = view.state()["rows"]
    view.set(**change)
    rows = view.state()["rows"]
    assert [place for place, name in enumerate(rows, 1) if rows[name] == before[name]] == stay
    moved = [place for place in range(1, 8) if place not in stay]
    assert marked(view) == moved
    view.set(selected="o-1-1", **change)
    assert marked(view) == moved, "nothing has changed since"
    assert "•" not in view.text() + view.svg()
    view.set(eta=view.state()["eta"] / 2)
    assert marked(view) == [7], "the marks of the change before are gone"
    view._reset()
    assert marked(view) == []


# --- what the rows follow


@pytest.mark.parametrize("selected, follow, row", [
    ("delta-2-1", "theta-1-1-1", [4]),  # a row shows it already: the others stay
    ("Err", "theta-1-1-1", [3]),
    ("theta-1-1-1", "theta-1-1-1", [6, 7]),
    ("update-1-1-1", "theta-1-1-1", [7]),
    ("theta-1-3-2", "theta-1-3-2", [6, 7]),
    ("o-1-2", "theta-1-2-1", [2]),
    ("u-2-1", "theta-2-1-1", [1]),
    ("x-2", "theta-1-1-2", []),
    ("y-1", "theta-1-1-1", []),
])  # fmt: skip
def test_the_rows_turn_to_a_number_that_none_of_them_shows(view, selected, follow, row):
    view.set(selected=selected)
    assert view.state()["follow"] == follow
    assert chosen(view) == row


def test_another_neuron_keeps_the_place_where_its_weight_begins(view):
    view.set(selected="theta-1-1-2")
    view.set(selected="u-1-3")
    assert view.state()["follow"] == "theta-1-3-2"


def test_at_the_output_the_hidden_row_is_the_neuron_where_the_weight_begins(view):
    view.set(follow="theta-2-1-3")
    assert items(view)[3:6] == ["delta-2-1", "delta-1-3", "gradient-2-1-3"]
    assert view.state()["selected"] == "u-2-1"


def test_several_outputs_and_the_constant_neuron():
    view = SummaryExplorer(preset="mazur", selected="y-2")
    assert items(view)[3] == "delta-2-2"
    view.set(follow="theta-2-1-0")
    assert items(view)[3:] == ["delta-2-1", "delta-1-1", "gradient-2-1-0", "update-2-1-0"]
    view.set(bias=False)
    assert view.state()["follow"] == "theta-1-1-1"


def test_without_a_hidden_layer_one_row_is_empty():
    view = SummaryExplorer(preset="nudge")
    assert len(view.state()["rows"]) == 6 and NO_HIDDEN in table(view)[4]["cells"][2]
    assert NO_HIDDEN in view.text()
    for by in [1] * 6:
        event(view.panel, kind="choose", by=by)
    assert view.state()["selected"] == "u-1-1", "the empty row is passed over"


@pytest.mark.parametrize("selected", ["theta-2-1-2", "x-2", "delta-1-3", "y-1"])
def test_rows_that_stay_can_be_watched_while_something_else_is_dragged(view, selected):
    view.hold.value = True
    view.set(selected=selected)
    assert view.state()["follow"] == "theta-1-1-1" and items(view) == FIRST and chosen(view) == []
    assert eval(view.to_code(), vars(explorers)).state() == view.state()
    view.set(follow="theta-1-2-1")
    assert items(view)[0] == view.state()["selected"] == "u-1-2"
    view.set(selected=selected)
    view.hold.value = False
    assert view.state()["follow"] != "theta-1-2-1" or selected == "y-1", "now they turn to it"


# --- rows and diagram


@pytest.mark.parametrize("place, name", [*enumerate(FIRST, start=1)])
def test_a_click_on_a_row_marks_what_it_is_made_of(view, place, name):
    frames = view.panel.frame, view.diagram.frame
    event(view.panel, kind="select", item=name)
    assert view.state()["selected"] == name and view.state()["follow"] == "theta-1-1-1"
    assert chosen(view) == [place]
    assert (view.panel.frame, view.diagram.frame) == (frames[0] + 1, frames[1] + 1)
    (explanation,) = [each for each_name, each, _ in view._explanations() if each_name == name_of(name)]
    for used in explanation.uses:
        assert view.diagram.svg.count("fill-lit") + view.diagram.svg.count("stroke-lit") >= 1, used
    assert STEPS[place - 1] in view.page.status


def test_keys_go_through_the_rows_and_come_round(view):
    seen = []
    for _ in FIRST:
        event(view.panel, kind="choose", by=1)
        seen.append(view.state()["selected"])
    assert seen == [*FIRST[1:], FIRST[0]]
    event(view.panel, kind="choose", by="last")
    assert view.state()["selected"] == FIRST[-1]
    event(view.panel, kind="choose", by="first")
    assert view.state()["selected"] == FIRST[0]
    event(view.panel, kind="choose", by=-1)
    assert view.state()["selected"] == FIRST[-1]


@pytest.mark.parametrize("odd", [
    {}, {"kind": "width", "width": 300}, {"kind": "choose"}, {"kind": "choose", "by": "sideways"},
    {"kind": "choose", "by": 0.5}, {"kind": "change", "item": "chosen", "by": 1}, {"kind": "drop"},
])  # fmt: skip
def test_an_odd_event_of_the_table_is_answered_and_changes_nothing(view, odd):
    before, frame, width = view.state(), view.panel.frame, view._width
    event(view.panel, **odd)
    assert view.panel.frame > frame
    assert (view.state(), view._width) == (before, width)


def test_an_unknown_row_gets_a_sentence(view):
    event(view.panel, kind="select", item="delta-7-1")
    assert "selected must be a number of this network" in html.unescape(view.message.value)


def test_the_table_is_a_grid_whose_cells_have_heads(view):
    root = ET.fromstring(view.panel.svg.replace("<br>", "<br/>"))
    assert view.panel.role == "grid" and root.get("role") == "presentation"
    assert [cell.get("scope") for cell in root.find("thead/tr")] == ["col"] * 4
    for row in root.find("tbody"):
        assert row.get("role") == "row" and row[0].tag == "th" and row[0].get("scope") == "row"
        assert [cell.get("role") for cell in row] == ["rowheader"] + ["gridcell"] * 3
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == 7


# --- hidden rows


@pytest.mark.parametrize("kind, places", [
    ("u", [1]), ("o", [2]), ("Err", [3]), ("delta", [4, 5, 6, 7]), ("gradient", [6, 7]), ("update", [7]),
])  # fmt: skip
def test_a_row_can_be_hidden(view, kind, places):
    view.set(hide=(kind,))
    ends = [place for place, row in enumerate(table(view), 1) if row["cells"][2].endswith("= ?")]
    assert ends == places
    assert [place for place, value in enumerate(view.state()["rows"].values(), 1) if value == "?"] == places
    view.set(selected=FIRST[places[-1] - 1])
    assert ": ?." in view.page.status


def test_a_prediction_stands_in_its_row(view):
    view.set(hide=("update",), selected="update-1-1-1")
    assert view.ask.layout.display == ""
    view.prediction.text = "0.81"
    view.commit.presses += 1
    assert table(view)[6]["cells"][2].endswith("= 0.8131 You predicted +0.81. Right.")
    assert "predicted" not in "".join("".join(row["cells"]) for row in table(view)[:6])


def test_a_question_leaves_the_calculation_of_its_row_to_the_student():
    view = SummaryExplorer(selected="delta-1-2")
    question = Question("hidden_delta", about=view)
    assert "δ₂ = σ′(u₂)" in view.text() and "0.2246 ·" not in view.text()
    question._finish(shown=True)
    assert "0.2246 ·" in view.text() and chosen(view) == [5]


def test_an_update_can_be_asked_about():
    view = SummaryExplorer(selected="theta-1-1-1")
    assert Question("update", about=view).state()["prompt"].startswith("In the view, with η = 0.5")
    assert view.state()["rows"]["update-1-1-1"] == "?"


# --- stored forms and code


def test_text_and_picture_tell_all_seven_rows(view):
    view.set(selected="gradient-1-1-1")
    lines = view.text().splitlines()
    picture = html.unescape(" ".join(re.findall(r">([^<]+)<", view.svg())))
    for place, (step, row) in enumerate(zip(STEPS, table(view), strict=True), start=1):
        title = f"{'▸ ' if place == 6 else ''}{place} · {step}, "
        (at,) = [n for n, line in enumerate(lines) if line.startswith(title)]
        assert lines[at].endswith(f": {row['cells'][3]}")
        assert lines[at + 2].split(" = ")[-1] in row["cells"][2] and lines[at + 2].split(" = ")[-1] in picture
        assert title in picture


def test_code_says_what_the_rows_follow_only_where_the_chosen_number_does_not(view):
    assert view.to_code() == "SummaryExplorer()"
    view.set(selected="theta-2-1-3")
    assert view.to_code() == "SummaryExplorer(selected='theta-2-1-3')"
    view.set(selected="delta-1-3")
    assert view.to_code() == "SummaryExplorer(selected='delta-1-3', follow='theta-2-1-3')"
    assert eval(view.to_code(), vars(explorers)).state() == view.state()


def test_other_views_keep_a_panel_without_rows():
    assert not hasattr(DeltaExplorer().panel, "role")
