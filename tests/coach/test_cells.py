"""The coach never judges a function that is not the one on the page: what the kernel's history of cells tells it."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from backprop_core import coach

SETUP = "import numpy as np\nfrom backprop_core import coach\nsigma = forward = coach.not_written"
RIGHT = "def sigma(u):\n    return 1 / (1 + np.exp(-u))"
WRONG = "def sigma(u):\n    return np.tanh(u)"
UNREADABLE = "def sigma(u):\n    return 1 / (1 + np.exp(-u)"
HALF = "def sigma u:\n    return 0"
STOPS = "half = nothing / 2\n\ndef sigma(u):\n    return 1 / (1 + np.exp(-u))"
STOPS_LATER = RIGHT + "\n\nsigma(nobody)"
CHECK = "verdict = coach.check_sigmoid(sigma, rng=0)"


@pytest.fixture
def told(monkeypatch, capsys):
    """A function: runs cells as a kernel does; returns the mistakes and the message of the last check."""

    def run(*cells):
        monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # put back afterwards
        config = Config({"HistoryManager": {"enabled": False}})
        shell = InteractiveShell(config=config)
        for cell in (SETUP, *cells, CHECK):
            shell.run_cell(cell, store_history=True)
        verdict = shell.user_ns["verdict"]
        assert verdict.message in capsys.readouterr().out
        return verdict.mistakes, verdict.message

    return run


@pytest.mark.parametrize("broken, error", [(UNREADABLE, "SyntaxError, in line 2"), (HALF, "SyntaxError, in line 1")])
def test_a_cell_that_python_cannot_read(told, broken, error):
    for before in ([], [RIGHT], [WRONG, "sigma(np.zeros(2))"]):
        mistakes, message = told(*before, broken)
        assert mistakes == ("not_run",) and f"did not run: Python cannot read it ({error})" in message
        assert ("older sigma" in message) == (before != [])


def test_a_cell_that_stops_before_the_definition(told):
    for before in ([], [WRONG]):
        mistakes, message = told(*before, STOPS)
        assert mistakes == ("not_run",) and "stopped with an error before" in message


@pytest.mark.parametrize(
    "cells, mistakes",
    [
        ([RIGHT], ()),
        ([UNREADABLE, RIGHT], ()),
        ([STOPS, WRONG], ("tanh_for_sigmoid",)),
        ([STOPS_LATER], ()),  # it was defined before the cell stopped
        ([RIGHT, "def forward(theta, x:\n    return 0"], ()),  # another function
        ([RIGHT, "x = sigma(nothing)", "1 / 0"], ()),
        ([RIGHT, "def other():\n    def sigma(u):\n        return 0\n    return sigma"], ()),
        ([RIGHT, "from math import tanh as sigmoid\nmine = sigma"], ()),
        ([WRONG, "old = sigma", RIGHT, "sigma = old"], ("tanh_for_sigmoid",)),
        (["sigma = lambda u: 1 / (1 + np.exp(-u))"], ()),
        ([RIGHT, "if False:\n    def sigma(u):\n        return 0"], ()),
        ([RIGHT, WRONG, RIGHT], ()),
        ([RIGHT, "from functools import wraps\ndef kept(f):\n    @wraps(f)\n    def inner(u):\n        return f(u)\n"
          "    return inner", "@kept\n" + RIGHT], ()),
        ([], ("not_written",)),
    ],
)  # fmt: skip
def test_what_is_there_is_judged(told, cells, mistakes):
    assert told(*cells)[0] == mistakes


def test_without_a_history_nothing_is_said_of_cells(monkeypatch):
    for history in (None, [], [3], ["def sigma(u:"], ["coach.check_sigmoid(sigma)"]):
        monkeypatch.setattr(sys.modules["__main__"], "In", history, raising=False)
        assert coach.check_sigmoid(lambda u: u, rng=0).mistakes == ("unknown",)
