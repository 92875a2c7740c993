"""Questions about gradients that vanish on their way back through many layers (lecture §9, first warning)."""

from math import sqrt

from ....one_step.text import number
from .task import EXACT, Task, clean, pick, several

SLOPE = 0.25  # the largest σ′ of the sigmoid, at u = 0


def chain_reaches(rng):
    """δ_M · w^(M − 1)."""
    w, M, delta = pick(rng, 0.2, 0.5, 0.8, 2, 3), pick(rng, 4, 5, 6), pick(rng, 0.04, 0.1, 0.6, 4, 10)
    answer = clean(delta * w ** (M - 1))
    return Task(
        f"A chain has {M} layers of one neuron each, without σ (σ = identity), and every weight is {number(w)}. In "
        f"the last layer δ = {number(delta)}. What is δ of layer 1?",
        "number", answer,
        mistakes=(
            (clean(delta * w**M), f"From layer {M} back to layer 1 there are {M - 1} weights to pass; the one before "
             "layer 1 is not on the way."),
            (clean(delta * w * (M - 1)), "Each weight multiplies what the one behind it has left. Nothing is added."),
            (clean(delta / w ** (M - 1)), "On the way back δ is multiplied by the weight: δᵢ = σ′(uᵢ) · δⱼ · θⱼᵢ."),
        ),
        hint="Go back layer by layer: δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ, with a single j and σ′ = 1.",
        formula="δ of layer 1 = δ of layer M · w^(M − 1)",
        numeric=f"{number(delta)} · {number(w)}^{M - 1} = {number(answer)}",
        because="Every layer on the way back multiplies δ by the same factor, so depth is an exponent.",
        exact=EXACT, secrets=(answer,), facts={"w": w, "M": M, "delta": delta},
    )  # fmt: skip


def sigmoid_bound(rng):
    """(w/4)^(M − 1)."""
    w, M = pick(rng, 0.8, 1, 2, 3), pick(rng, 3, 4, 5)
    answer = (w * SLOPE) ** (M - 1)
    weights = () if w == 1 else (
        (SLOPE ** (M - 1), f"That is the share with weights of 1. Here each may multiply by {number(w)} as well."),
        (w ** (M - 1), "Those are the weights alone. On its way δ is multiplied by σ′ in each of these layers."),
    )  # fmt: skip
    return Task(
        f"A chain has {M} layers of one sigmoid neuron each, and no weight is larger than {number(w)} in size. "
        "What is the largest share of the last layer's δ that can arrive at layer 1?",
        "number", clean(answer),
        mistakes=(
            (clean((w * SLOPE) ** M), f"From layer {M} back to layer 1, δ passes {M - 1} weights and {M - 1} slopes; "
             "σ′ of the last layer is in its δ already."),
            (clean(w * SLOPE), "That is one layer. The next takes the same share of what is left."),
            *((clean(value), hint) for value, hint in weights),
        ),
        hint="What is the largest that σ′(u) of a sigmoid can be? Multiply by it and by the weight, layer by layer.",
        formula="share ≤ (¼ · |θ|)^(M − 1), for σ′ ≤ ¼",
        numeric=f"(0.25 · {number(w)})^{M - 1} = {number(clean(answer))}",
        because="A sigmoid's slope is ¼ at most, so unless the weights are larger than 4, each layer makes δ smaller.",
        exact=EXACT, secrets=(clean(answer),), facts={"w": w, "M": M},
    )  # fmt: skip


def layer_factor(rng):
    """√n · w · σ′."""
    n, w = pick(rng, 16, 25, 64, 100, 400), pick(rng, 0.05, 0.1, 0.2, 0.25, 0.5)
    slope = pick(rng, 0.1, 0.2, 0.24, 0.5, 0.7)
    answer = clean(sqrt(n) * w * slope)
    if not 0.02 < answer < 5:
        return None
    return Task(
        f"All layers of a network have {n} neurons. Its weights are drawn with both signs; their root mean square "
        f"is {number(w)}, and σ′ is about {number(slope)} everywhere. By what is δ multiplied from one layer to the "
        "one before (root mean squares)?",
        "number", answer,
        mistakes=(
            (clean(n * w * slope), f"Σⱼ has {n} terms, but with both signs: they partly cancel, and their sum grows "
             "only with √n."),
            (clean(w * slope), f"That is one path. Σⱼ adds {n} of them; with both signs that makes it √n times as "
             "large."),
            (clean(sqrt(n) * w), "δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ: the slope is missing."),
            (clean(sqrt(n) * slope), "δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ: the size of the weights is missing."),
        ),
        hint=f"δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ. How large is a sum of {n} numbers with both signs, compared with one?",
        formula="factor = √n · (size of θ) · σ′",
        numeric=f"√{n} · {number(w)} · {number(slope)} = {number(answer)}",
        because="Two things decide: σ′, and how much the weights of a whole layer make of δ, which is √n times the "
        "size of one.",
        exact=EXACT, secrets=(answer,), facts={"n": n, "w": w, "slope": slope},
    )  # fmt: skip


