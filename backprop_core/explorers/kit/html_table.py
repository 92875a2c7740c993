"""Rows of text as a table of a page."""

import html


def to_table(rows, numbers=False):
    """Rows of cells as HTML, the first row the head, the first cell of every row its name. numbers: to the right."""
    head, *body = ([html.escape(cell, quote=False) for cell in row] for row in rows)
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in body
    )
    return f"<table{' class=numbers' if numbers else ''}><tr>{cells}</tr>{lines}</table>"
