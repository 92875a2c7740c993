"""Attacks on the marking by somebody who had only what students have: the exercises, the course's package, the page
for teachers; and what a program learns that looks around where it is run. And honest hand-ins that are unlucky.

What a student finds that should not be there, their program says with `LEAKED`, which stands in two halves in its
text: so the word in an output means that it was printed. What it leaves behind is called `CANARY`.

`mark` needs minutes for some (sleepers, twenty-thousand-cells, network-of-wide-layers): limit them from outside.
"""

from nbformat.v4 import new_code_cell

from .case import Case

LEAKED, CANARY = "LEAKED-HERE", "unseen-was-here"
PS1, PS2, PS3 = "ps1_forward_and_error", "ps2_deltas_and_gradients", "ps3_training_and_trouble"
CASES = []


# --- What every hand-in is written with ------------------------------------------------------------------------------


def cell(notebook, name):
    """The cell of this name."""
    return next(each for each in notebook.cells if each.metadata.get("nbgrader", {}).get("grade_id") == name)


def put(notebook, name, text):
    """Write a cell's text."""
    cell(notebook, name).source = text


def beside(notebook, name, text, steps=0, kind=new_code_cell):
    """A new cell in front of the one of this name, or `steps` further down."""
    notebook.cells.insert(notebook.cells.index(cell(notebook, name)) + steps, kind(text))


def tests(notebook):
    """The cells that earn points by machine."""
    about = [(each, each.metadata.get("nbgrader", {})) for each in notebook.cells]
    return [each for each, marks in about if marks.get("grade") and not marks.get("solution")]


def solve(notebook, ps=PS2, **other):
    """Write right solutions, or `other` texts (or none, where that is None) into the cells of these names."""
    for name, text in {**RIGHT[ps], **{name.replace("_", "-"): text for name, text in other.items()}}.items():
        if text is not None:
            put(notebook, name, text)


def attack(name, kind, what, at="hand-answers", **more):
    """The decorator of a function that changes the hand-in; or of a text that is written into one of its cells."""

    def add(make):
        if isinstance(make, str):
            text = make
            CASES.append(Case(name, kind, what, lambda hand_in: put(hand_in, at, text), **more))
        else:
            CASES.append(Case(name, kind, what, make, **more))
        return make

    return add


def honest(name, what, make=None, deserves=None, ps=PS2):
    """The same for who has done nothing wrong."""

    def add(make):
        CASES.append(Case(name, "honest: " + name, what, make, deserves, ps, False))
        return make

    return add(make) if make else add


def written(texts):
    """What writes these texts into cells of these names."""

    def make(hand_in):
        for name, text in texts.items():
            put(hand_in, name, text)

    return make


# --- What a student writes who has understood the lecture ------------------------------------------------------------

HAND_A = """\
theta, x, y = [None, np.array([[1.2, -0.8], [-0.5, 1.5]]), np.array([[2.0, -0.6]])], np.array([1.0, -0.5]), 0.2
u_1 = theta[1] @ x
o_1 = 1 / (1 + np.exp(-u_1))
o_2 = 1 / (1 + np.exp(-(theta[2] @ o_1)))
d_2 = -2 * (y - o_2) * o_2 * (1 - o_2)
d_1 = o_1 * (1 - o_1) * (theta[2].T @ d_2)
hand_a = {
    "delta-2-1": float(d_2[0]), "delta-1-1": float(d_1[0]), "delta-1-2": float(d_1[1]),
    "gradient-2-1-1": float(d_2[0] * o_1[0]), "gradient-1-1-2": float(d_1[0] * x[1]),
    "theta-1-1-2": float(-0.8 - 2 * d_1[0] * x[1]),
}"""
HAND_B = """\
a, b, c = np.array([[0.9, -0.4], [-1.2, 0.5]]), np.array([[1.5, -0.6], [-0.8, 1.4]]), np.array([1.0, -1.0])
h = 1 / (1 + np.exp(-(a @ c)))
out = 1 / (1 + np.exp(-(b @ h)))
d = -2 * (np.array([0.1, 0.9]) - out) * out * (1 - out)
hand_b = {"term-1-1-2": d[1] * b[1, 0], "sum-1-1": b[:, 0] @ d, "delta-1-1": h[0] * (1 - h[0]) * (b[:, 0] @ d),
          "delta-1-2": h[1] * (1 - h[1]) * (b[:, 1] @ d)}"""
DELTAS = """\
def deltas(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = slope(u[m]) * (theta[m + 1].T @ delta[m + 1])
    return delta"""
LOOPS = """\
def deltas_loops(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -2 * (y - o[M]) * slope(u[M])
    for m in range(M - 1, 0, -1):
        delta[m] = np.zeros(u[m].shape)
        for i in range(len(u[m])):
            total = 0
            for j in range(len(u[m + 1])):
                total = total + delta[m + 1][j] * theta[m + 1][j, i]
            delta[m][i] = slope(u[m][i]) * total
    return delta"""
GRADIENTS = """\
def gradients(delta, o):
    return [None] + [delta[m] @ o[m - 1].T for m in range(1, len(delta))]"""
UPDATE = """\
def update(theta, gradients, eta):
    return [None] + [theta[m] - eta * gradients[m] for m in range(1, len(theta))]"""
STEP = """\
def train_step(theta, x, y, eta):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    return update(theta, gradients(deltas(theta, u, o, y), o), eta)"""
TANH = """\
def deltas_tanh(theta, u, o, y):
    M = len(theta) - 1
    delta = [None] * (M + 1)
    delta[M] = -(y - o[M]) * (1 - np.tanh(u[M]) ** 2)
    for m in range(M - 1, 0, -1):
        delta[m] = (1 - np.tanh(u[m]) ** 2) * (theta[m + 1][:, 1:].T @ delta[m + 1])
    return delta"""
