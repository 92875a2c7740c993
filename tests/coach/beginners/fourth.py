from tests.coach.beginners.cases import case

# ---------------------------------------------------------------- deltas

case(
    "fourth-h01",
    "check_deltas",
    "deltas",
    "The sum over j is taken separately over the deltas and over the weights: (sum of delta_j) times (sum of theta_ji), not the sum of the products.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        sum_delta = np.sum(delta[m + 1], axis=0)
        for i in range(len(u[m])):
            sum_theta = np.sum(theta[m + 1][:, i])
            delta[m][i] = slope(u[m][i]) * sum_delta * sum_theta
    return delta
""",
)

case(
    "fourth-h02",
    "check_deltas",
    "deltas",
    "total is set to 0 before the loop over the neurons i, not inside it, so the sum of each hidden neuron still contains those of the neurons before it.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        rows = []
        total = 0
        for i in range(len(u[m])):
            for j in range(len(u[m + 1])):
                total = total + delta[m + 1][j] * theta[m + 1][j, i]
            rows.append(slope(u[m][i]) * total)
        delta[m] = np.array(rows)
    return delta
""",
)

case(
    "fourth-h03",
    "check_deltas",
    "deltas",
    "The raw error is sent back through the weights and the slope is multiplied in only locally, so the slopes of the later layers are missing in the hidden deltas.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    # errors of each layer
    err = {M: -2 * (y - o[M])}
    for m in range(M - 1, 0, -1):
        err[m] = np.dot(theta[m + 1].T, err[m + 1])
    # delta = error * derivative
    delta = [None]
    for m in range(1, M + 1):
        delta.append(err[m] * slope(u[m]))
    return delta
""",
)

case(
    "fourth-h04",
    "check_deltas",
    "deltas",
    "The slope is multiplied onto the running sum inside the loop over j, so early terms get it several times.",
    """
def deltas(theta, u, o, y):
    last = len(theta) - 1
    delta = [None for _ in theta]
    delta[last] = -2 * (y - o[last]) * slope(u[last])
    m = last - 1
    while m >= 1:
        d = np.zeros(u[m].shape)
        for i in range(d.shape[0]):
            for j in range(theta[m + 1].shape[0]):
                d[i] += delta[m + 1][j] * theta[m + 1][j][i]
                d[i] *= slope(u[m][i])
        delta[m] = d
        m -= 1
    return delta
""",
)

case(
    "fourth-h05",
    "check_deltas",
    "deltas",
    "The arrays of zeros are made anew inside the loop over the patterns, so only the last pattern's deltas survive and all others are 0.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    for p in range(y.shape[1]):
        delta = [None] + [np.zeros(u[m].shape) for m in range(1, M + 1)]
        delta[M][:, p] = -2 * (y[:, p] - o[M][:, p]) * slope(u[M][:, p])
        for m in range(M - 1, 0, -1):
            delta[m][:, p] = slope(u[m][:, p]) * (theta[m + 1].T @ delta[m + 1][:, p])
    return delta
""",
)

case(
    "fourth-h06",
    "check_deltas",
    "deltas",
    "The minus sign of the output formula is repeated in each hidden layer, so the sign alternates from layer to layer.",
    """
def deltas(theta, u, o, y):
    def d(m):
        if m == len(theta) - 1:
            return -2 * (y - o[m]) * slope(u[m])
        return -slope(u[m]) * (theta[m + 1].T @ d(m + 1))

    return [None] + [d(m) for m in range(1, len(theta))]
""",
)

case(
    "fourth-h07",
    "check_deltas",
    "deltas",
    "The slope is that of tanh, 1 - o**2, though the neurons are sigmoids.",
    """
def deltas(theta, u, o, y):
    delta = [-2 * (y - o[-1]) * (1 - o[-1] ** 2)]
    for m in reversed(range(1, len(theta) - 1)):
        derivative = 1 - o[m] ** 2
        delta.insert(0, derivative * np.dot(theta[m + 1].T, delta[0]))
    delta.insert(0, None)
    return delta
""",
)

