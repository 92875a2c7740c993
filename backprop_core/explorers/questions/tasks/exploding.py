"""Questions about gradients that explode on their way back, and about what helps (lecture §9, second warning)."""

from math import sqrt

import numpy as np

from ....diagnostics import predict_layers
from ....one_step.text import number, rounded
from ....training import clip_by_norm, clip_by_value
from .task import EXACT, WHOLE, Task, clean, listed, pick, several, shuffled


def relu_factor(rng):
    """√(n · w² / 2): half of the squares pass a relu."""
    n, w = pick(rng, 50, 100, 200, 400), pick(rng, 0.1, 0.15, 0.2, 0.3)
    answer = clean(w * sqrt(n / 2))
    return Task(
        f"All layers of a relu network have {n} neurons. Weights are drawn from N(0, v) with √v = {number(w)}. By "
        "what is δ multiplied from one layer to the one before (root mean squares)?",
        "number", answer,
        mistakes=(
            (clean(w * sqrt(n)), "So it is without σ. A relu that is off lets no δ through, and half are off."),
            (clean(w * sqrt(n) / 2), "Half of the δ become 0: that halves their mean *square*. Then take the root."),
            (clean(w * w * n / 2), "That is what the mean square is multiplied by. Its root is asked for."),
            (clean(w * n / 2), f"Σⱼ has {n} terms, but with both signs: their sum grows only with √n."),
        ),
        hint="Without σ the factor is √n · √v. What does it do to the mean square of δ that half of the slopes are 0?",
        formula="factor² = n · v · ½",
        numeric=f"√({n} · {number(w)}² / 2) = {number(answer)}",
        because="The mean square of δ is multiplied by n · v, and half of it is lost where relu is off: 2/n would "
        "keep it.",
        exact=EXACT, secrets=(answer,), facts={"n": n, "w": w},
    )  # fmt: skip


def factor_from_ends(rng):
    """The (M − 1)th root."""
    M, root = pick(rng, 3, 4, 5), pick(rng, 1.3, 1.5, 1.8, 2, 2.5, 3)
    times = float(f"{root ** (M - 1):.3g}")
    answer = clean(times ** (1 / (M - 1)))
    return Task(
        f"In a network of {M} layers of equal width, δ of layer 1 is {number(times)} times as large as δ of layer "
        f"{M}. By what is δ multiplied on the way into each layer, if it is the same everywhere?",
        "number", answer,
        mistakes=(
            (clean(times / (M - 1)), "Each layer multiplies what the one behind it left: take a root, not a share."),
            (clean(times ** (1 / M)), "From the last layer to layer 1, δ passes one layer of weights less."),
            (clean(sqrt(times)), "That would be right for a way of two steps. How many are there here?"),
        )[: 2 if M == 3 else 3],
        hint="If each step multiplies by f, what is left after all of them? You may type a power, like 5^(1/6).",
        formula="f^(M − 1) = δ of layer 1 / δ of layer M",
        numeric=f"{number(times)}^(1/{M - 1}) = {number(answer)}",
        because="Depth is an exponent, so the factor of one layer is a root.",
        exact=EXACT, secrets=(answer,), facts={"M": M, "times": times},
    )  # fmt: skip


