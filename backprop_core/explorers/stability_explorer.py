"""Exploding gradients, live: the same training with and without clipping, and why one of them ends (lecture §9)."""

import math

import ipywidgets as widgets
import numpy as np

from .. import checks
from ..activations import ACTIVATIONS
from ..diagnostics import doubts, measure_layers, predict_layers, rms
from ..figures import depth as layered
from ..figures import stability as drawing
from ..figures import training as curves
from ..figures.text import number
from ..initialization import INITIALIZATIONS
from ..losses import LOSSES
from ..training import gradient_norm
from . import controls, stability_run, stability_table
from . import deep_settings as deep
from . import settings as rules
from .base import _escape
from .running_explorer import RunningExplorer, renew
from .stability_run import NAMES, in_force
from .training_settings import MOST_SEED, PACES

PICTURES = ("errs", "growth", "cliff")
CHANGEABLE = {
    "eta": deep.check_eta,
    "clip": lambda value: checks.choice("clip", value, dict.fromkeys(stability_run.CLIPS)),
    "threshold": lambda value: checks.number("threshold", value, least=deep.LEAST_CLIP, most=deep.MOST_CLIP),
}
FRAME = (412, 224)
BUTTONS = {
    "eta": ("smaller η (÷ 10)", "A tenth of the learning rate"),
    "weights": ("careful first weights", "he for relu and leaky relu, xavier for the others, gain 1"),
    "activation": ("another σ: tanh", "tanh in the place of the hidden layers' σ"),
}
SUMS = {"squared_error": "the sum", "half_squared_error": "half the sum", "mean_squared_error": "the mean"}


