"""More wrong functions, for mistakes that were seen in functions by people who did not know the coach's table. As in
students.py each is written otherwise than there."""

import numpy as np

from tests.coach import students
from tests.coach.students import sigma


def slope(u):
    return np.exp(-u) / (1 + np.exp(-u)) ** 2


# --- δ: a rule for the output and one for a hidden layer, number by number


def deltas_by(output=None, hidden=None):
    """output(y, u, o) → δ of an output neuron; hidden(sum of what comes back, m, i, p, theta, u, o, delta, y)."""
    output = output or (lambda y, u, o: 2 * (o - y) * slope(u))
    hidden = hidden or (lambda total, m, i, p, theta, u, o, delta, y: total * slope(u[m][i, p]))

    def deltas(theta, u, o, y):
        last = len(theta) - 1
        delta = [None, *(np.empty(each.shape) for each in u[1:])]
        for k, p in np.ndindex(y.shape):
            delta[last][k, p] = output(y[k, p], u[last][k, p], o[last][k, p])
        for m in range(last - 1, 0, -1):
            for i, p in np.ndindex(u[m].shape):
                total = sum(delta[m + 1][j, p] * theta[m + 1][j, i] for j in range(len(u[m + 1])))
                delta[m][i, p] = hidden(total, m, i, p, theta, u, o, delta, y)
        return delta

    return deltas


def slopes_by(wrong):
    """δ with the same wrong slope(u, o) in all layers."""
    return deltas_by(
        lambda y, u, o: -2 * (y - o) * wrong(u, o),
        lambda total, m, i, p, theta, u, o, delta, y: total * wrong(u[m][i, p], o[m][i, p]),
    )


def through(theta, m, i, values):
    """What `values` of layer m + 1 send back to neuron i."""
    return sum(theta[m + 1][j, i] * values[j] for j in range(len(values)))


def slope_inside(total, m, i, p, theta, u, o, delta, y):
    return through(theta, m, i, [delta[m + 1][j, p] * slope(u[m + 1][j, p]) for j in range(len(u[m + 1]))])


def slope_before(total, m, i, p, theta, u, o, delta, y):
    return total * slope(u[m - 1][i, p])


def same_theta(total, m, i, p, theta, u, o, delta, y):
    return slope(u[m][i, p]) * sum(theta[-1][j, i] * delta[m + 1][j, p] for j in range(len(u[m + 1])))


def errors_sent_back(total, m, i, p, theta, u, o, delta, y):
    return slope(u[m][i, p]) * through(theta, m, i, [2 * (o[-1][k, p] - y[k, p]) for k in range(len(u[m + 1]))])


def outputs_sent_back(total, m, i, p, theta, u, o, delta, y):
    return slope(u[m][i, p]) * through(theta, m, i, o[m + 1][:, p])


def mean_of_neurons(total, m, i, p, theta, u, o, delta, y):
    return np.mean([theta[m + 1][j, i] * delta[m + 1][j, p] for j in range(len(u[m + 1]))]) * slope(u[m][i, p])


def without_first(total, m, i, p, theta, u, o, delta, y):
    return slope(u[m][i, p]) * sum(theta[m + 1][j, i] * delta[m + 1][j, p] for j in range(1, len(u[m + 1])))


def slope_on_the_way(total, m, i, p, theta, u, o, delta, y):
    sums = 0
    for j in range(len(u[m + 1])):
        sums += delta[m + 1][j, p] * theta[m + 1][j, i]
        sums *= slope(u[m][i, p])
    return sums


