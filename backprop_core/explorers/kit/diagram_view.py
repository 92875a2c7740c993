"""The network diagram in the page: shows SVG text that Python wrote, reports what pointer and keyboard do to it."""

import traitlets

from .events import Answering
from .tiny import script


class DiagramView(Answering):
    """`show(svg)` puts a picture, or HTML, into the page; `event` holds the last thing that the student did to it:

    {"kind": "select", "item": …}             clicked
    {"kind": "choose", "by": ±n}              Left/Right, in a "grid" also Up/Down: the item n places on; "first" or
                                              "last" for Home and End
    {"kind": "change", "item": …, "by": ±n}   Up/Down: n key steps (Shift = ×10); "chosen" is the chosen item
    {"kind": "drag", "item": …, "value": v}   dragged to v; {"kind": "drop"} when let go
    {"kind": "drag", "item": …, "handle": …, "across": a, "up": b}   a point of a picture, dragged to (a, b)
    {"kind": "type", "item": …, "text": …}    typed after Enter
    {"kind": "width", "width": …, "room": …}  the room that the page gives, and all that the parts around it share,
                                              in pixels of letters that are as large as usual

    Every one is answered by a picture: so the page knows how far the kernel is, and however fast a finger moves the
    picture is never far behind it.
    """

    _esm = script("events.js", "queue.js", "become.js", "zoom.js", "wave.js", "diagram_view.js")
    svg = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode("Network diagram. Left and Right choose, Up and Down change, Enter types a number.").tag(
        sync=True
    )  # what screen readers call the whole
    wave = traitlets.Dict().tag(sync=True)  # what moves on the way to this picture, as `figures/wave.py` tells it
    speed = traitlets.Float(1.0).tag(sync=True)  # how many times as fast
    role = traitlets.Unicode("listbox").tag(sync=True)  # of its items; "grid" where they are rows of a table

    def show(self, svg, wave=None):
        """One message to the page: the picture, what moves on the way to it, and the answer to the last event."""
        with self.hold_sync():
            self.svg, self.wave = svg, wave or {}
            self.answer()
