"""How the parts of a network view stand on a page: by its room, and by what there is to show.

Nothing that stands below the panel may jump when another number is explained: it is the last in its column, or has
room to grow in.
"""

ROOM = 848  # px: of a view in JupyterLab on a screen 1280 wide, beside the file browser
SIDE, GAP = 272, 12  # px: the least width of the panel, and what is between it and the network
LEAST = 440  # of a network beside a panel
FOOT = 240  # of controls between panel and figure
STEP = 10  # px: in whole ones the page tells how wide a diagram is


def arrangement(room, network, figures, panel=True, beside=0):
    """The name of one of these, for which explorers.css has the rules. In px: `room`, and the least width of the
    `network`; figures: their widths. panel: whether there is one; beside: what a picture takes at the network's right;

    stack          all below each other
    under          the network above the figures, with the panel at their right
    over           the network and its picture above the panel, with the controls at the panel's right
    over3          there as well, and one figure at the right of these
    beside         the panel at the right of the network
    corner         there as well: the figures, and the panel below them
    left2, left3   the panel at the right; two or three figures below the network
    wide           the panel at the right of the network; the figures below both

    And where there is no panel (`TrainByHand`): race, the figures below the network, with the controls at their right.
    """
    wide = sum(figures) + 8 * (len(figures) - 1)
    fits = room >= wide + GAP + SIDE
    if beside and room - room % STEP >= network + beside:
        return "over3" if len(figures) == 1 and room >= SIDE + GAP + FOOT + GAP + wide else "over"
    if room < max(LEAST, 0.95 * network) + GAP + SIDE:
        return "under" if figures and fits else "stack"
    if not figures:
        return "beside"
    if len(figures) == 1 or not panel:
        return "corner"
    return f"left{len(figures)}" if fits and len(figures) in (2, 3) else "wide"
