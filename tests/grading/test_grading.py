"""The teacher's way: sources and students' versions in step, the marking run, and the made-up class from end to end.

Nothing in here is skipped: the developers' environment holds nbgrader.
"""

import ast
import importlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import nbformat
import psutil
import pytest
from playwright.sync_api import sync_playwright
from traitlets import HasTraits
from traitlets.config.loader import PyFileConfigLoader

from grading import demo, mark, repair, status
from grading.course import GRADING, Course, MarkingError
from grading.release import EXERCISES, generated, new_course, problem_sets
from grading.status import GRADED, UNGRADED, WAITING
from tests.grading.courses import LIMITS, PS2, SOLVED, UNTOUCHED, cells, read, without_views
from tools.lab import CHROMIUM_FLAGS

ROOT = GRADING.parent
SETS = problem_sets()


def graded(notebook):
    """{name: cell} of the cells that earn points."""
    return {name: cell for cell in notebook.cells if (name := repair.name_of(cell)) and cell.metadata.nbgrader.grade}


# --- The problem sets


def test_there_are_problem_sets():
    assert PS2 in SETS
    assert sorted(path.stem for path in EXERCISES.glob("*.ipynb")) == SETS


@pytest.mark.parametrize("ps", SETS)
def test_no_solution_is_in_the_students_version(ps):
    release = read(EXERCISES / f"{ps}.ipynb")
    given = {repair.name_of(cell): cell.source for cell in release.cells}
    assert all("SOLUTION" not in cell.source and not cell.get("outputs") for cell in release.cells)
    for cell in read(GRADING / "source" / ps / f"{ps}.ipynb").cells:
        if repair.name_of(cell) and repair.is_solution(cell) and cell.cell_type == "code":
            assert "### BEGIN SOLUTION" in cell.source, "without the markers the student would get no frame to fill in"
            assert "raise NotImplementedError" in given[repair.name_of(cell)]


@pytest.mark.parametrize("ps", SETS)
def test_every_test_cell_ends_with_a_check_that_is_worth_its_points(ps):
    source = read(GRADING / "source" / ps / f"{ps}.ipynb")
    names = [repair.name_of(cell) for cell in source.cells if repair.name_of(cell)]
    assert len(names) == len(set(names))
    for name, cell in graded(source).items():
        if repair.is_solution(cell):
            assert cell.cell_type == "markdown"
            continue
        *before, last = ast.parse(cell.source).body
        assert not any(isinstance(each, ast.Expr) for each in before), "a student may have all values shown, not one"
        check = last.value
        assert ast.unparse(check.func).startswith("coach.check_"), name
        points = [word.value.value for word in check.keywords if word.arg == "points"]
        assert points == [cell.metadata.nbgrader.points], name
        assert cell.metadata.nbgrader.locked


