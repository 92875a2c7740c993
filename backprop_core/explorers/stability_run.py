"""Two trainings side by side, one with its gradient as it is and one with it clipped; why one of them ended, and what
Err does along a step.

    clip by norm (Pascanu, Mikolov & Bengio 2013)   g ← g · min(1, c/‖g‖): shorter, in the same direction
    clip by value                                   g ← min(max(g, −c), c), entry by entry: the direction may change
"""

import math
from collections import deque
from typing import NamedTuple

import numpy as np

from .. import checks
from ..diagnostics import rms
from ..figures.text import number
from ..training import clip_by_norm, clip_by_value, find_failure, gradient_norm
from . import deep_settings as deep
from .training_run import Run, Training

CLIPS = ("none", "norm", "value")
NAMES = ("unclipped", "clipped")  # of the two runs
LOOKS = ("usual", *NAMES)
CHAIN = 5  # steps that a post-mortem goes back
SMALLER = 10.0  # η is divided by this
POINTS, LEAST_POINTS, WORK = 41, 13, 600_000  # of the curve of Err; fewer of them for a network of more weights
FAR = 1e5  # the curve ends at so many times the shorter step


# --- Remedies: settings that stand in for those that the student has made ------------------------------------------


def _careful(s):
    init = "he" if s["activation"] in ("relu", "leaky_relu") else "xavier"
    return {"init": init, "gain": 1.0}


REMEDIES = {
    "activation": lambda s: {"activation": "tanh"},
    "weights": _careful,  # after σ, which it depends on
    "eta": lambda s: {"eta": max(s["eta"] / SMALLER, deep.LEAST_ETA)},
}
REPLACES = {"activation": ("activation",), "weights": ("init", "gain"), "eta": ("eta",)}


def read_remedies(value):
    """The names of remedies, in a fixed order, from one name or several."""
    names = [value] if isinstance(value, str) else checks.sequence("remedies", value)
    names = [checks.choice("remedies", name, REMEDIES) for name in names]
    return tuple(name for name in REMEDIES if name in names)


def in_force(s):
    """The settings with those of the remedies in the place of the student's own."""
    for name in REMEDIES:
        if name in s["remedies"]:
            s = s | REMEDIES[name](s)
    return s


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


class KeptRun(Run):
    """A `Run` that knows its last (trace, gradients), `seen`, and keeps θ of its last steps: `kept`, (step, θ)."""

    def __init__(self, net, data, seed):
        self.seen, self.kept, self._ending = None, deque(maxlen=CHAIN), None
        super().__init__(net, data, self._see, seed)

    def _see(self, net):
        trace = net.forward(self.data[0])
        self.seen = trace, net.backward(trace, self.data[1])
        return Point(self.seen[1].Err), find_failure(*self.seen)

    def step(self):
        if self.failure is None:
            self._keep()
        super().step()

    def _fail(self, failed):
        self._keep()  # the θ that failed, before the run goes back to the last that did not
        super()._fail(failed)

    def _keep(self):
        if not self.kept or self.kept[-1][0] != self.done:
            self.kept.append((self.done, self._theta()))

    def post_mortem(self):
        """How it came to its end; None where it has not."""
        if self.failure is None:
            return None
        if self._ending is None or self._ending[0] is not self.failure:
            self._ending = self.failure, examine(self)
        return self._ending[1]


class StabilityTraining(Training):
    """The run without clipping and the run with it: the same first weights, patterns and η."""

    structure = (*deep.STRUCTURE, "remedies")
    changeable = ("eta", "clip", "threshold")

    def _open(self, s):
        s = in_force(s)
        self.data, net = deep.patterns(s), deep.draw_network(s)
        return [KeptRun(net.copy(), self.data, s["seed"]) for _ in NAMES]

    def _values(self, s):
        eta = in_force(self.settings | s)["eta"]
        return [{"eta": eta}, {"eta": eta, **clipping(s)}]


# --- Why a run ended ------------------------------------------------------------------------------------------------


class Link(NamedTuple):
    """Numbers of one step on the way to the end. o: the largest root mean square of a layer's outputs; theta and
    gradient: lengths, ‖θ‖ and ‖∂Err/∂θ‖. None: not a number, or not computed any more."""

    step: int
    theta: float | None
    o: float | None
    delta_first: float | None
    delta_last: float | None
    gradient: float | None
    Err: float | None


class PostMortem(NamedTuple):
    """step, quantity, layer and why: of the `Failure`; chain: the last `Link`s; because: a sentence."""

    step: int
    quantity: str
    layer: int
    why: str
    chain: list
    because: str


def examine(run):
    """The post-mortem of a run that met a number that is not finite."""
    step, failed = run.failure
    net, passes = run.net.copy(), []
    for done, theta in run.kept:
        net.theta = theta
        trace = net.forward(run.data[0])
        passes.append((done, theta, trace, net.backward(trace, run.data[1])))
    chain = [_link(*each) for each in passes]
    if failed.quantity == "theta":
        chain.append(Link(step, math.inf, *[None] * 5))
    return PostMortem(step, *failed, chain, _because(failed, passes, chain))


