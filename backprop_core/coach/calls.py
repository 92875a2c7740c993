"""Calling a student's function: with copies of plain data, within a time limit, and whatever happens.

The function may be anything that takes plain data and gives plain data; nothing else is asked of it, so it may as well
be a stand-in for one that runs in another process.
"""

import builtins
import contextlib
import inspect
import io
import linecache
import numbers
import re
import textwrap
import traceback
import warnings
import weakref
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from .. import checks
from . import sources
from .limit import FIRST, SECONDS, WAITING, Limit, TooSlow


class Trouble(NamedTuple):
    """Why a call gave no numbers. kind: "raises", "not_written", "too_slow", "asks", "returns_none", "wrong_type",
    "wrong_shape" or "not_finite"; says: to the student, in a sentence; where: of an exception, its kind and line."""

    kind: str
    says: str
    where: str = ""


class _AsksForInput(BaseException):
    """Raised where the function calls `input`: nobody is there who could answer."""


def _nobody_answers(*_, **__):
    raise _AsksForInput


@contextlib.contextmanager
def _unheard():
    """Nothing is printed or asked for, and no warning reaches the page: on stderr it would cost a student points in
    nbgrader, and a box for an answer would stay in the page."""
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with np.errstate(all="ignore"), _unasked():
            yield


@contextlib.contextmanager
def _unasked():
    asks, builtins.input = builtins.input, _nobody_answers
    try:
        yield
    finally:
        builtins.input = asks


class Elsewhere:
    """Stands for a student's function that runs in another process, as while marking (`grading/wall/standins.py`)."""

    def __call__(self, *arguments):
        raise NotImplementedError("it is `called`")

    def called(self, arguments):
        """What `call` gives."""
        raise NotImplementedError

    def not_run(self, check):
        """What `cells.not_run` says of it."""
        raise NotImplementedError

    def uses(self):
        """The names of the functions that it uses, as `remade.used` finds them."""
        raise NotImplementedError

    def with_another(self, name, kind):
        """It once more, as `remade.with_another` makes it; kind: "f" or "df", the right σ or σ′."""
        raise NotImplementedError

    def of_the_course(self):
        """What `remade.of_the_course` finds."""
        raise NotImplementedError


def call(function, arguments):
    """(what the function gives, None), or (None, the `Trouble`). The arguments are changed if the function does so.
    What it prints is left out."""
    if isinstance(function, Elsewhere):
        return function.called(arguments)
    limit = Limit(FIRST if _is_new(function) else SECONDS, WAITING)
    try:
        with _unheard(), limit:
            value = function(*arguments)
        return (None, too_slow(limit.passed, limit.waiting)) if limit.passed else (value, None)
    except TooSlow:
        limit.end()
        return None, too_slow(limit.passed, limit.waiting)
    except _AsksForInput:
        return None, Trouble(
            "asks", "Your function asks for input. All that it needs is in the brackets behind its name: nobody types "
            "while it is tried."
        )  # fmt: skip
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also SystemExit: a student's function must not end the kernel
        return None, _raised(function, error, arguments)


_called = {}  # {id: weak reference} of functions; nothing is asked of a student's object, not even whether it equals


def _is_new(function):
    """Whether this is the first call of a function: it may prepare what later calls use."""
    name = id(function)
    if name in _called:
        return False
    try:
        _called[name] = weakref.ref(function, lambda _: _called.pop(name, None))
    except TypeError:  # it cannot be remembered
        return False
    return True


def too_slow(passed, waiting):
    """What to say of a function that was stopped after `passed` seconds; one that only waits is after `waiting`."""
    ends = f"Your function does not come to an end: it was stopped after {passed:g} second"
    ends += "s." if passed != 1 else "."
    asks = "Is there a loop that never ends?" if passed < waiting else "Does it wait for something?"
    return Trouble("too_slow", f"{ends} {asks}")


def _raised(function, error, arguments):
    """Which exception, at which of the student's lines, and what it means."""
    code = getattr(function, "__code__", None)
    frames = zip(traceback.walk_tb(error.__traceback__), traceback.extract_tb(error.__traceback__), strict=True)
    theirs = [(frame, at) for (frame, _), at in frames if code is not None and at.filename == code.co_filename]
    where = type(error).__name__
    line, frame, at = "", None, None
    if theirs:
        frame, at = theirs[-1]
        text = (at.line or linecache.getline(at.filename, at.lineno)).strip()
        line = f" in the line `{text}`" if text else f" in line {at.lineno}"
    if isinstance(error, NotImplementedError):
        return Trouble("not_written", unwritten(frame, at), f"{where}{line}")
    said = re.sub(r"^matmul: .*\((size .*)\)$", r"matmul: \1", checks.words(error))
    said = re.sub(r"^matmul: Input operand \d (.*\(has \d).*$", r"matmul: one side \1)", said)
    means = shapes(error, frame, at) or _meaning(error, said, arguments) or _renamed(function, line)
    words = f" ({textwrap.shorten(said, 120, placeholder=' …')})" if said else ""
    sentence = f"Your function stops{line} with {where}{words}. {means}"
    return Trouble("raises", sentence.strip(), f"{where}{line}")


