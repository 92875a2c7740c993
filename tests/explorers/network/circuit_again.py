"""The numbers of a circuit once more: its formula written out, and autograd's derivative of it."""

import autograd
import autograd.numpy as anp
import pytest

from tests.core.test_network import SIGMA


def products(s, v):
    return [v[f"theta{l}"] * v[f"x{l}"] for l in range(1, s["inputs"] + 1)]


def formula(s):
    """{name of a gate: function of the ends}, each written out as the lecture does."""
    if s["circuit"] == "J":
        return {"p": lambda v: 3 * v["w"], "a": lambda v: 2 + 3 * v["w"], "J": lambda v: (2 + 3 * v["w"]) ** 2}
    sigma = SIGMA[s["activation"]]

    def u(v):
        return v["theta0"] + sum(products(s, v))

    each = {f"p{l}": lambda v, l=l: v[f"theta{l}"] * v[f"x{l}"] for l in range(1, s["inputs"] + 1)}
    return each | {
        "u": u,
        "o": lambda v: sigma(u(v)),
        "e": lambda v: v["y"] - sigma(u(v)),
        "Err": lambda v: (v["y"] - sigma(u(v))) ** 2,
    }


def back_again(s):
    """The derivative of the result by every end, by autograd."""
    *_, result = formula(s).values()
    ends = {name: float(value) for name, value in s["values"].items()}
    return {name: autograd.grad(lambda value, name=name: result({**ends, name: value}) * anp.ones(()))(value)
            for name, value in ends.items()}  # fmt: skip


def assert_agrees(view):
    """What the view shows is what these say; what is not computed yet is not there."""
    s = view.state()
    count, again = len(s["computed"]), formula(s)
    assert {*again} == {*s["computed"]}
    for n, (name, value) in enumerate(s["computed"].items()):
        if n >= s["done"]:
            assert value is None
        elif "value" in s["hide"]:
            assert value == "?"
        else:
            assert value == pytest.approx(float(again[name](s["values"])), rel=1e-12, abs=1e-15)
    derivatives = back_again(s)
    for name, value in derivatives.items():
        if s["done"] == 2 * count + 1:
            assert "back" in s["hide"] or s["back"][name] == pytest.approx(float(value), rel=1e-9, abs=1e-12)
        elif s["done"] <= count:
            assert s["back"][name] is None
