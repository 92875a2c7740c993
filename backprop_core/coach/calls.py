"""Calling a student's function: with copies of plain data, within a time limit, and whatever happens.

The function may be anything that takes plain data and gives plain data; nothing else is asked of it, so it may as well
be a stand-in for one that runs in another process.
"""

import contextlib
import io
import linecache
import re
import signal
import threading
import traceback
import warnings
from copy import deepcopy
from typing import NamedTuple

import numpy as np

SECONDS = 1.0  # that one call may take


class Trouble(NamedTuple):
    """Why a call gave no numbers. kind: "raises", "too_slow", "returns_none", "wrong_type", "wrong_shape" or
    "not_finite"; says: to the student, in a sentence; where: of an exception, its kind and their line."""

    kind: str
    says: str
    where: str = ""


class _TooSlow(BaseException):
    """Not an Exception, so that a student's `except Exception` does not catch it."""


@contextlib.contextmanager
def _limited(seconds):
    """Interrupt what runs longer. Signals reach the main thread only; elsewhere, and on Windows, nothing is cut."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)  # again and again: a bare `except:` may swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _unheard():
    """Nothing is printed, and no warning reaches the page: on stderr it would cost a student points in nbgrader."""
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with np.errstate(all="ignore"):
            yield


def call(function, arguments):
    """(what the function gives, None), or (None, the `Trouble`). The arguments are changed if the function does so.
    What it prints is left out."""
    try:
        with _unheard(), _limited(SECONDS):
            return function(*arguments), None
    except _TooSlow:
        return None, Trouble(
            "too_slow", f"Your function does not come to an end: it was stopped after {SECONDS:g} second. Is there a "
            "loop that never ends?"
        )  # fmt: skip
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also SystemExit: a student's function must not end the kernel
        return None, _raised(function, error)


def _raised(function, error):
    """Which exception, at which of the student's lines, and what it means."""
    code = getattr(function, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if code is not None and frame.filename == code.co_filename]
    where = type(error).__name__
    line = ""
    if theirs:
        text = (theirs[-1].line or linecache.getline(theirs[-1].filename, theirs[-1].lineno)).strip()
        line = f" in the line `{text}`" if text else f" in line {theirs[-1].lineno}"
    said = re.sub(r"^matmul: .*\((size .*)\)$", r"matmul: \1", str(error).strip())
    sentence = f"Your function stops{line} with {where}{f' ({said[:120]})' if said else ''}. {_meaning(error, said)}"
    return Trouble("raises", sentence.strip(), f"{where}{line}")


def _meaning(error, said):
    """What an exception usually means here, in plain words."""
    if isinstance(error, NotImplementedError):
        return "It has not been written yet."
    if isinstance(error, NameError):
        return "That name has not been defined inside the function."
    if "NoneType" in said:
        return "Something is None there: entry 0 of theta, delta and the gradients is None, so loops begin at layer 1."
    if "matmul" in said or "not aligned" in said or "broadcast" in said:
        return (
            "Two matrices do not fit together: print their shapes, and ask which of them must be turned round, or has "
            "a row or column too many."
        )
    if "converted to Python scalars" in said or "only length-1 arrays" in said:
        return "That takes one number; u is a whole array. NumPy's own functions, like np.exp, go entry by entry."
    if "bitwise_xor" in said:
        return "In Python a power is written **. The sign ^ is something else."
    if isinstance(error, IndexError):
        return "There is no such entry: lists go from 0 to M, the last layer."
    if isinstance(error, TypeError) and "positional argument" in said:
        return "Look at what it is to be given."
    if isinstance(error, RecursionError):
        return "It calls itself for ever."
    return ""


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
        try:
            each = np.asarray(each)
            if each.dtype == object or each.dtype.kind not in "fiub":
                raise TypeError
            each = each.astype(float) if each.dtype != np.float32 else each
        except (TypeError, ValueError):
            return Trouble("wrong_type", f"{LETTERS[name]}{_of(layer)} is no array of numbers.")
        found.append(each)
    return found


LETTERS = {
    "u": "u", "o": "o", "delta": "δ", "norms": "‖δ‖", "gradients": "the gradient", "theta": "the new θ", "Err": "Err",
    "sigmoid": "σ(u)", "slope": "σ′(u)",
}  # fmt: skip


def _of(layer):
    return "" if layer is None else f" of layer {layer}"


def _entry(name, value, layer, count):
    """One layer of a list over layers."""
    if isinstance(value, np.ndarray) and value.dtype != object or not isinstance(value, (list, tuple, np.ndarray)):
        return Trouble(
            "wrong_type", f"{_first(LETTERS[name])} must be a list with an entry for each layer; yours is "
            f"{'one array' if isinstance(value, np.ndarray) else f'a {type(value).__name__}'}."
        )  # fmt: skip
    if len(value) != count:
        return Trouble(
            "wrong_shape", f"The list of {LETTERS[name]} must have {count} entries for {count - 1} layers of weights: "
            f"entry 0 (for the inputs, it may be None), then layers 1 to {count - 1}. Yours has {len(value)}."
        )  # fmt: skip
    if value[layer] is None:
        return Trouble("returns_none", f"{_first(LETTERS[name])} of layer {layer} is None: it was never filled in.")
    return value[layer]


def _first(text):
    """With a capital letter."""
    return text[:1].upper() + text[1:] if text[:4] == "the " else text


def misshapen(arrays, expected):
    """A `Trouble` where an array has another shape than it should have, or holds inf or NaN; else None."""
    for array, (name, layer, right) in zip(arrays, expected, strict=True):
        if array.shape != right.shape and right.ndim == 0:
            says = (
                f"{_first(LETTERS[name])}{_of(layer)} should be one number; yours is an array of shape {array.shape}."
            )
            return Trouble("wrong_shape", f"{says} Is everything added up?")
        if array.shape != right.shape:
            return Trouble(
                "wrong_shape", f"{_first(LETTERS[name])}{_of(layer)} should have the shape {right.shape}; yours has "
                f"{array.shape}."
            )  # fmt: skip
        if not np.isfinite(array).all():
            return Trouble("not_finite", f"{_first(LETTERS[name])}{_of(layer)} holds inf or NaN.")
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
