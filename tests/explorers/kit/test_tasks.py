"""The tasks at the top of a view: ticked off once and for good, by the view or by hand, and no setting."""

import pytest

from backprop_core import checks
from backprop_core.explorers import ChainRuleExplorer, DeltaExplorer, NetworkExplorer, Progress, TrainingExplorer
from backprop_core.explorers.kit.tasks import Tasks
from backprop_core.explorers.todo import BANK
from backprop_core.explorers.todo.task import Task
from backprop_core.figures.picture import size_of, with_lines
from tests.explorers.views import Wire, count, event, messages, press, stored_forms, svg_words, tell

pytestmark = pytest.mark.usefixtures("still", "patient", "silent", "unseen")

FIRST, SECOND, THIRD = (task.text for task in BANK["still"])


def opened(**settings):
    """A view with one task for the hand, and two that it ticks off itself."""
    return ChainRuleExplorer(x=[0.0, 0.9], selected="theta-1-1-1", **settings, todo="still")


def hand(view, n, done=True):
    """The student ticks the nth box."""
    tell(view.tasks, event={"kind": "tick", "task": n, "done": done, "count": next(count)})


def ctrl_z(view):
    tell(view.page, event={"kind": "undo", "count": next(count)})


def test_they_stand_at_the_top_and_cost_one_widget():
    view, plain = opened(), ChainRuleExplorer(x=[0.0, 0.9], selected="theta-1-1-1")
    assert view.children == (view.page, view.tasks, view.split)
    assert len(view.children) == len(plain.children) + 1 and plain.tasks is None
    assert (view.tasks.texts, view.tasks.by_hand) == ([FIRST, SECOND, THIRD], [True, False, False])
    assert view.tasks.done == [False] * 3


def test_a_task_is_ticked_off_in_the_change_that_does_it_and_heard_once():
    view = opened()
    event(view, kind="drag", item="x-1", value=0.05)
    assert view.tasks.done == [False] * 3 and "Done" not in view.page.status
    Wire.sent.clear()
    event(view, kind="drag", item="x-1", value=0.1)
    assert view.tasks.done == [False, False, True]
    assert view.page.status.startswith(f"Done: {THIRD} ") and "input x1: 0.1." in view.page.status
    assert set(messages().values()) == {1}
    event(view, kind="drag", item="x-1", value=0.2)
    assert view.tasks.done == [False, False, True] and "Done" not in view.page.status


def test_what_must_come_first_does_not_count_when_it_comes_later(monkeypatch):
    """Both parts of a task are met, but in the wrong order; then in the right one."""
    moved = Task("Open it, then move.", lambda now, then: now["at"] > then["at"], first=lambda now, _: now["open"])
    monkeypatch.setitem(BANK, "still", (moved, moved))
    tasks = Tasks("still", {"at": 0, "open": False})
    for at, is_open, done in (
        (1, False, False),
        (2, False, False),
        (2, True, False),
        (2, False, False),
        (3, False, True),
    ):
        tasks.look(lambda at=at, is_open=is_open: {"at": at, "open": is_open})
        assert tasks.done == [done, done], (at, is_open)


def test_it_stays_ticked_off_when_the_student_goes_on_or_back():
    view = opened()
    event(view, kind="drag", item="x-1", value=0.3)
    for value in (0.0, 0.5, 0.0):
        event(view, kind="drag", item="x-1", value=value)
        assert view.tasks.done == [False, False, True]
    ctrl_z(view)
    assert view.tasks.done == [False, False, True]
    event(view, kind="drag", item="x-1", value=0.3)
    press(view.reset)
    assert view.state()["x"][0] == [0.0] and view.tasks.done == [False, False, True]
    ctrl_z(view)
    assert view.tasks.done == [False, False, True]


def test_a_hand_ticks_off_and_takes_back_what_cannot_be_checked():
    view = opened()
    before = view.state()
    hand(view, 0)
    assert view.tasks.done == [True, False, False]
    assert view.state() == before and view.undo.disabled
    ctrl_z(view)
    press(view.reset)
    assert view.tasks.done == [True, False, False]
    hand(view, 0, done=False)
    assert view.tasks.done == [False] * 3


def test_where_only_the_hand_is_left_no_state_is_told():
    """While a view plays, that is work for nothing in each tick."""
    tasks = Tasks("still", {})
    tasks.done = [False, True, True]
    assert tasks.look(lambda: pytest.fail("a state was told")) == []


@pytest.mark.parametrize("n", [1, 2, 3, -1, None, "0", 0.0, True, [0]])
def test_a_hand_ticks_off_nothing_else(n):
    view = opened()
    hand(view, n)
    hand(view, 0, done="yes")
    tell(view.tasks, event={"kind": "tock", "task": 0, "done": True})
    assert view.tasks.done == [False] * 3


