"""The formula panel: plain HTML (typesetting MathJax on every frame would flicker), and the same as lines of text."""

from ..figures.diagram import item
from ..figures.formulas import explain
from ..figures.text import number, to_html


def explanations(snapshot, name, computed, with_update, full=False, hide=()):
    """Triples (name, Explanation, whether its number has been computed) for the chosen number `name`.

    A weight is explained by its gradient and, if `with_update` and unless it is held, by its update. The wiggle of a
    u is left out as long as its δ has not been computed: it would tell both δ and Err.
    """
    names = [name]
    if name[0] == "theta":
        held = name[-1] == 0 and not snapshot.train_bias
        names = [(kind, *name[1:]) for kind in (("gradient", "update") if with_update and not held else ("gradient",))]
    found = []
    for each in names:
        explanation = explain(snapshot, each, full, hide)
        if each[0] == "u" and ("delta", *each[1:]) not in computed:
            explanation = explanation._replace(wiggle=None)
        done = each in computed or each[0] == "y" and ("o", len(snapshot.net.sizes) - 1, each[1]) in computed
        done = done or each[0] == "x" and ("delta", 1, 1) in computed
        found.append((each, explanation, done))
    return found


def panel_lines(found, predicted):
    """Pairs (text, style) with style "title", "bold", "", "result" or "small"; predicted: {item: number}."""
    lines = []
    for name, explanation, done in found:
        lines += [(explanation.title, "title"), (explanation.general, "bold"), (explanation.specific, "")]
        if not done:
            lines.append(("Not computed yet.", "small"))
            continue
        lines += [(explanation.numeric, ""), (f"= {explanation.result}", "result")]
        if item(name) in predicted:
            lines.append((f"You predicted {number(predicted[item(name)], plus=True)}.", "bold"))
        if explanation.wiggle:
            lines.append((explanation.wiggle, "small"))
    return lines


def panel_html(lines):
    """The panel for the page. A result carries its sign in words and colour."""
    parts = []
    for text, style in lines:
        content = to_html(text)
        if style == "title":
            parts.append(f"<h4>{content}</h4>")
            continue
        sign = {"−": " neg", "+": " pos"}.get(text[2:3], "") if style == "result" else ""
        parts.append(f'<p class="{ ({"bold": "general"}.get(style, style)) }{sign}">{content}</p>')
    return f'<div class="bp-panel">{"".join(parts)}</div>'
