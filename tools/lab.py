"""A real JupyterLab and a real Chromium, for tests and benches of the live views.

Everything that JupyterLab would keep in the home directory goes into a temporary folder; the server listens on
127.0.0.1 only and ends with the tests.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # ms


def free_port():
    """A port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """A running JupyterLab over `folder`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port, self.token = free_port(), secrets.token_hex(8)
        home = self.folder / ".home"
        home.mkdir(exist_ok=True)
        places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
                  "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "MPLCONFIGDIR")  # fmt: skip
        environment = {**os.environ, "HOME": str(home)} | {place: str(home / place.lower()) for place in places}
        quiet = {"fetchNews": "false", "checkForUpdates": False}
        settings = home / "jupyterlab_settings_dir" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}",
            f"--ServerApp.root_dir={self.folder}", "--LanguageServerManager.autodetect=False",
            "--LabApp.extension_manager=readonly", "--MappingKernelManager.transport_encryption=auto",
        ]  # fmt: skip
        self.log = open(home / "server.log", "w+")  # noqa: SIM115 - it lives as long as the server
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT
        )
        self._wait()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def _wait(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/api?token={self.token}", timeout=2):
                    return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        self.close()
        raise RuntimeError("JupyterLab did not start:\n" + Path(self.log.name).read_text())

    def close(self):
        """End the server that this object started, and with it its kernels."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def write(self, name, *cells, markdown=()):
        """A notebook of code cells in the folder; returns its name."""
        import nbformat

        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_markdown_cell(text) for text in markdown]
        notebook.cells += [nbformat.v4.new_code_cell(text) for text in cells]
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.folder / name)
        return name


class Notebook:
    """One notebook, open in one page of the browser. `problems` collects what the console complains about."""

    def __init__(self, lab, context, name):
        self.lab, self.name = lab, name
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.problems, self.outside = [], []
        self.page.on("console", lambda message: self._on_console(message))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda request: self._on_request(request))
        self.open()

    def _on_console(self, message):
        if message.type == "error":
            self.problems.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_request(self, request):
        if not request.url.startswith((self.lab.address, "data:", "blob:", f"ws://127.0.0.1:{self.lab.port}")):
            self.outside.append(request.url)

    def open(self):
        """(Re)open the notebook and wait for its kernel."""
        workspace = f"{self.lab.address}/lab/workspaces/auto-{secrets.token_hex(3)}"
        self.page.goto(f"{workspace}/tree/{self.name}?token={self.lab.token}")
        self.ready()

    def ready(self):
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        # The notebook's own indicator says "idle" before there is a kernel; the status bar does not.
        self.page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()

    def run_all(self):
        """Run every cell, from the menu as a student does, and wait until the last has its number."""
        self.menu("Run", "Run All Cells")
        self.finished()

    def restart_and_run_all(self):
        self.menu("Kernel", "Restart Kernel and Run All Cells…")
        self.page.locator(".jp-Dialog button.jp-mod-accept").click()
        self.page.wait_for_timeout(1500)
        self.finished()

    def menu(self, menu, entry):
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()

    def finished(self, timeout=120_000):
        """Wait until no cell is waiting or running."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(
            """() => {
                const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')];
                return prompts.length && prompts.every(p => !p.textContent.includes('*'))
                    && document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]');
            }""",
            timeout=timeout,
        )

    def theme(self, name):
        """ "JupyterLab Light" or "JupyterLab Dark", from the menu."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text="Settings").first.click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text("Theme", exact=True).hover()
        self.page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True).click()
        self.page.wait_for_function(
            "light => document.body.dataset.jpThemeLight === light", arg="true" if "Light" in name else "false"
        )

    def close(self):
        self.page.close()


@contextmanager
def browser(path):
    """A Chromium started with the flags that suit containers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()
