"""Every hostile hand-in earns what it deserves and does no harm; every honest one gets what it deserves.

before.csv says what became of each hostile one in the marking as it was before there was a wall (with a limit of 20 or
40 seconds for each student, on a machine that was busy): forged, leaked, harmed, no mark, lost (no mark, another
reason) or nothing. Three were not tried: without a wall they would take the machine they are tried on.
"""

import csv
from pathlib import Path

import pytest

from tests.attack.cases import CASES
from tests.grading.courses import PS2

BEFORE = Path(__file__).with_name("before.csv")
HOSTILE = [case for case in CASES if case.hostile]
HONEST = [case for case in CASES if not case.hostile]


def named(case):
    return case.name


@pytest.mark.parametrize("case", HOSTILE, ids=named)
def test_nothing_is_forged_lost_leaked_hung_or_harmed(case, outcomes):
    assert outcomes[case.name].bad == {}, case.what


@pytest.mark.parametrize("case", HONEST, ids=named)
def test_honest_work_gets_exactly_what_it_deserves(case, outcomes):
    assert outcomes[case.name].bad == {}, case.what


def test_there_are_enough_and_each_has_its_name():
    assert len({case.name for case in CASES}) == len(CASES)


def test_each_attack_on_problem_set_2_was_tried_before_there_was_a_wall():
    with BEFORE.open(encoding="utf-8", newline="") as file:
        before = {row["name"]: row for row in csv.DictReader(file)}
    assert before.keys() >= {case.name for case in HOSTILE if case.ps == PS2}
    assert all(row["then"] for row in before.values())
