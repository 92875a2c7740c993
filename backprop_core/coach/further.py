"""Recipes that the lecture does not have, each with the mistakes in it: δ through a skip connection, norms of δ, a
whole training."""

import numpy as np

from ..activations import get_activation
from . import recipes
from .mistakes import Mistake


def _mistake(name, says, *variants):
    return Mistake(name, (), says, variants)


def _ones(value):
    return np.ones_like(value)


def skip_deltas(case, at):
    """δ_i = σ′(u_i) · Σ_j δ_j θ_ji, where j runs over all neurons that i feeds, also those two layers on."""
    slope = get_activation("sigmoid").df
    error = at("error", -2 * (case.y - case.o[3]))
    delta_3 = error * at("output_slope", slope(case.u[3]))
    back = at("back", case.theta[3].T @ delta_3, case=case, delta=delta_3)
    delta_2 = at("hidden_slope", slope(case.u[2])) * back
    jumped = at("jumped", case.skip.T @ delta_3, case=case, error=error, delta_2=delta_2, delta_3=delta_3)
    slope_1, behind = at("hidden_slope", slope(case.u[1])), case.theta[2].T @ delta_2
    delta_1 = at("delta_1", slope_1 * (behind + jumped), slope=slope_1, behind=behind, jumped=jumped)
    return {"delta": [None, delta_1, delta_2, delta_3]}


SKIP_MISTAKES = (
    _mistake("skip_forgotten",
             "Your δ of layer 1 know of layer 2 only. These neurons feed others as well: go through all the ways on "
             "which they reach Err.",
             {"jumped": lambda jumped, **known: 0 * jumped}),
    _mistake("skip_alone",
             "Your δ of layer 1 know the skip connection only. What comes back through layer 2 is added to it.",
             {"delta_1": lambda delta, slope, behind, jumped: slope * jumped}),
    _mistake("skip_outside_slope",
             "What comes back through the skip connection is added after σ′(u) in yours. It arrives at o of layer 1, "
             "so it must go through σ′(u) as well.",
             {"delta_1": lambda delta, slope, behind, jumped: slope * behind + jumped}),
    _mistake("skip_with_another_delta",
             "Through the skip connection you send δ of layer 2. Which layer does the skip connection lead to?",
             {"jumped": lambda jumped, case, delta_2, **known: case.skip.T @ delta_2}),
    _mistake("skip_raw_error",
             "Through the skip connection you send the error alone. What goes back is δ, with σ′(u) of the output "
             "in it.",
             {"jumped": lambda jumped, case, error, **known: case.skip.T @ error}),
    _mistake("skip_untransposed",
             "You go back through the skip connection with its matrix not turned round. Σⱼ runs down a column.",
             {"jumped": lambda jumped, case, delta_3, **known: case.skip @ delta_3}),
    _mistake("skip_reaches_layer_2",
             "In yours the skip connection leads back to layer 2. It begins in layer 1.",
             {"back": lambda back, case, delta: back + case.skip.T @ delta,
              "jumped": lambda jumped, **known: 0 * jumped},
             {"back": lambda back, case, delta: back + case.skip.T @ delta}),
    _mistake("missing_output_slope", "In δ of the output there is no σ′(u_k): how far off, times how steep.",
             {"output_slope": _ones}),
    _mistake("missing_hidden_slope", "In your hidden δ σ′(uᵢ) is missing: the sum is multiplied by it.",
             {"hidden_slope": _ones}),
    _mistake("wrong_sign", "All your δ have the opposite sign: δ_k begins with −2 (y − ŷ).",
             {"error": np.negative}),
    _mistake("missing_factor_two", "All your δ are half of what they should be. Here Err has no ½.",
             {"error": lambda error: error / 2}),
)  # fmt: skip


def norms(case, at):
    """‖δ_m‖ = √Σ δ², over the neurons and patterns of layer m."""
    squares = [np.sum(each**2) for each in case.delta[1:]]
    return {"norms": [None, *(at("norm", np.sqrt(each), squares=each, delta=delta)
                              for each, delta in zip(squares, case.delta[1:], strict=True))]}  # fmt: skip


NORM_MISTAKES = (
    _mistake("norm_not_rooted", "You give the sum of the squares. The norm is its root.",
             {"norm": lambda norm, squares, delta: squares}),
    _mistake("norm_of_sum", "You add the δ themselves: those of opposite sign cancel. Square them first, then add.",
             {"norm": lambda norm, squares, delta: np.sum(delta)},
             {"norm": lambda norm, squares, delta: abs(np.sum(delta))}),
    _mistake("absolute_for_square", "You add the sizes |δ|. Here their squares are added, and the root is taken.",
             {"norm": lambda norm, squares, delta: np.sum(abs(delta))}),
    _mistake("mean_instead_of_sum", "You take a mean. Here the squares are added, and the root of the sum is taken.",
             {"norm": lambda norm, squares, delta: np.sqrt(np.mean(delta**2))},
             {"norm": lambda norm, squares, delta: np.mean(abs(delta))},
             {"norm": lambda norm, squares, delta: np.mean(delta**2)}),
    _mistake("largest_for_norm", "You give the largest entry. The norm is the root of the sum of all squares.",
             {"norm": lambda norm, squares, delta: np.max(abs(delta))},
             {"norm": lambda norm, squares, delta: np.max(delta)}),
    _mistake("spectral_norm",
             "For a matrix np.linalg.norm(…, 2) is another norm, and sees several patterns otherwise: "
             "add all squares.",
             {"norm": lambda norm, squares, delta: np.linalg.norm(delta, 2)}),
)  # fmt: skip


def train(case, at):
    """`steps` times the same step, and Err before each."""
    errs = []
    passed = [case.theta]
    for _ in range(steps(case)):
        case = case._replace(**recipes.forward(case, recipes.right))
        case = case._replace(y_hat=case.o[-1])
        errs.append(recipes.error(case, recipes.right)["Err"])
        case = case._replace(**recipes.deltas(case, recipes.right))
        case = case._replace(**recipes.gradients(case, recipes.right))
        case = case._replace(**recipes.update(case, recipes.right))
        passed.append(case.theta)
    case = case._replace(**recipes.forward(case, recipes.right))
    after = [*errs[1:], recipes.error(case._replace(y_hat=case.o[-1]), recipes.right)["Err"]]
    new = {"theta": case.theta, "Err": np.array(errs)}
    return at("run", new, first=errs[0], after=np.array(after), passed=passed)


def steps(case):
    """How many steps the student's function is asked for."""
    return 2 + len(case.sizes)


def _same_err(new, first, theta):
    return {"theta": theta, "Err": np.full_like(new["Err"], first)}


TRAIN_MISTAKES = (
    _mistake("err_after", "Your Err are those after each step. The first one should be Err before any step is made.",
             {"run": lambda new, after, **known: new | {"Err": after}}),
    _mistake("theta_not_passed_on",
             "Err stays the same in yours: each step begins again with the first weights. Step by step, the new θ "
             "takes the place of the old.",
             {"run": lambda new, first, passed, **known: _same_err(new, first, passed[1])},
             {"run": lambda new, first, passed, **known: _same_err(new, first, passed[0])}),
    _mistake("one_step_short", "The weights that you give back are one step behind.",
             {"run": lambda new, passed, **known: new | {"theta": passed[-2]}}),
)  # fmt: skip
