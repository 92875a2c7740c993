"""Every picture of every view on a dark page: nothing white, all words readable, what is stored as it was."""

import inspect
import io
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex
from PIL import Image

from backprop_core import explorers
from backprop_core.explorers import DeltaExplorer, LiveFigure, WhyExplorer
from backprop_core.explorers.kit.page import Page
from backprop_core.explorers.kit.pictures import choosable
from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.figures import canvas
from backprop_core.figures.colours import COLOURS, DARK, THEMES
from tests.explorers.contract import VIEWS, builds, make
from tests.explorers.views import tell, walk
from tests.figures.test_diagram import contrast

pytestmark = pytest.mark.drawn
WHITE = 200  # of 255: so light are all three parts of the colour of letters, and of white
RULES = Path(inspect.getfile(Page)).with_name("explorers.css").read_text("utf-8")
DRAWN = [cls for cls in VIEWS if any(each.draw for each in getattr(cls, "_pictures", {}).values())]
every_drawn_view = pytest.mark.parametrize("cls", DRAWN, ids=lambda cls: cls.__name__)


def pictures(cls):
    """{name: a live figure that shows it}, of all views that the contract builds of this class."""
    found = {}
    for settings in builds(cls):
        view = make(cls, **settings)
        if "pictures" in view.settings:
            view.set(pictures=choosable(view._pictures))
        figures = view.figures._figures.items()
        found |= {name: figure for (name, _), figure in figures if isinstance(figure, LiveFigure) and figure.png}
    return found


WRITTEN = [cls for cls in VIEWS if any(not each.draw for each in getattr(cls, "_pictures", {}).values())]


@pytest.mark.parametrize("cls", WRITTEN, ids=lambda cls: cls.__name__)
def test_every_colour_of_a_written_picture_has_the_class_that_a_dark_page_needs(cls):
    written = [name for name, each in cls._pictures.items() if not each.draw and not each.instead_of]
    view, seen = make(cls), set()
    if "pictures" in view.settings:
        view.set(pictures=written)
    for figure in view.figures.children:
        for part in ET.fromstring(figure.svg).iter() if isinstance(figure, SvgFigure) else ():
            text, classes = part.tag.endswith("text"), part.get("class", "").split()
            for side in ("fill", "stroke"):
                if (colour := part.get(side, "none")) != "none":
                    names = [each.removeprefix(f"{side}-") for each in classes if text or each.startswith(f"{side}-")]
                    name = "card" if "halo" in names and side == "stroke" else next(iter(names), "card")
                    assert COLOURS[name] == colour
                    kind = f".{side}-{name}" if not text else f"text.{'halo' if side == 'stroke' else name}"
                    assert f".bp-drawn {kind} {{ {side}: var(--bp-{name}); }}" in RULES, "the page knows the class"
                    seen.add((side, name))
    assert len(seen) > 5


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.fixture
def words(monkeypatch):
    """What is written while a picture is drawn: [(text, its colour, what it stands on, pixels high)]."""
    found, draw = [], canvas.QuickRenderer.draw_text

    def write(renderer, gc, x, y, s, prop, angle, *more, **named):
        if s.strip():
            look(renderer, gc, x, y, s, prop, angle)
        draw(renderer, gc, x, y, s, prop, angle, *more, **named)

    def look(renderer, gc, x, y, s, prop, angle):
        wide, high, below = renderer.get_text_width_height_descent(s, prop, False)
        box = [x, y - high + below, x + wide, y + below] if angle == 0 else [x - high, y - wide, x, y]
        left, top, right, bottom = (max(0, round(edge)) for edge in box)
        ground = np.median(np.asarray(renderer.buffer_rgba())[top:bottom, left:right, :3].reshape(-1, 3), axis=0)
        found.append((s, to_hex(gc.get_rgb()), to_hex(ground / 255), renderer.points_to_pixels(prop.get_size())))

    monkeypatch.setattr(canvas.QuickRenderer, "draw_text", write)
    return found


@pytest.mark.wide
@every_drawn_view
def test_a_picture_is_dark_where_the_page_is_and_stored_as_if_it_were_not(cls):
    for name, figure in pictures(cls).items():
        light = figure.png
        tell(figure, theme="dark")
        dark = figure.png
        image = pixels(dark)
        assert [to_hex(image[y, x] / 255) for y in (0, -1) for x in (0, -1)] == [DARK["card"]] * 4, name
        assert (image.min(axis=2) > WHITE).mean() < 0.06, name
        assert figure.stored() == light, name
        assert figure.render() == dark, name
        tell(figure, theme="light")
        assert figure.png == light == figure.stored(), name


@pytest.mark.wide
@pytest.mark.parametrize("theme", THEMES)
@every_drawn_view
def test_all_words_in_a_picture_can_be_read(cls, theme, words):
    for name, figure in pictures(cls).items():
        words.clear()
        figure.redraw()
        figure.render(theme)
        assert words, name
        for text, colour, ground, high in words:
            assert contrast(colour, ground) >= 4.5, (name, text, colour, ground)
            assert high >= 10, (name, text, high)


@pytest.mark.wide
@every_drawn_view
def test_every_colour_of_a_picture_is_known_in_the_dark(cls, monkeypatch):
    """Any other would stay as it is."""
    asked, darkened = set(), canvas.darkened
    monkeypatch.setattr(canvas, "darkened", lambda colour: asked.add(colour) or darkened(colour))
    for figure in pictures(cls).values():
        figure.render("dark")
    seen = {to_hex(colour) for colour in asked if len(colour) == 3 or colour[3] > 0}
    assert seen and seen <= {*COLOURS.values(), *DARK.values(), "#000000"}


def test_every_picture_of_a_view_is_looked_at():
    """But for the times that are measured when somebody asks for them: they are drawn as the costs are."""
    drawn = {cls: {name for name, each in cls._pictures.items() if each.draw} for cls in DRAWN}
    missing = {cls: names - set(pictures(cls)) for cls, names in drawn.items()}
    assert {cls: names for cls, names in missing.items() if names} == {WhyExplorer: {"times"}}
    assert {getattr(explorers, name) for name in explorers.__all__} >= set(DRAWN)


def test_the_stored_picture_of_a_view_does_not_know_the_page():
    view = DeltaExplorer()
    stored = view.svg()
    figures = [widget for widget in walk(view) if isinstance(widget, LiveFigure) and widget.png]
    before = [figure.png for figure in figures]
    for figure in figures:
        tell(figure, theme="dark")
    assert all(figure.png != png for figure, png in zip(figures, before, strict=True))
    assert view.svg() == stored
