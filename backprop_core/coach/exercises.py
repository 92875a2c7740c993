"""The checks of functions: each tries a student's function and names the mistake in it."""

import numpy as np

from .. import checks
from ..one_step.text import number
from . import recipes
from .calls import Trouble
from .cases import draw_cases, draw_skipping
from .diagnosis import Exercise, diagnose, fits, is_right, same_for_all, trouble_of, try_out
from .further import NORM_MISTAKES, SKIP_MISTAKES, TRAIN_MISTAKES, norms, skip_deltas, steps, train
from .picture import mark
from .verdict import CREDIT, NO_CREDIT, SAYS, Verdict, always_answers, explain, first_wrong, give, no_function, where
from .worked import is_number


def _only(name):
    """A function that gives one thing."""
    return lambda value: {name: value}


def _two(value):
    """u and o together."""
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return {"u": value[0], "o": value[1]}
    if value is None:
        return {"u": None, "o": None}
    return Trouble("wrong_type", "Your function should give back two lists: return u, o.")


SIGMOID = Exercise(recipes.sigmoid, lambda case: (case.u,), _only("sigmoid"), ())
SLOPE = Exercise(recipes.sigmoid_slope, lambda case: (case.u,), _only("slope"), ())
FORWARD = Exercise(recipes.forward, lambda case: (case.theta, case.x), _two, ("u", "o"))
ERROR = Exercise(recipes.error, lambda case: (case.y, case.y_hat), _only("Err"), ())
DELTAS = Exercise(
    recipes.deltas, lambda case: (case.theta, case.u, case.o, case.y), _only("delta"), ("delta",), backward=True
)
GRADIENTS = Exercise(recipes.gradients, lambda case: (case.delta, case.o), _only("gradients"), ("gradients",))
UPDATE = Exercise(recipes.update, lambda case: (case.theta, case.gradients, case.eta), _only("theta"), ("theta",))
TRAIN_STEP = Exercise(
    recipes.train_step, lambda case: (case.theta, case.x, case.y, case.eta), _only("theta"), ("theta",), backward=True
)
CLIP = Exercise(recipes.clip, lambda case: (case.gradients, case.max_norm), _only("gradients"), ("gradients",))
CHECK = Exercise(
    recipes.gradient_check, lambda case: (case.theta, case.x, case.y, case.h), _only("gradients"), ("gradients",)
)


def _check(exercise, function, points, rng, **network):
    """Draw networks, try the function, and say what was found."""
    points = checks.number("points", points, least=0)
    if not callable(function):
        return no_function(function, points)
    cases = draw_cases(np.random.default_rng(rng), **network)
    if exercise in (SIGMOID, SLOPE):  # functions of one array
        cases = [case._replace(u=case.u[1]) for case in cases]
    diagnosis = diagnose(exercise, function, cases)
    mistakes = diagnosis.mistakes
    score = 0.0 if set(mistakes) & set(NO_CREDIT) else CREDIT[len(mistakes)]
    picture = mark(first_wrong(diagnosis.tried, exercise)) if mistakes and not diagnosis.trouble else ""
    alternatives = tuple(tuple(each.name for each in entries) for entries in diagnosis.entries[1:])
    return Verdict(not mistakes, mistakes, alternatives, explain(diagnosis, exercise), score, points, picture).tell()


@always_answers
def check_sigmoid(fn, *, points=1, rng=None):
    """fn(u) → σ(u) = 1 / (1 + e^−u), an array of u's shape (lecture §2). → `Verdict`."""
    return _check(SIGMOID, fn, points, rng)


@always_answers
def check_sigmoid_slope(fn, *, points=1, rng=None):
    """fn(u) → σ′(u) = σ(u) · (1 − σ(u)), an array of u's shape (lecture §5). → `Verdict`."""
    return _check(SLOPE, fn, points, rng)


@always_answers
def check_forward(fn, *, points=1, rng=None):
    """fn(theta, x) → (u, o): u_i = Σ_ℓ θ_iℓ o_ℓ, o_i = σ(u_i) (lecture §2). x is (n_0, N). → `Verdict`."""
    return _check(FORWARD, fn, points, rng)


@always_answers
def check_error(fn, *, points=1, rng=None):
    """fn(y, y_hat) → Err = Σ (y − ŷ)², a number (lecture §3). Both are (n_M, N). → `Verdict`."""
    return _check(ERROR, fn, points, rng)


@always_answers
def check_deltas(fn, activation="sigmoid", loss="squared_error", bias=False, *, points=1, rng=None):
    """fn(theta, u, o, y) → delta: δ_k = ∂Err/∂ŷ · σ′(u_k), δ_i = σ′(u_i) · Σ_j δ_j θ_ji (lecture §5). → `Verdict`.

    activation, loss: of every layer, names as for `Network`; bias: whether column 0 of theta[m] leads from the
    constant.
    """
    return _check(DELTAS, fn, points, rng, activation=activation, loss=loss, bias=checks.flag("bias", bias))


@always_answers
def check_gradients(fn, *, points=1, rng=None):
    """fn(delta, o) → gradients: ∂Err/∂θ_iℓ = Σ_p δ_i o_ℓ (lecture §4); o[0] is x. → `Verdict`."""
    return _check(GRADIENTS, fn, points, rng)


