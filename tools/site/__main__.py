"""Build the site: python -m tools.site [folder]   (make site; without a folder: dist/site)"""

import shutil
import sys
import time
from pathlib import Path

from . import compiled, front, live, pyodide, reading

ROOT = pyodide.ROOT


def main(arguments):
    """Build it from nothing; returns the exit code."""
    folder = Path(arguments[0] if arguments else ROOT / "dist" / "site").resolve()
    begin = time.monotonic()
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        shipped, scripts = live.write(made / "live")
    except (pyodide.NotThere, compiled.NotCompiled, live.NotBuilt, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    reading.write(made)
    front.write(made, shipped, scripts)
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder} ({size / 1e6:.1f} MB, built in {time.monotonic() - begin:.0f} seconds): make site-serve shows it")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
