"""Backpropagation you can touch: the small NumPy core of the course.

The symbols are the lecture's, everywhere.

| symbol | in code          | meaning                                                                                 |
|--------|------------------|-----------------------------------------------------------------------------------------|
| u_i    | `u[m]`           | pre-activation of layer m, shape (n_m, N)                                               |
| o_i    | `o[m]`           | output of layer m, shape (n_m, N); `o[0]` is the input x, `o[-1]` the prediction ŷ      |
| θ_iℓ   | `theta[m][i, l]` | weight from neuron ℓ of layer m−1 to neuron i of layer m; shape (n_m, n_{m−1} + bias)   |
| σ, σ′  | `f`, `df`        | the activation and its slope, both functions of u                                       |
| y, ŷ   | `y`, `o[-1]`     | target and prediction, shape (n_M, N)                                                   |
| Err    | `Err`            | Σ (y − ŷ)² over outputs and patterns                                                    |
| δ_i    | `delta[m]`       | ∂Err/∂u_i, shape (n_m, N); `delta[0]` is ∂Err/∂x                                        |
| η      | `eta`            | the learning rate                                                                       |
| N, M   | `N`, `M`         | number of patterns (columns) and of the last layer; layers are 0 (input) … M            |

Where to read what, in this order:

    by_hand          the lecture's sums as plain loops
    network          the same with matrices: forward, backward, update
    activations      σ and σ′ side by side
    losses           Err and ∂Err/∂ŷ side by side
    initialization   how θ is drawn
    training         gradient descent as a generator of steps; clipping
    gradient_check   backpropagation against centred differences
    costs            three ways to the gradient, and what each one multiplies
    diagnostics      u, δ and gradients of every layer of a deep network, and what theory predicts for them
    datasets         xor, circles, moons, spiral, and handwritten digits
    checks           bad input, one sentence each

The drawings (`figures`) and live views (`explorers`) are built on these; they are imported only by name, so that
the core needs nothing but NumPy.
"""

import os

if os.environ.get("BACKPROP_LANGUAGE"):  # before any module is there whose sentences it exchanges
    from . import language

    language.use(os.environ["BACKPROP_LANGUAGE"])

from .activations import ACTIVATIONS
from .datasets import DATASETS
from .gradient_check import GradientCheck, centred_differences, compare_gradients
from .initialization import INITIALIZATIONS
from .losses import LOSSES
from .network import Gradients, Network, Trace
from .training import Failure, Step, clip_by_norm, clip_by_value, gradient_norm, train

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "INITIALIZATIONS",
    "LOSSES",
    "Failure",
    "GradientCheck",
    "Gradients",
    "Network",
    "Step",
    "Trace",
    "centred_differences",
    "clip_by_norm",
    "clip_by_value",
    "compare_gradients",
    "gradient_norm",
    "train",
]
