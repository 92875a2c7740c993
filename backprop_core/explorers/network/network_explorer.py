"""One network, all its numbers, and a formula for each: drag a weight and see which of them answer, and how much.

What a view of a network may have of its own, beside what the kit's `explorer` and `diagram_explorer` name, in the
order in which it is used:

    _kinds             the kinds of number that the view shows: ("x", "theta", "u", …)
    _moves             those that can be changed, and what is said of all others
    _fresh             {setting: the value that another structure, and Reset, take it back to}
    _kind_of_numbers   the class of its numbers, a `Numbers`
    _restructured      settings, changes → settings with which the run begins again
    _seen              snapshot, settings, numbers before → {field of its numbers: value}
    _few_controls      whether they have room below the panel
    _lettered          whether the lecture's ℓ, i, j stand above the layers
    _build_caption     what stands below the diagram
    _build_panel       the widget that explains the chosen number; _build_side: what stands below it
    _build_controls    makes controls that are not those of a setting
    _above, _below     the rows above and below the diagram
    _beneath           the rows below the figures
    _beginning         {setting: value} that Reset takes back
    _drop              a drag has ended
    _handles           {name of a point that is dragged in the picture beside the network: the numbers that it moves}
    _put_handle        such a point is to lie at (across, up)
    _explanations      of the chosen number: [(name, `Explanation`, whether it is computed)]
    _parts             what the diagram keeps room for
    _beginning_of      the numbers which the scales suit where `scale` does not say
    _usual_marks       which marks the diagram draws where `show` does not say
    _wishing           the numbers that carry an arrow; _bands: {weight: δ θ} of the lines along which a δ comes back
    _marks             what else the diagram marks
    _diagram_svg       the diagram: width, prefix of its ids → text
    _wave              scene, what is on its way → what moves in the diagram
    _picture_of        what is drawn of what the network computes at all inputs: `Computes`, or a kind of it
    _arrangement       the name of how the parts stand on the page, of `arrangement.py`
    _draw_panel        shows the explanation, in _panel_lines
    _shown             one number as the view shows it
    _status, _alt      how things stand, in words; the same of the diagram
    _heading           lines above the tables
    _stored_lines      what stands beside the stored picture; _stored_figures: the live figures in it
"""

from dataclasses import dataclass

from ... import checks
from ...activations import ACTIVATIONS
from ...figures.computes import Computes
from ...figures.diagram import ASIDE, Square, network_diagram, place_of
from ...figures.picture import compose, size_of
from ...figures.places import Parts, least_width
from ...figures.scales import Scales, answers, fitting
from ...figures.wave import Scene
from ...initialization import draw_theta
from ...losses import LOSSES
from ...one_step.dependence import answering
from ...one_step.formulas import LETTERS, NUDGE, describe, layer_letters
from ...one_step.names import item, name_of, neuron_of
from ...one_step.plane import Plane, plane, reach
from ...one_step.snapshot import Snapshot
from ...one_step.text import number, symbol
from ..kit import controls, history, looks
from ..kit.answer_box import AnswerBox
from ..kit.diagram_explorer import DiagramExplorer
from ..kit.explorer import InputError
from ..kit.hint import KEYS
from ..kit.setting import BEGINS, LOOKS, RUNS, Setting, choice, flag, put_joined, whole
from ..kit.typed import dragged_to, read_number, wanted
from ..memory.events import append
from . import arrangement as places
from . import marks
from . import settings as rules
from .panel import explanations, panel_html, panel_lines, symbols
from .presets import PRESETS, get_preset
from .replay import TAKES, Replay

PATTERN = "pattern-"  # how the item of a pattern begins, in the picture beside the network
FIGURE = (272, 230)  # three stand side by side in JupyterLab on a screen 1280 wide
# The stored picture is as wide as the view is there: of its diagram, and of the words beside that.
STORED_WIDTH, STORED_WORDS = 552, 274
HINT = f"Drag a weight, an input or a target up or sideways. Click a number to see where it comes from. {KEYS}"


def show_pattern(box, value, s):
    """Where there is one pattern, there is nothing to choose."""
    box.max, box.value = len(s["x"][0]), value
    looks.show(box, box.max > 1)


def show_seed(box, value, s):
    """A preset's own weights are not drawn."""
    box.value = value
    looks.show(box, not rules.has_own_theta(s))


