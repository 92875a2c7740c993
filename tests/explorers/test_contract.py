"""The contract that every live view keeps: settings, code, controls, the page's events, words, stored forms.

Who is asked what stands in the tables of contract.py: a new view, or a new setting of one, fails until it has its
place there.
"""

import base64
import io
import itertools
import json
import math
import re
import sys
import xml.etree.ElementTree as ET
from contextlib import suppress
from copy import deepcopy

import ipywidgets as widgets
import pytest
from PIL import Image

from backprop_core import checks, explorers
from backprop_core.explorers import (
    LiveFigure,
    NetworkExplorer,
    Question,
    Sentence,
    StabilityExplorer,
    SummaryExplorer,
    WhyExplorer,
)
from backprop_core.explorers.kit import controls
from backprop_core.explorers.kit.answer_box import AnswerBox
from backprop_core.explorers.kit.diagram_view import DiagramView
from backprop_core.explorers.kit.number_box import NumberBox, Unread, WholeBox
from backprop_core.explorers.kit.svg_figure import SvgFigure
from tests.explorers.contract import (
    EXCUSED,
    KNOWN,
    MARKUP,
    SILENT,
    TEXTS,
    UNSEEN,
    VIEWS,
    builds,
    every_view,
    made,
    make,
)
from tests.explorers.views import (
    NEWS,
    SENTENCE,
    Wire,
    all_words,
    assert_code_agrees,
    bare,
    counted,
    event,
    find_controls,
    is_hidden,
    label,
    message,
    messages,
    moves,
    page_moves,
    press,
    rebuilt,
    stored_forms,
    tell,
    type_into,
    walk,
)

pytestmark = pytest.mark.usefixtures("still", "patient", "silent")


def test_the_table_holds_every_public_view_and_every_setting_of_it():
    assert set(VIEWS) == {getattr(explorers, name) for name in explorers.__all__} - {LiveFigure}
    for cls, view in VIEWS.items():
        settings = set(view.quick) if cls is Sentence else set(cls.keywords())
        assert set(view.takes) == settings and set(view.refuses) - {"theta"} <= settings <= set(view.refuses), cls
        assert all(view.takes.values()) and all(view.refuses.values()), cls


def test_who_is_excused_is_known_and_lacks_what_it_is_excused_from():
    for (what, cls), why in EXCUSED.items():
        assert why and cls in VIEWS
        view = borrow(cls)
        has = {
            "diagram": hasattr(view, "diagram"), "table": view.page.table != "", "more": hasattr(view, "more"),
            "copy": "Copy as code" in map(label, find_controls(view)), "numbers": VIEWS[cls].agrees is not None,
            "mutable": mutable(cls) != [],
        }  # fmt: skip
        assert not has.get(what, False), (what, cls)


# --- Views to borrow


lent = {}


def borrow(cls, settings=None):
    """A view with these settings, which may have served another test: to build one takes most of a test's time."""
    key = cls, repr(settings)
    view, opening = lent.get(key, (None, None))
    if view is not None:
        view.page.event = {"kind": "gone", "count": len(Wire.sent)}  # nothing plays on
        with suppress(checks.InputTypeError):  # what a question is about is told by its code, which is no view
            view.set(**{name: opening[name] for name in VIEWS[cls].takes})
    if view is None or view.state() != opening:
        view = make(cls, **settings or VIEWS[cls].quick)
        lent[key] = view, view.state()
    return view


def check(view):
    """Its numbers are right, and its code makes the same view again."""
    check_numbers(view)
    if isinstance(view, Question):  # it needs the widgets of the view that it is about
        assert rebuilt(view).state() == view.state()
    else:
        assert_code_agrees(view, **KNOWN)


def check_numbers(view):
    agrees = VIEWS[type(view)].agrees
    if agrees is not None:
        agrees(view)


def tells(told, value):
    """Whether a state tells the value of a setting: as it was given, as the code of a view, or with what is known
    besides, in a history."""
    if hasattr(value, "to_code"):
        return told == value.to_code()
    return told == value or (isinstance(value, dict) and value != {} and {**told, **value} == told)


# --- Settings


@pytest.mark.wide
@pytest.mark.parametrize(
    "cls, name", [pytest.param(cls, name, id=f"{cls.__name__}-{name}") for cls in VIEWS for name in VIEWS[cls].takes]
)
def test_every_setting_can_be_set(cls, name):
    view = borrow(cls)
    for value in map(made, VIEWS[cls].takes[name]):
        view.set(**{name: value})
        assert tells(view.state()[name], value)
        check(view)


