"""What to do with the views of 08, vanishing gradients."""

from .task import Task
from .training import trained


def changed_to(**wanted):
    """The condition that these settings stand like this."""
    return lambda now, opening: all(now[name] == value for name, value in wanted.items())


TASKS = {
    "thirty_layers": (
        Task("The upper strips: δ comes in at the right. How far to the left does it get?"),
        Task("Lower right: two factors, and their product. Which of the two is to blame?"),
        Task(
            "Drag Depth down to 3, and watch the left end. From which depth on is it harmless?",
            lambda now, opening: now["depth"] <= 3,
        ),
    ),
    "where_u_lies": (
        Task(
            "Drag Layer. Do the other layers look the same?",
            lambda now, opening: now["layer"] is not None and now["gain"] == opening["gain"],
        ),
        Task(
            "Drag gain up to 8. How much of the histogram comes to lie in the yellow?",
            lambda now, opening: now["gain"] >= 8,
        ),
    ),
    "first_weights": (
        Task(
            "What will the factor be with He's rule? Say it, and choose the first weights he.",
            changed_to(activation="relu", init="he"),
        ),
        Task(
            "Choose σ = tanh, with orthogonal. Does that work as well?",
            changed_to(activation="tanh", init="orthogonal"),
        ),
        Task(
            "relu and he again: how many are framed in orange? And with leaky relu?",
            changed_to(activation="leaky_relu", init="he"),
        ),
    ),
    "trap": (
        Task("δ falls. Does ∂Err/∂θ? The third picture, u of each layer, tells why."),
        Task("Choose σ = sigmoid. Is it the same there?", changed_to(activation="sigmoid")),
    ),
    "does_it_learn": (
        Task(
            "What will Err be after 200 steps? Say it, and press Play. Which layers stand still?",
            trained(200, activation="sigmoid"),
        ),
        Task(
            "Choose σ = relu and the first weights he. Say it again, and Play.",
            trained(200, activation="relu", init="he"),
        ),
        Task("Which of the two changes did it? Try relu with xavier.", trained(200, activation="relu", init="xavier")),
    ),
}
