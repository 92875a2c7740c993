"""DepthExplorer: its numbers against the core alone, theory and band, presets, training, what it shows and says."""

import math
from dataclasses import replace

import numpy as np
import pytest

from backprop_core import Network, train
from backprop_core.diagnostics import mean_singular_value, rms
from backprop_core.explorers import DepthExplorer
from backprop_core.explorers.kit import past
from backprop_core.explorers.training import depth_explorer
from backprop_core.explorers.training.deep_explorer import SIGNS, share_in_words, spans, stretches
from backprop_core.explorers.training.depth_explorer import DRAWS, PICTURES, histograms, some_layers
from backprop_core.explorers.training.depth_presets import PRESETS
from backprop_core.figures.depth import SIZES, layer_limits, power_limits, powers, room_below, round_limit
from backprop_core.figures.ruler import Ruler
from backprop_core.figures.strips import DECADES
from backprop_core.one_step.text import number, rounded
from tests.explorers.training.deep import data_of, shape_of, strips
from tests.explorers.training.depth_again import assert_agrees, same, trained
from tests.explorers.views import counted, rebuilt, state_of, stored_forms, walk
from tests.figures.test_figures import count_texts_inside

pytestmark = pytest.mark.usefixtures("unseen", "patient", "silent")

SMALL = {"depth": 6, "width": 32}


def story_numbers(view):
    """What the presets tell of, measured in this view."""
    numbers = view._numbers
    return view._story_numbers(view.state(), numbers.training, numbers.layers)


@pytest.fixture(scope="module")
def kept():
    """A view that bad input does not change."""
    return DepthExplorer(**SMALL)


# --- numbers


@pytest.mark.parametrize(
    "settings",
    [
        {},
        SMALL,
        {"depth": 2, "width": 4},
        {"depth": 64, "width": 128, "activation": "tanh", "init": "orthogonal"},
        {**SMALL, "activation": "relu", "init": "he", "gain": 1.5, "bias": True, "loss": "squared_error", "seed": 5},
        {**SMALL, "activation": "leaky_relu", "init": "standard_uniform", "input": "digits"},
        {"depth": 50, "width": 1, "activation": "identity", "init": "constant", "gain": 2.0},
        {**SMALL, "init": "zeros"},
        {**SMALL, "activation": "relu", "init": "he", "eta": 0.02, "steps": 12, "clip_norm": 0.5},
    ],
    ids=str,
)
def test_the_numbers_are_those_of_the_core(settings):
    assert_agrees(DepthExplorer(**settings, pictures=()))


