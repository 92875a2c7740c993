"""What all live views have in common: settings in, numbers out, and the same numbers as text, picture and code.

A view is built in this order: settings are completed and read, numbers computed, widgets built, all is drawn. A change
goes settings → numbers → picture by one door, `_become`. What a view is made of, in the order in which it is used; no
other private name may be overridden, and those from `_check_name` to `_compute` may change neither the view nor what
they are given, since bad input must leave everything as it is:

    settings            {name: `Setting`}: signature, checks, controls, code
    _has_tasks          whether it takes the setting `todo`, which all tables have that way, and shows tasks
    _for_tasks          what tasks look at: the state, and what the student did that stays in none
    _pictures           {name: `Picture`}; `_draw_<name>(figure, artists, n)` moves its artists and shows the figure
    _at_hand            the settings whose controls the view places itself; _in_sight: those, as things stand
    _first_under_more   the controls that stand first under "More", and _fill_more: puts what waits there into its box
    _extra_keywords     what `set` knows beside the settings
    _check_name         whether `set` knows a name
    _resolve            settings asked for → complete ones, checked
    _together           read settings → the same, with what several say together; an error where they do not fit
    _checked            instead of both, in a view without a table
    _change             settings, changes → new settings, checked
    _compute            settings, the numbers before or None → the numbers, of a class of their own
    _reached            settings, numbers → the settings as far as the numbers go
    _build              makes the widgets and sets `children`; listens by `_when`, `_bind`, `_pressed`, `_listen` alone
    _on_made            the page is to know the figure of a picture for the first time
    _before_change      the view is about to take on settings
    _standing_sentence  what must be said as long as the view stands as it does
    _in_force           the settings as the controls show them
    _show_settings      shows what hangs on the settings and is no control of one of them
    _draw               shows the numbers; calls `_draw_pictures`, and `_announce` with what is to be heard
    _pictures_of        settings → the names of the pictures that they show; _pictured: the pictures, as things stand
    _draw_each          draws these pictures
    _write_table        brings the table for screen readers into step
    _say                shows a sentence, or none
    _after_change       the view shows its new settings
    _news               settings before → the sentence that says what else the change means
    _takes_back         whether changes by hand can be taken back; _closing: the buttons at the end of a row, Undo too
    _choosing           the settings that only choose what is looked at: to choose is no change to be taken back
    _beside             the attributes that belong to what is shown, and are no settings
    _answer             does what the student did in a diagram; _on_page, _on_copy: what the page reports, and asks for
    _complete           the view is about to be stored
    _tables             (lines above, *tables) of the numbers shown; _html_tables: the same for screen readers
    _stored_texts       {mimetype: text}
    _plain_settings     the settings as `state` tells them, and _plain_numbers the numbers
    _code               the expression that rebuilds the view, of _code_settings, written in the groups of _code_groups
"""

import base64
import inspect
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from functools import cache, cached_property, partial, wraps
from typing import NamedTuple

import ipywidgets as widgets

from ... import checks
from ...figures.picture import with_lines
from ...figures.png import to_png
from ...one_step.text import number
from . import controls, history, looks
from .number_box import Unread
from .page import Page
from .past import Doing, Kept, Past, part_of
from .pictures import Pictures, choosable
from .setting import BEGINS, RUNS, read_all, signature_of, that
from .tables import escape, to_lines, to_table
from .tasks import TODO, TOLD, Tasks, lines
from .turn import TURN

InputError = (checks.InputValueError, checks.InputTypeError)


class Shown(NamedTuple):
    """What a view shows: its settings, and the numbers computed from them. The two are only swapped together."""

    settings: dict
    numbers: object


