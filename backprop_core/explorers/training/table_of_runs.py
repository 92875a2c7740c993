"""The table of the student's runs: one row for each, with what it came to; and the box that shows and copies it."""

import math

from ... import checks
from ...one_step.text import number, rounded
from ..kit import controls, looks
from ..kit.tables import to_table
from .post_mortem import culprit
from .runs import after_words
from .settings import MOST_STEPS
from .stability_run import weights_words

MOST_ROWS, MOST_LETTERS = 12, 200
HEAD = ("run", "clipping", "factor at step 0", "came to")
FIELDS = ("setting", "clip", "factor", "steps", "Err", "died")


def describe(s):
    """The network and its first weights, in words; what is usual is left out."""
    extra = [
        "bias" if s["bias"] else "",
        "digits" if s["input"] == "digits" else "",
        "" if s["loss"] == "mean_squared_error" else s["loss"],
        f"seed {s['seed']}" if s["seed"] else "",
    ]
    words = f"{s['depth']} layers of {s['width']} {s['activation']}, {weights_words(s)}"
    return ", ".join([words, *filter(None, extra)])


def clip_words(s):
    """The clipping of these settings, in words."""
    return "none" if s["clip"] == "none" else f"{s['clip']} {number(s['threshold'])}"


def make_row(s, run, clip, changed):
    """One run as a row, its numbers to 4 digits.

    s: the settings in force; clip: its clipping in words; changed: whether any was on the way.
    """
    failure = run.failure
    return {
        "setting": f"{describe(s)}, η = {number(s['eta'])}{' (changed on the way)' if changed else ''}",
        "clip": clip,
        "factor": float(f"{run.factor:.4g}") if run.factor else None,
        "steps": run.done,
        "Err": float(f"{run.now.Err:.4g}") if math.isfinite(run.now.Err) else None,
        "died": f"{after_words(run.died_after)}: {culprit(failure[1])}" if failure else "",
    }


def added(rows, more):
    """The table with `more` rows below; equal ones stand once, the oldest of too many go."""
    return tuple([*(row for row in rows if row not in more), *more][-MOST_ROWS:])


def checked_rows(value):
    """Rows as they stand in a state, or an error that says what does not fit."""
    rows = []
    for n, row in enumerate(checks.sequence("runs", value), start=1):
        name = f"runs[{n}]"
        row = {"factor": None} | checks.dictionary(name, row)  # it was not written down in former times
        if set(row) != set(FIELDS):
            raise checks.InputValueError(f"{name} must have {', '.join(FIELDS)}; got {checks.show(row)}.")
        for field in ("setting", "clip", "died"):
            if not isinstance(row[field], str) or len(row[field]) > MOST_LETTERS:
                raise checks.InputValueError(
                    f"{name}: {field} must be text of at most {MOST_LETTERS} letters; got {checks.show(row[field])}."
                )
        factor = None if row["factor"] is None else checks.number(f"{name}: factor", row["factor"], above=0)
        steps = checks.whole_number(f"{name}: steps", row["steps"], most=MOST_STEPS)
        Err = None if row["Err"] is None and row["died"] else checks.number(f"{name}: Err", row["Err"])
        rows.append({**{field: row[field] for field in FIELDS}, "factor": factor, "steps": steps, "Err": Err})
    if len(rows) > MOST_ROWS:
        raise checks.InputValueError(f"runs must have at most {MOST_ROWS} rows; got {len(rows)}.")
    return tuple(rows)


def cells(row):
    """A row as it is read."""
    Err = "" if row["Err"] is None else f"Err {number(row['Err'])}"
    came_to = f"{Err} {after_words(row['steps'])}"
    if row["died"]:
        came_to = "; ".join([f"✕ {row['died']}", *([f"before: {Err}"] if Err else [])])
    factor = "–" if row["factor"] is None else rounded(row["factor"])
    return row["setting"], row["clip"], factor, came_to


def to_text(rows):
    """The table as text, to be pasted into a sheet: tabs between the cells."""
    return "\n".join("\t".join(each) for each in (HEAD, *map(cells, rows)))


class RunsBox(looks.VBox):
    """The rows on the page, and buttons that add the present runs, copy the table and empty it.

    note(), copy(text), clear()   what the buttons do
    A box for the text opens where the page may not use the clipboard.
    """

    def __init__(self, note, copy, clear):
        self.rows, self.copying = (), False  # copying: whether the page has been asked and has not answered yet
        self.note = controls.Press("Note this run", "Puts the runs as they stand into the table")
        self.copy = controls.Press("Copy the table", "Puts the table on the clipboard as text")
        self.clear = controls.Press("Clear", "Empties the table")
        self.table = looks.HTML()
        self.sheet = looks.Textarea(description="Table", layout={"width": "100%", "display": "none"})
        self._hand_on = copy
        self.note.observe(lambda _: note(), "presses")
        self.copy.observe(lambda _: self._copy(), "presses")
        self.clear.observe(lambda _: clear(), "presses")
        buttons = controls.row(looks.Label("Your runs:"), self.note, self.copy, self.clear)
        super().__init__([buttons, self.table, self.sheet])

    def show(self, rows):
        """Show these rows."""
        self.rows, self.copy.description = rows, "Copy the table"
        body = to_table([HEAD, *map(cells, rows)]) if rows else ""
        looks.show(self.table, rows, value=f'<div class="bp-ended">{body}</div>')
        for button in (self.copy, self.clear):
            looks.show(button, rows)
        if self.sheet.layout.display != "none":
            self.sheet.value = to_text(rows)

    def _copy(self):
        self.copying = True
        self._hand_on(to_text(self.rows))

    def answered(self, kind):
        """What the page answers, "copied" or "not copied" → the sentence to be announced; None: it was not asked."""
        if not self.copying or kind not in ("copied", "not copied"):
            return None
        self.copying = False
        if kind == "copied":
            self.copy.description = "Copied ✓"
            return "The table is on the clipboard."
        looks.show(self.sheet, True, value=to_text(self.rows))
        return "The page may not use the clipboard: copy the table from the box."
