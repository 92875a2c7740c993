"""TrainingExplorer: its numbers against the core alone, its history replayed, what its pictures show and say."""

import math
import re

import numpy as np
import pytest
from matplotlib.colors import to_hex

from backprop_core.explorers import LiveFigure, TrainingExplorer
from backprop_core.explorers.kit.pictures import choosable
from backprop_core.explorers.training import running_explorer, training_explorer
from backprop_core.explorers.training.runs import PlainTraining, after_words, contributions, is_recorded, told
from backprop_core.explorers.training.settings import MOST_STEPS, OWN
from backprop_core.figures.colours import COLOURS
from backprop_core.figures.errors import weight_symbol
from backprop_core.figures.neurons import MOST_LINES, columns
from backprop_core.one_step.text import number
from tests.explorers.training.training_again import assert_agrees, data_of, trained
from tests.explorers.views import assert_code_agrees, rebuilt, state_of, stored_forms

pytestmark = pytest.mark.usefixtures("unseen", "patient", "silent")

SMALL = {"N": 20, "hidden": (3,)}


@pytest.fixture(scope="module")
def kept():
    """A view that bad input does not change: to build one takes longer than to ask it."""
    return TrainingExplorer(**SMALL, steps=4)


# --- numbers


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"steps": 33},
        {"data": "xor", "steps": 12, "hidden": ()},
        {
            "data": "moons",
            "N": 30,
            "noise": 0.0,
            "steps": 20,
            "activation": "relu",
            "bias": False,
            "weight": (1, 2, 1),
        },
        {"data": "spiral", "N": 40, "steps": 7, "batch_size": 16, "seed": 5, "weight": (2, 3, 0)},
        {"data": "digits", "N": 100, "steps": 9, "hidden": (12,), "init": "he", "activation": "leaky_relu"},
        {"eta": (0.02, 2, 100), "N": 30, "steps": 25},
        {"loss": "squared_error", "eta": 0.05, "N": 30, "steps": 11, "hidden": "4-3", "init": "orthogonal"},
        {"loss": "half_squared_error", "N": 30, "steps": 5, "eta": 0.1, "history": {2: {"eta": 0.2}}},
    ],
    ids=str,
)
def test_all_numbers_are_the_cores(settings):
    view = TrainingExplorer(**settings, pictures=())
    assert_agrees(view)
    assert_code_agrees(view)
    assert state_of(lambda: TrainingExplorer(**{name: view.state()[name] for name in view.keywords()})) == view.state()


def test_what_data_bring_with_them():
    for data, own in OWN.items():
        s = state_of(lambda data=data: TrainingExplorer(data=data))
        assert (s["N"], s["noise"], s["hidden"], s["eta"], s["batch_size"]) == own[:5]
    view = TrainingExplorer(N=50, hidden=(3,), loss="squared_error", eta=(0.1, 1.0))
    view.set(data="digits")
    s = view.state()
    assert (s["N"], s["hidden"], s["batch_size"], s["loss"]) == (1400, (32,), 32, "squared_error")
    assert s["eta"] == (0.06, 6.0, 300.0)


def test_the_steps_do_not_depend_on_how_many_are_done_at_a_time():
    views = [TrainingExplorer(**SMALL, batch_size=7, pace=pace, pictures=()) for pace in (1, 10, 50)]
    for view in views:
        while view.state()["steps"] < 50:
            view._tick()
    states = [{**view.state(), "pace": None} for view in views]
    assert states[0] == states[1] == states[2]


def test_what_is_recorded():
    kept = [n for n in range(MOST_STEPS + 1) if is_recorded(n)]
    assert kept[:23] == [*range(21), 25, 30] and len(kept) < 400
    assert TrainingExplorer(**SMALL, steps=33).state()["curve"]["steps"] == [*range(21), 25, 30, 33]


# --- a history that is replayed


