"""The answers of the bank of questions again, from the facts that each question gives, by other means."""

import itertools
import re
from functools import cache

import autograd.numpy as anp
import numpy as np
from autograd import grad
from scipy.optimize import brentq

from backprop_core import ACTIVATIONS, Network, centred_differences, compare_gradients, costs, train
from backprop_core.explorers.questions.tasks.task import placed
from backprop_core.one_step.text import number


def sigmoid(u):
    return 1 / (1 + anp.exp(-u))


def sigma_of(task):
    """The σ that the question names, and the u at which it sends o."""
    o = task.facts["o"]
    return (anp.tanh, np.arctanh(o)) if "tanh" in task.prompt else (sigmoid, np.log(o / (1 - o)))


def who_stays(task):
    """Only what lies behind the weight's end can change."""
    _, m, i, _ = task.facts["name"]
    names = [(kind, layer, n) for kind in "uo" for layer, size in ((1, 3), (2, 2)) for n in range(1, size + 1)]
    names = {placed(name, (2, 3, 2)): name for name in [*names, ("Err",)]}
    (answer,) = [
        words
        for words in task.options
        if names[words] != ("Err",) and names[words][1:] != (m, i) and names[words][1] <= m
    ]
    return answer


def sigma_by_name(u):
    return {
        "identity": u,
        "sigmoid": 1 / (1 + np.exp(-u)),
        "tanh": np.tanh(u),
        "relu": u if u > 0 else 0,
        "leaky relu": u if u > 0 else u / 100,
    }


def which_sigma(task):
    found = [name for name in task.options if abs(sigma_by_name(task.facts["u"])[name] - task.facts["o"]) < 0.006]
    assert len(found) == 1
    return found[0]


def way(task):
    f = task.facts
    u = np.log(f["y_hat"] / (1 - f["y_hat"]))

    def err(theta):
        return (f["y"] - sigmoid(u + f["w"] * (sigmoid(theta * f["x"]) - sigmoid(0.3 * f["x"])))) ** 2

    return int(np.sign(grad(err)(0.3)))


def output_delta(task):
    sigma, u = sigma_of(task)
    return grad(lambda u: (task.facts["y"] - sigma(u)) ** 2)(u)


def hidden_delta(task):
    sigma, u = sigma_of(task)
    pairs = list(zip(task.facts["deltas"], task.facts["weights"], strict=True))
    return grad(lambda u: sum(delta * weight * sigma(u) for delta, weight in pairs))(u)


def hidden_sign(task):
    f = task.facts
    u = np.log(f["o"] / (1 - f["o"]))
    err = grad(lambda v: (f["y"] - sigmoid(u + f["theta"] * (sigmoid(v) - 0.5))) ** 2)
    return int(np.sign(err(0.0)))


def three_factors(task):
    f = task.facts
    u = np.log(f["y_hat"] / (1 - f["y_hat"]))
    return grad(lambda theta: (f["y"] - sigmoid(u + (theta - 0.2) * f["o"])) ** 2)(0.2)


def still(task):
    """The group of weights along which the error that δ describes does not react."""
    o, delta = np.array(task.facts["o"]), np.array(task.facts["delta"])
    slopes = grad(lambda theta: anp.sum(delta * anp.dot(theta, o)))(np.ones((2, 2)))
    groups = {
        "begin at neuron 1": slopes[:, 0], "begin at neuron 2": slopes[:, 1],
        "end at neuron 1": slopes[0], "end at neuron 2": slopes[1],
    }  # fmt: skip
    (answer,) = [
        option for option in task.options for words, part in groups.items() if words in option and not any(part)
    ]
    return answer


def by_slope(task):
    return tuple(f"u = {number(u)}" for u in sorted(task.facts["us"], key=abs))


def by_delta(task):
    y = task.facts["y"]
    size = {u: abs(grad(lambda v: (y - sigmoid(v)) ** 2)(float(u))) for u in task.facts["us"]}
    return tuple(f"u = {number(u)}" for u in sorted(size, key=lambda u: -size[u]))


