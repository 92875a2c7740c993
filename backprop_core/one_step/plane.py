"""What a network computes wherever its inputs may lie: along the axis of one, or over the plane of two."""

from typing import NamedTuple

import numpy as np

ALONG, ACROSS = 97, 47  # places along one axis; along each of two
STRAIGHT = 1e-9  # of its range: what is further from a line, or a plane, is bent


class Plane(NamedTuple):
    """Every o of a network at many inputs.

    inputs   which of them span it, from 1: (i,) or (i, j), the horizontal one first
    limits   from where to where each of them goes
    places   the values along an axis, (n,)
    o        for each layer 0…M its outputs: (n_m, n), or (n_m, n, n) with the second input growing from row to row
    """

    inputs: tuple
    limits: tuple
    places: np.ndarray
    o: list

    def straight(self, m, i):
        """Whether o_i of layer m is a straight line, or a plane."""
        return is_straight(self.o[m][i - 1])


def spanning(x):
    """The inputs, from 1, that x (n_0, N) leaves to be chosen: all of a single pattern, else those in which its
    patterns differ, so that an input that is always 1 is none of them; None where they are more than two."""
    n, patterns = x.shape
    found = tuple(range(1, n + 1) if patterns == 1 else (i + 1 for i in range(n) if np.ptp(x[i]) > 0))
    return found or (1,) if len(found) <= 2 else None


def reach(level, patterns):
    """From where to where the inputs go, by the `level` (low, high) on which they are drawn: beyond all patterns, and
    about 0 where there is but one."""
    low, high = level
    return (-2 * high, 2 * high) if patterns == 1 else (low - high / 2, 1.5 * high)


def plane(net, x, limits):
    """The `Plane` of `net`: one forward pass over all of its places. Inputs that do not span it are the same in all
    patterns, and stay so; None where more than two span it."""
    inputs = spanning(x)
    if inputs is None:
        return None
    places = np.linspace(*limits, ALONG if len(inputs) == 1 else ACROSS)
    grid = np.meshgrid(*[places] * len(inputs))
    points = np.repeat(x[:, :1], grid[0].size, axis=1)
    for i, values in zip(inputs, grid, strict=True):
        points[i - 1] = values.ravel()
    with np.errstate(over="ignore", invalid="ignore"):
        o = net.forward(points).o
    return Plane(inputs, tuple(limits), places, [each.reshape(-1, *grid[0].shape) for each in o])


def is_straight(values):
    """Whether values over evenly spaced places, (n,) or (n, n), lie on a line, or on a plane, but for rounding."""
    if not np.isfinite(values).all():
        return False
    size = max(float(np.abs(values).max()), 1e-300)
    return all(np.abs(np.diff(values, 2, axis=axis)).max() <= STRAIGHT * size for axis in range(values.ndim)) and (
        values.ndim == 1 or np.abs(np.diff(np.diff(values, axis=0), axis=1)).max() <= STRAIGHT * size
    )
