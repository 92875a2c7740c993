"""A view that appears: built, drawn, and stored beside the live view as text and picture."""

import statistics
import time

from .report import table, verdict

TIMES = 7
MOST = 0.6  # of what it takes where resvg draws all of the stored picture


def bench():
    """Milliseconds of CPU until a view is there, median, Matplotlib being loaded; and against the same view whose
    stored picture is made by resvg alone, words and figures too."""
    from backprop_core import explorers
    from backprop_core.explorers.kit import explorer

    rows = []
    ours = explorer.to_png
    for name in explorers.__all__:
        if not name.endswith("Explorer"):
            continue
        times = {ours: [], by_resvg_alone: []}
        try:
            for _ in range(TIMES + 1):  # the first fills what is kept
                for explorer.to_png, taken in times.items():
                    begin = time.process_time()
                    view = getattr(explorers, name)()
                    built = time.process_time()
                    view._repr_mimebundle_()
                    taken.append((built - begin, time.process_time() - built))
                    view.close()
        finally:
            explorer.to_png = ours
        (build, store), others = (
            [1e3 * statistics.median(part) for part in zip(*taken[1:], strict=True)] for taken in times.values()
        )
        ratio = verdict((build + store) / sum(others), MOST)
        rows.append((name, f"{build:.0f} ms", f"{store:.0f} ms", f"{build + store:.0f} ms", ratio))
    table("A view appears", ("view", "built", "stored", "both", "× by resvg alone"), rows)


def by_resvg_alone(svg):
    """The PNG that resvg makes of a stored picture."""
    import resvg_py

    from backprop_core.figures import letters

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, font_files=[letters.USUAL, letters.BOLD], skip_system_fonts=True, zoom=1.5
        )
    )
