"""Kernels that start at once: each is a fork of one process that has imported what a kernel needs.

To import IPython, NumPy and Matplotlib takes longer than most notebooks take to run, and the tests start dozens of
kernels. Here a kernel is as ever a process of its own, with the folder, the environment and the files it is given, and
it imports the course by itself. Who starts it (nbval, nbclient, nbgrader) gets what looks like a `Popen`.
"""

import atexit
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

IMPORTED = ("ipykernel.kernelapp", "ipykernel.ipkernel", "matplotlib.backends.backend_agg", "matplotlib.figure", "PIL")


def use(address=None):
    """From now on this process gets its kernels from the server at `address`, or from one of its own. Elsewhere than
    on Linux it gets them as ever: what is imported may not bear a fork there."""
    from jupyter_client.provisioning import local_provisioner

    if sys.platform == "linux":
        local_provisioner.launch_kernel = lambda command, **how: Kernel(address or server(), command, **how)


def settings():
    """What a settings file must say, so that the Jupyter program that reads it gets its kernels from here."""
    folder = str(Path(__file__).parent.parent)
    return f"\nimport sys\n\nsys.path.append({folder!r})\nfrom tests.kernels import use\n\nuse({server()!r})\n"


@cache
def server():
    """Start the process that is forked, and return its address. It ends with this process."""
    address = Path(tempfile.mkdtemp(), "kernels")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        process = subprocess.Popen(
            [sys.executable, __file__, str(listener.fileno())], stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()], start_new_session=True, env={"OPENBLAS_NUM_THREADS": "1", **os.environ},
        )  # fmt: skip

    def end():
        process.communicate()
        shutil.rmtree(address.parent)

    atexit.register(end)
    return str(address)


class Kernel:
    """A kernel, for who has started it: the part of `Popen` that jupyter_client uses. It ends with who holds this."""

    stdin = stdout = stderr = None

    def __init__(self, address, command, env=None, cwd=None, stdout=None, stderr=None, **_):
        self.returncode = None
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(address)
        asked = {
            "arguments": command[command.index("ipykernel_launcher") + 1 :],
            "folder": str(cwd or os.getcwd()),
            "environment": dict(os.environ if env is None else env),
        }
        files = [1 if stdout is None else stdout, 2 if stderr is None else stderr]
        files = [file if isinstance(file, int) else file.fileno() for file in files]
        socket.send_fds(self.line, [json.dumps(asked).encode() + b"\n"], files)
        self.pid = int(_read_line(self.line))

    def poll(self):
        if self.returncode is None and select.select([self.line], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None:
            self.returncode = int(_read_line(self.line) or -signal.SIGKILL)
            self.line.close()
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


def _read_line(line, already=b""):
    """Up to the end of the line, or of all that comes."""
    while not already.endswith(b"\n") and (more := line.recv(1 << 16)):
        already += more
    return already


# --- The process that is forked --------------------------------------------------------------------------------------


def _serve(listener):
    """Wait for who wants a kernel. Comes back in each kernel, with what is asked of it, and at the end with None."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the guards
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        line = listener.accept()[0]
        if os.fork() == 0:
            listener.close()
            return _guard(line)
        line.close()
    return None


def _guard(line):
    """Fork the kernel, say when it has ended, and end it when nobody listens any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, files, *_ = socket.recv_fds(line, 1 << 16, 2)
    asked = json.loads(_read_line(line, message))
    kernel = os.fork()
    if kernel == 0:
        os.setsid()  # so that a signal reaches what the kernel has started, too
        line.sendall(b"%d\n" % os.getpid())
        line.close()
        for number, file in enumerate([os.open(os.devnull, os.O_RDONLY), *files]):
            os.dup2(file, number)
            os.close(file)
        return asked

    def watch():
        line.recv(1)
        with suppress(ProcessLookupError):
            os.killpg(kernel, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
    _, status = os.waitpid(kernel, 0)
    with suppress(OSError):
        line.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _main():
    del sys.path[0]  # this script's folder is none of a kernel's
    # The kernel itself would set this before Matplotlib is imported.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    for name in IMPORTED:
        importlib.import_module(name)
    with socket.socket(fileno=int(sys.argv[1])) as listener:
        asked = _serve(listener)
    if asked:
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance(argv=[*asked["arguments"], f"--IPKernelApp.parent_handle={os.getppid()}"])


if __name__ == "__main__":
    _main()
