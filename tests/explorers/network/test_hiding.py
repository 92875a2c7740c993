"""What is hidden can be read nowhere, and what a prediction opens."""

import itertools
import math
import re

import pytest

from backprop_core.explorers import AlgorithmExplorer
from tests.explorers.network.networks import (
    CLASSES,
    SHOWS,
    assert_agrees,
    borrow,
    every_class,
    every_class_showing,
    micro_steps,
    panel,
    recompute,
    showing,
    shown_by,
    unique_view,
)
from tests.explorers.shown import Shown
from tests.explorers.views import (
    all_words,
    assert_code_agrees,
    click,
    digits,
    expect_message,
    flat,
    numbers_in,
    plain,
    press,
    written,
)

pytestmark = pytest.mark.usefixtures("silent")


def leaks(view, secret):
    """Where one of the numbers {name: value} can be read, also if it stands there ten or a thousand times as large."""
    texts = {digits(text): name for name, value in secret.items() for text in written(value)}
    found = []
    for place, text in all_words(view).items():
        read = {digits(number) for number in numbers_in(text)} & set(texts)
        found += [f"{texts[number]} = {number} in {place}: {text[:120]}" for number in read]
    held = {abs(number) for number in flat(view.state()) if isinstance(number, float)}
    held |= {float(number.replace("−", "-")) for number in numbers_in(view.to_code())}
    for name, value in secret.items():
        found += [f"{name} in state or code" for number in held if math.isclose(number, abs(value), rel_tol=1e-9)]
    return found


def test_the_numbers_of_the_example_are_all_different():
    """Or else the tests below could take one number for another."""
    values, _ = recompute(unique_view(AlgorithmExplorer).state())
    read = [digits(f"{abs(value):.3e}") for value in values.values()]
    assert len(read) == len(set(read)) and min(map(len, read)) >= 3


def test_nothing_shows_before_it_is_computed(unseen):
    """At every micro-step: not in the diagram, the panel, the table, the words for screen readers or the picture."""
    view = unique_view(AlgorithmExplorer, micro=0)
    order = micro_steps(view.state())
    values, _ = recompute(view.state())
    for n in range(len(order) + 1):
        view.micro.value = n
        later = {name: values[name] for name in order[n:]}
        assert not leaks(view, later), f"at micro-step {n}"
        table = view.text().splitlines()
        read = numbers_in("\n".join(table))
        for name in order[:n]:
            if name[0] in ("u", "o", "delta"):
                assert read & written(values[name]), f"{name} at micro-step {n}"
        (cells,) = (line.split()[-3:] for line in table if line.startswith("layer 1 neuron 2"))
        assert [cell != "·" for cell in cells] == [(kind, 1, 2) in order[:n] for kind in ("u", "o", "delta")]
        assert_agrees(view)


KINDS = ("u", "o", "Err", "delta", "gradient", "update")
HIDES = [(kind,) for kind in KINDS] + list(itertools.combinations(KINDS, 2))


@pytest.mark.wide
@pytest.mark.parametrize(
    "cls, hide",
    [
        pytest.param(cls, hide, id=f"{cls.__name__}-{'+'.join(hide)}")
        for cls in CLASSES
        for hide in HIDES
        if set(hide) <= set(SHOWS[cls])
    ],
)
def test_what_is_hidden_can_be_read_nowhere(cls, hide, unseen):
    """While each kind of number is chosen, before and after the update, with four digits and with all."""
    view = unique_view(cls, borrow, hide=hide)
    values, _ = recompute(view.state())
    secret = {name: values[name] for name in micro_steps(view.state()) if name[0] in hide}
    chosen = ["theta-1-2-1", "u-1-2", "o-1-2", "delta-1-2", "delta-2-1", "x-1", "y-1", "Err", "u-2-1", "o-2-1"]
    changes = [{"selected": item, "full": n % 2 == 1} for n, item in enumerate(shown_by(cls, chosen))]
    if "micro" in cls.keywords():
        changes.append({"micro": len(micro_steps(view.state())), "selected": "theta-2-1-3"})
        changes.append({"selected": "update-2-1-3", "full": False})
    found = []
    for change in changes if len(hide) == 1 else changes[1::4] + changes[-1:]:
        view.set(**change)
        found += [f"{change}: {leak}" for leak in leaks(view, secret)]
    assert {*hide} <= {*view.state()["hide"]}
    assert not found, "\n".join(sorted(set(found))[:12])


