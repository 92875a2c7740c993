"""The settings of a view that trains: each data set's own, and how they are read and checked."""

from functools import partial
from typing import NamedTuple

from ... import checks
from ...activations import ACTIVATIONS
from ...datasets import DATASETS, Dataset, Parts, digits
from ...initialization import INITIALIZATIONS
from ...losses import LOSSES
from ..kit import history
from ..kit.typed import LEAST_ETA, MOST_ETA, read_number, read_pictures

MOST_STEPS = 20_000
MOST_RUNS = 3
MOST_HIDDEN = 4  # hidden layers
PACES = (1, 2, 5, 10, 25, 50, 100)
CHANGEABLE = ("eta", "batch_size")  # in the middle of a run
MOST_SEED = 2**32 - 2  # the next seed draws the test patterns


class Own(NamedTuple):
    """What a data set brings with it: its usual settings, the largest N, and the most neurons of a hidden layer."""

    N: int
    noise: float | None
    hidden: tuple
    eta: float
    batch_size: int | None
    pace: int
    least_N: int = 4
    most_N: int = 1000
    widest: int = 16


OWN = {
    "xor": Own(4, None, (8,), 2.0, None, 2, most_N=4),
    "circles": Own(200, 0.1, (8,), 2.0, None, 5),
    "moons": Own(200, 0.1, (8,), 2.0, None, 5),
    "spiral": Own(200, 0.05, (16, 8), 2.0, None, 10),
    "digits": Own(1400, None, (32,), 6.0, 32, 10, least_N=10, most_N=1700, widest=64),
}
BROUGHT = ("N", "noise", "hidden", "eta", "batch_size", "pace", "weight")  # other data bring their own


def draw_data(s):
    """The `Parts`, training and test patterns; xor has no others to test with, so that its test part is None.

    In the plane, the test patterns are the set that the next seed draws.
    """
    if s["data"] == "digits":
        return digits(s["N"], rng=s["seed"])
    if s["data"] == "xor":
        return Parts(DATASETS["xor"](), None)
    return Parts(*(Dataset(*DATASETS[s["data"]](s["N"], s["noise"], rng=s["seed"] + n)) for n in (0, 1)))


def sizes(s):
    """The neurons of all layers."""
    inputs, outputs = (64, 10) if s["data"] == "digits" else (2, 1)
    return (inputs, *s["hidden"], outputs)


def etas(s):
    """The η of each run."""
    return s["eta"] if isinstance(s["eta"], tuple) else (s["eta"],)


def read_hidden(value):
    """Hidden layers from a tuple, or from text like "8-8"; "" is none."""
    if isinstance(value, str):
        parts = (
            [part.strip() for part in value.replace("–", "-").replace(",", "-").split("-")] if value.strip() else []
        )
        if not all(part.isdecimal() for part in parts):
            raise checks.InputValueError(
                "Hidden layers must be whole numbers joined by dashes, like 8 or 8-8, or empty for none; "
                f"got {checks.show(value)}."
            )
        value = [int(part) for part in parts]
    return tuple(checks.sequence("hidden", value))


def read_eta(value):
    """One η, or a tuple of up to three, also from text like "0.02, 2, 100" or "0,02; 2; 100"."""
    if isinstance(value, str):
        value = [read_number(part) for part in value.split(";" if ";" in value else ",")]
    if not isinstance(value, (tuple, list)):
        return _eta(value)
    if not 1 <= len(value) <= MOST_RUNS:
        raise checks.InputValueError(f"eta must be one number, or up to {MOST_RUNS}; got {len(value)}.")
    return tuple(map(_eta, value)) if len(value) > 1 else _eta(value[0])


def _eta(value):
    return checks.number("eta", value, least=LEAST_ETA, most=MOST_ETA)


def read_weight(value):
    """A weight (m, i, l), also from text like "1-2-1"."""
    if isinstance(value, str):
        parts = [part.strip() for part in value.replace(",", "-").split("-")]
        if len(parts) != 3 or not all(part.isdecimal() for part in parts):
            raise checks.InputValueError(
                f"A weight is three whole numbers joined by dashes, like 1-1-1; got {checks.show(value)}."
            )
        value = [int(part) for part in parts]
    return tuple(checks.sequence("weight", value))