case(
    "fourth-h08",
    "check_deltas",
    "deltas",
    "The prediction is taken to be u of the last layer (y - u) instead of o.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * len(theta)
    y_hat = u[M]
    delta[M] = -2 * (y - y_hat) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
""",
)

case(
    "fourth-h09",
    "check_deltas",
    "deltas",
    "At the output the squared error itself stands where its derivative should: -(y - y_hat)**2 in place of -2 (y - y_hat).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    Err = (y - o[M]) ** 2
    delta[M] = -Err * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros_like(u[m])
        for i in range(len(u[m])):
            delta[m][i] = slope(u[m][i]) * sum(delta[m + 1][j] * theta[m + 1][j, i] for j in range(len(delta[m + 1])))
    return delta
""",
)

case(
    "fourth-h10",
    "check_deltas",
    "deltas",
    "The slope is written out with u and o mixed up: o * (1 - u) in place of o * (1 - o), in all layers.",
    """
def deltas(theta, u, o, y):
    result = [None] * len(theta)
    for m in range(len(theta) - 1, 0, -1):
        if m == len(theta) - 1:
            back = -2 * (y - o[m])
        else:
            back = theta[m + 1].T @ result[m + 1]
        result[m] = back * o[m] * (1 - u[m])
    return result
""",
)

case(
    "fourth-h11",
    "check_deltas",
    "deltas",
    "In the hidden layers the slope is taken at u of the next layer (inside the sum, at u_j) and not at the neuron's own u_i.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        for i in range(u[m].shape[0]):
            for j in range(u[m + 1].shape[0]):
                delta[m][i] += slope(u[m + 1][j]) * delta[m + 1][j] * theta[m + 1][j, i]
    return delta
""",
)

case(
    "fourth-h12",
    "check_deltas",
    "deltas",
    "The output delta is y_hat - y, as for cross-entropy in other books: the slope of the output and the factor 2 are both missing.",
    """
def deltas(theta, u, o, y):
    L = len(theta) - 1
    dz = o[L] - y
    out = [dz]
    for l in range(L - 1, 0, -1):
        dz = (theta[l + 1].T @ dz) * slope(u[l])
        out.append(dz)
    return [None] + out[::-1]
""",
)

# ---------------------------------------------------------------- forward

case(
    "fourth-h13",
    "check_forward",
    "forward",
    "The last layer is left linear: there o = u, without the sigmoid.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        if m < len(theta) - 1:
            o.append(sigma(u[m]))
        else:
            o.append(u[m])
    return u, o
""",
)

case(
    "fourth-h14",
    "check_forward",
    "forward",
    "The weighted sum is taken over u of the layer before instead of o, so the sigmoid never gets into the next layer.",
    """
def forward(theta, x):
    u = [x]
    for W in theta[1:]:
        u.append(np.dot(W, u[-1]))
    o = [x] + [sigma(z) for z in u[1:]]
    return u, o
""",
)

case(
    "fourth-h15",
    "check_forward",
    "forward",
    "The sigmoid is applied to the input as well: layer 1 sums over sigma(x), not over x.",
    """
def forward(theta, x):
    u = [x]
    o = [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ sigma(u[m - 1]))
        o.append(sigma(u[m]))
    return u, o
""",
)

case(
    "fourth-h16",
    "check_forward",
    "forward",
    "The sum over l begins at 1, as in the formulas, so neuron 0 of the layer before is left out (Python counts from 0).",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        rows, cols = theta[m].shape
        u_m = np.zeros((rows, x.shape[1]))
        for i in range(rows):
            for l in range(1, cols):
                u_m[i] += theta[m][i, l] * o[m - 1][l]
        u.append(u_m)
        o.append(sigma(u_m))
    return u, o
""",
)

case(
    "fourth-h17",
    "check_forward",
    "forward",
    "The sigmoid is applied to each term and the results are added, instead of the sigmoid of the sum.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u_rows = []
        o_rows = []
        for weights in theta[m]:
            total_u = 0
            total_o = 0
            for l, w in enumerate(weights):
                term = w * o[m - 1][l]
                total_u = total_u + term
                total_o = total_o + sigma(term)
            u_rows.append(total_u)
            o_rows.append(total_o)
        u.append(np.array(u_rows))
        o.append(np.array(o_rows))
    return u, o
""",
)

