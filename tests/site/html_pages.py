"""Reads pages as a browser does, as far as the tests need it."""

from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from tools.site import front, reading
from tools.site.course import ROOT

LICENCES = [
    ("Pyodide", "314.0", "MPL-2.0", "Mozilla Public License\n\nof <everyone> & all"),
    ("NumPy", "2.1", "BSD-3-Clause", ""),
]
EMPTY = {"meta", "link", "img", "input", "br", "hr"}


def made(out):
    """The folder `out`, with all pages of the site in it, but without its live part."""
    front.write(out, LICENCES)
    reading.write(out)
    return out


class Page(HTMLParser):
    """A page at `path`.

    tags    (name, attributes, names of the elements around it, with their classes) of every element, in order
    ids     the ids of its elements
    texts   (text, elements around it), in order
    """

    def __init__(self, path):
        super().__init__()
        self.path, self.tags, self.ids, self.texts, self.around = path, [], [], [], []
        self.feed(path.read_text("utf-8"))
        assert not self.around, f"never closed: {self.around}"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes, tuple(self.around)))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag not in EMPTY:
            self.around.append(".".join([tag, *(attributes.get("class") or "").split()]))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in EMPTY:
            self.around.pop()

    def handle_endtag(self, tag):
        assert self.around and self.around.pop().split(".")[0] == tag, f"</{tag}> closes something else"

    def handle_data(self, text):
        self.texts.append((text, tuple(self.around)))

    def text(self, without=()):
        """All that is written in it, but for what stands in elements of these names."""
        return "".join(text for text, around in self.texts if not {*without} & {name.split(".")[0] for name in around})

    def every(self, name):
        """The attributes of all elements of this name."""
        return [attributes for tag, attributes, _ in self.tags if tag == name]


def lost(site):
    """The links and sources of all pages that lead nowhere, or outside where something would be fetched."""
    pages = {path.resolve(): Page(path) for path in site.rglob("*.html")}
    assert len(pages) > 15
    found = []
    for path, page in pages.items():
        for tag, attributes, _ in page.tags:
            for name in ("href", "src"):
                address = attributes.get(name)
                if address and not _leads(site.resolve(), pages, path, tag, address):
                    found.append((path.name, address))
    return found


def _leads(site, pages, path, tag, address):
    parts = urlsplit(address)
    if parts.scheme:
        return address.startswith("data:") or (tag == "a" and parts.scheme == "https")
    if "live/lab" in parts.path:  # made by others: it opens what stands in the course
        assert (path.parent / parts.path).resolve() == site / "live" / "lab" / "index.html"
        return (ROOT / parts.query.removeprefix("path=")).is_file()
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file() or not target.is_relative_to(site):
        return False
    return not parts.fragment or unquote(parts.fragment) in pages[target].ids
