"""The small live figures of all views: axes that never move, and nothing written that is cut off."""

from xml.etree import ElementTree

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.explorers import (
    ChainRuleExplorer,
    DeltaExplorer,
    ErrorExplorer,
    ForwardExplorer,
    LiveFigure,
    TrainingExplorer,
    WhyExplorer,
)
from backprop_core.explorers.kit.pictures import choosable
from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.figures import letters
from backprop_core.figures.errors import draw_bands, reach
from backprop_core.figures.frame import round_marks
from backprop_core.figures.neurons import draw_masks
from backprop_core.figures.png import BEFORE
from backprop_core.figures.why import draw_terms
from backprop_core.one_step.equations import followed
from backprop_core.one_step.paths import all_paths
from backprop_core.one_step.snapshot import Snapshot

TINY = {0: {"theta": {(1, 1, 1): 80.0, (2, 1, 1): -4.6e-9}}}  # δ₁⁽¹⁾ is about 1e−12 and less
HUGE = {0: {"theta": {(1, 1, 1): -123456.0, (1, 1, 2): 98765.0}}}
SMALL = {0: {"theta": {(1, 1, 1): 0.0001234, (1, 2, 1): -0.001234, (2, 1, 1): -1.234e-9}}}
# Settings with long and short numbers, with and without anything to be seen.
STATES = [
    {},
    {"hide": ("delta", "gradient", "Err", "u", "o")},
    {"hide": ("delta",)},
    {"activation": "relu"},
    {"activation": "leaky_relu", "history": HUGE, "preset": "lecture"},
    {"preset": "lecture", "history": TINY},
    {"preset": "lecture", "history": SMALL, "selected": "theta-2-1-1"},
    {"preset": "sure"},
    {"preset": "sure", "history": {0: {"theta": {(1, 1, 1): -500000.0}}}, "activation": "identity"},
    {"preset": "xor", "selected": "theta-1-1-1"},
    {"preset": "xor", "selected": "theta-2-1-1", "history": {0: {"theta": {(2, 1, 1): -1.234e-12}}}},
    {"preset": "mazur", "selected": "theta-2-1-2"},
    {"sizes": (4, 6, 6, 3), "bias": False, "seed": 3},
    {"sizes": (2, 1), "preset": "lecture", "activation": "identity", "y": [[-0.000123]]},
]
CLASSES = [ForwardExplorer, ErrorExplorer, ChainRuleExplorer, DeltaExplorer, WhyExplorer]
every_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


def visited(cls, monkeypatch):
    """One view in all states, one after the other."""
    monkeypatch.setattr(LiveFigure, "render", lambda self: b"no pixels")
    view = cls(pictures=[*choosable(cls._pictures)])  # not only the usual ones
    for settings in STATES:
        try:
            view.set(**{"preset": "lecture", "selected": None, **settings})
        except ValueError:  # this view has no such number
            view.set(**{"preset": "lecture", **settings, "selected": None})
        yield view, settings
        view._reset()
        yield view, "Reset"


def size(ax):
    return ax.get_position(original=True).bounds


@every_class
def test_the_axes_stay_where_they_are(cls, monkeypatch):
    """Whatever is hidden, saturated, of whatever size; for the right-hand scale as well."""
    places = {}
    for view, settings in visited(cls, monkeypatch):
        for figure in view._stored_figures():
            if isinstance(figure, SvgFigure):
                plot = figure.plot()
                now = [(plot.left / figure.width, plot.top, plot.wide / figure.width, plot.high)]
            else:
                assert figure._margins and figure.figure.get_layout_engine() is None
                now = [size(ax) for ax in figure.axes]
            assert places.setdefault(figure, now) == now, settings
            assert len({tuple(bounds) for bounds in now}) == 1
            assert now[0][2] > 0.6, "most of the width is the picture's own"
    assert len(places) == len(cls._pictures) - (cls is WhyExplorer), "all but the times, measured on request"


