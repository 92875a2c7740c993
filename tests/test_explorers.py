"""The live views, without a browser: every control, setting and event of the page, against the core.

A test here speaks to a view as the page does (through traits and messages) and reads it as a student does: its
state, its text, the words in its pictures. What these should be is computed again by `Network` and `train`.
"""

import base64
import gc
import html
import io
import itertools
import json
import logging
import math
import random
import re
import sys
import threading
import time
import uuid
import xml.etree.ElementTree as ET
from collections import Counter
from contextlib import contextmanager
from functools import cache

import ipywidgets as widgets
import numpy as np
import pytest
import traitlets
import traitlets.log
from ipywidgets.widgets import widget as ipywidgets_widget
from PIL import Image

from backprop_core import Network, checks, explorers, train
from backprop_core.explorers import (
    AlgorithmExplorer,
    ChainRuleExplorer,
    DeltaExplorer,
    ErrorExplorer,
    ForwardExplorer,
    LiveFigure,
    NetworkExplorer,
    SummaryExplorer,
    WhyExplorer,
    algorithm_explorer,
    base,
    controls,
)
from backprop_core.explorers.diagram_view import DiagramView
from backprop_core.explorers.page import Page
from backprop_core.explorers.presets import PRESETS

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
}
CLASSES = [*SHOWS]

every_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


def shown_by(cls, items):
    """Those of the items ("theta-1-1-1", "Err", …) whose kind the view shows at all."""
    return [item for item in items if item.split("-")[0] in SHOWS[cls]]


def every_class_showing(*kinds):
    """One case for each view that shows all these kinds of number."""
    classes = [cls for cls, shown in SHOWS.items() if set(kinds) <= set(shown)]
    return pytest.mark.parametrize("cls", classes, ids=lambda cls: cls.__name__)


# --- nothing may fail in silence


class Caught(logging.Handler):
    """Keeps every record that tells of an error."""

    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        if record.levelno >= logging.WARNING or record.exc_info:
            self.records.append(record)


@contextmanager
def no_hushed_errors():
    """ipywidgets catches what a callback raises and only logs it: here that is a failure."""
    caught = Caught()
    loggers = {logging.getLogger(), traitlets.log.get_logger(), *map(logging.getLogger, ("Comm", "comm", "traitlets"))}
    for logger in loggers:
        logger.addHandler(caught)
    try:
        yield caught
    finally:
        for logger in loggers:
            logger.removeHandler(caught)
    formatter = logging.Formatter()
    assert not caught.records, "\n".join(formatter.format(record) for record in caught.records)


@pytest.fixture(autouse=True)
def loud(capsys):
    """No test passes while a callback failed, or something was printed that no student would ever see."""
    with no_hushed_errors() as caught:
        yield caught
    printed = capsys.readouterr()
    assert printed.out + printed.err == ""


def test_a_failing_callback_of_a_button_is_noticed(loud, capsys):
    button = controls.Press("Fail", "Fails")
    button.observe(lambda _: 1 / 0, "presses")
    with pytest.raises(AssertionError, match="ZeroDivisionError"), no_hushed_errors():
        click(button)
    loud.records.clear()
    capsys.readouterr()


def test_a_failing_observer_is_noticed_when_the_page_moves_the_control(loud, capsys):
    slider = widgets.IntSlider()
    slider.observe(lambda _: 1 / 0, "value")
    with pytest.raises(AssertionError, match="ZeroDivisionError"), no_hushed_errors():
        tell(slider, value=3)
    loud.records.clear()
    capsys.readouterr()


# --- the page's side


class Wire:
    """A widget's line to a page that is not there: it remembers what was sent, as (comm_id, method, names)."""

    sent = []

    def __init__(self, comm_id=None):
        self.comm_id = comm_id or uuid.uuid4().hex

    def on_msg(self, callback):
        self.receive = callback

    def send(self, data, buffers=None):
        self.sent.append((self.comm_id, data["method"], sorted(data.get("state", ()))))

    def close(self):
        pass


def messages():
    """How many messages each widget has sent since the last `Wire.sent.clear()`, without echoes."""
    return Counter(comm_id for comm_id, method, _ in Wire.sent if method in ("update", "custom"))


@pytest.fixture(autouse=True)
def wires(monkeypatch):
    """Opening a widget is left out (no one reads its first state; one test below does), and so is what stays behind
    of it: a view has 170 widgets, which ipywidgets would keep for ever."""

    def connect(widget):
        if widget.comm is None:
            widget.comm = Wire(widget._model_id)

    monkeypatch.setattr(widgets.Widget, "open", connect)
    before = set(ipywidgets_widget._instances)
    Wire.sent.clear()
    yield
    for model_id in set(ipywidgets_widget._instances) - before:
        del ipywidgets_widget._instances[model_id]


@pytest.fixture(scope="module", autouse=True)
def patience():
    """Python looks for rubbish after every so many new objects, and a view is thousands of them: here less often."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1000)
    yield
    gc.set_threshold(*usual)


@pytest.fixture
def still(monkeypatch):
    """Figures without pixels: drawing axes takes most of the time, and tests/test_live_figure.py tests it."""
    monkeypatch.setattr(LiveFigure, "render", lambda self: b"no pixels")


def tell(widget, **state):
    """The page sets traits of a widget."""
    widget.comm.receive({"content": {"data": {"method": "update", "state": state}}, "buffers": []})


def click(button):
    """The page presses a button."""
    tell(button, clicks=button.clicks + 1)


count = itertools.count()


def event(view, **what):
    """The page reports what the student did to the diagram."""
    view.diagram.event = {**what, "count": next(count)}


def press(button, times=1):
    for _ in range(times):
        button.presses += 1


def walk(widget):
    """A widget and all that it shows."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


# --- the numbers again, by the core and the settings in a state alone


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
    for n in range(s.get("steps", 0) + 1):
        changes = s["history"].get(n, {})
        now |= {name: value for name, value in changes.items() if name != "theta"}
        net = Network(s["sizes"], now["activation"], now["loss"], s["bias"], theta=theta)
        for (m, i, l), value in changes.get("theta", {}).items():
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
    if "errs" in s and "Err" not in s["hide"]:
        known = errs if s["Err"] is not None else errs[:-1]  # that of this step may not be computed yet
        assert s["errs"] == pytest.approx(known, rel=1e-12, abs=0)


def state_of(build):
    """The state of a view that `build` makes. Its widgets are left out: that is ten times as fast, and the state does
    not hang on them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NetworkExplorer, "_build", lambda self: None)
        patch.setattr(base.Explorer, "_refresh", lambda self: None)
        return build().state()


def assert_code_agrees(view):
    """The view that its own code makes is in the same state."""
    code = view.to_code()
    assert state_of(lambda: eval(code, dict(vars(explorers)))) == view.state(), code


# --- a view at its opening, and one in the middle of training


def opening(cls):
    return cls()


def middle(cls):
    """With four patterns, a bias and edited weights; where there are steps, after some, with η changed on the way."""
    edits = {"theta": {(1, 2, 0): 0.3, (2, 1, 1): -0.7}}
    if "steps" not in cls.keywords():
        return cls(preset="xor", pattern=2, seed=3, history={0: edits})
    history = {0: {"eta": 0.1}, 3: {"eta": 0.2, **edits}}
    return cls(preset="xor", pattern=2, seed=3, history=history, steps=6, micro=20)


lent = {}


def borrow(cls, **settings):
    """`cls(**settings)`, but the view may have served another test. Building one takes most of a short test's time."""
    settings = {"preset": "lecture", **settings}  # whatever the view opens with
    view = lent.get(cls) or cls()
    looks = {"pictures": None} if "pictures" in cls.keywords() else {}
    view.set(**{"seed": 0, "full": False, **looks, **settings})
    if view.state() != state_of(lambda: cls(**settings)):
        view = cls(**settings)
    lent[cls] = view
    return view


BUILDS = [opening, middle]
every_build = pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.__name__)


@every_class
def test_rounding_is_shown_as_zero(cls, still):
    """0.1 + 0.2 − 0.3 is 5.6e−17 in floats, on one machine, and something else on another."""
    theta = {(1, 1, 1): 0.1, (1, 1, 2): 0.2, (1, 1, 3): -0.3}
    view = cls(sizes=(3, 1), x=[[1.0], [1.0], [1.0]], y=[[0.5]], activation="tanh", history={0: {"theta": theta}})
    assert view.state()["u"][1] == [0.0]
    view.set(theta={(1, 1, 3): -0.2999999999})  # a small difference that means something
    assert view.state()["u"][1] == [pytest.approx(1e-10, rel=1e-5)]
    view.set(x=[[1e-20]] * 3)  # this is small, and no rounding
    assert view.state()["o"][0] == [1e-20] * 3


@every_class
@every_build
def test_a_view_shows_what_the_core_computes(cls, build):
    """And its own code rebuilds it: here with all widgets, so that pictures and words are the same too."""
    view = build(cls)
    assert set(cls.keywords()) < set(view.state())
    assert_agrees(view)
    again = eval(view.to_code(), dict(vars(explorers)))
    assert again.state() == view.state()
    words, wanted = all_words(again), all_words(view)
    assert {place: words[place] for place in wanted if "Slider" not in place} == {
        place: text for place, text in wanted.items() if "Slider" not in place
    }


def test_the_recomputation_itself_knows_a_published_example():
    """Mazur: Err before and after one step with the biases held (worked-examples.md)."""
    view = AlgorithmExplorer(preset="mazur", steps=1)
    assert view.state()["errs"] == pytest.approx([0.298371108760, 0.291027773694], abs=5e-13)
    assert recompute(view.state())[1] == pytest.approx([0.298371108760, 0.291027773694], abs=5e-13)
    view = AlgorithmExplorer(preset="mazur", train_bias=True, steps=1)
    assert view.state()["errs"][1] == pytest.approx(0.280471446791, abs=5e-13)


# --- every control

# What may be typed into each line of text.
TEXTS = {"Layers": ["2-2-1", "1-1", "3-4-2"], "Your prediction": ["0.5", "−0,25", "?"]}
LOG_SLIDERS = {  # values to move them to
    "η": [0.001, 1000.0, 0.123456],
    "nudge h": [1e-4, 1.0, 0.0123456],
    "h": [1e-14, 1.0, 2.5e-6],
}
# Does nothing as long as no number is hidden; is read only then; is there to be copied.
INERT = {"Commit", "Your prediction", "Code"}
NEWS = ("finite", "begins again")  # what a view may say though nothing was wrong


def is_control(widget):
    """Whether a student can move it. A widget of a kind that this file does not know counts: it must be thought of."""
    boxes = (widgets.Box, widgets.HTML, Page, DiagramView, LiveFigure)
    return isinstance(widget, controls.Slider) or not isinstance(widget, boxes)


def find_controls(view):
    return [widget for widget in walk(view) if is_control(widget)]


