"""What becomes of u and δ in a deep network, layer by layer: measured, and what theory predicts (lecture §9).

    u_1 = s_1 · rms(x)                          u_m = s_m · √E[σ(u_{m−1} z)²]                      z ~ N(0, 1)
    δ_m = δ_{m+1} · √(n_{m+1}/n_m) · s_{m+1} · √E[σ′(u_m z)²]

u_m and δ_m are root mean squares over the neurons of a layer and all patterns; s_m² = n_{m−1} · E[θ²] tells how the
weights into layer m were drawn. In a wide layer each u is a sum of many independent terms, so nearly Gaussian, and
that is all the theory needs (mean-field theory: Poole et al. 2016; Schoenholz et al. 2017). Between layers of equal
width δ² is multiplied by χ = s² · E[σ′²]: below 1 it vanishes, above 1 it explodes.

The theory is for θ as it was drawn, hidden layers of at least 32 neurons, no more than half as many layers as a hidden
layer has neurons, and at most 10 outputs. There the mean of δ² over many draws is what it says to within a factor of
2 (|log₁₀| of the root mean squares at most 0.15; single draws scatter around it). A wide output is no small matter:
y − ŷ hangs on the weights then, and δ comes out many times as large. `doubts` says what speaks against the theory.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from . import checks
from .activations import get_activation
from .initialization import INITIALIZATIONS

SATURATED = 0.05  # a neuron is saturated where |σ′| is below this share of its maximum
LEAST_WIDTH, MOST_OUTPUTS = 32, 10  # of what the theory is for
Z = np.linspace(-8.0, 8.0, 2001)
WEIGHT = np.exp(-Z * Z / 2) / math.sqrt(2 * math.pi) * (Z[1] - Z[0])  # trapezoid rule; both ends are 0
SIDES = np.array([-1.0, 1.0])  # where half of the z lie each


class Layers(NamedTuple):
    """What is measured in layers 1…M; lists with an entry for each.

    u_rms, delta_rms   √mean u² and √mean δ², over neurons and patterns
    gradient_rms       √mean (∂Err/∂θ)², over the weights (and biases) into the layer
    slope_rms          √mean σ′(u)²
    saturated          the share of neurons and patterns with |σ′(u)| < 5 % of the largest that σ′ can be
    dead               the share of neurons with σ′(u) = 0 for every pattern: relu's u ≤ 0
    """

    u_rms: list
    delta_rms: list
    gradient_rms: list
    slope_rms: list
    saturated: list
    dead: list


class Theory(NamedTuple):
    """What is predicted for layers 1…M; lists with an entry for each.

    u_rms, delta_rms   as in `Layers`; delta_rms is None where there is no δ_M to begin with
    chi                χ_m = s_{m+1}² · E[σ′(u_m z)²]: what δ² is multiplied by from layer m+1 to layer m, widths being
                       equal; 1 for the output layer, which has none behind it
    """

    u_rms: list
    delta_rms: list | None
    chi: list


def rms(values):
    """√mean v²: the root mean square of an array. Where squares would leave the floats, it is scaled first."""
    values = np.asarray(values, dtype=float)
    mean = float(np.vdot(values, values)) / values.size if values.size else 0.0  # needs no array for the squares
    if 1e-290 < mean < math.inf:
        return math.sqrt(mean)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        largest = float(np.abs(values).max(initial=0.0))
        if largest == 0.0 or not math.isfinite(largest):
            return largest
        return largest * math.sqrt(float(np.mean((values / largest) ** 2)))


def measure_layers(net, trace, grads):
    """Look at every layer of one forward and backward pass → `Layers`. trace, grads: what net's methods returned."""
    found = Layers([], [], [], [], [], [])
    for m in range(1, len(net.sizes)):
        activation = net.activations[m]
        slope = np.abs(activation.df(trace.u[m]))
        found.u_rms.append(rms(trace.u[m]))
        found.delta_rms.append(rms(grads.delta[m]))
        found.gradient_rms.append(rms(grads.gradient[m]))
        found.slope_rms.append(rms(slope))
        found.saturated.append(float(np.mean(slope < SATURATED * activation.limit)))
        found.dead.append(float(np.mean(slope.max(axis=1) == 0)))
    return found


