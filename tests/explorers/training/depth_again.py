"""The numbers of DepthExplorer again, from its settings and the core alone."""

import pytest

from backprop_core import Network, train
from backprop_core.diagnostics import doubts, measure_layers, predict_layers, rms
from tests.explorers.training.deep import data_of, shape_of
from tests.explorers.views import assert_code_agrees


def trained(s):
    """The network of a state, trained by the core alone."""
    sizes, names = shape_of(s)
    net = Network(sizes, names, s["loss"], s["bias"], s["init"], s["gain"], rng=s["seed"])
    begins, values = sorted({0, *s["history"]}), {"eta": s["eta"], "clip_norm": s["clip_norm"]}
    for begin, end in zip(begins, [*begins[1:], s["steps"]], strict=True):
        values |= s["history"].get(begin, {})
        for _ in train(net, *data_of(s), steps=end - begin, **values):
            pass
    return net


def assert_agrees(view):
    """The numbers of a view are those of the core, and its code leads to them again."""
    assert_numbers_agree(view)
    assert_code_agrees(view)


def assert_numbers_agree(view):
    """The numbers of a view are those of the core."""
    s = view.state()
    x, y = data_of(s)
    net = trained(s)
    trace = net.forward(x)
    grads = net.backward(trace, y)
    assert s["Err"] == pytest.approx(grads.Err, rel=1e-9, abs=0)
    for name, values in measure_layers(net, trace, grads)._asdict().items():
        assert s[name] == pytest.approx(values, rel=1e-9, abs=0), name
    sizes, names = shape_of(s)
    reasons = doubts(sizes, names, s["init"], s["steps"] > 0)
    assert set(reasons) <= set(s["doubts"])
    if s["doubts"]:
        assert s["theory_delta_rms"] is None and "not expected to hold" in view.text()
    else:
        theory = predict_layers(sizes, names, s["init"], s["gain"], rms(x), s["delta_rms"][-1])
        assert (
            s["theory_delta_rms"] == pytest.approx(theory.delta_rms, rel=1e-6, abs=0)
            and s["theory_u_rms"] == theory.u_rms
        )
        assert s["chi"] == pytest.approx(theory.chi, rel=1e-6, abs=0)
    assert len(s["delta_rms"]) == len(s["u_rms"]) == len(s["saturated"]) == len(s["dead"]) == s["depth"]


def same(one, other):
    """Equal, but for the band, which comes in later."""
    return {**one, "band": None} == {**other, "band": None}
