"""The table of mistakes: each a small wrong variant of the right program, and what to say to who makes it.

To teach the coach another mistake, add an entry. Earlier entries are thought of first, where several would give the
same numbers. A variant is {place of a recipe: what stands there instead}, a function of the right value and of what
else is known at that place (see recipes.py).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..training import clip_by_norm, clip_by_value
from . import recipes

BACK = ("deltas", "train_step")
PRODUCTS = ("gradients", "train_step")
CHANGES = ("update", "train_step")


class Mistake(NamedTuple):
    """name; checks: the recipes in which it can be seen; says: to the student, what is seen and where to look;
    variants: one or several ways to make it."""

    name: str
    checks: tuple
    says: str
    variants: tuple


def _add(name, checks, says, *variants):
    checks = (checks,) if isinstance(checks, str) else checks
    return Mistake(name, checks, says, variants)


def _constant(change: Callable):
    """A place at which only the right value counts."""
    return lambda value, **known: change(value)


def _slope_formula(value, case, u, **known):
    """The formula of σ′ in terms of o, with u put in."""
    return {"sigmoid": lambda: u * (1 - u), "tanh": lambda: 1 - u * u}.get(case.activation.name, lambda: value)()


def _slope_by_o(value, case, m, **known):
    """σ′ from o, right or not."""
    return case.o[m] * (1 - case.o[m])


def _theta_updated_before(value, case):
    """θ as it is when each layer is updated as soon as its δ is there."""
    theta = list(value)
    for m in range(len(theta) - 1, 0, -1):
        found = recipes.deltas(case._replace(theta=theta), recipes.right)["delta"]
        theta[m] = value[m] - case.eta * found[m] @ case.o[m - 1].T
    return theta


def _without_bias(case, m):
    return case.theta[m][:, 1:] if case.bias else case.theta[m]


def _each_layer(value, gradients, c):
    return [None, *(clip_by_norm([slope], c)[0] for slope in gradients[1:])]


def _by_backprop(value, case):
    """∂Err/∂θ by the recipe that the check is meant to judge."""
    return recipes.completed(case).gradients


MISTAKES = (
    # --- σ and σ′
    _add("wrong_sign", "sigmoid",
         "Your σ falls where it should rise: the sign in the exponent is the other one. It is e^−u.",
         {"sigmoid": _constant(lambda o: 1 - o)}),
    _add("missing_brackets", "sigmoid",
         "Python reads 1 / 1 + e as (1 / 1) + e. Put brackets around what stands below the line.",
         {"sigmoid": _constant(lambda o: 1 / o)}),
    _add("tanh_for_sigmoid", "sigmoid",
         "That is tanh. It goes from −1 to 1; the sigmoid goes from 0 to 1.",
         {"sigmoid": lambda o, case: np.tanh(case.u)}),
    _add("slope_for_sigmoid", "sigmoid",
         "That is σ′(u), the slope. Here σ(u) itself is asked for.",
         {"sigmoid": _constant(lambda o: o * (1 - o))}),
    _add("slope_downhill", "sigmoid_slope",
         "Your slope has the wrong sign: the sigmoid rises everywhere. Is the inner derivative in it? That of −u is "
         "−1.",
         {"slope": _constant(np.negative)}),
    _add("sigmoid_for_slope", "sigmoid_slope",
         "That is σ(u) itself. Its slope is σ(u) · (1 − σ(u)).",
         {"slope": lambda slope, case, u, **known: case.activation.f(u)}),

    # --- the forward pass
    _add("activation_skipped", ("forward", "train_step"),
         "In your hidden layers o = u: σ is missing there. Each oᵢ = σ(uᵢ), in every layer.",
         {"o": lambda o, u, m, last: u if m < last else o},
         {"o": lambda o, u, m, last: u if m < last else o, "slope": _slope_by_o},
         {"o": lambda o, u, **known: u},
         {"o": lambda o, u, **known: u, "slope": _slope_by_o}),
    _add("activation_on_sum_missing_at_output", ("forward", "train_step"),
         "Your last layer gives u where o should be: σ belongs to the output layer, too.",
         {"o": lambda o, u, m, last: u if m == last else o},
         {"o": lambda o, u, m, last: u if m == last else o, "slope": _slope_by_o}),
    _add("u_passed_on", ("forward", "train_step"),
         "Your next layer gets u of the layer before. What travels on is o: uᵢ = Σₗ θᵢₗ · oₗ.",
         {"forward_input": lambda o, u, x: u}),
    _add("input_everywhere", ("forward", "train_step"),
         "Every layer of yours gets x. Only layer 1 does; each later one gets o of the layer before it.",
         {"forward_input": lambda o, u, x: x}),
    _add("theta_transposed_forward", ("forward", "train_step"),
         "Forward you multiply by θ turned round. Row i of θ holds the weights that lead into neuron i: θ @ o.",
         {"forward_product": lambda multiply: lambda theta, o: theta.T @ o}),
    _add("sum_over_inputs_lost", ("forward", "train_step"),
         "Each u of yours has one term in it. Σₗ adds what comes from all neurons before (+=, not =).",
         {"forward_product": lambda multiply: lambda theta, o: theta[:, -1:] @ o[-1:]},
         {"forward_product": lambda multiply: lambda theta, o: theta[:, :1] @ o[:1]}),
    _add("layers_reversed", ("forward", "train_step"),
         "You use the weights from the last layer to the first. Forward begins with theta[1].",
         {"forward_theta": _constant(lambda theta: [None, *theta[:0:-1]])}),

    _add("sum_not_reset", ("forward", "train_step"),
         "Each u of yours also holds the sums of the neurons before it. Let the sum begin at 0 for every neuron, "
         "inside the loop.",
         {"forward_product": lambda multiply: lambda theta, o: np.cumsum(theta @ o, axis=0)}),
    _add("inputs_activated", ("forward", "train_step"),
         "You send x through σ as well. The inputs are no neurons: o of layer 0 is x itself.",
         {"forward_input": lambda o, u, x: recipes.SIGMOID.f(o) if o is x else o}),
    _add("activated_twice", ("forward", "train_step"),
         "You put σ on twice: oᵢ = σ(uᵢ), and that o is handed on as it is.",
         {"o": lambda o, u, m, last: recipes.SIGMOID.f(o)},
         {"o": lambda o, u, m, last: recipes.SIGMOID.f(o), "slope": _slope_by_o}),

    # --- Err
    _add("error_not_squared", "error",
         "You add y − ŷ without the square, so errors of different sign cancel.",
         {"squares": lambda squares, residual, **known: residual}),
    _add("error_absolute", "error",
         "You add sizes, |y − ŷ|. The lecture's Err adds squares, (y − ŷ)².",
         {"squares": lambda squares, residual, **known: np.abs(residual)}),
    _add("extra_half", "error",
         "Yours is half of it. Some books put ½ before the sum; here Err = Σ (y − ŷ)², without.",
         {"Err": lambda Err, y: Err / 2}),
    _add("mean_instead_of_sum", "error",
         "That is a mean. The lecture's Err is the sum over all outputs and patterns (though it calls it MSE).",
         {"Err": lambda Err, y: Err / y.size},
         {"Err": lambda Err, y: Err / y.shape[1]},
         {"Err": lambda Err, y: Err / y.shape[0]}),
    _add("sum_over_patterns_lost", "error",
         "Not all patterns are in your sum. Patterns are columns, and Err adds over rows and columns.",
         {"sum": lambda Err, squares, **known: np.sum(squares, axis=0)},
         {"sum": lambda Err, squares, **known: np.sum(squares, axis=1)},
         {"sum": lambda Err, squares, **known: np.sum(squares[:, 0])},
         {"sum": lambda Err, squares, **known: np.sum(squares[:, -1])}),
    _add("sum_over_outputs_lost", "error",
         "Not all outputs are in your sum. Does return stand inside the loop? Err adds over rows and columns.",
         {"sum": lambda Err, squares, **known: np.sum(squares[0])},
         {"sum": lambda Err, squares, **known: np.sum(squares[-1])},
         {"sum": lambda Err, squares, **known: squares[0, 0]}),
    _add("square_of_sum", "error",
         "You add first and square at the end, so errors of different sign cancel. Square each y − ŷ, then add.",
         {"sum": lambda Err, residual, **known: np.sum(residual) ** 2}),
    _add("error_rooted", "error",
         "You take a root at the end. The lecture's Err is the sum of the squares itself.",
         {"Err": lambda Err, y: np.sqrt(Err)}),
    _add("broadcast_to_matrix", "error",
         "You subtract every ŷ from every y, as if in a table: a column and a row were broadcast. Look at the shapes: "
         "both are (outputs, patterns).",
         {"squares": lambda squares, residual, y, y_hat: (y.reshape(-1, 1) - y_hat.reshape(1, -1)) ** 2}),

    # --- δ
    _add("missing_output_slope", BACK,
         "Your output δ come out as if σ′(u_k) were missing. δ_k = ∂Err/∂ŷ · σ′(u_k).",
         {"output_slope": lambda slope, case: np.ones_like(slope)}),
    _add("missing_hidden_slope", BACK,
         "Your hidden δ come out as if σ′(uᵢ) were missing: they are off by exactly that factor. Look at step 4 of "
         "the recursion: the sum over j is multiplied by the slope.",
         {"hidden_slope": lambda slope, case, m: np.ones_like(slope)}),
    _add("slope_of_output", ("sigmoid_slope", *BACK),
         "You take σ′ of o. It is the slope at u: either σ′(u), or, with what you have in o already, o · (1 − o).",
         {"slope": lambda slope, case, u, **known: case.activation.df(case.activation.f(u))}),
    _add("slope_of_output", BACK,
         "You take σ′ of o. It is the slope at u: either σ′(u), or, with what you have in o already, o · (1 − o).",
         {"hidden_slope": lambda slope, case, m: case.activation.df(case.o[m])},
         {"output_slope": lambda slope, case: case.activation.df(case.o[-1])}),
    _add("slope_formula_on_u", ("sigmoid_slope", *BACK),
         "You put u into a formula that is for o. The sigmoid's slope is o · (1 − o), with o = σ(u).",
         {"slope": _slope_formula}),
    _add("slope_of_next_layer", BACK,
         "Your hidden δ use σ′ of the layer behind. δᵢ belongs to layer m, and so does σ′(uᵢ): u[m], not u[m + 1].",
         {"hidden_slope": lambda slope, case, m: case.activation.df(case.u[m + 1])}),
    _add("untransposed_theta", BACK,
         "On the way back you multiply by θ as it stands. The sum goes over j, the *rows* of θ: it needs θ.T, or θⱼᵢ "
         "with j summed over.",
         {"back_product": lambda multiply: lambda theta, delta: theta @ delta}),
    _add("theta_missing_in_delta", BACK,
         "Your hidden δ add the δⱼ without the weights. Each δⱼ comes back through its own θⱼᵢ.",
         {"back_weights": lambda theta, case, m: np.ones_like(theta)}),
    _add("wrong_layer_theta", BACK,
         "You go back through the wrong weights: θ of layer m leads *into* neuron i. What leads on from it is "
         "theta[m + 1].",
         {"back_weights": lambda theta, case, m: _without_bias(case, m)}),
    _add("absolute_theta", BACK,
         "Your hidden δ take every weight as positive. A negative weight turns the sign of what comes back.",
         {"back_weights": lambda theta, case, m: np.abs(theta)}),
    _add("single_path", BACK,
         "Your hidden δ follow only one of the neurons behind them. Σⱼ adds what comes back from all (+=, not =).",
         {"back_product": lambda multiply: lambda theta, delta: theta[-1:].T @ delta[-1:]},
         {"back_product": lambda multiply: lambda theta, delta: theta[:1].T @ delta[:1]}),
    _add("shares_of_error", BACK,
         "You hand δ back in shares, θ divided by a sum of θ. Nothing is shared out: all of δⱼ · θⱼᵢ comes back.",
         {"back_weights": lambda theta, case, m: theta / theta.sum(axis=1, keepdims=True)},
         {"back_weights": lambda theta, case, m: theta / theta.sum(axis=0, keepdims=True)}),
    _add("output_delta_everywhere", BACK,
         "All your hidden layers use δ of the output. Each uses δ of the layer just behind it: that is the recursion.",
         {"behind": lambda behind, delta, last, **known: delta[last]}),
    _add("layers_from_the_front", BACK,
         "Where your hidden δ need the δ behind them, that is still 0: it has not been computed yet. Begin at the "
         "output, and walk back, layer by layer.",
         {"behind": lambda behind, m, last, **known: behind if m == last - 1 else 0 * behind},
         {"behind": lambda behind, **known: 0 * behind}),
    _add("slopes_between_missing", BACK,
         "On the way back over several layers you leave out σ′(u) of those in between. What goes on from a layer is "
         "its whole δ, with its own σ′(u) in it.",
         {"behind": lambda behind, case, m, last, **known:
             behind if m == last - 1 else behind / case.activation.df(case.u[m + 1])}),
    _add("sum_before_product", BACK,
         "You add up the weights on their own and the δ on their own, and multiply the sums. First multiply, "
         "δⱼ · θⱼᵢ, then add.",
         {"back_product": lambda multiply: lambda theta, delta: np.outer(theta.sum(axis=0), delta.sum(axis=0))}),
    _add("sum_not_reset", BACK,
         "Each hidden δ of yours also holds the sums of the neurons before it. Let the sum begin at 0 for every "
         "neuron, inside the loop.",
         {"back_product": lambda multiply: lambda theta, delta: np.cumsum(theta.T @ delta, axis=0)}),
    _add("patterns_mixed", "deltas",
         "You add up over the patterns as well, so all patterns get the same sum. Add over the neurons j alone: each "
         "pattern keeps a sum of its own, as in theta.T @ delta.",
         {"back_product": lambda multiply: lambda theta, delta:
             np.repeat((theta.T @ delta).sum(axis=1, keepdims=True), delta.shape[1], axis=1)}),
    _add("first_layer_left_out", "deltas",
         "Your way back ends one layer too early: δ of layer 1 is still 0. range leaves out its end: "
         "range(M − 1, 0, −1) comes to layer 1.",
         {"all_deltas": lambda delta: [delta[0], 0 * delta[1], *delta[2:]]}),
    _add("neurons_share_a_row", BACK,
         "In yours all neurons of a hidden layer get one and the same sum, added up over all of them. [row] * n is n "
         "times the same row: make a new one for each neuron.",
         {"back_product": lambda multiply: lambda theta, delta:
             np.tile((theta.T @ delta).sum(axis=0), (theta.shape[1], 1))},
         {"hidden_delta": lambda delta, **known: np.zeros_like(delta) + delta.sum(axis=0)}),
    _add("list_turned_round", "deltas",
         "Your list of δ begins with the output layer. Entry m belongs to layer m: turn the list round at the end, or "
         "fill in delta[m].",
         {"all_deltas": lambda delta: [None, *delta[:0:-1]]}),
    _add("raw_error_backpropagated", BACK,
         "What you send back from the output is the error ∂Err/∂ŷ. What goes back is δ_k, with σ′(u_k) in it.",
         {"behind": lambda behind, error, m, last, **known: error if m == last - 1 else behind}),
    _add("wrong_sign", BACK,
         "All your δ have the opposite sign. Your book may define δ = −∂Err/∂u and *add* in the update; here "
         "δ = +∂Err/∂u, so δ_k begins with −2 (y − ŷ).",
         {"output_error": lambda error, **known: -error}),
    _add("missing_factor_two", BACK,
         "All your δ are half of what they should be. Either the 2 is forgotten, or you took the derivative of "
         "½ (y − ŷ)². Here Err = Σ (y − ŷ)², and its derivative begins with −2.",
         {"output_error": lambda error, **known: error / 2}),
    _add("extra_half", BACK,
         "All your δ are half of what they should be, as for ½ (y − ŷ)². Here Err has no ½.",
         {"output_error": lambda error, **known: error / 2}),
    _add("factor_two_again", BACK,
         "All your δ are twice as large as they should be: a 2 has come in twice, or one where the loss has none.",
         {"output_error": lambda error, **known: 2 * error}),
    _add("mean_instead_of_sum", BACK,
         "You divide by a number of patterns or outputs. Err is a sum here: each pattern keeps its whole δ.",
         {"output_error": lambda error, y, **known: error / y.size},
         {"output_error": lambda error, y, **known: error / y.shape[1]},
         {"output_error": lambda error, y, **known: error / y.shape[0]}),
    _add("missing_brackets", BACK,
         "Python reads slope * theta.T @ delta from the left: first *, then @. Put brackets around theta.T @ delta.",
         {"hidden_delta": lambda delta, slope, weights, behind: (slope * weights.T) @ behind}),
    _add("sigmoid_slope_used", BACK,
         "Your slope is that of the sigmoid. This network has another σ, and so another σ′.",
         {"slope": lambda slope, case, u, **known: recipes.SIGMOID.df(u)},
         {"slope": lambda slope, case, u, **known: case.activation.f(u) * (1 - case.activation.f(u))}),
    _add("wrong_column_dropped", "deltas",
         "On the way back you leave out the last column of θ. The constant neuron's weights stand in column 0.",
         {"back_weights": lambda theta, case, m: case.theta[m + 1][:, :-1] if case.bias else theta}),
    _add("star_for_matmul", BACK,
         "On the way back you multiply entry by entry (*). Σⱼ is a matrix product: @.",
         {"back_product": lambda multiply: lambda theta, delta: theta.T * delta}),
    _add("broadcast_to_matrix", BACK,
         "Your δ is a table where a column should be: a row and a column were broadcast. δ[m] has the shape of u[m].",
         {"output_error": lambda error, y, y_hat: -2 * (y.reshape(-1, 1) - y_hat.reshape(1, -1))},
         {"hidden_delta": lambda delta, **known: delta.reshape(-1, 1) + 0 * delta.reshape(1, -1)}),

    # --- gradients
    _add("sum_over_patterns_lost", PRODUCTS,
         "Your gradient has one pattern in it. ∂Err/∂θᵢₗ = Σₚ δᵢ oₗ adds over all columns.",
         {"gradient_product": lambda multiply: lambda delta, o: delta[:, :1] @ o[:, :1].T},
         {"gradient_product": lambda multiply: lambda delta, o: delta[:, -1:] @ o[:, -1:].T}),
    _add("sum_before_product", PRODUCTS,
         "You add up δ on its own and o on its own over the patterns, and multiply the sums. Each pattern has a "
         "product of its own, δᵢ · oₗ, and these are added.",
         {"gradient_product": lambda multiply: lambda delta, o: np.outer(delta.sum(axis=1), o.sum(axis=1))}),
    _add("mean_instead_of_sum", PRODUCTS,
         "You divide the gradient by the number of patterns. Err is a sum, so the gradients of the patterns add.",
         {"gradient": lambda gradient, N: gradient / N}),
    _add("output_activated_again", "gradients",
         "You put σ on the o that goes into the weight. It has been through σ already: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient_input": lambda o, case, m: recipes.SIGMOID.f(o)}),
    _add("gradient_transposed", PRODUCTS,
         "Your gradient lies on its side. Row i belongs to neuron i, as in θ: δ @ o.T.",
         {"gradient": lambda gradient, N: gradient.T}),
    _add("gradient_of_u", "train_step",
         "Your gradient uses u of the layer before. It is o that went through the weight: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient_input": lambda o, case, m: case.u[m - 1]}),
    _add("gradient_own_output", PRODUCTS,
         "Your gradient uses o of the same layer as δ. The weight begins one layer before: δ[m] with o[m − 1].",
         {"gradient_input": lambda o, case, m: case.o[m]}),
    _add("star_for_matmul", PRODUCTS,
         "You multiply δ and o entry by entry (*). For several patterns it is a matrix product, δ @ o.T.",
         {"gradient_product": lambda multiply: lambda delta, o: delta * o.T}),
    _add("wrong_sign", "gradients",
         "Your gradients have the opposite sign. ∂Err/∂θᵢₗ = δᵢ · oₗ; the minus comes in with the update.",
         {"gradient": lambda gradient, N: -gradient}),

    # --- the update
    _add("ascent", CHANGES,
         "Your step goes uphill. Either the update adds where it should subtract, or δ has the wrong sign: run "
         "check_deltas.",
         {"step": _constant(np.negative)}),
    _add("missing_eta", CHANGES,
         "Your step is as if η were 1. θ − η · ∂Err/∂θ: use the η that is given.",
         {"eta": _constant(lambda eta: 1.0)}),
    _add("eta_squared", CHANGES,
         "You multiply by η twice.",
         {"eta": _constant(lambda eta: eta * eta)}),
    _add("theta_lost", CHANGES,
         "You give back the step alone. The new θ is the old one plus the step.",
         {"new_theta": lambda new, theta, eta: new - theta},
         {"new_theta": lambda new, theta, eta: theta - new}),
    _add("eta_times_theta", CHANGES,
         "In yours η multiplies the old weight as well. Only the gradient is multiplied by η: θ − η · ∂Err/∂θ.",
         {"new_theta": lambda new, theta, eta: new - theta + eta * theta}),
    _add("share_of_theta", "update",
         "In yours each weight moves in proportion to itself. The step is η · ∂Err/∂θ, whatever the weight is: "
         "θ − η · ∂Err/∂θ.",
         {"new_theta": lambda new, theta, eta: theta * (1 + new - theta)}),
    _add("layer_left_out", CHANGES,
         "One layer keeps its old weights in yours. How far does your loop go? range(1, len(theta)) reaches all.",
         {"step": lambda step, m, last: 0 * step if m == last else step},
         {"step": lambda step, m, last: 0 * step if m == 1 else step}),
    _add("updated_weights_used", "train_step",
         "Your hidden δ go back through weights that were updated already. All δ of a step use the old θ: update at "
         "the very end.",
         {"theta_going_back": _theta_updated_before}),

    # --- clipping
    _add("clip_each_value", "clip",
         "You clip each entry by itself. By norm, the whole gradient is shortened by one factor: the direction stays.",
         {"clipped": lambda cut, gradients, c: clip_by_value(gradients, c)}),
    _add("clip_each_layer", "clip",
         "You clip each layer by its own norm. There is one norm, over all layers together.",
         {"clipped": _each_layer}),
    _add("norms_added", "clip",
         "You add up the lengths of the layers. First add the squares of all layers, then take one root: that is the "
         "length of the whole gradient.",
         {"norm": lambda norm, gradients: sum(np.linalg.norm(each) for each in gradients if each is not None)}),
    _add("clip_always_rescales", "clip",
         "You bring every gradient to the length max_norm. One that is shorter already is left as it is.",
         {"scale": lambda scale, norm, c: c / norm}),
    _add("clip_skips_step", "clip",
         "A gradient that is too long becomes 0 in yours: the step is skipped. It should be shortened.",
         {"scale": lambda scale, norm, c: 0.0 if norm > c else 1.0}),
    _add("norm_not_rooted", "clip",
         "You compare the sum of the squares with max_norm. The norm is its root.",
         {"norm": lambda norm, gradients: norm**2}),
    _add("largest_for_norm", "clip",
         "You compare the largest entry with max_norm. The norm is the root of the sum of all squares.",
         {"norm": lambda norm, gradients: max(np.abs(slope).max() for slope in gradients[1:])}),

    # --- the gradient check
    _add("one_sided_difference", "gradient_check",
         "Your difference looks to one side only, (Err(θ + h) − Err(θ)) / h. A centred one looks to both sides.",
         {"backward_step": _constant(lambda h: 0.0), "width": lambda width, h: h},
         {"backward_step": _constant(lambda h: 0.0)}),
    _add("difference_not_halved", "gradient_check",
         "Yours is twice as large: from θ − h to θ + h it is 2h. Divide by that.",
         {"width": lambda width, h: h}),
    _add("not_divided_by_h", "gradient_check",
         "You give the difference of two Err. For a slope, divide it by the way between the two places, 2h.",
         {"width": lambda width, h: 1.0},
         {"width": lambda width, h: 2.0}),
    _add("backprop_instead_of_difference", "gradient_check",
         "Your numbers are the gradient itself, not differences over the h that is given. The check must not use "
         "backpropagation, which it checks, nor an h of its own: move each weight by h, look at Err.",
         {"check": _by_backprop}),
    _add("wrong_sign", "gradient_check",
         "Your differences have the opposite sign: Err(θ + h) comes first.",
         {"width": lambda width, h: -width}),
)  # fmt: skip

# Two mistakes together that have a meaning of their own.
TOGETHER = {
    frozenset(("missing_output_slope", "missing_factor_two")):
        "Your output δ is ŷ − y. That is right for cross-entropy with a sigmoid; our Err is squared, so δ_k = "
        "−2 (y − ŷ) · σ′(u_k).",
}  # fmt: skip