def row_changes(task):
    """Each row as a function of all numbers that can be changed, its δ by autograd; the one that moves, or stays."""
    (m, i, l), changed = task.facts["name"], task.facts["chosen"]

    def rows(eta=0.5, y=1.0, by=0.0):
        first, second = np.array([[0.3, -0.8], [0.7, 0.2], [-0.4, 0.9]]), np.array([[0.6, -0.5, 1.2]])
        if changed not in ("eta", "y"):
            (first, second)[changed[0] - 1][changed[1] - 1, changed[2] - 1] += by
        u, x = first @ np.array([0.4, 0.9]), np.array([0.4, 0.9])
        hidden = grad(lambda u: (y - sigmoid(anp.dot(second[0], sigmoid(u)))) ** 2)(u)
        top = second[0] @ sigmoid(u)
        output = grad(lambda u: (y - sigmoid(u)) ** 2)(top)
        slope = hidden[i - 1] * x[l - 1] if m == 1 else output * sigmoid(u)[l - 1]
        here = u[i - 1] if m == 1 else top
        new = (first, second)[m - 1][i - 1, l - 1] - eta * slope
        at = i if m == 1 else l
        return {
            "the weighted sum u": here, "the activation o": sigmoid(here), "Err": (y - sigmoid(top)) ** 2,
            "δ of the output": output, "δ of the hidden neuron": hidden[at - 1], "∂Err/∂θ": slope,
            "the updated weight": new,
        }  # fmt: skip

    before = rows()
    after = rows(**{changed if changed in ("eta", "y") else "by": 1.3})
    stays = "stays" in task.prompt
    (answer,) = [option for option in task.options if (before[option] == after[option]) == stays]
    return answer


LECTURE_6 = [
    "u of the hidden",
    "o of the hidden",
    "ŷ",
    "Err,",
    "δ of the output",
    "δ of the hidden",
    "∂Err/∂θ",
    "new θ",
]


def lecture_order(task):
    return tuple(option for words in LECTURE_6 for option in task.options if words in option)


def layers_backward(task):
    return tuple(sorted(task.options, key=lambda words: -int(re.search(r"layer (\d)", words)[1])))


def without_bias(task):
    """A network drawn at random, its last weights stretched until it says ŷ at x; then asked at the other x."""
    at, there = (np.array([float(n) for n in pair.replace("−", "-").split(", ")])
                 for pair in re.findall(r"\((.*?)\)", task.prompt))  # fmt: skip
    rng, y_hat = np.random.default_rng(0), task.facts["y_hat"]
    if "tanh" in task.prompt:
        first, last = rng.standard_normal((4, 2)), rng.standard_normal(4)
        last *= np.log(y_hat / (1 - y_hat)) / (last @ np.tanh(first @ at))
        return sigmoid(last @ np.tanh(first @ there))
    first, second, last = rng.standard_normal((9, 2)), rng.standard_normal((9, 9)), rng.standard_normal(9)

    def says(x):
        return last @ np.maximum(0, second @ np.maximum(0, first @ x))

    last *= y_hat / says(at)
    return says(there)


