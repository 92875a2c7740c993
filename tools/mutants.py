"""Whether the tests notice small mistakes: every mutant of mutants.txt is put into the product, and the tests of its
room must fail.

    python -m tools.mutants [WORD …]      all of them, or those whose room or function holds such a word
    python -m tools.mutants --note        and mutants.txt says of each which test has caught it

Two work at a time, each in a copy of the folder of its own. Tried first is the test that caught the mutant last time,
as the table says. For the others the tests of their rooms run without a mutant, and on the way it is seen which tests
reach which function. These are tried, and only a mutant that none of them catches meets all tests of its room. What is
to catch a mutant runs without it before: it must pass, or everything would seem to be caught. One that survives for a
reason that mutants.txt names is tried with --note only: all tests of its room would run for it. It ends with exit code
1 where fewer than 95 % are caught, or where one survives for which mutants.txt names no reason.
"""

import argparse
import ast
import json
import multiprocessing
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import psutil

from .reached import MARK

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_suffix(".txt")
PRODUCT = ("backprop_core", "grading", "tools/mathml.py")
WORKERS = 2
ENOUGH = 0.95  # the share of mutants that must be caught
PATIENCE = 5, 60  # a mutant's tests may take so many times as long as they do without it, and so many seconds more
QUICK = 0.2  # s: a quick test
PLUGINS = "-pno:cacheprovider", "-pno:nbval", "-ptools.reached"  # nbval alone takes seconds to begin

# --- Which tests are whose: names of files below tests/, without .py, in the order in which they are tried -----------

ALL_VIEWS = ("explorers/test_turns", "explorers/test_undo", "explorers/test_new_entries", "explorers/test_contract")
NETWORK_VIEWS = (
    "explorers/network/*",
    "explorers/kit/test_typed",
    "explorers/kit/test_looks",
    "explorers/kit/test_told",
    "explorers/kit/test_tiny",
    "explorers/kit/test_tasks",
    "explorers/todo/*",
    *ALL_VIEWS,
)
TRAINING_VIEWS = ("explorers/training/*", *ALL_VIEWS)
ROOMS = {
    "core": ("core/*",),
    "figures": (
        "one_step/*",
        "figures/*",
        "explorers/kit/test_live_figure",
        "explorers/kit/test_svg_figure",
        "explorers/test_themes",
        *NETWORK_VIEWS,
        *TRAINING_VIEWS[:1],
    ),
    "network views": ("explorers/kit/test_live_figure", "explorers/kit/test_svg_figure", *NETWORK_VIEWS),
    "training views": TRAINING_VIEWS,
    "questions": ("explorers/test_sentence", "explorers/questions/*", *ALL_VIEWS),
    "memory": ("explorers/memory/*", "explorers/progress/*", "explorers/questions/test_recalled"),
    "coach": ("coach/*",),
    "grading": (
        "grading/test_marking",
        "grading/test_state",
        "grading/test_spread",
        "grading/test_wire",
        "grading/test_mark_function",
        "grading/test_wall",
        "grading/test_late",
        "grading/test_platforms",
        "grading/test_report",
        "grading/test_mathml",
        "grading/test_attack_few",
        "grading/test_by_hand",
        "grading/test_grading",
        "grading/test_cluster",
    ),
}
# What no room runs for a mutant.
ELSEWHERE = (
    "attack/*", "browser/*", "hub/*", "project/*", "site/*", "grading/test_problem_sets", "explorers/test_hooks",
)  # fmt: skip
# A page's script is looked at in a browser only, by the tests that are marked as its own.
BROWSER = ("browser/*",)


# --- The table -------------------------------------------------------------------------------------------------------


class Mutant(NamedTuple):
    """`old` → `new` in the function `where`; `survives`: why no test need notice it, or ""; `caught`: the test that
    noticed it last time, or ""."""

    room: str
    where: str
    callback: bool
    old: str
    new: str
    survives: str
    caught: str = ""


