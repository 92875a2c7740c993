"""How fast the core and the live views are: ratios of things measured in one run on one machine.

    python -m tools.bench            everything
    python -m tools.bench core       the core against autograd, PyTorch (if it is installed) and the bare products
    python -m tools.bench import     `import backprop_core` against `import numpy`
    python -m tools.bench views      one changed control of each view, as notebooks open it: milliseconds in the kernel
    python -m tools.bench depth      one changed control of DepthExplorer; the core at its sizes against the products
    python -m tools.bench stability  one changed control of StabilityExplorer
    python -m tools.bench training   steps, frames and seconds of a live training, in the kernel
    python -m tools.bench browser    key to pixels in real JupyterLab, against a widget that only echoes a number;
                                     frames a second of a live training

Run nothing else beside it. Milliseconds differ from machine to machine; the ratios hardly do.
"""

import ast
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
ROOT = Path(__file__).resolve().parents[2]


def table(title, head, rows):
    """Print rows of cells under a heading."""
    print(f"\n{title}")
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = [str(row[0]).ljust(widths[0])]
        print("  " + "  ".join(cells + [str(cell).rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True)]))


def verdict(ratio, most):
    """A ratio beside what it should reach."""
    return f"{ratio:.2f} ({'ok' if ratio <= most else 'MISSED'}: at most {most})"


def interleaved(contestants, seconds=1.0):
    """Median time of each of {name: function}, in turns, so that a slow moment of the machine hits all alike.

    Each call's result is kept until the next one is there, as a training loop does.
    """
    times = {name: [] for name in contestants}
    repeats = {}
    for name, function in contestants.items():
        begin = time.perf_counter()
        kept = function()
        once = time.perf_counter() - begin
        repeats[name] = max(3, int(seconds / ROUNDS / max(once, 1e-7)))
    for _ in range(ROUNDS):
        for name, function in contestants.items():
            begin = time.perf_counter()
            for _ in range(repeats[name]):
                kept = function()
            times[name].append((time.perf_counter() - begin) / repeats[name])
    del kept
    return {name: statistics.median(values) for name, values in times.items()}


# --- The core --------------------------------------------------------------------------------------------------------

CASES = [  # sizes, patterns, at most × PyTorch, at most × floor
    ((2, 3, 1), 1, 0.35, None),
    ((2, 8, 8, 1), 500, 0.6, None),
    ((50,) * 32, 64, 0.8, None),
    ((784, 256, 128, 10), 128, None, 1.2),
]


def bench_core():
    """Forward pass, backward pass and gradients; tanh, float64, one thread."""
    import numpy as np

    from backprop_core import Network

    rows = []
    for sizes, patterns, most_torch, most_floor in CASES:
        rng = np.random.default_rng(0)
        x, y = rng.standard_normal((sizes[0], patterns)), rng.standard_normal((sizes[-1], patterns))
        net = Network(sizes, "tanh")
        contestants = {
            "core": lambda net=net, x=x, y=y: net.backward(net.forward(x), y),
            "floor": floor(net, x, y),
            "autograd": with_autograd(net, x, y),
            "torch": with_torch(net, x, y),
        }
        times = interleaved({name: function for name, function in contestants.items() if function})
        core = times["core"]
        label = f"{len(sizes) - 1} × {sizes[0]}" if len(sizes) > 6 else "-".join(map(str, sizes))
        torch = core / times["torch"] if "torch" in times else None
        rows.append((
            f"{label}, N={patterns}",
            f"{core * 1e6:.1f} µs",
            f"{core / times['autograd']:.2f}",
            "–" if torch is None else f"{torch:.2f}" if most_torch is None else verdict(torch, most_torch),
            f"{core / times['floor']:.2f}" if most_floor is None else verdict(core / times["floor"], most_floor),
        ))  # fmt: skip
    table(
        "The core: forward + backward + gradients (tanh, float64, one thread)",
        ("network", "time", "× autograd", "× PyTorch", "× products alone"),
        rows,
    )


def floor(net, x, y):
    """Only the matrix products that the core has to do, δ[0] among them."""
    trace = net.forward(x)
    delta = net.backward(trace, y).delta
    theta, o, last = net.theta, trace.o, len(net.sizes) - 1

    def products():
        kept = [theta[m] @ o[m - 1] for m in range(1, last + 1)]
        for m in range(last, 0, -1):
            kept.append(delta[m] @ o[m - 1].T)
            kept.append(theta[m].T @ delta[m])
        return kept

    return products


