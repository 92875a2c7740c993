"""Whether a function is wrong only because a σ or σ′ of the student's own, which it uses, is wrong.

The function is made once more, with all that it calls, in a copy of its names; there a right σ or σ′ takes the place
of the student's. If then every number is right, that was the mistake. The student's own names stay as they are.
"""

import re

from . import recipes
from .calls import Elsewhere
from .diagnosis import is_right, try_out
from .remade import used, with_another

# What a helper is called → what it is, the table's function for it, and the check of it.
ROLES = (
    (re.compile(r"slope|prime|deriv|σ′|^d_?(f|sig\w*)$|^df"), "σ′", "df", "check_sigmoid_slope"),
    (re.compile(r"sig|σ|logistic"), "σ", "f", "check_sigmoid"),
)


def wrong_helper(exercise, function, cases):
    """(the helper's name, "σ" or "σ′", the name of its check), or None."""
    sigmoid = getattr(cases[0], "activation", recipes.SIGMOID) is recipes.SIGMOID  # else another one is to be used
    if not sigmoid:
        return None
    for name in sorted(used(function)):
        role = next((each for pattern, *each in ROLES if pattern.search(name)), None)
        if role is None:
            continue
        letter, kind, check = role
        if check == f"check_{exercise.recipe.__name__}":  # it is what is to be written
            continue
        elsewhere = isinstance(function, Elsewhere)
        right = getattr(recipes.SIGMOID, kind)
        again = function.with_another(name, kind) if elsewhere else with_another(function, name, right)
        tried, seen = try_out(exercise, again, cases)
        if not seen and all(map(is_right, tried)):
            return name, letter, check
    return None
