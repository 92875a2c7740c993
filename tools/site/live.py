"""The live course: JupyterLite, that is JupyterLab in a page with Python beside it, and no server.

It is built from nothing each time: a second build over a first one forgets where Pyodide is.
"""

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
LEFT_OUT = (
    "doc", "package.json", "rspack.config*.js", "jupyterlite.schema.v0.json", "*/tree", "extensions/**/static/*.map",
)  # fmt: skip
DEAF = {"disabled": True}  # what interrupts: Python in the page hears nothing until it has come to an end
SETTINGS = {
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},  # all are as old as their site
    "@jupyterlab/notebook-extension:panel": {"toolbar": [{"name": "interrupt", **DEAF}]},
    "@jupyterlab/mainmenu-extension:plugin": {
        "menus": [{"id": "jp-mainmenu-kernel", "items": [{"command": "kernelmenu:interrupt", **DEAF}]}]
    },
    "@jupyterlab/shortcuts-extension:shortcuts": {
        "shortcuts": [
            {"command": "kernelmenu:interrupt", "keys": ["I", "I"], "selector": "[data-jp-kernel-user]:focus", **DEAF}
        ]
    },
}
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
    """Build the live course in `folder`; returns the `packages.Package`s that it ships."""
    with tempfile.TemporaryDirectory() as made:
        lite = Path(made, "lite")
        shipped = packages.write(lite / "static" / "pyodide", KERNELS)
        _write_notebooks(Path(made, "content", "notebooks"))
        (lite / "jupyter-lite.json").write_text(json.dumps(_page()))
        (lite / "overrides.json").write_text(json.dumps(SETTINGS))
        (lite / "jupyter_lite_config.json").write_text(json.dumps(_build(Path(made, "content"), folder)))
        command = [sys.executable, "-m", "jupyterlite_core", "build"]
        environment = os.environ | packages.SAME
        done = subprocess.run(command, cwd=lite, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise NotBuilt(f"JupyterLite could not be built:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    for pattern in LEFT_OUT:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _say_how_far(folder)
    return shipped


def _build(content, folder):
    """What the builder is told."""
    return {
        "LiteBuildConfig": {
            "apps": ["lab"], "contents": [str(content)], "output_dir": str(folder), "ignore_sys_prefix": True,
            "federated_extensions": [*(str(EXTENSIONS / each) for each in USED), str(OURS)],
            "no_sourcemaps": True, "no_unused_shared_packages": True,
        }
    }  # fmt: skip


def _page():
    """What the page is told."""
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": list(packages.ASKED)}}
    told = {
        "appName": "Backpropagation you can touch",
        "exposeAppInBrowser": True,  # for those who test it
        "disabledExtensions": ["@jupyterlab/apputils-extension:announcements"],
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": told}


def _say_how_far(folder):
    """Put `loading.js` at the top of the page, with the files of Python and how large each is."""
    pyodide, page = folder / "static" / "pyodide", folder / "lab" / "index.html"
    large = sorted((path for path in pyodide.iterdir() if path.suffix in (".wasm", ".whl", ".zip")), key=_size)[::-1]
    files = json.dumps([(f"../static/pyodide/{path.name}", _size(path)) for path in large])
    shutil.copy(Path(__file__).with_name("loading.js"), folder)
    text = page.read_text(encoding="utf-8")
    icon = '<link rel="icon" type="image/svg+xml" href="../../icon.svg">'
    script = f'<head>{icon}<script src="../loading.js" data-files="{html.escape(files)}"></script>'
    if "<head>" not in text:
        raise NotBuilt("JupyterLite's page has no <head> any more.")
    page.write_text(text.replace("<head>", script, 1), encoding="utf-8")


def _size(path):
    return path.stat().st_size


def _write_notebooks(folder):
    """The notebooks and problem sets as students get them, with what is to be said of this place."""
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*"))
    for name, (heading, text) in HERE.items():
        _tell(folder / name, heading, text)
    for path in sorted((folder / "exercises").glob("*.ipynb")):
        _tell(path, "**How it works**", HAND_IN)
        text = path.read_text(encoding="utf-8")
        if ELSEWHERE[0] not in text:
            raise NotBuilt(f"{path.name} says no more how to interrupt: take that out of {__name__}.")
        path.write_text(text.replace(*ELSEWHERE), encoding="utf-8")


def _tell(path, after, text):
    """Put a cell with this text behind the one in which `after` stands."""
    notebook = nbformat.read(path, as_version=4)
    (at,) = [n for n, cell in enumerate(notebook.cells) if cell.cell_type == "markdown" and after in cell.source]
    notebook.cells.insert(at + 1, nbformat.v4.new_markdown_cell(text, id="in-this-browser"))
    nbformat.write(notebook, path)
