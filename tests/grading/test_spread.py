"""A function for every student, in processes of their own: each has a result or a reason, whatever the others do."""

import os
import time

import pytest

from grading.spread import AHEAD, Lost, spread

SECONDS = 3.0


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
