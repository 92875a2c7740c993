"""The page on what a class has not understood: a class of records and notebooks made by hand, nothing is run."""

import ast
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from playwright.sync_api import sync_playwright

from backprop_core import coach
from backprop_core.coach.diagnosis import KNOWN
from grading import again, demo, likeness, report, status, tasks
from grading.course import GRADING, Course, MarkingError
from grading.gradebook import Points
from grading.release import EXERCISES
from grading.repair import name_of
from grading.status import GRADED, UNGRADED, WAITING, Came, Record
from tests.grading.courses import PS2, read, work
from tests.project.files import ROOT
from tools.lab import CHROMIUM_FLAGS

DOCUMENTED = '''
def deltas(theta, u, o, y):
    """Written by Bo on a Sunday."""
    delta = [None] * len(theta)  # bo's own idea
    delta[-1] = -2 * (y - o[-1]) * slope(u[-1])
    "a text that stands alone"
    print("bo was here")
    for m in range(len(theta) - 2, 0, -1):
        delta[m] = theta[m + 1].T @ delta[m + 1]
    return delta
'''
NAMED = DOCUMENTED.replace("delta[m]", "my_bo[m]").replace("delta =", "my_bo = delta =")
HIDDEN = {"deltas-matrices-test": ["missing_hidden_slope"], "train-step-test": ["missing_hidden_slope"]}
TESTS = [task.test for task in tasks.tasks(read(GRADING / "source" / PS2 / f"{PS2}.ipynb")) if task.check]


def a_class(folder, students):
    """A course in which {student: (functions, mistakes)} have been marked; functions None: handed in untouched."""
    course = Course(folder)
    for path, from_ in ((course.source(PS2), GRADING / "source" / PS2), (course.release(PS2), EXERCISES)):
        path.parent.mkdir(parents=True)
        path.write_bytes((from_ / f"{PS2}.ipynb").read_bytes())
    release, source, records = read(course.release(PS2)), read(course.source(PS2)), {}
    for name, (functions, mistakes) in students.items():
        made = demo.Student(name, functions={each: (text, 0) for each, text in (functions or {}).items()},
                            untouched=functions is None, answer=f"Because {name}.")  # fmt: skip
        course.autograded(name, PS2).parent.mkdir(parents=True)
        nbformat.write(demo.write_work(made, release, source), course.autograded(name, PS2))
        records[name] = Record(name, GRADED, "", tests=30.0, mistakes=dict.fromkeys(TESTS, []) | mistakes)
    status.write(course.marks(PS2), records)
    return course


def with_points(course, monkeypatch):
    """The same, where everyone has a point for everything."""
    cells = dict.fromkeys(TESTS, 4.0) | {"explain-small": 2.0, "explain-sign": 2.0}
    of = {name: dict.fromkeys(cells, 1.0) for name in status.read(course.marks(PS2))}
    monkeypatch.setattr(report, "points", lambda *_: Points(cells, of, 44.0))
    return course


