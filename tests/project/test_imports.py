"""Imports flow one way: notebooks → explorers → figures → one_step → core, and coach → one_step (and the diagram, when
it draws). Within the explorers: progress → questions → network, training, sentence → kit and memory, kit → todo.

The rules are read from the source text, so that imports inside functions count as well. They hold for packages that
are yet to be written; so the rules themselves are tested too, on made-up sources.
"""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = "backprop_core"
HERE = Path(importlib.util.find_spec(PACKAGE).origin).parent
DIAGRAM = f"{PACKAGE}.figures.diagram"
COLOURS = f"{PACKAGE}.figures.colours"
WIDGETS = {"ipywidgets", "anywidget", "traitlets"}
ROOMS = {  # what each room of the explorers may import of them
    "kit": {"kit", "todo"},
    "memory": {"memory"},
    "todo": {"todo"},
    "network": {"network", "kit", "memory"},
    "training": {"training", "kit"},
    "sentence": {"kit"},
    "questions": {"questions", "network", "training", "sentence", "kit", "memory"},
    "progress": {"progress", "questions", "kit", "memory"},
}
IMPORTERS = {"importlib.import_module", "import_module", "__import__"}


def find_modules():
    """{dotted name: (source, whether it is a package)} of everything in the package's folder."""
    found = {}
    for path in sorted(HERE.rglob("*.py")):
        if any(part.startswith(".") for part in path.relative_to(HERE).parts):
            continue  # .ipynb_checkpoints and the like
        parts = [PACKAGE, *path.relative_to(HERE).with_suffix("").parts]
        is_package = parts[-1] == "__init__"
        found[".".join(parts[:-1] if is_package else parts)] = (path.read_text(encoding="utf-8"), is_package)
    return found