@every_view()
def test_a_bad_setting_gets_one_sentence_and_changes_nothing(cls):
    view = borrow(cls)
    before = view.state()

    def anew(**settings):
        return make(cls, **VIEWS[cls].quick | settings)

    sentence = SENTENCE if ("short", cls) not in EXCUSED else r"[^\n]+\."
    wrong = []
    cases = [(name, *case) for name, refused in VIEWS[cls].refuses.items() for case in refused]
    for name, value, words in cases:
        for act in (view.set, anew) if name != "theta" else (view.set,):
            said = f"{name}={value!r:.60}"
            Wire.sent.clear()
            try:
                act(**{name: value})
                wrong.append(f"{said}: accepted")
            except (checks.InputValueError, checks.InputTypeError) as error:
                if not re.fullmatch(sentence, str(error)) or words not in str(error):
                    wrong.append(f"{said}: no such sentence: {error}")
            except Exception as error:
                wrong.append(f"{said}: {type(error).__name__}: {error}")
            if act != anew and (Wire.sent or view.state() != before):
                wrong.append(f"{said}: the view has changed")
                before = view.state()
    view.set(**VIEWS[cls].together)
    check(view)
    assert not wrong, "\n".join(wrong)


@every_view()
def test_an_unknown_setting_is_refused(cls):
    view = borrow(cls)
    before = view.state()
    for name in ("sices", "u", "delta", "errs", "_settings", "children"):
        with pytest.raises(ValueError, match=name):
            view.set(**{name: 1})
        assert view.state() == before


@every_view("unknown word")
def test_an_unknown_word_makes_no_view(cls):
    for name in ("sices", "u", "delta", "errs", "_settings", "children"):
        with pytest.raises(TypeError):
            cls(**{name: 1})


@every_view()
def test_several_settings_at_once_are_one_change(cls, monkeypatch):
    """Patterns, for one, can only be changed together."""
    view = borrow(cls)
    computed = counted(view, monkeypatch)
    view.set(**VIEWS[cls].together)
    s = view.state()
    assert len(computed) == 1 or ("one computation", cls) in EXCUSED
    for name, value in VIEWS[cls].together.items():
        if isinstance(value, dict) and name == "theta":
            assert s["theta"][1][0][0] == value[1, 1, 1]
        else:
            assert tells(s[name], value), name
    monkeypatch.undo()
    check(view)


def spoil(value):
    """Write into all lists and dicts that a value holds."""
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        spoil(part)
    if isinstance(value, dict):
        value["spoiled"] = 99.0
    if isinstance(value, list):
        value[:] = [99.0, *value, 99.0]


@every_view()
def test_what_state_returns_belongs_to_the_caller(cls):
    """A plain dict: writing into it must not reach into the view."""
    for settings in builds(cls):
        view = borrow(cls, settings)
        before = repr(view.state())
        spoil(view.state())
        assert repr(view.state()) == before


def mutable(cls):
    """Pairs (setting, a value of it) that a caller could write into."""
    return [
        (name, value)
        for name, values in VIEWS[cls].takes.items()
        for value in values
        if isinstance(value, (list, dict))
    ]


@every_view("mutable")
def test_what_the_caller_gave_stays_the_callers(cls):
    for name, value in mutable(cls):
        view, given = borrow(cls), deepcopy(value)
        view.set(**{name: given})
        before = repr(view.state())
        spoil(given)
        assert repr(view.state()) == before, f"{name} reaches into the view"
        given = deepcopy(value)
        view.set(**{name: given})
        view.set(**VIEWS[cls].together)
        assert given == value, f"the view wrote into {name}"
        with bare():
            view = make(cls, **VIEWS[cls].quick | {name: given})
            before = repr(view.state())
            spoil(given)
            assert repr(view.state()) == before, f"{name} reaches into a view that was built with it"


@every_view()
def test_two_views_side_by_side_share_nothing(cls):
    first, second = (make(cls, **VIEWS[cls].quick) for _ in range(2))
    before, words = second.state(), all_words(second)
    first.set(**VIEWS[cls].together)
    for name, values in VIEWS[cls].takes.items():
        with suppress(checks.InputValueError):  # the one may not fit the other
            first.set(**{name: made(values[0])})
    for place in [widget for widget in walk(first) if hasattr(widget, "presses")]:
        press(place)
    assert second.state() == before == make(cls, **VIEWS[cls].quick).state()
    assert all_words(second) == words
    ids = [re.findall(r' id="([^"]+)"', each.svg) for view in (first, second) for each in walk(view) if drawn(each)]
    assert len(sum(ids, [])) == len(set(sum(ids, [])))


