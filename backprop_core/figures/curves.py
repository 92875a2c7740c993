"""Curves over the steps of a run. Each function draws on a `Plot`."""

import numpy as np

from .plot import DOTS, TITLE

LEAST, MOST = 1e-9, 1e307  # the axis ends between them: what is larger leaves it
WITHOUT = (0.0, 0.0), (0.0, 0.0)  # the axes of `draw_err` before there is a run: any is larger


def err_ends(count, errs, hidden=False):
    """The ranges that the axes of `draw_err` are to hold, {"x": (left, right), "y": (low, high)}.

    count   how many numbers the curve has
    errs    all that is to be seen on this axis, of other curves as well
    hidden  whether the axes must not tell how large Err is
    """
    largest = np.max(errs, initial=LEAST, where=np.isfinite(errs))
    return {"x": (0, max(count - 1, 10)), "y": (0.0, 1.0 if hidden else 1.05 * min(float(largest), MOST))}


def draw_err(plot, errs, now, known=True, hidden=False, what="step", title=""):
    """Err over the number of steps done: `errs[n]` after n steps, with a disc at `now`; what came after is dotted.

    known   False: Err at `now` is not computed yet, so the curve ends before it
    hidden  True: no curve at all
    what    what is counted; title: what stands above
    """
    if title:
        plot.title(title, line=True)
    plot.name_up("Err")
    plot.axis_across(5, f"{what}s done", grid=True, whole=True)
    plot.axis_up(5, grid=True)
    right = plot.left + plot.wide
    words = "Err is hidden until you answer" if hidden else f"after {now} {what}{'s' * (now != 1)}"
    plot.text(right, plot.top - 9, words, TITLE, anchor="end", room=plot.wide)
    if hidden:
        return
    low, high = plot.up
    heights = np.minimum(errs, 2 * high - low)  # no more is needed of what leaves the axis
    numbers = np.column_stack([np.arange(len(errs)), heights])
    lines = [(numbers[: now + known], "pos", 2.6, "")]
    if known:
        lines.append((numbers[now:], "pos", 1.6, DOTS))
    plot.lines(*lines)
    if known and low <= errs[now] <= high:
        plot.disc(plot.x(now), plot.y(errs[now]), 4.5, "neg", "neg")
