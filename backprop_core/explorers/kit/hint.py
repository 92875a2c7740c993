"""The line that says what can be done in a view. It is shown in the first view of a page; in all later ones a button
"?" opens it."""

import traitlets

from .tiny import Tiny, script

KEYS = "Keys: ← → choose, ↑ ↓ change (Shift: ×10), Enter types, Ctrl+Z takes back."


class Hint(Tiny):
    """`words`; `family`: of the views that are used alike, of which only the first in a page shows its line."""

    _esm = script("hint.js")
    words = traitlets.Unicode().tag(sync=True)
    family = traitlets.Unicode().tag(sync=True)
