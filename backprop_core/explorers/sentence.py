"""A sentence whose numbers can be dragged: prose that explains one number, and answers."""

import html
import inspect
import math
import re
from string import Formatter

from .. import checks
from ..figures.picture import compose
from ..one_step.text import number, to_html
from .kit import hint
from .kit.diagram_view import DiagramView
from .kit.explorer import Explorer
from .kit.typed import LARGEST, LIMITS, wanted

STORED_WIDTH = 560
KEYS = "Left and Right choose a number, Up and Down change it, Enter types one."
HINT = f"Drag an underlined number up or sideways. {hint.KEYS}"


class Sentence(Explorer):
    """`Sentence("{a} times {b} is {c}.", a=2, b=3, c=lambda a, b: a * b)`

    template  the sentence, with the names of its numbers in braces
    limits    {name: (least, most)} of numbers that can be dragged; the others may be anything up to a million
    step      by how much the keys ↑ and ↓ change a number: one for all, or {name: step}
    numbers   by name: a number, which can be dragged, or a function whose parameters name the numbers that it is
              computed from (any that stand before it in this list)
    """

    def __init__(self, template, *, limits=None, step=0.1, **numbers):
        self._functions = {name: value for name, value in numbers.items() if callable(value)}
        self._parts = _parse(template, numbers)
        self._needs = _needs(numbers)
        self._free = [name for name in numbers if name not in self._functions]
        self._selected = self._dragged()[0]
        super().__init__(template=template, limits=limits, step=step, **numbers)

    def _dragged(self):
        """The names of the numbers that can be dragged, in the order of the sentence."""
        return list(dict.fromkeys(name for _, name in self._parts if name in self._free))

    # -- the contract ------------------------------------------------------------------------------------------

    def _check_name(self, name):
        """Only numbers that can be dragged can be set."""
        if name in self._functions:
            raise checks.InputValueError(
                f"{name} is computed from {', '.join(self._needs[name]) or 'nothing'}; it cannot be set."
            )
        checks.choice("Sentence.set: the number", name, dict.fromkeys(self._free))

    def _plain_settings(self):
        return {}

    def _plain_numbers(self):
        """All numbers, {name: value}, the computed ones too."""
        return dict(self._numbers)

    def _code(self):
        """The call that makes this sentence with its present numbers. A function stands there by its name, a lambda
        with "..." for what it computes: the text of a function is not known."""
        s = self._settings
        said = [repr(s["template"])]
        if s["limits"]:
            said.append(f"limits={s['limits']!r}")
        if s["step"] != dict.fromkeys(self._free, 0.1):
            said.append(f"step={s['step']!r}")
        for name in (*self._free, *self._functions):
            said.append(f"{name}={self._function_code(name) if name in self._functions else repr(s[name])}")
        return f"Sentence({', '.join(said)})"

    def _function_code(self, name):
        known = getattr(self._functions[name], "__name__", "<lambda>")
        return known if known.isidentifier() else f"lambda {', '.join(self._needs[name])}: ..."

    # -- settings and numbers ----------------------------------------------------------------------------------

    def _resolve(self, asked):
        limits = asked["limits"] or {}
        if not isinstance(limits, dict):
            raise checks.InputTypeError(
                f"limits must be a dict like {{'x': (-5, 5)}}; got {checks.show(asked['limits'])}."
            )
        for name in limits:
            checks.choice("a name in limits", name, dict.fromkeys(self._free))
        steps = asked["step"]
        steps = dict.fromkeys(self._free, 0.1) | steps if isinstance(steps, dict) else dict.fromkeys(self._free, steps)
        for name, step in steps.items():
            checks.choice("a name in step", name, dict.fromkeys(self._free))
            steps[name] = checks.number(f"step of {name}", step, above=0)
        settings = {"template": asked["template"], "step": steps, "limits": {}}
        for name, pair in limits.items():
            settings["limits"][name] = _range(name, pair)
        return self._change(settings, {name: asked[name] for name in self._free})

    def _change(self, settings, changes):
        new = dict(settings)
        for name, value in changes.items():
            least, most = settings["limits"].get(name, LIMITS)
            new[name] = checks.number(name, value, least=least, most=most)
        self._compute(new, None)  # a function that fails must fail before anything has changed
        return new

    def _compute(self, settings, before):
        values = {name: settings[name] for name in self._free}
        for name, function in self._functions.items():
            values[name] = self._call(name, function, [values[each] for each in self._needs[name]])
        return values

    @staticmethod
    def _call(name, function, arguments):
        """What the function gives; not a number, where arithmetic has no answer."""
        try:
            value = function(*arguments)
        except (ArithmeticError, ValueError):
            return math.nan
        except Exception as error:
            raise checks.InputValueError(f"the function of {name} failed: {type(error).__name__}: {error}") from None
        try:
            return float(value)
        except (TypeError, ValueError):
            raise checks.InputTypeError(
                f"the function of {name} must give a number; got {checks.show(value)}."
            ) from None

    # -- the view ----------------------------------------------------------------------------------------------

    def _build(self):
        self.add_class("bp-sentence")
        self.diagram = DiagramView()
        self.diagram.add_class("bp-host")
        self._listen(self.diagram)
        self.hint = hint.Hint(words=HINT, family="sentence")
        self.children = [self.page, self.diagram, self.message, self.hint]

    def _show_settings(self):
        pass

    def _draw(self):
        with self.diagram.hold_sync():
            self.diagram.label = f"{self._words()} {KEYS}"  # the words between the numbers belong to no option
            self.diagram.show(self._markup())
        self._announce(self._words())

    def _markup(self):
        prefix, chosen, parts = f"bp{self.model_id[:8]}-", self._selected, []
        for place, (text, name) in enumerate(self._parts):
            parts.append(to_html(text))
            if name is None:
                continue
            value = number(self._numbers[name])
            if name in self._functions:
                parts.append(f"<b>{value}</b>")
                continue
            selected = "true" if name == chosen and place == self._first(name) else "false"
            parts.append(
                f'<span id="{prefix}{name}-{place}" class="item drag" data-item="{name}" role="option" '
                f'aria-selected="{selected}" aria-label="{html.escape(name)}: {value}" '
                f'data-value="{self._numbers[name]!r}">{value}</span>'
            )
        return f"<p>{''.join(parts)}</p>"

    def _first(self, name):
        return next(place for place, (_, each) in enumerate(self._parts) if each == name)

    # -- what the student does ---------------------------------------------------------------------------------

    def _answer(self, event):
        kind, by = event.get("kind"), event.get("by")
        if kind == "choose":
            self._choose(by)
        elif kind in ("select", "change", "drag", "type"):
            asked = self._selected if event.get("item") == "chosen" else event.get("item")
            self._selected = name = checks.choice("the number", asked, dict.fromkeys(self._free))
            if kind != "select":
                step, limits = self._settings["step"][name], self._settings["limits"].get(name, LIMITS)
                self.set(**{name: wanted(event, self._numbers[name], step, limits, name)})

    def _choose(self, by):
        names = self._dragged()
        if by in ("first", "last"):
            self._selected = names[0 if by == "first" else -1]
        elif isinstance(by, int):
            self._selected = names[(names.index(self._selected) + by) % len(names)]

    # -- stored forms ------------------------------------------------------------------------------------------

    def _words(self):
        """The sentence with its present numbers."""
        return "".join(text + ("" if name is None else number(self._numbers[name])) for text, name in self._parts)

    def text(self):
        return self._words()

    def _html_tables(self):
        return ""  # the view is text itself: screen readers need no second one

    def svg(self):
        return compose("", (0, 0), [(self._words(), "")], width=STORED_WIDTH)

    def _stored_texts(self):
        parts = []
        for text, name in self._parts:
            parts.append(to_html(text) + ("" if name is None else f"<b>{number(self._numbers[name])}</b>"))
        return {**super()._stored_texts(), "text/html": f"<p>{''.join(parts)}</p>"}


