"""Networks of the literature, and what becomes of δ in them: what the source reports, and what we measure."""

from collections.abc import Callable
from typing import NamedTuple

from ...one_step.text import number, rounded

USUAL = {"width": 64, "gain": 1.0, "bias": False, "input": "gaussian", "loss": "mean_squared_error", "seed": 0}


class Preset(NamedTuple):
    """A button: what is on it, what it says when asked, the settings it makes, and the story told of them.

    story(seen) → a sentence or two; seen: the numbers of `DepthExplorer._story_numbers`.
    """

    label: str
    tip: str
    settings: dict
    story: Callable[[dict], str]


def _about(value):
    return rounded(value, 1)


def _lecture(seen):
    return (
        "Lecture §9: σ′ of a sigmoid is ¼ at most, and often less. Measured: from layer to layer δ is multiplied by "
        f"{rounded(seen['factor'])}. Of δ in layer {seen['last']}, {rounded(seen['kept'])} arrives at layer 1: so "
        "little that a step does not change one digit of its θ. Play!"
    )


def _chain(w, power, end):
    def story(seen):
        return (
            f"50 layers of one neuron without σ: each multiplies δ by w = {w}. Exactly {w}⁵⁰ = {power} of it "
            f"reaches x; measured {rounded(seen['to_x'])}. Going forward o is multiplied in the same way, so "
            f"∂Err/∂θ, which is δ · o, is the same in all layers: {_about(seen['gradient'][0])}. {end}"
        )

    return story


def _glorot(reported, exact, per_layer, end):
    def story(seen):
        return (
            f"Glorot & Bengio 2010, §4: such a layer stretches by {exact} in the mean (its mean singular value; they "
            f"report about {reported}); measured {rounded(seen['singular'])}. Of δ, theory keeps {per_layer} in each "
            f"layer where σ′ = 1; measured, with tanh, {rounded(seen['factor'])}. {end}"
        )

    return story


def _he(variance, expected, end):
    def story(seen):
        first, last = map(_about, seen["gradient"])
        return (
            f"He et al. 2015, §2.2: relu with weights of variance {variance}. By their theory ‖δ‖ of layer 1 is "
            f"{expected} that of layer 30; measured {rounded(seen['norms'])} times. "
            f"{end.format(first=first, last=last)}"
        )

    return story


def _orthogonal(seen):
    return (
        "Saxe et al. 2014: an orthogonal θ turns and does not stretch; all its singular values are 1 (measured, in "
        f"the mean: {rounded(seen['singular'])}). Without σ the length of δ would stay; tanh takes a little in each "
        f"layer: × {rounded(seen['factor'])}. Play: layer 1 learns."
    )


def _relu(seen):
    first, last = map(_about, seen["gradient"])
    return (
        "The same weights as in “sigmoid”, with relu: this is why ReLU became popular. Measured: × "
        f"{rounded(seen['factor'])} from layer to layer; {rounded(seen['kept'])} of δ arrives at layer 1. Yet "
        f"∂Err/∂θ is small in all layers (layer 1: {first}, layer {seen['last']}: {last}), and "
        f"{number(round(100 * seen['dead'], 1))} % of the hidden neurons are dead, off for every pattern: see “He "
        "2/n”."
    )


PRESETS = {
    "sigmoid": Preset(
        "sigmoid", "Lecture §9, first warning: 30 layers of sigmoid neurons",
        USUAL | {"depth": 30, "activation": "sigmoid", "init": "xavier"}, _lecture,
    ),
    "relu": Preset(
        "→ relu", "The same with relu", USUAL | {"depth": 30, "activation": "relu", "init": "xavier"}, _relu,
    ),
    "chain half": Preset(
        "chain ½", "50 layers of one neuron each, every weight 0.5",
        USUAL | {"depth": 50, "width": 1, "activation": "identity", "init": "constant", "gain": 0.5},
        _chain("0.5", "8.88e−16", "Play: nothing moves."),
    ),
    "chain 2": Preset(
        "chain 2", "50 layers of one neuron each, every weight 2",
        USUAL | {"depth": 50, "width": 1, "activation": "identity", "init": "constant", "gain": 2.0},
        _chain("2", "1.126e15", "Play: the first steps leave the range of floats."),
    ),
    "glorot standard": Preset(
        "Glorot: standard", "Glorot & Bengio 2010: tanh, weights U(±1/√n)",
        USUAL | {"depth": 10, "width": 128, "activation": "tanh", "init": "standard_uniform"},
        _glorot("0.5", "8/(3π)/√3 = 0.49", "0.577", "But ∂Err/∂θ hardly falls: who plots only that sees nothing."),
    ),
    "glorot normalized": Preset(
        "Glorot: normalized", "Glorot & Bengio 2010: tanh, weights U(±√6/√(n + n))",
        USUAL | {"depth": 10, "width": 128, "activation": "tanh", "init": "xavier_uniform"},
        _glorot("0.8", "8/(3π) = 0.849", "1", "σ′ of tanh takes the rest."),
    ),
    "xavier": Preset(
        "Xavier 1/n", "What He et al. 2015 compare with: 30 relu layers, variance 1/n, half of what is needed",
        USUAL | {"depth": 30, "activation": "relu", "init": "he", "gain": 0.5**0.5},
        _he("1/n, as Xavier's rule has it", "2^(−29/2) = 4.3e−5 times",
            "Half of the neurons are off, so δ loses √2 in each layer, and o does, going forward: ∂Err/∂θ = δ · o is "
            "small everywhere (layer 1: {first}, layer 29: {last}).",
        ),
    ),
    "he": Preset(
        "He 2/n", "He et al. 2015: 30 relu layers, variance 2/n",
        USUAL | {"depth": 30, "activation": "relu", "init": "he"},
        _he("2/n", "1 times",
            "The 2 makes up for the neurons that are off: ∂Err/∂θ is {first} in layer 1, {last} in layer 29. Play!",
        ),
    ),
    "orthogonal": Preset(
        "orthogonal", "Saxe et al. 2014: 30 tanh layers that turn and do not stretch",
        USUAL | {"depth": 30, "activation": "tanh", "init": "orthogonal"}, _orthogonal,
    ),
}  # fmt: skip


def preset_of(s):
    """The preset whose settings these are, or None."""
    return next(
        (each for each in PRESETS.values() if all(s[name] == each.settings[name] for name in each.settings)), None
    )
