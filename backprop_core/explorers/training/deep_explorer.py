"""What the views of deep networks share: the network as strips, numbers of each layer on one fixed scale, and the same
numbers as they were before the present change.

What such a view may have of its own, beside what the kit's `explorer` and `running_explorer` name:

    _looked_at   (run, (trace, gradients)): the run that the pictures show, and what it makes of all patterns
    _whole       whether the pictures show the output layer, too
"""

import math
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from ...diagnostics import rms
from ...figures import depth as layered
from ...figures import strips
from ...figures.frame import put_limits
from ...one_step.text import number, rounded
from ..kit.pictures import Picture
from . import deep
from .running_explorer import Numbers, RunningExplorer, renew

STRIPS = ("δ  ←", "o  →", "θ moved")
MOST = 2 / 3  # so many neurons of a layer are most of them; of a relu's, half are off, and that is nothing to mark
SIGNS = {"dead": ("○", "most dead"), "saturated": ("■", "most saturated"), "lost": ("×", "not finite")}
STRIPS_PICTURE = Picture(
    partial(strips.draw_strips, title="The network, layer by layer", names=STRIPS),
    (712, 178), (84, 42, 14, 52), first=True,
)  # fmt: skip


@dataclass(frozen=True)
class DeepNumbers(Numbers):
    """And what is measured of each layer, what theory predicts, or what speaks against it."""

    layers: object
    theory: object
    against: list

    @cached_property
    def marks(self):
        """{"dead", "saturated" or "lost": the layers of which that is to be said}."""
        layers = self.layers
        parts = list(zip(layers.saturated, layers.dead, strict=True))
        return {
            "dead": [m for m, (_, dead) in enumerate(parts, start=1) if dead >= MOST],
            "saturated": [m for m, (flat, dead) in enumerate(parts, start=1) if flat >= MOST > dead],
            "lost": [m for m, each in enumerate(layers.delta_rms, start=1) if not math.isfinite(each)],
        }


class DeepExplorer(RunningExplorer):
    """A `RunningExplorer` of deep networks, whose numbers are `DeepNumbers`."""

    _whole = True

    def _looked_at(self):
        return self._runs[0], self._numbers.training.seen

    def _pair(self):
        return deep.pair(self._settings)

    def _across(self):
        """Limits of a picture over the layers."""
        return layered.layer_limits(self._settings["depth"])

    def _shown(self, numbers):
        """Those of a list of numbers, one for each layer, that are shown."""
        return numbers if self._whole else numbers[:-1]

    # -- words -------------------------------------------------------------------------------------------------

    def _arrives_words(self):
        """How much of δ comes through."""
        first, last = self._pair()
        delta = self._numbers.layers.delta_rms
        if not (delta[last - 1] and math.isfinite(delta[last - 1]) and math.isfinite(delta[first - 1])):
            return "δ is 0 in the last hidden layer" if delta[last - 1] == 0 else "δ has left the range of floats"
        return f"layer {first} gets {rounded(delta[first - 1] / delta[last - 1], 2)} times the δ of layer {last}"

    def _moved_words(self):
        """How far two layers have come."""
        run, _ = self._looked_at()
        if run.done == 0:
            return "Play: which of these layers will learn?"
        far = (f"layer {m} {share_in_words(run.moved(m))}" for m in self._pair())
        return f"θ has moved: {', '.join(far)}"

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw_strips(self, figure, artists, n):
        (run, (trace, _)), (_, last) = self._looked_at(), self._pair()
        delta, sizes, across = self._numbers.layers.delta_rms, [rms(each) for each in trace.o], self._across()
        begun, count = run.done > 0, len(self._shown(delta))
        put_limits(figure.axes[0], across, figure.axes[0].get_ylim())
        moved = [run.moved(m) if begun else math.nan for m in range(1, len(delta) + 1)]
        rows = [self._shown(row) for row in (shares(delta, delta[last - 1]), shares(sizes[1:], sizes[0]), moved)]
        marks = {name: [m for m in found if m <= count] for name, found in self._numbers.marks.items()}
        meant = {name: each for name, each in SIGNS.items() if marks[name]}
        note, words = " · ".join(map(" ".join, meant.values())), self._arrives_words()
        idle = "" if begun else "nothing yet: press ▶ Play"
        way = f" {self._moved_words()}." if begun else ""
        marked = "".join(f" Layers {spans(marks[name])}: {what}." for name, (_, what) in meant.items())
        renew(figure, artists.note.get_text() != note)
        strips.draw_strips(figure.axes[0], "", STRIPS, rows, across, marks, words, note, idle, artists)
        figure.show(f"Each layer as a strip, coloured by the size of its numbers: {words}.{way}{marked}")

    def _show_sizes(self, figure, artists, name, words, what, told, theory=None, band=None):
        """A number of each layer, on the scale that never changes. name: which of `Layers`; what: its words; told:
        what else the picture says; theory, band: of `draw_sizes`."""
        sizes = self._shown(getattr(self._numbers.layers, name))
        former = self._former_sizes(name)
        put_limits(figure.axes[0], self._across(), figure.axes[0].get_ylim())
        beyond = layered.beyond_words(sizes)
        note = " · ".join(filter(None, [beyond, "pale: before" if former else ""]))
        theory = theory and self._shown(theory)
        layered.draw_sizes(figure.axes[0], "", sizes, theory, band, words, note, former, artists)
        before = f" Before the last change (pale): {_ends(former)}." if former else ""
        figure.show(f"{what}: {_ends(sizes)}.{before} {told}".strip())

    def _former_sizes(self, name):
        """The same before the present change by hand, or None where nothing of it can be seen."""
        if self._former is None or self._former.numbers is None:
            return None
        before, now = (self._shown(getattr(each.layers, name)) for each in (self._former.numbers, self._numbers))
        return before if layered.is_seen(before, now, self._across()) else None


def _ends(sizes):
    return f"{number(sizes[0])} in layer 1, {number(sizes[-1])} in layer {len(sizes)}"


def shares(values, whole):
    """Each value as a multiple of `whole`; where that is 0 there is none."""
    return [each / whole if whole else math.nan for each in values]


def spans(layers):
    """Layers as they are read: "1 to 4, 9"."""
    found = stretches(range(1, max(layers) + 1), np.isin(range(1, max(layers) + 1), layers))
    return ", ".join(f"{low} to {high}" if high > low else f"{low}" for low, high in found)


def stretches(places, chosen):
    """Pairs (from, to) of neighbouring places that are all chosen."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.astype(int), [0]])))
    return [(places[low], places[high - 1]) for low, high in zip(edges[::2], edges[1::2], strict=True)]


def share_in_words(share):
    """How far something has moved, in percent of its size, two digits: "by 0.9 %", "by 2.1e−5 %"."""
    return f"by {rounded(100 * share, 2)} %" if share < math.inf else "away from 0"