HIDDEN = {
    "slope_in_loop": slope_on_the_way,
    "neuron_left_out": without_first,
    "sum_repeated": lambda total, m, i, p, theta, u, o, delta, y: len(delta[m + 1]) * total * slope(u[m][i, p]),
    "neuron_not_computed": lambda total, m, i, p, theta, u, o, delta, y: total * slope(u[m][i, p]) if i else 0.0,
    "sum_inside_slope": lambda total, m, i, p, theta, u, o, delta, y: slope(total * u[m][i, p]),
    "slope_of_next_layer": slope_inside,
    "slope_of_other_layer": slope_before,
    "same_theta_everywhere": same_theta,
    "error_for_delta": errors_sent_back,
    "output_sent_back": outputs_sent_back,
    "mean_over_neurons": mean_of_neurons,
    "own_output_in_delta": lambda total, m, i, p, theta, u, o, delta, y: total * o[m][i, p] * slope(u[m][i, p]),
    "slope_added": lambda total, m, i, p, theta, u, o, delta, y: total + slope(u[m][i, p]),
    "factor_two_at_every_layer": lambda total, m, i, p, theta, u, o, delta, y: -2 * total * slope(u[m][i, p]),
    "sign_turned_at_every_layer": lambda total, m, i, p, theta, u, o, delta, y: -slope(u[m][i, p]) * total,
}
OUTPUT = {
    "error_absolute": lambda y, u, o: 2 * slope(u) * max(o - y, y - o),
    "target_left_out": lambda y, u, o: 2 * o * slope(u),
    "error_squared_in_delta": lambda y, u, o: (o - y) * (o - y) * slope(u),
    "u_for_prediction": lambda y, u, o: slope(u) * 2 * (u - y),
}
SLOPES = {
    "slope_of_tanh": lambda u, o: (1 - o) * (1 + o),
    "slope_factor_lost": lambda u, o: 1 - o,
    "u_for_slope": lambda u, o: u,
    "output_for_slope": lambda u, o: o,
    "slope_twice": lambda u, o: (o - o * o) ** 2,
}


def deltas_of_added_errors(theta, u, o, y):
    """The recursion is right; the output begins with one error for all."""
    error = sum(2 * (o[-1] - y))
    delta = [np.array([error * slope(row) for row in u[-1]])]
    for m in range(len(theta) - 2, 0, -1):
        delta.insert(0, slope(u[m]) * np.einsum("ji,jp->ip", theta[m + 1], delta[0]))
    return [None, *delta]


DELTAS = {"errors_added": deltas_of_added_errors} | (
    {name: deltas_by(hidden=rule) for name, rule in HIDDEN.items()}
    | {name: deltas_by(rule) for name, rule in OUTPUT.items()}
    | {name: slopes_by(rule) for name, rule in SLOPES.items()}
)


# --- forward


def forward_by(rule):
    """rule(terms, i) → (u, o) of a neuron, from the terms of its sum."""

    def forward(theta, x):
        u, o = [x], [x]
        for matrix in theta[1:]:
            pairs = [rule([w * row for w, row in zip(weights, o[-1], strict=True)]) for weights in matrix]
            u.append(np.array([pair[0] for pair in pairs]))
            o.append(np.array([pair[1] for pair in pairs]))
        return u, o

    return forward


def repeated(terms):
    return sum(len(terms) * [sum(terms)])


FORWARD = {
    "u_activated": forward_by(lambda terms: (sigma(sum(terms)), sigma(sigma(sum(terms))))),
    "input_left_out": forward_by(lambda terms: (sum(terms[1:]), sigma(sum(terms[1:])))),
    "sum_repeated": forward_by(lambda terms: (repeated(terms), sigma(repeated(terms)))),
    "activated_before_sum": forward_by(lambda terms: (sum(terms), sum(map(sigma, terms)))),
    "one_added": forward_by(lambda terms: (sum(terms, 1), sigma(sum(terms, 1)))),
}


def forward_anew(theta, x):
    for p in range(x.shape[1]):
        u = [0 * x, *(np.zeros((len(matrix), x.shape[1])) for matrix in theta[1:])]
        o = [0 * each for each in u]
        o[0][:, p] = x[:, p]
        for m in range(1, len(theta)):
            u[m][:, p] = theta[m] @ o[m - 1][:, p]
            o[m][:, p] = sigma(u[m][:, p])
    return u, o


def sigma_on_the_way(terms):
    total = 0
    for term in terms:
        total = sigma(total + term)
    return sum(terms), total


