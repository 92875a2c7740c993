"""The tables of the contract: `VIEWS` tells how each public view is built, and which values each of its settings takes
and refuses; `EXCUSED` what a view need not do, and why. test_contract.py holds every view to it."""

import math
from typing import NamedTuple

import pytest

from backprop_core import ACTIVATIONS, LOSSES
from backprop_core.explorers import (
    CircuitExplorer,
    DeltaExplorer,
    DepthExplorer,
    LearningRateExplorer,
    NetworkExplorer,
    Progress,
    Question,
    SelfTest,
    Sentence,
    StabilityExplorer,
    TrainingExplorer,
    WhyExplorer,
)
from backprop_core.explorers.training.depth_explorer import PICTURES as DEPTH_PICTURES
from tests.explorers.network import circuit_again, networks
from tests.explorers.network.networks import SHOWS, XOR, shown_by
from tests.explorers.training import depth_again, learning_rate_again, stability_again, training_again


class View(NamedTuple):
    """How a view is met: settings of one that is built quickly; {setting: values that it takes}; {setting: values that
    it refuses, each with words of the sentence that says so}; several settings that are set at once; settings of other
    ones whose controls are moved too; the test that its numbers are right."""

    quick: dict
    takes: dict
    refuses: dict
    together: dict
    others: tuple
    agrees: object = None


HUGE = 10**13  # neurons: nobody may begin to draw patterns for so many
MARKUP = "<img src=x>"  # must not become an element

SCALE = {"levels": ((0.0, 2.0), (-1.0, 1.0), (0.0, 1.0)), "axis": (-2.0, 2.0), "delta": 5.0, "gradient": 0.5,
         "slope": 1e-3, "answer": (-1.0, 2.0)}  # fmt: skip
