"""Training as it goes on: runs with different η side by side, and what is recorded of them.

A training is told by its settings and a history, {step: {setting: value}}. The same settings lead to the
same numbers, however many steps are done at a time; to go back is to begin again, or from a `Mark` on the way.
"""

import math
import time
from typing import NamedTuple

import numpy as np

from ...diagnostics import rms
from ...network import Network
from ...training import find_failure, train
from ..kit import history
from .settings import MOST_STEPS, draw_data, etas, sizes

LEAST_MARKS, MOST_MARKS = 4, 128  # kept of a training,
MARKED_BYTES = 32e6  # in so much room


class Measure(NamedTuple):
    """What a network makes of all training and test patterns.

    right, test_right  the shares of patterns that it tells rightly
    norms              ‖δ‖ of each layer m = 1…M (None for layer 0): √Σ δ² over its neurons and the training patterns
    test_Err and test_right are None where there are no test patterns.
    """

    Err: float
    right: float
    test_Err: float | None
    test_right: float | None
    norms: tuple


def told(y):
    """What outputs or targets say, one number a pattern: whether the one output is over ½, or which is largest."""
    return y.argmax(axis=0) if len(y) > 1 else (y[0] > 0.5).astype(int)


def share_right(y, y_hat):
    """The share of patterns whose output says the same as their target."""
    return float(np.mean(told(y) == told(y_hat)))


def contributions(net, data, weight):
    """δ_i o_ℓ of every pattern, (N,): their sum is ∂Err/∂θ_iℓ. weight: (m, i, l), neurons counted from 1."""
    m, i, l = weight
    trace = net.forward(data.x)
    delta = net.backward(trace, data.y).delta[m][i - 1]
    return delta * trace.o[m - 1][l - 1] if l else delta


def after_words(steps):
    """When something was so, as it is read: "after 3 steps"."""
    if steps == 0:
        return "at step 0"
    return f"after {steps} {'step' if steps == 1 else 'steps'}"


def is_recorded(step):
    """Whether Err and ‖δ‖ after so many steps are kept: the more steps, the fewer of them."""
    return step % (1 if step <= 20 else 5 if step <= 200 else 20 if step <= 2000 else 100) == 0


class Mark(NamedTuple):
    """How a run stood on its way: what it has done, and a copy of its θ."""

    done: int
    failure: object
    recorded: list
    theta: list
    before: list | None


class Run:
    """Gradient descent of one network on the patterns `data`: `net` after `done` steps.

    look(net)  what is to be known of a network → (measure, None or the `Failure` that it met)
    now        what it says of the present network
    recorded   [(step, measure)]
    failure    None, or (step, Failure): the step that met a number that is not finite. The run ends before it.
    died_after so many steps led to that number, or None: what a reader is told, who counts the steps that are made
    first      θ as it was before the first step
    """

    def __init__(self, net, data, look, seed):
        self.net, self.data, self._look = net, data, look
        self.done, self.failure, self.recorded = 0, None, []
        self._rng = np.random.default_rng(seed)
        self._steps = self._before = None
        self.first = self._theta()
        self.measure()

    def begin(self, **settings):
        """From here on with these settings of `train`, and batches drawn anew."""
        self._steps = train(self.net, *self.data, steps=MOST_STEPS, rng=self._rng, **settings)
        self.failure = None

    def step(self):
        """One step, if there is one."""
        if self.failure is not None:
            return
        before = self._theta()
        step = next(self._steps)
        if step.failed is not None:
            self._fail(step.failed)
            return
        self._before = before
        self.done += 1
        if is_recorded(self.done):
            self.measure()

    @property
    def died_after(self):
        if self.failure is None:
            return None
        step, failed = self.failure
        return step if failed.quantity == "theta" else step - 1  # all others are met by the step after

    def measure(self):
        """Look at all patterns; they may show what a batch does not, that a number is not finite any more."""
        failed = self._measure()
        if failed is not None and self.failure is None:
            self._fail(failed)

    def moved(self, m):
        """How far θ of layer m is from its first values: rms(θ − θ_first) / rms(θ_first); ∞ where these were 0."""
        way, first = rms(self.net.theta[m] - self.first[m]), rms(self.first[m])
        return way / first if first else math.inf if way else 0.0

    def curve(self):
        """`recorded`, and the present."""
        return self.recorded if self.recorded[-1][0] == self.done else [*self.recorded, (self.done, self.now)]

    def mark(self):
        """How it stands, so that it can come back to here."""
        return Mark(self.done, self.failure, self.recorded, self._theta(), self._before)

    def go_back(self, mark):
        """Stand as it did at that mark, which stays as it is; it goes on after `begin`. `now` is of another network
        until it `is_measured`."""
        self.done, self.failure, self.recorded = mark.done, mark.failure, mark.recorded
        self.net.theta, self._before = [None, *(matrix.copy() for matrix in mark.theta[1:])], mark.before
        self._looked_at = None

    @property
    def is_measured(self):
        """Whether `now` is of the present network."""
        return self._looked_at == self.done

    def _measure(self):
        self.now, failed = self._look(self.net)
        self._looked_at = self.done
        if is_recorded(self.done):
            self.recorded = [*(each for each in self.recorded if each[0] < self.done), (self.done, self.now)]
        return failed

    def _fail(self, failed):
        self.failure = (self.done + 1, failed)
        if failed.quantity != "theta" and self._before is not None:  # the numbers at this θ cannot be shown
            self.net.theta = self._before
            self.done -= 1
            self.recorded = [each for each in self.recorded if each[0] <= self.done]
        self._measure()

    def _theta(self):
        return [None, *(matrix.copy() for matrix in self.net.theta[1:])]


