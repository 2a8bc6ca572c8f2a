"""Where the particulars of an unexpected error go, so that no traceback reaches the screen.

A log may be sent on to whoever looks after the program. It says what went wrong and where in
the program, never with what: the message of an exception may hold a text of a report, a
position or a password, so only its class, code and number are written.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from border_gis import __version__
from border_gis.errors import BorderGisError
from border_gis.services.permissions import without_actor
from border_gis.settings import Settings


@without_actor("an error must be written down whoever meets it")
def write_error_log(error: BaseException, settings: Settings | None) -> Path | None:
    """Write an error with its traceback into a file of its own.

    Parameters
    ----------
    error : BaseException
        What went wrong.
    settings : Settings or None
        Whose workspace takes the file if there is one; otherwise the person's state folder
        does, or the system's temporary one.

    Returns
    -------
    Path or None
        The file; None where no folder could be written to.
    """
    now = datetime.now(UTC)
    name = f"error-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    text = "\n".join(
        [
            f"{now.isoformat(timespec='seconds')} border-gis {__version__}",
            f"Python {platform.python_version()}, {platform.platform()}",
            f"{_describe_call(sys.argv)}",
            "",
            *_describe_chain(error),
            "",
        ]
    )
    for folder in _find_folders(settings):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(text)
        except OSError:
            continue
        return path
    return None


def _describe_call(arguments: Sequence[str]) -> str:
    """Return the program and the command that was given to it, without what it was given."""
    program = Path(arguments[0]).name if arguments else ""
    command = arguments[1] if len(arguments) > 1 and arguments[1].isascii() and arguments[1].isalpha() else ""
    return f"{program} {command}".strip()


def _describe_chain(error: BaseException) -> Iterator[str]:
    """Yield the errors that led to this one, the first of them first, each with its way here."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    for each in reversed(chain):
        for frame in traceback.extract_tb(each.__traceback__):
            yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
            if frame.line:
                yield f"    {frame.line}"
        yield _describe_error(each)


def _describe_error(error: BaseException) -> str:
    said = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, BorderGisError):
        return f"{said}: {error.code} ({', '.join(sorted(error.params))})"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{said}: {error.errno} {os.strerror(error.errno)}"
    state = getattr(error, "sqlite_errorname", None)
    if state is None and error.args and isinstance(error.args[0], dict):
        # What PostgreSQL answers: C is the code of the error, R the routine that found it.
        state = " ".join(str(error.args[0].get(name, "")) for name in ("C", "R"))
    return f"{said}: {state}" if state else said


def _find_folders(settings: Settings | None) -> Iterator[Path]:
    if settings is not None and settings.workspace_folder.is_dir():
        yield settings.logs_folder
    state = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_STATE_HOME")
    yield (Path(state) if state else Path("~/.local/state").expanduser()) / "border-gis" / "logs"
    yield Path(tempfile.gettempdir())
