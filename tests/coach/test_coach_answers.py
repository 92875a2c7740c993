"""The coach's checks of answers that are no function of the lecture: right ones pass, each expected mistake is named,
and nonsense gets a sentence."""

import re
import time

import numpy as np
import pytest

from backprop_core import Network, coach, datasets
from backprop_core.coach import order, worked
from tests.coach import students

NET = {"theta": [None, [[1.2, -0.8], [-0.5, 1.5]], [[2.0, -1.0], [0.7, 0.4]]], "x": [1.0, -0.5], "y": [0.2, 0.9]}
NAMES = (
    "u-1-1 o-1-1 o-2-2 Err delta-2-1 term-1-2-1 sum-1-1 delta-1-1 factor-1-1-2 gradient-1-1-2 theta-2-1-2 wiggle-2-2-1"
)


def right_numbers():
    """The same by the core."""
    net = Network((2, 2, 2), theta=NET["theta"][1:])
    trace = net.forward(NET["x"])
    grads = net.backward(trace, NET["y"])
    (u, o), delta, theta = trace, grads.delta, net.theta
    slope = trace.o[1][0, 0] * (1 - trace.o[1][0, 0])
    return {
        "u-1-1": u[1][0, 0],
        "o-1-1": o[1][0, 0],
        "o-2-2": o[2][1, 0],
        "Err": grads.Err,
        "delta-2-1": delta[2][0, 0],
        "term-1-2-1": delta[2][0, 0] * theta[2][0, 1],
        "sum-1-1": (theta[2].T @ delta[2])[0, 0],
        "delta-1-1": delta[1][0, 0],
        "factor-1-1-2": slope * theta[2][1, 0],
        "gradient-1-1-2": grads.gradient[1][0, 1],
        "theta-2-1-2": theta[2][0, 1] - 0.5 * grads.gradient[2][0, 1],
        "wiggle-2-2-1": grads.gradient[2][1, 0],
    }


RIGHT = right_numbers()
Y_HAT = students.sigma(2.0 * RIGHT["o-1-1"] - students.sigma(-1.25))  # of output 1


def numbers(changes, names=NAMES, points=12):
    return coach.check_numbers({**RIGHT, **changes}, names, **NET, points=points)


# --- numbers


def test_right_numbers_earn_all_also_when_rounded_and_as_arrays(capsys):
    verdict = numbers({})
    assert verdict.passed and repr(verdict) == "12" and verdict.mistakes == ()
    rounded = {name: float(f"{value:.3g}") for name, value in RIGHT.items()}
    assert numbers(rounded).passed
    assert numbers({name: np.array([[value]]) for name, value in RIGHT.items()}).passed
    assert set(capsys.readouterr().out.splitlines()) == {"✓ Right, all 12 numbers."}


@pytest.mark.parametrize(
    "name, change, mistake",
    [
        ("delta-2-1", lambda right: -right, "wrong_sign"),
        ("delta-2-1", lambda right: right / 2, "missing_factor_two"),
        (
            "delta-2-1",
            lambda right: -2 * (0.2 - Y_HAT),
            "missing_output_slope",
        ),
        ("delta-1-1", lambda right: RIGHT["sum-1-1"], "missing_hidden_slope"),
        ("o-1-1", lambda right: RIGHT["u-1-1"], "activation_skipped"),
        ("Err", lambda right: right / 2, "extra_half"),
        ("gradient-1-1-2", lambda right: -right, "wrong_sign"),
        ("theta-2-1-2", lambda right: -2.0 - right, "ascent"),
        ("sum-1-1", lambda right: -right, "wrong_sign"),
        ("sum-1-1", lambda right: RIGHT["delta-1-1"], "another_number"),
        ("term-1-2-1", lambda right: right * 1.04, "rounded"),
        ("wiggle-2-2-1", lambda right: right / 1000, "power_of_ten"),
        ("factor-1-1-2", lambda right: 17.3, "unknown"),
    ],
)
def test_a_wrong_number_is_named(name, change, mistake):
    verdict = numbers({name: change(RIGHT[name])})
    assert verdict.mistakes == (mistake,), verdict.message
    assert repr(verdict) == "11" and "11 of 12 are right." in verdict.message
    assert f"{RIGHT[name]:.4g}"[:6] not in verdict.message  # the answer is not told


