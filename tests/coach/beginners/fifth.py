from tests.coach.beginners.cases import case

# ---------------------------------------------------------------- deltas (12)

case(
    "fifth-i01",
    "check_deltas",
    "deltas",
    "The plain errors are carried backward through the weights without the slopes of the layers passed; each layer's own slope is multiplied on only at the end, so the slopes of the later layers are missing.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    errors = {M: -2 * (y - o[M])}
    for m in range(M - 1, 0, -1):
        errors[m] = theta[m + 1].T @ errors[m + 1]
    return [None] + [errors[m] * slope(u[m]) for m in range(1, M + 1)]
""",
)

case(
    "fifth-i02",
    "check_deltas",
    "deltas",
    "In the loop over j the term overwrites the sum (= instead of +=), so only the last neuron of the next layer counts.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            for j in range(len(u[m + 1])):
                delta[m][i] = slope(u[m][i]) * delta[m + 1][j] * theta[m + 1][j, i]
    return delta
""",
)

case(
    "fifth-i03",
    "check_deltas",
    "deltas",
    "The running sum is set to 0 once per layer and not once per neuron i, so each neuron also gets the sums of the neurons before it.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        rows = []
        total = np.zeros(y.shape[1])
        for i in range(theta[m + 1].shape[1]):
            for j in range(theta[m + 1].shape[0]):
                total = total + delta[m + 1][j] * theta[m + 1][j, i]
            rows.append(slope(u[m][i]) * total)
        delta[m] = np.array(rows)
    return delta
""",
)

case(
    "fifth-i04",
    "check_deltas",
    "deltas",
    "The slope of a hidden layer is taken at the u of the next layer (inside the sum over j), not at the neuron's own u.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in reversed(range(1, M)):
        delta[m] = theta[m + 1].T @ (delta[m + 1] * slope(u[m + 1]))
    return delta
""",
)

case(
    "fifth-i05",
    "check_deltas",
    "deltas",
    "The slope of a hidden neuron is multiplied in twice: in each term of the sum, and once more outside the sum.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    m = M - 1
    while m > 0:
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            s = slope(u[m][i])
            for j in range(len(u[m + 1])):
                delta[m][i] += s * delta[m + 1][j] * theta[m + 1][j][i]
            delta[m][i] = s * delta[m][i]
        m -= 1
    return delta
""",
)

case(
    "fifth-i06",
    "check_deltas",
    "deltas",
    "At the output the target is compared with u of the last layer and not with its output o.",
    """
def deltas(theta, u, o, y):
    last = len(u) - 1
    result = [-2 * (y - u[last]) * slope(u[last])]
    for m in range(last - 1, 0, -1):
        result.insert(0, slope(u[m]) * np.dot(theta[m + 1].T, result[0]))
    return [None] + result
""",
)

case(
    "fifth-i07",
    "check_deltas",
    "deltas",
    "The hidden sum of products is computed as a product of two sums: (sum of the deltas) times (sum of the weights).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        weights = np.sum(theta[m + 1], axis=0)
        back = np.sum(delta[m + 1], axis=0)
        delta[m] = slope(u[m]) * weights[:, None] * back[None, :]
    return delta
""",
)

case(
    "fifth-i08",
    "check_deltas",
    "deltas",
    "The backward loop stops one layer too early (range ends before 1), so the deltas of layer 1 stay 0.",
    """
def deltas(theta, u, o, y):
    delta = [None] + [np.zeros_like(ui, dtype=float) for ui in u[1:]]
    M = len(theta) - 1
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 1, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
""",
)

case(
    "fifth-i09",
    "check_deltas",
    "deltas",
    "The slope of tanh, 1 - o**2, is used in all layers although the neurons are sigmoids.",
    """
def deltas(theta, u, o, y):
    def derivative(out):
        return 1 - out ** 2

    M = len(theta) - 1
    d = -2 * (y - o[M]) * derivative(o[M])
    ds = [d]
    for m in range(M - 1, 0, -1):
        d = (theta[m + 1].T @ d) * derivative(o[m])
        ds.append(d)
    ds.append(None)
    return ds[::-1]
""",
)

case(
    "fifth-i10",
    "check_deltas",
    "deltas",
    "The delta rule of older books, (y - o) o (1 - o): the factor 2 is missing and the sign is the opposite one.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1

    def d(m):
        act = o[m] * (1 - o[m])
        if m == M:
            return act * (y - o[m])
        return act * (theta[m + 1].T @ d(m + 1))

    return [None] + [d(m) for m in range(1, M + 1)]
""",
)

case(
    "fifth-i11",
    "check_deltas",
    "deltas",
    "At the output the differences are added up over all outputs (because Err is a sum), so every output neuron gets the error of all of them.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    dErr = -2 * np.sum(y - o[M], axis=0)
    delta[M] = dErr * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
""",
)

