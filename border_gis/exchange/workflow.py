"""Read the lists of steps, papers and event kinds that ship as TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from border_gis.errors import DataError

STEP_FILES = ("steps.toml", "papers.toml")
EVENT_KINDS_FILE = "event_kinds.toml"


def load_lists(folder: Path, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return what some files of a folder say, by name.

    Raises
    ------
    DataError
        If a file is missing or no TOML.
    """
    return {name: _load(folder / name) for name in names}


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise DataError("exchange.file_not_found", path=str(path))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError("workflow.not_toml", file=path.name, reason="UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError("workflow.not_toml", file=path.name, reason=str(error)) from error
