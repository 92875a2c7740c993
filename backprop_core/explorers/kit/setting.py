"""A setting of a view, told once: its usual value, how it is read, what moves it, and what a change of it means.

From a view's table {name: `Setting`} follow its constructor's parameters, its checks (in the order of the table), its
controls and what these show, the order of `to_code`, and which changes begin another run.
"""

from collections.abc import Callable
from functools import partial
from inspect import Parameter, Signature
from typing import NamedTuple

from ... import checks
from . import controls

# What a change means: only how the view looks; the run goes on with it; the run begins again.
LOOKS, RUNS, BEGINS = "looks", "runs", "begins"


def put(control, value, s):
    """Let a control show a setting as it is."""
    control.value = value


def put_joined(control, numbers, s):
    """(2, 3, 1) as "2-3-1"."""
    control.value = "-".join(map(str, numbers))


def same(value):
    """The value itself."""
    return value


class Setting(NamedTuple):
    """usual    its value where nothing is said
    read     (name, value, s) → its plain form, or an error of one sentence; s: all settings, those before it read
    control  (value) → what moves it, made when it is first needed; None: nothing of its own does
    means    LOOKS, RUNS or BEGINS
    show     (control, value, s): lets the control show it, with all that hangs on other settings: its range, its
             options, whether it is seen
    says     what the control says → the setting
    """

    usual: object
    read: Callable
    control: Callable | None = None
    means: str = LOOKS
    show: Callable = put
    says: Callable = same


# --- Kinds of settings -----------------------------------------------------------------------------------------------


def choice(usual, table, label, width, means=BEGINS, options=None):
    """One of the names in `table`, from a drop-down list; options: what stands there, if not the names."""
    return Setting(usual, lambda name, value, s: checks.choice(name, value, dict.fromkeys(table)),
                   lambda value: controls.choice(label, options or table, value, width), means)  # fmt: skip


def flag(usual, label, means=BEGINS):
    """True or False, from a box to tick."""
    return Setting(usual, lambda name, value, s: checks.flag(name, value), partial(controls.check, label), means)


def whole(usual, label, least, most, means=BEGINS, slider=True):
    """A whole number, from a slider or a box."""
    make = controls.whole_slider if slider else controls.whole_entry
    return Setting(usual, lambda name, value, s: checks.whole_number(name, value, least=least, most=most),
                   lambda value: make(label, value, least, most), means)  # fmt: skip


def power(usual, label, least, most, means=BEGINS, width="100px"):
    """A number above 0, from a slider over powers of ten."""
    return Setting(usual, lambda name, value, s: checks.number(name, value, least=least, most=most),
                   lambda value: controls.log_slider(label, value, least, most, width), means)  # fmt: skip


def read_names(setting, wanted, known):
    """The names that a setting lists, in the order of `known`, from one name or several; None stays None."""
    if wanted is None:
        return None
    names = [wanted] if isinstance(wanted, str) else checks.sequence(setting, wanted)
    if any(not isinstance(name, str) or name not in known for name in names):
        raise checks.InputValueError(
            f"{setting} must hold names of {', '.join(known)}, or be None; got {checks.show(wanted)}."
        )
    return tuple(name for name in known if name in names)


# --- Tables of settings ----------------------------------------------------------------------------------------------


def placed(settings, before, **more):
    """The table with `more` settings, put in before the one of that name."""
    names = [*settings]
    first, rest = names[: names.index(before)], names[names.index(before) :]
    return {name: settings[name] for name in first} | more | {name: settings[name] for name in rest}


def with_controls(settings, *parts):
    """The table with one more setting, `controls`: which controls, or `parts` of the view, are seen at first sight;
    None: the usual ones."""
    known = (*(name for name, each in settings.items() if each.control), *parts)
    return settings | {"controls": Setting(None, lambda name, value, s: read_names(name, value, known))}


def signature_of(settings):
    """The parameters of the constructor of a view with these settings."""
    return Signature([Parameter(name, Parameter.KEYWORD_ONLY, default=each.usual) for name, each in settings.items()])


def read_all(settings, asked):
    """`asked` in plain form: each is read by its setting, in the order of the table."""
    s = dict(asked)
    for name, each in settings.items():
        s[name] = each.read(name, s[name], s)
    return s


def that(settings, *means):
    """The names of the settings whose change means one of `means`."""
    return tuple(name for name, each in settings.items() if each.means in means)
