"""The script behind `make`: installs what is missing, once, and repairs what was cut off."""

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "scripts" / "dev.py"


class FakeSystem:
    """Stands for pip and venv: writes down what was started, and makes what it would make."""

    def __init__(self, project):
        self.project = project
        self.started = []
        self.fails = set()

    def call(self, command):
        action = (
            "venv" if "venv" in command else command[-1] if "--editable" in command else f"-r {command[-1]}"
        )
        self.started.append(action)
        if action in self.fails:
            return 1
        if action == "venv":
            python = self.project / ".venv" / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.write_text("#!/bin/sh\nexit 0\n")
            python.chmod(0o755)
        if action == ".":
            packages = self.project / ".venv" / "lib" / "python3.11" / "site-packages"
            packages.mkdir(parents=True, exist_ok=True)
            (packages / "border_gis.pth").write_text(str(self.project), encoding="utf-8")
        return 0


@pytest.fixture
def project(tmp_path):
    """A project with nothing but its requirements."""
    for name in ("requirements.txt", "requirements-service.txt", "requirements-dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text(f"# {name}\n")
    return tmp_path


@pytest.fixture
def dev(project, monkeypatch):
    """The script, working on that project, with a fake system below it."""
    spec = importlib.util.spec_from_file_location("dev_script", SOURCE)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "ROOT", project)
    monkeypatch.setattr(script, "VENV", project / ".venv")
    monkeypatch.setattr(script, "STATE", project / ".venv" / "border-gis.json")
    monkeypatch.setattr(script, "LOCK", project / ".venv.lock")
    monkeypatch.setattr(script, "VENV_PYTHON", project / ".venv" / "bin" / "python")
    monkeypatch.setattr(script, "WINDOWS", False)
    script.system = FakeSystem(project)
    monkeypatch.setattr(script.subprocess, "call", script.system.call)
    return script


def read_state(project):
    return json.loads((project / ".venv" / "border-gis.json").read_text())["state"]


def test_the_first_start_installs_everything(dev, project):
    dev.prepare("run")
    assert dev.system.started == ["venv", "-r requirements.txt", "."]
    assert read_state(project) == "ready"


def test_the_second_start_starts_nothing(dev, monkeypatch):
    dev.prepare("run")
    dev.system.started.clear()
    monkeypatch.setattr(dev.subprocess, "run", lambda *words, **options: pytest.fail(f"started {words}"))
    dev.prepare("run")
    assert dev.system.started == []


def test_tests_add_their_tools_to_what_is_there_and_the_app_needs_nothing_after_that(dev):
    dev.prepare("run")
    dev.system.started.clear()
    dev.prepare("test")
    assert dev.system.started == ["-r requirements-dev.txt", "."]
    dev.system.started.clear()
    dev.prepare("run")
    dev.prepare("test")
    assert dev.system.started == []


def test_the_service_adds_what_it_needs_and_what_the_tests_installed_is_enough_for_it(dev):
    dev.prepare("run")
    dev.system.started.clear()
    dev.prepare("serve")
    assert dev.system.started == ["-r requirements-service.txt", "."]
    dev.prepare("test")
    dev.system.started.clear()
    dev.prepare("serve")
    dev.prepare("run")
    assert dev.system.started == []


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_changed_requirement_is_installed_into_what_is_there(dev, project, name):
    dev.prepare("run")
    dev.system.started.clear()
    (project / name).write_text("changed")
    dev.prepare("run")
    assert dev.system.started == ["-r requirements.txt", "."]


def test_other_line_ends_are_no_change(dev, project):
    dev.prepare("run")
    dev.system.started.clear()
    (project / "requirements.txt").write_bytes(b"# requirements.txt\r\n")
    dev.prepare("run")
    assert dev.system.started == []


def test_a_first_installation_that_was_cut_off_is_made_again(dev, project):
    dev.system.fails = {"-r requirements.txt"}
    with pytest.raises(dev.RefusalError):
        dev.prepare("run")
    assert read_state(project) == "creating"
    (project / ".venv" / "half").write_text("half")
    dev.system.fails = set()
    dev.system.started.clear()
    dev.prepare("run")
    assert dev.system.started == ["venv", "-r requirements.txt", "."]
    assert read_state(project) == "ready"
    assert not (project / ".venv" / "half").exists()


