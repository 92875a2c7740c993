"""Honest hand-ins that are unlucky."""

# ruff: noqa: E501 - students' lines are as long as they are

import copy
import json

import nbformat
from nbformat.v4 import new_code_cell, new_output

from .unseen import (
    DELTAS,
    GRADIENTS,
    LOOPS,
    PS1,
    PS2,
    PS3,
    RIGHT,
    TANH,
    UPDATE,
    beside,
    cell,
    honest,
    put,
    solve,
)

# === Honest, but unlucky =============================================================================================


def right(change=None, ps=PS2, **other):
    """A hand-in with right solutions, changed by `change`, and with other texts in some cells."""

    def make(hand_in):
        solve(hand_in, ps, **other)
        if change:
            change(hand_in)

    return make


def scratch(text, **more):
    """A hand-in with right solutions, and a scratch cell in front of the first task."""
    return right(lambda hand_in: beside(hand_in, "hand", text, **more))


def moved(hand_in, where):
    """Functions written into new cells, their own left as they were given out; where: how far below or above."""
    for name in ("deltas-matrices", "gradients-matrices", "update-matrices"):
        text = RIGHT[PS2][name]
        if where == "far":
            hand_in.cells.insert(2, new_code_cell(text))
        else:
            beside(hand_in, name, text, steps=where)


KEPT = {"deltas_matrices": None, "gradients_matrices": None, "update_matrices": None}


def emptied(hand_in):
    """Whoever writes into a new cell may well empty the one that was given."""
    for name in KEPT:
        put(hand_in, name.replace("_", "-"), "")


honest("right-ps1", "All right, problem set 1.", right(ps=PS1), ps=PS1)
honest("right-ps2", "All right, problem set 2.", right())
honest("right-ps3", "All right, problem set 3.", right(ps=PS3), ps=PS3)
honest("new-cell-below", "Writes the functions into new cells below those that were given, which stay as they are.",
       right(lambda hand_in: moved(hand_in, 1), **KEPT))  # fmt: skip
honest("new-cell-above", "Writes them into new cells above, and empties the given ones.",
       right(lambda hand_in: (moved(hand_in, 0), emptied(hand_in))[0], **KEPT))  # fmt: skip
honest("new-cell-far-away", "Writes them into cells at the top, and empties the given ones.",
       right(lambda hand_in: (moved(hand_in, "far"), emptied(hand_in))[0], **KEPT))  # fmt: skip


@honest("metadata-stripped", "Another editor has taken all metadata of solution cells away.")
def _(hand_in):
    solve(hand_in)
    for each in hand_in.cells:
        if each.metadata.get("nbgrader", {}).get("solution"):
            each.metadata = {}


@honest("all-metadata-stripped", "Another editor has taken all metadata away, and given all cells new names.")
def _(hand_in):
    solve(hand_in)
    for n, each in enumerate(hand_in.cells):
        each.metadata, each.id = {}, f"cell-{n}"


@honest("old-format", "Stored in nbformat 4.4, without names of cells, and with an output from home.")
def _(hand_in):
    solve(hand_in)
    raw = json.loads(nbformat.writes(hand_in))
    raw["nbformat_minor"] = 4
    for each in raw["cells"]:
        each.pop("id")
    return json.dumps(raw)


@honest("bom", "The file begins with the mark of UTF-8.")
def _(hand_in):
    solve(hand_in)
    return b"\xef\xbb\xbf" + nbformat.writes(hand_in).encode()


@honest("utf-16", "An editor has stored the file as UTF-16.")
def _(hand_in):
    solve(hand_in)
    return nbformat.writes(hand_in).encode("utf-16")


@honest("old-line-ends", "Line ends of Windows in the file and in the cells, tabs, and blanks at ends.")
def _(hand_in):
    solve(hand_in)
    for each in hand_in.cells:
        each.source = each.source.replace("    ", "\t").replace("\n", " \r\n")
    return nbformat.writes(hand_in).replace("\n", "\r\n").encode()


