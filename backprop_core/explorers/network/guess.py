"""The sign of a δ, guessed before it is computed."""

from functools import cached_property, partial

from ...one_step.backward import back_terms, settled_sum
from ...one_step.text import factor, number, symbol
from ..kit import controls, looks
from ..kit.tables import escape

SIGNS = {"−": "negative", "0": "0", "+": "positive"}


class Guess(looks.HBox):
    """The question, a button for each sign, and how many answers were right. `judge` counts.

    pressed(button, act) is to see to it that `act` is done when a button is pressed; answer(sign) takes the answer.
    """

    def __init__(self, pressed, answer):
        self._pressed, self._answer = pressed, answer
        super().__init__()
        self.add_class("bp-row")
        self.forget()

    @cached_property
    def question(self):
        """What is asked."""
        return looks.HTML()

    @cached_property
    def score(self):
        """How many were right."""
        return looks.HTML()

    @cached_property
    def buttons(self):
        """{sign: its button}. Like all here, they are made when signs are guessed for the first time."""
        found = {sign: controls.Press(sign, f"The δ is {word}") for sign, word in SIGNS.items()}
        for sign, button in found.items():
            self._pressed(button, partial(self._answer, sign))
        return found

    def forget(self):
        """Count anew."""
        self.right = self.all = 0

    def judge(self, said, true):
        """What is to be said to the sign `said` where `true` is the right one."""
        self.all += 1
        self.right += said == true
        return f"Right: it is {SIGNS[true]}." if said == true else f"Not {SIGNS[said]}: it is {SIGNS[true]}."

    def show(self, on, asked):
        """on: whether signs are guessed at all; asked: the name of the δ that comes next, or None."""
        with self.hold_sync():
            if on and not self.children:
                self.children = [self.question, *self.buttons.values(), self.score]
            looks.show(self, on)
        if not on:
            return
        words = f"Guess: which sign has {asked}?" if asked else "Before each δ you say its sign: − 0 +"
        self.question.value = escape(words)
        self.score.value = f"{self.right} of {self.all} right" if self.all else ""
        for button in self.buttons.values():
            button.disabled = not asked


def sign_of(value):
    """− 0 or +."""
    return "+" if value > 0 else "−" if value < 0 else "0"


def why(snapshot, m, i):
    """Why δ_i of layer m has its sign: what comes back to the neuron, times σ′."""
    terms, slope = back_terms(snapshot, m, i), snapshot.slope(m, i)
    back = settled_sum(terms)
    if m == len(snapshot.net.sizes) - 1:
        come = f"∂Err/∂ŷ = {number(back)}"
    else:
        values = snapshot.values
        products = [
            f"{number(values['theta', m + 1, j, i])} · {factor(values['delta', m + 1, j])}"
            for j in range(1, len(terms) + 1)
        ]
        come = f"Σ θ δ = {' + '.join(products)} = {number(back)}"
    if back == 0:
        return f"What comes back is 0: {come}."
    if slope == 0:
        return f"{come} comes back, but σ′({symbol('u', i)}) is 0 here: nothing gets through."
    turned = "keeps" if slope > 0 else "turns"
    return f"{come} comes back, and σ′({symbol('u', i)}) = {number(slope)} {turned} its sign."