STUDENTS = {
    "Ada": ({}, {}),
    "Bo": ({"deltas": DOCUMENTED}, HIDDEN),
    "Cy": ({"deltas": demo.NO_HIDDEN_SLOPE}, HIDDEN),
    "Di": ({"update": demo.UPHILL}, {"update-test": ["ascent"], "train-step-test": ["wrong_sign"]}),
    "Ed<b>": ({"gradients": "def gradients(delta, o):\n    return '<script>'"}, {"gradients-test": ["raises"]}),
    "Flo": (None, {test: ["not_written"] for test in TESTS}),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return a_class(tmp_path_factory.mktemp("made") / "course", STUDENTS)


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    return with_points(Course(shutil.copytree(made.root, tmp_path / "course")), monkeypatch)


def page(course, names=False):
    return report.report(course, PS2, names).read_text(encoding="utf-8")


def section(text, heading):
    """The part of the page below a heading, without its tags."""
    (found,) = [part for part in text.split("<h2>") if part.startswith(f"{heading}</h2>")]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def seen(course, monkeypatch, **asked):
    """What the page is made of."""
    kept = {}
    monkeypatch.setattr(report, "render", lambda about: kept.update(about) or "")
    report.report(course, PS2, **asked)
    return kept


def test_what_to_teach_again_comes_first_that_of_most_students_on_top(course):
    text = page(course)
    first = section(text, "Teach again")
    assert re.match(
        r"Teach again 2 of 6 students 04 · The deltas, “3 · In a hidden layer” 2 missing hidden slope", first
    )
    assert "02 · How wrong is it?, “7 · Which way?” 1 ascent" in first
    assert "Your hidden δ come out as if σ′(uᵢ) were missing" in first
    assert text.index("Teach again") < text.index("Task by task") < text.index("<h2>Marks")


def test_a_mistake_counts_where_it_was_made_and_not_again_where_it_is_used(course, monkeypatch):
    about = seen(course, monkeypatch)
    step = next(each for each in about["seen"] if each.task.test == "train-step-test")
    assert step.mistakes == [] and (step.right, step.carried, step.blank) == (2, 3, 1)
    deltas = next(each for each in about["seen"] if each.task.test == "deltas-matrices-test")
    assert [(each.name, each.who) for each in deltas.mistakes] == [("missing_hidden_slope", ["Bo", "Cy"])]
    assert (deltas.right, deltas.known, deltas.wrong, deltas.carried, deltas.blank) == (3, 2, 0, 0, 1)
    gradients = next(each for each in about["seen"] if each.task.test == "gradients-test")
    assert (gradients.known, gradients.wrong, gradients.mistakes[0].place) == (0, 1, again.PYTHON)
    for each in about["seen"]:
        if each.task.check:
            assert each.right + each.known + each.wrong + each.carried + each.blank == len(STUDENTS)


def test_what_calls_a_function_whose_cell_is_broken_only_follows(tmp_path, monkeypatch):
    mistakes = {"deltas-matrices-test": ["not_run"], "train-step-test": ["not_written"]}
    course = a_class(tmp_path / "course", {"Gus": ({"deltas": "def deltas(:"}, mistakes)})
    about = seen(with_points(course, monkeypatch), monkeypatch)
    of = {each.task.test: each for each in about["seen"]}
    assert [each.name for each in of["deltas-matrices-test"].mistakes] == ["not_run"]
    assert of["train-step-test"].carried == 1 and of["train-step-test"].mistakes == []


def test_an_example_says_nothing_of_who_has_written_it(course):
    text = page(course)
    assert text.count("<pre>") == 1 and "theta[m + 1].T @ delta[m + 1]" in text
    for word in ("Sunday", "own idea", "stands alone", "was here"):
        assert word not in text
    for name in ("Ada", "Bo", "Cy", "Flo"):
        assert not re.search(rf"\b{name}\b", text, re.IGNORECASE)


def test_the_shortest_example_is_shown_and_none_with_a_name_in_it(tmp_path, monkeypatch):
    students = {"Bo": ({"deltas": NAMED}, HIDDEN), "Cy": ({"deltas": demo.NO_HIDDEN_SLOPE}, HIDDEN)}
    assert "last = len(theta) - 1" in page(with_points(a_class(tmp_path / "one", students), monkeypatch))
    students["Cy"] = ({"deltas": NAMED.replace("bo", "cy")}, HIDDEN)
    own = with_points(a_class(tmp_path / "two", students), monkeypatch)
    assert "<pre>" not in page(own) and "my_bo" in page(own, names=True)


def test_one_student_alone_is_no_example_unless_names_are_asked_for(course):
    assert "eta * gradients[m]" not in page(course) and "eta * gradients[m]" in page(course, names=True)


def test_names_are_in_a_file_of_their_own(course):
    anonymous, named = report.report(course, PS2), report.report(course, PS2, names=True)
    assert anonymous != named and "not for the class to see" in named.read_text(encoding="utf-8")
    stuck = section(named.read_text(encoding="utf-8"), "Who is stuck on what")
    assert (
        "Di 30 (e) The update : ascent" in stuck
        and "Flo 30 all of it : nothing written" in stuck
        and "Ada" not in stuck
    )
    assert "Di 30 (e) The update : ascent Ed" in stuck, "what only follows is not what somebody is stuck on"


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(course):
    for names in (False, True):
        text = page(course, names)
        assert re.search(r"<head>\s*<meta charset=\"utf-8\">\s*<meta http-equiv=\"Content-Security-Policy\"", text)
        assert "default-src 'none'" in text and "script" not in re.sub("&lt;script&gt;", "", text)
        assert not re.search(r"https?:|//|\bsrc=|@import|url\(|<link|<b>", text)


def test_who_has_no_mark_is_not_in_the_counts(course):
    records = status.read(course.marks(PS2))
    records["Kim"] = Record("Kim", UNGRADED, "it was lost")
    records["Di"].state = WAITING
    status.write(course.marks(PS2), records)
    text = page(course)
    assert "6 students marked, 1 of them with answers that still wait to be read; 1 without a mark." in " ".join(
        text.split()
    )
    assert "(5 students; whole marks" in section(text, "Marks") and "Kim (it was lost)" in page(course, names=True)


def test_of_nobody_there_is_no_page(course):
    status.write(course.marks(PS2), {"Kim": Record("Kim")})
    with pytest.raises(MarkingError, match="has been marked yet"):
        report.report(course, PS2)
    assert not (course.marks(PS2) / "report.html").exists()


def test_marks_are_spread_over_ten_bars(course, monkeypatch):
    records = [Record(str(mark), GRADED, "", tests=0.0) for mark in (0, 4, 4.3, 43, 44)]
    scores = Points({}, {each.student: {"a": float(each.student)} for each in records}, 44.0)
    found = report._marks(records, scores)
    assert [bar.count for bar in found["bars"]] == [3, 0, 0, 0, 0, 0, 0, 0, 0, 2] and found["median"] == 4.3
    waiting = [Record("a", WAITING, "", tests=12.0)]
    assert report._marks(waiting, scores)["mean"] == 12.0 and not report._marks(waiting, scores)["whole"]


def test_when_it_was_handed_in():
    due = "2026-12-01 18:00"
    came = [Came(at, "Moodle", "1", False, due) for at in ("2026-12-01 17:30", "2026-12-01 18:30", "2026-12-05 00:00")]
    came += [Came(due=due), Came("2026-11-01 00:00", "its file", due=due), Came(by="Canvas", late=True, due=due)]
    found = report._times([Record(str(n), came=each) for n, each in enumerate(came)])
    counted = {bar.label: bar.count for bar in found["bars"] if bar.count}
    assert counted == {"more than a week before": 1, "in the last hour": 1, "up to an hour late": 1, "later": 1}
    assert (found["late"], found["unknown"], found["unsure"], found["due"]) == (3, 2, 1, due)
    assert [bar.label for bar in found["bars"] if bar.marked] == ["up to an hour late", "up to a day late", "later"]
    undated = [Record("a", came=Came("2026-12-01 17:30", "Moodle")), Record("b", reason=status.NOTHING)]
    assert [(bar.label, bar.count) for bar in report._times(undated)["bars"]] == [("2026-12-01", 1)]


@pytest.mark.browser
def test_the_page_is_as_wide_as_its_window_in_both_themes(course, browser_path):
    """On a phone, too: nothing is cut off, nothing is asked for, and both themes have their own colours."""
    page = report.report(course, PS2, names=True)
    with ThreadPoolExecutor(1) as aside:  # another test's browser may be at work in this thread
        asked, colours = aside.submit(look_at, page, browser_path).result()
    assert set(asked) == {page.as_uri()} and colours["light"] != colours["dark"]


def look_at(page, browser_path):
    """(the addresses that a page asks for, {theme: its background}); it must fit into every window."""
    asked, colours = [], {}
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_FLAGS) as browser,
    ):
        for theme in ("light", "dark"):
            view = browser.new_page(color_scheme=theme)
            view.on("request", lambda request: asked.append(request.url))
            for width in (360, 640, 1280, 1920):
                view.set_viewport_size({"width": width, "height": 800})
                view.goto(page.as_uri())
                assert view.evaluate("document.documentElement.scrollWidth") <= width
            colours[theme] = view.evaluate("getComputedStyle(document.body).backgroundColor")
    return asked, colours


