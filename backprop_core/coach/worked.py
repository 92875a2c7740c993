"""Numbers of one network, worked out by hand: which are right, which follow from wrong ones, and what went wrong.

A number is named as in the diagram: "delta-1-2" is δ in layer 1 of neuron 2. A wrong one is looked up in the table of
mistakes first; then it is compared with what comes out when a factor or a term is another one of the network.
"""

import math

import numpy as np

from .. import checks
from ..activations import get_activation
from ..losses import get_loss
from . import recipes
from .calls import as_numbers, read
from .cases import Case
from .diagnosis import candidates, with_mistakes
from .verdict import FORMULAS, always_answers, give


def case_of(theta, x, y, eta=0.5, activation="sigmoid", loss="squared_error"):
    """One network with all its numbers, as a `Case`. theta[0] is None."""
    theta = [None, *(np.array(matrix, dtype=float) for matrix in theta[1:])]
    x, y = (checks.array(name, value) for name, value in (("x", x), ("y", y)))
    x, y = (each[:, None] if each.ndim == 1 else each for each in (x, y))
    sizes = (len(x), *(len(matrix) for matrix in theta[1:]))
    case = Case(sizes, False, get_activation(activation), get_loss(loss), theta, x, y, *[None] * 5,
                checks.number("eta", eta), 1.0, 1e-3)  # fmt: skip
    return recipes.completed(case)


MOST_TIMES = 1e6  # as large as the right number, or as small, is what something is worked out from
NEAR = 0.01  # by hand one rounds: numbers that differ by less than this share are the same
KINDS = {  # what a name begins with: (how it is called, the recipe in which it can go wrong)
    "wiggle": ("the reaction of Err to the weight", None),
    "u": ("u", "forward"), "o": ("o", "forward"), "Err": ("Err", "error"), "slope": ("σ′(u)", None),
    "delta": ("δ", "deltas"), "term": ("the term", None), "sum": ("the sum", None), "factor": ("the factor", None),
    "gradient": ("the gradient", "gradients"), "theta": ("the new weight", "update"),
}  # fmt: skip


@always_answers
def check_numbers(answers, names, theta, x, y, *, eta=0.5, activation="sigmoid", loss="squared_error", points=1):
    """Numbers of one network and one pattern, worked out by hand. → `Verdict`.

    names: those that are asked for, in the order in which they are worked out, as one text: "u-1-2" is u of neuron 2
    in layer 1; o and delta are named alike. "Err". "gradient-2-1-3" and "theta-2-1-3" (after the update) belong to the
    weight of layer 2 to neuron 1 from neuron 3. Of hidden neuron i in layer m: "slope-m-i" is σ′(u), "term-m-i-j" is
    δ_j θ_ji, "sum-m-i" is Σ_j of them, and "factor-m-i-j" is σ′(u_i) θ_ji. "wiggle-m-i-l" is the gradient, found by
    moving the weight: it is spoken of without δ.
    answers: {name: number}. Numbers that follow rightly from an earlier wrong one count as right.
    """
    names = names.split()
    case = case_of(theta, x, y, eta, activation, loss)
    if not isinstance(answers, dict):
        says = "Your answers should stay in the form in which they were given: {name: number, …}."
        return give(points, 0.0, says, "wrong_type")
    if all(answers.get(name) is None for name in names):
        says = "Nothing is filled in yet: put a number in place of each None, and run that cell."
        return give(points, 0.0, says, "returns_none")
    given = {name: value for name in names if (value := number(answers.get(name))) is not None}
    empty = [name for name in names if name not in given]
    right = values(case, {})
    carried = values(case, {name: value for name, value in given.items() if _tells(value, right(name))})
    wrong = [
        name for name in given if not _near(given[name], right(name)) and not _follows(given, name, right, carried)
    ]
    followed = [name for name in given if name not in wrong and not _near(given[name], right(name))]
    score = (len(given) - len(wrong)) / len(names)
    if not wrong and not empty:
        return give(points, 1.0, "Right." if len(names) == 1 else f"Right, all {len(names)} numbers.")
    count = f"{len(given) - len(wrong)} of {len(names)} are right. " if len(names) > 1 else ""
    odd = _odd(answers, names)
    if odd:
        return give(points, score, f"{count}{odd}", "wrong_type")
    if not wrong:
        return give(points, score, f"{count}Still to do: {_spoken(case, empty[0])}.", "returns_none")
    mistake, says = _why(case, wrong[0], given, right)
    kept = " What you worked out from it counts as right." if followed else ""
    return give(points, score, f"{count}Look at {_spoken(case, wrong[0])}. {says}{kept}", mistake)


