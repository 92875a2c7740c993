"""What the small live figures share: where a heading begins, and how numbers beside an axis are written."""

from matplotlib.ticker import FuncFormatter

from .text import number

BEGIN = 12  # CSS pixels from the left edge of a figure to its headings
DPI = 100  # CSS pixels per Matplotlib inch


def heading_start(ax):
    """Where headings begin, as a fraction of the axes: the same place in every figure, however wide the numbers
    beside its axes may be."""
    place = ax.get_position(original=True)
    return (BEGIN / (DPI * ax.figure.get_figwidth()) - place.x0) / place.width


def plain_numbers(*axes):
    """Write the numbers beside these axes as everywhere else; never with a power of ten standing apart."""
    for axis in axes:
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