def label(control):
    part = control.box if isinstance(control, controls.Slider) else control
    return getattr(part, "description", "") or getattr(control, "tooltip", "") or ""


def moves(control):
    """Legal values to move a control to: (trait, value)."""
    if isinstance(control, controls.Press):
        return [("presses", control.presses + 1)]
    if isinstance(control, (widgets.Checkbox, widgets.ToggleButton)):
        return [("value", not control.value)]
    if isinstance(control, (widgets.Dropdown, widgets.ToggleButtons)):
        values = [value for _, value in control._options_full]
    elif isinstance(control, widgets.Play):
        values = [control.value + 1, control.value + 5]  # ticks are skipped under load
    elif isinstance(control, widgets.Textarea):
        values = ["anything"]
    elif isinstance(control, widgets.Text):
        values = TEXTS[control.description]
    elif isinstance(control, controls.Slider) and label(control) in LOG_SLIDERS:
        values = LOG_SLIDERS[label(control)]
    elif isinstance(control, controls.Slider):
        values = [control.box.min, control.box.max, min(control.box.min + 2, control.box.max)]
    elif isinstance(control, (widgets.IntSlider, widgets.BoundedIntText)):
        values = [control.min, control.max, min(control.min + 2, control.max)]
    elif isinstance(control, widgets.FloatSlider):
        values = [control.min, control.max, control.min + 7 * control.step]
    elif isinstance(control, widgets.BoundedFloatText):
        values = [control.min, control.max, 0.3 * control.min + 0.7 * control.max]
    elif isinstance(control, widgets.FloatText):
        values = [0.25]
    else:
        pytest.fail(f"no test moves a {type(control).__name__} ({label(control)!r})")
    return [("value", value) for value in values if value != control.value]


def every_control():
    """One case for each control of each view: a control that is added is tested without being named here."""
    for cls in CLASSES:
        for place, control in enumerate(find_controls(cls())):
            yield pytest.param(cls, place, id=f"{cls.__name__}-{type(control).__name__}-{label(control)}")


@pytest.mark.parametrize("cls, place", list(every_control()))
def test_every_control_can_be_moved(cls, place, still):
    """From the opening and from the middle of training: numbers, code and message stay right; something answers."""
    moved = effects = 0
    for build in BUILDS:
        view = build(cls)
        control = find_controls(view)[place]
        ours = {widget.comm.comm_id for widget in (control, *getattr(control, "children", ()))}
        for trait, value in moves(control) if build is opening else moves(control)[-2:]:
            if isinstance(control, widgets.Play):
                getattr(view, "player", view).play.value = True  # else a tick comes too late to do anything
            Wire.sent.clear()
            setattr(control, trait, value)
            moved += 1
            effects += bool(set(messages()) - ours)
            assert getattr(control, trait) == pytest.approx(value), "the view took the control back"
            assert message(view) == "" or any(words in message(view) for words in NEWS)
            assert_agrees(view)
            assert_code_agrees(view)
    assert moved, "no legal move was found"
    assert effects or label(control) in INERT, "nothing answered"


def test_a_control_of_a_new_kind_is_noticed():
    """The sweep does not pass over what it does not know."""
    view = NetworkExplorer()
    view.children = [*view.children, widgets.HBox([widgets.ColorPicker(description="colour")])]
    (new,) = [control for control in find_controls(view) if label(control) == "colour"]
    with pytest.raises(pytest.fail.Exception, match="ColorPicker"):
        moves(new)


def test_a_control_that_does_nothing_is_noticed(still, monkeypatch):
    build = NetworkExplorer._more_controls
    monkeypatch.setattr(NetworkExplorer, "_more_controls", lambda self: [*build(self), controls.check("idle", False)])
    monkeypatch.setattr(sys.modules[__name__], "lent", {})
    place = [label(control) for control in find_controls(NetworkExplorer())].index("idle")
    with pytest.raises(AssertionError, match="nothing answered"):
        test_every_control_can_be_moved(NetworkExplorer, place, still)


@every_class
def test_every_control_has_a_label(cls):
    """Those that are shown: the two halves of a slider share the label of its box, and Play's buttons are hidden."""
    for control in find_controls(cls()):
        if not isinstance(control, (widgets.IntSlider, widgets.FloatSlider)) and control.layout.display != "none":
            assert label(control)


@every_class
def test_a_view_opens_with_at_most_three_controls_beside_transport_and_buttons(cls):
    """Design: the others wait under "More"."""
    view = cls()
    waiting = set(walk(view.more_box))
    hidden = {widget for box in walk(view) if box.layout.display == "none" for widget in walk(box)}
    kinds = (widgets.Dropdown, widgets.Checkbox, widgets.Text, controls.Slider, widgets.FloatText)
    assert len([c for c in find_controls(view) if isinstance(c, kinds) and c not in waiting | hidden]) <= 3


# --- every setting

XOR = {"x": [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], "y": [[0.0, 1.0, 1.0, 0.0]]}
SENTENCE = r"[^\n]{10,300}[.!]"
CHANGES = {
    "preset": ["mazur", "xor", "lecture"],
    "sizes": [(1, 1), (4, 6, 6, 3), (2, 2, 1), (2, 3, 1)],
    "x": [[[-0.3], [0.7]], [[0.0], [0.0]]],
    "y": [[[-1.5]], [[0.25]]],
    "pattern": [1],
    "activation": ["identity", "sigmoid", "tanh", "relu", "leaky_relu"],
    "loss": ["squared_error", "half_squared_error", "mean_squared_error"],
    "bias": [True, False],
    "train_bias": [False, True],
    "init": ["zeros", "he", "orthogonal", "preset"],
    "seed": [7, 2**32 - 1],
    "eta": [0.001, 0.3, 20.0],
    "steps": [1, 12, 3, 0],
    "micro": [0, 1, 9, 31],
    "terms": [0, 1, 5, 8],
    "history": [{0: {"theta": {(1, 2, 1): 0.25}}}, {}],
    "over": [("theta-2-1-3", "theta-1-1-1"), ("theta-1-1-1", "theta-1-1-2")],
    "reach": [6.0, 24, 1.5],
    "selected": ["u-1-2", "delta-2-1", "gradient-1-3-2", "update-2-1-1", "Err", "x-2", "y-1"],
    "follow": ["theta-2-1-3", "theta-1-1-1"],
    "hold": [True, False],
    "full": [True, False],
    "h": [1e-4, 1, 0.0123],
    "path": [1, 0],
    "grow": ["depth", "width"],
    "hide": [("delta",), ("u", "Err"), ()],
    "pictures": [(), None],
    "predicted": [{"delta-1-1": 0.5}, {}],
}
PICTURES = {
    ForwardExplorer: ("sum", "sigma", "slope"),
    ErrorExplorer: ("squares", "curve", "bands"),
    ChainRuleExplorer: ("curve", "bars"),
    DeltaExplorer: ("making", "over_u", "wiggle"),
    WhyExplorer: ("growth", "paths", "costs", "check", "wiggle"),
}
# Pictures that hang on the layers alone: other weights do not draw them anew.
STILL = {(WhyExplorer, "growth"), (WhyExplorer, "costs")}
HUGE = 10**13  # neurons: nobody may begin to draw patterns for so many
BAD = {
    "preset": ["nothing", 3],
    "sizes": [(), (2,), (0, 1), (2, -1), (2.5, 1), (7, 1), (1,) * 7, (6, 6, 6, 6), (2, HUGE), (HUGE, 1), 5, "", "2",
              "2-x", "2-3-", "²-1", f"2-{HUGE}", f"{HUGE}-1"],
    "x": [[[1.0], [2.0], [3.0]], [[math.nan], [1.0]], [[1e7], [0.0]], [[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0, 3.0]],
          "ab"],
    "y": [[[1.0], [2.0]], [[math.inf]], [[-1e7]], [[1.0, 2.0]], "a"],
    "pattern": [0, 2, 1.5, "1", True],
    "activation": ["step", 3, ["tanh"]],
    "loss": ["hinge", 3],
    "bias": [1, "yes"],
    "train_bias": [1, "yes"],
    "init": ["random", 3],
    "seed": [-1, 2**32, 1.5, "a"],
    "eta": [0, -1, 1e4, 1e-9, math.nan, math.inf, "0.5"],
    "steps": [-1, 10_001, 2.5, "3"],
    "micro": [-1, 10**6, 1.5, "a"],
    "terms": [-1, 9, 1.5, "a", True],
    "history": [5, {0: 5}, {-1: {}}, {"a": {}}, {0: {"bogus": 1}}, {0: {"theta": 5}},
                {0: {"theta": {(9, 9, 9): 1.0}}}, {0: {"theta": {(1, 1, 1): "a"}}}, {9: {"activation": "bogus"}},
                {9: {"loss": "bogus"}}, {0: {"x": [[1.0]]}}],
    "over": [5, (), ("theta-1-1-1",), ("theta-1-1-1",) * 2, ("theta-1-1-1", "u-1-1"), ("theta-1-1-1", ["a"]), "ab"],
    "reach": [0, 2.0, -1.5, "1.5", math.nan, None, True],
    "selected": ["bogus", "theta-9-1-1", "delta-0-1", "u", 5, ["a"]],
    "follow": ["bogus", "theta-9-1-1", "delta-1-1", 5, ["a"]],
    "hold": [1, "yes"],
    "full": [1, "yes"],
    "h": [0, -0.1, 1.5, 9e-15, math.nan, "0.5", None, True],
    "path": [-1, 2, 0.5, "1", True],
    "grow": ["height", 3, None],
    "hide": ["bogus", ("delta", "bogus"), 5, ("theta",)],
    "pictures": ["bogus", ("bogus",), 5, ([],), {"bogus": 1}, True],
    "predicted": [5, {"bogus": 1.0}, {"u-1-1": "a"}, {"u-1-1": math.nan}],
    "theta": [5, {(9, 1, 1): 0.1}, {(1, 1, 0): 0.1}, {(1, 1): 0.1}, {"a": 0.1}, {(1, 1, 1): "a"},
              {(1, 1, 1): math.nan}, {(1, 1, 1): 1e7}, {(1, 1, 1): 0.1, (1, 1, 7): 0.1}],
}  # fmt: skip


def every_setting(*more):
    return [
        pytest.param(cls, keyword, id=f"{cls.__name__}-{keyword}")
        for cls in CLASSES
        for keyword in (*cls.keywords(), *more)
    ]


@pytest.mark.parametrize("cls, keyword", every_setting())
def test_every_setting_can_be_set(cls, keyword, still):
    view = borrow(cls)
    for value in shown_by(cls, CHANGES[keyword]) if keyword == "selected" else CHANGES[keyword]:
        view.set(**{keyword: value})
        assert view.state()[keyword] == value
        assert_agrees(view)
        assert_code_agrees(view)


