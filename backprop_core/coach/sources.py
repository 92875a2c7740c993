"""What can be read in a student's line at which a function stopped."""

import ast
import inspect
import linecache
import re
import textwrap

import numpy as np

PLACE = re.compile(r"#\s*YOUR CODE HERE", re.IGNORECASE)  # nbgrader's words above its `raise NotImplementedError()`
SLOPE = re.compile(r"slope|prime|deriv|sig|σ|\bdf?\b|\(\s*1\.?0?\s*-")  # what is most likely a σ′


# --- A line that was to be replaced ----------------------------------------------------------------------------------


def left_in(frame, at):
    """(the line that raised NotImplementedError, "finished": more stands in the function; "empty": nothing else;
    "perhaps": what else stands there may have been given; "elsewhere": the line is no `raise`; or "unseen")."""
    line = linecache.getline(at.filename, at.lineno).strip()
    if not line.startswith("raise"):
        return "", "elsewhere" if line else "unseen"
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(frame.f_code))).body[0]
        body = tree.body
    except (OSError, TypeError, SyntaxError, AttributeError, IndexError):
        return line, "empty"
    written = [each for each in body if not _says_nothing(each)]
    if not written:
        return line, "empty"
    in_a_loop = not any(isinstance(each, ast.Raise) for each in body)
    if in_a_loop and PLACE.search(linecache.getline(at.filename, at.lineno - 1)):
        return line, "perhaps"
    return line, "finished"


def _says_nothing(statement):
    """Whether it is a docstring, `pass`, `...` or the `raise` itself."""
    words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return words or isinstance(statement, (ast.Pass, ast.Raise))


# --- Two matrices that do not fit together ---------------------------------------------------------------------------


def operands(frame, at):
    """("@" or another sign, (text, shape) on its left, and on its right) of the calculation at which a line stopped;
    None where it is none of two matrices. Both sides are computed once more."""
    if at.colno is None or at.lineno != at.end_lineno:
        return None
    line = linecache.getline(at.filename, at.lineno).encode()
    tree = ast.parse(line[at.colno : at.end_colno].decode().strip(), mode="eval").body
    if not isinstance(tree, ast.BinOp):
        return None
    sides = []
    for side in (tree.left, tree.right):
        value = eval(compile(ast.Expression(side), at.filename, "eval"), frame.f_globals, dict(frame.f_locals))
        sides.append((ast.unparse(side), np.shape(value)))
    if any(len(shape) != 2 for _, shape in sides):
        return None
    return {ast.MatMult: "@", ast.Mult: "*"}.get(type(tree.op), "±"), *sides


def advice(sign, left, right):
    """A sentence on two matrices, each (text, shape), that do not fit together."""
    (ours, a), (theirs, b) = left, right
    told = f"On its left stands the shape {a}, on its right {b}."
    if sign == "*":
        return f"{told} * or @? * goes entry by entry; a sum over neurons, like Σₗ θᵢₗ · oₗ, is a matrix product: @."
    if sign == "@" and a == b and (SLOPE.search(ours) or SLOPE.search(theirs)):
        return f"{told} Nothing need be turned round: σ′ is multiplied entry by entry, with *."
    if sign == "@" and ours == theirs:
        return f"{told} To square every entry, write ** 2."
    if sign == "@":
        turned = [text for text, fits in ((ours, a[0] == b[0]), (theirs, a[1] == b[1])) if fits]
        asks = f" Turned round, {' or '.join(map(_turned, turned))} would fit." if turned else ""
        return f"{told} The columns of the left one must be as many as the rows of the right one.{asks}"
    return f"{told} Both should be the same: which of them is not what you think?"


def _turned(text):
    """A matrix the other way round, as it is written."""
    if text.endswith(".T"):
        return f"`{text[:-2]}`"
    return f"`{text}.T`" if re.fullmatch(r"\w+(\[.*\])?", text) else f"`({text}).T`"
