"""Questions about the chain rule (lecture §4)."""

import numpy as np

from ....one_step.names import item
from ....one_step.text import factor, number, symbol
from . import here
from .task import EXACT, Task, called, clean, formula_of, pick, several

DELTAS = (-0.6, -0.5, -0.4, -0.3, -0.2, 0.2, 0.3, 0.4, 0.5, 0.6)


def nudge(rng):
    """What δ predicts for a small change of u."""
    i, delta = pick(rng, 1, 2, 3), pick(rng, *DELTAS)
    h = pick(rng, -0.05, -0.03, -0.02, 0.02, 0.03, 0.04, 0.05)
    answer = clean(delta * h)
    d, way = symbol("δ", i), "grows" if h > 0 else "falls"
    return Task(
        f"Hidden neuron {i} has {d} = {number(delta)}. Its {symbol('u', i)} {way} by {number(abs(h))}, and "
        "nothing else "
        "is touched. By how much does Err change, as far as δ can tell? (Negative: Err falls.)",
        "number", answer,
        mistakes=(
            (-answer, "The size is right. Now the sign: δ is positive where Err rises with u, negative where it "
            "falls; "
                      "and did u grow, or fall?"),
            (delta, "That is the change per unit of u, as if u had moved by 1. It moved by much less."),
            (clean(delta / h), "You divided. A slope times a step is a change."),
            (clean(delta + h), "You added. A slope times a step is a change."),
        ),
        hint="Use ΔErr ≈ δᵢ · h, where h is the step of u, with its sign.",
        formula="ΔErr ≈ ∂Err/∂uᵢ · h = δᵢ · h", numeric=f"{factor(delta)} · {factor(h)} = {number(answer)}",
        because="δ is the slope of Err over u: for a small step, the change of Err is that slope times the step.",
        exact=EXACT, secrets=(answer,), facts={"delta": delta, "h": h},
    )  # fmt: skip


