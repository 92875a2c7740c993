"""One function for every student, in processes of their own: whatever becomes of one, the others have their turn.

Threat: a hand-in ends or blocks the very process that marks it. A task has so many seconds; the process of one that
takes longer is killed. A process that dies takes one task along, which is tried once more, alone, when all others are
done. `cluster.py` does the same on several machines.
"""

import os
import threading
import time
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import psutil
from pebble import ProcessExpired, ProcessPool

from . import processes

AHEAD = 4  # tasks for each process that wait for it: all at once would be all hand-ins in memory


class Lost(NamedTuple):
    """There is no result; why, in a few words."""

    why: str


class Died(NamedTuple):
    """There is no result yet: the process in which it was made has ended."""


def spread(function, tasks, seconds, jobs=2):
    """Yield (name, function(*arguments)) for each (name, arguments) of `tasks`, as they are done; a `Lost` in place of
    a result where there is none after so many seconds, or an exception came."""
    yield from twice(partial(_round, function, seconds), tasks, jobs)


def twice(run, tasks, jobs):
    """(name, result or `Lost`) of each task. run(tasks, jobs) yields (name, arguments, result or `Lost` or `Died`);
    it is called again, for one task at a time, with those that died."""
    again = []
    for name, arguments, outcome in run(tasks, jobs):
        if isinstance(outcome, Died):
            again.append((name, arguments))
        else:
            yield name, outcome
    for name, _, outcome in run(again, 1) if again else ():
        died = isinstance(outcome, Died)
        yield name, Lost("the process in which it was marked ended twice") if died else outcome


def pool(jobs, function):
    """So many processes for calls of this function, to be used in a with statement."""
    context = processes.context(function.__module__, __name__)
    return ProcessPool(max_workers=jobs, context=context, initializer=_end_with, initargs=(os.getpid(),))


def _end_with(number):
    """In such a process: see to it that it does not outlive the one of this number, even if that is killed."""
    threading.Thread(target=_watch, args=(psutil.Process(number),), daemon=True).start()


def _watch(other):
    with suppress(psutil.NoSuchProcess):
        while other.is_running() and other.status() != psutil.STATUS_ZOMBIE:
            time.sleep(1)
    os._exit(1)


def _round(function, seconds, tasks, jobs):
    """(name, arguments, result or `Lost` or `Died`) of each task."""
    tasks, running = iter(tasks), {}
    with pool(jobs, function) as workers:
        try:
            while True:
                while len(running) < AHEAD * jobs and (task := next(tasks, None)):
                    running[workers.schedule(function, args=task[1], timeout=seconds)] = task
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield *running.pop(future), outcome(future, seconds)
        except BaseException:
            workers.stop()
            raise


def outcome(future, seconds):
    """What a future of the pool has come to: its result, `Lost` or `Died`."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ProcessExpired):
        return Died()
    if isinstance(error, TimeoutError):
        return Lost(f"it was stopped after {seconds:g} seconds")
    return Lost(f"{type(error).__name__}: {error}".partition("\n")[0])
