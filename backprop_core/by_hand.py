"""The lecture's sums, written as plain loops: one number at a time, one pattern, no matrices.

Read this beside the lecture, then `network.py`, which says the same with matrices (a test holds the two equal).
Indices as in the lecture: ℓ a neuron of the layer before, i of this layer, j of the layer after. Neurons count
from 0 here, because Python's lists do. There is no bias. `theta[m][i][l]` leads **from** neuron l of layer m−1
**to** neuron i of layer m; `theta[0]` is None, for nothing leads into the input.
"""

from .activations import get_activation


def forward(theta, x, activation="sigmoid"):
    """u_i = Σ_ℓ θ_iℓ o_ℓ and o_i = σ(u_i) (lecture §2): lists u, o, one list of numbers per layer."""
    f = get_activation(activation).f
    u, o = [list(x)], [list(x)]
    for m in range(1, len(theta)):
        u.append([])
        o.append([])
        for i in range(len(theta[m])):
            u_i = 0.0
            for l in range(len(o[m - 1])):
                u_i += theta[m][i][l] * o[m - 1][l]
            u[m].append(u_i)
            o[m].append(float(f(u_i)))
    return u, o


def error(o, y):
    """Err = Σ_k (y_k − ŷ_k)² (lecture §3), where ŷ is the output of the last layer."""
    Err = 0.0
    for k in range(len(y)):
        Err += (y[k] - o[-1][k]) ** 2
    return Err


def deltas(theta, u, o, y, activation="sigmoid"):
    """δ_k = −2(y_k − ŷ_k) σ′(u_k) at the output, then δ_i = σ′(u_i) Σ_j δ_j θ_ji from right to left (lecture §5)."""
    df = get_activation(activation).df
    last = len(theta) - 1
    delta = [[0.0] * len(layer) for layer in u]
    for k in range(len(u[last])):
        delta[last][k] = -2 * (y[k] - o[last][k]) * float(df(u[last][k]))
    for m in range(last - 1, 0, -1):
        for i in range(len(u[m])):
            back = 0.0
            for j in range(len(u[m + 1])):
                back += delta[m + 1][j] * theta[m + 1][j][i]
            delta[m][i] = float(df(u[m][i])) * back
    delta[0] = None  # the input is given: it has no σ, and nothing to learn
    return delta


def gradients(delta, o):
    """∂Err/∂θ_iℓ = δ_i o_ℓ (lecture §4): one number for each weight, in the shape of theta."""
    gradient = [None]
    for m in range(1, len(delta)):
        gradient.append([[delta_i * o_l for o_l in o[m - 1]] for delta_i in delta[m]])
    return gradient


def update(theta, gradient, eta):
    """θ_iℓ ← θ_iℓ − η ∂Err/∂θ_iℓ (lecture §6): the new weights; the old ones stay as they are."""
    new = [None]
    for m in range(1, len(theta)):
        new.append([])
        for i in range(len(theta[m])):
            row = zip(theta[m][i], gradient[m][i], strict=True)
            new[m].append([theta_il - eta * slope for theta_il, slope in row])
    return new
