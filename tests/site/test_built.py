"""The site as it was built: how large it is, and that a second build makes the same."""

import subprocess

import pytest

from tests.site.conftest import MAKES
from tools.lab import ROOT

pytestmark = pytest.mark.whole
MOST = 65e6  # bytes


def files(folder):
    """Each path below a folder, with what is in it."""
    return {(path.relative_to(folder).as_posix(), path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_it_is_not_too_large_for_those_who_hand_it_out(built):
    assert sum(path.stat().st_size for path in built.rglob("*") if path.is_file()) <= MOST


def test_a_second_build_makes_the_same_files(built, tmp_path):
    subprocess.run([MAKES, "-m", "tools.site", tmp_path / "again"], cwd=ROOT, check=True)
    assert {path for path, _ in files(built) ^ files(tmp_path / "again")} == set()
