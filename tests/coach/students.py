"""Functions as students write them: right ones in many styles, and wrong ones, each written otherwise than in the
coach's table, mostly number by number in loops."""

import math

import numpy as np


def sigma(u):
    return 1 / (1 + np.exp(-u))


# --- Right, in many styles -------------------------------------------------------------------------------------------


def forward(theta, x):
    u, o = [None], [x]
    for matrix in theta[1:]:
        u.append(matrix @ o[-1])
        o.append(sigma(u[-1]))
    return u, o


def forward_in_lists(theta, x):
    """No NumPy at all; entry 0 is left None."""
    rows = [list(map(float, row)) for row in x]
    u, o = [None], [None]
    for matrix in theta[1:]:
        u.append([[sum(w * row[p] for w, row in zip(weights, rows, strict=True)) for p in range(len(rows[0]))]
                  for weights in matrix])  # fmt: skip
        rows = [[1 / (1 + math.exp(-v)) for v in row] for row in u[-1]]
        o.append(rows)
    return [u, o]


def forward_by_einsum(theta, x):
    print("I print a lot")
    u, o = {0: x}, {0: x}
    for m in range(1, len(theta)):
        u[m] = np.einsum("il,lp->ip", theta[m], o[m - 1])
        o[m] = np.exp(u[m]) / (1 + np.exp(u[m]))
    return tuple(list(each.values()) for each in (u, o))


def error(y, y_hat):
    return ((y - y_hat) ** 2).sum()


def error_in_loops(y, y_hat):
    total = 0
    for row, other in zip(y, y_hat, strict=True):
        for a, b in zip(row, other, strict=True):
            total += (a - b) * (a - b)
    return [total]


def deltas(theta, u, o, y):
    last = len(theta) - 1
    delta = [None] * (last + 1)
    delta[last] = 2 * (o[last] - y) * o[last] * (1 - o[last])
    for m in range(last - 1, 0, -1):
        delta[m] = (theta[m + 1].T @ delta[m + 1]) * o[m] * (1 - o[m])
    return delta


def deltas_in_float32(theta, u, o, y):
    theta = [None, *(np.float32(matrix) for matrix in theta[1:])]
    return deltas(theta, u, [np.float32(each) for each in o], np.float32(y))


def deltas_by_recursion(theta, u, o, y):
    """Entry 0 is ∂Err/∂x, as in the core."""

    def back(m):
        if m == len(theta) - 1:
            return [-2 * (y - o[m]) * sigma(u[m]) * (1 - sigma(u[m]))]
        behind = back(m + 1)
        slope = 1 if m == 0 else sigma(u[m]) * (1 - sigma(u[m]))
        return [slope * np.einsum("jp,ji->ip", behind[0], theta[m + 1]), *behind]

    return tuple(back(0))


def gradients(delta, o):
    return [None] + [d @ below.T for d, below in zip(delta[1:], o[:-1], strict=True)]


def gradients_as_outer_products(delta, o):
    found = [0]
    for m in range(1, len(delta)):
        found.append(sum(np.outer(delta[m][:, p], o[m - 1][:, p]) for p in range(delta[m].shape[1])).tolist())
    return found


def update(theta, gradients, eta):
    return [None, *(matrix - eta * slope for matrix, slope in zip(theta[1:], gradients[1:], strict=True))]


def update_of_copies(theta, gradients, eta):
    new = [None if matrix is None else matrix.copy() for matrix in theta]
    for matrix, slope in zip(new[1:], gradients[1:], strict=True):
        matrix -= eta * slope
    return new


def train_step(theta, x, y, eta):
    u, o = forward(theta, x)
    return update(theta, gradients(deltas(theta, u, o, y), o), eta)


def train_step_by_patterns(theta, x, y, eta):
    """One pattern after the other, the steps added at the end."""
    new = [None, *(matrix.copy() for matrix in theta[1:])]
    for p in range(x.shape[1]):
        u, o = forward(theta, x[:, p : p + 1])
        for m, slope in enumerate(gradients(deltas(theta, u, o, y[:, p : p + 1]), o)):
            if m:
                new[m] -= eta * slope
    return new


def clip(gradients, max_norm):
    norm = math.sqrt(sum(np.sum(slope**2) for slope in gradients[1:]))
    return [None if slope is None else slope / max(1, norm / max_norm) for slope in gradients]