@pytest.mark.parametrize("cls", PICTURES, ids=lambda cls: cls.__name__)
def test_only_the_pictures_that_are_asked_for_are_drawn_and_sent(cls, monkeypatch):
    """A picture that is not shown costs nothing and is nowhere; set again, it shows the present numbers."""
    names, drawn = PICTURES[cls], []
    render = LiveFigure.render
    monkeypatch.setattr(LiveFigure, "render", lambda self: drawn.append(self) or render(self))
    whole, change = cls(), {"theta": {(1, 1, 1): 0.125}}
    figures = {name: getattr(whole, name) for name in names}
    assert set(cls.keywords()) >= {"pictures"} and whole._pictured() == [*figures.values()]
    whole.set(**change)
    for kept in [(), *((name,) for name in names), names[::-1][:2]]:
        view = cls(pictures=kept)
        ours = {name: getattr(view, name) for name in names}
        left = [ours[name] for name in names if name in kept]
        moving = [ours[name] for name in names if name in kept and (cls, name) not in STILL]
        shown = tuple(name for name in names if name in kept)
        assert view._pictured() == left and view.state()["pictures"] == shown
        assert [*view.figures.children] == [figure for name in names if name in kept for figure in view._figures[name]]
        assert view.figures.layout.display == ("" if kept else "none")
        drawn.clear()
        Wire.sent.clear()
        view.set(**change)
        sent = {figure.comm.comm_id for figure in moving}
        others = {figure.comm.comm_id for group in view._figures.values() for figure in group} - sent
        assert drawn == moving and sent <= set(messages()) and not others & set(messages())
        assert not any(figure.png for figure in ours.values() if figure not in left)
        assert view._svg().count("<image") == len(kept)
        assert_code_agrees(view)
        view.set(preset="mazur")
        assert view.state()["pictures"] == shown, "another example does not open what was closed"
        view.set(preset=whole.state()["preset"], pictures=None, **change)
        assert [figure.alt for figure in view._pictured()] == [figure.alt for figure in figures.values()]
        assert all(figure.png == render(figure) != b"" for figure in view._pictured())


@pytest.mark.parametrize("cls", PICTURES, ids=lambda cls: cls.__name__)
def test_one_picture_may_be_named_alone(cls, still):
    assert cls(pictures=PICTURES[cls][0]).state()["pictures"] == PICTURES[cls][:1]
    with pytest.raises(ValueError, match=f"^pictures must hold names of {', '.join(PICTURES[cls])}, or be None"):
        cls(pictures=("bogus",))


@pytest.mark.parametrize("cls, keyword", every_setting("theta"))
def test_a_bad_setting_gets_one_sentence_and_changes_nothing(cls, keyword, still):
    view = borrow(cls)
    before = view.state()

    def anew(**settings):
        return cls(**{"preset": "lecture", **settings})

    wrong = []
    for value in BAD[keyword]:
        for act in (view.set, anew) if keyword != "theta" else (view.set,):
            Wire.sent.clear()
            try:
                act(**{keyword: value})
                wrong.append(f"{keyword}={value!r:.60}: accepted")
            except (checks.InputValueError, checks.InputTypeError) as error:
                if not re.fullmatch(SENTENCE, str(error)):
                    wrong.append(f"{keyword}={value!r:.60}: no sentence: {error}")
            except Exception as error:
                wrong.append(f"{keyword}={value!r:.60}: {type(error).__name__}: {error}")
            if act != anew and (Wire.sent or view.state() != before):
                wrong.append(f"{keyword}={value!r:.60}: the view has changed")
                before = view.state()
    view.set(theta={(1, 1, 1): 0.125})
    assert view.state()["theta"][1][0][0] == 0.125
    assert_agrees(view)
    assert not wrong, "\n".join(wrong)


@every_class
def test_an_unknown_setting_is_refused(cls, still):
    view = borrow(cls)
    before = view.state()
    for name in ("sices", "u", "delta", "errs", "_settings", "children"):
        with pytest.raises(ValueError, match=name):
            view.set(**{name: 1})
        assert view.state() == before
        with pytest.raises(TypeError):
            cls(**{name: 1})


@every_class
def test_several_settings_at_once(cls, still):
    """Patterns can only be changed together; all of it is one change."""
    view = borrow(cls)
    view.set(**XOR, pattern=3, activation="tanh", theta={(1, 1, 1): 0.5}, full=True)
    s = view.state()
    assert (s["x"], s["y"], s["pattern"], s["activation"], s["full"]) == (XOR["x"], XOR["y"], 3, "tanh", True)
    assert s["theta"][1][0][0] == 0.5
    assert_agrees(view)
    assert_code_agrees(view)


def test_settings_set_together_with_the_step_hold_at_that_step(still):
    """η = 0.7 was asked for, so η is 0.7 at the step that is then shown."""
    view = AlgorithmExplorer()
    view.set(steps=10)
    view.set(steps=4, eta=0.7, activation="tanh")
    s = view.state()
    assert (s["steps"], s["eta"], s["activation"]) == (4, 0.7, "tanh")
    assert_agrees(view)


@every_class
def test_reset_works_after_the_patterns_changed(cls, still):
    """The opening has one pattern, and pattern 3 was shown: Reset must not fail on that."""
    view = cls(preset="lecture")
    first = view.state()
    view.set(**XOR, pattern=3)
    press(view.reset)
    s = view.state()
    assert (s["x"], s["y"], s["pattern"]) == (first["x"], first["y"], 1)
    assert_agrees(view)


@every_class
def test_code_names_a_setting_that_only_looks_usual(cls, still):
    """x of the preset is not what a 2-3-2 network would get by itself, so the code must say it."""
    assert_code_agrees(cls(sizes=(2, 3, 2), x=PRESETS["lecture"]["x"]))


@every_class
def test_code_names_patterns_that_another_seed_would_draw_otherwise(cls, still):
    """A new seed draws other weights and leaves x and y as they are: the code must not draw them anew."""
    view = cls(sizes=(3, 4, 2))
    view.set(seed=2)
    assert_code_agrees(view)
    assert_code_agrees(cls(sizes=(3, 4, 2), seed=2))


def test_code_names_a_micro_step_that_only_looks_usual(still):
    """22 is where a 2-3-1 network opens, and not where a 2-4-1 network does."""
    assert_code_agrees(AlgorithmExplorer(sizes=(2, 4, 1), micro=AlgorithmExplorer().state()["micro"]))


def test_a_hundred_weights_may_be_edited_and_no_more(still):
    """Design: at most 100 literal weights, or the code would grow without end."""
    view = AlgorithmExplorer(sizes=(6, 6, 6))
    places = [(m, i, l) for m in (1, 2) for i in range(1, 7) for l in range(1, 7)]
    view.set(theta=dict.fromkeys(places, 0.25))
    view.set(steps=1)
    view.set(theta=dict.fromkeys(places[:28], 0.5))
    assert_code_agrees(view)
    before = view.state()
    with pytest.raises(ValueError, match="100"):
        view.set(theta={(2, 6, 6): 0.5})
    event(view, kind="type", item="theta-2-6-6", text="0.5")
    expect_message(view, ok=False)
    assert view.state() == before
    view.set(theta={(1, 1, 1): 0.75})  # one of the hundred
    assert view.state()["theta"][1][0][0] == 0.75


def test_code_is_short_and_holds_no_weights_but_edited_ones(still):
    assert AlgorithmExplorer().to_code() == "AlgorithmExplorer()"
    assert AlgorithmExplorer(seed=0, eta=0.5).to_code() == "AlgorithmExplorer()"
    view = AlgorithmExplorer(preset="xor", seed=4)
    press(view.hundred)
    assert view.to_code() == "AlgorithmExplorer(preset='xor', seed=4, steps=100)"
    view.set(theta={(1, 1, 2): 0.5})
    assert view.to_code().count("0.5") == 1 and "(1, 1, 2): 0.5" in view.to_code()


@every_class
def test_what_state_returns_belongs_to_the_caller(cls, still):
    """A plain dict: writing into it must not reach into the view."""
    view = borrow(cls, history={0: {"theta": {(1, 1, 1): 0.25}}}, predicted={"u-1-1": 1.0})
    before = repr(view.state())
    s = view.state()
    s["x"][0][0] = 99.0
    s["history"].setdefault(0, {}).setdefault("theta", {})[1, 1, 2] = 99.0
    s["predicted"]["u-1-1"] = 99.0
    assert repr(view.state()) == before


@every_class
def test_what_the_caller_gave_stays_the_callers(cls, still):
    x, history = [[0.5], [0.9]], {0: {"theta": {(1, 1, 1): 0.25}}}
    view = cls(preset="lecture", x=x, history=history)
    before = view.state()
    x[0][0], history[0]["theta"][1, 1, 1] = 99.0, 99.0
    assert view.state() == before
    view.set(theta={(1, 1, 1): 7.0})
    assert history == {0: {"theta": {(1, 1, 1): 99.0}}}


@every_class
def test_two_views_side_by_side_share_nothing(cls, still):
    first, second = cls(), cls()
    before, words = second.state(), all_words(second)
    first.set(theta={(1, 1, 1): 0.125}, x=[[0.1], [0.2]], y=[[0.3]], activation="tanh", hide=("u",))
    event(first, kind="drag", item="x-1", value=-0.75)
    press(first.reset)
    first.set(preset="mazur")
    assert second.state() == before == cls().state()
    assert all_words(second) == words
    ids = [re.findall(r' id="([^"]+)"', view.diagram.svg) for view in (first, second)]
    assert not set(ids[0]) & set(ids[1])


# --- one change, one computation, one message


COUNTED = {
    "a weight dragged": lambda view: tell(view.diagram, event={"kind": "drag", "item": "theta-1-1-1", "value": 0.33}),
    "a weight changed by key": lambda view: tell(
        view.diagram, event={"kind": "change", "item": "theta-1-1-1", "by": 1}
    ),
    "an input typed": lambda view: tell(view.diagram, event={"kind": "type", "item": "x-1", "text": "0.3"}),
    "another number chosen": lambda view: tell(view.diagram, event={"kind": "choose", "by": 1}),
    "a number clicked": lambda view: tell(view.diagram, event={"kind": "select", "item": "o-1-2"}),
    "another width": lambda view: tell(view.diagram, event={"kind": "width", "width": 500}),
    "activation": lambda view: tell(view.activation, index=2),
    "loss": lambda view: tell(view.loss, index=1),
    "bias": lambda view: tell(view.bias, value=not view.bias.value),
    "sizes": lambda view: tell(view.sizes, value="2-2-1"),
    "init": lambda view: tell(view.init, index=3),
    "seed": lambda view: tell(view.seed, value=5),
    "full": lambda view: tell(view.full, value=True),
    "preset": lambda view: tell(view.preset, index=2),
    "reset": lambda view: click(view.reset),
}
COUNTED_STEPS = {
    "next": lambda view: click(view.next),
    "back": lambda view: click(view.back),
    "first": lambda view: click(view.first),
    "last": lambda view: click(view.last),
    "one": lambda view: click(view.one),
    "hundred": lambda view: click(view.hundred),
    "a tick": lambda view: (setattr(view.play, "value", True), Wire.sent.clear(), tell(view.ticks, value=1)),
    "micro by slider": lambda view: tell(view.micro.slider, value=5),
    "micro by box": lambda view: tell(view.micro.box, value=5),
    "eta by slider": lambda view: tell(view.eta.slider, value=0.4),
    "eta by box": lambda view: tell(view.eta.box, value=0.7),
    "train_bias": lambda view: tell(view.train_bias, value=False),
    "back over the beginning": lambda view: click(view.back),
    "on over the end": lambda view: click(view.next),
}
STARTS = {
    "back over the beginning": {"steps": 2, "micro": 0},
    "on over the end": {"micro": 31},
    "train_bias": {"bias": True},
}


