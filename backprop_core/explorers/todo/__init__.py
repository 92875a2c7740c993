"""The bank of tasks that stand above views, {name: at most three}: a module for each notebook. See `Task`."""

from . import algorithm, chain_rule, deltas, depth, stability, summary, training, why

BANK = {
    **chain_rule.TASKS,
    **deltas.TASKS,
    **algorithm.TASKS,
    **training.TASKS,
    **why.TASKS,
    **depth.TASKS,
    **stability.TASKS,
    **summary.TASKS,
}
