"""The network views: their numbers against the core, Reset, bias, pictures, and the words that tell the numbers."""

import random
import re
import xml.etree.ElementTree as ET

import pytest

from backprop_core import explorers
from backprop_core.explorers import (
    AlgorithmExplorer,
    ChainRuleExplorer,
    DeltaExplorer,
    ErrorExplorer,
    ForwardExplorer,
    LiveFigure,
    NetworkExplorer,
    WhyExplorer,
)
from backprop_core.explorers.kit import explorer as base
from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.explorers.network.presets import PRESETS
from tests.explorers.network.networks import (
    SHOWS,
    XOR,
    assert_agrees,
    borrow,
    by_name,
    every_build,
    every_class,
    micro_steps,
    recompute,
    unique_view,
)
from tests.explorers.views import (
    Wire,
    all_words,
    assert_code_agrees,
    event,
    find_controls,
    messages,
    moves,
    numbers_in,
    press,
    state_of,
    stored_forms,
    svg_words,
    written,
)

pytestmark = pytest.mark.usefixtures("silent")


@every_class
def test_rounding_is_shown_as_zero(cls, unseen):
    """0.1 + 0.2 − 0.3 is 5.6e−17 in floats, on one machine, and something else on another."""
    theta = {(1, 1, 1): 0.1, (1, 1, 2): 0.2, (1, 1, 3): -0.3}
    view = cls(sizes=(3, 1), x=[[1.0], [1.0], [1.0]], y=[[0.5]], activation="tanh", history={0: {"theta": theta}})
    assert view.state()["u"][1] == [0.0]
    view.set(theta={(1, 1, 3): -0.2999999999})  # a small difference that means something
    assert view.state()["u"][1] == [pytest.approx(1e-10, rel=1e-5)]
    view.set(x=[[1e-20]] * 3)  # this is small, and no rounding
    assert view.state()["o"][0] == [1e-20] * 3


@every_class
@every_build
def test_a_view_shows_what_the_core_computes(cls, build):
    """And its own code rebuilds it: here with all widgets, so that pictures and words are the same too."""
    view = build(cls)
    assert set(cls.keywords()) < set(view.state())
    assert_agrees(view)
    again = eval(view.to_code(), dict(vars(explorers)))
    assert again.state() == view.state()
    words, wanted = all_words(again), all_words(view)
    assert {place: words[place] for place in wanted if "Slider" not in place} == {
        place: text for place, text in wanted.items() if "Slider" not in place
    }


def test_the_recomputation_itself_knows_a_published_example():
    """Mazur: Err before and after one step with the biases held (worked-examples.md)."""
    view = AlgorithmExplorer(preset="mazur", steps=1)
    assert view.state()["errs"] == pytest.approx([0.298371108760, 0.291027773694], abs=5e-13)
    assert recompute(view.state())[1] == pytest.approx([0.298371108760, 0.291027773694], abs=5e-13)
    view = AlgorithmExplorer(preset="mazur", train_bias=True, steps=1)
    assert view.state()["errs"][1] == pytest.approx(0.280471446791, abs=5e-13)


PICTURES = {
    ForwardExplorer: ("sum", "sigma", "slope"),
    ErrorExplorer: ("squares", "curve", "bands"),
    ChainRuleExplorer: ("curve", "bars"),
    DeltaExplorer: ("making", "over_u", "wiggle"),
    WhyExplorer: ("growth", "paths", "costs", "check", "wiggle"),
}
# Pictures that hang on the layers alone: other weights do not draw them anew.
STILL = {(WhyExplorer, "growth"), (WhyExplorer, "costs")}


