"""A live figure: what blitting shows is what Matplotlib would draw afresh, and the background is drawn only when it
has to be."""

import io
from typing import NamedTuple

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from backprop_core.explorers import LiveFigure
from backprop_core.figures import plot
from backprop_core.figures.canvas import QuickCanvas, QuickRenderer
from tests.explorers.views import tell

ERRS = [4.0, 2.5, 1.5, 1.0, 0.7, 0.5]


class Sample(NamedTuple):
    """The artists of `draw_curve`, of the kinds that views use: two lines, a disc and words."""

    past: object
    future: object
    now: object
    label: object


def draw_curve(ax, errs=(), now=0, artists=None):
    """Numbers as a curve, solid up to `now`; with artists it moves them, as the pictures of views do."""
    if artists is None:
        ax.set(xlabel="steps", ylabel="Err")
        ax.grid(True, color="#c4ccd4", linewidth=0.5)
        ax.spines[["top", "right"]].set_visible(False)
        return Sample(
            ax.plot([], [], linewidth=2)[0],
            ax.plot([], [], linewidth=1.2, linestyle=":")[0],
            ax.plot([], [], "o", markersize=7)[0],
            ax.text(0.97, 0.95, "", transform=ax.transAxes, ha="right", va="top"),
        )
    steps = np.arange(len(errs))
    artists.past.set_data(steps[: now + 1], errs[: now + 1])
    artists.future.set_data(steps[now:], errs[now:])
    artists.now.set_data([now], [errs[now]])
    artists.label.set_text(f"after {now} steps")
    return artists


def err_figure(errs=ERRS, now=3, columns=1, ratio=1.0):
    """A figure with a curve, as the explorers use it."""
    live = LiveFigure(width=300, height=200, columns=columns)
    live.pixel_ratio = ratio
    curve = draw_curve(live.axes[0])
    live.live(*curve)
    draw_curve(live.axes[0], errs, now, curve)
    live.fit(live.axes[0], x=(0, 10), y=(0, max(errs)))
    return live, curve


def pixels(png):
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG" and image.mode == "RGB"
    return np.asarray(image).astype(int)


def drawn_afresh(live, curve):
    """The same picture by Matplotlib's usual way: nothing is animated, and all is drawn once, where it stands."""
    for artist in curve:
        artist.set_animated(False)
    usual = live.figure.canvas
    canvas = QuickCanvas(live.figure)
    canvas.theme = live.theme
    canvas.draw()
    live.figure.set_canvas(usual)
    for artist in curve:
        artist.set_animated(True)
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


@pytest.fixture
def draws(monkeypatch):
    """How often a whole figure was drawn."""
    seen = []
    draw = FigureCanvasAgg.draw
    monkeypatch.setattr(FigureCanvasAgg, "draw", lambda canvas: seen.append(1) or draw(canvas))
    return seen


# --- blitting


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_blitted_picture_is_what_would_be_drawn_afresh(ratio):
    """Pixel by pixel, after the artists have moved, with the same axes and with others."""
    live, curve = err_figure(ratio=ratio)
    live.render()
    for errs, now, top in ((ERRS, 0, 4.0), (ERRS[::-1], 5, 4.0), ([9.0, 3.0], 1, 9.0), ([0.1] * 30, 20, 0.1)):
        draw_curve(live.axes[0], errs, now, curve)
        live.fit(live.axes[0], x=(0, max(10, len(errs) - 1)), y=(0, top))
        blitted = pixels(live.render())
        assert np.array_equal(blitted, drawn_afresh(live, curve))


def test_moving_an_artist_leaves_nothing_behind():
    """There and back again is the same picture, byte for byte."""
    live, curve = err_figure()
    first = live.render()
    draw_curve(live.axes[0], [3.0, 1.0, 2.0], 1, curve)
    other = live.render()
    draw_curve(live.axes[0], ERRS, 3, curve)
    assert live.render() == first != other


def test_what_is_not_live_stays_and_what_is_live_lies_in_front_by_zorder():
    live = LiveFigure(200, 150)
    ax = live.axes[0]
    ax.set_axis_off()
    (behind,) = ax.plot([0, 1], [0.5, 0.5], color="#ff0000", linewidth=30, zorder=5)
    (front,) = ax.plot([0, 1], [0.5, 0.5], color="#0000ff", linewidth=10, zorder=6)
    live.live(front)
    live.live(behind)  # named later, but behind
    middle = pixels(live.render())[75, 100]
    assert list(middle) == [0, 0, 255]


