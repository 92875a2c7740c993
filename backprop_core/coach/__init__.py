"""The coach: tries a student's own function and names the mistake in it.

    check_sigmoid(fn)  check_sigmoid_slope(fn)                  fn(u) → array
    check_forward(fn)                                           fn(theta, x) → (u, o)
    check_error(fn)                                             fn(y, y_hat) → Err
    check_deltas(fn, activation, loss, bias)                    fn(theta, u, o, y) → delta
    check_gradients(fn)                                         fn(delta, o) → gradients
    check_update(fn)                                            fn(theta, gradients, eta) → new theta
    check_train_step(fn)                                        fn(theta, x, y, eta) → new theta
    check_clip(fn)                                              fn(gradients, max_norm) → gradients
    check_gradient_check(fn)                                    fn(theta, x, y, h) → gradients
    check_skip_deltas(fn)                                       fn(theta, skip, u, o, y) → delta
    check_norms(fn)                                             fn(delta) → norms
    check_train(fn)                                             fn(theta, x, y, eta, steps) → (new theta, Errs)

and of other answers:

    check_numbers(answers, names, theta, x, y)                  {"delta-1-2": number, …}, worked out by hand
    check_order(order, lines)                                   "DABC": the letters of the lines, first to last
    check_eta(eta, theta, x, y, steps, below)                   a number
    check_trained(theta)                                        weights of layers 1…M, between digits and answers

theta, u, o, delta and gradients are lists over layers 0…M, with entry 0 None or ignored; patterns are columns.
Networks are sigmoid networks without bias, and Err is the lecture's sum of squares, unless said otherwise.

Each check runs the function on a few small networks, drawn anew every time (`rng` fixes them, for tests), and returns
a `Verdict`. Its text is the earned points alone, as nbgrader wants it. The message is printed as well. Nothing that
the function does is allowed to raise, to hang, or to print.

How it knows: recipes.py is the lecture's algorithm with a name for every place where a mistake can sit, mistakes.py
the table of mistakes, diagnosis.py compares. The function is used as a black box for plain data.
"""

from .calls import not_written
from .exercises import (
    check_clip,
    check_deltas,
    check_error,
    check_forward,
    check_gradient_check,
    check_gradients,
    check_norms,
    check_sigmoid,
    check_sigmoid_slope,
    check_skip_deltas,
    check_train,
    check_train_step,
    check_update,
)
from .order import check_order
from .trained import check_eta, check_trained
from .verdict import Verdict
from .worked import check_numbers

__all__ = [
    "Verdict",
    "check_clip",
    "check_deltas",
    "check_error",
    "check_eta",
    "check_forward",
    "check_gradient_check",
    "check_gradients",
    "check_norms",
    "check_numbers",
    "check_order",
    "check_sigmoid",
    "check_sigmoid_slope",
    "check_skip_deltas",
    "check_train",
    "check_train_step",
    "check_trained",
    "check_update",
    "not_written",
]
