"""The program behind the wall, and what the grader has in place of a student's functions: the coach says the same of
them, word for word, as at home."""

import inspect
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from backprop_core import coach
from grading.wall import limits, sandbox, standins
from grading.wall.sandbox import Ended, Sandbox
from tests.coach import further_students, more_students, students

SOURCES = {each.__name__: inspect.getsource(each) for each in (students, more_students, further_students)}
MODULES = """
import sys, types

for name, text in sources.items():
    made = types.ModuleType(name)
    *above, last = name.split(".")
    for n in range(1, len(above) + 1):
        sys.modules.setdefault(".".join(above[:n]), types.ModuleType(".".join(above[:n])))
    setattr(sys.modules[".".join(above)], last, made)
    sys.modules[name] = made
    exec(compile(text, f"<{name}>", "exec"), vars(made))
made = [each for name in sources for each in tables(vars(sys.modules[name]))]
"""
TABLES = """
def tables(space):
    return [(key[0], each) for name in ("WRONG", "MORE") for key, each in space.get(name, {}).items()] + [
        tuple(each) for each in space.get("RIGHT", [])]
"""


def run(program, cell, seconds=20.0):
    return program.ask("run", cell, seconds, seconds=seconds + 5)


def defined(program, cell, name="f"):
    """The stand-in for what a cell defines."""
    assert [each for each in run(program, cell) if each["output_type"] == "error"] == []
    return standins.value(program, name)


@pytest.fixture(scope="module")
def program():
    with Sandbox(wall=False) as found:
        yield found


@pytest.fixture(scope="module")
def at_home():
    """[(check, function)] of all made-up students, made from text as behind the wall: no line of it can be read."""
    kept = dict(sys.modules)
    space = {"sources": SOURCES}
    try:
        exec(TABLES + MODULES, space)
        yield space["made"]
    finally:
        sys.modules.clear()
        sys.modules.update(kept)


def test_the_coach_says_the_same_of_every_made_up_student(program, at_home, capsys):
    assert run(program, f"sources = {SOURCES!r}{TABLES}{MODULES}") == []
    assert len(at_home) > 150
    for n, (check, function) in enumerate(at_home):
        ours = getattr(coach, f"check_{check}")(function, points=4, rng=n)
        theirs = getattr(coach, f"check_{check}")(defined(program, f"f = made[{n}][1]"), points=4, rng=n)
        assert theirs == ours, check


CELLS = {
    "changes what it is given": "def f(theta, u, o, y):\n    u[1][0] = 7.0\n    return deltas(theta, u, o, y)",
    "raises": "def f(theta, u, o, y):\n    return theta @ o",
    "has another shape": "def f(theta, u, o, y):\n    return [None, u[1] @ u[2], u[2]]",
    "leaves by the door": "def f(theta, u, o, y):\n    raise SystemExit(3)",
    "asks": "def f(theta, u, o, y):\n    return input()",
    "gives itself": "def f(theta, u, o, y):\n    return f",
    "gives none": "def f(theta, u, o, y):\n    pass",
    "is not written": "def f(theta, u, o, y):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "uses the course": (
        "from backprop_core import Network\ndef f(theta, u, o, y):\n    return Network((2, 3)).forward(y)"
    ),
    "uses the course in what it uses": (
        "from backprop_core import train\ndef g(theta):\n    return train(theta)\n"
        "def f(theta, u, o, y):\n    return g(theta)"
    ),
    "imports the course": "def f(theta, u, o, y):\n    import backprop_core\n    return backprop_core.Network",
    "has a wrong slope": (
        "def slope(u):\n    return 1 - sigma(u)\ndef f(theta, u, o, y):\n    return deltas(theta, u, o, y)"
    ),
}  # fmt: skip
SETUP = """
import numpy as np


def sigma(u):
    return 1 / (1 + np.exp(-u))


def slope(u):
    return sigma(u) * (1 - sigma(u))


def deltas(theta, u, o, y):
    delta = [None] * (len(theta) - 1) + [-2 * (y - o[-1]) * slope(u[-1])]
    for m in range(len(theta) - 2, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
"""
AT_HOME = """
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

settings = Config()
settings.HistoryManager.enabled = False
shell = InteractiveShell.instance(config=settings)
for cell in {cells!r}:
    shell.run_cell(cell, store_history=True)
check = "from backprop_core import coach\\nverdict = coach.check_deltas(f, points=4, rng=1)"
shell.run_cell(check, store_history=True)
shell.run_cell("print(repr((verdict.mistakes, verdict.message, verdict.score)))", store_history=True)
"""


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_cell_gets_the_same_words_behind_the_wall_as_in_a_notebook(cell):
    code = AT_HOME.format(cells=[SETUP, cell])
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    mistakes, message, score = eval(said.stdout.splitlines()[-1])
    with Sandbox(wall=False) as program:
        run(program, SETUP)
        function = defined(program, cell)
        program.ask("begin", "from backprop_core import coach\nverdict = coach.check_deltas(f)", seconds=5)
        verdict = coach.check_deltas(function, points=4, rng=1)
    assert (verdict.mistakes, verdict.message, verdict.score) == (mistakes, message, score)
    assert not verdict.passed