def unwritten(frame, at):
    """What to say of NotImplementedError, which nbgrader puts where something is to be written."""
    line, state = sources.left_in(frame, at) if frame else ("", "unseen")
    if state == "finished":
        return f"The line `{line}` still stands in your function, and ends it there: delete this line."
    if state == "perhaps":
        return f"It has not been written yet, or `{line}` is left in it: delete this line when yours are there."
    if state == "empty":
        return f"It has not been written yet: your lines belong where `{line}` stands."
    if state == "elsewhere":
        return "A function that yours calls has not been written yet, or its cell has not run."
    return "It has not been written yet, or its cell has not run."


def shapes(error, frame, at):
    """What to do where two matrices do not fit together, by their shapes; or "" where these cannot be seen."""
    if not isinstance(error, ValueError) or frame is None:
        return ""
    found, trouble = call(sources.operands, (frame, at))
    return "" if trouble or found is None else sources.advice(*found)


MEANINGS = (  # the kind of exception, a pattern of its words, and what it usually means here; the first that fits
    (UnboundLocalError, "", "It is used there before it has got a value."),
    (NameError, "'(exp|e|math)'", "e to the power u is np.exp(u) here: it goes entry by entry."),
    (NameError, "", "Nothing of that name is known there. Is it spelt as where it was made, and has that cell run?"),
    (
        Exception, "NoneType", "Something is None there: entry 0 of theta, delta and the gradients is None, so loops "
        "begin at layer 1; or it is needed before it has been computed.",
    ),
    (
        Exception, r"have enough dimensions \(has 0", "One of the two is no matrix, but None or a single number: has "
        "it been computed before it is needed? (Two numbers are multiplied with *.)",
    ),
    (
        Exception, "matmul|not aligned|broadcast", "Two matrices do not fit together: print their shapes, and ask "
        "which of them must be turned round, or has a row or column too many.",
    ),
    (
        Exception, "converted to Python scalars|only length-1 arrays",
        "That takes one number; u is a whole array. NumPy's own functions, like np.exp, go entry by entry.",
    ),
    (Exception, "bitwise_xor", "In Python a power is written **. The sign ^ is something else."),
    (
        Exception, "object is not callable", "A bracket behind a number is taken for a call. Is a * missing there? "
        "(Entries of a list have square brackets: o[m].)",
    ),
    (
        TypeError, r"operand.*'(function|numpy\.ufunc|builtin_function_or_method|method)'",
        "A function stands there where its value is needed: write its brackets, like sigma(u).",
    ),
    (
        TypeError, "list indices.*tuple",
        "That is a list over layers. First its entry, then row and column: theta[m][i, l].",
    ),
    (
        ValueError, "inhomogeneous",
        "A list of arrays of different shapes is no matrix. Is it one entry of it that you need, like o[m]?",
    ),
    (
        Exception, "'list'|multiply sequence",
        "That is a whole list. A layer's array is an entry of it, like theta[m].",
    ),
    (ValueError, "truth value of an array", "An if asks about one number; that is a whole array."),
    (
        ValueError, "array element with a sequence",
        "That place takes one number; what you put there is a whole array.",
    ),
    (TypeError, "positional argument", "Look at what the task says it is given, and in which order."),
    (RecursionError, "", "It calls itself again and again, without end."),
)  # fmt: skip


def _meaning(error, said, arguments):
    """What an exception usually means here, in plain words."""
    if isinstance(error, IndexError):
        return _no_entry(said, arguments)
    return next((says for kind, words, says in MEANINGS if isinstance(error, kind) and re.search(words, said)), "")


def _no_entry(said, arguments):
    """Which entries there are, where one that is not there was asked for."""
    layers = max((len(each) for each in arguments if isinstance(each, list)), default=0)
    if said.startswith("list index") and layers:
        return (
            f"There is no such entry. Here a list over layers has the entries 0 to {layers - 1}; one that you fill by "
            "yourself has those that are there already."
        )
    if "out of bounds" in said:
        return "There is no such row or column: of n rows the last one has the number n − 1. How far does the loop go?"
    return "There is no such entry. Python counts from 0."


def _renamed(function, line):
    """A sentence about a module whose name the student has given to something else, or ""."""
    known = getattr(function, "__globals__", {})
    for name in ("np", "coach"):
        if f"{name}." in line and name in known and not inspect.ismodule(known[name]):
            return (
                f"The name {name} stands for something else by now: you have given it away. Choose another name "
                "there, restart the kernel, and run the cells from the top."
            )
    return ""


def read(reader, *values):
    """(what `reader` makes of a student's values, None) or (None, the `Trouble`): objects may do anything when they
    are looked at."""
    found, trouble = call(reader, values)
    if trouble:
        trouble = Trouble("wrong_type", unreadable(trouble.where))
    return found, trouble


