"""What stands in cells: words for codes, dates of spreadsheets, numbers, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

from border_gis.boundary.coordinates import parse_decimal
from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.boundary.folding import fold_text
from border_gis.i18n import LANGUAGES, read_date, translate
from border_gis.i18n.values import enum_code

Code = TypeVar("Code", bound=StrEnum)

# Day 0 of spreadsheets, which take 1900 for a leap year.
_DAY_ZERO = date(1899, 12, 30)
_SERIAL_DAYS = (18_000, 80_000)
_TELLING = 4
_QUARTER = re.compile(r"(?:quy|q)\s*\.?\s*(i{1,3}|iv|[1-4])\s*[/\-.]?\s*(?:nam\s*)?(\d{4})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

# What offices write besides the words that the program itself uses.
_OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "viet nam": "vn",
        "vn": "vn",
        "ta": "vn",
        "phia ta": "vn",
        "越方": "vn",
        "越南": "vn",
        "trung quoc": "cn",
        "tq": "cn",
        "china": "cn",
        "phia trung quoc": "cn",
        "phia ban": "cn",
        "ban": "cn",
        "中方": "cn",
        "中国": "cn",
        "hai ben": "joint",
        "song phuong": "joint",
        "hang rao": "fence",
        "hang rao thep gai": "fence",
        "rao": "fence",
        "铁丝网": "fence",
        "camera": "surveillance",
        "thiet bi giam sat": "surveillance",
        "duong tuan tra": "patrol_road",
        "nha": "building",
        "ke": "revetment",
        "bo ke": "revetment",
        "sat lo": "landslide",
        "hoan thanh": "completed",
        "da xong": "completed",
        "dang thi cong": "under_construction",
        "dang xay dung": "under_construction",
        "da giai quyet": "settled",
        "da xu ly": "settled",
        "dang giai quyet": "under_discussion",
        "dang xu ly": "in_progress",
        "da khao sat": "surveyed",
    }
)
_YES = frozenset({"x", "co", "yes", "true", "1", "dung", "是", "v"})
_NO = frozenset({"khong", "no", "false", "0", "sai", "否", ""})


def read_text(value: Any) -> str:
    """Return a cell as text, whole numbers without decimals; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def read_code(value: Any, codes: type[Code]) -> Code | None:
    """Return the member of an enumeration that a cell names, by its code or in any language.

    A cell that begins with the words of one member only ("Hàng rào thép gai dài 200 m") names it.
    """
    text = read_text(value)
    return _find_code(text, codes) if text else None


@lru_cache(maxsize=4096)
def _find_code(text: str, codes: type[Code]) -> Code | None:
    """Do the work of `read_code`: columns of codes say the same few words thousands of times."""
    said = fold_text(text).strip(" .;:-")
    if not said:
        return None
    words = _words_of(codes)
    if said in words:
        return codes(words[said])
    begun = [word for word in words if len(word) >= _TELLING and said.startswith(f"{word} ")]
    longest = max(map(len, begun), default=0)
    telling = {words[word] for word in begun if len(word) == longest}
    return codes(telling.pop()) if len(telling) == 1 else None


@lru_cache(maxsize=16)
def _words_of(codes: type[StrEnum]) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for member in codes:
        code = enum_code(member) or ""
        said = [member.value, member.value.replace("_", " ")]
        said += [translate(code, None, language) for language in LANGUAGES]
        for word in said:
            words.setdefault(fold_text(word), member.value)
    for word, value in _OTHER_WORDS.items():
        if value in {member.value for member in codes}:
            words.setdefault(word, value)
    return MappingProxyType(words)


def read_cell_date(value: Any) -> PartialDate | None:
    """Return the date of a cell, as precise as it is written; None for nothing.

    Parameters
    ----------
    value : Any
        A date or time of a spreadsheet, the number that a spreadsheet keeps for one, a text
        in any usual order, a month, a quarter ("quý II/2022": its year, since no day of it
        is known) or a year.

    Raises
    ------
    InputError
        The cell holds something that is no date.
    """
    if isinstance(value, datetime):
        local = value.astimezone(VIET_NAM_TIME) if value.tzinfo is not None else value
        return PartialDate(local.year, local.month, local.day)
    if isinstance(value, date):
        return PartialDate(value.year, value.month, value.day)
    text = read_text(value)
    return _read_written_date(text) if text else None


@lru_cache(maxsize=4096)
def _read_written_date(text: str) -> PartialDate | None:
    if text.isdecimal() and _SERIAL_DAYS[0] <= int(text) <= _SERIAL_DAYS[1]:
        day = _DAY_ZERO + timedelta(days=int(text))
        return PartialDate(day.year, day.month, day.day)
    if match := re.match(r"(\d{4}-\d\d-\d\d)[T ]\d", text):
        return _read_moment(text, match[1])
    if match := _QUARTER.fullmatch(fold_text(text)):
        return PartialDate(int(match[2]))
    return read_date(text)


def _read_moment(text: str, day: str) -> PartialDate:
    try:
        return read_cell_date(datetime.fromisoformat(text)) or PartialDate.fromisoformat(day)
    except ValueError:
        return read_date(day)


def read_number(value: Any) -> float | None:
    """Return a number, with point or comma, with or without a unit; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    text = re.sub(r"\s*(?:m|km|met|mét|ha)\.?$", "", read_text(value), flags=re.IGNORECASE)
    found = parse_decimal(text) if text else None
    return None if found is None else found[0]


def read_yes(value: Any) -> bool | None:
    """Return yes or no; None for what is neither."""
    if isinstance(value, bool):
        return value
    if value in ("True", "False"):
        return bool(value == "True")
    said = fold_text(read_text(value))
    return True if said in _YES else False if said in _NO else None
