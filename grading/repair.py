"""A notebook as it was handed in → one that nbgrader can mark.

nbgrader stops where a cell's name stands in a notebook twice, and gives no mark where a test cell is missing. Both
happen without any ill will: a cell is copied, split or deleted. What is put right here is said in a note, which the
teacher finds in status.csv and the student on the feedback page. A student's own code is never removed, and what is
written beside the cell for an answer, or in a copy of it, is moved to where a human reads it: to nbgrader an untouched
answer is 0 points.
"""

import ast
import copy
import json
import re
import warnings
from itertools import takewhile

import nbformat
from nbformat.corpus.words import generate_corpus_id
from nbformat.validator import normalize

from .stored import decode, whole

MOST_CELLS = 2000  # each is compared with each of the release's
ELSEWHERE = object()  # in place of a cell's name: it is not in the notebook
ELSEWHERE_SAID = "*(Nothing is written here. Elsewhere in this notebook:)*"


class Unreadable(Exception):
    """Why a file cannot be marked, in a few words."""


def read(path):
    """The notebook in a file, in today's format; or `Unreadable`."""
    return read_bytes(path.read_bytes())


def read_bytes(stored):
    """The notebook that is stored so."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = decode(stored, errors="surrogateescape")  # what is no text will be half a character
            notebook = nbformat.convert(nbformat.reader.reads(json.dumps(_plain(json.loads(text)))), 4)
            if len(notebook.cells) > MOST_CELLS:
                raise Unreadable(f"it has {len(notebook.cells)} cells; no more than {MOST_CELLS} are read")
            notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
            _, notebook = normalize(notebook, version=4, version_minor=notebook.nbformat_minor)
            notebook = nbformat.from_dict(notebook)
            nbformat.validate(notebook)
    except Unreadable:
        raise
    except Exception as error:  # whatever is in the file, the next student's turn comes
        raise Unreadable(f"the file is not a notebook that can be read ({type(error).__name__})") from error
    return notebook


def _plain(notebook):
    """A notebook's JSON without what marking makes anew, or does not ask for: what cells have shown, which kernel ran
    them, how they were folded. A program may have written anything there, and much of it is no notebook's."""
    if not isinstance(notebook.get("cells"), list):  # of an older format
        return notebook
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        about = cell.get("metadata")
        label = about.get("nbgrader") if isinstance(about, dict) else None
        known = isinstance(label, dict) and isinstance(label.get("grade_id"), str)
        cell["metadata"] = {"nbgrader": label} if known else {}
        if cell.get("cell_type") == "code":
            cell |= {"outputs": [], "execution_count": None}
        if not isinstance(cell.get("id"), str):
            cell.pop("id", None)
        if "attachments" in cell:
            cell["attachments"] = _pictures(cell["attachments"])
    return notebook


def _pictures(attached):
    """What of pictures that were put into a text can be one: {name: {type: text}}."""
    pairs = attached.items() if isinstance(attached, dict) else ()
    return {
        name: forms for name, forms in pairs
        if isinstance(forms, dict) and all(isinstance(data, (str, list)) for data in forms.values())
    }  # fmt: skip


def name_of(cell):
    """The name by which nbgrader knows a cell, or None."""
    about = cell.metadata.get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else None  # who writes the file may write anything there


def is_solution(cell):
    return cell.metadata.nbgrader.solution


def is_answer(cell):
    """Whether it is a cell that a human marks."""
    return name_of(cell) is not None and cell.metadata.nbgrader.grade and is_solution(cell)


def repair(notebook, release):
    """(the notebook with each of the release's cells once, notes on what was done). What is given is left alone."""
    notebook, notes = _whole(notebook)
    wanted = {name_of(cell): cell for cell in release.cells if name_of(cell)}
    views = {cell.source.strip() for cell in release.cells if not name_of(cell)}
    notes += _label(notebook, wanted, views)
    work = {name for name, cell in wanted.items() if is_solution(cell) or cell.metadata.nbgrader.grade}
    if not work & {name_of(cell) for cell in notebook.cells}:
        raise Unreadable("none of this problem set's cells is in it; it seems to be another notebook")
    notes += [*_once_each(notebook, wanted), *_put_back(notebook, wanted), *_bring_in(notebook, wanted, views)]
    if notes:
        text = "**Before marking**\n\n" + "\n".join(f"* {note}" for note in notes)
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(text))
    nbformat.validate(notebook)
    return notebook, notes


