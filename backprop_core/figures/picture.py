"""The stored picture of a live view: its diagram, its words and its figures in one SVG. `png.py` makes a PNG of it."""

import base64
import re
import textwrap

from .colours import COLOURS, FONT
from .pen import escape

LINE = 19  # pixels from one line of text to the next
GAP = 8  # between figures


def size_of(svg):
    """Width and height of the text of an SVG."""
    return tuple(float(re.search(rf'<svg [^>]*\b{side}="([^"]+)"', svg)[1]) for side in ("width", "height"))


def compose(diagram, size, lines, figures=(), width=330):
    """One SVG: the diagram (`size` wide and high), beside it `lines` of text, and `figures`.

    figures: pairs (PNG or the text of an SVG, (width, height)).
    lines: pairs (text, style) with style "title", "bold", "result", "small" or "". A long line is wrapped. A single
    figure stands below the text, several in rows below everything.
    """
    left = size[0] + 16
    parts, y = [], 18
    for text, style in lines:
        points = {"result": 16, "small": 11.5, "title": 11.5}.get(style, 13)
        colour = "muted" if style in ("small", "title") else "ink"
        weight = ' font-weight="bold"' if style in ("bold", "result") else ""
        for piece in textwrap.wrap(text, int(width / (points * 0.6))) or [""]:
            style = f'font-size="{points}" fill="{COLOURS[colour]}"{weight}'
            parts.append(f'<text x="{left:g}" y="{y}" {style}>{escape(piece)}</text>')
            y += LINE
    total = left + width + 6
    x = left
    if len(figures) > 1:
        x, y = 0, max(size[1], y) + GAP
    below = y
    for figure, (wide, high) in figures:
        if x and x != left and x + wide > total:
            x, y = 0, below + GAP
        if isinstance(figure, str):
            parts.append(figure.replace("<svg ", f'<svg x="{x:g}" y="{y:g}" ', 1))
        else:
            data = base64.b64encode(figure).decode()
            parts.append(
                f'<image x="{x:g}" y="{y:g}" width="{wide}" height="{high}" href="data:image/png;base64,{data}"/>'
            )
        x, below = x + wide + GAP, max(below, y + high)
    height = max(size[1], below + 6)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total:g}" height="{height:g}" font-family="{FONT}">'
        f'<rect width="100%" height="100%" fill="{COLOURS["card"]}"/>{diagram}{"".join(parts)}</svg>'
    )


def with_lines(lines, picture):
    """One SVG: lines of text above one of `compose`; the same where there are none."""
    width = size_of(picture)[0] - 22 if lines else 0  # beside its margins
    return stack(compose("", (0, 0), [(line, "") for line in lines], width=width), picture) if lines else picture


def stack(*pictures):
    """One SVG: several of `compose`, one below the other."""
    parts, width, height = [], 0.0, 0.0
    for picture in pictures:
        wide, high = size_of(picture)
        parts.append(picture.replace("<svg ", f'<svg y="{height:g}" ', 1))
        width, height = max(width, wide), height + high
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}">'
        f'<rect width="100%" height="100%" fill="{COLOURS["card"]}"/>{"".join(parts)}</svg>'
    )
