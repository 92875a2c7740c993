"""A test over the whole course: questions drawn from all its parts, shown one at a time."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ... import checks
from ...figures.picture import compose
from ...one_step.text import to_html
from ..kit import controls, looks
from ..kit.explorer import Explorer, InputError
from ..kit.links import Links
from ..kit.turn import TURN
from ..memory import answers as memory
from .answer import judge
from .question import STORED_WIDTH, TRIES, UNANSWERED, Question, checked_answer
from .tasks import TASKS, draw
from .taught import TAUGHT, Place, module_of, where

MOST_OF_A_PART = 2  # questions
LARGEST_SEED = 10_000  # of a question: numbers that can be read and typed

MARKS = {"right": "✓", "wrong": "✗", "open": "○"}
CALLED = {"right": "Question {}: right", "wrong": "Question {}: wrong", "open": "Question {}: open"}


class Asked(NamedTuple):
    """A question of the test: its task, the seed of its numbers, and the part of the course that it is about."""

    task: str
    seed: int
    part: str


def parts():
    """{part of the course: the names of its tasks}: the modules of the bank, as they are."""
    found = {}
    for name in TASKS:
        found.setdefault(module_of(name), []).append(name)
    return found


def _kind(task):
    """What is to be done in a task; a sign is one of three to choose."""
    kind = draw(task, 0).kind
    return "choice" if kind == "sign" else kind


@lru_cache(maxsize=64)
def drawn(seed, count):
    """The questions of the test `seed`, in the order of the course: from each of its parts one, from some of them two,
    and of its tasks one of the kind that was drawn least so far. The first is none to be put in order, and the next
    seed begins with another."""
    rng = np.random.default_rng(seed)
    left = {part: [names[place] for place in rng.permutation(len(names))] for part, names in parts().items()}
    order = [[*left][place] for _ in range(MOST_OF_A_PART) for place in rng.permutation(len(left))]
    opening = next(iter(left))
    easy = [name for name in parts()[opening] if _kind(name) != "order"]
    left[opening].sort(key=lambda name: name != easy[seed % len(easy)])
    order.insert(0, order.pop(order.index(opening)))
    kinds, found = [], []
    for part in order:
        if left[part] and len(found) < count:
            task = min(left[part], key=lambda name: kinds.count(_kind(name)))
            left[part].remove(task)
            kinds.append(_kind(task))
            found.append(Asked(task, int(rng.integers(LARGEST_SEED)), part))
    return tuple(sorted(found, key=lambda each: [*TAUGHT].index(each.part)))


def most_questions():
    """How many questions a test can have."""
    return sum(min(len(names), MOST_OF_A_PART) for names in parts().values())


EARLIER = "This is how you left it. “Begin again” asks the same questions afresh."


class Numbers(NamedTuple):
    """The questions, the mark of each ("right", "wrong" or "open"), and how many were right at the first try."""

    asked: tuple
    marks: list
    first: int


class OneOfMany(Question):
    """A question of a test: with other numbers it would be another test, and its code is that of the whole test."""

    def _afterwards(self):
        return [self.compare, self.same, self.again]

    def _recalled(self, asked):
        return asked  # the test remembers all of its questions

    def _remember(self):
        pass


class SelfTest(Explorer):
    """Questions over the whole course, one at a time, each with its hints and two tries; at the end the marks, and
    what to read again. Made once more, it begins as it was left, if the call says nothing of answers.

    seed     which questions are drawn, and their numbers; "New test" takes the next seed
    count    how many; each part of the course is asked about once before one is asked about twice
    at       the question that is shown, from 1
    answers  {question: what was said}: the settings "given", "shown", "because", "compared" and "same" of `Question`,
             as far as they are not the usual ones
    """

    _takes_back = False

    def __init__(self, *, seed=0, count=10, at=1, answers=None):
        asked = {name: value for name, value in locals().items() if name in self.keywords()}
        self._is_recalled = False  # whether it stands as it was left on an earlier day
        with TURN:
            super().__init__(**self._recalled(asked))

    # -- settings ----------------------------------------------------------------------------------------------

    def _resolve(self, asked):
        return self._checked({**asked, "answers": asked["answers"] or {}})

    def _recalled(self, asked):
        """The settings asked for, with what was said in this test before. Where the cell itself says something of
        answers, the cell is right."""
        s = self._resolve(asked)
        if s["answers"]:
            return asked
        said = memory.recall("test", *_identity(s))
        try:  # a line of the file has words for numbers
            recalled = {**asked, "answers": {int(place): answer for place, answer in said.items()}}
            self._is_recalled = self._resolve(recalled)["answers"] != {}
        except (ValueError, *InputError):  # nothing that could have been said here: the file has been changed
            return asked
        return recalled

    def _change(self, settings, changes):
        settings = self._current()
        if {"seed", "count"} & set(changes):
            settings = {**settings, "at": 1, "answers": {}}
        new = {**settings, **changes}
        return self._checked({**new, "answers": new["answers"] or {}})

    @staticmethod
    def _checked(settings):
        s = dict(settings)
        s["seed"] = checks.whole_number("seed", s["seed"], most=2**32 - 1)
        s["count"] = checks.whole_number("count", s["count"], least=1, most=most_questions())
        s["at"] = checks.whole_number("at", s["at"], least=1, most=s["count"])
        said = {}
        for place, answer in checks.dictionary("answers", s["answers"]).items():
            place = checks.whole_number("a question in answers", place, least=1, most=s["count"])
            said[place] = _checked_answer(drawn(s["seed"], s["count"])[place - 1], place, answer)
        s["answers"] = {place: said[place] for place in sorted(said) if said[place]}
        return s

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        asked = drawn(s["seed"], s["count"])
        marks, first = [], 0
        for place, each in enumerate(asked, start=1):
            answer = s["answers"].get(place, {})
            judged = [judge(draw(each.task, each.seed), said).right for said in answer.get("given", ())]
            over = answer.get("shown", False) or len(judged) == TRIES
            marks.append("right" if any(judged) else "wrong" if over else "open")
            first += judged[:1] == [True]
        return Numbers(asked, marks, first)

    # -- the view ----------------------------------------------------------------------------------------------

    def _before_change(self, settings):
        if not settings["answers"]:
            self._is_recalled = False

    def _after_change(self, before):
        s, marks = self._settings, self._numbers.marks
        if s["answers"] and s["answers"] != before["answers"]:
            memory.remember_test(
                *_identity(s), s["answers"], of=len(marks), right=marks.count("right"), first=self._numbers.first,
                over="open" not in marks,
            )  # fmt: skip

    def _build(self):
        s = self._settings
        self.place, self.chips, self.result = looks.HTML(), controls.row(), Links()
        self.chips.add_class("bp-marks")
        asked = self._numbers.asked[s["at"] - 1]
        self.question = OneOfMany(asked.task, seed=asked.seed, **s["answers"].get(s["at"], {}))
        self._when(self.question, "answered", lambda _: self.set())
        self.back = controls.Press("◀ Back", "The question before")
        self.next = controls.Press("Next ▶", "The next question; this one may stay open")
        self.again = controls.Press("Begin again", "The same questions, from the first")
        self.new = controls.Press("New test", "Other questions, with other numbers")
        self._pressed(self.back, lambda: self._move(-1))
        self._pressed(self.next, lambda: self._move(+1))
        self._pressed(self.again, lambda: self.set(at=1, answers={}))
        self._pressed(self.new, lambda: self.set(seed=(self._settings["seed"] + 1) % 2**32))
        # "Begin again" and "New test" take away what was answered: they stand last.
        buttons = controls.row(self.back, self.next, self.copy, self.again, self.new)
        self.children = [
            self.page, self.place, self.chips, self.question, self.message, buttons, self.result, self.code,
        ]  # fmt: skip
        self.add_class("bp-test")

    def _show_settings(self):
        s = self._settings
        asked = self._numbers.asked[s["at"] - 1]
        answer = s["answers"].get(s["at"], {})
        if self._said() != (asked.task, asked.seed, answer):
            self.question.set(task=asked.task, seed=asked.seed, **{**UNANSWERED, **answer})
        self.back.disabled, self.next.disabled = s["at"] == 1, s["at"] == s["count"]
        if len(self.chips.children) != s["count"]:
            self.chips.children = [self._chip(place) for place in range(1, s["count"] + 1)]
        looks.show(self.again, self._is_recalled)

    def _chip(self, place):
        """A button that leads to a question, and shows its mark."""
        chip = controls.Press("", "")
        self._pressed(chip, lambda: self.set(at=place))
        return chip

    def _said(self):
        """Task, seed and answer of the question that is shown, as it stands now."""
        state = self.question.state()
        return state["task"], state["seed"], _unusual({name: state[name] for name in UNANSWERED})

    def _draw(self):
        self.place.value = f'<p class="bp-status">{self._where()}</p>'
        for place, (chip, mark) in enumerate(zip(self.chips.children, self._numbers.marks, strict=True), start=1):
            with chip.hold_sync():
                chip.description, chip.name = f"{place} {MARKS[mark]}", CALLED[mark].format(place)
                chip.current = place == self._settings["at"]
        more = [*self._left_open(), *([EARLIER] if self._is_recalled else [])]
        linked = [*self._result(Place.linked), *map(to_html, more)]
        self.result.html = "".join(f"<p>{line}</p>" for line in linked)
        self._announce(" ".join([f"{self._where()}.", *self._result(), *more]))

    # -- what the student does ---------------------------------------------------------------------------------

    def _move(self, by):
        at = self._settings["at"] + by
        if 1 <= at <= self._settings["count"]:
            self.set(at=at)

    def _current(self):
        """The settings, with what was said to the question that is shown: its reason may be new."""
        s = self._settings
        return {**s, "answers": {**s["answers"], s["at"]: self._said()[2]}}

    # -- words -------------------------------------------------------------------------------------------------

    def _where(self):
        return f"Question {self._settings['at']} of {self._settings['count']}"

    def _result(self, written=Place.plain):
        """Lines: the score so far, and what to read again; none before the first answer. written: how the place of a
        part of the course is written."""
        marks, asked = self._numbers.marks, self._numbers.asked
        done = len(marks) - marks.count("open")
        if not done:
            return []
        over = done == len(marks)
        first = f"{marks.count('right')} of {done} right, {self._numbers.first} of them at the first try"
        score = f"{first}." if over else f"So far {first}; {len(marks) - done} are open."
        again = {}
        for place, (mark, each) in enumerate(zip(marks, asked, strict=True), start=1):
            if mark == "wrong":
                again.setdefault(where(each.task), []).append(place)
        if not again:
            return [score, *(["Nothing to read again. A new test asks with other numbers."] if over else [])]
        return [score, *(f"Read again: {written(part)} ({_questions(places)})." for part, places in again.items())]

    def _left_open(self):
        """A line that names the open questions, where only skipped ones are left or the last one is reached."""
        marks, at = self._numbers.marks, self._settings["at"]
        places = [place for place, mark in enumerate(marks, start=1) if mark == "open"]
        if not places or (marks[-1] == "open" and (at < len(marks) or len(places) == 1)):
            return []
        return [f"Still open: {_questions(places)}."]

    # -- stored forms ------------------------------------------------------------------------------------------

    def _lines(self):
        """The whole test as pairs (text, style); an open question tells nothing but itself."""
        lines = [(f"Self-test {self._settings['seed']}: {self._settings['count']} questions", "title")]
        for place, (mark, each) in enumerate(zip(self._numbers.marks, self._numbers.asked, strict=True), 1):
            lines.append((f"{MARKS[mark]} {place}. {draw(each.task, each.seed).prompt}", ""))
        return [*lines, *((line, "bold") for line in self._result() or ["Run this cell to answer."])]

    def text(self):
        return "\n".join(text for text, _ in self._lines())

    def _html_tables(self):
        return ""  # the test is text itself

    def svg(self):
        return compose("", (0, 0), self._lines(), width=STORED_WIDTH)

    # -- plain data --------------------------------------------------------------------------------------------

    def _plain_settings(self):
        return self._checked(self._current())

    def _plain_numbers(self):
        numbers = self._numbers
        return {
            "asked": [(each.task, each.seed) for each in numbers.asked],
            "marks": list(numbers.marks),
            "right": numbers.marks.count("right"),
            "first": numbers.first,
        }


def _identity(s):
    """The name of a test, and the fingerprint of what it asks."""
    asked = drawn(s["seed"], s["count"])
    return f"{s['seed']} {s['count']}", memory.fingerprint([draw(each.task, each.seed).prompt for each in asked])


def _questions(places):
    """ "question 5", "questions 5 and 7", "questions 2, 5 and 7"."""
    *first, last = map(str, places)
    return f"questions {', '.join(first)} and {last}" if first else f"question {last}"


def _unusual(answer):
    """The settings of an answer that are not those of an open question."""
    return {name: answer[name] for name in UNANSWERED if answer[name] != UNANSWERED[name]}


def _checked_answer(asked, place, answer):
    """What was said to a question, in its plain form."""
    for name in checks.dictionary(f"answers[{place}]", answer):
        checks.choice(f"a setting in answers[{place}]", name, UNANSWERED)
    return _unusual(checked_answer(draw(asked.task, asked.seed), {**UNANSWERED, **answer}))