# Of the views of one network.
TAKES = {
    "preset": ["mazur", "xor", "lecture"],
    "sizes": [(1, 1), (4, 6, 6, 3), (2, 2, 1), (2, 3, 1)],
    "x": [[[-0.3], [0.7]], [[0.0], [0.0]]],
    "y": [[[-1.5]], [[0.25]]],
    "pattern": [1],
    "activation": [*ACTIVATIONS],
    "loss": [*LOSSES],
    "bias": [True, False],
    "train_bias": [False, True],
    "init": ["zeros", "he", "orthogonal", "preset"],
    "seed": [7, 2**32 - 1],
    "eta": [0.001, 0.3, 20.0],
    "steps": [1, 12, 3, 0],
    "micro": [0, 1, 9, 31],
    "terms": [0, 1, 5, 8],
    "history": [{0: {"theta": {(1, 2, 1): 0.25}}}, {}],
    "over": [("theta-2-1-3", "theta-1-1-1"), ("theta-1-1-1", "theta-1-1-2")],
    "reach": [6.0, 24, 1.5],
    "selected": ["u-1-2", "delta-2-1", "gradient-1-3-2", "update-2-1-1", "Err", "x-2", "y-1"],
    "follow": ["theta-2-1-3", "theta-1-1-1"],
    "hold": [True, False],
    "guess": [True, False],
    "show": [("level", "wishes", "square"), (), ("wish",), None],
    "scale": [SCALE],
    "computes": ["answer", "neurons", "nothing"],
    "full": [True, False],
    "h": [1e-4, 1, 0.0123],
    "path": [1, 0],
    "fold": [0],
    "grow": ["depth", "width"],
    "drags": [((1, 2, 1, 0.25), (2, 1, 3, -1)), ()],
    "whose": ["gradient", "hand"],
    "hide": [("delta", "gradient", "update"), ("gradient", "update"), ("u", "Err"), ()],
    "pictures": [(), None],
    "predicted": [{"delta-1-1": 0.5}, {}],
}
REFUSES = {
    "preset": ["nothing", 3],
    "sizes": [(), (2,), (0, 1), (2, -1), (2.5, 1), (7, 1), (1,) * 7, (6, 6, 6, 6), (2, HUGE), (HUGE, 1), 5, "", "2",
              "2-x", "2-3-", "²-1", f"2-{HUGE}", f"{HUGE}-1"],
    "x": [[[1.0], [2.0], [3.0]], [[math.nan], [1.0]], [[1e7], [0.0]], [[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0, 3.0]],
          "ab"],
    "y": [[[1.0], [2.0]], [[math.inf]], [[-1e7]], [[1.0, 2.0]], "a"],
    "pattern": [0, 2, 1.5, "1", True],
    "activation": ["step", 3, ["tanh"]],
    "loss": ["hinge", 3],
    "bias": [1, "yes"],
    "train_bias": [1, "yes"],
    "init": ["random", 3],
    "seed": [-1, 2**32, 1.5, "a"],
    "eta": [0, -1, 1e4, 1e-9, math.nan, math.inf, "0.5"],
    "steps": [-1, 10_001, 2.5, "3"],
    "micro": [-1, 10**6, 1.5, "a"],
    "terms": [-1, 9, 1.5, "a", True],
    "history": [5, {0: 5}, {-1: {}}, {"a": {}}, {0: {"bogus": 1}}, {0: {"theta": 5}},
                {0: {"theta": {(9, 9, 9): 1.0}}}, {0: {"theta": {(1, 1, 1): "a"}}}, {9: {"activation": "bogus"}},
                {9: {"loss": "bogus"}}, {0: {"x": [[1.0]]}}],
    "over": [5, (), ("theta-1-1-1",), ("theta-1-1-1",) * 2, ("theta-1-1-1", "u-1-1"), ("theta-1-1-1", ["a"]), "ab"],
    "reach": [0, 2.0, -1.5, "1.5", math.nan, None, True],
    "selected": ["bogus", "theta-9-1-1", "delta-0-1", "u", 5, ["a"]],
    "follow": ["bogus", "theta-9-1-1", "delta-1-1", 5, ["a"]],
    "hold": [1, "yes"],
    "guess": [1, "yes"],
    "show": ["bogus", 5, ("level", "bogus"), ("level", "line", "wish", "square"), ([],)],
    "scale": [5, {}, {**SCALE, "bogus": 1}, {**SCALE, "delta": 0}, {**SCALE, "axis": (1, 0)}, {**SCALE, "axis": 1},
              {**SCALE, "levels": ((0, 1),)}, {**SCALE, "levels": 5}, {**SCALE, "slope": math.inf},
              {**SCALE, "axis": (0, 1, 2)}, {**SCALE, "gradient": "a"}, {**SCALE, "answer": (1, 0)},
              {**SCALE, "answer": ()}],
    "computes": ["bogus", 3, None],
    "full": [1, "yes"],
    "h": [0, -0.1, 1.5, 9e-15, math.nan, "0.5", None, True],
    "path": [-1, 2, 0.5, "1", True],
    "fold": [-1, 1, 0.5, "1", True],
    "grow": ["height", 3, None],
    "drags": [5, (1,), ((1, 2, 1),), ((9, 9, 9, 1.0),), ((1, 1, 1, "a"),), ((1, 1, 1, math.nan),),
              ((1, 1, 1, 0.1),) * 101],
    "whose": ["nobody", 3, None],
    "hide": ["bogus", ("delta", "bogus"), 5, ("theta",)],
    "pictures": ["bogus", ("bogus",), 5, ([],), {"bogus": 1}, True],
    "predicted": [5, {"bogus": 1.0}, {"u-1-1": "a"}, {"u-1-1": math.nan}],
    "theta": [5, {(9, 1, 1): 0.1}, {(1, 1, 0): 0.1}, {(1, 1): 0.1}, {"a": 0.1}, {(1, 1, 1): "a"},
              {(1, 1, 1): math.nan}, {(1, 1, 1): 1e7}, {(1, 1, 1): 0.1, (1, 1, 7): 0.1}],
}  # fmt: skip


