"""The map of the course, and how far a learner has come on it."""

from typing import NamedTuple

from ... import checks
from ...figures.colours import COLOURS
from ...figures.picture import LINE, compose, stack
from ...one_step.text import to_html
from ..kit import controls, looks
from ..kit.answer_box import AnswerBox
from ..kit.explorer import Explorer
from ..kit.links import Links, link
from ..kit.setting import Setting
from ..kit.tables import escape, to_lines
from ..memory import answers, events, place
from ..memory.answers import AT_ONCE, HELPED, NOT_YET
from ..questions.tasks import ABOUT, draw
from . import course

STORED_WIDTH = 620  # of the stored picture
TITLES = 380  # of its column of titles
LONGEST_NAME = 40  # letters
SIGNS = {AT_ONCE: "✓", HELPED: "◐", NOT_YET: "○"}
LEGEND = ", ".join(f"{sign} {mark}" for mark, sign in SIGNS.items())
NOWHERE = "The course's notebooks are not to be found from here, so there is no map of them."
NOTHING = "Nothing is remembered here yet."


class Numbers(NamedTuple):
    """learner    the name of who learns now, "" where nobody has said one; `learners`: of all who have
    rows       pairs (`course.Notebook`, the marks of its questions)
    stopped    the `course.Notebook` to go on with, None where there is no course; `begun`: whether anything was done
    test       how the last self-test stands, an event, or None
    predicted  how many numbers were predicted in views
    damaged    how many lines of the file could not be read
    """

    learner: str
    learners: tuple
    rows: tuple
    stopped: object
    begun: bool
    test: object
    predicted: int
    damaged: int

    def count(self, mark):
        """How many questions have this mark."""
        return sum(marks.count(mark) for _, marks in self.rows)


def read_notebook(name, value, s):
    """The number of a notebook with questions, or None."""
    if value is None:
        return None
    known = [each.number for each in course.notebooks()]
    if checks.whole_number(name, value) not in known:
        there = f"{known[0]} to {known[-1]}" if known else "none is to be found"
        raise checks.InputValueError(f"{name} must be the number of a notebook with questions ({there}); got {value}.")
    return int(value)


def show_notebook(control, value, s):
    """Let the control show it."""
    control.value = value or 0


def choose_notebook(value):
    """The control that chooses a notebook; 0 stands for none of them."""
    options = [("no notebook", 0), *((each.title, each.number) for each in course.notebooks())]
    return controls.choice("Questions of", options, value or 0, "min(430px, 100%)")


