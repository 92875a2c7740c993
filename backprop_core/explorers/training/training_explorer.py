"""Training, live: data, a network, and what becomes of both, step by step (lecture §6)."""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from ...activations import ACTIVATIONS
from ...figures import neurons as tiles
from ...figures import training as drawing
from ...figures.errors import weight_symbol
from ...initialization import INITIALIZATIONS
from ...losses import LOSSES
from ...one_step.text import number
from ..kit import controls, looks
from ..kit.pictures import Picture, chosen
from ..kit.setting import BEGINS, LOOKS, RUNS, Setting, choice, flag, put_joined, whole, with_controls
from ..kit.typed import LEAST_ETA, MOST_ETA
from . import settings as ours
from .running_explorer import UNTIL, Numbers, RunningExplorer, renew, stepping
from .runs import PlainTraining, contributions, told
from .settings import OWN, etas

ON_GRID, SAMPLE = 48, 37  # points of the plane to either side; each so-manieth of them tells neurons apart
# Rows of 832 pixels: as wide as JupyterLab shows them on a screen 1280 wide.
IMAGES = partial(tiles.draw_images, title="Test digits, wrong ones first")
PICTURES = {
    "field": Picture(
        partial(drawing.draw_field, title="ŷ over the plane:  ● 0   ■ 1"), (272, 250), (40, 24, 50, 44), first=True
    ),
    "images": Picture(IMAGES, (552, 250), (12, 6, 8, 44), first=True, instead_of="field"),  # of digits
    "few_images": Picture(IMAGES, (272, 250), (12, 6, 8, 44), first=True, instead_of="field"),  # of each run
    "neurons": Picture(
        partial(tiles.draw_neurons, title="What each neuron says over the plane"), (552, 250), (12, 20, 12, 44),
        ("names", "words"),
    ),
    "masks": Picture(
        partial(tiles.draw_masks, title="θ into each neuron of layer 1"), (272, 250), (12, 6, 8, 44), ("words",),
        instead_of="neurons",
    ),
    "errs": Picture(
        partial(drawing.draw_curves, title="Err over the steps"), (412, 210), (52, 36, 92, 44), ("words",)
    ),
    "deltas": Picture(
        partial(drawing.draw_curves, title="‖δ‖ of each layer over the steps"), (412, 210), (52, 36, 92, 44),
        ("words",),
    ),
    "patterns": Picture(
        partial(drawing.draw_contributions, title="δᵢ·oₗ of each pattern: their sum is the gradient"), (552, 250),
        (64, 36, 12, 44), usual=False,
    ),
}  # fmt: skip
ALL = 0  # stands for None in the list of batch sizes, which cannot hold it
BATCHES = (1, 4, 16, 32, 64, 128, 256, 512)
# How it stands to the lecture. Why it opens so is a question that the notebook asks: no line here may answer it.
# Whole sentences: "As in the lecture, bias is off; Err is the mean" would make the mean the lecture's as well.
LECTURE = {  # (bias, mean)
    (True, True): "Unlike in the lecture, bias is on and Err is the mean.",
    (True, False): "Err is a sum, as in the lecture; unlike there, bias is on.",
    (False, True): "Bias is off, as in the lecture; unlike there, Err is the mean.",
    (False, False): "As in the lecture, bias is off and Err is a sum.",
}
SAME_AGAIN = "The run begins again, from the same first weights."


# --- What some controls show -----------------------------------------------------------------------------------------


def show_N(control, value, s):
    """A box with the limits of the data set; xor always has its four."""
    control.min, control.max, control.value = ours.own(s).least_N, ours.own(s).most_N, value
    looks.show(control, s["data"] != "xor")


def show_noise(control, value, s):
    """Not all data have any."""
    looks.show(control, value is not None)
    control.value = value or 0.0


def show_eta(control, value, s):
    """The slider is for one η."""
    looks.show(control, len(etas(s)) == 1)
    if len(etas(s)) == 1:
        control.value = value


