"""Small labelled sets of points in the plane, and real handwritten digits. Patterns are columns.

In the plane x is (2, N) and y is (1, N), with labels 0 and 1. Both classes are the same size (give or take one), and
the same seed gives the same points.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from . import checks


class Dataset(NamedTuple):
    """N labelled patterns, one a column: inputs x (n_0, N) and targets y (n_M, N)."""

    x: np.ndarray
    y: np.ndarray


class Parts(NamedTuple):
    """Patterns to learn from, and others, held out, to see what has been learnt."""

    train: Dataset
    test: Dataset


def xor():
    """The four corners of a square; the label is 1 where exactly one input is 1."""
    return Dataset(np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 1.0, 0.0]]))


def circles(N=200, noise=0.1, rng=0):
    """An inner circle of radius ½ (label 0) inside an outer one of radius 1 (label 1), about the origin."""
    N, noise, rng = _arguments(N, noise, rng)
    angle = rng.uniform(0, 2 * np.pi, N)
    label = np.arange(N) % 2
    radius = np.where(label == 0, 0.5, 1.0)
    return _shuffled(radius * np.cos(angle), radius * np.sin(angle), label, noise, rng)


def moons(N=200, noise=0.1, rng=0):
    """Two half circles that reach into each other, the upper one (label 0) open below, centred on the origin."""
    N, noise, rng = _arguments(N, noise, rng)
    angle = rng.uniform(0, np.pi, N)
    label = np.arange(N) % 2
    first = np.where(label == 0, np.cos(angle), 1 - np.cos(angle)) - 0.5
    second = np.where(label == 0, np.sin(angle), 0.5 - np.sin(angle)) - 0.25
    return _shuffled(first, second, label, noise, rng)


def spiral(N=200, noise=0.05, rng=0, turns=1.5):
    """Two arms that wind `turns` times about the origin, half a turn apart, out to radius 1."""
    N, noise, rng = _arguments(N, noise, rng)
    turns = checks.number("turns", turns, above=0)
    radius = np.sqrt(rng.uniform(0.01, 1, N))  # the root spreads the points evenly along the arms
    label = np.arange(N) % 2
    angle = 2 * np.pi * turns * radius + np.pi * label
    return _shuffled(radius * np.cos(angle), radius * np.sin(angle), label, noise, rng)


def _arguments(N, noise, rng):
    return checks.whole_number("N", N, least=2), checks.number("noise", noise, least=0), checks.generator("rng", rng)


def _shuffled(first, second, label, noise, rng):
    """Noise on both coordinates, then an order that does not give the label away."""
    x = np.stack([first, second]) + noise * rng.standard_normal((2, len(label)))
    order = rng.permutation(len(label))
    return Dataset(x[:, order], label[None, order].astype(float))


def digits(N=1400, rng=0):
    """Handwritten digits: x (64, ·) holds 8 × 8 images row by row, from 0 (paper) to 1 (ink); y (10, ·) is 1 at the
    digit and 0 elsewhere.

    N images to train with, 1 to 1796, and the rest of the 1797 to test. `rng` draws which; everybody's handwriting is
    in both parts. Source: Alpaydin & Kaynak 1998, see data/README.md (CC BY 4.0).
    """
    N, rng = checks.whole_number("N", N, least=1, most=1796), checks.generator("rng", rng)
    image, digit = _read_digits()
    order = rng.permutation(len(digit))
    x, y = image[order].T / 16.0, np.eye(10)[:, digit[order]]
    return Parts(Dataset(x[:, :N], y[:, :N]), Dataset(x[:, N:], y[:, N:]))


@lru_cache(maxsize=1)
def _read_digits():
    with np.load(Path(__file__).parent / "data" / "digits.npz") as stored:
        return stored["image"], stored["digit"]


# The sets of points in the plane, by name.
DATASETS = {"xor": xor, "circles": circles, "moons": moons, "spiral": spiral}