def _whole(notebook):
    """(a copy without half characters, notes). Some editors leave half an emoji behind when one is deleted, and no
    program can store that."""
    text = json.dumps(notebook, ensure_ascii=False)
    right = whole(text)
    notes = ["A character that was stored in part was replaced by �."] if right != text else []
    return nbformat.from_dict(json.loads(right)), notes


def _label(notebook, wanted, views):
    """Give cells the name back that an editor has taken from them: a cell is known by its id, or by what it says, or
    by the two between which it stands alone."""
    notes = []
    for known in (_by_id, _by_text, _by_place):
        for name, right in wanted.items():
            if name not in map(name_of, notebook.cells) and (cell := known(notebook, right, wanted, views)):
                cell.metadata["nbgrader"] = copy.deepcopy(right.metadata.nbgrader)
                notes.append(f"The cell `{name}` had lost its label; it was found by {known.__doc__}.")
    return notes


def _by_id(notebook, right, wanted, views):
    """its id"""
    return next((cell for cell in notebook.cells if cell.id == right.id and name_of(cell) not in wanted), None)


def _by_text(notebook, right, wanted, views):
    """what it says"""
    text = right.source.strip()
    same = [cell for cell in notebook.cells if name_of(cell) not in wanted and cell.source.strip() == text]
    return same[0] if len(same) == 1 else None


def _by_place(notebook, right, wanted, views):
    """its place"""
    names, here = [*wanted], [name_of(cell) for cell in notebook.cells]
    at = names.index(name_of(right))
    before, after = names[at - 1] if at else None, names[at + 1] if at + 1 < len(names) else None
    if before not in here or after not in here:
        return None
    between = notebook.cells[here.index(before) + 1 : here.index(after)]
    alone = [
        cell for cell in between
        if cell.cell_type == right.cell_type and name_of(cell) not in wanted and cell.source.strip() not in views
    ]  # fmt: skip
    return alone[0] if len(alone) == 1 else None


def _once_each(notebook, wanted):
    """Leave each name to one cell, with the release's own entries beside it."""
    notes, places = [], {}
    for at, cell in enumerate(notebook.cells):
        name = name_of(cell)
        if name in wanted:
            places.setdefault(name, []).append(at)
        else:
            cell.metadata.pop("nbgrader", None)
    removed = set()
    for name, found in places.items():
        right = wanted[name]
        keep = _keep(found, notebook, right)
        notebook.cells[keep].metadata["nbgrader"] = copy.deepcopy(right.metadata.nbgrader)
        copies = [at for at in found if at != keep]
        for at in copies:
            notebook.cells[at].metadata.pop("nbgrader")
        if copies and is_answer(right):
            _fill(notebook, keep, right, [notebook.cells[at] for at in found])
            removed.update(at for at in copies if notebook.cells[at].cell_type != "code")
            notes.append(f"The cell `{name}` was there {len(found)} times; what is written in them was put together.")
        elif copies and is_solution(right):
            notes.append(f"The cell `{name}` was there {len(found)} times. All were run.")
        elif copies:
            removed.update(copies)
            notes.append(f"The cell `{name}` was there {len(found)} times; the copies were removed.")
    notebook.cells = [cell for at, cell in enumerate(notebook.cells) if at not in removed]
    return notes


def _keep(found, notebook, right):
    """Which of several copies counts."""
    if is_solution(right):  # the last one in which something was written
        written = [at for at in found if _is_written(notebook.cells[at], right)]
        return (written or found)[-1]
    # Of tests the last: what it needs has been run by then. Of what all the rest needs, such as imports, the first.
    return found[-1] if right.metadata.nbgrader.grade else found[0]


def _put_back(notebook, wanted):
    """Put missing cells back behind the cell that they followed."""
    notes, before = [], None
    for name, right in wanted.items():
        present = [name_of(cell) for cell in notebook.cells]
        if name in present:
            before = name
            continue
        if is_solution(right) and not right.metadata.nbgrader.grade:
            # Put back empty, it might undo a function that the student has written in another cell.
            notes.append(f"The cell `{name}` was missing.")
            before = ELSEWHERE
            continue
        # A test whose solution is elsewhere comes last: by then the function is there, wherever it was written.
        at = 0 if before is None else present.index(before) + 1 if before in present else len(present)
        cell = copy.deepcopy(right)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cell.id = generate_corpus_id()  # the student's notebook may have a cell of this id
        notebook.cells.insert(at, cell)
        notes.append(f"The cell `{name}` was missing; it was put back.")
        before = name
    return notes


