"""What Python finds in the page: Pyodide's packages, ours, and pure Python from `requirements/pyodide.txt`.

All of them are entries of one list, Pyodide's own `pyodide-lock.json`: what is named there is loaded when Python
starts, so that `import backprop_core` works in the first cell, and no page asks a registry for anything.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import NamedTuple

from . import compiled, pyodide
from .packing import pack

ROOT = pyodide.ROOT
WHEELS = ROOT / "requirements" / "pyodide.txt"
COURSE = "backprop-core"
# What JupyterLite's kernel asks for by its name, and would look for in a registry where it is not loaded yet.
ASKED = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", COURSE)
# IPython completes without jedi by what is there, not by what stands in stubs of other people's libraries: five
# thousand files and 5 MB that nobody here asks for. In its place stands a package with nothing in it.
EMPTY = "jedi"
# What stands for the licences of those two, which bring no text along.
PYODIDE = """\
The licence: https://www.mozilla.org/MPL/2.0/
The source: https://github.com/pyodide/pyodide
Of pyodide.mjs a few letters are changed, in plain sight: where Python looks last for what is imported."""
PYTHON = """\
The licence: https://docs.python.org/3/license.html
The source: https://www.python.org/downloads/source/
What the course imports has been compiled, and put beside its source."""
SAME = {"SOURCE_DATE_EPOCH": "315532800"}  # what others are told, so that two builds are the same


class Package(NamedTuple):
    """Something that the site ships: its name, version and licence, and the licence's text where it comes along."""

    name: str
    version: str
    licence: str
    text: str


def write(folder, kernels):
    """Put Pyodide, its packages, the course and all wheels into `folder`, with the list of them; returns the
    `Package`s. kernels: the folder with the wheels of JupyterLite's kernel."""
    folder.mkdir(parents=True)
    kept, known = pyodide.get(), pyodide.facts()
    for name in pyodide.files():
        (folder / name).write_bytes((kept / name).read_bytes())
    lock = known["lock"]
    with tempfile.TemporaryDirectory() as made:
        wheels = [course(Path(made)), *_downloaded(Path(made) / "pure"), _empty(Path(made)), *_of_kernel(kernels)]
        for wheel in wheels:
            (folder / wheel.name).write_bytes(wheel.read_bytes())
            entry = _entry(wheel)
            lock["packages"][entry["name"]] = entry
    # One that asks for all others: whatever of them is imported, all are there.
    lock["packages"][COURSE]["depends"] = sorted(lock["packages"].keys() - {COURSE})
    _write_list(lock, folder)  # by which they are loaded, to be compiled: then they are others
    compiled.add(folder)
    _write_list(lock, folder)
    wheels = [folder / each["file_name"] for each in lock["packages"].values() if each["name"] not in (COURSE, EMPTY)]
    itself = [
        Package("Pyodide", known["version"], "MPL-2.0", PYODIDE),
        Package("Python", known["python"], "PSF-2.0", PYTHON),
    ]
    return sorted([*itself, *map(_package, wheels)], key=lambda each: each.name.casefold())


def _write_list(lock, folder):
    for each in lock["packages"].values():
        each["sha256"] = hashlib.sha256((folder / each["file_name"]).read_bytes()).hexdigest()
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def course(folder):
    """The course's own wheel, built there."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=os.environ | SAME)
    (wheel,) = folder.glob("backprop_core-*.whl")
    return wheel


def _downloaded(folder):
    """The wheels of `WHEELS`, by their hashes, for the page's Python."""
    python = ".".join(pyodide.facts()["python"].split(".")[:2])
    fit = ["--python-version", python, "--implementation", "py", "--abi", "none", "--platform", "any"]
    pyodide.download(WHEELS, folder, *fit)
    return sorted(folder.glob("*.whl"))


def _of_kernel(folder):
    """The wheels that JupyterLite's kernel brings along, but for those of old notebooks' widgets."""
    return [each for each in sorted(folder.glob("*.whl")) if not each.name.startswith("widgetsnbextension-3")]


def _empty(folder):
    """A wheel with nothing in it."""
    path = folder / f"{EMPTY}-0-py3-none-any.whl"
    about = {
        "METADATA": f"Metadata-Version: 2.1\nName: {EMPTY}\nVersion: 0\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n", "RECORD": "",
    }  # fmt: skip
    pack(path, [(f"{EMPTY}-0.dist-info/{name}", text) for name, text in about.items()])
    return path


def _entry(wheel):
    """A wheel as Pyodide's list names it."""
    about = _about(wheel)
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist() if name.endswith(".py") and name.count("/") < 2}
    return {
        "name": about["Name"].lower().replace("_", "-"), "version": about["Version"], "file_name": wheel.name,
        "imports": sorted(top.removesuffix(".py") for top in tops), "depends": [],
        "install_dir": "site", "package_type": "package", "unvendored_tests": False,
    }  # fmt: skip


def _about(wheel):
    """The METADATA of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")]
        return message_from_bytes(archive.read(name))


def _package(wheel):
    """What `wheel` says of itself."""
    about = _about(wheel)
    told = [each.split(" :: ")[-1] for each in about.get_all("Classifier", []) if each.startswith("License ::")]
    stated = (about.get("License") or "").strip()
    short = about.get("License-Expression") or ", ".join(told) or (stated if len(stated) < 60 else "")
    with zipfile.ZipFile(wheel) as archive:
        texts = [each for each in archive.namelist() if ".dist-info/" in each and "licen" in each.lower()]
        text = "\n\n".join(archive.read(each).decode("utf-8", "replace") for each in texts if not each.endswith("/"))
    return Package(about["Name"], about["Version"], short, text)
