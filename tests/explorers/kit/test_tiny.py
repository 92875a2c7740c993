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
def test_it_hears_the_kernel_and_looks_as_its_layout_says(name):
    """Also where its script comes late, and where it is given another layout; tests/browser looks at some."""
    for said in ("initialize: hearing,", "render({ model, el }) {\n    dressed(model, el);"):
        assert SCRIPTS[name].count(said) == 1
