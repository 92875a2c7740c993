"""A function for every student, in processes of their own: each has a result or a reason, whatever the others do."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from grading.spread import AHEAD, Lost, spread

SECONDS = 3.0
ROOT = Path(__file__).parents[2]


def does(what, folder=None):
    """What a task of these tests does."""
    if what == "ends":
        os._exit(1)
    if what == "ends once" and not os.path.exists(f"{folder}/once"):
        open(f"{folder}/once", "w").close()
        os._exit(1)
    if what == "raises":
        raise ValueError("no such thing\nand a second line")
    while what == "never ends":
        time.sleep(0.01)
    return f"{what}: done"


def test_whatever_one_does_the_others_have_their_results(tmp_path):
    names = [*(f"fine-{n}" for n in range(12)), "ends", "never ends", "raises", "ends once"]
    found = dict(spread(does, ((name, (name, str(tmp_path))) for name in names), SECONDS))
    assert found.keys() == {*names}
    assert {name: result for name, result in found.items() if isinstance(result, Lost)} == {
        "ends": Lost("the process in which it was marked ended twice"),
        "never ends": Lost("it was stopped after 3 seconds"),
        "raises": Lost("ValueError: no such thing"),
    }
    assert all(result == f"{name}: done" for name, result in found.items() if not isinstance(result, Lost))


def test_tasks_are_asked_for_as_they_are_needed():
    """All hand-ins of a large class would fill the memory."""
    asked = []

    def tasks():
        for n in range(50):
            asked.append(n)
            yield str(n), (str(n),)

    results = spread(does, tasks(), SECONDS, jobs=1)
    next(results)
    assert len(asked) <= AHEAD + 1
    assert len([*results]) == 49 == len(asked) - 1


def test_what_goes_wrong_outside_ends_the_processes():
    def tasks():
        yield "0", ("0",)
        raise OSError("the disk is gone")

    begun = time.monotonic()
    with pytest.raises(OSError, match="disk"):
        list(spread(does, tasks(), 60.0))
    assert time.monotonic() - begun < 30


def waits(file):
    """A task that says which process it is in, and goes on for a minute."""
    with open(file, "w") as said:
        said.write(str(os.getpid()))
    time.sleep(300)


def test_nothing_goes_on_when_the_run_is_killed(tmp_path):
    file = tmp_path / "number"
    run = (
        "from grading.spread import spread; from tests.grading.test_spread import waits; "
        f"list(spread(waits, [('a', ({str(file)!r},))], 99))"
    )
    process = subprocess.Popen([sys.executable, "-c", run], cwd=ROOT)
    until = time.monotonic() + 120
    while not (file.exists() and file.read_text()) and time.monotonic() < until:
        time.sleep(0.1)
    number = int(file.read_text())
    process.kill()
    process.wait()
    while psutil.pid_exists(number) and time.monotonic() < until:
        time.sleep(0.1)
    assert not psutil.pid_exists(number)
