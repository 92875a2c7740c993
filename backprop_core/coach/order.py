"""The lines of one step of gradient descent, put in order: they are run, on several networks."""

from collections import Counter

import numpy as np

from .. import checks
from . import recipes
from .calls import call
from .diagnosis import diagnose
from .exercises import TRAIN_STEP
from .verdict import always_answers, give
from .worked import case_of


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
    diagnosis = diagnose(TRAIN_STEP, _program(letters, lines), drawn)
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
    new, trouble = call(_program(letters, lines), TRAIN_STEP.given(case))
    right = recipes.train_step(case, recipes.right)["theta"]
    return not trouble and all(
        np.shape(a) == b.shape and np.allclose(a, b) for a, b in zip(new[1:], right[1:], strict=True)
    )
