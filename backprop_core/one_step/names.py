"""How the numbers of one step are called, and in which order the algorithm computes them.

A name is a tuple, with neurons counted from 1 as in the lecture (0 is the constant neuron):

    ("x", i)  ("u", m, i)  ("o", m, i)  ("delta", m, i)  ("theta", m, i, l)  ("gradient", m, i, l)
    ("update", m, i, l)  ("y", k)  ("Err",)

("update", …) is the weight after the update. A page writes a name joined by dashes: "theta-1-2-1".
"""


def item(name):
    """A number's name as the page writes it: ("theta", 1, 2, 1) → "theta-1-2-1"."""
    return "-".join(str(part) for part in name)


def name_of(text):
    """The reverse of `item`."""
    kind, *place = str(text).split("-")
    return (kind, *(int(part) for part in place))


def neuron_of(name, sizes):
    """The neuron (m, i) at which the number `name` is found; None for Err."""
    kind, *place = name
    if kind == "x":
        return (0, place[0])
    if kind == "y":
        return (len(sizes) - 1, place[0])
    return tuple(place[:2]) if place else None


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
