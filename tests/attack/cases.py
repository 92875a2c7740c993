"""All cases: by somebody who knows the wall and what is in front of it, and by somebody who has seen neither."""

from importlib.util import find_spec

from . import seen, seen_honest

CASES = [*seen.CASES, *seen_honest.CASES]
if find_spec("tests.attack.unseen"):
    from . import unseen

    CASES += unseen.CASES