CHAIN = {"theta": [None, [[1.5]], [[-1.0]], [[2.0]], [[0.8]]], "x": [0.8], "y": [1.0]}


@pytest.mark.parametrize(
    "name, change, mistake",
    [
        ("factor-2-1-1", lambda right: 2.0, "slope_missing"),
        ("factor-2-1-1", lambda right: right * 0.8 / 2.0, "wrong_weight"),
        ("factor-2-1-1", lambda right: 0.2265 * 2.0, "wrong_slope"),
        ("factor-3-1-1", lambda right: 0.2265, "another_number"),
        (
            "delta-1-1",
            lambda right: right / worked.values(worked.case_of(**CHAIN), {})("factor-3-1-1"),
            "factor_too_few",
        ),
        (
            "delta-1-1",
            lambda right: right * worked.values(worked.case_of(**CHAIN), {})("factor-1-1-1"),
            "factor_too_many",
        ),
    ],
)
def test_a_wrong_number_of_a_chain_is_named(name, change, mistake):
    right = worked.values(worked.case_of(**CHAIN), {})(name)
    verdict = coach.check_numbers({name: change(right)}, name, **CHAIN)
    assert verdict.mistakes == (mistake,), verdict.message


@pytest.mark.parametrize(
    "name, value, mistake",
    [
        ("u-1-1", 1.2 + -0.5 * -0.5, "theta_transposed_forward"),
        ("u-1-1", 1.2 - 0.4, "wrong_sign"),
        ("u-1-1", 1.2, "sum_over_inputs_lost"),
        ("o-1-1", 1 - RIGHT["o-1-1"], "wrong_sign"),
        ("term-1-2-1", RIGHT["delta-2-1"] * 0.4, "wrong_weight"),
    ],
)
def test_a_slip_is_named(name, value, mistake):
    assert numbers({name: value}).mistakes == (mistake,)


def test_a_number_that_follows_from_a_wrong_factor_counts():
    value = worked.values(worked.case_of(**CHAIN), {})
    given = {"factor-1-1-1": 0.5, "delta-1-1": 0.5 * value("delta-2-1")}
    verdict = coach.check_numbers(given, "factor-1-1-1 delta-1-1", **CHAIN, points=2)
    assert verdict.earned == 1 and "counts as right" in verdict.message


def test_what_follows_from_a_wrong_number_counts():
    verdict = numbers({"delta-2-1": -RIGHT["delta-2-1"], "term-1-2-1": -RIGHT["term-1-2-1"]})
    assert verdict.earned == 11 and "counts as right" in verdict.message
    assert numbers({"delta-2-1": 0.0, "term-1-2-1": 0.0}).earned == 10  # 0 explains everything, and nothing


@pytest.mark.parametrize("given", [None, 5, "u-1-1", [], {}, {"u-1-1": None}, dict.fromkeys(RIGHT, None)])
def test_nothing_filled_in(given):
    verdict = coach.check_numbers(given, NAMES, **NET, points=12)
    assert repr(verdict) == "0" and not verdict.passed and verdict.message.endswith(".")


@pytest.mark.parametrize("odd", ["x", float("nan"), float("inf"), [1, 2], True, object(), 1j, {}, lambda: 1, (0, 25)])
def test_what_is_no_number(odd):
    verdict = numbers({"u-1-1": odd})
    assert verdict.earned == 11 and "no number" in verdict.message


def test_some_filled_in():
    verdict = coach.check_numbers({"u-1-1": RIGHT["u-1-1"], "o-1-1": None}, "u-1-1 o-1-1", **NET, points=4)
    assert verdict.earned == 2 and "Still to do: o of neuron 1 in layer 1" in verdict.message


def test_left_out_numbers_earn_nothing():
    assert coach.check_numbers({"u-1-1": RIGHT["u-1-1"]}, NAMES, **NET, points=12).earned == 1


# --- order

LINES = {
    "A": "theta_1 = theta_1 - eta * gradient_1",
    "B": "delta_1 = slope(u_1) * (theta_2.T @ delta_2)",
    "C": "o_2 = sigma(u_2)",
    "D": "gradient_2 = delta_2 @ o_1.T",
    "E": "u_1 = theta_1 @ x",
    "F": "delta_1 = slope(o_1) * (theta_2.T @ delta_2)",
    "G": "theta_2 = theta_2 - eta * gradient_2",
    "H": "o_1 = sigma(u_1)",
    "I": "delta_2 = -2 * (y - o_2) * slope(u_2)",
    "J": "theta_2 = theta_2 + eta * gradient_2",
    "K": "gradient_1 = delta_1 @ x.T",
    "L": "u_2 = theta_2 @ o_1",
}


