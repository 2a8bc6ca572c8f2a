"""The frame around the commands: languages, errors and exit codes."""

import argparse
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from border_gis.cli import frame, main
from border_gis.cli.arguments import split_at_command
from border_gis.cli.commands import list_commands, load_command
from border_gis.errors import (
    BorderGisError,
    CrsError,
    DataError,
    InputError,
    NotFoundError,
    StoreError,
)

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "fiona",
    "folium",
    "geopandas",
    "numpy",
    "pandas",
    "pyogrio",
    "pyproj",
    "shapely",
    "sqlite3",
    "streamlit",
}


class FakeCommand:
    """A command that does what a test wants of it."""

    NAME = "fake"
    EXAMPLE = "border-gis fake 3"

    def __init__(self, work):
        self.work = work

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("number", type=float)
        parser.add_argument("--side", choices=["vn", "cn"])

    def run(self, arguments: argparse.Namespace) -> int:
        return self.work(arguments)


@pytest.fixture
def run_fake(monkeypatch, tmp_path):
    """Run a command that does `work`; its workspace is in a folder of the test's own."""
    monkeypatch.setattr(frame, "list_commands", lambda: ("fake",))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.delenv("BORDER_GIS_LANGUAGE", raising=False)
    workspace = tmp_path / "workspace"

    def run(work, *words):
        monkeypatch.setattr(frame, "load_command", lambda name: FakeCommand(work))
        return main(["fake", "1", "--workspace", str(workspace), *words])

    run.workspace = workspace
    return run


def raising(error):
    def work(arguments):
        raise error

    return work