honest("quit", "A cell with quit() was left at the top.", scratch("quit()"))
honest("exit-for-certain", "A cell ends the program by sys.exit and os._exit.", scratch("import os\nos._exit(0)"))
honest("input", "A cell asks for a name.", scratch("name = input('Your name? ')\nprint(name)"))
honest("endless-scratch", "A cell with a loop that never ends was left.", scratch("n = 0\nwhile True:\n    n += 1"))
honest("hundred-megabytes", "A cell prints 100 MB.", scratch("for n in range(1000):\n    print('x' * 100_000)"))
honest("plots-and-magics", "Draws, times, waits and shows in scratch cells.", scratch("""\
%matplotlib inline
import matplotlib.pyplot as plt, asyncio
from IPython.display import Markdown, display
plt.plot(np.arange(5)); plt.title("σ"); plt.show()
%time sum(range(1000))
%timeit -n1 -r1 sum(range(10))
!ls
await asyncio.sleep(0.01)
display(Markdown("**δ**"))
np.array([1]) / 0"""))  # fmt: skip
honest("help-and-debug", "Question marks, %debug, %pdb, a breakpoint and a broken magic are left in cells.",
       right(lambda hand_in: [beside(hand_in, "hand", text) for text in
             ("np.exp?", "%debug", "%no_such_magic", "breakpoint()", "%%latex\nx", "%%time\nx = 1", "1 +", "!pip install numpy",
              "%reset_selective -f zzz", "%config InlineBackend.figure_format = 'svg'")]))  # fmt: skip
honest("defined-twice", "The first try stands above the second one, in one cell.",
       right(deltas_matrices="def deltas(theta, u, o, y):\n    return None\n\n\n" + DELTAS))  # fmt: skip
honest("helpers-elsewhere", "Helpers stand in a cell of their own, above.",
       right(lambda hand_in: beside(hand_in, "matrices", "def back(theta, d, u):\n    return slope(u) * (theta.T @ d)"),
             deltas_matrices=DELTAS.replace("slope(u[m]) * (theta[m + 1].T @ delta[m + 1])",
                                            "back(theta[m + 1], delta[m + 1], u[m])")))  # fmt: skip
honest(
    "helper-below",
    "A helper stands in a cell further down, as it was run at home.",
    right(
        lambda hand_in: beside(hand_in, "gradients-matrices", "def minus(a, b):\n    return a - b"),
        update_matrices=UPDATE.replace("theta[m] - eta * gradients[m]", "minus(theta[m], eta * gradients[m])"),
    ),
)
honest("class-and-lambda", "A class with __call__, a bound method, a lambda, a partial.", right(
    gradients_matrices="gradients = lambda delta, o: [None] + [delta[m] @ o[m - 1].T for m in range(1, len(delta))]",
    update_matrices="class Step:\n    def __call__(self, theta, g, eta):\n        return [None] + [a - eta * b for a, b in "
    "zip(theta[1:], g[1:])]\n\n\nupdate = Step()",
    deltas_tanh=TANH.replace("def deltas_tanh(", "def general(sign, ") + "\n\n\nimport functools\n"
    "deltas_tanh = functools.partial(general, 1)",
))  # fmt: skip
honest("float32-and-lists", "Computes in float32, and gives back lists of lists, tuples and arrays of objects.", right(
    deltas_matrices=DELTAS.replace("return delta", "return tuple(d if d is None else d.tolist() for d in delta)"),
    gradients_matrices=GRADIENTS.replace("delta[m] @ o[m - 1].T", "(delta[m] @ o[m - 1].T).astype(np.float32)"),
    update_matrices=UPDATE.replace("[None] +", "[0.0] +").replace("theta[m] - eta", "(theta[m] - eta").replace("gradients[m] for", "gradients[m]).astype(object) for"),
))  # fmt: skip
honest("slow-but-right", "Right, but with loops and a rest of half a second in each call.",
       right(deltas_loops="import time\n" + LOOPS.replace("    M = len", "    time.sleep(0.5)\n    M = len")))  # fmt: skip
honest("warns-prints-draws", "Warns, prints and counts in every call.", right(gradients_matrices="""\
import warnings
count = 0
def gradients(delta, o):
    global count
    count += 1
    warnings.warn("careful"); print(count, delta); np.log(np.zeros(1))
    return [None] + [delta[m] @ o[m - 1].T for m in range(1, len(delta))]"""))  # fmt: skip
