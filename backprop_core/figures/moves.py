"""Pieces that move over a picture, and parts of the picture itself that come later: what a wave is made of.

Python says all of it and the page only plays it (`kit/wave.js`). A wave lies over the picture in which its result is
drawn already, and lets parts of that picture wait until they are made: so the end is exact, whenever it is ended.

    {"time": ms, "svg": what travels, "moves": [{"of": CSS selector, "frames": [keyframes of Web Animations]}]}
"""

from . import pen
from .colours import COLOURS, FONT

LINE = 14  # px: from one line of a token to the next


def token_width(text):
    """How wide a number is on its way."""
    return 12.5 * 0.62 * len(text) + 12


class Moves:
    """Pieces that are drawn over the picture, and frames of these and of the picture's own parts, in ms."""

    def __init__(self):
        self.pieces, self.moves = [], []

    def lasting(self, time):
        """The wave, once all is said: it takes so many ms."""
        moves = []
        for of, frames in self.moves:
            (_, first), (_, last) = frames[0], frames[-1]
            timed = [(0, first), *((round(ms / time, 4), frame) for ms, frame in frames), (1, last)]
            moves.append({"of": of, "frames": [{"offset": at, **frame} for at, frame in timed]})
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="wave" font-family="{FONT}" aria-hidden="true">'
            f"{''.join(self.pieces)}</svg>"
        )
        return {"time": time, "svg": svg, "moves": moves} if moves else {}

    def move(self, of, *frames):
        """What a selector finds goes through these (ms, keyframe); the first holds before, the last after."""
        self.moves.append((of, frames))

    def piece(self, content, begin, end, *stops):
        """Something that is seen from `begin` to `end`. stops: (ms, x, y), where its middle is when."""
        name = f"w{len(self.pieces)}"
        self.pieces.append(f'<g class="{name}" opacity="0">{content}</g>')
        at = [(ms, {"transform": f"translate({x:.1f}px, {y:.1f}px)", "opacity": 1}) for ms, x, y in stops]
        (_, first), (_, last) = at[0], at[-1]
        self.move(f".{name}", (begin, first | {"opacity": 0}), *at, (end, last | {"opacity": 0}))
        return f".{name}"

    def token(self, text, *stops, narrow=False):
        """A number on its way; narrow: a product stands in two lines."""
        lines = text.replace(" × ", "\n× ").split("\n") if narrow else [text]
        half, high = token_width(max(lines, key=len)) / 2, LINE * (len(lines) - 1)
        card = rectangle("fill-card stroke-ink", -half, -10 - high / 2, 2 * half, 20 + high, 9)
        words = [pen.text(0, 4.5 + LINE * n - high / 2, line, 12.5, bold=True) for n, line in enumerate(lines)]
        self.piece(card + "".join(words), stops[0][0], stops[-1][0], *stops)

    def waits(self, of, until):
        """A part of the picture is not there before."""
        self.move(of, (until, {"opacity": 0}), (until, {"opacity": 1}))

    def grows(self, of, begin, end, origin, scale="scaleY"):
        """A part of the picture comes up from one of its edges."""
        none, all_of = ({"transform": f"{scale}({part})", "transformOrigin": origin} for part in (0, 1))
        self.move(of, (begin, none), (end, all_of))


def rectangle(kinds, x, y, width, height, radius=0):
    """kinds: its classes, first that of what fills it; where there is another colour, it has an edge."""
    fill, *others = (kind.partition("-")[2] for kind in kinds.split() if "-" in kind)
    edge = f' stroke="{COLOURS[others[0]]}" stroke-width="1.2"' if others else ""
    return (
        f'<rect class="{kinds}" x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}" rx="{radius}" '
        f'fill="{COLOURS[fill]}"{edge}/>'
    )


def dot(radius):
    """What goes forward."""
    return f'<circle class="fill-ink" r="{radius}" fill="{COLOURS["ink"]}"/>'


def diamond(half):
    """What comes back."""
    return (
        f'<path class="fill-lane stroke-ink" d="M0 {-half}L{half} 0L0 {half}L{-half} 0z" fill="{COLOURS["lane"]}" '
        f'stroke="{COLOURS["ink"]}" stroke-width="1.2"/>'
    )
