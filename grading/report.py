"""What a class has not understood: one page for the teacher, which needs nothing but itself.

It is made of what the marking has found: the names of the coach's mistakes, the points, the times, and the notebooks
in autograded/. Everything is text that others have written, so everything is escaped, and no program runs in the page.

Nobody is named in it, so that it can be shown to the class; with names it is another file. An example of a mistake is
the shortest function with it, without remarks and texts; it is shown only where two students have made the mistake,
for a class knows who the one is.
"""

import statistics
from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

import jinja2
import nbformat

from backprop_core.coach.diagnosis import KNOWN

from . import again, late, likeness, status
from .course import GRADING, MarkingError
from .gradebook import points
from .repair import name_of
from .tasks import HEADING, Task, Work, tasks

NAMES = {mistake.name for mistake in KNOWN}
LONGEST_EXAMPLE = 40  # lines
PARTS_SHOWN = 5  # to teach again
BINS = 10
WHEN = (  # hours after it was due: those up to each
    (-168, "more than a week before"), (-72, "7 to 3 days before"), (-24, "3 days to 1 day before"),
    (-6, "24 to 6 hours before"), (-1, "6 hours to 1 hour before"), (0, "in the last hour"),
    (1, "up to an hour late"), (24, "up to a day late"), (float("inf"), "later"),
)  # fmt: skip
LATE_FROM = 6  # the first of these that is late
TRUSTED = {"Moodle", "Canvas"}


class Mistake(NamedTuple):
    """A mistake in one task: who has made it there, and an example or ""."""

    name: str
    title: str
    says: str
    place: str
    who: list
    example: str


class Seen(NamedTuple):
    """A task: the most points and their mean; how many students have it `right`, with a mistake that is `known`,
    `wrong` otherwise, `blank`, or wrong where a function that it uses is wrong already (`carried`: what went wrong is
    told there); and the `Mistake`s, the most frequent first. Of answers that a human reads the mean alone; None where
    none has been read."""

    task: Task
    most: float
    mean: float | None
    right: int
    known: int
    wrong: int
    carried: int
    blank: int
    mistakes: list


class Part(NamedTuple):
    """A part of a notebook to teach again: how many students, and [(mistake, what the coach says, students)]."""

    place: str
    count: int
    mistakes: list


class Bar(NamedTuple):
    """One of a chart: its label, how many, and whether it stands out."""

    label: str
    count: int
    marked: bool = False


def report(course, ps, names=False):
    """Write the page, and return its path. names: also who is stuck on what, and which pairs are alike."""
    records = status.read(course.marks(ps))
    found = [each for each in records.values() if each.state != status.UNGRADED and each.mistakes]
    if not found:
        raise MarkingError(f"Nobody's {ps} has been marked yet: run `autograde {ps}` first.")
    source, release = (nbformat.read(path, as_version=4) for path in (course.source(ps), course.release(ps)))
    given = {name_of(cell): cell.source for cell in release.cells if name_of(cell)}
    asked = tasks(source)
    works = {each.student: Work(course.autograded(each.student, ps)) for each in found}
    scores = points(course, ps, records)
    carried = _carried(asked, found, works)
    seen = [_task(task, found, works, given, scores, carried, names) for task in asked]
    about = {
        "title": next(iter(HEADING.findall(source.cells[0].source)), ps), "made": f"{datetime.now():{late.SHOWN}}",
        "names": names, "marked": len(found), "unmarked": [each for each in records.values() if each not in found],
        "waiting": sum(each.state == status.WAITING for each in found),
        "seen": seen, "parts": _parts(seen)[:PARTS_SHOWN], "marks": _marks(found, scores),
        "times": _times(records.values()), "pairs": _pairs(asked, found, works, given),
        "titles": {task.cell: task.title for task in asked},
        "stuck": _stuck(found, asked, works, given, carried) if names else [],
    }  # fmt: skip
    path = course.marks(ps) / ("report-with-names.html" if names else "report.html")
    path.write_text(render(about), encoding="utf-8", errors="replace")
    return path


def render(about):
    """The page as text, from what `report` has found."""
    loader = jinja2.FileSystemLoader(GRADING)
    way = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    way.filters["points"] = lambda number: "–" if number is None else f"{round(number, 2):g}"
    return way.get_template("report.html.jinja").render(about)


# --- Tasks and mistakes ----------------------------------------------------------------------------------------------


def _task(task, found, works, given, scores, carried, names):
    """The `Seen` of a task."""
    earned = [scores.of[each.student].get(task.test) for each in found]
    earned = [each for each in earned if each is not None]
    mean, most = statistics.fmean(earned) if earned else None, scores.cells.get(task.test, 0)
    blank = {each.student for each in found if _blank(task, each, works, given)}
    if not task.check:
        return Seen(task, most, mean, 0, 0, 0, 0, len(blank), [])
    made = {each.student: each.mistakes.get(task.test, []) for each in found if each.student not in blank}
    own = {student: mistakes for student, mistakes in made.items() if (task.test, student) not in carried}
    who = defaultdict(list)
    for student, mistakes in own.items():
        for mistake in mistakes:
            who[mistake].append(student)
    right = sum(not mistakes for mistakes in own.values())
    known = sum(bool(mistakes) and set(mistakes) <= NAMES for mistakes in own.values())
    mistakes = [
        Mistake(
            mistake, again.title(mistake), again.says(task.check, mistake), again.place(task.check, mistake),
            students, _example(task, students, works, names),
        )
        for mistake, students in sorted(who.items(), key=lambda item: (-len(item[1]), item[0]))
    ]  # fmt: skip
    return Seen(
        task, most, mean, right, known, len(own) - right - known, len(made) - len(own), len(blank), mistakes
    )  # fmt: skip