CHANGES = {
    "depth": 9, "activation": "tanh", "init": "he", "gain": 2.0, "width_": 40, "layer": 2, "eta": 0.05,
    "clip_norm": "0.25", "input": "digits", "bias": True, "loss": "squared_error", "seed": 3, "pace": 5,
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_control_moves_what_it_names(name, monkeypatch):
    """By the control and by `set`: the same view, with numbers that agree."""
    by_control, by_set = (DepthExplorer(**SMALL, steps=2, pictures="deltas") for _ in range(2))
    control = getattr(by_control, name)
    computed = counted(by_control, monkeypatch)
    control.value = CHANGES[name]
    assert len(computed) == 1
    setting = name.rstrip("_")
    value = float(CHANGES[name]) if name == "clip_norm" else CHANGES[name]
    by_set.set(**{setting: value})
    assert by_control.state()[setting] == value and same(by_set.state(), by_control.state())
    assert getattr(by_set, name).value == CHANGES[name]
    assert_agrees(by_control)
    begins_again = setting in by_control._begins()
    assert by_control.state()["steps"] == (0 if begins_again else 2)
    assert ("begins again" in by_control.message.value) == begins_again


def test_eta_and_clipping_change_in_the_middle_of_a_run():
    view = DepthExplorer(**SMALL, activation="relu", init="he", steps=5)
    view.set(eta=0.03)
    view.set(steps=9)
    view.clip_norm.value = "0.1"
    view.set(steps=12)
    assert view.state()["history"] == {0: {"eta": 0.003, "clip_norm": None}, 5: {"eta": 0.03}, 9: {"clip_norm": 0.1}}
    assert_agrees(view)
    view.clip_norm.value = ""
    assert view.state()["clip_norm"] is None


def test_another_depth_forgets_the_chosen_layer():
    view = DepthExplorer(**SMALL, layer=6)
    view.depth.value = 3
    assert view.state()["layer"] is None and view.layer.value == 1 and view.layer.box.max == 3


@pytest.mark.parametrize("text", ["much", "1, 2", "−3"])
def test_nonsense_in_the_box_of_clipping_is_answered_by_a_sentence(kept, text):
    before = kept.state()
    kept.clip_norm.value = text
    assert kept.state() == before and kept.message.value and kept.message.layout.display == ""


# --- theory and band


def test_the_band_comes_in_tick_by_tick_and_stops(monkeypatch):
    monkeypatch.setattr(depth_explorer, "SLICE", 0.0)
    view = DepthExplorer(**SMALL)
    assert view.later.playing and view.state()["band"] is None
    for n in range(1, DRAWS + 1):
        assert view.later.playing
        view.later.value += 1
        figure, artists = view.picture("deltas")
        assert (f"shaded: seed {n} of {DRAWS} …" if n < DRAWS else f"{DRAWS} other seeds") in artists.words.get_text()
    assert not view.later.playing
    low, high = np.array(view.state()["band"])
    last = view.state()["delta_rms"][-1]
    assert (low <= high).all() and low[-1] == pytest.approx(last) == high[-1]
    theory = np.array(view.state()["theory_delta_rms"])
    assert ((low <= theory * 1.001) & (theory <= high * 1.001)).mean() > 0.8
    view.set(eta=0.2)
    assert view.state()["band"] is not None, "the same first weights"
    view.set(steps=1)
    assert view.state()["band"] is None, "it is one of first weights, and these are trained"
    view.set(steps=0)
    view.set(seed=1)
    assert view.state()["band"] is None and view.later.playing
    view.set(steps=1)
    assert not view.later.playing and view.state()["band"] is None


def test_the_draws_of_the_band_are_made_like_the_first(monkeypatch):
    view = DepthExplorer(**SMALL, activation="tanh", gain=1.5)
    view._draw_another()
    s, sizes, names = view.state(), *shape_of(view.state())
    net = Network(sizes, names, s["loss"], False, s["init"], 1.5, rng=np.random.default_rng([s["seed"], 2, 0]))
    x, y = data_of(s)
    grads = net.backward(net.forward(x), y)
    found = [rms(delta) / rms(grads.delta[-1]) for delta in grads.delta[1:]]
    assert view._numbers.ratios == pytest.approx(np.array([found]))


def test_no_band_where_nothing_is_drawn_or_shown():
    assert not DepthExplorer(**SMALL, init="zeros").later.playing
    assert not DepthExplorer(**SMALL, pictures="slope").later.playing


@pytest.mark.parametrize(
    "settings, reason",
    [
        ({"width": 8, "depth": 4}, "narrow"),
        ({"width": 32, "depth": 30}, "many"),
        ({"init": "constant", "width": 32, "depth": 4}, "nothing was drawn"),
        ({**SMALL, "steps": 3}, "has been trained"),
    ],
    ids=str,
)
def test_where_theory_is_not_expected_to_hold_none_is_drawn_and_it_says_why(settings, reason):
    view = DepthExplorer(**settings)
    _, artists = view.picture("deltas")
    assert reason in view.hint.value and "not expected to hold" in view.page.status
    assert len(artists.theory.get_xdata()) == 0 and view.state()["theory_u_rms"] is None


def test_theory_is_drawn_where_it_holds():
    view = DepthExplorer(**SMALL)
    _, artists = view.picture("deltas")
    assert artists.theory.get_ydata() == pytest.approx(np.log10(view.state()["theory_delta_rms"]))
    assert artists.measured.get_ydata() == pytest.approx(np.log10(view.state()["delta_rms"]))


# --- presets


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_one_click_and_says_what_is_measured(name):
    preset = PRESETS[name]
    view = DepthExplorer(**SMALL, gain=3.0, bias=True, steps=3, pictures="deltas")
    button = next(each for each in view.presets if each.description == preset.label)
    button.presses += 1
    s = view.state()
    assert all(s[key] == value for key, value in preset.settings.items()) and s["steps"] == 0
    assert_agrees(view)
    story = preset.story(story_numbers(view))
    assert story in view.page.status and view._numbers.story == story
    assert "easured" in story
    view.set(seed=1)
    assert view._numbers.story == "", "that is another network"


def test_presets_wait_and_their_stories_tell_nothing_before_they_are_asked_for():
    """It opens as a preset whose story would answer what a notebook asks first."""
    view = DepthExplorer(pictures="deltas", controls=("depth", "activation"))
    story = view._numbers.story
    assert view.hand.children == (view.depth, view.activation) and view.below_hand.children == ()
    assert story and view.story.layout.display == "none" and story not in view.page.status + view.svg()
    view.more.value = True
    assert {view.init, view.gain, view.tried} <= set(walk(view.more_box))
    view.presets[1].presses += 1
    view.presets[0].presses += 1
    assert view.story.layout.display == "" and story in view.story.value and story in view.page.status
    view.set(controls=("presets",))
    assert view.hand.children == () and view.below_hand.children == (view.tried,)
    assert {view.depth, view.activation} <= set(walk(view.more_box)) and view.tried not in set(walk(view.more_box))
    opened = DepthExplorer(pictures=(), controls="presets")
    assert opened._numbers.story == story not in opened.page.status, "nobody has asked for it"


def test_a_preset_leaves_the_choice_of_the_layer_to_the_view():
    preset = PRESETS["he"]
    view = DepthExplorer(**preset.settings | {"gain": 1.5}, layer=3, pictures="slope")
    next(each for each in view.presets if each.description == preset.label).presses += 1
    assert view.state()["layer"] is None and view.layer.value == 15


def seen(name):
    return story_numbers(DepthExplorer(**PRESETS[name].settings, pictures=()))


def test_the_presets_measure_what_their_sources_report():
    assert seen("chain half")["to_x"] == pytest.approx(8.88e-16, rel=1e-3, abs=0)
    assert seen("chain 2")["to_x"] == pytest.approx(1.1259e15, rel=1e-3)
    assert seen("glorot standard")["singular"] == pytest.approx(0.4901, abs=0.01)
    assert seen("glorot normalized")["singular"] == pytest.approx(0.8488, abs=0.015)
    assert 0.3 < seen("xavier")["norms"] / 2**-14.5 < 3
    assert 0.3 < seen("he")["norms"] < 3
    assert seen("orthogonal")["singular"] == pytest.approx(1.0)
    sigmoid, relu = seen("sigmoid"), seen("relu")
    assert sigmoid["kept"] < 1e-16 and relu["kept"] > 1e9 * sigmoid["kept"] and relu["dead"] > 0.1


def test_the_numbers_of_the_stories_by_hand():
    s = state_of(lambda: DepthExplorer(**PRESETS["glorot standard"].settings))
    net, found = trained(s), seen("glorot standard")
    x, y = data_of(s)
    delta = net.backward(net.forward(x), y).delta
    assert found["kept"] == pytest.approx(rms(delta[1]) / rms(delta[9]), rel=1e-9, abs=0)
    assert found["factor"] ** 8 == pytest.approx(found["kept"])
    assert found["norms"] == pytest.approx(np.linalg.norm(delta[1]) / np.linalg.norm(delta[10]))
    assert found["singular"] == mean_singular_value(net.theta[2])


@pytest.mark.wide
@pytest.mark.parametrize(
    "name, says, moves",
    [
        ("sigmoid", "not change one digit", lambda first, last: first == 0 and last > 0.005),
        ("relu", "small in all layers", lambda first, last: 0 < first < 1e-5 and 0 < last < 1e-5),
        ("chain half", "nothing moves", lambda first, last: first == last == 0),
        ("glorot standard", "∂Err/∂θ hardly falls", lambda first, last: 0.5 < first / last < 2),
        ("glorot normalized", "σ′ of tanh takes the rest", lambda first, last: first > 0.01),
        ("xavier", "small everywhere", lambda first, last: 0 < first < 1e-5 and 0 < last < 1e-5),
        ("he", "Play!", lambda first, last: first > 0.005),
        ("orthogonal", "layer 1 learns", lambda first, last: first > 0.005),
    ],
)
def test_what_a_story_promises_is_what_play_shows(name, says, moves):
    """θ of the first and the last hidden layer after 100 steps, which take some five seconds."""
    view = DepthExplorer(**PRESETS[name].settings, pictures=())
    assert says in view._numbers.story
    view.set(steps=100)
    first, last = view._pair()
    moved = view.state()["moved"]
    assert moves(moved[first - 1], moved[last - 1]), moved
    assert view.state()["Err"] < 0.2 or name not in ("he", "orthogonal", "glorot normalized")


def test_the_chain_of_twos_leaves_the_floats_as_it_says():
    view = DepthExplorer(**PRESETS["chain 2"].settings)
    assert "the first steps leave the range of floats" in view._numbers.story
    view.set(steps=5)
    assert view.state()["failure"]["step"] <= 2 and "too large for a float" in view.message.value


@pytest.mark.seen
def test_a_preset_gets_axes_that_fit_also_after_a_drag():
    """Axes that were held for a deeper network left half of the picture empty."""
    fresh, dragged = DepthExplorer(pictures=(*PICTURES,)), DepthExplorer(pictures=(*PICTURES,), depth=64, gain=3.0)
    dragged.set(depth=31)
    held = dragged.picture("factors")[0].axes[0].get_ylim()
    dragged.presets[0].presses += 1
    assert dragged.picture("factors")[0].axes[0].get_ylim() != held
    for name in PICTURES:
        one, other = (view.picture(name)[0].axes[0] for view in (fresh, dragged))
        assert (one.get_xlim(), one.get_ylim()) == (other.get_xlim(), other.get_ylim()), name


# --- what the gradients say


def test_it_says_so_where_all_layers_crawl():
    """A first layer that is "3.8 times faster" than another which does not move either has not learned anything."""
    view = DepthExplorer(**PRESETS["xavier"].settings)
    assert view._verdict() == "Layers 1 and 29 both crawl."
    assert "less than a millionth" in view.hint.value and "less than a millionth" in view.page.status
    view.set(eta=1.0)
    assert "crawl" not in view._verdict() + view.hint.value
    assert "crawl" not in DepthExplorer()._verdict(), "layer 29 moves"


def test_a_first_layer_that_crawls_does_not_seem_to_catch_up():
    """Its gradient stays where it is while that of the last layer dies: from step to step their ratio falls."""
    view, said = DepthExplorer(), []
    for steps in (0, 10, 55, 158):
        view.set(steps=steps)
        said.append(view._verdict())
    assert said[0].startswith("Layer 1 learns ") and said[0].endswith("e18 times slower than layer 29.")
    assert said[1:] == ["Layer 1 crawls.", "Layer 1 crawls.", "Layers 1 and 29 both crawl."]


def test_how_far_theta_has_moved():
    view = DepthExplorer(**SMALL, activation="tanh", steps=7, pictures="learning")
    s = view.state()
    net, first = trained(s), trained({**s, "steps": 0, "history": {}})
    expected = [rms(net.theta[m] - first.theta[m]) / rms(first.theta[m]) for m in range(1, 7)]
    assert s["moved"] == pytest.approx(expected)
    words = view.picture("learning")[1].words.get_text()
    assert words.startswith("θ has moved: layer 1 by ") and share_in_words(expected[0]) in words
    assert state_of(lambda: DepthExplorer(**SMALL))["moved"] == [0.0] * 6
    zeros = state_of(lambda: DepthExplorer(**SMALL, activation="sigmoid", init="zeros", steps=1))["moved"]
    assert zeros[0] == 0 and zeros[5] == math.inf
    said = [share_in_words(share) for share in (0.0, 0.00912, 2.1e-19, math.inf)]
    assert said == ["by 0 %", "by 0.91 %", "by 2.1e−17 %", "away from 0"]


@pytest.mark.parametrize(
    "gradient, words",
    [
        ([1e-6, 1.0, 3e-3, 7.0], "Layer 1 learns 3000 times slower than layer 3."),
        ([3e-3, 1.0, 1e-6, 7.0], "Layer 1 learns 3000 times faster than layer 3."),
        ([2.0, 1.0, 3.0, 7.0], "Layer 1 learns about as fast as layer 3."),
        ([0.0, 1.0, 3.0, 7.0], "Layer 1 does not learn: its ∂Err/∂θ is 0."),
        ([1.0, 1.0, 0.0, 7.0], "Layer 3 does not learn: its ∂Err/∂θ is 0."),
        ([math.inf, 1.0, 1.0, 7.0], "The gradients have left the range of floats."),
    ],
)
def test_the_verdict_is_from_the_gradients_of_hidden_layers(gradient, words):
    view = DepthExplorer(depth=4, width=4)
    layers = view._numbers.layers._replace(gradient_rms=gradient)
    view._now = view._now._replace(numbers=replace(view._numbers, layers=layers))
    assert view._verdict() == words


def test_the_verdict_stands_everywhere():
    view = DepthExplorer(**SMALL, pictures="gradients")
    verdict = view._verdict()
    _, artists = view.picture("gradients")
    places = (view.where.value, view.page.status, view.text(), view.page.table, artists.words.get_text(), view.svg())
    assert all(verdict in place for place in places) and view.state()["verdict"] == verdict


def test_a_network_too_large_for_floats_says_so_and_shows_what_there_is():
    view = DepthExplorer(depth=64, width=128, activation="identity", init="normal", gain=100.0)
    s = view.state()
    assert s["failure"]["step"] == 1 and "cannot even begin" in view.message.value and s["theory_delta_rms"] is None
    view.one.presses += 1
    assert view.state()["steps"] == 0 and "cannot even begin" in view.message.value


# --- training


def test_play_trains_until_nobody_looks_and_shows_the_curve():
    view = DepthExplorer(**SMALL, activation="relu", init="he", pace=5, pictures=("deltas", "learning"))
    figures = view.figures.children
    view.play.value = True
    view.ticks.value += 1
    view.ticks.value += 1
    view.play.value = False
    s = view.state()
    assert s["steps"] == 10 and view.figures.children == figures, "nothing moves to another place"
    _, artists = view.picture("learning")
    assert "θ has moved" in artists.words.get_text()
    for line, m in zip(artists.lines, some_layers(6), strict=False):
        expected = np.log10([rows[m - 1] for rows in s["curve"]["gradient_rms"]])
        assert line.get_ydata() == pytest.approx(expected)
    assert_agrees(view)
    view.play.value = True
    view.page.event = {"kind": "gone", "count": 1}
    assert not view.play.value
    view.reset.presses += 1
    assert view.state()["steps"] == 0


def test_a_run_that_diverges_stops_and_says_where():
    view = DepthExplorer(activation="relu", init="he", eta=0.3)
    view.play.value = True
    for _ in range(5):
        view.ticks.value += 1
    s = view.state()
    assert not view.play.value and s["failure"] and s["failure"]["why"] in view.message.value
    net, found = trained({**s, "steps": 0}), None
    for step in train(net, *data_of(s), eta=0.3, steps=10):
        found = step.failed and (step.number, step.failed.quantity, step.failed.layer)
    assert found == (s["failure"]["step"], s["failure"]["quantity"], s["failure"]["layer"])
    assert same(rebuilt(view).state(), s)


def test_the_first_layers_stand_still_with_sigmoid_and_move_with_he_and_relu():
    """What the notebook lets a student see."""
    moved = {}
    for activation, init in (("sigmoid", "xavier"), ("relu", "he")):
        view = DepthExplorer(activation=activation, init=init, eta=0.01, pictures=())
        first = trained(view.state()).theta[1].copy()
        view.set(steps=60)
        moved[activation] = np.abs(view._runs[0].net.theta[1] - first).max()
    assert moved["sigmoid"] < 1e-15 and moved["relu"] > 1e-3


# --- pictures


def test_the_pictures_show_the_numbers():
    pictures = ("factors", "slope", "shares")
    view = DepthExplorer(**SMALL, activation="sigmoid", gain=8.0, layer=4, pictures=pictures)
    s, (trace, _) = view.state(), view._numbers.training.seen
    _, shares = view.picture("shares")
    tops = [path.vertices[:, 1].max() for path in shares.saturated.get_paths()]
    assert tops == pytest.approx([100 * share for share in s["saturated"] if share > 0]) and len(tops) == 5
    _, factors = view.picture("factors")
    assert factors.slope.get_ydata() == pytest.approx(np.log10(s["slope_rms"][:-1]))
    net = trained(s)
    theta = [math.sqrt(32 if m < 5 else 1) * math.sqrt((net.theta[m + 1] ** 2).mean()) for m in range(1, 6)]
    assert factors.theta.get_ydata() == pytest.approx(np.log10(theta))
    assert factors.both.get_ydata() == pytest.approx(np.log10(theta) + np.log10(s["slope_rms"][:-1]))
    figure, slope = view.picture("slope")
    low, high = figure.axes[0].get_xlim()
    counts, edges = np.histogram(trace.u[4], 80, (low, high))
    drawn = slope.counts.get_paths()[0].vertices
    for edge, bar in zip(edges, counts / counts.max(), strict=False):
        assert [edge, pytest.approx(bar)] in drawn.tolist()
    beyond = 1 - counts.sum() / trace.u[4].size
    assert beyond > 0 and f"{number(round(100 * beyond, 1))} % beyond" in slope.words.get_text()
    assert f"{number(round(100 * s['saturated'][3], 1))} % saturated" in slope.words.get_text()


@pytest.mark.parametrize(
    "settings", [{}, {"activation": "relu", "init": "he", "gain": 1.4}, {"input": "digits", "seed": 3}], ids=str
)
def test_each_strip_is_what_the_core_computes(settings):
    view = DepthExplorer(**SMALL, **settings, steps=3, pictures="strips")
    s, first = view.state(), DepthExplorer(**SMALL, **settings, pictures=())._runs[0].net
    net, (x, y) = trained(s), data_of(s)
    trace = net.forward(x)
    delta = [rms(each) for each in net.backward(trace, y).delta[1:]]
    moved = [rms(net.theta[m] - first.theta[m]) / rms(first.theta[m]) for m in range(1, s["depth"] + 1)]
    (deltas, outputs, ways), _ = strips(view)
    assert deltas == pytest.approx(np.log10(np.array(delta) / delta[-2]), abs=1e-6)
    assert outputs == pytest.approx(np.log10([rms(o) / rms(x) for o in trace.o[1:]]), abs=1e-6)
    assert ways == pytest.approx(np.log10(moved), abs=1e-6)


def test_before_the_first_step_nothing_has_moved_and_that_is_said():
    view = DepthExplorer(**SMALL, pictures="strips")
    assert np.isnan(strips(view)[0][2]).all()
    assert "press ▶ Play" in view.picture("strips").artists.idle.get_text()
    view.set(steps=1)
    assert not np.isnan(strips(view)[0][2]).any()
    assert view.picture("strips").artists.idle.get_text() == ""


def test_a_layer_that_stands_still_has_the_deepest_colour_of_all():
    view = DepthExplorer(steps=2, pictures="strips")
    assert view.state()["moved"][0] == 0
    assert strips(view)[0][2][0] == -DECADES


@pytest.mark.parametrize(
    "mark, settings",
    [
        ("saturated", {"activation": "tanh", "gain": 100.0}),
        ("dead", {"activation": "relu", "init": "zeros"}),
        ("lost", {"depth": 64, "width": 128, "activation": "identity", "init": "constant", "gain": 100.0}),
    ],
)
def test_what_ails_a_layer_is_marked_where_it_stands(mark, settings):
    view = DepthExplorer(**SMALL | settings, pictures="strips")
    s, (_, marked) = view.state(), strips(view)
    ails = {
        "dead": [share >= 2 / 3 for share in s["dead"]],
        "saturated": [share >= 2 / 3 > dead for share, dead in zip(s["saturated"], s["dead"], strict=True)],
        "lost": [not math.isfinite(each) for each in s["delta_rms"]],
    }
    assert marked == {name: [m for m, ail in enumerate(each, start=1) if ail] for name, each in ails.items()}
    figure, artists = view.picture("strips")
    assert marked[mark] and SIGNS[mark][1] in artists.note.get_text()
    assert artists.note.get_animated(), "it comes with the first mark, and is drawn anew then"
    assert SIGNS[mark][1] in figure.alt


def test_a_relu_that_is_off_for_half_of_all_is_not_marked():
    view = DepthExplorer(activation="relu", init="he", depth=12, width=32, pictures="strips")
    assert max(view.state()["saturated"]) > 0.5 and strips(view)[1]["saturated"] == []


def test_five_settings_are_told_apart_on_one_scale():
    view = DepthExplorer(pictures="strips")
    left_end = {}
    for settings in (("sigmoid", "xavier", 1.0), ("relu", "xavier", 1.0), ("tanh", "xavier", 1.0), ("relu", "he", 1.0),
                     ("relu", "he", 1.2)):  # fmt: skip
        view.set(**dict(zip(("activation", "init", "gain"), settings, strict=True)))
        left_end[settings] = strips(view)[0][0][0]
    assert list(left_end) == sorted(left_end, key=left_end.get)
    fades, weaker, weak, stays, grows = left_end.values()
    assert fades < -DECADES < weaker < -3 < weak < -0.5 < stays < 0.5 < 2 < grows


# --- curves on one axis, and what was before


@pytest.mark.parametrize("name, key", [("deltas", "delta_rms"), ("gradients", "gradient_rms")])
def test_numbers_of_layers_stand_on_one_axis_whatever_is_set(name, key):
    """Depth 3, 30 sigmoid layers and relu with xavier drew the same diagonal."""
    view = DepthExplorer(pictures=name)
    grows = {"activation": "relu", "depth": 30, "width": 64, "init": "he", "gain": 2.0}
    for settings in ({}, {"depth": 3}, {"activation": "relu", "depth": 30}, PRESETS["chain 2"].settings, grows):
        view.set(**settings)
        figure, artists = view.picture(name)
        assert figure.axes[0].get_ylim() == SIZES
        sizes = np.log10(np.array(view.state()[key]))
        assert artists.measured.get_ydata() == pytest.approx(sizes)
        out = {"▼": sizes < SIZES[0], "▲": sizes > SIZES[1]}
        for (sign, where), triangles in zip(out.items(), (artists.below, artists.beyond), strict=True):
            assert list(triangles.get_xdata()) == list(np.flatnonzero(where) + 1)
            assert all(SIZES[0] < height < SIZES[1] for height in triangles.get_ydata())
            assert (sign in artists.note.get_text()) == where.any()
        if not settings:
            assert f"▼ down to {rounded(10.0 ** sizes.min(), 2)}" in artists.note.get_text()


def test_a_curve_that_cannot_be_seen_is_not_named():
    """Of thirty sigmoid layers the first twelve lie below the scale, and the others beyond axes for two layers."""
    view = DepthExplorer(pictures="deltas")
    view.depth.value = 2
    figure, artists = view.picture("deltas")
    assert list(artists.former.get_ydata()) == [] and "pale" not in artists.note.get_text() + figure.alt


def test_the_curve_before_a_change_stays_as_a_ghost(monkeypatch):
    """Before a whole drag, that is: not one place of the slider ago."""
    now = 0.0
    monkeypatch.setattr(past.time, "monotonic", lambda: now)
    view = DepthExplorer(**SMALL, eta=0.05, pictures=("deltas", "gradients"))

    def ghost(name="deltas"):
        figure, artists = view.picture(name)
        drawn = list(artists.former.get_ydata())
        assert ("pale: before" in artists.note.get_text()) == bool(drawn)
        assert ("Before the last change (pale)" in figure.alt) == bool(drawn)
        return drawn

    first = view.state()
    assert ghost() == []
    for depth in (7, 8, 9):
        view.depth.value = depth
        assert ghost() == pytest.approx(np.log10(first["delta_rms"]))
        assert ghost("gradients") == pytest.approx(np.log10(first["gradient_rms"]))
    second, now = view.state(), 10.0
    view.pace.value = 5
    assert ghost() == [], "the same numbers are no ghost"
    view.gain.value = 2.0
    assert ghost() == pytest.approx(np.log10(second["delta_rms"]))
    third = view.state()
    view.undo.presses += 1
    assert ghost() == pytest.approx(np.log10(third["delta_rms"]))
    view.one.presses += 1
    assert ghost() == pytest.approx(np.log10(second["delta_rms"]))
    view.reset.presses += 1
    assert ghost() == []
    view.gain.value = 3.0
    assert ghost() != []
    view.set(gain=1.0)
    assert ghost() == [], "a cell shows what it says, and nothing else"


def test_the_histogram_grows_wide_and_not_its_axis():
    """A larger gain moved the axis along, so that nothing was seen to grow."""
    view, widths = DepthExplorer(pictures="slope"), []
    figure, artists = view.picture("slope")
    for gain in (1.0, 2.0, 4.0, 8.0, 20.0):
        view.gain.value = gain
        assert figure.axes[0].get_xlim() == (-12.0, 12.0)
        bars = artists.counts.get_paths()[0].vertices
        widths.append(np.ptp(bars[bars[:, 1] > 0.1, 0]))
    assert widths == sorted(widths) and widths[0] < 4 and widths[3] > 15
    view.set(activation="relu", init="he", gain=3.0, layer=20)
    size = view.state()["u_rms"][19]
    assert figure.axes[0].get_xlim()[1] > 3 * size > 1000, "of such u nothing would be seen"
    assert "beyond" not in DepthExplorer(pictures="slope").picture("slope").artists.words.get_text()


def test_the_usual_pictures_have_room_on_a_screen():
    view = DepthExplorer(**SMALL)
    assert [figure.alt.split(",")[0] for figure in view.figures.children] == [
        "Each layer as a strip", "Root mean square of δ", "What δ is multiplied by on its way into each layer",
    ]  # fmt: skip


def test_layers_are_told_as_spans():
    assert spans([1, 2, 3, 4, 9]) == "1 to 4, 9" and spans([7]) == "7"


def test_the_factors_are_those_of_weights_and_not_of_biases():
    view = DepthExplorer(**SMALL, bias=True, eta=0.5, steps=3, pictures="factors")
    s, net = view.state(), trained(view.state())
    weights = [net.theta[m + 1][:, 1:] for m in range(1, s["depth"])]
    assert np.abs(net.theta[2][:, 0]).max() > 0
    assert s["theta_factor"] == pytest.approx([math.sqrt(theta.shape[0]) * rms(theta) for theta in weights])


@pytest.mark.parametrize("settings", [{"depth": 2}, {"depth": 5}, {"depth": 3, "input": "digits"}])
def test_the_last_factor_is_what_the_step_into_the_output_makes_of_delta(settings):
    """One output neuron: a sum of one term, not of 64."""
    s = state_of(lambda: DepthExplorer(**settings))
    (*_, before, last), factor = s["delta_rms"], s["slope_factor"][-1] * s["theta_factor"][-1]
    assert factor == pytest.approx(before / last, rel=0.25)


def test_histograms_count_every_u():
    rng = np.random.default_rng(0)
    layers = [rng.normal(size=(5, 7)), rng.normal(size=(2, 7)) * 9, np.full((1, 3), math.inf)]
    found = histograms(layers, 4.0)
    for m, u in enumerate(layers):
        with np.errstate(invalid="ignore"):
            counts, _ = np.histogram(u[np.isfinite(u)], 48, (-4.0, 4.0))
        assert found[:, m] == pytest.approx(counts / max(1, counts.max()))


def test_limits_never_leave_the_floats():
    for numbers in ([1e307, 1e150], [1e-320, 1e-100], [1e-320, 1e308]):
        low, high = power_limits(None, numbers)
        assert 10.0 ** float(high) < math.inf and 10.0 ** float(low) > 0 and low < high


def test_below_the_numbers_there_is_room_for_a_line_of_text():
    """A label lay on the dots that a task speaks of: their numbers spread over three powers of ten."""
    for init, gain in (("xavier", 0.1), ("xavier", 1.0), ("xavier", 20.0), ("normal", 100.0)):
        figure, artists = DepthExplorer(pictures="factors", init=init, gain=gain).picture("factors")
        label = artists.words.get_window_extent().transformed(figure.axes[0].transData.inverted())
        lowest = min(min(line.get_ydata()) for line in artists[:3])
        assert label.y1 < lowest, gain
    assert room_below([math.inf, 0.0]) < 1


def test_small_helpers():
    assert [round_limit(value) for value in (0.9, 1.0, 1.1, 3, 70, 0, math.inf)] == [1, 1, 2, 5, 100, 1, 1]
    assert stretches(np.arange(6.0), np.array([True, True, False, True, False, True])) == [(0, 1), (3, 3), (5, 5)]
    assert some_layers(2) == [1, 2] and some_layers(30) == [1, 10, 20, 29, 30]
    assert np.isnan(powers([0.0, None, math.inf, math.nan])).all()
    assert round_limit(3.0, now=10.0) == 10.0 and round_limit(3.0, now=20.0) == 5.0 == round_limit(3.0, now=2.0)
    assert [layer_limits(depth)[1] for depth in (2, 12, 13, 32, 64)] == [12.6, 12.6, 32.6, 32.6, 64.6]


@pytest.mark.seen
def test_the_axes_hold_all_numbers_and_stand_still_while_these_fill_them():
    low, high = power_limits(None, [1e-20, 1.0])
    assert low <= -20 < 0 <= high and power_limits(None, [0.0]) == (-1.0, 1.0)
    assert power_limits((-25.0, 5.0), [1e-15, 1.0]) == (-25.0, 5.0)
    assert power_limits((-25.0, 5.0), [1e-15, 1.0], hold=False) == power_limits(None, [1e-15, 1.0])
    for numbers in ([1e-26, 1.0], [1e-3, 1.0], [1.0, 1e6]):
        low, high = power_limits((-25.0, 5.0), numbers)
        assert (low, high) != (-25.0, 5.0) and low <= min(np.log10(numbers)) and max(np.log10(numbers)) <= high


def test_gradients_that_fade_and_gradients_that_stay_are_seen_on_one_axis():
    view = DepthExplorer(pictures="learning")
    figure, artists = view.picture("learning")
    up, spans = figure.axes[0].get_ylim(), {}
    for activation, init in (("sigmoid", "xavier"), ("relu", "xavier"), ("relu", "he"), ("tanh", "xavier")):
        view.set(activation=activation, init=init, steps=2)
        assert figure.axes[0].get_ylim() == up
        ends = [line.get_ydata()[-1] for line in artists.lines]
        spans[activation, init] = max(ends) - min(ends)
    assert spans["sigmoid", "xavier"] > 15 > 3 > spans["relu", "he"]


def test_curves_show_however_small_a_gradient_is():
    """They ended at 1e−12: of a first layer that stands still nothing was to be seen."""
    view = DepthExplorer(steps=3, pictures="learning")
    figure, artists = view.picture("learning")
    smallest = artists.lines[0].get_ydata()
    low, high = figure.axes[0].get_ylim()
    assert np.isfinite(smallest).all() and (smallest < -15).all() and low <= smallest.min() and high >= 0


def test_the_marks_are_where_matplotlib_would_put_them():
    view = DepthExplorer(**SMALL, pictures=(*PICTURES,))
    for name in PICTURES:
        figure, _ = view.picture(name)
        ax = figure.axes[0]
        ruler = next(each for each in ax.artists if isinstance(each, Ruler))
        (across, up), texts = ruler._marks(figure.figure.canvas.get_renderer())
        inside = [x for x in ax.get_xticks() if ax.get_xlim()[0] <= x <= ax.get_xlim()[1]]
        assert across == pytest.approx([ax.transData.transform((x, 0))[0] for x in inside])
        told = [*ax.xaxis.get_major_formatter().format_ticks(inside)]
        assert [text for text, *_ in texts][: len(told)] == told and ax.get_xlabel() in ruler.get_text()
        boxes = [box for *_, box in texts]
        assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n]), name


