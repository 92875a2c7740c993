"""Questions about the forward pass (lecture §2)."""

import numpy as np

from ....activations import ACTIVATIONS
from ....network import Network
from ....one_step.names import item
from ....one_step.snapshot import Snapshot
from ....one_step.text import factor, number, symbol
from . import here
from .task import EXACT, Task, called, clean, df, f, formula_of, listed, pick, placed, several, shuffled

INPUTS = (-3, -2, -1, -0.5, 0.5, 0.9, 2, 3, 4, 5)
WEIGHTS = (-0.8, -0.7, -0.6, -0.4, -0.3, -0.2, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8)
NUDGE = 0.1  # by how much `who_changes` moves a weight


def weighted_sum(rng=None, view=None):
    """u_i, from inputs and weights."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    more = {}
    if snapshot is None:
        i, sigma = pick(rng, 1, 2, 3), "sigmoid"
        inputs, weights = several(rng, INPUTS, 3), several(rng, WEIGHTS, 3)
        xs = listed([f"{symbol('x', l)} = {number(x)}" for l, x in enumerate(inputs, 1)])
        thetas = listed([f"{symbol('θ', i, l)} = {number(theta)}" for l, theta in enumerate(weights, 1)])
        prompt = (
            f"Hidden neuron {i} gets the inputs {xs} through the weights {thetas}. "
            f"Its σ is the sigmoid. What is its pre-activation {symbol('u', i)}?"
        )
        answer = clean(sum(x * theta for x, theta in zip(inputs, weights, strict=True)))
        terms = " + ".join(f"{factor(theta)} · {factor(x)}" for x, theta in zip(inputs, weights, strict=True))
        more = {"formula": "uᵢ = Σₗ θᵢₗ · oₗ", "numeric": f"{symbol('u', i)} = {terms} = {number(answer)}"}
    else:
        _, m, i = name
        net = snapshot.net
        sigma = net.activations[m].name
        weights = net.theta[m][i - 1].tolist()
        before = snapshot.trace.o[m - 1][:, snapshot.pattern].tolist()
        inputs = [1.0, *before] if net.bias else before
        prompt = f"In the view: what is the pre-activation {called(name, net.sizes)}?" + view.needs(
            *(("o", m - 1, l) for l in range(1, len(before) + 1) if m > 1)
        )
        answer = snapshot.values[name]
        more = {**formula_of(snapshot, name), "item": item(name)}
    products = [x * theta for x, theta in zip(inputs, weights, strict=True)]
    lost = "One product is missing: there is one for every weight that leads into the neuron."
    mistakes = [
        (sum(map(abs, products)), "Mind the signs: a minus in a weight or in an input makes its product negative."),
        (f(sigma, answer), "That is already the output o = σ(u). The pre-activation u is the sum before σ."),
        (sum(weights), "You added up the weights. Each must first be multiplied by the number that comes through it."),
        (sum(inputs), "You added up the inputs. Each must first be multiplied by its weight."),
        *((answer - product, lost) for product in products if len(products) > 1),
        *((answer - 2 * product, TURNED) for product in products if product < 0),
    ]
    if snapshot is not None:
        mistakes += here.of_inputs(snapshot, name) + here.of_neighbours(view)
        mistakes += here.of_patterns(snapshot, name)
    return Task(
        prompt, "number", answer, mistakes=tuple(mistakes), exact=EXACT, secrets=(answer,), hides=("u", "o"),
        hint="Use uᵢ = Σₗ θᵢₗ · oₗ: one product for each weight that leads into the neuron, then add them up.",
        because="Every weight passes on what comes through it, θ times o, and the neuron adds up all that arrives; "
        "σ comes only afterwards.",
        facts={"inputs": inputs, "weights": weights}, **more,
    )  # fmt: skip


TURNED = "One product has the wrong sign: a minus in its weight or in its input makes it negative."
SIGMA_WORDS = {
    "identity": "The identity sends on u itself.",
    "sigmoid": "A sigmoid sends a number between 0 and 1: less than ½ for a negative u, more for a positive one.",
    "tanh": "tanh sends a number between −1 and 1, with the sign of u.",
    "relu": "relu sends on a positive u as it is, and 0 for every other u.",
    "leaky_relu": "A leaky relu sends on a positive u as it is, and a hundredth of a negative u.",
}


def activation_output(rng):
    """Which σ turned u into o?"""
    sigma = pick(rng, *SIGMA_WORDS)
    u = pick(rng, -4, -3, -2, -1) if ACTIVATIONS[sigma].corner else pick(rng, -3, -2, -1, 0.5, 1, 2, 3)
    names = {name: name.replace("_", " ") for name in SIGMA_WORDS}
    outputs = {name: f(name, u) for name in names}
    # A positive u goes through three of them unchanged: then only one of the three is among the options.
    straight = [name for name in SIGMA_WORDS if ACTIVATIONS[name].straight]
    kept = sigma if sigma in straight else pick(rng, *straight)
    options = [name for name in names if u < 0 or name not in straight or name == kept]
    o = float(f"{outputs[sigma]:.2g}")
    answer = min(options, key=lambda name: abs(outputs[name] - o))
    wrong = [
        (names[name], f"{SIGMA_WORDS[name]} Of u = {number(u)} it makes {number(outputs[name])}.")
        for name in options
        if name != answer
    ]
    return Task(
        f"A neuron has the pre-activation u = {number(u)} and sends o = {number(o)}. Which σ does it use?",
        "choice", names[answer], options=tuple(names[name] for name in options), mistakes=tuple(wrong),
        hint="Use o = σ(u): put u into each σ and compare.",
        formula="o = σ(u)", numeric=f"{names[answer]}: σ({number(u)}) = {number(outputs[answer])}",
        because=f"{SIGMA_WORDS[answer]} No other σ in the list makes this o of this u.",
        facts={"u": u, "o": o},
    )  # fmt: skip


def who_changes(rng=None, view=None):
    """Of four numbers, which one stays when a weight is moved? Found out by moving it."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    where = "In the view" if snapshot is not None else "In a network 2-3-2 (sigmoid)"
    if snapshot is None:
        net = Network((2, 3, 2), rng=rng)
        snapshot = Snapshot(net, rng.uniform(0.2, 0.9, (2, 1)), np.array([[1.0], [0.0]]), 0.5)
        name = ("theta", pick(rng, 1, 1, 2), pick(rng, 1, 2), pick(rng, 1, 2))
    else:
        rng = np.random.default_rng(0)
    sizes = snapshot.net.sizes
    name = ("theta", *name[1:])
    change = moved(snapshot, name)
    stays = [each for each in change if change[each] == 0]
    moves = [each for each in change if change[each] != 0]
    if not stays or len(moves) < 2:
        return None
    chosen = pick(rng, *stays)
    asked = shuffled(rng, [chosen, *several(rng, moves, 3)])
    words = {each: placed(each, sizes) for each in asked}
    _, m, i, l = name
    wrong = []
    for each in asked:
        if each == chosen:
            continue
        if each[:1] == ("Err",):
            hint = "Err is computed from the outputs, and this weight leads " + (
                "into one of them." if m == len(sizes) - 1 else "into a neuron that they hear of."
            )
        elif each[1:] == (m, i):
            hint = "This weight leads into that very neuron: it is a part of its sum u, and o is computed from u."
        else:
            hint = "That neuron lies further on: it hears, over its own weights, of the neuron that this weight feeds."
        wrong.append((words[each], hint))
    others = [each for each in asked if each != chosen]
    if view is None:  # its numbers are not to be seen
        numeric = f"On the way forward from the weight lie {listed([words[each] for each in others])}; " + (
            f"{words[chosen]} does not."
        )
    else:
        by = listed([f"{words[each]} by {number(change[each], plus=True)}" for each in others])
        numeric = f"With {number(NUDGE)} added to the weight, {words[chosen]} stays; the others move: {by}."
    return Task(
        f"{where} you raise the {called(name, sizes)}, and nothing else. Which of these numbers stays as it is?",
        "choice", words[chosen], options=tuple(words[each] for each in asked), mistakes=tuple(wrong),
        hint="Follow the edges forward from the neuron that the weight leads into: only what lies there changes.",
        formula="uᵢ = Σₗ θᵢₗ · oₗ, oᵢ = σ(uᵢ)",
        numeric=numeric,
        because="Numbers flow forward along the edges, so a weight can change only the neuron that it leads into "
        "and what lies behind that neuron.",
        facts={"name": name, "chosen": chosen}, sizes=sizes if view is None else (),
    )  # fmt: skip


