"""What it takes a student to halve Err for the first time, from the page of 00 on: done as she does it."""

from .lab import PATIENCE

CELLS = 2  # the one with a network that learns, and the one in which its weights are in the student's hand
WEIGHT, DOWN = "theta-2-1-2", 200  # px
ERR = r"""view => {
    const text = document.querySelectorAll(".bp-explorer")[view]?.querySelector(".bp-status")?.textContent ?? "";
    return [...text.matchAll(/(?:Err|yours:) ([\d.]+)/g)].map(found => Number(found[1]));
}"""


def first_drag(page):
    """(keys and clicks, Err before, Err after): both cells are run, and one weight is dragged down."""
    page.set_default_timeout(PATIENCE)
    acts = 0
    for n in range(CELLS):
        page.locator(".jp-CodeCell .cm-content").nth(n).click()
        page.keyboard.press("Control+Enter")
        acts += 2
    view = page.locator(".bp-explorer").nth(CELLS - 1)
    line = view.locator(f'[data-item="{WEIGHT}"]').last
    line.wait_for()
    page.wait_for_function(f"({ERR})({CELLS - 1}).length === 1")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + DOWN, steps=20)
    page.mouse.up()
    page.wait_for_function(
        f"({ERR})({CELLS - 1}).length === 2 && ({ERR})({CELLS - 1})[1] < ({ERR})({CELLS - 1})[0] / 2"
    )
    return acts, *page.evaluate(ERR, CELLS - 1)
