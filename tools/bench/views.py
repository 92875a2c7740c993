"""One changed control of each view of a network, shallow or deep, as notebooks open it, in the kernel."""

import ast
import itertools
import json
import statistics
from pathlib import Path

from .clock import FRAMES, timed
from .report import table, within

ROOT = Path(__file__).resolve().parents[2]
MOST = {1: 16.0, 2: 45.0}  # milliseconds for one changed control, by device-pixel ratio
MOST_DEEP = {1: 30.0}


def bench():
    """Computing and drawing after one changed control, median; of each view the slowest opening in any notebook."""
    from backprop_core import explorers
    from backprop_core.explorers.network.network_explorer import NetworkExplorer
    from backprop_core.explorers.training.deep_explorer import DeepExplorer

    rows = []
    for name in explorers.__all__:
        cls = getattr(explorers, name)
        if not (isinstance(cls, type) and issubclass(cls, (NetworkExplorer, DeepExplorer))):
            continue
        limits = MOST_DEEP if issubclass(cls, DeepExplorer) else MOST
        slowest = {}
        for code in sorted({f"{name}()", *openings(name)}):
            view = eval(code, dict(vars(explorers)))
            for ratio in limits:
                for figure in live_figures(view):
                    figure.pixel_ratio = float(ratio)
                for control, moves in controls_of(view).items():
                    # A busy moment of the machine only adds: of three rounds the quickest counts.
                    middle = min(statistics.median(timed(moves)) for _ in range(3))
                    slowest[ratio] = max(slowest.get(ratio, (0.0,)), (middle, control, code))
        for ratio, (worst, control, code) in slowest.items():
            rows.append((name, f"× {ratio}", within(worst, limits[ratio]), control, code))
    table("One changed control, in the kernel", ("view", "pixels", "slowest control", "control", "as opened by"), rows)


def openings(name):
    """The calls of the view `name` in the notebooks."""
    calls = set()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                tree = ast.walk(ast.parse("".join(cell["source"])))
                found = (node for node in tree if isinstance(node, ast.Call) and ast.unparse(node.func) == name)
                calls |= {ast.unparse(node) for node in found}
    return calls


def live_figures(widget):
    """All `LiveFigure`s in a view."""
    from backprop_core.explorers import LiveFigure

    found = [widget] if isinstance(widget, LiveFigure) else []
    return found + [figure for child in getattr(widget, "children", ()) for figure in live_figures(child)]


def controls_of(view):
    """{name: moves} of all that a student finds without opening More: what is dragged, and every control."""
    count = itertools.count()

    def drag(item, value):
        return lambda: view.diagram.set_trait(
            "event", {"kind": "drag", "item": item, "value": value, "n": next(count)}
        )

    dragged = ("theta-1-1-1", "x-1") if hasattr(view, "diagram") else ()
    moves = {item: [drag(item, 0.5 + n / FRAMES) for n in range(FRAMES)] for item in dragged}
    for control in visible_controls(view):
        values = itertools.islice(itertools.cycle(values_of(control)), FRAMES)
        trait = "presses" if hasattr(control, "presses") else "value"
        name = getattr(control, "description", "") or control.box.description
        moves[name] = [lambda value=value, c=control, t=trait: setattr(c, t, value) for value in values]
    return moves


def visible_controls(widget):
    """The controls that show, but for those that begin again, open something, or train for a hundred steps."""
    from backprop_core.explorers.kit import controls

    if widget.layout.display == "none" or "bp-more" in widget._dom_classes:
        return []
    if isinstance(widget, controls.Press):
        return [] if widget.description in ("Reset", "100 steps") else [widget]
    if isinstance(widget, controls.Slider) or type(widget).__name__ in ("Dropdown", "Checkbox", "WholeBox"):
        return [widget]
    return [control for child in getattr(widget, "children", ()) for control in visible_controls(child)]


def values_of(control):
    """Values to move a control through."""
    if hasattr(control, "presses"):
        return range(1, FRAMES + 1)
    if hasattr(control, "options"):
        return [value for _, value in control._options_full]
    if hasattr(control, "box"):
        low, high = control.slider.min, control.slider.max
        return [control.at(place) for place in range(low, high + 1, max((high - low) // 20, 1))]
    return [True, False] if isinstance(control.value, bool) else range(control.min, control.max + 1)