def weight_scale(init, n_in, n_out, gain=1.0):
    """s = √(n_in · E[θ²]) for weights drawn by `init`; s² is the variance of u for inputs with mean square 1."""
    checks.choice("init", init, INITIALIZATIONS)
    mean_square = {
        "zeros": 0.0,
        "constant": 1.0,
        "normal": 1.0,
        "xavier": 2 / (n_in + n_out),
        "xavier_uniform": 2 / (n_in + n_out),
        "standard_uniform": 1 / (3 * n_in),
        "he": 2 / n_in,
        "orthogonal": 1 / max(n_in, n_out),
    }
    return abs(gain) * math.sqrt(n_in * mean_square[init])


@lru_cache(maxsize=4096)
def gaussian_means(activation, scale):
    """(√E[σ(scale·z)²], √E[σ′(scale·z)²]) for z ~ N(0, 1).

    activation: its name. Exact where σ is straight on either side of 0, like relu; else by the trapezoid rule on 2001
    points, |z| ≤ 8 (for tanh good to 2e-12 up to scale² = 200). Gauss–Hermite is a trap: the corner of tanh falls
    between its nodes.
    """
    σ = get_activation(activation)
    if σ.straight:
        value, slope = (float(np.mean(g(SIDES) ** 2)) for g in (σ.f, σ.df))
        return scale * math.sqrt(value), math.sqrt(slope)
    value, slope = σ.f(scale * Z), σ.df(scale * Z)
    return math.sqrt(WEIGHT @ (value * value)), math.sqrt(WEIGHT @ (slope * slope))


def predict_layers(sizes, activations, init, gain, x_rms, delta_rms=None):
    """u and δ of every layer, in the mean over many draws of θ → `Theory`.

    sizes (n_0, …, n_M); activations: the M names of layers 1…M; init and gain: how θ is drawn; x_rms: √mean x²;
    delta_rms: of layer M, measured: from there the prediction goes back. Biases are 0 when training begins.
    """
    last = len(sizes) - 1
    scale = [None, *(weight_scale(init, sizes[m - 1], sizes[m], gain) for m in range(1, last + 1))]
    u, slope = [None], [None]
    passed = float(x_rms)
    for m in range(1, last + 1):
        u.append(scale[m] * passed)
        passed, each = gaussian_means(activations[m - 1], u[m])
        slope.append(each)
    chi, delta = [1.0] * (last + 1), [0.0] * (last + 1)
    delta[last] = delta_rms if delta_rms is not None else math.nan
    for m in range(last - 1, 0, -1):
        chi[m] = (scale[m + 1] * slope[m]) ** 2
        delta[m] = delta[m + 1] * math.sqrt(sizes[m + 1] / sizes[m]) * scale[m + 1] * slope[m]
    return Theory(u[1:], None if delta_rms is None else delta[1:], chi[1:])


def doubts(sizes, activations, init, trained=False):
    """What speaks against the theory for such a network: a list of short reasons, empty where it should hold."""
    hidden, depth = sizes[1:-1], len(sizes) - 1
    if init == "constant" and set(sizes) == {1} and set(activations) == {"identity"} and not trained:
        return []  # one neuron per layer, no σ: a product of weights, and the formula is exact
    found = []
    if init in ("zeros", "constant"):
        found.append(f"init is {init}: nothing was drawn")
    if hidden and min(hidden) < LEAST_WIDTH:
        found.append(f"layers of {min(hidden)} neurons are narrow (it is for {LEAST_WIDTH} or more)")
    elif hidden and depth > min(hidden) / 2:
        found.append(
            f"{depth} layers of {min(hidden)} neurons are many (it is for half as many layers as neurons at most)"
        )
    if sizes[-1] > MOST_OUTPUTS:
        found.append(f"the output of {sizes[-1]} is wide (it is for {MOST_OUTPUTS} at most)")
    if trained:
        found.append("θ has been trained, and is not what was drawn")
    return found


def mean_singular_value(theta):
    """The mean singular value of a weight matrix: how much it stretches, on the average over its own directions.

    In the linear regime (σ′ = 1) this is the Jacobian ∂u_m/∂u_{m−1} of a layer (Glorot & Bengio 2010, §4).
    """
    return float(np.linalg.svd(theta, compute_uv=False).mean())
