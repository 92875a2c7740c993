"""One changed control of DepthExplorer, in the kernel; the core at its sizes against the products."""

from .clock import interleaved, slowest_way
from .core import floor
from .report import table, verdict, within

# (layers, width): milliseconds that one changed control may take, theory included
MOST = {(30, 64): 30.0, (64, 128): 150.0}
PATTERNS = 64  # that a DepthExplorer trains on
MOST_PRODUCTS = 3.5  # forward + backward against the matrix products alone, at these sizes
MOVES = {  # what each control is moved between, away from the opening settings and back
    "depth": lambda depth, width: (depth - 1, depth),
    "width": lambda depth, width: (width - 8, width),
    "activation": lambda depth, width: ("tanh", "relu", "sigmoid"),
    "init": lambda depth, width: ("he", "orthogonal", "xavier"),
    "gain": lambda depth, width: (1.5, 1.0),
    "bias": lambda depth, width: (True, False),
    "input": lambda depth, width: ("digits", "gaussian"),
    "seed": lambda depth, width: (1, 0),
    "layer": lambda depth, width: (3, 5),
    "eta": lambda depth, width: (0.01, 0.003),
}


def bench():
    """One changed control of DepthExplorer, drawn; and the core at its sizes."""
    import numpy as np

    from backprop_core import Network
    from backprop_core.explorers import DepthExplorer
    from backprop_core.explorers.training.depth_explorer import PICTURES

    rows, products = [], []
    for (depth, width), most in MOST.items():
        view = DepthExplorer(depth=depth, width=width, pictures=(*PICTURES,))
        for name, moves in MOVES.items():
            rows.append((f"{depth} × {width}", name, within(slowest_way(view, name, moves(depth, width)), most)))
        rng = np.random.default_rng(0)
        net = Network((width,) * depth + (1,), "sigmoid", rng=rng)
        x, y = rng.standard_normal((width, PATTERNS)), rng.standard_normal((1, PATTERNS))
        contestants = {"core": lambda net=net, x=x, y=y: net.backward(net.forward(x), y), "floor": floor(net, x, y)}
        times = interleaved(contestants)
        ratio = verdict(times["core"] / times["floor"], MOST_PRODUCTS)
        products.append((f"{depth} × {width}, N={PATTERNS}", f"{times['core'] * 1e3:.2f} ms", ratio))
    table("DepthExplorer: one changed control, in the kernel", ("network", "control", "time"), rows)
    table("Its network: forward + backward (sigmoid)", ("network", "time", "× products alone"), products)