def _odd(answers, names):
    """A sentence about the first answer that is no number, or ""."""
    odd = [name for name in names if answers.get(name) is not None and not is_number(answers[name])]
    if odd and isinstance(answers[odd[0]], tuple):
        return f'"{odd[0]}" is no number, because of its comma: write a point, like 0.25.'
    return f'"{odd[0]}" is no number. Write it like 0.25, or as a calculation like 0.5 * 0.5.' if odd else ""


def is_number(value):
    """A finite number, or an array of one."""
    return number(value) is not None


def number(value):
    """The same as a float, or None."""
    array, trouble = read(as_numbers, value)
    if trouble or isinstance(value, (bool, np.bool_)) or array.size != 1 or not np.isfinite(array).all():
        return None
    return float(np.squeeze(array))


def _near(given, right):
    return abs(given - right) <= NEAR * abs(right) + 1e-9


def _tells(given, right):
    """Whether anything can be worked out from a number that may be wrong: not from next to nothing, nor from what is
    beyond all bounds, since then nearly any number follows."""
    share = abs(given) / max(abs(right), 1e-3)
    return given == 0 or 1 / MOST_TIMES <= share <= MOST_TIMES


def _follows(given, name, right, carried):
    """Whether a number comes rightly from earlier ones of the student that are wrong."""
    return carried(name) != 0 and _near(given[name], carried(name)) and not _near(carried(name), right(name))


def values(case, given):
    """name → number, computed from the student's numbers where there are such, else from right ones."""
    last = len(case.sizes) - 1

    def get(*name):
        text = "-".join(map(str, name))
        return given[text] if text in given else value(text)

    def output(m, i):
        return float(case.x[i - 1, 0]) if m == 0 else get("o", m, i)

    def value(text):
        kind, *place = text.split("-")
        place = m, i, *more = [*map(int, place)] if kind != "Err" else [last, 1]
        if kind == "u":
            return sum(float(case.theta[m][i - 1, l - 1]) * output(m - 1, l) for l in range(1, case.sizes[m - 1] + 1))
        if kind == "o":
            return float(case.activation.f(np.array(get("u", m, i))))
        if kind == "Err":
            y_hat = np.array([[get("o", last, k)] for k in range(1, case.sizes[last] + 1)])
            return float(case.loss.f(case.y, y_hat))
        if kind == "slope":
            o = get("o", m, i)
            return float(case.activation.by_o[1](o) if case.activation.by_o else case.activation.df(get("u", m, i)))
        if kind == "term":
            return get("delta", m + 1, more[0]) * float(case.theta[m + 1][more[0] - 1, i - 1])
        if kind == "factor":
            return get("slope", m, i) * float(case.theta[m + 1][more[0] - 1, i - 1])
        if kind == "sum":
            return sum(get("term", m, i, j) for j in range(1, case.sizes[m + 1] + 1))
        if kind == "delta":
            factor = given.get(f"factor-{m}-{i}-1")
            if m < last and factor is not None and case.sizes[m + 1] == 1:
                return factor * get("delta", m + 1, 1)
            if m < last:
                return get("slope", m, i) * get("sum", m, i)
            y_hat = np.array([[get("o", last, k)] for k in range(1, case.sizes[last] + 1)])
            return float(case.loss.df(case.y, y_hat)[i - 1, 0]) * get("slope", m, i)
        if kind in ("gradient", "wiggle"):
            return get("delta", m, i) * output(m - 1, more[0])
        if kind == "theta":
            return float(case.theta[m][i - 1, more[0] - 1]) - case.eta * get("gradient", *place)
        raise checks.InputValueError(f"names must be like u-1-2 or delta-1-2; got {checks.show(text)}.")

    return value


