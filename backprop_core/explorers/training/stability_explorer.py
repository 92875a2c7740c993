"""Exploding gradients, live: the same training with and without clipping, and why one of them ends (lecture §9)."""

import math
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from ...diagnostics import measure_layers
from ...figures import depth as layered
from ...figures import stability as drawing
from ...figures import training as curves
from ...figures.frame import put_limits
from ...one_step.text import number
from ..kit import controls, history, looks
from ..kit.pictures import Picture, chosen
from ..kit.setting import BEGINS, LOOKS, RUNS, Setting, choice, power, with_controls
from ..kit.tables import escape
from ..kit.typed import MOST_ETA
from . import deep, post_mortem, stability_run, table_of_runs
from . import stability_words as say
from .cliff import find_cliff, known, look_ahead
from .deep_explorer import STRIPS_PICTURE, DeepExplorer, DeepNumbers
from .running_explorer import UNTIL, renew, stepping
from .runs import after_words
from .stability_run import NAMES, WEIGHTS, growth, in_force

STEP = {
    "eta": power(0.01, "η", deep.LEAST_ETA, MOST_ETA, RUNS, "120px"),
    "clip": choice("norm", stability_run.CLIPS, "Clip by", "140px", RUNS),
    "threshold": power(10.0, "Threshold", deep.LEAST_CLIP, deep.MOST_CLIP, RUNS, "160px"),
}
FRAME = (412, 224)
PICTURES = {
    "strips": STRIPS_PICTURE,
    "errs": Picture(
        partial(drawing.draw_errs, title="Err over the steps"), FRAME, (58, 36, 78, 44), ("words",), first=True
    ),
    "low_errs": Picture(  # below the strips
        partial(drawing.draw_errs, title="Err over the steps"),
        (412, 196),
        (58, 36, 78, 44),
        ("words",),
        first=True,
        instead_of="errs",
    ),
    "growth": Picture(
        partial(layered.draw_sizes, title="δ of each layer (root mean square)"),
        FRAME,
        (64, 36, 14, 44),
        usual=False,  # of δ the strips tell as well
    ),
    "cliff": Picture(
        partial(drawing.draw_cliff, title="Err along the gradient: where one step lands"), (412, 256), (64, 36, 24, 68)
    ),
}
BUTTONS = {
    "eta": ("smaller η (÷ 10)", "A tenth of the learning rate"),
    "activation": ("another σ: tanh", "tanh in the place of the hidden layers' σ"),
    "xavier": ("xavier", "First weights drawn by xavier, gain 1"),
    "he": ("he", "First weights drawn by he, gain 1"),
    "orthogonal": ("orthogonal", "First weights whose matrices only turn, gain 1"),
}
LABELS = (("clipped, if it is", "usual"), ("unclipped", "unclipped"), ("clipped", "clipped"))
FIRST = {  # what to do first, by the first picture
    "strips": "Press 1 step, and again: what moves?",
    "errs": "Press 1 step, and again, and watch Err.",
    "growth": "Drag gain, which multiplies the first weights: how does δ grow?",
    "cliff": "Drag η: where does the square land?",
}
SAME = "Both runs begin with the same weights."


@dataclass(frozen=True)
class StabilityNumbers(DeepNumbers):
    """And the names of the runs that differ, which of them is looked at, that run, the settings in force, and its next
    step."""

    shown: tuple
    look: str
    run: object
    now: dict
    ahead: object

    @cached_property
    def cliff(self):
        """Err along the next step, computed when it is asked for: while it plays, in this picture's turn."""
        return find_cliff(self.run, self.now, self.ahead)