def overflow_depth(rng):
    """The square of ŷ leaves the floats when ŷ itself is only half way there."""
    power, start = pick(rng, 4, 5, 6, 7, 8, 9), pick(rng, 0, 1, 2, 3)
    factor, x = 10.0**power, 10.0**start
    answer, first = ((308 // count - start) // power + 1 for count in (2, 1))
    if (308 // 2 - start) % power == 0:  # then it would hang on a last digit
        return None
    return Task(
        f"After one bad step each layer of a network multiplies its input by {number(factor)}. A pattern comes in as "
        f"{number(x)}, and Err = (y − ŷ)². A float holds numbers up to about 1.8e308. How many layers, at least, make "
        "Err too large for a float?",
        "number", float(answer),
        mistakes=(
            (float(first), "So many layers take ŷ out of the floats. Err squares it."),
        ),
        hint="How many powers of ten are in ŷ behind M layers? How many in its square?",
        formula="(x · factor^M)² > 1.8e308",
        numeric=f"powers of ten: 2 · ({start} + {power} · {answer}) = {2 * (start + power * answer)}, but with "
        f"one layer less {2 * (start + power * (answer - 1))}",
        because="Growth from layer to layer is exponential, and the square in Err doubles the exponent.",
        exact=WHOLE, secrets=(float(answer),), facts={"factor": factor, "x": x},
    )  # fmt: skip


LENGTHS = ((3, 4), (6, 8), (5, 12), (2, 3, 6), (1, 4, 8), (2, 6, 9), (4, 4, 7), (1, 2, 2))  # of whole length


def clipped_entry(rng):
    """g₁ · min(1, c/‖g‖), or g₁ within −c … c."""
    scale, by = pick(rng, 0.5, 1, 2, 5), pick(rng, "norm", "norm", "value")
    entries = shuffled(rng, pick(rng, *LENGTHS))
    g = [clean(scale * size * pick(rng, -1, 1)) for size in entries]
    norm = clean(sqrt(sum(each * each for each in g)))
    c = clean(norm * pick(rng, 0.1, 0.2, 0.4, 0.5, 1.5))
    cut, value = (clean(float(clip([np.array(g)], c)[0][0])) for clip in (clip_by_norm, clip_by_value))
    answer, other = (cut, value) if by == "norm" else (value, cut)
    largest = max(map(abs, g))
    others = (
        (other, f"That is clipping by {'value' if by == 'norm' else 'norm'}. By {by} something else is compared with "
         "c."),
        (clean(g[0]), "That is the gradient as it is. Is it within the threshold?"),
        (clean(g[0] * c / norm), "The gradient is shorter than c already. Clipping only ever cuts."),
        (clean(g[0] * c / largest), "That makes the largest entry c. It is the length of the whole gradient that "
         "counts: √ of the sum of the squares."),
        (clean(g[0] * c / sum(map(abs, g))), "The length is √ of the sum of the squares, not the sum of the sizes."),
    )  # fmt: skip
    seen, mistakes = [answer], []
    for wrong, hint in others[: 5 if by == "norm" else 2]:
        if wrong not in seen:
            seen.append(wrong)
            mistakes.append((wrong, hint))
    if by == "norm":
        hint = "How long is the gradient, √ of the sum of its squares? If it is too long, shorten all of it."
        formula = "g ← g · min(1, c/‖g‖)"
        length = f"‖g‖ = √({' + '.join(f'{number(abs(each))}²' for each in g)}) = {number(norm)}"
        numeric = f"{length}; {number(g[0])} · {number(c)}/{number(norm)} = {number(answer)}" if norm > c else (
            f"{length}, which is no more than {number(c)}: nothing is cut"
        )  # fmt: skip
        because = "Clipping by norm makes the whole gradient shorter by one factor, and only if it is longer than c."
    else:
        hint = "By value each entry is looked at by itself: is it within −c … c?"
        formula = "gᵢₗ ← min(max(gᵢₗ, −c), c)"
        numeric = f"{number(g[0])} within {number(-c)} … {number(c)}: {number(answer)}"
        because = "Clipping by value cuts each entry by itself, so the direction of the step may change."
    return Task(
        f"Before an update the gradient is ({', '.join(map(number, g))}). It is clipped by {by}, with threshold "
        f"c = {number(c)}. What is its first entry then?",
        "number", answer, mistakes=tuple(mistakes), hint=hint, formula=formula, numeric=numeric, because=because,
        exact=EXACT, secrets=(answer,), facts={"g": g, "c": c, "name": by},
    )  # fmt: skip


def step_length(rng):
    """η · min(‖g‖, c)."""
    norm, eta = pick(rng, 4, 20, 60, 300, 4000), pick(rng, 0.01, 0.02, 0.05, 0.1)
    c = pick(rng, 1, 5, 10, 50)
    length = min(norm, c)
    answer = clean(eta * length)
    wrong = clean(eta * max(norm, c))
    return Task(
        f"The gradient of all weights together has the length ‖∂Err/∂θ‖ = {norm}. It is clipped by norm at {c}, and "
        f"η = {number(eta)}. How long is the step that θ takes?",
        "number", answer,
        mistakes=(
            (wrong, f"The gradient is {'longer' if norm > c else 'shorter'} than the threshold. What does clipping "
             f"do {'to it' if norm > c else 'then'}?"),
            (float(length), "That is the length of the gradient after clipping. The step is η times that."),
            (clean(length / eta), "The update multiplies by η."),
        ),
        hint="First the gradient is clipped, then η multiplies it: θᵢₗ ← θᵢₗ − η · gᵢₗ.",
        formula="‖step‖ = η · min(‖g‖, c)",
        numeric=f"{number(eta)} · {length} = {number(answer)}",
        because="With clipping no step can be longer than η · c; a gradient that is shorter than c is left alone.",
        exact=EXACT, secrets=(answer,), facts={"norm": norm, "eta": eta, "c": c},
    )  # fmt: skip


KEPT = {
    "value": "Err and every δ",
    "norm": "Err, every δ and the direction of the step",
}
MORE_KEPT = ("the length of the step", "the direction of the step, but not the δ", "nothing")


def clipping_keeps(rng):
    """All that is computed before the update; by norm its direction, too."""
    by, c = pick(rng, *KEPT), pick(rng, 0.5, 1, 2, 5)
    other = KEPT["norm" if by == "value" else "value"]
    why = (
        "By value each entry is cut by itself: the large ones lose more than the small ones."
        if by == "value" else "That is true, but not all: by norm every entry is multiplied by the same number."
    )  # fmt: skip
    return Task(
        f"A gradient has several entries larger than {number(c)}, of different sizes. It is clipped by {by} at "
        f"{number(c)}. What is the same as without clipping, in this step?",
        "choice", KEPT[by], options=shuffled(rng, (*KEPT.values(), *MORE_KEPT)),
        mistakes=(
            (other, why),
            (MORE_KEPT[0], "It is the length that clipping cuts."),
            (MORE_KEPT[1], "The δ are computed before anything is clipped."),
            (MORE_KEPT[2], "Clipping comes after the forward and the backward pass. What is computed there?"),
        ),
        hint="At which place of the algorithm does clipping come in? What has been computed by then?",
        formula="forward, backward, clip, update",
        because="Clipping changes the update and nothing before it: Err and the δ still explode as before.",
        facts={"name": by, "c": c},
    )  # fmt: skip


SCALES = (1, 2, 3, 4, 5, 6, 7, 8, 12, 14, 16, 20, 24)  # χ = 1 lies near 10


def sigmoid_scales(rng):
    """χ of a sigmoid network passes 1 only near a scale of 10."""
    scales = pick(rng, (1, 2, 4, 8), *[tuple(sorted(several(rng, SCALES, 4)))] * 3)
    growing = [s for s in scales if sigmoid_chi(s) > 1]
    factors = [rounded(sqrt(sigmoid_chi(s))) for s in scales]
    options = {count: f"with {listed([str(s) for s in scales[4 - count :]])}" for count in (1, 2, 3)}
    options = {0: "with none of them", **options, 4: "with all of them"}
    answer = len(growing)
    early = "Large weights make large u as well, and there a sigmoid is flat: σ′ falls while θ grows."
    late = "At some scale the weights win: then σ′ falls more slowly than θ grows."
    return Task(
        "A network has the lecture's sigmoid in many wide layers of n neurons. The weights are drawn from N(0, s²/n). "
        "With which of "
        f"the scales s = {listed([str(s) for s in scales])} does δ grow on its way back?",
        "choice", options[answer], options=tuple(options[count] for count in range(5)),
        mistakes=tuple(
            (words, early if count > answer else late)
            for count, words in options.items() if count != answer
        ),
        hint="δ is multiplied by θ and by σ′. What do larger weights do to u, and so to σ′?",
        formula=f"each layer multiplies δ by √n · (s/√n) · σ′ = s · σ′: {listed(factors)} at these scales. "
        "δ grows where that is more than 1",
        because="Large weights saturate a sigmoid first: what they give to δ, σ′ takes away, up to scales near 10.",
        facts={"scales": scales},
    )  # fmt: skip


def sigmoid_chi(s):
    """χ deep inside a sigmoid network with weights of scale s."""
    sizes = (64,) * 20 + (1,)
    return predict_layers(sizes, ["sigmoid"] * 19 + ["identity"], "xavier", s, 1.0, 1.0).chi[10]


def overshoot(rng):
    """(1 − 2aη)²: beyond η = 1/a each step leads higher up."""
    a, eta = pick(rng, 2, 3, 5, 8, 10), pick(rng, 0.02, 0.05, 0.1, 0.15, 0.25, 0.3, 0.4)
    theta = pick(rng, 1, 2, 3)
    answer = clean((1 - 2 * a * eta) ** 2)
    if not 0.03 < answer < 40 or 0.8 < answer < 1.2:
        return None
    return Task(
        f"Err over one weight is Err = {a} · θ². The weight is at θ = {theta}, and takes one step with "
        f"η = {number(eta)}. By what is Err multiplied?",
        "number", answer,
        mistakes=(
            (clean(abs(1 - 2 * a * eta)), "That is what θ is multiplied by. Err is its square."),
            (clean(a * theta * theta * answer), "That is Err after the step. How many times as large is it?"),
            (clean((1 - a * eta) ** 2), f"The slope of {a} · θ² is {2 * a} · θ."),
        ),
        hint=f"∂Err/∂θ = {2 * a} · θ. Where does the step land, and what is Err there?",
        formula="θ⁺ = θ − η · 2aθ = (1 − 2aη) · θ, so Err is multiplied by (1 − 2aη)²",
        numeric=f"(1 − 2 · {a} · {number(eta)})² = {number(answer)}",
        because="The slope is true only where it was taken: a step that is too long lands on the other side, higher "
        "up, where the slope is steeper still." if answer > 1 else
        "A step that is short enough for the bend of Err lands lower, on this side or the other.",
        exact=EXACT, secrets=(answer,), facts={"a": a, "eta": eta, "theta": theta},
    )  # fmt: skip
