"""SelfTest: which questions are drawn, what is answered, what it counts to, and what it never tells."""

import itertools
import json
import re
from collections import Counter
from urllib.parse import unquote

import pytest

from backprop_core import checks, explorers
from backprop_core.explorers import SelfTest
from backprop_core.explorers.questions.answer import in_words
from backprop_core.explorers.questions.self_test import MOST_OF_A_PART, drawn, most_questions, parts
from backprop_core.explorers.questions.tasks import TASKS, draw
from backprop_core.explorers.questions.taught import TAUGHT, module_of, where
from tests.explorers.views import press, stored_forms

pytestmark = pytest.mark.usefixtures("unseen", "silent")

SEEDS = range(20)
count = itertools.count()


def right(test, place):
    """The right answer of a question, as a student gives it."""
    task = draw(*test.state()["asked"][place - 1])
    return repr(task.answer) if task.kind == "number" else in_words(task) if task.kind != "order" else task.answer


def answer(test, said):
    """Answer the question that is shown, through its own controls."""
    kind = test.question.state()["kind"]
    if kind == "number":
        test.question.box.event = {"kind": "enter", "text": said, "count": next(count)}
        return
    if kind == "order":
        buttons = {pick.about: pick for pick in test.question.picks.children}
        for option in said:
            press(buttons[option])
    else:
        test.question.radio.value = said
    press(test.question.check)


def give_up(test):
    press(test.question.show)


# --- what is drawn


@pytest.mark.parametrize("seed", SEEDS)
def test_every_part_of_the_course_is_asked_about_and_none_more_than_twice(seed):
    asked = drawn(seed, 10)
    assert len(asked) == len({each.task for each in asked}) == 10
    of_parts = Counter(each.part for each in asked)
    assert set(of_parts) == set(parts()) and max(of_parts.values()) <= MOST_OF_A_PART
    assert all(TASKS[each.task].__module__.endswith(f".{each.part}") for each in asked)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_kinds_are_balanced(seed):
    kinds = Counter(draw(each.task, each.seed).kind for each in drawn(seed, 10))
    chosen = kinds.pop("sign", 0) + kinds.pop("choice")  # a sign is one of three
    assert len(kinds) == 2 and max(chosen, *kinds.values()) <= 5


def test_a_new_test_begins_with_another_task_and_an_easy_one():
    begins = [drawn(seed, 10)[0].task for seed in SEEDS]
    assert all(one != following for one, following in itertools.pairwise(begins))
    assert all(module_of(task) == "forward" and draw(task, 0).kind != "order" for task in begins)
    assert all(len({drawn(seed, 10)[place].task for seed in SEEDS}) > 1 for place in range(10))


def test_each_seed_is_another_test_and_always_the_same():
    assert drawn(3, 10) == drawn.__wrapped__(3, 10)
    assert len({drawn(seed, 10) for seed in SEEDS}) == len(SEEDS)


def test_every_part_of_the_bank_has_its_notebook():
    assert set(parts()) <= set(TAUGHT)


def test_the_longest_test():
    assert len(drawn(0, most_questions())) == most_questions()
    with pytest.raises(checks.InputValueError, match="^count "):
        SelfTest(count=most_questions() + 1)


# --- answers, one at a time in the same place


def test_ten_right_answers():
    test = SelfTest(seed=4)
    question = test.question
    for place in range(1, 11):
        assert test.state()["at"] == place and f"Question {place} of 10" in test.place.value
        task = draw(*test.state()["asked"][place - 1])
        assert test.question is question and test.question.state()["prompt"] == task.prompt
        assert test.state()["first"] == place - 1
        answer(test, right(test, place))
        press(test.next)
    s = test.state()
    assert s["marks"] == ["right"] * 10 and (s["right"], s["first"], s["at"]) == (10, 10, 10)
    assert "10 of 10 right, 10 of them at the first try." in test.result.html
    assert "Nothing to read again" in test.page.status
    assert test.next.disabled and not test.back.disabled


