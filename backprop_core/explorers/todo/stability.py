"""What to do with the views of 09, exploding gradients."""

from .task import Task


def lands_lower(now):
    """Whether the first step, not clipped, would end below the Err where it begins."""
    return now["steps"] == 0 and now["cliff"]["unclipped"][1] < now["cliff"]["here"]


def remedies(row, opening):
    """What a run that was written down had against its end, which the view did not have as it opened."""
    was, setting = opening["in_force"], row["setting"]
    return [
        name
        for name, has in (
            ("clipping", row["clip"] != "none"),
            ("η", not setting.endswith(f", η = {was['eta']:g}")),
            ("σ", f" {was['activation']}, " not in setting),
            ("first weights", f", {was['init']} × {was['gain']:g}, " not in setting),
        )
        if has
    ]


def each_by_itself(now, opening):
    """How many of the four remedies have saved a run, each by itself."""
    saved = [row for row in now["runs"] if not row["died"] and row["steps"] >= 50]
    had = [remedies(row, opening) for row in saved]
    return len({names[0] for names in had if len(names) == 1})


TASKS = {
    "too_wide": (
        Task(
            "Drag gain slowly to 8. On the right: which way do the dots go, which way the squares?",
            lambda now, opening: now["gain"] >= 8,
        ),
        Task("And to 20. What does their product do at last?", lambda now, opening: now["gain"] >= 20),
    ),
    "knife_edge": (
        Task(
            "What will the factor be at gain 2, and what will the left strips do? Say it, and drag.",
            lambda now, opening: now["gain"] >= 1.9,
        ),
        Task("The same for 0.5.", lambda now, opening: now["gain"] <= 0.55),
        Task(
            "Which gain leaves δ as it is? Find a factor between 0.95 and 1.05.",
            lambda now, opening: 0.95 <= now["per_layer"] <= 1.05,
        ),
    ),
    "how_it_dies": (
        Task(
            "After how many steps is it lost? Say it, and press 1 step again and again. Look at Err each time.",
            lambda now, opening: now["failure"]["unclipped"] is not None,
        ),
        Task("Read the box: which number was the first to be infinite, and how long were the steps before?"),
    ),
    "too_far": (
        Task(
            "A tenth of η: will the square lie lower than the dot? Say it, and drag η down until it does.",
            lambda now, opening: now["gain"] == opening["gain"] and lands_lower(now),
        ),
        Task(
            "Set gain to 1. Does η = 0.01 land lower now?",
            lambda now, opening: 0.95 <= now["gain"] <= 1.05 and now["eta"] >= 0.0095 and lands_lower(now),
        ),
    ),
    "two_runs": (
        Task("Before the first step, find both landing places: one beyond the picture, one before the wall."),
        Task(
            "Press Play, and pause after some 100 steps. What becomes of the two runs?",
            lambda now, opening: now["done"]["clipped"] >= 50 and now["threshold"] == opening["threshold"],
        ),
        Task(
            "Reset, Threshold 1, Play; then the same with 1000. What does too low cost, and too high?",
            lambda now, opening: now["threshold"] >= 900 and now["done"]["clipped"] >= 20,
        ),
    ),
    "remedies": (
        Task(
            "Does it change the factor, or only the step? Say it; switch one remedy on, and press Play.",
            lambda now, opening: bool(now["remedies"] or now["clip"] != "none") and now["steps"] >= 50,
        ),
        Task(
            "Switch it off, then the next. Of the first weights take he. In the end, all four stand in Your runs.",
            lambda now, opening: each_by_itself(now, opening) == 4,
        ),
    ),
}
