"""The reading pages: all that stands in a notebook stands on its page, in order, and what is folded stays folded."""

import base64
import html
import re

import nbformat
import pytest

from tests.site.browse import too_wide, violations, visit
from tests.site.html_pages import Page, made
from tools.site import course, reading

PARTS = [*course.notebooks(), *course.problem_sets()]
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+(?:\n[^$\n]+)?\$", re.DOTALL)
CODE = re.compile(r"```\w*\n(.*?)```|`([^`]+)`", re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
WORD = re.compile(r"[^\W_]+")
CELL = re.compile(r'<div class="cell (\w+)">\n(.*?)\n</div>\n(?=<div class="cell|</article>)', re.DOTALL)

each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.path.split("/")[-1])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return made(tmp_path_factory.mktemp("site"))


def notebook_of(part):
    return nbformat.read(course.ROOT / f"{part.path}.ipynb", as_version=4)


@pytest.fixture
def cells(site, part):
    """(a cell of the notebook, what stands on the page for it as HTML) for every cell. The title stands further up."""
    text = (site / part.page).read_text("utf-8")
    shown = CELL.findall(text)
    notebook = notebook_of(part)
    assert [kind for kind, _ in shown] == [cell.cell_type for cell in notebook.cells]
    title = re.search(r"<h1 .*?</h1>", text, re.DOTALL)[0]
    written = [found for _, found in shown]
    written[0] = f"{title}\n{written[0]}"
    return list(zip(notebook.cells, written, strict=True))


def words_of(text, tmp_path, without=()):
    """All words of some HTML."""
    path = tmp_path / "part.html"
    path.write_text(text, "utf-8")
    return WORD.findall(Page(path).text(without))


def without_formulas(source):
    """Markdown whose code is kept aside, where a dollar sign is one."""
    parts, at = [], 0
    for code in CODE.finditer(source):
        parts += [source[at : code.start()], None]
        at = code.end()
    return "".join(part or " " for part in [*parts, source[at:]])


@each_part
def test_every_word_of_its_texts_arrives_in_order(cells, tmp_path):
    for cell, shown in cells:
        if cell.cell_type != "markdown":
            continue
        plain = LINK.sub(r"\1", FORMULA.sub(" ", cell.source))
        plain = re.sub(
            r"^\s*\d+\. ", "", re.sub(r"^```\w*$|</?\w+>", " ", plain, flags=re.MULTILINE), flags=re.MULTILINE
        )
        assert words_of(shown, tmp_path, ("math",)) == WORD.findall(html.unescape(plain)), cell.id


@each_part
def test_every_formula_is_mathml(cells):
    """As many as there are in the notebook, and no sign of one that was left as it was written."""
    found = 0
    for cell, shown in cells:
        if cell.cell_type == "markdown":
            formulas = FORMULA.findall(without_formulas(cell.source))
            found += len(formulas)
            assert shown.count("<math ") == len(formulas), cell.id
            assert "<mi>E</mi><mi>r</mi>" not in shown and len(re.findall("Err", shown)) >= cell.source.count("Err")
            blocks = sum(each.startswith("$$") for each in formulas)
            assert shown.count('<math display="block"') == shown.count('<div class="formula">') == blocks
            left = re.sub(r"<code>.*?</code>|<pre>.*?</pre>| id=\"[^\"]*\"", "", shown, flags=re.DOTALL)
            assert "$" not in left and "\\" not in left, cell.id
    assert found > 10


@each_part
def test_every_cell_of_code_arrives_as_it_is(cells, tmp_path):
    """Highlighted; that which only calls a view may be folded, but is there."""
    for cell, shown in cells:
        if cell.cell_type == "code":
            code = re.search(r'<div class="\s*highlight.*?<pre>(.*?)</pre>', shown, re.DOTALL)[1]
            assert html.unescape(re.sub(r"<[^>]+>", "", code)).strip() == cell.source.strip(), cell.id
            assert '<span class="' in code
            folded = bool(cell.metadata.get("jupyter", {}).get("source_hidden"))
            assert shown.lstrip().startswith('<details class="fold"><summary>Code</summary>') == folded


@each_part
def test_outputs_arrive_and_what_is_folded_stays_folded(cells, site, part):
    """Pictures to the bit, with their size; and no summary of a folded answer tells it."""
    for cell, shown in cells:
        for n, output in enumerate(cell.get("outputs", [])):
            data = output.get("data", {})
            if "text/html" in data:
                assert f'<div class="said">{data["text/html"]}</div>' in shown
                continue
            assert html.escape(output.get("text", data.get("text/plain"))) in shown
            if "image/png" in data:
                name = f"{cell.id}-{n}" if n else cell.id
                path = (site / part.page).with_suffix("") / f"{name}.png"
                assert path.read_bytes() == base64.b64decode(data["image/png"])
                assert f'src="{path.parent.name}/{path.name}" alt="A picture of a view: ' in shown
                assert re.search(r'width="\d+" height="\d+" loading="lazy"', shown)
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            outside = shown[: shown.index('<details class="fold answer">')]
            assert cell.outputs and "<figure" not in outside and 'class="text"' not in outside
            assert shown.count(f"<summary>{reading.FOLDED}</summary>") == 1
        else:
            assert reading.FOLDED not in shown
        assert "<details open" not in shown


