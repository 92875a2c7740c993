"""The live pictures of a view, each told once, and the row in which they stand.

A view's table {name: `Picture`} says which there are; `_draw_<name>(figure, artists, n)` of the view moves the artists
of one. A picture is made when it is first shown.
"""

from collections.abc import Callable
from typing import NamedTuple

from . import looks
from .live_figure import LiveFigure
from .setting import Setting, read_names
from .svg_figure import SvgFigure


class Picture(NamedTuple):
    """draw        (ax) → the artists that move, a named tuple or a list; what else it draws is the background; None:
                an `SvgFigure`, written anew each time, which has no artists
    size, margins  in CSS pixels; without margins the axes make room for what is written beside them
    still          those of its artists, by name, that hardly ever change and belong to the background: text is dear
    first          whether it is drawn in every frame while a run plays; the others take turns
    handles        what can be moved in it: "x", "y" or "xy" of `LiveFigure`
    usual          whether it is shown where nothing is said
    instead_of     the picture whose place it takes at times; then nobody can ask for it by name
    limits         of an `SvgFigure`: both ends of its axes at the beginning, across and up
    """

    draw: Callable | None
    size: tuple
    margins: tuple | None = None
    still: tuple = ()
    first: bool = False
    handles: str = ""
    usual: bool = True
    instead_of: str | None = None
    limits: tuple | None = None

    def figure(self):
        """A new one."""
        if self.draw is None:
            return SvgFigure(*self.size, self.margins, self.limits)
        return LiveFigure(*self.size, handles=self.handles, margins=self.margins)


class Drawn(NamedTuple):
    """A picture that has been made: its figure, and the artists that move in it."""

    figure: LiveFigure | SvgFigure
    artists: object


class Pictures(looks.HBox):
    """The row of a view's pictures; made(name, figure) is called when the page is to know a figure for the first
    time."""

    def __init__(self, table, made):
        super().__init__()
        self.table, self._made = table, made
        self._figures, self._drawn = {}, {}
        self.add_class("bp-row")
        self.add_class("bp-figures")

    def figure(self, name, n=0):
        """The figure of a picture; n: the number of the run, where each has one of its own."""
        if (name, n) not in self._figures:
            self._figures[name, n] = self.table[name].figure()
            self._made(name, self._figures[name, n])
        return self._figures[name, n]

    def drawn(self, name, n=0):
        """The `Drawn` of a picture."""
        if (name, n) not in self._drawn:
            each, figure = self.table[name], self.figure(name, n)
            artists = each.draw and each.draw(figure.axes[0])
            if artists:
                names = getattr(artists, "_fields", [None] * len(artists))
                moving = [part for part, name in zip(artists, names, strict=True) if name not in each.still]
                figure.live(*_one_by_one(moving))
            self._drawn[name, n] = Drawn(figure, artists)
        return self._drawn[name, n]

    def show(self, wanted):
        """Show these, pairs (name, number of the run); the page knows nothing of the others."""
        children = tuple(self.figure(*each) for each in wanted)
        if children != self.children:
            self.children = children
        looks.show(self, children)


def choosable(table):
    """The names that can be asked for."""
    return tuple(name for name, each in table.items() if each.instead_of is None)


def chosen(table):
    """The setting that says which pictures are shown; None: the usual ones."""
    return Setting(None, lambda name, value, s: read_names(name, value, choosable(table)))


def _one_by_one(parts):
    """All artists in parts that may be lists of them."""
    for part in parts:
        if isinstance(part, (list, tuple)):
            yield from _one_by_one(part)
        else:
            yield part
