"""Each neuron as a tile: its own output over the plane, or the weights that lead into it; and digits as images."""

from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from .colours import COLOURS
from .frame import SMALL, above, dress, label, raster, segments
from .pixels import rgb
from .training import diverging

INK, MUTED = (COLOURS[name] for name in ("ink", "muted"))
MOST_LINES = 160  # the strongest weights; with more, none could be told from the others
WIDEST, TILE, GAP = 4.0, 46, 4  # CSS pixels: of a line, of a tile at most, and between two tiles
MOST_IN_LINE = 5  # tiles one below the other
IMAGE = (50, 43)  # room for one digit and what is said of it, in CSS pixels
ZOOM = 3  # CSS pixels of one pixel of a digit


def tile_pixels(tiles, high, wide, theme="light"):
    """Squares with a frame. `tiles`: (where, values), with where = [(left, bottom, size)] in fractions of the axes'
    width and height (the size of its height), and values −1…1 on square grids; between them nothing."""
    picture = np.zeros((high, wide, 4), np.uint8)
    for (left, bottom, size), values in zip(*tiles, strict=True):
        side = max(round(size * high), 3)
        x, y = min(round(left * wide), wide - side), min(round(bottom * high), high - side)
        picture[y : y + side, x : x + side] = (*rgb("muted", theme), 255)
        places = np.arange(side - 2) * len(values) // (side - 2)
        picture[y + 1 : y + side - 1, x + 1 : x + side - 1] = diverging(values[np.ix_(places, places)], theme)
    return picture


# --- The neurons of a network, layer by layer -----------------------------------------------------------------------


class Neurons(NamedTuple):
    """The artists of `draw_neurons`: tiles, positive and negative weights, the names of the layers, and a line."""

    tiles: object
    positive: object
    negative: object
    names: list
    words: object


