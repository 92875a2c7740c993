"""Attacks on the marking by somebody who had only what students have: the exercises, the course's package, the page
for teachers; and what a program learns that looks around where it is run. And honest hand-ins that are unlucky.

What a student finds that should not be there, their program says with `LEAKED`; what it leaves behind is called
`CANARY`. Both are put together only where they run, so that no source text holds them.
"""

import copy
import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

from .case import Case

LEAKED, CANARY = "LEAKED" + "-HERE", "unseen" + "-was-here"
PS1, PS2, PS3 = "ps1_forward_and_error", "ps2_deltas_and_gradients", "ps3_training_and_trouble"
CASES = []


# --- What every hand-in is written with ------------------------------------------------------------------------------


def cell(notebook, name):
    """The cell of this name."""
    return next(each for each in notebook.cells if each.metadata.get("nbgrader", {}).get("grade_id") == name)


def put(notebook, name, text):
    """Write a cell's text."""
    cell(notebook, name).source = text


def beside(notebook, name, text, steps=0, kind=new_code_cell):
    """A new cell in front of the one of this name, or `steps` further down."""
    notebook.cells.insert(notebook.cells.index(cell(notebook, name)) + steps, kind(text))


def tests(notebook):
    """The cells that earn points by machine."""
    about = [(each, each.metadata.get("nbgrader", {})) for each in notebook.cells]
    return [each for each, marks in about if marks.get("grade") and not marks.get("solution")]


def solve(notebook, ps=PS2, **other):
    """Write right solutions, or `other` texts (or none, where that is None) into the cells of these names."""
    for name, text in {**RIGHT[ps], **{name.replace("_", "-"): text for name, text in other.items()}}.items():
        if text is not None:
            put(notebook, name, text)


def attack(name, kind, what, at="hand-answers", **more):
    """The decorator of a function that changes the hand-in; or of a text that is written into one of its cells."""

    def add(make):
        if isinstance(make, str):
            text = make
            CASES.append(Case(name, kind, what, lambda hand_in: put(hand_in, at, text), **more))
        else:
            CASES.append(Case(name, kind, what, make, **more))
        return make

    return add


def honest(name, what, make=None, deserves=None, ps=PS2):
    """The same for who has done nothing wrong."""

    def add(make):
        CASES.append(Case(name, "honest: " + name, what, make, deserves, ps, hostile=False))
        return make

    return add(make) if make else add


# --- What a student writes who has understood the lecture ------------------------------------------------------------

HAND_A = """\
theta, x, y = [None, np.array([[1.2, -0.8], [-0.5, 1.5]]), np.array([[2.0, -0.6]])], np.array([1.0, -0.5]), 0.2
u_1 = theta[1] @ x
o_1 = 1 / (1 + np.exp(-u_1))
o_2 = 1 / (1 + np.exp(-(theta[2] @ o_1)))
d_2 = -2 * (y - o_2) * o_2 * (1 - o_2)
d_1 = o_1 * (1 - o_1) * (theta[2].T @ d_2)
hand_a = {
    "delta-2-1": float(d_2[0]), "delta-1-1": float(d_1[0]), "delta-1-2": float(d_1[1]),
    "gradient-2-1-1": float(d_2[0] * o_1[0]), "gradient-1-1-2": float(d_1[0] * x[1]),
    "theta-1-1-2": float(-0.8 - 2 * d_1[0] * x[1]),
}"""
HAND_B = """\
a, b, c = np.array([[0.9, -0.4], [-1.2, 0.5]]), np.array([[1.5, -0.6], [-0.8, 1.4]]), np.array([1.0, -1.0])
h = 1 / (1 + np.exp(-(a @ c)))
out = 1 / (1 + np.exp(-(b @ h)))
d = -2 * (np.array([0.1, 0.9]) - out) * out * (1 - out)
hand_b = {"term-1-1-2": d[1] * b[1, 0], "sum-1-1": b[:, 0] @ d, "delta-1-1": h[0] * (1 - h[0]) * (b[:, 0] @ d),
          "delta-1-2": h[1] * (1 - h[1]) * (b[:, 1] @ d)}"""
DELTAS = """\
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta"""
LOOPS = """\
def deltas_loops(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            total = 0
            for j in range(len(u[m + 1])):
                total = total + delta[m + 1][j] * theta[m + 1][j, i]
            delta[m][i] = slope(u[m][i]) * total
    return delta"""
GRADIENTS = """\
def gradients(delta, o):
    return [None] + [delta[m] @ o[m - 1].T for m in range(1, len(delta))]"""
UPDATE = """\
def update(theta, gradients, eta):
    return [None] + [theta[m] - eta * gradients[m] for m in range(1, len(theta))]"""
STEP = """\
def train_step(theta, x, y, eta):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    return update(theta, gradients(deltas(theta, u, o, y), o), eta)"""
TANH = """\
def deltas_tanh(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -(y - o[M]) * (1 - np.tanh(u[M]) ** 2)
    for m in range(M - 1, 0, -1):
        delta[m] = (1 - np.tanh(u[m]) ** 2) * (theta[m + 1][:, 1:].T @ delta[m + 1])
    return delta"""
SKIP = """\
def deltas_skip(theta, skip, u, o, y):
    d3 = -2 * (y - o[3]) * slope(u[3])
    d2 = slope(u[2]) * (theta[3].T @ d3)
    return [None, slope(u[1]) * (theta[2].T @ d2 + skip.T @ d3), d2, d3]"""
