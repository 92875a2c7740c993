"""The bank of tasks: what each asks for can be done by the controls of its view, as a student would do it, and is not
done when the view opens."""

import re

import pytest

from backprop_core.explorers import (
    AlgorithmExplorer,
    ChainRuleExplorer,
    CircuitExplorer,
    DeltaExplorer,
    DepthExplorer,
    ErrorExplorer,
    ForwardExplorer,
    LearningRateExplorer,
    StabilityExplorer,
    SummaryExplorer,
    TrainByHand,
    TrainingExplorer,
    WhyExplorer,
)
from backprop_core.explorers.todo import (
    BANK,
    algorithm,
    chain_rule,
    deltas,
    depth,
    error,
    forward,
    stability,
    start,
    summary,
    training,
    why,
)
from backprop_core.explorers.todo.task import Task, target_passed
from tests.explorers.views import NEWS, event, find_controls, message, moves, press, rebuilt

pytestmark = pytest.mark.usefixtures("still", "patient", "silent", "unseen", "no_resvg")

# --- What a student does ---------------------------------------------------------------------------------------------


def drag(item, *way):
    """Drag a number over these values."""
    return lambda view: [event(view, kind="drag", item=item, value=value) for value in way]


def click(item):
    return lambda view: event(view, kind="select", item=item)


def typed(item, text):
    return lambda view: event(view, kind="type", item=item, text=text)


def pressed(name, times=1):
    return lambda view: press(getattr(view, name), times)


def chosen(name, value):
    """A control is moved to this value."""
    return lambda view: setattr(getattr(view, name), "value", value)


def committed(text):
    """A prediction is typed and committed."""

    def do(view):
        view.prediction.text = text
        press(view.commit)

    return do


def passes(view):
    """Next, until all is done; where a sign is asked for first, it is said."""
    for _ in range(40):
        if getattr(view, "guess", None) is not None and view.guess.value and not view.guesses.buttons["+"].disabled:
            press(view.guesses.buttons["+"])
        elif not view.next.disabled:
            press(view.next)


def played(until):
    """Play, as fast as the view can, and pause after so many steps."""

    def do(view):
        view.pace.value = max(pace for pace in (1, 5, 50) if pace <= until)
        view.play.value = True
        while view.state()["steps"] < until:
            view.ticks.value += 1
        view.play.value = False

    return do


def let_them(steps):
    """▶ Let them, until the gradient's run has made so many steps."""

    def do(view):
        view.play.value = True
        while view.state()["steps"] < steps:
            view.ticks.value += 1
        view.play.value = False

    return do


def reset(*then):
    return [pressed("reset"), *then]


def one_by_one(*remedies):
    """Each remedy is switched on, played with to where the view stops, and switched off again."""

    def do(view):
        for name in remedies:
            button = view.clipping if name == "clipping" else view.remedies[name]
            button.value = True
            played(100)(view)
            button.value = False

    return do


MODULES = (start, forward, error, chain_rule, deltas, algorithm, training, why, depth, stability, summary)

