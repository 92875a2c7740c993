"""Depth, live: what becomes of u, δ and the gradients from layer to layer, and what theory predicts (lecture §9)."""

import math
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import numpy as np

from ...diagnostics import SATURATED, mean_singular_value, measure_layers, rms
from ...figures import depth as drawing
from ...figures import training as curves
from ...figures.frame import put_limits
from ...one_step.text import number, rounded
from ..kit import controls, looks
from ..kit.pictures import Picture, chosen
from ..kit.setting import RUNS, Setting, power, with_controls
from ..kit.typed import MOST_ETA
from . import deep as ours
from .deep_explorer import STRIPS_PICTURE, DeepExplorer, DeepNumbers, stretches
from .depth_presets import PRESETS, preset_of
from .running_explorer import UNTIL, stepping

DRAWS = 20  # other draws of the weights, for the band
SLICE, LATER = 0.03, 60  # s that a tick may draw for, and ms between two
QUICK = 200_000  # depth · width²: so small a network's band can be waited for
STEP = {
    "eta": power(0.003, "η", ours.LEAST_ETA, MOST_ETA, RUNS),
    "clip_norm": Setting(
        None, ours.read_clip_norm, lambda _: controls.entry("Clip ‖∂Err/∂θ‖ at", "", "220px"), RUNS,
        ours.show_clip_norm, ours.read_clip,
    ),
}  # fmt: skip
FRAME = (352, 206)  # three in a row where the view is as wide as it gets


def _over_layers(draw, title, **more):
    return Picture(partial(draw, title=title), FRAME, (62, 36, 14, 44), **more)


PICTURES = {  # what happens, then why
    "strips": STRIPS_PICTURE,
    "deltas": _over_layers(drawing.draw_sizes, "δ of each layer (root mean square)", first=True),
    "gradients": _over_layers(drawing.draw_sizes, "∂Err/∂θ of each layer (root mean square)", usual=False),
    "learning": Picture(
        partial(curves.draw_curves, title="∂Err/∂θ of some layers, step by step"), FRAME, (62, 36, 62, 44), first=True,
        usual=False,
    ),
    "spread": _over_layers(drawing.draw_spread, "u of each layer: where its neurons stand", usual=False),
    "slope": _over_layers(drawing.draw_slope, "u of one layer, and the slope that it meets", usual=False),
    "factors": _over_layers(drawing.draw_factors, "What each layer multiplies δ by"),
    "shares": _over_layers(drawing.draw_shares, "Neurons without slope: saturated or dead", usual=False),
}  # fmt: skip
USUAL_GRADIENTS = [1e-20, 1.0]  # from one setting to the next their axis is the same: it only grows, for still others
CRAWLS = 1e-6  # a step that changes θ by less than this share of its size
DRAGGED = {"depth", "gain", "width", "layer", "steps", "history", "eta", "clip_norm"}  # axes stand still meanwhile
COUNT, CURVE = 80, 161  # bars of the histogram, points of σ′
WIDE = 12.0  # so far their axis goes to both sides: it stands still, so that it is the histogram that grows wide,
FAR = 24.0  # but for u of more than such a size, of which hardly anything would be seen
NO_SEEDS = np.empty((0, 0))
FIRST = {  # what to do first, by the first control
    "depth": "Drag Depth: what becomes of layer 1?",
    "activation": "Choose another σ: what becomes of layer 1?",
    "init": "Choose other first weights: what becomes of layer 1?",
    "gain": "Drag gain, which multiplies the first weights, and watch.",
}
THEN = "Then press ▶ Play: which layers learn?"


@dataclass(frozen=True)
class DepthNumbers(DeepNumbers):
    """And δ of other draws, relative to that of the last layer; and what is told of a preset."""

    ratios: np.ndarray
    story: str


