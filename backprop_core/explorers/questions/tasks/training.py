"""Questions about training: the algorithm, repeated (lecture §6)."""

import numpy as np

from .... import datasets
from ....network import Network
from ....one_step.text import factor, number, symbol
from ....training import train
from .task import EXACT, WHOLE, Task, clean, listed, pick, several, told_apart

NUMBERED = ("first", "second", "third", "fourth")


def without_bias(rng):
    """What a network without bias says at −x, or at c · x, follows from what it says at x."""
    x = [clean(pick(rng, -1, 1) * size) for size in several(rng, (0.2, 0.3, 0.5, 0.6), 2)]
    turned = pick(rng, True, False)
    c = -1 if turned else pick(rng, 2, 3, 4)
    before, after = (
        f"({', '.join(number(clean(factor * each)) for each in x)})" for factor in (1, c)
    )  # fmt: skip
    if turned:
        y_hat = pick(rng, 0.1, 0.15, 0.25, 0.3, 0.7, 0.8, 0.85, 0.9)
        answer = clean(1 - y_hat)
        layers = "tanh in its hidden layer and a sigmoid at the output"
        mistakes = (
            (y_hat, "Each tanh turns its sign when x does: tanh(−u) = −tanh(u). So u of the output turns as well."),
            (
                -y_hat,
                "It is u of the output that turns its sign. What does the sigmoid make of −u?",
            ),
            (0.5, "That is what it says at x = 0, where every u is 0."),
        )
        more = {
            "hint": "Without bias tanh(−u) = −tanh(u) carries the minus through to u of the output. Then the sigmoid.",
            "formula": "tanh(−u) = −tanh(u), and the sigmoid has σ(−u) = 1 − σ(u)",
            "numeric": f"ŷ = 1 − {number(y_hat)} = {number(answer)}",
            "because": "At −x the network says the opposite of what it says at x, so points that face each other "
            "across 0 can never be given the same label.",
        }
    else:
        y_hat = pick(rng, 0.3, 0.4, 0.7, 0.8, 1.2, 1.5)
        answer = clean(c * y_hat)
        layers = "relu in its two hidden layers and σ = identity at the output"
        mistakes = (
            (y_hat, "With x every u grows, and relu lets what is positive through as it is."),
            (clean(c * c * y_hat), "The factor comes in once, with x. A layer passes it on; it adds none of its own."),
            (clean(c + y_hat), "The factor multiplies: follow it through u and relu, layer by layer."),
        )
        more = {
            "hint": "What does a factor in front of x do to every u, and what does relu do to it?",
            "formula": "relu(c · u) = c · relu(u) for c > 0, so ŷ(c · x) = c · ŷ(x)",
            "numeric": f"ŷ = {number(c)} · {number(y_hat)} = {number(answer)}",
            "because": "Along a ray from 0 the output grows in proportion and keeps its sign, so the boundary is made "
            "of rays: a cone.",
        }
    return Task(
        f"A network without bias has {layers}. At x = {before} it says ŷ = {number(y_hat)}. What does it say at "
        f"x = {after}?",
        "number", answer, mistakes=mistakes, exact=EXACT, secrets=(answer,), facts={"x": x, "y_hat": y_hat}, **more,
    )  # fmt: skip