ONLY_FORWARD = {
    "patterns_overwritten": forward_anew,
    "activated_in_loop": forward_by(sigma_on_the_way),
    "another_activation": forward_by(lambda terms: (sum(terms), np.maximum(sum(terms), 0))),
    "slope_for_sigmoid": forward_by(lambda terms: (sum(terms), slope(sum(terms)))),
    "wrong_sign": forward_by(lambda terms: (sum(terms), 1 / (1 + np.exp(sum(terms))))),
    "u_and_o_swapped": lambda theta, x: students.forward(theta, x)[::-1],
}


def step_with_deltas(wrong_deltas):
    """A train step with these deltas, in which u of layer 0 is x."""

    def step(theta, x, y, eta):
        u, o = students.forward(theta, x)
        return students.update(theta, students.gradients(wrong_deltas(theta, [x, *u[1:]], o, y), o), eta)

    return step


def step_after(forward):
    """A train step with this forward pass."""

    def step(theta, x, y, eta):
        u, o = forward(theta, x)
        return students.update(theta, students.gradients(students.deltas(theta, u, o, y), o), eta)

    return step


# --- gradients, update, train step


def gradients_of(patterns):
    """Of the patterns that `patterns(N)` counts, each as often as it says."""

    def gradients(delta, o):
        return [None] + [
            sum(np.outer(delta[m][:, p], o[m - 1][:, p]) for p in patterns(delta[m].shape[1]))
            + 0 * delta[m][:, :1] @ o[m - 1][:, :1].T
            for m in range(1, len(delta))
        ]

    return gradients


def gradients_by(rule):
    """rule(delta, o before, o of the same neuron, x) of one pattern → its part of the gradient."""

    def gradients(delta, o):
        return [None] + [
            sum(rule(delta[m][:, p], o[m - 1][:, p], o[m][:, p], o[0][:, p]) for p in range(delta[m].shape[1]))
            for m in range(1, len(delta))
        ]

    return gradients


GRADIENTS = {
    "pattern_left_out": gradients_of(lambda N: range(1, N)),
    "sum_repeated": gradients_of(lambda N: N * list(range(N))),
    "input_left_out": gradients_by(lambda delta, o, own, x: np.outer(delta, 1 + 0 * o)),
    "input_everywhere": gradients_by(lambda delta, o, own, x: np.outer(delta, x)),
    "slope_twice": gradients_by(lambda delta, o, own, x: np.outer(own * (1 - own) * delta, o)),
}
ONLY_GRADIENTS = {
    "missing_factor_two": gradients_by(lambda delta, o, own, x: 0.5 * np.outer(delta, o)),
    "factor_two_again": gradients_by(lambda delta, o, own, x: np.outer(2 * delta, o)),
}


def step_with(gradients):
    """A train step with these gradients."""

    def step(theta, x, y, eta):
        u, o = students.forward(theta, x)
        o[0] = x
        return students.update(theta, gradients(students.deltas(theta, u, o, y), o), eta)

    return step


def update_by(rule):
    return lambda theta, gradients, eta: [None] + [
        rule(theta[m], gradients[m], eta) for m in range(1, len(theta))
    ]  # fmt: skip


def update_without_first(theta, slopes, eta):
    new = theta.copy()
    for i in range(len(theta)):
        for l in range(1, len(theta[i])):
            new[i, l] -= eta * slopes[i, l]
    return new


def update_in_every_row(theta, slopes, eta):
    for _ in theta:
        theta = theta - eta * slopes
    return theta


def update_of_rows(theta, slopes, eta):
    new = theta.copy()
    for i in range(len(theta)):
        for l in range(len(theta[i])):
            new[i] = theta[i, l] - eta * slopes[i, l]
    return new


UPDATES = {
    "row_overwritten": update_by(update_of_rows),
    "step_repeated": update_by(update_in_every_row),
    "gradient_squared": update_by(lambda theta, slopes, eta: theta - eta * slopes * slopes),
    "weights_left_out": update_by(update_without_first),
    "eta_divides": update_by(lambda theta, slopes, eta: theta - slopes / eta),
    "step_of_length_eta": update_by(lambda theta, slopes, eta: theta - eta * slopes / np.sqrt((slopes**2).sum())),
    "eta_subtracted": update_by(lambda theta, slopes, eta: theta - (eta + slopes)),
    "one_step_for_all": update_by(lambda theta, slopes, eta: theta - eta * slopes.sum()),
}