def test_a_function_that_ends_its_process_ends_no_other():
    with Sandbox(wall=False) as program:
        function = defined(program, "import os\ndef f(u):\n    os._exit(0)")
        verdict = coach.check_sigmoid(function, points=4)
        assert verdict.score == 0 and standins.ENDED in verdict.message
        with pytest.raises(Ended):
            run(program, "1 + 1")


def test_a_function_that_never_ends_is_stopped_behind_the_wall(program):
    function = defined(program, "def f(u):\n    while True:\n        pass")
    assert coach.check_sigmoid(function, points=4).mistakes == ("too_slow",)
    assert shown(program, "1") == ["1"]


@pytest.mark.parametrize(
    "text", ["7", "'seven'", "None", "[1, {'a': (2.5, None)}]", "np.arange(3.0)", "np.float32(2)"]
)
def test_values_come_as_they_are(program, text):
    run(program, f"import numpy as np\nx = {text}")
    found = standins.value(program, "x")
    right = eval(text, {"np": np})
    assert type(found) is type(right) and repr(found) == repr(right)


def test_an_object_of_ones_own_does_not_come_here(program):
    run(program, "class Mine:\n    def __eq__(self, other):\n        return True\nx = [Mine()]")
    (found,) = standins.value(program, "x")
    assert type(found).__name__ == "Mine" and found != 1 and not hasattr(found, "__array__")


def shown(program, cell):
    """The texts that a cell shows."""
    return [each.get("text") or each.get("evalue") or each["data"].get("text/plain") for each in run(program, cell)]