def test_eta_and_batch_size_change_in_the_middle_of_a_run():
    view = TrainingExplorer(**SMALL)
    view.set(steps=30)
    view.eta.value = 5.0
    assert view.state()["steps"] == 30
    view.set(steps=45)
    view.batch_size.value = 4
    view.set(steps=60)
    view.set(batch_size=None)
    view.set(steps=70)
    s = view.state()
    assert s["history"] == {0: {"eta": 2.0, "batch_size": None}, 30: {"eta": 5.0}, 45: {"batch_size": 4},
                            60: {"batch_size": None}}  # fmt: skip
    assert_agrees(view)
    assert rebuilt(view).state() == s
    view.set(steps=40)  # back, and on again: the same run
    assert view.state()["eta"] == 5.0 and view.state()["batch_size"] is None
    assert_agrees(view)
    view.set(steps=70)
    assert view.state() == s
    view.set(steps=35, eta=1.0)  # what came after is forgotten
    assert view.state()["history"] == {0: {"eta": 2.0}, 30: {"eta": 5.0}, 35: {"eta": 1.0}}
    assert_agrees(view)
    view.reset.presses += 1
    s = view.state()
    assert (s["steps"], s["history"], s["eta"]) == (0, {}, 1.0)
    assert_agrees(view)


def test_with_another_eta_runs_side_by_side_begin_again():
    """A curve that is called η = 0.2 must be that of η = 0.2 from its beginning."""
    view = TrainingExplorer(**SMALL, eta=(0.1, 2.0, 20.0), steps=15)
    view.etas.value = "0.2, 2, 20"
    assert view.state()["steps"] == 0 and "begins again" in view.message.value
    view.set(steps=25)
    assert view.state()["history"] == {} and rebuilt(view).state() == view.state()
    assert TrainingExplorer(**SMALL, eta=0.2, steps=25).state()["Err"] == view.state()["Err"][0]
    view.set(eta=0.2)
    assert view.state()["steps"] == 0


CHANGES = {
    "data": "moons", "N": 40, "noise": 0.2, "hidden": (4, 2), "activation": "relu", "bias": False,
    "loss": "squared_error", "init": "he", "seed": 3,
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_another_network_or_other_data_begin_again(name):
    """By the control and by `set`, with a sentence that says so."""
    value = CHANGES[name]
    by_set, by_control = (TrainingExplorer(**SMALL, steps=5, pictures="errs") for _ in range(2))
    by_set.set(**{name: value})
    getattr(by_control, name).value = "4-2" if name == "hidden" else value
    for view in (by_set, by_control):
        assert view.state()["steps"] == 0 and view.state()[name] == value
        assert "the run begins again" in view.message.value and "the run begins again" in view.page.status
    assert by_set.state() == by_control.state()
    by_set.set(steps=6)
    assert "begins again" not in by_set.message.value
    assert_agrees(by_set)


def test_a_run_that_begins_again_knows_nothing_of_what_was_changed_on_the_way():
    view = TrainingExplorer(**SMALL, steps=5)
    view.set(eta=5.0)
    view.set(seed=3)
    view.set(steps=10)
    assert view.state() == TrainingExplorer(**SMALL, seed=3, eta=5.0, steps=10).state()


@pytest.mark.parametrize("change", [{"bias": False}, {"hidden": (2,)}, {"data": "digits"}])
def test_another_network_forgets_the_chosen_weight(change):
    view = TrainingExplorer(**SMALL, weight=(1, 3, 0))
    view.set(**change)
    assert view.state()["weight"] == (1, 1, 1) and view.weight.value == "1-1-1"
    assert_agrees(view)


def test_an_output_of_exactly_a_half_says_0():
    assert told(np.array([[0.49, 0.5, 0.51]])).tolist() == [0, 0, 1]
    assert told(np.array([[1.0, 0.0], [0.0, 1.0]])).tolist() == [0, 1]
    view = TrainingExplorer(**SMALL, init="zeros")
    assert view.state()["right"] == np.mean(data_of(view.state())[0].y == 0)


def test_what_stands_in_for_a_setting_stays_within_its_range():
    for eta in (0.001, 0.05, 1000.0):
        view = TrainingExplorer(**SMALL, eta=eta, pictures=())
        view.compare.value = True
        small, middle, large = view.state()["eta"]
        assert 0.001 <= small <= middle == eta <= large <= 1000.0
    assert TrainingExplorer(data="digits", N=20, pictures=()).state()["batch_size"] == 20


def test_the_other_controls():
    view = TrainingExplorer(**SMALL, steps=5)
    view.pace.value = 25
    view.weight.value = "2-1-3"
    assert (view.state()["pace"], view.state()["weight"], view.state()["steps"]) == (25, (2, 1, 3), 5)
    view.one.presses += 1
    assert view.state()["steps"] == 6
    view.compare.value = True
    assert view.state()["eta"] == (0.02, 2.0, 100.0) and view.state()["steps"] == 0
    assert (view.eta.layout.display, view.etas.layout.display) == ("none", "")
    assert view.message.value == "The run begins again, from the same first weights."
    view.compare.value = False
    assert view.state()["eta"] == 2.0 and (view.eta.layout.display, view.etas.layout.display) == ("", "none")
    view.eta.value = 900.0
    view.compare.value = True
    assert view.state()["eta"] == (9.0, 900.0, 1000.0)
    assert view.more_box.layout.display == "none"
    view.more.value = True
    assert view.more_box.layout.display == ""
    view.set(data="digits")
    assert [text for text, _ in view.batch_size.options][:3] == ["all", "1", "4"] and view.batch_size.value == 32
    view.batch_size.value = 1400
    assert rebuilt(view).state() == view.state()
    assert view.noise.layout.display == "none"
    view.set(data="xor")
    assert view.N.layout.display == "none" and view.N.value == 4 and view.batch_size.value == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"data": "xor", "N": 8}, "N is always 4 with xor"),
        ({"data": "digits", "noise": 0.1}, "noise belongs to circles, moons and spiral"),
        ({"bias": False, "weight": (1, 1, 0)}, "weight must be a weight"),
    ],
    ids=str,
)
def test_settings_that_do_not_go_together_get_one_sentence_and_change_nothing(changes, sentence, kept):
    view = kept
    before = view.state()
    with pytest.raises((ValueError, TypeError), match=re.escape(sentence)) as caught:
        view.set(**changes)
    assert "\n" not in str(caught.value) and view.state() == before
    with pytest.raises((ValueError, TypeError), match=re.escape(sentence)):
        TrainingExplorer(**SMALL | changes)


