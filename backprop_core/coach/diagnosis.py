"""From the numbers of a student's function to the mistake behind them.

The function is run on a few random networks. So is the right recipe, and the recipe with each mistake of the table,
and with any two of them. Where one gives the student's numbers in every network, that is the mistake.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np

from . import recipes
from .calls import Trouble, as_arrays, call, copied, misshapen, read, settled
from .cases import Case, Skipping, draw_cases
from .further import FURTHER
from .mistakes import MISTAKES

KNOWN = MISTAKES + FURTHER
# Numbers that differ by less than this share of the largest are the same; SINGLE: where they are in float32. (On the
# way, a float32 leaves no trace in the type of what comes out.)
CLOSE, SINGLE = 1e-6, 2e-4
WHOLE = {"both", "all_deltas", "stepped"}  # places at which one layer's numbers may come to stand at another's
RAISES = "raises"  # what a mistake comes to where shapes do not fit


class Exercise(NamedTuple):
    """What a student is to write.

    recipe    what is right, of recipes.py or further.py; its name is that of the check and of the table's entries
    given     case → the arguments of the function, plain data
    hint      a sentence on what a wrong number should be, or `Place` → such a sentence
    of        {name: "neuron", "weight" or "layer"}: of what is a list over layers, to what its numbers belong
    shaped    what the function gives → {name: value}, or a `Trouble`; None where it gives one thing
    reshaped  {name: what to say where it has another shape}, if not the two shapes
    backward  whether the last layer is computed first
    shown     whether the network is shown where something goes wrong: its size, and the number in a picture
    tried     on what a right function was tried, in words
    seen      of what belongs to no layer: `Place` → words that say where it was first seen
    draw      (random generator, **which network) → the cases
    """

    recipe: Callable
    given: Callable
    hint: str | Callable
    of: dict = {}
    shaped: Callable | None = None
    reshaped: dict = {}
    backward: bool = False
    shown: bool = True
    tried: str = "on every network"
    seen: Callable | None = None
    draw: Callable = draw_cases


class Tried(NamedTuple):
    """One network: the case, what is right, [(name, layer, array)], and what the student's function gives: a list of
    arrays, or a `Trouble`."""

    case: Case | Skipping
    expected: list
    found: object


class Diagnosis(NamedTuple):
    """mistakes: the names, none if all is right; tried: the `Tried`; trouble: the `Trouble` that speaks for itself, or
    None; entries: where it is in the table, the entries (tuples of `Mistake`) that give these numbers, the simplest
    first."""

    mistakes: tuple
    tried: list
    trouble: Trouble | None = None
    entries: tuple = ()


# --- The right numbers, and those of a mistake -----------------------------------------------------------------------


def listed(result, exercise):
    """A recipe's result as [(name, layer or None, array)]."""
    found = []
    for name, value in result.items():
        if name in exercise.of:
            found += [(name, m, each) for m, each in enumerate(value) if m > 0]
        else:
            found.append((name, None, np.asarray(value, dtype=float)))
    return found


def with_mistakes(places):
    """`at` of a program with mistakes; places: [{place: function}], one for each mistake."""
    there = {}
    for each in places:
        for place, wrong in each.items():
            there[place] = (*there.get(place, ()), wrong)

    def at(place, value, **known):
        for wrong in there.get(place, ()):
            value = wrong(value, **known)
        return value

    return at


def numbers_of(exercise, case, places):
    """The arrays that a program with these mistakes gives, or RAISES."""
    try:
        with np.errstate(all="ignore"):
            result = exercise.recipe(case, with_mistakes(places))
        return [np.asarray(array, dtype=float) for _, _, array in listed(result, exercise)]
    except (ValueError, TypeError, IndexError, ArithmeticError):
        return RAISES


@lru_cache(maxsize=32)
def candidates(name):
    """All ways to be wrong in the recipe `name`: [(entries, places)] of one mistake alone, and of any two."""
    single = [(each, variant) for each in KNOWN if name in each.checks for variant in each.variants]
    pairs = [
        ((first, second), (one, other))
        for (first, one), (second, other) in combinations(single, 2)
        if first is not second
    ]  # fmt: skip
    return [((each,), (variant,)) for each, variant in single], pairs


