"""The contract of all live views: every control, setting and event of the page, the stored forms, the code."""

import base64
import io
import json
import math
import re
import xml.etree.ElementTree as ET

import ipywidgets as widgets
import pytest
from PIL import Image

from backprop_core import checks
from backprop_core.explorers import NetworkExplorer, controls
from tests import networks
from tests.networks import (
    BUILDS,
    CLASSES,
    XOR,
    assert_agrees,
    assert_code_agrees,
    borrow,
    every_build,
    every_class,
    opening,
    shown_by,
)
from tests.views import (
    INERT,
    NEWS,
    SENTENCE,
    Wire,
    all_words,
    click,
    event,
    find_controls,
    label,
    message,
    messages,
    moves,
    press,
    tell,
    walk,
)

pytestmark = pytest.mark.usefixtures("silent")


def every_control():
    """One case for each control of each view: a control that is added is tested without being named here."""
    for cls in CLASSES:
        for place, control in enumerate(find_controls(cls())):
            yield pytest.param(cls, place, id=f"{cls.__name__}-{type(control).__name__}-{label(control)}")


@pytest.mark.parametrize("cls, place", list(every_control()))
def test_every_control_can_be_moved(cls, place, still):
    """From the opening and from the middle of training: numbers, code and message stay right; something answers."""
    moved = effects = 0
    for build in BUILDS:
        view = build(cls)
        control = find_controls(view)[place]
        ours = {widget.comm.comm_id for widget in (control, *getattr(control, "children", ()))}
        for trait, value in moves(control) if build is opening else moves(control)[-2:]:
            if isinstance(control, widgets.Play):
                getattr(view, "player", view).play.value = True  # else a tick comes too late to do anything
            Wire.sent.clear()
            setattr(control, trait, value)
            moved += 1
            effects += bool(set(messages()) - ours)
            assert getattr(control, trait) == pytest.approx(value), "the view took the control back"
            assert message(view) == "" or any(words in message(view) for words in NEWS)
            assert_agrees(view)
            assert_code_agrees(view)
    assert moved, "no legal move was found"
    assert effects or label(control) in INERT, "nothing answered"


def test_a_control_of_a_new_kind_is_noticed():
    """The sweep does not pass over what it does not know."""
    view = NetworkExplorer()
    view.children = [*view.children, widgets.HBox([widgets.ColorPicker(description="colour")])]
    (new,) = [control for control in find_controls(view) if label(control) == "colour"]
    with pytest.raises(pytest.fail.Exception, match="ColorPicker"):
        moves(new)


def test_a_control_that_does_nothing_is_noticed(still, monkeypatch):
    build = NetworkExplorer._more_controls
    monkeypatch.setattr(NetworkExplorer, "_more_controls", lambda self: [*build(self), controls.check("idle", False)])
    monkeypatch.setattr(networks, "lent", {})
    place = [label(control) for control in find_controls(NetworkExplorer())].index("idle")
    with pytest.raises(AssertionError, match="nothing answered"):
        test_every_control_can_be_moved(NetworkExplorer, place, still)


@every_class
def test_every_control_has_a_label(cls):
    """Those that are shown: the two halves of a slider share the label of its box, and Play's buttons are hidden."""
    for control in find_controls(cls()):
        if not isinstance(control, (widgets.IntSlider, widgets.FloatSlider)) and control.layout.display != "none":
            assert label(control)


@every_class
def test_a_view_opens_with_at_most_three_controls_beside_transport_and_buttons(cls):
    """Design: the others wait under "More"."""
    view = cls()
    waiting = set(walk(view.more_box))
    hidden = {widget for box in walk(view) if box.layout.display == "none" for widget in walk(box)}
    kinds = (widgets.Dropdown, widgets.Checkbox, widgets.Text, controls.Slider, widgets.FloatText)
    assert len([c for c in find_controls(view) if isinstance(c, kinds) and c not in waiting | hidden]) <= 3


