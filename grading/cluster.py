"""`spread` over Dask: one function for every student, on several machines, with the same results as in processes here.

Dask gives out the work; each of its workers calls the function in a process of its own (`spread.pool`), so that a
task that never ends, or ends its process, costs no worker. What becomes of a lost worker's task is that of a process
that died: it is tried once more, alone. Nothing is sent to a worker whose files of the course, or whose Python or
NumPy, are not the ones that are here: its marks might be others.

Threat: who reaches a scheduler can have its workers do anything. The local one listens on this machine alone; whose
scheduler it is, and who reaches it, is for the teacher to know (README.md says so).
"""

import hashlib
import logging
import multiprocessing
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np

import backprop_core

from .course import MarkingError
from .spread import Died, outcome, pool, twice

LOCAL = "local"
AHEAD = 2  # tasks for each thread of a worker that are on their way to it
PATIENCE = 120.0  # s until a scheduler has to answer, and until there must be a worker again where none is left
LOOK = 5.0  # s, how often one looks which workers there are while none has finished
MISSING = "Dask is not installed here: `.venv/bin/python -m pip install --require-hashes -r requirements/cluster.txt`."
HOW = "DASK_DISTRIBUTED__WORKER__DAEMON=False must stand before the command that starts it"
SUFFIXES = {".py", ".npz", ".npy", ".csv", ".json"}  # of files on which a mark may hang


def spread(function, tasks, seconds, jobs=2, address=LOCAL):
    """What `spread.spread` yields. address: that of a scheduler, or "local": then one is started here, with so many
    workers as `jobs` says; else there are as many as it has. Raises `MarkingError` where there is none to be used."""
    with _client(address, jobs) as client:
        try:
            yield from twice(partial(_round, client, _Workers(client), function, seconds), tasks, jobs)
        finally:
            client.run(_stop, on_error="ignore")


@contextmanager
def _client(address, jobs):
    """A client of the scheduler; what was started for it ends with it."""
    if find_spec("distributed") is None:
        raise MarkingError(MISSING)
    import dask
    from distributed import Client, LocalCluster

    with ExitStack() as started:
        try:
            if address == LOCAL:
                # daemon: no daemon may start processes. allowed-failures: a lost worker's task comes back to us.
                # lost-worker-timeout: one that takes a minute to begin again, on a busy machine, is not given up.
                own = {"distributed.worker.daemon": False, "distributed.scheduler.allowed-failures": 0,
                       "distributed.deploy.lost-worker-timeout": "10 minutes"}  # fmt: skip
                started.enter_context(dask.config.set(own))
                address = started.enter_context(LocalCluster(
                    n_workers=jobs, threads_per_worker=1, memory_limit=0, host="127.0.0.1", protocol="tcp",
                    dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL,
                ))  # fmt: skip
            client = started.enter_context(Client(address, timeout=PATIENCE, set_as_default=False))
        except (OSError, ValueError, RuntimeError) as error:  # no such address, nobody there, or no worker has begun
            where = "can be started here" if address == LOCAL else f"at {address} answers"
            raise MarkingError(f"No Dask scheduler {where} ({str(error).strip()}).") from None
        print(f"Dask's own pages, while it works: {_pages(client.dashboard_link)}", flush=True)
        yield client


def _pages(link):
    """Where Dask shows what it does; its pictures need Bokeh, its tables do not."""
    return link if find_spec("bokeh") else link.removesuffix("/status") + "/info/main/workers.html"


# --- Which workers are ours to use


@cache
def fingerprint():
    """{what: which} of all here on which a mark may hang: each file of the course, and the versions below it."""
    found = {"Python": ".".join(map(str, sys.version_info[:2])), "NumPy": np.__version__}
    for folder in (Path(backprop_core.__file__).parent, Path(__file__).parent):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.suffix in SUFFIXES and not {"source", "__pycache__", "explorers"} & {*inside.parts}:
                found[f"{folder.name}/{inside.as_posix()}"] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return found