def _spoken(case, name):
    """A name in words."""
    kind, *place = name.split("-")
    word = KINDS[kind][0]
    if kind == "Err":
        return word
    m, i, *more = place
    last = len(case.sizes) - 1
    owner = f"neuron {i} in layer {m}" + (", an output" if int(m) == last and kind == "delta" else "")
    if kind in ("gradient", "theta", "wiggle"):
        return f"{word} {'of the weight ' if kind == 'gradient' else ''}from neuron {more[0]} to {owner}"
    behind = f" that comes from neuron {more[0]} of layer {int(m) + 1}" if more else ""
    return f"{word} of {owner}{behind}"


def _why(case, name, given, right):
    """(name of the mistake, what to say) of a wrong number."""
    known = _known_mistake(case, name, given, right)
    if known:
        return known
    slip = _slip(case, name, given[name], right)
    if slip:
        return slip
    kind, given = name.split("-")[0], given[name]
    if _near(given, -right(name)):
        return "wrong_sign", "Its size is right, its sign is not."
    times = given / right(name) if given * right(name) > 0 else math.inf
    if times < math.inf and _near(given, right(name) * 10.0 ** round(math.log10(times))):
        return "power_of_ten", "Its digits are right, but the decimal point stands elsewhere." + (
            " Divide by the step h." if kind == "wiggle" else ""
        )
    for other in _others(case, name):
        if _near(given, right(other)):
            return "another_number", f"What stands there is {_spoken(case, other)}."
    if abs(given - right(name)) <= 0.1 * abs(right(name)):
        return "rounded", "You are close. Carry at least four digits on the way, and give three that count."
    at_output = kind == "delta" and int(name.split("-")[1]) == len(case.sizes) - 1
    return "unknown", f"It should be {HINTS['delta_k' if at_output else kind]}."


_RIGHT_SIDE = {name: formula.split(" = ")[-1] for name, formula in FORMULAS.items()}
HINTS = {
    "u": f"{FORMULAS['u']}: along a row of θ", "o": f"{FORMULAS['o']}, and {FORMULAS['u']}", "Err": FORMULAS["Err"],
    "slope": "σ′(u) of this u", "delta_k": f"how far off times how steep, {_RIGHT_SIDE['delta_k']}",
    "delta": _RIGHT_SIDE["delta"], "term": "δⱼ · θⱼᵢ", "sum": "Σⱼ δⱼ · θⱼᵢ, without the slope",
    "factor": "σ′(uᵢ) · θⱼᵢ", "gradient": _RIGHT_SIDE["gradients"], "theta": _RIGHT_SIDE["theta"],
    "wiggle": "(Err after − Err before) / h, where only this weight has moved by h",
}  # fmt: skip


def _slip(case, name, given, right):
    """(name of the mistake, what to say), where one factor of a product is another one of the network; or None."""
    kind, *place = name.split("-")
    last = len(case.sizes) - 1
    m, i, *more = [int(n) for n in place] or [last, 1]
    if kind == "u":
        before = [float(v) for v in case.x[:, 0]] if m == 1 else [right(f"o-{m - 1}-{l + 1}") for l in
                                                                   range(case.sizes[m - 1])]  # fmt: skip
        return _slip_in_sum(case.theta[m], i - 1, before, given)
    if kind == "o" and _near(given, 1 - right(name)):
        return "wrong_sign", "The sign in the exponent is the other one: e^−u."
    slopes = [right(f"slope-{layer}-{k}") for layer in range(1, last + 1) for k in range(1, case.sizes[layer] + 1)]
    if kind in ("term", "factor"):
        j, behind, weights = more[0], case.theta[m + 1], np.concatenate([each.ravel() for each in case.theta[1:]])
        weight = float(behind[j - 1, i - 1])
        if any(_near(given, right(name) / weight * float(other)) for other in weights if other != weight != 0):
            return (
                "wrong_weight",
                "It goes through another weight in yours. Which one leads from this neuron to that one?",
            )
        others = [right(f"delta-{m + 1}-{k}") for k in range(1, case.sizes[m + 1] + 1)]
        if kind == "term" and any(_near(given, other * weight) for other in others):
            return "wrong_delta", "Its weight is right. The δ is that of another neuron."
    if kind == "factor":
        if _near(given, weight):
            return "slope_missing", "That is the weight alone. What does σ do on the way back?"
        if any(_near(given, each * weight) for each in slopes):
            return "wrong_slope", "Its weight is right. What you multiply it by is not σ′(u) of this neuron."
    if kind == "delta" and m < last and set(case.sizes) == {1}:  # a chain
        factors = [right(f"factor-{layer}-1-1") for layer in range(1, last)]
        if any(_near(given, right(name) * each) for each in factors):
            return "factor_too_many", "It has one factor too many: count the steps back from the output."
        if any(_near(given * each, right(name)) for each in factors):
            return "factor_too_few", "One factor is missing in it: count the steps back from the output."
    if kind == "delta" and m < last and case.activation.name == "sigmoid" and right(f"sum-{m}-{i}") != 0:
        u, o = right(f"u-{m}-{i}"), right(f"o-{m}-{i}")
        slopes += [u, o, u * (1 - u), 1 - o, float(case.activation.df(o))]
        if any(_near(given, each * right(f"sum-{m}-{i}")) for each in slopes):
            return "wrong_slope", "The sum is right. What you multiply it by is not σ′(u) of this neuron."
    return None