SKIP = """\
def deltas_skip(theta, skip, u, o, y):
    d3 = -2 * (y - o[3]) * slope(u[3])
    d2 = slope(u[2]) * (theta[3].T @ d3)
    return [None, slope(u[1]) * (theta[2].T @ d2 + skip.T @ d3), d2, d3]"""
FORWARD = """\
def forward(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        u.append(theta[m] @ o[m - 1])
        o.append(sigma(u[m]))
    return u, o"""
SIGMA = "def sigma(u):\n    return 1 / (1 + np.exp(-u))"
SLOPE = "def slope(u):\n    return sigma(u) * (1 - sigma(u))"
ERROR = "def error(y, y_hat):\n    return np.sum((y - y_hat) ** 2)"
WORDS = "The slope of a neuron that is saturated is nearly 0, so what comes back is multiplied by nearly 0."
RIGHT = {
    PS1: {
        "hand-answers": """\
s = lambda u: 1 / (1 + np.exp(-u))
a, b = 0.5 * 0.6 + 0.4, -1.5 * 0.6 - 0.8 * 0.4
out = 1.2 * s(a) - 0.9 * s(b)
hand = {"u-1-1": a, "u-1-2": b, "o-1-1": s(a), "u-2-1": out, "o-2-1": s(out), "Err": (1 - s(out)) ** 2}""",
        "sigma-answer": SIGMA, "slope-answer": SLOPE,
        "forward-loops": """\
def forward_loops(theta, x):
    u, o = [x], [x]
    for m in range(1, len(theta)):
        rows = []
        for i in range(len(theta[m])):
            total = 0
            for l in range(len(o[m - 1])):
                total = total + theta[m][i, l] * o[m - 1][l]
            rows.append(total)
        u.append(np.array(rows))
        o.append(sigma(u[m]))
    return u, o""",
        "forward-matrices": FORWARD, "error-answer": ERROR,
        "wiggle-answers": """\
def moved(m, i, l, h=0.001):
    theta = [None, theta_a[1].copy(), theta_a[2].copy()]
    theta[m][i, l] += h
    return (error(y_a, forward(theta, x_a)[1][2]) - error(y_a, forward(theta_a, x_a)[1][2])) / h
wiggle = {"wiggle-2-1-1": moved(2, 0, 0), "wiggle-1-2-1": moved(1, 1, 0)}""",
    },
    PS2: {
        "hand-answers": HAND_A, "blank-answers": HAND_B, "order-answer": 'order = "EHLCIDBKGA"', "deltas-loops": LOOPS,
        "deltas-matrices": DELTAS, "gradients-matrices": GRADIENTS, "update-matrices": UPDATE, "train-step": STEP,
        "deltas-tanh": TANH, "deltas-skip": SKIP, "explain-small": WORDS, "explain-sign": WORDS,
    },
    PS3: {
        "train-step": "\n\n".join((SIGMA, SLOPE, FORWARD, ERROR, DELTAS, GRADIENTS, UPDATE, STEP)),
        "train-answer": """\
def train(theta, x, y, eta, steps):
    errs = []
    for _ in range(steps):
        errs.append(error(y, forward(theta, x)[1][-1]))
        theta = train_step(theta, x, y, eta)
    return theta, errs""",
        "eta-answer": "eta = 0.8",
        "vanish-answers": """\
s, w, o = (lambda u: 1 / (1 + np.exp(-u))), [None, 1.5, -1.0, 2.0, 0.8], [0.8]
for m in (1, 2, 3, 4):
    o.append(s(w[m] * o[-1]))
f = [None] + [o[m] * (1 - o[m]) * w[m + 1] for m in (1, 2, 3)]
d = -2 * (1 - o[4]) * o[4] * (1 - o[4])
chain_answers = {"delta-4-1": d, "factor-3-1-1": f[3], "factor-2-1-1": f[2], "factor-1-1-1": f[1],
                 "delta-1-1": d * f[1] * f[2] * f[3]}""",
        "norms-answer": "def norms(delta):\n    return [None] + [np.sqrt(np.sum(d**2)) for d in delta[1:]]",
        "explode-answers": 'relu_answers = {"o-5-1": 243, "delta-5-1": 486, "delta-4-1": 1458, "delta-1-1": 39366}',
        "clip-answer": """\
def clip(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients[1:]))
    return [None] + [g * min(1, max_norm / norm) for g in gradients[1:]]""",
        "check-answer": """\
def gradient_check(theta, x, y, h):
    found = [None]
    for m in range(1, len(theta)):
        g = np.zeros(theta[m].shape)
        for i, l in np.ndindex(g.shape):
            up, down = ([None] + [t.copy() for t in theta[1:]] for _ in range(2))
            up[m][i, l] += h
            down[m][i, l] -= h
            g[i, l] = (error(y, forward(up, x)[1][-1]) - error(y, forward(down, x)[1][-1])) / (2 * h)
        found.append(g)
    return found""",
        "digits-answer": """\
r = np.random.default_rng(5)
theta_digits = [None, r.normal(0, 0.1, (30, 64)), r.normal(0, 0.1, (10, 30))]
theta_digits, errs = train(theta_digits, x_digits, y_digits, 0.004, 300)""",
    },
}  # fmt: skip


# The cases themselves add themselves to the list.
from . import unseen_course, unseen_honest, unseen_points  # noqa: E402, F401