# --- What the problem sets ask


@pytest.mark.parametrize("path", sorted(GRADING.glob("source/*/*.ipynb")), ids=lambda path: path.stem)
def test_every_task_of_the_problem_sets_is_known(path):
    source = read(path)
    graded = [name_of(cell) for cell in source.cells if name_of(cell) and cell.metadata.nbgrader.grade]
    found = tasks.tasks(source)
    assert [each.test for each in found] == graded and len({each.title for each in found}) == len(graded)
    solutions = {name_of(cell) for cell in source.cells if name_of(cell) and cell.metadata.nbgrader.solution}
    for each in found:
        assert re.match(r"\([a-z]\) \w", each.title) and each.cell in solutions
        assert not each.check or (each.check in again.CHECKS and each.about)


def test_an_example_is_the_program_alone(tmp_path):
    notebook, task = work()[0], tasks.Task("", "", "deltas", "deltas", "deltas-matrices")
    for cell in notebook.cells:
        if name_of(cell) == "deltas-matrices":
            cell.source = DOCUMENTED
    nbformat.write(notebook, tmp_path / "a.ipynb")
    lines = tasks.Work(tmp_path / "a.ipynb").example(task, "Zed").splitlines()
    assert len(lines) == 6 and lines[1].strip() == "delta = [None] * len(theta)" and "return delta" in lines[-1]


