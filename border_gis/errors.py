"""Findings, which are collected, and exceptions, which stop the work at hand.

Both carry a code and parameters, never a finished sentence: the words come from
``border_gis.i18n`` at the edge, in the language of the person who reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, found while the work went on.

    Attributes
    ----------
    code : str
        Key of the message, for example ``"locate.unknown_marker"``.
    params : Mapping[str, Any]
        Values that the message names.
    where : str
        The thing it was found in: a marker, a row, a layer. Empty when there is only one.
    severity : Severity
        How much it matters.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""
    severity: Severity = Severity.WARNING


class BorderGisError(Exception):
    """The work at hand cannot go on.

    Parameters
    ----------
    code : str
        Key of the message, for example ``"error.file_not_found"``.
    **params
        What is wrong, with which thing, and what the message needs to say what to do.
    """

    exit_code = 3

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Any] = params

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({said})" if said else self.code


class InputError(BorderGisError, ValueError):
    """What a person typed cannot be understood."""

    exit_code = 3


class DataError(BorderGisError, ValueError):
    """A file holds something that the program cannot use."""

    exit_code = 4


class StoreError(BorderGisError, OSError):
    """The office's data cannot be opened, read or written."""

    exit_code = 5

    def __str__(self) -> str:
        return BorderGisError.__str__(self)


class CrsError(BorderGisError, ValueError):
    """A coordinate reference system is missing or does not fit."""

    exit_code = 6


class NotFoundError(BorderGisError, LookupError):
    """The thing asked for does not exist."""

    exit_code = 7


class ConflictError(BorderGisError, RuntimeError):
    """Somebody else has changed the same thing in the meantime."""

    exit_code = 8


class ForbiddenError(BorderGisError, PermissionError):
    """The person at work may not do or see this."""

    exit_code = 9

    def __str__(self) -> str:
        return BorderGisError.__str__(self)
