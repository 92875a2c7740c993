"""What the small live figures share: the look of their axes, and the text that stands around them."""

from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import ScaledTranslation

from ..one_step.text import number
from .diagram import COLOURS

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
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))


def dress(ax, title, line=True):
    """The usual look; line: whether a second line, of signs or text, stands below the title."""
    # With y given Matplotlib does not look for labels that a title would have to give way to: it takes long.
    ax.set_title(title, fontsize=USUAL, color=INK, loc="left", pad=21 if line else 4, x=heading_start(ax), y=1.0)
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
    up = ax.transAxes + ScaledTranslation(0, points / 72, ax.figure.dpi_scale_trans)
    return label(ax, heading_start(ax), 1, up, fontsize=size)


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
