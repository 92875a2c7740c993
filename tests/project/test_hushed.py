"""What only is logged fails the test, whatever thread it comes from: seen from outside, by a suite of four tests."""

pytest_plugins = ["pytester"]

FAILING = """
import threading

import ipywidgets as widgets

from backprop_core.explorers.kit import controls
from tests.explorers.views import click, tell


def failing(widget, trait):
    widget.observe(lambda _: 1 / 0, trait)
    return widget


def test_a_button():
    click(failing(controls.Press("Fail", "Fails"), "presses"))


def test_an_observer_that_the_page_moves():
    tell(failing(widgets.IntSlider(), "value"), value=3)


def test_a_message_of_the_page_in_another_thread():
    thread = threading.Thread(target=tell, args=(failing(widgets.IntSlider(), "value"),), kwargs={"value": 3})
    thread.start()
    thread.join()


def test_a_callback_of_ipywidgets_own():
    button = widgets.Button()
    button.on_click(lambda _: 1 / 0)
    button.click()


def test_nothing():
    tell(widgets.IntSlider(), value=3)
"""


def test_a_failing_callback_is_noticed(pytester):
    pytester.makeconftest("from tests.conftest import loud, wires  # noqa: F401")
    pytester.makepyfile(FAILING)
    result = pytester.runpytest_inprocess("-p", "no:nbval", "-p", "no:xdist")
    result.assert_outcomes(passed=5, errors=4)
    assert result.stdout.str().count("ZeroDivisionError: division by zero") >= 4