def clip_if_needed(gradients, max_norm):
    norm = np.linalg.norm(np.concatenate([np.ravel(slope) for slope in gradients[1:]]))
    if norm <= max_norm:
        return gradients
    return [None] + [slope * max_norm / norm for slope in gradients[1:]]


def gradient_check(theta, x, y, h):
    found = [None]
    for m in range(1, len(theta)):
        slopes = np.zeros(theta[m].shape)
        for i in range(len(slopes)):
            for l in range(len(slopes[0])):
                moved = [None if matrix is None else matrix.copy() for matrix in theta]
                moved[m][i, l] += h
                ahead = error(y, forward(moved, x)[1][-1])
                moved[m][i, l] -= 2 * h
                slopes[i, l] = (ahead - error(y, forward(moved, x)[1][-1])) / (2 * h)
        found.append(slopes)
    return found


def sigmoid_by_tanh(u):
    return (1 + np.tanh(u / 2)) / 2


RIGHT = [
    ("sigmoid", sigma),
    ("sigmoid", sigmoid_by_tanh),
    ("sigmoid", lambda u: [[1 / (1 + math.exp(-v)) for v in row] for row in u]),
    ("sigmoid", np.vectorize(lambda v: 1 / (1 + math.exp(-v)))),
    ("sigmoid_slope", lambda u: sigma(u) * sigma(-u)),
    ("sigmoid_slope", lambda u: np.exp(-u) / (1 + np.exp(-u)) ** 2),
    ("sigmoid_slope", lambda u: np.float32(sigma(u) * (1 - sigma(u)))),
    ("forward", forward),
    ("forward", forward_in_lists),
    ("forward", forward_by_einsum),
    ("error", error),
    ("error", error_in_loops),
    ("error", lambda y, y_hat: np.float32(np.linalg.norm(y - y_hat) ** 2)),
    ("deltas", deltas),
    ("deltas", deltas_in_float32),
    ("deltas", deltas_by_recursion),
    ("gradients", gradients),
    ("gradients", gradients_as_outer_products),
    ("update", update),
    ("update", update_of_copies),
    ("train_step", train_step),
    ("train_step", train_step_by_patterns),
    ("clip", clip),
    ("clip", clip_if_needed),
    ("gradient_check", gradient_check),
]


# --- Wrong, one mistake each -----------------------------------------------------------------------------------------


def deltas_in_loops(wrong):
    """δ number by number, with one mistake."""

    def slope(u, o):
        if wrong == "slope_of_output":
            return sigma(o) * (1 - sigma(o))
        return u - u**2 if wrong == "slope_formula_on_u" else o - o**2

    def output(y, o, y_size):
        residual = y - o
        return {
            "wrong_sign": 2 * residual, "missing_factor_two": o - y, "extra_half": -residual,
            "factor_two_again": -4 * residual, "mean_instead_of_sum": -2 * residual / y_size,
        }.get(wrong, -2 * residual)  # fmt: skip

    def back(theta, delta, behind, m, i, p):
        total = 0.0
        for j in range(len(delta[m + 1])):
            weight = theta[m + 1][j, i]
            if wrong == "absolute_theta":
                weight = abs(weight)
            elif wrong == "theta_missing_in_delta":
                weight = 1.0
            elif wrong == "shares_of_error":
                weight = weight / sum(theta[m + 1][j])
            elif wrong == "wrong_layer_theta":
                weight = theta[m][j, i]
            elif wrong == "untransposed_theta":
                weight = theta[m + 1][i, j]
            term = behind[j, p] * weight
            total = term if wrong == "single_path" else total + term
        return total

    def deltas(theta, u, o, y):
        last = len(theta) - 1
        delta = [None] * (last + 1)
        for m in range(last, 0, -1):
            delta[m] = np.zeros((len(u[m]), len(y[0])))
            if m < last and wrong in ("wrong_layer_theta", "untransposed_theta") and len(u[m]) != len(u[m + 1]):
                raise ValueError("matmul: shapes")
            for p in range(len(y[0])):
                for i in range(len(u[m])):
                    each = slope(u[m][i, p], o[m][i, p])
                    if m == last:
                        if wrong == "missing_output_slope":
                            each = 1.0
                        delta[m][i, p] = each * output(y[i, p], o[m][i, p], y.size)
                        continue
                    behind = delta[m + 1]
                    if wrong == "output_delta_everywhere":
                        behind = delta[last]
                    if wrong == "raw_error_backpropagated" and m == last - 1:
                        behind = 2 * (o[last] - y)
                    if wrong == "missing_hidden_slope":
                        each = 1.0
                    if wrong == "slope_of_next_layer":
                        each = slope(u[m + 1][i, p], o[m + 1][i, p])
                    delta[m][i, p] = each * back(theta, delta, behind, m, i, p)
        return delta

    return deltas


