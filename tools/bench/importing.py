"""What an import takes: of the core against NumPy, of the views against the widgets that they are made of."""

import subprocess
import sys
import time

from .clock import ROUNDS
from .report import table, verdict

STATEMENTS = {
    "nothing": "pass",
    "numpy": "import numpy",
    "core": "import backprop_core",
    "widgets": "import numpy, anywidget",
    "views": "from backprop_core.explorers import NetworkExplorer",
}
AGAINST = {"core": ("numpy", 1.3), "views": ("widgets", 2.5)}  # and how many times as long it may take


def bench():
    """Fresh Pythons that import each; all less an empty one."""
    times = {name: [] for name in STATEMENTS}
    for _ in range(ROUNDS):
        for name, statement in STATEMENTS.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            times[name].append(time.perf_counter() - begin)
    least = {name: min(values) - min(times["nothing"]) for name, values in times.items()}
    rows = [
        (STATEMENTS[name], f"{1e3 * least[name]:.0f} ms", verdict(least[name] / least[floor], most), STATEMENTS[floor])
        for name, (floor, most) in AGAINST.items()
    ]
    table("An import", ("what", "time", "ratio", "against"), rows)
