"""The table of mutants, and where each of them stands in the product."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_suffix(".txt")
PRODUCT = ("backprop_core", "grading")


class Mutant(NamedTuple):
    """`old` → `new` in the function `where`; `survives`: why no test need notice it, or ""."""

    room: str
    where: str
    callback: bool
    old: str
    new: str
    survives: str


def read_table(path=TABLE):
    """The `Mutant`s of mutants.txt."""
    found, room = [], None
    text = path.read_text(encoding="utf-8")
    for block in re.split(r"\n\s*\n", text[text.index("\n== ") :].strip()):
        if block.startswith("== "):
            room = block[3:]
            continue
        where, *lines = block.splitlines()
        said = {line[0]: line[2:] for line in lines}
        name, _, mark = where.partition(" ")
        found.append(Mutant(room, name, mark == "(callback)", said["-"], said["+"], said.get("=", "")))
    return found


def places(root=ROOT):
    """{name: [(file, first, last line)]} of every function, method and table of the product, by its qualified name and
    by that with its module's last name, or two; and of every .js file."""
    found = {}
    for folder in PRODUCT:
        for path in sorted((root / folder).rglob("*.py")):
            modules = path.relative_to(root).with_suffix("").parts
            modules = modules[:-1] if modules[-1] == "__init__" else modules
            text = path.read_text(encoding="utf-8")
            for name, first, last in definitions(ast.parse(text)):
                for by in (0, 1, 2):
                    full = ".".join([*modules[len(modules) - by :], name])
                    found.setdefault(full, []).append((path, first, last))
        for path in sorted((root / folder).rglob("*.js")):
            found[path.name] = [(path, 0, len(path.read_text(encoding="utf-8").splitlines()))]
    return found


def definitions(tree, before=""):
    """(qualified name, lines before its first, its last line) of all that is defined in a module or class."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            yield before + node.name, first - 1, node.end_lineno
        elif isinstance(node, ast.ClassDef):
            yield from definitions(node, f"{before}{node.name}.")
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield before + node.targets[0].id, node.lineno - 1, node.end_lineno


def mutated(mutant, known):
    """(the file, its text with the mutant in it), or an error that says why the mutant does not apply."""
    where = known.get(mutant.where, [])
    if len(where) != 1:
        raise ValueError(f"{mutant.where} stands {len(where)} times in the product: {[str(each[0]) for each in where]}")
    path, first, last = where[0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    body = "".join(lines[first:last])
    if body.count(mutant.old) != 1:
        raise ValueError(f"{mutant.old!r} stands {body.count(mutant.old)} times in {mutant.where}, not once.")
    return path, "".join([*lines[:first], body.replace(mutant.old, mutant.new), *lines[last:]])
