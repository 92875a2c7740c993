"""What the tests of both views of deep networks share."""

import logging
import math

import numpy as np
import pytest
import traitlets.log

from backprop_core import datasets
from backprop_core.explorers import LiveFigure, running_explorer


@pytest.fixture(autouse=True)
def still(request, monkeypatch):
    """Figures without pixels, unless a test is marked `drawn`; and a tick does all its steps, whatever the time."""
    if "drawn" not in request.keywords:
        monkeypatch.setattr(LiveFigure, "render", lambda self: b"no pixels")
    monkeypatch.setattr(running_explorer, "PATIENCE", math.inf)


@pytest.fixture(autouse=True)
def loud(caplog):
    """ipywidgets catches what a callback raises and only logs it: here that is a failure."""
    loggers = [traitlets.log.get_logger(), *map(logging.getLogger, ("Comm", "comm", "traitlets"))]
    for logger in loggers:
        logger.addHandler(caplog.handler)
    yield
    for logger in loggers:
        logger.removeHandler(caplog.handler)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def data_of(s):
    """The patterns of a state, drawn again."""
    if s["input"] == "digits":
        return datasets.digits(64, rng=s["seed"]).train
    x = np.random.default_rng([s["seed"], 1]).standard_normal((s["width"], 64))
    return x, np.where(x[:1] > 0, 1.0, -1.0)


def shape_of(s):
    """The layers of a state's network, and their activations."""
    inputs, outputs = (64, 10) if s["input"] == "digits" else (s["width"], 1)
    hidden = s["depth"] - 1
    return (inputs, *[s["width"]] * hidden, outputs), [*[s["activation"]] * hidden, "identity"]
