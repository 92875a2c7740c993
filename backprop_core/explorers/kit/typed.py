"""What a student types or drags: numbers, and how large they may be."""

import re

from ... import checks

LARGEST = 1e6  # the largest number that can be dragged or typed
LIMITS = -LARGEST, LARGEST
KEY_STEP = 0.1  # Up and Down change a number by this much
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


def dragged_to(name, value):
    """Where something is dragged to, as a number that is not too large."""
    if not isinstance(value, (int, float)) or value != value:
        raise checks.InputTypeError(f"{name} must be a number; got {checks.show(value)}.")
    return min(max(value, -LARGEST), LARGEST)


def wanted(event, now, step=KEY_STEP, limits=LIMITS, name="The number"):
    """The number that the student asks for in a diagram, where it is `now`: typed, dragged to, or some steps of a key
    away. A drag or a key stops at the limits; what is typed must keep them."""
    least, most = limits
    if event["kind"] == "type":
        return checks.number(name, read_number(event.get("text")), least=least, most=most)
    drag = event["kind"] == "drag"
    key = "value" if drag else "by"
    amount = dragged_to(key, event.get(key))
    return min(max(round(amount if drag else now + step * amount, 4), least), most)
