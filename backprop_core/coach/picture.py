"""The network in which a mistake was first seen, with the student's own numbers: the first wrong one is ringed."""

from ..figures.diagram import Parts, network_diagram
from ..one_step.formulas import describe
from .cases import named

EACH, MOST = 190, 800  # px: for each layer, and of all: nearly always every weight has room for its number
LAYERS = {"u": "u", "o": "o", "delta": "delta", "gradients": "gradient", "theta": "theta"}  # name of a result → kind


def mark(place, deltas):
    """SVG text for a `Place`, or "" where there is no number to ring. What the exercise does not ask for is as it was
    given: the inputs and weights, u and o, and δ where `deltas` are given."""
    if place is None or place.layer is None or place.name not in LAYERS:
        return ""
    case, kind = place.case, LAYERS[place.name]
    of_weight = kind in ("gradient", "theta")
    column = 0 if of_weight else place.index[1]
    values = {("x", l): float(value) for l, value in enumerate(case.x[:, column], start=1)}
    for m in range(1, len(case.sizes)):
        values |= _of_weights("theta", m, case.theta[m], case.bias)
        values |= _of_neurons("u", m, case.u[m], column) | _of_neurons("o", m, case.o[m], column)
        values |= _of_neurons("delta", m, case.delta[m], column) if deltas else {}
    for name, m, array in place.found:
        if array.shape == _shape(case, LAYERS[name], m):
            whose = _of_weights(LAYERS[name], m, array, case.bias) if of_weight else None
            values |= whose or _of_neurons(LAYERS[name], m, array, column)
    i, second = place.index[0] + 1, place.index[1] + (not case.bias)
    ringed = (kind, place.layer, i, second) if of_weight else (kind, place.layer, i)
    size = named(case.sizes)
    of = f", pattern {column + 1} of {case.x.shape[1]}" if case.x.shape[1] > 1 and not of_weight else ""
    alt = f"Your numbers in a {size} network{of}. Ringed, the first that is wrong: {describe(ringed, case.sizes)}."
    parts = Parts(targets=False, deltas=deltas or kind == "delta", wishes=False, slopes=kind == "gradient")
    return network_diagram(
        case.sizes, case.bias, values, marks=("line",), width=min(EACH * len(case.sizes), MOST), selected=ringed,
        ringed=(ringed,), parts=parts, alt=alt, prefix="coach-",
    )  # fmt: skip


def _shape(case, kind, m):
    return case.theta[m].shape if kind in ("gradient", "theta") else case.u[m].shape


def _of_neurons(kind, m, array, column):
    return {(kind, m, i): float(value) for i, value in enumerate(array[:, column], start=1)}


def _of_weights(kind, m, array, bias):
    return {(kind, m, i, l): float(value) for i, row in enumerate(array, start=1)
            for l, value in enumerate(row, start=0 if bias else 1)}  # fmt: skip