@pytest.mark.parametrize("about", ["x", 3, {"solution": True}, {"grade_id": ["x"], "solution": True}, {"grade_id": 7}])
@pytest.mark.parametrize("text", ["\0", "def f(:", "(" * 9999, "x = 1", "x = '" + "y" * 99_999])
def test_whatever_stands_in_a_cell_of_their_own_is_read(course, about, text):
    path = course.autograded("Bo", PS2)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "metadata": {"nbgrader": about}, "source": [text], "id": "x", "outputs": []}
    notebook["cells"].append(cell)
    for each in notebook["cells"]:
        if (each["metadata"].get("nbgrader") or {}) == {} or each["id"] == "x":
            continue
        if each["metadata"]["nbgrader"]["grade_id"] == "deltas-matrices":
            each["source"] = [text]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert "Teach again" in page(course)


def test_a_broken_cell_takes_no_other_along(tmp_path):
    notebook = work()[0]
    for cell in notebook.cells:
        if name_of(cell) == "deltas-matrices":
            cell.source = "def deltas(:"
    nbformat.write(notebook, tmp_path / "a.ipynb")
    found = tasks.Work(tmp_path / "a.ipynb")
    assert "deltas" not in found.defined and {"deltas", "gradients", "update"} <= found.uses("train_step")


# --- Words and places


def spoken():
    """The names of mistakes that stand in the coach's own files, beside its tables."""
    found = set()
    for path in (ROOT / "backprop_core" / "coach").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Trouble":
                found |= {each.value for each in node.args[:1] if isinstance(each, ast.Constant)}
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "give":
                found |= {each.value for each in node.args[3:] if isinstance(each, ast.Constant)}
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and path.stem == "worked":
                found |= {each.value for each in node.value.elts[:1] if isinstance(each, ast.Constant)}
    return {name for name in found if isinstance(name, str) and re.fullmatch("[a-z_]+", name)}


def test_there_are_words_for_every_mistake_that_the_coach_names():
    names = spoken() | {*coach.verdict.NO_CREDIT, *coach.verdict.SAYS, "wrong_helper", "coach_failed"}
    assert len(names) > 25
    assert not [name for name in names if not any(again.says(check, name) for check in again.CHECKS)]


def test_every_check_and_every_mistake_has_a_part_that_is_in_its_notebook():
    checks = {name.removeprefix("check_") for name in dir(coach) if name.startswith("check_")}
    assert checks <= again.CHECKS.keys()
    for part in {*again.CHECKS.values(), *again.BETTER}:
        (path,) = again.NOTEBOOKS.glob(f"{part[0]}_*.ipynb")
        headings = re.findall(r"^#{2,} (.+)", "\n".join(cell.source for cell in read(path).cells), re.MULTILINE)
        assert part[1] in [re.sub(r" \(lecture §.*\)$", "", each.strip()) for each in headings]
    known = {each.name for each in KNOWN} | again.SAYS.keys()
    assert {each if isinstance(each, str) else each[1] for each in again.PARTS} <= known
    assert all(again.place(check, each.name) for each in KNOWN for check in each.checks)


