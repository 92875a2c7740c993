"""Attacks on all else: fixtures, files, processes, resources, the page."""

# ruff: noqa: E501 - students' lines are as long as they are

import json

import nbformat
from nbformat.v4 import new_markdown_cell, new_raw_cell

from .unseen import PS3, UPDATE, attack, beside, cell, put

# --- What the teacher's cells define ---------------------------------------------------------------------------------


@attack(
    "fixtures-redefined", "fixtures", "Redefines the networks and lines that are asked about, in its answer cells."
)
def _(hand_in):
    put(
        hand_in,
        "hand-answers",
        """\
net_a = {"theta": [None, [[0, 0], [0, 0]], [[0, 0]]], "x": [0, 0], "y": [0.5], "eta": 1}
names = "delta-2-1"
hand_a = dict.fromkeys("delta-2-1 delta-1-1 delta-1-2 gradient-2-1-1 gradient-1-1-2 theta-1-1-2".split(), 0.0)""",
    )
    put(
        hand_in,
        "order-answer",
        """\
lines = {"A": "theta_2 = theta_2 - eta * 0 + sum([])", "B": "theta_1, theta_2 = theta_1 + 0, theta_2 + 0"}
order = "B\"""",
    )


@attack(
    "fixtures-changed", "fixtures", "Changes them where they are, and what makes them: dict, rng and NumPy.", ps=PS3
)
def _(hand_in):
    put(
        hand_in,
        "eta-answer",
        """\
theta_xor[1][:] = 9; theta_xor[2][:] = 0; y_xor[:] = 0; x_xor = x_xor * 0
eta = 1e-12""",
    )
    put(
        hand_in,
        "explode-answers",
        """\
relus.update(theta=[None, [[0.0]]] + [[[0.0]]] * 4, x=[0.0])
relu_answers = {"o-5-1": 0.0, "delta-5-1": 0.0, "delta-4-1": 0.0, "delta-1-1": 0.0}""",
    )
    put(hand_in, "digits-answer", "datasets.digits = lambda: None\ntheta_digits = [None, np.zeros((10, 64))]")


@attack("locked-cell-edited", "fixtures", "Edits the locked cells themselves, and their copies.")
def _(hand_in):
    cell(hand_in, "setup").source += "\nnp.random.default_rng = lambda *a: __import__('random')"
    put(hand_in, "hand-network", 'net_a = {"theta": [None, [[0]], [[0]]], "x": [0], "y": [0]}')
    put(hand_in, "order-lines", 'lines = {"A": "theta_1 = theta_1 * 1; theta_2 = theta_2 * 1"}')
    put(hand_in, "order-answer", 'order = "A"')


# --- Files, the surroundings, other processes ------------------------------------------------------------------------

