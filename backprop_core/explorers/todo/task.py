"""A task of a view."""

from collections.abc import Callable
from typing import NamedTuple


class Task(NamedTuple):
    """text   what is to be done, in a line; with simple symbols like θ₁₁, and a full stop or a question mark
    done   (state now, state when the view opened) → whether it is; None: nothing can be checked, it is ticked by hand
    first  such a condition that must have been met before; then `done` is asked with the state in which that was
    """

    text: str
    done: Callable | None = None
    first: Callable | None = None

    def is_done(self, now, opening):
        """Whether `done` holds."""
        return _holds(self.done, now, opening)

    def has_begun(self, now, opening):
        """Whether `first` holds."""
        return _holds(self.first, now, opening)


def _holds(condition, now, opening):
    """Not where what it looks at is hidden, not computed yet, or of another network, whose layers are others and do
    not pair with those of the opening."""
    try:
        return bool(condition(now, opening))
    except (IndexError, KeyError, TypeError, ValueError):
        return False


# --- Conditions that several notebooks have --------------------------------------------------------------------------


def committed(now, opening):
    """Something has been predicted."""
    return bool(now["predicted"])


def all_deltas(now, opening=None):
    """Every δ is computed."""
    return all(delta is not None for layer in now["delta"][1:] for delta in layer)


def target_passed(now, opening):
    """The first target lies on the other side of the output than when the view opened."""
    side, before = (each["y"][0][0] - each["o"][-1][0] for each in (now, opening))
    return side * before < 0


def target_down(now, opening):
    """The first target is about 0, or below."""
    return now["y"][0][0] <= 0.05