CHANGES = {
    "preset": ["mazur", "xor", "lecture"],
    "sizes": [(1, 1), (4, 6, 6, 3), (2, 2, 1), (2, 3, 1)],
    "x": [[[-0.3], [0.7]], [[0.0], [0.0]]],
    "y": [[[-1.5]], [[0.25]]],
    "pattern": [1],
    "activation": ["identity", "sigmoid", "tanh", "relu", "leaky_relu"],
    "loss": ["squared_error", "half_squared_error", "mean_squared_error"],
    "bias": [True, False],
    "train_bias": [False, True],
    "init": ["zeros", "he", "orthogonal", "preset"],
    "seed": [7, 2**32 - 1],
    "eta": [0.001, 0.3, 20.0],
    "steps": [1, 12, 3, 0],
    "micro": [0, 1, 9, 31],
    "terms": [0, 1, 5, 8],
    "history": [{0: {"theta": {(1, 2, 1): 0.25}}}, {}],
    "over": [("theta-2-1-3", "theta-1-1-1"), ("theta-1-1-1", "theta-1-1-2")],
    "reach": [6.0, 24, 1.5],
    "selected": ["u-1-2", "delta-2-1", "gradient-1-3-2", "update-2-1-1", "Err", "x-2", "y-1"],
    "follow": ["theta-2-1-3", "theta-1-1-1"],
    "hold": [True, False],
    "full": [True, False],
    "h": [1e-4, 1, 0.0123],
    "path": [1, 0],
    "grow": ["depth", "width"],
    "hide": [("delta",), ("u", "Err"), ()],
    "pictures": [(), None],
    "predicted": [{"delta-1-1": 0.5}, {}],
}
HUGE = 10**13  # neurons: nobody may begin to draw patterns for so many
BAD = {
    "preset": ["nothing", 3],
    "sizes": [(), (2,), (0, 1), (2, -1), (2.5, 1), (7, 1), (1,) * 7, (6, 6, 6, 6), (2, HUGE), (HUGE, 1), 5, "", "2",
              "2-x", "2-3-", "²-1", f"2-{HUGE}", f"{HUGE}-1"],
    "x": [[[1.0], [2.0], [3.0]], [[math.nan], [1.0]], [[1e7], [0.0]], [[1.0, 2.0], [3.0, 4.0]], [[1.0], [2.0, 3.0]],
          "ab"],
    "y": [[[1.0], [2.0]], [[math.inf]], [[-1e7]], [[1.0, 2.0]], "a"],
    "pattern": [0, 2, 1.5, "1", True],
    "activation": ["step", 3, ["tanh"]],
    "loss": ["hinge", 3],
    "bias": [1, "yes"],
    "train_bias": [1, "yes"],
    "init": ["random", 3],
    "seed": [-1, 2**32, 1.5, "a"],
    "eta": [0, -1, 1e4, 1e-9, math.nan, math.inf, "0.5"],
    "steps": [-1, 10_001, 2.5, "3"],
    "micro": [-1, 10**6, 1.5, "a"],
    "terms": [-1, 9, 1.5, "a", True],
    "history": [5, {0: 5}, {-1: {}}, {"a": {}}, {0: {"bogus": 1}}, {0: {"theta": 5}},
                {0: {"theta": {(9, 9, 9): 1.0}}}, {0: {"theta": {(1, 1, 1): "a"}}}, {9: {"activation": "bogus"}},
                {9: {"loss": "bogus"}}, {0: {"x": [[1.0]]}}],
    "over": [5, (), ("theta-1-1-1",), ("theta-1-1-1",) * 2, ("theta-1-1-1", "u-1-1"), ("theta-1-1-1", ["a"]), "ab"],
    "reach": [0, 2.0, -1.5, "1.5", math.nan, None, True],
    "selected": ["bogus", "theta-9-1-1", "delta-0-1", "u", 5, ["a"]],
    "follow": ["bogus", "theta-9-1-1", "delta-1-1", 5, ["a"]],
    "hold": [1, "yes"],
    "full": [1, "yes"],
    "h": [0, -0.1, 1.5, 9e-15, math.nan, "0.5", None, True],
    "path": [-1, 2, 0.5, "1", True],
    "grow": ["height", 3, None],
    "hide": ["bogus", ("delta", "bogus"), 5, ("theta",)],
    "pictures": ["bogus", ("bogus",), 5, ([],), {"bogus": 1}, True],
    "predicted": [5, {"bogus": 1.0}, {"u-1-1": "a"}, {"u-1-1": math.nan}],
    "theta": [5, {(9, 1, 1): 0.1}, {(1, 1, 0): 0.1}, {(1, 1): 0.1}, {"a": 0.1}, {(1, 1, 1): "a"},
              {(1, 1, 1): math.nan}, {(1, 1, 1): 1e7}, {(1, 1, 1): 0.1, (1, 1, 7): 0.1}],
}  # fmt: skip


