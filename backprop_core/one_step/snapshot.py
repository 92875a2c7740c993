"""All numbers of one step of the algorithm, each under its own name (`names`).

u, o, δ, x and y belong to one pattern; Err, ∂Err/∂θ and the update to all of them together, as in the lecture's sums.
"""

import numpy as np

WRONG = 0.1  # the |∂Err/∂ŷ| of an output that is not yet right
FLAT = 1e-6  # the σ′ at which σ is flat


class Snapshot:
    """One forward pass, one backward pass and the update that would follow, of `net` on patterns x, y.

    pattern   the pattern (column, from 0) whose u, o and δ are shown
    values    {name: float}, all names of `names`; what is only rounding reads 0
    """

    def __init__(self, net, x, y, eta, pattern=0, train_bias=True):
        self.net, self.x, self.y, self.eta, self.pattern = net, x, y, eta, pattern
        self.train_bias = train_bias
        self.trace = net.forward(x)
        self.grads = net.backward(self.trace, y)
        self.values = self._values()

    @property
    def stuck(self):
        """Whether an output is wrong, and yet every δ of the outputs is almost 0, in all patterns: there σ is flat."""
        last = len(self.net.sizes) - 1
        slopes = np.abs(self.net.loss.df(self.y, self.trace.o[last])).max()
        return bool(WRONG < slopes < np.inf and np.abs(self.grads.delta[last]).max() < FLAT * slopes)

    def _values(self):
        net, p = self.net, self.pattern
        u, o, delta, gradient = self._settled()
        values = {("x", i): value for i, value in enumerate(self.x[:, p].tolist(), start=1)}
        first = 0 if net.bias else 1
        for m in range(1, len(net.sizes)):
            theta = net.theta[m].tolist()
            for i in range(1, net.sizes[m] + 1):
                for kind, part in (("u", u), ("o", o), ("delta", delta)):
                    values[kind, m, i] = part[m][i - 1]
                for l in range(first, net.sizes[m - 1] + 1):
                    weight, slope = theta[i - 1][l - first], gradient[m][i - 1][l - first]
                    held = l == 0 and not self.train_bias
                    values["theta", m, i, l] = weight
                    values["gradient", m, i, l] = slope
                    values["update", m, i, l] = weight if held else weight - self.eta * slope
        values |= {("y", k): value for k, value in enumerate(self.y[:, p].tolist(), start=1)}
        values["Err",] = self.grads.Err
        return values

    def _settled(self):
        """u, o, δ of the pattern and ∂Err/∂θ, as lists over layers, without the rounding that cancelling leaves.

        A sum that is below 1e-12 of the sum of its terms' sizes is 0: 0.3 + 0.6 − 0.9 is, though a float says 1e-16.
        """
        net, p, last = self.net, self.pattern, len(self.net.sizes) - 1
        u, o, delta, gradient = [None], [None], [None] * (last + 1), [None] * (last + 1)
        with np.errstate(over="ignore", invalid="ignore"):
            for m in range(1, last + 1):
                terms = np.abs(net.weights(m)) @ np.abs(self.trace.o[m - 1][:, p])
                u.append(_without_noise(self.trace.u[m][:, p], terms + np.abs(net.theta[m][:, 0]) * net.bias))
                o.append(self.trace.o[m][:, p].tolist())
            outputs = self.trace.o[last]
            sizes = [np.abs(each) for each in self.grads.delta]
            for m in range(last, 0, -1):
                if m == last:
                    terms = np.abs(net.loss.df(np.abs(self.y), -np.abs(outputs)))[:, p]
                else:
                    terms = np.abs(net.weights(m + 1)).T @ sizes[m + 1][:, p]
                slopes = np.abs(net.activations[m].df(self.trace.u[m][:, p]))
                delta[m] = _without_noise(self.grads.delta[m][:, p], slopes * terms)
                inputs = np.abs(self.trace.o[m - 1])
                inputs = np.vstack([np.ones(inputs.shape[1]), inputs]) if net.bias else inputs
                gradient[m] = _without_noise(self.grads.gradient[m], sizes[m] @ inputs.T)
        return u, o, delta, gradient

    def visible(self, computed):
        """The values that can be seen once those named in `computed` are: an updated weight shows its new value."""
        given = ("x", "y", "theta")
        seen = {name: value for name, value in self.values.items() if name in computed or name[0] in given}
        updated = {("theta", *name[1:]): seen[name] for name in computed if name[0] == "update"}
        return seen | updated

    def true_change(self, m, i, h):
        """By how much Err really changes when u_i of layer m of this pattern is moved by h (lecture §8)."""
        return float(self.true_changes(("u", m, i), [h])[0])

    def true_changes(self, name, steps):
        """By how much Err really changes when the number `name` alone is moved by each of `steps`: an array.

        name   a weight ("theta", m, i, l), which all patterns share; or of this pattern ("u", m, i), ("x", i),
               ("y", k), and ("o", M, k), the prediction ŷ_k
        A change that is only rounding of Err reads 0.
        """
        kind, *place = name
        net, p = self.net, self.pattern
        steps = np.asarray(steps, dtype=float)
        with np.errstate(over="ignore", invalid="ignore"):
            y, outputs = self.y, self.trace.o[-1]
            if kind == "y":
                targets = np.repeat(y[None], len(steps), axis=0)
                targets[:, place[0] - 1, p] += steps
                Err = [net.loss.f(each, outputs) for each in targets]
            elif kind == "o":
                outputs = np.repeat(outputs[None], len(steps), axis=0)
                outputs[:, place[1] - 1, p] += steps
                Err = [net.loss.f(y, each) for each in outputs]
            else:
                m = 1 if kind == "x" else place[0]
                u = np.repeat(self.trace.u[m][None], len(steps), axis=0)  # one copy of this layer for each step
                if kind == "u":
                    u[:, place[1] - 1, p] += steps
                elif kind == "x":
                    u[:, :, p] += np.multiply.outer(steps, net.weights(1)[:, place[0] - 1])
                else:
                    _, i, l = place
                    before = self.trace.o[m - 1][l - 1] if l else np.ones(y.shape[1])
                    u[:, i - 1, :] += np.multiply.outer(steps, before)
                Err = [net.loss.f(y, each) for each in self._outputs(m, u)]
            change = np.array(Err) - self.grads.Err
            rounding = 4 * np.finfo(float).eps * (np.array(Err) + self.grads.Err)
        return np.where(np.abs(change) <= rounding, 0.0, change)

    def _outputs(self, m, u):
        """ŷ for each of several pre-activations of layer m: (steps, n_m, N) → (steps, n_M, N)."""
        net = self.net
        o = net.activations[m].f(u)
        for later in range(m + 1, len(net.sizes)):
            u = net.weights(later) @ o + (net.theta[later][:, :1] if net.bias else 0.0)
            o = net.activations[later].f(u)
        return o

    def derivative(self, name):
        """∂Err by the number `name`, of those that `true_changes` moves; what is only rounding reads 0."""
        kind, *place = name
        p = self.pattern
        if kind == "theta":
            return self.values["gradient", *place]
        if kind == "u":
            return self.values["delta", *place]
        with np.errstate(over="ignore", invalid="ignore"):
            if kind == "x":
                terms = self.net.weights(1)[:, place[0] - 1] * self.grads.delta[1][:, p]
                return _without_noise(terms.sum(keepdims=True), np.abs(terms).sum())[0]
            slope = self.net.loss.df(self.y, self.trace.o[-1])[:, p]
            size = np.abs(self.net.loss.df(np.abs(self.y), -np.abs(self.trace.o[-1])))[:, p]
            slopes = _without_noise(slope, size)
        return slopes[place[1] - 1] if kind == "o" else 0.0 - slopes[place[0] - 1]

    def slope(self, m, i):
        """σ′(u_i) of this pattern."""
        return float(self.net.activations[m].df(self.trace.u[m][i - 1 : i, self.pattern])[0])


def _without_noise(values, scale):
    """`values` as lists, with 0 for what is smaller than rounding makes of terms of size `scale`."""
    return np.where(np.abs(values) < 1e-12 * scale, 0.0, values).tolist()
