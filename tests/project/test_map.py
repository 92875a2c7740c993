"""The pages that say where things live are right: what they name is there, and every room is named; and the house is
built as they say: tests lie in rooms like those of the product, and no file is too long to be read.

The finders are tried on made-up pages, too: one that finds nothing could not fail.
"""

import ast
import re
from functools import cache
from pathlib import PurePosixPath

import pytest

from tests.project.files import ROOT, project_files

PAGES = ("README.md", "CONTRIBUTING.md")
ARCHITECTURE = "docs/architecture.md"
PRODUCT = ("backprop_core", "grading", "labextension")  # where what a page calls by name is defined
MADE = (".venv",)  # folders that are made: their files are not the project's
MOST_LINES = 900
READ = (".py", ".js", ".css", ".md")  # files that somebody reads from the first line to the last
# Tests that are of no room: of all together, in a browser, on a hub, as a site, or as those who attack the marking,
# and of what is around the code.
NO_ROOM = ("attack", "browser", "hub", "project", "site")

# --- What a page names -----------------------------------------------------------------------------------------------

# A path: names joined by slashes, or one name with an ending; without blanks, stars and other signs of a pattern.
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:py|js|css|md|txt|yml|toml|ipynb)|Makefile")
FUNCTION = re.compile(r"(?:\w+\.)?(\w+)\(.*\)")
# A name, and behind it the file in which it is: "`name()` in `file.py`" or "`Name` (`file.py`".
AT_HOME = re.compile(r"`(?:\w+\.)?(\w+)(?:\(\))?`\s+(?:in\s+|\()`([\w/]+\.(?:py|js))`")


