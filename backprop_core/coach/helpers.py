"""Whether a function is wrong only because a σ or σ′ of the student's own, which it uses, is wrong.

The function is made once more, with all that it calls, in a copy of its names; there a right σ or σ′ takes the place
of the student's. If then every number is right, that was the mistake. The student's own names stay as they are.
"""

import re
from types import CodeType, FunctionType

from . import recipes
from .diagnosis import is_right, try_out

# What a helper is called → what it is, the table's function for it, and the check of it.
ROLES = (
    (re.compile(r"slope|prime|deriv|σ′|^d_?(f|sig\w*)$|^df"), "σ′", "df", "check_sigmoid_slope"),
    (re.compile(r"sig|σ|logistic"), "σ", "f", "check_sigmoid"),
)


def wrong_helper(exercise, function, cases):
    """(the helper's name, "σ" or "σ′", the name of its check), or None."""
    sigmoid = getattr(cases[0], "activation", recipes.SIGMOID) is recipes.SIGMOID  # else another one is to be used
    if type(function) is not FunctionType or exercise.recipe is recipes.sigmoid or not sigmoid:
        return None
    for name in sorted(_used(function)):
        role = next((each for pattern, *each in ROLES if pattern.search(name)), None)
        if role is None:
            continue
        letter, kind, check = role
        tried, seen = try_out(exercise, _with(function, name, getattr(recipes.SIGMOID, kind)), cases)
        if not seen and all(map(is_right, tried)):
            return name, letter, check
    return None


def _used(function):
    """The names of the student's functions that a function uses, and of those that these use."""
    space, found, open_ = function.__globals__, set(), [function]
    while open_:
        for name in _names(open_.pop().__code__):
            each = space.get(name)
            if type(each) is FunctionType and each.__globals__ is space and each is not function and name not in found:
                found.add(name)
                open_.append(each)
    return found


def _names(code):
    """The names in a function, and in those that are made inside it."""
    return set(code.co_names).union(*(_names(each) for each in code.co_consts if isinstance(each, CodeType)))


def _with(function, name, right):
    """The function once more; for it and all that it uses, `name` means `right`."""
    space = dict(function.__globals__)

    def again(each):
        made = FunctionType(each.__code__, space, each.__name__, each.__defaults__, each.__closure__)
        made.__kwdefaults__ = each.__kwdefaults__
        return made

    space |= {each: again(function.__globals__[each]) for each in _used(function)} | {name: right}
    return again(function)
