"""What students read, in other languages.

The sentences of views, questions and coach stand in the code in English, where they are said, and the code knows
nothing of languages. `texts()` finds them in the text of a module; `make texts ARGS=de` writes for each module a table
of them in gettext's format, languages/de/LC_MESSAGES/coach.verdict.po, for who translates, and compiles it. Where the
environment variable BACKPROP_LANGUAGE names that language, `use()` puts what its tables say in the place of the
English, before Python compiles a module. What is in no table stays as it is.

Of f"Layer {m} has {len(row)} neurons." the table has "Layer {m} has {len} neurons."; a translation may have the names
in braces in any order. Not found are words that stand alone, like "step": most of them are names of the program.
"""

import ast
import gettext
import importlib.abc
import importlib.machinery
import re
import sys
from pathlib import Path
from string import Formatter
from typing import NamedTuple

PACKAGE = "backprop_core"
FOLDER = Path(__file__).resolve().parent / "languages"
VARIABLE = "BACKPROP_LANGUAGE"
TAG, FIELD = re.compile(r"<[^>]*>"), re.compile(r"\{[^{}]*\}")
# Two words; one with a capital; or one beside something else.
SENTENCE = re.compile(
    r"[^\W\d_]{2,}[,;:.!?’]?[ \n]+\S*[^\W\d_]|^(?:\W* )?\(?[A-Z][a-z]+(?![\w(])|"
    r"\S \(?[a-z]{3,}(?=$|[ ,.;:!?)])|^\(?[a-z]{3,}[,.;:!?)]? \S"
)
SYMBOL = re.compile(r"Err\b")  # the lecture's, in every language
SPOKEN_TO_COMPUTERS = {"compile", "search", "match", "fullmatch", "sub", "findall", "split", "getattr", "loc"}


class Text(NamedTuple):
    """What stands in the table; its line in the module; the constant or f-string in the module's tree."""

    template: str
    line: int
    node: ast.expr


def texts(tree):
    """Every `Text` of a module's tree, in the order of its lines."""
    silent = {id(node) for parent in ast.walk(tree) for node in _silent(parent)}
    found = []
    for node in ast.walk(tree):
        if id(node) in silent or not isinstance(node, (ast.Constant, ast.JoinedStr)):
            continue
        template = _template(node)[0]
        if _is_text(template):
            found.append(Text(template, node.lineno, node))
    return sorted(found, key=lambda text: (text.line, text.node.col_offset))


def _silent(node):
    """The strings directly below a node that are no texts of their own: docstrings, parts of f-strings, names of keys,
    and what is written for computers."""
    if (
        isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and ast.get_docstring(node, clean=False) is not None
    ):
        yield node.body[0].value
    if isinstance(node, ast.JoinedStr):
        yield from (each for each in node.values if isinstance(each, ast.Constant))
    if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
        yield node.format_spec
    if isinstance(node, ast.Subscript):
        yield node.slice
    if isinstance(node, ast.keyword) and node.arg in SPOKEN_TO_COMPUTERS:
        yield node.value
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        yield node.left  # looked for in what others say
    if isinstance(node, ast.Assign) and any(
        isinstance(each, ast.Name) and each.id == "__all__" for each in node.targets
    ):
        yield from ast.walk(node.value)
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SPOKEN_TO_COMPUTERS:
        yield from node.args


def _template(node):
    """(what the table has for a constant or an f-string, {name in braces: the node of what stands there})."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else "", {}
    parts, fields = [], {}
    for each in node.values:
        if isinstance(each, ast.Constant):
            parts.append(each.value.replace("{", "{{").replace("}", "}}"))
            continue
        name = _name(each.value)
        at = next(n for n in range(len(fields) + 1) if name + str(n or "") not in fields)
        fields[name + str(at or "")] = each
        parts.append(f"{{{name}{at or ''}}}")
    return "".join(parts), fields


def _name(expression):
    """What an expression is called in braces."""
    while isinstance(expression, (ast.Call, ast.Subscript)):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return getattr(expression, "attr", getattr(expression, "id", "part")).lstrip("_") or "part"


def _is_text(template):
    plain = SYMBOL.sub("0", FIELD.sub("0", TAG.sub(" ", template))).strip()
    return bool(SENTENCE.search(plain)) and '="' not in plain


# --- A module in another language ------------------------------------------------------------------------------------


def translated(tree, say):
    """The tree of a module in which each `Text` is what `say(template)` gives; where a translation has other names in
    braces than the English, it is not used."""
    found = {}
    for template, _, node in texts(tree):
        said = say(template)
        if said != template and sorted(FIELD.findall(said)) == sorted(FIELD.findall(template)):
            found[id(node)] = said
    return ast.fix_missing_locations(_Translator(found).visit(tree))


class _Translator(ast.NodeTransformer):
    def __init__(self, found):
        self._found = found  # {id of a node: what is to be said there}

    def visit_Constant(self, node):
        said = self._found.get(id(node))
        return node if said is None else ast.copy_location(ast.Constant(said), node)

    def visit_JoinedStr(self, node):
        said, fields = self._found.get(id(node)), _template(node)[1]
        self.generic_visit(node)
        if said is None:
            return node
        parts = []
        for text, name, _, _ in Formatter().parse(said):
            parts += [ast.Constant(text)] if text else []
            parts += [] if name is None else [fields[name]]
        return ast.copy_location(ast.JoinedStr(parts), node)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name, path, say):
        super().__init__(name, path)
        self._say = say

    def get_code(self, fullname):
        """Always from the source: what Python has compiled once and kept is English."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def source_to_code(self, data, path, *, _optimize=-1):
        return compile(translated(ast.parse(data), self._say), path, "exec", dont_inherit=True, optimize=_optimize)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the course's modules as ever, and has them loaded with the tables of a language."""

    def __init__(self, language, folder):
        self._language, self._folder = language, folder

    def find_spec(self, fullname, path, target=None):
        if not fullname.startswith(f"{PACKAGE}."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) is importlib.machinery.SourceFileLoader:
            table = gettext.translation(domain(fullname), self._folder, [self._language], fallback=True)
            spec.loader = _Loader(fullname, spec.loader.path, table.gettext)
        return spec


def domain(module):
    """The name of a module's table: backprop_core.coach.verdict has coach.verdict."""
    return module.removeprefix(f"{PACKAGE}.")


def use(language, folder=FOLDER):
    """From now on modules of the course are loaded in this language. One that the course does not have is said once,
    on the error stream, and everything stays English."""
    if language and not (Path(folder) / language).is_dir():
        there = sorted(each.name for each in Path(folder).glob("*") if each.is_dir())
        print(f"{VARIABLE}={language}: the course is not there in this language yet, only in English"
              f"{''.join(f', {each}' for each in there)}.", file=sys.stderr)  # fmt: skip
    elif language:
        sys.meta_path.insert(0, _Finder(language, folder))