def test_the_background_is_drawn_once_for_many_frames(draws):
    live, curve = err_figure()
    live.render()
    assert len(draws) == 1
    for now in range(6):
        draw_curve(live.axes[0], ERRS, now, curve)
        live.fit(live.axes[0], x=(0, 10), y=(0, 4.0))
        live.show(f"step {now}")
    assert len(draws) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda live, ax: ax.set_xlim(-1, 20),
        lambda live, ax: ax.set_ylim(-1, 20),
        lambda live, ax: ax.set_yscale("symlog"),
        lambda live, ax: setattr(live, "pixel_ratio", 1.5),
        lambda live, ax: live.live(ax.plot([0, 1], [1, 2])[0]),
    ],
    ids=["x", "y", "scale", "pixels", "another artist"],
)
def test_the_background_is_drawn_anew_when_the_axes_change(change, draws):
    live, _ = err_figure()
    before = live.render()
    change(live, live.axes[0])
    after = live.render()
    often = len(draws)
    assert often >= 2 and after != before
    live.render()
    assert len(draws) == often


def test_axes_side_by_side(draws):
    live = LiveFigure(400, 150, columns=3)
    assert len(live.axes) == 3
    for n, ax in enumerate(live.axes):
        live.live(*ax.plot([0, 1], [n, 1]))
    first = live.render()
    assert pixels(first).shape == (150, 400, 3)
    live.fit(live.axes[2], y=(0, 50))
    assert live.axes[2].get_ylim()[1] > 50 and live.axes[0].get_ylim()[1] < 50
    assert live.render() != first and len(draws) > 1, "the last axes count as well as the first"


# --- pixels


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_the_pixels_follow_the_screen(ratio):
    """The card keeps its size in CSS pixels; a finer screen gets more of its own."""
    live, _ = err_figure(ratio=ratio)
    assert pixels(live.render()).shape == (int(200 * ratio), int(300 * ratio), 3)
    assert (live.width, live.height) == (300, 200)


def test_a_finer_screen_sees_the_same_picture():
    coarse, fine = (pixels(err_figure(ratio=ratio)[0].render()) for ratio in (1.0, 2.0))
    halved = fine.reshape(200, 2, 300, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - coarse).mean() < 4 and np.abs(halved - 255).mean() > 2


@pytest.mark.parametrize("told, kept", [(0.0, 0.5), (-3.0, 0.5), (100.0, 4.0), (2, 2.0)])
def test_a_strange_pixel_ratio_is_brought_into_bounds(told, kept):
    live, _ = err_figure(ratio=told)
    assert live.pixel_ratio == kept
    pixels(live.render())


def test_the_picture_on_the_page_is_drawn_again_when_its_pixels_change():
    live, _ = err_figure()
    live.pixel_ratio = 2.0
    assert live.png == b"", "nothing is sent before there is something to show"
    live.show("a curve")
    assert pixels(live.png).shape[:2] == (400, 600)
    live.pixel_ratio = 1.0
    assert pixels(live.png).shape[:2] == (200, 300)


def test_the_card_is_opaque():
    """There is no transparency that the page would shine through: the corners have the colour of the theme's card."""
    live, _ = err_figure()
    for theme, card in (("light", [255, 255, 255]), ("dark", [22, 25, 29])):
        image = pixels(live.render(theme))
        assert [list(image[y, x]) for y in (0, -1) for x in (0, -1)] == [card] * 4


def test_the_picture_on_the_page_follows_its_theme_and_what_is_stored_does_not():
    live, curve = err_figure()
    live.theme = "dark"
    assert live.png == b"" == live.stored(), "nothing is sent before there is something to show"
    live.show("a curve")
    dark, other = live.png, err_figure()[0]
    other.show("a curve")
    assert dark != other.png == live.stored()
    live.show("a curve")
    assert live.png == dark, "to store it has left nothing behind"
    live.theme = "light"
    assert live.png == other.png == live.stored()
    live.theme = "dark"
    assert live.png == dark