def keeps_size(rng):
    """1/n or 2/n, with the n of that side from which the sum comes."""
    n_in, n_out = several(rng, (10, 20, 40, 50, 80, 100, 160), 2)
    sigma, back = pick(rng, "identity", "relu"), pick(rng, True, False)
    gain = 2 if sigma == "relu" else 1
    n, other = (n_out, n_in) if back else (n_in, n_out)
    answer = clean(gain / n)
    what = "δ come out of these weights, on its way back," if back else "o come out of this layer"
    half = "" if gain == 1 else ", and relu lets half of the squares through"
    return Task(
        f"A layer with σ = {sigma} has {n_in} inputs, and its weights lead to {n_out} neurons. They are drawn from "
        f"N(0, v). Which variance v lets {what} as large as it went in (root mean squares; "
        f"{'every layer' if back else 'the layer before, too,'} has this σ)?",
        "number", answer,
        mistakes=(
            (clean(gain / other), "That is for the other direction. Over which neurons does the sum go here, over "
             f"{'j, behind' if back else 'ℓ, before'} the weights?"),
            (clean(2 / (n_in + n_out)), "That is Xavier's rule, a compromise between both directions; one is asked."),
            (clean((3 - gain) / n), "relu lets half of the squares through. Is there a relu here?"),
        ),
        hint="A sum of n terms with both signs has n · v times their mean square. What must that be, so that "
        "nothing is lost?",
        formula=f"n · v = {gain}, with the n of the sum over {'j' if back else 'ℓ'}",
        numeric=f"{gain}/{n} = {number(answer)}",
        because=f"The sum has {n} terms, so its mean square is {n} · v times that of one{half}.",
        exact=EXACT, secrets=(answer,), facts={"n_in": n_in, "n_out": n_out, "name": (sigma, back)},
    )  # fmt: skip


def gradient_ratio(rng):
    """δ · o of two layers."""
    M = pick(rng, 8, 10, 12)
    deltas = pick(rng, 0.002, 0.004, 0.005, 0.008), pick(rng, 0.1, 0.2, 0.4, 0.5)
    outputs = pick(rng, 0.8, 1), pick(rng, 0.02, 0.04, 0.05, 0.1, 0.4)
    ratio_delta, ratio_o = deltas[1] / deltas[0], outputs[1] / outputs[0]
    answer = clean(ratio_delta * ratio_o)
    return Task(
        f"In a deep network (root mean squares): layer 1 has δ = {number(deltas[0])} and gets o = "
        f"{number(outputs[0])}; layer {M} has δ = {number(deltas[1])} and gets o = {number(outputs[1])}. How many "
        f"times as large as in layer 1 is ∂Err/∂θ in layer {M}?",
        "number", answer,
        mistakes=(
            (clean(ratio_delta), "That compares the δ only. ∂Err/∂θᵢₗ = δᵢ · oₗ, and the o differ, too."),
            (clean(ratio_o), "That compares the o only. ∂Err/∂θᵢₗ = δᵢ · oₗ."),
            (clean(ratio_delta / ratio_o), "∂Err/∂θᵢₗ = δᵢ · oₗ: a smaller o makes the gradient smaller."),
            (clean(1 / answer), "The other way round: the last layer compared with the first."),
        ),
        hint="∂Err/∂θᵢₗ = δᵢ · oₗ. Multiply in each layer, then compare.",
        formula="∂Err/∂θᵢₗ = δᵢ · oₗ",
        numeric=f"{number(deltas[1])} · {number(outputs[1])} / ({number(deltas[0])} · {number(outputs[0])}) = "
        f"{number(answer)}",
        because="δ can fall from layer to layer while o falls the other way: what a layer learns from is the product.",
        exact=EXACT, secrets=(answer,), facts={"deltas": deltas, "outputs": outputs},
    )  # fmt: skip


def dead_neuron(rng):
    """The one whose u is never above 0."""
    places = "ABCD"
    dead = sorted(several(rng, (-0.1, -0.2, -0.3, -0.4, -0.6), 3))
    nearly = [*several(rng, (-2.5, -3.1, -1.8, -4.2), 2), pick(rng, 0.1, 0.2)]
    small = several(rng, (0.1, -0.1, -0.2, 0.2), 3)
    large = several(rng, (1.4, 2.2, -0.7, 3.1), 3)
    if max(small) < 0:
        return None
    rows = [tuple(several(rng, row, 3)) for row in (dead, nearly, small, large)]
    order = several(rng, range(4), 4)
    us = [rows[place] for place in order]
    name = {kind: f"neuron {places[order.index(place)]}" for place, kind in enumerate(("dead", "nearly", "small"))}
    told = "; ".join(f"{letter}: {', '.join(map(number, row))}" for letter, row in zip(places, us, strict=True))
    return Task(
        f"Four relu neurons, and the u that each of them has for three patterns: {told}. One of them is dead: a step "
        "of gradient descent on these patterns leaves the weights that lead into it as they are. Which?",
        "choice", name["dead"], options=tuple(f"neuron {letter}" for letter in places),
        mistakes=(
            (name["nearly"], "Its u are far below 0 for two patterns, but the third lets δ through."),
            (name["small"], "Its u are small, but relu's slope is 1 for every u above 0, however small."),
        ),
        hint="relu's slope is 1 above 0 and 0 elsewhere. A neuron is dead if it is 0 for every pattern.",
        formula="∂Err/∂θᵢₗ = Σₚ δᵢ · oₗ, with δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ",
        because="Where u is at most 0 for every pattern, every δ is 0, and so is the sum of δ · o.",
        facts=dict(zip(places, us, strict=True)),
    )  # fmt: skip