def counted_cases():
    for cls in CLASSES:
        table = COUNTED | (COUNTED_STEPS if "micro" in cls.keywords() else {})
        yield from (pytest.param(cls, name, act, id=f"{cls.__name__}-{name}") for name, act in table.items())


@pytest.mark.parametrize("cls, name, act", list(counted_cases()))
def test_one_change_is_one_computation_and_one_message_for_each_view(cls, name, act, still, monkeypatch):
    view = borrow(cls, **STARTS.get(name, {}))
    computed, compute = [], view._compute
    monkeypatch.setattr(view, "_compute", lambda settings: computed.append(1) or compute(settings))
    before = view.diagram.frame
    Wire.sent.clear()
    act(view)
    known = {widget.comm.comm_id: f"{type(widget).__name__} {label(widget)}" for widget in walk(view)}
    known |= {widget.layout.comm.comm_id: f"layout of {known[widget.comm.comm_id]}" for widget in walk(view)}
    often = [comm_id for comm_id, times in messages().items() if times > 1]
    assert len(computed) == (0 if name == "another width" else 1)
    assert view.diagram.frame == before + 1
    assert not often, [(known[comm_id], names) for comm_id, _, names in Wire.sent if comm_id in often]


@every_class
def test_a_change_to_what_is_already_there_still_gets_its_answer(cls, still):
    """The page waits for a new frame after each event, also where nothing changed."""
    view = cls()
    for _ in range(2):
        before = view.diagram.frame
        event(view, kind="drag", item="theta-1-1-1", value=0.8)
        assert view.diagram.frame == before + 1


# --- the algorithm, forward and back


def bare(s):
    """A state without what is chosen: at micro-step 0 that depends on whether one came from before or behind."""
    return {name: value for name, value in s.items() if name != "selected" or s["micro"] > 0}


@pytest.mark.parametrize("settings", [{}, {"preset": "mazur"}, {"preset": "xor", "sizes": "2-2-1"}], ids=repr)
def test_forward_into_the_next_step_and_back_restores_every_state(settings, still):
    view = borrow(AlgorithmExplorer, **settings, micro=0)
    order = micro_steps(view.state())
    seen = [view.state()]
    for _ in range(len(order) + 6):
        press(view.next)
        seen.append(view.state())
        assert_agrees(view)
    at = [(s["steps"], s["micro"]) for s in seen]
    assert at == [(0, n) for n in range(len(order) + 1)] + [(1, n) for n in range(6)]
    for s in reversed(seen[:-1]):
        press(view.back)
        assert bare(view.state()) == bare(s)
    press(view.back)  # before the very beginning there is nothing
    assert bare(view.state()) == bare(seen[0])


def test_each_micro_step_chooses_what_it_computes(still):
    view = borrow(AlgorithmExplorer, micro=0)
    for name in micro_steps(view.state()):
        press(view.next)
        assert view.state()["selected"] == "-".join(map(str, name))
        assert "Not computed yet" not in view.panel.value.rpartition("<h4>")[2] or name[0] == "gradient"


def test_scrubbing_shows_what_stepping_shows(still):
    view = borrow(AlgorithmExplorer, preset="mazur", micro=0)
    seen = {0: view.state()}
    top = len(micro_steps(view.state()))
    for n in range(1, top + 1):
        press(view.next)
        seen[n] = view.state()
    for n in [0, top, 3, top - 1, 17, 0, 9, top]:
        view.micro.slider.value = n
        assert bare(view.state()) == bare(seen[n])
        assert view.micro.box.value == view.micro.value == n
    press(view.first)
    assert bare(view.state()) == bare(seen[0])
    press(view.last)
    assert view.state() == seen[top]


def test_whole_steps_train_as_train_does(still):
    view = borrow(AlgorithmExplorer, preset="xor", seed=1)
    for n in range(1, 4):
        press(view.one)
        assert view.state()["steps"] == n
        assert_agrees(view)
    press(view.hundred)
    s = view.state()
    assert s["steps"] == 103 and len(s["errs"]) == 104
    assert_agrees(view)
    net = Network(s["sizes"], s["activation"], s["loss"], bias=True, rng=1)
    errs = [step.Err for step in train(net, s["x"], s["y"], s["eta"], 103)]
    assert s["errs"][:-1] == errs
    assert [matrix.tolist() for matrix in net.theta[1:]] == s["theta"][1:]


def test_the_end_of_one_step_is_the_beginning_of_the_next(still):
    """All weights updated at the last micro-step of step 4 are the weights that step 5 begins with."""
    view = borrow(AlgorithmExplorer, preset="mazur", steps=3)
    press(view.last)
    updated = view.state()["theta"]
    press(view.next)
    s = view.state()
    assert (s["steps"], s["micro"]) == (4, 0)
    assert s["theta"] == updated