def with_autograd(net, x, y):
    """The same gradients by the `autograd` package."""
    try:
        import autograd.numpy as anp
        from autograd import value_and_grad
    except ImportError:
        return None

    def err(theta):
        o = x
        for matrix in theta:
            o = anp.tanh(matrix @ o)
        return anp.sum((y - o) ** 2)

    gradient = value_and_grad(err)
    return lambda: gradient(net.theta[1:])


def with_torch(net, x, y):
    """The same gradients by PyTorch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    theta = [torch.tensor(matrix, requires_grad=True) for matrix in net.theta[1:]]
    inputs, targets = torch.tensor(x), torch.tensor(y)

    def step():
        o = inputs
        for matrix in theta:
            o = torch.tanh(matrix @ o)
        return torch.autograd.grad(((targets - o) ** 2).sum(), theta)

    return step


# --- Import ----------------------------------------------------------------------------------------------------------


def bench_import():
    """A fresh Python that imports the core, against one that imports NumPy; both less an empty one."""
    statements = {"nothing": "pass", "numpy": "import numpy", "core": "import backprop_core"}
    times = {name: [] for name in statements}
    for _ in range(ROUNDS):
        for name, statement in statements.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            times[name].append(time.perf_counter() - begin)
    best = {name: min(values) for name, values in times.items()}
    ratio = (best["core"] - best["nothing"]) / (best["numpy"] - best["nothing"])
    rows = [(f"{(best['core'] - best['nothing']) * 1e3:.0f} ms", verdict(ratio, 1.3))]
    table("import backprop_core", ("time", "× import numpy"), rows)


# --- The views, in the kernel ----------------------------------------------------------------------------------------

MOST = {1: 16.0, 2: 45.0}  # milliseconds for one changed control, by device-pixel ratio
FRAMES = 10


def bench_views():
    """Computing and drawing after one changed control, median; of each view the slowest opening in any notebook."""
    from backprop_core import explorers
    from backprop_core.explorers.network.network_explorer import NetworkExplorer

    rows = []
    for name in explorers.__all__:
        cls = getattr(explorers, name)
        if not (isinstance(cls, type) and issubclass(cls, NetworkExplorer)):
            continue
        slowest = {}
        for code in sorted({f"{name}()", *openings(name)}):
            view = eval(code, dict(vars(explorers)))
            for ratio in MOST:
                for figure in live_figures(view):
                    figure.pixel_ratio = float(ratio)
                for control, moves in controls_of(view).items():
                    # A busy moment of the machine only adds: of three rounds the quickest counts.
                    middle = min(statistics.median(timed(moves)) for _ in range(3))
                    slowest[ratio] = max(slowest.get(ratio, (0.0,)), (middle, control, code))
        for ratio, (worst, control, code) in slowest.items():
            result = f"{worst:.1f} ms ({'ok' if worst <= MOST[ratio] else 'MISSED'}: at most {MOST[ratio]:g})"
            rows.append((name, f"× {ratio}", result, control, code))
    table("One changed control, in the kernel", ("view", "pixels", "slowest control", "control", "as opened by"), rows)


def timed(moves):
    """Milliseconds of each move."""
    times = []
    for move in moves:
        begin = time.perf_counter()
        move()
        times.append(1e3 * (time.perf_counter() - begin))
    return times


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

    moves = {item: [drag(item, 0.5 + n / FRAMES) for n in range(FRAMES)] for item in ("theta-1-1-1", "x-1")}
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
        places = 20
        low, high = control.slider.min, control.slider.max
        step = max((high - low) / places, control.slider.step)
        return [control._to_box(type(low)(low + step * n)) for n in range(int((high - low) / step) + 1)]
    return [True, False] if isinstance(control.value, bool) else range(control.min, control.max + 1)


# --- Deep networks, in the kernel ------------------------------------------------------------------------------------

# (layers, width): milliseconds that one changed control of DepthExplorer may take, theory included
MOST_DEEP = {(30, 64): 30.0, (64, 128): 150.0}
MOST_PRODUCTS = 3.5  # forward + backward against the matrix products alone, at these sizes
DEEP_MOVES = {  # what each control is moved between, away from the opening settings and back
    "depth": lambda depth, width: (depth - 1, depth),
    "width": lambda depth, width: (width - 8, width),
    "activation": lambda depth, width: ("tanh", "relu", "sigmoid"),
    "init": lambda depth, width: ("he", "orthogonal", "xavier"),
    "gain": lambda depth, width: (1.5, 1.0),
    "bias": lambda depth, width: (True, False),
    "input": lambda depth, width: ("digits", "gaussian"),
    "seed": lambda depth, width: (1, 0),
    "layer": lambda depth, width: (3, 5),
    "eta": lambda depth, width: (0.01, 0.003),
}


def bench_depth():
    """One changed control of DepthExplorer, drawn; and the core at its sizes."""
    import numpy as np

    from backprop_core.explorers import DepthExplorer

    rows, products = [], []
    for (depth, width), most in MOST_DEEP.items():
        view = DepthExplorer(depth=depth, width=width)
        for name, moves in DEEP_MOVES.items():
            rows.append((f"{depth} × {width}", name, within(slowest_way(view, name, moves(depth, width)), most)))
        net, (x, y) = view._runs[0].net, view._numbers["training"].data
        contestants = {"core": lambda net=net, x=x, y=y: net.backward(net.forward(x), y), "floor": floor(net, x, y)}
        times = interleaved(contestants)
        ratio = verdict(times["core"] / times["floor"], MOST_PRODUCTS)
        products.append((f"{depth} × {width}, N={np.shape(x)[1]}", f"{times['core'] * 1e3:.2f} ms", ratio))
    table("DepthExplorer: one changed control, in the kernel", ("network", "control", "time"), rows)
    table("Its network: forward + backward (sigmoid)", ("network", "time", "× products alone"), products)


def slowest_way(view, name, values):
    """Milliseconds to change a setting to each of several values in turn: the median, for the slowest of them."""
    times = {value: [] for value in values}
    for _ in range(FRAMES + 2):
        for value in values:
            times[value] += timed([lambda value=value: view.set(**{name: value})])
    return max(statistics.median(each[2:]) for each in times.values())


def within(milliseconds, most):
    """Milliseconds beside what they should stay under."""
    return f"{milliseconds:.1f} ms ({'ok' if milliseconds <= most else 'MISSED'}: at most {most:g})"


# (depth, width): most ms of one changed control
MOST_CONTROL = {(12, 32): 30.0, (30, 64): 30.0, (64, 128): 150.0}


def bench_stability():
    """One changed control of a StabilityExplorer: two runs from fresh weights, theory, Err along a step, pictures."""
    from backprop_core.explorers import StabilityExplorer

    rows = []
    for (depth, width), most in MOST_CONTROL.items():
        view = StabilityExplorer(depth=depth, width=width)
        moves = {
            "gain": [(view.gain, 1 + n / 20) for n in range(FRAMES)],
            "η": [(view.eta, 1e-4 * 1.2**n) for n in range(FRAMES)],
            "Threshold": [(view.threshold, 1.0 + n) for n in range(FRAMES)],
            "Depth": [(view.depth, depth - 1 - n % 4) for n in range(FRAMES)],
            "σ": [(view.activation, name) for name in ("tanh", "sigmoid", "leaky_relu", "relu") * 3],
            "remedy": [(view.remedies["he"], n % 2 == 0) for n in range(FRAMES)],
        }
        told = []
        for name, values in moves.items():
            calls = [lambda c=control, value=value: c.set_trait("value", value) for control, value in values]
            told.append((min(statistics.median(timed(calls)) for _ in range(3)), name))
        slowest, name = max(told)
        rows.append((f"{depth} × {width}", within(slowest, most), name))
    table(
        "StabilityExplorer: one changed control, in the kernel", ("layers × width", "slowest control", "it is"), rows
    )


# --- Training, in the kernel -----------------------------------------------------------------------------------------

LEAST_RIGHT, MOST_SECONDS, MOST_TICK = 0.96, 5.0, 30.0  # of held-out digits; until then; ms of one frame


def bench_training():
    """One frame of a training on 500 points; a network 64-32-10 trained frame by frame to 96 % of held-out digits."""
    from backprop_core.explorers import TrainingExplorer

    view = TrainingExplorer(N=500)
    ticks = min(statistics.median(timed([view._tick] * FRAMES)) for _ in range(ROUNDS))
    rows = [
        ("500 points", f"{ticks:.1f} ms a frame ({'ok' if ticks <= MOST_TICK else 'MISSED'}: at most {MOST_TICK:g})")
    ]
    best = None
    for _ in range(3):
        view = TrainingExplorer(data="digits")
        begin = time.perf_counter()
        while view.state()["test_right"] < LEAST_RIGHT:
            view._tick()
        seconds = time.perf_counter() - begin
        best = seconds if best is None else min(best, seconds)
    s = view.state()
    told = f"{100 * s['test_right']:.1f} % of held-out digits after {s['steps']} steps"
    result = f"{best:.2f} s ({'ok' if best <= MOST_SECONDS else 'MISSED'}: at most {MOST_SECONDS:g})"
    rows.append((f"digits: {told}", result))
    table("A live training, in the kernel", ("training", "time"), rows)


# --- In the browser --------------------------------------------------------------------------------------------------

SLIDER = """
import ipywidgets as widgets
slider = lambda: widgets.IntSlider(value=50, min=0, max=1000, layout={"width": "600px"})
"""
# A picture like those of the course: points with a decision field, two curves on a log scale, a bar for each layer.
FIGURE = """
import numpy as np
rng = np.random.default_rng(0)
points, steps = rng.standard_normal((2, 200)), np.arange(1, 301)
grid = np.linspace(-3, 3, 50)
field = lambda value: np.tanh(np.add.outer(grid * value / 100, np.sin(grid)))
curves = lambda value: (np.exp(-steps * value / 2e4), np.exp(-steps * value / 3e4))

