"""A network without its numbers, small enough to stand beside a question: neurons, the lines between them, and the
numbers of the layers and neurons. A function from layer sizes to the text of an SVG."""

from .colours import FONT

ACROSS, DOWN, RADIUS = 64, 26, 9  # px: from layer to layer, from neuron to neuron
ABOVE, EDGE = 20, 4  # what is written above, and the room around
LETTERS = 10.5  # their size


def sketch(sizes, ink="currentColor"):
    """(SVG text, (width, height)) of the network of layers `sizes`; ink: the colour of all, else that of the page."""
    width, height = ACROSS * (len(sizes) - 1) + 2 * (RADIUS + EDGE) + 20, ABOVE + DOWN * max(sizes) + EDGE
    places = [
        [(EDGE + RADIUS + 10 + ACROSS * m, ABOVE + DOWN * (i + (max(sizes) - n) / 2 + 0.5)) for i in range(n)]
        for m, n in enumerate(sizes)
    ]
    parts = [
        f'<line x1="{x0 + RADIUS:g}" y1="{y0:g}" x2="{x1 - RADIUS:g}" y2="{y1:g}"/>'
        for before, after in zip(places[:-1], places[1:], strict=True) for x0, y0 in before for x1, y1 in after
    ]  # fmt: skip
    for m, layer in enumerate(places):
        parts.append(_text(layer[0][0], 12, f"layer {m}" if m == 0 else m, ink))
        for i, (x, y) in enumerate(layer, start=1):
            # The inputs are no neurons: they are squares.
            parts.append(
                f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>' if m else
                f'<rect x="{x - RADIUS:g}" y="{y - RADIUS:g}" width="{2 * RADIUS}" height="{2 * RADIUS}" rx="2"/>'
            )  # fmt: skip
            parts.append(_text(x, y + 4, i, ink))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-sketch" width="{width:g}" height="{height:g}" role="img" '
        f'aria-label="{in_words(sizes)}" font-family="{FONT}" font-size="{LETTERS}" fill="none" stroke="{ink}" '
        f'stroke-width="1.2">{"".join(parts)}</svg>',
        (width, height),
    )


def in_words(sizes):
    """The same for those who cannot see it."""
    *front, last = map(str, sizes)
    return f"A network with layers of {', '.join(front)} and {last} neurons, each joined to all of the next layer."


def _text(x, y, content, ink):
    return f'<text x="{x:g}" y="{y:g}" text-anchor="middle" fill="{ink}" stroke="none">{content}</text>'
