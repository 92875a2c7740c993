"""The colours of all pictures, and their font: colour-blind-safe, and sign is never told by colour alone.

Pictures are made in the light ones, and so they are stored; where the page is dark, it has rules for the diagrams by
class, and `canvas.py` draws the figures in the dark ones.
"""

COLOURS = {
    "ink": "#1a1a1a",
    "muted": "#59636e",
    "card": "#ffffff",
    "line": "#c4ccd4",
    "pos": "#005f9e",
    "neg": "#b34a00",
    "lit": "#ffefc2",  # what is chosen, and what it is computed from
    "level": "#79b0de",  # of a neuron
    "lane": "#ddd0f0",  # what comes back along a line
    "square": "#f3ddcc",  # of a residual, where ŷ is too high
    "glow": "#ffc928",  # what has just changed
    "less": "#003d6b",  # small parts of a whole go dark, on either ground,
    "even": "#f4f4f2",
    "more": "#e8750a",  # and large multiples of it glow
}
DARK = {
    "ink": "#f2f2f2",
    "muted": "#b4bdc7",
    "card": "#16191d",
    "line": "#47505a",
    "pos": "#74c0ff",
    "neg": "#ffa25f",
    "lit": "#4d3f10",
    "level": "#3f78a8",
    "lane": "#4c3d66",
    "square": "#5a3a20",
    "glow": "#866500",
    "less": "#0d3a5f",
    "even": "#77818b",
    "more": "#ffbd78",
}
THEMES = {"light": COLOURS, "dark": DARK}
IN_THE_DARK = '[data-jp-theme-light="false"]'  # JupyterLab says so of the whole page
FONT = "DejaVu Sans, Verdana, sans-serif"


def dark_rules(box):
    """CSS that gives what is drawn inside `box`, a selector, the dark colours where JupyterLab is dark. Elsewhere
    a picture stays as it is stored: light, on a card of its own."""
    rules = [(".card", "fill", "card"), ("text.halo", "stroke", "card")]
    for name in DARK:
        rules += [(f":is(text.{name}, .fill-{name})", "fill", name), (f".stroke-{name}", "stroke", name)]
    return "\n".join(f"{IN_THE_DARK} {box} {what} {{ {how}: {DARK[name]}; }}" for what, how, name in rules)
