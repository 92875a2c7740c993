"""What all views have in common in which a training goes on by itself, and is watched.

What such a view may have of its own, beside what the kit's `explorer` names, in the order in which it is used:

    _training      its kind of `Training`
    _beginning     {setting: value} that Reset takes back
    _is_another    settings before and now → whether these begin another run
    _another       the sentence that says so
    _train         trains on by so many steps
    _placeable     {name: the row of it}, what `controls` can place beside the controls of settings
    _where         how things stand, short, beside the buttons; _status: the same as a sentence
    _heading       lines above the tables; _stored_lines: those beside the stored picture
"""

from dataclasses import dataclass

from ... import checks
from ...figures import training as drawing
from ...figures.frame import put_limits
from ...figures.picture import compose
from ...one_step.text import number
from ..kit import controls, history, looks
from ..kit.explorer import Explorer
from ..kit.setting import Setting
from ..kit.transport import Player, TimeRow
from .runs import after_words
from .settings import MOST_STEPS, PACES, read_pace

TICK, SLOW = 40, 1000  # ms between two frames, and where less motion is wished for
LEAP = 20  # so many times as many steps are then done in a tick
PATIENCE = 0.04  # s that one tick may train: a large network does fewer steps in it
PICTURES_WIDTH = 820  # of the stored picture, in CSS pixels


def stepping(step, pace=1, otherwise=()):
    """The settings steps, pace and history of a view that trains.

    step: the settings of one step, whose changes a history holds; otherwise: {name: the reader of one that is read
    otherwise there}.
    """
    readers = {name: each.read for name, each in step.items()} | dict(otherwise)

    def read_history(name, value, s):
        def check(name, value):
            return readers[name](name, value, s)

        return history.checked_history(value, s, step, check, MOST_STEPS)

    return {
        "steps": Setting(0, lambda name, value, s: checks.whole_number(name, value, most=MOST_STEPS)),
        "pace": Setting(pace, read_pace, lambda value: controls.choice("Steps a frame", PACES, value, "160px")),
        "history": Setting(None, read_history),
    }


def _read_until(name, value, s):
    """The step at which Play stops; None is none."""
    return None if value is None else checks.whole_number(name, value, least=1, most=MOST_STEPS)


def _show_until(control, value, s):
    """An empty line is none."""
    control.value = "" if value is None else str(value)


def _until_typed(text):
    """A step from text; "" is none."""
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise checks.InputValueError(f"Type a whole number of steps, like 25, or nothing; got {checks.show(text)}.")
    return int(text)


UNTIL = Setting(
    None, _read_until, lambda _: controls.entry("Play to step", "", "150px"), show=_show_until, says=_until_typed
)


@dataclass(frozen=True)
class Numbers:
    """What a view has computed in which a training goes on: that `Training`."""

    training: object


