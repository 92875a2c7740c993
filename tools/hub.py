"""A JupyterHub on this machine, and what a student on it costs.

    python -m tools.hub [--students 3 10] [--notebooks 04_deltas.ipynb …]

Students log in over the hub's API; each has a server, opens notebooks there, and runs all their cells over the
websocket that a page would use. Then the memory of each student's processes is added up. It needs the packages of the
extra `hub`. Everything lies in a temporary folder, listens on 127.0.0.1, and ends with the program.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools.lab import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds, for a hub or a server that starts, and for a cell
NOTEBOOKS = ["04_deltas.ipynb"]
GIGABYTES = 16  # of the machine in the last column
REST = 1e9  # bytes that the machine needs for itself

# {folder}, {hub} …: what `Hub` fills in. Users need no password here: nobody else reaches the hub.
SETTINGS = """
c = get_config()
{extra}
c.JupyterHub.log_level = "WARN"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", "--ServerApp.log_level=ERROR"]
c.Spawner.environment.update({environment!r})
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
# The usual proxy needs Node; this one is the same in Python.
c.ConfigurableHTTPProxy.command = [{python!r}, "-c", "from configurable_http_proxy.cli import main; main()"]
c.JupyterHub.db_url = "sqlite:///" + {folder!r} + "/hub.sqlite"
c.JupyterHub.cookie_secret_file = {folder!r} + "/cookie_secret"
c.JupyterHub.services = [{{"name": "teacher", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [
    {{"name": "teacher", "services": ["teacher"],
      "scopes": ["admin:users", "admin:servers", "admin:server_state", "tokens"]}}
]
"""


def ask(address, token, body=None, method=None):
    """The JSON that an address answers; None where it answers nothing. body: what is sent to it."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data=data, method=method)
    request.add_header("Authorization", f"token {token}")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.loads(answer.read() or "null")


class Hub:
    """A running JupyterHub over `folder`, with a server for each student. extra: lines of a jupyterhub_config.py that
    come first."""

    def __init__(self, folder, extra=""):
        self.folder = Path(folder)
        self.port, self.token = free_port(), secrets.token_hex(16)
        self.students = []
        settings = self.folder / "jupyter"
        shutil.copytree(ROOT / "tools" / "labconfig", settings / "labconfig")
        shutil.copy(ROOT / "deploy" / "jupyter_server_config.py", settings)
        environment = {"BACKPROP_PROGRESS": "off", "OPENBLAS_NUM_THREADS": "1", "JUPYTER_CONFIG_PATH": str(settings)}
        config = self.folder / "jupyterhub_config.py"
        config.write_text(SETTINGS.format(
            extra=extra, folder=str(self.folder), homes=str(self.folder / "homes" / "{username}"),
            python=sys.executable, environment=environment, patience=PATIENCE, port=self.port,
            hub=free_port(), proxy=free_port(), token=self.token,
        ))  # fmt: skip
        self.log = open(self.folder / "hub.log", "w+")  # noqa: SIM115 - it lives as long as the hub
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", str(config)], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=subprocess.STDOUT, env={**os.environ, "HOME": str(self.folder)},
        )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def _wait(self):
        until = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < until:
            try:
                return self.ask("users")
            except urllib.error.HTTPError as error:  # the proxy listens, and does not know the hub yet
                error.close()
                if error.code != 404:
                    raise
            except OSError:  # nobody listens yet
                pass
            time.sleep(0.2)
        raise RuntimeError(f"JupyterHub did not start:\n{self.said()}")

    def said(self):
        """What the hub, its proxy and the servers have printed in the end."""
        return Path(self.log.name).read_text()[-4000:]

    def ask(self, path, body=None, method=None):
        """What the hub answers the teacher."""
        return ask(f"{self.address}/hub/api/{path}", self.token, body, method)

    def student(self, name):
        """A new `Student`, whose server runs."""
        self.ask(f"users/{name}", method="POST")
        token = self.ask(f"users/{name}/tokens", {})["token"]
        self.ask(f"users/{name}/server", {})
        until = time.monotonic() + PATIENCE
        while not (server := self.ask(f"users/{name}")["servers"].get("", {})).get("ready"):
            if time.monotonic() > until:
                raise RuntimeError(f"The server of {name} did not start:\n{self.said()}")
            time.sleep(0.2)
        self.students.append(Student(name, f"{self.address}/user/{name}", token, server["state"]["pid"], self.folder))
        return self.students[-1]

    def processes(self):
        """The processes of the hub itself: it and its proxy, without the students'."""
        import psutil

        ours = {each.pid for student in self.students for each in student.processes()}
        hub = psutil.Process(self.process.pid)
        return [each for each in (hub, *hub.children(recursive=True)) if each.pid not in ours]

    def close(self):
        """End the hub, and with it the proxy and the students' servers."""
        for kernel in (each for student in self.students for each in student.kernels):
            kernel.socket.close()
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Student:
    """One student: a server at `address`, reached by the student's own `token`; `home` is the home folder."""

    def __init__(self, name, address, token, pid, folder):
        self.name, self.address, self.token, self.pid = name, address, token, pid
        self.home = Path(folder) / "homes" / name
        self.kernels = []

    def ask(self, path, body=None, method=None):
        """What the student's server answers."""
        return ask(f"{self.address}/api/{path}", self.token, body, method)

    def open(self, path):
        """A `Kernel` for the notebook at `path` in the home folder, as JupyterLab starts one."""
        body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        self.kernels.append(Kernel(self, self.ask("sessions", body)["kernel"]["id"]))
        return self.kernels[-1]

    def run(self, path):
        """Open a notebook of the home folder and run all its cells, as *Run All* does."""
        kernel = self.open(path)
        for cell in json.loads((self.home / path).read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                kernel.run("".join(cell["source"]))

    def processes(self):
        """The student's processes: first the server, then the kernels."""
        import psutil

        server = psutil.Process(self.pid)
        return [server, *server.children(recursive=True)]


class Kernel:
    """A student's kernel, spoken to over the websocket of the student's server."""

    def __init__(self, student, kernel_id):
        import websocket

        address = student.address.replace("http:", "ws:", 1)
        self.socket = websocket.create_connection(
            f"{address}/api/kernels/{kernel_id}/channels", timeout=PATIENCE,
            header=[f"Authorization: token {student.token}"],
        )  # fmt: skip

    def run(self, code):
        """Run a cell; returns what it printed. A cell that fails raises RuntimeError."""
        asked = secrets.token_hex(16)
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        header = {"msg_id": asked, "msg_type": "execute_request", "session": asked, "username": "", "version": "5.4"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self.socket.send(json.dumps(message))
        printed, done = "", set()
        while done != {"execute_reply", "idle"}:  # they come over two channels, in either order
            got = self.socket.recv()
            if isinstance(got, bytes):  # pictures of a view: nothing that a cell prints
                continue
            got = json.loads(got)
            kind, content = got["header"]["msg_type"], got["content"]
            if got["parent_header"].get("msg_id") != asked:
                continue
            if kind == "error":
                raise RuntimeError(f"{content['ename']}: {content['evalue']}")
            if kind == "stream":
                printed += content["text"]
            elif kind == "execute_reply":
                done.add(kind)
            elif kind == "status" and content["execution_state"] == "idle":
                done.add("idle")
        return printed


def memory(process):
    """Bytes of a process: its own, and its share of what it has in common with others (PSS)."""
    for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return 1024 * int(line.split()[1])
    raise RuntimeError(f"the system does not say how much memory process {process.pid} has")


def seconds(process):
    """What a process has computed, in seconds of one core."""
    times = process.cpu_times()
    return times.user + times.system


def measure(count, notebooks):
    """What `count` students cost who have these notebooks open, each run to its end: the bytes of the hub, and of each
    student the bytes of the server, those of all kernels, and the seconds of one core until then."""
    with tempfile.TemporaryDirectory() as folder, Hub(folder) as hub:
        for number in range(count):
            student = hub.student(f"student{number}")
            for name in notebooks:
                shutil.copy(ROOT / "notebooks" / name, student.home)
                student.run(name)
        each = []
        for server, *kernels in (student.processes() for student in hub.students):
            each.append((memory(server), sum(map(memory, kernels)), sum(map(seconds, (server, *kernels)))))
        return sum(map(memory, hub.processes())), each


def row(count, notebooks):
    """One line of the table, for so many students."""
    hub, each = measure(count, notebooks)
    server, kernels, computed = (sum(part) / count for part in zip(*each, strict=True))
    fit = int((GIGABYTES * 1e9 - REST - hub) / (server + kernels))
    sizes = (f"{size / 1e6:.0f} MB" for size in (hub, server, kernels, server + kernels))
    return (count, *sizes, fit, f"{computed:.1f} s")


def main(arguments):
    """Measure, and print the table; returns the exit code."""
    from tools.bench.report import table

    parser = argparse.ArgumentParser(prog="python -m tools.hub", description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, nargs="+", default=[3, 10], metavar="N", help="how many at once")
    parser.add_argument("--notebooks", nargs="+", default=NOTEBOOKS, metavar="NAME", help="all open at once")
    asked = parser.parse_args(arguments)
    head = ("students", "hub, proxy", "server", "kernels", "a student", f"fit into {GIGABYTES} GB", "of a core")
    rows = [row(count, asked.notebooks) for count in asked.students]
    table(f"Memory, each student with {', '.join(asked.notebooks)} open", head, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
