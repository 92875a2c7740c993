"""Questions about why backpropagation is cheap, and how it is judged (lecture §8)."""

from math import prod

from ....costs import count_deltas, count_paths, count_weights
from ....one_step.text import factor, number
from .task import EXACT, WHOLE, Task, clean, listed, pick, several, shuffled


def _layers(rng):
    """Layer sizes of a small network, and how a question tells them."""
    sizes = (pick(rng, 2, 3, 4), *(pick(rng, 2, 3, 4) for _ in range(pick(rng, 2, 2, 3))), pick(rng, 1, 2))
    return sizes, f"A network has layers of {listed([str(n) for n in sizes])} neurons, from the inputs to the outputs."


def paths_to_err(rng):
    """The product of the widths to the right."""
    sizes, told = _layers(rng)
    answer = count_paths(sizes)
    widths = sizes[2:]
    return Task(
        f"{told} Along how many paths does one weight from an input to a neuron of layer 1 reach Err?",
        "number", float(answer),
        mistakes=(
            (float(prod(sizes[1:])), "Layer 1 does not count: the weight ends at one neuron of it, and only there."),
            (float(sum(widths)), "Each way through one layer goes on in each way through the next: multiply."),
            (float(prod(sizes)), "The paths of one weight are asked for, and it begins and ends at one neuron each."),
            (float(len(sizes) - 1), "That is the number of layers. In each of them a path can take any neuron."),
        ),
        hint="Behind the neuron where the weight ends, a path takes one neuron of each layer: multiply the choices.",
        formula="paths = the product of the widths of all layers after the weight",
        numeric=f"{' · '.join(map(str, widths))} = {answer}",
        because="In every later layer a path can go through each neuron, and the choices multiply.",
        exact=WHOLE, secrets=(float(answer),), facts={"sizes": sizes}, sizes=sizes,
    )  # fmt: skip


def deltas_once(rng):
    """One δ for each neuron that is not an input."""
    sizes, told = _layers(rng)
    answer = count_deltas(sizes)
    return Task(
        f"{told} There is one pattern. How many δ does the backward pass compute, for the gradients of all weights?",
        "number", float(answer),
        mistakes=(
            (float(sum(sizes)), "The inputs have no δ: no weight ends there."),
            (float(sum(sizes[1:-1])), "The outputs have a δ, too. The pass begins with them."),
            (float(count_weights(sizes)), "That is the number of weights. All weights into one neuron share its δ."),
            (float(count_paths(sizes)), "That counts paths. However many lead through a neuron, it has one δ."),
        ),
        hint="Ask which neurons have a pre-activation u that some weight leads into. Each of them has one δ.",
        formula="one δ = ∂Err/∂u for each neuron of layers 1 to M",
        numeric=f"{' + '.join(map(str, sizes[1:]))} = {answer}",
        because="δ belongs to a neuron; each weight that ends there, and each path through it, uses the same number.",
        exact=WHOLE, secrets=(float(answer),), facts={"sizes": sizes}, sizes=sizes,
    )  # fmt: skip


def forward_passes(rng):
    """Two for each weight."""
    sizes = (pick(rng, 1, 2, 3), pick(rng, 2, 3, 4), pick(rng, 1, 2))
    weights = count_weights(sizes)
    answer = 2 * weights
    return Task(
        f"A network {'-'.join(map(str, sizes))} has no bias. How many forward passes do centred differences need "
        "for the gradients of all its weights?",
        "number", float(answer),
        mistakes=(
            (float(weights), "One for each would do for a difference to one side. A centred one looks at both."),
            (float(2 * sum(sizes[1:])), "Each weight is moved by itself, not each neuron."),
            (2.0, "Two passes give one slope only: one weight moves, all others stand still."),
        ),
        hint="Count the weights; then ask how often Err is computed for one of them.",
        formula="two forward passes, at θ + h and at θ − h, for each weight",
        numeric=f"2 · ({' + '.join(f'{a} · {b}' for a, b in zip(sizes[:-1], sizes[1:], strict=True))}) = {answer}",
        because="The slope of each weight needs two values of Err of its own. Backprop gets all slopes from one "
        "forward and one backward pass.",
        exact=WHOLE, secrets=(float(answer),), facts={"sizes": sizes}, sizes=sizes,
    )  # fmt: skip


COSTS = {"centred differences": 2, "backpropagation": 1}


def weights_grow(rng):
    """P² against P."""
    times, way = pick(rng, 2, 3, 4, 5, 10), pick(rng, *COSTS)
    power = COSTS[way]
    options = {power: f"about × {times**power}" for power in (1, 2, 3)}
    return Task(
        f"A network is made so much wider that it has {times} times as many weights. How many multiplications "
        f"{'do' if power == 2 else 'does'} {way} then need for the gradients of all weights, compared with before?",
        "choice", options[power], options=shuffled(rng, ["just as many", *options.values()]),
        mistakes=(
            (options[3 - power], "That is how the other of the two grows."),
            ("just as many", "A forward pass alone takes one product for each weight."),
            (options[3], "Count again: what takes one product for each weight, and how often is it done?"),
        ),
        hint="A forward pass costs one product for each weight. How many passes are there?",
        formula="backprop: about 3P products; centred differences: 2P passes of P products",
        numeric=f"P becomes {times}P, so the products become {times**power} times as many",
        because="Differences run the whole network again for every weight; backprop runs it once forward and once "
        "backward, however many weights there are.",
        facts={"times": times, "name": way},
    )  # fmt: skip


