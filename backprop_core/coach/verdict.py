"""What the coach says: whether a function is right, the mistake if it is not, and the points."""

import math
import sys
import traceback
from functools import wraps
from typing import NamedTuple

import numpy as np

from .. import checks
from ..figures.colours import dark_rules
from ..one_step.text import number
from .calls import Trouble, called, unreadable
from .cases import Case, Skipping, named
from .diagnosis import trouble_of, wrong_entries
from .mistakes import TOGETHER

SAYS = {
    "mutates_input": "Your numbers are right, but your function changes what it is given. Whoever calls it twice gets "
    "other numbers the second time. Make a copy first, or compute a new array.",
    "accumulated": "Called twice with the same numbers, your function gives two different results: it keeps something "
    "from one call to the next. Begin with empty lists inside the function.",
    "never_the_same": "Called twice with the same numbers, your function gives two different results, and none of "
    "them is right. Does it draw at random, or keep something from one call to the next? It must compute its numbers "
    "from its arguments.",
    "hard_coded": "Your function gives the same numbers, whatever it is given. Are they typed in, or is there a sum "
    "to which nothing is added? It must compute them from its arguments.",
    "unknown": "The numbers are not right, and it is no mistake that I know.",
}
FAILED = (
    "The coach itself failed here, with {}: this is not your mistake, and your answer has not been judged. Please "
    "show this to whoever teaches you."
)
BOX = "bp-verdict"  # the class of what stands below the message
STYLE = f"""
.jp-OutputArea-child:has(+ .jp-OutputArea-child .{BOX}) pre {{ word-break: normal; overflow-wrap: anywhere; }}
.{BOX} svg {{ max-width: 100%; height: auto; border-radius: 4px; }}
{dark_rules(f".{BOX}")}
"""  # JupyterLab breaks what is printed within words
FORMULAS = {  # the lecture's
    "u": "uᵢ = Σₗ θᵢₗ · oₗ", "o": "oᵢ = σ(uᵢ)", "Err": "Err = Σ (y − ŷ)²", "delta_k": "δ_k = ∂Err/∂ŷ · σ′(u_k)",
    "delta": "δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ", "gradients": "∂Err/∂θᵢₗ = δᵢ · oₗ", "theta": "θᵢₗ − η · ∂Err/∂θᵢₗ",
}  # fmt: skip
CREDIT = {0: 1.0, 1: 0.5, 2: 0.25}  # by how many known mistakes are in it
HELPER_CREDIT = 0.75  # where its one mistake is that of another function, which has cost its points there
NO_CREDIT = (
    "not_run", "not_written", "of_the_course",  # there is nothing to judge
    "raises", "wrong_shape", "wrong_type", "returns_none", "not_finite", "too_slow", "asks", "hard_coded",
    "never_the_same", "unknown",
    "shared_copy", "clip_never", "zero_slope", "factors_added",  # nothing has been computed
)  # fmt: skip


def credit(mistakes):
    """The share of the points that a function earns with these mistakes: 1 for none; ¾ where only a σ or σ′ that it
    uses is wrong; ½ for one of the table, ¼ for two; 0 for what computes nothing or cannot be explained."""
    if set(mistakes) & set(NO_CREDIT):
        return 0.0
    return HELPER_CREDIT if "wrong_helper" in mistakes else CREDIT[len(mistakes)]


class Verdict(NamedTuple):
    """What a check has found.

    passed        whether the function is right
    mistakes      the names of its mistakes; alternatives: other names (tuples of them) for the same numbers
    message       to the student, one to three sentences
    score         from 0 to 1, its `credit`; nan where nothing could be judged
    points        what a right function would earn; `earned` is score · points
    picture       the network with the student's numbers, the first wrong one ringed, as SVG text, or ""
    """

    passed: bool
    mistakes: tuple
    alternatives: tuple
    message: str
    score: float
    points: float
    picture: str

    @property
    def earned(self):
        """The points that this function earns."""
        return round(self.score * self.points, 4)

    def __repr__(self):
        # Only the points: nbgrader reads the text of a cell's last value as points, whatever it is.
        return f"{self.earned:g}"

    def _repr_html_(self):
        # The message is printed already: what is shown here stands below it.
        colour = "#1f6f8b" if self.passed else "#b4540a"
        picture = f'<div style="overflow-x:auto">{self.picture}</div>' if self.picture else ""
        counted = f"{self.earned:g} of {self.points:g} point{'s' if self.points != 1 else ''}"
        if math.isnan(self.score):
            counted = "not judged"
        return (
            f'<div class="{BOX}" style="border-left:4px solid {colour};padding:4px 10px;max-width:820px">'
            f"<style>{STYLE}</style><i>{counted}</i>{picture}</div>"
        )

    def tell(self):
        """Print the message: it is said once, and also where HTML is not shown. Returns the verdict."""
        print(f"{'✓' if self.passed else '✗'} {self.message}")
        return self


def give(points, score, message, *mistakes, picture=""):
    """Say the message and give the `Verdict`."""
    points = checks.number("points", points, least=0)
    return Verdict(score == 1, mistakes, (), message, score, points, picture).tell()