def step_then(update):
    """A train step with this update."""

    def step(theta, x, y, eta):
        u, o = students.forward(theta, x)
        return update(theta, students.gradients(students.deltas(theta, u, o, y), o), eta)

    return step


def step_for_each_pattern(theta, x, y, eta):
    for column, target in zip(x.T, y.T, strict=True):
        theta = students.train_step(theta, column[:, None], target[:, None], eta)
    return theta


def step_while_adding(theta, x, y, eta):
    u, o = students.forward(theta, x)
    delta = students.deltas(theta, u, o, y)
    slopes = [None, *(0 * matrix for matrix in theta[1:])]
    new = [None, *(+matrix for matrix in theta[1:])]
    for p in range(len(x[0])):
        for m in range(1, len(theta)):
            slopes[m] = slopes[m] + delta[m][:, [p]] @ o[m - 1][:, [p]].T
            new[m] = new[m] - eta * slopes[m]
    return new


def deltas_anew(theta, u, o, y):
    whole = students.deltas(theta, u, o, y)
    for p in range(y.shape[1]):
        delta = [None, *(np.zeros_like(each) for each in u[1:])]
        for m in range(1, len(u)):
            delta[m][:, p] = whole[m][:, p]
    return delta


def step_times_error(theta, x, y, eta):
    Err = students.error(y, students.forward(theta, x)[1][-1])
    return students.train_step(theta, x, y, Err * eta)


# --- clipping


def clip_by(factor):
    """factor(all entries in one row, max_norm) → what the gradients are multiplied by."""

    def clip(gradients, max_norm):
        entries = np.concatenate([slopes.ravel() for slopes in gradients[1:]])
        return [None] + [factor(entries, max_norm) * slopes for slopes in gradients[1:]]

    return clip


def cut(norm, c):
    return c / norm if norm > c else 1


def length(entries):
    return np.sqrt(entries @ entries)


def clip_rows(gradients, max_norm):
    return [None] + [np.array([row * cut(length(row), max_norm) for row in slopes]) for slopes in gradients[1:]]


CLIPS = {
    "clip_never": lambda gradients, c: gradients,
    "clip_condition_turned": clip_by(lambda entries, c: c / length(entries) if length(entries) < c else 1),
    "scale_turned_round": clip_by(lambda entries, c: length(entries) / c if length(entries) > c else 1),
    "clip_to_length_one": clip_by(lambda entries, c: 1 / length(entries) if length(entries) > c else 1),
    "norm_left_out": clip_by(lambda entries, c: c if length(entries) > c else 1),
    "sizes_added": clip_by(lambda entries, c: cut(sum(map(abs, entries)), c)),
    "mean_instead_of_sum": clip_by(lambda entries, c: cut(np.mean(entries**2) ** 0.5, c)),
    "clip_each_neuron": clip_rows,
    "norm_of_one_layer": lambda gradients, c: [
        None, *(slopes * cut(length(gradients[1].ravel()), c) for slopes in gradients[1:])
    ],
}  # fmt: skip


# --- the gradient check


def Err(theta, x, y):
    for matrix in theta[1:]:
        x = sigma(matrix @ x)
    return np.sum((y - x) ** 2)


def check_by(slope_of):
    """slope_of(Err ahead, Err behind, h, y)."""

    def check(theta, x, y, h):
        found = [None]
        for m in range(1, len(theta)):
            found.append([])
            for i, row in enumerate(theta[m]):
                found[m].append([])
                for l in range(len(row)):
                    errs = []
                    for by in (h, -h):
                        moved = [None, *(matrix.copy() for matrix in theta[1:])]
                        moved[m][i, l] += by
                        errs.append(Err(moved, x, y))
                    found[m][i].append(slope_of(*errs, h, y))
        return found

    return check


def check_without_putting_back(theta, x, y, h):
    theta = [None, *(matrix.copy() for matrix in theta[1:])]
    found = [None, *(np.empty(matrix.shape) for matrix in theta[1:])]
    for m in range(1, len(theta)):
        for index in np.ndindex(theta[m].shape):
            theta[m][index] += h
            ahead = Err(theta, x, y)
            theta[m][index] -= 2 * h
            found[m][index] = (ahead - Err(theta, x, y)) / (2 * h)
    return found


