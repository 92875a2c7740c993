"""Questions about δ (lecture §5)."""

from ....activations import ACTIVATIONS
from ....one_step.names import algorithm, item
from ....one_step.text import factor, number, symbol
from . import here
from .task import EXACT, SIGNS, Task, called, clean, df, f, formula_of, listed, pick, several, shuffled, sign

HIDES = ("delta", "gradient", "update")  # a gradient divided by its o is a δ
OUTPUTS = {"sigmoid": (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), "tanh": (-0.8, -0.6, -0.5, 0.5, 0.6, 0.8)}
OF_O = "You put o into σ′. It is a function of u: for the sigmoid σ′(u) = o · (1 − o), for tanh 1 − o²."
TURNED = "The size is right, the sign is not. "


def output_delta(rng=None, view=None):
    """δ_k = −2 (y − ŷ) · σ′(u)."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    if snapshot is None:
        sigma = pick(rng, "sigmoid", "sigmoid", "tanh")
        y, o = pick(rng, 0, 1) if sigma == "sigmoid" else pick(rng, -1, 1), pick(rng, *OUTPUTS[sigma])
        words, slope_from = ACTIVATIONS[sigma].by_o
        slope, slope_of_o, err_slope = slope_from(o), df(sigma, o), -2 * (y - o)
        prompt = (
            f"An output neuron with σ = {sigma} predicts ŷ = o = {number(o)}; the target is y = {number(y)}. "
            f"(For {sigma}, σ′(u) = {words}.) What is its δ?"
        )
        answer = clean(err_slope * slope)
        more = {
            "formula": "δₖ = ∂Err/∂ŷ · σ′(uₖ) = −2 (y − ŷ) · σ′(uₖ)",
            "numeric": f"δ = −2 ({number(y)} − {factor(o)}) · {number(clean(slope))} = {number(answer)}",
        }
    elif snapshot.net.loss.per_square(snapshot.y.shape) is None:
        return None  # all that it says is about squares
    else:
        _, m, k = name
        net, p = snapshot.net, snapshot.pattern
        y, o = snapshot.values["y", k], snapshot.values["o", m, k]
        slope, slope_of_o = snapshot.slope(m, k), df(net.activations[m].name, o)
        err_slope = float(net.loss.df(snapshot.y, snapshot.trace.o[m])[k - 1, p])
        prompt = f"In the view: what is {called(name, net.sizes)}?{view.needs(('u', m, k), ('o', m, k))}"
        answer = snapshot.values[name]
        more = {**formula_of(snapshot, name), "item": item(name)}
    mistakes = (
        (
            -answer,
            TURNED + "ŷ stands with a minus in y − ŷ, so ∂Err/∂ŷ = −2 (y − ŷ): where ŷ is too low, δ is negative.",
        ),
        (answer / 2, "The 2 is missing: the derivative of a square brings it along."),
        (err_slope, "The slope is missing. That is ∂Err/∂ŷ; between u and ŷ stands σ, with its slope σ′(u)."),
        (err_slope * slope_of_o, OF_O),
        (err_slope * o * (1 - o), "o (1 − o) is the slope of a sigmoid. This neuron has another σ."),
        ((y - o) ** 2 * slope, "You took Err itself. δ needs its derivative, −2 (y − ŷ)."),
    )
    if snapshot is not None:
        mistakes += (*here.of_neighbours(view), *here.of_patterns(snapshot, name))
    return Task(
        prompt, "number", answer, mistakes=mistakes, exact=EXACT, secrets=(answer,), hides=HIDES,
        hint=f"Use {more['formula']}.",
        because="u moves ŷ with the slope σ′(u), and ŷ moves Err with −2 (y − ŷ); rates along a path multiply.",
        facts={"y": y, "o": o, "slope": slope}, **more,
    )  # fmt: skip


def hidden_delta(rng=None, view=None):
    """δ_i = σ′(u_i) · Σ_j δ_j · θ_ji."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    other_way = None
    if snapshot is None:
        i = pick(rng, 1, 2, 3)
        sigma = pick(rng, "sigmoid", "sigmoid", "tanh")
        o = pick(rng, *OUTPUTS[sigma])
        words, slope_from = ACTIVATIONS[sigma].by_o
        slope, slope_of_o = slope_from(o), df(sigma, o)
        deltas = several(rng, (-0.5, -0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3, 0.4, 0.5), 2)
        weights = shuffled(rng, [pick(rng, -2, -1.5, -1, -0.5), pick(rng, 0.5, 1, 2, 3)])
        total = sum(delta * weight for delta, weight in zip(deltas, weights, strict=True))
        far = pick(rng, -0.8, -0.7, 0.7, 0.8)
        thetas = listed([f"{symbol('θ', j, i)} = {number(weight)}" for j, weight in enumerate(weights, 1)])
        below = listed([f"{symbol('δ', j)} = {number(delta)}" for j, delta in enumerate(deltas, 1)])
        prompt = (
            f"Neuron {i} of layer 1 sends o = {number(o)}. (Its σ is {sigma}, so σ′(u) = {words}.) It "
            "reaches the "
            f"two neurons of layer 2 through the weights {thetas}; there, {below}. Layer 3 is the output, with "
            f"δ = {number(far)}. What is δ of neuron {i} of layer 1?"
        )
        answer = clean(slope * total)
        terms = " + ".join(f"{factor(d)} · {factor(w)}" for d, w in zip(deltas, weights, strict=True))
        more = {
            "formula": "δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ",
            "numeric": f"{symbol('δ', i)} = {number(clean(slope))} · ({terms}) = {number(answer)}",
        }
    else:
        _, m, i = name
        net, p = snapshot.net, snapshot.pattern
        o, slope = snapshot.values["o", m, i], snapshot.slope(m, i)
        slope_of_o = df(net.activations[m].name, o)
        deltas = [snapshot.values["delta", m + 1, j] for j in range(1, net.sizes[m + 1] + 1)]
        weights = [snapshot.values["theta", m + 1, j, i] for j in range(1, net.sizes[m + 1] + 1)]
        matrix = net.weights(m + 1)
        if i <= matrix.shape[0] and matrix.shape[0] <= matrix.shape[1] and len(deltas) > 1:
            other_way = sum(d * w for d, w in zip(deltas, matrix[i - 1].tolist(), strict=False))
        far = float(snapshot.grads.delta[m + 2][0, p]) if m + 2 < len(net.sizes) else None
        needed = view.needs(("u", m, i), *(("delta", m + 1, j) for j in range(1, len(deltas) + 1)))
        prompt = f"In the view: what is {called(name, net.sizes)}?{needed}"
        total = sum(delta * weight for delta, weight in zip(deltas, weights, strict=True))
        answer = snapshot.values[name]
        more = {**formula_of(snapshot, name), "item": item(name)}
    products = [delta * weight for delta, weight in zip(deltas, weights, strict=True)]
    one = "That is the way through one neuron only. Add up over all neurons j that this one feeds."
    mistakes = [
        (total, "The slope is missing: what comes back must still pass this neuron's own σ, which multiplies by "
        "σ′(u)."),
        (-answer, TURNED + "Two signs meet in every product: that of δⱼ and that of its weight."),
        (slope_of_o * total, OF_O),
        (o * total, "You multiplied by o. It is the slope σ′(u) that belongs there."),
        *((slope * product, one) for product in products if len(products) > 1),
        (slope * sum(d * abs(w) for d, w in zip(deltas, weights, strict=True)),
         "Keep the signs of the weights: a negative weight turns the sign of what comes back through it."),
        (slope * sum(deltas), "The weights are missing: each δⱼ comes back multiplied by the weight that it passes."),
    ]  # fmt: skip
    if far is not None:
        hint = "You went a layer too far: δⱼ belongs to the layer right behind this neuron."
        mistakes += [(slope * far * sum(weights), hint), (slope * far, hint)]
    if len(deltas) == 2:
        swapped = deltas[0] * weights[1] + deltas[1] * weights[0]
        mistakes.append((slope * swapped, "Each δⱼ goes with the weight that leads to its own neuron j."))
    if other_way is not None:
        mistakes.append((slope * other_way, "You took a row of the weights for a column: θⱼᵢ leads from i to j."))
    if snapshot is not None:
        ends = "That is σ′ where the weight ends. What comes back passes the σ′(u) of the neuron where it begins."
        mistakes += [(snapshot.slope(m + 1, j) * total, ends) for j in range(1, len(deltas) + 1)]
        mistakes += here.of_neighbours(view) + here.of_patterns(snapshot, name)
    return Task(
        prompt, "number", answer, mistakes=tuple(mistakes), exact=EXACT, secrets=(answer,), hides=HIDES,
        hint="Use δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ: every way from i to the next layer, added up, times the neuron's "
        "own slope.",
        because="The neuron reaches Err through every neuron that it feeds, so their δ come back, each "
        "multiplied by its "
        "weight; its own σ then scales the sum by σ′(u).",
        facts={"o": o, "slope": slope, "deltas": deltas, "weights": list(weights)}, **more,
    )  # fmt: skip


