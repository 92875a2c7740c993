"""The coach: its recipes against `Network`, every mistake of its table made in another way, and what it says."""

import contextlib
import fractions
import itertools
import linecache
import math
import re
import sys
import time
import warnings
from functools import partial

import numpy as np
import pytest

from backprop_core import Network, centred_differences, coach
from backprop_core.coach import cases, diagnosis, exercises, recipes
from backprop_core.coach.diagnosis import KNOWN
from backprop_core.coach.verdict import BOX, NO_CREDIT, SAYS
from backprop_core.one_step.text import number, rounded
from backprop_core.training import clip_by_norm
from tests.coach import beginners, further_students, more_students, students

EXERCISES = {each.recipe.__name__: each for each in vars(exercises).values() if isinstance(each, diagnosis.Exercise)}
WRONG = students.WRONG | more_students.MORE | further_students.WRONG
ELSEWHERE = {"sigmoid_slope_used", "wrong_column_dropped"}  # seen with another σ, or with a bias
ENTRIES = sorted({(check, each.name) for each in KNOWN for check in each.checks if each.name not in ELSEWHERE})


def check(name, function, **settings):
    return getattr(coach, f"check_{name}")(function, **settings)


# --- the recipes are right


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("loss", ["squared_error", "half_squared_error", "mean_squared_error"])
@pytest.mark.parametrize("bias", [False, True])
def test_without_mistakes_the_recipes_are_the_core(activation, loss, bias):
    for case in cases.draw_cases(np.random.default_rng(0), activation, loss, bias):
        net = Network(case.sizes, activation, loss, bias, theta=case.theta[1:])
        trace = net.forward(case.x)
        grads = net.backward(trace, case.y)
        for ours, right in ((case.u, trace.u), (case.o, trace.o), (case.delta, grads.delta)):
            assert all(np.allclose(a, b, rtol=1e-12) for a, b in zip(ours[1:], right[1:], strict=True))
        if bias or loss != "squared_error":
            continue
        assert np.isclose(recipes.error(case, recipes.right)["Err"], grads.Err)
        assert all(np.allclose(a, b) for a, b in zip(case.gradients[1:], grads.gradient[1:], strict=True))
        cut = recipes.clip(case, recipes.right)["gradients"]
        right = clip_by_norm(grads.gradient, case.max_norm)
        assert all(np.allclose(a, b) for a, b in zip(cut[1:], right[1:], strict=True))
        found = recipes.gradient_check(case, recipes.right)["gradients"]
        right = centred_differences(net, case.x, case.y, case.h)
        assert all(np.allclose(a, b, atol=1e-9) for a, b in zip(found[1:], right[1:], strict=True))
        net.update(grads, case.eta)
        for recipe in (recipes.update, recipes.train_step):
            new = recipe(case, recipes.right)["theta"]
            assert all(np.allclose(a, b) for a, b in zip(new[1:], net.theta[1:], strict=True))


def test_the_networks_are_such_that_nothing_hides():
    drawn = cases.draw_cases(np.random.default_rng(1))
    assert drawn[0].sizes == drawn[1].sizes and not np.array_equal(drawn[0].x, drawn[1].x)
    assert any(len(case.sizes) > 3 and len(set(case.sizes)) > 2 for case in drawn)
    assert any(len(set(case.sizes)) == 1 for case in drawn)
    assert {1} < {case.x.shape[1] for case in drawn} and any(case.y.size > 2 for case in drawn)
    assert all(case.eta != 1 for case in drawn)
    assert {case.max_norm > recipes.gradient_norm(case.gradients) for case in drawn} == {True, False}


def test_every_exercise_has_its_check():
    assert sorted(exercises.__all__) == sorted(f"check_{name}" for name in EXERCISES)
    assert {*exercises.__all__} < {*coach.__all__} and all(getattr(coach, name).__doc__ for name in exercises.__all__)


# --- right functions


@pytest.mark.parametrize("name, function", students.RIGHT, ids=[f"{n}-{i}" for i, (n, _) in enumerate(students.RIGHT)])
def test_a_right_function_passes_in_any_style(name, function, capfd):
    for seed in range(10):
        verdict = check(name, function, points=3, rng=seed)
        assert verdict.passed and verdict.mistakes == () and repr(verdict) == "3", verdict.message
    out, err = capfd.readouterr()
    over = {"sigmoid": "for every u", "sigmoid_slope": "for every u", "error": "for every y and ŷ"}
    right = f"✓ Right, {over.get(name, 'on every network')} that I tried."
    assert err == "" and set(out.splitlines()) == {right}


# --- wrong functions


@pytest.mark.parametrize("seed, entry", list(enumerate(ENTRIES)), ids=map("-".join, ENTRIES))
def test_every_mistake_of_the_table_is_named(seed, entry):
    """Each with networks of its own: so that no one draw is what makes it work."""
    name, mistake = entry
    verdict = check(name, WRONG[entry], points=4, rng=seed)
    assert (mistake,) in {verdict.mistakes, *verdict.alternatives}, (verdict.mistakes, verdict.message)
    assert not verdict.passed and repr(verdict) == ("0" if mistake in NO_CREDIT else "2")
    assert 20 < len(verdict.message) < 500 and verdict.message[0].isupper()