@pytest.mark.parametrize(
    "order", ["EHLCIBDKGA", "EHLCIDBGKA", "e h l c i b k a d g", "E, H, L, C, I, D, B, K, A, G", list("EHLCIBKDAG")]
)
def test_every_right_order_passes(order):
    verdict = coach.check_order(order, LINES, points=4)
    assert verdict.passed and repr(verdict) == "4"


@pytest.mark.parametrize(
    "order, earned, words",
    [
        ("EHLCIDGBKA", 2, "updated already"),
        ("EHLCIFDKGA", 2, "σ′ of o"),
        ("EHLCIBDKJA", 2, "does not belong"),
        ("EHLCIBDKGJA", 2, "does not belong"),
        ("EHLCBIDKGA", 2, "Line B needs delta_2"),
        ("EHLCIBDKG", 2, "theta_1 has not changed"),
        ("EH", 0, "a line is still missing"),
        ("ABCDEFGHIJKL", 0, "Line A needs gradient_1"),
        ("EEH", 0, "twice"),
        ("EHX", 0, "no line X"),
        ("", 0, "Nothing is filled in"),
        (None, 0, "Nothing is filled in"),
        (..., 0, "Nothing is filled in"),
        (" , ", 0, "letters"),
        (7, 0, "letters"),
        ([1, 2], 0, "letters"),
    ],
)
def test_a_wrong_order_is_explained(order, earned, words):
    verdict = coach.check_order(order, LINES, points=4, rng=0)
    assert verdict.earned == earned and words in verdict.message and not verdict.passed


# --- the skip connection


def skip_deltas(wrong):
    """δ number by number, with one mistake."""

    def flat(o):
        return o * (1 - o)

    def deltas(theta, skip, u, o, y):
        error = 2 * (o[3] - y)
        if wrong == "wrong_sign":
            error = y - o[3] + y - o[3]
        if wrong == "missing_factor_two":
            error = o[3] - y
        last = error if wrong == "missing_output_slope" else error * flat(o[3])
        slope_2, slope_1 = (1, 1) if wrong == "missing_hidden_slope" else (flat(o[2]), flat(o[1]))
        sent = theta[3].T @ last
        if wrong == "skip_reaches_layer_2":
            sent = sent + skip.T @ last
        second = slope_2 * sent
        first = np.zeros(u[1].shape)
        for i in range(len(first)):
            near = sum(theta[2][j, i] * second[j] for j in range(len(second)))
            far = {"skip_with_another_delta": second, "skip_raw_error": error}.get(wrong, last)
            weights = skip[i, :] if wrong == "skip_untransposed" else skip[:, i]
            if wrong == "skip_with_another_delta" and len(second) != len(last):
                raise ValueError("shapes")
            far = sum(weight * each for weight, each in zip(weights, far, strict=True))
            if wrong in ("skip_forgotten", "skip_reaches_layer_2"):
                far = 0
            if wrong == "skip_alone":
                near = 0
            slope = slope_1 if np.isscalar(slope_1) else slope_1[i]
            first[i] = slope * near + far if wrong == "skip_outside_slope" else slope * (near + far)
        return [None, first, second, last]

    return deltas


def test_right_deltas_of_a_skip_connection():
    for seed in range(5):
        verdict = coach.check_skip_deltas(skip_deltas(""), points=4, rng=seed)
        assert verdict.passed and repr(verdict) == "4"


def test_the_skip_recipe_is_the_slope_of_err():
    case = order._draw_skipping(np.random.default_rng(0), (3, 3, 2, 2), 1)
    delta = order.skip_deltas(case, lambda place, value, **known: value)["delta"]

    def Err(m, i, by):
        o = [case.o[0]]
        for layer in (1, 2, 3):
            u = case.theta[layer] @ o[-1] + (case.skip @ o[1] if layer == 3 else 0)
            if layer == m:
                u[i, 0] += by
            o.append(students.sigma(u))
        return ((case.y - o[3]) ** 2).sum()

    for m in (1, 2, 3):
        for i in range(case.sizes[m]):
            assert np.isclose((Err(m, i, 1e-5) - Err(m, i, -1e-5)) / 2e-5, delta[m][i, 0], atol=1e-9)