@every_class_showing("Err")
def test_nothing_hidden_is_told_by_colour_line_or_place(cls, unseen):
    """Pictures of two networks whose hidden numbers have other signs and sizes look alike: the weights are the same,
    so the inputs make them different, and those are taken out of the pictures."""
    kept = ("u", "o", "Err", "delta", "gradient", "update")
    pictures = []
    for x in ([0.5, 0.9], [0.9, 0.1]):
        view = cls(
            preset="lecture", x=[[each] for each in x], hide=kept, selected="y-1", show=("line", "wish", "square")
        )
        inputs = r'<g id="[^"]*x-\d".*?</g>'
        pictures.append(re.sub(inputs, "", re.sub(r"bp\w+?-", "", view.diagram.svg)))
    assert pictures[0] == pictures[1]


def test_a_hidden_err_has_no_curve_and_no_scale():
    """The axes would tell how large it is."""
    first, second = (AlgorithmExplorer(y=[[y]], hide=("Err",), steps=3) for y in (1.0, 50.0))
    assert first.figure.svg == second.figure.svg
    assert Shown.of(first.figure).lines("") == Shown.of(first.figure).dots() == []


@pytest.mark.parametrize("cls, kind", showing(["delta", "u"]))
def test_committing_shows_predicted_beside_actual(cls, kind, unseen):
    view = unique_view(cls, hide=(kind, "u"), selected=f"{kind}-1-2")
    assert view.ask.layout.display == ""
    assert "?" in panel(view) and "predicted" not in panel(view)
    view.prediction.text = "−0,625"
    click(view.commit)
    s = view.state()
    actual = s[kind][1][1]
    assert actual == pytest.approx(recompute(s)[0][kind, 1, 2])
    assert s["hide"] == () and s["predicted"] == {f"{kind}-1-2": -0.625}
    for text in (plain(panel(view)), view.text()):
        assert "predicted −0.625" in text and numbers_in(text) & written(actual)
    assert view.ask.layout.display == "none"
    assert_code_agrees(view)
    view.set(selected="u-1-1")
    assert "predicted" not in panel(view)


@every_class
@pytest.mark.parametrize("settings", [{}, {"hide": ("delta",), "selected": "x-1"}], ids=["all shown", "another"])
def test_a_prediction_is_impossible_while_the_answer_shows(cls, settings, unseen):
    """The row is hidden; and should the button still be pressed, it does nothing."""
    view = borrow(cls, **settings)
    assert view.ask.layout.display == "none"
    before = view.state()
    view.prediction.text = "0.5"
    press(view.commit)
    assert view.state() == before


@every_class
def test_hiding_again_forgets_the_prediction(cls, unseen):
    view = borrow(cls, hide=("u",), selected="u-1-1")
    view.prediction.text = "0.5"
    press(view.commit)
    assert view.state()["predicted"]
    view.set(hide=("u",))
    assert view.state()["predicted"] == {}
    assert view.ask.layout.display == ""


def test_a_prediction_is_of_one_step_and_one_pattern(unseen):
    for change in ({"steps": 1}, {"pattern": 3}):
        view = AlgorithmExplorer(preset="xor", predicted={"delta-1-1": 0.5})
        view.set(**change)
        assert view.state()["predicted"] == {}


def test_a_prediction_of_a_weight_is_of_one_number(unseen):
    """The panel of a weight explains its gradient and its update: "You predicted" stands beside one of them."""
    view = AlgorithmExplorer(hide=("gradient",), selected="theta-1-1-1", micro=31)
    view.prediction.text = "0.25"
    press(view.commit)
    assert panel(view).count("predicted") == 1


@every_class
@pytest.mark.parametrize("text", ["", "perhaps", "nan"])
def test_a_prediction_must_be_a_number(cls, text, unseen):
    """Pressing Commit with nothing typed is no way to see the answer."""
    view = borrow(cls, hide=("u",), selected="u-1-1")
    before = view.state()
    view.prediction.text = text
    press(view.commit)
    assert view.state() == before
    expect_message(view, ok=False)


@every_class
@pytest.mark.parametrize("change", [{"theta": {(1, 1, 1): 0.7}}, {"x": [0.1, 0.2]}, {"activation": "tanh"}], ids=repr)
def test_a_prediction_is_of_the_numbers_that_it_was_made_about(cls, change, unseen):
    view = borrow(cls, predicted={"u-1-2": 0.5})
    view.set(**change)
    assert view.state()["predicted"] == {}


@every_class
def test_a_prediction_is_judged_when_its_number_shows_and_not_before(cls, unseen):
    right = borrow(cls).state()["u"][1][1]
    for hide in ((), ("u",)):
        told = borrow(cls, selected="u-1-2", hide=hide, predicted={"u-1-2": right}).text()
        assert "You predicted " in told and ("Right." in told) == (not hide)
