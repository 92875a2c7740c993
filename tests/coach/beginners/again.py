from tests.coach.beginners.cases import case

# ---------------------------------------------------------------- deltas, three and more layers

case(
    "again-f01",
    "check_deltas",
    "deltas",
    "Walks over the hidden layers from left to right, so the δ of the next layer is still all zeros when it is"
    " needed (only the last hidden layer comes out right).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None]
    for m in range(1, M + 1):
        delta.append(np.zeros_like(u[m]))
    # the output layer first
    delta[M][:] = -2 * (y - o[M]) * slope(u[M])
    # then all hidden layers
    for m in range(1, M):
        delta[m] += theta[m + 1].T @ delta[m + 1]
        delta[m] *= slope(u[m])
    return delta
""",
)

case(
    "again-f02",
    "check_deltas",
    "deltas",
    "Sends the bare error -2(y-ŷ) back through the weights and puts σ′ of the own layer on at the end: the "
    "slopes of the layers in between are missing from the chain.",
    """
def deltas(theta, u, o, y):
    layers = len(theta)
    # how much of the error is the fault of each neuron
    blame = -2 * (y - o[-1])
    delta = [None] * layers
    delta[-1] = blame * slope(u[-1])
    for m in reversed(range(1, layers - 1)):
        blame = np.dot(theta[m + 1].T, blame)
        delta[m] = blame * slope(u[m])
    return delta
""",
)

case(
    "again-f03",
    "check_deltas",
    "deltas",
    "Every hidden layer takes the δ of the output layer instead of the δ of the layer next to it.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    at_the_end = -2 * (y - o[M]) * slope(u[M])

    def hidden(m):
        rows = []
        for i in range(u[m].shape[0]):
            back = sum(d * theta[m + 1][j, i] for j, d in enumerate(at_the_end))
            rows.append(slope(u[m][i]) * back)
        return np.array(rows)

    return [None] + [hidden(m) for m in range(1, M)] + [at_the_end]
""",
)

case(
    "again-f04",
    "check_deltas",
    "deltas",
    "Uses the weights that lead into the own layer (theta[m]) instead of those that lead out of it (theta[m+1]).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1

    def delta_of(m):
        if m == M:
            return -2 * (y - o[m]) * slope(u[m])
        following = delta_of(m + 1)
        answer = np.zeros(u[m].shape)
        for i in range(len(answer)):
            for j in range(len(following)):
                answer[i] += following[j] * theta[m][j, i]
            answer[i] *= slope(u[m][i])
        return answer

    return [None] + [delta_of(m) for m in range(1, M + 1)]
""",
)

case(
    "again-f05",
    "check_deltas",
    "deltas",
    "Appends the δ in the order in which they are found, so the list runs from the output to layer 1 and is "
    "never turned round.",
    """
def deltas(theta, u, o, y):
    result = [None]
    result.append(-2 * (y - o[-1]) * slope(u[-1]))
    m = len(theta) - 2
    while m >= 1:
        # result[-1] is the one we have just computed
        result.append(slope(u[m]) * (theta[m + 1].T @ result[-1]))
        m -= 1
    return result
""",
)

case(
    "again-f06",
    "check_deltas",
    "deltas",
    "The loop from right to left ends one layer too early (Python's range leaves out its end), so layer 1 "
    "keeps its zeros.",
    """
def deltas(theta, u, o, y):
    d = {m: np.zeros(u[m].shape) for m in range(1, len(theta))}
    last = len(theta) - 1
    d[last] = -2 * (y - o[last]) * slope(u[last])
    for m in range(last - 1, 1, -1):
        d[m] = slope(u[m]) * (theta[m + 1].T @ d[m + 1])
    return [None] + [d[m] for m in sorted(d)]
""",
)

case(
    "again-f07",
    "check_deltas",
    "deltas",
    "Takes σ′ at the u of the next layer (u_j, inside the sum) instead of at the neuron's own u_i.",
    """
def deltas(theta, u, o, y):
    def one_neuron(m, i, nxt):
        total = 0
        for j in range(len(nxt)):
            # chain rule: delta_j, then through the sigmoid of j, then through the weight
            total = total + nxt[j] * slope(u[m + 1][j]) * theta[m + 1][j][i]
        return total

    M = len(theta) - 1
    delta = [-2 * (y - o[M]) * slope(u[M])]
    for m in range(M - 1, 0, -1):
        nxt = delta[0]
        delta.insert(0, np.array([one_neuron(m, i, nxt) for i in range(len(u[m]))]))
    delta.insert(0, None)
    return delta
""",
)

# ---------------------------------------------------------------- deltas, all networks

case(
    "again-f08",
    "check_deltas",
    "deltas",
    "np.sum without an axis adds up not only the neurons j but also all patterns, so every pattern gets the "
    "same sum back.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.empty_like(u[m])
        for i in range(u[m].shape[0]):
            outgoing = theta[m + 1][:, [i]]          # a column: to each j
            delta[m][i] = slope(u[m][i]) * np.sum(delta[m + 1] * outgoing)
    return delta
""",
)

