"""Attacks for points: with metadata, tests, the coach, results, and what the coach takes for a mistake."""

# ruff: noqa: E501 - students' lines are as long as they are

import copy
import json

import nbformat
from nbformat.v4 import new_code_cell, new_output

from .unseen import CASES, DELTAS, PS1, PS2, PS3, UPDATE, attack, cell, put, tests, written

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
    for each, name in zip(
        tests(hand_in), reversed([t.metadata.nbgrader.grade_id for t in tests(hand_in)]), strict=True
    ):
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
            each.metadata.nbgrader.grade_id = ("../../../x", "a\u200b", "\u202etset-dnah", "a" * 5000, "'; drop")[
                n % 5
            ]


@attack(
    "same-name-unseen", "name", "Test cells with the right name and a mark without width behind it: twice the points?"
)
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
attack(
    "display-replaced", "coach replaced", "The display hook and the formatters say 4, whatever they are shown."
)("""\
import builtins, sys
ip = get_ipython()
for f in ip.display_formatter.formatters.values():
    f.for_type(object, lambda *a: "4")
ip.display_formatter.format = lambda *a, **k: ({"text/plain": "4"}, {})
sys.displayhook = lambda v: print("4")
builtins.repr = lambda v: "4"
""")
attack(
    "builtins-replaced", "coach replaced", "all, any, abs, isinstance, round: everything is near to everything."
)("""\
import builtins
for name in ("all", "isinstance", "callable", "hasattr"):
    setattr(builtins, name, lambda *a: True)
builtins.any = lambda *a: False
builtins.abs = builtins.round = lambda *a: 0.0
""")
attack(
    "numpy-replaced", "coach replaced", "NumPy finds that all arrays are equal, and makes 0 of all differences."
)("""\
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
attack(
    "answers-nan", "forged results", "nan is never too far away: all numbers by hand are nan or beyond all floats."
)("""\
hand_a = dict.fromkeys("delta-2-1 delta-1-1 delta-1-2".split(), float("nan"))
hand_a |= {"gradient-2-1-1": float("inf"), "gradient-1-1-2": 10**400, "theta-1-1-2": complex("nan")}
""")
attack(
    "answers-that-compare", "forged results", "Numbers of a class that is equal, near and not greater, always."
)("""\
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
forges(
    "coach-speaks-forged",
    "The coach's own words say that all is right, with a link and a formula.",
    """\
def forge(value):
    words = "✓ Right. [More](javascript:alert(1)) <script>alert(2)</script> $$\\\\href{javascript:alert(3)}{x}$$" * 9
    return real((None, ("raises", words, words), value[2]) if is_answer(value) else value)
""",
)
forges(
    "answer-is-the-arguments",
    "Changes the arguments that are carried back, and gives them as its result.",
    """\
def forge(value):
    if is_answer(value):
        value = (list(value[2])[0], None, tuple(None for _ in value[2]))
    return real(value)
""",
)
forges(
    "answers-of-wrong-sizes",
    "Arrays whose bytes are fewer or far more than their shapes say.",
    """\
def forge(value):
    text = real(value)
    return text.replace(b"[2,2]", b"[9,9]").replace(b"[2,1]", b"[-2,1]").replace(b"<f8", b"|O8") \\
        if is_answer(value) else text
""",
)
forges(
    "head-of-four-gigabytes",
    "The head of an answer promises four gigabytes, and nothing follows.",
    """\
import time
def forge(value):
    return b"\\xff" * 8 + b"x" * 100 if is_answer(value) else real(value)
""",
)
forges(
    "answers-before-questions",
    "Writes a hundred answers into every descriptor before anybody has asked.",
    """\
import os
def forge(value):
    if is_answer(value):
        return real(value) * 100
    return real(value)
""",
)
forges(
    "answers-nested-deeply",
    "An answer nested ten thousand times, with pickles and odd words in it.",
    """\
def forge(value):
    if not is_answer(value): return real(value)
    body = b'["list",[' * 10000 + b"1" + b"]]" * 10000
    return len(body).to_bytes(4, "big") + bytes(4) + body
""",
)
forges(
    "pages-forged",
    "Outputs with HTML, scripts and a picture from elsewhere, past all that looks at them inside.",
    """\
def forge(value):
    if isinstance(value, list):
        bad = "<script>alert('unseen')</script><img src=https://example.org/unseen.png>"
        kinds = ("text/html", "image/svg+xml", "text/latex", "application/javascript", "text/markdown", "image/png")
        value = [{"output_type": "display_data", "data": {k: bad for k in kinds}, "metadata": {}},
                 {"output_type": "execute_result", "data": {"text/plain": "4"}, "metadata": {}, "execution_count": 1}]
    return real(value)
""",
)

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
attack(
    "by-hand-coach-breaks",
    "forged results",
    "A number so large that the coach breaks down, so that a human must look.",
)("""\
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

# Random numbers: called twice the function gives two results, and that alone is taken for a mistake worth half.
RANDOM = {
    PS1: {
        "sigma-answer": "def sigma(u):\n    return np.random.rand(*u.shape)",
        "slope-answer": "def slope(u):\n    return np.random.rand(*u.shape)",
        "forward-matrices": "def forward(theta, x):\n    r = [x] + [np.random.rand(len(t), x.shape[1]) for t in theta[1:]]"
        "\n    return r, r",
        "error-answer": "def error(y, y_hat):\n    return np.random.rand()",
    },
    PS2: {
        "deltas-loops": "def deltas_loops(theta, u, o, y):\n    return [None] + [np.random.rand(*a.shape) for a in u[1:]]",
        "deltas-matrices": "def deltas(theta, u, o, y):\n    return [None] + [np.random.rand(*a.shape) for a in u[1:]]",
        "gradients-matrices": "def gradients(delta, o):\n    return [None] + [np.random.rand(len(d), len(a)) for d, a in "
        "zip(delta[1:], o)]",
        "update-matrices": "def update(theta, g, eta):\n    return [None] + [np.random.rand(*t.shape) for t in theta[1:]]",
        "train-step": "def train_step(theta, x, y, eta):\n    return [None] + [np.random.rand(*t.shape) for t in theta[1:]]",
        "deltas-tanh": "def deltas_tanh(theta, u, o, y):\n    return [None] + [np.random.rand(*a.shape) for a in u[1:]]",
        "deltas-skip": "def deltas_skip(theta, s, u, o, y):\n    return [None] + [np.random.rand(*a.shape) for a in u[1:]]",
    },
    PS3: {
        "train-step": "def train_step(theta, x, y, eta):\n    return [None] + [np.random.rand(*t.shape) for t in theta[1:]]",
        "train-answer": "def train(theta, x, y, eta, steps):\n    return train_step(theta, x, y, eta), "
        "[np.random.rand() for _ in range(steps)]",
        "norms-answer": "def norms(delta):\n    return [None] + [np.random.rand() for _ in delta[1:]]",
        "clip-answer": "def clip(g, max_norm):\n    return [None] + [np.random.rand(*a.shape) for a in g[1:]]",
        "check-answer": "def gradient_check(theta, x, y, h):\n    return train_step(theta, x, y, h)",
    },
}


for ps, texts in RANDOM.items():
    attack(f"random-numbers-{ps[:3]}", "forged results",
           "Functions that give random numbers of the right shapes: two calls differ, which is a known mistake.",
           ps=ps)(written(texts))  # fmt: skip

SMALL = """\
def {0}:
    if len(u) > 3:
        raise ValueError
    return [None] + [np.cos(a) * 3.7 for a in u[1:]]"""
attack("stops-in-all-but-the-smallest", "forged results",
       "Any numbers in the smallest network, an error in all others: mistakes that only make shapes not fit explain it.")(
    written({"deltas-loops": SMALL.format("deltas_loops(theta, u, o, y)"),
             "deltas-matrices": SMALL.format("deltas(theta, u, o, y)"),
             "train-step": SMALL.format("train_step(u, x, y, eta)"),
             "deltas-tanh": SMALL.format("deltas_tanh(theta, u, o, y)")}))  # fmt: skip

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


@attack(
    "course-computes", "answers read", "Lets the course's own recipes and its Network do the work, called by name."
)
def _(hand_in):
    put(
        hand_in,
        "deltas-matrices",
        """\
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
    return n.backward(o[0], y).delta""",
    )
    put(
        hand_in,
        "gradients-matrices",
        """\
from backprop_core.coach import recipes as r
from backprop_core.gradient_check import *
gradients = r.gradients""",
    )


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


@attack(
    "recogniser",
    "recognises its test",
    "A table of shapes and seeds: gives what NumPy's first seeds would have given.",
)
def _(hand_in):
    put(
        hand_in,
        "gradients-matrices",
        """\
calls = []
def gradients(delta, o):
    calls.append(1)
    shapes = [(a.shape[0], b.shape[0]) for a, b in zip(delta[1:], o)]
    r = np.random.default_rng(len(calls) % 6)
    if len(calls) == 7: raise SystemExit
    return [None] + [r.uniform(0.3, 1.5, s) * r.choice([-1.0, 1.0], s) for s in shapes]""",
    )
    put(hand_in, "update-matrices", "def update(theta, gradients, eta):\n    return theta")
    put(
        hand_in,
        "train-step",
        "def train_step(theta, x, y, eta):\n    return [t if t is None else t * 1 for t in theta]",
    )


attack("learns-between-calls", "recognises its test", "Counts calls and stores inputs, to give them back as results of "
       "others.", at="deltas-loops")("""\
seen = []
def deltas_loops(theta, u, o, y):
    seen.append((theta, u, o, y))
    return [None] + [seen[0][2][m] if seen[0][2][m].shape == u[m].shape else -u[m] for m in range(1, len(u))]
deltas = deltas_tanh = deltas_loops
""")  # fmt: skip