def test_what_is_hidden_counts_when_it_is_shown():
    """No number is read behind a question mark."""
    view = ChainRuleExplorer(preset="nudge", selected="theta-1-1-1", hide="gradient", todo="nudge")
    press(view.closer, 3)
    assert view.tasks.done == [False] * 3
    view.prediction.text = "66"
    press(view.commit)
    assert view.tasks.done == [False, True, True]
    assert view.page.status.startswith(f"Done: {BANK['nudge'][1].text} {BANK['nudge'][2].text} ")


def test_another_network_ends_in_no_traceback():
    view = DeltaExplorer(preset="mazur", terms=4, todo="who_wins")
    view.preset.value = "lecture"
    assert view.state()["todo"] == "who_wins" and view.tasks in view.children
    view = DeltaExplorer(todo="term_by_term", terms=0)
    view.set(sizes=(1, 1))
    event(view, kind="drag", item="theta-1-1-1", value=0.5)
    assert not view.tasks.done[2]


def test_two_views_with_the_same_tasks_tick_off_their_own():
    one, other = opened(), opened()
    event(one, kind="drag", item="x-1", value=0.5)
    hand(other, 0)
    assert (one.tasks.done, other.tasks.done) == ([False, False, True], [True, False, False])


def test_while_it_plays_a_task_is_heard_as_it_is_done():
    view = TrainingExplorer(N=20, hidden=(3,), pace=25, todo="ring")
    view.play.value = True
    for _ in range(6):
        assert "Done" not in view.page.status
        view.ticks.value += 1
    assert view.page.status.startswith(f"Done: {BANK['ring'][0].text} ") and "150" in view.page.status


def test_no_tick_is_a_setting():
    view = opened()
    hand(view, 0)
    event(view, kind="drag", item="x-1", value=0.5)
    assert "todo='still'" in view.to_code()
    assert not {"tasks", "done", "ticks"} & {*view.state()}
    again = eval(view.to_code())
    assert again.state() == view.state() and again.tasks.done == [False] * 3


def test_tasks_come_and_go_with_the_setting():
    view = NetworkExplorer()
    before = view.children
    view.set(todo="zoom")
    first = view.tasks
    assert view.children == (view.page, first, *before[1:]) and isinstance(first, Tasks)
    view.set(full=True)
    assert view.tasks is first
    view.set(todo="still")
    assert view.children == (view.page, view.tasks, *before[1:]) and view.tasks.texts == [FIRST, SECOND, THIRD]
    assert first.comm is None
    view.set(todo=None)
    assert view.children == before and view.tasks is None


@pytest.mark.parametrize("name", ["zom", "", 3, ["zoom"], True])
def test_an_unknown_name_is_one_sentence(name):
    with pytest.raises(checks.InputValueError, match=r"^todo must be None, or the name of tasks in .*; got .*\.$"):
        NetworkExplorer(todo=name)


def test_the_map_of_the_course_has_no_tasks():
    assert "todo" not in Progress.keywords() and NetworkExplorer.keywords()[-1] == "todo"
    assert ChainRuleExplorer.keywords()[-1] == "todo" and ChainRuleExplorer.keywords().count("todo") == 1
    told = [cls.__doc__.count("    todo  the name of tasks") for cls in (Progress, NetworkExplorer, ChainRuleExplorer)]
    assert told == [0, 1, 1]


def test_stored_are_the_tasks_as_text_above_and_none_is_ticked_off(no_resvg):
    view = opened()
    hand(view, 0)
    event(view, kind="drag", item="x-1", value=0.5)
    first, second, third, *rest = stored_forms(view)["text/plain"].splitlines()
    assert [first, second, third] == [f"☐ {FIRST}", f"☐ {SECOND}", f"☐ {THIRD}"]
    assert "\n".join(rest) == view.text() and "☐" not in view.text()
    view.set(todo=None)
    assert stored_forms(view)["text/plain"] == view.text()


def test_lines_above_a_picture_move_it_down_and_leave_its_width():
    picture = NetworkExplorer().svg()
    above = with_lines(["☐ one", "☐ two"], picture)
    (wide, high), (width, height) = size_of(picture), size_of(above)
    assert width == wide and 2 * 19 <= height - high < 70
    assert svg_words(above).startswith("☐ one | ☐ two | ") and f'y="{height - high:g}"' in above
    assert with_lines([], picture) == picture


@pytest.mark.drawn
def test_the_stored_picture_has_them(monkeypatch):
    import backprop_core.explorers.kit.explorer as kit

    drawn = []
    monkeypatch.setattr(kit, "to_png", drawn.append)
    stored_forms(opened())
    stored_forms(NetworkExplorer())
    assert THIRD.split()[-1] in svg_words(drawn[0]) and "☐" in drawn[0] and "☐" not in drawn[1]
