"""The marking run, step by step: python -m grading.mark STEP PS …   (README.md tells the whole way)

    generate PS                 the release version, and its entry in the gradebook
    collect PS FOLDER           the downloaded notebooks, one per student
    due PS TIME                 when they were due, for all or for some
    autograde PS                run every notebook and its tests
    answers PS                  the written answers, as a table to put points into
    manual PS [FILE]            take the points and comments from that table
    feedback PS                 one HTML page per student
    marks PS                    the table of marks, and one that a learning platform reads
    report PS                   what the class has not understood, as a page
    status PS                   who has a mark, who has none, and why

What is handed in is marked by `marking.mark`, in processes of their own (`spread.py`): whatever one notebook does, the
others are marked. nbgrader is the gradebook and the format.
"""

import argparse
import re
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry

from . import cluster, hand_ins, late, marking, pages, platforms, repair, report, status
from .course import GRADING, Course, MarkingError
from .gradebook import keep, points
from .hand_ins import STUDENT
from .progress import shown
from .spread import Lost, spread
from .status import GRADED, NOTHING, UNGRADED, WAITING, Record
from .stored import whole
from .wall import sandbox

EXERCISES = GRADING.parent / "notebooks" / "exercises"
LIMITS = marking.Limits()
SPARE = 60  # seconds more, for what is not the student's: after that the process that marks it is killed


# --- The release version ---------------------------------------------------------------------------------------------


def generate(course, ps, exercises=EXERCISES):
    """Make the release version and its entry in the gradebook; say so if students have been given another one."""
    course.check_config()
    outcome = course.nbgrader("generate_assignment", ps, "--force")
    if not outcome.ok:
        raise MarkingError(f"{ps}: no release version was made. {outcome.reason}")
    given = exercises / f"{ps}.ipynb"
    if not given.exists() or given.read_bytes() != course.release(ps).read_bytes():
        print(f"Note: {given} is not what has just been generated. `make release` brings it into step.")
    print(f"{ps}: {course.release(ps)}")


# --- Collecting ------------------------------------------------------------------------------------------------------


def collect(course, ps, given, roster=None, pattern=STUDENT, due=None, times=None):
    """Take the notebooks in a folder, or in one ZIP: each is kept as it is, and a repaired copy is what nbgrader gets.

    roster: a text or CSV file whose first column names everyone who should have handed in. pattern: a regular
    expression that finds (?P<student>…) at the start of a path below the folder. due, times: see `set_due`.
    """
    given, pattern = Path(given).expanduser(), hand_ins.name_pattern(pattern)
    if not given.exists():
        raise MarkingError(f"There is no folder or file {given}.")
    if not course.release(ps).exists():
        raise MarkingError(f"Run `generate {ps}` first.")
    release = nbformat.read(course.release(ps), as_version=4)
    listed = hand_ins.listed(roster) if roster else {}
    with tempfile.TemporaryDirectory() as opened:
        found, left = hand_ins.find(given, Path(opened), pattern, roster)
        for each in left:
            print(f"  NOT TAKEN: {each.name} ({each.why})")
        if not found:
            raise MarkingError(f"There are no students' notebooks in {given}.")
        came = late.arrivals(found)
        taken = {student: _take(course, ps, student, files, release) for student, files in found.items()}
    before = status.read(course.marks(ps))
    usual = late.usual_due(before.values())
    for student, record in taken.items():
        record.came = came[student]
        record.came.due = before[student].came.due if student in before else usual
    records = before | taken
    spelt = {student.casefold(): student for student in found}
    for key in listed.keys() - spelt.keys():
        theirs = ", ".join(each.name for each in left if each.student.casefold() == key)
        record = Record(listed[key], reason=f"no notebook was handed in, only {theirs}" if theirs else NOTHING)
        if records.setdefault(record.student, record).reason == NOTHING:
            records[record.student] = record
    _date(records, due, times)
    status.write(course.marks(ps), records)
    print(f"{ps}: {len(found)} students have handed in{_said_of_time(records.values())}.")
    for key in spelt.keys() - listed.keys() if roster else ():
        print(f"  {spelt[key]} is not in {roster}: is the name of the file right?")
    for record in records.values():
        if record.student in found and record.reason != Record("").reason:
            print(f"  {record.student} cannot be marked: {record.reason}")
        for note in record.notes:
            print(f"  {record.student}: {note}")


def set_due(course, ps, due, students=(), times=None):
    """Note when it was due, for all students or for these: an extension. times: Moodle's grading worksheet, which says
    when each was handed in."""
    records = status.read(course.marks(ps))
    _chosen(students, records)
    _date(records, due, times, students)
    status.write(course.marks(ps), records)
    print(f"{ps}: {len(records)} students{_said_of_time(records.values())}.")