def show_batch_size(control, value, s):
    """The sizes that the data allow; what stands for all patterns is None, or where that is something else, N."""
    everything = ALL if ours.own(s).batch_size is None else s["N"]
    sizes = {n for n in (*BATCHES, value) if n and n <= s["N"]} - {everything}
    options = (("all", everything), *((str(n), n) for n in sorted(sizes)))
    with control.hold_sync():
        if control.options != options:
            control.options = options
        control.value = value or ALL


STEP = {
    "eta": Setting(
        None, ours.read_etas, lambda value: controls.log_slider("η", etas({"eta": value})[0], LEAST_ETA, MOST_ETA),
        RUNS, show_eta,
    ),
    "batch_size": Setting(
        None, ours.read_batch_size, lambda _: controls.choice("Patterns a step", [("all", ALL)], ALL, "180px"), RUNS,
        show_batch_size, lambda value: value or None,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class TrainingNumbers(Numbers):
    """And the ends of the plane, with what all neurons of each run say on a grid of it, where that is shown."""

    ends: tuple | None
    planes: list


class TrainingExplorer(RunningExplorer):
    """Gradient descent on whole data sets, live: what the network says where, what each neuron says, Err and ‖δ‖ over
    the steps. Bias is on and Err is the mean, unlike in the lecture: the notebook says why.

    data        "xor", "circles", "moons", "spiral" or "digits". None below is what suits these data
    N, noise    training patterns, and how far they are scattered (circles, moons and spiral)
    hidden      neurons of the hidden layers, (8,) or text like "8-8"; () is none
    activation  of the hidden layers; the output is sigmoid. bias, loss and init as for `Network`
    seed        draws the data, the first θ and the batches. The next seed draws the test patterns; with digits these
                are all other images, and xor has none
    eta         the learning rate, or up to three: then so many runs go on side by side
    batch_size  patterns of one step; None: all, with digits 32
    steps       steps done, at most 20,000; pace: how many are done from one frame to the next
    history     {step: {"eta" or "batch_size": value}}, what was changed after how many steps
    weight      (m, i, l): the weight whose gradient is taken apart
    pictures    of "field", "neurons", "errs", "deltas", "patterns"; None: all but the last. With several η only field
                and errs can be shown
    until       the step at which Play stops; None: it goes on
    controls    which controls are seen at first sight, by the names of their settings; None: data, hidden and eta.
                All others wait under "More"
    """

    _training = PlainTraining
    _pictures = PICTURES
    settings = with_controls({
        "data": choice("circles", OWN, "Data", "140px"),
        "N": Setting(None, ours.read_N, lambda value: controls.whole_entry("N", value, value, value), BEGINS, show_N),
        "noise": Setting(
            None, ours.read_noise, lambda _: controls.share_entry("Noise", 0.0, 0.05), BEGINS, show_noise
        ),
        "hidden": Setting(
            None, ours.read_layers, lambda _: controls.entry("Hidden layers", "", "170px"), BEGINS, put_joined,
            ours.read_hidden,
        ),
        "activation": choice("tanh", ACTIVATIONS, "σ", "140px"),
        "bias": flag(True, "bias"),
        "loss": choice("mean_squared_error", LOSSES, "Err", "220px"),
        "init": choice("xavier", INITIALIZATIONS, "First weights", "230px"),
        "seed": whole(0, "Seed", 0, ours.MOST_SEED, slider=False),
        **STEP,
        **stepping(STEP, pace=None, otherwise=ours.IN_HISTORY),
        "weight": Setting(
            None, ours.read_weight_of, lambda _: controls.entry("Weight m-i-ℓ", "", "170px"), LOOKS, put_joined,
            ours.read_weight,
        ),
        "pictures": chosen(PICTURES),
        "until": UNTIL,
    })  # fmt: skip
    _at_hand = ("data", "hidden", "eta")
    _first_under_more = ("compare", "activation", "bias", "loss", "init", "seed")

    # -- settings ----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        changes, several = dict(changes), len(etas(settings)) > 1
        new = dict(settings)
        if changes.get("data", new["data"]) != new["data"]:
            new |= dict.fromkeys(ours.BROUGHT)
            if several and "eta" not in changes and changes["data"] in OWN:
                new["eta"] = ours.compared(OWN[changes["data"]].eta)
        if "eta" in changes:
            own = OWN.get(changes.get("data", new["data"]), OWN[new["data"]])
            changes["eta"] = own.eta if changes["eta"] is None else ours.read_eta(changes["eta"])
        if changes.keys() & {"data", "hidden", "bias"}:
            new["weight"] = None
        if "N" in changes and isinstance(changes["N"], int) and new["batch_size"] is not None:
            new["batch_size"] = max(1, min(new["batch_size"], changes["N"]))
        if other_etas(settings, new | changes):
            new |= {"steps": 0, "history": {}}
        else:
            new = self._remember(new, changes)
        return self._resolve({**new, **changes})

    def _is_another(self, before, settings):
        return super()._is_another(before, settings) or other_etas(before, settings)

    def _news(self, before):
        """Where only η are others, it is neither another network nor other data."""
        news, same = super()._news(before), not super()._is_another(before, self._settings)
        return SAME_AGAIN if news and same else news

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        training, s = self._trained(s, before)
        return TrainingNumbers(training, *self._plane(training, s))

    def _plane(self, training, s):
        """What all neurons of each run say on a grid of the plane, as far as it is shown."""
        if s["data"] == "digits" or not {"field", "neurons"} & set(self._pictures_of(s)):
            return None, ()
        parts = [part.x for part in training.parts if part is not None]
        low, high = (-0.5, 1.5) if s["data"] == "xor" else _plain_ends(max(np.abs(x).max() for x in parts))
        places = np.linspace(low, high, ON_GRID)
        grid = np.stack([each.ravel() for each in np.meshgrid(places, places)])
        return (low, high), [run.net.forward(grid).o for run in training.runs]

    @classmethod
    def _pictures_of(cls, s):
        """With several η there is room for two."""
        names = super()._pictures_of(s)
        if len(etas(s)) == 1:
            return names
        return tuple(name for name in names if name in ("field", "errs")) or ("field", "errs")

    def _parts(self):
        """The contributions of all training patterns to the gradient of the chosen weight."""
        return contributions(self._runs[0].net, self._numbers.training.parts.train, self._settings["weight"])

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self.add_class("bp-training")
        self._build_run()
        self.etas = controls.entry("η of each run", "", "240px")
        self._bind(self.etas, "eta", read=ours.read_eta)
        self._others = (self.etas,)
        self._build_more()
        self.player.children = [self.play, self.one, *self._closing(), self.ticks]
        self.children = [
            self.page, self.player, self._now_row(), self.hand, self.more_box,
            self.message, self.hint, self.figures,
        ]  # fmt: skip

    @cached_property
    def compare(self):
        """Three η side by side."""
        button = looks.ToggleButton(
            value=len(etas(self._settings)) > 1, description="Compare three η",
            tooltip="The same run with a much smaller and a much larger η beside it", layout={"width": "auto"},
        )  # fmt: skip
        self._when(button, "value", self._on_compare)
        return button

    def _show_settings(self):
        s = self._settings
        super()._show_settings()
        several = len(etas(s)) > 1
        if "compare" in vars(self):
            self.compare.value = several
        looks.show(self.etas, several, value=", ".join(f"{eta:g}" for eta in etas(s)))
        begin = "" if s["steps"] else "Press Play. "
        hint = LECTURE[s["bias"], LOSSES[s["loss"]].mean]
        self.hint.value = f'<span class="bp-hint">{begin}{hint}</span>'

    # -- what the student does ---------------------------------------------------------------------------------

    def _on_compare(self, on):
        several = etas(self._settings)
        self.set(eta=ours.compared(several[0]) if on else several[len(several) // 2])

    # -- drawing -----------------------------------------------------------------------------------------------

    def _pictured(self):
        """Of digits, what stands in the place of a field and of neurons."""
        digits, runs = self._settings["data"] == "digits", len(self._runs)
        found = []
        for name in self._pictures_of(self._settings):
            if name == "field":
                kind = "field" if not digits else "images" if runs == 1 else "few_images"
                found += [(kind, n) for n in range(runs)]
            else:
                found.append(("masks" if digits and name == "neurons" else name, 0))
        return found

    def _run_in_words(self, n):
        """One run: its η where there are several, Err, and how much is right."""
        run = self._runs[n]
        which = f"η = {number(etas(self._settings)[n])} · " if len(self._runs) > 1 else "training: "
        return f"{which}Err {number(run.now.Err)} · {_percent(run.now.right)} right"

    def _draw_field(self, figure, artists, n):
        ax, numbers = figure.axes[0], self._numbers
        low, high = numbers.ends
        if ax.get_xlim() != (low, high):
            ax.set(xlim=(low, high), ylim=(low, high))
        values = numbers.planes[n][-1].reshape(ON_GRID, ON_GRID)
        drawing.draw_field(
            ax, values=values, data=numbers.training.parts.train, words=self._run_in_words(n), artists=artists
        )
        blue = number(round(100 * float(np.mean(values > 0.5))))
        figure.show(
            f"ŷ over the plane, over ½ on {blue} % of it, with the training patterns: {self._run_in_words(n)}."
        )

    def _draw_images(self, figure, artists, n):
        test = self._numbers.training.parts.test
        said, truth = told(self._runs[n].net.forward(test.x).o[-1]), told(test.y)
        order = tiles.wrong_first(said, truth)[: len(artists.said)]
        wrong = [bool(said[p] != truth[p]) for p in order]
        texts = [f"{said[p]}, not {truth[p]}" if bad else str(said[p]) for p, bad in zip(order, wrong, strict=True)]
        count = int(np.sum(said != truth))
        eta = f"η = {number(etas(self._settings)[n])} · " if len(self._runs) > 1 else ""
        words = f"{eta or 'test: '}{count} of {len(truth)} wrong, {_percent(1 - count / len(truth))} right"
        if not figure.is_news(words, texts, [*order]):
            return  # the same digits in the same order: nothing to draw
        tiles.draw_images(figure.axes[0], "", test.x.T[order], texts, wrong, words, artists)
        first = "; ".join(text for text, bad in zip(texts, wrong, strict=True) if bad) or "none"
        figure.show(f"Images of test digits with what the network says, wrong ones first. {words}. Wrong: {first}.")

    _draw_few_images = _draw_images

    def _draw_neurons(self, figure, artists, n):
        net, o = self._runs[0].net, self._numbers.planes[0]
        layers = [_tile_values(o[0], None)]
        layers += [_tile_values(o[m], net.activations[m]) for m in range(1, len(o))]
        last = len(o) - 1
        names = ["x", *(f"layer {m}" for m in range(1, last)), "ŷ"]
        weights = [net.weights(m) for m in range(1, last + 1)]
        count = sum(theta.size for theta in weights)
        some = f"the {tiles.MOST_LINES} largest of {count} weights" if count > tiles.MOST_LINES else "weights"
        words = f"blue: high, orange: low · lines: {some}, solid +, dashed −"
        squares = [tile.reshape(-1, ON_GRID, ON_GRID) for tile in layers]
        renew(
            figure, [words, *names] != [each.get_text() for each in (artists.words, *artists.names) if each.get_text()]
        )
        tiles.draw_neurons(figure.axes[0], "", squares, weights, names, words, artists)
        figure.show(f"What each neuron says over the plane, layer by layer. {self._sameness(layers[1:-1])}")

    @staticmethod
    def _sameness(layers):
        """Which hidden neurons say the same everywhere, in words."""
        said = []
        for m, layer in enumerate(layers, start=1):
            sample = np.round(layer[:, ::SAMPLE], 9) + 0.0
            kinds = len({row.tobytes() for row in sample})
            if np.ptp(sample) == 0:
                said.append(f"Layer {m}: flat everywhere.")
            elif kinds == 1 < len(layer):
                said.append(f"Layer {m}: all {len(layer)} neurons say the same.")
            else:
                said.append(f"Layer {m}: {kinds} different {'neurons' if kinds > 1 else 'neuron'}.")
        return " ".join(said) or "There is no hidden layer."

    def _draw_masks(self, figure, artists, n):
        theta, words = self._runs[0].net.weights(1), "blue +, orange −"
        renew(figure, artists.words.get_text() != words)
        tiles.draw_masks(figure.axes[0], "", theta, words, artists)
        figure.show(f"The weights from the image into each of the {len(theta)} neurons of layer 1, as images.")

    def _draw_errs(self, figure, artists, n):
        runs, s = self._runs, self._settings
        curves = []
        for run, eta in zip(runs, etas(s), strict=True):
            steps, measures = zip(*run.curve(), strict=True)
            name = "training" if len(runs) == 1 else f"η = {number(eta)}"
            curves.append((name, (steps, [each.Err for each in measures])))
            if len(runs) == 1 and run.now.test_Err is not None:
                curves.append(("test", (steps, [each.test_Err for each in measures])))
        which = "" if len(runs) == 1 else ", training patterns"
        self._show_curves(figure, artists, curves, f"{LOSSES[s['loss']].words}{which}", "Err over the steps")

    def _draw_deltas(self, figure, artists, n):
        steps, measures = zip(*self._runs[0].curve(), strict=True)
        curves = []
        for m in range(1, len(measures[0].norms)):
            norms = [each.norms[m] for each in measures]
            curves.append((f"layer {m}" + (": 0 ↓" if norms[-1] == 0 else ""), (steps, norms)))
        words = "‖δ‖ = √Σ δ², over neurons and training patterns"
        self._show_curves(figure, artists, curves, words, "‖δ‖ of each layer over the steps")

    def _draw_patterns(self, figure, artists, n):
        parts, ax = self._parts(), figure.axes[0]
        figure.fit(ax, x=(0, len(parts)), margin=0.0)
        figure.fit(ax, y=(min(parts.min(), 0.0), max(parts.max(), 0.0)))
        words = self._parts_in_words(parts)
        of = self._numbers.training.parts.train.y.size
        mean = LOSSES[self._settings["loss"]].mean
        note = f"each is divided by {of} already: Err is the mean" if mean else ""
        drawing.draw_contributions(ax, "", parts, words, note, artists)
        figure.show(f"What each of {len(parts)} patterns adds to one gradient, sorted. {words}. {note}".strip())

    def _parts_in_words(self, parts):
        up, down = number(parts[parts > 0].sum(), plus=True), number(parts[parts < 0].sum())
        m, i, l = self._settings["weight"]
        theta, net = self._symbol(), self._runs[0].net
        value = number(net.theta[m][i - 1, l - (not net.bias)])
        gradient = f"∂Err/∂{theta} = {number(parts.sum(), plus=True)}, the sum of {len(parts)}: {up} and {down}"
        return f"{theta} = {value} · {gradient}"

    def _symbol(self):
        s = self._settings
        return weight_symbol(s["weight"], len(s["hidden"]) + 1)

    def _where(self):
        s, runs = self._settings, self._runs
        step = f"step {s['steps']}"
        if len(runs) > 1:
            return f"{step} · three runs from the same θ" if len(runs) == 3 else f"{step} · two runs from the same θ"
        now = runs[0].now
        test = (
            "" if now.test_right is None else f" · test: Err {number(now.test_Err)}, {_percent(now.test_right)} right"
        )
        return f"{step} · Err {number(now.Err)} · {_percent(now.right)} right{test}"

    def _status(self):
        if len(self._runs) == 1:
            return f"{self._where()}."
        return f"{self._where()}. {'; '.join(self._run_in_words(n) for n in range(len(self._runs)))}."

    def _standing_sentence(self):
        """A run that diverged is told of wherever its last finite numbers are shown."""
        for run, eta in zip(self._runs, etas(self._settings), strict=True):
            if run.failure is not None:
                return f"The run with η = {number(eta)} {self._ended(run)}; a smaller η may help, or Reset."
        return ""

    # -- stored forms ------------------------------------------------------------------------------------------

    def _heading(self):
        s, parts = self._settings, self._numbers.training.parts
        sizes = "-".join(map(str, ours.sizes(s)))
        test = "" if parts.test is None else f", {parts.test.x.shape[1]} test"
        network = f"Network {sizes} · {s['activation']} · {s['loss']}{' · bias' if s['bias'] else ''}"
        batch = "all patterns" if s["batch_size"] is None else f"{s['batch_size']} patterns"
        eta = ", ".join(number(eta) for eta in etas(s))
        return [
            f"{network} · {s['data']}: {s['N']} training{test} patterns",
            f"{s['steps']} steps done, {batch} in each · η = {eta}",
        ]

    def _tables(self):
        s = self._settings
        rows = [("", "Err", "right", "test Err", "test right")]
        for run, eta in zip(self._runs, etas(s), strict=True):
            now = run.now
            test = ("", "") if now.test_Err is None else (number(now.test_Err), _percent(now.test_right))
            rows.append((f"η = {number(eta)}", number(now.Err), _percent(now.right), *test))
        if len(self._runs) > 1:
            return [self._heading(), rows]
        norms = [("layer", "‖δ‖")]
        norms += [(f"layer {m}", number(norm)) for m, norm in enumerate(self._runs[0].now.norms) if m > 0]
        if "patterns" not in self._pictures_of(s):
            return [self._heading(), rows, norms]
        parts = self._parts()
        values = (parts[parts > 0].sum(), parts[parts < 0].sum(), parts.sum())
        gradient = [("gradient", "up", "down", f"sum of {len(parts)}")]
        gradient.append((f"∂Err/∂{self._symbol()}", *(number(value, plus=True) for value in values)))
        return [self._heading(), rows, norms, gradient]

    # -- the view as plain data --------------------------------------------------------------------------------

    def _plain_numbers(self):
        found = [self._plain_run(run) for run in self._runs]
        if len(found) == 1:
            return found[0] | {"contributions": self._plain_parts()}
        return {name: [each[name] for each in found] for name in found[0]} | {"contributions": None}

    @staticmethod
    def _plain_run(run):
        steps, measures = zip(*run.curve(), strict=True)
        failure = run.failure and {"step": run.failure[0], **run.failure[1]._asdict()}
        return {
            "Err": run.now.Err,
            "right": run.now.right,
            "test_Err": run.now.test_Err,
            "test_right": run.now.test_right,
            "delta_norms": list(run.now.norms),
            "curve": {
                "steps": list(steps),
                "Err": [each.Err for each in measures],
                "test_Err": [each.test_Err for each in measures],
                "delta_norms": [list(each.norms) for each in measures],
            },
            "failure": failure,
        }

    def _plain_parts(self):
        parts = self._parts()
        up, down = float(parts[parts > 0].sum()), float(parts[parts < 0].sum())
        return {"count": len(parts), "up": up, "down": down, "sum": float(parts.sum())}


def other_etas(before, after):
    """Whether runs side by side get other η: then they begin again, so that each has one η from its beginning."""
    return max(len(etas(before)), len(etas(after))) > 1 and etas(before) != etas(after)


def _percent(share):
    """A share as it is read: "96.5 %"."""
    return f"{number(round(100 * share, 1))} %"


def _plain_ends(largest):
    """The ends of an axis that holds ±`largest`: quarters."""
    end = np.ceil(4 * 1.05 * largest) / 4
    return -float(end), float(end)


def _tile_values(o, activation):
    """Outputs of a layer over the plane from −1 to 1: between the ends of its σ (a sigmoid's are about ½), or about 0;
    activation None: the inputs."""
    o = np.nan_to_num(o)
    if activation is not None and activation.ends:
        low, high = activation.ends
        return (2 * o - (low + high)) / (high - low)
    largest = np.abs(o).max(initial=0.0)
    return o / (largest if activation is None else max(1.0, largest))
