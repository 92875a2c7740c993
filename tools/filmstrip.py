"""What moves, as a strip of eight frames, for someone who has not seen the code: can one tell what each frame does?

`python -m tools.filmstrip FOLDER [NAME …]` writes NAME-light.png and NAME-dark.png of each of the `STRIPS`. A wave is
stopped at eight shares of its time; what a hand does is done in eight steps, by the kernel.
"""

import argparse
import io
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests import kernels
from tools.get_browser import find
from tools.lab import Lab, Notebook, browser

FRAMES = 8
STOP = """share => {
    for (const each of document.querySelector(".bp-diagram").getAnimations({ subtree: true })) {
        each.pause();
        each.currentTime = share * each.effect.getTiming().duration;
    }
}"""


class Strip(NamedTuple):
    """How a view is made; which button begins a wave, or what the kernel does for frame n; what is looked at."""

    make: str
    press: str = ""
    do: str = ""
    look: str = ".bp-diagram"


STRIPS = {
    "sum": Strip("AlgorithmExplorer(micro=6)", "Next ▶"),
    "sigma": Strip("AlgorithmExplorer(micro=7)", "Next ▶"),
    "delta": Strip("AlgorithmExplorer(preset='mazur', micro=11)", "Next ▶"),
    "gradient": Strip("AlgorithmExplorer(micro=14)", "Next ▶"),
    "update": Strip("AlgorithmExplorer(micro=22)", "Next ▶"),
    "whole": Strip("AlgorithmExplorer()", "1 step"),
    "circuit": Strip("CircuitExplorer(circuit='J', done=4)", "Next ▶"),
    "bends": Strip(
        "ForwardExplorer(sizes=(1, 3, 1), bias=True, activation='tanh', seed=3, computes='answer')",
        do="view.set(theta={(1, 1, 1): -5 + 1.5 * {n}})",
    ),
    "refuses": Strip(
        "ForwardExplorer(sizes=(1, 3, 1), bias=True, activation='identity', seed=3, computes='answer')",
        do="view.set(theta={(1, 1, 1): -5 + 1.5 * {n}})",
    ),
    "fades": Strip(
        "DepthExplorer(depth=30, pictures='strips')", do="view.set(depth=4 + 4 * {n})", look="img.bp-figure"
    ),
}


def main(arguments=None):
    """The command."""
    options = argparse.ArgumentParser(prog="python -m tools.filmstrip", description=__doc__.partition("\n\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("names", nargs="*", help=f"of {', '.join(STRIPS)}; without any: all")
    asked = options.parse_args(arguments)
    if unknown := {*asked.names} - {*STRIPS}:
        options.error(f"no strip is called {unknown.pop()}")
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser(find()) as chromium:
        lab = Lab(folder, pictures=False, settings=kernels.settings())
        try:
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            notebook = Notebook(lab, context, lab.write("strip.ipynb"))
            for theme in ("light", "dark"):
                notebook.theme(f"JupyterLab {theme.title()}")
                for name in asked.names or STRIPS:
                    frames(notebook, STRIPS[name]).save(asked.folder / f"{name}-{theme}.png")
        finally:
            lab.close()


def frames(notebook, strip):
    """The eight pictures in two columns, to be read row by row."""
    page, made = notebook.page, []
    notebook.show(f"from backprop_core.explorers import *\nview = {strip.make}\nview")
    notebook.run_all()
    page.locator(strip.look).first.scroll_into_view_if_needed()
    notebook.settled()
    if strip.press:
        page.get_by_role("button", name=strip.press, exact=True).click()
        page.locator("svg.wave").wait_for(state="attached")
    for n in range(FRAMES):
        if strip.press:
            page.evaluate(STOP, (n + 0.5) / FRAMES)
        else:
            page.evaluate(DO, strip.do.replace("{n}", str(n)))
            notebook.settled()
        made.append(Image.open(io.BytesIO(page.locator(strip.look).first.screenshot())))
    wide, high = made[0].size
    sheet = Image.new("RGB", (2 * wide + 8, FRAMES // 2 * (high + 8)), "grey")
    for n, picture in enumerate(made):
        sheet.paste(picture, (n % 2 * (wide + 8), n // 2 * (high + 8)))
    return sheet


DO = """async code => {
    const panel = [...jupyterapp.shell.widgets('main')].find(each => each.sessionContext && each.context);
    await panel.sessionContext.session.kernel.requestExecute({ code, store_history: false }).done;
}"""


if __name__ == "__main__":
    main()