@dataclass(frozen=True)
class Numbers:
    """What a network view has computed: the run of its steps, all numbers of the present one, the names of those that
    are computed by now, {name: number} of all that can be seen, the `Scales` of its marks, and what the network
    computes at all inputs, where that is drawn."""

    run: Replay
    snapshot: Snapshot
    scales: Scales
    computed: frozenset
    visible: dict
    plane: Plane | None


class NetworkExplorer(DiagramExplorer):
    """A small network with every u, o, δ and ∂Err/∂θ, and the formula of the chosen one. Which of them hang on what is
    changed, and how much, is seen at once.

    preset      a name of `presets.PRESETS`, like "lecture" or "xor": gives everything that is not asked for
    sizes       neurons per layer, (n_0, …, n_M), or text like "2-3-1": at most 6 layers of 6, and 100 weights
    x, y        patterns as columns, (n_0, N) and (n_M, N); one pattern may be a plain list
    pattern     which of them is shown, from 1
    activation, loss, bias   as for `Network`
    init, seed  how the first θ is drawn; "preset" takes the preset's own where they fit, else "xavier"
    history     {step: {setting: value}}: what was changed by hand after how many steps; "theta" there holds
                edited weights {(m, i, l): value}, neurons counted from 1, l = 0 the constant neuron
    selected    the chosen number: "theta-1-2-1" (m, i, l), "u-1-2", "o-1-2", "delta-1-2" (m, i), "x-1", "y-1", "Err"
    show        at most three of the marks "level" (o), "line" (θ), "wish" (an arrow: what would lower Err, of the
                chosen number), "wishes" (of all weights) and "square" (Err); None: what suits the view
    scale       what the full size of each mark stands for; None: what suits the first numbers
    computes    what is drawn of what the network computes at all inputs, where it has one or two (or its patterns
                differ in no more): "nothing", "answer" (ŷ, as a curve or a map) or "neurons" (every o as well)
    full        True writes every digit
    hide        kinds of numbers shown as "?" until the student has committed to a prediction:
                of "u", "o", "Err", "delta", "gradient", "update"
    predicted   {chosen number: the student's prediction}
    """

    _extra_keywords = ("theta",)
    _kind_of_numbers = Numbers
    _others_ask = False  # True while a question outside asks about this view
    _kinds = ("x", "theta", "u", "o", "y", "Err", "delta", "gradient")  # of number that the view shows
    _moves = ("theta", "x", "y"), "Weights, inputs and targets can be changed; all else is computed from them."
    _hint = HINT
    _family = "network"
    _fresh = {}
    _at_hand = ("show",)
    _beside = ("_opening",)
    _few_controls = True
    _lettered = True

    settings = {
        "preset": choice("lecture", PRESETS, "Example", "190px"),
        "sizes": Setting(
            None, lambda name, value, s: rules.read_sizes(value), lambda _: controls.entry("Layers", "", "150px"),
            BEGINS, put_joined, rules.read_sizes,
        ),
        "x": Setting(None, rules.read_patterns, means=RUNS),
        "y": Setting(None, rules.read_patterns, means=RUNS),
        "pattern": Setting(
            1, rules.read_pattern, lambda value: controls.whole_entry("Pattern", value, 1, value), show=show_pattern
        ),
        "activation": choice(None, ACTIVATIONS, "σ", "150px", RUNS),
        "loss": choice(None, LOSSES, "Err", "210px", RUNS),
        "bias": flag(None, "bias"),
        "init": choice("preset", rules.INITS, "First weights", "220px"),
        "seed": whole(0, "Seed", 0, 2**32 - 1, slider=False)._replace(show=show_seed),
        "history": Setting(None, lambda name, value, s: value),  # read in `_together`: it may hold any of the others
        "selected": Setting(None, rules.selected(lambda s: "theta-1-1-1")),
        "show": Setting(
            None, marks.read_show, marks.wishes_button, show=marks.put_wishes, says=marks.say_wishes
        ),
        "scale": Setting(None, marks.read_scale),
        "computes": Setting("nothing", marks.read_computes, marks.computes_choice, show=marks.put_computes),
        "full": flag(False, "all digits", LOOKS),
        "hide": Setting((), rules.read_hide),
        "predicted": Setting(None, rules.read_predicted),
    }  # fmt: skip

    # -- settings: asked for → complete and checked ------------------------------------------------------------

    def _resolve(self, asked):
        preset = get_preset(asked["preset"])
        settings = {name: preset.get(name) if value is None else value for name, value in asked.items()}
        settings["sizes"] = rules.read_sizes(settings["sizes"])
        x, y = rules.first_patterns(settings)
        settings["x"] = x if asked["x"] is None else asked["x"]
        settings["y"] = y if asked["y"] is None else asked["y"]
        return self._checked(settings)

    def _together(self, s):
        rules.check_size(s)
        if name_of(s["selected"])[0] not in self._kinds:
            raise checks.InputValueError(
                f"selected must be a number that {type(self).__name__} shows; got {checks.show(s['selected'])}."
            )
        return rules.with_history(s, self.settings, self._changeable())

    # -- changes -----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        changes = dict(changes)
        theta = changes.pop("theta", None)
        new = self._changed_preset(settings, changes) if "preset" in changes else self._changed(settings, changes)
        return new if theta is None else rules.edited(new, theta)

    def _changed_preset(self, settings, changes):
        """Another example: everything that is not asked for is the example's own, but for how the view looks."""
        asked = {name: parameter.default for name, parameter in self._parameters().items()}
        kept = {name: settings[name] for name in ("full", "computes", "pictures", "todo") if name in settings}
        return self._resolve({**asked, **kept, **changes})

    def _changed(self, settings, changes):
        new = dict(settings)
        structure = {name: value for name, value in changes.items() if name in self._begins()}
        if structure:
            new = self._restructured(new, structure)
        now = checks.whole_number("steps", changes.get("steps", new.get("steps", 0)))
        new |= history.in_force(new["history"], now)
        data = [name for name in changes if name in self._changeable()]
        for name in data:
            new["history"] = history.remembered(new["history"], name, new[name], changes[name], now)
        if data or {"hide", "steps", "pattern"} & set(changes):
            new["predicted"] = {}  # it was said of other numbers
        if {"activation", "loss", "hide"} & set(changes):
            new["scale"] = None  # the numbers are of another size, or their size may be told
        return self._checked({**new, **{name: value for name, value in changes.items() if name not in structure}})

    def _restructured(self, settings, changes):
        """Other sizes, bias or first weights: the run begins again."""
        new = {**settings, **changes, **self._fresh, "selected": None, "predicted": {}, "scale": None}
        new["sizes"] = rules.read_sizes(new["sizes"])
        bias = checks.flag("bias", new["bias"])
        keeps = new["sizes"] == settings["sizes"] and not {"init", "seed"} & set(changes)
        edits = settings["history"].get(0, {}).get("theta", {})
        kept = {place: value for place, value in edits.items() if keeps and (bias or place[2] > 0)}
        new["history"] = {0: {"theta": kept}} if kept else {}
        if new["sizes"][0] != len(settings["x"]) or new["sizes"][-1] != len(settings["y"]):
            new["x"], new["y"] = rules.first_patterns(new)
            new["pattern"] = 1
        return new

    # -- numbers -----------------------------------------------------------------------------------------------

    def _start(self, s):
        """The first θ: the preset's own where they fit, else drawn; as plain lists."""
        preset = get_preset(s["preset"])
        own = preset["theta"]
        if rules.has_own_theta(s):
            if preset["bias"] and not s["bias"]:
                return [[row[1:] for row in matrix] for matrix in own]
            if s["bias"] and not preset["bias"]:
                return [[[0.0, *row] for row in matrix] for matrix in own]
            return own
        init = "xavier" if s["init"] == "preset" else s["init"]
        return [matrix.tolist() for matrix in draw_theta(init, s["sizes"], s["bias"], rng=s["seed"])]

    def _run(self, s, before):
        """The run that these settings describe, sharing with the one before whatever they have in common."""
        values = {"eta": 0.5, "train_bias": True} | {name: s[name] for name in TAKES if name in s}
        parts = s["sizes"], s["bias"], self._start(s), values, s["history"]
        return before.run.changed(*parts) if before else Replay(*parts)

    def _compute(self, s, before):
        run = self._run(s, before)
        net = run.network(0)
        x, y = checks.array("x", s["x"]), checks.array("y", s["y"])
        snapshot = Snapshot(net, x, y, s.get("eta", 1.0), s["pattern"] - 1)
        return self._all_numbers(s, before, run=run, snapshot=snapshot)

    def _all_numbers(self, s, before, snapshot, **others):
        """The numbers of the view: these, and what follows from them."""
        first = self._beginning_of(snapshot, others)
        scales = Scales(**s["scale"]) if s["scale"] else fitting(first, s["hide"])
        if scales.answer is None:
            scales = scales._replace(answer=answers(first, scales.levels[0], s["hide"]))
        everywhere = None
        if s["computes"] != "nothing":
            limits = reach(scales.levels[0], snapshot.x.shape[1])
            everywhere = plane(snapshot.net, snapshot.x, limits)
        return self._kind_of_numbers(
            snapshot=snapshot, scales=scales, plane=everywhere, **others, **self._seen(snapshot, s, before)
        )

    def _beginning_of(self, snapshot, others):
        """The numbers which the scales suit where nothing is said: those of now, or of the first step."""
        return snapshot

    def _reached(self, settings, numbers):
        return settings | {"scale": numbers.scales._asdict()}  # from now on they stand

    def _seen(self, snapshot, s, before):
        """All numbers but run, snapshot and scales, by name: in `computed` the names of those computed by now, in
        `visible` {name: number} of all that can be seen, and what the view has of its own."""
        computed = frozenset(name for name in snapshot.values if name[0] in self._kinds)
        visible = snapshot.visible(computed)
        return {
            "computed": computed, "visible": {name: visible[name] for name in visible if name[0] in self._kinds}
        }  # fmt: skip

    def _visible(self):
        """The numbers that the view shows now: {name: number}."""
        return self._numbers.visible

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self._width, self._room = None, places.ROOM  # until the page says what there is
        self._in_hand = []  # the names of the numbers that are being dragged
        self._opening = self._settings["x"], self._settings["y"]
        self._build_diagram()
        self.panel = self._build_panel()
        self.prediction = AnswerBox(label="Your prediction")
        self.commit = controls.Press("Commit", "Shows the number beside your prediction", patient=True)
        self._pressed(self.commit, lambda: self._on_commit(self.prediction.text))
        self._when(self.prediction, "event", lambda event: self._on_commit(event.get("text")))
        self.ask = controls.row(self.prediction, self.commit)
        self.main = main = looks.Box([self.diagram, *self._build_caption()])
        self.side = side = looks.VBox([self.panel, self.ask, *self._build_side()])
        main.add_class("bp-main")
        side.add_class("bp-side")
        self._build_controls()
        self._build_more()
        below = self._below()
        below.add_class("bp-foot")
        rows = self.message, self.hint, below, self.more_box, *self._beneath()
        self.split = looks.Box([main, side, *rows, self.figures])
        self._arranged = None
        self.split.add_class("bp-split")
        if self._few_controls:
            self.split.add_class("bp-few")
        self.children = [self.page, *self._above(), self.split]

    def _build_panel(self):
        return looks.HTML()

    def _build_caption(self):
        """What stands below the diagram."""
        return []

    def _build_side(self):
        """What stands below the panel."""
        return []

    def _build_controls(self):
        self.reset = controls.Press("Reset", "Back to the first weights, inputs and targets; settings stay")
        self._pressed(self.reset, self._reset)
        self.rescale = controls.Press("Rescale", "Fits arrows, levels and axes to the numbers as they are now")
        self.rescale.add_class("bp-keeps")  # its place, so that Undo and More keep theirs
        self._pressed(self.rescale, self._rescale)

    def _closing(self):
        return [*super()._closing(), self.rescale]

    def _above(self):
        return []

    def _beneath(self):
        return []

    def _below(self):
        return controls.row(*self._controls(*self._at_hand), *self._closing())

    def _show_settings(self):
        self._show_ask()

    # -- what the student does ---------------------------------------------------------------------------------

    def _predictable(self):
        """The item that a prediction would be about: a number that is chosen, computed and hidden; None where there is
        none."""
        for name, _, done in self._explanations():
            if done and name[0] in self._settings["hide"]:
                return item(name)
        return None

    @property
    def snapshot(self):
        """All numbers of the present step: a `Snapshot`, whatever the view hides."""
        return self._numbers.snapshot

    @property
    def hidden(self):
        """The kinds of numbers that the view hides now."""
        return self._settings["hide"]

    def showing(self, name):
        """The settings, as for `set`, with which the number `name` is chosen and computed. Where it is chosen already,
        the panel need not tell more."""
        if self._settings["selected"] == item(name):
            return {}
        return {"selected": item(("theta", *name[1:]) if name[0] in ("gradient", "update") else name)}

    def leave_asking(self, to_others):
        """While a question outside asks about this view, it has a line of its own for the answer, and the panel leaves
        the calculation to the student."""
        if self._others_ask != to_others:
            self._others_ask = to_others
            self._show_ask()
            self._draw_panel()

    def _show_ask(self):
        shown = self._predictable() is not None and not self._others_ask
        looks.show(self.ask, shown)

    def _on_commit(self, text):
        about = self._predictable()
        if about is None:
            return
        try:
            value = read_number(text)
        except InputError:
            self._refuse("Type your prediction as a number, like 0.5; if you only know the sign, type 1 or -1.")
            return
        self.set(predicted={**self._settings["predicted"], about: value}, hide=())
        append("prediction", view=type(self).__name__, item=about, said=value)

    def _reset(self):
        """Back to the first weights, and to the inputs and targets that the view opened with; settings stay."""
        self._become(self._checked({**self._settings, **self._beginning()}), anew=True)  # no step is kept in store

    def _beginning(self):
        """The settings that Reset takes back, as they were."""
        x, y = self._opening
        pattern = min(self._settings["pattern"], len(x[0]))
        return {"x": x, "y": y, "history": {}, "predicted": {}, "pattern": pattern, "scale": None, **self._fresh}

    def _rescale(self):
        """Scales that fit the numbers of now."""
        self.set(scale=fitting(self._numbers.snapshot, self._settings["hide"])._asdict())
        self._say("The scales fit the numbers of now; what is full is written below the picture.")
        self._announce(self._status())

    def _after_change(self, before):
        s = self._settings
        if any(s[name] != before[name] for name in ("preset", "sizes")):
            self._opening = s["x"], s["y"]

    def _answer(self, event):
        """Do what the student did in the diagram; what is not understood changes nothing."""
        kind, by, width = event.get("kind"), event.get("by"), event.get("width")
        held = kind == "drag"
        for figure in self.figures.children:
            figure.held = held  # under a drag the axes stand still
        handle = held and event.get("handle")
        self._in_hand = self._dragged_numbers(event) if held else []
        if kind == "select" and str(event.get("item")).startswith(PATTERN):
            p = event["item"].removeprefix(PATTERN)
            self.set(pattern=int(p) if p.isdecimal() else p)
        elif handle:
            self._put_handle(handle, *(dragged_to(name, event.get(name)) for name in ("across", "up")))
        elif kind == "select":
            self.set(selected=event.get("item"))
        elif kind == "choose" and (by in ("first", "last") or isinstance(by, int)):
            self.set(selected=self._next_item(by))
        elif kind in ("change", "drag", "type"):
            name = self._number_to_change(event.get("item"))
            self._set_number(name, wanted(event, self._visible().get(name, 0.0)))
        elif kind == "drop":
            self._drop()
        elif kind == "width" and isinstance(width, (int, float)) and 0 < width < 1e5:
            self._width = int(width)
            room = event.get("room")
            self._room = int(room) if isinstance(room, (int, float)) and 0 < room < 1e5 else self._room

    def _dragged_numbers(self, event):
        """The names of the numbers that a drag moves."""
        handle = event.get("handle")
        if handle is None:
            return [self._number_to_change(event.get("item"))]
        return self._handles()[checks.choice("handle", handle, self._handles())]

    def _handles(self):
        shown = self._numbers.plane
        return {} if shown is None else {"here": [("x", i) for i in shown.inputs]}

    def _put_handle(self, handle, across, up):
        """Put the present inputs where the point was dragged to; what is chosen stays, and tells what it becomes."""
        limits = self._numbers.plane.limits
        patterns = [list(values) for values in self._settings["x"]]
        for i, value in zip(self._numbers.plane.inputs, (across, up), strict=False):
            patterns[i - 1][self._settings["pattern"] - 1] = round(min(max(value, limits[0]), limits[1]), 2)
        self.set(x=patterns)

    def _number_to_change(self, text):
        """The name of a number that the student may change."""
        text = self._settings["selected"] if text == "chosen" else text
        name = name_of(rules.check_item(text, self._settings))
        kinds, else_ = self._moves
        if name[0] not in kinds:
            raise checks.InputValueError(else_)
        return name

    def _set_number(self, name, value):
        if name[0] == "theta":
            self.set(theta={name[1:]: value}, selected=item(name))
            return
        key, row = name
        patterns = [list(values) for values in self._settings[key]]
        patterns[row - 1][self._settings["pattern"] - 1] = value
        self.set(**{key: patterns}, selected=item(name))

    def _drop(self):
        """A drag has ended."""

    def _next_item(self, by):
        names = [
            item(name)
            for name in rules.names(self._settings)
            if name[0] in self._kinds and name[0] not in ("gradient", "update")  # these are found at their weight
        ]
        if by in ("first", "last"):
            return names[0 if by == "first" else -1]
        selected = name_of(self._settings["selected"])
        present = item(("theta", *selected[1:]) if selected[0] in ("gradient", "update") else selected)
        return names[(names.index(present) + int(by)) % len(names)]

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw(self):
        self._arrange()
        width = self._width or self._likely_width()
        svg = self._diagram_svg(width, prefix=f"bp{self.model_id[:8]}-")
        self.diagram.show(svg, self._travelling and self._wave(self._scene(width), self._travelling))
        self._draw_panel()
        self._announce(self._status())
        self._draw_pictures()

    def _arrange(self):
        """Let the page put the parts where they have room."""
        least = least_width(self._settings["sizes"], self._parts())
        widths = [self._pictures[name].size[0] for name, _ in self._pictured()]
        wanted = self._arrangement(least, widths)
        if wanted == self._arranged:
            return
        with self.split.hold_sync():
            if self._arranged:
                self.split.remove_class(f"bp-{self._arranged}")
            self.split.add_class(f"bp-{wanted}")
            # What belongs to a corner goes there first: a widget has one place at a time.
            corner = wanted == "corner"
            below = [each for each in self.split.children if each is not self.figures]
            self.split.children = below if corner else [*below, self.figures]
        self._arranged = wanted
        beside = [each for each in self.side.children if each is not self.figures]
        self.side.children = [self.figures, *beside] if corner else beside

    def _likely_width(self):
        """Of the diagram, before the page has said it."""
        return places.ROOM if self._arranged in ("stack", "under", "over", "over3") else STORED_WIDTH

    def _arrangement(self, least, widths):
        picture = self._computes()
        beside = picture.size[0] + ASIDE if picture else 0
        return places.arrangement(self._room, least, widths, panel=bool(self._panel_lines()), beside=beside)

    def _draw_panel(self):
        lines = self._panel_lines()
        known = symbols(self._explanations(), self._settings["sizes"])
        looks.show(self.panel, lines, value=panel_html(lines, known=known))

    def _diagram_svg(self, width, prefix=""):
        s, numbers, shown = self._settings, self._numbers, self._shown_marks()
        selected = name_of(s["selected"])
        uses = [each for _, explanation, done in self._explanations() if done for each in explanation.uses]
        wishes = {name: marks.slope_of(numbers.snapshot, name) for name in self._wishing()}
        times, patterns = numbers.snapshot.net.loss.per_square(numbers.snapshot.y.shape), numbers.snapshot.y.shape[1]
        still = {*numbers.snapshot.values} if self._in_hand else set()
        for name in self._in_hand:
            still -= answering(name, s["sizes"], s["bias"])
        return network_diagram(
            s["sizes"], s["bias"], self._visible(), scales=numbers.scales,
            marks=["wish" if mark == "wishes" else mark for mark in shown], wishes=wishes, bands=self._bands(),
            square=None if times is None else Square(times, patterns, s["pattern"]), width=width,
            selected=selected, uses=uses, letters=layer_letters(s["sizes"], selected) if self._lettered else {},
            hide=s["hide"], still=still, parts=self._parts(), beside=self._computes(), alt=self._alt(),
            prefix=prefix, **self._marks(),
        )  # fmt: skip

    def _wave(self, scene, what):
        """What moves in the diagram on the way to `what`."""
        return {}

    def _scene(self, width):
        """What a wave needs to know of the diagram."""
        s, numbers = self._settings, self._numbers
        parts = self._parts()
        place, _ = place_of(s["sizes"], s["bias"], width, name_of(s["selected"]), parts, self._computes())
        return Scene(place, parts, numbers.snapshot, numbers.scales, frozenset(s["hide"]))

    def _parts(self):
        """What the diagram keeps room for."""
        kinds = self._kinds
        shown = self._shown_marks()
        return Parts(
            "y" in kinds, "delta" in kinds, "delta" in kinds and "wish" in shown, "wishes" in shown,
            self._settings["computes"] == "neurons" and self._numbers.plane is not None, self._moves[0],
        )  # fmt: skip

    def _shown_marks(self):
        """The names of the marks that are drawn."""
        shown = self._settings["show"]
        return self._usual_marks() if shown is None else shown

    def _usual_marks(self):
        return ("level", "line", "square")

    def _wishing(self):
        """The names of the numbers that carry an arrow, of those that are computed."""
        shown, computed = self._shown_marks(), self._numbers.computed
        names = [name for name in computed if name[0] == "gradient"] if "wishes" in shown else []
        if "wish" in shown:
            names.append(marks.of_the_chosen(self._settings["selected"], self._settings["sizes"]))
        return [name for name in dict.fromkeys(names)
                if name in computed or name and name[0] == "slope" and "delta" in self._kinds]  # fmt: skip

    def _bands(self):
        return {}

    def _marks(self):
        """What else `network_diagram` is to mark."""
        return {}

    def _computes(self):
        """What is drawn beside the network of what it computes at all inputs; None where nothing is."""
        shown = self._numbers.plane
        return None if shown is None else self._picture_of(shown)

    def _picture_of(self, shown):
        """The picture of a `Plane`."""
        s, numbers, visible = self._settings, self._numbers, self._visible()
        last = len(s["sizes"]) - 1
        chosen = name_of(s["selected"])
        k = neuron_of(chosen, s["sizes"])[1] if chosen[0] != "Err" and neuron_of(chosen, s["sizes"])[0] == last else 1
        hidden, done = {"u", "o"} & set(s["hide"]), ("o", last, k) in visible
        targets = s["y"][k - 1] if "y" in self._kinds else [None] * len(s["x"][0])
        points = [tuple(s["x"][i - 1][p] for i in shown.inputs) for p in range(len(targets))]
        tiles = {
            (m, i): numbers.scales.levels[m] for m in range(1, last + 1) for i in range(1, s["sizes"][m] + 1)
            if ("o", m, i) in visible
        } if s["computes"] == "neurons" else {}  # fmt: skip
        return Computes(
            inputs=shown.inputs,
            limits=shown.limits,
            ends=numbers.scales.answer,
            plane=shown if done and not hidden else None,
            points=tuple(zip(points, targets, strict=True)),
            present=s["pattern"] - 1,
            k=k,
            name=symbol("ŷ", k) if s["sizes"][-1] > 1 else "ŷ",
            words="hidden until you answer" if hidden else "not computed yet",
            tiles=tiles,
            moves="here" in self._handles(),
        )

    def _explanations(self):
        s, numbers = self._settings, self._numbers
        name, computed = name_of(s["selected"]), numbers.computed
        h = s.get("h", NUDGE)
        return explanations(numbers.snapshot, name, computed, self._kinds, s["full"], s["hide"], h)

    def _panel_lines(self):
        snapshot = self._numbers.snapshot
        return panel_lines(self._explanations(), self._settings["predicted"], snapshot, asked=self._others_ask)

    def _shown(self, name):
        """One number as the view shows it."""
        visible = self._visible()
        return "·" if name not in visible else "?" if name[0] in self._settings["hide"] else number(visible[name])

    def _status(self):
        name = name_of(self._settings["selected"])
        Err = f" Err: {self._shown(('Err',))}." if "Err" in self._kinds and name != ("Err",) else ""
        return f"{describe(name, self._settings['sizes'])}: {self._shown(name)}.{Err}"

    def _alt(self):
        sizes = "-".join(map(str, self._settings["sizes"]))
        picture = self._computes()
        return f"Network {sizes}. {self._status()}{f' {picture.said()}' if picture else ''}"

    # -- stored forms ------------------------------------------------------------------------------------------

    def _heading(self):
        s = self._settings
        patterns = len(s["x"][0])
        which = "" if patterns == 1 else f" · pattern {s['pattern']} of {patterns}"
        sizes = "-".join(map(str, s["sizes"]))
        Err = "Err" in self._kinds
        loss = f" · {s['loss']}" if Err else ""
        heading = f"Network {sizes} · {s['activation']}{loss}{' · bias' if s['bias'] else ''}{which}"
        picture = self._computes()
        more = [picture.said()] if picture else []
        return [heading, f"Err = {self._shown(('Err',))}", *more] if Err else [heading, *more]

    def _tables(self):
        s = self._settings
        sizes, last = s["sizes"], len(s["sizes"]) - 1
        columns = [kind for kind in ("u", "o", "delta") if kind in self._kinds]
        neurons = [("neuron", *(LETTERS[kind] for kind in columns))]

        def given(words, name):  # stands in the column of o
            return (words, *(self._shown(name) if kind == "o" else "" for kind in columns))

        neurons += [given(f"x{i}", ("x", i)) for i in range(1, sizes[0] + 1)]
        for m in range(1, last + 1):
            for i in range(1, sizes[m] + 1):
                neurons.append((f"layer {m} neuron {i}", *(self._shown((kind, m, i)) for kind in columns)))
        if "y" in self._kinds:
            neurons += [given(f"target y{k}", ("y", k)) for k in range(1, sizes[-1] + 1)]
        columns = {"theta": "θ", "gradient": "∂Err/∂θ"}
        columns = {kind: head for kind, head in columns.items() if kind in self._kinds}
        weights = [("weight", *columns.values())]
        for name in rules.names(s):
            if name[0] == "theta":
                numbers = [self._shown((kind, *name[1:])) for kind in columns]
                weights.append((describe(name, sizes)[12:], *numbers))
        return [self._heading(), neurons, weights]

    def _stored_lines(self):
        """What stands below the tables and beside the picture: the panel, and what a view has besides."""
        return self._panel_lines()

    def text(self):
        lines = [text for text, style in self._stored_lines() if style != "small"]
        return "\n".join([super().text(), *lines])

    def svg(self):
        figures = [(figure.stored(), (figure.width, figure.height)) for figure in self._stored_figures()]
        diagram = self._diagram_svg(STORED_WIDTH)
        return compose(diagram, size_of(diagram), self._stored_lines(), figures, STORED_WORDS)

    def _stored_figures(self):
        """The live figures of the stored picture."""
        return [*self.figures.children]

    def _code_settings(self):
        """A scale that suits the numbers needs no word."""
        settings = super()._code_settings()
        usual = self._computed(self._settings | {"scale": None}, None).numbers.scales
        return settings | ({"scale": None} if self._numbers.scales == usual else {})

    def _code_groups(self, ours):
        first = ["preset", "sizes", "seed"]  # patterns may be drawn from these
        rest = [name for name in ours if name not in (*first, "x", "y")]
        return [*((name,) for name in first), ("x", "y"), *((name,) for name in rest)]

    # -- the view as plain data --------------------------------------------------------------------------------

    def _plain_numbers(self):
        sizes = self._settings["sizes"]
        visible, hide = self._visible(), self._settings["hide"]

        def plain(name):
            return "?" if name[0] in hide and name in visible else visible.get(name)

        def layers(kind):
            return [[plain((kind, m, i)) for i in range(1, sizes[m] + 1)] for m in range(1, len(sizes))]

        def matrices(kind):
            first = 0 if self._settings["bias"] else 1
            return [
                [[plain((kind, m, i, l)) for l in range(first, sizes[m - 1] + 1)] for i in range(1, sizes[m] + 1)]
                for m in range(1, len(sizes))
            ]

        inputs = [plain(("x", i)) for i in range(1, sizes[0] + 1)]
        return {
            "u": [inputs, *layers("u")],
            "o": [inputs, *layers("o")],
            "delta": [None, *layers("delta")],
            "theta": [None, *matrices("theta")],
            "gradient": [None, *matrices("gradient")],
            "Err": plain(("Err",)),
        }
