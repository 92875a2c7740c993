"""What tests of live views share: the page, which is not there, and what a student can move and read."""

import html
import itertools
import math
import re
from collections import Counter
from contextlib import contextmanager
from functools import cache

import ipywidgets as widgets
import pytest
import traitlets
import traitlets.log

from backprop_core import explorers
from backprop_core.explorers import (
    CircuitExplorer,
    DepthExplorer,
    LearningRateExplorer,
    LiveFigure,
    NetworkExplorer,
    StabilityExplorer,
    TrainByHand,
    TrainingExplorer,
)
from backprop_core.explorers.kit import controls
from backprop_core.explorers.kit import explorer as base
from backprop_core.explorers.kit.answer_box import AnswerBox
from backprop_core.explorers.kit.clock import Clock
from backprop_core.explorers.kit.diagram_view import DiagramView
from backprop_core.explorers.kit.events import Eventful
from backprop_core.explorers.kit.hint import Hint
from backprop_core.explorers.kit.links import Links
from backprop_core.explorers.kit.number_box import NumberBox, WholeBox
from backprop_core.explorers.kit.page import Page
from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.explorers.kit.tasks import Tasks


class Wire:
    """A widget's line to a page that is not there: it remembers what was sent, as (comm_id, method, names)."""

    sent = []
    numbers = itertools.count()

    def __init__(self, comm_id=None):
        self.comm_id = comm_id or f"{next(self.numbers):08x}".ljust(32, "0")

    def on_msg(self, callback):
        self.receive = callback

    def send(self, data, buffers=None):
        self.sent.append((self.comm_id, data["method"], sorted(data.get("state", ()))))

    def close(self):
        pass


def messages():
    """How many messages each widget has sent since the last `Wire.sent.clear()`, without echoes."""
    return Counter(comm_id for comm_id, method, _ in Wire.sent if method in ("update", "custom"))


def tell(widget, **state):
    """The page sets traits of a widget, or says what the student did there: its `event`."""
    data = {"method": "update", "state": state}
    if isinstance(widget, Eventful) and "event" in state:
        data = {"method": "custom", "content": state["event"]}
    widget.comm.receive({"content": {"data": data}, "buffers": []})


def type_into(control, text, **more):
    """What the page does when a student types into a number box and presses Enter."""
    tell(getattr(control, "box", control), event={"text": text, **more, "count": next(count)})


def click(button):
    """The page presses a button."""
    tell(button, clicks=button.clicks + 1)


count = itertools.count()


def event(view, **what):
    """The page reports what the student did in a picture (of a view: in its diagram), and waits for one answer."""
    place = getattr(view, "diagram", view)
    before = place.frame
    tell(place, event={**what, "count": next(count)})
    assert place.frame == before + 1, "the page waits for exactly one answer to every event"


def press(button, times=1):
    for _ in range(times):
        button.presses += 1