def test_back_after_training_restores_every_step(still):
    view = borrow(AlgorithmExplorer, preset="xor", seed=2)
    seen = []
    for _ in range(5):
        press(view.last)
        seen.append(view.state())
        press(view.one)
        press(view.first)
    for s in reversed(seen):
        press(view.back)
        assert view.state() == s
        press(view.first)
    assert view.state()["steps"] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"theta": {(1, 1, 1): 0.5}},
        {"eta": 0.05},
        {"activation": "sigmoid"},
        {"loss": "mean_squared_error"},
        {"train_bias": False},
        {"x": [[0.1, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]},
        {"y": [[0.0, 1.0, 1.0, 0.5]]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_in_the_middle_drops_the_future_and_keeps_the_past(change, still):
    view = borrow(AlgorithmExplorer, preset="xor", steps=10)
    old = view.state()
    view.set(steps=4)
    past = view.state()
    view.set(**change)
    s = view.state()
    assert s["steps"] == 4 and s["errs"][:4] == past["errs"][:4] == old["errs"][:4]
    assert_agrees(view)
    assert_code_agrees(view)
    view.set(steps=10)
    new = view.state()
    assert new["errs"][:4] == old["errs"][:4] and new["errs"][6:] != old["errs"][6:]
    assert_agrees(view)
    assert_code_agrees(view)
    view.set(steps=2)  # before the change: as it was
    assert_agrees(view)
    assert_code_agrees(view)
    assert view.state()["errs"] == old["errs"][:3]
    assert {name: view.state()[name] for name in change if name != "theta"} == {
        name: old[name] for name in change if name != "theta"
    }
    view.set(steps=10)  # and past it again: replayed
    assert view.state() == new


def test_weights_may_be_edited_at_several_steps(still):
    view = borrow(AlgorithmExplorer, preset="mazur")
    view.set(theta={(1, 1, 1): 0.9})
    view.set(theta={(1, 1, 1): -0.4, (2, 2, 0): 0.1})  # the later edit counts
    view.set(steps=2)
    view.set(theta={(1, 1, 1): 0.7})
    view.set(steps=5)
    view.set(theta={(2, 1, 2): 1.5})
    assert set(view.state()["history"]) == {0, 2, 5}
    for steps in (5, 2, 0, 4, 5, 7):
        view.set(steps=steps)
        assert_agrees(view)
        assert_code_agrees(view)
    view.set(steps=2)
    assert view.state()["theta"][1][0][1] == 0.7
    view.set(theta={(1, 1, 2): 0.0})  # a change at step 2 drops what was edited at step 5
    view.set(steps=7)
    assert set(view.state()["history"]) == {0, 2}
    assert_agrees(view)


@pytest.mark.parametrize("updated", [1, 3, 9])
def test_a_weight_edited_between_the_updates_takes_the_value_asked_for(updated, still):
    """Where some or all weights are updated already, the edited one shows what was typed, and the run goes on."""
    view = borrow(AlgorithmExplorer)
    view.set(micro=view.state()["micro"] + updated)
    for item, place in (("theta-2-1-1", (2, 0, 0)), ("theta-1-3-2", (1, 2, 1))):
        event(view, kind="type", item=item, text="0.625")
        m, i, l = place
        assert view.state()["theta"][m][i][l] == 0.625
        assert_agrees(view)
        assert_code_agrees(view)


def test_a_history_written_by_hand_begins_with_the_settings(still):
    """η is 0.5 for five steps and 0.1 from then on: the code of a lesson may say just that."""
    view = borrow(AlgorithmExplorer, eta=0.5, steps=10, history={5: {"eta": 0.1}})
    same = AlgorithmExplorer(eta=0.5)
    same.set(steps=5)
    same.set(eta=0.1)
    same.set(steps=10)
    assert view.state()["errs"] == same.state()["errs"]
    assert_code_agrees(view)


@every_class
def test_a_history_at_the_beginning_is_what_the_state_says(cls, still):
    """The numbers are relu's, so the state must say relu."""
    view = borrow(cls, history={0: {"activation": "relu"}})
    assert view.state()["activation"] == "relu"
    assert_agrees(view)


@every_class
@pytest.mark.parametrize("settings", [{}, {"sizes": (2, 2, 2), "seed": 5}, {"preset": "mazur"}], ids=repr)
def test_bias_on_and_off_keeps_the_weights(cls, settings, still):
    view = borrow(cls, **settings)
    bias = view.state()["bias"]
    view.set(theta={(1, 1, 1): 0.125})
    before = view.state()
    view.bias.value = not bias
    s = view.state()
    with_bias, without = (before, s) if bias else (s, before)
    for m in (1, 2):
        assert [row[1:] for row in with_bias["theta"][m]] == without["theta"][m]
        if not bias:
            assert [row[0] for row in with_bias["theta"][m]] == [0.0] * len(without["theta"][m])
    assert_agrees(view)
    view.bias.value = bias
    assert view.state() == before


@every_class
def test_reset_restores_the_opening_and_keeps_the_settings(cls, still):
    view = cls(preset="xor", pattern=2)
    first = view.state()
    settings = {"activation": "sigmoid", "loss": "mean_squared_error", "full": True}
    settings |= {name: value for name, value in {"eta": 0.25, "steps": 8}.items() if name in cls.keywords()}
    view.set(**{name: value for name, value in settings.items() if name != "steps"})
    if "steps" in settings:
        view.set(steps=8)
    view.set(theta={(1, 1, 1): 3.0}, x=[[0.5] * 4] * 2, y=[[0.5] * 4])
    press(view.reset)
    s = view.state()
    assert s["history"] == {} and s.get("steps", 0) == 0
    assert (s["x"], s["y"], s["theta"]) == (first["x"], first["y"], first["theta"])
    assert {name: s[name] for name in settings if name != "steps"} == {
        name: value for name, value in settings.items() if name != "steps"
    }
    assert_agrees(view)
    assert_code_agrees(view)


def random_act(view, chance):
    """One thing that a student may do: a drag, a key, a click, or any control."""
    items = re.findall(r'data-item="([^"]+)" role="option"', view.diagram.svg)
    numbers = [item for item in items if item.startswith(("theta", "x", "y"))]
    kind = chance.choice(["drag", "drag", "change", "select", "choose", "control", "control", "control"])
    if kind == "drag":
        return event, {"kind": kind, "item": chance.choice(numbers), "value": round(chance.uniform(-2, 2), 2)}
    if kind == "change":
        return event, {"kind": kind, "item": chance.choice(numbers), "by": chance.choice([1, -1, 10])}
    if kind == "select":
        return event, {"kind": kind, "item": chance.choice(items)}
    if kind == "choose":
        return event, {"kind": kind, "by": chance.choice([1, -1, "first", "last"])}
    control = chance.choice([each for each in find_controls(view) if moves(each)])
    trait, value = chance.choice(moves(control))
    return lambda view: setattr(control, trait, value), {}


@every_class
@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_done_in_whatever_order_numbers_and_code_stay_right(cls, seed, still):
    chance = random.Random(seed)
    view = borrow(cls, preset=chance.choice(sorted(PRESETS)))
    done = []
    for _ in range(25):
        act, what = random_act(view, chance)
        done.append(what or "a control")
        act(view, **what)
        assert_agrees(view)
        assert_code_agrees(view)


def test_at_the_last_step_there_is_no_going_on(still, monkeypatch):
    """Next at the end must not throw the student back to the beginning of the step, nor Play run for ever."""
    monkeypatch.setattr(algorithm_explorer, "MOST_STEPS", 3)
    view = AlgorithmExplorer(steps=3)
    press(view.last)
    end = view.state()
    press(view.next)
    press(view.one)
    press(view.hundred)
    assert view.state()["steps"] == 3
    press(view.last)
    view.play.value = True
    view.ticks.value += 1
    assert view.state() == end
    assert not view.play.value


# --- what is shown, as words


def plain(markup):
    """The text of a piece of HTML; what is lowered or raised becomes a word of its own."""
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def panel(view):
    """The markup of a view's panel; in some it is a table whose rows can be chosen."""
    return view.panel.svg if isinstance(view.panel, DiagramView) else view.panel.value


def message(view):
    return html.unescape(view.message.value)


def svg_words(svg):
    """All that can be read in or heard from an SVG, and the numbers that a drag would begin with."""
    pieces = re.findall(r'>([^<]+)<|(?:aria-label|data-value|title|alt)="([^"]*)"', svg)
    return html.unescape(" | ".join(text or attribute for text, attribute in pieces))


@cache
def readable_traits(cls):
    """The traits of a widget that hold text, or a number that is not whole."""
    kinds = (traitlets.Unicode, traitlets.Float)
    return [name for name, each in cls.class_traits(sync=True).items() if isinstance(each, kinds) and name[0] != "_"]


def all_words(view):
    """{place: what can be read there}: every text of every widget in the view, and both stored forms."""
    places = {"text/plain": view._text(), "picture": svg_words(view._svg())}
    for place, widget in enumerate(walk(view)):
        for name in readable_traits(type(widget)):
            value = getattr(widget, name)
            if value not in (None, ""):
                text = svg_words(value) if name == "svg" else str(value)
                places[f"{place} {type(widget).__name__}.{name}"] = text
    return places


NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[−-]?\d+)?")


def numbers_in(text):
    """All numbers that stand in a text, without their signs."""
    return {number.replace("-", "−") for number in NUMBER.findall(text)}


def written(value):
    """A number without its sign, to 4 significant digits and to all of them."""
    short = f"{abs(value):.3e}"
    digits, exponent = short.split("e")
    plain = f"{float(short):.10f}".rstrip("0").rstrip(".")
    texts = {plain, f"{float(digits):g}e{int(exponent)}", repr(abs(value))}
    return {text.replace("-", "−") for text in texts}


def digits(text):
    """The significant digits of a number as it is written: the same for 0.05 and 5e−5."""
    return text.split("e")[0].replace(".", "").strip("0")


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


def leaks(view, secret):
    """Where one of the numbers {name: value} can be read, also if it stands there ten or a thousand times as large."""
    texts = {digits(text): name for name, value in secret.items() for text in written(value)}
    found = []
    for place, text in all_words(view).items():
        read = {digits(number) for number in numbers_in(text)} & set(texts)
        found += [f"{texts[number]} = {number} in {place}: {text[:120]}" for number in read]
    held = {abs(number) for number in flat(view.state()) if isinstance(number, float)}
    held |= {float(number.replace("−", "-")) for number in numbers_in(view.to_code())}
    for name, value in secret.items():
        found += [f"{name} in state or code" for number in held if math.isclose(number, abs(value), rel_tol=1e-9)]
    return found


def flat(value):
    """All leaves of nested lists and dicts."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        return [leaf for part in value for leaf in flat(part)]
    return [value]


def test_the_numbers_of_the_example_are_all_different():
    """Or else the tests below could take one number for another."""
    values, _ = recompute(unique_view(AlgorithmExplorer).state())
    read = [digits(f"{abs(value):.3e}") for value in values.values()]
    assert len(read) == len(set(read)) and min(map(len, read)) >= 3


def test_nothing_shows_before_it_is_computed(still):
    """At every micro-step: not in the diagram, the panel, the table, the words for screen readers or the picture."""
    view = unique_view(AlgorithmExplorer, micro=0)
    order = micro_steps(view.state())
    values, _ = recompute(view.state())
    for n in range(len(order) + 1):
        view.micro.value = n
        later = {name: values[name] for name in order[n:]}
        assert not leaks(view, later), f"at micro-step {n}"
        table = view._text().splitlines()
        read = numbers_in("\n".join(table))
        for name in order[:n]:
            if name[0] in ("u", "o", "delta"):
                assert read & written(values[name]), f"{name} at micro-step {n}"
        (cells,) = (line.split()[-3:] for line in table if line.startswith("layer 1 neuron 2"))
        assert [cell != "·" for cell in cells] == [(kind, 1, 2) in order[:n] for kind in ("u", "o", "delta")]
        assert_agrees(view)


KINDS = ("u", "o", "Err", "delta", "gradient", "update")
HIDES = [(kind,) for kind in KINDS] + list(itertools.combinations(KINDS, 2))


@pytest.mark.parametrize(
    "cls, hide",
    [
        pytest.param(cls, hide, id=f"{cls.__name__}-{'+'.join(hide)}")
        for cls in CLASSES
        for hide in HIDES
        if set(hide) <= set(SHOWS[cls])
    ],
)
def test_what_is_hidden_can_be_read_nowhere(cls, hide, still):
    """While each kind of number is chosen, before and after the update, with four digits and with all."""
    view = unique_view(cls, borrow, hide=hide)
    values, _ = recompute(view.state())
    secret = {name: values[name] for name in micro_steps(view.state()) if name[0] in hide}
    chosen = ["theta-1-2-1", "u-1-2", "o-1-2", "delta-1-2", "delta-2-1", "x-1", "y-1", "Err", "u-2-1", "o-2-1"]
    changes = [{"selected": item, "full": n % 2 == 1} for n, item in enumerate(shown_by(cls, chosen))]
    if "micro" in cls.keywords():
        changes.append({"micro": len(micro_steps(view.state())), "selected": "theta-2-1-3"})
        changes.append({"selected": "update-2-1-3", "full": False})
    found = []
    for change in changes if len(hide) == 1 else changes[1::4] + changes[-1:]:
        view.set(**change)
        found += [f"{change}: {leak}" for leak in leaks(view, secret)]
    assert view.state()["hide"] == hide
    assert not found, "\n".join(sorted(set(found))[:12])


@every_class_showing("Err")
def test_nothing_hidden_is_told_by_colour_line_or_place(cls, still):
    """Pictures of two networks whose hidden numbers have other signs look alike."""
    kept = ("u", "o", "Err", "delta", "gradient", "update")
    first, second = (cls(preset="lecture", y=[[y]], hide=kept, selected="y-1") for y in (1.5, -1.5))
    alike = [re.sub(r"−?1\.5|-1\.5|bp\w+?-", "", view.diagram.svg) for view in (first, second)]
    assert alike[0] == alike[1]


def test_a_hidden_err_has_no_curve_and_no_scale():
    """The axes would tell how large it is."""
    first, second = (AlgorithmExplorer(y=[[y]], hide=("Err",), steps=3) for y in (1.0, 50.0))
    assert first.figure.png == second.figure.png
    assert not any(len(line.get_xdata()) for line in first.figure.axes[0].lines)


def showing(kinds):
    """One case for each view and each of the kinds of number that it shows."""
    cases = [(cls, kind) for cls in CLASSES for kind in kinds if kind in SHOWS[cls]]
    return [pytest.param(cls, kind, id=f"{cls.__name__}-{kind}") for cls, kind in cases]


@pytest.mark.parametrize("cls, kind", showing(["delta", "u"]))
def test_committing_shows_predicted_beside_actual(cls, kind, still):
    view = unique_view(cls, hide=(kind, "u"), selected=f"{kind}-1-2")
    assert view.ask.layout.display == ""
    assert "?" in panel(view) and "predicted" not in panel(view)
    view.prediction.value = "−0,625"
    click(view.commit)
    s = view.state()
    actual = s[kind][1][1]
    assert actual == pytest.approx(recompute(s)[0][kind, 1, 2])
    assert s["hide"] == () and s["predicted"] == {f"{kind}-1-2": -0.625}
    for text in (plain(panel(view)), view._text()):
        assert "predicted −0.625" in text and numbers_in(text) & written(actual)
    assert view.ask.layout.display == "none"
    assert_code_agrees(view)
    view.set(selected="u-1-1")
    assert "predicted" not in panel(view)


@every_class
@pytest.mark.parametrize("settings", [{}, {"hide": ("delta",), "selected": "x-1"}], ids=["all shown", "another"])
def test_a_prediction_is_impossible_while_the_answer_shows(cls, settings, still):
    """The row is hidden; and should the button still be pressed, it does nothing."""
    view = borrow(cls, **settings)
    assert view.ask.layout.display == "none"
    before = view.state()
    view.prediction.value = "0.5"
    press(view.commit)
    assert view.state() == before


@every_class
def test_hiding_again_forgets_the_prediction(cls, still):
    view = borrow(cls, hide=("u",), selected="u-1-1")
    view.prediction.value = "0.5"
    press(view.commit)
    assert view.state()["predicted"]
    view.set(hide=("u",))
    assert view.state()["predicted"] == {}
    assert view.ask.layout.display == ""


def test_a_prediction_is_of_one_step_and_one_pattern(still):
    for change in ({"steps": 1}, {"pattern": 3}):
        view = AlgorithmExplorer(preset="xor", predicted={"delta-1-1": 0.5})
        view.set(**change)
        assert view.state()["predicted"] == {}


def test_a_prediction_of_a_weight_is_of_one_number(still):
    """The panel of a weight explains its gradient and its update: "You predicted" stands beside one of them."""
    view = AlgorithmExplorer(hide=("gradient",), selected="theta-1-1-1", micro=31)
    view.prediction.value = "0.25"
    press(view.commit)
    assert panel(view).count("predicted") == 1


@every_class
@pytest.mark.parametrize("text", ["", "perhaps", "nan"])
def test_a_prediction_must_be_a_number(cls, text, still):
    """Pressing Commit with nothing typed is no way to see the answer."""
    view = borrow(cls, hide=("u",), selected="u-1-1")
    before = view.state()
    view.prediction.value = text
    press(view.commit)
    assert view.state() == before
    expect_message(view, ok=False)


# --- events of the page


def expect_message(view, ok):
    if ok:
        assert message(view) == "" and view.message.layout.display == "none"
    else:
        assert re.fullmatch(SENTENCE, message(view)) and view.message.layout.display == ""


DRAGS = {"theta": ("theta-1-2-1", (0.75, -1.5, 0.0)), "x": ("x-2", (0.25, -3.0)), "y": ("y-1", (2.0, -0.5))}


@pytest.mark.parametrize("cls, kind", showing(DRAGS))
def test_dragging(cls, kind, still):
    item, values = DRAGS[kind]
    view = borrow(cls)
    place = [int(part) - 1 for part in item.split("-")[1:]]
    for value in values:
        before = view.diagram.frame
        event(view, kind="drag", item=item, value=value)
        s = view.state()
        assert (s["theta"][1][1][0] if kind == "theta" else s[kind][place[0]][0]) == value
        assert s["selected"] == item
        assert view.diagram.frame == before + 1
        expect_message(view, ok=True)
        assert_agrees(view)
    assert_code_agrees(view)
    before = view.diagram.frame
    event(view, kind="drop")
    assert view.diagram.frame == before + 1


@every_class
def test_a_drag_changes_the_pattern_that_is_shown_and_no_other(cls, still):
    view = borrow(cls, preset="xor", pattern=3)
    event(view, kind="drag", item="x-2", value=0.25)
    s = view.state()
    assert (s["x"], s["y"]) == ([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.25, 1.0]], [[0.0, 1.0, 1.0, 0.0]])
    if "y" in SHOWS[cls]:
        event(view, kind="change", item="y-1", by=-1)
        assert view.state()["y"] == [[0.0, 1.0, 0.9, 0.0]]
    assert_agrees(view)


def test_while_a_weight_is_dragged_the_axes_stand_still():
    """They may grow with the curve, and close in when the weight is let go."""
    view = AlgorithmExplorer(y=[[1.0]])
    ax = view.figure.axes[0]
    event(view, kind="drag", item="y-1", value=30.0)
    high = ax.get_ylim()[1]
    assert high > view.state()["Err"]
    event(view, kind="drag", item="y-1", value=1.0)
    assert ax.get_ylim()[1] == high
    event(view, kind="drop")
    assert view.state()["Err"] < ax.get_ylim()[1] < high / 10


@every_class
@pytest.mark.parametrize("by, change", [(1, 0.1), (-1, -0.1), (10, 1.0), (-10, -1.0), (3, 0.3)])
def test_keys_change_the_chosen_number(cls, by, change, still):
    view = borrow(cls)
    for item in shown_by(cls, ["theta-2-1-3", "x-1", "y-1"]):
        old = {"theta": 0.5, "x": 0.5, "y": 1.0}[item.split("-")[0]]
        before = view.diagram.frame
        event(view, kind="change", item=item, by=by)
        s = view.state()
        new = {"theta": s["theta"][2][0][2], "x": s["x"][0][0], "y": s["y"][0][0]}[item.split("-")[0]]
        assert new == pytest.approx(old + change, abs=1e-12) and len(repr(new)) <= 6
        assert s["selected"] == item and view.diagram.frame == before + 1
    assert_agrees(view)


@every_class
def test_a_key_that_comes_before_the_answer_to_a_choice_changes_what_is_chosen_by_then(cls, still):
    view = borrow(cls, preset="lecture", selected="x-2")
    event(view, kind="choose", by=1)
    event(view, kind="change", item="chosen", by=2)
    assert view.state()["selected"] == "theta-1-1-1" and view.state()["theta"][1][0][0] == pytest.approx(1.0)
    assert view.state()["x"][1] == [0.9]


def test_keys_change_an_updated_weight_from_what_is_shown(still):
    view = AlgorithmExplorer(micro=31)
    shown = view.state()["theta"][1][0][0]
    event(view, kind="change", item="theta-1-1-1", by=1)
    assert view.state()["theta"][1][0][0] == pytest.approx(shown + 0.1, abs=1e-4)


@every_class
@pytest.mark.parametrize(
    "text, value",
    [("2", 2.0), ("−0,5", -0.5), ("-0.5", -0.5), (" +3 ", 3.0), ("1e-3", 0.001), ("1000000", 1e6), (".25", 0.25)],
)
def test_typing_a_number(cls, text, value, still):
    view = borrow(cls)
    for item in shown_by(cls, ["theta-1-3-2", "x-1", "y-1"]):
        before = view.diagram.frame
        event(view, kind="type", item=item, text=text)
        s = view.state()
        assert {"theta": s["theta"][1][2][1], "x": s["x"][0][0], "y": s["y"][0][0]}[item.split("-")[0]] == value
        assert view.diagram.frame == before + 1
        expect_message(view, ok=True)
    assert_agrees(view)


BAD_TEXTS = ["", " ", "abc", "1e999", "-1e999", "nan", "inf", "1.2.3", "0x10", "1e7", "−", "1/2", "<b>", "½", None]


@every_class
def test_typing_nonsense_gets_one_sentence(cls, still):
    view = borrow(cls)
    before = view.state()
    for text, item in itertools.product(BAD_TEXTS, ("theta-1-3-2", "x-1", "y-1")):
        frame = view.diagram.frame
        event(view, kind="type", item=item, text=text)
        assert view.state() == before, text
        assert view.diagram.frame == frame + 1, text
        expect_message(view, ok=False)
        ET.fromstring(f"<p>{view.message.value}</p>")
    event(view, kind="type", item="x-1", text="0.25")
    expect_message(view, ok=True)
    assert view.state()["x"][0][0] == 0.25


@every_class
@pytest.mark.parametrize("way", ["typed into the diagram", "no layers", "too many neurons"])
def test_a_refused_number_is_announced(cls, way, still):
    """Screen readers hear the sentence: it is in what the live region holds in the end."""
    view = borrow(cls)
    if way == "typed into the diagram":
        event(view, kind="type", item="x-1", text="abc")
    else:
        view.sizes.value = "2-x-1" if way == "no layers" else "9-9"
    assert re.fullmatch(SENTENCE, message(view))
    assert message(view) in view.page.status


ODD = [
    {},
    {"kind": None},
    {"kind": "dance"},
    {"kind": "drop"},
    {"kind": "select"},
    {"kind": "select", "item": "bogus"},
    {"kind": "select", "item": "theta-1-9-1"},
    {"kind": "select", "item": None},
    {"kind": "choose", "by": None},
    {"kind": "choose"},
    {"kind": "choose", "by": "middle"},
    {"kind": "change", "item": "theta-9-1-1", "by": 1},
    {"kind": "change", "item": "u-1-1", "by": 1},
    {"kind": "change", "item": "Err", "by": 1},
    {"kind": "change", "item": "x-9", "by": 1},
    {"kind": "change", "item": "theta-1-1-1", "by": None},
    {"kind": "change", "by": 1},
    {"kind": "drag", "item": "theta-1-1-1", "value": None},
    {"kind": "drag", "item": "theta-1-1-1", "value": math.nan},
    {"kind": "drag", "item": "theta-1-1-1"},
    {"kind": "drag", "item": "x-9", "value": 0.5},
    {"kind": "drag", "item": "y-2", "value": 0.5},
    {"kind": "drag", "item": "theta-1-4-1", "value": 0.5},
    {"kind": "drag", "item": "delta-1-1", "value": 0.5},
    {"kind": "type", "item": "u-1-1", "text": "0.5"},
    {"kind": "type", "item": "Err", "text": "0.5"},
    {"kind": "type", "item": "x-9", "text": "0.5"},
    {"kind": "type", "item": "theta-1-1-1"},
    {"kind": "width"},
    {"kind": "width", "width": None},
    {"kind": "width", "width": "wide"},
]


@every_class
def test_an_odd_event_is_answered_and_changes_nothing(cls, still):
    """It may be about a neuron that has just gone (an event under way while the layers change): the page waits for
    exactly one answer, and without it says that the kernel is busy."""
    view = borrow(cls)
    before = view.state()
    wrong = []
    for what in ODD:
        frame = view.diagram.frame
        try:
            event(view, **what)
        except Exception as error:
            wrong.append(f"{what}: {type(error).__name__}: {error}")
            continue
        if view.diagram.frame != frame + 1:
            wrong.append(f"{what}: {view.diagram.frame - frame} answers")
        if view.state() != before:
            wrong.append(f"{what}: the view has changed")
            before = view.state()
        if message(view) and not re.fullmatch(SENTENCE, message(view)):
            wrong.append(f"{what}: no sentence: {message(view)}")
    event(view, kind="drag", item="theta-1-1-1", value=0.25)
    assert view.state()["theta"][1][0][0] == 0.25
    assert not wrong, "\n".join(wrong)


@every_class
def test_a_number_that_cannot_be_changed_says_so(cls, still):
    """The page does not send this; but whoever does gets a sentence, not silence."""
    view = borrow(cls)
    for item in ("u-1-1", "Err", "delta-1-1", "gradient-1-1-1"):
        event(view, kind="drag", item="x-1", value=0.5)
        try:
            event(view, kind="type", item=item, text="0.5")
        except Exception as error:
            pytest.fail(f"{item}: {type(error).__name__}: {error}")
        expect_message(view, ok=False)


@every_class
def test_a_drag_beyond_the_largest_number_stops_there(cls, still):
    view = borrow(cls)
    for value in (1e6, 1e9, -1e9, 1e300, math.inf, -math.inf):
        event(view, kind="drag", item="theta-1-1-1", value=value)
        assert view.state()["theta"][1][0][0] == math.copysign(1e6, value)
        assert_agrees(view)


@every_class
def test_any_width_gives_a_picture(cls, still):
    """The room that the page gives is used; nonsense about it changes nothing that matters."""
    view = cls()
    before = view.state()
    for width in (620, 1000, 5000, 400, 33.7, 1, 0, -5, 10**7):
        frame = view.diagram.frame
        event(view, kind="width", width=width)
        assert view.diagram.frame == frame + 1
        _, _, wide, high = (float(number) for number in ET.fromstring(view.diagram.svg).get("viewBox").split())
        assert wide == width if 620 <= width <= 5000 else 0 < wide <= 10**7
        assert high > 0
    assert view.state() == before


@every_class
@pytest.mark.parametrize("settings", [{}, {"preset": "mazur"}, {"sizes": "1-1"}], ids=repr)
def test_left_and_right_go_through_every_number_and_come_back(cls, settings, still):
    view = borrow(cls, **settings)
    drawn = set(re.findall(r'data-item="([^"]+)"', view.diagram.svg))
    start = view.state()["selected"]
    there = []
    for _ in range(len(drawn)):
        frame = view.diagram.frame
        event(view, kind="choose", by=1)
        assert view.diagram.frame == frame + 1
        there.append(view.state()["selected"])
        chosen = re.findall(r'data-item="([^"]+)" role="option" aria-selected="true"', view.diagram.svg)
        assert chosen == [there[-1]]
    assert set(there) == drawn and there[-1] == start
    for item in [*reversed(there[:-1]), start]:
        event(view, kind="choose", by=-1)
        assert view.state()["selected"] == item
    sizes = view.state()["sizes"]
    output = [f"{kind}-{len(sizes) - 1}-{sizes[-1]}" for kind in ("u", "o", "delta")]
    *_, before, last = shown_by(cls, [*output, f"y-{sizes[-1]}", "Err"])
    for by, wanted in (("first", "x-1"), ("last", last)):
        event(view, kind="choose", by=by)
        assert view.state()["selected"] == wanted
    event(view, kind="choose", by=1)
    assert view.state()["selected"] == "x-1"
    event(view, kind="choose", by=-2)
    assert view.state()["selected"] == before


@every_class
def test_a_click_chooses(cls, still):
    view = borrow(cls)
    for item in re.findall(r'data-item="([^"]+)" role="option"', view.diagram.svg):
        frame = view.diagram.frame
        event(view, kind="select", item=item)
        assert view.state()["selected"] == item and view.diagram.frame == frame + 1
        if isinstance(view.panel, DiagramView):
            continue  # a table of all rows at once: test_summary_explorer.py
        weight = "Gradient" if "gradient" in SHOWS[cls] else "The weight"
        titles = {"u": "Pre-act", "o": "Output", "delta": "δ of", "theta": weight, "x": "Input", "y": "Target"}
        assert titles.get(item.split("-")[0], "Error") in panel(view)


# --- divergence

DIVERGING = {
    "identity": {"activation": "identity", "eta": 1000.0},
    "identity, bias": {"activation": "identity", "eta": 3.0, "bias": True},
    "relu": {"activation": "relu", "eta": 100.0, "sizes": (1, 1), "seed": 3, "x": [[-1.0, 1.0]], "y": [[0.5, -0.5]]},
    "leaky relu": {"activation": "leaky_relu", "eta": 100.0},
    "in a layer": {"activation": "identity", "eta": 41.0, "sizes": (1, 1, 1), "x": [[8.73]], "y": [[0.74]]},
    "deep": {"activation": "identity", "eta": 100.0, "sizes": (2, 4, 4, 2)},
}


def all_finite(view):
    return all(math.isfinite(number) for number in flat(view.state()) if isinstance(number, float))


@pytest.mark.parametrize("settings", DIVERGING.values(), ids=DIVERGING)
def test_a_run_that_diverges_says_where_and_keeps_the_last_finite_picture(settings, still):
    view = AlgorithmExplorer(**settings)
    s = view.state()
    net = Network(s["sizes"], s["activation"], s["loss"], s["bias"], theta=s["theta"][1:])
    *_, last = train(net, s["x"], s["y"], s["eta"], 200)
    assert last.failed is not None, "this run does not diverge: choose another"
    for _ in range(2):
        press(view.hundred)
    assert f"step {last.number}:" in message(view) and last.failed.why in message(view) and "Reset" in message(view)
    assert message(view) in view.page.status
    if last.failed.quantity != "Err":
        assert f"layer {last.failed.layer}" in message(view)
    # The picture is that of the last step at which every number is finite.
    assert last.failed.quantity != "theta" and view.state()["steps"] == last.number - 2
    assert_agrees(view)
    assert all_finite(view)
    read = " ".join(all_words(view).values()).replace(message(view), "")
    assert not re.search(r"∞|\bnan\b|\binf\b|not a number", read)
    for button in (view.last, view.back, view.first, view.next):
        press(button)
        assert all_finite(view)


def test_after_a_failure_one_can_lower_eta_or_begin_again(still):
    view = AlgorithmExplorer(activation="identity", eta=30.0)
    press(view.hundred)
    steps = view.state()["steps"]
    view.eta.box.value = 0.001
    assert message(view) == "" and view.state()["steps"] == steps
    assert_agrees(view)
    press(view.reset)
    assert message(view) == "" and view.state()["steps"] == 0 and view.state()["eta"] == 0.001
    press(view.hundred)
    assert message(view) == "" and view.state()["steps"] == 100
    assert_agrees(view)


@pytest.mark.parametrize("act", ["reset", "back"])
def test_a_failure_is_told_only_where_the_run_ends(act, still):
    """Far from it, "the numbers of step 1 are the last finite ones" would be wrong."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    assert view.state()["steps"] == 3
    if act == "reset":
        press(view.reset)
        press(view.one)
    else:
        press(view.first)
        press(view.back)
        press(view.first)
        press(view.back)
    assert view.state()["steps"] == 1
    assert message(view) == ""


def test_the_message_and_the_heading_count_steps_alike(still):
    """The picture that is kept is headed "Step 4": the message must not call it step 3."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    (heading,) = re.findall(r"Step (\d+) ·", view.where.value)
    assert re.findall(r"step (\d+)", message(view)) == ["5", heading]


@pytest.mark.parametrize("back", [False, True])
def test_a_diverged_view_is_rebuilt_by_its_code(back, still):
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    if back:
        press(view.back)
    assert_code_agrees(view)


def test_a_view_that_opens_on_a_diverged_run_says_so(still):
    """Design: a diverged run is shown, never hidden. This is also how a stored notebook is rebuilt."""
    view = AlgorithmExplorer(activation="identity", eta=100.0, steps=100)
    assert view.state()["steps"] == 3
    assert "step 5" in message(view)


def test_the_stored_text_tells_of_the_failure(no_resvg, still):
    """Who reads the notebook on GitHub sees no live view, and should not think that the run went well."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    assert "Err is too large for a float" in view._repr_mimebundle_()["text/plain"]


def test_an_edit_at_the_very_end_is_not_lost_in_silence(still):
    """All weights are updated, and with them Err would overflow: the edit belongs to a step that cannot be shown."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    press(view.last)
    event(view, kind="type", item="theta-1-1-1", text="0.5")
    assert view.state()["theta"][1][0][0] == 0.5 or message(view)


def test_a_diverged_run_stops_playing(still):
    view = AlgorithmExplorer(activation="identity", eta=100.0, steps=3)
    view.play.value = True
    press(view.last)
    for _ in range(3 * len(micro_steps(view.state()))):
        if view.play.value:
            view.ticks.value += 1
    assert not view.play.value and "step 5" in message(view)


def test_huge_numbers_are_drawn_without_a_warning():
    """Matplotlib and NumPy must not overflow on the last finite numbers: this one test draws them in earnest."""
    view = AlgorithmExplorer(activation="identity", eta=100.0)
    press(view.hundred)
    assert message(view) and view.state()["Err"] > 1e100
    for item in ("delta-2-1", "u-1-1", "theta-1-1-1", "Err", "y-1"):
        event(view, kind="select", item=item)
    press(view.last)


# --- stored forms


@pytest.fixture
def no_resvg(monkeypatch):
    """As where the wheel is not installed. Making a picture is slow, and most tests read only the text."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)


def picture(bundle):
    return Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))