def test_the_second_try_and_what_is_to_read_again():
    test = SelfTest(seed=4)
    asked = test.state()["asked"]
    numbers = [place for place, each in enumerate(asked, 1) if draw(*each).kind == "number"]
    for place in range(1, 11):
        test.set(at=place)
        if place == numbers[0]:
            answer(test, "1234")
            assert test.state()["marks"][place - 1] == "open" and "Not right yet" in test.question.feedback.value
            answer(test, right(test, place))
        elif place == numbers[1]:
            answer(test, "1234")
            answer(test, "4321")
        elif place == 10:
            give_up(test)
        else:
            answer(test, right(test, place))
    s = test.state()
    wrong = sorted({numbers[1], 10})
    assert s["marks"] == ["wrong" if place in wrong else "right" for place in range(1, 11)]
    assert f"{10 - len(wrong)} of 10 right, {9 - len(wrong)} of them at the first try." in test.text()
    for place in wrong:
        told = where(asked[place - 1][0]).plain()
        assert re.search(rf"Read again: {re.escape(told)} \(questions? .*\b{place}\b", test.text())
    assert test.text().count("Read again") == len({where(asked[place - 1][0]) for place in wrong})


def test_at_the_end_the_skipped_questions_are_named():
    test = SelfTest(seed=4)

    def line():
        words = re.search(r"Still open: (.*?)\.<", test.result.html)
        assert bool(words) == ("Still open" in test.page.status), "it is announced as well"
        return words and words[1]

    for place in range(1, 10):
        assert line() is None
        if place not in (2, 5, 7):
            give_up(test)
        press(test.next)
    assert line() == "questions 2, 5, 7 and 10"
    assert "Still open" not in test.text(), "what is stored is for one who begins"
    give_up(test)
    assert line() == "questions 2, 5 and 7"
    for place, left in ((2, "questions 5 and 7"), (7, "question 5")):
        test.set(at=place)
        give_up(test)
        assert line() == left
    test.set(at=5)
    give_up(test)
    assert line() is None and "0 of 10 right" in test.result.html


def test_the_result_so_far_can_be_had_at_any_time():
    test = SelfTest(seed=4)
    assert test.result.html == ""
    answer(test, right(test, 1))
    assert "So far 1 of 1 right, 1 of them at the first try; 9 are open." in test.result.html
    assert "Read again" not in test.result.html and "Nothing to read again" not in test.result.html
    test.set(at=3)
    give_up(test)
    assert "So far 1 of 2 right" in test.page.status and "(question 3)" in test.result.html


def write(folder, name, *cells):
    """A notebook of pairs (kind, text)."""
    made = {"cells": [{"cell_type": kind, "source": [text]} for kind, text in cells]}
    (folder / f"{name}.ipynb").write_text(json.dumps(made))


