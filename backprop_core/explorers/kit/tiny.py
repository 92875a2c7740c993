"""A widget with a script of its own: what the page, the diagram, the figures and the buttons are made of."""

from pathlib import Path

import anywidget
import traitlets

from .looks import Alike


def style(*names, first=""):
    """What stands in files beside this one, put together, as a trait of a class: `_css = style("explorers.css")`."""
    parts = [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names]
    return traitlets.Unicode("".join([first, *parts])).tag(sync=True)


def script(*names):
    """A script that exports `initialize: hearing` and a `render` that calls `dressed()`, after what it needs:
    `_esm = script("press.js")`."""
    return style("hearing.js", "looks.js", *names)


class Tiny(Alike, anywidget.AnyWidget):
    """An `AnyWidget` whose script, style and name are traits of its class.

    anywidget would add them to each widget, and for that make a class for each: most of the time that a button takes.
    """

    _anywidget_id = traitlets.Unicode().tag(sync=True)

    @traitlets.default("_anywidget_id")
    def _its_class(self):
        return f"{type(self).__module__}.{type(self).__qualname__}"

    def add_traits(self, **traits):
        """Add those that the class has not got."""
        new = {name: trait for name, trait in traits.items() if not self.has_trait(name)}
        if new:
            super().add_traits(**new)
