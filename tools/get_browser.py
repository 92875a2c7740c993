"""Find a Chromium for the browser tests, or get one.

    python tools/get_browser.py

prints the path of a browser that starts. Where there is none it prints nothing, says on stderr what was tried, and
ends with exit code 1.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find() -> str | None:
    """The path of a browser that is already here, or None. Nothing is installed.

    A browser named in BROWSER_PATH is the only one looked at: it is never quietly replaced by another.
    """
    wanted = os.environ.get("BROWSER_PATH")
    if wanted:
        return wanted if _starts(wanted) else None
    found = (shutil.which(name) for name in NAMES)
    for path in (*found, *MAC_APPS, _playwrights_own()):
        if path and _starts(path):
            return path
    return None


def get() -> tuple[str | None, list[str]]:
    """A browser's path, installed if need be, and what was tried on the way."""
    path = find()
    wanted = os.environ.get("BROWSER_PATH")
    if path:
        return path, []
    if wanted:
        return None, [f"BROWSER_PATH is {wanted}, which does not start"]
    tried = [f"none of {', '.join(NAMES)} is on the PATH"]
    for install in (_by_apt, _by_playwright):
        tried.append(install())
        path = find()
        if path:
            break
    return path, tried


def _starts(path: str) -> bool:
    """Whether `path --version` succeeds: Ubuntu's chromium, for one, can be a script that only talks about snap."""
    if not shutil.which(path):
        return False
    if os.name == "nt":  # Chrome for Windows opens a window when asked for its version
        return True
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _playwrights_own() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _by_apt() -> str:
    if not _is_debian():
        return "apt-get: not tried, this is no Debian"
    if os.geteuid() != 0:
        return "apt-get: not tried, that needs root"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = _run(["apt-get", "-qq", "update"], environment)
    install = _run(
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"], environment
    )
    return f"apt-get update: {update}; apt-get install chromium: {install}"


def _is_debian() -> bool:
    """Debian and its kin, but not Ubuntu's: there the package chromium is only a pointer to a snap."""
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    kin = " ".join(line.partition("=")[2].strip('"') for line in lines if line.startswith(("ID=", "ID_LIKE="))).split()
    return "debian" in kin and "ubuntu" not in kin and shutil.which("apt-get") is not None


def _by_playwright() -> str:
    return f"playwright install chromium: {_run([sys.executable, '-m', 'playwright', 'install', 'chromium'])}"


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    print(f"Getting a browser for the tests: {' '.join(command)}", file=sys.stderr)
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return str(problem)
    return "done" if done.returncode == 0 else f"failed (exit code {done.returncode})"


def main() -> int:
    path, tried = get()
    if path is None:
        print("No browser could be had:", *tried, sep="\n  ", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