def read_table(path=TABLE):
    """The `Mutant`s of mutants.txt."""
    found, room = [], None
    text = path.read_text(encoding="utf-8")
    for block in re.split(r"\n\s*\n", text[text.index("\n== ") :].strip()):
        if block.startswith("== "):
            room = block[3:]
            continue
        where, *lines = block.splitlines()
        name, _, mark = where.partition(" ")
        said = {line[0]: line[2:] for line in lines}
        found.append(
            Mutant(room, name, mark == "(callback)", said["-"], said["+"], said.get("=", ""), said.get("@", ""))
        )
    return found


def note(found, path=TABLE):
    """Write into the table which test has caught each mutant: found, [(mutant, its `Outcome`)]."""
    text = path.read_text(encoding="utf-8")
    for mutant, outcome in found:
        mark = " (callback)" if mutant.callback else ""
        block = f"{mutant.where}{mark}\n- {mutant.old}\n{f'+ {mutant.new}'.rstrip()}\n"
        before, after = (f"@ {each}\n" if each else "" for each in (mutant.caught, outcome.first))
        text = text.replace(block + before, block + after)
    path.write_text(text, encoding="utf-8")


def places(root=ROOT):
    """{name: [(file, lines before it, its last line)]} of all functions, methods and tables of the product, each by
    its qualified name and by that with one or two of its modules before it; and of all .js files."""
    found = {}
    parts = [root / part for part in PRODUCT]
    for path in [each for part in parts for each in ([part] if part.is_file() else sorted(part.rglob("*.[pj][ys]")))]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".js":
            found.setdefault(path.name, []).append((path, 0, text.count("\n")))
            continue
        modules = path.relative_to(root).with_suffix("").parts
        modules = modules[:-1] if modules[-1] == "__init__" else modules
        for name, before, last in definitions(ast.parse(text)):
            for first in range(len(modules) - 2, len(modules) + 1):
                full = ".".join([*modules[max(first, 0) :], name])
                found.setdefault(full, []).append((path, before, last))
    return found


