"""Gradient descent, clipping, and the post-mortem of a run that diverged."""

import math

import numpy as np
import pytest

from backprop_core import DATASETS, Network, Step, clip_by_norm, clip_by_value, gradient_norm, train


def linear_net(*weights):
    """A chain of identity neurons with these weights: small enough to compute in one's head."""
    return Network((1,) * (len(weights) + 1), "identity", theta=[[[w]] for w in weights])


def thetas(net):
    return [matrix.copy() for matrix in net.theta[1:]]


def same(matrices, others):
    return all(np.array_equal(a, b) for a, b in zip(matrices, others, strict=True))


# --- train


def test_each_step_reports_what_was_before_its_update():
    """ŷ = θx with x = 1, y = 0, η = ¼: Err = θ², the slope is 2θ, so each step halves θ."""
    net = linear_net(8.0)
    steps = train(net, [1.0], [0.0], eta=0.25, steps=3)
    seen = []
    for step in steps:
        assert isinstance(step, Step) and step.failed is None
        seen.append((step.number, step.Err, step.gradients.gradient[1].item(), net.theta[1].item()))
    assert seen == [(1, 64.0, 16.0, 4.0), (2, 16.0, 8.0, 2.0), (3, 4.0, 4.0, 1.0)]


def test_a_step_is_forward_backward_and_update():
    """With all the patterns in every step, train does what one would write oneself."""
    x, y = DATASETS["xor"]()
    net = Network((2, 3, 1), "tanh", bias=True, rng=1)
    own = net.copy()
    for step in train(net, x, y, eta=0.1, steps=5):
        grads = own.backward(own.forward(x), y)
        own.update(grads, 0.1)
        assert step.Err == grads.Err
        assert same(thetas(net), thetas(own))


@pytest.mark.parametrize("seed", range(3))
def test_it_learns_xor(seed):
    x, y = DATASETS["xor"]()
    net = Network((2, 4, 1), ["tanh", "sigmoid"], bias=True, rng=seed)
    errs = [step.Err for step in train(net, x, y, eta=0.5, steps=600)]
    assert len(errs) == 600
    assert errs[0] > 0.5
    prediction = net.forward(x).o[-1]
    assert np.sum((y - prediction) ** 2) < 0.02
    assert np.array_equal(prediction > 0.5, y == 1)


def test_without_a_bias_it_cannot_learn_xor():
    """At (0, 0) such a net has no choice: every u is 0 there, whatever θ."""
    x, y = DATASETS["xor"]()
    net = Network((2, 4, 1), ["tanh", "sigmoid"], rng=0)
    *_, last = train(net, x, y, eta=0.5, steps=300)
    assert last.Err >= 0.25  # ŷ(0, 0) = σ(0) = ½ for ever
    assert net.forward([0.0, 0.0]).o[-1].item() == 0.5


def test_no_steps_at_all():
    assert list(train(linear_net(1.0), [1.0], [0.0], steps=0)) == []


def test_nothing_happens_until_a_step_is_asked_for():
    net = linear_net(8.0)
    steps = train(net, [1.0], [0.0], eta=0.25, steps=3)
    assert net.theta[1].item() == 8.0
    next(steps)
    assert net.theta[1].item() == 4.0


def test_training_can_hold_the_biases():
    x, y = DATASETS["xor"]()
    net = Network((2, 3, 1), "tanh", bias=True, rng=1)
    net.theta[1][:, 0] = 0.3
    before = thetas(net)
    list(train(net, x, y, eta=0.1, steps=3, train_bias=False))
    assert np.array_equal(net.theta[1][:, 0], [0.3] * 3)
    assert not np.array_equal(net.theta[1][:, 1:], before[0][:, 1:])


# --- batches. In these runs θ = 0 and η is too small to matter, so δ = −2y tells which patterns a step used.


def patterns_used(N, batch_size, steps, rng):
    x, y = np.arange(1.0, N + 1)[None], np.arange(N)[None] + 0.5
    used = []
    for step in train(linear_net(0.0), x, y, eta=1e-300, steps=steps, batch_size=batch_size, rng=rng):
        delta, slope = step.gradients.delta[1], step.gradients.gradient[1]
        numbers = (-delta[0] / 2 - 0.5).round().astype(int)
        # x and y of a pattern stay together: the gradient is Σ −2 y x of exactly these patterns
        assert slope.item() == pytest.approx(np.sum(-2 * y[0, numbers] * x[0, numbers]), rel=1e-12)
        used.append(numbers.tolist())
    return used


def test_without_a_batch_size_every_step_uses_all_patterns_in_their_order():
    assert patterns_used(N=5, batch_size=None, steps=2, rng=0) == [[0, 1, 2, 3, 4]] * 2