def test_a_dark_picture_keeps_up_with_its_artists(draws):
    live, curve = err_figure()
    live.theme = "dark"
    first = live.render()
    often = len(draws)
    draw_curve(live.axes[0], [3.0, 1.0, 2.0], 1, curve)
    other = live.render()
    draw_curve(live.axes[0], ERRS, 3, curve)
    assert live.render() == first != other and len(draws) == often
    assert np.array_equal(pixels(first), drawn_afresh(live, curve))


def test_screen_and_theme_told_at_once_are_drawn_once(draws):
    live, _ = err_figure()
    live.show("a curve")
    often = len(draws)
    tell(live, theme="dark", pixel_ratio=2.0)
    assert pixels(live.png).shape[:2] == (400, 600) and pixels(live.png)[0, 0].max() < 40
    assert len(draws) == often + 1


def test_an_unknown_theme_is_refused():
    with pytest.raises(Exception, match="theme"):
        LiveFigure().theme = "sepia"


def test_show_sends_picture_and_words_in_one_message(monkeypatch):
    live, _ = err_figure()
    sent = []
    monkeypatch.setattr(LiveFigure, "send_state", lambda self, key=None: sent.append(set(key)))
    live.show("Err against steps: 4 at the start.")
    assert sent == [{"png", "alt"}]
    assert live.alt == "Err against steps: 4 at the start." and pixels(live.png).shape == (200, 300, 3)


# --- fit


def limits(live):
    return (*live.axes[0].get_xlim(), *live.axes[0].get_ylim())


def test_fit_makes_room_and_then_stands_still():
    """Small changes do not move the axes, so that one can see the curve move and not its frame."""
    live, _ = err_figure()
    left, right, bottom, top = limits(live)
    assert left < 0 < 10 < right and bottom < 0 < 4 < top
    for high in (3.9, 2.5, 4.3, 2.2):
        live.fit(live.axes[0], x=(0, 10), y=(0, high))
        assert limits(live) == (left, right, bottom, top)


@pytest.mark.parametrize("held", [False, True])
def test_axes_grow_when_the_curve_would_leave_them(held):
    live, _ = err_figure()
    live.held = held
    live.fit(live.axes[0], x=(-2, 30), y=(-1, 40))
    left, right, bottom, top = limits(live)
    assert left < -2 and right > 30 and bottom < -1 and top > 40


def test_axes_close_in_on_a_curve_that_has_become_small_but_not_while_it_is_held():
    live, _ = err_figure()
    before = limits(live)
    live.held = True
    live.fit(live.axes[0], y=(0, 0.1))
    assert limits(live) == before
    live.held = False
    live.fit(live.axes[0], y=(0, 0.1))
    assert 0.1 < limits(live)[3] < 0.2 and limits(live)[:2] == before[:2]


def test_the_limits_do_not_flutter():
    """After closing in the curve fills enough of the axes: the same values again change nothing."""
    live, _ = err_figure()
    rng = np.random.default_rng(0)
    for low, width in zip(rng.normal(size=50), rng.uniform(1e-6, 100, 50), strict=True):
        live.fit(live.axes[0], x=(low, low + width), y=(low, low + width))
        once = limits(live)
        live.fit(live.axes[0], x=(low, low + width), y=(low, low + width))
        assert limits(live) == once
        used = width / (once[1] - once[0])
        assert plot.SHRINK <= used < 1 and once[0] <= low and low + width <= once[1]


@pytest.mark.parametrize("value", [0.0, -3.5, 1e6])
def test_a_flat_curve_has_axes_too(value):
    live, _ = err_figure()
    live.fit(live.axes[0], x=(0, 0), y=(value, value))
    left, right, bottom, top = limits(live)
    assert left < 0 < right and bottom < value < top


@pytest.mark.parametrize("largest", [1e-300, 1e30, 1e300])
def test_very_large_and_very_small_errs_are_drawn(largest):
    """A run that diverges is shown; Matplotlib must not stumble on it."""
    live, _ = err_figure([0.0, largest / 2, largest], now=2)
    assert live.axes[0].get_ylim()[1] > largest
    assert len(np.unique(pixels(live.render()).reshape(-1, 3), axis=0)) > 20


# --- several


