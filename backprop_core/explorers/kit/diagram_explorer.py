"""A view with a diagram that can be led through part by part: a line that says what to do, buttons, and waves.

What such a view may have of its own, beside what `explorer` names:

    _hint      what can be done, in a line; _family: of the views that are used alike
    _counted   the setting that says how many parts are done, where the view has parts
    _words     what one part is called, and all of them together
    _parts_of  settings → the names of all parts, in their order
    _where     how far it is, in words
    _move      goes on or back by so many parts
    _on_tick   goes on by what is one part for who watches
"""

from contextlib import contextmanager

from . import looks
from .diagram_view import DiagramView
from .explorer import Explorer
from .hint import Hint
from .transport import Transport


class DiagramExplorer(Explorer):
    """What the views of a network and the circuit share."""

    _hint = ""
    _family = ""
    _counted = None
    _words = ("part", "all")

    def _build_diagram(self):
        self._travelling = None  # to what a wave is on its way
        self.diagram = DiagramView()
        self.diagram.add_class("bp-host")
        self._listen(self.diagram)
        self.hint = Hint(words=self._hint, family=self._family)
        self.hint.add_class("bp-tip")
        self._tellers.append(self.hint)

    def _say(self, sentence):
        super()._say(sentence)
        looks.show(self.hint, not sentence)  # the sentence takes its room: nothing else moves

    # -- part by part ------------------------------------------------------------------------------------------

    def _build_transport(self, label=None):
        """The buttons that lead from part to part, a slider over them, and a line that says how far it is."""
        part, whole = self._words
        self.player = self.transport = steps = Transport(
            label or part, self._done(), len(self._parts_of(self._settings)), part=part, whole=whole,
            go=self._in_turn(lambda place: self.set(**{self._counted: place})), move=self._in_turn(self._move),
            tick=self._played(self._on_tick), diagram=self.diagram,
        )  # fmt: skip
        self.first, self.back, self.next, self.last = steps.first, steps.back, steps.next, steps.last
        self.play, self.ticks = steps.play, steps.ticks
        self._bind(steps.place, self._counted)
        self.where = looks.HTML()

    def _parts_of(self, s):
        raise NotImplementedError

    def _where(self):
        raise NotImplementedError

    def _done(self):
        """How many parts are done."""
        return self._settings[self._counted]

    def _on_tick(self):
        self._move(+1)

    def _show_transport(self):
        self.transport.show(self._done(), len(self._parts_of(self._settings)))
        self.where.value = f'<span class="bp-status">{self._where()}</span>'

    @contextmanager
    def _on_the_way(self, what):
        """What is drawn meanwhile comes with a wave, on the way to `what`."""
        self._travelling = what
        try:
            yield
        finally:
            self._travelling = None

    def _one_more(self):
        """Do the next part, with a wave on the way to it."""
        done = self._done()
        with self._on_the_way(self._parts_of(self._settings)[done]):
            self.set(**{self._counted: done + 1})
