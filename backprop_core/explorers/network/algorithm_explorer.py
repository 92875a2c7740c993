"""The whole algorithm of lecture §6, one number at a time, forward and back, and then by the hundred."""

from dataclasses import dataclass

from ... import checks
from ...figures.curves import WITHOUT, draw_err, err_ends
from ...figures.wave import whole_step
from ...one_step.backward import bands
from ...one_step.formulas import describe
from ...one_step.names import algorithm, item, name_of
from ...one_step.text import number
from ..kit import controls, history
from ..kit.pictures import Picture
from ..kit.setting import RUNS, Setting, placed, power
from ..kit.transport import TimeRow
from ..kit.typed import LEAST_ETA, MOST_ETA
from . import settings as rules
from .network_explorer import FIGURE, Numbers
from .replay import MOST_KEPT
from .stepped_explorer import SteppedExplorer

PHASES = {
    "u": "forward pass",
    "o": "forward pass",
    "Err": "error",
    "delta": "backward pass",
    "gradient": "gradients",
    "update": "update",
}


@dataclass(frozen=True)
class AlgorithmNumbers(Numbers):
    """And the steps that were reached, the micro-steps of one, and how the run ended, where it has."""

    reached: int
    order: list
    ended: tuple | None


def _done(count):
    """How many steps, as one says it."""
    return f"{count} step{'s' * (count != 1)}"