def build(axes):
    first, second, third = axes
    image = first.imshow(field(50), extent=(-3, 3, -3, 3), origin="lower", vmin=-1, vmax=1, cmap="RdBu")
    dots = first.scatter(*points, c=points[0] > 0, s=9, edgecolors="black", linewidths=0.4, zorder=3)
    first.set(title="what it says where", xlabel="x1", ylabel="x2")
    lines = [second.plot(steps, curve, label=name)[0] for curve, name in zip(curves(50), ("training", "test"))]
    second.set(yscale="log", ylim=(1e-8, 2), title="Err", xlabel="step")
    second.legend(loc="lower left")
    second.grid(True)
    bars = third.bar(range(1, 9), np.ones(8))
    third.set(ylim=(0, 1.1), title="size of delta", xlabel="layer")
    return image, dots, lines, bars

def move(artists, value):
    image, dots, lines, bars = artists
    image.set_data(field(value))
    for line, curve in zip(lines, curves(value)):
        line.set_ydata(curve)
    for m, bar in enumerate(bars):
        bar.set_height(np.exp(-m * value / 2000))
"""
CELLS = {
    "echo": SLIDER
    + """
s, label = slider(), widgets.Label("50")
label.add_class("probe-echo")
s.observe(lambda change: setattr(label, "value", str(change["new"])), "value")
widgets.VBox([s, label])""",
    "diagram": SLIDER
    + """
