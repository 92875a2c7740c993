"""The static site, by a browser that has never been there, and by one that has: from its front page to the first view
that lives, and on to the first drag that halves Err."""

import tempfile
import threading
import time

from .report import judged, table

COLD, WARM, DRAG = 15, 8, 30  # s
VISITS = 4


def bench():
    """Seconds, with a server on this machine."""
    from playwright.sync_api import sync_playwright

    from tools.first_drag import first_drag
    from tools.get_browser import find
    from tools.lab import CHROMIUM_FLAGS, ROOT
    from tools.site import serve

    folder = ROOT / "dist" / "site"
    if not (folder / "index.html").is_file():
        print("\nThe site is not there: make site builds it.")
        return
    server = serve.server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path, rows = find(), []
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as playwright:
        for n in range(VISITS):
            browser = playwright.chromium.launch_persistent_context(
                kept, executable_path=path, args=CHROMIUM_FLAGS, viewport={"width": 1280, "height": 800}
            )
            page = browser.new_page()
            begin = time.monotonic()
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
            page.locator("a.button").first.click()
            page.locator(".jp-CodeCell").first.click()
            page.keyboard.press("Control+Enter")
            page.locator(".bp-explorer svg").first.wait_for(timeout=120_000)
            alive = time.monotonic() - begin
            first_drag(page)
            dragged = time.monotonic() - begin
            bound = WARM if n else COLD
            found = [f"{alive:.1f} {judged(alive <= bound, bound)}", f"{dragged:.1f} {judged(dragged <= DRAG, DRAG)}"]
            rows.append([f"visit {n + 1}", *found])
            time.sleep(2)  # it writes what it keeps
            browser.close()
    server.shutdown()
    table("The site, from its front page on (s)", ["", "a view lives", "a drag has halved Err"], rows)
