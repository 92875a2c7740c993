"""The one process that all others here are forks of: it has imported what they need, and done nothing else.

Imports take seconds, so they are made once. Where no process can be forked, each one imports for itself.
"""

import inspect
import multiprocessing
import os
import sys
import threading
from multiprocessing import forkserver

LOUD = (
    "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR"  # without it, an error in nbgrader_config.py is a line in the log
)
ONE_AT_A_TIME = threading.Lock()


def context(*modules):
    """How processes are made here. Whoever asks first says which modules they shall have imported already."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    with ONE_AT_A_TIME:
        found.set_forkserver_preload([*_main(), *modules])
        before = os.environ.get(LOUD)
        os.environ[LOUD] = "1"  # traitlets looks for it while it is imported
        try:
            forkserver.ensure_running()
        finally:
            os.environ.pop(LOUD) if before is None else os.environ.update({LOUD: before})
    return found


def _main():
    """What the program that was started has imported, if it is a module: Python runs that again in every process."""
    main = sys.modules["__main__"]
    if main.__spec__ is None or main.__spec__.name.rpartition(".")[2] == "__main__":
        return []
    names = {each.__name__ if inspect.ismodule(each) else getattr(each, "__module__", None)
             for each in vars(main).values()}  # fmt: skip
    return sorted(each for each in names if isinstance(each, str) and each not in ("__main__", main.__spec__.name))
