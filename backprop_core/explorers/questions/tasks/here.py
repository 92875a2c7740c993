"""Mistakes that only a view makes likely: a number of another place, or of another pattern, taken for the one asked
about. Each is a pair (value, hint), as in `Task.mistakes`; those that a task knows itself come before them."""

from ....one_step.snapshot import Snapshot
from .task import called, placed

MOST = 6  # of a kind: then the network is too large to guess


def of_neighbours(view):
    """The same kind of number of the other neurons, those of its layer first; but not what another question asks."""
    snapshot, name = view.snapshot, view.name
    kind, m, *_ = name
    others = [each for each in snapshot.values if each[0] == kind and each not in {name, *view.secret}]
    others.sort(key=lambda each: each[1] != m)
    return [(snapshot.values[each], f"That is {placed(each, snapshot.net.sizes)}. Another one is asked for.")
            for each in others[:MOST]]  # fmt: skip


def of_patterns(snapshot, name):
    """The same number, for the other patterns."""
    count, found = snapshot.y.shape[1], []
    for p in range(min(count, MOST)):
        if p != snapshot.pattern:
            other = Snapshot(snapshot.net, snapshot.x, snapshot.y, snapshot.eta, p)
            hint = f"That is it for pattern {p + 1}. The view shows pattern {snapshot.pattern + 1}: take its numbers."
            found.append((other.values[name], hint))
    return found


def of_weights(snapshot, name):
    """∂Err/∂θ of other weights: of those that end at the same neuron, and of those that begin where this one does."""
    _, m, i, l = name
    sizes, found = snapshot.net.sizes, []
    for other in [each for each in snapshot.values if each[:2] == ("gradient", m) and each != name]:
        begins, ends = other[3], other[2]
        if ends == i:
            whose = called(("theta", *other[1:]), sizes)
            hint = f"You took what comes through the {whose}. Where does this one begin?"
        elif begins == l:
            hint = f"You took δ of neuron {ends}. This weight ends at neuron {i}: it is δ there that counts."
        else:
            continue
        found.append((snapshot.values[other], hint))
    return found[:MOST]


def of_inputs(snapshot, name):
    """u, made from what does not come into that neuron: x or u where o of the layer before belongs, or weights that
    lead elsewhere."""
    _, m, i = name
    net, p = snapshot.net, snapshot.pattern
    matrix, before = net.weights(m), snapshot.trace.o[m - 1][:, p]
    bias = float(net.theta[m][i - 1, 0]) if net.bias else 0.0
    found = []
    if m > 1 and len(snapshot.x) == len(before):
        hint = f"You took the inputs x. This neuron is in layer {m}: what comes to it is o of layer {m - 1}."
        found.append((float(matrix[i - 1] @ snapshot.x[:, p]) + bias, hint))
    if m > 1:
        hint = "You took u of the neurons before. What travels on from them is their o = σ(u)."
        found.append((float(matrix[i - 1] @ snapshot.trace.u[m - 1][:, p]) + bias, hint))
    if len(matrix) == len(before) and len(before) > 1:
        hint = "You took weights that lead out of one neuron. Those that lead into this one are asked for."
        found.append((float(matrix[:, i - 1] @ before) + bias, hint))
    return found
