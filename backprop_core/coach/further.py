"""What the lecture does not have: a skip connection, norms of δ, a whole training. The recipes as in recipes.py, and
below them the table of the mistakes in them."""

import numpy as np

from . import recipes
from .mistakes import flaw


def skip_deltas(case, at):
    """δ_i = σ′(u_i) · Σ_j δ_j θ_ji, where j runs over all neurons that i feeds, also those two layers on."""
    slope = recipes.SIGMOID.df
    error = at("error", -2 * (case.y - case.o[3]))
    delta_3 = error * at("output_slope", slope(case.u[3]))
    back = at("back", case.theta[3].T @ delta_3, case=case, delta=delta_3)
    delta_2 = at("hidden_slope", slope(case.u[2])) * back
    jumped = at("jumped", case.skip.T @ delta_3, case=case, error=error, delta_2=delta_2, delta_3=delta_3)
    slope_1, behind = at("hidden_slope", slope(case.u[1])), case.theta[2].T @ delta_2
    delta_1 = at("delta_1", slope_1 * (behind + jumped), slope=slope_1, behind=behind, jumped=jumped)
    return {"delta": [None, delta_1, delta_2, delta_3]}


def norms(case, at):
    """‖δ_m‖ = √Σ δ², over the neurons and patterns of layer m."""
    found = [None]
    for delta in case.delta[1:]:
        squares = at("squares", delta**2, delta=delta)
        total = at("sum", np.sum(squares), squares=squares)
        found.append(at("root", np.sqrt(total), total=total, delta=delta))
    return {"‖δ‖": found}


def train(case, at):
    """`steps` times the same step, and Err before each."""
    new, errs = case.theta, []
    for _ in range(steps(case)):
        theta = at("begin", new, first=case.theta)
        new = recipes.train_step(case._replace(theta=theta), recipes.right)["theta"]
        errs.append(at("Err", recipes.err(case._replace(theta=theta)), case=case, new=new))
    return {"theta": at("end", new, before=theta), "Err": np.array(errs)}


def steps(case):
    """How many steps the student's function is asked for."""
    return 2 + len(case.sizes)


def _ones(value):
    return np.ones_like(value)


def _as_it_is(squares, delta):
    """No square."""
    return delta


def _size(squares, delta):
    return abs(delta)


def _total(norm, total, **known):
    """No root."""
    return total


def _mean(total, squares):
    return np.mean(squares)


def _largest(total, squares):
    return np.max(squares)


FURTHER = (
    # --- δ through a skip connection
    flaw("skip_forgotten", "skip_deltas",
         "Your δ of layer 1 know of layer 2 only. These neurons feed others as well: go through all the ways on "
         "which they reach Err.",
         {"jumped": lambda jumped, **known: 0 * jumped}),
    flaw("skip_alone", "skip_deltas",
         "Your δ of layer 1 know the skip connection only. What comes back through layer 2 is added to it.",
         {"delta_1": lambda delta, slope, behind, jumped: slope * jumped}),
    flaw("skip_outside_slope", "skip_deltas",
         "What comes back through the skip connection is added after σ′(u) in yours. It arrives at o of layer 1, so "
         "it must go through σ′(u) as well.",
         {"delta_1": lambda delta, slope, behind, jumped: slope * behind + jumped}),
    flaw("skip_with_another_delta", "skip_deltas",
         "Through the skip connection you send δ of layer 2. Which layer does the skip connection lead to?",
         {"jumped": lambda jumped, case, delta_2, **known: case.skip.T @ delta_2}),
    flaw("skip_raw_error", "skip_deltas",
         "Through the skip connection you send the error alone. What goes back is δ, with σ′(u) of the output in it.",
         {"jumped": lambda jumped, case, error, **known: case.skip.T @ error}),
    flaw("skip_untransposed", "skip_deltas",
         "You go back through the skip connection with its matrix not turned round. Σⱼ runs down a column.",
         {"jumped": lambda jumped, case, delta_3, **known: case.skip @ delta_3}),
    flaw("skip_reaches_layer_2", "skip_deltas",
         "In yours the skip connection leads back to layer 2. It begins in layer 1.",
         {"back": lambda back, case, delta: back + case.skip.T @ delta,
          "jumped": lambda jumped, **known: 0 * jumped},
         {"back": lambda back, case, delta: back + case.skip.T @ delta}),
    flaw("missing_output_slope", "skip_deltas",
         "In δ of the output there is no σ′(u_k): how far off, times how steep.",
         {"output_slope": _ones}),
    flaw("missing_hidden_slope", "skip_deltas",
         "In your hidden δ σ′(uᵢ) is missing: the sum is multiplied by it.",
         {"hidden_slope": _ones}),
    flaw("wrong_sign", "skip_deltas",
         "All your δ have the opposite sign: δ_k begins with −2 (y − ŷ).",
         {"error": np.negative}),
    flaw("missing_factor_two", "skip_deltas",
         "All your δ are half of what they should be. Here Err has no ½.",
         {"error": lambda error: error / 2}),

    # --- norms of δ
    flaw("norm_not_rooted", "norms",
         "You give the sum of the squares. The norm is its root.",
         {"root": _total}),
    flaw("norm_of_sum", "norms",
         "You add the δ themselves: those of opposite sign cancel. Square them first, then add.",
         {"squares": _as_it_is, "root": _total},
         {"squares": _as_it_is, "root": lambda norm, total, **known: abs(total)}),
    flaw("absolute_for_square", "norms",
         "You add the sizes |δ|. Here their squares are added, and the root is taken.",
         {"squares": _size, "root": _total}),
    flaw("mean_instead_of_sum", "norms",
         "You take a mean. Here the squares are added, and the root of the sum is taken.",
         {"sum": _mean},
         {"squares": _size, "sum": _mean, "root": _total},
         {"sum": _mean, "root": _total}),
    flaw("largest_for_norm", "norms",
         "You give the largest entry. The norm is the root of the sum of all squares.",
         {"sum": _largest},
         {"squares": _as_it_is, "sum": _largest, "root": _total}),
    flaw("spectral_norm", "norms",
         "For a matrix np.linalg.norm(…, 2) is another norm, and sees several patterns otherwise: add all squares.",
         {"root": lambda norm, total, delta: np.linalg.norm(delta, 2)}),

    # --- a whole training
    flaw("err_after", "train",
         "Your Err are those after each step. The first one should be Err before any step is made.",
         {"Err": lambda Err, case, new: recipes.err(case._replace(theta=new))}),
    flaw("theta_not_passed_on", "train",
         "Err stays the same in yours: each step begins again with the first weights. Step by step, the new θ takes "
         "the place of the old.",
         {"begin": lambda theta, first: first},
         {"begin": lambda theta, first: first, "end": lambda new, before: before}),
    flaw("one_step_short", "train",
         "The weights that you give back are one step behind.",
         {"end": lambda new, before: before}),
)  # fmt: skip