class Progress(Explorer):
    """What the course remembers of you: which questions you answered right at once, which with help, which not yet,
    and where to go on. Each counts as it went at its best.

    notebook  the number of the notebook whose questions are listed in words; None lists none
    """

    _takes_back = _has_tasks = False
    settings = {
        "notebook": Setting(
            None, read_notebook, choose_notebook, show=show_notebook, says=lambda number: number or None
        )
    }

    def _change(self, settings, changes):
        return self._checked({**settings, **changes})

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        marks, known = answers.marks(), course.notebooks()
        rows = [(each, tuple(marks.get(asked.name, NOT_YET) for asked in each.asked)) for each in known]
        done = events.of_learner("answer", "test", "prediction")
        tests = [each for each in done if each["kind"] == "test"]
        return Numbers(
            events.current(), events.learners(), tuple(rows), go_on(known, done, marks), done != [],
            tests[-1] if tests else None, sum(each["kind"] == "prediction" for each in done), events.read().damaged,
        )  # fmt: skip

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self._asks = ""  # which of the two rows at the end is open, "name" or "forget"
        self.head, self.map, self.listed, self.notes = Links(), Links(), looks.HTML(), looks.HTML()
        self.look = controls.Press("Look again", "Reads what has been answered since, in other notebooks too")
        self.another = controls.Press("Another learner", "Lets somebody else begin; what you did stays yours")
        self.forget = controls.Press("Forget everything", "Asks once more before it does")
        self._pressed(self.look, self.set)
        self._pressed(self.another, lambda: self._ask("name"))
        self._pressed(self.forget, lambda: self._ask("forget"))
        self.name = AnswerBox(label="Your name")
        self._when(self.name, "event", lambda event: self._on_name(event.get("text")))
        self.known = looks.HTML()
        self.nameless = controls.Press("Without a name", "Who was here before the first name was told")
        self._pressed(self.nameless, lambda: self._begin(""))
        self.cancel = controls.Press("Cancel", "The same learner goes on")
        self._pressed(self.cancel, lambda: self._ask(""))
        self.naming = controls.row(self.name, self.nameless, self.cancel, self.known)
        self.warning = looks.HTML()
        self.keep = controls.Press("Keep it", "Nothing is forgotten")
        self.drop = controls.Press("Yes, forget everything", "This cannot be taken back")
        self._pressed(self.keep, lambda: self._ask(""))
        self._pressed(self.drop, self._on_drop)
        self.forgetting = looks.VBox([self.warning, controls.row(self.keep, self.drop)])
        self.children = [
            self.page, self.head, self.map, controls.row(*self._controls("notebook")), self.listed, self.notes,
            self.message, controls.row(self.look, self.another, self.forget), self.naming, self.forgetting,
        ]  # fmt: skip
        self.add_class("bp-progress")

    def _show_settings(self):
        self.name.text = ""
        looks.show(self.naming, self._asks == "name")
        looks.show(self.nameless, self._numbers.learner and "" in self._numbers.learners)
        looks.show(self.forgetting, self._asks == "forget")

    def _draw(self):
        n = self._numbers
        legend = f'<p class="bp-hint">{LEGEND}</p>' if n.rows else ""
        self.head.html = f"<p><b>{escape(self._title())}</b> {escape(self._score())}</p>{self._way_on()}{legend}"
        self.map.html = self._map()
        listed = "".join(f"<p>{to_html(line)}</p>" for line in self._listed())
        looks.show(self.listed, listed, value=listed)
        notes = [*self._beside(), *filter(None, [place.trouble()])]
        looks.show(self.notes, notes, value="".join(f"<p>{escape(note)}</p>" for note in notes))
        others = [each for each in n.learners if each and each != n.learner]
        self.known.value = f'<span class="bp-hint">Already here: {escape(", ".join(others))}.</span>' if others else ""
        self.warning.value = f"<p>{escape(self._warning())}</p>"
        self._announce(self._warning() if self._asks == "forget" else " ".join(self._heading()[:-1]))

    def _map(self):
        lines = []
        for notebook, marks in self._numbers.rows:
            signs = "".join(f"<span>{SIGNS[mark]}</span>" for mark in marks)
            here = ' aria-current="step"' if notebook == self._numbers.stopped else ""
            lines.append(f'<tr{here}><th scope="row">{link(notebook.path, notebook.title)}</th>'
                         f'<td class="bp-signs" aria-hidden="true">{signs}</td>{_cells(marks)}</tr>')  # fmt: skip
        heads = "".join(f'<th scope="col">{sign}<span class="bp-unseen"> {mark}</span></th>'
                        for mark, sign in SIGNS.items())  # fmt: skip
        head = f'<tr><th scope="col">notebook</th><td aria-hidden="true">its questions</td>{heads}</tr>'
        return f"<table>{head}{''.join(lines)}</table>" if lines else ""

    def _way_on(self):
        n = self._numbers
        return f"<p>{self._verb()}: <b>{link(n.stopped.path, n.stopped.title)}</b></p>" if n.stopped else ""

    # -- what the student does ---------------------------------------------------------------------------------

    def _ask(self, what):
        self._asks = what
        self._refresh()
        {"name": self.name, "forget": self.keep, "": self.another}[what].focus()

    def _on_name(self, text):
        name = " ".join(str(text or "").split())
        if not name:
            raise checks.InputValueError("Type your name first, then press Enter.")
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise checks.InputValueError(f"Type a name of at most {LONGEST_NAME} letters.")
        if place.trouble():
            raise checks.InputValueError(place.trouble())
        self._begin(name)

    def _begin(self, name):
        """From here on it is this learner."""
        events.append("learner", learner=name)
        self._asks = ""
        self.set()
        self.another.focus()

    def _on_drop(self):
        try:
            events.forget()
        except OSError:
            raise checks.InputValueError(f"{place.file()} cannot be removed; nothing is forgotten.") from None
        self._asks = ""
        self.set()
        self.forget.focus()

    # -- words -------------------------------------------------------------------------------------------------

    def _title(self):
        name = self._numbers.learner
        return f"{name}'s way through the course." if name else "Your way through the course."

    def _score(self):
        n = self._numbers
        if not n.rows:
            return NOWHERE
        total = sum(len(marks) for _, marks in n.rows)
        return f"Of {total} questions: {', '.join(f'{n.count(mark)} {mark}' for mark in SIGNS)}."

    def _verb(self):
        return "Continue here" if self._numbers.begun else "Begin here"

    def _beside(self):
        """Sentences about what is no question of a notebook."""
        n, found = self._numbers, []
        if n.test:
            left = "" if n.test["over"] else " so far"
            found.append(
                f"Self-test: {n.test['right']} of {n.test['of']} right{left}, {n.test['first']} at the first try."
            )
        if n.predicted:
            found.append(f"Predicted in views: {n.predicted} {'number' if n.predicted == 1 else 'numbers'}.")
        if n.damaged:
            lines = "1 line is" if n.damaged == 1 else f"{n.damaged} lines are"
            found.append(f"{lines} damaged in {place.file()}, and left out.")
        return found

    def _warning(self):
        learners = self._numbers.learners
        if not learners:
            return NOTHING
        if len(learners) == 1:
            return "This forgets all that was answered here, for good."
        names = ", ".join(filter(None, learners))
        return f"This forgets all that was answered here, by everybody who learns on this machine ({names}), for good."

    def _listed(self):
        """The questions of the chosen notebook, each with its mark."""
        chosen = [row for row in self._numbers.rows if row[0].number == self._settings["notebook"]]
        return [f"{SIGNS[mark]} {in_words(asked)}" for notebook, marks in chosen
                for asked, mark in zip(notebook.asked, marks, strict=True)]  # fmt: skip

    # -- stored forms ------------------------------------------------------------------------------------------

    def _heading(self):
        n = self._numbers
        way = [f"{self._verb()}: {n.stopped.title}"] if n.stopped else []
        return [f"{self._title()} {self._score()}", *way, LEGEND]

    def text(self):
        rows = [("notebook", "questions", *SIGNS.values())]
        for notebook, marks in self._numbers.rows:
            rows.append(
                (notebook.title, "".join(SIGNS[mark] for mark in marks), *(f"{marks.count(m)}" for m in SIGNS))
            )
        return "\n".join([*self._heading(), *to_lines(rows), *self._listed(), *self._beside()])

    def _html_tables(self):
        return ""  # the map is a table itself

    def svg(self):
        first, *others = self._heading()
        head = compose("", (0, 0), [(first, "bold"), *((line, "") for line in others)], width=STORED_WIDTH)
        titles, signs = [], []
        for line, (notebook, marks) in enumerate(self._numbers.rows):
            place = f'x="16" y="{18 + LINE * line}" font-size="13" fill="{COLOURS["ink"]}"'
            titles.append(f"<text {place}>{escape(notebook.title)}</text>")
            signs.append(("".join(SIGNS[mark] for mark in marks), ""))
        table = compose("".join(titles), (TITLES, 0), signs, width=STORED_WIDTH - TITLES)
        rest = [(line, "small") for line in [*self._listed(), *self._beside()]]
        return stack(head, table, *([compose("", (0, 0), rest, width=STORED_WIDTH)] if rest else []))

    # -- plain data --------------------------------------------------------------------------------------------

    def _plain_numbers(self):
        n = self._numbers
        return {
            "learner": n.learner,
            "learners": n.learners,
            "marks": {notebook.number: marks for notebook, marks in n.rows},
            "stopped": n.stopped.number if n.stopped else None,
            "predicted": n.predicted,
            "damaged": n.damaged,
        }


def go_on(known, done, marks):
    """The notebook to go on with: where the learner stopped, or the next one where all is answered there; None where
    there is no course."""
    places = {each.path.name: at for at, each in enumerate(known)}
    places |= {asked.name: at for at, each in enumerate(known) for asked in each.asked}
    at = next((places[name] for event in reversed(done) for name in (event["notebook"], event.get("question"))
               if name in places), 0)  # fmt: skip
    if known and all(asked.name in marks for asked in known[at].asked):
        at = min(at + 1, len(known) - 1)
    return known[at] if known else None


def in_words(asked):
    """What a question asks."""
    if asked.seed is not None:
        return draw(asked.task, asked.seed).prompt
    return f"About the view: {ABOUT[asked.task][0].partition(', like')[0]}."


def _cells(marks):
    return "".join(f"<td>{marks.count(mark)}</td>" for mark in SIGNS)
