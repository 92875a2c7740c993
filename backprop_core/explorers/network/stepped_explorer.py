"""What the views share that go through a calculation part by part: buttons, waves, and signs to be guessed.

What such a view has of its own, beside what a network view may have:

    _asks_before  settings, the number of a part → the δ (m, i) whose sign is to be guessed before it, or None
    _wave         scene, the name of a part → what moves in the diagram while it is done
"""

from ...figures.wave import micro_step
from ...one_step.formulas import describe
from ..kit.setting import LOOKS, flag, placed
from .guess import SIGNS, Guess, sign_of, why
from .network_explorer import NetworkExplorer


class SteppedExplorer(NetworkExplorer):
    """All settings of `NetworkExplorer`, and:

    guess   True: before each δ its sign is to be guessed
    """

    settings = placed(NetworkExplorer.settings, before="history", guess=flag(False, "Guess δ first", LOOKS))

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_caption(self):
        self._build_transport()
        self.guesses = Guess(self._pressed, self._on_guess)
        return [self.where, self.guesses]

    def _build_controls(self):
        super()._build_controls()
        self._pressed(self.reset, self._forget)

    def _above(self):
        return [self.transport]

    def _show_settings(self):
        super()._show_settings()
        self._show_transport()
        self._show_question()

    # -- what the student does ---------------------------------------------------------------------------------

    def _next(self):
        """One part more; None where a guess is waited for."""
        asked = self._asked()
        if asked:
            self._refuse(f"Press −, 0 or +: the sign of {self._named(asked)} is guessed first.")
            return
        self._one_more()

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
        self._one_more()
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

    def _for_tasks(self):
        """And how many signs have been guessed since the view was opened or reset."""
        return super()._for_tasks() | {"guessed": self.guesses.all}

    # -- what moves --------------------------------------------------------------------------------------------

    def _wave(self, scene, what):
        return micro_step(scene, what)