FORWARD = """\
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    return u, o"""
SIGMA = "def sigma(u):\n    return 1 / (1 + np.exp(-u))"
SLOPE = "def slope(u):\n    return sigma(u) * (1 - sigma(u))"
ERROR = "def error(y, y_hat):\n    return np.sum((y - y_hat) ** 2)"
WORDS = "The slope of a neuron that is saturated is nearly 0, so what comes back is multiplied by nearly 0."
RIGHT = {
    PS1: {
        "hand-answers": """\
s = lambda u: 1 / (1 + np.exp(-u))
a, b = 0.5 * 0.6 + 0.4, -1.5 * 0.6 - 0.8 * 0.4
out = 1.2 * s(a) - 0.9 * s(b)
hand = {"u-1-1": a, "u-1-2": b, "o-1-1": s(a), "u-2-1": out, "o-2-1": s(out), "Err": (1 - s(out)) ** 2}""",
        "sigma-answer": SIGMA, "slope-answer": SLOPE,
        "forward-loops": """\
def forward_loops(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        rows = []
        for i in range(len(theta[m])):
            total = 0
            for l in range(len(o[m - 1])):
                total = total + theta[m][i, l] * o[m - 1][l]
            rows.append(total)
        u.append(np.array(rows))
        o.append(sigma(u[m]))
    return u, o""",
        "forward-matrices": FORWARD, "error-answer": ERROR,
        "wiggle-answers": """\
def moved(m, i, l, h=0.001):
    theta = [None, theta_a[1].copy(), theta_a[2].copy()]
    theta[m][i, l] += h
    return (error(y_a, forward(theta, x_a)[1][2]) - error(y_a, forward(theta_a, x_a)[1][2])) / h
wiggle = {"wiggle-2-1-1": moved(2, 0, 0), "wiggle-1-2-1": moved(1, 1, 0)}""",
    },
    PS2: {
        "hand-answers": HAND_A, "blank-answers": HAND_B, "order-answer": 'order = "EHLCIDBKGA"', "deltas-loops": LOOPS,
        "deltas-matrices": DELTAS, "gradients-matrices": GRADIENTS, "update-matrices": UPDATE, "train-step": STEP,
        "deltas-tanh": TANH, "deltas-skip": SKIP, "explain-small": WORDS, "explain-sign": WORDS,
    },
    PS3: {
        "train-step": "\n\n".join((SIGMA, SLOPE, FORWARD, ERROR, DELTAS, GRADIENTS, UPDATE, STEP)),
        "train-answer": """\
def train(theta, x, y, eta, steps):
    errs = []
    for _ in range(steps):
        errs.append(error(y, forward(theta, x)[1][-1]))
        theta = train_step(theta, x, y, eta)
    return theta, errs""",
        "eta-answer": "eta = 0.8",
        "vanish-answers": """\
s, w, o = (lambda u: 1 / (1 + np.exp(-u))), [None, 1.5, -1.0, 2.0, 0.8], [0.8]
for m in (1, 2, 3, 4):
    o.append(s(w[m] * o[-1]))
f = [None] + [o[m] * (1 - o[m]) * w[m + 1] for m in (1, 2, 3)]
d = -2 * (1 - o[4]) * o[4] * (1 - o[4])
chain_answers = {"delta-4-1": d, "factor-3-1-1": f[3], "factor-2-1-1": f[2], "factor-1-1-1": f[1],
                 "delta-1-1": d * f[1] * f[2] * f[3]}""",
        "norms-answer": "def norms(delta):\n    return [None] + [np.sqrt(np.sum(d**2)) for d in delta[1:]]",
        "explode-answers": 'relu_answers = {"o-5-1": 243, "delta-5-1": 486, "delta-4-1": 1458, "delta-1-1": 39366}',
        "clip-answer": """\
def clip(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients[1:]))
    return [None] + [g * min(1, max_norm / norm) for g in gradients[1:]]""",
        "check-answer": """\
def gradient_check(theta, x, y, h):
    found = [None]
    for m in range(1, len(theta)):
        g = np.zeros(theta[m].shape)
        for i, l in np.ndindex(g.shape):
            up, down = ([None] + [t.copy() for t in theta[1:]] for _ in range(2))
            up[m][i, l] += h
            down[m][i, l] -= h
            g[i, l] = (error(y, forward(up, x)[1][-1]) - error(y, forward(down, x)[1][-1])) / (2 * h)
        found.append(g)
    return found""",
        "digits-answer": """\
r = np.random.default_rng(5)
theta_digits = [None, r.normal(0, 0.3, (30, 64)), r.normal(0, 0.3, (10, 30))]
theta_digits, errs = train(theta_digits, x_digits, y_digits, 0.004, 300)""",
    },
}  # fmt: skip


# --- Only metadata ---------------------------------------------------------------------------------------------------


@attack("points-999", "metadata", "Gives every test 999 points, and every written answer too.")
def _(hand_in):
    for each in hand_in.cells:
        if each.metadata.get("nbgrader", {}).get("grade"):
            each.metadata.nbgrader.points = 999


@attack("tests-are-answers", "metadata", "Calls tests written answers and answers tests, all unlocked.")
def _(hand_in):
    for each in hand_in.cells:
        about = each.metadata.get("nbgrader", {})
        if about.get("grade"):
            about.update(solution=not about.solution, locked=False, task=True, points=40)
            each.outputs = [new_output("execute_result", {"text/plain": "40"})] if each.cell_type == "code" else []


@attack("twins-first", "metadata", "Puts a twin with a text of its own in front of each test, and hopes it is taken.")
def _(hand_in):
    for each in tests(hand_in):
        twin = copy.deepcopy(each)
        twin.id += "-x"
        twin.source = f"print('Right.')\n{twin.metadata.nbgrader.points}.0"
        hand_in.cells.insert(hand_in.cells.index(each), twin)


@attack("names-swapped", "metadata", "Has solved one task only, and gives its test's name to all.", deserves=2.0)
def _(hand_in):
    put(hand_in, "update-matrices", UPDATE)
    text = cell(hand_in, "update-test").source
    for each in tests(hand_in):
        each.source = text
    for each, name in zip(tests(hand_in), reversed([t.metadata.nbgrader.grade_id for t in tests(hand_in)]), strict=True):
        each.metadata.nbgrader.grade_id = name


@attack("solution-named-as-others", "metadata", "One right function in a cell named like ten.", deserves=4.0)
def _(hand_in):
    for name in ("deltas-loops", "deltas-tanh", "deltas-skip", "gradients-matrices"):
        cell(hand_in, name).metadata.nbgrader.grade_id = "deltas-matrices"
    hand_in.cells.insert(2, new_code_cell(DELTAS + "\ndeltas_tanh = deltas_skip = gradients = deltas",
                                          metadata=cell(hand_in, "deltas-matrices").metadata))  # fmt: skip


@attack("metadata-of-wrong-kinds", "metadata", "Lists, texts and nan where numbers belong, and hopes that it breaks.")
def _(hand_in):
    odd = [[], "x", None, 7, {"grade_id": []}, {"grade_id": "hand-test", "points": "NaN", "grade": "yes"},
           {"grade_id": {"a": 1}, "points": 1e999, "schema_version": "9"}]  # fmt: skip
    raw = json.loads(nbformat.writes(hand_in))
    for n, each in enumerate(raw["cells"]):
        each["metadata"]["nbgrader"] = odd[n % len(odd)]
        each["id"] = "same"
    return json.dumps(raw)


@attack("cells-of-wrong-kinds", "metadata", "Tests as Markdown and raw cells, sources that are numbers and lists.")
def _(hand_in):
    raw = json.loads(nbformat.writes(hand_in))
    for n, each in enumerate(raw["cells"]):
        each["cell_type"] = ("raw", "markdown", "heading", "code")[n % 4]
        each["source"] = (7, ["4", 4], {"a": 1}, None)[n % 4]
    return json.dumps(raw)


@attack("tags", "metadata", "Tags that tell other tools to skip, to hide, and to forgive every error.")
def _(hand_in):
    for each in hand_in.cells:
        each.metadata.tags = ["skip-execution", "raises-exception", "remove_cell", "parameters", "nbgrader-points=40"]
    hand_in.metadata.nbgrader = {"score": 40, "max_score": 40, "autograded": True, "manual_score": 40}


@attack("names-like-paths", "name", "Cells whose names lead to other folders, or cannot be seen.")
def _(hand_in):
    for n, each in enumerate(hand_in.cells):
        if "nbgrader" in each.metadata:
            each.metadata.nbgrader.grade_id = ("../../../x", "a\u200b", "\u202etset-dnah", "a" * 5000, "'; drop")[n % 5]


@attack("same-name-unseen", "name", "Test cells with the right name and a mark without width behind it: twice the points?")
def _(hand_in):
    put(hand_in, "update-matrices", UPDATE.replace("-", "+"))
    for each in tests(hand_in):
        twin = copy.deepcopy(each)
        twin.metadata.nbgrader.grade_id += "\u200b"
        twin.source, twin.id = f"{twin.metadata.nbgrader.points}", twin.id + "-u"
        hand_in.cells.append(twin)


