"""What goes through the pipe: it comes out as it went in, and nothing that is forged does any harm."""

import io
import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from grading.wall import wire

NUMBERS = some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.complex_numbers()
PLAIN = some.recursive(
    NUMBERS,
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner) | some.tuples(inner, inner),
    max_leaves=20,
)


def through(value):
    """`value` as it comes out at the other end."""
    message = wire.pack(value)
    at = 0

    def read(n):
        nonlocal at
        at += n
        return message[at - n : at]

    found = wire.receive(read)
    assert at == len(message)
    return found


@given(PLAIN)
def test_plain_data_comes_as_it_went(value):
    assert repr(through(value)) == repr(value)


@pytest.mark.parametrize("kind", [float, np.float32, np.float16, int, np.uint8, bool, complex])
@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (2, 3), (1, 2, 3)])
def test_arrays_keep_their_shape_and_their_kind_of_numbers(kind, shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(kind)
    found = through([array, array.T])
    for each, right in zip(found, (array, array.T), strict=True):
        assert each.dtype == right.dtype and each.shape == right.shape and (each == right).all()
        assert each.flags.writeable
    number = array.reshape(-1)[:1]
    assert all(through(each) == each and through(each).dtype == each.dtype for each in number)


def test_an_array_of_objects_and_a_big_endian_one():
    found = through(np.array([None, [1.5, 2], "three"], dtype=object))
    assert found.dtype == object and list(found) == [None, [1.5, 2], "three"]
    assert (through(np.array([1.0, 2.0], dtype=">f8")) == [1, 2]).all()


def test_other_objects_keep_their_name_and_what_they_say_of_themselves():
    class Peculiar:
        def __repr__(self):
            return "me"

    class Broken:
        def __repr__(self):
            raise SystemExit

    assert type(through(Peculiar())).__name__ == "Peculiar" and repr(through([Peculiar()])[0]) == "me"
    with pytest.raises(SystemExit):  # behind the wall `calls.read` catches it
        wire.pack(Broken())


def sent(found, *arrays):
    """A forged message, as a function that reads it."""
    text = json.dumps(found).encode() if not isinstance(found, bytes) else found
    data = wire.HEAD.pack(len(text), len(arrays)) + text + b"".join(wire.SIZE.pack(len(a)) + a for a in arrays)

    def read(n):
        nonlocal data
        part, data = data[:n], data[n:]
        if len(part) < n:
            raise wire.Broken("it has ended")
        return part

    return read


DEEP = b"[" * 3000 + b"]" * 3000
FORGED = [
    (b"no JSON", []), (b"\xff\xfe", []), (DEEP, []), (["list", ["list"] * 3], []), (["none of these"], []), ([], []),
    (["array", 0, "<f8", [2]], []), (["array", 0, "<f8", [3]], [bytes(16)]), (["array", 0, "|O", [2]], [bytes(16)]),
    (["array", 0, "<f8", [-1, 2]], [bytes(16)]), (["array", 0, "<f8", [2**62, 2**62]], [bytes(16)]),
    (["array", 0, "<f8", ["2"]], [bytes(16)]), (["array", 0, "<f8", None], [bytes(16)]), (["int", "zz"], []),
    (["dict", [[["list", []], 1]]], []), (["objects", [5], [1]], []), (["float", "one"], []), ({"a": 1}, []),
    (["tuple", 3], []), (["thing", "name"], []), (["array", "0", "<f8", [2]], [bytes(16)]),
]  # fmt: skip


def is_plain(value):
    if isinstance(value, (list, tuple)):
        return type(value) in (list, tuple) and all(map(is_plain, value))
    if isinstance(value, dict):
        return all(map(is_plain, [*value, *value.values()]))
    return type(value) in (bool, int, float, complex, str, type(None))


@pytest.mark.parametrize("found, arrays", FORGED, ids=range(len(FORGED)))
def test_what_is_forged_is_broken_or_plain(found, arrays):
    try:
        value = wire.receive(sent(found, *arrays))
    except wire.Broken:
        return
    assert is_plain(value)


@pytest.mark.parametrize("head", [struct.pack(">II", 2**31, 0), struct.pack(">II", 4, 2**31)])
def test_nothing_is_taken_into_memory_that_is_too_large(head):
    def read(n):
        assert n <= len(head), "it is asked for before it is known to be small enough"
        return head

    with pytest.raises(wire.Broken, match="too large"):
        wire.receive(read)


def test_arrays_are_measured_before_they_are_read():
    text = b"null"
    parts = [wire.HEAD.pack(len(text), 1), text, wire.SIZE.pack(2**40)]

    def read(n):
        return parts.pop(0)

    with pytest.raises(wire.Broken, match="too large"):
        wire.receive(read)


def test_many_small_parts_are_too_many():
    with pytest.raises(wire.Broken, match="parts"):
        wire.receive(sent(["list", [0] * (wire.MOST_PARTS + 1)]))


def test_names_of_types_hold_nothing_that_python_cannot_store():
    found = wire.receive(sent(["thing", "a\0b\ud800", "x" * 10_000]))
    assert type(found).__name__ == "ab?" and len(repr(found)) == wire.LETTERS


def test_many_arrays_together_are_no_larger_than_one_may_be(monkeypatch):
    monkeypatch.setattr(wire, "MOST_BYTES", 100)
    parts = wire.HEAD.pack(4, 3) + b"null" + 3 * (wire.SIZE.pack(40) + bytes(40))
    with pytest.raises(wire.Broken, match="too large"):
        wire.receive(io.BytesIO(parts).read)


@pytest.mark.parametrize("each", [b"[]", b"{}", b"0", b'["list",[]]'])
def test_entries_are_counted_before_they_are_read(each, monkeypatch):
    """What is empty takes fifty times its length in memory."""
    text = b'["list",[' + each + (b"," + each) * 9 * wire.MOST_PARTS + b"]]"
    monkeypatch.setattr(wire.json, "loads", None)
    with pytest.raises(wire.Broken, match="parts"):
        wire.receive(io.BytesIO(wire.HEAD.pack(len(text), 0) + text).read)


def test_brackets_and_commas_in_texts_are_no_entries():
    text = '"[,{\\",' * 500_000
    assert through(text) == text


def test_a_dictionary_has_no_more_names_than_could_all_collide():
    prime = 2**61 - 1  # all multiples of it have one hash
    assert len(through({n * prime: 0 for n in range(100)})) == 100
    with pytest.raises(wire.Broken, match="names"):
        wire.receive(sent(["dict", [[["int", format(n * prime, "x")], 0] for n in range(wire.MOST_NAMES + 1)]]))


def test_half_of_a_character_can_be_stored_afterwards():
    found = wire.receive(sent(b'["list",["a\\ud800b","\\ud83d\\ude00",["dict",[["\\udfff",1]]]]]'))
    assert found == ["a?b", "\U0001f600", {"?": 1}]
