"""A σ of the student's own that is wrong is named where other functions use it, and costs less there."""

import numpy as np
import pytest

from backprop_core import coach

GIVEN = """
import numpy as np
def sigma(u):
    return {sigma}
def slope(u):
    return {slope}
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append((lambda v: sigma(v))(u[m]))
    return u, o
def deltas(theta, u, o, y, *, two=2):
    delta = [None] * (len(theta) - 1) + [two * (o[-1] - y) * slope(u[-1])]
    for m in range(len(theta) - 2, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
def train_step(theta, x, y, eta):
    u, o = forward(theta, x)
    delta = deltas(theta, u, o, y)
    return [None, *(theta[m] - eta * delta[m] @ o[m - 1].T for m in range(1, len(theta)))]
"""
SIGMA, SLOPE = "1 / (1 + np.exp(-u))", "sigma(u) * (1 - sigma(u))"


def names(sigma=SIGMA, slope=SLOPE):
    found = {}
    exec(GIVEN.format(sigma=sigma, slope=slope), found)
    return found


@pytest.mark.parametrize(
    "sigma", ["np.tanh(u)", "2 / (1 + np.exp(-u))", "u ** 3", "missing", "1 / (1 + np.exp(-u[:1]))"]
)
@pytest.mark.parametrize("name", ["forward", "deltas", "train_step", "sigmoid_slope"])
def test_a_wrong_sigma_is_the_cause(name, sigma):
    functions = names(sigma)
    function = functions["slope" if name == "sigmoid_slope" else name]
    verdict = getattr(coach, f"check_{name}")(function, points=2, rng=0)
    assert verdict.mistakes == ("wrong_helper",) and verdict.earned == 1.5, verdict.message
    assert "in sigma, which it uses" in verdict.message and "coach.check_sigmoid tells" in verdict.message
    assert functions["sigma"] is function.__globals__["sigma"], "the student's names are as they were"


def test_a_wrong_slope_is_the_cause():
    verdict = coach.check_train_step(names(slope="sigma(u)")["train_step"], rng=0)
    assert "in slope, which it uses: with a right σ′" in verdict.message and "check_sigmoid_slope" in verdict.message


def test_a_helper_is_not_to_blame_for_what_it_has_not_done():
    found = names()
    assert coach.check_train_step(found["train_step"]).passed
    used = names()
    exec("def forward(theta, x):\n    u, o = [x], [x]\n    for m in range(1, len(theta)):\n"
         "        u.append(theta[m] @ o[m - 1])\n        o.append(slope(u[m]))\n    return u, o", used)  # fmt: skip
    assert coach.check_forward(used["forward"], rng=0).mistakes == ("slope_for_sigmoid",)
    both = names("np.tanh(u)")
    exec("def forward(theta, x):\n    u, o = [x], [x]\n    for m in range(1, len(theta)):\n"
         "        u.append(theta[m] @ x if m == 1 else theta[m] @ u[m - 1])\n        o.append(sigma(u[m]))\n"
         "    return u, o", both)  # fmt: skip
    assert "wrong_helper" not in coach.check_forward(both["forward"], rng=0).mistakes
    assert coach.check_sigmoid(both["sigma"], rng=0).mistakes == ("tanh_for_sigmoid",)
    tanh = coach.check_deltas(found["deltas"], activation="tanh", rng=0)
    assert tanh.mistakes == ("sigmoid_slope_used",), "its slope is right, and belongs to another σ"


def test_another_kind_of_function_is_judged_as_before():
    assert coach.check_sigmoid_slope(np.vectorize(lambda u: 1.0), rng=0).mistakes != ("wrong_helper",)
