"""Read release profiles and the table of phrases from TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from border_gis.access.profiles import ReleaseRules, build_profile
from border_gis.access.wording import Phrase
from border_gis.errors import DataError

PHRASES_FILE = "phrases.toml"
LANGUAGES = ("vi", "en", "zh")


def read_release_rules(folder: Path) -> ReleaseRules:
    """Read every profile of a folder, and its ``phrases.toml``.

    Raises
    ------
    DataError
        If a file is missing or no TOML, or a profile or phrase is wrong.
    """
    files = sorted(path for path in folder.glob("*.toml") if path.name != PHRASES_FILE)
    phrases_file = folder / PHRASES_FILE
    if not files or not phrases_file.is_file():
        raise DataError("exchange.file_not_found", path=str(folder if not files else phrases_file))
    profiles = tuple(build_profile(_parse(file), file.name) for file in files)
    return ReleaseRules(profiles, _read_phrases(_parse(phrases_file)))


def _read_phrases(table: dict[str, Any]) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    for language, listed in table.items():
        if language not in LANGUAGES or not isinstance(listed, dict):
            raise DataError("release.bad_profile", file=PHRASES_FILE, field=language)
        for judging, neutral in listed.items():
            if not isinstance(neutral, str) or not judging.strip():
                raise DataError("release.bad_profile", file=PHRASES_FILE, field=f"{language}.{judging}")
            found.append(Phrase(language, judging, neutral))
    return tuple(found)


def _parse(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError("release.not_toml", file=file.name, reason=str(error)) from error
