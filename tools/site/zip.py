"""The site in one file, for a laptop without a network: python -m tools.site.zip folder file.zip   (make site-zip)

With it comes the server (`serve.py`), which needs nothing but Python: a page cannot start Python from a file.
"""

import sys
from pathlib import Path

from . import serve
from .packing import pack

SAYS = """Backpropagation you can touch, without a network.

Unpack this file. Then, in its folder:

    python3 serve.py

and open the address that it prints in a browser. (Windows: py serve.py)
It needs Python 3.9 or newer, and nothing else. Others can reach the course only on this machine.
"""


def main(arguments):
    """Write the file; returns the exit code."""
    folder, path = map(Path, arguments)
    pack(path, ((f"{folder.name}/{name}", content) for name, content in _files(folder)))
    print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


def _files(folder):
    yield "README.txt", SAYS
    yield "serve.py", Path(serve.__file__).read_bytes()
    for each in sorted(each for each in folder.rglob("*") if each.is_file()):
        yield each.relative_to(folder).as_posix(), each.read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
