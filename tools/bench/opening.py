"""The first minute of a student: from the page of 00 that opens to the first drag that halves Err."""

import shutil
import tempfile
import time

from .report import judged

MOST = 30  # s


def bench():
    """Seconds, with a server that runs; keys and clicks."""
    from tools.first_drag import first_drag
    from tools.get_browser import find
    from tools.lab import ROOT, Lab, Notebook, browser

    name = "00_start_here.ipynb"
    with tempfile.TemporaryDirectory() as folder, browser(find()) as chromium:
        lab = Lab(folder)
        try:
            shutil.copy(ROOT / "notebooks" / name, lab.folder)
            begin = time.monotonic()
            notebook = Notebook(lab, chromium.new_context(viewport={"width": 1280, "height": 800}), name)
            acts, before, after = first_drag(notebook.page)
            seconds = time.monotonic() - begin
        finally:
            lab.close()
    quick, few = judged(seconds <= MOST, f"at most {MOST}"), judged(acts <= 4, "at most 4")
    print("\nFrom the page of 00 that opens to the first drag that halves Err")
    print(f"  {seconds:.1f} s {quick}, {acts} keys and clicks {few}; Err {before:g} → {after:g}")
