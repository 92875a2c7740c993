"""The program in the sandbox: it runs a student's cells, and calls their functions for the grader.

It is started anew for each student, with nothing mounted but Python, its packages and the few files of the course that
hold no answer (`sandbox.py` says which). It reads requests from its standard input and answers on its standard output,
in the form of `wire.py`; before the first cell runs, both are moved away, and starting other programs is forbidden.

    ["run", cell, seconds]                 → outputs, as a notebook stores them
    ["begin", cell]                        → None; a cell of the grader's own is put into the history of cells
    ["value", name]                        → what the student's name stands for: plain data, a Function or a Thing
    ["call", function, arguments, right]   → (value, trouble, arguments as they are afterwards); right: (name, kind) of
                                             a helper in whose place a right σ ("f") or σ′ ("df") is put, or None
    ["not_run", function, check]           → what cells.py says
    ["uses", function]                     → names of the student's own functions that it uses
    ["course", function]                   → the name of what it uses of the course, or ""

Threat: a student's cell runs in this very process, and may rewrite all of it. Nothing here is to be relied upon: what
comes out of it is what the student hands in. It is honest only with the honest.
"""

import os
import traceback
from types import FunctionType

import numpy as np

from backprop_core.coach import calls, cells, remade

from . import limits, shell, wire


class Inside:
    """The requests, one method each."""

    def __init__(self):
        self._shell, self._functions = shell.Shell(), []

    def run(self, cell, seconds):
        return self._shell.run(cell, seconds)

    def begin(self, cell):
        self._shell.remember(cell)

    def value(self, name):
        space = self._shell.names
        if name not in space:
            return wire.thing("NameError", f"name '{name}' is not defined")
        found = space[name]
        if found is calls.not_written:
            return wire.Function("not_written")
        if callable(found):
            self._functions.append(found)
            return wire.Function(str(len(self._functions) - 1))
        plain, trouble = calls.read(plain_data, found)
        return wire.thing(type(found).__name__, "") if trouble else plain

    def call(self, function, arguments, right):
        function = self._functions[int(function)]
        if right:
            name, kind = right
            function = remade.with_another(function, name, getattr(Sigmoid, kind))
        value, trouble = calls.call(function, arguments)
        if trouble is None:
            value, trouble = calls.read(plain_data, value)
        after, spoilt = calls.read(plain_data, arguments)
        return value, trouble and tuple(trouble), wire.thing("spoilt", "") if spoilt else after

    def not_run(self, function, check):
        found = calls.not_written if function == "not_written" else self._functions[int(function)]
        return cells.not_run(found, check)

    def uses(self, function):
        found = self._functions[int(function)]
        return sorted(remade.used(found)) if type(found) is FunctionType else []

    def course(self, function):
        return remade.of_the_course(self._functions[int(function)])


class Sigmoid:
    """What is put in the place of a wrong helper."""

    @staticmethod
    def f(u):
        return 1 / (1 + np.exp(-u))

    @staticmethod
    def df(u):
        o = 1 / (1 + np.exp(-u))
        return o * (1 - o)


def plain_data(value, depth=0):
    """`value` in the types that go through the pipe; what is like a list, a number or an array is made one."""
    if depth > wire.DEEPEST:
        return value
    kind = type(value)
    if value is None or kind in (bool, int, float, complex, str):
        return value
    if isinstance(value, np.ndarray):
        return np.array(value, subok=False)
    if isinstance(value, np.generic):
        return value
    if isinstance(value, (list, tuple)):
        return (list if isinstance(value, list) else tuple)(plain_data(each, depth + 1) for each in value)
    if isinstance(value, dict):
        return {plain_data(name, depth + 1): plain_data(each, depth + 1) for name, each in value.items()}
    if isinstance(value, calls.numbers.Number):
        return complex(value) if complex(value).imag else float(value)
    if hasattr(value, "__array__"):
        array = np.asarray(value)
        return array if array.dtype != object else value
    return value


def main(wall):
    """Answer until there is nothing more to read; wall: whether there is one."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    inside = Inside()
    limits.enter(wall)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what goes wrong in here before that, the grader can read
        os.dup2(nowhere, stream)

    def read(n):
        data = source.read(n)
        if len(data) != n:
            os._exit(0)
        return data

    while True:
        what, *arguments = wire.receive(read)
        try:
            message = wire.pack(getattr(inside, what)(*arguments))
            if len(message) > wire.MOST_BYTES:
                message = wire.pack(wire.thing(wire.FAULT, "it is too large to be sent"))
        except BaseException:  # whatever has been made of this program by those who hand in
            message = wire.pack(wire.thing(wire.FAULT, traceback.format_exc()[-2000:]))
        target.write(message)
        target.flush()