def _date(records, due, times, students=()):
    """Put what is known of times into the records."""
    missing = late.set_times(records.values(), Path(times).expanduser()) if times else []
    if missing:
        print(f"  not in {times}: {', '.join(missing)}")
    if due:
        late.set_due(records.values(), late.moment(due), students)


def _said_of_time(records):
    """ ", 3 of them late", as far as it is known."""
    here = [each for each in records if each.reason != NOTHING]
    count, unknown = sum(bool(late.describe(each.came)) for each in here), sum(not each.came.by for each in here)
    words = [f"{count} of them late"] if any(each.came.due for each in here) or count else []
    return "".join(f", {each}" for each in [*words, *([f"{unknown} at a time that nobody tells"] if unknown else [])])


def _take(course, ps, student, files, release):
    """One student's notebook, kept and repaired. Never raises: what goes wrong is the reason why there is no mark."""
    target = course.submitted(student, ps)
    for old in (target, course.autograded(student, ps), course.feedback(student, ps)):
        shutil.rmtree(old.parent, ignore_errors=True)
    if len(files) > 1:
        names = whole(", ".join(file.path.name for file in files))
        return Record(student, reason=f"there are {len(files)} notebooks, and only one can count: {names}")
    kept = course.handed_in(student, ps)
    try:
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(files[0].path, kept)
        notebook, notes = repair.repair(repair.read(kept), release)
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)
    except Exception as error:  # whatever it is, the next student's turn comes
        shutil.rmtree(target.parent, ignore_errors=True)
        return Record(student, reason=str(error) if isinstance(error, repair.Unreadable) else _said(error))
    return Record(student, notes=notes)


def _said(error):
    """An exception that nobody has foreseen, in one line."""
    return whole(f"{type(error).__name__}: {error}").partition("\n")[0]


# --- Marking ---------------------------------------------------------------------------------------------------------


def autograde(course, ps, students=(), limits=LIMITS, jobs=2, scheduler=None):
    """Mark every collected notebook, or those of `students`. Returns whether all of these have been marked.

    scheduler: the address of a Dask scheduler, or "local"; without one, processes of this machine do it.
    """
    course.check_config()
    _check_wall(limits.wall)
    records = status.read(course.marks(ps))
    chosen = [each for each in _chosen(students, records) if course.submitted(each, ps).exists()]
    for student in chosen:  # until the contrary is seen, nobody has a mark
        records[student] = Record(student, notes=records[student].notes, came=records[student].came)
        shutil.rmtree(course.feedback(student, ps).parent, ignore_errors=True)
    status.write(course.marks(ps), records)
    teachers = course.source(ps).read_bytes(), course.release(ps).read_bytes()
    tasks = ((student, (*teachers, course.handed_in(student, ps).read_bytes(), limits)) for student in chosen)
    run = cluster.spread if scheduler else spread
    found = run(marking.mark, tasks, limits.all + SPARE, jobs, *([scheduler] if scheduler else []))
    try:
        with course.gradebook() as gradebook:
            for student, each in shown(found, len(chosen), "Marking", lambda student: describe(records[student])):
                record = _record(course, gradebook, ps, student, each)
                record.came, records[student] = records[student].came, record
                status.add(course.marks(ps), record)
    finally:
        status.write(course.marks(ps), records)
    _summary(ps, records)
    return all(records[student].state != UNGRADED for student in chosen)


def _check_wall(wall):
    """Raise where students' programs would be run without what the teacher asks for."""
    if wall:
        try:
            sandbox.check()
        except sandbox.NoWall as error:
            raise MarkingError(str(error)) from None


def _record(course, gradebook, ps, student, found):
    """What was found out about a student, kept. Never raises: what goes wrong is the reason why there is no mark."""
    if isinstance(found, Lost) or found.reason:
        return Record(student, reason=found.why if isinstance(found, Lost) else found.reason)
    try:
        keep(course, gradebook, ps, student, found)
        record = _judge(gradebook, ps, Record(student, notes=found.notes))
    except Exception as error:  # whatever it is, the next student's turn comes
        gradebook.db.rollback()
        record = Record(student, reason=_said(error), notes=found.notes)
    record.seconds = found.seconds
    record.mistakes = {name: list(mistakes) for name, mistakes in found.mistakes.items()}
    return record


def _chosen(students, records):
    """The students named, or all."""
    unknown = set(students) - records.keys()
    if unknown or not records:
        raise MarkingError(f"Not collected: {', '.join(sorted(unknown)) or 'nobody has been'}.")
    return students or list(records)


