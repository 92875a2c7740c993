"""The server for a laptop: what it lets a browser keep, what it asks to be asked for, and what it packs."""

import gzip
import os
import socket
import struct
import threading
import urllib.error
import urllib.request

import pytest

from tools.site import serve

HASHED, WHEEL = "live/build/1031.b91a70b.js", "live/static/pyodide.0ab1c2d3e4f5/backprop_core-0.1.0-py3-none-any.whl"
PLAIN = "live/static/one.whl"  # is not packed
FILES = {"index.html": "<h1>Here</h1>", "read/index.html": "read", HASHED: "let a", WHEEL: "first", PLAIN: "one"}


class Plainly(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *_):
        return None


def ask(made, path, **headers):
    """(status, headers, body) of what the server answers."""
    request = urllib.request.Request(f"http://127.0.0.1:{made.server_address[1]}/{path}", headers=headers)
    try:
        answer = urllib.request.build_opener(Plainly).open(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read()


@pytest.fixture(params=[False, True], ids=["usual", "plain"])
def made(request, tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    server = serve.server(tmp_path, plain=request.param)
    server.plain, server.folder = request.param, tmp_path
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_only_what_changes_its_name_with_its_content_is_kept_without_asking(made):
    """Or lies in a folder that does: the course's wheel itself is called the same after every change."""
    kept = {name: ask(made, name)[1]["Cache-Control"] for name in FILES}
    usual = dict.fromkeys(FILES, "no-cache") | dict.fromkeys([HASHED, WHEEL], serve.KEPT)
    assert kept == (dict.fromkeys(FILES) if made.plain else usual)


def test_what_has_changed_is_sent_and_nothing_else(made):
    for name, header in (("index.html", "ETag"), (PLAIN, "Last-Modified")):
        _, headers, _ = ask(made, name, **{"Accept-Encoding": "gzip"})
        if headers[header] is None:
            assert made.plain
            continue
        asks = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
        again = {"Accept-Encoding": "gzip", asks: headers[header]}
        assert ask(made, name, **again)[0] == 304
        path = made.folder / name
        path.write_text("another text")
        os.utime(path, (path.stat().st_mtime + 5,) * 2)
        assert ask(made, name, **again)[0] == 200


def test_texts_are_packed_for_those_who_take_it(made):
    status, headers, body = ask(made, "", **{"Accept-Encoding": "gzip"})
    text = FILES["index.html"].encode()
    assert status == 200 and headers["Content-Type"].startswith("text/html")
    assert (body if made.plain else gzip.decompress(body)) == text
    assert ask(made, "")[2] == text and ask(made, PLAIN, **{"Accept-Encoding": "gzip"})[2] == b"one"


def test_a_folder_leads_to_its_page_and_what_is_not_there_is_told(made):
    status, headers, _ = ask(made, "read", **{"Accept-Encoding": "gzip"})
    assert status == 301 and headers["Location"].endswith("/read/")
    assert ask(made, "nowhere.html")[0] == 404 and ask(made, "../../etc/passwd")[0] == 404


def test_who_goes_while_a_file_is_sent_is_no_error(made, capfd):
    (made.folder / PLAIN).write_bytes(bytes(30_000_000))
    with socket.create_connection(made.server_address) as gone:
        gone.sendall(f"GET /{PLAIN} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        gone.recv(10)
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # without a farewell
    assert ask(made, "index.html")[0] == 200
    for each in threading.enumerate():
        if "process_request" in each.name:
            each.join(10)
    assert capfd.readouterr().err == ""


def test_no_header_shuts_the_page_off(made):
    """With these JupyterLite talks to its Python in a way in which messages are lost."""
    assert not {"Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy"} & {*ask(made, "index.html")[1]}


def test_where_there_is_no_site_it_says_so(tmp_path, capsys):
    assert serve.main([str(tmp_path)]) == 1
    assert f"There is no site in {tmp_path}: make site builds one." in capsys.readouterr().err
