"""The learning rate η, seen: a ball in a bowl, and where the next step of a network lands (lecture §6)."""

import math
from copy import deepcopy
from dataclasses import dataclass

from ... import checks
from ...figures import learning_rate as drawing
from ...figures.frame import put_limits
from ...figures.nudge import round_up
from ...figures.picture import compose
from ...one_step.text import number, rounded
from ..kit import controls, looks
from ..kit.explorer import Explorer, InputError
from ..kit.number_box import NumberBox
from ..kit.pictures import Picture
from ..kit.setting import LOOKS, Setting, choice, flag, power
from ..kit.tables import escape
from ..kit.transport import Player
from . import descent
from . import settings as ours
from .descent import LEAST_ETA, MOST_ETA, MOST_STEPS
from .training_explorer import TrainingExplorer

BOWL, NETWORK = "parabola", "network"
LEAST_A, MOST_A = 0.1, 1.0
FAR = 3.0  # the ball begins no farther away from the bottom: there it is seen in the steepest bowl
KEY = 0.1  # what an arrow key moves it by
TICK = 600  # ms between two steps while it plays
PICTURES_WIDTH = 832  # of the stored picture, in CSS pixels
HIGH = 300
PICTURES = {
    "bowl": Picture(
        lambda ax: drawing.draw_bowl(ax, "The ball in the bowl: Err over w"), (520, HIGH), (40, 36, 16, 44),
        handles="x",
    ),
    "along": Picture(
        lambda ax: drawing.draw_along(ax, "Err along the next step"), (520, HIGH), (48, 36, 16, 44), handles="x",
        instead_of="bowl",
    ),
    "errs": Picture(
        lambda ax: drawing.draw_stairs(ax, "Err after each step", most=MOST_STEPS), (304, HIGH), (48, 36, 16, 44)
    ),
}  # fmt: skip
OF = {BOWL: "a parabola", NETWORK: "a network"}
HINTS = {
    (BOWL, False): "Say where the ball will land. Then press 1 step.",
    (BOWL, True): "Drag η: every step is drawn anew. Drag the large ball, or the place where step 1 landed.",
    (NETWORK, False): "Drag the large point, or η: where does the step land lowest? 1 step takes it.",
    (NETWORK, True): "The slope is another one here. Drag the point again: is the same η still the best?",
}
FULL = f"This view has room for {MOST_STEPS} steps: Reset begins anew."


def only(of, setting):
    """The same setting, whose control is seen only where Err is that of a parabola, or of a network."""

    def show(control, value, s):
        looks.show(control, s["of"] == of)
        if s["of"] == of:
            setting.show(control, value, s)

    return setting._replace(show=show)


def read_start(name, value, s):
    """Where the ball begins."""
    return checks.number(name, value, least=-FAR, most=FAR)


def start_box(value):
    """A box for it."""
    return NumberBox(
        "Start at w", value, lambda w, by: _within(w + KEY * by, -FAR, FAR), buttons=True,
        layout={"width": controls.grown("150px")},
    )  # fmt: skip


def read_taken(name, value, s):
    """η of each step that the network has made."""
    etas = checks.sequence(name, value)
    if len(etas) > MOST_STEPS:
        raise checks.InputValueError(f"{name} must hold at most {MOST_STEPS} steps; got {len(etas)}.")
    return tuple(
        checks.number(f"{name}[{n}]", eta, least=LEAST_ETA, most=MOST_ETA) for n, eta in enumerate(etas, start=1)
    )


def _within(value, low, high):
    return round(min(max(value, low), high), 4)


@dataclass(frozen=True)
class Numbers:
    """What is computed: the ball's way down a parabola, or the network with its next step, the settings that led to
    it, and Err where that step lands."""

    rolled: descent.Rolled | None
    line: descent.Line | None = None
    led: tuple = ()
    landing: float = math.nan


