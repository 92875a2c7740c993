"""Rows of buttons that let a calculation go on by itself, or lead through it one part at a time."""

from functools import cached_property

import traitlets

from . import controls, looks

TICK = 700  # ms between two parts while playing
REST = 200  # ms between the end of a wave and the next
PAUSE = "❚❚ Pause"
SPEEDS = {"½×": 0.5, "1×": 1.0, "2×": 2.0, "4×": 4.0}


class Player(looks.HBox):
    """▶ Play: a row in which something goes on by itself, tick by tick, as long as somebody looks.

    tick()       called every `interval` milliseconds while playing; ticks are left out where one takes longer
    less_motion  whether the page wishes for less motion: a tick may then do more at once
    """

    def __init__(self, tick, interval=TICK, name="▶ Play", tip="Goes on by itself"):
        self._name = name
        self.plays = 0  # how often Play has been pressed
        width = f"{46 + 7 * len(max(name, PAUSE, key=len))}px"  # nothing beside it moves when its words change
        self.play = looks.ToggleButton(description=name, tooltip=tip, layout={"width": controls.grown(width)})
        self.ticks = looks.Play(min=0, max=10**9, interval=interval, layout={"display": "none"})
        self.less_motion = False
        super().__init__([self.play, self.ticks])
        self.add_class("bp-row")
        traitlets.link((self.play, "value"), (self.ticks, "playing"))
        self.play.observe(self._on_play, "value")
        self.ticks.observe(lambda _: self.play.value and tick(), "value")  # a tick may come after the end

    def stop(self):
        """Stop playing."""
        self.play.value = False

    def heed(self, event):
        """What the page reports: nothing runs when nobody looks, nor goes on by itself after a reload."""
        if event.get("kind") in ("shown", "gone"):
            self.stop()
            self.less_motion = bool(event.get("less_motion", self.less_motion))

    def _on_play(self, change):
        self.plays += change["new"]
        self.play.description = PAUSE if change["new"] else self._name


class Transport(Player):
    """|◀ Start, ◀ Back, ▶ Play, Next ▶, End ▶| and a slider (`place`) over the parts 0…top.

    label        the slider's
    part, whole  what one part is called, and all of them together: "micro-step", "this step"
    go(place)    called by Start and End; move(by) by Back and Next; tick() by Play, every now and then
    diagram      the `DiagramView` in which a wave goes to each part. How fast is a matter of the page: it is no
                 setting, and changes no number
    """

    def __init__(self, label, place, top, *, part, whole, go, move, tick, diagram):
        super().__init__(tick)
        self.diagram = diagram
        self.first = controls.Press("|◀ Start", f"Back to the beginning of {whole}")
        self.back = controls.Press("◀ Back", f"One {part} back")
        self.next = controls.Press("Next ▶", f"One {part} forward")
        self.last = controls.Press("End ▶|", f"To the end of {whole}")
        self.place = controls.whole_slider(label, place, 0, top)
        self.top = top
        self.speed = controls.choice("Speed", SPEEDS.items(), 1.0, "110px")
        self.children = [
            self.first, self.back, self.play, self.next, self.last, self.speed, self.place, self.ticks
        ]  # fmt: skip
        diagram.observe(lambda _: self._keep_pace(), "wave")
        self.speed.observe(self._on_speed, "value")
        self.first.observe(lambda _: go(0), "presses")
        self.last.observe(lambda _: go(self.top), "presses")
        self.back.observe(lambda _: move(-1), "presses")
        self.next.observe(lambda _: move(+1), "presses")

    def heed(self, event):
        super().heed(event)
        self._keep_pace()

    def _on_speed(self, change):
        self.diagram.speed = change["new"]
        self._keep_pace()

    def _keep_pace(self):
        """The next part comes when the wave to this one has ended."""
        time = 0 if self.less_motion else self.diagram.wave.get("time", 0)
        self.ticks.interval = round(max(TICK, time + REST) / self.diagram.speed)

    def show(self, place, top):
        """Show that `place` of `top` parts are done."""
        self.top = top
        self.place.show(place, top)


class TimeRow(looks.HBox):
    """The slider over all steps that a run has come, also where the student has gone back. It comes as the run begins,
    so it stands in a line without buttons: none moves away from a hand.

    player    the `Player` of the run. While it plays the slider is not there: what a page says of a slider that is
              moved under it may come late, and would stop the run
    when      the view's `_when`; go(step) is called when the student moves the slider
    """

    def __init__(self, player, when, go):
        super().__init__()
        self.add_class("bp-row").add_class("bp-time")
        self._player, self._when, self._go = player, when, go

    @cached_property
    def slider(self):
        """Made when the first step has been done."""
        slider = controls.TimeSlider()
        self._when(slider, "value", lambda step: self._player.play.value or self._go(step))
        return slider

    def show(self, step, come):
        """Step `step` of the `come` that have been done is shown now."""
        shown = come > 0 and not self._player.play.value
        if shown:
            self.slider.show(step, come)
        looks.show(self, shown, children=(self.slider,) if shown else self.children)
