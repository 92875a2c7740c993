"""All cases: by somebody who knows the wall and what is in front of it, and by somebody who has seen neither."""

from . import seen, seen_honest, unseen

CASES = [*seen.CASES, *seen_honest.CASES, *unseen.CASES]