def every_setting(*more):
    return [
        pytest.param(cls, keyword, id=f"{cls.__name__}-{keyword}")
        for cls in CLASSES
        for keyword in (*cls.keywords(), *more)
    ]


@pytest.mark.parametrize("cls, keyword", every_setting())
def test_every_setting_can_be_set(cls, keyword, still):
    view = borrow(cls)
    for value in shown_by(cls, CHANGES[keyword]) if keyword == "selected" else CHANGES[keyword]:
        view.set(**{keyword: value})
        assert view.state()[keyword] == value
        assert_agrees(view)
        assert_code_agrees(view)


@pytest.mark.parametrize("cls, keyword", every_setting("theta"))
def test_a_bad_setting_gets_one_sentence_and_changes_nothing(cls, keyword, still):
    view = borrow(cls)
    before = view.state()

    def anew(**settings):
        return cls(**{"preset": "lecture", **settings})

    wrong = []
    for value in BAD[keyword]:
        for act in (view.set, anew) if keyword != "theta" else (view.set,):
            Wire.sent.clear()
            try:
                act(**{keyword: value})
                wrong.append(f"{keyword}={value!r:.60}: accepted")
            except (checks.InputValueError, checks.InputTypeError) as error:
                if not re.fullmatch(SENTENCE, str(error)):
                    wrong.append(f"{keyword}={value!r:.60}: no sentence: {error}")
            except Exception as error:
                wrong.append(f"{keyword}={value!r:.60}: {type(error).__name__}: {error}")
            if act != anew and (Wire.sent or view.state() != before):
                wrong.append(f"{keyword}={value!r:.60}: the view has changed")
                before = view.state()
    view.set(theta={(1, 1, 1): 0.125})
    assert view.state()["theta"][1][0][0] == 0.125
    assert_agrees(view)
    assert not wrong, "\n".join(wrong)


@every_class
def test_an_unknown_setting_is_refused(cls, still):
    view = borrow(cls)
    before = view.state()
    for name in ("sices", "u", "delta", "errs", "_settings", "children"):
        with pytest.raises(ValueError, match=name):
            view.set(**{name: 1})
        assert view.state() == before
        with pytest.raises(TypeError):
            cls(**{name: 1})


@every_class
def test_several_settings_at_once(cls, still):
    """Patterns can only be changed together; all of it is one change."""
    view = borrow(cls)
    view.set(**XOR, pattern=3, activation="tanh", theta={(1, 1, 1): 0.5}, full=True)
    s = view.state()
    assert (s["x"], s["y"], s["pattern"], s["activation"], s["full"]) == (XOR["x"], XOR["y"], 3, "tanh", True)
    assert s["theta"][1][0][0] == 0.5
    assert_agrees(view)
    assert_code_agrees(view)


@every_class
def test_what_state_returns_belongs_to_the_caller(cls, still):
    """A plain dict: writing into it must not reach into the view."""
    view = borrow(cls, history={0: {"theta": {(1, 1, 1): 0.25}}}, predicted={"u-1-1": 1.0})
    before = repr(view.state())
    s = view.state()
    s["x"][0][0] = 99.0
    s["history"].setdefault(0, {}).setdefault("theta", {})[1, 1, 2] = 99.0
    s["predicted"]["u-1-1"] = 99.0
    assert repr(view.state()) == before


