"""All numbers of one step of the algorithm, each under its own name.

A name is a tuple, with neurons counted from 1 as in the lecture (0 is the constant neuron):

    ("x", i)  ("u", m, i)  ("o", m, i)  ("delta", m, i)  ("theta", m, i, l)  ("gradient", m, i, l)
    ("update", m, i, l)  ("y", k)  ("Err",)

("update", …) is the weight after the update. u, o, δ, x and y belong to one pattern; Err, ∂Err/∂θ and the update to
all of them together, as in the lecture's sums.
"""


def weight_names(sizes, bias, m):
    """(m, i, l) of every weight that leads into layer m, row by row; l = 0 is the constant neuron."""
    return [(m, i, l) for i in range(1, sizes[m] + 1) for l in range(0 if bias else 1, sizes[m - 1] + 1)]


def algorithm(sizes, bias=False, train_bias=True):
    """The lecture's algorithm (§6) as micro-steps: the names of the numbers in the order they are computed."""
    layers = range(1, len(sizes))
    order = [(name, m, i) for m in layers for i in range(1, sizes[m] + 1) for name in ("u", "o")]
    order.append(("Err",))
    order += [("delta", m, i) for m in reversed(layers) for i in range(1, sizes[m] + 1)]
    order += [("gradient", *weight) for m in reversed(layers) for weight in weight_names(sizes, bias, m)]
    order += [
        ("update", *weight)
        for m in reversed(layers)
        for weight in weight_names(sizes, bias, m)
        if train_bias or weight[2] > 0
    ]
    return order


class Snapshot:
    """One forward pass, one backward pass and the update that would follow, of `net` on patterns x, y.

    pattern   the pattern (column, from 0) whose u, o and δ are shown
    values    {name: float}, all names of the module's list; tiny rounding noise reads 0
    """

    def __init__(self, net, x, y, eta, pattern=0, train_bias=True):
        self.net, self.x, self.y, self.eta, self.pattern = net, x, y, eta, pattern
        self.train_bias = train_bias
        self.trace = net.forward(x)
        self.grads = net.backward(self.trace, y)
        self.values = self._values()

    def _values(self):
        net, p = self.net, self.pattern
        values = {("x", i): value for i, value in enumerate(self.x[:, p].tolist(), start=1)}
        first = 0 if net.bias else 1
        for m in range(1, len(net.sizes)):
            u, o, delta = (part[m][:, p].tolist() for part in (self.trace.u, self.trace.o, self.grads.delta))
            theta, gradient = net.theta[m].tolist(), self.grads.gradient[m].tolist()
            for i in range(1, net.sizes[m] + 1):
                values["u", m, i], values["o", m, i], values["delta", m, i] = u[i - 1], o[i - 1], delta[i - 1]
                for l in range(first, net.sizes[m - 1] + 1):
                    weight, slope = theta[i - 1][l - first], gradient[i - 1][l - first]
                    held = l == 0 and not self.train_bias
                    values["theta", m, i, l] = weight
                    values["gradient", m, i, l] = slope
                    values["update", m, i, l] = weight if held else weight - self.eta * slope
        values |= {("y", k): value for k, value in enumerate(self.y[:, p].tolist(), start=1)}
        values["Err",] = self.grads.Err
        return _without_noise(values)

    def visible(self, computed):
        """The values that can be seen once those named in `computed` are: an updated weight shows its new value."""
        given = ("x", "y", "theta")
        seen = {name: value for name, value in self.values.items() if name in computed or name[0] in given}
        updated = {("theta", *name[1:]): seen[name] for name in computed if name[0] == "update"}
        return seen | updated

    def true_change(self, m, i, h):
        """By how much Err really changes when u_i of layer m of this pattern is moved by h (lecture §8)."""
        net, p = self.net, self.pattern
        o = self.trace.o[m].copy()
        o[i - 1, p] = net.activations[m].f(self.trace.u[m][i - 1 : i, p] + h)[0]
        for later in range(m + 1, len(net.sizes)):
            u = net.weights(later) @ o + (net.theta[later][:, :1] if net.bias else 0.0)
            o = net.activations[later].f(u)
        return self.net.loss.f(self.y, o) - self.grads.Err

    def slope(self, m, i):
        """σ′(u_i) of this pattern."""
        return float(self.net.activations[m].df(self.trace.u[m][i - 1 : i, self.pattern])[0])


def _without_noise(values):
    """Numbers below 1e-12 of the largest of their kind are rounding, and read 0."""
    scale = {}
    for name, value in values.items():
        scale[name[0]] = max(scale.get(name[0], 0.0), abs(value))
    return {name: 0.0 if abs(value) < 1e-12 * scale[name[0]] else value for name, value in values.items()}
