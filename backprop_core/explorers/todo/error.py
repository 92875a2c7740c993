"""What to do with the views of 02, the error."""

from .task import Task, target_down


def weights(now):
    """The two weights into the first neuron of the first layer."""
    return now["theta"][1][0][:2]


TASKS = {
    "squares": (
        Task("Which pattern counts most? Its square, and its side: how many times as large as those of pattern 4?"),
        Task("Drag the target y₁ slowly down, to 0 and below. Which squares change?", target_down),
        Task(
            "Reset, and drag the weight +0.8. Which squares change this time, and why?",
            lambda now, opening: now["y"] == opening["y"] and abs(weights(now)[1] - weights(opening)[1]) >= 0.2,
        ),
    ),
    "lowest_on_a_curve": (
        Task(
            "Drag the round point to the lowest place of the curve. Is Err 0 there?",
            lambda now, opening: now["Err"] < 0.63 and weights(now)[1] == weights(opening)[1],
        ),
        Task("Stay there, and drag a little to both sides. Which squares grow, and which shrink?"),
    ),
    "lowest_on_the_map": (
        Task(
            "Drag the point of the third picture to the lightest place. How small can you make Err?",
            lambda now, opening: now["Err"] < 0.23,
        ),
        Task("Read the numbers above the squares there. Is any of them 0?"),
        Task(
            "Reset. In the second picture go to the lowest place, click the other weight, and again. Where do you end?"
        ),
    ),
    "far_out": (
        Task(
            "Drag the point to the lower left, to about (−10, −10), and around there. Which way would you go?",
            lambda now, opening: max(weights(now)) < -8,
        ),
        Task(
            "Drag it to the upper right, to about (6, 6), and along the light diagonal. What does Err do?",
            lambda now, opening: min(weights(now)) > 4.5,
        ),
        Task(
            "Reset; More, Axes to ± = 1.5. What does the same landscape look like from close by?",
            lambda now, opening: now["reach"] == 1.5,
        ),
    ),
}
