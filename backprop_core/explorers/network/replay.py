"""A run of gradient descent that can be gone back over, and replayed exactly.

A run is its first θ, its settings, and a *history*: {step: {setting: value}}, what was changed by hand after how many
steps. "theta" in it holds edited weights, {(m, i, l): value}, with neurons counted from 1 and l = 0 the constant one.
"""

import numpy as np

from ... import checks
from ...network import Network
from ...one_step.snapshot import Snapshot
from ...training import train

MOST_KEPT = 10_000
TAKES = ("x", "y", "activation", "loss", "eta", "train_bias")  # the settings of a run


class Replay:
    """`theta(n)` is θ after n steps (and what was edited there); `errs[n]` is Err at that θ.

    start     the matrices of layers 1…M
    settings  eta, activation, loss, train_bias, x, y; from its step on, a value in the history takes their place
    failure   None, or (step, Failure): the step that met a number that is not finite. The run ends before it.
    """

    def __init__(self, sizes, bias, start, settings, history):
        self.sizes, self.bias, self.settings, self.history = sizes, bias, settings, history
        self.start = start
        self.failure = None
        self._reached = [[np.array(matrix, dtype=float) for matrix in start]]  # θ before what was edited there
        self.errs = [self._err(0)]
        self._steps = None

    def changed(self, sizes, bias, start, settings, history):
        """The run with these in its place; the steps that the two have in common are not computed again."""
        other = Replay(sizes, bias, start, settings, history)
        if (self.sizes, self.bias, self.start) != (sizes, bias, start):
            return other
        for step in sorted({0, *self.history, *history}):
            if self.values(step) != other.values(step) or self.edits(step) != other.edits(step):
                other._reached = self._reached[: step + 1]
                newest = len(other._reached) - 1
                other.errs = [*self.errs[:newest], other._err(newest)]
                return other
        return self

    def values(self, n):
        """The settings in force after n steps."""
        values = dict(self.settings)
        for step in sorted(self.history):
            if step <= n:
                values |= {key: value for key, value in self.history[step].items() if key != "theta"}
        return values

    def edits(self, n):
        """The weights edited after n steps."""
        return self.history.get(n, {}).get("theta", {})

    def theta(self, n):
        """The matrices of layers 1…M after n steps."""
        theta = [matrix.copy() for matrix in self._reached[n]]
        for (m, i, l), value in self.edits(n).items():
            theta[m - 1][i - 1, l if self.bias else l - 1] = value
        return theta

    def network(self, n):
        """The network after n steps, with its own θ."""
        values = self.values(n)
        return Network(self.sizes, values["activation"], values["loss"], self.bias, theta=self.theta(n))

    def snapshot(self, n, pattern):
        """All numbers after n steps, where the pattern of this number, from 1, is looked at."""
        values = self.values(n)
        x, y = (checks.array(name, values[name]) for name in ("x", "y"))
        return Snapshot(self.network(n), x, y, values["eta"], pattern - 1, values["train_bias"])

    def ended(self, n):
        """(step, Failure) where the run cannot go on from n; else None."""
        return self.failure if self.failure and n == self.reach(MOST_KEPT) else None

    def reach(self, n):
        """Run on until n steps are done; returns how many could be."""
        while len(self._reached) <= n and self.failure is None:
            self._advance()
        newest = len(self._reached) - 1
        if len(self.errs) == newest:  # the steps tell Err before their update; that of the last θ is still missing
            self.errs.append(self._err(newest))
            if not np.isfinite(self.errs[-1]):
                self._advance()  # to learn where it breaks
        return min(n, len(self._reached) - 1)

    def _advance(self):
        n = len(self._reached) - 1
        if self._steps is None or n in self.history:
            self._net = self.network(n)
            self._steps = self._train(self._net, n)
        step = next(self._steps)
        self.errs[n:] = [step.Err]
        if step.failed is None:
            self._reached.append([matrix.copy() for matrix in self._net.theta[1:]])
            return
        self.failure = (n + 1, step.failed)
        if step.failed.quantity != "theta" and n > 0:  # the numbers at this θ are not finite: it cannot be shown
            self._reached.pop()
            self.errs.pop()

    def _train(self, net, n):
        values = self.values(n)
        return train(net, values["x"], values["y"], values["eta"], MOST_KEPT, train_bias=values["train_bias"])

    def _err(self, n):
        net, values = self.network(n), self.values(n)
        output = net.forward(values["x"]).o[-1]
        with np.errstate(over="ignore", invalid="ignore"):
            return net.loss.f(np.array(values["y"]), output)
