"""The coach: tries a student's own function and names the mistake in it.

`check_forward(fn)`, `check_deltas(fn)` … each say in their help what the function is given and what it gives back.
theta, u, o, delta and gradients are lists over layers 0…M, with entry 0 None or ignored; patterns are columns.
Networks are sigmoid networks without bias, and Err is the lecture's sum of squares, unless said otherwise. There are
checks of other answers as well: of numbers worked out by hand, lines put in order, an η, and a network that reads.

Each check runs the function on a few small networks, drawn anew every time (`rng` fixes them, for tests), and returns
a `Verdict`: all points for a right function, half of them for one with a known mistake in it, a quarter for one with
two, three quarters where only the student's own σ that it uses is wrong, and none where the numbers cannot be
explained. Its text is the earned points alone, as nbgrader wants it. The message is printed; the box below it has the
points, and a picture with the student's own numbers. Nothing that the function does is allowed to raise, to hang, or
to print. A function whose cell has not run is not judged (cells.py).

How it knows: recipes.py is the lecture's algorithm with a name for every place where a mistake can sit, mistakes.py
the table of mistakes (further.py is both, for what is not in the lecture's one step), diagnosis.py compares, and
exercises.py puts each exercise together. The function is used as a black box for plain data.
"""

from . import exercises
from .calls import not_written
from .exercises import *  # noqa: F403 - check_… of every function
from .order import check_order
from .trained import check_eta, check_trained
from .verdict import Verdict
from .worked import check_numbers

__all__ = ["Verdict", "check_eta", "check_numbers", "check_order", "check_trained", "not_written", *exercises.__all__]
