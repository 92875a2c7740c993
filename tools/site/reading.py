"""Every notebook as a page to read and to print, with its stored pictures. No program runs in it.

What a notebook folds away stays folded: a prediction comes before its answer.
"""

import base64
import html
import re
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

import nbformat
from markupsafe import Markup
from nbconvert.filters import Highlight2HTML
from PIL import Image

from tools.mathml import html_of

from . import course
from .page import render

ZOOM = 1.5  # a stored picture has so many pixels for each of the view's: as labextension/ has it
FOLDED = "What comes out. Say first what you expect."  # which tells nothing of it
HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
SOURCE_OF_HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
END_OF_FOLD = re.compile(r"\n(?=</details>)")
EMPHASIS = re.compile(r"[*`]")
LINK = re.compile(r'(<a href=")([^"#:]*?)\.ipynb(#[^"]*)?"')
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
ERR = "<mi>E</mi><mi>r</mi><mi>r</mi>"  # one word, and no product of three
INLINE = re.compile(r'[(“"]?<math display="inline">(?:(?!</math>).)*</math>[.,;:?!)”"]*', re.DOTALL)
SIGN = re.compile("<m[ino][ >]")
LONG = 24  # signs of a formula from which on it may be wider than a phone
MINUS = re.compile(r"(<mo[^>]*>[=(,]</mo>)<mo>−</mo>")  # a sign, and no difference: without room at its right
BLOCK = re.compile(r'<math display="block">.*?</math>', re.DOTALL)
UNTITLED = re.compile(r"^<h1.*?</h1>\s*", re.DOTALL)


class Heading(NamedTuple):
    """A heading of a page: how deep it is, its id, and its text as HTML."""

    level: int
    id: str
    html: Markup


class Cell(NamedTuple):
    """A cell of a notebook as HTML; kind: "markdown", "code"."""

    kind: str
    html: Markup


def write(out):
    """Write a reading page for every notebook and every problem set into the folder `out`, with their pictures."""
    for parts in (course.notebooks(), course.problem_sets()):
        for part, before, after in zip(parts, [None, *parts], [*parts[1:], None], strict=False):
            _write(out, part, before, after)


def _write(out, part, before, after):
    notebook = nbformat.read(course.ROOT / f"{part.path}.ipynb", as_version=4)
    headings, cells, views = [], [], 0
    pictures = (out / part.page).with_suffix("")
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found, written = markdown(cell.source)
            headings += found
            cells.append(Cell("markdown", Markup(written)))
        elif cell.cell_type == "code":
            parts = [_code(cell), _outputs(cell, pictures)]
            views += sum("image/png" in output.get("data", {}) for output in cell.outputs)
            cells.append(Cell("code", Markup("\n".join(filter(None, parts)))))
    title = UNTITLED.match(cells[0].html)
    cells[0] = cells[0]._replace(html=Markup(cells[0].html[title.end() :]))
    render(
        "read.html.jinja", out, part.page, part=part, before=before, after=after, title=Markup(title[0]),
        contents=[each for each in headings if each.level in (2, 3)], cells=cells, views=views > 0,
    )  # fmt: skip


# --- Texts -----------------------------------------------------------------------------------------------------------


def markdown(source):
    """The Markdown of a cell as ([`Heading`], HTML): formulas are MathML, links lead to reading pages."""
    names = [heading_id(words) for _, words in SOURCE_OF_HEADING.findall(FENCED.sub("", source))]
    source = END_OF_FOLD.sub("\n\n", source)  # else it would belong to the last paragraph, or to a list's last line
    headings = []

    def named(found):
        heading = Heading(int(found[1]), names[len(headings)], Markup(found[2]))
        headings.append(heading)
        return f'<h{found[1]} id="{html.escape(heading.id)}">{found[2]}</h{found[1]}>'

    written = HEADING.sub(named, MINUS.sub(r'\1<mo form="prefix">−</mo>', html_of(source)))
    written = written.replace(ERR, '<mi class="word">Err</mi>')
    written = LINK.sub(lambda link: f'{link[1]}{link[2]}.html{link[3] or ""}"', written)
    written = INLINE.sub(_inline, written)
    # Where the page is narrow, they are scrolled, and not the page.
    written = TABLE.sub(lambda table: f'<div class="wide">{table[0]}</div>', written)
    return headings, BLOCK.sub(lambda formula: f'<div class="formula">{formula[0]}</div>', written)


def _inline(formula):
    """No line begins with the full stop that follows a formula; and a long one can be scrolled by itself."""
    kind = "long" if len(SIGN.findall(formula[0])) >= LONG else "keep"
    return f'<span class="{kind}">{formula[0]}</span>' if kind == "long" or formula[0][-1] != ">" else formula[0]


def heading_id(words):
    """What JupyterLab calls a heading of these words: its text, as it is before formulas are set."""
    return EMPHASIS.sub("", words).replace(" ", "-")


# --- Code and what came out ------------------------------------------------------------------------------------------


@cache
def _highlighter():
    return Highlight2HTML(pygments_lexer="ipython3")


def _code(cell):
    if not cell.source.strip():
        return ""
    code = _highlighter()(cell.source)
    if not cell.metadata.get("jupyter", {}).get("source_hidden"):
        return code
    return f'<details class="fold"><summary>Code</summary>\n{code}\n</details>'


def _outputs(cell, pictures):
    shown = [_output(output, f"{cell.id}-{n}" if n else cell.id, pictures) for n, output in enumerate(cell.outputs)]
    if not shown:
        return ""
    folded = cell.metadata.get("jupyter", {}).get("outputs_hidden") or cell.metadata.get("collapsed")
    inside = "\n".join(shown)
    if folded:
        return f'<details class="fold answer"><summary>{FOLDED}</summary>\n{inside}\n</details>'
    return inside


def _output(output, name, pictures):
    """One output: HTML of ours, a picture with its text, or text."""
    if output.output_type == "stream":
        return _text(output.text)
    if output.output_type == "error":
        raise ValueError(f"a stored output is an error: {output.ename}: {output.evalue}")
    words = output.data.get("text/plain", "")
    if "text/html" in output.data:
        return f'<div class="said">{output.data["text/html"]}</div>'
    if "image/png" not in output.data:
        return _text(words)
    pictures.mkdir(parents=True, exist_ok=True)
    path = pictures / f"{name}.png"
    path.write_bytes(base64.b64decode(output.data["image/png"]))
    with Image.open(path) as picture:
        wide, high = (round(side / ZOOM) for side in picture.size)
    source = quote(f"{pictures.name}/{path.name}")
    return (
        f'<figure><div class="picture" style="--wide: {wide}px"><img src="{source}" alt="{html.escape(alt(words))}" '
        f'width="{wide}" height="{high}" loading="lazy" decoding="async"></div>\n'
        f'<details class="fold"><summary>As text</summary>\n{_text(words)}\n</details></figure>'
    )


def alt(words):
    """What a stored picture is for those who do not see it, by its text: as labextension/ says it."""
    first = words.strip().split("\n")[0]
    return f"A picture of a view: {first}{'' if first.endswith(('.', '?', '!')) else '.'}"


def _text(words):
    return f'<pre class="text" tabindex="0">{html.escape(words)}</pre>'
