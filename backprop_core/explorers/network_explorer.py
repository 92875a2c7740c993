"""One network, all its numbers, and a formula for each: drag a weight and everything answers."""

import ipywidgets as widgets

from .. import checks
from ..activations import ACTIVATIONS
from ..figures.diagram import item, layout, name_of, network_diagram, neuron_of
from ..figures.formulas import describe, layer_letters
from ..figures.picture import compose
from ..figures.snapshot import Snapshot, algorithm
from ..figures.text import number
from ..initialization import INITIALIZATIONS, draw_theta
from ..losses import LOSSES
from . import controls
from .base import Explorer, InputError
from .diagram_view import DiagramView
from .panel import explanations, panel_html, panel_lines
from .presets import PRESETS, drawn_pattern, get_preset
from .run import Run

KEY_STEP = 0.1  # Up and Down change a number by this much
LARGEST = 1e6  # the largest number that can be dragged or typed
MOST_EDITS = 100  # weights edited by hand, over all steps of a run
MOST_WEIGHTS, MOST_LAYERS, MOST_NEURONS = 100, 6, 6
STORED_WIDTH = 620  # of the diagram in the stored picture
CAN_HIDE = ("u", "o", "Err", "delta", "gradient", "update")
HINT = (
    "Drag a weight, an input or a target up or down. Click any number to see where it comes from. "
    "Keys: ← → choose, ↑ ↓ change (Shift: 10 times as much), Enter types a number."
)