class StabilityExplorer(DeepExplorer):
    """A deep network whose δ grows from layer to layer, trained twice from the same first weights, without clipping
    and with it: Err of both over the steps, δ of each layer, Err along the next step; and where a run met inf or NaN,
    how it came to that.

    depth … seed  as in `DepthExplorer`
    eta           the learning rate of both runs
    clip          "norm": g · min(1, c/‖g‖); "value": every entry of g into −c … c; "none": there is one run only
    threshold     that c
    remedies      of "eta" (a tenth of it), "activation" (tanh), and one of "xavier", "he" and "orthogonal" (first
                  weights, gain 1): from the first step, and as long as they are on, they stand in for these settings
    steps, pace, history   as in `TrainingExplorer`: history is {step: {"eta", "clip" or "threshold": value}}
    look          the run that strips, growth and cliff show: "unclipped", "clipped", or "usual": the clipped one, if
                  there is one
    runs          the table of runs, a list of dicts: it fills by itself when a run ends, comes to until, or is left.
                  factor: by what δ was multiplied in each layer before the first step
    pictures      of "strips", "errs", "growth", "cliff"; None: all but growth
    until         as in `TrainingExplorer`
    controls      which controls are seen at first sight, by the names of their settings, and "remedies", their
                  buttons; None: gain, eta and threshold. All others wait under "More"

    Once a run has died, another eta, clip or threshold begins again with the first weights.
    """

    _training = stability_run.StabilityTraining
    _whole = False  # towards its one neuron δ falls, while it grows from layer to layer
    _pictures = PICTURES
    settings = with_controls({
        **deep.structure(depth=12, width=32, activation="relu", init="he", gain=1.2, init_width="230px"),
        **STEP,
        "remedies": Setting((), lambda _, value, s: stability_run.read_remedies(value), means=BEGINS),
        **stepping(STEP),
        "look": choice("usual", stability_run.LOOKS, "Look at run", "220px", LOOKS, LABELS),
        "runs": Setting((), lambda _, value, s: table_of_runs.checked_rows(value)),
        "pictures": chosen(PICTURES),
        "until": UNTIL,
    }, "remedies")  # fmt: skip
    _at_hand = ("gain", "eta", "threshold")
    _first_under_more = ("depth", "width", "activation", "init", "clip", "look", "input")

    # -- settings ----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        new, changes = dict(settings), dict(changes)
        if "remedies" not in changes:  # who moves what a remedy holds takes it over, as it is shown
            taken = [each for each in settings["remedies"] if changes.keys() & set(stability_run.REPLACES[each])]
            shown = in_force(settings)
            new |= {name: shown[name] for each in taken for name in stability_run.REPLACES[each]}
            if taken:
                changes["remedies"] = tuple(each for each in settings["remedies"] if each not in taken)
        wanted = self._resolve({**new, **changes, "history": {}})
        begins = self._begins()
        if "history" not in changes and any(run.failure for run in self._runs):
            begins += self._changeable()
        if any(wanted[name] != settings[name] for name in begins):
            new |= {"steps": 0, "history": {}}
            if "runs" not in changes:
                changes["runs"] = table_of_runs.added(settings["runs"], self._rows())
        else:
            changes = {name: value for name, value in changes.items() if name not in self._begins()}
            new = self._remember(new, changes)
        return self._resolve({**new, **changes})

    def _is_another(self, before, settings):
        again = settings["steps"] == 0 < before["steps"]
        return super()._is_another(before, settings) or (
            again and any(settings[name] != before[name] for name in self._changeable())
        )

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        training, s = self._trained(s, before)
        shown = self._shown_runs(s)
        look = s["look"] if s["look"] in shown else shown[-1]
        run, now = training.runs[NAMES.index(look)], in_force(s)
        trace, grads = run.seen
        layers = measure_layers(run.net, trace, grads)
        theory, against = deep.predict(now, run.net, trace, layers)
        return StabilityNumbers(training, layers, theory, against, shown, look, run, now, look_ahead(run, now))

    @staticmethod
    def _shown_runs(s):
        """The runs that differ: without clipping the second is the first."""
        past = history.until(s["history"], s["steps"])
        cut = s["clip"] != "none" or any(kept.get("clip", "none") != "none" for kept in past.values())
        return NAMES if cut else NAMES[:1]

    def _looked_at(self):
        return self._numbers.run, self._numbers.run.seen

    def _shares(self):
        """By which share of its length θ moves in the next step, as it is and clipped; nan where θ is 0."""
        ahead, eta = self._numbers.ahead, in_force(self._settings)["eta"]
        norms = (ahead.norm, ahead.cut_norm)
        return tuple(eta * norm / ahead.theta if ahead.theta > 0 else math.nan for norm in norms)

    def _cliff(self):
        """Err along the next step, where that is shown."""
        return self._numbers.cliff if "cliff" in self._pictures_of(self._settings) else None

    def _told_runs(self):
        """The runs that are shown, as pairs (name, run)."""
        return [(name, self._runs[NAMES.index(name)]) for name in self._numbers.shown]

    def _rows(self):
        """The present runs as rows of the table; none where nothing has been done."""
        s, changed = in_force(self._settings), bool(history.settled(self._settings))
        words = {"unclipped": "none", "clipped": table_of_runs.clip_words(s)}
        return [
            table_of_runs.make_row(s, run, words[name], changed)
            for name, run in self._told_runs()
            if run.done or run.failure
        ]

    # -- words -------------------------------------------------------------------------------------------------

    def _verdict(self):
        """What the numbers say."""
        numbers = self._numbers
        several = len(numbers.shown) > 1 and self._settings["steps"] > 0
        rate, cut = growth(numbers.layers.delta_rms), self._settings["clip"] != "none"
        return say.verdict(
            numbers.look if several else "", numbers.layers, rate, numbers.ahead.norm, self._shares(), cut,
            numbers.run.failure is not None,
        )  # fmt: skip

    def _theory_words(self):
        against = self._numbers.against
        return f"No theory is drawn: {'; '.join(against)}." if against else ""

    @property
    def _another(self):
        return " ".join(["The runs begin again from their first weights.", self._replaced()]).strip()

    def _replaced(self):
        return stability_run.replaced_words(self._settings)

    def _standing_sentence(self):
        return say.how_it_ended(self._told_runs())

    def _where(self):
        told = self._told_runs()
        runs = (say.run_words(*each, full=False) for each in told)  # in one row with the buttons
        over = all(run.died_after for _, run in told)
        step = f"step {self._settings['steps']}{', the last that is finite' if over else ''}"
        return " · ".join([step, *runs])

    def _status(self):
        return f"{self._where()}. {self._verdict()}"

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self.add_class("bp-stability")
        self._build_run()
        self.remedies = {}
        for name, (label, tip) in BUTTONS.items():
            self.remedies[name] = self._remedy(label, tip)
            self._when(self.remedies[name], "value", partial(self._on_remedy, name))
        self.clipping = self._remedy("clipping (by norm)", "Cuts the gradient at the threshold")
        self._when(self.clipping, "value", self._on_clipping)
        eta, activation, *weights = self.remedies.values()
        kinds = controls.row(looks.Label("first weights:"), *weights)
        self.tried = controls.row(looks.Label("Remedies:"), self.clipping, eta, activation, kinds)
        self._build_more()
        self.player.children = [self.play, self.one, *self._closing(), self.ticks, self.where]
        self.verdict, self.ending = looks.HTML(), looks.HTML()
        self.verdict.add_class("bp-verdict")
        self.ending.add_class("bp-ending")
        told = looks.HBox([self.time, self.ending])  # beside the pictures where these leave room
        told.add_class("bp-told")
        below = looks.HBox([self.figures, told])
        below.add_class("bp-below")
        self.table = table_of_runs.RunsBox(
            self._in_turn(self._note), self.page.copy, self._in_turn(lambda: self.set(runs=()))
        )
        self.children = [
            self.page, self.hand, self.below_hand, self.player, self.more_box,
            self.verdict, self.message, self.hint, below, self.table,
        ]  # fmt: skip

    @staticmethod
    def _remedy(label, tip):
        button = looks.ToggleButton(description=label, tooltip=tip, layout={"width": "auto"})
        button.add_class("bp-remedy")
        return button

    def _in_force(self):
        return in_force(self._settings)

    def _placeable(self):
        return {"remedies": self.tried}

    def _show_settings(self):
        s = self._settings
        super()._show_settings()
        for name, button in self.remedies.items():
            self._press(button, name in s["remedies"], BUTTONS[name][0])
        kind = "norm" if s["clip"] == "none" else s["clip"]
        self._press(self.clipping, s["clip"] != "none", f"clipping (by {kind})")
        self.hint.value = f'<span class="bp-hint">{escape(self._what_to_do())}</span>'
        self.table.show(s["runs"])
        looks.show(self.table, s["runs"] or "remedies" in self._in_sight())

    def _what_to_do(self):
        """What to do first; later, what is in force and why no theory is drawn."""
        s, several = self._settings, len(self._numbers.shown) > 1
        begun, shown = s["steps"] or s["runs"] or s["remedies"], self._pictures_of(self._settings)
        first = "" if begun or not shown else FIRST[shown[0]]
        if first and shown[0] == "strips" and "gain" in self._in_sight():
            first = f"Drag gain, which multiplies the first weights: which strips glow, which fade? {first}"
        said = [self._replaced(), first, SAME if several else ""]
        return " ".join(filter(None, [*said, "" if s["steps"] else self._theory_words()]))

    @staticmethod
    def _press(button, on, label):
        """A toggle that says by its sign, too, whether it is on."""
        button.value, button.description = on, f"✓ {label}" if on else label

    # -- what the student does ---------------------------------------------------------------------------------

    def _on_remedy(self, name, on):
        self.set(remedies=stability_run.switched(self._settings["remedies"], name, on))

    def _on_clipping(self, on):
        """A remedy like the others: it begins the run again."""
        self.set(clip="norm" if on else "none", **self._beginning())

    def _note(self):
        if not self._rows():
            self._say("Nothing has been run yet: press Play or 1 step first.")
            self._announce("")
            return
        self.set(runs=table_of_runs.added(self._settings["runs"], self._rows()))

    def _beginning(self):
        """A run that is left is written down."""
        return super()._beginning() | {"runs": table_of_runs.added(self._settings["runs"], self._rows())}

    def _train(self, steps):
        """A run that dies, or has come to the step at which Play stops, is noted at once."""
        before = [run.failure for run in self._runs]
        with self.page.hold_sync():
            super()._train(steps)
            there = self._settings["steps"] == self._settings["until"]
            ended = [row for row in self._rows() if row["died"] or there]
            if ended and (there or [run.failure for run in self._runs] != before):
                runs = table_of_runs.added(self._settings["runs"], ended)
                self._now = self._now._replace(settings={**self._settings, "runs": runs})
                self.table.show(runs)
                looks.show(self.table, True)
                self._write_table()

    def _on_copy(self):
        self.table.copying = False
        super()._on_copy()

    def _on_page(self, event):
        answer = self.table.answered(event.get("kind"))
        if answer is None:
            super()._on_page(event)
        else:
            self._announce(answer)

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw(self):
        self.verdict.value = f'<span class="bp-status"><b>{escape(self._verdict())}</b></span>'
        endings, room = self._endings(), len(self._pictures_of(self._settings)) < 2
        looks.show(self.ending, endings, value=post_mortem.to_html(endings, self._settings["depth"], room))
        super()._draw()

    def _endings(self):
        """Pairs (name, post-mortem) of the runs that have died; "both" where the first weights were too much."""
        found = [(name, run.post_mortem()) for name, run in self._told_runs() if run.failure]
        same = len(found) == 2 and all(each.died_after == 0 for _, each in found)
        return [("both", found[0][1])] if same else found

    def _pictured(self):
        """Below the strips a lower curve does: so all is seen at once, also how a run came to its end."""
        low = {"errs": "low_errs"} if set(self._pictures_of(self._settings)) == {"strips", "errs"} else {}
        return [(low.get(name, name), n) for name, n in super()._pictured()]

    def _draw_errs(self, figure, artists, n):
        told, rows = self._told_runs(), []
        for name, run in told:
            steps, points = zip(*run.curve(), strict=True)
            rows.append((name, (np.array(steps), np.array([point.Err for point in points]))))
        ended, ax = [run.failure is not None for _, run in told], figure.axes[0]
        before = (ax.get_xlim(), ax.get_ylim()) if figure.png else None
        if put_limits(ax, *drawing.errs_limits(self._settings["steps"], rows, ended, before)):
            curves.put_marks(ax)
        words = say.above_errs(told, self._settings["loss"])
        renew(figure, artists.words.get_text() != words)
        drawing.draw_errs(ax, "", rows, ended, words, artists)
        figure.show(f"Err over the steps. {'; '.join(say.run_words(*each) for each in told)}.")

    _draw_low_errs = _draw_errs

    def _draw_growth(self, figure, artists, n):
        numbers, layers = self._numbers, self._numbers.layers
        predicted, look = numbers.theory and numbers.theory.delta_rms, numbers.look
        several = len(numbers.shown) > 1 and self._settings["steps"]
        which = f"{look} run, step {numbers.run.done}" if several else ""
        words = say.above_growth(growth(layers.delta_rms), predicted and growth(predicted), which)
        what, told = f"Root mean square of δ of the {look} run", f"{words}. {self._theory_words()}".strip()
        self._show_sizes(figure, artists, "delta_rms", words, what, told, predicted)

    def _draw_cliff(self, figure, artists, n):
        cliff = self._cliff()
        words = say.landing(cliff)
        if cliff and figure.is_news(cliff.reach, cliff.top):
            drawing.put_marks(figure.axes[0], cliff)
            figure.redraw()
        drawing.draw_cliff(figure.axes[0], "", cliff, words if cliff else "", "" if cliff else words, artists)
        theta = number(self._numbers.ahead.theta)
        figure.show(f"Err along the gradient of the {self._numbers.look} run; ‖θ‖ is {theta}. {words}.")

    # -- stored forms ------------------------------------------------------------------------------------------

    def _stored_lines(self):
        endings = (post_mortem.tell(*each) for each in self._endings())
        return [*super()._stored_lines(), *((f"{heading}: {words}", "") for heading, words in endings)]

    def _heading(self):
        s = in_force(self._settings)
        on = [BUTTONS[name][0] + (" weights" if name in WEIGHTS else "") for name in s["remedies"]]
        outputs = "ten linear outputs" if s["input"] == "digits" else "one linear output"
        return [
            f"Network: {table_of_runs.describe(s)} · {outputs}",
            f"{s['steps']} steps done · η = {number(s['eta'])} · clipping: {table_of_runs.clip_words(s)}"
            + (f" · remedies: {', '.join(on)}" if on else ""),
        ]

    def _tables(self):
        layers, theory = self._numbers.layers, self._numbers.theory
        runs = [("run", "steps", "Err", "ended")]
        for name, run in self._told_runs():
            ended = after_words(run.died_after) if run.failure else "no"
            runs.append((name, str(run.done), number(run.now.Err), ended))
        rows = [("layer", "δ", "theory")]
        for m, size in enumerate(layers.delta_rms):
            rows.append((str(m + 1), number(size), number(theory.delta_rms[m]) if theory else ""))
        words = [self._verdict(), *filter(None, [self._theory_words()])]
        if "cliff" in self._pictures_of(self._settings):
            words.append(f"Along the gradient: {say.landing(self._cliff())}.")
        tables = [[*self._heading(), *words], runs, rows]
        for name, found in self._endings():
            tables[0].append(": ".join(post_mortem.tell(name, found)))
            tables.append(post_mortem.chain_table(found, self._settings["depth"]))
        if self._settings["runs"]:
            tables.append([table_of_runs.HEAD, *map(table_of_runs.cells, self._settings["runs"])])
        return tables

    def _plain_numbers(self):
        numbers, now, cliff = self._numbers, in_force(self._settings), self._cliff()
        ahead, (plain, cut) = numbers.ahead, self._shares()
        theory, told = numbers.theory, self._told_runs()
        return {
            "in_force": {name: now[name] for name in ("activation", "init", "gain", "eta")},
            "looked_at": numbers.look,
            "Err": {name: known(run.now.Err) for name, run in told},
            "done": {name: run.done for name, run in told},
            "failure": {
                name: run.failure and {"step": run.failure[0], **run.failure[1]._asdict()} for name, run in told
            },
            "curve": {
                name: {
                    "steps": [step for step, _ in run.curve()],
                    "Err": [known(each.Err) for _, each in run.curve()],
                }
                for name, run in told
            },
            "delta_rms": list(map(known, numbers.layers.delta_rms)),
            "theory_delta_rms": theory and list(theory.delta_rms),
            "per_layer": growth(numbers.layers.delta_rms),
            "doubts": list(numbers.against),
            "gradient_norm": known(ahead.norm),
            "theta_norm": known(ahead.theta),
            "share": known(plain),
            "clipped_share": known(cut),
            "cliff": cliff and cliff.plain(),
            "post_mortem": {
                name: found._asdict() | {"chain": [link._asdict() for link in found.chain]}
                for name, found in self._endings()
            },
            "verdict": self._verdict(),
        }

    def _plain_settings(self):
        return super()._plain_settings() | {"runs": [dict(row) for row in self._settings["runs"]]}

    def _code_settings(self):
        settings = super()._code_settings()
        return settings | {"runs": settings["runs"] or ()}
