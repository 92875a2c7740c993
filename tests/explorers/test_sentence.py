"""`Sentence`: dragged, typed and set numbers, what is computed from them, and what is refused. No browser."""

import math
import re

import pytest

from backprop_core import explorers
from backprop_core.explorers import Sentence
from backprop_core.one_step.text import number
from tests.explorers.views import event, message, stored_forms

pytestmark = pytest.mark.usefixtures("silent")

TEXT = "A weight of {theta} times an input of {x} adds {product} to u₁, and {double} to the double."


def sentence(**more):
    settings = {
        "theta": 0.8,
        "x": 0.5,
        "product": lambda theta, x: theta * x,
        "double": lambda product: 2 * product,
    } | more
    return Sentence(TEXT, **settings)


def words(view):
    """The sentence as the page shows it."""
    return re.sub("<.*?>", "", view.diagram.svg)


def items(view):
    """{name: (spoken name, value, whether it is chosen)} of the numbers that can be dragged."""
    found = re.findall(
        r'data-item="(\w+)" role="option" aria-selected="(\w+)" aria-label="(.*?)" data-value="(.*?)"',
        view.diagram.svg,
    )
    return {name: (label, float(value), chosen == "true") for name, chosen, label, value in found}


def test_the_opening():
    view = sentence()
    assert view.state() == {"theta": 0.8, "x": 0.5, "product": 0.4, "double": 0.8}
    told = "A weight of 0.8 times an input of 0.5 adds 0.4 to u1, and 0.8 to the double."
    assert words(view) == told and "u<sub>1</sub>" in view.diagram.svg
    assert view.text() == told.replace("u1", "u₁")
    assert items(view) == {"theta": ("theta: 0.8", 0.8, True), "x": ("x: 0.5", 0.5, False)}
    assert "<b>0.4</b>" in view.diagram.svg and view.diagram.svg.startswith("<p>")
    assert view.page.status == view.text() and view.text() in view.diagram.label
    bundle = stored_forms(view)
    assert bundle["text/plain"] == view.text()
    assert re.sub("<.*?>", "", bundle["text/html"]) == told and "bp" not in bundle["text/html"]
    assert bundle["image/png"].startswith("iVBOR")


def test_dragging_answers_at_once():
    view = sentence()
    event(view, kind="select", item="x")
    assert items(view)["x"][2] and not items(view)["theta"][2]
    event(view, kind="drag", item="x", value=-2.5)
    event(view, kind="drop")
    assert view.state() == {"theta": 0.8, "x": -2.5, "product": -2.0, "double": -4.0}
    assert "−2.5" in words(view) and items(view)["x"][0] == "x: −2.5"
    event(view, kind="drag", item="theta", value=1e9)
    assert view.state()["theta"] == 1e6


def test_keys_choose_and_change():
    view = sentence(step={"x": 0.25})
    event(view, kind="choose", by=1)
    event(view, kind="change", item="x", by=2)
    assert view.state()["x"] == 1.0
    event(view, kind="choose", by=1)
    event(view, kind="change", item="theta", by=-10)
    assert view.state()["theta"] == pytest.approx(-0.2) and items(view)["theta"][2]
    event(view, kind="choose", by="last")
    assert items(view)["x"][2]
    event(view, kind="choose", by="first")
    assert items(view)["theta"][2]
    event(view, kind="width", width=500)
    event(view, kind="nothing known")


def test_a_key_that_comes_before_the_answer_to_a_choice_changes_what_is_chosen_by_then():
    view = sentence()
    event(view, kind="choose", by=1)
    event(view, kind="change", item="chosen", by=2)
    assert view.state()["x"] == pytest.approx(0.7) and view.state()["theta"] == 0.8


def test_typed_numbers():
    view = sentence(limits={"x": (-5, 5)})
    event(view, kind="type", item="x", text="−1,5")
    assert view.state()["x"] == -1.5
    for text, sentence_part in (("abc", "Type a number"), ("7", "x must be from -5 to 5"), ("", "Type a number")):
        event(view, kind="type", item="x", text=text)
        assert sentence_part in message(view) and sentence_part in view.page.status
        assert view.state()["x"] == -1.5
    event(view, kind="change", item="x", by=1)  # a good change takes the sentence away
    assert message(view) == ""
    event(view, kind="drag", item="x", value=7.0)  # a drag stops at the end
    assert view.state()["x"] == 5.0


@pytest.mark.parametrize(
    "what",
    [
        {"kind": "drag", "item": "product", "value": 3.0}, {"kind": "drag", "item": "nobody", "value": 3.0},
        {"kind": "drag", "item": "x", "value": None}, {"kind": "change", "item": "x", "by": "2"},
        {"kind": "drag", "item": None, "value": 3.0}, {"kind": "type", "item": "x", "text": None},
        {"kind": "drag", "item": "x", "value": math.nan},
    ],
)  # fmt: skip
def test_an_event_that_makes_no_sense_is_answered_by_a_sentence(what):
    view = sentence()
    before = view.state()
    event(view, **what)
    assert view.state() == before and message(view).endswith(".") and "\n" not in message(view)


def test_set():
    view = sentence(limits={"theta": (0, 1)})
    view.set(theta=1, x=2)
    assert view.state() == {"theta": 1.0, "x": 2.0, "product": 2.0, "double": 4.0}
    before = view.state()
    for changes, words_ in (
        ({"tehta": 1}, "must be one of theta, x; got 'tehta'"),
        ({"product": 1}, "product is computed from theta, x; it cannot be set"),
        ({"theta": 2}, "theta must be from 0 to 1"),
        ({"x": "2"}, "x must be a number"),
        ({"x": 3, "theta": 2}, "theta must be from"),
        ({"x": math.inf}, "x must be a finite number"),
    ):
        with pytest.raises((ValueError, TypeError), match=re.escape(words_)):
            view.set(**changes)
        assert view.state() == before


