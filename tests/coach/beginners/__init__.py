"""Functions by people who had not seen the coach's table, a set each: what it could not name at first, it was taught.

set      wrong   named at first
first    44      32
again    40      25
third    40      36
fourth   40      37
fifth    40      39
"""

from tests.coach.beginners import again, fifth, first, first_rest, fourth, third  # noqa: F401 - each adds its cases
from tests.coach.beginners.cases import CASES, GIVEN  # noqa: F401