@pytest.mark.parametrize(
    ("control", "typed"),
    [("hidden", "eight"), ("weight", "9-9-9"), ("etas", "a, b"), ("etas", "1,2,3,4"), ("eta", -1)],
)
def test_nonsense_in_a_control_is_answered_in_the_view(control, typed):
    view = TrainingExplorer(**SMALL, steps=4)
    before = view.state()
    getattr(view, control).value = typed
    assert view.state() == before and view.message.value and view.hint.layout.display == "none"
    view.set(steps=5)
    assert view.message.layout.display == "none" and view.hint.layout.display == ""


def test_of_the_hidden_layers_it_says_which_one_is_wrong():
    view = TrainingExplorer(**SMALL)
    view.hidden.value = "4-99"
    assert "Hidden layers: layer 2 must be from 1 to 16; got 99" in view.message.value


# --- what the lecture leaves out: bias, the mean, symmetry


@pytest.mark.parametrize(
    ("bias", "loss", "same", "other"),
    [
        (True, "mean_squared_error", "", "bias is on, Err is the mean"),
        (True, "squared_error", "Err is a sum", "bias is on"),
        (False, "mean_squared_error", "Bias is off", "Err is the mean"),
        (False, "squared_error", "bias is off, Err is a sum", ""),
    ],
)
def test_the_line_says_of_bias_and_mean_each_how_it_stands_to_the_lecture(bias, loss, same, other):
    view = TrainingExplorer(**SMALL | {"bias": bias, "loss": loss}, steps=1)
    said = re.sub("<.*?>", "", view.hint.value)
    first, _, second = said.partition("; ")
    if same and other:
        assert first == f"{same}, as in the lecture" and second == f"unlike there, {other}."
    else:
        both = (same or other).replace(", ", " and ")
        assert said == f"{'As' if same else 'Unlike'} in the lecture, {both}."


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_circles_need_a_bias(activation, seed):
    without = TrainingExplorer(bias=False, activation=activation, seed=seed, steps=600, pictures=())
    assert 0.5 <= without.state()["right"] <= 0.57
    assert TrainingExplorer(activation=activation, seed=seed, steps=600, pictures=()).state()["right"] >= 0.95