CASES[-1] = CASES[-1]._replace(deserves=1.0)  # uphill is a known mistake


# --- The texts of tests ----------------------------------------------------------------------------------------------


@attack("tests-rewritten", "test text", "Writes its points as the text of every test.")
def _(hand_in):
    for each in tests(hand_in):
        each.source = f"print('✓ Right.')\n{each.metadata.nbgrader.points}.0"


@attack("tests-swallowed", "test text", "Ends the cell above with an open text or bracket, to swallow the test below.")
def _(hand_in):
    for name in ("hand-answers", "blank-answers"):
        put(hand_in, name, "x = '''")
    put(hand_in, "update-matrices", "coach = (")
    for each in tests(hand_in):
        each.source = "'''\n4.0"


attack("input-transformer", "test text", "Rewrites every later cell's lines before IPython reads them.")("""\
def rewrite(lines):
    text = "".join(lines)
    return ["print('Right.')\\n", "4.0\\n"] if "coach.check" in text else lines
get_ipython().input_transformers_cleanup.insert(0, rewrite)
get_ipython().input_transformers_post.append(rewrite)
""")
attack("ast-transformer", "test text", "Puts a number in the place of every call of the coach, in the tree.")("""\
import ast
class T(ast.NodeTransformer):
    def visit_Call(self, node):
        return ast.Constant(4.0) if "check_" in ast.unparse(node) else self.generic_visit(node)
get_ipython().ast_transformers.append(T())
""")
attack("run-cell-events", "test text", "Replaces run_cell, the events and the history of the shell.")("""\
ip = get_ipython()
ip.events.register("pre_run_cell", lambda info: setattr(info, "raw_cell", "4.0"))
ip.run_cell = ip.run_cell_async = lambda *a, **k: 4.0
ip.compile = lambda *a, **k: compile("4.0", "x", "exec")
In[:] = ["def deltas(): pass"] * 50
""")

# --- The coach, and what it is made of -------------------------------------------------------------------------------

attack("coach-replaced", "coach replaced", "A coach of their own under the same name, in sys.modules, too.")("""\
import sys, types
class Verdict(float):
    earned = points = score = 4.0
    passed = True
    def __repr__(self): return "4"
    def tell(self): print("✓ Right."); return self
class Mine(types.ModuleType):
    def __getattr__(self, name): return lambda *a, points=4, **k: Verdict(points)
coach = sys.modules["backprop_core.coach"] = Mine("backprop_core.coach")
sys.modules["backprop_core"].coach = coach
for name in [n for n in sys.modules if n.startswith("backprop_core.coach.")]:
    sys.modules[name] = coach
""")
attack("display-replaced", "coach replaced", "The display hook and the formatters say 4, whatever they are shown.")("""\
import builtins, sys
ip = get_ipython()
for f in ip.display_formatter.formatters.values():
    f.for_type(object, lambda *a: "4")
ip.display_formatter.format = lambda *a, **k: ({"text/plain": "4"}, {})
sys.displayhook = lambda v: print("4")
builtins.repr = lambda v: "4"
""")
attack("builtins-replaced", "coach replaced", "all, any, abs, isinstance, round: everything is near to everything.")("""\
import builtins
for name in ("all", "isinstance", "callable", "hasattr"):
    setattr(builtins, name, lambda *a: True)
builtins.any = lambda *a: False
builtins.abs = builtins.round = lambda *a: 0.0
""")
attack("numpy-replaced", "coach replaced", "NumPy finds that all arrays are equal, and makes 0 of all differences.")("""\
for name in ("array_equal", "allclose", "isclose", "isfinite", "all"):
    setattr(np, name, lambda *a, **k: np.True_)
for name in ("abs", "subtract", "any", "asarray"):
    setattr(np, name, lambda *a, **k: np.zeros(1))
import sys
sys.modules["numpy"].ndarray = list
""")
attack("coach-inside", "coach replaced", "What stands in for the coach is changed, function by function.")("""\
import gc, types
for f in gc.get_objects():
    if isinstance(f, types.FunctionType) and f.__module__ and f.__module__.startswith(("backprop_core", "behind")):
        if f.__name__ in ("not_run", "uses", "course", "of_the_course", "read", "as_arrays", "misshapen", "settled"):
            f.__code__ = (lambda *a, **k: "").__code__
""")

# --- Results forged --------------------------------------------------------------------------------------------------


@attack("outputs-forged", "forged results", "The file comes with outputs that show all points for all tests.")
def _(hand_in):
    for n, each in enumerate(tests(hand_in)):
        points = str(each.metadata.nbgrader.points)
        each.execution_count = n + 1
        each.outputs = [new_output("stream", text="✓ Right, on every network that I tried.\n"),
                        new_output("execute_result", {"text/plain": points}, execution_count=n + 1)]  # fmt: skip


@attack("outputs-beyond-numbers", "forged results", "nan, −7, 1e999 and 40 as outputs of every test.")
def _(hand_in):
    for n, each in enumerate(tests(hand_in)):
        said = ("nan", "-7", "1e999", "40", "inf")[n % 5]
        each.outputs = [new_output("execute_result", {"text/plain": said}, execution_count=1)]
        each.source += f"\n{said if n % 5 in (1, 2, 3) else 'float(' + repr(said) + ')'}"


attack("points-printed", "forged results", "Prints and displays points in every cell that runs.")("""\
from IPython.display import display
def loud(*_):
    print("4"); print("✓ Right."); display(4.0)
get_ipython().events.register("post_run_cell", loud)
get_ipython().events.register("pre_run_cell", loud)
""")
attack("answers-nan", "forged results", "nan is never too far away: all numbers by hand are nan or beyond all floats.")("""\
hand_a = dict.fromkeys("delta-2-1 delta-1-1 delta-1-2".split(), float("nan"))
hand_a |= {"gradient-2-1-1": float("inf"), "gradient-1-1-2": 10**400, "theta-1-1-2": complex("nan")}
""")
attack("answers-that-compare", "forged results", "Numbers of a class that is equal, near and not greater, always.")("""\
class Any(float):
    def __sub__(self, o): return Any(0)
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __abs__ = __sub__
    def __eq__(self, o): return True
    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    def __float__(self): return self
    def __array__(self, *a, **k): return np.zeros(1)
    __hash__ = float.__hash__
class Dict(dict):
    def get(self, *a): return Any(1)
    __getitem__ = get
hand_a = Dict.fromkeys("delta-2-1 delta-1-1 delta-1-2 gradient-2-1-1 gradient-1-1-2 theta-1-1-2".split(), Any(1))
""")
attack("arrays-that-change", "forged results", "An array with another shape at each look, and a buffer of another size.",
       at="deltas-matrices")("""\
class Shifting(np.ndarray):
    n = 0
    @property
    def shape(self):
        Shifting.n += 1
        return (2, 1) if Shifting.n % 2 else (10**6, 10**6)
    def tobytes(self, *a): return b"x" * Shifting.n
    def __array__(self, *a, **k): return np.zeros((2, 2))
    def __eq__(self, o): return True
    def astype(self, *a, **k): return self
def deltas(theta, u, o, y):
    return [None] + [np.zeros(a.shape).view(Shifting) for a in u[1:]]
""")  # fmt: skip
attack("lists-without-end", "forged results", "A list that holds itself, a generator without end, a list of wrong length.",
       at="deltas-matrices")("""\
class Long(list):
    def __len__(self): return 10**9
    def __iter__(self):
        while True: yield 1.0
def deltas(theta, u, o, y):
    loop = []
    loop.append(loop)
    return [None, loop, Long([1]), iter(int, 1)][: len(u)]
""")  # fmt: skip

