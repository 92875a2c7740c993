"""`import backprop_core` against `import numpy`."""

import subprocess
import sys
import time

from .clock import ROUNDS
from .report import table, verdict


def bench():
    """A fresh Python that imports the core, against one that imports NumPy; both less an empty one."""
    statements = {"nothing": "pass", "numpy": "import numpy", "core": "import backprop_core"}
    times = {name: [] for name in statements}
    for _ in range(ROUNDS):
        for name, statement in statements.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            times[name].append(time.perf_counter() - begin)
    best = {name: min(values) for name, values in times.items()}
    ratio = (best["core"] - best["nothing"]) / (best["numpy"] - best["nothing"])
    rows = [(f"{(best['core'] - best['nothing']) * 1e3:.0f} ms", verdict(ratio, 1.3))]
    table("import backprop_core", ("time", "× import numpy"), rows)
