"""Small random networks on which a student's function is tried: other numbers every time."""

from typing import NamedTuple

import numpy as np

from ..activations import Activation, get_activation
from ..losses import Loss, get_loss
from . import recipes

# Layers and patterns of the networks, from small to large. Unequal widths, so that what is turned the wrong way does
# not fit; equal ones, so that it fits and only the numbers are wrong. One pattern and several; three neurons with
# three patterns, where even products by entries fit. The first two have the same shapes: who gives the same numbers
# for both has not computed them.
SHAPES = (
    ((2, 2, 1), 1),
    ((2, 2, 1), 1),
    ((2, 3, 2, 3), 2),
    ((3, 3, 3, 3), 3),
    ((3, 2, 4, 3, 2), 1),
    ((2, 2, 2, 2), 5),
)
SKIPPING = (((2, 2, 2, 1), 1), ((2, 2, 2, 1), 1), ((2, 3, 4, 2), 2), ((3, 3, 3, 3), 3))  # with a skip connection


def named(sizes):
    """What a network of these sizes is called: "2-3-1"."""
    return "-".join(map(str, sizes))


class Case(NamedTuple):
    """All that a function of the lecture may be given, for one network. Patterns are columns."""

    sizes: tuple
    bias: bool
    activation: Activation
    loss: Loss
    theta: list
    x: np.ndarray
    y: np.ndarray
    u: list
    o: list
    delta: list
    gradients: list
    y_hat: np.ndarray
    eta: float
    max_norm: float
    h: float


def draw_cases(rng, activation="sigmoid", loss="squared_error", bias=False):
    """One `Case` for each of SHAPES."""
    return [_draw(rng, sizes, N, get_activation(activation), get_loss(loss), bias, place)
            for place, (sizes, N) in enumerate(SHAPES)]  # fmt: skip


def _draw(rng, sizes, N, activation, loss, bias, place):
    while True:
        case = _draw_once(rng, sizes, N, activation, loss, bias, place)
        if all(np.any(delta) for delta in case.delta[1:]):  # relu may let nothing through, and then nothing shows
            return case


def _draw_once(rng, sizes, N, activation, loss, bias, place):
    theta = [None]
    for before, n in zip(sizes[:-1], sizes[1:], strict=True):
        theta.append(_away_from_0(rng, (n, before + bias)))
    x, y = _away_from_0(rng, (sizes[0], N)), rng.uniform(-1.0, 2.0, (sizes[-1], N))
    h = 0.5 if place % 2 else 1e-3  # with a large h differences are not the gradient any more
    case = Case(sizes, bias, activation, loss, theta, x, y, None, None, None, None, None,
                float(rng.uniform(0.1, 0.7)), 1.0, h)  # fmt: skip
    case = recipes.completed(case)
    # Sometimes there is something to clip, and sometimes there is not.
    norm = recipes.gradient_norm(case.gradients)
    return case._replace(max_norm=float(norm * rng.uniform(*((1.2, 2.0) if place in (1, 4) else (0.05, 0.15)))))


def _away_from_0(rng, shape):
    """Numbers of both signs, none so small that it could hide a mistake."""
    return rng.uniform(0.3, 1.5, shape) * rng.choice([-1.0, 1.0], shape)


class Skipping(NamedTuple):
    """A network of three layers in which layer 1 also feeds the outputs: u_3 = θ_3 o_2 + S o_1."""

    sizes: tuple
    theta: list
    skip: np.ndarray
    u: list
    o: list
    y: np.ndarray


def draw_skipping(rng):
    """One `Skipping` for each of SKIPPING."""
    return [_draw_skipping(rng, sizes, N) for sizes, N in SKIPPING]


def _draw_skipping(rng, sizes, N):
    sigma = recipes.SIGMOID.f
    theta = [None, *(_away_from_0(rng, (n, before)) for before, n in zip(sizes[:-1], sizes[1:], strict=True))]
    skip, x = _away_from_0(rng, (sizes[3], sizes[1])), _away_from_0(rng, (sizes[0], N))
    u, o = [x], [x]
    for m in (1, 2, 3):
        u.append(theta[m] @ o[-1] + (skip @ o[1] if m == 3 else 0))
        o.append(sigma(u[-1]))
    return Skipping(sizes, theta, skip, u, o, rng.uniform(-1, 2, (sizes[3], N)))
