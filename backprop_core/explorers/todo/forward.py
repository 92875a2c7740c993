"""What to do with the views of 01, the forward pass."""

from .task import Task


def is_silent(now):
    """Whether the upper hidden neuron says nothing, and would say nothing more if its u moved a little."""
    return now["o"][1][0] == 0 == now["slope"][1][0]


def weights_changed(now, opening):
    """How many weights have another value than when the view opened."""
    pairs = zip(now["theta"][1:], opening["theta"][1:], strict=True)
    rows = (rows for layers in pairs for rows in zip(*layers, strict=True))
    return sum(one != other for row in rows for one, other in zip(*row, strict=True))


TASKS = {
    "letters": (
        Task("Click on u of another hidden neuron.", lambda now, opening: now["selected"] in ("u-1-2", "u-1-3")),
        Task("Click on u of the output. Where are the letters now?", lambda now, opening: now["selected"] == "u-2-1"),
    ),
    "flat_ends": (
        Task(
            "Drag the point along the curve, to the right, to about u = 8. What does o do?",
            lambda now, opening: now["u"][1][0] >= 7,
        ),
        Task(
            "Drag it far to the left. What becomes of o and of the slope?", lambda now, opening: now["u"][1][0] <= -4
        ),
        Task(
            "Where is σ steepest? Put the point there.",
            lambda now, far: abs(now["u"][1][0]) <= 0.3,
            first=lambda now, opening: now["u"][1][0] <= -4,
        ),  # fmt: skip
    ),
    "points": (
        Task(
            "Double-click the weight +0.8 and type 10. Where does the lit point go, and what becomes of its slope?",
            lambda now, opening: now["theta"][1][0][0] >= 9 and now["activation"] == "sigmoid",
        ),
        Task(
            "Reset, then σ = relu. Which neurons are silent now: output 0 and slope 0?",
            lambda now, opening: now["activation"] == "relu" and is_silent(now),
        ),
        Task(
            "σ = tanh: the hidden neurons keep their u. How large can a slope be now?",
            lambda now, opening: now["activation"] == "tanh" and now["u"][1] == opening["u"][1],
        ),
    ),
    "no_bend": (
        Task(
            "Drag an input. Is the answer still 1.29 · x₁ − 0.88 · x₂?",
            lambda now, opening: now["x"] != opening["x"] and now["activation"] == "identity",
        ),
        Task(
            "Look at the map. Is there a weight that bends its lines? Try at least two.",
            lambda now, opening: now["activation"] == "identity" and weights_changed(now, opening) >= 2,
        ),
        Task("And with σ = tanh?", lambda now, opening: now["activation"] == "tanh"),
    ),
    "forward_only": (
        Task(
            "Which u and o can change? Name them, then drag the chosen weight.",
            lambda now, opening: now["theta"][2] != opening["theta"][2],
        ),
        Task(
            "And with a weight into the output? Say it first.",
            lambda now, opening: now["theta"][3] != opening["theta"][3],
        ),
    ),
}