class AlgorithmExplorer(SteppedExplorer):
    """The algorithm as micro-steps (each u and o, Err, each δ from right to left, each gradient, each update), then
    as whole steps with Err against step. Going back restores exactly.

    All settings of `SteppedExplorer`, and:

    eta, train_bias  the learning rate, and whether biases learn; both may change in the middle of a run
    steps            whole steps done (updates of all weights)
    micro            micro-steps done of the next one; None: all but the update
    """

    _pictures = {"figure": Picture(None, (FIGURE[0], 200), (54, 36, 8, 26), limits=WITHOUT)}
    _few_controls = False
    _fresh = {"steps": 0, "micro": None}
    _kinds = (*SteppedExplorer._kinds, "update")

    _kind_of_numbers = AlgorithmNumbers
    settings = placed(
        placed(
            SteppedExplorer.settings,
            before="init",
            train_bias=rules.TRAIN_BIAS,
        ),
        before="history",
        eta=power(None, "η", LEAST_ETA, MOST_ETA, RUNS),
        steps=Setting(0, lambda name, value, s: checks.whole_number(name, value, most=MOST_KEPT)),
        micro=Setting(None, lambda name, value, s: value),
    )
    _at_hand = ("eta", "guess")
    _counted = "micro"
    _words = ("micro-step", "this step")

    # -- settings ----------------------------------------------------------------------------------------------

    def _together(self, s):
        s = super()._together(s)
        order = self._parts_of(s)
        micro = self._before_update(order) if s["micro"] is None else s["micro"]
        return s | {"micro": checks.whole_number("micro", micro, most=len(order))}

    def _change(self, settings, changes):
        changes = dict(changes)
        order = self._parts_of(settings)
        if changes.get("train_bias", settings["train_bias"]) != settings["train_bias"]:
            changes.setdefault("micro", None)  # the list of micro-steps changes its length
        if "theta" in changes and settings["micro"] > self._before_update(order):
            # A weight that has just been updated is edited as the next step will find it.
            done = settings["micro"] == len(order)
            changes = {"steps": min(settings["steps"] + done, MOST_KEPT), "micro": None} | changes
        if "micro" in changes and "selected" not in changes:
            changed = super()._change(settings, changes)
            micro = changed["micro"]
            if changes["micro"] is not None and micro > 0:  # choose the number that this micro-step computes
                changed["selected"] = item(self._parts_of(changed)[micro - 1])
            return changed
        return super()._change(settings, changes)

    def _parts_of(self, settings):
        return algorithm(settings["sizes"], settings["bias"], settings["train_bias"])

    @staticmethod
    def _before_update(order):
        return sum(name[0] != "update" for name in order)

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        run = self._run(s, before)
        reached = run.reach(s["steps"])
        s = history.as_far_as(s, reached)  # the last finite picture
        order = self._parts_of(s)
        return self._all_numbers(
            s, before, run=run, reached=reached, snapshot=run.snapshot(reached, s["pattern"]), order=order,
            ended=run.ended(reached),
        )  # fmt: skip

    def _beginning_of(self, snapshot, others):
        """Those of the first step: so δ is seen to shrink as training goes on."""
        return others["run"].snapshot(0, snapshot.pattern + 1)

    def _reached(self, settings, numbers):
        return super()._reached(history.as_far_as(settings, numbers.reached), numbers)

    def _seen(self, snapshot, s, before):
        computed = frozenset(self._parts_of(s)[: s["micro"]])
        shown = frozenset(name for name in computed if name[0] not in s["hide"] or name[0] != "update")
        return {"computed": computed, "visible": snapshot.visible(shown)}

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_controls(self):
        super()._build_controls()
        self.micro = self.transport.place
        self.one = controls.Press("1 step", "One whole step: forward, backward, update")
        self.hundred = controls.Press("100 steps", "A hundred whole steps")
        self.time = TimeRow(self.player, self._when, lambda step: self.set(steps=step, micro=None))
        self._pressed(self.one, self._one_step)
        self._pressed(self.hundred, lambda: self._train(100))
        self._when(self.play, "value", lambda playing: playing or self._refresh())

    def _below(self):
        return controls.row(self.eta, self.one, self.hundred, self.guess, *self._closing(), self.time)

    def _show_settings(self):
        super()._show_settings()
        self.time.show(self._settings["steps"], len(self._numbers.run.errs) - 1)

    # -- what the student does ---------------------------------------------------------------------------------

    _was_asked = False  # whether a question outside has asked about this view

    def showing(self, name):
        order = self._numbers.order
        later = name in order and name not in self._numbers.computed
        return ({"micro": order.index(name) + 1} if later else {}) | super().showing(name)

    def leave_asking(self, to_others):
        if to_others != self._others_ask:
            self._was_asked = True
            super().leave_asking(to_others)
            self._arrange()
            self._draw_pictures()

    def _move(self, by):
        """`by` micro-steps on or back; over the end of a step lies the beginning of the next."""
        s, top = self._settings, len(self._numbers.order)
        micro = s["micro"] + by
        if by == 1 and micro <= top:
            self._next()
        elif 0 <= micro <= top:
            self.set(micro=micro)
        elif micro > top:
            self._train(1, micro=0)
        elif s["steps"] > 0:
            before = s["steps"] - 1
            order = algorithm(s["sizes"], s["bias"], self._numbers.run.values(before)["train_bias"])
            self.set(steps=before, micro=len(order))

    def _one_step(self):
        with self._on_the_way("step"):
            self._train(1)

    def _wave(self, scene, what):
        return whole_step(scene) if what == "step" else super()._wave(scene, what)

    def _train(self, steps, micro=None):
        """Go on by whole steps, if the run can."""
        wanted = min(self._settings["steps"] + steps, MOST_KEPT)
        if self._numbers.run.reach(wanted) > self._settings["steps"]:
            self.set(steps=wanted, micro=micro)
            return
        self.transport.stop()
        if self._settings["steps"] == MOST_KEPT:
            self._refuse(f"This view keeps {MOST_KEPT} steps at most: Reset begins anew.")
        else:
            self._become(self._settings)  # which now says where the run ends

    def _news(self, before):
        another = before["steps"] > 0 and any(self._settings[name] != before[name] for name in self._begins())
        return "This is another network now, so the run begins again." if another else ""

    def _standing_sentence(self):
        """A run that diverged is told of wherever its last finite numbers are shown."""
        if self._numbers.ended is None:
            return ""
        step, failed = self._numbers.ended
        return (
            f"The run ends after {_done(step - 1)}: {failed.why} Shown is how it was after "
            f"{_done(self._settings['steps'])}, the last time that all numbers were finite; a smaller η may help, or "
            "Reset."
        )

    def _on_tick(self):
        """A tick is one micro-step; where less motion is wished for, a whole phase."""
        order, micro = self._numbers.order, self._settings["micro"]
        by = 1
        if self.transport.less_motion and micro < len(order) and not self._settings["guess"]:
            phase = PHASES[order[micro][0]]
            while micro + by < len(order) and PHASES[order[micro + by][0]] == phase:
                by += 1
        self._move(by)

    def _drop(self):
        self.figure.held = False
        self._draw()

    def _answer(self, event):
        self.figure.held = event.get("kind") == "drag"
        super()._answer(event)

    # -- drawing -----------------------------------------------------------------------------------------------

    def _pass(self):
        """The kind of number that the last micro-step has computed."""
        s = self._settings
        return self._parts_of(s)[s["micro"] - 1][0] if s["micro"] else "u"

    def _usual_marks(self):
        """By the pass: forward o and θ, backward δ and what it is made of, and then what each weight would rather
        be."""
        phase = PHASES[self._pass()]
        if phase in ("forward pass", "error"):
            return ("level", "line", "square")
        return ("line", "wish") if phase == "backward pass" else ("line", "wishes")

    def _parts(self):
        """Neurons keep their place for an arrow: nothing jumps from pass to pass."""
        return super()._parts()._replace(wishes=True)

    def _wishing(self):
        if self._settings["show"] is None and self._pass() == "delta":
            return [name for name in self._numbers.computed if name[0] == "delta"]
        return super()._wishing()

    def _bands(self):
        """Where a δ is being made, or the chosen number is one: along the lines of its neuron."""
        name = name_of(self._settings["selected"])
        wanted = name[0] == "delta" and name in self._numbers.computed and self._pass() in ("delta", "gradient")
        return bands(self._numbers.snapshot, *name[1:]) if wanted else {}

    def _pictured(self):
        """Where a question asks about one step, the curve of all would only take room; with the answer it does not
        come back either, or the question below would slide away from who has just answered it."""
        return [] if self._was_asked else [("figure", 0)]

    def _draw_figure(self, figure, artists, n):
        s, errs = self._settings, self._numbers.run.errs
        hidden, now = "Err" in s["hide"], s["steps"]
        plot = figure.plot(**err_ends(len(errs), errs, hidden))
        draw_err(plot, errs, now, ("Err",) in self._numbers.computed, hidden)
        figure.show(plot, self._figure_alt())

    def _where(self):
        s, order = self._settings, self._numbers.order
        step, micro = f"{_done(s['steps'])} done", s["micro"]
        count = f"micro-step {micro} of {len(order)}"
        if micro == 0:
            return f"{step} · {count} · nothing is computed yet: press Next"
        if micro == len(order):
            return f"{step} · {count} · every weight is updated: Next begins the next step"
        name = order[micro - 1]
        if micro == self._before_update(order) and name_of(s["selected"]) != name:
            return f"{step} · {count} · all is computed; next comes the update"
        return f"{step} · {count} · {PHASES[name[0]]}: {describe(name, s['sizes'])}"

    def _status(self):
        return f"{self._where()}. {super()._status()}"

    def _figure_alt(self):
        errs, now = self._numbers.run.errs, self._settings["steps"]
        if "Err" in self._settings["hide"]:
            return "Err against steps, hidden until you answer."
        if ("Err",) not in self._numbers.computed:
            return f"Err against steps: that of step {now + 1} is not computed yet."
        return f"Err against steps: {number(errs[0])} at the start, {number(errs[now])} after {now} steps."

    # -- stored forms ------------------------------------------------------------------------------------------

    def _heading(self):
        first, *rest = super()._heading()
        s = self._settings
        micro = f"micro-step {s['micro']} of {len(self._numbers.order)}"
        where = f"{_done(s['steps'])} done · {micro} · η = {number(s['eta'])}"
        return [first, where, *rest]

    def _code_settings(self):
        settings = super()._code_settings()
        if self._numbers.ended is not None:
            settings["steps"] = self._numbers.ended[0]  # so that the code meets the end as well
        return settings

    def _plain_numbers(self):
        known = ("Err",) in self._numbers.computed
        errs = self._numbers.run.errs[: self._settings["steps"] + known]
        failure = self._numbers.ended
        hidden = "Err" in self._settings["hide"]
        return super()._plain_numbers() | {"errs": "?" if hidden else errs, "failure": failure and failure[0]}
