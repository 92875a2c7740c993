"""What goes through the pipe between the grader and a student's program: plain data, with limits.

A message is JSON and, behind it, the bytes of its arrays:

    length of the JSON, number of arrays (4 bytes each, big-endian) · JSON · for each array its length (8), its bytes

Threat: whatever comes from the student's side may be forged, by hand, byte by byte. So nothing is unpickled, evaluated
or imported here; sizes, depth and number are limited before memory is taken; and an array is made of bytes only after
its shape and its kind of numbers have been looked at. What is no plain data is a `Thing`: its type's name and how it
reads in a sentence.
"""

import json
import math
import re
import struct
from typing import NamedTuple

import numpy as np

MOST_BYTES = 48 * 2**20  # of one message
MOST_PARTS = 200_000  # entries of all lists and dictionaries in one message
MOST_NAMES = 2000  # of one dictionary: names can be chosen so that Python takes the square of their number
DEEPEST = 24  # lists in lists
LETTERS = 2000  # of what a Thing says of itself
TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"')  # in JSON
KINDS = ("<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", "<u8", "<u4", "<u2", "|u1", "|b1", "<c16", "<c8")
FAULT = "Fault of the program inside"  # the type of what it answers where it cannot answer
HEAD, SIZE = struct.Struct(">II"), struct.Struct(">Q")


class Broken(Exception):
    """What came is no message, or is larger than one may be."""


class Thing:
    """Stands for an object that is no plain data; its type has the name of the object's own."""

    def __init__(self, said):
        self._said = said

    def __repr__(self):
        return self._said


def thing(name, said):
    """A `Thing` whose type is called `name`."""
    return type(name[:LETTERS] or "object", (Thing,), {})(said[:LETTERS])


class Function(NamedTuple):
    """A name that stands for something that can be called, on the other side."""

    name: str


# --- Writing -------------------------------------------------------------------------------------------------------


def pack(value):
    """A message."""
    arrays = []
    text = json.dumps(_written(value, arrays, 0), ensure_ascii=True, separators=(",", ":")).encode()
    parts = [HEAD.pack(len(text), len(arrays)), text]
    for each in arrays:
        parts += [SIZE.pack(each.nbytes), each.tobytes()]
    return b"".join(parts)


def _written(value, arrays, depth):
    """`value` as JSON has it. Numbers, texts and None stand for themselves; all else is a list, whose first entry says
    what it is."""
    if depth > DEEPEST:
        return ["thing", type(value).__name__, "…"]
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if abs(value) < 2**53 else ["int", format(value, "x")[:100_000]]
    if kind is float:
        return value if math.isfinite(value) else ["float", repr(value)]
    if kind is complex:
        return ["complex", repr(value.real), repr(value.imag)]
    if kind in (list, tuple):
        return ["list" if kind is list else "tuple", [_written(each, arrays, depth + 1) for each in value]]
    if kind is dict:
        return ["dict", [[_written(part, arrays, depth + 1) for part in pair] for pair in value.items()]]
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.newbyteorder("<").str in KINDS:
        arrays.append(np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")))
        shape = list(value.shape) if isinstance(value, np.ndarray) else None  # None: a number, not an array of one
        return ["array", len(arrays) - 1, arrays[-1].dtype.str, shape]
    if kind is np.ndarray and value.dtype == object:
        return ["objects", list(value.shape), [_written(each, arrays, depth + 1) for each in value.flat]]
    if isinstance(value, Function):
        return ["function", value.name]
    return ["thing", *described(value)]


def described(value):
    """The name of an object's type, and how it reads."""
    try:
        said = repr(value)
    except Exception:  # it is somebody's own
        said = f"a {type(value).__name__}"
    return [str(type(value).__name__)[:LETTERS], str(said)[:LETTERS]]


# --- Reading -------------------------------------------------------------------------------------------------------


def receive(read):
    """The next message; read(n) gives n bytes, or raises."""
    length, count = HEAD.unpack(read(HEAD.size))
    if length > MOST_BYTES or count > MOST_PARTS:
        raise Broken("it is too large")
    text, total, arrays = read(length), length, []
    for _ in range(count):
        (size,) = SIZE.unpack(read(SIZE.size))
        total += size
        if total > MOST_BYTES:
            raise Broken("it is too large")
        arrays.append(read(size))
    return unpack(text, arrays)


def unpack(text, arrays):
    """What a message says."""
    if _parts(text) > 8 * MOST_PARTS:  # an array, the entry with the most of them, has 8 and two for its extents
        raise Broken("it has too many parts")
    try:
        found = json.loads(text)
        return _read(found, arrays, 0, [MOST_PARTS])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError, AttributeError) as error:
        raise Broken("it cannot be read") from error


def _parts(text):
    """How many entries there are in JSON, before it is read: an empty list takes fifty times its length in memory."""
    bare = TEXT.sub(b"", text)
    return bare.count(b",") + bare.count(b"[") + bare.count(b"{")


def _read(found, arrays, depth, left):
    left[0] -= 1
    if left[0] < 0 or depth > 2 * DEEPEST:
        raise Broken("it has too many parts")
    if isinstance(found, str):
        return found if found.isascii() else _storable(found)
    if found is None or isinstance(found, (bool, int, float)):
        return found
    kind, *rest = found
    if kind in ("list", "tuple"):
        (entries,) = rest
        return {"list": list, "tuple": tuple}[kind](_read(each, arrays, depth + 1, left) for each in entries)
    if kind == "dict":
        (pairs,) = rest
        if len(pairs) > MOST_NAMES:
            raise Broken("it has too many names")
        return {_key(_read(key, arrays, depth + 1, left)): _read(value, arrays, depth + 1, left)
                for key, value in pairs}  # fmt: skip
    if kind == "array":
        return _array(*rest, arrays)
    if kind == "objects":
        shape, entries = rest
        made = np.empty(len(entries), dtype=object)
        for at, each in enumerate(entries):
            made[at] = _read(each, arrays, depth + 1, left)
        return made.reshape([int(each) for each in shape])
    if kind == "int":
        return int(rest[0][:100_000], 16)
    if kind == "float":
        return float(rest[0])
    if kind == "complex":
        return complex(float(rest[0]), float(rest[1]))
    if kind == "function":
        return Function(str(rest[0])[:LETTERS])
    if kind == "thing":
        name, said = (_whole(str(each)) for each in rest)
        return thing(name, said)
    raise Broken(f"it has a part {str(kind)[:20]!r}")


def _key(value):
    return value if isinstance(value, (str, int, float, tuple, bool, type(None))) else repr(value)[:LETTERS]


def _whole(text):
    """A name may hold no zero byte."""
    return _storable(text.replace("\0", ""))


def _storable(text):
    """Half a character cannot be stored in any file."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _array(n, dtype, shape, arrays):
    if dtype not in KINDS:
        raise Broken("it has an array of an unknown kind")
    made = np.frombuffer(arrays[n], dtype=dtype)
    if shape is None:
        return made.reshape(())[()]
    return made.reshape([_extent(each) for each in shape]).copy()


def _extent(value):
    """A whole number that is no less than 0."""
    if type(value) is not int or value < 0:
        raise Broken("it has an array of no shape")
    return value
