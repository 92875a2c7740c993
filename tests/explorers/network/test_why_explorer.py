"""WhyExplorer: its paths against centred differences and walked networks, its costs and its gradient check against the
core, its wiggles against networks that are really moved; and what it measures, which is never stored."""

import itertools
import math
from math import prod

import numpy as np
import pytest

from backprop_core import Network, compare_gradients, costs
from backprop_core.explorers import WhyExplorer
from backprop_core.explorers.network import measure, why_explorer
from backprop_core.explorers.network.why_explorer import LEAST_H, MOST_H, PICTURES
from backprop_core.gradient_check import error_curve
from backprop_core.one_step.check import STEPS, judge
from backprop_core.one_step.names import item
from backprop_core.one_step.paths import all_paths
from backprop_core.one_step.snapshot import Snapshot
from backprop_core.one_step.text import number
from tests.explorers.shown import Shown
from tests.explorers.views import event, is_hidden, press, rebuilt

pytestmark = pytest.mark.usefixtures("unseen", "silent")

NETS = [((2, 3, 1), False), ((2, 3, 3, 2), False), ((3, 2, 4), True), ((1, 2, 2, 2, 2), True), ((2, 1), False)]
ALL = tuple(name for name, each in PICTURES.items() if not each.instead_of)
CORNER = {0: {"theta": {(1, 1, 2): -0.44, (2, 1, 3): 1.5}}}  # of the lecture's network with relu: u₁ = 0.004


@pytest.fixture(scope="module")
def view():
    return WhyExplorer(sizes=(2, 3, 3, 2), seed=4, pictures=ALL)


def snapshots():
    for n, ((sizes, bias), activation) in enumerate(itertools.product(NETS, ("sigmoid", "tanh", "leaky_relu"))):
        rng = np.random.default_rng(n)
        net = Network(sizes, activation, bias=bias, init="normal", rng=rng)
        yield Snapshot(net, rng.normal(size=(sizes[0], 1)), rng.normal(size=(sizes[-1], 1)), 0.1)


def points(artist):
    return np.column_stack(artist.get_data())


# --- paths


def test_the_paths_of_a_weight_are_all_there_and_make_its_gradient():
    for snapshot in snapshots():
        sizes = snapshot.net.sizes
        for name in [name for name in snapshot.values if name[0] in ("theta", "u")]:
            paths = all_paths(snapshot, name)
            whole = snapshot.values[("gradient" if name[0] == "theta" else "delta", *name[1:])]
            assert len({path.neurons for path in paths}) == len(paths) == costs.count_paths(sizes, name[1])
            assert sum(path.term for path in paths) == pytest.approx(whole, rel=1e-9, abs=1e-12)
            for path in paths:
                assert path.term == pytest.approx(prod(value for _, value in path.factors), rel=1e-12)
                assert [m for m, _ in path.neurons] == list(range(name[1], len(sizes)))
                assert path.neurons[0] == name[1:3]
                later = [each for each in path.names if each[0] == "theta" and each != name]
                ends = zip(path.neurons[:-1], path.neurons[1:], strict=True)
                assert later == [("theta", *end, before[1]) for before, end in ends]


def test_the_path_that_is_marked_is_lit_in_the_diagram(view):
    view.set(selected="theta-1-1-1", path=2)
    uses = {name for _, explanation, _ in view._explanations() for name in explanation.uses}
    assert uses == {
        ("theta", 1, 1, 1), ("theta", 2, 1, 1), ("theta", 3, 2, 1), ("o", 1, 1), ("o", 2, 1), ("o", 3, 2),
    }  # fmt: skip
    assert "Path 2 of 6 from θ" in view.along.value and "path 2 of 6" in view.page.status
    view.set(path=0)
    assert "There are 6 paths, each with 7 factors. They share the δ of 6 neurons; each δ is" in view.along.value
    view.set(selected="theta-3-1-1")
    assert "There is one path, with 3 factors.</p>" in view.along.value
    assert [len(path.factors) for path in view._numbers.paths] == [3]
    view.set(selected="theta-1-1-1")
    paths = view._numbers.paths
    assert {len(path.factors) for path in paths} == {7}
    assert len({neuron for path in paths for neuron in path.neurons}) == 6


