"""Ten attacks on the marking that take no time; `make attack` tries all of them, in processes of their own."""

import pytest

from grading import marking
from tests.attack import run, seen
from tests.grading.courses import walled

FEW = (
    "points-in-metadata", "twins-of-tests", "outputs-forged-in-the-file", "input-transformers",
    "verdict-in-every-module", "display-says-points", "verdict-of-ones-own", "answers-doubled", "deep-json",
    "three-megabyte-name",
)  # fmt: skip
CASES = [case for case in seen.CASES if case.name in FEW]


def test_all_of_them_are_there():
    assert len(CASES) == len(FEW)


@pytest.mark.skipif(not walled(), reason="there is no wall here, and an attack without one does what it says")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_forged_lost_or_leaked(case):
    stored = run.handed_in(case)
    found = marking.mark(*run.teachers(case.ps), stored, run.LIMITS)
    assert run.judged(case, stored, (found, {})).bad == {}, case.what