def test_batches_do_not_repeat_a_pattern_until_all_were_used():
    used = patterns_used(N=12, batch_size=4, steps=9, rng=0)
    rounds = [sum(used[i : i + 3], []) for i in (0, 3, 6)]
    for numbers in rounds:
        assert sorted(numbers) == list(range(12))
        assert numbers != sorted(numbers)  # shuffled
    assert rounds[0] != rounds[1] != rounds[2]  # and anew in each round


def test_a_rest_too_small_for_a_batch_waits_for_the_next_shuffle():
    used = patterns_used(N=5, batch_size=2, steps=20, rng=0)
    for first, second in zip(used[::2], used[1::2], strict=True):
        assert len(set(first + second)) == 4
    assert set(sum(used, [])) == set(range(5))  # none is left out for ever


def test_a_batch_of_all_patterns_is_still_a_shuffle():
    used = patterns_used(N=8, batch_size=8, steps=3, rng=0)
    assert all(sorted(numbers) == list(range(8)) for numbers in used)
    assert used[0] != used[1]


def test_the_same_seed_gives_the_same_run():
    first = patterns_used(N=10, batch_size=3, steps=6, rng=5)
    assert first == patterns_used(N=10, batch_size=3, steps=6, rng=5)
    assert first == patterns_used(N=10, batch_size=3, steps=6, rng=np.random.default_rng(5))
    assert first != patterns_used(N=10, batch_size=3, steps=6, rng=6)


# --- bad input


@pytest.mark.parametrize(
    "bad",
    [
        {"x": [[1.0, 2.0, 3.0]]},
        {"x": [[np.nan, 1.0], [0.0, 1.0]]},
        {"y": [[0.0, 1.0, 2.0]]},
        {"y": [[0.0, np.inf]]},
        {"eta": 0.0},
        {"eta": -0.1},
        {"eta": "0.1"},
        {"eta": math.nan},
        {"steps": -1},
        {"steps": 2.5},
        {"clip_norm": 0.0},
        {"clip_norm": "1"},
        {"clip_value": -1.0},
        {"clip_value": math.inf},
        {"batch_size": 0},
        {"batch_size": 3},
        {"batch_size": True},
        {"train_bias": "yes"},
        {"rng": -1},
        {"rng": 0.5},
    ],
    ids=str,
)
def test_bad_input_is_refused_before_the_first_step(bad):
    """By `train(…)` itself, not by the first `next`: and nothing has moved, not even the random numbers."""
    (argument,) = bad
    net, rng = Network((2, 2, 1), bias=True, rng=0), np.random.default_rng(0)
    before, state = thetas(net), rng.bit_generator.state
    arguments = dict(x=[[0.0, 1.0], [1.0, 1.0]], y=[[0.0, 1.0]], eta=0.1, steps=3, batch_size=1, rng=rng)
    with pytest.raises((ValueError, TypeError), match=rf"^{argument} must "):
        train(net, **(arguments | bad))
    assert same(thetas(net), before)
    assert rng.bit_generator.state == state


# --- the norm


def test_gradient_norm_is_one_number_over_all_layers():
    assert gradient_norm([None, np.array([[3.0]]), np.array([[0.0, -4.0]])]) == 5.0
    rng = np.random.default_rng(0)
    gradient = [None, rng.standard_normal((3, 2)), rng.standard_normal((4, 3))]
    flat = np.concatenate([matrix.ravel() for matrix in gradient[1:]])
    assert gradient_norm(gradient) == pytest.approx(np.linalg.norm(flat), rel=1e-14)


def test_gradient_norm_of_nothing_is_zero():
    assert gradient_norm([None]) == 0.0
    assert gradient_norm([None, np.zeros((2, 2))]) == 0.0


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1e170, 1e300])
def test_gradient_norm_survives_squares_that_do_not_fit(scale):
    """The squares of these would be 0 or inf, the norm is neither."""
    norm = gradient_norm([None, np.array([[3.0 * scale], [4.0 * scale]])])
    assert norm == pytest.approx(5 * scale, rel=1e-14, abs=0)


def test_gradient_norm_of_what_is_not_finite():
    assert gradient_norm([None, np.array([[1.0, np.inf]])]) == np.inf
    assert gradient_norm([None, np.full((2, 2), 1.7e308)]) == np.inf  # 3.4e308 is too large for a float
    assert math.isnan(gradient_norm([None, np.array([[1.0]]), np.array([[np.nan]])]))
    assert math.isnan(gradient_norm([None, np.array([[np.nan]]), np.array([[1.0]])]))