def unreadable(where):
    """What to say of an object at which one cannot even look; where: the kind of exception, or "" if it never ends."""
    return f"Your answer cannot be read: looking at it {f'ends in {where}' if where else 'does not come to an end'}."


def as_arrays(value, expected):
    """A student's value as a list of float arrays, one for each of `expected`, [(name, layer or None, array)]; or a
    `Trouble`. Shapes are not looked at yet.

    value: {name: value}. A result for layers is a list over layers 0…M, its entry 0 ignored.
    """
    found = []
    for name, layer, _ in expected:
        each = value[name]
        if each is None:
            return Trouble("returns_none", "Your function gives back None. Is there a return at its end?")
        if layer is not None:
            count = 1 + max(m for other, m, _ in expected if other == name)
            each = _entry(name, each, layer, count)
        if isinstance(each, Trouble):
            return each
        if callable(each):
            return Trouble("wrong_type", f"{called(name)}{_of(layer)} is a function: brackets are missing behind it.")
        try:
            found.append(as_numbers(each))
        except Exception:  # whatever a student's object does
            return Trouble("wrong_type", f"{called(name)}{_of(layer)} is no array of numbers.")
    return found


def as_numbers(value):
    """A student's value as an array of floats, in whatever dress they come: arrays of objects, fractions, complex
    numbers without an imaginary part. Raises an exception of any kind where it is none."""
    array = np.asarray(value)
    if array.dtype == object:
        if not all(isinstance(each, (numbers.Number, np.bool_)) for each in array.flat):
            raise TypeError
        array = array.astype(complex)
    if array.dtype.kind == "c" and not array.imag.any():
        array = array.real
    if array.dtype.kind not in "fiub":
        raise TypeError
    return array if array.dtype == np.float32 else array.astype(float)


LETTERS = {"delta": "δ", "gradients": "the gradient", "theta": "the new θ"}


def called(name):
    """How a result is called in a sentence: by its own name, if it has no other."""
    return LETTERS.get(name, name)


def _of(layer):
    return "" if layer is None else f" of layer {layer}"


def _entry(name, value, layer, count):
    """One layer of a list over layers."""
    if isinstance(value, np.ndarray) and value.dtype != object or not isinstance(value, (list, tuple, np.ndarray)):
        return Trouble(
            "wrong_type", f"{_first(called(name))} must be a list with an entry for each layer; yours is "
            f"{'one array' if isinstance(value, np.ndarray) else f'a {type(value).__name__}'}."
        )  # fmt: skip
    if len(value) != count:
        return Trouble(
            "wrong_shape", f"The list of {called(name)} must have {count} entries for {count - 1} layers of weights: "
            f"entry 0 (for the inputs, it may be None), then layers 1 to {count - 1}. Yours has {len(value)}."
        )  # fmt: skip
    if value[layer] is None:
        asks = (
            " Which layers does your loop go through, and in which order? From the last but one, "
            f"range({count - 2}, 0, -1) walks back to layer 1 here."
        )
        says = f"{_first(called(name))} of layer {layer} is None: it was never filled in."
        return Trouble("returns_none", says + (asks if name == "delta" else ""))
    return value[layer]


def _first(text):
    """With a capital letter."""
    return text[:1].upper() + text[1:] if text[:4] == "the " else text


def misshapen(arrays, expected, reshaped):
    """A `Trouble` where an array has another shape than it should have, or holds inf or NaN; else None.

    reshaped: {name: what to say of its shape}, where there is something better to say than the two shapes.
    """
    for array, (name, layer, right) in zip(arrays, expected, strict=True):
        if array.shape != right.shape and right.ndim == 0:
            says = (
                f"{_first(called(name))}{_of(layer)} should be one number; yours is an array of shape {array.shape}."
            )
            return Trouble("wrong_shape", f"{says} Is everything added up?")
        if array.shape != right.shape:
            shapes = f"should have the shape {right.shape}; yours has {array.shape}."
            return Trouble("wrong_shape", reshaped.get(name) or f"{_first(called(name))}{_of(layer)} {shapes}")
        if not np.isfinite(array).all():
            return Trouble(
                "not_finite",
                f"{_first(called(name))}{_of(layer)} holds inf or NaN. These come from a division by 0, the "
                "root of a number below 0, or a number that grows without end.",
            )
    return None


def settled(array, right):
    """An array in the shape of the right one, where only its writing differs: one pattern as a row, a number as a
    list."""
    number = right.ndim == 0
    one_pattern = array.ndim == 1 and right.ndim == 2 and right.shape[1] == 1
    return array.reshape(right.shape) if array.size == right.size and (number or one_pattern) else array


def copied(arguments):
    """Arguments that a student's function may spoil."""
    return deepcopy(arguments)


class _NotWritten:
    def __call__(self, *_, **__):
        raise NotImplementedError("its cell has not run, or it stopped with an error")


not_written = _NotWritten()  # stands for a function of the student until its cell has run