@pytest.mark.parametrize("cls", PICTURES, ids=lambda cls: cls.__name__)
def test_only_the_pictures_that_are_asked_for_are_drawn_and_sent(cls, monkeypatch):
    """A picture that is not shown costs nothing and is nowhere; set again, it shows the present numbers."""
    names, drawn = PICTURES[cls], []
    render, show = LiveFigure.render, SvgFigure.show
    monkeypatch.setattr(LiveFigure, "render", lambda self: drawn.append(self) or render(self))
    monkeypatch.setattr(SvgFigure, "show", lambda self, *what: drawn.append(self) or show(self, *what))
    whole, change = cls(pictures=names), {"theta": {(1, 1, 1): 0.125}}
    figures = {name: getattr(whole, name) for name in names}
    assert set(cls.keywords()) >= {"pictures"} and [*whole.figures.children] == [*figures.values()]
    whole.set(**change)
    for kept in [(), *((name,) for name in names), names[::-1][:2]]:
        view = cls(pictures=kept)
        left = [getattr(view, name) for name in names if name in kept]
        ours = {name: getattr(view, name) for name in names}
        moving = [ours[name] for name in names if name in kept and (cls, name) not in STILL]
        shown = tuple(name for name in names if name in kept)
        assert [*view.figures.children] == left and view.state()["pictures"] == shown
        assert view.figures.layout.display == ("" if kept else "none")
        drawn.clear()
        Wire.sent.clear()
        view.set(**change)
        sent = {figure.comm.comm_id for figure in moving}
        others = {figure.comm.comm_id for figure in ours.values()} - sent
        assert drawn == moving and sent <= set(messages()) and not others & set(messages())
        assert not any(picture(figure) for figure in ours.values() if figure not in left)
        assert view.svg().count("<image") + view.svg().count("<svg x=") == len(kept)
        assert_code_agrees(view)
        view.set(preset="mazur")
        assert view.state()["pictures"] == shown, "another example does not open what was closed"
        view.set(preset=whole.state()["preset"], pictures=None, **change)
        assert [figure.alt for figure in view.figures.children] == [
            figures[name].alt for name in names if cls._pictures[name].usual
        ]
        assert all(map(picture, view.figures.children))
        for figure in view.figures.children:
            if isinstance(figure, LiveFigure):
                assert figure.png == render(figure)


def picture(figure):
    """What the page has of it."""
    return figure.png if isinstance(figure, LiveFigure) else figure.svg


@pytest.mark.parametrize("cls", PICTURES, ids=lambda cls: cls.__name__)
def test_one_picture_may_be_named_alone(cls, unseen):
    assert cls(pictures=PICTURES[cls][0]).state()["pictures"] == PICTURES[cls][:1]
    with pytest.raises(ValueError, match=f"^pictures must hold names of {', '.join(PICTURES[cls])}.*, or be None"):
        cls(pictures=("bogus",))


@every_class
def test_reset_works_after_the_patterns_changed(cls, unseen):
    """The opening has one pattern, and pattern 3 was shown: Reset must not fail on that."""
    view = cls(preset="lecture")
    first = view.state()
    view.set(**XOR, pattern=3)
    press(view.reset)
    s = view.state()
    assert (s["x"], s["y"], s["pattern"]) == (first["x"], first["y"], 1)
    assert_agrees(view)


@every_class
def test_code_names_a_setting_that_only_looks_usual(cls, unseen):
    """x of the preset is not what a 2-3-2 network would get by itself, so the code must say it."""
    assert_code_agrees(cls(sizes=(2, 3, 2), x=PRESETS["lecture"]["x"]))


@every_class
def test_code_names_patterns_that_another_seed_would_draw_otherwise(cls, unseen):
    """A new seed draws other weights and leaves x and y as they are: the code must not draw them anew."""
    view = cls(sizes=(3, 4, 2))
    view.set(seed=2)
    assert_code_agrees(view)
    assert_code_agrees(cls(sizes=(3, 4, 2), seed=2))


@every_class
def test_a_history_at_the_beginning_is_what_the_state_says(cls, unseen):
    """The numbers are relu's, so the state must say relu."""
    view = borrow(cls, history={0: {"activation": "relu"}})
    assert view.state()["activation"] == "relu"
    assert_agrees(view)


