"""ipywidgets catches what a callback raises and only logs it, where nobody would look: here it fails the test."""

import logging
from pathlib import Path

import pytest
from ipywidgets.widgets import interaction, widget

# Whose words are heard. Of traitlets only what was raised: the rest is about the settings of nbgrader and its like.
HEARD = {"ipywidgets", "anywidget", "comm", "IPython", "matplotlib", "PIL", "traitlets"}
make_record = logging.getLogRecordFactory()
heard = []


def make_and_hear(*args, **kwargs):
    """Whatever logger a record goes to, on whatever thread, it is made here."""
    record = make_record(*args, **kwargs)
    package = Path(record.pathname).as_posix().rpartition("/site-packages/")[2].split("/")[0]
    warns = record.levelno >= logging.WARNING and package != "traitlets"
    if package in HEARD and (warns or record.exc_info):
        heard.append(record)
    return record


@pytest.fixture(autouse=True)
def loud():
    """No test passes while something failed unseen; what a thread logs between two tests fails the next one."""
    logging.setLogRecordFactory(make_and_hear)
    with pytest.MonkeyPatch.context() as patch:
        for module in (widget, interaction):  # within IPython they print a traceback, and log nothing
            patch.setattr(module, "get_ipython", lambda: None)
        yield
    told = [logging.Formatter().format(record) for record in heard]
    heard.clear()
    assert not told, "\n".join(told)