# --- Comparing -------------------------------------------------------------------------------------------------------


def same(ours, theirs):
    """Whether two lists of arrays are the same, up to rounding."""
    if raises(ours) or raises(theirs):
        return raises(ours) and raises(theirs)
    return not isinstance(theirs, Trouble) and all(close(a, b) for a, b in zip(ours, theirs, strict=True))


def raises(result):
    """Whether shapes did not fit."""
    return result is RAISES or isinstance(result, Trouble) and result.kind == "raises"


def fits(each, ours):
    """Whether a program with mistakes, whose numbers are `ours`, explains one network's result. Where layers differ in
    width, matrices that are taken the wrong way round do not fit together, but a loop may stop, or go on with the
    wrong numbers: nothing is asked."""
    widths_differ = len(set(each.case.sizes)) > 1
    if widths_differ and (raises(each.found) or raises(ours)):
        return True
    if raises(ours):
        return raises(each.found)
    return same([settled(array, right) for array, (_, _, right) in zip(ours, each.expected, strict=True)], each.found)


def close(ours, theirs):
    """Whether two arrays are the same, up to the rounding of the student's floats."""
    if ours.shape != theirs.shape or _differ(ours, theirs, SINGLE).any():  # so most are told apart
        return False
    return not wrong_entries(ours, theirs).any()


def wrong_entries(right, theirs):
    """Where the entries of two arrays of one shape differ, by more than the rounding of the student's floats."""
    exact = CLOSE
    with np.errstate(all="ignore"):  # not every number is one of 32 bits
        if theirs.dtype == np.float32 or theirs.size and np.array_equal(theirs.astype(np.float32), theirs):
            exact = SINGLE
    return _differ(right, theirs, exact)


def _differ(right, theirs, share):
    """Where they differ by more than this share of the largest of `right`."""
    with np.errstate(invalid="ignore"):
        return ~(np.abs(right - theirs) <= share * np.abs(right).max(initial=0.0) + 1e-300)


# --- Finding ---------------------------------------------------------------------------------------------------------


def try_out(exercise, function, cases):
    """(the `Tried` of all cases, what else was seen: "mutates_input", "accumulated" or "")."""
    tried, seen = [], ""
    for case in cases:
        expected = listed(exercise.recipe(case, recipes.right), exercise)
        arguments = copied(exercise.given(case))
        found = run(exercise, function, arguments, expected)
        kept, trouble = read(untouched, exercise.given(case), arguments)
        if not seen and (trouble or not kept):
            seen = "mutates_input"
        tried.append(Tried(case, expected, found))
        if isinstance(found, Trouble) and found.kind == "too_slow":
            return tried, seen
    if not seen:
        again = run(exercise, function, copied(exercise.given(cases[-1])), tried[-1].expected)
        if not repeats(tried[-1].found, again):
            seen = "accumulated"
    return tried, seen


def run(exercise, function, arguments, expected):
    """The arrays that one call gives, or its `Trouble`."""
    value, trouble = call(function, arguments)
    if trouble is not None:
        return trouble
    arrays, trouble = read(_arrays, exercise, value, expected)
    if trouble or isinstance(arrays, Trouble):
        return trouble or arrays
    return [settled(array, right) for array, (_, _, right) in zip(arrays, expected, strict=True)]


def _arrays(exercise, value, expected):
    """A function's value as arrays, or a `Trouble`."""
    value = exercise.shaped(value) if exercise.shaped else {expected[0][0]: value}
    return value if isinstance(value, Trouble) else as_arrays(value, expected)


def untouched(before, after):
    """Whether arguments are as they were."""
    if isinstance(before, (list, tuple)):
        return type(before) is type(after) and len(before) == len(after) and all(map(untouched, before, after))
    return np.array_equal(before, after) if isinstance(before, np.ndarray) else before is after or before == after


def repeats(first, again):
    """Whether the same call gives the same numbers once more."""
    if isinstance(first, Trouble) or isinstance(again, Trouble):
        return isinstance(first, Trouble) == isinstance(again, Trouble)
    return all(a.shape == b.shape and np.array_equal(a, b, equal_nan=True) for a, b in zip(first, again, strict=True))