# {the tasks' name: (the view as it stands in the notebook, for each of them the way to do it; None: by hand)}
WAYS = {
    "let_them": (
        lambda **todo: TrainByHand(whose="gradient", **todo),
        None,
        [let_them(100)],
    ),
    "by_hand": (
        TrainByHand,
        [drag("theta-2-1-2", 0.5, -1.0)],
        [chosen("show", True), drag("theta-1-1-2", -1.0)],
        [let_them(100)],
    ),
    "one_neuron": (
        lambda **todo: ForwardExplorer(preset="neuron", pictures=(), **todo),
        [drag("theta-1-1-1", 2.0, 4.0)],
        [drag("theta-1-1-2", 0.0, 0.5)],
        [click("o-1-1")],
    ),
    "who_answers": (
        lambda **todo: ErrorExplorer(preset="lecture", pictures=(), selected="theta-2-1-3", **todo),
        [drag("theta-2-1-3", 0.7, 1.0)],
        [drag("theta-1-1-2", -1.0)],
        [drag("y-1", 0.5, 0.0)],
    ),
    "letters": (
        lambda **todo: ForwardExplorer(pictures=(), selected="u-1-1", **todo),
        [click("u-1-2")],
        [click("u-2-1")],
    ),
    "flat_ends": (
        lambda **todo: ForwardExplorer(
            sizes=(1, 1), x=[[4.0]], init="constant", computes="answer", pictures=("slope",), selected="o-1-1", **todo
        ),
        [drag("x-1", 6.0, 8.0)],
        [drag("x-1", -6.0)],
        [drag("x-1", 0.1)],
    ),
    "points": (
        lambda **todo: ForwardExplorer(selected="o-1-1", **todo),
        [typed("theta-1-1-1", "10")],
        reset(chosen("activation", "relu")),
        [chosen("activation", "tanh")],
    ),
    "no_bend": (
        lambda **todo: ForwardExplorer(
            activation="identity", selected="u-2-1", pictures=(), computes="answer", **todo
        ),
        [drag("x-1", -1.0)],
        [drag("theta-1-1-1", 2.0), drag("theta-2-1-2", 1.0)],
        [chosen("activation", "tanh")],
    ),
    "forward_only": (
        lambda **todo: ForwardExplorer(sizes=(2, 3, 3, 1), seed=3, selected="theta-2-1-1", **todo),
        [drag("theta-2-1-1", 3.0)],
        [drag("theta-3-1-2", 3.0)],
    ),
    "squares": (
        lambda **todo: ErrorExplorer(pictures=(), computes="answer", **todo),
        None,
        [drag("y-1", 0.0, -0.3)],
        reset(drag("theta-1-1-2", 0.5)),
    ),
    "lowest_on_a_curve": (
        lambda **todo: ErrorExplorer(pictures=("squares", "curve"), selected="theta-1-1-1", **todo),
        [drag("theta-1-1-1", 0.2, 0.37)],
        None,
    ),
    "lowest_on_the_map": (
        lambda **todo: ErrorExplorer(selected="theta-1-1-1", **todo),
        [drag("theta-1-1-1", 0.6), drag("theta-1-1-2", 0.45)],
        None,
        None,
    ),
    "far_out": (
        lambda **todo: ErrorExplorer(
            preset="lecture", x=[[-1.0, -1.0, 1.0, 1.0], [-1.0, 1.0, -1.0, 1.0]], y=[[0.0, 1.0, 1.0, 1.0]], reach=12.0,
            pictures=("bands",), **todo,
        ),
        [drag("theta-1-1-1", -10.0), drag("theta-1-1-2", -10.0)],
        [drag("theta-1-1-1", 6.0), drag("theta-1-1-2", 6.0)],
        reset(chosen("reach", 1.5)),
    ),
    "nudge": (
        lambda **todo: ChainRuleExplorer(preset="nudge", selected="u-1-1", hide="gradient", **todo),
        None,
        [click("theta-1-1-1"), committed("66")],
        [pressed("closer", 3)],
    ),
    "zoom": (
        lambda **todo: ChainRuleExplorer(selected="theta-2-1-1", h=1.0, **todo),
        [pressed("closer", 6)],
        [click("u-1-2")],
        [chosen("h", 1.0), drag("y-1", 0.8, 0.7, 0.55)],
    ),
    "still": (
        lambda **todo: ChainRuleExplorer(
            x=[0.0, 0.9], selected="theta-1-1-1", hide=("delta", "gradient"), **todo
        ),
        None,
        [committed("0")],
        [drag("x-1", 0.2)],
    ),
    "only_near": (
        lambda **todo: ChainRuleExplorer(selected="theta-2-1-1", **todo),
        [click("x-1")],
        [typed("theta-2-1-1", "20")],
        reset(chosen("activation", "relu"), click("theta-2-1-3"), chosen("h", 0.5)),
    ),
    "wrong_and_sure": (
        lambda **todo: DeltaExplorer(
            preset="sure", hide=("delta", "gradient"), pictures="over_u", **todo
        ),
        [committed("0,01")],
        [drag("theta-1-1-1", 2.0, 0.0, -2.0)],
        reset(chosen("activation", "identity")),
    ),
    "term_by_term": (
        lambda **todo: DeltaExplorer(terms=0, guess=True, pictures="making", **todo),
        [passes],
        [drag("y-1", 0.7, 0.5)],
        reset(drag("theta-2-1-2", -0.2, 0.1)),
    ),
    "wiggle": (
        lambda **todo: DeltaExplorer(pictures="wiggle", **todo),
        [drag("theta-1-2-1", 0.5)],
        [drag("theta-1-1-1", 5.0, 10.0)],
        reset(chosen("activation", "relu")),
    ),
    "who_wins": (
        lambda **todo: DeltaExplorer(preset="mazur", terms=4, pictures="making", **todo),
        None,
        [pressed("next", 3)],
        [pressed("last"), click("x-1")],
    ),
    "wishes": (
        lambda **todo: DeltaExplorer(
            preset="xor", selected="theta-2-1-2", pattern=4, hide="gradient", pictures="wiggle", **todo
        ),
        [committed("-1")],
        [chosen("pattern", 1)],
        [click("theta-1-1-1")],
    ),
    "saturated": (
        lambda **todo: DeltaExplorer(
            sizes=(1, 1, 1, 1), bias=True, seed=3, selected="theta-2-1-0", pictures=("over_u", "wiggle"), **todo
        ),
        None,
        [typed("chosen", "6")],
        [typed("chosen", "−6")],
    ),
    "micro_steps": (
        lambda **todo: AlgorithmExplorer(micro=0, selected="Err", **todo),
        [pressed("next", 16)],
        None,
        [pressed("last"), pressed("next"), pressed("one"), pressed("hundred")],
    ),
    "wake_up": (
        AlgorithmExplorer,
        [drag("y-1", 0.8, 0.5)],
        reset(chosen("activation", "relu"), drag("theta-2-1-3", 0.8, 1.2)),
        reset(chosen("activation", "identity"), chosen("eta", 100.0), pressed("hundred")),
    ),
    "gates": (
        lambda **todo: CircuitExplorer(circuit="J", **todo),
        [passes],
        None,
        [drag("w", 1.0, -0.5, -0.7)],
    ),
    "gates_of_a_neuron": (
        lambda **todo: CircuitExplorer(done=6, **todo),
        [passes],
        [drag("x1", 0.8, 1.0)],
        [drag("theta0", 2.0, 4.0)],
    ),
    "published": (
        lambda **todo: AlgorithmExplorer(preset="mazur", **todo),
        [chosen("full", True), pressed("last"), click("o-1-1")],
        [pressed("one"), pressed("last"), click("Err")],
    ),
    "four_patterns": (
        lambda **todo: TrainByHand(preset="xor", whose="gradient", **todo),
        [lambda view: view.set(steps=499), pressed("one")],
        None,
        [chosen("init", "zeros"), lambda view: view.set(steps=99), pressed("one")],
    ),
    "ring": (
        TrainingExplorer,
        [played(150)],
        reset(chosen("hidden", "2"), played(150)),
        reset(chosen("hidden", "3"), played(150)),
    ),
    "no_bias": (
        lambda **todo: TrainingExplorer(bias=False, pace=10, pictures=("field", "errs"), **todo),
        [played(1000)],
        [chosen("hidden", "16-16"), played(200)],
        [chosen("bias", True), played(200)],
    ),
    "pulls": (
        lambda **todo: TrainingExplorer(
            loss="squared_error", eta=0.005, pace=1, pictures="patterns", until=30, controls="until", **todo
        ),
        [played(30)],
        None,
        [chosen("weight", "2-1-1")],
    ),
    "twice_as_long": (
        lambda **todo: TrainingExplorer(
            N=500, loss="squared_error", eta=0.5, pace=1, pictures=("field", "errs"), **todo
        ),
        [played(5)],
        reset(chosen("eta", 0.005), played(200)),
        [chosen("loss", "mean_squared_error"), chosen("eta", 2.0), played(200)],
    ),
    "three_etas": (
        lambda **todo: TrainingExplorer(eta=(0.02, 2, 100), **todo),
        [played(100)],
        [chosen("etas", "0.02, 10, 100"), played(150)],
    ),
    "bowl": (
        LearningRateExplorer,
        [chosen("eta", 2.2), pressed("one", 3)],
        [pressed("every"), chosen("eta", 1.0)],
        [chosen("a", 1.0), chosen("eta", 1.1)],
    ),
    "landing": (
        lambda **todo: LearningRateExplorer(of="network", eta=1.0, **todo),
        [chosen("eta", 8.0)],
        [pressed("one"), chosen("eta", 32.0)],
        [chosen("fit", True)],
    ),
    "all_alike": (
        lambda **todo: TrainingExplorer(init="constant", pace=10, pictures=("field", "neurons"), **todo),
        [played(500)],
        [chosen("init", "xavier"), played(100)],
    ),
    "from_zeros": (
        lambda **todo: TrainingExplorer(init="zeros", pictures=("neurons", "deltas"), **todo),
        [played(100)],
        [chosen("activation", "sigmoid"), chosen("batch_size", 4), played(100)],
    ),
    "batches": (
        lambda **todo: TrainingExplorer(batch_size=4, pictures=("field", "errs"), **todo),
        [played(100)],
        [chosen("batch_size", 16), played(150)],
        [chosen("batch_size", 4), chosen("eta", 0.2), played(200)],
    ),
    "held_out": (
        lambda **todo: TrainingExplorer(
            data="moons", N=20, noise=0.3, pace=10, pictures=("field", "errs"), **todo
        ),
        [played(250)],
        [played(4000)],
        [chosen("N", 200), played(250)],
    ),
    "digits": (
        lambda **todo: TrainingExplorer(data="digits", **todo),
        [played(350)],
        None,
        [chosen("hidden", "64"), played(100)],
    ),
    "spiral": (
        lambda **todo: TrainingExplorer(data="spiral", hidden=(8,), pace=10, **todo),
        [chosen("hidden", "16-8"), played(1500)],
        [chosen("hidden", "8-8"), played(1500)],
        [chosen("hidden", "5-3"), chosen("eta", 3.0), played(2000)],
    ),
    "all_paths": (
        lambda **todo: WhyExplorer(sizes=(2, 3, 3, 2), seed=4, path=1, pictures="paths", **todo),
        [pressed("next", 5)],
        [click("theta-2-1-2")],
        [click("theta-3-1-1")],
    ),
    "fold": (
        lambda **todo: WhyExplorer(sizes=(2, 3, 2, 2, 2), seed=4, pictures="tree", **todo),
        [pressed("fold_on")],
        [pressed("fold_on", 7)],
        [click("theta-4-1-1")],
    ),
    "what_it_costs": (
        lambda **todo: WhyExplorer(pictures="costs", **todo),
        None,
        [chosen("grow", "depth")],
        None,
    ),
    "choose_h": (
        lambda **todo: WhyExplorer(pictures="check", h=0.01, **todo),
        [chosen("h", 1e-14)],
        [chosen("h", 1.0)],
        [drag("theta-1-1-1", 0.5)],
    ),
    "corner": (
        lambda **todo: WhyExplorer(
            activation="relu", history={0: {"theta": {(1, 1, 2): -0.44, (2, 1, 3): 1.5}}}, h=0.1, pictures="check",
            **todo
        ),
        [chosen("h", 0.001)],
        [typed("x-2", "0.8"), typed("theta-1-1-2", "−0,5")],
        None,
    ),
    "every_u": (
        lambda **todo: WhyExplorer(sizes=(2, 3, 3, 2), seed=4, pictures="wiggle", selected="delta-1-1", **todo),
        [chosen("h", 1.0)],
    ),
    "thirty_layers": (
        lambda **todo: DepthExplorer(
            pictures=("strips", "deltas", "factors"), controls=("depth", "activation"), **todo
        ),
        None,
        None,
        [chosen("depth", 3)],
    ),
    "where_u_lies": (
        lambda **todo: DepthExplorer(pictures=("spread", "slope"), controls=("gain", "layer"), **todo),
        [chosen("layer", 3)],
        [chosen("gain", 8.0)],
    ),
    "first_weights": (
        lambda **todo: DepthExplorer(
            activation="relu", pictures=("deltas", "factors", "shares"), controls=("activation", "init"), **todo
        ),
        [chosen("init", "he")],
        [chosen("activation", "tanh"), chosen("init", "orthogonal")],
        [chosen("activation", "leaky_relu"), chosen("init", "he")],
    ),
    "trap": (
        lambda **todo: DepthExplorer(
            depth=10, width=128, activation="tanh", init="standard_uniform",
            pictures=("deltas", "gradients", "spread"), controls=("activation", "init"), **todo
        ),
        None,
        [chosen("activation", "sigmoid")],
    ),
    "does_it_learn": (
        lambda **todo: DepthExplorer(
            pictures=("strips", "deltas", "learning"), until=200, controls=("activation", "init"), **todo
        ),
        [played(200)],
        [chosen("activation", "relu"), chosen("init", "he"), played(200)],
        [chosen("init", "xavier"), played(200)],
    ),
    "too_wide": (
        lambda **todo: DepthExplorer(pictures=("slope", "factors"), controls="gain", **todo),
        [chosen("gain", 8.0)],
        [chosen("gain", 20.0)],
    ),
    "knife_edge": (
        lambda **todo: StabilityExplorer(clip="none", pictures=("strips", "growth"), controls="gain", **todo),
        [chosen("gain", 2.0)],
        [chosen("gain", 0.5)],
        [chosen("gain", 1.0)],
    ),
    "how_it_dies": (
        lambda **todo: StabilityExplorer(clip="none", pictures="errs", controls=(), **todo),
        [pressed("one", 3)],
        None,
    ),
    "too_far": (
        lambda **todo: StabilityExplorer(clip="none", pictures="cliff", controls=("gain", "eta"), **todo),
        [chosen("eta", 0.001), chosen("eta", 0.0001)],
        reset(chosen("eta", 0.01), chosen("gain", 1.0)),
    ),
    "two_runs": (
        lambda **todo: StabilityExplorer(pictures=("errs", "cliff"), controls="threshold", **todo),
        None,
        [played(100)],
        reset(chosen("threshold", 1.0), played(50), pressed("reset"), chosen("threshold", 1000.0), played(50)),
    ),
    "remedies": (
        lambda **todo: StabilityExplorer(
            clip="none", pictures=("strips", "errs"), pace=2, until=100, controls="remedies", **todo
        ),
        [one_by_one("eta")],
        [one_by_one("he", "activation", "clipping")],
    ),
    "seven_rows": (
        SummaryExplorer,
        [click("update-1-1-1")],
        [click("theta-2-1-2")],
        reset(click("theta-1-1-1"), chosen("hold", True)),
    ),
}  # fmt: skip