def twice_the_patterns(rng):
    """Which η takes the same step when there are more patterns under the sum, or the mean in its place?"""
    eta, N = pick(rng, 0.01, 0.02, 0.05, 0.1), pick(rng, 20, 40, 50, 60)
    facts = {"eta": eta, "N": N}
    start = f"The lecture's Err is a sum over the patterns. With N = {N} patterns"
    if pick(rng, True, False):
        more = N * pick(rng, 2, 4, 5, 10)
        answer = clean(eta * N / more)
        prompt = (
            f"{start}, η = {number(eta)} works well. Now there are {more} patterns of the same kind. Which η takes "
            "steps of about the same length?"
        )
        mistakes = (
            (eta, "More patterns pull at every weight, and under the sum their pulls add up."),
            (clean(eta * more / N), "The other way: the gradient has grown, so the same step takes less η."),
            (clean(eta * N), "That η would fit the mean. Here Err stays the sum."),
        )
        formula = "step = η · Σₚ δᵢ · oₗ: the sum grows with N, so η must fall as 1/N"
        numeric = f"η = {number(eta)} · {N} / {more} = {number(answer)}"
        because = "Under the sum the gradient grows with the number of patterns, so the η that was right is too large."
        facts["more"] = more
    else:
        outputs = pick(rng, 1, 2, 3)
        answer = clean(eta * N * outputs)
        prompt = (
            f"{start} and {outputs} output{'s' if outputs > 1 else ''}, η = {number(eta)} works well. Now the "
            "mean over patterns and outputs takes the place of the sum. Which η takes the same steps as before?"
        )
        mistakes = (
            (eta, "Every gradient is divided too, so the steps would be much shorter."),
            (
                clean(eta / (N * outputs)),
                "The other way: the gradient has shrunk, so the same step takes more η.",
            ),
            *(((clean(eta * N), "The mean is over the patterns and over the outputs."),) if outputs > 1 else ()),
        )
        formula = "∂(mean)/∂θ = ∂(sum)/∂θ / (patterns · outputs), so η must be that many times larger"
        numeric = f"η = {number(eta)} · {N} · {outputs} = {number(answer)}"
        because = "The mean only rescales the gradient, and η makes up for it; but then η no longer depends on N."
        facts["outputs"] = outputs
    return Task(
        prompt, "number", answer, mistakes=mistakes, formula=formula, numeric=numeric, because=because, exact=EXACT,
        hint="A step is η times the gradient. By what is the gradient multiplied here? η must undo that.",
        secrets=(answer,), facts=facts,
    )  # fmt: skip


def strongest_pattern(rng):
    """Which pattern's δ · o is the largest, up or down?"""
    deltas = several(rng, (-0.6, -0.5, -0.4, -0.3, -0.1, 0.1, 0.2, 0.3, 0.4, 0.5), 4)
    outputs = several(rng, (-0.9, -0.7, -0.4, -0.2, 0.1, 0.3, 0.5, 0.8), 4)
    pulls = np.multiply(deltas, outputs)
    words = tuple(f"pattern {p}" for p in range(1, 5))

    def largest(values):
        return words[int(np.argmax(values))]

    second, first = np.sort(np.abs(pulls))[-2:]
    facts = {"deltas": deltas, "outputs": outputs}
    if first < 1.2 * second or not told_apart(facts):
        return None
    told = "; ".join(
        f"({p}) δ = {number(delta)}, o = {number(o)}"
        for p, (delta, o) in enumerate(zip(deltas, outputs, strict=True), 1)
    )
    return Task(
        f"A weight gets o from where it begins, and has δ where it ends. For four patterns: {told}. Which pattern "
        "alone would move the weight the farthest?",
        "choice", largest(np.abs(pulls)), options=words,
        mistakes=(
            (largest(np.abs(deltas)), "Its δ is the largest. But δ is one of two factors: compare the products."),
            (largest(np.abs(outputs)), "Its o is the largest. But o is one of two factors: compare the products."),
            (largest(pulls), "Its product is the largest as long as a minus counts as small. A pattern can pull just "
             "as hard the other way."),
        ),
        hint="Multiply, pattern by pattern: ∂Err/∂θᵢₗ = Σₚ δᵢ · oₗ. Whose product is the largest, whatever its sign?",
        formula="∂Err/∂θᵢₗ = Σₚ δᵢ · oₗ over the patterns (p)",
        numeric="; ".join(
            f"({p}) {factor(delta)} · {factor(o)} = {number(clean(delta * o))}"
            for p, (delta, o) in enumerate(zip(deltas, outputs, strict=True), 1)
        ),
        because="Each pattern pulls with its own δ · o, and the gradient is the sum of these pulls.", facts=facts,
    )  # fmt: skip


def bowl_eta(rng):
    """Down a · w² each step multiplies w by 1 − 2aη: 1/(2a) leads to the bottom, 1/a to the same height again."""
    a, at_edge = pick(rng, 2, 2.5, 4, 5, 8, 10), pick(rng, True, False)
    bottom, edge = clean(1 / (2 * a)), clean(1 / a)
    wanted = "is it at the bottom after one step, wherever it began"
    there = f"With η = {number(bottom)} it is at the bottom after one step. It may go farther, over to the other side."
    beyond = f"With η = {number(edge)} it lands on the other side, as high as it began: the bottom is half as far."
    if at_edge:
        wanted = "does it land as high as it began, so that with any larger one it flies off"
    return Task(
        f"A ball goes down the bowl Err = {number(a)} · w² by gradient descent. With which η {wanted}?",
        "number", edge if at_edge else bottom,
        mistakes=(
            (bottom, there) if at_edge else (edge, beyond),
            (clean(2 * a), "That is how steep the bowl is at w = 1. How long must a step be there?"),
        ),
        hint=f"The slope is {number(2 * a)} · w. Where does the step w − η · slope land, and where should it?",
        formula="w⁺ = w − η · 2aw = (1 − 2aη) · w: " + ("that is −w for η = 1/a" if at_edge else "0 for η = 1/(2a)"),
        numeric=f"1 / {number(a)} = {number(edge)}" if at_edge else f"1 / (2 · {number(a)}) = {number(bottom)}",
        because="The steeper the bowl, the smaller the largest η: the slope grows with the distance, and so does the "
        "step, so that it is always the same part of the way.",
        exact=EXACT, secrets=(edge if at_edge else bottom,), facts={"a": a, "name": "edge" if at_edge else "bottom"},
    )  # fmt: skip