@pytest.mark.seen
def test_under_a_drag_the_axes_do_not_close_in(view):
    view.set(selected="theta-1-1-1", h=0.01)
    before = view.wiggle.limits[1]
    for value in (0.9, 0.553):  # close to the first prediction: every δ is much smaller
        event(view, kind="drag", item="y-1", value=value)
        assert view.wiggle.held and view.wiggle.limits[1][1] >= before[1]
    event(view, kind="drop")
    assert not view.wiggle.held and view.wiggle.limits[1][1] < before[1]
    view.set(y=[[0.88], [0.16]])


def test_next_path_goes_through_all_and_begins_again(view):
    view.set(selected="theta-1-2-1", path=0)
    seen = []
    for _ in range(8):
        view.next.presses += 1
        seen.append(view.state()["path"])
    assert seen == [1, 2, 3, 4, 5, 6, 0, 1]
    view.back.presses += 1
    view.back.presses += 1
    assert view.state()["path"] == 6


def test_another_number_has_other_paths(view):
    view.set(selected="theta-1-1-1", path=6)
    view.set(selected="theta-2-1-1")
    assert (view.state()["path"], len(view.state()["path_terms"])) == (0, 2)
    view.set(selected="u-1-3")
    assert view.state()["start"] == "u-1-3"
    assert sum(view.state()["path_terms"]) == pytest.approx(view.state()["delta"][1][2])
    with pytest.raises(ValueError, match="path must be from 0 to 1"):
        view.set(selected="theta-3-1-1", path=2)


def test_bars_stand_on_one_another(view):
    view.set(selected="theta-1-1-1", path=3)
    terms, artists = view.state()["path_terms"], view.picture("paths").artists
    boxes = [path.vertices for bars in artists.bars if bars.get_visible() for path in bars.get_paths()]
    ends = {round(n): (box[:, 1].min(), box[:, 1].max()) for box in boxes for n in [box[:4, 0].mean()]}
    so_far = 0.0
    for n, term in enumerate(terms, start=1):
        assert ends[n] == pytest.approx(sorted([so_far, so_far + term]), abs=1e-12)
        so_far += term
    assert points(artists.sum)[:, 1] == pytest.approx([so_far] * 2)
    assert points(artists.now)[0, 0] == 3


# --- the tree of paths, which folds


def test_the_tree_folds_and_the_counts_meet():
    """What 07 asks to press: eight steps, two for each of two neurons of layer 3 and two outputs."""
    view = WhyExplorer(sizes=(2, 3, 2, 2, 2), seed=4, pictures="tree")
    seen = []
    for _ in range(10):
        seen.append((view.state()["fold"], *view.state()["products"].values()))
        press(view.fold_on)
    # a neuron of layer 3 saves one copy: its σ′, two lines, two outputs; an output then saves one: two products
    assert seen[:9] == [(0, 38, 20), (1, 38, 20), (2, 31, 20), (3, 31, 20), (4, 24, 20), (5, 24, 20), (6, 22, 20),
                        (7, 22, 20), (8, 20, 20)]  # fmt: skip
    assert seen[9] == seen[8], "there is nothing left to fold"
    assert "The tree is the graph: each δ once." in view.along.value and "the tree is the graph" in view.diagram.svg
    press(view.unfold)
    assert view.state()["fold"] == 7 and "δ<sub>2</sub> of layer 4 stands there 2 times" in view.along.value
    assert rebuilt(view).state() == view.state()