def test_what_is_not_finite_is_shown_as_such():
    view = Sentence("1 / {x} is {inverse}, e^{x} is {power}.", x=2, inverse=lambda x: 1 / x, power=math.exp)
    assert view.text() == "1 / 2 is 0.5, e^2 is 7.389."
    event(view, kind="drag", item="x", value=0.0)
    assert words(view) == "1 / 0 is not a number, e^0 is 1."
    view.set(x=1e5)
    assert view.text().endswith("is not a number.")
    assert Sentence("{x} {y}", x=1, y=lambda x: math.inf).text() == "1 ∞"


def test_a_name_may_stand_twice_and_braces_can_be_written():
    view = Sentence("{{x}} {x} and again {x}: {y} {{", x=1, y=lambda x: x + 1)
    assert view.text() == "{x} 1 and again 1: 2 {"
    ids = re.findall(r' id="(.*?)"', view.diagram.svg)
    assert len(ids) == len(set(ids)) == 2 and view.diagram.svg.count('aria-selected="true"') == 1
    event(view, kind="drag", item="x", value=3.0)
    assert view.text() == "{x} 3 and again 3: 4 {"


def test_text_is_text():
    view = Sentence("<script> & {x} < 3", x=1)
    assert "<script>" not in view.diagram.svg and "&lt;script&gt; &amp; " in view.diagram.svg
    assert "<script>" not in stored_forms(view)["text/html"]


@pytest.mark.parametrize(
    "template, settings, sentence_part",
    [
        ("{x", {"x": 1}, "template must name each number in braces"),
        ("{}", {"x": 1}, "template must hold plain names"), ("{0}", {"x": 1}, "template must hold plain names"),
        ("{x.real}", {"x": 1}, "template must hold plain names"),
        ("{x:.2f}", {"x": 1}, "template must hold plain names"),
        ("{x!r}", {"x": 1}, "template must hold plain names"), ("{x} {y}", {"x": 1}, "names {y}, but no number"),
        ("nothing", {"x": 1}, "at least one number"), ("{y}", {"y": lambda: 1}, "at least one number"),
        (3, {"x": 1}, "template must be a text"), ("{x}", {"x": "1"}, "x must be a number"),
        ("{x}", {"x": math.nan}, "x must be a finite number"), ("{x}", {"x": None}, "x must be a number"),
        ("{x} {y}", {"x": 1, "y": lambda z: z}, "asks for z, but there is no such number"),
        ("{x} {y}", {"x": 1, "y": lambda z: z, "z": lambda x: x}, "asks for z"),
        ("{x} {y}", {"x": 1, "y": lambda x: "text"}, "must give a number"),
        ("{x} {y}", {"x": 1, "y": lambda x: x.nothing}, "the function of y failed: AttributeError"),
        ("{x}", {"x": 1, "limits": {"y": (0, 1)}}, "a name in limits must be one of x"),
        ("{x}", {"x": 1, "limits": {"x": 3}}, "limits of x must be a list"),
        ("{x}", {"x": 1, "limits": {"x": (0, 1, 2)}}, "two numbers"),
        ("{x}", {"x": 1, "limits": 3}, "limits must be a"),
        ("{x}", {"x": 1, "limits": {"x": (3, 2)}}, "the largest x must be"),
        ("{x}", {"x": 9, "limits": {"x": (0, 1)}}, "x must"),
        ("{x}", {"x": 1, "step": 0}, "step of x"), ("{x}", {"x": 1, "step": {"y": 1}}, "a name in step"),
        ("{x} {y}", {"x": 1, "y": dict.fromkeys}, "function of y"),
    ],
)  # fmt: skip
def test_a_bad_sentence_is_refused_in_one_sentence(template, settings, sentence_part):
    with pytest.raises((ValueError, TypeError), match=re.escape(sentence_part)) as caught:
        Sentence(template, **settings)
    assert "\n" not in str(caught.value) and hasattr(caught.value, "_render_traceback_")


def test_a_function_that_fails_later_leaves_everything_as_it_was():
    view = Sentence("{x} {y}", x=1.0, y=lambda x: [10, 20, 30][int(x)])
    assert view.state() == {"x": 1.0, "y": 20.0}
    event(view, kind="drag", item="x", value=7.0)
    assert "the function of y failed" in message(view)
    assert view.state() == {"x": 1.0, "y": 20.0} and words(view) == "1 20"


def twice(x):
    return 2 * x


def test_the_code_rebuilds_it():
    view = Sentence("{x} {y}", x=1.0, y=twice, limits={"x": (0, 5)}, step=0.5)
    view.set(x=3)
    again = eval(view.to_code(), {**vars(explorers), "twice": twice})
    assert again.state() == view.state() and again.to_code() == view.to_code()
    assert "limits={'x': (0.0, 5.0)}" in view.to_code() and "step={'x': 0.5}" in view.to_code()
    for each in (view, again):  # what the state does not tell is rebuilt as well
        event(each, kind="change", item="x", by=100)
        assert each.state()["x"] == 5
        event(each, kind="change", item="x", by=-1)
        assert each.state()["x"] == 4.5
    assert "y=lambda x: ..." in Sentence("{x} {y}", x=1.0, y=lambda x: x).to_code()


def test_numbers_are_written_as_everywhere():
    view = Sentence("{x} {y}", x=-0.000123456, y=lambda x: x * 1e9)
    assert view.text() == f"{number(-0.000123456)} {number(-123456.0)}"
