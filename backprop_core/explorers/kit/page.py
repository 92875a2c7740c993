"""What a live view needs of the page around it and cannot do from Python.

Copying to the clipboard, one polite live region, the numbers as a table for screen readers, the wish for less
motion, and the notice that the view has gone.
"""

import traitlets

from ...figures.colours import COLOURS, DARK, IN_THE_DARK
from .events import Eventful
from .tiny import script, style

COLOUR_RULES = "".join(
    f"{where}.bp-explorer {{ {' '.join(f'--bp-{name}: {colour};' for name, colour in colours.items())} }}\n"
    for where, colours in (("", COLOURS), (f"{IN_THE_DARK} ", DARK))
)


class Page(Eventful):
    """`status` is announced when it changes; `table` (HTML) is read by screen readers and never seen.

    `copy(text)` puts text on the clipboard. `event` is what the page last reported: {"kind": "shown"} with
    "less_motion": True or False, {"kind": "gone"}, {"kind": "undo"} (Ctrl+Z), {"kind": "sign", "sign": …} (a key − 0 +
    in a view of the class bp-guessing), {"kind": "copied"} or
    {"kind": "not copied"}.
    """

    _esm = script("events.js", "page.js")
    _css = style("explorers.css", first=COLOUR_RULES)
    status = traitlets.Unicode().tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)

    def copy(self, text):
        """Ask the page to put `text` on the clipboard; it reports back in `event`."""
        self.send({"copy": text})

    def enlarge(self):
        """Make the letters of all views on the page large, or as they were."""
        self.send({"enlarge": True})
