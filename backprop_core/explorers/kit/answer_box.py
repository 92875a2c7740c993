"""A line of text that is sent as one message when Enter is pressed.

A line of ipywidgets reports Enter and the text by two messages that may overtake each other: then the answer that is
judged would be the one before the last key.
"""

import traitlets

from .tiny import Tiny, script


class AnswerBox(Tiny):
    """`text` is what stands in the line, told when Enter is pressed or the line is left; `event` is the last Enter,
    {"kind": "enter", "text": …}."""

    _esm = script("line.js", "answer_box.js")
    label = traitlets.Unicode("Your answer").tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    event = traitlets.Dict().tag(sync=True, echo_update=False)

    def focus(self):
        """Put the cursor into the line."""
        self.send({"focus": True})
