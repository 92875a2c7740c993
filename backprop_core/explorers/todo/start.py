"""What to do with the views of 00, the first ten minutes."""

from .task import Task, target_down


def halved(now, opening):
    """Whether a hand has brought Err down to less than half of what it was."""
    return now["by_hand"][-1] < now["by_hand"][0] / 2


TASKS = {
    "let_them": (
        Task("Look at the map: for how many of the nine points is the answer about right?"),
        Task("Press ▶ Let them, and watch the map and the lines.", lambda now, opening: now["steps"] >= 100),
    ),
    "by_hand": (
        Task("Drag a weight slowly down, or up, and watch the map. Which one brings Err to less than half?", halved),
        Task(
            "Press Show wishes: an arrow says where each weight would go. Drag the one with the longest.",
            lambda now, before: len(now["drags"]) > len(before["drags"]),
            first=lambda now, opening: "wishes" in (now["show"] or ()),
        ),
        Task(
            "Press ▶ Let them, then drag Step back to 10: is it lower than you were after ten drags? And in the end?",
            lambda now, opening: now["steps"] >= 100,
        ),
    ),
    "one_neuron": (
        Task(
            "Guess: if you drag +0.8 up, will o rise or fall? How high can it get? Then drag it far.",
            lambda now, opening: now["theta"][1][0][0] >= 1.5,
        ),
        Task(
            "Drag −0.5 through 0. What becomes of its line? What does the neuron hear of x₂ when it is 0?",
            lambda now, opening: now["theta"][1][0][1] > 0,
        ),
        Task(
            "Click on o. The panel says where it comes from: the formula, and the same in numbers.",
            lambda now, opening: now["selected"] == "o-1-1",
        ),
    ),
    "who_answers": (
        Task(
            "Guess: if +0.5 grows, will the output rise or fall? Will a hidden neuron move? Drag it up, slowly.",
            lambda now, opening: now["theta"][2][0][2] >= opening["theta"][2][0][2] + 0.3,
        ),
        Task(
            "Drag −0.5, from x₂ to the upper hidden neuron. Which neurons answer? All others are dimmed.",
            lambda now, opening: abs(now["theta"][1][0][1] - opening["theta"][1][0][1]) >= 0.3,
        ),
        Task("Drag the target y down to 0. Which numbers change? Which do not, and why not?", target_down),
    ),
}
