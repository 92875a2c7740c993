from tests.coach.beginners.cases import case

# --- deltas, 17 + 1 (tanh)

case(
    "d01",
    "check_deltas",
    "deltas",
    "Every hidden layer takes the delta of the output layer (the first one appended), not that of the next layer.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    found = [-2 * (y - o[M]) * slope(u[M])]
    for m in range(M - 1, 0, -1):
        found.append(slope(u[m]) * (theta[m + 1].T @ found[0]))
    return [None] + found[::-1]
""",
)

case(
    "d02",
    "check_deltas",
    "deltas",
    "The sum for every hidden neuron runs over the output neurons and their deltas, in all layers, not over the next "
    "layer's.",
    """
def deltas(theta, u, o, y):
    last = len(theta) - 1
    n_patterns = len(y[0])
    delta_out = []
    for k in range(len(y)):
        row = []
        for p in range(n_patterns):
            row.append(-2 * (y[k][p] - o[last][k][p]) * slope(u[last][k][p]))
        delta_out.append(row)
    result = [None] + [0] * (last - 1) + [np.array(delta_out)]
    for m in range(last - 1, 0, -1):
        layer = []
        for i in range(len(u[m])):
            row = []
            for p in range(n_patterns):
                s = 0.0
                for k in range(len(delta_out)):
                    s += delta_out[k][p] * theta[m + 1][k][i]
                row.append(slope(u[m][i][p]) * s)
            layer.append(row)
        result[m] = np.array(layer)
    return result
""",
)

case(
    "d03",
    "check_deltas",
    "deltas",
    "The output delta is sent straight back to each hidden layer through the product of all weight matrices, so the "
    "slopes of the hidden layers in between are missing (it uses the output's delta, not the next layer's).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1

    def weights_to_output(m):
        W = theta[M]
        for n in range(M - 1, m, -1):
            W = W @ theta[n]
        return W

    d_out = -2 * (y - o[M]) * slope(u[M])
    result = [None]
    for m in range(1, M):
        result.append(slope(u[m]) * (weights_to_output(m).T @ d_out))
    result.append(d_out)
    return result
""",
)

case(
    "d04",
    "check_deltas",
    "deltas",
    "Every hidden layer is treated as if it stood directly before the output: last weights and last delta for all of "
    "them.",
    """
def deltas(theta, u, o, y):
    n_layers = len(theta)
    delta = [None for _ in range(n_layers)]
    delta[-1] = -2 * (y - o[-1]) * slope(u[-1])
    for m in reversed(range(1, n_layers - 1)):
        back = np.einsum("ki,kp->ip", theta[-1], delta[-1])
        delta[m] = back * slope(u[m])
    return delta
""",
)

case(
    "d05",
    "check_deltas",
    "deltas",
    "The weights of the next layer are paired (by zip) with the deltas of the output layer in place of the next "
    "layer's deltas.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * M + [-2 * (y - o[M]) * slope(u[M])]
    for m in range(M - 1, 0, -1):
        delta[m] = np.array([
            slope(u[m][i]) * sum(row[i] * d for row, d in zip(theta[m + 1], delta[-1]))
            for i in range(len(u[m]))
        ])
    return delta
""",
)

case(
    "d06",
    "check_deltas",
    "deltas",
    "The hidden layers are walked from the first to the last, so all but the last hidden layer use the zeros that "
    "stand in the next layer as placeholders.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [np.zeros_like(layer) for layer in u]
    delta[0] = None
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(1, M):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
""",
)

