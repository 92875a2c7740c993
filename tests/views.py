"""What tests of live views share: the page, which is not there, and what a student can move and read."""

import html
import itertools
import re
import uuid
from collections import Counter
from functools import cache

import ipywidgets as widgets
import pytest
import traitlets
import traitlets.log

from backprop_core import explorers
from backprop_core.explorers import LiveFigure, controls
from backprop_core.explorers.diagram_view import DiagramView
from backprop_core.explorers.page import Page


class Wire:
    """A widget's line to a page that is not there: it remembers what was sent, as (comm_id, method, names)."""

    sent = []

    def __init__(self, comm_id=None):
        self.comm_id = comm_id or uuid.uuid4().hex

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
    """The page sets traits of a widget."""
    widget.comm.receive({"content": {"data": {"method": "update", "state": state}}, "buffers": []})


def click(button):
    """The page presses a button."""
    tell(button, clicks=button.clicks + 1)


count = itertools.count()


def event(view, **what):
    """The page reports what the student did in a picture (of a view: in its diagram), and waits for one answer."""
    place = getattr(view, "diagram", view)
    before = place.frame
    place.event = {**what, "count": next(count)}
    assert place.frame == before + 1, "the page waits for exactly one answer to every event"


def press(button, times=1):
    for _ in range(times):
        button.presses += 1


def walk(widget):
    """A widget and all that it shows."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


# What may be typed into each line of text.
TEXTS = {"Layers": ["2-2-1", "1-1", "3-4-2"], "Your prediction": ["0.5", "−0,25", "?"]}
LOG_SLIDERS = {  # values to move them to
    "η": [0.001, 1000.0, 0.123456],
    "nudge h": [1e-4, 1.0, 0.0123456],
    "h": [1e-14, 1.0, 2.5e-6],
}
# Does nothing as long as no number is hidden; is read only then; is there to be copied.
INERT = {"Commit", "Your prediction", "Code"}
NEWS = ("finite", "begins again")  # what a view may say though nothing was wrong


def is_control(widget):
    """Whether a student can move it. A widget of a kind that this file does not know counts: it must be thought of."""
    boxes = (widgets.Box, widgets.HTML, Page, DiagramView, LiveFigure)
    return isinstance(widget, controls.Slider) or not isinstance(widget, boxes)


def find_controls(view):
    return [widget for widget in walk(view) if is_control(widget)]


def label(control):
    part = control.box if isinstance(control, controls.Slider) else control
    return getattr(part, "description", "") or getattr(control, "tooltip", "") or ""


def moves(control):
    """Legal values to move a control to: (trait, value)."""
    if isinstance(control, controls.Press):
        return [("presses", control.presses + 1)]
    if isinstance(control, (widgets.Checkbox, widgets.ToggleButton)):
        return [("value", not control.value)]
    if isinstance(control, (widgets.Dropdown, widgets.ToggleButtons)):
        values = [value for _, value in control._options_full]
    elif isinstance(control, widgets.Play):
        values = [control.value + 1, control.value + 5]  # ticks are skipped under load
    elif isinstance(control, widgets.Textarea):
        values = ["anything"]
    elif isinstance(control, widgets.Text):
        values = TEXTS[control.description]
    elif isinstance(control, controls.Slider) and label(control) in LOG_SLIDERS:
        values = LOG_SLIDERS[label(control)]
    elif isinstance(control, controls.Slider):
        values = [control.box.min, control.box.max, min(control.box.min + 2, control.box.max)]
    elif isinstance(control, (widgets.IntSlider, widgets.BoundedIntText)):
        values = [control.min, control.max, min(control.min + 2, control.max)]
    elif isinstance(control, widgets.FloatSlider):
        values = [control.min, control.max, control.min + 7 * control.step]
    elif isinstance(control, widgets.BoundedFloatText):
        values = [control.min, control.max, 0.3 * control.min + 0.7 * control.max]
    elif isinstance(control, widgets.FloatText):
        values = [0.25]
    else:
        pytest.fail(f"no test moves a {type(control).__name__} ({label(control)!r})")
    return [("value", value) for value in values if value != control.value]


SENTENCE = r"[^\n]{10,300}[.!]"


def plain(markup):
    """The text of a piece of HTML; what is lowered or raised becomes a word of its own."""
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def message(view):
    """The sentence that stands in the view; "" where none does."""
    return html.unescape(re.sub("<.*?>", "", view.message.value)) if view.message.layout.display != "none" else ""


def rebuilt(view):
    """The view that its own code makes."""
    return eval(view.to_code(), dict(vars(explorers)))


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
    places = {"text/plain": view._text(), "picture": svg_words(view._svg())}
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