@pytest.mark.parametrize("kept_pictures", [(), ("slope",), (*PICTURES,)])
def test_only_the_pictures_that_are_asked_for_are_shown(kept_pictures):
    view = DepthExplorer(**SMALL, pictures=kept_pictures)
    assert len(view.figures.children) == len(kept_pictures) and view.svg().count("<image") == len(kept_pictures)
    assert all(figure.alt for figure in view.figures.children)


@pytest.mark.drawn
@pytest.mark.wide
def test_nothing_written_is_cut_off():
    view = DepthExplorer(**SMALL, pictures=(*PICTURES,))
    seen_texts = 0
    for settings in (
        {}, {"gain": 30.0}, {"activation": "relu", "init": "he", "steps": 30, "gain": 1.0},
        PRESETS["chain 2"].settings, PRESETS["xavier"].settings,
        {**PRESETS["sigmoid"].settings, "steps": 100}, {**PRESETS["sigmoid"].settings, "depth": 64},
        {**SMALL, "init": "zeros"},
    ):  # fmt: skip
        view.set(**settings)
        seen_texts += sum(count_texts_inside(figure, settings) for figure in view.figures.children)
    assert seen_texts > 150


def test_the_stored_forms():
    view = DepthExplorer(**SMALL)
    text = view.text()
    assert text.startswith("Network of 6 layers: 32 inputs, 5 × 32 sigmoid, 1 linear · xavier")
    for name in ("u_rms", "theory_u_rms", "delta_rms", "theory_delta_rms", "gradient_rms"):
        assert all(number(value) in text for value in view.state()[name])
    bundle = stored_forms(view)
    assert bundle["image/png"] and len(view._numbers.ratios) == DRAWS, "the stored picture has the whole band"
