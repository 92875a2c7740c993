"""A limit of time for a student's function: it cuts loops that never end, and nothing else.

What counts is the time that the function computes, not the clock on the wall: a busy machine takes nothing away. What
it imports is left out, and is not cut, for half a module would stay broken until the kernel is restarted. Only what
takes very long by the clock on the wall is cut whatever it does, for it may be waiting for something.

Where there is an alarm clock (`signal.setitimer`), it looks again and again. Elsewhere (Windows, a page without a
server, other threads than the first) Python itself is asked to look at every turn of a loop and every call, which
makes the function a few times slower, or, before Python 3.12, another thread looks. Neither can cut a long wait.
"""

import ctypes
import signal
import sys
import threading
import time

SECONDS = 1.0  # of computing, in one call
FIRST = 5.0  # the same for the first call of a function, which may prepare what later ones use
WAITING = 20.0  # by the clock on the wall
LOOK = 0.05  # how often the clock is looked at


class TooSlow(BaseException):
    """Raised in the function. Not an Exception, so that a student's `except Exception` does not catch it."""


class Limit:
    """`with Limit(computing, waiting) as limit:` raises `TooSlow` in what runs longer, again and again where that is
    caught. `limit.passed` is the limit that was passed, in seconds, or None. Whoever catches `TooSlow` calls `end`:
    it may have come just before the end."""

    def __init__(self, computing=SECONDS, waiting=WAITING):
        self.computing, self.waiting = computing, waiting
        self.passed = None

    def __enter__(self):
        self._computed = clock_of_this_thread()
        self._begin, self._seen, self._imported = time.monotonic(), self._computed(), 0.0
        self._used = self._seen
        self._next = self._begin + LOOK
        self._stop = _means()(self._look)
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Look no more."""
        self._stop()
        self._stop = lambda: None

    def _look(self, frame):
        """Look at the clocks; frame: what is running."""
        now = time.monotonic()
        if now < self._next or frame is None or frame.f_code in OURS:
            return
        self._next = now + LOOK
        used = self._computed()
        if _imports(frame):
            self._imported += used - self._seen
        self._seen = used
        if now - self._begin > self.waiting:
            self.passed = self.waiting
        elif used - self._used - self._imported > self.computing:
            self.passed = self.computing
        else:
            return
        raise TooSlow


# What puts things in order again is not cut.
OURS = {each.__code__ for each in (Limit.__enter__, Limit.__exit__, Limit.end)}


def clock_of_this_thread():
    """A function: the seconds that this thread has computed, whoever asks. Where nobody knows, those of all threads,
    or in a page without a server those on the wall."""
    if hasattr(time, "pthread_getcpuclockid"):
        try:
            clock = time.pthread_getcpuclockid(threading.get_ident())
            time.clock_gettime(clock)
            return lambda: time.clock_gettime(clock)
        except OSError:
            pass
    return time.process_time if sys.platform != "emscripten" else time.monotonic


def _imports(frame):
    """Whether an import is under way."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


# --- Who looks: each gets `look`, begins, and returns what ends it ---------------------------------------------------


def _means():
    """What this thread can have."""
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return by_alarm
    return by_monitoring if hasattr(sys, "monitoring") else by_thread


def by_alarm(look):
    """The operating system's alarm clock."""
    before = signal.signal(signal.SIGALRM, lambda _, frame: look(frame))
    earlier = signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)

    def stop():
        signal.setitimer(signal.ITIMER_REAL, *earlier)
        signal.signal(signal.SIGALRM, before)

    OURS.add(stop.__code__)
    return stop


def by_monitoring(look):
    """Python's own report of loops and calls, from 3.12 on. It comes from all threads."""
    watch, ours = sys.monitoring, threading.get_ident()
    tool = next((each for each in (4, 3) if watch.get_tool(each) is None), None)
    if tool is None:  # a call within a call: the limit of the outer one holds
        return lambda: None
    events = watch.events.JUMP | watch.events.BRANCH | watch.events.PY_START | watch.events.PY_RESUME

    def report(*_):
        if threading.get_ident() == ours:
            look(sys._getframe(1))

    watch.use_tool_id(tool, __name__)
    for n in range(events.bit_length()):
        if events & 1 << n:
            watch.register_callback(tool, 1 << n, report)
    watch.set_events(tool, events)

    def stop():
        watch.set_events(tool, 0)
        watch.free_tool_id(tool)

    OURS.add(stop.__code__)
    return stop


def by_thread(look):
    """A thread of its own, before 3.12: it sends for an exception, which comes between two instructions."""
    send, name, over = ctypes.pythonapi.PyThreadState_SetAsyncExc, threading.get_ident(), threading.Event()

    def watch():
        while not over.wait(LOOK):
            try:
                look(sys._current_frames().get(name))
            except TooSlow:
                send(ctypes.c_ulong(name), ctypes.py_object(TooSlow))

    def stop():
        over.set()
        watching.join()
        send(ctypes.c_ulong(name), None)  # one that has not come yet

    OURS.add(stop.__code__)
    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    return stop
