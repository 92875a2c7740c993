"""What is not in the lecture's one step: a skip connection, norms of δ, a whole training. The recipes as in
recipes.py, and below them the table of the mistakes in them, in clipping and in the gradient check."""

import numpy as np

from ..training import clip_by_norm, clip_by_value
from . import recipes
from .mistakes import READ_WRONGLY, WITHOUT_BRACKETS, ZERO_SLOPE, constant, flaw


def skip_deltas(case, at):
    """δ_i = σ′(u_i) · Σ_j δ_j θ_ji, where j runs over all neurons that i feeds, also those two layers on."""
    slope = recipes.SIGMOID.df
    error = at("error", -2 * (case.y - case.o[3]), case=case)
    slope_3 = at("slope", at("output_slope", slope(case.u[3])))
    delta_3 = at("delta", error * slope_3, back=error, slope=slope_3, o=case.o[3])
    back = at("back", case.theta[3].T @ delta_3, case=case, delta=delta_3)
    slope_2 = at("slope", at("hidden_slope", slope(case.u[2])))
    delta_2 = at("delta", slope_2 * back, back=back, slope=slope_2, o=case.o[2])
    jumped = at("jumped", case.skip.T @ delta_3, case=case, error=error, delta_2=delta_2, delta_3=delta_3)
    slope_1, behind = at("slope", at("hidden_slope", slope(case.u[1]))), case.theta[2].T @ delta_2
    delta_1 = at("delta_1", slope_1 * (behind + jumped), slope=slope_1, behind=behind, jumped=jumped)
    delta_1 = at("delta", delta_1, back=behind + jumped, slope=slope_1, o=case.o[1])
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
        errs.append(at("Err_before", recipes.err(case._replace(theta=theta), at), case=case, new=new))
    return {"theta": at("end", new, before=theta), "Err": np.array(errs)}


def steps(case):
    """How many steps the student's function is asked for."""
    return 2 + len(case.sizes)


def _slope_read_wrongly(read):
    return lambda delta, back, slope, o: read(o, back)


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


def _each_layer(value, gradients, c):
    return [None, *(clip_by_norm([slope], c)[0] for slope in gradients[1:])]


def _by_backprop(value, case):
    """∂Err/∂θ by the recipe that the check is meant to judge."""
    return recipes.completed(case).gradients


def _each_line(gradients, c, axis):
    """Each row (axis 1) or column (axis 0) clipped by its own norm."""
    norms = [np.linalg.norm(slope, axis=axis, keepdims=True) for slope in gradients[1:]]
    return [None, *(slope * np.minimum(1, c / norm) for slope, norm in zip(gradients[1:], norms, strict=True))]


def _slope_of_all(case, m):
    """The centred difference when all weights of a layer move at once."""
    ahead, behind = (recipes.err_of(case, m, ..., step) for step in (case.h, -case.h))
    return (ahead - behind) / (2 * case.h)