def test_two_figures_share_nothing():
    (first, curve), (second, _) = err_figure(), err_figure()
    before = second.render()
    draw_curve(first.axes[0], [9.0, 1.0], 0, curve)
    first.fit(first.axes[0], y=(0, 9))
    first.held = True
    first.render()
    assert second.render() == before and not second.held


# --- handles


def handled(columns=1, ratio=1.0, handles="xy"):
    """A figure that has been on the page, with axes of different limits."""
    live = LiveFigure(width=300, height=200, columns=columns, handles=handles)
    live.pixel_ratio = ratio
    for n, ax in enumerate(live.axes):
        ax.set(xlim=(n, n + 2), ylim=(-1, 10**n))
    live.show("a point")
    return live


def fractions(live, n, x, y):
    """Where (x, y) of axes n is, as the page says it."""
    across, up = live.axes[n].transData.transform((x, y))
    return {"kind": "drag", "x": across / live.figure.bbox.width, "y": 1 - up / live.figure.bbox.height}


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_place_in_the_picture_is_a_place_on_the_axes(ratio):
    live = handled(columns=3, ratio=ratio)
    for n, x, y in ((0, 0.5, 0.25), (1, 1.0, -1.0), (2, 3.9, 77.0)):
        axes, *found, inside = live.place(fractions(live, n, x, y))
        assert (axes, inside) == (n, True) and found == pytest.approx([x, y])


def test_a_place_beside_the_axes_belongs_to_the_nearest():
    live = handled(columns=2)
    n, x, y, inside = live.place(fractions(live, 1, 5.0, 3.0))
    assert (n, inside) == (1, False) and (x, y) == pytest.approx((5.0, 3.0))
    assert live.place({"x": 0.0, "y": 0.5})[0] == 0 and live.place({"x": 1.0, "y": 0.5})[0] == 1
    assert not live.place({"x": 0.0, "y": 0.0})[3]


def test_a_place_on_a_logarithmic_axis():
    live = handled()
    live.axes[0].set(yscale="log", ylim=(1e-3, 1e3))
    live.render()
    assert live.place(fractions(live, 0, 1.0, 0.02))[1:3] == pytest.approx((1.0, 0.02))


@pytest.mark.parametrize(
    "odd", [{}, {"x": 0.5}, {"x": None, "y": 0.5}, {"x": "a", "y": 0.5}, {"x": 0.5, "y": float("nan")}]
)
def test_an_event_without_a_place_has_none(odd):
    assert handled().place(odd) is None


def test_every_picture_with_handles_answers_the_page(monkeypatch):
    """Also the same picture again: the page waits for it. One message each time."""
    live = handled()
    sent = []
    names = lambda key: {key} if isinstance(key, str) else set(key)  # noqa: E731
    monkeypatch.setattr(LiveFigure, "send_state", lambda self, key=None: sent.append(names(key)))
    frame = live.frame
    live.show("a point")
    live.show("another point")
    live.answer()
    assert sent == [{"frame"}, {"frame", "alt"}, {"frame"}] and live.frame == frame + 3


def test_a_figure_without_handles_says_nothing_of_frames():
    live, _ = err_figure()
    live.show("a curve")
    assert live.handles == "" and live.frame == 0


def test_handles_are_of_a_known_kind():
    for kind in ("", "x", "y", "xy"):
        assert LiveFigure(handles=kind).handles == kind
    with pytest.raises(Exception, match="handles"):
        LiveFigure(handles="z")


def test_redraw_draws_the_background_anew(draws):
    live, _ = err_figure()
    before = live.render()
    live.axes[0].set_xlabel("η")
    assert live.render() == before and len(draws) == 1
    live.redraw()
    assert live.render() != before and len(draws) > 1


def test_no_time_is_spent_on_what_there_is_nothing_of(monkeypatch):
    live = LiveFigure(300, 200)
    ax, drawn = live.axes[0], []
    line, words, spot = ax.plot([], [])[0], ax.text(0.5, 0.5, ""), ax.plot([0.5], [0.5], "o")[0]
    live.live(line, words, spot)
    for artist in (line, words, spot):
        monkeypatch.setattr(artist, "draw", lambda renderer, artist=artist: drawn.append(artist))

    def seen():
        drawn.clear()
        live.render()
        return drawn

    assert seen() == [spot]
    line.set_data([0, 1], [0, 1])
    words.set_text("here")
    assert {*seen()} == {line, words, spot}
    spot.set_visible(False)
    assert {*seen()} == {line, words}


