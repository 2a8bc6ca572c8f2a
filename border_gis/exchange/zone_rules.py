"""Read rules of law from TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from border_gis.errors import DataError
from border_gis.zones.law import RuleBook
from border_gis.zones.reading import read_rule_book


def read_rules(path: Path) -> RuleBook:
    """Read the rules of one file, or of all TOML files of a folder.

    Parameters
    ----------
    path : Path

    Raises
    ------
    DataError
        The file is missing or no TOML, or a rule is wrong: then the file, the rule and the
        field are named.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise DataError("exchange.file_not_found", path=str(path))
    return read_rule_book({file.name: _parse(file) for file in files})


def _parse(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError("zones.not_toml", file=file.name, reason="UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError("zones.not_toml", file=file.name, reason=str(error)) from error
