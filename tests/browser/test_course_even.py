"""Notebooks 00, 02, 04 … in real JupyterLab. They take longest: two files, for two workers."""

import pytest

from tests.browser.course import NOTEBOOKS, shows_pictures_then_lives

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", NOTEBOOKS[::2])
def test_every_notebook_shows_pictures_then_lives(open_notebook, name):
    shows_pictures_then_lives(open_notebook(name))