def is_right(each):
    """Whether one network came out right."""
    return same([array for _, _, array in each.expected], each.found)


def diagnose(exercise, function, cases):
    """The `Diagnosis` of a student's function."""
    tried, seen = try_out(exercise, function, cases)
    slow = tried[-1].found
    if isinstance(slow, Trouble) and slow.kind == "too_slow":  # nothing was tried after that
        return Diagnosis(("too_slow",), tried, slow)
    if all(map(is_right, tried)):
        return Diagnosis((seen,) if seen else (), tried)
    if same_for_all(tried) and not explanations(exercise, tried):
        return Diagnosis(("hard_coded",), tried)
    if seen == "accumulated":  # half of it is right only where something is: numbers drawn at random never are
        return Diagnosis((seen if any(map(is_right, tried)) else "never_the_same",), tried)
    if not all(isinstance(each.found, Trouble) for each in tried):
        entries = explanations(exercise, tried)
        if entries:
            return Diagnosis(tuple(each.name for each in entries[0]), tried, entries=tuple(entries))
    trouble = next((found for each in tried if (found := trouble_of(exercise, each))), None)
    if trouble:
        return Diagnosis((trouble.kind,), tried, trouble)
    return Diagnosis(("unknown",), tried)


def explanations(exercise, tried):
    """The entries that give the student's numbers in every network: single ones, or else pairs."""
    single, pairs = candidates(exercise.recipe.__name__)
    wrong = next((each for each in tried if not isinstance(each.found, Trouble) and not is_right(each)), None)
    if wrong:  # most mistakes are told apart by what it shows
        tried = [wrong, *(each for each in tried if each is not wrong)]
    known = {}  # what single mistakes make of the networks

    def numbers(each, places):
        if len(places) > 1:
            return numbers_of(exercise, each.case, places)
        key = id(each), id(places[0])
        if key not in known:
            known[key] = numbers_of(exercise, each.case, places)
        return known[key]

    def explains(places):
        """Where it is right or stops, the mistake must make it stop: there are some that some networks do not show."""
        stops = wrong or any(raises(numbers(each, places)) for each in tried)
        if not stops or not all(fits(each, numbers(each, places)) for each in tried):
            return False
        # Of numbers that are wrong, some must be its own: what stops everywhere would explain anything.
        return not wrong or any(
            not raises(numbers(each, places)) and not isinstance(each.found, Trouble) and not is_right(each)
            for each in tried
        )

    def explaining(group):
        found = []
        for entries, places in group:
            if entries not in found and explains(places):
                found.append(entries)
        return found

    found = explaining(single)
    if found or not wrong:  # two that undo each other would explain anything
        return found
    return explaining(_possible(wrong, [(variant, numbers(wrong, (variant,))) for _, (variant,) in single], pairs))


def _possible(each, alone, pairs):
    """The pairs that one network leaves possible; alone: [(a mistake, what it alone makes of this network)]. There are
    thousands, and most can be told without being tried: what one of the two leaves as it is, the other must make as it
    was found."""
    right = [array for _, _, array in each.expected]
    left, made = {}, {}
    for variant, ours in alone:
        if raises(ours) or variant.keys() & WHOLE or any(a.shape != b.shape for a, b in zip(ours, right, strict=True)):
            continue  # of these one cannot tell
        left[id(variant)] = [close(a, b) for a, b in zip(ours, right, strict=True)]
        made[id(variant)] = [close(a, b) for a, b in zip(ours, each.found, strict=True)]

    def possible(one, other):
        return one not in left or other not in left or all(
            theirs or not ours for ours, theirs in zip(left[one], made[other], strict=True)
        )  # fmt: skip

    return [pair for pair in pairs if all(possible(*order) for order in permutations(map(id, pair[1])))]


def same_for_all(tried):
    """Whether the first two networks, of the same shapes, got the same numbers."""
    first, second = tried[0].found, tried[1].found
    if isinstance(first, Trouble) or isinstance(second, Trouble):
        return False
    return repeats(first, second) and all(np.isfinite(array).all() for array in first)


def trouble_of(exercise, each):
    """What is the matter with one network's result, apart from its numbers."""
    if isinstance(each.found, Trouble):
        return each.found
    return misshapen(each.found, each.expected, exercise.reshaped)
