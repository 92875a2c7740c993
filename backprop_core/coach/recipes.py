"""The lecture's algorithm again, step by step, with a name for every place where a mistake can sit.

A recipe takes a case and `at`. Every number on the way goes through `at(place, right, **known)`, which hands it back
as it is, or as a wrong program would have it; what else is known there goes along by name, for the mistake to use. So
any mistakes can be put together, and without one the recipe is right (a test holds it against `Network`).

All lists are over layers 0…M, as in the lecture; entry 0 is None. A result is a dictionary {name: list or array}.
"""

import numpy as np

from ..activations import ACTIVATIONS
from ..training import gradient_norm

SIGMOID = ACTIVATIONS["sigmoid"]


def right(place, value, **known):
    """`at` of a program without mistakes."""
    return value


def sigmoid(case, at):
    """σ(u) = 1 / (1 + e^−u) (lecture §2)."""
    u = case.u[1]
    return {"σ(u)": at("sigmoid", case.activation.f(u), u=u)}


def sigmoid_slope(case, at):
    """σ′(u) = σ(u) · (1 − σ(u)) (lecture §5)."""
    u = case.u[1]
    return {"σ′(u)": at("slope", case.activation.df(u), case=case, u=u, m=1)}


def forward(case, at):
    """u_i = Σ_ℓ θ_iℓ o_ℓ and o_i = σ(u_i), from left to right (lecture §2)."""
    theta, sigma, multiply = at("forward_theta", case.theta), case.activation.f, at("forward_product", np.matmul)
    last = len(theta) - 1
    u, o = [case.x] + [None] * last, [case.x] + [None] * last
    for m in range(1, last + 1):
        below = at("forward_input", o[m - 1], u=u[m - 1], x=case.x)
        if case.bias:  # the constant neuron: o_0 = 1
            below = np.vstack([np.ones((1, below.shape[1])), below])
        u[m] = multiply(theta[m], below)
        o[m] = at("o", sigma(u[m]), u=u[m], theta=theta[m], below=below, m=m, last=last)
    u, o = at("both", (u, o))
    return {"u": u, "o": o}


def error(case, at):
    """Err = Σ (y − ŷ)², over outputs and patterns (lecture §3)."""
    residual = case.y - case.y_hat
    squares = at("squares", residual**2, residual=residual, y=case.y, y_hat=case.y_hat)
    return {"Err": at("Err", at("sum", np.sum(squares), squares=squares, residual=residual), y=case.y)}


def deltas(case, at):
    """δ_k = ∂Err/∂ŷ · σ′(u_k) and δ_i = σ′(u_i) · Σ_j δ_j θ_ji, from right to left (lecture §5)."""
    theta, u, o, multiply = case.theta, case.u, case.o, at("back_product", _back)
    last = len(theta) - 1
    delta = [None] * (last + 1)
    error = at("output_error", case.loss.df(case.y, o[last]), y=case.y, y_hat=o[last], u=u[last])
    slope = at("slope", at("output_slope", case.activation.df(u[last]), case=case), case=case, u=u[last], m=last)
    output_delta = at("output_delta", error * slope, error=error, slope=slope, case=case)
    delta[last] = at("delta", output_delta, m=last)
    for m in range(last - 1, 0, -1):
        weights = theta[m + 1][:, 1:] if case.bias else theta[m + 1]
        weights = at("back_weights", weights, case=case, m=m)
        behind = at("behind", delta[m + 1], case=case, delta=delta, error=error, m=m, last=last)
        slope = at("slope", at("hidden_slope", case.activation.df(u[m]), case=case, m=m), case=case, u=u[m], m=m)
        total = multiply(weights, behind)
        each = at(
            "hidden_delta", slope * total, slope=slope, weights=weights, behind=behind, total=total, case=case, m=m
        )
        delta[m] = at("delta", each, m=m)
    return {"delta": at("all_deltas", delta)}


def _back(weights, delta):
    """Σ_j δ_j θ_ji for every i."""
    return weights.T @ delta


def gradients(case, at):
    """∂Err/∂θ_iℓ = Σ_p δ_i o_ℓ, over the patterns p (lecture §4)."""
    delta, o, multiply = case.delta, case.o, at("gradient_product", _outer)
    found = [None]
    for m in range(1, len(delta)):
        below = at("gradient_input", o[m - 1], case=case, m=m)
        here = at("gradient_delta", delta[m], o=o[m])
        found.append(at("gradient", multiply(here, below), N=here.shape[1]))
    return {"gradients": found}


def _outer(delta, o):
    """Σ_p δ_i o_ℓ for every i and ℓ."""
    return delta @ o.T


def completed(case):
    """A case with all that follows from its θ, x and y."""
    trace = forward(case, right)
    case = case._replace(**trace, y_hat=trace["o"][-1])
    case = case._replace(**deltas(case, right))
    return case._replace(**gradients(case, right))


def update(case, at):
    """θ_iℓ ← θ_iℓ − η · ∂Err/∂θ_iℓ (lecture §6)."""
    eta, last = at("eta", case.eta, case=case), len(case.theta) - 1
    new = [None]
    for m in range(1, last + 1):
        step = at("step", -eta * case.gradients[m], m=m, last=last)
        new.append(at("new_theta", case.theta[m] + step, theta=case.theta[m], eta=eta))
    return {"theta": new}


def train_step(case, at):
    """Forward, backward, gradients, update (lecture §6)."""
    given = case
    case = case._replace(**forward(case, at))
    case = case._replace(theta=at("theta_going_back", case.theta, case=case))
    case = case._replace(**deltas(case, at), theta=given.theta)
    new = update(case._replace(**gradients(case, at)), at)["theta"]
    return {"theta": at("stepped", new, case=given)}


def clip(case, at):
    """g ← g · min(1, c/‖g‖), with one norm over all layers (Pascanu, Mikolov & Bengio 2013)."""
    norm = at("norm", gradient_norm(case.gradients), gradients=case.gradients)
    scale = at("scale", min(1.0, case.max_norm / norm), norm=norm, c=case.max_norm)
    cut = [None, *(slope * scale for slope in case.gradients[1:])]
    return {"gradients": at("clipped", cut, gradients=case.gradients, c=case.max_norm)}


def gradient_check(case, at):
    """∂Err/∂θ_iℓ ≈ (Err(θ_iℓ + h) − Err(θ_iℓ − h)) / 2h, weight by weight."""
    h = case.h
    back, width = at("backward_step", h), at("width", 2 * h, h=h, y=case.y)
    found = [None]
    for m in range(1, len(case.theta)):
        slopes = np.empty_like(case.theta[m])
        for index in np.ndindex(slopes.shape):
            ahead, behind = (err_of(case, m, index, step, at) for step in (h, -back))
            slopes[index] = at("difference", (ahead - behind) / width, ahead=ahead, behind=behind, width=width)
        found.append(slopes)
    return {"gradients": at("check", found, case=case)}


def err_of(case, m, index, step, at=right):
    """Err after one weight of layer m has moved; index ...: all of them."""
    theta = list(case.theta)
    theta[m] = theta[m].copy()
    theta[m][index] += step
    return err(case._replace(theta=theta), at)


def err(case, at=right):
    """Err of a case's θ, x and y."""
    o = forward(case, right)["o"]
    return error(case._replace(y_hat=o[-1]), at)["Err"]
