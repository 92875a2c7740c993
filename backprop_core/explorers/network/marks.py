"""What a view lets be seen of its numbers: which marks the diagram draws, on which scales, and for which numbers."""

import numpy as np

from ... import checks
from ...figures.scales import Scales
from ...one_step.names import name_of
from ...one_step.plane import spanning
from ..kit import controls, looks

MARKS = ("level", "line", "wish", "wishes", "square")
MOST = 3  # at once: with more, none would be seen


def read_show(name, value, s):
    """Which marks are drawn, at most three: "wish" is the arrow of the chosen number, "wishes" those of all weights;
    None: what suits the view."""
    if value is None:
        return None
    said = (value,) if isinstance(value, str) else checks.sequence(name, value)
    marks = tuple(dict.fromkeys(checks.choice(name, each, MARKS) for each in said))
    if len(marks) > MOST:
        raise checks.InputValueError(f"{name} must name at most {MOST} marks, so that each is seen; got {marks}.")
    return marks


COMPUTES = {"nothing": "nothing", "ŷ at all inputs": "answer", "every o at all inputs": "neurons"}


def read_computes(name, value, s):
    """What is drawn of what the network computes at all inputs."""
    return checks.choice(name, value, dict.fromkeys(COMPUTES.values()))


def computes_choice(value):
    """Chooses what is drawn of what the network computes at all inputs."""
    return controls.choice("Draw", COMPUTES.items(), value, "250px")


def put_computes(control, value, s):
    """It is there where a picture has room for all inputs."""
    looks.show(control, spanning(np.array(s["x"])), value=value)


def wishes_button(_):
    """Shows the arrows of all weights, or what is usual."""
    return looks.ToggleButton(description="Show wishes", layout={"width": "auto"})


def put_wishes(button, show, s):
    """Pressed while all arrows are shown."""
    button.value = show is not None and "wishes" in show


def say_wishes(pressed):
    """With the arrows go the weights and the error that they would change."""
    return ("line", "wishes", "square") if pressed else None


def read_scale(name, value, s):
    """What the full size of each mark stands for, as in `Scales`; None: what suits the numbers."""
    if value is None:
        return None
    said = checks.dictionary(name, value)
    if not set(Scales._fields) - {"answer"} <= set(said) <= set(Scales._fields):
        raise checks.InputValueError(f"{name} must tell {', '.join(Scales._fields)}; got {checks.show(value)}.")
    levels = checks.sequence(f"{name} levels", said["levels"])
    if len(levels) != len(s["sizes"]):
        raise checks.InputValueError(
            f"{name} levels must hold a pair for each of {len(s['sizes'])} layers; got {len(levels)}."
        )
    return {
        "levels": tuple(_range(f"{name} levels", each) for each in levels),
        "axis": _range(f"{name} axis", said["axis"]),
        **{each: checks.number(f"{name} {each}", said[each], above=0) for each in ("delta", "gradient", "slope")},
        "answer": None if said.get("answer") is None else _range(f"{name} answer", said["answer"]),
    }


def _range(name, value):
    low, high = (checks.number(name, each) for each in _pair(name, value))
    if not low < high:
        raise checks.InputValueError(f"{name} must begin below where it ends; got {checks.show(value)}.")
    return low, high


def _pair(name, value):
    pair = checks.sequence(name, value)
    if len(pair) != 2:
        raise checks.InputValueError(f"{name} must be a pair of numbers; got {checks.show(value)}.")
    return pair


def of_the_chosen(selected, sizes):
    """The number whose arrow says what the chosen one would rather be: of a weight its ∂Err/∂θ, at a neuron its δ, at
    an output's axis ∂Err/∂ŷ."""
    kind, *place = name_of(selected)
    if kind in ("theta", "gradient", "update"):
        return ("gradient", *place)
    if kind in ("u", "o", "delta"):
        return ("delta", *place)
    return ("slope", place[0]) if kind == "y" else None


def slope_of(snapshot, name):
    """∂Err by the number that carries an arrow: a `gradient`, a `delta`, or a `slope`, ∂Err/∂ŷ."""
    if name[0] == "slope":
        return snapshot.derivative(("o", len(snapshot.net.sizes) - 1, name[1]))
    return snapshot.values[name]
