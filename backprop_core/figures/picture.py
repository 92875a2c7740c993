"""The stored picture of a live view: SVG made into a PNG that looks the same on every machine."""

import base64
import textwrap
from pathlib import Path

import matplotlib

from .diagram import COLOURS, FONT, escape

FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
LINE = 19  # pixels from one line of text to the next


def to_png(svg, zoom=1.5):
    """`svg` as PNG bytes, or None where `resvg_py` is not installed: the picture is an extra, the text is not."""
    try:
        import resvg_py
    except ImportError:
        return None
    fonts = [str(FONTS / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True, zoom=zoom))


def compose(diagram, size, lines, figure=None, figure_size=(0, 0), width=330):
    """One SVG: the diagram (`size` wide and high), beside it `lines` of text, below them `figure`, a PNG.

    lines: pairs (text, style) with style "title", "bold", "result", "small" or "". A long line is wrapped.
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
    if figure is not None:
        data = base64.b64encode(figure).decode()
        parts.append(
            f'<image x="{left:g}" y="{y}" width="{figure_size[0]}" height="{figure_size[1]}" '
            f'href="data:image/png;base64,{data}"/>'
        )
        y += figure_size[1]
    total, height = left + max(width, figure_size[0]) + 6, max(size[1], y + 6)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total:g}" height="{height:g}" font-family="{FONT}">'
        f'<rect width="100%" height="100%" fill="{COLOURS["card"]}"/>{diagram}{"".join(parts)}</svg>'
    )
