"""What is seen of the numbers: levels, lines, arrows, bands and squares, held against the core's own numbers; and that
nothing hidden is seen."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.figures.diagram import LONG, MARKS, SHORT, Square, network_diagram
from backprop_core.figures.places import Parts, box, layout, touch
from backprop_core.figures.png import to_png
from backprop_core.figures.scales import fitting
from backprop_core.one_step.backward import bands
from backprop_core.one_step.snapshot import Snapshot
from tests.figures.test_diagram import SVG, arrows, is_neuron

SIZES, SEEDS = (3, 3, 2), range(4)


def shot(seed=0, activation="sigmoid", sizes=SIZES, patterns=1, loss="squared_error", gain=1.5):
    net = Network(sizes, activation, init="normal", gain=gain, rng=seed, loss=loss)
    rng = np.random.default_rng(seed)
    return Snapshot(net, rng.normal(size=(sizes[0], patterns)), rng.uniform(size=(sizes[-1], patterns)), 0.5)


def slopes(snapshot):
    """{name: ∂Err by it} of all that can carry an arrow."""
    last = len(snapshot.net.sizes) - 1
    wishes = {name: value for name, value in snapshot.values.items() if name[0] in ("delta", "gradient")}
    residual = snapshot.trace.o[last][:, snapshot.pattern] - snapshot.y[:, snapshot.pattern]
    times = snapshot.net.loss.per_square(snapshot.y.shape)
    return wishes | {("slope", k): 2 * times * value for k, value in enumerate(residual.tolist(), start=1)}


def drawn(snapshot, values=None, **more):
    """The diagram with all of its marks, as text."""
    values = values or {name: value for name, value in snapshot.values.items() if name[0] != "update"}
    told = {
        "scales": fitting(snapshot, more.get("hide", ())), "marks": MARKS, "wishes": slopes(snapshot),
        "bands": bands(snapshot, 1, 2), "parts": Parts(slopes=True), "width": 900,
        "square": Square(snapshot.net.loss.per_square(snapshot.y.shape), snapshot.y.shape[1]),
    }  # fmt: skip
    return network_diagram(snapshot.net.sizes, snapshot.net.bias, values, **(told | more))


def groups(svg, item):
    """The elements that show a number."""
    return [group for group in ET.fromstring(svg).iter(f"{SVG}g") if group.get("data-item") == item]


def rects(groups, kind):
    return [
        tuple(float(rect.get(side)) for side in ("x", "y", "width", "height"))
        for group in groups for rect in group.iter(f"{SVG}rect") if rect.get("class", "").split()[0] == kind
    ]  # fmt: skip


# --- sizes


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "identity", "relu"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_neuron_is_filled_as_high_as_its_o(seed, activation):
    snapshot = shot(seed, activation)
    svg, scales = drawn(snapshot), fitting(snapshot)
    for m, i in [(0, 2), (1, 1), (1, 3), (2, 2)]:
        o = snapshot.trace.o[m][i - 1, 0]
        found = groups(svg, f"x-{i}" if m == 0 else f"o-{m}-{i}")
        (_, top, _, high), (_, begins, _, fill) = rects(found, "fill-card")[-1], rects(found, "fill-level")[0]
        if m == 0:
            top, high = next(each for each in rects(found, "fill-card") if each[2] < 20)[1::2]
        low, full = scales.levels[m]
        at = lambda value, top=top, high=high, low=low, full=full: top + high * (full - value) / (full - low)  # noqa: E731
        assert sorted((begins, begins + fill)) == pytest.approx(sorted((at(o), at(0.0))), abs=0.05)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_arrow_says_what_lowers_err_and_how_much(seed):
    """It points to where the core's gradient goes down, and is as long as the root of its share."""
    snapshot = shot(seed)
    svg, scales = drawn(snapshot), fitting(snapshot)
    for name, slope in slopes(snapshot).items():
        kind, *place = name
        item = {"delta": "delta", "gradient": "theta", "slope": f"o-{len(SIZES) - 1}"}[kind]
        found = [arrow for group in groups(svg, "-".join(map(str, (item, *place)))) for arrow in arrows(group)]
        if kind == "gradient" and not found:
            continue  # of those whose label stands
        ((_, top, _, bottom), up, hollow, _) = found[-1]
        full = {"delta": scales.delta, "gradient": scales.gradient, "slope": scales.slope}[kind]
        long = {"delta": LONG, "gradient": SHORT, "slope": LONG}[kind]
        assert up == (slope < 0)
        assert hollow == (abs(slope) / full < 0.03)
        if not hollow and long * (abs(slope) / full) ** 0.5 > 8:
            assert bottom - top == pytest.approx(long * (abs(slope) / full) ** 0.5, abs=0.01)


