"""What tests of the network views share: their numbers once more, by the core and a state alone; views to borrow."""

import numpy as np
import pytest

from backprop_core import Network, train
from backprop_core.explorers import (
    AlgorithmExplorer,
    ChainRuleExplorer,
    DeltaExplorer,
    ErrorExplorer,
    ForwardExplorer,
    NetworkExplorer,
    SummaryExplorer,
    TrainByHand,
    WhyExplorer,
)
from backprop_core.explorers.kit.diagram_view import DiagramView
from backprop_core.explorers.network.presets import PRESETS
from tests.explorers.views import state_of

# Every live view, and the kinds of number that it shows: a new one is added here, and nowhere else.
FORWARD = ("x", "theta", "u", "o")
ALL = (*FORWARD, "y", "Err", "delta", "gradient")
SHOWS = {
    ForwardExplorer: FORWARD,
    NetworkExplorer: ALL,
    ErrorExplorer: (*FORWARD, "y", "Err"),
    ChainRuleExplorer: ALL,
    DeltaExplorer: ALL,
    AlgorithmExplorer: (*ALL, "update"),
    SummaryExplorer: ALL,
    WhyExplorer: ALL,
    TrainByHand: (*FORWARD, "y", "Err"),
}
CLASSES = [cls for cls in SHOWS if cls is not TrainByHand]  # in which weights alone are changed: it has its own tests
every_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


def shown_by(cls, items):
    """Those of the items ("theta-1-1-1", "Err", …) whose kind the view shows at all."""
    return [item for item in items if item.split("-")[0] in SHOWS[cls]]


def every_class_showing(*kinds):
    """One case for each view that shows all these kinds of number."""
    classes = [cls for cls in CLASSES if set(kinds) <= set(SHOWS[cls])]
    return pytest.mark.parametrize("cls", classes, ids=lambda cls: cls.__name__)


def first_theta(s):
    """The matrices of layers 1…M before the first step."""
    preset = PRESETS[s["preset"]]
    if s["init"] == "preset" and preset["theta"] is not None and s["sizes"] == preset["sizes"]:
        matrices = [np.array(matrix) for matrix in preset["theta"]]
        if preset["bias"] and not s["bias"]:
            return [matrix[:, 1:] for matrix in matrices]
        if s["bias"] and not preset["bias"]:
            return [np.column_stack([np.zeros(len(matrix)), matrix]) for matrix in matrices]
        return matrices
    init = "xavier" if s["init"] == "preset" else s["init"]
    drawn = Network(s["sizes"], bias=s["bias"], init=init, rng=s["seed"]).theta[1:]
    return [np.array(matrix.tolist()) for matrix in drawn]  # the order in memory decides the last bits of a product


def micro_steps(s):
    """The names of all numbers, as lecture §6 computes them."""
    sizes, last = s["sizes"], len(s["sizes"]) - 1
    forward, backward, slopes = [], [], []
    for m in range(1, last + 1):
        for i in range(1, sizes[m] + 1):
            forward += [("u", m, i), ("o", m, i)]
    for m in range(last, 0, -1):
        for i in range(1, sizes[m] + 1):
            backward.append(("delta", m, i))
            slopes += [("gradient", m, i, l) for l in range(0 if s["bias"] else 1, sizes[m - 1] + 1)]
    learns = s.get("train_bias", True)
    updates = [("update", *place) for _, *place in slopes if learns or place[2] > 0]
    return [*forward, ("Err",), *backward, *slopes, *updates]


def recompute(s):
    """All numbers of the present step, and Err after each step: ({name: number}, errs)."""
    now = {"eta": 1.0, "train_bias": True}
    now |= {name: s[name] for name in ("activation", "loss", "x", "y", "eta", "train_bias") if name in s}
    theta, errs = first_theta(s), []
    in_hand = s.get("whose") == "hand"
    for n in range(1 if in_hand else s.get("steps", 0) + 1):
        changes = s["history"].get(n, {})
        now |= {name: value for name, value in changes.items() if name != "theta"}
        net = Network(s["sizes"], now["activation"], now["loss"], s["bias"], theta=theta)
        for (m, i, l), value in changes.get("theta", {}).items():
            net.theta[m][i - 1, l if s["bias"] else l - 1] = value
        for m, i, l, value in s["drags"] if in_hand else ():
            net.theta[m][i - 1, l if s["bias"] else l - 1] = value
        trace = net.forward(now["x"])
        grads = net.backward(trace, now["y"])
        errs.append(grads.Err)
        before = [matrix.copy() for matrix in net.theta[1:]]
        (step,) = train(net, now["x"], now["y"], now["eta"], 1, train_bias=now["train_bias"])
        assert step.Err == grads.Err
        theta = net.theta[1:]
    p, first = s["pattern"] - 1, 0 if s["bias"] else 1
    values = {("Err",): grads.Err}
    values |= {("x", i): row[p] for i, row in enumerate(now["x"], start=1)}
    values |= {("y", k): row[p] for k, row in enumerate(now["y"], start=1)}
    for m in range(1, len(s["sizes"])):
        for i in range(s["sizes"][m]):
            parts = (trace.u[m], trace.o[m], grads.delta[m])
            for kind, part in zip(("u", "o", "delta"), parts, strict=True):
                values[kind, m, i + 1] = float(part[i, p])
            for column, l in enumerate(range(first, s["sizes"][m - 1] + 1)):
                values["theta", m, i + 1, l] = float(before[m - 1][i, column])
                values["gradient", m, i + 1, l] = float(grads.gradient[m][i, column])
                values["update", m, i + 1, l] = float(theta[m - 1][i, column])
    return values, errs


