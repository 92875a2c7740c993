"""The formula behind each number: the lecture's equation, the same for this neuron, the same in numbers.

`explain(snapshot, name)` covers every name of `snapshot.py`, and besides ("term", m, i, l) and ("terms", l): what a
weight or an input brings to the sums; and ("back", …) of `backward.py`: a δ on its way. Inside a formula, i is a
neuron of the layer at hand, ℓ of the layer before, j of the layer after, k an output; a neuron of another layer
carries its layer: δ₂⁽¹⁾.
"""

import re
from typing import NamedTuple

from .backward import back_terms, settled_sum
from .text import factor, number, symbol

MOST_TERMS = 8  # a longer sum is cut: nobody reads further, and the panel stays in place
NUDGE = 0.001

LETTERS = {"u": "u", "o": "o", "delta": "δ", "theta": "θ", "x": "x", "y": "y"}

HIDDEN_DELTA = "δᵢ = σ′(uᵢ) · Σⱼ δⱼ · θⱼᵢ"


class Explanation(NamedTuple):
    """title; `general`, `specific`, `numeric`: the three lines, the last without its `result`;
    `uses`: the names that the numbers came from; `wiggle`: None, or a sentence that tests the number."""

    title: str
    general: str
    specific: str
    numeric: str
    result: str
    uses: tuple = ()
    wiggle: str | None = None


def layer_role(sizes, m):
    """What layer m is: input, hidden or output."""
    return "input" if m == 0 else "output" if m == len(sizes) - 1 else "hidden"


def layer_letters(sizes, name):
    """The lecture's letter of each layer, as seen from the number `name`: {layer: letter}."""
    last = len(sizes) - 1
    if name[0] in ("x", "y", "Err"):
        return {last: "k"} if name[0] != "x" else {0: "ℓ", 1: "i"}
    m = name[1]
    letters = {m - 1: "ℓ", m: "i", m + 1: "j"}
    if name[0] == "delta" and m == last:
        letters[m] = "k"
    return {layer: letter for layer, letter in letters.items() if 0 <= layer <= last}


def describe(name, sizes):
    """A number's name in words, for status lines and screen readers: "weight from x1 to neuron 2 of layer 1"."""
    kind, *place = name
    if kind == "Err":
        return "Err"
    if kind == "x":
        return f"input x{place[0]}"
    if kind == "y":
        return f"target y{place[0]}"
    if kind in ("u", "o", "delta"):
        m, i = place
        return f"{LETTERS[kind]} of {layer_role(sizes, m)} neuron {i}" + (f" in layer {m}" if len(sizes) > 3 else "")
    m, i, l = place
    neuron = f"x{l}" if m == 1 else f"neuron {l} of layer {m - 1}"
    before = "the constant neuron" if l == 0 else neuron
    what = {"theta": "weight", "gradient": "∂Err/∂θ", "update": "weight"}[kind]
    return f"{what} from {before} to neuron {i} of layer {m}"


def err_slope(loss, y="yₖ", y_hat="ŷₖ", n="n"):
    """∂Err/∂ŷₖ, as it is written."""
    return loss.slope.format(y=y, ŷ=y_hat, n=n)


def explain(snapshot, name, full=False, hide=(), h=NUDGE):
    """The `Explanation` of the number `name`; full=True writes all digits, `hide` names quantities shown as "?".

    Its wiggle moves u by `h`, and is None where δ or Err is hidden.
    """
    return _Writer(snapshot, full, hide, h).explain(name)


