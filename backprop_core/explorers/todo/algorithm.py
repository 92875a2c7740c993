"""What to do with the views of 05, the algorithm."""

from .task import Task, all_deltas, target_passed


def all_back(now, opening):
    """Whether the way back through a circuit is done."""
    return None not in now["back"].values()


def wakes(now, opening):
    """Whether some δ of a relu network is not 0."""
    return now["activation"] == "relu" and any(delta for layer in now["delta"][1:] for delta in layer)


TASKS = {
    "micro_steps": (
        Task(
            "Press Next ▶ until the first gradients have come. Before each press, say which number comes next.",
            lambda now, opening: any(slope is not None for slope in now["gradient"][2][0]),
        ),
        Task("Press ◀ Back a few times, tick Guess δ first, and go on again. How many signs do you get right?"),
        Task(
            "Press End ▶|, say where Err will be after a hundred more steps, and press 100 steps.",
            lambda now, opening: now["steps"] >= 100,
        ),
    ),
    "wake_up": (
        Task(
            "Drag the target y₁ slowly past the output. What do all δ do?",
            lambda now, opening: all_deltas(now) and target_passed(now, opening),
        ),
        Task("Reset, then More, σ = relu: every δ is 0. Find a weight that wakes them up.", wakes),
        Task(
            "Reset, σ = identity, η = 100, and press 100 steps. Where did the first number break?",
            lambda now, opening: now["failure"] is not None,
        ),
    ),
    "gates": (
        Task("If J counts as 1, what comes back at a, what at w? Say it, then press Next ▶ to the end.", all_back),
        Task("Click each gate. What is its rule?"),
        Task(
            "Drag w. Near which w does nothing come back any more?",
            lambda now, opening: abs(now["back"]["w"]) < 1,
        ),
    ),
    "gates_of_a_neuron": (
        Task("To which of its three wires will + hand back most? Say it, then press Next ▶ to the end.", all_back),
        Task(
            "Which weight gets more back, θ₁ or θ₂? Drag x₁ until it is the other way round.",
            lambda now, opening: all_back(now, opening) and abs(now["back"]["theta1"]) > abs(now["back"]["theta2"]),
        ),
        Task(
            "Drag θ₀ far up. How much does σ still let through?",
            lambda now, opening: all_back(now, opening) and now["computed"]["o"] > 0.95,
        ),
    ),
    "published": (
        Task(
            "More, all digits; then End ▶|. Click numbers, and compare them with the table.",
            lambda now, opening: now["full"] and now["selected"] != opening["selected"],
        ),
        Task(
            "Press 1 step, then End ▶|, and click Err. Does it agree?",
            lambda now, opening: now["steps"] == 1 and now["selected"] == "Err" and now["Err"] is not None,
        ),
    ),
    "four_patterns": (
        Task(
            "Will the map be right at all four points after 500 steps? Say it, then press ▶ Let them.",
            lambda now, opening: now["steps"] >= 500 and now["init"] == opening["init"],
        ),
        Task("Drag Step back. Which of the four is the last to come right, and at which step?"),
        Task(
            "More, First weights = zeros, and ▶ Let them once more. What happens now, and why?",
            lambda now, opening: now["steps"] >= 100 and now["init"] == "zeros",
        ),
    ),
}
