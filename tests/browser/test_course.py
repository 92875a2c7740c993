"""The course's notebooks in real JupyterLab."""

import pytest

from tools.lab import ROOT

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb")))
def test_every_notebook_shows_pictures_then_lives(open_notebook, name):
    """Unopened it shows stored pictures; run, it shows live views in which axe finds nothing wrong, in both themes."""
    from axe_playwright_python.sync_playwright import Axe

    notebook = open_notebook(name)
    page = notebook.page
    page.locator(".jp-OutputArea-output img").first.wait_for()
    assert page.locator(".jp-OutputArea-output", has_text="model not found").count() == 0
    notebook.run_all()
    page.locator(".bp-diagram svg").first.wait_for()
    assert page.get_by_text("Error displaying widget").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    while page.get_by_role("button", name="More ▾").count():
        page.get_by_role("button", name="More ▾").first.click()
        page.wait_for_timeout(100)
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    context = {"include": [[".bp-explorer"]], "exclude": [[".noUi-handle"]]}
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.theme(theme)
        page.wait_for_timeout(300)
        found = Axe().run(page, context=context, options=rules).response["violations"]
        told = [
            f"{each['id']}: {node['html'][:200]} {node['failureSummary']}" for each in found for node in each["nodes"]
        ]
        assert told == [], theme
