"""The tables of a language, for who translates: one for each module whose sentences students read.

    python -m tools.texts de        writes or renews backprop_core/languages/de/LC_MESSAGES/*.po, and compiles them

What is translated already is kept; sentences that have changed are marked as fuzzy, and stay English until somebody
has looked at them. What a table has and what it means: `backprop_core/language.py`.
"""

import argparse
import ast
import re
import sys
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from backprop_core.language import FOLDER, PACKAGE, domain, texts

ROOT = Path(__file__).resolve().parent.parent
SILENT = ("language", "figures.colours")  # modules that speak to computers alone


def modules(root=ROOT):
    """{domain: path} of all modules whose sentences are looked for."""
    found = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        parts = [PACKAGE, *path.relative_to(root / PACKAGE).with_suffix("").parts]
        name = domain(".".join(parts[: -1 if parts[-1] == "__init__" else None]))
        if name not in SILENT:
            found[name] = path
    return found


def catalog(path, name, language=None, root=ROOT):
    """The table of a module, with every sentence of it in English; None where it has none."""
    found = texts(ast.parse(path.read_text(encoding="utf-8")))
    if not found:
        return None
    table = Catalog(language, domain=name, project="backprop-core", copyright_holder="", fuzzy=False)
    for text in found:
        flags = ["python-brace-format"] if re.search(r"\{\w+\}", text.template) else []
        table.add(text.template, locations=[(path.relative_to(root).as_posix(), text.line)], flags=flags)
    return table


def renew(language, folder=FOLDER, root=ROOT):
    """Write and compile the tables of a language: (how many sentences there are, how many are translated)."""
    place = Path(folder) / language / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    count = done = 0
    for name, path in modules(root).items():
        table, file = catalog(path, name, language, root), place / f"{name}.po"
        if table is None:
            continue
        if file.exists():
            with file.open("rb") as stream:
                before = read_po(stream, language, name)
            before.update(table)
            table = before
        with file.open("wb") as stream:
            write_po(stream, table, width=119, omit_header=False)
        with file.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, table)
        said = [message for message in table if message.id]
        count += len(said)
        done += sum(bool(message.string) and not message.fuzzy for message in said)
    return count, done


def main(arguments=None):
    options = argparse.ArgumentParser(prog="make texts", description=__doc__.partition("\n\n")[0])
    options.add_argument("language", help="like de, fr or pt_BR")
    language = options.parse_args(arguments).language
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        print(f"A language is two or three letters, like de, fr or pt_BR; got {language!r}.", file=sys.stderr)
        return 2
    count, done = renew(language)
    print(
        f"{done} of {count} sentences are translated. Tables: {(FOLDER / language).relative_to(ROOT)}/LC_MESSAGES/*.po"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
