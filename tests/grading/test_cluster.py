"""A function for every student over Dask: the same results and reasons as in processes here, whatever becomes of a
worker, and nothing from one that is not like this machine."""

import os
import signal
import time

import dask
import distributed
import pytest
from distributed import LocalCluster

from grading import cluster
from grading.course import MarkingError
from grading.spread import Lost
from tests.grading.test_spread import SECONDS, does

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def kills(what, folder, times):
    """A task whose Dask worker is killed, the first so many times, while it runs."""
    if what == "fine":
        return "fine: done"
    parent = os.getppid()  # the process that others are forks of; its parent is the worker
    with open(f"/proc/{parent}/stat") as file:
        worker = int(file.read().rpartition(")")[2].split()[1])
    made = sum(os.path.isfile(f"{folder}/{each}") for each in os.listdir(folder))
    if made < times:
        open(f"{folder}/{made}", "w").close()
        os.kill(worker, signal.SIGKILL)
        time.sleep(60)
    return f"{what}: done"


@pytest.fixture(scope="module")
def scheduler():
    """The address of one that somebody else has started, with two workers."""
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address="127.0.0.1:0") as found,
    ):
        yield found.scheduler_address


def test_whatever_one_does_the_others_have_their_results(tmp_path, capsys, scheduler):
    names = [*(f"fine-{n}" for n in range(12)), "ends", "never ends", "raises", "ends once"]
    asked = []

    def tasks():
        for name in names:
            asked.append(name)
            yield name, (name, str(tmp_path))

    results = cluster.spread(does, tasks(), SECONDS, address=scheduler)
    found = dict([next(results)])
    assert len(asked) <= 2 * cluster.AHEAD + 2, "all hand-ins of a large class would fill the memory"
    found |= dict(results)
    assert found.keys() == {*names}
    assert {name: result for name, result in found.items() if isinstance(result, Lost)} == {
        "ends": Lost("the process in which it was marked ended twice"),
        "never ends": Lost("it was stopped after 3 seconds"),
        "raises": Lost("ValueError: no such thing"),
    }
    assert all(result == f"{name}: done" for name, result in found.items() if not isinstance(result, Lost))
    assert "http://127.0.0.1:" in capsys.readouterr().out


def test_a_lost_workers_task_is_tried_once_more_alone(tmp_path):
    tasks = [(name, (name.partition("-")[0], str(tmp_path), 1)) for name in ("kills", "fine-1", "fine-2")]
    always = tmp_path / "always"
    always.mkdir()
    tasks.append(("kills always", ("kills", str(always), 9)))
    assert dict(cluster.spread(kills, tasks, 60.0, jobs=1)) == {
        "kills": "kills: done", "fine-1": "fine: done", "fine-2": "fine: done",
        "kills always": Lost("the process in which it was marked ended twice"),
    }  # fmt: skip
    assert len(os.listdir(always)) == 2


OURS = cluster.fingerprint()


@pytest.mark.parametrize(
    "said, why",
    [
        ((OURS, True), ""),
        ((OURS | {"NumPy": "1.0"}, True), "NumPy is 1.0 there and "),
        ((OURS | {"grading/marking.py": "0"}, True), "grading/marking.py is another there"),
        (({k: OURS[k] for k in OURS if k != "backprop_core/losses.py"}, True), "backprop_core/losses.py is another"),
        ((OURS | {"grading/more.py": "0"}, True), "grading/more.py is another there"),
        ((OURS, False), "DASK_DISTRIBUTED__WORKER__DAEMON=False"),
        (ModuleNotFoundError("No module named 'grading'"), "cannot load the course (ModuleNotFoundError: No module"),
    ],
)  # fmt: skip
def test_a_worker_that_is_not_like_this_machine_is_refused_with_the_difference(said, why):
    found = cluster._why_not(said)
    assert why in found and bool(found) == bool(why)


def test_the_fingerprint_is_of_all_that_marks():
    assert {"backprop_core/coach/recipes.py", "backprop_core/network.py", "grading/wall/inside.py"} <= OURS.keys()


def test_nothing_is_sent_to_a_worker_that_differs(scheduler, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "fingerprint", lambda: OURS | {"grading/marking.py": "another"})
    tasks = [("a", ("raises", None))]
    with pytest.raises(MarkingError, match="no worker that can be used"):
        list(cluster.spread(does, tasks, SECONDS, address=scheduler))
    assert "Not used: the worker tcp://127.0.0.1" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "no address at all", "tcp://127.0.0.1:notaport"])
def test_where_no_scheduler_is_one_sentence_says_so(monkeypatch, address):
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    with pytest.raises(MarkingError, match="No Dask scheduler at .* answers"):
        list(cluster.spread(does, [], SECONDS, address=address))


def test_without_dask_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(MarkingError, match="requirements/cluster.txt"):
        list(cluster.spread(does, [], SECONDS))


def test_where_no_worker_can_be_started_one_sentence_says_so(monkeypatch):
    def fails(**_):
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr(distributed, "LocalCluster", fails)
    with pytest.raises(MarkingError, match=r"No Dask scheduler can be started here \(Nanny failed to start.\)"):
        list(cluster.spread(does, [], SECONDS))
