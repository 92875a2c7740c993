"""The row of buttons that goes through a calculation one part at a time, by hand or by itself."""

import ipywidgets as widgets
import traitlets

from . import controls

TICK = 700  # ms between two parts while playing


class Transport(widgets.HBox):
    """|◀ Start, ◀ Back, ▶ Play, Next ▶, End ▶| and a slider (`place`) over the parts 0…top.

    label        the slider's
    part, whole  what one part is called, and all of them together: "micro-step", "this step"
    go(place)    called by Start and End; move(by) by Back and Next; tick() by Play, every now and then
    less_motion  whether the page wishes for less motion: a tick may then do more at once
    """

    def __init__(self, label, place, top, *, part, whole, go, move, tick):
        self.first = controls.Press("|◀ Start", f"Back to the beginning of {whole}")
        self.back = controls.Press("◀ Back", f"One {part} back")
        self.next = controls.Press("Next ▶", f"One {part} forward")
        self.last = controls.Press("End ▶|", f"To the end of {whole}")
        self.play = widgets.ToggleButton(description="▶ Play", tooltip="Goes on by itself", layout={"width": "auto"})
        self.ticks = widgets.Play(min=0, max=10**9, interval=TICK, layout=widgets.Layout(display="none"))
        self.place = controls.whole_slider(label, place, 0, top)
        self.top, self.less_motion = top, False
        super().__init__([self.first, self.back, self.play, self.next, self.last, self.place, self.ticks])
        self.add_class("bp-row")
        traitlets.link((self.play, "value"), (self.ticks, "playing"))
        self.play.observe(self._on_play, "value")
        self.ticks.observe(lambda _: tick(), "value")
        self.first.observe(lambda _: go(0), "presses")
        self.last.observe(lambda _: go(self.top), "presses")
        self.back.observe(lambda _: move(-1), "presses")
        self.next.observe(lambda _: move(+1), "presses")

    def show(self, place, top):
        """Show that `place` of `top` parts are done."""
        self.top = top
        self.place.show(place, top)

    def stop(self):
        """Stop playing."""
        self.play.value = False

    def heed(self, event):
        """What the page reports: nothing runs when nobody looks, nor goes on by itself after a reload."""
        if event.get("kind") in ("shown", "gone"):
            self.stop()
            self.less_motion = bool(event.get("less_motion", self.less_motion))

    def _on_play(self, change):
        self.play.description = "❚❚ Pause" if change["new"] else "▶ Play"