MOMENTS = (0, 10, 20, 40)  # the steps at which Err is told


def which_eta(rng):
    """Three runs on xor, truly trained: which had which η?"""
    seed, eta = int(rng.integers(1000)), pick(rng, 3, 4, 5, 6)
    etas = tuple(clean(eta * scale) for scale in (0.01, 1, 100))
    runs = {eta: _errs(eta, seed) for eta in etas}
    small, right, large = (runs[eta] for eta in etas)
    fits = (
        all(b < a for a, b in zip(small, small[1:], strict=False)) and right[-1] < 0.5 * right[0]
        and all(b < 0.95 * a for a, b in zip(right, right[1:], strict=False)) and large[-1] > large[0]
    )  # fmt: skip
    if not fits:
        return None
    shown = several(rng, etas, 3)
    told = "; ".join(
        f"{letter}: {', '.join(map(number, runs[eta]))}" for letter, eta in zip("ABC", shown, strict=True)
    )

    def order(etas):
        return tuple(f"η = {number(eta)}" for eta in etas)

    swapped = dict(zip(etas, etas[::-1], strict=True))  # small taken for large
    timid = {etas[0]: etas[1], etas[1]: etas[0], etas[2]: etas[2]}  # small taken for right
    bold = {etas[0]: etas[0], etas[1]: etas[2], etas[2]: etas[1]}  # right taken for large
    still = "Where every step is tiny, Err falls at every one of them, and hardly at all."
    wild = "The run whose Err ends no lower than it began has overshot: its steps are too long."
    return Task(
        f"Three runs begin with the same θ and differ only in η, which is {listed(map(number, etas))}. Their Err "
        f"(the mean) after {listed(map(str, MOMENTS))} steps: {told}. Put the three η in the order A, B, C.",
        "order", order(shown), options=order(etas if tuple(shown) != etas else etas[::-1]),
        mistakes=(
            (order(swapped[eta] for eta in shown), f"{still} {wild}"),
            (order(timid[eta] for eta in shown), still),
            (order(bold[eta] for eta in shown), wild),
        ),
        hint="Look for the run that hardly moves, and for the one that does not get lower in the end.",
        formula="θᵢₗ ← θᵢₗ − η · ∂Err/∂θᵢₗ",
        because="A small η follows the slope, but slowly; with a large one the slope at the start of the step is no "
        "longer true at its end.",
        facts={"errs": [err for eta in shown for err in runs[eta]], "etas": list(etas), "seed": seed},
    )  # fmt: skip


def _errs(eta, seed):
    """Err on xor at the MOMENTS, to two digits."""
    net = Network((2, 3, 1), ("tanh", "sigmoid"), "mean_squared_error", bias=True, rng=seed)
    errs = [step.Err for step in train(net, *datasets.xor(), eta=eta, steps=MOMENTS[-1] + 1)]
    return [float(f"{errs[moment]:.3g}") for moment in MOMENTS]