def definitions(tree, owner=""):
    """(qualified name, lines before it, its last line) of all that is defined in a module or class."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield owner + node.name, lines_before(node), node.end_lineno
        elif isinstance(node, ast.ClassDef):
            yield from definitions(node, f"{owner}{node.name}.")
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield owner + node.targets[0].id, lines_before(node), node.end_lineno


def lines_before(node):
    """How many lines stand before a statement and its decorators."""
    return min(each.lineno for each in (node, *getattr(node, "decorator_list", ()))) - 1


def mutated(mutant, known):
    """(the file, the lines before the function, the changed function, the lines after it), or a ValueError that says
    why the mutant does not apply. known: the `places`."""
    where = known.get(mutant.where, [])
    if len(where) != 1:
        files = ", ".join(path.name for path, *_ in where) or "nowhere"
        raise ValueError(f"{mutant.where} must be one function of the product; found: {files}.")
    path, before, last = where[0]
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    body = "".join(lines[before:last])
    if body.count(mutant.old) != 1:
        raise ValueError(f"{mutant.where} must hold {mutant.old!r} once; it is there {body.count(mutant.old)} times.")
    return path, "".join(lines[:before]), body.replace(mutant.old, mutant.new), "".join(lines[last:])


# --- Running tests in a copy of the folder ---------------------------------------------------------------------------


class Outcome(NamedTuple):
    """What became of some tests: whether they failed, the first that did (or what else happened), and the seconds."""

    failed: bool
    first: str
    seconds: float


class Copy:
    """A copy of the folder, in which one file at a time is changed; what runs there imports the copy's packages."""

    def __init__(self, folder):
        self.root = Path(folder)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, self.root / name)
        for command in (("init", "--quiet"), ("add", "--all")):  # some tests ask git which files belong to the course
            subprocess.run(["git", *command], cwd=self.root, check=True)
        self.known = places(self.root)
        self.environment = {**os.environ, "PYTHONPATH": str(self.root), "OPENBLAS_NUM_THREADS": "1", "CI": "true"}
        self._check_imports()

    def _check_imports(self):
        """The copy must be what is imported, by a Python in another folder and by a notebook's kernel."""
        said = "import backprop_core, grading; print(backprop_core.__file__, grading.__file__)"
        kernel = (
            "import nbclient, nbformat.v4 as v4; b = v4.new_notebook(cells=[v4.new_code_cell('''{}''')]); "
            "nbclient.NotebookClient(b, kernel_name='python3').execute(); print(b.cells[0].outputs[0].text)"
        )
        for program in (said, kernel.format(said)):
            done = subprocess.run(
                [sys.executable, "-c", program], cwd=tempfile.gettempdir(), env=self.environment, text=True,
                capture_output=True, check=True,
            )  # fmt: skip
            if [Path(each).is_relative_to(self.root) for each in done.stdout.split()] != [True, True]:
                raise RuntimeError(f"Not the copy in {self.root} is imported, but {done.stdout}")

    def test(self, choice, seconds=None, **plugin):
        """The `Outcome` of tests, up to the first that fails; choice: options of pytest that choose them; plugin: what
        tools/reached.py is told."""
        begin, said = time.monotonic(), self.root / "said.txt"
        arguments = ["-x", "-q", *PLUGINS, *choice]
        process = FORKS.Process(target=run_pytest, args=(self.root, arguments, {**self.environment, **plugin}, said))
        process.start()
        process.join(seconds)
        code = process.exitcode  # 0: all passed; 5: none was chosen; 4: it could not even begin
        end(process.pid)
        process.join()
        if code is None:
            return Outcome(True, f"no end in {seconds:.0f} s", time.monotonic() - begin)
        text = said.read_text(encoding="utf-8", errors="replace")
        if code == 4:
            raise RuntimeError(f"{' '.join(choice)}: pytest cannot begin.\n{text}")
        failed = code not in (0, 5)
        first = first_failure(text) or f"the end of pytest ({code})" if failed else ""
        return Outcome(failed, first, time.monotonic() - begin)

    def reach(self, choice, names):
        """The `Outcome` of tests without a mutant, and {test: [seconds, those of the functions that it reaches]}."""
        right = {}
        for path, text in marked(names, self.known).items():
            right[path] = path.read_bytes()
            path.write_text(text, encoding="utf-8")
        written = self.root / "reached.json"
        try:
            outcome = self.test(choice, REACHED_WRITE=str(written))
            return outcome, json.loads(written.read_text(encoding="utf-8"))
        finally:
            for path, content in right.items():
                path.write_bytes(content)

    def test_only(self, tests, last=None, seconds=None):
        """The `Outcome` of these tests of one file, in its order, up to the last."""
        chosen = self.root / "chosen.json"
        chosen.write_text(json.dumps([tests, last]), encoding="utf-8")
        return self.test([tests[0].partition("::")[0]], seconds, REACHED_ONLY=str(chosen))

    def pass_noted(self, tests):
        """The `Outcome` of tests that the table names, without a mutant; alone in a tuple."""
        return (self.test_only(tests),)

    @contextmanager
    def changed(self, mutant):
        """With the mutant in place."""
        path, *parts = mutated(mutant, self.known)
        right = path.read_bytes()
        path.write_text("".join(parts), encoding="utf-8")
        try:
            yield
        finally:
            path.write_bytes(right)

    def try_noted(self, mutant, test, tests, seconds):
        """The `Outcome` of the test that caught the mutant last time. Before it run those of `tests`, the ones of its
        file that the table names, which stand before it, as they did without the mutant: a test may need another. In a
        browser each has a page of its own, and takes long."""
        with self.changed(mutant):
            return self.test_only([test] if mutant.where.endswith(".js") else tests, test, seconds)

    def try_out(self, mutant, reached, seconds):
        """The `Outcome` of the tests of its room, with the mutant in place: of those that reach it, then of all."""
        if not reached:
            raise RuntimeError(f"No test is chosen for {mutant.where}.")
        first = quickest_first(reached, mutant.where)
        others = [each for each in reached if each not in first]
        begin = time.monotonic()
        chosen = self.root / "chosen.json"
        with self.changed(mutant):
            for tests in filter(None, (first, others)):
                chosen.write_text(json.dumps([tests, [*reached]]), encoding="utf-8")
                files = dict.fromkeys(each.partition("::")[0] for each in tests)
                outcome = self.test(files, seconds, REACHED_READ=str(chosen))
                if outcome.failed:
                    break
        return outcome._replace(seconds=time.monotonic() - begin)


