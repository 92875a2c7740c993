"""The network of notebook 00 as it learns: the numbers that the front page plays. The core computes all of them."""

import base64
import io
from typing import NamedTuple

import numpy as np
from PIL import Image

from backprop_core.explorers.network.presets import get_preset
from backprop_core.figures.computes import SHADES, image
from backprop_core.figures.scales import line_width
from backprop_core.network import Network
from backprop_core.one_step.text import rounded
from backprop_core.training import train

PRESET = "corner"  # that of `TrainByHand`, the first view of notebook 00
PATTERN = 3  # whose numbers the neurons show, from 0: the one that takes longest to come right
STEPS = [*range(31), *range(32, 71, 2), *range(73, 101, 3)]  # of which there is a picture: close where most happens
PIXELS = 32  # of the map, along a side
LIMITS = (-3.0, 3.0)  # between which the map shows both inputs: those of the view


class Picture(NamedTuple):
    """Everything that is shown after so many steps of gradient descent.

    step     how many
    Err      over all patterns
    theta    {(m, i, l): weight}
    o        {(m, i): output} of layers 1…M, for the pattern that is looked at
    answers  ŷ over both inputs, (PIXELS, PIXELS), with the second input growing from row to row
    """

    step: int
    Err: float
    theta: dict
    o: dict
    answers: np.ndarray


class Learning(NamedTuple):
    """x (2, N) and y (N,), the patterns; errs: Err after 0, 1, 2, … steps; and the `Picture`s."""

    x: np.ndarray
    y: np.ndarray
    errs: list
    pictures: list


def learn():
    """The whole run, as a `Learning`."""
    start = get_preset(PRESET)
    x, y = (np.array(start[name]) for name in ("x", "y"))
    net = Network(start["sizes"], start["activation"], start["loss"], start["bias"], theta=start["theta"])
    grid = np.meshgrid(*[np.linspace(*LIMITS, PIXELS)] * 2)
    places = np.array([each.ravel() for each in grid])
    steps = train(net, x, y, start["eta"], STEPS[-1], train_bias=start["train_bias"])
    errs, pictures = [], []
    for step in range(STEPS[-1] + 1):
        trace = net.forward(x)
        errs.append(float(net.loss.f(y, trace.o[-1])))
        if step in STEPS:
            pictures.append(_picture(net, step, errs[-1], trace.o, net.forward(places).o[-1]))
        next(steps, None)  # the next update; after the last picture there is none
    return Learning(x, y[0], errs, pictures)


def _picture(net, step, err, o, answers):
    theta = {
        (m, i + 1, l + 1): float(value) for m in (1, 2) for (i, l), value in np.ndenumerate(net.theta[m])
    }  # fmt: skip
    outputs = {(m, i + 1): float(row[PATTERN]) for m in (1, 2) for i, row in enumerate(o[m])}
    return Picture(step, err, theta, outputs, answers.reshape(PIXELS, PIXELS))


def written(learning):
    """What the page's script is given, ready for JSON: with each picture's numbers also as the course writes them,
    so that the page only shows. A map is a byte for each pixel, ŷ from 0 to 1, rows from above; all in one text."""
    maps = b"".join(np.round(each.answers[::-1] * 255).astype(np.uint8).tobytes() for each in learning.pictures)
    return {
        "pixels": PIXELS,
        "colours": colours(),
        "maps": base64.b64encode(maps).decode(),
        "pictures": [
            {
                "step": each.step,
                "Err": round(each.Err, 6),
                "says": rounded(each.Err),
                "theta": {
                    "-".join(map(str, place)): [
                        round(value, 4),
                        rounded(value, plus=True),
                        round(line_width(value)[0], 2),
                    ]
                    for place, value in each.theta.items()
                },
                "o": {"-".join(map(str, at)): [round(value, 4), rounded(value)] for at, value in each.o.items()},
            }
            for each in learning.pictures
        ],
    }


def colours():
    """Those of the course's map, from ŷ = 0 to ŷ = 1: lists of red, green, blue and opacity."""
    scale = image(np.linspace(0, 1, 2 * SHADES + 1)[None], (0, 1))
    with Image.open(io.BytesIO(base64.b64decode(scale.partition(",")[2]))) as picture:
        return [list(picture.convert("RGBA").getpixel((n, 0))) for n in range(picture.width)]
