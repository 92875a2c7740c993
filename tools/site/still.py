"""The front page's picture as SVG: the network, the map of its answers, and the falling Err, in the forms and colours
of the course's own diagram.

It stands in the page as a still. What moves in it carries `data-of`, its name: the page's script gives it the numbers
of another step, and draws nothing by itself.
"""

from backprop_core.figures import pen
from backprop_core.figures.colours import COLOURS
from backprop_core.figures.computes import image
from backprop_core.figures.scales import filled, line_width
from backprop_core.one_step.text import number, rounded, symbol

from .learning import LIMITS, PATTERN

SIGMOID = (0, 1)  # an empty and a full neuron
# --- The network: where things stand
WIDE, HIGH = 404, 262
INPUTS, HIDDEN, OUTPUT = (30, (86, 176)), (206, (40, 131, 222)), (346, (131,))  # the middles: x, and each y
BOX = {0: (56, 38), 1: (74, 44), 2: (74, 44)}  # a neuron's size, by layer
LABEL = {1: 0.7, 2: 0.45}  # how far along its line a weight's number stands: there no two are near each other
GAUGE = (11, 34)  # in a neuron
HALO = 7  # around a weight's number: there its line gives way
# --- The map and the curve
MAP, MAP_HIGH, LEFT, TOP, SIDE = 216, 200, 28, 6, 164
CURVE_HIGH, CURVE_TOP, CURVE = 96, 12, (164, 60)  # the curve's plot


def network(learning, n=-1):
    """The network as it is in the picture with this number."""
    picture = learning.pictures[n]
    lines = [_line(place, value) for place, value in picture.theta.items()]
    labels = [_label(place, value) for place, value in picture.theta.items()]
    inputs = [_input(i, value) for i, value in enumerate(learning.x[:, PATTERN], start=1)]
    neurons = [_neuron(at, value) for at, value in picture.o.items()]
    x, (y,) = OUTPUT
    words = [
        pen.text(x, y - 30, "its answer ŷ", 12.5, "muted"),
        pen.text(x, y + 40, f"should be {number(learning.y[PATTERN])}", 12.5, "ink", bold=True),
    ]
    return _sheet(WIDE, HIGH, "network", [*lines, *labels, *inputs, *neurons, *words])


def answers(learning, n=-1):
    """The map of ŷ over both inputs, with the patterns on it."""
    picture, half = learning.pictures[n], SIDE / (len(learning.pictures[n].answers) - 1) / 2
    parts = [
        # The middles of the outer pixels lie on the edges.
        f'<image data-of="map" x="{LEFT - half:.5g}" y="{TOP - half:.5g}" width="{SIDE + 2 * half:.6g}" '
        f'height="{SIDE + 2 * half:.6g}" preserveAspectRatio="none" href="{image(picture.answers, SIGMOID)}"/>',
        f'<rect class="stroke-muted" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" '
        f'stroke="{COLOURS["muted"]}"/>',
    ]
    for value in (LIMITS[0], 0, LIMITS[1]):
        parts.append(pen.text(_across(value), TOP + SIDE + 14, number(value), 11, "muted"))
        parts.append(pen.text(LEFT - 5, _up(value) + 4, number(value), 11, "muted", anchor="end"))
    parts.append(pen.text(LEFT + SIDE, TOP + SIDE + 26, "x₁", 12, anchor="end"))
    parts.append(pen.text(LEFT + SIDE + 8, TOP + 9, "x₂", 12, anchor="start"))
    for p, (x1, x2, y) in enumerate(zip(*learning.x, learning.y, strict=True)):
        ground = "lit" if p == PATTERN else "card"
        parts.append(
            f'<circle class="fill-{ground} stroke-ink" cx="{_across(x1):.5g}" cy="{_up(x2):.5g}" r="8.5" '
            f'fill="{COLOURS[ground]}" stroke="{COLOURS["ink"]}" stroke-width="{3 if p == PATTERN else 1.6}"/>'
        )
        parts.append(pen.text(_across(x1), _up(x2) + 4.3, number(y), 12, "pos" if y else "neg", bold=True))
    return _sheet(MAP, MAP_HIGH, "map", parts)


def place_of_map():
    """Where the map stands in its picture, as parts of the picture's width and height."""
    return {"left": LEFT / MAP, "top": TOP / MAP_HIGH, "wide": SIDE / MAP, "high": SIDE / MAP_HIGH}


