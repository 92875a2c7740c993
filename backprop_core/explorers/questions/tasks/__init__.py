"""The bank of questions: plain functions that draw numbers, or take them from a view, and compute all the rest.

`TASKS[name](rng)` draws a question; `TASKS[name](None, View(…))` asks about a number of a view.
A function returns None where what it drew, or was given, makes no question.
"""

import math
from functools import lru_cache

import numpy as np

from .... import checks
from ....one_step.names import item, name_of
from . import chain, delta, error, exploding, forward, summary, training, update, vanishing, why
from .task import WHOLE, Task, View, is_good, without_doubles

TASKS = {
    make.__name__: make
    for make in (
        forward.weighted_sum, forward.activation_output, forward.who_changes, forward.slope_order,  # lecture §2
        error.squared_error, error.error_grows, error.sum_or_mean, error.which_way,  # §3
        chain.nudge, chain.weight_gradient, chain.three_factors, chain.dead_input,  # §4
        delta.output_delta, delta.hidden_delta, delta.hidden_delta_sign, delta.wrong_and_sure, delta.delta_order,  # §5
        update.update, update.algorithm_order, update.patterns_add,  # §6
        training.without_bias, training.twice_the_patterns, training.strongest_pattern, training.bowl_eta,
        training.which_eta, training.constant_start, training.zero_start, training.copies, training.steps_per_epoch,
        training.held_out,
        why.paths_to_err, why.deltas_once, why.forward_passes, why.weights_grow, why.best_step, why.corner,
        why.two_paths,  # §8
        summary.row_changes, summary.shared_weight,  # §7
        vanishing.chain_reaches, vanishing.sigmoid_bound, vanishing.layer_factor, vanishing.keeps_size,
        vanishing.gradient_ratio, vanishing.dead_neuron,  # §9
        exploding.relu_factor, exploding.factor_from_ends, exploding.overflow_depth, exploding.clipped_entry,
        exploding.step_length, exploding.clipping_keeps, exploding.sigmoid_scales, exploding.overshoot,
    )
}  # fmt: skip

_WEIGHT = ("theta", "gradient", "update")
_HIDDEN = ("a hidden neuron's δ, like 'delta-1-2'", ("delta",), lambda m, last: m < last)

# What each task can ask about in a view: in words, the kinds of number that choose it, and in which layers.
ABOUT = {
    "weighted_sum": ("a u, like 'u-1-2'", ("u",), lambda m, last: True),
    "who_changes": ("a weight, like 'theta-1-2-1'", _WEIGHT, lambda m, last: True),
    "squared_error": ("'Err'", ("Err",), None),
    "which_way": ("a weight, like 'theta-1-2-1'", _WEIGHT, lambda m, last: True),
    "weight_gradient": ("a weight, like 'theta-1-2-1'", _WEIGHT, lambda m, last: True),
    "output_delta": ("an output's δ, like 'delta-2-1'", ("delta",), lambda m, last: m == last),
    "hidden_delta": _HIDDEN,
    "hidden_delta_sign": _HIDDEN,
    "update": ("a weight, like 'theta-1-2-1'", _WEIGHT, lambda m, last: True),
}
MOST_TRIES = 2000

__all__ = ["ABOUT", "TASKS", "WHOLE", "Task", "choose_item", "draw", "from_snapshot", "without_doubles"]


@lru_cache(maxsize=256)
def draw(task, seed):
    """The question that `task` draws from `seed`: drawn again until every expected mistake can be told apart."""
    make = TASKS[task]
    for attempt in range(MOST_TRIES):
        found = make(np.random.default_rng((seed, attempt)))
        if found is not None and is_good(found):
            return found
    raise RuntimeError(f"The task {task} finds no good numbers for the seed {seed}.")


def choose_item(task, snapshot, wanted):
    """The number of the snapshot that `task` asks about: `wanted` ("delta-1-2") where it fits, else the first that
    does; None where there is none."""
    sizes = snapshot.net.sizes
    _, kinds, layers = ABOUT[task]

    def fits(name):
        return name[0] in kinds and (layers is None or layers(name[1], len(sizes) - 1))

    names = [name for name in snapshot.values if fits(name)]
    found = [name for name in names if item(name) == wanted] or names
    return item(found[0]) if found else None


def from_snapshot(task, snapshot, text, hidden=(), secret=()):
    """The question that `task` asks about the number `text` of a view's snapshot; a sentence where it makes none.

    hidden: the kinds of numbers that the view hides; secret: the names of numbers that no question may tell.
    """
    name = name_of(text)
    if name not in snapshot.values or choose_item(task, snapshot, text) != text:
        raise checks.InputValueError(f"This network has no {text} to ask about: {task} asks about {ABOUT[task][0]}.")
    found = TASKS[task](None, View(snapshot, name, frozenset(hidden), frozenset(secret)))
    if found is None:
        raise checks.InputValueError(f"{task} finds nothing to ask about {text} in this network.")
    if not all(math.isfinite(each) for each in found.secrets):
        raise checks.InputValueError(f"{text} is no finite number in this network, so there is nothing to ask.")
    return without_doubles(found)
