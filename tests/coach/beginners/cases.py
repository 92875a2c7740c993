"""Functions as beginners write them."""

GIVEN = """
import numpy as np

def sigma(u):
    return 1 / (1 + np.exp(-u))

def slope(u):
    return sigma(u) * (1 - sigma(u))
"""
CASES = []


def case(id, check, name, mistake, source, **settings):
    """A function `name` whose `mistake` is said in words (None: it is right, in unusual dress), for a check of the coach
    with these settings. The source needs what stands in GIVEN."""
    CASES.append({"id": id, "check": check, "name": name, "mistake": mistake, "source": source, "settings": settings})