def test_which_mistakes_look_alike():
    """The classes of single mistakes that give the same numbers in every network; the first is named."""
    alike = {}
    for name, exercise in EXERCISES.items():
        drawn = exercise.draw(np.random.default_rng(2))
        single, _ = diagnosis.candidates(name)
        rows = [(entries[0].name, [diagnosis.numbers_of(exercise, case, places) for case in drawn])
                for entries, places in single]  # fmt: skip
        for (first, ours), (second, theirs) in itertools.combinations(rows, 2):
            if first != second and not {first, second} <= ELSEWHERE and all(map(alike_numbers, ours, theirs)):
                alike.setdefault(name, set()).add((first, second))
        right = [right_numbers(exercise, case) for case in drawn]
        for mistake, ours in rows:
            assert mistake in ELSEWHERE or not all(map(alike_numbers, ours, right)), (
                f"{name}: {mistake} cannot be seen"
            )
    assert alike == {
        "deltas": {("missing_factor_two", "extra_half"), ("layers_from_the_front", "zero_slope")},
        "train_step": {
            ("missing_factor_two", "extra_half"),
            ("wrong_sign", "ascent"),
            ("layers_from_the_front", "zero_slope"),
        },
    }


def test_mistakes_that_need_another_network():
    def deltas(slope, columns):
        def function(theta, u, o, y):
            last = len(theta) - 1
            delta = [None] * last + [2 * (o[last] - y) * slope(u[last])]
            for m in reversed(range(1, last)):
                delta[m] = slope(u[m]) * (theta[m + 1][:, columns].T @ delta[m + 1])
            return delta

        return function

    for slope in (lambda u: students.sigma(u) * students.sigma(-u), lambda u: np.tanh(u) - np.tanh(u) ** 2):
        verdict = coach.check_deltas(deltas(slope, slice(None)), activation="tanh")
        assert verdict.mistakes == ("sigmoid_slope_used",), verdict.message
    verdict = coach.check_deltas(deltas(lambda u: students.sigma(u) * students.sigma(-u), slice(0, -1)), bias=True)
    assert verdict.mistakes == ("wrong_column_dropped",) and "column 0" in verdict.message


def alike_numbers(ours, theirs):
    if diagnosis.RAISES in (ours if isinstance(ours, str) else "", theirs if isinstance(theirs, str) else ""):
        return isinstance(ours, str) and isinstance(theirs, str)
    return diagnosis.same(ours, theirs)


def right_numbers(exercise, case):
    return diagnosis.numbers_of(exercise, case, [])


def judged(exercise, places, drawn, change=lambda value: value):
    """The verdict on a student's function that is the recipe with mistakes; it finds its case by its arguments."""

    def function(*arguments):
        case = next(each for each in drawn if diagnosis.untouched(exercise.given(each), arguments))
        result = exercise.recipe(case, diagnosis.with_mistakes(places))
        values = [
            [None, *map(change, value[1:])] if name in exercise.of else change(value) for name, value in result.items()
        ]
        return tuple(values) if len(values) > 1 else values[0]

    # As an object that can be called: it uses the course, which a student's own function may not.
    return exercises.judge(exercise._replace(draw=lambda rng: drawn), partial(function), points=4, rng=None)