def eta_for_patterns(task):
    """One weight: the old step over the new gradient for η = 1, by autograd."""
    f, rng = task.facts, np.random.default_rng(0)
    patterns, outputs = rng.standard_normal((1, f["N"])), f.get("outputs", 1)

    def err(theta, x, take):
        return take((1 - theta * np.tile(x, (outputs, 1))) ** 2)

    before = grad(err)(0.3, patterns, anp.sum)
    after = grad(err)(0.3, np.tile(patterns, f.get("more", f["N"]) // f["N"]), anp.sum if "more" in f else anp.mean)
    return f["eta"] * before / after


def farthest(task):
    """Each pattern alone, by one step of a weight."""
    moved = [abs(grad(lambda theta, d=d, o=o: d * theta * o)(0.5)) for d, o in
             zip(task.facts["deltas"], task.facts["outputs"], strict=True)]  # fmt: skip
    return f"pattern {moved.index(max(moved)) + 1}"


def etas_by_their_errs(task):
    """The list that ends highest had the largest η; of the others, the one that ends lowest had the middle one."""
    ends = np.reshape(task.facts["errs"], (3, -1))[:, -1]
    small, middle, large = task.facts["etas"]
    found = [middle if end == ends.min() else large if end == ends.max() else small for end in ends]
    return tuple(f"η = {number(eta)}" for eta in found)


def equal_start(task):
    f = task.facts

    def err(theta):
        hidden = sigmoid(anp.dot(theta, np.array(f["x"])))
        return (3.0 - sigmoid(f["theta"] * anp.sum(hidden))) ** 2

    gradient = grad(err)(np.full((f["n"], 2), f["theta"]))
    return f["gradient"] * gradient[f["i"] - 1, 1] / gradient[0, 0]


def not_zero(task):
    """Both matrices of gradients at θ = 0, by autograd; relu is taken from its right side, which changes nothing."""
    sigma = {"sigmoid": sigmoid, "tanh": anp.tanh, "relu": lambda u: u}[re.search(r"σ = (\w+)", task.prompt)[1]]
    x, n, bias = np.array([1.0, *task.facts["x"]]), task.facts["sizes"][1], "with bias" in task.prompt
    x[0] = bias

    def err(theta):
        into, out = anp.reshape(theta[: 3 * n], (n, 3)), theta[3 * n :]
        return (task.facts["y"] - sigmoid(out[0] * bias + anp.dot(out[1:], sigma(anp.dot(into, x))))) ** 2

    gradient = grad(err)(np.zeros(4 * n + 1))
    hidden, constant, output = gradient[: 3 * n].any(), gradient[3 * n], gradient[3 * n + 1 :].any()
    assert not hidden
    return "those into the output" if output else "only the output's bias" if constant else "none"


def trained_copies(task):
    """A layer of copies, trained: how many different rows has it?"""
    kinds, rng = task.facts["kinds"], np.random.default_rng(0)
    first = np.repeat(rng.standard_normal((len(kinds), 2)), kinds, axis=0)
    last = np.repeat(rng.standard_normal((1, len(kinds))), kinds, axis=1)
    net = Network((2, sum(kinds), 1), "tanh", theta=[first, last])
    for _ in train(net, rng.standard_normal((2, 5)), rng.uniform(-1, 1, (1, 5)), eta=0.05, steps=20):
        pass
    return float(len(np.unique(net.theta[1].round(6), axis=0)))


def count_updates(task):
    """By loops over the patterns."""
    left = updates = 0
    for _ in range(task.facts["epochs"] * task.facts["N"]):
        left += 1
        if left == task.facts["batch"]:
            left, updates = 0, updates + 1
    return float(updates)


def walked_paths(task):
    """Every choice of one neuron in each layer behind layer 1."""
    return float(len(list(itertools.product(*map(range, task.facts["sizes"][2:])))))


def deltas_found(task):
    sizes = task.facts["sizes"]
    net = Network(sizes)
    return float(sum(map(len, net.backward(net.forward(np.ones(sizes[0])), np.ones(sizes[-1])).delta[1:])))


def passes_made(task):
    """How often centred differences really go forward, but for the first time, which only checks x."""
    sizes, made = task.facts["sizes"], []

    class Counting(Network):
        def forward(self, x):
            made.append(1)
            return super().forward(x)

    centred_differences(Counting(sizes), np.ones(sizes[0]), np.ones(sizes[-1]))
    return float(len(made) - 1)


def grown(task):
    """From counted multiplications of a network with very many hidden neurons, and of one with as many times more."""
    way = {"backpropagation": costs.cost_of_backprop, "centred differences": costs.cost_of_differences}
    ratio = way[task.facts["name"]]((1, 10_000 * task.facts["times"], 1)) / way[task.facts["name"]]((1, 10_000, 1))
    return f"about × {round(ratio)}"


def best_by_trying(task):
    net, x, y = Network((2, 3, 1), rng=1), [0.5, 0.9], [1.0]
    return f"h = {number(min(task.facts['chosen'], key=lambda h: compare_gradients(net, x, y, h).relative_error))}"


def over_the_corner(task):
    u, h = task.facts["u"], task.facts["h"]
    right, left = ACTIVATIONS["relu"].f(np.array([u + h, u - h]))
    return (right - left) / (2 * h)


def both_paths(task):
    f = task.facts
    ends = list(zip(f["deltas"], f["weights"], strict=True))
    return grad(lambda theta: sum(d * w * f["slope"] * theta * f["o"] for d, w in ends))(0.7)


def along_the_chain(task):
    """A real chain, with a target that gives its last layer this δ."""
    f = task.facts
    net = Network((1,) * (f["M"] + 1), "identity", theta=[[[f["w"]]]] * f["M"])
    trace = net.forward([1.0])
    delta = net.backward(trace, trace.o[-1] - f["delta"] / 2).delta
    assert np.isclose(delta[-1], f["delta"])
    return float(delta[1][0, 0])


def steepest_chain(task):
    """A chain of sigmoids, each held at u = 0 by its bias."""
    w, M = task.facts["w"], task.facts["M"]
    net = Network((1,) * (M + 1), "sigmoid", bias=True, theta=[[[-w / 2, w]]] * M)
    delta = net.backward(net.forward([0.5]), [2.0]).delta
    return float(delta[1][0, 0] / delta[-1][0, 0])


def independent_terms(task):
    """Variances of independent terms add: Σⱼ (δⱼ · θⱼᵢ · σ′)² with δⱼ of size 1."""
    f = task.facts
    return np.linalg.norm(np.full(f["n"], f["w"]) * f["slope"])


def half_line(function):
    """E[function(z)] of z ~ N(0, 1) by the trapezoid rule."""
    z = np.linspace(-9, 9, 20001)
    return np.trapezoid(function(z) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi), z)


def size_kept(task):
    """v · n · (what σ lets through) = 1."""
    f = task.facts
    sigma, back = f["name"]
    passes = 1.0
    if sigma == "relu":
        passes = half_line(lambda z: np.heaviside(z, 0.5) if back else np.maximum(0, z) ** 2)
    return 1 / (passes * f["n_out" if back else "n_in"])


def products_compared(task):
    """Columns of the given sizes, multiplied as matrices."""
    f, rng = task.facts, np.random.default_rng(0)
    sizes = []
    for delta, o in zip(f["deltas"], f["outputs"], strict=True):
        columns = [rng.choice([-each, each], (20, 1)) for each in (delta, o)]
        sizes.append(np.sqrt(np.mean((columns[0] @ columns[1].T) ** 2)))
    return sizes[1] / sizes[0]


def never_on(task):
    """The neuron whose o does not react to a small change of its u, whatever the pattern."""
    relu = ACTIVATIONS["relu"].f
    rows = map(np.array, task.facts.values())
    still = [n for n, us in enumerate(rows) if not np.any(relu(us + 1e-6) - relu(us))]
    assert len(still) == 1
    return task.options[still[0]]


def half_of_them(task):
    f = task.facts
    return np.sqrt(f["n"] * f["w"] ** 2 * half_line(lambda z: np.heaviside(z, 0.5)))


def root_by_search(task):
    f = task.facts
    return brentq(lambda factor: factor ** (f["M"] - 1) - f["times"], 0.5, 50)


def until_it_overflows(task):
    u, M = task.facts["x"], 0
    while np.isfinite(u * u):
        u, M = u * task.facts["factor"], M + 1
    return float(M)


def cut_by_hand(task):
    f, g = task.facts, np.array(task.facts["g"])
    if f["name"] == "value":
        return np.sign(g[0]) * min(abs(g[0]), f["c"])
    return (g / max(1.0, np.linalg.norm(g) / f["c"]))[0]


def distance_moved(task):
    """One weight, whose gradient is made to have this length, and one clipped step."""
    f = task.facts
    net = Network((1, 1), "identity", theta=[[[1.0]]])
    next(train(net, [1.0], [1.0 + f["norm"] / 2], eta=f["eta"], steps=1, clip_norm=f["c"]))
    return abs(net.theta[1][0, 0] - 1)


def same_with_clipping(task):
    """A step of a real network, with clipping and without: what is the same?"""
    f, steps, moves = task.facts, [], []
    for clip in ({}, {f"clip_{f['name']}": f["c"]}):
        net = Network((2, 3, 1), rng=0)
        before = np.concatenate([theta.ravel() for theta in net.theta[1:]])
        steps.append(next(train(net, [30.0, -20.0], [900.0], eta=1e-3, steps=1, **clip)))
        moves.append(np.concatenate([theta.ravel() for theta in net.theta[1:]]) - before)
    plain, cut = (step.gradients for step in steps)
    assert np.sum(np.abs(plain.gradient[1]) > f["c"]) > 1
    same = plain.Err == cut.Err and all((a == b).all() for a, b in zip(plain.delta, cut.delta, strict=True))
    lengths = [np.linalg.norm(move) for move in moves]
    along = np.isclose(moves[0] @ moves[1], lengths[0] * lengths[1], rtol=1e-9)
    assert same and not np.isclose(*lengths)
    return "Err, every δ and the direction of the step" if along else "Err and every δ"


@cache
def sigmoid_grows(s):
    """Measured: twelve layers of 128, weights of scale s, 12 draws."""
    squares = []
    for seed in range(12):
        net = Network((128,) * 13 + (1,), ["sigmoid"] * 12 + ["identity"], init="xavier", gain=s, rng=seed)
        x = np.random.default_rng(seed).standard_normal((128, 16))
        delta = net.backward(net.forward(x), np.ones((1, 16))).delta
        squares.append([np.mean(delta[m] ** 2) / np.mean(delta[11] ** 2) for m in (4,)])
    return np.mean(squares) > 1


def scales_that_grow(task):
    growing = [str(s) for s in task.facts["scales"] if sigmoid_grows(s)]
    return next(
        words for words in task.options
        if re.findall(r"\d+", words) == growing and (len(growing) in (1, 2, 3) or ("none" in words) == (not growing))
    ) if len(growing) < 4 else "with all of them"  # fmt: skip


def one_step_down(task):
    f = task.facts

    def err(theta):
        return f["a"] * theta**2

    return err(f["theta"] - f["eta"] * grad(err)(float(f["theta"]))) / err(f["theta"])


def eta_of_the_bowl(task):
    """One step from somewhere takes the ball to 0, or as far to the other side."""
    f = task.facts
    return {"bottom": 1, "edge": 2}[f["name"]] * 0.7 / grad(lambda w: f["a"] * w**2)(0.7)


AGAIN = {
    "weighted_sum": lambda t: float(np.dot(t.facts["inputs"], t.facts["weights"])),
    "activation_output": which_sigma,
    "who_changes": who_stays,
    "slope_order": by_slope,
    "squared_error": lambda t: sum((y - o) ** 2 for y, o in zip(t.facts["y"], t.facts["y_hat"], strict=True)),
    "error_grows": lambda t: f"× {number(t.facts['c'] ** 2 + 0.0)}",
    "sum_or_mean": lambda t: float(np.full((t.facts["n"], t.facts["patterns"]), t.facts["mean"]).sum()),
    "which_way": way,
    "nudge": lambda t: grad(lambda u: t.facts["delta"] * u)(0.1) * t.facts["h"],
    "weight_gradient": lambda t: grad(lambda theta: t.facts["delta"] * theta * t.facts["o"])(0.4),
    "three_factors": three_factors,
    "dead_input": still,
    "output_delta": output_delta,
    "hidden_delta": hidden_delta,
    "hidden_delta_sign": hidden_sign,
    "wrong_and_sure": by_delta,
    "delta_order": layers_backward,
    "update": lambda t: t.facts["theta"] - t.facts["eta"] * t.facts["delta"] * t.facts["o"],
    "algorithm_order": lecture_order,
    "patterns_add": lambda t: sum(d * o for d, o in zip(t.facts["deltas"], t.facts["outputs"], strict=True)),
    "row_changes": row_changes,
    "shared_weight": lambda t: grad(
        lambda theta: sum(d * theta * o for d, o in zip(t.facts["deltas"], t.facts["outputs"], strict=True))
    )(0.6),
    "without_bias": without_bias,
    "twice_the_patterns": eta_for_patterns,
    "strongest_pattern": farthest,
    "which_eta": etas_by_their_errs,
    "bowl_eta": eta_of_the_bowl,
    "constant_start": equal_start,
    "zero_start": not_zero,
    "copies": trained_copies,
    "steps_per_epoch": count_updates,
    "held_out": lambda t: f"after {min(zip(t.facts['tested'], t.facts['steps'], strict=True))[1]} steps",
    "paths_to_err": walked_paths,
    "deltas_once": deltas_found,
    "forward_passes": passes_made,
    "weights_grow": grown,
    "best_step": best_by_trying,
    "corner": over_the_corner,
    "two_paths": both_paths,
    "chain_reaches": along_the_chain,
    "sigmoid_bound": steepest_chain,
    "layer_factor": independent_terms,
    "keeps_size": size_kept,
    "gradient_ratio": products_compared,
    "dead_neuron": never_on,
    "relu_factor": half_of_them,
    "factor_from_ends": root_by_search,
    "overflow_depth": until_it_overflows,
    "clipped_entry": cut_by_hand,
    "step_length": distance_moved,
    "clipping_keeps": same_with_clipping,
    "sigmoid_scales": scales_that_grow,
    "overshoot": one_step_down,
}