case(
    "again-f09",
    "check_deltas",
    "deltas",
    "The running sum over j is set to 0 once for the layer, not for each neuron i, so neuron i also carries "
    "the sums of the neurons before it.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None for _ in theta]
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    m = M - 1
    while m > 0:
        rows = []
        s = np.zeros(y.shape[1])
        i = 0
        while i < len(u[m]):
            j = 0
            while j < len(u[m + 1]):
                s = s + delta[m + 1][j] * theta[m + 1][j, i]
                j += 1
            rows.append(slope(u[m][i]) * s)
            i += 1
        delta[m] = np.stack(rows)
        m -= 1
    return delta
""",
)

case(
    "again-f10",
    "check_deltas",
    "deltas",
    "Divides δ_j among the neurons i in proportion to their weights (θ_ji divided by the sum of row j), "
    "instead of multiplying it by θ_ji itself.",
    """
def shares(matrix):
    # each neuron j hands its delta out to the neurons before it:
    # who had the larger weight gets the larger part. The parts of one j add up to 1.
    return matrix / matrix.sum(axis=1, keepdims=True)


def deltas(theta, u, o, y):
    found = [-2 * (y - o[-1]) * slope(u[-1])]
    for weights, here in zip(theta[:1:-1], u[-2:0:-1]):
        found.append(slope(here) * (shares(weights).T @ found[-1]))
    return [None] + found[::-1]
""",
)

case(
    "again-f11",
    "check_deltas",
    "deltas_tanh",
    "Drops the last column of theta[m+1] as the bias, but the bias is column 0.",
    """
def deltas_tanh(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -(y - o[M]) * (1 - np.tanh(u[M]) ** 2)
    for m in range(M - 1, 0, -1):
        n = len(u[m])
        without_bias = theta[m + 1][:, :n]
        delta[m] = (1 - np.tanh(u[m]) ** 2) * (without_bias.T @ delta[m + 1])
    return delta
""",
    activation="tanh",
    loss="half_squared_error",
    bias=True,
)

case(
    "again-f12",
    "check_deltas",
    "deltas",
    "Takes 1 - u² as the slope of tanh: squares u where tanh(u) has to be squared.",
    """
def deltas(theta, u, o, y):
    tanh_slope = lambda a: 1 - a * a
    delta = [tanh_slope(u[-1]) * (-2) * (y - o[-1])]
    for m in range(len(theta) - 2, 0, -1):
        delta = [np.einsum("ji,jp->ip", theta[m + 1], delta[0]) * tanh_slope(u[m])] + delta
    return [None, *delta]
""",
    activation="tanh",
)

case(
    "again-f13",
    "check_deltas",
    "deltas",
    "Takes u itself as the slope of the identity (derivative of o = u is thought to be u) instead of 1.",
    """
def derivative(u):
    # there is no sigma now: o = u, so we just have u
    return u


def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * M + [-2 * (y - o[M]) * derivative(u[M])]
    for m in range(M - 1, 0, -1):
        delta[m] = derivative(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
""",
    activation="identity",
)

case(
    "again-f14",
    "check_deltas",
    "deltas",
    "Multiplies what comes back over a weight by the neuron's own output o_i as well: δ_j·o_i·θ_ji mixes the "
    "gradient of the weight into δ.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = {M: -2 * (y - o[M]) * slope(u[M])}
    for m in range(M - 1, 0, -1):
        new = np.zeros(o[m].shape)
        for j, row in enumerate(theta[m + 1]):
            for i, weight in enumerate(row):
                # what went over this connection in the forward pass was weight * o
                new[i] += delta[m + 1][j] * (weight * o[m][i])
        delta[m] = slope(u[m]) * new
    return [delta.get(m) for m in range(M + 1)]
""",
)

# ---------------------------------------------------------------- gradients

case(
    "again-f15",
    "check_gradients",
    "gradients",
    "Pairs δ of a layer with the o of the same layer instead of the o of the layer before, so the result has a"
    " wrong (square) shape.",
    """
def gradients(delta, o):
    result = [None]
    for d, out in zip(delta[1:], o[1:]):
        result.append(d @ out.T)
    return result
""",
)

case(
    "again-f16",
    "check_gradients",
    "gradients",
    "Multiplies o by δᵀ, so each gradient lies on its side: row = from, column = to.",
    """
def gradients(delta, o):
    return [None] + [np.dot(o[m - 1], np.transpose(delta[m])) for m in range(1, len(delta))]
""",
)

case(
    "again-f17",
    "check_gradients",
    "gradients",
    "Adds up δ over the patterns and o over the patterns first and multiplies the two sums: Σδ · Σo instead of"
    " Σ(δ·o).",
    """
def gradients(delta, o):
    # one number per neuron
    d = [None if a is None else a.sum(axis=1) for a in delta]
    s = [a.sum(axis=1) for a in o]
    grads = [None]
    for m in range(1, len(d)):
        grads.append(np.outer(d[m], s[m - 1]))
    return grads
""",
)

case(
    "again-f18",
    "check_gradients",
    "gradients",
    "Overwrites the gradient in each turn of the loop over the patterns, so only that of the last pattern is left.",
    """
def gradients(delta, o):
    g = [None] * len(delta)
    patterns = o[0].shape[1]
    for p in range(patterns):
        for m in range(1, len(delta)):
            g[m] = np.outer(delta[m][:, p], o[m - 1][:, p])
    return g
""",
)

case(
    "again-f19",
    "check_gradients",
    "gradients",
    "Multiplies the δ of every layer by the input x = o[0], not by the outputs of the layer before.",
    """
def gradients(delta, o):
    x = o[0]
    grads = [None]
    for d in delta[1:]:
        table = np.zeros((len(d), len(x)))
        for i in range(len(d)):
            for l in range(len(x)):
                table[i, l] = np.sum(d[i] * x[l])
        grads.append(table)
    return grads
""",
)

case(
    "again-f20",
    "check_gradients",
    "gradients",
    "Applies σ once more to the outputs of the layer before, as if o were u.",
    """
def gradients(delta, o):
    def weight_gradient(m):
        into = sigma(o[m - 1])      # what comes out of the layer before
        return np.einsum("ip,lp->il", delta[m], into)

    return [weight_gradient(m) if m > 0 else None for m in range(len(delta))]
""",
)

# ---------------------------------------------------------------- update

case(
    "again-f21",
    "check_update",
    "update",
    "Goes with the gradient instead of against it: adds η times the gradient.",
    """
def update(theta, gradients, eta):
    new = [None]
    for m in range(1, len(theta)):
        correction = eta * gradients[m]
        new.append(theta[m] + correction)
    return new
""",
)

case(
    "again-f22",
    "check_update",
    "update",
    "Multiplies the whole difference by η: η(θ - gradient) instead of θ - η·gradient.",
    """
def update(theta, gradients, eta):
    def move(t, g):
        if t is None:
            return None
        return eta * (t - g)

    return list(map(move, theta, gradients))
""",
)

case(
    "again-f23",
    "check_update",
    "update",
    "Takes η as the length of the step: divides the gradient by its norm before the step, so its size no "
    "longer counts.",
    """
def update(theta, gradients, eta):
    # the gradient says where to go, eta says how far
    length = np.sqrt(sum((g ** 2).sum() for g in gradients[1:]))
    new_theta = []
    for t, g in zip(theta, gradients):
        if t is None:
            new_theta.append(None)
        else:
            direction = g / length
            new_theta.append(t - eta * direction)
    return new_theta
""",
)

case(
    "again-f24",
    "check_update",
    "update",
    "Gives back only the change -η·gradient, not the weights after the change.",
    """
def update(theta, gradients, eta):
    step = [None]
    m = 1
    while m < len(theta):
        change = np.zeros(theta[m].shape)
        change -= eta * gradients[m]
        step.append(change)
        m += 1
    return step
""",
)

case(
    "again-f25",
    "check_update",
    "update",
    "Changes each weight in proportion to itself: θ·(1 - η·gradient) instead of θ - η·gradient.",
    """
def update(theta, gradients, eta):
    new = [None] + [t.copy() for t in theta[1:]]
    for m in range(1, len(new)):
        for i, l in np.ndindex(new[m].shape):
            # make the weight smaller by this fraction
            new[m][i, l] *= 1 - eta * gradients[m][i, l]
    return new
""",
)

# ---------------------------------------------------------------- forward

case(
    "again-f26",
    "check_forward",
    "forward",
    "Leaves the output layer without σ: the prediction is taken to be the weighted sum itself.",
    """
def forward(theta, x):
    u, o = [x], [x]
    M = len(theta) - 1
    for m in range(1, M + 1):
        u.append(theta[m] @ o[m - 1])
        if m < M:
            o.append(sigma(u[m]))
        else:
            o.append(u[m])      # y_hat
    return u, o
""",
)

case(
    "again-f27",
    "check_forward",
    "forward",
    "Hands on u instead of o to the next layer, so σ of a hidden layer has no effect on what follows.",
    """
def forward(theta, x):
    u = [x]
    for weights in theta[1:]:
        u.append(np.matmul(weights, u[-1]))
    o = [x] + [sigma(v) for v in u[1:]]
    return u, o
""",
)

case(
    "again-f28",
    "check_forward",
    "forward",
    "Applies σ to the input too, as if the input layer were a layer of neurons.",
    """
def forward(theta, x):
    us = {0: x}
    os = {}
    for m in range(len(theta)):
        if m > 0:
            us[m] = theta[m].dot(os[m - 1])
        os[m] = sigma(us[m])
    return list(us.values()), list(os.values())
""",
)

case(
    "again-f29",
    "check_forward",
    "forward",
    "Takes σ of each single term θ·o and adds the σ up, instead of adding first and taking σ of the sum.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        before = o[m - 1]
        u_rows, o_rows = [], []
        for i in range(len(theta[m])):
            signals = [theta[m][i, l] * before[l] for l in range(len(before))]
            u_rows.append(sum(signals))
            o_rows.append(sum(sigma(s) for s in signals))
        u.append(np.array(u_rows))
        o.append(np.array(o_rows))
    return u, o
""",
)

# ---------------------------------------------------------------- error

case(
    "again-f30",
    "check_error",
    "error",
    "Adds the differences first and squares the sum, so that positive and negative ones cancel.",
    """
def error(y, y_hat):
    total = 0
    for k in range(y.shape[0]):
        for p in range(y.shape[1]):
            total += y[k, p] - y_hat[k, p]
    return total ** 2
""",
)

case(
    "again-f31",
    "check_error",
    "error",
    "Divides by the number of patterns: the mean over the patterns, not the sum.",
    """
def error(y, y_hat):
    per_pattern = [np.sum((t - p) ** 2) for t, p in zip(y.T, y_hat.T)]
    return sum(per_pattern) / len(per_pattern)
""",
)

case(
    "again-f32",
    "check_error",
    "error",
    "Gives the distance between y and ŷ, the root of the sum of the squares, instead of the sum itself.",
    """
def error(y, y_hat):
    return np.linalg.norm(y - y_hat)
""",
)

# ---------------------------------------------------------------- train_step

case(
    "again-f33",
    "check_train_step",
    "train_step",
    "Updates a layer's weights on the way back before the δ of the layer before it is computed, so δ goes back"
    " through weights that have already moved.",
    """
def train_step(theta, x, y, eta):
    new = [None] + [t.copy() for t in theta[1:]]
    u, o = [x], [x]
    for m in range(1, len(new)):
        u.append(new[m] @ o[-1])
        o.append(sigma(u[-1]))

    M = len(new) - 1
    delta = -2 * (y - o[M]) * slope(u[M])
    new[M] -= eta * delta @ o[M - 1].T
    for m in range(M - 1, 0, -1):
        delta = slope(u[m]) * (new[m + 1].T @ delta)
        new[m] -= eta * delta @ o[m - 1].T
    return new
""",
)

case(
    "again-f34",
    "check_train_step",
    "train_step",
    "Updates the weights after each single pattern, so later patterns meet weights that have already moved, "
    "instead of one update with the sum over all patterns.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for t in theta[1:]:
        u.append(t @ o[-1])
        o.append(sigma(u[-1]))
    return u, o


def deltas(theta, u, o, y):
    delta = [-2 * (y - o[-1]) * slope(u[-1])]
    for m in range(len(theta) - 2, 0, -1):
        delta.insert(0, slope(u[m]) * (theta[m + 1].T @ delta[0]))
    return [None] + delta


def train_step(theta, x, y, eta):
    for p in range(x.shape[1]):
        one_x, one_y = x[:, p:p + 1], y[:, p:p + 1]
        u, o = forward(theta, one_x)
        d = deltas(theta, u, o, one_y)
        theta = [None] + [theta[m] - eta * d[m] @ o[m - 1].T for m in range(1, len(theta))]
    return theta
""",
)

case(
    "again-f35",
    "check_train_step",
    "train_step",
    "Multiplies the step by Err as well (a large error is to give a large step), although Err is already in "
    "the gradient.",
    """
def train_step(theta, x, y, eta):
    # forward
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    Err = np.sum((y - o[-1]) ** 2)

    # backward
    delta = [None] * len(theta)
    delta[-1] = -2 * (y - o[-1]) * slope(u[-1])
    for m in range(len(theta) - 2, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])

    # update
    gradient = [None] + [delta[m] @ o[m - 1].T for m in range(1, len(theta))]
    return [None] + [theta[m] - eta * Err * gradient[m] for m in range(1, len(theta))]
""",
)

# ---------------------------------------------------------------- clip

case(
    "again-f36",
    "check_clip",
    "clip",
    "Adds the norms of the layers to get the norm of the whole, instead of adding all squares and taking one root.",
    """
def clip(gradients, max_norm):
    norm = 0
    for g in gradients[1:]:
        norm += np.sqrt(np.sum(g ** 2))
    if norm <= max_norm:
        return list(gradients)
    return [None] + [g * max_norm / norm for g in gradients[1:]]
""",
)

case(
    "again-f37",
    "check_clip",
    "clip",
    "Scales always, so a gradient that is shorter than max_norm is stretched to max_norm instead of being left alone.",
    """
def clip(gradients, max_norm):
    everything = np.concatenate([g.ravel() for g in gradients if g is not None])
    factor = max_norm / np.linalg.norm(everything)
    return [None if g is None else factor * g for g in gradients]
""",
)

# ---------------------------------------------------------------- gradient check

case(
    "again-f38",
    "check_gradient_check",
    "gradient_check",
    "Copies only the list, not the matrices in it: plus and minus share the same arrays, so +h and -h cancel "
    "and every difference is 0.",
    """
def err(theta, x, y):
    o = x
    for t in theta[1:]:
        o = sigma(t @ o)
    return np.sum((y - o) ** 2)


def gradient_check(theta, x, y, h):
    result = [None]
    for m in range(1, len(theta)):
        g = np.zeros(theta[m].shape)
        for i, l in np.ndindex(theta[m].shape):
            plus, minus = list(theta), list(theta)
            plus[m][i, l] += h
            minus[m][i, l] -= h
            g[i, l] = (err(plus, x, y) - err(minus, x, y)) / (2 * h)
        result.append(g)
    return result
""",
)

case(
    "again-f39",
    "check_gradient_check",
    "gradient_check",
    "Moves all weights of a layer at once by h and writes the one number into every place, instead of moving "
    "one weight at a time.",
    """
def gradient_check(theta, x, y, h):
    def Err(weights):
        signal = x
        for matrix in weights[1:]:
            signal = sigma(np.dot(matrix, signal))
        return ((y - signal) ** 2).sum()

    def shifted(m, by):
        return [theta[k] + by if k == m else theta[k] for k in range(len(theta))]

    answer = [None]
    for m in range(1, len(theta)):
        rise = (Err(shifted(m, h)) - Err(shifted(m, -h))) / (2 * h)
        answer.append(np.full(theta[m].shape, rise))
    return answer
""",
)

# ---------------------------------------------------------------- slope of the sigmoid

case(
    "again-f40",
    "check_sigmoid_slope",
    "slope",
    "Differentiates 1/(1+e^-u) by hand and leaves out the inner derivative of -u, the factor -1, so the sign "
    "is wrong.",
    """
def slope(u):
    # (1/v)' = -1/v^2 times v', and v = 1 + exp(-u)
    v = 1 + np.exp(-u)
    v_slope = np.exp(-u)
    return -v_slope / v ** 2
""",
)

# ---------------------------------------------------------------- right, in unusual dress

case(
    "again-r01",
    "check_deltas",
    "deltas",
    None,
    """
def deltas(theta, u, o, y):
    def from_layer(m):
        # the list of all delta from layer m on
        if m == len(theta) - 1:
            return [2 * (o[m] - y) * slope(u[m])]
        rest = from_layer(m + 1)
        back = sum(np.outer(w, d) for w, d in zip(theta[m + 1], rest[0]))
        return [back * slope(u[m])] + rest

    return [None] + from_layer(1)
""",
)

case(
    "again-r02",
    "check_deltas",
    "deltas_tanh",
    None,
    """
def deltas_tanh(theta, u, o, y):
    # pattern by pattern, with matrices of slopes on the diagonal
    M = len(theta) - 1
    delta = [None] + [np.zeros(u[m].shape) for m in range(1, M + 1)]
    for p in range(y.shape[1]):
        D = [np.diag(1 / np.cosh(layer[:, p]) ** 2) for layer in u]
        row = (o[M][:, p] - y[:, p]) @ D[M]
        delta[M][:, p] = row
        for m in range(M - 1, 0, -1):
            row = row @ np.delete(theta[m + 1], 0, axis=1) @ D[m]
            delta[m][:, p] = row
    return delta
""",
    activation="tanh",
    loss="half_squared_error",
    bias=True,
)

case(
    "again-r03",
    "check_gradients",
    "gradients",
    None,
    """
def gradients(delta, o):
    g = [None]
    for d, before in zip(delta[1:], o):
        cube = d[:, None, :] * before[None, :, :]     # to, from, pattern
        g.append(np.add.reduce(cube, axis=2))
    return g
""",
)

case(
    "again-r04",
    "check_forward",
    "forward",
    None,
    """
def forward(theta, x):
    if len(theta) == 1:
        return [x], [x]
    u, o = forward(theta[:-1], x)
    new = (o[-1].T @ theta[-1].T).T
    return u + [new], o + [0.5 * (1 + np.tanh(new / 2))]
""",
)

case(
    "again-r05",
    "check_train_step",
    "train_step",
    None,
    """
def train_step(theta, x, y, eta):
    def go(m, before):
        # walks forward, and on the way home brings back dErr/do of the layer before and the new weights
        if m == len(theta):
            return -2 * (y - before), []
        out = sigma(theta[m] @ before)
        g, later = go(m + 1, out)
        g = g * out * (1 - out)
        return theta[m].T @ g, [theta[m] - eta * (g @ before.T)] + later

    return [None] + go(1, x)[1]
""",
)

case(
    "again-r06",
    "check_clip",
    "clip",
    None,
    """
def clip(gradients, max_norm):
    norm = 0.0
    for g in gradients:
        if g is not None:
            norm = np.hypot(norm, np.linalg.norm(g))
    shrink = 1.0 / max(1.0, norm / max_norm)
    return [g if g is None else g * shrink for g in gradients]
""",
)
