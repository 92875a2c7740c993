from tests.coach.beginners.cases import case

# ---------------------------------------------------------------- deltas (12)

case(
    "third-g01",
    "check_deltas",
    "deltas",
    "The minus is kept although the difference is already turned round (ŷ − y), so every delta has the wrong sign.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (o[M] - y) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
""",
)

case(
    "third-g02",
    "check_deltas",
    "deltas",
    "Takes the output delta of softmax/cross-entropy books, ŷ − y: neither the factor 2 nor the slope at the output.",
    """
def deltas(theta, u, o, y):
    d = o[-1] - y
    result = [d]
    for m in reversed(range(1, len(theta) - 1)):
        d = (theta[m + 1].T @ d) * slope(u[m])
        result.insert(0, d)
    return [None] + result
""",
)

case(
    "third-g03",
    "check_deltas",
    "deltas",
    "At the output layer the slope is taken at the prediction ŷ = o instead of at u (the hidden layers are right).",
    """
def deltas(theta, u, o, y):
    L = len(theta) - 1
    y_hat = o[L]
    delta = {L: -2 * (y - y_hat) * slope(y_hat)}
    for layer in range(L - 1, 0, -1):
        W = theta[layer + 1]
        delta[layer] = slope(u[layer]) * np.dot(W.T, delta[layer + 1])
    return [None] + [delta[layer] for layer in range(1, L + 1)]
""",
)

case(
    "third-g04",
    "check_deltas",
    "deltas",
    "Two mistakes: the hidden layers have no slope (only the weighted sum is passed back), and the 2 of the square is missing at the output.",
    """
def deltas(theta, u, o, y):
    last = len(theta) - 1

    def delta_of(m):
        if m == last:
            return -(y - o[m]) * slope(u[m])
        return theta[m + 1].T @ delta_of(m + 1)

    return [None] + [delta_of(m) for m in range(1, last + 1)]
""",
)

case(
    "third-g05",
    "check_deltas",
    "deltas",
    "The sum over j is not added up but overwritten (= instead of +=), so only the last neuron of the next layer counts.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            total = 0
            for j in range(len(delta[m + 1])):
                total = delta[m + 1][j] * theta[m + 1][j, i]
            delta[m][i] = slope(u[m][i]) * total
    return delta
""",
)

case(
    "third-g06",
    "check_deltas",
    "deltas",
    "The sum of the products is split up into a product of two sums: (sum of the deltas) times (sum of the weights).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            sum_delta = 0
            sum_theta = 0
            for j in range(len(u[m + 1])):
                sum_delta = sum_delta + delta[m + 1][j]
                sum_theta = sum_theta + theta[m + 1][j, i]
            delta[m][i] = slope(u[m][i]) * sum_delta * sum_theta
    return delta
""",
)

case(
    "third-g07",
    "check_deltas",
    "deltas",
    "The weight matrix is brought into the fitting shape with reshape instead of being transposed, so the weights land in the wrong places.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None for _ in theta]
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    m = M - 1
    while m > 0:
        rows, cols = theta[m + 1].shape
        W = theta[m + 1].reshape(cols, rows)   # turn it round so that it fits
        delta[m] = slope(u[m]) * (W @ delta[m + 1])
        m -= 1
    return delta
""",
)

case(
    "third-g08",
    "check_deltas",
    "deltas",
    "The loop runs from left to right, so each hidden layer uses the next layer's delta while that is still zero.",
    """
def deltas(theta, u, o, y):
    delta = [None] + [np.zeros(u[m].shape) for m in range(1, len(u))]
    for m in range(1, len(theta)):
        if m == len(theta) - 1:
            delta[m] = -2 * (y - o[m]) * slope(u[m])
        else:
            delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta
""",
)