# --- clipping


def long_gradient():
    """Two layers; norm √(9 + 16 + 144) = 13."""
    return [None, np.array([[3.0], [-4.0]]), np.array([[12.0, 0.0]])]


def test_clip_by_norm_cuts_the_length_and_keeps_the_direction():
    gradient = long_gradient()
    clipped = clip_by_norm(gradient, 6.5)
    assert clipped[0] is None
    # One norm for all layers: both are halved. (Layer by layer, the first, of norm 5, would have been kept.)
    assert same(clipped[1:], [[[1.5], [-2.0]], [[6.0, 0.0]]])
    assert gradient_norm(clipped) == pytest.approx(6.5, rel=1e-14)
    assert same(gradient[1:], long_gradient()[1:])  # the one given is as it was


@pytest.mark.parametrize("clip_norm", [13.0, 20.0])
def test_clip_by_norm_leaves_a_short_gradient(clip_norm):
    assert same(clip_by_norm(long_gradient(), clip_norm)[1:], long_gradient()[1:])


def test_clip_by_norm_where_the_norm_overflows():
    """Each entry fits into a float, √Σg² does not."""
    clipped = clip_by_norm([None, np.full((2, 1), 1.7e308), np.full((1, 2), -1.7e308)], 1.0)
    assert same([matrix.round(14) for matrix in clipped[1:]], [np.full((2, 1), 0.5), np.full((1, 2), -0.5)])


@pytest.mark.parametrize("clip_norm", [5.0, 1e300])
def test_clip_by_norm_where_the_norm_overflows_and_the_limit_is_large(clip_norm):
    clipped = clip_by_norm([None, np.full((2, 1), 1.7e308), np.full((1, 2), -1.7e308)], clip_norm)
    assert gradient_norm(clipped) == pytest.approx(clip_norm, rel=1e-12)


def test_clip_by_norm_cannot_mend_inf_or_nan():
    """They stay visible."""
    clipped = clip_by_norm([None, np.array([[np.inf, 1.0]])], 1.0)
    assert same(clipped[1:], [[[np.inf, 1.0]]])
    assert np.isnan(clip_by_norm([None, np.array([[np.nan, 1.0]])], 1.0)[1]).any()


def test_clip_by_value_cuts_each_entry_by_itself():
    gradient = long_gradient()
    clipped = clip_by_value(gradient, 3.5)
    assert clipped[0] is None
    assert same(clipped[1:], [[[3.0], [-3.5]], [[3.5, 0.0]]])
    assert same(gradient[1:], long_gradient()[1:])


@pytest.mark.parametrize("clip", [clip_by_norm, clip_by_value])
@pytest.mark.parametrize("limit", [0, -1.0, math.nan, math.inf, "1", None, True])
def test_clipping_needs_a_positive_limit(clip, limit):
    with pytest.raises((ValueError, TypeError), match=rf"^{clip.__name__.replace('by_', '')} must be"):
        clip(long_gradient(), limit)


def one_update(net, **settings):
    """How θ moved in one step, and the Step."""
    before = thetas(net)
    (step,) = train(net, np.eye(2), [[5.0, -9.0]], steps=1, **settings)
    return [new - old for new, old in zip(net.theta[1:], before, strict=True)], step


def test_train_clips_what_is_applied_but_shows_what_was_found():
    net = Network((2, 2, 1), "identity", rng=3)
    moved, step = one_update(net, eta=0.5, clip_norm=0.1)
    assert gradient_norm(step.gradients.gradient) > 1
    assert gradient_norm(moved) == pytest.approx(0.5 * 0.1, rel=1e-12)
    expected = [-0.5 * matrix for matrix in clip_by_norm(step.gradients.gradient, 0.1)[1:]]
    for a, b in zip(moved, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-15)

    moved, step = one_update(net, eta=0.5, clip_value=0.1)
    largest = max(np.abs(matrix).max() for matrix in step.gradients.gradient[1:])
    assert largest > 1
    assert max(np.abs(matrix).max() for matrix in moved) == pytest.approx(0.5 * 0.1, rel=1e-12)


def test_train_clips_by_value_first():
    """Slopes (30, 4), values to 3, norm to 1: (3, 3)/√18. The other way round: (30, 4)/√916 = (.99, .13)."""
    net = Network((2, 1), "identity", theta=[[[0.0, 0.0]]])
    (step,) = train(net, [[15.0], [2.0]], [[-1.0]], eta=1.0, steps=1, clip_norm=1.0, clip_value=3.0)
    assert step.gradients.gradient[1].tolist() == [[30.0, 4.0]]
    np.testing.assert_allclose(net.theta[1], -np.full((1, 2), 1 / np.sqrt(2)), rtol=1e-14)


