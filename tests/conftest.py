"""What all tests share: where the browser is, that browser tests are never skipped in silence, and that nothing in a
live view fails unseen."""

import base64
import gc
import importlib.util
import math
import os
import sys
import tempfile
import weakref
from functools import cache, partial
from pathlib import Path

import ipywidgets as widgets
import pytest
from ipywidgets.widgets import widget as ipywidgets_widget

from backprop_core.explorers import LiveFigure
from backprop_core.explorers.kit.explorer import Explorer
from backprop_core.explorers.kit.svg_figure import SvgFigure
from backprop_core.explorers.memory import place
from backprop_core.explorers.training import running_explorer
from tests import kernels
from tests.explorers.views import Wire
from tests.hushed import loud  # noqa: F401
from tools.lab import RARELY, hasten

ROOT = Path(__file__).resolve().parent.parent
NO_BROWSER = "browser tests were skipped: no Chromium was found (`python tools/get_browser.py` gets one)"

NO_PIXELS = base64.b64decode(  # or rather one, since a stored picture must be able to read it
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)

kernels.use()


def pytest_configure(config):
    """No kernel of the tests makes pictures to be stored: they take as long as all else, and nbval looks at none. Nor
    does a kernel read what the developer keeps for IPython, or remember what the tests answer."""
    os.environ.update(place.OFF)
    folder = tempfile.TemporaryDirectory(prefix="ipython")
    config.add_cleanup(folder.cleanup)
    os.environ["IPYTHONDIR"] = folder.name
    hasten(Path(folder.name))


@cache
def find_browser() -> str | None:
    """The browser that tools/get_browser.py finds; nothing is installed from within the tests."""
    spec = importlib.util.spec_from_file_location("get_browser", ROOT / "tools" / "get_browser.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.find()


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of a Chromium. Without one the test is skipped, and with CI=true it fails."""
    path = find_browser()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_BROWSER.replace("were skipped", "cannot run"))
        pytest.skip(NO_BROWSER)
    return path


def pytest_addoption(parser):
    parser.addoption("--few", type=int, metavar="N", help="of each test's cases only N, spread evenly (`make check`)")


def spread(cases: list, few: int) -> list:
    """At most `few` of them: the first, the last, and what stands evenly between."""
    last = len(cases) - 1
    return cases if last < few else [cases[round(n * last / max(few - 1, 1))] for n in range(few)]


def pytest_collection_modifyitems(config, items):
    """A test marked `browser` asks for the browser, even if it does not name the fixture. `--few` thins out."""
    for item in items:
        if item.get_closest_marker("browser") and "browser_path" not in item.fixturenames:
            item.fixturenames.insert(0, "browser_path")
    if few := config.getoption("few"):
        cases = {}
        for item in items:
            cases.setdefault(item.nodeid.split("[")[0], []).append(item)
        kept = {item for each in cases.values() for item in spread(each, few)}
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = [item for item in items if item in kept]


# --- Live views


@pytest.fixture(scope="session", autouse=True)
def wires():
    """Opening a widget is left out: no one reads its first state, and one test of the contract does."""

    def connect(widget):
        if widget.comm is None:
            widget.comm = Wire(widget._model_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widgets.Widget, "open", connect)
        yield


@pytest.fixture(autouse=True)
def tidy():
    """What a test leaves behind goes: a view has up to 90 widgets, which ipywidgets would keep for ever."""
    before = set(ipywidgets_widget._instances)
    Wire.sent.clear()
    yield
    for model_id in set(ipywidgets_widget._instances) - before:
        del ipywidgets_widget._instances[model_id]


@pytest.fixture(scope="session", autouse=True)
def rubbish():
    """Python looks for rubbish less often."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    yield
    gc.set_threshold(*usual)


@pytest.fixture
def silent(capsys):
    """Nothing is printed: no student would ever see it."""
    yield
    printed = capsys.readouterr()
    assert printed.out + printed.err == ""


@pytest.fixture
def still(request, monkeypatch):
    """Figures without pixels, unless a test is marked `drawn`: drawing axes takes most of the time, and
    tests/explorers/kit/test_live_figure.py tests it."""
    if "drawn" not in request.keywords:
        monkeypatch.setattr(LiveFigure, "render", lambda self: NO_PIXELS)


@pytest.fixture
def unseen(request, still, monkeypatch):
    """A picture is drawn, as things then stand, when a test looks at it, unless a test is marked `seen`. That every
    change can be drawn is tested for all views by tests/explorers/test_contract.py."""
    if {"seen", "drawn"} & {*request.keywords}:
        return
    draw_each, picture = Explorer._draw_each, Explorer.picture
    waiting = weakref.WeakKeyDictionary()  # {figure: what draws it}

    def wait(view, shown):
        for each in shown:
            waiting[view.figures.figure(*each)] = partial(draw_each, view, [each])

    get = LiveFigure.__getattribute__  # that of all widgets

    def look(figure, name):
        if name in ("alt", "png", "figure", "axes", "svg", "limits") and figure in waiting:
            waiting.pop(figure)()
        return get(figure, name)

    def look_at(view, name, n=0):
        look(view.figures.figure(name, n), "alt")
        return picture(view, name, n)

    monkeypatch.setattr(Explorer, "_draw_each", wait)
    monkeypatch.setattr(Explorer, "picture", look_at)
    monkeypatch.setattr(LiveFigure, "__getattribute__", look)
    monkeypatch.setattr(SvgFigure, "__getattribute__", look)


@pytest.fixture
def patient(monkeypatch):
    """However slow this machine is, a tick does all of its steps."""
    monkeypatch.setattr(running_explorer, "PATIENCE", math.inf)


@pytest.fixture
def no_resvg(monkeypatch):
    """As where the wheel is not installed. Making a picture is slow, and most tests read only the text."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)