# --- text that is quick


def ink(canvas, ratio=1.0, text="Err = −0.25 at ŷ₁⁽²⁾", **style):
    """How dark each pixel is of a card with nothing but one text."""
    figure = Figure(figsize=(4, 0.6), dpi=100 * ratio)
    drawn = canvas(figure)
    figure.text(0.5, 0.5, text, fontsize=9, **style)
    drawn.draw()
    return 255 - np.asarray(drawn.buffer_rgba())[..., :3].mean(axis=2)


@pytest.mark.parametrize("ratio", [1.0, 2.0, 1.25])
@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("va", ["top", "center", "baseline", "bottom"])
def test_quick_text_stands_where_agg_would_put_it_and_looks_like_it(ratio, ha, va):
    usual, quick = (ink(canvas, ratio, ha=ha, va=va) for canvas in (FigureCanvasAgg, QuickCanvas))
    assert quick.sum() == pytest.approx(usual.sum(), rel=0.05)
    for axis in (0, 1):
        ends = [np.flatnonzero(part.max(axis=axis) > 40)[[0, -1]] for part in (usual, quick)]
        assert np.abs(ends[0] - ends[1]).max() <= 2 + 3 * (axis == 0), "it is as wide and as high, in the same place"


@pytest.mark.parametrize("text, style", [("turned", {"rotation": 90}), ("$x^2$", {})])
def test_other_text_is_left_to_agg(text, style):
    usual, quick = (ink(canvas, text=text, **style) for canvas in (FigureCanvasAgg, QuickCanvas))
    assert usual.sum() > 0 and np.array_equal(usual, quick)


@pytest.mark.parametrize("style", [{}, {"fontweight": "bold"}, {"va": "top", "linespacing": 1.7}])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_lines_are_as_high_as_matplotlib_finds_them(ratio, style, monkeypatch):
    quick = ink(QuickCanvas, ratio, "first\nsecond line", **style)
    monkeypatch.setattr(QuickRenderer, "_get_font_height_metrics", lambda *_: (None, None, None))
    assert np.array_equal(quick, ink(QuickCanvas, ratio, "first\nsecond line", **style)) and quick.any()


def test_quick_text_can_be_bold_coloured_and_on_several_lines():
    plain = ink(QuickCanvas)
    assert ink(QuickCanvas, fontweight="bold").sum() > 1.15 * plain.sum()
    assert 0 < ink(QuickCanvas, color="0.5").max() < 0.6 * plain.max()
    high = [np.ptp(np.flatnonzero(ink(QuickCanvas, text=text).max(axis=1) > 40)) for text in ("a", "a\na")]
    assert high[1] > high[0] + 8


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (272, 230)])
def test_the_png_holds_every_pixel(size):
    """Read back by Pillow, which checks the lengths and the check sums as well."""
    figure = Figure(figsize=(size[0] / 100, size[1] / 100), dpi=100, facecolor="#336699")
    canvas = QuickCanvas(figure)
    figure.text(0.1, 0.5, "δ", color="#ffcc00")
    canvas.draw()
    read = Image.open(io.BytesIO(canvas.to_png()))
    assert (read.mode, read.size) == ("RGB", size)
    assert np.array_equal(np.asarray(read), np.asarray(canvas.buffer_rgba())[..., :3])


def test_new_limits_lay_out_anew_only_where_the_words_around_the_axes_take_other_room(monkeypatch):
    live = LiveFigure(200, 100)
    ax = live.axes[0]
    laid_out = []
    engine = type(live.figure).set_layout_engine
    monkeypatch.setattr(
        type(live.figure), "set_layout_engine", lambda self, name: laid_out.append(name) or engine(self, name)
    )
    ax.set_ylim(0, 4)
    live.render()
    assert laid_out.count("tight") == 1
    place = ax.get_position().bounds
    ax.set_ylim(0, 5)
    live.render()
    assert laid_out.count("tight") == 1 and ax.get_position().bounds == place
    ax.set_ylim(0, 12345)
    live.render()
    assert laid_out.count("tight") == 2 and ax.get_position().x0 > place[0]
    ax.set_title("more", loc="left")
    live.redraw()
    live.render()
    assert laid_out.count("tight") == 3
