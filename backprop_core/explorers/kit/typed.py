"""What a student types: numbers, and how large they may be."""

import re

from ... import checks

LARGEST = 1e6  # the largest number that can be dragged or typed
LEAST_ETA, MOST_ETA = 1e-3, 1e3  # of every view; in deep networks it begins lower: training/deep.py
# One comma before exactly three digits, and no 0 at the beginning: "1,000" is a thousand to some and one to others,
# whereas "0,250" and "1,25" can only be meant in one way.
TWO_WAYS = re.compile(r"[1-9]\d{0,2},\d{3}")


def read_number(text):
    """The float that a text says: "0.5", "-0,5", "−0.5".

    Raises ValueError, with one sentence, where it says none, or where a comma may stand between thousands.
    """
    plain = with_points(text)
    try:
        return checks.number("the number", float(plain))
    except ValueError:
        raise checks.InputValueError(f"Type a number, like 0.5; got {checks.show(str(text))}.") from None


def with_points(text):
    """A text with numbers as Python writes them: "−0,5" becomes "-0.5".

    Raises ValueError, with one sentence, where a comma in a number may be no decimal comma: "1,000", "1.000,5".
    """
    text = str(text).strip().replace("−", "-")
    for said in re.findall(r"[\d.,]*,[\d.,]*", text):
        if TWO_WAYS.fullmatch(said):
            raise checks.InputValueError(
                f"{said} can be read in two ways; type {said.replace(',', '')} or {said.replace(',', '.')}."
            )
        if "." in said or said.count(",") > 1:
            raise checks.InputValueError(
                "Type a number with one point or comma, and nothing between thousands, like 1000.5; "
                f"got {checks.show(text)}."
            )
    return text.replace(",", ".")