def test_every_list_of_the_bank_is_tried_and_says_how_each_task_is_done():
    assert {*WAYS} == {*BANK}
    for name, (_, *ways) in WAYS.items():
        assert [way is None for way in ways] == [task.done is None for task in BANK[name]], name


def test_no_name_stands_in_two_modules():
    assert len(BANK) == sum(len(each.TASKS) for each in MODULES)


@pytest.mark.parametrize("name", BANK)
def test_a_task_is_a_line_of_plain_words(name):
    """In a view 848 wide a line holds 120 letters; a long list would be no help."""
    assert 1 <= len(BANK[name]) <= 3
    for task in BANK[name]:
        assert 10 < len(task.text) <= 115 and not re.search(r"[$\\<>*`]|\d-\d-\d-", task.text), task.text
        assert task.text[-1] in ".?+", task.text


@pytest.mark.wide
@pytest.mark.parametrize("name", WAYS)
def test_every_task_is_done_by_the_controls_of_its_view_and_not_before(name):
    build, *ways = WAYS[name]
    view = build(todo=name)
    opening, done = view.state(), view.tasks.done
    assert not any(done)
    assert not any(task.is_done(opening, opening) for task in BANK[name] if task.done)
    for n, way in enumerate(ways):
        if way is None:
            continue
        assert not view.tasks.done[n], f"{BANK[name][n].text} was done too early"
        for act in way:
            act(view)
        assert view.tasks.done[n], f"{BANK[name][n].text} could not be done"
        assert not message(view) or any(words in message(view) for words in (*NEWS, "died after")), message(view)
    assert [ticked for ticked, way in zip(view.tasks.done, ways, strict=True) if way is None] == [False] * ways.count(
        None
    )
    assert rebuilt(view).state()["todo"] == name


