"""What to do with the views of 03, the chain rule."""

from .task import Task, committed, target_passed


def is_a_line(now, opening=None):
    """Whether curve and tangent look the same: what the slope predicts is hardly off."""
    true = now["true_change"]
    return abs(true - now["predicted_change"]) <= 0.02 * abs(true)


TASKS = {
    "nudge": (
        Task("u is chosen. Read off its slope: if u grows a little, how many times as much does Err grow?"),
        Task("Click the weight +4. Predict its slope, type it below the panel, and press Commit.", committed),
        Task(
            "Press h ÷ 2 a few times. What becomes of the gap between the curve and its tangent?",
            lambda now, opening: now["slope"] != "?" and now["h"] <= opening["h"] / 8,
        ),
    ),
    "zoom": (
        Task("Make h so small that you cannot tell curve and tangent apart.", is_a_line),
        Task(
            "With this small h, click other numbers: a weight, a u, an input. Is it the same everywhere?",
            lambda now, opening: now["nudged"] != opening["nudged"] and is_a_line(now),
        ),
        Task(
            "Set h back to 1, and drag the target y₁ slowly down past ŷ. When does the tangent lie flat?",
            lambda now, opening: now["h"] == 1 and target_passed(now, opening),
        ),
    ),
    "still": (
        Task("Say first: for how many of the six weights into the hidden neurons is the gradient 0?"),
        Task("Predict the gradient of the chosen weight, and press Commit. Were you right about all six?", committed),
        Task("Drag x₁ away from 0. Who wakes up?", lambda now, opening: abs(now["x"][0][0]) >= 0.1),
    ),
    "only_near": (
        Task(
            "Click x₁. How many paths does it have to Err? What becomes of their slopes?",
            lambda now, opening: now["nudged"] == "x-1",
        ),
        Task(
            "Type 20 for the weight +1.1. Which of the factors of its slope become tiny?",
            lambda now, opening: now["nudged"] == "theta-2-1-1" and abs(now["slope"]) < 1e-6 and now["o"][2][0] > 0.99,
        ),
        Task(
            "Reset, then More, σ = relu. The slope of the weight +0.5 is 0. Does a nudge of 0.5 do nothing to Err?",
            lambda now, opening: (
                now["activation"] == "relu"
                and now["nudged"] == "theta-2-1-3"
                and now["slope"] == 0 != now["true_change"]
            ),
        ),
    ),
}
