"""What a gradient costs: three ways to the same ∂Err/∂θ, and the multiplications that each one takes (lecture §8).

    backprop       every δ once, from right to left              about 3 for each weight
    differences    two forward passes for every weight           about 2 · (number of weights)²
    paths          every path to Err multiplied out by itself    grows exponentially with the number of layers

Counted is what the loops of `by_hand.py` and of this module multiply, for one pattern and without bias: each product
of two numbers, and each square or division, is one. A call of σ or σ′ is not counted: all three ways make few of them.
A test really counts, and finds these numbers.

As in `by_hand.py`, neurons count from 0 here and `theta[m][i][l]` leads from neuron l of layer m−1 to neuron i of
layer m. `sizes` are the neurons per layer, (n_0, …, n_M).
"""

from itertools import product
from math import prod

from . import by_hand, checks
from .activations import get_activation


def count_weights(sizes):
    """P = Σ_m n_m · n_{m−1}: the number of weights. Raises ValueError or TypeError where `sizes` are none."""
    sizes = checks.sizes(sizes)
    return sum(n_before * n for n_before, n in zip(sizes[:-1], sizes[1:], strict=True))


def count_deltas(sizes):
    """n_1 + … + n_M: one δ for each neuron that is not an input, however many paths lead through it."""
    return sum(checks.sizes(sizes)[1:])


def count_paths(sizes, m=1):
    """n_{m+1} · … · n_M: the number of paths from a neuron of layer m to Err (m = 1…M).

    It is that of every weight into layer m, too: a weight's paths all begin with the neuron where it ends.
    """
    sizes = checks.sizes(sizes)
    checks.whole_number("m", m, least=1, most=len(sizes) - 1)
    return prod(sizes[m + 1 :])


def cost_of_forward(sizes):
    """P: one product θ_iℓ · o_ℓ for each weight."""
    return count_weights(sizes)


def cost_of_backprop(sizes):
    """P forward, 2 for each δ_k, n_{m+1} + 1 for each hidden δ_i, and P products δ_i · o_ℓ: about 3P."""
    weights = count_weights(sizes)
    hidden = sum(n * (n_after + 1) for n, n_after in zip(sizes[1:-1], sizes[2:], strict=True))
    return cost_of_forward(sizes) + 2 * sizes[-1] + hidden + weights


def cost_of_differences(sizes):
    """For each of P weights two forward passes, each with n_M squares for Err, and one division: about 2P²."""
    return count_weights(sizes) * (2 * (cost_of_forward(sizes) + sizes[-1]) + 1)


def cost_of_paths(sizes):
    """P forward; then for each weight into layer m its paths, with 2 (M − m) + 3 products on each."""
    last = len(checks.sizes(sizes)) - 1
    each = (sizes[m] * sizes[m - 1] * count_paths(sizes, m) * (2 * (last - m) + 3) for m in range(1, last + 1))
    return cost_of_forward(sizes) + sum(each)


def gradient_by_backprop(theta, x, y, activation="sigmoid"):
    """∂Err/∂θ_iℓ = δ_i · o_ℓ, each δ computed once: the passes of `by_hand.py` in one call, in the shape of theta."""
    u, o = by_hand.forward(theta, x, activation)
    return by_hand.gradients(by_hand.deltas(theta, u, o, y, activation), o)


def gradient_by_differences(theta, x, y, activation="sigmoid", h=1e-5):
    """∂Err/∂θ_iℓ ≈ (Err(θ_iℓ + h) − Err(θ_iℓ − h)) / 2h, weight by weight, in the shape of theta."""
    theta = [None, *([list(row) for row in matrix] for matrix in theta[1:])]
    gradient = [None]
    for matrix in theta[1:]:
        gradient.append([])
        for row in matrix:
            slopes = []
            for l, kept in enumerate(row):
                errs = []
                for moved in (kept + h, kept - h):
                    row[l] = moved
                    _, o = by_hand.forward(theta, x, activation)
                    errs.append(by_hand.error(o, y))
                row[l] = kept
                slopes.append((errs[0] - errs[1]) / (h + h))
            gradient[-1].append(slopes)
    return gradient


def gradient_by_paths(theta, x, y, activation="sigmoid"):
    """∂Err/∂θ_iℓ = Σ over all paths i → j → … → k of  −2 (y_k − ŷ_k) · σ′(u_k) · θ_k… · … · θ_ji · σ′(u_i) · o_ℓ.

    The chain rule with nothing used twice (lecture §8): right, and hopelessly slow in deep networks. In the shape of
    theta; x and y are one pattern.
    """
    df = get_activation(activation).df
    u, o = by_hand.forward(theta, x, activation)
    slope = [[float(df(u_i)) for u_i in layer] for layer in u]
    last = len(theta) - 1
    gradient = [None]
    for m in range(1, last + 1):
        later = [range(len(theta[layer])) for layer in range(m + 1, last + 1)]
        gradient.append([[0.0] * len(row) for row in theta[m]])
        for i in range(len(theta[m])):
            for l in range(len(theta[m][i])):
                for path in product((i,), *later):  # one neuron of each layer from m to the last
                    k = path[-1]
                    term = -2 * (y[k] - o[last][k]) * slope[last][k]
                    for layer in range(last, m, -1):
                        j, before = path[layer - m], path[layer - m - 1]
                        term = term * theta[layer][j][before] * slope[layer - 1][before]
                    gradient[m][i][l] += term * o[m - 1][l]
    return gradient