def run_process(*words, **options):
    """Run the real command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "border_gis", *words]
    return subprocess.run(command, capture_output=True, env=environment, timeout=60, **options)


# --- help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_help_lists_every_command_with_what_it_does(capsys, language):
    assert main(["--language", language, "--help"]) == 0
    said = capsys.readouterr().out
    rows = {line.split()[0]: line for line in said.splitlines() if line.startswith("  ") and line.split()}
    for name in list_commands():
        assert len(rows[name].split()) > 3, f"{name} has no summary"
        assert "cli." not in rows[name]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", list_commands())
def test_every_command_has_help_with_an_example_and_json(capsys, name, language):
    assert main([name, "--language", language, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"border-gis {name}" in said.split({"vi": "Ví dụ:", "en": "Example:"}[language])[1]
    assert "--json" in said
    assert "cli." not in said, "a code without words"


@pytest.mark.parametrize("name", list_commands())
def test_a_command_is_called_as_its_module(name):
    assert name == load_command(name).NAME


def test_without_a_command_help_is_shown(capsys):
    assert main([]) == 0
    assert "border-gis" in capsys.readouterr().out


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip()[0].isdigit()


def test_help_of_the_commands_imports_nothing_heavy():
    asked = (
        "import sys\nfrom border_gis.cli import main\nmain(['--help'])\n"
        f"print(sorted(set({sorted(HEAVY)!r}) & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    assert answer.stdout.splitlines()[-1] == "[]"


# --- a command line that is not understood ---------------------------------------------------


@pytest.mark.parametrize("words", [["rum"], ["xyz"], ["--language", "fr", "run"], ["--nothing"]])
def test_a_wrong_command_line_ends_with_2_and_says_what_there_is(capsys, words):
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "run" in said.err or "--help" in said.err


def test_a_mistyped_command_is_guessed(capsys):
    main(["--language", "en", "rum"])
    assert "Did you mean “run”?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "vietnamese", "english"),
    [
        ([], "Thiếu tham số: number", "Missing arguments: number"),
        (["1", "2"], "Không hiểu tham số: 2", "not understood: 2"),
        (["x"], "Giá trị 'x' không dùng được cho number", "The value 'x' does not fit number"),
        (["1", "--side"], "Sau --side phải có một giá trị", "--side needs a value"),
        (
            ["1", "--side", "us"],
            "Giá trị 'us' không dùng được cho --side",
            "does not fit --side; choose one of",
        ),
    ],
)
def test_a_wrong_argument_is_named_in_the_language_of_the_person(
    capsys, monkeypatch, words, vietnamese, english
):
    monkeypatch.setattr(frame, "list_commands", lambda: ("fake",))
    monkeypatch.setattr(frame, "load_command", lambda name: FakeCommand(lambda arguments: 0))
    for language, expected in (("vi", vietnamese), ("en", english)):
        assert main(["--language", language, "fake", *words]) == 2
        assert expected in capsys.readouterr().err


def test_options_before_the_command_are_split_from_it():
    assert split_at_command(["--language", "en", "locate", "--json"]) == (
        ["--language", "en"],
        ["locate", "--json"],
    )
    assert split_at_command(["--language=en", "locate"]) == (["--language=en"], ["locate"])
    assert split_at_command(["--version"]) == (["--version"], [])


# --- what a command is given -----------------------------------------------------------------


def test_a_command_gets_its_settings(run_fake, monkeypatch):
    seen = []
    assert run_fake(lambda arguments: seen.append(arguments) or 0, "--language", "en", "--json") == 0
    (arguments,) = seen
    assert arguments.settings.workspace_folder == run_fake.workspace
    assert arguments.settings.language == arguments.language == "en"
    assert arguments.json is True


def test_findings_are_exit_code_1(run_fake):
    assert run_fake(lambda arguments: 1) == 1


@pytest.mark.parametrize(
    ("before", "environment", "after", "expected"),
    [
        ([], None, [], "vi"),
        ([], "en", [], "en"),
        (["--language", "vi"], "en", [], "vi"),
        ([], "vi", ["--language=en"], "en"),
        (["--language", "vi"], None, ["--language", "en"], "en"),
    ],
)
def test_the_language_is_what_was_typed_then_the_environment_then_vietnamese(
    run_fake, monkeypatch, before, environment, after, expected
):
    seen = []
    run_fake(lambda arguments: 0)
    monkeypatch.setattr(
        frame,
        "load_command",
        lambda name: FakeCommand(lambda arguments: seen.append(arguments.language) or 0),
    )
    if environment:
        monkeypatch.setenv("BORDER_GIS_LANGUAGE", environment)
    assert main([*before, "fake", "1", *after]) == 0
    assert seen == [expected]


def test_an_unknown_language_in_the_environment_is_said(run_fake, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_LANGUAGE", "xx")
    assert run_fake(lambda arguments: 0) == InputError.exit_code
    assert "xx" in capsys.readouterr().err


# --- errors ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code"), [(InputError, 3), (DataError, 4), (StoreError, 5), (CrsError, 6), (NotFoundError, 7)]
)
def test_an_error_is_one_message_and_the_exit_code_of_its_kind(run_fake, capsys, kind, code):
    assert run_fake(raising(kind("settings.bad_port", value="x"))) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "“x” không phải là số cổng; cổng là số nguyên từ 1 đến 65535.\n"


def test_an_error_with_json_is_a_value_too(run_fake, capsys):
    assert run_fake(raising(InputError("settings.bad_port", value="x")), "--json", "--language", "en") == 3
    said = json.loads(capsys.readouterr().out)
    assert said["error"]["code"] == "settings.bad_port"
    assert said["error"]["params"] == {"value": "x"}
    assert said["error"]["message"].startswith("“x” is not a port")


def test_an_unexpected_error_names_a_log_and_shows_no_traceback(run_fake, capsys):
    assert run_fake(raising(RuntimeError("the cat sat on it"))) == 70
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "the cat sat on it" not in said
    (log,) = (run_fake.workspace.parent / "state").rglob("*.log")
    assert str(log) in said
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "the cat sat on it" not in text


def test_the_log_is_in_the_workspace_where_there_is_one(run_fake, capsys):
    run_fake.workspace.mkdir()
    assert run_fake(raising(RuntimeError("x"))) == 70
    (log,) = (run_fake.workspace / "logs").iterdir()
    assert str(log) in capsys.readouterr().err


def test_two_errors_at_once_keep_two_logs(run_fake):
    run_fake.workspace.mkdir()
    run_fake(raising(RuntimeError("first")))
    run_fake(raising(LookupError("second")))
    texts = [log.read_text(encoding="utf-8") for log in (run_fake.workspace / "logs").iterdir()]
    assert sum("RuntimeError" in text for text in texts) == 1
    assert sum("LookupError" in text for text in texts) == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "this account is not allowed to")],
)
def test_a_file_error_names_the_file_and_the_reason(run_fake, capsys, number, words):
    error = OSError(number, os.strerror(number), "báo cáo.txt")
    assert run_fake(raising(error), "--language", "en") == 5
    assert capsys.readouterr().err == f"Cannot read or write báo cáo.txt: {words}.\n"


def test_ctrl_c_is_quiet(run_fake, capsys):
    assert run_fake(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ("", "")


def test_every_kind_of_error_has_an_exit_code_above_2():
    kinds = BorderGisError.__subclasses__()
    assert all(kind.exit_code > 2 for kind in kinds)
    assert len({kind.exit_code for kind in kinds}) == len(kinds)


# --- in a process ----------------------------------------------------------------------------


def test_output_is_utf8_whatever_the_console_says():
    answer = run_process("--help", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert answer.returncode == 0
    assert "Cách dùng" in answer.stdout.decode("utf-8")


def test_a_reader_that_goes_away_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    answer = subprocess.run(
        [sys.executable, "-m", "border_gis", "--help"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        timeout=60,
    )
    os.close(writing)
    assert answer.stderr == b""
