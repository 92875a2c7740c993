"""What a student types as an answer: a number, or a small calculation that gives one."""

import ast
import math
import operator
import re

from .. import checks

LONGEST = 120  # characters
LARGEST = 1e12
SENTENCE = "Type a number like 0.5, or a calculation like 2 · 0.3 · (1 − 0.4); got {}."

_READ = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "•": "*", ":": "/", "÷": "/", ",": ".",
                       "[": "(", "]": ")", "\u00a0": " ", "\u202f": " "})  # fmt: skip
_PARTS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip


def read_answer(text):
    """The number that `text` says: "0.5", "−0,5", "2·0.4·(1−0.6)", "3^2/4". Nothing but arithmetic is understood."""
    refusal = checks.InputValueError(SENTENCE.format(checks.show(str(text))))
    plain = str(text).translate(_READ).strip().removeprefix("=").replace("^", "**")
    plain = re.sub(r"(?<=[\d.)])\s*\(", "*(", plain.replace("²", "**2"))  # 2(1 − 0.4) is a product
    if len(plain) > LONGEST or not re.fullmatch(r"[\d.eE+\-*/() ]+", plain):
        raise refusal
    try:
        value = _value(ast.parse(plain.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        raise refusal from None
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise refusal
    return value


def is_plain(text):
    """Whether `text` is a number as it stands, with nothing to calculate."""
    return re.fullmatch(r"\s*[-+]?[\d.]+(e[-+]?\d+)?\s*", str(text).translate(_READ).lower()) is not None


def written(text):
    """A calculation as the course writes it: "2*-0.5" becomes "2 · −0.5"."""
    return re.sub(r"\s*\*\s*", " · ", " ".join(str(text).split()).replace("**", "^")).replace("-", "−")


def _value(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        return -_value(node.operand) if isinstance(node.op, ast.USub) else _value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _PARTS:
        value = _PARTS[type(node.op)](_value(node.left), _value(node.right))
        if isinstance(value, float):  # a root of a negative number is none
            return value
    raise ValueError