def count_texts_inside(figure, settings):
    """How many texts a figure shows, none of which may be cut off."""
    if isinstance(figure, SvgFigure):
        return count_words_inside(figure, settings)
    seen = 0
    figure.figure.canvas.draw()
    renderer = figure.figure.canvas.get_renderer()
    for ax in figure.axes:
        low, high = sorted(ax.get_ylim())
        left, right = sorted(ax.get_xlim())
        texts = [*ax.texts, *ax.artists, ax._left_title, ax.xaxis.label, ax.yaxis.label]
        texts += [text for text in (ax.get_legend().get_texts() if ax.get_legend() else [])]
        for axis, (least, most) in ((ax.xaxis, (left, right)), (ax.yaxis, (low, high))):
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            room = 1e-9 * (most - least)
            ticks = [tick for tick in ticks if least - room <= tick.get_loc() <= most + room]
            texts += [part for tick in ticks for part in (tick.label1, tick.label2)]
        for text in texts:
            if not hasattr(text, "get_text") or not text.get_visible() or not text.get_text().strip():
                continue
            box = text.get_window_extent(renderer)
            seen += 1
            inside = box.x0 > -1 and box.y0 > -1 and box.x1 < figure.width + 1 and box.y1 < figure.height + 1
            assert inside, (settings, text.get_text(), np.round(box.extents))
    return seen


def count_words_inside(figure, settings):
    """The same of a picture that is an SVG."""
    words = list(ElementTree.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}text"))
    for each in words:
        path = letters.BOLD if each.get("font-weight") == "bold" else letters.USUAL
        size, x, y = (float(each.get(name)) for name in ("font-size", "x", "y"))
        wide = letters.font(path, size).getlength(each.text)
        left = x - BEFORE[each.get("text-anchor")] * wide
        inside = left > -1 and left + wide < figure.width + 1 and size <= y < figure.height - 2
        assert inside and size >= 7, (settings, each.text, left, left + wide, y, size)
    return len(words)


@pytest.mark.wide
@every_class
def test_nothing_written_is_cut_off(cls, monkeypatch):
    seen = 0
    for view, settings in visited(cls, monkeypatch):
        for figure in view._stored_figures():
            seen += count_texts_inside(figure, settings)
    assert seen > 400


def test_nor_is_the_nudge_however_often_it_is_halved(monkeypatch):
    monkeypatch.setattr(LiveFigure, "render", lambda self: b"no pixels")
    view = ChainRuleExplorer(selected="theta-1-1-2")
    for halved in range(1, 13):
        view.set(h=2.0**-halved)
        assert all(count_texts_inside(figure, halved) for figure in view._stored_figures())


def test_numbers_too_long_to_stand_beside_their_symbol_are_only_the_result(monkeypatch):
    monkeypatch.setattr(LiveFigure, "render", lambda self: b"no pixels")
    view = DeltaExplorer()
    first = view.picture("making").artists.numbers[0]
    assert first.get_text() == "(−0.1908)·1.1 = −0.2099"
    for settings in STATES:
        view.set(**{"preset": "lecture", **settings, "selected": "delta-1-1"})
        renderer = view.making.figure.canvas.get_renderer()
        for name, numbers in zip(
            view.picture("making").artists.symbols, view.picture("making").artists.numbers, strict=True
        ):
            if numbers.get_visible() and numbers.get_text():
                assert name.get_window_extent(renderer).x1 < numbers.get_window_extent(renderer).x0
    view.set(preset="lecture", history=TINY)
    assert first.get_text().startswith("+1.2") and "(−0.2644)·(−4.6e−9)" in view.making.alt


TRAININGS = [
    {"steps": 30},
    {"eta": (0.001, 123.4, 1000), "steps": 30},
    {"init": "zeros", "hidden": "16-16-16-16", "loss": "squared_error", "eta": 0.01},
    {
        "init": "normal",
        "steps": 50,
        "eta": 1000,
        "seed": 3,
        "loss": "squared_error",
        "hidden": (16,),
        "weight": (2, 1, 16),
    },
    {"data": "spiral", "N": 1000, "batch_size": 1000, "noise": 0.9},
    {"data": "xor", "hidden": (), "bias": False, "steps": 300, "weight": (1, 1, 2)},
    {"data": "digits", "steps": 20, "hidden": "64-64", "weight": (1, 64, 64)},
    {"data": "digits", "eta": (0.001, 123.4, 1000), "hidden": (1,)},
]


