"""What all pictures of SVG are written with: lines of text, paths, and the sheet below them."""

import html

from .colours import COLOURS, FONT


def text_width(text, bold=False):
    """The width of a line of numbers in DejaVu Sans, the widest of the fonts we name, at size 1."""
    width = sum(0.32 if letter in " ." else 0.84 if letter in "−+=" else 0.64 for letter in text)
    return width * (1.1 if bold else 1.0)


def escape(text):
    """Text that is safe inside SVG and its attributes, and in one line."""
    return html.escape(str(text), quote=True).replace("\n", " ")


def text(
    x, y, content, size, colour="ink", bold=False, anchor="middle", room=None, kind="", slanted=False, halo=False
):  # fmt: skip
    """One line of text; where it is longer than `room` pixels it is set smaller. kind: a class of its own."""
    if room is not None:
        size = min(size, room / text_width(content, bold))
    weight = (' font-weight="bold"' if bold else "") + (' font-style="italic"' if slanted else "")
    kind, around = kind or ("halo" if halo else ""), ""
    if halo:  # a line behind it gives way
        around = f' stroke="{COLOURS["card"]}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return (
        f'<text class="{f"{colour} {kind}".strip()}" x="{x:g}" y="{y:g}" font-size="{size:.3g}" '
        f'text-anchor="{anchor}"{weight} fill="{COLOURS[colour]}"{around}>{escape(content)}</text>'
    )


def path(d, colour, width, kind="", more=""):
    """A line along a path. kind: a class of its own; more: further attributes."""
    return (
        f'<path class="{f"stroke-{colour} {kind}".strip()}" d="{d}" fill="none" stroke="{COLOURS[colour]}" '
        f'stroke-width="{width:g}"{more}/>'
    )


def residual(left, top, side, low, width):
    """(y − ŷ)² as a square, solid where ŷ is too `low`, dashed where it is too high; width: of its edge."""
    fill, edge, dash = ("level", "pos", "") if low else ("square", "neg", ' stroke-dasharray="5 3"')
    return (
        f'<rect class="residual fill-{fill} stroke-{edge}" x="{left:g}" y="{top:g}" width="{side:g}" '
        f'height="{side:g}" fill="{COLOURS[fill]}" fill-opacity="0.45" stroke="{COLOURS[edge]}" '
        f'stroke-width="{width:g}"{dash}/>'
    )


def sheet(width, height, least_scale, alt, role="group"):
    """The beginning of a diagram, and what it is drawn on; a page in which it would be smaller than by `least_scale`
    scrolls it sideways. role: "img" where nothing in it can be chosen."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" style="min-width:{least_scale * width:g}px" role="{role}" '
        f'aria-label="{escape(alt)}" font-family="{FONT}">'
        f'<rect class="card" width="100%" height="100%" fill="{COLOURS["card"]}"/>'
    )
