"""The pages in a real browser, served from this machine."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

from tools.lab import CHROMIUM_FLAGS

WIDTHS = 320, 640, 1280, 1920
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
VIOLATIONS = """async rules => (await axe.run(document, rules)).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`)
)"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves, and says nothing."""

    def log_message(self, *_):
        pass


class Patient(ThreadingHTTPServer):
    """Says nothing where a page was left before it had everything."""

    def handle_error(self, *_):
        pass


@contextmanager
def served(folder):
    """The address at which a folder is served on 127.0.0.1."""
    with Patient(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class Visit:
    """A browser at the site. `problems`: what its console has complained about, and addresses outside of the site."""

    def __init__(self, browser, base):
        self.browser, self.base, self.problems = browser, base, []

    @contextmanager
    def page(self, name, width=1280, height=800, **settings):
        """A page of the site, open in a window of this size."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, **settings)
        page = context.new_page()
        page.on("console", lambda each: each.type in ("error", "warning") and self.problems.append(each.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self._outside(request.url))
        page.on("response", lambda answer: answer.status >= 400 and self.problems.append(answer.url))
        page.goto(self.base + name)
        try:
            yield page
        finally:
            context.close()

    def _outside(self, address):
        if not address.startswith((self.base, "data:")):
            self.problems.append(address)


def visit(folder, browser_path, look, base=None):
    """What `look`, given a `Visit`, returns; and the visit's problems. In a thread of its own, for another test's
    browser may be at work in this one. base: another address than that at which the folder is served."""

    def go():
        with (
            served(folder) as address,
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_FLAGS) as browser,
        ):
            there = Visit(browser, base or address)
            return look(there), there.problems

    with ThreadPoolExecutor(1) as aside:
        return aside.submit(go).result()


def violations(page):
    """What axe finds wrong in a page."""
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(VIOLATIONS, RULES)


def too_wide(page):
    """Whether the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def until(page, holds):
    """Wait until this JavaScript holds. (Playwright's own way asks the page to evaluate text, which it forbids.)"""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {holds}")