def test_another_number_has_another_tree_unfolded():
    view = WhyExplorer(sizes=(2, 3, 3, 2), seed=4, pictures="tree", fold=4)
    event(view, kind="select", item="u-1-2")
    assert (view.state()["fold"], view.state()["products"]) == (0, {"tree": 25, "graph": 17})  # one less: no o
    event(view, kind="select", item="theta-3-1-2")
    assert all("bp-keeps" in each._dom_classes for each in (view.unfold, view.fold_on, view.fold)), "their places"
    assert is_hidden(view, view.fold_on) and "1 path: the tree is the graph" in view.along.value
    view.set(selected="theta-1-1-1", fold=3)
    press(view.reset)
    assert view.state()["fold"] == 0
    with pytest.raises(ValueError, match="fold must be from 0 to 4"):
        view.set(fold=5)


def test_the_tree_stands_in_the_place_of_the_diagram_and_both_come_back():
    view = WhyExplorer(sizes=(2, 3, 3, 2), seed=4, pictures="tree")
    assert is_hidden(view, view.panel) and not view.figures.children and "Press Fold" in view.hint.words
    assert "the tree of its paths" in view.diagram.svg and "the tree 26, the graph 18" in view.page.status
    assert any(line.startswith("the tree ") and line.split()[-1] == "26" for line in view.text().splitlines())
    view.set(pictures=None)
    assert "the tree" not in view.diagram.svg and "Press Fold" not in view.hint.words
    assert {"paths", "check"} == {name for name, _ in view._pictured()}, "the usual ones: they fit on a screen"
    view.set(pictures=("growth", "tree"))
    assert [view.growth] == [*view.figures.children] and "the tree" in view.diagram.svg


# --- growth and costs


@pytest.mark.parametrize("sizes", [(2, 3, 3, 2), (2, 4, 1), (3, 2)])
def test_the_curves_of_paths_and_deltas(view, sizes):
    view.set(sizes=sizes)
    width = sizes[1] if len(sizes) > 2 else sizes[0]
    artists = view.picture("growth").artists
    for depth, paths in points(artists.paths):
        assert paths == prod([*[width] * max(depth - 2, 0), sizes[-1] if depth > 1 else 1])
    for depth, deltas in points(artists.deltas):
        assert deltas == width * (depth - 1) + sizes[-1]
    here = [tuple(points(mark)[0]) for mark in artists.here]
    assert here == [(len(sizes) - 1, costs.count_paths(sizes)), (len(sizes) - 1, sum(sizes[1:]))]
    view.set(sizes=(2, 3, 3, 2))


@pytest.mark.parametrize("name", ["growth", "costs", "check"])
def test_a_few_whole_powers_of_ten_stand_beside_an_axis_and_no_small_marks(view, name):
    axis = getattr(view, name).axes[0].yaxis
    powers = np.log10(axis.get_majorticklocs())
    assert 3 <= len(powers) <= 8 and powers == pytest.approx(np.round(powers)) and not len(axis.get_minorticklocs())


@pytest.mark.parametrize("grow", ["width", "depth"])
def test_the_curves_of_costs(view, grow):
    view.set(grow=grow)
    grown = measure.networks((2, 3, 3, 2), grow)
    assert len(grown) >= 8 and all(costs.count_weights(each) <= measure.MOST_WEIGHTS for each in grown)
    ways = costs.cost_of_backprop, costs.cost_of_differences, costs.cost_of_paths
    for curve, cost in zip(view.picture("costs").artists.curves, ways, strict=True):
        assert points(curve).tolist() == [[costs.count_weights(each), cost(each)] for each in grown]
    assert view.state()["multiplications"] == dict(
        zip(("backprop", "differences", "paths"), (cost((2, 3, 3, 2)) for cost in ways), strict=True)
    )


def test_times_come_on_request_in_slices_and_are_never_stored(monkeypatch):
    monkeypatch.setattr(why_explorer, "measure", lambda way, sizes: 1e-4 * (1 + len(sizes)))
    monkeypatch.setattr(why_explorer, "SLICE", 0.0)
    view = WhyExplorer(pictures="costs")
    state, text, code = view.state(), view.text(), view.to_code()
    assert len(view.figures.children) == 1
    view._on_tick()
    assert view._seconds == {}, "a slice without time measures nothing"
    monkeypatch.setattr(why_explorer, "SLICE", 60.0)
    view.player.play.value = True
    view.player.ticks.value += 1
    assert not view.player.play.value, "it stops by itself"
    assert set(view._seconds) == set(measure.jobs(measure.networks((2, 3, 1), "width")))
    assert view.times in view.figures.children and "Measured here: backprop 4e−4 s at 1056 weights" in view.times.alt
    assert view.times.alt in view.page.status
    assert (view.state(), view.text(), view.to_code()) == (state, text, code)
    assert view.times not in view._stored_figures()
    view.set(grow="depth")
    assert {len(points(curve)) for curve in view.picture("times").artists.curves} != {10}, "these networks are others"


