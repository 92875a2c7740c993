"""A labelled line for one number.

Not ipywidgets' own: that one is a browser's number field, which drops a decimal comma without a word, so that 0,25
becomes 25. Here the page sends what was typed, and Python reads it.
"""

import traitlets

from ... import checks
from .events import Eventful
from .tiny import script
from .typed import read_number


class Unread(str):
    """What was typed where a number belongs and is none; `error` says in one sentence why."""

    def __new__(cls, text, error):
        made = super().__new__(cls, text)
        made.error = error
        return made


class NumberBox(Eventful):
    """`value` is the number, or an `Unread` text, which stays in the line to be refused.

    event    what the page reports when Enter is pressed or the line is left, {"text": …}, or an arrow key or button,
             {"text": …, "by": ±1}
    step     (value, ±1) → the number above or below
    read     text → the number, or an error of one sentence
    buttons  whether there are ▴ and ▾ for the mouse
    """

    _esm = script("events.js", "line.js", "number_box.js")
    description = traitlets.Unicode().tag(sync=True)
    value = traitlets.Any(0.0).tag(sync=True)
    buttons = traitlets.Bool(False).tag(sync=True)

    def __init__(self, label, value, step, read=read_number, **traits):
        super().__init__(description=label, value=value, **traits)
        self._step, self._read = step, read
        self.observe(lambda change: self._on_event(change["new"]), "event")

    def _on_event(self, event):
        text, by = str(event.get("text")), event.get("by")
        try:
            value = self._read(text)
            self.value = self._step(value, by) if by in (1, -1) else value
        except checks.InputValueError as error:
            self.value = Unread(text, error)


class WholeBox(NumberBox):
    """The same for a whole number from `min` to `max`."""

    min = traitlets.Int()
    max = traitlets.Int()

    def __init__(self, label, value, low, high, **traits):
        super().__init__(label, value, self._next, self._whole, min=low, max=high, **traits)

    def _whole(self, text):
        number = read_number(text)
        if number != int(number):
            raise checks.InputValueError(f"{self.description} must be a whole number; got {checks.show(text)}.")
        return checks.whole_number(self.description, int(number), least=self.min, most=self.max)

    def _next(self, value, by):
        return min(max(value + by, self.min), self.max)
