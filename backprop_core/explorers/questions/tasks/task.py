"""What a question is made of."""

import math
import re
from typing import NamedTuple

import numpy as np

from ....activations import ACTIVATIONS
from ....one_step.agreement import apart
from ....one_step.formulas import LETTERS, describe, explain
from ....one_step.text import number, symbol

EXACT = "Two significant digits are enough. You may type a calculation, like 2 · 0.3 · (1 − 0.4)."
WHOLE = "A whole number."
SIGNS = ("negative", "zero", "positive")  # of −1, 0 and +1


class Task(NamedTuple):
    """A question with its computed answer. All text is plain Unicode, as in figures/formulas.py.

    kind      "number", "choice", "sign" or "order"
    answer    a float; one of `options`; −1, 0 or 1; the `options` in their right order
    options   what can be chosen or put in order; for a sign, the words for −1, 0 and 1
    mistakes  pairs (wrong answer, hint), computed by small wrong variants of the right formula
    hint      for every other wrong answer: the formula, without numbers
    formula, numeric   the formula, and the same with the numbers of this question ("" where it has none)
    because   a model sentence that gives the reason
    exact     how exact the answer must be
    secrets   numbers that would give the answer away wherever they appeared
    hides     the kinds of numbers that a view must hide meanwhile
    item      what a view calls the number asked about, or None
    facts     the numbers that the question gives, by name
    sizes     the layers of a network that the question speaks of, to be shown beside it; () where it is about none
    """

    prompt: str
    kind: str
    answer: object
    options: tuple = ()
    mistakes: tuple = ()
    hint: str = ""
    formula: str = ""
    numeric: str = ""
    because: str = ""
    exact: str = ""
    secrets: tuple = ()
    hides: tuple = ()
    item: str | None = None
    facts: dict = {}
    sizes: tuple = ()


# --- When is a question good? --------------------------------------------------------------------------------------


def differ(kind, a, b):
    """Whether two answers of one kind are clearly different."""
    return apart(a, b) if kind == "number" else a != b


def without_doubles(task):
    """`task` without the mistakes that look like the right answer or like a mistake before them."""
    kept = []
    for value, hint in task.mistakes:
        usable = task.kind != "number" or math.isfinite(value)
        if usable and all(differ(task.kind, value, other) for other in (task.answer, *(each for each, _ in kept))):
            kept.append((value, hint))
    return task._replace(mistakes=tuple(kept))


NO_FACTORS = ("name", "chosen", "seed", "sizes", "kinds", "i", "n", "M")  # facts that count or name something


def told_apart(facts):
    """Whether numbers of different names differ in size where they may meet in a product: of 0.3 · 0.3 nobody can say
    which is δ. Of lists those at the same place meet, and a single number meets all of a list."""
    told = [np.abs(np.atleast_1d(value)) for name, value in facts.items() if name not in NO_FACTORS]
    return all(len(set(met)) == len(met) for met in zip(*np.broadcast_arrays(*told), strict=True))


def is_good(task):
    """Whether a drawn question is worth asking: every mistake tells, the numbers in it can be told apart, and none of
    them is its answer."""
    if without_doubles(task).mistakes != task.mistakes:
        return False
    if task.kind != "number":
        return len(set(task.options)) == len(task.options) and task.options != task.answer
    if not told_apart(task.facts):
        return False
    words = task.prompt.replace(",", " ").replace(". ", " ").split()
    plain = {word.strip(".?;:()") for word in words}
    size = abs(task.answer)
    return 0.004 < size < 50 and size != 1 and not plain & {number(task.answer), number(-task.answer)}


# --- Small helpers of the bank -------------------------------------------------------------------------------------


def pick(rng, *values):
    """One of `values`."""
    return values[int(rng.integers(len(values)))]


def several(rng, values, count):
    """`count` different ones of `values`."""
    return [values[int(place)] for place in rng.permutation(len(values))[:count]]


def shuffled(rng, values):
    """`values` in another order."""
    return tuple(several(rng, list(values), len(values)))


def f(sigma, u):
    """σ(u) of one number."""
    return float(ACTIVATIONS[sigma].f(np.array([u], dtype=float))[0])


def df(sigma, u):
    """σ′(u) of one number."""
    return float(ACTIVATIONS[sigma].df(np.array([u], dtype=float))[0])


def clean(value):
    """A computed number without the noise of its last bits: 0.1 · 3 is 0.3."""
    return float(f"{value:.12g}")


def listed(parts):
    """ "a", "a and b", "a, b and c" """
    *front, last = parts
    return f"{', '.join(front)} and {last}" if front else last


def sign(value):
    """−1, 0 or 1."""
    return (value > 0) - (value < 0)


class View(NamedTuple):
    """A number of a view, to be asked about: `hidden` are the kinds of numbers that the view hides, `secret` the
    names of those that other open questions ask about."""

    snapshot: object
    name: tuple
    hidden: frozenset = frozenset()
    secret: frozenset = frozenset()

    def needs(self, *names, signs=False):
        """A sentence that tells those of the numbers `names` that are needed and cannot be seen, or "". signs: of each
        only its sign is needed, and told."""
        names = [name for name in names if name[0] in self.hidden]
        if not names:
            return ""

        def told(name):
            value = self.snapshot.values[name]
            known = "?" if name in self.secret else SIGNS[sign(value) + 1] if signs else number(value)
            return f"{_symbol(name)} {'is' if signs else '='} {known}"

        first = " Where a ? stands, another question asks: answer that one first." if self.secret & set(names) else ""
        words = listed([told(name) for name in names])
        if signs:
            return f" You need only the sign of what comes back: {words}.{first}"
        return f" Of the numbers that the view hides you need {words}.{first}"


def _symbol(name):
    kind, m, i, *_ = name
    return "∂Err/∂θ" if kind == "gradient" else symbol(LETTERS[kind], i, layer=m)


def called(name, sizes):
    """A number's name in words, with lowered indices: "weight from x₁ to neuron 2 of layer 1"."""
    return re.sub(r"\b([xy])(\d)", lambda found: symbol(found[1], int(found[2])), describe(name, sizes))


def placed(name, sizes):
    """A number's name by its layer, to stand beside a weight's name: "o of neuron 2 of layer 1"."""
    kind, *place = name
    return f"{LETTERS[kind]} of neuron {place[1]} of layer {place[0]}" if len(place) == 2 else called(name, sizes)


def formula_of(snapshot, name):
    """The general formula of a number in a view, and the same with its numbers."""
    found = explain(snapshot, name)
    return {"formula": found.general, "numeric": f"{found.specific} {found.numeric} = {found.result}"}
