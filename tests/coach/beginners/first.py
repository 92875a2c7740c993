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

# --- forward, 6

case(
    "f01",
    "check_forward",
    "forward_loops",
    "The indices of the weight are swapped: theta[m][l, i] in place of theta[m][i, l].",
    """
def forward_loops(theta, x):
    def sigma(v):
        return 1 / (1 + np.exp(-v))

    u, o = [x], [x]
    for m in range(1, len(theta)):
        rows = []
        for i in range(len(theta[m])):
            total = 0
            for l in range(len(o[m - 1])):
                total += theta[m][l, i] * o[m - 1][l]
            rows.append(total)
        u.append(np.array(rows))
        o.append(sigma(u[m]))
    return u, o
""",
)

case(
    "f02",
    "check_forward",
    "forward",
    "The last layer goes without sigma: its output is u itself.",
    """
def forward(theta, x):
    u = [x]
    o = [x]
    M = len(theta) - 1
    for m in range(1, M + 1):
        u.append(theta[m].dot(o[-1]))
        if m < M:
            o.append(1 / (1 + np.exp(-u[-1])))
        else:
            o.append(u[-1])
    return u, o
""",
)

case(
    "f03",
    "check_forward",
    "forward",
    "Every layer is fed with the input x, not with the output of the layer before.",
    """
def forward(theta, x):
    sig = lambda v: 1.0 / (1.0 + np.exp(-v))
    u = [x] + [t @ x for t in theta[1:]]
    o = [x] + [sig(v) for v in u[1:]]
    return u, o
""",
)

case(
    "f04",
    "check_forward",
    "forward",
    "The weighted sum is taken over u of the layer before, not over its output o.",
    """
def forward(theta, x):
    def layer(m):
        if m == 0:
            return [x], [x]
        us, os = layer(m - 1)
        new = np.einsum("il,lp->ip", theta[m], us[-1])
        return us + [new], os + [1 / (1 + np.exp(-new))]

    return layer(len(theta) - 1)
""",
)

case(
    "f05",
    "check_forward",
    "forward",
    "The sum is not set back to zero for the next neuron: each neuron also gets the sums of those before it.",
    """
def forward(theta, x):
    n_patterns = np.shape(x)[1]
    u, o = [x], [x]
    for weights in theta[1:]:
        before = o[-1]
        new_u = np.zeros((len(weights), n_patterns))
        for p in range(n_patterns):
            s = 0.0
            for i in range(len(weights)):
                for l in range(len(before)):
                    s += weights[i][l] * before[l][p]
                new_u[i][p] = s
        u.append(new_u)
        o.append(1 / (1 + np.exp(-new_u)))
    return u, o
""",
)

case(
    "f06",
    "check_forward",
    "forward",
    "The inputs are sent through sigma too: o of layer 0 is sigma(x), not x.",
    """
def forward(theta, x):
    def activate(v):
        return 1 / (1 + np.exp(-v))

    u = [x]
    for t in theta[1:]:
        u += [np.matmul(t, activate(u[-1]))]
    o = list(map(activate, u))
    return u, o
""",
)

# --- update, 4

case(
    "u01",
    "check_update",
    "update",
    "The step goes uphill: plus in place of minus.",
    """
def update(theta, gradients, eta):
    new = [None]
    for m in range(1, len(theta)):
        rows, cols = np.shape(theta[m])
        w = np.empty((rows, cols))
        for i in range(rows):
            for l in range(cols):
                w[i, l] = theta[m][i, l] + eta * gradients[m][i, l]
        new.append(w)
    return new
""",
)

case(
    "u02",
    "check_update",
    "update",
    "The old weights are changed in place: a copy of the list still holds the same matrices.",
    """
def update(theta, gradients, eta):
    new = theta.copy()
    for m in range(1, len(new)):
        new[m] -= eta * gradients[m]
    return new
""",
)

case(
    "u03",
    "check_update",
    "update",
    "The parentheses are wrong: eta multiplies the weight too, eta * (theta - gradient).",
    """
def update(theta, gradients, eta):
    return [None] + [eta * (t - g) for t, g in zip(theta[1:], gradients[1:])]
""",
)

case(
    "u04",
    "check_update",
    "update",
    "The loop ends one layer too early: the weights of the last layer are not moved.",
    """
def update(theta, gradients, eta):
    M = len(theta) - 1
    new = [None] + [np.array(t) for t in theta[1:]]
    for m in range(1, M):
        slopes = gradients[m]
        new[m] = new[m] - eta * slopes
    return new
""",
)

# --- error, 4

case(
    "e01",
    "check_error",
    "error",
    "The sum is divided by the number of patterns: a mean in place of the sum.",
    """
def error(y, y_hat):
    n = y.shape[1]
    err = 0
    for p in range(n):
        diff = y[:, p] - y_hat[:, p]
        err += diff @ diff
    return err / n
""",
)

case(
    "e02",
    "check_error",
    "error",
    "The differences are added up first and the sum is squared, so that they cancel.",
    """
def error(y, y_hat):
    total = 0.0
    for row, row_hat in zip(y, y_hat):
        for a, b in zip(row, row_hat):
            total += a - b
    return total ** 2
""",
)

case(
    "e03",
    "check_error",
    "error",
    "The root of the sum is given back: the length of the difference, not the sum of its squares.",
    """
def error(y, y_hat):
    return np.linalg.norm(y - y_hat)
""",
)

case(
    "e04",
    "check_error",
    "error",
    "return stands inside the loop over the outputs: only the first output counts.",
    """
def error(y, y_hat):
    err = 0
    for k in range(len(y)):
        for p in range(len(y[k])):
            err = err + (y[k][p] - y_hat[k][p]) ** 2
        return err
""",
)

