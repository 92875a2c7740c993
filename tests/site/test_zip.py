"""The site in one file, for a laptop without a network: it is unpacked, and its server hands it out."""

import os
import re
import subprocess
import sys
import time
import urllib.request
import zipfile

from tools.site import zip as site_zip

PAGES = {"index.html": "<h1>Here</h1>", "read/00.html": "read", "live/static/pyodide.0ab1c2d3e4f5/one.whl": "wheel"}


def folder_of(tmp_path):
    folder = tmp_path / "site"
    for name, text in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_its_server_hands_out_what_was_packed(tmp_path):
    assert site_zip.main([folder_of(tmp_path), tmp_path / "site.zip"]) == 0
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        archive.extractall(tmp_path / "laptop")
    home = tmp_path / "laptop" / "site"
    assert "python3 serve.py" in (home / "README.txt").read_text()
    command = [sys.executable, "-I", "serve.py", "--port", "0"]  # -I: nothing of ours is installed there
    server = subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://127.0.0.1:\d+/", server.stdout.readline())[0]
        for name, text in PAGES.items():
            with urllib.request.urlopen(address + name, timeout=10) as answer:
                assert answer.read().decode() == text
    finally:
        server.kill()
        server.communicate()


def test_it_is_the_same_at_any_time(tmp_path, monkeypatch):
    folder = folder_of(tmp_path)
    for name, hour in (("one.zip", 0), ("two.zip", 1)):
        now = time.time() + 3600 * hour
        monkeypatch.setattr(zipfile.time, "time", lambda now=now: now)
        for path in (each for each in folder.rglob("*") if each.is_file()):
            os.utime(path, (now, now))
        site_zip.main([folder, tmp_path / name])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
