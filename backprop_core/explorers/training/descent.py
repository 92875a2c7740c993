"""What the learning rate makes of gradient descent: down a parabola, and along the next step of a network."""

import math
from typing import NamedTuple

import numpy as np

from ... import checks
from ...figures.nudge import round_up
from ...network import Network
from ...training import find_failure, gradient_norm, train
from .cliff import errs_along
from .runs import PlainTraining

MOST_STEPS = 30
LEAST_ETA, MOST_ETA = 0.01, 100.0
LOOKED = 3  # steps that must have been seen, before what they do is called by its name
SAME = 1e-9  # of the way: what lies nearer is the same place
FLAT = 1e-12  # a gradient that is no longer is rounding
CREEPS = 0.75  # of the way is left after a step, or more
SEARCHED = np.geomspace(LEAST_ETA, MOST_ETA, 41)  # among these η the lowest Err is looked for
POINTS, BEHIND = 81, 0.06  # of the curve of Err, which begins a little behind the present θ
SLOPED = 1e-5  # of θ's length: so far to both sides the slope is asked for again, to tell how it changes


class Rolled(NamedTuple):
    """Where the ball was after 0, 1, … steps, and its Err there."""

    w: tuple
    Errs: tuple

    @property
    def places(self):
        """Pairs (w, Err)."""
        return [*zip(self.w, self.Errs, strict=True)]


def roll(a, start, eta, steps):
    """Gradient descent on Err = a · w²: w ← w − η · 2aw, so many times → `Rolled`.

    It is the core's own: a network of one weight, which says ŷ = w · x, has this Err for x = √a and y = 0.
    """
    net, x, y = Network((1, 1), "identity", theta=[[[start]]]), [math.sqrt(a)], [0.0]
    w, Errs = [float(start)], []
    for step in train(net, x, y, eta, steps):
        Errs.append(step.Err)
        w.append(float(net.theta[1][0, 0]))
    return Rolled(tuple(w), (*Errs, net.loss.f(np.array([y]), net.forward(x).o[-1])))


def what_it_does(w):
    """What the ball does, in words, once it has been seen: "" before."""
    if len(w) <= LOOKED:
        return ""
    if w[0] == 0:
        return "stays: here the slope is 0"
    left = w[1] / w[0]
    if abs(left) < SAME:
        return "is at the bottom after one step"
    if left > 0:
        return "creeps, a small part of the way in each step" if left > CREEPS else "glides down, on one side"
    if abs(left + 1) < SAME:
        return "zig-zags for ever, as high as it began"
    return "zig-zags, from side to side, but nearer" if left > -1 else "flies off, farther with every step"


class Line(NamedTuple):
    """A network after some steps, and its Err along the next one, Err(θ − η · ∂Err/∂θ).

    net, data   the network as it is, and its patterns
    Errs        Err after 0, 1, … steps
    gradient    ∂Err/∂θ; norm: its length. At η = 0 the curve falls by norm² for each 1 of η
    bend        how fast this slope changes there: the second derivative of Err by η, g·H·g
    etas, along the curve; reach: the axis of η goes so far; top: that of Err
    """

    net: Network
    data: tuple
    Errs: tuple
    gradient: list
    norm: float
    bend: float
    etas: np.ndarray
    along: np.ndarray
    reach: float
    top: float

    @property
    def here(self):
        return self.Errs[-1]

    @property
    def flat(self):
        """Whether there is no slope."""
        return self.norm <= FLAT

    @property
    def best(self):
        """η of the lowest point of the parabola that has the curve's height, slope and bend at η = 0; None: none."""
        return self.norm**2 / self.bend if self.bend > 0 else None

    def promised(self, eta):
        """What Err would be after the step, were the slope the same all the way."""
        return self.here - eta * self.norm**2

    def fitted(self, eta):
        """The parabola: the same, were only the bend the same all the way."""
        return self.promised(eta) + self.bend * eta**2 / 2

    def landing(self, eta):
        """What Err is after the step."""
        return float(errs_along(self.net, self.data, self.gradient, [eta])[0])


def begin(s):
    """The `Line` of the network that these settings describe, before its first step."""
    training = PlainTraining(s, (), ())
    return _look(training.runs[0].net, training.parts.train, ())


def one_more(line, eta):
    """The `Line` after one more step; an error where that meets a number that is not finite."""
    net = line.net.copy()
    (step,) = train(net, *line.data, eta, steps=1)
    failed = step.failed
    if failed is None:
        trace = net.forward(line.data.x)
        failed = find_failure(trace, net.backward(trace, line.data.y))
    if failed is not None:
        raise checks.InputValueError(
            f"This step of η = {eta:g} cannot be shown, because {failed.why.rstrip('.')}: choose a smaller η."
        )
    return _look(net, line.data, line.Errs)


def _look(net, data, before):
    x, y = data
    grads = net.backward(net.forward(x), y)
    g, norm = grads.gradient, gradient_norm(grads.gradient)
    found = errs_along(net, data, g, SEARCHED)
    lowest = SEARCHED[np.argmin(np.where(np.isfinite(found), found, math.inf))]
    reach = min(round_up(2.4 * lowest), MOST_ETA)
    etas = np.linspace(-BEHIND * reach, reach, POINTS)
    along = errs_along(net, data, g, etas)
    bend = _bend(net, data, g, norm)
    return Line(net, data, (*before, grads.Err), g, norm, bend, etas, along, reach, round_up(1.5 * grads.Err))


def _bend(net, data, g, norm):
    """g·H·g, from the slope a little before and a little behind the present θ: each is backpropagation's own."""
    if norm <= FLAT:
        return 0.0
    x, y = data
    far = SLOPED * max(gradient_norm(net.theta), 1.0) / norm

    def slope(eta):
        moved = net.copy()
        moved.theta = [None, *(theta - eta * each for theta, each in zip(net.theta[1:], g[1:], strict=True))]
        there = moved.backward(moved.forward(x), y).gradient
        return -sum(float(np.vdot(one, other)) for one, other in zip(g[1:], there[1:], strict=True))

    return (slope(far) - slope(-far)) / (2 * far)