def check_of_whole_layers(theta, x, y, h):
    found = [None]
    for m in range(1, len(theta)):
        more, less = ([*theta[:m], theta[m] + by, *theta[m + 1 :]] for by in (h, -h))
        found.append(np.ones(theta[m].shape) * (Err(more, x, y) - Err(less, x, y)) / 2 / h)
    return found


def check_of_shared_matrices(theta, x, y, h):
    found = [None]
    for m in range(1, len(theta)):
        found.append(np.zeros_like(theta[m]))
        for i, l in np.ndindex(theta[m].shape):
            plus, minus = theta[:], theta[:]
            plus[m][i, l] += h
            minus[m][i, l] -= h
            found[m][i, l] = (Err(plus, x, y) - Err(minus, x, y)) / (2 * h)
    return found


def check_with_err(err):
    """Centred differences of another Err."""

    def check(theta, x, y, h):
        found = [None]
        for m in range(1, len(theta)):
            found.append(np.zeros(theta[m].shape))
            for i, l in np.ndindex(theta[m].shape):
                there = []
                for by in (h, -h):
                    moved = [None, *(matrix.copy() for matrix in theta[1:])]
                    moved[m][i, l] += by
                    there.append(err(y, students.forward(moved, x)[1][-1]))
                found[m][i, l] = (there[0] - there[1]) / (h + h)
        return found

    return check


# --- Wrong signs between two numbers: brackets that are missing, + for ·, * for **, + for −


def deltas_as_typed(output, hidden):
    """δ by two lines of Python; in them stand E for −2 (y − ŷ), B for the sum that comes back, and o."""

    def deltas(theta, u, o, y):
        delta = [None] * (len(theta) - 1) + [eval(output, {"E": 2 * (o[-1] - y), "o": o[-1]})]
        for m in range(len(theta) - 2, 0, -1):
            delta[m] = eval(hidden, {"B": theta[m + 1].T @ delta[m + 1], "o": o[m]})
        return delta

    return deltas