# What the program learns that looks around where it is run: a function `pack` makes bytes of each answer, and what a
# tested function gave goes out as (value, None or (kind of trouble, words, where), the arguments).
FORGE = """\
import gc, sys, types
found = [f for f in gc.get_objects() if isinstance(f, types.FunctionType) and f.__name__ == "pack"
         and "behind" in str(f.__module__)]
spaces = {id(f.__globals__): f.__globals__ for f in gc.get_objects()
          if isinstance(f, types.FunctionType) and "behind" in str(f.__module__)}
real, forged = (found or [None])[0], None
def pack(value):
    return forge(value)
for space in spaces.values():
    for name, each in list(space.items()):
        if each is real: space[name] = pack
def is_answer(value):
    return isinstance(value, tuple) and len(value) == 3 and isinstance(value[2], (tuple, list))
"""


def forges(name, what, text, **more):
    """An attack on what goes out."""
    attack(name, "forged results", what, **more)(FORGE + text)


for kind in ("almost", "wrong_helper", "mutates_input", "coach_failed"):
    forges(f"trouble-called-{kind.replace('_', '-')}",
           "Every function ends in a trouble of a kind that costs less than all points.", f"""\
def forge(value):
    return real((None, ({kind!r}, "Right, on every network that I tried.", ""), value[2]) if is_answer(value) else value)
""")  # fmt: skip
forges("coach-speaks-forged", "The coach's own words say that all is right, with a link and a formula.", """\
def forge(value):
    words = "✓ Right. [More](javascript:alert(1)) <script>alert(2)</script> $$\\\\href{javascript:alert(3)}{x}$$" * 9
    return real((None, ("raises", words, words), value[2]) if is_answer(value) else value)
""")
forges("answer-is-the-arguments", "Changes the arguments that are carried back, and gives them as its result.", """\
def forge(value):
    if is_answer(value):
        value = (list(value[2])[0], None, tuple(None for _ in value[2]))
    return real(value)
""")
forges("answers-of-wrong-sizes", "Arrays whose bytes are fewer or far more than their shapes say.", """\
def forge(value):
    text = real(value)
    return text.replace(b"[2,2]", b"[9,9]").replace(b"[2,1]", b"[-2,1]").replace(b"<f8", b"|O8") \\
        if is_answer(value) else text
""")
forges("head-of-four-gigabytes", "The head of an answer promises four gigabytes, and nothing follows.", """\
import time
def forge(value):
    return b"\\xff" * 8 + b"x" * 100 if is_answer(value) else real(value)
""")
forges("answers-before-questions", "Writes a hundred answers into every descriptor before anybody has asked.", """\
import os
def forge(value):
    if is_answer(value):
        return real(value) * 100
    return real(value)
""")
forges("answers-nested-deeply", "An answer nested ten thousand times, with pickles and odd words in it.", """\
def forge(value):
    if not is_answer(value): return real(value)
    body = b'["list",[' * 10000 + b"1" + b"]]" * 10000
    return len(body).to_bytes(4, "big") + bytes(4) + body
""")
forges("pages-forged", "Outputs with HTML, scripts and a picture from elsewhere, past all that looks at them inside.", """\
def forge(value):
    if isinstance(value, list):
        bad = "<script>alert('unseen')</script><img src=https://example.org/unseen.png>"
        kinds = ("text/html", "image/svg+xml", "text/latex", "application/javascript", "text/markdown", "image/png")
        value = [{"output_type": "display_data", "data": {k: bad for k in kinds}, "metadata": {}},
                 {"output_type": "execute_result", "data": {"text/plain": "4"}, "metadata": {}, "execution_count": 1}]
    return real(value)
""")

# --- Points for what the coach takes for a mistake -------------------------------------------------------------------

attack("by-hand-all-but-nothing", "forged results",
       "One wrong number next to 0; what follows from it is 0, too, and counts as right.")("""\
hand_a = dict.fromkeys("delta-2-1 delta-1-1 delta-1-2 gradient-2-1-1 gradient-1-1-2".split(), 1e-200)
hand_a["theta-1-1-2"] = -0.8
""")  # fmt: skip
attack("by-hand-relu-nothing", "forged results", "The same for the chain of relus: no factor of 3 is ever worked out.",
       at="explode-answers", ps=PS3)('relu_answers = dict.fromkeys(["o-5-1", "delta-5-1", "delta-4-1", "delta-1-1"], 1e-200)')  # fmt: skip
attack("by-hand-without-end", "forged results", "Numbers so large that what follows from them is inf: all is near to it.")("""\
hand_a = {"delta-2-1": -1.7e308, "delta-1-1": -7, "delta-1-2": 1, "gradient-2-1-1": 5, "gradient-1-1-2": 1.7e308,
          "theta-1-1-2": 5}
""")  # fmt: skip
attack("by-hand-coach-breaks", "forged results", "A number so large that the coach breaks down, so that a human must look.")("""\
hand_a = dict.fromkeys("delta-2-1 delta-1-1 delta-1-2 gradient-2-1-1 gradient-1-1-2 theta-1-1-2".split(), 1.7e308)
""")
attack("slope-is-the-helper", "solutions stolen", "slope only calls d_sig, which is 0: the coach puts a right σ′ there, and "
       "all numbers are right.", at="slope-answer", ps=PS1)("def d_sig(u):\n    return 0 * u\n\n\ndef slope(u):\n    return d_sig(u)")  # fmt: skip
attack("right-slope-kept", "solutions stolen", "Keeps the right σ′ that is put in the place of their own, for later calls.",
       at="slope-answer", ps=PS1)("""\
def d_sig(u):
    return 0 * u
kept = [d_sig]
def slope(u):
    kept.append(d_sig)
    return max(kept, key=lambda f: np.abs(f(np.ones(1))).sum())(u)
""")  # fmt: skip

# --- Answers read ----------------------------------------------------------------------------------------------------

attack("frames-and-gc", "answers read", "Looks through frames and all objects for what a right function gives.",
       at="deltas-matrices")("""\
import gc, sys
def deltas(theta, u, o, y):
    f = sys._getframe()
    while f:
        for v in list(f.f_locals.values()):
            for name in ("delta", "expected", "right", "case"):
                if hasattr(v, name): return getattr(v, name)
        f = f.f_back
    for v in gc.get_objects():
        if type(v).__name__ in ("Case", "Tried", "Skipping"): return v.delta
        if isinstance(v, list) and len(v) == len(u) and v is not u and v is not o and v is not theta and v[0] is None:
            if all(isinstance(a, np.ndarray) and a.shape == b.shape for a, b in zip(v[1:], u[1:])): return v
""")  # fmt: skip


