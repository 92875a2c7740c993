"""The bank of tasks that stand above views, {name: at most three}: a module for each notebook. See `Task`."""

from . import algorithm, chain_rule, deltas, depth, error, forward, stability, start, summary, training, why

BANK = {
    **start.TASKS,
    **forward.TASKS,
    **error.TASKS,
    **chain_rule.TASKS,
    **deltas.TASKS,
    **algorithm.TASKS,
    **training.TASKS,
    **why.TASKS,
    **depth.TASKS,
    **stability.TASKS,
    **summary.TASKS,
}
