"""The project around the code: what is declared, locked, built and promised agrees with itself."""

import importlib.util
import json
import os
import re
import stat
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from backprop_core.explorers.memory.place import NAME, SWITCH
from tests.project.files import ROOT, project_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
CONDA_NAMES = {"matplotlib-base": "matplotlib"}  # the same package, without a Qt that nobody here needs
BUILD_TOOLS = {"hatchling", "editables"}  # conda's pip fetches these by itself when it installs `-e .`


def run(*command, cwd=ROOT, **options):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


# --- What is declared ------------------------------------------------------------------------------------------------


def ranges(*lists):
    """{name: range} of requirement strings."""
    requirements = [Requirement(line) for lines in lists for line in lines]
    return {canonicalize_name(r.name): r.specifier for r in requirements if r.name != PROJECT["name"]}


LAB = ranges(PROJECT["dependencies"], PROJECT["optional-dependencies"]["lab"])
TEACHERS = LAB | ranges(PROJECT["optional-dependencies"]["grading"])
BROWSER = ranges(PROJECT["optional-dependencies"]["browser"])
CLUSTER = TEACHERS | ranges(PROJECT["optional-dependencies"]["cluster"])
DEV = CLUSTER | BROWSER | ranges(PROJECT["optional-dependencies"]["dev"])


MARKERS = {
    canonicalize_name(r.name): r.marker
    for lines in PROJECT["optional-dependencies"].values() for r in map(Requirement, lines) if r.marker
}  # fmt: skip


def environment(python, platform):
    """What markers ask of a machine."""
    found = default_environment() | PLATFORMS[platform]
    found |= {"python_version": python, "python_full_version": f"{python}.11"}
    return found | {"implementation_name": "cpython", "platform_python_implementation": "CPython"}


def locked(file, python, platform="linux"):
    """{name: version} that pip would install from a lock file on this Python and platform; each must have a hash."""
    here, versions = environment(python, platform), {}
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        requirement, *hashes = line.split("--hash=")
        assert hashes and all(h.startswith("sha256:") for h in hashes), f"{file}: no hash for {requirement}"
        requirement = Requirement(requirement)
        if requirement.marker is None or requirement.marker.evaluate(here):
            (pin,) = requirement.specifier
            name = canonicalize_name(requirement.name)
            assert pin.operator == "==" and name not in versions, f"{file}: {requirement}"
            versions[name] = pin.version
    return versions


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    "file, declared",
    [
        ("lab.txt", LAB), ("grading.txt", TEACHERS), ("cluster.txt", CLUSTER), ("dev.txt", DEV),
        ("binder.txt", LAB | BROWSER),
    ],
)  # fmt: skip
def test_the_locks_are_in_step_with_pyproject(file, declared, python, platform):
    versions, here = locked(file, python, platform), environment(python, platform)
    elsewhere = {name for name, marker in MARKERS.items() if not marker.evaluate(here)}
    wanted = {name: allowed for name, allowed in declared.items() if name not in elsewhere}
    wrong = {name: versions.get(name) for name, allowed in wanted.items() if versions.get(name) not in allowed}
    assert not wrong, f"`make lock` is due: {wrong}"


def test_the_locks_are_complete():
    """They are installed with --no-deps: what a package needs and is not in the list would be missing only later."""
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", "check")


@pytest.mark.parametrize("python", PYTHONS)
def test_teachers_and_developers_have_the_very_versions_that_students_have(python):
    assert locked("lab.txt", python).items() <= locked("grading.txt", python).items()
    assert locked("grading.txt", python).items() <= locked("cluster.txt", python).items()
    assert locked("cluster.txt", python).items() <= locked("dev.txt", python).items()


