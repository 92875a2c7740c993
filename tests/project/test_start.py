"""What opens the course in JupyterLab, by `make lab` and by hand: tools/start.py."""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from jupyter_server.serverapp import ServerApp
from jupyterlab import labapp
from traitlets.config.loader import KVArgParseConfigLoader

from tests.project.files import ROOT
from tests.project.test_project import PROJECT, PYTHONS, SpecifierSet
from tools import start, student_zip
from tools.lab import free_port

README = (ROOT / "README.md").read_text(encoding="utf-8")


# --- What is asked of the machine ------------------------------------------------------------------------------------


@pytest.mark.parametrize("python", ("2.7", "3.10", *PYTHONS, "3.15"))
def test_it_starts_with_the_pythons_that_pyproject_allows(python):
    said = start.problem(tuple(map(int, python.split("."))), lambda name: True)
    assert (said is None) == (python in SpecifierSet(PROJECT["requires-python"]))
    assert said is None or said.endswith(f" is Python {python}.")


@pytest.mark.parametrize("missing", (["jupyterlab"], ["backprop_core"], ["jupyterlab", "backprop_core"]))
def test_what_is_not_installed_is_named(missing):
    assert start.problem(installed=lambda name: name not in missing).startswith(" and ".join(missing) + " not found")


def test_without_jupyterlab_it_says_so_in_one_line():
    bare = [sys.executable, "-I", "-S", ROOT / "tools" / "start.py"]  # without what is installed
    done = subprocess.run(bare, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("jupyterlab and backprop_core not found") and "Start" in done.stderr
    assert "\n## Start\n" in README


@pytest.mark.parametrize(
    "system, variables, user, told",
    [
        ("linux", {}, 1000, ["--no-browser"]),
        ("linux", {"DISPLAY": ":0"}, 1000, []),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, 0, ["--allow-root"]),
        ("linux", {"DISPLAY": ""}, 0, ["--no-browser", "--allow-root"]),
        ("darwin", {}, 501, []),
        ("win32", {}, None, []),
    ],
)
def test_the_machine_decides_about_browser_and_root(system, variables, user, told):
    assert start.here(system, variables, user) == told


# --- What JupyterLab is told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [PureWindowsPath(r"C:\Users\Ada Núñez\new course"), PurePosixPath("/srv/a b/c'd")])
def test_every_option_arrives_whatever_the_folder_is_called(folder):
    config = KVArgParseConfigLoader(start.options(folder), classes=[]).load_config()
    assert config.ServerApp.root_dir.get_value(ServerApp.root_dir) == str(folder)
    workspaces = config.LabApp.workspaces_dir.get_value(labapp.LabApp.workspaces_dir)
    assert workspaces == str(folder / ".jupyterlab-workspaces")
    assert config.ServerApp.ip == "127.0.0.1"


def test_the_first_notebook_is_there():
    (address,) = [each for each in start.options() if "default_url" in each]
    assert (ROOT / address.partition("/lab/tree/")[2]).is_file()


def test_one_thread_and_no_news_unless_somebody_has_asked():
    fresh = {"JUPYTER_CONFIG_PATH": str(ROOT / "tools"), "OPENBLAS_NUM_THREADS": "1"}
    assert start.environment({}) == start.environment(dict.fromkeys(fresh, "")) == fresh
    asked = start.environment({"JUPYTER_CONFIG_PATH": "theirs", "OPENBLAS_NUM_THREADS": "4"})
    assert asked == {"JUPYTER_CONFIG_PATH": f"{ROOT / 'tools'}{os.pathsep}theirs", "OPENBLAS_NUM_THREADS": "4"}


def test_what_is_typed_comes_last_so_that_it_wins(monkeypatch, capsys):
    got = []
    monkeypatch.setattr(start.os, "environ", dict(os.environ, OPENBLAS_NUM_THREADS="", DISPLAY=""))
    monkeypatch.setattr(start, "here", lambda: ["--no-browser"])
    monkeypatch.setattr(labapp, "main", lambda argv: got.append((argv, start.os.environ["OPENBLAS_NUM_THREADS"])))
    assert start.main(["--port=9000", "--ServerApp.ip=::1"]) is None
    assert got == [([*start.options(), "--no-browser", "--port=9000", "--ServerApp.ip=::1"], "1")]
    assert capsys.readouterr().out.count("\n") == 2


# --- As it is typed --------------------------------------------------------------------------------------------------


def heeds_ctrl_c():
    """Who runs these tests in the background of a shell has switched it off, for all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def started(tmp_path):
    """The running server, from a folder that is not the course's: what it has printed, and how to ask it."""
    port, token, home = free_port(), secrets.token_hex(8), tmp_path / "home"
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
    environment = os.environ | {"HOME": str(home)} | {place: str(home / place.lower()) for place in places}
    command = [sys.executable, str(ROOT / "tools" / "start.py"), "--no-browser", f"--port={port}",
               "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]  # fmt: skip
    with open(tmp_path / "log", "w+") as log:
        process = subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            preexec_fn=heeds_ctrl_c,
        )  # fmt: skip

    def ask(path):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}?token={token}", timeout=60) as answer:
            return answer.read().decode()

    try:
        until = time.monotonic() + 120
        while True:
            try:
                ask("api")
                break
            except OSError:
                printed = (tmp_path / "log").read_text()
                assert process.poll() is None and time.monotonic() < until, printed
                time.sleep(0.1)
        yield process, ask, tmp_path / "log"
    finally:
        process.kill()
        process.wait()


def test_it_opens_the_course_asks_for_no_news_and_ends_at_ctrl_c(started):
    process, ask, log = started
    assert "JupyterLab is starting. Stop it with Ctrl-C." in log.read_text()
    here = {each["path"] for each in json.loads(ask("api/contents/notebooks"))["content"]}
    assert "notebooks/00_start_here.ipynb" in here
    (page,) = re.findall(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', ask("lab"), re.DOTALL)
    assert "@jupyterlab/apputils-extension:announcements" in json.loads(page)["disabledExtensions"]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert "Traceback" not in log.read_text()


def typed(text):
    """The files that the commands of a page name, with slashes: those of Python scripts and of lists to install."""
    blocks = "".join(re.findall(r"^ *```\w+\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL))
    return re.findall(r"(?:python3? |-r )([\w./]+\.(?:py|txt))", blocks.replace("\\", "/"))


def test_make_lab_and_the_lines_for_windows_start_the_same_script():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^lab: .*\n\t@exec \$\(RUN\) tools/start\.py \$\(ARGS\)\n\n", makefile, re.MULTILINE)
    assert typed(README) == ["requirements/lab.txt", "tools/start.py"]


def test_who_has_the_student_zip_has_what_readme_and_make_lab_need():
    names = {*student_zip.files()}
    needed = {*typed(README), "tools/labconfig/page_config.json", "Makefile", "pyproject.toml", "environment.yml"}
    assert needed <= names, needed - names