def describe(record):
    """A student's state in a few words."""
    words = [record.state]
    if record.state == UNGRADED:
        words.append(record.reason)
    else:
        words.append(f"{status.show(record.tests)} points for the tests")
    return ", ".join([*words, *([f"see the notes ({len(record.notes)})"] if record.notes else [])])


def _judge(gradebook, ps, record):
    """What the gradebook says about a student who has been marked: only a mark for every cell is a mark."""
    tests, unmarked, waiting = 0.0, [], False
    for grade in gradebook.find_submission_notebook(ps, ps, record.student).grades:
        if grade.auto_score is not None:
            tests += grade.auto_score
        elif grade.needs_manual_grade:
            waiting = True
        elif grade.manual_score is None:
            unmarked.append(grade.name)
    if unmarked:
        return Record(record.student, reason=f"no points for {', '.join(unmarked)}", notes=record.notes)
    return Record(record.student, WAITING if waiting else GRADED, "", record.notes, tests)


def is_written(gradebook, ps, name):
    """Whether a graded cell is an answer that a human marks."""
    return name in {cell.name for cell in gradebook.find_notebook(ps, ps).solution_cells}


def _summary(ps, records):
    """Print how many are in which state, and everyone without a mark."""
    counts = Counter(record.state for record in records.values())
    print(f"{ps}: " + ", ".join(f"{counts[state]} {state}" for state in (GRADED, WAITING, UNGRADED) if counts[state]))
    for record in records.values():
        if record.state == UNGRADED:
            print(f"  NO MARK for {record.student}: {record.reason}")


# --- Written answers -------------------------------------------------------------------------------------------------

ANSWERS = ["student", "question", "points", "out of", "comment", "answer"]
PASTED = re.compile(r"data:[^\s()<>\"']{1000,}")
LONGEST = 30_000


def answers(course, ps):
    """Write answers.csv: everything that a human has to mark, with a free place for points and comment. What stands
    there already, from before, stays."""
    path, rows = course.marks(ps) / "answers.csv", []
    before = {(row["student"], row["question"]): row for row in status.read_table(path)} if path.exists() else {}
    for student, record in sorted(status.read(course.marks(ps)).items()):
        if record.state == UNGRADED:
            continue
        notebook = course.autograded(student, ps)
        texts = {repair.name_of(cell): cell.source for cell in nbformat.read(notebook, 4).cells}
        with course.gradebook() as gradebook:
            for grade in gradebook.find_submission_notebook(ps, ps, student).grades:
                if grade.auto_score is None:
                    written = before.get((student, grade.name), {})
                    comment = _comment(gradebook, ps, student, grade.name)
                    points, most = status.show(grade.manual_score), status.show(grade.max_score)
                    rows.append([
                        student, grade.name, written.get("points") or points, most,
                        written.get("comment") or (comment and comment.manual_comment),
                        _as_text(_shortened(texts[grade.name], notebook.relative_to(course.root))),
                    ])  # fmt: skip
    status.write_table(path, ANSWERS, rows)
    print(f"{len(rows)} answers to mark: fill in the points (and comments) in {path}")
    return path


def _comment(gradebook, ps, student, name):
    """The place for a comment beside a cell; None beside a test, which has none."""
    try:
        return gradebook.find_comment(name, ps, ps, student)
    except MissingEntry:
        return None


