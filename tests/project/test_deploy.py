"""What deploy/ says to those who run the course for many, as far as it can be tried without a cluster or Docker: the
image gets what a student may have and nothing else, the settings name what exists, and idle kernels end. That a hub
starts with them is tried in tests/hub/."""

import json
import os
import re
import runpy
import subprocess
import sys
import time
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from tests.project.files import ROOT, project_files
from tools import start, student_zip
from tools.lab import Lab

DEPLOY = ROOT / "deploy"
PAGE = ROOT / "docs" / "hub.md"
FIRST = "notebooks/00_start_here.ipynb"

# --- The image -------------------------------------------------------------------------------------------------------


def instructions(text):
    """Pairs (instruction, the rest of it) of a Dockerfile."""
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line.strip()]


def matches(path, pattern):
    """Whether a pattern of a .dockerignore means a path, or a folder that it lies in."""
    pattern = pattern.removeprefix("**/") if (deep := pattern.startswith("**/")) else pattern
    parts = PurePosixPath(path).parts
    places = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    if deep:
        places = list(parts)
    # A star stands for one name, never for a path.
    return any(place.count("/") == pattern.count("/") and fnmatchcase(place, pattern) for place in places)


def taken(path, patterns):
    """Whether Docker gets to see a file: the last pattern that means it decides."""
    seen = True
    for pattern in patterns:
        if matches(path, pattern.removeprefix("!")):
            seen = pattern.startswith("!")
    return seen


def patterns():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


IMAGE = instructions((DEPLOY / "Dockerfile").read_text(encoding="utf-8"))


def copied():
    """Pairs (a file or folder of the course, where it comes in the image)."""
    return [(*rest.split()[:-1], rest.split()[-1]) for name, rest in IMAGE if name == "COPY"]


def sources():
    return [source for *some, _ in copied() for source in some]


def test_docker_sees_what_a_student_gets_and_nothing_else():
    seen = [name for name in project_files() if taken(name, patterns())]
    assert [name for name in seen if name.startswith(student_zip.LEFT_OUT)] == []
    assert {*seen} >= {"backprop_core/network.py", "requirements/lab.txt", FIRST, "notebooks/exercises/" + exercise()}
    assert len(seen) > 150


def exercise():
    return sorted(path.name for path in (ROOT / "notebooks" / "exercises").glob("*.ipynb"))[0]


@pytest.mark.parametrize(
    "path",
    [".git/config", ".env", "progress.jsonl", "grading/gradebook.db", "grading/source/ps1/ps1.ipynb",
     "tests/conftest.py", ".venv/bin/python", "requirements/grading.txt", "tools/mutants.txt",
     "backprop_core/__pycache__/network.pyc", "notebooks/exercises/.ipynb_checkpoints/ps1.ipynb",
     "key.pem", "deploy/key.pem"],
)  # fmt: skip
def test_docker_does_not_see(path):
    assert not taken(path, patterns())


def test_everything_that_the_image_copies_is_there_and_seen():
    names = project_files()
    for source in sources():
        inside = [name for name in names if name == source or name.startswith(f"{source}/")]
        assert inside, source
        assert any(taken(name, patterns()) for name in inside), source
    assert "." not in sources() and not [name for name, _ in IMAGE if name == "ADD"]


def test_what_docker_sees_is_what_the_image_copies():
    """A line of .dockerignore that no COPY asks for would be forgotten there."""
    seen = [name for name in project_files() if taken(name, patterns())]
    assert [name for name in seen if not any(name == each or name.startswith(f"{each}/") for each in sources())] == []


def test_the_image_has_the_locked_packages():
    runs = " ".join(rest for name, rest in IMAGE if name == "RUN")
    lists = {each for each in sources() if each.startswith("requirements/")}
    assert lists == {"requirements/lab.txt"} and set(re.findall(r"requirements/\S+", runs)) == lists
    assert "--require-hashes --no-deps -r /opt/install/requirements/lab.txt" in runs
    assert "-c /opt/install/locked.txt" in runs  # what comes on top moves none of them


def test_the_image_holds_no_password_and_does_not_run_as_root():
    assert not re.search(r"(?i)password|secret|token", " ".join(f"{name} {rest}" for name, rest in IMAGE))
    assert [rest for name, rest in IMAGE if name == "USER"] == ["jovyan"]


