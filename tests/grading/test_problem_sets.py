"""The three problem sets, as they are kept: with solutions. What is solved earns everything, what is not yet written
earns nothing, and never is there an exception but the student's own."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

SOURCE = Path(__file__).parents[2] / "grading" / "source"
POINTS = {"ps1_forward_and_error": 20, "ps2_deltas_and_gradients": 40, "ps3_training_and_trouble": 40}
CUT = re.compile(r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION$", re.MULTILINE | re.DOTALL)
FIELDS = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}


def cells_of(name):
    return nbformat.read(SOURCE / name / f"{name}.ipynb", as_version=4).cells


def graded(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def run(name, solved):
    """{cell id: the value of its last line} of the graded code cells, and the exceptions of the others."""
    names, earned, stopped = {}, {}, {}
    for cell in cells_of(name):
        if cell.cell_type != "code":
            continue
        source = cell.source if solved else CUT.sub(r"\1raise NotImplementedError()", cell.source)
        body = ast.parse(source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        try:
            exec(compile(ast.Module(body, []), cell.id, "exec"), names)
            value = last and eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
        except NotImplementedError as error:
            stopped[cell.id] = error
            assert not graded(cell) and cell.metadata["nbgrader"]["solution"]
            continue
        if graded(cell):
            earned[cell.id] = (float(repr(value)), cell.metadata["nbgrader"]["points"])
    return earned, stopped


@pytest.mark.parametrize("name", POINTS)
def test_the_cells_are_as_nbgrader_wants_them(name):
    cells = cells_of(name)
    known = [cell.metadata["nbgrader"] for cell in cells if "nbgrader" in cell.metadata]
    assert len({each["grade_id"] for each in known}) == len(known)
    assert len({cell.id for cell in cells}) == len(cells)
    for cell in cells:
        about = cell.metadata.get("nbgrader")
        if about is None:
            continue
        assert set(about) - {"points"} == FIELDS and about["schema_version"] == 3 and about["task"] is False
        assert ("points" in about) == about["grade"]
        assert about["locked"] != about["solution"]
        assert about["grade_id"] == cell.id and re.fullmatch(r"[a-z][a-z0-9-]*", cell.id)
        by_hand = about["grade"] and about["solution"]
        assert cell.cell_type == ("markdown" if by_hand else cell.cell_type)
        if about["solution"] and not by_hand:
            assert len(CUT.findall(cell.source)) == cell.source.count("###") // 2 == 1
        else:
            assert "### BEGIN" not in cell.source
    assert sum(each.get("points", 0) for each in known) == POINTS[name]
    assert all(not cell.get("outputs") for cell in cells)


@pytest.mark.parametrize("name", POINTS)
def test_the_points_stand_beside_the_tasks(name):
    """Headings state what the cells below them are worth."""
    headings, tasks = 0, 0
    for cell in cells_of(name):
        if cell.cell_type == "markdown" and not graded(cell):
            for line in cell.source.splitlines():
                found = re.match(r"#+ .* · ([\d +]+) points?$", line)
                headings += sum(map(int, found[1].split("+"))) if found and not _sums_others(line) else 0
        tasks += cell.metadata.get("nbgrader", {}).get("points", 0)
    assert headings == tasks == POINTS[name]


def _sums_others(line):
    """Whether a heading gives the points of the parts below it, which have headings of their own."""
    parts = ("With matrices", "Somewhere new", "Vanishing", "The gradient check", "Your network reads")
    return any(part in line for part in parts)


@pytest.mark.parametrize("name", POINTS)
def test_what_is_solved_earns_everything(name):
    earned, stopped = run(name, solved=True)
    assert not stopped and earned and all(got == full for got, full in earned.values()), earned


@pytest.mark.parametrize("name", POINTS)
def test_what_is_not_written_earns_nothing(name, capsys):
    earned, stopped = run(name, solved=False)
    assert stopped and earned and all(got == 0 for got, _ in earned.values()), earned
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert len(said) == len(earned) and all(len(line) > 40 for line in said)


def test_the_rubrics_name_every_answer_in_words():
    rubrics = (SOURCE.parent / "rubrics.md").read_text(encoding="utf-8")
    for name in POINTS:
        for cell in cells_of(name):
            if graded(cell) and cell.cell_type == "markdown":
                points = cell.metadata["nbgrader"]["points"]
                assert re.search(rf"\*\*`{cell.id}`: .* \({points}\)\*\*", rubrics), cell.id