# To import NumPy, Matplotlib and the rest takes longer than most mutants live: one process has done it, and forks.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "numpy", "matplotlib.figure", "matplotlib.backends.backend_agg", "ipywidgets",
                              "anywidget", "PIL.Image", "IPython", "nbformat", "psutil"])  # fmt: skip


def run_pytest(root, arguments, environment, said):
    """What one process does: run these tests in `root`, and write what pytest prints into a file."""
    import pytest

    # No pipe: a kernel that outlives its test would hold it open.
    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number, into in ((0, os.open(os.devnull, os.O_RDONLY)), (1, file), (2, file)):
        os.dup2(into, number)
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = ["", str(root)]
    for name in [each for each in sys.modules if each.partition(".")[0] == "tools"]:
        del sys.modules[name]  # the copy has its own
    code = pytest.main(arguments)
    sys.stdout.flush()
    os._exit(code)


def end(process):
    """End a process, by its number, and all that it has started."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(process)
        for each in [*parent.children(recursive=True), parent]:
            with suppress(psutil.NoSuchProcess):
                each.kill()


def first_failure(text):
    """The first test that failed, from what pytest prints; "" where none did."""
    test = r"(?:\S*/)?(\S+?\.py(?:::\w+)*(?:\[.*?\])?)(?= - |$)"  # in brackets anything may stand, but for "] - "
    found = re.search(rf"^(?:FAILED|ERROR) {test}", text, re.MULTILINE)
    return found[1] if found else ""


def test_files(patterns, root=ROOT):
    """Paths of the test files with such names, in the order of the names."""
    known = {path.relative_to(root / "tests").with_suffix("").as_posix(): path for path in
             sorted((root / "tests").rglob("test_*.py"))}  # fmt: skip
    return [known[name].relative_to(root).as_posix() for each in patterns for name in known if fnmatch(name, each)]


def choices_of(mutant):
    """The tests which must notice a mutant: for each of their files the options of pytest that choose them."""
    if mutant.where.endswith(".js"):
        return [("-m", "js", file) for file in test_files(BROWSER)]
    return [("-m", "not browser", file) for file in test_files(ROOMS[mutant.room])]


def marked(names, known):
    """{file: its text, in which the functions with such names say that they are reached}."""
    found = {}
    for path in {known[name][0][0] for name in names if not name.endswith(".js")}:
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        begins = {}  # {lines before a function: those before its first statement, and how far that is indented}
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                begins[lines_before(node)] = lines_before(body[0]), " " * body[0].col_offset
        for name in names:
            where, before, _ = known[name][0]
            if where == path and before in begins:
                at, indent = begins[before]
                lines[at] = indent + MARK.format(name) + lines[at]
        found[path] = "".join(lines)
    return found


def quickest_first(reached, name):
    """The tests that reach a function, of each file the quick ones first; all of them, where none says so."""
    tests = [test for test, (_, names) in reached.items() if name in names] or [*reached]
    files = {file: at for at, file in enumerate(dict.fromkeys(test.partition("::")[0] for test in reached))}
    return sorted(tests, key=lambda test: (files[test.partition("::")[0]], reached[test][0] > QUICK))


# --- The whole run ---------------------------------------------------------------------------------------------------


def noted_tests(mutants, root=ROOT):
    """{mutant: the test that caught it last time}, of those for which the table names one that there is still a file
    for."""
    files = {Path(each).name: each for each in test_files(["*"], root)}
    names = {each: each.caught.partition("::") for each in mutants}
    return {each: f"{files[name]}::{test}" for each, (name, _, test) in names.items() if name in files}


def run(mutants, tell=print, survivors=False):
    """Try out all mutants: [(mutant, its `Outcome`)]. Raises where tests fail without a mutant. survivors: also those
    for which the table says why they survive."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(WORKERS) as pool:
        copies = queue.SimpleQueue()
        for n in range(WORKERS):
            copies.put(Copy(Path(folder).resolve() / str(n)))

        def in_a_copy(work, *arguments):
            copy = copies.get()
            try:
                return work(copy, *arguments)
            finally:
                copies.put(copy)

        def without(what, work, *arguments):
            outcome, *more = in_a_copy(work, *arguments)
            if outcome.failed:
                raise RuntimeError(f"Without any mutant {outcome.first} fails.")
            tell(f"without a mutant, {outcome.seconds:.0f} s: {what}")
            return outcome.seconds, *more

        def patience(seconds):
            return PATIENCE[0] * seconds + PATIENCE[1]

        # --- the tests that the table names
        noted = noted_tests(mutants)
        by_file = {}
        for test in dict.fromkeys(noted.values()):
            by_file.setdefault(test.partition("::")[0], []).append(test)
        passed = pool.map(lambda file: without(f"noted in {file}", Copy.pass_noted, by_file[file]), by_file)
        took = {file: seconds for file, (seconds,) in zip(by_file, passed, strict=True)}

        def judge_noted(mutant):
            test, file = noted[mutant], noted[mutant].partition("::")[0]
            outcome = in_a_copy(Copy.try_noted, mutant, test, by_file[file], patience(took[file]))
            if outcome.failed:
                tell(describe(mutant, outcome))
            return outcome

        found = dict(zip(noted, pool.map(judge_noted, noted), strict=True))
        found = {mutant: outcome for mutant, outcome in found.items() if outcome.failed}
        if not survivors:
            found |= {each: Outcome(False, "", 0.0) for each in mutants if each.survives}

        # --- the others: all tests of their rooms
        others = [each for each in mutants if each not in found]
        names = {each.where for each in others}
        chosen = {each: choices_of(each) for each in others}  # a test may be written meanwhile
        choices = dict.fromkeys(choice for each in others for choice in chosen[each])
        known = dict(zip(
            choices, pool.map(lambda choice: without(choice[-1], Copy.reach, choice, names), choices), strict=True
        ))  # fmt: skip

        def judge(mutant):
            reached, seconds = {}, 0.0
            for choice in chosen[mutant]:
                reached |= known[choice][1]
                seconds += known[choice][0]
            outcome = in_a_copy(Copy.try_out, mutant, reached, patience(seconds))
            tell(describe(mutant, outcome))
            return outcome

        found |= dict(zip(others, pool.map(judge, others), strict=True))
        return [(each, found[each]) for each in mutants]