def deltas_of_added_weights(theta, u, o, y):
    delta = [None] * (len(theta) - 1) + [2 * (o[-1] - y) * slope(u[-1])]
    for m in range(len(theta) - 2, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            back = 0
            for j in range(len(u[m + 1])):
                back = back + delta[m + 1][j] + theta[m + 1][j, i]
            delta[m][i] = slope(u[m][i]) * back
    return delta


def forward_with_plus(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        rows = []
        for i in range(len(theta[m])):
            total = 0
            for l in range(len(o[m - 1])):
                total = total + (theta[m][i, l] + o[m - 1][l])
            rows.append(total)
        u.append(np.array(rows))
        o.append(sigma(u[m]))
    return u, o


def forward_with_minus(theta, x):
    u, o = [x], [x]
    for matrix in theta[1:]:
        total = 0
        for l in range(len(o[-1])):
            total = total - np.outer(matrix[:, l], o[-1][l])
        u.append(total)
        o.append(sigma(total))
    return u, o


def gradients_with_plus(delta, o):
    found = [None]
    for m in range(1, len(delta)):
        found.append(sum(delta[m][:, [p]] + o[m - 1][:, p] for p in range(delta[m].shape[1])))
    return found


def doubled(y, y_hat):
    return ((y - y_hat) * 2).sum()


def added(y, y_hat):
    return ((y + y_hat) ** 2).sum()


SIGNS = {
    "slope_without_brackets": deltas_as_typed("E * o * 1 - o", "B * o * 1 - o"),
    "sum_for_difference": deltas_by(output=lambda y, u, o: -2 * (y + o) * slope(u)),
    "weight_added": deltas_of_added_weights,
    "zero_slope": slopes_by(lambda u, o: o * 1 - o),
}
CHECKS = {
    "star_for_power": check_with_err(doubled),
    "sum_for_difference": check_with_err(added),
    "error_absolute": check_by(lambda ahead, behind, h, y: max(ahead - behind, behind - ahead) / (2 * h)),
    "divided_by_h_twice": check_by(lambda ahead, behind, h, y: (ahead - behind) / 2 / h**2),
    "missing_brackets": check_by(lambda ahead, behind, h, y: (ahead - behind) / 2 * h),
    "extra_half": check_by(lambda ahead, behind, h, y: (ahead / 2 - behind / 2) / (2 * h)),
    "mean_instead_of_sum": check_by(lambda ahead, behind, h, y: (ahead / y.size - behind / y.size) / (2 * h)),
    "all_weights_moved": check_of_whole_layers,
    "not_put_back": check_without_putting_back,
    "shared_copy": check_of_shared_matrices,
}

MORE = {
    ("error", "star_for_power"): doubled,
    ("error", "sum_for_difference"): added,
    ("forward", "weight_added"): forward_with_plus,
    ("forward", "terms_subtracted"): forward_with_minus,
    ("train_step", "terms_subtracted"): step_after(forward_with_minus),
    ("train_step", "weight_added"): step_after(forward_with_plus),
    ("gradients", "output_added"): gradients_with_plus,
    ("train_step", "output_added"): step_with(gradients_with_plus),
    ("sigmoid_slope", "factors_added"): lambda u: sigma(u) + (1 - sigma(u)),
    ("sigmoid_slope", "zero_slope"): lambda u: sigma(u) * 1 - sigma(u),
    ("deltas", "star_for_power"): slopes_by(lambda u, o: 1 - o * 2),
    **{("deltas", name): function for name, function in SIGNS.items()},
    **{("train_step", name): step_with_deltas(function) for name, function in SIGNS.items() if name != "weight_added"},
    ("error", "pattern_left_out"): lambda y, y_hat: ((y - y_hat)[:, :-1] ** 2).sum(),
    ("error", "output_left_out"): lambda y, y_hat: sum(sum((y[k] - y_hat[k]) ** 2) for k in range(1, len(y))),
    ("error", "largest_for_sum"): lambda y, y_hat: max(abs(y - y_hat).ravel()) ** 2,
    ("error", "sum_repeated"): lambda y, y_hat: sum(((y - y_hat) ** 2).sum() for _ in y.T),
    ("sigmoid", "minus_below_the_line"): lambda u: 1 / (1 - np.exp(-u)),
    ("sigmoid", "exponential_alone"): lambda u: 1 / np.exp(u),
    ("sigmoid_slope", "slope_of_tanh"): lambda u: 1 - sigma(u) ** 2,
    ("sigmoid_slope", "slope_factor_lost"): lambda u: np.exp(-u) / (1 + np.exp(-u)),
    ("sigmoid_slope", "u_for_slope"): lambda u: +u,
    ("error", "difference_of_squares"): lambda y, y_hat: sum(sum(y * y)) - sum(sum(y_hat * y_hat)),
    ("error", "factor_two_again"): lambda y, y_hat: 2 * np.linalg.norm(y - y_hat) ** 2,
    ("error", "wrong_sign"): lambda y, y_hat: -(np.linalg.norm(y - y_hat) ** 2),
    ("train_step", "step_each_pattern"): step_for_each_pattern,
    ("train_step", "error_in_step"): step_times_error,
    ("train_step", "step_while_adding"): step_while_adding,
    ("deltas", "patterns_overwritten"): deltas_anew,
    **{("forward", name): function for name, function in (FORWARD | ONLY_FORWARD).items()},
    **{("train_step", name): step_after(function) for name, function in FORWARD.items() if name != "u_activated"},
    **{("deltas", name): function for name, function in DELTAS.items()},
    **{
        ("train_step", name): step_with_deltas(function)
        for name, function in DELTAS.items()
        if name != "u_for_prediction"
    },
    **{("gradients", name): function for name, function in (GRADIENTS | ONLY_GRADIENTS).items()},
    **{("train_step", name): step_with(function) for name, function in GRADIENTS.items()},
    **{("update", name): function for name, function in UPDATES.items()},
    **{("train_step", name): step_then(function) for name, function in UPDATES.items() if name != "step_repeated"},
    **{("clip", name): function for name, function in CLIPS.items()},
    **{("gradient_check", name): function for name, function in CHECKS.items()},
}
