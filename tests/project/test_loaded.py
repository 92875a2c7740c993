"""Matplotlib takes half a second and 30 MB to load: that waits until a figure is shown."""

import subprocess
import sys

import pytest

from backprop_core import explorers

FIGURES = {  # what shows figures at once, and how it is told to show none
    "DeltaExplorer": "pictures=()",
    "DepthExplorer": "pictures=()",
    "ErrorExplorer": "pictures=()",
    "LearningRateExplorer": None,
    "LiveFigure": "",
    "StabilityExplorer": "pictures=()",
    "TrainingExplorer": "pictures=()",
    "WhyExplorer": "pictures=()",
}
NO_FIGURES = {
    "AlgorithmExplorer": "",
    "ChainRuleExplorer": "",
    "CircuitExplorer": "",
    "ForwardExplorer": "",
    "NetworkExplorer": "",
    "Progress": "",
    "Question": "'hidden_delta', about=NetworkExplorer(), with_view=True",
    "SelfTest": "",
    "Sentence": "'Twice {x} is {y}.', x=2, y=lambda x: 2 * x",
    "SummaryExplorer": "",
    "TrainByHand": "",
}
PROGRAM = """
import sys
LATE = {"matplotlib", "PIL", "resvg_py"}
from backprop_core.explorers import *
assert not LATE & {*sys.modules}, "importing is enough"
"""


def run(program):
    """What a fresh Python prints."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(widget):
    """All figures that a view shows."""
    children = [each for child in getattr(widget, "children", ()) for each in figures(child)]
    return [widget, *children] if isinstance(widget, explorers.LiveFigure) else children


def test_every_view_is_in_one_of_the_lists():
    assert sorted([*FIGURES, *NO_FIGURES]) == sorted(explorers.__all__)


def test_nothing_without_a_figure_loads_matplotlib():
    calls = [f"{name}({words})" for name, words in (FIGURES | NO_FIGURES).items() if words is not None]
    lines = [f"v = {call}\nv._repr_mimebundle_()\nassert 'matplotlib' not in sys.modules, {call!r}" for call in calls]
    assert run("\n".join([PROGRAM, *lines, "print(len(LATE & {*sys.modules}))"])) == "2\n", (
        "the stored picture is made"
    )


@pytest.mark.parametrize("name", [*FIGURES, *NO_FIGURES])
def test_the_lists_are_right(name, still, no_resvg):
    if name != "LiveFigure":
        view = eval(f"{name}({NO_FIGURES.get(name, '')})", vars(explorers))
        assert bool(figures(view)) == (name in FIGURES)


def test_the_first_figure_loads_matplotlib():
    assert run(f"{PROGRAM}LearningRateExplorer()\nprint('matplotlib' in sys.modules)") == "True\n"