def deltas_with_star(theta, u, o, y):
    last = len(theta) - 1
    delta = [None] * last + [2 * (o[last] - y) * o[last] * (1 - o[last])]
    for m in reversed(range(1, last)):
        delta[m] = theta[m + 1].T * delta[m + 1] * o[m] * (1 - o[m])
    return delta


def deltas_with_matmul(theta, u, o, y):
    delta = [None] * (len(theta) - 1) + [2 * (o[-1] - y) * o[-1] * (1 - o[-1])]
    for m in reversed(range(1, len(theta) - 1)):
        delta[m] = np.dot(o[m] - o[m] * o[m], np.einsum("ji,jp->ip", theta[m + 1], delta[m + 1]))
    return delta


def forward_with_star(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(np.multiply(o[m - 1], theta[m]))
        o.append(sigma(u[m]))
    return u, o


def deltas_of_rows(theta, u, o, y):
    """y and ŷ flattened to different shapes."""
    last = len(theta) - 1
    delta = [None] * last + [(-2 * (y.flatten()[:, None] - o[last].flatten())) * o[last] * (1 - o[last])]
    for m in reversed(range(1, last)):
        delta[m] = theta[m + 1].T @ delta[m + 1] * o[m] * (1 - o[m])
    return delta


def deltas_without_brackets(theta, u, o, y):
    last = len(theta) - 1
    delta = [None] * last + [2 * (o[last] - y) * o[last] * (1 - o[last])]
    for m in reversed(range(1, last)):
        delta[m] = o[m] * (1 - o[m]) * theta[m + 1].T @ delta[m + 1]
    return delta


def deltas_from_left_to_right(theta, u, o, y):
    """The output first, and then the hidden layers in the order in which they are numbered."""
    last = len(theta) - 1
    delta = [0 * each for each in o]
    delta[last] = 2 * (o[last] - y) * o[last] * (1 - o[last])
    for m in range(1, last):
        delta[m] = theta[m + 1].T @ delta[m + 1] * o[m] * (1 - o[m])
    return delta


def deltas_through_products(theta, u, o, y):
    """All weights between a layer and the output multiplied first."""
    last = len(theta) - 1
    delta = [None] * last + [2 * (o[last] - y) * o[last] * (1 - o[last])]
    for m in range(1, last):
        product = np.linalg.multi_dot([*theta[last:m:-1], np.eye(len(u[m]))])
        delta[m] = (delta[last].T @ product).T * o[m] * (1 - o[m])
    return delta


def deltas_of_sums(theta, u, o, y):
    last = len(theta) - 1
    delta = [None] * last + [2 * (o[last] - y) * o[last] * (1 - o[last])]
    for m in reversed(range(1, last)):
        weights, behind = sum(theta[m + 1]), sum(delta[m + 1])
        delta[m] = np.array([[w * b for b in behind] for w in weights]) * o[m] * (1 - o[m])
    return delta


def deltas_with_one_sum(shared):
    """One variable for all sums of a layer: not set back to 0, or even the same row for every neuron."""

    def deltas(theta, u, o, y):
        last = len(theta) - 1
        delta = [None] * last + [2 * (o[last] - y) * o[last] * (1 - o[last])]
        for m in reversed(range(1, last)):
            total, rows = 0, []
            for i in range(len(u[m])):
                for j in range(len(u[m + 1])):
                    total = total + delta[m + 1][j] * theta[m + 1][j, i]
                rows.append(total)
            delta[m] = np.array([total] * len(rows) if shared else rows) * o[m] * (1 - o[m])
        return delta

    return deltas


def deltas_turned_round(theta, u, o, y):
    delta = [2 * (o[-1] - y) * o[-1] * (1 - o[-1])]
    for m in range(len(theta) - 2, 0, -1):
        delta.append(theta[m + 1].T @ delta[-1] * o[m] * (1 - o[m]))
    return [None, *delta]


def with_deltas(wrong_deltas):
    """A train step with these deltas."""

    def step(theta, x, y, eta):
        u, o = forward(theta, x)
        return update(theta, gradients(wrong_deltas(theta, u, o, y), o), eta)

    return step


def step_in_loops(wrong):
    """A train step, number by number, with one mistake in the forward pass, the gradient or the update."""

    def step(theta, x, y, eta):
        u, o = forward_with(wrong)(theta, x)
        o[0] = x
        delta = deltas(theta, u, o, y)
        slopes = gradients_with(wrong, [x, *u[1:]])(delta, o)
        return update_with(wrong)(theta, slopes, eta)

    return step


def step_while_updating(theta, x, y, eta):
    """Each layer is updated as soon as its δ is there, and the next δ goes back through the new weights."""
    u, o = forward(theta, x)
    new = [None, *(matrix.copy() for matrix in theta[1:])]
    delta = 2 * (o[-1] - y) * o[-1] * (1 - o[-1])
    for m in range(len(theta) - 1, 0, -1):
        new[m] -= eta * delta @ o[m - 1].T
        if m > 1:
            delta = new[m].T @ delta * o[m - 1] * (1 - o[m - 1])
    return new


def forward_with(wrong):
    def forward(theta, x):
        last = len(theta) - 1
        u, o = [x] + [None] * last, [x] + [None] * last
        for m in range(1, last + 1):
            matrix = theta[last + 1 - m] if wrong == "layers_reversed" else theta[m]
            below = {"u_passed_on": u[m - 1], "input_everywhere": x}.get(wrong, o[m - 1])
            if wrong == "inputs_activated" and m == 1:
                below = sigma(x)
            u[m] = np.tensordot(matrix, below, axes=(0 if wrong == "theta_transposed_forward" else 1, 0))
            if wrong == "sum_over_inputs_lost":
                for l in range(len(below)):
                    u[m] = np.outer(matrix[:, l], below[l])
            if wrong == "sum_not_reset":
                for i in range(1, len(u[m])):
                    u[m][i] += u[m][i - 1]
            o[m] = sigma(u[m])
            if wrong == "activated_twice":
                o[m] = sigma(o[m])
            if wrong == "activation_skipped" and m != last:
                o[m] = u[m].copy()
            if wrong == "activation_on_sum_missing_at_output" and m == last:
                o[m] = +u[m]
        return u, o

    return forward


def gradients_with(wrong, u=None):
    def gradients(delta, o):
        found = [None]
        for m in range(1, len(delta)):
            below = {"gradient_own_output": o[m], "gradient_of_u": u and u[m - 1]}.get(wrong, o[m - 1])
            if wrong == "star_for_matmul":
                found.append(np.multiply(delta[m], below.T))
                continue
            slopes = np.zeros((len(delta[m]), len(below)))
            for p in range(delta[m].shape[1]):
                for i in range(len(delta[m])):
                    for l in range(len(below)):
                        term = delta[m][i, p] * below[l, p]
                        slopes[i, l] = term if wrong == "sum_over_patterns_lost" else slopes[i, l] + term
            if wrong == "mean_instead_of_sum":
                slopes = slopes / delta[m].shape[1]
            if wrong == "sum_before_product":
                slopes = np.array([[sum(d) * sum(b) for b in below] for d in delta[m]])
            if wrong == "wrong_sign":
                slopes = 0 - slopes
            found.append(np.transpose(slopes) if wrong == "gradient_transposed" else slopes)
        return found

    return gradients


def update_with(wrong):
    def update(theta, gradients, eta):
        new = []
        for matrix, slopes in zip(theta, gradients, strict=True):
            if matrix is None:
                new.append(None)
                continue
            step = {"missing_eta": 1, "eta_squared": eta**2, "ascent": -eta}.get(wrong, eta)
            moved = np.empty_like(matrix) if matrix.shape == slopes.shape else matrix - step * slopes
            for index in np.ndindex(matrix.shape):
                moved[index] = (0 if wrong == "theta_lost" else matrix[index]) - step * slopes[index]
                if wrong == "eta_times_theta":
                    moved[index] = eta * (matrix[index] - slopes[index])
            new.append(moved if wrong != "layer_left_out" or len(new) < len(theta) - 1 else matrix)
        return new

    return update


def clip_with(wrong):
    def clip(gradients, max_norm):
        entries = [value for slopes in gradients[1:] for row in slopes for value in row]
        norm = sum(value**2 for value in entries) ** 0.5
        if wrong == "norm_not_rooted":
            norm = norm * norm
        if wrong == "largest_for_norm":
            norm = max(max(entries), -min(entries))
        if wrong == "clip_each_value":
            return [None] + [np.minimum(max_norm, np.maximum(-max_norm, slopes)) for slopes in gradients[1:]]
        if wrong == "clip_each_layer":
            return [None] + [clip_with("")([None, slopes], max_norm)[1] for slopes in gradients[1:]]
        if wrong == "clip_skips_step" and norm > max_norm:
            return [None] + [np.zeros(slopes.shape) for slopes in gradients[1:]]
        if norm > max_norm or wrong == "clip_always_rescales":
            return [None] + [max_norm * slopes / norm for slopes in gradients[1:]]
        return gradients

    return clip


def check_with(wrong):
    def check(theta, x, y, h):
        if wrong == "backprop_instead_of_difference":
            u, o = forward(theta, x)
            return gradients(deltas(theta, u, o, y), o)

        def Err(m, i, l, by):
            moved = [None, *(matrix.copy() for matrix in theta[1:])]
            moved[m][i, l] += by
            return error(y, forward(moved, x)[1][-1])

        def slope(m, i, l):
            here, ahead, behind = (Err(m, i, l, by) for by in (0, h, -h))
            return {
                "one_sided_difference": (ahead - here) / h, "difference_not_halved": (ahead - behind) / h,
                "not_divided_by_h": (ahead - behind) / 2, "wrong_sign": (behind - ahead) / (2 * h),
            }[wrong]  # fmt: skip

        return [None] + [
            [[slope(m, i, l) for l in range(len(row))] for i, row in enumerate(theta[m])] for m in range(1, len(theta))
        ]

    return check


def error_with(wrong):
    def error(y, y_hat):
        total = 0.0
        if wrong == "broadcast_to_matrix":
            return np.square(y.flatten() - y_hat.flatten()[:, None]).sum()
        for i in range(y.shape[0]):
            for p in range(y.shape[1]):
                residual = y[i, p] - y_hat[i, p]
                if wrong == "sum_over_patterns_lost" and p > 0:
                    continue
                total += {"error_not_squared": residual, "error_absolute": abs(residual)}.get(wrong, residual**2)
        return {
            "extra_half": 0.5 * total, "mean_instead_of_sum": total / (y.shape[0] * y.shape[1]),
            "error_rooted": math.sqrt(abs(total)),
        }.get(wrong, total)  # fmt: skip

    return error


BACK = (
    "missing_output_slope", "missing_hidden_slope", "slope_of_output", "slope_formula_on_u", "slope_of_next_layer",
    "untransposed_theta", "theta_missing_in_delta", "wrong_layer_theta", "absolute_theta", "single_path",
    "shares_of_error", "output_delta_everywhere", "raw_error_backpropagated", "wrong_sign", "missing_factor_two",
    "extra_half", "factor_two_again", "mean_instead_of_sum",
)  # fmt: skip
FORWARD = (
    "activation_skipped", "activation_on_sum_missing_at_output", "u_passed_on", "input_everywhere",
    "theta_transposed_forward", "layers_reversed", "sum_over_inputs_lost", "sum_not_reset", "inputs_activated",
    "activated_twice",
)  # fmt: skip
PRODUCTS = ("sum_over_patterns_lost", "mean_instead_of_sum", "gradient_transposed", "gradient_own_output",
            "sum_before_product")  # fmt: skip
CHANGES = ("ascent", "missing_eta", "eta_squared", "theta_lost", "eta_times_theta", "layer_left_out")
OTHER_DELTAS = {
    "layers_from_the_front": deltas_from_left_to_right, "slopes_between_missing": deltas_through_products,
    "sum_before_product": deltas_of_sums, "sum_not_reset": deltas_with_one_sum(shared=False),
    "neurons_share_a_row": deltas_with_one_sum(shared=True),
}  # fmt: skip


def deltas_with_patterns_mixed(theta, u, o, y):
    delta = [None] * len(theta)
    delta[-1] = -2 * (y - o[-1]) * (sigma(u[-1]) * (1 - sigma(u[-1])))
    for m in range(len(theta) - 2, 0, -1):
        sums = [np.sum(delta[m + 1] * theta[m + 1][:, [i]]) for i in range(len(u[m]))]
        delta[m] = sigma(u[m]) * (1 - sigma(u[m])) * np.array(sums)[:, None]
    return delta


def deltas_that_end_too_early(theta, u, o, y):
    delta = [None, *(np.zeros(each.shape) for each in u[1:])]
    delta[-1] = -2 * (y - o[-1]) * (sigma(u[-1]) * (1 - sigma(u[-1])))
    for m in range(len(theta) - 2, 1, -1):
        delta[m] = sigma(u[m]) * (1 - sigma(u[m])) * (theta[m + 1].T @ delta[m + 1])
    return delta


def clip_by_added_norms(gradients, max_norm):
    length = sum(np.sqrt(np.sum(each**2)) for each in gradients[1:])
    return [None, *(each * min(1, max_norm / length) for each in gradients[1:])]


WRONG = {
    ("deltas", "patterns_mixed"): deltas_with_patterns_mixed,
    ("deltas", "first_layer_left_out"): deltas_that_end_too_early,
    ("gradients", "output_activated_again"): lambda delta, o: [
        None, *(delta[m] @ sigma(o[m - 1]).T for m in range(1, len(delta)))
    ],
    ("update", "share_of_theta"): lambda theta, gradients, eta: [
        None, *(theta[m] * (1 - eta * gradients[m]) for m in range(1, len(theta)))
    ],
    ("clip", "norms_added"): clip_by_added_norms,
    ("sigmoid_slope", "slope_downhill"): lambda u: -np.exp(-u) / (1 + np.exp(-u)) ** 2,
    ("sigmoid", "wrong_sign"): lambda u: 1 / (1 + np.exp(u)),
    ("sigmoid", "missing_brackets"): lambda u: 1 / 1 + np.exp(-u),
    ("sigmoid", "tanh_for_sigmoid"): lambda u: (np.exp(u) - np.exp(-u)) / (np.exp(u) + np.exp(-u)),
    ("sigmoid", "slope_for_sigmoid"): lambda u: np.exp(-u) / (1 + np.exp(-u)) ** 2,
    ("sigmoid_slope", "sigmoid_for_slope"): sigma,
    ("sigmoid_slope", "slope_of_output"): lambda u: sigma(sigma(u)) * (1 - sigma(sigma(u))),
    ("sigmoid_slope", "slope_formula_on_u"): lambda u: u - u**2,
    **{("forward", name): forward_with(name) for name in FORWARD},
    **{("error", name): error_with(name) for name in (
        "error_not_squared", "error_absolute", "extra_half", "mean_instead_of_sum", "sum_over_patterns_lost",
        "error_rooted", "broadcast_to_matrix")},
    **{("deltas", name): deltas_in_loops(name) for name in BACK},
    **{("deltas", name): function for name, function in OTHER_DELTAS.items()},
    **{("train_step", name): with_deltas(function) for name, function in OTHER_DELTAS.items()},
    ("deltas", "list_turned_round"): deltas_turned_round,
    ("error", "sum_over_outputs_lost"): lambda y, y_hat: [sum((y[k] - y_hat[k]) ** 2) for k in range(len(y))][0],
    ("error", "square_of_sum"): lambda y, y_hat: sum((y - y_hat).ravel()) ** 2,
    ("deltas", "missing_brackets"): deltas_without_brackets,
    ("train_step", "missing_brackets"): with_deltas(deltas_without_brackets),
    ("deltas", "star_for_matmul"): deltas_with_star,
    ("deltas", "matmul_for_star"): deltas_with_matmul,
    ("train_step", "matmul_for_star"): with_deltas(deltas_with_matmul),
    ("forward", "star_for_matmul"): forward_with_star,
    ("deltas", "broadcast_to_matrix"): deltas_of_rows,
    **{("gradients", name): gradients_with(name) for name in (*PRODUCTS, "star_for_matmul", "wrong_sign")},
    **{("update", name): update_with(name) for name in CHANGES},
    **{("train_step", name): with_deltas(deltas_in_loops(name)) for name in BACK},
    ("train_step", "star_for_matmul"): step_in_loops("star_for_matmul"),
    ("train_step", "broadcast_to_matrix"): with_deltas(deltas_of_rows),
    **{("train_step", name): step_in_loops(name) for name in (*FORWARD, *PRODUCTS, *CHANGES, "gradient_of_u")},
    ("train_step", "updated_weights_used"): step_while_updating,
    **{("clip", name): clip_with(name) for name in (
        "clip_each_value", "clip_each_layer", "clip_always_rescales", "clip_skips_step", "norm_not_rooted",
        "largest_for_norm")},
    **{("gradient_check", name): check_with(name) for name in (
        "one_sided_difference", "difference_not_halved", "not_divided_by_h", "backprop_instead_of_difference",
        "wrong_sign")},
}  # fmt: skip
