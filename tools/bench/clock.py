"""How the benches take the time."""

import statistics
import time

ROUNDS = 15  # of what is measured in turns
FRAMES = 10  # moves of one control


def interleaved(contestants, seconds=1.0):
    """Median time of each of {name: function}, in turns, so that a slow moment of the machine hits all alike.

    Each call's result is kept until the next one is there, as a training loop does.
    """
    times = {name: [] for name in contestants}
    repeats = {}
    for name, function in contestants.items():
        begin = time.perf_counter()
        kept = function()
        once = time.perf_counter() - begin
        repeats[name] = max(3, int(seconds / ROUNDS / max(once, 1e-7)))
    for _ in range(ROUNDS):
        for name, function in contestants.items():
            begin = time.perf_counter()
            for _ in range(repeats[name]):
                kept = function()
            times[name].append((time.perf_counter() - begin) / repeats[name])
    del kept
    return {name: statistics.median(values) for name, values in times.items()}


def timed(moves):
    """Milliseconds of each move."""
    times = []
    for move in moves:
        begin = time.perf_counter()
        move()
        times.append(1e3 * (time.perf_counter() - begin))
    return times


def slowest_way(view, name, values):
    """Milliseconds to change a setting to each of several values in turn: the median, for the slowest of them."""
    times = {value: [] for value in values}
    for _ in range(FRAMES + 2):
        for value in values:
            times[value] += timed([lambda value=value: view.set(**{name: value})])
    return max(statistics.median(each[2:]) for each in times.values())
