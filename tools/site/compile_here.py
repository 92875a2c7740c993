"""What `compile.mjs` runs in the page's own Python: all of the course is imported, and whatever has been imported by
then is compiled into the folder /into. Its `list.json` says of each source in which file Python looks for it compiled,
both as their archive names them."""

import importlib._bootstrap_external as stored
import importlib.util
import json
import pkgutil
import sys
from pathlib import Path
from zipimport import zipimporter

import matplotlib
import PIL.Image

import backprop_core

INTO = Path("/into")
UNPACKED = Path(matplotlib.__file__).parents[1]

# What the first cells ask for that nothing else has asked for by then.
LATE = (
    "IPython.core.logger", "bdb", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "numpy.random",
    "piplite.piplite", "pyodide_kernel",
)  # fmt: skip
course = [each.name for each in pkgutil.walk_packages(backprop_core.__path__, "backprop_core.")]
for name in (*LATE, *course):
    importlib.import_module(name)
PIL.Image.preinit()

places = {}
for module in list(sys.modules.values()):
    spec = getattr(module, "__spec__", None)
    source = getattr(spec, "origin", None) or ""
    if not source.endswith(".py"):
        continue
    if isinstance(spec.loader, zipimporter):
        top, place = spec.loader.archive, f"{source}c"
    else:
        top, place = UNPACKED, importlib.util.cache_from_source(source)
    text = spec.loader.get_data(source)
    code = compile(text, source, "exec", dont_inherit=True, optimize=0)
    path = INTO / Path(place).relative_to(top)
    path.parent.mkdir(parents=True, exist_ok=True)
    # "False": nobody asks whether it is as old as its source, for both come out of one archive.
    path.write_bytes(stored._code_to_hash_pyc(code, importlib.util.source_hash(text), False))
    places[str(Path(source).relative_to(top))] = str(path.relative_to(INTO))
(INTO / "list.json").write_text(json.dumps(places))
