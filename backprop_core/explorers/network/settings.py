"""The settings of a network view: read, checked, and how a change of one is remembered in a run.

Every function takes settings and returns new ones; none changes what it was given.
"""

from functools import lru_cache

from ... import checks
from ...initialization import INITIALIZATIONS
from ...one_step.names import algorithm, item
from ..kit import looks
from ..kit.history import checked_history, in_force, until
from ..kit.setting import RUNS, flag
from ..kit.typed import LARGEST
from .presets import drawn_pattern, get_preset

MOST_WEIGHTS, MOST_LAYERS, MOST_NEURONS = 100, 6, 6
MOST_EDITS = 100  # weights edited by hand, over all steps of a run
CAN_HIDE = ("u", "o", "Err", "delta", "gradient", "update")
TOLD_BY = {"delta": ("gradient", "update"), "gradient": ("update",)}  # ∂Err/∂θ = δ o, and the update is η times that
INITS = ("preset", *INITIALIZATIONS)


def read_sizes(value):
    """Layer sizes from a tuple, or from text like "2-3-1"."""
    if isinstance(value, str):
        parts = [part.strip() for part in value.replace("–", "-").replace(",", "-").split("-")]
        if not all(part.isdecimal() and int(part) > 0 for part in parts):
            raise checks.InputValueError(
                f"Layers must be whole numbers from 1, joined by dashes, like 2-3-1; got {checks.show(value)}."
            )
        value = [int(part) for part in parts]
    sizes = checks.sizes(value)
    if len(sizes) > MOST_LAYERS or max(sizes) > MOST_NEURONS:
        raise checks.InputValueError(
            f"sizes must have at most {MOST_LAYERS} layers of at most {MOST_NEURONS} neurons, so that the picture "
            f"stays readable; got {checks.show('-'.join(map(str, sizes)))}."
        )
    return sizes


def names(settings):
    """All numbers of the network, in the order in which Left and Right go through them; then what only micro-steps
    choose, gradients and updates."""
    sizes, bias = settings["sizes"], settings["bias"]
    found = [("x", i) for i in range(1, sizes[0] + 1)]
    computed = algorithm(sizes, bias)
    for m in range(1, len(sizes)):
        found += [("theta", *name[1:]) for name in computed if name[:2] == ("gradient", m)]
        for i in range(1, sizes[m] + 1):
            found += [("u", m, i), ("o", m, i), ("delta", m, i)]
    found += [("y", k) for k in range(1, sizes[-1] + 1)] + [("Err",)]
    return found + [name for name in computed if name[0] in ("gradient", "update")]


@lru_cache
def items(sizes, bias):
    """The same numbers, as the page writes them."""
    return {item(name) for name in names({"sizes": sizes, "bias": bias})}


def _show_train_bias(box, value, s):
    """Only where there are biases."""
    looks.show(box, s["bias"], value=value)


TRAIN_BIAS = flag(None, "bias learns", RUNS)._replace(show=_show_train_bias)

# --- How each is read ------------------------------------------------------------------------------------------------


def read_patterns(name, value, s):
    """Patterns as columns: as many rows as the network has inputs, or outputs; y has as many columns as x."""
    return _patterns(name, value, s["sizes"][0 if name == "x" else -1], len(s["x"][0]) if name == "y" else None)


def read_pattern(name, value, s):
    """Which of the patterns is shown, from 1."""
    return checks.whole_number(name, value, least=1, most=len(s["x"][0]))


def selected(usual):
    """The reader of the chosen number; usual(s): which it is where none is chosen."""
    return lambda name, value, s: check_item(value or usual(s), s)


def read_hide(name, value, s):
    """The kinds of numbers that are hidden, from one or several: those that are named, and those that tell them."""
    kinds = [value] if isinstance(value, str) else checks.sequence(name, value)
    kinds = [checks.choice(name, kind, CAN_HIDE) for kind in kinds]
    return tuple(dict.fromkeys([*kinds, *(other for kind in kinds for other in TOLD_BY.get(kind, ()))]))


