"""What to do with the views of 04, the deltas."""

from .task import Task, all_deltas, committed, target_passed


def all_guessed(now, opening):
    """Every δ is computed, and the sign of as many has been said: End ▶| asks for none."""
    return all_deltas(now) and now["guessed"] >= sum(len(layer) for layer in now["delta"][1:])


TASKS = {
    "wrong_and_sure": (
        Task("How large is its δ: about 1, 0.1 or 0.01? Type your prediction, and press Commit.", committed),
        Task(
            "Move its weight slowly from 5 down to −2 (↓, or drag with Shift). Where on the way is |δ| largest?",
            lambda now, opening: now["theta"][1][0][0] <= -2,
        ),
        Task(
            "Reset, and choose σ = identity: the flat ends are gone. What does δ do now, far out?",
            lambda now, opening: now["activation"] == "identity",
        ),
    ),
    "term_by_term": (
        Task("Press Next ▶ until every δ is there. Before each, say its sign: − 0 +.", all_guessed),
        Task(
            "Drag the target y₁ down past the output. What do all δ do at once?",
            lambda now, opening: all_deltas(now) and target_passed(now, opening),
        ),
        Task(
            "Reset, and drag the weight −0.7 up through 0. Which δ changes its sign, and why only this one?",
            lambda now, opening: now["theta"][2][0][1] > 0,
        ),
    ),
    "wiggle": (
        Task(
            "Drag a weight. Do the dots stay at the ends of the bars?",
            lambda now, opening: now["theta"] != opening["theta"],
        ),
        Task(
            "Drag the weight +0.8 (from x₁) far up, with Shift held. What happens at hidden neuron 1?",
            lambda now, opening: now["o"][1][0] > 0.98,
        ),
        Task(
            "Reset, and choose σ = relu. Why is every δ 0?",
            lambda now, opening: all_deltas(now) and not any(delta for layer in now["delta"][1:] for delta in layer),
        ),
    ),
    "who_wins": (
        Task("Hidden neuron 1 feeds one output that is too high, and one that is too low. Say first: who wins?"),
        Task(
            "Press Next ▶ twice, once for each term; then once more.",
            lambda now, opening: now["delta"][1][0] is not None,
        ),
        Task(
            "Press End ▶|, and click x₁: the same sum once more. Which factor is missing, and why?",
            lambda now, opening: all_deltas(now) and now["selected"] == "x-1",
        ),
    ),
    "wishes": (
        Task(
            "Who wants this weight up, who down? Predict the gradient, or only 1 or −1, and press Commit.", committed
        ),
        Task("Set Pattern to 1. Why does it wish nothing?", lambda now, opening: now["pattern"] == 1),
        Task(
            "Click other weights, also the pale lines. Who is outvoted there?",
            lambda now, opening: (
                not now["hide"] and now["selected"][:6] == "theta-" and now["selected"] != opening["selected"]
            ),
        ),
    ),
    "saturated": (
        Task("You are about to make the middle neuron saturated. Say first: which of the three δ become tiny?"),
        Task(
            "Double-click the number on the lit line, from the constant neuron to the middle one, and type 6.",
            lambda now, opening: now["theta"][2][0][0] >= 5,
        ),
        Task("Now type −6. Does the other flat end do the same?", lambda now, opening: now["theta"][2][0][0] <= -5),
    ),
}