def test_clipping_keeps_a_run_from_diverging():
    """Even if all hidden neurons die, the output's bias alone overshoots by |1 − η·2N| = 39 in every step."""
    x, y = DATASETS["xor"]()
    start = Network((2, 8, 1), ["relu", "identity"], bias=True, init="he", gain=3.0, rng=0)
    *_, free = train(start.copy(), x, y, eta=5.0, steps=200)
    assert free.failed is not None
    *_, clipped = train(start.copy(), x, y, eta=5.0, steps=200, clip_norm=0.1)
    assert clipped.failed is None and clipped.number == 200


# --- divergence. What fails first follows from the exponents: a float ends at 1.8e308.


DIVERGING = {
    # name: (weights of a linear chain, x, η, then the step, quantity and layer of the first number that does not fit)
    "theta at once": ((1.0,), 1.0, 1.7e308, (1, "theta", 1)),  # slope 2: η·2 > 1.8e308
    "Err in the next step": ((1.0,), 1.0, 1e200, (2, "Err", 1)),  # θ ≈ −2e200, Err = θ²
    "u of the second layer": ((1.0, 1.0), 1.0, 1e200, (2, "u", 2)),  # both θ ≈ −2e200
    "delta on the way back": ((1e-100, 1e210), 1.0, 0.1, (1, "delta", 1)),  # δ_2 = 2e110, · 1e210
    "gradient": ((1e-110, 1e200), 1e10, 0.1, (1, "gradient", 1)),  # δ_1 = 2e300, · x
    # Where several layers fail, the one that the algorithm comes to first: forward the lowest, backward the highest.
    "u of the lower of two layers": ((1e200, 1e200, 1.0), 1.0, 0.1, (1, "u", 2)),
    "delta of the higher of two": ((1e-100, 1.0, 1e210), 1.0, 0.1, (1, "delta", 2)),
    "gradient of the higher of two": ((1e-50, 1e-50), 1e250, 0.1, (1, "gradient", 2)),  # 2e150 · 1e200
}


@pytest.mark.parametrize("case", list(DIVERGING))
def test_a_diverging_run_says_where_and_ends(case):
    weights, x, eta, (number, quantity, layer) = DIVERGING[case]
    net = linear_net(*weights)
    steps = list(train(net, [x], [0.0], eta=eta, steps=50))
    assert [step.failed is None for step in steps] == [True] * (number - 1) + [False]  # it ends with the failed step
    failed = steps[-1].failed
    assert (steps[-1].number, failed.quantity, failed.layer) == (number, quantity, layer)
    assert "too large for a float" in failed.why and failed.why.endswith(".")
    assert "Err" in failed.why if quantity == "Err" else f"layer {layer}" in failed.why
    assert all(np.isfinite(matrix).all() for matrix in net.theta[1:])


def test_the_failed_step_makes_no_update():
    net = linear_net(1.0, 1.0)
    before = None
    for step in train(net, [1.0], [0.0], eta=1e200, steps=50):
        if step.failed:
            break
        before = thetas(net)
    assert step.failed and step.number == 2
    assert same(thetas(net), before)

    net = linear_net(1.0)  # and here it is the update itself that overflows
    *_, step = train(net, [1.0], [0.0], eta=1.7e308)
    assert step.failed.quantity == "theta"
    assert net.theta[1].item() == 1.0


def test_not_a_number_is_told_from_too_large():
    """A neuron that is off (slope 0) gets back ∞ · 0."""
    net = Network((1, 2, 1), ["relu", "identity"], theta=[[[1e-100], [-1.0]], [[1e210, 1e210]]])
    (step,) = train(net, [1.0], [0.0], steps=5)
    assert (step.failed.quantity, step.failed.layer) == ("delta", 1)
    assert "not a number" in step.failed.why


@pytest.mark.parametrize("activation", ["relu", "identity", "leaky_relu"])
def test_a_huge_eta_ends_the_run_with_finite_weights(activation):
    x, y = DATASETS["xor"]()
    net = Network((2, 8, 8, 1), [activation, activation, "identity"], init="he", gain=2.0, bias=True, rng=0)
    steps = list(train(net, x, y, eta=100.0, steps=1000))
    assert steps[-1].failed is not None and len(steps) < 1000
    assert steps[-1].failed.quantity in ("u", "o", "Err", "delta", "gradient", "theta")
    assert 1 <= steps[-1].failed.layer <= 3
    assert all(np.isfinite(matrix).all() for matrix in net.theta[1:])
    assert net.copy().forward(x)  # still a network one can look at