def ticked(text):
    """What stands in backticks, but for the blocks of code."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def linked(text):
    """The files and folders to which links lead."""
    found = re.findall(r"\]\(([^)\s]+)", text)
    return {each.partition("#")[0].rstrip("/") for each in found if not each.startswith(("https:", "mailto:", "#"))}


def tree(text):
    """The files and folders of the tree: a block in which lines begin with a path, then blanks, then words. What is
    indented lies in the folder that stands above it."""
    found = set()
    for kind, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
        if kind:  # a block of code
            continue
        above = []  # (indent, folder)
        for line in filter(None, (re.match(rf"( *)({PATH.pattern})  +\S", each) for each in block.splitlines())):
            indent = len(line[1])
            above = [each for each in above if each[0] < indent]
            path = "".join(folder for _, folder in above[-1:]) + line[2]
            found.add(path.rstrip("/"))
            above.append((indent, path))
    return found


def named(text):
    """All paths that a page names, without a slash at their end."""
    paths = {each.rstrip("/") for each in ticked(text) if PATH.fullmatch(each)}
    return paths | linked(text) | tree(text)


def missing(paths, files):
    """Those which are neither a file nor a folder of `files`. A name without a folder may be of any folder, and a path
    may leave out the first folders, as in a sentence about one room."""
    known = {str(place) for each in files for place in (PurePosixPath(each), *PurePosixPath(each).parents)}
    ends = {"/".join(PurePosixPath(each).parts[first:]) for each in known for first in range(each.count("/") + 1)}
    return sorted(each for each in paths if each not in ends and each.split("/")[0] not in MADE)


# --- The house -------------------------------------------------------------------------------------------------------


def packages(files):
    """The folders of Python modules in backprop_core, at any depth, and itself."""
    return sorted(each.removesuffix("/__init__.py") for each in files
                  if each.startswith("backprop_core/") and each.endswith("/__init__.py"))  # fmt: skip


def homeless(files):
    """The test files that lie in no folder like a room of the product."""
    rooms = {each.removeprefix("backprop_core/") for each in packages(files)} - {"backprop_core"}
    rooms |= {"core", "grading", *NO_ROOM}
    tests = [PurePosixPath(each) for each in files if re.match(r"tests/(?:.*/)?test_\w+\.py$", each)]
    return sorted(str(each) for each in tests if "/".join(each.parts[1:-1]) not in rooms)


def too_long(lines):
    """Those of {file: how many lines it has} that are read and have too many."""
    return {name: count for name, count in lines.items() if name.endswith(READ) and count > MOST_LINES}


@cache
def definitions():
    """{file: the names that are defined in it} of the product, in Python and in JavaScript."""
    found = {}
    for name in project_files():
        if name.split("/")[0] in PRODUCT and name.endswith((".py", ".js")):
            text = (ROOT / name).read_text(encoding="utf-8")
            found[name] = defined_in_script(text) if name.endswith(".js") else defined_in_module(text)
    return found


def defined_in_module(text):
    """The names that `def` and `class` give, wherever they stand, and those of a module's own variables."""
    tree = ast.parse(text)
    kinds = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
    variables = {each.id for node in tree.body if isinstance(node, ast.Assign)
                 for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}  # fmt: skip
    return variables | {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def defined_in_script(text):
    """The names that `function`, an arrow or a method in an object gives."""
    arrows = re.findall(r"\bconst (\w+) = (?:\([^)]*\)|\w+) =>", text)
    methods = {*re.findall(r"^\s+(\w+)\([^()]*\) \{$", text, re.MULTILINE)} - {"if", "for", "while", "switch"}
    return methods | {*arrows, *re.findall(r"\bfunction (\w+)\(", text)}


def strayed(text, known):
    """Pairs (name, file) of a page where no file of that name defines it. known: `definitions`."""
    return [(name, file) for name, file in AT_HOME.findall(text)
            if not any(name in names for path, names in known.items() if f"/{path}".endswith(f"/{file}"))]  # fmt: skip


def called(text):
    """The functions that a page names: in backticks, with brackets behind them."""
    return {found[1] for each in ticked(text) if (found := FUNCTION.fullmatch(each))}


def read(page):
    return (ROOT / page).read_text(encoding="utf-8")


# --- As it is --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*PAGES, ARCHITECTURE])
def test_every_file_and_folder_that_a_page_names_is_there(page):
    paths = named(read(page))
    assert len(paths) >= 10 and missing(paths, project_files()) == []


def test_every_room_of_the_product_stands_on_the_map():
    told = tree(read("README.md")) | named(read("CONTRIBUTING.md"))
    rooms = packages(project_files())
    assert "backprop_core/explorers/questions/tasks" in rooms
    assert [each for each in rooms if each not in told] == []


def test_every_test_lies_in_a_room_like_one_of_the_product():
    assert homeless(project_files()) == []


def test_no_file_is_too_long_to_be_read():
    lines = {name: (ROOT / name).read_bytes().count(b"\n") for name in project_files()}
    assert too_long(lines) == {}


def test_no_two_files_of_tests_have_one_name():
    """pytest would refuse the second; `make check`, which leaves some out, would not notice."""
    names = [PurePosixPath(name).name for name in project_files() if re.match(r"tests/.*/test_\w+\.py$", name)]
    assert len(names) > 50 and sorted(name for name in {*names} if names.count(name) > 1) == []


def test_every_function_that_the_page_of_ways_names_is_defined_where_it_says():
    text, known = read(ARCHITECTURE), definitions()
    names = called(text)
    assert len(names) >= 20 and sorted(names - set().union(*known.values())) == []
    assert len(AT_HOME.findall(text)) >= 20 and strayed(text, known) == []


def test_the_page_of_ways_is_one_page():
    assert len(read(ARCHITECTURE).splitlines()) <= 120


# --- The finders, on what is made up ---------------------------------------------------------------------------------

PAGE = """
In `core/net.py` and `rooms/`, not in `np.exp(u)` or `make test` or `tests/*`; `net.sum(x, y)` and `draw()` are called.
See [this](docs/page.md#there), [that](rooms/) and [the web](https://example.org/a/b.html).

```sh
make nothing/here   # no tree
```

```
core/              the core
  rooms/           a room
    deep/          a room in it
                   of which there is more to say
  last.py          again in core
over/              and so on
```
"""
FILES = ("core/net.py", "core/rooms/__init__.py", "core/rooms/deep/a.py", "core/last.py", "docs/page.md")


def test_what_a_page_names_is_found():
    assert tree(PAGE) == {"core", "core/rooms", "core/rooms/deep", "core/last.py", "over"}
    assert named(PAGE) - tree(PAGE) == {"core/net.py", "rooms", "docs/page.md"}
    assert called(PAGE) == {"sum", "draw", "exp"}


def test_what_is_missing_is_found():
    assert (
        missing({"core/net.py", "net.py", "rooms", "core/rooms/deep", "rooms/deep/a.py", ".venv/bin/python"}, FILES)
        == []
    )
    gone = {"nets.py", "core/deep", "et.py", "rooms/a.py"}
    assert missing({"core", *gone}, FILES) == sorted(gone)


def test_rooms_and_tests_without_one_are_found():
    files = ["backprop_core/__init__.py", "backprop_core/views/__init__.py", "backprop_core/views/kit/__init__.py",
             "backprop_core/data/a.npz", "grading/__init__.py"]  # fmt: skip
    assert packages(files) == ["backprop_core", "backprop_core/views", "backprop_core/views/kit"]
    housed = ["tests/core/test_a.py", "tests/views/kit/test_b.py", "tests/browser/test_c.py", "tests/kernels.py"]
    lost = ["tests/data/test_d.py", "tests/kit/test_e.py", "tests/test_f.py", "tests/views/kit/deep/test_g.py"]
    assert homeless([*files, *housed, *lost]) == sorted(lost)


def test_a_long_file_is_found():
    assert too_long({"a.py": 900, "b.py": 901, "c.ipynb": 5000, "d.npz": 5000, "e.css": 1000}) == {
        "b.py": 901, "e.css": 1000,
    }  # fmt: skip


def test_what_is_defined_is_found():
    module = "class A:\n    e = 1\n    def b(self):\n        async def c(): pass\nd, F = 1, 2"
    assert defined_in_module(module) == {"A", "b", "c", "d", "F"}
    script = "function a(x) {\nconst b = (x, y) => x;\nconst c = x => x;\nconst d = 5;\n  e(x) {\n  if (x) {\n  f(1);"
    assert defined_in_script(script) == {"a", "b", "c", "e"}


def test_what_is_said_to_be_elsewhere_is_found():
    known = {"core/net.py": {"sum", "Net"}, "core/rooms/net.py": {"draw"}, "core/asphalt.py": {"halt"}}
    right = "`A.sum()` in `net.py`, `Net` (`core/net.py`), `draw()`\nin `rooms/net.py`, `gone()` and `net.py`"
    assert strayed(right, known) == []
    wrong = "`sum()` in `rooms/net.py`, `gone()` (`net.py`), `halt` in `halt.py`"
    assert strayed(wrong, known) == [("sum", "rooms/net.py"), ("gone", "net.py"), ("halt", "halt.py")]
