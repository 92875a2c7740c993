"""The live course: JupyterLite, that is JupyterLab in a page with Python beside it, and no server.

It is built from nothing each time. What others wrote is taken as it is, but for what `LAST` and `ONLY_STORE` name.
"""

import hashlib
import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from . import packages

ROOT = packages.ROOT
EXTENSIONS = Path(sys.prefix, "share", "jupyter", "labextensions")
USED = ("@jupyter-widgets/jupyterlab-manager", "@jupyterlite/pyodide-kernel-extension", "anywidget", "backprop-core")
OURS = Path(__file__).resolve().parent / "extension"  # what the page needs of us because there is no server
KERNELS = EXTENSIONS / "@jupyterlite/pyodide-kernel-extension" / "static" / "pypi"
LEFT_OUT = (  # of the last four, three are a font's forms for browsers that cannot run Python, and we have an icon
    "doc", "package.json", "rspack.config*.js", "jupyterlite.schema.v0.json", "*/tree", "extensions/**/static/*.map",
    "build/fa-*.svg", "build/fa-*.eot", "build/fa-*.ttf", "lab/favicon.ico",
)  # fmt: skip
# What is another here, a few letters each of what others wrote: (file, what stood there, what stands there now).
# The folder of a notebook lies in the browser's store: there Python looks last for what is imported, not first. Each
# look is a question to the page, and it would ask a hundred until the first view lives.
LAST = ("pyodide.mjs", 'sys.path.insert(0,"")', 'sys.path.append("")')
# JupyterLite's worker answers for that store, and leaves all else to the browser. It would ask for that a second time,
# and Python, compiled to machine code, would not be kept.
ONLY_STORE = (
    "service-worker.js",
    "shouldDrop(t,a)||(n=maybeFromCache(e))",
    "enableCache&&!shouldDrop(t,a)&&(n=maybeFromCache(e))",
)
DEAF = {"disabled": True}  # what interrupts: Python in the page hears nothing until it has come to an end
SETTINGS = {
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},  # all are as old as their site
    "@jupyterlab/notebook-extension:panel": {"toolbar": [{"name": "interrupt", **DEAF}]},
    "@jupyterlab/mainmenu-extension:plugin": {
        "menus": [
            {"id": "jp-mainmenu-kernel", "items": [{"command": "kernelmenu:interrupt", **DEAF}]},
            {"id": "jp-mainmenu-file", "items": [{"command": "docmanager:download", "rank": 6}]},
        ]
    },
    "@jupyterlab/application-extension:context-menu": {
        "contextMenu": [
            {"command": "filebrowser:download", "selector": '.jp-DirListing-item[data-isdir="false"]', "rank": 9}
        ]
    },
    "@jupyterlab/shortcuts-extension:shortcuts": {
        "shortcuts": [
            {"command": "kernelmenu:interrupt", "keys": ["I", "I"], "selector": "[data-jp-kernel-user]:focus", **DEAF}
        ]
    },
}
# What a notebook says of its Python here. The page would write it in, and whatever is opened would count as changed.
PYTHON = {
    "kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"},
    "language_info": {
        "codemirror_mode": {"name": "python", "version": 3}, "file_extension": ".py", "mimetype": "text/x-python",
        "name": "python", "nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": "3.8",
    },
}  # fmt: skip
ELSEWHERE = ("**Kernel → Interrupt Kernel**", "**Kernel → Restart Kernel**")  # in a problem set, and what it is here
HERE = {  # notebook: (the cell behind which it stands, what is said in the page and nowhere else)
    "00_start_here.ipynb": (
        "## If nothing answers",
        "## In this browser\n\nPython runs in this very page: nothing is sent anywhere, and nothing has to be "
        "installed. What you write and answer stays in this browser, on this machine. To keep it, or to hand it in, "
        "choose **File → Download**.\n\nWhat does not come to an end cannot be interrupted here: **Kernel → Restart "
        "Kernel and Run All Cells** always helps. (The coach ends your functions by itself.)",
    ),
}
HAND_IN = (
    "**To hand it in**, save (**Ctrl+S**) and choose **File → Download**: you get this notebook as a file. Until then "
    "it is in this browser, on this machine, and nowhere else."
)


class NotBuilt(Exception):
    """JupyterLite or the notebooks are not as they are expected here; the message says what is not."""


