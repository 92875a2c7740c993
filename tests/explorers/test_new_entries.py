"""A σ and a loss that nobody has thought of: with one entry in a table of the core every view, question and check
takes them, with the right numbers and in words that are true."""

from functools import partial

import numpy as np
import pytest

from backprop_core import ACTIVATIONS, LOSSES, Network, by_hand, coach, explorers
from backprop_core.activations import Activation
from backprop_core.coach.worked import case_of, values
from backprop_core.explorers import (
    AlgorithmExplorer,
    ChainRuleExplorer,
    DepthExplorer,
    ErrorExplorer,
    ForwardExplorer,
    LearningRateExplorer,
    Question,
    StabilityExplorer,
    TrainingExplorer,
)
from backprop_core.explorers.questions.tasks import ABOUT
from backprop_core.explorers.training.stability_words import above_errs
from backprop_core.figures.errors import err_over
from backprop_core.losses import SQUARE, Loss
from backprop_core.one_step.backward import delta_over_u, flat_neurons
from backprop_core.one_step.formulas import explain
from backprop_core.one_step.snapshot import Snapshot
from tests.explorers.network import networks
from tests.explorers.training import depth_again, learning_rate_again, stability_again, training_again
from tests.explorers.views import all_words, assert_code_agrees, bare, find_controls, label, stored_forms

pytestmark = pytest.mark.usefixtures("still", "patient", "silent")

# --- The entries


def _step(u):
    return np.where(u > 0, 1.0, 0.0)


NEW_SIGMAS = (  # the first and the third say as little as they can
    Activation("soft_sign", lambda u: u / (1 + np.abs(u)), lambda u: 1 / (1 + np.abs(u)) ** 2, 1.0),
    Activation("relu_six", lambda u: np.clip(u, 0.0, 6.0), lambda u: _step(u) * _step(6 - u), 1.0,
               "min(6, max(0, {u}))"),
    Activation("clipped", lambda u: np.clip(u, -1.0, 3.0), lambda u: _step(u + 1) * _step(3 - u), 1.0),
    Activation("double_tanh", lambda u: 2 * np.tanh(u), lambda u: 2 - 2 * np.tanh(u) ** 2, 2.0, "2 · tanh {(u)}",
               ("2 − o²/2", lambda o: 2 - o * o / 2)),
)  # fmt: skip
NEW_LOSSES = (
    Loss("absolute_error", lambda y, y_hat: float(np.abs(y - y_hat).sum()), lambda y, y_hat: np.sign(y_hat - y),
         "|{y} − {ŷ}|", "−sign({y} − {ŷ})"),
    Loss("mean_cubic_error", lambda y, y_hat: float((np.abs(y - y_hat) ** 3).mean()),
         lambda y, y_hat: -3 * (y - y_hat) * np.abs(y - y_hat) / y.size,
         "|{y} − {ŷ}|³", "−(3/{n}) ({y} − {ŷ}) · |{y} − {ŷ}|", sum="the mean", of_all="mean of all", mean=True),
    Loss("triple_squared_error", lambda y, y_hat: 3 * float(np.square(y - y_hat).sum()),
         lambda y, y_hat: -6 * (y - y_hat),
         SQUARE, "−6 ({y} − {ŷ})", "3 ", "three times the sum", "three times all"),
    Loss("half_mean_squared_error", lambda y, y_hat: float(np.square(y - y_hat).mean()) / 2,
         lambda y, y_hat: (y_hat - y) / y.size,
         SQUARE, "−(1/{n}) ({y} − {ŷ})", "½ ", "half the mean", "half the mean of all", mean=True),
)  # fmt: skip
SIGMAS, ERRS = [each.name for each in NEW_SIGMAS], [each.name for each in NEW_LOSSES]
PAIRS = [*zip(SIGMAS, ERRS, strict=True)]
each_pair = pytest.mark.parametrize("sigma, loss", PAIRS)
each_loss = pytest.mark.parametrize("loss", ERRS)


@pytest.fixture(autouse=True)
def _entries(monkeypatch):
    for table, entries in ((ACTIVATIONS, NEW_SIGMAS), (LOSSES, NEW_LOSSES)):
        for entry in entries:
            monkeypatch.setitem(table, entry.name, entry)


# --- Every view

