"""The lines of a step, put in order: every right order passes, and of a wrong one the first obstacle is named."""

import time

import numpy as np
import pytest

from backprop_core import coach

LINES = {
    "A": "theta_1 = theta_1 - eta * gradient_1",
    "B": "delta_1 = slope(u_1) * (theta_2.T @ delta_2)",
    "C": "o_2 = sigma(u_2)",
    "D": "gradient_2 = delta_2 @ o_1.T",
    "E": "u_1 = theta_1 @ x",
    "F": "delta_1 = slope(o_1) * (theta_2.T @ delta_2)",
    "G": "theta_2 = theta_2 - eta * gradient_2",
    "H": "o_1 = sigma(u_1)",
    "I": "delta_2 = -2 * (y - o_2) * slope(u_2)",
    "J": "theta_2 = theta_2 + eta * gradient_2",
    "K": "gradient_1 = delta_1 @ x.T",
    "L": "u_2 = theta_2 @ o_1",
}


@pytest.mark.parametrize(
    "order", ["EHLCIBDKGA", "EHLCIDBGKA", "e h l c i b k a d g", "E, H, L, C, I, D, B, K, A, G", list("EHLCIBKDAG")]
)
def test_every_right_order_passes(order):
    verdict = coach.check_order(order, LINES, points=4)
    assert verdict.passed and repr(verdict) == "4"


@pytest.mark.parametrize(
    "order, earned, words",
    [
        ("EHLCIDGBKA", 2, "updated already"),
        ("EHLCIFDKGA", 2, "σ′ of o"),
        ("EHLCIBDKJA", 2, "does not belong"),
        ("EHLCIBDKGJA", 2, "does not belong"),
        ("EHLCBIDKGA", 2, "Line B needs delta_2"),
        ("EHLCIBDKG", 2, "theta_1 has not changed"),
        ("EH", 0, "a line is still missing"),
        ("ABCDEFGHIJKL", 0, "Line A needs gradient_1"),
        ("EEH", 0, "twice"),
        ("EHX", 0, "no line X"),
        ("", 0, "Nothing is filled in"),
        (None, 0, "Nothing is filled in"),
        (..., 0, "Nothing is filled in"),
        (" , ", 0, "letters"),
        (7, 0, "letters"),
        ([1, 2], 0, "letters"),
    ],
)
def test_a_wrong_order_is_explained(order, earned, words):
    verdict = coach.check_order(order, LINES, points=4, rng=0)
    assert verdict.earned == earned and words in verdict.message and not verdict.passed


TWO = {"A": "theta_1 = theta_1 - eta * theta_1", "B": "theta_2 = theta_2 - eta * theta_2"}


def test_an_order_may_be_an_array_and_a_long_one_takes_no_time():
    said = coach.check_order(np.array(["A", "B"]), TWO).message
    assert said == coach.check_order("AB", TWO).message
    begin = time.perf_counter()
    assert "stands there twice" in coach.check_order("A" * 100_000, TWO).message
    assert "no line Z" in coach.check_order("A" * 100_000 + "Z", TWO).message
    assert time.perf_counter() - begin < 10  # 300,000 letters took minutes