def constant_start(rng):
    """All weights equal: what one neuron of a layer learns, all of them learn."""
    n, theta = pick(rng, 3, 4, 5), pick(rng, 0.3, 0.5, 0.7)
    i = pick(rng, *range(2, n + 1))
    x = several(rng, (-2, -0.5, 0.5, 1.5, 2, 3, 4), 2)
    delta = pick(rng, -0.08, -0.06, -0.05, -0.03, 0.02, 0.04, 0.05, 0.07)
    gradient, answer = clean(delta * x[0]), clean(delta * x[1])
    first, other = symbol("x", 1), symbol("x", 2)
    return Task(
        f"A network 2-{n}-1 begins with every weight equal to {number(theta)}. For one pattern, {first} = "
        f"{number(x[0])} and {other} = {number(x[1])}, the weight from {first} to neuron 1 of layer 1 gets "
        f"∂Err/∂θ = {number(gradient)}. What does the weight from {other} to neuron {i} of layer 1 get?",
        "number", answer,
        mistakes=(
            (gradient, "The two neurons do have the same δ. But another o comes through this weight."),
            (delta, f"That is δ of the neuron. The gradient is δ times the o that comes through the weight, {other}."),
            (clean(gradient * x[1]), f"Divide by {first} first: you need δ of the neuron, the same for all of them."),
            (0, "Equal is not 0: the neurons learn, but all of them learn the same."),
        ),
        hint="With equal weights all neurons of layer 1 send the same o and have the same δ. Find δ first.",
        formula="∂Err/∂θᵢₗ = δᵢ · oₗ, with the same δᵢ for all i of the layer",
        numeric=f"δ = {factor(gradient)} / {factor(x[0])} = {number(delta)}; "
        f"∂Err/∂θ = {factor(delta)} · {factor(x[1])} = {number(answer)}",
        because="Neurons of a layer that begin alike see the same inputs and get the same δ, so they take the same "
        "steps and stay alike for ever.",
        exact=EXACT, secrets=(answer,), facts={"x": x, "gradient": gradient, "theta": theta, "n": n, "i": i},
    )  # fmt: skip


def zero_start(rng):
    """All weights 0: which gradients are not 0 at the first step?"""
    sigma, bias = pick(rng, "sigmoid", "sigmoid", "tanh", "relu"), pick(rng, True, False)
    n, x = pick(rng, 2, 3, 4, 5), several(rng, (-0.8, -0.5, 0.3, 0.6, 0.9, 1.2), 2)
    y = pick(rng, 0, 1)
    net = Network((2, n, 1), (sigma, "sigmoid"), bias=bias, init="zeros")
    gradient = net.backward(net.forward(x), [float(y)]).gradient
    nothing, everything = "none", "all of them"
    hidden, output, constant = (
        "those into the hidden layer",
        "those into the output",
        "only the output's bias",
    )
    weights = gradient[2][0, int(bias) :]
    answer = output if weights.any() else constant if bias else nothing
    mistakes = {
        everything: "Look at what comes back to a neuron of the hidden layer: Σⱼ δⱼ · θⱼᵢ, with θ = 0.",
        hidden: "Σⱼ δⱼ · θⱼᵢ is 0 where θ is: nothing comes back to the hidden layer. Begin at the output.",
        output: "For these weights it takes an o: what does this σ send at u = 0?",
        nothing: "The output misses its target, so its δ is not 0. Which weights bring it something to multiply?",
    }
    if bias:
        mistakes[constant] = "The bias gets δ · 1. But what does this σ send through the other weights, at u = 0?"
    mistakes.pop(answer)
    options = (nothing, output, hidden, everything, *((constant,) if bias else ()))
    sent = number(net.forward(x).o[1][0, 0])
    found = {nothing: "∂Err/∂θ = δ · 0 = 0", constant: "only the bias has δ · 1", output: "∂Err/∂θ = δ · o ≠ 0"}
    return Task(
        f"In a network 2-{n}-1 {'with' if bias else 'without'} bias every weight{' (and bias)' if bias else ''} is 0. "
        f"The hidden layer has σ = {sigma}, the output the sigmoid; x = ({number(x[0])}, {number(x[1])}), y = {y}. "
        "Which weights have a gradient that is not 0?",
        "choice", answer, options=options, mistakes=tuple(mistakes.items()),
        hint="Use ∂Err/∂θᵢₗ = δᵢ · oₗ, and δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ. Every u is 0 here.",
        formula="δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ, ∂Err/∂θᵢₗ = δᵢ · oₗ",
        numeric=f"hidden layer: δ = σ′(0) · δ of the output · 0 = 0; into the output: o = {sigma}(0) = {sent}, so "
        f"{found[answer]}",
        because="Weights that are 0 let nothing back, so the hidden layer gets no δ at the first step"
        + (", and o = 0 leaves the output's weights nothing to multiply." if answer in (nothing, constant) else "."),
        facts={"x": x, "y": y, "sizes": (2, n, 1)},
    )  # fmt: skip


