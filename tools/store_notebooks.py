"""Run the notebooks from top to bottom and store them with their outputs.

    python tools/store_notebooks.py [notebook …]         all of notebooks/*.ipynb, if none is named

What is stored looks like what a student sees, except for the live widgets themselves: a reference to one means
nothing to a reader without a kernel ("model not found"), so the picture and the text beside it are kept instead.
No times, no widget state, no changing cell ids: running it twice changes nothing. Nor does what somebody has answered
here: nothing of that is read or written.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from backprop_core.explorers.memory import place

ROOT = Path(__file__).resolve().parent.parent
WIDGET = "application/vnd.jupyter.widget-view+json"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def run(path):
    """The notebook at `path`, freshly run, in the form in which it is stored."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", record_timing=False, store_widget_state=False,
        coalesce_streams=True,  # what is printed is one text, wherever the kernel happened to cut it
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()  # fmt: skip
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {name: value for name, value in cell.metadata.items() if name != "execution"}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
    return notebook


def main(names):
    """Store every notebook named; returns the exit code."""
    os.environ.update(place.OFF)
    paths = [Path(name) for name in names] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    for path in paths:
        try:
            notebook = run(path)
        except CellExecutionError as error:
            print(f"{path.name} stops with an error and is left as it was:\n{error}", file=sys.stderr)
            return 1
        before = path.read_text(encoding="utf-8")
        nbformat.write(notebook, path)
        changed = path.read_text(encoding="utf-8") != before
        print(f"{path.name}: {'stored anew' if changed else 'unchanged'}, {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
