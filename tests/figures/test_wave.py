"""What travels in a wave, held against the core's numbers and the picture below it; and that nothing hidden does."""

import json
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from backprop_core import Network
from backprop_core.figures.places import Parts, box, ends, every_weight, layout, touch
from backprop_core.figures.scales import fitting
from backprop_core.figures.wave import PANEL, Scene, micro_step, part_of_delta, whole_step
from backprop_core.one_step.backward import backward_pass
from backprop_core.one_step.names import algorithm
from backprop_core.one_step.snapshot import Snapshot
from backprop_core.one_step.text import rounded
from tests.figures.test_diagram import SVG
from tests.figures.test_marks import GIVES_AWAY, drawn, groups, shot

WIDTH, PARTS = 900, Parts(slopes=True)


def scene(snapshot, hide=(), neuron=None):
    sizes = snapshot.net.sizes
    place = layout(sizes, snapshot.net.bias, WIDTH, neuron, PARTS)
    return Scene(place, PARTS, snapshot, fitting(snapshot, hide), frozenset(hide))


def travelling(wave):
    """[(text, [(ms, x, y)])] of all tokens, in the order in which they set out."""
    pieces = {f".{piece.get('class')}": "".join(piece.itertext()) for piece in ET.fromstring(wave["svg"])}
    found = []
    for move in wave["moves"]:
        if pieces.get(move["of"]):
            seen = [frame for frame in move["frames"] if frame.get("opacity") == 1]
            stops = [(frame["offset"] * wave["time"], *map(float, re.findall(r"-?[\d.]+(?=px)", frame["transform"])))
                     for frame in seen]  # fmt: skip
            found.append((pieces[move["of"]], stops))
    return sorted(found, key=lambda each: each[1][0][0])


def every_wave(snapshot, hide=(), width=WIDTH):
    sizes, bias = snapshot.net.sizes, snapshot.net.bias
    here = scene(snapshot, hide)
    waves = [micro_step(here, name) for name in algorithm(sizes, bias)]
    return [*waves, *(part_of_delta(here, part) for part in backward_pass(sizes)), whole_step(here)]


@pytest.mark.parametrize("seed", range(3))
def test_products_travel_along_their_lines_and_meet_in_the_sum(seed):
    snapshot = shot(seed, "tanh")
    here = scene(snapshot)
    net, o = snapshot.net, snapshot.trace.o
    for m, i in [(1, 2), (2, 1)]:
        tokens = travelling(micro_step(here, ("u", m, i)))
        products = net.weights(m)[i - 1] * o[m - 1][:, 0]
        first = 0
        sums = [f"Σ {rounded(value)}" for value in np.cumsum(products)]
        assert [text for text, _ in tokens if text.startswith("Σ")] == sums
        u = float(net.weights(m)[i - 1] @ o[m - 1][:, 0])
        assert sums[-1] == f"Σ {rounded(u)}" == f"Σ {rounded(snapshot.trace.u[m][i - 1, 0])}"
        for l, value in enumerate(products, start=1):
            x0, y0, x1, y1 = ends(here.place, m, i, l)
            before, theta = o[m - 1][l - 1, 0], net.weights(m)[i - 1, l - 1]
            way = [(text, stops) for text, stops in tokens
                   if any(abs(x - x0) < 0.1 and abs(y - y0) < 0.1 for _, x, y in stops)]  # fmt: skip
            (leaves, stops) = way[0]
            assert leaves == rounded(before) and stops[0][0] >= first
            first = stops[0][0]
            middle = stops[-1][1:]
            assert middle == pytest.approx(here.place.labels[m, i, l], abs=0.1)
            product = next(text for text, stops in tokens if "×" in text and stops[0][1:] == middle)
            assert product.replace("(", "").replace(")", "") == f"{rounded(theta)} × {rounded(before)}"
            last = next((text, stops) for text, stops in tokens
                        if stops[0][1:] == middle and stops[-1][1:] == pytest.approx((x1, y1), abs=0.1))  # fmt: skip
            assert last[0] == rounded(value)
            summed = next(stops for text, stops in tokens if text == sums[l - 1])
            assert summed[0][0] == pytest.approx(last[1][-1][0], abs=1), "no sum is seen before its term has come"