class LearningRateExplorer(Explorer):
    """What the learning rate η does: gradient descent as a ball in a bowl, Err = a · w², with every step drawn; and
    Err along the next step of a network, Err(θ − η · ∂Err/∂θ), over η.

    of      "parabola" or "network": whose Err it is
    eta     η, from 0.01 to 100: of all steps down the parabola, and of the next step of the network
    a       how steep the parabola is, from 0.1 to 1
    fit     whether a parabola is laid on the network's Err, of the same slope and bend, and its lowest point marked
    start   where the ball begins, from −3 to 3
    steps   how many steps down the parabola are drawn, up to 30
    taken   η of each step that the network has made, up to 30
    data, N, noise, hidden, activation, bias, loss, init, seed   the network, as in `TrainingExplorer`, but no digits
    """

    _pictures = PICTURES
    settings = {
        "of": choice(BOWL, OF, "Err of", "170px", LOOKS, [(words, name) for name, words in OF.items()]),
        "eta": power(0.2, "η", LEAST_ETA, MOST_ETA, LOOKS),
        "a": only(BOWL, power(0.5, "a", LEAST_A, MOST_A, LOOKS)),
        "fit": only(NETWORK, flag(False, "lay a parabola on it", LOOKS)),
        "start": only(BOWL, Setting(-3.0, read_start, start_box)),
        "steps": Setting(0, lambda name, value, s: checks.whole_number(name, value, most=MOST_STEPS)),
        "taken": Setting((), read_taken),
        **{
            name: only(NETWORK, each)
            for name, each in (
                TrainingExplorer.settings
                | {"data": choice("moons", [name for name in ours.OWN if name != "digits"], "Data", "140px")}
            ).items()
            if name in ("data", "N", "noise", "hidden", "activation", "bias", "loss", "init", "seed")
        },
    }
    _at_hand = ("of", "eta", "a", "fit")
    _choosing = ("of", "fit")
    _held = None  # what is being dragged in a picture: "start" or "eta"

    # -- settings and numbers ----------------------------------------------------------------------------------

    def _change(self, settings, changes):
        new = dict(settings)
        if changes.get("data", new["data"]) != new["data"]:
            new |= dict.fromkeys(("N", "noise", "hidden"))
        wanted = self._resolve({**new, **changes})
        if "taken" not in changes and any(wanted[name] != settings[name] for name in self._begins()):
            wanted["taken"] = ()
        return wanted

    def _compute(self, s, before):
        if s["of"] == BOWL:
            return Numbers(descent.roll(s["a"], s["start"], s["eta"], s["steps"]))
        network, taken = tuple(s[name] for name in self._begins()), s["taken"]
        line, done = None, 0
        if before and before.line is not None and before.led[0] == network:
            past = before.led[1]
            if taken[: len(past)] == past:
                line, done = before.line, len(past)
        line = line or descent.begin(s)
        for eta in taken[done:]:
            line = descent.one_more(line, eta)
        return Numbers(None, line, (network, taken), line.landing(s["eta"]))

    @classmethod
    def _pictures_of(cls, s):
        return ("bowl" if s["of"] == BOWL else "along", "errs")

    @property
    def _done(self):
        """How many steps are shown."""
        s = self._settings
        return s["steps"] if s["of"] == BOWL else len(s["taken"])

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self.add_class("bp-training")
        self.player = Player(self._played(self._tick), TICK)
        self.play, self.ticks = self.player.play, self.player.ticks
        self.one = controls.Press("1 step", "One step of gradient descent")
        self.every = controls.Press(f"All {MOST_STEPS} steps", "As many steps as there is room for, at once")
        self.reset = controls.Press("Reset", "Back to the beginning; settings stay")
        self.best = controls.Press("Its lowest point", "Takes η of the lowest point of the parabola")
        self.where, self.hint = looks.HTML(), looks.HTML()
        self._tellers.append(self.hint)
        self._pressed(self.one, lambda: self._step(1))
        self._pressed(self.every, lambda: self._step(MOST_STEPS))
        self._pressed(self.reset, self._reset)
        self._pressed(self.best, self._take_best)
        self._build_more()
        self.player.children = [self.play, self.one, self.every, *self._closing(), self.ticks, self.where]
        self.children = [
            self.page, controls.row(*self._controls(*self._at_hand), self.best), self.player, self.more_box,
            self.message, self.hint, self.figures,
        ]  # fmt: skip

    def _on_made(self, name, figure):
        if figure.handles:
            self._when(figure, "event", lambda event: self._on_point(figure, event))

    def _say(self, sentence):
        super()._say(sentence)
        looks.show(self.hint, not sentence)  # the sentence takes its room: nothing else moves

    def _show_settings(self):
        s = self._settings
        hint = HINTS[s["of"], self._done > 0]
        self.hint.value = f'<span class="bp-hint">{escape(hint)}</span>'
        looks.show(self.best, s["of"] == NETWORK and s["fit"])

    # -- what the student does ---------------------------------------------------------------------------------

    def _step(self, steps):
        """So many steps more, or as many as there is room for."""
        s, room = self._settings, MOST_STEPS - self._done
        if room == 0:
            self.player.stop()
            self._refuse(FULL)
        elif s["of"] == BOWL:
            self.set(steps=s["steps"] + min(steps, room))
        else:
            self.set(taken=(*s["taken"], *[s["eta"]] * min(steps, room)))

    def _tick(self):
        """Where less motion is wished for, all at once."""
        try:
            self._step(MOST_STEPS if self.player.less_motion else 1)
        except InputError:
            self.player.stop()
            raise
        if self._done == MOST_STEPS:
            self.player.stop()

    def _reset(self):
        self.player.stop()
        self.set(**{"steps": 0} if self._settings["of"] == BOWL else {"taken": ()})

    def _take_best(self):
        line = self._numbers.line
        best = line and line.best
        if best is None or best > MOST_ETA:
            self._refuse("Here the parabola has no lowest point that a step of this view could reach.")
            return
        self.set(eta=max(float(f"{best:.3g}"), LEAST_ETA))

    def _before_change(self, settings):
        if any(settings[name] != self._settings[name] for name in ("of", *self._begins())):
            self.player.stop()

    def _on_point(self, figure, event):
        """The student moves a point in a picture; every event gets its answer."""
        shown = figure.frame
        try:
            self._move_point(figure, event)
        except InputError as error:
            self._refuse(str(error))
        if figure.frame == shown:
            figure.answer()

    def _move_point(self, figure, event):
        kind, s, bowl = event.get("kind"), self._settings, self._settings["of"] == BOWL
        if kind == "drop":
            self._held = None
        elif kind == "drag":
            place = figure.place(event)
            if place is None or (self._held is None and not place[3]):  # a drag begins on the axes
                return
            self._held = self._held or (self._nearest(place[1]) if bowl else "eta")
            self.set(**{self._held: self._dragged(place[1])})
        elif kind == "move":
            by = event.get("dx")
            if not isinstance(by, (int, float)) or not abs(by) < 1e6:
                return
            if bowl:
                self.set(start=_within(s["start"] + KEY * by, -FAR, FAR))
            else:
                self.set(eta=_rate(s["eta"] * 10 ** min(max(by / 20, -9), 9)))

    def _nearest(self, x):
        """What is taken hold of there: where the ball begins, or where its first step landed."""
        w = self._numbers.rolled.w
        return "eta" if len(w) > 1 and w[0] and abs(x - w[1]) < abs(x - w[0]) else "start"

    def _dragged(self, x):
        """The setting that is held, when it is dragged to x."""
        s = self._settings
        if s["of"] == NETWORK:
            digits = 2 - math.floor(math.log10(self._numbers.line.reach))
            return _rate(round(x, digits))
        if self._held == "start":
            return _within(round(x, 2), -FAR, FAR)
        return _rate((s["start"] - x) / (2 * s["a"] * s["start"]))

    # -- words -------------------------------------------------------------------------------------------------

    def _does(self):
        """What the ball does, once that has been seen."""
        return descent.what_it_does(self._numbers.rolled.w)

    def _where(self):
        numbers = self._numbers
        if numbers.rolled is not None:
            return f"step {self._done} · w = {rounded(numbers.rolled.w[-1])} · Err {rounded(numbers.rolled.Errs[-1])}"
        return f"step {self._done} · Err {rounded(numbers.line.here)}"

    def _status(self):
        return f"{self._where()}. {self._words()}."

    def _words(self):
        """What the large picture says, in a line."""
        s, numbers, rolled = self._settings, self._numbers, self._numbers.rolled
        if rolled is not None:
            does, (*_, gone) = self._does(), drawing.leaving(rolled.places, drawing.WIDE, drawing.HIGH)
            words = f"η = {number(s['eta'])}" + (f": the ball {does}" if does else "")
            return words if gone is None else f"{words} · step {gone} lands at w = {rounded(rolled.w[gone])}"
        line = numbers.line
        if line.flat:
            return "the gradient is 0: no step leads anywhere"
        promised = rounded(line.promised(s["eta"]))
        words = f"η = {number(s['eta'])}: Err {rounded(line.here)} → {rounded(numbers.landing)}; promised: {promised}"
        return f"{words} · {self._fit_words()}" if s["fit"] else words

    def _fit_words(self):
        best = self._numbers.line.best
        return (
            f"parabola: lowest at η = {rounded(best)}"
            if best is not None
            else "parabola: bends down, has no lowest point"
        )

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw(self):
        self.where.value = f'<span class="bp-status">{escape(self._where())}</span>'
        if not self.play.value:  # while it plays, nobody could listen to every step
            self._announce(self._status())
        self._draw_pictures()

    def _draw_bowl(self, figure, artists, n):
        s, rolled = self._settings, self._numbers.rolled
        drawing.draw_bowl(figure.axes[0], "", s["a"], rolled, self._words(), artists)
        places = ", ".join(map(rounded, rolled.w[:8]))
        figure.show(
            f"A ball in the bowl Err = {number(s['a'])} · w². It begins at w = {number(s['start'])}; after 0, 1, … of "
            f"{self._done} steps it is at {places}{' …' if len(rolled.w) > 8 else ''}. "
            f"{self._words()}."
        )

    def _draw_along(self, figure, artists, n):
        s, numbers = self._settings, self._numbers
        line = numbers.line
        put_limits(figure.axes[0], (float(line.etas[0]), line.reach), (0.0, line.top))
        drawing.draw_along(figure.axes[0], "", line, s["eta"], numbers.landing, s["fit"], self._words(), artists)
        outside = "" if s["eta"] <= line.reach and numbers.landing <= line.top else " It lands outside of the picture."
        figure.show(f"Err along the next step, for η from 0 to {number(line.reach)}. {self._words()}.{outside}")

    def _draw_errs(self, figure, artists, n):
        numbers = self._numbers
        bowl = numbers.rolled is not None
        Errs = numbers.rolled.Errs if bowl else numbers.line.Errs
        up = (drawing.BELOW, drawing.HIGH) if bowl else (0.0, round_up(1.5 * Errs[0]))
        put_limits(figure.axes[0], figure.axes[0].get_xlim(), up)
        words = f"from {rounded(Errs[0])} to {rounded(Errs[-1])}" if len(Errs) > 1 else f"now {rounded(Errs[0])}"
        drawing.draw_stairs(figure.axes[0], "", Errs, MOST_STEPS, words, artists)
        figure.show(f"Err after each of {self._done} steps: {words}.")

    # -- stored forms ------------------------------------------------------------------------------------------

    def svg(self):
        figures = [(figure.stored(), (figure.width, figure.height)) for figure in self.figures.children]
        lines = [(line, "") for line in self._heading()]
        return compose("", (0, 0), [*lines, (self._status(), "bold")], figures, width=PICTURES_WIDTH)

    def _heading(self):
        s = self._settings
        if s["of"] == BOWL:
            return [f"Err = a · w² with a = {number(s['a'])} · start at w = {number(s['start'])}"]
        layers = "-".join(map(str, ours.sizes(s)))
        return [f"Err of the network {layers} ({s['activation']}) on {s['N']} patterns of {s['data']}"]

    def _tables(self):
        numbers = self._numbers
        if numbers.rolled is not None:
            rows = [("step", "w", "Err")]
            rows += [(str(n), number(w), number(Err)) for n, (w, Err) in enumerate(numbers.rolled.places)]
        else:
            rows = [("step", "η", "Err")]
            etas = ("", *map(number, self._settings["taken"]))
            rows += [(str(n), *each) for n, each in enumerate(zip(etas, map(number, numbers.line.Errs), strict=True))]
        return [[*self._heading(), self._status()], rows]

    def _plain_settings(self):
        return deepcopy({name: self._settings[name] for name in self.keywords()})

    def _plain_numbers(self):
        rolled, line, landing = self._numbers.rolled, self._numbers.line, self._numbers.landing
        eta = self._settings["eta"]
        return {
            "w": None if rolled is None else list(rolled.w),
            "Err": list((rolled or line).Errs),
            "does": None if rolled is None else self._does(),
            "gradient_norm": None if line is None else line.norm,
            "bend": None if line is None else line.bend,
            "best": None if line is None else line.best,
            "promised": None if line is None else line.promised(eta),
            "landing": landing if line is not None and math.isfinite(landing) else None,
            "etas": None if line is None else line.etas.tolist(),
            "along": None if line is None else [each if math.isfinite(each) else None for each in line.along.tolist()],
        }


def _rate(eta):
    """A learning rate of this view, of at most 3 digits."""
    return min(max(float(f"{eta:.3g}"), LEAST_ETA), MOST_ETA)
