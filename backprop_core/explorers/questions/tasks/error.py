"""Questions about the error (lecture §3)."""

import numpy as np

from ....losses import LOSSES
from ....one_step.names import item
from ....one_step.text import factor, number
from .task import EXACT, Task, called, clean, formula_of, listed, pick, several, shuffled, sign

ERR = LOSSES["squared_error"].f


def squared_error(rng=None, view=None):
    """Err of several outputs or patterns."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    if snapshot is None:
        y = [float(pick(rng, 0, 1, 2)) for _ in range(3)]
        y_hat = [clean(target + residual) for target, residual in
                 zip(y, several(rng, (-0.8, -0.5, -0.4, -0.3, 0.2, 0.3, 0.4, 0.6, 0.9), 3), strict=True)]  # fmt: skip
        where = pick(rng, "A network has three outputs and one pattern.",
                     "A network has one output, and is asked about three patterns.")  # fmt: skip
        prompt = (
            f"{where} The targets are {listed([number(each) for each in y])}, "
            f"the predictions {listed([number(each) for each in y_hat])}, in the same order. What is Err?"
        )
        answer = clean(ERR(np.array(y), np.array(y_hat)))
        terms = " + ".join(f"({number(a)} − {factor(b)})²" for a, b in zip(y, y_hat, strict=True))
        more = {"formula": "Err = Σ (y − ŷ)²", "numeric": f"Err = {terms} = {number(answer)}"}
    elif snapshot.net.loss.per_square(snapshot.y.shape) is None:
        return None  # all that it says is about squares
    else:
        y, y_hat = snapshot.y.ravel().tolist(), snapshot.trace.o[-1].ravel().tolist()
        patterns = snapshot.y.shape[1]
        over = f", over all {patterns} patterns" if patterns > 1 else ""
        outputs = [("o", len(snapshot.net.sizes) - 1, k) for k in range(1, len(snapshot.y) + 1)]
        prompt = f"In the view: what is Err{over}?{view.needs(*outputs)}"
        answer = snapshot.values[name]
        more = {**formula_of(snapshot, name), "item": item(name)}
    residuals = [a - b for a, b in zip(y, y_hat, strict=True)]
    total = ERR(np.array(y), np.array(y_hat))
    mistakes = [
        (total / len(y), "That is the mean. The lecture's Err is the sum: nothing is divided."),
        (sum(map(abs, residuals)), "You added up the distances. Each must be squared first."),
        (sum(residuals), "You added up the differences, so that plus and minus cancel. Each must be squared first."),
        (total / 2, "That is half of it: some books put a ½ in front, the lecture does not."),
        (sum(residuals) ** 2, "You squared the sum. Square each difference first, and then add up."),
    ]
    if snapshot is not None:
        other = "That is the lecture's sum of squares. This Err is defined otherwise: look at its formula."
        mistakes.insert(0, (total, other))
    return Task(
        prompt, "number", answer, mistakes=tuple(mistakes), exact=EXACT, secrets=(answer,), hides=("Err",),
        hint=f"Use {more['formula']}: every difference is squared before anything is added up.",
        because="Each difference is squared, so that misses to both sides count as errors and large ones count most; "
        "Err is the sum of all of them.",
        facts={"y": y, "y_hat": y_hat}, **more,
    )  # fmt: skip


def error_grows(rng):
    """The residual grows by a factor; and Err?"""
    c = pick(rng, 0.1, 0.5, 2, 3, 4, 5, 10)
    d = pick(rng, 0.1, 0.2, 0.3, 0.4)
    y = np.array([1.0])
    factors = {power: clean(c**power) for power in (0, 1, 2, 3)}
    words = {power: f"× {number(value)}" for power, value in factors.items()}
    words[0] = "it stays the same"
    ratio = ERR(y, y - c * d) / ERR(y, y - d)
    answer = min(factors, key=lambda power: abs(factors[power] - ratio))
    hints = {
        0: "Err is made of the differences between targets and predictions: when all of them change, so does Err.",
        1: "So it would be if Err added up the distances. It adds up their squares.",
        3: "A square brings the factor in twice, not three times.",
    }
    return Task(
        f"A prediction misses its target by {number(d)}; it is the only one. Later it misses by "
        f"{number(clean(c * d))}, "
        f"that is {number(c)} times as much. What has become of Err?",
        "choice", words[answer], options=shuffled(rng, words.values()),
        mistakes=tuple((words[power], hint) for power, hint in hints.items()),
        hint="Err squares the difference.",
        formula="Err = Σ (y − ŷ)²",
        numeric=f"{number(clean(c * d))}² / {number(d)}² = {number(c)}² = {number(factors[answer])}",
        because="The difference is squared, so its factor comes in twice: far misses weigh much more than near ones.",
        facts={"c": c, "d": d},
    )  # fmt: skip


def sum_or_mean(rng):
    """From the mean squared error back to the lecture's sum."""
    n, patterns = pick(rng, 2, 3, 4), pick(rng, 5, 10, 20)
    mean = pick(rng, 0.02, 0.03, 0.05, 0.12, 0.15, 0.25)
    answer = clean(mean * n * patterns)
    return Task(
        f"A program prints a mean squared error of {number(mean)}. The network has {n} outputs and was asked about "
        f"{patterns} patterns; the mean is taken over both. What is the lecture's Err?",
        "number", answer,
        mistakes=(
            (mean, "That is the mean itself. The lecture's Err is the sum."),
            (clean(mean * patterns), "You went over the patterns only. Every output of each of them counts."),
            (clean(mean * n), "You went over the outputs only. Every pattern counts."),
            (mean / (n * patterns), "You divided once more. The mean is the smaller of the two."),
        ),
        hint="A mean is a sum divided by how many terms it has. How many are there?",
        formula="mean = Σ (y − ŷ)² / (outputs · patterns), Err = Σ (y − ŷ)²",
        numeric=f"Err = {number(mean)} · {n} · {patterns} = {number(answer)}",
        because="The sum has one term for every output of every pattern; the mean divides by their number, which only "
        "rescales Err.",
        exact=EXACT, secrets=(answer,), facts={"mean": mean, "n": n, "patterns": patterns},
    )  # fmt: skip