honest("recursion-and-state", "Works by recursion, with a global of its own.", right(deltas_matrices="""\
LAST = {}
def back(m, theta, u, o, y):
    if m == len(theta) - 1:
        return [-2 * (y - o[m]) * slope(u[m])]
    behind = back(m + 1, theta, u, o, y)
    LAST["m"] = m
    return [slope(u[m]) * (theta[m + 1].T @ behind[0])] + behind
def deltas(theta, u, o, y):
    return [None] + back(1, theta, u, o, y)"""))  # fmt: skip


@honest("run-out-of-order", "Counts of runs that go back and forth, outputs with errors from earlier tries.")
def _(hand_in):
    solve(hand_in)
    for n, each in enumerate(each for each in hand_in.cells if each.cell_type == "code"):
        each.execution_count = (n * 37) % 90
        each.outputs = [new_output("error", ename="NameError", evalue="x", traceback=["x"])]


@honest("locked-cells-gone", "Has deleted the setup, a fixture and three tests.")
def _(hand_in):
    solve(hand_in)
    for name in ("setup", "order-lines", "hand-test", "update-test", "deltas-skip-test", "matrices"):
        hand_in.cells.remove(cell(hand_in, name))


@honest("cells-copied", "Has copied solution and test cells, the first try still in the lower copy's place.")
def _(hand_in):
    solve(hand_in)
    for name in ("deltas-matrices", "update-test", "hand-network"):
        again = copy.deepcopy(cell(hand_in, name))
        again.id += "-2"
        hand_in.cells.insert(hand_in.cells.index(cell(hand_in, name)) + 1, again)


@honest("cells-split-and-merged", "Has split one solution cell in two, and merged two others into one.")
def _(hand_in):
    solve(hand_in)
    whole = cell(hand_in, "deltas-loops")
    head = copy.deepcopy(whole)
    head.metadata, head.id, head.source = {}, "head", "def back(t, d, i):\n    return (t[:, i] * d.T).T.sum(axis=0)"
    hand_in.cells.insert(hand_in.cells.index(whole), head)
    put(hand_in, "gradients-matrices", GRADIENTS + "\n\n\n" + UPDATE)
    hand_in.cells.remove(cell(hand_in, "update-matrices"))


@honest("future-import-and-names", "Types, names with letters of other scripts, dunder names, star imports.")
def _(hand_in):
    solve(
        hand_in,
        update_matrices="""\
from __future__ import annotations
from numpy import *
def update(theta: list[np.ndarray | None], gradients, eta: float, /) -> list:
    η, Θ = eta, theta
    return [None, *(θ - η * g for θ, g in zip(Θ[1:], gradients[1:], strict=True))]""",
    )


@honest(
    "imports-scipy-style", "Uses names of NumPy in other ways: np.matrix, einsum, a subclass, an out of order axis."
)
def _(hand_in):
    solve(hand_in, gradients_matrices="""\
def gradients(delta, o):
    return [None] + [np.einsum("ip,lp->il", delta[m], o[m - 1], optimize=True) for m in range(1, len(delta))]""",
          update_matrices="""\
def update(theta, gradients, eta):
    return [None] + [np.matrix(theta[m]) - eta * np.asfortranarray(gradients[m]) for m in range(1, len(theta))]""")  # fmt: skip


@honest(
    "ps3-functions-in-scratch",
    "Brings the functions of problem set 3 in a cell of their own, and calls it a day.",
    ps=PS3,
)
def _(hand_in):
    solve(hand_in, PS3, train_step="# see the cell above")
    beside(hand_in, "train-step", RIGHT[PS3]["train-step"])


@honest("ps3-weights-pasted", "Pastes the numbers of a training, as float32 in lists.", ps=PS3)
def _(hand_in):
    solve(hand_in, PS3)
    cell(
        hand_in, "digits-answer"
    ).source += "\ntheta_digits = [None] + [t.astype(np.float32).tolist() for t in theta_digits[1:]]"


@honest("ps1-names-differ", "Uses σ under another name, math.e, and reads o[0] from x.", ps=PS1)
def _(hand_in):
    solve(hand_in, PS1, sigma_answer="import math\nσ = sigma = np.vectorize(lambda z: 1 / (1 + math.e ** -z))",
          slope_answer="def slope(u):\n    s = σ(u)\n    return s - s**2")  # fmt: skip
