"""What answers when a number is moved: held against what really changes."""

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.one_step.dependence import answering
from backprop_core.one_step.snapshot import Snapshot

SIZES = [(1, 1), (2, 3, 1), (2, 2, 2), (3, 2, 2, 2), (2, 1, 3)]


def moved(name, net, x, y):
    """A snapshot of the same network after the number `name` has been moved."""
    theta = [matrix.copy() for matrix in net.theta[1:]]
    x, y = x.copy(), y.copy()
    kind, *place = name
    if kind == "theta":
        m, i, l = place
        theta[m - 1][i - 1, l - (not net.bias)] += 0.1
    else:
        (x if kind == "x" else y)[place[0] - 1] += 0.1
    return Snapshot(Network(net.sizes, "tanh", bias=net.bias, theta=theta), x, y, 0.5)


@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
def test_what_answers_is_what_changes(sizes, bias):
    net = Network(sizes, "tanh", bias=bias, init="normal", rng=1)
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(sizes[0], 1)), rng.normal(size=(sizes[-1], 1))
    before = Snapshot(net, x, y, 0.5).values
    for name in [name for name in before if name[0] in ("x", "y", "theta")]:
        after = moved(name, net, x, y).values
        assert {each for each in before if before[each] != after[each]} == answering(name, sizes, bias) & {*before}