@pytest.mark.parametrize("mistake", [each.name for each in order.SKIP_MISTAKES])
def test_mistakes_with_a_skip_connection_are_named(mistake):
    verdict = coach.check_skip_deltas(skip_deltas(mistake), points=4, rng=1)
    assert verdict.mistakes == (mistake,), verdict.message
    assert repr(verdict) == "2" and 20 < len(verdict.message) < 400


# --- norms and training


def norms_with(change):
    return lambda delta: [None, *(change(each) for each in delta[1:])]


def test_right_norms():
    for norm in (np.linalg.norm, lambda d: np.sqrt((d**2).sum()), lambda d: float(sum(v * v for v in d.flat)) ** 0.5):
        assert coach.check_norms(norms_with(norm), points=3).passed


@pytest.mark.parametrize(
    "mistake, change",
    [
        ("norm_not_rooted", lambda d: (d * d).sum()),
        ("norm_of_sum", lambda d: d.sum()),
        ("absolute_for_square", lambda d: abs(d).sum()),
        ("mean_instead_of_sum", lambda d: (d * d).mean() ** 0.5),
        ("largest_for_norm", lambda d: max(abs(v) for v in d.flat)),
        ("spectral_norm", lambda d: np.linalg.svd(d)[1].max()),
    ],
)
def test_wrong_norms_are_named(mistake, change):
    verdict = coach.check_norms(norms_with(change), points=3, rng=0)
    assert verdict.mistakes == (mistake,) and verdict.earned == 1.5


def train_with(wrong=""):
    def train(theta, x, y, eta, steps):
        errs, first, new = [], theta, theta
        for _ in range(steps):
            Err = students.error(y, students.forward(theta, x)[1][-1])
            before = theta
            new = students.train_step(first if wrong == "theta_not_passed_on" else theta, x, y, eta)
            theta = theta if wrong == "theta_not_passed_on" else new
            if wrong == "err_after":
                Err = students.error(y, students.forward(theta, x)[1][-1])
            errs.append(Err)
        return before if wrong == "one_step_short" else new, errs

    return train


def test_training():
    assert coach.check_train(train_with(), points=4).passed
    for mistake in order.TRAIN_MISTAKES:
        verdict = coach.check_train(train_with(mistake.name), points=4, rng=0)
        assert verdict.mistakes == (mistake.name,) and verdict.earned == 2


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda theta, errs: (theta, errs[:-1]), "one number for each step"),
        (lambda theta, errs: (theta, [*errs, 1.0]), "one number for each step"),
        (lambda theta, errs: (errs, theta), "in the other order"),
        (lambda theta, errs: theta, "two things"),
        (lambda theta, errs: None, "gives back None"),
    ],
)
def test_what_training_gives_back(change, words):
    verdict = coach.check_train(lambda *args: change(*train_with()(*args)), points=4)
    assert words in verdict.message and verdict.earned == 0


NOTHING = [
    coach.not_written,
    lambda *args: None,
    lambda *args: 1 / 0,
    lambda *args: "nonsense",
    lambda *args: [],
    lambda *args: (1, 2),
    lambda: 3,
    lambda *args: [None, 1, 2, 3],
]


@pytest.mark.parametrize("function", NOTHING)
@pytest.mark.parametrize("name", ["skip_deltas", "norms", "train"])
def test_nonsense_gets_a_sentence(name, function, capfd):
    verdict = getattr(coach, f"check_{name}")(function, points=4, rng=0)
    assert repr(verdict) == "0" and not verdict.passed
    assert verdict.message.strip() and "Traceback" not in verdict.message
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", ["skip_deltas", "norms", "train"])
def test_a_function_is_needed(name):
    verdict = getattr(coach, f"check_{name}")(3, points=2)
    assert (
        "without brackets behind it; what I got is 3" in verdict.message
        and repr(verdict) == "0"
        and verdict.points == 2
    )


# --- η and digits


def xor_start():
    rng = np.random.default_rng(0)
    x, y = datasets.xor()
    return [None, rng.normal(0, 1, (4, 3)), rng.normal(0, 1, (1, 4))], np.vstack([x, np.ones(4)]), y