@pytest.mark.parametrize(
    "check, mistake, part",
    [
        ("deltas", "missing_hidden_slope", "“3 · In a hidden layer”"),
        ("train_step", "missing_hidden_slope", "“3 · In a hidden layer”"),
        ("numbers", "missing_hidden_slope", "“3 · In a hidden layer”"),
        ("error", "sum_over_patterns_lost", "“3 · Sum or mean?”"),
        ("train_step", "sum_over_patterns_lost", "“7 · And again, and again”"),
        ("numbers", "wrong_sign", "“2 · By hand, number by number”"),
        ("clip", "too_slow", again.PYTHON),
    ],
)
def test_where_a_mistake_is_taught(check, mistake, part):
    assert again.place(check, mistake).endswith(part)


# --- Likeness

GIVEN = {
    "deltas": "def deltas(theta, u, o, y):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "words": "YOUR ANSWER",
}
USUAL = demo.NO_HIDDEN_SLOPE
ODD = """
def deltas(theta, u, o, y):
    top = len(theta) - 1
    heap = {top: (o[top] - y) * 2.0 / (1 / slope(u[top]))}
    while top > 1:
        top -= 1
        heap[top] = np.einsum("ji,jp->ip", theta[top + 1], heap[top + 1]) * slope(u[top]) / 2.5
    return [None, *(heap[m] for m in sorted(heap))]
"""


def alike(works, given=GIVEN["deltas"]):
    found = likeness.pairs({name: {"deltas": text} for name, text in works.items()}, {"deltas": given}, {})
    return [(each.first, each.second) for each in found]


def others(count):
    """A class that wrote what everybody writes."""
    return {f"other-{n}": USUAL for n in range(count)}


def test_what_everybody_writes_makes_no_pair():
    assert alike(others(30)) == []


def test_who_renames_variables_and_lays_lines_out_anew_is_a_pair():
    renamed = ODD.replace("top", "last").replace("heap", "d").replace(" / 2.5", " /2.5  # half\n")
    assert alike(others(20) | {"ada": ODD, "bo": renamed}) == [("ada", "bo")]


def test_three_friends_are_three_pairs():
    assert alike(others(20) | dict.fromkeys(("ada", "bo", "cy"), ODD)) == [("ada", "bo"), ("ada", "cy"), ("bo", "cy")]


def test_what_was_given_out_makes_no_pair():
    works = others(20) | {"ada": ODD, "bo": ODD.replace("2.5", "3")}
    assert alike(works) == [("ada", "bo")] and alike(works, given=ODD) == []


def test_wrong_in_the_same_way_tells_more():
    own = "    if theta is None:\n        raise ValueError('{}', [7 * theta % 3, theta ** {}, -theta // {}])\n"
    half = {name: ODD + own.format(name, n, n + 1) * 4 for n, name in enumerate(("ada", "bo"), start=4)}
    works = others(20) | half
    pair = ("ada", "bo")
    share = {  # of what is rare in them
        wrong: next(
            (each.share for each in likeness.pairs({n: {"deltas": t} for n, t in works.items()}, GIVEN,
             dict.fromkeys(pair, {"deltas"}) if wrong else {})), 0.0)
        for wrong in (False, True)
    }  # fmt: skip
    assert share[True] > share[False]


def test_answers_in_the_same_words_are_a_pair():
    text = "Because " + " ".join(f"word{n}" for n in range(30))
    works = {f"s{n}": {"words": f"It is small, {n} times {n + 100} and {n + 200} in all, I think"} for n in range(9)}
    works |= {"ada": {"words": text}, "bo": {"words": f"Well. {text}!"}}
    (found,) = likeness.pairs(works, GIVEN, {})
    assert (found.first, found.second, found.cells) == ("ada", "bo", ("words",))
