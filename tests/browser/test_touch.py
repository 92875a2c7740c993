"""The views under a finger, in real JupyterLab."""

import pytest

from tests.browser.screen import computed, middle, until_shown, with_weight

pytestmark = pytest.mark.browser

SCROLLED = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
# What a finger can drag, and misses where it comes down half of 24 px from the middle and meets nothing else to drag.
MISSED = """reach => [...document.querySelectorAll(".bp-diagram .drag:has(text), .noUi-handle")].flatMap(part => {
    part.scrollIntoView({ block: "center", inline: "center" });
    const { x, y, width, height } = (part.querySelector("rect, text") ?? part).getBoundingClientRect();
    return [[0, 0], [-reach, 0], [reach, 0], [0, -reach], [0, reach]].flatMap(([dx, dy]) => {
        const met = document.elementFromPoint(x + width / 2 + dx, y + height / 2 + dy)?.closest(".drag, .noUi-handle");
        return met && (dx || dy || met === part) ? [] : [`${part.dataset.item ?? part.className} ${dx} ${dy}`];
    });
})"""
SMALL = """() => [...document.querySelectorAll("button, select, label:has(input)")]
    .filter(part => part.closest(".bp-explorer") && part.offsetParent)
    .map(part => [part.textContent, part.getBoundingClientRect()])
    .filter(([_, { width, height }]) => width && (width < 24 || height < 24))
    .map(([text, { width, height }]) => `${text} ${width}x${height}`)"""


class Finger:
    """Chromium's own touch, in the page of a notebook."""

    def __init__(self, page):
        self.tell = page.context.new_cdp_session(page).send
        self.page = page

    def glide(self, x, y, *, to, steps=8):
        """Put it down, and lift it there."""
        self.touch("touchStart", x, y)
        for step in range(1, steps + 1):
            self.touch("touchMove", x + (to[0] - x) * step / steps, y + (to[1] - y) * step / steps)
            self.page.wait_for_timeout(20)
        self.touch("touchEnd")

    def touch(self, kind, *place):
        points = [{"x": place[0], "y": place[1]}] if place else []
        self.tell("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def finger(desk):
    """A page that is touched."""
    page = desk.show().page
    finger = Finger(page)
    finger.tell("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield finger
    finger.tell("Emulation.setTouchEmulationEnabled", {"enabled": False})


@pytest.mark.js(diagram_view=True)
def test_a_finger_drags_a_weight_and_scrolls_beside_it(finger, view):
    """Also where it comes down beside the label; nothing scrolls meanwhile."""
    page = view.page
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 10")
    before = page.evaluate(SCROLLED)
    x, y = middle(view, "theta-2-1-2")
    finger.glide(x, y - 11, to=(x, y - 71))
    until_shown(view, computed(with_weight(2, 1, 2, -0.1)))
    assert page.evaluate(SCROLLED) == before
    x, y = middle(view, "theta-1-1-1")
    finger.glide(x + 10, y, to=(x + 10, y + 40), steps=3)
    theta = with_weight(2, 1, 2, -0.1)
    theta[0][0][0] = 0.4
    until_shown(view, computed(theta))
    assert page.evaluate(SCROLLED) == before


@pytest.mark.js(live_figure=True)
def test_what_a_finger_drags_or_presses_is_large_enough(finger, run_cells):
    """And the point of a landscape follows it."""
    cells = "from backprop_core.explorers import ErrorExplorer, NetworkExplorer, TrainingExplorer"
    notebook = run_cells(f"{cells}\nErrorExplorer()", "NetworkExplorer()", "TrainingExplorer()")
    page, usual = notebook.page, notebook.page.viewport_size
    page.get_by_role("button", name="More ▾").evaluate_all("buttons => buttons.forEach(each => each.click())")
    notebook.settled()
    assert page.evaluate("matchMedia('(any-pointer: coarse)').matches")
    for width in (640, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        notebook.settled()
        assert page.evaluate(MISSED, 11.5) == []
        assert page.evaluate(SMALL) == []
    page.set_viewport_size(usual)

    box = page.locator(".bp-handles").nth(1)
    box.scroll_into_view_if_needed()
    notebook.settled()
    before, scrolled = box.get_attribute("aria-label"), page.evaluate(SCROLLED)
    place = box.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    finger.glide(x, y, to=(x + 40, y + 30))
    page.wait_for_function("text => document.querySelectorAll('.bp-handles')[1].ariaLabel !== text", arg=before)
    assert page.evaluate(SCROLLED) == scrolled
