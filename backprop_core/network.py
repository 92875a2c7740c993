"""A layered network, and backpropagation. This is the heart of the course: three methods, one per pass.

    forward     u[m] = theta[m] @ o[m-1]                        o[m] = σ(u[m])              lecture §2
    backward    delta[M] = σ′(u[M]) * ∂Err/∂ŷ                                               lecture §5
                delta[m] = σ′(u[m]) * (theta[m+1].T @ delta[m+1])                           lecture §5
                gradient[m] = delta[m] @ o[m-1].T                                           lecture §4
    update      theta[m] -= eta * gradient[m]                                               lecture §6

The symbols and their shapes stand in `backprop_core/__init__.py`; `by_hand.py` has the same sums as loops.
"""

from copy import copy
from typing import NamedTuple

import numpy as np

from . import checks
from .activations import get_activation
from .initialization import draw_theta
from .losses import get_loss


class Trace(NamedTuple):
    """What the forward pass leaves behind: u[m] and o[m], each (n_m, N), for m = 0…M; u[0] = o[0] = x."""

    u: list
    o: list


class Gradients(NamedTuple):
    """What the backward pass finds: delta[m] = ∂Err/∂u[m], (n_m, N), with delta[0] = ∂Err/∂x;
    gradient[m] = ∂Err/∂theta[m], the shape of theta[m], with gradient[0] = None; and the number Err."""

    delta: list
    gradient: list
    Err: float


class Network:
    """Layers 0…M with theta[m] leading from layer m−1 into layer m.

    sizes       neurons per layer, (n_0, …, n_M)
    activation  a name of `ACTIVATIONS` for all layers, or one name per layer 1…M
    loss        a name of `LOSSES`; the lecture's is "squared_error"
    bias        with True, column 0 of each theta[m] holds θ_i0, the weight from a constant neuron o_0 = 1
    init, gain, rng   how θ is drawn: a name of `INITIALIZATIONS`, a factor, a seed or numpy Generator
    theta       the M matrices of layers 1…M, each (n_m, n_{m−1} + bias), instead of drawing them

    Wrong input raises ValueError or TypeError, with one sentence, before anything is changed.
    """

    def __init__(self, sizes, activation="sigmoid", loss="squared_error", bias=False,
                 init="xavier", gain=1.0, rng=0, theta=None):  # fmt: skip
        self.sizes = checks.sizes(sizes)
        layers = len(self.sizes) - 1
        try:
            names = [activation] * layers if isinstance(activation, str) else list(activation)
        except TypeError:
            raise checks.InputTypeError(
                f"activation must be one name, or one per layer 1…{layers}; got {checks.show(activation)}."
            ) from None
        if len(names) != layers:
            raise checks.InputValueError(
                f"activation must be one name, or one per layer 1…{layers}; got {len(names)} names."
            )
        self.activations = [None] + [get_activation(name) for name in names]
        self.loss = get_loss(loss)
        self.bias = checks.flag("bias", bias)
        if theta is None:
            matrices = draw_theta(init, self.sizes, self.bias, gain, rng)
        else:
            matrices = [np.array(matrix) for matrix in checks.matrices("theta", theta, self.shapes)]
        self.theta = [None, *matrices]

    @property
    def shapes(self):
        """The shapes of theta[1] … theta[M]: (n_m, n_{m−1} + bias)."""
        return [(n, n_before + self.bias) for n_before, n in zip(self.sizes[:-1], self.sizes[1:], strict=True)]

    def forward(self, x):
        """u_i = Σ_ℓ θ_iℓ o_ℓ and o_i = σ(u_i), layer by layer (lecture §2). x: (n_0, N) → Trace."""
        x = checks.columns("x", x, self.sizes[0])
        u, o = [x], [x]
        with np.errstate(over="ignore", invalid="ignore"):  # an overflow stays visible, as inf or NaN
            for theta, activation in zip(self.theta[1:], self.activations[1:], strict=True):
                u.append(theta[:, 1:] @ o[-1] + theta[:, :1] if self.bias else theta @ o[-1])
                o.append(activation.f(u[-1]))
        return Trace(u, o)

    def backward(self, trace, y):
        """δ from right to left, then ∂Err/∂θ_iℓ = Σ_p δ_i o_ℓ over the patterns p (lecture §4, §5).

        trace: what `forward` returned with the present theta; y: targets, (n_M, N) → Gradients.
        """
        u, o = checks.trace(trace, self.sizes)
        y = checks.columns("y", y, self.sizes[-1], patterns=o[0].shape[1])
        last = len(self.sizes) - 1
        delta, gradient = [None] * (last + 1), [None] * (last + 1)
        with np.errstate(over="ignore", invalid="ignore"):
            Err = self.loss.f(y, o[last])
            back = self.loss.df(y, o[last])  # ∂Err/∂o of the layer at hand, beginning with ∂Err/∂ŷ
            for m in range(last, 0, -1):
                delta[m] = self.activations[m].df(u[m]) * back
                gradient[m] = delta[m] @ o[m - 1].T
                if self.bias:  # the constant neuron: o_0 = 1 in every pattern
                    gradient[m] = np.hstack([delta[m].sum(axis=1, keepdims=True), gradient[m]])
                back = self.weights(m).T @ delta[m]  # Σ_j δ_j θ_ji: the same weights, read backward
            delta[0] = back  # ∂Err/∂x: the input has no σ′
        return Gradients(delta, gradient, Err)

    def weights(self, m):
        """theta[m] without the bias column: the weights between neurons of layers m−1 and m."""
        return self.theta[m][:, 1:] if self.bias else self.theta[m]

    def update(self, grads, eta, train_bias=True):
        """θ_iℓ ← θ_iℓ − η δ_i o_ℓ, in place (lecture §6). eta > 0; train_bias=False leaves θ_i0 as it is."""
        if not isinstance(grads, Gradients):
            raise checks.InputTypeError(f"grads must be what backward(trace, y) returned; got {checks.show(grads)}.")
        gradient = checks.matrices("grads.gradient", grads.gradient[1:], self.shapes, finite=False)
        eta = checks.number("eta", eta, above=0)
        held = not checks.flag("train_bias", train_bias) and self.bias
        with np.errstate(over="ignore", invalid="ignore"):
            for theta, slope in zip(self.theta[1:], gradient, strict=True):
                if held:
                    theta[:, 1:] -= eta * slope[:, 1:]
                else:
                    theta -= eta * slope

    def copy(self):
        """A second network with the same settings and its own θ."""
        other = copy(self)
        other.theta = [None, *(matrix.copy() for matrix in self.theta[1:])]
        return other
