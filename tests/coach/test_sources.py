"""What the coach reads in the line at which a student's function stopped."""

import linecache
import re
import warnings

import pytest

from backprop_core import coach
from backprop_core.coach import sources

BEGIN = "import numpy as np\n\ndef sigma(u):\n    return 1 / (1 + np.exp(-u))\n\n"
PLACE = "    # YOUR CODE HERE\n    raise NotImplementedError()\n"


def written(source, name, begin=BEGIN):
    """A function whose lines can be read, as in a cell."""
    file, names = f"<cell {hash(source)}>", {}
    linecache.cache[file] = (len(source), None, (begin + source).splitlines(keepends=True), file)
    exec(compile(begin + source, file, "exec"), names)
    return names[name]


@pytest.mark.parametrize(
    "body, words",
    [
        (PLACE, "It has not been written yet: your lines belong where `raise NotImplementedError()` stands."),
        ('    """σ of every entry."""\n' + PLACE, "It has not been written yet: your lines"),
        ("    ...\n" + PLACE, "It has not been written yet: your lines"),
        ("    o = 1 / (1 + np.exp(-u))\n    raise NotImplementedError()\n    return o\n", "delete this line."),
        (PLACE + "    return 1 / (1 + np.exp(-u))\n", "delete this line."),
        ("    # YOUR CODE HERE\n    o = u\n    raise NotImplementedError\n", "`raise NotImplementedError` still"),
        ("    for v in u:\n        # YOUR CODE HERE\n        raise NotImplementedError()\n", "when yours are there"),
        ("    for each in u:\n        o = each\n        raise NotImplementedError()\n", "delete this line."),
        ("    return missing(u)\n\ndef missing(u):\n" + PLACE, "It has not been written yet"),
        ("    return later(u)\n\nfrom backprop_core.coach import not_written as later\n", "that yours calls has"),
    ],
)  # fmt: skip
def test_a_line_that_was_to_be_replaced(body, words):
    verdict = coach.check_sigmoid(written("def f(u):\n" + body, "f"), points=2)
    assert verdict.mistakes == ("not_written",) and verdict.earned == 0
    assert words in verdict.message and "network" not in verdict.message
    assert ("has not been written yet" in verdict.message) == ("still stands" not in verdict.message)


def test_what_stands_for_a_function_has_not_been_written():
    message = coach.check_forward(coach.not_written).message
    assert message == "It has not been written yet, or its cell has not run."


FORWARD = """def f(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        {}
        o.append(sigma(u[m]))
    return u, o
"""
DELTAS = """def f(theta, u, o, y):
    delta = [None] * len(theta)
    slope = [o_m * (1 - o_m) for o_m in o]
    delta[-1] = 2 * (o[-1] - y) * slope[-1]
    for m in range(len(theta) - 2, 0, -1):
        delta[m] = {}
    return delta
"""


def test_star_or_at():
    """Where it stops in some networks only, it is named as a mistake, for half of the points."""
    verdict = coach.check_forward(written(FORWARD.format("u.append(theta[m] * o[m - 1])"), "f"), points=2, rng=0)
    assert "* or @?" in verdict.message and verdict.earned == 1
    said = sources.advice("*", ("theta[m]", (3, 2)), ("o[m - 1]", (2, 2)))
    assert "shape (3, 2), on its right (2, 2)" in said and "* or @?" in said


@pytest.mark.parametrize("right", ["(theta[m + 1].T @ delta[m + 1])", "theta[m + 1].T @ delta[m + 1]"])
def test_a_slope_before_an_at(right):
    verdict = coach.check_deltas(written(DELTAS.format(f"slope[m] @ {right}"), "f"), rng=0)
    assert "turned round" in verdict.message and "*" in verdict.message, verdict.message
    function = written(DELTAS.format("sigma(u[m]) * (1 - sigma(u[m])) @ (theta[m + 1].T @ delta[m + 1])"), "f")
    verdict = coach.check_deltas(function, rng=0)
    assert "Nothing need be turned round" in verdict.message and "with *" in verdict.message


def test_which_matrix_is_to_be_turned_round_is_told():
    def said(product):
        source = f"def f(delta, o):\n    return [None] + [{product} for m in range(1, len(o))]\n"
        return coach.check_gradients(written(source, "f"), rng=0).message

    message = said("delta[m] @ o[m - 1]")
    assert "shape (2, 1), on its right (2, 1)" in message and "`delta[m].T` or `o[m - 1].T` would fit." in message
    message = coach.check_forward(written(FORWARD.format("u.append(o[m - 1] @ theta[m])"), "f"), rng=0).message
    assert "on its left stands" in message.lower() and "as many as the rows" in message
    message = said("delta[m] + o[m - 1].T @ np.ones((9, 9))")
    assert ".T" not in message.split("rows of the right one.")[1]


@pytest.mark.parametrize("line", ["sigma(u)(1 - sigma(u))", "2(u)", "(u + 1)(u)"])
def test_a_star_that_is_missing(line):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        function = written(f"def f(u):\n    return {line}\n", "f")
    message = coach.check_sigmoid_slope(function, rng=0).message
    assert "Is a * missing there?" in message and "network" not in message


def test_a_line_that_does_not_end_the_second_time_does_not_hold_the_coach(monkeypatch):
    for name in ("SECONDS", "FIRST", "WAITING"):
        monkeypatch.setattr(f"backprop_core.coach.calls.{name}", 0.05)
    lines = "n = [0]\ndef later(u):\n    n[0] += 1\n    while n[0] % 2 == 0:\n        pass\n    return u\n"
    message = coach.check_sigmoid(written(f"{lines}def f(u):\n    return later(u) @ np.ones((7, 7))\n", "f")).message
    assert "do not fit together" in message


@pytest.mark.parametrize(
    "line, words",
    [
        ("return 1 / (1 + e ** -theta[1])", "np.exp(u)"),
        ("return 1 / (1 + exp(-x))", "np.exp(u)"),
        ("return 1 / (1 + np.exp * (-x))", "write its brackets"),
        ("return sigma * (1 - sigma)", "write its brackets"),
        ("return sigma(theta)", "an entry of it, like theta[m]"),
        ("return np.array(theta) @ x", "no matrix"),
        ("return theta[1] @ [x, 1]", "entry of it that you need, like o[m]"),
        ("return theta[0, 1]", "First its entry, then row and column"),
        ("return theta[len(theta)]", "Here a list over layers has the entries 0 to 2;"),
        ("return x[len(x)]", "the last one has the number n − 1"),
        ("return 1 if x > 0 else 0", "An if asks about one number"),
        ("a = np.zeros(2); a[0] = x", "takes one number"),
        ("return x[0, 0] @ x", "(Two numbers are multiplied with *.)"),
        ("total = total + 1", "before it has got a value"),
        ("return forward(theta)", "what the task says it is given"),
        ("return theta[1] @ theta[1].T @ x.T", "Turned round, `x` would fit."),
        ("return (theta[1] @ x - 1) @ (theta[1] @ x - 1)", "To square every entry, write ** 2."),
    ],
)
def test_what_an_exception_means_is_told(line, words):
    source = f"def sigma(u):\n    return 1 / (1 + np.exp(-u))\ndef forward(theta, x):\n    {line}\n"
    message = coach.check_forward(written(source, "forward"), rng=0).message
    assert words in message, message
    assert "gufunc" not in message and not re.search(r"\w…", message)