def test_the_sum_over_many_patterns_makes_steps_too_long():
    s = TrainingExplorer(loss="squared_error", eta=0.5, N=500, steps=200, pictures=()).state()
    assert s["right"] == 0.5 and s["Err"] == pytest.approx(250, abs=1)


def test_equal_neurons_stay_equal():
    view = TrainingExplorer(init="constant", hidden="5-3", steps=50, pictures="neurons")
    net = view._runs[0].net
    for m in (1, 2):
        assert np.allclose(net.theta[m], net.theta[m][0], atol=1e-9)
    assert "Layer 1: all 5 neurons say the same. Layer 2: all 3 neurons say the same." in view.figures.children[0].alt
    view.set(init="zeros")
    assert view.state()["delta_norms"][1:3] == [0.0, 0.0] and view.state()["delta_norms"][3] > 0
    assert "Layer 1: flat everywhere." in view.figures.children[0].alt
    view.set(init="xavier")
    assert "Layer 1: 5 different neurons." in view.figures.children[0].alt


# --- a run that diverges


def diverged():
    return TrainingExplorer(
        data="xor", activation="identity", hidden=(4, 4, 4, 4), init="normal", eta=1000.0, loss="squared_error",
        bias=False, steps=100,
    )  # fmt: skip


@pytest.mark.seen
@pytest.mark.parametrize("activation", ["identity", "relu", "tanh"])
def test_the_largest_eta_breaks_nothing(activation):
    for data in ("xor", "circles", "digits"):
        size = {} if data == "xor" else {"N": 30}
        view = TrainingExplorer(
            data=data, activation=activation, eta=1000, loss="squared_error", hidden="8-8-8-8", steps=60,
            init="normal", pictures=choosable(training_explorer.PICTURES), **size,
        )  # fmt: skip
        s = view.state()
        assert math.isfinite(s["Err"])
        assert_code_agrees(view)
        if s["failure"]:
            step, of = s["failure"]["step"], s["failure"]["quantity"]
            assert f"ends {after_words(step if of == 'theta' else step - 1)}: " in view.message.value


def test_a_number_that_is_not_finite_ends_the_run(monkeypatch):
    """The last finite picture stays, the sentence says where and why, and the code leads there again."""
    from backprop_core import network

    usual = network.Network.backward

    def breaks(self, trace, y):
        grads = usual(self, trace, y)
        if np.abs(self.theta[1]).max() > 1.5:
            grads.delta[1][:] = np.inf
        return grads

    monkeypatch.setattr(network.Network, "backward", breaks)
    view = TrainingExplorer(**SMALL, eta=20.0)
    view.play.value = True
    for _ in range(40):
        view._tick()
    s = view.state()
    step = s["failure"]["step"]
    assert not view.play.value and s["steps"] == step - 2 or s["steps"] == step - 1
    assert s["failure"]["quantity"] == "delta" and s["failure"]["layer"] == 1
    assert "δ of layer 1 is too large for a float" in view.message.value
    assert f"ends {after_words(step - 1)}: " in view.text() and math.isfinite(s["Err"])
    assert rebuilt(view).state() == s
    view.one.presses += 1
    assert view.state() == s
    view.set(eta=0.01)  # may go on from here
    view.set(steps=s["steps"] + 1)
    assert view.state()["failure"] is None and view.state()["steps"] == s["steps"] + 1
    view.reset.presses += 1
    assert view.message.layout.display == "none"


# --- Play


def test_play_trains_until_nobody_looks():
    view = TrainingExplorer(**SMALL, pace=5)
    for kind in ("gone", "shown"):
        view.play.value = True
        assert view.ticks.playing and view.play.description == "❚❚ Pause"
        before = view.state()["steps"]
        view.ticks.value += 1
        view.ticks.value += 1
        assert view.state()["steps"] == before + 10
        view.page.event = {"kind": kind, "less_motion": kind == "shown"}
        assert not view.ticks.playing and not view.play.value
    assert view.ticks.interval == running_explorer.SLOW
    before = view.state()["steps"]
    view.play.value = True
    view.ticks.value += 1
    assert view.state()["steps"] == before + 5 * running_explorer.LEAP
    view.page.event = {"kind": "shown", "less_motion": False}
    assert view.ticks.interval == running_explorer.TICK


