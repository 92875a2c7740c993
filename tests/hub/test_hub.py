"""A hub with the settings of deploy/tljh/ starts; students work there at once, each alone; and all of it ends.

One hub for all tests, with the proxy and the servers that any hub has. What TLJH does by systemd (limits that hold,
a user of the system for each student) is not here."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest

from backprop_core import Network
from tests.hub.conftest import missing
from tools.hub import ROOT, Hub, ask, measure, memory

TLJH = ROOT / "deploy" / "tljh" / "jupyterhub_config.py"
FIRST = "notebooks/00_start_here.ipynb"
WEIGHTS = {"ada": 0.25, "bob": -1.5, "eve": 3.0}
BEGIN = "from backprop_core.explorers import NetworkExplorer; view = NetworkExplorer(); secret = {weight}"
CHANGE = "view.set(theta={{(1, 1, 1): {weight}}}); print(repr(float(view.state()['o'][-1][0])))"
NAMES = "print(sorted(name for name in globals() if name == 'secret'), globals().get('secret'))"


def git(folder, *words):
    who = ["-c", "user.name=teacher", "-c", "user.email=teacher@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """What a teacher hands out: a repository with the first notebook."""
    folder = tmp_path_factory.mktemp("handed") / "course"
    (folder / "notebooks").mkdir(parents=True)
    (folder / FIRST).write_bytes((ROOT / FIRST).read_bytes())
    git(folder, "init", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--message=The course")
    return folder


@pytest.fixture(scope="module")
def hub(repository, tmp_path_factory):
    """A hub that reads the file for TLJH as TLJH does, after its own settings; only the repository is here."""
    folder = tmp_path_factory.mktemp("hub")
    text = TLJH.read_text(encoding="utf-8")
    assert text.count('"https://github.com/OWNER/REPO"') == 1
    (folder / "course.py").write_text(text.replace("https://github.com/OWNER/REPO", str(repository)))
    with Hub(folder, extra=f"load_subconfig({str(folder / 'course.py')!r})") as running:
        yield running


@pytest.fixture(scope="module")
def students(hub):
    """Three, who come at the same time."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(WEIGHTS, pool.map(hub.student, WEIGHTS), strict=True))


def test_what_is_missing_is_said():
    assert missing() is None
    told = missing(lambda name: None if name == "nbgitpuller" else object())
    assert told == "tests of the hub need nbgitpuller, from the extra `hub`: make test-hub"


def test_the_settings_are_known(tmp_path):
    """JupyterHub warns of a setting that it does not have; the second file tries that."""
    assert heard(TLJH) == []
    wrong = tmp_path / "wrong.py"
    wrong.write_text(TLJH.read_text(encoding="utf-8") + "\nc.Spawner.memory_limit = '1G'\nc.JupyterHub.limit = 5\n")
    assert heard(wrong) == ["limit", "memory_limit"]


def heard(path):
    """The settings of a file that no class of JupyterHub has."""
    from jupyterhub.app import JupyterHub
    from jupyterhub.spawner import Spawner
    from traitlets.config.loader import PyFileConfigLoader

    settings = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    known = {each.__name__: each.class_trait_names(config=True) for each in (JupyterHub, Spawner)}
    assert {*settings} == {*known}
    return sorted(trait for name, values in settings.items() for trait in values if trait not in known[name])


def test_the_settings_reach_the_students_servers(hub, students):
    environment = psutil.Process(students["ada"].pid).environ()
    assert environment["MEM_LIMIT"] == str(1500 * 2**20) and environment["OPENBLAS_NUM_THREADS"] == "1"
    assert "not recognized" not in hub.said()


def work(student):
    """What one does who changes a weight: what o the view shows then, and what names the kernel has."""
    kernel, weight = student.open("work.ipynb"), WEIGHTS[student.name]
    kernel.run(BEGIN.format(weight=weight))
    shown = [kernel.run(CHANGE.format(weight=each)) for each in (weight + 1, weight)]
    return [float(each) for each in shown], kernel.run(NAMES)


def expected(weight):
    """ŷ by the core alone, of the lecture's network with this first weight."""
    from backprop_core.explorers import NetworkExplorer

    state = NetworkExplorer().state()
    net = Network(state["sizes"], theta=state["theta"][1:])
    net.theta[1][0, 0] = weight
    return float(net.forward(state["x"]).o[-1][0, 0])


