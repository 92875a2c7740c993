"""Puts pages together from the templates in `pages/`."""

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup
from pygments.formatters import HtmlFormatter

from backprop_core.figures.colours import COLOURS, DARK

from . import still

PAGES = Path(__file__).parent / "pages"
CODE = {"light": "default", "dark": "github-dark"}  # styles of Pygments whose colours can be read on ours


@cache
def _templates():
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGES), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def render(template, out, page, **words):
    """Write one page of the site. page: its place below `out`; `top` leads from there to the top of the site."""
    path = out / page
    path.parent.mkdir(parents=True, exist_ok=True)
    words |= {"top": "../" * page.count("/")}
    path.write_text(_templates().get_template(template).render(words), "utf-8")


def write_looks(out):
    """Write the style sheet of all pages, in the course's colours, and their icon."""
    # A style sheet is no HTML: nothing in it is escaped.
    code = {theme: Markup(_code_rules(style)) for theme, style in CODE.items()}
    style = _templates().get_template("site.css").render(light=COLOURS, dark=DARK, code=code, map=still.place_of_map())
    (out / "site.css").write_text(style, "utf-8")
    (out / "icon.svg").write_bytes((PAGES / "icon.svg").read_bytes())


def _code_rules(style):
    """The colours of highlighted code, without its ground, which is that of our pages."""
    rules = HtmlFormatter(style=style, cssclass="highlight").get_style_defs(".highlight").splitlines()
    return "\n".join(rule for rule in rules if rule.startswith(".highlight ."))