@pytest.mark.parametrize("seed", range(3))
def test_what_comes_back_takes_the_same_weights_and_waits_for_its_sum(seed):
    snapshot = shot(seed, "tanh")
    here, net = scene(snapshot), snapshot.net
    delta = snapshot.grads.delta
    for i in (1, 3):
        terms = net.weights(2)[:, i - 1] * delta[2][:, 0]
        tokens = travelling(micro_step(here, ("delta", 1, i)))
        assert [text for text, _ in tokens if text.startswith("Σ")] == [f"Σ {rounded(v)}" for v in np.cumsum(terms)]
        for j in (1, 2):
            _, _, x1, y1 = ends(here.place, 2, j, i)
            begin = next(
                stops
                for text, stops in tokens
                if text == f"δ {rounded(delta[2][j - 1, 0])}" and stops[0][1:] == pytest.approx((x1, y1), abs=0.1)
            )
            assert begin[-1][1:] == pytest.approx(here.place.labels[2, j, i], abs=0.1)
        parts = [travelling(part_of_delta(here, ("back", 1, i, j))) for j in (1, 2)]
        one_by_one = sorted(text for part in parts for text, _ in part)
        assert one_by_one == sorted(text for text, _ in tokens if "× σ′" not in text)
    error = next(text for text, _ in travelling(micro_step(here, ("delta", 2, 1))))
    assert error == f"∂Err/∂ŷ {rounded(2 * (snapshot.trace.o[2][0, 0] - snapshot.y[0, 0]))}"


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "identity"])
def test_so_much_passes_as_the_slope_of_sigma_says(activation):
    snapshot = shot(1, activation)
    wave = part_of_delta(scene(snapshot), ("delta", 1, 2))
    bar = next(move["frames"] for move in wave["moves"] if move["of"].endswith("> .bar"))
    passed = float(re.search(r"scaleX\((.*)\)", bar[-1]["transform"])[1])
    h = 1e-6  # the centred difference
    f, u = snapshot.net.activations[1].f, snapshot.trace.u[1][1, 0]
    assert passed == pytest.approx(float(f(u + h) - f(u - h)) / (2 * h), abs=1e-3)
    assert bar[0]["transform"] == "scaleX(1)"


@pytest.mark.parametrize("sizes", [(2, 3, 1), (2, 2, 2), (3, 4, 2), (2, 3, 3, 1)])
def test_the_curve_hides_no_neuron(sizes):
    snapshot = shot(1, sizes=sizes)
    here = scene(snapshot)
    for m in range(1, len(sizes)):
        for i in range(1, sizes[m] + 1):
            wave = micro_step(here, ("o", m, i))
            x, y = map(float, re.findall(r"-?[\d.]+(?=px)", wave["moves"][0]["frames"][0]["transform"]))
            panel = box(x, y, PANEL)
            for at in here.place.neurons.values():
                assert (
                    not touch(panel, box(*at, (here.place.wide, here.place.high)))
                    or at[0] == here.place.neurons[0, 1][0]
                )


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_point_goes_along_u_and_up_to_o(activation):
    snapshot = shot(2, activation)
    wave = micro_step(scene(snapshot), ("o", 1, 1))
    panel, dot = ET.fromstring(wave["svg"])
    curve = [tuple(map(float, each.split(","))) for each in panel.find(f"{SVG}polyline").get("points").split()]
    x, y = (float(wave["moves"][0]["frames"][0]["transform"].partition("(")[2].split("px")[0]),
            float(wave["moves"][0]["frames"][0]["transform"].split(", ")[1].split("px")[0]))  # fmt: skip
    stops = [tuple(map(float, re.findall(r"-?[\d.]+(?=px)", f["transform"]))) for f in wave["moves"][1]["frames"]]
    end = stops[-1][0] - x, stops[-1][1] - y
    far = max(4.0, 1.1 * abs(snapshot.trace.u[1][0, 0]))
    assert end[0] / curve[-1][0] == pytest.approx(snapshot.trace.u[1][0, 0] / far, abs=0.01)
    assert end[1] == pytest.approx(np.interp(end[0], *zip(*curve, strict=True)), abs=0.8)  # it lies on the curve
    assert stops[3] == (stops[-1][0], stops[2][1])  # first along the axis, then up


@pytest.mark.parametrize("sizes", [(2, 3, 1), (1, 1), (3, 3, 2), (4, 6, 6, 3)])
def test_at_the_end_all_is_as_the_picture_has_it(sizes):
    snapshot = shot(1, sizes=sizes)
    pieces = 0
    for wave in filter(None, every_wave(snapshot)):
        assert 0 < wave["time"] <= 4100 and json.loads(json.dumps(wave)) == wave
        for move in wave["moves"]:
            offsets = [frame["offset"] for frame in move["frames"]]
            assert offsets == sorted(offsets) and offsets[0] == 0 and offsets[-1] == 1
            last = move["frames"][-1]
            if re.fullmatch(r"\.w\d+", move["of"]):
                pieces += 1
                assert last["opacity"] == 0
            elif not move["of"].endswith(".bar"):
                assert last.get("opacity", 1) == 1
                assert last.get("transform", "scale(1)") in ("scale(1)", "scaleY(1)", "translateY(0px)")
    assert pieces > 10