# ---------------------------------------------------------------- gradients

case(
    "fourth-h18",
    "check_gradients",
    "gradients",
    "Delta and o are each added up over the patterns first and then multiplied: a product of sums instead of a sum of products.",
    """
def gradients(delta, o):
    grads = [None]
    for m in range(1, len(delta)):
        d = delta[m].sum(axis=1)
        a = o[m - 1].sum(axis=1)
        grads.append(np.outer(d, a))
    return grads
""",
)

case(
    "fourth-h19",
    "check_gradients",
    "gradients",
    "In the loop over the patterns the gradient is overwritten (=) and not added up (+=), so only the last pattern counts.",
    """
def gradients(delta, o):
    result = [None]
    for m in range(1, len(delta)):
        g = np.zeros((len(delta[m]), len(o[m - 1])))
        for p in range(delta[m].shape[1]):
            for i in range(g.shape[0]):
                for l in range(g.shape[1]):
                    g[i, l] = delta[m][i, p] * o[m - 1][l, p]
        result.append(g)
    return result
""",
)

case(
    "fourth-h20",
    "check_gradients",
    "gradients",
    "The sigmoid is applied once more to o, which already is the output of the sigmoid (and to x, too).",
    """
def gradients(delta, o):
    return [None] + [delta[m] @ sigma(o[m - 1]).T for m in range(1, len(delta))]
""",
)

case(
    "fourth-h21",
    "check_gradients",
    "gradients",
    "The gradients have the wrong sign: a minus is put in front, as in books where delta is the negative derivative.",
    """
def gradients(delta, o):
    grad = {}
    for m in range(1, len(o)):
        grad[m] = -np.einsum("ip,lp->il", delta[m], o[m - 1])
    return [None] + list(grad.values())
""",
)

# ---------------------------------------------------------------- update

case(
    "fourth-h22",
    "check_update",
    "update",
    "It gives back the change only (-eta times the gradient) and not the old weight plus the change.",
    """
def update(theta, gradients, eta):
    new_theta = [None]
    for m in range(1, len(theta)):
        step = np.zeros(theta[m].shape)
        step -= eta * gradients[m]
        new_theta.append(step)
    return new_theta
""",
)

case(
    "fourth-h23",
    "check_update",
    "update",
    "Inside the loop over the rows the whole matrix is moved, so each layer makes as many steps as it has neurons.",
    """
def update(theta, gradients, eta):
    new = [None] + [t.copy() for t in theta[1:]]
    for m in range(1, len(new)):
        for i in range(len(new[m])):
            new[m] = new[m] - eta * gradients[m]
    return new
""",
)

case(
    "fourth-h24",
    "check_update",
    "update",
    "The loop ends one layer too early: the weights of the last layer are never changed.",
    """
def update(theta, gradients, eta):
    M = len(theta) - 1
    new = [None] + [np.array(theta[m]) for m in range(1, M + 1)]
    for m in range(1, M):
        new[m] -= eta * gradients[m]
    return new
""",
)

case(
    "fourth-h25",
    "check_update",
    "update",
    "The bracket is in the wrong place: eta multiplies theta as well, eta * (theta - gradient).",
    """
def update(theta, gradients, eta):
    return [None if t is None else eta * (t - g) for t, g in zip(theta, gradients)]
""",
)

# ---------------------------------------------------------------- train_step

case(
    "fourth-h26",
    "check_train_step",
    "train_step",
    "The weights are changed after each single pattern, and the next pattern is run with the changed weights (online learning instead of one step with all patterns).",
    """
def train_step(theta, x, y, eta):
    theta = [None] + [t.copy() for t in theta[1:]]
    M = len(theta) - 1
    for p in range(x.shape[1]):
        u = [x[:, p:p + 1]]
        o = [x[:, p:p + 1]]
        for m in range(1, M + 1):
            u.append(theta[m] @ o[m - 1])
            o.append(sigma(u[m]))
        delta = [None] * (M + 1)
        delta[M] = -2 * (y[:, p:p + 1] - o[M]) * slope(u[M])
        for m in range(M - 1, 0, -1):
            delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
        for m in range(1, M + 1):
            theta[m] = theta[m] - eta * delta[m] @ o[m - 1].T
    return theta
""",
)

