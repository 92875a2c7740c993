"""The folder in which a class is marked, and one nbgrader call in it.

nbgrader wants this layout, and names of problem sets are those of the folders in source/:

    nbgrader_config.py  gradebook.db
    source/PS/PS.ipynb  release/PS/PS.ipynb
    submitted/STUDENT/PS/PS.ipynb  autograded/STUDENT/PS/PS.ipynb  feedback/STUDENT/PS/PS.html

mark.py adds what a teacher reads: marks/PS/ with status.csv, answers.csv, marks.csv, and the notebooks as they were
handed in.
"""

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil
from nbgrader import api
from nbgrader.api import Gradebook
from sqlalchemy import URL
from traitlets.config.loader import PyFileConfigLoader

from . import processes

GRADING = Path(__file__).resolve().parent
NEEDED = (  # what nbgrader's steps need; all but the first they import only while they are at work
    "nbgrader.apps", "nbgrader.preprocessors", "sqlalchemy.dialects.sqlite.pysqlite", __name__,
)  # fmt: skip


class MarkingError(Exception):
    """What a teacher has to know and to mend: one sentence, shown without a traceback."""


class Outcome(NamedTuple):
    """ok: whether nbgrader said that it worked; reason: if not, why, in a few words; text: all that it printed."""

    ok: bool
    reason: str
    text: str


class Course:
    """A folder for marking; the teacher's own is `grading/`, tests and the demo have others."""

    def __init__(self, root=GRADING):
        self.root = Path(root).resolve()

    # --- Where things are

    def problem_set(self, name):
        """The full name of a problem set: "ps2" is enough for "ps2_deltas_and_gradients"."""
        names = sorted(path.parent.name for path in self.root.glob("source/*/*.ipynb"))
        found = [each for each in names if each == name] or [each for each in names if each.split("_")[0] == name]
        if len(found) != 1:
            raise MarkingError(
                f"There is no problem set {name!r} in {self.root / 'source'}; there are {', '.join(names)}."
            )
        return found[0]

    def source(self, ps):
        return self.root / "source" / ps / f"{ps}.ipynb"

    def release(self, ps):
        return self.root / "release" / ps / f"{ps}.ipynb"

    def submitted(self, student, ps):
        return self.root / "submitted" / student / ps / f"{ps}.ipynb"

    def handed_in(self, student, ps):
        """The notebook just as it came."""
        return self.marks(ps) / "handed in" / f"{student}.ipynb"

    def autograded(self, student, ps):
        return self.root / "autograded" / student / ps / f"{ps}.ipynb"

    def feedback(self, student, ps):
        return self.root / "feedback" / student / ps / f"{ps}.html"

    def marks(self, ps):
        """The folder of what the teacher reads and fills in."""
        folder = self.root / "marks" / ps
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    # --- nbgrader

    @property
    def database(self):
        """The gradebook's address. Who finds it locked by another student's marking waits, instead of failing."""
        return URL.create(
            "sqlite", database=str(self.root / "gradebook.db"), query={"timeout": "60"}
        ).render_as_string()

    def gradebook(self):
        """nbgrader's own `Gradebook`, to be used in a with statement. `generate` makes it."""
        if not (self.root / "gradebook.db").exists():
            raise MarkingError("There is no gradebook: run `generate` first.")
        return Gradebook(self.database)

    def check_config(self):
        """Read nbgrader_config.py, and raise where it is wrong: nbgrader itself would go on without it."""
        try:
            PyFileConfigLoader("nbgrader_config.py", path=str(self.root)).load_config()
        except Exception as error:
            raise MarkingError(
                f"{self.root / 'nbgrader_config.py'} cannot be used ({type(error).__name__}: {error}). "
                "Nothing is marked before that is mended."
            ) from error

    def nbgrader(self, step, ps, *options, seconds=400):
        """Run one step of nbgrader in a process of its own, and end it and all that it has started after `seconds`."""
        arguments = [step, ps, f"--course-dir={self.root}", f"--db={self.database}", *options]
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder, "log.txt")
            process = processes.context(*NEEDED).Process(target=_run, args=(arguments, self.root, folder, log))
            process.start()
            try:
                process.join(seconds)
                in_time = process.exitcode is not None
            finally:
                if process.exitcode is None:
                    _end(process)
            text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if not in_time:
            return Outcome(False, f"it was stopped after {seconds:g} seconds", text)
        reason = "" if process.exitcode == 0 else f"nbgrader {step} failed: {_complaint(text)}"
        return Outcome(process.exitcode == 0, reason, text)


def _run(arguments, root, folder, log):
    """What such a process does: be nbgrader, and say everything into a file."""
    with log.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.chdir(root)
    os.environ.update({
        "OPENBLAS_NUM_THREADS": "1",
        "IPYTHONDIR": folder,  # nothing of the teacher's own settings is used
        "JUPYTER_CONFIG_DIR": folder,
        "BACKPROP_PROGRESS": "off",  # as `memory/place.py` has it; to ask there would load all views
    })  # fmt: skip
    from nbgrader.apps import NbGraderApp

    api.get_alembic_version = _gradebook_version
    NbGraderApp.launch_instance(argv=arguments)


def _gradebook_version():
    """The version of a new gradebook. nbgrader itself asks a command for it that imports all of nbgrader again, and
    finds it only in an environment that has been activated."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import _temp_alembic_ini

    with _temp_alembic_ini("sqlite://") as settings:
        return ScriptDirectory.from_config(Config(settings)).get_current_head()


def _end(process):
    """End a process and its children: the kernel is in a session of its own."""
    try:
        parent = psutil.Process(process.pid)
        parent.suspend()  # so that it starts nothing while it is ended
        family = [*parent.children(recursive=True), parent]
    except psutil.NoSuchProcess:
        return
    for each in family:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(family, timeout=10)
    process.join(10)


def _complaint(text):
    """What nbgrader complained about: the exception that stands last in its words, else its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Entry|Died)\b", line)]
    return (errors or lines or ["it said nothing"])[-1][:200]
