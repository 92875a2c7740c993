"""Which numbers of a step hang on which: what can answer when a weight, an input or a target is moved, and what
cannot."""

from .names import weight_names


def answering(name, sizes, bias=False):
    """The names of all numbers that can change when the number `name` is moved, itself among them.

    Forward, a weight θ_il of layer m moves u_i and o_i of its own neuron, then everything in the layers after it, and
    Err. A target moves no u and no o. Backward, whatever moves an output moves every δ, and with it every ∂Err/∂θ.
    """
    kind, *place = name
    last = len(sizes) - 1
    found = {name, ("Err",)}
    if kind != "y":
        first = 1 if kind == "x" else place[0]  # the first layer that answers
        for m in range(first, last + 1):
            neurons = [place[1]] if kind == "theta" and m == first else range(1, sizes[m] + 1)
            found |= {(each, m, i) for i in neurons for each in ("u", "o")}
    for m in range(1, last + 1):
        # A target moves the δ of its own output alone, and so do weights that lead into one.
        own = place[0] if kind == "y" else place[1] if kind == "theta" and place[0] == last else None
        neurons = [own] if own and m == last else range(1, sizes[m] + 1)
        found |= {("delta", m, i) for i in neurons}
        found |= {(each, *weight) for weight in weight_names(sizes, bias, m) if weight[1] in neurons
                  for each in ("gradient", "update")}  # fmt: skip
    return found
