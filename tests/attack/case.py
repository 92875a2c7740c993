"""What one attack on the marking, or one honest but unlucky hand-in, is."""

from collections.abc import Callable
from typing import NamedTuple


class Case(NamedTuple):
    """One hand-in.

    name      short, unique
    kind      what sort of attack it is, or "honest: …"
    what      one sentence: what the student does, and hopes
    make      (the release notebook, a copy, nothing solved) → None (changed in place), or the file, bytes or text
    deserves  the most points of tests that its honest work earns; None: as many as a right solution gets
    ps        the problem set
    hostile   whether it is an attack
    """

    name: str
    kind: str
    what: str
    make: Callable
    deserves: float | None = 0.0
    ps: str = "ps2_deltas_and_gradients"
    hostile: bool = True