class Explorer(widgets.VBox):
    """A live view. `Explorer(**settings)` builds it, `.set(**changes)` changes it, `.state()` reads it back,
    `.to_code()` is the expression that rebuilds it.

    A view changes in one way only, by `_become`, and one at a time: `set`, and all that the page does (`_when`,
    `_bind`, `_pressed`, `_in_turn`), take turns with each other and with whoever reads the view.

    What a student changes by hand can be taken back, change by change: such a turn (`_in_turn`) keeps the view before
    it, if it alters more than what is chosen, and `_undo` becomes that again. What code has set since, or a
    question, stays: with it begins what can be taken back. `Question`, `SelfTest` and `Progress` take nothing back: an
    answer that could be would be a second try.

    A view that tells its settings in a table has the control of each as an attribute of the same name, made when it is
    first asked for; those of `_at_hand` stand where the view puts them, all others wait under "More".

    Every such view also has the setting `todo`, a name in the bank of `explorers/todo`: these tasks stand at its top.
    What is ticked off there is no setting, and neither Undo nor Reset takes it back.
    """

    settings = {}  # {name: `Setting`}
    _has_tasks = True
    tasks = None  # the `Tasks`, where `todo` names some
    player = None  # what lets something go on by itself, where there is such a thing
    _pictures = {}  # {name: `Picture`}
    _at_hand = ()  # the names of the settings whose controls are seen at first sight
    _takes_back = True
    _choosing = ("selected",)
    _beside = ()
    _first_under_more = ()  # the names of controls that stand there first; the others follow in the order of the table

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "settings" in vars(cls):
            if cls._has_tasks:
                cls.settings = {name: each for name, each in cls.settings.items() if name != "todo"} | {"todo": TODO}
                cls.__doc__ = f"{(cls.__doc__ or '').rstrip()}\n\n    {TOLD}\n    "
            cls.__signature__ = signature_of(cls.settings)

    def __init__(self, **asked):
        super().__init__()
        asked = self._completed(asked)
        self.add_class("bp-explorer")
        self.page = Page()
        self.message = looks.HTML()
        self.message.add_class("bp-message")
        self._announced = ""  # what was told last of how things stand
        self._quiet = False  # True while the view itself moves its controls
        self._tellers = [self.page, self.message]  # what tells in one message all that a change has to say
        self._past, self._before_turn = Past(), None  # the latter as long as the student has a turn
        self._began = self._former = None  # the `Kept` before the change that is being made, and before the last one
        self._moved_by = {}  # {setting: its control}, of those that have been needed
        self.figures = Pictures(self._pictures, self._on_made)
        with TURN:
            self._now = self._computed(self._resolve(asked), None)
            self._build()
            self._when(self.page, "event", self._on_page)
            self._refresh()
            self._put_tasks(None)

    # -- the contract ------------------------------------------------------------------------------------------

    @classmethod
    def keywords(cls):
        """The names of all settings."""
        return list(cls._parameters())

    @classmethod
    @cache
    def _parameters(cls):
        signature = inspect.signature(cls if cls.settings else cls.__init__)
        return {name: each for name, each in signature.parameters.items() if name != "self"}

    def _completed(self, asked):
        """The settings asked for, and the usual values of all others; an error where one is not known."""
        if not self.settings:
            return asked
        for name in asked:
            if name not in self.settings:
                raise TypeError(f"{type(self).__name__}.__init__() got an unexpected keyword argument '{name}'")
        return {name: each.usual for name, each in self.settings.items()} | asked

    def set(self, **changes):
        """Change settings (constructor keywords), and weights by theta={(m, i, l): value}, with one recomputation.

        In (m, i, l) neurons count from 1, as in the lecture; l = 0 is the constant neuron. Raises ValueError or
        TypeError, and changes nothing, where a name is unknown or a value does not fit.
        """
        for name in changes:
            self._check_name(name)
        with TURN:
            self._become(self._change(self._settings, changes))

    def state(self):
        """A plain dict of all settings and of the numbers shown: "?" where hidden, None where not computed yet."""
        with TURN:
            return {**self._plain_settings(), **self._plain_numbers()}

    def to_code(self):
        """One expression that rebuilds this view: settings, seed and number of steps, replayed."""
        with TURN:
            return self._code()

    def _repr_mimebundle_(self, **kwargs):
        with TURN:
            self._complete()
            tasks = lines(self._settings.get("todo"))
            texts, svg = self._stored_texts(), with_lines(tasks, self.svg())
            texts["text/plain"] = "\n".join([*tasks, texts["text/plain"]])
        data = {**super()._repr_mimebundle_(**kwargs), **texts}
        png = to_png(svg)
        if png is not None:
            data["image/png"] = base64.b64encode(png).decode()
        _, front_end = self.page._repr_mimebundle_()  # where Colab finds what shows anywidget's widgets
        return data, front_end

    # -- for subclasses ----------------------------------------------------------------------------------------

    _extra_keywords = ()

    def _resolve(self, asked):
        """The settings asked for, complete and checked."""
        return self._checked(asked)

    def _checked(self, settings):
        """Complete settings in their plain form, or an error that names the first that does not fit."""
        return self._together(read_all(self.settings, settings))

    def _together(self, s):
        """Checked settings, with what several of them say together."""
        return s

    @classmethod
    @cache
    def _begins(cls):
        """The names of the settings with which a run begins."""
        return that(cls.settings, BEGINS)

    @classmethod
    @cache
    def _changeable(cls):
        """The names of those that may change on the way, and whose changes a history keeps."""
        return that(cls.settings, RUNS)

    @property
    def _settings(self):
        return self._now.settings

    @property
    def _numbers(self):
        return self._now.numbers

    def _check_name(self, name):
        """Whether `set` knows a setting of this name; else an error of one sentence."""
        known = [*self.keywords(), *self._extra_keywords]
        checks.choice(f"{type(self).__name__}.set: the setting", name, dict.fromkeys(known))

    def _become(self, settings, anew=False, back=None):
        """Take on checked settings: one computation, one drawing. `anew`: nothing that was computed before is kept;
        `back`: the `Kept` that is gone back to.

        Whatever stops it half-way, an interrupted kernel too, leaves settings and numbers that belong together.
        """
        with TURN:
            before = self._now
            shared = before.numbers if back is None or back.numbers is None else back.numbers
            self._before_change(settings)
            try:
                now = self._computed(settings, None if anew else shared)
            except BaseException:
                self._now = self._computed(before.settings, None)  # what had been shared may have gone on already
                raise
            self._now = now
            if self._alters(before.settings):
                self._former = self._began
                if self._before_turn is None:
                    self._past.clear()
                    self._show_undo()
            with self._in_one_message():  # what is said after a change goes with it
                self._refresh()
                self._after_change(before.settings)
                news = "" if back else self._news(before.settings)
                if news:
                    self._say(news)
                    self._announce(self._status())
                self._put_tasks(before.settings.get("todo"))
                self._tick_off()

    def _computed(self, settings, before):
        numbers = self._compute(settings, before)
        return Shown(self._reached(settings, numbers), numbers)

    def _reached(self, settings, numbers):
        """The settings as far as the numbers go: a run may have ended before the step that was asked for."""
        return settings

    def _before_change(self, settings):
        """The view is about to take on these settings."""

    def _after_change(self, before):
        """The view shows its new settings now; those before were these."""

    def _news(self, before):
        """A sentence that says what the change from these settings means besides; "" where there is nothing to say."""
        return ""

    def _complete(self):
        """The view is about to be stored: what comes in bit by bit on a page must be there now."""

    def _stored_texts(self):
        """{mimetype: text} of the stored forms that are text."""
        return {"text/plain": self.text()}

    def _code(self):
        ours = self._code_settings()
        words = {name: parameter.default for name, parameter in self._parameters().items()}
        said = []
        for names in self._code_groups(ours):
            usual = self._resolve(words)  # what these settings would be, if nothing more were said
            if any(ours[name] != usual[name] for name in names):
                words |= {name: ours[name] for name in names}
                said += [f"{name}={ours[name]!r}" for name in names if ours[name] is not None]
        return f"{type(self).__name__}({', '.join(said)})"

    def _plain_settings(self):
        """The settings as `state` tells them; a history without what it says of a later step, or of the present."""
        s = self._settings
        told = {name: s[name] for name in self.keywords()}
        return deepcopy(told | {"history": history.settled(s)} if "steps" in s else told)

    def _code_settings(self):
        """The settings that `to_code` writes."""
        return self._plain_settings()

    def _code_groups(self, ours):
        """The settings' names, in the order in which they are written; names that only fit together are one group."""
        return [(name,) for name in ours]

    def _standing_sentence(self):
        """What must be said as long as the view stands as it does; "" where there is nothing."""
        return ""

    def _in_turn(self, act, doing=lambda *arguments: None, words=str):
        """`act` as an answer to what the student does: one at a time, not to what the view itself moves, and bad input
        becomes a sentence in the view, never a traceback. doing: arguments → the `Doing` of which it is a part; words:
        error → the sentence."""

        @wraps(act)
        def answer(*arguments):
            with TURN:  # first: who waits here while another thread moves the controls is not the view itself
                if self._quiet:
                    return
                with self._by_hand(doing(*arguments)):
                    try:
                        act(*arguments)
                    except InputError as error:
                        self._refuse(words(error))

        return answer

    def _played(self, act):
        """`act` as what the player does, tick by tick: all from Play to the pause is one change."""
        return self._in_turn(act, lambda *_: self._doing(self.player.play, True))

    def _doing(self, widget, said):
        """What the student is about who does this with a widget."""
        player = self.player
        return Doing((player.model_id, player.plays)) if player and widget is player.play else part_of(widget, said)

    def _when(self, widget, trait, act, words=str):
        """When the page changes this trait, `act(value)`; what was typed where a number belongs and is none, is
        refused, in the `words` of `_in_turn`."""

        def read(value):
            if isinstance(value, Unread):
                raise value.error
            act(value)

        answer = self._in_turn(read, lambda value: self._doing(widget, value), words)
        widget.observe(lambda change: answer(change["new"]), trait)

    def _pressed(self, button, act):
        """When the student presses `button`, `act()`."""
        self._when(button, "presses", lambda _: act())

    def _bind(self, control, setting, read=lambda value: value):
        """When the student moves `control`, change `setting`."""
        change, words = lambda value: self.set(**{setting: read(value)}), partial(self._refusal, control, setting)
        self._when(control, "value", change, words)

    def _refusal(self, control, setting, error):
        """Why what stands in a control is refused, with the setting called as on the page; and its number now, which a
        box does not show meanwhile."""
        label, words, now = control.description, str(error), self._in_force()[setting]
        if words.startswith((f"{setting} ", f"{setting}: ")):
            words = label + words.removeprefix(setting)
        typed = isinstance(control.value, (float, Unread)) and isinstance(now, (float, int))
        return f"{words} {label} is still {number(now)}." if typed else words

    # -- what can be taken back --------------------------------------------------------------------------------

    @contextmanager
    def _by_hand(self, doing):
        """Keep the view as it is, if the student alters it meanwhile."""
        if self._before_turn is not None or not self._takes_back:  # a part of another turn
            yield
            return
        beside = {name: getattr(self, name) for name in self._beside}
        self._before_turn = Kept(self._settings, self._numbers, beside)
        self._began = self._past.began(self._before_turn, doing)
        try:
            yield
        finally:
            before, self._before_turn, self._began = self._before_turn, None, None
            self._past.turn(before, doing, self._alters(before.settings))
            self._show_undo()

    def _alters(self, settings):
        """Whether these settings differ from the present in more than what is chosen."""
        now, names = self._settings, {*settings, *self._settings} - {*self._choosing}
        return any(settings.get(name) != now.get(name) for name in names)

    def _undo(self):
        """In a turn of the student's: the last change by hand is taken back; where there is none, nothing is done."""
        kept = self._past.newest(self._alters)
        if kept is None:
            return
        if self.player is not None:
            self.player.stop()
        with self._in_one_message():
            self._become(kept.settings, back=kept)
            self.page.status = f"Taken back. {self._announced}"
        for name, value in kept.beside.items():
            setattr(self, name, value)
        self._past.drop()
        self._before_turn = kept  # nothing else has been changed in this turn

    @cached_property
    def undo(self):
        """The button that takes back. It keeps its place where there is nothing to take back: nothing moves."""
        button = controls.Press("Undo", "Takes back the last change made by hand (Ctrl+Z)")
        button.disabled = not self._past
        self._pressed(button, self._undo)
        return button

    def _show_undo(self):
        if "undo" in vars(self):
            self.undo.disabled = not self._past

    def _closing(self):
        """The buttons at the end of a row, in every view that can be reset; what comes and goes stands after them."""
        return [self.reset, self.undo, self.more]

    # -- tasks -------------------------------------------------------------------------------------------------

    def _for_tasks(self):
        return self.state()

    def _put_tasks(self, before):
        """Put the tasks that the settings name at the top, in place of those before, which they named then."""
        todo, old = self._settings.get("todo"), self.tasks
        if todo == before:
            return
        self.tasks = None if todo is None else Tasks(todo, self.state())
        others = [each for each in self.children if each not in (self.page, old)]
        self.children = [self.page, *([self.tasks] if self.tasks else []), *others]
        if self.tasks:
            self._when(self.tasks, "event", self.tasks.tick)
        if old:
            old.close()

    def _tick_off(self):
        """Tick off the tasks that are done as the view stands, and say so."""
        done = self.tasks.look(self._for_tasks) if self.tasks else []
        if done:
            self._announce(" ".join(["Done:", *done, self._status()]))

    # -- pictures ----------------------------------------------------------------------------------------------

    def picture(self, name, n=0):
        """The figure and the artists of a picture: a `Drawn`. n: the number of the run, where each has its own."""
        return self.figures.drawn(name, n)

    def _on_made(self, name, figure):
        """The page is to know the `LiveFigure` of a picture for the first time."""

    @classmethod
    def _pictures_of(cls, s):
        """The names of the pictures that these settings show."""
        wanted = s.get("pictures", ())
        return tuple(name for name in choosable(cls._pictures)
                     if (cls._pictures[name].usual if wanted is None else name in wanted))  # fmt: skip

    def _pictured(self):
        """The pictures that are shown now: pairs (name, number of the run)."""
        return [(name, 0) for name in self._pictures_of(self._settings)]

    def _draw_pictures(self):
        """Show them as things stand."""
        shown = self._pictured()
        self.figures.show(shown)
        self._draw_each(shown)

    def _draw_each(self, shown):
        for name, n in shown:
            getattr(self, f"_draw_{name}")(*self.picture(name, n), n)

    # -- controls ----------------------------------------------------------------------------------------------

    def __getattr__(self, name):
        """The control of the setting `name`, or the figure of the picture, made when it is first asked for."""
        if name in type(self)._pictures:
            return self.picture(name).figure
        setting = name.removesuffix("_")
        each = type(self).settings.get(setting)
        if each is None or each.control is None or name != _control_name(setting):
            raise AttributeError(f"{type(self).__name__} has no {name}")
        with TURN:
            if setting not in self._moved_by:
                control = each.control(self._settings[setting])
                each.show(control, self._in_force()[setting], self._settings)
                self._bind(control, setting, each.says)
                self._moved_by[setting] = control
            return self._moved_by[setting]

    def _controls(self, *names):
        """The controls of these settings."""
        return [getattr(self, _control_name(name)) for name in names]

    def _in_force(self):
        """The settings as the controls show them."""
        return self._settings

    def _show_controls(self):
        """Let each control that there is show its setting."""
        shown = self._in_force()
        for name, control in self._moved_by.items():
            with control.hold_sync():
                self.settings[name].show(control, shown[name], self._settings)
        if "copy" in vars(self):
            self.copy.description = "Copy as code"

    def _build_more(self):
        """The button that opens and closes the box of what waits under "More", which is filled when first opened."""
        self.more_box = looks.VBox()
        self.more_box.add_class("bp-more")
        self.more = looks.ToggleButton(value=False, layout={"width": "auto"})
        self._when(self.more, "value", self._on_more)
        self._on_more(False)

    def _on_more(self, opened):
        with self.more_box.hold_sync():
            if opened and not self.more_box.children:
                self._fill_more()
            looks.show(self.more_box, opened)
        self.more.description = "Less ▴" if opened else "More ▾"

    def _fill_more(self):
        """Put what waits under "More" into its box."""
        self.more_box.children = [controls.row(*self._waiting(), self.copy, self.large), self.code]

    def _in_sight(self):
        """The names of the settings whose controls are seen at first sight."""
        return self._at_hand

    def _waiting(self):
        """The controls under "More"."""
        names = [*self._first_under_more, *(name for name, each in self.settings.items() if each.control)]
        return self._controls(*(name for name in dict.fromkeys(names) if name not in self._in_sight()))

    @cached_property
    def copy(self):
        """The button that copies the code."""
        button = controls.Press("Copy as code", "Puts the code that rebuilds this view on the clipboard")
        self._pressed(button, self._on_copy)
        return button

    @cached_property
    def large(self):
        """The button that makes all letters of the page large. It is a matter of the page alone, and no setting."""
        button = controls.Press("Large letters", "Makes all views of this page readable from afar, or as they were")
        self._pressed(button, self.page.enlarge)
        return button

    @cached_property
    def code(self):
        """The box for the code, where the page may not use the clipboard."""
        return looks.Textarea(description="Code", layout={"width": "100%", "display": "none"})

    # -- what the student does ---------------------------------------------------------------------------------

    def _on_copy(self):
        self.page.copy(self.to_code())

    def _on_page(self, event):
        """What the page reports."""
        kind = event.get("kind")
        if self.player is not None:
            self.player.heed(event)
        if kind == "undo":
            self._undo()
        elif kind == "copied":
            self.page.status = "The code is on the clipboard."
            self.copy.description = "Copied ✓"
        elif kind in ("large", "not large"):
            self.page.status = f"The letters of this page are {kind}."
        elif kind == "not copied":
            looks.show(self.code, True, value=self.to_code())
            self.page.status = "The page may not use the clipboard: copy the code from the box."

    def _listen(self, diagram):
        """What the student does in a diagram is answered by `_answer(event)`."""
        self._when(diagram, "event", lambda event: self._on_diagram(diagram, event))

    def _on_diagram(self, diagram, event):
        shown = diagram.frame
        try:
            self._answer(event)
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
        looks.show(self.message, sentence, value=escape(sentence))

    def _announce(self, status):
        """Let the page say how things stand, and before it the sentence that is shown, if there is one. Where they
        stand as before, as when a picture gets other room, what has been said meanwhile is heard to its end."""
        words = f"{self._sentence} {status}".strip()
        if words != self._announced:
            self._announced = self.page.status = words

    def _refresh(self):
        """Show the present numbers: move the controls (quietly), draw, and keep the words in step."""
        self._quiet = True
        try:
            with self._in_one_message():
                self._say(self._standing_sentence())
                self._show_controls()
                self._show_settings()
                self._draw()
                self._write_table()
        finally:
            self._quiet = False

    @contextmanager
    def _in_one_message(self):
        """What `_tellers` are given meanwhile goes to the page at the end, last of all what is announced."""
        with ExitStack() as held:
            for widget in self._tellers:
                held.enter_context(widget.hold_sync())
            yield

    def _show_settings(self):
        """Show what hangs on the settings and is no control of one of them."""

    def _write_table(self):
        """Bring the table for screen readers into step."""
        self.page.table = self._html_tables()

    def text(self):
        heading, *tables = self._tables()
        heading = [*heading, *filter(None, [self._standing_sentence()])]
        return "\n".join([*heading, *(line for table in tables for line in to_lines(table))])

    def _html_tables(self):
        heading, *tables = self._tables()
        return "".join([*(f"<p>{escape(line)}</p>" for line in heading), *map(to_table, tables)])


def _control_name(setting):
    """The name of a setting's control: widgets have a `width` of their own."""
    return f"{setting}_" if setting == "width" else setting
