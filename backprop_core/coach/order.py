"""Checks of answers that are no function of the lecture: numbers worked out by hand, lines put in order, a network
with a skip connection, an η, a run of training, and a network that reads digits.

    check_numbers(answers, names, theta, x, y)                  {"delta-1-2": number, …}, see worked.py
    check_order(order, lines)                                   "DABC": the letters of the lines, first to last
    check_skip_deltas(fn)                                       fn(theta, skip, u, o, y) → delta
    check_norms(fn)                                             fn(delta) → norms
    check_train(fn)                                             fn(theta, x, y, eta, steps) → (new theta, Errs)
    check_eta(eta, theta, x, y, steps, below)                   a number
    check_trained(theta)                                        weights of layers 1…M, between digits and answers

All give a `Verdict`. No right answer is written here: numbers are computed, lines are run, training is carried out.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np

from .. import checks, datasets
from ..activations import get_activation
from ..one_step.text import number as written
from . import recipes
from .calls import Trouble, call
from .cases import draw_cases
from .diagnosis import Exercise, diagnose, fits, is_right, same_for_all, trouble_of, try_out
from .mistakes import Mistake
from .verdict import CREDIT, SAYS, always_answers, first_wrong, give, no_function, where
from .worked import case_of, is_number, number


class _NotWritten:
    def __call__(self, *_, **__):
        raise NotImplementedError("its cell has not run, or it stopped with an error")


not_written = _NotWritten()  # stands for a function of the student until its cell has run


# --- Lines put in order ----------------------------------------------------------------------------------------------

STEP = Exercise(
    recipes.train_step, lambda case: (case.theta, case.x, case.y, case.eta), lambda value: {"theta": value},
    ("theta",), backward=True,
)  # fmt: skip


@always_answers
def check_order(order, lines, *, points=1, rng=None):
    """The lines of one step of gradient descent, put in order. → `Verdict`.

    lines: {letter: a line of Python}; they use x, y, theta_1, theta_2, eta, sigma and slope, and end with new theta_1
    and theta_2. order: the letters, like "DABC"; some may be left out, if they do not belong. Any order that computes
    the right weights is right: the lines are run, on several networks.
    """
    wrong = _misspelt(order, lines)
    if wrong:
        return give(points, 0.0, wrong, "wrong_type")
    letters = _letters(order)
    rng = np.random.default_rng(rng)
    drawn = [_draw_two_layers(rng, sizes, N) for sizes, N in (((2, 3, 2), 2), ((3, 3, 3), 3), ((2, 2, 2), 1))]
    stop = _stops(letters, lines, drawn[0])
    if stop:
        score = 0.5 if _one_move_away(letters, lines, drawn[:1]) else 0.0
        return give(points, score, stop, "wrong_order")
    diagnosis = diagnose(STEP, _program(letters, lines), drawn)
    if not diagnosis.mistakes:
        return give(points, 1.0, "Right: your lines make the right step, on every network that I tried.")
    # What a line too many does may look like a mistake of another kind.
    one_too_many = _becomes_right([letters[:at] + letters[at + 1 :] for at in range(len(letters))], lines, drawn)
    named = diagnosis.entries and len(diagnosis.mistakes) == 1 and not one_too_many
    score = 0.5 if named or _one_move_away(letters, lines, drawn) else 0.0
    if named:
        says = diagnosis.entries[0][0].says
    elif diagnosis.trouble:
        says = "With these lines two matrices do not fit together. Is there a line that does not belong?"
    else:
        says = "One of the lines does not belong, or stands in the wrong place."
    return give(points, score, f"Every line finds what it needs, but the new weights are wrong. {says}"
                    if not diagnosis.trouble else says, *diagnosis.mistakes)  # fmt: skip


def _draw_two_layers(rng, sizes, N):
    theta = [None, *(rng.normal(0, 1, (n, before)) for before, n in zip(sizes[:-1], sizes[1:], strict=True))]
    return case_of(theta, rng.normal(0, 1, (sizes[0], N)), rng.uniform(0, 1, (sizes[-1], N)), rng.uniform(0.2, 0.6))


def _letters(order):
    """The letters of an answer like "D, a b c", or of a list of them."""
    text = order if isinstance(order, str) else "".join(order)
    return [letter for letter in text.upper() if letter not in " ,;-→>.\n\t"]


def _misspelt(order, lines):
    """A sentence about an answer that is no order of the lines, or ""."""
    if order is None or order is Ellipsis or isinstance(order, str) and order == "":
        return "Nothing is filled in yet: write the letters of the lines, first to last, and run that cell."
    if not isinstance(order, (str, list, tuple, np.ndarray)) or not all(isinstance(each, str) for each in order):
        return 'Write the letters of the lines as one text, first to last, like "ABC".'
    letters = _letters(order)
    unknown = next((letter for letter in letters if letter not in lines), None)
    if unknown or not letters:
        return f"There is no line {checks.words(unknown)[:20]}." if unknown else (
            "Write the letters of the lines, first to last."
        )  # fmt: skip
    twice = next((letter for letter, times in Counter(letters).items() if times > 1), None)
    return f"Line {twice} stands there twice. Each is needed once at most." if twice else ""


def _names(case):
    """What the lines begin with."""
    return {
        "x": case.x, "y": case.y, "eta": case.eta, "theta_1": case.theta[1], "theta_2": case.theta[2],
        "sigma": case.activation.f, "slope": case.activation.df,
    }  # fmt: skip


def _program(letters, lines):
    """The lines in this order as a train step."""

    def step(theta, x, y, eta):
        case = case_of(theta, x, y, eta)
        names = _names(case) | {"theta_1": theta[1], "theta_2": theta[2]}
        exec("\n".join(lines[letter] for letter in letters), {}, names)
        return [None, names["theta_1"], names["theta_2"]]

    return step


def _stops(letters, lines, case):
    """A sentence about the first line that cannot run yet, or about one that is still missing; or ""."""
    names = _names(case)
    for letter in letters:
        _, trouble = call(exec, (lines[letter], {}, names))
        if trouble and trouble.where == "NameError":
            lacks = trouble.says.split("name '")[-1].split("'")[0]
            return f"Line {letter} needs {lacks}, and no line above it has computed that yet."
        if trouble:
            return f"In line {letter} the matrices do not fit together. Does this line belong?"
    for m in (1, 2):
        if names[f"theta_{m}"] is case.theta[m]:
            return f"At the end theta_{m} has not changed: a line is still missing."
    return ""


def _one_move_away(letters, lines, drawn):
    """Whether the order becomes right when a single line is moved, put in, left out or exchanged for an unused one."""
    unused = [letter for letter in lines if letter not in letters]
    changed = [letters[:at] + [letter] + letters[at:] for letter in unused for at in range(len(letters) + 1)]
    for at, letter in enumerate(letters):
        rest = letters[:at] + letters[at + 1 :]
        changed += [rest] + [rest[:to] + [letter] + rest[to:] for to in range(len(letters))]
        changed += [letters[:at] + [other] + letters[at + 1 :] for other in unused]
    return _becomes_right(changed, lines, drawn)


def _becomes_right(changed, lines, drawn):
    """Whether one of several orders is right."""
    return any(
        not _stops(each, lines, drawn[0]) and all(_steps_right(each, lines, case) for case in drawn)
        for each in changed
    )


def _steps_right(letters, lines, case):
    new, trouble = call(_program(letters, lines), STEP.given(case))
    right = recipes.train_step(case, recipes.right)["theta"]
    return not trouble and all(
        np.shape(a) == b.shape and np.allclose(a, b) for a, b in zip(new[1:], right[1:], strict=True)
    )


# --- Functions that the lecture does not have ------------------------------------------------------------------------


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
    return f"First seen in a {size} network: your ‖δ‖ of layer {layer} is {written(value)}."


class Skipping(NamedTuple):
    """A network of three layers in which layer 1 also feeds the outputs: u_3 = θ_3 o_2 + S o_1."""

    sizes: tuple
    theta: list
    skip: np.ndarray
    u: list
    o: list
    y: np.ndarray


def _draw_skipping(rng, sizes, N):
    def draw(*shape):
        return rng.uniform(0.3, 1.5, shape) * rng.choice([-1.0, 1.0], shape)

    sigma = get_activation("sigmoid").f
    theta = [None, *(draw(n, before) for before, n in zip(sizes[:-1], sizes[1:], strict=True))]
    skip, x = draw(sizes[3], sizes[1]), draw(sizes[0], N)
    u, o = [x], [x]
    for m in (1, 2, 3):
        u.append(theta[m] @ o[-1] + (skip @ o[1] if m == 3 else 0))
        o.append(sigma(u[-1]))
    return Skipping(sizes, theta, skip, u, o, rng.uniform(-1, 2, (sizes[3], N)))


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


def _mistake(name, says, *variants):
    return Mistake(name, (), says, variants)


def _ones(value):
    return np.ones_like(value)


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


@always_answers
def check_skip_deltas(fn, *, points=1, rng=None):
    """fn(theta, skip, u, o, y) → delta of layers 1 to 3, sigmoid everywhere. u_3 = θ_3 o_2 + S o_1, with S = skip:
    layer 1 feeds layer 2 and the outputs. → `Verdict`."""
    rng = np.random.default_rng(rng)
    shapes = (((2, 2, 2, 1), 1), ((2, 2, 2, 1), 1), ((2, 3, 4, 2), 2), ((3, 3, 3, 3), 3))
    cases = [_draw_skipping(rng, sizes, N) for sizes, N in shapes]
    exercise = Exercise(skip_deltas, lambda case: (case.theta, case.skip, case.u, case.o, case.y),
                        lambda value: {"delta": value}, ("delta",), backward=True)  # fmt: skip
    return _judge(exercise, fn, cases, SKIP_MISTAKES, points, "Σⱼ runs over all neurons that neuron i feeds.")


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


@always_answers
def check_norms(fn, *, points=1, rng=None):
    """fn(delta) → for each layer ‖δ_m‖ = √Σ δ², over its neurons and patterns; entry 0 is None. → `Verdict`."""
    exercise = Exercise(norms, lambda case: (case.delta,), lambda value: {"norms": value}, ("norms",))
    cases = draw_cases(np.random.default_rng(rng))
    return _judge(exercise, fn, cases, NORM_MISTAKES, points, "It should be √Σ δ², over one layer.")


def train(case, at):
    """`steps` times the same step, and Err before each."""
    errs = []
    passed = [case.theta]
    for _ in range(_steps(case)):
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


def _steps(case):
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

    exercise = Exercise(train, lambda case: (case.theta, case.x, case.y, case.eta, _steps(case)), shaped, ("theta",))
    cases = draw_cases(np.random.default_rng(rng))
    reshaped = (
        "The list of Err should hold one number for each step, taken before that step. How often does your loop run, "
        "and does return stand behind it, not in it?"
    )
    formula = "Is a single step right? check_train_step says so."
    return _judge(exercise, fn, cases, TRAIN_MISTAKES, points, formula, reshaped)


# --- Training --------------------------------------------------------------------------------------------------------


@always_answers
def check_eta(eta, theta, x, y, steps, below, *, points=1):
    """Whether gradient descent with this η brings Err below `below` within `steps` steps. → `Verdict`.

    It is carried out with right functions, from the weights theta (theta[0] is None). Half the points where Err at
    least falls to less than half.
    """
    if eta is None or eta is Ellipsis:
        return give(points, 0.0, "Nothing is filled in yet: choose an η, and run that cell.", "returns_none")
    eta = number(eta)
    if eta is None or not eta > 0:
        return give(points, 0.0, "η is a number greater than 0, like 0.5.", "wrong_type")
    case, errs = case_of(theta, x, y), []
    with np.errstate(all="ignore"):
        for _ in range(steps + 1):
            case = case_of(case.theta, x, y)
            errs.append(recipes.error(case, recipes.right)["Err"])
            new = recipes.update(case._replace(eta=eta), recipes.right)["theta"]
            if not all(np.isfinite(each).all() for each in new[1:]):
                break
            case = case._replace(theta=new)
    first, last = float(errs[0]), float(errs[-1])
    said = f"With your η Err goes from {first:.3g} to {last:.3g} in {len(errs) - 1} steps."
    if len(errs) <= steps:
        return give(points, 0.0, f"{said} Then the weights left the range of numbers: η is far too large.",
                        "eta_too_large")  # fmt: skip
    if last < below:
        return give(points, 1.0, said)
    score = 0.5 if last < first / 2 else 0.0
    rises = sum(after > before * (1 + 1e-9) for before, after in zip(errs[:-1], errs[1:], strict=True))
    if rises:
        times = "once" if rises == 1 else f"{rises} times"
        return give(points, score, f"{said} On the way it rose {times}: a step that is too long goes up, or to "
                        "where σ is flat. Is η too large?", "eta_too_large")  # fmt: skip
    if first - last < 1e-3 * first:
        return give(points, score, f"{said} It has hardly moved: is η too small?", "eta_too_small")
    if abs(last - errs[steps // 2]) < 1e-3 * first:
        return give(points, score, f"{said} It fell, and now it stands still far too high, where σ is flat. Is η "
                        "too large?", "eta_too_large")  # fmt: skip
    return give(points, score, f"{said} It fell at every step, and is still falling: is η too small?",
                    "eta_too_small")  # fmt: skip


SHARES = ((0.9, 1.0), (0.8, 0.75), (0.6, 0.5), (0.3, 0.25))  # (right on held-out digits, share of the points)


@always_answers
def check_trained(theta, *, points=1):
    """Weights that read handwritten digits: sigmoid layers from 64 pixels to 10 outputs, no bias. → `Verdict`.

    They are tried on the images that `datasets.digits()` holds out. All points from 90 % right; ¾ from 80 %, ½ from
    60 %, ¼ from 30 %. The picture shows 24 of these images, and what the network says.
    """
    wrong = _no_reader(theta)
    if wrong:
        return give(points, 0.0, wrong, "wrong_shape")
    x, y = datasets.digits().test
    sigma, o = get_activation("sigmoid").f, x
    for matrix in theta[1:]:
        o = sigma(np.asarray(matrix, dtype=float) @ o)
    says, digit = o.argmax(axis=0), y.argmax(axis=0)
    share = float((says == digit).mean())
    score = next((each for least, each in SHARES if share >= least), 0.0)
    told = f"Your network reads {share:.0%} of {len(digit)} digits right that it has never seen."
    picture = _digits_picture(x[:, :24], says, digit)
    if score == 1:
        return give(points, 1.0, told, picture=picture)
    if len(theta) > 2 and len(theta[1]) > 1 and np.ptp(theta[1], axis=0).max() < 1e-9:
        mistake = "symmetric"
    elif np.ptp(o, axis=1).max() < 1e-3:
        mistake = "saturated"
    else:
        mistake = "untrained" if share < 0.3 else "trained_too_little"
    return give(points, score, f"{told} {UNREAD[mistake]}", mistake, picture=picture)


UNREAD = {
    "symmetric": "All neurons of its layer 1 have the same weights, and equal ones stay equal: draw the first weights "
    "at random.",
    "saturated": "It says the same, whatever it sees. Were the gradients of all images added, and η too large for "
    "such a sum?",
    "untrained": "That is little better than guessing. Look at its Err: does it fall? How long?",
    "trained_too_little": "It has learnt something. Does Err still fall at the end, or has it got stuck on the way? "
    "More steps help in the first case, a smaller η in the second.",
}


def _no_reader(theta):
    """A sentence where theta does not lead from 64 pixels to 10 digits, or ""."""
    if theta is None or theta is Ellipsis:
        return "There is no trained network yet: train one, and run that cell."
    if isinstance(theta, tuple) and len(theta) == 2 and isinstance(theta[0], list):
        return "These are two things, weights and Err: theta_digits, errs = train(…) takes them apart."
    if not isinstance(theta, (list, tuple)) or len(theta) < 2:
        return "theta should be a list over layers: None, then a matrix for each layer."
    if isinstance(theta[0], np.ndarray) and theta[0].ndim == 2 and theta[0].shape[1] == 64:
        return "Entry 0 of theta should be None; the matrix of layer 1 is entry 1."
    before = 64
    for m, matrix in enumerate(theta[1:], start=1):
        try:
            matrix = np.asarray(matrix, dtype=float)
        except Exception:  # whatever a student's object does
            return f"θ of layer {m} is no matrix of numbers."
        if matrix.size == 0 or matrix.ndim != 2 or matrix.shape[1] != before:
            shape = f"its shape is {matrix.shape}"
            return f"θ of layer {m} should have {before} columns, one for each neuron before it; {shape}."
        if not np.isfinite(matrix).all():
            return f"θ of layer {m} holds inf or NaN: the training blew up. Try a smaller η."
        before = len(matrix)
    return "" if before == 10 else f"The last layer should have 10 neurons, one for each digit; it has {before}."


def _digits_picture(x, says, digit):
    """SVG text: images, and below each what the network says; wrong ones are framed, with a cross."""
    size, per_row, grey = 6, 12, [[] for _ in range(17)]
    texts = []
    for p in range(x.shape[1]):
        left, top = 8 + 60 * (p % per_row), 8 + 76 * (p // per_row)
        for row, column in np.ndindex(8, 8):
            grey[round(16 * x[8 * row + column, p])].append(f"M{left + size * column} {top + size * row}h6v6h-6z")
        right = says[p] == digit[p]
        frame = ('stroke="#c4ccd4"', 'stroke="#b34a00" stroke-width="2" stroke-dasharray="4 2"')[not right]
        word = f"{says[p]}{'' if right else ' ✗'}"
        texts.append(
            f'<rect x="{left - 1}" y="{top - 1}" width="50" height="50" fill="none" {frame}/>'
            f'<text x="{left + 24}" y="{top + 64}" text-anchor="middle">{word}</text>'
        )
    paths = "".join(f'<path d="{"".join(each)}" fill-opacity="{level / 16:g}"/>' for level, each in enumerate(grey)
                    if level and each)  # fmt: skip
    said = ", ".join(
        f"{a}{'' if a == b else f' (it is a {b})'}" for a, b in zip(says[: x.shape[1]], digit, strict=False)
    )
    height = 8 + 76 * -(-x.shape[1] // per_row)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="728" height="{height}" viewBox="0 0 728 {height}" role="img" '
        f'aria-label="{x.shape[1]} images of digits. The network says: {said}." font-family="DejaVu Sans, Verdana, '
        f'sans-serif" font-size="13" fill="#1a1a1a"><rect width="728" height="{height}" fill="#ffffff"/>'
        f"{paths}{''.join(texts)}</svg>"
    )