def test_while_it_plays_nothing_is_announced_but_the_pause():
    view = TrainingExplorer(**SMALL)
    view.play.value = True
    before = view.page.status
    view._tick()
    assert view.page.status == before and "step 5" in view.where.value
    view.play.value = False
    assert view.page.status.startswith("step 5 · Err ")


@pytest.mark.seen
def test_while_it_plays_the_pictures_beside_the_field_take_turns_and_a_pause_shows_all(monkeypatch):
    view, drawn = TrainingExplorer(**SMALL), []
    show = LiveFigure.show
    monkeypatch.setattr(LiveFigure, "show", lambda self, alt: (drawn.append(self), show(self, alt)))
    view.play.value = True
    for _ in range(3):
        view._tick()
    field, *others = view.figures.children
    assert drawn[::2] == [field] * 3 and set(drawn[1::2]) == set(others)
    assert "15 steps done" in view.page.table  # the table once in each round
    view._tick()
    assert "15 steps done" in view.page.table
    view.play.value = False
    assert "20 steps done" in view.page.table
    assert all("after 20 steps" in alt for alt in alts(view)[2:])
    view.play.value = True
    view.set(data="moons")  # what the student does himself shows everywhere
    assert all("after 0 steps" in alt for alt in alts(view)[2:])


@pytest.mark.seen
def test_without_a_field_the_first_picture_is_drawn_in_every_frame(monkeypatch):
    view, drawn = TrainingExplorer(**SMALL, pictures=("neurons", "errs", "deltas")), []
    show = LiveFigure.show
    monkeypatch.setattr(LiveFigure, "show", lambda self, alt: (drawn.append(self), show(self, alt)))
    view.play.value = True
    for _ in range(3):
        view._tick()
    first, *others = view.figures.children
    assert drawn[::2] == [first] * 3 and set(drawn[1::2]) == set(others)


def test_play_stops_at_the_last_step():
    view = TrainingExplorer(data="xor", hidden=(), pace=100, pictures=())
    view._numbers.training.reach(MOST_STEPS - 50)
    view.set(steps=MOST_STEPS - 50)
    view.play.value = True
    view._tick()
    assert view.state()["steps"] == MOST_STEPS and view.play.value
    view._tick()
    assert not view.play.value and "counts 20000 steps at most" in view.message.value


def test_a_tick_does_not_take_longer_than_patience(monkeypatch):
    monkeypatch.setattr(running_explorer, "PATIENCE", 0.0)
    view = TrainingExplorer(**SMALL, pace=100)
    view._tick()
    assert view.state()["steps"] == 1
    assert_agrees(view)


# --- pictures


def alts(view):
    return [figure.alt for figure in view.figures.children]


def test_the_field_is_what_the_network_says():
    view = TrainingExplorer(steps=40, pictures="field")
    figure, artists = view.picture("field", 0)
    net, (data, _) = trained(view.state()), data_of(view.state())
    low, high = figure.axes[0].get_xlim()
    assert abs(data.x).max() < high == -low
    places = np.linspace(low, high, training_explorer.ON_GRID)
    for row, column in ((0, 0), (10, 33), (47, 20)):
        y_hat = net.forward([places[column], places[row]]).o[-1][0, 0]
        assert artists.picture.shows[row, column] == pytest.approx(y_hat)
    for points, label in ((artists.zeros, 0), (artists.ones, 1)):
        assert np.array_equal(np.array(points.get_data()), data.x[:, data.y[0] == label])
    assert artists.zeros.get_marker() != artists.ones.get_marker()
    s = view.state()
    assert (
        artists.words.get_text() == f"training: Err {number(s['Err'])} · {number(round(100 * s['right'], 1))} % right"
    )
    assert artists.words.get_text() in figure.alt
    colours = artists.picture.pixels(artists.picture.shows, 90, 80)
    assert colours.shape == (90, 80, 4) and (colours[..., 3] == 255).all()


