"""The post-mortem of a run that met inf or NaN: the first number that was none, and the steps that led there."""

import math
from typing import NamedTuple

from ...diagnostics import rms
from ...one_step.text import number, rounded
from ...training import gradient_norm
from ..kit.tables import to_table
from .runs import after_words

KEPT = 5  # steps that a post-mortem goes back


class Link(NamedTuple):
    """Numbers of one step on the way to the end. o: the largest root mean square of a layer's outputs; theta and
    gradient: lengths, ‖θ‖ and ‖∂Err/∂θ‖. None: not a number, or not computed any more."""

    step: int
    theta: float | None
    o: float | None
    delta_first: float | None
    delta_last: float | None
    gradient: float | None
    Err: float | None


class PostMortem(NamedTuple):
    """step, quantity, layer and why: of the `Failure`; chain: the last `Link`s; because: a sentence."""

    step: int
    quantity: str
    layer: int
    why: str
    chain: list
    because: str

    @property
    def died_after(self):
        """So many steps led there."""
        return self.chain[-1].step


def culprit(failed):
    """The first number that is none, and what it became: "u of layer 11 became ∞"."""
    what, how = failed.why.split(" is ", 1)
    return f"{what} became {'NaN' if how.startswith('not a number') else '∞'}"


def examine(run):
    """The `PostMortem` of a run that has failed; its `kept` are the last (step, θ), the failing θ included."""
    step, failed = run.failure
    net, passes = run.net.copy(), []
    for done, theta in list(run.kept)[-KEPT:]:
        net.theta = theta
        trace = net.forward(run.data[0])
        passes.append((done, theta, trace, net.backward(trace, run.data[1])))
    chain = [_link(*each) for each in passes]
    if failed.quantity == "theta":
        chain.append(Link(step, math.inf, *[None] * 5))
    return PostMortem(step, *failed, chain, _because(failed, passes, chain))


def _link(step, theta, trace, grads):
    sizes = [rms(o) for o in trace.o[1:]]
    broken = [size for size in sizes if not math.isfinite(size)]
    found = [
        gradient_norm(theta), broken[0] if broken else max(sizes), rms(grads.delta[1]), rms(grads.delta[-1]),
        gradient_norm(grads.gradient), grads.Err,
    ]  # fmt: skip
    return Link(step, *(None if math.isnan(value) else value for value in found))


def _because(failed, passes, chain):
    """In one sentence or two, what made the numbers so large."""
    *before, (_, theta, trace, _) = passes
    if failed.quantity == "theta":
        return f"The gradient, {number(chain[-2].gradient)} long, took θ itself out of the range of floats."
    ends = {
        "u": f"in layer {failed.layer} that is more than a float can hold",
        "o": f"in layer {failed.layer} that is more than a float can hold",
        "Err": "the square of such a ŷ is more than a float can hold",
    }
    end = ends.get(failed.quantity, "on the way back δ grows as well, until no float can hold it")
    rate = per_layer([rms(o) for o in trace.o])
    grown = f"each layer multiplies o by {rounded(rate, 2)}" if rate else "o grows from layer to layer"
    if not before:
        return f"With these first weights {grown}: {end}."
    done, old, old_trace, _ = before[-1]
    moved = gradient_norm([None, *(a - b for a, b in zip(theta[1:], old[1:], strict=True))])
    length = gradient_norm(old)
    times = f"{rounded(moved / length, 2)} times as long as θ was" if length > 0 else f"{rounded(moved, 2)} long"
    was = per_layer([rms(o) for o in old_trace.o])
    was = f" (before: by {rounded(was, 2)})" if was else ""
    return f"Step {done + 1} was {times}. Since then {grown}{was}: {end}."


def per_layer(sizes):
    """By how much numbers grow from one to the next, in the (geometric) mean over those that are finite and not 0."""
    known = []
    for size in sizes:
        if not (math.isfinite(size) and size > 0):
            break
        known.append(math.log(size))
    return math.exp((known[-1] - known[0]) / (len(known) - 1)) if len(known) > 1 else None


# --- As it is read --------------------------------------------------------------------------------------------------


def chain_table(found, depth):
    """The last numbers of a run as rows of text: a column for each step."""
    names = ("‖θ‖", "largest o", "δ of layer 1", f"δ of layer {depth}", "‖∂Err/∂θ‖", "Err")
    rows = [("after step", *(str(link.step) for link in found.chain))]
    for name, values in zip(names, list(zip(*found.chain, strict=True))[1:], strict=True):
        rows.append((name, *("–" if value is None else rounded(value) for value in values)))
    return rows


def tell(name, found):
    """The heading of a post-mortem, and what is said below it; name: of the run, or "both"."""
    which = "both runs" if name == "both" else f"the {name} run"
    return f"Why {which} died {after_words(found.died_after)}", f"First, {culprit(found)}. {found.because}"


def to_html(endings, depth, unfolded):
    """Pairs (name, `PostMortem`) for the page; unfolded: whether the numbers stand open."""
    parts = []
    for name, found in endings:
        heading, words = tell(name, found)
        parts.append(f"<h4>{heading}</h4><p>{words}</p>")
        table = to_table(chain_table(found, depth), numbers=True)
        parts.append(f"<details{' open' * unfolded}><summary>The last steps in numbers</summary>{table}</details>")
    return f'<div class="bp-ended">{"".join(parts)}</div>'