case(
    "fifth-i12",
    "check_deltas",
    "deltas",
    "The exponent is not lowered in the derivative of the square: -2 (y - o)**2 instead of -2 (y - o).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = {}
    for m in range(M, 0, -1):
        if m == M:
            delta[m] = -2 * (y - o[m]) ** 2 * slope(u[m])
        else:
            delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return [None] + [delta[m] for m in sorted(delta)]
""",
)

# ---------------------------------------------------------------- forward (5)

case(
    "fifth-i13",
    "check_forward",
    "forward",
    "The next layer is fed with u of the layer before and not with its output o, so sigma is never passed on.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ u[m - 1])
        o.append(sigma(u[m]))
    return u, o
""",
)

case(
    "fifth-i14",
    "check_forward",
    "forward",
    "The last layer gets no sigma: the output is linear.",
    """
def forward(theta, x):
    M = len(theta) - 1
    u = [x] + [None] * M
    o = [x] + [None] * M
    for m in range(1, M + 1):
        u[m] = np.dot(theta[m], o[m - 1])
        if m < M:
            o[m] = sigma(u[m])
        else:
            o[m] = u[m]
    return u, o
""",
)

case(
    "fifth-i15",
    "check_forward",
    "forward",
    "sigma is already applied to what is stored as u, and then once more for o.",
    """
def forward(theta, x):
    us = [x]
    os = [x]
    for weights in theta[1:]:
        us.append(sigma(weights @ os[-1]))
        os.append(sigma(us[-1]))
    return us, os
""",
)

case(
    "fifth-i16",
    "check_forward",
    "forward",
    "For the output, sigma is applied to each term theta * o before adding, instead of to the sum.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        n, k = theta[m].shape
        um = np.zeros((n, x.shape[1]))
        om = np.zeros((n, x.shape[1]))
        for i in range(n):
            for l in range(k):
                um[i] += theta[m][i, l] * o[m - 1][l]
                om[i] += sigma(theta[m][i, l] * o[m - 1][l])
        u.append(um)
        o.append(om)
    return u, o
""",
)

case(
    "fifth-i17",
    "check_forward",
    "forward",
    "The loop over the neurons of the layer before begins at 1, so its first neuron (index 0) is left out.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        rows = []
        for i in range(len(theta[m])):
            total = np.zeros(x.shape[1])
            for l in range(1, len(o[m - 1])):
                total = total + theta[m][i, l] * o[m - 1][l]
            rows.append(total)
        u.append(np.array(rows))
        o.append(sigma(u[m]))
    return u, o
""",
)

# -------------------------------------------------------------- gradients (4)

case(
    "fifth-i18",
    "check_gradients",
    "gradients",
    "In the loop over the patterns the gradient is overwritten, so only the last pattern counts.",
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
    "fifth-i19",
    "check_gradients",
    "gradients",
    "The mean over the patterns is taken instead of the sum.",
    """
def gradients(delta, o):
    result = [None]
    for d, before in zip(delta[1:], o):
        single = [np.outer(a, b) for a, b in zip(d.T, before.T)]
        result.append(np.mean(single, axis=0))
    return result
""",
)

case(
    "fifth-i20",
    "check_gradients",
    "gradients",
    "delta and o are each added up over the patterns first and multiplied afterwards: product of the sums instead of sum of the products.",
    """
def gradients(delta, o):
    g = [None]
    for m in range(1, len(delta)):
        d = delta[m].sum(axis=1, keepdims=True)
        a = o[m - 1].sum(axis=1, keepdims=True)
        g.append(d @ a.T)
    return g
""",
)

case(
    "fifth-i21",
    "check_gradients",
    "gradients",
    "The slope o (1 - o) is multiplied on once more although delta contains it already.",
    """
def gradients(delta, o):
    return [None] + [
        (delta[m] * o[m] * (1 - o[m])) @ o[m - 1].T
        for m in range(1, len(delta))
    ]
""",
)

# ----------------------------------------------------------------- update (4)

case(
    "fifth-i22",
    "check_update",
    "update",
    "The gradient is added: the step goes uphill.",
    """
def update(theta, gradients, eta):
    new = [None]
    for t, g in zip(theta[1:], gradients[1:]):
        new.append(t + eta * g)
    return new
""",
)

case(
    "fifth-i23",
    "check_update",
    "update",
    "Brackets in the wrong place: eta multiplies the weights as well, eta * (theta - gradient).",
    """
def update(theta, gradients, eta):
    new_theta = [None] * len(theta)
    for m in range(1, len(theta)):
        new_theta[m] = eta * (theta[m] - gradients[m])
    return new_theta
""",
)

