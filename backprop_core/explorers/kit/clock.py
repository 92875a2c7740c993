"""How long a student has been at it: seconds that live in the page alone."""

import traitlets

from .tiny import Tiny, script


class Clock(Tiny):
    """Counts the seconds since `runs` became True; while it is False it stands where it is, and a page that is loaded
    again begins at 0. It is no part of a view's state: nobody but who sees it knows what it says."""

    _esm = script("clock.js")
    runs = traitlets.Bool(False).tag(sync=True)