def best_step(rng):
    """Neither the largest nor the smallest h, and of the two between not always the same."""
    large, middle = pick(rng, 0.5, 0.3, 0.2, 0.1), pick(rng, 2e-5, 1e-5, 5e-6)
    small = pick(rng, 1e-11, 1e-12, 5e-13, 1e-13)
    near = pick(rng, 1e-2, 1e-9)
    words = {h: f"h = {number(h)}" for h in (large, middle, small, near)}
    told = shuffled(rng, list(words))
    bent = "So far from the point the curve has bent: what a straight line misses grows with h²."
    magnified = (
        "Two Err that agree in almost all digits are subtracted, and the rest is divided by h: rounding is magnified."
    )
    return Task(
        "A gradient check compares backprop with centred differences in a sigmoid network whose weights and Err are "
        f"neither huge nor tiny. With which of {listed(list(map(number, told)))} as h is the relative error smallest?",
        "choice", words[middle], options=tuple(words[h] for h in told),
        mistakes=(
            (words[large], bent),
            (words[small], magnified),
            (words[near], bent if near > middle else magnified),
        ),
        hint="There are two errors. One grows with h², the other with 1/h. Where are both small?",
        formula="error ≈ c · h² + 2e−16/h: smallest where both are about equal",
        because="A large h cuts off too much of the curve, a small one leaves too few digits: the best lies between.",
        facts={"chosen": (large, middle, small, near)},
    )  # fmt: skip


def corner(rng):
    """(u + h) / 2h: a centred difference that looks to both sides of relu's corner."""
    h, share = pick(rng, 0.01, 0.02, 0.05, 0.1, 0.2), pick(rng, -0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8)
    u = clean(h * share)
    answer = clean((u + h) / (2 * h))
    return Task(
        f"A relu neuron has u = {number(u)}. A centred difference moves u by h = {number(h)} to both sides. What "
        "slope of σ does it find?",
        "number", answer,
        mistakes=(
            (1.0, "That is the slope to the right of the corner. One of the two places lies to its left."),
            (0.0, "That is the slope to the left of the corner. One of the two places lies to its right."),
            (clean((u + h) / h), "Divide by 2h, the distance between the two places."),
            (clean(u + h), "That is the difference. Divide it by the distance between the two places."),
        ),
        hint="Compute max(0, u + h) and max(0, u − h); subtract, and divide by 2h.",
        formula="(σ(u + h) − σ(u − h)) / 2h, with σ(u) = max(0, u)",
        numeric=f"({number(clean(u + h))} − 0) / {number(2 * h)} = {number(answer)}",
        because="With the corner between the two places, the difference mixes the slopes 0 and 1; backprop takes the "
        "one that holds at u.",
        exact=EXACT, secrets=(answer,), facts={"u": u, "h": h},
    )  # fmt: skip


def two_paths(rng):
    """o · σ′ · (two ways that add up)."""
    o, slope = pick(rng, 0.5, 0.8, 2, 3), pick(rng, 0.1, 0.2, 0.25)
    deltas = several(rng, (-0.5, -0.4, -0.3, 0.2, 0.3, 0.6), 2)
    weights = [pick(rng, -2, -1.5, 0.5), pick(rng, 1, 2, 3)]
    ways = [d * w for d, w in zip(deltas, weights, strict=True)]
    answer = clean(o * slope * sum(ways))
    terms = " + ".join(f"{factor(d)} · {factor(w)}" for d, w in zip(deltas, weights, strict=True))
    return Task(
        f"A weight gets o = {number(o)} and ends at a neuron with σ′(u) = {number(slope)}. From there two paths go "
        f"on: over a weight θ = {number(weights[0])} to a neuron with δ = {number(deltas[0])}, and over "
        f"θ = {number(weights[1])} to one with δ = {number(deltas[1])}. What is ∂Err/∂θ of the first weight?",
        "number", answer,
        mistakes=(
            (clean(o * slope * ways[0] * ways[1]), "Slopes multiply along a path; paths add up."),
            (clean(o * slope * ways[0]), "The other path leads to Err as well."),
            (clean(o * slope * ways[1]), "The other path leads to Err as well."),
            (clean(slope * sum(ways)), "That is δ of the neuron where the weight ends. Its o is missing."),
            (clean(o * sum(ways)), "σ′(u) is missing: both paths go through that neuron's σ."),
            (clean(sum(ways)), "So much comes back to the neuron where the weight ends. What still stands between "
             "that sum and the weight? Two factors are missing."),
            (clean(o * slope * (deltas[0] * weights[1] + deltas[1] * weights[0])), "Each δ goes with the weight that "
             "leads to its own neuron."),
            (clean(o * slope * sum(deltas)), "The weights on the two paths are missing: each is a slope, too."),
        ),
        hint="Multiply all slopes along a path, then add the paths.",
        formula="∂Err/∂θ = o · σ′(u) · Σⱼ θⱼᵢ · δⱼ",
        numeric=f"{number(o)} · {number(slope)} · ({terms}) = {number(answer)}",
        because="Along a path slopes multiply, and paths add; what both paths share is computed once.",
        exact=EXACT, secrets=(answer,), facts={"o": o, "slope": slope, "deltas": deltas, "weights": weights},
    )  # fmt: skip