def copies(rng):
    """Neurons that begin as copies of one another stay copies."""
    groups = pick(rng, 2, 3, 4)
    sizes = [pick(rng, *(size for size in range(2, 7) if size != groups)) for _ in range(groups)]
    n, steps = sum(sizes), pick(rng, 100, 200, 500, 1000)
    kinds = listed([f"{size} of the {which} kind" for size, which in zip(sizes, NUMBERED, strict=False)])
    return Task(
        f"A hidden layer has {n} neurons: {kinds}. Neurons of one kind begin as exact copies, with the same weights "
        f"in and the same weight out. After {steps} steps of training, how many different o can this layer send for "
        "one x?",
        "number", float(groups),
        mistakes=(
            (n, "Training moves them all, but what would move two copies apart? Compare their u, o, δ and gradients."),
            (1, "Only copies stay alike. The kinds begin with different weights, so their δ differ."),
        ),
        hint="Two copies have the same u, o and δ. So what do their weights do at every step?",
        formula="∂Err/∂θᵢₗ = δᵢ · oₗ is the same for copies, so θᵢₗ ← θᵢₗ − η · ∂Err/∂θᵢₗ keeps them copies",
        numeric=f"{n} neurons, {groups} kinds: {groups} values",
        because="Copies take the same step each time, so a layer of copies can do no more than one neuron of each "
        "kind; random first weights make all of them different.",
        exact=WHOLE, facts={"kinds": sizes, "n": n, "steps": steps},
    )  # fmt: skip


def steps_per_epoch(rng):
    """How many updates do some passes over all the patterns make?"""
    batch, many, epochs = pick(rng, 10, 20, 25, 32, 50), pick(rng, 4, 5, 6, 8, 10), pick(rng, 2, 3, 4)
    N, answer = batch * many, many * epochs
    return Task(
        f"There are {N} training patterns, and each step uses a batch of {batch}. How many updates of θ does it take "
        f"until every pattern has been used {epochs} times?",
        "number", float(answer),
        mistakes=(
            (many, "That is one pass over all patterns (an epoch)."),
            (N * epochs, "That would be one update for each pattern. A whole batch makes one update."),
            (epochs, "That would be so if each step used all patterns. Here it uses one batch."),
            (batch * epochs, "How many batches does it take to use every pattern once?"),
        ),
        hint="How many batches does one pass take? Each batch makes one update.",
        formula="updates = passes · patterns / batch size",
        numeric=f"{epochs} · {N} / {batch} = {answer}",
        because="A batch makes one update, so a pass over the patterns makes as many updates as there are batches.",
        exact=WHOLE, secrets=(float(answer),), facts={"N": N, "batch": batch, "epochs": epochs},
    )  # fmt: skip


def held_out(rng):
    """Err on training data falls, on test data it turns: which θ is the one to keep?"""
    soonest, best = pick(rng, 50, 100, 200), pick(rng, 1, 2, 3)
    first, shrink, rise = pick(rng, 0.18, 0.2, 0.22), pick(rng, 0.5, 0.6, 0.7), pick(rng, 0.015, 0.02, 0.03)
    steps = [soonest * k for k in (1, 2, 4, 8, 16)]
    trained = [round(first * shrink**k, 3) for k in range(5)]
    tested = [round(err * 1.1 + 0.01, 3) for err in trained[: best + 1]]
    tested += [round(tested[best] + rise * k, 3) for k in range(1, 5 - best)]
    words = tuple(f"after {moment} steps" for moment in steps)
    return Task(
        f"Err (the mean) after {listed(map(str, steps))} steps: on the training patterns "
        f"{', '.join(map(number, trained))}; on test patterns, which were never trained on, "
        f"{', '.join(map(number, tested))}. When does the network do best on new patterns?",
        "choice", words[best], options=words,
        mistakes=(
            (words[-1], "There it is best on the patterns that it trains on. It has begun to learn these by heart."),
            (words[0], "There the two errors are close, but both are still large: it has learnt little."),
            *((words[k], "Look only at the patterns that were never trained on.") for k in (1, 2, 3) if k != best),
        ),
        hint="Which of the two lists tells how it does on patterns that it has never seen?",
        formula="Err on test patterns = Err of patterns that no update has used",
        numeric=f"the least of {', '.join(map(number, tested))} is {number(tested[best])}, {words[best]}",
        because="Training lowers Err on its own patterns; whether that helps with others only patterns that were held "
        "out can tell.",
        facts={"steps": steps, "trained": trained, "tested": tested},
    )  # fmt: skip