@pytest.mark.wide
def test_nothing_written_about_a_training_is_cut_off(monkeypatch):
    monkeypatch.setattr(LiveFigure, "render", lambda self: b"no pixels")
    seen, places = 0, {}
    for settings in TRAININGS:
        view = TrainingExplorer(pictures=("field", "neurons", "errs", "deltas", "patterns"))
        view.set(**settings)
        for (name, _), (figure, _) in view.figures._drawn.items():
            seen += count_texts_inside(figure, settings)
            assert figure._margins and places.setdefault(name, size(figure.axes[0])) == size(figure.axes[0])
    assert seen > 400 and len(places) == 8


# --- pictures that fill their axes


def bands(ratio):
    """A live figure with bands of Err, on a screen with so many pixels in a CSS pixel."""
    figure = LiveFigure(200, 150, margins=(10, 10, 10, 10))
    picture = draw_bands(figure.axes[0], np.add.outer(np.arange(9.0), np.arange(9.0) ** 2)).picture
    figure.live(picture)
    figure.pixel_ratio = ratio
    return figure, picture


@pytest.mark.parametrize("ratio", [2.0, 1.5, 0.5])
def test_the_same_numbers_are_painted_anew_on_a_finer_screen(ratio):
    figure, _ = bands(1.0)
    before = figure.render()
    figure.pixel_ratio = ratio
    assert before != figure.render() == bands(ratio)[0].render()


def test_numbers_are_painted_once_as_long_as_they_are_the_same(monkeypatch):
    figure, picture = bands(1.0)
    painted, pixels = [], picture.pixels
    monkeypatch.setattr(picture, "pixels", lambda *how, **more: painted.append(how) or pixels(*how, **more))
    for _ in range(3):
        figure.render()
    assert len(painted) == 1
    picture.shows = 2 * picture.shows
    figure.render()
    assert len(painted) == 2


@pytest.mark.parametrize("row, column", [(0, 0), (0, 5), (7, 2)])
def test_a_mask_lies_as_its_image_does(row, column):
    """The first row of an image is its highest; of a tile it is the lowest."""
    theta = np.zeros((2, 64))
    theta[1, 8 * row + column] = -3.0
    tiles = draw_masks(LiveFigure(200, 150).axes[0], theta=theta).tiles
    first, second = tiles.shows[1]
    assert not first.any() and np.argwhere(second).tolist() == [[7 - row, column]] and second.min() == -1


# --- small functions of the pictures


def test_terms_up_are_full_and_terms_down_hollow():
    up, down = draw_terms(LiveFigure(200, 150).axes[0], [2.0, -0.5], 0, "").bars
    boxes = [[path.get_extents().bounds for path in bars.get_paths()] for bars in (up, down)]
    assert boxes == [[pytest.approx((0.65, 0.0, 0.7, 2.0))], [pytest.approx((1.65, 1.5, 0.7, 0.5))]]


@pytest.mark.parametrize("sign", [1, -1])
def test_axes_hold_a_weight_on_either_side(sign):
    assert reach(sign * 1.4, 1.5) == 1.5 and reach(sign * 1.4, 1.5, present=3.0) == 3.0
    assert reach(sign * 2.0, 1.5) == reach(sign * 2.0, 1.5, present=1.5) == 3.0


def test_rows_that_turn_to_another_layer_follow_a_weight_that_is_there():
    assert followed(("u", 2, 2), (1, 1, 3), (3, 2, 2)) == (2, 2, 1)
    assert followed(("u", 1, 2), (1, 1, 3), (3, 2, 2)) == (1, 2, 3)


def test_paths_are_those_of_the_shown_pattern():
    net, x, y = Network((2, 2, 2), rng=1), np.array([[0.3, -0.8], [0.9, 0.4]]), np.array([[0.0, 1.0], [1.0, 0.2]])
    for pattern in (0, 1):
        snapshot = Snapshot(net, x, y, 0.5, pattern)
        total = sum(path.term for path in all_paths(snapshot, ("theta", 1, 2, 1)))
        assert total == pytest.approx(snapshot.grads.delta[1][1, pattern] * x[0, pattern])


def test_marks_at_whole_numbers_alone():
    ax = LiveFigure().axes[0]
    ax.set_xlim(0, 2)
    round_marks(ax.xaxis, 8, whole=True)
    assert [mark for mark in ax.get_xticks() if 0 <= mark <= 2] == [0, 1, 2]
