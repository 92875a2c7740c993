"""You against the gradient (lecture §3 and §6): the same weights, in a hand and under gradient descent."""

from dataclasses import dataclass

from ... import checks
from ...figures.curves import WITHOUT, draw_err, err_ends
from ...figures.picture import compose, size_of, stack
from ...one_step.snapshot import Snapshot
from ...one_step.text import number, rounded
from ..kit import controls, history, looks
from ..kit.clock import Clock
from ..kit.hint import KEYS
from ..kit.pictures import Picture
from ..kit.setting import BEGINS, RUNS, Setting, placed, power
from ..kit.tables import escape
from ..kit.transport import Player, TimeRow
from ..kit.typed import LEAST_ETA, MOST_ETA
from . import arrangement as places
from . import settings as rules
from .network_explorer import FIGURE, NetworkExplorer, Numbers

YOURS, ITS = "hand", "gradient"
MOST_DRAGS, MOST_STEPS = 100, 600
TICK, AT_ONCE = 80, 2  # ms between two pictures of a run that plays, and its steps from one to the next
LATER = 100  # steps after which the stored picture of the gradient's network shows it once more
SIZE, MARGINS = (FIGURE[0], 180), (54, 36, 8, 44)
WHOSE = {"yours": YOURS, "the gradient's": ITS}
STUCK = (
    "Err stays as it is: wherever the output is wrong, its u lies where σ is flat, so no weight moves. Were the steps "
    "too long? Reset, and try a smaller η."
)


def read_drags(name, value, s):
    """The weights that a hand has moved, one after another: (m, i, l, value)."""
    drags = []
    for each in checks.sequence(name, value):
        each = checks.sequence(f"an entry of {name}", each)
        if len(each) != 4:
            raise checks.InputValueError(f"{name} must hold (m, i, l, value) of weights; got {checks.show(each)}.")
        drags.append((*each[:3], rules.check_weight(tuple(each[:3]), each[3], s)))
    if len(drags) > MOST_DRAGS:
        raise checks.InputValueError(
            f"{name} can be {MOST_DRAGS} at most, so that the view stays quick; got {len(drags)}. Reset begins anew."
        )
    return tuple(drags)


def _whose_buttons(value):
    """Chooses whose weights are shown."""
    buttons = looks.ToggleButtons(
        options=WHOSE, value=value, description="See", style=controls.WIDE | {"button_width": "auto"},
        tooltips=["The network as your hand has left it", "The network that gradient descent has trained"],
        layout={"width": "max-content"},
    )  # fmt: skip
    buttons.add_class("bp-switch")
    return buttons


def _show_whose(buttons, value, s):
    """There as soon as there are two networks to choose from."""
    looks.show(buttons, s["steps"] > 0, value=value)


def _many(count, what):
    return f"{count} {what}{'s' * (count != 1)}"


@dataclass(frozen=True)
class HandNumbers(Numbers):
    """And Err after 0, 1, … drags; the gradient's steps that were reached, and how its run ended, where it has."""

    by_hand: list
    reached: int
    ended: tuple | None


