"""Write numbers and dates in the way of a language."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import Enum
from typing import Any

from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.errors import InputError

_SWAP_SEPARATORS = str.maketrans(",.", ".,")
_DATE_WORDS = re.compile(r"\b(ngày|tháng|năm|month|year|day)\b", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1850, 2150
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


def enum_code(value: Any) -> str | None:
    """Return the code of an enumeration's member, for example ``"work_kind.fence"``."""
    if not isinstance(value, Enum):
        return None
    return f"{_WORD_START.sub('_', type(value).__name__).lower()}.{value.value}"


def format_number(value: float, language: str, format_spec: str = "") -> str:
    """Write a number with the separators of the language.

    Parameters
    ----------
    value : int or float
    language : {"vi", "en", "zh"}
        Vietnamese writes ``1.234,5``, the others ``1,234.5``.
    format_spec : str
        As for ``format``; ``","`` asks for groups of thousands. Without one, an integer
        keeps its digits ungrouped (it may be a marker or a year) and another number
        gets at most three decimals.
    """
    if format_spec:
        written = format(value, format_spec)
    elif isinstance(value, int):
        written = str(value)
    else:
        written = f"{value:.3f}".rstrip("0").rstrip(".")
    return written.translate(_SWAP_SEPARATORS) if language == "vi" else written


def format_date(value: PartialDate | date, language: str) -> str:
    """Write a date as precisely as it is known: day, month and year from left to right.

    Vietnamese and English write ``05/03/2022``, ``03/2022`` or ``2022``; Chinese writes
    year, month, day.
    """
    parts = [value.year, value.month, value.day]
    known = [f"{part:02d}" if part < 100 else f"{part:04d}" for part in parts if part is not None]
    return "-".join(known) if language == "zh" else "/".join(reversed(known))


def read_date(text: str) -> PartialDate:
    """Read a date as a person types it, as precise as it is typed.

    Parameters
    ----------
    text : str
        ``11/05/2022``, ``05/2022`` or ``2022``; with dots, hyphens or spaces as well, with
        the words *ngày*, *tháng*, *năm*, or in the order year, month, day.

    Raises
    ------
    InputError
        If it is no date, or one that no calendar has.
    """
    words = _DATE_WORDS.sub(" ", text)
    parts = re.split(r"[\s/.\-–]+", words.strip())
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        raise InputError("ui.bad_date", text=text)
    numbers = [int(part) for part in parts]
    if len(parts[0]) != 4:
        numbers.reverse()
    year, month, day = (*numbers, None, None)[:3]
    try:
        checked = date(year or 0, month or 1, day or 1) if 0 not in numbers else None
    except ValueError:
        checked = None
    if checked is None or not _FIRST_YEAR <= checked.year <= _LAST_YEAR:
        raise InputError("ui.bad_date", text=text)
    return PartialDate(checked.year, month, day)


def format_moment(value: datetime, language: str) -> str:
    """Write a moment in Viet Nam's time, which has no summer time."""
    local = value.astimezone(VIET_NAM_TIME)
    clock = local.strftime("%H:%M")
    return f"{format_date(local.date(), language)} {clock}"


def format_value(value: Any, language: str) -> str:
    """Write a plain value: text as it is, a number or a date in the way of the language."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return format_moment(value, language)
    if isinstance(value, (PartialDate, date)):
        return format_date(value, language)
    if isinstance(value, (int, float)):
        return format_number(value, language)
    return str(value)
