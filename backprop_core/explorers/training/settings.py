"""The settings of a view that trains: each data set's own, and how they are read and checked."""

from typing import NamedTuple

from ... import checks
from ...datasets import DATASETS, Dataset, Parts, digits
from ..kit.typed import LEAST_ETA, MOST_ETA, read_number

MOST_STEPS = 20_000
MOST_RUNS = 3
MOST_HIDDEN = 4  # hidden layers
PACES = (1, 2, 5, 10, 25, 50, 100)
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


# --- How they are read, in the order of the table: None stands for what the data set brings with it ------------------


def own(s):
    """What the data of these settings bring with them."""
    return OWN[s["data"]]


def read_N(name, value, s):
    """Training patterns."""
    value = own(s).N if value is None else value
    if s["data"] == "xor" and value != own(s).N:
        raise checks.InputValueError(f"N is always 4 with xor; got {checks.show(value)}.")
    return checks.whole_number("N", value, least=own(s).least_N, most=own(s).most_N)


def read_noise(name, value, s):
    """How far they are scattered, where they are; else None."""
    if own(s).noise is not None:
        return checks.number("noise", own(s).noise if value is None else value, least=0, most=1)
    if value is not None:
        raise checks.InputValueError(f"noise belongs to circles, moons and spiral; {s['data']} has none.")
    return None


def read_layers(name, value, s):
    """The neurons of the hidden layers."""
    hidden = own(s).hidden if value is None else read_hidden(value)
    if len(hidden) > MOST_HIDDEN:
        raise checks.InputValueError(f"hidden must have at most {MOST_HIDDEN} layers; got {len(hidden)}.")
    return tuple(
        checks.whole_number(f"hidden: layer {m}", n, least=1, most=own(s).widest) for m, n in enumerate(hidden, 1)
    )


def read_etas(name, value, s):
    """The learning rate, or several."""
    return own(s).eta if value is None else read_eta(value)


def read_batch_size(name, value, s):
    """Patterns of one step; None, where the data bring nothing else: all."""
    if value is None and own(s).batch_size is not None:
        return min(own(s).batch_size, s["N"])
    return _read_batch(name, value, s)


def _read_batch(name, value, s):
    return None if value is None else checks.whole_number(name, value, least=1, most=s["N"])


def _read_changed_etas(name, value, s):
    value = read_eta(value)
    if len(etas({"eta": value})) != len(etas(s)):
        raise checks.InputValueError("history must have as many η at every step as there are runs.")
    return value


# On the way, None is all patterns; and there are as many η as there are runs.
IN_HISTORY = {"eta": _read_changed_etas, "batch_size": _read_batch}


def read_pace(name, value, s):
    """How many steps are done from one frame to the next; None, where data bring their own: theirs."""
    pace = own(s).pace if value is None and "data" in s else checks.whole_number(name, value)
    if pace not in PACES:
        raise checks.InputValueError(f"pace must be one of {', '.join(map(str, PACES))}; got {checks.show(value)}.")
    return pace


def read_weight_of(name, value, s):
    """(m, i, l), if the network has that weight; None is the first."""
    place, layers = read_weight(value or (1, 1, 1)), sizes(s)
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
