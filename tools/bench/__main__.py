"""Run the benches named, or all: in a process of its own, in which a product of matrices has one thread."""

import os
import subprocess
import sys

from . import appearing, browser, core, depth, grading, importing, opening, site, stability, training, views

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
BENCHES = {
    "core": core.bench,
    "import": importing.bench,
    "appear": appearing.bench,
    "views": views.bench,
    "depth": depth.bench,
    "training": training.bench,
    "stability": stability.bench,
    "browser": browser.bench,
    "grading": grading.bench,
    "opening": opening.bench,
    "site": site.bench,
}


def main(wanted):
    """Run the benches named, or all; returns the exit code."""
    unknown = set(wanted) - set(BENCHES)
    if unknown:
        print(f"There is no bench called {', '.join(sorted(unknown))}: choose from {', '.join(BENCHES)}.")
        return 2
    for name, bench in BENCHES.items():
        if not wanted or name in wanted:
            bench()
    return 0


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        sys.exit(subprocess.call([sys.executable, "-m", "tools.bench", *sys.argv[1:]], env=os.environ | ONE_THREAD))
    sys.exit(main(sys.argv[1:]))