case(
    "third-g09",
    "check_deltas",
    "deltas",
    "The formula is read as σ′(u · Σ): the sum stands inside the argument of the slope instead of being multiplied with it.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        back = theta[m + 1].T @ delta[m + 1]
        delta[m] = slope(u[m] * back)
    return delta
""",
)

case(
    "third-g10",
    "check_deltas",
    "deltas",
    "The factor −2 of the error is put into the hidden layers again, so it piles up from layer to layer.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    for m in range(M, 0, -1):
        if m == M:
            e = y - o[M]
        else:
            e = theta[m + 1].T.dot(delta[m + 1])
        delta[m] = -2 * e * slope(u[m])
    return delta
""",
)

case(
    "third-g11",
    "check_deltas",
    "deltas",
    "In the hidden layers the slope of the wrong layer is used: σ′(u) of the next layer (again, inside the sum) instead of σ′(u) of the neuron itself.",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * M + [-2 * (y - o[M]) * slope(u[M])]
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros_like(u[m])
        for i in range(u[m].shape[0]):
            for j in range(u[m + 1].shape[0]):
                delta[m][i] += slope(u[m + 1][j]) * delta[m + 1][j] * theta[m + 1][j, i]
    return delta
""",
)

case(
    "third-g12",
    "check_deltas",
    "deltas",
    "The square stays when the error is differentiated: −2 (y − ŷ)² instead of −2 (y − ŷ).",
    """
def deltas(theta, u, o, y):
    M = len(theta) - 1
    dErr = -2 * (y - o[M]) ** 2
    delta = [dErr * slope(u[M])]
    for m in range(M - 1, 0, -1):
        delta.append(slope(u[m]) * (theta[m + 1].T @ delta[-1]))
    delta.append(None)
    return delta[::-1]
""",
)

# ---------------------------------------------------------------- forward (5)

case(
    "third-g13",
    "check_forward",
    "forward",
    "The next layer gets u of the layer before instead of its output o (σ does not go into the chain).",
    """
def forward(theta, x):
    u = [x]
    o = [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ u[m - 1])
        o.append(sigma(u[m]))
    return u, o
""",
)

case(
    "third-g14",
    "check_forward",
    "forward",
    "The output layer gets no sigmoid: there o = u, as in regression networks of other books.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for W in theta[1:-1]:
        u.append(np.dot(W, o[-1]))
        o.append(sigma(u[-1]))
    u.append(np.dot(theta[-1], o[-1]))
    o.append(u[-1])
    return u, o
""",
)

case(
    "third-g15",
    "check_forward",
    "forward",
    "σ is applied twice: u is already stored with the sigmoid in it, and o is the sigmoid of that.",
    """
def forward(theta, x):
    u = {0: x}
    o = {0: x}
    for m in range(1, len(theta)):
        u[m] = sigma(theta[m] @ o[m - 1])
        o[m] = sigma(u[m])
    return list(u.values()), list(o.values())
""",
)

case(
    "third-g16",
    "check_forward",
    "forward",
    "total = 0 stands before the loop over the neurons instead of inside it, so each neuron goes on adding to the sum of the neurons before.",
    """
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        rows = []
        total = 0
        for i in range(len(theta[m])):
            for l in range(len(o[m - 1])):
                total = total + theta[m][i, l] * o[m - 1][l]
            rows.append(total)
        u.append(np.array(rows))
        o.append(sigma(u[m]))
    return u, o
""",
)

case(
    "third-g17",
    "check_forward",
    "forward",
    "The inner loop begins at 1 instead of 0, so the first neuron of the layer before is left out of each sum.",
    """
def forward(theta, x):
    u, o = [x], [x]
    patterns = x.shape[1]
    for m in range(1, len(theta)):
        n_to, n_from = theta[m].shape
        u_m = np.zeros((n_to, patterns))
        for i in range(n_to):
            for l in range(1, n_from):
                u_m[i] += theta[m][i, l] * o[m - 1][l]
        u.append(u_m)
        o.append(sigma(u_m))
    return u, o
""",
)

# ---------------------------------------------------------------- gradients (4)

