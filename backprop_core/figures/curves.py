"""Curves over the steps of a run. Matplotlib without pyplot: every function draws on the axes it is given."""

from typing import NamedTuple

import numpy as np

from .colours import COLOURS
from .frame import round_marks

INK, MUTED, LINE, MARK = COLOURS["ink"], COLOURS["muted"], COLOURS["pos"], COLOURS["neg"]


class ErrCurve(NamedTuple):
    """The artists of `draw_err`: the run so far, what came after the present step, and the present step."""

    past: object
    future: object
    now: object
    label: object


def draw_err(ax, errs, now, known=True, hidden=False, artists=None, what="step", title=""):
    """Err against the number of steps done: `errs[n]` after n steps, with a mark at `now` → `ErrCurve`.

    Called again with the `artists` it returned, it moves them instead of drawing new ones. known=False: Err at `now`
    is not computed yet, so the curve ends before it. hidden=True shows no curve at all. `what`: what is counted;
    `title`: what stands above.
    """
    if artists is None:
        ax.set_xlabel(f"{what}s done", color=MUTED)
        ax.set_ylabel("Err", color=MUTED)
        ax.set_title(title, fontsize=9, color=INK, loc="left")
        ax.grid(True, color=COLOURS["line"], linewidth=0.5)
        ax.spines[["top", "right"]].set_visible(False)
        round_marks(ax.xaxis, 5, whole=True)
        artists = ErrCurve(
            ax.plot([], [], color=LINE, linewidth=2)[0],
            ax.plot([], [], color=LINE, linewidth=1.2, linestyle=":")[0],
            ax.plot([], [], "o", color=MARK, markersize=7)[0],
            ax.text(0.97, 0.95, "", transform=ax.transAxes, ha="right", va="top", color=INK),
        )
    steps = np.arange(len(errs))
    past = 0 if hidden else now + known
    future = len(errs) if hidden or not known else now
    artists.past.set_data(steps[:past], errs[:past])
    artists.future.set_data(steps[future:], errs[future:])
    artists.now.set_data(([], []) if hidden or not known else ([now], [errs[now]]))
    artists.label.set_text("Err is hidden until you answer" if hidden else f"after {now} {what}{'s' * (now != 1)}")
    return artists
