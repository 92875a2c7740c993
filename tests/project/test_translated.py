"""The whole course speaks another language: one that puts everything it says into brackets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

from tools import texts

ROOT = Path(__file__).resolve().parents[2]
WALK = r"""
import contextlib, io, re, runpy, sys, warnings
warnings.simplefilter("error")
use = runpy.run_path("backprop_core/language.py")["use"]
use("xx", sys.argv[1])
import ipywidgets
from backprop_core import coach, explorers
from backprop_core.explorers.questions.tasks import TASKS, draw

def walk(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)

def look(text):
    text = re.sub("<[^>]*>", " ", text)
    while (outside := re.sub("⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = outside
    print(*re.findall(r"[a-z]{3,}", text))

for name in explorers.__all__:
    if name in ("LiveFigure", "Sentence", "Question"):
        continue
    view = getattr(explorers, name)()
    look(view.text())
    for each in walk(view):
        for trait in "description", "tooltip", "placeholder":
            look(getattr(each, trait, None) or "")
        look(each.value if isinstance(each, ipywidgets.HTML) else "")
for name in TASKS:
    task = draw(name, 0)
    look(" ".join([task.prompt, task.hint or "", task.because, *task.options, *(hint for _, hint in task.mistakes)]))
    question = explorers.Question(name)
    question.set(given=(task.options[task.answer + 1] if task.kind == "sign" else task.answer,))
    assert question.state()["right"] == [True], name
assert "⟦" in explorers.ForwardExplorer()._alt()
try:
    explorers.ForwardExplorer(activation="?")
except ValueError as error:
    look(str(error).replace("'", "⟦", 1).replace("'", "⟧", 1))
with contextlib.redirect_stdout(io.StringIO()):
    verdict = coach.check_sigmoid(lambda u: u)
look(verdict.message)
"""
# Words that stand alone in the code are taken for names of the program, which many of them are: they stay English.
ALONE = """all clipped dead ended folded from gain layer micro negative neuron none notebook nothing positive questions
residual right run saturated square step steps term theory unclipped value weight wire zero"""
CHOICES = "sigmoid tanh relu leaky identity"  # names of the program


@pytest.mark.wide
def test_every_view_question_and_the_coach_speak_the_other_language(tmp_path):
    for name, path in texts.modules().items():
        table = texts.catalog(path, name)
        if table is not None:
            place = tmp_path / "xx" / "LC_MESSAGES"
            place.mkdir(parents=True, exist_ok=True)
            for message in table:
                message.string = f"⟦{message.id}⟧" if message.id else message.string
            with (place / f"{name}.mo").open("wb") as stream:
                write_mo(stream, table)
    said = subprocess.run(
        [sys.executable, "-c", WALK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr[-2000:]
    left = {*said.stdout.split()} - {*ALONE.split(), *CHOICES.split()}
    assert not left


def test_a_language_that_is_not_there_is_said_in_a_sentence_and_the_course_stays_english():
    said = subprocess.run(
        [sys.executable, "-c", "import backprop_core.coach.verdict as v; print(v.Verdict.__name__)"], cwd=ROOT,
        capture_output=True, text=True, env=os.environ | {"BACKPROP_LANGUAGE": "tlh", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert said.stdout == "Verdict\n"
    assert said.stderr == "BACKPROP_LANGUAGE=tlh: the course is not there in this language yet, only in English.\n"