@pytest.mark.parametrize(
    "eta, earned, mistakes",
    [
        (2, 2, ()),
        (np.float64(1), 2, ()),
        (0.01, 0, ("eta_too_small",)),
        (0.1, 1, ("eta_too_small",)),
        (100, 0, ("eta_too_large",)),
        (1e6, 0, ("eta_too_large",)),
        (1e308, 0, ("eta_too_large",)),
        (0, 0, ("wrong_type",)),
        (-1, 0, ("wrong_type",)),
        ("2", 0, ("wrong_type",)),
        (None, 0, ("returns_none",)),
        (..., 0, ("returns_none",)),
    ],
)
def test_eta(eta, earned, mistakes):
    verdict = coach.check_eta(eta, *xor_start(), steps=1000, below=0.01, points=2)
    assert verdict.earned == earned and verdict.mistakes == mistakes, verdict.message


def test_a_trained_network_reads_and_is_shown():
    rng = np.random.default_rng(0)
    first = [None, rng.normal(0, 1 / 8, (20, 64)), rng.normal(0, 1 / np.sqrt(20), (10, 20))]
    x, y = datasets.digits().train
    theta, _ = train_with()(first, x, y, 0.002, 120)
    verdict = coach.check_trained(theta, points=5)
    assert verdict.passed and repr(verdict) == "5"
    assert re.match(r"Your network reads 9\d% of 397 digits right", verdict.message)
    assert (
        verdict.picture.startswith("<svg")
        and "The network says:" in verdict.picture
        and "<svg" in verdict._repr_html_()
    )
    assert coach.check_trained(train_with()(first, x, y, 0.002, 8)[0], points=5).score < 1


@pytest.mark.parametrize(
    "theta, mistake",
    [
        (None, "wrong_shape"),
        (..., "wrong_shape"),
        (5, "wrong_shape"),
        ([None], "wrong_shape"),
        ([None, None], "wrong_shape"),
        ([None, "abc"], "wrong_shape"),
        ([None, [[1, 2], [3]]], "wrong_shape"),
        ([[1, [2]], np.zeros((10, 64))], "saturated"),
        ([None, np.zeros((0, 64))], "wrong_shape"),
        ([None, np.zeros((10, 63))], "wrong_shape"),
        ([None, np.zeros((9, 64))], "wrong_shape"),
        ([None, np.zeros(64)], "wrong_shape"),
        ([None, np.full((10, 64), np.nan)], "wrong_shape"),
        (([None, np.zeros((10, 64))], [1.0]), "wrong_shape"),
        ([np.zeros((10, 64)), np.zeros((10, 10))], "wrong_shape"),
        ([None, np.zeros((10, 64))], "saturated"),
        ([None, np.zeros((20, 64)), np.zeros((10, 20))], "symmetric"),
        ([None, np.tile(np.linspace(-1, 1, 64), (20, 1)), np.zeros((10, 20))], "symmetric"),
        ([None, np.random.default_rng(0).normal(0, 1, (10, 64))], "untrained"),
    ],
)
def test_untrained_networks(theta, mistake):
    verdict = coach.check_trained(theta, points=5)
    assert verdict.mistakes == (mistake,) and verdict.earned == 0 and verdict.message.endswith((".", "?"))


TWO = {"A": "theta_1 = theta_1 - eta * theta_1", "B": "theta_2 = theta_2 - eta * theta_2"}


def test_an_order_may_be_an_array_and_a_long_one_takes_no_time():
    said = coach.check_order(np.array(["A", "B"]), TWO).message
    assert said == coach.check_order("AB", TWO).message
    begin = time.perf_counter()
    assert "stands there twice" in coach.check_order("A" * 3_000_000, TWO).message
    assert "no line Z" in coach.check_order("A" * 3_000_000 + "Z", TWO).message
    assert time.perf_counter() - begin < 30  # it was minutes


@pytest.mark.parametrize("eta", [1e-5, 1e-3, 1e-300])
def test_an_eta_that_moves_nothing_is_too_small(eta):
    theta, x, y = xor_start()
    verdict = coach.check_eta(eta, theta, x, y, steps=1000, below=0.01)
    assert verdict.mistakes == ("eta_too_small",) and "too large" not in verdict.message