class NetworkExplorer(Explorer):
    """A small network that answers at once: every u, o, δ and ∂Err/∂θ, with the formula of the chosen one.

    preset      "lecture", "mazur" or "xor": gives everything that is not asked for
    sizes       neurons per layer, (n_0, …, n_M), or text like "2-3-1": at most 6 layers of 6, and 100 weights
    x, y        patterns as columns, (n_0, N) and (n_M, N); one pattern may be a plain list
    pattern     which of them is shown, from 1
    activation, loss, bias   as for `Network`
    init, seed  how the first θ is drawn; "preset" takes the preset's own where they fit, else "xavier"
    history     {step: {setting: value}}: what was changed by hand after how many steps; "theta" there holds
                edited weights {(m, i, l): value}, neurons counted from 1, l = 0 the constant neuron
    selected    the chosen number: "theta-1-2-1" (m, i, l), "u-1-2", "o-1-2", "delta-1-2" (m, i), "x-1", "y-1", "Err"
    full        True writes every digit
    hide        kinds of numbers shown as "?" until the student has committed to a prediction:
                of "u", "o", "Err", "delta", "gradient", "update"
    predicted   {chosen number: the student's prediction}
    """

    _extra_keywords = ("theta",)
    _data_keys = ("activation", "loss", "x", "y")  # may change in the middle of a run, and then enter the history
    _shows_update = False  # whether the panel of a weight goes on to its update
    _hint = HINT

    def __init__(self, *, preset="lecture", sizes=None, x=None, y=None, pattern=1, activation=None, loss=None,
                 bias=None, init="preset", seed=0, history=None, selected=None, full=False, hide=(),
                 predicted=None):  # fmt: skip
        asked = {name: value for name, value in locals().items() if name in self.keywords()}
        super().__init__(**asked)

    # -- settings: asked for → complete and checked ------------------------------------------------------------

    def _resolve(self, asked):
        preset = get_preset(asked["preset"])
        settings = {name: preset.get(name) if value is None else value for name, value in asked.items()}
        settings["sizes"] = _read_sizes(settings["sizes"])
        fits = len(preset["x"]) == settings["sizes"][0] and len(preset["y"]) == settings["sizes"][-1]
        drawn = (preset["x"], preset["y"]) if fits else drawn_pattern(settings["sizes"], settings["seed"])
        for key, given, pattern in (("x", asked["x"], drawn[0]), ("y", asked["y"], drawn[1])):
            settings[key] = pattern if given is None else given
        return self._checked(settings)

    def _checked(self, settings):
        """The same settings in their plain form, or an error that names the first that does not fit."""
        s = dict(settings)
        sizes = s["sizes"] = _read_sizes(s["sizes"])
        checks.choice("preset", s["preset"], PRESETS)
        checks.choice("activation", s["activation"], ACTIVATIONS)
        checks.choice("loss", s["loss"], LOSSES)
        checks.choice("init", s["init"], ["preset", *INITIALIZATIONS])
        s["bias"] = checks.flag("bias", s["bias"])
        s["full"] = checks.flag("full", s["full"])
        s["seed"] = checks.whole_number("seed", s["seed"], most=2**32 - 1)
        x = checks.columns("x", s["x"], sizes[0])
        y = checks.columns("y", s["y"], sizes[-1], patterns=x.shape[1])
        s["x"], s["y"] = x.tolist(), y.tolist()
        for key in ("x", "y"):
            for values in s[key]:
                for value in values:
                    checks.number(key, value, least=-LARGEST, most=LARGEST)
        s["pattern"] = checks.whole_number("pattern", s["pattern"], least=1, most=x.shape[1])
        weights = sum(n * (before + s["bias"]) for before, n in zip(sizes[:-1], sizes[1:], strict=True))
        if len(sizes) > MOST_LAYERS or max(sizes) > MOST_NEURONS or weights > MOST_WEIGHTS:
            raise checks.InputValueError(
                f"sizes must have at most {MOST_LAYERS} layers of at most {MOST_NEURONS} neurons and {MOST_WEIGHTS} "
                f"weights in all, so that the picture stays readable; got {'-'.join(map(str, sizes))} "
                f"with {weights} weights."
            )
        s["history"] = self._checked_history(s["history"] or {}, s)
        hide = (s["hide"],) if isinstance(s["hide"], str) else tuple(checks.sequence("hide", s["hide"]))
        s["hide"] = tuple(checks.choice("hide", kind, CAN_HIDE) for kind in hide)
        s["selected"] = self._checked_name(s["selected"] or "theta-1-1-1", s)
        s["predicted"] = {
            self._checked_name(name, s): checks.number("predicted", value)
            for name, value in (s["predicted"] or {}).items()
        }
        return s

    def _checked_name(self, text, settings):
        known = {item(name) for name in self._names(settings)}
        if text not in known:
            raise checks.InputValueError(
                f"selected must be a number of this network, like 'theta-1-1-1', 'delta-1-1' or 'Err'; got {text!r}."
            )
        return text

    @staticmethod
    def _names(settings):
        """All numbers of the network, in the order in which Left and Right go through them."""
        sizes, bias = settings["sizes"], settings["bias"]
        names = [("x", i) for i in range(1, sizes[0] + 1)]
        computed = algorithm(sizes, bias)
        for m in range(1, len(sizes)):
            names += [("theta", *name[1:]) for name in computed if name[:2] == ("gradient", m)]
            for i in range(1, sizes[m] + 1):
                names += [("u", m, i), ("o", m, i), ("delta", m, i)]
        names += [("y", k) for k in range(1, sizes[-1] + 1)] + [("Err",)]
        return names + [name for name in computed if name[0] in ("gradient", "update")]

    def _checked_history(self, history, settings):
        if not isinstance(history, dict):
            raise checks.InputTypeError(
                f"history must be a dict {{step: {{setting: value}}}}; got {checks.show(history)}."
            )
        checked = {}
        for step, changes in history.items():
            checks.whole_number("a step in history", step)
            for name, value in changes.items():
                checks.choice("a setting in history", name, dict.fromkeys(["theta", *self._data_keys]))
                if name == "theta":
                    value = {place: self._checked_weight(place, number, settings) for place, number in value.items()}
                elif name in ("x", "y"):
                    rows = settings["sizes"][0 if name == "x" else -1]
                    value = checks.columns(name, value, rows, patterns=len(settings["x"][0])).tolist()
                checked.setdefault(step, {})[name] = value
        return checked

    def _checked_weight(self, place, value, settings):
        """`value`, if it may stand at place (m, i, l)."""
        sizes, bias = settings["sizes"], settings["bias"]
        places = [name[1:] for name in algorithm(sizes, bias) if name[0] == "gradient"]
        if place not in places:
            raise checks.InputValueError(
                f"theta must name weights as (m, i, l), layer {places[-1][0]} to {places[0][0]}, neurons counted from "
                f"1{'' if not bias else ' and l = 0 the constant neuron'}; got {checks.show(place)}."
            )
        return checks.number(f"theta{place}", value, least=-LARGEST, most=LARGEST)

    # -- changes -----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        changes = dict(changes)
        if "preset" in changes:
            asked = dict.fromkeys(self.keywords())
            asked |= {"init": "preset", "pattern": 1, "hide": (), "full": settings["full"], "seed": settings["seed"]}
            asked |= self._fresh
            theta = changes.pop("theta", None)
            settings = self._resolve(asked | changes)
            return self._edit(settings, theta) if theta else settings
        theta = changes.pop("theta", None)
        new = dict(settings)
        structure = {name: value for name, value in changes.items() if name in ("sizes", "bias", "init", "seed")}
        if structure:
            new = self._restructure(new, structure)
        now = new.get("steps", 0)
        for name, value in changes.items():
            if name in self._data_keys and name not in structure and now > 0:
                self._remember(new, name, value, now)
            if name in self._data_keys and now == 0:
                new["history"] = {step: {k: v for k, v in kept.items() if k != name}
                                  for step, kept in new["history"].items()}  # fmt: skip
            if name not in structure:
                new[name] = value
        if any(name in self._data_keys for name in changes) or theta:
            new["history"] = {step: kept for step, kept in new["history"].items() if step <= now and kept}
            new["predicted"] = {}
        if "hide" in changes and "predicted" not in changes:
            new["predicted"] = {}
        new = self._checked(new)
        return self._edit(new, theta) if theta else new

    def _remember(self, settings, name, value, now):
        """Write into the history that `name` became `value` after `now` steps."""
        history = {step: dict(kept) for step, kept in settings["history"].items()}
        if not any(name in kept for kept in history.values()):
            history.setdefault(0, {})[name] = settings[name]
        history.setdefault(now, {})[name] = value
        settings["history"] = history

    def _edit(self, settings, theta):
        """Settings with the weights of `theta`, {(m, i, l): value}, changed by hand at the present step."""
        if not isinstance(theta, dict):
            raise checks.InputTypeError(f"theta must be a dict {{(m, i, l): value}}; got {checks.show(theta)}.")
        now = settings.get("steps", 0)
        history = {step: dict(kept) for step, kept in settings["history"].items() if step <= now}
        edited = dict(history.get(now, {}).get("theta", {}))
        for place, value in theta.items():
            edited[place] = self._checked_weight(place, value, settings)
        history[now] = {**history.get(now, {}), "theta": edited}
        if sum(len(kept.get("theta", {})) for kept in history.values()) > MOST_EDITS:
            raise checks.InputValueError(
                f"theta can be edited at {MOST_EDITS} places of a run at most, or its code would become too long; "
                "Reset begins anew."
            )
        return {**settings, "history": history, "predicted": {}}

    _fresh = {}  # settings that a new preset or another structure takes back to these values

    def _restructure(self, settings, changes):
        """Other sizes, bias or first weights: the run begins again."""
        new = {**settings, **changes, **self._fresh, "selected": None, "predicted": {}}
        new["sizes"] = _read_sizes(new["sizes"])
        bias = checks.flag("bias", new["bias"])
        edits = settings["history"].get(0, {}).get("theta", {})
        keeps = new["sizes"] == settings["sizes"] and not {"init", "seed"} & set(changes)
        kept = {place: value for place, value in edits.items() if keeps and (bias or place[2] > 0)}
        new["history"] = {0: {"theta": kept}} if kept else {}
        if new["sizes"][0] != len(settings["x"]) or new["sizes"][-1] != len(settings["y"]):
            preset = get_preset(new["preset"])
            new["x"], new["y"], new["pattern"] = preset["x"], preset["y"], 1
            if new["sizes"][0] != len(new["x"]) or new["sizes"][-1] != len(new["y"]):
                new["x"], new["y"] = drawn_pattern(new["sizes"], new["seed"])
        return new

    # -- numbers -----------------------------------------------------------------------------------------------

    def _start(self, s):
        """The first θ: the preset's own where they fit, else drawn; as plain lists."""
        preset = get_preset(s["preset"])
        own = preset["theta"]
        if s["init"] == "preset" and own is not None and s["sizes"] == preset["sizes"]:
            if preset["bias"] and not s["bias"]:
                return [[row[1:] for row in matrix] for matrix in own]
            if s["bias"] and not preset["bias"]:
                return [[[0.0, *row] for row in matrix] for matrix in own]
            return own
        init = "xavier" if s["init"] == "preset" else s["init"]
        return [matrix.tolist() for matrix in draw_theta(init, s["sizes"], s["bias"], rng=s["seed"])]

    def _run(self, s):
        """The run that these settings describe, sharing with the present one whatever they have in common."""
        values = {"eta": 0.5, "train_bias": True} | {name: s[name] for name in self._data_keys}
        parts = s["sizes"], s["bias"], self._start(s), values, s["history"]
        present = getattr(self, "_numbers", None)
        return present["run"].changed(*parts) if present else Run(*parts)

    def _compute(self, s):
        run = self._run(s)
        net = run.network(0)
        snapshot = Snapshot(net, checks.array("x", s["x"]), checks.array("y", s["y"]), 1.0, s["pattern"] - 1)
        computed = frozenset(name for name in snapshot.values if name[0] != "update")
        return {"run": run, "snapshot": snapshot, "computed": computed, "visible": snapshot.visible(computed)}

    def _visible(self):
        """The numbers that the view shows now: {name: number}."""
        return self._numbers["visible"]

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self._width = STORED_WIDTH
        self._opening = self._settings["x"], self._settings["y"]
        self.diagram = DiagramView()
        self.diagram.add_class("bp-host")
        self.diagram.observe(self._on_diagram, "event")
        self.panel = widgets.HTML()
        self.hint = widgets.HTML(f'<span class="bp-hint">{self._hint}</span>')
        self.prediction = widgets.FloatText(
            description="Your prediction", style=controls.WIDE, layout=widgets.Layout(width="190px")
        )
        self.commit = controls.Press("Commit", "Shows the number beside your prediction")
        self.commit.observe(self._on_commit, "presses")
        self.ask = controls.row(self.prediction, self.commit)
        main, side = widgets.Box([self.diagram]), widgets.VBox([self.panel, self.ask, *self._build_side()])
        main.add_class("bp-main")
        side.add_class("bp-side")
        main.layout.display = "block"
        split = widgets.Box([main, side])
        split.add_class("bp-split")
        self._build_controls()
        self.more_box = self._build_more()
        self.more_box.add_class("bp-more")
        self.more = widgets.ToggleButton(value=False, description="More ▾", layout=widgets.Layout(width="auto"))
        self.more.observe(self._on_more, "value")
        self._on_more()
        self.children = [
            self.page, *self._above(), split, self.message, self.hint, self._below(), self.more_box
        ]  # fmt: skip
        self.page.observe(self._on_page, "event")

    def _build_side(self):
        return []

    def _build_controls(self):
        self.reset = controls.Press("Reset", "Back to the first weights, inputs and targets; settings stay")
        self.reset.observe(lambda _: self._reset(), "presses")

    def _above(self):
        return []

    def _below(self):
        return controls.row(self.reset, self.more)

    def _build_more(self):
        s = self._settings
        self.preset = controls.choice("Example", PRESETS, s["preset"])
        self.sizes = controls.entry("Layers", "-".join(map(str, s["sizes"])), "150px")
        self.activation = controls.choice("σ", ACTIVATIONS, s["activation"], "150px")
        self.loss = controls.choice("Err", LOSSES, s["loss"], "210px")
        self.bias = controls.check("bias", s["bias"])
        self.init = controls.choice("First weights", ["preset", *INITIALIZATIONS], s["init"], "220px")
        self.seed = controls.whole_entry("Seed", s["seed"], 0, 2**32 - 1)
        self.pattern = controls.whole_entry("Pattern", s["pattern"], 1, len(s["x"][0]))
        self.full = controls.check("all digits", s["full"])
        for name in ("preset", "activation", "loss", "bias", "init", "seed", "pattern", "full"):
            self._bind(getattr(self, name), name)
        self._bind(self.sizes, "sizes", read=_read_sizes)
        self.copy = controls.Press("Copy as code", "Puts the code that rebuilds this view on the clipboard")
        self.copy.observe(lambda _: self.page.copy(self.to_code()), "presses")
        self.code = widgets.Textarea(description="Code", layout=widgets.Layout(width="100%", display="none"))
        return widgets.VBox([controls.row(*self._more_controls()), self.code])

    def _more_controls(self):
        return [
            self.preset, self.sizes, self.pattern, self.activation, self.loss, self.bias, self.init, self.seed,
            self.full, self.copy,
        ]  # fmt: skip

    def _show_settings(self):
        s = self._settings
        self.pattern.max = len(s["x"][0])
        self.pattern.layout.display = "" if len(s["x"][0]) > 1 else "none"
        for name in ("preset", "activation", "loss", "bias", "init", "seed", "pattern", "full"):
            getattr(self, name).value = s[name]
        self.sizes.value = "-".join(map(str, s["sizes"]))
        self.copy.description = "Copy as code"
        self.ask.layout.display = "" if self._can_predict() else "none"

    # -- what the student does ---------------------------------------------------------------------------------

    def _on_more(self, _=None):
        self.more_box.layout.display = "" if self.more.value else "none"
        self.more.description = "Less ▴" if self.more.value else "More ▾"

    def _on_page(self, change):
        kind = change["new"].get("kind")
        if kind == "copied":
            self._announce("The code is on the clipboard.")
            self.copy.description = "Copied ✓"
        elif kind == "not copied":
            self.code.value = self.to_code()
            self.code.layout.display = ""
            self._announce("The page may not use the clipboard: copy the code from the box.")

    def _can_predict(self):
        """Only a number that is hidden can be predicted."""
        kind = name_of(self._settings["selected"])[0]
        hidden = {"gradient", "update"} if kind == "theta" else {kind}
        return bool(hidden.intersection(self._settings["hide"]))

    def _on_commit(self, _):
        s = self._settings
        self._apply(predicted={s["selected"]: self.prediction.value}, hide=())

    def _reset(self):
        """Back to the first weights, and to the inputs and targets that the view opened with; settings stay."""
        asked = {name: self._settings[name] for name in self.keywords()}
        asked |= {"x": self._opening[0], "y": self._opening[1], "history": {}, "predicted": {}, **self._fresh}
        self._become(self._resolve(asked))

    def _become(self, settings):
        if any(settings[name] != self._settings[name] for name in ("preset", "sizes")):
            self._opening = settings["x"], settings["y"]
        super()._become(settings)

    def _on_diagram(self, change):
        event = change["new"]
        shown = self.diagram.frame
        try:
            self._answer(event)
        except InputError as error:
            self._say(str(error))
        if self.diagram.frame == shown:
            self._draw()  # the page waits for an answer to every event, also to one that changed nothing

    def _answer(self, event):
        kind = event.get("kind")
        if kind == "select":
            self.set(selected=event["item"])
        elif kind == "choose":
            self.set(selected=self._next_item(event["by"]))
        elif kind in ("change", "drag", "type"):
            name = name_of(event["item"])
            self._set_number(name, self._wanted(name, event))
        elif kind == "drop":
            self._drop()
        elif kind == "width":
            self._width = int(event["width"])

    def _wanted(self, name, event):
        """The number that the student asks for."""
        if event["kind"] == "type":
            text = str(event["text"]).strip().replace("−", "-").replace(",", ".")
            try:
                return checks.number("the number", float(text), least=-LARGEST, most=LARGEST)
            except ValueError as error:
                if isinstance(error, InputError):
                    raise
                raise checks.InputValueError(f"Type a number, like 0.5; got {checks.show(event['text'])}.") from None
        value = float(event["value"]) if event["kind"] == "drag" else self._visible()[name] + KEY_STEP * event["by"]
        return round(min(max(value, -LARGEST), LARGEST), 4)

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
        names = [item(name) for name in self._names(self._settings) if name[0] not in ("gradient", "update")]
        if by in ("first", "last"):
            return names[0 if by == "first" else -1]
        selected = name_of(self._settings["selected"])
        present = item(("theta", *selected[1:]) if selected[0] in ("gradient", "update") else selected)
        return names[(names.index(present) + int(by)) % len(names)]

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw(self):
        self.diagram.show(self._diagram_svg(self._width, prefix=f"bp{self.model_id[:8]}-"))
        self.panel.value = panel_html(self._panel_lines())
        self._announce(self._status())

    def _diagram_svg(self, width, prefix=""):
        s = self._settings
        selected = name_of(s["selected"])
        pairs = self._explanations()
        uses = [name for explanation, done in pairs if done for name in explanation.uses]
        return network_diagram(
            s["sizes"], s["bias"], self._visible(), width=width, selected=selected, uses=uses,
            letters=layer_letters(s["sizes"], selected), hide=s["hide"], alt=self._alt(), prefix=prefix,
        )  # fmt: skip

    def _explanations(self):
        s, numbers = self._settings, self._numbers
        name, computed = name_of(s["selected"]), numbers["computed"]
        return explanations(numbers["snapshot"], name, computed, self._shows_update, s["full"], s["hide"])

    def _panel_lines(self):
        return panel_lines(self._explanations(), self._settings["predicted"].get(self._settings["selected"]))

    def _shown(self, name):
        """One number as the view shows it."""
        visible = self._visible()
        return "·" if name not in visible else "?" if name[0] in self._settings["hide"] else number(visible[name])

    def _status(self):
        name = name_of(self._settings["selected"])
        return f"{describe(name, self._settings['sizes'])}: {self._shown(name)}. Err: {self._shown(('Err',))}."

    def _alt(self):
        sizes = "-".join(map(str, self._settings["sizes"]))
        return f"Network {sizes}. {self._status()}"

    # -- stored forms ------------------------------------------------------------------------------------------

    def _heading(self):
        s = self._settings
        patterns = len(s["x"][0])
        which = "" if patterns == 1 else f" · pattern {s['pattern']} of {patterns}"
        sizes = "-".join(map(str, s["sizes"]))
        return [f"Network {sizes} · {s['activation']} · {s['loss']}{' · bias' if s['bias'] else ''}{which}",
                f"Err = {self._shown(('Err',))}"]  # fmt: skip

    def _tables(self):
        s = self._settings
        sizes, last = s["sizes"], len(s["sizes"]) - 1
        neurons = [("neuron", "u", "o", "δ")]
        neurons += [(f"x{i}", "", self._shown(("x", i)), "") for i in range(1, sizes[0] + 1)]
        for m in range(1, last + 1):
            for i in range(1, sizes[m] + 1):
                numbers = [self._shown((kind, m, i)) for kind in ("u", "o", "delta")]
                neurons.append((f"layer {m} neuron {i}", *numbers))
        neurons += [(f"target y{k}", "", self._shown(("y", k)), "") for k in range(1, sizes[-1] + 1)]
        weights = [("weight", "θ", "∂Err/∂θ")]
        for name in self._names(s):
            if name[0] == "theta":
                weights.append((describe(name, sizes)[12:], self._shown(name), self._shown(("gradient", *name[1:]))))
        return [self._heading(), neurons, weights]

    def _text(self):
        lines = [text for text, style in self._panel_lines() if style != "small"]
        return "\n".join([super()._text(), *lines])

    def _svg(self):
        sizes = self._settings["sizes"]
        place = layout(
            sizes, self._settings["bias"], STORED_WIDTH, neuron_of(name_of(self._settings["selected"]), sizes)
        )
        return compose(
            self._diagram_svg(STORED_WIDTH), (place.width, place.height), self._panel_lines(), *self._figure()
        )

    def _figure(self):
        """The live figure for the stored picture: its PNG and size, or nothing."""
        return ()

    # -- the view as plain data --------------------------------------------------------------------------------

    def _plain_settings(self):
        return {name: self._settings[name] for name in self.keywords()}

    def _usual_settings(self):
        """All settings, had only the preset been asked for."""
        asked = {name: parameter.default for name, parameter in self._parameters().items()}
        return self._resolve({**asked, "preset": self._settings["preset"]}) | {"preset": asked["preset"]}

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


def _read_sizes(value):
    """Layer sizes from a tuple, or from text like "2-3-1"."""
    if not isinstance(value, str):
        return checks.sizes(value)
    parts = [part.strip() for part in value.replace("–", "-").replace(",", "-").split("-")]
    if not all(part.isdecimal() for part in parts):
        raise checks.InputValueError(f"Layers must be whole numbers joined by dashes, like 2-3-1; got {value!r}.")
    return checks.sizes([int(part) for part in parts])
