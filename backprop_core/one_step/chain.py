"""The chain rule of lecture §4 at one number: the slopes along its way to Err, and their product.

    ∂Err/∂θ_iℓ = [ ∂Err/∂o_i · ∂o_i/∂u_i ] · ∂u_i/∂θ_iℓ = δ_i · o_ℓ        (o_i is ŷ_i in the last layer)

The names are those of `snapshot.py`; a chain belongs to the pattern that is shown. Numbers only, and words for them;
nothing is drawn here.
"""

from typing import NamedTuple

from .backward import back_terms, settled_sum
from .formulas import err_slope
from .text import factor, number, symbol


class Link(NamedTuple):
    """One slope: `what` it is ("∂u₁/∂θ₁₁"), what it comes to in symbols ("o₁"), and its value; None where hidden."""

    what: str
    why: str
    value: float | None

    def number(self, full=False):
        return "?" if self.value is None else number(self.value, full)

    def factor(self, full=False):
        return "?" if self.value is None else factor(self.value, full)


class Chain(NamedTuple):
    """The slopes `links` and what they make, `whole`: their product, or with sums=True their sum.

    delta   δ_i, the product of the first two links, where there are such
    """

    links: tuple
    whole: Link
    delta: Link | None = None
    sums: bool = False

    def lines(self, full=False):
        """The chain in symbols, in numbers, and its result: three lines of text."""
        result = self.whole.number(full)
        if len(self.links) == 1:
            return [f"{self.whole.what} = {self.whole.why}", f"= {result}"]
        what = [link.why if self.sums else link.what for link in self.links]
        numbers = [link.factor(full) for link in self.links]
        if len(self.links) < 3 or self.sums:
            sign = " + " if self.sums else " · "
            return [f"{self.whole.what} = {sign.join(what)}", f"= {sign.join(numbers)}", f"= {result}"]
        return [
            f"{self.whole.what} = [ {what[0]} · {what[1]} ] · {what[2]}",
            f"= [ {numbers[0]} · {numbers[1]} ] · {numbers[2]}",
            f"= {self.whole.why} = {self.delta.factor(full)} · {numbers[2]} = {result}",
        ]


def chain(snapshot, name, hide=()):
    """The `Chain` from the number `name` to Err, for the pattern that `snapshot` shows.

    name   ("theta", m, i, l), ("u", m, i), ("x", l), ("y", k) or ("o", M, k), the prediction
    hide   kinds of number that are not to be told, nor anything that gives them away
    """
    kind, *place = name
    last = len(snapshot.net.sizes) - 1
    slopes_hidden = bool({"u", "o", "Err", "delta"} & set(hide))
    if kind in ("o", "y"):
        k = place[-1]
        why = err_slope(snapshot.net.loss, symbol("y", k), symbol("ŷ", k), snapshot.y.size)
        of = symbol("ŷ", k) if kind == "o" else symbol("y", k)
        if kind == "y":
            why = why.removeprefix("−")
        slope = None if slopes_hidden else snapshot.derivative(name)
        link = Link(f"∂Err/∂{of}", why, slope)
        return Chain((link,), link)
    if kind == "x":
        return _input(snapshot, place[0], slopes_hidden)
    m, i = place[:2]
    delta = snapshot.values["delta", m, i]
    out = symbol("ŷ" if m == last else "o", i)
    u = symbol("u", i)
    first = Link(
        f"∂Err/∂{out}", _back_words(snapshot, m, i), None if slopes_hidden else settled_sum(back_terms(snapshot, m, i))
    )
    second = Link(f"∂{out}/∂{u}", f"σ′({u})", None if slopes_hidden else snapshot.slope(m, i))
    asked = kind == "theta" and "gradient" in hide  # then its factors are the student's to find
    whole = Link(f"∂Err/∂{u}", symbol("δ", i), None if "delta" in hide or asked else delta)
    if kind == "u":
        return Chain((first, second), whole, whole)
    l = place[2]
    before = symbol("x" if m == 1 else "o", l) if l else "1"
    output = 1.0 if l == 0 else float(snapshot.trace.o[m - 1][l - 1, snapshot.pattern])
    theta = symbol("θ", i, l)
    third = Link(f"∂{u}/∂{theta}", before, None if asked or "o" in hide and m > 1 and l else output)
    hidden = {"delta", "gradient"} & set(hide) or third.value is None
    patterns = snapshot.y.shape[1]  # of several patterns, this one's share
    Err = "Err" if patterns == 1 else symbol("Err", layer=f"p={snapshot.pattern + 1}")
    product = Link(f"∂{Err}/∂{theta}", f"{symbol('δ', i)} · {before}", None if hidden else delta * output + 0.0)
    return Chain((first, second, third), product, whole)


def _back_words(snapshot, m, i):
    if m == len(snapshot.net.sizes) - 1:
        return chain(snapshot, ("o", m, i), hide=("Err",)).links[0].why
    return f"all that comes after {symbol('o', i)}"  # how that is found is the next notebook's


def _after(snapshot, m):
    """The neurons j of the layer after layer m."""
    return range(1, snapshot.net.sizes[m + 1] + 1)


def _input(snapshot, l, hidden):
    """An input acts through every neuron of layer 1: slopes multiply along a path, and paths add up."""
    links = []
    for i in _after(snapshot, 0):
        value = snapshot.values["delta", 1, i] * snapshot.values["theta", 1, i, l]
        words = f"{symbol('δ', i)} · {symbol('θ', i, l)}"
        links.append(Link(f"through {symbol('u', i)}", words, None if hidden else value + 0.0))
    slope = None if hidden else snapshot.derivative(("x", l))
    x = symbol("x", l)
    return Chain(tuple(links), Link(f"∂Err/∂{x}", f"Σᵢ δᵢ · θᵢ{symbol('', l)}", slope), sums=True)