QUICK = {
    TrainingExplorer: {"N": 20, "hidden": (3,), "steps": 3, "pictures": ("field", "neurons", "errs", "patterns")},
    DepthExplorer: {"depth": 5, "width": 32, "steps": 2},
    LearningRateExplorer: {"of": "network", "N": 20, "hidden": (3,), "taken": (0.1, 0.2), "eta": 0.1},
    StabilityExplorer: {"depth": 5, "width": 32, "steps": 2, "pictures": ("errs", "growth")},
}
AGREE = {
    TrainingExplorer: training_again.assert_agrees,
    DepthExplorer: depth_again.assert_numbers_agree,
    LearningRateExplorer: learning_rate_again.assert_agrees,
    StabilityExplorer: stability_again.assert_numbers_agree,
}
VIEWS = [
    cls
    for cls in (getattr(explorers, name) for name in explorers.__all__)
    if hasattr(cls, "keywords") and {"activation", "loss"} <= set(cls.keywords())
]
each_view = pytest.mark.parametrize("cls", VIEWS, ids=lambda cls: cls.__name__)


def check(view):
    """Its numbers, its code, and all that is stored of it."""
    assert_code_agrees(view)
    AGREE.get(type(view), networks.assert_agrees)(view)
    stored = stored_forms(view)
    assert {"text/plain", "image/png"} <= set(stored)
    assert view.state()["activation"] in stored["text/plain"]


@pytest.mark.wide
@each_view
@pytest.mark.parametrize("sigma, loss", PAIRS[::3])
def test_every_view_can_be_built_with_them_and_moved_to_them(cls, sigma, loss):
    with bare():
        built = cls(activation=sigma, loss=loss, **QUICK.get(cls, {"preset": "xor"}))
    assert (built.state()["activation"], built.state()["loss"]) == (sigma, loss)
    view = cls(**QUICK.get(cls, {"sizes": "2-2-2", "seed": 3, "init": "normal"}))
    for name, value in (("activation", sigma), ("loss", loss)):
        controls = [each for each in find_controls(view) if label(each) == {"activation": "σ", "loss": "Err"}[name]]
        for control in controls:
            control.value = value
        if not controls:  # of what comes later in the course
            view.set(**{name: value})
        assert view.state()[name] == value
    check(view)
    if cls not in QUICK:
        for item in networks.shown_by(cls, ["y-1", "o-2-1", "Err", "delta-2-2"]):
            view.set(selected=item)
        check(view)
    view.close()


@pytest.mark.parametrize("cls", [cls for cls in VIEWS if cls is not ErrorExplorer], ids=lambda cls: cls.__name__)
def test_no_view_speaks_of_squares_where_there_are_none(cls):
    """But for the one that draws residuals as squares, whatever becomes of them."""
    view = cls(loss="absolute_error", **QUICK.get(cls, {"preset": "xor"}))
    words = " ".join(all_words(view).values())
    assert ")²" not in words
    view.close()


# --- What they say


def test_how_a_sigma_is_written():
    told = {
        "soft_sign": ("soft sign(−0.3)", "soft sign(0.3)"),
        "relu_six": ("min(6, max(0, −0.3))", "min(6, max(0, 0.3))"),
        "clipped": ("clipped(−0.3)", "clipped(0.3)"),
        "double_tanh": ("2 · tanh (−0.3)", "2 · tanh 0.3"),
    }
    for sigma, lines in told.items():
        for u, line in zip((-0.3, 0.3), lines, strict=True):
            net = Network((1, 1), sigma, theta=[[[u]]])
            found = explain(Snapshot(net, np.array([[1.0]]), np.array([[1.0]]), 0.5), ("o", 1, 1))
            assert found.numeric == f"= {line}"
            assert found.specific == f"o₁ = {sigma.replace('_', ' ')}(u₁)"


LINES = {  # Err in general, Err here, ∂Err/∂ŷ in general, and here
    "absolute_error": (
        "Err = Σₖ |yₖ − ŷₖ|", "Err = |y₁ − ŷ₁| + |y₂ − ŷ₂|", "= |1 − 0.5| + |0 − (−0.25)|",
        "−sign(yₖ − ŷₖ)", "−sign(y₂ − ŷ₂)", "−sign(0 − (−0.25))",
    ),
    "mean_cubic_error": (
        "Err = mean over k of |yₖ − ŷₖ|³", "Err = 1/2 · [ |y₁ − ŷ₁|³ + |y₂ − ŷ₂|³ ]",
        "= 1/2 · [ |1 − 0.5|³ + |0 − (−0.25)|³ ]",
        "−(3/n) (yₖ − ŷₖ) · |yₖ − ŷₖ|", "−3/2 (y₂ − ŷ₂) · |y₂ − ŷ₂|", "−3/2 (0 − (−0.25)) · |0 − (−0.25)|",
    ),
    "triple_squared_error": (
        "Err = Σₖ 3 (yₖ − ŷₖ)²", "Err = 3 [ (y₁ − ŷ₁)² + (y₂ − ŷ₂)² ]", "= 3 [ (1 − 0.5)² + (0 − (−0.25))² ]",
        "−6 (yₖ − ŷₖ)", "−6 (y₂ − ŷ₂)", "−6 (0 − (−0.25))",
    ),
    "half_mean_squared_error": (
        "Err = mean over k of ½ (yₖ − ŷₖ)²", "Err = 1/2 · ½ [ (y₁ − ŷ₁)² + (y₂ − ŷ₂)² ]",
        "= 1/2 · ½ [ (1 − 0.5)² + (0 − (−0.25))² ]",
        "−(1/n) (yₖ − ŷₖ)", "−1/2 (y₂ − ŷ₂)", "−1/2 (0 − (−0.25))",
    ),
}  # fmt: skip