def test_a_second_measurement_is_a_new_one_and_python_is_warm_before_the_first(monkeypatch):
    measured, times = [], itertools.count(1)
    monkeypatch.setattr(why_explorer, "measure", lambda *job: measured.append(job) or 1e-4 * next(times))
    monkeypatch.setattr(why_explorer, "SLICE", 60.0)
    view = WhyExplorer(pictures="costs")
    wanted = measure.jobs(view._grown())
    for _ in range(2):
        measured.clear()
        before = dict(view._seconds)
        view.player.play.value = True
        view.player.ticks.value += 1
        smallest = [(way, wanted[0][1]) for way in measure.WAYS]
        assert measured == [*smallest, *wanted] and view._seconds != before
    monkeypatch.setattr(why_explorer, "SLICE", -1.0)
    del view._seconds[wanted[-1]]
    view.player.play.value = True
    assert len(view._seconds) == len(wanted) - 1, "after a pause it goes on"


def test_the_shortest_times_are_not_below_the_axis():
    """A quick machine needs some microseconds for the smallest network."""
    low, high = WhyExplorer(pictures="costs").times.axes[0].get_ylim()
    assert low <= 1e-6 and high >= 1


def test_measuring_stops_when_the_view_goes():
    view = WhyExplorer(pictures="costs")
    view.player.play.value = True
    view.page.event = {"kind": "gone"}
    assert not view.player.play.value and not view.player.ticks.playing


def test_nothing_long_is_measured():
    for sizes, grow in itertools.product([(2, 3, 1), (6, 6, 6, 1), (1, 4, 5, 5, 4, 1)], measure.GROWING):
        jobs = measure.jobs(measure.networks(sizes, grow))
        work = [measure.COST[way](each) for way, each in jobs]
        assert work == sorted(work) and work[-1] <= measure.MOST_WORK
    assert measure.measure("paths", (2, 2, 1)) > 0


# --- the gradient check


def test_the_curve_is_that_of_the_gradient_check():
    for snapshot in snapshots():
        net, x, y = snapshot.net, snapshot.x, snapshot.y
        curve = error_curve(net, x, y, STEPS[::4])
        for h, error, rounding in zip(*curve, strict=True):
            there = compare_gradients(net, x, y, h).relative_error
            assert error == pytest.approx(there, rel=0.01, abs=200 * rounding)


def test_both_sides_have_their_names_and_meet_at_the_best_h():
    view = WhyExplorer(pictures="check", h=0.1)
    words = []
    for h in (0.1, 1e-5, 1e-10):
        view.set(h=h)
        words.append(view._check_line().split(" · ")[-1])
    assert words == ["truncation", "the best h", "h = 1e−10: only rounding is left"]
    s = view.state()
    tried = {h: compare_gradients(net_of(view), s["x"], s["y"], h).relative_error for h in STEPS}
    assert s["best_h"] == 1e-5 and math.log10(min(tried, key=tried.get)) == pytest.approx(-5, abs=1)
    found = judge(view.snapshot, 0.1)
    for h, error in list(zip(found.curve.steps, found.curve.errors, strict=True))[1:7]:
        assert error == pytest.approx(found.truncation * h**2, rel=0.2)


def net_of(view):
    return view.snapshot.net


def told(line):
    """The bound in a line about the gradient check."""
    return float(line.split("< ")[1].split(" ·")[0].replace("−", "-"))


