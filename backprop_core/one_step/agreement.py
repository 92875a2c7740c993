"""When a number that was typed agrees with one that was computed."""

import math

NOTHING = 1e-3  # what counts as 0 where 0 is the answer


def tolerance(value):
    """2 % of `value`, or half a unit of its second digit where that is more."""
    if value == 0 or not math.isfinite(value):
        return NOTHING
    return max(0.02 * abs(value), 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 1))


def agrees(value, typed):
    """Whether what was typed is `value`, to two digits."""
    return abs(typed - value) <= tolerance(value) * (1 + 1e-9)


def apart(a, b):
    """Whether no number that could be typed agrees with both."""
    return abs(a - b) > tolerance(a) + tolerance(b)