def _blank(task, record, works, given):
    """Whether a student has written nothing for a task, and so has no points for it."""
    tested = not task.check or record.mistakes.get(task.test)
    return bool(tested) and works[record.student].is_blank(task, given)


def _carried(asked, found, works):
    """{(test, student)}: where a function that the tested one uses is wrong already."""
    carried = set()
    for record in found:
        wrong = {task.about for task in asked if record.mistakes.get(task.test)}
        for task in asked:
            if record.mistakes.get(task.test) and works[record.student].uses(task.about) & wrong:
                carried.add((task.test, record.student))
    return carried


def _example(task, students, works, names):
    """The shortest program of these students; "" where it would tell who has written it, or is too long to be read."""
    if len(students) < 2 and not names:
        return ""
    found = [works[student].example(task, "" if names else student) for student in students]
    return min((text for text in found if text and text.count("\n") < LONGEST_EXAMPLE), key=len, default="")


def _parts(seen):
    """The `Part`s to teach again, that of most students first."""
    who, says = defaultdict(lambda: defaultdict(set)), {}
    for each in seen:
        for mistake in each.mistakes:
            who[mistake.place][mistake.title] |= {*mistake.who}
            says.setdefault((mistake.place, mistake.title), mistake.says)
    parts = []
    for place, mistakes in who.items():
        told = sorted(mistakes.items(), key=lambda item: (-len(item[1]), item[0]))
        everyone = set().union(*mistakes.values())
        parts.append(Part(place, len(everyone), [(name, says[place, name], len(own)) for name, own in told]))
    return sorted(parts, key=lambda part: (-part.count, part.place))


def _stuck(found, asked, works, given, carried):
    """[(student, points of the tests, [(task, its mistakes)])], who has fewest points first."""
    rows = []
    for record in sorted(found, key=lambda each: (each.tests or 0, each.student)):
        blank = [task for task in asked if _blank(task, record, works, given)]
        stuck = [(task.title, ["nothing written"]) for task in blank]
        if len(blank) == len(asked):
            stuck = [("all of it", ["nothing written"])]
        stuck += [
            (task.title, [again.title(mistake) for mistake in record.mistakes[task.test]])
            for task in asked
            if task not in blank and record.mistakes.get(task.test) and (task.test, record.student) not in carried
        ]
        if stuck:
            rows.append((record.student, record.tests, stuck))
    return rows


# --- Marks, times, pairs ---------------------------------------------------------------------------------------------


def _marks(found, scores):
    """{most, mean, median, bars}: of whole marks, where there are any; else of the points of the tests."""
    whole = [sum(scores.of[each.student].values()) for each in found if each.state == status.GRADED]
    marks = whole or [each.tests for each in found]
    bars = Counter(min(int(mark / (scores.most or 1) * BINS), BINS - 1) for mark in marks)
    edges = [scores.most * n / BINS for n in range(BINS + 1)]
    labels = [f"{edges[n]:g} to {edges[n + 1]:g}" for n in range(BINS)]
    return {
        "most": scores.most, "whole": bool(whole), "count": len(marks), "mean": statistics.fmean(marks),
        "median": statistics.median(marks), "bars": [Bar(label, bars[n]) for n, label in enumerate(labels)],
    }  # fmt: skip


def _times(records):
    """{bars, due, late, unknown, unsure}: when the notebooks came; bars by days where nobody has said when they were
    due."""
    came = [each.came for each in records if each.reason != status.NOTHING]
    hours = [(datetime.fromisoformat(each.at) - datetime.fromisoformat(each.due)).total_seconds() / 3600
             for each in came if each.at and each.due]  # fmt: skip
    if hours:
        counts = Counter(next(n for n, (until, _) in enumerate(WHEN) if hour <= until) for hour in hours)
        bars = [Bar(label, counts[n], n >= LATE_FROM) for n, (_, label) in enumerate(WHEN)]
    else:
        days = Counter(each.at[:10] for each in came if each.at)
        bars = [Bar(day, count) for day, count in sorted(days.items())]
    return {
        "bars": bars, "due": late.usual_due(records), "late": sum(bool(late.describe(each)) for each in came),
        "unknown": sum(not each.at for each in came),
        "unsure": sum(bool(each.at) and each.by not in TRUSTED for each in came),
    }  # fmt: skip


def _pairs(asked, found, works, given):
    """The pairs of hand-ins to look at."""
    cells = dict.fromkeys(task.cell for task in asked if task.cell)
    texts = {student: {cell: work.cells.get(cell, "") for cell in cells} for student, work in works.items()}
    wrong = {each.student: {task.cell for task in asked if each.mistakes.get(task.test)} for each in found}
    return likeness.pairs(texts, {cell: given.get(cell, "") for cell in cells}, wrong)