def test_the_notebooks_come_home_and_nothing_is_written_over(tmp_path):
    """The image's own first line, with other folders."""
    (line,) = [rest for name, rest in IMAGE if name == "ENTRYPOINT"]
    course, home = tmp_path / "opt" / "backpropagation", tmp_path / "home"
    (course / "notebooks").mkdir(parents=True)
    home.mkdir()
    (course / FIRST).write_text("new")
    (course / "notebooks" / "other.ipynb").write_text("other")
    command = [part.replace("/opt/backpropagation", str(course)) for part in json.loads(line)]
    assert command != json.loads(line)

    def begin():
        run = subprocess.run([*command, "sh", "-c", "pwd; echo $1", "", "a b"], env={**os.environ, "HOME": str(home)},
                             capture_output=True, text=True, check=True)  # fmt: skip
        assert run.stdout == f"{home}\na b\n"  # what the hub asks for is started at home, with its own words

    begin()
    there = home / "backpropagation" / FIRST
    assert there.read_text() == "new"
    there.write_text("an answer")
    (there.parent / "other.ipynb").unlink()
    begin()
    assert there.read_text() == "an answer" and (there.parent / "other.ipynb").read_text() == "other"


def test_the_image_alone_opens_the_first_notebook():
    (command,) = [json.loads(rest) for name, rest in IMAGE if name == "CMD"]
    assert f"--LabApp.default_url=/lab/tree/backpropagation/{FIRST}" in command
    assert ("notebooks", "/opt/backpropagation/notebooks") in copied() and (ROOT / FIRST).is_file()


# --- The settings ----------------------------------------------------------------------------------------------------


def server_settings():
    return PyFileConfigLoader("jupyter_server_config.py", path=str(DEPLOY)).load_config()


def unknown(settings, classes):
    """The settings that no class of this name has."""
    known = {each.__name__: each.class_trait_names(config=True) for each in classes}
    return [f"{name}.{trait}" for name, values in settings.items() for trait in values
            if trait not in known.get(name, ())]  # fmt: skip


def server_classes():
    from jupyter_lsp.manager import LanguageServerManager
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
    from jupyterlab.labapp import LabApp

    return MappingKernelManager, LabApp, LanguageServerManager


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # jupyter_lsp speaks to traitlets as of old
def test_the_servers_settings_are_known():
    assert unknown(server_settings(), server_classes()) == []
    wrong = Config({"MappingKernelManager": {"cull_idle_timeout": 1, "cull": 1}, "LabAp": {"extension_manager": ""}})
    assert unknown(wrong, server_classes()) == ["MappingKernelManager.cull", "LabAp.extension_manager"]


def test_a_students_server_is_as_quiet_as_the_one_at_home():
    """tools/start.py says the same on a command line, but for what belongs to one machine and one user."""
    own = {"root_dir", "default_url", "workspaces_dir", "ip", "log_level", "answer_yes"}
    home = {tuple(option.removeprefix("--").split("=")) for option in start.options()}
    wanted = {(name, value) for name, value in home if name.split(".")[1] not in own}
    said = {
        (f"{name}.{trait}", str(value))
        for name, values in server_settings().items()
        for trait, value in values.items()
    }
    assert len(wanted) == 3 and wanted <= said


@pytest.mark.skipif(sys.platform != "linux", reason="as deploy/ is meant for")
def test_an_idle_kernel_ends_though_its_page_is_open(tmp_path):
    import websocket

    text = (DEPLOY / "jupyter_server_config.py").read_text(encoding="utf-8")
    quick = text.replace("cull_idle_timeout = 3600", "cull_idle_timeout = 2").replace(
        "cull_interval = 300", "cull_interval = 1"
    )
    assert quick.count("= 2 ") == quick.count("= 1\n") == 1
    lab, page = Lab(tmp_path, settings=quick), None
    try:
        kernel = lab.ask("kernels", "POST")["id"]
        address = f"ws://127.0.0.1:{lab.port}/api/kernels/{kernel}/channels?token={lab.token}"
        page = websocket.create_connection(address, timeout=20)
        asked = {"msg_id": "a", "msg_type": "kernel_info_request", "session": "a", "username": "", "version": "5.4"}
        page.send(
            json.dumps({"header": asked, "parent_header": {}, "metadata": {}, "content": {}, "channel": "shell"})
        )
        assert json.loads(page.recv())
        until = time.monotonic() + 30
        while lab.ask("kernels") and time.monotonic() < until:
            time.sleep(0.2)
        assert lab.ask("kernels") == []
    finally:
        if page:
            page.close()
        lab.close()