def weight_gradient(rng=None, view=None):
    """∂Err/∂θ_il = δ_i · o_l."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    if snapshot is None:
        i, l = several(rng, (1, 2, 3), 2)
        delta, delta_before = several(rng, DELTAS, 2)
        o, own, theta = pick(rng, 0.3, 0.4, 0.6, 0.8, 0.9), pick(rng, 0.2, 0.5, 0.7), pick(rng, -0.9, -0.7, 0.5, 1.2)
        weight = symbol("θ", i, l)
        prompt = (
            f"The weight {weight} = {number(theta)} leads from neuron {l} of one layer to neuron {i} of the next. "
            f"The neuron where it begins has o = {number(o)} and δ = {number(delta_before)}; "
            f"the neuron where it ends has o = {number(own)} and δ = {number(delta)}. What is ∂Err/∂{weight}?"
        )
        answer = clean(delta * o)
        more = {
            "formula": "∂Err/∂θᵢₗ = δᵢ · oₗ",
            "numeric": f"∂Err/∂{weight} = {factor(delta)} · {factor(o)} = {number(answer)}",
        }
    else:
        name = ("gradient", *name[1:])
        _, m, i, l = name
        values = snapshot.values
        delta, own, theta = values["delta", m, i], values["o", m, i], values["theta", m, i, l]
        o = 1.0 if l == 0 else values["x", l] if m == 1 else values["o", m - 1, l]
        delta_before = values["delta", m - 1, l] if m > 1 and l else None
        patterns = snapshot.y.shape[1]
        over = f", over all {patterns} patterns" if patterns > 1 else ""
        weight = called(("theta", *name[1:]), snapshot.net.sizes)
        needed = [("delta", m, i), *([("o", m - 1, l)] if m > 1 and l else [])]
        prompt = f"In the view: what is ∂Err/∂θ of the {weight}{over}?{view.needs(*needed)}"
        answer = values[name]
        more = {**formula_of(snapshot, name), "item": item(name)}
    mistakes = [
        (delta * own, "You took the o of the neuron where the weight ends. The weight multiplies the o that it gets "
                      "from where it begins."),
        (delta * theta, "You multiplied δ by the weight itself. That is what goes on backward to the neuron before; "
                        "the weight's own gradient needs the o that comes through it."),
        (-answer, "The size is right, the sign is not. " + _whose_sign(delta, o)),
        (delta, "That is δ alone. How strongly u reacts to this weight is told by the o that comes through it."),
    ]  # fmt: skip
    if delta_before is not None:
        both = "You took the δ of the neuron where the weight begins. It belongs to the neuron where the weight ends."
        mistakes.append((delta_before * o, both))
    if snapshot is not None and snapshot.y.shape[1] > 1:
        mistakes.append((delta * o, "That is one pattern. The gradients of all patterns add up."))
    if snapshot is not None:
        mistakes += here.of_weights(snapshot, name)
    return Task(
        prompt, "number", answer, mistakes=tuple(mistakes), exact=EXACT, secrets=(answer,),
        hides=("gradient", "update"),
        hint="Use ∂Err/∂θᵢₗ = δᵢ · oₗ: i is where the weight ends, ℓ where it begins.",
        because="The weight stands in the sum u where it ends, multiplied by the o where it begins; so Err "
        "reacts to it "
        "as strongly as to u, which is δ, times that o.",
        facts={"delta": delta, "o": o, "theta": theta}, **more,
    )  # fmt: skip


def _whose_sign(delta, o):
    """Where the sign of δ · o comes from, for who has it wrong."""
    negative = [name for name, value in (("δ", delta), ("o", o)) if value < 0]
    if len(negative) == 2:
        return "δ and o are negative, so their product is positive."
    return f"{negative[0]} is negative, and so is the product." if negative else "Neither δ nor o is negative."


def three_factors(rng):
    """∂Err/∂ŷ · ∂ŷ/∂u · ∂u/∂θ for one output neuron."""
    y, y_hat = pick(rng, 0, 1), pick(rng, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9)
    o = pick(rng, -2, -0.5, 0.5, 2, 3, 5)
    first, slope = -2 * (y - y_hat), y_hat * (1 - y_hat)
    answer = clean(first * slope * o)
    lost = "One of the three factors is missing: "
    return Task(
        f"A sigmoid neuron is the only output: y = {number(y)}, ŷ = {number(y_hat)}, so its slope is "
        f"ŷ · (1 − ŷ) = {number(clean(slope))}. "
        f"Through one of its weights θ comes o = {number(o)}. What is ∂Err/∂θ?",
        "number", answer,
        mistakes=(
            (clean(first * slope), lost + "u reacts to θ by ∂u/∂θ, which is the o that comes through the weight."),
            (clean(first * o), lost + "between u and ŷ stands σ, with its slope ∂ŷ/∂u = σ′(u)."),
            (clean(slope * o), lost + "Err reacts to ŷ by ∂Err/∂ŷ = −2 (y − ŷ)."),
            (clean(answer / 2), "The 2 is missing: the derivative of a square brings it along."),
            (-answer, "The size is right, the sign is not. ∂Err/∂ŷ = −2 (y − ŷ) has a minus of its own"
            + (", and o is negative, too." if o < 0 else ".")),
        ),
        hint="Use the three factors ∂Err/∂ŷ · ∂ŷ/∂u · ∂u/∂θ. Write each down, then multiply.",
        formula="∂Err/∂θ = ∂Err/∂ŷ · ∂ŷ/∂u · ∂u/∂θ = −2 (y − ŷ) · σ′(u) · o",
        numeric=f"−2 ({number(y)} − {number(y_hat)}) · {number(clean(slope))} · {factor(o)} = {number(answer)}",
        because="The weight moves u, u moves ŷ, ŷ moves Err; each step has its own rate, and rates along a path "
        "multiply.",
        exact=EXACT, secrets=(answer, first * slope), facts={"y": y, "y_hat": y_hat, "o": o},
    )  # fmt: skip


def dead_input(rng):
    """One o or one δ is 0: which gradients are 0, too?"""
    o, delta = several(rng, (0.3, 0.5, 0.7, 0.9), 2), several(rng, DELTAS, 2)
    zero = pick(rng, 0, 1)
    (o if pick(rng, True, False) else delta)[zero] = 0.0
    gradient = np.outer(delta, o)
    weights = {
        **{f"both weights that begin at neuron {l} of layer 1": (slice(None), l - 1) for l in (1, 2)},
        **{f"both weights that end at neuron {i} of layer 2": (i - 1, slice(None)) for i in (1, 2)},
    }
    (answer,) = [words for words, place in weights.items() if not gradient[place].any()]
    wrong = []
    for words, (row, column) in weights.items():
        if words != answer:
            what = f"o = {number(o[column])}" if isinstance(column, int) else f"δ = {number(delta[row])}"
            hint = f"These two share {what}, which is not 0. At least one of their two ∂Err/∂θ is not 0 either."
            wrong.append((words, hint))
    return Task(
        f"Layer 1 sends o₁ = {number(o[0])} and o₂ = {number(o[1])}. In layer 2, δ₁ = {number(delta[0])} and "
        f"δ₂ = {number(delta[1])}. Four weights join them. For which of them is ∂Err/∂θ 0?",
        "choice", answer, options=tuple(weights), mistakes=tuple(wrong),
        hint="Use ∂Err/∂θᵢₗ = δᵢ · oₗ: when is a product 0?",
        formula="∂Err/∂θᵢₗ = δᵢ · oₗ",
        numeric=", ".join(f"∂Err/∂{symbol('θ', i + 1, l + 1)} = {factor(delta[i])} · {number(o[l])} = "
                          f"{number(clean(gradient[i, l]))}" for i in (0, 1) for l in (0, 1)),
        because="∂Err/∂θ is the product of δ where the weight ends and o where it begins; one 0 among the two "
        "factors is enough.",
        facts={"o": o, "delta": delta},
    )  # fmt: skip
