"""What may stand behind the question mark: everything else is refused before anything is asked.

OGC API Features Part 1, 7.6 wants a server to answer 400 to a parameter that it does not know
and to a value that it cannot understand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.errors import InputError

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
FORMATS = ("json", "html")
USUAL_LIMIT = 100
LARGEST_LIMIT = 10_000
LARGEST_OFFSET = 10_000_000
LONGEST_QUERY = 4_000

COMMON = frozenset({"f", "lang"})
ITEM = COMMON | {"crs"}
ITEMS = ITEM | {
    *(
        "bbox",
        "bbox-crs",
        "datetime",
        "limit",
        "offset",
        "sortby",
        "properties",
        "skipGeometry",
        "resulttype",
    ),
}

_INTEGER = re.compile(r"[0-9]{1,15}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?")
_OPEN = ("", "..")


def check_parameters(
    given: Sequence[tuple[str, str]],
    allowed: Collection[str],
    languages: Collection[str],
    columns: Collection[str] = (),
) -> None:
    """Refuse what the service does not know or understand.

    Parameters
    ----------
    given : sequence of (str, str)
        As they stand in the address, decoded.
    allowed : collection of str
        Names of parameters.
    languages : collection of str
    columns : collection of str
        Fields that may be asked for by name.

    Raises
    ------
    InputError
        With the parameter and what is wrong with it.
    """
    names = [name for name, _ in given]
    for name, value in given:
        if name not in allowed and name not in columns:
            raise InputError(
                "service.unknown_parameter", parameter=_cut(name), known=sorted({*allowed, *columns})
            )
        if names.count(name) > 1:
            raise InputError("service.repeated_parameter", parameter=name)
        if any(ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF for letter in value):
            raise _bad(name, value)
        # A field may have the name of a parameter; then the parameter is meant.
        if name in allowed:
            _check_value(name, value, languages, columns)


def read_box(text: str) -> tuple[float, float, float, float]:
    """Return a box of four numbers, or of six of which heights are left out.

    Raises
    ------
    InputError
        If it is none: not numbers, not finite, not degrees, south above north.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise _bad("bbox", text) from None
    if len(numbers) == 6:
        numbers = [numbers[place] for place in (0, 1, 3, 4)]
    if len(numbers) != 4 or not all(math.isfinite(number) for number in numbers):
        raise _bad("bbox", text)
    west, south, east, north = numbers
    if south > north or max(abs(south), abs(north)) > 90 or max(abs(west), abs(east)) > 180:
        raise _bad("bbox", text)
    return west, south, east, north


def read_interval(text: str) -> tuple[date | None, date | None]:
    """Return first and last day of a moment or an interval (RFC 3339); None for an open end.

    Raises
    ------
    InputError
        If it is none, or ends before it begins.
    """
    parts = text.split("/")
    if len(parts) > 2 or (len(parts) == 1 and text in _OPEN):
        raise _bad("datetime", text)
    begins = _read_day(parts[0], text)
    ends = _read_day(parts[-1], text)
    if begins is not None and ends is not None and begins > ends:
        raise _bad("datetime", text)
    return begins, ends


def _read_day(part: str, whole: str) -> date | None:
    """Return the day in Viet Nam of a day or a moment."""
    if part in _OPEN:
        return None
    try:
        if _DAY.fullmatch(part):
            return date.fromisoformat(part)
        if _MOMENT.fullmatch(part):
            moment = datetime.fromisoformat(part.upper())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(VIET_NAM_TIME).date()
    except (ValueError, OverflowError):
        pass
    raise _bad("datetime", whole)


def _check_value(name: str, value: str, languages: Collection[str], columns: Collection[str]) -> None:
    listed = value.split(",")
    fits = {
        "f": lambda: value in FORMATS,
        "lang": lambda: value in languages,
        "crs": lambda: value == CRS84,
        "bbox-crs": lambda: value == CRS84,
        "limit": lambda: bool(_INTEGER.fullmatch(value)) and int(value) > 0,
        "offset": lambda: bool(_INTEGER.fullmatch(value)) and int(value) <= LARGEST_OFFSET,
        "sortby": lambda: all(part.removeprefix("+").removeprefix("-").strip() in columns for part in listed),
        "properties": lambda: all(part in columns for part in listed),
        "skipGeometry": lambda: value in ("true", "false"),
        "resulttype": lambda: value in ("results", "hits"),
        "bbox": lambda: bool(read_box(value)),
        "datetime": lambda: bool(read_interval(value)),
    }
    if name in fits and not fits[name]():
        raise _bad(name, value)


def _bad(name: str, value: str) -> InputError:
    return InputError("service.bad_parameter", parameter=name, value=_cut(value))


def _cut(text: str) -> str:
    """Return the beginning of a text that somebody sent, without signs that cannot be seen."""
    return "".join(letter if letter.isprintable() else "�" for letter in text[:80])
