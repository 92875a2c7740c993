"""The course inside of the sandbox: it can be imported, and computes nothing.

Threat: the course's own network computes what students are asked to write, and the coach knows all answers. So inside
there are only the files of the real course that hold none (`FILES`, in sandbox.py); whatever else is imported or asked
for is a `Nothing`, which can be called, looked at and shown, and gives Nothing.
"""

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType


class Nothing:
    """Whatever a cell does with a view, it gives Nothing."""

    __module__ = "backprop_core"

    def __call__(self, *_, **__):
        return self

    def __getattr__(self, name):
        if name.startswith("_"):  # IPython asks by many of these
            raise AttributeError(name)
        return self

    def __getitem__(self, _):
        return self

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def __repr__(self):
        return "(of the course: not computed while marking)"

    def _ipython_display_(self):
        return None


NOTHING = Nothing()


class Empty(ModuleType):
    """A module in which every name is Nothing."""

    __path__ = ()
    __all__ = ()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return NOTHING


class Finder:
    """Finds every module of the course that is not really there."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        return ModuleSpec(name, Finder, is_package=True) if name.split(".")[0] == "backprop_core" else None

    @staticmethod
    def create_module(spec):
        return Empty(spec.name)

    @staticmethod
    def exec_module(module):
        pass


def install(folder):
    """From here on. What of the course lies in this folder is imported first, while its packages hide nothing yet."""
    course, coach = packages = [ModuleType(name) for name in ("backprop_core", "backprop_core.coach")]
    for package in packages:
        package.__path__ = [f"{folder}/{package.__name__.replace('.', '/')}"]
        sys.modules[package.__name__] = package
    course.coach = coach
    for name in ("checks", "datasets", "coach.calls", "coach.cells", "coach.remade"):
        import_module(f"backprop_core.{name}")
    coach.not_written = coach.calls.not_written
    for package in packages:
        package.__class__ = Empty
    sys.meta_path.append(Finder)