case(
    "fifth-i24",
    "check_update",
    "update",
    "The loop ends one layer too early, so the weights of the last layer are not changed.",
    """
def update(theta, gradients, eta):
    M = len(theta) - 1
    new = [None] + [t.copy() for t in theta[1:]]
    for m in range(1, M):
        new[m] = new[m] - eta * gradients[m]
    return new
""",
)

case(
    "fifth-i25",
    "check_update",
    "update",
    "The column index is missing on the left: every pass of the inner loop writes the whole row, so all weights of a row are moved by the gradient of the last one.",
    """
def update(theta, gradients, eta):
    new = [None]
    for m in range(1, len(theta)):
        t = np.zeros(theta[m].shape)
        for i in range(t.shape[0]):
            for l in range(t.shape[1]):
                t[i] = theta[m][i] - eta * gradients[m][i, l]
        new.append(t)
    return new
""",
)

# ------------------------------------------------------------- train_step (5)

case(
    "fifth-i26",
    "check_train_step",
    "train_step",
    "Each layer's weights are updated at once on the way back, and the delta of the layer before is computed with the new weights.",
    """
def train_step(theta, x, y, eta):
    theta = list(theta)
    M = len(theta) - 1
    u, o = [x], [x]
    for m in range(1, M + 1):
        u.append(theta[m] @ o[-1])
        o.append(sigma(u[-1]))
    delta = -2 * (y - o[M]) * slope(u[M])
    for m in range(M, 0, -1):
        theta[m] = theta[m] - eta * delta @ o[m - 1].T
        if m > 1:
            delta = slope(u[m - 1]) * (theta[m].T @ delta)
    return theta
""",
)

case(
    "fifth-i27",
    "check_train_step",
    "train_step",
    "The weights are updated after every single pattern instead of once with the sum over all patterns.",
    """
def train_step(theta, x, y, eta):
    M = len(theta) - 1
    new = [None] + [t.copy() for t in theta[1:]]
    for p in range(x.shape[1]):
        u, o = [x[:, [p]]], [x[:, [p]]]
        for m in range(1, M + 1):
            u.append(new[m] @ o[m - 1])
            o.append(sigma(u[m]))
        delta = [None] * (M + 1)
        delta[M] = -2 * (y[:, [p]] - o[M]) * slope(u[M])
        for m in range(M - 1, 0, -1):
            delta[m] = slope(u[m]) * (new[m + 1].T @ delta[m + 1])
        for m in range(1, M + 1):
            new[m] = new[m] - eta * delta[m] @ o[m - 1].T
    return new
""",
)

case(
    "fifth-i28",
    "check_train_step",
    "train_step",
    "The slope is taken at o instead of at u, so sigma is applied twice inside it (in all layers).",
    """
def train_step(theta, x, y, eta):
    M = len(theta) - 1
    o = {0: x}
    for m in range(1, M + 1):
        o[m] = sigma(theta[m] @ o[m - 1])
    delta = {M: -2 * (y - o[M]) * slope(o[M])}
    for m in range(M - 1, 0, -1):
        delta[m] = slope(o[m]) * (theta[m + 1].T @ delta[m + 1])
    return [None] + [theta[m] - eta * (delta[m] @ o[m - 1].T) for m in range(1, M + 1)]
""",
)