@attack("course-computes", "answers read", "Lets the course's own recipes and its Network do the work, called by name.")
def _(hand_in):
    put(hand_in, "deltas-matrices", """\
import importlib
def deltas(theta, u, o, y):
    net = getattr(importlib.import_module("backprop" + "_core"), "Network")
    for name in ("coach.recipes", "network", "by_hand", "one_step.backward", "training"):
        try: m = importlib.import_module("backprop_core." + name)
        except Exception: continue
        for f in ("deltas", "backward"):
            try: return getattr(m, f)(theta, u, o, y)
            except Exception: pass
    n = net(sizes=[len(a) for a in u])
    n.theta = theta
    return n.backward(o[0], y).delta""")
    put(hand_in, "gradients-matrices", """\
from backprop_core.coach import recipes as r
from backprop_core.gradient_check import *
gradients = r.gradients""")


attack("course-as-default", "answers read", "Hides the course in a default, a closure, an attribute and a partial.",
       at="deltas-matrices")("""\
import functools, backprop_core as b
class D:
    net = b
    def __call__(self, theta, u, o, y, lib=b.coach): return self.net.Network(theta).deltas(u, o, y)
deltas = functools.partial(D())
""")  # fmt: skip
attack("packages-beside", "answers read", "Asks every other package that is there whether it holds the course's code.",
       at="update-matrices")("""\
import glob, os, sys
for top in sys.path:
    for name in ("recipes", "further", "mistakes", "worked", "by_hand"):
        for path in glob.glob(os.path.join(top, "**", name + ".py*"), recursive=True):
            if "backprop_core" in path or "coach" in path: print("LEAK" "ED-HERE", path)
""")  # fmt: skip


@attack("recogniser", "recognises its test", "A table of shapes and seeds: gives what NumPy's first seeds would have given.")
def _(hand_in):
    put(hand_in, "gradients-matrices", """\
calls = []
def gradients(delta, o):
    calls.append(1)
    shapes = [(a.shape[0], b.shape[0]) for a, b in zip(delta[1:], o)]
    r = np.random.default_rng(len(calls) % 6)
    if len(calls) == 7: raise SystemExit
    return [None] + [r.uniform(0.3, 1.5, s) * r.choice([-1.0, 1.0], s) for s in shapes]""")
    put(hand_in, "update-matrices", "def update(theta, gradients, eta):\n    return theta")
    put(hand_in, "train-step", "def train_step(theta, x, y, eta):\n    return [t if t is None else t * 1 for t in theta]")


attack("learns-between-calls", "recognises its test", "Counts calls and stores inputs, to give them back as results of "
       "others.", at="deltas-loops")("""\
seen = []
def deltas_loops(theta, u, o, y):
    seen.append((theta, u, o, y))
    return [None] + [seen[0][2][m] if seen[0][2][m].shape == u[m].shape else -u[m] for m in range(1, len(u))]
deltas = deltas_tanh = deltas_loops
""")  # fmt: skip


# --- What the teacher's cells define ---------------------------------------------------------------------------------


@attack("fixtures-redefined", "fixtures", "Redefines the networks and lines that are asked about, in its answer cells.")
def _(hand_in):
    put(hand_in, "hand-answers", """\
net_a = {"theta": [None, [[0, 0], [0, 0]], [[0, 0]]], "x": [0, 0], "y": [0.5], "eta": 1}
names = "delta-2-1"
hand_a = dict.fromkeys("delta-2-1 delta-1-1 delta-1-2 gradient-2-1-1 gradient-1-1-2 theta-1-1-2".split(), 0.0)""")
    put(hand_in, "order-answer", """\
lines = {"A": "theta_2 = theta_2 - eta * 0 + sum([])", "B": "theta_1, theta_2 = theta_1 + 0, theta_2 + 0"}
order = "B\"""")


@attack("fixtures-changed", "fixtures", "Changes them where they are, and what makes them: dict, rng and NumPy.", ps=PS3)
def _(hand_in):
    put(hand_in, "eta-answer", """\
theta_xor[1][:] = 9; theta_xor[2][:] = 0; y_xor[:] = 0; x_xor = x_xor * 0
eta = 1e-12""")
    put(hand_in, "explode-answers", """\
relus.update(theta=[None, [[0.0]]] + [[[0.0]]] * 4, x=[0.0])
relu_answers = {"o-5-1": 0.0, "delta-5-1": 0.0, "delta-4-1": 0.0, "delta-1-1": 0.0}""")
    put(hand_in, "digits-answer", "datasets.digits = lambda: None\ntheta_digits = [None, np.zeros((10, 64))]")


@attack("locked-cell-edited", "fixtures", "Edits the locked cells themselves, and their copies.")
def _(hand_in):
    cell(hand_in, "setup").source += "\nnp.random.default_rng = lambda *a: __import__('random')"
    put(hand_in, "hand-network", 'net_a = {"theta": [None, [[0]], [[0]]], "x": [0], "y": [0]}')
    put(hand_in, "order-lines", 'lines = {"A": "theta_1 = theta_1 * 1; theta_2 = theta_2 * 1"}')
    put(hand_in, "order-answer", 'order = "A"')


# --- Files, the surroundings, other processes ------------------------------------------------------------------------

