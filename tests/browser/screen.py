"""What the page shows, what it ought to show, and what a student's hands do to it."""

import json

from backprop_core import Network
from backprop_core.explorers.network.presets import PRESETS
from backprop_core.one_step.text import number, rounded

LECTURE = PRESETS["lecture"]
VIEW = "from backprop_core.explorers import AlgorithmExplorer\nview = AlgorithmExplorer()\nview"


def check_quiet(notebook):
    """No page may have complained, or asked an outside address for anything."""
    assert notebook.problems == []
    assert notebook.outside == []


def shown(notebook):
    """The numbers that the page shows: {"u-1-2": "0.66", …}. Weights and ∂Err/∂θ are not all written in the picture:
    they are what it says to those who cannot see."""
    found = notebook.page.evaluate(
        """() => [...document.querySelectorAll(".bp-diagram [data-item]")].map(part => [
            part.dataset.item, [...part.querySelectorAll("text")].map(text => text.textContent),
            part.getAttribute("aria-label") ?? "",
        ])"""
    )
    numbers = {}
    for item, lines, label in found:
        if item.startswith("theta"):
            if label:
                weight, _, slope = label.partition(", ∂Err/∂θ ")
                numbers[item] = weight.split(": ")[1].split(",")[0]
                numbers |= {"gradient" + item[5:]: slope.split(",")[0]} if slope else {}
        elif lines:
            numbers[item] = lines[0 if item == "Err" else -1].split(" ")[-1]
    return numbers


def computed(theta, x=LECTURE["x"], y=LECTURE["y"], write=rounded, **settings):
    """The same from the core, as text; to those who cannot see the picture says more digits."""
    net = Network(LECTURE["sizes"], theta=theta, **settings)
    trace = net.forward(x)
    grads = net.backward(trace, y)
    numbers = {"Err": write(grads.Err), "y-1": write(y[0][0])}
    numbers |= {f"x-{i}": write(value[0]) for i, value in enumerate(x, start=1)}
    for m in (1, 2):
        for i in range(LECTURE["sizes"][m]):
            place = f"{m}-{i + 1}"
            numbers[f"u-{place}"] = write(trace.u[m][i, 0])
            numbers[f"o-{place}"] = write(trace.o[m][i, 0])
            numbers[f"delta-{place}"] = write(grads.delta[m][i, 0], plus=True)
            for l in range(LECTURE["sizes"][m - 1]):
                numbers[f"theta-{place}-{l + 1}"] = number(net.theta[m][i, l])
                numbers[f"gradient-{place}-{l + 1}"] = number(grads.gradient[m][i, l])
    return numbers


def after_steps(steps, eta=0.5):
    """θ of the lecture's network after some steps."""
    net = Network(LECTURE["sizes"], theta=LECTURE["theta"])
    for _ in range(steps):
        net.update(net.backward(net.forward(LECTURE["x"]), LECTURE["y"]), eta)
    return net.theta[1:]


def with_weight(m, i, l, value):
    """The lecture's θ with one weight changed; neurons counted from 1."""
    theta = json.loads(json.dumps(LECTURE["theta"]))
    theta[m - 1][i - 1][l - 1] = value
    return theta


def until_shown(notebook, expected):
    """Wait until the page shows exactly these numbers."""
    for _ in range(400):
        if shown(notebook) == expected:
            return
        notebook.page.wait_for_timeout(20)
    assert shown(notebook) == expected


def press(notebook, *names):
    for name in names:
        notebook.page.get_by_role("button", name=name, exact=True).click()


# Whether the picture of the page, without what the page itself adds to it, is the one that Python wrote.
SAME = """svg => {
    const here = document.querySelector(".bp-diagram > svg").cloneNode(true);
    for (const part of here.querySelectorAll("[class]")) part.classList.remove("hover", "changed");
    const wanted = document.createElement("template");
    wanted.innerHTML = svg.replaceAll("\\n", "");
    return here.isEqualNode(wanted.content.firstChild);
}"""

# After a reload the page moves once more, when the panels beside the notebook have found their widths.
AT_REST = """([item, view]) => {
    const within = document.querySelectorAll(".bp-explorer")[view];
    const part = [...(within?.querySelectorAll(`.bp-diagram [data-item="${item}"]`) ?? [])].pop();
    if (!part) return false;
    const box = (part.querySelector("rect") ?? part).getBoundingClientRect(); // what can be reached, or is filled
    const place = [box.x + box.width / 2, box.y + box.height / 2];
    window.stillFor = String(place) === String(window.lastPlace) ? window.stillFor + 1 : 0;
    window.lastPlace = place;
    const hit = document.elementFromPoint(...place)?.closest("[data-item]");
    return window.stillFor > 2 && hit?.dataset.item === item && place;
}"""


def middle(notebook, item, view=0):
    """Where the label (or body) of a number is on the screen, once it stays there and a pointer would meet it; `view`
    counts the views of the notebook."""
    return notebook.page.wait_for_function(AT_REST, arg=[item, view]).json_value()


def drag(notebook, item, up, steps=30, view=0):
    """Drag a number upward by so many pixels."""
    mouse = notebook.page.mouse
    x, y = middle(notebook, item, view)
    mouse.move(x, y)
    mouse.down()
    assert notebook.page.evaluate("document.activeElement.classList[0]") == "bp-diagram", "nothing was grasped"
    mouse.move(x, y - up, steps=steps)
    mouse.up()


def drag_target(notebook, by):
    """Drag the first target along its axis, and a third of a pixel beyond: no hand stops at a round number."""
    unit = notebook.page.evaluate(
        """() => {
            const part = document.querySelector(".bp-diagram [data-unit]"), svg = part.ownerSVGElement;
            return part.dataset.unit * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        }"""
    )
    drag(notebook, "y-1", up=by * unit - 0.3)


def type_number(page, text):
    """Enter, the number, Enter; the first may have to wait for the kernel's last answer."""
    page.keyboard.press("Enter")
    page.locator(".bp-edit").wait_for()
    page.keyboard.type(text) if text else page.keyboard.press("Delete")
    page.keyboard.press("Enter")


def kernel_says(notebook, expression):
    """Run an expression in a new cell at the end, and return what it shows."""
    page = notebook.page
    page.locator(".jp-Cell").last.click(position={"x": 5, "y": 5})
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(expression)
    with notebook.running():
        page.keyboard.press("Control+Enter")
    return page.locator(".jp-Cell").last.locator(".jp-OutputArea-output").last.inner_text().strip()
