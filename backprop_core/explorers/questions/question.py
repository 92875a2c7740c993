"""A question whose answer is computed: from numbers drawn with a seed, or from the present state of another view.

What another kind of question may have of its own:

    _afterwards   the controls below an answered question
    _recalled     settings asked for → the same, with what was said to the question on an earlier day
    _remember     writes down what was said
"""

import zlib
from typing import NamedTuple
from weakref import WeakKeyDictionary, WeakMethod

import numpy as np
import traitlets

from ... import checks
from ...figures.colours import COLOURS
from ...figures.picture import compose, stack
from ...figures.sketch import sketch
from ...one_step.names import name_of
from ...one_step.text import to_html
from ..kit import controls, looks
from ..kit.answer_box import AnswerBox
from ..kit.explorer import Explorer, InputError, Shown
from ..kit.turn import TURN
from ..memory import answers as memory
from ..network.network_explorer import NetworkExplorer
from .answer import in_words, judge
from .tasks import ABOUT, TASKS, choose_item, draw, from_snapshot, without_doubles

TRIES = 2
ASKED = ("task", "seed", "about", "item")  # settings that make another question
UNANSWERED = {"given": (), "shown": False, "because": "", "compared": False, "same": False}
SHOWS = "The view shows this number, so nothing is left to predict. “Ask again” draws other inputs, and hides it."
ANEW = "The numbers in the view have changed, so the question is a new one: you have two tries again."
EARLIER = "This is how you left it. “Ask again” asks it with other numbers."
AGAIN = {  # what the button says, by whether the question is about a view
    True: "Gives the view other inputs, hides the number once more, and asks about it",
    False: "Asks it once more, with other numbers",
}
OLD = "That was right for the numbers that stood in the view before. They have changed: take those of now."
MOST_OLD = 3  # of the answers that were right before
LATER = "The view goes on hiding this number until the other question about it is answered."
BACK = "Undo in the view brings the question back."
STORED_WIDTH = 620  # of the stored picture

_claims = WeakKeyDictionary()  # view → {(task, item): Claim}, one for each open question about it


class Claim(NamedTuple):
    """What an open question asks of its view: to hide `kinds`, and that nobody tells the number called `name`. `tell`
    is how the question hears that another one has come or gone."""

    kinds: tuple
    name: tuple | None
    tell: WeakMethod


class Numbers(NamedTuple):
    """The task as it stands, the answers with their verdicts, whether it is answered, and whether its view shows the
    answer anyway."""

    task: object
    judged: list
    resolved: bool
    shows: bool


