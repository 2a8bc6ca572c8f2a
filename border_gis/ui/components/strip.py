"""A history drawn as a strip: a lane for each side, steps as marks, waiting times as spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import streamlit as st
import streamlit.components.v1 as components

from border_gis.boundary.dates import PartialDate
from border_gis.maps.offline import font_rules
from border_gis.ui.look import STATIC_ADDRESS

DeadlineState = Literal["due", "overdue", "met"]


@dataclass(frozen=True, slots=True)
class StripLane:
    """A lane of the strip.

    Attributes
    ----------
    key : str
    title : str
    colour : str
        Of its marks.
    is_optional : bool
        Left out when nothing lies in it.
    """

    key: str
    title: str
    colour: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class StripMark:
    """A step on the strip.

    Attributes
    ----------
    id : str
        Of its report; a click goes to the element with the class ``bg-report-<id>``.
    number : int
        As it stands beside the report further down.
    lane : str
    date : PartialDate
        A month or a year is drawn as a span.
    glyph : str
        Name of its picture.
    title : str
    lines : tuple of str
        Told under the pointer, the first as a heading.
    opens : str
        What a click gives back where no such report stands on the page; empty for nothing.
    """

    id: str
    number: int
    lane: str
    date: PartialDate
    glyph: str
    title: str
    lines: tuple[str, ...]
    opens: str = ""


@dataclass(frozen=True, slots=True)
class StripWait:
    """A waiting time between two marks, named by their ids; ``end`` is None while the reply is out."""

    asked: str
    answered: str | None
    start: PartialDate
    end: PartialDate | None
    short: str
    long: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StripDeadline:
    """A day by which something must be done."""

    day: date
    state: DeadlineState
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StripWords:
    """What the strip says of itself."""

    title: str
    waits: str
    today: str


def show_strip(
    lanes: Sequence[StripLane],
    marks: Sequence[StripMark],
    *,
    waits: Sequence[StripWait] = (),
    deadlines: Sequence[StripDeadline] = (),
    today: date,
    shows_today: bool = True,
    words: StripWords,
    name: str,
    language: str,
) -> str | None:
    """Show the strip; return what was opened by a click that led nowhere on the page.

    Parameters
    ----------
    lanes : sequence of StripLane
    marks : sequence of StripMark
        At least one.
    waits : sequence of StripWait
    deadlines : sequence of StripDeadline
    today : date
    shows_today : bool
        False for a history that has ended before today.
    words : StripWords
    name : str
        Constant for one strip of one page.
    language : {"vi", "en"}
    """
    colours = {lane.key: lane.colour for lane in lanes}
    with st.container(key=f"strip_{name}"):
        value = _frame()(
            lanes=[{"key": lane.key, "title": lane.title, "optional": lane.is_optional} for lane in lanes],
            marks=[_describe_mark(mark, colours[mark.lane]) for mark in marks],
            waits=[_describe_wait(wait) for wait in waits],
            deadlines=[
                {"day": each.day.isoformat(), "state": each.state, "lines": list(each.lines)}
                for each in deadlines
            ],
            today=today.isoformat(),
            shows_today=shows_today,
            title=words.title,
            words={"waits": words.waits, "today": words.today},
            language=language,
            letters=font_rules(STATIC_ADDRESS),
            key=f"strip_frame_{name}",
            default=None,
        )
    opened_key = f"strip_opened_{name}"
    if not value or st.session_state.get(opened_key) == value["at"]:
        return None
    st.session_state[opened_key] = value["at"]
    return str(value["id"])


def _describe_mark(mark: StripMark, colour: str) -> dict[str, Any]:
    return {
        "id": mark.id,
        "number": mark.number,
        "lane": mark.lane,
        "from": mark.date.first_day.isoformat(),
        "to": mark.date.last_day.isoformat(),
        "glyph": mark.glyph,
        "title": mark.title,
        "lines": [line for line in mark.lines if line],
        "colour": colour,
        "opens": mark.opens,
    }


def _describe_wait(wait: StripWait) -> dict[str, Any]:
    return {
        "from": _middle(wait.start).isoformat(),
        "to": None if wait.end is None else _middle(wait.end).isoformat(),
        "asked": wait.asked,
        "answered": wait.answered,
        "is_open": wait.end is None,
        "short": wait.short,
        "long": wait.long,
        "lines": [line for line in wait.lines if line],
    }


def _middle(day: PartialDate) -> date:
    return day.first_day + (day.last_day - day.first_day) // 2


@lru_cache(maxsize=1)
def _frame() -> Any:
    folder = files("border_gis.ui.components").joinpath("timeline_frame")
    return components.declare_component("border_timeline", path=str(folder))