@every_class
@pytest.mark.parametrize("settings", [{}, {"sizes": (2, 2, 2), "seed": 5}, {"preset": "mazur"}], ids=repr)
def test_bias_on_and_off_keeps_the_weights(cls, settings, unseen):
    view = borrow(cls, **settings)
    bias = view.state()["bias"]
    view.set(theta={(1, 1, 1): 0.125})
    before = view.state()
    view.bias.value = not bias
    s = view.state()
    with_bias, without = (before, s) if bias else (s, before)
    for m in (1, 2):
        assert [row[1:] for row in with_bias["theta"][m]] == without["theta"][m]
        if not bias:
            assert [row[0] for row in with_bias["theta"][m]] == [0.0] * len(without["theta"][m])
    assert_agrees(view)
    view.bias.value = bias
    assert view.state() == before | {"scale": view.state()["scale"]}, "the scales suit the numbers of now"


@every_class
def test_reset_restores_the_opening_and_keeps_the_settings(cls, unseen):
    view = cls(preset="xor", pattern=2)
    first = view.state()
    settings = {"activation": "sigmoid", "loss": "mean_squared_error", "full": True}
    settings |= {name: value for name, value in {"eta": 0.25, "steps": 8}.items() if name in cls.keywords()}
    view.set(**{name: value for name, value in settings.items() if name != "steps"})
    if "steps" in settings:
        view.set(steps=8)
    view.set(theta={(1, 1, 1): 3.0}, x=[[0.5] * 4] * 2, y=[[0.5] * 4])
    press(view.reset)
    s = view.state()
    assert s["history"] == {} and s.get("steps", 0) == 0
    assert (s["x"], s["y"], s["theta"]) == (first["x"], first["y"], first["theta"])
    assert {name: s[name] for name in settings if name != "steps"} == {
        name: value for name, value in settings.items() if name != "steps"
    }
    assert_agrees(view)
    assert_code_agrees(view)


def random_act(view, chance):
    """One thing that a student may do: a drag, a key, a click, or any control."""
    items = re.findall(r'data-item="([^"]+)" role="option"', view.diagram.svg)
    numbers = [item for item in items if item.startswith(("theta", "x", "y"))]
    kind = chance.choice(["drag", "drag", "change", "select", "choose", "control", "control", "control"])
    if kind == "drag":
        return event, {"kind": kind, "item": chance.choice(numbers), "value": round(chance.uniform(-2, 2), 2)}
    if kind == "change":
        return event, {"kind": kind, "item": chance.choice(numbers), "by": chance.choice([1, -1, 10])}
    if kind == "select":
        return event, {"kind": kind, "item": chance.choice(items)}
    if kind == "choose":
        return event, {"kind": kind, "by": chance.choice([1, -1, "first", "last"])}
    control = chance.choice([each for each in find_controls(view) if moves(each)])
    trait, value = chance.choice(moves(control))
    return lambda view: setattr(control, trait, value), {}


@pytest.mark.seen
@every_class
@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_done_in_whatever_order_numbers_and_code_stay_right(cls, seed, unseen):
    chance = random.Random(seed)
    view = borrow(cls, preset=chance.choice(sorted(PRESETS)))
    done = []
    for _ in range(25):
        act, what = random_act(view, chance)
        done.append(what or "a control")
        act(view, **what)
        assert_agrees(view)
        assert_code_agrees(view)


def test_the_stored_picture_does_not_depend_on_the_page(unseen):
    """Neither on its width nor on which view it is: nbval compares across machines."""
    for cls in (NetworkExplorer, AlgorithmExplorer):
        first, second = cls(), cls()
        event(second, kind="width", width=1000)
        assert first.svg() == second.svg()


@every_class
def test_the_picture_is_made_from_the_words_on_the_screen(cls, monkeypatch, unseen):
    seen = []
    monkeypatch.setattr(base, "to_png", lambda svg, *rest: seen.append(svg))
    view = unique_view(cls, selected="u-1-2")
    stored_forms(view)
    read = svg_words(seen[0])
    for name, value in recompute(view.state())[0].items():
        if name[0] in SHOWS[cls] and name[0] in ("u", "o", "delta", "x", "y", "Err"):
            assert numbers_in(read) & written(value), name


