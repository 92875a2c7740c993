"""What may be typed as an answer, and when it is right."""

import numpy as np
import pytest

from backprop_core.explorers.questions.answer import LARGEST, LONGEST, is_it, judge, read_answer, written
from backprop_core.explorers.questions.tasks import Task
from backprop_core.one_step.agreement import agrees, tolerance


@pytest.mark.parametrize("value", [3.0, -0.0504, 0.011, 0.0995, 123.0, -7e-5])
def test_two_digits_are_enough(value):
    assert agrees(value, float(f"{value:.2g}")) and agrees(value, value * 1.019)
    assert not agrees(value, value * 1.06) and not agrees(value, -value) and not agrees(value, 0)
    assert tolerance(value) <= 0.05 * abs(value) * (1 + 1e-9)


@pytest.mark.parametrize("value", [2.61, 5.3, -0.83, 7.7e-5])
def test_what_differs_in_the_second_digit_is_another_number(value):
    for step in (-1, 1):
        other = float(f"{value:.2g}") + step * 10.0 ** (np.floor(np.log10(abs(value))) - 1)
        assert not agrees(value, other) or abs(other / value - 1) < 0.02


def test_an_answer_of_zero():
    assert agrees(0.0, 0.0005) and not agrees(0.0, 0.01)


@pytest.mark.parametrize(
    "text, value",
    [
        ("0.5", 0.5), ("−0,5", -0.5), (" -.5 ", -0.5), ("+3", 3), ("2*0.4*0.24", 0.192), ("-2·(1−0.6)·0.24", -0.192),
        ("2(1 - 0.4)", 1.2), ("3^2/4", 2.25), ("0,3²", 0.09), ("= 4", 4), ("1e-3", 0.001), ("6:4", 1.5), ("−(−2)", 2),
        ("(1-0.2)(1-0.5)", 0.4), ("[1 − 0.2] × 2", 1.6), ("2**-1", 0.5),
        ("√400 · 0.1", 2), ("0.15*sqrt(200)", 2.12132), ("√(2/3)", 0.816497), ("3/√2", 2.12132), ("2√(1−0.75)", 1),
        ("np.sqrt(4)", 2), ("math.sqrt(.25)", 0.5), ("√0,25", 0.5), ("√(√16)", 2), ("√4²", 4), ("-√ 9", -3),
        ("√4(3)", 6), ("2sqrt(4)", 4), ("√1e4", 100),
    ],
)  # fmt: skip
def test_numbers_and_calculations_are_read(text, value):
    assert read_answer(text) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "nan", "inf", "1/0", "(-8)**0.5", "9**9**9", "1e999", "0x1", "1 2", "()", "1-", "2*",
     "__import__", "1j", "True", "'a'", "(1;2)", "(" * 300 + "1", "1" * (LONGEST + 1), "-" * 5000, f"{LARGEST}*2",
     "1_000", "½", "√", "√-4", "√(-4)", "√√16", "sqrt", "√()", "root(4)", "4(3)(root)", "sqrt4", "√(1,2)(",
     "√(4)e", "(√)(4)", "e(4)", "E(9)", "√4.5.6"],
)  # fmt: skip
def test_anything_else_is_answered_by_one_sentence(text):
    with pytest.raises(ValueError, match="Type a number like 0.5") as caught:
        read_answer(text)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 160


def test_how_a_calculation_is_written_back():
    assert written("2*-0.5 * (1-0.4)") == "2 · −0.5 · (1 − 0.4)"
    assert written("0.4*0.9-0.8*0.3") == "0.4 · 0.9 − 0.8 · 0.3" and written("(1)+-2") == "(1) + −2"
    assert written("3**2") == "3^2" and written("1e-3*2") == "1e−3 · 2"
    assert written("0.15*np.sqrt(200)") == "0.15 · √(200)"


@pytest.mark.parametrize("mistake", [0.5, -0.03717, 12.3, 7.77e-5])
def test_a_hint_is_for_its_own_mistake_only(mistake):
    """Within half a percent, or rounded to the two digits that are asked for."""
    for right in (1.004 * mistake, 0.996 * mistake, float(f"{mistake:.2g}")):
        assert is_it(mistake, right)
    for wrong in (1.006 * mistake, 0.994 * mistake, -mistake, 0.0):
        assert not is_it(mistake, wrong) or wrong == float(f"{mistake:.2g}")


def test_a_number_near_a_mistake_is_another_one():
    """0.7² is not the sum of two distances that make 0.5; and of two mistakes the nearer one is told."""
    task = Task("", "number", 0.26, mistakes=((0.5, "half"), (0.502, "more")), hint="the formula", exact="two")
    assert [judge(task, said).hint for said in ("0.7²", "0.5", "0.5017", "0.51")] == ["the formula", "half", "more",
                                                                                   "the formula"]  # fmt: skip
