"""A server for the site, on this machine only: for a look at it, for tests, and for a teacher's laptop.

    python serve.py [folder] [--port 8000] [--plain]

It needs nothing but Python. What makes a second visit quick are its headers: files whose names change with what is in
them are kept by the browser, of all others it asks whether they have changed; and texts are sent packed. `--plain`:
none of this, as a host that sends no headers.

Two headers are left out on purpose, those that shut a page off from others (COOP, COEP): with them JupyterLite talks
to its Python in another way, in which a message is lost now and then, and the view that has sent it is dead.
"""

import argparse
import functools
import gzip
import http.server
import re
import sys
from pathlib import Path

KEPT = "public, max-age=31536000, immutable"
HASHED = re.compile(r"\.[0-9a-f]{6,}(\.\w+$|/)")  # a file's name that changes with what is in it, or its folder's
PACKED = (".html", ".js", ".mjs", ".json", ".css", ".svg", ".wasm", ".ipynb", ".txt")
TYPES = {
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".ipynb": "application/json",
    ".whl": "application/zip",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """One request. `plain`: no headers of ours, and nothing packed."""

    protocol_version = "HTTP/1.1"
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | TYPES
    plain = False

    def end_headers(self):
        if not self.plain:
            self.send_header("Cache-Control", KEPT if HASHED.search(self.path.partition("?")[0]) else "no-cache")
        super().end_headers()

    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        if self.plain or not takes or path.suffix not in PACKED or not path.is_file():
            return super().send_head()
        seen = path.stat()
        tag = f'"{seen.st_mtime_ns:x}-{seen.st_size:x}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return None
        if not self.path.partition("?")[0].endswith("/") and Path(self.translate_path(self.path)).is_dir():
            return super().send_head()  # which leads to the address with a slash
        content = packed(path, seen.st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", tag)
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)
        return None

    def log_message(self, *_):
        """Nothing: a class of thirty asks for thousands of files."""


class Server(http.server.ThreadingHTTPServer):
    """One thread for each who asks."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Who closes a page while it is sent has not made a mistake."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@functools.lru_cache(maxsize=4096)
def packed(path, _):
    """The bytes of a file, packed once for all who ask."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


def server(folder, port=0, plain=False):
    """A server that is ready; `server_address` says on which port."""
    handler = type("Handler", (Handler,), {"plain": plain})
    return Server(("127.0.0.1", port), functools.partial(handler, directory=str(folder)))


def main(arguments=None):
    """The command; returns the exit code."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    options.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--plain", action="store_true", help="without headers, and nothing packed")
    given = options.parse_args(arguments)
    if not (given.folder / "index.html").is_file():
        print(f"There is no site in {given.folder}: make site builds one.", file=sys.stderr)
        return 1
    try:
        made = server(given.folder, given.port, given.plain)
    except OSError as error:
        print(f"Port {given.port} cannot be had ({error.strerror}): --port chooses another.", file=sys.stderr)
        return 1
    print(f"The course is at http://127.0.0.1:{made.server_address[1]}/ (Ctrl-C ends it)", flush=True)
    try:
        made.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