class Question(Explorer):
    """One question. A wrong answer gets a hint that fits the mistake; then the answer stands beside what was said.

    Made once more, another day, it begins with what was said to it last, if its numbers are the same and the call says
    nothing of an answer. `name` is what it was called when it was made: under that its answers are remembered.

    task      its name in the bank, `backprop_core.explorers.questions.tasks.TASKS`
    seed      which numbers are drawn, where the question is not about a view
    about     a NetworkExplorer (or a kind of it) whose present numbers are asked about; it hides them meanwhile
    item      which of its numbers, like "delta-1-2"; None takes the chosen one, or else the first that fits
    with_view True shows the view itself above the question, in one output: both are always about the same numbers
    given     the answers so far, at most two: typed text, an option, or the options in order
    shown     True once "Show me" was pressed
    because   the student's own reason; `compared` and `same`: whether it stands beside the model sentence, and says
              the same in the student's own opinion
    """

    _takes_back = False
    answered = traitlets.Dict()  # what was said so far: the settings from `given` on

    def __init__(self, task="weighted_sum", *, seed=0, about=None, item=None, with_view=False, given=(),
                 shown=False, because="", compared=False, same=False):  # fmt: skip
        asked = {name: value for name, value in locals().items() if name in self.keywords()}
        self._view = None  # the view that is listened to
        self._busy = False  # True while this question itself changes the view
        self._problem = ""  # why the view has nothing to ask about, if so
        self._picked = []  # the options pressed so far, in order
        self._old = ()  # what was right before the numbers in the view changed
        self.name = ""  # under which its answers are remembered
        self._is_recalled = False  # whether it stands as it was answered on an earlier day
        with TURN:
            super().__init__(**self._recalled(asked))
            if self._settings["resolved"]:
                self._reveal()

    # -- settings ----------------------------------------------------------------------------------------------

    def _resolve(self, asked):
        return self._checked({**asked, "kept": None, "asked": 0})

    def _change(self, settings, changes):
        new = {**settings, **changes}
        if any(name in changes for name in ASKED):
            new |= {name: value for name, value in UNANSWERED.items() if name not in changes}
            new |= {"kept": None, "asked": settings["asked"] + 1}
            if "item" not in changes and ("about" in changes or "task" in changes):
                new["item"] = None
        return self._checked(new)

    def _checked(self, settings):
        """Plain and complete settings, and three more. "asked" counts how often a question was put; "resolved" tells
        whether it is answered; "kept" then holds (task, code of the view, fingerprint): whatever the view becomes, the
        question stays about what it asked."""
        s = dict(settings)
        checks.choice("task", s["task"], TASKS)
        s["seed"] = checks.whole_number("seed", s["seed"], most=2**32 - 1)
        s["with_view"] = checks.flag("with_view", s["with_view"])
        if s["about"] is not None:
            self._check_about(s)
            if s["item"] is None:
                s["item"] = choose_item(s["task"], s["about"].snapshot, s["about"].state()["selected"])
        elif s["item"] is not None:
            raise checks.InputValueError("item names a number of a view: give the view too, with about=.")
        elif s["with_view"]:
            raise checks.InputValueError("with_view shows the view that is asked about: give it too, with about=.")
        task = self._task(s)
        s |= checked_answer(task, s)
        judged = [judge(task, each) for each in s["given"]]
        s["resolved"] = s["shown"] or len(judged) == TRIES or bool(judged) and judged[-1].right
        if not s["resolved"]:
            s["kept"] = None
        elif s["about"] is not None and s["kept"] is None:
            s["kept"] = task, s["about"].to_code(), self._fingerprint(s)
        return s

    @staticmethod
    def _check_about(s):
        if not isinstance(s["about"], NetworkExplorer):
            raise checks.InputTypeError(
                f"about must be a view of a network, like NetworkExplorer(); got {type(s['about']).__name__}."
            )
        if s["task"] not in ABOUT:
            raise checks.InputValueError(
                f"{s['task']} draws its own numbers; about a view can be asked: {', '.join(ABOUT)}."
            )
        if s["task"] == "update" and "eta" not in s["about"].keywords():
            raise checks.InputValueError("update needs a view with a learning rate, like AlgorithmExplorer().")

    def _task(self, s):
        """The question as it stands now; who answers what was right before hears of it."""
        if s["kept"] is not None:
            return s["kept"][0]
        view = s["about"]
        if view is None:
            return draw(s["task"], s["seed"])
        claims = _claims.get(view, {})
        secret = [claim.name for key, claim in claims.items() if key != (s["task"], s["item"])]
        task = from_snapshot(s["task"], view.snapshot, str(s["item"]), view.hidden, secret)
        if task.kind != "number":
            return task
        return without_doubles(task._replace(mistakes=(*task.mistakes, *((each, OLD) for each in self._old))))

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        task = self._task(s)
        judged = [judge(task, each) for each in s["given"]]
        resolved = s["resolved"]
        shows = s["about"] is not None and not resolved and not set(task.hides) <= set(s["about"].hidden)
        return Numbers(task, judged, resolved, shows)

    def _before_change(self, settings):
        """The view that is asked about hides what is asked …"""
        before = self._settings
        if settings["asked"] != before["asked"] or before["resolved"] and not settings["resolved"]:
            self._release(before["about"])
            self._picked, self._old = [], ()
            self._is_recalled = False
            self.box.text, self.radio.index = "", None
            self._conceal(settings)
        self._problem = ""

    def _after_change(self, before):
        """… and shows what is answered."""
        s = self._settings
        if s["resolved"] and (s["asked"] != before["asked"] or not before["resolved"]):
            self._reveal()
        said = _said(s)
        if said != UNANSWERED and (said != _said(before) or s["asked"] != before["asked"]):
            self._remember()

    # -- what is remembered ------------------------------------------------------------------------------------

    def _recalled(self, asked):
        """The settings asked for, with what was said to this question before. Where the cell itself says something of
        an answer, the cell is right."""
        s = self._resolve(asked)
        about = None if s["about"] is None else type(s["about"]).__name__
        self.name = name_of_question(s["task"], s["seed"], about, s["item"])
        said = memory.recall("answer", self.name, self._fingerprint(s))
        if _said(s) != UNANSWERED or not said:
            return asked
        recalled = {**asked, **{name: value for name, value in said.items() if name in UNANSWERED}}
        try:
            self._is_recalled = _said(self._resolve(recalled)) != UNANSWERED
        except InputError:  # nothing that could have been said here: the file has been changed
            return asked
        return recalled

    def _remember(self):
        s, judged = self._settings, self._numbers.judged
        right = bool(judged) and judged[-1].right
        memory.remember(self.name, self._fingerprint(s), _said(s), len(judged), right)

    def _fingerprint(self, s):
        """Of what is asked: of all numbers of the view, or else of the words and the answer. Numbers are rounded: they
        must not hang on their last bits."""
        if s["kept"] is not None:
            return s["kept"][2]
        task = self._task(s)
        numbers = s["about"].snapshot.values.values() if s["about"] else [task.prompt, task.answer]
        rounded = [f"{each:.6g}" if isinstance(each, float) else each for each in numbers]
        return memory.fingerprint(s["task"], s["item"], task.options, rounded)

    # -- the view that is asked about --------------------------------------------------------------------------

    def _conceal(self, s):
        """Let the view hide what an open question asks about, and listen to it."""
        view = s["about"]
        if self._view is not view:
            if self._view is not None:
                self._view.diagram.unobserve(self._on_view, "frame")
            if view is not None:
                view.diagram.observe(self._on_view, "frame")
            self._view = view
        if view is None or s["resolved"]:
            return
        task = self._task(s)
        name = name_of(task.item) if task.item else None
        _claims.setdefault(view, {})[s["task"], s["item"]] = Claim(task.hides, name, WeakMethod(self._on_view))
        view.leave_asking(to_others=True)
        if not set(task.hides) <= set(view.hidden):
            self._change_view(view, hide=_union(view.hidden, task.hides))
        self._tell_others(view)

    def _release(self, view):
        """This question asks the view for nothing any more."""
        if view is not None:
            _claims.get(view, {}).pop((self._settings["task"], self._settings["item"]), None)
            view.leave_asking(to_others=bool(_claims.get(view)))

    def _tell_others(self, view):
        """Let the other open questions about `view` know that this one has come or gone."""
        for claim in list(_claims.get(view, {}).values()):
            tell = claim.tell()
            if tell is not None and claim.tell != WeakMethod(self._on_view):
                tell(None)

    def _reveal(self):
        """Let the view show the answer, beside what was said."""
        s, (task, judged) = self._settings, (self._numbers.task, self._numbers.judged)
        view = s["about"]
        if view is None:
            return
        self._release(view)
        wanted = _union(*(claim.kinds for claim in _claims.get(view, {}).values()))
        if task.item is not None:
            changes = {"hide": wanted}
            if judged and task.kind in ("number", "sign"):
                changes["predicted"] = {**view.state()["predicted"], task.item: float(judged[-1].value)}
            self._change_view(view, **changes, **view.showing(name_of(task.item)))
        self._tell_others(view)
        if set(wanted) & set(task.hides):
            self._say(LATER)

    def _change_view(self, view, **changes):
        self._busy = True
        try:
            view.set(**changes)
        except InputError as error:  # the view has become another one meanwhile
            self._say(str(error))
        finally:
            self._busy = False

    def _on_view(self, _):
        """The view was drawn anew: an open question follows it; an answered one stays about what it asked."""
        s, before, problem = self._settings, self._numbers, self._problem
        if self._busy or before.resolved:
            return
        unanswered = {**s, "given": ()}
        self._note(before.task)
        try:
            numbers, self._problem = self._compute(unanswered, before), ""
        except InputError as error:
            self._problem = f"{error} {BACK}"
            if problem != self._problem:
                self._refresh()
            return
        changed = numbers.task != before.task
        other = [(task.answer, task.facts) for task in (numbers.task, before.task)]
        anew = other[0] != other[1] and s["given"] != ()
        self._now = Shown(unanswered, numbers) if anew else Shown(s, numbers._replace(judged=before.judged))
        if changed or problem or numbers.shows != before.shows:
            self._refresh()
        if anew:
            self._say(ANEW)
            self._announce(self._status())

    def _note(self, task):
        """Remember what was right until now."""
        if task.kind == "number" and task.answer not in self._old:
            self._old = (*self._old, task.answer)[-MOST_OLD:]

    # -- the widgets -------------------------------------------------------------------------------------------

    def _build(self):
        self.prompt, self.feedback, self.model = looks.HTML(), looks.HTML(), looks.HTML()
        self.model.add_class("bp-model")
        self.box = AnswerBox()
        self._when(self.box, "event", lambda event: self._submit(event.get("text")))
        self.exact = looks.HTML()
        self.radio = looks.RadioButtons(options=[], layout={"width": "auto"})
        self.picks = controls.row()
        self.line = looks.HTML()
        self.back = controls.Press("Take back", "Takes the last one out of your order")
        self._pressed(self.back, self._take_back)
        self.ordering = looks.VBox([self.picks, self.line])
        self.check = controls.Press("Check", "Compares your answer with the computed one", primary=True, patient=True)
        self._pressed(self.check, lambda: self._submit(self._in_the_controls()))
        self.show = controls.Press("Show me", "Shows the answer and the formula")
        self._pressed(self.show, lambda: self._finish(shown=True))
        self.buttons = controls.row(self.check, self.back, self.show)
        self.reason = looks.Textarea(
            description="because …", style=controls.WIDE, continuous_update=False, rows=3,
            layout={"width": "auto", "flex": "1 1 300px"},
        )  # fmt: skip
        self._bind(self.reason, "because")
        self.compare = controls.Press("Compare", "Puts a model sentence beside yours", patient=True)
        self._pressed(self.compare, self._on_compare)
        self.same = controls.check("Mine says the same", False)
        self._bind(self.same, "same")
        self.reasons = controls.row(self.reason, self.model)
        self.another = controls.Press("Another one", "The same question with new numbers")
        self._pressed(self.another, self._ask_another)
        self.again = controls.Press("Ask again", AGAIN[True])
        self._pressed(self.again, self._ask_again)
        self.after = controls.row(*self._afterwards())
        self._tellers += [self.radio, self.copy]  # they are changed, and shown or hidden, in different places
        self.card = looks.VBox([
            self.page, self.prompt, self.radio, self.ordering, self.box, self.buttons, self.exact, self.feedback,
            self.message, self.reasons, self.after, self.code,
        ])  # fmt: skip
        self.card.add_class("bp-question")
        self.box.add_class("bp-says")
        self.buttons.add_class("bp-buttons")
        self._conceal(self._settings)
        self._now = self._computed(self._settings, self._numbers)  # the view hides by now what is asked

    def _afterwards(self):
        """The controls below the answer."""
        return [self.compare, self.same, self.another, self.again, self.copy]

    def _show_settings(self):
        s, task = self._settings, self._numbers.task
        resolved = self._numbers.resolved
        children = (s["about"], self.card) if s["with_view"] else (self.card,)
        if self.children != children:
            self.children = children
        open_ = not resolved and not self._numbers.shows and not self._problem
        looks.show(self.box, open_ and task.kind == "number")
        exact = f'<span class="bp-hint">{to_html(task.exact)}</span>'
        looks.show(self.exact, open_ and task.exact != "", value=exact)
        looks.show(self.radio, open_ and task.kind in ("choice", "sign"))
        looks.show(self.ordering, open_ and task.kind == "order")
        looks.show(self.back, open_ and task.kind == "order")
        looks.show(self.buttons, open_)
        looks.show(self.reasons, resolved)
        looks.show(self.compare, resolved)
        looks.show(self.same, resolved and s["compared"], value=s["same"])
        looks.show(self.another, resolved and s["about"] is None and not self._is_recalled)
        has_again = s["about"] is not None or self._is_recalled
        tooltip = AGAIN[s["about"] is not None]
        looks.show(self.again, has_again and not open_ and not self._problem, tooltip=tooltip)
        looks.show(self.copy, resolved)
        self.reason.value = s["because"]
        if task.kind in ("choice", "sign") and tuple(self.radio.options) != task.options:
            self.radio.options = task.options
            self.radio.index = None
        if task.kind == "order" and [pick.about for pick in self.picks.children] != list(task.options):
            self._picked = []
            self.picks.children = [self._pick_button(option) for option in task.options]

    def _pick_button(self, option):
        button = controls.Press(option, "Next in your order; pressed once more, it is taken out")
        button.about = option
        self._pressed(button, lambda: self._pick(option))
        return button

    def _draw(self):
        task = self._numbers.task
        shown = f"<p>{sketch(task.sizes)[0]}</p>" if task.sizes else ""
        self.prompt.value = f'<p class="bp-prompt">{to_html(task.prompt)}</p>{shown}'
        self._draw_order()
        feedback = self._feedback_html()
        looks.show(self.feedback, feedback, value=feedback)
        compared = self._settings["compared"]
        model = f"<p><b>A model sentence:</b> {to_html(task.because)}</p>" if compared else ""
        looks.show(self.model, compared, value=model)
        self._announce(self._status())
        self.answered = _said(self._settings)

    def _draw_order(self):
        for pick in self.picks.children:
            place = f"{self._picked.index(pick.about) + 1}. " if pick.about in self._picked else ""
            pick.description = place + pick.about
        self.back.disabled = not self._picked
        words = " → ".join(self._picked) or "press what comes first"
        self.line.value = f'<span class="bp-order">Your order: {to_html(words)}</span>'

    def _feedback_html(self):
        numbers = self._numbers
        if not numbers.resolved:
            if not numbers.judged:
                return ""
            hint = to_html(numbers.judged[-1].hint)
            return (
                f'<p class="bp-verdict"><b>Not right yet.</b> {hint} <span class="bp-hint">One try is left.</span></p>'
            )
        task = numbers.task
        said = "".join(f"<li>{word} <b>{to_html(what)}</b></li>" for word, what in self._beside())
        numeric = f"<br>{to_html(task.numeric)}" if task.numeric else ""
        earlier = f' <span class="bp-hint">{EARLIER}</span>' if self._is_recalled else ""
        hint = f" {to_html(self._last_hint())}" if self._last_hint() else ""
        return (
            f'<p class="bp-verdict"><b>{self._verdict()}</b>{hint}{earlier}</p><ul class="bp-beside">{said}</ul>'
            f'<p class="bp-formula"><b>{to_html(task.formula)}</b>{numeric}</p>'
        )

    # -- what the student does ---------------------------------------------------------------------------------

    def _in_the_controls(self):
        """What stands in the controls now; "" or () where nothing does."""
        kind = self._numbers.task.kind
        return (
            self.box.text if kind == "number" else tuple(self._picked) if kind == "order" else self.radio.value or ""
        )

    def _submit(self, answer):
        numbers = self._numbers
        if numbers.resolved or numbers.shows or self._problem:
            return
        task, given = numbers.task, self._settings["given"]
        if not answer or not str(answer).strip():
            self._refuse({"number": "Type your answer first.", "order": "Press the buttons in your order first."}.get(
                task.kind, "Choose your answer first."))  # fmt: skip
        elif task.kind == "order" and len(answer) < len(task.options):
            self._refuse(f"Go on: you have put {len(answer)} of the {len(task.options)} into your order.")
        elif answer in given:
            self._refuse("That was your first answer, too. Try another one, or press “Show me”.")
        else:
            self._finish(given=(*given, answer))

    def _finish(self, **changes):
        """Take an answer, or the wish to see it. Then the cursor goes where the reason is written: what it stood in
        has gone."""
        if self._numbers.resolved:
            return
        self.set(**changes)
        if self._numbers.resolved:
            self.reason.focus()

    def _pick(self, option):
        """Put an option at the end of the order, or take it out where it stands."""
        if option in self._picked:
            self._reorder([each for each in self._picked if each != option])
        else:
            self._reorder([*self._picked, option])

    def _take_back(self):
        self._reorder(self._picked[:-1])

    def _reorder(self, picked):
        self._picked = picked
        self._say("")
        self._draw_order()
        self._announce(f"Your order: {', '.join(self._picked) or 'empty'}.")

    def _on_compare(self):
        if not self._settings["because"].strip():
            self._refuse("Write your own reason first, in one sentence; then compare.")
        else:
            self.set(compared=True)

    def _ask_another(self):
        """The next seed that gives another question."""
        seed = self._settings["seed"]
        for step in range(1, 50):
            following = (seed + step) % 2**32
            if draw(self._settings["task"], following).prompt != self._numbers.task.prompt:
                break
        self.set(seed=following)
        self._focus_answer()

    def _ask_again(self):
        """With other numbers: those that were asked about have been told. A view keeps its weights, and gets other
        inputs; it hides what is asked before they are there."""
        view = self._settings["about"]
        if view is None:
            self._ask_another()
            return
        self.set(item=self._settings["item"])
        try:
            view.set(x=_other_inputs(view.state()["x"], view.snapshot.pattern))
        except InputError as error:  # what is fixed in the view
            self._say(str(error))
        self._focus_answer()

    def _focus_answer(self):
        kind = self._numbers.task.kind
        {"number": self.box, "order": next(iter(self.picks.children), None)}.get(kind, self.radio).focus()

    # -- words -------------------------------------------------------------------------------------------------

    def _standing_sentence(self):
        return self._problem or (SHOWS if self._numbers.shows else "")

    def _verdict(self):
        judged = self._numbers.judged
        if judged and judged[-1].right:
            return "Right." if len(judged) == 1 else "Right, at the second try."
        return "Not right." if judged else "Here is the answer."

    def _last_hint(self):
        """What is said of the mistake in the last try, also when no other follows; "" where it was right."""
        judged = self._numbers.judged
        return judged[-1].hint if judged else ""

    def _beside(self):
        """Pairs (words, answer): what was said, and what is right; whatever kind of answer it is."""
        judged = self._numbers.judged
        words = ["You said:"] if len(judged) == 1 else ["First you said:", "Then you said:"]
        pairs = [(word, each.said) for word, each in zip(words, judged, strict=False)]
        return [*pairs, ("The answer:", in_words(self._numbers.task))]

    def _status(self):
        """What is announced: never the prompt, which may change while a weight is dragged in the view."""
        numbers = self._numbers
        if not numbers.resolved:
            return f"Not right yet. {numbers.judged[-1].hint} One try is left." if numbers.judged else ""
        words = [self._verdict(), self._last_hint(), *(f"{word} {what}." for word, what in self._beside())]
        words += [EARLIER] if self._is_recalled else []
        if self._settings["compared"]:
            words.append(f"A model sentence: {numbers.task.because}")
        return " ".join(filter(None, words))

    def _lines(self):
        """The question as pairs (text, style): what the text and the stored picture show."""
        s, numbers = self._settings, self._numbers
        task = numbers.task
        lines = [(task.prompt, "bold")]
        if not numbers.resolved:
            lines += [(f"○ {option}", "") for option in task.options]
            if numbers.judged:
                lines.append((f"You said: {numbers.judged[-1].said}. {numbers.judged[-1].hint}", ""))
            return [*lines, (self._standing_sentence() or "Run this cell to answer.", "small")]
        lines.append((f"{self._verdict()} {self._last_hint()}".strip(), ""))
        lines += [(f"{word} {what}.", "") for word, what in self._beside()]
        lines += [(task.formula, "bold"), *([(task.numeric, "")] if task.numeric else [])]
        if s["because"].strip():
            lines.append((f"because {' '.join(s['because'].split())}", ""))
        if s["compared"]:
            lines.append((f"A model sentence: {task.because}", "small"))
            lines.append((f"{'☑' if s['same'] else '☐'} Mine says the same.", "small"))
        return lines

    def text(self):
        words = "\n".join(text for text, _ in self._lines())
        return f"{self._settings['about'].text()}\n\n{words}" if self._settings["with_view"] else words

    def _html_tables(self):
        return ""  # a question is text itself, and its view has tables of its own

    def svg(self):
        drawn, size = sketch(sizes, COLOURS["ink"]) if (sizes := self._numbers.task.sizes) else ("", (0, 0))
        ours = compose(drawn, size, self._lines(), width=STORED_WIDTH - size[0])
        return stack(self._settings["about"].svg(), ours) if self._settings["with_view"] else ours

    # -- plain data --------------------------------------------------------------------------------------------

    def _plain_settings(self):
        s = {name: self._settings[name] for name in self.keywords()}
        if s["about"] is not None:
            s["about"] = self._settings["kept"][1] if self._settings["kept"] else s["about"].to_code()
        return s

    def _plain_numbers(self):
        numbers = self._numbers
        task, resolved = numbers.task, numbers.resolved
        return {
            "prompt": task.prompt,
            "kind": task.kind,
            "options": task.options,
            "right": [each.right for each in numbers.judged],
            "hint": numbers.judged[-1].hint if numbers.judged else "",
            "resolved": resolved,
            "answer": task.answer if resolved else "?",
        }

    def _code(self):
        """With its view's own code inside."""
        s, words = self._plain_settings(), self._parameters()
        said = [repr(s["task"])]
        for name, parameter in words.items():
            if name != "task" and s[name] != parameter.default:
                said.append(f"{name}={s[name] if name == 'about' else repr(s[name])}")
        return f"{type(self).__name__}({', '.join(said)})"


