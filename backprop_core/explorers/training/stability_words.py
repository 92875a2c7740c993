"""What the numbers of a training say, in sentences: how δ grows, how long the next step is, where it lands."""

import math

from ...losses import LOSSES
from ...one_step.text import number, rounded
from .runs import after_words

OF_IT = " of its length"


def verdict(which, layers, rate, norm, shares, cut, ended=False):
    """How δ grows on its way back, and by which share of its length the next step changes θ.

    which: the run, or "" where all are the same; rate: of δ per layer, or None; norm: ‖∂Err/∂θ‖; shares:
    as it is, and clipped; cut: whether it is; ended: whether it has died, and no step is next.
    """
    plain, short = shares
    which = f"The {which} run: " if which else ""
    if not math.isfinite(norm):
        return _sentence(f"{which}the gradient has left the range of floats.")
    if norm == 0:
        off = next((m for m, share in enumerate(layers.dead, start=1) if share == 1), None)
        why = f": every neuron of layer {off} is off for every pattern" if off else ""
        return _sentence(f"{which}the gradient is 0{why}. Nothing can change any more.")
    if ended:
        grew = f": on its way back δ was multiplied by {rounded(rate)} in each layer" if rate else ""
        return _sentence(f"{which}these are its last finite numbers{grew}.")
    grows = f"on its way back δ is multiplied by {rounded(rate)} in each layer. " if rate else ""
    if math.isnan(plain):
        return _sentence(f"{which}{grows}The next step takes θ away from 0.")
    clip = f" (clipped: {share(short).removesuffix(OF_IT)})" if cut else ""
    return _sentence(f"{which}{grows}The next step changes θ by {share(plain)}{clip}.")


def _sentence(words):
    return words[0].upper() + words[1:]


def share(part):
    """A part of θ's length as it is read."""
    return f"{rounded(part, 2)} times its length" if part > 10 else f"{rounded(100 * part, 2)} %{OF_IT}"


def landing(cliff):
    """Where the next step lands."""
    if cliff is None:
        return "there is no step to look at: the gradient is 0, ∞ or NaN"
    here, (far, Err) = rounded(cliff.here), cliff.unclipped
    words = f"a step {rounded(far)} long: Err {here} → {rounded(Err)}"
    return words if cliff.clipped is None else f"{words}; clipped: → {rounded(cliff.clipped.Err)}"


def how_it_ended(told):
    """What must be said of runs that have died; told: pairs (name, run)."""
    ended = [(name, run) for name, run in told if run.failure]
    if not ended:
        return ""
    (name, first), why = ended[0], ended[0][1].failure[1].why
    if first.died_after == 0:
        return f"It cannot even begin: {why} Try a smaller gain, or fewer layers."
    if len(ended) == 1:
        words = f"The {name} run died {after_words(first.died_after)}: {why}"
    else:
        each = (f"the {name} one {after_words(run.died_after)}" for name, run in ended)
        words = f"Both runs died, {' and '.join(each)}."
    return f"{words} Below stands how it came to that. Switch on a remedy, or Reset."


def run_words(name, run, full=True):
    """How a run stands: "clipped: Err 9.9". full: also what Err was before it died."""
    if run.failure is None:
        return f"{name}: Err {number(run.now.Err)}"
    before = f", before that Err {number(run.now.Err)}" if full else ""
    return f"{name}: ✕ died {after_words(run.died_after)}{before}"


def above_errs(told, loss):
    """The line above the curves of Err."""
    died = [(name, run) for name, run in told if run.failure]
    if not died:
        return LOSSES[loss].words
    if len(died) > 1:
        return " · ".join(f"{name}: ✕ {after_words(run.died_after)}" for name, run in died)
    (name, run), *_ = died
    return f"{name}: ✕ {after_words(run.died_after)}, before that Err {rounded(run.now.Err)}"


def above_growth(rate, predicted, which):
    """The line above the picture of δ. rate, predicted: per layer, measured and by theory; which: run and step."""
    words = f"× {rounded(rate)} per layer, to the left" if rate else "no factor per layer can be told"
    if predicted:
        return f"{words} · dashed: theory, × {rounded(predicted)}"
    return f"{words} · {which}" if which else words