def network(cls):
    """A view of one network; a setting without values is missing here, and missed by a test."""
    takes = {name: TAKES[name] for name in cls.keywords() if name in TAKES}
    refuses = {name: [(value, "") for value in REFUSES[name]] for name in (*takes, "theta")}
    together = {**XOR, "pattern": 3, "activation": "tanh", "theta": {(1, 1, 1): 0.5}, "full": True}
    takes["selected"] = shown_by(cls, takes["selected"])
    quick = {"preset": "lecture"}
    others = [{**networks.middle_settings(cls), "scale": SCALE}]
    if cls is DeltaExplorer:
        others.append({**XOR, "selected": "theta-1-1-1"})  # with wishes in place of the wiggle
    if "guess" in takes:
        others.append({"guess": True, "terms" if cls is DeltaExplorer else "micro": 0 if cls is DeltaExplorer else 9})
    if cls is WhyExplorer:
        quick["pictures"] = ("growth", "paths", "costs", "check", "wiggle")  # not only the usual ones
        others.append({"sizes": (2, 3, 3, 1), "pictures": "tree", "fold": 1})
    return View(quick, takes, refuses, together, (*others,), networks.assert_agrees)


# Of the two views of deep networks.
DEEP_TAKES = {
    "depth": [9, 2], "width": [12, 1], "activation": ["tanh", "leaky_relu"], "init": ["xavier", "zeros", "he"],
    "gain": [2.0], "bias": [True, False], "input": ["digits", "gaussian"],
    "loss": ["squared_error", "mean_squared_error"], "seed": [3], "eta": [0.05], "steps": [2, 0], "pace": [5],
    "history": [{1: {"eta": 0.03}}, {}], "until": [7, None],
}  # fmt: skip
DEEP_REFUSES = {
    "depth": [(1, "depth must be"), (65, "depth must be")],
    "width": [(0, "width must be"), (129, "width must be")],
    "activation": [("sine", "activation must be one of")],
    "init": [("ones", "init must be one of")],
    "gain": [(0, "gain must be"), (math.nan, "gain must be"), ("much", "gain must be")],
    "bias": [(1, "bias must be True or False")],
    "input": [("xor", "input must be one of")],
    "loss": [("log", "loss must be one of")],
    "seed": [(-1, "seed must be"), ("a", "seed must be")],
    "eta": [(-1, "eta must be"), ("fast", "eta must be")],
    "steps": [(20_001, "steps must be"), (-1, "steps must be")],
    "pace": [(3, "pace must be one of")],
    "history": [({2: {"gain": 1.0}}, "a setting in history must be one of"), (5, "history must be")],
    "until": [(20_001, "until must be"), (1.5, "until must be")],
}
ROW = {"setting": f"a {MARKUP}", "clip": "", "factor": 1.2, "steps": 0, "Err": 1.0, "died": ""}

# Of a sentence with two numbers and two functions of them.


def product(theta, x):
    return theta * x


def double(product):
    return 2 * product


TEXT = f"A weight {MARKUP} of {{theta}} times an input of {{x}} adds {{product}} to u₁, and {{double}} to the double."
KNOWN = {"product": product, "double": double}


def sentence_agrees(view):
    s = view.state()
    assert (s["product"], s["double"]) == (s["theta"] * s["x"], 2 * s["theta"] * s["x"])