def imports(module, source, is_package=False):
    """Full names of all that `source` imports, wherever in it; `from a import b` counts as a.b."""
    here = module if is_package else module.rpartition(".")[0]
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), here)
            names |= {base if alias.name == "*" else f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in IMPORTERS:
            named = node.args[0] if node.args else None
            is_text = isinstance(named, ast.Constant) and isinstance(named.value, str)
            names.add(importlib.util.resolve_name(named.value, here) if is_text else "something computed")
    return names


def layer_of(module):
    """The subpackage that `module` lies in: one_step, figures, explorers or coach; all else is the core."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ("one_step", "figures", "explorers", "coach") else "core"


def room_of(module):
    """Within the explorers, the room that `module` lies in; None for the package itself, which hands on names."""
    parts = module.split(".")
    return parts[2] if layer_of(module) == "explorers" and len(parts) > 2 else None


def within(name, *packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


def is_plain(name):
    """NumPy or the standard library."""
    return name.split(".")[0] in sys.stdlib_module_names | {"numpy"}


def violations(module, source, is_package=False):
    """The imports of `module` that the design forbids."""
    layer = layer_of(module)
    wrong = set()
    for name in imports(module, source, is_package):
        ours = within(name, PACKAGE)
        target = layer_of(name) if ours else None
        if layer == "core":
            allowed = target == "core" or is_plain(name)
        elif layer == "one_step":
            allowed = target in ("one_step", "core") or is_plain(name)
        elif layer == "figures":
            plain = not within(name, *WIDGETS, "matplotlib.pyplot", "pylab")
            allowed = target in (None, "figures", "one_step", "core") and plain
        elif layer == "explorers":
            known = ROOMS.get(room_of(module))
            allowed = target in (None, "explorers", "figures", "one_step", "core") and (
                target != "explorers" or known is None or room_of(name) in known
            )
        else:  # the coach
            allowed = target in ("coach", "one_step", "core") or within(name, DIAGRAM, COLOURS) or is_plain(name)
        if not allowed:
            wrong.add(name)
    return wrong


def reached(module, sources):
    """All names that importing `module` imports, through our own modules and the packages they lie in."""
    names, seen, waiting = set(), set(), [module]
    while waiting:
        at = waiting.pop()
        parts = at.split(".")
        for end in range(len(parts), 0, -1):  # a.b.c runs a, a.b and a.b.c; c may also be a name inside a.b
            inner = ".".join(parts[:end])
            if inner in sources and inner not in seen:
                seen.add(inner)
                found = imports(inner, *sources[inner])
                names |= found
                waiting += [name for name in found if within(name, PACKAGE)]
    return names


# --- The package as it is.

MODULES = find_modules()
CORE = {name for name in MODULES if layer_of(name) == "core"}


def test_the_core_is_found():
    assert {PACKAGE} | {f"{PACKAGE}.{name}" for name in ("network", "by_hand", "training", "checks")} <= CORE
    # Nothing in the folder escapes the rules: a module is the core's own, or lies in one of the four packages.
    assert all(name.count(".") <= 1 for name in CORE)
    assert {room_of(name) for name in MODULES} - {None} == {*ROOMS}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_flow_one_way(module):
    assert violations(module, *MODULES[module]) == set()


def test_the_diagram_needs_neither_matplotlib_nor_widgets():
    if DIAGRAM not in MODULES:
        pytest.skip("figures/diagram.py is yet to be written")
    assert {name for name in reached(DIAGRAM, MODULES) if within(name, "matplotlib", *WIDGETS)} == set()


def loaded_by(statement):
    """Top-level names of the modules in memory after `statement`, in a fresh Python."""
    program = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=HERE.parent)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_the_core_loads_neither_matplotlib_nor_widgets():
    loaded = loaded_by(f"import {PACKAGE}")
    assert {PACKAGE, "numpy"} <= loaded
    assert not loaded & {"matplotlib", "ipywidgets", "anywidget", "IPython", "PIL"}


def test_the_diagram_loads_neither_matplotlib_nor_widgets():
    if DIAGRAM not in MODULES:
        pytest.skip("figures/diagram.py is yet to be written")
    loaded = loaded_by(f"import {DIAGRAM}")
    assert PACKAGE in loaded
    assert not loaded & {"matplotlib", "ipywidgets", "anywidget", "IPython", "PIL"}


def test_the_public_names_exist():
    import backprop_core

    assert sorted(backprop_core.__all__) == sorted(set(backprop_core.__all__))
    for name in backprop_core.__all__:
        assert hasattr(backprop_core, name)


# --- The rules, on sources that break them.


@pytest.mark.parametrize(
    "module, source, wrong",
    [
        ("network", "import matplotlib", "matplotlib"),
        ("network", "import scipy.linalg as la", "scipy.linalg"),
        ("network", "from .figures import diagram", "backprop_core.figures.diagram"),
        ("network", "def draw():\n    from . import explorers", "backprop_core.explorers"),
        ("network", "import importlib\nimportlib.import_module('pandas')", "pandas"),
        ("network", "import importlib\nimportlib.import_module(name)", "something computed"),
        ("network", "if True:\n    import numpy, autograd", "autograd"),
        ("figures.curves", "from ..explorers import Explorer", "backprop_core.explorers.Explorer"),
        ("figures.curves", "from backprop_core import coach", "backprop_core.coach"),
        ("figures.curves", "import matplotlib.pyplot as plt", "matplotlib.pyplot"),
        ("figures.curves", "from matplotlib import pyplot", "matplotlib.pyplot"),
        ("figures.curves", "import ipywidgets", "ipywidgets"),
        ("figures.deep.inside", "from ...coach.rules import check", "backprop_core.coach.rules.check"),
        ("one_step.names", "from ..figures import diagram", "backprop_core.figures.diagram"),
        ("one_step.names", "import matplotlib", "matplotlib"),
        ("explorers.network.view", "from ...coach import check", "backprop_core.coach.check"),
        ("explorers.kit.page", "from ..network import settings", "backprop_core.explorers.network.settings"),
        ("explorers.kit.page", "from .. import AlgorithmExplorer", "backprop_core.explorers.AlgorithmExplorer"),
        ("explorers.training.deep", "from ..network.panel import x", "backprop_core.explorers.network.panel.x"),
        ("explorers.memory.events", "from ..kit import turn", "backprop_core.explorers.kit.turn"),
        ("explorers.kit.page", "from ..memory import events", "backprop_core.explorers.memory.events"),
        ("explorers.network.panel", "from ..questions import tasks", "backprop_core.explorers.questions.tasks"),
        ("coach.rules", "from ..explorers import algorithm", "backprop_core.explorers.algorithm"),
        ("coach.rules", "from ..figures import curves", "backprop_core.figures.curves"),
        ("coach.rules", "import backprop_core.figures", "backprop_core.figures"),
        ("coach.rules", "from backprop_core.figures import *", "backprop_core.figures"),
        ("coach.rules", "import ipywidgets", "ipywidgets"),
    ],
)
def test_the_rule_finds(module, source, wrong):
    assert violations(f"{PACKAGE}.{module}", source) == {wrong}


@pytest.mark.parametrize(
    "module, source",
    [
        ("network", "import math, collections.abc"),
        ("network", "from __future__ import annotations"),
        ("network", "from numpy.linalg import norm"),
        ("network", "from . import checks"),
        ("network", "import backprop_core.losses"),
        ("figures.curves", "from matplotlib.artist import Artist"),
        ("figures.curves", "from .. import Network"),
        ("figures.curves", "from .diagram import draw"),
        ("one_step.names", "from ..network import Network"),
        ("figures.curves", "from ..one_step import names"),
        ("explorers", "from .network.algorithm_explorer import AlgorithmExplorer"),
        ("explorers.network.view", "import ipywidgets"),
        ("explorers.network.view", "from ...figures import curves\nfrom ..kit import page"),
        ("explorers.questions.question", "from ..training.settings import OWN\nfrom ...one_step.text import number"),
        ("coach.rules", "from ..one_step.text import number"),
        ("coach.rules", "from ..network import Network"),
        ("coach.rules", "from ..figures import diagram"),
        ("coach.rules", "from backprop_core.figures.diagram import draw"),
        ("coach.rules", "from . import words"),
    ],
)
def test_the_rule_lets_through(module, source):
    assert violations(f"{PACKAGE}.{module}", source) == set()


def test_relative_imports_of_a_package_start_at_the_package():
    """In figures/__init__.py a single dot is figures itself."""
    assert imports("backprop_core.figures", "from .diagram import draw", is_package=True) == {f"{DIAGRAM}.draw"}
    assert violations("backprop_core.figures", "from ..explorers import X", is_package=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"diagram": "import matplotlib"},
        {"text": "def measure():\n    from matplotlib.textpath import TextPath"},  # a sibling, inside a function
        {"formulas": "from . import widgets", "widgets": "import ipywidgets"},  # a sibling's sibling
        {"": "from matplotlib.figure import Figure"},  # figures/__init__.py runs first
    ],
    ids=["itself", "sibling", "sibling's sibling", "its package"],
)
def test_what_the_diagram_reaches(changed):
    plain = {"": "", "diagram": "import html\nfrom .formulas import describe", "formulas": "from .text import number"}
    plain["text"] = "import math"

    def sources(texts):
        return {f"{PACKAGE}.figures" + (f".{name}" if name else ""): (text, not name) for name, text in texts.items()}

    assert {name for name in reached(DIAGRAM, sources(plain)) if not within(name, PACKAGE)} == {"html", "math"}
    assert any(within(name, "matplotlib", *WIDGETS) for name in reached(DIAGRAM, sources(plain | changed)))