def drawn(widget):
    return isinstance(widget, DiagramView)


# --- Controls


def sweep(cls):
    """Move every control that is shown, from several states of the view: what has been moved, and what answered."""
    met, moved, answered = set(), set(), set()
    for settings in builds(cls):
        place = -1
        while (place := place + 1) < len(find_controls(view := borrow(cls, settings))):  # some come on the way
            control = find_controls(view)[place]
            name = f"{type(control).__name__} {label(control)!r}"
            met |= {name} - UNSEEN
            if is_hidden(view, control):
                continue
            ours = {widget.comm.comm_id for widget in (control, *getattr(control, "children", ()))}
            opening = settings is VIEWS[cls].quick
            for trait, value in moves(control) if opening else moves(control)[-1:]:
                if isinstance(control, widgets.Play):
                    start_playing(view, control)  # else a tick comes too late to do anything
                Wire.sent.clear()
                setattr(control, trait, value)
                moved.add(name)
                answered |= {name} if set(messages()) - ours else set()
                now = getattr(control, trait)
                assert now == value or now == pytest.approx(value), f"the view took {name} back"
                assert message(view) == "" or any(words in message(view) for words in NEWS), name
                check_numbers(view)
            if opening:
                check(view)
        check(view)
    return met, moved, answered


def start_playing(view, ticks):
    """Press the button beside a clock."""
    for row in walk(view):
        if ticks in getattr(row, "children", ()) and hasattr(row, "play"):
            row.play.value = True


@every_view()
def test_every_control_can_be_moved(cls, monkeypatch):
    """From the opening and from the middle of training: numbers, code and message stay right; something answers. On
    the way every picture is drawn, also those that take another's place."""
    drawn, picture = set(), cls.picture

    def draw(view, name, n=0):
        drawn.add(name)
        return picture(view, name, n)

    monkeypatch.setattr(cls, "picture", draw)
    met, moved, answered = sweep(cls)
    assert drawn == {*cls._pictures}
    assert met - moved == set(), "these were never shown, or there was no legal move"
    assert moved - answered == SILENT & moved, "nothing answered"


def test_a_control_of_a_new_kind_is_noticed():
    """The sweep does not pass over what it does not know."""
    view = NetworkExplorer()
    view.children = [*view.children, widgets.HBox([widgets.ColorPicker(description="colour")])]
    (new,) = [control for control in find_controls(view) if label(control) == "colour"]
    with pytest.raises(pytest.fail.Exception, match="ColorPicker"):
        moves(new)


def test_a_control_that_does_nothing_is_noticed(monkeypatch):
    build = SummaryExplorer._waiting
    monkeypatch.setattr(SummaryExplorer, "_waiting", lambda self: [*build(self), controls.check("idle", False)])
    monkeypatch.setattr(sys.modules[__name__], "lent", {})
    with pytest.raises(AssertionError, match="nothing answered"):
        test_every_control_can_be_moved(SummaryExplorer, monkeypatch)


@every_view()
def test_every_control_has_a_label(cls):
    """Those that are shown: the two halves of a slider share the label of its box, and Play's buttons are hidden."""
    for settings in builds(cls):
        for control in find_controls(borrow(cls, settings)):
            halves = (widgets.IntSlider, widgets.FloatSlider)
            excused = isinstance(control, widgets.RadioButtons) and ("label", cls) in EXCUSED
            if not isinstance(control, halves) and control.layout.display != "none":
                assert label(control) or excused


@every_view()
def test_a_view_opens_with_at_most_three_controls_beside_transport_and_buttons(cls):
    """Design: the others wait under "More"."""
    view = borrow(cls)
    kinds = (widgets.Dropdown, widgets.Checkbox, widgets.Text, widgets.RadioButtons, controls.Slider, AnswerBox)
    kinds += (NumberBox, widgets.Textarea)
    shown = [each for each in find_controls(view) if isinstance(each, kinds) and not is_hidden(view, each)]
    waiting = set(walk(view.more_box)) if hasattr(view, "more_box") else set()
    for row in ("transport", "time"):
        waiting |= set(walk(getattr(view, row))) if hasattr(view, row) else set()
    halves = {half for each in shown if isinstance(each, controls.Slider) for half in each.children}
    assert len([each for each in shown if each not in waiting | halves]) <= 3


