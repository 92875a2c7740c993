"""What a student has changed by hand in a view, change by change, so that it can be taken back.

A change is what a student would call one: a whole drag, a row of keys on the same number, a slider on its way, all
that is played from Play to the pause. `Doing` tells which turns belong together.
"""

import math
import time
from typing import NamedTuple

from . import controls
from .number_box import NumberBox

LEVELS = 50
TOGETHER = 1.0  # s between two keys, or two places of a slider, that are one change


class Kept(NamedTuple):
    """How a view was before a change: its settings; the numbers then, from which those to come again are computed,
    since a run that was left stands there still; and what a view has beside its settings, {attribute: value}."""

    settings: dict
    numbers: object
    beside: dict


class Doing(NamedTuple):
    """What the student is about: equal ones, at most so many seconds apart, are one change."""

    what: tuple
    within: float = math.inf


ASIDE = Doing(("aside",))  # comes in between without the student: the drag goes on after it


def part_of(widget, said):
    """What the student is about who does this with a widget; None: something of its own."""
    if isinstance(said, dict):
        kind, what = said.get("kind"), (widget.model_id, said.get("kind"), said.get("item"))
        if kind == "width":
            return ASIDE
        return Doing(what) if kind == "drag" else Doing(what, TOGETHER) if kind in ("change", "move") else None
    return Doing((widget.model_id,), TOGETHER) if isinstance(widget, (controls.Slider, NumberBox)) else None


class Past:
    """The views before the newest changes made by hand, at most `LEVELS`."""

    def __init__(self):
        self._kept, self._doing, self._at = [], None, -math.inf

    def __len__(self):
        return len(self._kept)

    def began(self, before, doing):
        """How the view was before the change of which this turn, `doing`, is a part; before: before the turn."""
        return self._kept[-1] if self._goes_on(doing) and self._kept else before

    def _goes_on(self, doing):
        return doing is not None and doing == self._doing and time.monotonic() - self._at <= doing.within

    def turn(self, before, doing, altered):
        """The student's turn is over: the view was `before`, and has been altered or not."""
        goes_on = self._goes_on(doing)
        if altered and not goes_on:
            if self._kept:  # its numbers would take too much room, and can be computed again
                self._kept[-1] = self._kept[-1]._replace(numbers=None)
            self._kept = [*self._kept, before][-LEVELS:]
        if altered or goes_on:
            self._doing, self._at = doing, time.monotonic()
        elif doing != ASIDE:
            self._doing = None

    def newest(self, differs):
        """The newest that differs from the present; those after it, which changed nothing in the end, are dropped."""
        while self._kept and not differs(self._kept[-1].settings):
            self._kept.pop()
        return self._kept[-1] if self._kept else None

    def drop(self):
        """The newest has been taken back to."""
        self._kept.pop()
        self._doing = None

    def clear(self):
        """Nothing can be taken back any more."""
        self._kept, self._doing = [], None