def moved(snapshot, name):
    """{name: by how much it changes} for every u, o and Err when the weight `name` grows by `NUDGE`."""
    net, (_, m, i, l) = snapshot.net, name
    theta = [matrix.copy() for matrix in net.theta[1:]]
    theta[m - 1][i - 1, l if net.bias else l - 1] += NUDGE
    functions = [activation.name for activation in net.activations[1:]]
    other = Network(net.sizes, functions, net.loss.name, net.bias, theta=theta)
    after = Snapshot(other, snapshot.x, snapshot.y, snapshot.eta, snapshot.pattern).values
    return {each: after[each] - now for each, now in snapshot.values.items() if each[0] in ("u", "o", "Err")}


def slope_order(rng):
    """Sigmoid neurons, from the largest slope to the smallest."""
    sizes = several(rng, (0, 0.5, 1, 2, 3, 4, 5), 4)
    us = [pick(rng, -1, 1) * size + 0.0 for size in sizes]
    slopes = {u: df("sigmoid", u) for u in us}

    def order(key):
        return tuple(f"u = {number(u)}" for u in sorted(us, key=key))

    answer = order(lambda u: -slopes[u])
    steepest_first = sorted(us, key=lambda u: -slopes[u])
    return Task(
        f"Four sigmoid neurons have u = {listed([number(u) for u in us])}. Put them in order, from the largest "
        "slope σ′(u) to the smallest.",
        "order", answer, options=tuple(f"u = {number(u)}" for u in us),
        mistakes=(
            (order(lambda u: -u), "You went by u itself. The sigmoid is flat far to the left as well as far to "
            "the right."),
            (order(lambda u: u), "You went by u itself. The sigmoid is flat far to the left as well as far to "
            "the right."),
            (answer[::-1], "That is from the smallest slope to the largest. Where is the sigmoid steepest?"),
        ),
        hint="The sigmoid is steepest at u = 0 and flat far away from it, on both sides.",
        formula="σ′(u) = σ(u) · (1 − σ(u)) for the sigmoid",
        numeric=", ".join(f"σ′({number(u)}) = {number(float(f'{slopes[u]:.2g}'))}" for u in steepest_first),
        because="The sigmoid is steepest at u = 0; only the distance from 0 counts for its slope, not the side.",
        secrets=tuple(slopes.values()), facts={"us": us},
    )  # fmt: skip