def always_answers(check):
    """A check that gives a `Verdict` whatever the student's answer is: objects may do anything when they are looked
    at. Only what is wrong in the call itself, like points below 0, is an error. Where the coach itself breaks down
    there are neither points nor none: a human must look."""

    @wraps(check)
    def safe(answer, *others, **asked):
        try:
            return check(answer, *others, **asked)
        except (checks.InputValueError, checks.InputTypeError, KeyboardInterrupt):
            raise
        except BaseException as error:
            kind, points = type(error).__name__, asked.get("points", 1)
            if _from_outside(error):
                return give(points, 0.0, unreadable(kind), "wrong_type")
            return Verdict(False, ("coach_failed",), (), FAILED.format(kind), math.nan, points, "").tell()

    return safe


OURS = {__name__.partition(".")[0], "numpy", *sys.stdlib_module_names} - {"__main__"}


def _from_outside(error):
    """Whether a line that is neither the coach's nor of a library was running: an object of the student's."""
    modules = (frame.f_globals.get("__name__") or "" for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(name.partition(".")[0] not in OURS for name in modules)


def no_function(value, points):
    """The `Verdict` on what should be a function and is none."""
    says = f"Give me your function itself, its name without brackets behind it; what I got is {checks.show(value)}."
    return give(points, 0.0, says, "wrong_type")


class Place(NamedTuple):
    """A number that is wrong: the student's value, in this network, of what is called so, in this layer (or None); and
    all the student's numbers of this network, [(name, layer, array)]."""

    case: Case | Skipping
    name: str
    layer: int | None
    index: tuple
    value: float
    found: list


def first_wrong(tried, exercise):
    """The `Place` of the first number that is wrong, in the smallest network where one is; None where there is no such
    number."""
    for each in tried:
        if isinstance(each.found, Trouble):
            continue
        places = list(zip(each.expected, each.found, strict=True))
        places.sort(key=lambda place: (place[0][1] or 0) * (-1 if exercise.backward else 1))  # as they are computed
        for (name, layer, right), found in places:
            wrong = wrong_entries(right, found) if found.shape == right.shape else None
            if np.any(wrong):
                index = tuple(map(int, np.argwhere(wrong)[0]))
                numbers = [(*about[:2], array) for about, array in zip(each.expected, each.found, strict=True)]
                return Place(each.case, name, layer, index, float(found[index]), numbers)
    return None


def where(place, exercise):
    """A sentence that says where the first wrong number stands, and what it is."""
    if place is None:
        return ""
    case, name, layer, index, value, _ = place
    size = named(case.sizes)
    yours = number(value)
    if layer is None:
        seen = exercise.seen(place) if exercise.seen else f"with the numbers of a {size} network"
        return f"First seen {seen}: yours is {yours} there."
    owner, with_y = exercise.of[name], ""
    if owner == "weight":
        i, l = (n + 1 for n in index)
        what = "∂Err/∂θ" if name == "gradients" else called(name)
        spot = f"{what} of the weight from neuron {l} to neuron {i} of layer {layer}"
    elif owner == "neuron":
        spot = f"{called(name)} of neuron {index[0] + 1} in layer {layer}"
        if name == "delta" and layer == len(case.sizes) - 1:
            with_y = f", with y = {number(float(case.y[index]))}"
    else:
        spot = f"{called(name)} of layer {layer}"
    return f"First seen in a {size} network: your {spot.removeprefix('the ')} is {yours}{with_y}."


def lecture(place):
    """The hint of most exercises: the lecture's formula of the number that is wrong."""
    at_output = place.name == "delta" and place.layer == len(place.case.sizes) - 1
    return f"It should be {FORMULAS['delta_k' if at_output else place.name]}."


def explain(diagnosis, exercise):
    """The message to the student."""
    mistakes = diagnosis.mistakes
    if not mistakes:
        return f"Right, {exercise.tried} that I tried."
    place = first_wrong(diagnosis.tried, exercise)
    if diagnosis.trouble:
        size = named(_where_trouble(diagnosis, exercise).sizes)
        shown = exercise.shown and diagnosis.trouble.kind not in ("too_slow", "not_written")
        return _joined(diagnosis.trouble.says, f"(In a {size} network.)" if shown else "")
    if mistakes == ("unknown",):
        hint = exercise.hint(place) if callable(exercise.hint) else exercise.hint
        return _joined(SAYS["unknown"], where(place, exercise), hint)
    if mistakes[0] in SAYS:
        return SAYS[mistakes[0]]
    first, *others = diagnosis.entries
    told = TOGETHER.get(frozenset(mistakes)) or " Also: ".join(each.says for each in first)
    return _joined(told, where(place, exercise), _other(first, others))


def _joined(*sentences):
    return " ".join(filter(None, sentences))


def _where_trouble(diagnosis, exercise):
    return next(each.case for each in diagnosis.tried if trouble_of(exercise, each))


def _other(first, others):
    """What else would give the same numbers, if it is one thing."""
    if len(first) > 1 or not others:
        return ""
    return f"(The same numbers come out like this: {others[0][0].says})"
