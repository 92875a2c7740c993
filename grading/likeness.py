"""Which hand-ins are more alike than chance makes them: pairs to look at, and never a verdict.

Right answers to small tasks are all alike. So what counts is not how much of two notebooks is the same, but how much
of it hardly anyone else has: they are cut into short pieces, what was given out is taken away, and each piece counts
log(students / those who have it). A task that both have wrong counts twice. Names that a student has chosen stand for
one another: who renames a variable changes nothing. Remarks, and answers in words, count as they stand.
"""

import io
import keyword
import math
import re
import tokenize
from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.distance import Indel

LONG, WORDS = 7, 5  # a piece: so many signs of a program, or words of a text
RARE, FEW = 0.1, 3  # pieces that more than this part of the class have, and more than so many, tell nothing of a pair
LONGEST = 20_000  # signs of a cell that are looked at
LEAST, SHARE = 12, 0.5  # a pair: so many rare pieces, and this share of all that is rare in the shorter one
SEEN = 12  # pairs that are shown
BREAKS = {tokenize.NEWLINE: "\n", tokenize.INDENT: "→", tokenize.DEDENT: "←"}
LEFT_OUT = {tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
USUAL = {"np", "numpy", "range", "len", "enumerate", "zip", "reversed", "sum", "None", "self"}


class Pair(NamedTuple):
    """Two students; share: of what is rare in the shorter of the two, what the other has, too; rare: so many pieces;
    alike: how much of all their programs is the same, from 0 to 1; cells: where."""

    first: str
    second: str
    share: float
    rare: int
    alike: float
    cells: tuple


def pairs(works, given, wrong):
    """The `Pair`s of a class to look at, the most alike first.

    works: {student: {solution cell: text}}; given: {cell: text as it was given out}; wrong: {student: cells whose test
    has found a mistake}.
    """
    works = {student: {cell: text[:LONGEST] for cell, text in cells.items()} for student, cells in works.items()}
    known = USUAL | {word for text in given.values() for word in re.findall(r"[^\W\d]\w*", text)}
    theirs = {cell: set(_pieces(text, known)) for cell, text in given.items()}
    pieces = {
        student: {
            (cell, each)
            for cell, text in cells.items()
            for each in _pieces(text, known) - theirs.get(cell, set())
        }
        for student, cells in works.items()
    }  # fmt: skip
    owners = defaultdict(list)
    for student, has in pieces.items():
        for piece in has:
            owners[piece].append(student)
    most = max(FEW, RARE * len(works))
    weight = {piece: math.log(len(works) / len(have)) for piece, have in owners.items() if len(have) <= most}
    total = {student: sum(weight.get(piece, 0.0) for piece in has) for student, has in pieces.items()}
    shared = defaultdict(list)
    for piece, have in owners.items():
        if 2 <= len(have) <= most:
            for pair in combinations(sorted(have), 2):
                shared[pair].append(piece)
    found = []
    for (first, second), both in shared.items():
        twice = wrong.get(first, set()) & wrong.get(second, set())
        told = sum(weight[piece] * (2 if piece[0] in twice else 1) for piece in both)
        share = min(told / (min(total[first], total[second]) or 1.0), 1.0)
        if len(both) >= LEAST and share >= SHARE:
            alike = Indel.normalized_similarity(*(_program(works[each], known) for each in (first, second)))
            cells = tuple(dict.fromkeys(cell for cell in works[first] if any(piece[0] == cell for piece in both)))
            found.append(Pair(first, second, share, len(both), alike, cells))
    return sorted(found, key=lambda pair: (-pair.share * math.log(pair.rare), pair.first, pair.second))[:SEEN]


def _pieces(text, known):
    """The pieces of a cell: runs of signs, remarks, and of a cell that is no program runs of words."""
    signs, remarks = _signs(text, known)
    if not signs:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
    return {tuple(signs[at : at + LONG]) for at in range(len(signs) - LONG + 1)} | {("#", each) for each in remarks}


def _signs(text, known):
    """(the signs of a program, with one sign for every name of the student's own; remarks of several words). ([], [])
    of what is no program at all."""
    signs, remarks, before = [], [], ""
    try:
        for kind, word, *_ in tokenize.generate_tokens(io.StringIO(text).readline):
            if kind == tokenize.COMMENT:
                remarks += [word.casefold()] * (len(word.split()) > 3)
            elif kind not in LEFT_OUT:
                own = kind == tokenize.NAME and before != "." and word not in known and not keyword.iskeyword(word)
                signs.append("?" if own else BREAKS.get(kind, word))
                before = word
    except (tokenize.TokenError, SyntaxError, ValueError):  # as far as it can be read
        pass
    program = {"=", "def", "(", "return"} & set(signs)
    return (signs, remarks) if program else ([], [])


def _program(cells, known):
    return [sign for text in cells.values() for sign in _signs(text, known)[0]]
