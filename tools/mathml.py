"""Markdown as HTML, its formulas in MathML, which browsers set by themselves: no program is needed
in the page, and nothing is fetched.

Threat: what stands between dollar signs is a student's text, too, and HTML can be hidden in it, or a link in which a
program stands. So of MathML only what is known comes through; any other formula is shown as it was written.
"""

import html
import re
from xml.etree import ElementTree

from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

TAGS = {
    "math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
}  # fmt: skip
ATTRIBUTES = {
    "accent", "columnalign", "columnspacing", "depth", "display", "displaystyle", "fence", "form", "height", "largeop",
    "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowspacing",
    "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
}  # fmt: skip
LONGEST = 4000  # letters of a formula
LONGEST_TEXT = 20_000  # letters of a text that is read as Markdown: of some, reading takes hours
PASTED = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")  # a picture counts as none
XMLNS = ' xmlns="http://www.w3.org/1998/Math/MathML"'  # in HTML it need not be said


def mathml(tex, block=False):
    """A formula of LaTeX as MathML; as text, where it is none or holds what is not known. block: on a line of its
    own."""
    signs = "$$" if block else "$"
    as_text = html.escape(f"{signs}{tex}{signs}")
    if len(tex) > LONGEST:
        return as_text
    try:
        found = ElementTree.fromstring(convert(tex, display="block" if block else "inline").replace(XMLNS, "", 1))
    except Exception:  # a student may have written anything there
        return as_text
    for each in found.iter():
        if each.tag not in TAGS or not each.attrib.keys() <= ATTRIBUTES or "\\" in (each.text or ""):
            return as_text
    return ElementTree.tostring(found, "unicode")


class _Renderer(IPythonRenderer):
    def block_math(self, body):
        return mathml(body, block=True)

    def multiline_math(self, text):
        return mathml(text, block=True)

    def latex_environment(self, name, body):
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)

    def inline_math(self, body):
        return mathml(body)

    def image(self, text, url, title=None):
        """In place of one that is not there, what is written of it."""
        try:
            return super().image(text, url, title)
        except Exception:  # its notebook may say anything of it
            return html.escape(f"![{text}]({url})")


class Page(HTMLExporter):
    """nbconvert's page, but for its formulas."""

    @pass_context
    def markdown2html(self, context, source):
        """Takes the place of the filter that leaves formulas to MathJax."""
        return html_of(source, context.get("cell", {}).get("attachments"))


def html_of(source, attachments=None):
    """Markdown as HTML. attachments: the pictures that were put into it, as a cell holds them."""
    if len(PASTED.sub("", source)) > LONGEST_TEXT:
        return f"<pre>{html.escape(source)}</pre>"
    renderer = _Renderer(
        escape=False, allow_harmful_protocols=False, exclude_anchor_links=True, attachments=attachments or {}
    )  # fmt: skip
    return MarkdownWithMath(renderer=renderer).render(source)