case(
    "third-g18",
    "check_gradients",
    "gradients",
    "The gradient is averaged over the patterns (divided by their number) instead of added up.",
    """
def gradients(delta, o):
    n = o[0].shape[1]
    grads = [None]
    for m in range(1, len(delta)):
        grads.append(1 / n * delta[m] @ o[m - 1].T)
    return grads
""",
)

case(
    "third-g19",
    "check_gradients",
    "gradients",
    "Delta and o are each added up over the patterns first and multiplied afterwards: a product of sums instead of the sum of the products.",
    """
def gradients(delta, o):
    result = [None]
    for m in range(1, len(delta)):
        d = np.sum(delta[m], axis=1)
        a = np.sum(o[m - 1], axis=1)
        result.append(np.outer(d, a))
    return result
""",
)

case(
    "third-g20",
    "check_gradients",
    "gradients",
    "In the loop over the patterns the gradient is overwritten each time, so only the last pattern is left.",
    """
def gradients(delta, o):
    g = [None] * len(delta)
    for m in range(1, len(delta)):
        g[m] = np.zeros((len(delta[m]), len(o[m - 1])))
        for p in range(delta[m].shape[1]):
            for i in range(len(delta[m])):
                for l in range(len(o[m - 1])):
                    g[m][i, l] = delta[m][i, p] * o[m - 1][l, p]
    return g
""",
)

case(
    "third-g21",
    "check_gradients",
    "gradients",
    "The slope o(1 − o) is multiplied in once more, although delta already contains it.",
    """
def gradients(delta, o):
    return [None] + [
        (delta[m] * o[m] * (1 - o[m])) @ o[m - 1].T
        for m in range(1, len(delta))
    ]
""",
)

# ---------------------------------------------------------------- update (4)

case(
    "third-g22",
    "check_update",
    "update",
    "Bracket in the wrong place: η multiplies the old weight as well, η (θ − g) instead of θ − η g.",
    """
def update(theta, gradients, eta):
    new = [None]
    for m in range(1, len(theta)):
        new.append(eta * (theta[m] - gradients[m]))
    return new
""",
)

case(
    "third-g23",
    "check_update",
    "update",
    "Gives back only the change −η g; the old weights are not added.",
    """
def update(theta, gradients, eta):
    delta_theta = [None]
    for slopes in gradients[1:]:
        delta_theta.append(-eta * slopes)
    return delta_theta
""",
)

case(
    "third-g24",
    "check_update",
    "update",
    "Inside the loop over the neurons the whole matrix is updated instead of one row, so each layer makes as many steps as it has neurons.",
    """
def update(theta, gradients, eta):
    new_theta = [None]
    for m in range(1, len(theta)):
        W = theta[m].copy()
        for i in range(W.shape[0]):
            W -= eta * gradients[m]
        new_theta.append(W)
    return new_theta
""",
)

case(
    "third-g25",
    "check_update",
    "update",
    "The loop ends one layer too early, so the weights of the last layer are not updated.",
    """
def update(theta, gradients, eta):
    new = [None if t is None else t.copy() for t in theta]
    M = len(theta) - 1
    for m in range(1, M):
        new[m] = new[m] - eta * gradients[m]
    return new
""",
)

# ---------------------------------------------------------------- train_step (5)

case(
    "third-g26",
    "check_train_step",
    "train_step",
    "The weights are updated on the way back, so the deltas of the earlier layers are computed with the new weights instead of the old ones.",
    """
def train_step(theta, x, y, eta):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    new = list(theta)
    M = len(theta) - 1
    delta = -2 * (y - o[M]) * slope(u[M])
    for m in range(M, 0, -1):
        new[m] = new[m] - eta * delta @ o[m - 1].T
        if m > 1:
            delta = slope(u[m - 1]) * (new[m].T @ delta)
    return new
""",
)

