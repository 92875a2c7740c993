"""A Matplotlib figure that keeps up with a finger.

The figure is drawn once. After that only the *live* artists are drawn again, over a saved background (blitting), and
the picture travels as a PNG to one persistent <img>. The background is drawn anew only when the axes change.
"""

import math
from functools import cached_property

import traitlets

from ...figures.colours import THEMES
from ...figures.plot import fitted
from .events import Answering
from .tiny import script
from .turn import TURN

DPI = 100  # CSS pixels per Matplotlib inch


class LiveFigure(Answering):
    """A live picture of `width` × `height` CSS pixels with `columns` axes side by side.

    Use: draw on `.axes` once, name what will move with `.live(*artists)`; then, for every change, move the artists,
    `.fit(ax, x=…, y=…)` the axes and `.show(alt)`. While `.held` is True the axes do not close in, so that they
    stand still under a drag; they still grow when a curve would leave them.

    margins = (left, bottom, right, top): the room around the axes in CSS pixels. Then they never move, whatever is
    written beside them; without margins they make room for it.

    handles "x", "y" or "xy": something in the picture can be moved that way, with the pointer or the arrow keys. Then
    `event` holds what the student did last; `show` answers it, or `answer` where nothing is to be shown:

    {"kind": "drag", "x": …, "y": …}      held at this place, in fractions of the picture from its upper left corner;
                                          `place(event)` says where that is on the axes
    {"kind": "drop"}                      let go
    {"kind": "move", "dx": ±n, "dy": ±n}  arrow keys: n steps (Shift = ×10)
    """

    _esm = script("events.js", "queue.js", "zoom.js", "live_figure.js")
    png = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    width = traitlets.Int().tag(sync=True)
    height = traitlets.Int().tag(sync=True)
    pixel_ratio = traitlets.Float(1.0).tag(sync=True, echo_update=False)  # told by the page, as is the theme
    theme = traitlets.Enum([*THEMES], "light").tag(sync=True, echo_update=False)
    handles = traitlets.Enum(["", "x", "y", "xy"], "").tag(sync=True)

    def __init__(self, width=360, height=220, columns=1, handles="", margins=None):
        super().__init__(width=width, height=height, handles=handles, _dom_classes=("bp-host",))
        self._columns, self._margins = columns, margins
        self.held = False
        self._live = []
        self._background = self._drawn = self._laid_out = self._told = None
        self.observe(self._on_page, ["pixel_ratio", "theme"])

    @cached_property
    def figure(self):
        """The Matplotlib figure, made when something is first drawn on it: a dozen milliseconds; the very first of
        all loads Matplotlib, which takes half a second."""
        from matplotlib.figure import Figure

        from ...figures.canvas import QuickCanvas

        width, height = self.width, self.height
        figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI * self.pixel_ratio, facecolor="white")
        QuickCanvas(figure)
        figure.subplots(1, self._columns)
        if self._margins:
            left, bottom, right, top = self._margins
            figure.subplots_adjust(left / width, bottom / height, 1 - right / width, 1 - top / height)
        return figure

    @property
    def axes(self):
        """All axes, a twin on the right too: its new scale draws the background anew."""
        return self.figure.axes

    def live(self, *artists):
        """Name the artists that move; everything else belongs to the background, and lies behind them: what should
        stand in front of a moving artist must be named as well. The axes keep their place whatever these do."""
        for artist in artists:
            artist.set_animated(True)
            artist.set_in_layout(False)
        self._live = sorted([*self._live, *artists], key=lambda artist: artist.get_zorder())
        self._background = None

    def redraw(self):
        """Something that is not live has changed, a title or a tick: the next picture has a new background."""
        self._background = None

    def is_news(self, *what):
        """Whether the figure has to tell something else than when it was last asked; for what is dear to draw."""
        before, self._told = self._told, what
        return before != what

    def fit(self, ax, x=None, y=None, margin=0.08):
        """Let `ax` show x = (low, high) and y = (low, high), changing its limits only where that is needed."""
        for wanted, get, put in ((x, ax.get_xlim, ax.set_xlim), (y, ax.get_ylim, ax.set_ylim)):
            if wanted is None:
                continue
            now = get()
            limits = fitted(wanted, now, self.held, margin)
            if limits is not now:
                put(*limits)

    def span(self, limit, x=False):
        """Let the first axes reach from −`limit` to `limit`, upward or with x=True across; None leaves them. While a
        drag lasts they do not close in."""
        ax = self.axes[0]
        get, put = (ax.get_xlim, ax.set_xlim) if x else (ax.get_ylim, ax.set_ylim)
        now = get()[1]
        if limit is not None and limit != now and not (self.held and limit < now):
            put(-limit, limit)

    def show(self, alt):
        """Draw the live artists where they are now and send the picture; `alt` is the picture in words."""
        png = self.render()
        with self.hold_sync():
            self.alt = alt
            self.png = png
            if self.handles:
                self.answer()

    def place(self, event):
        """Where a drag is: (n, x, y, inside), the number of the nearest axes, its coordinates there, and whether that
        lies inside of it; None where the event does not say."""
        across, down = event.get("x"), event.get("y")
        if not all(isinstance(part, (int, float)) and math.isfinite(part) for part in (across, down)):
            return None
        pixel = across * self.figure.bbox.width, (1 - down) * self.figure.bbox.height
        n = min(range(len(self.axes)), key=lambda n: _distance(self.axes[n].bbox, *pixel))
        x, y = self.axes[n].transData.inverted().transform(pixel)
        return n, float(x), float(y), _distance(self.axes[n].bbox, *pixel) == 0

    def stored(self):
        """The picture that the page has, as PNG bytes, but always in the light theme: notebooks are read anywhere."""
        return self.render("light") if self.png and self.theme != "light" else self.png

    def render(self, theme=None):
        """The picture as it is now, as PNG bytes; theme: another one than the page's."""
        canvas = self.figure.canvas
        canvas.theme = theme or self.theme
        limits = [(ax.get_xlim(), ax.get_ylim(), ax.get_xscale(), ax.get_yscale()) for ax in self.axes]
        state = canvas.theme, limits
        if self._background is None or state != self._drawn:
            if self._margins or self._laid_out is not None:
                canvas.draw()  # everything but the live artists
            if not self._margins and (self._laid_out is None or not self._has_room()):
                self.figure.set_layout_engine("tight")
                canvas.draw()
                self.figure.set_layout_engine("none")
                self._laid_out = self._words()
            self._background = canvas.copy_from_bbox(self.figure.bbox)
            self._drawn = state
        canvas.restore_region(self._background)
        renderer = canvas.get_renderer()
        for artist in self._live:
            if _shows(artist):
                artist.draw(renderer)
        return canvas.to_png()

    def _words(self):
        """What is written around each of the axes, as far as it takes room: which titles there are, and how many
        letters the longest number beside it has."""
        found = []
        for ax in self.axes:
            numbers = [tick.label1.get_text() for tick in ax.yaxis.majorTicks]
            titles = ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel(), ax.yaxis.get_visible()
            found.append(([bool(title) for title in titles], max(map(len, numbers), default=0)))
        return found

    def _has_room(self):
        """Whether the present layout will do: to find another takes longer than to draw."""
        pairs = zip(self._words(), self._laid_out, strict=True)
        return all(titles == before and letters <= most for (titles, letters), (before, most) in pairs)

    @traitlets.validate("pixel_ratio")
    def _sane_ratio(self, proposal):
        return min(max(proposal["value"], 0.5), 4.0)

    def _on_page(self, change):
        with TURN:  # the view may be moving the artists in another thread
            if "figure" in vars(self) and self.figure.dpi != DPI * self.pixel_ratio:
                self.figure.set_dpi(DPI * self.pixel_ratio)
                self._background = self._laid_out = None
            if self.png:
                self.png = self.render()


def _shows(artist):
    """Whether there is something of it to draw: Matplotlib spends as long on a line without points, or a text without
    letters, as on others, and many wait for their turn."""
    if not artist.get_visible():
        return False
    if hasattr(artist, "get_xdata"):
        return len(artist.get_xdata()) > 0
    return not hasattr(artist, "get_text") or artist.get_text() != ""


def _distance(box, x, y):
    """How far a point lies outside of a box."""
    return math.hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1))
