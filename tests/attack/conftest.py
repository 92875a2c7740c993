"""What has come of the cases, once for all tests, and the table at the end."""

import pytest

from grading.wall import sandbox
from tests.attack import run
from tests.attack.cases import CASES

OUTCOMES = {}


@pytest.fixture(scope="session")
def outcomes(request):
    """{name: Outcome} of the cases that are asked for."""
    try:
        sandbox.check()
    except sandbox.NoWall as error:  # they would do what they say
        pytest.fail(str(error))
    asked = {item.callspec.params["case"].name for item in request.session.items
             if "case" in getattr(getattr(item, "callspec", None), "params", ())}  # fmt: skip
    OUTCOMES.update(run.attack([case for case in CASES if case.name in asked]))
    return OUTCOMES


def pytest_terminal_summary(terminalreporter):
    if OUTCOMES:
        terminalreporter.section("attacks on the marking")
        for line in run.table(CASES, OUTCOMES):
            terminalreporter.write_line(line)