# What the chart of Zero to JupyterHub (4.x) calls the settings that we use, and what it takes there.
SIZE, SWITCH, COUNT, WORDS = (str, int), bool, int, str
CHART = {
    "hub": {"concurrentSpawnLimit": COUNT, "activeServerLimit": COUNT, "config": dict},
    "singleuser": {
        "image": {"name": WORDS, "tag": WORDS},
        "defaultUrl": WORDS,
        "memory": {"guarantee": SIZE, "limit": SIZE},
        "cpu": {"guarantee": (int, float), "limit": (int, float)},
        "storage": {"capacity": WORDS},
        "networkPolicy": {"egressAllowRules": {"nonPrivateIPs": SWITCH}},
        "extraEnv": dict,
    },
    "cull": {"enabled": SWITCH, "timeout": COUNT, "every": COUNT},
    "scheduling": {
        "userScheduler": {"enabled": SWITCH},
        "podPriority": {"enabled": SWITCH},
        "userPlaceholder": {"enabled": SWITCH, "replicas": COUNT},
    },
    "prePuller": {"continuous": {"enabled": SWITCH}},
}


def strange(values, chart=CHART, above=""):
    """The settings that the chart does not have, or does not take so."""
    found = []
    for name, value in values.items():
        known = chart.get(name)
        if isinstance(known, dict):
            found += strange(value, known, f"{above}{name}.") if isinstance(value, dict) else [above + name]
        elif known is None or not isinstance(value, known) or (isinstance(value, bool) and known is not SWITCH):
            found.append(above + name)
    return found


def chart_values():
    return yaml.safe_load((DEPLOY / "z2jh" / "values.yaml").read_text(encoding="utf-8"))


def test_the_charts_settings_are_known():
    assert strange(chart_values()) == []
    wrong = {"cull": {"enabled": 1, "time": 5}, "singleuser": {"image": {"tag": 1.5}, "memory": "1G"}, "huub": {}}
    assert strange(wrong) == ["cull.enabled", "cull.time", "singleuser.image.tag", "singleuser.memory", "huub"]


def test_the_charts_settings_fit_the_image():
    students = chart_values()["singleuser"]
    assert students["defaultUrl"] == f"/lab/tree/backpropagation/{FIRST}"
    assert all(isinstance(value, str) for value in students["extraEnv"].values())  # Kubernetes takes nothing else
    assert f"OPENBLAS_NUM_THREADS={students['extraEnv']['OPENBLAS_NUM_THREADS']}" in [
        rest for name, rest in IMAGE if name == "ENV"
    ]


def tljh(text=None):
    """The settings of deploy/tljh/, where JupyterHub itself is not needed."""
    from traitlets.config import Config as Settings

    settings = Settings()
    runpy.run_path(str(DEPLOY / "tljh" / "jupyterhub_config.py"), {"get_config": lambda: settings})
    return settings


def test_both_ways_give_a_student_the_same_memory():
    students = chart_values()["singleuser"]["memory"]
    assert students["limit"] == tljh().Spawner.mem_limit
    megabytes = {name: int(re.fullmatch(r"(\d+)M", value)[1]) for name, value in students.items()}
    assert megabytes["guarantee"] < megabytes["limit"]


def test_who_logs_in_gets_the_notebooks_and_sees_the_first():
    link = urlsplit(tljh().Spawner.default_url)
    said = SimpleNamespace(**{name: value for name, (value,) in parse_qs(link.query, strict_parsing=True).items()})
    assert link.path == "/git-pull" and said.repo == "https://github.com/OWNER/REPO"
    assert said.urlpath == f"lab/tree/REPO/{FIRST}"


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_is_short_and_its_link_is_the_settings():
    text = PAGE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    (link,) = re.findall(r"https://YOUR-HUB/hub/user-redirect(/git-pull\?\S+)", text)
    assert parse_qs(urlsplit(link).query) == parse_qs(urlsplit(tljh().Spawner.default_url).query)


def test_the_pages_settings_are_those_of_the_files():
    """Numbers that stand on the page and in a file are the same."""
    text, students, settings = PAGE.read_text(encoding="utf-8"), chart_values()["singleuser"], tljh()
    assert {*re.findall(r"`mem_limit` \((\w+)\)", text)} == {settings.Spawner.mem_limit}
    assert {*re.findall(r"`memory.guarantee` \((\w+)\)", text)} == {students["memory"]["guarantee"]}
    assert {*re.findall(r"`active_server_limit` \((\d+)\)", text)} == {str(settings.JupyterHub.active_server_limit)}
    assert {*re.findall(r"`activeServerLimit` \((\d+)\)", text)} == {str(chart_values()["hub"]["activeServerLimit"])}
    cull = server_settings().MappingKernelManager.cull_idle_timeout
    assert cull == chart_values()["cull"]["timeout"] == int(*re.findall(r"services\.cull\.timeout (\d+)", text))