case(
    "third-g27",
    "check_train_step",
    "train_step",
    "The weights are changed after each single pattern instead of once with the gradient of all patterns.",
    """
def train_step(theta, x, y, eta):
    theta = [None] + [t.copy() for t in theta[1:]]
    M = len(theta) - 1
    for p in range(x.shape[1]):
        u = [x[:, [p]]]
        o = [x[:, [p]]]
        for m in range(1, M + 1):
            u.append(theta[m] @ o[-1])
            o.append(sigma(u[-1]))
        delta = [None] * (M + 1)
        delta[M] = -2 * (y[:, [p]] - o[M]) * slope(u[M])
        for m in range(M - 1, 0, -1):
            delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
        for m in range(1, M + 1):
            theta[m] = theta[m] - eta * delta[m] @ o[m - 1].T
    return theta
""",
)

case(
    "third-g28",
    "check_train_step",
    "train_step",
    "The step goes uphill: η times the gradient is added instead of subtracted.",
    """
def train_step(theta, x, y, eta):
    def forward(theta, x):
        u, o = [x], [x]
        for t in theta[1:]:
            u.append(t @ o[-1])
            o.append(sigma(u[-1]))
        return u, o

    def deltas(theta, u, o, y):
        d = [-2 * (y - o[-1]) * slope(u[-1])]
        for m in range(len(theta) - 2, 0, -1):
            d.insert(0, slope(u[m]) * (theta[m + 1].T @ d[0]))
        return [None] + d

    u, o = forward(theta, x)
    delta = deltas(theta, u, o, y)
    grads = [None] + [delta[m] @ o[m - 1].T for m in range(1, len(theta))]
    return [None] + [t + eta * g for t, g in zip(theta[1:], grads[1:])]
""",
)

case(
    "third-g29",
    "check_train_step",
    "train_step",
    "The error of other books, ½ Σ (y − ŷ)², is used: the factor 2 is missing, so the step is half as long.",
    """
def train_step(theta, x, y, eta):
    n = len(theta)
    a = {0: x}
    z = {}
    for k in range(1, n):
        z[k] = theta[k].dot(a[k - 1])
        a[k] = sigma(z[k])
    d = {n - 1: (a[n - 1] - y) * slope(z[n - 1])}
    for k in range(n - 2, 0, -1):
        d[k] = theta[k + 1].T.dot(d[k + 1]) * slope(z[k])
    return [None] + [theta[k] - eta * d[k].dot(a[k - 1].T) for k in range(1, n)]
""",
)

case(
    "third-g30",
    "check_train_step",
    "train_step",
    "The slope of tanh, 1 − o², is used in the backward pass although the neurons are sigmoids.",
    """
def train_step(theta, x, y, eta):
    o = [x]
    for m in range(1, len(theta)):
        o.append(sigma(theta[m] @ o[m - 1]))

    def d_act(out):
        return 1 - out ** 2

    def back(m):
        if m == len(theta) - 1:
            return -2 * (y - o[m]) * d_act(o[m])
        return d_act(o[m]) * (theta[m + 1].T @ back(m + 1))

    new = [None]
    for m in range(1, len(theta)):
        new.append(theta[m] - eta * (back(m) @ o[m - 1].T))
    return new
""",
)

# ---------------------------------------------------------------- gradient_check (3)

case(
    "third-g31",
    "check_gradient_check",
    "gradient_check",
    "After +h the weight is moved back by h only (not 2h), so the second Err is that of the unmoved weight and the result is half as large.",
    """
def gradient_check(theta, x, y, h):
    def Err(th):
        a = x
        for t in th[1:]:
            a = sigma(t @ a)
        return np.sum((y - a) ** 2)

    th = [None] + [t.copy() for t in theta[1:]]
    result = [None]
    for m in range(1, len(th)):
        g = np.zeros(th[m].shape)
        for i, l in np.ndindex(th[m].shape):
            th[m][i, l] += h
            up = Err(th)
            th[m][i, l] -= h
            down = Err(th)
            g[i, l] = (up - down) / (2 * h)
        result.append(g)
    return result
""",
)

