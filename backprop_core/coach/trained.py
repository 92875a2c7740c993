"""Trainings carried out with a student's η, and networks that a student has trained.

check_eta(eta, theta, x, y, steps, below)                   a number
check_trained(theta)                                        weights of layers 1…M, between digits and answers
"""

import numpy as np

from .. import datasets
from ..activations import get_activation
from ..figures.diagram import COLOURS
from . import recipes
from .verdict import always_answers, give
from .worked import case_of, number


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
        return give(points, 0.0, f"{said} Then the weights grew beyond what a computer can hold: η is far too large.",
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


MOST_WEIGHTS = 200_000  # of a network that is tried: its time counts for whoever marks
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
    before, weights = 64, 0
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
        before, weights = len(matrix), weights + matrix.size
        if weights > MOST_WEIGHTS:
            return f"It has more than {MOST_WEIGHTS:,} weights: a network this large is not tried."
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
        edge, dash = ("line", "") if right else ("neg", ' stroke-width="2" stroke-dasharray="4 2"')
        frame = f'class="stroke-{edge}" stroke="{COLOURS[edge]}"{dash}'
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
        f'sans-serif" font-size="13" class="fill-ink" fill="{COLOURS["ink"]}">'
        f'<rect class="card" width="728" height="{height}" fill="{COLOURS["card"]}"/>'
        f"{paths}{''.join(texts)}</svg>"
    )