class StabilityExplorer(RunningExplorer):
    """A deep network whose δ grows from layer to layer, trained twice from the same first weights, without clipping
    and with it: Err of both over the steps, δ of each layer, Err along the next step; and where a run met inf or NaN,
    how it came to that.

    depth … seed  as in `DepthExplorer`
    eta           the learning rate of both runs
    clip          "norm": g · min(1, c/‖g‖); "value": every entry of g into −c … c; "none": there is one run only
    threshold     that c
    remedies      of "eta" (a tenth of it), "weights" (he or xavier, gain 1) and "activation" (tanh): they stand in for
                  the settings of that name as long as they are on, from the first step
    steps, pace, history   as in `TrainingExplorer`: history is {step: {"eta", "clip" or "threshold": value}}
    look          the run that growth and cliff show: "unclipped", "clipped", or "usual": the clipped one, if there is
                  one
    runs          the table of runs, a list of dicts: it fills by itself when a run ends or is left
    pictures      of "errs", "growth", "cliff"; None: all

    Once a run has died, another eta, clip or threshold begins again with the first weights.
    """

    _training = stability_run.StabilityTraining
    _another = "The runs begin again from their first weights."
    _frames = {
        "errs": (FRAME, (58, 36, 78, 44)),
        "growth": (FRAME, (64, 36, 14, 44)),
        "cliff": (FRAME, (64, 36, 18, 44)),
    }
    _drawings = {
        "errs": (drawing.draw_errs, "Err over the steps"),
        "growth": (layered.draw_sizes, "δ of each layer (root mean square)"),
        "cliff": (drawing.draw_cliff, "Err along the gradient: where one step lands"),
    }
    _still = {"errs": ("words",), "growth": ("note",)}
    _first = ("errs",)

    def __init__(self, *, depth=12, width=32, activation="relu", init="he", gain=1.2, bias=False, input="gaussian",
                 loss="mean_squared_error", seed=0, eta=0.01, clip="norm", threshold=10.0, remedies=(), steps=0,
                 pace=1, history=None, look="usual", runs=(), pictures=None):  # fmt: skip
        super().__init__(**{name: value for name, value in locals().items() if name in self.keywords()})

    # -- settings ----------------------------------------------------------------------------------------------

    def _resolve(self, asked):
        s = deep.checked_run(deep.checked_structure(asked), CHANGEABLE)
        s["remedies"] = stability_run.read_remedies(s["remedies"])
        s["look"] = checks.choice("look", s["look"], dict.fromkeys(stability_run.LOOKS))
        s["runs"] = stability_table.checked_rows(s["runs"])
        s["pictures"] = rules.read_pictures(s["pictures"], PICTURES)
        return s

    def _change(self, settings, changes):
        new, changes = dict(settings), dict(changes)
        if "remedies" not in changes:  # who moves what a remedy holds takes it over, as it is shown
            taken = [each for each in settings["remedies"] if changes.keys() & set(stability_run.REPLACES[each])]
            shown = in_force(settings)
            new |= {name: shown[name] for each in taken for name in stability_run.REPLACES[each]}
            if taken:
                changes["remedies"] = tuple(each for each in settings["remedies"] if each not in taken)
        wanted = self._resolve({**new, **changes, "history": {}})
        begins = list(self._training.structure)
        if "history" not in changes and any(run.failure for run in self._runs):
            begins += CHANGEABLE
        if any(wanted[name] != settings[name] for name in begins):
            new |= {"steps": 0, "history": {}}
            if "runs" not in changes:
                changes["runs"] = stability_table.added(settings["runs"], self._rows())
        else:
            changes = {name: value for name, value in changes.items() if name not in self._training.structure}
            new = self._remember(new, changes)
        return self._resolve({**new, **changes})

    def _is_another(self, before, settings):
        again = settings["steps"] == 0 < before["steps"]
        return super()._is_another(before, settings) or (
            again and any(settings[name] != before[name] for name in CHANGEABLE)
        )

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s):
        training = self._trained(s)
        shown = self._shown_runs(s)
        look = s["look"] if s["look"] in shown else shown[-1]
        run, now = training.runs[NAMES.index(look)], in_force(s)
        trace, grads = run.seen
        layers = measure_layers(run.net, trace, grads)
        theory, last = None, layers.delta_rms[-1]
        against = doubts(run.net.sizes, deep.names(now), now["init"], trained=s["steps"] > 0)
        if not against and not (math.isfinite(last) and last > 0):
            against = ["δ of the last layer is no number to begin with"]
        if not against:
            theory = predict_layers(run.net.sizes, deep.names(now), now["init"], now["gain"], rms(trace.o[0]), last)
        return {
            "training": training, "shown": shown, "look": look, "run": run, "layers": layers, "theory": theory,
            "against": against, "lengths": self._lengths(run, now),
        }  # fmt: skip

    @staticmethod
    def _shown_runs(s):
        """The runs that differ: without clipping the second is the first."""
        history = rules.until(s["history"], s["steps"])
        cut = s["clip"] != "none" or any(kept.get("clip", "none") != "none" for kept in history.values())
        return NAMES if cut else NAMES[:1]

    @staticmethod
    def _lengths(run, s):
        """‖∂Err/∂θ‖, ‖θ‖, and by which share of its length θ moves in a step, as it is and clipped."""
        gradient = run.seen[1].gradient
        norm, theta = gradient_norm(gradient), gradient_norm(run.net.theta)
        cut = gradient_norm(stability_run.clipped(gradient, s)) if math.isfinite(norm) else norm
        shares = [s["eta"] * each / theta if theta > 0 else math.nan for each in (norm, cut)]
        return norm, theta, *shares

    @staticmethod
    def _wants(s, name):
        return s["pictures"] is None or name in s["pictures"]

    def _cliff(self):
        """Err along the next step, computed when it is asked for: while it plays, in this picture's turn."""
        numbers = self._numbers
        if "cliff" not in numbers:
            wanted = self._wants(self._settings, "cliff")
            numbers["cliff"] = stability_run.find_cliff(numbers["run"], in_force(self._settings)) if wanted else None
        return numbers["cliff"]

    def _growth(self, sizes):
        """By how much δ grows in each layer on its way back from the last hidden layer to the first; or None."""
        hidden = list(sizes[:-1])[::-1]
        usable = len(hidden) > 1 and all(math.isfinite(each) and each > 0 for each in hidden)
        return stability_run.per_layer(hidden) if usable else None

    def _told_runs(self):
        """The runs that are shown, as pairs (name, run)."""
        return [(name, self._runs[NAMES.index(name)]) for name in self._numbers["shown"]]

    def _rows(self):
        """The present runs as rows of the table; none where nothing has been done."""
        s, history = in_force(self._settings), rules.settled(self._settings)
        words = {"unclipped": "none", "clipped": stability_table.clip_words(s)}
        return [
            stability_table.make_row(s, run, words[name], bool(history))
            for name, run in self._told_runs()
            if run.done or run.failure
        ]

    # -- words -------------------------------------------------------------------------------------------------

    def _verdict(self):
        """What the numbers say."""
        layers, (norm, _, plain, cut) = self._numbers["layers"], self._numbers["lengths"]
        which = f"The {self._numbers['look']} run: " if len(self._numbers["shown"]) > 1 else ""
        if not math.isfinite(norm):
            return f"{which}the gradient has left the range of floats."
        if norm == 0:
            off = next((m for m, share in enumerate(layers.dead, start=1) if share == 1), None)
            why = f": every neuron of layer {off} is off for every pattern" if off else ""
            return f"{which}the gradient is 0{why}. Nothing can change any more."
        rate = self._growth(layers.delta_rms)
        grows = f"δ is multiplied by {_rounded(rate)} in each layer on its way back; " if rate else ""
        clip = f"; clipped, by {_share(cut)}" if self._settings["clip"] != "none" else ""
        words = f"{which}{grows}‖∂Err/∂θ‖ is {_rounded(norm)}: a step of η changes θ by {_share(plain)}{clip}."
        return words[0].upper() + words[1:]

    def _theory_words(self):
        against = self._numbers["against"]
        return f"No theory is drawn: {'; '.join(against)}." if against else ""

    def _cliff_words(self):
        cliff = self._cliff()
        if cliff is None:
            return "there is no finite gradient to follow"
        words = f"one step of η: Err {_rounded(cliff.here)} → {_rounded(cliff.unclipped.Err)}"
        return words if cliff.clipped is None else f"{words}; clipped: → {_rounded(cliff.clipped.Err)}"

    def _standing_sentence(self):
        ends = []
        for name, run in self._told_runs():
            if run.failure is None:
                continue
            if run.failure[0] == 1 and run.done == 0:
                return f"It cannot even begin: {run.failure[1].why} Try a smaller gain, or fewer layers."
            ends.append(f"The {name} run ended at step {run.failure[0]}: {run.failure[1].why}")
        return " ".join([*ends, "Below stands how it came to that; switch on a remedy, or Reset."]) if ends else ""

    def _run_words(self, name, run):
        died = f"✕ at step {run.failure[0]}, before that " if run.failure else ""
        return f"{name}: {died}Err {number(run.now.Err)}"

    def _where(self):
        return " · ".join([f"step {self._settings['steps']}", *(self._run_words(*each) for each in self._told_runs())])

    def _status(self):
        return f"{self._where()}. {self._verdict()}"

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        s = self._settings
        self.add_class("bp-stability")
        self._build_run()
        self.gain = controls.log_slider("gain", s["gain"], deep.LEAST_GAIN, deep.MOST_GAIN)
        self.eta = controls.log_slider("η", s["eta"], deep.LEAST_ETA, deep.MOST_ETA, width="120px")
        self.threshold = controls.log_slider(
            "Threshold", s["threshold"], deep.LEAST_CLIP, deep.MOST_CLIP, width="160px"
        )
        for name in ("gain", "eta", "threshold"):
            self._bind(getattr(self, name), name)
        self.remedies = {}
        for name, (label, tip) in BUTTONS.items():
            self.remedies[name] = self._remedy(label, tip)
            self.remedies[name].observe(lambda change, name=name: self._on_remedy(name, change["new"]), "value")
        self.clipping = self._remedy("clipping (by norm)", "Cuts the length of the gradient at the threshold")
        self.clipping.observe(self._on_clipping, "value")
        tried = controls.row(widgets.Label("Remedies:"), *self.remedies.values(), self.clipping)
        self._build_more()
        self.player.children = [self.play, self.one, self.reset, self.more, self.ticks, self.where]
        self.verdict, self.ending, self.table = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.ending.add_class("bp-ending")
        below = widgets.HBox([self.figures, self.ending])
        below.add_class("bp-below")
        self._build_table()
        self.children = [
            self.page, controls.row(self.gain, self.eta, self.threshold), tried, self.player, self.more_box,
            self.verdict, self.message, self.hint, below, self.table_box,
        ]  # fmt: skip

    @staticmethod
    def _remedy(label, tip):
        button = widgets.ToggleButton(description=label, tooltip=tip, layout=widgets.Layout(width="auto"))
        button.add_class("bp-remedy")
        return button

    def _build_more(self):
        s = self._settings
        self.depth = controls.whole_slider("Depth", s["depth"], deep.LEAST_DEPTH, deep.MOST_DEPTH)
        self.width_ = controls.whole_slider("Width", s["width"], 1, deep.MOST_WIDTH)
        self.activation = controls.choice("σ", ACTIVATIONS, s["activation"], "140px")
        self.init = controls.choice("First weights", INITIALIZATIONS, s["init"], "230px")
        self.clip = controls.choice("Clip by", stability_run.CLIPS, s["clip"], "140px")
        self.look = controls.choice("Look at", stability_run.LOOKS, s["look"], "170px")
        self.input = controls.choice("Input", deep.INPUTS, s["input"], "150px")
        self.bias = controls.check("bias", s["bias"])
        self.loss = controls.choice("Err", LOSSES, s["loss"], "220px")
        self.seed = controls.whole_entry("Seed", s["seed"], 0, MOST_SEED)
        self.pace = controls.choice("Steps a frame", PACES, s["pace"], "160px")
        for name in ("depth", "activation", "init", "clip", "look", "input", "bias", "loss", "seed", "pace"):
            self._bind(getattr(self, name), name)
        self._bind(self.width_, "width")
        self._build_copy()
        row = controls.row(
            self.depth, self.width_, self.activation, self.init, self.clip, self.look, self.input, self.bias,
            self.loss, self.seed, self.pace, self.copy,
        )  # fmt: skip
        self._build_toggle(widgets.VBox([row, self.code]))

    def _build_table(self):
        """The table of runs and its buttons; the box is for a page that may not use the clipboard."""
        self.note = controls.Press("Note this run", "Puts the runs as they stand into the table")
        self.copy_table = controls.Press("Copy the table", "Puts the table on the clipboard as text")
        self.clear = controls.Press("Clear", "Empties the table")
        self.note.observe(lambda _: self._note(), "presses")
        self.copy_table.observe(lambda _: self._copy_table(), "presses")
        self.clear.observe(lambda _: self._apply(runs=()), "presses")
        self.sheet = widgets.Textarea(description="Table", layout=widgets.Layout(width="100%", display="none"))
        self._copying = False  # whether the table, not the code, has been asked for last
        self.copy.observe(lambda _: setattr(self, "_copying", False), "presses")
        row = controls.row(widgets.Label("Your runs:"), self.note, self.copy_table, self.clear)
        self.table_box = widgets.VBox([row, self.table, self.sheet])

    def _show_settings(self):
        s = in_force(self._settings)
        for name in (
            "gain", "eta", "threshold", "depth", "activation", "init", "clip", "look", "input", "bias", "loss",
            "seed", "pace",
        ):  # fmt: skip
            getattr(self, name).value = s[name]
        self.width_.value = s["width"]
        for name, button in self.remedies.items():
            self._press(button, name in s["remedies"], BUTTONS[name][0])
        kind = "norm" if s["clip"] == "none" else s["clip"]
        self._press(self.clipping, s["clip"] != "none", f"clipping (by {kind})")
        self.copy.description, self.copy_table.description = "Copy as code", "Copy the table"
        begin = "" if s["steps"] else "Press Play. "
        theory = "" if s["steps"] else self._theory_words() or "Dashed in the picture of δ: what theory predicts."
        hint = f"{begin}Both runs begin with the same weights. {theory}" if len(self._numbers["shown"]) > 1 else begin
        self.hint.value = f'<span class="bp-hint">{_escape(hint or theory)}</span>'
        self._show_table()

    @staticmethod
    def _press(button, on, label):
        """A toggle that says by its sign, too, whether it is on."""
        button.value, button.description = on, f"✓ {label}" if on else label

    def _show_table(self):
        rows = [stability_table.cells(row) for row in self._settings["runs"]]
        empty = '<p class="small">Empty yet: a run is noted here when it ends, or when you leave it.</p>'
        body = _table([stability_table.HEAD, *rows]) if rows else empty
        self.table.value = f'<div class="bp-ended">{body}</div>'

    # -- what the student does ---------------------------------------------------------------------------------

    def _on_remedy(self, name, on):
        if not self._quiet:
            others = [each for each in self._settings["remedies"] if each != name]
            self._apply(remedies=(*others, name) if on else tuple(others))

    def _on_clipping(self, change):
        """A remedy like the others: it begins the run again."""
        if not self._quiet:
            changes = {"clip": "norm" if change["new"] else "none", "steps": 0, "history": {}}
            self._apply(**changes, runs=stability_table.added(self._settings["runs"], self._rows()))

    def _note(self):
        if not self._rows():
            self._say("Nothing has been run yet: press Play or 1 step first.")
            self._announce("")
            return
        self._apply(runs=stability_table.added(self._settings["runs"], self._rows()))

    def _reset(self):
        self.player.stop()
        with self._turn_taken:
            runs = stability_table.added(self._settings["runs"], self._rows())
            self._become(self._resolve({**self._settings, "steps": 0, "history": {}, "runs": runs}))

    def _train(self, steps):
        """A run that dies is noted at once."""
        before = [run.failure for run in self._runs]
        with self.page.hold_sync():
            super()._train(steps)
            ended = [row for row in self._rows() if row["died"]]
            if ended and [run.failure for run in self._runs] != before:
                runs = stability_table.added(self._settings["runs"], ended)
                self._settings = {**self._settings, "runs": runs}
                self._show_table()
                self._write_table()

    def _copy_table(self):
        self._copying = True
        self.page.copy(stability_table.to_text(self._settings["runs"]))

    def _on_page(self, change):
        kind = change["new"].get("kind")
        if self._copying and kind in ("copied", "not copied"):
            self._copying = False
            if kind == "copied":
                self.copy_table.description = "Copied ✓"
                self._announce("The table is on the clipboard.")
            else:
                self.sheet.value = stability_table.to_text(self._settings["runs"])
                self.sheet.layout.display = ""
                self._announce("The page may not use the clipboard: copy the table from the box.")
            return
        super()._on_page(change)

    # -- drawing -----------------------------------------------------------------------------------------------

    def _shown(self):
        return [(name, 0) for name in PICTURES if self._wants(self._settings, name)]

    def _draw(self):
        self.verdict.value = f'<span class="bp-status"><b>{_escape(self._verdict())}</b></span>'
        self.ending.value = self._ending_html()
        super()._draw()

    def _ending_html(self):
        """The post-mortem of the runs that have died."""
        parts = []
        for name, found in self._post_mortems():
            parts.append(f"<h4>Why the {name} run died at step {found.step}</h4><p>{_escape(found.because)}</p>")
            parts.append(_table(self._chain_table(found), numbers=True))
        if not parts:
            parts = ['<p class="small">No run has met ∞ or NaN. When one does, its last steps stand here.</p>']
        return f'<div class="bp-ended">{"".join(parts)}</div>'

    def _post_mortems(self):
        """Pairs (name, post-mortem) of the runs that have died."""
        return [(name, run.post_mortem()) for name, run in self._told_runs() if run.failure]

    def _chain_table(self, found):
        """The last numbers of a run: a column for each step."""
        last = self._settings["depth"]
        names = ("‖θ‖", "largest o", "δ of layer 1", f"δ of layer {last}", "‖∂Err/∂θ‖", "Err")
        rows = [("after step", *(str(link.step) for link in found.chain))]
        for name, values in zip(names, list(zip(*found.chain, strict=True))[1:], strict=True):
            rows.append((name, *("–" if value is None else number(float(f"{value:.3g}")) for value in values)))
        return rows

    def _put(self, figure, limits):
        """New limits where they differ; whether they did."""
        ax = figure.axes[0]
        if (ax.get_xlim(), ax.get_ylim()) == limits:
            return False
        ax.set(xlim=limits[0], ylim=limits[1])
        curves.put_marks(ax)
        return True

    def _draw_errs(self, figure, artists, n):
        told, rows = self._told_runs(), []
        for name, run in told:
            steps, points = zip(*run.curve(), strict=True)
            rows.append((name, (np.array(steps), np.array([point.Err for point in points]))))
        ended = [run.failure is not None for _, run in told]
        self._put(figure, drawing.errs_limits(self._settings["steps"], rows, ended))
        words = "; ".join(
            f"{name}: ✕ step {run.failure[0]} (Err {_rounded(run.now.Err)} before)"
            for name, run in told
            if run.failure
        )
        words = words or f"{SUMS[self._settings['loss']]} of (y − ŷ)²"
        renew(figure, artists.words.get_text() != words)
        drawing.draw_errs(figure.axes[0], "", rows, ended, words, artists)
        figure.show(f"Err over the steps. {'; '.join(self._run_words(*each) for each in told)}.")

    def _draw_growth(self, figure, artists, n):
        layers, theory, look = self._numbers["layers"], self._numbers["theory"], self._numbers["look"]
        predicted = theory and theory.delta_rms
        ax, depth = figure.axes[0], len(layers.delta_rms)
        up = layered.power_limits(ax.get_ylim() if figure.png else None, layers.delta_rms, predicted or [])
        self._put(figure, (layered.layer_limits(depth), up))
        rate = self._growth(layers.delta_rms)
        words = f"× {_rounded(rate)} per layer" if rate else "no factor: δ is 0 or ∞ in some layer"
        if predicted and self._growth(predicted):
            words += f" · dashed: theory, × {_rounded(self._growth(predicted))}"
        elif len(self._numbers["shown"]) > 1 and self._settings["steps"]:
            words += f" · {look} run, step {self._numbers['run'].done}"
        layered.draw_sizes(ax, "", layers.delta_rms, predicted, None, words, artists=artists)
        first, last = number(layers.delta_rms[0]), number(layers.delta_rms[-1])
        figure.show(
            f"Root mean square of δ of the {look} run: {first} in layer 1, {last} in layer {depth}; {words}. "
            f"{self._theory_words()}".strip()
        )

    def _draw_cliff(self, figure, artists, n):
        cliff, words = self._cliff(), self._cliff_words()
        note = "" if cliff else words
        if cliff:
            if self._put(figure, drawing.cliff_limits(cliff)):
                figure.redraw()
            drawing.put_lengths(figure.axes[0], cliff)
        drawing.draw_cliff(figure.axes[0], "", cliff, words if cliff else "", note, artists)
        theta = number(self._numbers["lengths"][1])
        figure.show(f"Err along the gradient of the {self._numbers['look']} run; ‖θ‖ is {theta}. {words}.")

    # -- stored forms ------------------------------------------------------------------------------------------

    def _stored_lines(self):
        endings = [(found.because, "") for _, found in self._post_mortems()]
        return [*super()._stored_lines(), *endings]

    def _heading(self):
        s = in_force(self._settings)
        on = [BUTTONS[name][0] for name in s["remedies"]]
        outputs = "ten linear outputs" if s["input"] == "digits" else "one linear output"
        return [
            f"Network: {stability_table.describe(s)} · {outputs}",
            f"{s['steps']} steps done · η = {number(s['eta'])} · clipping: {stability_table.clip_words(s)}"
            + (f" · remedies: {', '.join(on)}" if on else ""),
        ]

    def _tables(self):
        layers, theory = self._numbers["layers"], self._numbers["theory"]
        runs = [("run", "steps", "Err", "ended")]
        for name, run in self._told_runs():
            runs.append((name, str(run.done), number(run.now.Err), f"step {run.failure[0]}" if run.failure else "no"))
        rows = [("layer", "δ", "theory")]
        for m, size in enumerate(layers.delta_rms):
            rows.append((str(m + 1), number(size), number(theory.delta_rms[m]) if theory else ""))
        words = [self._verdict(), *filter(None, [self._theory_words()])]
        if self._wants(self._settings, "cliff"):
            words.append(f"Along the gradient, {self._cliff_words()}.")
        tables = [[*self._heading(), *words], runs, rows]
        for name, found in self._post_mortems():
            tables[0].append(f"Why the {name} run died at step {found.step}: {found.because}")
            tables.append(self._chain_table(found))
        if self._settings["runs"]:
            tables.append([stability_table.HEAD, *map(stability_table.cells, self._settings["runs"])])
        return tables

    def _plain_numbers(self):
        numbers, now, cliff = self._numbers, in_force(self._settings), self._cliff()
        norm, theta, plain, cut = numbers["lengths"]
        theory, told = numbers["theory"], self._told_runs()
        return {
            "in_force": {name: now[name] for name in ("activation", "init", "gain", "eta")},
            "looked_at": numbers["look"],
            "Err": {name: _known(run.now.Err) for name, run in told},
            "done": {name: run.done for name, run in told},
            "failure": {
                name: run.failure and {"step": run.failure[0], **run.failure[1]._asdict()} for name, run in told
            },
            "curve": {
                name: {
                    "steps": [step for step, _ in run.curve()],
                    "Err": [_known(each.Err) for _, each in run.curve()],
                }
                for name, run in told
            },
            "delta_rms": list(map(_known, numbers["layers"].delta_rms)),
            "theory_delta_rms": theory and list(theory.delta_rms),
            "per_layer": self._growth(numbers["layers"].delta_rms),
            "doubts": list(numbers["against"]),
            "gradient_norm": _known(norm),
            "theta_norm": _known(theta),
            "share": _known(plain),
            "clipped_share": _known(cut),
            "cliff": cliff
            and {
                "lengths": cliff.lengths.tolist(),
                "Err": list(map(_known, cliff.Errs.tolist())),
                "here": cliff.here,
                "unclipped": list(map(_known, cliff.unclipped)),
                "clipped": cliff.clipped and list(map(_known, cliff.clipped)),
            },
            "post_mortem": {
                name: found._asdict() | {"chain": [link._asdict() for link in found.chain]}
                for name, found in self._post_mortems()
            },
            "verdict": self._verdict(),
        }

    def _plain_settings(self):
        return super()._plain_settings() | {"runs": [dict(row) for row in self._settings["runs"]]}

    def _code_settings(self):
        settings = super()._code_settings()
        return settings | {"runs": settings["runs"] or ()}


def _known(value):
    """A number of a state; None for what is not a number, which would not even be equal to itself."""
    return None if math.isnan(value) else value


def _rounded(value):
    return number(float(f"{value:.3g}")) if math.isfinite(value) else number(value)


def _share(share):
    """A share of θ's length as it is read."""
    if not math.isfinite(share):
        return "more than all of its length"
    if share > 10:
        return f"{_rounded(float(f'{share:.2g}'))} times its length"
    return f"{number(float(f'{100 * share:.2g}'))} % of its length"


def _table(rows, numbers=False):
    """Rows as HTML, the first of them the head."""
    head, *body = rows
    cells = "".join(f'<th scope="col">{_escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{_escape(first)}</th>{"".join(f"<td>{_escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in body
    )
    return f"<table{' class=numbers' if numbers else ''}><tr>{cells}</tr>{lines}</table>"
