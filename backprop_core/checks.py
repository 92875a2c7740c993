"""One clear sentence for bad input: what was wrong, what came, what was expected.

Every public function of the core checks its arguments here *before* it changes anything. The errors are
ordinary `ValueError`s and `TypeError`s; in a notebook they print as their one sentence, without a traceback.
"""

import math
import operator

import numpy as np


class _OneSentence:
    """IPython asks an exception for `_render_traceback_`: the reader needs the sentence, not our stack."""

    def _render_traceback_(self):
        return [f"{type(self).__mro__[2].__name__}: {self}"]


class InputValueError(_OneSentence, ValueError):
    """A value of the right type that does not fit."""


class InputTypeError(_OneSentence, TypeError):
    """A value of the wrong type."""


def show(value):
    """`value` as it reads in a sentence: short, on one line."""
    value = value.item() if isinstance(value, np.generic) else value
    text = f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else words(value, repr)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


def words(value, how=str):
    """What an object says of itself, in letters that every page can show; "" where it raises an exception."""
    try:
        return how(value).strip().encode("utf-8", "replace").decode("utf-8")
    except Exception:  # it is somebody's own
        return "" if how is str else f"a {type(value).__name__}"


def choice(name, value, table):
    """`value`, if it is one of the names in `table`."""
    if not isinstance(value, str):
        raise InputTypeError(f"{name} must be one of the names {', '.join(table)}; got {show(value)}.")
    if value not in table:
        raise InputValueError(f"{name} must be one of {', '.join(table)}; got {show(value)}.")
    return value


def flag(name, value):
    """`value` as True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise InputTypeError(f"{name} must be True or False; got {show(value)}.")
    return bool(value)


def number(name, value, *, above=None, least=None, most=None):
    """`value` as a finite float, > `above` and within `least` … `most`, where these are given."""
    if isinstance(value, (bool, np.bool_, str, bytes)) or value is None:
        raise InputTypeError(f"{name} must be a number; got {show(value)}.")
    try:
        value_read = float(value)
    except (TypeError, ValueError, OverflowError):
        raise InputTypeError(f"{name} must be a number; got {show(value)}.") from None
    if not math.isfinite(value_read):
        raise InputValueError(f"{name} must be a finite number; got {show(value)}.")
    if above is not None and not value_read > above:
        raise InputValueError(f"{name} must be greater than {above}; got {show(value)}.")
    if least is not None and value_read < least or most is not None and value_read > most:
        raise InputValueError(f"{name} must be {_range(least, most)}; got {show(value)}.")
    return value_read


def whole_number(name, value, *, least=0, most=None):
    """`value` as an int within `least` … `most`."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        value_read = operator.index(value)
    except TypeError:
        raise InputTypeError(f"{name} must be a whole number; got {show(value)}.") from None
    if value_read < least or most is not None and value_read > most:
        raise InputValueError(f"{name} must be {_range(least, most)}; got {value_read}.")
    return value_read


def _range(least, most):
    low, high = (str(each).removesuffix(".0") for each in (least, most))
    if most is None:
        return f"at least {low}"
    return f"at most {high}" if least is None else f"from {low} to {high}"


def sizes(value):
    """Layer sizes (n_0, …, n_M): at least two layers of at least one neuron each."""
    try:
        if isinstance(value, (str, bytes)):
            raise TypeError
        layers = tuple(value)
    except TypeError:
        raise InputTypeError(
            f"sizes must list the neurons of each layer, like (2, 3, 1); got {show(value)}."
        ) from None
    if len(layers) < 2:
        raise InputValueError(f"sizes must name at least two layers, like (2, 3, 1); got {show(value)}.")
    return tuple(whole_number(f"sizes[{m}]", n, least=1) for m, n in enumerate(layers))


