"""A line of text that is sent as one message when Enter is pressed.

A line of ipywidgets reports Enter and the text by two messages that may overtake each other: then the answer that is
judged would be the one before the last key.
"""

from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent


class AnswerBox(anywidget.AnyWidget):
    """`text` is what stands in the line, told when Enter is pressed or the line is left; `event` is the last Enter,
    {"kind": "enter", "text": …}."""

    _esm = HERE / "answer_box.js"
    label = traitlets.Unicode("Your answer").tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    event = traitlets.Dict().tag(sync=True, echo_update=False)

    def focus(self):
        """Put the cursor into the line."""
        self.send({"focus": True})