def hidden_delta_sign(rng=None, view=None):
    """Only the sign of a hidden δ."""
    snapshot, name = (view.snapshot, view.name) if view else (None, None)
    zero = "Nothing is 0 here: neither the slope, nor a weight, nor the miss of the output."
    if snapshot is None:
        y, o, theta = pick(rng, 0, 1), pick(rng, 0.2, 0.3, 0.6, 0.7), pick(rng, -1.2, -0.7, 0.4, 0.9)
        behind = sign(-2 * (y - o))
        answer = behind * sign(theta)
        prompt = (
            f"A hidden neuron feeds only the output, through the weight {number(theta)}. Every σ is the sigmoid. The "
            f"target is y = {number(y)}, the prediction ŷ = {number(o)}. What sign has δ of the hidden neuron?"
        )
        more = {
            "formula": "δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ, δₖ = −2 (y − ŷ) · σ′(uₖ)",
            "numeric": f"δ of the output is {SIGNS[behind + 1]}, since ŷ is too "
            f"{'low' if behind < 0 else 'high'}; times "
            f"the weight {number(theta)} that is {SIGNS[answer + 1]}.",
            "facts": {"y": y, "o": o, "theta": theta},
        }
        if theta < 0:
            turned = "That is the sign of the output's own δ. The weight on the way back is negative, and turns it."
        else:
            turned = "Begin at the output: δₖ = −2 (y − ŷ) · σ′(uₖ). A positive weight keeps its sign."
    else:
        _, m, i = name
        answer = sign(snapshot.values[name])
        needed = view.needs(*(("delta", m + 1, j) for j in range(1, snapshot.net.sizes[m + 1] + 1)), signs=True)
        prompt = f"In the view: what sign has {called(name, snapshot.net.sizes)}?{needed}"
        more = {**formula_of(snapshot, name), "item": item(name)}
        turned = "Two signs meet in every product δⱼ · θⱼᵢ: that of δⱼ and that of its weight. σ′ is never negative."
        if answer == 0:
            turned = "Something is 0: look at the slope σ′(u) of this neuron, and at what comes back to it."
    return Task(
        prompt, "sign", answer, options=SIGNS,
        mistakes=tuple((s, zero if s == 0 else turned) for s in (-1, 0, 1) if s != answer),
        hint="Use δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ, and look only at the signs.",
        because="δ comes back from the output with its sign; a negative weight turns it, a positive one keeps "
        "it, and a "
        "slope never changes it.",
        secrets=(snapshot.values[name],) if snapshot is not None and snapshot.values[name] != 0 else (),
        hides=HIDES, **more,
    )  # fmt: skip


