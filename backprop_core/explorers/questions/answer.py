"""What a student answers: read as a number or a small calculation, and judged."""

import ast
import math
import operator
import re
from typing import NamedTuple

from ... import checks
from ...one_step.agreement import agrees
from ...one_step.text import number
from ..kit.typed import with_points
from .tasks import WHOLE

LONGEST = 120  # characters
LARGEST = 1e12
NEAR = 0.005  # by which share a number may differ from that of a mistake
SLIP = 0.05  # by this share: what is further off is no slip of the last digits
CLOSE = "Very close. Check the last digits: two must be right."
SENTENCE = "Type a number like 0.5, or a calculation like 2 · 0.3 · (1 − 0.4); got {}."

_READ = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "•": "*", ":": "/", "÷": "/",
                       "[": "(", "]": ")", "\u00a0": " ", "\u202f": " "})  # fmt: skip
_PARTS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
_ROOT = re.compile(r"(?:(?:np|math)\.)?(?<![A-Za-z_])sqrt(?!\w)")
_UNDER_ROOT = re.compile(r"√\s*(?:(?=\()|([\d.]+(?:[eE][+-]?\d+)?))")  # a bracket, or the next number


def read_answer(text):
    """The number that `text` says: "0.5", "−0,5", "2·0.4·(1−0.6)", "3^2/4", "0.1·√400", "sqrt(2/3)". Nothing but
    arithmetic is understood."""
    refusal = checks.InputValueError(SENTENCE.format(checks.show(str(text))))
    plain = with_points(text).translate(_READ).strip().removeprefix("=").replace("^", "**")
    plain = _ROOT.sub("√", plain.replace("²", "**2"))
    plain = re.sub(r"(?<=[\d.)])\s*(?=[(√])", "*", plain)  # 2(1 − 0.4) is a product
    if len(plain) > LONGEST or not re.fullmatch(r"[\d.eE+\-*/() √]+", plain):
        raise refusal
    plain = _UNDER_ROOT.sub(lambda found: f"root({found[1]})" if found[1] else "root", plain)
    try:
        value = _value(ast.parse(plain.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        raise refusal from None
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise refusal
    return value


def is_plain(text):
    """Whether `text` is a number as it stands, with nothing to calculate."""
    return re.fullmatch(r"\s*[-+]?[\d.,]+(e[-+]?\d+)?\s*", str(text).translate(_READ).lower()) is not None


def written(text):
    """A calculation as the course writes it: "2*-0.5" becomes "2 · −0.5", "1-0.4" "1 − 0.4"."""
    text = _ROOT.sub("√", " ".join(str(text).split()).replace("**", "^").replace("-", "−"))
    text = re.sub(r"(?<=[\d.)²\]])\s*([+−–])\s*", r" \1 ", text)  # one that stands between two numbers
    return re.sub(r"\s*\*\s*", " · ", text)


def _value(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        return -_value(node.operand) if isinstance(node.op, ast.USub) else _value(node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "root":
        return math.sqrt(_value(*node.args))
    if isinstance(node, ast.BinOp) and type(node.op) in _PARTS:
        value = _PARTS[type(node.op)](_value(node.left), _value(node.right))
        if isinstance(value, float):  # a root of a negative number is none
            return value
    raise ValueError


def is_it(mistake, typed):
    """Whether who typed this has made that mistake: it is its number, or that rounded to the two digits we ask for.
    Any other number near it may have come about in another way."""
    return abs(typed - mistake) <= NEAR * abs(mistake) or typed == float(f"{mistake:.2g}")


class Judged(NamedTuple):
    """An answer: what was said, its value, whether it is right, and if not, the hint."""

    said: str
    value: object
    right: bool
    hint: str


def judge(task, answer):
    """`Judged`: an answer read and compared; a sentence where it cannot be read."""
    if task.kind == "number":
        value = read_answer(answer)
        plain = str(answer).strip()
        said = number(value) if is_plain(plain) else f"{written(plain)} = {number(value)}"
        right = value == task.answer if task.exact == WHOLE else agrees(task.answer, value)
        near = [(abs(value - wrong), hint) for wrong, hint in task.mistakes if is_it(wrong, value)]
        hints = [hint for _, hint in sorted(near, key=lambda each: each[0])]
        if not hints and task.exact != WHOLE and abs(value - task.answer) < SLIP * abs(task.answer):
            hints = [CLOSE]
    elif task.kind == "order":
        said, value = " → ".join(map(str, answer)), answer
        if isinstance(answer, str) or sorted(map(str, answer)) != sorted(task.options):
            raise checks.InputValueError(f"given must put these in order: {', '.join(task.options)}.")
        right = value == task.answer
        hints = [hint for wrong, hint in task.mistakes if wrong == value] or [_first_wrong(task, value)]
    else:
        said = answer
        if answer not in task.options:
            raise checks.InputValueError(f"given must be one of {', '.join(task.options)}; got {checks.show(answer)}.")
        value = task.options.index(answer) - 1 if task.kind == "sign" else answer
        right = value == task.answer
        hints = [hint for wrong, hint in task.mistakes if wrong == value]
    return Judged(said, value, right, "" if right else (hints or [task.hint])[0])


def _first_wrong(task, order):
    """A hint for an order without a hint of its own."""
    pairs = zip(order, task.answer, strict=True)
    place = next((place for place, (ours, right) in enumerate(pairs, 1) if ours != right), 0)
    return f"The first place that is wrong is number {place}. {task.hint}"


def in_words(task):
    """The right answer in words."""
    if task.kind == "number":
        return number(task.answer)
    if task.kind == "order":
        return " → ".join(task.answer)
    return task.options[task.answer + 1] if task.kind == "sign" else task.answer
