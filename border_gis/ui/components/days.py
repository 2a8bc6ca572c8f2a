"""Days and hours as a person types them: 20/12/2026, 8:30, 8h."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.errors import InputError
from border_gis.i18n import describe_value
from border_gis.i18n.values import read_date
from border_gis.ui.session import Session

_HOUR = re.compile(r"(\d{1,2})(?:\s*(?:[:.]|h|giờ)\s*(\d{2})?)?", re.IGNORECASE)


def ask_day(
    where: Any, label: str, session: Session, *, key: str, value: date | datetime | None = None
) -> str:
    """Ask for a day in a field of text; `read_day` reads it."""
    day = value.astimezone(VIET_NAM_TIME).date() if isinstance(value, datetime) else value
    typed = where.text_input(
        label,
        value="" if day is None else describe_value(day, session.language),
        placeholder=session.say("ui.day_example"),
        key=key,
    )
    return typed or ""


def ask_hour(where: Any, label: str, session: Session, *, key: str, value: object = None) -> str:
    """Ask for an hour in a field of text; `read_when` reads it."""
    known = f"{value.astimezone(VIET_NAM_TIME):%H:%M}" if isinstance(value, datetime) else ""
    typed = where.text_input(label, value=known, placeholder=session.say("ui.hour_example"), key=key)
    return typed or ""


def read_day(text: str) -> date | None:
    """Return the day that was typed, None for nothing.

    Raises
    ------
    InputError
        It is no day: a month or a year is not enough.
    """
    if not text.strip():
        return None
    read = read_date(text)
    if read.month is None or read.day is None:
        raise InputError("ui.no_whole_day", text=text)
    return date(read.year, read.month, read.day)


def read_when(day: str, hour: str) -> date | datetime | None:
    """Return the day that was typed, or the moment where an hour was typed too, None for nothing.

    Raises
    ------
    InputError
        It is no day, or no hour.
    """
    on = read_day(day)
    if on is None or not hour.strip():
        return on
    found = _HOUR.fullmatch(hour.strip())
    try:
        at = time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        at = None
    if at is None:
        raise InputError("ui.bad_hour", text=hour)
    return datetime.combine(on, at, VIET_NAM_TIME)