def test_what_is_to_be_read_again_is_a_link_to_its_part_where_the_course_is(monkeypatch, tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    write(folder, "00_start_here")
    task = drawn(4, 10)[0].task
    question = f'Question(\n    "{task}", seed=2)'
    first, later = "# 01\n\n## 1 · Sums (lecture §2)\n\nText", "## 2 · Later"
    write(
        folder, "01_forward_pass",
        ("markdown", first), ("code", question), ("markdown", later), ("code", question),
    )  # fmt: skip
    monkeypatch.chdir(folder)
    test = SelfTest(seed=4)
    give_up(test)
    words = "01 · The forward pass, “1 · Sums”"
    link = "01_forward_pass.ipynb#1-%C2%B7-Sums-%28lecture-%C2%A72%29"
    assert f'<a href="{link}" target="_blank">{words}</a> (question 1).' in test.result.html
    assert f"Read again: {words} (question 1)." in test.page.status
    write(folder, "01_forward_pass", ("markdown", "## 3 · Elsewhere"), ("code", question))
    test.set(at=2)
    assert "“3 · Elsewhere”" in test.result.html, "a notebook that was changed is read again"
    (folder / "01_forward_pass.ipynb").write_text("no notebook")
    test.set(at=3)
    assert '<a href="01_forward_pass.ipynb" target="_blank">01 · The forward pass</a>' in test.result.html
    (folder / "00_start_here.ipynb").unlink()
    test.set(at=2)
    assert "<a" not in test.result.html and "01 · The forward pass (question 1)" in test.result.html


@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_taught_in_a_part_of_its_notebook(task):
    place = where(task)
    assert place.path and place.path.name.startswith(place.title[:2])
    assert place.heading, "its own notebook does not ask it"
    assert "Two questions first" not in place.heading and "$" not in place.heading
    cells = json.loads(place.path.read_text(encoding="utf-8"))["cells"]
    headings = re.findall(r"^##+ (.+)$", "\n".join("".join(cell["source"]) for cell in cells), re.MULTILINE)
    fragment = unquote(re.search(r'#([^"]+)"', place.linked())[1])
    assert [heading.replace(" ", "-") for heading in headings].count(fragment) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_it_goes_through_the_course_from_its_beginning(seed):
    places = [[*TAUGHT].index(each.part) for each in drawn(seed, most_questions())]
    assert places == sorted(places) and places[0] == 0
    assert [*TAUGHT.values()] == sorted(TAUGHT.values())


def chips(test):
    return [(chip.description, chip.name, chip.current) for chip in test.chips.children]


def test_a_question_is_reached_by_its_chip():
    test = SelfTest(seed=4)
    press(test.chips.children[6])
    assert test.state()["at"] == 7 and "Question 7 of 10" in test.place.value
    assert test.question.state()["prompt"] == draw(*test.state()["asked"][6]).prompt
    assert [current for *_, current in chips(test)] == [place == 7 for place in range(1, 11)]
    press(test.next)
    assert chips(test)[7] == ("8 ○", "Question 8: open", True)
    test.set(count=3)
    assert [name for _, name, _ in chips(test)] == [f"Question {place}: open" for place in (1, 2, 3)]
    press(test.chips.children[1])
    assert test.state()["at"] == 2


def test_one_slip_does_not_take_all_answers_away():
    test = SelfTest(seed=4)
    (buttons,) = [each.children for each in test.children if test.new in getattr(each, "children", ())]
    assert abs(buttons.index(test.new) - buttons.index(test.next)) > 1


def test_going_back_finds_what_was_said():
    test = SelfTest(seed=1)
    answer(test, right(test, 1))
    test.question.reason.value = "because of the chain rule"
    press(test.next)
    assert not test.question.state()["resolved"] and test.question.reason.value == ""
    press(test.back)
    assert test.question.state()["resolved"] and test.question.reason.value == "because of the chain rule"
    press(test.back)  # disabled in the page; here it does nothing
    assert test.state()["at"] == 1


def test_a_new_test_has_the_next_seed_and_no_answers():
    test = SelfTest(seed=7, at=3, answers={1: {"shown": True}})
    press(test.new)
    s = test.state()
    assert (s["seed"], s["at"], s["answers"], s["marks"]) == (8, 1, {}, ["open"] * 10)
    assert test.question.state()["prompt"] == draw(*s["asked"][0]).prompt


@pytest.mark.parametrize("change", [{"seed": 8}, {"count": 5}, {"count": 12}])
def test_another_test_begins_at_its_first_question_without_answers(change):
    test = SelfTest(seed=7, at=3, answers={1: {"shown": True}})
    test.set(**change)
    s = test.state()
    assert (s["at"], s["answers"], set(s["marks"]), len(s["marks"])) == (1, {}, {"open"}, s["count"])


def test_a_question_of_the_test_cannot_be_exchanged():
    test = SelfTest()
    give_up(test)
    assert test.question.another not in test.question.after.children


# --- state, code, stored forms


def test_code_rebuilds_the_test_with_all_that_was_said():
    test = SelfTest(seed=2)
    assert test.to_code() == "SelfTest(seed=2)"
    answer(test, right(test, 1))
    press(test.next)
    give_up(test)
    test.question.reason.value = "no idea"
    state = test.state()
    assert state["answers"][2] == {"shown": True, "because": "no idea"} and set(state["answers"]) == {1, 2}
    assert eval(test.to_code(), vars(explorers)).state() == state
    test.set(answers=None)
    assert test.to_code() == "SelfTest(seed=2, at=2)"


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_nothing_stored_tells_an_answer_of_an_open_question(seed):
    test = SelfTest(seed=seed)
    text = test.text()
    for place, (task, number_seed) in enumerate(test.state()["asked"], start=1):
        task = draw(task, number_seed)
        assert f"○ {place}. {task.prompt}" in text
        for words in (task.hint, task.because, task.numeric):
            assert len(words) < 20 or words not in text
    assert "answer" not in test.state() and set(stored_forms(test)) >= {"text/plain", "image/png"}


def test_marks_tell_by_their_shape():
    test = SelfTest(seed=4)
    answer(test, right(test, 1))
    press(test.next)
    give_up(test)
    assert [line[0] for line in test.text().splitlines()[1:4]] == ["✓", "✗", "○"]
    assert chips(test)[:3] == [
        ("1 ✓", "Question 1: right", False), ("2 ✗", "Question 2: wrong", True), ("3 ○", "Question 3: open", False),
    ]  # fmt: skip


def test_one_answer_is_one_computation(monkeypatch):
    test = SelfTest(seed=4)
    computed, compute = [], test._compute
    monkeypatch.setattr(test, "_compute", lambda *given: computed.append(1) or compute(*given))
    give_up(test)
    assert len(computed) == 1
    press(test.next)
    assert len(computed) == 2
