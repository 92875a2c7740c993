"""A plugin of pytest for tools/mutants.py: which marked functions each test reaches, and tests in a chosen order.

    REACHED_WRITE=file   there it writes {test: [its seconds, the names of the marked functions that it reaches]}
    REACHED_READ=file    [[test, …], [test, …]]: of the second, all that are known, the first alone are run, in this
                         order; and those that are not known: the names of tests may hold what a function gives
    REACHED_ONLY=file    [[test, …], last]: these alone are run, in the order of their files, up to the last

A function is marked by `MARK` as its first line; a test says by `pytest.mark.js` which scripts it looks at. What is
set up for a whole file belongs to all of its tests.
"""

import builtins
import json
import os
import time
from pathlib import Path

import pytest

MARK = 'getattr(__import__("builtins"), "reached", id)({!r})\n'  # where this plugin is not loaded it does nothing


class Writer:
    """Listens while tests run."""

    def __init__(self, path):
        self.path, self.tests, self.files, self.heard = path, {}, {}, set()
        builtins.reached = lambda name: self.heard.add(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item):
        self.heard = self.files.setdefault(item.path, set())
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        self.heard, begin = scripts(item), time.perf_counter()
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] = time.perf_counter() - begin, item.path, self.heard

    def pytest_sessionfinish(self):
        found = {name: (seconds, [*heard | self.files[path]]) for name, (seconds, path, heard) in self.tests.items()}
        self.path.write_text(json.dumps(found), encoding="utf-8")


def scripts(item):
    """The names of the scripts that a test looks at, as its marks say."""
    return {f"{name}.js" for mark in item.iter_markers("js") for name in mark.kwargs}


def pytest_configure(config):
    """Begin to listen."""
    if path := os.environ.get("REACHED_WRITE"):
        config.pluginmanager.register(Writer(Path(path)))


def pytest_collection_modifyitems(items):
    """Leave the chosen tests alone, in their order."""
    if path := os.environ.get("REACHED_READ"):
        chosen, known = json.loads(Path(path).read_text(encoding="utf-8"))
        place = dict.fromkeys(known) | {name: at for at, name in enumerate(chosen)}
        kept = [each for each in items if place.get(each.nodeid, -1) is not None]
        items[:] = sorted(kept, key=lambda each: place.get(each.nodeid, -1))
    if path := os.environ.get("REACHED_ONLY"):
        chosen, last = json.loads(Path(path).read_text(encoding="utf-8"))
        items[:] = [each for each in items if each.nodeid in chosen]
        names = [each.nodeid for each in items]
        del items[names.index(last) + 1 if last in names else len(items) if last is None else 0 :]