def wrong_and_sure(rng):
    """Sigmoid outputs that miss by more and more: whose |δ| is the largest?"""
    y = pick(rng, 0, 1)
    us = [u if y == 0 else -u for u in shuffled(rng, several(rng, (-4, -2, 0, 1, 2, 3, 5, 6), 4))]
    deltas = {u: abs(-2 * (y - f("sigmoid", u)) * df("sigmoid", u)) for u in us}
    errors = {u: abs(y - f("sigmoid", u)) for u in us}
    slopes = {u: df("sigmoid", u) for u in us}

    def order(values):
        return tuple(f"u = {number(u)}" for u in sorted(us, key=lambda u: -values[u]))

    answer = order(deltas)
    values = sorted(deltas.values(), reverse=True)
    clear = all(b < 0.8 * a for a, b in zip(values, values[1:], strict=False))
    if not clear:
        return None
    return Task(
        f"Four sigmoid outputs have u = {listed([number(u) for u in us])}; the target of each is y = {y}. Put them in "
        "order, from the largest |δ| to the smallest.",
        "order", answer, options=tuple(f"u = {number(u)}" for u in us),
        mistakes=(
            (order(errors), "You went by how far ŷ misses y. δ is that times the slope σ′(u), and the sigmoid is flat "
                            "far away from 0."),
            (order(slopes), "You went by the slope alone. δ is the slope times how far ŷ misses y."),
            (answer[::-1], "That is from the smallest to the largest."),
        ),
        hint="Use δₖ = −2 (y − ŷ) · σ′(uₖ): both factors count, the miss and the slope.",
        formula="δₖ = −2 (y − ŷ) · σ′(uₖ)",
        numeric=", ".join(
            f"u = {number(u)}: 2 · {errors[u]:.2g} · {slopes[u]:.2g} = {deltas[u]:.2g}"
            for u in sorted(us, key=lambda u: -deltas[u])
        ),
        because="An output that is wrong and sure of it sits where the sigmoid is flat, so its δ is small although it "
        "misses by much.",
        secrets=tuple(deltas.values()), facts={"y": y, "us": us},
    )  # fmt: skip


def delta_order(rng):
    """The order in which the backward pass reaches the layers."""
    sizes = tuple(int(n) for n in rng.integers(2, 5, pick(rng, 4, 5)))
    layers = range(1, len(sizes))
    last = len(sizes) - 1
    reached = list(dict.fromkeys(name[1] for name in algorithm(sizes) if name[0] == "delta"))
    words = {m: f"the δ of layer {m}" for m in layers}
    answer = tuple(words[m] for m in reached)
    return Task(
        f"A network {'-'.join(map(str, sizes))} has the layers 0 (input) to {last} (output). In which order does the "
        "algorithm compute the δ?",
        "order", answer, options=shuffled(rng, answer),
        mistakes=((answer[::-1], "That is the order of the forward pass. What does the formula of a hidden δ need?"),),
        hint="Use δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ: which δ must be known before which?",
        formula="δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ",
        because="A hidden δ is made from the δ of the next layer, so the output comes first and the rest follows "
        "from right to left.",
        facts={"sizes": sizes}, sizes=sizes,
    )  # fmt: skip
