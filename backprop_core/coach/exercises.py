"""The exercises in which a function is to be written, each with its check. All are judged in the same way.

A new one is a recipe and its mistakes in further.py, and here an `Exercise` and its `check_…`.
"""

import numpy as np

from .. import checks
from ..one_step.text import number
from . import further, recipes, remade
from .calls import Trouble
from .cases import draw_skipping, named
from .cells import not_run
from .diagnosis import Exercise, diagnose
from .helpers import wrong_helper
from .picture import mark
from .verdict import Verdict, always_answers, credit, explain, first_wrong, give, lecture, no_function
from .worked import is_number

HELPER = (
    "The mistake is not in this function, but in {0}, which it uses: with a right {1} in its place every number is "
    "right. Mend {0} first; coach.{2} tells what is wrong with it."
)

OF_THE_COURSE = (
    "Your function uses {} of the course. It may use NumPy and what you have written yourself, and nothing else of "
    "the course."
)


def judge(exercise, function, points, rng, **network):
    """Draw networks, try the function, and say what was found: the `Verdict` of every `check_…` below.

    `credit` says for how many of the points.
    """
    points = checks.number("points", points, least=0)
    if not callable(function):
        return no_function(function, points)
    stopped = not_run(function, f"check_{exercise.recipe.__name__}")
    if stopped:
        return give(points, 0.0, stopped, "not_run")
    of_the_course = remade.of_the_course(function)
    if of_the_course:
        return give(points, 0.0, OF_THE_COURSE.format(of_the_course), "of_the_course")
    cases = exercise.draw(np.random.default_rng(rng), **network)
    diagnosis = diagnose(exercise, function, cases)
    mistakes = diagnosis.mistakes
    helper = wrong_helper(exercise, function, cases) if mistakes and mistakes != ("too_slow",) else None
    if helper:
        blamed = "wrong_helper"
        return give(points, credit([blamed]), HELPER.format(*helper), blamed)
    marked = exercise.shown and mistakes and not diagnosis.trouble
    picture = mark(first_wrong(diagnosis.tried, exercise), exercise.recipe is recipes.gradients) if marked else ""
    alternatives = tuple(tuple(each.name for each in entries) for entries in diagnosis.entries[1:])
    says, score = explain(diagnosis, exercise), credit(mistakes)
    return Verdict(not mistakes, mistakes, alternatives, says, score, points, picture).tell()


# --- One step, as in the lecture -------------------------------------------------------------------------------------


def _at_u(place):
    return f"at u = {number(place.case.u[1][place.index])}"


SIGMOID = Exercise(
    recipes.sigmoid,
    lambda case: (case.u[1],),
    "It should be σ(u) = 1 / (1 + e^−u).",
    shown=False,
    tried="for every u",
    seen=_at_u,
)


@always_answers
def check_sigmoid(fn, *, points=1, rng=None):
    """fn(u) → σ(u) = 1 / (1 + e^−u), an array of u's shape (lecture §2). → `Verdict`."""
    return judge(SIGMOID, fn, points, rng)


SLOPE = Exercise(
    recipes.sigmoid_slope, lambda case: (case.u[1],), "It should be σ′(u) = σ(u) · (1 − σ(u)).", shown=False,
    tried="for every u", seen=_at_u,
)  # fmt: skip


@always_answers
def check_sigmoid_slope(fn, *, points=1, rng=None):
    """fn(u) → σ′(u) = σ(u) · (1 − σ(u)), an array of u's shape (lecture §5). → `Verdict`."""
    return judge(SLOPE, fn, points, rng)


def _u_and_o(value):
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return {"u": value[0], "o": value[1]}
    if value is None:
        return {"u": None, "o": None}
    return Trouble("wrong_type", "Your function should give back two lists: return u, o.")


FORWARD = Exercise(
    recipes.forward, lambda case: (case.theta, case.x), lecture, {"u": "neuron", "o": "neuron"}, shaped=_u_and_o
)


@always_answers
def check_forward(fn, *, points=1, rng=None):
    """fn(theta, x) → (u, o): u_i = Σ_ℓ θ_iℓ o_ℓ, o_i = σ(u_i) (lecture §2). x is (n_0, N). → `Verdict`."""
    return judge(FORWARD, fn, points, rng)


def _with_outputs(place):
    y, y_hat = place.case.y, place.case.y_hat
    if y.size == 1:
        return f"with y = {number(float(y[0, 0]))} and ŷ = {number(float(y_hat[0, 0]))}"
    outputs, patterns = (f"{n} {what}{'s' * (n > 1)}" for n, what in zip(y.shape, ("output", "pattern"), strict=True))
    return f"with {outputs} and {patterns}"


ERROR = Exercise(
    recipes.error, lambda case: (case.y, case.y_hat), lecture, shown=False, tried="for every y and ŷ",
    seen=_with_outputs,
)  # fmt: skip


@always_answers
def check_error(fn, *, points=1, rng=None):
    """fn(y, y_hat) → Err = Σ (y − ŷ)², a number (lecture §3). Both are (n_M, N). → `Verdict`."""
    return judge(ERROR, fn, points, rng)


DELTAS = Exercise(
    recipes.deltas, lambda case: (case.theta, case.u, case.o, case.y), lecture, {"delta": "neuron"}, backward=True
)