def write(folder):
    """Build the live course in `folder`; returns the `packages.Package`s that it ships: those for Python, and those
    that JupyterLab is made of."""
    with tempfile.TemporaryDirectory() as made:
        lite, pyodide = Path(made, "lite"), Path(made, "pyodide")
        lite.mkdir()
        shipped = packages.write(pyodide, KERNELS)
        _change(pyodide, *LAST)
        place = f"static/pyodide.{_content(pyodide)}"
        _write_notebooks(Path(made, "content", "notebooks"))
        (lite / "jupyter-lite.json").write_text(json.dumps(_page(place)))
        (lite / "overrides.json").write_text(json.dumps(SETTINGS))
        (lite / "jupyter_lite_config.json").write_text(json.dumps(_build(Path(made, "content"), folder)))
        command = [sys.executable, "-m", "jupyterlite_core", "build"]
        environment = os.environ | packages.SAME
        done = subprocess.run(command, cwd=lite, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise NotBuilt(f"JupyterLite could not be built:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        shutil.copytree(pyodide, folder / place)
    _change(folder, *ONLY_STORE)
    for pattern in LEFT_OUT:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _say_how_far(folder, place)
    return shipped, _scripts(folder)


def _scripts(folder):
    """The packages of JavaScript, of which lists have come along, with the text of each licence."""
    lists = [json.loads(path.read_text(encoding="utf-8")) for path in folder.rglob("third-party-licenses.json")]
    found = {(each["name"], each["versionInfo"], each["licenseId"]) for some in lists for each in some["packages"]}
    return [packages.Package(*each, "") for each in sorted(found)]


def _content(folder):
    """A name for what is in a folder. With it in the address a browser may keep all of it, and never mixes two."""
    parts = [hashlib.sha256(path.read_bytes()).digest() for path in sorted(folder.iterdir())]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]


def _change(folder, name, old, new):
    """Put other letters into a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise NotBuilt(f"In {name} {old} does not stand once: see what stands there now.")
    path.write_text(text.replace(old, new), encoding="utf-8")


def _build(content, folder):
    """What the builder is told."""
    return {
        "LiteBuildConfig": {
            "apps": ["lab"], "contents": [str(content)], "output_dir": str(folder), "ignore_sys_prefix": True,
            "federated_extensions": [*(str(EXTENSIONS / each) for each in USED), str(OURS)],
            "no_sourcemaps": True, "no_unused_shared_packages": True,
        }
    }  # fmt: skip


def _page(place):
    """What the page is told. place: where Pyodide is."""
    url = f"./{place}/pyodide.mjs"
    kernel = {"pyodideUrl": url, "disablePyPIFallback": True, "loadPyodideOptions": {"packages": list(packages.ASKED)}}
    told = {
        "appName": "Backpropagation you can touch",
        "faviconUrl": "./../icon.svg",
        "exposeAppInBrowser": True,  # for those who test it
        "disabledExtensions": [
            "@jupyterlab/apputils-extension:announcements",
            "@jupyterlab/apputils-extension:splash",  # as in loading.js
            "@jupyterlite/application-extension:download",  # in its place: ours
        ],
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": told}


def _say_how_far(folder, place):
    """Put `loading.js` at the top of the page, with the files of Python and how large each is."""
    large = [path for path in (folder / place).iterdir() if path.suffix in (".wasm", ".whl", ".zip")]
    files = json.dumps([(f"../{place}/{path.name}", _size(path)) for path in sorted(large, key=_size, reverse=True)])
    shutil.copy(Path(__file__).with_name("loading.js"), folder)
    icon = '<link rel="icon" type="image/svg+xml" href="../../icon.svg">'
    script = f'<head>{icon}<script src="../loading.js" data-files="{html.escape(files)}"></script>'
    _change(folder, "lab/index.html", "<head>", script)


def _size(path):
    return path.stat().st_size


def _write_notebooks(folder):
    """The notebooks and problem sets as students get them, with what is to be said of this place."""
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*"))
    for path in sorted(folder.rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata |= nbformat.from_dict(PYTHON)
        if path.name in HERE:
            _tell(notebook, *HERE[path.name])
        if path.parent.name == "exercises":
            _tell(notebook, "**How it works**", HAND_IN)
            for cell in (cells := [each for each in notebook.cells if ELSEWHERE[0] in each.source]):
                cell.source = cell.source.replace(*ELSEWHERE)
            if not cells:
                raise NotBuilt(f"{path.name} says no more how to interrupt: take that out of {__name__}.")
        nbformat.write(notebook, path)


def _tell(notebook, after, text):
    """Put a cell with this text behind the one in which `after` stands."""
    (at,) = [n for n, cell in enumerate(notebook.cells) if cell.cell_type == "markdown" and after in cell.source]
    notebook.cells.insert(at + 1, nbformat.v4.new_markdown_cell(text, id="in-this-browser"))