def test_an_update_that_was_cut_off_goes_on_without_making_everything_again(dev, project):
    dev.prepare("run")
    (project / "requirements.txt").write_text("changed")
    dev.system.fails = {"-r requirements.txt"}
    with pytest.raises(dev.RefusalError):
        dev.prepare("run")
    assert read_state(project) == "updating"
    dev.system.fails = set()
    dev.system.started.clear()
    dev.prepare("run")
    assert dev.system.started == ["-r requirements.txt", "."]
    assert read_state(project) == "ready"


def test_an_environment_whose_python_is_gone_is_made_again(dev, project):
    dev.prepare("run")
    (project / ".venv" / "bin" / "python").unlink()
    dev.system.started.clear()
    dev.prepare("run")
    assert dev.system.started == ["venv", "-r requirements.txt", "."]


def test_a_project_that_was_moved_is_put_right_in_place(dev, project):
    dev.prepare("run")
    state = project / ".venv" / "border-gis.json"
    state.write_text(state.read_text().replace(str(project), "/elsewhere"))
    dev.system.started.clear()
    dev.prepare("run")
    assert dev.system.started == ["-r requirements.txt", "."]


def test_the_program_is_found_from_the_environment_by_a_path_that_every_code_page_can_hold(dev, project):
    dev.prepare("run")
    (path,) = (project / ".venv").rglob("border_gis.pth")
    written = path.read_text(encoding="ascii").strip()
    assert not Path(written).is_absolute()
    assert (path.parent / written).resolve() == project.resolve()


def test_an_environment_of_somebody_elses_with_an_old_python_is_left_alone(dev, project, monkeypatch):
    python = project / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 3.8\n")
    python.chmod(0o755)
    with pytest.raises(dev.RefusalError) as caught:
        dev.prepare("run")
    assert "3.8" in caught.value.args[0]
    assert python.exists()
    assert dev.system.started == []


def test_only_an_older_python_is_refused_with_what_to_install(dev, monkeypatch):
    monkeypatch.setattr(dev, "list_pythons", lambda: [["python3"]])
    monkeypatch.setattr(dev, "ask", lambda command, question: '[[3, 9, 2], 64, "/usr/bin/python3"]')
    with pytest.raises(dev.RefusalError) as caught:
        dev.find_python()
    vietnamese, english = caught.value.args
    assert "Cần Python 3.11 trở lên" in vietnamese
    assert "3.9.2" in vietnamese
    assert "Python 3.11 or newer (64-bit) is needed; this machine has only Python 3.9.2" in english


def test_a_python_without_venv_is_said_with_the_package(dev, monkeypatch):
    monkeypatch.setattr(dev, "list_pythons", lambda: [["python3"]])
    monkeypatch.setattr(dev, "ask", lambda command, question: "3.11" if question == dev.ASK_VERSION else None)
    with pytest.raises(dev.RefusalError, match=r"python3\.11-venv"):
        dev.find_python()


def test_a_python_of_32_bits_is_passed_over(dev, monkeypatch):
    answers = {"a": '[[3, 12, 0], 32, "a"]', "b": '[[3, 11, 4], 64, "b"]'}
    monkeypatch.setattr(dev, "list_pythons", lambda: [["a"], ["b"]])
    monkeypatch.setattr(dev, "ask", lambda command, question: answers[command[0]])
    assert dev.find_python() == (["b"], "3.11.4")


def test_the_running_python_answers_the_question(dev):
    version, bits, path = json.loads(dev.ask([sys.executable], dev.ASK_PYTHON))
    assert version == list(sys.version_info[:3])
    assert bits == 64
    assert Path(path).exists()


def test_a_program_that_is_not_there_answers_nothing(dev):
    assert dev.ask(["no-such-python"], dev.ASK_VERSION) is None


def test_the_port_is_taken_from_the_environment(dev, monkeypatch):
    handed = []
    monkeypatch.setattr(dev, "hand_over", handed.append)
    monkeypatch.setenv("PORT", "8502")
    dev.start_app([])
    dev.start_app(["--port", "9000"])
    assert handed[0][-2:] == ["--port", "8502"]
    assert handed[1][-2:] == ["--port", "9000"]


def test_an_old_python_understands_the_script_well_enough_to_say_what_is_wanted():
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_unknown_word_ends_with_2():
    answer = subprocess.run([sys.executable, str(SOURCE), "dance"], capture_output=True, check=False)
    assert answer.returncode == 2
