"""The site in short, where Pyodide is there: it is built, 00 begins, and the coach of problem set 1 answers."""

import pytest

from tests.browser.screen import press
from tests.site.lite import SitePage

pytestmark = pytest.mark.browser
SIGMA = "def sigma(u):\n    return 1 / (1 + np.exp(-u))"


def test_the_site_begins_and_the_coach_answers(site, context):
    notebook = SitePage(site, context, "00_start_here.ipynb")
    notebook.run_first()
    page = notebook.page
    before = page.locator(".bp-diagram").first.inner_text()
    press(notebook, "1 step")
    page.wait_for_function("text => document.querySelector('.bp-diagram').innerText !== text", arg=before)
    said = notebook.says(
        f"import numpy as np\nfrom backprop_core import coach\n{SIGMA}\nverdict = coach.check_sigmoid(sigma)\n"
    )
    assert said.startswith("✓ Right")
    assert notebook.problems == [] and notebook.outside == []
    notebook.close()