@every_view()
def test_every_number_box_reads_and_refuses_alike(cls):
    """There are no fields of ipywidgets beside them: those read 0,25 as 25."""
    view = borrow(cls)
    fields = widgets.FloatText, widgets.BoundedFloatText, widgets.IntText, widgets.BoundedIntText
    assert not any(isinstance(each, fields) for each in walk(view))
    boxes = [each for each in find_controls(view) if isinstance(each, NumberBox) and not is_hidden(view, each)]
    for box in boxes:
        before, value, standing = view.state(), box.value, message(view)
        for text in ("1.000,5", "1,000", "x", "2,5" if isinstance(box, WholeBox) else "1e999"):
            type_into(box, text)
            assert view.state() == before and isinstance(box.value, Unread) and box.value == text
            assert re.fullmatch(r"[^\n]{10,200}\.", message(view)), (box.description, text, message(view))
        type_into(box, str(value))
        assert box.value == value and message(view) == standing


@every_view()
def test_one_move_is_one_computation_and_one_message_for_each_widget(cls, monkeypatch):
    """Each control that is shown is moved as the page does it; where nothing changes there may be nothing to do."""
    for place in range(len(find_controls(borrow(cls)))):
        view = borrow(cls)
        control = find_controls(view)[place]
        for widget, traits in () if is_hidden(view, control) else page_moves(control):
            before = view.state()
            with monkeypatch.context() as patch:
                computed = counted(view, patch)
                Wire.sent.clear()
                tell(widget, **traits)
            name = f"{type(control).__name__} {label(control)!r}"
            assert len(computed) == 1 or (len(computed) == 0 and view.state() == before), name
            known = {each.comm.comm_id: f"{type(each).__name__} {label(each)!r}" for each in walk(view)}
            assert [known.get(comm_id) for comm_id, times in messages().items() if times > 1] == [], name


# --- Events of the page

ODD = [
    {},
    {"kind": None},
    {"kind": "dance"},
    {"kind": "drop"},
    {"kind": "select"},
    {"kind": "select", "item": "bogus"},
    {"kind": "select", "item": "theta-1-9-1"},
    {"kind": "select", "item": None},
    {"kind": "choose", "by": None},
    {"kind": "choose"},
    {"kind": "choose", "by": "middle"},
    {"kind": "change", "item": "theta-9-1-1", "by": 1},
    {"kind": "change", "item": "u-1-1", "by": 1},
    {"kind": "change", "item": "Err", "by": 1},
    {"kind": "change", "item": "x-9", "by": 1},
    {"kind": "change", "item": "theta-1-1-1", "by": None},
    {"kind": "change", "by": 1},
    {"kind": "drag", "item": "theta-1-1-1", "value": None},
    {"kind": "drag", "item": "theta-1-1-1", "value": math.nan},
    {"kind": "drag", "item": "theta-1-1-1"},
    {"kind": "drag", "item": "x-9", "value": 0.5},
    {"kind": "drag", "item": "y-2", "value": 0.5},
    {"kind": "drag", "item": "theta-1-4-1", "value": 0.5},
    {"kind": "drag", "item": "delta-1-1", "value": 0.5},
    {"kind": "drag", "item": "x", "value": math.nan},
    {"kind": "drag", "item": "product", "value": 3.0},
    {"kind": "drag", "x": "a", "y": 0.5},
    {"kind": "drag", "x": math.nan, "y": 0.5},
    {"kind": "move"},
    {"kind": "move", "dx": "1", "dy": 1},
    {"kind": "move", "dx": math.nan, "dy": 1},
    {"kind": "type", "item": "u-1-1", "text": "0.5"},
    {"kind": "type", "item": "Err", "text": "0.5"},
    {"kind": "type", "item": "x-9", "text": "0.5"},
    {"kind": "type", "item": "theta-1-1-1"},
    {"kind": "type", "item": "x", "text": None},
    {"kind": "type", "item": None, "text": "0.5"},
    {"kind": "width"},
    {"kind": "width", "width": None},
    {"kind": "width", "width": "wide"},
]