# --- The marking run


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A folder in which every problem set has been handed in with all solutions, and untouched: ps2 by the made-up
    class. All has been run, and nothing been marked by hand. What changes anything works in a copy."""
    course = new_course(tmp_path_factory.mktemp("course"))

    def write_work(*asked, write=demo.write_work):
        return without_views(write(*asked))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "write_work", write_work)
        demo.by_machine(course, LIMITS)
    for ps in SETS:
        if ps == PS2:
            continue
        assert generated(course, ps) == course.release(ps).read_bytes()
        downloads = course.root / "more" / ps
        (downloads / UNTOUCHED).mkdir(parents=True)
        nbformat.write(without_views(read(course.source(ps))), downloads / f"{SOLVED}_{ps}.ipynb")
        nbformat.write(without_views(read(EXERCISES / f"{ps}.ipynb")), downloads / UNTOUCHED / "notebook.ipynb")
        mark.collect(course, ps, downloads)
        assert mark.autograde(course, ps, limits=LIMITS)
    return course.root


@pytest.fixture(scope="module")
def course(marked):
    return Course(shutil.copytree(marked, marked.parent / "copy"))


@pytest.mark.parametrize("ps", SETS)
def test_the_students_version_is_in_step_with_the_source(course, ps):
    assert course.release(ps).read_bytes() == (EXERCISES / f"{ps}.ipynb").read_bytes(), "`make release` is due"


@pytest.mark.parametrize("ps", SETS)
def test_the_source_scores_full_and_the_release_zero(course, ps):
    solved, untouched = cells(course, ps, SOLVED), cells(course, ps, UNTOUCHED)
    for name, cell in graded(read(course.source(ps))).items():
        machine = None if repair.is_solution(cell) else cell.metadata.nbgrader.points
        assert solved[name] == (machine, None)
        assert untouched[name] == (0, None)
    records = status.read(course.marks(ps))
    assert records[UNTOUCHED].state == GRADED
    assert records[SOLVED].state == (WAITING if None in [points for points, _ in solved.values()] else GRADED)


def test_the_command_line_marks_a_student(course):
    shutil.rmtree(course.autograded(SOLVED, PS2).parent)
    before = cells(course, PS2, SOLVED)
    with course.gradebook() as gradebook:
        gradebook.remove_submission(PS2, SOLVED)
    command = [sys.executable, "-m", "grading.mark", "--course", course.root, "autograde", "ps2"]
    wall = [] if LIMITS.wall else ["--no-wall"]
    done = subprocess.run([*command, *wall, "--student", SOLVED], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"] {SOLVED}: {WAITING}, " in done.stdout
    assert cells(course, PS2, SOLVED) == before
    assert course.autograded(SOLVED, PS2).exists()


def stubborn(notebook):
    """A loop outside every function that no interrupt ends."""
    loop = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(loop))
    return notebook


def test_who_takes_too_long_is_ungraded_and_the_others_keep_their_marks(course, tmp_path):
    before = cells(course, PS2, UNTOUCHED)
    nbformat.write(stubborn(read(course.source(PS2))), tmp_path / "stubborn_ps2.ipynb")
    mark.collect(course, PS2, tmp_path)
    assert not mark.autograde(course, PS2, ["stubborn"], LIMITS._replace(cell=99.0, all=5.0))
    records = status.read(course.marks(PS2))
    assert records["stubborn"].state == UNGRADED and "stopped after 5 seconds" in records["stubborn"].reason
    assert records[UNTOUCHED].state == GRADED and cells(course, PS2, UNTOUCHED) == before
    row = {row["student"]: row for row in status.read_table(mark.marks(course, PS2))}["stubborn"]
    assert row["mark"] == "" and "stopped" in row["remarks"]
    left = [each for each in psutil.process_iter(["cmdline", "cwd"]) if "stubborn" in str(each.info["cwd"])]
    assert not left, "its kernel is still running"


def test_an_error_in_the_settings_is_loud(tmp_path):
    course = new_course(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 1 / 0\n")
    with pytest.raises(MarkingError, match=r"nbgrader_config\.py cannot be used \(ZeroDivisionError"):
        mark.generate(course, PS2)
    with pytest.raises(MarkingError, match="Nothing is marked"):
        mark.autograde(course, PS2, limits=LIMITS)
    assert mark.main(["--course", str(tmp_path), "generate", "ps2"]) == 1
    outcome = course.nbgrader("generate_assignment", PS2)  # nbgrader by itself, in the way we call it
    assert not outcome.ok and "ZeroDivisionError" in outcome.reason


def test_every_setting_is_one_that_exists():
    places = ["nbgrader.preprocessors", "nbgrader.converters", "nbconvert.preprocessors.sanitize"]
    for name, settings in PyFileConfigLoader("nbgrader_config.py", path=str(GRADING)).load_config().items():
        (found,) = {
            getattr(module, name) for place in places if hasattr(module := importlib.import_module(place), name)
        }
        assert issubclass(found, HasTraits)
        assert set(settings) <= set(found.class_trait_names(config=True)), name


# --- The settings and the README


def test_the_readme_shows_commands_that_exist_and_the_limits_that_hold():
    text = (GRADING / "README.md").read_text(encoding="utf-8")
    steps = re.findall(r'make grade ARGS="([^"]+)"', text)
    for step in steps:
        if step != "STEP PS":
            assert mark.parser().parse_args(shlex.split(step)).ps == "ps2"
    assert {step.split()[0] for step in steps} >= {"generate", "collect", "autograde", "answers", "manual", "marks"}
    assert mark.LIMITS.cell == 120 and "A cell may take two minutes" in " ".join(text.split())
    assert mark.LIMITS.all == 400 and " ".join(text.split()).count("400 seconds") == 2


# --- The whole way


@pytest.fixture(scope="module")
def demo_table(marked):
    """What `make grade-demo` prints."""
    table = demo.by_hand(Course(shutil.copytree(marked, marked.parent / "demo")))
    demo.show(table)
    return {row[0]: row for row in table}


@pytest.mark.parametrize("student", [*(student.name for student in demo.CLASS), demo.NOT_A_NOTEBOOK, demo.ALL])
def test_the_demo_gives_each_student_the_right_mark_and_words(demo_table, student):
    *_, wrong = demo_table[student]
    assert not wrong


HOSTILE = """
<script>window.ran = 'a script'</script> <img src=x onerror="window.ran = 'onerror'">
<a id=link href="javascript:window.ran = 'a link'">link</a> <img src="https://example.org/seen.png">
<iframe srcdoc="<script>parent.ran = 'a frame'</script>"></iframe> <base href="https://example.org/">
<math href="javascript:window.ran = 'a formula'" id=formula><mi>x</mi></math>
"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [640, 1280, 1920])
def test_nothing_runs_on_a_feedback_page_nothing_is_fetched_and_no_sentence_is_cut(
    demo_table, marked, browser_path, width
):
    """Whatever of a hand-in may come through to the page: here it stands there as it is."""
    page = Course(marked.parent / "demo").feedback("cy-hidden-slope", PS2)
    text, asked = page.read_text(encoding="utf-8"), []
    listed = re.findall(r"<li><a href=[^>]*>([^<]*)</a>", text)
    tasks = [name for name in listed if name != "Comment"]
    assert tasks[:2] == ["(a) By hand, on the diagram", "(b) One term is blank"] and len({*tasks}) == len(tasks) == 12
    hostile = page.with_name("hostile.html")
    hostile.write_text(re.sub("<body[^>]*>", lambda found: found[0] + HOSTILE, text, count=1), encoding="utf-8")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM_FLAGS) as browser,
    ):
        view = browser.new_page(viewport={"width": width, "height": 800})

        def answer(route):
            asked.append(route.request.url)
            route.fulfill(body="window.ran = 'fetched'", content_type="text/javascript")

        view.route(re.compile("^https?:"), answer)
        said = []
        view.on("console", lambda message: said.append(message.text))
        view.goto(page.as_uri())
        assert said == [], "something of the page itself is blocked"
        view.goto(hostile.as_uri())
        view.click("#link")
        view.click("#formula")
        view.wait_for_timeout(200)
        assert view.evaluate("window.ran") is None and not asked
        formulas = "[...document.querySelectorAll('math:not(#formula)')].map(e => e.getBoundingClientRect().height)"
        assert len(view.evaluate(formulas)) > 10 and all(high > 5 for high in view.evaluate(formulas))
        boxes = view.evaluate("[...document.querySelectorAll('pre')].filter(e => e.textContent.includes('✗')).map("
                              "e => [e.scrollWidth, e.clientWidth])")  # fmt: skip
        assert boxes and all(whole <= seen for whole, seen in boxes)
        broken = "[...document.images].filter(e => e.src.startsWith('data:') && !e.naturalWidth).length"
        assert view.evaluate("document.images.length") > 2 and view.evaluate(broken) == 0


