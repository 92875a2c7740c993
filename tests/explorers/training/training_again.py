"""The numbers of TrainingExplorer again, from its settings and the core alone."""

import math

import numpy as np
import pytest

from backprop_core import Network, datasets, train


def data_of(s):
    if s["data"] == "digits":
        return datasets.digits(s["N"], rng=s["seed"])
    if s["data"] == "xor":
        return datasets.xor(), None
    draw = datasets.DATASETS[s["data"]]
    return draw(s["N"], s["noise"], rng=s["seed"]), draw(s["N"], s["noise"], rng=s["seed"] + 1)


def net_of(s):
    inputs, outputs = (64, 10) if s["data"] == "digits" else (2, 1)
    names = [s["activation"]] * len(s["hidden"]) + ["sigmoid"]
    return Network((inputs, *s["hidden"], outputs), names, s["loss"], s["bias"], s["init"], rng=s["seed"])


def trained(s, eta=None):
    """The network of a state, trained by the core alone."""
    net, (data, _), rng = net_of(s), data_of(s), np.random.default_rng(s["seed"])
    begins = sorted({0, *s["history"]})
    values = {"eta": s["eta"] if eta is None else eta, "batch_size": s["batch_size"]}
    for begin, end in zip(begins, [*begins[1:], s["steps"]], strict=True):
        values |= s["history"].get(begin, {})
        for _ in train(net, *data, values["eta"], end - begin, batch_size=values["batch_size"], rng=rng):
            pass
    return net


def right(y, y_hat):
    same = y.argmax(0) == y_hat.argmax(0) if len(y) > 1 else (y > 0.5) == (y_hat > 0.5)
    return float(np.mean(same))


def assert_agrees(view):
    s = view.state()
    data, test = data_of(s)
    several = isinstance(s["eta"], tuple)
    for n, eta in enumerate(s["eta"] if several else (s["eta"],)):
        net = trained(s, eta)
        trace = net.forward(data.x)
        grads = net.backward(trace, data.y)
        wanted = {
            "Err": grads.Err,
            "right": right(data.y, trace.o[-1]),
            "delta_norms": [math.sqrt(np.sum(delta**2)) for delta in grads.delta[1:]],
            "test_Err": None,
            "test_right": None,
        }
        if test is not None:
            y_hat = net.forward(test.x).o[-1]
            wanted |= {"test_Err": net.loss.f(test.y, y_hat), "test_right": right(test.y, y_hat)}
        for name, value in wanted.items():
            shown = s[name][n] if several else s[name]
            shown = shown[1:] if name == "delta_norms" else shown
            assert shown is None if value is None else shown == pytest.approx(value, rel=1e-12), name
        curve = s["curve"][n] if several else s["curve"]
        assert curve["steps"][-1] == s["steps"] and curve["Err"][-1] == pytest.approx(grads.Err)
    if not several:
        m, i, l = s["weight"]
        slope = grads.gradient[m][i - 1, l if s["bias"] else l - 1]
        assert s["contributions"]["sum"] == pytest.approx(slope, abs=1e-14)
        assert s["contributions"]["up"] + s["contributions"]["down"] == pytest.approx(slope, abs=1e-14)
