"""The colours of all pictures, and their font: colour-blind-safe, and sign is never told by colour alone.

A page has rules for them by class, so that it can be dark.
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
    "square": "#f3ddcc",  # the error
    "glow": "#ffc928",  # what has just changed
}
FONT = "DejaVu Sans, Verdana, sans-serif"
