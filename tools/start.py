"""Open the course in JupyterLab, from any environment in which it is installed (make lab).

python tools/start.py [options of JupyterLab]
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = (3, 11), (3, 15)  # from, and before
USER = os.geteuid() if hasattr(os, "geteuid") else None  # on Windows they have no numbers


def problem(version=sys.version_info, installed=find_spec):
    """Why the course cannot be opened with this Python, in one sentence, or None."""
    if not PYTHONS[0] <= version[:2] < PYTHONS[1]:
        return f"The course needs Python 3.11 to 3.14, and {sys.executable} is Python {version[0]}.{version[1]}."
    missing = [name for name in ("jupyterlab", "backprop_core") if not installed(name)]
    if missing:
        return f"{' and '.join(missing)} not found by {sys.executable}: README.md says under Start how to install it."
    return None


def options(root=ROOT):
    """What JupyterLab is told about the course in the folder `root`."""
    return [
        f"--ServerApp.root_dir={root}",
        "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb",
        # The layout of windows is the course's own, so no other project's tabs reappear here.
        f"--LabApp.workspaces_dir={root / '.jupyterlab-workspaces'}",
        # Only this machine can reach the server, and what server and kernels say to each other is encrypted.
        "--ServerApp.ip=127.0.0.1",
        "--MappingKernelManager.transport_encryption=auto",
        # It asks no outside address for anything: no catalogue of extensions, no search for language servers (which
        # would run npm), and no news (see `environment`).
        "--LabApp.extension_manager=readonly",
        "--LanguageServerManager.autodetect=False",
        # Only what matters is printed: the address, and errors.
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
        "--ServerApp.answer_yes=True",
    ]


def here(system=sys.platform, variables=os.environ, user=USER):
    """What else it is told because of the machine: there may be no screen, and root must ask for it."""
    screen = not system.startswith("linux") or variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY")
    return [*([] if screen else ["--no-browser"]), *(["--allow-root"] if user == 0 else [])]


def environment(variables=os.environ):
    """The variables that JupyterLab and its kernels get anew."""
    before = variables.get("JUPYTER_CONFIG_PATH")
    return {
        # JupyterLab would ask whether it may fetch news, and look for updates: labconfig/ beside this file says no.
        "JUPYTER_CONFIG_PATH": os.pathsep.join([str(ROOT / "tools"), *([before] if before else [])]),
        # The matrices here are small: a second thread for their products costs more time than it saves.
        "OPENBLAS_NUM_THREADS": variables.get("OPENBLAS_NUM_THREADS") or "1",
    }


def main(arguments):
    """Start JupyterLab, in this process, so that Ctrl-C and signals reach it; returns the exit code."""
    if trouble := problem():
        print(trouble, file=sys.stderr)
        return 1
    wishes = here()
    if "--no-browser" in wishes:
        print("There is no screen here: open the address printed below in a browser on this machine.")
    print("JupyterLab is starting. Stop it with Ctrl-C.", flush=True)
    os.environ.update(environment())
    from jupyterlab.labapp import main as lab

    return lab([*options(), *wishes, *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