def test_where_only_rounding_is_left_no_number_is_told():
    """Another processor finds other digits, but the same words."""
    view = WhyExplorer(pictures="check")
    for h in 10.0 ** -np.arange(5, 14.5, 0.5):
        view.set(h=float(h))
        assert "only rounding is left" in view._check_line()


def test_the_best_h_does_not_claim_a_larger_error_than_its_neighbours():
    view = WhyExplorer(pictures="check", h=1e-4)
    assert told(view._check_line()) == 1e-9 > view.state()["relative_error"]
    view.set(h=view.state()["best_h"])
    assert view._check_line() == "h = 1e−5: only rounding is left · the best h"


def test_a_bound_holds():
    bounds = 0
    for snapshot in snapshots():
        for h in STEPS:
            found = judge(snapshot, float(h))
            if "<" in found.words():
                bounds += 1
                assert found.error <= told(found.words())
    assert bounds > 20


def test_identity_has_no_truncation_and_relu_a_corner():
    """Err is a parabola in each weight of an identity net; a relu net is one between its corners."""
    view = WhyExplorer(pictures="check", activation="identity", h=0.1)
    assert view.state()["best_h"] is None and view.state()["relative_error"] < 1e-13
    view = WhyExplorer(pictures="check", activation="relu", history=CORNER, h=0.1)
    assert view.state()["u"][1][0] == pytest.approx(0.004)
    for h, corner in [(0.1, True), (0.01, True), (0.004, False), (1e-4, False)]:
        view.set(h=h)
        assert ("a corner within h" in view._check_line()) == corner, h
        assert (view.state()["relative_error"] > 0.1) == corner
    view.set(x=[[0.5], [0.8]], theta={(1, 1, 2): -0.5})
    for h in (0.1, 1e-3, 1e-7):
        view.set(h=h)
        assert view.state()["u"][1][0] == 0 and view.state()["relative_error"] > 0.3, "no h is small enough"


def test_a_network_without_gradients_has_nothing_to_differ():
    view = WhyExplorer(preset="lecture", activation="relu", pictures="check", h=1e-3)  # its output is dead
    assert view._check_line() == "h = 0.001: no difference at all"


# --- the wiggle


def test_the_panel_wiggles_by_the_same_h_as_the_picture(view):
    view.set(selected="u-1-1", h=0.5)
    true, predicted = (view.state()[name]["u-1-1"] for name in ("true_changes", "predicted_changes"))
    words = f"by 0.5: Err moves by {number(true, plus=True)}. δ₁ · 0.5 = {number(predicted, plus=True)} predicts it."
    assert any(words in line for line, _ in view._panel_lines())
    view.set(h=1e-3)
    assert any("by 0.001: Err moves" in line for line, _ in view._panel_lines())


@pytest.mark.parametrize("h", [1.0, 0.03, 1e-4])
def test_every_u_is_really_moved(view, h):
    view.set(h=h, selected="theta-1-1-1")
    s, snapshot = view.state(), view.snapshot
    net = snapshot.net
    for m in range(1, 4):
        for i in range(net.sizes[m]):
            u = snapshot.trace.u[m].copy()
            u[i] += h
            for layer in range(m + 1, 4):
                u = net.theta[layer] @ net.activations[layer - 1].f(u)
            true = net.loss.f(snapshot.y, net.activations[3].f(u)) - s["Err"]
            name = item(("u", m, i + 1))
            assert s["true_changes"][name] == pytest.approx(true, abs=1e-12)
            assert s["predicted_changes"][name] == pytest.approx(h * s["delta"][m][i])
    shown = Shown.of(view.wiggle)
    heights = [height for _, height in shown.dots()]
    assert heights == pytest.approx([*s["true_changes"].values()], abs=shown.near[1])


def test_small_wiggles_agree_and_large_ones_part(view):
    gaps = []
    for h in (1.0, 0.1, 0.01):
        view.set(h=h)
        s = view.state()
        pairs = zip(s["predicted_changes"].values(), s["true_changes"].values(), strict=True)
        gaps.append(max(abs(guess - true) / abs(true) for guess, true in pairs))
    assert gaps[0] > 0.15 and gaps[2] < 0.01 and gaps[0] > 5 * gaps[1] > 25 * gaps[2]