@pytest.mark.parametrize("python", PYTHONS)
def test_students_and_binder_do_without_nbgrader(python):
    assert "nbgrader" in locked("grading.txt", python)
    assert "nbgrader" not in locked("lab.txt", python) | locked("binder.txt", python)
    assert "distributed" not in locked("grading.txt", python)
    assert "nbgrader" not in (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_every_python_tested_here_is_a_python_that_pyproject_allows():
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert [p for p in ("3.10", *PYTHONS, "3.15") if p in allowed] == list(PYTHONS)


def test_no_kernel_is_admitted_that_stops_reading_what_the_page_sends():
    kernels = ("6.17.1", "6.31.0", "7.0.0", "7.0.1", "7.1.0", "7.2.0", "7.3.0", "7.4.0")
    assert [each for each in kernels if each in LAB["ipykernel"]] == ["6.17.1", "6.31.0", "7.4.0"]


# --- Conda and Binder ------------------------------------------------------------------------------------------------


def conda():
    """environment.yml as {name: range}, its pip lines, and its channels."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    packages = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    names = {line: re.match(r"[\w.-]+", line)[0] for line in packages}
    return {name: line[len(name) :] for line, name in names.items()}, pip, environment["channels"]


def test_environment_yml_agrees_with_pyproject_and_the_lock():
    packages, pip, channels = conda()
    assert channels == ["conda-forge"]
    assert packages.pop("python") == "=3.12", "repo2docker understands this form only"
    assert packages.pop("pip") == ""
    assert "-e ." in pip, "repo2docker installs the course for this line, and for no other spelling"
    declared = ranges([CONDA_NAMES.get(name, name) + allowed for name, allowed in packages.items()])
    declared |= ranges([line for line in pip if not line.startswith("-")])
    assert declared == {name: allowed for name, allowed in LAB.items() if name not in BUILD_TOOLS}
    versions = locked("lab.txt", "3.12")
    assert all(versions[name] in allowed for name, allowed in declared.items())


def test_repo2docker_takes_the_conda_way_and_installs_the_course():
    # Neither a docker engine nor a network is needed: with --no-build it prints the Dockerfile it would build.
    dockerfile = run(sys.executable, "-m", "repo2docker", "--no-build", "--no-run", "--debug", ".")
    copied = re.search(r"^COPY .*\bsrc/ \$\{REPO_DIR\}/", dockerfile, re.MULTILINE).start()
    assert copied < dockerfile.index('env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"'), "`-e .` needs src/"
    assert "py-2d3-2e12-2d" in dockerfile, "not the base environment of Python 3.12"


def test_make_test_binder_has_the_versions_that_binder_keeps():
    """repo2docker brings along what its base environment holds, and environment.yml is content with these versions."""
    (python,) = re.findall(r"=(3\.\d+)", conda()[0]["python"])
    (folder,) = importlib.util.find_spec("repo2docker").submodule_search_locations
    frozen = Path(folder) / f"buildpacks/conda/environment.py-{python}-linux-64.lock"
    packages = re.findall(r"/([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)#", frozen.read_text(encoding="utf-8"))
    kept = {canonicalize_name(name): version for name, version in packages}
    lines = (ROOT / "requirements" / "binder.in").read_text(encoding="utf-8").splitlines()
    asked = {name: version for name, version in (line.split("==") for line in lines if not line.startswith("#"))}
    assert asked == {name: kept.get(name) for name in asked} and {"jupyterlab", "notebook", "ipywidgets"} <= {*asked}
    assert all(asked[name] in allowed for name, allowed in LAB.items() if name in asked)
    assert asked.items() <= locked("binder.txt", python).items()


# --- The wheel -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_every_file_of_the_package(wheel):
    here = {name for name in project_files() if name.startswith("backprop_core/")}
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("backprop_core/")}
    assert inside == here
    assert any(re.fullmatch(r"backprop_core/explorers/.*\.js", name) for name in inside), "no JavaScript"


def test_the_extension_that_shows_stored_pictures_comes_with_every_install(wheel):
    """By the wheel, and by the editable install that `make lab` and Binder make, JupyterLab and Notebook find it."""
    ours = {path.relative_to(ROOT / "labextension").as_posix(): path.read_bytes() for path in
            (ROOT / "labextension").rglob("*") if path.is_file()}  # fmt: skip
    place = "share/jupyter/labextensions/backprop-core/"
    archive = zipfile.ZipFile(wheel)
    inside = {name.partition(place)[2]: archive.read(name) for name in archive.namelist() if place in name}
    assert inside == ours
    assert {name: (Path(sys.prefix) / place / name).read_bytes() for name in ours} == ours
    said = json.loads(ours["package.json"])
    assert (said["name"], said["version"]) == (PROJECT["name"], PROJECT["version"])


def test_the_part_of_jupyters_server_comes_with_every_install(wheel):
    archive = zipfile.ZipFile(wheel)
    place = "etc/jupyter/jupyter_server_config.d/backprop-core.json"
    ours = (ROOT / "backprop_server" / "jupyter_server_config.json").read_bytes()
    assert [archive.read(name) for name in archive.namelist() if name.endswith(place)] == [ours]
    assert (Path(sys.prefix) / place).read_bytes() == ours
    assert [*json.loads(ours)["ServerApp"]["jpserver_extensions"]] == ["backprop_server"]
    assert "backprop_server/__init__.py" in archive.namelist()


def test_what_a_view_sends_is_not_held_back(tmp_path):
    """The extension as Jupyter's server finds and loads it, with a line to the page that only says what it is told."""
    code = """
import asyncio, json, sys
from types import SimpleNamespace
from jupyter_server.extension.manager import ExtensionManager

class Line:
    websocket_handler = SimpleNamespace(set_nodelay=lambda value: told.append(value))
    async def connect(self):
        told.append("connected")

told, settings = [], {"kernel_websocket_connection_class": Line}
manager = ExtensionManager(serverapp=None)
manager.add_extension("backprop_server", enabled=True)
[point] = manager.extensions["backprop_server"].extension_points.values()
point._get_loader()(SimpleNamespace(web_app=SimpleNamespace(settings=settings)))
made = settings["kernel_websocket_connection_class"]
asyncio.run(made().connect())
print(json.dumps([issubclass(made, Line), told, "numpy" in sys.modules]))
"""
    assert json.loads(run(sys.executable, "-c", code, cwd=tmp_path)) == [True, [True, "connected"], False]


def test_the_wheel_runs_an_explorer_in_a_clean_environment(wheel, tmp_path):
    # Nothing is fetched: the wheel is installed into a new venv that sees this one's packages as plain files.
    # (A folder named in a .pth file is searched, but its own .pth files are not read: the checkout stays out.)
    venv.create(tmp_path / "venv", with_pip=False, symlinks=os.name != "nt")
    base = {"base": str(tmp_path / "venv"), "platbase": str(tmp_path / "venv")}
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars=base))
    (site / "packages.pth").write_text("\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}))
    python = Path(sysconfig.get_path("scripts", scheme="venv", vars=base)) / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    code = (
        "import json, backprop_core, backprop_core.explorers as explorers;"
        "state = explorers.AlgorithmExplorer().state();"
        "print(json.dumps([backprop_core.__file__, type(state).__name__, len(state) > 0]))"
    )
    file, kind, filled = json.loads(run(python, "-I", "-c", code, cwd=tmp_path).splitlines()[-1])
    assert Path(file).is_relative_to(site)
    assert (kind, filled) == ("dict", True)


# --- The files -------------------------------------------------------------------------------------------------------


def test_no_file_names_a_package_registry_or_a_folder_of_somebodys_machine():
    hosts = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org"]
    folders = "|".join(["work", "root", "tmp", "home/[a-z]+", "Users/[A-Za-z]+", "opt/pypi"])
    # A folder is absolute only where nothing that could be the beginning of a path stands before it.
    pattern = re.compile(
        "|".join(map(re.escape, hosts)) + r"|(?<![\w.$}~)*-])/(?:" + folders + r")(?:/|\b(?=['\"\s]))"
    )
    found = []
    for name in project_files():
        text = (ROOT / name).read_text(encoding="latin-1")
        found += [f"{name}:{text.count(chr(10), 0, m.start()) + 1}: {m[0]}" for m in pattern.finditer(text)]
    assert not found, found


def test_ci_run_is_executable_and_runs_every_test():
    assert (ROOT / ".ci" / "run").stat().st_mode & stat.S_IXUSR
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = ("test", "test-wide", "test-course", "test-marking", "test-hub")
    tested = [f'make {command} "$@"' for command in commands]
    # With the site's environment, make test has the site in short.
    assert lines[-7:] == ["export CI=true", "make site", *tested] and "set -euo pipefail" in lines
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "$(addprefix --ignore=,$(COURSE_TESTS) $(MARKING_TESTS) $(ATTACK_TESTS) $(HUB_TESTS)) tests" in makefile
    assert (
        "WHICH ?= not wide and not whole\n" in makefile
        and 'WHICH=wide TESTS="--ignore=$(HUB_TESTS) tests"\n' in makefile
    )


def test_the_makefile_has_its_commands():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert commands >= {"help", "lab", "test", "notebooks", "bench", "lock", "clean", "test-course", "test-marking"}
    assert commands >= {"test-wide", "test-binder", "release", "grade", "grade-demo", "student-zip"}
    (phony,) = re.findall(r"^\.PHONY: ([a-z -]+)$", makefile.replace("\\\n\t", ""), re.MULTILINE)
    assert commands == set(phony.split())
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    listed = run("make", env={**environment, "MAKEFLAGS": ""})
    assert all(f"make {command} " in listed for command in commands)


def test_no_command_but_the_learners_own_remembers_anything():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: ([a-z -]+)$", makefile.replace("\\\n\t", ""), re.MULTILINE)
    (off,) = re.findall(rf"^([a-z -]+): export {SWITCH} := off$", makefile, re.MULTILINE)
    run_nothing = {"help", "student-zip", "site", "site-serve", "site-zip", "texts", "lock", "clean"}
    assert {*off.split()} == {*phony.split()} - {"lab"} - run_nothing


def test_what_a_learner_did_is_never_committed():
    path = ROOT / NAME
    assert run("git", "check-ignore", path).strip() == str(path)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_and_pictures_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)[^)]*\)|(?:src|href)=\"([^\"]+)\"", text)
    local = {(a or b).partition("#")[0] for a, b in targets if not (a or b).startswith(("https:", "mailto:", "#"))}
    assert local <= {*project_files(), *(str(parent) + "/" for f in project_files() for parent in Path(f).parents)}