@always_answers
def check_deltas(fn, activation="sigmoid", loss="squared_error", bias=False, *, points=1, rng=None):
    """fn(theta, u, o, y) → delta: δ_k = ∂Err/∂ŷ · σ′(u_k), δ_i = σ′(u_i) · Σ_j δ_j θ_ji (lecture §5). → `Verdict`.

    activation, loss: of every layer, names as for `Network`; bias: whether column 0 of theta[m] leads from the
    constant.
    """
    return judge(DELTAS, fn, points, rng, activation=activation, loss=loss, bias=checks.flag("bias", bias))


GRADIENTS = Exercise(recipes.gradients, lambda case: (case.delta, case.o), lecture, {"gradients": "weight"})


@always_answers
def check_gradients(fn, *, points=1, rng=None):
    """fn(delta, o) → gradients: ∂Err/∂θ_iℓ = Σ_p δ_i o_ℓ (lecture §4); o[0] is x. → `Verdict`."""
    return judge(GRADIENTS, fn, points, rng)


UPDATE = Exercise(recipes.update, lambda case: (case.theta, case.gradients, case.eta), lecture, {"theta": "weight"})


@always_answers
def check_update(fn, *, points=1, rng=None):
    """fn(theta, gradients, eta) → the new theta: θ − η ∂Err/∂θ (lecture §6), the old one unchanged. → `Verdict`."""
    return judge(UPDATE, fn, points, rng)


TRAIN_STEP = Exercise(
    recipes.train_step, lambda case: (case.theta, case.x, case.y, case.eta), lecture, {"theta": "weight"},
    backward=True,
)  # fmt: skip


@always_answers
def check_train_step(fn, *, points=1, rng=None):
    """fn(theta, x, y, eta) → the new theta after one step of gradient descent (lecture §6). → `Verdict`."""
    return judge(TRAIN_STEP, fn, points, rng)


# --- Clipping and the gradient check ---------------------------------------------------------------------------------

CLIP = Exercise(
    recipes.clip, lambda case: (case.gradients, case.max_norm), "It should be g · min(1, c/‖g‖).",
    {"gradients": "weight"},
)  # fmt: skip


@always_answers
def check_clip(fn, *, points=1, rng=None):
    """fn(gradients, max_norm) → gradients, shortened to max_norm by one norm over all layers if longer
    (Pascanu, Mikolov & Bengio 2013). → `Verdict`."""
    return judge(CLIP, fn, points, rng)


def _difference(place):
    same = "Are both Err of the same θ? theta.copy() copies the list, not the matrices in it."
    return f"It should be (Err(θ + h) − Err(θ − h)) / 2h. {same if place.value == 0 else ''}".strip()


CHECK = Exercise(
    recipes.gradient_check, lambda case: (case.theta, case.x, case.y, case.h), _difference, {"gradients": "weight"}
)


@always_answers
def check_gradient_check(fn, *, points=1, rng=None):
    """fn(theta, x, y, h) → gradients by centred differences, (Err(θ + h) − Err(θ − h)) / 2h for each weight.
    → `Verdict`."""
    return judge(CHECK, fn, points, rng)


# --- What the lecture does not have ----------------------------------------------------------------------------------

SKIP_DELTAS = Exercise(
    further.skip_deltas, lambda case: (case.theta, case.skip, case.u, case.o, case.y),
    "Σⱼ runs over all neurons that neuron i feeds.", {"delta": "neuron"}, backward=True, shown=False,
    draw=draw_skipping,
)  # fmt: skip


@always_answers
def check_skip_deltas(fn, *, points=1, rng=None):
    """fn(theta, skip, u, o, y) → delta of layers 1 to 3, sigmoid everywhere. u_3 = θ_3 o_2 + S o_1, with S = skip:
    layer 1 feeds layer 2 and the outputs. → `Verdict`."""
    return judge(SKIP_DELTAS, fn, points, rng)


NORMS = Exercise(
    further.norms, lambda case: (case.delta,), "It should be √Σ δ², over one layer.", {"‖δ‖": "layer"}, shown=False,
    tried="for all δ",
)  # fmt: skip


@always_answers
def check_norms(fn, *, points=1, rng=None):
    """fn(delta) → for each layer ‖δ_m‖ = √Σ δ², over its neurons and patterns; entry 0 is None. → `Verdict`."""
    return judge(NORMS, fn, points, rng)


def _theta_and_errs(value):
    if isinstance(value, (tuple, list)) and len(value) == 2:
        if isinstance(value[0], list) and value[0] and all(is_number(each) for each in value[0]):
            return Trouble("wrong_type", "Give the two back in the other order: return theta, errs.")
        return {"theta": value[0], "Err": value[1]}
    if value is None:
        return {"theta": None, "Err": None}
    return Trouble("wrong_type", "Your function should give back two things: return theta, errs.")


def _at_step(place):
    return f"in a {named(place.case.sizes)} network, in Err of step {place.index[0] + 1}"


TRAIN = Exercise(
    further.train, lambda case: (case.theta, case.x, case.y, case.eta, further.steps(case)),
    "Is a single step right? check_train_step says so.", {"theta": "weight"}, shaped=_theta_and_errs,
    reshaped={
        "Err": "The list of Err should hold one number for each step, taken before that step. How often does your "
        "loop run, and does return stand behind it, not in it?",
    },
    shown=False, seen=_at_step,
)  # fmt: skip


@always_answers
def check_train(fn, *, points=1, rng=None):
    """fn(theta, x, y, eta, steps) → (new theta, the list of Err before each step). → `Verdict`."""
    return judge(TRAIN, fn, points, rng)


__all__ = [name for name in dir() if name.startswith("check_")]  # what the package hands on
