"""The lecture's table of equations (§7) with live numbers: its rows, as a table for the page and as lines of text."""

from typing import NamedTuple

from ...figures.pen import escape
from ...one_step.formulas import HIDDEN_DELTA, describe
from ...one_step.names import item
from ...one_step.text import to_html
from .panel import explanations, panel_lines, sign_class

NO_HIDDEN = "This network has no hidden layer."
MOVED = '<span class="moved"><span aria-hidden="true">•</span><span class="bp-unseen"> just changed: </span></span>'
HEADS = "step", "equation", "the same with this network's numbers", "purpose"


class Row(NamedTuple):
    """One row of the table. `name` is the number that it shows, None where this network has none of the kind; `lines`
    are pairs (text, style) as in panel.py, without a title: the equation, and what follows from it here. `moved`:
    whether the number has just changed, which only the page marks."""

    step: str
    purpose: str
    name: tuple | None
    lines: list
    chosen: bool
    moved: bool


def rows(snapshot, steps, chosen, moved, kinds, full, hide, predicted, asked):
    """The `Row`s of `figures.equations.steps`; `chosen` is the chosen number, `moved` those that have just changed,
    and all else as in `panel.explanations` and `panel.panel_lines`."""
    found = []
    for step, purpose, name in steps:
        lines = [(HIDDEN_DELTA, "bold"), (NO_HIDDEN, "small")]
        if name:
            (each, explanation, _), *_ = explanations(snapshot, name, snapshot.values, kinds, full, hide)
            brief = [(each, explanation._replace(wiggle=None), True)]
            _, *lines = panel_lines(brief, predicted, snapshot, asked)
        found.append(Row(step, purpose, name, lines, shows(name, chosen), name in moved))
    return found


def shows(name, chosen):
    """Whether the row of the number `name` shows the chosen one; a weight is shown by its gradient and its update."""
    return name is not None and chosen in (name, ("theta", *name[1:]))


def who(row, sizes):
    """What a row speaks of, in words; of a weight, where it leads: that it is a weight, the step has said."""
    if row.name is None:
        return "no neuron here"
    words = describe(row.name, sizes)
    return words[words.index("from") :] if row.name[0] in ("gradient", "update") else words


def table_html(rows, sizes, prefix):
    """The table for the page, where a row can be chosen."""
    head = "".join(f'<th role="columnheader" scope="col">{text}</th>' for text in HEADS)
    body = "".join(_row_html(place, row, sizes, prefix) for place, row in enumerate(rows, start=1))
    return (
        f'<table role="presentation"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _row_html(place, row, sizes, prefix):
    (general, _), *lines = row.lines
    name = item(row.name) if row.name else ""
    able = f' id="{prefix}row-{place}" class="item" data-item="{escape(name)}"' if name else ""
    step = f"{MOVED * row.moved}{'▸ ' * row.chosen}{place} · {row.step}<br><small>{to_html(who(row, sizes))}</small>"
    cells = " ".join(_line_html(*line) for line in lines)
    return (
        f'<tr role="row"{able} aria-selected="{"true" if row.chosen else "false"}">'
        f'<th role="rowheader" scope="row">{step}</th>'
        f'<td role="gridcell" class="general">{to_html(general)}</td><td role="gridcell">{cells}</td>'
        f'<td role="gridcell" class="small">{row.purpose}</td></tr>'
    )


def _line_html(text, style):
    return f'<span class="{style}{sign_class(text, style)}">{to_html(text)}</span>'


def table_lines(rows, sizes):
    """The same as lines (text, style), for the stored text and picture: three for each row."""
    found = []
    for place, row in enumerate(rows, start=1):
        (general, _), *lines = row.lines
        found += [
            (f"{'▸ ' * row.chosen}{place} · {row.step}, {who(row, sizes)}: {row.purpose}", "title"),
            (general, "bold"),
            (" ".join(text for text, _ in lines), ""),
        ]
    return found
