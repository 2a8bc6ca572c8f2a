"""``border-gis run``: the app on this machine, for this machine only."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import runpy
import signal
import socket
import sys
import threading
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from border_gis.cli.arguments import add_officer_argument
from border_gis.cli.output import print_json, print_line, print_message
from border_gis.errors import BorderGisError, InputError, NotFoundError, StoreError
from border_gis.i18n import describe_error, describe_finding, translate
from border_gis.settings import PROJECT_FOLDER, Settings

NAME = "run"
EXAMPLE = "border-gis run\nborder-gis run --port 8502 --language en"

PORTS_TO_TRY = 20
SECONDS_TO_START = 60.0
LARGEST_LOG_BYTES = 5_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the port, and where the server's log goes."""
    parser.add_argument("--port", metavar="PORT", default=None, help="cli.run.help.port")
    add_officer_argument(parser)
    parser.add_argument("--show-log", action="store_true", help="cli.run.help.show_log")


def run(arguments: argparse.Namespace) -> int:
    """Make the workspace if there is none, serve the app until it is stopped, and print the address."""
    settings: Settings = arguments.settings
    app_path = PROJECT_FOLDER / "app.py"
    if not app_path.is_file():
        raise NotFoundError("cli.run.app_missing", path=str(app_path))
    port = choose_port(settings, is_fixed=arguments.port is not None, language=arguments.language)
    if not settings.store and not settings.store_path.exists():
        from border_gis.services.workspaces import init_workspace

        init_workspace(settings)
        folder = str(settings.workspace_folder)
        print_message(translate("cli.init.made", {"folder": folder}, arguments.language))
    options = read_server_options(PROJECT_FOLDER / ".streamlit" / "config.toml")
    options |= {"server.address": settings.address, "server.port": port}
    if settings.sign_in == "oidc":
        options |= {"secrets.files": [str(settings.workspace_folder / "secrets.toml")]}
    os.environ.update(describe_settings(settings))
    url = f"http://{settings.address}:{port}"
    log_path = None if arguments.show_log else settings.logs_folder / "app.log"
    stopped = translate("cli.run.stopped", None, arguments.language)
    with stopping_quietly(stopped):
        # Before any thread starts: two that import the same libraries at once can break each other's import.
        from border_gis.services.warming import warm_up

        announce = functools.partial(_announce, url, settings, arguments.language, arguments.json, sys.stdout)
        threading.Thread(target=announce, daemon=True).start()
        threading.Thread(target=_back_up_daily, args=(settings, arguments.language), daemon=True).start()
        with logging_into(log_path):
            warm_up(settings)
            serve(app_path, options)
    print_message(stopped)
    return 0


def serve(app_path: Path, options: Mapping[str, Any]) -> None:
    """Serve the app in this process until it is stopped.

    Raises
    ------
    StoreError
        The server did not start; its log says why.
    """
    sys.argv = ["streamlit", "run", str(app_path), *write_flags(options)]
    try:
        runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code not in (None, 0):
            raise StoreError("cli.run.not_started", port=options["server.port"]) from ended


@contextlib.contextmanager
def logging_into(path: Path | None) -> Iterator[None]:
    """Send what the server writes into a file, so that the screen holds only what is for people."""
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    with (
        path.open("a", encoding="utf-8", errors="backslashreplace", buffering=1) as log,
        contextlib.redirect_stdout(log),
        contextlib.redirect_stderr(log),
    ):
        yield


@contextlib.contextmanager
def stopping_quietly(message: str) -> Iterator[None]:
    """Let Ctrl+C end the start of the server, which takes the signal over once it serves."""
    screen = sys.stderr.fileno()

    def end_at_once(_signal: int, _frame: FrameType | None) -> None:
        # Nothing is being written yet; an exception here would come up inside the event loop.
        os.write(screen, f"{message}\n".encode())
        os._exit(0)

    before = signal.signal(signal.SIGINT, end_at_once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def choose_port(settings: Settings, *, is_fixed: bool, language: str) -> int:
    """Return the port to listen on: the one asked for, or the next that is free.

    Raises
    ------
    InputError
        The port was asked for by the person and is taken, or none near it is free.
    """
    if is_free(settings.address, settings.port):
        return settings.port
    last = min(settings.port + PORTS_TO_TRY, 65_535)
    candidates = range(settings.port + 1, last + 1)
    following = next((port for port in candidates if is_free(settings.address, port)), None)
    if following is None:
        raise InputError("cli.run.no_free_port", port=settings.port, last=last)
    if is_fixed:
        raise InputError("cli.run.port_taken", port=settings.port, next=following)
    params = {"port": settings.port, "next": following}
    print_message(translate("cli.run.port_taken_next", params, language))
    return following


def is_free(address: str, port: int) -> bool:
    """Return whether nobody listens on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def read_server_options(path: Path) -> dict[str, Any]:
    """Read the server's settings as ``section.name`` and value."""
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": value for section, values in sections.items() for name, value in values.items()
    }


def write_flags(options: Mapping[str, Any]) -> list[str]:
    """Write server settings as flags; a list is a flag for each of its values."""
    return [
        f"--{name}={str(item).lower() if isinstance(item, bool) else item}"
        for name, value in options.items()
        for item in (value if isinstance(value, list) else [value])
    ]


def describe_settings(settings: Settings) -> dict[str, str]:
    """Write settings as the variables of the environment that build the same settings again."""
    return {
        "BORDER_GIS_WORKSPACE": str(settings.workspace_folder),
        "BORDER_GIS_DATA": str(settings.data_folder),
        "BORDER_GIS_LANGUAGE": settings.language,
        "BORDER_GIS_PORT": str(settings.port),
        "BORDER_GIS_CLICK_TOLERANCE_M": str(settings.click_tolerance_m),
        "BORDER_GIS_STORE": settings.store,
        "BORDER_GIS_OFFICER": settings.officer,
        "BORDER_GIS_SIGN_IN": settings.sign_in,
        "BORDER_GIS_SUBJECT_CLAIM": settings.subject_claim,
        "BORDER_GIS_ADDRESS": settings.address,
    }


def _back_up_daily(settings: Settings, language: str) -> None:
    """Take today's backup while the app starts; say so if that fails, and start all the same."""
    from border_gis.services.backups import take_daily_backup

    try:
        made = take_daily_backup(settings)
        for finding in made.findings if made else ():
            print_message(describe_finding(finding, language))
    except BorderGisError as error:
        print_message(
            translate("cli.run.backup_failed", {"reason": describe_error(error, language)}, language)
        )


def _announce(url: str, settings: Settings, language: str, as_json: bool, screen: TextIO) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            with opener.open(f"{url}/_stcore/health", timeout=1.0):
                break
        except OSError:
            time.sleep(0.05)
    else:
        return
    if as_json:
        print_json({"url": url, "workspace": str(settings.workspace_folder)}, indent=None, stream=screen)
    else:
        print_line(translate("cli.run.address", {"url": url}, language), screen)
    screen.flush()