def _never_put_back(case, apart):
    """Differences when no weight is put back: each moves up and then down in one network, or up in one and down in
    another."""
    up = [each if each is None else each.copy() for each in case.theta]
    down = [each if each is None else each.copy() for each in case.theta] if apart else up
    found = [None]
    for m in range(1, len(up)):
        slopes = np.empty_like(up[m])
        for index in np.ndindex(slopes.shape):
            errs = []
            for theta, by in ((up, case.h), (down, -case.h if apart else -2 * case.h)):
                theta[m][index] += by
                errs.append(recipes.err(case._replace(theta=theta)))
            slopes[index] = (errs[0] - errs[1]) / (2 * case.h)
        found.append(slopes)
    return found


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
         {"error": lambda error, case: -error}),
    flaw("missing_factor_two", "skip_deltas",
         "All your δ are half of what they should be. Here Err has no ½.",
         {"error": lambda error, case: error / 2}),
    flaw("sum_for_difference", "skip_deltas",
         "In your δ of the output y and ŷ are added. How far off is their difference: −2 (y − ŷ).",
         {"error": lambda error, case: 2 * (case.y + case.o[3])},
         {"error": lambda error, case: -2 * (case.y + case.o[3])}),
    flaw("slope_added", "skip_deltas",
         "You add the slope. It is multiplied: δ is σ′(u) times what comes back, at the output times −2 (y − ŷ).",
         {"delta": lambda delta, back, slope, o: slope + back}),
    flaw("slope_without_brackets", "skip_deltas",
         WITHOUT_BRACKETS,
         *({"delta": _slope_read_wrongly(read)} for read in READ_WRONGLY)),
    flaw("zero_slope", "skip_deltas",
         ZERO_SLOPE,
         {"slope": lambda slope: 0 * slope}),

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
         {"Err_before": lambda Err, case, new: recipes.err(case._replace(theta=new))}),
    flaw("theta_not_passed_on", "train",
         "Err stays the same in yours: each step begins again with the first weights. Step by step, the new θ takes "
         "the place of the old.",
         {"begin": lambda theta, first: first},
         {"begin": lambda theta, first: first, "end": lambda new, before: before}),
    flaw("one_step_short", "train",
         "The weights that you give back are one step behind.",
         {"end": lambda new, before: before}),

    # --- clipping
    flaw("clip_each_value", "clip",
         "You clip each entry by itself. By norm, the whole gradient is shortened by one factor: the direction stays.",
         {"clipped": lambda cut, gradients, c: clip_by_value(gradients, c)},
         {"clipped": lambda cut, gradients, c: [None, *(np.minimum(slope, c) for slope in gradients[1:])]}),
    flaw("clip_each_layer", "clip",
         "You clip each layer by its own norm. There is one norm, over all layers together.",
         {"clipped": _each_layer}),
    flaw("clip_each_neuron", "clip",
         "You clip each row or column by its own norm. There is one norm, over all layers together.",
         {"clipped": lambda cut, gradients, c: _each_line(gradients, c, 1)},
         {"clipped": lambda cut, gradients, c: _each_line(gradients, c, 0)}),
    flaw("norm_of_one_layer", "clip",
         "Your norm is that of one layer. Add the squares of all layers, then take the root.",
         {"norm": lambda norm, gradients: np.linalg.norm(gradients[1])},
         {"norm": lambda norm, gradients: np.linalg.norm(gradients[-1])}),
    flaw("norms_added", "clip",
         "You add up the lengths of the layers. First add the squares of all layers, then take one root: that is the "
         "length of the whole gradient.",
         {"norm": lambda norm, gradients: sum(np.linalg.norm(each) for each in gradients if each is not None)}),
    flaw("clip_always_rescales", "clip",
         "You bring every gradient to the length max_norm. One that is shorter already is left as it is.",
         {"scale": lambda scale, norm, c: c / norm}),
    flaw("clip_skips_step", "clip",
         "A gradient that is too long becomes 0 in yours: the step is skipped. It should be shortened.",
         {"scale": lambda scale, norm, c: 0.0 if norm > c else 1.0}),
    flaw("clip_condition_turned", "clip",
         "You stretch a gradient that is short, and leave one that is too long. It is the long one that is cut.",
         {"scale": lambda scale, norm, c: c / norm if norm < c else 1.0}),
    flaw("clip_never", "clip",
         "You leave every gradient as it is. One that is longer than max_norm is shortened to that length.",
         {"scale": lambda scale, norm, c: 1.0}),
    flaw("scale_turned_round", "clip",
         "You multiply by ‖g‖ / max_norm, which makes a long gradient longer. It is max_norm / ‖g‖.",
         {"scale": lambda scale, norm, c: max(1.0, norm / c)},
         {"scale": lambda scale, norm, c: norm / c}),
    flaw("clip_to_length_one", "clip",
         "What you cut gets the length 1. It should get the length max_norm: multiply by max_norm / ‖g‖.",
         {"scale": lambda scale, norm, c: 1 / norm if norm > c else 1.0},
         {"scale": lambda scale, norm, c: 1 / norm}),
    flaw("norm_left_out", "clip",
         "You multiply by max_norm and do not divide by the norm. The factor is max_norm / ‖g‖.",
         {"scale": lambda scale, norm, c: c if norm > c else 1.0},
         {"scale": lambda scale, norm, c: c}),
    flaw("norm_not_rooted", "clip",
         "You compare the sum of the squares with max_norm. The norm is its root.",
         {"norm": lambda norm, gradients: norm**2},
         {"scale": lambda scale, norm, c: c / norm if norm**2 > c else 1.0}),
    flaw("largest_for_norm", "clip",
         "You compare the largest entry with max_norm. The norm is the root of the sum of all squares.",
         {"norm": lambda norm, gradients: max(np.abs(slope).max() for slope in gradients[1:])}),
    flaw("sizes_added", "clip",
         "You add up the sizes of the entries. The norm is the root of the sum of their squares.",
         {"norm": lambda norm, gradients: sum(np.abs(slope).sum() for slope in gradients[1:])}),
    flaw("mean_instead_of_sum", "clip",
         "Under your root stands a mean. The norm is the root of the sum of all squares.",
         {"norm": lambda norm, gradients: norm / np.sqrt(sum(slope.size for slope in gradients[1:]))}),

    # --- the gradient check
    flaw("one_sided_difference", "gradient_check",
         "Your difference looks to one side only, (Err(θ + h) − Err(θ)) / h. A centred one looks to both sides.",
         {"backward_step": constant(lambda h: 0.0), "width": lambda width, h, **known: h},
         {"backward_step": constant(lambda h: 0.0)}),
    flaw("difference_not_halved", "gradient_check",
         "Your slopes are twice as large as they should be: from θ − h to θ + h it is 2h. Divide by that.",
         {"width": lambda width, h, **known: h}),
    flaw("not_divided_by_h", "gradient_check",
         "You give the difference of two Err. For a slope, divide it by the way between the two places, 2h.",
         {"width": lambda width, h, **known: 1.0},
         {"width": lambda width, h, **known: 2.0}),
    flaw("divided_by_h_twice", "gradient_check",
         "You divide by h twice. The way from θ − h to θ + h is 2h, and the difference is divided by that once.",
         {"width": lambda width, h, **known: 2 * h * h},
         {"width": lambda width, h, **known: h * h},
         {"width": lambda width, h, **known: 4 * h * h}),
    flaw("missing_brackets", "gradient_check",
         "Python divides and multiplies from the left, and before it subtracts. Two pairs of brackets are needed: "
         "(Err(θ + h) − Err(θ − h)) / (2 * h).",
         {"width": lambda width, h, **known: 2 / h},
         {"difference": lambda difference, ahead, behind, width: ahead - behind / width}),
    flaw("extra_half", "gradient_check",
         "Your slopes are half of what they should be. Err has no ½ here, and the difference is divided by 2h, no "
         "more.",
         {"width": lambda width, **known: 2 * width}),
    flaw("mean_instead_of_sum", "gradient_check",
         "Yours are the slopes of a mean. Err is the sum over all outputs and patterns.",
         {"width": lambda width, y, **known: width * y.size},
         {"width": lambda width, y, **known: width * y.shape[1]},
         {"width": lambda width, y, **known: width * y.shape[0]}),
    flaw("error_absolute", "gradient_check",
         "Your differences have lost their sign. A slope may be negative.",
         {"difference": lambda difference, **known: abs(difference)}),
    flaw("all_weights_moved", "gradient_check",
         "You move all weights of a layer at once, and get one number for all. Move one weight, compute both Err, put "
         "it back; then the next.",
         {"check": lambda found, case: [None, *(
             np.full_like(theta, _slope_of_all(case, m)) for m, theta in enumerate(case.theta) if m)]}),
    flaw("not_put_back", "gradient_check",
         "Your weights stay where you have moved them, and the next ones are tried beside them. Put each weight back "
         "before you move the next.",
         {"check": lambda found, case: _never_put_back(case, apart=False)},
         {"check": lambda found, case: _never_put_back(case, apart=True)}),
    flaw("shared_copy", "gradient_check",
         "All your differences are 0: both Err come from the same weights. list(theta) copies the list, but not the "
         "matrices in it: copy the matrix as well, theta[m].copy(), before you move a weight.",
         {"difference": lambda difference, **known: 0.0}),
    flaw("backprop_instead_of_difference", "gradient_check",
         "Your numbers are the gradient itself, not differences over the h that is given. The check must not use "
         "backpropagation, which it checks, nor an h of its own: move each weight by h, look at Err.",
         {"check": _by_backprop}),
    flaw("wrong_sign", "gradient_check",
         "Your differences have the opposite sign: Err(θ + h) comes first.",
         {"width": lambda width, h, **known: -width}),
)  # fmt: skip