case(
    "fourth-h27",
    "check_train_step",
    "train_step",
    "Each layer is updated at once on the way back, so the delta of the layer before is computed with the new weights instead of the old ones.",
    """
def train_step(theta, x, y, eta):
    new = list(theta)
    u, o = [x], [x]
    for m in range(1, len(new)):
        u.append(new[m] @ o[-1])
        o.append(sigma(u[-1]))
    d = -2 * (y - o[-1]) * slope(u[-1])
    for m in range(len(new) - 1, 0, -1):
        new[m] = new[m] - eta * (d @ o[m - 1].T)
        if m > 1:
            d = slope(u[m - 1]) * (new[m].T @ d)
    return new
""",
)

case(
    "fourth-h28",
    "check_train_step",
    "train_step",
    "The gradient is divided by the number of patterns: a mean where the course has the sum.",
    """
def train_step(theta, x, y, eta):
    n = x.shape[1]

    def forward(theta, x):
        u, o = [x], [x]
        for t in theta[1:]:
            u.append(t @ o[-1])
            o.append(sigma(u[-1]))
        return u, o

    def backward(theta, u, o, y):
        delta = [-2 * (y - o[-1]) * slope(u[-1])]
        for m in range(len(theta) - 2, 0, -1):
            delta.insert(0, slope(u[m]) * (theta[m + 1].T @ delta[0]))
        return [None] + delta

    u, o = forward(theta, x)
    delta = backward(theta, u, o, y)
    return [None] + [theta[m] - eta * (1 / n) * delta[m] @ o[m - 1].T for m in range(1, len(theta))]
""",
)

case(
    "fourth-h29",
    "check_train_step",
    "train_step",
    "The update stands inside the loop over the patterns while the gradient is still being added up, so the first patterns' gradients are subtracted several times.",
    """
def train_step(theta, x, y, eta):
    M = len(theta) - 1
    u, o = [x], [x]
    for m in range(1, M + 1):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])

    new = [None] + [theta[m].copy() for m in range(1, M + 1)]
    grad = [None] + [np.zeros(theta[m].shape) for m in range(1, M + 1)]
    for p in range(x.shape[1]):
        for m in range(1, M + 1):
            grad[m] += np.outer(delta[m][:, p], o[m - 1][:, p])
            new[m] -= eta * grad[m]
    return new
""",
)

case(
    "fourth-h30",
    "check_train_step",
    "train_step",
    "Two mistakes: the factor 2 is missing in the output delta (the convention with 1/2), and the slope of the hidden layers is taken at o instead of u.",
    """
def train_step(theta, x, y, eta):
    # 1. forward
    u, o = {0: x}, {0: x}
    M = len(theta) - 1
    for m in range(1, M + 1):
        u[m] = theta[m] @ o[m - 1]
        o[m] = sigma(u[m])
    # 2. backward
    delta = {M: (o[M] - y) * slope(u[M])}
    for m in range(M - 1, 0, -1):
        delta[m] = slope(o[m]) * (theta[m + 1].T @ delta[m + 1])
    # 3. update
    new = [None]
    for m in range(1, M + 1):
        new.append(theta[m] - eta * delta[m] @ o[m - 1].T)
    return new
""",
)

# ---------------------------------------------------------------- gradient_check

case(
    "fourth-h31",
    "check_gradient_check",
    "gradient_check",
    "After going up by h the weight is taken down by h only, so it is back at its old value and not at theta - h, and the result is about half.",
    """
def gradient_check(theta, x, y, h):
    def Err(t):
        o = x
        for W in t[1:]:
            o = sigma(W @ o)
        return np.sum((y - o) ** 2)

    t = [None] + [W.copy() for W in theta[1:]]
    result = [None]
    for m in range(1, len(t)):
        g = np.zeros(t[m].shape)
        for i, l in np.ndindex(t[m].shape):
            old = t[m][i, l]
            t[m][i, l] += h
            plus = Err(t)
            t[m][i, l] -= h
            minus = Err(t)
            t[m][i, l] = old
            g[i, l] = (plus - minus) / (2 * h)
        result.append(g)
    return result
""",
)