case(
    "d07",
    "check_deltas",
    "deltas",
    "The loop goes from left to right, first layer first: the next layer's delta is still None when it is needed.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    for m in range(1, M + 1):
        if m == M:
            delta[m] = -2 * (y - o[m]) * slope(u[m])
        else:
            delta[m] = np.matmul(np.transpose(theta[m + 1]), delta[m + 1]) * slope(u[m])
    return delta
""",
)

case(
    "d08",
    "check_deltas",
    "deltas",
    "The deltas are collected from right to left and never turned round: the list begins with the output layer.",
    """
def deltas(theta, u, o, y):
    collected = []
    m = len(theta) - 1
    d = -2 * (y - o[m]) * slope(u[m])
    collected.append(d)
    while m > 1:
        d = slope(u[m - 1]) * (theta[m].T @ d)
        collected.append(d)
        m -= 1
    return [None] + collected
""",
)

case(
    "d09",
    "check_deltas",
    "deltas",
    "The hidden layers are done before the output layer's delta is known, so they only see zeros: it begins at the "
    "wrong place.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None]
    for m in range(1, M + 1):
        delta.append(np.zeros(u[m].shape))

    # hidden layers
    m = M - 1
    while m >= 1:
        i = 0
        while i < len(u[m]):
            for j in range(len(u[m + 1])):
                delta[m][i] = delta[m][i] + delta[m + 1][j] * theta[m + 1][j, i]
            delta[m][i] = delta[m][i] * slope(u[m][i])
            i = i + 1
        m = m - 1

    # output layer
    for k in range(len(y)):
        delta[M][k] = -2 * (y[k] - o[M][k]) * slope(u[M][k])
    return delta
""",
)

case(
    "d10",
    "check_deltas",
    "deltas",
    "The slope of the sigmoid is forgotten in the hidden layers.",
    """
def deltas(theta, u, o, y):
    m = len(theta) - 1
    delta = [-2 * (y - o[m]) * slope(u[m])]
    m -= 1
    while m >= 1:
        delta.insert(0, np.dot(theta[m + 1].T, delta[0]))
        m -= 1
    return [None] + delta
""",
)

case(
    "d11",
    "check_deltas",
    "deltas",
    "The slope of the sigmoid is forgotten at the output layer.",
    """
def deltas(theta, u, o, y):
    def back(m):
        if m == len(theta) - 1:
            return [-2 * (y - o[m])]
        rest = back(m + 1)
        here = np.multiply(slope(u[m]), np.matmul(theta[m + 1].T, rest[0]))
        return [here] + rest

    return [None] + back(1)
""",
)

case(
    "d12",
    "check_deltas",
    "deltas",
    "The factor 2 from the square is missing at the output.",
    """
def deltas(theta, u, o, y):
    def output_delta():
        return -(y - o[-1]) * slope(u[-1])

    def hidden_delta(weights, next_delta, own_u):
        return slope(own_u) * np.tensordot(weights, next_delta, axes=(0, 0))

    out = {len(theta) - 1: output_delta()}
    for m in range(len(theta) - 2, 0, -1):
        out[m] = hidden_delta(theta[m + 1], out[m + 1], u[m])
    return [out.get(m) for m in range(len(theta))]
""",
)

case(
    "d13",
    "check_deltas",
    "deltas",
    "The sign of the output delta is wrong: -2 times (prediction - target).",
    """
def deltas(theta, u, o, y):
    delta = [None] * len(theta)
    d = o[-1] - y
    d = d * -2
    d *= slope(u[-1])
    delta[-1] = d
    for k in range(2, len(theta)):
        d = theta[-k + 1].T.dot(d)
        d *= slope(u[-k])
        delta[-k] = d
    return delta
""",
)

case(
    "d14",
    "check_deltas",
    "deltas_loops",
    "The two indices of the weight are swapped: theta[i, j] in place of theta[j, i] (no transpose).",
    """
def deltas_loops(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):  # from right to left
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            for j in range(len(delta[m + 1])):
                delta[m][i] += theta[m + 1][i, j] * delta[m + 1][j]
            delta[m][i] *= slope(u[m][i])
    return delta
""",
)

case(
    "d15",
    "check_deltas",
    "deltas",
    "The weights of the wrong layer are used: theta[m], which leads into layer m, not theta[m + 1], which leads out "
    "of it.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    d = -2 * (y - o[M]) * slope(u[M])
    found = [d]
    for t, z in zip(theta[M - 1:0:-1], u[M - 1:0:-1]):
        d = slope(z) * (t.T @ d)
        found.insert(0, d)
    found.insert(0, None)
    return found
""",
)

case(
    "d16",
    "check_deltas",
    "deltas",
    "All neurons of a hidden layer share one row ([row] * n is n times the same array), so each gets the sum that is "
    "added up for all neurons.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        sums = [np.zeros(y.shape[1])] * len(u[m])
        for i in range(len(u[m])):
            for j in range(len(u[m + 1])):
                sums[i] += delta[m + 1][j] * theta[m + 1][j][i]
        delta[m] = slope(u[m]) * np.array(sums)
    return delta
""",
)

