"""A notebook's cells without a kernel: IPython's shell, which keeps what they show. Used inside of the sandbox.

There are no ports, no messages and no other process; magics, display, await and Matplotlib's pictures work as in a
notebook. `!command` says that it is not run while marking.
"""

import builtins
import os
import signal
import sys

os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

MOST_TEXT = 100_000  # letters that a cell may print
MOST_OUTPUTS = 200
MOST_PICTURE = 4 * 2**20  # letters of a PNG
SHOWN = ("text/plain", "image/png")  # all else would be left out at the other end


class TooSlow(BaseException):
    """Raised in a cell that takes too long."""


class Outputs(list):
    """Of one cell, as a notebook stores them, as far as there is room."""

    def print(self, name, text):
        if not text:
            return
        last = self[-1] if self else {}
        if last.get("output_type") != "stream" or last["name"] != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self.add(last)
        room = MOST_TEXT - len(last["text"])
        if room > 0:
            last["text"] += text[:room]
            if len(text) >= room:
                last["text"] += "\n… (the rest is left out)"

    def add(self, output):
        if len(self) < MOST_OUTPUTS:
            self.append(output)

    def show(self, data, metadata, **kind):
        data = {name: value for name, value in data.items() if name in SHOWN and isinstance(value, str)}
        data = {name: value[:MOST_TEXT] if name != "image/png" else value for name, value in data.items()
                if name != "image/png" or len(value) <= MOST_PICTURE}  # fmt: skip
        if data:
            self.add({**kind, "data": data, "metadata": {}})


class Stream:
    """Stands for sys.stdout or sys.stderr."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, name, outputs):
        self._name, self._outputs = name, outputs

    def write(self, text):
        self._outputs().print(self._name, str(text))
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def fileno(self):
        raise OSError("there is no file")


class Shell:
    """Runs cells, one after another, in one set of names."""

    def __init__(self):
        self._outputs = Outputs()
        ours = self

        class Publisher(DisplayPublisher):
            def publish(self, data, metadata=None, **more):
                ours._outputs.show(data, metadata or {}, output_type="display_data")

            def clear_output(self, wait=False):
                ours._outputs.clear()

        class Hook(DisplayHook):
            def write_output_prompt(self):
                pass

            def write_format_data(self, data, metadata=None):
                ours._outputs.show(
                    data, metadata or {}, output_type="execute_result", execution_count=self.prompt_count
                )

        class OurShell(InteractiveShell):
            displayhook_class, display_pub_class = Hook, Publisher

            def system(self, command):
                print(f"!{command} is not run while marking.")

            getoutput = system

            def _showtraceback(self, kind, error, lines):
                ours._outputs.add({"output_type": "error", "ename": kind.__name__, "evalue": str(error)[:MOST_TEXT],
                                   "traceback": [str(line)[:MOST_TEXT] for line in lines]})  # fmt: skip

            def ask_exit(self):
                """`quit()` ends nothing here: the cells below are handed in as well."""

        settings = Config()
        settings.HistoryManager.enabled = False
        settings.InteractiveShell.colors = "NoColor"
        self._shell = OurShell.instance(config=settings)
        self._shell.showtraceback_in_order = True
        builtins.input = _nobody_answers

    @property
    def names(self):
        """What the student's names stand for."""
        return self._shell.user_ns

    def remember(self, cell):
        """Put a cell into the history, as if it had been run."""
        self._shell.history_manager.store_inputs(self._shell.execution_count, cell, cell)
        self._shell.execution_count += 1

    def run(self, cell, seconds):
        """Run a cell; what it shows. After so many seconds it is interrupted."""
        self._outputs = Outputs()
        sys.stdout, sys.stderr = (Stream(name, lambda: self._outputs) for name in ("stdout", "stderr"))
        before = signal.signal(signal.SIGALRM, _too_slow)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
        try:
            self._shell.run_cell(cell, store_history=True)
        except TooSlow:
            self._outputs.add({"output_type": "error", "ename": "TooSlow", "evalue": "", "traceback": [
                f"This cell was stopped after {seconds:g} seconds. Is there a loop in it that never ends?"
            ]})  # fmt: skip
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        return list(self._outputs)


def _too_slow(number, frame):
    raise TooSlow


def _nobody_answers(*_, **__):
    raise OSError("A cell asks for input. While marking, nobody is there who could answer.")
