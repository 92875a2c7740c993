"""What every widget with a script of its own has in common."""

import sys
import types

import pytest
from anywidget import _util

from backprop_core.explorers import NetworkExplorer
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


@pytest.fixture
def colab(monkeypatch):
    """What a kernel of Colab has: a module that says where the scripts are that show others' widgets."""
    asked = []
    module = types.SimpleNamespace(
        enable_custom_widget_manager=lambda: asked.append("enabled"),
        _widgets=types.SimpleNamespace(_installed_url="here"),
    )
    _util.enable_custom_widget_manager_once.cache_clear()
    monkeypatch.setitem(sys.modules, "google.colab.output", module)
    yield asked
    _util.enable_custom_widget_manager_once.cache_clear()


def test_colab_is_told_where_the_scripts_of_a_view_come_from(colab, no_resvg):
    data, front_end = NetworkExplorer()._repr_mimebundle_()
    kind = "application/vnd.jupyter.widget-view+json"
    assert colab == ["enabled"] and kind in data
    assert front_end == {kind: {"colab": {"custom_widget_manager": {"url": "here"}}}}


def test_elsewhere_nothing_is_told(no_resvg):
    assert NetworkExplorer()._repr_mimebundle_()[1] == {}
