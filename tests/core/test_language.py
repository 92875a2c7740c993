"""What students read can be put into another language: found, written into tables, and exchanged as modules load."""

import ast

import pytest
from babel.messages.pofile import read_po, write_po

from backprop_core import language
from tools import texts

SOURCE = '''
"""A docstring of the module."""
import re
__all__ = ["Some Name"]
ITEM = re.compile(r"two words [a-z]+")
WORDS = {"key": "Layers go from 0 to M."}

def told(m, row, view):
    """A docstring too."""
    if "in what others say" in row:
        return WORDS["two words"]
    return f"Layer {m} has {len(row)} {'neuron of ours' if len(row) == 1 else 'neurons'}, {view._name[0]:>3}{{}}."

BUTTON, PLAIN, CSS, CURVE = "Reset", "theta", "max-content", "M0 0l3 4"
HTML, PATH, ERR, STEP = '<p class="bp-verdict one"><b></b>', f'd="M{BUTTON} l"', "Err", "1 step"
'''


def test_sentences_are_found_and_nothing_else():
    found = texts_of(SOURCE)
    assert [text.template for text in found] == [
        "Layers go from 0 to M.", "Layer {m} has {len} {part}, {name}{{}}.", "neuron of ours", "Reset", "1 step",
    ]  # fmt: skip
    assert [text.line for text in found] == [6, 12, 12, 14, 15]


def texts_of(source):
    return language.texts(ast.parse(source))


def told(says, *arguments):
    """What the function of the source says in the language in which `says` is {English: translated}."""
    space = {}
    tree = language.translated(ast.parse(SOURCE), lambda text: says.get(text, text))
    exec(compile(tree, "made up", "exec"), space)
    return space["told"](*arguments), space["BUTTON"]


class Named:
    _name = "n"


def test_a_sentence_is_exchanged_with_its_numbers_in_any_order():
    says = {
        "Layer {m} has {len} {part}, {name}{{}}.": "{len} {part} ({name}) hat Schicht {m}{{}}.",
        "neuron of ours": "Neuron",
        "Reset": "Zurück",
    }
    assert told(says, 2, [7], Named()) == ("1 Neuron (  n) hat Schicht 2{}.", "Zurück")
    assert told({}, 2, [7], Named()) == ("Layer 2 has 1 neuron of ours,   n{}.", "Reset")


@pytest.mark.parametrize("wrong", ["Schicht {m}.", "{m} {len} {part} {name} {other}{{}}", "{m} {m} {part} {name}{{}}"])
def test_a_translation_that_lost_a_number_is_not_used(wrong):
    said, _ = told({"Layer {m} has {len} {part}, {name}{{}}.": wrong}, 2, [7], Named())
    assert said == "Layer 2 has 1 neuron of ours,   n{}."


# --- The tables ------------------------------------------------------------------------------------------------------


def test_what_is_translated_is_kept_and_what_has_changed_waits_for_somebody(tmp_path):
    module = tmp_path / "course" / "backprop_core" / "coach" / "verdict.py"
    module.parent.mkdir(parents=True)
    module.write_text('SAID = "Your sum is right."\nBUTTON = "Reset"\n')
    assert texts.renew("de", tmp_path, tmp_path / "course") == (2, 0)
    file = tmp_path / "de" / "LC_MESSAGES" / "coach.verdict.po"
    with file.open("rb") as stream:
        table = read_po(stream)
    assert table.get("Reset").locations == [("backprop_core/coach/verdict.py", 2)]
    table.get("Reset").string, table.get("Your sum is right.").string = "Zurück", "Deine Summe stimmt."
    with file.open("wb") as stream:
        write_po(stream, table)
    assert texts.renew("de", tmp_path, tmp_path / "course") == (2, 2)
    module.write_text('SAID = "Your sums are right."\nBUTTON = "Reset"\n')
    assert texts.renew("de", tmp_path, tmp_path / "course") == (2, 1)
    told = language.gettext.translation("coach.verdict", tmp_path, ["de"])
    assert told.gettext("Reset") == "Zurück"
    assert told.gettext("Your sums are right.") == "Your sums are right."


@pytest.mark.parametrize("name", ["", "german please", "../x", "x"])
def test_a_language_must_be_one(name, capsys):
    assert texts.main([name]) == 2
    assert "like de, fr or pt_BR" in capsys.readouterr().err