@each_loss
def test_how_a_loss_is_written(loss):
    net = Network((1, 2), "identity", loss, theta=[[[0.5], [-0.25]]])
    snapshot = Snapshot(net, np.array([[1.0]]), np.array([[1.0], [0.0]]), 0.5)
    general, here, numbers, slope, slope_here, slope_numbers = LINES[loss]
    found = explain(snapshot, ("Err",))
    assert (found.general, found.specific, found.numeric) == (general, here, numbers)
    found = explain(snapshot, ("delta", 1, 2))
    assert found.general == f"δₖ = ∂Err/∂ŷₖ · σ′(uₖ) = {slope} · σ′(uₖ)"
    assert (found.specific, found.numeric) == (f"δ₂ = {slope_here} · σ′(u₂)", f"= {slope_numbers} · 1")
    found = explain(snapshot, ("back", 1, 2))
    assert (found.specific, found.numeric) == (f"∂Err/∂ŷ₂ = {slope_here}", f"= {slope_numbers}")
    several = Snapshot(net, np.ones((1, 2)), np.zeros((2, 2)), 0.5)
    found = explain(several, ("Err",)).general
    assert found == general.replace("Σₖ", "Σₚ Σₖ").replace("over k", "over k and p")


def test_what_the_views_call_it():
    """Which sum it is, what becomes of the areas, and whether each pattern's share is divided already."""
    errs = {
        "absolute_error": ("the sum of |y − ŷ|: Err = 1", "all together"),
        "mean_cubic_error": ("the mean of |y − ŷ|³: Err = 0.0625", "mean of all"),
        "triple_squared_error": ("areas 0.5 · 3: Err = 1.5", "three times all"),
        "half_mean_squared_error": ("areas 0.5 ÷ 8: Err = 0.0625", "half the mean of all"),
    }
    view = ErrorExplorer(sizes=(1, 1), x=[[1.0, 1.0, 2.0, 2.0]], y=[[1.0, 0.0, 1.0, 1.0]], activation="identity")
    view.set(theta={(1, 1, 1): 0.5})
    for loss, (words, _) in errs.items():
        view.set(loss=loss)
        assert f">{words}<" in view.squares.svg and words in view.squares.alt
        assert view.switch.value is None
    many = np.linspace(-1, 1, 12)[None].tolist()
    view.set(sizes=(1, 1), x=many, y=many)
    for loss, (_, words) in errs.items():
        view.set(loss=loss)
        assert f">8 of 12 shown · {words}: Err = " in view.squares.svg
    view = TrainingExplorer(**QUICK[TrainingExplorer])
    for loss in ERRS:
        view.set(loss=loss)
        words = " ".join(all_words(view).values())
        assert ("Err is the mean" in view.hint.value) == ("is divided by 20 already" in words) == LOSSES[loss].mean
        assert LOSSES[loss].words in words and LOSSES[loss].words == above_errs([], loss)


def test_the_chain_of_slopes():
    view = ChainRuleExplorer(sizes=(1, 1), x=[[1.0]], y=[[1.0]], activation="identity", loss="absolute_error")
    view.set(theta={(1, 1, 1): 0.5}, selected="theta-1-1-1")
    assert view.state()["factors"] == [-1.0, 1.0, 1.0]
    view.set(selected="y-1", loss="mean_cubic_error")
    assert view.state()["factors"] == [0.75] and "(3/1) (y₁ − ŷ₁) · |y₁ − ŷ₁|" in view.text()


def test_a_neuron_without_slope_left_of_0_is_off_and_another_is_saturated():
    def flat(sigma, *u):
        net = Network((1, 1), sigma, theta=[[[1.0]]])
        return flat_neurons(Snapshot(net, np.array([u]), np.zeros((1, len(u))), 0.5)).get((1, 1))

    assert flat("relu_six", -1.0) == "dead" and flat("relu_six", -1.0, 1.0) == "off"
    assert flat("relu_six", 7.0) == flat("clipped", -2.0) == flat("clipped", 4.0) == "saturated"
    assert flat("relu_six", 1.0) is flat("clipped", 2.0) is None