VIEWS = {
    **{cls: network(cls) for cls in SHOWS},
    TrainingExplorer: View(
        {"N": 20, "hidden": (3,), "steps": 4, "pictures": "errs"},
        {
            "data": ["moons", "xor", "digits", "spiral", "circles"], "N": [40], "noise": [0.2], "hidden": [(4, 2), ()],
            "activation": ["relu", "identity"], "bias": [False, True], "loss": ["squared_error"], "init": ["he"],
            "seed": [3], "eta": [3.0, (0.1, 1.0)], "batch_size": [4, None], "steps": [6, 0], "pace": [25],
            "history": [{2: {"eta": 0.5}}, {}], "weight": [(2, 1, 3), (1, 1, 0)],
            "controls": [("bias", "pace"), (), None],
            "until": [5, None],
            "pictures": [("errs",), ("field", "patterns"), ()],
        },
        {
            "data": [("iris", "data must be one of xor, circles, moons, spiral, digits")],
            "N": [(3, "N must be from 4 to 1000"), (2.5, "N must be a whole number")],
            "noise": [(2, "noise must be from 0 to 1")],
            "hidden": [
                ("8-x", "Hidden layers must be whole numbers joined by dashes"),
                ((17,), "hidden: layer 1 must be from 1 to 16"), ((2,) * 5, "hidden must have at most 4 layers"),
                (8, "hidden must be a list"),
            ],
            "activation": [("step", "activation must be one of")],
            "bias": [(1, "bias must be True or False")],
            "loss": [("log", "loss must be one of")],
            "init": [("ones", "init must be one of")],
            "seed": [(-1, "seed must be from 0")],
            "eta": [
                (0, "eta must be from 0.001 to 1000"), ("fast", "Type a number, like 0.5"),
                ((1, 2, 3, 4), "eta must be one number, or up to 3; got 4"),
                ((1, math.nan), "eta must be a finite number"),
            ],
            "batch_size": [(0, "batch_size must be from 1 to 20"), (21, "batch_size must be from 1 to 20")],
            "steps": [(20_001, "steps must be from 0 to 20000"), ("9", "steps must be a whole number")],
            "pace": [(3, "pace must be one of 1, 2, 5")],
            "history": [
                ({3: {"hidden": (2,)}}, "a setting in history must be one of eta, batch_size"),
                ({3: {"eta": (1, 2)}}, "history must have as many η"), ([3], "history must be a dict"),
            ],
            "weight": [
                ((3, 1, 1), "weight must be a weight (m, i, l) of the network 2-3-1"),
                ("1-1-x", "A weight is three whole numbers joined by dashes, like 1-1-1; got '1-1-x'"),
            ],
            "pictures": [("curves", "pictures must hold names of field, neurons")],
            "controls": [("weights", "controls must hold names of data, N"), (3, "controls must be")],
            "until": [(0, "until must be"), ("9", "until must be")],
        },
        {"data": "moons", "N": 16, "hidden": (2, 2), "bias": False, "eta": 0.5, "seed": 5},
        (
            {"N": 20, "hidden": (3,), "pictures": ("field", "neurons", "errs", "deltas", "patterns")},
            {"N": 20, "hidden": (3,), "eta": (0.1, 1.0), "pictures": "errs"},
            {"data": "digits", "N": 30, "hidden": (4,), "pictures": ("field", "neurons")},
            {"data": "digits", "N": 30, "hidden": (4,), "eta": (0.1, 1.0), "pictures": "field"},
        ),
        training_again.assert_agrees,
    ),
    LearningRateExplorer: View(
        {"eta": 0.3, "steps": 4},
        {
            "of": ["network", "parabola"], "eta": [1.0, 0.01, 100.0], "a": [0.1, 1], "fit": [True, False],
            "start": [1.5, -2.0, 0], "steps": [30, 0], "taken": [(2.0, 0.5), ()], "data": ["xor", "spiral", "moons"],
            "N": [20], "noise": [0.2], "hidden": [(4, 2), ()], "activation": ["relu", "tanh"], "bias": [False, True],
            "loss": ["squared_error"], "init": ["he", "zeros"], "seed": [3],
        },
        {
            "of": [("hill", "of must be one of parabola, network")],
            "eta": [(0, "eta must be from 0.01 to 100"), ("fast", "eta must be")],
            "a": [(0.05, "a must be from 0.1 to 1"), (math.nan, "a must be")],
            "fit": [(1, "fit must be True or False")],
            "start": [(4, "start must be from -3 to 3"), ("left", "start must be")],
            "steps": [(31, "steps must be from 0 to 30"), (1.5, "steps must be")],
            "taken": [
                (5, "taken must be"), ((0.5, 0), "taken[2] must be from 0.01 to 100"),
                ((1,) * 31, "taken must hold at most 30 steps; got 31"),
            ],
            "data": [("digits", "data must be one of xor, circles, moons, spiral")],
            "N": [(3, "N must be from 4 to 1000")], "noise": [(2, "noise must be from 0 to 1")],
            "hidden": [((17,), "hidden: layer 1 must be from 1 to 16")],
            "activation": [("step", "activation must be one of")], "bias": [(1, "bias must be True or False")],
            "loss": [("log", "loss must be one of")], "init": [("ones", "init must be one of")],
            "seed": [(-1, "seed must be from 0")],
        },
        {"of": "network", "data": "circles", "N": 16, "hidden": (2,), "eta": 3.0, "taken": (1.0, 2.0), "fit": True},
        ({"of": "network", "N": 20, "hidden": (3,), "eta": 2.0, "taken": (2.0, 1.0), "fit": True},),
        learning_rate_again.assert_agrees,
    ),
    DepthExplorer: View(
        {"depth": 6, "width": 32, "steps": 2, "pictures": "deltas"},
        DEEP_TAKES | {"layer": [2, None], "clip_norm": [0.25, None], "pictures": [("slope",), (), None],
                      "controls": [("gain", "presets"), (), None]},
        DEEP_REFUSES | {
            "layer": [(7, "layer must be")],
            "clip_norm": [(0, "clip_norm must be")],
            "pictures": [("field", "pictures must hold names of strips, deltas")],
            "controls": [("remedies", "controls must hold names of depth, width")],
        },
        {"depth": 4, "width": 16, "activation": "tanh", "gain": 1.5, "eta": 0.02, "layer": 3},
        ({"depth": 6, "width": 32, "pictures": tuple(DEPTH_PICTURES)},),
        depth_again.assert_numbers_agree,
    ),
    StabilityExplorer: View(
        {"depth": 5, "width": 16, "gain": 1.0, "eta": 0.01, "steps": 2, "pictures": "cliff"},
        DEEP_TAKES | {
            "clip": ["value", "none", "norm"], "threshold": [3.0], "remedies": [("he",), ("eta", "activation"), ()],
            "look": ["unclipped", "usual"], "runs": [[ROW], []], "pictures": [("errs",), (), ("cliff",)],
            "controls": [("depth", "eta"), ("remedies",), None],
        },
        DEEP_REFUSES | {
            "clip": [("both", "clip must be one of")],
            "threshold": [(0, "threshold must be"), (None, "threshold must be")],
            "remedies": [
                (("luck",), "remedies must be one of"), (3, "remedies must be"),
                (("he", "xavier"), "remedies may hold one of xavier, he, orthogonal"),
            ],
            "history": [*DEEP_REFUSES["history"], ({2: {"clip": "both"}}, "clip must be one of")],
            "look": [("both", "look must be one of")],
            "runs": [
                ([{"setting": "mine"}], "runs[1] must have"), ([ROW | {"setting": "a" * 500}], "at most 200 letters"),
                ([ROW | {"Err": None}], "runs[1]: Err must be"), ([ROW | {"factor": 0}], "runs[1]: factor must be"),
                ([ROW | {"setting": f"{n}"} for n in range(13)], "12 rows"),
            ],
            "pictures": [("field", "pictures must hold names of strips, errs")],
            "controls": [("presets", "controls must hold names of depth, width")],
        },
        {"depth": 4, "width": 8, "gain": 1.5, "clip": "value", "threshold": 0.5, "seed": 2},
        (
            {
                "depth": 5, "width": 16, "gain": 1.0, "eta": 0.01, "runs": [ROW],
                "pictures": ("strips", "errs", "growth", "cliff"),
            },
            {"depth": 3, "width": 8, "gain": 1.0, "pictures": ("strips", "errs")},
        ),
        stability_again.assert_numbers_agree,
    ),
    CircuitExplorer: View(
        {},
        {
            "circuit": ["J", "neuron"], "inputs": [3, 1, 2], "activation": ["tanh", "relu", "sigmoid"],
            "values": [{"x1": -0.3, "theta0": 0.0}, {"y": 0.25}], "done": [0, 4, 9, 13],
            "selected": ["u", "theta1", "p2", "Err"], "full": [True, False],
            "hide": [("value", "back"), ("back",), ()],
        },
        {
            "circuit": [("loop", "circuit must be one of"), (3, "circuit must be one of")],
            "inputs": [(0, "inputs must be from 1 to 3"), (4, "inputs must"), (1.5, "whole number"), ("2", "inputs")],
            "activation": [("step", "activation must be one of")],
            "values": [
                ({"w": 1.0}, "a name in values must be one of"), ({"x1": math.nan}, "values: x1 must be"),
                ({"x1": "a"}, "values: x1 must be"), ({"x1": 1e7}, "values: x1 must be"), (5, "values must be"),
            ],
            "done": [(-1, "done must be from 0"), (14, "done must be"), (1.5, "done must be"), ("3", "done must be")],
            "selected": [("w", "selected must be one of"), (5, "selected must be"), (["u"], "selected must be")],
            "full": [(1, "full must be True or False")],
            "hide": [("delta", "hide must be one of"), (5, "hide must be"), ([[]], "hide must be")],
        },
        {"circuit": "neuron", "activation": "tanh", "inputs": 3, "values": {"x3": 2.0}, "done": 9, "full": True},
        ({"done": None}, {"circuit": "J", "done": 6}),
        circuit_again.assert_agrees,
    ),
    Question: View(
        {"task": "weighted_sum", "about": lambda: NetworkExplorer(preset="lecture")},
        {
            "task": ["output_delta", "weighted_sum"], "seed": [5, 2**32 - 1],
            "about": [lambda: NetworkExplorer(preset="mazur")], "item": ["u-1-2", "u-2-1"], "with_view": [True, False],
            "given": [("12345",), ("12345", "54321"), ()], "shown": [True, False], "because": [f"so {MARKUP}", ""],
            "compared": [True, False], "same": [True, False],
        },
        {
            "task": [(3, "task must be one of"), ("hidden_detla", "task must be one of")],
            "seed": [(-1, "seed must be"), ("a", "seed must be")],
            "about": [(3, "about must be a view"), (NetworkExplorer, "about must be a view")],
            "item": [("u-9-1", ""), ("delta-1-1", ""), (3, "")],
            "with_view": [(1, "with_view must be")],
            "given": [
                (("1", "2", "3"), "at most 2"), (3, "given must be a list"), (("abc",), "Type a number"),
                ((("a", "b"),), "Type a number"),
            ],
            "shown": [(1, "shown must be")],
            "because": [(3, "because must be text")],
            "compared": [(1, "compared must be")],
            "same": [(1, "same must be")],
        },
        {"task": "output_delta", "item": "delta-2-1", "given": ("12345",), "because": "so"},
        (
            {"task": "activation_output"}, {"task": "slope_order"},
            {"task": "weighted_sum", "shown": True, "because": "so"},
            {"task": "weighted_sum", "shown": True, "because": "so", "compared": True},
            {
                "task": "weighted_sum", "about": lambda: NetworkExplorer(preset="lecture"), "shown": True,
                "because": "so",
            },
        ),
    ),
    SelfTest: View(
        {"seed": 4},
        {
            "seed": [2, 2**32 - 1], "count": [3, 10], "at": [2, 1],
            "answers": [{1: {"shown": True, "because": MARKUP}}, {}],
        },
        {
            "seed": [(-1, "seed must"), ("a", "seed must"), (2**32, "seed must")],
            "count": [(0, "count must"), (1000, "count must"), ("3", "count must")],
            "at": [(0, "at must"), (11, "at must"), (1.5, "at must")],
            "answers": [
                (5, "answers must"), ({0: {}}, "a question in answers must"), ({11: {}}, "a question in answers must"),
                ({1: 5}, "answers[1] must"), ({1: {"bogus": 1}}, "a setting in answers[1] must"),
                ({1: {"given": 3}}, "given must"), ({1: {"shown": 1}}, "shown must"),
                ({1: {"because": 5}}, "because must"), ({1: {"given": ("?",)}}, ""),
            ],
        },
        {"seed": 6, "count": 4, "at": 3, "answers": {2: {"shown": True}}},
        ({"seed": 4, "at": 3}, {"seed": 4, "answers": {1: {"shown": True, "because": "so"}}}),
    ),
    Progress: View(
        {},
        {"notebook": [1, 10, None]},
        {"notebook": [(0, "notebook must be the number"), (11, "1 to 10"), ("3", "notebook must be"), (1.5, "whole")]},
        {"notebook": 7},
        ({"notebook": 3},),
    ),
    Sentence: View(
        {"theta": 0.8, "x": 0.5},
        {"theta": [1.0, -2.5], "x": [0.0, 4.0]},
        {
            "theta": [
                ("2", "theta must be a number"), (math.inf, "theta must be a finite number"), (1e7, "theta must"),
            ],
            "x": [("2", "x must be a number"), (None, "x must be a number"), (6, "x must be from -5 to 5")],
        },
        {"theta": 3.0, "x": -1.0},
        (),
        sentence_agrees,
    ),
}  # fmt: skip
# Of every view that may have tasks.
VIEWS = {
    cls: view._replace(
        takes=view.takes | {"todo": ["zoom", "ring", None]},
        refuses=view.refuses | {"todo": [(each, "todo must be None, or the name") for each in ("zom", 3, ["zoom"])]},
    ) if getattr(cls, "settings", {}) and cls._has_tasks else view
    for cls, view in VIEWS.items()
}  # fmt: skip
# What a view need not do: {(what, view): why}. The names of the tests below say what they ask of all others.
RUNNING = (TrainingExplorer, DepthExplorer, StabilityExplorer)
TEXTS = (Progress, Question, SelfTest, Sentence)
NO_DIAGRAM = "it has no diagram: all that it asks for is asked by controls, which have keys of their own"
EXCUSED = {
    **{("diagram", cls): NO_DIAGRAM for cls in (*RUNNING, LearningRateExplorer, Progress, Question, SelfTest)},
    **{("table", cls): "it is text itself, and screen readers need no second one" for cls in TEXTS},
    **{("more", cls): "nothing waits: it shows the few controls that it has" for cls in TEXTS},
    ("numbers", Question): "tests/explorers/questions/test_bank.py computes every answer of the bank again",
    ("numbers", SelfTest): "it has no numbers but marks, which tests/explorers/questions/test_self_test.py counts",
    ("numbers", Progress): "tests/explorers/progress/test_progress.py counts what it counts",
    **{("undo", cls): "an answer that can be taken back is a second try" for cls in (Progress, Question, SelfTest)},
    ("copy", Progress): "what it shows stands in a file: there is no code that would bring it back elsewhere",
    ("mutable", Progress): "its only setting is a number",
    ("label", Question): "each of its round buttons says what it is, under the question that stands above them",
    ("short", Question): "its sentence names all tasks of the bank",
    ("copy", Sentence): "its code names functions that the page does not know, so it has no such button",
    ("unknown word", Sentence): "every other word is the name of a number",
    ("one computation", Sentence): "a function that fails must fail before anything changes, so it is tried first",
    ("mutable", Sentence): "its numbers are all that may be set",
    ("mutable", Question): "its settings are numbers, texts and tuples",
}
# Do nothing as long as no number is hidden (tests/explorers/network/test_hiding.py has what then), are there to be
# copied, are asked for by a button, or are there where something is remembered (tests/explorers/progress/).
UNSEEN = {
    "AnswerBox 'Your prediction'", "Press 'Commit'", "Textarea 'Code'", "Textarea 'Table'",
    "AnswerBox 'Your name'", "Press 'Cancel'", "Press 'Keep it'", "Press 'Yes, forget everything'",
    "Press 'Without a name'", "Press 'Begin again'",
}  # fmt: skip
# Change nothing else that can be seen: what is written down is for the student's notes, the rest is read later. Where
# nothing has been changed by hand nothing is taken back (test_undo.py).
SILENT = {
    "RadioButtons ''", "Textarea 'because …'", "Checkbox 'Mine says the same'",
    "Press 'Look again'", "Press 'Undo'",
    "Press '1 ✗'",  # leads to the question that is shown already
}  # fmt: skip

# --- The views of a test


def every_view(what=None):
    """One case for each view that is not excused."""
    views = [cls for cls in VIEWS if (what, cls) not in EXCUSED]
    return pytest.mark.parametrize("cls", views, ids=lambda cls: cls.__name__)


def make(cls, **settings):
    """A view; what it is about is made for it alone."""
    settings = {name: made(value) for name, value in settings.items()}
    return Sentence(TEXT, limits={"x": (-5, 5)}, **settings, **KNOWN) if cls is Sentence else cls(**settings)


def made(value):
    return value() if callable(value) and not isinstance(value, type) else value


def builds(cls):
    return [VIEWS[cls].quick, *VIEWS[cls].others]