def test_a_whole_step_takes_less_than_two_seconds_and_in_a_crowd_one_neurons_lines():
    small, crowded = shot(1, sizes=(2, 3, 1)), shot(1, sizes=(4, 6, 6, 3))
    assert whole_step(scene(small))["time"] < 2000 > whole_step(scene(crowded))["time"]
    starts = {stops[0][1:] for _, stops in _dots(whole_step(scene(small)))}
    lines = every_weight((2, 3, 1), False)
    place = scene(small).place
    assert starts == {tuple(np.round(ends(place, *weight)[at : at + 2], 1)) for weight in lines for at in (0, 2)}
    here = scene(crowded, neuron=(2, 1))
    assert 0 < len(here.place.labels) < len(every_weight((4, 6, 6, 3), False))
    assert len(_dots(whole_step(here))) == 2 * len(here.place.labels)


def _dots(wave):
    return [
        (move["of"], [(f["offset"], *map(float, re.findall(r"-?[\d.]+(?=px)", f["transform"])))
                      for f in move["frames"] if f.get("opacity") == 1])
        for move in wave["moves"] if re.fullmatch(r"\.w\d+", move["of"])
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_levels_and_arrows_grow_from_where_their_picture_has_them(seed):
    snapshot = shot(seed, "tanh")
    here = scene(snapshot)
    for i in (1, 2, 3):
        for name, part, up in (
            (("o", 1, i), ".fill-level", snapshot.trace.o[1][i - 1, 0] >= 0),
            (("delta", 1, i), "path", snapshot.grads.delta[1][i - 1, 0] <= 0),
        ):
            frames = next(
                move["frames"] for move in micro_step(here, name)["moves"]
                if move["of"] == f'[data-item="{"-".join(map(str, name))}"] > {part}'
            )  # fmt: skip
            assert {frame["transformOrigin"] for frame in frames} == {"50% 100%" if up else "50% 0%"}
            assert frames[0]["transform"] == "scaleY(0)"


@pytest.mark.parametrize("seed", [0, 3])
def test_the_square_grows_away_from_the_output(seed):
    """In the picture as it is drawn, up from an output that is too low (seed 0), down from one too high."""
    snapshot = shot(seed, "tanh")
    moves = [(move["of"], move["frames"][0]) for move in micro_step(scene(snapshot), ("Err",))["moves"]]
    origins = {
        of.removeprefix('[data-item="Err"] > .'): frame["transformOrigin"]
        for of, frame in moves if frame.get("transform") == "scale(0)"
    }  # fmt: skip
    kinds = [rect.get("class") for group in groups(drawn(snapshot), "Err") for rect in group.iter(f"{SVG}rect")]
    squares = [kind.split() for kind in kinds if "residual" in kind]
    lows = snapshot.y[:, 0] > snapshot.trace.o[-1][:, 0]
    for square, low in zip(squares, lows, strict=True):
        (grows,) = [origin for of, origin in origins.items() if {*of.split(".")} <= {*square}]
        assert grows == ("0% 100%" if low else "0% 0%")


def test_o_and_delta_meet_at_the_weight():
    snapshot = shot(2)
    here = scene(snapshot)
    for m, i, l in every_weight(snapshot.net.sizes, False):
        tokens = travelling(micro_step(here, ("gradient", m, i, l)))
        o, delta = snapshot.trace.o[m - 1][l - 1, 0], snapshot.grads.delta[m][i - 1, 0]
        texts = [text.replace("(", "").replace(")", "") for text, _ in tokens]
        assert texts == [rounded(o), f"δ {rounded(delta)}", f"{rounded(delta)} × {rounded(o)}",
                         f"∂ {rounded(snapshot.grads.gradient[m][i - 1, l - 1])}"]  # fmt: skip
        assert {stops[-1][1:] for _, stops in tokens} == {tuple(here.place.labels[m, i, l])}


def test_the_arrow_pushes_its_number_where_the_update_takes_it():
    snapshot = shot(3)
    here = scene(snapshot)
    for weight in every_weight(snapshot.net.sizes, False):
        wave = micro_step(here, ("update", *weight))
        (formula, _), (old, stops) = travelling(wave)
        slope = snapshot.values["gradient", *weight]
        assert formula.replace("(", "").replace(")", "") == f"{old} − 0.5 × {rounded(slope)}"
        assert old == rounded(snapshot.values["theta", *weight])
        grows = snapshot.values["update", *weight] > snapshot.values["theta", *weight]
        assert (stops[-1][2] < stops[0][2]) == grows  # up on the page


def test_a_product_wider_than_its_gap_stands_in_two_lines_where_there_is_room():
    """Its card is then much narrower, and touches none of the next."""

    def cards(snapshot, width, name):
        sizes = snapshot.net.sizes
        here = Scene(
            layout(sizes, snapshot.net.bias, width, None, Parts()), Parts(), snapshot, fitting(snapshot), frozenset()
        )
        pieces = ET.fromstring(micro_step(here, name)["svg"])
        found = [piece for piece in pieces if "×" in "".join(piece.itertext())]
        (x0, _, x1, _) = ends(here.place, 2, 1, 1)
        sizes = [tuple(float(piece.find(f"{SVG}rect").get(side)) for side in ("width", "height")) for piece in found]
        return [len(piece.findall(f"{SVG}text")) for piece in found], sizes, x1 - x0

    snapshot = shot(1, sizes=(2, 3, 1))
    lines, narrow, _ = cards(snapshot, 500, ("u", 2, 1))
    assert lines == [2, 2, 2] and {high for _, high in narrow} == {34}
    lines, wide, gap = cards(snapshot, 900, ("u", 2, 1))
    assert lines == [1, 1, 1] and {high for _, high in wide} == {20} and max(wide)[0] <= gap
    assert all(two < 0.75 * one for (two, _), (one, _) in zip(narrow, wide, strict=True))
    net = Network((2, 3, 1), bias=True, init="normal", rng=1)
    biased = Snapshot(net, np.array([[0.123], [-0.456]]), np.array([[1.0]]), 0.5)
    lines, _, _ = cards(biased, 552, ("u", 1, 1))
    assert set(lines) == {1}, "there they would lie on each other"
    assert cards(snapshot, 500, ("gradient", 2, 1, 1))[0] == [2]


def test_what_is_seen_beside_a_neuron_hides_as_little_of_the_others_as_can_be():
    snapshot = shot(1, sizes=(2, 3, 2))
    place = layout((2, 3, 2), True, 552, (1, 2), Parts())
    here = Scene(place, Parts(), snapshot, fitting(snapshot), frozenset())
    wave = part_of_delta(here, ("delta", 1, 2))
    x, y = map(float, re.findall(r"-?[\d.]+(?=px)", wave["moves"][0]["frames"][0]["transform"]))
    (left, top, right, bottom), wide, high = box(x, y, PANEL), place.wide, place.high

    def hidden(left, top, right, bottom):
        found = 0.0
        for m, i in [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]:
            a, b = place.neurons[m, i]
            across = min(right, a + wide / 2) - max(left, a - wide / 2)
            down = min(bottom, b + high / 2) - max(top, b - high / 2)
            found += max(across, 0) * max(down, 0)
        return found

    a, b = place.neurons[1, 2]
    beside = (wide + PANEL[0]) / 2 + 6
    assert hidden(left, top, right, bottom) < hidden(*box(a + beside, b, PANEL))


def test_an_update_is_read_where_its_number_is_not_pushed_to():
    snapshot = shot(3)
    here = scene(snapshot)
    for weight in every_weight(snapshot.net.sizes, False):
        (_, formula), (_, old) = travelling(micro_step(here, ("update", *weight)))
        assert (formula[0][2] - old[0][2]) * (old[-1][2] - old[0][2]) < 0


# --- what is hidden is not seen


@pytest.mark.parametrize("kind", ["u", "o", "delta", "gradient", "Err"])
def test_two_waves_that_differ_only_in_what_is_hidden_are_the_same(kind):
    """The snapshots have the same network, inputs and targets, and other numbers where they are hidden."""
    hide = tuple(each for each in GIVES_AWAY[kind] if each != "update")
    one, other = shot(1), shot(1)
    assert every_wave(one, hide) == every_wave(other, hide)
    for name in other.values:
        if name[0] in hide:
            other.values[name] = -3 * other.values[name] - 0.7
    if "u" in hide:
        other.trace.u[1:] = [-2 * each + 1 for each in other.trace.u[1:]]
    if "o" in hide:
        other.trace.o[1:] = [3 * each - 1 for each in other.trace.o[1:]]
    assert [json.dumps(wave) for wave in every_wave(one, hide)] == [
        json.dumps(wave) for wave in every_wave(other, hide)
    ]
    assert kind == "Err" or every_wave(one) != every_wave(other)  # Err itself travels nowhere


def test_a_hidden_gradient_is_not_told_by_what_meets_at_its_weight():
    """δ is to be seen in its neuron; but here it would be half of the calculation, and the product all of it."""
    texts = [text for text, _ in travelling(micro_step(scene(shot(1), ("gradient", "update")), ("gradient", 1, 2, 1)))]
    assert "δ ?" in texts and "∂ ?" in texts and not any("×" in text and "?" not in text for text in texts)
