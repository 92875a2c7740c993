"""One door into every view: who changes it and who reads it take turns, and settings and numbers belong together.

JupyterLab gives cells and what the page reports to different threads of the kernel. These tests make the window in
which two of them can meet as wide as a barn door: computing or drawing is slowed, and another thread comes in.
"""

import ast
import inspect
import itertools
import threading
import time
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest

from backprop_core import explorers
from backprop_core.explorers import LiveFigure, NetworkExplorer, Question
from backprop_core.explorers.kit import explorer as base
from tests.explorers.views import press, stored_forms

pytestmark = pytest.mark.usefixtures("still", "no_resvg")

SLOW = 0.05  # s


def a_sentence():
    return explorers.Sentence("{a} times {b} is {c}.", a=2, b=3, c=lambda a, b: a * b)


def a_question():
    return Question("output_delta", about=NetworkExplorer(), with_view=True)


# How a view is built here, a change of its settings, another one, and a button that changes it as well.
SMALL_DEEP = {"depth": 4, "width": 3}
VIEWS = {
    "AlgorithmExplorer": (lambda: explorers.AlgorithmExplorer(steps=3), {"steps": 5}, {"eta": 0.2}, "reset"),
    "ChainRuleExplorer": (lambda: explorers.ChainRuleExplorer(h=0.1), {"h": 0.2}, {"full": True}, "reset"),
    "CircuitExplorer": (explorers.CircuitExplorer, {"done": 3}, {"activation": "tanh"}, "reset"),
    "DeltaExplorer": (explorers.DeltaExplorer, {"terms": 2}, {"activation": "tanh"}, "reset"),
    "DepthExplorer": (lambda: explorers.DepthExplorer(**SMALL_DEEP), {"steps": 2}, {"gain": 2.0}, "one"),
    "ErrorExplorer": (explorers.ErrorExplorer, {"reach": 3.0}, {"loss": "mean_squared_error"}, "reset"),
    "ForwardExplorer": (explorers.ForwardExplorer, {"sizes": (2, 2, 1)}, {"full": True}, "reset"),
    "LearningRateExplorer": (
        lambda: explorers.LearningRateExplorer(of="network", N=8, hidden=(2,)),
        {"taken": (1.0,)},
        {"eta": 2.0},
        "one",
    ),
    "NetworkExplorer": (NetworkExplorer, {"theta": {(1, 1, 1): 0.25}}, {"activation": "relu"}, "reset"),
    "Progress": (explorers.Progress, {"notebook": 2}, {"notebook": 3}, "look"),
    "Question": (a_question, {"shown": True}, {"because": "a reason"}, "again"),
    "SelfTest": (lambda: explorers.SelfTest(count=4), {"at": 2}, {"count": 5}, "next"),
    "Sentence": (a_sentence, {"a": 5.0}, {"b": 7.0}, None),
    "StabilityExplorer": (lambda: explorers.StabilityExplorer(**SMALL_DEEP), {"steps": 2}, {"eta": 0.02}, "one"),
    "SummaryExplorer": (explorers.SummaryExplorer, {"eta": 0.2}, {"hold": True}, "reset"),
    "TrainByHand": (explorers.TrainByHand, {"steps": 2}, {"eta": 0.2}, "one"),
    "TrainingExplorer": (lambda: explorers.TrainingExplorer(N=8, hidden=(2,)), {"steps": 2}, {"eta": 0.2}, "one"),
    "WhyExplorer": (explorers.WhyExplorer, {"path": 1}, {"grow": "depth"}, "reset"),
}
every_view = pytest.mark.parametrize("name", VIEWS)
CLASSES = [getattr(explorers, name) for name in VIEWS]


def test_the_table_names_every_view():
    assert set(VIEWS) == set(explorers.__all__) - {"LiveFigure"}


def read(view):
    """All that can be read of a view."""
    return view.state(), view.to_code(), stored_forms(view)["text/plain"]


class Slowed:
    """`view.<method>` takes its time; `begun` is set when it is under way."""

    def __init__(self, monkeypatch, view, method):
        self.begun, self._do = threading.Event(), getattr(view, method)
        monkeypatch.setattr(view, method, self)

    def __call__(self, *arguments, **words):
        found = self._do(*arguments, **words)
        self.begun.set()
        time.sleep(SLOW)
        return found


def at_once(act):
    """`act()` in a thread of its own."""
    thread = threading.Thread(target=act)
    thread.start()
    return thread


@pytest.mark.wide
@every_view
def test_who_reads_during_a_slow_change_sees_all_of_it_or_nothing(name, monkeypatch):
    build, change, _, button = VIEWS[name]
    view = build()
    acts = [lambda: view.set(**change), *([lambda: press(getattr(view, button))] if button else [])]
    for act, method in itertools.product(acts, ("_compute", "_draw")):
        before = read(view)
        with monkeypatch.context() as patch:
            slowed = Slowed(patch, view, method)
            changing = at_once(act)
            assert slowed.begun.wait(10), "nothing was computed or drawn"
            seen = read(view)
            changing.join()
        assert all(each in pair for each, *pair in zip(seen, before, read(view), strict=True)), method


@every_view
def test_two_changes_at_the_same_time_both_count(name, monkeypatch):
    build, one, other, _ = VIEWS[name]
    view, expected = build(), build()
    expected.set(**one)
    expected.set(**other)
    slowed = Slowed(monkeypatch, view, "_compute")
    changing = at_once(lambda: view.set(**one))
    assert slowed.begun.wait(10)
    view.set(**other)
    changing.join()
    assert view.state() == expected.state() and view.to_code() == expected.to_code()