def test_wrong_digits_come_first():
    view = TrainingExplorer(data="digits", N=200, steps=60)
    figure, artists = view.picture("images", 0)
    test = data_of(view.state())[1]
    said, truth = trained(view.state()).forward(test.x).o[-1].argmax(0), test.y.argmax(0)
    wrong = np.flatnonzero(said != truth)
    texts = [text.get_text() for text in artists.said]
    shown = min(len(texts), len(wrong))
    assert shown > 5 and texts[:shown] == [f"{said[p]}, not {truth[p]}" for p in wrong[:shown]]
    images, framed = artists.pictures.shows
    assert np.array_equal(images[:shown], test.x.T[wrong[:shown]]) and all(framed[:shown])
    assert f"{len(wrong)} of {len(truth)} wrong" in artists.words.get_text()
    assert texts[0] in figure.alt
    assert artists.pictures.pixels(artists.pictures.shows, 200, 530).shape == (200, 530, 4)
    view.set(eta=(0.06, 6))
    assert len(view.figures.children) == 3 and "η = 0.06" in alts(view)[0]


@pytest.mark.seen
def test_each_neuron_says_its_own_output():
    view = TrainingExplorer(hidden="5-3", steps=30, pictures="neurons")
    _, artists = view.picture("neurons", 0)
    where, squares = artists.tiles.shows
    assert len(where) == len(squares) == 2 + 5 + 3 + 1
    net, (low, high) = trained(view.state()), view._numbers.ends
    o = net.forward([high, low]).o
    assert squares[2][0, -1] == pytest.approx(o[1][0, 0]) and squares[9][0, -1] == pytest.approx(o[2][2, 0])
    assert squares[-1][0, -1] == pytest.approx(2 * o[-1][0, 0] - 1)
    positive = sum(int((net.weights(m) > 0).sum()) for m in (1, 2, 3))
    assert len(artists.positive.get_segments()) == positive
    assert len(artists.negative.get_segments()) == 2 * 5 + 5 * 3 + 3 - positive
    view.set(hidden=(16, 16, 16, 16))
    lines = len(artists.positive.get_segments()) + len(artists.negative.get_segments())
    assert lines == MOST_LINES and "the 160 largest" in artists.words.get_text()
    assert artists.tiles.pixels(artists.tiles.shows, 180, 500).shape == (180, 500, 4)


def test_tiles_do_not_overlap():
    for sizes in ((2, 8, 1), (2, 16, 16, 16, 16, 1), (2, 9, 1), (2, 1)):
        boxes = []
        for left, bottom, side in (place for column in columns(sizes, 520.0, 182.0) for place in column):
            x, y, side = 520 * left, 182 * bottom, 182 * side
            assert x >= 0 and x + side <= 520 and y >= -1e-9 and y + side <= 182 and side >= 12
            assert all(x + side <= a or a + c <= x or y + side <= b or b + c <= y for a, b, c in boxes)
            boxes.append((x, y, side))


@pytest.mark.seen
def test_curves_end_where_the_run_is():
    view = TrainingExplorer(**SMALL, steps=30)
    (_, errs), (_, deltas) = view.picture("errs", 0), view.picture("deltas", 0)
    s = view.state()
    for line, name in zip(errs.lines, ("Err", "test_Err"), strict=False):
        x, y = line.get_data()
        assert x[-1] == 30 and 10 ** y[-1] == pytest.approx(s[name])
    shown = [name.get_text() for name in errs.names if name.get_visible()]
    assert shown == ["training", "test"]
    assert [name.get_text() for name in deltas.names if name.get_visible()] == ["layer 1", "layer 2"]
    assert 10 ** deltas.lines[0].get_ydata()[-1] == pytest.approx(s["delta_norms"][1])
    view.set(init="zeros")
    assert deltas.names[0].get_text() == "layer 1: 0 ↓"
    ax = deltas.names[0].axes
    assert deltas.names[0].get_window_extent().y0 > ax.get_window_extent().y0, "above the axis"
    view.set(eta=(0.1, 2, 50), steps=20)
    assert [name.get_text() for name in errs.names if name.get_visible()] == ["η = 0.1", "η = 2", "η = 50"]
    assert len({str(line.get_linestyle()) for line in errs.lines[:3]}) == 3