def _about():
    """What a worker says of itself: its fingerprint, and whether it can start processes."""
    return fingerprint(), not multiprocessing.current_process().daemon


def _why_not(said):
    """Why a worker that says so cannot be used, in a few words, or ""."""
    if isinstance(said, Exception):
        return f"it cannot load the course ({type(said).__name__}: {said})".partition("\n")[0]
    (theirs, can_start), ours = said, fingerprint()
    for what in sorted(ours.keys() | theirs.keys(), key=lambda each: ("/" in each, each)):
        mine, its = ours.get(what), theirs.get(what)
        if mine != its:
            short = "/" not in what
            return f"{what} is {its or 'missing'} there and {mine} here" if short else f"{what} is another there"
    return "" if can_start else f"it cannot start processes: {HOW}"


class _Workers:
    """Those that may be used: each is asked once, before anything is sent to it."""

    def __init__(self, client):
        self._client, self._known = client, {}

    def now(self):
        """{address: number of its threads} of those that are there and may be used. Tells of each other one, once;
        raises `MarkingError` where there is none in the end."""
        until = time.monotonic() + PATIENCE
        while True:
            there = self._client.nthreads()
            new = [address for address in there if address not in self._known]
            if new:
                for address, said in self._client.run(_about, workers=new, on_error="return").items():
                    if isinstance(said, OSError):  # it has gone again
                        continue
                    self._known[address] = why = _why_not(said)
                    if why:
                        print(f"Not used: the worker {address}, because {why}.", flush=True)
            usable = {address: threads for address, threads in there.items() if self._known.get(address) == ""}
            if usable:
                return usable
            if time.monotonic() > until or there and there.keys() <= self._known.keys():
                raise MarkingError(f"Dask's scheduler has no worker that can be used (of {len(there)}); "
                                   "who has been marked keeps the mark.")  # fmt: skip
            time.sleep(1)


# --- Giving out the work


def _round(client, workers, function, seconds, tasks, jobs):
    """(name, arguments, result or `Lost` or `Died`) of each task; jobs: 1 for one after the other, else as many as the
    workers have threads."""
    from distributed import TimeoutError, wait

    tasks, running = iter(tasks), {}  # {future: (task, the workers that may have it)}
    following = next(tasks, None)
    try:
        while running or following:
            while following:
                usable = workers.now()
                if len(running) >= (1 if jobs == 1 else AHEAD * sum(usable.values())):
                    break
                future = client.submit(_alone, function, following[1], seconds, workers=[*usable], pure=False)
                running[future] = following, usable.keys()
                following = next(tasks, None)
            try:
                with client.as_current():
                    done = wait([*running], timeout=LOOK, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                done = ()
            for future in done:
                (task, _), found = running.pop(future), _found(future)
                yield *task, found
            there = client.nthreads().keys() if not done else ()
            for future, (task, asked) in [*running.items()] if not done else ():
                if not asked & there:  # Dask would wait for one of these to come back
                    del running[future]
                    future.cancel()
                    yield *task, Died()
    finally:
        client.cancel([*running])


def _found(future):
    """What a task has come to. An error that is not the task's own is the loss of its worker."""
    if future.status == "finished":
        return future.result()
    return Died()


HERE = threading.local()  # the pool of each thread of a worker
POOLS = []  # all of them


def _alone(function, arguments, seconds):
    """In a worker: call the function in the process that this thread has for it."""
    if getattr(HERE, "pool", None) not in POOLS or HERE.function is not function:
        HERE.function, HERE.pool = function, pool(1, function)
        POOLS.append(HERE.pool)
    return outcome(HERE.pool.schedule(function, args=arguments, timeout=seconds), seconds)


def _stop():
    """In a worker: end the processes that it has started for this run."""
    while POOLS:
        each = POOLS.pop()
        each.stop()
        each.join()