@always_answers
def check_update(fn, *, points=1, rng=None):
    """fn(theta, gradients, eta) → the new theta: θ − η ∂Err/∂θ (lecture §6), the old one unchanged. → `Verdict`."""
    return _check(UPDATE, fn, points, rng)


@always_answers
def check_train_step(fn, *, points=1, rng=None):
    """fn(theta, x, y, eta) → the new theta after one step of gradient descent (lecture §6). → `Verdict`."""
    return _check(TRAIN_STEP, fn, points, rng)


@always_answers
def check_clip(fn, *, points=1, rng=None):
    """fn(gradients, max_norm) → gradients, shortened to max_norm by one norm over all layers if longer
    (Pascanu, Mikolov & Bengio 2013). → `Verdict`."""
    return _check(CLIP, fn, points, rng)


@always_answers
def check_gradient_check(fn, *, points=1, rng=None):
    """fn(theta, x, y, h) → gradients by centred differences, (Err(θ + h) − Err(θ − h)) / 2h for each weight.
    → `Verdict`."""
    return _check(CHECK, fn, points, rng)


def _judge(exercise, function, cases, mistakes, points, formula, reshaped=None):
    """Try a function, and name the mistake of this small table: [`Mistake`]. reshaped: said of another shape."""
    if not callable(function):
        return no_function(function, points)
    tried, seen = try_out(exercise, function, cases)
    place = _where(first_wrong(tried, exercise))
    if all(map(is_right, tried)) and len(tried) == len(cases):
        if not seen:
            return give(points, 1.0, "Right, on every network that I tried.")
        return give(points, CREDIT[1], SAYS[seen], seen)
    if len(tried) == len(cases) and same_for_all(tried):
        return give(points, 0.0, SAYS["hard_coded"], "hard_coded")
    if seen == "accumulated":
        return give(points, CREDIT[1], SAYS[seen], seen)
    if not all(isinstance(each.found, Trouble) for each in tried):
        for mistake in mistakes:
            if any(all(fits(each, [places], exercise) for each in tried) for places in mistake.variants):
                return give(points, CREDIT[1], f"{mistake.says} {place}".strip(), mistake.name)
    trouble = next((found for found in map(trouble_of, tried) if found), None)
    if trouble:
        says = reshaped if reshaped and trouble.says.startswith("Err should have the shape") else trouble.says
        return give(points, 0.0, says, trouble.kind)
    return give(points, 0.0, f"{SAYS['unknown']} {place} {formula}".strip(), "unknown")


def _where(place):
    """Where the first wrong number stands; a norm belongs to a layer, not to a neuron."""
    if place is None or place[1] != "norms":
        return where(place)
    case, _, layer, _, value = place
    size = "-".join(map(str, case.sizes))
    return f"First seen in a {size} network: your ‖δ‖ of layer {layer} is {number(value)}."


@always_answers
def check_skip_deltas(fn, *, points=1, rng=None):
    """fn(theta, skip, u, o, y) → delta of layers 1 to 3, sigmoid everywhere. u_3 = θ_3 o_2 + S o_1, with S = skip:
    layer 1 feeds layer 2 and the outputs. → `Verdict`."""
    rng = np.random.default_rng(rng)
    shapes = (((2, 2, 2, 1), 1), ((2, 2, 2, 1), 1), ((2, 3, 4, 2), 2), ((3, 3, 3, 3), 3))
    cases = [draw_skipping(rng, sizes, N) for sizes, N in shapes]
    exercise = Exercise(skip_deltas, lambda case: (case.theta, case.skip, case.u, case.o, case.y),
                        lambda value: {"delta": value}, ("delta",), backward=True)  # fmt: skip
    return _judge(exercise, fn, cases, SKIP_MISTAKES, points, "Σⱼ runs over all neurons that neuron i feeds.")


@always_answers
def check_norms(fn, *, points=1, rng=None):
    """fn(delta) → for each layer ‖δ_m‖ = √Σ δ², over its neurons and patterns; entry 0 is None. → `Verdict`."""
    exercise = Exercise(norms, lambda case: (case.delta,), lambda value: {"norms": value}, ("norms",))
    cases = draw_cases(np.random.default_rng(rng))
    return _judge(exercise, fn, cases, NORM_MISTAKES, points, "It should be √Σ δ², over one layer.")


@always_answers
def check_train(fn, *, points=1, rng=None):
    """fn(theta, x, y, eta, steps) → (new theta, the list of Err before each step). → `Verdict`."""

    def shaped(value):
        if isinstance(value, (tuple, list)) and len(value) == 2:
            if isinstance(value[0], list) and value[0] and all(is_number(each) for each in value[0]):
                return Trouble("wrong_type", "Give the two back in the other order: return theta, errs.")
            return {"theta": value[0], "Err": value[1]}
        if value is None:
            return {"theta": None, "Err": None}
        return Trouble("wrong_type", "Your function should give back two things: return theta, errs.")

    exercise = Exercise(train, lambda case: (case.theta, case.x, case.y, case.eta, steps(case)), shaped, ("theta",))
    cases = draw_cases(np.random.default_rng(rng))
    reshaped = (
        "The list of Err should hold one number for each step, taken before that step. How often does your loop run, "
        "and does return stand behind it, not in it?"
    )
    formula = "Is a single step right? check_train_step says so."
    return _judge(exercise, fn, cases, TRAIN_MISTAKES, points, formula, reshaped)