def _link(step, theta, trace, grads):
    sizes = [rms(o) for o in trace.o[1:]]
    broken = [size for size in sizes if not math.isfinite(size)]
    found = [
        gradient_norm(theta), broken[0] if broken else max(sizes), rms(grads.delta[1]), rms(grads.delta[-1]),
        gradient_norm(grads.gradient), grads.Err,
    ]  # fmt: skip
    return Link(step, *(None if math.isnan(value) else value for value in found))


def _because(failed, passes, chain):
    """In one sentence or two, what made the numbers so large."""
    *before, (_, theta, trace, _) = passes
    if failed.quantity == "theta":
        return f"The gradient, {number(chain[-2].gradient)} long, took θ itself out of the range of floats."
    ends = {
        "u": f"in layer {failed.layer} that is more than a float can hold",
        "o": f"in layer {failed.layer} that is more than a float can hold",
        "Err": "the square of such a ŷ is more than a float can hold",
    }
    end = ends.get(failed.quantity, "on the way back δ grows as well, until no float can hold it")
    rate = per_layer([rms(o) for o in trace.o])
    grown = f"each layer multiplies o by {_rounded(rate)}" if rate else "o grows from layer to layer"
    if not before:
        return f"With these first weights {grown}: {end}."
    _, old, old_trace, _ = before[-1]
    moved = gradient_norm([None, *(a - b for a, b in zip(theta[1:], old[1:], strict=True))])
    times = moved / gradient_norm(old)
    was = per_layer([rms(o) for o in old_trace.o])
    was = f" (before: by {_rounded(was)})" if was else ""
    return f"Step {passes[-1][0]} was {_rounded(times)} times as long as θ itself. Now {grown}{was}: {end}."


def per_layer(sizes):
    """By how much numbers grow from one to the next, in the (geometric) mean over those that are finite and not 0."""
    known = []
    for size in sizes:
        if not (math.isfinite(size) and size > 0):
            break
        known.append(math.log(size))
    return math.exp((known[-1] - known[0]) / (len(known) - 1)) if len(known) > 1 else None


def _rounded(value):
    return number(float(f"{value:.2g}"))


# --- Err along a step -----------------------------------------------------------------------------------------------


class Landing(NamedTuple):
    """Where a step ends: its length, and Err there."""

    length: float
    Err: float


class Cliff(NamedTuple):
    """Err(θ − t · g), over the length of the step, t · ‖g‖.

    unit               lengths are drawn as asinh(length/unit): in proportion near 0, as logarithms far away
    lengths, Errs      along the gradient; own: the same two along the gradient clipped by value, else None
    here               Err of the present θ
    unclipped, clipped the step of η as it is, and clipped (None: there is no clipping)
    """

    unit: float
    lengths: np.ndarray
    Errs: np.ndarray
    own: tuple | None
    here: float
    unclipped: Landing
    clipped: Landing | None


def errs_along(net, data, direction, steps):
    """Err(θ − t · direction) for every t of `steps`, in one pass: weights (K, n, n), outputs (K, n, N)."""
    x, y = data
    t, o = np.asarray(steps, dtype=float)[:, None, None], x
    with np.errstate(over="ignore", invalid="ignore"):
        for theta, slope, activation in zip(net.theta[1:], direction[1:], net.activations[1:], strict=True):
            moved = theta - t * slope
            u = moved[:, :, 1:] @ o + moved[:, :, :1] if net.bias else moved @ o
            o = activation.f(u)
        return np.array([net.loss.f(y, y_hat) for y_hat in o])


def find_cliff(run, s):
    """The `Cliff` that a step from the present θ of `run` meets; None where the gradient has no length or no end."""
    net, data, grads = run.net, run.data, run.seen[1]
    g, norm = grads.gradient, gradient_norm(grads.gradient)
    if not (math.isfinite(norm) and norm > 0 and math.isfinite(grads.Err)):
        return None
    eta, cut = s["eta"], clipped(g, s)
    cut_norm = gradient_norm(cut)
    plain, short = eta * norm, eta * cut_norm
    near = min(plain, short) or plain
    unit = 10.0 ** math.floor(math.log10(near))
    right = math.asinh(2.5 * min(plain, FAR * near) / unit)
    count = sum(each.size for each in net.theta[1:])
    points = int(np.clip(WORK // count, LEAST_POINTS, POINTS))
    lengths = unit * np.sinh(np.linspace(-1.0, right, points))
    by_value = s["clip"] == "value"
    landing = [plain] if by_value else [plain, short]
    found = errs_along(net, data, g, np.concatenate([lengths, landing]) / norm)
    own, end = None, found[-1]
    if by_value:
        there = unit * np.sinh(np.linspace(0.0, math.asinh(2.5 * short / unit), points // 2 + 1))
        *Errs, end = errs_along(net, data, cut, np.append(there, short) / cut_norm)
        own = there, np.array(Errs)
    cut_landing = None if s["clip"] == "none" else Landing(short, float(end))
    return Cliff(unit, lengths, found[:points], own, grads.Err, Landing(plain, float(found[points])), cut_landing)
