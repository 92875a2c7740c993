"""What the benches print: tables, and whether a bound was kept."""


def table(title, head, rows):
    """Print rows of cells under a heading."""
    print(f"\n{title}")
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = [str(row[0]).ljust(widths[0])]
        print("  " + "  ".join(cells + [str(cell).rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True)]))


def judged(kept, bound):
    """Whether a bound was kept, as it stands behind a number."""
    return f"({'ok' if kept else 'MISSED'}: {bound})"


def verdict(ratio, most):
    """A ratio beside what it should reach."""
    return f"{ratio:.2f} {judged(ratio <= most, f'at most {most}')}"


def within(milliseconds, most):
    """Milliseconds beside what they should stay under."""
    return f"{milliseconds:.1f} ms {judged(milliseconds <= most, f'at most {most:g}')}"