class Training:
    """The runs that settings describe, from the same patterns and first θ; `steps` are done.

    begins, changeable   the names of the settings with which a run begins, and of those that may change on the way

    A subclass says what is trained: `_open(s)` makes the runs, `_values(s)` gives for each the words of `train`: if it
    says nothing else, the changeable settings as they are.
    """

    def __init__(self, s, begins, changeable):
        self.settings, self.begins, self.changeable, self.steps = s, begins, changeable, 0
        self.runs = self._open(s)
        self._marks = {}  # {step: (what had led there, the `Mark` of each run)}
        self._apart = 1  # so many steps lie between two of them
        self._begun = False
        self._since = None  # the step after which the runs have been going on, and the settings with which they do

    def changed(self, s):
        """The training of other settings: this one, where it has only to go on."""
        if s["steps"] < self.steps or self._past(s) != self._past(self.settings) or self._nearest(s) > self.steps:
            return self._anew(s)
        if self._present(s) != self._present(self.settings):
            asks_anew = self.steps > 0 and self.steps not in s["history"]
            goes_on = asks_anew and self._since[0] < self.steps and self._since[1] == self._in_force(s, self.steps)
            if not goes_on and (asks_anew or (self.steps == 0 and any(run.failure for run in self.runs))):
                return self._anew(s)
            self._begun = goes_on  # what had been changed was taken back before a step was done
        self.settings = s
        return self

    def _values(self, s):
        return [{name: s[name] for name in self.changeable}]

    def _anew(self, s):
        """From the beginning, or from the last mark on the way there: a step at least is done again."""
        again = type(self)(s, self.begins, self.changeable)
        again._marks, again._apart = self._marks, self._apart
        nearest = self._nearest(s)
        if nearest:
            again.steps = nearest
            for run, mark in zip(again.runs, self._marks[again.steps][1], strict=True):
                run.go_back(mark)
        return again

    def _nearest(self, s):
        """The last mark before the step that these settings ask for, on their way there; 0 is the beginning."""
        usable = (n for n, (past, _) in self._marks.items() if n < s["steps"] and past == self._past(s, n))
        return max(usable, default=0)

    def _mark(self):
        """Keep how the runs stand, every now and then: the more steps, the fewer. Batches could not go on from there
        as they did."""
        past = self._past(self.settings)
        if self.steps % self._apart or any(kept.get("batch_size") is not None for _, kept in past[-1]):
            return
        self._marks[self.steps] = past, [run.mark() for run in self.runs]
        size = sum(theta.nbytes for run in self.runs for theta in run.net.theta[1:])
        if len(self._marks) > max(LEAST_MARKS, min(MOST_MARKS, MARKED_BYTES // size)):
            self._apart *= 2
            self._marks = {n: each for n, each in self._marks.items() if n % self._apart == 0}

    def reach(self, steps, seconds=math.inf):
        """Go on until so many steps are done, or so much time has passed; returns how many are done."""
        until = time.perf_counter() + seconds
        while self.steps < steps and (not self._begun or any(run.failure is None for run in self.runs)):
            if not self._begun or self.steps in self.settings["history"]:
                self._begin()
            for run in self.runs:
                run.step()
            self.steps = max(run.done for run in self.runs)
            self._mark()
            if time.perf_counter() > until:
                break
        for run in self.runs:
            if not run.is_measured:
                run.measure()
        self.steps = max(run.done for run in self.runs)
        return self.steps

    def _begin(self):
        now = self._in_force(self.settings, self.steps)
        self._since = self.steps, now
        values = self._values(now)
        for run, each in zip(self.runs, values, strict=True):
            if run.done == self.steps:  # one that has ended before stays as it is
                run.begin(**each)
        self._begun = True

    def _in_force(self, s, n):
        """The changeable settings of the step after n."""
        return {name: s[name] for name in self.changeable} | history.in_force(s["history"], n)

    def _past(self, s, steps=None):
        """What leads to the present step, or to another."""
        steps = self.steps if steps is None else steps
        before = [(n, self._in_force(s, n)) for n in sorted({0, *s["history"]}) if n < steps]
        return [s[name] for name in self.begins], len(self._values(s)), before

    def _present(self, s):
        return self._in_force(s, self.steps), self.steps in s["history"]


class PlainTraining(Training):
    """Runs on one data set with a training and a test part (`parts`), one for each η."""

    def _open(self, s):
        self.parts = draw_data(s)
        names = [*[s["activation"]] * len(s["hidden"]), "sigmoid"]
        net = Network(sizes(s), names, s["loss"], s["bias"], s["init"], rng=s["seed"])
        return [Run(net.copy(), self.parts.train, self._look, s["seed"]) for _ in etas(s)]

    def _values(self, s):
        (usual,) = super()._values(s)
        return [usual | {"eta": eta} for eta in etas(s)]

    def _look(self, net):
        (x, y), test = self.parts
        trace = net.forward(x)
        grads = net.backward(trace, y)
        norms = (None, *(float(np.linalg.norm(delta)) for delta in grads.delta[1:]))
        test_Err = test_right = None
        if test is not None:
            y_hat = net.forward(test.x).o[-1]
            test_Err, test_right = net.loss.f(test.y, y_hat), share_right(test.y, y_hat)
        measure = Measure(grads.Err, share_right(y, trace.o[-1]), test_Err, test_right, norms)
        return measure, find_failure(trace, grads)