class DepthExplorer(DeepExplorer):
    """A network of 2 to 64 layers, layer by layer: root mean squares of δ (with what theory predicts) and of ∂Err/∂θ,
    the distribution of u, how much σ′ and θ each take from δ; and the same network as it trains.

    depth       layers of weights, M; width: neurons of a hidden layer (and inputs, with "gaussian")
    activation  of the hidden layers; the output is linear: one neuron, or ten for digits. bias, loss, init, gain and
                seed as for `Network`; the seed draws the 64 patterns as well
    input       "gaussian": x is N(0, 1), the target the sign of x_1; or "digits"
    layer       the layer that `slope` shows; None: the one in the middle
    eta, clip_norm   the learning rate, and the length to which the gradient is cut (None: it is not)
    steps, pace, history   as in `TrainingExplorer`: history is {step: {"eta" or "clip_norm": value}}
    pictures    of "strips", "deltas", "gradients", "learning", "spread", "slope", "factors", "shares"; None:
                strips, deltas and factors, which have room on a screen
    until       as in `TrainingExplorer`
    controls    which controls are seen at first sight, by the names of their settings, and "presets", the buttons of
                networks of the literature; None: depth, activation and init. All others wait under "More"

    The prediction is `diagnostics.predict_layers`. Where it is not expected to hold (`diagnostics.doubts`) the view
    says why, and draws none.
    """

    _training = ours.DeepTraining
    _another = "This is another network: the run begins again."
    _pictures = PICTURES
    _holds = False  # whether axes stand still as long as they can
    _fits = False  # whether a preset has been pressed: then they do not
    _asked = False  # whether one ever was

    settings = with_controls({
        **ours.structure(depth=30, width=64, activation="sigmoid", init="xavier", gain=1.0, init_width="250px"),
        "layer": Setting(
            None, ours.read_layer, lambda _: controls.whole_slider("Layer", 1, 1, ours.MOST_DEPTH),
            show=lambda control, _, s: control.show(ours.layer_of(s), s["depth"]),
        ),
        **STEP,
        **stepping(STEP),
        "pictures": chosen(PICTURES),
        "until": UNTIL,
    }, "presets")  # fmt: skip
    _at_hand = ("depth", "activation", "init")
    _first_under_more = ("gain", "width", "layer", "eta", "clip_norm", "input")

    # -- settings ----------------------------------------------------------------------------------------------

    def _change(self, settings, changes):
        new = self._remember(dict(settings), changes)
        if changes.get("depth", new["depth"]) != new["depth"] and new["layer"] is not None:
            new["layer"] = None
        return self._resolve({**new, **changes})

    # -- numbers -----------------------------------------------------------------------------------------------

    def _compute(self, s, before):
        training, s = self._trained(s, before)
        net, (trace, grads) = training.runs[0].net, training.seen
        layers = measure_layers(net, trace, grads)
        theory, against = ours.predict(s, net, trace, layers)
        ratios = NO_SEEDS
        if before and before.training is training:
            ratios = before.ratios
        preset = preset_of(s) if s["steps"] == 0 else None
        story = preset.story(self._story_numbers(s, training, layers)) if preset else ""
        return DepthNumbers(training, layers, theory, against, ratios, story)

    def _band(self):
        """5 % and 95 % of δ over other draws of the weights, each scaled to the present δ_M; or None."""
        ratios = self._numbers.ratios
        if len(ratios) < 2 or self._settings["steps"] > 0:
            return None
        low, high = np.percentile(ratios, [5, 95], axis=0)
        last = self._numbers.layers.delta_rms[-1]
        return low * last, high * last

    def _wants_band(self):
        """Whether other draws are still to be made."""
        s = self._settings
        drawn = s["init"] not in ("zeros", "constant")
        shown = "deltas" in self._pictures_of(s)
        return drawn and shown and s["steps"] == 0 and len(self._numbers.ratios) < DRAWS

    def _draw_another(self):
        """One more draw of the weights: δ of each layer, relative to that of the last."""
        s, numbers = self._settings, self._numbers
        data = numbers.training.data
        net = ours.draw_network(s, len(numbers.ratios))
        grads = net.backward(net.forward(data.x), data.y)
        found = np.array([rms(delta) for delta in grads.delta[1:]])
        with np.errstate(invalid="ignore", divide="ignore"):
            row = np.nan_to_num(found / found[-1], nan=0.0, posinf=0.0)
        ratios = np.vstack([numbers.ratios.reshape(-1, len(row)), row])
        self._now = self._now._replace(numbers=replace(numbers, ratios=ratios))

    def _layer(self):
        return ours.layer_of(self._settings)

    @staticmethod
    def _story_numbers(s, training, layers):
        """What the presets tell of."""
        net = training.runs[0].net
        first, last = ours.pair(s)
        delta, (_, grads) = layers.delta_rms, training.seen
        kept = delta[first - 1] / delta[last - 1] if delta[last - 1] else math.nan
        widths = math.sqrt(net.sizes[1] / net.sizes[-1])
        return {
            "last": last,
            "kept": kept,
            "factor": kept ** (1 / max(1, last - first)),
            "norms": delta[0] * widths / delta[-1] if delta[-1] else math.nan,
            "to_x": rms(grads.delta[0]) / delta[-1] if delta[-1] else math.nan,
            "singular": mean_singular_value(net.weights(min(2, last))),
            "dead": float(np.mean(layers.dead[:last])),
            "gradient": (layers.gradient_rms[first - 1], layers.gradient_rms[last - 1]),
        }

    # -- words -------------------------------------------------------------------------------------------------

    def _verdict(self):
        """What the gradients say about the speed of learning, in a sentence.

        Of two layers that crawl neither learns, whatever their ratio is. And once it trains, ∂Err/∂θ of the last
        layer falls: a ratio would fall with it, as if the first, which crawls, caught up.
        """
        gradient = self._numbers.layers.gradient_rms
        first, last = self._pair()
        slow, fast = gradient[first - 1], gradient[last - 1]
        if not (math.isfinite(slow) and math.isfinite(fast)):
            return "The gradients have left the range of floats."
        if slow == 0:
            return f"Layer {first} does not learn: its ∂Err/∂θ is 0."
        if fast == 0:
            return f"Layer {last} does not learn: its ∂Err/∂θ is 0."
        crawling, more = self._crawling(), fast / slow
        if len(crawling) == 2:
            return f"Layers {first} and {last} both crawl."
        if crawling and self._settings["steps"] > 0:
            return f"Layer {crawling[0]} crawls."
        if 0.5 < more < 2:
            return f"Layer {first} learns about as fast as layer {last}."
        times = rounded(max(more, 1 / more), 2)
        return f"Layer {first} learns {times} times {'slower' if more > 1 else 'faster'} than layer {last}."

    def _crawling(self):
        """Which of the first and the last hidden layer have a θ that one step does not change to speak of."""
        gradient, net, eta = self._numbers.layers.gradient_rms, self._runs[0].net, self._settings["eta"]
        return [m for m in self._pair() if 0 < eta * gradient[m - 1] < CRAWLS * rms(net.theta[m])]

    def _crawl_words(self):
        """What the sentence means by crawling."""
        return "To crawl: less than a millionth of θ in a step." * ("crawl" in self._verdict())

    def _theory_words(self):
        """How far the prediction can be trusted."""
        against = self._numbers.against
        return f"Theory is not expected to hold here: {'; '.join(against)}." if against else ""

    def _standing_sentence(self):
        run = self._runs[0]
        if run.failure is None:
            return ""
        if run.died_after == 0:
            return f"It cannot even begin: {run.failure[1].why}"
        return f"The run {self._ended(run)}; a smaller η or clipping may help, or Reset."

    def _where(self):
        s = self._settings
        return f"step {s['steps']} · Err {number(self._runs[0].now.Err)} · <b>{self._verdict()}</b>"

    def _status(self):
        s = self._settings
        moved = f"{self._moved_words()}." if s["steps"] > 0 else ""
        told = filter(None, [self._story(), moved, self._crawl_words(), self._theory_words()])
        return " ".join([f"Step {s['steps']}, Err {number(self._runs[0].now.Err)}. {self._verdict()}", *told])

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self.add_class("bp-depth")
        self._build_run()
        self._build_more()
        self.presets = []
        for preset in PRESETS.values():
            button = controls.Press(preset.label, preset.tip)
            self._pressed(button, partial(self._on_preset, preset))
            self.presets.append(button)
        self.story = looks.HTML()
        self.story.add_class("bp-story")
        # It ticks only while somebody looks.
        self.later = looks.Play(min=0, max=10**9, interval=LATER, layout={"display": "none"})
        self._when(self.later, "value", lambda _: self._on_later())
        self.player.children = [self.play, self.one, *self._closing(), self.ticks, self.later]
        self.tried = controls.row(looks.Label("Try:"), *self.presets)
        self.tried.add_class("bp-presets")
        self.children = [
            self.page, self.hand, self.below_hand, self.player, self._now_row(), self.more_box,
            self.message, self.hint, self.story, self.figures,
        ]  # fmt: skip

    def _placeable(self):
        return {"presets": self.tried}

    def _show_settings(self):
        super()._show_settings()
        told = " ".join(filter(None, [self._crawl_words(), self._theory_words()]))
        self.hint.value = f'<span class="bp-hint">{told or self._what_to_do()}</span>'
        looks.show(self.story, self._tells(), value=f'<span class="bp-status">{self._story()}</span>')
        self.later.playing = self._wants_band()

    def _what_to_do(self):
        """What to do first: with the first control that is seen."""
        first = next((FIRST[name] for name in self._in_sight() if name in FIRST), "")
        plays = {"strips", "deltas", "learning"} & set(self._pictures_of(self._settings))
        return f"{first} {THEN if plays else ''}".strip()

    def _tells(self):
        """Whether presets have stories: once one is pressed. They would answer what a notebook asks first."""
        return self._asked

    def _story(self):
        """What is told of a preset."""
        return self._numbers.story if self._tells() else ""

    # -- what goes on ------------------------------------------------------------------------------------------

    def _on_preset(self, preset):
        self._fits = self._asked = True
        try:
            self.set(**preset.settings, layer=None)
        finally:
            self._fits = False

    def _on_later(self):
        """Draw other weights for a moment, for the band; the rest waits for the next tick."""
        until = perf_counter() + SLICE
        while self._wants_band():
            self._draw_another()
            if perf_counter() > until:
                break
        self.later.playing = self._wants_band()
        if "deltas" in self._pictures_of(self._settings):
            self._draw_deltas(*self.picture("deltas"), 0)

    def _on_page(self, event):
        super()._on_page(event)
        if event.get("kind") == "shown":
            self.later.playing = False  # a new page counts anew
            self.later.playing = self._wants_band()

    def _before_change(self, settings):
        """Axes that still hold all numbers stand still while a slider is dragged; after a click they fit."""
        super()._before_change(settings)
        clicked = self._fits or any(settings[name] != self._settings[name] for name in settings.keys() - DRAGGED)
        self._holds = not clicked

    # -- drawing -----------------------------------------------------------------------------------------------

    def _put_powers(self, figure, *rows, across=None):
        """Limits of a picture that shows rows of numbers on a scale of powers of ten."""
        across = across or self._across()
        drawing.put_powers(figure.axes[0], across, *rows, hold=self._holds, fresh=self._fits)

    def _draw_deltas(self, figure, artists, n):
        numbers = self._numbers
        theory, band = numbers.theory, self._band()
        predicted = theory and theory.delta_rms
        done = len(numbers.ratios)
        words = "dots: measured"
        if predicted:
            words += " · dashed: theory"
        if done and self._settings["steps"] == 0:
            words += f" · shaded: {done} other seeds" if done == DRAWS else f" · shaded: seed {done} of {DRAWS} …"
        told = f"Theory: {number(predicted[0])} in layer 1. " if predicted else ""
        self._show_sizes(
            figure,
            artists,
            "delta_rms",
            words,
            "Root mean square of δ, layer by layer",
            f"{told}({words})",
            predicted,
            band,
        )

    def _draw_gradients(self, figure, artists, n):
        what, verdict = "Root mean square of ∂Err/∂θ, layer by layer", self._verdict()
        self._show_sizes(figure, artists, "gradient_rms", verdict, what, verdict)

    def _draw_spread(self, figure, artists, n):
        (trace, _), layers, theory = self._numbers.training.seen, self._numbers.layers, self._numbers.theory
        size = 3 * max((each for each in layers.u_rms if math.isfinite(each)), default=1.0)
        limit = drawing.round_limit(size, None if self._fits else figure.axes[0].get_ylim()[1])
        put_limits(figure.axes[0], self._across(), (-limit, limit))
        beyond = int(figure.axes[0].get_xlim()[1]) - len(layers.u_rms)  # room for a deeper network
        shares = np.pad(histograms(trace.u[1:], limit), ((0, 0), (0, beyond)))
        words = "dark: many neurons" + (" · dashed: ± theory" if theory else "")
        drawing.draw_spread(
            figure.axes[0], "", shares, limit, theory and theory.u_rms, self._layer(), words, artists=artists
        )
        ends = f"{number(layers.u_rms[0])} in layer 1, {number(layers.u_rms[-1])} in layer {len(layers.u_rms)}"
        figure.show(f"Where the u of each layer lie. Their root mean square: {ends}.")

    def _draw_shares(self, figure, artists, n):
        layers = self._numbers.layers
        put_limits(figure.axes[0], self._across(), figure.axes[0].get_ylim())
        words = f"filled: saturated, σ′ under {100 * SATURATED:g} % of its largest · framed: dead"
        if max(layers.saturated) < 0.005:  # no bar could be seen
            words = f"hardly any: σ′ is seldom under {100 * SATURATED:g} % of its largest"
        drawing.draw_shares(figure.axes[0], "", layers.saturated, layers.dead, words, artists)
        m = self._layer()
        both = {"Saturated": layers.saturated, "Dead": layers.dead}
        shares = ((name, values[0], values[m - 1]) for name, values in both.items())
        said = (f"{name}: {percent(first)} in layer 1, {percent(here)} in layer {m}." for name, first, here in shares)
        figure.show(f"Neurons without slope. {' '.join(said)}")

    def _draw_slope(self, figure, artists, n):
        (trace, _), layers, m = self._numbers.training.seen, self._numbers.layers, self._layer()
        activation = self._runs[0].net.activations[m]
        size = layers.u_rms[m - 1]
        limit = WIDE
        if FAR < size < math.inf:
            limit = drawing.round_limit(4 * size, None if self._fits else figure.axes[0].get_xlim()[1])
        put_limits(figure.axes[0], (-limit, limit), figure.axes[0].get_ylim())
        counts, edges = np.histogram(trace.u[m], COUNT, (-limit, limit))
        u = np.linspace(-limit, limit, CURVE)
        slope = np.abs(activation.df(u)) / activation.limit
        beyond = float(np.mean(~(np.abs(trace.u[m]) <= limit)))
        out = f", {percent(beyond)} beyond" if beyond > 0 else ""
        words = f"layer {m}: {percent(layers.saturated[m - 1])} saturated (yellow){out or ' · dashed: σ′'}"
        flat = stretches(u, slope < SATURATED)
        drawing.draw_slope(
            figure.axes[0], "", edges, counts / max(1, counts.max()), u, slope, flat, words, artists=artists
        )
        figure.show(
            f"u of layer {m}, between {number(-limit)} and {number(limit)}, with the curve of σ′, which is "
            f"{number(activation.limit)} at most: root mean square of u {number(size)}, of σ′ "
            f"{number(layers.slope_rms[m - 1])}. {percent(layers.saturated[m - 1])} saturated{out}."
        )

    def _factors(self):
        """What δ is multiplied by on its way into each hidden layer: by σ′ there, and by θ of the layer behind, from
        whose neurons as many terms come."""
        net, slope = self._runs[0].net, self._numbers.layers.slope_rms[:-1]
        theta = [math.sqrt(net.sizes[m + 1]) * rms(net.weights(m + 1)) for m in range(1, len(net.sizes) - 1)]
        return slope, theta

    def _draw_factors(self, figure, artists, n):
        slope, theta = self._factors()
        both = [a * b for a, b in zip(slope, theta, strict=True)]
        self._put_powers(figure, slope, theta, both, [1.0, drawing.room_below([*slope, *theta, *both, 1.0])])
        m = min(self._layer(), len(slope))
        words = f"layer {m}: {number(slope[m - 1])} · {number(theta[m - 1])} = {number(both[m - 1])}"
        drawing.draw_factors(figure.axes[0], "", slope, theta, words, artists)
        figure.show(f"What δ is multiplied by on its way into each layer, σ′ and θ: {words}.")

    def _draw_learning(self, figure, artists, n):
        steps, measures = zip(*self._runs[0].curve(), strict=True)
        rows = []
        for m in some_layers(self._settings["depth"]):
            rows.append((f"layer {m}", (steps, [each.gradient_rms[m - 1] for each in measures])))
        numbers = [each for _, (_, each) in rows]
        across, _ = curves.curve_limits(self._settings["steps"], [])
        self._put_powers(figure, *numbers, USUAL_GRADIENTS, across=across)
        words = self._moved_words()
        curves.draw_curves(figure.axes[0], curves=rows, words=words, artists=artists, least=0.0)
        ends = "; ".join(f"{name} from {number(each[0])} to {number(each[-1])}" for name, (_, each) in rows)
        figure.show(
            f"∂Err/∂θ of some layers, root mean squares: {ends} after {self._settings['steps']} steps. {words}"
        )

    # -- stored forms ------------------------------------------------------------------------------------------

    def _complete(self):
        s = self._settings
        if s["depth"] * s["width"] ** 2 <= QUICK:  # the stored picture has the whole band, if that does not take long
            while self._wants_band():
                self._draw_another()
            self._draw()

    def _stored_lines(self):
        told = [(line, "") for line in (self._story(), self._theory_words()) if line]
        return [*[(line, "") for line in self._heading()], *told, (self._verdict(), "bold")]

    def _heading(self):
        s = self._settings
        hidden = f"{s['depth'] - 1} × {s['width']}"
        inputs, *_, outputs = ours.sizes(s)
        gain = "" if s["gain"] == 1 else f" × {number(s['gain'])}"
        clip = "" if s["clip_norm"] is None else f" · clipped at {number(s['clip_norm'])}"
        return [
            f"Network of {s['depth']} layers: {inputs} inputs, {hidden} {s['activation']}, {outputs} linear · "
            f"{s['init']}{gain}{' · bias' if s['bias'] else ''} · {s['loss']}",
            f"64 patterns, {s['input']} · {s['steps']} steps done · η = {number(s['eta'])}{clip} · "
            f"Err = {number(self._runs[0].now.Err)}",
        ]

    def _tables(self):
        layers, theory = self._numbers.layers, self._numbers.theory
        rows = [("layer", "u", "theory", "δ", "theory", "∂Err/∂θ", "saturated", "dead")]
        for m in range(len(layers.u_rms)):
            predicted = (number(theory.u_rms[m]), number(theory.delta_rms[m])) if theory else ("", "")
            rows.append((
                str(m + 1), number(layers.u_rms[m]), predicted[0], number(layers.delta_rms[m]), predicted[1],
                number(layers.gradient_rms[m]), percent(layers.saturated[m]), percent(layers.dead[m]),
            ))  # fmt: skip
        words = [self._verdict(), *filter(None, [self._theory_words()])]
        return [[*self._heading(), *words], rows]

    def _plain_numbers(self):
        layers, theory, run = self._numbers.layers, self._numbers.theory, self._runs[0]
        steps, measures = zip(*run.curve(), strict=True)
        band, (slope, theta) = self._band(), self._factors()
        return {
            "Err": run.now.Err,
            **{name: list(values) for name, values in layers._asdict().items()},
            "theory_delta_rms": theory and list(theory.delta_rms),
            "theory_u_rms": theory and list(theory.u_rms),
            "chi": theory and list(theory.chi),
            "doubts": list(self._numbers.against),
            "band": band and [list(map(float, each)) for each in band],
            "slope_factor": list(slope),
            "theta_factor": theta,
            "verdict": self._verdict(),
            "moved": [self._runs[0].moved(m) for m in range(1, self._settings["depth"] + 1)],
            "curve": {
                "steps": list(steps),
                "Err": [each.Err for each in measures],
                "gradient_rms": [list(each.gradient_rms) for each in measures],
            },
            "failure": run.failure and {"step": run.failure[0], **run.failure[1]._asdict()},
        }


def percent(share):
    """A share as it is read: "96.5 %"."""
    return f"{number(round(100 * share, 1))} %"


def histograms(layers, limit):
    """How often u lies where, for each layer: (bins, layers) from −limit to limit, each column up to 1."""
    found = np.zeros((drawing.BINS, len(layers)))
    for m, u in enumerate(layers):
        with np.errstate(invalid="ignore", over="ignore"):
            places = (u.ravel() + limit) * (drawing.BINS / (2 * limit))
            inside = places[(places >= 0) & (places < drawing.BINS)].astype(np.intp)
        counts = np.bincount(inside, minlength=drawing.BINS)
        found[:, m] = counts / max(1, counts.max())
    return found


def some_layers(depth):
    """At most five layers, evenly from the first to the last hidden one, and the output."""
    hidden = np.unique(np.round(np.linspace(1, max(1, depth - 1), min(4, depth - 1))).astype(int))
    return [*map(int, hidden), depth]
