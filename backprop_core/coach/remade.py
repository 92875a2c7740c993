"""A student's function made once more, with another function in the place of one that it uses; and what it uses.

There is nothing of the course's own answers in here: marking has this file behind its wall.
"""

from types import CodeType, FunctionType, ModuleType

from .calls import Elsewhere, not_written


def used(function):
    """The names of the student's functions that a function uses, and of those that these use."""
    if isinstance(function, Elsewhere):
        return set(function.uses())
    if type(function) is not FunctionType:
        return set()
    space, found, open_ = function.__globals__, set(), [function]
    while open_:
        for name in _names(open_.pop().__code__):
            each = space.get(name)
            if type(each) is FunctionType and each.__globals__ is space and each is not function and name not in found:
                found.add(name)
                open_.append(each)
    return found


def _names(code):
    """The names in a function, and in those that are made inside it."""
    return set(code.co_names).union(*(_names(each) for each in code.co_consts if isinstance(each, CodeType)))


def with_another(function, name, right):
    """The function once more; for it and all that it uses, `name` means `right`."""
    space = dict(function.__globals__)

    def again(each):
        made = FunctionType(each.__code__, space, each.__name__, each.__defaults__, each.__closure__)
        made.__kwdefaults__ = each.__kwdefaults__
        return made

    space |= {each: again(function.__globals__[each]) for each in used(function)} | {name: right}
    return again(function)


def of_the_course(function):
    """The name of something of the course that a function uses, or that those use that it calls; or "". A cell's
    `coach.not_written` is none: it stands for what is still to be written."""
    if isinstance(function, Elsewhere):
        return function.of_the_course()
    if type(function) is not FunctionType:
        return ""
    space = function.__globals__
    for each in (function, *(space[name] for name in sorted(used(function)))):
        for name in sorted(_names(each.__code__)):
            if name == "backprop_core" or _is_of_the_course(space.get(name)):
                return name
    return ""


def _is_of_the_course(value):
    """Whether a value is a module, function, class or object of the course."""
    where = value.__name__ if isinstance(value, ModuleType) else None
    if where is None and value is not not_written:
        where = getattr(value if isinstance(value, (type, FunctionType)) else type(value), "__module__", None)
    return isinstance(where, str) and where.split(".")[0] == "backprop_core"