def test_arrows_stand_upright_and_where_there_is_nothing_to_wish_there_is_none():
    snapshot = shot()
    wishes = dict.fromkeys(slopes(snapshot), 0.0)
    svg = drawn(snapshot, wishes=wishes, bands={})
    assert not arrows(ET.fromstring(svg))
    assert "rotate" not in drawn(snapshot) and "transform" not in drawn(snapshot)


@pytest.mark.parametrize("slope", [1e-300, -1e300, float("inf"), float("nan")])
def test_arrows_of_odd_numbers(slope):
    snapshot = shot()
    svg = drawn(snapshot, wishes={("delta", 1, 1): slope}, bands={(2, 1, 1): slope, (2, 2, 1): -slope})
    found = arrows(groups(svg, "delta-1-1")[0])
    assert [(up, hollow) for _, up, hollow, _ in found] == ([] if slope != slope else [(slope < 0, abs(slope) < 1)])
    assert "nan" not in svg and "inf" not in svg


@pytest.mark.parametrize("seed", SEEDS)
def test_the_square_is_the_error(seed):
    """Its side is |y − ŷ| on the axis beside it, so its area is (y − ŷ)²; all have the same pixels per unit."""
    snapshot = shot(seed, "tanh")
    svg = drawn(snapshot)
    place = layout(SIZES, False, 900, None, Parts(slopes=True))
    low, high = fitting(snapshot).axis
    squares = rects(groups(svg, "Err"), "residual")
    looks = [rect.get("class") for group in groups(svg, "Err") for rect in group.iter(f"{SVG}rect")]
    looks = [look for look in looks if "residual" in look]
    lows = snapshot.y[:, 0] > snapshot.trace.o[-1][:, 0]
    assert ["fill-level" in look for look in looks] == [*lows], "blue where ŷ is too low, as beside the network"
    areas = []
    for k, (x, top, wide, tall) in enumerate(squares, start=1):
        axis, begins, ends = place.axes[k]
        unit = (ends - begins) / (high - low)
        y, o = snapshot.y[k - 1, 0], snapshot.trace.o[-1][k - 1, 0]
        assert x == pytest.approx(axis, abs=0.1) and wide == pytest.approx(tall) == pytest.approx(
            unit * abs(y - o), abs=0.2
        )
        assert top == pytest.approx(ends - unit * (max(y, o) - low), abs=0.2)
        areas.append(wide * tall / unit**2)
    assert sum(areas) == pytest.approx(snapshot.grads.Err, rel=0.05)


@pytest.mark.parametrize(
    "loss, words", [("squared_error", "both squares"), ("half_squared_error", "½ of both squares")]
)
def test_it_is_said_what_the_squares_are_of_err(loss, words):
    snapshot = shot(loss=loss)
    assert words in [text.text for text in ET.fromstring(drawn(snapshot)).iter(f"{SVG}text")]
    many = shot(loss=loss, patterns=5)
    times = 1.0 if loss == "squared_error" else 0.5
    here = times * float(np.sum((many.y[:, 0] - many.trace.o[-1][:, 0]) ** 2))
    svg = drawn(many, square=Square(many.net.loss.per_square(many.y.shape), 5, 3))
    (words,) = [each for each in ET.fromstring(svg).iter(f"{SVG}text") if "pattern" in (each.text or "")]
    assert words.text == f"pattern 3: {float(f'{here:.3g}'):g}" and float(words.get("font-size")) >= 9.5


