"""How numbers and symbols are written: 4 significant digits, the lecture's letters, HTML that is safe."""

import html
import math
import re
import xml.etree.ElementTree as ET
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backprop_core.one_step.text import factor, number, symbol, to_html

finite = st.floats(allow_nan=False, allow_infinity=False)
shown = st.floats(min_value=-1e6, max_value=1e6)  # most of what a diagram holds
many = settings(max_examples=150, deadline=None, derandomize=True)


def read(text):
    """The number that a text writes, exactly."""
    return Decimal(text.replace("−", "-"))


# --- number


@many
@given(finite | shown)
@example(9999.5)
@example(9999.499999999999)
@example(99995.0)
@example(0.001)
@example(0.00099995)
@example(0.99995)
@example(-1234.5)
@example(1.0005)  # a tie that no float hits exactly
@example(5e-324)
@example(1.7976931348623157e308)
def test_a_number_is_rounded_to_four_significant_digits(value):
    """Judged by decimal arithmetic on the float's exact value."""
    rounded = Context(prec=4, rounding=ROUND_HALF_EVEN).plus(Decimal(value))
    assert read(number(value)) == rounded


@many
@given(finite | shown)
@example(9999.4)
@example(9999.5)  # rounded it has five digits
def test_a_number_is_written_plainly(value):
    """No closing zeros, a true minus sign, powers of ten only for the very large and very small."""
    text = number(value)
    form = r"−?(0|[1-9]\d{0,3}|\d{1,3}\.\d*[1-9])" if value == 0 or 1e-3 <= abs(value) < 9999.5 else None
    assert re.fullmatch(form or r"−?[1-9](\.\d{0,2}[1-9])?e−?[1-9]\d*", text)
    assert len(text) <= 11


@many
@given(finite | shown)
def test_all_digits_give_back_the_very_number(value):
    assert float(number(value, full=True).replace("−", "-")) == value
    assert "-" not in number(value, full=True)


@many
@given(finite | shown, st.booleans())
def test_plus_is_written_before_positive_numbers_only(value, full):
    text = number(value, full, plus=True)
    assert text.startswith("+") == (value > 0)
    assert text.removeprefix("+") == number(value, full)


@pytest.mark.parametrize("plus", [False, True])
def test_zero_has_no_sign(plus):
    """−0 is what a relu net gives for the δ of a dead neuron; a reader would look for a meaning in its sign."""
    assert number(0.0, plus=plus) == number(-0.0, plus=plus) == "0"
    assert float(number(-0.0, full=True, plus=plus)) == 0 and "−" not in number(-0.0, full=True)


def test_numbers_that_are_not_finite_are_named():
    assert number(math.inf) == "∞" and number(-math.inf) == "−∞"
    assert number(math.nan) == "not a number"


def test_whole_numbers_and_numpys_numbers_are_written_alike():
    for value in (3, np.int64(3), np.float64(3.0), np.float32(3.0)):
        assert number(value) == "3"
        assert float(number(value, full=True)) == 3
    assert number(np.float64(0.1), full=True) == "0.1"


@pytest.mark.parametrize(
    "value, text",
    [(0.8, "0.8"), (-0.05244, "−0.05244"), (1234.56, "1235"), (9999.4, "9999"), (12345.0, "1.234e4"),
     (0.0001, "1e−4"), (-5.1234e-12, "−5.123e−12"), (100.0, "100"), (1000.0, "1000"), (2.5e300, "2.5e300")],
)  # fmt: skip
def test_examples(value, text):
    assert number(value) == text


@given(finite)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_negative_factor_stands_in_brackets(value):
    assert factor(value) == (f"({number(value)})" if value < 0 else number(value))
    assert factor(value, full=True).strip("()") == number(value, full=True)


# --- symbol


@pytest.mark.parametrize(
    "made, text",
    [
        (symbol("u", 2), "u₂"),
        (symbol("θ", 1, 0), "θ₁₀"),
        (symbol("δ", 2, layer=1), "δ₂⁽¹⁾"),
        (symbol("θ", "i", "l"), "θᵢₗ"),
        (symbol("θ", "j", "i"), "θⱼᵢ"),
        (symbol("ŷ", "k"), "ŷₖ"),
        (symbol("θ", 1, 12), "θ₁,₁₂"),  # not θ₁₁₂
        (symbol("θ", 10, 2, layer=3), "θ₁₀,₂⁽³⁾"),
        (symbol("", layer=12), "⁽¹²⁾"),
        (symbol("y", 1, layer="p=2"), "y₁⁽ᵖ⁼²⁾"),
        (symbol("o"), "o"),
    ],
)
def test_symbols(made, text):
    assert made == text


@given(st.lists(st.integers(0, 30), min_size=2, max_size=2), st.lists(st.integers(0, 30), min_size=2, max_size=2))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_no_two_weights_share_a_symbol(first, second):
    assert (symbol("θ", *first) == symbol("θ", *second)) == (first == second)


# --- to_html


def in_words(markup):
    """The HTML as (text, tag) pieces."""
    root = ET.fromstring(f"<p>{markup}</p>")
    pieces = [(root.text or "", None)]
    for child in root:
        pieces += [("".join(child.itertext()), child.tag), (child.tail or "", None)]
    return [piece for piece in pieces if piece[0]]


@pytest.mark.parametrize(
    "text, pieces",
    [
        ("δ₂⁽¹⁾", [("δ", None), ("2", "sub"), ("(1)", "sup")]),
        ("θᵢₗ", [("θ", None), ("iℓ", "sub")]),
        ("θ₁,₁₂", [("θ", None), ("1,12", "sub")]),
        ("u₁, u₂", [("u", None), ("1", "sub"), (", u", None), ("2", "sub")]),
        ("(y − ŷ)²", [("(y − ŷ)", None), ("2", "sup")]),
        ("Σₚ a⁽ᵖ⁾", [("Σ", None), ("p", "sub"), (" a", None), ("(p)", "sup")]),
        ("½ · 1/2, 3 < 4 & 5", [("½ · 1/2, 3 < 4 & 5", None)]),
        ("ŷⱼₖ", [("ŷ", None), ("jk", "sub")]),
    ],
)
def test_raised_and_lowered_characters_become_tags(text, pieces):
    assert in_words(to_html(text)) == pieces


LETTERS = st.sampled_from("δθuoŷ₀₁₉ᵢⱼₖₗₚ⁰¹²³⁴⁹⁽⁾ᵖ⁼⁺⁻,()0123 <>&\"'ab=·−")


@given(st.text(LETTERS, max_size=40))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_becomes_safe_html_and_loses_nothing(text):
    markup = to_html(text)
    assert {tag for _, tag in in_words(markup)} <= {None, "sub", "sup"}
    plain = html.unescape(re.sub(r"</?su[bp]>", "", markup))
    moved = dict(zip("₀₁₉ᵢⱼₖₗₚ⁰¹²³⁴⁹⁽⁾ᵖ⁼⁺⁻", "019ijkℓp012349()p=+-", strict=True))
    assert plain == "".join(moved.get(character, character) for character in text)
    inside = "".join(piece for piece, tag in in_words(markup) if tag)
    assert sum(character in moved for character in text) == len(inside) - sum(
        piece.count(",") for piece, tag in in_words(markup) if tag == "sub"
    )