# --- Reading the template ------------------------------------------------------------------------------------------


def _parse(template, numbers):
    """Pairs (text, name of the number after it or None), or one sentence that says what is wrong."""
    if not isinstance(template, str):
        raise checks.InputTypeError(f"template must be a text with names in braces; got {checks.show(template)}.")
    try:
        found = [(text, name) for text, name, _, _ in Formatter().parse(template)]
        extra = [(form, turn) for _, _, form, turn in Formatter().parse(template) if form or turn]
    except ValueError as error:
        raise checks.InputValueError(f"template must name each number in braces, like {{x}}: {error}.") from None
    named = [name for _, name in found if name is not None]
    for name in named:
        if not re.fullmatch(r"[^\W\d]\w*", name) or extra:
            raise checks.InputValueError(
                f"template must hold plain names in braces, like {{x}}; got {checks.show(template)}."
            )
        if name not in numbers:
            raise checks.InputValueError(f"template names {{{name}}}, but no number or function {name} was given.")
    if not any(not callable(numbers[name]) for name in named):
        raise checks.InputValueError("template must name at least one number that can be dragged.")
    return found


def _needs(numbers):
    """{name of a computed number: the names that it is computed from}."""
    needs, before = {}, [name for name, value in numbers.items() if not callable(value)]
    for name, value in numbers.items():
        if not callable(value):
            continue
        try:
            needs[name] = [parameter.name for parameter in inspect.signature(value).parameters.values()]
        except (TypeError, ValueError):
            raise checks.InputValueError(
                f"the function of {name} must name its parameters, as a lambda does."
            ) from None
        for each in needs[name]:
            if each not in before:
                raise checks.InputValueError(
                    f"the function of {name} asks for {each}, but there is no such number before it; "
                    f"there are {', '.join(before) or 'none'}."
                )
        before.append(name)
    return needs


def _range(name, pair):
    """(least, most) as floats."""
    ends = checks.sequence(f"limits of {name}", pair)
    if len(ends) != 2:
        raise checks.InputValueError(f"limits of {name} must be two numbers, (least, most); got {checks.show(pair)}.")
    least = checks.number(f"the least {name}", ends[0], least=-LARGEST, most=LARGEST)
    return least, checks.number(f"the largest {name}", ends[1], least=least, most=LARGEST)