from backprop_core.explorers import NetworkExplorer
s, view = slider(), NetworkExplorer()
s.observe(lambda change: view.set(theta={(1, 1, 1): change["new"] / 100}), "value")
widgets.VBox([s, view])""",
    "LiveFigure": SLIDER
    + FIGURE
    + """
from backprop_core.explorers import LiveFigure
s, live = slider(), LiveFigure(width=900, height=300, columns=3)
artists = build(live.axes)
live.live(*artists[:2], *artists[2], *artists[3])
def moved(change):
    move(artists, change["new"])
    live.show("the figure of the bench")
s.observe(moved, "value")
live.show("the figure of the bench")
widgets.VBox([s, live])""",
    "plt.show": SLIDER
    + FIGURE
    + """
import matplotlib.pyplot as plt
def draw(value):
    figure, axes = plt.subplots(1, 3, figsize=(9, 3), dpi=100, layout="tight")
    move(build(axes), value)
    plt.show()
widgets.interact(draw, value=slider());""",
}
# What is on the screen, as text that differs whenever the pixels do.
LOOK = {
    "echo": "document.querySelector('.probe-echo')?.textContent",
    "diagram": "document.querySelector('.bp-diagram')?.textContent",
    "LiveFigure": "(i => i && i.complete && i.naturalWidth ? i.src : null)(document.querySelector('img.bp-figure'))",
    "plt.show": "(i => i && i.complete && i.naturalWidth ? i.src.length + i.src.slice(-400) : null)"
    "(document.querySelector('.widget-interact img'))",
}
WATCH = """
look => {
    window.seen = []; window.keys = [];
    let last = eval(look);
    addEventListener('keydown', () => window.keys.push(performance.now()), true);
    const tick = () => {
        const now = eval(look);
        if (now && now !== last) { last = now; window.seen.push(performance.now()); }
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
}
"""


def bench_browser():
    """Key on a slider → new pixels, and frames per second while dragging."""
    from tools.get_browser import find
    from tools.lab import Lab, Notebook, browser

    path = find()
    if path is None:
        print("\nNo browser was found: python tools/get_browser.py gets one.")
        return
    latency, frames = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(folder)
        try:
            with browser(path) as chromium:
                for name, source in CELLS.items():
                    context = chromium.new_context(viewport={"width": 1280, "height": 800})
                    notebook = Notebook(lab, context, lab.write(f"{name.replace('.', '')}.ipynb", source))
                    notebook.run_all()
                    latency[name], frames[name] = watch(notebook.page, name)
                    context.close()
                context = chromium.new_context(viewport={"width": 1280, "height": 800})
                notebook = Notebook(lab, context, lab.write("training.ipynb", TRAINING))
                notebook.run_all()
                playing = watch_training(notebook.page)
                context.close()
        finally:
            lab.close()
    rows = []
    for name in CELLS:
        reach = {"diagram": 1.5, "LiveFigure": 3.0}.get(name)
        ratio = latency[name] / latency["echo"]
        rows.append((
            name,
            f"{latency[name]:.0f} ms",
            f"{ratio:.2f}" if reach is None else verdict(ratio, reach),
            f"{frames[name]:.0f}",
        ))  # fmt: skip
    table(
        "In JupyterLab: key on a slider → new pixels (median)", ("view", "time", "× echo", "frames/s, dragged"), rows
    )
    faster = latency["plt.show"] / latency["LiveFigure"]
    print(f"  LiveFigure is {faster:.1f} × faster than plt.show ({'ok' if faster >= 8 else 'MISSED'}: at least 8)")
    told = f"{'ok' if playing >= LEAST_FRAMES else 'MISSED'}: at least {LEAST_FRAMES}"
    print(f"  TrainingExplorer plays 500 points at {playing:.1f} frames a second ({told})")


LEAST_FRAMES = 15
TRAINING = "from backprop_core.explorers import TrainingExplorer\nTrainingExplorer(N=500)"
COUNT = """
() => {
    window.pictures = 0;
    const img = document.querySelector("img.bp-figure");
    let shown = img.src;
    const tick = () => {
        if (img.complete && img.naturalWidth && img.src !== shown) {
            shown = img.src;
            window.pictures += 1;
        }
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
}
"""


def watch_training(page):
    """New pictures a second while a training on 500 points plays, all four pictures shown."""
    page.locator("img.bp-figure").first.wait_for()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="▶ Play").click()
    page.wait_for_timeout(1000)
    page.evaluate(COUNT)
    begin = time.perf_counter()
    page.wait_for_timeout(5000)
    return page.evaluate("window.pictures") / (time.perf_counter() - begin)


def watch(page, name):
    """Median milliseconds from key to pixels, and frames per second while the slider is dragged."""
    page.wait_for_function(LOOK[name])
    page.wait_for_timeout(1500)
    page.evaluate(WATCH, LOOK[name])
    handle = page.locator(".noUi-handle").first
    handle.focus()
    delays = []
    for _ in range(40):
        before = page.evaluate("window.seen.length")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("n => window.seen.length > n", arg=before)
        page.wait_for_timeout(60)  # let the rest of the work end
        delays.append(page.evaluate("n => window.seen[n] - window.keys.at(-1)", before))
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    first, begin = page.evaluate("window.seen.length"), time.perf_counter()
    step = 0
    while time.perf_counter() - begin < 4:
        step += 1
        page.mouse.move(x + 4 * (step % 100), y)
        page.wait_for_timeout(8)
    count = page.evaluate("window.seen.length") - first
    passed = time.perf_counter() - begin
    page.mouse.up()
    return statistics.median(delays), count / passed


def main(wanted):
    """Run the benches named, or all."""
    benches = {
        "core": bench_core,
        "import": bench_import,
        "views": bench_views,
        "depth": bench_depth,
        "training": bench_training,
        "stability": bench_stability,
        "browser": bench_browser,
    }
    unknown = set(wanted) - set(benches)
    if unknown:
        print(f"There is no bench called {', '.join(sorted(unknown))}: choose from {', '.join(benches)}.")
        return 2
    for name, bench in benches.items():
        if not wanted or name in wanted:
            bench()
    return 0