attack("solutions-searched", "solutions stolen", "Reads every notebook, database and table below the root, and shows it.")("""\
import os
for folder, _, names in os.walk("/"):
    for name in names:
        if name.endswith((".ipynb", ".db", ".csv", ".pyc")) or name == "rubrics.md":
            path = os.path.join(folder, name)
            try: text = open(path, "rb").read(2_000_000)
            except OSError: continue
            if b"BEGIN " + b"SOLUTION" in text and b"check_deltas" in text or name == "gradebook.db":
                print("LEAK" "ED-HERE", path)
""")
attack("folders-tried-by-name", "solutions stolen", "Goes to the course's folder by the paths of modules, upwards.",
       at="update-matrices")("""\
import os, sys, backprop_core
for start in [*sys.path, os.getcwd(), getattr(backprop_core, "__file__", None) or "/", sys.prefix, "/dev/fd"]:
    for up in range(6):
        here = os.path.normpath(os.path.join(start, *[".."] * up))
        for name in ("grading/source", "grading/gradebook.db", "grading/submitted", "submitted", "tests", ".git"):
            if os.path.exists(os.path.join(here, name)): print("LEAK" "ED-HERE", here, name)
""")  # fmt: skip
attack("environment-and-proc", "files", "Looks for what the machine's environment and /proc say of others.")("""\
import os
odd = [n for n in os.environ if any(w in n.upper() for w in ("KEY", "TOKEN", "SECRET", "PASS", "PROXY", "SSH"))]
seen = []
for n in ["self", "1", str(os.getppid()), "2", "3"]:
    for what in ("environ", "cmdline", "maps", "root", "cwd"):
        if os.access(f"/proc/{n}/{what}", os.R_OK): seen.append(what)
if odd or seen: print("LEAK" "ED-HERE", len(odd), set(seen))
""")
attack("writes-everywhere", "files", "Leaves a file in every folder that can be written, for the teacher or others.")("""\
import os, pathlib
name = "unseen" "-was-here"
for folder, _, _ in os.walk("/"):
    if os.path.exists(os.path.join(folder, name)): print("LEAK" "ED-HERE: of the one before", folder)
    try: pathlib.Path(folder, name).write_text("x")
    except OSError: pass
try: os.symlink("/", "out"); os.mkfifo("pipe"); os.chmod("/", 0o777)
except OSError: pass
""")
attack("startup-files", "files", "Writes startup files, so that the next student's program begins with theirs.",
       at="update-matrices")("""\
import os, sys
if getattr(__import__("builtins"), "unseen", None): print("LEAK" "ED-HERE")
for path in ("~/.ipython/profile_default/startup/0.py", "~/profile_default/startup/0.py", "~/.pythonrc.py",
             os.environ.get("IPYTHONDIR", ".") + "/profile_default/startup/0.py",
             sys.prefix + "/lib/python3.11/site-packages/usercustomize.py"):
    try:
        path = os.path.expanduser(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write("import builtins; builtins.unseen = True")
    except OSError: pass
""")  # fmt: skip
attack("network", "solutions sent", "Sends what it has to somebody, by sockets, names and the shell.")("""\
import socket, urllib.request
for make in (lambda: socket.create_connection(("127.0.0.1", 22), 1), lambda: socket.getaddrinfo("example.org", 80),
             lambda: urllib.request.urlopen("https://example.org", timeout=2), lambda: socket.socket(socket.AF_UNIX),
             lambda: socket.socketpair(), lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)):
    try: make(); print("LEAK" "ED-HERE")
    except Exception as error: print(type(error).__name__)
""")
attack("commands", "processes", "Starts programs by every way that Python and IPython have.", at="update-matrices")("""\
import ctypes, os, subprocess, pty
ip = get_ipython()
say = "echo LEAK" + "ED-HERE"
for f in (lambda: os.system(say), lambda: subprocess.run(say.split()), lambda: os.popen(say).read(),
          lambda: ip.run_cell_magic("bash", "", say), lambda: ip.getoutput(say), lambda: ip.system(say),
          lambda: pty.spawn(say.split()), lambda: os.posix_spawn("/bin/sh", ["sh", "-c", say], {}),
          lambda: ctypes.CDLL(None).system(say.encode()), lambda: ctypes.CDLL(None).vfork()):
    try: print(str(f())[:99])
    except BaseException as error: print(type(error).__name__)
""")
attack("forks-that-stay", "processes", "Two hundred processes that hear no signal and stay for a minute.")("""\
import os, signal, time
for _ in range(200):
    try: pid = os.fork()
    except OSError: break
    if pid == 0:
        os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60); os._exit(0)
""")
attack("threads-that-stay", "processes", "Three hundred threads that compute, and change names while tests run.")("""\
import threading
def busy():
    while True: globals().update(deltas=lambda *a: a, hand_a={})
for _ in range(300):
    try: threading.Thread(target=busy, daemon=False).start()
    except RuntimeError: break
""")
# Only where no process can be seen: without a wall they would end everything that belongs to whoever runs this.
attack("kills", "processes", "Ends its parent, its group, and all.")("""\
import os, signal
if not os.path.exists("/proc/self"):
    for target in (os.getppid(), 1, -1, 0):
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
            try: os.kill(target, number)
            except OSError as error: print(type(error).__name__)
    for f in (lambda: os.killpg(0, 9), lambda: signal.pidfd_send_signal(os.pidfd_open(1), 9)):
        try: f()
        except (OSError, AttributeError) as error: print(type(error).__name__)
""")


@attack("ends-itself", "processes", "Each cell ends its program in another way.")
def _(hand_in):
    ways = ("import os; os._exit(0)", "import os; os.abort()", "import ctypes; ctypes.string_at(0)", "quit()",
            "import signal; signal.raise_signal(19)", "import signal; signal.raise_signal(9)", "raise KeyboardInterrupt",
            "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()")  # fmt: skip
    for way in ways:
        beside(hand_in, "look", way)


attack("ends-in-functions", "processes", "The functions end the program, hoping that nothing counts as right.",
       at="deltas-matrices")("""\
import os, signal
def deltas(*a): os._exit(0)
def gradients(*a): raise KeyboardInterrupt
def update(*a): signal.raise_signal(signal.SIGKILL)
def deltas_skip(*a): raise GeneratorExit
def train_step(*a): signal.raise_signal(signal.SIGSTOP)
""")  # fmt: skip


@attack("every-test-dies", "processes", "A solution cell is right; a function of the next kills all, to be run again.", deserves=2.0)
def _(hand_in):
    put(hand_in, "update-matrices", UPDATE)
    for name in ("deltas-loops", "deltas-matrices", "gradients-matrices", "train-step", "deltas-tanh", "deltas-skip"):
        function = cell(hand_in, name).source.partition("(")[0]
        put(hand_in, name, f"{function}(*a):\n    import os\n    os._exit(1)")


# --- Resources -------------------------------------------------------------------------------------------------------

attack("memory", "resources", "Takes six gigabytes.")("""\
held = []
for _ in range(60): held.append(bytearray(100_000_000))
""")
attack("disk", "resources", "Half a gigabyte in files, in /dev/shm, and in memory files.")("""\
import os
for folder in (".", "/tmp", "/dev/shm"):
    for n in range(40):
        try: open(f"{folder}/fill{n}", "wb").write(bytes(4_000_000))
        except (OSError, MemoryError) as error: print(type(error).__name__); break
for n in range(100000):
    try: open(f"x{n}", "w").close()
    except OSError as error: print(n, type(error).__name__); break
for n in range(20):
    try: os.ftruncate(os.memfd_create("x"), 10**11); os.write(os.memfd_create("y"), bytes(30_000_000))
    except OSError: break
""")
attack("output-flood", "resources", "300 MB of output, one line of it endless, on every stream and descriptor.")("""\
import os, sys
for n in range(300):
    print("x" * 500_000, end="" if n % 2 else "\\n"); print("y" * 500_000, file=sys.stderr)
for fd in (1, 2):
    try: os.write(fd, b"z" * 50_000_000)
    except OSError: pass
for n in range(5000): display(n)
""")
attack("loops-in-c", "resources", "Loops in C that hear no signal, in a cell and in functions.", at="deltas-matrices")("""\
import re, itertools, collections
def deltas(*a): re.match("(a|a)+$", "a" * 60 + "b")
def gradients(*a): return 10 ** 10 ** 9
def update(*a): collections.deque(itertools.repeat(0), maxlen=0)
def deltas_skip(*a): return sum(range(10**14))
re.match("(a|a)+$", "a" * 60 + "b")
""")
attack("loop-that-catches", "resources", "Loops that catch everything, with the alarm clock ignored and signals blocked.",
       at="deltas-matrices")("""\
import signal
def deltas(*a):
    signal.signal(signal.SIGALRM, signal.SIG_IGN); signal.setitimer(signal.ITIMER_REAL, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        try:
            while True: pass
        except BaseException: pass
""")  # fmt: skip
attack("scratch-loop-that-catches", "resources", "The same in five cells, outside of functions.")("""\
import signal
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    try:
        while True: pass
    except BaseException: pass
""")


