"""ipywidgets' own controls and boxes, with layouts and styles that are shared by all that look alike.

ipywidgets makes a `Layout` for each widget and a style for each control, nearly all of them equal: more than half of
what a page would have to open for a view. Here those that are equal are one object for the whole kernel. So nobody may
change it: a widget that is to look otherwise gets another (`change`, `show`).
"""

from functools import cache

import ipywidgets as widgets
import traitlets

from .turn import TURN

_made = {}  # {(class, its traits): the one that has them}


def layout(*, display="", **traits):
    """The `Layout` with these traits. Shown is display="" for all: what never was hidden looks like what is shown
    again."""
    return _shared(widgets.Layout, display=display, **traits)


def change(widget, **traits):
    """Give `widget` the layout that it has, but for these traits."""
    now = widget.layout
    if any(getattr(now, name) != value for name, value in traits.items()):
        said = {name: getattr(now, name) for name in now.keys if not name.startswith("_")}
        widget.layout = layout(**{name: value for name, value in (said | traits).items() if value is not None})


def show(widget, shown, **traits):
    """Show `widget`, or hide it: nothing keeps its place. What else is to change of it goes with the same message."""
    with widget.hold_sync():
        for name, value in traits.items():
            setattr(widget, name, value)
        change(widget, display="" if shown else "none")


def _shared(kind, **traits):
    """The Layout or style of this class with these traits; a new one where it has been closed, as by
    `Widget.close_all`."""
    key = kind, frozenset(traits.items())
    with TURN:
        if key not in _made or _made[key].comm is None:
            _made[key] = _fixed(kind)(**traits)
        return _made[key]


@cache
def _fixed(kind):
    """A class like `kind`, of the same name in Python and on the page, whose objects stay as they are made."""

    @traitlets.validate(*kind.class_trait_names(sync=True))
    def refuse(self, proposal):
        name, value = proposal["trait"].name, proposal["value"]
        if self.comm is not None:
            place = "layout" if kind is widgets.Layout else "style"
            raise traitlets.TraitError(
                f"This {kind.__name__} is shared by all widgets that look alike: to change one of them alone, give it "
                f"another {place}, like widget.{place} = {{{name!r}: {value!r}}}."
            )
        return value

    return type(kind.__name__, (kind,), {"__doc__": kind.__doc__, "__module__": __name__, "_refuse": refuse})


class Alike(widgets.DOMWidget):
    """A widget that shares its layout and style. Both are told as dicts, as in `HTML(layout={"width": "auto"})`."""

    def __init__(self, *arguments, **traits):
        traits["layout"] = layout(**traits.get("layout", {}))
        if self.has_trait("style"):
            traits["style"] = _shared(type(self).style.klass, **traits.get("style", {}))
        super().__init__(*arguments, **traits)


def _alike(kind):
    return type(kind.__name__, (Alike, kind), {"__doc__": kind.__doc__, "__module__": __name__})


Box, HBox, VBox = map(_alike, (widgets.Box, widgets.HBox, widgets.VBox))
HTML, Label, Text, Textarea = map(_alike, (widgets.HTML, widgets.Label, widgets.Text, widgets.Textarea))
Checkbox, ToggleButton, ToggleButtons = map(_alike, (widgets.Checkbox, widgets.ToggleButton, widgets.ToggleButtons))
Dropdown, RadioButtons = map(_alike, (widgets.Dropdown, widgets.RadioButtons))
IntSlider, FloatSlider, Play = map(_alike, (widgets.IntSlider, widgets.FloatSlider, widgets.Play))
