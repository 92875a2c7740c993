"""Questions about the whole table of equations (lecture §7)."""

import numpy as np

from ....network import Network
from ....one_step.equations import steps
from ....one_step.formulas import explain
from ....one_step.snapshot import Snapshot
from ....one_step.text import factor, number
from .task import EXACT, Task, clean, pick, several, shuffled

SIZES = (2, 3, 1)
NUDGE = 0.1  # by how much a number is changed
FOLLOWED = (
    *((1, i, l) for i in range(1, 4) for l in range(1, 3)),
    *((2, 1, l) for l in range(1, 4)),
)
# Each row: what its number is called, and what it is made of.
MADE_OF = {
    "Weighted sum": ("the weighted sum u", "the outputs before it and the weights that lead here"),
    "Activation": ("the activation o", "u alone"),
    "Error": ("Err", "the target and the prediction"),
    "Delta, output layer": ("δ of the output", "the target, the prediction and σ′(u) there"),
    "Delta, hidden layers": ("δ of the hidden neuron", "its σ′(u), the next neuron's δ and the weight between them"),
    "Weight gradient": ("∂Err/∂θ", "δ where the weight ends and o where it begins"),
    "Update": ("the updated weight", "the old weight, η and ∂Err/∂θ"),
}


def row_changes(rng):
    """Which row of the table changes, or stays, when one number is changed."""
    weight, changed = pick(rng, *FOLLOWED), pick(rng, "eta", "y", *FOLLOWED)
    theta = [rng.normal(size=(3, 2)), rng.normal(size=(1, 3))]
    x, y, eta = rng.uniform(0.2, 1, (2, 1)), np.array([[1.0]]), 0.5
    rows = {step: name for step, _, name in steps(weight, SIZES)}
    before = Snapshot(Network(SIZES, theta=theta), x, y, eta)
    after = _after(theta, x, y, eta, changed)
    moved = [step for step, name in rows.items() if before.values[name] != after.values[name]]
    stayed = [step for step in rows if step not in moved]
    right, wrong, asked = (moved, stayed, "changes") if rng.random() < 0.5 else (stayed, moved, "stays as it is")
    if not right or len(wrong) < 2:
        return None
    answer, others = pick(rng, *right), several(rng, wrong, min(3, len(wrong)))
    words = {"eta": "the learning rate η", "y": "the target y"}.get(changed) or _place(changed)
    return Task(
        f"In a network 2-3-1 (sigmoid, one pattern) the table of equations follows {_place(weight)}. You change "
        f"{words}, and nothing else. Which of these rows {asked}?",
        "choice", MADE_OF[answer][0],
        options=shuffled(rng, [MADE_OF[step][0] for step in (answer, *others)]),
        mistakes=tuple(
            (name, f"In that row {name} is made of {parts}. Has any of that changed?")
            for name, parts in (MADE_OF[step] for step in others)
        ),
        hint="Ask of each row what its number is made of, from the top of the table to its end.",
        formula=explain(before, rows[answer]).general,
        because="A row changes if something that it is made of has changed; u and o know nothing of the target, and "
        "only the update knows η.",
        facts={"name": weight, "chosen": changed}, sizes=SIZES,
    )  # fmt: skip


def shared_weight(rng):
    """∂Err/∂θ of a weight that stands in two places."""
    deltas, outputs = several(rng, (-0.8, -0.5, -0.3, 0.2, 0.4, 0.6), 2), several(rng, (0.3, 0.5, 0.7, 0.9), 2)
    first, second = (clean(delta * o) for delta, o in zip(deltas, outputs, strict=True))
    places = [f"δ = {number(delta)} where it ends and o = {number(o)} where it begins"
              for delta, o in zip(deltas, outputs, strict=True)]  # fmt: skip
    answer = clean(first + second)
    return Task(
        f"A recurrent network uses one weight θ at two moments. At the first it has {places[0]}; at the second "
        f"{places[1]}. What is ∂Err/∂θ?",
        "number", answer,
        mistakes=(
            (clean(answer / 2), "That is the mean. The weight acts at both moments, and both reach Err in full."),
            (first, "That is the first moment alone. The weight moves at both."),
            (second, "That is the second moment alone. The weight moves at both."),
            (clean(abs(first) + abs(second)), "Mind the signs: the two moments may pull in opposite directions."),
            (clean(sum(deltas) * sum(outputs)), "Multiply first, moment by moment, and then add up."),
        ),
        hint="Each use has its own δ · o. Where a wire splits, what comes back is added.",
        formula="∂Err/∂θ = Σ δ · o over all uses of θ",
        numeric=f"{factor(deltas[0])} · {number(outputs[0])} + {factor(deltas[1])} · {number(outputs[1])} = "
        f"{number(answer)}",
        because="A shared weight reaches Err along several paths at once, and what comes back along paths is added.",
        exact=EXACT, secrets=(answer,), facts={"deltas": deltas, "outputs": outputs},
    )  # fmt: skip


def _after(theta, x, y, eta, changed):
    """All numbers, once `changed` is a little larger."""
    theta = [matrix.copy() for matrix in theta]
    if changed == "eta":
        eta += NUDGE
    elif changed == "y":
        y = y + NUDGE
    else:
        m, i, l = changed
        theta[m - 1][i - 1, l - 1] += NUDGE
    return Snapshot(Network(SIZES, theta=theta), x, y, eta)


def _place(weight):
    """A weight in words: "the weight from x₁ to hidden neuron 2"."""
    m, i, l = weight
    begins, ends = (f"x{'₁₂'[l - 1]}", f"hidden neuron {i}") if m == 1 else (f"hidden neuron {l}", "the output")
    return f"the weight from {begins} to {ends}"
