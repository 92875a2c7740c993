from tests.coach.beginners.cases import case

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
