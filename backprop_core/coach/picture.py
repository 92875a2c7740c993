"""The network in which a mistake was first seen, with the neuron marked."""

from ..figures.diagram import Parts, network_diagram

PARTS = Parts(targets=False, deltas=False, wishes=False, slopes=False)


def mark(place):
    """SVG text for a `Place`, or "" where there is no neuron to mark."""
    if place is None or place.layer is None or not place.index:
        return ""
    case, _, layer, index, _ = place
    values = {("x", l): float(value) for l, value in enumerate(case.x[:, 0], start=1)}
    for m, theta in enumerate(case.theta[1:], start=1):
        for i, row in enumerate(theta, start=1):
            for l, value in enumerate(row, start=0 if case.bias else 1):
                values["theta", m, i, l] = float(value)
    neuron = (layer, index[0] + 1)
    size = "-".join(map(str, case.sizes))
    alt = f"The {size} network in which it was first seen; neuron {neuron[1]} of layer {layer} is marked."
    return network_diagram(
        case.sizes, case.bias, values, marks=("line",), width=560, marked=(neuron,), parts=PARTS, alt=alt,
        prefix="coach-",
    )  # fmt: skip
