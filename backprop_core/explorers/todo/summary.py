"""What to do with the views of 10, the summary."""

from .task import Task

TASKS = {
    "seven_rows": (
        Task(
            "Click each of the seven rows, from the top. The diagram marks what its number is made of.",
            lambda now, opening: now["selected"][:7] == "update-",
        ),
        Task(
            "Click another neuron, or another line. Which rows turn to it?",
            lambda now, opening: now["follow"] != opening["follow"],
        ),
        Task(
            "Reset, click the weight +0.8 (from x₁), and tick “rows stay”. Then see the table below.",
            lambda now, opening: now["hold"] and now["follow"] == opening["follow"],
        ),
    ),
}