def test_the_demo_would_notice(capsys):
    assert not demo.show([("x", "1", "0", "words", ["mark 0 instead of 1"])])
    assert "WRONG: mark 0 instead of 1" in capsys.readouterr().out


# --- What students and the world get


def test_the_students_zip_holds_the_course_without_solutions_and_tests(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "student_zip.py", tmp_path / "x.zip"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        files = {name.removeprefix("backpropagation/"): archive.read(name) for name in archive.namelist()}
    assert {"Makefile", "README.md", "requirements/lab.txt", "backprop_core/network.py"} <= files.keys()
    assert {f"notebooks/exercises/{ps}.ipynb" for ps in SETS} <= files.keys()
    assert not {name.split("/")[0] for name in files} & {"grading", "tests", ".ci", ".git"}
    assert not [name for name, text in files.items() if name.endswith(".ipynb") and b"BEGIN SOLUTION" in text]


def test_neither_wheel_nor_source_distribution_holds_the_teachers_side(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", tmp_path], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (wheel,), (sdist,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive, tarfile.open(sdist) as other:
        inside = [*archive.namelist(), *(name.partition("/")[2] for name in other.getnames())]
    assert inside and not [name for name in inside if name.startswith("grading")]


def test_students_work_is_never_committed():
    for name in ("gradebook.db", "submitted/ada/ps/ps.ipynb", "marks/ps/marks.csv", "feedback/a/ps/ps.html"):
        assert subprocess.run(["git", "check-ignore", "-q", Path("grading", name)], cwd=ROOT).returncode == 0
