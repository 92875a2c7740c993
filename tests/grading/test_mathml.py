"""Formulas of a feedback page: every one of the problem sets becomes MathML, and nothing else comes along."""

import html
import re
from xml.etree import ElementTree

import nbformat
import pytest

from grading.course import GRADING
from tools.mathml import html_of, mathml

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)


def formulas():
    """(LaTeX, whether on a line of its own), of all texts of the problem sets."""
    found = set()
    for path in sorted((GRADING / "source").glob("*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                text = re.sub("`[^`]*`", "", cell.source)
                found |= {(each[1] or each[2], bool(each[1])) for each in FORMULA.finditer(text)}
    return found


def test_every_formula_of_the_problem_sets_is_set():
    found = formulas()
    assert len(found) > 40
    for tex, block in found:
        tree = ElementTree.fromstring(mathml(tex, block))
        assert tree.tag == "math" and tree.get("display") == ("block" if block else "inline"), tex


def test_a_fraction_is_a_fraction():
    tree = ElementTree.fromstring(mathml(r"\frac{\partial J}{\partial w}"))
    above, below = tree.find(".//mfrac")
    assert "".join(above.itertext()) == "∂J" and "".join(below.itertext()) == "∂w"


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}", r"\text{<script>alert(1)</script>}", r"\text{<img src=x onerror=alert(1)>}",
        r"\style{background:url(https://example.org)}{x}", r"\class{a}{x}", r"\unknown",
        "{" * 3000, "x" * 5000, r"\frac",
    ],
    ids=lambda tex: tex[:20],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", "\t"], ids=["", "behind a tab"])
def test_what_is_not_known_is_text(tex, before):
    page = html_of(f"a{before}${tex}$ b")
    assert not re.search("<(?!/?(p|math|m[a-z]+)[ >/])", page) and "href=" not in page
    text = ElementTree.fromstring(f"<div>{page}</div>").itertext()
    assert tex[:20] in "".join(text)


def test_a_link_to_a_program_leads_nowhere():
    page = html_of("[x](javascript:alert(1)) [y](https://example.org)")
    assert "javascript" not in page and 'href="https://example.org"' in page


@pytest.mark.parametrize("text", ["[" * 100_000, "<a " * 100_000, "`*_[ " * 200_000], ids=["[", "<a", "`*_["])
def test_a_text_of_which_reading_takes_hours_is_shown_as_it_is(text):
    assert html_of(text) == f"<pre>{html.escape(text)}</pre>"


def test_a_picture_that_was_pasted_is_one():
    page = html_of(f"![mine](data:image/png;base64,{'iVBO' * 10_000})")
    assert "<img" in page


def test_a_picture_in_an_answer_is_shown_and_one_that_is_not_there_is_told():
    there = {"a.png": {"image/png": "iVBORw0KGgo="}}
    assert "data:image/png;base64,iVBORw0KGgo=" in html_of("![mine](attachment:a.png)", there)
    for attachments in (None, {}, {"x.png": {}}, {"x.png": "text"}):
        assert "![mine](attachment:x.png)" in html_of("![mine](attachment:x.png)", attachments)
