"""The tree of paths: its multiplications against a δ that is really computed so, by numbers that count."""

import itertools

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.one_step.unfolded import copies, folded_into, folds, nodes, products

NETS = [(2, 3, 3, 2), (2, 3, 3, 3, 2), (1, 4, 5, 2), (3, 1, 4, 2), (2, 1), (1, 2, 1, 3), (2, 2, 2, 2, 2, 1)]


class Counted(float):
    """A number that counts how often it is multiplied."""

    times = 0

    def __mul__(self, other):
        Counted.times += 1
        return Counted(float(self) * float(other))

    def __add__(self, other):
        return Counted(float(self) + float(other))


def really(net, x, y, start, folded):
    """∂Err by the start, each δ computed wherever it is asked for, but those of `folded` neurons once."""
    trace, last = net.forward(x), len(net.sizes) - 1
    slope = [None, *(net.activations[m].df(trace.u[m]) for m in range(1, last + 1))]
    kept = {}

    def delta(m, i):
        if (m, i) in kept:
            return kept[m, i]
        if m == last:
            found = Counted(-2) * (y[i - 1] - trace.o[m][i - 1, 0]) * slope[m][i - 1, 0]
        else:
            found = Counted(0)
            for j in range(1, net.sizes[m + 1] + 1):
                found = found + delta(m + 1, j) * net.theta[m + 1][j - 1, i - 1]
            found = found * slope[m][i - 1, 0]
        if (m, i) in folded:
            kept[m, i] = found
        return found

    Counted.times = 0
    found = delta(*start[1:3])
    if start[0] == "theta":
        found = found * trace.o[start[1] - 1][start[3] - 1, 0]
    return found, Counted.times


def starts(sizes):
    for m in range(1, len(sizes)):
        yield from (("theta", m, 1, 1), ("u", m, sizes[m]))


@pytest.mark.parametrize("sizes", NETS)
def test_products_are_those_of_who_really_computes_it_so(sizes):
    rng = np.random.default_rng(sum(sizes))
    net, x, y = Network(sizes, init="normal", rng=rng), rng.normal(size=sizes[0]), rng.normal(size=sizes[-1])
    grads = net.backward(net.forward(x), y)
    for start in starts(sizes):
        kind, m, i, *l = start
        whole = grads.gradient[m][i - 1, 0] if l else grads.delta[m][i - 1, 0]
        order = folds(sizes, start)
        counts = []
        for n in range(len(order) + 1):
            found, times = really(net, x, y, start, order[:n])
            assert found == pytest.approx(whole, rel=1e-12)
            assert sum(products(sizes, start, order[:n])) == times
            counts.append(times)
        assert counts == sorted(counts, reverse=True) and len(set(counts)) == len(counts), "each step saves something"
        every = [(layer, j) for layer in range(m, len(sizes)) for j in range(1, sizes[layer] + 1)]
        assert really(net, x, y, start, every)[1] == counts[-1], "in the end each δ is there once"


@pytest.mark.parametrize("sizes", NETS)
def test_nodes_that_are_one_are_as_many_as_is_said(sizes):
    for start in starts(sizes):
        order, every = folds(sizes, start), nodes(sizes, start)
        leaves = [node for node in every if len(node) == len(sizes) - start[1]]
        assert len(leaves) == len(set(leaves)) == np.prod(sizes[start[1] + 1 :])
        for n in range(len(order) + 1):
            there = {folded_into(node, start, order[:n]) for node in every}
            counted = {m: len([*each]) for m, each in itertools.groupby(sorted(m for m, _ in there))}
            assert counted == copies(sizes, start, order[:n])
