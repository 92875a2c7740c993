"""How long a gradient takes, by each of three ways, as a network grows: counted, and measured on this machine."""

from functools import lru_cache
from time import perf_counter

import numpy as np

from ... import costs
from ...figures.why import WAYS

GROWING = ("width", "depth")
NUMBERS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)  # of neurons in a layer, or of layers
MOST_WEIGHTS = 1200
DEPTHS = range(1, 13)  # layers of weights, to see how paths and δ grow
MOST_WORK = 1_000_000  # multiplications: what takes more is not measured, so that nobody waits
SLICE = 0.15  # seconds of measuring between two signs of life
COST = dict(zip(WAYS, (costs.cost_of_backprop, costs.cost_of_differences, costs.cost_of_paths), strict=True))
RUN = dict(
    zip(WAYS, (costs.gradient_by_backprop, costs.gradient_by_differences, costs.gradient_by_paths), strict=True)
)


@lru_cache(maxsize=64)
def networks(sizes, grow):
    """Layer sizes of networks like `sizes`, wider and wider or deeper and deeper, all layers but the last alike."""
    layers, width = len(sizes) - 1, sizes[1] if len(sizes) > 2 else sizes[0]
    shapes = [(n,) * layers if grow == "width" else (width,) * n for n in NUMBERS]
    found = [(*shape, sizes[-1]) for shape in shapes]
    return tuple(each for each in found if costs.count_weights(each) <= MOST_WEIGHTS)


@lru_cache(maxsize=64)
def counted(sizes, grow):
    """Of each of these networks the number of weights, and what each of `WAYS` multiplies."""
    return tuple((costs.count_weights(each), *(COST[way](each) for way in WAYS)) for each in networks(sizes, grow))


@lru_cache(maxsize=64)
def deeper(sizes):
    """(layers of weights, paths from a weight of layer 1, δ) of networks as wide as `sizes`, deeper and deeper."""
    width = sizes[1] if len(sizes) > 2 else sizes[0]
    found = ((depth, (sizes[0], *(width,) * (depth - 1), sizes[-1])) for depth in DEPTHS)
    return tuple((depth, costs.count_paths(each), costs.count_deltas(each)) for depth, each in found)


def jobs(grown):
    """Pairs (way, sizes) that can be measured, the quickest first."""
    pairs = [(way, sizes) for way in WAYS for sizes in grown if COST[way](sizes) <= MOST_WORK]
    return sorted(pairs, key=lambda pair: COST[pair[0]](pair[1]))


def measure(way, sizes):
    """Seconds that one gradient takes: the shortest of three runs, or of one that is long.

    σ is the identity, so that the time goes into the sums.
    """
    rng = np.random.default_rng(0)
    shapes = zip(sizes[1:], sizes[:-1], strict=True)
    theta = [None, *(rng.normal(size=shape).tolist() for shape in shapes)]
    x, y = rng.normal(size=sizes[0]).tolist(), rng.normal(size=sizes[-1]).tolist()
    times = []
    while len(times) < 3 and sum(times) < SLICE / 3:
        begin = perf_counter()
        RUN[way](theta, x, y, "identity")
        times.append(perf_counter() - begin)
    return min(times)
