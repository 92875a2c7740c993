"""One changed control of StabilityExplorer, in the kernel."""

import statistics

from .clock import FRAMES, timed
from .report import table, within

# (depth, width): milliseconds that one changed control may take
MOST = {(12, 32): 30.0, (30, 64): 30.0, (64, 128): 150.0}


def bench():
    """One changed control of a StabilityExplorer: two runs from fresh weights, theory, Err along a step, pictures."""
    from backprop_core.explorers import StabilityExplorer

    rows = []
    for (depth, width), most in MOST.items():
        view = StabilityExplorer(depth=depth, width=width)
        moves = {
            "gain": [(view.gain, 1 + n / 20) for n in range(FRAMES)],
            "η": [(view.eta, 1e-4 * 1.2**n) for n in range(FRAMES)],
            "Threshold": [(view.threshold, 1.0 + n) for n in range(FRAMES)],
            "Depth": [(view.depth, depth - 1 - n % 4) for n in range(FRAMES)],
            "σ": [(view.activation, name) for name in ("tanh", "sigmoid", "leaky_relu", "relu") * 3],
            "remedy": [(view.remedies["he"], n % 2 == 0) for n in range(FRAMES)],
        }
        told = []
        for name, values in moves.items():
            calls = [lambda c=control, value=value: c.set_trait("value", value) for control, value in values]
            told.append((min(statistics.median(timed(calls)) for _ in range(3)), name))
        slowest, name = max(told)
        rows.append((f"{depth} × {width}", within(slowest, most), name))
    table(
        "StabilityExplorer: one changed control, in the kernel", ("layers × width", "slowest control", "it is"), rows
    )
