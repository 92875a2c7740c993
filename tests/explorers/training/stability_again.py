"""The numbers of StabilityExplorer again, from its settings and the core alone."""

import math

import numpy as np
import pytest

from backprop_core import Network, clip_by_norm, clip_by_value, gradient_norm, train
from backprop_core.diagnostics import doubts, predict_layers, rms
from tests.explorers.training.deep import data_of, shape_of
from tests.explorers.views import assert_code_agrees


def with_remedies(s):
    """The settings of a state as its remedies change them."""
    s = dict(s)
    for name in s["remedies"]:
        if name == "eta":
            s["eta"] = max(s["eta"] / 10, 1e-6)
        elif name == "activation":
            s["activation"] = "tanh"
        else:
            s |= {"init": name, "gain": 1.0}
    return s


def net_of(s):
    sizes, names = shape_of(s)
    return Network(sizes, names, s["loss"], s["bias"], s["init"], s["gain"], rng=s["seed"])


def values_of(s, name, step):
    """What `train` is given for the step after `step` of the run `name`."""
    now = {key: s[key] for key in ("eta", "clip", "threshold")}
    for begin in sorted(s["history"]):
        if begin <= step:
            now |= s["history"][begin]
    words = {"eta": max(now["eta"] / 10, 1e-6) if "eta" in s["remedies"] else now["eta"]}
    return words if name == "unclipped" or now["clip"] == "none" else words | {f"clip_{now['clip']}": now["threshold"]}


def replayed(s, name, steps):
    """(net, θ before each step, the failure): so many steps of one run, or as many as it lives."""
    net = net_of(with_remedies(s))
    thetas, failed = [], None
    for step in range(steps):
        thetas.append([None, *(matrix.copy() for matrix in net.theta[1:])])
        (done,) = train(net, *data_of(s), steps=1, **values_of(s, name, step))
        if done.failed:
            failed = step + 1, done.failed
            break
    return net, thetas, failed


def assert_agrees(view):
    """The numbers of a view are those of the core, and its code leads to them again."""
    assert_numbers_agree(view)
    assert_code_agrees(view)


def assert_numbers_agree(view):
    """The numbers of a view are those of the core."""
    s = view.state()
    x, y = data_of(s)
    for name, Err in s["Err"].items():
        done, failure = s["done"][name], s["failure"][name]
        net, thetas, failed = replayed(s, name, failure["step"] if failure else done)
        if failure:
            step, found = failed
            assert failure == {"step": step, **found._asdict()}, "the same step, quantity and layer"
            net.theta = thetas[done]
        trace = net.forward(x)
        grads = net.backward(trace, y)
        assert (grads.Err if math.isfinite(grads.Err) else Err) == pytest.approx(Err, rel=1e-9)
        assert s["curve"][name]["steps"][-1] == done and s["curve"][name]["Err"][-1] == Err
        if name == s["looked_at"]:
            seen = net, trace, grads
    net, trace, grads = seen
    assert s["delta_rms"] == pytest.approx([rms(delta) for delta in grads.delta[1:]], rel=1e-9, abs=0, nan_ok=True)
    assert s["gradient_norm"] == pytest.approx(gradient_norm(grads.gradient), rel=1e-9, abs=0)
    assert s["theta_norm"] == pytest.approx(gradient_norm(net.theta), rel=1e-9, abs=0)
    assert_cliff_agrees(s, net, grads)
    assert_theory_agrees(view, s, net, trace)


def cut_of(s, gradient):
    if s["clip"] == "none":
        return gradient
    return {"norm": clip_by_norm, "value": clip_by_value}[s["clip"]](gradient, s["threshold"])


def err_after(net, data, gradient, eta):
    """Err after one step, by `Network.update`."""
    net = net.copy()
    x, y = data
    with np.errstate(over="ignore", invalid="ignore"):
        net.update(net.backward(net.forward(x), y)._replace(gradient=gradient), eta)
        return net.loss.f(y, net.forward(x).o[-1])


def close(found, wanted):
    """Equal, or both no (finite) number: None stands for NaN."""
    finite = math.isfinite(wanted)
    return found == pytest.approx(wanted, rel=1e-6) if finite else found is None or not math.isfinite(found)


def assert_cliff_agrees(s, net, grads):
    cliff, eta, data = s["cliff"], with_remedies(s)["eta"], data_of(s)
    if cliff is None:
        return
    norm, cut = gradient_norm(grads.gradient), cut_of(s, grads.gradient)
    assert cliff["here"] == pytest.approx(grads.Err, rel=1e-9)
    assert cliff["unclipped"][0] == pytest.approx(eta * norm, rel=1e-9)
    assert close(cliff["unclipped"][1], err_after(net, data, grads.gradient, eta))
    assert (cliff["clipped"] is None) == (s["clip"] == "none")
    if cliff["clipped"]:
        assert cliff["clipped"][0] == pytest.approx(eta * gradient_norm(cut), rel=1e-9)
        assert close(cliff["clipped"][1], err_after(net, data, cut, eta))
        assert s["clipped_share"] == pytest.approx(eta * gradient_norm(cut) / gradient_norm(net.theta))
    for length, Err in list(zip(cliff["lengths"], cliff["Err"], strict=True))[::4]:
        back = [g if g is None or length > 0 else -g for g in grads.gradient]
        assert close(Err, err_after(net, data, back, abs(length) / norm))


def assert_theory_agrees(view, s, net, trace):
    now = with_remedies(s)
    names = [each.name for each in net.activations[1:]]
    assert set(doubts(net.sizes, names, now["init"], s["steps"] > 0)) <= set(s["doubts"])
    if s["doubts"]:
        assert s["theory_delta_rms"] is None and "No theory is drawn" in view.text()
    else:
        theory = predict_layers(net.sizes, names, now["init"], now["gain"], rms(trace.o[0]), s["delta_rms"][-1])
        assert s["theory_delta_rms"] == pytest.approx(theory.delta_rms, rel=1e-6, abs=0)