@pytest.mark.wide
@pytest.mark.parametrize("name", WAYS)
def test_no_control_that_is_moved_upsets_a_condition(name):
    """In other networks, with other σ, hidden numbers, runs that die. An error of a callback fails the test."""
    view = WAYS[name][0](todo=name)
    for control in find_controls(view):
        for trait, value in moves(control)[-2:]:
            setattr(control, trait, value)


def test_a_condition_about_what_is_hidden_or_not_there_is_not_met():
    task = Task("Look.", lambda now, opening: now["u"][1][0] > opening["u"][1][0])
    numbers = {"u": [[1.0], [2.0]]}
    assert task.is_done({"u": [[1.0], [3.0]]}, numbers) and not task.is_done(numbers, numbers)
    for other in ({"u": [[1.0], ["?"]]}, {"u": [[1.0], [None]]}, {"u": [[1.0], []]}, {}):
        assert task.is_done(other, numbers) is False
    moved = Task("Move.", lambda now, opening: forward.weights_changed(now, opening) > 0)
    assert moved.is_done({"theta": [None, [[1.0, 2.5]]]}, {"theta": [None, [[1.0, 2.0]]]})
    assert not moved.is_done({"theta": [None, [[1.0, 2.5, 3.0]]]}, {"theta": [None, [[1.0, 2.0]]]})