def compared(eta):
    """η with a much smaller and a much larger one beside it."""
    small, large = max(eta / 100, LEAST_ETA), min(50 * eta, MOST_ETA)
    return tuple(float(f"{each:.2g}") if each != eta else eta for each in (small, eta, large))


def checked(settings, pictures):
    """The same settings, complete and in their plain form, or an error that names the first that does not fit.

    None stands for what the data set brings with it. pictures: the names that can be asked for.
    """
    s = dict(settings)
    own = OWN[checks.choice("data", s["data"], OWN)]
    s |= {name: getattr(own, name) for name in own._fields if s.get(name, own) is None}
    if s["data"] == "xor" and s["N"] != own.N:
        raise checks.InputValueError(f"N is always 4 with xor; got {checks.show(s['N'])}.")
    s["N"] = checks.whole_number("N", s["N"], least=own.least_N, most=own.most_N)
    if settings["batch_size"] is None and own.batch_size is not None:
        s["batch_size"] = min(own.batch_size, s["N"])
    if own.noise is not None:
        s["noise"] = checks.number("noise", s["noise"], least=0, most=1)
    elif s["noise"] is not None:
        raise checks.InputValueError(f"noise belongs to circles, moons and spiral; {s['data']} has none.")
    s["hidden"] = read_hidden(s["hidden"])
    if len(s["hidden"]) > MOST_HIDDEN:
        raise checks.InputValueError(f"hidden must have at most {MOST_HIDDEN} layers; got {len(s['hidden'])}.")
    s["hidden"] = tuple(
        checks.whole_number(f"hidden layer {m}", n, least=1, most=own.widest) for m, n in enumerate(s["hidden"], 1)
    )
    for name, table in (("activation", ACTIVATIONS), ("loss", LOSSES), ("init", INITIALIZATIONS)):
        s[name] = checks.choice(name, s[name], table)
    s["bias"] = checks.flag("bias", s["bias"])
    s["seed"] = checks.whole_number("seed", s["seed"], most=MOST_SEED)
    s |= checked_pace(s)
    s["eta"] = read_eta(s["eta"])
    s["batch_size"] = _changeable("batch_size", s["batch_size"], s)
    check = partial(_changeable, s=s)
    s["history"] = history.checked_history(s["history"], s, CHANGEABLE, check, MOST_STEPS)
    s |= history.in_force(s["history"], s["steps"])
    s["weight"] = _weight(s["weight"] or (1, 1, 1), s)
    s["pictures"] = read_pictures(s["pictures"], pictures)
    return s


def checked_pace(s):
    """How many steps are done, and how many at a time, checked."""
    steps, pace = checks.whole_number("steps", s["steps"], most=MOST_STEPS), checks.whole_number("pace", s["pace"])
    if pace not in PACES:
        raise checks.InputValueError(f"pace must be one of {', '.join(map(str, PACES))}; got {checks.show(pace)}.")
    return {"steps": steps, "pace": pace}


def _changeable(name, value, s):
    """η or the batch size, checked: as many η as there are runs."""
    if name == "eta":
        value = read_eta(value)
        if len(etas({"eta": value})) != len(etas(s)):
            raise checks.InputValueError("history must have as many η at every step as there are runs.")
        return value
    return None if value is None else checks.whole_number("batch_size", value, least=1, most=s["N"])


def _weight(value, s):
    """(m, i, l), if the network has that weight."""
    place, layers = read_weight(value), sizes(s)
    first = 0 if s["bias"] else 1
    fits = len(place) == 3 and all(isinstance(part, int) and not isinstance(part, bool) for part in place)
    if fits:
        m, i, l = place
        fits = 1 <= m < len(layers) and 1 <= i <= layers[m] and first <= l <= layers[m - 1]
    if not fits:
        constant = "; l = 0 is the constant neuron" if s["bias"] else ""
        raise checks.InputValueError(
            f"weight must be a weight (m, i, l) of the network {'-'.join(map(str, layers))}, like (1, 1, 1), neurons "
            f"counted from 1{constant}; got {checks.show(value)}."
        )
    return place