@every_class
def test_the_stored_forms(cls):
    """A live view, a table of the very numbers, and a picture that changes with them and not by itself."""
    view = cls()
    first = view._repr_mimebundle_()
    if cls is CLASSES[-1]:  # a picture takes its time, and this class draws all that the other does
        assert view._repr_mimebundle_() == first
    assert set(first) == {"application/vnd.jupyter.widget-view+json", "text/plain", "image/png"}
    image = picture(first)
    assert image.format == "PNG" and image.width > 600 and image.height > 300
    assert len(image.resize((200, 100)).convert("L").getcolors(256)) > 20  # not an empty card
    view.set(theta={(1, 1, 1): -0.8})
    other = view._repr_mimebundle_()
    assert other["text/plain"] != first["text/plain"] and other["image/png"] != first["image/png"]


@every_class
def test_all_that_a_page_needs_can_be_sent(cls, still):
    """The first state of every widget: `wires` leaves this out of all other tests."""
    for widget in walk(cls()):
        json.dumps({name: value for name, value in widget.get_state().items() if not isinstance(value, bytes)})


def test_the_stored_picture_does_not_depend_on_the_page(still):
    """Neither on its width nor its pixels, nor on which view it is: nbval compares across machines."""
    first, second = NetworkExplorer(), NetworkExplorer()
    event(second, kind="width", width=1000)
    assert first._svg() == second._svg()
    wide, usual = AlgorithmExplorer(), AlgorithmExplorer()
    wide.figure.pixel_ratio = 2.0
    assert wide._svg() == usual._svg()