def name_of_question(task, seed, about, item):
    """What a question in a notebook is called: `about` is the name of its view's class, or None. The map of the course
    reads these four out of the notebooks."""
    if about is None:
        return f"{task} {seed}"
    return f"{task} {about}" if ABOUT[task][2] is None else f"{task} {about} {item}"  # there is only one Err


def _said(s):
    """What was said so far."""
    return {name: s[name] for name in UNANSWERED}


def checked_answer(task, said):
    """The settings of `UNANSWERED` in their plain form, if `said` of `task`."""
    s = {name: said[name] for name in UNANSWERED}
    for name in ("shown", "compared", "same"):
        s[name] = checks.flag(name, s[name])
    if not isinstance(s["because"], str):
        raise checks.InputTypeError(f"because must be text; got {checks.show(s['because'])}.")
    given = checks.sequence("given", (s["given"],) if isinstance(s["given"], str) else s["given"])
    s["given"] = tuple(
        each if isinstance(each, str) else repr(each) if isinstance(each, (int, float)) else
        tuple(checks.sequence("given", each)) for each in given
    )  # fmt: skip
    judged = [judge(task, each) for each in s["given"]]
    if len(judged) > TRIES or any(each.right for each in judged[:-1]):
        raise checks.InputValueError(f"given must hold at most {TRIES} answers, and none after the right one.")
    return s


# --- The view that is asked about ----------------------------------------------------------------------------------


def _other_inputs(x, pattern):
    """The inputs x (rows) with others for one pattern: such as can be read, and each different from what it was."""
    rows = [list(row) for row in x]
    rng = np.random.default_rng([zlib.crc32(repr(rows).encode()), pattern])  # the same after the same
    for row in rows:
        steps = [n / 10 for n in range(-10, 11) if n and abs(n / 10 - row[pattern]) > 0.15]
        row[pattern] = steps[int(rng.integers(len(steps)))]
    return rows


def _union(*kinds):
    """All kinds, each once, in their order."""
    return tuple(dict.fromkeys(kind for each in kinds for kind in each))