WAYS = ("Err falls", "Err stays the same", "Err rises")  # of −1, 0 and +1


def which_way(rng=None, view=None):
    """If a weight grows a little, does Err rise or fall?"""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    if snapshot is not None:
        name = ("gradient", *name[1:])
        answer = sign(snapshot.values[name])
        turned = (
            "Err falls where ∂Err/∂θᵢₗ = δᵢ · oₗ is negative, and rises where it is positive: find the sign of "
            "δ where "
            "the weight ends, and of o where it begins."
        )
        zero = "Neither the o where the weight begins nor the δ where it ends is 0 here."
        if answer == 0:
            turned = "Something on the way is 0. Look at the o where the weight begins, and at the slopes behind it."
        return Task(
            f"In the view: the {called(('theta', *name[1:]), snapshot.net.sizes)} grows a little. What does Err do?",
            "sign", answer, options=WAYS,
            mistakes=tuple((s, zero if s == 0 else turned) for s in (-1, 0, 1) if s != answer),
            hint=turned, because="∂Err/∂θ says what Err does when the weight grows: its sign is that of δ where the "
            "weight ends times that of o where it begins.",
            secrets=(snapshot.values[name],), hides=("delta", "gradient", "update"), item=item(name),
            **formula_of(snapshot, name),
        )  # fmt: skip
    x, w = pick(rng, -0.8, -0.5, 0.6, 0.9), pick(rng, -0.7, -0.4, 0.5, 0.8)
    y = pick(rng, 0, 1)
    y_hat = pick(rng, 0.2, 0.3, 0.6, 0.7)
    up = sign(x * w)  # what ŷ does
    answer = sign(-2 * (y - y_hat) * w * x)
    if x < 0 and w < 0:
        turned = "Two minus signs stand on the way: they cancel, and ŷ rises. Is ŷ below its target, or above?"
    elif up < 0:
        turned = "One minus stands on the way: when the weight grows, ŷ becomes smaller. Is that towards y?"
    else:
        turned = "When the weight grows, ŷ grows too. Is ŷ below its target, or above?"
    path = [f"θ · {factor(x)} {'rises' if x > 0 else 'falls'}", f"ŷ {'rises' if up > 0 else 'falls'}"]
    return Task(
        f"An input x = {number(x)} reaches a hidden neuron through a weight θ, and that neuron reaches the only "
        "output "
        f"through the weight {number(w)}. Every σ is the sigmoid. The target is y = {number(y)}, the prediction "
        f"ŷ = {number(y_hat)}. The weight θ grows a little. What does Err do?",
        "sign", answer, options=WAYS,
        mistakes=((-answer, turned), (0, "No factor on the way is 0: neither x, nor the weight, nor a slope.")),
        hint="Go forward step by step: what happens to the hidden u, to ŷ, and to the distance between ŷ and y?",
        formula="Err = (y − ŷ)² falls when ŷ moves towards y, and rises when it moves away",
        numeric=f"{listed(path)}; from {number(y_hat)} that is "
        f"{'towards' if answer < 0 else 'away from'} y = {number(y)}, so {WAYS[answer + 1]}.",
        because="Slopes of the sigmoid are positive, so only x, the weight behind and the side on which ŷ misses y "
        "decide whether a larger weight helps.",
        facts={"x": x, "w": w, "y": y, "y_hat": y_hat},
    )  # fmt: skip
