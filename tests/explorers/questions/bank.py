"""What the tests of the bank and of its questions share."""

import re
from functools import cache

import pytest

from backprop_core.explorers.questions import tasks

SEEDS = range(50)
draw = cache(tasks.draw)  # to draw a question takes longer than to look at it
every_task = pytest.mark.parametrize("task", tasks.TASKS)


def typed(task, value):
    """The answer `value` as a student would give it."""
    if task.kind == "number":
        return repr(float(value))
    return task.options[value + 1] if task.kind == "sign" else value


def numbers_in(text):
    """The numbers that stand in a text, as they are written."""
    return {part.lstrip("+") for part in re.findall(r"(?<![₀-₉⁰-⁹\w.])[−+]?\d+(?:\.\d+)?(?:e−?\d+)?", text)}