@every_class
def test_without_resvg_there_is_no_picture_and_all_else_is_there(cls, no_resvg, still):
    bundle = cls()._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


@every_class
def test_the_picture_is_made_from_the_words_on_the_screen(cls, monkeypatch, still):
    seen = []
    monkeypatch.setattr(base, "to_png", lambda svg, *rest: seen.append(svg))
    view = unique_view(cls, selected="u-1-2")
    view._repr_mimebundle_()
    read = svg_words(seen[0])
    for name, value in recompute(view.state())[0].items():
        if name[0] in SHOWS[cls] and name[0] in ("u", "o", "delta", "x", "y", "Err"):
            assert numbers_in(read) & written(value), name


@every_class
@every_build
def test_the_text_holds_the_numbers_of_the_state_to_four_digits(cls, build, no_resvg, still):
    view = build(cls)
    s = view.state()
    lines = view._repr_mimebundle_()["text/plain"].splitlines()
    rows = {re.split(r"  +", line)[0]: re.split(r"  +", line)[1:] for line in lines}
    shown = by_name(s)

    def cell(name):
        number = s[name[0]][name[1] - 1][s["pattern"] - 1] if name[0] in ("x", "y") else shown[name]
        if number is None:
            return {"·"}
        return {"0"} if number == 0 else {("−" if number < 0 else "") + text for text in written(number)}

    for i in range(1, s["sizes"][0] + 1):
        assert rows[f"x{i}"][0] in cell(("x", i))
    for k in range(1, s["sizes"][-1] + 1) if "y" in SHOWS[cls] else ():
        assert rows[f"target y{k}"][0] in cell(("y", k))
    for m in range(1, len(s["sizes"])):
        for i in range(1, s["sizes"][m] + 1):
            cells = rows[f"layer {m} neuron {i}"]
            kinds = [kind for kind in ("u", "o", "delta") if kind in SHOWS[cls]]
            assert len(cells) >= len(kinds)  # a view may add columns of its own
            for text, kind in zip(cells, kinds, strict=False):
                assert text in cell((kind, m, i))
    weights = [cells for head, cells in rows.items() if re.fullmatch(r"\S+( .+)? to neuron \d of layer \d", head)]
    places = [name[1:] for name in shown if name[0] == "theta"]
    assert len(weights) == len(places)
    for cells, place in zip(weights, places, strict=True):
        assert cells[0] in cell(("theta", *place))
        assert "gradient" not in SHOWS[cls] or cells[1] in cell(("gradient", *place))
    err = [line[6:] for line in lines[:3] if line.startswith("Err = ")]  # the heading; a panel may say it as well
    assert len(err) == ("Err" in SHOWS[cls])
    assert all(text in cell(("Err",)) for text in err)


