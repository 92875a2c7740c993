"""What goes back to a student: one page, in which whatever was handed in is dead.

Threat: what a student has written or shown runs in the browser of whoever reads the page, or asks for something from
elsewhere.
"""

import base64
import html
import re
import warnings
from functools import cache

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from backprop_core.figures.png import to_png
from tools.mathml import Page

from .course import Course
from .tasks import tasks

SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)

# In the head of every page, before all else: no program runs in it, and nothing is fetched. The page is made safe
# already (SanitizeHTML, `tools/mathml.py`); this holds where that has a hole.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# Of the template, and not needed: MathJax and other programs; in its head a font, which could not be fetched.
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
TEST = re.compile(r'(<a href="#([\w-]+)">)([^<]*)</a>')  # of the template: a line in the list at the top
FONT = re.compile(r"@font-face\s*\{[^}]*\}")
HEAD = (
    f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    # The coach's sentence is one long line.
    "<style>.output_subarea pre { white-space: pre-wrap; word-break: normal } "
    ".rendered_html :is(td, th) { padding: 0.2em 0.7em }</style>"
)


def feedback(root, ps, student):
    """The page of one student, as text: their notebook in autograded/, with points and comments of the gradebook."""
    course, exporter = Course(root), _exporter(root)
    about = {"student": student, "assignment": ps, "notebook": ps, "db_url": course.database}
    notebook = nbformat.read(course.autograded(student, ps), as_version=4)
    resources = {"unique_key": ps, "output_files_dir": f"{ps}_files", "nbgrader": about, "metadata": {"name": ps}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a student has written, like a language that nobody knows
        page, _ = exporter.from_notebook_node(notebook, resources=resources)
    head, end, body = SCRIPT.sub("", page).partition("</head>")
    listed, first, rest = body.partition("</ol>")
    titles = _titles(root, ps)
    listed = TEST.sub(lambda link: f"{link[1]}{html.escape(titles.get(link[2], link[3]))}</a>", listed)
    return FONT.sub("", head).replace("<head>", HEAD, 1) + end + listed + first + rest


@cache
def _titles(root, ps):
    """{cell: what it asks}: nbgrader calls them all "Test cell"."""
    return {task.test: task.title for task in tasks(nbformat.read(Course(root).source(ps), as_version=4))}


@cache
def _exporter(root):
    """What nbgrader makes its pages with, and its settings: once for each process, since it takes a second."""
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    converter = GenerateFeedback(coursedir=CourseDirectory(config=settings), config=settings)
    exporter = Page(parent=converter, config=converter.config)
    for each in converter.preprocessors:
        exporter.register_preprocessor(each, enabled=True)
    return exporter


class CoachPictures(Preprocessor):
    """The SVG in a verdict's HTML → a PNG below it. What comes after this lets no SVG through, because a student can
    write one with a program in it; a PNG holds none. The rules for JupyterLab's page are left out."""

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        """Go through the outputs of a code cell."""
        outputs = []
        for output in cell.get("outputs", []):
            outputs.append(output)
            shown = output.get("data", {}).get("text/html", "")
            found = SVG.search(shown)
            if shown:
                output.data["text/html"] = STYLE.sub("", SVG.sub("", shown))
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
