"""The formula panel: plain HTML (typesetting MathJax on every frame would flicker), and the same as lines of text."""

import re

from ...one_step.formulas import NUDGE, explain
from ...one_step.names import item
from ...one_step.text import number, symbol, to_html
from .predictions import compared


def explanations(snapshot, name, computed, kinds, full=False, hide=(), h=NUDGE):
    """Triples (name, Explanation, whether its number has been computed) for the chosen number `name`.

    kinds: what the view computes at all. A weight is explained by its gradient and, unless it is held, by its update,
    where the view has them; else, as an input, by what it brings to the sum. The wiggle, by `h`, of a u is left out as
    long as its δ has not been computed: it would tell both δ and Err.
    """
    names = [name]
    if name[0] == "theta":
        held = name[-1] == 0 and not snapshot.train_bias
        names = [
            (kind, *name[1:]) for kind in ("gradient", "update") if kind in kinds and not (kind == "update" and held)
        ]
        names = names or [("term", *name[1:])]
    elif name[0] == "x" and "delta" not in kinds:
        names = [("terms", *name[1:])]
    found = []
    for each in names:
        explanation = explain(snapshot, each, full, hide, h)
        if each[0] == "u" and ("delta", *each[1:]) not in computed:
            explanation = explanation._replace(wiggle=None)
        needs = {
            "x": ("delta", 1, snapshot.net.sizes[1]),  # the last of those that it sums over
            "y": ("o", len(snapshot.net.sizes) - 1, each[-1]),
        }.get(each[0], each)
        found.append((each, explanation, each[0] in ("term", "terms") or needs in computed))
    return found


def panel_lines(found, predicted, snapshot, asked=False):
    """Pairs (text, style) with style "title", "bold", "", "result" or "small".

    predicted: {item: number}, which is compared with the number in the snapshot. asked: a question asks about the
    view, so the calculation of a hidden number is left to the student.
    """
    lines = []
    for name, explanation, done in found:
        lines += [(explanation.title, "title"), (explanation.general, "bold"), (explanation.specific, "")]
        if not done:
            lines.append(("Not computed yet.", "small"))
            continue
        hidden = explanation.result == "?"
        if not (asked and hidden):
            lines.append((explanation.numeric, ""))
        lines.append((f"= {explanation.result}", "result"))
        if item(name) in predicted:
            said = predicted[item(name)]
            verdict = "" if hidden else compared(snapshot, name, said)
            lines.append((f"You predicted {number(said, plus=True)}. {verdict}".rstrip(), "bold"))
        if explanation.wiggle:
            lines.append((explanation.wiggle, "small"))
    return lines


def sign_class(text, style):
    """What a line adds to its CSS class: a result tells its sign."""
    return {"−": " neg", "+": " pos"}.get(text[2:3], "") if style == "result" else ""


def symbols(found, sizes):
    """{symbol: item} of the numbers that these explanations are made of, in all ways in which they write them."""
    known, last = {}, len(sizes) - 1
    for name, explanation, _ in found:
        for kind, *place in (name, *explanation.uses):
            letter = {"u": "u", "o": "o", "delta": "δ", "theta": "θ", "x": "x", "y": "y"}.get(kind)
            if letter is None:
                continue
            layer, indices = (None, place) if kind in "xy" else (place[0], place[1:])
            written = [symbol(letter, *indices), symbol(letter, *indices, layer=layer)]
            written += [symbol("ŷ", place[1])] if kind == "o" and layer == last else []
            known |= {each: item((kind, *place)) for each in written if each not in known}
    return known


def linked(text, known):
    """`text` for the page, in which each of the known symbols says which number of the diagram it is."""
    if not known:
        return to_html(text)
    pattern = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    pieces = re.split(f"((?:{pattern})(?![₀-₉ᵢⱼₖₗₚ⁽]))", text)
    return "".join(
        f'<span class="bp-symbol" data-item="{known[each]}">{to_html(each)}</span>' if each in known else to_html(each)
        for each in pieces
    )


def panel_html(lines, kind="", known=()):
    """The panel for the page, with a CSS class of its own where it has one. A result carries its sign in words and
    colour; known: {symbol: item} of those that point at the diagram."""
    parts = []
    for text, style in lines:
        if style == "title":
            parts.append(f"<h4>{to_html(text)}</h4>")
            continue
        content = linked(text, known)
        kept = {"bold": "general"}.get(style, style)
        parts.append(f'<p class="{kept}{sign_class(text, style)}">{content}</p>')
    return f'<div class="{f"bp-panel {kind}".strip()}">{"".join(parts)}</div>'
