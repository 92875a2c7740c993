"""SVG made into a PNG that looks the same on every machine.

resvg draws the shapes. Words and figures would take it most of its time: they are put on top by Pillow.
"""

import base64
import io
import math
from xml.etree import ElementTree

from . import letters
from .colours import COLOURS

SVG, GROUP, TEXT, IMAGE = (f"{{http://www.w3.org/2000/svg}}{name}" for name in ("svg", "g", "text", "image"))
PNG = "data:image/png;base64,"  # how the address of a figure begins
CUT = "cut"  # the class of an <svg> that cuts off what leaves it: resvg draws it where it stands,
FIELD = "field"  # and the class of an image on which a diagram draws: it as well
FINE = 4  # words are set so many times as large: letters stand on whole pixels, and a line is as long as it should be
BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # the share of a line that lies to the left of its place


def to_png(svg, zoom=1.5):
    """`svg` as PNG bytes, or None where `resvg_py` is not installed: the picture is an extra, the text is not."""
    try:
        import resvg_py
    except ImportError:
        return None
    return _Sheet(ElementTree.fromstring(svg), zoom, resvg_py.svg_to_bytes).png()


class _Sheet:
    """The pixels of an <svg> element; `draw` is resvg's."""

    def __init__(self, svg, zoom, draw):
        from PIL import Image

        self.zoom, self.draw = zoom, draw
        size = [math.ceil(zoom * float(svg.get(side))) for side in ("width", "height")]
        self.picture = Image.new("RGB", size, COLOURS["card"])
        self.put_svg(svg, 0.0, 0.0, {})

    def png(self):
        """256 colours are plenty for lines and letters, and make a third of the size: notebooks hold many of these."""
        from PIL import Image

        stored = io.BytesIO()
        plain = self.picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        plain.save(stored, "png", optimize=True)
        return stored.getvalue()

    def put_svg(self, svg, x, y, look):
        """An <svg> element: its shapes, and on top what is in it besides."""
        others = []
        shapes = _shapes(svg, look | svg.attrib, others)
        if any(each.tag not in (SVG, GROUP) for each in shapes.iter()):
            drawn = self.draw(
                svg_string=ElementTree.tostring(shapes, "unicode"), background=COLOURS["card"], zoom=self.zoom,
                font_files=[letters.USUAL, letters.BOLD], skip_system_fonts=True,
            )  # fmt: skip
            self.paste(bytes(drawn), x, y)
        put = {SVG: self.put_svg, TEXT: self.put_text, IMAGE: self.put_image}
        for each, its_look in others:
            put[each.tag](each, x + float(each.get("x", 0)), y + float(each.get("y", 0)), its_look)

    def put_text(self, text, x, y, look):
        """A line of words."""
        from PIL import Image, ImageDraw

        line = text.text or ""
        if not line.strip():
            return
        scale = FINE * self.zoom
        path = letters.BOLD if look.get("font-weight") == "bold" else letters.USUAL
        path = letters.SLANTED if look.get("font-style") == "italic" else path
        font = letters.font(path, scale * float(look["font-size"]))
        begin = scale * x - BEFORE[look.get("text-anchor", "start")] * font.getlength(line)
        halo = round(scale * float(look["stroke-width"]) / 2) if "paint-order" in look else 0
        left, top, right, bottom = font.getbbox(line, anchor="ls", stroke_width=halo)
        left, top = (math.floor(edge / FINE) for edge in (begin + left, scale * y + top))
        right, bottom = (math.ceil(edge / FINE) for edge in (begin + right, scale * y + bottom))
        for colour, width in (("stroke", halo), ("fill", 0)) if halo else (("fill", 0),):
            ink = Image.new("L", (FINE * (right - left + 1), FINE * (bottom - top + 1)))
            at = begin - FINE * left, scale * y - FINE * top
            ImageDraw.Draw(ink).text(at, line, 255, font, "ls", stroke_width=width)
            self.picture.paste(look.get(colour, "black"), (left, top), ink.reduce(FINE))

    def put_image(self, image, x, y, look):
        """A figure."""
        size = [round(self.zoom * float(image.get(side))) for side in ("width", "height")]
        self.paste(base64.b64decode(image.get("href").removeprefix(PNG)), x, y, size)

    def paste(self, png, x, y, size=None):
        """A PNG, as large as it is or of this size in pixels."""
        from PIL import Image

        drawn = Image.open(io.BytesIO(png)).convert("RGB")
        self.picture.paste(drawn.resize(size) if size else drawn, (round(self.zoom * x), round(self.zoom * y)))


def _shapes(node, look, others):
    """A copy of an element with the shapes alone. What Pillow puts on top of them goes to `others`, with all that is
    said of its look; left out is what a page alone needs: what can be reached, and what shows when it is."""
    kept = ElementTree.Element(node.tag, node.attrib)
    for each in node:
        its_look = look | each.attrib
        if each.get("class") == "reach" or each.get("display") == "none":
            continue
        if "transform" in each.attrib:
            kept.append(each)  # none of ours
        elif each.tag == GROUP:
            kept.append(_shapes(each, its_look, others))
        elif each.get("class") == CUT:
            kept.append(each)
        elif each.tag in (SVG, TEXT) or (each.get("href", "").startswith(PNG) and each.get("class") != FIELD):
            others.append((each, its_look))
        elif each.get("class") != "card":  # all of the picture is that
            kept.append(each)
    return kept
