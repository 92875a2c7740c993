"""The history of a run, {step: {setting: value}}: what was changed by hand after how many steps.

Every function takes a history or settings and returns new ones; none changes what it was given.
"""

from ... import checks


def in_force(history, now):
    """The settings that the history puts in force after `now` steps."""
    values = {}
    for step in sorted(history):
        if step <= now:
            values |= {name: value for name, value in history[step].items() if name != "theta"}
    return values


def as_far_as(s, steps):
    """The settings of a run that came so far, if that is less than the steps that they ask for."""
    return s if steps >= s["steps"] else {**s, "steps": steps, **in_force(s["history"], steps)}


def until(history, now):
    """The history without what came after `now` steps."""
    return {step: dict(kept) for step, kept in history.items() if step <= now and kept}


def settled(s):
    """The history in the settings `s`, as far as it says more than they do after their present number of steps."""
    history = until(s["history"], s["steps"])
    later = {name for step, kept in history.items() if step > 0 for name in kept}
    for name in set(history.get(0, {})) - later - {"theta"}:
        del history[0][name]  # in force all along: the setting itself says it
    return {step: kept for step, kept in history.items() if kept}


def remembered(history, name, old, value, now):
    """The history in which the setting `name`, so far `old`, became `value` after `now` steps."""
    history = until(history, now)
    if now == 0:  # the setting itself says it
        return {step: {key: each for key, each in kept.items() if key != name} for step, kept in history.items()}
    if not any(name in kept for kept in history.values()):
        history.setdefault(0, {})[name] = old
    history.setdefault(now, {})[name] = value
    return history


def checked_history(history, settings, names, check, most=None):
    """The history, each value checked by `check(name, value)`; names: what it may change, after `most` steps at most.
    A setting that it changes later has its beginning in it, too."""
    found = {}
    for step, kept in checks.dictionary("history", history or {}).items():
        step = checks.whole_number("a step in history", step, most=most)
        for name, value in checks.dictionary(f"history[{step}]", kept).items():
            checks.choice("a setting in history", name, dict.fromkeys(names))
            found.setdefault(step, {})[name] = check(name, value)
    for name in {name for kept in found.values() for name in kept} - {"theta"} - set(found.get(0, {})):
        found.setdefault(0, {})[name] = settings[name]
    return dict(sorted(found.items()))
