"""Deep networks of equal layers: their settings, their patterns, and their training."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import checks
from ...activations import ACTIVATIONS
from ...datasets import Dataset, digits
from ...diagnostics import doubts, predict_layers, rms
from ...initialization import INITIALIZATIONS
from ...losses import LOSSES
from ...network import Network
from ...training import find_failure
from ..kit.setting import choice, flag, power, whole
from ..kit.typed import read_number
from .runs import Run, Training
from .settings import MOST_SEED

LEAST_DEPTH, MOST_DEPTH = 2, 64
MOST_WIDTH = 128
LEAST_GAIN, MOST_GAIN = 0.01, 100.0
LEAST_ETA = 1e-6  # in place of that of kit/typed.py
LEAST_CLIP, MOST_CLIP = 1e-6, 1e6
PATTERNS = 64
INPUTS = ("gaussian", "digits")


class Deep(NamedTuple):
    """What is known of a deep network after some steps; gradient_rms: of layers 1…M, √mean (∂Err/∂θ)²."""

    Err: float
    gradient_rms: tuple


def structure(**usual):
    """The settings with which a deep network begins; usual: the values that a view opens with."""
    return {
        "depth": whole(usual["depth"], "Depth", LEAST_DEPTH, MOST_DEPTH),
        "width": whole(usual["width"], "Width", 1, MOST_WIDTH),
        "activation": choice(usual["activation"], ACTIVATIONS, "σ", "140px"),
        "init": choice(usual["init"], INITIALIZATIONS, "First weights", usual["init_width"]),
        "gain": power(usual["gain"], "gain", LEAST_GAIN, MOST_GAIN),
        "bias": flag(False, "bias"),
        "input": choice("gaussian", INPUTS, "Input", "150px"),
        "loss": choice("mean_squared_error", LOSSES, "Err", "220px"),
        "seed": whole(0, "Seed", 0, MOST_SEED, slider=False),
    }


def read_clip_norm(name, value, s):
    """The length to which the gradient is cut; None is none."""
    return None if value is None else checks.number(name, value, least=LEAST_CLIP, most=MOST_CLIP)


def show_clip_norm(control, value, s):
    """An empty line is none."""
    control.value = "" if value is None else f"{value:g}"


def read_layer(name, value, s):
    """A layer that a view looks at closely; None leaves the choice to it."""
    return None if value is None else checks.whole_number(name, value, least=1, most=s["depth"])


def layer_of(s):
    """The layer that is looked at: the chosen one, or that in the middle."""
    return s["layer"] or max(1, s["depth"] // 2)


def pair(s):
    """The first and the last hidden layer, (1, M − 1); with one hidden layer, that and the output."""
    return 1, s["depth"] - 1 if s["depth"] > 2 else s["depth"]


def read_clip(text):
    """A threshold from text; "" is none."""
    return read_number(text) if text.strip() else None


def sizes(s):
    """The neurons of all layers: hidden layers of equal width, and one output, or ten for digits."""
    hidden = (s["width"],) * (s["depth"] - 1)
    return (64, *hidden, 10) if s["input"] == "digits" else (s["width"], *hidden, 1)


def names(s):
    """The activations of layers 1…M: the output is linear, so that it may say any number."""
    return [*[s["activation"]] * (s["depth"] - 1), "identity"]


@lru_cache(maxsize=32)
def draw_patterns(input, inputs, seed):
    """64 patterns. Gaussian: every x is N(0, 1), and the target is the sign of x_1. Digits: y is 1 at the digit."""
    if input == "digits":
        return digits(PATTERNS, rng=seed).train
    x = np.random.default_rng([seed, 1]).standard_normal((inputs, PATTERNS))
    return Dataset(x, np.where(x[:1] > 0, 1.0, -1.0))


def patterns(s):
    """The patterns of these settings."""
    return draw_patterns(s["input"], sizes(s)[0], s["seed"])


def draw_network(s, draw=None):
    """The network of these settings with fresh weights; other numbers for `draw` give other weights."""
    rng = np.random.default_rng(s["seed"] if draw is None else [s["seed"], 2, draw])
    return Network(sizes(s), names(s), s["loss"], s["bias"], s["init"], s["gain"], rng=rng)


def predict(s, net, trace, layers):
    """What theory says of δ and u, anchored at the measured δ_M → (`Theory` or None, reasons for doubt).

    s: the settings in force; trace and layers: what `net` makes of the patterns. None where there is any doubt.
    """
    against = doubts(net.sizes, names(s), s["init"], trained=s["steps"] > 0)
    last = layers.delta_rms[-1]
    if not against and not (all(map(math.isfinite, layers.delta_rms)) and last > 0):
        against = ["δ is 0, or has left the range of floats"]
    if against:
        return None, against
    return predict_layers(net.sizes, names(s), s["init"], s["gain"], rms(trace.o[0]), last), []


class DeepTraining(Training):
    """Gradient descent of one deep network; `seen` is its last (trace, gradients), of all patterns."""

    def _open(self, s):
        self.data = patterns(s)
        return [Run(draw_network(s), self.data, self._look, s["seed"]) for _ in self._values(s)]

    def _look(self, net):
        trace = net.forward(self.data.x)
        grads = net.backward(trace, self.data.y)
        self.seen = trace, grads
        return Deep(grads.Err, tuple(map(rms, grads.gradient[1:]))), find_failure(trace, grads)