@every_class
def test_what_the_caller_gave_stays_the_callers(cls, still):
    x, history = [[0.5], [0.9]], {0: {"theta": {(1, 1, 1): 0.25}}}
    view = cls(preset="lecture", x=x, history=history)
    before = view.state()
    x[0][0], history[0]["theta"][1, 1, 1] = 99.0, 99.0
    assert view.state() == before
    view.set(theta={(1, 1, 1): 7.0})
    assert history == {0: {"theta": {(1, 1, 1): 99.0}}}


@every_class
def test_two_views_side_by_side_share_nothing(cls, still):
    first, second = cls(), cls()
    before, words = second.state(), all_words(second)
    first.set(theta={(1, 1, 1): 0.125}, x=[[0.1], [0.2]], y=[[0.3]], activation="tanh", hide=("u",))
    event(first, kind="drag", item="x-1", value=-0.75)
    press(first.reset)
    first.set(preset="mazur")
    assert second.state() == before == cls().state()
    assert all_words(second) == words
    ids = [re.findall(r' id="([^"]+)"', view.diagram.svg) for view in (first, second)]
    assert not set(ids[0]) & set(ids[1])


COUNTED = {
    "a weight dragged": lambda view: tell(view.diagram, event={"kind": "drag", "item": "theta-1-1-1", "value": 0.33}),
    "a weight changed by key": lambda view: tell(
        view.diagram, event={"kind": "change", "item": "theta-1-1-1", "by": 1}
    ),
    "an input typed": lambda view: tell(view.diagram, event={"kind": "type", "item": "x-1", "text": "0.3"}),
    "another number chosen": lambda view: tell(view.diagram, event={"kind": "choose", "by": 1}),
    "a number clicked": lambda view: tell(view.diagram, event={"kind": "select", "item": "o-1-2"}),
    "another width": lambda view: tell(view.diagram, event={"kind": "width", "width": 500}),
    "activation": lambda view: tell(view.activation, index=2),
    "loss": lambda view: tell(view.loss, index=1),
    "bias": lambda view: tell(view.bias, value=not view.bias.value),
    "sizes": lambda view: tell(view.sizes, value="2-2-1"),
    "init": lambda view: tell(view.init, index=3),
    "seed": lambda view: tell(view.seed, value=5),
    "full": lambda view: tell(view.full, value=True),
    "preset": lambda view: tell(view.preset, index=2),
    "reset": lambda view: click(view.reset),
}
COUNTED_STEPS = {
    "next": lambda view: click(view.next),
    "back": lambda view: click(view.back),
    "first": lambda view: click(view.first),
    "last": lambda view: click(view.last),
    "one": lambda view: click(view.one),
    "hundred": lambda view: click(view.hundred),
    "a tick": lambda view: (setattr(view.play, "value", True), Wire.sent.clear(), tell(view.ticks, value=1)),
    "micro by slider": lambda view: tell(view.micro.slider, value=5),
    "micro by box": lambda view: tell(view.micro.box, value=5),
    "eta by slider": lambda view: tell(view.eta.slider, value=0.4),
    "eta by box": lambda view: tell(view.eta.box, value=0.7),
    "train_bias": lambda view: tell(view.train_bias, value=False),
    "back over the beginning": lambda view: click(view.back),
    "on over the end": lambda view: click(view.next),
}
STARTS = {
    "back over the beginning": {"steps": 2, "micro": 0},
    "on over the end": {"micro": 31},
    "train_bias": {"bias": True},
}


def counted_cases():
    for cls in CLASSES:
        table = COUNTED | (COUNTED_STEPS if "micro" in cls.keywords() else {})
        yield from (pytest.param(cls, name, act, id=f"{cls.__name__}-{name}") for name, act in table.items())


@pytest.mark.parametrize("cls, name, act", list(counted_cases()))
def test_one_change_is_one_computation_and_one_message_for_each_view(cls, name, act, still, monkeypatch):
    view = borrow(cls, **STARTS.get(name, {}))
    computed, compute = [], view._compute
    monkeypatch.setattr(view, "_compute", lambda *given: computed.append(1) or compute(*given))
    before = view.diagram.frame
    Wire.sent.clear()
    act(view)
    known = {widget.comm.comm_id: f"{type(widget).__name__} {label(widget)}" for widget in walk(view)}
    known |= {widget.layout.comm.comm_id: f"layout of {known[widget.comm.comm_id]}" for widget in walk(view)}
    often = [comm_id for comm_id, times in messages().items() if times > 1]
    assert len(computed) == (0 if name == "another width" else 1)
    assert view.diagram.frame == before + 1
    assert not often, [(known[comm_id], names) for comm_id, _, names in Wire.sent if comm_id in often]


