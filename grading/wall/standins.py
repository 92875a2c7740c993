"""What the grader has in the place of a student's values and functions.

Threat: an object that lies to whoever looks at it, by `__eq__`, `__array__`, `__class__`. So none comes here: a value
is plain data (`wire.py`), and a function is asked through the pipe, each time with copies.
"""

from backprop_core.coach import calls

from .sandbox import Ended
from .wire import LETTERS, Function

PATIENCE = calls.WAITING + 10  # s, by the clock on the wall: its own limit ends a function before that
KINDS = ("raises", "not_written", "too_slow", "asks", "returns_none", "wrong_type", "wrong_shape", "not_finite")
ENDED = "Your function ends the whole program that tries it: what does it call?"


class Lost(Exception):
    """The program behind the wall is no longer there; it has to be begun again."""


class Student(calls.Elsewhere):
    """A student's function behind the wall. trouble: what has happened to the program is told to `lost`."""

    def __init__(self, sandbox, function, right=None):
        self._sandbox, self._function, self._right = sandbox, function, right

    def called(self, arguments):
        if self._function == "not_written":
            return calls.call(calls.not_written, arguments)
        try:
            answer = self._sandbox.ask("call", self._function, arguments, self._right, seconds=PATIENCE)
            value, trouble, after = answer
            trouble = trouble and calls.Trouble(_known(trouble[0]), *(str(each)[:LETTERS] for each in trouble[1:3]))
        except Ended as error:
            late = "in time" in str(error)
            return None, calls.too_slow(PATIENCE, PATIENCE) if late else calls.Trouble("raises", ENDED)
        except (TypeError, ValueError, IndexError):  # an answer of another form is the student's own work
            return None, calls.Trouble("wrong_type", calls.unreadable(""))
        _bring_back(arguments, after)
        return (None, trouble) if trouble else (value, None)

    def not_run(self, check):
        return self._asked("not_run", check, of=str, usual="")

    def uses(self):
        found = self._asked("uses", of=list, usual=[])
        return [str(each)[:LETTERS] for each in found[:100]]

    def of_the_course(self):
        return self._asked("course", of=str, usual="")

    def with_another(self, name, kind):
        return Student(self._sandbox, self._function, (name, kind))

    def _asked(self, what, *more, of, usual):
        if self._function == "not_written" and what != "not_run":
            return usual
        try:
            found = self._sandbox.ask(what, self._function, *more, seconds=PATIENCE)
        except Ended:
            return usual
        return found if type(found) is of else usual


def _known(kind):
    return kind if kind in KINDS else "wrong_type"


def _bring_back(arguments, after):
    """Change arguments as the function has changed its copies of them; what cannot be changed so is made another
    thing, so that the change is seen."""
    if type(after) is not tuple or len(after) != len(arguments):
        after = [None] * len(arguments)
    for ours, theirs in zip(arguments, after, strict=True):
        if isinstance(ours, list):
            ours[:] = theirs if isinstance(theirs, list) else [theirs]
        elif hasattr(ours, "shape"):
            same = getattr(theirs, "shape", None) == ours.shape and theirs.dtype == ours.dtype
            ours[...] = theirs if same else float("nan")


def value(sandbox, name):
    """What a student's name stands for: plain data, or a `Student`."""
    found = sandbox.ask("value", name, seconds=PATIENCE)
    return Student(sandbox, found.name) if isinstance(found, Function) else found
