"""The numbers of LearningRateExplorer again: those of the parabola by their formula, those of the network by the core
alone, and how Err bends by centred differences of Err."""

import math

import numpy as np
import pytest

from backprop_core import gradient_norm, train
from tests.explorers.training.stability_again import close, err_after
from tests.explorers.training.training_again import data_of, net_of


def rolled(a, start, eta, steps):
    """w after 0, 1, … steps down a · w², by the formula: w is multiplied by 1 − 2aη each time."""
    return [start * (1 - 2 * a * eta) ** n for n in range(steps + 1)]


def descended(s):
    """(the network of a state, its patterns, Err after 0, 1, … steps)."""
    net, (data, _) = net_of(s), data_of(s)
    Errs = []
    for eta in s["taken"]:
        Errs += [step.Err for step in train(net, *data, eta, steps=1)]
    return net, data, [*Errs, net.loss.f(data.y, net.forward(data.x).o[-1])]


def err_at(net, data, gradient, eta):
    """Err(θ − η · gradient), for η of either sign."""
    back = [each if each is None or eta > 0 else -each for each in gradient]
    return err_after(net, data, back, abs(eta)) if eta else net.loss.f(data.y, net.forward(data.x).o[-1])


def assert_agrees(view):
    s = view.state()
    if s["of"] == "parabola":
        w = rolled(s["a"], s["start"], s["eta"], s["steps"])
        assert s["w"] == pytest.approx(w, rel=1e-9, abs=1e-12)
        assert s["Err"] == pytest.approx([s["a"] * each**2 for each in w], rel=1e-9, abs=1e-20)
        assert s["landing"] is s["along"] is s["best"] is None
        return
    net, data, Errs = descended(s)
    gradient = net.backward(net.forward(data.x), data.y).gradient
    norm = gradient_norm(gradient)
    assert s["w"] is s["does"] is None and s["Err"] == pytest.approx(Errs)
    assert s["gradient_norm"] == pytest.approx(norm)
    assert s["promised"] == pytest.approx(Errs[-1] - s["eta"] * norm**2)
    assert close(s["landing"], err_at(net, data, gradient, s["eta"]))
    for eta, Err in list(zip(s["etas"], s["along"], strict=True))[::9]:
        assert close(Err, err_at(net, data, gradient, eta))
    assert (s["best"] is None) == (s["bend"] <= 0)
    assert s["best"] is None or s["best"] * s["bend"] == pytest.approx(norm**2)
    if s["activation"] in ("tanh", "sigmoid") and norm > 1e-6:
        h = 1e-3 * max(gradient_norm(net.theta), 1.0) / norm
        ahead, behind = (err_at(net, data, gradient, eta) for eta in (h, -h))
        bend = (ahead - 2 * Errs[-1] + behind) / h**2
        assert s["bend"] == pytest.approx(bend, rel=2e-3, abs=1e-3 * norm**2)
    assert all(map(math.isfinite, s["Err"])) and np.all(np.diff(s["etas"]) > 0)
