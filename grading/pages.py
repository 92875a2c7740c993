"""What happens to a notebook's outputs on the way to the marks and to the feedback page."""

import base64
import re

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_output

from backprop_core.figures.picture import to_png

SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


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
    write one with a program in it; a PNG holds none."""

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        """Go through the outputs of a code cell."""
        outputs = []
        for output in cell.get("outputs", []):
            outputs.append(output)
            html = output.get("data", {}).get("text/html", "")
            found = SVG.search(html)
            if found:
                output.data["text/html"] = SVG.sub("", html)
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
    about = {"alt": says[1] if says else "A picture of the network", "width": 560}
    return [new_output("display_data", {"image/png": base64.b64encode(png).decode()}, metadata={"image/png": about})]
