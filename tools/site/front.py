"""The front page, the page for teachers, and the licences."""

import json

from markupsafe import Markup

from . import course, still
from .learning import learn, written
from .page import PAGES, render, write_looks

BSD = "BSD 3-Clause License\n"  # the first line of the second part of LICENSE


def write(out, licences, scripts=()):
    """Write index.html, teachers.html, licences.html, and what all pages need (site.css, front.js, icon.svg) into the
    folder `out`. licences: (name, version, licence, text) of everything else that the site hands out, but for
    `scripts`, whose texts lie beside them."""
    out.mkdir(parents=True, exist_ok=True)
    write_looks(out)
    (out / "front.js").write_bytes((PAGES / "front.js").read_bytes())
    learning = learn()
    numbers = written(learning)
    render(
        "front.html.jinja", out, "index.html",
        notebooks=course.notebooks(), problem_sets=course.problem_sets(),
        network=Markup(still.network(learning)), answers=Markup(still.answers(learning)),
        falling=Markup(still.falling(learning)), full=still.GAUGE[1],
        first=numbers["pictures"][0], last=numbers["pictures"][-1], last_picture=len(numbers["pictures"]) - 1,
        learning=Markup(data(numbers)),
    )  # fmt: skip
    render("teachers.html.jinja", out, "teachers.html")
    own = (course.ROOT / "LICENSE").read_text("utf-8")
    words, _, code = own.partition(BSD)
    render("licences.html.jinja", out, "licences.html", own=(words, code), licences=licences, scripts=scripts)


def data(numbers):
    """JSON that may stand in a script of a page: nothing in it can end the script."""
    return json.dumps(numbers, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
