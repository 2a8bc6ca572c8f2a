"""The house rules that a program can check: style, types, imports, lengths, paths, addresses."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "border_gis"
LONGEST_MODULE = 400
LONGEST_APP = 60
LARGEST_FILE_BYTES = 2_000_000
VENDORED = re.compile(r"(^|/)(vendor|static)/|\.min\.|\.svg$")

# Written with brackets so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(r"/[w]ork/|/[r]oot/|/[f]arm/|/tmp/[s]andbox")
UNFINISHED = re.compile(r"\b([T]ODO|[F]IXME|[X]XX|raise [N]otImplementedError)\b|pragma: no [c]over")
REGISTRIES = re.compile(
    r"[p]ypi\.org|[p]ythonhosted\.org|registry\.[n]pmjs|[u]npkg\.com|[j]sdelivr\.net|cdn[j]s\."
)
ADDRESSES = re.compile(r"https?://(?P<host>[\w.-]+)")
# Ourselves, and hosts in the names of formats, which nobody asks.
ADDRESS_FREE_HOSTS = {
    "127.0.0.1",
    "localhostwww.topografix.com",  # the name of GPX 1.1
} | {
    "mrcc.com",
    "osgeo.org",  # names what GDAL reads from a GPX file's extensions
    "schemas.openxmlformats.org",
    "www.geopackage.org",
    "www.opengis.net",
    "www.topografix.com",
    "www.w3.org",
}


def list_files():
    """Every file of the project: what git tracks, or would."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    ignored = {".venv", ".git", "workspace", "__pycache__"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not ignored & set(path.parts)]


FILES = list_files()
TEXTS = [path for path in FILES if b"\0" not in path.read_bytes()[:8000]]