def _is_written(cell, right):
    """Whether there is more in a cell than was given out."""
    return cell.source.strip() not in ("", right.source.strip())


def _fill(notebook, at, right, cells):
    """Make the cell at this place the release's answer cell, with all that is written in some cells, and the pictures
    that were pasted there. Returns those that are used."""
    used = [cell for cell in cells if _is_written(cell, right)]
    if used:
        texts, pictures = [], {}
        for cell in used:
            text = f"```\n{cell.source}\n```" if cell.cell_type == "code" else cell.source
            for name, picture in cell.get("attachments", {}).items():
                # In JupyterLab every picture is called image.png.
                kept = name if pictures.setdefault(name, picture) == picture else f"{cell.id}-{name}"
                pictures[kept] = picture
                text = text.replace(f"attachment:{name}", f"attachment:{kept}")
            texts.append(text)
        answer = copy.deepcopy(right)
        answer.id, answer.source = notebook.cells[at].id, "\n\n".join(dict.fromkeys(texts))
        if pictures:
            answer.attachments = pictures
        notebook.cells[at] = answer
    return used


def _bring_in(notebook, wanted, views):
    """Put together what a human has to read for an answer: what is written in its cell, in new cells above and below
    it, up to the release's next one, and in its question, which will be written over. Where all that is nothing, what
    was written anywhere else in words. views: the sources of the release's cells without a name."""
    notes, used = [], set()

    def is_new(cell):
        return not name_of(cell) and cell.source.strip() not in views

    for at, cell in enumerate(notebook.cells):
        right = wanted.get(name_of(cell))
        if right is None or not is_answer(right):
            continue
        written = _is_written(cell, right)
        above = [*takewhile(is_new, reversed(notebook.cells[:at]))][::-1]
        below = [*takewhile(is_new, notebook.cells[at + 1 :])]
        question = _added(notebook.cells[: at - len(above)], wanted)
        beside = [each for each in (*question, *above) if each.id not in used and not (written and _is_code(each))]
        behind = [each for each in below if each.id not in used and not (written and _is_code(each))]
        if any(_is_written(each, right) for each in beside + behind):
            used |= {each.id for each in _fill(notebook, at, right, [*beside, cell, *behind])} - {cell.id}
            said = "goes on beside its cell; that" if written else "was written beside its cell; it"
            notes.append(f"The answer `{name_of(right)}` {said} was put there.")
    elsewhere = [cell for cell in notebook.cells if is_new(cell) and cell.id not in used and _is_prose(cell)]
    for at, cell in enumerate(notebook.cells):
        right = wanted.get(name_of(cell))
        if elsewhere and right is not None and is_answer(right) and not _is_written(cell, right):
            _fill(notebook, at, right, [nbformat.v4.new_markdown_cell(ELSEWHERE_SAID), *elsewhere])
            notes.append(f"The answer `{name_of(right)}` is empty; what was written elsewhere was put there, too.")
    notebook.cells = [cell for cell in notebook.cells if cell.id not in used or cell.cell_type == "code"]
    return notes


def _is_code(cell):
    return cell.cell_type == "code"


def _is_prose(cell):
    """Whether words are written in a cell: one of text, or of a program that is nothing but comments and strings."""
    if not re.search(r"\w", cell.source):
        return False
    if not _is_code(cell):
        return True
    try:
        body = ast.parse(cell.source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # words that are no program
        return True
    return all(isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) for each in body)


def _added(before, wanted):
    """A list of the cell with what was added to the last of these cells, if that is a text of the release."""
    last = before[-1] if before else None
    right = wanted.get(name_of(last)) if last else None
    if right is None or right.cell_type != "markdown" or is_solution(right):
        return []
    text = last.source.replace(right.source.strip(), "").strip()
    return [nbformat.v4.new_markdown_cell(text, attachments=last.get("attachments", {}))]