def test_a_slope_at_its_weight_has_as_many_digits_as_can_be_read():
    snapshot = shot(1)
    for value, words in ((0.138, "+0.138"), (-0.0472, "−0.047"), (0.00877, "+0.0088"), (0.5, "+0.5")):
        values = {name: each for name, each in snapshot.values.items() if name[0] != "update"}
        wishes = {("gradient", 2, 1, 1): value}
        found = ET.fromstring(drawn(snapshot, values | wishes, bands={}, wishes=wishes))
        texts = {each.text: float(each.get("font-size")) for each in found.iter(f"{SVG}text")}
        assert texts[words] >= 9.5, texts
        assert any("small: ∂Err/∂θ" in each for each in texts)


def test_a_band_is_as_wide_as_what_comes_back():
    snapshot = shot(3)
    scales = fitting(snapshot)._replace(delta=0.7, gradient=0.07)
    svg = drawn(snapshot, scales=scales)
    lanes = [path.get("d") for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("class") == "fill-lane"]
    found = bands(snapshot, 1, 2)
    assert len(lanes) == len(found) == 2
    for d, (weight, value) in zip(lanes, found.items(), strict=True):
        assert value == pytest.approx(
            snapshot.grads.delta[2][weight[1] - 1, 0] * snapshot.net.theta[2][weight[1] - 1, 1]
        )
        (ax, ay), _, _, (bx, by) = np.array(re.findall(r"-?[\d.]+", d), float).reshape(4, 2)
        wide = np.hypot(bx - ax, by - ay)
        assert wide == pytest.approx(max(15 * min(abs(value) / scales.delta, 1) ** 0.5, 1), abs=0.15)


def test_scales_that_are_too_small_are_cut_and_say_so():
    snapshot = shot()
    small = fitting(snapshot)._replace(delta=1e-9, gradient=1e-9, slope=1e-9, axis=(0.0, 1e-3))
    usual, cut = (drawn(snapshot, scales=scales) for scales in (fitting(snapshot), small))
    assert cut.count('stroke-width="2.5"') > usual.count('stroke-width="2.5"') + 5
    assert "1e−9" in cut


# --- which marks


@pytest.mark.parametrize("mark, kind", [("level", "fill-level"), ("square", "residual"), ("wish", "fill-ink")])
def test_a_mark_is_drawn_when_it_is_asked_for_and_the_legend_says_what_is_drawn(mark, kind):
    snapshot = shot()
    every, others = drawn(snapshot), drawn(snapshot, marks=[each for each in MARKS if each != mark])
    word = {"wish": "arrow:"}.get(mark, f"{mark}:")
    assert f'path class="{kind}"' in every or f'rect class="{kind}' in every
    assert f'path class="{kind}"' not in others and f'rect class="{kind}' not in others
    assert word in every and word not in others
    assert not re.findall(r"(?:level|line|arrow|band|square):", drawn(snapshot, marks=()))


def test_without_the_line_mark_all_lines_are_thin():
    svg = drawn(shot(), marks=("level",))
    lines = [line for group in ET.fromstring(svg).iter(f"{SVG}g") if (group.get("id") or "").startswith("theta")
             for line in group.iter(f"{SVG}line") if line.get("class") != "reach"]  # fmt: skip
    assert {line.get("stroke-width") for line in lines} == {"1.5"}


def test_legends_are_large_enough_and_stay_in_the_picture():
    for width in (440, 620, 1000):
        root = ET.fromstring(drawn(shot(), width=width))
        legend = [text for text in root.iter(f"{SVG}text") if re.match("level|line|arrow|band|square", text.text)]
        assert legend and min(float(text.get("font-size")) for text in legend) >= 10
        assert max(float(text.get("y")) for text in legend) <= float(root.get("height"))


# --- what is hidden is not seen

GIVES_AWAY = {  # of each hidden kind: whatever else tells it
    "u": ("u",),
    "o": ("o",),
    "Err": ("Err",),
    "delta": ("delta", "gradient", "update"),
    "gradient": ("gradient", "update"),
}


