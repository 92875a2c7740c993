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

from backprop_core.explorers.memory import place

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # ms
# What a page may say: where it is busy, which kit/hearing.js mends; and when a kernel ends that has yet to answer it.
LATE, ENDED = "[anywidget] Failed to initialize model.", "Canceled future for kernel_info_request message"
POLLING = 30  # ms; at each frame, Chromium would draw frames only to be asked


def free_port():
    """A port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


RARELY = 100_000, 50, 1000  # new objects after which Python looks for rubbish: a view is thousands of them


def hasten(profile):
    """Kernels with this IPYTHONDIR make no pictures to be stored, as where resvg_py is not installed; they look for
    rubbish less often, and not once more before they end."""
    startup = profile / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "quick.py").write_text(
        "import atexit\nimport gc\nimport sys\n\n"
        f"gc.set_threshold{RARELY}\n"
        "sys.modules['resvg_py'] = None\n"
        "atexit.unregister(get_ipython().atexit_operations)\n"
    )


class Lab:
    """A running JupyterLab over `folder`, whose server knows Notebook 7 as well. pictures: whether the views in its
    kernels make the picture that is stored with them, which takes most of the time in which they appear. settings: the
    text of a jupyter_server_config.py. plain: without what the course does to the server and the page."""

    def __init__(self, folder, pictures=True, settings="", plain=False):
        self.folder = Path(folder)
        self.port, self.token = free_port(), secrets.token_hex(8)
        home = self.folder / ".home"
        home.mkdir(exist_ok=True)
        places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
                  "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "MPLCONFIGDIR")  # fmt: skip
        environment = {**os.environ, **place.OFF, "HOME": str(home)}
        environment |= {name: str(home / name.lower()) for name in places}
        quiet = {"fetchNews": "false", "checkForUpdates": False}
        wishes = home / "jupyterlab_settings_dir" / "@jupyterlab" / "apputils-extension"
        wishes.mkdir(parents=True, exist_ok=True)
        (wishes / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
        (home / "jupyter_config_dir" / "labconfig").mkdir(parents=True, exist_ok=True)
        # Notebook 7 does not heed the option of its command line that says the same.
        page = {"exposeAppInBrowser": "true", "disabledExtensions": {"backprop-core": plain}}
        (home / "jupyter_config_dir" / "labconfig" / "page_config.json").write_text(json.dumps(page))
        settings += f"\nc.ServerApp.jpserver_extensions = {{'backprop_server': {not plain}}}\n"
        (home / "jupyter_config_dir" / "jupyter_server_config.py").write_text(settings)
        if not pictures:
            hasten(home / "ipythondir")
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

    def ask(self, path, method="GET"):
        """What the server answers."""
        request = urllib.request.Request(f"{self.address}/api/{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or "null")

    def end_kernel(self, name):
        """End the kernel of a notebook."""
        for session in self.ask("sessions"):
            if session["path"] == name:
                self.ask(f"sessions/{session['id']}", "DELETE")

    def write(self, name, *cells, markdown=()):
        """A notebook of code cells in the folder; returns its name."""
        write_notebook(self.folder / name, cells, markdown)
        return name


def write_notebook(path, cells, markdown=()):
    """A notebook of texts and, after them, code cells."""
    import nbformat

    nbformat.write(new_notebook(cells, markdown), path)


def new_notebook(cells, markdown=()):
    """The same, not written."""
    import nbformat

    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_markdown_cell(text) for text in markdown]
    notebook.cells += [nbformat.v4.new_code_cell(text) for text in cells]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["language_info"] = {"name": "python"}  # without it, a page without a server asks for a kernel
    return notebook


# Steps in the page of an open notebook. `onTheWay` holds the messages that the kernel has not yet done with, or whose
# answers the page has not yet dealt with: it signals `iopubMessage` only then, `anyMessage` at once.
PANEL = "const panel = [...jupyterapp.shell.widgets('main')].find(each => each.sessionContext && each.context);"
LISTEN = f"""async () => {{
    await jupyterapp.restored;
    {PANEL}
    await panel.context.ready;
    await panel.sessionContext.ready;
    const kernel = panel.sessionContext.session.kernel;
    await kernel.info;
    const onTheWay = (window.onTheWay = new Set());
    kernel.anyMessage.connect((_, {{ msg, direction }}) => {{
        if (direction === "send" && msg.channel !== "stdin") onTheWay.add(msg.header.msg_id);
    }});
    kernel.iopubMessage.connect((_, msg) => {{
        if (msg.header.msg_type === "status" && msg.content.execution_state === "idle")
            onTheWay.delete(msg.parent_header.msg_id);
    }});
    window.restarts = 0;
    let deaf = false;
    kernel.statusChanged.connect((_, status) => {{
        const again = status.endsWith("restarting");
        if (again) window.restarts += 1;
        // Nobody will answer what was said to the kernel before, nor to the new one before it could hear.
        if (again || (deaf && status === "idle")) onTheWay.clear();
        deaf = again || (deaf && status !== "idle");
    }});
}}"""
# The views of the old cells go first, then what they leave behind in the kernel.
# Another notebook in the same page: nobody is asked whether the one before is to be saved.
TURN = f"""async name => {{
    {PANEL}
    panel.dispose();
    await jupyterapp.commands.execute("docmanager:open", {{ path: name }});
}}"""
REREAD = f"""async () => {{ {PANEL} await panel.context.revert(); }}"""
FORGET = f"""async code => {{
    {PANEL}
    await panel.sessionContext.session.kernel.requestExecute({{ code, store_history: false }}).done;
}}"""
CLEAN = "__import__('ipywidgets').Widget.close_all(); get_ipython().reset(new_session=False)"
SAVED = f"() => {{ {PANEL} return !panel.context.model.dirty; }}"
RESTARTED = f"""() => {{
    {PANEL}
    return window.restarts && panel.sessionContext.session.kernel.status === "idle";
}}"""
# While a cell waits or runs there is a star in place of its number.
STAR = "[...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].some(p => p.textContent.includes('*'))"
WAIT_FOR_STAR = f"""() => {{
    window.began = false;
    const watch = new MutationObserver(() => {{
        window.began = {STAR};
        if (window.began) watch.disconnect();
    }});
    watch.observe(document.querySelector(".jp-Notebook"), {{ childList: true, subtree: true, characterData: true }});
}}"""
QUIET = """() => {
    window.quiet = window.onTheWay.size ? 0 : (window.quiet ?? 0) + 1;
    return window.quiet > 3;
}"""

# JupyterLab puts one cell after another into the page when it has time, and a view loads the scripts of its parts.
DRAWN = f"""() => {{
    {PANEL}
    const kind = "application/vnd.jupyter.widget-view+json";
    const cells = [...panel.content.model.cells].filter(each => each.type === "code");
    const views = cells.flatMap(each => each.outputs.toJSON()).filter(each => kind in (each.data ?? {{}}));
    const shown = [...document.querySelectorAll(".jp-OutputArea-output:has(> .lm-Widget)")];
    // A part whose script has not yet run; a text with links may be empty.
    const bare = ".bp-explorer .lm-Widget:empty:not(.widget-container, .bp-links)";
    return shown.length >= views.length && !shown.some(each => each.querySelector(bare));
}}"""


class Notebook:
    """One notebook, open in one page of the browser, in JupyterLab or in Notebook 7 (app="notebook"). `problems`
    collects what the console complains about.

    Opening JupyterLab and starting a kernel take longer than most of what is looked at: `show` does without.
    """

    def __init__(self, lab, context, name, app="jupyterlab"):
        self.lab, self.name, self.app = lab, name, app
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.problems, self.outside = [], []
        self.page.on("console", lambda message: self._on_console(message))
        self.page.on("pageerror", lambda error: self._on_error(str(error)))
        self.page.on("request", lambda request: self._on_request(request))
        self.open()

    def _on_error(self, error):
        if error != LATE and not error.startswith(ENDED):
            self.problems.append(error)

    def _on_console(self, message):
        if message.type == "error":
            self.problems.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_request(self, request):
        if not request.url.startswith((self.lab.address, "data:", "blob:", f"ws://127.0.0.1:{self.lab.port}")):
            self.outside.append(request.url)

    def open(self):
        """Open the notebook, and JupyterLab with it, and wait for its kernel."""
        self.visit()
        self.ready()

    def visit(self):
        """Open the notebook, and do not wait for its kernel."""
        place = f"lab/workspaces/auto-{secrets.token_hex(3)}/tree" if self.app == "jupyterlab" else "notebooks"
        self.page.goto(f"{self.lab.address}/{place}/{self.name}?token={self.lab.token}")

    def turn_to(self, name):
        """Open another notebook in the same page, with a kernel of its own; the one before is closed, its kernel
        ended."""
        before, self.name = self.name, name
        self.page.evaluate("jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        self.settled()  # the views that have gone have said so
        self.page.evaluate(TURN, name)
        self.lab.end_kernel(before)
        self.ready()

    def show(self, *cells):
        """Put these cells in place of those that are here; the kernel stays, and forgets."""
        self.lab.write(self.name, *cells)
        self.page.evaluate(REREAD)
        self.settled()
        self.page.evaluate(FORGET, CLEAN)

    def ready(self):
        """Wait until the notebook is there and its kernel has answered."""
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        self.page.wait_for_function("window.jupyterapp")
        self.page.evaluate(LISTEN)

    def run_all(self):
        """Run every cell, from the menu as a student does, and wait until the last has its number and all views are
        in the page."""
        with self.running():
            self.menu("Run", "Run All Cells")
        self.page.wait_for_function(DRAWN, polling=POLLING)
        self.settled()  # a view that is in the page has told its width

    def restart(self, entry="Restart Kernel…"):
        self.page.evaluate("window.restarts = 0")
        self.menu("Kernel", entry)
        self.page.locator(".jp-Dialog button.jp-mod-accept").click()
        self.page.wait_for_function(RESTARTED)

    def restart_and_run_all(self):
        with self.running():
            self.restart("Restart Kernel and Run All Cells…")

    def reload(self):
        """Save the notebook and load the page again."""
        self.save()
        self.page.reload()
        self.ready()
        self.settled()

    def save(self):
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function(SAVED)

    def menu(self, menu, entry):
        self.page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text(entry, exact=True).click()

    @contextmanager
    def running(self):
        """Wait until cells have begun to run by what is done here, and until none waits or runs any more."""
        self.page.evaluate(WAIT_FOR_STAR)
        yield
        self.page.wait_for_function(f"() => window.began && !{STAR}", timeout=120_000, polling=POLLING)
        self.settled()

    def settled(self):
        """Wait until kernel and page have nothing more to say to each other, for some looks in a row."""
        self.page.evaluate("window.quiet = 0")
        self.page.wait_for_function(QUIET, polling=POLLING)

    def theme(self, name):
        """ "JupyterLab Light" or "JupyterLab Dark", from the menu."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text="Settings").first.click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text("Theme", exact=True).hover()
        self.page.locator(".lm-Menu-itemLabel").get_by_text(name, exact=True).click()
        self.page.wait_for_function(
            "light => document.body.dataset.jpThemeLight === light", arg="true" if "Light" in name else "false"
        )

    def is_light(self):
        return self.page.evaluate("document.body.dataset.jpThemeLight") == "true"

    def close(self):
        """Close the page and end the kernel."""
        self.page.close()
        self.lab.end_kernel(self.name)


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
