"""Entries of the lists that an office may add to, read from plain values; each mistake is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from border_gis.errors import DataError

LANGUAGES = ("vi", "en", "zh")
_NEEDED_LANGUAGES = ("vi", "en")


class ListEntry:
    """One entry of a list.

    Parameters
    ----------
    file : str
        Name of the file, or of the setting, that it stands in.
    place : int
        Its place there, from 1.
    said : Any
        What it says.
    fields : frozenset of str
        That it may have.

    Raises
    ------
    DataError
        It is no table, or has a field that is none.
    """

    def __init__(self, file: str, place: int, said: Any, fields: frozenset[str]) -> None:
        self.file = file
        if not isinstance(said, Mapping):
            raise DataError("workflow.not_an_entry", file=file, entry=place)
        self.said = said
        code = said.get("code")
        self.entry = code if isinstance(code, str) and code else f"#{place}"
        for name in said:
            if name not in fields:
                raise self.mistake("workflow.unknown_field", name)

    def mistake(self, code: str, field: str, **params: Any) -> DataError:
        """Return an error that names file, entry and field."""
        return DataError(code, file=self.file, entry=self.entry, field=field, **params)

    def read_code(self) -> str:
        """Return the code of the entry; DataError if it has none that can be used."""
        code = self.said.get("code")
        if not isinstance(code, str) or not code.replace("_", "").isalnum():
            raise self.mistake("workflow.bad_code", "code", value=code)
        return code

    def read_words(self, field: str, *, required: bool = True) -> dict[str, str]:
        """Return words by language; DataError if one that is needed is missing."""
        words = self.said.get(field, {})
        if not isinstance(words, Mapping) or not all(isinstance(text, str) for text in words.values()):
            raise self.mistake("workflow.bad_words", field, value=words)
        for language in words:
            if language not in LANGUAGES:
                raise self.mistake("workflow.unknown_language", field, value=language)
        if required or words:
            for language in _NEEDED_LANGUAGES:
                if not str(words.get(language, "")).strip():
                    raise self.mistake("workflow.words_missing", field, value=language)
        return dict(words)

    def read_codes(self, field: str) -> tuple[str, ...]:
        """Return a list of codes; DataError if it is none."""
        codes = self.said.get(field, [])
        if not isinstance(codes, list | tuple) or not all(isinstance(code, str) for code in codes):
            raise self.mistake("workflow.bad_codes", field, value=codes)
        return tuple(codes)


def list_entries(
    file: str, said: Mapping[str, Any], heading: str, fields: frozenset[str]
) -> Iterator[ListEntry]:
    """Yield the entries under a heading; DataError if they are no list of tables."""
    listed = said.get(heading, [])
    if not isinstance(listed, list | tuple):
        raise DataError("workflow.not_an_entry", file=file, entry=heading)
    for place, entry in enumerate(listed, start=1):
        yield ListEntry(file, place, entry, fields)


def check_headings(file: str, said: Mapping[str, Any], known: set[str]) -> None:
    """Raise DataError if a file has a heading that is none."""
    for heading in said:
        if heading not in known:
            raise DataError("workflow.unknown_field", file=file, entry="–", field=heading)


def check_new(entry: ListEntry, seen: set[tuple[str, str]], heading: str, code: str) -> None:
    """Remember a code; raise DataError if it stood there already."""
    if (heading, code) in seen:
        raise entry.mistake("workflow.code_twice", "code", value=code)
    seen.add((heading, code))
