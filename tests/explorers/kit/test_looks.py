"""What looks alike is one object for the whole kernel, and stays as it is."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import ipywidgets as widgets
import pytest
import traitlets
from ipywidgets.widgets import widget as kernel

from backprop_core.explorers import DeltaExplorer, NetworkExplorer, StabilityExplorer, TrainingExplorer
from backprop_core.explorers.kit import looks
from backprop_core.explorers.kit.explorer import Explorer
from tests.explorers.contract import builds, every_view, make
from tests.explorers.views import SENTENCE, Wire, find_controls, messages, moves, walk

pytestmark = pytest.mark.usefixtures("still", "unseen")

KINDS = [name for name, each in vars(looks).items() if isinstance(each, type) and each is not looks.Alike]


@pytest.fixture(autouse=True)
def models(monkeypatch):
    """{id: widget} of all that has been opened, in a kernel in which there was no view before. A widget opens with its
    state, for which ipywidgets makes a layout and a style where it has none yet."""

    def connect(widget):
        widget.get_state()
        widget.comm = Wire(widget._model_id)

    monkeypatch.setattr(widgets.Widget, "open", connect)
    monkeypatch.setattr(looks, "_made", {})
    monkeypatch.setattr(kernel, "_instances", {})
    return kernel._instances


def is_look(widget):
    return isinstance(widget, (widgets.Layout, widgets.Style))


def said(widget):
    """What a page is told of a look."""
    return {name: value for name, value in widget.get_state().items() if value is not None}


def looks_of(widget):
    """{"layout": what a page is told of it, "style": …}."""
    return {part: said(getattr(widget, part)) for part in ("layout", "style") if widget.has_trait(part)}


def told_twice(models):
    """The looks that are told more than once, though there were no need: a view may be given another width."""
    own = {each.layout for each in models.values() if isinstance(each, Explorer)}
    told = [repr(sorted(said(each).items())) for each in models.values() if is_look(each) and each not in own]
    return [look for look, times in Counter(told).items() if times > 1]


# --- Views


@pytest.mark.wide
@every_view()
def test_equal_looks_are_one_model_and_what_moves_in_one_view_hides_nothing_in_another(cls, models):
    """As opened, with More opened, and after every control has been moved."""
    for settings in builds(cls):
        view, other = make(cls, **settings), make(cls, **settings)
        assert told_twice(models) == []
        before = [looks_of(widget) for widget in walk(other)]
        for control in find_controls(view):
            for trait, value in moves(control)[-1:]:
                setattr(control, trait, value)
        view._refuse("This is a sentence.")
        assert told_twice(models) == []
        assert [looks_of(widget) for widget in walk(other)] == before
        models.clear()
        looks._made.clear()


@every_view()
def test_another_view_brings_no_more_looks_than_its_own_layout(cls, models):
    make(cls, **builds(cls)[0])
    before = {*models.values()}
    make(cls, **builds(cls)[0])
    new = {*models.values()} - before
    own = {each.layout for each in new if isinstance(each, Explorer)}
    assert {each for each in new if is_look(each)} == own != set()


@pytest.mark.parametrize("cls, most", [(DeltaExplorer, 58), (StabilityExplorer, 70)], ids=lambda each: str(each))
def test_a_view_opens_with_few_models(cls, most, models):
    cls()
    assert len(models) <= most


def test_a_view_has_a_layout_of_its_own():
    """A teacher may give it another width."""
    views = NetworkExplorer(), NetworkExplorer()
    views[0].layout.width = "50%"
    assert views[1].layout.width is None


def test_after_all_have_been_closed_a_new_view_has_all_that_it_needs(models):
    old = make(TrainingExplorer)
    before = [looks_of(widget) for widget in walk(old)]
    widgets.Widget.close_all()
    closed = [getattr(widget, part) for widget in walk(old) for part in looks_of(widget)]
    assert models == {} and all(look.comm is None for look in closed)
    new = make(TrainingExplorer)
    assert [looks_of(widget) for widget in walk(new)] == before
    for widget in walk(new):
        assert all(models[look.comm.comm_id] is look for look in (getattr(widget, part) for part in looks_of(widget)))


# --- One look


def test_the_same_is_one_and_something_else_another():
    assert looks.layout(width="7px", flex="1") is looks.layout(flex="1", width="7px")
    assert looks.layout(width="7px") is not looks.layout(width="8px")
    assert looks.Text().style is looks.Textarea().style is not looks.HTML().style
    assert looks.HTML(style={"font_size": "9px"}).style is not looks.HTML().style


def test_two_threads_get_one(monkeypatch):
    made = looks._fixed(widgets.Layout)

    def slow(kind):
        time.sleep(0.05)
        return made

    monkeypatch.setattr(looks, "_fixed", slow)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: looks.layout(width="7px"), range(2))
    assert first is second


@pytest.mark.parametrize("name", KINDS)
def test_a_control_is_that_of_ipywidgets(name):
    """Its model, its view and all of its values; what is shown says so by display, which changes nothing."""
    kind = getattr(widgets, name)
    ours, theirs = (each.get_state() for each in (getattr(looks, name)(), kind()))
    for state in (ours, theirs):
        state.pop("layout"), state.pop("style", None)
    assert ours == theirs
    wanted = looks_of(kind())
    wanted["layout"]["display"] = ""
    assert looks_of(getattr(looks, name)()) == wanted
    given = getattr(looks, name)(layout={"width": "7px"})
    assert looks_of(given) == wanted | {"layout": wanted["layout"] | {"width": "7px"}}


@pytest.mark.parametrize(
    "change, meant",
    [
        (lambda widget: setattr(widget.layout, "width", "50%"), "widget.layout = {'width': '50%'}"),
        (lambda widget: setattr(widget.layout, "border", "1px"), "widget.layout = {'border_top': '1px'}"),
        (lambda widget: widget.layout.set_trait("display", "none"), "widget.layout = {'display': 'none'}"),
        (lambda widget: widget.layout.set_state({"display": "none"}), "widget.layout = {'display': 'none'}"),
        (lambda widget: setattr(widget.style, "font_size", "9px"), "widget.style = {'font_size': '9px'}"),
    ],
)
def test_what_is_shared_cannot_be_changed(change, meant):
    """By whichever door, and it says what to do instead."""
    widget, other = looks.HTML(), looks.HTML()
    before = looks_of(widget)
    Wire.sent.clear()
    with pytest.raises(traitlets.TraitError, match=SENTENCE) as refused:
        change(widget)
    assert re.fullmatch(SENTENCE, str(refused.value)) and meant in str(refused.value)
    assert looks_of(widget) == before and not messages()
    exec(meant, {"widget": widget})
    assert looks_of(widget) != before == looks_of(other)


def test_what_is_hidden_keeps_all_else_and_comes_back_as_it_was():
    widget = looks.HTML("1", layout={"width": "7px"})
    before = widget.layout
    looks.show(widget, False)
    assert (widget.layout.display, widget.layout.width) == ("none", "7px")
    looks.show(widget, True)
    assert widget.layout is before
    looks.change(widget, flex="1 1 auto")
    assert (widget.layout.display, widget.layout.width, widget.layout.flex) == ("", "7px", "1 1 auto")
    looks.change(widget, flex=None)
    assert widget.layout is before


def test_what_has_been_given_a_layout_of_its_own_is_hidden_alone():
    widget = looks.HTML()
    widget.layout = own = widgets.Layout(width="7px")
    looks.show(widget, False)
    assert (widget.layout.display, widget.layout.width) == ("none", "7px") and own.display is None


def test_what_is_shown_and_said_goes_in_one_message():
    widget = looks.HTML()
    for shown, value in ((False, ""), (True, "1"), (True, "2")):
        Wire.sent.clear()
        looks.show(widget, shown, value=value)
        assert widget.value == value and messages() == ({widget.comm.comm_id: 1} if value or not shown else {})
    Wire.sent.clear()
    looks.show(widget, True, value="2")
    assert not Wire.sent
