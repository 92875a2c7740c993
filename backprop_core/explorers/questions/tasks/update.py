"""Questions about the update and the whole algorithm (lecture §6)."""

from ....one_step.names import algorithm, item
from ....one_step.text import factor, number
from . import here
from .task import EXACT, Task, called, clean, formula_of, pick, several, shuffled


def update(rng=None, view=None):
    """θ ← θ − η · δ · o."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    if snapshot is None:
        theta, eta = pick(rng, -1.2, -0.7, -0.4, 0.3, 0.5, 0.8, 1.1), pick(rng, 0.1, 0.2, 0.5)
        delta, o = pick(rng, -0.6, -0.4, -0.3, 0.3, 0.4, 0.6), pick(rng, 0.5, 0.8, 2, 3)
        gradient = delta * o
        prompt = (
            f"The weight θ = {number(theta)} gets o = {number(o)} from the neuron where it begins; the neuron "
            "where it "
            f"ends has δ = {number(delta)}. The learning rate is η = {number(eta)}. What is θ after the update?"
        )
        answer = clean(theta - eta * gradient)
        more = {
            "formula": "θᵢₗ ← θᵢₗ − η · δᵢ · oₗ",
            "numeric": f"{number(theta)} − {number(eta)} · {factor(delta)} · {number(o)} = {number(answer)}",
        }
    else:
        name = ("update", *name[1:])
        _, m, i, l = name
        if l == 0 and not snapshot.train_bias:
            return None
        values, eta = snapshot.values, snapshot.eta
        theta, gradient, delta = values["theta", *name[1:]], values["gradient", *name[1:]], values["delta", m, i]
        o = None
        weight = called(("theta", *name[1:]), snapshot.net.sizes)
        needed = view.needs(("gradient", m, i, l))
        prompt = f"In the view, with η = {number(eta)}: what will the {weight} be after the update?{needed}"
        answer = values[name]
        more = {**formula_of(snapshot, name), "item": item(name)}
    mistakes = [
        (theta + eta * gradient, "You went uphill. The gradient points to where Err rises, so it is subtracted."),
        (theta - gradient, "η is missing: the step is η times the gradient."),
        (theta - eta * delta, "o is missing: the gradient is δ where the weight ends times o where it begins."),
        (-eta * gradient, "That is the step alone. It is added to the old weight."),
        (eta * gradient, "That is η times the gradient. It is subtracted from the old weight."),
    ]
    if snapshot is not None:
        others = here.of_weights(snapshot, ("gradient", *name[1:]))
        mistakes.append((theta, "That is the old weight. The step is still to be made."))
        mistakes += [
            (theta - eta * value, f"The gradient is that of another weight. {hint}") for value, hint in others
        ]
    return Task(
        prompt, "number", clean(answer), mistakes=tuple(mistakes), exact=EXACT, secrets=(answer,), hides=("update",),
        hint="Use θᵢₗ ← θᵢₗ − η · δᵢ · oₗ.",
        because="The gradient says in which direction Err rises; the update goes the other way, and η says how far.",
        facts={"theta": theta, "eta": eta, "delta": delta, "o": o}, **more,
    )  # fmt: skip


STEPS = {
    ("u", 1): "u of the hidden neurons",
    ("o", 1): "o of the hidden neurons",
    ("o", 2): "the prediction ŷ",
    ("delta", 2): "δ of the output",
    ("delta", 1): "δ of the hidden neurons",
    ("gradient", 1): "∂Err/∂θ of the hidden neurons’ weights",
    ("update", 1): "the new θ of the hidden neurons",
}
NEXT = {
    "forward": "The forward pass comes first, from left to right: no δ without a prediction.",
    "backward": "δ goes from right to left: the hidden δ need the output's.",
}


def algorithm_order(rng):
    """The steps of the whole algorithm; without Err, of which no later step is made."""
    steps = list(dict.fromkeys(name[:2] for name in algorithm((2, 3, 1)) if name[:2] in STEPS))
    chosen = sorted(several(rng, range(len(steps)), 5))
    answer = tuple(STEPS[steps[place]] for place in chosen)
    back = [place for place in chosen if steps[place][0] == "delta"]
    mistakes = [(answer[::-1], NEXT["forward"])]
    if len(back) == 2:
        swapped = list(answer)
        at = [chosen.index(place) for place in back]
        swapped[at[0]], swapped[at[1]] = swapped[at[1]], swapped[at[0]]
        mistakes.append((tuple(swapped), NEXT["backward"]))
    early = (*answer[-1:], *answer[:-1])
    mistakes.append((early, "The last of these is computed from all the others: it cannot come first."))
    return Task(
        "In which order does the lecture's algorithm compute these, for one step of a network with one hidden layer?",
        "order", answer, options=shuffled(rng, answer), mistakes=tuple(mistakes),
        hint="Forward pass, backward pass, update. Ask of each number: what is it computed from?",
        formula="forward: u, o … ŷ, Err; backward: δₖ, then δᵢ; then ∂Err/∂θᵢₗ = δᵢ · oₗ and θᵢₗ ← θᵢₗ − η · "
        "∂Err/∂θᵢₗ",
        because="Each number needs others that must be there before it: δ needs the prediction, a hidden δ needs the "
        "output's, a gradient needs its δ, the update needs the gradient.",
    )  # fmt: skip


def patterns_add(rng):
    """∂Err/∂θ over three patterns."""
    deltas = several(rng, (-0.5, -0.4, -0.3, -0.2, 0.1, 0.2, 0.3, 0.4, 0.6), 3)
    outputs = [pick(rng, 0.2, 0.5, 0.8, 0.9, 1, 2) for _ in range(3)]
    products = [delta * o for delta, o in zip(deltas, outputs, strict=True)]
    if len(set(outputs)) < len(outputs):
        return None
    answer = clean(sum(products))
    told = "; ".join(
        f"({p}) δ = {number(delta)}, o = {number(o)}"
        for p, (delta, o) in enumerate(zip(deltas, outputs, strict=True), 1)
    )
    one = "That is one pattern only. All patterns pull at the same weight."
    terms = " + ".join(f"{factor(delta)} · {number(o)}" for delta, o in zip(deltas, outputs, strict=True))
    return Task(
        f"A weight gets o from where it begins, and has δ where it ends. For three patterns: {told}. What is "
        "∂Err/∂θ, for Err over all three?",
        "number", answer,
        mistakes=(
            (clean(answer / 3), "That is the mean. The lecture's Err is a sum over the patterns, so the "
            "gradients add."),
            *((clean(product), one) for product in products),
            (-answer, "That is −∂Err/∂θ, which way the weight is pulled. ∂Err/∂θ is the sum of δ · o as it stands."),
            (clean(sum(map(abs, products))), "Mind the signs: patterns can pull in opposite directions."),
            (clean(sum(deltas) * sum(outputs)), "Multiply first, pattern by pattern, and then add up."),
        ),
        hint="Use ∂Err/∂θᵢₗ = Σₚ δᵢ · oₗ: one product for each pattern (p), then add them up.",
        formula="∂Err/∂θᵢₗ = Σₚ δᵢ · oₗ over the patterns (p)",
        numeric=f"∂Err/∂θ = {terms} = {number(answer)}",
        because="Err is a sum over the patterns, and the derivative of a sum is the sum of the derivatives.",
        exact=EXACT, secrets=(answer,), facts={"deltas": deltas, "outputs": outputs},
    )  # fmt: skip