def array(name, value):
    """`value` as a float64 array of finite numbers (not a copy, if it is one already)."""
    try:
        numbers = np.asarray(value)
        if numbers.dtype.kind not in "biufO":  # strings, complex numbers, dates
            raise TypeError
        numbers = numbers.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        raise InputTypeError(f"{name} must be an array of numbers; got {show(value)}.") from None
    except OverflowError:
        raise InputValueError(f"{name} must hold numbers that fit into a float; got {show(value)}.") from None
    # The sum of squares is cheap, and finite only if every entry is. Huge entries may overflow it: then look again.
    if not math.isfinite(np.vdot(numbers, numbers)) and not np.isfinite(numbers).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(numbers))[0])
        raise InputValueError(f"{name} must hold finite numbers only; entry {where} is {float(numbers[where])}.")
    return numbers


def columns(name, value, rows, patterns=None):
    """Patterns as the columns of a (`rows`, N) array; a 1-D value is one pattern, read as a column."""
    numbers = array(name, value)
    if numbers.ndim == 1:
        numbers = numbers[:, None]
    if numbers.ndim != 2 or numbers.shape[0] != rows or numbers.shape[1] == 0:
        raise InputValueError(
            f"{name} must have shape ({rows}, N), one pattern a column; got shape {np.shape(value)}."
        )
    if patterns is not None and numbers.shape[1] != patterns:
        raise InputValueError(f"{name} must have as many patterns (columns) as x, {patterns}; got {numbers.shape[1]}.")
    return numbers


def sequence(name, value):
    """`value` as a list."""
    try:
        return list(value)
    except TypeError:
        raise InputTypeError(f"{name} must be a list; got {show(value)}.") from None


def dictionary(name, value):
    """`value`, if it is a dict."""
    if not isinstance(value, dict):
        raise InputTypeError(f"{name} must be a dict; got {show(value)}.")
    return value


def matrices(name, value, shapes, finite=True):
    """One float64 matrix of each of `shapes`, for layers 1, 2, …; with finite=False inf and NaN may pass."""
    given = sequence(name, value)
    if len(given) != len(shapes) or given[0] is None:
        hint = " (leave out the None of layer 0)" if given and given[0] is None else ""
        raise InputValueError(
            f"{name} must hold {len(shapes)} matrices, for layers 1…{len(shapes)}; got {len(given)}{hint}."
        )
    read = []
    for m, (matrix, shape) in enumerate(zip(given, shapes, strict=True), start=1):
        if finite or not isinstance(matrix, np.ndarray):
            matrix = array(f"{name} of layer {m}", matrix)
        if matrix.shape != shape:
            raise InputValueError(f"{name} of layer {m} must have shape {shape}; got shape {matrix.shape}.")
        read.append(matrix)
    return read


def network(name, value):
    """`value`, if it can go forward and backward."""
    if not (hasattr(value, "forward") and hasattr(value, "backward")):
        raise InputTypeError(f"{name} must be a Network; got {show(value)}.")
    return value


def trace(value, sizes):
    """(u, o) of a forward pass through a network of these sizes."""
    try:
        u, o = value
        shapes = [layer.shape[0] for layer in o]
    except (TypeError, ValueError, AttributeError, IndexError):
        raise InputTypeError(f"trace must be what forward(x) returned; got {show(value)}.") from None
    if tuple(shapes) != sizes:
        raise InputValueError(f"trace must come from a network of sizes {sizes}; got sizes {tuple(shapes)}.")
    expected = [(n, o[0].shape[1]) for n in sizes]
    if [np.shape(layer) for layer in u] != expected or [np.shape(layer) for layer in o] != expected:
        raise InputValueError("trace must hold u and o of the same forward pass; got arrays of different shapes.")
    return u, o


def generator(name, value):
    """A NumPy Generator: the one given, or a new one from a seed."""
    if isinstance(value, np.random.Generator):
        return value
    try:
        return np.random.default_rng(whole_number(name, value))
    except TypeError:
        raise InputTypeError(
            f"{name} must be a seed (a whole number) or a numpy Generator; got {show(value)}."
        ) from None