case(
    "fourth-h32",
    "check_gradient_check",
    "gradient_check",
    "The brackets round 2 * h are missing: / 2 * h divides by 2 and then multiplies by h.",
    """
def gradient_check(theta, x, y, h):
    def error_with(m, i, l, change):
        moved = [None] + [np.array(t, dtype=float) for t in theta[1:]]
        moved[m][i, l] += change
        o = x
        for t in moved[1:]:
            o = sigma(t @ o)
        return ((y - o) ** 2).sum()

    found = [None]
    for m in range(1, len(theta)):
        rows = []
        for i in range(theta[m].shape[0]):
            rows.append([(error_with(m, i, l, h) - error_with(m, i, l, -h)) / 2 * h for l in range(theta[m].shape[1])])
        found.append(np.array(rows))
    return found
""",
)

case(
    "fourth-h33",
    "check_gradient_check",
    "gradient_check",
    "h is added to the whole matrix of the layer at once, not to one weight, so each entry is the sum of the layer's gradients.",
    """
def gradient_check(theta, x, y, h):
    def Err(theta):
        o = x
        for m in range(1, len(theta)):
            o = sigma(theta[m] @ o)
        return np.sum((y - o) ** 2)

    grads = [None]
    for m in range(1, len(theta)):
        grad = np.zeros(theta[m].shape)
        for i, l in np.ndindex(theta[m].shape):
            up = list(theta)
            down = list(theta)
            up[m] = theta[m] + h
            down[m] = theta[m] - h
            grad[i, l] = (Err(up) - Err(down)) / (2 * h)
        grads.append(grad)
    return grads
""",
)

# ---------------------------------------------------------------- clip

case(
    "fourth-h34",
    "check_clip",
    "clip",
    "The norms of the layers are simply added; the common norm is the root of the sum of their squares.",
    """
def clip(gradients, max_norm):
    norm = 0
    for g in gradients[1:]:
        norm += np.sqrt(np.sum(g ** 2))
    if norm > max_norm:
        return [None] + [g * max_norm / norm for g in gradients[1:]]
    return gradients
""",
)

case(
    "fourth-h35",
    "check_clip",
    "clip",
    "The root is forgotten: the sum of the squares is taken for the norm, both in the comparison with max_norm and in the factor.",
    """
def clip(gradients, max_norm):
    norm = sum(np.sum(g ** 2) for g in gradients[1:])
    factor = min(1, max_norm / norm)
    return [None] + [factor * g for g in gradients[1:]]
""",
)

case(
    "fourth-h36",
    "check_clip",
    "clip",
    "A gradient that is too long is divided by its norm but not multiplied by max_norm, so it always gets the length 1.",
    """
def clip(gradients, max_norm):
    squares = 0
    for m in range(1, len(gradients)):
        for row in gradients[m]:
            for g in row:
                squares += g * g
    norm = squares ** 0.5
    clipped = [None]
    for m in range(1, len(gradients)):
        if norm > max_norm:
            clipped.append(gradients[m] / norm)
        else:
            clipped.append(gradients[m].copy())
    return clipped
""",
)

# ---------------------------------------------------------------- error

case(
    "fourth-h37",
    "check_error",
    "error",
    "The differences are added up first and the sum is squared, instead of adding the squares.",
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
    "fourth-h38",
    "check_error",
    "error",
    "It gives the norm of the difference: the root of the sum of the squares.",
    """
def error(y, y_hat):
    return np.linalg.norm(y - y_hat)
""",
)

# ---------------------------------------------------------------- sigmoid, slope

case(
    "fourth-h39",
    "check_sigmoid",
    "sigmoid",
    "The brackets round the denominator are missing: 1 / 1 + exp(-u) is 1 + exp(-u).",
    """
def sigmoid(u):
    return 1 / 1 + np.exp(-u)
""",
)

case(
    "fourth-h40",
    "check_sigmoid_slope",
    "slope",
    "The inner derivative of exp(-u), a factor -1, is forgotten in the quotient rule, so the slope has the wrong sign.",
    """
def slope(u):
    e = np.exp(-u)
    numerator = 0 * (1 + e) - 1 * e
    return numerator / (1 + e) ** 2
""",
)