case(
    "third-g32",
    "check_gradient_check",
    "gradient_check",
    "Brackets are missing around 2h: / 2 * h divides by 2 and then multiplies with h.",
    """
import copy

def gradient_check(theta, x, y, h):
    def error_of(weights):
        o = x
        for m in range(1, len(weights)):
            o = sigma(weights[m] @ o)
        return ((y - o) ** 2).sum()

    grads = [None]
    for m in range(1, len(theta)):
        grad = np.zeros_like(theta[m])
        for i in range(theta[m].shape[0]):
            for l in range(theta[m].shape[1]):
                plus = copy.deepcopy(theta)
                minus = copy.deepcopy(theta)
                plus[m][i, l] += h
                minus[m][i, l] -= h
                grad[i, l] = (error_of(plus) - error_of(minus)) / 2 * h
        grads.append(grad)
    return grads
""",
)

case(
    "third-g33",
    "check_gradient_check",
    "gradient_check",
    "list(theta) copies only the list, not the matrices: +h and −h hit the same matrix and cancel, so every difference is 0.",
    """
def gradient_check(theta, x, y, h):
    def run(th):
        o = x
        for m in range(1, len(th)):
            o = sigma(th[m] @ o)
        return np.sum((y - o) ** 2)

    checked = [None]
    for m in range(1, len(theta)):
        g = np.zeros(theta[m].shape)
        for i, l in np.ndindex(theta[m].shape):
            theta_plus = list(theta)
            theta_minus = list(theta)
            theta_plus[m][i, l] += h
            theta_minus[m][i, l] -= h
            g[i, l] = (run(theta_plus) - run(theta_minus)) / (2 * h)
        checked.append(g)
    return checked
""",
)

# ---------------------------------------------------------------- clip (3)

case(
    "third-g34",
    "check_clip",
    "clip",
    "Each layer is clipped for itself with its own norm, instead of one norm over all layers.",
    """
def clip(gradients, max_norm):
    clipped = [None]
    for g in gradients[1:]:
        norm = np.sqrt(np.sum(g ** 2))
        if norm > max_norm:
            g = g * max_norm / norm
        clipped.append(g)
    return clipped
""",
)

case(
    "third-g35",
    "check_clip",
    "clip",
    "The common norm is computed as the sum of the layers' norms, instead of the root of the sum of all squares.",
    """
def clip(gradients, max_norm):
    norm = 0
    for g in gradients[1:]:
        norm += np.linalg.norm(g)
    factor = min(1, max_norm / norm)
    return [None] + [factor * g for g in gradients[1:]]
""",
)

case(
    "third-g36",
    "check_clip",
    "clip",
    "Every single entry is cut off at ±max_norm, instead of scaling all by one number.",
    """
def clip(gradients, max_norm):
    return [None if g is None else np.clip(g, -max_norm, max_norm) for g in gradients]
""",
)

# ---------------------------------------------------------------- error (2)

case(
    "third-g37",
    "check_error",
    "error",
    "The differences are added up first and the sum is squared, so that errors of opposite signs cancel.",
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
    "third-g38",
    "check_error",
    "error",
    "The return is indented too far: it stands inside the loop over the patterns, so only the first pattern counts.",
    """
def error(y, y_hat):
    Err = 0
    for p in range(y.shape[1]):
        for k in range(y.shape[0]):
            Err += (y[k, p] - y_hat[k, p]) ** 2
        return Err
""",
)

# ---------------------------------------------------------------- sigmoid, slope (1 + 1)

case(
    "third-g39",
    "check_sigmoid",
    "sigmoid",
    "Brackets are missing in the denominator: 1 / 1 + e^(−u) is 1 + e^(−u).",
    """
def sigmoid(u):
    return 1 / 1 + np.exp(-u)
""",
)

case(
    "third-g40",
    "check_sigmoid_slope",
    "slope",
    "Differentiated by hand with the chain rule, but the inner derivative −1 of e^(−u) is forgotten, so the sign is wrong.",
    """
def slope(u):
    outer = -1 / (1 + np.exp(-u)) ** 2
    inner = np.exp(-u)
    return outer * inner
""",
)