case(
    "d17",
    "check_deltas",
    "deltas",
    "The deltas and the weights are added up separately and the two sums multiplied, in place of a sum of products.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        all_deltas = delta[m + 1].sum(axis=0)     # sum over j
        all_weights = theta[m + 1].sum(axis=0)    # sum over j
        delta[m] = slope(u[m]) * np.outer(all_weights, all_deltas)
    return delta
""",
)

case(
    "d18",
    "check_deltas",
    "deltas_tanh",
    "The constant neuron is forgotten: the weight to neuron i is taken from column i, not from column i + 1 (column "
    "0 is the bias).",
    """
def deltas_tanh(theta, u, o, y):
    M = len(theta) - 1
    steep = lambda v: 1 - np.tanh(v) ** 2
    delta = [None] * (M + 1)
    delta[M] = -(y - o[M]) * steep(u[M])
    for m in range(M - 1, 0, -1):
        rows = []
        for i in range(len(u[m])):
            total = 0
            for j in range(len(theta[m + 1])):
                total = total + theta[m + 1][j, i] * delta[m + 1][j]
            rows.append(total * steep(u[m][i]))
        delta[m] = np.array(rows)
    return delta
""",
    activation="tanh",
    loss="half_squared_error",
    bias=True,
)

# --- gradients, 8

case(
    "g01",
    "check_gradients",
    "gradients",
    "The output o of the same layer is used, not that of the layer before.",
    """
def gradients(delta, o):
    result = [None]
    for d, out in zip(delta[1:], o[1:]):
        result.append(np.dot(d, out.T))
    return result
""",
)

case(
    "g02",
    "check_gradients",
    "gradients",
    "The matrix is the wrong way round: row l, column i (the transpose of the gradient).",
    """
def gradients(delta, o):
    M = len(delta) - 1
    return [None] + [np.einsum("lp,ip->li", o[m - 1], delta[m]) for m in range(1, M + 1)]
""",
)

case(
    "g03",
    "check_gradients",
    "gradients",
    "The mean over the patterns is taken in place of the sum.",
    """
def gradients(delta, o):
    grads = [None]
    for m in range(1, len(delta)):
        rows = []
        for i in range(len(delta[m])):
            rows.append([np.mean(delta[m][i] * o[m - 1][l]) for l in range(len(o[m - 1]))])
        grads.append(np.array(rows))
    return grads
""",
)

case(
    "g04",
    "check_gradients",
    "gradients",
    "Each pattern overwrites the one before: only the last pattern's gradient is left, nothing is added up.",
    """
def gradients(delta, o):
    grads = [None] * len(delta)
    for m in range(1, len(delta)):
        for p in range(delta[m].shape[1]):
            grads[m] = np.outer(delta[m][:, p], o[m - 1][:, p])
    return grads
""",
)

case(
    "g05",
    "check_gradients",
    "gradients",
    "The deltas and the outputs are each added up over the patterns before they are multiplied.",
    """
def gradients(delta, o):
    def total(a):
        return np.sum(a, axis=1, keepdims=True)

    return [None] + [total(delta[m]) * total(o[m - 1]).T for m in range(1, len(delta))]
""",
)

case(
    "g06",
    "check_gradients",
    "gradients",
    "The loop stops one layer too early: the last layer has no gradient.",
    """
def gradients(delta, o):
    M = len(delta) - 1
    g = [None]
    m = 1
    while m < M:
        g.append(delta[m] @ o[m - 1].T)
        m += 1
    return g
""",
)

case(
    "g07",
    "check_gradients",
    "gradients",
    "One delta, that of the output layer, is used for the weights of all layers.",
    """
def gradients(delta, o):
    error_signal = delta[-1]
    out = []
    for before in o[:-1]:
        out.append(np.inner(error_signal, before))
    return [None, *out]
""",
)

case(
    "g08",
    "check_gradients",
    "gradients",
    "The sum over the patterns is missing: each gradient keeps one slice per pattern.",
    """
def gradients(delta, o):
    result = [None for _ in delta]
    for m in range(1, len(delta)):
        d = delta[m][:, np.newaxis, :]
        before = o[m - 1][np.newaxis, :, :]
        result[m] = d * before
    return result
""",
)
