"""The limit of time: it cuts what never ends, by all means that this Python has, and nothing else."""

import functools
import os
import subprocess
import sys
import threading
import time

import matplotlib
import numpy as np
import pytest

from backprop_core import coach
from backprop_core.coach import calls, limit
from backprop_core.coach.limit import Limit, TooSlow
from tests.coach import students

MEANS = [limit.by_alarm, limit.by_thread, *([limit.by_monitoring] if hasattr(sys, "monitoring") else [])]


def turns():
    while True:
        pass


def deaf():
    n = 0
    while True:
        try:
            n += 1
        except:  # noqa: E722 - as students write
            n = 0


def calls_itself():
    def down(n):
        return down(n + 1) if n < 900 else 0

    while True:
        down(0)


def adds_for_ever():
    def ones():
        while True:
            yield 1

    return sum(ones())


def computing(seconds):
    """Compute for so long."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


@pytest.mark.parametrize("means", MEANS, ids=lambda means: means.__name__)
@pytest.mark.parametrize("endless", [turns, deaf, calls_itself, adds_for_ever])
def test_what_never_ends_is_cut(endless, means, monkeypatch):
    monkeypatch.setattr(limit, "_means", lambda: means)
    watch = Limit(0.1)
    with pytest.raises(TooSlow), watch:
        endless()
    assert watch.passed == 0.1
    computing(0.2)  # nobody looks any more


@pytest.mark.parametrize("wait", [lambda: time.sleep(60), functools.partial(time.sleep, 60)])
def test_a_long_wait_is_cut(wait):
    watch, begin = Limit(60, 0.2), time.monotonic()
    with pytest.raises(TooSlow), watch:
        wait()
    assert watch.passed == 0.2 and time.monotonic() - begin < 30


def test_in_another_thread():
    outcomes = []

    def work():
        watch = Limit(0.1)
        try:
            with watch:
                turns()
        except TooSlow:
            watch.end()
        outcomes.append(watch.passed)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert outcomes == [0.1]


def test_a_limit_within_a_limit_leaves_the_outer_one_in_force():
    outer = Limit(0.4)
    with pytest.raises(TooSlow), outer:
        with pytest.raises(TooSlow), Limit(0.1):
            turns()
        turns()
    assert outer.passed == 0.4


def test_waiting_is_no_computing(monkeypatch):
    """As on a machine that is busy with other things."""
    monkeypatch.setattr(calls, "SECONDS", 0.1)
    monkeypatch.setattr(calls, "FIRST", 0.1)

    def sigma(u):
        time.sleep(0.3)
        return students.sigma(u)

    assert coach.check_sigmoid(sigma).passed


@pytest.fixture
def busy_machine():
    """Twice as many processes that compute as there are cores, until the test is over."""
    count = 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    yield
    for each in others:
        each.kill()
        each.wait()


def test_a_busy_machine_changes_no_verdict(busy_machine, monkeypatch):
    for name in ("SECONDS", "FIRST"):
        monkeypatch.setattr(calls, name, 0.3)
    took = []

    def sigma(u):
        begin = time.monotonic()
        if len(took) < 3:
            computing(0.25)
            took.append(time.monotonic() - begin)
        return students.sigma(u)

    assert coach.check_sigmoid(sigma).passed and max(took) > 0.3
    assert coach.check_sigmoid(lambda u: turns()).mistakes == ("too_slow",)


def test_a_plot_in_the_function_changes_no_verdict():
    import matplotlib.pyplot as plt

    def sigma(u):
        figure, ax = plt.subplots()
        ax.plot(np.ravel(u), np.ravel(students.sigma(u)))
        figure.canvas.draw()
        plt.close(figure)
        return students.sigma(u)

    before = matplotlib.get_backend()
    plt.switch_backend("agg")
    try:
        assert coach.check_sigmoid(sigma).passed
    finally:
        plt.switch_backend(before)


@pytest.fixture
def slow_module(tmp_path, monkeypatch):
    """The name of a module that computes for half a second when it is imported."""
    (tmp_path / "slow_to_come.py").write_text(
        "import time\n\nuntil = time.thread_time() + 0.5\nwhile time.thread_time() < until:\n    pass\nready = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "slow_to_come"
    sys.modules.pop("slow_to_come", None)


@pytest.mark.parametrize("means", MEANS, ids=lambda means: means.__name__)
def test_an_import_is_neither_cut_nor_counted(slow_module, means, monkeypatch):
    monkeypatch.setattr(limit, "_means", lambda: means)
    for name in ("SECONDS", "FIRST"):
        monkeypatch.setattr(calls, name, 0.3)

    def sigma(u):
        new = slow_module not in sys.modules
        module = __import__(slow_module)
        if new:
            computing(0.15)  # long enough that the clock is looked at
        return students.sigma(u) if module.ready else None

    assert coach.check_sigmoid(sigma).passed


def test_the_first_call_may_prepare_what_later_ones_use(monkeypatch):
    monkeypatch.setattr(calls, "SECONDS", 0.1)
    ready = []

    def sigma(u):
        if not ready:
            ready.append(computing(0.5))
        return students.sigma(u)

    assert coach.check_sigmoid(sigma).passed
    ready.clear()
    assert coach.check_sigmoid(sigma).mistakes == ("too_slow",)


def test_who_catches_the_stop_and_goes_home_was_too_slow_all_the_same(monkeypatch):
    monkeypatch.setattr(calls, "FIRST", 0.1)

    def sigma(u):
        try:
            turns()
        except BaseException:
            return students.sigma(u)

    verdict = coach.check_sigmoid(sigma)
    assert verdict.mistakes == ("too_slow",) and "after 0.1 seconds" in verdict.message


def test_what_waits_is_asked_what_for(monkeypatch):
    monkeypatch.setattr(calls, "WAITING", 0.2)
    verdict = coach.check_sigmoid(lambda u: time.sleep(60))
    assert verdict.mistakes == ("too_slow",) and "wait for something" in verdict.message
