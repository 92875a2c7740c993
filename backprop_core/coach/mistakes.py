"""The table of mistakes: each a small wrong variant of the right program, and what to say to who makes it.

To teach the coach another mistake, add an entry. Earlier entries are thought of first, where several would give the
same numbers. A variant is {place of a recipe: what stands there instead}, a function of the right value and of what
else is known at that place (see recipes.py).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..training import gradient_norm
from . import recipes

BACK = ("deltas", "train_step")
PRODUCTS = ("gradients", "train_step")
CHANGES = ("update", "train_step")
ERRS = ("error", "gradient_check", "train")

# How Python reads the sigmoid's and tanh's slope, with what it is multiplied by, where the brackets are left out.
READ_WRONGLY = (
    lambda o, back: back * o * 1 - o,
    lambda o, back: o * 1 - o * back,
    lambda o, back: back * 1 - o * o,
    lambda o, back: 1 - o * o * back,
)
WITHOUT_BRACKETS = (
    "Brackets are missing in your slope. Python multiplies before it subtracts: write o * (1 − o), and for tanh "
    "(1 − o ** 2), with the brackets."
)
ZERO_SLOPE = (
    "All your δ are 0. Is nothing filled in, or is a slope 0? Python reads o * 1 − o as (o * 1) − o: put brackets "
    "around 1 − o."
)


class Mistake(NamedTuple):
    """name; checks: the recipes in which it can be seen; says: to the student, what is seen and where to look;
    variants: one or several ways to make it."""

    name: str
    checks: tuple
    says: str
    variants: tuple


def flaw(name, checks, says, *variants):
    """A `Mistake`; checks: the name of one recipe, or of several."""
    checks = (checks,) if isinstance(checks, str) else checks
    return Mistake(name, checks, says, variants)


def constant(change: Callable):
    """A place at which only the right value counts."""
    return lambda value, **known: change(value)


def _slope_formula(value, case, u, **known):
    """The formula of σ′ in terms of o, with u put in."""
    return case.activation.by_o[1](u) if case.activation.by_o else value


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


def _read_wrongly(at_output, in_hidden):
    """Places of a slope without its brackets; None where it is right."""
    places = {}
    if at_output:
        places["output_delta"] = lambda delta, error, slope, case: at_output(case.o[-1], error)
    if in_hidden:
        places["hidden_delta"] = lambda delta, total, case, m, **known: in_hidden(case.o[m], total)
    return places


def _without_bias(case, m):
    return case.theta[m][:, 1:] if case.bias else case.theta[m]


def _pattern_by_pattern(value, case):
    """One step after the other, each with one pattern."""
    theta = case.theta
    for p in range(case.x.shape[1]):
        one = case._replace(theta=theta, x=case.x[:, [p]], y=case.y[:, [p]])
        theta = recipes.train_step(one, recipes.right)["theta"]
    return theta


def _stepping_while_adding(value, case):
    """A step with the sum so far after each pattern: of N patterns the first counts N times, the last once."""
    case = recipes.completed(case)
    times = np.arange(case.x.shape[1], 0, -1)
    return [None, *(theta - case.eta * (delta * times) @ o.T
                    for theta, delta, o in zip(case.theta[1:], case.delta[1:], case.o[:-1], strict=True))]  # fmt: skip


def _multiplied_on_the_way(value, slope, weights, behind, **known):
    """The sum over j, multiplied by the slope after each term."""
    total = 0.0
    for row, delta in zip(weights, behind, strict=True):
        total = (total + np.outer(row, delta)) * slope
    return total


def _activated_on_the_way(theta, o):
    """The sum over ℓ, with σ on it after each term."""
    total = 0.0
    for column, output in zip(theta.T, o, strict=True):
        total = recipes.SIGMOID.f(total + np.outer(column, output))
    return total


def _last_pattern(array):
    """All patterns 0, but for the last."""
    return np.hstack([0 * array[:, :-1], array[:, -1:]])


MISTAKES = (
    # --- σ and σ′
    flaw("wrong_sign", "sigmoid",
         "Your σ falls where it should rise: it is σ(−u). Look at the exponent and at what stands above the line: "
         "σ(u) = 1 / (1 + e^−u).",
         {"sigmoid": constant(lambda o: 1 - o)}),
    flaw("missing_brackets", "sigmoid",
         "Python reads 1 / 1 + e as (1 / 1) + e. Put brackets around what stands below the line.",
         {"sigmoid": constant(lambda o: 1 / o)},
         {"sigmoid": lambda o, u: np.exp(u) + 1}),
    flaw("tanh_for_sigmoid", "sigmoid",
         "That is tanh. It goes from −1 to 1; the sigmoid goes from 0 to 1.",
         {"sigmoid": lambda o, u: np.tanh(u)}),
    flaw("slope_for_sigmoid", "sigmoid",
         "That is σ′(u), the slope. Here σ(u) itself is asked for.",
         {"sigmoid": constant(lambda o: o * (1 - o))}),
    flaw("minus_below_the_line", "sigmoid",
         "Below the line stands a sum, 1 + e^−u. Yours subtracts, and so leaves the range from 0 to 1.",
         {"sigmoid": lambda o, u: 1 / (1 - np.exp(-u))}),
    flaw("exponential_alone", "sigmoid",
         "That is the exponential alone: it grows without end. σ(u) is 1, divided by the whole sum 1 + e^−u.",
         {"sigmoid": lambda o, u: np.exp(-u)},
         {"sigmoid": lambda o, u: np.exp(u)}),
    flaw("slope_downhill", "sigmoid_slope",
         "Your slope has the wrong sign: the sigmoid rises everywhere. Is the inner derivative in it? That of −u is "
         "−1.",
         {"slope": constant(np.negative)}),
    flaw("sigmoid_for_slope", "sigmoid_slope",
         "That is σ(u) itself. Its slope is σ(u) · (1 − σ(u)).",
         {"slope": lambda slope, case, u, **known: case.activation.f(u)}),
    flaw("slope_of_tanh", ("sigmoid_slope", *BACK),
         "That is 1 − o², the slope of tanh. The sigmoid's is o · (1 − o), with brackets around 1 − o.",
         {"slope": lambda slope, case, u, **known: 1 - case.activation.f(u) ** 2},
         {"slope": lambda slope, u, **known: 1 - np.tanh(u) ** 2}),
    flaw("factors_added", "sigmoid_slope",
         "Your slope is 1 everywhere: σ(u) + (1 − σ(u)) is 1, whatever u is. The two are multiplied.",
         {"slope": lambda slope, **known: np.ones_like(slope)}),
    flaw("zero_slope", "sigmoid_slope",
         "Your slope is 0 everywhere. Python reads σ(u) * 1 − σ(u) as (σ(u) * 1) − σ(u): put brackets around "
         "1 − σ(u).",
         {"slope": lambda slope, **known: 0 * slope}),
    flaw("slope_factor_lost", ("sigmoid_slope", *BACK),
         "The sigmoid's slope has two factors, o · (1 − o). In yours one is missing, or the other stands twice.",
         {"slope": lambda slope, case, u, **known: 1 - case.activation.f(u)},
         {"slope": lambda slope, case, u, **known: case.activation.f(u) ** 2},
         {"slope": lambda slope, case, u, **known: (1 - case.activation.f(u)) ** 2}),

    # --- the forward pass
    flaw("activation_skipped", ("forward", "train_step"),
         "In your hidden layers o = u: σ is missing there. Each oᵢ = σ(uᵢ), in every layer.",
         {"o": lambda o, u, m, last, **known: u if m < last else o},
         {"o": lambda o, u, m, last, **known: u if m < last else o, "slope": _slope_by_o},
         {"o": lambda o, u, **known: u},
         {"o": lambda o, u, **known: u, "slope": _slope_by_o}),
    flaw("activation_on_sum_missing_at_output", ("forward", "train_step"),
         "Your last layer gives u where o should be: σ belongs to the output layer, too.",
         {"o": lambda o, u, m, last, **known: u if m == last else o},
         {"o": lambda o, u, m, last, **known: u if m == last else o, "slope": _slope_by_o}),
    flaw("u_passed_on", ("forward", "train_step"),
         "Your next layer gets u of the layer before. What travels on is o: uᵢ = Σₗ θᵢₗ · oₗ.",
         {"forward_input": lambda o, u, x: u}),
    flaw("input_everywhere", ("forward", "train_step"),
         "Every layer of yours gets x. Only layer 1 does; each later one gets o of the layer before it.",
         {"forward_input": lambda o, u, x: x}),
    flaw("theta_transposed_forward", ("forward", "train_step"),
         "Forward you take θ turned round. Row i of θ holds the weights that lead into neuron i: it is θ[i, l] that "
         "meets o[l]. With matrices: θ @ o.",
         {"forward_product": lambda multiply: lambda theta, o: theta.T @ o}),
    flaw("sum_over_inputs_lost", ("forward", "train_step"),
         "Each u of yours has one term in it. Σₗ adds what comes from all neurons before (+=, not =).",
         {"forward_product": lambda multiply: lambda theta, o: theta[:, -1:] @ o[-1:]},
         {"forward_product": lambda multiply: lambda theta, o: theta[:, :1] @ o[:1]}),
    flaw("star_for_matmul", ("forward", "train_step"),
         "Is it * or @? You multiply θ and o entry by entry. uᵢ = Σₗ θᵢₗ · oₗ is a matrix product: @.",
         {"forward_product": lambda multiply: lambda theta, o: theta * o},
         {"forward_product": lambda multiply: lambda theta, o: theta * o.T}),
    flaw("layers_reversed", ("forward", "train_step"),
         "You use the weights from the last layer to the first. Forward begins with theta[1].",
         {"forward_theta": constant(lambda theta: [None, *theta[:0:-1]])}),

    flaw("sum_not_reset", ("forward", "train_step"),
         "Each u of yours also holds the sums of the neurons before it. Let the sum begin at 0 for every neuron, "
         "inside the loop.",
         {"forward_product": lambda multiply: lambda theta, o: np.cumsum(theta @ o, axis=0)}),
    flaw("inputs_activated", ("forward", "train_step"),
         "You send x through σ as well. The inputs are no neurons: o of layer 0 is x itself.",
         {"forward_input": lambda o, u, x: recipes.SIGMOID.f(o) if o is x else o}),
    flaw("activated_twice", ("forward", "train_step"),
         "You put σ on twice: oᵢ = σ(uᵢ), and that o is handed on as it is.",
         {"o": lambda o, u, m, last, **known: recipes.SIGMOID.f(o)},
         {"o": lambda o, u, m, last, **known: recipes.SIGMOID.f(o), "slope": _slope_by_o}),
    flaw("activated_before_sum", ("forward", "train_step"),
         "You put σ on every term θᵢₗ · oₗ, and add afterwards. First add up, uᵢ = Σₗ θᵢₗ · oₗ; then σ, once.",
         {"o": lambda o, theta, below, **known: recipes.SIGMOID.f(theta[:, :, None] * below).sum(axis=1)},
         {"o": lambda o, theta, below, **known: recipes.SIGMOID.f(theta[:, :, None] * below).sum(axis=1),
          "slope": _slope_by_o}),
    flaw("another_activation", "forward",
         "The σ on your u is not the sigmoid, but tanh or relu. Here σ(u) = 1 / (1 + e^−u).",
         {"o": lambda o, u, **known: np.tanh(u)},
         {"o": lambda o, u, **known: np.maximum(0, u)}),
    flaw("u_activated", "forward",
         "Your u has been through σ already. uᵢ is the sum alone, Σₗ θᵢₗ · oₗ; then oᵢ = σ(uᵢ).",
         {"forward_product": lambda multiply: lambda theta, o: recipes.SIGMOID.f(theta @ o)},
         {"both": constant(lambda both: (both[1], both[1]))}),
    flaw("input_left_out", ("forward", "train_step"),
         "One neuron is missing in your sums. Σₗ goes over all neurons before, from the first to the last: "
         "range(n) counts from 0 to n − 1.",
         {"forward_product": lambda multiply: lambda theta, o: theta[:, 1:] @ o[1:]},
         {"forward_product": lambda multiply: lambda theta, o: theta[:, :-1] @ o[:-1]}),
    flaw("sum_repeated", ("forward", "train_step"),
         "The same sum comes in several times in your u: a whole product stands inside a loop over its own terms.",
         {"forward_product": lambda multiply: lambda theta, o: len(o) * (theta @ o)},
         {"forward_product": lambda multiply: lambda theta, o: len(theta) * (theta @ o)}),
    flaw("slope_for_sigmoid", "forward",
         "On your u you put the slope σ′. Forward it is σ itself; σ′ comes in on the way back.",
         {"o": lambda o, **known: o * (1 - o)}),
    flaw("wrong_sign", "forward",
         "Your o fall where u rises. Look at the signs: σ(u) = 1 / (1 + e^−u), and all terms of u are added.",
         {"o": lambda o, **known: 1 - o}),
    flaw("patterns_overwritten", "forward",
         "Only the last pattern has its u and o; those of the others are 0. The arrays of zeros are made anew for "
         "each pattern: make them once, before the loop.",
         {"both": constant(lambda both: [[_last_pattern(each) for each in layers] for layers in both])}),
    flaw("activated_in_loop", "forward",
         "The σ stands inside the loop over l, so it is put on again after each term. First the whole sum, then σ, "
         "once.",
         {"o": lambda o, theta, below, **known: _activated_on_the_way(theta, below)},
         {"forward_product": lambda multiply: _activated_on_the_way}),
    flaw("u_and_o_swapped", "forward",
         "You give back o where u belongs, and u where o belongs. First u, then o.",
         {"both": constant(lambda both: both[::-1])}),
    flaw("weight_added", ("forward", "train_step"),
         "You add θᵢₗ and oₗ. They are multiplied, and their products are added: uᵢ = Σₗ θᵢₗ · oₗ.",
         {"forward_product": lambda multiply: lambda theta, o: theta.sum(axis=1)[:, None] + o.sum(axis=0)}),
    flaw("terms_subtracted", ("forward", "train_step"),
         "Your u have the opposite sign. All terms are added: uᵢ = Σₗ θᵢₗ · oₗ.",
         {"forward_product": lambda multiply: lambda theta, o: -(theta @ o)}),
    flaw("one_added", ("forward", "train_step"),
         "Each u of yours is larger by 1. There is no constant neuron in this network: uᵢ = Σₗ θᵢₗ · oₗ, and no more.",
         {"forward_product": lambda multiply: lambda theta, o: theta @ o + 1}),

    # --- Err
    flaw("star_for_power", ERRS,
         "You double y − ŷ where it should be squared. In Python * 2 doubles, and ** 2 squares.",
         {"squares": lambda squares, residual, **known: 2 * residual}),
    flaw("sum_for_difference", ERRS,
         "You add y and ŷ. How far off is their difference: Err = Σ (y − ŷ)².",
         {"squares": lambda squares, y, y_hat, **known: (y + y_hat) ** 2}),
    flaw("error_not_squared", "error",
         "The square is missing. Err adds (y − ŷ)²: without the square, too low and too high would cancel.",
         {"squares": lambda squares, residual, **known: residual}),
    flaw("error_absolute", "error",
         "You add sizes, |y − ŷ|. The lecture's Err adds squares, (y − ŷ)².",
         {"squares": lambda squares, residual, **known: np.abs(residual)}),
    flaw("extra_half", "error",
         "Yours is half of it. Some books put ½ before the sum; here Err = Σ (y − ŷ)², without.",
         {"Err": lambda Err, y: Err / 2}),
    flaw("mean_instead_of_sum", "error",
         "That is a mean. The lecture's Err is the sum over all outputs and patterns (though it calls it MSE).",
         {"Err": lambda Err, y: Err / y.size},
         {"Err": lambda Err, y: Err / y.shape[1]},
         {"Err": lambda Err, y: Err / y.shape[0]}),
    flaw("sum_over_patterns_lost", "error",
         "Not all patterns are in your sum. Patterns are columns, and Err adds over rows and columns.",
         {"sum": lambda Err, squares, **known: np.sum(squares, axis=0)},
         {"sum": lambda Err, squares, **known: np.sum(squares, axis=1)},
         {"sum": lambda Err, squares, **known: np.sum(squares[:, 0])},
         {"sum": lambda Err, squares, **known: np.sum(squares[:, -1])}),
    flaw("sum_over_outputs_lost", "error",
         "Not all outputs are in your sum. Does return stand inside the loop? Err adds over rows and columns.",
         {"sum": lambda Err, squares, **known: np.sum(squares[0])},
         {"sum": lambda Err, squares, **known: np.sum(squares[-1])},
         {"sum": lambda Err, squares, **known: squares[0, 0]}),
    flaw("pattern_left_out", "error",
         "One pattern is missing in your sum, the first or the last: range(n) counts from 0 to n − 1.",
         {"sum": lambda Err, squares, **known: np.sum(squares[:, 1:])},
         {"sum": lambda Err, squares, **known: np.sum(squares[:, :-1])}),
    flaw("output_left_out", "error",
         "One output is missing in your sum, the first or the last: range(n) counts from 0 to n − 1.",
         {"sum": lambda Err, squares, **known: np.sum(squares[1:])},
         {"sum": lambda Err, squares, **known: np.sum(squares[:-1])}),
    flaw("largest_for_sum", "error",
         "You take the largest of the squares. Err is the sum of all of them.",
         {"sum": lambda Err, squares, **known: np.max(squares)}),
    flaw("sum_repeated", "error",
         "The same sum comes in several times: it stands inside a loop over its own terms.",
         {"Err": lambda Err, y: y.shape[1] * Err},
         {"Err": lambda Err, y: y.shape[0] * Err},
         {"Err": lambda Err, y: y.size * Err}),
    flaw("square_of_sum", "error",
         "You add first and square at the end, so errors of different sign cancel. Square each y − ŷ, then add.",
         {"sum": lambda Err, residual, **known: np.sum(residual) ** 2},
         {"sum": lambda Err, residual, **known: np.sum(np.sum(residual, axis=0) ** 2)},
         {"sum": lambda Err, residual, **known: np.sum(np.sum(residual, axis=1) ** 2)}),
    flaw("error_rooted", "error",
         "You take a root at the end. The lecture's Err is the sum of the squares itself.",
         {"Err": lambda Err, y: np.sqrt(Err)}),
    flaw("difference_of_squares", "error",
         "You square y and ŷ, and subtract the squares. First subtract, then square: (y − ŷ)².",
         {"squares": lambda squares, residual, y, y_hat: y**2 - y_hat**2},
         {"squares": lambda squares, residual, y, y_hat: y_hat**2 - y**2}),
    flaw("factor_two_again", "error",
         "Yours is twice as large as it should be. The 2 comes in with the derivative, −2 (y − ŷ); Err = Σ (y − ŷ)² "
         "has none.",
         {"Err": lambda Err, y: 2 * Err}),
    flaw("wrong_sign", "error",
         "Your Err is negative. It is a sum of squares, with no minus before it.",
         {"Err": lambda Err, y: -Err}),
    flaw("broadcast_to_matrix", "error",
         "You subtract every ŷ from every y, as if in a table: of a column and a row NumPy makes one. Look at the "
         "shapes: both should be (outputs, patterns).",
         {"squares": lambda squares, residual, y, y_hat: (y.reshape(-1, 1) - y_hat.reshape(1, -1)) ** 2}),

    # --- δ
    flaw("missing_output_slope", BACK,
         "Your output δ come out as if σ′(u_k) were missing. δ_k = ∂Err/∂ŷ · σ′(u_k).",
         {"output_slope": lambda slope, case: np.ones_like(slope)}),
    flaw("missing_hidden_slope", BACK,
         "Your hidden δ come out as if σ′(uᵢ) were missing: they are off by exactly that factor. Look at step 4 of "
         "the recursion: the sum over j is multiplied by the slope.",
         {"hidden_slope": lambda slope, case, m: np.ones_like(slope)}),
    flaw("slope_of_output", ("sigmoid_slope", *BACK),
         "You take σ′ of o. It is the slope at u: either σ′(u), or, with what you have in o already, o · (1 − o).",
         {"slope": lambda slope, case, u, **known: case.activation.df(case.activation.f(u))}),
    flaw("slope_of_output", BACK,
         "You take σ′ of o. It is the slope at u: either σ′(u), or, with what you have in o already, o · (1 − o).",
         {"hidden_slope": lambda slope, case, m: case.activation.df(case.o[m])},
         {"output_slope": lambda slope, case: case.activation.df(case.o[-1])}),
    flaw("slope_formula_on_u", ("sigmoid_slope", *BACK),
         "You put u into a formula that is for o. The sigmoid's slope is o · (1 − o), with o = σ(u).",
         {"slope": _slope_formula},
         {"slope": lambda slope, case, u, **known: case.activation.f(u) * (1 - u)},
         {"slope": lambda slope, case, u, **known: u * (1 - case.activation.f(u))}),
    flaw("slope_of_next_layer", BACK,
         "Your hidden δ use σ′ of the layer behind. δᵢ belongs to layer m, and so does σ′(uᵢ): u[m], not u[m + 1].",
         {"hidden_slope": lambda slope, case, m: case.activation.df(case.u[m + 1])},
         {"behind": lambda behind, case, m, **known: behind * case.activation.df(case.u[m + 1]),
          "hidden_slope": lambda slope, case, m: np.ones_like(slope)}),
    flaw("slope_of_other_layer", BACK,
         "Your δ use σ′ of another layer. δᵢ belongs to layer m, and so does its slope: σ′(u[m]).",
         {"hidden_slope": lambda slope, case, m: case.activation.df(case.u[m - 1])},
         {"hidden_slope": lambda slope, case, m: case.activation.df(case.u[-1])},
         {"hidden_slope": lambda slope, case, m: case.activation.df(case.u[1])},
         {"slope": lambda slope, case, m, **known: case.activation.df(case.u[m - 1])},
         {"output_slope": lambda slope, case: case.activation.df(case.u[-2])}),
    flaw("u_for_slope", "sigmoid_slope",
         "You take u itself for the slope at u. The sigmoid's slope is σ(u) · (1 − σ(u)).",
         {"slope": lambda slope, u, **known: u}),
    flaw("u_for_slope", BACK,
         "You take u itself for the slope at u. Where o = u, the slope is 1 everywhere; the sigmoid's is o · (1 − o).",
         {"slope": lambda slope, u, **known: u},
         {"hidden_slope": lambda slope, case, m: case.u[m]},
         {"output_slope": lambda slope, case: case.u[-1]}),
    flaw("output_for_slope", BACK,
         "You multiply by o where the slope σ′(u) belongs. The sigmoid's is o · (1 − o).",
         {"slope": lambda slope, case, m, **known: case.o[m]},
         {"hidden_slope": lambda slope, case, m: case.o[m]},
         {"output_slope": lambda slope, case: case.o[-1]}),
    flaw("own_output_in_delta", BACK,
         "Your δ are multiplied by the neuron's own o as well. In δᵢ there is σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ and no more; an o "
         "comes in with the gradient.",
         {"hidden_slope": lambda slope, case, m: slope * case.o[m]},
         {"slope": lambda slope, case, m, **known: slope * case.o[m]}),
    flaw("slope_twice", BACK,
         "The slope σ′(u) has come in twice. Each neuron's slope stands in its δ once.",
         {"hidden_slope": lambda slope, case, m: slope**2},
         {"output_slope": lambda slope, case: slope**2},
         {"slope": lambda slope, **known: slope**2}),
    flaw("sum_inside_slope", BACK,
         "You put the sum into σ′ with u. The slope is taken at u alone, and multiplied by the sum: "
         "δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ.",
         {"hidden_delta": lambda delta, total, case, m, **known: case.activation.df(case.u[m] * total)},
         {"hidden_delta": lambda delta, total, case, **known: case.activation.df(total)},
         {"hidden_delta": lambda delta, total, case, m, **known: case.activation.df(case.u[m] + total)}),
    flaw("slope_added", BACK,
         "You add the slope to what comes back. It is multiplied: δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ.",
         {"hidden_delta": lambda delta, slope, weights, behind, **known: slope + weights.T @ behind}),
    flaw("slope_added", BACK,
         "You add the slope at the output. It is multiplied: δ_k = ∂Err/∂ŷ · σ′(u_k).",
         {"output_delta": lambda delta, error, slope, case: error + slope},
         {"output_delta": lambda delta, error, slope, case: error + slope,
          "hidden_delta": lambda delta, slope, weights, behind, **known: slope + weights.T @ behind}),
    flaw("slope_without_brackets", BACK,
         WITHOUT_BRACKETS,
         *(_read_wrongly(*both) for read in READ_WRONGLY for both in ((read, read), (read, None), (None, read))),
         _read_wrongly(READ_WRONGLY[0], READ_WRONGLY[1]),
         _read_wrongly(READ_WRONGLY[2], READ_WRONGLY[3])),
    flaw("star_for_power", "deltas",
         "In your slope stands 1 − o * 2. In Python * 2 doubles, and ** 2 squares: the slope of tanh is 1 − o ** 2.",
         {"slope": lambda slope, case, m, **known: 1 - 2 * case.o[m]}),
    flaw("weight_added", BACK,
         "In the sums of your hidden δ you add δⱼ and θⱼᵢ. They are multiplied, and their products are added: "
         "Σⱼ δⱼ · θⱼᵢ.",
         {"back_product": lambda multiply: lambda theta, delta: theta.sum(axis=0)[:, None] + delta.sum(axis=0)}),
    flaw("untransposed_theta", BACK,
         "On the way back you take θ as it stands. The sum goes over j, the rows of θ: it is θ[j, i] that meets δ[j]. "
         "With matrices: θ.T @ δ.",
         {"back_product": lambda multiply: lambda theta, delta: theta @ delta}),
    flaw("theta_missing_in_delta", BACK,
         "Your hidden δ add the δⱼ without the weights. Each δⱼ comes back through its own θⱼᵢ.",
         {"back_weights": lambda theta, case, m: np.ones_like(theta)}),
    flaw("wrong_layer_theta", BACK,
         "You go back through the wrong weights: θ of layer m leads *into* neuron i. What leads on from it is "
         "theta[m + 1].",
         {"back_weights": lambda theta, case, m: _without_bias(case, m)}),
    flaw("absolute_theta", BACK,
         "Your hidden δ take every weight as positive. A negative weight turns the sign of what comes back.",
         {"back_weights": lambda theta, case, m: np.abs(theta)}),
    flaw("same_theta_everywhere", BACK,
         "You go back through the same weights at every layer. From layer m + 1 to layer m it is theta[m + 1].",
         {"back_weights": lambda theta, case, m: _without_bias(case, -1)},
         {"back_weights": lambda theta, case, m: _without_bias(case, 1)}),
    flaw("mean_over_neurons", BACK,
         "You take a mean over the neurons behind. Σⱼ adds: what comes back from each of them counts in full.",
         {"back_product": lambda multiply: lambda theta, delta: theta.T @ delta / len(delta)}),
    flaw("factor_two_at_every_layer", BACK,
         "You put the 2 of −2 (y − ŷ) in at every layer. It is the derivative of Err, and so belongs to the output "
         "alone.",
         {"hidden_delta": lambda delta, **known: -2 * delta},
         {"hidden_delta": lambda delta, **known: 2 * delta}),
    flaw("sign_turned_at_every_layer", BACK,
         "On the way back your δ change their sign at every layer. The minus of −2 (y − ŷ) belongs to the output "
         "alone.",
         {"hidden_delta": lambda delta, **known: -delta}),
    flaw("output_sent_back", BACK,
         "What you send back from a layer is its o. What goes back is its δ.",
         {"behind": lambda behind, case, m, **known: case.o[m + 1]}),
    flaw("error_for_delta", BACK,
         "Every hidden layer of yours gets the error ∂Err/∂ŷ of the output. Each needs δ of the layer just behind it.",
         {"behind": lambda behind, error, **known: error}),
    flaw("error_squared_in_delta", BACK,
         "Your δ of the output begin with the squared error. They begin with its derivative, −2 (y − ŷ).",
         {"output_error": lambda error, y, y_hat, **known: (y - y_hat) ** 2},
         {"output_error": lambda error, y, y_hat, **known: -((y - y_hat) ** 2)},
         {"output_error": lambda error, y, y_hat, **known: 2 * (y - y_hat) ** 2},
         {"output_error": lambda error, y, y_hat, **known: -2 * (y - y_hat) ** 2}),
    flaw("target_left_out", BACK,
         "In your output error only one of y and ŷ is left. It is −2 (y − ŷ).",
         {"output_error": lambda error, y_hat, **known: 2 * y_hat},
         {"output_error": lambda error, y_hat, **known: -2 * y_hat},
         {"output_error": lambda error, y, **known: -2 * y}),
    flaw("sum_for_difference", BACK,
         "In your output error y and ŷ are added. How far off is their difference: −2 (y − ŷ).",
         {"output_error": lambda error, y, y_hat, **known: error / (y_hat - y) * (y + y_hat)},
         {"output_error": lambda error, y, y_hat, **known: error / (y - y_hat) * (y + y_hat)}),
    flaw("errors_added", BACK,
         "All your output neurons get one and the same error, added up over all of them. Each has its own, "
         "−2 (y_k − ŷ_k).",
         {"output_error": lambda error, **known: error.sum(axis=0) + 0 * error},
         {"output_error": lambda error, **known: error.sum() + 0 * error}),
    flaw("u_for_prediction", "deltas",
         "In your output error stands u where the prediction belongs: it is y − ŷ, and ŷ is o of the last layer.",
         {"output_error": lambda error, y, u, **known: -2 * (y - u)}),
    flaw("single_path", BACK,
         "Your hidden δ follow only one of the neurons behind them. Σⱼ adds what comes back from all (+=, not =).",
         {"back_product": lambda multiply: lambda theta, delta: theta[-1:].T @ delta[-1:]},
         {"back_product": lambda multiply: lambda theta, delta: theta[:1].T @ delta[:1]}),
    flaw("neuron_left_out", BACK,
         "One neuron is missing in the sums of your hidden δ. Σⱼ goes over all neurons behind: range(n) counts from 0 "
         "to n − 1.",
         {"back_product": lambda multiply: lambda theta, delta: theta[1:].T @ delta[1:]},
         {"back_product": lambda multiply: lambda theta, delta: theta[:-1].T @ delta[:-1]}),
    flaw("sum_repeated", BACK,
         "The same sum comes in several times in your hidden δ: a whole product stands inside a loop over its own "
         "terms.",
         {"back_product": lambda multiply: lambda theta, delta: len(delta) * (theta.T @ delta)},
         {"back_product": lambda multiply: lambda theta, delta: theta.shape[1] * (theta.T @ delta)}),
    flaw("neuron_not_computed", BACK,
         "In your hidden layers δ of one neuron is 0, the first or the last: range(n) counts from 0 to n − 1.",
         {"hidden_delta": lambda delta, **known: np.vstack([0 * delta[:1], delta[1:]])},
         {"hidden_delta": lambda delta, **known: np.vstack([delta[:-1], 0 * delta[-1:]])}),
    flaw("slope_in_loop", BACK,
         "The slope stands inside the loop over j, so the first terms of the sum are multiplied by it again and "
         "again. First the whole sum, then the slope, once.",
         {"hidden_delta": _multiplied_on_the_way}),
    flaw("shares_of_error", BACK,
         "You hand δ back in shares, θ divided by a sum of θ. Nothing is shared out: all of δⱼ · θⱼᵢ comes back.",
         {"back_weights": lambda theta, case, m: theta / theta.sum(axis=1, keepdims=True)},
         {"back_weights": lambda theta, case, m: theta / theta.sum(axis=0, keepdims=True)}),
    flaw("output_delta_everywhere", BACK,
         "All your hidden layers use δ of the output. Each uses δ of the layer just behind it: that is the recursion.",
         {"behind": lambda behind, delta, last, **known: delta[last]}),
    flaw("layers_from_the_front", BACK,
         "Where your hidden δ need the δ behind them, that is still 0: it has not been computed yet. Begin at the "
         "output, and walk back, layer by layer.",
         {"behind": lambda behind, m, last, **known: behind if m == last - 1 else 0 * behind},
         {"behind": lambda behind, **known: 0 * behind}),
    flaw("zero_slope", "deltas",
         ZERO_SLOPE,
         {"slope": lambda slope, **known: 0 * slope}),
    flaw("zero_slope", "train_step",
         "Your weights do not move. Is the new θ what you give back? Or are all δ 0? Python reads o * 1 − o as "
         "(o * 1) − o: put brackets around 1 − o.",
         {"slope": lambda slope, **known: 0 * slope}),
    flaw("zero_slope", BACK,
         "Your hidden δ are 0. Is a slope 0? Python reads o * 1 − o as (o * 1) − o: put brackets around 1 − o.",
         {"hidden_slope": lambda slope, **known: 0 * slope}),
    flaw("slopes_between_missing", BACK,
         "On the way back over several layers you leave out σ′(u) of those in between. What goes on from a layer is "
         "its whole δ, with its own σ′(u) in it.",
         {"behind": lambda behind, case, m, last, **known:
             behind if m == last - 1 else behind / case.activation.df(case.u[m + 1])}),
    flaw("sum_before_product", BACK,
         "You add up the weights on their own and the δ on their own, and multiply the sums. First multiply, "
         "δⱼ · θⱼᵢ, then add.",
         {"back_product": lambda multiply: lambda theta, delta: np.outer(theta.sum(axis=0), delta.sum(axis=0))}),
    flaw("sum_not_reset", BACK,
         "Each hidden δ of yours also holds the sums of the neurons before it. Let the sum begin at 0 for every "
         "neuron, inside the loop.",
         {"back_product": lambda multiply: lambda theta, delta: np.cumsum(theta.T @ delta, axis=0)}),
    flaw("patterns_mixed", "deltas",
         "You add up over the patterns as well, so all patterns get the same sum. Add over the neurons j alone: each "
         "pattern keeps a sum of its own.",
         {"back_product": lambda multiply: lambda theta, delta:
             np.repeat((theta.T @ delta).sum(axis=1, keepdims=True), delta.shape[1], axis=1)}),
    flaw("first_layer_left_out", "deltas",
         "Your way back ends one layer too early: δ of layer 1 is still 0. range leaves out its end, so it "
         "must be range(len(theta) - 2, 0, -1) to come to layer 1.",
         {"all_deltas": lambda delta: [delta[0], 0 * delta[1], *delta[2:]]}),
    flaw("patterns_overwritten", "deltas",
         "Only the last pattern has its δ; those of the others are 0. The arrays of zeros are made anew for each "
         "pattern: make them once, before the loop.",
         {"all_deltas": lambda delta: [None, *(_last_pattern(each) for each in delta[1:])]}),
    flaw("neurons_share_a_row", BACK,
         "In yours all neurons of a hidden layer get one and the same sum, added up over all of them. [row] * n is n "
         "times the same row: make a new one for each neuron.",
         {"back_product": lambda multiply: lambda theta, delta:
             np.tile((theta.T @ delta).sum(axis=0), (theta.shape[1], 1))},
         {"hidden_delta": lambda delta, **known: np.zeros_like(delta) + delta.sum(axis=0)}),
    flaw("list_turned_round", "deltas",
         "Your list of δ begins with the output layer. Entry m belongs to layer m: turn the list round at the end, or "
         "fill in delta[m].",
         {"all_deltas": lambda delta: [None, *delta[:0:-1]]}),
    flaw("raw_error_backpropagated", BACK,
         "What you send back from the output is the error ∂Err/∂ŷ. What goes back is δ_k, with σ′(u_k) in it.",
         {"behind": lambda behind, error, m, last, **known: error if m == last - 1 else behind}),
    flaw("wrong_sign", BACK,
         "All your δ have the opposite sign. Your book may define δ = −∂Err/∂u and *add* in the update; here "
         "δ = +∂Err/∂u, so δ_k begins with −2 (y − ŷ).",
         {"output_error": lambda error, **known: -error}),
    flaw("error_absolute", BACK,
         "Your output error has lost its sign. It is −2 (y − ŷ), and may be of either sign.",
         {"output_error": lambda error, **known: np.abs(error)},
         {"output_error": lambda error, **known: -np.abs(error)}),
    flaw("missing_factor_two", BACK,
         "All your δ are half of what they should be. Either the 2 is forgotten, or you took the derivative of "
         "½ (y − ŷ)². Here Err = Σ (y − ŷ)², and its derivative begins with −2.",
         {"output_error": lambda error, **known: error / 2}),
    flaw("extra_half", BACK,
         "All your δ are half of what they should be, as for ½ (y − ŷ)². Here Err has no ½.",
         {"output_error": lambda error, **known: error / 2}),
    flaw("factor_two_again", BACK,
         "All your δ are twice as large as they should be: a 2 has come in twice, or one where the loss has none.",
         {"output_error": lambda error, **known: 2 * error}),
    flaw("mean_instead_of_sum", BACK,
         "You divide by a number of patterns or outputs. Err is a sum here: each pattern keeps its whole δ.",
         {"output_error": lambda error, y, **known: error / y.size},
         {"output_error": lambda error, y, **known: error / y.shape[1]},
         {"output_error": lambda error, y, **known: error / y.shape[0]}),
    flaw("missing_brackets", BACK,
         "Python reads slope * theta.T @ delta from the left: first *, then @. Put brackets around theta.T @ delta.",
         {"hidden_delta": lambda delta, slope, weights, behind, **known: (slope * weights.T) @ behind}),
    flaw("sigmoid_slope_used", BACK,
         "Your slope is that of the sigmoid. This network has another σ, and so another σ′.",
         {"slope": lambda slope, case, u, **known: recipes.SIGMOID.df(u)},
         {"slope": lambda slope, case, u, **known: case.activation.f(u) * (1 - case.activation.f(u))}),
    flaw("wrong_column_dropped", "deltas",
         "On the way back you leave out the last column of θ. The constant neuron's weights stand in column 0.",
         {"back_weights": lambda theta, case, m: case.theta[m + 1][:, :-1] if case.bias else theta}),
    flaw("star_for_matmul", BACK,
         "On the way back you multiply entry by entry (*). Σⱼ is a matrix product: @.",
         {"back_product": lambda multiply: lambda theta, delta: theta.T * delta}),
    flaw("matmul_for_star", BACK,
         "You multiply σ′ and the sum behind it as matrices (@). Nothing need be turned round: each sum is multiplied "
         "by the σ′(u) of its own neuron, entry by entry, with *.",
         {"hidden_delta": lambda delta, slope, total, **known: slope @ total},
         {"hidden_delta": lambda delta, slope, total, **known: total @ slope},
         {"hidden_delta": lambda delta, slope, total, **known: slope.T @ total},
         {"hidden_delta": lambda delta, slope, total, **known: slope @ total.T}),
    flaw("broadcast_to_matrix", BACK,
         "Your δ is a table where a column should be: of a row and a column NumPy makes one. δ[m] has the shape of "
         "u[m].",
         {"output_error": lambda error, y, y_hat, **known: -2 * (y.reshape(-1, 1) - y_hat.reshape(1, -1))},
         {"hidden_delta": lambda delta, **known: delta.reshape(-1, 1) + 0 * delta.reshape(1, -1)}),

    # --- gradients
    flaw("sum_over_patterns_lost", PRODUCTS,
         "Your gradient has one pattern in it. ∂Err/∂θᵢₗ = Σₚ δᵢ oₗ adds over all columns.",
         {"gradient_product": lambda multiply: lambda delta, o: delta[:, :1] @ o[:, :1].T},
         {"gradient_product": lambda multiply: lambda delta, o: delta[:, -1:] @ o[:, -1:].T}),
    flaw("pattern_left_out", PRODUCTS,
         "One pattern is missing in your gradient, the first or the last: range(n) counts from 0 to n − 1.",
         {"gradient_product": lambda multiply: lambda delta, o: delta[:, 1:] @ o[:, 1:].T},
         {"gradient_product": lambda multiply: lambda delta, o: delta[:, :-1] @ o[:, :-1].T}),
    flaw("sum_repeated", PRODUCTS,
         "The same product comes in several times in your gradient: all of δ @ o.T stands inside a loop. It adds over "
         "the patterns by itself.",
         {"gradient": lambda gradient, N: N * gradient},
         {"gradient": lambda gradient, N: len(gradient) * gradient},
         {"gradient": lambda gradient, N: gradient.shape[1] * gradient},
         {"gradient": lambda gradient, N: gradient.size * gradient}),
    flaw("sum_before_product", PRODUCTS,
         "You add up δ on its own and o on its own over the patterns, and multiply the sums. Each pattern has a "
         "product of its own, δᵢ · oₗ, and these are added.",
         {"gradient_product": lambda multiply: lambda delta, o: np.outer(delta.sum(axis=1), o.sum(axis=1))}),
    flaw("mean_instead_of_sum", PRODUCTS,
         "You divide the gradient by the number of patterns. Err is a sum, so the gradients of the patterns add.",
         {"gradient": lambda gradient, N: gradient / N}),
    flaw("output_activated_again", "gradients",
         "You put σ on the o that goes into the weight. It has been through σ already: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient_input": lambda o, case, m: recipes.SIGMOID.f(o)}),
    flaw("gradient_transposed", PRODUCTS,
         "Your gradient lies on its side. Row i belongs to neuron i, as in θ: at [i, l] stands δᵢ · oₗ. With "
         "matrices: δ @ o.T.",
         {"gradient": lambda gradient, N: gradient.T}),
    flaw("gradient_of_u", "train_step",
         "Your gradient uses u of the layer before. It is o that went through the weight: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient_input": lambda o, case, m: case.u[m - 1]}),
    flaw("gradient_own_output", PRODUCTS,
         "Your gradient uses o of the same layer as δ. The weight begins one layer before: δ[m] with o[m − 1].",
         {"gradient_input": lambda o, case, m: case.o[m]}),
    flaw("input_everywhere", PRODUCTS,
         "Your gradient uses x in every layer. The weight begins one layer before: δ[m] with o[m − 1].",
         {"gradient_input": lambda o, case, m: case.o[0]}),
    flaw("input_left_out", PRODUCTS,
         "Your gradient is δ alone, without what went through the weight: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient_input": lambda o, case, m: np.ones_like(o)}),
    flaw("slope_twice", PRODUCTS,
         "The slope σ′(u) comes in once more in your gradient. It is in δ already: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient_delta": lambda delta, o: delta * o * (1 - o)}),
    flaw("missing_factor_two", "gradients",
         "Your gradients are half of what they should be. The δ that you are given have their 2 already: δᵢ · oₗ.",
         {"gradient": lambda gradient, N: gradient / 2}),
    flaw("factor_two_again", "gradients",
         "Your gradients are twice as large as they should be. The 2 is in δ already: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient": lambda gradient, N: 2 * gradient},
         {"gradient": lambda gradient, N: -2 * gradient}),
    flaw("star_for_matmul", PRODUCTS,
         "You multiply δ and o entry by entry (*). Each δᵢ meets every oₗ: that is a matrix product, δ @ o.T.",
         {"gradient_product": lambda multiply: lambda delta, o: delta * o},
         {"gradient_product": lambda multiply: lambda delta, o: delta * o.T}),
    flaw("output_added", PRODUCTS,
         "You add δᵢ and oₗ in your gradient. They are multiplied: ∂Err/∂θᵢₗ = δᵢ · oₗ.",
         {"gradient_product": lambda multiply: lambda delta, o: delta.sum(axis=1)[:, None] + o.sum(axis=1)}),
    flaw("wrong_sign", "gradients",
         "Your gradients have the opposite sign. ∂Err/∂θᵢₗ = δᵢ · oₗ; the minus comes in with the update.",
         {"gradient": lambda gradient, N: -gradient}),

    # --- the update
    flaw("ascent", CHANGES,
         "Your step goes uphill. Either the update adds where it should subtract, or δ has the wrong sign: run "
         "check_deltas.",
         {"step": constant(np.negative)}),
    flaw("missing_eta", CHANGES,
         "Your step is as if η were 1. θ − η · ∂Err/∂θ: use the η that is given.",
         {"eta": constant(lambda eta: 1.0)}),
    flaw("eta_squared", CHANGES,
         "You multiply by η twice. Once is enough: θ − η · ∂Err/∂θ.",
         {"eta": constant(lambda eta: eta * eta)}),
    flaw("eta_divides", CHANGES,
         "You divide by η. The gradient is multiplied by it: θ − η · ∂Err/∂θ.",
         {"eta": constant(lambda eta: 1 / eta)}),
    flaw("step_of_length_eta", CHANGES,
         "In yours every step is η long, however large the gradient is. η multiplies the gradient as it stands: "
         "θ − η · ∂Err/∂θ.",
         {"eta": lambda eta, case: eta / gradient_norm(case.gradients)},
         {"new_theta": lambda new, theta, eta: theta + eta * (new - theta) / np.linalg.norm(new - theta)},
         {"new_theta": lambda new, theta, eta: theta + eta * np.sign(new - theta)}),
    flaw("eta_subtracted", CHANGES,
         "You subtract η by itself. It is a factor: θ − η · ∂Err/∂θ.",
         {"new_theta": lambda new, theta, eta: theta - eta + (new - theta) / eta},
         {"new_theta": lambda new, theta, eta: theta - eta - (new - theta) / eta}),
    flaw("row_overwritten", CHANGES,
         "The last weight of a row or column decides for all in it: each pass of the inner loop writes the whole row, "
         "or column. Name both places, [i, l].",
         {"step": lambda step, **known: step[:, -1:] + 0 * step},
         {"step": lambda step, **known: step[-1:] + 0 * step},
         {"new_theta": lambda new, theta, eta: new[:, -1:] + 0 * new},
         {"new_theta": lambda new, theta, eta: new[-1:] + 0 * new}),
    flaw("step_repeated", "update",
         "Your layers make the same step several times: the whole matrix is changed inside a loop over its rows.",
         {"step": lambda step, **known: len(step) * step},
         {"step": lambda step, **known: step.shape[1] * step},
         {"step": lambda step, **known: step.size * step}),
    flaw("gradient_squared", CHANGES,
         "Your steps all go the same way: the gradient has lost its sign. θ − η · ∂Err/∂θ takes it as it is.",
         {"new_theta": lambda new, theta, eta: theta - (new - theta) ** 2 / eta},
         {"new_theta": lambda new, theta, eta: theta - np.abs(new - theta)}),
    flaw("weights_left_out", CHANGES,
         "One row or column of your matrices keeps its old weights. There is no constant neuron in this network, and "
         "range(n) counts from 0 to n − 1.",
         {"step": lambda step, **known: np.hstack([0 * step[:, :1], step[:, 1:]])},
         {"step": lambda step, **known: np.hstack([step[:, :-1], 0 * step[:, -1:]])},
         {"step": lambda step, **known: np.vstack([0 * step[:1], step[1:]])},
         {"step": lambda step, **known: np.vstack([step[:-1], 0 * step[-1:]])}),
    flaw("one_step_for_all", CHANGES,
         "You move all weights of a layer, or of a row or column in it, by one and the same number. Each weight has a "
         "∂Err/∂θ of its own.",
         {"step": lambda step, **known: np.full_like(step, step.sum())},
         {"step": lambda step, **known: np.full_like(step, step.mean())},
         {"step": lambda step, **known: step.mean(axis=0, keepdims=True) + 0 * step},
         {"step": lambda step, **known: step.mean(axis=1, keepdims=True) + 0 * step}),
    flaw("theta_lost", CHANGES,
         "You give back the step alone. The new θ is the old one plus the step.",
         {"new_theta": lambda new, theta, eta: new - theta},
         {"new_theta": lambda new, theta, eta: theta - new}),
    flaw("eta_times_theta", CHANGES,
         "In yours η multiplies the old weight as well. Only the gradient is multiplied by η: θ − η · ∂Err/∂θ.",
         {"new_theta": lambda new, theta, eta: new - theta + eta * theta},
         {"new_theta": lambda new, theta, eta: new - eta * theta}),
    flaw("share_of_theta", "update",
         "In yours each weight moves in proportion to itself. The step is η · ∂Err/∂θ, whatever the weight is: "
         "θ − η · ∂Err/∂θ.",
         {"new_theta": lambda new, theta, eta: theta * (1 + new - theta)}),
    flaw("layer_left_out", CHANGES,
         "One layer keeps its old weights in yours. How far does your loop go? range(1, len(theta)) reaches all.",
         {"step": lambda step, m, last: 0 * step if m == last else step},
         {"step": lambda step, m, last: 0 * step if m == 1 else step}),
    flaw("updated_weights_used", "train_step",
         "Your hidden δ go back through weights that were updated already. All δ of a step use the old θ: update at "
         "the very end.",
         {"theta_going_back": _theta_updated_before}),
    flaw("step_each_pattern", "train_step",
         "You make a step after every pattern, so the next pattern meets weights that have moved. Here one step takes "
         "all patterns: their gradients, all at the old θ, are added.",
         {"stepped": _pattern_by_pattern}),
    flaw("step_while_adding", "train_step",
         "You make a step whenever a pattern has been added to the gradient, so those that come first are counted "
         "again and again. Add all patterns, and then make one step.",
         {"stepped": _stepping_while_adding}),
    flaw("error_in_step", "train_step",
         "Your step is multiplied by Err as well. The gradient says already how wrong the network is: "
         "θ − η · ∂Err/∂θ.",
         {"eta": lambda eta, case: eta * case.loss.f(case.y, case.o[-1])}),
)  # fmt: skip

# Two mistakes together that have a meaning of their own.
TOGETHER = {
    frozenset(("missing_output_slope", "missing_factor_two")):
        "Your output δ is ŷ − y. That is right for cross-entropy with a sigmoid; our Err is squared, so δ_k = "
        "−2 (y − ŷ) · σ′(u_k).",
}  # fmt: skip