def visible_names(view):
    """The names of what has been computed at this micro-step; a view without micro-steps shows
    all that it ever does."""
    s = view.state()
    order = micro_steps(s)
    if "micro" in s:
        return order[: s["micro"]]
    if "terms" in s:  # a δ is there once all its terms are, and with it the gradients of the weights that end there
        done, left = set(), s["terms"]
        for _, *place in (name for name in order if name[0] == "delta"):
            last = place[0] == len(s["sizes"]) - 1
            left -= 2 if last else s["sizes"][place[0] + 1] + 1
            done |= {tuple(place)} if left >= 0 else set()
        order = [name for name in order if name[0] not in ("delta", "gradient") or name[1:3] in done]
    return [name for name in order if name[0] in SHOWS[type(view)]]


def by_name(s):
    """The numbers in a state under the names of `recompute`."""
    numbers = {("Err",): s["Err"]}
    first = 0 if s["bias"] else 1
    for m in range(1, len(s["sizes"])):
        for i in range(1, s["sizes"][m] + 1):
            for kind in ("u", "o", "delta"):
                numbers[kind, m, i] = s[kind][m][i - 1]
            for kind in ("theta", "gradient"):
                for column, l in enumerate(range(first, s["sizes"][m - 1] + 1)):
                    numbers[kind, m, i, l] = s[kind][m][i - 1][column]
    return numbers


def assert_agrees(view):
    """What the view shows is what the core computes: each visible number, and none that is not computed yet."""
    s = view.state()
    values, errs = recompute(s)
    done = set(visible_names(view))
    shown = by_name(s)
    noise = 1e-12 * max(abs(value) for value in values.values())
    for name, number in shown.items():
        wanted = values[name]
        if name[0] == "theta" and ("update", *name[1:]) in done and "update" not in s["hide"]:
            wanted = values["update", *name[1:]]
        elif name[0] != "theta" and name not in done:
            assert number is None, f"{name} is shown before it is computed"
            continue
        if name[0] in s["hide"]:
            assert number == "?", f"{name} is not hidden"
        elif number != 0 or abs(wanted) > noise:  # what is only rounding may be shown as 0
            assert number == pytest.approx(wanted, rel=1e-12, abs=0), name
    inputs = [values["x", i] for i in range(1, s["sizes"][0] + 1)]
    assert s["u"][0] == s["o"][0] == inputs
    assert s["delta"][0] is s["theta"][0] is s["gradient"][0] is None
    if "errs" in s and "Err" not in s["hide"] and s.get("whose") != "hand":
        known = errs if s["Err"] is not None else errs[:-1]  # that of this step may not be computed yet
        assert s["errs"] == pytest.approx(known, rel=1e-12, abs=0)


def opening(cls):
    return cls()


def middle_settings(cls):
    """With four patterns, a bias and edited weights; where there are steps, after some, with η changed on the way."""
    edits = {"theta": {(1, 2, 0): 0.3, (2, 1, 1): -0.7}}
    if "steps" not in cls.keywords():
        return {"preset": "xor", "pattern": 2, "seed": 3, "history": {0: edits}}
    history = {0: {"eta": 0.1}, 3: {"eta": 0.2, **edits}}
    more = {"micro": 20} if "micro" in cls.keywords() else {"whose": "gradient"}
    return {"preset": "xor", "pattern": 2, "seed": 3, "history": history, "steps": 6, **more}


def middle(cls):
    return cls(**middle_settings(cls))


lent = {}


def borrow(cls, pictured=True, **settings):
    """`cls(**settings)`, but the view may have served another test: building one takes most of a short test's time.
    Where only the diagram is looked at, no picture is drawn below it."""
    looks = {"pictures": None if pictured else ()} if "pictures" in cls.keywords() else {}
    settings = {"preset": "lecture", **looks, **settings}  # whatever the view opens with
    view = lent.get(cls) or cls()
    view.set(**{"seed": 0, "full": False, **settings})
    if view.state() != state_of(lambda: cls(**settings)):
        view = cls(**settings)
    lent[cls] = view
    return view


BUILDS = [opening, middle]
every_build = pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.__name__)
XOR = {"x": [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], "y": [[0.0, 1.0, 1.0, 0.0]]}


def panel(view):
    """The markup of a view's panel; in some it is a table whose rows can be chosen."""
    return view.panel.svg if isinstance(view.panel, DiagramView) else view.panel.value


UNIQUE = {
    "preset": "lecture",
    "x": [[0.5137], [0.9241]],
    "y": [[1.0379]],
    "eta": 0.4733,
    "history": {
        0: {
            "theta": {
                (1, 1, 1): 0.8123, (1, 1, 2): -0.5317, (1, 2, 1): -0.3229, (1, 2, 2): 0.9371,
                (1, 3, 1): 0.4451, (1, 3, 2): 0.6173, (2, 1, 1): 1.1713, (2, 1, 2): -0.7539, (2, 1, 3): 0.5791,
            }
        }
    },
}  # fmt: skip  # weights and patterns such that no two numbers of the network read the same


def unique_view(cls, make=lambda cls, **settings: cls(**settings), **settings):
    kept = {name: value for name, value in UNIQUE.items() if name in cls.keywords()}
    return make(cls, **kept, **settings)


def showing(kinds):
    """One case for each view and each of the kinds of number that it shows."""
    cases = [(cls, kind) for cls in CLASSES for kind in kinds if kind in SHOWS[cls]]
    return [pytest.param(cls, kind, id=f"{cls.__name__}-{kind}") for cls, kind in cases]
