"""The chain rule without its economy: every path from a weight to Err, multiplied out by itself (lecture §8).

A path is named by the neurons that it passes, one of each layer from m to the last. Its term is the product of the
slopes along it:

    o_ℓ · σ′(u_i) · θ_ji · σ′(u_j) · … · ∂Err/∂ŷ_k

All terms together are ∂Err/∂θ_iℓ; without o_ℓ they are δ_i. All belong to the shown pattern. Numbers only, and words
for them; nothing is drawn here.
"""

from itertools import product
from typing import NamedTuple

from .backward import back_terms, settled_sum
from .text import factor, symbol


class Path(NamedTuple):
    """`neurons`: (m, i) of each neuron on it; `words`: it as "x₁ → 2 → 1"; `factors`: pairs (symbol, value); `term`:
    their product; `names`: the weights and outputs that it runs through."""

    neurons: tuple
    words: str
    factors: tuple
    term: float
    names: tuple

    def symbols(self):
        return " · ".join(symbol for symbol, _ in self.factors)

    def numbers(self, full=False):
        return " · ".join(factor(value, full) for _, value in self.factors)


def start_of(name, sizes):
    """Where the paths begin when `name` is chosen: a weight ("theta", m, i, l), or ("u", m, i) of a neuron."""
    kind, *place = name
    last = len(sizes) - 1
    if kind in ("theta", "gradient", "update"):
        return ("theta", *place)
    if kind == "x":
        return ("theta", 1, 1, place[0])
    return ("u", last, place[0] if place else 1) if kind in ("y", "Err") else ("u", *place)


def all_paths(snapshot, start):
    """Every `Path` from `start` to Err, the later layers' neurons running fastest."""
    net, p, last = snapshot.net, snapshot.pattern, len(snapshot.net.sizes) - 1
    kind, m, i, *before = start
    first, opening, names = (), "", ()
    if kind == "theta":
        l = before[0]
        letter = symbol("x", l) if m == 1 else symbol("o", l, layer=m - 1)
        value = float(snapshot.trace.o[m - 1][l - 1, p]) if l else 1.0
        first = ((letter if l else "1", value),)
        opening = f"{letter if l else '1'} → "
        names = (start,)
    slopes = {(layer, n): snapshot.slope(layer, n) for layer in range(m, last + 1) for n in _neurons(net, layer)}
    errors = {k: settled_sum(back_terms(snapshot, last, k)) for k in _neurons(net, last)}
    found = []
    for later in product(*(_neurons(net, layer) for layer in range(m + 1, last + 1))):
        neurons = tuple(enumerate((i, *later), start=m))
        factors, weights = list(first), []
        for here, after in zip(neurons, [*neurons[1:], None], strict=True):
            factors.append((f"σ′({symbol('u', here[1], layer=here[0])})", slopes[here]))
            if after is not None:
                weights.append(("theta", *after, here[1]))
                factors.append((symbol("θ", after[1], here[1], layer=after[0]), snapshot.values[weights[-1]]))
        k = neurons[-1][1]
        factors.append((f"∂Err/∂{symbol('ŷ', k)}", errors[k]))
        term = 1.0
        for _, value in factors:
            term *= value
        words = opening + " → ".join(str(n) for _, n in neurons)
        passed = (*names, *weights, *(("o", *neuron) for neuron in neurons))
        found.append(Path(neurons, words, tuple(factors), term + 0.0, passed))
    return found


def _neurons(net, m):
    return range(1, net.sizes[m] + 1)
