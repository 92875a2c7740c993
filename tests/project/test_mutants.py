"""The mutants of tools/mutants.txt still fit the product; `make mutants` tries them out."""

import ast
from collections import Counter

import pytest

from tools import mutants
from tools.mutants import BROWSER, ELSEWHERE, ROOMS, Mutant, Outcome

TABLE, KNOWN = mutants.read_table(), mutants.places()
ROOM_OF = {path: room for room, names in ROOMS.items() for path in mutants.test_files(names)}


def name_of(mutant):
    return f"{mutant.where}: {mutant.old}"


@pytest.mark.parametrize("mutant", TABLE, ids=name_of)
def test_every_mutant_fits_one_place_and_still_is_a_program(mutant):
    path, _, changed, _ = mutants.mutated(mutant, KNOWN)
    assert mutant.old != mutant.new
    if path.suffix == ".py":
        ast.parse(f"if True:\n{changed}" if changed[0] == " " else changed)


def test_there_are_enough_of_them_everywhere():
    rooms = Counter(each.room for each in TABLE)
    assert rooms.keys() == ROOMS.keys() and rooms.total() >= 100 and min(rooms.values()) >= 10
    scripts = [each for each in TABLE if each.where.endswith(".js")]
    assert len(scripts) + sum(each.callback for each in TABLE) >= 20
    assert {each.where for each in scripts} == {name for name in KNOWN if name.endswith(".js")}
    assert max(Counter(each.where for each in TABLE if each not in scripts).values()) <= 2
    assert len({name_of(each) for each in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    "where, old, wrong",
    [
        ("Network.sideways", "x", "found: nowhere"),
        ("draw_terms", "x", "found: forward.py, why.py"),
        ("Network.copy", "no such text", "it is there 0 times"),
        ("Network.copy", "other", "it is there 3 times"),
    ],
)
def test_a_mutant_that_does_not_apply_is_an_error(where, old, wrong):
    with pytest.raises(ValueError, match=wrong):
        mutants.mutated(Mutant("core", where, False, old, "", ""), KNOWN)


def test_every_test_file_belongs_to_a_room_or_is_named_elsewhere():
    known = [*ROOM_OF, *mutants.test_files(ELSEWHERE)]
    assert sorted(known) == mutants.test_files(["*"])
    for pattern in (*ELSEWHERE, *BROWSER, *(each for names in ROOMS.values() for each in names)):
        assert mutants.test_files([pattern]), f"{pattern} names no test file"


def test_the_marks_of_a_function_are_its_first_line_and_change_nothing_else():
    names = ["Network.update", "Network.copy", "LiveFigure._sane_ratio", "Raster.draw", "MISTAKES"]
    marked = mutants.marked(names, KNOWN)
    assert len(marked) == 4
    for path, text in marked.items():
        kept = [line for line in text.splitlines(keepends=True) if '"reached"' not in line]
        assert "".join(kept) == path.read_text(encoding="utf-8")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        heard = {node.name for node in functions if "'reached'" in "".join(map(ast.unparse, node.body[:2]))}
        assert heard == {name.partition(".")[2] for name in names if KNOWN[name][0][0] == path} - {""}


def test_the_tests_that_reach_a_function_are_tried_first_and_of_each_file_the_quick_ones():
    reached = {"x.py::a": (9.0, ["f"]), "x.py::b": (0.1, ["f", "g"]), "y.py::c": (0.0, ["f"]), "y.py::d": (0.0, [])}
    assert mutants.quickest_first(reached, "f") == ["x.py::b", "x.py::a", "y.py::c"]
    assert mutants.quickest_first(reached, "nobody says so") == ["x.py::b", "x.py::a", "y.py::c", "y.py::d"]


def test_the_table_names_tests_that_there_are():
    """A mutant whose test has gone meets all tests of its room, which takes long."""
    mutant = Mutant("core", "f", False, "a", "b", "", "test_mutants.py::test_x[1]")
    gone, never = mutant._replace(old="c", caught="test_gone.py::test_x"), mutant._replace(old="d", caught="")
    assert mutants.noted_tests([mutant, gone, never]) == {mutant: "tests/project/test_mutants.py::test_x[1]"}
    noted = mutants.noted_tests(TABLE)
    assert all(each in noted for each in TABLE if each.caught)


def test_what_caught_a_mutant_is_noted_in_its_block_and_nowhere_else(tmp_path):
    path = tmp_path / "mutants.txt"
    path.write_text(
        "Head.\n\n== core\n\nf\n- a\n+ b\n@ test_a.py::old\n\nf\n- c\n+ d\n= unseen\n\ng (callback)\n- a\n+ b\n"
    )
    table = mutants.read_table(path)
    assert [each.caught for each in table] == ["test_a.py::old", "", ""]
    caught, survived = Outcome(True, "test_a.py::new", 1.0), Outcome(False, "", 1.0)
    mutants.note([(table[0], caught), (table[1], survived), (table[2], caught)], path)
    again = mutants.read_table(path)
    assert [each.caught for each in again] == ["test_a.py::new", "", "test_a.py::new"]
    assert [each._replace(caught="") for each in again] == [each._replace(caught="") for each in table]


@pytest.mark.parametrize(
    "text, first",
    [
        ("3 passed in 0.1s", ""),
        (
            "FAILED tests/test_a.py::test_b[x - y] - assert 1 == 2\nFAILED tests/test_a.py::test_c",
            "test_a.py::test_b[x - y]",
        ),
        ("ERROR tests/test_a.py - ImportError: no", "test_a.py"),
    ],
)
def test_the_first_failure_is_read(text, first):
    assert mutants.first_failure(text) == first


def test_the_report_asks_for_a_reason_for_every_survivor():
    mutant = Mutant("core", "f", False, "a", "b", "")
    named = mutant._replace(survives="nobody can see it")
    caught, survived = Outcome(True, "test_a.py::test_b", 1.0), Outcome(False, "", 1.0)
    most = [(mutant, caught)] * 19
    assert mutants.report(most)[1]
    assert not mutants.report([*most, (mutant, survived)])[1]
    lines, well = mutants.report([*most, (named, survived)])
    assert well and any("95.0 %" in line for line in lines) and any("nobody can see it" in line for line in lines)
    assert not mutants.report([*most[1:], (named, survived)])[1]
    assert "but named as a survivor" in mutants.describe(named, caught)