@pytest.mark.wide
@pytest.mark.parametrize("kind", GIVES_AWAY)
@pytest.mark.parametrize("marks", [MARKS, ("level",), ("wish",), ("square",)], ids=str)
def test_two_pictures_that_differ_only_in_what_is_hidden_are_the_same(kind, marks):
    snapshot, other = shot(1, "leaky_relu", patterns=3), shot(2, "leaky_relu", patterns=3, gain=3.0)
    given = {name: value for name, value in snapshot.values.items() if name[0] != "update"}
    changed = given | {name: other.values[name] for name in given if name[0] in GIVES_AWAY[kind]}
    assert all(changed[name] != given[name] != 0 for name in given if name[0] in GIVES_AWAY[kind])
    hide = tuple(each for each in GIVES_AWAY[kind] if each != "update")

    def seen(values, of):
        tells = {"delta": ("delta",), "gradient": ("gradient", "delta"), "slope": ("o",)}
        wishes = {
            name: slopes(of)[name] if set(tells[name[0]]) & set(hide) else value
            for name, value in slopes(snapshot).items()
        }
        lanes = bands(of if "delta" in hide else snapshot, 1, 2)
        return drawn(snapshot, values, marks=marks, wishes=wishes, bands=lanes, hide=hide)

    first, second = seen(given, snapshot), seen(changed, other)
    assert first == second and to_png(first) == to_png(second)
    mirrored = given | {name: -given[name] for name in given if name[0] in GIVES_AWAY[kind]}
    assert seen(mirrored, snapshot) == first, "the sign is told"


@pytest.mark.parametrize("kind", GIVES_AWAY)
def test_no_scale_tells_what_is_hidden(kind):
    """Two networks that differ in what is hidden, and have the same x and y."""
    one, other = shot(1, "relu", gain=0.5), shot(1, "relu", gain=5.0)
    assert fitting(one) != fitting(other)
    both = ("levels", "axis")
    alike = {"o": both, "u": both, "delta": ("delta", "gradient"), "gradient": ("gradient",), "Err": ()}[kind]
    first, second = (fitting(each, (kind,)) for each in (one, other))
    assert [getattr(first, name) for name in alike] == [getattr(second, name) for name in alike]


# --- where it stands


@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 2, 2), (4, 6, 6, 3), (2, 2, 2, 2, 2, 2), (5, 6, 5, 1)], ids=str)
def test_a_weights_name_shows_when_it_is_chosen_or_pointed_at_and_covers_nothing(sizes):
    snapshot = shot(sizes=sizes)
    svg = drawn(snapshot, selected=("theta", 1, 2, 1), parts=Parts(), wishes={})
    names = {text.text: text for text in ET.fromstring(svg).iter(f"{SVG}text") if text.text.startswith("θ")}
    assert names["θ₂₁"].get("display") is None
    neurons = [tuple(float(rect.get(side)) for side in ("x", "y", "width", "height"))
               for rect in ET.fromstring(svg).iter() if is_neuron(rect)]  # fmt: skip
    for text in names.values():
        here = box(float(text.get("x")), float(text.get("y")) - 4, (20, 9))
        assert not any(touch(here, (x, y, x + wide, y + high)) for x, y, wide, high in neurons)


def test_what_does_not_hang_on_what_is_dragged_is_dimmed():
    still = {("theta", 1, 1, 1), ("u", 1, 1), ("x", 1), ("o", 1, 2)}
    root = ET.fromstring(drawn(shot(), still=still))
    dimmed = [each for each in root.iter(f"{SVG}g") if "still" in each.get("class", "").split()]
    assert {each.get("data-item") for each in dimmed} - {None} == {"theta-1-1-1", "u-1-1", "x-1", "o-1-2"}
    (frame,) = [each for each in dimmed if "frame" in each.get("class").split()]
    assert [text.text for text in frame.iter(f"{SVG}text")] == ["2"], "that of the neuron whose o stays"
