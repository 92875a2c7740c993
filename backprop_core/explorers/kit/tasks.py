"""The tasks of a view: what to do with it, above its picture, one after another, each ticked off when it is done."""

import traitlets

from ... import checks
from ..todo import BANK
from .events import Eventful
from .setting import Setting
from .tiny import script


def read_todo(name, value, s):
    """The name of tasks in the bank, or None."""
    if value is not None and not (isinstance(value, str) and value in BANK):
        raise checks.InputValueError(
            f"{name} must be None, or the name of tasks in backprop_core/explorers/todo, like 'zoom'; "
            f"got {checks.show(value)}."
        )
    return value


TODO = Setting(None, read_todo)
TOLD = "todo  the name of tasks in the bank of `explorers/todo`, which stand at the top; None: none"


def lines(name):
    """The tasks of this name as lines of text, none of them done; None has none."""
    return [f"☐ {task.text}" for task in BANK.get(name, ())]


class Tasks(Eventful):
    """`texts`; `by_hand`: which of them the student ticks off, not the view; `done`: which are. `event` is {"kind":
    "tick", "task": n, "done": True or False}, as the student ticks off the nth, or takes that back."""

    _esm = script("events.js", "tasks.js")
    texts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    by_hand = traitlets.List(traitlets.Bool()).tag(sync=True)
    done = traitlets.List(traitlets.Bool()).tag(sync=True)

    def __init__(self, name, opening):
        """The tasks of this name in the bank; opening: the state of their view as they come."""
        self._tasks, self._opening = BANK[name], opening
        self._begun = {n: opening for n, task in enumerate(self._tasks) if task.first is None}  # {task: since when}
        super().__init__(
            texts=[task.text for task in self._tasks], by_hand=[task.done is None for task in self._tasks],
            done=[False for _ in self._tasks],
        )  # fmt: skip

    def look(self, state):
        """Tick off, for good, what is done in the present state, which state() tells; the texts of these."""
        open_ = [n for n, ticked in enumerate(self.done) if not ticked and not self.by_hand[n]]
        if not open_:
            return []
        now = state()
        new = [n for n in open_ if n in self._begun and self._tasks[n].is_done(now, self._begun[n])]
        for n in open_:
            if n not in self._begun and self._tasks[n].has_begun(now, self._opening):
                self._begun[n] = now
        self.done = [ticked or n in new for n, ticked in enumerate(self.done)]
        return [self.texts[n] for n in new]

    def tick(self, event):
        """What the student did by hand; what is not understood changes nothing."""
        n, ticked = event.get("task"), event.get("done")
        hands = [each for each, by_hand in enumerate(self.by_hand) if by_hand]
        if event.get("kind") == "tick" and type(n) is int and n in hands and isinstance(ticked, bool):
            self.done = [ticked if each == n else before for each, before in enumerate(self.done)]