def test_three_work_at_once_and_each_sees_only_the_own_numbers(students):
    with ThreadPoolExecutor() as pool:
        done = dict(zip(students, pool.map(work, students.values()), strict=True))
    for name, weight in WEIGHTS.items():
        shown, names = done[name]
        assert shown == pytest.approx([expected(weight + 1), expected(weight)], rel=1e-12)
        assert names == f"['secret'] {weight}\n"
    assert len({last for (_, last), _ in done.values()}) == 3


def test_nobody_reaches_the_server_of_another(students):
    ada, bob = students["ada"], students["bob"]
    assert ask(f"{ada.address}/api/status", ada.token)["started"]
    for path in ("status", "kernels", "contents"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(f"{bob.address}/api/{path}", ada.token)
        refused.value.close()
        assert refused.value.code in (403, 404)


class Stay(urllib.request.HTTPRedirectHandler):
    """Says where it is sent, and does not go there."""

    def redirect_request(self, *_):
        return None


def test_who_logs_in_gets_the_notebooks_and_an_answer_stays(students, repository):
    """The way of the page: the server sends to nbgitpuller, which fetches the course; at the next login, too."""
    ada = students["ada"]
    request = urllib.request.Request(f"{ada.address}/", headers={"Authorization": f"token {ada.token}"})
    with pytest.raises(urllib.error.HTTPError) as sent:
        urllib.request.build_opener(Stay).open(request, timeout=30)
    sent.value.close()
    place = urlsplit(sent.value.headers["Location"])
    said = parse_qs(place.query)
    assert place.path == "/user/ada/git-pull" and said["repo"] == [str(repository)]
    assert said["urlpath"] == [f"lab/tree/course/{FIRST}"]
    pull(ada, place.query)
    mine, handed = ada.home / "course" / FIRST, repository / FIRST
    assert mine.read_bytes() == handed.read_bytes()
    mine.write_text(mine.read_text(encoding="utf-8").replace("\n", "\n\n", 1))
    answer = mine.read_text(encoding="utf-8")
    (repository / "notebooks" / "new.ipynb").write_text("{}")
    git(repository, "add", ".")
    git(repository, "commit", "--message=One more")
    pull(ada, place.query)
    assert mine.read_text(encoding="utf-8") == answer and (mine.parent / "new.ipynb").is_file()


def pull(student, query):
    """What nbgitpuller's page does."""
    request = urllib.request.Request(f"{student.address}/git-pull/api?{query}")
    request.add_header("Authorization", f"token {student.token}")
    with urllib.request.urlopen(request, timeout=60) as answer:
        told = answer.read().decode()
    assert '"phase": "finished"' in told, told


def test_memory_is_that_of_a_process():
    """What a process takes more is what is counted more."""
    code = "import sys; block = bytearray({size}); print(flush=True); sys.stdin.read()"
    sizes = []
    for size in (0, 300_000_000):
        with subprocess.Popen(
            [sys.executable, "-c", code.format(size=size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            process.stdout.readline()
            sizes.append(memory(process))
            process.stdin.close()
    assert sizes[1] - sizes[0] == pytest.approx(300_000_000, rel=0.01)


def test_a_cell_that_fails_is_not_measured(students):
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        students["bob"].open("wrong.ipynb").run("1 / 0")


def test_what_is_measured_is_a_server_and_its_kernels():
    hub, each = measure(1, ["10_summary.ipynb"])
    ((server, kernels, computed),) = each
    assert all(30e6 < size < 1e9 for size in (hub, server, kernels)) and 0.5 < computed < 60


def test_all_of_it_ends(tmp_path):
    with Hub(tmp_path) as hub:
        student = hub.student("ada")
        student.open("work.ipynb").run("1")
        processes = [*student.processes(), *hub.processes()]
        assert len(processes) == 4  # a server and its kernel, the hub and its proxy
    until = time.monotonic() + 20
    while any(process.is_running() for process in processes) and time.monotonic() < until:
        time.sleep(0.1)
    assert [process for process in processes if process.is_running()] == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", hub.port)) != 0