@pytest.mark.parametrize("name", ["NetworkExplorer", "ErrorExplorer", "TrainingExplorer", "StabilityExplorer"])
def test_a_control_that_is_moved_while_another_change_is_drawn_is_not_overheard(name, monkeypatch):
    """While a view moves its own controls it listens to none of them, but only in its own thread."""
    view = VIEWS[name][0]()
    slowed = Slowed(monkeypatch, view, "_draw")
    changing = at_once(lambda: view.set(activation="relu"))
    assert slowed.begun.wait(10)
    view.loss.value = "half_squared_error"
    changing.join()
    state = view.state()
    assert (state["activation"], state["loss"]) == ("relu", "half_squared_error")


@every_view
def test_an_interrupted_change_leaves_settings_and_numbers_that_belong_together(name, monkeypatch):
    """Also where what had been computed so far is kept: a training has already gone on when the kernel stops it."""
    build, change, *_ = VIEWS[name]
    view = build()
    before, compute = read(view), view._compute

    def interrupted(*given):
        monkeypatch.setattr(view, "_compute", compute)
        compute(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(view, "_compute", interrupted)
    with pytest.raises(KeyboardInterrupt):
        view.set(**change)
    assert read(view) == before
    view.set(**change)
    again = build()
    again.set(**change)
    assert view.state() == again.state()


def test_an_interrupted_change_of_the_example_leaves_reset_its_own(monkeypatch):
    view = NetworkExplorer()
    before = view.state()
    with monkeypatch.context() as patch:
        compute, calls = view._compute, iter([KeyboardInterrupt])

        def interrupted(*given):
            for stop in calls:
                raise stop
            return compute(*given)

        patch.setattr(view, "_compute", interrupted)
        with pytest.raises(KeyboardInterrupt):
            view.set(preset="xor")  # its patterns would fit
    press(view.reset)
    assert view.state() == before


def ended_early():
    """Views whose run ends before the step that is asked for."""
    yield explorers.AlgorithmExplorer(activation="identity", eta=1000.0), {"steps": 500}
    yield explorers.TrainingExplorer(N=8, hidden=(2,), activation="identity", eta=1000.0), {"steps": 500}
    yield explorers.StabilityExplorer(), {"steps": 20, "clip": "none"}


def test_computing_changes_nothing_that_it_is_given(monkeypatch):
    views = [(build(), change) for build, change, *_ in VIEWS.values()]
    for view, change in [*views, *ended_early()]:
        compute, seen = view._compute, []

        def watched(s, before, compute=compute, seen=seen):
            told = {key: value for key, value in s.items() if key != "about"}  # a view is no plain data
            kept = deepcopy(told)
            numbers = compute(s, before)
            seen.append((kept, told))
            return numbers

        monkeypatch.setattr(view, "_compute", watched)
        view.set(**change)
        assert seen and all(kept == told for kept, told in seen), type(view).__name__


def test_a_question_and_its_view_never_wait_for_each_other():
    """Each changes the other: with a lock for each, two threads would soon hold one each, and wait for ever."""
    view = NetworkExplorer()
    question = Question("output_delta", about=view)
    stop = time.monotonic() + 1.0

    def drag():
        while time.monotonic() < stop:
            view.set(theta={(1, 1, 1): time.monotonic() % 1})

    def ask():
        while time.monotonic() < stop:
            press(question.show)
            press(question.again)

    threads = [threading.Thread(target=act, daemon=True) for act in (drag, ask)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_a_picture_is_not_drawn_for_a_finer_screen_while_its_view_moves_it(monkeypatch):
    figure = LiveFigure()
    figure.show("a picture")
    drawn = []
    monkeypatch.setattr(figure, "render", lambda: drawn.append(1) or b"finer")
    with base.TURN:
        page = at_once(lambda: figure.set_trait("pixel_ratio", 2.0))
        page.join(SLOW)
        assert drawn == []
    page.join()
    assert drawn == [1] and figure.png == b"finer"


# --- That there is no other door


@cache
def classes_of(path):
    """{name: the syntax tree of a class} of a file."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}


def own_methods(cls):
    """{name: its syntax tree} of what a class defines itself."""
    body = classes_of(inspect.getsourcefile(cls))[cls.__name__].body
    return {each.name: each for each in body if isinstance(each, ast.FunctionDef)}


DOOR = {
    "set",
    "state",
    "to_code",
    "_repr_mimebundle_",
    "_become",
    "_computed",
    "_in_turn",
    "_when",
    "_pressed",
    "_bind",
}


def test_no_view_has_a_door_of_its_own():
    for cls in {each for view in CLASSES for each in view.__mro__ if issubclass(each, base.Explorer)}:
        if cls is not base.Explorer:
            assert not DOOR & own_methods(cls).keys(), cls.__name__


# Who else listens to a widget by itself, and why.
LISTENS = {("Question", "_conceal"): "to the view that it is about, which tells of a change in its own turn"}


WAYS = ("observe", "on_click", "on_msg")


def test_views_listen_to_the_page_through_the_door_only():
    found = set()
    for cls in {each for view in CLASSES for each in view.__mro__ if issubclass(each, base.Explorer)}:
        for name, method in own_methods(cls).items():
            calls = (each.func for each in ast.walk(method) if isinstance(each, ast.Call))
            if any(
                isinstance(call, ast.Attribute) and call.attr in ("observe", "on_click", "on_msg") for call in calls
            ):
                found.add((cls.__name__, name))
    assert found - {("Explorer", "_when")} == LISTENS.keys()
