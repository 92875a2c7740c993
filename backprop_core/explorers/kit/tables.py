"""Rows of text as a table: of a page, or of lines."""

import html


def escape(text):
    """`text`, safe in a page."""
    return html.escape(text, quote=False)


def to_table(rows, numbers=False):
    """Rows of cells as HTML, the first row the head, the first cell of every row its name. numbers: to the right."""
    head, *body = ([escape(cell) for cell in row] for row in rows)
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in body
    )
    return f"<table{' class=numbers' if numbers else ''}><tr>{cells}</tr>{lines}</table>"


def to_lines(rows):
    """Rows of cells as lines: the first column to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for first, *rest in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()