class _Writer:
    def __init__(self, snapshot, full, hide, h):
        self.snapshot, self.full, self.hide, self.h = snapshot, full, hide, h
        self.net, self.values = snapshot.net, snapshot.values
        self.sizes = snapshot.net.sizes
        self.last = len(self.sizes) - 1

    def explain(self, name):
        kind, *place = name
        if kind == "delta":
            return self.output_delta(place[1]) if place[0] == self.last else self.hidden_delta(*place)
        write = {
            "x": self.x, "y": self.y, "u": self.u, "o": self.o, "Err": self.Err,
            "theta": self.gradient, "gradient": self.gradient, "update": self.update, "term": self.term,
            "terms": self.terms, "back": self.back,
        }[kind]  # fmt: skip
        return write(*place)

    def describe(self, *name):
        return describe(name, self.sizes)

    # -- how single numbers are written ------------------------------------------------------------------------

    def number(self, name, plus=False):
        return "?" if name[0] in self.hide else number(self.values[name], self.full, plus)

    def factor(self, name):
        return "?" if name[0] in self.hide else factor(self.values[name], self.full)

    def plain(self, value):
        return number(value, self.full)

    def slope(self, m, i):
        """σ′(u_i). Where δ is asked for, it is half of the answer."""
        return "?" if self.hidden("u", "delta") else factor(self.snapshot.slope(m, i), self.full)

    def before(self, m, l):
        """The name of o_ℓ in layer m, and its symbol seen from the layer after: x₁, o₂⁽¹⁾, or 1 for the constant."""
        if l == 0:
            return None, "1"
        return (("x", l), symbol("x", l)) if m == 0 else (("o", m, l), symbol("o", l, layer=m))

    def factor_before(self, m, l):
        name, _ = self.before(m, l)
        return "1" if name is None else self.factor(name)

    def weights_into(self, m):
        return range(0 if self.net.bias else 1, self.sizes[m - 1] + 1)

    def hidden(self, *kinds):
        return any(kind in self.hide for kind in kinds)

    # -- one method for each kind of number --------------------------------------------------------------------

    def x(self, i):
        terms = [f"{symbol('δ', n, layer=1)} · {symbol('θ', n, i, layer=1)}" for n in range(1, self.sizes[1] + 1)]
        numbers = [f"{self.factor(('delta', 1, n))} · {self.factor(('theta', 1, n, i))}"
                   for n in range(1, self.sizes[1] + 1)]  # fmt: skip
        slope = float(self.snapshot.grads.delta[0][i - 1, self.snapshot.pattern])
        return Explanation(
            f"Input {symbol('x', i)}: yours to choose",
            "∂Err/∂xₗ = Σᵢ δᵢ · θᵢₗ",
            f"∂Err/∂{symbol('x', i)} = {_sum(terms)}",
            f"= {_sum(numbers)}",
            "?" if self.hidden("delta") else number(slope, self.full, plus=True),
            tuple(name for n in range(1, self.sizes[1] + 1) for name in (("delta", 1, n), ("theta", 1, n, i))),
        )

    def y(self, k):
        residual = self.values["y", k] - self.values["o", self.last, k]
        return Explanation(
            f"Target {symbol('y', k)}: yours to choose",
            "yₖ − ŷₖ: what the output still lacks",
            f"{symbol('y', k)} − {symbol('ŷ', k)}",
            f"= {self.number(('y', k))} − {self.factor(('o', self.last, k))}",
            "?" if self.hidden("o") else number(residual, self.full, plus=True),
            (("y", k), ("o", self.last, k)),
        )

    def u(self, m, i):
        terms, numbers, uses = [], [], []
        for l in self.weights_into(m):
            name, text = self.before(m - 1, l)
            terms.append(f"{symbol('θ', i, l)} · {text}")
            numbers.append(f"{self.factor(('theta', m, i, l))} · {self.factor_before(m - 1, l)}")
            uses += [("theta", m, i, l)] + ([name] if name else [])
        return Explanation(
            f"Pre-activation {self.describe('u', m, i)} – lecture §2",
            "uᵢ = Σₗ θᵢₗ · oₗ",
            f"{symbol('u', i)} = {_sum(terms)}",
            f"= {_sum(numbers)}",
            self.number(("u", m, i)),
            tuple(uses),
            self.wiggle(m, i),
        )

    def o(self, m, i):
        sigma = self.net.activations[m]
        u = self.number(("u", m, i))
        title = f"Output {self.describe('o', m, i)} – lecture §2"
        title += f": the prediction {symbol('ŷ', i)}" if m == self.last else ""
        return Explanation(
            title,
            "oᵢ = σ(uᵢ)",
            f"{symbol('o', i)} = {sigma.name.replace('_', ' ')}({symbol('u', i)})",
            f"= {sigma.write(u)}",
            self.number(("o", m, i)),
            (("u", m, i),),
        )

    def Err(self):
        loss, y, outputs = self.net.loss, self.snapshot.y, self.snapshot.trace.o[-1]
        patterns = y.shape[1]
        terms, numbers = [], []
        for p in range(patterns):
            for k in range(1, self.sizes[-1] + 1):
                raised = "" if patterns == 1 else _raised(p + 1)
                terms.append(loss.term.format(y=symbol("y", k) + raised, ŷ=symbol("ŷ", k) + raised))
                y_hat = "?" if self.hidden("o") else factor(outputs[k - 1, p], self.full)
                numbers.append(loss.term.format(y=self.plain(y[k - 1, p]), ŷ=y_hat))
        front = (f"1/{y.size} · " if loss.mean else "") + loss.front
        sums, over = ("Σₖ", "k") if patterns == 1 else ("Σₚ Σₖ", "k and p")
        general = loss.front + loss.term.format(y="yₖ", ŷ="ŷₖ")
        title = "Error – lecture §3" + ("" if patterns == 1 else f": over {patterns} patterns (p)")
        return Explanation(
            title,
            f"Err = mean over {over} of {general}" if loss.mean else f"Err = {sums} {general}",
            f"Err = {_scaled(front, terms)}",
            f"= {_scaled(front, numbers)}",
            self.number(("Err",)),
            tuple(
                name
                for k in range(1, self.sizes[-1] + 1)
                for name in (("y", k), ("o", self.last, k))
            ),
        )  # fmt: skip

    def err_slope(self, y, y_hat):
        """∂Err/∂ŷ with these put in; a fraction of numbers needs no brackets."""
        return re.sub(r"\((\d+/\d+)\)", r"\1", err_slope(self.net.loss, y, y_hat, self.snapshot.y.size))

    def back(self, m, i, j=None):
        """∂Err/∂ŷ of an output, or the sum Σ_j δ_j θ_ji of a hidden neuron up to its term j: δ before its σ′."""
        if m == self.last:
            y, o = self.plain(self.values["y", i]), self.factor(("o", m, i))
            return Explanation(
                f"{self.describe('delta', m, i)} – lecture §5: its first factor",
                "δₖ = ∂Err/∂ŷₖ · σ′(uₖ)",
                f"∂Err/∂{symbol('ŷ', i)} = {self.err_slope(symbol('y', i), symbol('ŷ', i))}",
                f"= {self.err_slope(y, o)}",
                "?" if self.hidden("o") else number(back_terms(self.snapshot, m, i)[0], self.full, plus=True),
                (("y", i), ("o", m, i)),
            )
        after = range(1, j + 1)
        terms = [f"{symbol('δ', n, layer=m + 1)} · {symbol('θ', n, i, layer=m + 1)}" for n in after]
        numbers = [f"{self.factor(('delta', m + 1, n))} · {self.factor(('theta', m + 1, n, i))}" for n in after]
        whole = j == self.sizes[m + 1]
        so_far = settled_sum(back_terms(self.snapshot, m, i)[:j])
        return Explanation(
            f"{self.describe('delta', m, i)} – lecture §5: " + ("its sum" if whole else f"its sum up to j = {j}"),
            HIDDEN_DELTA,
            ("Σⱼ = " if whole else "so far: ") + _sum(terms),
            f"= {_sum(numbers)}",
            "?" if self.hidden("delta") else number(so_far, self.full, plus=True),
            (("delta", m + 1, j), ("theta", m + 1, j, i)),
        )

    def output_delta(self, k):
        m = self.last
        y, o = self.plain(self.values["y", k]), self.factor(("o", m, k))
        slope = self.slope(m, k)
        return Explanation(
            f"{self.describe('delta', m, k)} – lecture §5",
            f"δₖ = ∂Err/∂ŷₖ · σ′(uₖ) = {err_slope(self.net.loss)} · σ′(uₖ)",
            f"{symbol('δ', k)} = {self.err_slope(symbol('y', k), symbol('ŷ', k))} · σ′({symbol('u', k)})",
            f"= {self.err_slope(y, o)} · {slope}",
            self.number(("delta", m, k), plus=True),
            (("y", k), ("o", m, k), ("u", m, k)),
            self.wiggle(m, k),
        )

    def hidden_delta(self, m, i):
        after = range(1, self.sizes[m + 1] + 1)
        terms = [f"{symbol('δ', j, layer=m + 1)} · {symbol('θ', j, i, layer=m + 1)}" for j in after]
        numbers = [f"{self.factor(('delta', m + 1, j))} · {self.factor(('theta', m + 1, j, i))}" for j in after]
        slope = self.slope(m, i)
        brackets = "{}" if len(after) == 1 else "({})"
        uses = [("u", m, i)]
        for j in after:
            uses += [("delta", m + 1, j), ("theta", m + 1, j, i)]
        return Explanation(
            f"{self.describe('delta', m, i)} – lecture §5",
            HIDDEN_DELTA,
            f"{symbol('δ', i)} = σ′({symbol('u', i)}) · " + brackets.format(_sum(terms)),
            f"= {slope} · " + brackets.format(_sum(numbers)),
            self.number(("delta", m, i), plus=True),
            tuple(uses),
            self.wiggle(m, i),
        )

    def term(self, m, i, l):
        """What a weight brings to the sum u_i."""
        before, o = self.before(m - 1, l)
        value = 1.0 if before is None else self.values[before]
        brings = self.values["theta", m, i, l] * value
        return Explanation(
            f"The {self.describe('theta', m, i, l)} – lecture §2",
            "θᵢₗ · oₗ: what it brings to the sum uᵢ",
            f"{symbol('θ', i, l)} · {o}",
            f"= {self.factor(('theta', m, i, l))} · {self.factor_before(m - 1, l)}",
            "?" if before is not None and before[0] in self.hide else number(brings, self.full, plus=True),
            (("theta", m, i, l),) + ((before,) if before else ()),
        )

    def terms(self, l):
        """Where an input goes."""
        x, after = symbol("x", l), range(1, self.sizes[1] + 1)
        brings = [self.values["theta", 1, i, l] * self.values["x", l] for i in after]
        return Explanation(
            f"Input {x}: yours to choose",
            "xₗ enters every sum uᵢ of layer 1, as θᵢₗ · xₗ",
            ", ".join(f"{symbol('θ', i, l)} · {x}" for i in after),
            "= " + ", ".join(f"{self.factor(('theta', 1, i, l))} · {self.factor(('x', l))}" for i in after),
            ", ".join(number(each, self.full, plus=True) for each in brings),
            tuple(("theta", 1, i, l) for i in after),
        )

    def gradient(self, m, i, l):
        before, o = self.before(m - 1, l)
        uses = (("delta", m, i),) + ((before,) if before else ())
        patterns = self.snapshot.y.shape[1]
        if patterns == 1:
            general, specific = "∂Err/∂θᵢₗ = δᵢ · oₗ", f"∂Err/∂{symbol('θ', i, l)} = {symbol('δ', i)} · {o}"
            numbers = [f"{self.factor(('delta', m, i))} · {self.factor_before(m - 1, l)}"]
        else:
            general = "∂Err/∂θᵢₗ = Σₚ δᵢ · oₗ over the patterns (p)"
            specific = f"∂Err/∂{symbol('θ', i, l)} = " + _sum(
                [
                    f"{symbol('δ', i)}{_raised(p + 1)} · {o}" + ("" if l == 0 else _raised(p + 1))
                    for p in range(patterns)
                ]
            )
            delta, inputs = self.snapshot.grads.delta[m], self.snapshot.trace.o[m - 1]
            numbers = [
                ("?" if self.hidden("delta") else factor(delta[i - 1, p], self.full))
                + " · "
                + ("1" if l == 0 else "?" if self.hidden("o") and m > 1 else factor(inputs[l - 1, p], self.full))
                for p in range(patterns)
            ]
        return Explanation(
            f"Gradient of the {self.describe('theta', m, i, l)} – lecture §4",
            general,
            specific,
            f"= {_sum(numbers)}",
            self.number(("gradient", m, i, l), plus=True),
            uses,
        )

    def update(self, m, i, l):
        theta = symbol("θ", i, l)
        title = f"Update of the {self.describe('theta', m, i, l)} – lecture §6"
        if l == 0 and not self.snapshot.train_bias:
            before = self.number(("theta", m, i, l))
            return Explanation(
                title, "θᵢ₀ stays: here biases do not learn", f"{theta} ← {theta}", f"= {before}", before
            )
        return Explanation(
            title,
            "θᵢₗ ← θᵢₗ − η · ∂Err/∂θᵢₗ",
            f"{theta} ← {theta} − η · ∂Err/∂{theta}",
            f"= {self.number(('theta', m, i, l))} − {self.plain(self.snapshot.eta)} · "
            + self.factor(("gradient", m, i, l)),
            "?" if self.hidden("gradient", "update") else self.number(("update", m, i, l)),
            (("theta", m, i, l), ("gradient", m, i, l)),
        )

    def wiggle(self, m, i):
        """Lecture §8: if I wiggle this neuron's input u, how much does the final error wiggle?"""
        if self.hidden("delta", "Err"):
            return None
        true = self.snapshot.true_change(m, i, self.h)
        u, delta, h = symbol("u", i), symbol("δ", i), number(self.h)
        predicted = self.values["delta", m, i] * self.h
        return (
            f"Wiggle {u} by {h}: Err moves by {number(true, self.full, plus=True)}. "
            f"{delta} · {h} = {number(predicted, self.full, plus=True)} predicts it."
        )


def _sum(terms):
    if len(terms) > MOST_TERMS:
        terms = [*terms[: MOST_TERMS - 1], "…"]
    return " + ".join(terms)


def _scaled(front, terms):
    return f"{front}[ {_sum(terms)} ]" if front and len(terms) > 1 else front + _sum(terms)


def _raised(p):
    return symbol("", layer=f"p={p}")
