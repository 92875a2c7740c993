"""The few controls that all live views share. Every one has a visible label and works by keyboard."""

import math

import traitlets

from . import looks
from .number_box import NumberBox, Unread, WholeBox
from .tiny import Tiny, script

WIDE = {"description_width": "initial"}
PLACES = 100  # of a slider over steps
# A slider without its number, which stands in a box beside it.
BARE = {"readout": False, "layout": {"width": "auto", "min_width": "90px", "flex": "1 1 110px"}}


def grown(width):
    """A width in CSS pixels that grows with the letters of the view."""
    return f"calc({width} * var(--bp-zoom, 1))" if width.endswith("px") else width


class Press(Tiny):
    """A button; `presses` counts what the student has pressed, one by one.

    Not ipywidgets' own: that one reports a press by a kind of message which JupyterLab lets another thread of the
    kernel handle than all other changes. "Check" would then judge an answer that has not arrived yet.
    """

    _esm = script("press.js")
    description = traitlets.Unicode().tag(sync=True)
    tooltip = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)
    primary = traitlets.Bool(False).tag(sync=True)  # whether it stands out
    name = traitlets.Unicode().tag(sync=True)  # what a screen reader says, where `description` is too short for it
    current = traitlets.Bool(False).tag(sync=True)  # whether it stands for what is shown, among several
    clicks = traitlets.Int(0).tag(sync=True, echo_update=False)  # the page's count
    patient = traitlets.Bool(False).tag(sync=True)  # whether it lets text that is being typed arrive before it
    asked = traitlets.Int(0).tag(sync=True, echo_update=False)  # by a patient one, and answered by the kernel
    answered = traitlets.Int(0).tag(sync=True)
    presses = traitlets.Int(0)

    def __init__(self, label, tip, primary=False, patient=False):
        super().__init__(description=label, tooltip=tip, primary=primary, patient=patient)
        self.observe(self._on_clicks, "clicks")
        self.observe(lambda change: self.set_trait("answered", change["new"]), "asked")

    def _on_clicks(self, change):
        for _ in range(change["new"] - change["old"]):  # quick presses may come as one message
            self.presses += 1


class Slider(looks.HBox):
    """A slider over whole places and a labelled number box for the same number; `value` is theirs.

    The label belongs to the box, which screen readers can name. The slider may have another scale (`to_slider` and
    `to_box`, which is kept as `at`) and fewer places: typing a number moves it to the nearest place without changing
    what was typed. Its places are whole: a page rounds others to its own steps, and sends them back as if a student
    had moved it. What is no number, or one outside the range, stays in the box, to be refused; the slider stays where
    it was.
    """

    value = traitlets.Any()

    def __init__(self, slider, box, to_slider=lambda value: value, to_box=lambda value: value):
        super().__init__([slider, box], layout={"flex": f"1 1 {grown('240px')}", "max_width": grown("400px")})
        self.slider, self.box, self._to_slider, self.at = slider, box, to_slider, to_box
        self.description = box.description
        self.value = box.value
        box.observe(self._on_box, "value")
        slider.observe(self._on_slider, "value")
        self.observe(self._on_value, "value")

    def _on_box(self, change):
        self.value = change["new"]

    def _on_slider(self, change):
        if change["new"] != self._place(self.box.value):
            self.box.value = self.at(change["new"])

    def _on_value(self, change):
        self.box.value = change["new"]
        if (place := self._place(change["new"])) is not None:
            self.slider.value = place

    def _place(self, value):
        """The slider's place for a number; None: it has none for what is refused."""
        place = None if isinstance(value, Unread) else self._to_slider(value)
        return place if place is None else min(max(place, self.slider.min), self.slider.max)

    def show(self, value, high):
        """Show `value` in a range that now ends at `high`, with one message for each half."""
        with self.slider.hold_sync():
            self.box.max = high
            if high > self.slider.max:
                self.slider.max = high
            self.value = value
            self.slider.max = high


class TimeSlider(Slider):
    """A slider over all steps that have been done: its places are hundredths of them, since a page tells old places
    where the range of a slider changes."""

    def __init__(self):
        self._come = 0
        super().__init__(
            looks.IntSlider(value=0, min=0, max=PLACES, **BARE),
            WholeBox("Step", 0, 0, 1, layout={"width": grown("92px")}),
            to_slider=lambda step: round(PLACES * step / max(1, self._come)),
            to_box=lambda place: round(place * self._come / PLACES),
        )

    def show(self, value, high):
        """Show step `value` of the `high` that have been done."""
        self._come = high
        self.box.max, self.value = high, value
        self.slider.value = self._place(value)


def log_slider(label, value, low, high, width="100px"):
    """A slider over powers of ten, from `low` to `high`: 20 places for each, rounded to 2 digits.

    `width` is that of its number box: a page writes 8.9e-6 out, as 0.0000089.
    """

    def place(value):
        return round(20 * math.log10(value)) if low <= value <= high else None

    def at(place):
        return min(max(float(f"{10 ** (place / 20):.2g}"), low), high)

    def step(value, by):
        return at(place(value) + by) if low <= value <= high else min(max(value, low), high)

    return Slider(
        looks.IntSlider(value=place(value), min=place(low), max=place(high), **BARE),
        NumberBox(label, value, step, layout={"width": grown(width)}),
        to_slider=place,
        to_box=at,
    )


def whole_slider(label, value, low, high):
    """A slider over whole numbers."""
    return Slider(
        looks.IntSlider(value=value, min=low, max=high, **BARE),
        WholeBox(label, value, low, high, layout={"width": grown(f"{60 + 8 * len(label)}px")}),
    )


def choice(label, options, value, width="190px"):
    """A drop-down list."""
    return looks.Dropdown(
        options=list(options), value=value, description=label, style=WIDE, layout={"width": grown(width)}
    )


def check(label, value):
    """A box to tick."""
    return looks.Checkbox(value=value, description=label, indent=False, layout={"width": "auto"})


def entry(label, value, width="190px"):
    """A line of text, read when Enter is pressed or the line is left."""
    return looks.Text(
        value=value, description=label, style=WIDE, continuous_update=False, layout={"width": grown(width)}
    )


def whole_entry(label, value, low, high, width="130px"):
    """A whole number, read when Enter is pressed or the box is left."""
    return WholeBox(label, value, low, high, buttons=True, layout={"width": grown(width)})


def share_entry(label, value, step, width="130px"):
    """A number from 0 to 1."""

    def next_(value, by):
        return min(max(round(value + by * step, 10), 0.0), 1.0)

    return NumberBox(label, value, next_, buttons=True, layout={"width": grown(width)})


def row(*children):
    """Controls side by side; they wrap where the page is narrow."""
    box = looks.HBox(children)
    box.add_class("bp-row")
    return box
