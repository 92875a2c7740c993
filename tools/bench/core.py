"""The core against autograd, PyTorch (if it is installed) and the bare products."""

from .clock import interleaved
from .report import table, verdict

CASES = [  # sizes, patterns, at most × PyTorch, at most × floor
    ((2, 3, 1), 1, 0.35, None),
    ((2, 8, 8, 1), 500, 0.6, None),
    ((50,) * 32, 64, 0.8, None),
    ((784, 256, 128, 10), 128, None, 1.2),
]


def bench():
    """Forward pass, backward pass and gradients; tanh, float64, one thread."""
    import numpy as np

    from backprop_core import Network

    rows = []
    for sizes, patterns, most_torch, most_floor in CASES:
        rng = np.random.default_rng(0)
        x, y = rng.standard_normal((sizes[0], patterns)), rng.standard_normal((sizes[-1], patterns))
        net = Network(sizes, "tanh")
        contestants = {
            "core": lambda net=net, x=x, y=y: net.backward(net.forward(x), y),
            "floor": floor(net, x, y),
            "autograd": with_autograd(net, x, y),
            "torch": with_torch(net, x, y),
        }
        times = interleaved({name: function for name, function in contestants.items() if function})
        core = times["core"]
        label = f"{len(sizes) - 1} × {sizes[0]}" if len(sizes) > 6 else "-".join(map(str, sizes))
        torch = core / times["torch"] if "torch" in times else None
        rows.append((
            f"{label}, N={patterns}",
            f"{core * 1e6:.1f} µs",
            f"{core / times['autograd']:.2f}",
            "–" if torch is None else f"{torch:.2f}" if most_torch is None else verdict(torch, most_torch),
            f"{core / times['floor']:.2f}" if most_floor is None else verdict(core / times["floor"], most_floor),
        ))  # fmt: skip
    table(
        "The core: forward + backward + gradients (tanh, float64, one thread)",
        ("network", "time", "× autograd", "× PyTorch", "× products alone"),
        rows,
    )


def floor(net, x, y):
    """Only the matrix products that the core has to do, δ[0] among them."""
    trace = net.forward(x)
    delta = net.backward(trace, y).delta
    theta, o, last = net.theta, trace.o, len(net.sizes) - 1

    def products():
        kept = [theta[m] @ o[m - 1] for m in range(1, last + 1)]
        for m in range(last, 0, -1):
            kept.append(delta[m] @ o[m - 1].T)
            kept.append(theta[m].T @ delta[m])
        return kept

    return products


def with_autograd(net, x, y):
    """The same gradients by the `autograd` package."""
    try:
        import autograd.numpy as anp
        from autograd import value_and_grad
    except ImportError:
        return None

    def err(theta):
        o = x
        for matrix in theta:
            o = anp.tanh(matrix @ o)
        return anp.sum((y - o) ** 2)

    gradient = value_and_grad(err)
    return lambda: gradient(net.theta[1:])


def with_torch(net, x, y):
    """The same gradients by PyTorch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    theta = [torch.tensor(matrix, requires_grad=True) for matrix in net.theta[1:]]
    inputs, targets = torch.tensor(x), torch.tensor(y)

    def step():
        o = inputs
        for matrix in theta:
            o = torch.tanh(matrix @ o)
        return torch.autograd.grad(((targets - o) ** 2).sum(), theta)

    return step
