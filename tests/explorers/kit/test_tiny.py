"""What every widget with a script of its own has in common."""

import pytest

from backprop_core.explorers.kit.tiny import Tiny


def kinds(cls=Tiny):
    """All classes under this one."""
    return [kind for each in cls.__subclasses__() for kind in (each, *kinds(each))]


SCRIPTS = {each.__name__: each._esm.default_value for each in kinds() if hasattr(each, "_esm")}


def test_the_kinds_are_found():
    assert {"AnswerBox", "DiagramView", "LiveFigure", "NumberBox", "Page", "Press"} <= {*SCRIPTS}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_one_whose_script_comes_late_hears_the_kernel_nevertheless(name):
    """That it does is looked at in tests/browser/test_views.py, of one of each kind."""
    assert SCRIPTS[name].count("initialize: hearing,") == 1
