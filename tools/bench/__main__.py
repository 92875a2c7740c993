"""`python -m tools.bench`: in a process of its own, in which a product of matrices has one thread."""

import os
import subprocess
import sys

from .browser import main

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}

if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        sys.exit(subprocess.call([sys.executable, "-m", "tools.bench", *sys.argv[1:]], env=os.environ | ONE_THREAD))
    sys.exit(main(sys.argv[1:]))