def falling(learning):
    """Err after every step, with a mark at the last."""
    errs, (wide, high) = learning.errs, CURVE
    last, bottom = len(errs) - 1, CURVE_TOP + high
    points = [(LEFT + wide * n / last, bottom - high * err / errs[0]) for n, err in enumerate(errs)]
    way = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    parts = [
        pen.path(f"M{LEFT} {CURVE_TOP}V{bottom}H{LEFT + wide}", "muted", 1),
        pen.path(way, "line", 1.6, more=' stroke-dasharray="2 3"'),  # all of it, the way to come as well
        pen.path(way, "pos", 2.4, more=' data-of="way"'),
        f'<circle class="fill-neg" data-of="now" cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="5" '
        f'fill="{COLOURS["neg"]}"/>',
        pen.text(LEFT + 6, CURVE_TOP + 2, "Err", 12, anchor="start"),
        pen.text(LEFT - 5, CURVE_TOP + 8, rounded(errs[0], 2), 11, "muted", anchor="end"),
        pen.text(LEFT - 5, bottom + 4, "0", 11, "muted", anchor="end"),
        pen.text(LEFT, bottom + 15, "0", 11, "muted"),
        pen.text(LEFT + wide, bottom + 15, f"{last} steps", 11, "muted", anchor="end"),
    ]
    return _sheet(MAP, CURVE_HIGH, "falling", parts)


def _sheet(wide, high, name, parts):
    """Said in words by the page itself: so nothing in the picture is read aloud."""
    return (
        f'<svg class="{name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" aria-hidden="true">\n'
        + "\n".join(parts)
        + "\n</svg>"
    )


def _ends(m, i, l):
    """Where the line of a weight begins and ends."""
    (x0, before), (x1, here) = ((INPUTS, HIDDEN), (HIDDEN, OUTPUT))[m - 1]
    return (x0 + BOX[m - 1][0] / 2, before[l - 1]), (x1 - BOX[m][0] / 2, here[i - 1])


def _name(kind, *place):
    return f"{kind}-{'-'.join(map(str, place))}"


def _sign(value):
    return "neg" if value < 0 else "pos"


def _line(place, value):
    (x0, y0), (x1, y1) = _ends(*place)
    more = f' data-of="{_name("line", *place)}"' + ' stroke-dasharray="6 4"' * (value < 0)
    return pen.path(f"M{x0:g} {y0:g}L{x1:g} {y1:g}", _sign(value), round(line_width(value)[0], 2), more=more)


def _label(place, value):
    ((x0, y0), (x1, y1)), along = _ends(*place), LABEL[place[0]]
    x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0) + 4.5
    words = pen.text(x, y, rounded(value, plus=True), 12.5, _sign(value), bold=True, halo=True)
    words = words.replace('stroke-width="3"', f'stroke-width="{HALO}"', 1)
    return words.replace("<text ", f'<text data-of="{_name("theta", *place)}" ', 1)


def _box(m, x, y, ground="card"):
    wide, high = BOX[m]
    return (
        f'<rect class="fill-{ground} stroke-ink" x="{x - wide / 2:g}" y="{y - high / 2:g}" width="{wide}" '
        f'height="{high}" rx="8" fill="{COLOURS[ground]}" stroke="{COLOURS["ink"]}" stroke-width="1.6"/>'
    )


def _input(i, value):
    x, y = INPUTS[0], INPUTS[1][i - 1]
    return "\n".join([
        _box(0, x, y, "lit"),
        pen.text(x, y - 4, symbol("x", i), 12, "ink"),
        pen.text(x, y + 13, number(value), 14, bold=True),
    ])  # fmt: skip


def _neuron(at, value):
    """Filled as high as its o."""
    m, i = at
    x, ys = (HIDDEN, OUTPUT)[m - 1]
    y, (wide, high) = ys[i - 1], GAUGE
    left, top = x - BOX[m][0] / 2 + 6, y - high / 2
    level = high * filled(value, SIGMOID)[0]
    number_of = pen.text(x + 9, y + 5, rounded(value), 14, bold=True)
    return "\n".join([
        _box(m, x, y),
        f'<rect class="stroke-muted" x="{left:g}" y="{top:g}" width="{wide}" height="{high}" fill="none" '
        f'stroke="{COLOURS["muted"]}"/>',
        f'<rect class="fill-level" data-of="{_name("level", *at)}" x="{left:g}" y="{top + high - level:.4g}" '
        f'width="{wide}" height="{level:.4g}" fill="{COLOURS["level"]}"/>',
        number_of.replace("<text ", f'<text data-of="{_name("o", *at)}" ', 1),
    ])  # fmt: skip


def _across(x):
    low, high = LIMITS
    return LEFT + SIDE * (x - low) / (high - low)


def _up(x):
    low, high = LIMITS
    return TOP + SIDE * (1 - (x - low) / (high - low))