def test_cells_show_what_they_show_in_a_notebook(program):
    assert shown(program, "print('one')\n2 + 1") == ["one\n", "3"]
    assert shown(program, "import asyncio\nawait asyncio.sleep(0)\nprint('waited')") == ["waited\n"]
    assert shown(program, "%time 1") != [] and shown(program, "!ls /") == ["!ls / is not run while marking.\n"]
    assert shown(program, "1 / 0") == ["division by zero"]
    assert shown(program, "input()") == ["A cell asks for input. While marking, nobody is there who could answer."]
    assert shown(program, "quit()") == [] and shown(program, "1") == ["1"]
    (picture,) = run(program, "import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert picture["data"]["image/png"].startswith("iVBOR")
    assert shown(program, "from backprop_core.explorers import DeltaExplorer\nDeltaExplorer(sizes=(2, 3))") == []


def test_what_is_printed_is_kept_as_far_as_there_is_room(program):
    (text,) = shown(program, "for n in range(3000):\n    print('x' * 1000)")
    assert len(text) < 101_000 and text.endswith("(the rest is left out)")


def test_a_cell_that_never_ends_is_stopped_and_the_next_one_runs(program):
    (error,) = run(program, "while True:\n    pass", seconds=0.3)
    assert error["ename"] == "TooSlow" and shown(program, "1") == ["1"]


def test_the_course_is_there_and_computes_nothing(program):
    assert shown(program, "from backprop_core import Network, datasets, coach\nNetwork((2, 1)).theta[1]") == []
    assert shown(program, "datasets.xor().x.shape") == ["(2, 4)"]
    for module in ("backprop_core.coach.recipes", "backprop_core.network"):
        assert shown(program, f"import {module}\n{module}.__file__") == ["__file__"]
    for answers in ("recipes", "mistakes", "further", "worked"):
        assert shown(program, f"import os\nos.path.exists('/course/backprop_core/coach/{answers}.py')") == ["False"]


def test_nothing_is_left_of_a_program(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Sandbox(wall=stands()) as program, Sandbox(wall=False):
        assert shown(program, "open('mine', 'w').write('1')") == ["1"]
    assert not [*tmp_path.iterdir()]


# --- The wall itself


def stands():
    """Whether there is bubblewrap here, and it can be used."""
    try:
        sandbox.check()
    except sandbox.NoWall:
        return False
    return True


wall = pytest.mark.skipif(not stands(), reason="bubblewrap is not installed here, or may not be used")


@pytest.fixture(scope="module")
def walled():
    with Sandbox() as found:
        yield found


@wall
@pytest.mark.parametrize(
    "cell",
    [
        "import os\nos.fork()", "import subprocess\nsubprocess.run(['/usr/bin/true'])",
        "import os\nos.execv('/usr/bin/true', ['true'])", "import socket\nsocket.create_connection(('::1', 22), 1)",
        "import multiprocessing as m\nm.Process(target=print).start()",
        "import os\nos.kill(1, 9)", "open('/etc/passwd')", f"open({str(Path.home() / '.bashrc')!r})",
        "open('/course/x', 'w')", "open('/x', 'w')", "open('/usr/x', 'w')", "import os\nos.mkdir('/dev/shm/x')",
        f"open({os.path.abspath(__file__)!r})", "open('/proc/1/environ')",
        "import os\nopen('/room/x', 'wb').write(bytes(10**8))", "b'x' * 10**10",
        "import os\nos.memfd_create('x')",
        "import ctypes\nassert ctypes.CDLL(None).shmget(0, 2**20, 0o1600) >= 0",
        "import os\nos.chroot('/room')", "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0",
    ],
)  # fmt: skip
def test_the_wall_holds(walled, cell):
    (error,) = run(walled, cell)
    assert error["output_type"] == "error", error


@wall
def test_threads_and_a_folder_in_memory_are_allowed(walled):
    assert shown(walled, "import threading\nt = threading.Thread(target=print, args=(1,))\nt.start(); t.join()") == [
        "1\n"
    ]
    assert shown(walled, "open('/room/a', 'w').write('abc')") == ["3"]


@wall
def test_there_are_limits_of_memory_files_and_threads(walled):
    """Linux counts the threads of everybody but root, so none are begun here."""
    shown(walled, "1")  # it is there, and not on the way
    program = psutil.Process(walled.number).children(recursive=True)[-1]
    assert program.rlimit(psutil.RLIMIT_AS) == (limits.MEMORY, limits.MEMORY)
    assert program.rlimit(psutil.RLIMIT_FSIZE) == (limits.FILE, limits.FILE)
    assert program.rlimit(psutil.RLIMIT_NPROC) == (limits.THREADS, limits.THREADS)


@wall
def test_nothing_is_left_after_its_end():
    with Sandbox() as program:
        run(program, "import threading, time\nthreading.Thread(target=time.sleep, args=(100,)).start()")
        number = program.number
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_after_its_time_it_answers_nothing_more():
    with Sandbox(wall=False, until=time.monotonic() + 1.5) as program, pytest.raises(Ended, match="in time"):
        run(program, "while True:\n    try:\n        while True: pass\n    except BaseException: pass", seconds=99)


@pytest.mark.parametrize("trouble", [("raises", "x" * 10**7, "y" * 10**7), ("right", "", ""), ("raises", 3, None)])
def test_what_a_program_says_of_its_trouble_is_no_longer_than_a_sentence(trouble):
    class Forged:
        def ask(self, *_, seconds):
            return None, trouble, (1.0,)

    _, (kind, *said) = standins.Student(Forged(), "0").called([1.0])
    assert kind in standins.KINDS and all(len(each) <= standins.LETTERS for each in said)


def test_where_there_is_no_wall_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: None)
    sandbox.check.cache_clear()
    try:
        with pytest.raises(sandbox.NoWall, match="bubblewrap"):
            sandbox.check()
    finally:
        sandbox.check.cache_clear()


@pytest.mark.parametrize("said, kind", [("it did not answer in time", "too_slow"), ("it has ended", "raises")])
def test_a_program_that_is_gone_is_the_functions_own_work(said, kind):
    class Gone:
        def ask(self, *_, seconds):
            raise Ended(said)

    value, trouble = standins.Student(Gone(), "0").called([1.0])
    assert value is None and trouble.kind == kind


@wall
def test_it_is_alone(walled):
    """Its processes are numbered from 1: there are no others."""
    (number,) = shown(walled, "import os\nprint(os.getpid())")
    assert int(number) < 10
    (parent,) = shown(walled, "import os\nprint(os.getppid())")
    assert int(parent) < 10
