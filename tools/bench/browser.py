"""Key to pixels in real JupyterLab, against a widget that only echoes a number; frames a second of a live training."""

import statistics
import tempfile
import time
from contextlib import contextmanager

from .report import judged, table, verdict

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
LEAST_FRAMES = 15
LEAST_MORE = (
    2.5  # times the frames of a slider that only echoes in JupyterLab as it comes, for a weight that is dragged
)
PLAIN = "plain echo"
TRAINING = "from backprop_core.explorers import TrainingExplorer\nTrainingExplorer(N=500)"
WAVE = "from backprop_core.explorers import AlgorithmExplorer\nAlgorithmExplorer(preset='mazur', micro=9)"
LEAST_WAVE = 30
# Frames of the page while a wave goes, for up to 2 s: [frames, seconds].
FRAMES = """
name => new Promise(done => {
    [...document.querySelectorAll(".bp-explorer button")].find(each => each.textContent === name).click();
    let first = null, frames = 0;
    const tick = now => {
        const goes = document.querySelector("svg.wave");
        if (goes && first === null) first = now;
        else if (goes) frames += 1;
        if (first !== null && (!goes || now - first > 2000)) done([frames, (now - first) / 1000]);
        else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
})
"""
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


def bench():
    """Key on a slider → new pixels, and frames per second while dragging."""
    from tools.get_browser import find
    from tools.lab import browser

    path = find()
    if path is None:
        print("\nNo browser was found: python tools/get_browser.py gets one.")
        return
    latency, frames = {}, {}
    with browser(path) as chromium:
        with page_of(chromium, "echo", CELLS["echo"], plain=True) as page:
            latency[PLAIN], frames[PLAIN] = watch(page, "echo")
        for name, source in CELLS.items():
            with page_of(chromium, name, source) as page:
                latency[name], frames[name] = watch(page, name)
                if name == "diagram":
                    dragged = drag_weight(page)
        with page_of(chromium, "wave", WAVE) as page:
            page.wait_for_timeout(1500)
            waves = {name: frames / seconds for name in ("Next ▶", "1 step")
                     for frames, seconds in [page.evaluate(FRAMES, name)]}  # fmt: skip
        with page_of(chromium, "training", TRAINING) as page:
            playing = watch_training(page)
    rows = []
    for name in latency:
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
    more = dragged / frames[PLAIN]
    told = judged(more >= LEAST_MORE, f"at least {LEAST_MORE}")
    print(f"  a weight, dragged in the diagram: {dragged:.0f} frames a second, {more:.1f} × the plain echo's {told}")
    faster = latency["plt.show"] / latency["LiveFigure"]
    print(f"  LiveFigure is {faster:.1f} × faster than plt.show {judged(faster >= 8, 'at least 8')}")
    for name, frames in waves.items():
        told = judged(frames >= LEAST_WAVE, f"at least {LEAST_WAVE}")
        print(f"  the wave of {name} goes at {frames:.0f} frames a second {told}")
    told = judged(playing >= LEAST_FRAMES, f"at least {LEAST_FRAMES}")
    print(f"  TrainingExplorer plays 500 points at {playing:.1f} frames a second {told}")


@contextmanager
def page_of(chromium, name, source, plain=False):
    """The page of a notebook of this cell, which has been run. plain: in JupyterLab as it comes, which is slower than
    with the course: its server waits before it sends, and the tab gets a new icon with every message."""
    from tools.lab import Lab, Notebook

    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(folder, plain=plain)
        try:
            context = chromium.new_context(viewport={"width": 1280, "height": 800})
            notebook = Notebook(lab, context, lab.write(f"{name.replace('.', '')}.ipynb", source))
            notebook.run_all()
            yield notebook.page
            context.close()
        finally:
            lab.close()


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
    return statistics.median(delays), drag(page, box, across=4)


def drag(page, box, across=0, up=0):
    """New pictures a second while what is in this box is dragged to and fro, a hundred steps of so many pixels.

    Not by Playwright's mouse, which asks the page something before each move of a pressed button.
    """
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    line = page.context.new_cdp_session(page)

    def mouse(kind, far=0, buttons=1):
        place = {"x": x + across * far, "y": y - up * far}
        line.send("Input.dispatchMouseEvent", {"type": kind, "button": "left", "buttons": buttons, **place})

    mouse("mouseMoved", buttons=0)
    mouse("mousePressed")
    first, begin = page.evaluate("window.seen.length"), time.perf_counter()
    step = 0
    while time.perf_counter() - begin < 4:
        step += 1
        mouse("mouseMoved", abs(step % 200 - 100))
        time.sleep(0.008)
    count = page.evaluate("window.seen.length") - first
    passed = time.perf_counter() - begin
    mouse("mouseReleased")
    return count / passed


def drag_weight(page):
    """New pictures a second while a weight of the network is dragged."""
    label = page.locator('.bp-diagram [data-item="theta-1-1-1"]').last
    label.scroll_into_view_if_needed()
    return drag(page, label.bounding_box(), up=3)


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