def test_the_readme_says_which_versions_were_tried():
    (table,) = re.findall(r"^## Where it runs\n\n(.*?)\n\n", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    row = {line.split("|")[1].split()[0]: line for line in table.splitlines()}
    python = PYTHONS[0]
    assert f" {locked('lab.txt', python)['jupyterlab']} " in row["JupyterLab"]
    assert f" {locked('grading.txt', python)['notebook']}," in row["Notebook"]
    binder = locked("binder.txt", python)
    said = "JupyterLab {jupyterlab}, Notebook {notebook}, ipywidgets {ipywidgets} ".format(**binder)
    assert said in row["Binder"]


def test_the_readme_lists_every_notebook_and_only_those():
    rows = re.findall(r"^\|.*\]\((notebooks/\w+\.ipynb)\).*\|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert rows == sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("*.ipynb"))


# --- The browser -----------------------------------------------------------------------------------------------------


@pytest.fixture
def get_browser(monkeypatch):
    """tools/get_browser.py on a machine without any browser, on which nothing is really installed."""
    spec = importlib.util.spec_from_file_location("get_browser", ROOT / "tools" / "get_browser.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(module, "MAC_APPS", ())
    monkeypatch.setattr(module, "_playwrights_own", lambda: None)
    monkeypatch.setattr(module, "_run", lambda command, environment=None: "failed")
    return module


def script(folder, text):
    folder.mkdir(exist_ok=True)
    path = folder / "chromium"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


def test_a_browser_that_starts_is_found_and_one_that_does_not_is_passed_over(get_browser, tmp_path, monkeypatch):
    broken, sound = script(tmp_path / "a", "exit 1"), script(tmp_path / "b", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "a"))
    assert get_browser.find() is None
    monkeypatch.setenv("PATH", str(tmp_path / "b"))
    assert get_browser.get() == (sound, [])
    monkeypatch.setenv("BROWSER_PATH", broken)
    path, tried = get_browser.get()
    assert path is None and broken in tried[0], "a browser that was asked for is never quietly replaced"


def test_without_any_browser_it_prints_nothing_but_the_reasons(get_browser, capsys):
    assert get_browser.main() == 1
    out, err = capsys.readouterr()
    assert out == "" and "apt-get" in err and "playwright install chromium: failed" in err