def test_what_notebook_07_says_about_the_wiggles():
    """By how much each dot is off its bar, beside the longest bar: at h = 1 the outputs far, some others a little."""
    view = WhyExplorer(sizes=(2, 3, 3, 2), seed=4, pictures="wiggle", selected="delta-1-1")

    def off(h):
        view.set(h=h)
        true, predicted = ([*view.state()[f"{name}_changes"].values()] for name in ("true", "predicted"))
        return np.abs(np.subtract(true, predicted)) / np.abs(predicted).max(), true[-1] / predicted[-1] - 1

    assert off(1e-3)[0].max() < 1e-3
    *hidden, first, second = off(1.0)[0]
    assert min(first, second) > 0.4 and 0.03 < max(hidden) < 0.06
    assert off(0.1)[1] == pytest.approx(0.08, abs=0.005)


# --- the whole


@pytest.mark.parametrize("hide", ["delta", "gradient", "Err", "u"])
def test_what_is_hidden_hides_terms_and_wiggles(hide):
    view = WhyExplorer(sizes=(2, 2, 2), seed=8, hide=hide, path=1, pictures=ALL)
    view.set(hide=())
    view.set(hide=hide)
    assert view.paths.axes[0].get_ylim() == view.wiggle.limits[1] == (-1, 1), "the axes tell nothing"
    s = view.state()
    assert s["path_terms"] == s["predicted_changes"] == s["true_changes"] == "?"
    assert not any(bars.get_visible() for bars in view.picture("paths").artists.bars)
    assert Shown.of(view.wiggle).boxes() == Shown.of(view.wiggle).dots() == []
    assert "hidden until you answer" in view.wiggle.alt and "hidden until you answer" in view.paths.alt


@pytest.mark.parametrize(
    "settings",
    [
        {"path": 1, "grow": "depth", "h": 1e-9},
        {"sizes": (1, 4, 5, 5, 4, 1), "path": 77, "pictures": ("paths", "check")},
        {"preset": "xor", "pattern": 3, "selected": "u-1-2", "h": LEAST_H},
        {"preset": "mazur", "selected": "theta-1-1-0", "path": 2, "h": MOST_H},
    ],
)
def test_the_code_rebuilds_the_view(settings):
    view = WhyExplorer(**settings)
    assert rebuilt(view).state() == view.state()


def test_only_the_controls_of_the_pictures_that_are_shown():
    def shown(*pictures):
        view = WhyExplorer(pictures=pictures)
        names = ("path", "next", "back", "grow", "player", "h")
        return {name for name in names if getattr(view, name).layout.display != "none"}

    assert shown("growth") == set()
    assert shown("paths") == {"path", "next", "back"}
    assert shown("costs") == {"grow", "player"}
    assert shown("check") == shown("wiggle") == {"h"}


def test_pictures_of_the_whole_network_stand_where_the_panel_was():
    """The panel explains one number, and these do not hang on it: beside the diagram they can be seen at once."""
    view = WhyExplorer(pictures="check")
    assert view.figures in view.side.children and view.figures not in view.split.children
    assert is_hidden(view, view.panel) and "lecture §" not in view.text()
    for settings in ({"pictures": ("check", "wiggle")}, {"pictures": ()}, {"pictures": "check", "hide": "delta"}):
        view.set(**{"hide": (), **settings})
        assert not is_hidden(view, view.panel) and "lecture §" in view.text()
        assert (view.figures in view.side.children) == (len(view.figures.children) == 1)
    view.set(pictures="costs", hide=())
    assert [view.costs] == [*view.figures.children] and view.figures in view.side.children


def test_the_box_of_h_is_wide_enough_for_small_numbers():
    """A page writes 0.0000089."""
    assert WhyExplorer(pictures="check", h=8.9e-6).h.box.layout.width == "calc(136px * var(--bp-zoom, 1))"
