"""The networks that the explorers open with. Each is complete: sizes, patterns, first weights and settings.

Patterns are columns. `theta` holds the matrices of layers 1…M, with the bias in column 0 where `bias` is True.
"""

import numpy as np

from ... import checks, datasets

PRESETS = {
    # The lecture's three layers ℓ → i → j, with weights of both signs.
    "lecture": {
        "sizes": (2, 3, 1),
        "x": [[0.5], [0.9]],
        "y": [[1.0]],
        "theta": [[[0.8, -0.5], [-0.3, 0.9], [0.4, 0.6]], [[1.1, -0.7, 0.5]]],
        "activation": "sigmoid",
        "loss": "squared_error",
        "bias": False,
        "train_bias": True,
        "eta": 0.5,
    },
    # Matt Mazur, "A Step by Step Backpropagation Example", 2015. He holds the biases fixed.
    "mazur": {
        "sizes": (2, 2, 2),
        "x": [[0.05], [0.10]],
        "y": [[0.01], [0.99]],
        "theta": [[[0.35, 0.15, 0.20], [0.35, 0.25, 0.30]], [[0.60, 0.40, 0.45], [0.60, 0.50, 0.55]]],
        "activation": "sigmoid",
        "loss": "half_squared_error",
        "bias": True,
        "train_bias": False,
        "eta": 0.5,
    },
    # x2 is always 1, so the output is a straight line over x1; the four targets do not lie on one. Err over the two
    # weights is a bowl, whose lowest point is Err = 0.21 at (0.6, 0.45).
    "line": {
        "sizes": (2, 1),
        "x": [[-0.5, 0.0, 0.5, 1.0], [1.0, 1.0, 1.0, 1.0]],
        "y": [[0.2, 0.2, 1.1, 0.9]],
        "theta": [[[-0.2, 0.8]]],
        "activation": "identity",
        "loss": "squared_error",
        "bias": False,
        "train_bias": True,
        "eta": 0.1,
    },
    # Four patterns, whose gradients add. One line cannot part them, so a hidden layer is needed.
    "xor": {
        "sizes": (2, 3, 1),
        "x": datasets.xor().x.tolist(),
        "y": datasets.xor().y.tolist(),
        "theta": None,
        "activation": "tanh",
        "loss": "squared_error",
        "bias": True,
        "train_bias": True,
        "eta": 0.1,
    },
    # Three patterns in a corner of the plane, six around it. One weight, the middle one to the output, drags the wrong
    # way: turned round by hand it more than halves Err, and gradient descent needs some fifty steps for nearly all.
    "corner": {
        "sizes": (2, 3, 1),
        "x": [[2.0, 0.7, 0.9, 2.0, -0.9, -1.8, -1.6, -0.6, 1.1], [0.7, 2.0, 1.0, -0.9, 2.0, 0.6, -0.8, -1.8, -1.8]],
        "y": [[1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]],
        "theta": [[[1.4, 0.6], [-0.5, -1.5], [0.5, -0.7]], [[1.8, 1.3, -0.9]]],
        "activation": "sigmoid",
        "loss": "squared_error",
        "bias": False,
        "train_bias": True,
        "eta": 0.5,
    },
    # One neuron, with two of the lecture's weights.
    "neuron": {
        "sizes": (2, 1),
        "x": [[0.5], [0.9]],
        "y": [[1.0]],
        "theta": [[[0.8, -0.5]]],
        "activation": "sigmoid",
        "loss": "squared_error",
        "bias": False,
        "train_bias": True,
        "eta": 0.5,
    },
    # One neuron that is wrong and sure: u = 5, so it says .9933 where 0 is right, and its δ is only .0132.
    "sure": {
        "sizes": (1, 1),
        "x": [[1.0]],
        "y": [[0.0]],
        "theta": [[[5.0]]],
        "activation": "sigmoid",
        "loss": "squared_error",
        "bias": False,
        "train_bias": True,
        "eta": 0.5,
    },
    # The nudge, a well-known teaching example: J = a², a = 2 + 3w. Here a is u, J is Err (the target is 0), and the
    # input is the factor 3. The example is told at w = 3, where 3 would be two things at once; at w = 4 ∂J/∂a = 28 and
    # ∂J/∂w = 28 · 3 = 84.
    "nudge": {
        "sizes": (1, 1),
        "x": [[3.0]],
        "y": [[0.0]],
        "theta": [[[2.0, 4.0]]],
        "activation": "identity",
        "loss": "squared_error",
        "bias": True,
        "train_bias": True,
        "eta": 0.01,
    },
}


def get_preset(name):
    """The preset called `name`: a dict of its own."""
    return dict(PRESETS[checks.choice("preset", name, PRESETS)])


def drawn_pattern(sizes, seed):
    """One pattern for a network of `sizes`, drawn from `seed`: inputs in ±1, targets from 0.1 to 0.9."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, (sizes[0], 1)).round(2)
    y = rng.uniform(0.1, 0.9, (sizes[-1], 1)).round(2)
    return x.tolist(), y.tolist()
