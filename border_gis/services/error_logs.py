"""Where the particulars of an unexpected error go, so that no traceback reaches the screen."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from border_gis import __version__
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
            f"{sys.argv!r}",
            "",
            "".join(traceback.format_exception(error)),
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


def _find_folders(settings: Settings | None) -> Iterator[Path]:
    if settings is not None and settings.workspace_folder.is_dir():
        yield settings.logs_folder
    state = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_STATE_HOME")
    yield (Path(state) if state else Path("~/.local/state").expanduser()) / "border-gis" / "logs"
    yield Path(tempfile.gettempdir())