def _slip_in_sum(theta, i, before, given):
    """The same for Σ_l θ_il o_l."""
    if len(theta) == len(before) and _near(given, float(theta[:, i] @ before)):
        return (
            "theta_transposed_forward",
            "You went down a column of θ. Row i holds the weights that lead into neuron i.",
        )
    terms = [float(weight * each) for weight, each in zip(theta[i], before, strict=True)]
    for changed, mistake, says in (
        (-1, "wrong_sign", "In one of the terms the sign is wrong."),
        (0, "term_missing", "One of the terms is missing."),
    ):
        if any(_near(given, sum(terms) + (changed - 1) * each) for each in terms):
            return mistake, says
    return None


def _known_mistake(case, name, given, right):
    """(name, what to say), if a mistake of the table gives this number, and the student's numbers before it."""
    recipe = KINDS[name.split("-")[0]][1]
    if recipe is None:
        return None
    before = [each for each in list(given)[: list(given).index(name)] if KINDS[each.split("-")[0]][1] == recipe]
    before = [each for each in before if each.split("-")[1:2] != name.split("-")[1:2]]  # of other layers
    for entries, places in candidates(recipe)[0]:
        try:
            with np.errstate(all="ignore"):
                result = getattr(recipes, recipe)(case, with_mistakes(places))
            found = [_entry(result, each) for each in (name, *before)]
        except (ValueError, TypeError, IndexError):
            continue  # shapes do not fit
        if not _near(found[0], right(name)) and all(
            _near(given[each], value) for each, value in zip((name, *before), found, strict=True)
        ):
            return entries[0].name, entries[0].says
    return None


def _entry(result, name):
    """A number of a recipe's result, by its name."""
    kind, *place = name.split("-")
    value = result[kind] if kind in result else next(iter(result.values()))
    if kind == "Err":
        return float(value)
    m, i, l = ([int(n) for n in place] + [1])[:3]
    return float(value[m][i - 1, l - 1])


def _others(case, name):
    """Names of all other numbers of the network, the nearest in kind first."""
    sizes, last = case.sizes, len(case.sizes) - 1
    found = []
    if name.startswith("wiggle"):
        places = [(m, i, l) for m in range(1, last + 1) for i in range(1, sizes[m] + 1)
                  for l in range(1, sizes[m - 1] + 1)]  # fmt: skip
        return [each for each in (f"wiggle-{m}-{i}-{l}" for m, i, l in places) if each != name]
    kinds = ("u", "o", "slope", "delta", "sum") if name.split("-")[0] not in ("u", "o", "Err") else ("u", "o")
    for kind in kinds:
        layers = range(1, last if kind == "sum" else last + 1)
        found += [f"{kind}-{m}-{i}" for m in layers for i in range(1, sizes[m] + 1)]
    for m in range(1, last + 1) if len(kinds) > 2 else ():
        pairs = [(i, l) for i in range(1, sizes[m] + 1) for l in range(1, sizes[m - 1] + 1)]
        found += [f"gradient-{m}-{i}-{l}" for i, l in pairs]
    return [each for each in found if each != name]
