"""``border-gis run``: a free port, settings that hold from any folder, a server that stops quietly."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from border_gis.cli.run import choose_port, is_free, logging_into, read_server_options, write_flags
from border_gis.errors import InputError
from border_gis.settings import build_settings
from tests.browser import find_free_port

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / ".streamlit" / "config.toml"


@pytest.fixture
def taken_port():
    """A port on which somebody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


# --- the port --------------------------------------------------------------------------------


def test_a_free_port_is_taken_as_it_is(capsys):
    port = find_free_port()
    assert choose_port(build_settings({}, port=port), is_fixed=False, language="vi") == port
    assert capsys.readouterr().err == ""


def test_the_next_port_is_taken_and_said_when_nobody_asked_for_this_one(taken_port, capsys):
    port = choose_port(build_settings({}, port=taken_port), is_fixed=False, language="en")
    assert taken_port < port <= taken_port + 20
    assert is_free("127.0.0.1", port)
    assert f"Port {taken_port} is taken by another program; using port {port}." in capsys.readouterr().err


def test_a_port_that_was_asked_for_and_is_taken_is_refused_with_another(taken_port):
    with pytest.raises(InputError) as caught:
        choose_port(build_settings({}, port=taken_port), is_fixed=True, language="vi")
    assert caught.value.code == "cli.run.port_taken"
    assert is_free("127.0.0.1", caught.value.params["next"])


# --- the server's settings -------------------------------------------------------------------


def test_the_server_is_for_this_machine_only_and_tells_nobody():
    options = read_server_options(CONFIG)
    assert options["server.address"] == "127.0.0.1"
    assert options["server.headless"] is True
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorLinks"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["client.toolbarMode"] == "minimal"
    assert options["server.allowedHosts"] == ["127.0.0.1", "localhost"]


def test_every_setting_of_the_server_is_passed_on_as_a_flag():
    flags = write_flags(read_server_options(CONFIG))
    sections = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    for section, values in sections.items():
        for name in values:
            assert any(flag.startswith(f"--{section}.{name}=") for flag in flags)
    assert "--browser.gatherUsageStats=false" in flags
    assert {"--server.allowedHosts=127.0.0.1", "--server.allowedHosts=localhost"} <= set(flags)


def test_streamlit_knows_every_setting():
    from streamlit import config

    known = {f"--{name}" for name in config._config_options_template}
    assert {flag.partition("=")[0] for flag in write_flags(read_server_options(CONFIG))} <= known


def test_a_long_log_is_put_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("border_gis.cli.run.LARGEST_LOG_BYTES", 10)
    path = tmp_path / "logs" / "app.log"
    for text in ("first " * 5, "second"):
        with logging_into(path):
            sys.stderr.write(text)
    assert path.read_text() == "second"
    assert path.with_suffix(".old.log").read_text() == "first " * 5


# --- the running server ----------------------------------------------------------------------


def digest_folder(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.gpkg"))
    }


def test_it_serves_on_the_loopback_address_only_and_stops_quietly(app_server):
    with socket.create_connection(("127.0.0.1", app_server.port), timeout=2):
        pass
    for address in ("127.0.0.2", find_other_address()):
        if address is not None:
            with pytest.raises(OSError):
                socket.create_connection((address, app_server.port), timeout=2)
    assert app_server.stop() == 0
    said = app_server.read_log()
    assert f"http://127.0.0.1:{app_server.port}" in said
    assert "Traceback" not in said
    assert len(said.splitlines()) == 2, said


def test_it_starts_again_on_the_same_workspace_and_leaves_the_store_as_it_is(app_server):
    before = digest_folder(app_server.workspace)
    app_server.restart()
    app_server.stop()
    assert before
    # The backup of the day is taken beside the start: the first one may have been too short for it.
    after = digest_folder(app_server.workspace)
    assert {path: after[path] for path in before} == before
    assert {path.parts[0] for path in set(after) - set(before)} <= {"backups"}


@pytest.mark.parametrize("seconds", [0.15, 0.25, 0.4, 0.8])
def test_ctrl_c_while_it_starts_is_quiet(made_workspace, seconds):
    command = [sys.executable, "-m", "border_gis", "run", "--workspace", str(made_workspace)]
    process = subprocess.Popen(
        [*command, "--port", str(find_free_port())],
        cwd=made_workspace,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert "Traceback" not in said
    # On a busy machine Python itself may not have come so far that it hears the signal.
    assert process.returncode in {0, 130, -signal.SIGINT}


def find_other_address():
    """Return an address of this machine that is not the loopback one, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: only asks the system which address it would use.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address
