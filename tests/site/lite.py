"""The static site, served on this machine, and a notebook that is open in it: what tests/browser/ does with JupyterLab
and its server, done with a page in which Python itself runs."""

import json
import threading
from pathlib import Path

from grading.course import GRADING
from tools.lab import CLEAN, FORGET, PANEL, REREAD, TURN, Notebook, new_notebook
from tools.site import serve

SCRATCH = "scratch.ipynb"
PUT = """([path, content]) =>
    jupyterapp.serviceManager.contents.save(path, { type: "notebook", format: "json", content })"""
END = f"""async () => {{ {PANEL} await panel.sessionContext.shutdown(); }}"""
RUN = f"""async code => {{
    {PANEL}
    const outputs = [];
    const asked = panel.sessionContext.session.kernel.requestExecute({{ code, store_history: false }});
    asked.onIOPub = ({{ header, content }}) => {{
        if (["stream", "display_data", "execute_result", "error"].includes(header.msg_type))
            outputs.push({{ output_type: header.msg_type, ...content }});
    }};
    await asked.done;
    return outputs;
}}"""
OUTPUTS = f"""() => {{
    {PANEL}
    return panel.context.model.toJSON().cells.map(cell => [cell.id, cell.outputs ?? []]);
}}"""


class Site:
    """The site in a folder, on 127.0.0.1. plain: as a host that sends no headers."""

    def __init__(self, folder, plain=False):
        self.folder = Path(folder)
        self._server = serve.server(folder, plain=plain)
        self._counts = count(self._server.RequestHandlerClass.func)
        self.port = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def sent(self):
        """How many bytes have left."""
        return sum(self._counts)

    def end_kernel(self, name):
        """It ends with its page."""

    def notebook(self, name):
        """The path of a notebook, as the site gives it to everybody."""
        return self.folder / "live" / "files" / "notebooks" / name


class Counting:
    """A file that notes how much is written into it."""

    def __init__(self, file, counts):
        self._file, self._counts = file, counts

    def write(self, content):
        self._counts.append(len(content))
        return self._file.write(content)

    def __getattr__(self, name):
        return getattr(self._file, name)


def count(handler):
    """A list to which each write of this handler adds how many bytes it has sent."""
    counts, usual = [], handler.setup

    def setup(self):
        usual(self)
        self.wfile = Counting(self.wfile, counts)

    handler.setup = setup
    return counts


class SitePage(Notebook):
    """A notebook of the site, open in a page of the browser."""

    def visit(self):
        self.page.goto(f"{self.lab.address}/live/lab/index.html?path=notebooks/{self.name}")

    def turn_to(self, name):
        """Open another one in the same page, with a Python of its own."""
        self.name = name
        self.page.evaluate(END)
        self.page.evaluate(TURN, f"notebooks/{name}")
        self.ready()

    def show(self, *cells):
        """A notebook of these cells in place of the one that is open; Python stays, and forgets."""
        self.put(SCRATCH, new_notebook(cells))
        if self.name != SCRATCH:
            self.turn_to(SCRATCH)
            return
        self.page.evaluate(REREAD)
        self.settled()
        self.page.evaluate(FORGET, CLEAN)

    def says(self, code):
        """What Python in the page says to this: the texts of all outputs, one after another."""
        return "".join(text for _, what in comparable(self.page.evaluate(RUN, code)) for text in what.values())

    def put(self, name, notebook):
        """A notebook in the browser's store, under a path below notebooks/."""
        self.page.evaluate(PUT, [f"notebooks/{name}", notebook])

    def run_first(self):
        """Run the first cell with code, and wait until a view lives."""
        self.page.locator(".jp-CodeCell").first.click()
        self.page.keyboard.press("Control+Enter")
        self.page.locator(".bp-explorer svg").first.wait_for(timeout=120_000)
        self.settled()

    def solve(self, name):
        """A problem set as its source solves it, run: ({id of a cell with a test: points}, as they were earned, the
        same, as they can be had). What a human marks is left out."""
        source = json.loads((GRADING / "source" / name.removesuffix(".ipynb") / name).read_text(encoding="utf-8"))
        self.put(f"solved-{name}", source)
        self.turn_to(f"solved-{name}")
        self.run_all()
        tests = [cell for cell in source["cells"] if cell["cell_type"] == "code"]
        graded = {cell["id"]: cell["metadata"].get("nbgrader", {}) for cell in tests}
        points = {cell: float(about["points"]) for cell, about in graded.items() if about.get("grade")}
        shown = self.outputs()
        return {cell: float(shown[cell][-1]["data"]["text/plain"]) for cell in points}, points

    def outputs(self):
        """{id of a cell: its outputs}."""
        return dict(self.page.evaluate(OUTPUTS))


def stored(path):
    """{id of a code cell: what of its outputs a page without resvg_py shows as well}, of a notebook in a file."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: comparable(cell["outputs"]) for cell in cells if cell["cell_type"] == "code"}


def comparable(outputs):
    """Texts, tables and boxes of outputs; no pictures, and not which view it is."""
    found = []
    for each in outputs:
        data = {kind: "".join(text) for kind, text in each.get("data", {}).items() if kind.startswith("text/")}
        what = {"text": "".join(each["text"])} if each["output_type"] == "stream" else data
        what |= {name: each[name] for name in ("ename", "evalue") if name in each}
        found.append((each["output_type"].replace("execute_result", "display_data"), what))
    return found