def test_a_sigma_with_a_corner_is_told_of():
    view = ForwardExplorer(sizes=(1, 1), x=[[0.0]], activation="relu_six", selected="o-1-1")
    assert any("We choose σ′(0) = 0." in words for words in all_words(view).values())
    view.set(activation="soft_sign")
    assert not any("We choose" in words for words in all_words(view).values())


# --- The numbers that are not read off the network


@each_pair
def test_err_over_weights_and_delta_over_u_are_those_of_other_networks(sigma, loss):
    rng = np.random.default_rng(2)
    net = Network((2, 3, 2), sigma, loss, bias=True, init="normal", rng=4)
    x, y, values_of = rng.normal(size=(2, 5)), rng.normal(size=(2, 5)), rng.normal(size=7)
    wanted = []
    for value in values_of:
        other = net.copy()
        other.theta[1][1, 2] = value
        wanted.append(other.backward(other.forward(x), y).Err)
    assert err_over(net, x, y, {(1, 2, 2): values_of}) == pytest.approx(wanted, rel=1e-12)
    snapshot = Snapshot(net, x, y, 0.5, pattern=3)
    for m, i in ((2, 1), (1, 3)):
        back, slopes = delta_over_u(snapshot, m, i, snapshot.trace.u[m][i - 1, 3:4])
        assert back * slopes == pytest.approx(snapshot.grads.delta[m][i - 1, 3:4], rel=1e-12)


# --- Questions, and the coach


OF_SQUARES = ("squared_error", "output_delta")  # what they say is true of squares only


@each_pair
@pytest.mark.parametrize("task", ABOUT)
def test_every_question_can_be_asked_about_them(task, sigma, loss):
    settings = {"sizes": "2-2-2", "activation": sigma, "loss": loss, "x": [[0.5], [-0.8]], "y": [[0.9], [-0.2]]}
    about = AlgorithmExplorer(**settings)
    if task in OF_SQUARES and LOSSES[loss].term != SQUARE:
        with pytest.raises(ValueError, match="finds nothing to ask"):
            Question(task, about=about)
        return
    question = Question(task, about=about)
    with question.hold_sync():
        question.set(shown=True)
    assert question.state()["resolved"] and question.text()


@each_pair
@pytest.mark.parametrize("bias", [False, True])
def test_the_coach_takes_them(sigma, loss, bias, capsys):
    def deltas(theta, u, o, y):
        net = Network([len(each) for each in u], sigma, loss, bias, theta=theta[1:])
        return net.backward(net.forward(o[0]), y).delta

    def slopes_lost(theta, u, o, y):
        net = Network([len(each) for each in u], ["identity"] * (len(u) - 1), loss, bias, theta=theta[1:])
        return net.backward(net.forward(o[0])._replace(o=o), y).delta

    assert coach.check_deltas(partial(deltas), activation=sigma, loss=loss, bias=bias, rng=0).passed
    assert not coach.check_deltas(partial(slopes_lost), activation=sigma, loss=loss, bias=bias, rng=0).passed
    theta = [None, [[0.4, -0.3], [0.7, 0.6]], [[0.5, -0.8]]]
    case = case_of(theta, [0.5, 0.9], [1.0], activation=sigma, loss=loss)
    names = "u-1-1 o-1-1 slope-1-1 o-2-1 Err delta-2-1 sum-1-1 delta-1-1 gradient-1-1-2 theta-1-1-2"
    answers = {name: values(case, {})(name) for name in names.split()}
    net = Network((2, 2, 1), sigma, loss, theta=theta[1:])
    grads = net.backward(net.forward([0.5, 0.9]), [1.0])
    assert answers["Err"] == pytest.approx(grads.Err) and answers["delta-1-1"] == pytest.approx(grads.delta[1][0, 0])
    given = (answers, names, theta, [0.5, 0.9], [1.0])
    assert coach.check_numbers(*given, activation=sigma, loss=loss).passed
    answers["delta-1-1"] += 1.5
    assert not coach.check_numbers(*given, activation=sigma, loss=loss).passed
    capsys.readouterr()  # what the coach prints


def test_the_loops_by_hand_take_a_new_sigma():
    net = Network((2, 3, 2), "soft_sign", rng=1)
    x, y = [0.3, -0.8], [1.0, 0.0]
    theta = [None, *(matrix.tolist() for matrix in net.theta[1:])]
    u, o = by_hand.forward(theta, x, "soft_sign")
    delta = by_hand.deltas(theta, u, o, y, "soft_sign")
    wanted = net.backward(net.forward(x), y).delta
    for m in (1, 2):
        assert delta[m] == pytest.approx(wanted[m][:, 0].tolist(), rel=1e-12)
