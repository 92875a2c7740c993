"""What a student does in the page, as it reaches a widget with a script of its own."""

import traitlets

from .tiny import Tiny
from .turn import TURN


class Eventful(Tiny):
    """`event` is what the student did last, a dict as events.js sends it.

    It comes as a message and not as a change of state, which the page would hold back until the one before has been
    dealt with; and so one that equals the last is an event all the same.
    """

    event = traitlets.Dict()

    def __init__(self, **traits):
        super().__init__(**traits)
        self.on_msg(self._on_message)

    def _on_message(self, _, told, buffers):
        if isinstance(told, dict):
            with TURN:
                self._take(told)

    def _take(self, told):
        self.event = told


class Answering(Eventful):
    """Every event gets one answer, a new `frame`, with what is to be shown after it or without: `answer()`.

    The page sends several places of a dragging finger before it has the first answer (queue.js). The kernel may deal
    with them in different threads: one that comes after a later one of its page says nothing any more.
    """

    frame = traitlets.Int(0).tag(sync=True)

    _newest = None, 0  # the page that spoke last, and the number of its newest event

    def answer(self):
        """Tell the page that an event has been dealt with."""
        self.frame += 1

    def _take(self, told):
        page, count = told.get("page"), told.get("count")
        if isinstance(page, str) and isinstance(count, int):
            last, newest = self._newest
            late = page == last and count < newest
            if late and told.get("kind") == "drag":
                self.answer()
                return
            if not late:
                self._newest = page, count
        super()._take(told)