@every_class
@every_build
def test_the_text_holds_the_numbers_of_the_state_to_four_digits(cls, build, no_resvg, unseen):
    view = build(cls)
    s = view.state()
    lines = stored_forms(view)["text/plain"].splitlines()
    rows = {re.split(r"  +", line)[0]: re.split(r"  +", line)[1:] for line in lines}
    shown = by_name(s)

    def cell(name):
        number = s[name[0]][name[1] - 1][s["pattern"] - 1] if name[0] in ("x", "y") else shown[name]
        if number is None:
            return {"·"}
        return {"0"} if number == 0 else {("−" if number < 0 else "") + text for text in written(number)}

    for i in range(1, s["sizes"][0] + 1):
        assert rows[f"x{i}"][0] in cell(("x", i))
    for k in range(1, s["sizes"][-1] + 1) if "y" in SHOWS[cls] else ():
        assert rows[f"target y{k}"][0] in cell(("y", k))
    for m in range(1, len(s["sizes"])):
        for i in range(1, s["sizes"][m] + 1):
            cells = rows[f"layer {m} neuron {i}"]
            kinds = [kind for kind in ("u", "o", "delta") if kind in SHOWS[cls]]
            assert len(cells) >= len(kinds)  # a view may add columns of its own
            for text, kind in zip(cells, kinds, strict=False):
                assert text in cell((kind, m, i))
    weights = [cells for head, cells in rows.items() if re.fullmatch(r"\S+( .+)? to neuron \d of layer \d", head)]
    places = [name[1:] for name in shown if name[0] == "theta"]
    assert len(weights) == len(places)
    for cells, place in zip(weights, places, strict=True):
        assert cells[0] in cell(("theta", *place))
        assert "gradient" not in SHOWS[cls] or cells[1] in cell(("gradient", *place))
    err = [line[6:] for line in lines[:3] if line.startswith("Err = ")]  # the heading; a panel may say it as well
    assert len(err) == ("Err" in SHOWS[cls])
    assert all(text in cell(("Err",)) for text in err)


def test_the_alt_texts_say_what_is_shown_now(unseen):
    view = unique_view(AlgorithmExplorer, selected="delta-1-2")
    alt = ET.fromstring(view.diagram.svg).get("aria-label")
    s = view.state()
    assert "2-3-1" in alt and numbers_in(alt) & written(s["delta"][1][1]) and numbers_in(alt) & written(s["Err"])
    press(view.one)
    after = view.state()
    assert numbers_in(ET.fromstring(view.diagram.svg).get("aria-label")) & written(after["Err"])
    assert numbers_in(view.figure.alt) >= {"1"} and numbers_in(view.figure.alt) & written(after["Err"])
    assert numbers_in(view.page.status) & written(after["delta"][1][1])


def test_the_controls_follow_the_settings(unseen):
    """However a setting changes, the control for it says so."""
    view = borrow(AlgorithmExplorer)
    view.set(preset="xor", sizes=(2, 4, 1), activation="relu", loss="mean_squared_error", bias=True, init="he", seed=9)
    view.set(eta=0.25, pattern=3, full=True, train_bias=False, steps=2, micro=4)
    names = "preset activation loss bias init seed eta pattern full train_bias micro"
    for name in names.split():
        assert getattr(view, name).value == view.state()[name], name
    assert view.sizes.value == "2-4-1"
    assert view.micro.box.max == view.micro.slider.max == len(micro_steps(view.state()))
    assert view.eta.box.value == 0.25 and view.micro.slider.value == 4


# --- what was done to one network is not told of another


@every_class
@pytest.mark.parametrize("change", [{"init": "he"}, {"seed": 7, "init": "xavier"}, {"sizes": (2, 2, 1)}], ids=repr)
def test_other_first_weights_are_as_they_are_drawn(cls, change, unseen):
    view = borrow(cls)
    view.set(theta={(1, 2, 1): 0.123})
    view.set(**change)
    fresh = state_of(lambda: cls(preset="lecture", **change))
    assert view.state()["history"] == {} and view.state()["theta"] == fresh["theta"]
