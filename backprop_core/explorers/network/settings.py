"""The settings of a network view: read, checked, and how a change of one is remembered in a run.

Every function takes settings and returns new ones; none changes what it was given.
"""

from functools import lru_cache

from ... import checks
from ...activations import ACTIVATIONS
from ...initialization import INITIALIZATIONS
from ...losses import LOSSES
from ...one_step.names import algorithm, item
from ..kit.history import checked_history, in_force, until
from ..kit.typed import LARGEST, LEAST_ETA, MOST_ETA
from .presets import PRESETS

MOST_WEIGHTS, MOST_LAYERS, MOST_NEURONS = 100, 6, 6
MOST_EDITS = 100  # weights edited by hand, over all steps of a run
CAN_HIDE = ("u", "o", "Err", "delta", "gradient", "update")
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


def checked(settings, data_keys):
    """The same settings in their plain form, or an error that names the first that does not fit.

    data_keys: the settings that may change in the middle of a run, and whose changes the history keeps.
    """
    s = dict(settings)
    sizes = s["sizes"] = read_sizes(s["sizes"])
    checks.choice("preset", s["preset"], PRESETS)
    checks.choice("init", s["init"], INITS)
    for flag in ("bias", "full"):
        s[flag] = checks.flag(flag, s[flag])
    s["seed"] = checks.whole_number("seed", s["seed"], most=2**32 - 1)
    weights = sum(n * (before + s["bias"]) for before, n in zip(sizes[:-1], sizes[1:], strict=True))
    if weights > MOST_WEIGHTS:
        raise checks.InputValueError(f"sizes must give at most {MOST_WEIGHTS} weights; got {weights}.")
    s["x"] = _patterns("x", s["x"], sizes[0])
    s["y"] = _patterns("y", s["y"], sizes[-1], len(s["x"][0]))
    s["pattern"] = checks.whole_number("pattern", s["pattern"], least=1, most=len(s["x"][0]))
    for name in data_keys:
        if name not in ("x", "y"):
            s[name] = _data(name, s[name], s)
    s["history"] = _history(s["history"], s, data_keys)
    s |= in_force(s["history"], s.get("steps", 0))
    hide = (s["hide"],) if isinstance(s["hide"], str) else tuple(checks.sequence("hide", s["hide"]))
    s["hide"] = tuple(checks.choice("hide", kind, CAN_HIDE) for kind in hide)
    s["selected"] = check_item(s["selected"] or "theta-1-1-1", s)
    s["predicted"] = {
        check_item(name, s): checks.number("predicted", value)
        for name, value in checks.dictionary("predicted", s["predicted"] or {}).items()
    }
    return s


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


def _history(history, settings, data_keys):
    """The history of a network, whose weights may have been edited by hand."""

    def check(name, value):
        if name != "theta":
            return _data(name, value, settings)
        weights = checks.dictionary("theta", value).items()
        return {place: check_weight(place, each, settings) for place, each in weights}

    return checked_history(history, settings, ["theta", *data_keys], check)


def _data(name, value, settings):
    """A setting that may change in the middle of a run, checked."""
    if name == "activation":
        return checks.choice(name, value, ACTIVATIONS)
    if name == "loss":
        return checks.choice(name, value, LOSSES)
    if name == "train_bias":
        return checks.flag(name, value)
    if name == "eta":
        return checks.number(name, value, least=LEAST_ETA, most=MOST_ETA)
    rows = settings["sizes"][0 if name == "x" else -1]
    return _patterns(name, value, rows, len(settings["x"][0]))


def _patterns(name, value, rows, patterns=None):
    numbers = checks.columns(name, value, rows, patterns=patterns)
    if abs(numbers).max() > LARGEST:
        raise checks.InputValueError(f"{name} must hold numbers from {-LARGEST:g} to {LARGEST:g}.")
    return numbers.tolist()
