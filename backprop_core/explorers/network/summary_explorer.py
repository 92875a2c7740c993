"""The whole lecture on one page (§7): its table of equations, each with the live numbers of one network."""

from dataclasses import dataclass

from ... import checks
from ...figures.picture import compose, size_of, stack
from ...one_step.equations import followed, steps
from ...one_step.names import item, name_of
from ..kit import controls
from ..kit.diagram_view import DiagramView
from ..kit.hint import KEYS
from ..kit.setting import LOOKS, RUNS, Setting, flag, placed, power
from ..kit.typed import LEAST_ETA, MOST_ETA
from . import arrangement as places
from . import settings as rules
from .equations import rows, shows, table_html, table_lines
from .network_explorer import STORED_WIDTH, NetworkExplorer, Numbers

TABLE = 324  # px: the least width of the table beside the network


def _followed(s):
    """(m, i, l) of the weight that the rows shall follow; None where none is named."""
    if s["follow"] is None:
        return None
    kind, *weight = name_of(rules.check_item(s["follow"], s))
    if kind != "theta":
        raise checks.InputValueError(f"follow must name a weight, like 'theta-1-2-1'; got {checks.show(s['follow'])}.")
    return tuple(weight)


def _usual_item(s):
    """What is chosen where nothing is said: u of the neuron that the weight leads to."""
    return item(("u", *(_followed(s) or (1, 1))[:2]))


@dataclass(frozen=True)
class SummaryNumbers(Numbers):
    """And the names of the numbers that the last change has moved."""

    moved: set


class SummaryExplorer(NetworkExplorer):
    """The lecture's table of equations (§7), in each row the numbers of the network above it. The rows follow one
    weight and the neuron that it leads to; a row that is chosen marks in the diagram what its number is made of.

    All settings of `NetworkExplorer`, and:

    eta     the learning rate, for the row of the update
    follow  the weight that the rows follow, like "theta-1-2-1"; None: that of the chosen number. When a number is
            chosen that no row shows, the rows turn to it
    hold    True: they do not, so that they can be watched while something else is dragged
    """

    _kinds = (*NetworkExplorer._kinds, "update")
    _hint = (
        "Click a row to see what it is made of; another neuron or weight, and the rows turn to it (not if “rows stay” "
        f"is ticked). Drag a number up or sideways. {KEYS}"
    )

    _kind_of_numbers = SummaryNumbers
    settings = placed(
        placed(
            NetworkExplorer.settings | {"selected": Setting(None, rules.selected(_usual_item))},
            before="history",
            eta=power(None, "η", LEAST_ETA, MOST_ETA, RUNS),
        ),
        before="full",
        follow=Setting(None, lambda name, value, s: value),
        hold=flag(False, "rows stay", LOOKS),
    )
    _at_hand = ("eta", "hold")
    _choosing = ("selected", "follow")
    _few_controls = False

    # -- settings ----------------------------------------------------------------------------------------------

    def _together(self, s):
        s, weight = super()._together(s), _followed(s)
        if weight is None or not s["hold"]:
            weight = followed(name_of(s["selected"]), weight or (1, 1, 1), s["sizes"])
        return s | {"follow": item(("theta", *weight))}

    def _change(self, settings, changes):
        if "follow" in changes:
            changes = {"selected": None, **changes}
        return super()._change(settings, changes)

    def _restructured(self, settings, changes):
        return super()._restructured(settings, {"follow": None, **changes})

    # -- numbers -----------------------------------------------------------------------------------------------

    def _seen(self, snapshot, s, before):
        """All that is computed. A weight shows its value from before the update: the rows are about this one step."""
        values = snapshot.values
        old = before.snapshot.values if before else {}
        moved = {name for name, value in values.items() if old.get(name, value) != value}
        return {
            "computed": frozenset(name for name in values if name[0] in self._kinds), "visible": values,
            "moved": moved or (before.moved if before else set()),
        }  # fmt: skip

    def _steps(self):
        return steps(name_of(self._settings["follow"])[1:], self._settings["sizes"])

    def _rows(self):
        s, numbers, chosen = self._settings, self._numbers, name_of(self._settings["selected"])
        return rows(
            numbers.snapshot, self._steps(), chosen, numbers.moved, self._kinds, s["full"], s["hide"],
            s["predicted"], self._others_ask,
        )  # fmt: skip

    # -- the view ----------------------------------------------------------------------------------------------

    def _build_panel(self):
        table = DiagramView(role="grid", label="The equations, with their numbers. Up and Down choose a row.")
        table.add_class("bp-equations")
        self._when(table, "event", self._on_table)
        return table

    def _build(self):
        super()._build()
        self.add_class("bp-summary")

    def _below(self):
        return controls.row(self.eta, self.hold, *self._closing())

    def _on_table(self, event):
        """A row is chosen by choosing its number; the room that the table has is no concern of the diagram's."""
        if event.get("kind") == "choose":
            event = {"kind": "select", "item": self._next_row(event.get("by"))}
        self._on_diagram(self.panel, event if event.get("kind") == "select" else {})

    def _next_row(self, by):
        """The number of the row `by` places on: "first", "last" or a number of places."""
        names = [name for _, _, name in self._steps() if name]
        if by in ("first", "last"):
            return item(names[0 if by == "first" else -1])
        chosen = name_of(self._settings["selected"])
        now = next((place for place, name in enumerate(names) if shows(name, chosen)), -1)
        return item(names[(now + by) % len(names)]) if isinstance(by, int) else None

    # -- drawing -----------------------------------------------------------------------------------------------

    def _usual_marks(self):
        return ("level", "line", "wish")

    def _arrangement(self, least, widths):
        """Beside the network its rows are boxes, and it needs more room than a panel. Where the network's picture
        stands there, they are boxes in two columns below both."""
        usual = super()._arrangement(least, widths)
        if usual == "over":
            return usual
        return places.arrangement(self._room - TABLE + places.SIDE, 0.94 * least, widths)

    def _draw_panel(self):
        self.panel.show(table_html(self._rows(), self._settings["sizes"], f"bp{self.panel.model_id[:8]}-"))

    def _status(self):
        chosen = name_of(self._settings["selected"])
        return " ".join([*(f"{step}:" for step, _, name in self._steps() if shows(name, chosen)), super()._status()])

    # -- stored forms ------------------------------------------------------------------------------------------

    def _stored_lines(self):
        return table_lines(self._rows(), self._settings["sizes"])

    def svg(self):
        diagram = self._diagram_svg(STORED_WIDTH)
        above = compose(diagram, size_of(diagram), [], width=0)
        return stack(above, compose("", (0, 0), self._stored_lines(), width=STORED_WIDTH))

    def _plain_numbers(self):
        values, names = self._numbers.snapshot.values, [name for _, _, name in self._steps() if name]
        shown = {item(name): "?" if self._shown(name) == "?" else values[name] for name in names}
        return super()._plain_numbers() | {"rows": shown}