def picture(bundle):
    return Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))


@every_class
def test_the_stored_forms(cls):
    """A live view, a table of the very numbers, and a picture that changes with them and not by itself."""
    view = cls()
    first = view._repr_mimebundle_()
    if cls is CLASSES[-1]:  # a picture takes its time, and this class draws all that the other does
        assert view._repr_mimebundle_() == first
    assert set(first) == {"application/vnd.jupyter.widget-view+json", "text/plain", "image/png"}
    image = picture(first)
    assert image.format == "PNG" and image.width > 600 and image.height > 300
    assert len(image.resize((200, 100)).convert("L").getcolors(256)) > 20  # not an empty card
    view.set(theta={(1, 1, 1): -0.8})
    other = view._repr_mimebundle_()
    assert other["text/plain"] != first["text/plain"] and other["image/png"] != first["image/png"]


@every_class
def test_all_that_a_page_needs_can_be_sent(cls, still):
    """The first state of every widget: `wires` leaves this out of all other tests."""
    for widget in walk(cls()):
        json.dumps({name: value for name, value in widget.get_state().items() if not isinstance(value, bytes)})


@every_class
def test_without_resvg_there_is_no_picture_and_all_else_is_there(cls, no_resvg, still):
    bundle = cls()._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


@every_class
@every_build
def test_the_table_for_screen_readers_is_the_table_of_the_text(cls, build, no_resvg, still):
    view = build(cls)
    for change in ({}, {"full": True}, {"hide": ("u",)}, {"theta": {(1, 1, 1): -0.3}}):
        view.set(**change)
        root = ET.fromstring(f"<div>{view.page.table}</div>")
        text = view._repr_mimebundle_()["text/plain"].splitlines()
        heard = [line.text for line in root.iter("p")]
        for row in root.iter("tr"):
            heard.append("  ".join(cell.text or "" for cell in row))
        squeezed = [re.sub(r"\s+", " ", line).strip() for line in text[: len(heard)]]
        assert [re.sub(r"\s+", " ", line).strip() for line in heard] == squeezed
        assert {element.tag for element in root.iter()} <= {"div", "p", "table", "tr", "th", "td"}
        assert len(list(root.iter("table"))) >= 2
        for table in root.iter("table"):
            assert all(cell.tag == "th" and cell.get("scope") == "col" for cell in table[0])
            assert len({len(row) for row in table}) == 1


@every_class
def test_words_from_outside_cannot_become_markup(cls, still):
    view = cls()
    view.sizes.value = "<img src=x>-1"
    assert "<img" not in view.message.value and "&lt;img" in view.message.value
    event(view, kind="select", item="<b>")
    assert "<b>" not in view.message.value + view.page.table + view.diagram.svg


@every_class
def test_copy_puts_the_code_on_the_clipboard(cls, monkeypatch, still):
    view, messages = cls(seed=3), []
    monkeypatch.setattr(view.page, "send", lambda content, buffers=None: messages.append(content))
    press(view.copy)
    assert messages == [{"copy": view.to_code()}]
    view.page.event = {"kind": "copied", "count": 1}
    assert "clipboard" in view.page.status
    for seed in (4, 5):  # where the page may not copy, a box shows the code: each time the present one
        view.set(seed=seed)
        view.page.event = {"kind": "not copied", "count": seed}
        assert view.code.layout.display == "" and view.code.value == view.to_code()


@every_class
def test_more_opens_and_closes_the_other_controls(cls, still):
    view = cls()
    assert view.more_box.layout.display == "none"
    view.more.value = True
    assert view.more_box.layout.display == ""
    view.more.value = False
    assert view.more_box.layout.display == "none"
