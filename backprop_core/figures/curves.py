"""Curves over the steps of a run. Matplotlib without pyplot: every function draws on the axes it is given."""

from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist

from .diagram import COLOURS

INK, MUTED, LINE, MARK = COLOURS["ink"], COLOURS["muted"], COLOURS["pos"], COLOURS["neg"]


class ErrCurve(NamedTuple):
    """The artists of `draw_err`: the run so far, what came after the present step, and the present step."""

    past: Artist
    future: Artist
    now: Artist
    label: Artist


def draw_err(ax, errs, now, hidden=False, artists=None):
    """Err against the number of steps: `errs[n]` after n steps, with a mark at step `now` → `ErrCurve`.

    Called again with the `artists` it returned, it moves them instead of drawing new ones.
    hidden=True shows a "?" and no curve.
    """
    if artists is None:
        ax.set_xlabel("steps", color=MUTED)
        ax.set_ylabel("Err", color=MUTED)
        ax.grid(True, color=COLOURS["line"], linewidth=0.5)
        ax.spines[["top", "right"]].set_visible(False)
        artists = ErrCurve(
            ax.plot([], [], color=LINE, linewidth=2)[0],
            ax.plot([], [], color=LINE, linewidth=1.2, linestyle=":")[0],
            ax.plot([], [], "o", color=MARK, markersize=7)[0],
            ax.text(0.97, 0.95, "", transform=ax.transAxes, ha="right", va="top", color=INK),
        )
    steps = np.arange(len(errs))
    artists.past.set_data([] if hidden else steps[: now + 1], [] if hidden else errs[: now + 1])
    artists.future.set_data([] if hidden else steps[now:], [] if hidden else errs[now:])
    artists.now.set_data([] if hidden else [now], [] if hidden else [errs[now]])
    artists.label.set_text("Err is hidden until you answer" if hidden else f"step {now}")
    return artists