@every_class
@every_build
def test_the_table_for_screen_readers_is_the_table_of_the_text(cls, build, no_resvg, still):
    view = build(cls)
    for change in ({}, {"full": True}, {"hide": ("u",)}, {"theta": {(1, 1, 1): -0.3}}):
        view.set(**change)
        root = ET.fromstring(f"<div>{view.page.table}</div>")
        text = view._repr_mimebundle_()["text/plain"].splitlines()
        heard = [line.text for line in root.iter("p")]
        for row in root.iter("tr"):
            heard.append("  ".join(cell.text or "" for cell in row))
        squeezed = [re.sub(r"\s+", " ", line).strip() for line in text[: len(heard)]]
        assert [re.sub(r"\s+", " ", line).strip() for line in heard] == squeezed
        assert {element.tag for element in root.iter()} <= {"div", "p", "table", "tr", "th", "td"}
        assert len(list(root.iter("table"))) >= 2
        for table in root.iter("table"):
            assert all(cell.tag == "th" and cell.get("scope") == "col" for cell in table[0])
            assert len({len(row) for row in table}) == 1


@every_class
def test_words_from_outside_cannot_become_markup(cls, still):
    view = cls()
    view.sizes.value = "<img src=x>-1"
    assert "<img" not in view.message.value and "&lt;img" in view.message.value
    event(view, kind="select", item="<b>")
    assert "<b>" not in view.message.value + view.page.table + view.diagram.svg


def test_the_alt_texts_say_what_is_shown_now(still):
    view = unique_view(AlgorithmExplorer, selected="delta-1-2")
    alt = ET.fromstring(view.diagram.svg).get("aria-label")
    s = view.state()
    assert "2-3-1" in alt and numbers_in(alt) & written(s["delta"][1][1]) and numbers_in(alt) & written(s["Err"])
    press(view.one)
    after = view.state()
    assert numbers_in(ET.fromstring(view.diagram.svg).get("aria-label")) & written(after["Err"])
    assert numbers_in(view.figure.alt) >= {"1"} and numbers_in(view.figure.alt) & written(after["Err"])
    assert numbers_in(view.page.status) & written(after["delta"][1][1])


# --- the page around the view


@every_class
def test_copy_puts_the_code_on_the_clipboard(cls, monkeypatch, still):
    view, messages = cls(seed=3), []
    monkeypatch.setattr(view.page, "send", lambda content, buffers=None: messages.append(content))
    press(view.copy)
    assert messages == [{"copy": view.to_code()}]
    view.page.event = {"kind": "copied", "count": 1}
    assert "clipboard" in view.page.status
    for seed in (4, 5):  # where the page may not copy, a box shows the code: each time the present one
        view.set(seed=seed)
        view.page.event = {"kind": "not copied", "count": seed}
        assert view.code.layout.display == "" and view.code.value == view.to_code()


@pytest.mark.parametrize("kind", ["shown", "gone"])
def test_play_stops_when_the_view_goes_or_comes_back(kind, still):
    view = borrow(AlgorithmExplorer)
    view.play.value = True
    assert view.ticks.playing
    view.page.event = {"kind": kind, "count": 1}
    assert not view.play.value and not view.ticks.playing
    assert "Play" in view.play.description


def test_a_tick_is_one_micro_step_whatever_its_value(still):
    view = AlgorithmExplorer(micro=0)
    view.play.value = True
    assert "Pause" in view.play.description
    for n, value in enumerate((1, 2, 9, 10, 30), start=1):
        view.ticks.value = value
        assert view.state()["micro"] == n
    assert view.play.value


def test_with_less_motion_a_tick_is_a_whole_phase(still):
    view = borrow(AlgorithmExplorer, micro=0)
    view.page.event = {"kind": "shown", "less_motion": True, "count": 1}
    order = micro_steps(view.state())
    phase = {"u": 1, "o": 1, "Err": 2, "delta": 3, "gradient": 4, "update": 5}
    ends = [n for n in range(1, len(order) + 1) if n == len(order) or phase[order[n][0]] != phase[order[n - 1][0]]]
    for n in [*ends, 0, *ends]:
        view.play.value = True
        view.ticks.value += 1
        assert view.state()["micro"] == n
    assert view.state()["steps"] == 1
    view.page.event = {"kind": "shown", "less_motion": False, "count": 2}
    view.set(micro=0)
    view.play.value = True
    view.ticks.value += 1
    assert view.state()["micro"] == 1


def test_a_tick_that_comes_after_the_end_of_playing_does_nothing(still):
    view = borrow(AlgorithmExplorer, micro=0)
    view.play.value = True
    view.play.value = False
    view.ticks.value += 1
    assert view.state()["micro"] == 0


def test_quick_presses_that_come_as_one_message_all_count(still):
    view = borrow(AlgorithmExplorer, steps=0)
    tell(view.one, clicks=view.one.clicks + 3)
    assert view.state()["steps"] == 3


def test_a_cell_and_the_page_take_turns(still):
    """JupyterLab lets a cell and what the page reports run in two threads at once: no change may be lost."""
    view = borrow(AlgorithmExplorer, steps=0)
    compute = view._compute

    def slowly(settings):
        time.sleep(0.005)
        return compute(settings)

    view._compute = slowly
    cell = threading.Thread(target=lambda: [view.set(eta=0.1 + n) for n in range(5)])
    page = threading.Thread(target=lambda: [view.set(theta={(1, 1, 1): 0.1 * n}) for n in range(5)])
    for thread in (cell, page):
        thread.start()
    for thread in (cell, page):
        thread.join()
    assert view.state()["eta"] == 4.1 and view.state()["theta"][1][0][0] == 0.4


@every_class
def test_more_opens_and_closes_the_other_controls(cls, still):
    view = cls()
    assert view.more_box.layout.display == "none"
    view.more.value = True
    assert view.more_box.layout.display == ""
    view.more.value = False
    assert view.more_box.layout.display == "none"


def test_the_controls_follow_the_settings(still):
    """However a setting changes, the control for it says so."""
    view = borrow(AlgorithmExplorer)
    view.set(preset="xor", sizes=(2, 4, 1), activation="relu", loss="mean_squared_error", bias=True, init="he", seed=9)
    view.set(eta=0.25, pattern=3, full=True, train_bias=False, steps=2, micro=4)
    names = "preset activation loss bias init seed eta pattern full train_bias micro"
    for name in names.split():
        assert getattr(view, name).value == view.state()[name], name
    assert view.sizes.value == "2-4-1"
    assert view.micro.box.max == view.micro.slider.max == len(micro_steps(view.state()))
    assert view.eta.box.value == 0.25 and view.micro.slider.value == 4


@pytest.mark.parametrize("value", [0.001, 0.5, 0.123456, 7.0, 1000.0])
def test_both_halves_of_the_eta_slider_agree(value, still):
    view = borrow(AlgorithmExplorer)
    view.eta.box.value = value
    assert view.state()["eta"] == view.eta.value == value, "what was typed is not rounded to a place of the slider"
    assert view.eta.slider.value == pytest.approx(math.log10(value), abs=0.026)
    view.eta.slider.value = -1.0
    assert view.state()["eta"] == view.eta.box.value == view.eta.value == 0.1


# --- what was done to one network is not told of another


@every_class
@pytest.mark.parametrize("change", [{"init": "he"}, {"seed": 7, "init": "xavier"}, {"sizes": (2, 2, 1)}], ids=repr)
def test_other_first_weights_are_as_they_are_drawn(cls, change, still):
    view = borrow(cls)
    view.set(theta={(1, 2, 1): 0.123})
    view.set(**change)
    assert view.state()["history"] == {} and view.state()["theta"] == cls(preset="lecture", **change).state()["theta"]


@every_class
@pytest.mark.parametrize("change", [{"theta": {(1, 1, 1): 0.7}}, {"x": [0.1, 0.2]}, {"activation": "tanh"}], ids=repr)
def test_a_prediction_is_of_the_numbers_that_it_was_made_about(cls, change, still):
    view = borrow(cls, predicted={"u-1-2": 0.5})
    view.set(**change)
    assert view.state()["predicted"] == {}


@every_class
def test_a_prediction_is_judged_when_its_number_shows_and_not_before(cls, still):
    right = borrow(cls).state()["u"][1][1]
    for hide in ((), ("u",)):
        told = borrow(cls, selected="u-1-2", hide=hide, predicted={"u-1-2": right})._text()
        assert "You predicted " in told and ("Right." in told) == (not hide)


def test_a_typed_number_is_told_once_and_as_it_was_typed():
    slider, told = controls.log_slider("η", 0.5, 1e-3, 1e3), []
    slider.observe(lambda change: told.append(change["new"]), "value")
    slider.box.value = 0.123456
    slider.slider.value += 1e-9  # the page sends the place back
    assert told == [0.123456] == [slider.box.value]