def find_lines(pattern, paths):
    """The lines in which a pattern occurs, as ``path:line: text``."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def run_tool(*words, folder=ROOT):
    answer = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, encoding="utf-8", timeout=300
    )
    return answer.returncode, answer.stdout + answer.stderr


LINT_IMPORTS = (
    "import sys; sys.path.insert(0, '.');"
    "from importlinter.cli import lint_imports_command as check; check(['--no-cache'])"
)


# --- tools -----------------------------------------------------------------------------------


def test_ruff_finds_nothing():
    code, said = run_tool("-m", "ruff", "check", "--output-format", "concise", ".")
    assert code == 0, said


def test_mypy_finds_nothing():
    code, said = run_tool("-m", "mypy")
    assert code == 0, said


def test_imports_point_one_way():
    code, said = run_tool("-c", LINT_IMPORTS)
    assert code == 0, said


INTRUDERS = {
    "services/intruder_page.py": "import streamlit\n",
    "cli/intruder_page.py": "from streamlit.components import v1\n",
    "boundary/intruder_file.py": "import fiona\n",
    "incidents/intruder_file.py": "from pathlib import Path\n",
    "zones/intruder_file.py": "import tomllib\n",
    "surveys/intruder_file.py": "import csv\n",
    "exchange/intruder_sql.py": "import sqlite3\n",
    "maps/intruder_projection.py": "from pyproj import Geod\n",
    "boundary/intruder_up.py": "from border_gis.works import model\n",
    "works/intruder_up.py": "import border_gis.services.error_logs\n",
    "maps/intruder_beside.py": "import border_gis.exchange\n",
    "errors_intruder.py": "X = 1\n",
}


def test_an_import_the_wrong_way_is_found(tmp_path):
    """The twin of the test above: each of these files would break the house, and is named."""
    shutil.copytree(PACKAGE, tmp_path / "border_gis", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, text in INTRUDERS.items():
        path = tmp_path / "border_gis" / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
    code, said = run_tool("-c", LINT_IMPORTS, folder=tmp_path)
    assert code != 0
    for name in INTRUDERS:
        assert "border_gis." + name.removesuffix(".py").replace("/", ".") in said, f"{name} went unnoticed"


# --- what no file holds ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern", [MACHINE_PATHS, UNFINISHED], ids=["paths of a machine", "unfinished work"]
)
def test_no_file_holds(pattern):
    assert find_lines(pattern, [path for path in TEXTS if not VENDORED.search(path.as_posix())]) == []


def test_no_file_names_a_package_registry():
    assert find_lines(REGISTRIES, [path for path in TEXTS if not VENDORED.search(path.as_posix())]) == []


def test_the_program_names_no_outside_address():
    """An address in the code is something that might be asked; sources of facts stand in data and docs."""
    program = [ROOT / "app.py", *PACKAGE.rglob("*.py")]
    found = [
        line
        for line in find_lines(ADDRESSES, [path for path in program if path.exists()])
        if {match["host"] for match in ADDRESSES.finditer(line)} - ADDRESS_FREE_HOSTS
    ]
    assert found == []


def test_nothing_of_the_shared_data_is_in_the_project(shared_data):
    theirs = {hashlib.sha256(path.read_bytes()).digest() for path in shared_data.iterdir() if path.is_file()}
    ours = [path for path in FILES if hashlib.sha256(path.read_bytes()).digest() in theirs]
    assert ours == []


def test_no_file_is_larger_than_two_megabytes():
    assert [path for path in FILES if path.stat().st_size > LARGEST_FILE_BYTES] == []


def test_text_files_are_utf8_with_composed_letters():
    import unicodedata

    for path in TEXTS:
        if path.suffix in {".py", ".toml", ".md", ".csv"} and "tests" not in path.parts:
            assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8")), path


# --- modules ---------------------------------------------------------------------------------


def test_no_module_is_too_long():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {path.name: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_the_page_frame_is_short():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < LONGEST_APP


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    names = {path.stem for path in FILES if path.suffix == ".py"} | {path.parent.name for path in FILES}
    assert names & drawers == set()


def test_every_package_of_the_program_is_one():
    """A folder with modules and without ``__init__`` would be left out of the installed program."""
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_tests_mirror_the_rooms():
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    beside = {"data", "notebooks", "scripts", "ui", "benchmarks", "docs"}
    folders = {
        path.parent.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/**/test_*.py")
    }
    assert folders <= rooms | beside


# --- what is installed -----------------------------------------------------------------------


def read_pins(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-service.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_exactly(name):
    pin = re.compile(r"[A-Za-z0-9_.-]+==[\w.]+( ; \w+ [!=]= \"\w+\"( or \w+ [!=]= \"\w+\")?)?")
    assert [line for line in read_pins(name) if not pin.fullmatch(line)] == []


def test_what_the_package_needs_is_among_the_pins():
    import tomllib

    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = {line.partition("==")[0].lower() for line in read_pins("requirements.txt")}
    assert {re.split(r"[<>=~!\[; ]", line)[0].lower() for line in wanted} <= pinned
    assert {"geopandas", "shapely", "folium", "fiona", "pyproj", "streamlit"} <= pinned


def test_what_the_service_needs_is_among_its_pins_and_the_tests_install_it():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = read_pins("requirements-service.txt") + read_pins("requirements.txt")
    pinned = {line.partition("==")[0].lower() for line in pins}
    wanted = project["optional-dependencies"]["service"]
    assert {re.split(r"[<>=~!\[; ]", line)[0].lower() for line in wanted} <= pinned
    assert "-r requirements-service.txt" in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")


def test_the_same_script_stands_behind_every_command():
    for name, action in {"run.cmd": "run", "test.cmd": "test"}.items():
        assert f"scripts\\dev.py {action}" in (ROOT / name).read_text(encoding="utf-8")
    assert "scripts/dev.py $@" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_windows_files_have_windows_line_ends():
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert "*.cmd text eol=crlf" in attributes
    for path in ROOT.glob("*.cmd"):
        assert b"\n" not in path.read_bytes().replace(b"\r\n", b""), path.name