class TrainByHand(NetworkExplorer):
    """Err is to be brought down: by hand, one weight after another, and by gradient descent from the same weights.

    All settings of `NetworkExplorer` (edited weights in its `history` belong to the start of both), and:

    eta, train_bias  the learning rate of the gradient's run, and whether biases learn in it
    drags   the weights that were moved by hand, one after another: (m, i, l, value), at most 100. Moves of one weight
            are one drag until it is let go
    steps   how many steps the gradient's run has made, at most 600
    whose   "hand" or "gradient": whose network is shown
    """

    _pictures = {
        "yours": Picture(None, SIZE, MARGINS, limits=WITHOUT),
        "its": Picture(None, SIZE, MARGINS, limits=WITHOUT),
    }
    _kind_of_numbers = HandNumbers
    _kinds = ("x", "theta", "u", "o", "y", "Err")
    _fresh = {"drags": (), "steps": 0}
    _few_controls = False
    _lettered = False
    _let_go = True  # whether the next move of a weight is another drag

    settings = placed(
        placed(
            NetworkExplorer.settings
            | {
                "preset": NetworkExplorer.settings["preset"]._replace(usual="corner"),
                "computes": NetworkExplorer.settings["computes"]._replace(usual="answer"),
                # Both begin with the same network, and are asked about the same patterns.
                **{
                    name: NetworkExplorer.settings[name]._replace(means=BEGINS)
                    for name in ("x", "y", "activation", "loss")
                },
            },
            before="init",
            train_bias=rules.TRAIN_BIAS,
        ),
        before="history",
        eta=power(None, "η", LEAST_ETA, MOST_ETA, RUNS),
        drags=Setting((), read_drags),
        steps=Setting(0, lambda name, value, s: checks.whole_number(name, value, most=MOST_STEPS)),
        whose=Setting(
            YOURS, lambda name, value, s: checks.choice(name, value, dict.fromkeys(WHOSE.values())), _whose_buttons,
            show=_show_whose,
        ),
    )  # fmt: skip
    _at_hand = ("show", "eta", "whose")
    _choosing = ("selected", "whose")
    _was_yours = False  # whether the weights have been in the student's hand

    @property
    def _moves(self):
        if self._settings["whose"] == ITS:
            return (), "Here the gradient moves the weights: press ▶ Let them, or 1 step."
        return ("theta",), "Here only weights can be changed: inputs and targets are the task."

    @property
    def _hint(self):
        if self._settings["whose"] == ITS:
            back = " “yours” puts them into your hand." if self._settings["steps"] else ""
            return f"▶ Let them: every weight goes its way by itself.{back}"
        return f"Drag a weight up or sideways until Err is small. {KEYS}"

    # -- settings ----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        changes = dict(changes)
        theta = changes.pop("theta", None)
        new = super()._change(settings, changes)
        if theta is None:
            return new
        drags = list(new["drags"])
        for place, value in checks.dictionary("theta", theta).items():
            if drags and drags[-1][:3] == place and not self._let_go:
                drags.pop()
            drags.append((*place, value) if isinstance(place, tuple) else (place,))
        return self._checked(new | {"drags": tuple(drags), "whose": YOURS, "predicted": {}})

    def _after_change(self, before):
        super()._after_change(before)
        if self._settings["drags"] != before["drags"]:
            self._let_go = False

    def _before_change(self, settings):
        super()._before_change(settings)
        now = self._settings
        if settings["steps"] < now["steps"] or any(settings[name] != now[name] for name in self._begins()):
            self.player.stop()

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        run = self._run(s, before)
        reached = run.reach(s["steps"])
        start = run.snapshot(0, s["pattern"])
        net, by_hand = run.network(0), [run.errs[0]]
        for m, i, l, value in s["drags"]:
            net.theta[m][i - 1, l if s["bias"] else l - 1] = value
            by_hand.append(net.loss.f(start.y, net.forward(start.x).o[-1]))
        mine = Snapshot(net, start.x, start.y, start.eta, start.pattern, start.train_bias)
        return self._all_numbers(
            s, before, run=run, snapshot=mine if s["whose"] == YOURS else run.snapshot(reached, s["pattern"]),
            by_hand=by_hand, reached=reached, ended=run.ended(reached),
        )  # fmt: skip

    def _beginning_of(self, snapshot, others):
        """Those of the start: so Err is seen to shrink, whoever brings it down."""
        return others["run"].snapshot(0, snapshot.pattern + 1)

    def _reached(self, settings, numbers):
        return super()._reached(history.as_far_as(settings, numbers.reached), numbers)

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_caption(self):
        self.where, self.clock = looks.HTML(), Clock()
        return [controls.row(self.where, self.clock)]

    def _build_controls(self):
        super()._build_controls()
        self.player = Player(self._played(self._on_tick), TICK, "▶ Let them", "Gradient descent goes on by itself")
        self.play, self.ticks = self.player.play, self.player.ticks
        self.one = controls.Press("1 step", "One step of gradient descent: every weight moves at once")
        self.another = controls.Press("Another start", "Other first weights, drawn at random")
        self._pressed(self.one, lambda: self._train(1))
        self._pressed(self.another, self._start_anew)
        self.player.children = [self.play, self.one, self.ticks]
        self.time = TimeRow(self.player, self._when, lambda step: self.set(steps=step, whose=ITS))
        self._when(self.play, "value", lambda playing: playing or self._refresh())

    def _below(self):
        closing = [each for each in self._closing() if each is not self.rescale]  # its scales are those of the start
        return controls.row(self.player, self.show, self.another, self.eta, *closing)

    def _beneath(self):
        ways = controls.row(self.time, self.whose)
        ways.add_class("bp-ways")
        return [ways]

    def _show_settings(self):
        super()._show_settings()
        s = self._settings
        self._was_yours = self._was_yours or s["whose"] == YOURS or bool(s["drags"])
        self.clock.runs = bool(s["drags"]) and s["whose"] == YOURS
        self.hint.words = self._hint
        self.time.show(s["steps"], len(self._numbers.run.errs) - 1)

    # -- what the student does ---------------------------------------------------------------------------------

    def _handles(self):
        return {}  # the patterns are the task: none is moved

    def _drop(self):
        self._let_go = True
        self._draw()

    def _train(self, steps):
        """Let gradient descent go on by so many steps, if its run can."""
        wanted = min(self._settings["steps"] + steps, MOST_STEPS)
        if self._numbers.run.reach(wanted) > self._settings["steps"]:
            self.set(steps=wanted, whose=ITS)
            return
        self.player.stop()
        if self._settings["steps"] == MOST_STEPS:
            self._refuse(f"This view has room for {MOST_STEPS} steps: Reset begins anew.")
        else:
            self.set(whose=ITS)  # which now says where the run ends

    def _on_tick(self):
        """Where less motion is wished for, much at once."""
        self._train(LATER if self.player.less_motion else AT_ONCE)

    def _start_anew(self):
        s = self._settings
        self.set(init="normal" if s["init"] == "preset" else s["init"], seed=(s["seed"] + 1) % 2**32)

    def _standing_sentence(self):
        s = self._settings
        if s["whose"] == YOURS:
            return ""
        if self._numbers.ended is None:
            told = not {"u", "o", "Err"} & set(s["hide"])
            return STUCK if told and s["steps"] and self._numbers.snapshot.stuck else ""
        step, failed = self._numbers.ended
        return (
            f"The gradient's run ends at step {step}: {failed.why} Shown are the last weights whose numbers are all "
            "finite; a smaller η may help, or Reset."
        )

    # -- drawing -----------------------------------------------------------------------------------------------

    def _wishing(self):
        """What every weight wishes is an arrow here; ∂Err/∂θ as a number comes later in the course."""
        wishes = "wishes" in self._shown_marks()
        return [name for name in self._numbers.snapshot.values if wishes and name[0] == "gradient"]

    def _panel_lines(self):
        return []

    def _arrangement(self, least, widths):
        """Both ways stand beside the buttons that go on with them."""
        return "race" if self._room >= sum(widths) + 8 + places.GAP + places.SIDE else "stack"

    def _draw(self):
        super()._draw()
        self.where.value = f'<span class="bp-status">{escape(self._where())}</span>'

    def _where(self):
        """Who has come how far, in a line."""
        s, numbers = self._settings, self._numbers
        if "Err" in s["hide"]:
            return "Err is hidden until you answer"
        begun = f"Err {rounded(numbers.by_hand[0])} at the start"
        drags, steps = len(s["drags"]), s["steps"]
        yours = f"yours: {rounded(numbers.by_hand[-1])} after {_many(drags, 'drag')}"
        its = f"the gradient's: {rounded(numbers.run.errs[steps])} after {_many(steps, 'step')}"
        return " · ".join([begun, *[yours] * (drags > 0), *[its] * (steps > 0)])

    def _status(self):
        return f"{self._where()}. {super()._status()}"

    def _pictured(self):
        """Each way is there before it begins, and yours stays: no control moves away from the hand. A view that opens
        with the gradient's network shows its way alone until a weight is dragged."""
        return [("yours", 0)] * self._was_yours + [("its", 0)]

    def _draw_yours(self, figure, artists, n):
        self._draw_way(figure, "By your hand", "drag", self._numbers.by_hand, len(self._settings["drags"]))

    def _draw_its(self, figure, artists, n):
        self._draw_way(figure, "By the gradient", "step", self._numbers.run.errs, self._settings["steps"])

    def _draw_way(self, figure, title, what, errs, now):
        """Err on one of the two ways; both have one axis, so that they can be held against each other."""
        hidden, numbers = "Err" in self._settings["hide"], self._numbers
        plot = figure.plot(**err_ends(len(errs), [*numbers.by_hand, *numbers.run.errs], hidden))
        draw_err(plot, errs, now, hidden=hidden, what=what, title=title)
        said = f"{number(errs[0])} at the start, {number(errs[now])} after {now}"
        figure.show(plot, f"Err against {what}s: {'hidden until you answer' if hidden else said}.")

    # -- stored forms ------------------------------------------------------------------------------------------

    def svg(self):
        """Where the gradient has not begun, what it will come to stands below: nobody can press Play in a still."""
        figures = [(figure.stored(), (figure.width, figure.height)) for figure in self._stored_figures()]
        if self._settings["whose"] == YOURS or self._settings["steps"]:
            return self._stored_diagram(self._where(), figures)
        # From its beginning: the run that is shown must not know what is to come.
        now, after = self._now, self._computed(self._settings | {"steps": LATER}, None)
        steps = after.settings["steps"]  # fewer, where the run ends before
        try:
            self._now = after
            later = self._stored_diagram(f"After {_many(steps, 'step')}: Err {rounded(after.numbers.run.errs[steps])}")
        finally:
            self._now = now
        return stack(self._stored_diagram(self._where()), later)

    def _stored_diagram(self, words, figures=()):
        diagram = self._diagram_svg(places.ROOM)
        above = compose(diagram, size_of(diagram), [], width=0)
        return stack(
            above, compose("", (0, 0), [(words, "bold"), *[("", "")] * bool(figures)], figures, width=places.ROOM)
        )

    def _plain_numbers(self):
        """And Err after 0, 1, … drags and steps."""
        numbers, hidden = self._numbers, "Err" in self._settings["hide"]
        errs = numbers.run.errs[: self._settings["steps"] + 1]
        return super()._plain_numbers() | {
            "by_hand": "?" if hidden else [*numbers.by_hand], "errs": "?" if hidden else errs,
            "failure": numbers.ended and numbers.ended[0],
        }  # fmt: skip