def walk(widget):
    """A widget and all that it shows."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


# Kinds of control that offer values to choose from.
CHOICES = (widgets.Dropdown, widgets.ToggleButtons, widgets.RadioButtons)
# What may be typed into each line of text.
TEXTS = {
    "Layers": ["2-2-1", "1-1", "3-4-2"], "Your prediction": ["0.5", "−0,25", "?"], "Hidden layers": ["", "4-2"],
    "η of each run": ["0.5, 1"], "Weight m-i-ℓ": ["1-1-1", "2-1-1"], "Clip ‖∂Err/∂θ‖ at": ["0.25", ""],
    "Play to step": ["7", ""],
}  # fmt: skip
# What a view may say though nothing was wrong.
NEWS = ("The scales fit", "finite", "begin", "first.", "it is ", "Nothing is remembered here")


def is_control(widget):
    """Whether a student can move it. A widget of a kind that this file does not know counts: it must be thought of.
    What is ticked off among tasks changes nothing in a view: tests/explorers/kit/test_tasks.py."""
    shown = (widgets.HTML, widgets.Label, DiagramView, Hint, Links, LiveFigure, SvgFigure, Clock, Tasks)
    boxes = (widgets.Box, Page, *shown)
    return isinstance(widget, controls.Slider) or not isinstance(widget, boxes)


def find_controls(view):
    """Its own: a view inside it, like the question of a test, is tested for itself. What waits under More is made when
    that is opened."""
    more = getattr(view, "more", None)
    if more is not None and not more.value:
        more.value = True
        more.value = False
    inside = {
        part for each in walk(view) if isinstance(each, base.Explorer) and each is not view for part in walk(each)
    }
    return [widget for widget in walk(view) if is_control(widget) and widget not in inside]


def label(control):
    """Its words; a box of its own kind has a trait for them."""
    part = control.box if isinstance(control, controls.Slider) else control
    return getattr(part, "description", "") or getattr(part, "label", "") or getattr(control, "tooltip", "") or ""


def is_hidden(view, control):
    """Whether a student cannot see it; what waits under More counts as shown. A clock ticks unseen."""
    if isinstance(control, widgets.Play):
        return False
    more = getattr(view, "more_box", None)
    boxes = [box for box in walk(view) if box.layout.display == "none" and box is not more]
    return any(control is each for box in boxes for each in walk(box))


def moves(control):
    """Legal values to move a control to: (trait, value)."""
    if isinstance(control, controls.Press):
        return [("presses", control.presses + 1)]
    if isinstance(control, (widgets.Checkbox, widgets.ToggleButton)):
        return [("value", not control.value)]
    if isinstance(control, AnswerBox):
        return [("event", {"kind": "enter", "text": text, "count": next(count)}) for text in ("0.5", "12345")]
    if isinstance(control, CHOICES):
        values = [value for _, value in control._options_full]
    elif isinstance(control, widgets.Play):
        values = [control.value + 1, control.value + 5]  # ticks are skipped under load
    elif isinstance(control, widgets.Textarea):
        values = ["anything"]
    elif isinstance(control, widgets.Text):
        values = TEXTS[control.description]
    elif isinstance(control, controls.Slider) and not isinstance(control.box, WholeBox):
        low, high = map(control.at, (control.slider.min, control.slider.max))
        values = [low, high, float(f"{1.23456 * math.sqrt(low * high):.6g}")]
    elif isinstance(control, controls.Slider):
        values = [control.box.min, control.box.max, min(control.box.min + 2, control.box.max)]
    elif isinstance(control, widgets.IntSlider) and control.max == controls.PLACES:
        values = [control.min, control.max]  # those between belong to the nearest step
    elif isinstance(control, (widgets.IntSlider, WholeBox)):
        values = [control.min, control.max, min(control.min + 2, control.max)]
    elif isinstance(control, widgets.FloatSlider):
        values = [control.min, control.max, control.min + 7 * control.step]
    elif isinstance(control, NumberBox):
        values = [0.25]
    else:
        pytest.fail(f"no test moves a {type(control).__name__} ({label(control)!r})")
    return [("value", value) for value in values if value != control.value]


def page_moves(control):
    """A move of a control as the page reports it: [(widget, its traits)]; the halves of a slider are moved alone."""
    if isinstance(control, controls.Press):
        return [(control, {"clicks": control.clicks + 1})]
    if isinstance(control, controls.Slider):
        return []
    (trait, value), *_ = moves(control)[::-1] or [(None, None)]
    if isinstance(control, CHOICES):
        return [(control, {"index": [each for _, each in control._options_full].index(value)})]
    if isinstance(control, NumberBox) and trait:
        return [(control, {"event": {"text": str(value), "count": next(count)}})]
    return [(control, {trait: value})] if trait else []


SENTENCE = r"[^\n]{10,300}[.!]"


def plain(markup):
    """The text of a piece of HTML; what is lowered or raised becomes a word of its own."""
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def message(view):
    """The sentence that stands in the view; "" where none does."""
    return html.unescape(re.sub("<.*?>", "", view.message.value)) if view.message.layout.display != "none" else ""


def stored_forms(view):
    """What is stored of a view with its cell: {type: text}."""
    data, _ = view._repr_mimebundle_()
    return data


def rebuilt(view, **known):
    """The view that its own code makes."""
    return eval(view.to_code(), {**vars(explorers), **known})


@contextmanager
def bare():
    """Views are built without their widgets: that is ten times as fast, and no state hangs on them."""
    with pytest.MonkeyPatch.context() as patch:
        views = CircuitExplorer, NetworkExplorer, TrainingExplorer, LearningRateExplorer, DepthExplorer
        for cls in (*views, StabilityExplorer, TrainByHand):
            patch.setattr(cls, "_build", lambda self: None)
        patch.setattr(base.Explorer, "_refresh", lambda self: None)
        yield


def state_of(build):
    """The state of a view that `build` makes."""
    with bare():
        return build().state()


def assert_code_agrees(view, **known):
    """The view that its own code makes is in the same state; the band of DepthExplorer comes in later."""
    code = view.to_code()
    again = state_of(lambda: eval(code, {**vars(explorers), **known}))
    assert again == {**view.state(), **{name: None for name in again if name == "band"}}, code


def counted(view, monkeypatch):
    """A list that grows with every computation of the view."""
    computed, compute = [], view._compute
    monkeypatch.setattr(view, "_compute", lambda *given: computed.append(1) or compute(*given))
    return computed


def svg_words(svg):
    """All that can be read in or heard from an SVG, and the numbers that a drag would begin with."""
    pieces = re.findall(r'>([^<]+)<|(?:aria-label|data-value|title|alt)="([^"]*)"', svg)
    return html.unescape(" | ".join(text or attribute for text, attribute in pieces))


@cache
def readable_traits(cls):
    """The traits of a widget that hold text, or a number that is not whole."""
    kinds = (traitlets.Unicode, traitlets.Float)
    return [name for name, each in cls.class_traits(sync=True).items() if isinstance(each, kinds) and name[0] != "_"]


def all_words(view):
    """{place: what can be read there}: every text of every widget in the view, and both stored forms."""
    places = {"text/plain": view.text(), "picture": svg_words(view.svg())}
    for place, widget in enumerate(walk(view)):
        for name in readable_traits(type(widget)):
            value = getattr(widget, name)
            if value not in (None, ""):
                text = svg_words(value) if name == "svg" else str(value)
                places[f"{place} {type(widget).__name__}.{name}"] = text
    return places


NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[−-]?\d+)?")


def numbers_in(text):
    """All numbers that stand in a text, without their signs."""
    return {number.replace("-", "−") for number in NUMBER.findall(text)}


def written(value):
    """A number without its sign, to 4 significant digits and to all of them."""
    short = f"{abs(value):.3e}"
    digits, exponent = short.split("e")
    plain = f"{float(short):.10f}".rstrip("0").rstrip(".")
    texts = {plain, f"{float(digits):g}e{int(exponent)}", repr(abs(value))}
    return {text.replace("-", "−") for text in texts}


def digits(text):
    """The significant digits of a number as it is written: the same for 0.05 and 5e−5."""
    return text.split("e")[0].replace(".", "").strip("0")


def flat(value):
    """All leaves of nested lists and dicts."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        return [leaf for part in value for leaf in flat(part)]
    return [value]


def expect_message(view, ok):
    if ok:
        assert message(view) == "" and view.message.layout.display == "none"
    else:
        assert re.fullmatch(SENTENCE, message(view)) and view.message.layout.display == ""
