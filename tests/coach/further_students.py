"""Functions for what the lecture does not have: right ones, and wrong ones each written otherwise than in the coach's
table."""

import numpy as np

from tests.coach import more_students, students


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


def skip_deltas_as_typed(line):
    """All three layers by one line of Python: B is what comes back to the layer, o its output, y not needed."""

    def deltas(theta, skip, u, o, y):
        found = [None] * 4
        back = 2 * (o[3] - y) if "y" not in line else 2 * (o[3] + y)
        for m in (3, 2, 1):
            found[m] = eval(line.replace("y", ""), {"B": back, "o": o[m]})
            back = theta[m].T @ found[m] + (skip.T @ found[3] if m == 2 else 0)
        return found

    return deltas


def norms_with(change):
    return lambda delta: [None, *(change(each) for each in delta[1:])]


def train_with(wrong="", error=students.error):
    def train(theta, x, y, eta, steps):
        errs, first, new = [], theta, theta
        for _ in range(steps):
            Err = error(y, students.forward(theta, x)[1][-1])
            before = theta
            new = students.train_step(first if wrong == "theta_not_passed_on" else theta, x, y, eta)
            theta = theta if wrong == "theta_not_passed_on" else new
            if wrong == "err_after":
                Err = students.error(y, students.forward(theta, x)[1][-1])
            errs.append(Err)
        return before if wrong == "one_step_short" else new, errs

    return train


WRONG = {
    **{("skip_deltas", name): skip_deltas(name) for name in (
        "skip_forgotten", "skip_alone", "skip_outside_slope", "skip_with_another_delta", "skip_raw_error",
        "skip_untransposed", "skip_reaches_layer_2", "missing_output_slope", "missing_hidden_slope", "wrong_sign",
        "missing_factor_two")},
    ("skip_deltas", "sum_for_difference"): skip_deltas_as_typed("B * (o - o * o)y"),
    ("skip_deltas", "slope_added"): skip_deltas_as_typed("B + o - o * o"),
    ("skip_deltas", "slope_without_brackets"): skip_deltas_as_typed("o * 1 - o * B"),
    ("skip_deltas", "zero_slope"): skip_deltas_as_typed("(o * 1 - o) * B"),
    ("train", "star_for_power"): train_with(error=more_students.doubled),
    ("train", "sum_for_difference"): train_with(error=more_students.added),
    ("norms", "norm_not_rooted"): norms_with(lambda d: (d * d).sum()),
    ("norms", "norm_of_sum"): norms_with(lambda d: d.sum()),
    ("norms", "absolute_for_square"): norms_with(lambda d: abs(d).sum()),
    ("norms", "mean_instead_of_sum"): norms_with(lambda d: (d * d).mean() ** 0.5),
    ("norms", "largest_for_norm"): norms_with(lambda d: max(abs(v) for v in d.flat)),
    ("norms", "spectral_norm"): norms_with(lambda d: np.linalg.svd(d)[1].max()),
    **{("train", name): train_with(name) for name in ("err_after", "theta_not_passed_on", "one_step_short")},
}  # fmt: skip
