"""How numbers and symbols are written, everywhere: 4 significant digits, the lecture's letters and indices.

Formulas are plain Unicode text (δ₂⁽¹⁾), which serves for pictures and for `text/plain`; `to_html` turns the raised
and lowered characters into <sup> and <sub> for the page.
"""

import html
import math
import re

LOWERED = str.maketrans("0123456789ijklp,", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₚ,")
RAISED = str.maketrans("0123456789()p=+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵖ⁼⁺⁻")
_PLAIN = {chr(moved): chr(plain) for plain, moved in [*LOWERED.items(), *RAISED.items()]} | {"ₗ": "ℓ"}
_LOWERED_RUN = re.compile("[₀-₉ᵢⱼₖₗₚ]+(?:,[₀-₉ᵢⱼₖₗₚ]+)*")
_RAISED_RUN = re.compile("[⁰¹²³⁴-⁹⁽⁾ᵖ⁼⁺⁻]+")


def number(value, full=False, plus=False):
    """`value` to 4 significant digits (or all 17), a true minus sign, and with plus=True also a plus sign.

    Closing zeros are left out: a weight of 0.8 reads 0.8.
    """
    value += 0.0  # −0 is 0
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "not a number")
    if full:
        text = repr(float(value))
    elif value == 0 or 1e-3 <= abs(value) < 9999.5:
        text = f"{float(f'{value:.4g}'):.10g}"
    else:
        digits, exponent = f"{value:.3e}".split("e")
        text = f"{float(digits):g}e{int(exponent)}"
    if plus and value > 0:
        text = "+" + text
    return text.replace("-", "−")


def rounded(value, digits=3, plus=False):
    """`value` to fewer significant digits, where four would say too much."""
    return number(float(f"{value:.{digits}g}"), plus=plus)


def factor(value, full=False):
    """`value` as it stands in a product: negative numbers in brackets."""
    text = number(value, full)
    return f"({text})" if text.startswith("−") else text


def symbol(letter, *indices, layer=None):
    """A letter with lowered indices and, raised, the layer: symbol("δ", 2, layer=1) is δ₂⁽¹⁾."""
    if any(isinstance(index, int) and index > 9 for index in indices):
        lowered = ",".join(str(index).translate(LOWERED) for index in indices)
    else:
        lowered = "".join(str(index).translate(LOWERED) for index in indices)
    return letter + lowered + (f"({layer})".translate(RAISED) if layer is not None else "")


def to_html(text):
    """The same text with <sub> and <sup>, safe to put into a page."""
    text = html.escape(text, quote=False)
    text = _LOWERED_RUN.sub(lambda run: f"<sub>{_plain(run[0])}</sub>", text)
    return _RAISED_RUN.sub(lambda run: f"<sup>{_plain(run[0])}</sup>", text)


def _plain(run):
    return "".join(_PLAIN.get(character, character) for character in run)
