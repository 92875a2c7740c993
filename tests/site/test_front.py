"""The front page: its numbers are the core's, its picture moves, and everything on it leads somewhere."""

import base64
import json
import re

import numpy as np
import pytest

from backprop_core.explorers import TrainByHand
from backprop_core.network import Network
from backprop_core.one_step.text import number, rounded
from tests.site.browse import WIDTHS, too_wide, until, violations, visit
from tests.site.html_pages import Page, lost, made
from tools.site import course, front, learning, still

LIGHT = 150_000  # bytes of a page without its pictures
OURS = ["index.html", "teachers.html", "licences.html"]
ERR = re.compile(r"After (\d+) steps?: Err = (\S+)")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return made(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def numbers(site):
    """What the page's script is given."""
    texts = Page(site / "index.html").texts
    return json.loads("".join(text for text, around in texts if around[-1:] == ("script",)))


@pytest.fixture(scope="module")
def view():
    """The first view of notebook 00, as the notebook opens it."""
    return TrainByHand(whose="gradient", todo="let_them")


# --- What is told


def test_the_course_is_told_once(site):
    """README's tables name every notebook there is; each has its place on the page, with its question."""
    parts = course.notebooks() + course.problem_sets()
    there = {path.relative_to(course.ROOT).with_suffix("") for path in course.ROOT.glob("notebooks/**/*.ipynb")
             if ".ipynb_checkpoints" not in path.parts}  # fmt: skip
    assert sorted(part.path for part in parts) == sorted(map(str, there)) and len(parts) == len(there)
    page = Page(site / "index.html")
    links, words = [each.get("href") for each in page.every("a")], page.text()
    for part in parts:
        assert part.page in links and part.live in links
        assert part.title in words and part.about in words and f"{part.minutes} minutes" in words


def test_start_opens_the_first_notebook_live(site):
    first = next(each for each in Page(site / "index.html").every("a") if each.get("class") == "button")
    assert first["href"] == "live/lab/index.html?path=notebooks/00_start_here.ipynb"


def test_every_link_of_every_page_leads_somewhere(site):
    assert lost(site) == []


def test_pages_are_light(site):
    sizes = {path.name: path.stat().st_size for path in site.rglob("*") if path.suffix in (".html", ".css", ".js")}
    assert {name: size for name, size in sizes.items() if size > LIGHT} == {}


def test_licences_are_shown_as_they_are_written(site):
    """Those that are handed in, even if they look like HTML, and the course's own."""
    words = Page(site / "licences.html").text()
    for said in ("Pyodide 314.0: MPL-2.0", "of <everyone> & all", "NumPy 2.1: BSD-3-Clause", "10.24432/C50P49"):
        assert said in words
    own = (course.ROOT / "LICENSE").read_text("utf-8")
    assert " ".join(own.split()) in " ".join(words.split())
    open_to_all = [text for text, around in Page(site / "licences.html").texts if "details" not in around]
    assert "if\nyou name the source" in "".join(open_to_all)


def test_the_pages_name_no_other_style_or_script(site):
    """Nor fonts: what is not there cannot be asked for from elsewhere."""
    for name in OURS:
        page = Page(site / name)
        assert [each["src"] for each in page.every("script") if "src" in each] == ["front.js"] * (name == "index.html")
        assert all("'self'" in each["content"] for each in page.every("meta") if "http-equiv" in each)
    assert not re.search(r"@import|@font-face|url\(", (site / "site.css").read_text())


# --- The numbers of the living picture


def test_it_begins_as_the_first_view_does(view):
    state = view.state()
    assert (state["preset"], state["sizes"], state["steps"]) == (learning.PRESET, (2, 3, 1), 0)
    low, high = map(number, learning.LIMITS)
    assert f"both from {low} to {high}" in view.text()


@pytest.mark.parametrize("step", [0, 1, 10, 46, 100])
def test_its_numbers_are_those_of_the_view(step, numbers, view):
    """θ, o, Err and the map, after so many steps: the view's own run comes to the same."""
    view.set(steps=step, pattern=learning.PATTERN + 1)
    state, n = view.state(), learning.STEPS.index(step)
    shown, err = numbers["pictures"][n], state["errs"][step]
    assert (shown["step"], shown["says"]) == (step, rounded(err))
    assert shown["Err"] == pytest.approx(err, abs=1e-6)
    theta = {f"{m}-{i}-{l}": value for m in (1, 2) for i, row in enumerate(state["theta"][m], 1)
             for l, value in enumerate(row, 1)}  # fmt: skip
    assert {place: value for place, (value, _, _) in shown["theta"].items()} == pytest.approx(theta, abs=1e-4)
    assert {place: words for place, (_, words, _) in shown["theta"].items()} == {
        place: rounded(value, plus=True) for place, value in theta.items()
    }
    o = {f"{m}-{i}": value for m in (1, 2) for i, value in enumerate(state["o"][m], 1)}
    assert {place: value for place, (value, _) in shown["o"].items()} == pytest.approx(o, abs=1e-4)
    assert {place: words for place, (_, words) in shown["o"].items()} == {
        place: rounded(value) for place, value in o.items()
    }
    net, size = Network((2, 3, 1), theta=state["theta"][1:]), numbers["pixels"]
    picture = np.frombuffer(base64.b64decode(numbers["maps"]), np.uint8).reshape(-1, size, size)[n] / 255
    places = np.linspace(*learning.LIMITS, size)
    for row, column in ((0, 0), (0, size - 1), (size - 1, 3), (9, 20)):
        answer = net.forward([places[column], places[size - 1 - row]]).o[-1].item()  # rows come from above
        assert picture[row, column] == pytest.approx(answer, abs=0.5 / 255 + 1e-9)


def test_the_still_is_its_end(site, numbers):
    """Who has no script sees the last picture, with its numbers and the widths of its lines."""
    text, last = (site / "index.html").read_text("utf-8"), numbers["pictures"][-1]
    written = dict(re.findall(r'<text data-of="(?:theta|o)-([\d-]+)"[^>]*>([^<]*)<', text))
    assert written == {place: words for kind in ("theta", "o") for place, (_, words, *_) in last[kind].items()}
    widths = {}
    for _, each, _ in Page(site / "index.html").tags:
        if each.get("data-of", "").startswith("line-"):
            widths[each["data-of"].removeprefix("line-")] = float(each["stroke-width"])
            sign = last["theta"][each["data-of"].removeprefix("line-")][0]
            assert ("stroke-dasharray" in each) == (sign < 0) == (each["class"].strip() == "stroke-neg")
    assert widths == {place: width for place, (_, _, width) in last["theta"].items()}
    assert f"After {last['step']} steps: Err = {last['says']}" in Page(site / "index.html").text()


def test_a_script_cannot_be_ended_by_what_stands_in_it():
    written = front.data({"a": "</script>"})
    assert "<" not in written and json.loads(written) == {"a": "</script>"}


# --- In a browser


@pytest.mark.browser
@pytest.mark.whole
def test_it_fits_and_axe_finds_nothing(site, browser_path):
    """At four widths and in both themes; each theme has colours of its own."""

    def look(there):
        found, colours = [], {}
        for name in OURS:
            for theme in ("light", "dark"):
                with there.page(name, color_scheme=theme, reduced_motion="reduce") as page:
                    for width in WIDTHS:
                        page.set_viewport_size({"width": width, "height": 800})
                        found += [(name, width)] * too_wide(page)
                    found += violations(page)
                    colours[theme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return found, colours

    (found, colours), problems = visit(site, browser_path, look)
    assert found == [] and problems == [] and colours["light"] != colours["dark"]


@pytest.mark.browser
@pytest.mark.whole
def test_the_first_screen_has_all_that_counts(site, browser_path):
    """At 1280 by 800, and in what a laptop's browser leaves of it."""

    def look(there):
        with there.page("index.html") as page:
            parts = ("h1", ".network", ".answers", ".falling", ".play", ".begin .button")
            return {part: page.locator(part).bounding_box() for part in parts}

    boxes, problems = visit(site, browser_path, look)
    assert problems == []
    assert all(box["y"] >= 0 and box["y"] + box["height"] <= 720 and box["width"] > 60 for box in boxes.values()), (
        boxes
    )


@pytest.mark.browser
@pytest.mark.whole
def test_it_plays_by_itself_once_and_keys_move_it(site, browser_path, numbers):
    pictures = numbers["pictures"]

    def says(page):
        return page.locator(".says").inner_text()

    def look(there):
        seen = {}
        with there.page("index.html") as page:
            until(page, "document.querySelector('.slider').value > 3")
            page.locator(".play").click()  # which is Pause now
            seen["paused"] = says(page)
            page.wait_for_timeout(400)
            seen["still paused"] = says(page)
            slider = page.locator(".slider")
            slider.focus()
            for key, name in (("Home", "home"), ("ArrowRight", "right"), ("End", "end"), ("ArrowLeft", "left")):
                page.keyboard.press(key)
                seen[name] = says(page)
            seen["told"] = slider.get_attribute("aria-valuetext")
            place = page.locator('[data-of="theta-1-1-2"]')
            seen["weight"] = place.inner_html(), place.get_attribute("class")
            line = page.locator('[data-of="line-1-1-2"]')
            seen["line"] = line.get_attribute("stroke-dasharray"), line.get_attribute("class")
            page.keyboard.press("Home")
            seen["solid"] = line.get_attribute("stroke-dasharray"), line.get_attribute("class")
            seen["corner"] = page.evaluate(
                "[...document.querySelector('canvas').getContext('2d').getImageData(0, 31, 1, 1).data]"
            )
            seen["level"] = page.locator('[data-of="level-2-1"]').get_attribute("height")
            page.keyboard.press("End")
            page.keyboard.press("ArrowLeft")
            seen["way"] = page.locator('[data-of="way"]').get_attribute("d")
            seen["now"] = [page.locator('[data-of="now"]').get_attribute(name) for name in ("cx", "cy")]
            page.keyboard.press("End")
            page.locator(".play").click()  # from the beginning
            until(page, "document.querySelector('.slider').value < 20")
            slider.focus()
            page.keyboard.press("ArrowRight")  # while it plays: whoever takes the slider has it
            seen["taken"] = says(page)
            page.wait_for_timeout(400)
            seen["still taken"] = says(page)
        with there.page("index.html", reduced_motion="reduce") as page:
            page.wait_for_timeout(1500)
            seen["less motion"] = says(page)
            page.locator(".play").click()
            until(page, "document.querySelector('.slider').value > 2")
        return seen

    seen, problems = visit(site, browser_path, look)
    assert problems == [] and seen["paused"] == seen["still paused"]
    assert seen["taken"] == seen["still taken"] != ""
    told = {each["step"]: each["says"] for each in pictures}
    for name, n in (
        ("home", 0),
        ("right", 1),
        ("end", -1),
        ("left", -2),
        ("told", -2),
        ("less motion", 0),
    ):
        step, err = ERR.fullmatch(seen[name]).groups()
        assert (int(step), err) == (pictures[n]["step"], told[pictures[n]["step"]]), name
    assert seen["weight"][0] == pictures[-2]["theta"]["1-1-2"][1] and sorted(seen["weight"][1].split()) == [
        "halo",
        "neg",
    ]
    assert seen["line"][0] == "6 4" and "stroke-neg" in seen["line"][1] and "stroke-pos" not in seen["line"][1]
    assert seen["solid"][0] == "none" and "stroke-pos" in seen["solid"][1] and "stroke-neg" not in seen["solid"][1]
    assert float(seen["level"]) == pytest.approx(still.GAUGE[1] * pictures[0]["o"]["2-1"][0])
    assert seen["way"].count("L") == pictures[-2]["step"] and seen["way"].endswith(" ".join(seen["now"]))
    lower_left = base64.b64decode(numbers["maps"])[31 * 32] / 255
    red, _, blue, opaque = seen["corner"]
    assert (
        lower_left > 0.5 and blue > red and opaque == pytest.approx(numbers["colours"][round(lower_left * 40)][3], 2)
    )


@pytest.mark.browser
@pytest.mark.whole
def test_without_a_script_a_still_stands_there(site, browser_path):
    def look(there):
        with there.page("index.html", java_script_enabled=False) as page:
            shown = [page.locator(each).is_visible() for each in (".network", ".answers image", ".says")]
            return shown, [page.locator(each).is_visible() for each in (".play", ".slider", "canvas")]

    (shown, hidden), problems = visit(site, browser_path, look)
    assert (shown, hidden, problems) == ([True] * 3, [False] * 3, [])


@pytest.mark.browser
@pytest.mark.whole
def test_it_opens_from_a_folder(site, browser_path):
    """By a double click, without any server."""

    def look(there):
        with there.page("index.html") as page:
            until(page, "document.querySelector('.slider').value > 0")
            ground = page.evaluate("getComputedStyle(document.querySelector('.living')).borderRadius")
            page.get_by_role("link", name="Read it").click()
            page.locator("h1").wait_for()
            return ground, page.locator("h1").inner_text()

    (ground, title), problems = visit(site, browser_path, look, base=f"{site.as_uri()}/")
    assert ground != "0px" and "Start here" in title and problems == []
