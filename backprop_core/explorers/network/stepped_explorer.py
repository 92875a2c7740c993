"""What the views share that go through a calculation part by part: buttons, waves, and signs to be guessed.

What such a view has of its own, beside what a network view may have:

    _counted        the setting that says how many parts are done
    _words        what one part is called, and all of them together
    _parts_of     settings → the names of all parts, in their order
    _asks_before  settings, the number of a part → the δ (m, i) whose sign is to be guessed before it, or None
    _wave         scene, the name of a part → what moves in the diagram while it is done
    _move         goes on or back by so many parts
    _on_tick      goes on by what is one part for who watches
"""

from ...figures.wave import micro_step
from ...one_step.formulas import describe
from ..kit import looks
from ..kit.setting import LOOKS, flag, placed
from ..kit.transport import Transport
from .guess import SIGNS, Guess, sign_of, why
from .network_explorer import NetworkExplorer


class SteppedExplorer(NetworkExplorer):
    """All settings of `NetworkExplorer`, and:

    guess   True: before each δ its sign is to be guessed
    """

    settings = placed(NetworkExplorer.settings, before="history", guess=flag(False, "Guess δ first", LOOKS))
    _counted = None
    _words = ("part", "all")

    def _parts_of(self, s):
        raise NotImplementedError

    def _done(self):
        """How many parts are done."""
        return self._settings[self._counted]

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_caption(self):
        self.where = looks.HTML()
        self.guesses = Guess(self._pressed, self._on_guess)
        return [self.where, self.guesses]

    def _build_controls(self):
        super()._build_controls()
        part, whole = self._words
        self.player = self.transport = steps = Transport(
            part, self._done(), len(self._parts_of(self._settings)), part=part, whole=whole, diagram=self.diagram,
            go=self._in_turn(lambda place: self.set(**{self._counted: place})), move=self._in_turn(self._move),
            tick=self._played(self._on_tick),
        )  # fmt: skip
        self.first, self.back, self.next, self.last = steps.first, steps.back, steps.next, steps.last
        self.play, self.ticks = steps.play, steps.ticks
        self._bind(steps.place, self._counted)
        self._pressed(self.reset, self._forget)

    def _above(self):
        return [self.transport]

    def _show_settings(self):
        super()._show_settings()
        self.transport.show(self._done(), len(self._parts_of(self._settings)))
        self._show_question()

    def _draw(self):
        super()._draw()
        self.where.value = f'<span class="bp-status">{self._where()}</span>'

    # -- what the student does ---------------------------------------------------------------------------------

    def _next(self):
        """One part more; None where a guess is waited for."""
        asked = self._asked()
        if asked:
            self._refuse(f"Press −, 0 or +: the sign of {self._named(asked)} is guessed first.")
            return
        done = self._done()
        with self._on_the_way(self._parts_of(self._settings)[done]):
            self.set(**{self._counted: done + 1})

    def _asked(self):
        """The δ (m, i) whose sign is to be guessed now, or None."""
        s, done = self._settings, self._done()
        if not s["guess"] or "delta" in s["hide"] or self._others_ask or done == len(self._parts_of(s)):
            return None
        return self._asks_before(s, done)

    def _asks_before(self, s, n):
        name = self._parts_of(s)[n]
        return name[1:] if name[0] == "delta" else None

    def _named(self, neuron):
        return describe(("delta", *neuron), self._settings["sizes"])

    def _show_question(self):
        asked = self._asked()
        self.guesses.show(self._settings["guess"], asked and self._named(asked))
        (self.add_class if asked else self.remove_class)("bp-guessing")  # then the page listens for − 0 +

    def _on_guess(self, sign):
        asked = self._asked()
        if asked is None:
            return
        said = self.guesses.judge(sign, sign_of(self._numbers.snapshot.values["delta", *asked]))
        reason = "" if said.startswith("Right") else f" {why(self._numbers.snapshot, *asked)}"
        with self._on_the_way(self._parts_of(self._settings)[self._done()]):
            self.set(**{self._counted: self._done() + 1})
        self._say(f"{said}{reason}")
        self._announce(self._status())

    def _on_page(self, event):
        super()._on_page(event)
        if event.get("kind") == "sign" and event.get("sign") in SIGNS:
            self._on_guess(event["sign"])

    def _forget(self):
        self.guesses.forget()
        self._show_question()

    def leave_asking(self, to_others):
        super().leave_asking(to_others)
        self._show_question()

    # -- what moves --------------------------------------------------------------------------------------------

    def _wave(self, scene, what):
        return micro_step(scene, what)
