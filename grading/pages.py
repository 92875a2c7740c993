"""What happens to a notebook's outputs on the way to the marks and to the feedback page."""

import base64
import re

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_output
from nbgrader import utils

from backprop_core.figures.png import to_png

SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
NOT_JUDGED = "The coach could not judge this. Whoever teaches you will."
HIDDEN = "The points of this test are not shown, so there are none. Does your notebook change what its cells show?"


class OnlyShownPoints(Preprocessor):
    """nbgrader gives all points to a test cell that raises nothing and shows no number, and one line of settings in a
    notebook hides what cells show. Ours end with a check, whose value is the points: where there is no such value, or
    another one beside it, we put an error first, and to nbgrader that is 0 points."""

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        """Look at a test cell's outputs."""
        if cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell):
            kinds = {output.output_type for output in cell.outputs}
            values = [each.data.get("text/plain") for each in cell.outputs if each.output_type == "execute_result"]
            right = len(values) == 1 and _are_points(values[0], cell.metadata.nbgrader.points)
            if values == ["nan"]:  # what the coach shows where it has broken down
                cell.outputs.insert(0, new_output("error", ename="NotJudged", evalue="", traceback=[NOT_JUDGED]))
            elif not right and (values or "error" not in kinds):
                cell.outputs.insert(0, new_output("error", ename="NoPoints", evalue="", traceback=[HIDDEN]))
        return cell, resources


def _are_points(value, most):
    """Whether a value's text is what a check can show."""
    try:
        return 0 <= float(value) <= most
    except (TypeError, ValueError):
        return False


class WarningsCostNothing(Preprocessor):
    """nbgrader takes anything on stderr for a failed test. Where a test cell has given its points, a warning beside
    them is only a warning: it is shown like any other printed text."""

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        """Rename the streams of a cell that has come to its end with a value."""
        kinds = {output.output_type for output in cell.get("outputs", [])}
        if "execute_result" in kinds and "error" not in kinds:
            for output in cell.outputs:
                if output.output_type == "stream":
                    output.name = "stdout"
        return cell, resources


class CoachPictures(Preprocessor):
    """The SVG in a verdict's HTML → a PNG below it. What comes after this lets no SVG through, because a student can
    write one with a program in it; a PNG holds none. The rules for JupyterLab's page are left out."""

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        """Go through the outputs of a code cell."""
        outputs = []
        for output in cell.get("outputs", []):
            outputs.append(output)
            html = output.get("data", {}).get("text/html", "")
            found = SVG.search(html)
            if html:
                output.data["text/html"] = STYLE.sub("", SVG.sub("", html))
            if found:
                outputs += _picture(found[0])
        if outputs:
            cell.outputs = outputs
        return cell, resources


def _picture(svg):
    """A list with the PNG as an output of its own, or an empty one if it cannot be drawn."""
    try:
        png = to_png(svg)
    except Exception:  # a student may have written anything there
        return []
    if png is None:
        return []
    says = re.search(r'aria-label="([^"]*)"', svg)
    wide = re.search(r'<svg[^>]* width="(\d{1,3})"', svg)
    about = {"alt": says[1] if says else "A picture of the network", "width": int(wide[1]) if wide else 560}
    return [new_output("display_data", {"image/png": base64.b64encode(png).decode()}, metadata={"image/png": about})]
