"""How a number that was predicted compares with the one that the view shows: one sentence."""

from ...one_step.agreement import agrees
from ...one_step.text import number

TWO = "the 2 of the square"


def compared(snapshot, name, said):
    """The verdict on a prediction: right, or how far off it is, and the factor that was left out or taken twice where
    that explains it."""
    value = snapshot.values[name]
    if agrees(value, said):
        return "Right."
    if agrees(value, -said):
        return "Right size, wrong sign."
    if said == float(f"{value:.1g}"):
        return "About right: that is it to one digit."
    if abs(said) == 1:  # the view asks for that where only the sign is known
        sign = "The sign is right" if value * said > 0 else "Wrong sign" if value else "It is 0"
        far = value and not 0.1 < abs(value) < 10  # 1 may have been meant as a size
        return f"{sign}. (As a size that is {_times(value, said)}.)" if far else f"{sign}."
    if value == 0 or said == 0:
        return "It is 0." if value == 0 else "It is not 0."
    for words, other in mixed_up(snapshot, name):
        if agrees(other, said) or agrees(other, -said):
            return _off(value, said, f"you multiplied δ by {words}")
    for words, factor in factors(snapshot, name):
        if agrees(value, said * factor) or agrees(value, -said * factor):
            return _off(value, said, f"you left out {_told(words, factor)}")
        if factor and (agrees(value, said / factor) or agrees(value, -said / factor)):
            return _off(value, said, f"{_told(words, factor)} has come in once too often")
    return _off(value, said)


def _told(words, factor):
    return words if words == TWO else f"{words} = {number(factor)}"


def mixed_up(snapshot, name):
    """Pairs (words, number): what ∂Err/∂θ would be, if δ were multiplied by something that stands beside its o."""
    kind, *place = name
    if kind != "gradient" or snapshot.y.shape[1] > 1:
        return []
    m, i, l = place
    delta, value = snapshot.values["delta", m, i], snapshot.values[name]
    others = [
        ("the weight itself, not by the o where it begins", snapshot.values["theta", m, i, l]),
        ("the o where the weight ends, not by the one where it begins", snapshot.values["o", m, i]),
    ]
    clear = [(words, other) for words, other in others if abs(abs(other) - 1) > 0.05]  # by 1: then o was left out
    return [(words, delta * other) for words, other in clear if not agrees(value, delta * other)]


def factors(snapshot, name):
    """Pairs (words, number) of what the number `name` is a product of; () for one that is a sum, or 0."""
    kind, *place = name
    if kind == "gradient":
        m, i, l = place
        o = 1.0 if l == 0 else snapshot.values["x", l] if m == 1 else snapshot.values["o", m - 1, l]
        one = snapshot.y.shape[1] == 1  # of several patterns it is a sum
        known = [("∂u/∂θ = o", o), ("δ", snapshot.values["delta", m, i])] if one else []
        return [*known, *(factors(snapshot, ("delta", m, i)) if one else [])]
    if kind != "delta":
        return []
    m, i = place
    slope = snapshot.slope(m, i)
    found = [("σ′(u)", slope)]
    if m == len(snapshot.net.sizes) - 1:
        behind = snapshot.net.loss.df(snapshot.y, snapshot.trace.o[m])[i - 1, snapshot.pattern]
        found += [("∂Err/∂ŷ", float(behind)), (TWO, 2.0)]
    elif slope:
        found.append(("what comes back, Σⱼ δⱼ · θⱼᵢ", snapshot.values[name] / slope))
    return [(words, factor) for words, factor in found if factor and abs(abs(factor) - 1) > 0.05]


def _times(value, said):
    """How many times too small or too large a number is."""
    times = abs(value / said)
    size = "small" if times > 1 else "large"
    times = max(times, 1 / times)
    whole = round(times)
    told = f"{number(float(f'{times:.2g}'))} times" if abs(times - whole) > 0.05 * times else f"{whole} times"
    told = {"2 times": "twice", "3 times": "three times", "4 times": "four times"}.get(told, told)
    return "about the right size" if times < 1.2 else f"{told} too {size}"


def _off(value, said, why=""):
    """A sentence on a wrong number: how far off it is, its sign, and why."""
    told = _times(value, said)
    told = told[0].upper() + told[1:]
    sign = ", with the other sign" if value * said < 0 else ""
    return f"{told}{sign}{f': {why}' if why else ''}."
