"""What a view may override stands at the head of the class that calls it; nothing else private is overridden."""

import re
import sys

import ipywidgets as widgets
import pytest

from backprop_core import explorers
from backprop_core.explorers import NetworkExplorer
from backprop_core.explorers.kit.explorer import Explorer
from backprop_core.explorers.training.running_explorer import RunningExplorer


def views(cls=Explorer):
    """All classes of views, those in between as well."""
    return [cls, *(each for below in cls.__subclasses__() for each in views(below))]


PRODUCT = [cls for cls in views() if cls.__module__.startswith(explorers.__name__)]
MACHINERY = {*vars(widgets.VBox)}  # what traitlets keeps in every class


def named(cls):
    """The private names that the module of a class offers: those at the beginning of a line, and those beside them."""
    listed = re.findall(r"^ {4}(?=_|settings).*", sys.modules[cls.__module__].__doc__, re.MULTILINE)
    return {name for line in listed for name in re.findall(r"(?<![\w`.])_[a-z_]+", line)}


def overridden(cls):
    """The private names of a class that one above it has, too."""
    above = [each for each in cls.__mro__[1:] if issubclass(each, Explorer)]
    return {name for name in vars(cls) if name[:1] == "_" != name[1:2] and any(name in vars(each) for each in above)}


def foreign(cls):
    """What a class overrides and none above it offers."""
    above = [each for each in cls.__mro__[1:] if issubclass(each, Explorer)]
    return overridden(cls) - {name for each in above for name in named(each)} - MACHINERY


@pytest.mark.parametrize("cls", PRODUCT, ids=lambda cls: cls.__name__)
def test_only_what_is_offered_is_overridden(cls):
    assert foreign(cls) == set()


def test_a_view_that_overrides_something_else_is_noticed():
    class Odd(NetworkExplorer):
        def _become(self, settings, anew=False):
            pass

        def _marks(self):
            return {}

    assert foreign(Odd) == {"_become"}


def test_what_is_offered_exists():
    offered = {cls: named(cls) for cls in PRODUCT}
    assert all(len(offered[cls]) > 6 for cls in (Explorer, NetworkExplorer, RunningExplorer))
    for cls, names in offered.items():
        theirs = [below for below in PRODUCT if issubclass(below, cls)]
        for name in names:
            assert any(name in vars(each) for each in theirs), f"{cls.__name__}: {name}"


@pytest.mark.parametrize("cls", PRODUCT, ids=lambda cls: cls.__name__)
def test_every_picture_can_be_drawn(cls):
    for name in cls._pictures:
        assert hasattr(cls, f"_draw_{name}") or name == "figure", f"{cls.__name__} has no _draw_{name}"
