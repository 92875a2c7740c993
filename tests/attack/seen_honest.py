"""Honest hand-ins that are unlucky. Each is a change of a perfect one, whose solutions are the teacher's."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from grading import demo
from grading.course import GRADING
from grading.marking import is_test
from grading.repair import name_of

from .case import Case
from .seen import FUNCTIONS, PS2, above_tests, cell, put

CASES = []


def solved(notebook):
    """All solutions, written into it."""
    source = nbformat.read(GRADING / "source" / PS2 / f"{PS2}.ipynb", as_version=4)
    notebook.cells = demo.solve(notebook, source).cells


def honest(name, kind, what, deserves=None):
    """The decorator of what changes a perfect hand-in."""

    def add(make):
        def whole(hand_in):
            solved(hand_in)
            return make(hand_in)

        CASES.append(Case(name, f"honest: {kind}", what, whole, deserves, hostile=False))
        return make

    return add


def scratch(kind, **cells):
    for name, (what, text) in cells.items():
        honest(name.replace("_", "-"), kind, what)(lambda hand_in, text=text: above_tests(hand_in, text))


def moved(hand_in, names, to):
    """The solutions of these cells, in new cells of one's own at this place; the cells themselves as given out."""
    given = nbformat.read(GRADING.parent / "notebooks" / "exercises" / f"{PS2}.ipynb", as_version=4)
    for name in names:
        theirs = cell(hand_in, name)
        place = hand_in.cells.index(theirs)
        new = new_code_cell(theirs.source)
        hand_in.cells.insert({"above": place, "below": place + 1, "far": 2}[to], new)
        if to == "below":
            theirs.source = cell(given, name).source
        else:
            hand_in.cells.remove(theirs)


honest("solution-in-a-new-cell-below", "place", "Writes each function into a new cell below the one for it.")(
    lambda hand_in: moved(hand_in, FUNCTIONS, "below")
)
honest("solution-cells-deleted", "place", "Writes each function into a new cell above, and deletes the one for it.")(
    lambda hand_in: moved(hand_in, FUNCTIONS, "above")
)


@honest("metadata-thrown-away", "editor", "Stores it in an editor that throws all metadata of cells away.")
def _(hand_in):
    for each in hand_in.cells:
        each.metadata = {}


@honest("two-byte-text", "editor", "Stores it in an editor that writes UTF-16.")
def _(hand_in):
    return nbformat.writes(hand_in).encode("utf-16")


@honest("bom-and-line-ends", "editor", "Stores it with a mark at the beginning and the line ends of Windows.")
def _(hand_in):
    return b"\xef\xbb\xbf" + nbformat.writes(hand_in).replace("\n", "\r\n").encode()


@honest("half-a-character", "editor", "Has half of a character in a comment, as some editors leave it.")
def _(hand_in):
    hand_in.cells.insert(3, new_markdown_cell("HALF"))
    return nbformat.writes(hand_in).replace("HALF", "\\ud83d")


@honest(
    "copies-of-cells", "cells", "Has copied each solution cell before writing into it, and left the copy below, empty."
)
def _(hand_in):
    for name in FUNCTIONS:
        twin = nbformat.from_dict(cell(hand_in, name))
        twin.id, twin.source = f"copy-{name}", ""
        hand_in.cells.insert(hand_in.cells.index(cell(hand_in, name)) + 1, twin)


@honest("tests-deleted", "cells", "Has deleted the tests and the first cells, and imports by itself.")
def _(hand_in):
    hand_in.cells = [each for each in hand_in.cells if not is_test(each) and name_of(each) != "title"]


@honest("cells-split", "cells", "Has split a locked cell in two.")
def _(hand_in):
    setup = cell(hand_in, "setup")
    first, second = setup.source.split("def slope", 1)
    twin = nbformat.from_dict(setup)
    twin.id, twin.source, setup.source = "second-half", f"def slope{second}", first
    hand_in.cells.insert(hand_in.cells.index(setup) + 1, twin)


scratch(
    "scratch",
    quit_in_a_scratch_cell=("Ends the kernel in a scratch cell.", "quit()"),
    exit_in_a_scratch_cell=("Ends the process in a scratch cell.", "import os\nos._exit(1)"),
    asks_for_input=("Asks for input in a scratch cell.", "name = input('your name')"),
    endless_loop=("Has forgotten a loop without an end.", "while True:\n    pass"),
    a_hundred_megabytes=("Prints a hundred megabytes.", "for n in range(1000):\n    print('x' * 100_000)"),
    drawing_and_magics=("Draws, measures, awaits and shows.", "%matplotlib inline\nimport asyncio\n"
                      "import matplotlib.pyplot as plt\nplt.plot([1, 2]);\nplt.show()\n%time sum(range(1000))\n"
                      "await asyncio.sleep(0)\ndisplay(np.eye(2))\n!pip install x\n%config InlineBackend\n_ = 3"),
    strange_signs=("Prints half of a character, and a zero byte.", "print('\\ud83d', '\\0', '\\x1b[31mred')"),
    warnings_and_globals=("Warns, sets NumPy to raise, and changes how numbers print.",
                          "import warnings\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\n"
                          "np.set_printoptions(precision=2)\nnp.random.seed(0)"),
    own_sigma=("Has made sigma and slope anew, in other words.",
               "def sigma(x):\n    return 0.5 * (1 + np.tanh(x / 2))\nslope = lambda u: sigma(u) - sigma(u)**2"),
)  # fmt: skip


@honest("slow-but-legal", "functions", "Takes a third of a second for each call.")
def _(hand_in):
    put(hand_in, "gradients-matrices", "import time\n" + cell(hand_in, "gradients-matrices").source.replace(
        "found = [None]",
        "found = [None]\n    end = time.perf_counter() + 0.05\n    while time.perf_counter() < end:\n"
        "        pass"))  # fmt: skip


@honest("float32-and-tuples", "functions", "Computes in 32 bits, and gives tuples and nested lists back.")
def _(hand_in):
    text = cell(hand_in, "deltas-matrices").source + "\nright = deltas\ndef deltas(*a):\n    return tuple(" \
        "None if d is None else d.astype(np.float32).tolist() for d in right(*a))\n"  # fmt: skip
    put(hand_in, "deltas-matrices", text)
    train = cell(hand_in, "train-step")
    train.source = train.source.replace("deltas(", "right(")


@honest("half-of-it", "functions", "Has solved what is worked out by hand, and nothing else.", deserves=14)
def _(hand_in):
    for name, function in FUNCTIONS.items():
        put(hand_in, name, f"def {function}(*a):\n    raise NotImplementedError()")
