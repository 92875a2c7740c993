"""What to do with the views of 07, why it works."""

from .task import Task


def paths_seen(now, opening):
    """Whether the last path from the first weight is marked."""
    return now["start"] == opening["start"] and 1 < len(now["path_terms"]) == now["path"]


def folded(now, opening):
    """Whether the tree of the first weight has become the graph."""
    products = now["products"]
    return now["start"] == opening["start"] and now["fold"] > 0 and products["tree"] == products["graph"]


def at_corner(now, opening):
    """Whether the first hidden neuron's u is exactly at the corner of relu."""
    return now["activation"] == "relu" and now["u"][1][0] == 0


TASKS = {
    "all_paths": (
        Task(
            "Press Next path ▶ until you have seen all. Which factors come again, and where do the bars end?",
            paths_seen,
        ),
        Task(
            "Click a weight between layer 1 and layer 2. How many paths now?",
            lambda now, opening: now["start"][:8] == "theta-2-",
        ),
        Task(
            "And one that leads to an output? Say it first, then click it.",
            lambda now, opening: now["start"][:8] == "theta-3-",
        ),
    ),
    "fold": (
        Task(
            "Which parts of the tree are equal? Say it, then press Fold ▶ once: some light up.",
            lambda now, opening: now["fold"] >= 1,
        ),
        Task("Which products does folding save, and which not? Say it, then press Fold ▶ to the end.", folded),
        Task(
            "Click lines further to the right. Which have no tree to fold, and why?",
            lambda now, opening: now["start"] != opening["start"],
        ),
    ),
    "what_it_costs": (
        Task("Press Measure times. Is the line of P² twice as steep as that of P, as you have counted?"),
        Task(
            "What if the networks grow in depth? Which line leaves the picture? Say it, and set Growing to depth.",
            lambda now, opening: now["grow"] == "depth",
        ),
        Task("Measure times once more. Does your machine agree?"),
    ),
    "choose_h": (
        Task("Drag h to its smallest. Does the error go on falling?", lambda now, opening: now["h"] <= 1e-13),
        Task("And to its largest.", lambda now, opening: now["h"] >= 1),
        Task("Drag a weight. Does the curve keep its shape?", lambda now, opening: now["theta"] != opening["theta"]),
    ),
    "corner": (
        Task(
            "Drag h down to 0.001. Where does the error fall, and why there?",
            lambda now, opening: now["h"] <= 0.001 and not at_corner(now, opening),
        ),
        Task(
            "Click x₂, press Enter, type 0.8. The same with the weight −0.44: type −0.5. Now u is exactly 0.",
            at_corner,
        ),
        Task("Is there an h that is small enough now? Say it, then drag h. Which of the two is wrong?"),
    ),
    "every_u": (
        Task(
            "Drag h from 0.001 up to 1. Which neuron leaves its bar first?",
            lambda now, opening: now["h"] >= 1,
        ),
    ),
}
