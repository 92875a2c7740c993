"""Two trainings side by side, one with its gradient as it is and one with it clipped, and what stands in for settings.

clip by norm (Pascanu, Mikolov & Bengio 2013)   g ← g · min(1, c/‖g‖): shorter, in the same direction
clip by value                                   g ← min(max(g, −c), c), entry by entry: the direction may change
"""

import math
from collections import deque
from typing import NamedTuple

from ... import checks
from ...diagnostics import rms
from ...one_step.text import number
from ...training import clip_by_norm, clip_by_value, find_failure
from . import deep
from .post_mortem import KEPT, examine, per_layer
from .runs import Run, Training

CLIPS = ("none", "norm", "value")
NAMES = ("unclipped", "clipped")  # of the two runs
LOOKS = ("usual", *NAMES)
SMALLER = 10.0  # η is divided by this
WEIGHTS = ("xavier", "he", "orthogonal")


# --- Remedies: settings that stand in for those that the student has made ------------------------------------------


def stands_in(name, s):
    """What the remedy puts in the place of these settings."""
    if name == "eta":
        return {"eta": max(s["eta"] / SMALLER, deep.LEAST_ETA)}
    return {"activation": "tanh"} if name == "activation" else {"init": name, "gain": 1.0}


REPLACES = {"eta": ("eta",), "activation": ("activation",), **dict.fromkeys(WEIGHTS, ("init", "gain"))}


def read_remedies(value):
    """The names of remedies, in a fixed order, from one name or several."""
    names = [value] if isinstance(value, str) else checks.sequence("remedies", value)
    names = [checks.choice("remedies", name, REPLACES) for name in names]
    if len(set(names) & set(WEIGHTS)) > 1:
        raise checks.InputValueError(
            f"remedies may hold one of {', '.join(WEIGHTS)}; got {checks.show(tuple(names))}."
        )
    return tuple(name for name in REPLACES if name in names)


def switched(remedies, name, on):
    """The remedies with one more or less; of first weights there is one kind at a time."""
    gone = WEIGHTS if name in WEIGHTS else (name,)
    others = tuple(each for each in remedies if each not in gone)
    return (*others, name) if on else others


def in_force(s):
    """The settings with those of the remedies in the place of the student's own."""
    found = dict(s)
    for name in s["remedies"]:
        found |= stands_in(name, s)
    return found


def replaced_words(s):
    """What the remedies have put in the place of what, or "" where they change nothing."""
    new, words = in_force(s), []
    if new["eta"] != s["eta"]:
        words.append(f"η = {number(new['eta'])} instead of {number(s['eta'])}")
    if new["activation"] != s["activation"]:
        words.append(f"{new['activation']} instead of {s['activation']}")
    if new["init"] != s["init"]:
        words.append(f"first weights {weights_words(new)} instead of {weights_words(s)}")
    elif new["gain"] != s["gain"]:
        words.append(f"gain {number(new['gain'])} instead of {number(s['gain'])}")
    return f"Now {', '.join(words)}." if words else ""


def weights_words(s):
    """How the first weights are drawn: "he × 1.2"."""
    return s["init"] if s["gain"] == 1 else f"{s['init']} × {number(s['gain'])}"


def clipping(s):
    """The words of `train` for the clipping of these settings."""
    return {} if s["clip"] == "none" else {f"clip_{s['clip']}": s["threshold"]}


def clipped(gradient, s):
    """The gradient as these settings clip it."""
    if s["clip"] == "none":
        return gradient
    return {"norm": clip_by_norm, "value": clip_by_value}[s["clip"]](gradient, s["threshold"])


# --- The runs -------------------------------------------------------------------------------------------------------


class Point(NamedTuple):
    """What is recorded after some steps: Err."""

    Err: float


def growth(sizes):
    """By how much δ grows in each layer on its way back from the last hidden layer to the first; or None.

    sizes: its root mean squares in layers 1…M.
    """
    hidden = list(sizes[:-1])[::-1]
    usable = len(hidden) > 1 and all(math.isfinite(each) and each > 0 for each in hidden)
    return per_layer(hidden) if usable else None


class KeptRun(Run):
    """A `Run` that knows its last (trace, gradients), `seen`, and keeps θ of its last steps: `kept`, (step, θ).

    first   what another run has seen at the same θ: then it need not be computed again
    factor  the `growth` of δ before the first step
    """

    def __init__(self, net, data, seed, first=None):
        self.seen, self._first = None, first
        self.kept, self._ending = deque(maxlen=KEPT + 1), None  # one more: a run that has failed may begin again
        super().__init__(net, data, self._see, seed)
        self.factor = growth([rms(delta) for delta in self.seen[1].delta[1:]])

    def _see(self, net):
        if self._first is None:
            trace = net.forward(self.data[0])
            self.seen = trace, net.backward(trace, self.data[1])
        else:
            self.seen, self._first = self._first, None
        return Point(self.seen[1].Err), find_failure(*self.seen)

    def step(self):
        if self.failure is None:
            self._keep()
        super().step()

    def _fail(self, failed):
        self._keep()  # the θ that failed, before the run goes back to the last that did not
        super()._fail(failed)

    def _keep(self):
        while self.kept and self.kept[-1][0] >= self.done:
            self.kept.pop()
        self.kept.append((self.done, self._theta()))

    def mark(self):
        return super().mark(), tuple(self.kept)

    def go_back(self, mark):
        mark, kept = mark
        self.kept, self._ending = deque(kept, maxlen=KEPT + 1), None
        super().go_back(mark)

    def post_mortem(self):
        """How it came to its end; None where it has not."""
        if self.failure is None:
            return None
        if self._ending is None or self._ending[0] is not self.failure:
            self._ending = self.failure, examine(self)
        return self._ending[1]


class StabilityTraining(Training):
    """The run without clipping and the run with it: the same first weights, patterns and η."""

    def _open(self, s):
        s = in_force(s)
        self.data, net = deep.patterns(s), deep.draw_network(s)
        plain = KeptRun(net, self.data, s["seed"])
        return [plain, KeptRun(net.copy(), self.data, s["seed"], plain.seen)]

    def _values(self, s):
        eta = in_force(self.settings | s)["eta"]
        return [{"eta": eta}, {"eta": eta, **clipping(s)}]