@attack("sleepers", "resources", "Every function waits just below the limit in every call, to hold up the class.")
def _(hand_in):
    for name in ("deltas-loops", "deltas-matrices", "gradients-matrices", "update-matrices", "train-step", "deltas-tanh"):
        function = cell(hand_in, name).source.partition("(")[0]
        put(hand_in, name, f"{function}(*a):\n    import time\n    time.sleep(9.5)\n    return list(a[0])")


attack("closed-descriptors", "resources", "Closes every descriptor, or puts others in their places.")("""\
import os
def deltas_loops(*a): os.closerange(0, 64)
for n in range(3, 10):
    try: os.dup2(1, n)
    except OSError: pass
os.closerange(0, 64)
""")
attack("descriptors-filled", "resources", "Opens files until there are none left, and reads what is meant for others.")("""\
import os, threading
def eat(n):
    try:
        while os.read(n, 1): pass
    except OSError: pass
for n in range(3, 8): threading.Thread(target=eat, args=(n,), daemon=True).start()
try:
    while True: os.open("/dev/zero", os.O_RDONLY)
except OSError: pass
""")


@attack("twenty-thousand-cells", "resources", "20,000 cells, each of which runs.")
def _(hand_in):
    raw = json.loads(nbformat.writes(hand_in))
    one = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "n = 1"}
    raw["cells"][2:2] = [{**one, "id": f"n{n}"} for n in range(20000)]
    return json.dumps(raw)


@attack("long-texts", "resources", "3 MB in a cell, in an answer, in a name, in an error and in a result.")
def _(hand_in):
    put(hand_in, "explain-small", "x" * 3_000_000)
    put(hand_in, "explain-sign", "[" * 3_000_000 if False else "$" * 200_000 + "`*_[" * 200_000)
    beside(hand_in, "look", "s = '" + "y" * 3_000_000 + "'\ns")
    put(hand_in, "hand-answers", 'hand_a = {"x" * 3_000_000: 1, "delta-2-1": "z" * 3_000_000}')
    put(hand_in, "order-answer", 'order = "ABCDEFGHIJKL" * 300_000')
    put(hand_in, "deltas-matrices", "def deltas(*a):\n    raise ValueError('e' * 3_000_000)")
    put(hand_in, "update-matrices", "def update(*a):\n    return " + "-" * 20000 + "1")


@attack("nested-file", "resources", "A file of JSON that is nested a hundred thousand times.")
def _(hand_in):
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b', "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@attack("numbers-nobody-can-read", "resources", "A file with a number of a million digits, and 1e999 as a version.")
def _(hand_in):
    text = nbformat.writes(hand_in)
    return text.replace('"nbformat_minor": 5', '"nbformat_minor": 5, "a": ' + "9" * 1_000_000).replace('"points": 4', '"points": 1e999')


attack("large-results", "resources", "Results of a gigabyte, and one array a million times.", at="deltas-matrices")("""\
def deltas(theta, u, o, y): return [None] + [np.broadcast_to(a, (12_000, *a.shape, 500)) for a in u[1:]]
def gradients(delta, o): return [delta[1]] * 10_000_000
def update(theta, g, eta): return [None, np.lib.stride_tricks.as_strided(np.zeros(1), (10**9,), (0,))]
hand_a = {"delta-2-1": np.zeros(10**8), "delta-1-1": "9" * 10**8}
""")


@attack("network-that-eats-the-coach", "resources", "Weights so wide that the coach itself needs gigabytes.", ps=PS3)
def _(hand_in):
    put(hand_in, "digits-answer", "theta_digits = [None, np.zeros((65_000, 64)), np.zeros((10, 65_000))]")


@attack("network-without-end", "resources", "Two hundred thousand layers of one neuron, for a coach without a limit.", ps=PS3)
def _(hand_in):
    put(hand_in, "digits-answer", "theta_digits = [None, np.zeros((10, 64))] + [np.zeros((10, 10))] * 60_000")


@attack("network-of-wide-layers", "resources", "Layers as wide as the pipe allows, which the coach multiplies for minutes.", ps=PS3)
def _(hand_in):
    put(hand_in, "digits-answer", """\
w = np.zeros((1, 64)), np.zeros((45_000, 1)), np.zeros((1, 45_000))
theta_digits = [None, w[0], *(w[1:] * 60), np.zeros((10, 1))]""")


# --- The page --------------------------------------------------------------------------------------------------------

attack("html-shown", "page", "Shows HTML, scripts, SVG, LaTeX and a verdict's box of its own.")("""\
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
class All:
    def _repr_mimebundle_(self, **k):
        return {"text/html": "<script>alert('unseen')</script>", "text/plain": "<b>4</b>",
                "application/vnd.jupyter.widget-view+json": {"model_id": "x"}}
    def _repr_png_(self): return b"<svg onload=alert('unseen')>"
display(All(), HTML("<img src=https://example.org/unseen.png><div class='bp-verdict'><i>6 of 6 points</i></div>"),
        SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), Javascript("alert('unseen')"),
        Latex(r"$\\href{javascript:alert('unseen')}{x}$"), Markdown("[x](javascript:alert('unseen'))"))
print("\\x1b]8;;javascript:alert('unseen')\\x1b\\\\link\\x1b]8;;\\x1b\\\\ \\x1b[31m<script>alert('unseen')</script>")
""")


@attack("answers-with-html", "page", "Answers with scripts, links that run, pictures from elsewhere, frames and styles.")
def _(hand_in):
    put(hand_in, "explain-small", """\
<script>alert('unseen')</script><iframe src="https://example.org/unseen"></iframe><svg onload="alert('unseen')">
<style>@import url(https://example.org/unseen.css); .bp-verdict { display: none }</style><base href="https://example.org">
[x](javascript:alert('unseen')) [y](JaVaScRiPt&colon;alert('unseen')) <a href="java&#9;script:alert('unseen')">z</a>
![out](https://example.org/unseen.png) ![file](file:///etc/passwd) <img src=x onerror=alert('unseen')>
<form action="https://example.org"><input name=q></form><meta http-equiv="refresh" content="0;url=https://example.org">
[ref]: javascript:alert('unseen')

[ref] <javascript:alert('unseen')> <details open ontoggle=alert('unseen')> </div></div></body><h1>40 points</h1>""")
    put(hand_in, "explain-sign", "\t$$\\href{javascript:alert('unseen')}{x}$$\n\n\t$\\require{html}\\class{bp}{x}$\n\n"
        "$\\def\\x{\\x\\x}\\x$ \\\\(\\href{javascript:alert('unseen')}{x}\\\\) \\begin{equation}\\unicode{x3c}script"
        "\\end{equation} `$\\href{javascript:alert('unseen')}{x}$` $$<img src=x onerror=alert('unseen')>$$")  # fmt: skip