@every_view()
def test_an_odd_event_is_answered_and_changes_nothing(cls):
    """It may be about a neuron that has just gone (an event under way while the layers change): the page waits for
    exactly one answer, and without it says that the kernel is busy. What is odd for one picture comes to all."""
    view = borrow(cls)
    before = view.state()
    places = [widget for widget in walk(view) if listens(widget)]
    wrong = []
    for place, what in itertools.product(places, ODD):
        if isinstance(place, (AnswerBox, NumberBox)) and "text" in what:
            continue  # whatever it sends is an answer
        said = f"{type(place).__name__} {what}"
        try:
            if place.has_trait("frame"):
                event(place, **what)
            else:
                place.event = what
        except Exception as error:
            wrong.append(f"{said}: {type(error).__name__}: {error}")
        if view.state() != before:
            wrong.append(f"{said}: the view has changed")
            before = view.state()
        if message(view) and not re.fullmatch(SENTENCE, message(view)):
            wrong.append(f"{said}: no sentence: {message(view)}")
    assert places and not wrong, "\n".join(wrong)
    view.set(**VIEWS[cls].together)
    check(view)


def listens(widget):
    """Whether the page may report what is done to it: to a figure only where it has handles."""
    return widget.has_trait("event") and (not isinstance(widget, LiveFigure) or widget.handles != "")


@every_view("diagram")
def test_one_event_is_one_computation_one_answer_and_one_message_for_each_widget(cls, monkeypatch):
    view = borrow(cls)
    name, *_ = re.findall(r'data-item="([^"]+)"[^>]*data-value', view.diagram.svg)
    for what in (
        {"kind": "drag", "item": name, "value": 0.33}, {"kind": "change", "item": name, "by": 1},
        {"kind": "type", "item": name, "text": "0.3"}, {"kind": "choose", "by": 1}, {"kind": "select", "item": name},
        {"kind": "width", "width": 500},
    ):  # fmt: skip
        with monkeypatch.context() as patch:
            computed, before = counted(view, patch), view.diagram.frame
            Wire.sent.clear()
            tell(view.diagram, event=what)
        assert view.diagram.frame == before + 1
        assert len(computed) == (what["kind"] != "width") or ("one computation", cls) in EXCUSED, what
        assert max(messages().values()) == 1, what
        check_numbers(view)


@every_view("diagram")
def test_every_number_can_be_chosen_changed_and_typed_by_keys(cls):
    view = borrow(cls)
    if "pictures" in VIEWS[cls].takes:
        view.set(pictures=())  # only the diagram is looked at
    before = view.state()
    items = re.findall(r'data-item="([^"]+)" role="option"', view.diagram.svg)
    seen = []
    for _ in items:
        event(view, kind="choose", by=1)
        (chosen,) = re.findall(r'data-item="([^"]+)" role="option" aria-selected="true"', view.diagram.svg)
        seen.append(chosen)
    assert set(seen) == set(items) and len(seen) > 1
    dragged = re.findall(r'data-item="([^"]+)"[^>]*data-value', view.diagram.svg)
    assert dragged
    for name in dragged:
        event(view, kind="select", item=name)
        chosen = view.state()
        event(view, kind="change", item="chosen", by=1)
        assert view.state() != chosen and message(view) == ""
        event(view, kind="type", item=name, text="0,25")
        typed = view.state()
        assert message(view) == ""
        event(view, kind="drag", item=name, value=0.25)
        assert view.state() == typed
        check_numbers(view)
    assert view.state() != before
    check(view)


# --- Words


@every_view()
def test_words_from_outside_cannot_become_markup(cls):
    """Typed into every line, sent as an event, or set."""
    for settings in builds(cls):
        view = borrow(cls, settings)
        for control in find_controls(view):
            if isinstance(control, (widgets.Text, widgets.Textarea)):
                control.value = f"{MARKUP}-1"
            if isinstance(control, AnswerBox):
                control.event = {"kind": "enter", "text": MARKUP}
            check_markup(view)
    for what in ({"kind": "select", "item": MARKUP}, {"kind": "type", "item": "x-1", "text": MARKUP}):
        for place in [widget for widget in walk(view) if listens(widget)]:
            place.event = {**what, "count": len(Wire.sent)}
            check_markup(view)
    for name, values in VIEWS[cls].takes.items():
        for value in values:
            if MARKUP in repr(value):
                view.set(**{name: value})
                check_markup(view)


def check_markup(view):
    """No widget whose text is markup, or stored form, holds the element; what is said of it is escaped."""
    for widget in walk(view):
        for markup in (getattr(widget, "svg", ""), getattr(widget, "table", "")):
            assert not isinstance(markup, str) or MARKUP not in markup
        assert not isinstance(widget, widgets.HTML) or MARKUP not in widget.value
    assert MARKUP not in view.svg()