def test_a_target_has_passed_the_output_only_on_its_other_side():
    opening, *others = ({"y": [[y]], "o": [[0.0], [0.5]]} for y in (1.0, 0.8, 2.0, 0.2))
    assert [target_passed(now, opening) for now in (opening, *others)] == [False, False, False, True]


def test_who_skips_the_signs_has_not_said_them():
    view = WAYS["term_by_term"][0](todo="term_by_term")
    press(view.last)
    assert not view.tasks.done[0]
    pressed("reset")(view)
    press(view.first)
    passes(view)
    assert view.tasks.done[0]


def test_four_remedies_are_four_different_ones_and_each_by_itself():
    """Four runs of one kind ticked the task off. What died or was hardly begun does not speak for a remedy either."""
    opening = StabilityExplorer(clip="none", pictures=()).state()
    row = {"died": "", "steps": 100, "clip": "none", "setting": "12 layers of 32 relu, he × 1.2, η = 0.01"}

    def count(*rows):
        return stability.each_by_itself({"runs": rows}, opening)

    clip, eta = row | {"clip": "norm 10"}, row | {"setting": "12 layers of 32 relu, he × 1.2, η = 0.001"}
    tanh, he = (row | {"setting": f"12 layers of 32 {words}, η = 0.01"} for words in ("tanh, he × 1.2", "relu, he"))
    assert count(row) == 0 and count(clip, clip | {"clip": "norm 1"}, clip | {"clip": "value 1", "steps": 50}) == 1
    assert count(clip, eta, tanh, he) == 4 and count(clip, eta, eta | {"clip": "norm 10"}) == 2
    both = row | {"setting": "12 layers of 32 tanh, he, η = 0.01"}
    assert count(clip, eta, he, both) == 3
    assert count(tanh | {"steps": 3}, he | {"died": "after 3 steps"}) == 0
