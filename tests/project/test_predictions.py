"""What a student is to predict does not stand on the page before it is run."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
CELLS = {path.stem: nbformat.read(path, as_version=4).cells for path in NOTEBOOKS}


def is_collapsed(cell):
    return cell.metadata.get("jupyter", {}).get("outputs_hidden", False)


COLLAPSED = [
    pytest.param(cell, id=f"{name} {cell.id}") for name, cells in CELLS.items() for cell in cells if is_collapsed(cell)
]
FORETOLD = [
    pytest.param(next(each for each in cells[n:] if each.cell_type == "code"), id=f"{name} {cell.id}")
    for name, cells in CELLS.items()
    for n, cell in enumerate(cells)
    if cell.cell_type == "markdown" and re.search("[Tt]hen run it", cell.source)
]


@pytest.mark.parametrize("cell", FORETOLD)
def test_what_is_run_after_a_prediction_is_collapsed(cell):
    assert is_collapsed(cell)


@pytest.mark.parametrize("cell", COLLAPSED)
def test_the_first_line_of_a_collapsed_output_holds_no_result(cell):
    """JupyterLab shows it. A view begins with its tasks or settings, all else with words that stand in the cell."""
    if not any("text/plain" in output.get("data", {}) for output in cell.outputs):
        calls = [each for each in ast.walk(ast.parse(cell.source)) if isinstance(each, ast.Call)]
        prints = [each for each in calls if ast.unparse(each.func) == "print"]
        first, *_ = min(prints, key=lambda each: each.lineno).args
        assert isinstance(first, ast.Constant) and isinstance(first.value, str)
    else:
        assert cell.outputs[0].data["text/plain"].startswith(("Network", "☐"))


def test_there_are_such_cells():
    assert len(COLLAPSED) > 20 and len(FORETOLD) > 5
