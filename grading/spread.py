"""One function for every student, in processes of their own: whatever becomes of one, the others have their turn.

Threat: a hand-in ends or blocks the very process that marks it. A task has so many seconds; the process of one that
takes longer is killed. A process that dies takes one task along, which is tried once more when all others are done.
"""

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, wait
from typing import NamedTuple

from pebble import ProcessExpired, ProcessPool

AHEAD = 4  # tasks for each process that wait for it: all at once would be all hand-ins in memory


class Lost(NamedTuple):
    """There is no result; why, in a few words."""

    why: str


def spread(function, tasks, seconds, jobs=2):
    """Yield (name, function(*arguments)) for each (name, arguments) of `tasks`, as they are done; a `Lost` in place of
    a result where there is none after so many seconds, or an exception came."""
    again = []
    for name, arguments, outcome in _round(function, tasks, seconds, jobs):
        if isinstance(outcome, ProcessExpired):
            again.append((name, arguments))
        else:
            yield name, outcome
    for name, _, outcome in _round(function, again, seconds, 1):
        died = isinstance(outcome, ProcessExpired)
        yield name, Lost("the process in which it was marked ended twice") if died else outcome


def _round(function, tasks, seconds, jobs):
    """(name, arguments, result or `Lost` or `ProcessExpired`) of each task."""
    way = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    tasks, running = iter(tasks), {}
    with ProcessPool(max_workers=jobs, context=multiprocessing.get_context(way)) as pool:
        try:
            while True:
                while len(running) < AHEAD * jobs and (task := next(tasks, None)):
                    running[pool.schedule(function, args=task[1], timeout=seconds)] = task
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield *running.pop(future), _outcome(future, seconds)
        except BaseException:
            pool.stop()
            raise


def _outcome(future, seconds):
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ProcessExpired):
        return error
    if isinstance(error, TimeoutError):
        return Lost(f"it was stopped after {seconds:g} seconds")
    return Lost(f"{type(error).__name__}: {error}".partition("\n")[0])