def read_predicted(name, value, s):
    """{chosen number: what was predicted}."""
    said = checks.dictionary(name, value or {}).items()
    return {check_item(each, s): checks.number(name, number) for each, number in said}


def check_size(s):
    """Whether the network is small enough."""
    weights = sum(n * (before + s["bias"]) for before, n in zip(s["sizes"][:-1], s["sizes"][1:], strict=True))
    if weights > MOST_WEIGHTS:
        raise checks.InputValueError(f"sizes must give at most {MOST_WEIGHTS} weights; got {weights}.")


def with_history(s, settings, changeable):
    """Read settings with their history read, too, and with what it puts in force."""
    s = s | {"history": _read_history(s, settings, changeable)}
    return s | in_force(s["history"], s.get("steps", 0))


def first_patterns(s):
    """The preset's patterns where they fit the layers, else one that is drawn."""
    preset, sizes = get_preset(s["preset"]), s["sizes"]
    if len(preset["x"]) == sizes[0] and len(preset["y"]) == sizes[-1]:
        return preset["x"], preset["y"]
    return drawn_pattern(sizes, checks.whole_number("seed", s["seed"]))


def has_own_theta(s):
    """Whether the first weights are the preset's own, not drawn."""
    preset = get_preset(s["preset"])
    return s["init"] == "preset" and preset["theta"] is not None and s["sizes"] == preset["sizes"]


def check_item(text, settings):
    """`text`, if it names a number of the network."""
    if not isinstance(text, str) or text not in items(settings["sizes"], settings["bias"]):
        raise checks.InputValueError(
            "selected must be a number of this network, like 'theta-1-1-1', 'delta-1-1' or 'Err'; "
            f"got {checks.show(text)}."
        )
    return text


def check_weight(place, value, settings):
    """`value`, if it may stand at place (m, i, l): neurons counted from 1, l = 0 the constant neuron."""
    places = [name[1:] for name in names(settings) if name[0] == "theta"]
    if place not in places:
        constant = " and l = 0 the constant neuron" if settings["bias"] else ""
        raise checks.InputValueError(
            f"theta must name weights as (m, i, l), layer 1 to {places[-1][0]}, neurons counted from 1{constant}; "
            f"got {checks.show(place)}."
        )
    return checks.number(f"theta{place}", value, least=-LARGEST, most=LARGEST)


def edited(settings, theta):
    """Settings with the weights of `theta`, {(m, i, l): value}, changed by hand at the present step."""
    now = settings.get("steps", 0)
    history = until(settings["history"], now)
    weights = dict(history.get(now, {}).get("theta", {}))
    for place, value in checks.dictionary("theta", theta).items():
        weights[place] = check_weight(place, value, settings)
    history[now] = {**history.get(now, {}), "theta": weights}
    if sum(len(kept.get("theta", {})) for kept in history.values()) > MOST_EDITS:
        raise checks.InputValueError(
            f"theta can be edited at {MOST_EDITS} places of a run at most, or its code would become too long; "
            "Reset begins anew."
        )
    return {**settings, "history": history, "predicted": {}}


def _read_history(s, settings, changeable):
    """The history of a network, whose weights may have been edited by hand."""

    def check(name, value):
        if name == "theta":
            weights = checks.dictionary("theta", value).items()
            return {place: check_weight(place, each, s) for place, each in weights}
        if name in ("x", "y"):
            return _patterns(name, value, s["sizes"][0 if name == "x" else -1], len(s["x"][0]))
        return settings[name].read(name, value, s)

    return checked_history(s["history"], s, ["theta", *changeable], check)


def _patterns(name, value, rows, patterns=None):
    numbers = checks.columns(name, value, rows, patterns=patterns)
    if abs(numbers).max() > LARGEST:
        raise checks.InputValueError(f"{name} must hold numbers from {-LARGEST:g} to {LARGEST:g}.")
    return numbers.tolist()