attack(
    "solutions-searched", "solutions stolen", "Reads every notebook, database and table below the root, and shows it."
)("""\
import os
for folder, _, names in os.walk("/"):
    for name in names:
        if name.endswith((".ipynb", ".db", ".csv", ".pyc")) or name == "rubrics.md":
            path = os.path.join(folder, name)
            try: text = open(path, "rb").read(2_000_000)
            except OSError: continue
            if b"BEGIN " + b"SOLUTION" in text and b"check_deltas" in text or name == "gradebook.db" and "site-packages" not in folder:
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
attack(
    "writes-everywhere", "files", "Leaves a file in every folder that can be written, for the teacher or others."
)("""\
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
attack(
    "commands", "processes", "Starts programs by every way that Python and IPython have.", at="update-matrices"
)("""\
import ctypes, os, subprocess, pty
ip = get_ipython()
say = "expr 4120 + 1"
for f in (lambda: os.system(say), lambda: subprocess.run(say.split()), lambda: os.popen(say).read(),
          lambda: ip.run_cell_magic("bash", "", say), lambda: ip.getoutput(say), lambda: ip.system(say),
          lambda: pty.spawn(say.split()), lambda: os.posix_spawn("/bin/sh", ["sh", "-c", say], {}),
          lambda: ctypes.CDLL(None).system(say.encode()), lambda: ctypes.CDLL(None).vfork()):
    try: said = str(f())
    except BaseException as error: said = type(error).__name__
    print("LEAK" "ED-HERE" if "4121" in said else said[:99])
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


@attack(
    "every-test-dies",
    "processes",
    "A solution cell is right; a function of the next kills all, to be run again.",
    deserves=2.0,
)
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
for folder in (".", "/" + "tmp", "/dev/shm"):
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


@attack("output-flood-in-all-cells", "resources", "The most output that is kept, in each of sixty cells.")
def _(hand_in):
    for _n in range(60):
        beside(hand_in, "look", "for n in range(100):\n    print('x' * 200_000)\n    display(n)")


attack(
    "loops-in-c", "resources", "Loops in C that hear no signal, in a cell and in functions.", at="deltas-matrices"
)("""\
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
    for name in (
        "deltas-loops",
        "deltas-matrices",
        "gradients-matrices",
        "update-matrices",
        "train-step",
        "deltas-tanh",
    ):
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
attack(
    "descriptors-filled", "resources", "Opens files until there are none left, and reads what is meant for others."
)("""\
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
    put(hand_in, "explain-sign", "$" * 200_000)
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
    return text.replace('"nbformat_minor": 5', '"nbformat_minor": 5, "a": ' + "9" * 1_000_000).replace(
        '"points": 4', '"points": 1e999'
    )


attack(
    "large-results", "resources", "Results of a gigabyte, and one array a million times.", at="deltas-matrices"
)("""\
def deltas(theta, u, o, y): return [None] + [np.broadcast_to(a, (12_000, *a.shape, 500)) for a in u[1:]]
def gradients(delta, o): return [delta[1]] * 10_000_000
def update(theta, g, eta): return [None, np.lib.stride_tricks.as_strided(np.zeros(1), (10**9,), (0,))]
hand_a = {"delta-2-1": np.zeros(10**8), "delta-1-1": "9" * 10**8}
""")


@attack("network-that-eats-the-coach", "resources", "Weights so wide that the coach itself needs gigabytes.", ps=PS3)
def _(hand_in):
    put(hand_in, "digits-answer", "theta_digits = [None, np.zeros((65_000, 64)), np.zeros((10, 65_000))]")


@attack(
    "network-without-end",
    "resources",
    "Two hundred thousand layers of one neuron, for a coach without a limit.",
    ps=PS3,
)
def _(hand_in):
    put(hand_in, "digits-answer", "theta_digits = [None, np.zeros((10, 64))] + [np.zeros((10, 10))] * 60_000")


@attack(
    "network-of-wide-layers",
    "resources",
    "Layers as wide as the pipe allows, which the coach multiplies for minutes.",
    ps=PS3,
)
def _(hand_in):
    put(
        hand_in,
        "digits-answer",
        """\
w = np.zeros((1, 64)), np.zeros((45_000, 1)), np.zeros((1, 45_000))
theta_digits = [None, w[0], *(w[1:] * 60), np.zeros((10, 1))]""",
    )


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


@attack(
    "answers-with-html", "page", "Answers with scripts, links that run, pictures from elsewhere, frames and styles."
)
def _(hand_in):
    put(
        hand_in,
        "explain-small",
        """\
<script>alert('unseen')</script><iframe src="https://example.org/unseen"></iframe><svg onload="alert('unseen')">
<style>@import url(https://example.org/unseen.css); .bp-verdict { display: none }</style><base href="https://example.org">
[x](javascript:alert('unseen')) [y](JaVaScRiPt&colon;alert('unseen')) <a href="java&#9;script:alert('unseen')">z</a>
![out](https://example.org/unseen.png) ![file](file:///etc/passwd) <img src=x onerror=alert('unseen')>
<form action="https://example.org"><input name=q></form><meta http-equiv="refresh" content="0;url=https://example.org">
[ref]: javascript:alert('unseen')

[ref] <javascript:alert('unseen')> <details open ontoggle=alert('unseen')> </div></div></body><h1>40 points</h1>""",
    )
    put(hand_in, "explain-sign", "\t$$\\href{javascript:alert('unseen')}{x}$$\n\n\t$\\require{html}\\class{bp}{x}$\n\n"
        "$\\def\\x{\\x\\x}\\x$ \\\\(\\href{javascript:alert('unseen')}{x}\\\\) \\begin{equation}\\unicode{x3c}script"
        "\\end{equation} `$\\href{javascript:alert('unseen')}{x}$` $$<img src=x onerror=alert('unseen')>$$")  # fmt: skip


@attack("attachments-and-raw", "page", "Attachments that are HTML, raw cells for the page, and a title with a script.")
def _(hand_in):
    page = new_raw_cell(
        "<script>alert('unseen')</script>", metadata={"format": "text/html", "raw_mimetype": "text/html"}
    )
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


@attack(
    "half-characters", "page", "Halves of characters, NUL and bells in answers, names and outputs, to stop the tables."
)
def _(hand_in):
    put(
        hand_in,
        "hand-answers",
        "print('\\ud800 \\x00 \\x07 \\u202e')\nhand_a = {'\\ud800': 1, 'delta-2-1': '\\udfff'}",
    )
    put(hand_in, "update-matrices", "def update(*a):\n    raise ValueError('\\ud800')")
    text = json.dumps(json.loads(nbformat.writes(hand_in)))
    return text.replace("YOUR ANSWER HERE", "=cmd|' /C calc'!A0 \\ud800 \\u0000 \\u202e;\\n\\\"@SUM(1)")


@attack("half-printed", "page", "Prints half a character: the marked notebook cannot be stored.", at="hand-answers")
def _(hand_in):
    put(hand_in, "hand-answers", "print('\\ud800')\nraise ValueError('\\udfff')")


@attack("widgets-that-are-text", "page", "What the notebook says of its widgets is a text: no page is made.")
def _(hand_in):
    hand_in.metadata.widgets = {"application/vnd.jupyter.widget-state+json": "x"}


@attack(
    "answer-that-takes-minutes",
    "page",
    "An answer of 400 kB of open brackets and tags, on which the page's maker works for minutes.",
)
def _(hand_in):
    put(hand_in, "explain-small", "[" * 100_000)
    put(hand_in, "explain-sign", "<a " * 100_000)


# --- Threads, signals, and what comes late ---------------------------------------------------------------------------

attack(
    "late-thread", "threads", "A thread that waits for the first test, and then looks for what the coach has made."
)("""\
import gc, threading, time
def look():
    for _ in range(100):
        time.sleep(0.05)
        for v in gc.get_objects():
            if type(v).__name__ in ("Verdict", "Case", "Tried", "Diagnosis", "Exercise"): print("LEAK" "ED-HERE"); return
threading.Thread(target=look, daemon=True).start()
""")
attack(
    "exit-hooks", "threads", "What runs at exit, by finalizers, by profiles and by traces forges what went before."
)("""\
import atexit, os, sys, threading, weakref
def late(*_):
    for n in range(3, 9):
        try: os.write(n, b"\\x00\\x00\\x00\\x04\\x00\\x00\\x00\\x004.00" * 1000)
        except OSError: pass
atexit.register(late); weakref.finalize(late, late)
threading.setprofile(late)
sys.unraisablehook = sys.excepthook = threading.excepthook = late
class Late:
    def __del__(self): late()
hand_a = {"delta-2-1": Late()}
""")
attack(
    "clock-turned",
    "threads",
    "Turns the clocks that the limit reads, so that no time ever passes.",
    at="deltas-matrices",
)("""\
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


@attack(
    "points-of-written-answers", "page", "Claims that a human has already given the points of its written answers."
)
def _(hand_in):
    for name in ("explain-small", "explain-sign"):
        put(hand_in, name, "YOUR ANSWER HERE")
        cell(hand_in, name).metadata.nbgrader.update(
            manual_score=2, score=2, comment="Very good", needs_manual_grade=False
        )
        cell(hand_in, name).cell_type = "markdown"