def _shortened(text, path):
    """An answer as it fits into a field: a picture that was pasted as text stands for itself in the notebook only, and
    spreadsheets cut off what is longer than 32767 characters."""
    text = PASTED.sub(lambda found: f"({len(found[0])} characters of a picture or file: see {path})", text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … (shortened: the whole answer is in {path})"


FORMULA = re.compile("[=+@\uff1d\uff0b\uff20\uff0d-]")


def _as_text(text):
    """A spreadsheet takes a field that begins like this for a formula, and some leave out blanks and signs that nobody
    sees before they look: tabs, line ends, marks of order or of no width."""
    first = next((sign for sign in text if not sign.isspace() and unicodedata.category(sign)[0] != "C"), "")
    return f"'{text}" if FORMULA.match(first) else text


def manual(course, ps, path=None):
    """Record the points and comments of answers.csv; all of them or, if something in it is wrong, none."""
    path = Path(path).expanduser() if path else course.marks(ps) / "answers.csv"
    rows = status.read_table(path)
    missing = [name for name in ANSWERS[:3] if rows and name not in rows[0]]
    if missing:
        raise MarkingError(f"{path} has no column {', '.join(missing)}.")
    records = status.read(course.marks(ps))
    with course.gradebook() as gradebook:
        marked = [(row, points) for row in rows if (points := _points(gradebook, ps, row)) is not None]
        for row, points in marked:
            grade = gradebook.find_grade(row["question"], ps, ps, row["student"])
            grade.manual_score, grade.needs_manual_grade = points, False
            if comment := _comment(gradebook, ps, row["student"], row["question"]):
                comment.manual_comment = row.get("comment") or None
        gradebook.db.commit()
        for student in {row["student"] for row, _ in marked}:
            if (record := records[student]).state == WAITING:
                judged = _judge(gradebook, ps, record)
                record.state, record.reason, record.tests = judged.state, judged.reason, judged.tests
    status.write(course.marks(ps), records)
    print(f"{len(marked)} answers are marked; {len(rows) - len(marked)} have no points yet.")


def _points(gradebook, ps, row):
    """The points in a row, None if there are none yet."""
    said = row["points"].strip()
    if not said:
        return None
    where = f"{row['student']}, {row['question']}"
    try:
        grade = gradebook.find_grade(row["question"], ps, ps, row["student"])
    except MissingEntry:
        raise MarkingError(f"Nothing is recorded: there is no such student or question as {where}.") from None
    points, most = _number(said), _number(row.get("out of", ""))
    by_hand = grade.auto_score is None or is_written(gradebook, ps, grade.name)
    if not by_hand or not 0 <= points <= grade.max_score:
        raise MarkingError(
            f"Nothing is recorded: {where} has {said!r}, which is not from 0 to {grade.max_score:g} points."
        )
    if most >= 0 and most != grade.max_score:  # so this may be another row's, or a part of 1,5 without its quotes
        raise MarkingError(
            f"Nothing is recorded: {where} is out of {grade.max_score:g} points, and the table says {most:g}."
        )
    return points


def _number(said):
    """What is written in a field of a table, or -1 if it is no number."""
    try:
        return float(said.replace(",", "."))
    except ValueError:
        return -1.0


# --- What goes back --------------------------------------------------------------------------------------------------


def feedback(course, ps, students=(), seconds=LIMITS.all, jobs=2):
    """A page for each student whose mark is complete. Returns whether all of these have one."""
    course.check_config()
    records = status.read(course.marks(ps))
    chosen = _chosen(students, records)
    ready = [each for each in chosen if records[each].state == GRADED]
    tasks = ((student, (course.root, ps, student)) for student in ready)
    failed = {}
    found = spread(pages.feedback, tasks, seconds, jobs)
    for student, page in shown(found, len(ready), "Feedback", lambda student: failed.get(student, "a page")):
        if isinstance(page, Lost):
            failed[student] = page.why
            continue
        path = course.feedback(student, ps)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    print(f"{ps}: {len(ready) - len(failed)} pages in {course.root / 'feedback'}")
    for student, why in failed.items():
        print(f"  NO FEEDBACK for {student}: {why}")
    for student in chosen:
        if student not in ready:
            print(f"  none yet for {student}: {describe(records[student])}")
    return not failed


HEADER = [
    "student", "platform's number", "mark", "out of", "state", "remarks", "handed in at", "told by", "late by",
    "mark before", "off for lateness",
]  # fmt: skip
FORMATS = {"moodle": platforms.moodle, "canvas": platforms.canvas}


def marks(course, ps, rule=None, form=None, source=None, column=None):
    """Write marks.csv: a mark where marking is complete, else an empty field and the reason.

    rule: what lateness costs, in words (`late.rule`); it stands in columns of its own, beside the mark before. form: a
    learning platform, for which a table is written as well; source, column: see `platforms`.
    """
    rule = late.rule(rule) if rule else None
    records = status.read(course.marks(ps))
    found, rows, lines = points(course, ps, records), [], []
    if rule and not late.usual_due(records.values()) and not any(each.came.late for each in records.values()):
        raise MarkingError(
            f'Nothing is known to be late: say first when it was due, by `due {ps} "2026-12-01 18:00"`.'
        )
    for student, record in sorted(records.items()):
        before = sum(found.of[student].values()) if record.state == GRADED else None
        lost, why = late.off(rule, record.came, before, found.most) if rule and before is not None else (0.0, "")
        mark = None if before is None else round(before - lost, 4)
        lines.append(platforms.Line(student, record.came.number, mark, why))
        rows.append([
            student, record.came.number, status.show(mark), status.show(found.most), record.state,
            " ".join(filter(None, [record.reason, why, *record.notes])), record.came.at, record.came.by,
            late.describe(record.came), status.show(before),
            status.show(lost if rule and before is not None else None),
            *(status.show(found.of[student][name]) for name in found.cells),
        ])  # fmt: skip
    path = course.marks(ps) / "marks.csv"
    status.write_table(path, HEADER + [f"{name} ({most:g})" for name, most in found.cells.items()], rows)
    print(f"{ps}: {path}")
    if form:
        _for_platform(course, ps, form, lines, found.most, source, column)
    _summary(ps, records)
    return path


def _for_platform(course, ps, form, lines, most, source, column):
    """Write the table that a learning platform imports, and say what it leaves to be done by hand."""
    filled = FORMATS[form](lines, most, Path(source).expanduser() if source else None, column)
    path = course.marks(ps) / f"{form}.csv"
    status.write_table(path, filled.header, filled.rows, encoding="utf-8")
    print(f"{ps}: {path}")
    for note in filled.notes:
        print(f"  {note}")


# --- The command line ------------------------------------------------------------------------------------------------


def parser():
    """What one can type."""
    described, _, rest = __doc__.partition("\n\n")
    lines = argparse.ArgumentParser(
        prog="python -m grading.mark", description=described, epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    lines.add_argument("--course", default=GRADING, help="the folder to mark in (default: grading/)")
    steps = lines.add_subparsers(dest="step", required=True, metavar="STEP")
    added = {}
    for step in (
        "generate", "collect", "due", "autograde", "answers", "manual", "feedback", "marks", "report", "status"
    ):  # fmt: skip
        added[step] = steps.add_parser(step)
        added[step].add_argument("ps", help="the problem set: ps1, ps2 …")
    added["collect"].add_argument("given", help="the folder of the downloads, or the one ZIP")
    added["collect"].add_argument("--roster", help="a list of everyone who should hand in")
    added["collect"].add_argument("--pattern", default=STUDENT, help="a regular expression with (?P<student>…)")
    added["collect"].add_argument("--due", help='when they were due: "2026-12-01 18:00", local time')
    added["due"].add_argument("due", help='"2026-12-01 18:00", local time')
    added["due"].add_argument("--student", action="append", default=[], help="only for this one (can be repeated)")
    for step in ("collect", "due"):
        added[step].add_argument("--times", help="Moodle's grading worksheet, which says when each was handed in")
    added["marks"].add_argument("--late", help='what lateness costs: "10 %% a day, 3 days"')
    added["marks"].add_argument("--format", choices=FORMATS, help="also a table that this platform imports")
    added["marks"].add_argument("--from", dest="source", help="the table that the platform gave, to be filled in")
    added["marks"].add_argument("--column", help="which of its columns")
    added["report"].add_argument("--names", action="store_true", help="also who: not for the class to see")
    added["manual"].add_argument("file", nargs="?", help="the table with the points (default: marks/PS/answers.csv)")
    for step in ("autograde", "feedback"):
        added[step].add_argument("--student", action="append", default=[], help="only this one (can be repeated)")
        added[step].add_argument("--seconds", type=float, default=LIMITS.all, help="the limit for each student")
        added[step].add_argument("--jobs", type=int, default=2, help="how many at the same time")
    added["autograde"].add_argument("--scheduler", help="mark over Dask: a scheduler's address, or local for one here")
    added["autograde"].add_argument("--no-wall", action="store_true", help="run programs of a class that you trust")
    return lines


def main(arguments=None):
    """Run one step; returns the exit code: 1 if somebody has been left without what the step should give."""
    given = parser().parse_args(arguments)
    course = Course(given.course)
    try:
        ps = course.problem_set(given.ps)
        if given.step == "generate":
            generate(course, ps)
        elif given.step == "collect":
            collect(course, ps, given.given, given.roster, given.pattern, given.due, given.times)
        elif given.step == "due":
            set_due(course, ps, given.due, given.student, given.times)
        elif given.step == "autograde":
            limits = LIMITS._replace(all=given.seconds, wall=not given.no_wall)
            return 0 if autograde(course, ps, given.student, limits, given.jobs, given.scheduler) else 1
        elif given.step == "feedback":
            return 0 if feedback(course, ps, given.student, given.seconds, given.jobs) else 1
        elif given.step == "answers":
            answers(course, ps)
        elif given.step == "manual":
            manual(course, ps, given.file)
        elif given.step == "marks":
            marks(course, ps, given.late, given.format, given.source, given.column)
        elif given.step == "report":
            print(f"{ps}: {report.report(course, ps, given.names)}")
        else:
            records = status.read(course.marks(ps))
            status.write(course.marks(ps), records)  # a run that was killed has left status.csv as it was
            _summary(ps, records)
    except (MarkingError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