def describe(mutant, outcome):
    """One line: what became of a mutant."""
    what = f"caught by {outcome.first}" if outcome.failed else "SURVIVED"
    named = f" (but named as a survivor: {mutant.survives})" if mutant.survives and outcome.failed else ""
    shown = f"{mutant.where}: {mutant.old.strip()[:50]}"
    return f"{mutant.room:15} {shown:80} {outcome.seconds:4.0f} s  {what}{named}"


def report(found):
    """The lines of the summary, and whether all is well."""
    counts, caught = (Counter(each.room for each, outcome in found if outcome.failed >= least) for least in (0, 1))
    lines = [f"{room:15} {caught[room]:4} of {count:4} caught" for room, count in counts.items()]
    share = caught.total() / counts.total()
    lines.append(f"{'together':15} {caught.total():4} of {counts.total():4} caught: {100 * share:.1f} %")
    left = [mutant for mutant, outcome in found if not outcome.failed]
    lines += [f"survived: {each.where}: {each.old}  →  {each.new}   {each.survives or 'WHY?'}" for each in left]
    return lines, share >= ENOUGH and all(each.survives for each in left)


def main(arguments=None):
    """The command: returns the exit code."""
    options = argparse.ArgumentParser(prog="make mutants", description=__doc__.partition("\n\n")[0])
    options.add_argument("words", nargs="*", help="of rooms and functions; without any: all")
    options.add_argument("--note", action="store_true", help="write into mutants.txt which test caught which mutant")
    asked = options.parse_args(arguments)
    words = asked.words
    mutants = [
        each for each in read_table() if not words or any(word in f"{each.room} {each.where}" for word in words)
    ]
    if not mutants:
        options.error(f"there is no mutant of {' or '.join(words)}")
    known = places()
    for each in mutants:
        mutated(each, known)
    begin = time.monotonic()
    found = run(mutants, lambda line: print(line, flush=True), survivors=asked.note)
    if asked.note:
        note(found)
    lines, well = report(found)
    print(*lines, f"in {(time.monotonic() - begin) / 60:.1f} minutes", sep="\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
