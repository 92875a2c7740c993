"""Named ways to draw the first θ of a layer.

Each function returns a matrix of shape (n_out, n_in), row i holding the weights that lead into neuron i.

| name             | every θ_iℓ is drawn from            | source                          |
|------------------|-------------------------------------|---------------------------------|
| zeros            | 0                                   |                                 |
| constant         | 1 (so `gain` is the constant)       |                                 |
| normal           | N(0, 1)                             |                                 |
| xavier           | N(0, 2/(n_in + n_out))              | Glorot & Bengio 2010            |
| xavier_uniform   | U(±√6/√(n_in + n_out))              | Glorot & Bengio 2010, eq. 16    |
| standard_uniform | U(±1/√n_in)                         | Glorot & Bengio 2010, eq. 1     |
| he               | N(0, 2/n_in)                        | He et al. 2015, §2.2            |
| orthogonal       | a random (semi-)orthogonal matrix   | Saxe, McClelland & Ganguli 2014 |

N(0, v) has *variance* v. Every matrix is multiplied by `gain`. Biases are not drawn: they start at 0.
"""

import numpy as np

from . import checks


def _orthogonal(rng, n_out, n_in):
    """θθᵀ = 1 (or θᵀθ = 1, whichever has room): lengths going through the layer are kept."""
    tall = rng.standard_normal((max(n_out, n_in), min(n_out, n_in)))
    q, r = np.linalg.qr(tall)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # without this, QR would favour some rotations over others
    return q if n_out >= n_in else q.T


def _uniform(rng, bound, n_out, n_in):
    return rng.uniform(-bound, bound, (n_out, n_in))


INITIALIZATIONS = {
    "zeros": lambda rng, n_out, n_in: np.zeros((n_out, n_in)),
    "constant": lambda rng, n_out, n_in: np.ones((n_out, n_in)),
    "normal": lambda rng, n_out, n_in: rng.standard_normal((n_out, n_in)),
    "xavier": lambda rng, n_out, n_in: rng.standard_normal((n_out, n_in)) * np.sqrt(2 / (n_in + n_out)),
    "xavier_uniform": lambda rng, n_out, n_in: _uniform(rng, np.sqrt(6 / (n_in + n_out)), n_out, n_in),
    "standard_uniform": lambda rng, n_out, n_in: _uniform(rng, 1 / np.sqrt(n_in), n_out, n_in),
    "he": lambda rng, n_out, n_in: rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in),
    "orthogonal": _orthogonal,
}


def draw_theta(init, sizes, bias=False, gain=1.0, rng=0):
    """θ of layers 1…M for layers of `sizes`, drawn from the input side on.

    Returns a list of M matrices of shape (n_m, n_{m−1} + bias); with a bias, column 0 holds it and is 0.
    `rng` is a seed or a numpy Generator. Raises ValueError/TypeError for an unknown `init` or a bad `gain`.
    """
    draw = INITIALIZATIONS[checks.choice("init", init, INITIALIZATIONS)]
    sizes = checks.sizes(sizes)
    bias = checks.flag("bias", bias)
    gain = checks.number("gain", gain)
    rng = checks.generator("rng", rng)
    matrices = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        theta = gain * draw(rng, n_out, n_in)
        matrices.append(np.hstack([np.zeros((n_out, 1)), theta]) if bias else theta)
    return matrices
