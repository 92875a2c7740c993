"""Take the picture of the live view that stands at the top of the README.

python -m tools.readme_picture
"""

import sys
import tempfile

from tools.get_browser import find
from tools.lab import ROOT, Lab, Notebook, browser

VIEW = """from backprop_core.explorers import AlgorithmExplorer
AlgorithmExplorer(steps=5, micro=12, selected="delta-1-2")"""


def main():
    """Write docs/live-view.png; returns the exit code."""
    path = find()
    if path is None:
        print("No browser was found: python tools/get_browser.py gets one.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, browser(path) as chromium:
        lab = Lab(folder)
        try:
            context = chromium.new_context(viewport={"width": 1180, "height": 900}, device_scale_factor=1.5)
            notebook = Notebook(lab, context, lab.write("picture.ipynb", VIEW))
            notebook.page.keyboard.press("Control+B")  # without the list of files
            notebook.run_all()
            view = notebook.page.locator(".bp-explorer")
            view.locator(".bp-diagram svg").wait_for()
            notebook.page.wait_for_timeout(1000)
            view.screenshot(path=ROOT / "docs" / "live-view.png")
        finally:
            lab.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
