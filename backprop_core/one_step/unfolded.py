"""The part of a network behind a weight or a neuron, unfolded into the tree of all paths to Err, and folded together
again until each δ is there once (lecture §8).

Below each neuron of the tree stand all neurons of the next layer, so a leaf is an output at the end of one path. Who
computes it as it stands multiplies, from the leaves back,

    δ_i = σ′(u_i) · Σ_j δ_j · θ_ji     once for each line, and once for σ′ of each neuron that is not an output
    δ_k = −2 · (y_k − ŷ_k) · σ′(u_k)   twice for each output, as `costs.py` counts
    ∂Err/∂θ_iℓ = δ_i · o_ℓ             once, where the paths begin with a weight

To fold a neuron is to let all its copies, which have equal sub-trees below them, be one. Sub-trees that begin early
are folded first: with them their parts fall together. When all are folded, the tree is the graph of the network.

A node of the tree is named by the neurons on the way to it, (i, j, …), one of each layer from where the paths begin.
`start` is that of `paths.py`. Numbers only; nothing is drawn here.
"""

from itertools import product
from typing import NamedTuple


class Products(NamedTuple):
    """How many multiplications of each kind there are: on lines, with σ′ of hidden neurons, at outputs, with o."""

    lines: int
    slopes: int
    outputs: int
    o: int


def folds(sizes, start):
    """The neurons (m, i) of which the tree has several copies, in the order in which they are folded."""
    first = start[1] + 2
    return tuple((m, i) for m in range(first, len(sizes)) if sizes[m - 1] > 1 for i in range(1, sizes[m] + 1))


def nodes(sizes, start):
    """Every node of the tree, (i, j, …), a node before those below it."""
    first, last = start[1], len(sizes) - 1
    layers = [range(1, sizes[m] + 1) for m in range(first + 1, last + 1)]
    return [(start[2], *later) for deep in range(len(layers) + 1) for later in product(*layers[:deep])]


def folded_into(node, start, folded):
    """What a node is when these neurons are `folded`: (its layer, its way from the last of them). Nodes for which it
    is the same are one."""
    first = start[1]
    for place in reversed(range(len(node))):
        if (first + place, node[place]) in folded:
            return first + len(node) - 1, node[place:]
    return first + len(node) - 1, node


def copies(sizes, start, folded=()):
    """{layer: how many nodes it has}, when these neurons are `folded`, a beginning of `folds`."""
    first, last = start[1], len(sizes) - 1
    found = {first: 1}
    for m in range(first + 1, last + 1):
        found[m] = sum(1 if (m, i) in folded else found[m - 1] for i in range(1, sizes[m] + 1))
    return found


def products(sizes, start, folded=()):
    """The `Products` of the tree, when these neurons are `folded`."""
    first, last = start[1], len(sizes) - 1
    there = copies(sizes, start, folded)
    lines = sum(there[m] * sizes[m + 1] for m in range(first, last))
    return Products(lines, sum(there[m] for m in range(first, last)), 2 * there[last], int(start[0] == "theta"))