# --- the other ones, 4

case(
    "t01",
    "check_train_step",
    "train_step",
    "The weights of a layer are moved before the delta of the layer below is computed, which then uses the new "
    "weights.",
    """
def train_step(theta, x, y, eta):
    def s(v):
        return 1 / (1 + np.exp(-v))

    outs = [x]
    for t in theta[1:]:
        outs.append(s(t @ outs[-1]))

    new = [None] + [t.copy() for t in theta[1:]]
    d = -2 * (y - outs[-1]) * outs[-1] * (1 - outs[-1])
    for m in range(len(theta) - 1, 0, -1):
        new[m] -= eta * (d @ outs[m - 1].T)
        if m > 1:
            d = (new[m].T @ d) * outs[m - 1] * (1 - outs[m - 1])
    return new
""",
)

case(
    "s01",
    "check_skip_deltas",
    "deltas_skip",
    "What comes back to layer 1 over the skip connection is added outside the parentheses, so it is not multiplied "
    "by the slope of layer 1.",
    """
def deltas_skip(theta, skip, u, o, y):
    d3 = -2 * (y - o[3]) * slope(u[3])
    d2 = slope(u[2]) * (theta[3].T @ d3)
    d1 = slope(u[1]) * (theta[2].T @ d2) + skip.T @ d3
    return [None, d1, d2, d3]
""",
)

case(
    "c01",
    "check_clip",
    "clip",
    "The root is forgotten: the sum of the squares is used as the norm.",
    """
def clip(gradients, max_norm):
    norm = 0
    for g in gradients:
        if g is not None:
            norm += (np.array(g) ** 2).sum()
    factor = max_norm / norm if norm > max_norm else 1
    return [None if g is None else factor * np.array(g) for g in gradients]
""",
)

case(
    "h01",
    "check_gradient_check",
    "gradient_check",
    "After moving the weight up by h it is moved down by h only once, back to where it was, and yet the difference is "
    "divided by 2h: each number is half as large as it should be.",
    """
def gradient_check(theta, x, y, h):
    mine = [None] + [np.array(t, dtype=float) for t in theta[1:]]

    def Err():
        out = x
        for t in mine[1:]:
            out = 1 / (1 + np.exp(-(t @ out)))
        return np.sum((y - out) ** 2)

    found = [None]
    for m in range(1, len(mine)):
        g = np.zeros(mine[m].shape)
        for i, l in np.ndindex(mine[m].shape):
            mine[m][i, l] += h
            up = Err()
            mine[m][i, l] -= h
            down = Err()
            g[i, l] = (up - down) / (2 * h)
        found.append(g)
    return found
""",
)

# --- right, in unusual dress, 6

case(
    "r01",
    "check_forward",
    "forward",
    None,
    """
import math

sigma_each = np.frompyfunc(lambda v: 1 / (1 + math.exp(-v)), 1, 1)


def forward(theta, x):  # the o are arrays of Python objects
    u, o = [x], [x]
    for t in theta[1:]:
        u.append(np.dot(t, o[-1]))
        o.append(sigma_each(u[-1]))
    return u, o
""",
)

case(
    "r02",
    "check_deltas",
    "deltas",
    None,
    """
def deltas(theta, u, o, y):  # all in single precision
    f = np.float32
    small = [None] + [t.astype(f) for t in theta[1:]]
    M = len(theta) - 1
    d = (f(-2) * (y - o[M]) * slope(u[M])).astype(f)
    found = [d]
    for m in range(M - 1, 0, -1):
        d = slope(u[m]).astype(f) * (small[m + 1].T @ d)
        found = [d] + found
    return [None] + found
""",
)

case(
    "r03",
    "check_gradients",
    "gradients",
    None,
    """
def gradients(delta, o):  # nested lists of plain Python numbers
    return [None] + [
        [[sum(float(a) * float(b) for a, b in zip(d_row, o_row)) for o_row in before] for d_row in d]
        for d, before in zip(delta[1:], o)
    ]
""",
)

case(
    "r04",
    "check_update",
    "update",
    None,
    '''
class Descent:
    """An object that can be called."""

    def __init__(self, sign):
        self.sign = sign

    def one(self, t, g, eta):
        return np.add(t, self.sign * eta * np.asarray(g))

    def __call__(self, theta, gradients, eta):
        return [None if t is None else self.one(t, g, eta) for t, g in zip(theta, gradients)]


update = Descent(-1)
''',
)

case(
    "r05",
    "check_error",
    "error",
    None,
    """
import functools


def sum_of_powers(y, y_hat, power):
    flat, flat_hat = np.ravel(y), np.ravel(y_hat)
    return functools.reduce(lambda total, pair: total + abs(pair[0] - pair[1]) ** power, zip(flat, flat_hat), 0.0)


error = functools.partial(sum_of_powers, power=2)
""",
)

case(
    "r06",
    "check_deltas",
    "deltas",
    None,
    """
def make_deltas():
    @np.vectorize
    def steep(v):
        s = 1 / (1 + np.exp(-v))
        return s - s * s

    def go(theta, u, o, y, m):
        if m == len(theta) - 1:
            return (2 * (o[m] - y) * steep(u[m]),)
        after = go(theta, u, o, y, m + 1)
        return (np.einsum("ip,ji,jp->ip", steep(u[m]), theta[m + 1], after[0]),) + after

    return lambda theta, u, o, y: [None, *go(theta, u, o, y, 1)]


deltas = make_deltas()
""",
)
