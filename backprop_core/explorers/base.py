"""What all live views have in common: settings in, numbers out, and the same numbers as text, picture and code."""

import base64
import html
import inspect
import threading

import ipywidgets as widgets

from .. import checks
from ..figures.picture import to_png
from . import controls
from .page import Page

InputError = (checks.InputValueError, checks.InputTypeError)


class Explorer(widgets.VBox):
    """A live view. `Explorer(**settings)` builds it, `.set(**changes)` changes it, `.state()` reads it back,
    `.to_code()` is the expression that rebuilds it.

    A subclass gives `_resolve` (settings asked for → complete, checked settings), `_change` (settings and changes →
    new settings), `_compute` (settings → the numbers), `_draw` (the numbers → the view), and for the stored forms
    `_tables` and `_svg`. None of the first three may change the view: bad input must leave everything as it is.
    """

    def __init__(self, **asked):
        super().__init__()
        self.add_class("bp-explorer")
        self.page = Page()
        self.message = widgets.HTML()
        self.message.add_class("bp-message")
        self._quiet = False  # True while the view itself moves its controls
        self._turn_taken = threading.RLock()  # a cell may `set` while the page moves a control, in another thread
        self._numbers = None
        self._settings = self._resolve(asked)
        self._numbers = self._compute(self._settings)
        self._build()
        self._refresh()

    # -- the contract ------------------------------------------------------------------------------------------

    @classmethod
    def keywords(cls):
        """The names of all settings."""
        return list(cls._parameters())

    @classmethod
    def _parameters(cls):
        return {name: each for name, each in inspect.signature(cls.__init__).parameters.items() if name != "self"}

    def set(self, **changes):
        """Change settings (constructor keywords), and weights by theta={(m, i, l): value}, with one recomputation.

        In (m, i, l) neurons count from 1, as in the lecture; l = 0 is the constant neuron. Raises ValueError or
        TypeError, and changes nothing, where a name is unknown or a value does not fit.
        """
        known = [*self.keywords(), *self._extra_keywords]
        for name in changes:
            checks.choice(f"{type(self).__name__}.set: the setting", name, dict.fromkeys(known))
        with self._turn_taken:
            self._become(self._change(self._settings, changes))

    def state(self):
        """A plain dict of all settings and of the numbers shown: "?" where hidden, None where not computed yet."""
        return {**self._plain_settings(), **self._plain_numbers()}

    def to_code(self):
        """One expression that rebuilds this view: settings, seed and number of steps, replayed."""
        ours = self._code_settings()
        words = {name: parameter.default for name, parameter in self._parameters().items()}
        said = []
        for names in self._code_groups(ours):
            usual = self._resolve(words)  # what these settings would be, if nothing more were said
            if any(ours[name] != usual[name] for name in names):
                words |= {name: ours[name] for name in names}
                said += [f"{name}={ours[name]!r}" for name in names if ours[name] is not None]
        return f"{type(self).__name__}({', '.join(said)})"

    def _repr_mimebundle_(self, **kwargs):
        data = {**super()._repr_mimebundle_(**kwargs), "text/plain": self._text()}
        png = to_png(self._svg())
        if png is not None:
            data["image/png"] = base64.b64encode(png).decode()
        return data

    # -- for subclasses ----------------------------------------------------------------------------------------

    _extra_keywords = ()

    def _become(self, settings):
        """Take on checked settings: one computation, one drawing."""
        self._numbers = self._compute(settings)
        self._settings = settings
        self._refresh()

    def _code_settings(self):
        """The settings that `to_code` writes."""
        return self._plain_settings()

    def _code_groups(self, ours):
        """The settings' names, in the order in which they are written; names that only fit together are one group."""
        return [(name,) for name in ours]

    def _standing_sentence(self):
        """What must be said as long as the view stands as it does; "" where there is nothing."""
        return ""

    def _apply(self, **changes):
        """`set`, for callbacks: bad input becomes a sentence in the view, never a traceback."""
        if self._quiet:
            return
        try:
            self.set(**changes)
        except InputError as error:
            self._refuse(str(error))

    def _bind(self, control, setting, trait="value", read=lambda value: value):
        """When the student moves `control`, change `setting`."""

        def moved(change):
            if not self._quiet:
                try:
                    value = read(change["new"])
                except InputError as error:
                    self._refuse(str(error))
                else:
                    self._apply(**{setting: value})

        control.observe(moved, trait)

    def _build_toggle(self, box):
        """The button that opens and closes the box of what waits under "More"."""
        self.more_box = box
        box.add_class("bp-more")
        self.more = widgets.ToggleButton(value=False, layout=widgets.Layout(width="auto"))
        self.more.observe(self._on_more, "value")
        self._on_more()

    def _on_more(self, _=None):
        self.more_box.layout.display = "" if self.more.value else "none"
        self.more.description = "Less ▴" if self.more.value else "More ▾"

    def _build_copy(self):
        """The button that copies the code, and the box for it where the page may not use the clipboard."""
        self.copy = controls.Press("Copy as code", "Puts the code that rebuilds this view on the clipboard")
        self.copy.observe(lambda _: self.page.copy(self.to_code()), "presses")
        self.code = widgets.Textarea(description="Code", layout=widgets.Layout(width="100%", display="none"))
        self.page.observe(self._on_page, "event")

    def _on_page(self, change):
        """What the page reports."""
        kind = change["new"].get("kind")
        if kind == "copied":
            self._announce("The code is on the clipboard.")
            self.copy.description = "Copied ✓"
        elif kind == "not copied":
            self.code.value = self.to_code()
            self.code.layout.display = ""
            self._announce("The page may not use the clipboard: copy the code from the box.")

    def _on_diagram(self, change):
        """What the student did in a diagram is done by `_answer(event)`."""
        diagram = change["owner"]
        shown = diagram.frame
        try:
            self._answer(change["new"])
        except InputError as error:
            self._refuse(str(error))
        if diagram.frame == shown:
            self._draw()  # the page waits for an answer to every event, also to one that changed nothing

    def _refuse(self, sentence):
        """Answer bad input with one sentence; the view stays as it is."""
        self._say(sentence)
        self._draw()

    def _say(self, sentence):
        """One sentence in the view, or none."""
        self._sentence = sentence
        self.message.value = _escape(sentence)
        self.message.layout.display = "" if sentence else "none"

    def _announce(self, status):
        """Let the page say how things stand, and before it the sentence that is shown, if there is one."""
        self.page.status = f"{self._sentence} {status}".strip()

    def _refresh(self):
        """Show the present numbers: move the controls (quietly), draw, and keep the words in step."""
        self._quiet = True
        try:
            with self.page.hold_sync():
                self._say(self._standing_sentence())
                self._show_settings()
                self._draw()
                self._write_table()
        finally:
            self._quiet = False

    def _write_table(self):
        """Bring the table for screen readers into step."""
        self.page.table = self._html_tables()

    def _text(self):
        heading, *tables = self._tables()
        heading = [*heading, *filter(None, [self._standing_sentence()])]
        return "\n".join([*heading, *(line for table in tables for line in _aligned(table))])

    def _html_tables(self):
        heading, *tables = self._tables()
        parts = [f"<p>{_escape(line)}</p>" for line in heading]
        for head, *rows in tables:
            cells = "".join(f'<th scope="col">{_escape(cell)}</th>' for cell in head)
            lines = ["".join(f"<td>{_escape(cell)}</td>" for cell in row) for row in rows]
            parts.append(f"<table><tr>{cells}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>")
        return "".join(parts)


def _escape(text):
    """`text`, safe in a page."""
    return html.escape(text, quote=False)


def _aligned(table):
    """Rows of cells as lines: the first column to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()
