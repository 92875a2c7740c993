"""The formula panel: plain HTML (typesetting MathJax on every frame would flicker), and the same as lines of text."""

from ..figures.formulas import explain
from ..figures.text import number, to_html


def explanations(snapshot, name, computed, with_update, full=False, hide=()):
    """Pairs (Explanation, whether its number has been computed) for the chosen number `name`.

    A weight is explained by its gradient and, if `with_update`, by its update.
    """
    names = [name]
    if name[0] == "theta":
        names = [(kind, *name[1:]) for kind in (("gradient", "update") if with_update else ("gradient",))]
    return [(explain(snapshot, each, full, hide), each in computed or each[0] in ("x", "y")) for each in names]


def panel_lines(pairs, predicted=None):
    """Pairs (text, style) with style "title", "bold", "", "result" or "small"."""
    lines = []
    for explanation, done in pairs:
        lines += [(explanation.title, "title"), (explanation.general, "bold"), (explanation.specific, "")]
        if not done:
            lines.append(("Not computed yet.", "small"))
            continue
        lines += [(explanation.numeric, ""), (f"= {explanation.result}", "result")]
        if predicted is not None:
            lines.append((f"You predicted {number(predicted, plus=True)}.", "bold"))
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