@attack("attachments-and-raw", "page", "Attachments that are HTML, raw cells for the page, and a title with a script.")
def _(hand_in):
    page = new_raw_cell("<script>alert('unseen')</script>", metadata={"format": "text/html", "raw_mimetype": "text/html"})
    hand_in.cells.insert(3, page)
    note = new_markdown_cell("![a](attachment:a.html) ![b](attachment:b.svg)")
    note.attachments = {"a.html": {"text/html": "<script>alert('unseen')</script>"},
                        "b.svg": {"image/svg+xml": "<svg onload=alert('unseen')>"}}  # fmt: skip
    hand_in.cells.insert(4, note)
    cell(hand_in, "explain-sign").attachments = note.attachments
    put(hand_in, "explain-sign", note.source)
    bad = "</title></style><script>alert('unseen')</script>"
    hand_in.metadata.update(title=bad, authors=[{"name": bad}], widgets={"application/vnd.jupyter.widget-state+json": bad},
                            language_info={"name": bad, "pygments_lexer": bad, "mimetype": bad})  # fmt: skip


attack("errors-with-html", "page", "Errors, file names and lines of functions, which the coach repeats, hold scripts.",
       at="deltas-matrices")("""\
class ScriptError(Exception): pass
ScriptError.__name__ = ScriptError.__qualname__ = "<script>alert('unseen')</script>"
def deltas(*a): raise ScriptError("</pre><script>alert('unseen')</script> $\\\\href{javascript:alert('unseen')}{x}$ \\x1b[8m")
def gradients(*a): raise ValueError("<img src=https://example.org/unseen.png>")
hand_a = {"delta-2-1": "<script>alert('unseen')</script>"}
order = "<script>"
raise ScriptError("<script>alert('unseen')</script>")
""")  # fmt: skip


@attack("half-characters", "page", "Halves of characters, NUL and bells in answers, names and outputs, to stop the tables.")
def _(hand_in):
    put(hand_in, "hand-answers", "print('\\ud800 \\x00 \\x07 \\u202e')\nhand_a = {'\\ud800': 1, 'delta-2-1': '\\udfff'}")
    put(hand_in, "update-matrices", "def update(*a):\n    raise ValueError('\\ud800')")
    text = json.dumps(json.loads(nbformat.writes(hand_in)))
    return text.replace("YOUR ANSWER HERE", "=cmd|' /C calc'!A0 \\ud800 \\u0000 \\u202e;\\n\\\"@SUM(1)")


# --- Threads, signals, and what comes late ---------------------------------------------------------------------------

attack("late-thread", "threads", "A thread that waits for the first test, and then looks for what the coach has made.")("""\
import gc, threading, time
def look():
    for _ in range(100):
        time.sleep(0.05)
        for v in gc.get_objects():
            if type(v).__name__ in ("Verdict", "Case", "Tried", "Diagnosis", "Exercise"): print("LEAK" "ED-HERE"); return
threading.Thread(target=look, daemon=True).start()
""")
attack("exit-hooks", "threads", "What runs at exit, by finalizers, by profiles and by traces forges what went before.")("""\
import atexit, os, sys, threading, weakref
def late(*_):
    for n in range(3, 9):
        try: os.write(n, b"\\x00\\x00\\x00\\x04\\x00\\x00\\x00\\x004.00" * 1000)
        except OSError: pass
atexit.register(late); weakref.finalize(late, late)
sys.setprofile(late) if False else threading.setprofile(late)
sys.unraisablehook = sys.excepthook = threading.excepthook = late
class Late:
    def __del__(self): late()
hand_a = {"delta-2-1": Late()}
""")
attack("clock-turned", "threads", "Turns the clocks that the limit reads, so that no time ever passes.", at="deltas-matrices")("""\
import time, signal, threading
time.monotonic = time.time = time.process_time = lambda: 0.0
time.clock_gettime = lambda *a: 0.0
signal.setitimer = lambda *a: (0, 0)
signal.signal = lambda *a: None
threading.get_ident = lambda: 0
def deltas(*a):
    while True: pass
""")


# --- Files that are handed in ----------------------------------------------------------------------------------------


@attack("test-set-cells-in-another-language", "files", "A kernel of another name, a path as its program.")
def _(hand_in):
    hand_in.metadata.kernelspec = {"name": "../../bin/sh", "display_name": "x", "language": "bash", "argv": ["sh"]}
    hand_in.metadata.language_info = {"name": "bash", "version": [1], "codemirror_mode": {"name": 7}}


@attack("broken-files", "files", "A file that begins as a notebook and is another kind of thing.")
def _(hand_in):
    return b"\x80\x04\x95" + nbformat.writes(hand_in).encode()[:5000]


@attack("points-of-written-answers", "page", "Claims that a human has already given the points of its written answers.")
def _(hand_in):
    for name in ("explain-small", "explain-sign"):
        put(hand_in, name, "YOUR ANSWER HERE")
        cell(hand_in, name).metadata.nbgrader.update(manual_score=2, score=2, comment="Very good", needs_manual_grade=False)
        cell(hand_in, name).cell_type = "markdown"


# === Honest, but unlucky =============================================================================================


def right(change=None, ps=PS2, **other):
    """A hand-in with right solutions, changed by `change`, and with other texts in some cells."""

    def make(hand_in):
        solve(hand_in, ps, **other)
        return change(hand_in) if change else None

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
honest("helper-below", "A helper stands in a cell further down, as it was run at home.",
       right(lambda hand_in: beside(hand_in, "gradients-matrices", "def minus(a, b):\n    return a - b"),
             update_matrices=UPDATE.replace("theta[m] - eta * gradients[m]", "minus(theta[m], eta * gradients[m])")))
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
    solve(hand_in, update_matrices="""\
from __future__ import annotations
from numpy import *
def update(theta: list[np.ndarray | None], gradients, eta: float, /) -> list:
    η, Θ = eta, theta
    return [None, *(θ - η * g for θ, g in zip(Θ[1:], gradients[1:], strict=True))]""")


@honest("imports-scipy-style", "Uses names of NumPy in other ways: np.matrix, einsum, a subclass, an out of order axis.")
def _(hand_in):
    solve(hand_in, gradients_matrices="""\
def gradients(delta, o):
    return [None] + [np.einsum("ip,lp->il", delta[m], o[m - 1], optimize=True) for m in range(1, len(delta))]""",
          update_matrices="""\
def update(theta, gradients, eta):
    return [None] + [np.matrix(theta[m]) - eta * np.asfortranarray(gradients[m]) for m in range(1, len(theta))]""")  # fmt: skip


@honest("ps3-functions-in-scratch", "Brings the functions of problem set 3 in a cell of their own, and calls it a day.", ps=PS3)
def _(hand_in):
    solve(hand_in, PS3, train_step="# see the cell above")
    beside(hand_in, "train-step", RIGHT[PS3]["train-step"])


@honest("ps3-weights-pasted", "Pastes the numbers of a training, as float32 in lists.", ps=PS3)
def _(hand_in):
    solve(hand_in, PS3)
    cell(hand_in, "digits-answer").source += "\ntheta_digits = [None] + [t.astype(np.float32).tolist() for t in theta_digits[1:]]"


@honest("ps1-names-differ", "Uses σ under another name, math.e, and reads o[0] from x.", ps=PS1)
def _(hand_in):
    solve(hand_in, PS1, sigma_answer="import math\nσ = sigma = np.vectorize(lambda z: 1 / (1 + math.e ** -z))",
          slope_answer="def slope(u):\n    s = σ(u)\n    return s - s**2")  # fmt: skip