class RunningExplorer(Explorer):
    """A view with ▶ Play, 1 step and Reset over a `Training`, which its `Numbers` hold. Its table of settings says
    which begin a run (BEGINS) and which may change on the way (RUNS); those of `stepping` are in it."""

    _training = None
    _another = "This is another network, or other data: the run begins again."

    # -- settings and numbers ----------------------------------------------------------------------------------

    def _together(self, s):
        return s | history.in_force(s["history"], s["steps"])

    def _remember(self, new, changes):
        """Settings to which `changes` are about to be made, with steps and history as these make them."""
        if any(name in changes for name in self._begins()):
            return new | {"steps": 0, "history": {}}
        if "history" in changes:
            return new
        steps = checks.whole_number("steps", changes.get("steps", new["steps"]))
        new = new | history.in_force(new["history"], steps)
        for name in self._changeable():
            if changes.get(name, new[name]) != new[name]:
                new["history"] = history.remembered(new["history"], name, new[name], changes[name], steps)
        return new

    def _trained(self, s, before):
        """The training that these settings describe, and the settings as far as its runs came."""
        training = before.training.changed(s) if before else self._training(s, self._begins(), self._changeable())
        training.reach(s["steps"])
        return training, history.as_far_as(s, training.steps)

    def _reached(self, settings, numbers):
        return history.as_far_as(settings, numbers.training.steps)

    @property
    def _runs(self):
        return self._numbers.training.runs

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_run(self):
        """The row of buttons, the line that says how things stand, and room for the pictures."""
        self.player = Player(self._played(self._tick), TICK)
        self.play, self.ticks = self.player.play, self.player.ticks
        self.one = controls.Press("1 step", "One step of gradient descent")
        self.reset = controls.Press("Reset", "Back to the first weights; settings stay")
        self._pressed(self.one, lambda: self._train(1))
        self._pressed(self.reset, self._reset)
        self._when(self.play, "value", self._on_play)
        self.where = looks.HTML()
        self.hint = looks.HTML()
        self.hand, self.below_hand = controls.row(), looks.VBox()
        self._others = ()  # what else stands in the row of these controls
        self.time = TimeRow(self.player, self._when, lambda step: self.set(steps=step))
        self._came = None, 0  # on which way it has come how far
        self._tellers.append(self.hint)
        self._ticking, self._turn = False, 0  # whether a tick draws, and which picture's turn it was

    def _now_row(self):
        """How things stand, and the slider of the steps: on the screen with Play, where below there may be no room."""
        self.time.add_class("bp-keeps")
        row = looks.HBox([self.where, self.time])
        row.add_class("bp-now")
        return row

    def _say(self, sentence):
        super()._say(sentence)
        looks.show(self.hint, not sentence)  # the sentence takes its room: nothing else moves

    # -- time --------------------------------------------------------------------------------------------------

    def _way(self):
        """What hangs together with a run as far as it has come, and would lead to other numbers."""
        s, changed = self._settings, {name for kept in self._settings["history"].values() for name in kept}
        plain = [s[name] for name in self._changeable() if name not in changed]
        return [s[name] for name in self._begins()], plain, s["history"]

    def _show_time(self):
        """As far as the run has come on this way."""
        way, steps = self._way(), self._settings["steps"]
        self._came = way, max(steps, self._came[1] if way == self._came[0] else 0)
        self.time.show(steps, self._came[1])

    # -- what is seen at first sight ---------------------------------------------------------------------------

    def _in_sight(self):
        wanted = self._settings["controls"]
        return self._at_hand if wanted is None else wanted

    def _placeable(self):
        return {}

    def _show_settings(self):
        self._place_controls()
        self._show_time()

    def _place_controls(self):
        """Those at first sight into the row `hand`, the parts below it; all else waits under "More"."""
        sight, parts = self._in_sight(), self._placeable()
        seen = (*self._controls(*(name for name in sight if name not in parts)), *self._others)
        below = tuple(row for name, row in parts.items() if name in sight)
        if (seen, below) != (self.hand.children, self.below_hand.children):
            self.hand.children, self.below_hand.children = seen, below
            if self.more_box.children:
                self._fill_more()

    def _fill_more(self):
        super()._fill_more()
        rows = [row for name, row in self._placeable().items() if name not in self._in_sight()]
        self.more_box.children = [*self.more_box.children, *rows]

    # -- what the student does ---------------------------------------------------------------------------------

    def _tick(self):
        steps, (done, until) = self._settings["pace"], (self._settings["steps"], self._settings["until"])
        steps *= LEAP if self.player.less_motion else 1
        if until is not None and done < until:
            steps = min(steps, until - done)
        self._ticking = True
        try:
            self._train(steps)
            if done < self._settings["steps"] == until:
                self.player.stop()
        finally:
            self._ticking = False

    def _on_play(self, playing):
        """All is shown as it is when the training pauses."""
        if not playing:
            self._refresh()

    def _write_table(self):
        """While it plays, once in each round of the pictures that take turns."""
        if self._turn == 0 or not self._playing():
            super()._write_table()

    def _playing(self):
        """Whether a tick draws, and another will follow."""
        return self._ticking and self.play.value

    def _train(self, steps):
        """Train on by so many steps, or by as many as there is patience for."""
        s, training = self._settings, self._numbers.training
        if s["steps"] == MOST_STEPS:
            self.player.stop()
            self._refuse(f"This view counts {MOST_STEPS} steps at most: Reset begins anew.")
            return
        reached = training.reach(min(s["steps"] + steps, MOST_STEPS), PATIENCE)
        if all(run.failure for run in training.runs):
            self.player.stop()
        self._become({**s, "steps": reached, **history.in_force(s["history"], reached)})

    def _reset(self):
        """Back to the first weights; settings stay."""
        self.player.stop()
        self._began = None  # a beginning is compared with nothing,
        self._came = None, 0  # and nothing has come after it
        self._become(self._resolve({**self._settings, **self._beginning()}))

    def _beginning(self):
        """The settings that Reset takes back, as they were."""
        return {"steps": 0, "history": {}}

    def _on_page(self, event):
        super()._on_page(event)
        self.ticks.interval = SLOW if self.player.less_motion else TICK

    def _before_change(self, settings):
        if self._is_another(self._settings, settings):
            self.player.stop()  # so that its beginning can be seen

    def _news(self, before):
        return self._another if before["steps"] > 0 and self._is_another(before, self._settings) else ""

    def _is_another(self, before, settings):
        """Whether these settings begin another run."""
        return any(settings[name] != before[name] for name in self._begins())

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw(self):
        self.where.value = f'<span class="bp-status">{self._where()}</span>'
        if not self.play.value:  # while it plays, nobody could listen to every frame
            self._announce(self._status())
        self._draw_pictures()

    def _draw_each(self, shown):
        """While it plays, in turns: that leaves time for more frames; a pause shows all."""
        first = [each for each in shown if self._pictures[each[0]].first] or shown[:1]
        others = [each for each in shown if each not in first]
        if self._playing() and others:
            self._turn = (self._turn + 1) % len(others)
            others = [others[self._turn]]
        super()._draw_each([*first, *others])

    def _show_curves(self, figure, artists, curves, words, what):
        """Pairs (name, (steps, numbers)) over the steps done."""
        ax = figure.axes[0]
        across, up = drawing.curve_limits(self._settings["steps"], [numbers for _, (_, numbers) in curves])
        if put_limits(ax, across, up):
            drawing.put_marks(ax)
        renew(figure, artists.words.get_text() != words)
        drawing.draw_curves(ax, curves=curves, words=words, artists=artists)
        ends = "; ".join(f"{name} from {number(each[0])} to {number(each[-1])}" for name, (_, each) in curves)
        figure.show(f"{what} ({words}): {ends} after {self._settings['steps']} steps.")

    def _ended(self, run):
        """How a run ended, where it met a number that is not finite; else ""."""
        if run.failure is None:
            return ""
        shown = f"Shown is what it was {after_words(run.done)}, the last that is all finite"
        return f"ends {after_words(run.died_after)}: {run.failure[1].why} {shown}"

    # -- stored forms ------------------------------------------------------------------------------------------

    def _stored_lines(self):
        """The words of the stored picture: pairs (text, style)."""
        lines = [(line, "") for line in (*self._heading(), self._standing_sentence()) if line]
        return [*lines, (self._status(), "bold")]

    def svg(self):
        figures = [(figure.stored(), (figure.width, figure.height)) for figure in self.figures.children]
        return compose("", (0, 0), self._stored_lines(), figures, width=PICTURES_WIDTH)

    def _code_settings(self):
        settings = self._plain_settings()
        if all(run.failure for run in self._runs):
            settings["steps"] = max(run.failure[0] for run in self._runs)  # so that the code meets the end as well
        return settings


def renew(figure, changed):
    """Let a figure draw its background anew, where the words in it have changed."""
    if changed:
        figure.redraw()