def draw_neurons(ax, title="", layers=(), weights=(), names=(), words="", artists=None):
    """Each neuron's tile, layer by layer from left to right, and the weights between them → `Neurons`.

    layers: for each, the tiles' values (n, g, g) from −1 to 1; weights: the matrices that lead into layers 1, 2, …
    (without biases); names: of the layers. Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        dress(ax, title)
        _bare(ax)
        artists = Neurons(
            raster(ax, tile_pixels),
            segments(ax, colors=MUTED, zorder=0.2),
            segments(ax, colors=MUTED, linestyles=[(0, (3, 1.5))], zorder=0.2),
            [label(ax, 0, -0.01, ax.transAxes, ha="center", va="top", color=MUTED) for _ in range(6)],
            above(ax, SMALL, 8),
        )
    artists.words.set_text(words)
    width, height = _room(ax)
    where = columns(tuple(len(layer) for layer in layers), width, height)
    artists.tiles.shows = [place for column in where for place in column], [tile for layer in layers for tile in layer]
    for artist, chosen in zip((artists.positive, artists.negative), edges(where, weights, width, height), strict=True):
        artist.set_segments([ends for ends, _ in chosen])
        artist.set_linewidths([thick for _, thick in chosen])
        artist.set_visible(bool(chosen))
    for m, text in enumerate(artists.names):
        text.set_text(names[m] if m < len(names) else "")
        text.set_x((m + 0.5) / max(len(names), 1))
    return artists


@lru_cache(maxsize=64)
def columns(sizes, width, height):
    """Where the tiles of each layer stand: lists of (left, bottom, size), the first neuron at the top. In a large
    layer they stand to the left and right by turns, which gives each twice the room."""
    found = []
    for m, n in enumerate(sizes):
        pitch = min(TILE + GAP, (height - GAP) / n)
        staggered = n > MOST_IN_LINE
        side = 2 * pitch * n / (n + 1) - GAP if staggered else pitch - GAP
        pitch = (side + GAP) / 2 if staggered else pitch
        middle = (m + 0.5) / len(sizes) * width
        top = height / 2 + ((n - 1) * pitch + side) / 2
        aside = (side + GAP) / 2 if staggered else 0.0
        lefts = [middle - side / 2 + (aside if i % 2 else -aside) for i in range(n)]
        bottoms = [top - i * pitch - side for i in range(n)]
        found.append([(x / width, y / height, side / height) for x, y in zip(lefts, bottoms, strict=True)])
    return found


def edges(where, weights, width, height):
    """The strongest positive and negative weights as lists of (((x, y), (x, y)), thickness) between the tiles."""
    found = ([], [])
    strengths = np.concatenate([np.abs(theta).ravel() for theta in weights]) if len(weights) else np.zeros(1)
    least = np.sort(strengths)[-MOST_LINES] if len(strengths) > MOST_LINES else 0.0
    for m, theta in enumerate(weights, start=1):
        for i, l in np.argwhere((np.abs(theta) >= least) & (theta != 0) & np.isfinite(theta)):
            (x0, y0, side), (x1, y1, other) = where[m - 1][l], where[m][i]
            start = (x0 + side * height / width, y0 + side / 2)
            size = abs(theta[i, l])
            thick = 0.4 + WIDEST * size / (size + 2.5)
            found[int(theta[i, l] < 0)].append(((start, (x1, y1 + other / 2)), thick))
    return found


# --- Digits ---------------------------------------------------------------------------------------------------------


class Images(NamedTuple):
    """The artists of `draw_images`: the images, what is said of each, and a line."""

    pictures: object
    said: list
    words: object


def image_pixels(images, high, wide, amount, width, theme="light"):
    """8 × 8 images in rows from the upper left, ink on the card; wrong ones in a frame. `images`: (images,
    wrong); amount: how many there is room for across and down; width: of all, in CSS pixels."""
    card = rgb("card", theme)
    picture = np.full((high, wide, 4), (*card, 255), np.uint8)
    across, down = amount
    size = min(wide // (8 * across), high // (8 * down), max(1, round(ZOOM * wide / width)))
    ink = rgb("ink", theme) - card
    for n, (image, wrong) in enumerate(zip(*images, strict=True)):
        left = round((n % across + 0.5) / across * wide) - 4 * size
        top = high - round((n // across) / down * high)
        side = 8 * size
        if wrong:
            edge = max(2, size - 1)
            picture[top - side - edge : top, max(left - edge, 0) : left + side + edge, :3] = rgb("muted", theme)
        grey = np.repeat(np.repeat(image.reshape(8, 8)[::-1], size, axis=0), size, axis=1)[..., None]
        picture[top - side - 1 : top - 1, left : left + side, :3] = card + grey * ink
    return picture


def draw_images(ax, title="", images=(), said=(), wrong=(), words="", artists=None):
    """Images of digits, as many as there is room for, and below each what is said of it → `Images`.

    images: (N, 64); said: N texts; wrong: N flags. Called again with the `artists` it returned, it moves them.
    """
    if artists is None:
        dress(ax, title)
        _bare(ax)
        width, height = _room(ax)
        across, down = int(width // IMAGE[0]), int(height // IMAGE[1])
        picture = raster(ax, partial(image_pixels, amount=(across, down), width=width))
        below = (8 * ZOOM + 3) / height
        texts = [
            label(ax, (n % across + 0.5) / across, 1 - n // across / down - below, ax.transAxes, ha="center", va="top")
            for n in range(across * down)
        ]
        artists = Images(picture, texts, above(ax, SMALL, 8))
    most = len(artists.said)
    artists.pictures.shows = images[:most], wrong[:most]
    for text, words_below, bad in zip(artists.said, said, wrong, strict=False):
        text.set(text=words_below, color=INK if bad else MUTED)
    artists.words.set_text(words)
    return artists


def wrong_first(said, truth):
    """The places of patterns, those that are told wrongly first, else in their order."""
    return np.argsort(said == truth, kind="stable")


# --- What neurons look for ------------------------------------------------------------------------------------------


class Masks(NamedTuple):
    """The artists of `draw_masks`."""

    tiles: object
    words: object


def draw_masks(ax, title="", theta=None, words="", artists=None):
    """The weights that lead from the 8 × 8 pixels into each neuron, a tile each → `Masks`.

    theta: (n, 64), or None for none. All tiles have one scale: their largest |θ| is the strongest colour.
    """
    if artists is None:
        dress(ax, title)
        _bare(ax)
        artists = Masks(raster(ax, tile_pixels), above(ax, SMALL, 8))
    if theta is None:
        return artists
    n = len(theta)
    width, height = _room(ax)
    across = next(each for each in range(1, n + 1) if -(-n // each) * (width / each) <= height or each == n)
    side = min(width, height * across / -(-n // across)) / across
    where = [
        ((k % across) * side / width, 1 - (k // across + 1) * side / height, (side - GAP) / height) for k in range(n)
    ]
    largest = np.abs(theta).max()
    scaled = theta / (largest if np.isfinite(largest) and largest > 0 else 1.0)
    artists.tiles.shows = where, list(scaled.reshape(n, 8, 8)[:, ::-1])
    artists.words.set_text(words)
    return artists


def _bare(ax):
    """No scales: only pictures."""
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def _room(ax):
    """The width and height of the axes in CSS pixels."""
    place, (wide, high) = ax.get_position(original=True), 100 * ax.figure.get_size_inches()
    return float(place.width * wide), float(place.height * high)
