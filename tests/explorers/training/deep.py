"""What the tests of both views of deep networks share."""

import numpy as np

from backprop_core import datasets


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


def strips(view):
    """(rows of powers of ten: δ, o, the way of θ; {mark: the layers that have it}), as the picture shows them."""
    _, artists = view.picture("strips")
    rows, _ = artists.strips.shows
    return rows[::-1], {name: list(getattr(artists, name).get_xdata()) for name in ("dead", "saturated", "lost")}