@each_part
def test_a_page_has_its_frame(site, part):
    """Title, contents that name every part, minutes, the way to the live notebook, before and after; no program."""
    page = Page(site / part.page)
    text, links = page.text(), page.every("a")
    assert page.every("script") == [] and len(page.every("h1")) == 1
    assert f"{part.minutes} minutes." in text and ("come alive with Open live" in text) == (
        "exercises" not in part.path
    )
    lives = [each["href"] for each in links if "live/lab" in each["href"]]
    assert len(lives) == 2 and all(each.endswith(f"?path={part.path}.ipynb") for each in lives)
    heads = re.findall(r"^#{2,3} ", "\n".join(c.source for c in notebook_of(part).cells if c.cell_type == "markdown"),
                       re.MULTILINE)  # fmt: skip
    contents = [each for each in links if each["href"].startswith("#") and each["href"] != "#main"]
    assert len(contents) == len(heads) > 2 and len(page.ids) == len(set(page.ids))
    row = course.notebooks() if part in course.notebooks() else course.problem_sets()
    n = row.index(part)
    around = {name: [each["href"] for each in links if each.get("rel") == name] for name in ("prev", "next")}
    assert [len(around["prev"]), len(around["next"])] == [2 * (n > 0), 2 * (n < len(row) - 1)]
    assert all(each.endswith(row[n - 1].page) for each in around["prev"])
    assert all(each.endswith(row[n + 1].page) for each in around["next"])


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("5 · Three factors", "5-·-Three-factors"),
        ("3 · See it: where do the $u$ lie?", "3-·-See-it:-where-do-the-$u$-lie?"),
        ("The *same* `code`", "The-same-code"),
    ],
)
def test_headings_are_called_as_jupyterlab_calls_them(words, name):
    (heading,), written = reading.markdown(f"## {words}\n\ntext")
    assert heading.id == name and f'<h2 id="{name}">' in written


def test_a_comment_in_code_is_no_heading():
    headings, _ = reading.markdown("## One\n\n```python\n# no heading\n```\n\n### Two")
    assert [(each.level, each.id) for each in headings] == [(2, "One"), (3, "Two")]


def test_links_lead_to_reading_pages_and_only_those():
    _, written = reading.markdown("[a](01_forward_pass.ipynb#5-·-x) [b](../02_error.ipynb) [c](https://a.org/d.ipynb)")
    found = re.findall(r'href="([^"]*)"', written)
    assert found[1:] == ["../02_error.html", "https://a.org/d.ipynb"] and found[0].startswith(
        "01_forward_pass.html#5-"
    )


def test_a_notebook_with_an_error_in_it_is_not_made_a_page():
    cell = nbformat.v4.new_code_cell("1 / 0", outputs=[nbformat.v4.new_output("error", ename="Zero", evalue="no")])
    with pytest.raises(ValueError, match="Zero: no"):
        reading._outputs(cell, None)


# --- In a browser


@pytest.mark.browser
@pytest.mark.whole
def test_axe_finds_nothing_in_both_themes(site, browser_path):
    """On two pages, with all that is folded opened; and every picture is there."""

    def look(there):
        found = []
        for name in ("05_the_algorithm", "exercises/ps2_deltas_and_gradients"):
            for theme in ("light", "dark"):
                with there.page(f"read/{name}.html", color_scheme=theme) as page:
                    page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
                    page.evaluate("document.querySelectorAll('img').forEach(each => (each.loading = 'eager'))")
                    page.evaluate("Promise.all([...document.images].map(each => each.decode()))")
                    found += violations(page)
        return found

    assert visit(site, browser_path, look) == ([], [])


@pytest.mark.browser
@pytest.mark.whole
def test_no_page_is_scrolled_sideways(site, browser_path):
    """On the smallest phone, folded and opened; nor is one on paper wider than that."""

    def look(there):
        found = []
        for part in PARTS:
            with there.page(part.page, width=320, height=640) as page:
                found += [part.page] * too_wide(page)
                page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
                found += [(part.page, "opened")] * too_wide(page)
                page.emulate_media(media="print")
                page.set_viewport_size({"width": 680, "height": 900})
                found += [(part.page, "printed")] * too_wide(page)
        return found

    assert visit(site, browser_path, look) == ([], [])


@pytest.mark.browser
@pytest.mark.whole
def test_a_heading_is_reached_from_the_contents(site, browser_path):
    """Whatever letters its name has."""

    def look(there):
        with there.page("read/08_vanishing_gradients.html", reduced_motion="reduce") as page:
            page.locator(".contents a", has_text="See it").click()
            return page.locator("h2", has_text="See it").bounding_box()["y"]

    top, problems = visit(site, browser_path, look)
    assert -1 <= top < 200 and problems == []
