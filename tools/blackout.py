"""Pictures of networks with every number blacked out, for someone who has not seen the code: can the sizes be seen?

`python -m tools.blackout FOLDER` writes 20 sheets, sheet-01.png …, and what is asked of them, questions.txt; the
answers go beside the folder, into FOLDER-answers.txt. A question is only asked where the runner-up is at least 1.5
times smaller. The seeds begin at the number of today's day, or at --seed. In turn the sheets are in colour, in greys,
as someone with deuteranopia sees them, and in forced colours.
"""

import argparse
import datetime
import io
import re
import string
from pathlib import Path

import numpy as np
from PIL import Image

from backprop_core import Network
from backprop_core.explorers.kit.page import Page
from backprop_core.figures.diagram import Square, network_diagram
from backprop_core.figures.places import Parts
from backprop_core.figures.scales import fitting
from backprop_core.one_step.snapshot import Snapshot
from tools.get_browser import find
from tools.lab import browser

SIZES = ((2, 3, 1), (2, 2, 2), (3, 4, 2), (2, 3, 3, 1), (4, 5, 3))
LOOKS = ("colour", "grey", "deuteranopia", "forced colours")
APART = 1.5
# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
)


def blacked_out(svg):
    """The picture without any number: those of neurons are letters, all others blocks of one length."""

    def black(found):
        kind, words = found.groups()
        if 'text-anchor="start"' in kind and re.fullmatch(r"\d", words):
            return f"<text{kind}>{string.ascii_uppercase[int(words) - 1]}</text>"
        return f"<text{kind}>{re.sub(r'[+−]?[0-9]+(?:[.e−0-9]*[0-9])?', '███', words)}</text>"

    svg = re.sub(r"<text([^>]*)>([^<]*)</text>", black, svg)
    return re.sub(r' (?:aria-label|data-value|data-item|id)="[^"]*"', "", svg)


def picture(snapshot, marks, wished, scales):
    """The diagram of a step with these marks."""
    net, last = snapshot.net, len(snapshot.net.sizes) - 1
    values = {name: value for name, value in snapshot.values.items() if name[0] not in ("update",)}
    wishes = {name: value for name, value in values.items() if name[0] in wished}
    svg = network_diagram(
        net.sizes, net.bias, values, scales=scales, marks=marks, wishes=wishes, width=620 if last < 3 else 800,
        square=Square(1.0, 1), parts=Parts(slopes="gradient" in wished),
        selected=("o", last, 1) if "gradient" in wished else None,
    )  # fmt: skip
    return blacked_out(svg)


def apart(sizes):
    """Which is the largest of {name: size}, where it is large enough; else None."""
    (first, large), (_, second) = sorted(sizes.items(), key=lambda each: -each[1])[:2]
    return first if large >= APART * second else None


def letter(i):
    return string.ascii_uppercase[i - 1]


def sheet(seed, sizes):
    """Three pictures of a network and the questions: (pictures, [(question, answer)])."""
    rng = np.random.default_rng(seed)
    net = Network(sizes, "sigmoid", init="normal", gain=1.6, rng=seed)
    x, y = rng.uniform(0, 1, (sizes[0], 1)), rng.uniform(0, 1, (sizes[-1], 1))
    now = Snapshot(net, x, y, 0.5)
    moved = net.theta[1:]
    m = int(rng.integers(len(moved)))
    moved[m] = moved[m] + rng.normal(0, 1.0, moved[m].shape)
    later = Snapshot(Network(sizes, "sigmoid", theta=moved), x, y, 0.5)
    scales = fitting(now)
    pictures = [picture(now, ("level", "line", "wish"), ("delta",), scales),
                picture(now, ("line", "wish"), ("gradient",), scales),
                picture(now, ("square",), (), scales), picture(later, ("square",), (), scales)]  # fmt: skip
    asked = []
    deltas = {name: abs(value) for name, value in now.values.items() if name[0] == "delta"}
    if name := apart(deltas):
        asked.append(
            ("Picture 1: which neuron has the largest δ, whatever its sign?", f"layer {name[1]}, {letter(name[2])}")
        )
    flat = {name: 0.25 / max(now.slope(*name[1:]), 1e-9) for name in deltas}
    if name := apart(flat):
        asked.append(("Picture 1: which neuron is most saturated (nearest to full or to empty)?",
                      f"layer {name[1]}, {letter(name[2])}"))  # fmt: skip
    falls = {name: max(value, 0.0) for name, value in now.values.items()
             if name[:3] == ("gradient", len(sizes) - 1, 1)}  # fmt: skip
    if (name := apart(falls)) and falls[name] / scales.gradient > 0.03:
        asked.append(("Picture 2: which weight into the uppermost output will fall most, to lower Err?",
                      f"that from {letter(name[3])}"))  # fmt: skip
    before, after = now.grads.Err, later.grads.Err
    if max(before, after) >= APART * min(before, after):
        asked.append(("Pictures 3 and 4: from 3 to 4, did Err rise or fall?", "rose" if after > before else "fell"))
    return pictures, asked


def seen(pixels, look):
    """An image as someone sees it."""
    if look == "grey":
        return pixels.convert("L").convert("RGB")
    if look != "deuteranopia":
        return pixels
    light = (np.asarray(pixels, float) / 255) ** 2.2 @ DEUTERANOPIA.T
    return Image.fromarray((255 * light.clip(0, 1) ** (1 / 2.2)).round().astype(np.uint8))


def main(arguments=None):
    """The command."""
    options = argparse.ArgumentParser(prog="python -m tools.blackout", description=__doc__.partition("\n\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--seed", type=int, default=datetime.date.today().toordinal())
    options = options.parse_args(arguments)
    folder, questions, answers = options.folder, [], []
    folder.mkdir(parents=True, exist_ok=True)
    css = Page.class_traits()["_css"].default_value
    with browser(find()) as chromium:
        page = chromium.new_page(viewport={"width": 1660, "height": 1000})
        for n in range(20):
            look, sizes = LOOKS[n % 4], SIZES[n % 5]
            pictures, asked = sheet(options.seed + n, sizes)
            page.emulate_media(forced_colors="active" if look == "forced colours" else "none")
            body = "".join(f'<figure style="margin:8px"><figcaption>Picture {k}</figcaption>{svg}</figure>'
                           for k, svg in enumerate(pictures, start=1))  # fmt: skip
            grid = "display: grid; grid-template-columns: 1fr 1fr"
            page.set_content(f'<style>{css}</style><div class="bp-explorer" style="max-width: none">'
                             f'<div class="bp-diagram bp-drawn" style="{grid}">{body}</div></div>')  # fmt: skip
            shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
            seen(shot, look).save(folder / f"sheet-{n + 1:02}.png")
            for k, (question, answer) in enumerate(asked, start=1):
                questions.append(f"sheet {n + 1:02}, question {k}. {question}")
                answers.append(f"sheet {n + 1:02}, question {k}. {answer} ({look}, {'-'.join(map(str, sizes))})")
    (folder / "questions.txt").write_text("\n".join(questions) + "\n", encoding="utf-8")
    Path(f"{folder}-answers.txt").write_text("\n".join(answers) + "\n", encoding="utf-8")
    print(f"{len(questions)} questions about 20 sheets in {folder}")


if __name__ == "__main__":
    main()
