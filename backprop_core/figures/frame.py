"""What the small live figures share: the look of their axes, the marks on them, the artists that axes have no method
for, and the text that stands around them.

Matplotlib takes half a second to load. So a function of the figures imports what it takes of it when it is called,
which for nearly all is told here, and a view without figures never loads it.
"""

from ..one_step.text import number
from .colours import COLOURS

BEGIN = 12  # CSS pixels from the left edge of a figure to its headings
DPI = 100  # CSS pixels per Matplotlib inch
SMALL, USUAL = 8, 9  # points
OVER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.5}  # behind words that lines may cross
INK, MUTED = COLOURS["ink"], COLOURS["muted"]


def heading_start(ax):
    """Where headings begin, as a fraction of the axes: the same place in every figure, however wide the numbers
    beside its axes may be."""
    place = ax.get_position(original=True)
    return (BEGIN / (DPI * ax.figure.get_figwidth()) - place.x0) / place.width


def plain_numbers(*axes):
    """Write the numbers beside these axes as everywhere else; never with a power of ten standing apart."""
    for axis in axes:
        write_numbers(axis, number)


def write_numbers(axis, write):
    """Write the number at each mark as `write(number)` does."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))


def round_marks(axis, most, steps=(1, 2, 5, 10), whole=False):
    """About `most` marks, at `steps` times a power of ten; None: at what Matplotlib takes for round. whole: at whole
    numbers."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=most, integer=whole, steps=None if whole else steps))


def marks_at(axis, places, words=None):
    """Marks at these places, and beside them these words."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    axis.set_major_locator(FixedLocator(places))
    if words is not None:
        axis.set_major_formatter(FixedFormatter(words))


def polygons(ax, **style):
    """An artist for any number of polygons, yet without one."""
    from matplotlib.collections import PolyCollection

    return ax.add_collection(PolyCollection([], **style))


def segments(ax, **style):
    """An artist for any number of straight lines, yet without one."""
    from matplotlib.collections import LineCollection

    return ax.add_collection(LineCollection([], **style))


def rectangle(ax, left=0, bottom=0, width=0, height=0, **style):
    """A rectangle on the axes."""
    from matplotlib.patches import Rectangle

    return ax.add_patch(Rectangle((left, bottom), width, height, **style))


def raster(ax, pixels):
    """A `Raster` on the axes."""
    from .raster import Raster

    return ax.add_artist(Raster(pixels))


def ruler(ax, colour, grid=None, size=SMALL):
    """Let a `Ruler` draw the marks of the axes."""
    from .ruler import Ruler

    Ruler(ax, size, colour, grid)


def aside(ax, transform, right=0.0, up=0.0):
    """A transform, and then so many points to the right and up."""
    from matplotlib.transforms import ScaledTranslation

    return transform + ScaledTranslation(right / 72, up / 72, ax.figure.dpi_scale_trans)


def dress(ax, title, line=True, size=USUAL):
    """The usual look; line: whether a second line, of signs or text, stands below the title, or how many do."""
    # With y given Matplotlib does not look for labels that a title would have to give way to: it takes long.
    ax.set_title(title, fontsize=size, color=INK, loc="left", pad=4 + 17 * line, x=heading_start(ax), y=1.0)
    ax.tick_params(labelsize=SMALL, colors=MUTED, length=2)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(COLOURS["line"])


def put_limits(ax, across, up):
    """New limits of the axes, where they differ; whether they did: a new background costs more than all that moves."""
    if (ax.get_xlim(), ax.get_ylim()) == (across, up):
        return False
    ax.set(xlim=across, ylim=up)
    return True


def above(ax, size, points):
    """A line of text `points` above the axes that may change."""
    return label(ax, heading_start(ax), 1, aside(ax, ax.transAxes, up=points), fontsize=size)


def label(ax, x, y, transform, **style):
    """Text that may change, and for which the layout makes no room."""
    style = {"color": INK, "fontsize": SMALL, "va": "baseline", **style}
    return ax.text(x, y, "", transform=transform, **style)


def legend(ax, artists, names):
    """A line of signs and their names, just above the axes."""
    ax.legend(
        artists, names, loc="lower left", bbox_to_anchor=(heading_start(ax), 1.02), ncol=len(names), frameon=False,
        fontsize=7.5, handlelength=1.6, columnspacing=0.8, handletextpad=0.4, borderaxespad=0, labelcolor=MUTED,
    )  # fmt: skip