@pytest.mark.seen
@pytest.mark.parametrize("weight", [(1, 2, 0), (1, 1, 2), (2, 1, 3)])
def test_contributions_add_up_to_the_gradient(weight):
    view = TrainingExplorer(**SMALL, steps=10, weight=weight, pictures=("field", "patterns"))
    net, (data, _) = trained(view.state()), data_of(view.state())
    grads = net.backward(net.forward(data.x), data.y)
    m, i, l = weight
    parts = contributions(net, data, weight)
    assert parts.sum() == pytest.approx(grads.gradient[m][i - 1, l])
    # each is the gradient of its pattern alone, divided by N under the mean
    alone = [
        net.backward(net.forward(x), y).gradient[m][i - 1, l] / 20 for x, y in zip(data.x.T, data.y.T, strict=True)
    ]
    assert parts == pytest.approx(np.array(alone))
    figure, artists = view.picture("patterns", 0)
    bars = [path.vertices[1] for kind in (artists.up, artists.down) for path in kind.get_paths()]
    assert sorted(y for _, y in bars) == pytest.approx(sorted(parts))
    assert f"= {number(parts.sum(), plus=True)}, the sum of 20" in figure.alt
    symbol = weight_symbol(weight, 2)
    assert artists.words.get_text().startswith(f"{symbol} = {number(net.theta[m][i - 1, l])} · ∂Err/∂{symbol} = ")
    assert "divided by 20" in artists.note.get_text()
    view.set(loss="squared_error", eta=0.01)
    assert artists.note.get_text() == ""
    assert "sum of 20" in view.text()


def test_which_pictures_are_shown():
    view = TrainingExplorer(**SMALL)
    assert len(view.figures.children) == 4 and all(alts(view))
    view.set(pictures=("patterns", "field"))
    assert view.state()["pictures"] == ("field", "patterns")
    view.set(eta=(0.1, 1, 10))  # only field and errs can be shown for several
    assert len(view.figures.children) == 4 - 1 and "η = 0.1" in alts(view)[0]
    view.set(pictures="deltas")
    assert len(view.figures.children) == 4
    view.set(pictures=())
    assert len(view.figures.children) == 4
    view.set(eta=2)
    assert view.figures.children == ()


@pytest.mark.drawn
def test_text_and_picture_tell_the_numbers_shown():
    view = TrainingExplorer(**SMALL, steps=10)
    text, s = view.text(), view.state()
    for value in (s["Err"], s["test_Err"], *s["delta_norms"][1:]):
        assert number(value) in text and number(value) in view.page.table
    assert "Network 2-3-1 · tanh · mean_squared_error · bias · circles: 20 training, 20 test patterns" in text
    data = stored_forms(view)
    assert data["text/plain"] == text and data["image/png"]


def test_digits_are_learnt():
    view = TrainingExplorer(data="digits", pictures=())
    view.set(steps=700)
    assert view.state()["test_right"] >= 0.96


def test_a_training_that_has_only_to_go_on_is_not_begun_again(monkeypatch):
    view = TrainingExplorer(**SMALL, steps=10)
    monkeypatch.setattr(PlainTraining, "__init__", None)
    view.set(steps=20)
    view.set(eta=1.0)
    view.set(steps=30, weight=(1, 2, 1), pace=2, pictures="errs")
    assert view.state()["steps"] == 30


def test_blue_and_orange_say_what_the_network_says_and_nothing_else():
    """In the pictures of the plane they did, and besides they were two curves, two layers and two kinds of weights."""
    view = TrainingExplorer(N=20, hidden=(3, 2), pictures=("field", "neurons", "errs", "deltas", "patterns"))
    taken = {COLOURS["pos"], COLOURS["neg"]}
    curves = [view.picture(name).artists for name in ("errs", "deltas")]
    looks = [(line.get_color(), str(line._dash_pattern)) for line in curves[0].lines]
    assert len(set(looks)) == 5 and not taken & {colour for colour, _ in looks}, "greys and dashes tell five apart"
    assert [name.get_color() for name in curves[1].names] == [line.get_color() for line in curves[1].lines]
    parts, neurons = view.picture("patterns").artists, view.picture("neurons").artists
    found = [to_hex(each) for artist in (parts.up, parts.down, neurons.positive, neurons.negative)
             for each in [*artist.get_edgecolor(), *artist.get_facecolor()]]  # fmt: skip
    assert found and not taken & set(found)
    assert neurons.positive.get_linestyle() != neurons.negative.get_linestyle()
    field = view.picture("field").artists
    assert {field.zeros.get_markerfacecolor(), field.ones.get_markerfacecolor()} == taken