case(
    "fifth-i29",
    "check_train_step",
    "train_step",
    "eta is multiplied on twice: once in the gradients and again in the update.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    return u, o

def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta

def gradients(delta, o, eta):
    return [None] + [eta * delta[m] @ o[m - 1].T for m in range(1, len(delta))]

def update(theta, grads, eta):
    return [None] + [theta[m] - eta * grads[m] for m in range(1, len(theta))]

def train_step(theta, x, y, eta):
    u, o = forward(theta, x)
    delta = deltas(theta, u, o, y)
    grads = gradients(delta, o, eta)
    return update(theta, grads, eta)
""",
)

case(
    "fifth-i30",
    "check_train_step",
    "train_step",
    "The hidden deltas have no slope: they are only the weighted sum of the deltas of the next layer.",
    """
def train_step(theta, x, y, eta):
    activations = [x]
    for w in theta[1:]:
        activations.append(sigma(w @ activations[-1]))
    y_hat = activations[-1]
    delta = -2 * (y - y_hat) * y_hat * (1 - y_hat)
    new = []
    for m in range(len(theta) - 1, 0, -1):
        new.insert(0, theta[m] - eta * (delta @ activations[m - 1].T))
        delta = theta[m].T @ delta
    return [None] + new
""",
)

# --------------------------------------------------------- gradient_check (3)

case(
    "fifth-i31",
    "check_gradient_check",
    "gradient_check",
    "The weight is moved up by h and then down by h again, which only brings it back, so the second Err is that of the unmoved weight: half of the right value.",
    """
def gradient_check(theta, x, y, h):
    def Err(th):
        o = x
        for m in range(1, len(th)):
            o = sigma(th[m] @ o)
        return np.sum((y - o) ** 2)

    moved = [None] + [t.copy() for t in theta[1:]]
    result = [None]
    for m in range(1, len(theta)):
        g = np.zeros(theta[m].shape)
        for i, l in np.ndindex(theta[m].shape):
            moved[m][i, l] += h
            up = Err(moved)
            moved[m][i, l] -= h
            down = Err(moved)
            g[i, l] = (up - down) / (2 * h)
        result.append(g)
    return result
""",
)

case(
    "fifth-i32",
    "check_gradient_check",
    "gradient_check",
    "Brackets missing: '/ 2 * h' divides by 2 and then multiplies by h.",
    """
def gradient_check(theta, x, y, h):
    def forward(weights):
        o = x
        for w in weights[1:]:
            o = sigma(w @ o)
        return o

    def shifted(m, i, l, by):
        new = [None] + [np.array(t, dtype=float) for t in theta[1:]]
        new[m][i, l] += by
        return ((y - forward(new)) ** 2).sum()

    return [None] + [
        np.array([
            [(shifted(m, i, l, h) - shifted(m, i, l, -h)) / 2 * h for l in range(theta[m].shape[1])]
            for i in range(theta[m].shape[0])
        ])
        for m in range(1, len(theta))
    ]
""",
)

case(
    "fifth-i33",
    "check_gradient_check",
    "gradient_check",
    "Only the list is copied, not the matrices in it: plus and minus share the same arrays, so + h and - h cancel and every difference is 0.",
    """
def gradient_check(theta, x, y, h):
    theta = [None] + [t.copy() for t in theta[1:]]  # do not change the given one

    def err(weights):
        o = x
        for m in range(1, len(weights)):
            o = sigma(weights[m] @ o)
        return np.sum((y - o) ** 2)

    grads = [None] + [np.zeros(t.shape) for t in theta[1:]]
    for m in range(1, len(theta)):
        for i in range(theta[m].shape[0]):
            for l in range(theta[m].shape[1]):
                plus = theta.copy()
                minus = theta.copy()
                plus[m][i, l] += h
                minus[m][i, l] -= h
                grads[m][i, l] = (err(plus) - err(minus)) / (2 * h)
    return grads
""",
)

# ------------------------------------------------------------------- clip (3)

case(
    "fifth-i34",
    "check_clip",
    "clip",
    "Every single entry is cut at +-max_norm instead of scaling all by one number.",
    """
def clip(gradients, max_norm):
    clipped = [None]
    for g in gradients[1:]:
        clipped.append(np.clip(g, -max_norm, max_norm))
    return clipped
""",
)

case(
    "fifth-i35",
    "check_clip",
    "clip",
    "The common norm is computed as the sum of the norms of the layers, not as the root of the sum of all squares.",
    """
def clip(gradients, max_norm):
    norm = 0
    for g in gradients[1:]:
        norm += np.sqrt(np.sum(g ** 2))
    if norm > max_norm:
        factor = max_norm / norm
    else:
        factor = 1
    return [None] + [factor * g for g in gradients[1:]]
""",
)

case(
    "fifth-i36",
    "check_clip",
    "clip",
    "The question whether the norm is too large is missing: short gradients are stretched to max_norm as well.",
    """
def clip(gradients, max_norm):
    everything = np.concatenate([g.ravel() for g in gradients[1:]])
    norm = np.linalg.norm(everything)
    return [None if g is None else g / norm * max_norm for g in gradients]
""",
)

# ------------------------------------------------------------------ error (2)

case(
    "fifth-i37",
    "check_error",
    "error",
    "The differences are added up first and the sum is squared, instead of adding the squares.",
    """
def error(y, y_hat):
    return np.sum(y - y_hat) ** 2
""",
)

case(
    "fifth-i38",
    "check_error",
    "error",
    "A mean is taken, and over the wrong number: the sum of the squares is divided by len(y), the number of outputs.",
    """
def error(y, y_hat):
    n = len(y)
    total = 0
    for k in range(n):
        for p in range(y.shape[1]):
            total += (y[k, p] - y_hat[k, p]) ** 2
    return total / n
""",
)

# ----------------------------------------------------------- sigmoid, slope (2)

case(
    "fifth-i39",
    "check_sigmoid",
    "sigmoid",
    "Brackets around the denominator are missing: 1 / 1 + exp(-u).",
    """
def sigmoid(u):
    return 1 / 1 + np.exp(-u)
""",
)

case(
    "fifth-i40",
    "check_sigmoid_slope",
    "slope",
    "The sign is wrong: derived by hand with the quotient rule, the minus of the inner derivative of exp(-u) got lost.",
    """
def slope(u):
    e = np.exp(-u)
    return -e / (1 + e) ** 2
""",
)