@pytest.mark.wide
@pytest.mark.parametrize("name", ["forward", "deltas", "gradients", "update", "clip", "gradient_check", "error"])
def test_any_two_mistakes_together_are_named(name):
    """Or something simpler that gives the same numbers; two that undo each other pass."""
    exercise, drawn = EXERCISES[name], cases.draw_cases(np.random.default_rng(3))
    _, pairs = diagnosis.candidates(name)
    for entries, places in pairs[:: 1 + len(pairs) // 25]:  # all of them take minutes
        names = tuple(each.name for each in entries)
        verdict = judged(exercise, places, drawn)
        outcomes = [diagnosis.numbers_of(exercise, case, places) for case in drawn]
        if all(outcome is diagnosis.RAISES for outcome in outcomes):
            assert verdict.mistakes == ("raises",)
            continue
        right = [right_numbers(exercise, case) for case in drawn]
        if all(
            not diagnosis.raises(ours) and diagnosis.same(r, ours) for r, ours in zip(right, outcomes, strict=True)
        ):
            assert verdict.passed, names
            continue
        if not all(diagnosis.raises(ours) or all(np.isfinite(each).all() for each in ours) for ours in outcomes):
            assert verdict.mistakes == ("not_finite",)
            continue
        numbers = [(r, ours) for r, ours in zip(right, outcomes, strict=True) if not diagnosis.raises(ours)]
        if all(diagnosis.same(r, ours) for r, ours in numbers):  # where it runs it is right
            assert verdict.mistakes[0] == "raises" or len(verdict.mistakes) == 1
            continue
        assert names == verdict.mistakes or names in verdict.alternatives or len(verdict.mistakes) == 1, names
        assert verdict.mistakes[0] in {each.name for each in KNOWN}, (names, verdict.message)


@pytest.mark.wide
@pytest.mark.parametrize("name", EXERCISES)
def test_two_known_mistakes_together_earn_a_quarter_in_every_exercise(name):
    """Where their numbers are neither right nor those of one mistake alone."""
    exercise = EXERCISES[name]
    drawn = exercise.draw(np.random.default_rng(4))
    single, pairs = diagnosis.candidates(name)

    def numbers(places):
        return [diagnosis.numbers_of(exercise, case, places) for case in drawn]

    def tells(entries, places):
        ours = numbers(places)
        return (
            not {each.name for each in entries} & {*NO_CREDIT}
            and not any(diagnosis.raises(each) or not all(np.isfinite(array).all() for array in each) for each in ours)
            and not any(all(map(diagnosis.same, other, ours)) for other in simpler)
        )

    simpler = [numbers(places) for places in ([], *(places for _, places in single))]
    told = list(itertools.islice((pair for pair in pairs[:: 1 + len(pairs) // 200] if tells(*pair)), 2))
    assert told or len({place for _, (variant,) in single for place in variant}) == 1, "none go together"
    for entries, places in told:
        verdict = judged(exercise, places, drawn)
        assert verdict.earned == 1 and not verdict.passed, verdict.message
        assert tuple(each.name for each in entries) in (verdict.mistakes, *verdict.alternatives)


@pytest.mark.wide
@pytest.mark.parametrize(
    "first, second",
    [("missing_hidden_slope", "missing_eta"), ("untransposed_theta", "missing_factor_two"),
     ("activation_on_sum_missing_at_output", "ascent"), ("single_path", "mean_instead_of_sum")],
)  # fmt: skip
def test_two_mistakes_in_a_train_step(first, second):
    def step(theta, x, y, eta):
        u, o = students.forward_with(first)(theta, x)
        delta = students.deltas_in_loops(first)(theta, u, o, y)
        if second == "missing_factor_two":
            delta = [None, *(each / 2 for each in delta[1:])]
        return students.update_with(second)(theta, students.gradients_with(second)(delta, o), eta)

    verdict = coach.check_train_step(step, points=4, rng=0)
    assert (first, second) in (verdict.mistakes, *verdict.alternatives), verdict
    assert repr(verdict) == "1"


# --- what the coach must say


def test_messages_that_must_be_right():
    deltas = students.deltas_in_loops
    assert "δ = −∂Err/∂u and *add*" in coach.check_deltas(deltas("wrong_sign")).message
    half = coach.check_deltas(deltas("missing_factor_two")).message
    assert "2 is forgotten" in half and "½ (y − ŷ)²" in half
    uphill = coach.check_train_step(students.step_in_loops("ascent"))
    assert uphill.mistakes == ("wrong_sign",) or "run check_deltas" in uphill.message
    assert "step 4 of the recursion" in coach.check_deltas(deltas("missing_hidden_slope")).message

    def cross_entropy(theta, u, o, y):
        last = len(theta) - 1
        delta = [None] * last + [o[last] - y]
        for m in reversed(range(1, last)):
            delta[m] = o[m] * (1 - o[m]) * (theta[m + 1].T @ delta[m + 1])
        return delta

    verdict = coach.check_deltas(cross_entropy)
    assert set(verdict.mistakes) == {"missing_output_slope", "missing_factor_two"}
    assert "right for cross-entropy" in verdict.message


def test_the_answer_is_never_told():
    """The message has the student's number and where it stands, not the right one."""
    for seed in range(5):
        verdict = coach.check_deltas(students.deltas_in_loops("absolute_theta"), rng=seed)
        first = cases.draw_cases(np.random.default_rng(seed))
        right = {f"{value:.4g}".replace("-", "−") for case in first for each in case.delta[1:] for value in each.flat}
        assert not set(re.findall(r"−?\d+\.\d+", verdict.message)) & right


def test_the_first_wrong_number_is_the_first_that_is_computed():
    skipped = coach.check_forward(students.forward_with("activation_skipped"), rng=0)
    assert "your o of neuron 1 in layer 1" in skipped.message
    missing = coach.check_deltas(students.deltas_in_loops("missing_output_slope"), rng=0)
    assert "in layer 2" in missing.message, "backward, the output comes first"


@pytest.mark.parametrize("i, l", [(0, 1), (1, 0)])
def test_the_weight_of_a_wrong_gradient_is_named_as_in_the_lecture(i, l):
    def gradients(delta, o):
        found = students.gradients(delta, o)
        found[1] = found[1].copy()
        found[1][i, l] += 1
        return found

    message = coach.check_gradients(gradients, rng=0).message
    assert f"of the weight from neuron {l + 1} to neuron {i + 1} of layer 1" in message


@pytest.mark.parametrize("m, formula", [(1, "δᵢ = σ′(uᵢ) · Σⱼ"), (2, "δ_k = ∂Err/∂ŷ")])
def test_what_a_wrong_number_should_be_is_said_of_its_own_layer(m, formula):
    def deltas(theta, u, o, y):
        delta = students.deltas(theta, u, o, y)
        return [None if each is None else each + (layer == m) for layer, each in enumerate(delta)]

    verdict = coach.check_deltas(deltas, rng=0)
    assert verdict.mistakes == ("unknown",) and f"It should be {formula}" in verdict.message


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_says_what_a_wrong_number_should_be(name):
    exercise = EXERCISES[name]
    drawn = exercise.draw(np.random.default_rng(5))
    verdict = judged(exercise, [], drawn, lambda value: value + 0.12345)
    assert verdict.mistakes == ("unknown",) and verdict.earned == 0
    assert re.match(r"The numbers are not right.* First seen .* (is|there)\b.*\. .{15,}\.$", verdict.message)


def test_numbers_of_32_bits_may_differ_as_far_as_their_rounding_leads():
    right, off = np.array([1.0, 0.5]), np.array([1.0 + 5e-5, 0.5])
    assert diagnosis.wrong_entries(right, off).tolist() == [True, False]
    for theirs in (off.astype(np.float32), np.array(off.astype(np.float32).tolist())):
        assert not diagnosis.wrong_entries(right, theirs).any()


def test_rounding_is_no_wrong_number():
    """In float32 every entry differs a little; what is pointed at is the one that is wrong."""

    def forward(theta, x):
        u, o = students.forward(theta, x)
        u = [np.float32(each) for each in u[1:]]
        u[0][1] += 1
        return [None, *u], [None, *map(np.float32, o[1:])]

    assert "your u of neuron 2 in layer 1" in coach.check_forward(forward, rng=0).message


def test_the_first_wrong_number_is_ringed_among_the_students_own():
    function = students.deltas_in_loops("missing_hidden_slope")
    verdict = coach.check_deltas(function, rng=0)
    assert verdict.picture.startswith("<svg") and "Ringed" in verdict.picture and 'fill="none"' in verdict.picture
    assert "layer 1" in verdict.message and verdict.picture in verdict._repr_html_()
    assert coach.check_deltas(students.deltas, rng=0).picture == ""
    case = cases.draw_cases(np.random.default_rng(0))[0]
    theirs = function(case.theta, case.u, case.o, case.y)
    for m, i in ((1, 1), (1, 2), (2, 1)):
        for letter, value in (("δ", theirs[m][i - 1, 0]), ("u", case.u[m][i - 1, 0]), ("o", case.o[m][i - 1, 0])):
            assert re.search(rf">{re.escape(rounded(float(value), 3, letter == 'δ'))}<", verdict.picture), letter
    assert ">·<" not in verdict.picture


def seen_in(name, shape, function):
    """The case, and the verdict where the first network has this place among the shapes."""
    exercise = EXERCISES[name]
    drawn = cases.draw_cases(np.random.default_rng(0))
    drawn = [drawn[shape], *drawn[:shape], *drawn[shape + 1 :]]
    return drawn[0], exercises.judge(exercise._replace(draw=lambda rng: drawn), function, points=1, rng=None)


@pytest.mark.parametrize("shape", [0, 2, 3, 4, 5])
def test_what_is_ringed_can_be_computed_again_from_the_picture(shape):
    case, verdict = seen_in("forward", shape, students.forward_with("inputs_activated"))
    for value in (*case.theta[1][0], *case.x[:, 0]):
        assert any(f">{rounded(float(value), 3, plus)}<" in verdict.picture for plus in (True, False)), value
    case, verdict = seen_in("deltas", shape, students.deltas_in_loops("missing_output_slope"))
    assert f">{rounded(float(case.u[-1][0, 0]), 3)}<" in verdict.picture
    assert verdict.message.endswith(f", with y = {number(float(case.y[0, 0]))}.")
    case, verdict = seen_in("gradients", shape, students.gradients_with("wrong_sign"))
    assert f">{rounded(float(case.delta[1][0, 0]), 3, True)}<" in verdict.picture


def test_a_picture_is_dark_on_a_dark_page():
    """Every colour that is written in it has a class, and the class has a rule."""
    _, of_neuron = seen_in("deltas", 3, students.deltas_in_loops("missing_hidden_slope"))
    _, of_weight = seen_in("gradients", 4, students.gradients_with("wrong_sign"))
    digits = coach.check_trained([None, np.zeros((10, 64))])
    for verdict in (of_neuron, of_weight, digits):
        html = verdict._repr_html_()
        for tag, kind in re.findall(r"(<(\w+) [^>]*>)", verdict.picture):
            classes = (re.search(r'class="([^"]*)"', tag) or [None, ""])[1].split()
            for how in re.findall(r' (fill|stroke)="#', tag):
                rules = re.findall(rf"\.{BOX} ([^{{]*) {{ {how}: ", html)
                fits = rf"(?:\b{kind}|[ (])\.(?:{'|'.join(classes)})(?![\w-])"
                assert classes and any(re.search(fits, f" {rule}") for rule in rules), tag
        assert '[data-jp-theme-light="false"] .bp-verdict .stroke-neg' in html
        assert ".card" in html and verdict.picture in html


def test_the_picture_is_of_the_pattern_in_which_it_was_seen():
    def forward(theta, x):
        u, o = students.forward(theta, x)
        o[1] = o[1].copy()
        o[1][0, 1:] += 7.25
        return u, o

    verdict = coach.check_forward(forward, rng=0)
    case = cases.draw_cases(np.random.default_rng(0))[2]
    assert "pattern 2 of 2" in verdict.picture
    for value in (*case.x[:, 1], case.o[1][0, 1] + 7.25):
        assert f">{rounded(float(value), 3)}<" in verdict.picture


@pytest.mark.parametrize(
    "name, entry",
    [("gradients", "wrong_sign"), ("update", "ascent"), ("forward", "u_passed_on"), ("clip", "clip_to_length_one"),
     ("gradient_check", "difference_not_halved")],
)  # fmt: skip
def test_every_picture_says_what_is_ringed(name, entry):
    verdict = check(name, WRONG[name, entry], rng=0)
    assert verdict.picture.count('fill="none"') >= 1
    said = re.search(r'aria-label="(Your numbers in a [\d-]+ network[^"]*)"', verdict.picture)[1]
    number = re.search(r"is (−?[\d.e−]+)\.", verdict.message)[1]
    assert "Ringed, the first that is wrong" in said
    assert number in verdict.picture, "the student's own number stands in it"


# --- what is no entry of the table


def raising(u):
    return undefined_name  # noqa: F821


def stubborn(u):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def deaf(u):
    with contextlib.suppress(BaseException):  # as a bare except does
        time.sleep(60)
    time.sleep(3)
    return students.sigma(u)


def talkative(u):
    print("out")
    print("err", file=sys.stderr)
    warnings.warn("careful", stacklevel=1)
    return students.sigma(u)


class Proxy:
    """A stand-in for a function in another process: it has no code of its own to look at."""

    def __call__(self, u):
        return students.sigma(np.asarray(u)).tolist()


@pytest.mark.parametrize(
    "name, function, mistake, words",
    [
        ("sigmoid", raising, "raises", "`return undefined_name  # noqa: F821` with NameError"),
        ("sigmoid", lambda u: 1 // 0, "raises", "ZeroDivisionError"),
        ("sigmoid", lambda: 0, "raises", "TypeError"),
        ("sigmoid", lambda u: exit(), "raises", "SystemExit"),
        ("sigmoid", lambda u: None, "returns_none", "return at its end"),
        ("sigmoid", lambda u: "half", "wrong_type", "no array of numbers"),
        ("sigmoid", lambda u: u[:1], "wrong_shape", "should have the shape"),
        ("sigmoid", lambda u: u / 0, "not_finite", "inf or NaN"),
        ("sigmoid", lambda u: u**3, "unknown", "no mistake that I know"),
        ("forward", lambda theta, x: theta, "wrong_type", "return u, o"),
        ("forward", lambda theta, x: (x, x), "wrong_type", "a list with an entry for each layer"),
        ("deltas", lambda theta, u, o, y: [None], "wrong_shape", "must have 3 entries"),
        ("deltas", lambda theta, u, o, y: [None] * len(theta), "returns_none", "never filled in"),
        ("deltas", lambda theta, u, o, y: theta[0].T, "raises", "entry 0 of theta"),
        ("error", lambda y, y_hat: (y - y_hat) ** 2, "wrong_shape", "Err should be one number"),
    ],
)
def test_what_goes_wrong_by_itself(name, function, mistake, words, capfd):
    verdict = check(name, function, points=2, rng=0)
    assert verdict.mistakes == (mistake,) and words in verdict.message, verdict.message
    assert verdict.score == 0 and repr(verdict) == "0" and not verdict.passed
    assert capfd.readouterr().err == ""


def test_a_loop_that_never_ends_is_stopped(monkeypatch):
    for name in ("SECONDS", "FIRST", "WAITING"):
        monkeypatch.setattr(f"backprop_core.coach.calls.{name}", 0.05)
    for function in (stubborn, deaf, lambda u: time.sleep(60)):
        begin = time.perf_counter()
        verdict = coach.check_sigmoid(function)
        assert verdict.mistakes == ("too_slow",) and time.perf_counter() - begin < 2
    assert coach.check_sigmoid(students.sigma).passed  # and the alarm is off again


def test_what_a_function_says_reaches_no_page(capfd):
    assert coach.check_sigmoid(talkative).passed
    assert tuple(capfd.readouterr()) == ("✓ Right, for every u that I tried.\n", "")


def test_what_stops_somewhere_and_is_right_elsewhere_is_not_explained_by_mistakes_that_undo_each_other():
    def deltas(theta, u, o, y):
        if len({len(each) for each in o}) > 1:
            raise ValueError("not here")
        delta = [None] * (len(theta) - 1) + [2 * (o[-1] - y) * (1 - o[-1] ** 2)]
        for m in reversed(range(1, len(theta) - 1)):
            delta[m] = (1 - o[m] ** 2) * (theta[m + 1][:, 1:].T @ delta[m + 1])
        return delta

    verdict = coach.check_deltas(deltas, activation="tanh", bias=True, rng=0)
    assert verdict.mistakes == ("raises",) and "not here" in verdict.message and verdict.score == 0


def test_state_kept_between_calls():
    kept = []

    def gradients(delta, o):
        kept.extend(students.gradients(delta, o)[1:])
        return [None, *kept[: len(delta) - 1]]

    assert coach.check_gradients(gradients).mistakes in (("accumulated",), ("hard_coded",))
    total = {}

    def adding(theta, gradients, eta):
        for m, slope in enumerate(gradients[1:], start=1):
            total[m, slope.shape] = total.get((m, slope.shape), 0) + slope
        return [None, *(matrix - eta * total[m, matrix.shape] for m, matrix in enumerate(theta[1:], start=1))]

    verdict = coach.check_update(adding)
    assert verdict.mistakes == ("accumulated",) and "twice" in verdict.message and verdict.score == 0.5


@pytest.mark.parametrize("fill", [np.random.default_rng(0).normal, np.random.default_rng(0).integers])
def test_numbers_drawn_at_random_earn_nothing(fill):
    def drawn(theta, gradients, eta):
        return [None, *(np.reshape([fill(3) for _ in range(each.size)], each.shape) for each in theta[1:])]

    verdict = coach.check_update(drawn)
    assert verdict.mistakes == ("never_the_same",) and verdict.score == 0 and "at random" in verdict.message


def test_what_has_no_numbers_twice_earns_nothing():
    """Other shapes each time, or no numbers at all."""
    shapes = iter([(0,), (0, 2), (1, 1)] * 99)
    verdict = coach.check_update(lambda theta, gradients, eta: [None, *(np.zeros(next(shapes)) for _ in theta[1:])])
    assert verdict.score == 0
    numbers = iter([np.inf, np.nan, 1e308] * 99)
    verdict = coach.check_update(lambda theta, gradients, eta: [None, *(each * next(numbers) for each in theta[1:])])
    assert verdict.score == 0


def test_what_is_given_must_not_be_changed():
    def update(theta, gradients, eta):
        for matrix, slope in zip(theta[1:], gradients[1:], strict=True):
            matrix -= eta * slope
        return theta

    verdict = coach.check_update(update, points=2)
    assert verdict.mistakes == ("mutates_input",) and repr(verdict) == "1" and "copy" in verdict.message


def test_numbers_that_are_wrong_are_not_called_right_where_what_is_given_is_changed():
    def update(theta, gradients, eta):
        for matrix, slope in zip(theta[1:], gradients[1:], strict=True):
            matrix -= eta * slope**3 + 0.1
        return theta

    verdict = coach.check_update(update, points=2)
    assert verdict.mistakes == ("unknown",) and repr(verdict) == "0" and "are not right" in verdict.message


def test_numbers_of_the_example_only():
    verdict = coach.check_forward(lambda theta, x: ([None, [[1.0], [2.0]], [[0.1]]], [None, [[1.0], [2.0]], [[0.1]]]))
    assert verdict.mistakes == ("hard_coded",)


def test_a_stand_in_without_code_and_another_thread():
    from threading import Thread

    assert coach.check_sigmoid(Proxy()).passed
    found = []
    thread = Thread(target=lambda: found.append(coach.check_sigmoid(students.sigma)))
    thread.start()
    thread.join()
    assert found[0].passed


def test_other_networks_for_the_deltas():
    def deltas(theta, u, o, y):
        last = len(theta) - 1
        delta = [None] * last + [(o[last] - y) * (1 - o[last] ** 2)]
        for m in reversed(range(1, last)):
            delta[m] = (1 - o[m] ** 2) * (theta[m + 1][:, 1:].T @ delta[m + 1])
        return delta

    assert coach.check_deltas(deltas, activation="tanh", loss="half_squared_error", bias=True).passed
    assert not coach.check_deltas(deltas).passed
    with pytest.raises(ValueError, match="activation must be one of"):
        coach.check_deltas(deltas, activation="sinus")
    assert (
        coach.check_deltas(3).message
        == "Give me your function itself, its name without brackets behind it; what I got is 3."
    )
    with pytest.raises(ValueError, match="points"):
        coach.check_deltas(deltas, points=-1)


def test_every_sentence_of_the_table_reads_well():
    texts = [each.says for each in KNOWN] + list(SAYS.values())
    for text in texts:
        assert text[-1] in ".?" and "  " not in text and len(text) < 330
    assert set(WRONG) == set(ENTRIES)


@pytest.mark.parametrize("front", [False, True])
def test_a_slope_of_the_layer_before_is_named(front):
    """In every layer, or at the output alone."""

    def slope(u):
        return students.sigma(u) * students.sigma(-u)

    def deltas(theta, u, o, y):
        delta = [None] * len(theta)
        delta[-1] = 2 * (o[-1] - y) * slope(u[-2])
        for m in reversed(range(1, len(theta) - 1)):
            delta[m] = slope(u[m - 1] if front else u[m]) * (theta[m + 1].T @ delta[m + 1])
        return delta

    verdict = coach.check_deltas(deltas, rng=0)
    assert verdict.mistakes == ("slope_of_other_layer",), verdict.message


def test_delta_times_o_is_named():
    verdict = coach.check_gradients(
        lambda delta, o: [None, *(d * b for d, b in zip(delta[1:], o, strict=False))], rng=0
    )
    assert verdict.mistakes == ("star_for_matmul",) and "@ o.T" in verdict.message


def test_clipping_by_the_sum_of_norms_is_named():
    def clip(gradients, max_norm):
        norm = 0
        for slope in gradients[1:]:
            norm += np.sqrt(np.sum(slope**2))
        return gradients if norm <= max_norm else [None, *(slope * max_norm / norm for slope in gradients[1:])]

    for seed in range(5):
        assert coach.check_clip(clip, rng=seed).mistakes == ("norms_added",)


@pytest.mark.parametrize("at_output", [False, True])
def test_a_slope_of_o_in_one_place_only_is_named(at_output):
    def deltas(theta, u, o, y):
        delta = [None] * len(theta)
        slope = students.sigma(u[-1]) * (1 - students.sigma(u[-1]))
        wrong = students.sigma(o[-1]) * (1 - students.sigma(o[-1]))
        delta[-1] = -2 * (y - o[-1]) * (wrong if at_output else slope)
        for m in range(len(theta) - 2, 0, -1):
            at = u[m] if at_output else o[m]
            delta[m] = students.sigma(at) * (1 - students.sigma(at)) * (theta[m + 1].T @ delta[m + 1])
        return delta

    assert coach.check_deltas(deltas, rng=0).mistakes == ("slope_of_output",)


@pytest.mark.parametrize(
    "output, hidden, activation, mistake",
    [
        ("E * o * 1 - o", "o * 1 - o * B", "sigmoid", "slope_without_brackets"),
        ("E * (o - o * o)", "B * o * 1 - o", "sigmoid", "slope_without_brackets"),
        ("o * 1 - o * E", "B * (o - o * o)", "sigmoid", "slope_without_brackets"),
        ("E * 1 - o ** 2", "1 - o ** 2 * B", "tanh", "slope_without_brackets"),
        ("E * (1 - o ** 2)", "1 - o ** 2 * B", "tanh", "slope_without_brackets"),
        ("E * (1 - o * 2)", "(1 - o * 2) * B", "tanh", "star_for_power"),
        ("E * (o * 1 - o)", "(o * 1 - o) * B", "sigmoid", "zero_slope"),
        ("E * (o - o * o)", "(o * 1 - o) * B", "sigmoid", "layers_from_the_front"),
        ("E + o * (1 - o)", "B * (o - o * o)", "sigmoid", "slope_added"),
        ("E + o * (1 - o)", "B + o * (1 - o)", "sigmoid", "slope_added"),
        ("E * (o - o * o)", "B + o * (1 - o)", "sigmoid", "slope_added"),
    ],
)
def test_signs_between_two_numbers_are_named(output, hidden, activation, mistake):
    """Brackets that are missing, * for **, + for ·."""
    function = more_students.deltas_as_typed(output, hidden)
    verdict = coach.check_deltas(function, activation=activation, rng=0)
    assert verdict.mistakes == (mistake,), verdict.message
    assert mistake != "layers_from_the_front" or "brackets around 1 − o" in verdict.message
    if activation == "sigmoid" and mistake != "layers_from_the_front":
        step = coach.check_train_step(students.with_deltas(function), rng=0)
        assert (mistake,) in (step.mistakes, *step.alternatives), step.message


@pytest.mark.parametrize("loss, two", [("squared_error", 2), ("half_squared_error", 1)])
@pytest.mark.parametrize("sign", [1, -1])
def test_y_and_y_hat_added_are_named_for_every_loss(loss, two, sign):
    deltas = more_students.deltas_by(output=lambda y, u, o: sign * two * (y + o) * more_students.slope(u))
    assert coach.check_deltas(deltas, loss=loss, rng=0).mistakes == ("sum_for_difference",)
    numbers = coach.check_numbers({"Err": 1.69}, "Err", [None, [[0.0]]], [1.0], [0.8])
    assert numbers.mistakes == ("sum_for_difference",), numbers.message


@pytest.mark.parametrize("function", [np.ones_like, np.zeros_like, lambda u: 0 * u + 1])
def test_a_slope_that_computes_nothing_earns_nothing(function):
    assert coach.check_sigmoid_slope(function, rng=0).score == 0


def test_a_factor_that_is_subtracted_is_named_whatever_sign_follows():
    for sign in (1, -1):
        verdict = coach.check_update(
            lambda theta, g, eta, sign=sign: [None, *(theta[m] - eta + sign * g[m] for m in range(1, len(g)))], rng=0
        )
        assert verdict.mistakes == ("eta_subtracted",)


def test_a_difference_of_nothing_is_asked_about_copies():
    verdict = coach.check_gradient_check(lambda theta, x, y, h: [None] + [0 * each for each in theta[1:]], rng=0)
    assert verdict.score == 0 and "copies the list" in verdict.message


def test_backprop_is_no_gradient_check_in_few_digits_either():
    backprop = WRONG["gradient_check", "backprop_instead_of_difference"]
    verdict = coach.check_gradient_check(lambda *given: [None, *map(np.float32, backprop(*given)[1:])], rng=0)
    assert verdict.mistakes == ("backprop_instead_of_difference",)


def test_first_years_are_told_what_an_exception_means():
    def said(line):
        return coach.check_sigmoid(line, rng=0).message

    assert "np.exp" in said(lambda u: 1 / (1 + math.exp(-u)))
    assert "written **" in said(lambda u: 1 / (1 + u ^ 2))
    many = coach.check_error(lambda y, y_hat: (y - y_hat) ** 2, rng=0)
    assert "should be one number" in many.message and many.picture == ""
    product = coach.check_forward(lambda theta, x: ([x, theta[2].T @ x, x], [x, x, x]), rng=0)
    assert "different from" in product.message and product.picture == "" and "gufunc" not in product.message


def test_what_a_notebook_shows(capsys):
    """The text is the points alone; the message is printed, and said once: the box has the points and the picture."""
    verdict = coach.check_deltas(students.deltas_in_loops("missing_hidden_slope"), points=4)
    html = verdict._repr_html_()
    assert repr(verdict) == "2" and "2 of 4 points" in html and "<svg" in html and "were missing" not in html
    printed = capsys.readouterr()
    assert printed.out == f"✗ {verdict.message}\n" and printed.err == ""


def test_a_students_own_words_are_no_html():
    def sigmoid(u):
        raise ValueError("<img src=x> & <b>bold</b>")

    verdict = coach.check_sigmoid(sigmoid)
    assert "<b>bold" in verdict.message and "bold" not in verdict._repr_html_()


@pytest.mark.parametrize("name", ["sigmoid", "sigmoid_slope", "error"])
def test_what_needs_no_network_is_told_without_one(name):
    for function in (lambda *given: 0.123 + 0 * given[0], lambda *given: 1 / 0, lambda *given: given[0] + 3):
        assert "network" not in check(name, function, rng=0).message
    message = coach.check_sigmoid(lambda u: u**3, rng=0).message
    u, yours = (
        float(each.replace("−", "-")) for each in re.search(r"at u = (\S+): yours is (\S+) there", message).groups()
    )
    assert math.isclose(yours, u**3, rel_tol=1e-2)


# --- Whatever a student can make


class Hostile:
    """Whatever is asked of it, it raises."""

    def __init__(self, error):
        self.error = error

    def __array__(self, *_, **__):
        raise self.error

    __len__ = __iter__ = __getitem__ = __float__ = __index__ = __eq__ = __hash__ = __repr__ = __str__ = __bool__ = (
        __array__
    )

    def __getattr__(self, name):
        raise self.error


HOSTILE = [Hostile(error) for error in (RuntimeError("no"), ValueError(), SystemExit(3), RecursionError())]


@pytest.mark.parametrize("thing", HOSTILE, ids=lambda thing: type(thing.error).__name__)
def test_a_hostile_answer_ends_in_a_sentence(thing):
    theta, x, y = [None, [[1.0]]], [1.0], [0.5]
    for verdict in (
        coach.check_sigmoid(lambda u: thing),
        coach.check_forward(lambda theta, x: (thing, [thing])),
        coach.check_deltas(lambda theta, u, o, y: [thing] * len(theta)),
        coach.check_deltas(lambda theta, u, o, y: u.__setitem__(0, thing)),
        coach.check_train(lambda theta, x, y, eta, steps: (thing, thing)),
        coach.check_sigmoid(thing),
        coach.check_norms(thing),
        coach.check_numbers({"u-1-1": thing}, "u-1-1", theta, x, y),
        coach.check_numbers(thing, "u-1-1", theta, x, y),
        coach.check_order(thing, {"A": "theta_1 = theta_1"}),
        coach.check_order([thing], {"A": "theta_1 = theta_1"}),
        coach.check_eta(thing, theta, x, y, steps=3, below=0.1),
        coach.check_trained(thing),
        coach.check_trained([None, thing]),
    ):
        assert not verdict.passed and repr(verdict) == "0"
        assert re.fullmatch(r".{10,}[.?)]", verdict.message), verdict.message


@pytest.mark.parametrize("where", ["diagnose", "explain", "mark", "wrong_helper"])
def test_a_mistake_of_the_coach_itself_is_called_so_and_left_to_a_human(monkeypatch, where, capsys):
    monkeypatch.setattr(exercises, where, None)
    verdict = coach.check_deltas(students.deltas_in_loops("missing_hidden_slope"), points=4)
    assert repr(verdict) == "nan" and verdict.mistakes == ("coach_failed",) and not verdict.passed
    assert "not judged" in verdict._repr_html_()
    assert verdict.message.startswith("The coach itself failed here, with TypeError: this is not your mistake, and")
    assert capsys.readouterr().out.count(verdict.message) == 1


def odd_words(u):
    raise ValueError("half an emoji: \ud83d")


def test_words_that_cannot_be_shown_are_shown_otherwise():
    verdict = coach.check_sigmoid(odd_words)
    assert verdict.mistakes == ("raises",) and "half an emoji: ?" in verdict.message
    verdict.message.encode("utf-8")


def test_nobody_is_asked_for_input():
    def sigma(u):
        return float(input("How steep? "))

    verdict = coach.check_sigmoid(sigma)
    assert verdict.mistakes == ("asks",) and "asks for input" in verdict.message and repr(verdict) == "0"


@pytest.mark.parametrize(
    "dress",
    [
        np.frompyfunc(lambda value: 1 / (1 + math.exp(-value)), 1, 1),
        lambda u: np.array([[fractions.Fraction(float(each)) for each in row] for row in students.sigma(u)]),
        lambda u: students.sigma(u) + 0j,
        lambda u: np.ma.masked_array(students.sigma(u)),
        lambda u: np.float32(students.sigma(u)).tolist(),
    ],
)
def test_right_numbers_in_an_unusual_dress_are_right(dress):
    assert coach.check_sigmoid(dress).passed


@pytest.mark.parametrize("other", ["0.5", None, 1j, [0.5], {}])
def test_what_is_no_number_is_none_in_an_array_of_objects_either(other):
    def sigma(u):
        found = students.sigma(u).astype(object)
        found[0, 0] = other
        return found

    assert coach.check_sigmoid(sigma).mistakes == ("wrong_type",)


def test_numbers_are_written_as_everywhere():
    verdict = coach.check_gradient_check(lambda theta, x, y, h: [None, *(-0.0 * each for each in theta[1:])], rng=0)
    assert verdict.mistakes == ("shared_copy",) and verdict.message.endswith("is 0.")
    tiny = coach.check_gradients(
        lambda delta, o: [None, *(1e-9 * (d @ b.T) for d, b in zip(delta[1:], o, strict=False))], rng=0
    )
    assert re.search(r"is −?\d(\.\d+)?e−\d+\.", tiny.message) and "e−0" not in tiny.message


def test_np_may_have_been_given_away():
    names = {"np": 1}
    exec("def sigma(u):\n    return 1 / (1 + np.exp(-u))", names)
    lines = ["def sigma(u):\n", "    return 1 / (1 + np.exp(-u))\n"]
    linecache.cache["<string>"] = (0, None, lines, "<string>")
    try:
        verdict = coach.check_sigmoid(names["sigma"])
    finally:
        del linecache.cache["<string>"]
    assert "np stands for something else" in verdict.message


# --- Somebody who has not seen the table


NAMED = {each.name for each in KNOWN} | {"mutates_input", "wrong_shape", "raises", "wrong_helper"}


@pytest.mark.wide
@pytest.mark.parametrize("case", beginners.CASES, ids=lambda case: case["id"])
def test_beginners(case):
    names = {}
    exec(beginners.GIVEN + case["source"], names)
    verdict = check(case["check"].removeprefix("check_"), names[case["name"]], rng=0, **case["settings"])
    assert verdict.passed == (case["mistake"] is None), verdict.message
    assert verdict.passed or {*verdict.mistakes} <= NAMED, case["mistake"]