@every_view("table")
def test_the_table_for_screen_readers_is_the_table_of_the_text(cls, no_resvg):
    for settings in builds(cls):
        view = borrow(cls, settings)
        looks = [{name: VIEWS[cls].takes[name][0]} for name in ("full", "hide") if name in VIEWS[cls].takes]
        for change in ({}, VIEWS[cls].together, *looks):
            view.set(**change)
            root = ET.fromstring(f"<div>{view.page.table}</div>")
            text = stored_forms(view)["text/plain"].splitlines()
            heard = [line.text for line in root.iter("p")]
            for row in root.iter("tr"):
                heard.append("  ".join(cell.text or "" for cell in row))
            squeezed = [re.sub(r"\s+", " ", line).strip() for line in text[: len(heard)]]
            assert [re.sub(r"\s+", " ", line).strip() for line in heard] == squeezed
            assert {element.tag for element in root.iter()} <= {"div", "p", "table", "tr", "th", "td"}
            assert len(list(root.iter("table"))) >= 1
            for table in root.iter("table"):
                assert all(cell.tag == "th" and cell.get("scope") == "col" for cell in table[0])
                assert len({len(row) for row in table}) == 1


@every_view()
def test_every_picture_has_an_alt_text(cls):
    for settings in builds(cls):
        view = borrow(cls, settings)
        for widget in walk(view):
            if isinstance(widget, (LiveFigure, SvgFigure)) and not is_hidden(view, widget):
                assert widget.alt
            if isinstance(widget, DiagramView):
                assert widget.label or ET.fromstring(widget.svg).get("aria-label")


# --- Stored forms


def picture(bundle):
    return Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))


@pytest.mark.drawn
@every_view()
def test_the_stored_forms(cls):
    """A live view, a table of the very numbers, and a picture that changes with them and not by itself."""
    view = make(cls, **VIEWS[cls].quick)
    first = stored_forms(view)
    if cls in (WhyExplorer, StabilityExplorer):  # a picture takes its time, and these draw all that the others do
        assert stored_forms(view) == first
    forms = {"application/vnd.jupyter.widget-view+json", "text/plain", "image/png"}
    assert set(first) == (forms | {"text/html"} if cls is Sentence else forms)
    image = picture(first)
    assert image.format == "PNG" and image.width > 500 and image.height > 30
    assert len(image.resize((200, 100)).convert("L").getcolors(256)) > (10 if cls in TEXTS else 20)  # no empty card
    view.set(**VIEWS[cls].together)
    other = stored_forms(view)
    assert other["text/plain"] != first["text/plain"] and other["image/png"] != first["image/png"]


@every_view()
def test_without_resvg_there_is_no_picture_and_all_else_is_there(cls, no_resvg):
    forms = {"application/vnd.jupyter.widget-view+json", "text/plain"}
    assert set(stored_forms(borrow(cls))) == (forms | {"text/html"} if cls is Sentence else forms)


@every_view()
def test_all_that_a_page_needs_can_be_sent(cls):
    """The first state of every widget: `wires` leaves this out of all other tests."""
    for widget in walk(borrow(cls)):
        json.dumps({name: value for name, value in widget.get_state().items() if not isinstance(value, bytes)})


# --- The page around the view


@every_view("copy")
def test_copy_puts_the_code_on_the_clipboard(cls, monkeypatch):
    view, sent = borrow(cls), []
    monkeypatch.setattr(view.page, "send", lambda content, buffers=None: sent.append(content))
    press(view.copy)
    assert sent == [{"copy": view.to_code()}]
    view.page.event = {"kind": "copied", "count": 1}
    assert "clipboard" in view.page.status and "Copied" in view.copy.description
    name = "seed" if "seed" in VIEWS[cls].takes else next(iter(VIEWS[cls].takes))
    for n, value in enumerate(VIEWS[cls].takes[name]):  # where the page may not copy, a box shows the present code
        view.set(**{name: value})
        view.page.event = {"kind": "not copied", "count": n}
        assert view.code.layout.display == "" and view.code.value == view.to_code()


@every_view("more")
def test_more_opens_and_closes_the_other_controls(cls):
    view = make(cls, **VIEWS[cls].quick)
    assert view.more_box.layout.display == "none"
    view.more.value = True
    assert view.more_box.layout.display == ""
    view.more.value = False
    assert view.more_box.layout.display == "none"
